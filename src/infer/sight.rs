//! What a pose network must be able to do so that a person can be found and followed with it.

use super::crop::Crop;
use super::search;
use crate::body::{Estimator, EstimatorError, ModelInfo, Pose};
use crate::frame::Frame;

/// How sure a network must be; the scale of its presence and of its confidences is its own.
#[derive(Clone, Copy, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Bars {
    /// Presence of a first guess, seen in a crop that fits badly, 0..=1.
    pub guess: f64,
    /// Presence of a person who is found, 0..=1.
    pub found: f64,
    /// Presence of a person who is still there, 0..=1.
    pub followed: f64,
    /// Confidence from which a joint counts for size and place, 0..=1.
    pub joint: f64,
}

/// A network that sees one person in a crop.
pub(crate) trait Sight: Send {
    /// The model and its hash.
    fn info(&self) -> ModelInfo;

    /// The person in the crop, however unsure, in frame pixels; `None` where the output makes no pose. One run of the network.
    fn look(&mut self, frame: &Frame, crop: &Crop) -> Result<Option<Pose>, EstimatorError>;

    /// The crop in which the network sees the person of a pose best; `None` where the pose says too little.
    fn crop_round(&self, pose: &Pose) -> Option<Crop>;

    /// How sure it must be.
    fn bars(&self) -> Bars;

    /// Crops in which another network saw a person; `None` where there is no other and the frame is to be searched with this one.
    fn hints(&mut self, _frame: &Frame) -> Result<Option<Vec<Crop>>, EstimatorError> {
        Ok(None)
    }
}

impl<S: Sight> Estimator for S {
    fn model(&self) -> ModelInfo {
        self.info()
    }

    fn find(&mut self, frame: &Frame) -> Result<Vec<Pose>, EstimatorError> {
        search::find(self, frame)
    }

    fn follow(&mut self, frame: &Frame, last: &Pose) -> Result<Option<Pose>, EstimatorError> {
        search::follow(self, frame, last)
    }
}
