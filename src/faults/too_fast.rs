//! The pull is ripped from the floor.

use super::{Card, Fault, Rule};
use crate::measure::{Abstain, Case, Measurement, Tag, bar};
use crate::threshold::Threshold;
use crate::units::Unit;

const RATIO: Threshold = Threshold {
    key: "too-fast.first-peak",
    grades: (1.9, 2.2, None),
    more_is_worse: true,
    allowed: (1.0, 5.0),
    unit: Unit::Ratio,
    source: "Our default, over the 1.875 of the smoothest way from rest to rest (Flash and Hogan 1985); skilled lifters had less first-peak bar velocity (Escamilla et al. 2001). Style: moderate at most",
};

const TEMPO: Threshold = Threshold {
    key: "too-fast.tempo",
    grades: (25.0, 50.0, None),
    more_is_worse: true,
    allowed: (5.0, 95.0),
    unit: Unit::Percent,
    source: "Our default; tempo work as the article on back pain after deadlifts teaches it (strengthresurgence.com). Style: moderate at most",
};

/// Mean velocity under which a pull is near-maximal and slows down above the knee by its load, m/s: the limit at which the
/// specification calls a load heavy; 0.14 +- 0.05 at the maximum of powerlifters (Helms et al. 2016).
const GRIND_M_S: f64 = 0.25;

/// Lifting too fast (S8).
pub static TOO_FAST: Fault = Fault {
    card: Card {
        id: "too-fast",
        name: "Too fast off the floor",
        what: "Below the knee the bar is much faster than over the whole pull.",
        why: "Skilled lifters reach less speed below the knee (Escamilla et al. 2001): they spread the effort over the whole way. \
              Fast light work may be meant, so it is moderate at most.",
        views: "Any",
        phase: "Lift-off to knee; with a tempo target the whole repetition",
        formula: "Highest upward speed of the bar between lift-off and knee over the mean speed from lift-off to lockout. \
                  With a tempo target: by how much the way down, or up, is quicker than it.",
        limits: &[RATIO, TEMPO],
        cue: "Push the floor away smoothly; count three up and three down.",
        drill: "Tempo deadlifts, three seconds up and three down.",
        confounders: "Speed work with light loads is meant to be fast: tag the set with `speed`. A near-maximal pull (mean velocity under 0.25 m/s) slows down above the \
                      knee by its load and is not judged. A bar seen only by the hands can only hint.",
        film_it: "From any side with the plate in the picture for the whole lift; 50 frames a second or more make it surer.",
    },
    check,
    check_set: None,
};

fn check(case: &Case) -> Vec<Rule> {
    if case.said.tags.contains(&Tag::Speed) {
        let reason = "The set is speed work, as was said of it.";
        return vec![Rule::new(Err(Abstain { code: "meant", reason: reason.into(), film_it: String::new() }), RATIO)];
    }
    let mut rules = vec![off_the_floor(case)];
    if let Some(tempo) = case.said.tempo {
        rules.extend(tempo.down_s.map(|target| Rule::new(bar::quicker_down(case, target), TEMPO)));
        rules.extend(tempo.up_s.map(|target| Rule::new(bar::quicker_up(case, target), TEMPO)));
    }
    rules
}

fn off_the_floor(case: &Case) -> Rule {
    let slow = |mean: &Measurement| mean.value - mean.half_interval() < GRIND_M_S;
    if bar::mean_velocity(case).as_ref().is_ok_and(slow) {
        let reason = "The whole pull is so slow that the load, not the start, makes the difference.";
        return Rule::new(Err(Abstain { code: "near-maximal", reason: reason.into(), film_it: String::new() }), RATIO);
    }
    Rule::new(bar::first_peak_ratio(case), RATIO).by_plate(case)
}

#[cfg(test)]
mod tests {
    use super::super::{Severity, Verdict};
    use super::super::bench::{assert_abstains, assert_clear, assert_fires};
    use super::*;
    use crate::measure::figure::{Figure, KNEE, QUARTER};
    use crate::measure::{Said, Tempo};

    #[test]
    fn fires_on_a_bar_twice_as_fast_below_the_knee_and_is_moderate_at_most() {
        // 60 cm in 1.2 s is 0.5 m/s; 35 cm in the first 0.3 s is 1.17 m/s.
        let figure = Figure::default().with(QUARTER, |at| at.bar.1 = 0.57);
        assert_fires(&TOO_FAST, &figure, Severity::Moderate, "first-peak-ratio", 2.33, 0.1);
    }

    #[test]
    fn with_a_tempo_target_fires_on_a_descent_twice_as_quick() {
        let told = |said: &Said| {
            Figure::default().case(|case| super::super::verdict::of(check(&case.told(said)), &crate::threshold::Limits::default()))
        };
        let target = |down_s: f64| Said { tempo: Some(Tempo { up_s: None, down_s: Some(down_s) }), ..Said::default() };
        // The figure lowers the bar in a second.
        let found = told(&target(3.0));
        assert!(
            matches!(found, Verdict::Fault { severity: Severity::Moderate, ref measured, .. } if measured.id == "quicker-down"),
            "{found:?}"
        );
        assert!(matches!(told(&target(1.1)), Verdict::Clear { .. }));
    }

    #[test]
    fn abstains_in_speed_work() {
        let figure = Figure::default().with(QUARTER, |at| at.bar.1 = 0.57);
        let said = Said { tags: [Tag::Speed].into(), ..Said::default() };
        let found = figure.case(|case| super::super::verdict::of(check(&case.told(&said)), &crate::threshold::Limits::default()));
        assert!(matches!(found, Verdict::NotAssessed(why) if why.code == "meant"));
    }

    #[test]
    fn clears_an_even_pull() {
        assert_clear(&TOO_FAST, &Figure::default());
    }

    #[test]
    fn abstains_in_a_pull_that_is_slow_all_over() {
        let slow = Figure::default().with(QUARTER, |at| at.bar.1 = 0.34).with(KNEE, |at| at.bar.1 = 0.38);
        let low = |at: &mut crate::measure::figure::Posture| at.bar.1 = 0.42;
        assert_abstains(&TOO_FAST, &slow.with(5, low).with(6, low), "near-maximal");
    }

    #[test]
    fn abstains_where_the_lockout_is_not_shown() {
        let mut cut = Figure::default();
        cut.reps[0].lockout = None;
        assert_abstains(&TOO_FAST, &cut, "event-not-shown");
    }
}
