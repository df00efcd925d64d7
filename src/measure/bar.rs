//! The bar: its way, its speed, its times.

use super::grip::holds;
use super::moment::{Case, Moment};
use super::reading::{Reader, Spot};
use super::take::{ANY_YAW_DEG, LEAST_CONFIDENCE, MOST_HIDDEN, Plan, Views, seen_at, take};
use super::when::when;
use super::{Abstain, Mark, Measured};
use crate::body::Joint;
use crate::geom::PlanePoint;
use crate::lift::Scale;
use crate::units::Unit;

/// Centimetres in a metre.
pub(super) const CM: f64 = 100.0;
/// Largest yaw at which forward motion of the bar is told, degrees (faults.md, S1b).
pub const BAR_YAW_DEG: f64 = 45.0;
/// What the greatest of many readings of a gap is off by, cm, standard error. Measured on synthetic lifts.
const GAP_SD_CM: f64 = 2.0;
/// What the ratio of the first peak to the mean velocity is off by beyond the errors of its parts, standard error: lift-off and lockout are
/// told a little apart, which the mean feels. Measured on synthetic lifts.
const PEAK_RATIO_SD: f64 = 0.05;
/// Time before and after a moment in which a joint must be seen for the moment to be free of guesses, seconds: a cycle of the low-pass.
const CLEAR_HALF_S: f64 = 0.15;
/// Least bar travel for which a line from lift-off to lockout has a direction, metres: the least range of a block pull.
const LEAST_TRAVEL_M: f64 = 0.15;

fn plan(id: &'static str, unit: Unit, views: Views, case: &Case, from: &Moment, to: &Moment) -> Plan {
    let phase = case.between(from, to);
    Plan { id, unit, views, phase, least_fps: 0.0, at: to.event, marks: vec![Mark::BarPath] }
}

/// The frame of the greatest value of a reading in a range of frames.
pub(super) fn greatest(
    case: &Case,
    frames: std::ops::Range<usize>,
    value: impl Fn(&Reader, &Moment) -> Option<f64>,
) -> Option<Moment> {
    greatest_of(case, frames.filter_map(|frame| case.frame(frame)), value)
}

/// The moment of the greatest value of a reading that is held for a tenth of a second in a range of frames: the greatest of many single
/// readings is greater by chance than any of them.
pub(super) fn greatest_held(
    case: &Case,
    frames: std::ops::Range<usize>,
    value: impl Fn(&Reader, &Moment) -> Option<f64>,
) -> Option<Moment> {
    greatest_of(case, frames.filter_map(|frame| case.around(frame)), value)
}

fn greatest_of(
    case: &Case,
    moments: impl Iterator<Item = Moment>,
    value: impl Fn(&Reader, &Moment) -> Option<f64>,
) -> Option<Moment> {
    let plain = Reader::new(case, None);
    let of = |moment: Moment| Some((moment, value(&plain, &moment).filter(|value| value.is_finite())?));
    moments.filter_map(of).max_by(|a, b| a.1.total_cmp(&b.1)).map(|(moment, _)| moment)
}

/// The bar's upward speed at a moment, plane unit per second.
fn speed(reader: &Reader, at: &Moment) -> Option<f64> {
    reader.bar_speed(at)
}

/// Forward deviation of `at` from the line through `low` and `high` at its height, in the points' unit.
fn before_line(low: PlanePoint, high: PlanePoint, at: PlanePoint, least_travel: f64) -> Option<f64> {
    let travel = high.y - low.y;
    (travel > least_travel).then(|| at.x - (low.x + (high.x - low.x) * (at.y - low.y) / travel))
}

/// What a phone's lens bends a straight way by, as a share of its length, standard error. Our judgement: phones correct their lenses to
/// about 1 % at the picture's edge.
const LENS: f64 = 0.01;

/// Bow: how far the bar swings forward of the straight line from lift-off to lockout, cm; free of camera roll.
/// The moment of the greatest swing is held while the error is told; what the lens may bend is added.
pub fn bow(case: &Case) -> Measured {
    let (off, up) = (case.lift_off()?, case.lockout()?);
    bow_between(case, "bar-bow", &off, &up, case.between(&off, &up))
}

