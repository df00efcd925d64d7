//! Outliers: samples that lie far from their neighbours.

use super::statistics::{mad_sd, median};

/// Takes away samples further than `sigmas` standard deviations from the median of the time window of `half_window_s` seconds
/// to either side (Hampel 1974; the window is in seconds so that variable frame rates are treated alike).
/// `floor` is the smallest standard deviation believed, in the samples' unit: a still stretch must not make every wiggle an outlier.
/// A straight line through the window is taken off first, so that steady motion is no outlier.
pub fn hampel(t: &[f64], samples: &[Option<f64>], half_window_s: f64, sigmas: f64, floor: f64) -> Vec<Option<f64>> {
    let seen: Vec<(f64, f64)> = t.iter().zip(samples).filter_map(|(&at, &value)| Some((at, value?))).collect();
    let keep = |at: f64, value: f64| {
        let from = seen.partition_point(|&(time, _)| time < at - half_window_s);
        let to = seen.partition_point(|&(time, _)| time <= at + half_window_s);
        let window = seen.get(from..to).unwrap_or_default();
        if window.len() < FEWEST {
            return true;
        }
        let slope = middle_slope(window).unwrap_or(0.0);
        let level = |&(time, value): &(f64, f64)| value - slope * (time - at);
        let (Some(middle), Some(sd)) = (median(window.iter().map(level)), mad_sd(window.iter().map(level))) else {
            return true;
        };
        (value - middle).abs() <= sigmas * sd.max(floor)
    };
    t.iter().zip(samples).map(|(&at, &value)| value.filter(|&value| keep(at, value))).collect()
}

/// Fewest samples in a window by which one can be called an outlier.
const FEWEST: usize = 5;

/// Slope between the medians of the first and the last third of a window: one wild sample does not turn it.
fn middle_slope(window: &[(f64, f64)]) -> Option<f64> {
    let third = window.len() / 3;
    let (first, last) = (window.get(..third)?, window.get(window.len() - third..)?);
    let centre =
        |part: &[(f64, f64)]| Some((median(part.iter().map(|sample| sample.0))?, median(part.iter().map(|sample| sample.1))?));
    let ((t0, v0), (t1, v1)) = (centre(first)?, centre(last)?);
    (t1 - t0 > 1e-9).then(|| (v1 - v0) / (t1 - t0))
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
