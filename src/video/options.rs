//! What of a clip is read, and how.

use std::path::Path;

use super::VideoError;
use crate::units::Seconds;

/// Factors of slow motion that are read; our own choice: phones reach 8 (240 frames a second played at 30) and 32 (960).
const SLOW_MOTION: (f64, f64) = (0.1, 64.0);
/// Long side to which larger pictures are brought by default, pixels: the pose models look at a few hundred pixels of it.
const USUAL_MAX_SIDE: usize = 1920;

/// How a clip is read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReadOptions {
    /// How many times slower than life the file plays: 8 for a lift filmed at 240 frames a second in a file that plays at 30.
    /// True time is the file's playing time over this factor. 1 is an ordinary clip, and so is a file of 240 frames a second that
    /// plays at 240. From 0.1 to 64.
    pub slow_motion: f64,
    /// Frames before this are left out; seconds of the file's own playing time, from its first frame.
    pub from: Option<Seconds>,
    /// Frames after this are left out; seconds of the file's own playing time, from its first frame.
    pub to: Option<Seconds>,
    /// Pictures with a longer side than this are made smaller on reading, pixels; `None` keeps every picture as it is.
    pub max_side: Option<usize>,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { slow_motion: 1.0, from: None, to: None, max_side: Some(USUAL_MAX_SIDE) }
    }
}

impl ReadOptions {
    /// The start and end of the part to read, seconds of playing time; the end may be infinite.
    pub(super) fn part(&self) -> (f64, f64) {
        (self.from.map_or(0.0, |from| from.0), self.to.map_or(f64::INFINITY, |to| to.0))
    }

    /// The part in words.
    pub(super) fn part_in_words(&self) -> String {
        match (self.from, self.to) {
            (None, None) => "the whole clip".to_owned(),
            (Some(from), None) => format!("from {} s", from.0),
            (None, Some(to)) => format!("up to {} s", to.0),
            (Some(from), Some(to)) => format!("from {} s to {} s", from.0, to.0),
        }
    }

    /// Refuses options that cannot be meant.
    pub(super) fn check(&self, path: &Path) -> Result<(), VideoError> {
        let (least, most) = SLOW_MOTION;
        if !(least..=most).contains(&self.slow_motion) {
            return Err(VideoError::SlowMotion { factor: self.slow_motion, least, most, path: path.to_owned() });
        }
        let (from, to) = self.part();
        if from >= 0.0 && from < to {
            Ok(())
        } else {
            Err(VideoError::EmptyPart { part: self.part_in_words(), path: path.to_owned() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(slow_motion: f64, from: Option<f64>, to: Option<f64>) -> Result<(), VideoError> {
        let options = ReadOptions { slow_motion, from: from.map(Seconds), to: to.map(Seconds), max_side: None };
        options.check(Path::new("a.mp4"))
    }

    #[test]
    fn options_that_cannot_be_meant_are_refused() {
        assert!(check(8.0, Some(1.0), Some(2.0)).is_ok());
        for factor in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(matches!(check(factor, None, None), Err(VideoError::SlowMotion { .. })), "{factor}");
        }
        for (from, to) in [(-1.0, 2.0), (2.0, 2.0), (3.0, 1.0), (f64::NAN, 1.0), (0.0, f64::NAN)] {
            assert!(matches!(check(1.0, Some(from), Some(to)), Err(VideoError::EmptyPart { .. })), "{from} {to}");
        }
    }
}
