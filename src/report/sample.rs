//! Analyses made by hand for the tests of the reports: a synthetic set, no recorded person.

use std::collections::BTreeMap;
use std::path::Path as FilePath;
use std::sync::Arc;

use crate::analysis::{Analysis, RepResult};
use crate::body::{ClipInfo, Facing, Joint, ModelInfo, Part, Side, View, ViewKind};
use crate::corrections::ByHand;
use crate::faults::{Card, Finding, Severity, Verdict};
use crate::lift::{Bar, BarSource, Calibration, Lift, Path, Plane, Scale, ScaleSource, Variant, VariantKind};
use crate::measure::{Abstain, Baseline, Mark, Measurement, Usual};
use crate::notes::Note;
use crate::reps::{Instant, Rep};
use crate::settings::Settings;
use crate::signal::Series;
use crate::threshold::{Limits, Threshold};
use crate::units::Unit;

const FPS: f64 = 30.0;
const FRAMES: usize = 345;
const FIRST_LIFT_OFF_S: f64 = 1.5;
const PERIOD_S: f64 = 3.6;
const REST_M: f64 = 0.225;
const RISE_M: f64 = 0.58;

const fn limit(key: &'static str, note: f64, moderate: f64, marked: Option<f64>, unit: Unit) -> [Threshold; 1] {
    [Threshold {
        key,
        grades: (note, moderate, marked),
        more_is_worse: true,
        allowed: (-200.0, 200.0),
        unit,
        source: "our default",
    }]
}

const fn card(id: &'static str, name: &'static str, limits: &'static [Threshold], why: &'static str, cue: &'static str) -> Card {
    Card {
        id,
        name,
        what: "A sample of a card, as long as a real one, so that the page is laid out as it will be.",
        why,
        views: "side",
        phase: "lift-off to knee",
        formula: "Angle between the lower and the middle part of the back, against its value in the set-up.",
        limits,
        cue,
        drill: "Three sets of five with a pause of two seconds below the knee, at half the load.",
        confounders: "A loose shirt or a wide belt hides the line of the back.",
        film_it: "Film from the side at hip height.",
    }
}

const LUMBAR: [Threshold; 1] = limit("lumbar-rounding.added-flexion", 5.0, 10.0, Some(15.0), Unit::Degrees);
const HIPS: [Threshold; 1] = limit("hips-first.ratio", 1.3, 1.6, Some(2.0), Unit::Ratio);
const DRIFT: [Threshold; 1] = limit("bar-drift.bow", 3.0, 5.0, Some(8.0), Unit::Centimetres);
const DEEP: [Threshold; 1] = limit("over-deep-hips.rise", 4.0, 7.0, Some(10.0), Unit::Centimetres);
const ARMS: [Threshold; 1] = limit("bent-arms.elbow", 12.0, 20.0, Some(30.0), Unit::Degrees);
const LOCKOUT: [Threshold; 1] = limit("soft-lockout.knee", 8.0, 12.0, Some(15.0), Unit::Degrees);
const GRIP: [Threshold; 1] = limit("uneven-grip.offset", 2.0, 4.0, Some(6.0), Unit::Centimetres);
const KNEES: [Threshold; 1] = limit("knees-cave.gap", 10.0, 18.0, Some(25.0), Unit::Percent);
const YANK: [Threshold; 1] = limit("yanking.snap", 6.0, 10.0, Some(15.0), Unit::Degrees);

static CARDS: [Card; 9] = [
    card(
        "lumbar-rounding",
        "Lower back rounds",
        &LUMBAR,
        "A back that bends under load gives away force and makes the hips' work harder.",
        "Chest tall, belt buckle to the wall in front, then push the floor away.",
    ),
    card(
        "hips-first",
        "Hips shoot up first",
        &HIPS,
        "When the hips rise alone the back has to finish what the legs should have started.",
        "Let the bar leave the floor before your hips do.",
    ),
    card(
        "bar-drift",
        "Bar drifts away",
        &DRIFT,
        "Every centimetre in front of the foot adds work for the back.",
        "Drag it up the legs.",
    ),
    card(
        "over-deep-hips",
        "Hips too low",
        &DEEP,
        "The hips rise before the bar moves, and the set-up is lost.",
        "Sit back, not down.",
    ),
    card("bent-arms", "Arms bend", &ARMS, "A bent arm cannot pull more than it can curl.", "Long arms, squeeze the armpits."),
    card("soft-lockout", "Lockout is soft", &LOCKOUT, "A lift that is not finished does not count.", "Squeeze and stand tall."),
    card("uneven-grip", "Grip is uneven", &GRIP, "An uneven grip turns the bar.", "Count the rings on both sides."),
    card("knees-cave", "Knees move in", &KNEES, "Knees that move in take force from the hips.", "Spread the floor."),
    card(
        "yanking",
        "Bar is yanked",
        &YANK,
        "A jerk at the start pulls the arms and the back out of place.",
        "Take the slack out first.",
    ),
];

