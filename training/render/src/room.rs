//! The gym behind the lifter: floor, wall and things that stand still. It is traced once for a clip.

use crate::camera::Camera;
use crate::noise::{draw, rough_noise, value_noise};
use crate::vector::{Vector, smooth_step, vector};

/// Distance from the lifter to the wall behind, metres.
const WALL: f32 = 2.9;

/// A still solid in room coordinates: right, up, away from the camera; metres.
enum Solid {
    /// Two opposite corners.
    Box(Vector, Vector),
    /// Middle, radius and half length of a disc that faces the camera.
    Disc(Vector, f32, f32),
    /// Middle and radius.
    Ball(Vector, f32),
}

/// The room, turned so that its wall is behind the lifter as the camera sees him.
pub struct Room {
    right: Vector,
    away: Vector,
    solids: Vec<(Solid, Vector)>,
}

struct Hit {
    distance: f32,
    normal: Vector,
    colour: Vector,
    floor: bool,
}

fn furniture() -> Vec<(Solid, Vector)> {
    let black = vector(0.035, 0.036, 0.040);
    let steel = vector(0.30, 0.30, 0.31);
    let mut solids = Vec::new();
    let mut boxed = |from: [f32; 3], to: [f32; 3], colour: Vector| {
        solids.push((Solid::Box(vector(from[0], from[1], from[2]), vector(to[0], to[1], to[2])), colour));
    };
    // A power rack on the left.
    for right in [-3.05, -1.85] {
        for away in [1.5, 2.6] {
            boxed([right - 0.035, 0.0, away - 0.035], [right + 0.035, 2.35, away + 0.035], black);
        }
        boxed([right - 0.035, 2.28, 1.5], [right + 0.035, 2.35, 2.6], black);
        boxed([right - 0.035, 0.02, 1.5], [right + 0.035, 0.09, 2.6], black);
        boxed([right - 0.03, 1.10, 1.38], [right + 0.03, 1.16, 1.5], vector(0.35, 0.07, 0.03));
    }
    boxed([-3.05, 2.27, 1.47], [-1.85, 2.34, 1.53], black);
    boxed([-3.05, 2.27, 2.57], [-1.85, 2.34, 2.63], black);
    boxed([-3.4, 1.17, 1.42], [-1.5, 1.20, 1.45], steel);
    // A dumbbell stand on the right.
    for right in [1.65, 3.35] {
        boxed([right - 0.03, 0.0, 2.2], [right + 0.03, 1.0, 2.75], black);
    }
    for (up, away) in [(0.35, 2.2), (0.80, 2.4)] {
        boxed([1.65, up - 0.03, away], [3.35, up, away + 0.35], vector(0.07, 0.07, 0.075));
    }
    // A board and a clock on the wall, a skirting, a wooden box.
    boxed([1.75, 1.45, WALL - 0.03], [3.15, 2.35, WALL], vector(0.10, 0.10, 0.11));
    boxed([1.80, 1.50, WALL - 0.04], [3.10, 2.30, WALL - 0.02], vector(0.66, 0.67, 0.66));
    boxed([-8.0, 0.0, WALL - 0.02], [8.0, 0.11, WALL], vector(0.05, 0.05, 0.055));
    boxed([-1.35, 0.0, 2.25], [-0.80, 0.50, 2.80], vector(0.36, 0.24, 0.14));
    for (index, right) in [-1.6_f32, -1.6, -3.3, -3.3].into_iter().enumerate() {
        let colour = [vector(0.25, 0.02, 0.02), black, black, vector(0.02, 0.05, 0.18)][index];
        let up = 0.5 + 0.55 * (index % 2) as f32;
        solids.push((Solid::Disc(vector(right, up, 2.5), 0.225 - 0.04 * (index % 2) as f32, 0.03), colour));
        solids.push((Solid::Disc(vector(right, up, 2.46), 0.03, 0.05), steel));
    }
    for shelf in 0..2 {
        for place in 0..8 {
            let radius = 0.062 + 0.003 * place as f32;
            let (up, away) = [(0.35, 2.35), (0.80, 2.55)][shelf];
            let at = vector(1.80 + 0.20 * place as f32, up + radius, away);
            solids.push((Solid::Disc(at, radius, 0.12), vector(0.045, 0.046, 0.05)));
            solids.push((Solid::Disc(at - Vector::RIGHT * 0.125, 0.5 * radius, 0.004), steel));
        }
    }
    for place in 0..4 {
        let radius = 0.085 + 0.012 * place as f32;
        solids.push((Solid::Ball(vector(0.05 + 0.34 * place as f32, radius, 2.68), radius), black));
    }
    solids
}

