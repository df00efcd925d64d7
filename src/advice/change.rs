//! Before and after: whether a number moved from one video to the next, with the error of each.

use std::collections::BTreeMap;

use crate::analysis::Analysis;
use crate::measure::{INTERVAL_90, KINDS, Level, usual};
use crate::units::Unit;

/// How a number went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    /// It is larger, by more than the errors of both.
    Larger,
    /// It is smaller, by more than the errors of both.
    Smaller,
    /// The difference is within its error: no change is shown, which does not say that there is none.
    NotShown,
}

impl Moved {
    /// The word in files: `larger`, `smaller`, `no-change-shown`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Larger => "larger",
            Self::Smaller => "smaller",
            Self::NotShown => "no-change-shown",
        }
    }
}

/// One number before and after.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// The measure's id.
    pub id: &'static str,
    /// Median of the set before, with its standard error.
    pub before: Level,
    /// Median of the set after.
    pub after: Level,
    /// After less before.
    pub difference: f64,
    /// Half of the difference's 90 % interval.
    pub error: f64,
    /// How it went.
    pub moved: Moved,
}

/// The levels of a set: of every measure the median over the repetitions, and the median of their standard errors. The errors are not
/// divided by the number of repetitions, for what a model misses in one it mostly misses in all.
pub type Levels = BTreeMap<String, Level>;

/// The levels of an analysis.
pub fn levels(analysis: &Analysis) -> Levels {
    let reps: Vec<_> = analysis.reps.iter().map(|rep| rep.measures.clone()).collect();
    usual::as_earlier(1.0, &reps).measures
}

/// The levels of repetitions as a result file gives them.
pub fn levels_of(reps: &[Vec<(String, Level)>]) -> Levels {
    let mut by_id: BTreeMap<&String, Vec<Level>> = BTreeMap::new();
    for (id, level) in reps.iter().flatten() {
        by_id.entry(id).or_default().push(*level);
    }
    let level = |(id, all): (&String, Vec<Level>)| {
        let unit = all.first()?.unit;
        let middle =
            |pick: &dyn Fn(&Level) -> f64| crate::signal::median(all.iter().filter(|level| level.unit == unit).map(pick));
        Some((id.clone(), Level { median: middle(&|level| level.median)?, sd: middle(&|level| level.sd)?, unit }))
    };
    by_id.into_iter().filter_map(level).collect()
}

/// Every measure that both sets have in the same unit, in the order of reports.
pub fn changes(before: &Levels, after: &Levels) -> Vec<Change> {
    KINDS
        .iter()
        .filter_map(|kind| {
            let (before, after) = (*before.get(kind.id)?, *after.get(kind.id)?);
            (before.unit == after.unit).then(|| change(kind.id, before, after))
        })
        .collect()
}

fn change(id: &'static str, before: Level, after: Level) -> Change {
    let difference = after.median - before.median;
    let error = INTERVAL_90 * before.sd.hypot(after.sd);
    // What is no number shows nothing.
    let moved = if difference > error {
        Moved::Larger
    } else if difference < -error {
        Moved::Smaller
    } else {
        Moved::NotShown
    };
    Change { id, before, after, difference, error, moved }
}

impl Change {
    /// The measure's name.
    pub fn name(&self) -> &'static str {
        KINDS.iter().find(|kind| kind.id == self.id).map_or(self.id, |kind| kind.name)
    }

    /// Its unit.
    pub fn unit(&self) -> Unit {
        self.before.unit
    }

    /// Before, after and what came of it in a sentence.
    pub fn sentence(&self) -> String {
        let unit = self.unit();
        let said = |level: Level| format!("{} ± {}", plain(unit, level.median), unit.format(INTERVAL_90 * level.sd));
        let values = [
            ("name", self.name().to_owned()),
            ("before", said(self.before)),
            ("after", said(self.after)),
            ("by", unit.format(self.difference.abs())),
            ("error", unit.format(self.error)),
        ];
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        super::texts::filled(&format!("change.{}", self.moved.code()), &values)
    }
}

/// A value without its unit, with honest decimals.
fn plain(unit: Unit, value: f64) -> String {
    format!("{value:.*}", unit.decimals())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(median: f64, sd: f64) -> Level {
        Level { median, sd, unit: Unit::Degrees }
    }

    #[test]
    fn a_difference_within_its_error_is_no_change_shown() {
        let moved = |before: f64, after: f64, sd: f64| change("added-lumbar-flexion", level(before, sd), level(after, sd)).moved;
        assert_eq!(moved(12.0, 5.0, 1.0), Moved::Smaller);
        assert_eq!(moved(5.0, 12.0, 1.0), Moved::Larger);
        // 1.645 times the root of 2 times 4 squared is 9.3.
        assert_eq!(moved(12.0, 3.0, 4.0), Moved::NotShown);
        assert_eq!(moved(12.0, 2.0, 4.0), Moved::Smaller);
        assert_eq!(moved(12.0, 12.0, 1.0), Moved::NotShown);
        assert_eq!(moved(f64::NAN, 12.0, 1.0), Moved::NotShown);
    }

    #[test]
    fn only_what_both_have_in_the_same_unit_is_compared_and_said_with_both_errors() {
        let before = Levels::from([("bar-bow".to_owned(), level(4.0, 0.3)), ("peak-velocity".to_owned(), level(1.0, 0.1))]);
        let other = Level { unit: Unit::Percent, ..level(1.0, 0.1) };
        let after = Levels::from([("bar-bow".to_owned(), level(1.0, 0.3)), ("peak-velocity".to_owned(), other)]);
        let found = changes(&before, &after);
        assert_eq!(found.iter().map(|change| change.id).collect::<Vec<_>>(), ["bar-bow"]);
        let said = found[0].sentence();
        assert!(said.contains("4 ± 0°") && !said.contains('{'), "{said}");
    }

    #[test]
    fn a_result_gives_its_medians() {
        let rep = |value: f64| vec![("bar-bow".to_owned(), level(value, 0.5))];
        let found = levels_of(&[rep(1.0), rep(9.0), rep(2.0)]);
        assert!((found["bar-bow"].median - 2.0).abs() < 1e-9 && (found["bar-bow"].sd - 0.5).abs() < 1e-9);
    }
}
