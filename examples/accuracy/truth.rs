//! What is true of a lift, by the measures' own definitions: they are taken of the true skeleton, exact and without noise.

use std::collections::BTreeMap;
use std::sync::Arc;

use plumbline::analysis::Analysis;
use plumbline::body::{Facing, Joint, Side, View, ViewKind};
use plumbline::faults::{FAULTS, Finding, REP_DRIFT, Severity, Verdict, judge};
use plumbline::lift::{Bar, BarSource, Ends, Lift, Path, Plane, Scale, ScaleSource, Variant, VariantKind};
use plumbline::measure::drift::{FOLLOWED, Followed, drift, scatter};
use plumbline::measure::{Measurement, Said, SetCase};
use plumbline::reps::{Instant, Rep};
use plumbline::signal::Series;
use plumbline::synthetic::{Instants, Pull, Scene, Stance, Truth, stances};
use plumbline::threshold::Limits;

use super::views::seen_from_anywhere;

/// Moments a second at which the truth is looked at.
const FPS: f64 = 100.0;
/// A fault is "clearly past moderate" where its true value is past the moderate grade by this share of the step from note to moderate.
pub(crate) const PAST: f64 = 0.25;

/// What is true of a lift.
pub(crate) struct True {
    /// Of each repetition, every measurement.
    pub(crate) measures: Vec<BTreeMap<&'static str, Measurement>>,
    /// Of each fault: whether the set has it at all, and whether clearly past moderate.
    pub(crate) faults: BTreeMap<&'static str, Strength>,
}

impl True {
    /// Whether the set truly has a fault by a measure that is seen from anywhere, in any repetition.
    pub(crate) fn has_from_anywhere(&self, id: &str) -> bool {
        let measures =
            || seen_from_anywhere(id).into_iter().flat_map(|measure| self.measures.iter().filter_map(move |of| of.get(measure)));
        let limits = || FAULTS.iter().filter(|fault| fault.card.id == id).flat_map(|fault| fault.card.limits);
        measures().any(|is| limits().any(|limit| limit.unit == is.unit && is.value >= limit.grades.0))
    }
}

/// Faults that count only where a second measure is past a grade, too: that measure, its grade, and by how much it must be past it for the
/// fault to be there clearly (of the second grade's step, as for the fault itself).
const CONDITIONS: [(&str, &str, f64); 2] =
    [("knees-first-descent", "descent-knee-bend", 15.0 + PAST * 10.0), ("knees-cave", "knees-inside", PAST * 8.0)];

/// How strong a fault truly is in a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Strength {
    /// Nothing that the measures define it by can be told of the skeleton.
    Undefined,
    /// On the good side of the lowest grade.
    Absent,
    /// Past the lowest grade, but not clearly past moderate.
    Some,
    /// Clearly past moderate.
    Clear,
}

/// The truth of a scene.
pub(crate) fn truth(scene: &Scene, filmed: &Truth, found: &Analysis) -> True {
    let stances = stances(scene, FPS);
    let near = near_side(scene);
    let lifts = [Plane::Sagittal, Plane::Frontal].map(|plane| lift(&stances, plane, near));
    let reps = reps(&lifts[0], &filmed.reps);
    let variant = Variant { kind: kind(scene.pull), confidence: 1.0 };
    let mut measures: Vec<BTreeMap<&'static str, Measurement>> = vec![BTreeMap::new(); reps.len()];
    let mut sets: Vec<Vec<Finding>> = Vec::new();
    for lift in &lifts {
        let judged = judge(lift, &reps, &variant, &Limits::default(), Said::NOTHING);
        for ((found, _), of) in judged.reps.into_iter().zip(&mut measures) {
            for measure in found {
                of.entry(measure.id).or_insert(measure);
            }
        }
        sets.push(judged.set);
    }
    let strength = |index: usize| sets.iter().filter_map(|set| set.get(index)).map(strength).max().unwrap_or(Strength::Undefined);
    let mut faults: BTreeMap<&'static str, Strength> =
        FAULTS.iter().enumerate().map(|(index, fault)| (fault.card.id, strength(index))).collect();
    for (id, measure, least) in CONDITIONS {
        let past = measures.iter().filter(|of| of.get(measure).is_some_and(|is| is.value >= least)).count();
        let enough = past >= 2 || (past > 0 && past as f64 >= 0.3 * measures.len() as f64);
        if let Some(strength) = faults.get_mut(id).filter(|strength| **strength == Strength::Clear && !enough) {
            *strength = Strength::Some;
        }
    }
    faults.insert(REP_DRIFT.card.id, drifts(&lifts[0], &reps, variant, &measures, found));
    True { measures, faults }
}

