//! Above the knee: does the bar stop or fall before lockout, and do the knees bend again under it?

use std::ops::Range;

use super::bar::{BAR_YAW_DEG, CM};
use super::moment::{Case, Moment};
use super::reading::{Reader, Spot};
use super::take::{Plan, Views, seen_at, take};
use super::{Abstain, Mark, Measured};
use crate::body::Joint;
use crate::units::Unit;

/// Every view shows vertical motion.
const ANY_YAW_DEG: f64 = 90.0;
/// Shortest time for which a bar that does not rise has stopped, seconds (faults.md, A7).
const STOP_S: f64 = 0.15;
/// Least fall that is a stop however short, metres (faults.md, A7).
const FALL_M: f64 = 0.01;
/// Time before and after a stop in which the knees may bend for it, seconds. Our default.
const ABOUT_S: f64 = 0.20;

/// Frames from the knee to lockout.
fn above_knee(case: &Case) -> Result<Range<usize>, Abstain> {
    Ok(case.between(&case.knee()?, &case.lockout()?))
}

/// The pair of frames, the earlier first, between which a value falls the most; the first frame twice where it never falls.
fn greatest_fall(frames: Range<usize>, value: impl Fn(usize) -> Option<f64>) -> Option<(usize, usize, f64)> {
    let mut high: Option<(usize, f64)> = None;
    let mut fall: Option<(usize, usize, f64)> = None;
    for (frame, value) in frames.filter_map(|frame| Some((frame, value(frame)?))) {
        if high.is_none_or(|(_, top)| value > top) {
            high = Some((frame, value));
        }
        if let Some((from, top)) = high
            && fall.is_none_or(|(.., most)| top - value > most)
        {
            fall = Some((from, frame, top - value));
        }
    }
    fall
}

fn bar_fall(case: &Case, frames: Range<usize>) -> Option<(usize, usize, f64)> {
    let plain = Reader::new(case, None);
    greatest_fall(frames, |frame| plain.point(Spot::Bar, &case.frame(frame)?).map(|bar| bar.y))
}

/// Stretches of frames above the knee on which the bar stands or falls: speed not upward for 0.15 s, or a fall of a centimetre.
/// Stretches whose surroundings touch are one.
fn stops(case: &Case) -> Result<Vec<Range<usize>>, Abstain> {
    let frames = above_knee(case)?;
    let plain = Reader::new(case, None);
    let still: Vec<bool> = frames
        .clone()
        .map(|frame| case.frame(frame).and_then(|at| plain.bar_speed(&at)).is_some_and(|speed| speed <= 0.0))
        .collect();
    let time = |frame: usize| case.lift.t.get(frame).copied().unwrap_or(f64::NAN);
    let mut found: Vec<Range<usize>> = crate::signal::runs(still)
        .into_iter()
        .map(|run| frames.start + run.start..frames.start + run.end)
        .filter(|run| time(run.end - 1) - time(run.start) >= STOP_S)
        .collect();
    if let Some((from, to, fall)) = bar_fall(case, frames.clone())
        && fall >= FALL_M * case.units_per_metre()
    {
        found.push(from..to + 1);
    }
    found.sort_by_key(|run| run.start);
    let mut joined: Vec<Range<usize>> = Vec::new();
    for run in found {
        let about = case.lift.frame_at(time(run.start) - ABOUT_S).max(frames.start)
            ..(case.lift.frame_at(time(run.end - 1) + ABOUT_S) + 1).min(frames.end);
        match joined.last_mut() {
            Some(last) if about.start <= last.end => last.end = last.end.max(about.end),
            _ => joined.push(about),
        }
    }
    Ok(joined)
}

/// Whether the bar stands or falls between knee and lockout.
pub fn stops_above_knee(case: &Case) -> Result<bool, Abstain> {
    Ok(!stops(case)?.is_empty())
}

