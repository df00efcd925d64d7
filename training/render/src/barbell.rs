//! The barbell: shaft, sleeves, large plates, small plates and collars. Metres along `z` from its middle.

use crate::posture::{PLATE_RADIUS, SHAFT_RADIUS};
use crate::scene::{Layer, Part};
use crate::shape::Shape;
use crate::vector::{Vector, vector};

/// Outer face of the outermost large plate, from the middle of the bar.
pub const PLATE_FACE: f32 = 0.800;

/// Adds the barbell with its middle at `bar`.
pub fn add_barbell(bar: Vector, parts: &mut Vec<Part>) {
    let mut add = |from: f32, to: f32, radius: f32, rounding: f32, layer: Layer| {
        let half_length = 0.5 * (to - from).abs();
        let centre = bar + vector(0.0, 0.0, 0.5 * (from + to));
        parts.push(Part::new(Shape::Cylinder { centre, radius, half_length, rounding }, layer, 0.0));
    };
    add(-0.66, 0.66, SHAFT_RADIUS, 0.002, Layer::Steel);
    for sign in [-1.0, 1.0] {
        add(sign * 0.650, sign * 0.680, 0.040, 0.004, Layer::Steel);
        add(sign * 0.660, sign * 1.080, 0.025, 0.004, Layer::Steel);
        add(sign * 0.680, sign * 0.742, PLATE_RADIUS, 0.008, Layer::OtherPlate);
        add(sign * 0.746, sign * PLATE_FACE, PLATE_RADIUS, 0.008, Layer::Plate);
        add(sign * PLATE_FACE, sign * (PLATE_FACE + 0.004), 0.055, 0.001, Layer::Steel);
        add(sign * 0.804, sign * 0.824, 0.085, 0.005, Layer::OtherPlate);
        add(sign * 0.826, sign * 0.866, 0.036, 0.005, Layer::Steel);
    }
}
