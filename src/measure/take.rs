//! Takes a measure: checks that the clip can show it, computes it, and propagates its error.
//!
//! **The error.** A formula `f` reads points of the lift through a [`Reader`]. Every source of error `s` that its readings depend
//! on is moved by one standard error each way and the formula is run again (nudging; sources are taken as independent):
//!
//! `variance = sum over s of ((f(+s) - f)^2 + (f(-s) - f)^2) / 2 + floor^2`
//!
//! The mean of both squares, not the square of the half difference, so that a source whose first-order effect vanishes (yaw at a
//! pure side view) still counts by its second order. The sources are: of every point read, the model's miss (fixed for a
//! posture, half correlated between set-up and lockout; of the back's contour mostly common to all its points) and the noise of each moment (`Path::sd` is both together); of every
//! event, its time (the event's own error and the frame's width); the view's yaw; the roll; the scale; the bar speed's noise. What a model
//! wanders by between two moments is told by the clip, not by the points: the measures of the back add it (`wander`).

use std::ops::Range;

use super::moment::{Case, Moment};
use super::reading::{Axis, Reader, Source, Spot, errors};
use super::when::when;
use super::{Abstain, Mark, Measured, Measurement};
use crate::body::Joint;
use crate::lift::{Path, Plane, Scale};
use crate::units::Unit;

/// Least median confidence of a point in the phase, 0..=1.
pub const LEAST_CONFIDENCE: f64 = 0.5;
/// Largest share of the phase in which a point may be hidden.
pub(super) const MOST_HIDDEN: f64 = 0.30;

/// From where a measure can be seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Views {
    /// Forward motion: side and oblique views up to so many degrees of yaw.
    Sagittal(f64),
    /// Vertical motion: any view up to so many degrees of yaw; 90 is every view.
    Vertical(f64),
    /// Sideways motion: front and back views from so many degrees of yaw.
    Frontal(f64),
}

/// Every view shows vertical motion: its greatest yaw, degrees.
pub(super) const ANY_YAW_DEG: f64 = 90.0;
/// Least yaw of a front or back view, degrees (faults.md, S7, A4, A6, A12).
pub(super) const FRONT_YAW_DEG: f64 = 70.0;

/// What a measure needs and how it is shown.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Id of the measurement.
    pub id: &'static str,
    /// Unit of the result.
    pub unit: Unit,
    /// From where it can be seen.
    pub views: Views,
    /// The frames in which its points must be seen.
    pub phase: Range<usize>,
    /// Least frames a second.
    pub least_fps: f64,
    /// The moment that shows it best, seconds.
    pub at: f64,
    /// What to draw there.
    pub marks: Vec<Mark>,
}

/// Standard errors by which something must be beyond a limit to be surely beyond it: 80 %, as for a fault.
pub(super) const SURELY: f64 = 0.84;
/// Most degrees that the yaw's error may move a limit by.
const MOST_DOUBT_DEG: f64 = 5.0;
/// Share of the wanted frames a second that is enough: a camera of 50 loses a frame now and then.
pub(super) const RATE_SHARE: f64 = 0.97;

/// Smallest standard error that is believed, in the unit: the last digit that is printed.
fn floor_sd(unit: Unit) -> f64 {
    match unit {
        Unit::Degrees | Unit::Percent => 0.5,
        Unit::Centimetres | Unit::MetresPerSecondSquared => 0.1,
        Unit::MetresPerSecond | Unit::Seconds | Unit::Ratio => 0.01,
    }
}

/// Measures a formula on a lift, or says why it cannot be measured.
pub fn take(case: &Case, plan: Plan, formula: &dyn Fn(&Reader) -> Option<f64>) -> Measured {
    take_where(case, plan, &[], formula)
}

