//! The athlete's own: what is usual for them in light sets, and what they did in earlier ones.

use std::collections::BTreeMap;

use super::Measurement;
use crate::signal::median;
use crate::units::Unit;

/// Median absolute deviations from the usual beyond which a measure is changed for this athlete (faults.md, section 3).
const CHANGED_MADS: f64 = 2.0;
/// Median absolute deviation over standard deviation of normal numbers.
const MAD_OF_SD: f64 = 0.6745;
/// Standard error of a median over the standard deviation, for one value: 1.25 over the root of their number.
pub(crate) const MEDIAN_SD: f64 = 1.2533;
/// Probability from which a change is told, as for a fault.
const CERTAIN: f64 = 0.8;

/// What is usual for one measure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Usual {
    /// Median over the repetitions of the light sets.
    pub median: f64,
    /// Median absolute deviation from it.
    pub mad: f64,
    /// Repetitions that it comes from.
    pub reps: usize,
    /// Unit of both.
    pub unit: Unit,
}

/// The athlete's own usual, by the ids of measures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Baseline(pub BTreeMap<String, Usual>);

/// One measure of an earlier set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// Median over the set's repetitions.
    pub median: f64,
    /// Median standard error of one repetition.
    pub sd: f64,
    /// Unit of both.
    pub unit: Unit,
}

/// An earlier set with its load.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EarlierSet {
    /// Load with the bar, kilograms.
    pub load_kg: f64,
    /// What was measured, by the ids of measures.
    pub measures: BTreeMap<String, Level>,
}

/// How a number lies against what is usual for the athlete.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// The usual.
    pub usual: Usual,
    /// Distance from its median within which a number is as usual, in the unit.
    pub band: f64,
    /// Whether the number lies outside with a probability of at least 0.8.
    pub changed: bool,
}

/// Probability that a standard normal variable is below `z`, 0..=1: a logistic curve that is nowhere off by more than 0.01 (Bowling et
/// al. 2009), enough for a word beside a number.
fn below(z: f64) -> f64 {
    1.0 / (1.0 + (-(1.5976 * z + 0.070_565 * z.powi(3))).exp())
}

impl Usual {
    /// Half of the band: twice the median absolute deviation, which is taken to be no smaller than that of the measurement's own error.
    fn band(&self, sd: f64) -> f64 {
        CHANGED_MADS * self.mad.max(MAD_OF_SD * sd)
    }

    /// Probabilities that the true value lies under and over the band.
    fn outside(&self, value: f64, sd: f64) -> (f64, f64) {
        let own = MEDIAN_SD * self.mad / MAD_OF_SD / (self.reps.max(1) as f64).sqrt();
        let (band, sd) = (self.band(sd), sd.hypot(own).max(1e-9));
        let off = value - self.median;
        (below((-band - off) / sd), below((off - band) / sd))
    }
}

impl Baseline {
    /// How a measurement lies against the usual; `None` where the baseline does not have it in the same unit.
    pub fn change(&self, measured: &Measurement) -> Option<Change> {
        let usual = *self.0.get(measured.id).filter(|usual| usual.unit == measured.unit)?;
        let (under, over) = usual.outside(measured.value, measured.sd);
        Some(Change { usual, band: usual.band(measured.sd), changed: under.max(over) >= CERTAIN })
    }
}

/// The measures that tell whether form holds, with whether more is worse; speeds are not among them, for a load slows the best form.
pub static FORM: [(&str, bool); 9] = [
    ("bar-bow", true),
    ("added-lumbar-flexion", true),
    ("added-thoracic-flexion", true),
    ("hip-rise-before-lift-off", true),
    ("hip-to-shoulder-rise", true),
    ("early-trunk-change", false),
    ("trunk-change-to-knee", false),
    ("neck-extension", true),
    ("thigh-angle", false),
];

