//! What to draw on frame n, in image pixels, and a painter that draws it.
//!
//! [`shapes`] decides and knows no pixels; [`Painter`] draws and knows no lift. The window, the annotated copy, the report's stills
//! and the tests share the first. What was not assessed is never drawn.

mod angles;
mod bar;
mod captions;
mod drawings;
mod evidence;
mod findings;
mod ghost;
mod lettering;
mod marks;
mod paint;
mod parts;
mod shape;
mod skeleton;
mod veil;

#[cfg(test)]
mod tests;

pub use drawings::{drawings, figure_shapes};
pub use evidence::evidence;
pub use ghost::{Versus, ghost, ghost_frame, ghost_of};
pub use paint::Painter;
pub use parts::{Look, Part, Parts, PathColour};
pub use shape::{Colour, Shape, Sign};
pub use veil::{Head, Veil};

use crate::analysis::{Analysis, RepResult};
use crate::body::{Facing, Pose, Recording, Side, ViewKind};
use crate::review::Review;

/// Joints less sure than this are drawn hollow and their bones dashed; the half is where the pose models put "visible".
const SURE: f64 = 0.5;
/// Joints less sure than this are not drawn: the model says that it does not see them.
const SEEN: f64 = 0.1;
/// Pictures are drawn on with lines of a 360th of their height: 2 px in a picture of 720.
const LINES_A_HEIGHT: f64 = 360.0;

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
pub fn shapes(frame: usize, recording: &Recording, analysis: &Analysis, look: Look) -> Vec<Shape> {
    let has = |part: Part| look.parts.has(part);
    let Some(scene) = scene(frame, recording, analysis) else {
        let there = has(Part::Captions) && frame < recording.moments.len();
        return if there { captions::without_lifter(unit(recording)) } else { Vec::new() };
    };
    let mut shapes = Vec::new();
    if has(Part::PlumbLine) {
        shapes.extend(bar::plumb_line(&scene));
    }
    if has(Part::Skeleton) {
        shapes.extend(skeleton::body(&scene));
    }
    if has(Part::Back) {
        shapes.extend(skeleton::back_of(&scene));
    }
    if has(Part::Plate) {
        shapes.extend(bar::rim(&scene));
    }
    if has(Part::BarPath) {
        shapes.extend(bar::path(&scene, look.path));
    }
    if has(Part::Angles) {
        shapes.extend(angles::of_frame(&scene));
    }
    if has(Part::Marks) {
        shapes.extend(marks::of_findings(&scene));
    }
    if has(Part::Captions) {
        shapes.extend(captions::of_frame(&scene));
    }
    shapes
}

/// What is drawn on the frames of a clip, for a still or an annotated copy.
#[derive(Clone, Copy)]
pub struct Drawing<'a> {
    /// The recording, with the corrections in it where there are some.
    pub recording: &'a Recording,
    /// Its analysis.
    pub analysis: &'a Analysis,
    /// What is drawn, and how.
    pub look: Look,
    /// Number of the repetition that is drawn as a ghost over the others.
    pub ghost: Option<usize>,
    /// A repetition of another clip that is drawn as a ghost.
    pub versus: Option<Versus<'a>>,
    /// What the coach has drawn.
    pub review: Option<&'a Review>,
    /// Faces that are made unknowable, beneath everything that is drawn.
    pub veil: Option<&'a Veil>,
}

impl<'a> Drawing<'a> {
    /// The usual parts, without a ghost and without drawings.
    pub fn new(recording: &'a Recording, analysis: &'a Analysis) -> Self {
        Self { recording, analysis, look: Look::default(), ghost: None, versus: None, review: None, veil: None }
    }

    /// The shapes on a frame, those underneath first, in pixels of the recording's picture.
    pub fn shapes(&self, frame: usize) -> Vec<Shape> {
        let ghost = self.ghost.map(|other| ghost(frame, self.recording, self.analysis, other)).unwrap_or_default();
        let versus = self.versus.map(|versus| ghost_of(frame, self.recording, self.analysis, &versus)).unwrap_or_default();
        let drawn = self.review.map(|review| drawings(frame, self.recording, review)).unwrap_or_default();
        ghost.into_iter().chain(versus).chain(shapes(frame, self.recording, self.analysis, self.look)).chain(drawn).collect()
    }
}

/// Width of a thin line, pixels.
fn unit(recording: &Recording) -> f64 {
    recording.clip.height_px as f64 / LINES_A_HEIGHT
}

/// What the parts look at on a frame; `None` where the recording has no such frame or the analysis no lifter.
fn scene<'a>(frame: usize, recording: &'a Recording, analysis: &'a Analysis) -> Option<Scene<'a>> {
    let moment = recording.moments.get(frame)?;
    let lifter = analysis.lifter.and_then(|lifter| recording.people.get(lifter))?;
    let frontal = analysis.lift.as_ref().is_none_or(|lift| matches!(lift.view.kind, ViewKind::Front | ViewKind::Back));
    Some(Scene {
        frame,
        at: moment.at.0,
        recording,
        analysis,
        poses: &lifter.poses,
        rep: analysis.reps.iter().find(|result| result.rep.frames.contains(&frame)),
        near: analysis.lift.as_ref().map(|lift| lift.near).filter(|_| !frontal),
        unit: unit(recording),
    })
}
