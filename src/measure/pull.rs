//! The moment the bar breaks from the floor: tension before it, and the snap of the arms.

use super::arms::signed_elbow;
use super::bar::BAR_YAW_DEG;
use super::grip::Grip;
use super::moment::{Case, Moment};
use super::reading::Reader;
use super::take::{Plan, RATE_SHARE, Views, can_show, take};
use super::{Abstain, Mark, Measured};
use crate::body::Joint;
use crate::units::Unit;

/// Least frames a second for what happens within a quarter of a second (faults.md, S6 and section 2).
pub const QUICK_FPS: f64 = 50.0;
/// An arm is as long as in the pull while its elbow is bent by no more than this over what it is then, degrees (faults.md, S6: 180 less
/// 165). Held against the pull, what a model misses an elbow by falls out, and arms that stay bent are no slack.
const SLACK_DEG: f64 = 15.0;
/// The time after lift-off in which the arms are as the pull has them, seconds.
const IN_PULL_S: (f64, f64) = (0.10, 0.30);
/// Shoulders that rise at most this fast are under tension and not yet pulling, m/s (faults.md, S6: the note of the shoulder speed).
const SLOW_M_S: f64 = 0.15;
/// How long before lift-off tension is looked for, seconds (faults.md, S6).
const LOOK_BACK_S: f64 = 1.0;
/// Time from look to look at the arms, seconds; each look is the mean over as long.
const LOOK_EVERY_S: f64 = 0.1;
/// Tension that is seen for at least this long is long enough, however much more there was before the clip began, seconds.
const ENOUGH_S: f64 = 0.5;
/// Time before and after lift-off at which the arms' snap begins and ends, seconds (faults.md, S6: 150 ms in all), and for how long the
/// elbow is read before and after it.
const SNAP_HALF_S: f64 = 0.075;
const SNAP_READ_S: f64 = 0.125;
/// The time before lift-off over which the shoulder's speed is taken, seconds: what the body brings along, not what the bar's own
/// rise adds.
const SPEED_S: f64 = 0.10;
/// What the elbow's opening and the tension's length wander by beyond the errors of their points, degrees and seconds, standard errors.
/// Measured on synthetic lifts.
const SNAP_SD_DEG: f64 = 2.2;
const TENSION_SD_S: f64 = 0.075;
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
    let time = |moment: &Moment| {
        let frames = moment.frames();
        Some(f64::midpoint(*case.lift.t.get(frames.start)?, *case.lift.t.get(frames.end.checked_sub(1)?)?))
    };
    let seconds = time(after)? - time(before)?;
    (seconds > 1e-6).then_some((reader.point(shoulder, after)?.y - reader.point(shoulder, before)?.y) / seconds)
}

/// Whether the clip has the frames a second that what happens about lift-off needs.
pub fn is_quick(case: &Case) -> bool {
    case.fps >= RATE_SHARE * QUICK_FPS
}

/// Where the hands are about lift-off: hands that are seen, else the bar in them. What the bar is laid wrong by stays the same in so short
/// a time and falls out of every change of the elbow.
fn held(case: &Case, frames: &std::ops::Range<usize>) -> Result<Grip, Abstain> {
    Grip::seen(case, frames).map(|grip| Grip { sd: 0.0, ..grip })
}

/// Tension time: for how long before lift-off the arms are as long as in the pull (elbow within 15 degrees) while the shoulders rise
/// slowly, seconds; at most 1, the time looked back.
pub fn tension_time(case: &Case) -> Measured {
    let off = case.lift_off()?;
    from_rest(case, &off)?;
    let last = case.lift.frame_at(off.event).min(case.lift.t.len().saturating_sub(1));
    let first = case.about_lift_off(-LOOK_BACK_S, -LOOK_BACK_S)?.frames().start.max(case.frames().start);
    let begin = case.lift.t.get(first).copied().unwrap_or(off.event);
    if off.event - begin < ENOUGH_S {
        return Err(Abstain::no_event("half a second before the bar leaves the floor"));
    }
    let plan = plan(case, "tension-time", Unit::Seconds, QUICK_FPS, first..last + 1, off.event);
    let phase = plan.phase.clone();
    can_show(case, &plan, &|reader| reader.elevation(case.near(Joint::LeftElbow), case.near(Joint::LeftShoulder), &off))?;
    let grip = held(case, &phase)?;
    let pull = case.about_lift_off(IN_PULL_S.0, IN_PULL_S.1)?;
    let looks =
        (0..).map(|look| f64::from(look) * LOOK_EVERY_S).take_while(|back| off.event - back - LOOK_EVERY_S >= begin - 1e-9);
    let looks = looks.map(|back| case.about_lift_off(-back - LOOK_EVERY_S, -back)).collect::<Result<Vec<Moment>, Abstain>>()?;
    let slow = SLOW_M_S * case.units_per_metre();
    take(case, plan, &|reader| {
        let long = signed_elbow(case, &grip, reader, &pull)?;
        let mut looks = looks.iter().peekable();
        let mut since = off.event;
        while let Some(look) = looks.next() {
            let before = looks.peek().copied().unwrap_or(look);
            let rises = rise_speed(case, reader, before, look).unwrap_or(0.0).abs() > slow;
            if long - signed_elbow(case, &grip, reader, look)? > SLACK_DEG || rises {
                break;
            }
            since = case.lift.t.get(look.frames().start).copied()?;
        }
        Some((reader.time(&off) - since).max(0.0))
    })
    .map(|tension| tension.wider(TENSION_SD_S))
}

/// Elbow snap: by how much the elbow opens from just before the 150 ms about lift-off to just after them, degrees; each read over an
/// eighth of a second.
pub fn elbow_snap(case: &Case) -> Measured {
    let off = case.lift_off()?;
    from_rest(case, &off)?;
    let before = case.about_lift_off(-SNAP_HALF_S - SNAP_READ_S, -SNAP_HALF_S)?;
    let after = case.about_lift_off(SNAP_HALF_S, SNAP_HALF_S + SNAP_READ_S)?;
    let phase = before.frames().start..after.frames().end;
    let plan = plan(case, "elbow-snap", Unit::Degrees, 0.0, phase.clone(), off.event);
    can_show(case, &plan, &|reader| reader.elevation(case.near(Joint::LeftElbow), case.near(Joint::LeftShoulder), &off))?;
    let grip = held(case, &phase)?;
    take(case, plan, &|reader| Some(signed_elbow(case, &grip, reader, &after)? - signed_elbow(case, &grip, reader, &before)?))
        .map(|snap| snap.wider(SNAP_SD_DEG))
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
