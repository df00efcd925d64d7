//! A cutting of a frame in grey and one colour difference, the only picture that the rest of `bar` looks at.

use crate::frame::Frame;
use crate::geom::ImagePoint;

/// Weights of red, green and blue in grey, in 256ths (ITU-R BT.601).
const GREY_WEIGHTS: [u32; 3] = [77, 150, 29];

/// An upright rectangle in the picture, pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Area {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Lower edge.
    pub bottom: f64,
}

impl Area {
    /// The smallest rectangle round both.
    pub(super) fn union(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }
}

/// A picture whose sample `(i, j)` stands for the picture's point `(left + i * step, top + j * step)`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Patch {
    /// Grey level, 0..=255.
    grey: Vec<u8>,
    /// Half the difference of red and blue, 128 for grey things: a red or blue rim often stands out by its colour alone.
    warmth: Vec<u8>,
    /// Samples in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Picture x of the first column, pixels.
    pub left: f64,
    /// Picture y of the first row, pixels.
    pub top: f64,
    /// Distance of two samples in the picture, pixels.
    pub step: f64,
}

impl Patch {
    /// Cuts an area out of a frame, one sample for `step` x `step` pixels (their mean). `None` where the area misses the picture
    /// or the frame holds fewer bytes than its size says.
    pub(super) fn cut(frame: &Frame, area: Area, step: usize) -> Option<Self> {
        let step = step.max(1);
        if frame.rgb.len() < frame.width.checked_mul(frame.height)?.checked_mul(3)? {
            return None;
        }
        // `as` clamps what is negative or not a number to 0.
        let (left, top) = (area.left.floor() as usize, area.top.floor() as usize);
        let right = ((area.right.ceil().max(-1.0) + 1.0) as usize).min(frame.width);
        let bottom = ((area.bottom.ceil().max(-1.0) + 1.0) as usize).min(frame.height);
        let (width, height) = (right.checked_sub(left)? / step, bottom.checked_sub(top)? / step);
        if width < 2 || height < 2 {
            return None;
        }
        let mut grey = Vec::with_capacity(width * height);
        let mut warmth = Vec::with_capacity(width * height);
        let mut sums = vec![(0_u32, 0_u32); width];
        let count = (step * step) as u32;
        for row in 0..height {
            sums.fill((0, 0));
            for line in 0..step {
                let start = ((top + row * step + line) * frame.width + left) * 3;
                let bytes = frame.rgb.get(start..start + width * step * 3)?;
                for (sum, block) in sums.iter_mut().zip(bytes.chunks_exact(step * 3)) {
                    for rgb in block.chunks_exact(3) {
                        let [red, green, blue] = [u32::from(rgb[0]), u32::from(rgb[1]), u32::from(rgb[2])];
                        sum.0 += GREY_WEIGHTS[0] * red + GREY_WEIGHTS[1] * green + GREY_WEIGHTS[2] * blue;
                        sum.1 += (256 + red - blue) / 2;
                    }
                }
            }
            grey.extend(sums.iter().map(|sum| (sum.0 / (count * 256)) as u8));
            warmth.extend(sums.iter().map(|sum| (sum.1 / count) as u8));
        }
        let half = (step as f64 - 1.0) / 2.0;
        Some(Self { grey, warmth, width, height, left: left as f64 + half, top: top as f64 + half, step: step as f64 })
    }

    /// The same picture with one sample for `factor` x `factor` of this one's; `None` where nothing would be left.
    pub(super) fn shrunk(&self, factor: usize) -> Option<Self> {
        let factor = factor.max(1);
        let (width, height) = (self.width / factor, self.height / factor);
        if width < 2 || height < 2 {
            return None;
        }
        let share = (factor * factor) as u32;
        let mut sums = vec![0_u32; width];
        let mut shrink = |plane: &[u8]| {
            let mut small = Vec::with_capacity(width * height);
            for row in 0..height {
                sums.fill(0);
                for line in 0..factor {
                    let start = (row * factor + line) * self.width;
                    let bytes = plane.get(start..start + width * factor)?;
                    for (sum, block) in sums.iter_mut().zip(bytes.chunks_exact(factor)) {
                        *sum += block.iter().map(|&level| u32::from(level)).sum::<u32>();
                    }
                }
                small.extend(sums.iter().map(|sum| (sum / share) as u8));
            }
            Some(small)
        };
        let (grey, warmth) = (shrink(&self.grey)?, shrink(&self.warmth)?);
        let half = (factor as f64 - 1.0) / 2.0 * self.step;
        Some(Self { grey, warmth, width, height, left: self.left + half, top: self.top + half, step: self.step * factor as f64 })
    }

