//! The ellipse as which a plate is seen.

use super::ImagePoint;

/// An ellipse in the picture, lengths in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ellipse {
    /// Centre.
    pub centre: ImagePoint,
    /// Half of the axis that lies nearer to the picture's horizontal, pixels.
    pub half_width: f64,
    /// Half of the axis that lies nearer to the picture's vertical, pixels.
    pub half_height: f64,
    /// Turn of the width axis from the picture's horizontal, degrees clockwise as seen, in (-45, 45].
    pub tilt_deg: f64,
}

impl Ellipse {
    /// A circle of the given radius in pixels.
    pub fn circle(centre: ImagePoint, radius: f64) -> Self {
        Self { centre, half_width: radius, half_height: radius, tilt_deg: 0.0 }
    }

    /// The point of the ellipse at a parameter in radians; 0 lies on the width axis to the right, growing clockwise as seen.
    pub fn at(&self, parameter: f64) -> ImagePoint {
        let (u, v) = (self.half_width * parameter.cos(), self.half_height * parameter.sin());
        let (sin, cos) = self.tilt_deg.to_radians().sin_cos();
        ImagePoint::new(self.centre.x + u * cos - v * sin, self.centre.y + u * sin + v * cos)
    }

    /// Whether a point lies inside the ellipse shrunk to a share of its size.
    pub fn holds(&self, point: ImagePoint, share: f64) -> bool {
        let (sin, cos) = self.tilt_deg.to_radians().sin_cos();
        let (dx, dy) = (point.x - self.centre.x, point.y - self.centre.y);
        let (u, v) = (dx * cos + dy * sin, dy * cos - dx * sin);
        let (a, b) = (self.half_width * share, self.half_height * share);
        a > 0.0 && b > 0.0 && (u / a).powi(2) + (v / b).powi(2) <= 1.0
    }

    /// Width over height, 1 for a circle; `None` where the height is nothing.
    pub fn aspect(&self) -> Option<f64> {
        (self.half_height > 1e-9).then(|| self.half_width / self.half_height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tilted_ellipse_holds_what_lies_inside_its_rim() {
        let ellipse = Ellipse { centre: ImagePoint::new(10.0, 20.0), half_width: 8.0, half_height: 4.0, tilt_deg: 30.0 };
        for step in 0..12 {
            let rim = ellipse.at(f64::from(step));
            assert!(ellipse.holds(rim, 1.01) && !ellipse.holds(rim, 0.99));
        }
        assert!(!Ellipse::circle(ImagePoint::new(0.0, 0.0), 0.0).holds(ImagePoint::new(0.0, 0.0), 1.0));
    }
}