/// How strongly a set changes from repetition to repetition. The card counts in standard errors of one measurement, and an exact one has
/// none: the true change is counted in those that the program said of this clip, for what it could measure there.
fn drifts(
    lift: &Lift,
    reps: &[Rep],
    variant: Variant,
    measures: &[BTreeMap<&'static str, Measurement>],
    found: &Analysis,
) -> Strength {
    let exact: Vec<Vec<Measurement>> = measures.iter().map(|of| of.values().cloned().collect()).collect();
    let set = SetCase { lift, reps, measures: &exact, variant, said: Said::NOTHING };
    let in_errors = |followed: &Followed| {
        let said = found.reps.iter().flat_map(|rep| &rep.measures).filter(|said| said.id == followed.id).map(|said| said.sd);
        let one_sd = plumbline::signal::median(said)?;
        let [drift, scatter] = [drift(&set, followed), scatter(&set, followed)].map(|of| of.map_or(0.0, |of| of.measured.value));
        Some((drift / one_sd, scatter / one_sd))
    };
    let all: Vec<(f64, f64)> = FOLLOWED.iter().filter_map(in_errors).collect();
    let [drifts, scatters] = [0, 1].map(|which| {
        let most = all.iter().map(|of| if which == 0 { of.0 } else { of.1 }).fold(0.0, f64::max);
        REP_DRIFT.card.limits.get(which).map_or(Strength::Undefined, |limit| {
            let (note, moderate, _) = limit.grades;
            if most >= moderate + PAST * (moderate - note) {
                Strength::Clear
            } else if most >= note {
                Strength::Some
            } else {
                Strength::Absent
            }
        })
    });
    if all.is_empty() { Strength::Undefined } else { drifts.max(scatters) }
}

/// 0 not assessed, 1 clear, 2 possible, 3 a fault.
pub(crate) fn rank(finding: &Finding) -> u8 {
    match &finding.verdict {
        Verdict::NotAssessed(_) => 0,
        Verdict::Clear { .. } => 1,
        Verdict::Possible { .. } => 2,
        Verdict::Fault { .. } => 3,
    }
}

/// How strong a fault is by the set's verdict on the exact truth.
fn strength(finding: &Finding) -> Strength {
    match &finding.verdict {
        Verdict::NotAssessed(_) => Strength::Undefined,
        Verdict::Clear { .. } | Verdict::Possible { .. } => Strength::Absent,
        Verdict::Fault { severity: Severity::Note, .. } => Strength::Some,
        Verdict::Fault { severity: Severity::Marked, .. } => Strength::Clear,
        Verdict::Fault { measured, limit, .. } => {
            // The limit is the moderate grade in force; the smallest step of the fault's limits in this unit is the step.
            let of_unit = finding.card.limits.iter().filter(|of| of.unit == measured.unit);
            let step = of_unit.map(|of| (of.grades.1 - of.grades.0).abs()).fold(f64::INFINITY, f64::min);
            let past = (measured.value - limit).abs() >= PAST * if step.is_finite() { step } else { 0.0 };
            if past { Strength::Clear } else { Strength::Some }
        }
    }
}

/// The kind of pull in the program's words.
pub(crate) fn kind(pull: Pull) -> VariantKind {
    match pull {
        Pull::Conventional => VariantKind::Conventional,
        Pull::Sumo => VariantKind::Sumo,
        Pull::StiffLeg | Pull::Romanian => VariantKind::StiffLeg,
        Pull::Block(_) => VariantKind::Block,
        Pull::TrapBar => VariantKind::TrapBar,
    }
}

/// The side that the camera sees best, in the words of a model that sees the picture.
fn near_side(scene: &Scene) -> Side {
    if scene.yaw_deg.to_radians().cos() >= 0.0 { Side::Right } else { Side::Left }
}

/// The true motion in a plane, as if it had been calibrated without any error.
fn lift(stances: &[Stance], plane: Plane, near: Side) -> Lift {
    let t: Arc<[f64]> = stances.iter().map(|stance| stance.t).collect();
    let series = |values: Vec<f64>| {
        let values: Vec<Option<f64>> = values.into_iter().map(Some).collect();
        Series { t: t.clone(), raw: values.clone(), smooth: values, cutoff_hz: 0.0, noise_sd: 0.0 }
    };
    let across = |at: &[f64; 3]| if plane == Plane::Sagittal { at[0] } else { -at[2] };
    let path = |places: Vec<[f64; 3]>| Path {
        x: series(places.iter().map(across).collect()),
        y: series(places.iter().map(|at| at[1]).collect()),
        confidence: vec![1.0; places.len()],
        sd: 0.0,
    };
    let of = |joint: Joint| {
        let places = stances.iter().map(|stance| stance.joints.iter().find(|(name, _)| *name == joint).map(|(_, at)| *at));
        Some((joint, path(places.collect::<Option<Vec<_>>>()?)))
    };
    let height: Vec<f64> = stances.iter().map(|stance| stance.bar[1]).collect();
    let speed = (0..height.len()).map(|frame| {
        let (a, b) = (frame.saturating_sub(1), (frame + 1).min(height.len() - 1));
        if b > a { (height[b] - height[a]) / (t[b] - t[a]) } else { 0.0 }
    });
    let sagittal = plane == Plane::Sagittal;
    let bar = Bar {
        source: BarSource::Plate,
        speed: series(speed.collect()),
        path: path(stances.iter().map(|stance| stance.bar).collect()),
        rest_height: height.iter().copied().fold(f64::INFINITY, f64::min),
        off_floor: None,
        ends: (!sagittal).then(|| Ends {
            right: path(stances.iter().map(|stance| stance.plates[0]).collect()),
            left: path(stances.iter().map(|stance| stance.plates[1]).collect()),
            middle: path(stances.iter().map(|stance| stance.bar).collect()),
        }),
    };
    Lift {
        view: View {
            kind: if sagittal { ViewKind::Side } else { ViewKind::Front },
            facing: if sagittal { Facing::Right } else { Facing::Camera },
            yaw_deg: if sagittal { 0.0 } else { 90.0 },
            yaw_sd_deg: 0.0,
        },
        plane,
        near,
        scale: Scale::Metres { source: ScaleSource::Plate, relative_sd: 0.0 },
        px_per_unit: 1e12,
        joints: Joint::ALL.iter().filter_map(|&joint| of(joint)).collect(),
        bar: Some(bar),
        roll_deg: (0.0, 0.0),
        t: t.clone(),
    }
}

/// The true repetitions.
fn reps(lift: &Lift, truth: &[Instants]) -> Vec<Rep> {
    let instant = |at: f64| Instant { at, sd: 1e-4, frame: lift.frame_at(at) };
    let mut reps: Vec<Rep> = Vec::new();
    for (index, of) in truth.iter().enumerate() {
        let start = reps.last().map_or(0, |rep: &Rep| rep.frames.end);
        let next = truth.get(index + 1).and_then(|next| next.lift_off).map_or(lift.t.len(), |at| lift.frame_at(at));
        let end = of.down.map_or(next, |down| lift.frame_at(down) + 1).clamp(start, lift.t.len());
        reps.push(Rep {
            number: index + 1,
            frames: start..end,
            lift_off: of.lift_off.map(instant),
            knee_pass: of.knee_pass.map(instant),
            lockout: of.lockout.map(instant),
            down: of.down.map(instant),
            descent: of.descent.map(instant),
        });
    }
    reps
}
