//! Splits a lift into repetitions.

use super::events::Course;
use super::holding::holds_bar;
use super::strokes::{Stroke, course, strokes};
use super::types::Rep;
use crate::lift::{Bar, BarSource, Lift, units_per_metre};
use crate::notes::Note;
use crate::signal::slope;

/// Shortest way up that is a repetition, metres (our default; stands for 14 % of the stature where lengths are body lengths).
const LEAST_WAY_M: f64 = 0.25;
/// The same where the clip shows only part of the way up.
const LEAST_PART_M: f64 = 0.15;
/// Shortest and longest way up in time, seconds (our default: grinders near 0.1 m/s must not be lost).
const UP_S: (f64, f64) = (0.4, 12.0);
/// Shortest part of a way up that counts, seconds.
const LEAST_PART_S: f64 = 0.2;
/// Shares of the way between which its time is taken, so that slow beginnings and ends do not count.
const TIMED: (f64, f64) = (0.1, 0.9);
/// Way forward or back over way up from which the bar is carried or rolled rather than lifted.
const CARRIED: f64 = 1.0;
/// Half of the time over which the speed of a bridged course is fitted, seconds.
const SPEED_HALF_WINDOW_S: f64 = 0.1;

/// The repetitions in order, with what the user should know. A lift without a bar, or whose bar never goes up, has none.
pub fn split(lift: &Lift) -> (Vec<Rep>, Vec<Note>) {
    let Some(bar) = &lift.bar else {
        return (Vec::new(), vec![none("Neither the bar nor the hands that hold it were seen.")]);
    };
    let height = course(lift, bar);
    let speed = match bar.source {
        BarSource::Plate => bar.speed.smooth.clone(),
        BarSource::Hands => slope(&lift.t, &height, SPEED_HALF_WINDOW_S),
    };
    let course = Course { lift, bar, height: &height, speed: &speed };
    let lifts: Vec<Stroke> = strokes(lift, &height, &speed).into_iter().filter(|stroke| is_repetition(&course, stroke)).collect();
    let mut reps: Vec<Rep> = Vec::with_capacity(lifts.len());
    for stroke in &lifts {
        let start = reps.last().map_or(0, |rep| rep.frames.end);
        let down = course.down(stroke);
        let end = down.map(|down| down.frame).or(stroke.next_low.map(|low| low.frame)).unwrap_or(lift.t.len()) + 1;
        let lockout = course.lockout(stroke);
        reps.push(Rep {
            number: reps.len() + 1,
            frames: start..end.clamp(start, lift.t.len()),
            lift_off: course.lift_off(stroke),
            knee_pass: course.knee_pass(stroke),
            lockout,
            down,
            descent: course.descent(stroke).filter(|descent| lockout.is_none_or(|lockout| descent.at >= lockout.at)),
        });
    }
    let mut notes = Vec::new();
    if reps.is_empty() {
        notes.push(none("The bar was not seen going up far enough for a repetition."));
    }
    if lifts.first().is_some_and(|stroke| stroke.starts_cut) {
        notes.push(Note::new(
            "clip-starts-late",
            "The clip starts in the middle of a repetition, so its start cannot be assessed.",
            "Start filming before you grip the bar.",
        ));
    }
    if lifts.last().is_some_and(|stroke| stroke.ends_cut) {
        notes.push(Note::new(
            "clip-ends-early",
            "The clip ends before lockout, so the last repetition's top cannot be assessed.",
            "Film until the bar is back on the floor.",
        ));
    }
    (reps, notes)
}

/// The note of a lift without repetitions.
fn none(text: &str) -> Note {
    Note::new("no-repetition", text, "Film from the set-up on the floor until the bar is back on it, with bar and lifter in the picture.")
}

/// Whether a way up is a repetition.
fn is_repetition(course: &Course, stroke: &Stroke) -> bool {
    let unit = units_per_metre(course.lift.scale);
    let cut = stroke.starts_cut || stroke.ends_cut;
    let way = stroke.high.value - stroke.low.value;
    if way < unit * if cut { LEAST_PART_M } else { LEAST_WAY_M } {
        return false;
    }
    let Some(seconds) = timed(course, stroke) else { return false };
    if seconds < if cut { LEAST_PART_S } else { UP_S.0 } || seconds > UP_S.1 {
        return false;
    }
    match course.bar.source {
        BarSource::Plate => !is_carried(course.bar, stroke, way),
        BarSource::Hands => holds_bar(course.lift, stroke),
    }
}

/// Time of the way up without its slow ends, extended to the whole way, seconds.
fn timed(course: &Course, stroke: &Stroke) -> Option<f64> {
    let way = stroke.high.value - stroke.low.value;
    let frames = || stroke.low.frame..=stroke.high.frame;
    let height = |frame: usize| course.height.get(frame).copied().flatten();
    let from = frames().rev().find(|&frame| height(frame).is_some_and(|h| h <= stroke.low.value + TIMED.0 * way))?;
    let to = frames().find(|&frame| height(frame).is_some_and(|h| h >= stroke.low.value + TIMED.1 * way))?;
    Some((course.lift.t.get(to)? - course.lift.t.get(from)?) / (TIMED.1 - TIMED.0))
}

/// Whether the bar goes further sideways than up.
fn is_carried(bar: &Bar, stroke: &Stroke, way: f64) -> bool {
    let places = (stroke.low.frame..=stroke.high.frame).filter_map(|frame| bar.path.x.at(frame));
    let (least, most) = places.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), x| (least.min(x), most.max(x)));
    most - least > CARRIED * way
}