fn measured(id: &'static str, value: f64, sd: f64, unit: Unit, at: f64) -> Measurement {
    Measurement { id, value, sd, unit, at, marks: vec![Mark::Back] }
}

/// Verdicts of the first six checks for repetition 0..=2, and at index 3 for the set.
fn verdict(check: usize, which: usize) -> Verdict {
    let at = 2.031 + PERIOD_S * which.min(2) as f64;
    let fault = |measured, limit, severity, probability| Verdict::Fault { measured, limit, severity, probability };
    let possible = |measured, limit, probability| Verdict::Possible { measured, limit, probability };
    match (check, which) {
        (0, 0) => fault(measured("added-lumbar-flexion", 12.4, 2.4, Unit::Degrees, at), 10.0, Severity::Moderate, 0.99),
        (0, _) => fault(measured("added-lumbar-flexion", 18.613, 2.44, Unit::Degrees, at), 15.0, Severity::Marked, 0.999),
        (1, 0) => Verdict::Clear { measured: measured("hip-shoulder-rise", 1.12, 0.11, Unit::Ratio, at), limit: 1.3 },
        (1, _) => fault(measured("hip-shoulder-rise", 1.68, 0.12, Unit::Ratio, at), 1.6, Severity::Moderate, 0.998),
        (2, 1) => Verdict::Clear { measured: measured("forward-bow", 1.4, 0.7, Unit::Centimetres, at), limit: 2.0 },
        (2, _) => fault(measured("forward-bow", 3.2, 0.6, Unit::Centimetres, at), 2.0, Severity::Note, 0.97),
        (3, 1 | 3) => possible(measured("hip-rise-before-lift-off", 4.4, 1.3, Unit::Centimetres, at), 4.0, 0.62),
        (3, _) => Verdict::Clear { measured: measured("hip-rise-before-lift-off", 1.0, 1.3, Unit::Centimetres, at), limit: 4.0 },
        (4, 2) => fault(measured("elbow-bend", 17.0, 3.5, Unit::Degrees, at), 12.0, Severity::Note, 0.92),
        (4, _) => Verdict::Clear { measured: measured("elbow-bend", 5.0, 3.0, Unit::Degrees, at), limit: 12.0 },
        (5, _) => Verdict::Clear { measured: measured("knee-short-of-straight", -0.3, 3.0, Unit::Degrees, at), limit: 8.0 },
        (6 | 7, _) => Verdict::NotAssessed(Abstain {
            code: "wrong-view",
            reason: "The side view cannot show it.".to_owned(),
            film_it: "Film from the front or from behind, camera at hip height, both ends of the bar in the picture.".to_owned(),
        }),
        _ => Verdict::NotAssessed(Abstain {
            code: "too-few-frames",
            reason: "30 frames a second are too few for the moment of lift-off.".to_owned(),
            film_it: "Film with 60 frames a second or more.".to_owned(),
        }),
    }
}

fn findings(rep: Option<usize>) -> Vec<Finding> {
    let which = rep.map_or(3, |number| number - 1);
    CARDS.iter().enumerate().map(|(check, card)| Finding { card, rep, verdict: verdict(check, which) }).collect()
}

fn instant(at: f64) -> Instant {
    Instant { at, sd: 0.009, frame: (at * FPS).round() as usize }
}

fn smooth(share: f64) -> f64 {
    let share = share.clamp(0.0, 1.0);
    share * share * (3.0 - 2.0 * share)
}

/// Share of the way up at a time, 0..=1.
fn height_share(t: f64) -> f64 {
    let rep = ((t - FIRST_LIFT_OFF_S) / PERIOD_S).floor().clamp(0.0, 2.0);
    let local = t - FIRST_LIFT_OFF_S - rep * PERIOD_S;
    let up = 1.2 + 0.2 * rep;
    if local < up + 0.5 { smooth(local / up) } else { 1.0 - smooth((local - up - 0.5) / 0.9) }
}

fn series(t: &Arc<[f64]>, of: impl Fn(f64) -> f64) -> Series {
    let values: Vec<Option<f64>> = t.iter().map(|&t| Some(of(t))).collect();
    Series { t: Arc::clone(t), raw: values.clone(), smooth: values, cutoff_hz: 6.0, noise_sd: 0.004 }
}

fn path(t: &Arc<[f64]>, x: impl Fn(f64) -> f64, y: impl Fn(f64) -> f64) -> Path {
    Path { x: series(t, x), y: series(t, y), confidence: vec![0.9; t.len()], sd: 0.005 }
}

