//! Zero-phase low-pass on the true times of the frames.

/// A second-order filter run forward and backward has its half-power point at this share of its own cut-off:
/// `(sqrt(2) - 1)^(1/4)` (Winter 2009, Biomechanics and Motor Control of Human Movement, section 3.4.4.2).
const TWO_PASSES: f64 = 0.802_243_2;

/// Steps of time that differ by less are one, seconds.
const SAME_STEP_S: f64 = 1e-9;

/// Padding by reflection at each end, in periods of the cut-off.
const PADDING_PERIODS: f64 = 1.5;

/// Low-passes every stretch without holes by a second-order Butterworth filter forward and backward, so that nothing is delayed;
/// `cutoff_hz` is the half-power point of both passes together.
///
/// The analogue filter is solved exactly from sample to sample, taking the course between two samples as a straight line.
/// The step may therefore differ from frame to frame: variable frame rates need no resampling.
/// Ends are continued by point reflection. Stretches of fewer than three samples stay as they are.
pub fn low_pass(t: &[f64], samples: &[Option<f64>], cutoff_hz: f64) -> Vec<Option<f64>> {
    let mut out = samples.to_vec();
    for run in super::runs(samples.iter().map(Option::is_some)) {
        let (Some(times), Some(part)) = (t.get(run.clone()), samples.get(run.clone())) else { continue };
        let values: Vec<f64> = part.iter().flatten().copied().collect();
        if values.len() < 3 || cutoff_hz <= 0.0 {
            continue;
        }
        for (slot, value) in out.iter_mut().skip(run.start).zip(both_ways(times, &values, cutoff_hz)) {
            *slot = Some(value);
        }
    }
    out
}

/// Pads one stretch, filters it forward and backward, and takes the padding off again.
fn both_ways(t: &[f64], values: &[f64], cutoff_hz: f64) -> Vec<f64> {
    let (Some((&t0, &v0)), Some((&t1, &v1))) = (t.iter().zip(values).next(), t.iter().zip(values).next_back()) else {
        return Vec::new();
    };
    let padding_s = PADDING_PERIODS / cutoff_hz;
    let mut padded: Vec<(f64, f64)> = Vec::with_capacity(values.len() * 2);
    let course = || t.iter().copied().zip(values.iter().copied());
    padded.extend(course().skip(1).take_while(|&(at, _)| at - t0 <= padding_s).map(|(at, v)| (2.0 * t0 - at, 2.0 * v0 - v)));
    padded.reverse();
    let front = padded.len();
    padded.extend(course());
    padded
        .extend(course().rev().skip(1).take_while(|&(at, _)| t1 - at <= padding_s).map(|(at, v)| (2.0 * t1 - at, 2.0 * v1 - v)));

    let omega = std::f64::consts::TAU * cutoff_hz / TWO_PASSES;
    one_way(&mut padded, omega);
    padded.reverse();
    one_way(&mut padded, omega);
    padded.reverse();
    padded.iter().skip(front).take(values.len()).map(|sample| sample.1).collect()
}

/// One pass in the order given: `y'' + sqrt(2) w y' + w^2 y = w^2 u`, solved exactly over each step with `u` linear in it.
fn one_way(samples: &mut [(f64, f64)], omega: f64) {
    let Some(&(mut last_t, mut last_u)) = samples.first() else { return };
    let (mut y, mut speed) = (last_u, 0.0);
    let decay = omega * std::f64::consts::FRAC_1_SQRT_2;
    let mut of_step = (f64::NAN, (0.0, 0.0), 0.0);
    for (at, value) in samples.iter_mut().skip(1) {
        let step = (*at - last_t).abs();
        if step > 0.0 {
            let slope = (*value - last_u) / step;
            let lag = slope * std::f64::consts::SQRT_2 / omega;
            let (a, da) = (y - (last_u - lag), speed - slope);
            let b = (da + decay * a) / decay;
            // Even frame rates differ by rounding only: the step's constants are kept for them.
            if of_step.0.is_nan() || (step - of_step.0).abs() > SAME_STEP_S {
                of_step = (step, (decay * step).sin_cos(), (-decay * step).exp());
            }
            let (_, (sin, cos), fade) = of_step;
            y = *value - lag + fade * (a * cos + b * sin);
            speed = slope + fade * decay * ((b - a) * cos - (a + b) * sin);
        }
        (last_t, last_u) = (*at, *value);
        *value = y;
    }
}

/// What the low-pass does to white noise, as shares of its standard deviation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NoiseShare {
    /// Share of the standard deviation that passes, 0..=1.
    pub passed: f64,
    /// Share of the standard deviation that is left in raw minus smooth, 0..=1.
    pub removed: f64,
}

