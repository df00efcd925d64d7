//! One end of the bar goes up before the other.

use super::{Card, Fault, Rule};
use crate::measure::{Case, frontal};
use crate::threshold::Threshold;
use crate::units::Unit;

const TILT: Threshold = Threshold {
    key: "bar-tilt.angle",
    grades: (1.5, 2.5, Some(4.0)),
    more_is_worse: true,
    allowed: (0.5, 20.0),
    unit: Unit::Degrees,
    source: "Our default; 2° over 1.31 m are 4.6 cm (derived)",
};
const DELAY: Threshold = Threshold {
    key: "bar-tilt.delay",
    grades: (0.07, 0.12, Some(0.20)),
    more_is_worse: true,
    allowed: (0.02, 2.0),
    unit: Unit::Seconds,
    source: "Our default",
};

/// Bar tilt (A6).
pub static BAR_TILT: Fault = Fault {
    card: Card {
        id: "bar-tilt",
        name: "Bar tilts",
        what: "One end of the bar leaves the floor earlier, or is carried higher, than the other.",
        why: "The lower side is pulled later or with another lever; the trunk has to hold against the turn.",
        views: "Front or back, at least 70° off the side; with 50 frames a second or more for the delay",
        phase: "Lift-off to lockout",
        formula: "Angle of the line between the plates' middles, less the same on the floor, at its largest; each plate's height is measured \
                  with its own scale. Delay: time from one end passing 2 cm over the floor to the other.",
        limits: &[TILT, DELAY],
        cue: "Feel both hands take the weight before the bar moves.",
        drill: "Reset grip and stance before every repetition; side planks.",
        confounders: "Plates of different size or load on the two sides; a floor that is not level is taken out by the bar's rest on it.",
        film_it: "From straight in front or behind, 3 m away or more, both plates in the picture for the whole lift.",
    },
    check,
    check_set: None,
};

fn check(case: &Case) -> Vec<Rule> {
    vec![Rule::new(frontal::tilt(case), TILT), Rule::new(frontal::lift_off_delay(case), DELAY)]
}

#[cfg(test)]
mod tests {
    use super::super::Severity;
    use super::super::bench::{assert_abstains, assert_clear, assert_fires};
    use super::*;
    use crate::measure::figure::{Figure, KNEE, QUARTER};

    #[test]
    fn fires_on_a_bar_that_goes_up_tilted() {
        let figure = Figure::front().with(KNEE, |at| at.tilt = -5.0);
        assert_fires(&BAR_TILT, &figure, Severity::Marked, "bar-tilt", 5.0, 0.3);
    }

    #[test]
    fn fires_on_an_end_that_leaves_the_floor_late() {
        // Between 1.0 and 1.3 s the bar rises 5 cm, its left end 5 cm less: it passes 2 cm only after the quarter.
        let level = |at: &mut crate::measure::figure::Posture| (at.bar.1, at.tilt) = (0.245, (0.025_f64 / 0.66).atan().to_degrees());
        let figure = Figure::front().with(QUARTER, level);
        let found = figure.case(|case| frontal::lift_off_delay(case).unwrap());
        assert!(found.value > 0.12, "{found:?}");
    }

    #[test]
    fn clears_a_level_bar() {
        assert_clear(&BAR_TILT, &Figure::front());
    }

    #[test]
    fn abstains_from_the_side_and_without_both_ends() {
        assert_abstains(&BAR_TILT, &Figure::default(), "wrong-view");
        let figure = Figure::front();
        let mut lift = figure.lift();
        if let Some(bar) = lift.bar.as_mut() {
            bar.ends = None;
        }
        let case = crate::measure::Case::new(&lift, &figure.reps, &figure.reps[0], figure.variant());
        assert_eq!(frontal::tilt(&case).unwrap_err().code, "bar-ends-not-seen");
    }
}