/// Greatest forward deviation in some frames from the straight line through the bar's places at its low and its high, cm.
pub(super) fn bow_between(
    case: &Case,
    id: &'static str,
    low: &Moment,
    high: &Moment,
    frames: std::ops::Range<usize>,
) -> Measured {
    let least = LEAST_TRAVEL_M * case.units_per_metre();
    let swing = |reader: &Reader, at: &Moment| -> Option<f64> {
        before_line(reader.point(Spot::Bar, low)?, reader.point(Spot::Bar, high)?, reader.point(Spot::Bar, at)?, least)
    };
    let worst = greatest(case, frames.clone(), swing).unwrap_or(*low);
    let plan = plan(id, Unit::Centimetres, Views::Sagittal(BAR_YAW_DEG), case, low, high);
    let plan = Plan { at: worst.event, phase: frames, ..plan };
    let mut measured = take(case, plan, &|reader| swing(reader, &worst).map(|swing| swing * CM))?;
    let way = travel(&Reader::new(case, None), low, high).unwrap_or(0.0);
    measured.sd = measured.sd.hypot(LENS * CM * way);
    Ok(measured)
}

/// Net shift of the bar from lift-off to lockout, cm, forward positive; carries the camera's roll.
pub fn shift(case: &Case) -> Measured {
    let (off, up) = (case.lift_off()?, case.lockout()?);
    let plan = plan("bar-shift", Unit::Centimetres, Views::Sagittal(BAR_YAW_DEG), case, &off, &up);
    take(case, plan, &|reader| Some(CM * (reader.point(Spot::Bar, &up)?.x - reader.point(Spot::Bar, &off)?.x)))
}

/// Gap: by how much the hand moves away from the shank (line from ankle to knee) between lift-off and knee over its nearest, cm.
///
/// The hand stands for the bar: it lies near the lifter's middle plane, while the plate's centre is shifted against the body by
/// the depth between them. Counted from the nearest way of the same pull, which takes out the leg's thickness and the model's bias.
pub fn gap(case: &Case) -> Measured {
    let (off, knee) = (case.lift_off()?, case.knee()?);
    let (ankle, top) = (case.near(Joint::LeftAnkle), case.near(Joint::LeftKnee));
    let hand = hand(case, case.lift.near);
    let least = 0.1 * case.units_per_metre();
    let ahead = |reader: &Reader, at: &Moment| -> Option<f64> {
        before_line(reader.point(ankle, at)?, reader.point(top, at)?, reader.point(hand, at)?, least)
    };
    // Only where all three are seen: one guess would be the greatest of all.
    let frames = case.between(&off, &knee);
    let seen = |at: &Moment| are_clear(case, &[ankle, top, hand], at);
    let far = greatest(case, frames.clone(), |reader, at| ahead(reader, at).filter(|_| seen(at))).unwrap_or(off);
    let near = greatest(case, frames, |reader, at| ahead(reader, at).filter(|_| seen(at)).map(|gap| -gap)).unwrap_or(off);
    let plan = Plan {
        at: far.event,
        marks: vec![Mark::Line(ankle, top), Mark::Point(hand)],
        ..plan("bar-gap", Unit::Centimetres, Views::Sagittal(BAR_YAW_DEG), case, &off, &knee)
    };
    let phase = plan.phase.clone();
    let measured = take(case, plan, &|reader| Some(CM * (ahead(reader, &far)? - ahead(reader, &near)?)))?;
    if holds(case, hand, &phase) { Ok(wider(measured)) } else { Err(Abstain::hands_hidden()) }
}

/// Gap above the knee: by how much further the hand is ahead of the thigh (square to the line from knee to hip) between knee and lockout
/// than at lockout, where the bar hangs against the thighs, cm. A thigh is thinner at the knee, so it is understated there.
///
/// Not measured where a part of the way is hidden in which the gap may be greatest: what is left of it shows the bar at the knee, nearer to
/// the leg's line than it is at lockout.
pub fn thigh_gap(case: &Case) -> Measured {
    let (knee, up) = (case.knee()?, case.lockout()?);
    let (low, high) = (case.near(Joint::LeftKnee), case.near(Joint::LeftHip));
    let hand = hand(case, case.lift.near);
    let ahead = |reader: &Reader, at: &Moment| -> Option<f64> {
        let (low, high, hand) = (reader.point(low, at)?, reader.point(high, at)?, reader.point(hand, at)?);
        let long = low.distance(high);
        (long > 1e-6).then(|| ((high.y - low.y) * (hand.x - low.x) - (high.x - low.x) * (hand.y - low.y)) / long)
    };
    let (frames, joints) = (case.between(&knee, &up), [low, high, hand]);
    let far =
        greatest(case, frames.clone(), |reader, at| ahead(reader, at).filter(|_| are_clear(case, &joints, at))).unwrap_or(up);
    let plan = Plan {
        at: far.event,
        marks: vec![Mark::Line(low, high), Mark::Point(hand)],
        ..plan("thigh-gap", Unit::Centimetres, Views::Sagittal(BAR_YAW_DEG), case, &knee, &up)
    };
    let phase = plan.phase.clone();
    let measured = take(case, plan, &|reader| Some(CM * (ahead(reader, &far)? - ahead(reader, &up)?).max(0.0)))?;
    // A guess at lockout would be in every gap.
    seen_at(case, &joints, &up)?;
    watched(case, &joints, &frames)?;
    if holds(case, hand, &phase) { Ok(wider(measured)) } else { Err(Abstain::hands_hidden()) }
}

