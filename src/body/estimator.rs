//! What the pipeline asks of a pose model and of a plate tracker, and the tracker of a detector; the models are in `infer`, the tracker in
//! `bar`.

use super::{ModelInfo, Plate, Pose};
use crate::frame::Frame;
use crate::geom::ImagePoint;

/// Why a model could not look at a frame.
#[derive(Debug, thiserror::Error)]
#[error("the model {model} failed on frame {frame}: {reason}")]
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

/// A part of a barbell that a detector knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// The visible stack of plates on one side of the bar.
    Plate,
    /// The end of a sleeve.
    SleeveEnd,
}

impl PartKind {
    /// The name used in manifests, snake case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plate => "plate",
            Self::SleeveEnd => "sleeve_end",
        }
    }

    /// The kind of a name in a manifest.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Plate, Self::SleeveEnd].into_iter().find(|kind| kind.name() == name)
    }
}

/// A part of a barbell as a detector saw it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BarbellPart {
    /// What it is.
    pub kind: PartKind,
    /// Middle of its box, pixels of the frame.
    pub at: ImagePoint,
    /// Width of its box, pixels of the frame.
    pub width: f64,
    /// Height of its box, pixels of the frame.
    pub height: f64,
    /// How sure the detector is, 0..=1.
    pub confidence: f64,
}

/// Finds plates and sleeve ends on one frame, without knowing the frames before.
pub trait Detector: Send {
    /// The parts in the frame, or in a box `(left, top, right, bottom)` of it in pixels, the surest first. One run of the network.
    fn detect(&mut self, frame: &Frame, within: Option<(f64, f64, f64, f64)>) -> Result<Vec<BarbellPart>, EstimatorError>;
}

/// Finds the plates of the bar that the lifter holds and follows them through the whole clip.
pub trait PlateTracker: Send {
    /// Looks at the next frame, with the poses of the people on it. Frames come in order, each once.
    fn look(&mut self, frame: &Frame, people: &[Option<&Pose>]);

    /// What was seen, one entry for each frame looked at: the near plate and the far plate.
    fn finish(&mut self) -> Vec<(Option<Plate>, Option<Plate>)>;
}
