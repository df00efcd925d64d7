//! The lifter's body and clothes as solids, from a posture. Metres.

use crate::loft::{Loft, Section};
use crate::posture::{Posture, SPINE_POINTS, Side};
use crate::scene::{Layer, Part};
use crate::shape::Shape;
use crate::vector::{Vector, front_of, mix, vector};

/// Steps between two control sections of the trunk.
pub const TRUNK_STEPS: usize = 4;

/// Where the shirt ends: 0 at the hip joints, 1 at the sacrum.
const HEM: f32 = 0.05;

/// For every spine point: section's centre before the spine, half width, half depth to the front and to the back.
const TRUNK: [[f32; 4]; SPINE_POINTS] = [
    [0.000, 0.095, 0.070, 0.075],
    [0.000, 0.158, 0.092, 0.104],
    [0.030, 0.154, 0.098, 0.096],
    [0.036, 0.147, 0.098, 0.086],
    [0.042, 0.143, 0.097, 0.081],
    [0.045, 0.150, 0.102, 0.087],
    [0.050, 0.161, 0.110, 0.095],
    [0.050, 0.168, 0.114, 0.100],
    [0.040, 0.155, 0.092, 0.094],
    [0.022, 0.080, 0.054, 0.060],
];

fn trunk_section(posture: &Posture, index: usize, inflate: f32) -> Section {
    let (point, lean) = posture.spine[index];
    let next = posture.spine[(index + 1).min(SPINE_POINTS - 1)].1;
    let front = front_of(0.5 * (lean + next));
    let [offset, side_radius, front_radius, back_radius] = TRUNK[index];
    Section {
        centre: point + front * offset,
        front,
        front_radius: front_radius + inflate,
        back_radius: back_radius + inflate,
        side_radius: side_radius + inflate,
    }
}

fn between(a: Section, b: Section, t: f32) -> Section {
    Section {
        centre: a.centre.mix(b.centre, t),
        front: a.front.mix(b.front, t).unit(),
        front_radius: mix(a.front_radius, b.front_radius, t),
        back_radius: mix(a.back_radius, b.back_radius, t),
        side_radius: mix(a.side_radius, b.side_radius, t),
    }
}

/// The shirt's trunk from the hem to the collar; its control sections 1 to 8 are sacrum to neck's base.
pub fn shirt_trunk(posture: &Posture) -> Loft {
    let mut sections: Vec<Section> = (2..SPINE_POINTS).map(|i| trunk_section(posture, i, 0.007)).collect();
    let mut hem = between(trunk_section(posture, 1, 0.016), sections[0], HEM);
    hem.back_radius += 0.010;
    sections.insert(0, hem);
    Loft::new(&sections, TRUNK_STEPS)
}

/// Five points of the back's contour on the mid-line, from the neck's base to the sacrum.
pub fn back_contour(posture: &Posture) -> [Vector; 5] {
    let trunk = shirt_trunk(posture);
    let (low, high) = (trunk.along_at(1, TRUNK_STEPS), trunk.along_at(8, TRUNK_STEPS));
    [0.0, 0.25, 0.5, 0.75, 1.0].map(|t| trunk.back_point(mix(high, low, t)))
}

fn limb_sections(start: Vector, end: Vector, front: Vector, profile: &[[f32; 4]]) -> Vec<Section> {
    let axis = (end - start).unit();
    let front = (front - axis * front.dot(axis)).unit();
    profile
        .iter()
        .map(|&[t, front_radius, back_radius, side_radius]| Section {
            centre: start.mix(end, t),
            front,
            front_radius,
            back_radius,
            side_radius,
        })
        .collect()
}

/// A limb from `start` to `end`. Each row of `profile` is the fraction of the way, then the front, back and side
/// radius in metres.
fn limb(start: Vector, end: Vector, front: Vector, profile: &[[f32; 4]]) -> Loft {
    Loft::new(&limb_sections(start, end, front, profile), 3)
}

fn cone(start: Vector, end: Vector, start_radius: f32, end_radius: f32) -> Shape {
    Shape::Cone { start, end, start_radius, end_radius }
}

