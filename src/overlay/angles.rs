//! The angles of trunk, hip and knee on this frame, drawn and named.

use super::marks::{arc, level};
use super::{Colour, SURE, Scene, Shape};
use crate::body::Joint;
use crate::geom::{ImagePoint, PlanePoint};
use crate::lift::Plane;

/// Height of the letters, thin lines.
const LETTERS: f64 = 10.0;
/// Width of a letter as a share of its height, to put words left of a place.
const LETTER: f64 = 0.5;
/// Distance of the words from their joint, thin lines.
const AWAY: f64 = 10.0;

/// Trunk above the horizontal, hip and knee of the near side in side views, each where its joints are sure; the values are those of the
/// calibrated motion, as they are measured.
pub(super) fn of_frame(scene: &Scene) -> Vec<Shape> {
    let Some(lift) = scene.analysis.lift.as_ref().filter(|lift| lift.plane == Plane::Sagittal) else { return Vec::new() };
    let Some(pose) = scene.pose() else { return Vec::new() };
    let joint = |joint: Joint| {
        let name = joint.on(lift.near);
        let seen = pose.sure(name, SURE)?;
        let path = lift.joint(name)?;
        Some((seen, path.at(scene.frame).filter(|_| path.confidence.get(scene.frame).is_some_and(|&sure| sure >= SURE))?))
    };
    let (shoulder, hip) = (joint(Joint::LeftShoulder), joint(Joint::LeftHip));
    let (knee, ankle) = (joint(Joint::LeftKnee), joint(Joint::LeftAnkle));
    let mut shapes = Vec::new();
    if let (Some((top, a)), Some((base, b))) = (shoulder, hip) {
        shapes.extend(level(scene, base, top, line_colour(), 0.8 * scene.unit));
        let value = b.elevation_deg(a);
        shapes.extend(value.map(|value| words(scene, base.midpoint(top), "trunk", value, false)));
    }
    for (name, corner, ends, ahead) in [("hip", hip, (shoulder, knee), false), ("knee", knee, (hip, ankle), true)] {
        if let (Some((at, plane)), Some((a, to)), Some((b, from))) = (corner, ends.0, ends.1) {
            shapes.extend(corner_of(scene, name, (at, plane), (a, to), (b, from), ahead));
        }
    }
    shapes
}

fn line_colour() -> Colour {
    Colour::WHITE
}

type Place = (ImagePoint, PlanePoint);

/// The arc at a joint, and its angle in words.
fn corner_of(scene: &Scene, name: &str, corner: Place, a: Place, b: Place, ahead: bool) -> Vec<Shape> {
    let Some(value) = corner.1.angle_deg(a.1, b.1) else { return Vec::new() };
    let mut shapes = Vec::new();
    if let Some(points) = arc(a.0, corner.0, b.0) {
        shapes.push(Shape::Line { points, colour: line_colour(), width: 0.8 * scene.unit, dashed: false });
    }
    shapes.push(words(scene, corner.0, name, value, ahead));
    shapes
}

/// The name and value of an angle beside a place, on the side where the lifter faces or behind.
fn words(scene: &Scene, at: ImagePoint, name: &str, value: f64, ahead: bool) -> Shape {
    let (text, height) = (format!("{name} {value:.0}°"), LETTERS * scene.unit);
    let right = (scene.forward().0 > 0.0) == ahead;
    let wide = text.chars().count() as f64 * LETTER * height + height;
    let x = if right { at.x + AWAY * scene.unit } else { at.x - AWAY * scene.unit - wide };
    Shape::Words { at: ImagePoint::new(x, at.y - 0.6 * height), height, text, colour: Colour::WHITE, sign: None }
}