/// Fall of the bar above the knee: the most that it sinks below a height which it had between knee and lockout, cm; 0 where it only
/// rises. What the feet, where they are seen, seem to move meanwhile, which is the camera's doing, is added to the error.
pub fn fall_above_knee(case: &Case) -> Measured {
    let (knee, up, frames) = (case.knee()?, case.lockout()?, above_knee(case)?);
    let pair = bar_fall(case, frames.clone()).and_then(|(from, to, _)| Some((case.frame(from)?, case.frame(to)?)));
    let (high, low) = pair.unwrap_or((knee, up));
    let plan = Plan {
        id: "fall-above-knee",
        unit: Unit::Centimetres,
        views: Views::Vertical(ANY_YAW_DEG),
        phase: frames,
        least_fps: 0.0,
        at: low.event,
        marks: vec![Mark::BarPath],
    };
    let mut measured =
        take(case, plan, &|reader| Some(CM * (reader.point(Spot::Bar, &high)?.y - reader.point(Spot::Bar, &low)?.y)))?;
    let plain = Reader::new(case, None);
    let ankle = case.near(Joint::LeftAnkle);
    let feet_seen = [high, low].iter().all(|at| seen_at(case, &[ankle], at).is_ok());
    let places = plain.point(ankle, &high).zip(plain.point(ankle, &low)).filter(|_| feet_seen);
    let shaken = places.map_or(0.0, |(from, to)| (to.y - from.y).abs());
    // Where the bar only rises both frames are one, and noise could still hide a fall.
    let noise = case.lift.bar.as_ref().map_or(0.0, |bar| std::f64::consts::SQRT_2 * bar.path.y.smooth_sd());
    measured.sd = measured.sd.hypot(CM * shaken).hypot(if high == low { CM * noise } else { 0.0 });
    if measured.sd.is_finite() { Ok(measured) } else { Err(Abstain::degenerate("The error of this number cannot be told.")) }
}

/// By how much the knees bend again while the bar stands or falls above the knee, summed over such stops, degrees.
///
/// Not measured where the bar does not stop: there is nothing to bend under.
pub fn knee_bend_at_stops(case: &Case) -> Measured {
    let frames = above_knee(case)?;
    let joints = [Joint::LeftHip, Joint::LeftKnee, Joint::LeftAnkle].map(|joint| case.near(joint));
    let angle = |reader: &Reader, at: &Moment| reader.angle(joints[0], joints[1], joints[2], at);
    let plain = Reader::new(case, None);
    let stops = stops(case)?;
    let first = stops.first().cloned().ok_or_else(|| Abstain::degenerate("The bar does not stop between knee and lockout."))?;
    let pairs: Vec<(Moment, Moment)> = stops
        .into_iter()
        .filter_map(|stop| greatest_fall(stop, |frame| angle(&plain, &case.around(frame)?)))
        .filter_map(|(from, to, _)| Some((case.around(from)?, case.around(to)?)))
        .collect();
    let at = pairs.first().map_or_else(|| case.lift.t.get(first.start).copied().unwrap_or_default(), |(_, to)| to.event);
    let plan = Plan {
        id: "knee-bend-at-stops",
        unit: Unit::Degrees,
        views: Views::Sagittal(BAR_YAW_DEG),
        phase: frames,
        least_fps: 0.0,
        at,
        marks: vec![Mark::Angle(joints[0], joints[1], joints[2])],
    };
    take(case, plan, &|reader| {
        if pairs.is_empty() {
            // Asks for the joints, so that the one that is missing is named.
            angle(reader, &case.knee().ok()?)?;
            return None;
        }
        pairs.iter().map(|(from, to)| Some(angle(reader, from)? - angle(reader, to)?)).sum()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greatest_fall_is_found_wherever_the_course_begins() {
        let course = [1.0, 3.0, 2.5, 4.0, 3.2, 3.6, 5.0];
        let (from, to, fall) = greatest_fall(0..7, |frame| course.get(frame).copied()).unwrap();
        assert_eq!((from, to), (3, 4));
        assert!((fall - 0.8).abs() < 1e-9);
        let rising = greatest_fall(0..3, |frame| Some(frame as f64)).unwrap();
        assert!(rising.0 == rising.1 && rising.2.abs() < 1e-9);
        assert_eq!(greatest_fall(0..3, |_| None), None);
    }
}
