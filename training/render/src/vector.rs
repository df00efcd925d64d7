//! Three-dimensional vectors and a few scalar helpers.
//!
//! World axes, right-handed, in metres: `x` forward (the way the lifter faces), `y` up, `z` to the lifter's right.
//! The origin is on the floor below the middle of the foot.

use std::ops::{Add, AddAssign, Mul, Neg, Sub};

/// A point, direction or colour with three components.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Vector {
    /// Forward component, or red.
    pub x: f32,
    /// Upward component, or green.
    pub y: f32,
    /// Rightward component, or blue.
    pub z: f32,
}

/// Makes a vector from its components.
pub const fn vector(x: f32, y: f32, z: f32) -> Vector {
    Vector { x, y, z }
}

impl Vector {
    /// The zero vector.
    pub const ZERO: Self = vector(0.0, 0.0, 0.0);
    /// The unit vector that points up.
    pub const UP: Self = vector(0.0, 1.0, 0.0);
    /// The unit vector that points to the lifter's right.
    pub const RIGHT: Self = vector(0.0, 0.0, 1.0);

    /// Scalar product.
    pub fn dot(self, other: Self) -> f32 {
        self.x * other.x + self.y * other.y + self.z * other.z
    }

    /// Right-handed vector product.
    pub fn cross(self, other: Self) -> Self {
        vector(self.y * other.z - self.z * other.y, self.z * other.x - self.x * other.z, self.x * other.y - self.y * other.x)
    }

    /// Euclidean length.
    pub fn length(self) -> f32 {
        self.dot(self).sqrt()
    }

    /// The same direction with length one; zero stays zero.
    pub fn unit(self) -> Self {
        let length = self.length();
        if length > 0.0 { self * (1.0 / length) } else { self }
    }

    /// Component by component product, as for colours.
    pub fn times(self, other: Self) -> Self {
        vector(self.x * other.x, self.y * other.y, self.z * other.z)
    }

    /// The point a fraction `t` of the way to `other`.
    pub fn mix(self, other: Self, t: f32) -> Self {
        self + (other - self) * t
    }

    /// The same vector with another rightward component.
    pub fn with_z(self, z: f32) -> Self {
        vector(self.x, self.y, z)
    }
}

impl Add for Vector {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        vector(self.x + other.x, self.y + other.y, self.z + other.z)
    }
}

impl AddAssign for Vector {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Vector {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        vector(self.x - other.x, self.y - other.y, self.z - other.z)
    }
}

impl Mul<f32> for Vector {
    type Output = Self;
    fn mul(self, factor: f32) -> Self {
        vector(self.x * factor, self.y * factor, self.z * factor)
    }
}

impl Neg for Vector {
    type Output = Self;
    fn neg(self) -> Self {
        self * -1.0
    }
}

/// Linear interpolation from `a` (at 0) to `b` (at 1).
pub fn mix(a: f32, b: f32, t: f32) -> f32 {
    a + (b - a) * t
}

/// Smooth step: 0 below `low`, 1 above `high`, with no corner between.
pub fn smooth_step(low: f32, high: f32, value: f32) -> f32 {
    let t = ((value - low) / (high - low)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// The sagittal unit vector that leans `degrees` forward from straight up.
pub fn leaning(degrees: f32) -> Vector {
    let angle = degrees.to_radians();
    vector(angle.sin(), angle.cos(), 0.0)
}

/// The sagittal unit vector at right angles to [`leaning`], on the lifter's front side.
pub fn front_of(degrees: f32) -> Vector {
    let angle = degrees.to_radians();
    vector(angle.cos(), -angle.sin(), 0.0)
}