    /// The level of a sample, 0..=255; `None` outside.
    pub(super) fn level(&self, column: usize, row: usize) -> Option<u8> {
        if column >= self.width { None } else { self.grey.get(row * self.width + column).copied() }
    }

    /// The rows from the top, grey and warmth.
    pub(super) fn rows(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.grey.chunks_exact(self.width).zip(self.warmth.chunks_exact(self.width))
    }

    /// The sample that stands nearest to a point of the picture, as column and row that may lie outside.
    pub(super) fn nearest(&self, at: ImagePoint) -> (i64, i64) {
        (((at.x - self.left) / self.step).round() as i64, ((at.y - self.top) / self.step).round() as i64)
    }

    /// Grey and warmth at a point of the picture, straight lines between samples; `None` outside.
    pub(super) fn sample(&self, x: f64, y: f64) -> Option<[f32; 2]> {
        let (u, v) = ((x - self.left) / self.step, (y - self.top) / self.step);
        if !(u >= 0.0 && v >= 0.0) {
            return None;
        }
        let (column, row) = (u as usize, v as usize);
        if column + 1 >= self.width || row + 1 >= self.height {
            return None;
        }
        let (fu, fv) = ((u - column as f64) as f32, (v - row as f64) as f32);
        let start = row * self.width + column;
        let between = |plane: &[u8]| {
            let upper = plane.get(start..start + 2)?;
            let lower = plane.get(start + self.width..start + self.width + 2)?;
            let above = f32::from(upper[0]) + (f32::from(upper[1]) - f32::from(upper[0])) * fu;
            let below = f32::from(lower[0]) + (f32::from(lower[1]) - f32::from(lower[0])) * fu;
            Some(above + (below - above) * fv)
        };
        Some([between(&self.grey)?, between(&self.warmth)?])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ramp(width: usize, height: usize) -> Frame {
        let rgb = (0..width * height).flat_map(|i| [(i % width) as u8 * 4; 3]).collect();
        Frame { width, height, rgb, ..Frame::default_for_tests() }
    }

    impl Frame {
        fn default_for_tests() -> Self {
            Self { index: 0, at: crate::units::Seconds(0.0), width: 0, height: 0, rgb: Vec::new() }
        }
    }

    #[test]
    fn every_scale_of_a_ramp_reads_the_same_level_at_the_same_point() {
        let frame = ramp(60, 40);
        let area = Area { left: 7.0, top: 5.0, right: 52.0, bottom: 33.0 };
        for step in 1..4 {
            let fine = Patch::cut(&frame, area, step).unwrap();
            let coarse = fine.shrunk(2).unwrap();
            for patch in [&fine, &coarse] {
                let [level, _] = patch.sample(30.25, 20.0).unwrap();
                assert!((f64::from(level) - 121.0).abs() < 1.6, "step {}: {level}", patch.step);
            }
        }
    }

    #[test]
    fn areas_outside_the_picture_and_short_frames_give_nothing() {
        let frame = ramp(20, 20);
        let far = Area { left: 40.0, top: 0.0, right: 60.0, bottom: 10.0 };
        assert_eq!(Patch::cut(&frame, far, 1), None);
        let strange = Area { left: f64::NAN, top: f64::NEG_INFINITY, right: f64::INFINITY, bottom: 5.0 };
        assert!(Patch::cut(&frame, strange, 1).is_some_and(|patch| patch.width == 20));
        let short = Frame { rgb: vec![0; 12], ..ramp(20, 20) };
        assert_eq!(Patch::cut(&short, far, 1), None);
    }
}
