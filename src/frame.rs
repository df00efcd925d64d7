//! One decoded picture of a clip.

use crate::units::Seconds;

/// One frame, upright (the file's rotation and pixel shape already applied), with its true time.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// Number of the frame among those delivered, from 0.
    pub index: usize,
    /// Presentation time from the container, seconds from the clip's first frame.
    pub at: Seconds,
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// Rows from the top, pixels from the left, three bytes each in the order red, green, blue; no padding.
    pub rgb: Vec<u8>,
}

/// The place of the item nearest to a time among items whose times ascend, the earlier of two as near; `None` where there are none. `time`
/// gives an item's time in the unit of `at`.
pub(crate) fn nearest<T>(items: &[T], at: f64, time: impl Fn(&T) -> f64) -> Option<usize> {
    let after = items.partition_point(|item| time(item) < at);
    let off = |index: usize| items.get(index).map_or(f64::INFINITY, |item| (time(item) - at).abs());
    match after.checked_sub(1) {
        Some(before) if off(before) <= off(after) => Some(before),
        _ => (after < items.len()).then_some(after),
    }
}

impl Frame {
    /// A small copy, no side longer than `side` pixels, made as fast as can be: every so many pixels, no means of those between. Pixels that
    /// the frame lacks are lacking.
    pub fn thinned(&self, side: usize) -> Self {
        let step = self.width.max(self.height).div_ceil(side.max(1)).max(1);
        let (width, height) = (self.width.div_ceil(step), self.height.div_ceil(step));
        let mut rgb = Vec::with_capacity(width * height * 3);
        for row in self.rgb.chunks_exact(self.width.max(1) * 3).step_by(step) {
            rgb.extend(row.as_chunks::<3>().0.iter().step_by(step).flatten());
        }
        Self { width, height, rgb, ..*self }
    }

    /// The three bytes red, green, blue of a pixel, or `None` outside the picture.
    pub fn pixel(&self, x: usize, y: usize) -> Option<[u8; 3]> {
        if x >= self.width || y >= self.height {
            return None;
        }
        let start = (y * self.width + x) * 3;
        let bytes = self.rgb.get(start..start + 3)?;
        Some([bytes[0], bytes[1], bytes[2]])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_in_time_is_found_also_beyond_the_ends_and_the_earlier_of_two_as_near() {
        let times = [0.0, 1.0, 2.0, 4.0];
        let found = |at: f64| nearest(&times, at, |time| *time);
        assert_eq!([-3.0, 0.4, 0.5, 0.6, 2.9, 3.0, 9.0].map(found), [0, 0, 0, 1, 2, 2, 3].map(Some));
        assert_eq!(nearest(&[], 1.0, |time: &f64| *time), None);
    }
}
