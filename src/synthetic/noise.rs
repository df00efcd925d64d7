//! What camera and pose model add to the truth.

use super::camera::Camera;
use super::random::Random;
use super::scene::{Scene, Shake};
use crate::body::{Joint, Keypoint};
use crate::geom::{Ellipse, ImagePoint};

/// Confidence of joints on the camera's side and on the other.
const SURE: (f64, f64) = (0.95, 0.75);
/// Confidence of a joint that the model lost, and the spread of its place in pixels.
const UNSURE: (f64, f64) = (0.15, 60.0);
/// Confidence of a joint behind the plate, from and to: models guess it, and say so too seldom.
const GUESSED: (f64, f64) = (0.35, 0.75);
/// Share of the variance of the model's miss that is the same in all postures; the rest turns over from set-up to lockout.
const ALIKE: f64 = 0.7;
/// Share of the miss of a point of the back's contour that is its own; the rest is common to the contour.
const CONTOUR_OWN: f64 = 0.4;

/// The noise of one clip.
pub(super) struct Noise {
    random: Random,
    shake: Shake,
    px_per_m: f64,
    /// Of each joint: what it is missed by in all postures and what changes with the posture, pixels.
    misses: Vec<[(f64, f64); 2]>,
    /// Of each joint: where its wandering has come to, and where its guessing behind a plate, as shares of their spreads.
    wander: Vec<[(f64, f64); 2]>,
    /// Of near and far plate: width and height seen over the true ones.
    rims: [(f64, f64); 2],
    gaps: Vec<f64>,
    last: f64,
    fps: f64,
}

impl Noise {
    pub(super) fn new(scene: &Scene, camera: &Camera, duration_s: f64) -> Self {
        let mut random = Random::new(scene.seed);
        let (shake, px_per_m) = (scene.shake, camera.px_per_m());
        let mut pair = |random: &mut Random, sd: f64| (random.normal() * sd, random.normal() * sd);
        let px = shake.miss_m * px_per_m;
        let modes = |random: &mut Random, pair: &mut dyn FnMut(&mut Random, f64) -> (f64, f64), sd: f64| {
            [pair(random, sd * ALIKE.sqrt()), pair(random, sd * (1.0 - ALIKE).sqrt())]
        };
        let contour = modes(&mut random, &mut pair, px * (1.0 - CONTOUR_OWN * CONTOUR_OWN).sqrt());
        let misses = Joint::ALL
            .iter()
            .map(|joint| {
                if !Joint::BACK.contains(joint) {
                    return modes(&mut random, &mut pair, px);
                }
                let own = modes(&mut random, &mut pair, px * CONTOUR_OWN);
                [0, 1].map(|mode| (own[mode].0 + contour[mode].0, own[mode].1 + contour[mode].1))
            })
            .collect();
        let wander = Joint::ALL.iter().map(|_| [pair(&mut random, 1.0), pair(&mut random, 1.0)]).collect();
        let rims = [(); 2].map(|()| pair(&mut random, shake.rim_share)).map(|(wide, high)| (1.0 + wide, 1.0 + high));
        let count = (shake.gaps_a_minute * duration_s / 60.0 + random.uniform()).floor() as usize;
        let gaps = (0..if shake.gaps_a_minute > 0.0 { count } else { 0 }).map(|_| random.uniform() * duration_s).collect();
        Self { random, shake, px_per_m, misses, wander, rims, gaps, last: 0.0, fps: scene.fps }
    }

    /// By how much a frame's time is off its even step, in steps.
    pub(super) fn time_shift(&mut self) -> f64 {
        (self.random.uniform() - 0.5) * self.shake.time_share
    }

    /// Lets everything wander on to a time, seconds.
    pub(super) fn step(&mut self, at: f64) {
        let kept = (-((at - self.last).abs().max(0.5 / self.fps)) / self.shake.wander_s.max(1e-3)).exp();
        self.last = at;
        if self.shake.wander_px <= 0.0 && self.shake.guess_m <= 0.0 {
            return;
        }
        let fresh = (1.0 - kept * kept).sqrt();
        for state in self.wander.iter_mut().flatten() {
            state.0 = kept * state.0 + fresh * self.random.normal();
            state.1 = kept * state.1 + fresh * self.random.normal();
        }
    }

    /// Whether nothing is seen at a time.
    pub(super) fn in_gap(&self, at: f64) -> bool {
        self.gaps.iter().any(|&gap| at >= gap && at < gap + self.shake.gap_s)
    }

    /// Whether the lifter is lost on this frame.
    pub(super) fn lost(&mut self) -> bool {
        self.random.uniform() < self.shake.lost_share
    }

    /// Whether left and right are exchanged on this frame.
    pub(super) fn swapped(&mut self) -> bool {
        self.random.uniform() < self.shake.swapped_share
    }

    /// A plate's rim as followed.
    pub(super) fn rim(&mut self, rim: Ellipse, which: usize) -> Ellipse {
        let (wide, high) = self.rims[which];
        let (dx, dy) = (self.random.normal() * self.shake.plate_px, self.random.normal() * self.shake.plate_px);
        Ellipse {
            centre: ImagePoint::new(rim.centre.x + dx, rim.centre.y + dy),
            half_width: rim.half_width * wide,
            half_height: rim.half_height * high,
            ..rim
        }
    }

    /// A joint as a model would give it: on the camera's side or not, behind the plate or not, with the bar at a share of its way.
    pub(super) fn keypoint(&mut self, joint: Joint, seen: ImagePoint, (near, covered): (bool, bool), share: f64) -> Keypoint {
        let guessed = covered && self.shake.guess_m > 0.0;
        let unsure = self.random.uniform() < self.shake.unsure_share;
        let white = if unsure { UNSURE.1 } else { self.shake.joints_px };
        let (dx, dy) = (self.random.normal() * white, self.random.normal() * white);
        let ([alike, turns], [wander, guess]) = (self.misses[joint as usize], self.wander[joint as usize]);
        let (turned, px) = (1.0 - 2.0 * share, self.shake.wander_px);
        let off = if guessed { self.shake.guess_m * self.px_per_m } else { 0.0 };
        let at = ImagePoint::new(
            seen.x + dx + alike.0 + turned * turns.0 + px * wander.0 + off * guess.0,
            seen.y + dy + alike.1 + turned * turns.1 + px * wander.1 + off * guess.1,
        );
        let confidence = if unsure {
            UNSURE.0
        } else if guessed {
            GUESSED.0 + (GUESSED.1 - GUESSED.0) * self.random.uniform()
        } else if near {
            SURE.0
        } else {
            SURE.1
        };
        Keypoint { at, confidence }
    }
}
