//! The feet: where their middle is, whether the heels stay down, whether the feet stay where they are.
//!
//! Plates hide the feet for much of a lift seen from the side, but feet stand still: what is read off them is read where they are
//! seen. A foot looks the same whatever the lifter above it does, so a model misses it alike all the time and the miss cancels in every
//! change; what remains is how its idea of a still foot wanders, which is read off the clip itself.

use std::ops::Range;

use super::bar::{BAR_YAW_DEG, CM};
use super::moment::{Case, Moment};
use super::reading::{Reader, Spot};
use super::sides::FAR_FROM_DEG;
use super::take::{FRONT_YAW_DEG, LEAST_CONFIDENCE, Plan, Views, seen_at, take};
use super::{Abstain, Mark, Measured, Measurement};
use crate::body::{Joint, Side};
use crate::geom::PlanePoint;
use crate::lift::{Path, Plane};
use crate::reps::Instant;
use crate::signal::runs;
use crate::units::Unit;

/// Shortest time for which a foot must be seen in one go, seconds. Our default.
const SEEN_S: f64 = 0.15;
/// Time over which a heel that is up, or a foot that has moved, is read, seconds: a shorter one is a flicker of the model. Our default.
const HELD_S: f64 = 0.2;
/// Longest time over which a place on the floor is read, seconds: a step lasts. Our default.
const STAYS_S: f64 = 0.5;
/// Least share of the pull in which the foot must be seen for it to be said that nothing happened to it.
const WATCHED: f64 = 0.7;
/// What a model's idea of a foot that stands still wanders by, metres, standard error, where the clip shows too little of it to tell:
/// 1 to 3 cm on real clips, with camera sway and what comes and goes before the foot.
pub(super) const WANDERS_M: f64 = 0.015;
/// The least of it that is believed, metres.
pub(super) const LEAST_WANDER_M: f64 = 0.003;
/// Time for which a foot must be seen standing still, in set-up and hold together, for the clip to tell its wandering, seconds.
pub(super) const TELLS_S: f64 = 0.6;
/// How far apart the middles of both feet may be forward to stand beside each other, metres: twice what a model misses them by.
const BESIDE_M: f64 = 0.03;

/// Heel and toe of a side.
pub(super) fn foot_of(side: Side) -> [Joint; 2] {
    [Joint::LeftHeel.on(side), Joint::LeftToe.on(side)]
}

/// Whether a joint is surely seen on a frame.
pub(super) fn seen(path: Option<&Path>, frame: usize) -> bool {
    path.is_some_and(|path| {
        path.confidence.get(frame).is_some_and(|sure| *sure >= LEAST_CONFIDENCE)
            && path.x.raw.get(frame).is_some_and(Option::is_some)
            && path.at(frame).is_some()
    })
}

/// The stretches of `frames` on which all of these joints are seen for long enough.
fn seen_together(case: &Case, joints: &[Joint], frames: &Range<usize>) -> Vec<Range<usize>> {
    let all = |frame: usize| joints.iter().all(|&joint| seen(case.lift.joint(joint), frame));
    let time = |frame: usize| case.lift.t.get(frame).copied().unwrap_or(0.0);
    runs(frames.clone().map(all))
        .into_iter()
        .map(|run| run.start + frames.start..run.end + frames.start)
        .filter(|run| time(run.end - 1) - time(run.start) >= SEEN_S)
        .collect()
}

/// The frames in which a repetition's feet are to stay as they are: from set-up to the floor again, or as far as the clip shows it.
pub(super) fn stand(case: &Case) -> Result<Range<usize>, Abstain> {
    let from = case.set_up()?.frames().start;
    let to =
        case.down().or_else(|_| case.descent()).or_else(|_| case.lockout()).map_or(case.frames().end, |end| end.frames().end);
    Ok(from..to.min(case.lift.t.len()).max(from))
}

/// A foot where it is seen.
#[derive(Clone, Debug)]
pub(super) struct Foot {
    /// Whose joints are read: heel and toe, and what was asked for beside them.
    pub(super) side: Side,
    /// When.
    pub(super) moment: Moment,
}

