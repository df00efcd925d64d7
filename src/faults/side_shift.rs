//! The hips go to one side, or the trunk twists.

use super::{Card, Fault, Rule};
use crate::measure::{Case, frontal};
use crate::threshold::Threshold;
use crate::units::Unit;

const SHIFT: Threshold = Threshold {
    key: "side-shift.hips",
    grades: (6.0, 10.0, Some(15.0)),
    more_is_worse: true,
    allowed: (2.0, 100.0),
    unit: Unit::Percent,
    source: "Our default",
};
const TWIST: Threshold = Threshold {
    key: "side-shift.shoulders",
    grades: (4.0, 7.0, Some(10.0)),
    more_is_worse: true,
    allowed: (2.0, 45.0),
    unit: Unit::Degrees,
    source: "Our default",
};

/// Side shift and twist (A12).
pub static SIDE_SHIFT: Fault = Fault {
    card: Card {
        id: "side-shift",
        name: "Shifts to one side",
        what: "During the pull the hips move over one foot, or the shoulders tilt against the hips.",
        why: "One leg and one side of the back then carry more than their half.",
        views: "Front or back, at least 70° off the side",
        phase: "Lift-off to lockout",
        formula: "Middle of the hips over the middle of the ankles, in percent of the stance: how far it is beside its way from set-up to \
                  lockout. Line of the shoulders against the line of the hips: its change against set-up. Both in the third of the pull in \
                  which they are greatest. Nothing is clear without the hips.",
        limits: &[SHIFT, TWIST],
        cue: "Push the floor with both feet alike.",
        drill: "Reset grip and stance before every repetition; side planks.",
        confounders: "A mixed grip causes a small twist; hips that stay shifted from set-up to lockout are not told from a camera that stands aside.",
        film_it: "From straight in front or behind at hip height, 3 m away or more, feet, hips and shoulders in the picture.",
    },
    check,
    check_set: None,
};

fn check(case: &Case) -> Vec<Rule> {
    vec![Rule::new(frontal::hip_shift(case), SHIFT).needed_to_clear(), Rule::new(frontal::shoulder_tilt(case), TWIST)]
}

#[cfg(test)]
mod tests {
    use super::super::Severity;
    use super::super::bench::{assert_abstains, assert_clear, assert_fires};
    use super::*;
    use crate::measure::figure::{Figure, KNEE, QUARTER};

    #[test]
    fn fires_on_hips_that_go_over_one_foot() {
        let figure = Figure::front().with(QUARTER, |at| at.sway = 0.045).with(KNEE, |at| at.sway = 0.045);
        assert_fires(&SIDE_SHIFT, &figure, Severity::Moderate, "hip-shift", 12.0, 1.0);
    }

    #[test]
    fn clears_hips_that_stay_in_the_middle() {
        assert_clear(&SIDE_SHIFT, &Figure::front());
    }

    #[test]
    fn abstains_from_the_side() {
        assert_abstains(&SIDE_SHIFT, &Figure::default(), "wrong-view");
    }
}
