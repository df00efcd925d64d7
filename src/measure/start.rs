//! The start: where the bar is over the feet, and where the shoulders are over the bar.

use super::angles::SIDE_YAW_DEG;
use super::bar::{CM, hand};
use super::feet::{foot_of, mean_of_feet, standing_feet};
use super::grip::Grip;
use super::moment::{Case, Moment};
use super::reading::{Reader, Spot};
use super::take::{Plan, Views, take, take_where};
use super::{Abstain, Mark, Measured};
use crate::body::Joint;
use crate::lift::{Scale, VariantKind};
use crate::units::Unit;

/// The middle of a foot that is turned out, ahead of the ankle, as a share of the foot's length as seen (faults.md, S1a).
const AHEAD_OF_ANKLE: f64 = 0.3;
/// Least length of a foot as seen for a share of it, metres.
const LEAST_FOOT_M: f64 = 0.08;

/// How far the bar is ahead of the middle of the foot at set-up: cm, or percent of the foot from heel to toe where the size is not
/// known; behind it is negative. The feet, or the one that is seen, are read where in the repetition they are seen.
///
/// The middle is half-way from heel to toe; in a sumo deadlift, where the feet are turned out, three tenths of the foot ahead of the
/// ankle.
pub fn bar_ahead_of_foot(case: &Case) -> Measured {
    let start = case.set_up()?;
    let sumo = case.variant.kind == VariantKind::Sumo;
    let beside: &[Joint] = if sumo { &[Joint::LeftAnkle] } else { &[] };
    let feet = standing_feet(case, beside)?;
    let [heel, toe] = foot_of(feet.first().map_or(case.lift.near, |foot| foot.side));
    let grip = Grip::seen(case, &start.frames())?;
    let metric = matches!(case.lift.scale, Scale::Metres { .. });
    if !metric && sumo {
        return Err(Abstain::no_scale());
    }
    let (id, unit) = if metric { ("bar-ahead-of-foot", Unit::Centimetres) } else { ("bar-ahead-of-foot-of-foot", Unit::Percent) };
    let plan = Plan {
        id,
        unit,
        views: Views::Sagittal(SIDE_YAW_DEG),
        phase: start.frames(),
        least_fps: 0.0,
        at: start.event,
        marks: vec![Mark::Line(heel, toe), Mark::Point(hand(case, case.lift.near))],
    };
    let least = LEAST_FOOT_M * case.units_per_metre();
    let long = |reader: &Reader| mean_of_feet(&feet, |foot| Some(foot.forward(reader, 1.0)? - foot.forward(reader, 0.0)?));
    let elsewhere: Vec<_> = feet.iter().flat_map(|foot| foot.spots(beside)).collect();
    let ahead = |reader: &Reader| -> Option<f64> {
        let length = long(reader)?;
        let middle = if sumo {
            let ankle = mean_of_feet(&feet, |foot| Some(reader.point(Joint::LeftAnkle.on(foot.side), &foot.moment)?.x))?;
            ankle + length * AHEAD_OF_ANKLE
        } else {
            mean_of_feet(&feet, |foot| foot.forward(reader, 0.5))?
        };
        let ahead = grip.place(reader, &start)?.x - middle;
        if metric { Some(CM * ahead) } else { (length > least).then(|| 100.0 * ahead / length) }
    };
    let mut measured = take_where(case, plan, &elsewhere, &ahead)?;
    let per_unit = if metric { CM } else { 100.0 / long(&Reader::new(case, None)).filter(|long| *long > least).unwrap_or(least) };
    measured.sd = measured.sd.hypot(grip.sd * per_unit);
    Ok(measured)
}

fn arm_plan(case: &Case, id: &'static str, unit: Unit, start: &Moment) -> Plan {
    let (shoulder, wrist) = (case.near(Joint::LeftShoulder), case.near(Joint::LeftWrist));
    Plan {
        id,
        unit,
        views: Views::Sagittal(SIDE_YAW_DEG),
        phase: start.frames(),
        least_fps: 0.0,
        at: start.event,
        marks: vec![Mark::Line(shoulder, wrist)],
    }
}

/// Arm slant at set-up: the way from the hand on the bar up to the near shoulder against the vertical, degrees; positive where the
/// shoulder is ahead of the bar.
pub fn arm_slant(case: &Case) -> Measured {
    let start = case.set_up()?;
    let shoulder = case.near(Joint::LeftShoulder);
    let grip = Grip::seen(case, &start.frames())?;
    let slant = |reader: &Reader| {
        let (hand, top) = (grip.place(reader, &start)?, reader.point(shoulder, &start)?);
        reader.note_segment(grip.spots[0], Spot::Joint(shoulder), hand, top);
        Some(90.0 - hand.elevation_deg(top)?)
    };
    let mut measured = take(case, arm_plan(case, "arm-slant", Unit::Degrees, &start), &slant)?;
    let plain = Reader::new(case, None);
    let arm = plain.point(shoulder, &start).zip(grip.place(&plain, &start)).map(|(top, hand)| top.distance(hand));
    measured.sd = measured.sd.hypot(arm.filter(|arm| *arm > 1e-6).map_or(0.0, |arm| (grip.sd / arm).to_degrees()));
    Ok(measured)
}

/// How far the near shoulder is ahead of the bar at set-up, cm; behind it is negative.
pub fn shoulder_ahead_of_bar(case: &Case) -> Measured {
    let start = case.set_up()?;
    let shoulder = case.near(Joint::LeftShoulder);
    let grip = Grip::seen(case, &start.frames())?;
    let plan = arm_plan(case, "shoulder-ahead-of-bar", Unit::Centimetres, &start);
    let mut measured =
        take(case, plan, &|reader| Some(CM * (reader.point(shoulder, &start)?.x - grip.place(reader, &start)?.x)))?;
    measured.sd = measured.sd.hypot(CM * grip.sd);
    Ok(measured)
}
