//! The hips: how deep at set-up, and how they rise against the shoulders.

use super::angles::{SIDE_YAW_DEG, trunk};
use super::bar::{CM, greatest};
use super::moment::{Case, Moment};
use super::reading::{Reader, Spot};
use super::take::{ANY_YAW_DEG, Plan, Views, take};
use super::{Abstain, Mark, Measured, Measurement};
use crate::body::Joint;
use crate::units::Unit;

/// Largest yaw for comparing the rise of two joints, degrees (faults.md, A1): beyond it the camera's height shifts near against far.
const RISE_YAW_DEG: f64 = 60.0;
/// The time before lift-off in which the hips' lowest place is looked for, seconds (faults.md, S4).
const BEFORE_S: f64 = 1.0;
/// How far the bar may be over its place at lift-off and still rest on the floor, metres (faults.md, descent: floor + 2 cm).
const RESTING_M: f64 = 0.02;
/// The first part of the bar's travel, as a share of it (faults.md, A1).
const FIRST_PART: f64 = 0.25;
/// Half of the time over which the hips' lowest place is read, seconds: a lower one that is shorter is noise. Our default.
const LOWEST_HALF_S: f64 = 0.10;
/// What a resting hip's height wanders by beyond its noise, metres, standard error. Measured on synthetic lifts.
const WANDERS_M: f64 = 0.007;
/// What the ratio of both rises is off by beyond the errors of its points, standard error: misses that change with the posture. Measured on
/// synthetic lifts.
const RATIO_SD: f64 = 0.06;
/// What the change of the trunk to the knee is off by beyond the errors of its points and times, degrees, standard error: lift-off and knee
/// pass are told some 10 ms early, where a trunk turns by 50 to 100 degrees a second. Measured on synthetic lifts.
const TO_KNEE_SD_DEG: f64 = 1.0;
/// Largest ratio that is told: beyond it the shoulders hardly rise, and a larger one says no more. Our default, over the marked grade.
const MOST_RATIO: f64 = 2.2;
/// Least shoulder rise for a ratio, metres (faults.md, A1: small denominators).
const LEAST_RISE_M: f64 = 0.03;

/// Angle of the thigh at set-up: hip above knee, from the horizontal, degrees; 0 is a level thigh, below 0 the hip is under the knee.
pub fn thigh_angle(case: &Case) -> Measured {
    let start = case.set_up()?;
    let (hip, knee) = (case.near(Joint::LeftHip), case.near(Joint::LeftKnee));
    let plan = Plan {
        id: "thigh-angle",
        unit: Unit::Degrees,
        views: Views::Sagittal(SIDE_YAW_DEG),
        phase: start.frames(),
        least_fps: 0.0,
        at: start.event,
        marks: vec![Mark::Line(knee, hip)],
    };
    // The thigh points back from the knee, so its elevation is counted from the backward horizontal.
    take(case, plan, &|reader| Some(super::reading::turned(180.0 - reader.elevation(knee, hip, &start)?)))
}

/// By how much the hips rise before the bar leaves the floor: height at lift-off less the lowest of the second before, cm, while the
/// bar rests on the floor. Vertical, so any yaw.
pub fn rise_before_lift_off(case: &Case) -> Measured {
    let off = case.lift_off()?;
    let hip = case.near(Joint::LeftHip);
    let from = case.about_lift_off(-BEFORE_S, -BEFORE_S)?.frames().start.max(case.frames().start);
    let frames = from..off.frames().start + 1;
    let plain = Reader::new(case, None);
    let floor = plain.point(Spot::Bar, &off).map(|bar| bar.y + RESTING_M * case.units_per_metre());
    let landed = case.last_down().unwrap_or(f64::NEG_INFINITY);
    let deep = |reader: &Reader, at: &Moment| -> Option<f64> {
        let bar = plain.point(Spot::Bar, at).map(|bar| bar.y);
        let resting = bar.zip(floor).is_none_or(|(bar, floor)| bar <= floor) && at.event >= landed;
        if resting { reader.point(hip, at).map(|hip| -hip.y) } else { None }
    };
    let lowest = greatest(case, frames.clone(), deep)
        .and_then(|lowest| case.spell(lowest.frames().start, LOWEST_HALF_S))
        .map_or(off, |lowest| lowest.until(off.frames().start));
    let plan = Plan {
        id: "hip-rise-before-lift-off",
        unit: Unit::Centimetres,
        views: Views::Vertical(ANY_YAW_DEG),
        phase: frames,
        least_fps: 0.0,
        at: lowest.event,
        marks: vec![Mark::Point(hip)],
    };
    let mut measured = take(case, plan, &|reader| Some(CM * (reader.point(hip, &off)?.y - reader.point(hip, &lowest)?.y)))?;
    measured.sd = measured.sd.hypot(CM * WANDERS_M);
    Ok(measured)
}

