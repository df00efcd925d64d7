//! What a pose model wanders by from one moment to the next, as the clip itself shows it.
//!
//! Beyond the noise from frame to frame, most of which the low-pass takes out, a model wanders: for a sixth of a second it sees a point a
//! little too high, then a little too low. Two moments of a lift are off by that independently of each other, so it is in every change
//! between them. It shows as bends of a course that no body makes: over two tenths of a second a motion is nearly straight, so that the middle of
//! three readings is off the line through the others by wandering for the most part. The usual size of that over a repetition (by the
//! median, which the few moments of quick motion do not reach) gives the size of a wandering whose likeness to itself fades exponentially:
//!
//! `variance of (before - 2 middle + after) = size^2 (6 - 8 r + 2 r^2) + 6 noise^2`, with `r = exp(-STEP_S / FADES_S)`.

use super::moment::{Case, Moment};
use super::reading::{Axis, errors};
use super::take::LEAST_CONFIDENCE;
use crate::body::Joint;
use crate::geom::PlanePoint;
use crate::lift::Path;
use crate::signal::mad_sd;

/// Time in which the likeness of a wandering course to itself falls to a third, seconds. On real clips, with both models, the way off the
/// line grows up to about three tenths of a second, as it does with this.
const FADES_S: f64 = 0.15;
/// Time between the three readings, seconds.
const STEP_S: f64 = 0.1;
/// Fewest threes of readings that tell a size.
const FEWEST: usize = 8;

/// A number by the places of some joints on one frame.
pub(super) type Reading<'a> = &'a dyn Fn(&[PlanePoint]) -> Option<f64>;

/// How far a reading wanders about its true course in a repetition.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wander {
    /// Standard deviation of one frame's, in the reading's unit; 0 where the repetition is too short to tell.
    size: f64,
}

impl Wander {
    /// The wandering of a reading of joints, whose places it is given in their order, beyond the noise that is told by frames.
    pub(super) fn of(case: &Case, joints: &[Joint], reading: Reading) -> Self {
        Self { size: size(case, joints, reading).unwrap_or(0.0) }
    }

    /// The standard error that it gives the change of the reading between two moments, which may overlap.
    pub(super) fn between(self, case: &Case, from: &Moment, to: &Moment) -> f64 {
        let (a, b) = (span(case, from), span(case, to));
        self.size * (alike(a, a) + alike(b, b) - 2.0 * alike(a, b)).max(0.0).sqrt()
    }
}

fn size(case: &Case, joints: &[Joint], reading: Reading) -> Option<f64> {
    let t = &case.lift.t;
    let frames = case.frames();
    let (first, last) = (*t.get(frames.start)?, *t.get(frames.end.checked_sub(1)?)?);
    let paths: Vec<&Path> = joints.iter().map(|&joint| case.lift.joint(joint)).collect::<Option<_>>()?;
    // Where a joint is guessed behind the plate it is off by more than it wanders.
    let places = |step: usize| {
        let frame = case.lift.frame_at(first + STEP_S * step as f64);
        paths.iter().map(|path| path.sure(frame, LEAST_CONFIDENCE)).collect::<Option<Vec<PlanePoint>>>()
    };
    let samples: Vec<Option<Vec<PlanePoint>>> = (0..=((last - first) / STEP_S) as usize).map(places).collect();
    let values: Vec<Option<f64>> = samples.iter().map(|places| reading(places.as_ref()?)).collect();
    let off: Vec<f64> = values.windows(3).filter_map(|of| Some(of[0]? - 2.0 * of[1]? + of[2]?)).collect();
    if off.len() < FEWEST {
        return None;
    }
    let shown = samples.iter().flatten().nth(samples.iter().flatten().count() / 2)?;
    let noise = noise(case, &paths, shown, reading)?;
    let like = (-STEP_S / FADES_S).exp();
    Some(((mad_sd(off)?.powi(2) - 6.0 * noise).max(0.0) / (6.0 - 8.0 * like + 2.0 * like * like)).sqrt())
}

