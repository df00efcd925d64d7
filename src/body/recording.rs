//! The cut of the program: all that the models saw of one clip, from which everything else is computed.

use super::Pose;
use crate::geom::{Ellipse, ImagePoint};
use crate::notes::Note;
use crate::units::Seconds;

/// Which part of a clip was read, and how its clock was read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// How many times slower than life the file plays.
    pub slow_motion: f64,
    /// Start, seconds of the file's own playing time; `None` is the clip's first frame.
    pub from_s: Option<f64>,
    /// End, seconds of the file's own playing time; `None` is the clip's last frame.
    pub to_s: Option<f64>,
}

impl Default for Part {
    fn default() -> Self {
        Self { slow_motion: 1.0, from_s: None, to_s: None }
    }
}

/// What the container said of the clip.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClipInfo {
    /// Path as the user gave it.
    pub path: String,
    /// SHA-256 of the file, lower-case hexadecimal.
    pub sha256: String,
    /// Time from the first frame to the end of the last, seconds, in the clip's real time (slow motion undone).
    pub duration_s: f64,
    /// Width of the upright picture, pixels.
    pub width_px: usize,
    /// Height of the upright picture, pixels.
    pub height_px: usize,
    /// Frames decoded.
    pub frames: usize,
    /// Frames over duration.
    pub mean_fps: f64,
    /// The part of the clip that was read.
    pub part: Part,
}

/// The model that saw the lifter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModelInfo {
    /// Id of its manifest.
    pub id: String,
    /// SHA-256 of the model file, lower-case hexadecimal.
    pub sha256: String,
}

/// A weight plate as seen on one frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plate {
    /// Outer rim of the plate.
    pub rim: Ellipse,
    /// Share of the rim on which an edge was found, 0..=1.
    pub confidence: f64,
    /// Standard error of the centre, pixels.
    pub sd_px: f64,
}

/// What was seen on one frame beside the people.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Moment {
    /// Time of the frame, seconds from the clip's first frame, real time.
    pub at: Seconds,
    /// The near plate of the lifter's bar, where it was seen.
    pub near_plate: Option<Plate>,
    /// The far plate (side, oblique) where it was seen apart from the near one.
    pub far_plate: Option<Plate>,
}

/// One person through the clip.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Person {
    /// One entry a frame, `None` where the person was not seen.
    pub poses: Vec<Option<Pose>>,
}

/// A straight edge that runs near the upright on one frame: a post, a door, the corner of a wall, or what only looks like one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Upright {
    /// Number of the frame, from 0.
    pub frame: usize,
    /// Its upper end.
    pub top: ImagePoint,
    /// Its lower end.
    pub bottom: ImagePoint,
}

/// All that was seen of one clip. `moments` and every person's `poses` have one entry a frame, times ascending.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recording {
    /// The clip.
    pub clip: ClipInfo,
    /// The pose model.
    pub model: ModelInfo,
    /// One entry a frame.
    pub moments: Vec<Moment>,
    /// The people followed, in no special order.
    pub people: Vec<Person>,
    /// Upright edges of a few frames, by which the camera's roll is told; none where nobody looked for them.
    pub uprights: Vec<Upright>,
    /// What happened while reading: repaired times, bad frames.
    pub notes: Vec<Note>,
}
