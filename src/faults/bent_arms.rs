//! The arms are bent in the pull.

use super::{Card, Fault, Rule};
use crate::measure::{Case, arms};
use crate::threshold::Threshold;
use crate::units::Unit;

const ELBOW: Threshold = Threshold {
    key: "bent-arms.elbow",
    grades: (168.0, 160.0, Some(150.0)),
    more_is_worse: false,
    allowed: (90.0, 179.0),
    unit: Unit::Degrees,
    source: "Our default; arms straight before and in the pull (barbell-logic.com, squeeze the slack out)",
};

/// Bent arms (A5).
pub static BENT_ARMS: Fault = Fault {
    card: Card {
        id: "bent-arms",
        name: "Arms bend in the pull",
        what: "Between lift-off and lockout the elbows are bent.",
        why: "Bent arms give way under the load and take no part in the lift; what they hold at the start is lost as a jerk later.",
        views: "Side or oblique, up to 45° off the side, wrists visible",
        phase: "Lift-off to lockout",
        formula: "Least angle of the elbow held for 0.3 s; an overstretched elbow counts as straight. The forearm ends at the wrist where it \
                  is seen at the bar, else at the bar.",
        limits: &[ELBOW],
        cue: "Arms are ropes.",
        drill: "Slack holds: hold the tension for two seconds with long arms before every pull.",
        confounders: "Thick upper arms, elbows turned out; from the pure side plates hide the hands.",
        film_it: "From 30 to 45° off the side, so that the plates leave the hands free, hip height, 3 m away or more.",
    },
    check,
    check_set: None,
};

fn check(case: &Case) -> Vec<Rule> {
    vec![Rule::new(arms::least_elbow(case), ELBOW)]
}

#[cfg(test)]
mod tests {
    use super::super::Severity;
    use super::super::bench::{assert_abstains, assert_clear, assert_fires};
    use super::*;
    use crate::body::Joint;
    use crate::measure::figure::Figure;

    /// A pull with elbows at an angle from start to end.
    fn bent(angle: f64) -> Figure {
        let mut figure = Figure::default();
        figure.postures.iter_mut().for_each(|at| at.elbow = angle);
        figure
    }

    #[test]
    fn fires_on_elbows_at_155_degrees_from_the_side_and_obliquely() {
        assert_fires(&BENT_ARMS, &bent(155.0), Severity::Moderate, "least-elbow", 155.0, 1.0);
        assert_fires(&BENT_ARMS, &Figure { yaw: 40.0, ..bent(155.0) }, Severity::Moderate, "least-elbow", 155.0, 1.0);
    }

    #[test]
    fn clears_straight_and_overstretched_arms() {
        assert_clear(&BENT_ARMS, &bent(178.0));
        assert_clear(&BENT_ARMS, &bent(195.0));
    }

    #[test]
    fn abstains_where_the_hands_are_not_at_the_bar_and_from_the_front() {
        let figure = bent(155.0);
        let mut lift = figure.lift();
        for joint in [Joint::LeftWrist, Joint::RightWrist] {
            lift.joints.get_mut(&joint).unwrap().y.smooth.iter_mut().flatten().for_each(|y| *y += 0.25);
        }
        let case = Case::new(&lift, &figure.reps, &figure.reps[0], figure.variant());
        assert_eq!(arms::least_elbow(&case).unwrap_err().code, "hands-hidden");
        assert_abstains(&BENT_ARMS, &Figure::front(), "wrong-view");
        assert_abstains(&BENT_ARMS, &Figure { sd: 0.03, ..bent(163.0) }, "error-too-large");
    }
}
