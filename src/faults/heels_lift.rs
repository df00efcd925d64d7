//! The heels come off the floor, or the feet move.

use super::{Card, Fault, Rule};
use crate::measure::{Abstain, Case, feet, heels};
use crate::threshold::Threshold;
use crate::units::Unit;

const RISE: Threshold = Threshold {
    key: "heels-lift.rise",
    grades: (1.5, 2.5, Some(4.0)),
    more_is_worse: true,
    allowed: (0.5, 20.0),
    unit: Unit::Centimetres,
    source: "Our default",
};
const SHIFT: Threshold = Threshold {
    key: "heels-lift.shift",
    grades: (3.0, 6.0, Some(10.0)),
    more_is_worse: true,
    allowed: (1.0, 60.0),
    unit: Unit::Centimetres,
    source: "Our default; stepping is a failure by the rules of competition (powerliftingsg.com, deadlift)",
};

/// Heels lift or feet move (A11).
pub static HEELS_LIFT: Fault = Fault {
    card: Card {
        id: "heels-lift",
        name: "Heels lift or feet move",
        what: "During the repetition a heel leaves the floor, or a foot moves along it.",
        why: "The weight has gone to the toes: the bar is ahead of the feet. In competition a step fails the lift.",
        views: "Any for the heels; side or oblique, up to 45° off the side, or front for a step; feet visible",
        phase: "Set-up until the bar is back on the floor",
        formula: "Heel rise: height of the heel over the toe's, held for 0.2 s or longer, over that of the set's own still feet: with the bar on \
                  the floor and in the hold at the top, and between both in between. Foot shift: way of heel and toes along the floor, the \
                  lesser of the two, from where they are first seen. Obliquely of both feet together, where they show the same. Nothing is clear without the heels; feet \
                  that are hidden for more than 30 % of the pull can show the fault but not clear it.",
        limits: &[RISE, SHIFT],
        cue: "Weight over the middle of the foot, push the floor away.",
        drill: "Tempo pulls with the toes lifted inside the shoes.",
        confounders: "Shoes whose heels bend, plates before the feet, a camera held by hand, heels that are up at the top too.",
        film_it: "From the side or 30 to 45° off it, hip height, 3 m away or more, camera on a stand, both feet in the picture and free of \
                  the plates.",
    },
    check,
    check_set: None,
};

fn check(case: &Case) -> Vec<Rule> {
    let mut rules =
        vec![Rule::new(heels::rise(case), RISE).needed_to_clear(), Rule::new(feet::foot_shift(case), SHIFT)];
    if !feet::are_watched(case) {
        rules = rules.into_iter().map(|rule| rule.never_clearing(Abstain::feet_hidden_in_part())).collect();
    }
    rules
}

#[cfg(test)]
mod tests {
    use super::super::bench::{assert_abstains, assert_clear, assert_fires};
    use super::super::Severity;
    use super::*;
    use crate::body::Joint;
    use crate::measure::figure::{Figure, KNEE, QUARTER};

    fn risen(by: f64) -> Figure {
        Figure::default().with(QUARTER, |at| at.foot.0 = by).with(KNEE, |at| at.foot.0 = by)
    }

    #[test]
    fn fires_on_heels_three_centimetres_up_from_the_side_and_from_the_front() {
        assert_fires(&HEELS_LIFT, &risen(0.032), Severity::Moderate, "heel-rise", 3.1, 0.3);
        let front = Figure { plane: crate::lift::Plane::Frontal, yaw: 88.0, ..risen(0.032) };
        assert_fires(&HEELS_LIFT, &front, Severity::Moderate, "heel-rise", 3.1, 0.3);
    }

    #[test]
    fn fires_on_a_step_of_twelve_centimetres() {
        let mut figure = Figure::default();
        for posture in &mut figure.postures[KNEE..] {
            posture.foot.1 = 0.12;
        }
        assert_fires(&HEELS_LIFT, &figure, Severity::Marked, "foot-shift", 12.0, 0.5);
    }

    #[test]
    fn toes_that_wander_by_themselves_are_no_step() {
        let mut lift = Figure::default().lift();
        for joint in [Joint::LeftToe, Joint::RightToe] {
            for (frame, x) in lift.joints.get_mut(&joint).unwrap().x.smooth.iter_mut().enumerate() {
                *x = x.map(|x| x + if frame > 100 { 0.06 } else { 0.0 });
            }
        }
        let figure = Figure::default();
        let shift = feet::foot_shift(&Case::new(&lift, &figure.reps, &figure.reps[0], figure.variant())).unwrap();
        assert!(shift.value < 0.5, "{shift:?}");
    }

    #[test]
    fn clears_feet_that_stay() {
        assert_clear(&HEELS_LIFT, &risen(0.0));
        assert_clear(&HEELS_LIFT, &Figure::front());
    }

    #[test]
    fn toes_that_stay_do_not_clear_heels_that_are_not_seen_well_enough() {
        let still = Figure { sd: 0.06, ..risen(0.0) };
        assert!(still.case(heels::rise).is_ok_and(|rise| rise.sd > 1.0));
        assert_abstains(&HEELS_LIFT, &still, "error-too-large");
    }

    #[test]
    fn abstains_without_feet_and_where_they_are_hidden_for_half_of_the_pull() {
        let feet = vec![Joint::LeftHeel, Joint::RightHeel, Joint::LeftToe, Joint::RightToe];
        assert_abstains(&HEELS_LIFT, &Figure { without: feet.clone(), ..risen(0.03) }, "feet-hidden");
        let found = |figure: &Figure| {
            let mut lift = figure.lift();
            for joint in &feet {
                // Lift-off is on frame 60, lockout on frame 132.
                lift.joints.get_mut(joint).unwrap().confidence[60..96].fill(0.0);
            }
            let case = Case::new(&lift, &figure.reps, &figure.reps[0], figure.variant());
            super::super::verdict::of(check(&case), &crate::threshold::Limits::default())
        };
        let clean = found(&risen(0.0));
        assert!(matches!(&clean, super::super::Verdict::NotAssessed(why) if why.code == "feet-hidden"), "{clean:?}");
        let late = found(&Figure::default().with(KNEE, |at| at.foot.0 = 0.06));
        assert!(matches!(late, super::super::Verdict::Fault { .. }), "{late:?}");
    }
}
