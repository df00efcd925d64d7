//! A part of the frame, possibly turned, as a network's input, and the way back from the crop to the frame.

use crate::geom::ImagePoint;

/// Width and height of a network's picture, pixels; in a manifest one number for a square, else `[width, height]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(from = "Sides", into = "Sides")]
pub struct Size {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

impl Size {
    /// The longer side.
    pub fn longer(self) -> usize {
        self.width.max(self.height)
    }

    /// Pixels in all.
    pub fn area(self) -> usize {
        self.width * self.height
    }
}

impl From<usize> for Size {
    fn from(side: usize) -> Self {
        Self { width: side, height: side }
    }
}

impl std::fmt::Display for Size {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} x {}", self.width, self.height)
    }
}

/// A size as a manifest writes it.
#[derive(serde::Deserialize, serde::Serialize)]
#[serde(untagged)]
enum Sides {
    Square(usize),
    Both([usize; 2]),
}

impl From<Sides> for Size {
    fn from(sides: Sides) -> Self {
        match sides {
            Sides::Square(side) => side.into(),
            Sides::Both([width, height]) => Self { width, height },
        }
    }
}

impl From<Size> for Sides {
    fn from(size: Size) -> Self {
        if size.width == size.height { Self::Square(size.width) } else { Self::Both([size.width, size.height]) }
    }
}

/// A rectangle of the frame that a network looks at, of the shape of the network's picture; it may reach beyond the frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crop {
    /// Its middle in frame pixels.
    pub centre: ImagePoint,
    /// Its longer side in frame pixels.
    pub side: f64,
    /// How far its upright is turned clockwise from the frame's, degrees.
    pub turn_deg: f64,
}

impl Crop {
    /// An upright rectangle.
    pub fn upright(centre: ImagePoint, side: f64) -> Self {
        Self { centre, side, turn_deg: 0.0 }
    }

    /// Whether it has a place and a size.
    pub fn is_sound(&self) -> bool {
        self.centre.is_finite() && self.turn_deg.is_finite() && self.side.is_finite() && self.side >= MIN_SIDE_PX
    }

    /// The frame pixel under a point of the crop's picture of that size; whole numbers are pixel centres in both.
    pub fn to_frame(&self, at: ImagePoint, size: impl Into<Size>) -> ImagePoint {
        let size = size.into();
        let scale = self.side / size.longer().max(1) as f64;
        let (u, v) = ((at.x - half(size.width)) * scale, (at.y - half(size.height)) * scale);
        let (sin, cos) = self.turn_deg.to_radians().sin_cos();
        ImagePoint::new(self.centre.x + u * cos - v * sin, self.centre.y + u * sin + v * cos)
    }

    /// The point of the crop's picture of that size that shows a frame pixel: the inverse of [`Self::to_frame`].
    pub fn from_frame(&self, at: ImagePoint, size: impl Into<Size>) -> ImagePoint {
        let size = size.into();
        let scale = size.longer() as f64 / self.side;
        let (x, y) = (at.x - self.centre.x, at.y - self.centre.y);
        let (sin, cos) = self.turn_deg.to_radians().sin_cos();
        ImagePoint::new((x * cos + y * sin) * scale + half(size.width), (y * cos - x * sin) * scale + half(size.height))
    }

    /// The crop moved up and left by half a pixel of its picture of `size` x `size` pixels: a pixel then shows what lies at its corner, as
    /// `MediaPipe` samples on the CPU.
    #[must_use]
    pub fn by_corners(&self, size: usize) -> Self {
        let middle = size as f64 / 2.0 - 1.0;
        Self { centre: self.to_frame(ImagePoint::new(middle, middle), size), ..*self }
    }

    /// The smallest crop of a picture of that size that holds a box of the frame, enlarged by a factor.
    pub fn round(left: f64, top: f64, right: f64, bottom: f64, size: Size, factor: f64) -> Self {
        let longer = size.longer() as f64;
        let across = (right - left) * longer / size.width.max(1) as f64;
        let down = (bottom - top) * longer / size.height.max(1) as f64;
        let centre = ImagePoint::new(f64::midpoint(left, right), f64::midpoint(top, bottom));
        Self::upright(centre, across.max(down) * factor)
    }

    /// Share of the smaller crop that the two have in common, 0..=1; both are taken for squares, and turns are not regarded.
    pub fn overlap(&self, other: &Self) -> f64 {
        let span = |a: f64, b: f64| {
            let low = (a - self.side / 2.0).max(b - other.side / 2.0);
            let high = (a + self.side / 2.0).min(b + other.side / 2.0);
            (high - low).max(0.0)
        };
        let common = span(self.centre.x, other.centre.x) * span(self.centre.y, other.centre.y);
        common / self.side.min(other.side).powi(2).max(f64::MIN_POSITIVE)
    }
}

/// Half the way from the first pixel of a side to the last.
fn half(side: usize) -> f64 {
    (side as f64 - 1.0) / 2.0
}

/// A crop smaller than this shows nothing, frame pixels.
const MIN_SIDE_PX: f64 = 8.0;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_size_is_one_number_or_two_in_a_manifest() {
        for (text, size) in [("192", Size::from(192)), ("[192,256]", Size { width: 192, height: 256 })] {
            assert_eq!(serde_json::from_str::<Size>(text).unwrap(), size);
            assert_eq!(serde_json::to_string(&size).unwrap(), text);
        }
    }

    #[test]
    fn a_crop_round_a_box_holds_it_at_the_pictures_shape() {
        let size = Size { width: 24, height: 32 };
        let round = Crop::round(10.0, 20.0, 70.0, 80.0, size, 1.25);
        assert!((round.side - 100.0).abs() < 1e-9 && round.centre == ImagePoint::new(40.0, 50.0), "{round:?}");
        let corner = round.from_frame(ImagePoint::new(10.0, 20.0), size);
        assert!(corner.x > 0.0 && corner.y > 0.0, "{corner:?}");
    }

    proptest! {
        #[test]
        fn the_way_back_undoes_the_way_there(x in -500.0..2000.0, y in -500.0..2000.0, side in 8.0..3000.0, turn_deg in -360.0..360.0) {
            let crop = Crop { centre: ImagePoint::new(300.0, 400.0), side, turn_deg };
            let at = ImagePoint::new(x, y);
            for size in [Size::from(192), Size { width: 192, height: 256 }] {
                prop_assert!(crop.to_frame(crop.from_frame(at, size), size).distance(at) < 1e-6);
            }
        }
    }
}
