//! What the pipeline asks of a pose model and of a plate tracker; the models themselves are in `infer`, the tracker in `bar`.

use super::{ModelInfo, Plate, Pose};
use crate::frame::Frame;

/// Why a model could not look at a frame.
#[derive(Debug, thiserror::Error)]
#[error("the pose model {model} failed on frame {frame}: {reason}")]
pub struct EstimatorError {
    /// Id of the model.
    pub model: String,
    /// Index of the frame.
    pub frame: usize,
    /// What the runtime said.
    pub reason: String,
}

/// A pose model: finds people in a whole frame and follows one from frame to frame.
pub trait Estimator: Send {
    /// The model and its hash.
    fn model(&self) -> ModelInfo;

    /// The people seen when searching the whole frame and tiles of it, the surest first; empty where there is none.
    /// Slow: many runs of the network.
    fn find(&mut self, frame: &Frame) -> Result<Vec<Pose>, EstimatorError>;

    /// The person of `last` (a pose of one of the frames just before) on this frame; `None` where lost. One run of the network.
    fn follow(&mut self, frame: &Frame, last: &Pose) -> Result<Option<Pose>, EstimatorError>;
}

/// Finds the plates of the bar that the lifter holds and follows them through the whole clip.
pub trait PlateTracker: Send {
    /// Looks at the next frame, with the poses of the people on it. Frames come in order, each once.
    fn look(&mut self, frame: &Frame, people: &[Option<&Pose>]);

    /// What was seen, one entry for each frame looked at: the near plate and the far plate.
    fn finish(&mut self) -> Vec<(Option<Plate>, Option<Plate>)>;
}
