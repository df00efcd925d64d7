//! The heels: whether they come off the floor.
//!
//! What is read is the height of the heel over the toe's. A foot that stands still is not seen alike all the time: it wanders from moment to
//! moment, and a model sees it a little differently under a lifter who stands than under one who is bent over it. Both are read off the
//! set's own still times: with the bar on the floor, and in the hold at the top. In between, a flat foot is taken to lie between both as the
//! bar does.

use std::ops::Range;

use super::bar::CM;
use super::feet::{LEAST_WANDER_M, TELLS_S, WANDERS_M, foot_of, of_foot, plan, seen, stand, still_times};
use super::moment::{Case, Moment};
use super::reading::Reader;
use super::take::{ANY_YAW_DEG, SURELY, Views, take};
use super::{Abstain, Measured};
use crate::body::Side;
use crate::signal::{greatest_by_chance, runs};

/// Times for which a heel that is up is read, seconds: a shorter one is a flicker of the model, and a longer one is missed by less. Our
/// default.
const HELD_S: [f64; 3] = [0.2, 0.4, 0.8];
/// What a model's idea of a still foot wanders by comes and goes within about this time, seconds: readings that are further apart are
/// independent. Our judgement.
const WANDERS_S: f64 = 0.3;
/// Time beside a frame on which the foot is not seen that is not read either, seconds: the smoothing carries a guess so far. Our default.
const GUESS_SPREADS_S: f64 = 0.05;

/// The height of one foot's heel over its toe, plane units.
struct Course {
    side: Side,
    /// The frames on which it is seen, run by run.
    seen: Vec<Range<usize>>,
    /// Sum of the heights of all frames before each.
    sums: Vec<f64>,
    /// Frames a second.
    fps: f64,
}

impl Course {
    fn new(case: &Case, side: Side) -> Self {
        let [heel, toe] = foot_of(side).map(|joint| case.lift.joint(joint));
        let height = |frame: usize| {
            let both = seen(heel, frame) && seen(toe, frame);
            both.then(|| Some(heel?.y.at(frame)? - toe?.y.at(frame)?)).flatten()
        };
        let heights: Vec<Option<f64>> = (0..case.lift.t.len()).map(height).collect();
        let mut sums = vec![0.0];
        for height in &heights {
            sums.push(sums.last().copied().unwrap_or(0.0) + height.unwrap_or(0.0));
        }
        let (beside, last) = ((GUESS_SPREADS_S * case.fps).round() as usize, heights.len());
        let inner = |run: Range<usize>| {
            let start = if run.start == 0 { 0 } else { run.start + beside };
            start..if run.end == last { last } else { run.end.saturating_sub(beside) }
        };
        let seen = runs(heights.iter().map(Option::is_some)).into_iter().map(inner).filter(|run| run.start < run.end).collect();
        Self { side, seen, sums, fps: case.fps }
    }

    /// So many seconds in frames, at least one.
    fn long(&self, seconds: f64) -> usize {
        ((seconds * self.fps).round() as usize).max(1)
    }

    /// Every window of so many frames in which the foot is seen throughout, with its mean height.
    fn windows(&self, frames: &Range<usize>, long: usize) -> Vec<(Range<usize>, f64)> {
        let inside = self.seen.iter().map(|run| run.start.max(frames.start)..run.end.min(frames.end));
        inside
            .flat_map(|run| (run.start..(run.end + 1).saturating_sub(long)).map(move |from| from..from + long))
            .filter_map(|window| {
                Some((window.clone(), (self.sums.get(window.end)? - self.sums.get(window.start)?) / long as f64))
            })
            .collect()
    }
}

/// A foot that stands still, as the set shows it.
struct Flat {
    /// Height with the bar on the floor and in the hold at the top, plane units, and for how long each is seen, seconds.
    floor: Option<(f64, f64)>,
    top: Option<(f64, f64)>,
    /// What a reading over the shortest time wanders by, plane units, standard error: as it is seen, and as it is believed.
    spread: f64,
    wander: f64,
    /// The longest time for which it is seen.
    moment: Moment,
}