fn trunk(posture: &Posture, parts: &mut Vec<Part>) {
    let pelvis: Vec<Section> = (0..4).map(|i| trunk_section(posture, i, 0.0)).collect();
    parts.push(Part::new(Shape::Loft(Loft::new(&pelvis, TRUNK_STEPS)), Layer::Shorts, 0.05));
    parts.push(Part::new(Shape::Loft(shirt_trunk(posture)), Layer::Shirt, 0.05));
    let chest = trunk_section(posture, 7, 0.0);
    let upper = trunk_section(posture, 8, 0.0);
    let top = trunk_section(posture, 9, 0.0);
    let hip = trunk_section(posture, 1, 0.0);
    let up = (upper.centre - chest.centre).unit();
    let rise = (posture.spine[2].0 - posture.spine[1].0).unit();
    for (index, side) in posture.sides.iter().enumerate() {
        let sign = if index == 0 { -1.0 } else { 1.0 };
        let outward = Vector::RIGHT * sign;
        let yoke = upper.centre + up * 0.015 + outward * 0.085;
        parts.push(Part::new(cone(yoke, side.shoulder, 0.066, 0.058), Layer::Shirt, 0.05));
        let collar = top.centre - up * 0.02 + outward * 0.03;
        parts.push(Part::new(cone(collar, side.shoulder + up * 0.018, 0.046, 0.038), Layer::Shirt, 0.06));
        let flank = chest.centre - chest.front * 0.01 + outward * 0.118 - up * 0.02;
        let armpit = side.shoulder.mix(chest.centre, 0.28) + outward * 0.01;
        parts.push(Part::new(cone(flank, armpit, 0.052, 0.05), Layer::Shirt, 0.05));
        parts.push(Part::new(
            Shape::Ellipsoid {
                centre: upper.centre + chest.front * 0.066 - up * 0.035 + outward * 0.072,
                axes: [chest.front, up, Vector::RIGHT],
                radii: vector(0.046, 0.066, 0.078),
                cut: None,
            },
            Layer::Shirt,
            0.05,
        ));
        parts.push(Part::new(
            Shape::Ellipsoid {
                centre: hip.centre - hip.front * 0.040 - rise * 0.022 + outward * 0.074,
                axes: [hip.front, rise, Vector::RIGHT],
                radii: vector(0.080, 0.088, 0.080),
                cut: None,
            },
            Layer::Shorts,
            0.05,
        ));
    }
}

fn leg(side: &Side, skin: Layer, sign: f32, parts: &mut Vec<Part>) {
    let axis = (side.hip - side.knee).unit();
    let front = vector(axis.y, -axis.x, 0.0).unit();
    let thigh = [
        [0.0, 0.080, 0.080, 0.078],
        [0.25, 0.083, 0.080, 0.080],
        [0.5, 0.079, 0.074, 0.074],
        [0.75, 0.068, 0.061, 0.062],
        [0.92, 0.055, 0.053, 0.055],
        [1.0, 0.046, 0.048, 0.051],
        [1.09, 0.024, 0.026, 0.030],
    ];
    parts.push(Part::new(Shape::Loft(limb(side.hip, side.knee, front, &thigh)), skin, 0.02));
    let shank_axis = (side.knee - side.ankle).unit();
    let shin = vector(shank_axis.y, -shank_axis.x, 0.0).unit();
    let shank = [
        [-0.11, 0.022, 0.024, 0.028],
        [-0.02, 0.043, 0.044, 0.049],
        [0.08, 0.046, 0.055, 0.051],
        [0.26, 0.042, 0.068, 0.056],
        [0.45, 0.039, 0.060, 0.050],
        [0.72, 0.034, 0.043, 0.038],
        [0.92, 0.036, 0.039, 0.033],
        [1.08, 0.034, 0.038, 0.033],
    ];
    parts.push(Part::new(Shape::Loft(limb(side.knee, side.ankle, shin, &shank)), skin, 0.02));
    let cap = side.knee + front.mix(shin, 0.5).unit() * 0.020;
    parts.push(Part::new(cone(cap, cap - shin.mix(front, 0.5) * 0.01, 0.036, 0.036), skin, 0.03));
    let shorts = [
        [-0.14, 0.058, 0.064, 0.064],
        [0.08, 0.090, 0.094, 0.092],
        [0.3, 0.093, 0.092, 0.092],
        [0.45, 0.090, 0.088, 0.088],
        [0.60, 0.089, 0.088, 0.087],
    ];
    let start = side.hip + vector(0.0, 0.0, sign * 0.004);
    parts.push(Part::new(Shape::Loft(limb(start, side.knee, front, &shorts)), Layer::Shorts, 0.045));
    let sock = [[0.66, 0.040, 0.048, 0.043], [0.8, 0.040, 0.044, 0.039], [1.0, 0.042, 0.045, 0.040]];
    parts.push(Part::new(Shape::Loft(limb(side.knee, side.ankle, shin, &sock)), Layer::Sock, 0.0));
    shoe(side, parts);
}

