//! The lockout is not finished.

use super::{Card, Fault, Rule};
use crate::measure::lockout::{self, Locked};
use crate::measure::{Abstain, Case};
use crate::threshold::Threshold;
use crate::units::Unit;

const KNEE: Threshold = Threshold {
    key: "soft-lockout.knee",
    grades: (172.0, 168.0, Some(165.0)),
    more_is_worse: false,
    allowed: (120.0, 179.0),
    unit: Unit::Degrees,
    source: "Our default; knees locked by the rules of competition (powerliftingsg.com, deadlift)",
};
const HIP: Threshold = Threshold {
    key: "soft-lockout.hip",
    grades: (172.0, 168.0, Some(162.0)),
    more_is_worse: false,
    allowed: (120.0, 179.0),
    unit: Unit::Degrees,
    source: "Our default; standing erect by the rules of competition (powerliftingsg.com, deadlift)",
};
const SHOULDER: Threshold = Threshold {
    key: "soft-lockout.shoulder",
    grades: (4.0, 7.0, Some(10.0)),
    more_is_worse: true,
    allowed: (1.0, 40.0),
    unit: Unit::Centimetres,
    source: "Our default; shoulders back by the rules of competition (powerliftingsg.com, deadlift)",
};

/// Incomplete lockout (A2).
pub static SOFT_LOCKOUT: Fault = Fault {
    card: Card {
        id: "soft-lockout",
        name: "Lockout not finished",
        what: "At the top the knees or hips are not straight, or the shoulders stay ahead of the hips.",
        why: "The last part of the lift is left out; in competition the lift does not count.",
        views: "Side or oblique, up to 45° off the side (best 25 to 40°: from the pure side the plate hides the hip at lockout)",
        phase: "Lockout",
        formula: "Angles of knee and hip at lockout, 180° being as straight as the lifter's own standing without the bar, for pose models read \
                  straight joints as bent by a few degrees; shoulder ahead of the hip against the same. Where the clip does not show the \
                  lifter standing without the bar, against the set's best lockout, which can show a soft lockout but not clear it. Obliquely \
                  of both sides, or of the one that is seen; a joint that is straighter than when standing is not soft. Nothing is clear \
                  unless knee and hip are both seen.",
        limits: &[KNEE, HIP, SHOULDER],
        cue: "Squeeze the glutes, stand tall.",
        drill: "Block pulls; glute bridge with a pause at the top.",
        confounders: "Big thighs, loose trousers, a lifter who cannot straighten the knees, standing frames that are not upright.",
        film_it: "From 25 to 40° off the side at hip height, 3 m away or more; stand upright without the bar for a second before or after \
                  the set.",
    },
    check,
    check_set: None,
};

