//! Gaps: short holes are bridged, long ones stay holes.

/// Fills holes between two samples at most `longest_s` seconds apart by the straight line between them.
/// Holes at the ends and longer ones stay.
pub fn fill(t: &[f64], samples: &[Option<f64>], longest_s: f64) -> Vec<Option<f64>> {
    let mut filled: Vec<Option<f64>> = samples.to_vec();
    filled.resize(t.len(), None);
    let mut last: Option<(usize, f64, f64)> = None;
    for (frame, &at) in t.iter().enumerate() {
        let Some(value) = samples.get(frame).copied().flatten() else { continue };
        if let Some((from, t0, v0)) = last
            && at - t0 <= longest_s
            && at > t0
        {
            for (hole, &time) in filled.iter_mut().zip(t).take(frame).skip(from + 1) {
                *hole = Some(v0 + (value - v0) * (time - t0) / (at - t0));
            }
        }
        last = Some((frame, at, value));
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_holes_are_bridged_on_the_true_times_and_long_ones_stay() {
        let t = [0.0, 0.05, 0.2, 0.3, 0.9, 1.0];
        let filled = fill(&t, &[Some(0.0), None, Some(4.0), None, None, Some(1.0)], 0.25);
        assert_eq!(filled[1], Some(1.0));
        assert_eq!(filled[3], None);
        assert_eq!(filled[4], None);
        assert_eq!(fill(&t, &[None, None, Some(1.0), None, None, None], 10.0).iter().flatten().count(), 1);
    }
}
