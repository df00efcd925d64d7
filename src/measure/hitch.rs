//! Above the knee: does the bar stop or fall before lockout, and do the knees bend again under it?

use std::ops::Range;

use super::bar::{BAR_YAW_DEG, CM};
use super::moment::{Case, Moment};
use super::reading::{Reader, Spot};
use super::take::{ANY_YAW_DEG, Plan, Views, seen_at, take};
use super::{Abstain, Mark, Measured};
use crate::body::Joint;
use crate::lift::Plane;
use crate::units::Unit;

/// Shortest time for which a bar that does not rise has stopped, seconds (faults.md, A7).
const STOP_S: f64 = 0.15;
/// Least fall that is a stop however short, metres (faults.md, A7).
const FALL_M: f64 = 0.01;
/// Time before and after a stop in which the knees may bend for it, seconds. Our default.
const ABOUT_S: f64 = 0.20;
/// Half of the time over which the hips' height is read, seconds: a knee that is nearly straight hardly lowers them.
const HIPS_HALF_S: f64 = 0.10;
/// What the knee's bend is off by beyond the errors of its points, degrees, standard error, for the greatest of many falls is taken: by its
/// angle, and by the hips' height, from which it is only told. Measured on synthetic lifts.
const ANGLE_SD_DEG: f64 = 1.5;
const HIPS_SD_DEG: f64 = 2.2;
/// The joints of a leg.
const LEG: [Joint; 3] = [Joint::LeftHip, Joint::LeftKnee, Joint::LeftAnkle];

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
    let shaken = shaken(case, &plain, &high, &low);
    // Where the bar only rises both frames are one, and noise could still hide a fall.
    let noise = case.lift.bar.as_ref().map_or(0.0, |bar| std::f64::consts::SQRT_2 * bar.path.y.smooth_sd());
    measured.sd = measured.sd.hypot(CM * shaken).hypot(if high == low { CM * noise } else { 0.0 });
    if measured.sd.is_finite() { Ok(measured) } else { Err(Abstain::degenerate("The error of this number cannot be told.")) }
}

/// By how much the feet that are seen seem to rise or fall from one moment to another, the mean of ankles, heels and toes over a tenth of a
/// second about each, plane unit; 0 where none is seen.
fn shaken(case: &Case, plain: &Reader, from: &Moment, to: &Moment) -> f64 {
    let about = |at: &Moment| case.around(at.frames().start).unwrap_or(*at);
    let (from, to) = (about(from), about(to));
    let joints = [Joint::LeftAnkle, Joint::LeftHeel, Joint::LeftToe].into_iter().flat_map(|joint| [joint, joint.partner()]);
    let moves = |joint: Joint| {
        [&from, &to].into_iter().try_for_each(|at| seen_at(case, &[joint], at)).ok()?;
        Some(plain.point(joint, &to)?.y - plain.point(joint, &from)?.y)
    };
    let all: Vec<f64> = joints.filter_map(moves).collect();
    if all.is_empty() { 0.0 } else { (all.iter().sum::<f64>() / all.len() as f64).abs() }
}

/// By how much the knees bend again while the bar stands or falls above the knee, summed over such stops, degrees: by the knee's angle,
/// or, where the view does not show that, by how much the hips sink (`by_hips`).
///
/// Not measured where the bar does not stop: there is nothing to bend under.
pub fn knee_bend_at_stops(case: &Case) -> Measured {
    by_angle(case).or_else(|why| by_hips(case).map_err(|_| why))
}

fn plan(case: &Case, views: Views, frames: Range<usize>, at: f64) -> Plan {
    let [hip, knee, ankle] = LEG.map(|joint| case.near(joint));
    let marks = vec![Mark::Angle(hip, knee, ankle)];
    Plan { id: "knee-bend-at-stops", unit: Unit::Degrees, views, phase: frames, least_fps: 0.0, at, marks }
}

/// The stops, with the moments between which an angle falls the most in each, and the time to show.
fn bends(
    case: &Case,
    angle: impl Fn(&Moment) -> Option<f64>,
    moment: impl Fn(usize) -> Option<Moment>,
) -> Result<(Vec<(Moment, Moment)>, f64), Abstain> {
    let stops = stops(case)?;
    let first = stops.first().cloned().ok_or_else(|| Abstain::degenerate("The bar does not stop between knee and lockout."))?;
    let pairs: Vec<(Moment, Moment)> = stops
        .into_iter()
        .filter_map(|stop| greatest_fall(stop, |frame| angle(&moment(frame)?)))
        .filter_map(|(from, to, _)| Some((moment(from)?, moment(to)?)))
        .collect();
    let at = pairs.first().map_or_else(|| case.lift.t.get(first.start).copied().unwrap_or_default(), |(_, to)| to.event);
    Ok((pairs, at))
}

fn by_angle(case: &Case) -> Measured {
    let joints = LEG.map(|joint| case.near(joint));
    let angle = |reader: &Reader, at: &Moment| reader.angle(joints[0], joints[1], joints[2], at);
    let plain = Reader::new(case, None);
    let (pairs, at) = bends(case, |at| angle(&plain, at), |frame| case.around(frame))?;
    let mut measured = take(case, plan(case, Views::Sagittal(BAR_YAW_DEG), above_knee(case)?, at), &|reader| {
        if pairs.is_empty() {
            // Asks for the joints, so that the one that is missing is named.
            angle(reader, &case.knee().ok()?)?;
            return None;
        }
        pairs.iter().map(|(from, to)| Some(angle(reader, from)? - angle(reader, to)?)).sum()
    })?;
    measured.sd = measured.sd.hypot(ANGLE_SD_DEG);
    Ok(measured)
}

/// The same by the height of the hips over the ankles, which any view shows: as a share of what it is at lockout it is the sine of half the
/// knee's angle in legs whose thigh and shank lean alike. That they do not is in the error.
fn by_hips(case: &Case) -> Measured {
    let (frames, up) = (above_knee(case)?, case.lockout()?);
    let frontal = case.lift.plane == Plane::Frontal;
    let height = |reader: &Reader, at: &Moment| -> Option<f64> {
        let over = |hip: Joint, ankle: Joint| Some(reader.point(hip, at)?.y - reader.point(ankle, at)?.y);
        let [hip, _, ankle] = LEG.map(|joint| case.near(joint));
        let near = over(hip, ankle)?;
        if frontal { Some(f64::midpoint(near, over(hip.partner(), ankle.partner())?)) } else { Some(near) }
    };
    let angle = |reader: &Reader, at: &Moment| -> Option<f64> {
        let (now, whole) = (height(reader, at)?, height(reader, &up)?);
        (whole > 1e-6 && now > 0.0).then(|| 2.0 * (now / whole).min(1.0).asin().to_degrees())
    };
    let plain = Reader::new(case, None);
    let (pairs, at) = bends(case, |at| angle(&plain, at), |frame| case.spell(frame, HIPS_HALF_S))?;
    let mut measured = take(case, plan(case, Views::Vertical(ANY_YAW_DEG), frames, at), &|reader| {
        let sum: Option<f64> = pairs.iter().map(|(from, to)| Some(angle(reader, from)? - angle(reader, to)?)).sum();
        sum.filter(|_| !pairs.is_empty())
    })?;
    measured.sd = measured.sd.hypot(HIPS_SD_DEG);
    Ok(measured)
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
