//! A measured quantity over the frames of a clip, raw and smoothed side by side.

/// One quantity over a clip's frames. All vectors have one entry a frame; times are never resampled.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// Times of the frames, seconds, ascending.
    pub t: std::sync::Arc<[f64]>,
    /// What was observed; `None` in a hole.
    pub raw: Vec<Option<f64>>,
    /// After outlier rejection, filling of short holes and smoothing; `None` in a long hole.
    pub smooth: Vec<Option<f64>>,
    /// Cut-off of the low-pass, Hz; 0 where no low-pass was run.
    pub cutoff_hz: f64,
    /// Standard deviation of one raw observation about the smooth course, in the quantity's unit.
    pub noise_sd: f64,
}

impl Series {
    /// The smooth value at a frame.
    pub fn at(&self, frame: usize) -> Option<f64> {
        self.smooth.get(frame).copied().flatten()
    }

    /// Share of the frames in `frames` with a raw observation, 0..=1; 0 for an empty range.
    pub fn observed(&self, frames: std::ops::Range<usize>) -> f64 {
        let all = frames.len();
        let seen = self.raw.get(frames).unwrap_or_default().iter().flatten().count();
        if all == 0 { 0.0 } else { seen as f64 / all as f64 }
    }
}
