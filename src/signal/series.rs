//! A measured quantity over the frames of a clip, raw and smoothed side by side.

use std::sync::Arc;

use super::{fill, hampel, low_pass, mad_sd, median, noise_share};

/// One quantity over a clip's frames. All vectors have one entry a frame; times are never resampled.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// Times of the frames, seconds, ascending.
    pub t: Arc<[f64]>,
    /// What was observed; `None` in a hole.
    pub raw: Vec<Option<f64>>,
    /// After outlier rejection, filling of short holes and smoothing; `None` in a long hole.
    pub smooth: Vec<Option<f64>>,
    /// Cut-off of the low-pass, Hz; 0 where no low-pass was run.
    pub cutoff_hz: f64,
    /// Standard deviation of one raw observation about the smooth course, in the quantity's unit.
    pub noise_sd: f64,
}

/// How a raw course is smoothed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Smoothing {
    /// Half-power point of the low-pass, Hz; capped by the frame rate.
    pub cutoff_hz: f64,
    /// Smallest standard deviation of one observation that is believed, in the quantity's unit: keeps still stretches from being cut up.
    pub noise_floor: f64,
}

impl Smoothing {
    /// Cut-off for joints, Hz (default of `Sports2D`, Pagnon and Kim 2024).
    pub const POSITION_HZ: f64 = 6.0;
    /// Cut-off for the bar followed by its plate, Hz (our default: the pull's first jolt is faster than the body).
    pub const BAR_HZ: f64 = 9.0;
    /// Time to either side within which a sample is compared with its neighbours, seconds (our default).
    pub const OUTLIER_HALF_WINDOW_S: f64 = 0.25;
    /// Standard deviations from the neighbours at which a sample is an outlier (the usual three of Hampel's rule, and a half).
    pub const OUTLIER_SIGMAS: f64 = 3.5;
    /// Longest hole that is bridged, seconds (our default).
    pub const LONGEST_FILL_S: f64 = 0.2;
    /// Largest cut-off as a share of the frame rate: beyond it the samples do not carry the course.
    pub const CUTOFF_PER_FPS: f64 = 0.35;
}

impl Series {
    /// Smooths a raw course: outliers go (Hampel), holes up to 0.2 s are bridged, then the zero-phase low-pass.
    /// Observations that are not numbers count as holes.
    pub fn smoothed(t: &Arc<[f64]>, raw: Vec<Option<f64>>, smoothing: Smoothing) -> Self {
        Self::smoothed_with(t, raw, smoothing, &|_| false)
    }

    /// [`Series::smoothed`], where the samples of the frames that are `certain` are never taken for outliers.
    pub fn smoothed_with(t: &Arc<[f64]>, raw: Vec<Option<f64>>, smoothing: Smoothing, certain: &dyn Fn(usize) -> bool) -> Self {
        let mut raw: Vec<Option<f64>> = raw.into_iter().map(|value| value.filter(|value| value.is_finite())).collect();
        raw.resize(t.len(), None);
        let fps = median(t.windows(2).map(|pair| pair[1] - pair[0])).filter(|&step| step > 0.0).map_or(0.0, |step| 1.0 / step);
        let cutoff_hz = smoothing.cutoff_hz.min(Smoothing::CUTOFF_PER_FPS * fps);
        let mut kept = hampel(t, &raw, Smoothing::OUTLIER_HALF_WINDOW_S, Smoothing::OUTLIER_SIGMAS, smoothing.noise_floor);
        for (frame, (kept, raw)) in kept.iter_mut().zip(&raw).enumerate() {
            if kept.is_none() && certain(frame) {
                *kept = *raw;
            }
        }
        let smooth = low_pass(t, &fill(t, &kept, Smoothing::LONGEST_FILL_S), cutoff_hz);
        let residuals = kept.iter().zip(&smooth).filter_map(|(seen, smooth)| Some((*seen)? - (*smooth)?));
        let noise_sd = mad_sd(residuals).unwrap_or(0.0) / noise_share(cutoff_hz, fps).removed.max(0.1);
        Self { t: t.clone(), raw, smooth, cutoff_hz, noise_sd }
    }

