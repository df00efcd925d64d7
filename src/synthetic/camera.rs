//! A pinhole camera.

use super::scene::Scene;
use crate::geom::{Ellipse, ImagePoint};

/// A point in space, metres: x forward, where the lifter faces; y up from the floor; z to the lifter's right.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Point3 {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) z: f64,
}

impl Point3 {
    pub(super) fn new(x: f64, y: f64, z: f64) -> Self {
        Self { x, y, z }
    }
}

/// A pinhole camera that looks level at the middle of the bar.
#[derive(Clone, Debug)]
pub(super) struct Camera {
    focal_px: f64,
    centre: ImagePoint,
    yaw: (f64, f64),
    roll: (f64, f64),
    distance_m: f64,
    height_m: f64,
    aside_m: f64,
    mirror_at: Option<f64>,
}

impl Camera {
    pub(super) fn new(scene: &Scene) -> Self {
        let longer = scene.width_px.max(scene.height_px) as f64;
        Self {
            focal_px: longer / 2.0 / (scene.field_of_view_deg / 2.0).to_radians().tan(),
            centre: ImagePoint::new(scene.width_px as f64 / 2.0, scene.height_px as f64 / 2.0),
            yaw: scene.yaw_deg.to_radians().sin_cos(),
            roll: scene.roll_deg.to_radians().sin_cos(),
            distance_m: scene.distance_m,
            height_m: scene.camera_height_m,
            aside_m: scene.aside_m,
            mirror_at: scene.mirrored.then_some(scene.width_px as f64 - 1.0),
        }
    }

    /// Picture pixels per metre at the depth of the bar's middle.
    pub(super) fn px_per_m(&self) -> f64 {
        self.focal_px / self.distance_m
    }

    /// The point in space that lies so far to the picture's right of its middle, so deep before the camera and so high, metres.
    pub(super) fn space(&self, across: f64, depth: f64, high: f64) -> Point3 {
        let (sin, cos) = self.yaw;
        let (right, near) = (across + self.aside_m, self.distance_m - depth);
        Point3::new(right * cos + near * sin, high, near * cos - right * sin)
    }

    /// Where a point in space is seen.
    pub(super) fn see(&self, point: Point3) -> ImagePoint {
        let (sin, cos) = self.yaw;
        let across = point.x * cos - point.z * sin - self.aside_m;
        let depth = (self.distance_m - point.x * sin - point.z * cos).max(0.1);
        let (right, down) = (self.focal_px * across / depth, self.focal_px * (self.height_m - point.y) / depth);
        let (sin, cos) = self.roll;
        let x = self.centre.x + right * cos + down * sin;
        let y = self.centre.y - right * sin + down * cos;
        ImagePoint::new(self.mirror_at.map_or(x, |edge| edge - x), y)
    }

    /// The ellipse as which a disc standing square to the bar is seen; `thick` is the disc's thickness in metres.
    pub(super) fn see_disc(&self, centre: Point3, radius: f64, thick: f64) -> Ellipse {
        const STEPS: usize = 48;
        let (mut middle, mut a, mut b) = ((0.0, 0.0), (0.0, 0.0), (0.0, 0.0));
        for step in 0..STEPS {
            let (sin, cos) = (step as f64 / STEPS as f64 * std::f64::consts::TAU).sin_cos();
            let seen = self.see(Point3::new(centre.x + radius * cos, centre.y + radius * sin, centre.z));
            let n = STEPS as f64;
            middle = (middle.0 + seen.x / n, middle.1 + seen.y / n);
            a = (a.0 + seen.x * cos * 2.0 / n, a.1 + seen.y * cos * 2.0 / n);
            b = (b.0 + seen.x * sin * 2.0 / n, b.1 + seen.y * sin * 2.0 / n);
        }
        // a and b are conjugate half-diameters: turn them into the axes.
        let turn = 0.5 * (2.0 * (a.0 * b.0 + a.1 * b.1)).atan2(a.0 * a.0 + a.1 * a.1 - b.0 * b.0 - b.1 * b.1);
        let (sin, cos) = turn.sin_cos();
        let first = (a.0 * cos + b.0 * sin, a.1 * cos + b.1 * sin);
        let second = (b.0 * cos - a.0 * sin, b.1 * cos - a.1 * sin);
        let (wide, high) = if first.0.abs() * second.1.hypot(second.0) >= second.0.abs() * first.1.hypot(first.0) {
            (first, second)
        } else {
            (second, first)
        };
        let mut tilt_deg = if wide.0.hypot(wide.1) > 1e-6 { (wide.1 / wide.0).atan().to_degrees() } else { 0.0 };
        if tilt_deg <= -45.0 {
            tilt_deg += 90.0;
        }
        let least = thick / 2.0 * self.px_per_m() * self.yaw.0.abs();
        Ellipse {
            centre: ImagePoint::new(middle.0, middle.1),
            half_width: wide.0.hypot(wide.1).max(least),
            half_height: high.0.hypot(high.1),
            tilt_deg: tilt_deg.clamp(-45.0, 45.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_the_right_side_forward_is_right_and_from_the_front_the_right_hand_is_left() {
        let side = Camera::new(&Scene::default());
        assert!(side.see(Point3::new(0.5, 0.9, 0.0)).x > side.see(Point3::new(0.0, 0.9, 0.0)).x);
        let front = Camera::new(&Scene { yaw_deg: 90.0, ..Scene::default() });
        assert!(front.see(Point3::new(0.0, 0.9, 0.3)).x < front.see(Point3::new(0.0, 0.9, 0.0)).x);
        let higher = side.see(Point3::new(0.0, 1.5, 0.0));
        assert!(higher.y < side.see(Point3::new(0.0, 0.5, 0.0)).y);
    }

    #[test]
    fn a_disc_is_a_circle_from_the_side_and_narrows_with_the_cosine_of_the_yaw() {
        let disc =
            |yaw_deg| Camera::new(&Scene { yaw_deg, ..Scene::default() }).see_disc(Point3::new(0.0, 0.225, 0.0), 0.225, 0.0);
        let round = disc(0.0);
        assert!((round.aspect().unwrap() - 1.0).abs() < 0.01);
        assert!((round.half_height - 0.225 * Camera::new(&Scene::default()).px_per_m()).abs() < 1.0);
        let narrow = disc(45.0);
        assert!((narrow.aspect().unwrap() - 45_f64.to_radians().cos()).abs() < 0.02, "{narrow:?}");
    }
}
