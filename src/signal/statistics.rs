//! Robust statistics: a few wild values do not move them.

/// Median absolute deviation of a normal distribution times this is its standard deviation (Hampel 1974).
const MAD_TO_SD: f64 = 1.4826;

/// The value below which the given share (0..=1) of the values lies, linear between neighbours; numbers that are not finite are
/// left out, and `None` is for nothing left.
pub fn quantile(values: impl IntoIterator<Item = f64>, share: f64) -> Option<f64> {
    let mut sorted: Vec<f64> = values.into_iter().filter(|value| value.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().checked_sub(1)?;
    let place = share.clamp(0.0, 1.0) * last as f64;
    let (below, above) = (*sorted.get(place.floor() as usize)?, *sorted.get(place.ceil() as usize)?);
    Some(below + (above - below) * place.fract())
}

/// The middle value; `None` for no values.
pub fn median(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    quantile(values, 0.5)
}

/// Standard deviation about the median, from the median absolute deviation (Hampel 1974); `None` for no values.
pub fn mad_sd(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let values: Vec<f64> = values.into_iter().collect();
    let middle = median(values.iter().copied())?;
    median(values.iter().map(|value| (value - middle).abs())).map(|deviation| deviation * MAD_TO_SD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_lie_between_neighbours_and_nothing_has_none() {
        assert_eq!(median([]), None);
        assert_eq!(median([f64::NAN]), None);
        assert_eq!(median([3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(quantile([0.0, 10.0], 0.25), Some(2.5));
    }

    #[test]
    fn one_wild_value_does_not_move_the_spread() {
        let spread = mad_sd([-1.0, -0.5, 0.0, 0.5, 1.0, 1000.0]).unwrap();
        assert!((spread - 0.75 * MAD_TO_SD).abs() < 1e-9, "{spread}");
    }
}