impl Room {
    /// Builds the room for a camera.
    pub fn new(camera: &Camera) -> Self {
        let ahead = camera.forward;
        let away =
            if ahead.x.abs() > ahead.z.abs() { vector(ahead.x.signum(), 0.0, 0.0) } else { vector(0.0, 0.0, ahead.z.signum()) };
        Self { right: away.cross(Vector::UP), away, solids: furniture() }
    }

    fn inwards(&self, v: Vector) -> Vector {
        vector(v.dot(self.right), v.y, v.dot(self.away))
    }

    fn outwards(&self, v: Vector) -> Vector {
        self.right * v.x + Vector::UP * v.y + self.away * v.z
    }

    /// The direction to the main lamp: above, on the camera's side.
    pub fn key(&self) -> Vector {
        self.outwards(vector(0.34, 1.0, -0.62)).unit()
    }

    /// The direction to the second lamp: above and behind.
    pub fn rim(&self) -> Vector {
        self.outwards(vector(-0.45, 1.0, 0.18)).unit()
    }

    /// What a ray meets, all in room coordinates.
    fn trace(&self, origin: Vector, direction: Vector, limit: f32) -> Option<Hit> {
        let mut best = Hit { distance: limit, normal: Vector::UP, colour: Vector::ZERO, floor: false };
        if direction.y < 0.0 {
            let t = -origin.y / direction.y;
            if t > 1e-3 && t < best.distance {
                best = Hit { distance: t, normal: Vector::UP, colour: Vector::ZERO, floor: true };
            }
        }
        if direction.z > 0.0 {
            let t = (WALL - origin.z) / direction.z;
            if t > 1e-3 && t < best.distance {
                let colour = wall_colour(origin + direction * t);
                best = Hit { distance: t, normal: -Vector::RIGHT, colour, floor: false };
            }
        }
        for (solid, colour) in &self.solids {
            if let Some((t, normal)) = meet(solid, origin, direction)
                && t < best.distance
            {
                best = Hit { distance: t, normal, colour: *colour, floor: false };
            }
        }
        (best.distance < limit).then_some(best)
    }

    /// The light (linear colour) along a camera ray, and whether the ray ends on the floor.
    fn light(&self, origin: Vector, direction: Vector, seed: u32) -> (Vector, bool) {
        let (start, ray) = (self.inwards(origin), self.inwards(direction));
        let Some(hit) = self.trace(start, ray, 60.0) else { return (vector(0.4, 0.4, 0.4), false) };
        let point = start + ray * hit.distance;
        let above = point + hit.normal * 0.002;
        let world = self.outwards(point);
        let colour = if hit.floor { floor_colour(world) } else { hit.colour };
        let mut light = Vector::ZERO;
        for index in 0..3 {
            let turn = |n: u32| draw(seed.wrapping_mul(8).wrapping_add(n), 3 + index);
            // A lamp panel on the ceiling.
            let panel = vector((index as f32 - 1.0) * 2.4 + turn(0) - 0.5, 3.3, -1.2 + 2.6 * turn(1));
            let towards = panel - above;
            let cosine = hit.normal.dot(towards.unit()).max(0.0);
            if cosine > 0.0 && self.trace(above, towards.unit(), towards.length()).is_none() {
                light += vector(1.0, 0.97, 0.92) * (cosine * 3.1 * towards.unit().y / (1.0 + towards.dot(towards)));
            }
            // Light from all round, less in corners.
            let around = vector(turn(2) - 0.5, turn(3) - 0.5, turn(4) - 0.5).unit();
            if self.trace(above, (hit.normal + around * 0.98).unit(), 0.9).is_none() {
                light += vector(0.16, 0.165, 0.175);
            }
        }
        (colour.times(light), hit.floor)
    }