/// The same where some spots are read at other moments than the rest: each of `elsewhere` must be seen in its own frames, not in the
/// plan's phase.
pub(super) fn take_where(
    case: &Case,
    plan: Plan,
    elsewhere: &[(Spot, Range<usize>)],
    formula: &dyn Fn(&Reader) -> Option<f64>,
) -> Measured {
    let Some(memo) = case.memo else { return taken(case, plan, elsewhere, formula) };
    let views = match plan.views {
        Views::Sagittal(most) => (0, most.to_bits()),
        Views::Vertical(most) => (1, most.to_bits()),
        Views::Frontal(least) => (2, least.to_bits()),
    };
    let name = (plan.id, case.rep.number, views, (plan.phase.start, plan.phase.end), plan.at.to_bits());
    if let Some(known) = memo.get(&name) {
        return known;
    }
    let found = taken(case, plan, elsewhere, formula);
    memo.keep(name, &found);
    found
}

fn taken(case: &Case, plan: Plan, elsewhere: &[(Spot, Range<usize>)], formula: &dyn Fn(&Reader) -> Option<f64>) -> Measured {
    let (value, asked) = look(case, &plan, elsewhere, formula)?;
    let mut variance = floor_sd(plan.unit).powi(2);
    for source in sources(&asked).into_iter().filter(|source| has_size(case, source)) {
        let moved = |by: f64| formula(&Reader::new(case, Some((source, by)))).map_or(0.0, |moved| (moved - value).powi(2));
        variance += f64::midpoint(moved(1.0), moved(-1.0));
    }
    let sd = variance.sqrt();
    if !sd.is_finite() {
        return Err(Abstain::degenerate("The error of this number cannot be told."));
    }
    let at = if plan.at.is_finite() { plan.at } else { 0.0 };
    Ok(Measurement { id: plan.id, value, sd, unit: plan.unit, at, marks: plan.marks })
}

/// Why the clip cannot show a formula's number, if so: a measure with a second condition tells this one first.
pub(super) fn can_show(case: &Case, plan: &Plan, formula: &dyn Fn(&Reader) -> Option<f64>) -> Result<(), Abstain> {
    look(case, plan, &[], formula).map(|_| ())
}

/// A formula's number, and what it asked for; or why the clip cannot show it.
fn look(
    case: &Case,
    plan: &Plan,
    elsewhere: &[(Spot, Range<usize>)],
    formula: &dyn Fn(&Reader) -> Option<f64>,
) -> Result<(f64, super::reading::Asked), Abstain> {
    check_view(case, plan)?;
    let phase_of = |spot: Spot| elsewhere.iter().find(|(other, _)| *other == spot).map_or(&plan.phase, |(_, frames)| frames);
    let reader = Reader::new(case, None);
    let value = formula(&reader).filter(|value| value.is_finite());
    let asked = reader.asked.into_inner();
    if let Some(spot) = asked.missing.filter(|spot| spot.path(case.lift).is_none()) {
        return Err(Abstain::not_given(spot));
    }
    for spot in spots(&asked.points) {
        check_seen(case, spot, phase_of(spot))?;
    }
    if let Some(spot) = asked.missing {
        check_seen(case, spot, phase_of(spot))?;
        if value.is_none() {
            return Err(Abstain::hole(spot));
        }
    }
    if let Some(short) = asked.shortest.filter(|segment| segment.px < segment.least_px) {
        return Err(Abstain::too_short(short.ends, short.px, short.least_px));
    }
    let value = value.ok_or_else(|| Abstain::degenerate("The points seen do not give this number."))?;
    Ok((value, asked))
}

fn check_view(case: &Case, plan: &Plan) -> Result<(), Abstain> {
    let (plane, yaw) = (case.lift.plane, case.lift.view.yaw_deg);
    // A view is beyond a limit where that is sure; until then the yaw's error makes the measure's own error larger.
    let doubt =
        if case.lift.view.yaw_sd_deg.is_finite() { (SURELY * case.lift.view.yaw_sd_deg).min(MOST_DOUBT_DEG) } else { 0.0 };
    match plan.views {
        Views::Sagittal(_) if plane == Plane::Frontal => return Err(Abstain::wrong_view(false)),
        Views::Sagittal(most) | Views::Vertical(most) if yaw.is_nan() || yaw - doubt > most => {
            return Err(Abstain::yaw(yaw, most, false));
        }
        Views::Frontal(_) if plane == Plane::Sagittal => return Err(Abstain::wrong_view(true)),
        Views::Frontal(least) if yaw.is_nan() || yaw + doubt < least => return Err(Abstain::yaw(yaw, least, true)),
        _ => {}
    }
    let fps = case.fps;
    if fps.is_nan() || fps < RATE_SHARE * plan.least_fps {
        return Err(Abstain::slow_camera(fps, plan.least_fps));
    }
    let metric = matches!(plan.unit, Unit::Centimetres | Unit::MetresPerSecond | Unit::MetresPerSecondSquared);
    if metric && matches!(case.lift.scale, Scale::BodyLengths { .. }) { Err(Abstain::no_scale()) } else { Ok(()) }
}