fn lift() -> Lift {
    let t: Arc<[f64]> = (0..FRAMES).map(|frame| frame as f64 / FPS).collect();
    let bow = |t: f64| 0.02 + 0.034 * (std::f64::consts::PI * height_share(t)).sin() * (1.0 + 0.2 * (t / PERIOD_S).floor());
    let knee = |t: f64| (0.14 * (1.0 - smooth(height_share(t) * 1.5)), 0.48);
    let hip = |t: f64| {
        let lean = (65.0 - 65.0 * smooth(height_share(t) * 1.3)).to_radians();
        (knee(t).0 - 0.42 * lean.sin(), 0.48 + 0.42 * lean.cos())
    };
    let shoulder = |t: f64| {
        let lean = (58.0 - 60.0 * smooth((height_share(t) - 0.2) * 1.25)).to_radians();
        (hip(t).0 + 0.5 * lean.sin(), hip(t).1 + 0.5 * lean.cos())
    };
    let joints = BTreeMap::from([
        (Joint::RightAnkle, path(&t, |_| 0.0, |_| 0.08)),
        (Joint::RightKnee, path(&t, |t| knee(t).0, |t| knee(t).1)),
        (Joint::RightHip, path(&t, |t| hip(t).0, |t| hip(t).1)),
        (Joint::RightShoulder, path(&t, |t| shoulder(t).0, |t| shoulder(t).1)),
    ]);
    let height = |t: f64| REST_M + RISE_M * height_share(t);
    let speed = series(&t, |t| (height(t + 0.01) - height(t - 0.01)) / 0.02);
    let bar =
        Bar { source: BarSource::Plate, path: path(&t, bow, height), speed, rest_height: REST_M, off_floor: None, ends: None };
    Lift {
        t,
        view: View { kind: ViewKind::Side, facing: Facing::Right, yaw_deg: 8.2, yaw_sd_deg: 3.1 },
        plane: Plane::Sagittal,
        near: Side::Right,
        scale: Scale::Metres { source: ScaleSource::Plate, relative_sd: 0.037 },
        px_per_unit: 412.5,
        joints,
        bar: Some(bar),
        roll_deg: (0.8, 0.5),
    }
}

fn rep(number: usize) -> RepResult {
    let index = (number - 1) as f64;
    let start = FIRST_LIFT_OFF_S + PERIOD_S * index;
    let top = start + 1.2 + 0.2 * index;
    let rep = Rep {
        number,
        frames: (((start - 1.0) * FPS) as usize)..(((top + 1.5) * FPS) as usize).min(FRAMES),
        lift_off: Some(instant(start + 0.07)),
        knee_pass: Some(instant(start + 0.55)),
        lockout: Some(instant(top)),
        descent: Some(instant(top + 0.5)),
        down: (number < 3).then(|| instant(top + 1.4)),
    };
    let findings = findings(Some(number));
    let up = top - start - 0.07;
    let mut measures = vec![
        measured("range-of-motion", 100.0 * RISE_M, 2.2, Unit::Centimetres, top),
        measured("range-of-motion-of-body", 32.6, 0.6, Unit::Percent, top),
        measured("mean-velocity", RISE_M / up, 0.02, Unit::MetresPerSecond, start),
        measured("concentric-time", up, 0.013, Unit::Seconds, start),
    ];
    measures.extend(findings.iter().filter_map(|finding| match &finding.verdict {
        Verdict::Clear { measured, .. } | Verdict::Possible { measured, .. } | Verdict::Fault { measured, .. } => {
            Some(measured.clone())
        }
        Verdict::NotAssessed(_) => None,
    }));
    RepResult { rep, measures, findings }
}

/// Three repetitions with faults of every grade, a possible one, clear ones and ones not assessed; a path that needs escaping.
pub(super) fn rich() -> Analysis {
    Analysis {
        clip: ClipInfo {
            path: "sets/\"Zug\" & <b>五×180 kg</b>.mp4".to_owned(),
            sha256: "5e".repeat(32),
            duration_s: FRAMES as f64 / FPS,
            width_px: 1080,
            height_px: 1920,
            frames: FRAMES,
            mean_fps: FPS,
            part: Part::default(),
        },
        model: ModelInfo { id: "sample-model".to_owned(), sha256: "a7".repeat(32) },
        lifter: Some(0),
        lift: Some(lift()),
        variant: Variant { kind: VariantKind::Conventional, confidence: 0.93 },
        reps: (1..=3).map(rep).collect(),
        set: findings(None),
        notes: vec![
            Note::new(
                "scale-assumed",
                "The plate was taken to be 450 mm wide.",
                "Say its diameter if it is another: centimetres and speeds change with it.",
            ),
            Note::new("last-descent-cut", "The clip ends before the bar is down.", ""),
        ],
        settings: Settings {
            calibration: Calibration { height_cm: Some(178.0), ..Calibration::default() },
            load_kg: Some(180.0),
            variant: None,
            limits: Limits(BTreeMap::from([("bar-drift.bow".to_owned(), (2.0, 4.0, Some(8.0)))])),
            ..Settings::default()
        },
        by_hand: ByHand::default(),
    }
}