/// Variance of a reading of smoothed courses by the noise from frame to frame.
fn noise(case: &Case, paths: &[&Path], shown: &[PlanePoint], reading: Reading) -> Option<f64> {
    let value = reading(shown)?;
    let mut variance = 0.0;
    for (index, path) in paths.iter().enumerate() {
        for axis in [Axis::X, Axis::Y] {
            let by = errors(case.lift, case.fps, path, axis).0;
            let mut moved = shown.to_vec();
            let place = moved.get_mut(index)?;
            *place =
                if axis == Axis::X { PlanePoint::new(place.x + by, place.y) } else { PlanePoint::new(place.x, place.y + by) };
            variance += (reading(&moved)? - value).powi(2);
        }
    }
    Some(variance)
}

/// From when to when a moment's frames last, seconds.
fn span(case: &Case, moment: &Moment) -> (f64, f64) {
    let frames = moment.frames();
    let at = |frame: usize| case.lift.t.get(frame).copied().unwrap_or(moment.event);
    let half = if case.fps > 0.0 { 0.5 / case.fps } else { 0.0 };
    (at(frames.start) - half, at(frames.end.saturating_sub(1)) + half)
}

/// Covariance of the means over two spans of a course that wanders by 1: the double integral of `exp(-|s - t| / FADES_S)` over both, divided
/// by their lengths.
fn alike((a, b): (f64, f64), (c, d): (f64, f64)) -> f64 {
    // Its second derivative is the integrand.
    let twice = |apart: f64| FADES_S * apart.abs() + FADES_S * FADES_S * (-apart.abs() / FADES_S).exp();
    let area = (b - a) * (d - c);
    if area > 0.0 { (twice(d - a) - twice(d - b) - twice(c - a) + twice(c - b)) / area } else { (-(a - c).abs() / FADES_S).exp() }
}

#[cfg(test)]
mod tests {
    use super::super::figure::Figure;
    use super::*;
    use crate::synthetic::Random;

    fn height(places: &[PlanePoint]) -> Option<f64> {
        places.first().map(|place| place.y)
    }

    /// A standing figure whose lower back wanders by so much, and shakes from frame to frame by so much.
    fn found(by: f64, noise: f64) -> f64 {
        let figure = Figure::default();
        let mut lift = figure.lift();
        let mut random = Random::new(5);
        let path = lift.joints.get_mut(&Joint::Back4).unwrap();
        let kept = (-1.0 / (60.0 * FADES_S)).exp();
        let mut state = random.normal();
        for frame in 0..lift.t.len() {
            state = kept * state + (1.0 - kept * kept).sqrt() * random.normal();
            path.y.smooth[frame] = Some(1.0 + by * state + noise * random.normal());
        }
        // Told as the noise of the raw course, of which the low-pass leaves a share.
        path.y.noise_sd = noise / (2.0 * path.y.cutoff_hz / 60.0).min(1.0).sqrt();
        path.sd = path.sd.max(2.0 * noise);
        let case = Case::new(&lift, &figure.reps, &figure.reps[0], figure.variant());
        Wander::of(&case, &[Joint::Back4], &height).size
    }

    #[test]
    fn a_course_that_wanders_is_told_with_its_size_and_a_noisy_one_does_not_wander() {
        assert!(found(0.0, 0.0) < 1e-9);
        let size = found(0.01, 0.0);
        assert!((0.007..0.013).contains(&size), "{size}");
        let both = found(0.01, 0.004);
        assert!((0.006..0.014).contains(&both), "{both}");
        let noisy = found(0.0, 0.01);
        assert!(noisy < 0.007, "{noisy}");
    }

    #[test]
    fn a_body_that_only_moves_does_not_wander() {
        Figure::default().case(|case| {
            let size = Wander::of(case, &[Joint::Back4], &height).size;
            assert!(size < 0.005, "{size}");
        });
    }

    #[test]
    fn moments_that_overlap_are_off_alike_and_long_ones_by_less() {
        let (short, long) = ((0.0, 0.05), (0.0, 1.0));
        assert!((alike(short, short) - 0.9).abs() < 0.02 && alike(long, long) < 0.3);
        assert!((alike(short, (0.001, 0.051)) - alike(short, short)).abs() < 0.01);
        assert!(alike(short, (2.0, 2.05)) < 1e-5);
        assert!((alike((1.0, 1.0), (1.0, 1.0)) - 1.0).abs() < 1e-9);
    }
}
