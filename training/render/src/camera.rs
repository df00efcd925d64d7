//! A pinhole camera that looks at the lifter.

use crate::options::Options;
use crate::vector::{Vector, vector};

/// The camera: place in metres, unit axes, focal length in pixels.
#[derive(Clone, Debug)]
pub struct Camera {
    /// Optical centre.
    pub place: Vector,
    /// To the right in the picture.
    pub right: Vector,
    /// Down in the picture.
    pub down: Vector,
    /// Along the optical axis.
    pub forward: Vector,
    /// Focal length in pixels.
    pub focal: f32,
    /// Picture centre in continuous coordinates (the first pixel covers 0 to 1).
    pub centre: (f32, f32),
}

impl Camera {
    /// The camera that the options ask for.
    pub fn new(options: &Options) -> Self {
        let yaw = options.yaw.to_radians();
        let side = if options.facing_right { 1.0 } else { -1.0 };
        let towards = vector(yaw.sin(), 0.0, side * yaw.cos());
        let level_right = Vector::UP.cross(towards).unit();
        let pitch = options.pitch.to_radians();
        let forward = -(towards * pitch.cos() + Vector::UP * pitch.sin());
        let down = forward.cross(level_right);
        let roll = options.roll.to_radians();
        Self {
            place: towards * options.distance + Vector::UP * options.height,
            right: level_right * roll.cos() - down * roll.sin(),
            down: down * roll.cos() + level_right * roll.sin(),
            forward,
            focal: 0.5 * options.rows as f32 / (0.5 * options.field_of_view.to_radians()).tan(),
            centre: (0.5 * options.width as f32, 0.5 * options.rows as f32),
        }
    }

    /// The unit direction of the ray through continuous picture coordinates.
    pub fn ray(&self, column: f32, row: f32) -> Vector {
        let (u, v) = ((column - self.centre.0) / self.focal, (row - self.centre.1) / self.focal);
        (self.forward + self.right * u + self.down * v).unit()
    }

    /// Pixel coordinates of a point, where whole numbers are the centres of pixels.
    pub fn project(&self, point: Vector) -> [f32; 2] {
        let relative = point - self.place;
        let depth = relative.dot(self.forward);
        [
            self.centre.0 + self.focal * relative.dot(self.right) / depth - 0.5,
            self.centre.1 + self.focal * relative.dot(self.down) / depth - 0.5,
        ]
    }

    /// The ellipse in the picture of a circle round `centre` in a plane along the `x` and `y` axes: centre and
    /// half axes (large, small) in pixels and the angle of the large one in degrees, clockwise from the right.
    pub fn ellipse(&self, centre: Vector, radius: f32) -> [f64; 5] {
        // The picture of the circle is the conic q for which h = M (cos a, sin a, 1).
        let column = |v: Vector| [v.dot(self.right), v.dot(self.down), v.dot(self.forward)].map(f64::from);
        let (a, b, c) = (column(vector(radius, 0.0, 0.0)), column(vector(0.0, radius, 0.0)), column(centre - self.place));
        let cross = |p: [f64; 3], q: [f64; 3]| [p[1] * q[2] - p[2] * q[1], p[2] * q[0] - p[0] * q[2], p[0] * q[1] - p[1] * q[0]];
        // Rows of the inverse of M, but for the determinant, which a conic does not need.
        let (ra, rb, rc) = (cross(b, c), cross(c, a), cross(a, b));
        let q = |i: usize, j: usize| ra[i] * ra[j] + rb[i] * rb[j] - rc[i] * rc[j];
        let determinant = q(0, 0) * q(1, 1) - q(0, 1) * q(0, 1);
        let u = (q(0, 1) * q(1, 2) - q(1, 1) * q(0, 2)) / determinant;
        let v = (q(0, 1) * q(0, 2) - q(0, 0) * q(1, 2)) / determinant;
        let level = -(q(0, 2) * u + q(1, 2) * v + q(2, 2));
        let mean = 0.5 * (q(0, 0) + q(1, 1));
        let spread = (0.25 * (q(0, 0) - q(1, 1)).powi(2) + q(0, 1).powi(2)).sqrt();
        let mut eigen = [mean - spread, mean + spread];
        eigen.sort_by(|x, y| (level / y).total_cmp(&(level / x)));
        let focal = f64::from(self.focal);
        let angle = q(0, 1).atan2(eigen[0] - q(1, 1)).to_degrees();
        [
            f64::from(self.centre.0) + focal * u - 0.5,
            f64::from(self.centre.1) + focal * v - 0.5,
            focal * (level / eigen[0]).sqrt(),
            focal * (level / eigen[1]).sqrt(),
            angle,
        ]
    }
}