/// The measures of form by which a set lies outside the athlete's band of light sets, on the worse side, each with its probability.
pub fn lost(set: &EarlierSet, baseline: &Baseline) -> Vec<(&'static str, f64)> {
    let of = |&(id, more): &(&'static str, bool)| {
        let level = set.measures.get(id)?;
        let usual = baseline.0.get(id).filter(|usual| usual.unit == level.unit)?;
        let (under, over) = usual.outside(level.median, level.sd);
        Some((id, if more { over } else { under }))
    };
    FORM.iter().filter_map(of).collect()
}

/// A set's measures as an earlier set's, with its load.
pub fn as_earlier(load_kg: f64, reps: &[Vec<Measurement>]) -> EarlierSet {
    earlier(load_kg, reps.iter().flatten().map(|measured| (measured.id, measured.level())))
}

/// The same of repetitions as a result file gives them.
pub fn as_earlier_of(load_kg: f64, reps: &[Vec<(String, Level)>]) -> EarlierSet {
    earlier(load_kg, reps.iter().flatten().map(|(id, level)| (id.as_str(), *level)))
}

fn earlier<'a>(load_kg: f64, all: impl IntoIterator<Item = (&'a str, Level)>) -> EarlierSet {
    let measures = by_id(all).into_iter().filter_map(|(id, all)| Some((id.to_owned(), typical(&all)?)));
    EarlierSet { load_kg, measures: measures.collect() }
}

/// The levels of single repetitions by the ids of measures; of a measure that comes in two units those in the first.
pub(crate) fn by_id<'a>(all: impl IntoIterator<Item = (&'a str, Level)>) -> BTreeMap<&'a str, Vec<Level>> {
    let mut found: BTreeMap<&str, Vec<Level>> = BTreeMap::new();
    for (id, level) in all {
        let levels = found.entry(id).or_default();
        if levels.first().is_none_or(|first| first.unit == level.unit) {
            levels.push(level);
        }
    }
    found
}

/// The median of several repetitions and the median of their standard errors; `None` for none.
pub(crate) fn typical(all: &[Level]) -> Option<Level> {
    let middle = |pick: fn(&Level) -> f64| median(all.iter().map(pick));
    Some(Level { median: middle(|level| level.median)?, sd: middle(|level| level.sd)?, unit: all.first()?.unit })
}

/// The lowest load at which form no longer held.
#[derive(Clone, Debug, PartialEq)]
pub struct FormLimit {
    /// That load, kilograms.
    pub load_kg: f64,
    /// The measures that had left the band.
    pub lost: Vec<&'static str>,
    /// The heaviest lighter load at which form held, where there is one.
    pub held_kg: Option<f64>,
}

/// Least measures outside the band at which form no longer holds (faults.md, S5).
const LEAST_LOST: usize = 2;

/// The form-limit load: the lowest load of the sets known at which at least two measures of form had left the band of the light sets.
/// `None` where form held in all of them.
pub fn form_limit(sets: &[EarlierSet], baseline: &Baseline) -> Option<FormLimit> {
    let mut sets: Vec<&EarlierSet> = sets.iter().filter(|set| set.load_kg.is_finite()).collect();
    sets.sort_by(|a, b| a.load_kg.total_cmp(&b.load_kg));
    let gone = |set: &EarlierSet| -> Vec<&'static str> {
        lost(set, baseline).into_iter().filter(|(_, chance)| *chance >= CERTAIN).map(|(id, _)| id).collect()
    };
    let (load_kg, lost) = sets.iter().map(|set| (set.load_kg, gone(set))).find(|(_, gone)| gone.len() >= LEAST_LOST)?;
    let held_kg = sets.iter().map(|set| set.load_kg).rfind(|held| *held < load_kg);
    Some(FormLimit { load_kg, lost, held_kg })
}