/// As [`rich`], with a card that only informs and a brace pause to look at, and with a baseline in which the bow is changed.
pub(super) fn informed() -> Analysis {
    let mut analysis = rich();
    let why = Abstain { code: "information-only", reason: "Not seen. Did you brace?".to_owned(), film_it: String::new() };
    let card = &crate::faults::BREATHING.card;
    analysis.set.push(Finding { card, rep: None, verdict: Verdict::NotAssessed(why) });
    analysis.reps[0].measures.push(measured("brace-pause", 1.2, 0.1, Unit::Seconds, 1.0));
    let usual = Usual { median: 0.5, mad: 0.3, reps: 12, unit: Unit::Centimetres };
    analysis.settings.baseline = Baseline([("forward-bow".to_owned(), usual)].into());
    analysis
}

/// A set of many repetitions: those of [`rich`] over and over.
pub(super) fn long(reps: usize) -> Analysis {
    let mut analysis = rich();
    let three = std::mem::take(&mut analysis.reps);
    analysis.reps = three.into_iter().cycle().take(reps).collect();
    for (index, result) in analysis.reps.iter_mut().enumerate() {
        result.rep.number = index + 1;
        result.findings.iter_mut().for_each(|finding| finding.rep = Some(index + 1));
    }
    analysis
}

/// As [`rich`], with every measured number and its error, limit and moment replaced.
pub(super) fn wild([value, sd, limit, at]: [f64; 4]) -> Analysis {
    let mut analysis = rich();
    let set = analysis.set.iter_mut().map(|finding| &mut finding.verdict);
    for verdict in set.chain(analysis.reps.iter_mut().flat_map(|rep| &mut rep.findings).map(|finding| &mut finding.verdict)) {
        match verdict {
            Verdict::Clear { measured, limit: old }
            | Verdict::Possible { measured, limit: old, .. }
            | Verdict::Fault { measured, limit: old, .. } => {
                *old = limit;
                (measured.value, measured.sd, measured.at) = (value, sd, at);
            }
            Verdict::NotAssessed(_) => {}
        }
    }
    for measure in analysis.reps.iter_mut().flat_map(|rep| &mut rep.measures) {
        (measure.value, measure.sd, measure.at) = (value, sd, at);
    }
    if let Some(bar) = analysis.lift.as_mut().and_then(|lift| lift.bar.as_mut()) {
        bar.path.x.smooth = bar.path.x.smooth.iter().map(|_| Some(value)).collect();
        bar.speed.smooth = Vec::new();
        bar.path.sd = sd;
    }
    analysis
}

fn nothing_assessed(code: &'static str, reason: &str, film_it: &str) -> Vec<Finding> {
    let abstain = Abstain { code, reason: reason.to_owned(), film_it: film_it.to_owned() };
    CARDS.iter().map(|card| Finding { card, rep: None, verdict: Verdict::NotAssessed(abstain.clone()) }).collect()
}

/// A clip on which nobody lifts.
pub(super) fn without_lifter() -> Analysis {
    Analysis {
        lifter: None,
        lift: None,
        variant: Variant { kind: VariantKind::Unknown, confidence: 0.0 },
        reps: Vec::new(),
        set: nothing_assessed("no-lifter", "Nobody was seen lifting a bar.", "Have the whole lifter and the bar in the picture."),
        notes: vec![Note::new(
            "no-lifter",
            "Nobody was seen lifting a bar.",
            "Have the whole lifter and the bar in the picture.",
        )],
        ..rich()
    }
}

/// A lifter who does not lift.
pub(super) fn without_reps() -> Analysis {
    let notes = vec![Note::new("no-repetitions", "The bar never left the floor.", "Start filming before the first repetition.")];
    let set = nothing_assessed("no-repetitions", "The bar never left the floor.", "Start filming before the first repetition.");
    Analysis { reps: Vec::new(), set, notes, ..rich() }
}

/// As [`rich`], with no size known.
pub(super) fn in_body_lengths() -> Analysis {
    let mut analysis = rich();
    if let Some(lift) = &mut analysis.lift {
        lift.scale = Scale::BodyLengths { relative_sd: 0.08 };
    }
    for rep in &mut analysis.reps {
        rep.measures.retain(|measure| !matches!(measure.unit, Unit::Centimetres | Unit::MetresPerSecond));
    }
    analysis
}

/// Compares with a file under `tests/golden`; with `UPDATE=1` in the environment it writes the file instead.
pub(super) fn golden(name: &str, text: &str) {
    let path = FilePath::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == text, "{name} differs from {}: look at it, then run with UPDATE=1", path.display());
}
