//! Robust statistics: a few wild values do not move them.

/// Median absolute deviation of a normal distribution times this is its standard deviation (Hampel 1974).
const MAD_TO_SD: f64 = 1.4826;

/// The value below which the given share (0..=1) of the values lies, linear between neighbours; numbers that are not finite are
/// left out, and `None` is for nothing left.
pub fn quantile(values: impl IntoIterator<Item = f64>, share: f64) -> Option<f64> {
    let mut finite: Vec<f64> = values.into_iter().filter(|value| value.is_finite()).collect();
    quantile_of(&mut finite, share)
}

/// The same of finite values at hand, which are put in another order: without sorting them all.
pub(super) fn quantile_of(finite: &mut [f64], share: f64) -> Option<f64> {
    let last = finite.len().checked_sub(1)?;
    let place = share.clamp(0.0, 1.0) * last as f64;
    let (_, &mut below, higher) = finite.select_nth_unstable_by(place.floor() as usize, f64::total_cmp);
    if place.fract() <= 0.0 {
        return Some(below);
    }
    let above = higher.iter().copied().min_by(f64::total_cmp).unwrap_or(below);
    Some(below + (above - below) * place.fract())
}

/// The middle value; `None` for no values.
pub fn median(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    quantile(values, 0.5)
}

/// Standard deviation about the median, from the median absolute deviation (Hampel 1974); `None` for no values.
pub fn mad_sd(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.into_iter().filter(|value| value.is_finite()).collect();
    let middle = quantile_of(&mut values, 0.5)?;
    mad_sd_about(&mut values, middle)
}

/// The same of finite values at hand about a middle that is known; the values are lost.
pub(super) fn mad_sd_about(finite: &mut [f64], middle: f64) -> Option<f64> {
    for value in finite.iter_mut() {
        *value = (*value - middle).abs();
    }
    quantile_of(finite, 0.5).map(|deviation| deviation * MAD_TO_SD)
}

/// By how many standard errors the greatest of so many independent readings exceeds their mean by chance: the mean of the greatest of that
/// many standard normal numbers, within 0.06 for 1 to 50.
///
/// The asymptote `sqrt(2 ln n)` less a constant that was fitted to the tables of order statistics (David and Nagaraja 2003).
pub fn greatest_by_chance(count: f64) -> f64 {
    ((2.0 * count.max(1.0).ln()).sqrt() - 0.6).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_of_many_is_as_high_by_chance_as_the_tables_of_order_statistics_say() {
        for (count, wanted) in [(1.0, 0.0), (2.0, 0.564), (5.0, 1.163), (10.0, 1.539), (20.0, 1.867), (50.0, 2.249)] {
            assert!((greatest_by_chance(count) - wanted).abs() < 0.06, "{count}: {}", greatest_by_chance(count));
        }
    }

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