/// The usual of light sets: of every measure its median and median absolute deviation over all repetitions.
///
/// Each repetition is a list of `(id, value, unit)`; a measure that comes in two units keeps the one that comes first.
pub fn baseline(reps: &[Vec<(String, f64, Unit)>]) -> Baseline {
    let mut by_id: BTreeMap<&str, (Unit, Vec<f64>)> = BTreeMap::new();
    for (id, value, unit) in reps.iter().flatten() {
        let entry = by_id.entry(id).or_insert_with(|| (*unit, Vec::new()));
        if entry.0 == *unit && value.is_finite() {
            entry.1.push(*value);
        }
    }
    let usual = |(id, (unit, values)): (&str, (Unit, Vec<f64>))| {
        let middle = median(values.iter().copied())?;
        let mad = median(values.iter().map(|value| (value - middle).abs()))?;
        Some((id.to_owned(), Usual { median: middle, mad, reps: values.len(), unit }))
    };
    Baseline(by_id.into_iter().filter_map(usual).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bow(value: f64, sd: f64) -> Measurement {
        Measurement { id: "bar-bow", value, sd, unit: Unit::Centimetres, at: 0.0, marks: Vec::new() }
    }

    fn light() -> Baseline {
        let rep = |bow: f64, rise: f64| {
            vec![("bar-bow".to_owned(), bow, Unit::Centimetres), ("hip-to-shoulder-rise".to_owned(), rise, Unit::Ratio)]
        };
        baseline(&[rep(1.0, 1.0), rep(1.4, 1.1), rep(1.2, 1.05), rep(1.6, 0.95), rep(1.1, 1.0)])
    }

    #[test]
    fn the_usual_is_the_median_of_all_repetitions_with_its_deviation() {
        let usual = light().0["bar-bow"];
        assert!((usual.median - 1.2).abs() < 1e-9 && (usual.mad - 0.2).abs() < 1e-9 && usual.reps == 5, "{usual:?}");
    }

    #[test]
    fn a_number_beyond_two_deviations_is_changed_and_one_within_or_unsure_is_not() {
        let changed = |value, sd| light().change(&bow(value, sd)).unwrap().changed;
        assert!(changed(2.4, 0.2) && changed(0.2, 0.2));
        assert!(!changed(1.5, 0.2) && !changed(2.4, 1.5));
        let percent = Measurement { unit: Unit::Percent, ..bow(9.0, 0.1) };
        assert_eq!(light().change(&percent), None);
    }

    #[test]
    fn the_form_limit_is_the_lowest_load_at_which_two_measures_leave_the_band_on_the_worse_side() {
        let set = |load_kg: f64, bow: f64, rise: f64| EarlierSet {
            load_kg,
            measures: [
                ("bar-bow".to_owned(), Level { median: bow, sd: 0.3, unit: Unit::Centimetres }),
                ("hip-to-shoulder-rise".to_owned(), Level { median: rise, sd: 0.05, unit: Unit::Ratio }),
            ]
            .into(),
        };
        let sets = [set(140.0, 4.0, 1.6), set(100.0, 1.2, 1.0), set(120.0, 4.0, 1.0), set(160.0, 5.0, 2.0)];
        let limit = form_limit(&sets, &light()).unwrap();
        assert_eq!((limit.load_kg as i32, limit.held_kg.map(|held| held as i32)), (140, Some(120)));
        assert_eq!(limit.lost, ["bar-bow", "hip-to-shoulder-rise"]);
        assert_eq!(form_limit(&sets[1..3], &light()), None);
        // A smaller bow and hips that rise less are no loss of form.
        assert_eq!(form_limit(&[set(200.0, -3.0, 0.3)], &light()), None);
    }

    #[test]
    fn a_set_becomes_its_medians() {
        let reps = [vec![bow(1.0, 0.2)], vec![bow(3.0, 0.4)], vec![bow(2.0, 0.3)]];
        let level = as_earlier(100.0, &reps).measures["bar-bow"];
        assert!((level.median - 2.0).abs() < 1e-9 && (level.sd - 0.3).abs() < 1e-9);
    }

    #[test]
    fn the_quick_normal_probability_is_near_the_true_one() {
        for (z, p) in [(0.0, 0.5), (1.0, 0.8413), (-1.0, 0.1587), (2.0, 0.9772)] {
            assert!((below(z) - p).abs() < 0.01, "{z} {}", below(z));
        }
    }
}