impl Foot {
    /// Its heel (0) or toe (1).
    fn at(&self, reader: &Reader, which: usize) -> Option<PlanePoint> {
        reader.point(*foot_of(self.side).get(which)?, &self.moment)
    }

    /// How far forward a place between heel (0) and toe (1) is, plane unit.
    pub(super) fn forward(&self, reader: &Reader, share: f64) -> Option<f64> {
        let (heel, toe) = (self.at(reader, 0)?.x, self.at(reader, 1)?.x);
        Some(heel + (toe - heel) * share)
    }

    /// Its joints with the frames in which they must be seen.
    pub(super) fn spots(&self, beside: &[Joint]) -> Vec<(Spot, Range<usize>)> {
        let joints = foot_of(self.side).into_iter().chain(beside.iter().map(|joint| joint.on(self.side)));
        joints.map(|joint| (Spot::Joint(joint), self.moment.frames())).collect()
    }
}

/// The feet at set-up, or, as feet stand still, where in the repetition they are seen longest: the near one first, and the far one where it
/// is seen too and stands beside it; at least one. `beside` are further joints (of the left side) that must be seen with a foot.
///
/// Two feet are missed by less than one. A far foot elsewhere is a staggered stance, or seen badly: then the near one counts alone.
pub(super) fn standing_feet(case: &Case, beside: &[Joint]) -> Result<Vec<Foot>, Abstain> {
    let frames = stand(case)?;
    let set_up = case.set_up()?.frames();
    let mut feet: Vec<Foot> = Vec::new();
    for side in [case.lift.near, case.lift.near.other()] {
        let joints: Vec<Joint> = foot_of(side).into_iter().chain(beside.iter().map(|joint| joint.on(side))).collect();
        let stretches = seen_together(case, &joints, &frames);
        let at_start = stretches.iter().find(|run| run.start <= set_up.start && run.end >= set_up.end).map(|_| set_up.clone());
        let longest = || stretches.iter().max_by_key(|run| run.len()).cloned();
        if let Some(moment) = at_start.or_else(longest).and_then(|run| case.stretch(run, 0.0)) {
            feet.push(Foot { side, moment });
        }
    }
    beside_each_other(case, feet)
}

/// The feet while they are seen at a moment: the near one first, and the far one where it stands beside it; at least one.
pub(super) fn feet_at(case: &Case, moment: &Moment) -> Result<Vec<Foot>, Abstain> {
    let seen = |side: Side| seen_at(case, &foot_of(side), moment).is_ok();
    let sides = [case.lift.near, case.lift.near.other()].into_iter().filter(|&side| seen(side));
    beside_each_other(case, sides.map(|side| Foot { side, moment: *moment }).collect())
}

/// Both feet where they stand beside each other, else the first alone.
fn beside_each_other(case: &Case, mut feet: Vec<Foot>) -> Result<Vec<Foot>, Abstain> {
    let plain = Reader::new(case, None);
    let apart = feet.first().zip(feet.get(1)).map(|(near, far)| {
        let middle = |foot: &Foot| Some(foot.at(&plain, 0)?.midpoint(foot.at(&plain, 1)?).x);
        middle(near).zip(middle(far)).map_or(f64::INFINITY, |(near, far)| (near - far).abs())
    });
    if apart.is_some_and(|apart| apart > BESIDE_M * case.units_per_metre()) {
        feet.truncate(1);
    }
    if feet.is_empty() { Err(Abstain::feet_hidden()) } else { Ok(feet) }
}

/// Mean of a reading over the feet.
pub(super) fn mean_of_feet(feet: &[Foot], reading: impl Fn(&Foot) -> Option<f64>) -> Option<f64> {
    let sum = feet.iter().map(reading).sum::<Option<f64>>()?;
    (!feet.is_empty()).then(|| sum / feet.len() as f64)
}

/// A stretch of frames, and the reading over it.
type Reading = (Range<usize>, f64);

