//! The moving solids of one picture: lifter and barbell, and the distance to them.

use crate::shape::{Shape, smooth_union};
use crate::vector::{Vector, vector};

/// What a solid is made of. Solids of one layer melt together, solids of two meet at an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Layer {
    /// Skin of head and neck.
    Face,
    /// Hair of the head.
    Hair,
    /// Skin of the left arm.
    LeftArm,
    /// Skin of the right arm.
    RightArm,
    /// Skin of the left leg.
    LeftLeg,
    /// Skin of the right leg.
    RightLeg,
    /// The shirt.
    Shirt,
    /// The shorts.
    Shorts,
    /// Socks.
    Sock,
    /// Upper of the shoes.
    Shoe,
    /// Sole of the shoes.
    Sole,
    /// Bar, sleeves and collars.
    Steel,
    /// The large plates.
    Plate,
    /// The inner large plates and small plates.
    OtherPlate,
}

/// Number of layers.
pub const LAYERS: usize = 14;

/// One solid of the scene.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its form.
    pub shape: Shape,
    /// What it is made of.
    pub layer: Layer,
    /// Width of the fillet towards solids of the same layer, metres.
    pub blend: f32,
    bound: (Vector, f32),
}

impl Part {
    /// A part from its form.
    pub fn new(shape: Shape, layer: Layer, blend: f32) -> Self {
        let bound = shape.bound();
        Self { shape, layer, blend, bound }
    }
}

/// The frame of the head: its middle and its unit axes forward, up and right.
#[derive(Clone, Copy, Debug)]
pub struct Head {
    /// Middle of the head, between the ears.
    pub centre: Vector,
    /// The way the face looks.
    pub forward: Vector,
    /// Towards the crown.
    pub up: Vector,
}

impl Head {
    /// Coordinates in the head: forward, up, right; metres.
    pub fn local(&self, point: Vector) -> Vector {
        let relative = point - self.centre;
        vector(relative.dot(self.forward), relative.dot(self.up), relative.z)
    }

    /// The world point of head coordinates.
    pub fn world(&self, forward: f32, up: f32, right: f32) -> Vector {
        self.centre + self.forward * forward + self.up * up + Vector::RIGHT * right
    }
}

/// All moving solids at one time.
#[derive(Clone, Debug)]
pub struct Scene {
    /// The solids.
    pub parts: Vec<Part>,
    /// The head's frame, for painting the face.
    pub head: Head,
    /// The numbers of all parts.
    pub all: Vec<u16>,
}

/// A short list of parts near a ray.
#[derive(Clone, Debug, Default)]
pub struct Near {
    indices: Vec<u16>,
    /// Distance along the ray where the first bound begins.
    pub start: f32,
    /// Distance along the ray where the last bound ends.
    pub end: f32,
}

impl Near {
    /// Whether no part is near.
    pub fn is_empty(&self) -> bool {
        self.indices.is_empty()
    }
}

impl Scene {
    /// The parts whose bounds, grown by `margin`, a cone of rays meets; `spread` is the sine of its half angle.
    pub fn in_cone(&self, origin: Vector, axis: Vector, spread: f32, margin: f32) -> Vec<u16> {
        let meets = |part: &Part| {
            let (centre, radius) = part.bound;
            let relative = centre - origin;
            let along = relative.dot(axis);
            let across = (relative.dot(relative) - along * along).max(0.0).sqrt();
            across < radius + margin + 1.05 * spread * relative.length()
        };
        (0..self.parts.len() as u16).filter(|&index| meets(&self.parts[index as usize])).collect()
    }

    /// Collects into `near` those of `among` whose bounds, grown by `margin`, the ray meets.
    pub fn gather(&self, among: &[u16], origin: Vector, direction: Vector, margin: f32, near: &mut Near) {
        near.indices.clear();
        near.start = f32::MAX;
        near.end = 0.0;
        for &index in among {
            let (centre, radius) = self.parts[index as usize].bound;
            let relative = centre - origin;
            let along = relative.dot(direction);
            let reach = radius + margin;
            let gap = reach * reach - (relative.dot(relative) - along * along);
            if gap <= 0.0 || along + reach < 0.0 {
                continue;
            }
            let half = gap.sqrt();
            near.indices.push(index);
            near.start = near.start.min((along - half).max(0.0));
            near.end = near.end.max(along + half);
        }
    }

