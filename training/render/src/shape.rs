//! Signed-distance shapes, in metres: negative inside, positive outside.

use crate::loft::Loft;
use crate::vector::{Vector, vector};

/// One solid.
#[derive(Clone, Debug)]
pub enum Shape {
    /// A capsule with a different radius at either end.
    Cone {
        /// Centre of the first end.
        start: Vector,
        /// Centre of the second end.
        end: Vector,
        /// Radius at `start`.
        start_radius: f32,
        /// Radius at `end`.
        end_radius: f32,
    },
    /// An ellipsoid, optionally cut by a plane.
    Ellipsoid {
        /// Centre.
        centre: Vector,
        /// Orthonormal axes.
        axes: [Vector; 3],
        /// Half lengths along the axes.
        radii: Vector,
        /// Only the part where `normal . (point - centre) > offset` remains.
        cut: Option<(Vector, f32)>,
    },
    /// A body that follows a curve.
    Loft(Loft),
    /// A loft cut by two levels of height: only `low < y < high` remains.
    Slab(Loft, f32, f32),
    /// A cylinder along `z` with rounded edges.
    Cylinder {
        /// Centre.
        centre: Vector,
        /// Radius, rounding included.
        radius: f32,
        /// Half the length along `z`, rounding included.
        half_length: f32,
        /// Radius of the rounded edge.
        rounding: f32,
    },
}

fn round_cone(point: Vector, start: Vector, end: Vector, start_radius: f32, end_radius: f32) -> f32 {
    let axis = end - start;
    let length_squared = axis.dot(axis);
    let relative = point - start;
    let t = (relative.dot(axis) / length_squared).clamp(0.0, 1.0);
    (relative - axis * t).length() - (start_radius + (end_radius - start_radius) * t)
}

fn ellipsoid(local: Vector, radii: Vector) -> f32 {
    let scaled = vector(local.x / radii.x, local.y / radii.y, local.z / radii.z);
    let twice = vector(scaled.x / radii.x, scaled.y / radii.y, scaled.z / radii.z);
    let first = scaled.length();
    let second = twice.length();
    if second < 1e-6 {
        return -radii.x.min(radii.y).min(radii.z);
    }
    first * (first - 1.0) / second
}

impl Shape {
    /// The signed distance (a close lower bound of it) from `point`, in metres.
    pub fn distance(&self, point: Vector) -> f32 {
        match self {
            Self::Cone { start, end, start_radius, end_radius } => round_cone(point, *start, *end, *start_radius, *end_radius),
            Self::Ellipsoid { centre, axes, radii, cut } => {
                let relative = point - *centre;
                let local = vector(relative.dot(axes[0]), relative.dot(axes[1]), relative.dot(axes[2]));
                let distance = ellipsoid(local, *radii);
                match cut {
                    Some((normal, offset)) => {
                        let plane = offset - normal.dot(relative);
                        let blend = (0.012 - (distance - plane).abs()).max(0.0);
                        distance.max(plane) + blend * blend / 0.048
                    }
                    None => distance,
                }
            }
            Self::Loft(loft) => loft.distance(point),
            Self::Slab(loft, low, high) => loft.distance(point).max(low - point.y).max(point.y - high),
            Self::Cylinder { centre, radius, half_length, rounding } => {
                let relative = point - *centre;
                let radial = (relative.x * relative.x + relative.y * relative.y).sqrt() - radius + rounding;
                let along = relative.z.abs() - half_length + rounding;
                radial.max(along).min(0.0) + (radial.max(0.0).powi(2) + along.max(0.0).powi(2)).sqrt() - rounding
            }
        }
    }

    /// Coordinates that move with the solid, in metres, for textures.
    pub fn local(&self, point: Vector) -> Vector {
        match self {
            Self::Cone { start, end, .. } => {
                let axis = (*end - *start).unit();
                let side = axis.cross(vector(0.31, 0.17, 0.93)).unit();
                let relative = point - *start;
                vector(relative.dot(side), relative.dot(axis.cross(side)), relative.dot(axis))
            }
            Self::Ellipsoid { centre, axes, .. } => {
                let relative = point - *centre;
                vector(relative.dot(axes[0]), relative.dot(axes[1]), relative.dot(axes[2]))
            }
            Self::Loft(loft) | Self::Slab(loft, ..) => loft.local(point),
            Self::Cylinder { centre, .. } => point - *centre,
        }
    }

    /// A sphere that holds the whole solid: centre and radius.
    pub fn bound(&self) -> (Vector, f32) {
        match self {
            Self::Cone { start, end, start_radius, end_radius } => {
                (start.mix(*end, 0.5), (*end - *start).length() * 0.5 + start_radius.max(*end_radius))
            }
            Self::Ellipsoid { centre, radii, .. } => (*centre, radii.x.max(radii.y).max(radii.z)),
            Self::Loft(loft) | Self::Slab(loft, ..) => loft.bound(),
            Self::Cylinder { centre, radius, half_length, .. } => (*centre, radius.hypot(*half_length)),
        }
    }
}

/// The smooth union of two distances; `blend` is the width of the fillet in metres.
pub fn smooth_union(a: f32, b: f32, blend: f32) -> f32 {
    if blend <= 0.0 {
        return a.min(b);
    }
    let overlap = (blend - (a - b).abs()).max(0.0) / blend;
    a.min(b) - overlap * overlap * blend * 0.25
}
