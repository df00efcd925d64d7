//! Outliers: samples that lie far from their neighbours.

use super::statistics::{mad_sd_about, quantile_of};

/// Fewest samples in a window by which one can be called an outlier.
const FEWEST: usize = 5;
/// Most samples of a window that are looked at: at high frame rates every second or third tells as much.
const MOST: usize = 31;
/// The line and the spread of a window are taken anew after this share of its half length: they change slowly.
const ANEW: f64 = 0.3;

/// Takes away samples further than `sigmas` standard deviations from the median of the time window of `half_window_s` seconds
/// to either side (Hampel 1974; the window is in seconds so that variable frame rates are treated alike).
/// `floor` is the smallest standard deviation believed, in the samples' unit: a still stretch must not make every wiggle an outlier.
/// A straight line through the window is taken off first, so that steady motion is no outlier.
pub fn hampel(t: &[f64], samples: &[Option<f64>], half_window_s: f64, sigmas: f64, floor: f64) -> Vec<Option<f64>> {
    let seen: Vec<(f64, f64)> = t.iter().zip(samples).filter_map(|(&at, &value)| Some((at, value?))).collect();
    let mut kept = samples.to_vec();
    kept.resize(t.len(), None);
    let window = |middle: f64| {
        let from = seen.partition_point(|&(time, _)| time < middle - half_window_s);
        let to = seen.partition_point(|&(time, _)| time <= middle + half_window_s);
        seen.get(from..to).unwrap_or_default()
    };
    let mut room = Room::default();
    let mut usual: Option<(f64, Option<Usual>)> = None;
    for (&at, slot) in t.iter().zip(&mut kept) {
        let Some(value) = *slot else { continue };
        let fresh = usual.filter(|(middle, _)| (at - middle).abs() <= ANEW * half_window_s);
        let (_, known) = fresh.unwrap_or_else(|| {
            // The line holds for as long again after this sample.
            let middle = at + ANEW * half_window_s;
            (middle, room.usual(window(middle), middle))
        });
        if fresh.is_none() {
            usual = Some((at + ANEW * half_window_s, known));
        }
        let odd = known.is_some_and(|usual| {
            let off = (value - (usual.level + usual.slope * (at - usual.at))).abs();
            // The spread is only taken where the floor does not decide.
            off > sigmas * floor && off > sigmas * room.spread(window(usual.at), &usual).unwrap_or(f64::INFINITY)
        });
        if odd {
            *slot = None;
        }
    }
    kept
}

/// The usual course about a time: a line.
#[derive(Clone, Copy, Debug)]
struct Usual {
    at: f64,
    level: f64,
    slope: f64,
}

/// Room for a window's values, used again for each window.
#[derive(Clone, Debug, Default)]
struct Room {
    window: Vec<(f64, f64)>,
    values: Vec<f64>,
}

impl Room {
    /// The usual course of a window's samples about a time; `None` where they are too few.
    fn usual(&mut self, samples: &[(f64, f64)], at: f64) -> Option<Usual> {
        self.look_at(samples);
        if self.window.len() < FEWEST {
            return None;
        }
        let slope = self.middle_slope().unwrap_or(0.0);
        self.values.clear();
        self.values.extend(self.window.iter().map(|&(time, value)| value - slope * (time - at)));
        let level = quantile_of(&mut self.values, 0.5)?;
        Some(Usual { at, level, slope })
    }

    /// The spread of a window's samples about its usual course, a standard deviation.
    fn spread(&mut self, samples: &[(f64, f64)], usual: &Usual) -> Option<f64> {
        self.look_at(samples);
        self.values.clear();
        self.values.extend(self.window.iter().map(|&(time, value)| value - usual.slope * (time - usual.at)));
        mad_sd_about(&mut self.values, usual.level)
    }

    fn look_at(&mut self, samples: &[(f64, f64)]) {
        let step = samples.len().div_ceil(MOST).max(1);
        self.window.clear();
        self.window.extend(samples.iter().step_by(step));
    }

    /// Slope between the medians of the first and the last third of the window: one wild sample does not turn it.
    fn middle_slope(&mut self) -> Option<f64> {
        let third = self.window.len() / 3;
        let last = self.window.len() - third;
        let (t0, v0) = self.centre(0..third)?;
        let (t1, v1) = self.centre(last..last + third)?;
        (t1 - t0 > 1e-9).then(|| (v1 - v0) / (t1 - t0))
    }

    /// Median time and median value of a part of the window, whose times ascend.
    fn centre(&mut self, part: std::ops::Range<usize>) -> Option<(f64, f64)> {
        let part = self.window.get(part)?;
        let middle = part.len().checked_sub(1)? as f64 / 2.0;
        let time = f64::midpoint(part.get(middle.floor() as usize)?.0, part.get(middle.ceil() as usize)?.0);
        self.values.clear();
        self.values.extend(part.iter().map(|sample| sample.1));
        Some((time, quantile_of(&mut self.values, 0.5)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spike_goes_and_a_ramp_stays() {
        let t: Vec<f64> = (0..40).map(|i| i as f64 / 30.0).collect();
        let mut ramp: Vec<Option<f64>> = t.iter().map(|&at| Some(at * 50.0)).collect();
        ramp[20] = Some(400.0);
        let kept = hampel(&t, &ramp, 0.2, 3.0, 0.5);
        assert_eq!(kept[20], None);
        assert_eq!(kept.iter().flatten().count(), 39);
    }

    #[test]
    fn too_few_neighbours_judge_nothing() {
        let kept = hampel(&[0.0, 0.1], &[Some(0.0), Some(1000.0)], 1.0, 3.0, 0.1);
        assert_eq!(kept, vec![Some(0.0), Some(1000.0)]);
    }
}
