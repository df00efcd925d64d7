//! The pull is ripped from the floor.

use super::{Card, Fault, Rule};
use crate::measure::{Case, bar};
use crate::threshold::Threshold;
use crate::units::Unit;

const RATIO: Threshold = Threshold {
    key: "too-fast.first-peak",
    grades: (1.6, 1.9, None),
    more_is_worse: true,
    allowed: (1.0, 5.0),
    unit: Unit::Ratio,
    source: "Our default; skilled lifters had less first-peak bar velocity (Escamilla et al. 2001). Style: moderate at most",
};

/// Lifting too fast (S8).
pub static TOO_FAST: Fault = Fault {
    card: Card {
        id: "too-fast",
        name: "Too fast off the floor",
        what: "Below the knee the bar is much faster than over the whole pull.",
        why: "Skilled lifters reach less speed below the knee (Escamilla et al. 2001): they spread the effort over the whole way. \
              Fast light work may be meant, so it is moderate at most.",
        views: "Any",
        phase: "Lift-off to knee",
        formula: "Highest upward speed of the bar between lift-off and knee over the mean speed from lift-off to lockout.",
        limits: &[RATIO],
        cue: "Push the floor away smoothly; count three up and three down.",
        drill: "Tempo deadlifts, three seconds up and three down.",
        confounders: "Speed work with light loads is meant to be fast.",
        film_it: "From any side with the plate in the picture for the whole lift; 50 frames a second or more make it surer.",
    },
    check,
};

fn check(case: &Case) -> Vec<Rule> {
    vec![Rule::new(bar::first_peak_ratio(case), RATIO)]
}

#[cfg(test)]
mod tests {
    use super::super::Severity;
    use super::super::bench::{assert_abstains, assert_clear, assert_fires};
    use super::*;
    use crate::measure::figure::{Figure, QUARTER};

    #[test]
    fn fires_on_a_bar_twice_as_fast_below_the_knee_and_is_moderate_at_most() {
        // 60 cm in 1.2 s is 0.5 m/s; 35 cm in the first 0.3 s is 1.17 m/s.
        let figure = Figure::default().with(QUARTER, |at| at.bar.1 = 0.57);
        assert_fires(&TOO_FAST, &figure, Severity::Moderate, "first-peak-ratio", 2.33, 0.1);
    }

    #[test]
    fn clears_an_even_pull() {
        assert_clear(&TOO_FAST, &Figure::default());
    }

    #[test]
    fn abstains_where_the_lockout_is_not_shown() {
        let mut cut = Figure::default();
        cut.reps[0].lockout = None;
        assert_abstains(&TOO_FAST, &cut, "event-not-shown");
    }
}
