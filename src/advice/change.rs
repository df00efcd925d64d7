//! Before and after: whether a number moved from one video to the next, with the error of each.

use crate::analysis::Analysis;
use crate::compare::{self, Difference};
use crate::measure::{INTERVAL_90, KINDS, Level};
use crate::units::Unit;

pub use crate::compare::Levels;

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

/// The levels of an analysis.
pub fn levels(analysis: &Analysis) -> Levels {
    compare::of_set(analysis)
}

/// The levels of repetitions as a result file gives them.
pub fn levels_of(reps: &[Vec<(String, Level)>]) -> Levels {
    compare::levels(reps.iter().flatten().map(|(id, level)| (id.as_str(), *level)))
}

/// Every measure that both sets have in the same unit, in the order of reports. Whether it moved is told as in every comparison.
pub fn changes(before: &Levels, after: &Levels) -> Vec<Change> {
    let place = |change: &Change| KINDS.iter().position(|kind| kind.id == change.id);
    let mut all: Vec<Change> = compare::of_levels(before, after).iter().map(change).collect();
    all.sort_by_key(place);
    all
}

fn change(found: &Difference) -> Change {
    let moved = match (found.is_told(), found.value > 0.0) {
        (false, _) => Moved::NotShown,
        (true, true) => Moved::Larger,
        (true, false) => Moved::Smaller,
    };
    let (before, after) = (found.first, found.second);
    Change { id: found.id, before, after, difference: found.value, error: found.half_interval(), moved }
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
        let set = |value: f64, sd: f64| Levels::from([("added-lumbar-flexion".to_owned(), level(value, sd))]);
        let moved = |before: f64, after: f64, sd: f64| changes(&set(before, sd), &set(after, sd))[0].moved;
        assert_eq!(moved(12.0, 5.0, 1.0), Moved::Smaller);
        assert_eq!(moved(5.0, 12.0, 1.0), Moved::Larger);
        // 1.645 times the root of 2 times 4 squared is 9.3.
        assert_eq!(moved(12.0, 3.0, 4.0), Moved::NotShown);
        assert_eq!(moved(12.0, 2.0, 4.0), Moved::Smaller);
        assert_eq!(moved(12.0, 12.0, 1.0), Moved::NotShown);
        assert!(changes(&set(f64::NAN, 1.0), &set(12.0, 1.0)).is_empty(), "what is no number shows nothing");
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
    fn a_result_gives_its_medians_and_repetitions_that_scatter_widen_the_error() {
        let rep = |value: f64| vec![("bar-bow".to_owned(), level(value, 0.5))];
        let alike = levels_of(&[rep(2.0), rep(2.0), rep(2.0)]);
        let apart = levels_of(&[rep(1.0), rep(9.0), rep(2.0)]);
        assert!((apart["bar-bow"].median - 2.0).abs() < 1e-9);
        assert!((alike["bar-bow"].sd - 0.5).abs() < 1e-9 && apart["bar-bow"].sd > 1.0);
    }
}
