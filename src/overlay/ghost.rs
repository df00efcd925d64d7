//! Another repetition over this one, where its bar is at the same height.

use super::skeleton::{GHOST, ghostly};
use super::{LINES_A_HEIGHT, Shape};
use crate::analysis::{Analysis, RepResult};
use crate::body::{Pose, Recording};
use crate::compare::{Align, Attempt, Laid, partner};
use crate::geom::Ellipse;

/// A repetition of another clip, or of this one, that is seen as a ghost over every repetition of this clip.
#[derive(Clone, Copy)]
pub struct Versus<'a> {
    /// The repetition.
    pub other: Attempt<'a>,
    /// How its frames go with those of this clip.
    pub align: Align,
}

/// The frame of another repetition of the clip at which the bar is as high; see [`partner`].
pub fn ghost_frame(recording: &Recording, analysis: &Analysis, frame: usize, other: usize) -> Option<usize> {
    let current = Attempt::on(recording, analysis, frame)?;
    partner(&current, frame, &Attempt { recording, analysis, number: other }, Align::BarHeight)
}

/// Body and bar of another repetition, drawn over this frame where its bar is at the same height, in pixels of the recording's picture as
/// they were there: whoever stood still and did the same twice is covered by the ghost. Empty where it cannot be told; see [`ghost_frame`].
pub fn ghost(frame: usize, recording: &Recording, analysis: &Analysis, other: usize) -> Vec<Shape> {
    let unit = recording.clip.height_px as f64 / LINES_A_HEIGHT;
    let same = |result: &RepResult| result.rep.number == other && result.rep.frames.contains(&frame);
    if analysis.reps.iter().any(same) {
        return Vec::new();
    }
    let Some(there) = ghost_frame(recording, analysis, frame, other) else { return Vec::new() };
    let pose = analysis.lifter.and_then(|lifter| recording.people.get(lifter)?.poses.get(there)?.as_ref());
    let near = analysis.lift.as_ref().map(|lift| lift.near);
    let mut shapes = pose.map(|pose| ghostly(pose, near, unit)).unwrap_or_default();
    if let Some(plate) = recording.moments.get(there).and_then(|moment| moment.near_plate) {
        shapes.push(Shape::Rim { ellipse: plate.rim, colour: GHOST, width: unit });
    }
    shapes
}

/// Body and bar of a repetition of another clip, drawn over this frame so that both lifters' plates are as large and lie on each other at
/// lift-off, in pixels of this recording's picture. Empty between repetitions and where frames or pictures cannot be put together; see
/// [`partner`] and [`Laid`].
pub fn ghost_of(frame: usize, recording: &Recording, analysis: &Analysis, versus: &Versus) -> Vec<Shape> {
    let unit = recording.clip.height_px as f64 / LINES_A_HEIGHT;
    let other = &versus.other;
    let Some(here) = Attempt::on(recording, analysis, frame) else { return Vec::new() };
    let Some((there, laid)) = partner(&here, frame, other, versus.align).zip(Laid::of(&here, other)) else { return Vec::new() };
    let pose = other.analysis.lifter.and_then(|lifter| other.recording.people.get(lifter)?.poses.get(there)?.as_ref());
    let near = other.analysis.lift.as_ref().map(|lift| lift.near);
    let mut shapes = pose.map(|pose| ghostly(&placed(pose, &laid), near, unit)).unwrap_or_default();
    if let Some(plate) = other.recording.moments.get(there).and_then(|moment| moment.near_plate) {
        let turn = if laid.mirrored { -1.0 } else { 1.0 };
        let ellipse = Ellipse {
            centre: laid.place(plate.rim.centre),
            half_width: plate.rim.half_width * laid.scale,
            half_height: plate.rim.half_height * laid.scale,
            tilt_deg: turn * plate.rim.tilt_deg,
        };
        shapes.push(Shape::Rim { ellipse, colour: GHOST, width: unit });
    }
    shapes
}

/// The pose as it lies in this picture.
fn placed(pose: &Pose, laid: &Laid) -> Pose {
    let mut placed = Pose::default();
    for (joint, mut seen) in pose.iter() {
        seen.at = laid.place(seen.at);
        placed.set(joint, seen);
    }
    placed
}