    /// The light of one pixel, averaged over `samples` rays over its area and the lens, and whether its middle is floor.
    pub fn pixel(&self, camera: &Camera, column: usize, row: usize, samples: u32) -> (Vector, bool) {
        let mut sum = Vector::ZERO;
        let focus = vector(camera.place.x, 0.0, camera.place.z).length();
        for sample in 0..samples {
            let seed = (row as u32 * 7919 + column as u32) * samples + sample;
            let turn = |n: u32| draw(seed, 60 + n);
            let aim = camera.ray(column as f32 + turn(0), row as f32 + turn(1));
            let target = camera.place + aim * (focus / aim.dot(camera.forward));
            let lens = (camera.right * (turn(2) - 0.5) + camera.down * (turn(3) - 0.5)) * 0.016;
            let origin = camera.place + lens;
            sum += self.light(origin, (target - origin).unit(), seed).0;
        }
        let middle = camera.ray(column as f32 + 0.5, row as f32 + 0.5);
        (sum * (1.0 / samples as f32), self.light(camera.place, middle, 1).1)
    }
}

fn meet(solid: &Solid, origin: Vector, direction: Vector) -> Option<(f32, Vector)> {
    match solid {
        Solid::Box(low, high) => {
            let (mut near, mut far, mut normal) = (1e-3, f32::MAX, Vector::ZERO);
            let axes = [
                (origin.x, direction.x, low.x, high.x, vector(1.0, 0.0, 0.0)),
                (origin.y, direction.y, low.y, high.y, Vector::UP),
                (origin.z, direction.z, low.z, high.z, Vector::RIGHT),
            ];
            for (from, step, low, high, axis) in axes {
                let (a, b) = ((low - from) / step, (high - from) / step);
                if a.min(b) > near {
                    near = a.min(b);
                    normal = axis * -step.signum();
                }
                far = far.min(a.max(b));
            }
            (near < far && normal != Vector::ZERO).then_some((near, normal))
        }
        Solid::Disc(middle, radius, half) => {
            let relative = origin - *middle;
            let face = (-half - relative.z) / direction.z;
            let at = relative + direction * face;
            if direction.z > 0.0 && face > 1e-3 && at.x.hypot(at.y) < *radius {
                return Some((face, -Vector::RIGHT));
            }
            let a = direction.x * direction.x + direction.y * direction.y;
            let b = relative.x * direction.x + relative.y * direction.y;
            let root = b * b - a * (relative.x * relative.x + relative.y * relative.y - radius * radius);
            let t = (-b - root.max(0.0).sqrt()) / a;
            let at = relative + direction * t;
            (root > 0.0 && t > 1e-3 && at.z.abs() < *half).then(|| (t, vector(at.x, at.y, 0.0).unit()))
        }
        Solid::Ball(middle, radius) => {
            let relative = origin - *middle;
            let b = relative.dot(direction);
            let root = b * b - relative.dot(relative) + radius * radius;
            let t = -b - root.max(0.0).sqrt();
            (root > 0.0 && t > 1e-3).then(|| (t, (relative + direction * t) * (1.0 / radius)))
        }
    }
}

fn wall_colour(point: Vector) -> Vector {
    let paint = 0.95 + 0.10 * rough_noise(point * 2.2, 71);
    let band = smooth_step(1.30, 1.31, point.y);
    let stripe = smooth_step(1.22, 1.23, point.y) - band;
    let upper = vector(0.62, 0.61, 0.57);
    let lower = vector(0.36, 0.38, 0.39);
    (lower.mix(upper, band) * (1.0 - stripe) + vector(0.10, 0.28, 0.27) * stripe) * paint
}

/// The floor in world coordinates: a wooden platform between rubber tiles.
fn floor_colour(point: Vector) -> Vector {
    if point.z.abs() < 0.58 && point.x.abs() < 1.22 {
        let plank = (point.z / 0.145).floor();
        let grain = rough_noise(vector(point.x * 3.0 + plank * 13.0, plank * 5.0, point.z * 60.0), 81);
        let seam = smooth_step(0.0, 0.02, (point.z / 0.145 - plank).min(1.0 - point.z / 0.145 + plank));
        return vector(0.36, 0.225, 0.125) * ((0.72 + 0.5 * grain) * (0.6 + 0.4 * seam));
    }
    let seam = |v: f32| smooth_step(0.0, 0.006, ((v + 0.5).rem_euclid(1.0) - 0.5).abs());
    let speck = if value_noise(point * 130.0, 91) > 0.80 { 0.05 } else { 0.0 };
    let worn = 0.85 + 0.35 * rough_noise(point * 1.7, 93);
    vector(0.085 + speck, 0.088 + speck, 0.095 + speck * 1.2) * (worn * seam(point.x + 0.28) * seam(point.z + 0.58))
}
