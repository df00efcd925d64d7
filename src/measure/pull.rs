//! The moment the bar breaks from the floor: tension before it, and the snap of the arms.

use super::angles::elbow;
use super::arms::wrist_is_seen;
use super::bar::BAR_YAW_DEG;
use super::moment::{Case, Moment};
use super::reading::Reader;
use super::take::{Plan, Views, take};
use super::{Abstain, Mark, Measured};
use crate::body::Joint;
use crate::units::Unit;

/// Least frames a second for what happens within a quarter of a second (faults.md, S6 and section 2).
pub const QUICK_FPS: f64 = 50.0;
/// An arm is straight from this elbow angle on, degrees (faults.md, S6).
const STRAIGHT_DEG: f64 = 165.0;
/// Shoulders that rise at most this fast are under tension and not yet pulling, m/s (faults.md, S6: the note of the shoulder speed).
const SLOW_M_S: f64 = 0.15;
/// How long before lift-off tension is looked for, seconds (faults.md, S6).
const LOOK_BACK_S: f64 = 1.0;
/// Time from look to look at the arms, seconds.
const LOOK_EVERY_S: f64 = 1.0 / 30.0;
/// Looks over which the shoulder's speed is taken: over one, a shoulder that only shakes would seem to rise.
const SPEED_LOOKS: usize = 3;
/// Tension that is seen for at least this long is long enough, however much more there was before the clip began, seconds.
const ENOUGH_S: f64 = 0.5;
/// Half of the time about lift-off in which the arms snap straight, seconds (faults.md, S6: 150 ms in all).
const SNAP_HALF_S: f64 = 0.075;
/// The time before lift-off over which the shoulder's speed is taken, seconds: what the body brings along, not what the bar's own
/// rise adds.
const SPEED_S: f64 = 0.10;
/// What a resting shoulder's speed wanders by beyond its noise, m/s, standard error. Measured on synthetic lifts.
const SPEED_SD_M_S: f64 = 0.04;
/// A bar that was on the floor for less than this comes off a touch: no slack is taken out anew, seconds.
const TOUCH_S: f64 = 1.0;

fn plan(case: &Case, id: &'static str, unit: Unit, least_fps: f64, phase: std::ops::Range<usize>, at: f64) -> Plan {
    let mark = Mark::Angle(case.near(Joint::LeftShoulder), case.near(Joint::LeftElbow), case.near(Joint::LeftWrist));
    Plan { id, unit, views: Views::Sagittal(BAR_YAW_DEG), phase, least_fps, at, marks: vec![mark] }
}

/// Whether the repetition starts from rest; a touch-and-go repetition has no slack to take out.
fn from_rest(case: &Case, off: &Moment) -> Result<(), Abstain> {
    if case.last_down().is_some_and(|down| off.event - down < TOUCH_S) {
        return Err(Abstain::new(
            "touch-and-go",
            "The bar was on the floor for less than a second: there is no slack to take out.",
            "",
        ));
    }
    Ok(())
}

fn rise_speed(case: &Case, reader: &Reader, before: &Moment, after: &Moment) -> Option<f64> {
    let shoulder = case.near(Joint::LeftShoulder);
    let time = |moment: &Moment| case.lift.t.get(moment.frames().start).copied();
    let seconds = time(after)? - time(before)?;
    (seconds > 1e-6).then_some((reader.point(shoulder, after)?.y - reader.point(shoulder, before)?.y) / seconds)
}

/// Tension time: for how long before lift-off the arms stay straight (over 165 degrees) while the shoulders rise slowly, seconds; at
/// most 1, the time looked back.
pub fn tension_time(case: &Case) -> Measured {
    let off = case.lift_off()?;
    from_rest(case, &off)?;
    let last = case.lift.frame_at(off.event).min(case.lift.t.len().saturating_sub(1));
    let first = case.about_lift_off(-LOOK_BACK_S, -LOOK_BACK_S)?.frames().start.max(case.frames().start);
    let begin = case.lift.t.get(first).copied().unwrap_or(off.event);
    if off.event - begin < ENOUGH_S {
        return Err(Abstain::no_event("half a second before the bar leaves the floor"));
    }
    // Thirty looks a second: more tell no more after the low-pass, and each is a source of error of its own.
    let step = ((case.fps * LOOK_EVERY_S).round() as usize).max(1);
    let looks = (first..=last).rev().step_by(step);
    let frames: Vec<Moment> = looks.filter_map(|frame| case.frame(frame)).map(|m| m.tied_to(&off)).collect();
    let slow = SLOW_M_S * case.units_per_metre();
    let plan = plan(case, "tension-time", Unit::Seconds, QUICK_FPS, first..last + 1, off.event);
    let phase = plan.phase.clone();
    let measured = take(case, plan, &|reader| {
        let mut since = None;
        for ((moment, next), before) in frames.iter().zip(frames.iter().skip(1)).zip(frames.iter().skip(SPEED_LOOKS)) {
            let tight = elbow(case, reader, moment)? > STRAIGHT_DEG && rise_speed(case, reader, before, moment)?.abs() <= slow;
            if !tight {
                break;
            }
            since = case.lift.t.get(next.frames().start).copied();
        }
        Some(since.map_or(0.0, |since| (reader.time(&off) - since).max(0.0)))
    })?;
    wrist_is_seen(case, &phase)?;
    Ok(measured)
}

/// Elbow snap: by how much the elbow opens in the 150 ms about lift-off, degrees.
pub fn elbow_snap(case: &Case) -> Measured {
    let off = case.lift_off()?;
    from_rest(case, &off)?;
    let before = case.about_lift_off(-SNAP_HALF_S, -SNAP_HALF_S)?;
    let after = case.about_lift_off(SNAP_HALF_S, SNAP_HALF_S)?;
    let phase = before.frames().start..after.frames().end;
    let plan = plan(case, "elbow-snap", Unit::Degrees, 0.0, phase, off.event);
    let phase = plan.phase.clone();
    let measured = take(case, plan, &|reader| Some(elbow(case, reader, &after)? - elbow(case, reader, &before)?))?;
    wrist_is_seen(case, &phase)?;
    Ok(measured)
}

/// Upward speed of the near shoulder over the last 0.1 s before lift-off, m/s.
pub fn shoulder_speed(case: &Case) -> Measured {
    let off = case.lift_off()?;
    from_rest(case, &off)?;
    let before = case.about_lift_off(-SPEED_S, -SPEED_S)?;
    let after = case.about_lift_off(0.0, 0.0)?;
    let phase = before.frames().start..after.frames().end;
    let plan = plan(case, "shoulder-speed", Unit::MetresPerSecond, QUICK_FPS, phase, off.event);
    let mut measured = take(case, plan, &|reader| rise_speed(case, reader, &before, &after))?;
    measured.sd = measured.sd.hypot(SPEED_SD_M_S);
    Ok(measured)
}