/// What [`low_pass`] does to white noise at a frame rate: the power of its gain `1 / (1 + (f / c)^4)` averaged up to half the frame rate.
pub fn noise_share(cutoff_hz: f64, fps: f64) -> NoiseShare {
    const STEPS: usize = 64;
    if cutoff_hz <= 0.0 || fps <= 0.0 {
        return NoiseShare { passed: 1.0, removed: 1.0 };
    }
    let (mut passed, mut removed) = (0.0, 0.0);
    for step in 0..STEPS {
        let frequency = (step as f64 + 0.5) / STEPS as f64 * fps / 2.0;
        let gain = 1.0 / (1.0 + (frequency * TWO_PASSES / cutoff_hz).powi(4));
        passed += gain * gain / STEPS as f64;
        removed += (1.0 - gain) * (1.0 - gain) / STEPS as f64;
    }
    NoiseShare { passed: passed.sqrt(), removed: removed.sqrt() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sine(t: &[f64], hz: f64) -> Vec<Option<f64>> {
        t.iter().map(|&at| Some((std::f64::consts::TAU * hz * at).sin())).collect()
    }

    fn uniform(fps: f64, seconds: f64) -> Vec<f64> {
        (0..(fps * seconds) as usize).map(|i| i as f64 / fps).collect()
    }

    /// Amplitude in phase with a sine, over the middle half of the clip.
    fn gain(t: &[f64], out: &[Option<f64>], hz: f64) -> f64 {
        let (from, to) = (t.len() / 4, t.len() * 3 / 4);
        let (mut cross, mut own) = (0.0, 0.0);
        for (i, &at) in t.iter().enumerate().take(to).skip(from) {
            let wave = (std::f64::consts::TAU * hz * at).sin();
            cross += wave * out[i].unwrap();
            own += wave * wave;
        }
        cross / own
    }

    #[test]
    fn half_the_power_passes_at_the_cutoff_and_nothing_is_delayed() {
        let t = uniform(240.0, 8.0);
        for (hz, expected) in [(1.0, 0.9997), (3.0, 0.9748), (6.0, std::f64::consts::FRAC_1_SQRT_2), (12.0, 0.131)] {
            let seen = gain(&t, &low_pass(&t, &sine(&t, hz), 6.0), hz);
            assert!((seen - expected).abs() < 0.012, "{hz} Hz: {seen} expected {expected}");
        }
    }

    #[test]
    fn a_variable_frame_rate_gives_the_same_course() {
        let even = uniform(60.0, 4.0);
        let odd: Vec<f64> = even.iter().enumerate().map(|(i, &at)| at + if i % 3 == 0 { 0.006 } else { -0.003 }).collect();
        let smooth = low_pass(&odd, &sine(&odd, 1.0), 6.0);
        for (i, &at) in odd.iter().enumerate().skip(10).take(220) {
            assert!((smooth[i].unwrap() - (std::f64::consts::TAU * at).sin()).abs() < 0.01);
        }
    }

    #[test]
    fn a_line_passes_unchanged_and_holes_stay() {
        let t = uniform(30.0, 2.0);
        let mut line: Vec<Option<f64>> = t.iter().map(|&at| Some(3.0 * at - 1.0)).collect();
        line[30] = None;
        let out = low_pass(&t, &line, 6.0);
        for (before, after) in line.iter().zip(&out) {
            assert_eq!(before.is_some(), after.is_some());
            if let (Some(before), Some(after)) = (before, after) {
                assert!((before - after).abs() < 2e-3, "{before} {after}");
            }
        }
    }

    #[test]
    fn the_share_of_noise_that_passes_is_that_of_the_filter() {
        // Pseudo-random noise of unit variance through the filter.
        let t = uniform(60.0, 100.0);
        let mut state = 7_u64;
        let noise: Vec<Option<f64>> = t
            .iter()
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                Some(((state >> 33) as f64 / f64::from(1_u32 << 31) - 0.5) * 12_f64.sqrt())
            })
            .collect();
        let smooth = low_pass(&t, &noise, 6.0);
        let sd = |values: Vec<f64>| (values.iter().map(|v| v * v).sum::<f64>() / values.len() as f64).sqrt();
        let share = noise_share(6.0, 60.0);
        let passed = sd(smooth.iter().flatten().copied().collect());
        let removed = sd(smooth.iter().zip(&noise).map(|(s, n)| n.unwrap() - s.unwrap()).collect());
        assert!((passed - share.passed).abs() < 0.05, "{passed} {share:?}");
        assert!((removed - share.removed).abs() < 0.05, "{removed} {share:?}");
    }
}
