//! The bar is jerked off the floor.

use super::{Card, Fault, Rule, Weight};
use crate::measure::{Case, pull};
use crate::threshold::Threshold;
use crate::units::Unit;

const TENSION: Threshold = Threshold {
    key: "yanking.tension-time",
    grades: (0.40, 0.25, Some(0.15)),
    more_is_worse: false,
    allowed: (0.0, 1.0),
    unit: Unit::Seconds,
    source: "0.4 to 0.5 s to full tension, 0.25 s if trained (t-nation.com, take the slack out); grades are our default",
};
const SNAP: Threshold = Threshold {
    key: "yanking.elbow-snap",
    grades: (6.0, 10.0, Some(15.0)),
    more_is_worse: true,
    allowed: (1.0, 60.0),
    unit: Unit::Degrees,
    source: "Our default; arms straight before the pull (barbell-logic.com, squeeze the slack out)",
};
const SPEED: Threshold = Threshold {
    key: "yanking.shoulder-speed",
    grades: (0.15, 0.25, Some(0.35)),
    more_is_worse: true,
    allowed: (0.01, 2.0),
    unit: Unit::MetresPerSecond,
    source: "Our default; slack out before the pull (barbell-logic.com)",
};

/// Yanking the bar (S6).
pub static YANKING: Fault = Fault {
    card: Card {
        id: "yanking",
        name: "Yanks the bar",
        what: "The pull starts with a jerk: bent arms snap straight or the body is already moving when the bar leaves the floor.",
        why: "A jerk adds to the load in the instant in which the back is least set, and often pulls the hips up.",
        views: "Side or oblique, up to 45° off the side, with 50 frames a second or more",
        phase: "Last second before lift-off and the first 0.2 s after it",
        formula: "Tension time: for how long before lift-off the elbow is within 15° of what it is in the pull and the shoulders rise at \
                  less than 0.15 m/s; arms that stay bent are told elsewhere. Elbow snap: opening of the elbow from just before the 150 ms \
                  about lift-off to just after them. Shoulder speed: upward speed at lift-off. Nothing is clear without the elbow.",
        limits: &[TENSION, SNAP, SPEED],
        cue: "Bend the bar before you break it from the floor.",
        drill: "Hold the slack out for two seconds before every pull.",
        confounders: "A whippy bar bends first (lift-off is judged at the plate); touch-and-go repetitions have no slack to take out. \
                      Under 50 frames a second only the elbow is looked at, and yanking is possible at most.",
        film_it: "From the side or up to 45° off it, with 60 frames a second, from two seconds before the bar leaves the floor.",
    },
    check,
    check_set: None,
};

fn check(case: &Case) -> Vec<Rule> {
    let weight = if pull::is_quick(case) { Weight::Full } else { Weight::Hint };
    vec![
        Rule::new(pull::tension_time(case), TENSION),
        Rule::new(pull::elbow_snap(case), SNAP).weighing(weight).needed_to_clear(),
        Rule::new(pull::shoulder_speed(case), SPEED),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::bench::{assert_abstains, assert_clear, assert_fires, verdict};
    use super::super::{Severity, Verdict};
    use super::*;
    use crate::measure::figure::{Figure, LIFT_OFF};

    #[test]
    fn fires_on_arms_that_snap_straight_at_lift_off() {
        let figure = Figure::default().with(0, |at| at.elbow = 150.0).with(1, |at| at.elbow = 150.0);
        let found = verdict(&YANKING, &figure);
        assert!(matches!(found, Verdict::Fault { severity: Severity::Marked, .. }), "{found:?}");
    }

    #[test]
    fn fires_on_shoulders_that_already_move() {
        let figure = Figure::default().with(1, |at| at.trunk = 20.0).with(0, |at| at.trunk = 20.0);
        assert_fires(&YANKING, &figure, Severity::Marked, "shoulder-speed", 0.8, 0.1);
    }

    #[test]
    fn clears_arms_that_are_long_for_half_a_second() {
        assert_clear(&YANKING, &Figure::default());
    }

    #[test]
    fn abstains_at_thirty_frames_a_second_where_the_arms_do_not_snap() {
        assert_abstains(&YANKING, &Figure::default().at_fps(30.0), "fps-too-low");
    }

    #[test]
    fn at_thirty_frames_a_second_a_snap_is_only_possible() {
        let figure = Figure::default().with(0, |at| at.elbow = 158.0).with(1, |at| at.elbow = 158.0).at_fps(30.0);
        let found = verdict(&YANKING, &figure.with(LIFT_OFF, |at| at.elbow = 178.0));
        assert!(matches!(found, Verdict::Possible { ref measured, .. } if measured.id == "elbow-snap"), "{found:?}");
    }

    #[test]
    fn a_touch_and_go_repetition_has_no_slack_to_take_out() {
        let mut figure = Figure::default();
        let before = crate::reps::Rep { number: 1, down: figure.reps[0].lift_off.map(|off| crate::reps::Instant { at: 0.8, ..off }), ..figure.reps[0].clone() };
        figure.reps[0].number = 2;
        figure.reps.push(before);
        assert_abstains(&YANKING, &figure, "touch-and-go");
    }
}