    /// Standard error of the smooth course from the noise alone, in the quantity's unit.
    pub fn smooth_sd(&self) -> f64 {
        self.noise_sd * self.passed()
    }

    /// The mean of [`Series::smooth_sd`] of a place's two coordinates, which are smoothed alike over the same frames.
    pub fn smooth_sd_with(&self, other: &Self) -> f64 {
        let passed = self.passed();
        f64::midpoint(self.noise_sd * passed, other.noise_sd * passed)
    }

    /// Share of the noise that the smoothing lets pass.
    fn passed(&self) -> f64 {
        let fps =
            median(self.t.windows(2).map(|pair| pair[1] - pair[0])).filter(|&step| step > 0.0).map_or(0.0, |step| 1.0 / step);
        noise_share(self.cutoff_hz, fps).passed
    }

    /// The smooth value at a frame.
    pub fn at(&self, frame: usize) -> Option<f64> {
        self.smooth.get(frame).copied().flatten()
    }

    /// The smooth value at a time, linear between frames; `None` beyond the ends and beside holes.
    pub fn at_time(&self, seconds: f64) -> Option<f64> {
        let after = self.t.partition_point(|&t| t < seconds);
        let (t1, v1) = (*self.t.get(after)?, self.at(after)?);
        if t1 <= seconds {
            return Some(v1);
        }
        let before = after.checked_sub(1)?;
        let (t0, v0) = (*self.t.get(before)?, self.at(before)?);
        Some(v0 + (v1 - v0) * (seconds - t0) / (t1 - t0))
    }

    /// Share of the frames in `frames` with a raw observation, 0..=1; 0 for an empty range.
    pub fn observed(&self, frames: std::ops::Range<usize>) -> f64 {
        let all = frames.len();
        let seen = self.raw.get(frames).unwrap_or_default().iter().flatten().count();
        if all == 0 { 0.0 } else { seen as f64 / all as f64 }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SMOOTHING: Smoothing = Smoothing { cutoff_hz: 6.0, noise_floor: 0.01 };

    #[test]
    fn a_noisy_course_with_holes_and_spikes_is_recovered_with_its_noise() {
        let t: Arc<[f64]> = (0..300).map(|i| i as f64 / 60.0).collect();
        let truth = |at: f64| (2.0 * at).sin();
        let mut state = 3_u64;
        let mut noise = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((state >> 33) as f64 / f64::from(1_u32 << 31) - 0.5) * 12_f64.sqrt() * 0.02
        };
        let mut raw: Vec<Option<f64>> = t.iter().map(|&at| Some(truth(at) + noise())).collect();
        raw[50] = Some(5.0);
        raw[100..106].fill(None);
        raw[200..240].fill(None);
        let series = Series::smoothed(&t, raw, SMOOTHING);
        assert!((series.noise_sd - 0.02).abs() < 0.006, "{}", series.noise_sd);
        assert_eq!(series.at(220), None, "a long hole stays");
        for frame in (5..195).chain(245..295) {
            assert!((series.at(frame).unwrap() - truth(t[frame])).abs() < 0.035, "{frame}");
        }
        assert!((series.at_time(1.004).unwrap() - truth(1.004)).abs() < 0.03);
        assert_eq!(series.at_time(9.0), None);
    }

    proptest! {
        #[test]
        fn any_course_is_smoothed_without_a_number_that_is_none(
            steps in proptest::collection::vec((0.0..0.2_f64, proptest::option::of(-1e6..1e6_f64)), 0..60)
        ) {
            let mut now = 0.0;
            let t: Arc<[f64]> = steps.iter().map(|&(step, _)| { now += step; now }).collect();
            let series = Series::smoothed(&t, steps.iter().map(|&(_, value)| value).collect(), SMOOTHING);
            prop_assert_eq!(series.smooth.len(), t.len());
            prop_assert!(series.smooth.iter().flatten().all(|value| value.is_finite()));
            prop_assert!(series.noise_sd.is_finite());
            let slopes = super::super::slope(&t, &series.smooth, 0.07);
            prop_assert!(slopes.iter().flatten().all(|value| value.is_finite()));
            prop_assert!(super::super::turns(&series.smooth, 0.1).windows(2).all(|pair| pair[0].high != pair[1].high));
        }
    }
}