    /// Distance to the nearest of the gathered parts.
    pub fn distance(&self, near: &Near, point: Vector) -> f32 {
        self.layers(near, point).1
    }

    fn layers(&self, near: &Near, point: Vector) -> ([f32; LAYERS], f32) {
        let mut layers = [1.0_f32; LAYERS];
        let mut least = 1.0_f32;
        for &index in &near.indices {
            let part = &self.parts[index as usize];
            let (centre, radius) = part.bound;
            let relative = point - centre;
            let outside = radius + 0.06 + least.max(0.0);
            if relative.dot(relative) > outside * outside {
                continue;
            }
            let slot = &mut layers[part.layer as usize];
            *slot = smooth_union(*slot, part.shape.distance(point), part.blend);
            least = least.min(*slot);
        }
        (layers, least)
    }

    /// Distance for walking along a ray: never more than to the nearest bound that was left out.
    pub fn step(&self, near: &Near, point: Vector) -> f32 {
        let (mut least, mut bound) = (1.0_f32, 1.0_f32);
        let mut layers = [1.0_f32; LAYERS];
        for &index in &near.indices {
            let part = &self.parts[index as usize];
            let (centre, radius) = part.bound;
            let gap = (point - centre).length() - radius;
            if gap > 0.08 {
                bound = bound.min(gap);
                continue;
            }
            let slot = &mut layers[part.layer as usize];
            *slot = smooth_union(*slot, part.shape.distance(point), part.blend);
            least = least.min(*slot);
        }
        least.min(bound)
    }

    /// The layer at a point of the surface, and the part of it that is nearest.
    pub fn classify(&self, near: &Near, point: Vector) -> (Layer, usize) {
        let (layers, _) = self.layers(near, point);
        let nearest = (0..LAYERS).min_by(|&a, &b| layers[a].total_cmp(&layers[b])).unwrap_or(0);
        let mut best = (f32::MAX, 0);
        for &index in &near.indices {
            let part = &self.parts[index as usize];
            if part.layer as usize == nearest {
                let distance = part.shape.distance(point);
                if distance < best.0 {
                    best = (distance, index as usize);
                }
            }
        }
        (self.parts[best.1].layer, best.1)
    }

    /// The outward unit normal at a point of the surface.
    pub fn normal(&self, near: &Near, point: Vector) -> Vector {
        let step = 0.0012;
        let corners = [vector(1.0, -1.0, -1.0), vector(-1.0, -1.0, 1.0), vector(-1.0, 1.0, -1.0), vector(1.0, 1.0, 1.0)];
        let mut sum = Vector::ZERO;
        for corner in corners {
            sum += corner * self.distance(near, point + corner * step);
        }
        sum.unit()
    }

    /// The share of light that comes from `direction` to a surface point: 0 dark, 1 free.
    pub fn visibility(&self, point: Vector, direction: Vector, sharpness: f32, near: &mut Near) -> f32 {
        self.gather(&self.all, point, direction, 0.05, near);
        if near.is_empty() {
            return 1.0;
        }
        let mut light = 1.0_f32;
        let mut along = near.start.max(0.012);
        for _ in 0..48 {
            let distance = self.step(near, point + direction * along);
            light = light.min(0.5 + 0.5 * sharpness * distance / along);
            if light <= 0.0 || along > near.end {
                break;
            }
            along += (distance * 0.85).clamp(0.007, 0.05 + 0.08 * along);
        }
        let light = light.clamp(0.0, 1.0);
        light * light * (3.0 - 2.0 * light)
    }

    /// How open the surroundings of a surface point are: 1 free, less in corners. `near` must hold the parts round it.
    pub fn openness(&self, near: &Near, point: Vector, normal: Vector) -> f32 {
        let mut hidden = 0.0;
        let mut weight = 1.0;
        for height in [0.012, 0.03, 0.06, 0.10] {
            hidden += (height - self.distance(near, point + normal * height)).max(0.0) * weight / height;
            weight *= 0.75;
        }
        (1.0 - 0.38 * hidden).clamp(0.12, 1.0)
    }
}
