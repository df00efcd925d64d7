//! Derivatives by local parabolas.

/// Slope at every sample: of the parabola that fits the samples within `half_window_s` seconds best, in units per second
/// (Savitzky and Golay 1964, here solved on the true times, so that variable frame rates and the edges of holes need no special case).
/// The window never reaches across a hole. `None` in holes and in stretches of fewer than three samples.
pub fn slope(t: &[f64], samples: &[Option<f64>], half_window_s: f64) -> Vec<Option<f64>> {
    let mut out = vec![None; samples.len()];
    for run in super::runs(samples.iter().map(Option::is_some)) {
        let (Some(times), Some(part)) = (t.get(run.clone()), samples.get(run.clone())) else { continue };
        let course: Vec<(f64, f64)> = times.iter().zip(part).filter_map(|(&at, &value)| Some((at, value?))).collect();
        for (offset, &(at, _)) in course.iter().enumerate() {
            let mut from = course.partition_point(|&(time, _)| time < at - half_window_s - 1e-9);
            let mut to = course.partition_point(|&(time, _)| time <= at + half_window_s + 1e-9);
            // At low frame rates the window holds too few samples: reach for the neighbours.
            if to - from < 3 {
                (from, to) = (offset.saturating_sub(1), (offset + 2).min(course.len()));
                (from, to) = (from.min(course.len().saturating_sub(3)), to.max(3.min(course.len())));
            }
            if let Some(slot) = out.get_mut(run.start + offset) {
                *slot = course.get(from..to).and_then(|window| parabola_slope(window, at));
            }
        }
    }
    out
}

/// Slope at `at` of the least-squares parabola through a window of three samples or more.
fn parabola_slope(window: &[(f64, f64)], at: f64) -> Option<f64> {
    if window.len() < 3 {
        return None;
    }
    let n = window.len() as f64;
    let (mut s1, mut s2, mut s3, mut s4, mut y0, mut y1, mut y2) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
    let span = window.iter().map(|sample| (sample.0 - at).abs()).fold(0.0, f64::max);
    if span <= 0.0 {
        return None;
    }
    for &(time, value) in window {
        let s = (time - at) / span;
        s1 += s;
        s2 += s * s;
        s3 += s * s * s;
        s4 += s * s * s * s;
        y0 += value;
        y1 += s * value;
        y2 += s * s * value;
    }
    // Cramer's rule for the middle coefficient of c0 + c1 s + c2 s^2.
    let determinant = n * (s2 * s4 - s3 * s3) - s1 * (s1 * s4 - s2 * s3) + s2 * (s1 * s3 - s2 * s2);
    let middle = n * (y1 * s4 - s3 * y2) - y0 * (s1 * s4 - s3 * s2) + s2 * (s1 * y2 - y1 * s2);
    (determinant.abs() > 1e-12).then(|| middle / determinant / span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parabola_on_uneven_times_is_differentiated_exactly_also_beside_holes() {
        let t = [0.0, 0.03, 0.07, 0.1, 0.14, 0.16, 0.2, 0.24, 0.3];
        let mut samples: Vec<Option<f64>> = t.iter().map(|&at| Some(2.0 * at * at - at + 1.0)).collect();
        samples[4] = None;
        for (frame, slope) in slope(&t, &samples, 0.08).into_iter().enumerate() {
            if frame == 4 {
                assert_eq!(slope, None);
            } else {
                assert!((slope.unwrap() - (4.0 * t[frame] - 1.0)).abs() < 1e-9, "{frame} {slope:?}");
            }
        }
    }

    #[test]
    fn two_samples_have_no_slope() {
        assert_eq!(slope(&[0.0, 0.1], &[Some(0.0), Some(1.0)], 1.0), vec![None, None]);
    }
}