impl Flat {
    fn new(case: &Case, course: &Course) -> Option<Self> {
        let unit = case.units_per_metre();
        let long = course.long(HELD_S[0]);
        let times: Vec<_> = case.reps.iter().map(|rep| still_times(&Case { rep, ..*case })).collect();
        let readings = |frames: Vec<&Range<usize>>| -> Vec<(Range<usize>, f64)> {
            frames.into_iter().flat_map(|frames| course.windows(frames, long)).collect()
        };
        let floor = readings(times.iter().flat_map(|(floor, _)| floor).collect());
        let top = readings(times.iter().map(|(_, top)| top).collect());
        let mean = |readings: &[(Range<usize>, f64)]| {
            let count = readings.len() as f64;
            (count > 0.0).then(|| (readings.iter().map(|(_, height)| height).sum::<f64>() / count, count / case.fps.max(1.0)))
        };
        let (on_floor, at_top) = (mean(&floor), mean(&top));
        let squares = |readings: &[(Range<usize>, f64)], mean: Option<(f64, f64)>| {
            mean.map_or(0.0, |(mean, _)| readings.iter().map(|(_, height)| (height - mean).powi(2)).sum::<f64>())
        };
        let count = floor.len() + top.len();
        let told = count as f64 >= TELLS_S * case.fps.max(1.0);
        let spread = ((squares(&floor, on_floor) + squares(&top, at_top)) / count.max(1) as f64).sqrt();
        let spread = if told { spread } else { WANDERS_M * unit };
        let wander = spread.max(LEAST_WANDER_M * unit);
        let all = times.iter().flat_map(|(floor, top)| floor.iter().chain([top]));
        let still = all.flat_map(|frames| course.seen.iter().map(|run| run.start.max(frames.start)..run.end.min(frames.end)));
        let moment = case.stretch(still.filter(|run| run.start < run.end).max_by_key(Range::len)?, 1.0)?;
        (count > 0).then_some(Self { floor: on_floor, top: at_top, spread, wander, moment })
    }

    /// Height of a flat foot in a posture (0 with the bar on the floor, 1 at the top), and its standard error, plane units.
    fn at(&self, posture: f64, unit: f64) -> Option<(f64, f64)> {
        let error = |seconds: f64| self.wander * shorter(seconds);
        Some(match (self.floor, self.top) {
            (Some((floor, long)), Some((top, held))) => {
                let height = floor + (top - floor) * posture;
                (height, ((1.0 - posture) * error(long)).hypot(posture * error(held)))
            }
            // How else the foot is seen in the other posture is not known.
            (Some((floor, long)), None) => (floor, error(long).hypot(WANDERS_M * unit * posture)),
            (None, Some((top, held))) => (top, error(held).hypot(WANDERS_M * unit * (1.0 - posture))),
            (None, None) => return None,
        })
    }
}

/// Share of what a reading over the shortest time wanders by that the mean over so many seconds does.
fn shorter(seconds: f64) -> f64 {
    ((HELD_S[0] + WANDERS_S) / (seconds.max(HELD_S[0]) + WANDERS_S)).sqrt()
}

/// Heel rise: how much higher over the toe's height the heel is held for 0.2 s or longer during pull or descent than a foot that stands
/// still, cm.
///
/// Of the times for which it can be held, the one with which most is surely up. The highest of many readings that wander is higher than
/// their mean by chance alone: what it exceeds it by is taken off.
pub fn rise(case: &Case) -> Measured {
    of_foot(case, |side| of_side(case, side))
}

