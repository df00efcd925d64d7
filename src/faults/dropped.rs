//! The bar is let fall.

use super::{Card, Fault, Rule};
use crate::measure::{Case, bar};
use crate::threshold::Threshold;
use crate::units::Unit;

const SPEED: Threshold = Threshold {
    key: "dropped.descent-velocity",
    grades: (1.2, 1.8, Some(2.5)),
    more_is_worse: true,
    allowed: (0.3, 5.0),
    unit: Unit::MetresPerSecond,
    source: "Our default; rule: lower under control (powerliftingsg.com, deadlift); free fall from 0.5 m ends at 3.1 m/s (derived)",
};

/// Dropped bar (A9).
pub static DROPPED: Fault = Fault {
    card: Card {
        id: "dropped",
        name: "Bar is dropped",
        what: "On the way down the bar falls instead of being lowered.",
        why: "In competition the bar must be lowered under control with both hands; in training the descent is half of the work.",
        views: "Any",
        phase: "Descent",
        formula: "Highest downward speed of the bar from the start of the descent to the floor.",
        limits: &[SPEED],
        cue: "Push the hips back and keep the bar on the thighs all the way down.",
        drill: "Tempo descents of three seconds.",
        confounders: "Dropping is usual in some gyms: raise the limit there. A bar seen only by the hands can only hint.",
        film_it: "From any side with the plate in the picture until the bar is back on the floor.",
    },
    check,
    check_set: None,
};

fn check(case: &Case) -> Vec<Rule> {
    vec![Rule::new(bar::descent_velocity(case), SPEED).by_plate(case)]
}

#[cfg(test)]
mod tests {
    use super::super::Severity;
    use super::super::bench::{assert_abstains, assert_clear, assert_fires};
    use super::*;
    use crate::measure::figure::{DOWN, Figure};

    #[test]
    fn fires_on_a_bar_that_falls_at_two_metres_a_second() {
        // The descent of 60 cm ends in 0.3 s.
        let figure = Figure::default().landing_at(3.1);
        assert_fires(&DROPPED, &figure, Severity::Moderate, "descent-velocity", 2.0, 0.1);
    }

    #[test]
    fn clears_a_bar_that_is_lowered() {
        assert_clear(&DROPPED, &Figure::default());
    }

    #[test]
    fn abstains_where_the_clip_ends_before_the_floor() {
        let mut cut = Figure::default().with(DOWN, |at| at.bar.1 = 0.5);
        cut.reps[0].down = None;
        assert_abstains(&DROPPED, &cut, "event-not-shown");
    }
}