fn spots(points: &[(Spot, Moment)]) -> Vec<Spot> {
    let mut spots: Vec<Spot> = points.iter().map(|(spot, _)| *spot).collect();
    spots.sort_unstable();
    spots.dedup();
    spots
}

/// Whether a spot is sure and seen in enough of the phase.
pub(super) fn check_seen(case: &Case, spot: Spot, phase: &Range<usize>) -> Result<(), Abstain> {
    let path = spot.path(case.lift).ok_or_else(|| Abstain::not_given(spot))?;
    let end = phase.end.min(case.lift.t.len());
    let phase = phase.start.min(end)..end;
    if phase.is_empty() {
        return Err(Abstain::no_event("this phase"));
    }
    let hidden = hidden(spot, path, phase.clone());
    if hidden > MOST_HIDDEN {
        return Err(Abstain::hidden(&when(case, &phase), spot, hidden));
    }
    let mut sure: Vec<f64> = path.confidence.get(phase.clone()).unwrap_or_default().to_vec();
    sure.sort_by(f64::total_cmp);
    if sure.get(sure.len() / 2).is_some_and(|median| *median >= LEAST_CONFIDENCE) {
        Ok(())
    } else {
        Err(Abstain::unsure(&when(case, &phase), spot))
    }
}

/// Share of a phase in which a spot was not observed or, a joint, is behind the plate, 0..=1.
fn hidden(spot: Spot, path: &Path, phase: Range<usize>) -> f64 {
    let guessed = |frame: usize| matches!(spot, Spot::Joint(_)) && path.confidence.get(frame).is_none_or(|sure| *sure <= 0.0);
    let seen = |frame: usize| path.x.raw.get(frame).is_some_and(Option::is_some) && !guessed(frame);
    let all = phase.len().max(1) as f64;
    1.0 - phase.filter(|&frame| seen(frame)).count() as f64 / all
}

/// Whether joints are sure and seen at a moment outside the measure's own phase.
pub(super) fn seen_at(case: &Case, joints: &[Joint], moment: &Moment) -> Result<(), Abstain> {
    joints.iter().try_for_each(|&joint| check_seen(case, Spot::Joint(joint), &moment.frames()))
}

/// Whether a source of error moves anything at all: an exact lift has none that does.
fn has_size(case: &Case, source: &Source) -> bool {
    /// Below a billionth of a metre nothing is moved.
    const NOTHING: f64 = 1e-9;
    let lift = case.lift;
    let of = |spot: Spot, axis: Axis| spot.path(lift).map_or((0.0, 0.0), |path| errors(lift, case.fps, path, axis));
    match *source {
        Source::Miss(spot, axis, _) => of(spot, axis).1 > NOTHING,
        Source::Noise(spot, axis, _) => of(spot, axis).0 > NOTHING,
        Source::Contour(axis, _) => Joint::BACK.iter().any(|&joint| of(Spot::Joint(joint), axis).1 > NOTHING),
        Source::Yaw => lift.view.yaw_sd_deg.abs() > 0.0,
        Source::Roll => lift.roll_deg.1.abs() > 0.0,
        Source::Scale => lift.scale.relative_sd().abs() > 0.0,
        Source::Speed(_) | Source::Time(_) => true,
    }
}