fn of_side(case: &Case, side: Side) -> Measured {
    let (unit, course) = (case.units_per_metre(), Course::new(case, side));
    let flat = Flat::new(case, &course).ok_or_else(Abstain::feet_hidden)?;
    let moving = case.lift_off()?.frames().start..stand(case)?.end;
    let highest = |held: f64| -> Option<(Range<usize>, f64, f64)> {
        let windows = course.windows(&moving, course.long(held));
        let seconds = windows.len() as f64 / case.fps.max(1.0);
        let by_chance = flat.spread * shorter(held) * greatest_by_chance(seconds / (held + WANDERS_S / 2.0));
        let over = windows.into_iter().filter_map(|(window, height)| {
            let posture = case.frame(window.start + window.len() / 2)?.posture;
            let (down, sd) = flat.at(posture, unit)?;
            Some((window, height - down - by_chance, sd.hypot(flat.wander * shorter(held))))
        });
        over.max_by(|a, b| a.1.total_cmp(&b.1))
    };
    let surely = |(_, rise, sd): &(Range<usize>, f64, f64)| rise - SURELY * sd;
    let best = HELD_S.into_iter().filter_map(highest).max_by(|a, b| surely(a).total_cmp(&surely(b)));
    let (window, rise, sd) = best.ok_or_else(Abstain::feet_hidden)?;
    let [heel, toe] = foot_of(course.side);
    let high = |reader: &Reader, at: &Moment| Some(reader.point(heel, at)?.y - reader.point(toe, at)?.y);
    let up = case.stretch(window.clone(), 1.0).ok_or_else(Abstain::feet_hidden)?;
    let plain = Reader::new(case, None);
    let apart = high(&plain, &up).zip(high(&plain, &flat.moment)).map_or(0.0, |(up, still)| up - still);
    let plan = plan(case, "heel-rise", Views::Vertical(ANY_YAW_DEG), &window, side);
    // Nudged at the longest still time: what a model misses a foot by falls out.
    let found =
        take(case, plan, &|reader| Some(CM * (high(reader, &up)? - high(reader, &flat.moment)? - apart + rise).max(0.0)))?;
    Ok(found.wider(CM * sd))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::Joint;
    use crate::measure::figure::{Figure, KNEE, LOCKOUT, QUARTER};

    #[test]
    fn a_foot_that_is_seen_differently_under_a_lifter_who_stands_has_not_risen() {
        // The bar is at 22, 37, 48 and 82 cm.
        let mut figure = Figure::default();
        for (posture, bar) in [(QUARTER, 0.37), (KNEE, 0.48), (LOCKOUT, 0.82), (LOCKOUT + 1, 0.82)] {
            figure = figure.with(posture, |at| at.foot.0 = 0.02 * (bar - 0.22) / 0.60);
        }
        let rise = figure.case(rise).unwrap();
        assert!(rise.value < 0.3, "{rise:?}");
    }

    #[test]
    fn a_rise_is_found_over_the_line_between_both_still_postures() {
        let risen =
            |by: f64| Figure::default().with(QUARTER, |at| at.foot.0 = by).with(KNEE, |at| at.foot.0 = by).case(rise).unwrap();
        let (high, low) = (risen(0.05).value, risen(0.03).value);
        assert!((high - 4.8).abs() < 0.4 && (low - 2.8).abs() < 0.4, "{high} {low}");
    }

    #[test]
    fn obliquely_two_heels_that_show_the_same_have_less_error_and_one_that_is_up_is_not_halved() {
        let up = |yaw: f64, far: f64| {
            let figure = Figure { yaw, sd: 0.004, ..Figure::default() };
            let mut lift = figure.lift();
            // Lift-off is on frame 60, the start of the descent on frame 168.
            lift.joints.get_mut(&Joint::LeftHeel).unwrap().y.smooth[80..110].iter_mut().flatten().for_each(|y| *y += far);
            rise(&Case::new(&lift, &figure.reps, &figure.reps[0], figure.variant())).unwrap()
        };
        assert!(up(30.0, 0.0).sd < 0.8 * up(5.0, 0.0).sd);
        assert!(up(30.0, 0.06).value > 5.0, "{:?}", up(30.0, 0.06));
        assert!(up(5.0, 0.06).value < 0.5, "the far foot is guessed from the side");
    }
}
