//! A cutting of a frame in grey and one colour difference, the only picture that the rest of `bar` looks at.

use crate::frame::Frame;
use crate::geom::ImagePoint;

/// Weights of red, green and blue in grey, in 256ths (ITU-R BT.601).
const GREY_WEIGHTS: [u32; 3] = [77, 150, 29];
/// Places farther away than this, in samples, lie in no picture.
const MOST_SAMPLES: f64 = 1.0e6;
/// Most pixels or samples on a side that become one: the sums of so many bytes are below 2^16.
const MOST_STEP: usize = 256;

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

/// Bits behind the point of a sample's place.
const FRACTION: u32 = 16;
/// Weights of a blend add up to this.
const WHOLE: u32 = 256;
/// Grey levels (or warmths) of two neighbouring samples in a word of four bytes.
const EVERY_SECOND: u32 = 0x00ff_00ff;
/// Samples across a line whose mean is taken.
const ACROSS: u32 = 3;

/// A picture whose sample `(i, j)` stands for the picture's point `(left + i * step, top + j * step)`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Patch {
    /// Grey level and warmth of each sample in turn, 0..=255. The warmth is half the difference of red and blue, 128 for grey
    /// things: a red or blue rim often stands out by its colour alone.
    levels: Vec<u8>,
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

/// Grey and warmth of the sum of `count` pixels' red, green and blue.
fn grey_and_warmth([red, green, blue]: [u32; 3], count: u32) -> [u32; 2] {
    let grey = (GREY_WEIGHTS[0] * red + GREY_WEIGHTS[1] * green + GREY_WEIGHTS[2] * blue) / WHOLE;
    [grey, (WHOLE * count + red - blue) / 2]
}

/// A sum of `count` levels as their mean, without a division for each.
fn mean(count: usize) -> impl Fn(u32) -> u8 {
    let share = (1_u64 << 32).div_ceil(count.max(1) as u64);
    move |sum| ((u64::from(sum) * share) >> 32).min(255) as u8
}

/// Adds the lines of bytes up, byte by byte; [`MOST_STEP`] lines at the most.
fn add_up<'a>(sums: &mut [u16], lines: impl Iterator<Item = Option<&'a [u8]>>) -> Option<()> {
    sums.fill(0);
    for line in lines {
        for (sum, &byte) in sums.iter_mut().zip(line?) {
            *sum += u16::from(byte);
        }
    }
    Some(())
}

/// Sums of `count` neighbours of `N` numbers each.
#[inline]
fn neighbours<const N: usize>(block: &[u16], count: usize) -> [u32; N] {
    let mut sum = [0; N];
    for one in block.chunks_exact(N).take(count) {
        for (sum, &number) in sum.iter_mut().zip(one) {
            *sum += u32::from(number);
        }
    }
    sum
}

/// Averages a row of sums of `step` lines of pixels into grey and warmth.
#[inline]
fn pixels_row(sums: &[u16], step: usize, samples: &mut [u8]) {
    let mean = mean(step * step);
    for (sample, block) in samples.chunks_exact_mut(2).zip(sums.chunks_exact(step * 3)) {
        let [grey, warmth] = grey_and_warmth(neighbours::<3>(block, step), (step * step) as u32);
        (sample[0], sample[1]) = (mean(grey), mean(warmth));
    }
}

/// Averages a row of sums of `factor` lines of samples.
#[inline]
fn samples_row(sums: &[u16], factor: usize, samples: &mut [u8]) {
    let mean = mean(factor * factor);
    for (sample, block) in samples.chunks_exact_mut(2).zip(sums.chunks_exact(factor * 2)) {
        let [grey, warmth] = neighbours::<2>(block, factor);
        (sample[0], sample[1]) = (mean(grey), mean(warmth));
    }
}

impl Patch {
    /// Cuts an area out of a frame, one sample for `step` x `step` pixels (their mean). `None` where the area misses the picture
    /// or the frame holds fewer bytes than its size says.
    pub(super) fn cut(frame: &Frame, area: Area, step: usize) -> Option<Self> {
        let step = step.clamp(1, MOST_STEP);
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
        let line = |row: usize| {
            let start = ((top + row) * frame.width + left) * 3;
            frame.rgb.get(start..start + width * step * 3)
        };
        let mut levels = vec![0; width * height * 2];
        let mut sums = vec![0_u16; if step > 1 { width * step * 3 } else { 0 }];
        for (row, samples) in levels.chunks_exact_mut(width * 2).enumerate() {
            if step == 1 {
                for (sample, rgb) in samples.chunks_exact_mut(2).zip(line(row)?.chunks_exact(3)) {
                    let [grey, warmth] = grey_and_warmth([u32::from(rgb[0]), u32::from(rgb[1]), u32::from(rgb[2])], 1);
                    (sample[0], sample[1]) = (grey as u8, warmth as u8);
                }
                continue;
            }
            add_up(&mut sums, (0..step).map(|k| line(row * step + k)))?;
            // Said as numbers so that the usual steps get loops of their own.
            match step {
                2 => pixels_row(&sums, 2, samples),
                3 => pixels_row(&sums, 3, samples),
                _ => pixels_row(&sums, step, samples),
            }
        }
        let half = (step as f64 - 1.0) / 2.0;
        Some(Self { levels, width, height, left: left as f64 + half, top: top as f64 + half, step: step as f64 })
    }

