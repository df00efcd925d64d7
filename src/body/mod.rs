//! The body as a pose model sees it: joints by name, poses in pixels, and what one clip's models saw in all.

mod estimator;
mod joint;
mod pose;
mod recording;
mod view;

pub use estimator::{BarbellPart, Detector, Estimator, EstimatorError, PartKind, PlateTracker};
pub use joint::{Joint, Side};
pub use pose::{Keypoint, Pose};
pub use recording::{ClipInfo, ModelInfo, Moment, Part, Person, Plate, Recording, Upright};
pub use view::{Facing, View, ViewKind};