fn shoe(side: &Side, parts: &mut Vec<Part>) {
    let forward = (side.toe - side.heel).with_z(side.toe.z - side.heel.z);
    let forward = vector(forward.x, 0.0, forward.z).unit();
    let below = vector(side.ankle.x, 0.030, side.ankle.z);
    let rows = [
        [-0.068, 0.016, 0.018],
        [-0.056, 0.054, 0.030],
        [-0.015, 0.066, 0.037],
        [0.035, 0.062, 0.039],
        [0.090, 0.041, 0.044],
        [0.140, 0.030, 0.048],
        [0.185, 0.023, 0.042],
        [0.208, 0.016, 0.030],
        [0.218, 0.006, 0.014],
    ];
    let body = |grow: f32| {
        let sections: Vec<Section> = rows
            .iter()
            .map(|&[along, top, width]| Section {
                centre: below + forward * (along * (1.0 + grow * 2.0)),
                front: Vector::UP,
                front_radius: top + grow,
                back_radius: 0.06,
                side_radius: width + grow,
            })
            .collect();
        Loft::new(&sections, 3)
    };
    parts.push(Part::new(Shape::Slab(body(0.0), 0.018, 1.0), Layer::Shoe, 0.02));
    parts.push(Part::new(Shape::Slab(body(0.005), 0.0, 0.024), Layer::Sole, 0.0));
    let collar = side.ankle + vector(-0.006, 0.004, 0.0);
    parts.push(Part::new(cone(collar, collar - Vector::UP * 0.03, 0.043, 0.045), Layer::Shoe, 0.03));
}

fn arm(posture: &Posture, side: &Side, skin: Layer, sign: f32, parts: &mut Vec<Part>) {
    let axis = (side.shoulder - side.elbow).unit();
    let front = vector(axis.y, -axis.x, 0.0).unit();
    // The arm is straight, so upper arm and forearm are one body: no seam at the elbow.
    let upper = [[0.0, 0.050, 0.050, 0.048], [0.3, 0.050, 0.049, 0.045], [0.6, 0.049, 0.047, 0.043], [0.85, 0.041, 0.042, 0.041]];
    let fore = [
        [0.02, 0.037, 0.039, 0.041],
        [0.20, 0.043, 0.040, 0.046],
        [0.42, 0.039, 0.036, 0.042],
        [0.8, 0.027, 0.026, 0.031],
        [1.0, 0.023, 0.023, 0.029],
        [1.12, 0.022, 0.020, 0.030],
    ];
    let mut sections = limb_sections(side.shoulder, side.elbow, front, &upper);
    sections.extend(limb_sections(side.elbow, side.wrist, front, &fore));
    parts.push(Part::new(Shape::Loft(Loft::new(&sections, 3)), skin, 0.03));
    let sleeve = [
        [-0.22, 0.022, 0.022, 0.022],
        [-0.12, 0.052, 0.052, 0.050],
        [0.05, 0.066, 0.066, 0.062],
        [0.25, 0.065, 0.066, 0.061],
        [0.52, 0.064, 0.064, 0.058],
    ];
    parts.push(Part::new(Shape::Loft(limb(side.shoulder, side.elbow, front, &sleeve)), Layer::Shirt, 0.035));
    hand(posture.bar, side, skin, sign, parts);
}

/// A fist round the bar, palm towards the legs: the palm before the bar, the fingers below and behind it.
fn hand(bar: Vector, side: &Side, skin: Layer, sign: f32, parts: &mut Vec<Part>) {
    let grip = bar.with_z(side.knuckle.z + sign * 0.03);
    let at = |x: f32, y: f32, z: f32| grip + vector(x, y, z * sign);
    parts.push(Part::new(cone(side.wrist, at(0.017, 0.028, 0.0), 0.026, 0.027), skin, 0.02));
    parts.push(Part::new(cone(at(0.020, 0.022, -0.024), at(0.020, 0.020, 0.026), 0.019, 0.017), skin, 0.015));
    for finger in 0..4 {
        let z = -0.033 + 0.0215 * finger as f32;
        parts.push(Part::new(cone(at(0.028, 0.014, z), at(0.018, -0.020, z), 0.0125, 0.011), skin, 0.004));
        parts.push(Part::new(cone(at(0.018, -0.021, z), at(-0.018, -0.017, z), 0.011, 0.009), skin, 0.004));
    }
    parts.push(Part::new(cone(at(-0.004, 0.034, -0.028), at(-0.021, -0.004, -0.036), 0.013, 0.010), skin, 0.008));
}

/// Adds the body below the neck.
pub fn add_body(posture: &Posture, parts: &mut Vec<Part>) {
    trunk(posture, parts);
    let skins = [(Layer::LeftLeg, Layer::LeftArm), (Layer::RightLeg, Layer::RightArm)];
    for (index, side) in posture.sides.iter().enumerate() {
        let sign = if index == 0 { -1.0 } else { 1.0 };
        leg(side, skins[index].0, sign, parts);
        arm(posture, side, skins[index].1, sign, parts);
    }
}