    /// The same picture with one sample for `factor` x `factor` of this one's; `None` where nothing would be left.
    pub(super) fn shrunk(&self, factor: usize) -> Option<Self> {
        let factor = factor.clamp(1, MOST_STEP);
        let (width, height) = (self.width / factor, self.height / factor);
        if width < 2 || height < 2 {
            return None;
        }
        let line = |row: usize| self.levels.get(row * self.width * 2..row * self.width * 2 + width * factor * 2);
        let mut levels = vec![0; width * height * 2];
        let mut sums = vec![0_u16; width * factor * 2];
        for (row, samples) in levels.chunks_exact_mut(width * 2).enumerate() {
            add_up(&mut sums, (0..factor).map(|k| line(row * factor + k)))?;
            match factor {
                2 => samples_row(&sums, 2, samples),
                3 => samples_row(&sums, 3, samples),
                _ => samples_row(&sums, factor, samples),
            }
        }
        let half = (factor as f64 - 1.0) / 2.0 * self.step;
        Some(Self { levels, width, height, left: self.left + half, top: self.top + half, step: self.step * factor as f64 })
    }

    /// Bytes that the samples take.
    pub(super) fn bytes(&self) -> usize {
        self.levels.len()
    }

    /// The grey level of a sample, 0..=255; `None` outside.
    pub(super) fn level(&self, column: usize, row: usize) -> Option<u8> {
        if column >= self.width { None } else { self.levels.get(2 * (row * self.width + column)).copied() }
    }

    /// The rows from the top, grey and warmth of each sample in turn.
    pub(super) fn rows(&self) -> impl Iterator<Item = &[u8]> {
        self.levels.chunks_exact(self.width * 2)
    }

    /// The sample that stands nearest to a point of the picture, as column and row that may lie outside.
    pub(super) fn nearest(&self, at: ImagePoint) -> (i64, i64) {
        (((at.x - self.left) / self.step).round() as i64, ((at.y - self.top) / self.step).round() as i64)
    }

    /// Grey and warmth along a line of unit direction `(dx, dy)`, from a point of the picture on, one step apart; each is the mean of
    /// three across the line, which has less noise. The line ends early where it leaves the patch.
    pub(super) fn line(&self, from: ImagePoint, (dx, dy): (f64, f64), count: usize, found: &mut Vec<[f32; 2]>) {
        found.clear();
        let (u, v) = ((from.x - self.left) / self.step, (from.y - self.top) / self.step);
        if !(u.abs() < MOST_SAMPLES && v.abs() < MOST_SAMPLES && dx.abs() <= 1.0 && dy.abs() <= 1.0) {
            return;
        }
        let fixed = |value: f64| (value * f64::from(1 << FRACTION)).round() as i64;
        // Half a blend's weight more: what is cut off is then rounded.
        let half = i64::from((1 << FRACTION) / WHOLE / 2);
        let (mut u, mut v) = (fixed(u) + half, fixed(v) + half);
        let (du, dv) = (fixed(dx), fixed(dy));
        let share = 1.0 / (ACROSS * WHOLE * WHOLE) as f32;
        for _ in 0..count {
            let (Some(a), Some(b), Some(c)) = (self.blend(u, v), self.blend(u - dv, v + du), self.blend(u + dv, v - du)) else {
                return;
            };
            found.push([(a[0] + b[0] + c[0]) as f32 * share, (a[1] + b[1] + c[1]) as f32 * share]);
            u += du;
            v += dv;
        }
    }

    /// Grey and warmth at a place in samples, with [`FRACTION`] bits behind the point: straight lines between samples, times the
    /// square of [`WHOLE`]. `None` outside.
    fn blend(&self, u: i64, v: i64) -> Option<[u32; 2]> {
        // What is negative becomes larger than any side.
        let (column, row) = ((u >> FRACTION) as usize, (v >> FRACTION) as usize);
        if column >= self.width - 1 || row >= self.height - 1 {
            return None;
        }
        let (right, below) = ((u >> (FRACTION - 8)) as u32 & 255, (v >> (FRACTION - 8)) as u32 & 255);
        let start = 2 * (row * self.width + column);
        let pair = |start: usize| Some(u32::from_le_bytes(*self.levels.get(start..)?.first_chunk::<4>()?));
        let (upper, lower) = (pair(start)?, pair(start + 2 * self.width)?);
        let column = |upper: u32, lower: u32| (upper & EVERY_SECOND) * (WHOLE - below) + (lower & EVERY_SECOND) * below;
        let across = |both: u32| (both & 0xffff) * (WHOLE - right) + (both >> 16) * right;
        Some([across(column(upper, lower)), across(column(upper >> 8, lower >> 8))])
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
                let mut found = Vec::new();
                patch.line(ImagePoint::new(30.25, 17.0), (1.0, 0.0), 1, &mut found);
                let [level, _] = found[0];
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