/// Whether joints are surely seen at a moment and for so long before and after it that no guess is smoothed into it.
fn are_clear(case: &Case, joints: &[Joint], at: &Moment) -> bool {
    let Some(about) = case.spell(at.frames().start, CLEAR_HALF_S) else { return false };
    joints
        .iter()
        .filter_map(|&joint| case.lift.joint(joint))
        .all(|path| about.frames().all(|frame| path.confidence.get(frame).is_some_and(|sure| *sure >= LEAST_CONFIDENCE)))
}

/// Whether joints are clear in enough of some frames for the greatest of them to be among those that are seen; else the one that is hidden
/// most is named.
fn watched(case: &Case, joints: &[Joint], frames: &std::ops::Range<usize>) -> Result<(), Abstain> {
    let all = frames.len().max(1) as f64;
    let hidden = |joints: &[Joint]| {
        let clear = frames.clone().filter(|&frame| case.frame(frame).is_some_and(|at| are_clear(case, joints, &at))).count();
        1.0 - clear as f64 / all
    };
    let most = joints.iter().map(|&joint| (joint, hidden(&[joint]))).max_by(|a, b| a.1.total_cmp(&b.1));
    match most.filter(|_| hidden(joints) > MOST_HIDDEN) {
        Some((joint, share)) => Err(Abstain::hidden(&when(case, frames), Spot::Joint(joint), share)),
        None => Ok(()),
    }
}

/// A gap with what the greatest of many readings is off by beyond the errors of its points.
fn wider(gap: super::Measurement) -> super::Measurement {
    gap.wider(GAP_SD_CM)
}

/// The joint that stands for a hand: the knuckle where the model gives it, else the wrist.
pub(super) fn hand(case: &Case, side: crate::body::Side) -> Joint {
    let knuckle = Joint::LeftKnuckle.on(side);
    if case.lift.joint(knuckle).is_some() { knuckle } else { Joint::LeftWrist.on(side) }
}

/// Range of motion: height of lockout over lift-off, cm, or percent of the body's height where the size is not known.
pub fn range_of_motion(case: &Case) -> Measured {
    let (off, up) = (case.lift_off()?, case.lockout()?);
    let (id, unit) = match case.lift.scale {
        Scale::Metres { .. } => ("range-of-motion", Unit::Centimetres),
        Scale::BodyLengths { .. } => ("range-of-motion-of-body", Unit::Percent),
    };
    let plan = plan(id, unit, Views::Vertical(ANY_YAW_DEG), case, &off, &up);
    take(case, plan, &|reader| travel(reader, &off, &up).map(|travel| CM * travel))
}

fn travel(reader: &Reader, from: &Moment, to: &Moment) -> Option<f64> {
    Some(reader.point(Spot::Bar, to)?.y - reader.point(Spot::Bar, from)?.y)
}

fn mean_speed(reader: &Reader, off: &Moment, up: &Moment) -> Option<f64> {
    let seconds = reader.time(up) - reader.time(off);
    (seconds > 1e-3).then_some(travel(reader, off, up)? / seconds)
}

/// Mean concentric velocity: range of motion over the time from lift-off to lockout, m/s.
pub fn mean_velocity(case: &Case) -> Measured {
    let (off, up) = (case.lift_off()?, case.lockout()?);
    let plan = plan("mean-velocity", Unit::MetresPerSecond, Views::Vertical(ANY_YAW_DEG), case, &off, &up);
    take(case, plan, &|reader| mean_speed(reader, &off, &up))
}