/// Every stretch of `HELD_S` in which a foot is seen throughout, with a plain reading of it.
fn readings(
    case: &Case,
    joints: &[Joint],
    frames: &Range<usize>,
    value: impl Fn(&Reader, &Moment) -> Option<f64>,
) -> Vec<Reading> {
    let plain = Reader::new(case, None);
    let long = ((HELD_S * case.fps).round() as usize).max(1);
    seen_together(case, joints, frames)
        .into_iter()
        .flat_map(|run| (run.start..run.end.saturating_sub(long - 1)).map(move |from| from..from + long))
        .filter_map(|held| Some((held.clone(), value(&plain, &case.stretch(held, 1.0)?).filter(|value| value.is_finite())?)))
        .collect()
}

/// The times of a repetition in which a foot surely stands still: at set-up and after the bar is down, and in the hold at the top.
pub(super) fn still_times(case: &Case) -> ([Range<usize>; 2], Range<usize>) {
    let all = case.frames();
    let at = |event: Option<Instant>, open: usize| event.map_or(open, |event| event.frame.clamp(all.start, all.end));
    let rep = case.rep;
    let before = case.set_up().map_or(all.start, |start| start.frames().start)..at(rep.lift_off, all.start);
    ([before, at(rep.down, all.end)..all.end], at(rep.lockout, all.end)..at(rep.descent, all.end))
}

/// What a reading of a foot that stands still wanders by about the mean of each still time by itself, plane units, standard error; a usual
/// one where too little of it is seen to tell.
fn wander(case: &Case, joints: &[Joint], value: impl Fn(&Reader, &Moment) -> Option<f64>) -> f64 {
    let unit = case.units_per_metre();
    let ([before, after], top) = still_times(case);
    let of = |frames: &Range<usize>| readings(case, joints, frames, &value).into_iter().map(|(_, value)| value).collect();
    let found: Vec<Vec<f64>> = [before, top, after].iter().filter(|frames| frames.start < frames.end).map(of).collect();
    let count = found.iter().map(Vec::len).sum::<usize>() as f64;
    if count < TELLS_S * case.fps.max(1.0) {
        return WANDERS_M * unit;
    }
    let squares = |values: &Vec<f64>| {
        let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
        values.iter().map(|value| (value - mean).powi(2)).sum::<f64>()
    };
    (found.iter().map(squares).sum::<f64>() / count).sqrt().max(LEAST_WANDER_M * unit)
}

/// Share of the pull in which all of these joints are seen, 0..=1.
fn watched(case: &Case, joints: &[Joint]) -> f64 {
    let Some(pull) = case.rep.pull() else { return 0.0 };
    let all = pull.len().max(1) as f64;
    pull.filter(|&frame| joints.iter().all(|&joint| seen(case.lift.joint(joint), frame))).count() as f64 / all
}

/// Whether a foot is seen in enough of the pull for it to be said that it stayed as it was.
pub fn are_watched(case: &Case) -> bool {
    [Side::Left, Side::Right].iter().any(|&side| watched(case, &foot_of(side)) >= WATCHED)
}

pub(super) fn plan(case: &Case, id: &'static str, views: Views, held: &Range<usize>, side: Side) -> Plan {
    let at = case.lift.t.get(held.start + held.len() / 2).copied().unwrap_or(0.0);
    let [heel, toe] = foot_of(side);
    Plan { id, unit: Unit::Centimetres, views, phase: held.clone(), least_fps: 0.0, at, marks: vec![Mark::Line(heel, toe)] }
}

/// Standard errors by which two feet must differ to have done different things: 95 % of the time they would not by chance.
const UNLIKE: f64 = 1.96;

