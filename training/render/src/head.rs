//! Head, hair and neck. Metres in the head's frame: forward, up, right, from the middle between the ears.

use crate::posture::{Posture, SPINE_POINTS};
use crate::scene::{Head, Layer, Part};
use crate::shape::Shape;
use crate::vector::{Vector, front_of, leaning, vector};

/// The tip of the nose in the head's frame.
pub const NOSE: [f32; 3] = [0.112, -0.018, 0.0];
/// The right eye in the head's frame; the left one mirrors it.
pub const EYE: [f32; 3] = [0.082, 0.013, 0.032];
/// The right ear in the head's frame; the left one mirrors it.
pub const EAR: [f32; 3] = [-0.006, -0.004, 0.078];

/// The head's frame in a posture.
pub fn frame(posture: &Posture) -> Head {
    Head { centre: posture.head, forward: front_of(posture.head_pitch), up: leaning(posture.head_pitch) }
}

/// Adds head, hair and neck.
pub fn add_head(posture: &Posture, parts: &mut Vec<Part>) {
    let head = frame(posture);
    let axes = [head.forward, head.up, Vector::RIGHT];
    let ball = |centre: [f32; 3], radii: [f32; 3]| Shape::Ellipsoid {
        centre: head.world(centre[0], centre[1], centre[2]),
        axes,
        radii: vector(radii[0], radii[1], radii[2]),
        cut: None,
    };
    let cone = |a: [f32; 3], b: [f32; 3], start_radius: f32, end_radius: f32| Shape::Cone {
        start: head.world(a[0], a[1], a[2]),
        end: head.world(b[0], b[1], b[2]),
        start_radius,
        end_radius,
    };
    let mut face = |shape: Shape, blend: f32| parts.push(Part::new(shape, Layer::Face, blend));
    face(ball([-0.008, 0.022, 0.0], [0.094, 0.092, 0.074]), 0.0);
    face(ball([0.030, -0.040, 0.0], [0.058, 0.072, 0.055]), 0.04);
    // Jaw from below the ears to the chin.
    for sign in [-1.0, 1.0] {
        face(cone([0.008, -0.062, sign * 0.046], [0.066, -0.094, sign * 0.014], 0.017, 0.018), 0.035);
        face(cone([0.052, -0.016, sign * 0.036], [0.030, -0.018, sign * 0.052], 0.020, 0.017), 0.03);
        // Ear: an outer rim and a lobe.
        face(ball([EAR[0], EAR[1], sign * EAR[2]], [0.019, 0.031, 0.008]), 0.006);
        face(ball([EAR[0] + 0.005, EAR[1] - 0.026, sign * (EAR[2] - 0.001)], [0.010, 0.011, 0.006]), 0.006);
        // Eye socket edge: the brow.
        face(cone([0.081, 0.030, sign * 0.014], [0.066, 0.029, sign * 0.046], 0.010, 0.010), 0.018);
        face(ball([0.074, 0.012, sign * 0.031], [0.013, 0.012, 0.014]), 0.006);
    }
    face(cone([0.084, 0.014, 0.0], [0.103, -0.017, 0.0], 0.009, 0.0115), 0.014);
    face(cone([0.096, -0.022, -0.010], [0.096, -0.022, 0.010], 0.008, 0.008), 0.010);
    face(cone([0.080, -0.050, -0.014], [0.080, -0.050, 0.014], 0.011, 0.011), 0.014);
    face(cone([0.078, -0.060, -0.011], [0.078, -0.060, 0.011], 0.010, 0.010), 0.012);
    face(ball([0.074, -0.092, 0.0], [0.018, 0.019, 0.022]), 0.025);

    // Neck: from between the shoulders to the skull's base, thicker below.
    let (base, lean) = posture.spine[SPINE_POINTS - 1];
    let front = front_of(lean);
    let skull = head.world(-0.026, -0.045, 0.0);
    let throat = head.world(0.012, -0.075, 0.0);
    let foot = base + front * 0.030 - leaning(lean) * 0.03;
    let neck = |start: Vector, end: Vector, a: f32, b: f32| Shape::Cone { start, end, start_radius: a, end_radius: b };
    face(neck(foot, skull, 0.062, 0.052), 0.03);
    face(neck(foot + front * 0.02, throat, 0.052, 0.044), 0.03);

    hair(&head, axes, parts);
}

fn hair(head: &Head, axes: [Vector; 3], parts: &mut Vec<Part>) {
    // Everything above a plane from the forehead's hair line, over the ears, to the nape.
    let plane = (head.up * 0.80 - head.forward * 0.60).unit();
    let mut lock = |centre: [f32; 3], radii: [f32; 3], offset: f32| {
        parts.push(Part::new(
            Shape::Ellipsoid {
                centre: head.world(centre[0], centre[1], centre[2]),
                axes,
                radii: vector(radii[0], radii[1], radii[2]),
                cut: Some((plane, offset)),
            },
            Layer::Hair,
            0.02,
        ));
    };
    lock([-0.012, 0.028, 0.0], [0.100, 0.100, 0.080], -0.032);
    lock([0.020, 0.075, 0.0], [0.070, 0.056, 0.064], -0.030);
    lock([-0.030, 0.020, 0.0], [0.088, 0.096, 0.078], -0.040);
}
