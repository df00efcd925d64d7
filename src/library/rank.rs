//! In which order the inbox is gone through.
//!
//! `score = weight(grade) × probability × (1.5 where it is new for the athlete)`, with weights 1, 2, 4 and 8 for possible, note, moderate
//! and marked. Weights and factor are our default. They are chosen so that a fault that is new comes before an equally sure known one of
//! its grade, but never before an equally sure one of a higher grade. Of equal scores the newer session comes first, then the newer set.

use std::cmp::Ordering;

use jiff::civil::Date;

use super::SetId;
use crate::faults::Severity;

/// What a fault that is new for the athlete weighs over a known one; under 2, the step from grade to grade.
pub const NEW_FACTOR: f64 = 1.5;

/// What the place of a finding in the inbox depends on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing {
    /// The grade; `None` for a possible fault.
    pub severity: Option<Severity>,
    /// Probability of being over the lowest grade, 0..=1.
    pub probability: f64,
    /// Whether earlier sessions could show the fault in this athlete and none did.
    pub is_new: bool,
    /// Day of the session.
    pub day: Date,
    /// The set.
    pub set: SetId,
}

/// How far up a finding belongs, 0 to 12; more is further up.
pub fn score(standing: &Standing) -> f64 {
    let weight = match standing.severity {
        None => 1.0,
        Some(Severity::Note) => 2.0,
        Some(Severity::Moderate) => 4.0,
        Some(Severity::Marked) => 8.0,
    };
    // A probability that is no number counts as none.
    let probability = if standing.probability.is_finite() { standing.probability.clamp(0.0, 1.0) } else { 0.0 };
    weight * probability * if standing.is_new { NEW_FACTOR } else { 1.0 }
}

/// The order of two findings, the one that is to be looked at first before the other.
pub(super) fn before(a: &Standing, b: &Standing) -> Ordering {
    score(b).total_cmp(&score(a)).then(b.day.cmp(&a.day)).then(b.set.cmp(&a.set))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(severity: Option<Severity>, probability: f64, is_new: bool) -> Standing {
        Standing { severity, probability, is_new, day: "2026-03-14".parse().unwrap(), set: SetId(1) }
    }

    #[test]
    fn what_is_graver_surer_or_new_comes_first() {
        use Severity::{Marked, Moderate, Note};
        let order = [
            standing(Some(Marked), 0.9, true),
            standing(Some(Marked), 0.9, false),
            standing(Some(Moderate), 0.95, true),
            standing(Some(Moderate), 0.9, true),
            standing(Some(Moderate), 0.9, false),
            standing(Some(Note), 0.9, true),
            standing(Some(Note), 0.9, false),
            standing(None, 0.7, true),
            standing(None, 0.6, true),
            standing(None, 0.6, false),
        ];
        for pair in order.windows(2) {
            assert_eq!(before(&pair[0], &pair[1]), Ordering::Less, "{pair:?}");
            assert_eq!(before(&pair[1], &pair[0]), Ordering::Greater, "{pair:?}");
        }
    }

    #[test]
    fn new_never_lifts_a_fault_over_an_equally_sure_one_of_a_higher_grade() {
        let grades = [None, Some(Severity::Note), Some(Severity::Moderate), Some(Severity::Marked)];
        for pair in grades.windows(2) {
            assert!(score(&standing(pair[0], 0.8, true)) < score(&standing(pair[1], 0.8, false)));
        }
    }

    #[test]
    fn of_equal_ones_the_newer_comes_first_and_no_number_is_no_certainty() {
        let old = standing(None, 0.6, false);
        let newer_day = Standing { day: "2026-03-15".parse().unwrap(), ..old };
        let newer_set = Standing { set: SetId(2), ..old };
        assert_eq!((before(&newer_day, &old), before(&newer_set, &old)), (Ordering::Less, Ordering::Less));
        assert!(score(&standing(Some(Severity::Marked), f64::NAN, true)).abs() < 1e-12);
    }
}
