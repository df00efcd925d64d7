//! The form changes from repetition to repetition.

use super::{Card, Fault, Rule};
use crate::measure::{Case, SetCase, drift};
use crate::threshold::Threshold;
use crate::units::Unit;

const DRIFT: Threshold = Threshold {
    key: "rep-drift.drift",
    grades: (2.0, 4.0, None),
    more_is_worse: true,
    allowed: (1.0, 20.0),
    unit: Unit::Ratio,
    source: "Our default: twice the standard error of one measurement; a consistent path is the aim (metric.coach, bar path guide). Style: moderate at most",
};
const SCATTER: Threshold = Threshold { key: "rep-drift.scatter", ..DRIFT };

/// Inconsistency and drift over the set (A13).
pub static REP_DRIFT: Fault = Fault {
    card: Card {
        id: "rep-drift",
        name: "Form changes over the set",
        what: "From the first repetition to the last the form drifts, or it scatters from one to the next, by more than the measurement's error.",
        why: "A pull that is the same every time is one that holds when the load grows; a drift shows what gives way first.",
        views: "Any, by what can be measured there",
        phase: "Whole set of three repetitions or more; four for the scatter",
        formula: "Of trunk at lift-off, thighs at set-up, added lumbar flexion, bar bow, range of motion and hip over shoulder rise: the change \
                  along the straight line through all repetitions, and the median deviation from it; both in standard errors of one \
                  measurement.",
        limits: &[DRIFT, SCATTER],
        cue: "Make every repetition look like the first.",
        drill: "Shorter sets with a full set-up before every repetition.",
        confounders: "A first repetition from a dead stop in a touch-and-go set; a camera that is moved; a change that was meant.",
        film_it: "A set of three repetitions or more in one clip, from the side, the camera standing still.",
    },
    check: |_: &Case| Vec::new(),
    check_set: Some(check_set),
};

fn check_set(set: &SetCase) -> Vec<Rule> {
    let over = |found: Result<drift::OverSet, crate::measure::Abstain>, limit: Threshold| match found {
        Ok(found) => Rule::new(Ok(found.measured), limit).counted_in(found.one_sd),
        Err(why) => Rule::new(Err(why), limit),
    };
    let drifts = drift::FOLLOWED.iter().map(|followed| over(drift::drift(set, followed), DRIFT));
    let scatters = drift::FOLLOWED.iter().map(|followed| over(drift::scatter(set, followed), SCATTER));
    drifts.chain(scatters).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Severity, Verdict, verdict};
    use super::*;
    use crate::measure::figure::Figure;
    use crate::measure::{Measurement, Said};
    use crate::reps::Rep;
    use crate::threshold::Limits;

    fn set(values: &[f64]) -> Verdict {
        let figure = Figure::default();
        let reps: Vec<Rep> = (1..=values.len()).map(|number| Rep { number, ..figure.reps[0].clone() }).collect();
        let trunk = |value| Measurement { id: "trunk-at-lift-off", value, sd: 2.0, unit: Unit::Degrees, at: 1.0, marks: Vec::new() };
        let measures: Vec<Vec<Measurement>> = values.iter().map(|&value| vec![trunk(value)]).collect();
        let (lift, variant) = (figure.lift(), figure.variant());
        let set = SetCase { lift: &lift, reps: &reps, measures: &measures, variant, said: Said::NOTHING };
        verdict::of(check_set(&set), &Limits::default())
    }

    #[test]
    fn fires_on_a_trunk_that_sinks_from_repetition_to_repetition() {
        let found = set(&[32.0, 30.0, 28.0, 24.0, 21.0, 18.0]);
        let Verdict::Fault { measured, limit, severity, .. } = found else { panic!("{found:?}") };
        assert_eq!((measured.id, severity), ("drift-of-trunk-at-lift-off", Severity::Moderate));
        assert!((measured.value - 14.7).abs() < 0.3 && (limit - 8.0).abs() < 1e-9, "{measured:?} {limit}");
    }

    #[test]
    fn fires_on_a_trunk_that_is_elsewhere_every_time() {
        let found = set(&[30.0, 15.0, 31.0, 14.0, 32.0, 16.0, 30.0, 15.0]);
        assert!(matches!(found, Verdict::Fault { ref measured, .. } if measured.id == "scatter-of-trunk-at-lift-off"), "{found:?}");
    }

    #[test]
    fn clears_repetitions_that_are_alike() {
        assert!(matches!(set(&[30.0, 31.0, 29.5, 30.5, 30.0]), Verdict::Clear { .. }));
    }

    #[test]
    fn abstains_with_two_repetitions() {
        assert!(matches!(set(&[30.0, 20.0]), Verdict::NotAssessed(why) if why.code == "too-few-repetitions"));
    }
}