fn check(case: &Case) -> Vec<Rule> {
    let rule = |found: Locked, limit: Threshold| {
        let rule = Rule::new(found.measured, limit);
        if found.against_standing { rule } else { rule.never_clearing(Abstain::never_standing()) }
    };
    vec![
        rule(lockout::knee(case), KNEE).needed_to_clear(),
        rule(lockout::hip(case), HIP).needed_to_clear(),
        rule(lockout::shoulder_ahead(case), SHOULDER),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::bench::{assert_abstains, assert_clear, assert_fires};
    use super::super::{Severity, Verdict};
    use super::*;
    use crate::body::Joint;
    use crate::measure::figure::{Figure, LOCKOUT, Posture};
    use crate::reps::{Instant, Rep};

    /// A lifter who stands upright after the set, and locks out with a change.
    fn locked(change: impl Fn(&mut Posture)) -> Figure {
        Figure::default().then_standing().with(LOCKOUT, &change).with(LOCKOUT + 1, &change)
    }

    #[test]
    fn fires_on_knees_bent_by_fourteen_degrees_more_than_when_standing() {
        let figure = locked(|at| (at.shank, at.thigh) = (83.0, 83.0));
        assert_fires(&SOFT_LOCKOUT, &figure, Severity::Moderate, "locked-knee", 166.0, 1.0);
    }

    #[test]
    fn fires_obliquely_too_and_abstains_further_from_the_side() {
        let soft = locked(|at| (at.shank, at.thigh) = (83.0, 83.0));
        assert_fires(&SOFT_LOCKOUT, &Figure { yaw: 40.0, ..soft.clone() }, Severity::Moderate, "locked-knee", 166.0, 1.0);
        assert_abstains(&SOFT_LOCKOUT, &Figure { yaw: 55.0, ..soft }, "yaw-too-large");
    }

    #[test]
    fn fires_on_hips_that_are_not_straight() {
        let figure = locked(|at| at.trunk = 76.0);
        let found = super::super::bench::verdict(&SOFT_LOCKOUT, &figure);
        assert!(matches!(found, Verdict::Fault { .. }), "{found:?}");
    }

    #[test]
    fn a_trunk_that_leans_back_past_standing_is_no_bent_hip() {
        assert_clear(&SOFT_LOCKOUT, &locked(|at| at.trunk = 104.0));
    }

    #[test]
    fn the_far_leg_stands_in_obliquely_for_a_near_one_behind_the_plate() {
        let soft = Figure { yaw: 30.0, ..locked(|at| (at.shank, at.thigh) = (83.0, 83.0)) };
        let found = |figure: &Figure| {
            let mut lift = figure.lift();
            lift.joints.get_mut(&Joint::RightHip).unwrap().confidence.fill(0.0);
            let case = Case::new(&lift, &figure.reps, &figure.reps[0], figure.variant());
            super::super::verdict::of(check(&case), &crate::threshold::Limits::default())
        };
        let oblique = found(&soft);
        assert!(matches!(&oblique, Verdict::Fault { measured, .. } if measured.id == "locked-knee"), "{oblique:?}");
        let from_side = found(&Figure { yaw: 5.0, ..soft });
        assert!(matches!(&from_side, Verdict::NotAssessed(why) if why.code == "joint-hidden"), "{from_side:?}");
    }

    #[test]
    fn clears_a_lockout_as_straight_as_standing_even_where_the_model_sees_bent_knees() {
        assert_clear(&SOFT_LOCKOUT, &locked(|_| {}));
        let mut seen_bent = locked(|_| {});
        for posture in &mut seen_bent.postures[LOCKOUT..] {
            if posture.shank > 85.0 {
                (posture.shank, posture.thigh) = (86.0, 86.0);
            }
        }
        assert_clear(&SOFT_LOCKOUT, &seen_bent);
    }

    #[test]
    fn without_standing_the_set_s_best_lockout_shows_a_softer_one_but_clears_none() {
        // Both lockouts of the figure stand for those of two repetitions.
        let soft = Figure::default().with(LOCKOUT, |at| (at.shank, at.thigh) = (80.0, 80.0));
        let mut figure = soft;
        let at = |seconds: f64| Some(Instant { at: seconds, sd: 0.005, frame: (seconds * 60.0) as usize });
        let other = Rep { number: 2, lockout: at(2.75), lift_off: at(2.5), frames: 150..253, ..figure.reps[0].clone() };
        figure.reps.push(other);
        let found = |number: usize| {
            let lift = figure.lift();
            let case = Case::new(&lift, &figure.reps, &figure.reps[number], figure.variant());
            super::super::verdict::of(check(&case), &crate::threshold::Limits::default())
        };
        assert!(matches!(found(0), Verdict::Fault { .. }), "{:?}", found(0));
        assert!(matches!(found(1), Verdict::NotAssessed(why) if why.code == "standing-not-shown"));
    }

    #[test]
    fn abstains_without_standing_without_a_lockout_and_where_the_hip_is_hidden() {
        assert_abstains(&SOFT_LOCKOUT, &Figure::default(), "standing-not-shown");
        let mut cut = locked(|_| {});
        cut.reps[0].lockout = None;
        assert_abstains(&SOFT_LOCKOUT, &cut, "event-not-shown");
        let without = vec![Joint::LeftHip, Joint::RightHip];
        assert_abstains(&SOFT_LOCKOUT, &Figure { without, ..locked(|_| {}) }, "joint-not-given");
    }
}
