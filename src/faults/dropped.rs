//! The bar is let fall.

use super::{Card, Fault, Rule};
use crate::lift::BarSource;
use crate::measure::{Abstain, Case, Tag, bar, floor};
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

const HANDS: Threshold = Threshold {
    key: "dropped.hands-off",
    grades: (12.0, 20.0, Some(30.0)),
    more_is_worse: true,
    allowed: (5.0, 100.0),
    unit: Unit::Centimetres,
    source: "Our default: a hand within 12 cm holds the bar; rule: both hands on the bar until it is down (powerliftingsg.com, deadlift)",
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
        formula: "Highest downward speed of the bar from the start of the descent to the floor. Hands off: by how much the hand is further \
                  above the bar on the way down than at lockout.",
        limits: &[SPEED, HANDS],
        cue: "Push the hips back and keep the bar on the thighs all the way down.",
        drill: "Tempo descents of three seconds.",
        confounders: "Dropping is usual in some gyms: tag the set with `drops` there. A bar seen only by the hands can only hint.",
        film_it: "From any side with the plate in the picture until the bar is back on the floor.",
    },
    check,
    check_set: None,
};

fn check(case: &Case) -> Vec<Rule> {
    if case.said.tags.contains(&Tag::Drops) {
        let reason = "Bars are let fall here, as was said of the set.";
        return vec![Rule::new(Err(Abstain { code: "meant", reason: reason.into(), film_it: String::new() }), SPEED)];
    }
    let mut rules = vec![Rule::new(bar::descent_velocity(case), SPEED).by_plate(case)];
    // Hands that stand for the bar never leave it.
    if case.lift.bar.as_ref().is_some_and(|bar| bar.source == BarSource::Plate) {
        rules.push(Rule::new(floor::hands_off(case), HANDS));
    }
    rules
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
    fn fires_on_hands_that_let_go() {
        let figure = Figure::default();
        let mut lift = figure.lift();
        let wrist = lift.joints.get_mut(&crate::body::Joint::RightWrist).unwrap();
        for (frame, y) in wrist.y.smooth.iter_mut().enumerate() {
            // The hands stay where they were when the bar started down.
            if frame > 168 {
                *y = Some(0.90);
            }
        }
        let case = crate::measure::Case::new(&lift, &figure.reps, &figure.reps[0], figure.variant());
        let found = super::super::verdict::of(check(&case), &crate::threshold::Limits::default());
        let marked = matches!(found, super::super::Verdict::Fault { severity: Severity::Marked, ref measured, .. } if measured.id == "hands-off");
        assert!(marked, "{found:?}");
    }

    #[test]
    fn abstains_where_bars_are_let_fall_on_purpose() {
        let said = crate::measure::Said { tags: [Tag::Drops].into(), ..crate::measure::Said::default() };
        let figure = Figure::default().landing_at(3.1);
        figure.case(|case| {
            let found = super::super::verdict::of(check(&case.told(&said)), &crate::threshold::Limits::default());
            assert!(matches!(found, super::super::Verdict::NotAssessed(why) if why.code == "meant"));
        });
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