fn sources(asked: &super::reading::Asked) -> Vec<Source> {
    let mut all = vec![Source::Yaw, Source::Roll, Source::Scale];
    let mut add = |source: Source| {
        if !all.contains(&source) {
            all.push(source);
        }
    };
    for &(spot, moment) in &asked.points {
        for axis in [Axis::X, Axis::Y] {
            add(Source::Miss(spot, axis, 0));
            add(Source::Miss(spot, axis, 1));
            add(Source::Noise(spot, axis, moment));
            if spot.on_contour() {
                add(Source::Contour(axis, 0));
                add(Source::Contour(axis, 1));
            }
        }
        add(Source::Time(moment.event));
    }
    for &moment in &asked.speeds {
        add(Source::Speed(moment));
        add(Source::Time(moment.event));
    }
    for moment in &asked.times {
        add(Source::Time(moment.event));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::figure::Figure;
    use super::super::{angles, back, bar, hips, of_rep};
    use super::*;
    use crate::lift::ScaleSource;

    fn value(measured: Measured) -> (f64, f64) {
        let measured = measured.unwrap();
        (measured.value, measured.sd)
    }

    #[track_caller]
    fn near(found: f64, wanted: f64, within: f64) {
        assert!((found - wanted).abs() <= within, "{found} is not {wanted} within {within}");
    }

    #[test]
    fn a_figure_s_angles_ways_and_times_are_recovered() {
        Figure::default().case(|case| {
            near(value(angles::trunk_at(case, "trunk-at-lift-off", case.set_up())).0, 30.0, 0.1);
            near(value(angles::trunk_at(case, "trunk-at-lockout", case.lockout())).0, 90.0, 0.1);
            near(value(angles::knee_at(case, "knee-at-lockout", case.lockout())).0, 180.0, 0.5);
            // Shank 70 forward and thigh 35 back of the knee leave an angle of 105 there; the trunk at 30 leaves 65 at the hip.
            near(value(angles::knee_at(case, "knee-at-lift-off", case.set_up())).0, 105.0, 0.1);
            near(value(angles::hip_at(case, "hip-at-lift-off", case.set_up())).0, 65.0, 0.1);
            near(value(hips::thigh_angle(case)).0, 35.0, 0.2);
            // The figure starts at full speed, so that the window about lift-off already holds some of the way.
            near(value(bar::range_of_motion(case)).0, 60.0, 1.0);
            near(value(bar::concentric_time(case)).0, 1.2, 1e-6);
            near(value(bar::mean_velocity(case)).0, 0.5, 0.01);
            near(value(bar::descent_time(case)).0, 1.0, 1e-6);
            near(value(back::set_up_flexion(case, back::Region::Lumbar)).0, 30.0, 0.2);
        });
    }

    #[test]
    fn an_angle_s_error_follows_the_law_of_two_ends() {
        // Both ends of the trunk (0.5 m) miss by 5 mm across: sqrt(2) * 0.005 / 0.5 rad, with 0.3 degrees of roll and the floor.
        let figure = Figure { sd: 0.005, ..Figure::default() };
        let sd = figure.case(|case| value(angles::trunk_at(case, "trunk-at-lockout", case.lockout())).1);
        let ends = (2.0_f64.sqrt() * 0.005 / 0.5).to_degrees();
        near(sd, (ends * ends + 0.3_f64.powi(2) + floor_sd(Unit::Degrees).powi(2)).sqrt(), 0.1);
    }

    #[test]
    fn a_length_carries_the_scale_s_error_and_a_ratio_does_not() {
        let with = |relative_sd| {
            let scale = Scale::Metres { source: ScaleSource::Plate, relative_sd };
            let figure = Figure { scale, sd: 1e-4, ..Figure::default() };
            figure.case(|case| (value(bar::range_of_motion(case)).1, value(hips::rise_ratio(case)).1))
        };
        let (sharp, blunt) = (with(0.0), with(0.05));
        near(blunt.0, (sharp.0.powi(2) + 3.0_f64.powi(2)).sqrt(), 0.1);
        near(blunt.1, sharp.1, 1e-9);
    }

    #[test]
    fn the_yaw_s_error_counts_even_in_a_pure_side_view() {
        let sd = |yaw| {
            let figure = Figure { yaw, sd: 1e-4, ..Figure::default() };
            figure.case(|case| value(angles::trunk_at(case, "trunk-at-lift-off", case.set_up())).1)
        };
        let (side, oblique) = (sd(0.0), sd(25.0));
        assert!(side > floor_sd(Unit::Degrees) && oblique > side, "{side} {oblique}");
    }

    #[test]
    fn what_a_model_misses_alike_in_like_postures_is_not_counted_twice() {
        let figure = Figure { sd: 0.01, ..Figure::default() };
        let (change, angle) = figure.case(|case| {
            let angle = value(angles::trunk_at(case, "trunk-at-lift-off", case.lift_off())).1;
            (value(hips::trunk_change(case)).1, angle)
        });
        assert!(change < angle, "the change's error {change} is not under the angle's {angle}");
    }

    #[test]
    fn a_contour_that_is_missed_as_a_whole_bends_no_back() {
        let figure = Figure { sd: 0.01, ..Figure::default().with(4, |at| at.lumbar += 6.0) };
        let mut lift = figure.lift();
        lift.view.yaw_sd_deg = 0.0;
        for path in lift.joints.values_mut() {
            (path.x.noise_sd, path.y.noise_sd) = (0.0, 0.0);
        }
        let case = Case::new(&lift, &figure.reps, &figure.reps[0], figure.variant());
        // Two segments of 12 cm whose four ends miss by 0.4 cm each, alike at set-up and knee but for the
        // miss's turn of 24 degrees and the trunk's of 9 before the knee.
        let once = (2.0 * 0.4 * 0.01 / 0.12_f64).to_degrees();
        let alike = 24.0_f64.to_radians().cos() * 9.0_f64.to_radians().cos();
        let wanted = (once * (2.0 * (1.0 - alike)).sqrt()).hypot(floor_sd(Unit::Degrees));
        near(value(back::added_flexion(&case, back::Region::Lumbar)).1, wanted, 0.1);
    }

    #[test]
    fn without_a_size_there_are_no_centimetres_but_percent_of_the_body() {
        let figure = Figure { scale: Scale::BodyLengths { relative_sd: 0.08 }, ..Figure::default() };
        let units: Vec<(&str, Unit)> = figure.case(|case| of_rep(case).iter().map(|found| (found.id, found.unit)).collect());
        assert!(units.iter().all(|(_, unit)| !matches!(unit, Unit::Centimetres | Unit::MetresPerSecond)), "{units:?}");
        assert!(units.contains(&("range-of-motion-of-body", Unit::Percent)));
    }

    #[test]
    fn frames_on_which_a_joint_is_guessed_behind_the_plate_are_not_read() {
        let figure = Figure::default();
        let mut lift = figure.lift();
        let hip = lift.joints.get_mut(&Joint::RightHip).unwrap();
        // The set-up lasts from frame 42 to frame 60.
        hip.confidence[50..53].fill(0.0);
        hip.y.smooth[50..53].fill(Some(2.0));
        let case = Case::new(&lift, &figure.reps, &figure.reps[0], figure.variant());
        near(value(hips::thigh_angle(&case)).0, 35.0, 0.2);
    }

    #[test]
    fn a_hidden_or_unsure_joint_is_named() {
        let reason = |change: &dyn Fn(&mut crate::lift::Path)| {
            let figure = Figure::default();
            let mut lift = figure.lift();
            change(lift.joints.get_mut(&Joint::RightHip).unwrap());
            let case = Case::new(&lift, &figure.reps, &figure.reps[0], figure.variant());
            hips::thigh_angle(&case).unwrap_err()
        };
        let unsure = reason(&|path| path.confidence.iter_mut().for_each(|sure| *sure = 0.4));
        assert!(unsure.code == "joint-unsure" && unsure.reason.contains("right hip"), "{unsure:?}");
        let covered = reason(&|path| path.confidence.iter_mut().step_by(2).for_each(|sure| *sure = 0.0));
        assert!(covered.code == "joint-hidden" && covered.reason.contains("right hip"), "{covered:?}");
        let hidden = reason(&|path| path.x.raw.iter_mut().step_by(2).for_each(|raw| *raw = None));
        assert!(hidden.code == "joint-hidden" && hidden.reason.contains("right hip"), "{hidden:?}");
    }
}
