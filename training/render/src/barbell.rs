//! The barbell: shaft, sleeves, large plates, small plates and collars. Metres along `z` from its middle.

use crate::posture::{PLATE_RADIUS, SHAFT_RADIUS};
use crate::scene::{Layer, Part};
use crate::shape::Shape;
use crate::vector::{Vector, vector};

/// Inner and outer face of the large plates of one side, from the middle of the bar: as many as there can be.
const LARGE_PLATES: [[f32; 2]; 2] = [[0.680, 0.742], [0.746, 0.800]];
/// Radius of the rounded edge of the large plates.
pub const PLATE_ROUNDING: f32 = 0.008;

/// Inner and outer face of `count` large plates of one side, from the middle of the bar; there is one at least.
pub fn large_plates(count: usize) -> &'static [[f32; 2]] {
    &LARGE_PLATES[..count.clamp(1, LARGE_PLATES.len())]
}

/// Outer face of the outermost of `count` large plates, from the middle of the bar.
pub fn plate_face(count: usize) -> f32 {
    large_plates(count).last().map_or(0.0, |plate| plate[1])
}

/// Points on the outermost skin of large plates of one side (1 the lifter's right, -1 the left): all that their outline in any picture can
/// be made of.
pub fn plate_skin(bar: Vector, side: f32, plates: &[[f32; 2]]) -> Vec<Vector> {
    let mut skin = Vec::new();
    for &[inner, outer] in plates {
        for (face, outward) in [(inner, -1.0), (outer, 1.0)] {
            for bend in 0..=8 {
                let (sine, cosine) = (bend as f32 * std::f32::consts::FRAC_PI_2 / 8.0).sin_cos();
                let radius = PLATE_RADIUS - PLATE_ROUNDING * (1.0 - cosine);
                let z = face - outward * PLATE_ROUNDING * (1.0 - sine);
                for turn in 0..720 {
                    let (down, along) = (turn as f32 * std::f32::consts::TAU / 720.0).sin_cos();
                    skin.push(bar + vector(radius * along, radius * down, side * z));
                }
            }
        }
    }
    skin
}

/// Adds the barbell with its middle at `bar` and `count` large plates on each side.
pub fn add_barbell(bar: Vector, count: usize, parts: &mut Vec<Part>) {
    let large = large_plates(count);
    let face = plate_face(count);
    let mut add = |from: f32, to: f32, radius: f32, rounding: f32, layer: Layer| {
        let half_length = 0.5 * (to - from).abs();
        let centre = bar + vector(0.0, 0.0, 0.5 * (from + to));
        parts.push(Part::new(Shape::Cylinder { centre, radius, half_length, rounding }, layer, 0.0));
    };
    add(-0.66, 0.66, SHAFT_RADIUS, 0.002, Layer::Steel);
    for sign in [-1.0, 1.0] {
        add(sign * 0.650, sign * 0.680, 0.040, 0.004, Layer::Steel);
        add(sign * 0.660, sign * 1.080, 0.025, 0.004, Layer::Steel);
        for (index, &[inner, outer]) in large.iter().enumerate() {
            let layer = if index + 1 == large.len() { Layer::Plate } else { Layer::OtherPlate };
            add(sign * inner, sign * outer, PLATE_RADIUS, PLATE_ROUNDING, layer);
        }
        add(sign * face, sign * (face + 0.004), 0.055, 0.001, Layer::Steel);
        add(sign * (face + 0.004), sign * (face + 0.024), 0.085, 0.005, Layer::OtherPlate);
        add(sign * (face + 0.026), sign * (face + 0.066), 0.036, 0.005, Layer::Steel);
    }
}
