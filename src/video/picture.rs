//! Brings a decoded picture upright, to square pixels, to its size and to RGB.

use opencv::core::{self, Mat, Size, Vec3b};
use opencv::{imgproc, prelude::*};

/// Shrinking by more than this averages over all pixels, which is slower; below it four neighbours are enough.
const AVERAGE_ABOVE: f64 = 2.0;

/// Quarter turns clockwise that bring a stored picture upright.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    None,
    Clockwise,
    Half,
    Anticlockwise,
}

impl Turn {
    /// The turn for the rotation in degrees that the decoder read from the file.
    ///
    /// OpenCV 4.6 reports it with the wrong sign (opencv/opencv issue 22088), so its own turning is off and done here.
    pub(super) fn from_meta(degrees: f64, opencv: (i32, i32)) -> Self {
        let degrees = if degrees.is_finite() { degrees.round() as i32 } else { 0 };
        let clockwise = if opencv == (4, 6) { -degrees } else { degrees };
        match clockwise.rem_euclid(360) {
            90 => Self::Clockwise,
            180 => Self::Half,
            270 => Self::Anticlockwise,
            _ => Self::None,
        }
    }

    fn swaps_sides(self) -> bool {
        matches!(self, Self::Clockwise | Self::Anticlockwise)
    }
}

/// What is done to every picture of a clip.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shaping {
    turn: Turn,
    /// Size before the turn, pixels.
    stored: (usize, usize),
}

impl Shaping {
    /// The shaping of pictures stored as `stored` pixels wide and high, whose pixels are `aspect` times as wide as high,
    /// with no side longer than `max_side` at the end.
    pub(super) fn new(stored: (usize, usize), aspect: f64, turn: Turn, max_side: Option<usize>) -> Self {
        let (width, height) = (stored.0 as f64 * aspect, stored.1 as f64);
        let shrink = max_side.map_or(1.0, |side| (side as f64 / width.max(height)).min(1.0));
        let side = |length: f64| ((length * shrink).round() as usize).max(1);
        Self { turn, stored: (side(width), side(height)) }
    }

    /// Width and height of the upright picture, pixels.
    pub(super) fn size(&self) -> (usize, usize) {
        if self.turn.swaps_sides() { (self.stored.1, self.stored.0) } else { self.stored }
    }
}

/// Buffers that are used again for every picture.
#[derive(Debug, Default)]
pub(super) struct Shaper {
    resized: Mat,
    turned: Mat,
}

impl Shaper {
    /// The picture upright, in RGB, without padding: one resize and one turn where they are needed, and one pass that swaps the
    /// colours straight into the frame's own memory.
    pub(super) fn shape<'mat>(&'mat mut self, decoded: &'mat Mat, shaping: &Shaping) -> opencv::Result<Vec<u8>> {
        let wanted = Size::new(shaping.stored.0 as i32, shaping.stored.1 as i32);
        let mut picture = decoded;
        if picture.size()? != wanted {
            let shrink = f64::from(picture.cols()) / f64::from(wanted.width);
            let way = if shrink > AVERAGE_ABOVE { imgproc::INTER_AREA } else { imgproc::INTER_LINEAR };
            imgproc::resize(picture, &mut self.resized, wanted, 0.0, 0.0, way)?;
            picture = &self.resized;
        }
        let way = match shaping.turn {
            Turn::None => None,
            Turn::Clockwise => Some(core::ROTATE_90_CLOCKWISE),
            Turn::Half => Some(core::ROTATE_180),
            Turn::Anticlockwise => Some(core::ROTATE_90_COUNTERCLOCKWISE),
        };
        if let Some(way) = way {
            core::rotate(picture, &mut self.turned, way)?;
            picture = &self.turned;
        }
        let (width, height) = shaping.size();
        let mut rgb = vec![0; width * height * 3];
        let mut target = Mat::new_rows_cols_with_bytes_mut::<Vec3b>(height as i32, width as i32, &mut rgb)?;
        imgproc::cvt_color_def(picture, &mut target, imgproc::COLOR_BGR2RGB)?;
        drop(target);
        Ok(rgb)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_turn_undoes_the_sign_error_of_the_old_library_only() {
        assert_eq!(Turn::from_meta(90.0, (4, 6)), Turn::Anticlockwise);
        assert_eq!(Turn::from_meta(270.0, (4, 6)), Turn::Clockwise);
        assert_eq!(Turn::from_meta(90.0, (4, 10)), Turn::Clockwise);
        assert_eq!(Turn::from_meta(-180.0, (4, 6)), Turn::Half);
        assert_eq!(Turn::from_meta(f64::NAN, (4, 6)), Turn::None);
    }

    #[test]
    fn wide_pixels_widen_the_picture_and_large_pictures_shrink() {
        let sizes = |stored, aspect, turn, side| Shaping::new(stored, aspect, turn, side).size();
        assert_eq!(sizes((720, 576), 16.0 / 11.0, Turn::None, None), (1047, 576));
        assert_eq!(sizes((3840, 2160), 1.0, Turn::Clockwise, Some(1920)), (1080, 1920));
        assert_eq!(sizes((640, 360), 1.0, Turn::None, Some(1920)), (640, 360));
    }

    #[test]
    fn a_turned_picture_keeps_its_corner_and_swaps_its_colours() {
        let mut decoded = Mat::new_rows_cols_with_default(2, 3, Vec3b::opencv_type(), core::Scalar::default()).unwrap();
        *decoded.at_2d_mut::<Vec3b>(0, 0).unwrap() = Vec3b::from([1, 2, 3]);
        let shaping = Shaping::new((3, 2), 1.0, Turn::Clockwise, None);
        let rgb = Shaper::default().shape(&decoded, &shaping).unwrap();
        assert_eq!(shaping.size(), (2, 3));
        assert_eq!(rgb[3..6], [3, 2, 1]);
        assert_eq!(rgb.iter().filter(|&&byte| byte > 0).count(), 3);
    }
}
