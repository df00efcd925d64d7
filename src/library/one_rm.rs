//! The estimated maximum from load and speed, as a range with its caveat.
//!
//! The heavier the bar the slower it rises, nearly along a straight line in one lifter (R² 0.97: individual deadlift profiles, JSSM 19-452).
//! The line through the fastest repetition of each load is followed down to the speed of a maximal deadlift, 0.14 ± 0.05 m/s in
//! powerlifters (Helms et al. 2016). Both errors, of the line and of that speed, make the range.

use jiff::Unit as DateUnit;
use jiff::civil::{Date, DateDifference};

use crate::lift::VariantKind;
use crate::measure::{Abstain, INTERVAL_90};

/// Mean speed of a maximal deadlift and its standard deviation between lifters, m/s (Helms et al. 2016).
const MAXIMAL: (f64, f64) = (0.14, 0.05);
/// Sets of so many days up to the newest count: strength changes (our default).
const DAYS: i32 = 42;
/// Fewest different loads for a line whose error can be told.
const LOADS: usize = 3;
/// Loads nearer to each other than this are one, kg.
const SAME_KG: f64 = 1.0;
/// Least share of the estimate that was lifted: from lighter sets it errs by more than 6 % (load-velocity profiles of the deadlift, as
/// cited in the notes on faults).
const LEAST_SHARE: f64 = 0.70;
/// Standard errors by which the line must fall.
const FALLS: f64 = 1.645;

/// The fastest repetition of a set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Speed {
    /// Day of the session.
    pub day: Date,
    /// Load, kg.
    pub load_kg: f64,
    /// Mean speed from lift-off to lockout, m/s.
    pub fastest: f64,
    /// Its standard error, m/s.
    pub sd: f64,
}

/// The estimated maximum.
#[derive(Clone, Debug, PartialEq)]
pub struct OneRm {
    /// Lower end of the 90 % range, kg; never under what was lifted.
    pub low_kg: f64,
    /// Upper end, kg.
    pub high_kg: f64,
    /// Different loads that it comes from.
    pub loads: usize,
    /// What is to be known about it, in words.
    pub caveat: &'static str,
}

/// What is always to be said with it.
const CAVEAT: &str = "An estimate from the bar's speed, no tested maximum: it counts only where every repetition was pulled as fast as \
                      possible. In the deadlift such estimates run low (Lake et al. 2017) and differ from day to day.";

fn none(code: &'static str, reason: impl Into<String>, film_it: &str) -> Abstain {
    Abstain { code, reason: reason.into(), film_it: film_it.to_owned() }
}

