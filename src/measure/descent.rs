//! The way down.

use super::bar::{BAR_YAW_DEG, bow_between};
use super::moment::{Case, Moment};
use super::reading::Reader;
use super::take::{Plan, Views, can_show, take};
use super::wander::Wander;
use super::{Abstain, Mark, Measured};
use crate::body::Joint;
use crate::geom::PlanePoint;
use crate::units::Unit;

/// Hip flexion at which it is looked at how far the knees have bent, degrees (faults.md, A10).
const HIP_BEND_DEG: f64 = 20.0;

/// Bow of the way down: how far the bar swings forward of the straight line from the start of the descent to the floor, cm.
pub fn bow(case: &Case) -> Measured {
    let (top, down) = (case.descent()?, case.down()?);
    bow_between(case, "descent-bow", &down, &top, case.between(&top, &down))
}

/// Angle at the middle one of three places, degrees.
fn corner(places: &[PlanePoint]) -> Option<f64> {
    let &[a, at, b] = places else { return None };
    at.angle_deg(a, b)
}

/// How far the knee has bent since the start of the descent when the hip has bent by 20 degrees, degrees.
///
/// The bar need not be seen to come down: what counts is over long before.
pub fn knee_bend(case: &Case) -> Measured {
    let top = case.descent()?;
    let hip = [Joint::LeftShoulder, Joint::LeftHip, Joint::LeftKnee].map(|joint| case.near(joint));
    let knee = [Joint::LeftHip, Joint::LeftKnee, Joint::LeftAnkle].map(|joint| case.near(joint));
    let angle = |reader: &Reader, joints: [Joint; 3], at: &Moment| reader.angle(joints[0], joints[1], joints[2], at);
    let bend = |reader: &Reader, joints: [Joint; 3], at: &Moment| Some(angle(reader, joints, &top)? - angle(reader, joints, at)?);
    let plain = Reader::new(case, None);
    let frames = case.down().map_or(case.lift.frame_at(top.event)..case.frames().end, |down| case.between(&top, &down));
    let then =
        frames.filter_map(|frame| case.around(frame)).find(|at| bend(&plain, hip, at).is_some_and(|bend| bend >= HIP_BEND_DEG));
    let at = then.unwrap_or(top);
    let plan = Plan {
        id: "descent-knee-bend",
        unit: Unit::Degrees,
        views: Views::Sagittal(BAR_YAW_DEG),
        phase: top.frames().start..at.frames().end.max(top.frames().end),
        least_fps: 0.0,
        at: at.event,
        marks: vec![Mark::Angle(knee[0], knee[1], knee[2])],
    };
    // The hip's joints must be seen too: they say when.
    can_show(case, &plan, &|reader| bend(reader, hip, &at))?;
    if then.is_none() {
        return Err(Abstain::no_event("the hips bending on the way down"));
    }
    // An error of the hip moves the moment, and the knee with it.
    let (by_knee, by_hip) = (bend(&plain, knee, &at).unwrap_or(0.0), bend(&plain, hip, &at).unwrap_or(HIP_BEND_DEG));
    let together = by_knee / by_hip.max(HIP_BEND_DEG);
    let wanders = Wander::of(case, &knee, &corner).between(case, &top, &at);
    take(case, plan, &|reader| Some(bend(reader, knee, &at)? - together * (bend(reader, hip, &at)? - by_hip)))
        .map(|measured| measured.wider(wanders))
}