/// The measure of a foot. From the side that of the near foot, or of the far one where the near one gives none: that is guessed behind the
/// near leg. Obliquely both stand free of each other, and two feet that show the same are missed by less than one; of feet that show
/// different things, as from the front, the one that shows more.
pub(super) fn of_foot(case: &Case, of: impl Fn(Side) -> Measured) -> Measured {
    let near = of(case.lift.near);
    let from_side = case.lift.plane == Plane::Sagittal;
    if near.is_ok() && from_side && case.lift.view.yaw_deg < FAR_FROM_DEG {
        return near;
    }
    match (near, of(case.lift.near.other())) {
        (Ok(near), Ok(far)) => {
            let alike = from_side && (near.value - far.value).abs() <= UNLIKE * near.sd.hypot(far.sd);
            let more = if far.value > near.value { &far } else { &near };
            Ok(if alike { together(&near, &far) } else { more.clone() })
        }
        (near, far) => near.or(far),
    }
}

/// Two numbers of the same thing as one, each weighed by its error.
fn together(a: &Measurement, b: &Measurement) -> Measurement {
    let (of_a, of_b) = (a.sd.powi(-2), b.sd.powi(-2));
    let surer = if b.sd < a.sd { b } else { a };
    let value = (a.value * of_a + b.value * of_b) / (of_a + of_b);
    Measurement { value, sd: (of_a + of_b).sqrt().recip(), ..surer.clone() }
}

/// Foot shift: how far heel and toe have both moved along the floor, the lesser of the two, by the hold at the top, or by the bar's coming
/// down, from where they were at set-up or are first seen in the repetition, cm. From the side forward or back, from the front sideways.
///
/// A step takes the whole foot along; a model's idea of its toes or its heel alone wanders with the arms and the bar before them, which
/// stillness does not tell: no less than the usual wandering is taken for either place.
pub fn foot_shift(case: &Case) -> Measured {
    let frames = stand(case)?;
    let views = if case.lift.plane == Plane::Sagittal { Views::Sagittal(BAR_YAW_DEG) } else { Views::Frontal(FRONT_YAW_DEG) };
    of_foot(case, |side| {
        let joints = foot_of(side);
        let toe = joints[1];
        let place = |reader: &Reader, at: &Moment| Some(reader.point(toe, at)?.x);
        // A step shows between set-up and hold, wandering within each.
        let unit = case.units_per_metre();
        let within = wander(case, &joints, place);
        let cos_yaw = if case.lift.plane == Plane::Sagittal { case.lift.view.yaw_deg.to_radians().cos() } else { 1.0 };
        let wanders = within.max(WANDERS_M * unit / cos_yaw.max(0.1));
        let stretches = seen_together(case, &joints, &frames);
        let long = ((STAYS_S * case.fps).round() as usize).max(1);
        let first = stretches.first().ok_or_else(Abstain::feet_hidden)?;
        let first = first.start..first.end.min(first.start + long);
        let top = case.lockout().map_or(frames.end, |top| top.frames().start);
        let ends = stretches.iter().flat_map(|run| {
            let after_top = run.start.max(top)..run.end.min(run.start.max(top) + long);
            [after_top, run.end.saturating_sub(long).max(run.start)..run.end]
        });
        let plain = Reader::new(case, None);
        let before = case.stretch(first.clone(), 1.0).ok_or_else(Abstain::feet_hidden)?;
        let shifted = |reader: &Reader, after: &Moment| -> Option<f64> {
            let [heel, toe] = joints.map(|joint| Some(reader.point(joint, after)?.x - reader.point(joint, &before)?.x));
            let (heel, toe) = (heel?, toe?);
            Some(if heel * toe > 0.0 { heel.abs().min(toe.abs()) } else { 0.0 })
        };
        let later = ends.filter(|end| end.start >= first.end && end.start < end.end).filter_map(|end| {
            let moment = case.stretch(end, 1.0)?;
            Some((moment, shifted(&plain, &moment)?))
        });
        let after = later.max_by(|a, b| a.1.total_cmp(&b.1)).ok_or_else(Abstain::feet_hidden)?.0;
        let plan = plan(case, "foot-shift", views, &after.frames(), side);
        let mut shift = take(case, plan, &|reader| Some(CM * shifted(reader, &after)?))?;
        shift.sd = shift.sd.hypot(CM * wanders * std::f64::consts::SQRT_2);
        Ok(shift)
    })
}
