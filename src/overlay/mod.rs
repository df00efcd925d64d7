//! What to draw on frame n, in image pixels, and a painter that draws it.
//!
//! [`shapes`] decides and knows no pixels; [`Painter`] draws and knows no lift. The window, the annotated copy, the report's stills
//! and the tests share the first. What was not assessed is never drawn.

mod bar;
mod captions;
mod findings;
mod lettering;
mod marks;
mod paint;
mod shape;
mod skeleton;

#[cfg(test)]
mod tests;

pub use paint::Painter;
pub use shape::{Colour, Shape, Sign};

use crate::analysis::{Analysis, RepResult};
use crate::body::{Facing, Pose, Recording, Side, ViewKind};

/// Joints less sure than this are drawn hollow and their bones dashed; the half is where the pose models put "visible".
const SURE: f64 = 0.5;
/// Joints less sure than this are not drawn: the model says that it does not see them.
const SEEN: f64 = 0.1;
/// Pictures are drawn on with lines of a 360th of their height: 2 px in a picture of 720.
const LINES_A_HEIGHT: f64 = 360.0;

/// What is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layers {
    /// The lifter's joints, bones and back.
    pub skeleton: bool,
    /// The plate's rim, the bar's path and the plumb line through mid-foot.
    pub bar: bool,
    /// Repetition, phase and findings in words, and how the findings were measured, about their moment.
    pub findings: bool,
}

impl Default for Layers {
    fn default() -> Self {
        Self { skeleton: true, bar: true, findings: true }
    }
}

/// Everything that the parts of the overlay look at.
struct Scene<'a> {
    frame: usize,
    /// Time of the frame, seconds.
    at: f64,
    recording: &'a Recording,
    analysis: &'a Analysis,
    /// The lifter's pose on every frame.
    poses: &'a [Option<Pose>],
    /// The repetition the frame belongs to.
    rep: Option<&'a RepResult>,
    /// The body side nearer to the camera; `None` in views from the front and the back.
    near: Option<Side>,
    /// Width of a thin line, pixels.
    unit: f64,
}

impl Scene<'_> {
    fn pose(&self) -> Option<&Pose> {
        self.poses.get(self.frame)?.as_ref()
    }

    /// The true upward direction in the picture as a unit vector (x, y), from the camera's roll.
    fn up(&self) -> (f64, f64) {
        let roll = self.analysis.lift.as_ref().map_or(0.0, |lift| lift.roll_deg.0);
        let (sin, cos) = if roll.is_finite() { roll.to_radians().sin_cos() } else { (0.0, 1.0) };
        (-sin, -cos)
    }

    /// The direction forward in the picture as a unit vector (x, y): where the lifter faces, or to the right.
    fn forward(&self) -> (f64, f64) {
        let (x, y) = self.up();
        let left = self.analysis.lift.as_ref().is_some_and(|lift| lift.view.facing == Facing::Left);
        if left { (y, -x) } else { (-y, x) }
    }
}

/// The shapes on a frame, those underneath first, in pixels of the recording's picture; none where the recording has no such frame.
pub fn shapes(frame: usize, recording: &Recording, analysis: &Analysis, layers: Layers) -> Vec<Shape> {
    let Some(moment) = recording.moments.get(frame) else { return Vec::new() };
    let unit = recording.clip.height_px as f64 / LINES_A_HEIGHT;
    let Some(lifter) = analysis.lifter.and_then(|lifter| recording.people.get(lifter)) else {
        return if layers.findings { captions::without_lifter(unit) } else { Vec::new() };
    };
    let frontal = analysis.lift.as_ref().is_none_or(|lift| matches!(lift.view.kind, ViewKind::Front | ViewKind::Back));
    let scene = Scene {
        frame,
        at: moment.at.0,
        recording,
        analysis,
        poses: &lifter.poses,
        rep: analysis.reps.iter().find(|result| result.rep.frames.contains(&frame)),
        near: analysis.lift.as_ref().map(|lift| lift.near).filter(|_| !frontal),
        unit,
    };
    let mut shapes = Vec::new();
    if layers.bar {
        shapes.extend(bar::plumb_line(&scene));
    }
    if layers.skeleton {
        shapes.extend(skeleton::body(&scene));
    }
    if layers.bar {
        shapes.extend(bar::rim(&scene));
        shapes.extend(bar::path(&scene));
    }
    if layers.findings {
        shapes.extend(marks::of_findings(&scene));
        shapes.extend(captions::of_frame(&scene));
    }
    shapes
}