/// Greatest upward speed of the bar between two events, m/s.
fn peak_between(case: &Case, id: &'static str, from: &Moment, to: &Moment) -> Measured {
    let worst = greatest(case, case.between(from, to), speed).unwrap_or(*from);
    let plan = plan(id, Unit::MetresPerSecond, Views::Vertical(ANY_YAW_DEG), case, from, to);
    take(case, Plan { at: worst.event, ..plan }, &|reader| reader.bar_speed(&worst))
}

/// Peak concentric velocity, m/s.
pub fn peak_velocity(case: &Case) -> Measured {
    peak_between(case, "peak-velocity", &case.lift_off()?, &case.lockout()?)
}

/// First peak of the bar's speed: the greatest between lift-off and knee, m/s (Escamilla et al. 2001).
pub fn first_peak_velocity(case: &Case) -> Measured {
    peak_between(case, "first-peak-velocity", &case.lift_off()?, &case.knee()?)
}

/// First peak of the bar's speed, held for a tenth of a second, over the mean concentric velocity; needs no scale.
pub fn first_peak_ratio(case: &Case) -> Measured {
    let (off, knee, up) = (case.lift_off()?, case.knee()?, case.lockout()?);
    let peak = greatest_held(case, case.between(&off, &knee), speed).unwrap_or(off);
    let plan = plan("first-peak-ratio", Unit::Ratio, Views::Vertical(ANY_YAW_DEG), case, &off, &up);
    take(case, Plan { at: peak.event, ..plan }, &|reader| {
        let mean = mean_speed(reader, &off, &up).filter(|mean| *mean > 1e-3)?;
        Some(reader.bar_speed(&peak)? / mean)
    })
    .map(|ratio| ratio.wider(PEAK_RATIO_SD))
}

/// Greatest downward speed of the bar from the start of the descent to the floor, m/s, downward positive.
pub fn descent_velocity(case: &Case) -> Measured {
    let (top, down) = (case.descent()?, case.down()?);
    let fall = |reader: &Reader, at: &Moment| reader.bar_speed(at).map(|speed| -speed);
    let worst = greatest(case, case.between(&top, &down), fall).unwrap_or(top);
    let plan = plan("descent-velocity", Unit::MetresPerSecond, Views::Vertical(ANY_YAW_DEG), case, &top, &down);
    take(case, Plan { at: worst.event, ..plan }, &|reader| fall(reader, &worst))
}

/// Time from one event to another, seconds.
fn time(case: &Case, id: &'static str, from: Result<Moment, Abstain>, to: Result<Moment, Abstain>) -> Measured {
    let (from, to) = (from?, to?);
    let plan = plan(id, Unit::Seconds, Views::Vertical(ANY_YAW_DEG), case, &from, &to);
    take(case, plan, &|reader| {
        let seconds = reader.time(&to) - reader.time(&from);
        (seconds >= 0.0).then_some(seconds)
    })
}

/// Time from lift-off to lockout, seconds.
pub fn concentric_time(case: &Case) -> Measured {
    time(case, "concentric-time", case.lift_off(), case.lockout())
}

/// Time from lift-off to the knee, seconds.
pub fn time_to_knee(case: &Case) -> Measured {
    time(case, "time-to-knee", case.lift_off(), case.knee())
}

/// Time of the descent from the start down to the floor, seconds.
pub fn descent_time(case: &Case) -> Measured {
    time(case, "descent-time", case.descent(), case.down())
}

/// By how much the descent is quicker than a target, percent of the target; slower is negative.
pub fn quicker_down(case: &Case, target_s: f64) -> Measured {
    quicker("quicker-down", descent_time(case), target_s)
}

/// By how much the way up is quicker than a target, percent of the target; slower is negative.
pub fn quicker_up(case: &Case, target_s: f64) -> Measured {
    quicker("quicker-up", concentric_time(case), target_s)
}

fn quicker(id: &'static str, seconds: Measured, target_s: f64) -> Measured {
    let seconds = seconds?;
    if target_s.is_nan() || target_s <= 0.0 {
        return Err(Abstain::degenerate("The tempo target is not a time."));
    }
    let (value, sd) = (100.0 * (1.0 - seconds.value / target_s), 100.0 * seconds.sd / target_s);
    Ok(super::Measurement { id, value, sd, unit: Unit::Percent, ..seconds })
}
