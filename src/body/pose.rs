//! One person on one frame.

use super::Joint;
use crate::geom::ImagePoint;

/// A point a model saw, kept however unsure; gating is a later, named step.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Keypoint {
    /// Where, in pixels of the upright frame; may lie outside it.
    pub at: ImagePoint,
    /// How sure the model is, 0..=1.
    pub confidence: f64,
}

/// The joints of one person on one frame; a joint the model does not know is `None`.
#[derive(Clone, Debug, PartialEq)]
pub struct Pose {
    joints: [Option<Keypoint>; Joint::COUNT],
    /// How sure the model is that a person is there at all, 0..=1.
    pub presence: f64,
}

impl Default for Pose {
    fn default() -> Self {
        Self { joints: [None; Joint::COUNT], presence: 0.0 }
    }
}

impl Pose {
    /// The joint as seen, however unsure.
    pub fn get(&self, joint: Joint) -> Option<Keypoint> {
        self.joints[joint as usize]
    }

    /// The joint's place where the model is at least `confidence` sure.
    pub fn sure(&self, joint: Joint, confidence: f64) -> Option<ImagePoint> {
        self.get(joint).filter(|seen| seen.confidence >= confidence).map(|seen| seen.at)
    }

    /// Puts a joint. A point that is not finite is not put.
    pub fn set(&mut self, joint: Joint, keypoint: Keypoint) {
        if keypoint.at.is_finite() && keypoint.confidence.is_finite() {
            self.joints[joint as usize] = Some(keypoint);
        }
    }

    /// Takes a joint away.
    pub fn clear(&mut self, joint: Joint) {
        self.joints[joint as usize] = None;
    }

    /// The joints that are there, with their names.
    pub fn iter(&self) -> impl Iterator<Item = (Joint, Keypoint)> + '_ {
        Joint::ALL.iter().filter_map(|&joint| self.get(joint).map(|seen| (joint, seen)))
    }

    /// Mean of the two joints of a pair that are at least `confidence` sure; one alone stands for both.
    pub fn middle(&self, joint: Joint, confidence: f64) -> Option<ImagePoint> {
        ImagePoint::middle(self.sure(joint, confidence), self.sure(joint.partner(), confidence))
    }

    /// Smallest upright box `(left, top, right, bottom)` in pixels round the joints at least `confidence` sure;
    /// `None` where fewer than two are.
    pub fn bounds(&self, confidence: f64) -> Option<(f64, f64, f64, f64)> {
        let mut sure = self.iter().filter(|(_, seen)| seen.confidence >= confidence).map(|(_, seen)| seen.at);
        let first = sure.next()?;
        let mut many = false;
        let bounds = sure.fold((first.x, first.y, first.x, first.y), |(left, top, right, bottom), at| {
            many = true;
            (left.min(at.x), top.min(at.y), right.max(at.x), bottom.max(at.y))
        });
        many.then_some(bounds)
    }

    /// Length from the middle of the shoulders to the middle of the hips in pixels, the body's yardstick in the picture.
    pub fn torso_px(&self, confidence: f64) -> Option<f64> {
        let shoulders = self.middle(Joint::LeftShoulder, confidence)?;
        let hips = self.middle(Joint::LeftHip, confidence)?;
        Some(shoulders.distance(hips))
    }
}
