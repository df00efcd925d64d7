//! One hand holds the bar further out than the other.

use super::{Card, Fault, Rule};
use crate::measure::{Case, frontal, hands};
use crate::threshold::Threshold;
use crate::units::Unit;

const MIDDLE: Threshold = Threshold {
    key: "uneven-grip.middle",
    grades: (3.0, 6.0, Some(9.0)),
    more_is_worse: true,
    allowed: (0.5, 30.0),
    unit: Unit::Centimetres,
    source: "Our default: each hand is placed to 1.5 cm, so that less than 3 cm between them cannot be told; hands equally far from the legs (Wittstrom, strengthresurgence.com)",
};
const SHINS: Threshold = Threshold { key: "uneven-grip.shins", ..MIDDLE };

/// Uneven grip (S7).
pub static UNEVEN_GRIP: Fault = Fault {
    card: Card {
        id: "uneven-grip",
        name: "Uneven grip",
        what: "One hand holds the bar further from the middle, or from its leg, than the other.",
        why: "The side with the wider hand carries another share of the load, and the bar tends to turn or tilt.",
        views: "Front or back, at least 70° off the side",
        phase: "Set-up",
        formula: "Difference between left and right of the hand's distance to the bar's middle (as the camera sees it between both plates; \
                  the body's mid-line where they are not seen), and of its distance to the shin of its own side.",
        limits: &[MIDDLE, SHINS],
        cue: "Put the same finger of each hand on the knurl mark.",
        drill: "Check the grip against the knurl marks in every warm-up set.",
        confounders: "A camera off the middle, a body turned against the bar (the two references then differ); a mixed grip is fine.",
        film_it: "From straight in front or behind at hip height, 3 m away or more, hands, feet and shoulders in the picture.",
    },
    check,
    check_set: None,
};

fn check(case: &Case) -> Vec<Rule> {
    let ends = case.lift.bar.as_ref().is_some_and(|bar| bar.ends.is_some());
    let middle = if ends { frontal::grip_to_bar(case) } else { hands::to_middle(case) };
    vec![Rule::new(middle, MIDDLE), Rule::new(hands::to_shins(case), SHINS)]
}

#[cfg(test)]
mod tests {
    use super::super::Severity;
    use super::super::bench::{assert_abstains, assert_clear, assert_fires};
    use super::*;
    use crate::measure::figure::Figure;

    #[test]
    fn fires_on_a_hand_seven_centimetres_further_out() {
        let figure = Figure::front().with_start(|at| at.hands = (-0.37, 0.30));
        assert_fires(&UNEVEN_GRIP, &figure, Severity::Moderate, "grip-to-shins", 7.0, 0.2);
    }

    #[test]
    fn a_bar_that_lies_off_the_body_s_middle_is_held_unevenly_though_the_hands_are_even_to_the_shins() {
        let figure = Figure::front();
        let mut lift = figure.lift();
        if let Some(ends) = lift.bar.as_mut().and_then(|bar| bar.ends.as_mut()) {
            ends.middle.x.smooth.iter_mut().flatten().for_each(|x| *x += 0.035);
        }
        let case = crate::measure::Case::new(&lift, &figure.reps, &figure.reps[0], figure.variant());
        let found = super::super::verdict::of(check(&case), &crate::threshold::Limits::default());
        let by_bar = matches!(&found, super::super::Verdict::Fault { measured, severity: Severity::Moderate, .. } if measured.id == "grip-to-bar-middle");
        assert!(by_bar, "{found:?}");
    }

    #[test]
    fn clears_an_even_grip() {
        assert_clear(&UNEVEN_GRIP, &Figure::front());
    }

    #[test]
    fn abstains_from_the_side() {
        assert_abstains(&UNEVEN_GRIP, &Figure::default(), "wrong-view");
        assert_abstains(&UNEVEN_GRIP, &Figure { yaw: 60.0, ..Figure::front() }, "yaw-too-small");
    }
}