/// The estimated maximum from an athlete's sets of one kind of deadlift, or why there is none. Pure.
pub(super) fn estimate(variant: VariantKind, sets: &[Speed]) -> Result<OneRm, Abstain> {
    const MORE: &str = "Film sets at three loads or more within six weeks, the heaviest near the maximum, and say each load.";
    if !matches!(variant, VariantKind::Conventional | VariantKind::Sumo) {
        return Err(none("variant", "The speed of a maximal lift is published for conventional and sumo deadlifts only.", ""));
    }
    let newest = sets.iter().map(|set| set.day).max();
    let recent = |set: &&Speed| {
        let since = newest.and_then(|newest| newest.since(DateDifference::new(set.day).largest(DateUnit::Day)).ok());
        since.is_some_and(|since| since.get_days() <= DAYS)
    };
    // The fastest of each load.
    let mut points: Vec<Speed> = Vec::new();
    for set in sets.iter().filter(recent).filter(|set| set.fastest.is_finite() && set.sd > 0.0 && set.load_kg.is_finite()) {
        match points.iter_mut().find(|known| (known.load_kg - set.load_kg).abs() < SAME_KG) {
            Some(known) if known.fastest < set.fastest => *known = *set,
            Some(_) => {}
            None => points.push(*set),
        }
    }
    if points.len() < LOADS {
        let what = format!("Speeds at {} loads are known within six weeks, and a line needs {LOADS}.", points.len());
        return Err(none("too-few-loads", what, MORE));
    }
    let sum = |of: &dyn Fn(&Speed) -> f64| points.iter().map(|point| of(point) / point.sd.powi(2)).sum::<f64>();
    let weight = sum(&|_| 1.0);
    let (load, speed) = (sum(&|point| point.load_kg) / weight, sum(&|point| point.fastest) / weight);
    let spread = sum(&|point| (point.load_kg - load).powi(2));
    let slope = sum(&|point| (point.load_kg - load) * (point.fastest - speed)) / spread;
    // Where the points scatter more than their errors say, the line is less sure by as much.
    let off = |point: &Speed| (point.fastest - speed - slope * (point.load_kg - load)).powi(2);
    let scatter = (sum(&off) / (points.len() - 2) as f64).max(1.0);
    let slope_sd = (scatter / spread).sqrt();
    if !slope.is_finite() || slope > -FALLS * slope_sd {
        return Err(none("no-slope", "The bar does not grow slower with the load beyond its error.", MORE));
    }
    let estimate = load + (MAXIMAL.0 - speed) / slope;
    let line_sd = (scatter * (1.0 / weight + (estimate - load).powi(2) / spread)).sqrt();
    let sd = line_sd.hypot(MAXIMAL.1) / slope.abs();
    let heaviest = points.iter().map(|point| point.load_kg).fold(0.0, f64::max);
    if heaviest < LEAST_SHARE * estimate {
        let what =
            format!("The heaviest set known is {heaviest:.0} kg, under 70 % of what the line would say: too far to follow it.");
        return Err(none("too-light", what, MORE));
    }
    let (low_kg, high_kg) = ((estimate - INTERVAL_90 * sd).max(heaviest), (estimate + INTERVAL_90 * sd).max(heaviest));
    Ok(OneRm { low_kg, high_kg, loads: points.len(), caveat: CAVEAT })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(day: &str, load_kg: f64, speed: f64) -> Speed {
        Speed { day: day.parse().unwrap(), load_kg, fastest: speed, sd: 0.02 }
    }

    /// A lifter of a maximum of 200 kg whose bar slows by 0.01 m/s with every 2 kg.
    fn lifter(loads: &[f64]) -> Vec<Speed> {
        loads.iter().map(|load| set("2026-03-14", *load, 0.14 + (200.0 - load) * 0.005)).collect()
    }

    fn code(sets: &[Speed]) -> &'static str {
        estimate(VariantKind::Conventional, sets).unwrap_err().code
    }

    #[test]
    fn the_range_holds_the_maximum_and_is_no_single_number() {
        let found = estimate(VariantKind::Sumo, &lifter(&[120.0, 150.0, 180.0])).unwrap();
        assert!(found.low_kg < 200.0 && found.high_kg > 200.0 && found.high_kg - found.low_kg > 10.0, "{found:?}");
        assert!(found.low_kg >= 180.0 && found.loads == 3, "what was lifted is within it: {found:?}");
    }

    #[test]
    fn more_scatter_makes_the_range_wider() {
        let even = lifter(&[100.0, 120.0, 150.0, 160.0]);
        let mut uneven = even.clone();
        uneven[1].fastest += 0.08;
        uneven[2].fastest -= 0.08;
        let width = |sets: &[Speed]| estimate(VariantKind::Conventional, sets).map(|found| found.high_kg - found.low_kg).unwrap();
        assert!(width(&uneven) > 1.3 * width(&even), "{} {}", width(&uneven), width(&even));
    }

    #[test]
    fn too_few_too_light_too_old_and_level_sets_are_not_assessed() {
        assert_eq!(code(&[]), "too-few-loads");
        assert_eq!(code(&lifter(&[150.0, 150.4, 180.0])), "too-few-loads");
        assert_eq!(code(&lifter(&[60.0, 80.0, 100.0])), "too-light");
        let mut old = lifter(&[120.0, 150.0, 180.0]);
        old[0].day = "2026-01-01".parse().unwrap();
        assert_eq!(code(&old), "too-few-loads");
        let level: Vec<Speed> = [100.0, 120.0, 140.0].map(|load| set("2026-03-14", load, 0.5)).to_vec();
        assert_eq!(code(&level), "no-slope");
        let trap = estimate(VariantKind::TrapBar, &lifter(&[120.0, 150.0, 180.0])).unwrap_err();
        assert_eq!(trap.code, "variant");
    }
}
