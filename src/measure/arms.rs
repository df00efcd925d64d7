//! The arms in the pull.

use super::bar::{BAR_YAW_DEG, hand};
use super::grip::{Grip, Heights, holds};
use super::moment::{Case, Moment};
use super::reading::{Reader, Spot};
use super::take::{Plan, Views, can_show, take};
use super::{Abstain, Mark, Measured};
use crate::body::Joint;
use crate::units::Unit;

/// Half of the time for which an elbow is bent to count, seconds: what straightens sooner is a snap.
const HELD_HALF_S: f64 = 0.15;

/// Least share of the pull in which the hand is where the bar is.
const SEEN: f64 = 0.7;

/// The elbow's angle between the ways to the near shoulder and to the hand, degrees: under 180 bent as elbows bend, over 180
/// overstretched. `None` where a side has no length.
pub(super) fn signed_elbow(case: &Case, grip: &Grip, reader: &Reader, moment: &Moment) -> Option<f64> {
    let (top, elbow) = (case.near(Joint::LeftShoulder), case.near(Joint::LeftElbow));
    let (shoulder, corner, hand) = (reader.point(top, moment)?, reader.point(elbow, moment)?, grip.place(reader, moment)?);
    reader.note_segment(Spot::Joint(elbow), Spot::Joint(top), corner, shoulder);
    reader.note_segment(Spot::Joint(elbow), grip.spots[0], corner, hand);
    let angle = corner.angle_deg(shoulder, hand)?;
    // A bent elbow points back, behind the way from the shoulder to the hand.
    let turn = (hand.x - shoulder.x) * (corner.y - shoulder.y) - (hand.y - shoulder.y) * (corner.x - shoulder.x);
    Some(if turn <= 0.0 { angle } else { 360.0 - angle })
}

/// The least elbow angle held for 0.3 s between lift-off and lockout, degrees; 180 is straight, over it overstretched. The forearm ends
/// at the wrist where that is seen at the bar, else at the bar as it was laid at the hands. The moment of the least is held while
/// the error is told.
pub fn least_elbow(case: &Case) -> Measured {
    let (off, up) = (case.lift_off()?, case.lockout()?);
    let phase = case.between(&off, &up);
    let wrist = case.near(Joint::LeftWrist);
    let grip =
        if holds(case, wrist, &phase) { Ok(Grip { spots: vec![Spot::Joint(wrist)], sd: 0.0 }) } else { Grip::seen(case, &phase) };
    let plan = |at: f64| Plan {
        id: "least-elbow",
        unit: Unit::Degrees,
        views: Views::Sagittal(BAR_YAW_DEG),
        phase: phase.clone(),
        least_fps: 0.0,
        at,
        marks: vec![Mark::Angle(case.near(Joint::LeftShoulder), case.near(Joint::LeftElbow), wrist)],
    };
    let grip = match grip {
        Ok(grip) => grip,
        // A view that cannot show the arm is the first reason.
        Err(hidden) => {
            can_show(case, &plan(off.event), &|reader| {
                reader.elevation(case.near(Joint::LeftElbow), case.near(Joint::LeftShoulder), &off)
            })?;
            return Err(hidden);
        }
    };
    let plain = Reader::new(case, None);
    let held = phase.clone().filter_map(|frame| case.spell(frame, HELD_HALF_S));
    let held = held.filter(|moment| phase.contains(&moment.frames().start) && phase.contains(&(moment.frames().end - 1)));
    let held: Vec<Moment> = held.collect();
    // A model that has the hand elsewhere folds the elbow too.
    let hand = hand(case, case.lift.near);
    let heights = Heights::of(case);
    let is_at_bar = |moment: &Moment| heights.is_some_and(|known| known.at_bar(case, hand, &moment.frames()));
    let told: Vec<Moment> = held.iter().copied().filter(is_at_bar).collect();
    if (told.len() as f64) < SEEN * held.len() as f64 {
        return Err(Abstain::hands_hidden());
    }
    let bent = |moment: &Moment| signed_elbow(case, &grip, &plain, moment);
    let least = told.into_iter().filter_map(|moment| Some((moment, bent(&moment)?))).min_by(|a, b| a.1.total_cmp(&b.1));
    let moment = least.map_or(off, |(moment, _)| moment);
    let mut measured = take(case, plan(moment.event), &|reader| signed_elbow(case, &grip, reader, &moment))?;
    let forearm = plain.point(case.near(Joint::LeftElbow), &moment).zip(grip.place(&plain, &moment)).map(|(a, b)| a.distance(b));
    measured.sd = measured.sd.hypot(forearm.filter(|long| *long > 1e-6).map_or(0.0, |long| (grip.sd / long).to_degrees()));
    Ok(measured)
}
