//! Points of the image and of the plane of the lift: two types, so that they cannot be mixed.

/// A point of the upright picture in pixels: x to the right, y down, pixel centres at whole numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ImagePoint {
    /// Pixels to the right of the first column's centre.
    pub x: f64,
    /// Pixels below the first row's centre.
    pub y: f64,
}

/// A point in the plane of the lift, in the lift's length unit: y up from the floor; x forward, where the lifter faces,
/// in a sagittal plane, or towards the picture's right in a frontal one.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PlanePoint {
    /// Forward (sagittal) or to the picture's right (frontal).
    pub x: f64,
    /// Up from the floor.
    pub y: f64,
}

macro_rules! point {
    ($name:ident) => {
        impl $name {
            /// The point at `x`, `y`.
            pub const fn new(x: f64, y: f64) -> Self {
                Self { x, y }
            }

            /// Distance to another point, in the points' own unit.
            pub fn distance(self, other: Self) -> f64 {
                (self.x - other.x).hypot(self.y - other.y)
            }

            /// The point half-way to another.
            pub fn midpoint(self, other: Self) -> Self {
                self.towards(other, 0.5)
            }

            /// The middle of two points that may be there; one alone stands for both.
            pub fn middle(one: Option<Self>, other: Option<Self>) -> Option<Self> {
                match (one, other) {
                    (Some(a), Some(b)) => Some(a.midpoint(b)),
                    (one, other) => one.or(other),
                }
            }

            /// The point a share of the way to another: 0 is here, 1 is there.
            pub fn towards(self, other: Self, share: f64) -> Self {
                Self { x: self.x + (other.x - self.x) * share, y: self.y + (other.y - self.y) * share }
            }

            /// Whether both coordinates are numbers.
            pub fn is_finite(self) -> bool {
                self.x.is_finite() && self.y.is_finite()
            }
        }
    };
}

point!(ImagePoint);
point!(PlanePoint);

impl PlanePoint {
    /// Direction of the way to another point above the horizontal, degrees in (-180, 180]; 0 is forward, 90 up.
    /// `None` where the points coincide.
    pub fn elevation_deg(self, other: Self) -> Option<f64> {
        let (dx, dy) = (other.x - self.x, other.y - self.y);
        (dx.hypot(dy) > 1e-9).then(|| dy.atan2(dx).to_degrees())
    }

    /// Angle at this point between the ways to `a` and `b`, degrees in 0..=180. `None` where a side has no length.
    pub fn angle_deg(self, a: Self, b: Self) -> Option<f64> {
        let (ax, ay, bx, by) = (a.x - self.x, a.y - self.y, b.x - self.x, b.y - self.y);
        if ax.hypot(ay) < 1e-9 || bx.hypot(by) < 1e-9 {
            return None;
        }
        Some((ax * by - ay * bx).abs().atan2(ax * bx + ay * by).to_degrees())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn angles_have_the_stated_signs_and_ranges() {
        let o = PlanePoint::new(0.0, 0.0);
        assert!((o.elevation_deg(PlanePoint::new(0.0, 2.0)).unwrap() - 90.0).abs() < 1e-12);
        assert!((o.elevation_deg(PlanePoint::new(-1.0, 0.0)).unwrap() - 180.0).abs() < 1e-12);
        let right = o.angle_deg(PlanePoint::new(1.0, 0.0), PlanePoint::new(0.0, -3.0)).unwrap();
        assert!((right - 90.0).abs() < 1e-12);
        let straight = o.angle_deg(PlanePoint::new(1.0, 1.0), PlanePoint::new(-2.0, -2.0)).unwrap();
        assert!((straight - 180.0).abs() < 1e-9);
    }

    #[test]
    fn a_side_without_length_has_no_angle() {
        let o = PlanePoint::new(1.0, 1.0);
        assert_eq!(o.angle_deg(o, PlanePoint::new(0.0, 0.0)), None);
        assert_eq!(o.elevation_deg(o), None);
    }
}