/// The moment at which the bar has done the first quarter of its travel.
fn first_quarter(case: &Case) -> Result<Moment, Abstain> {
    let (off, up) = (case.lift_off()?, case.lockout()?);
    let plain = Reader::new(case, None);
    let (low, high) = match (plain.point(Spot::Bar, &off), plain.point(Spot::Bar, &up)) {
        (Some(low), Some(high)) if high.y > low.y => (low.y, high.y),
        (None, _) | (_, None) if case.lift.bar.is_none() => return Err(Abstain::not_given(Spot::Bar)),
        (None, _) | (_, None) => return Err(Abstain::hole(Spot::Bar)),
        _ => return Err(Abstain::degenerate("The bar does not rise between lift-off and lockout.")),
    };
    let wanted = low + FIRST_PART * (high - low);
    let bar = case.lift.bar.as_ref().map(|bar| &bar.path.y);
    let reached = case.between(&off, &up).find(|&frame| bar.and_then(|y| y.at(frame)).is_some_and(|y| y >= wanted));
    reached.and_then(|frame| case.around(frame)).ok_or_else(|| Abstain::no_event("the first quarter of the bar's way"))
}

/// Hip rise over shoulder rise while the bar does the first quarter of its travel; 1 where they rise together, 2.2 where the hips rise that
/// many times as far or more.
pub fn rise_ratio(case: &Case) -> Measured {
    let (off, quarter) = (case.lift_off()?, first_quarter(case)?);
    let (hip, shoulder) = (case.near(Joint::LeftHip), case.near(Joint::LeftShoulder));
    let least = LEAST_RISE_M * case.units_per_metre();
    let rise = |reader: &Reader, joint: Joint| Some(reader.point(joint, &quarter)?.y - reader.point(joint, &off)?.y);
    if rise(&Reader::new(case, None), shoulder).is_some_and(|rise| rise <= least) {
        return Err(Abstain::degenerate("The shoulders rise less than 3 cm in this part of the pull, too little for a ratio."));
    }
    let plan = plan("hip-to-shoulder-rise", Unit::Ratio, Views::Vertical(RISE_YAW_DEG), case, &off, &quarter);
    take(case, plan, &|reader| {
        // A nudged rise is held at the least one so that the error of the ratio stays a number.
        Some((rise(reader, hip)? / rise(reader, shoulder)?.max(least)).min(MOST_RATIO))
    })
    .map(|measured| measured.wider(RATIO_SD))
}

/// Change of the trunk's elevation while the bar does the first quarter of its travel, degrees; negative where it sinks forward.
pub fn trunk_change(case: &Case) -> Measured {
    let (off, quarter) = (case.lift_off()?, first_quarter(case)?);
    let plan = plan("early-trunk-change", Unit::Degrees, Views::Sagittal(SIDE_YAW_DEG), case, &off, &quarter);
    let change = |reader: &Reader| Some(super::reading::turned(trunk(case, reader, &quarter)? - trunk(case, reader, &off)?));
    Ok(since_lift_off(case, take(case, plan, &change)?, &off, &quarter))
}

/// The change of the trunk with both of its postures.
fn since_lift_off(case: &Case, measured: Measurement, off: &Moment, later: &Moment) -> Measurement {
    let plain = Reader::new(case, None);
    measured.since(off.event, "lift-off", trunk(case, &plain, off), trunk(case, &plain, later))
}

/// Change of the trunk's elevation from lift-off to the knee, degrees; a good morning (the trunk sinks) is negative.
pub fn trunk_change_to_knee(case: &Case) -> Measured {
    let (off, knee) = (case.lift_off()?, case.knee()?);
    let plan = plan("trunk-change-to-knee", Unit::Degrees, Views::Sagittal(SIDE_YAW_DEG), case, &off, &knee);
    let mut measured =
        take(case, plan, &|reader| Some(super::reading::turned(trunk(case, reader, &knee)? - trunk(case, reader, &off)?)))?;
    measured.sd = measured.sd.hypot(TO_KNEE_SD_DEG);
    Ok(since_lift_off(case, measured, &off, &knee))
}

fn plan(id: &'static str, unit: Unit, views: Views, case: &Case, off: &Moment, quarter: &Moment) -> Plan {
    let marks = vec![Mark::Line(case.near(Joint::LeftHip), case.near(Joint::LeftShoulder))];
    Plan { id, unit, views, phase: case.between(off, quarter), least_fps: 0.0, at: quarter.event, marks }
}
