//! How high the near knee stands while the bar goes up past it.
//!
//! From the side the plate hides the knee just when the bar passes it, and what the model then says is a guess. The shank is all but
//! upright there, so that the knee's height is bounded by what is seen of it before and after: it is laid between the two as a shank that
//! straightens evenly lifts it.

use super::holding::SURE;
use crate::body::Joint;
use crate::lift::{Lift, Path, units_per_metre};

/// Time to either side of a guess within which the smooth course is still drawn to it, seconds: the low-pass of 6 Hz forgets in about as much.
const DRAWN_S: f64 = 0.12;
/// By how much the way between two heights of the knee misses it, metres, standard error: from a shank that leans by 15 degrees to an
/// upright one it rises by 1.5 cm, and a shank need not straighten evenly.
const BETWEEN_M: f64 = 0.01;
/// By how much the height before or after alone misses it, metres, standard error.
const ONE_SIDED_M: f64 = 0.02;
/// By how much a guessed joint is off, metres, standard error.
const GUESSED_M: f64 = 0.06;

/// The height of the knee over the frames of a pull.
pub(super) struct Knee<'a> {
    path: &'a Path,
    /// Frames to either side of a guess within which the smooth course is drawn to it.
    reach: usize,
    t: &'a [f64],
    unit: f64,
}

impl<'a> Knee<'a> {
    /// The near knee of a lift, else the far one.
    pub(super) fn of(lift: &'a Lift, fps: f64) -> Option<Self> {
        let path = lift.near(Joint::LeftKnee).or_else(|| lift.far(Joint::LeftKnee))?;
        let reach = (DRAWN_S * fps).round() as usize;
        Some(Self { path, reach, t: &lift.t, unit: units_per_metre(lift.scale) })
    }

    /// Whether a frame shows the knee, and no guess is near.
    fn seen(&self, frame: usize) -> bool {
        let sure = |frame: usize| self.path.confidence.get(frame).is_some_and(|sure| *sure >= SURE);
        let about = frame.saturating_sub(self.reach)..(frame + self.reach + 1).min(self.t.len());
        frame < self.t.len() && self.path.y.at(frame).is_some() && about.into_iter().all(sure)
    }

    /// Height of the knee at a frame and its standard error, plane unit; what is seen from `first` to `last` counts.
    pub(super) fn height(&self, frame: usize, first: usize, last: usize) -> Option<(f64, f64)> {
        let seen = |at: usize| self.seen(at);
        let place = |at: usize| Some((*self.t.get(at)?, self.path.y.at(at)?));
        if seen(frame) {
            return Some((self.path.y.at(frame)?, self.path.sd));
        }
        let before = (first..frame).rev().find(|&at| seen(at)).and_then(place);
        let after = (frame + 1..=last).find(|&at| seen(at)).and_then(place);
        let off = |metres: f64| self.path.sd.hypot(metres * self.unit);
        match (before, after) {
            (Some((t0, y0)), Some((t1, y1))) => {
                let left = (t1 - *self.t.get(frame)?) / (t1 - t0).max(1e-9);
                // A shank that straightens evenly lifts the knee as the cosine of its lean: early. One that leans again lowers it evenly at most.
                Some((y1 - (y1 - y0) * if y1 > y0 { left * left } else { left }, off(BETWEEN_M)))
            }
            (Some((_, y)), None) | (None, Some((_, y))) => Some((y, off(ONE_SIDED_M))),
            (None, None) => Some((self.path.y.at(frame)?, off(GUESSED_M))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Knee;
    use crate::body::Joint;
    use crate::lift::{Calibration, calibrate};
    use crate::reps::split;
    use crate::synthetic::{Scene, film};

    #[test]
    fn a_knee_guessed_wrong_behind_the_plate_does_not_move_the_time_at_which_the_bar_passes_it() {
        let (mut recording, truth) = film(&Scene::default());
        let mut guessed = 0;
        for (moment, pose) in recording.moments.iter().zip(&mut recording.people[0].poses) {
            for joint in [Joint::LeftKnee, Joint::RightKnee] {
                let Some(mut seen) = pose.as_ref().and_then(|pose| pose.get(joint)) else { continue };
                if moment.near_plate.is_some_and(|plate| plate.rim.holds(seen.at, 0.9)) {
                    seen.at.y -= 0.10 * truth.px_per_m;
                    pose.as_mut().unwrap().set(joint, seen);
                    guessed += 1;
                }
            }
        }
        assert!(guessed > 20, "the plate hides the knee of {guessed} frames");
        let (lift, _) = calibrate(&recording, 0, &Calibration::default()).unwrap();
        let (reps, _) = split(&lift);
        for (rep, truth) in reps.iter().zip(&truth.reps) {
            let (found, is) = (rep.knee_pass.unwrap(), truth.knee_pass.unwrap());
            assert!((found.at - is).abs() < 0.06 && found.sd > 0.01, "{found:?} {is}");
        }
    }

    #[test]
    fn a_hidden_knee_rises_early_as_a_shank_that_straightens_lifts_it() {
        let lean = |frame: usize| 15.0 * (1.0 - frame as f64 / 40.0);
        let (mut lift, _) = calibrate(&film(&Scene::default()).0, 0, &Calibration::default()).unwrap();
        let fps = lift.fps();
        let near = Joint::LeftKnee.on(lift.near);
        let path = lift.joints.get_mut(&near).unwrap();
        for (frame, y) in path.y.smooth.iter_mut().enumerate() {
            *y = Some(0.08 + 0.43 * lean(frame.min(40)).to_radians().cos());
        }
        path.confidence.fill(0.9);
        path.confidence[10..=30].fill(0.0);
        let knee = Knee::of(&lift, fps).unwrap();
        let (height, sd) = knee.height(20, 0, 60).unwrap();
        let is = 0.08 + 0.43 * lean(20).to_radians().cos();
        // A straight way would be 3 mm too low.
        assert!((height - is).abs() < 1e-3 && sd > 0.01, "{height} {is} {sd}");
    }
}
