//! A finding on the frame that shows it: exactly what was measured, with its value.

use super::findings::{Told, frame_of};
use super::marks::{Pen, distance, of_mark};
use super::{Scene, Shape, scene};
use crate::analysis::Analysis;
use crate::body::Recording;
use crate::faults::Finding;
use crate::geom::ImagePoint;
use crate::measure::Mark;
use crate::units::Unit;

/// Height of the letters, thin lines.
const LETTERS: f64 = 12.0;
/// Distance of the words from what is measured, thin lines.
const AWAY: f64 = 8.0;

/// The frame that shows a finding best, and what was measured there: the angle, the way or the bow, in the colour of its grade, with the
/// value and its error beside it. Also of what is clear. `None` where nothing was measured or the recording has no such frame.
pub fn evidence(recording: &Recording, analysis: &Analysis, finding: &Finding) -> Option<(usize, Vec<Shape>)> {
    let told = Told::any(finding)?;
    let frame = frame_of(recording, told.measured.at);
    let scene = scene(frame, recording, analysis)?;
    Some((frame, of_finding(&scene, &told)))
}

/// The marks of one finding on a frame, with its value.
fn of_finding(scene: &Scene, told: &Told) -> Vec<Shape> {
    let pen = Pen { colour: told.colour(), width: 2.4 * scene.unit };
    let measured = told.measured;
    let Some(pose) = scene.pose() else { return Vec::new() };
    let mut shapes: Vec<Shape> =
        measured.marks.iter().flat_map(|&mark| of_mark(scene, pose, pen, mark, measured.unit == Unit::Degrees)).collect();
    if measured.unit == Unit::Centimetres {
        shapes.extend(distance(pose, pen, &measured.marks));
    }
    if let Some((left, top, right)) = bounds(&shapes) {
        let height = LETTERS * scene.unit;
        let text = measured.text();
        let wide = (text.chars().count() + 2) as f64 * 0.55 * height;
        let (to_left, to_right) = (left - AWAY * scene.unit - wide, right + AWAY * scene.unit);
        let fits = |x: f64| x >= 0.0 && x + wide <= scene.recording.clip.width_px as f64;
        // In front of the back is the face.
        let behind_is_left = measured.marks.contains(&Mark::Back) && scene.forward().0 > 0.0;
        let (first, second) = if behind_is_left { (to_left, to_right) } else { (to_right, to_left) };
        let x = if fits(first) { first } else { second.max(0.0) };
        let sign = Some((told.sign(), told.colour()));
        shapes.push(Shape::Words { at: ImagePoint::new(x, top), height, text, colour: super::Colour::WHITE, sign });
    }
    shapes
}

/// Left, top and right of what is drawn.
fn bounds(shapes: &[Shape]) -> Option<(f64, f64, f64)> {
    let places = shapes.iter().flat_map(|shape| match shape {
        Shape::Line { points, .. } => points.clone(),
        Shape::Dot { centre, .. } => vec![*centre],
        _ => Vec::new(),
    });
    places.fold(None, |bounds: Option<(f64, f64, f64)>, at| {
        let (left, top, right) = bounds.unwrap_or((at.x, at.y, at.x));
        Some((left.min(at.x), top.min(at.y), right.max(at.x)))
    })
}
