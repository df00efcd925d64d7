//! The shoulders start too far ahead of the bar.

use super::{Card, Fault, Rule, Weight};
use crate::lift::{BarSource, VariantKind};
use crate::measure::{Case, start};
use crate::threshold::Threshold;
use crate::units::Unit;

const SLANT: Threshold = Threshold {
    key: "reaching-forward.arm-slant",
    grades: (15.0, 20.0, Some(25.0)),
    more_is_worse: true,
    allowed: (0.0, 60.0),
    unit: Unit::Degrees,
    source: "Our default; a loaded arm slants 5 to 10° in most lifters, shoulder blades over the bar (Rippetoe). 2° lower for sumo and \
             trap bar, whose arms slant 0 to 8°",
};
/// By how much the arms slant less in a sumo or a trap-bar deadlift, degrees: 0 to 8 against 5 to 10 (faults.md, S3).
const UPRIGHT_DEG: f64 = 2.0;

/// Reaching too far forward (S3).
pub static REACHING_FORWARD: Fault = Fault {
    card: Card {
        id: "reaching-forward",
        name: "Reaches too far forward",
        what: "At set-up the shoulders are far ahead of the bar, so that the arms slant back to it.",
        why: "The bar swings towards the place under the shoulder blades as soon as it is free, and the back starts more level than it \
              has to.",
        views: "Side, up to 30° off it",
        phase: "Set-up",
        formula: "Angle of the way from the hand on the bar up to the shoulder against the vertical, shoulder ahead positive; below 0 the \
                  shoulders are behind the bar.",
        limits: &[SLANT],
        cue: "Armpits over the bar.",
        drill: "Paused set-ups: hold the start for two seconds, then pull.",
        confounders: "Shoulder blades that slide forward, short arms, bent arms.",
        film_it: "From 25 to 30° off the side, so that the plates leave the hands free, hip height, 3 m away or more, from two seconds \
                  before the bar leaves the floor.",
    },
    check,
    check_set: None,
};

fn check(case: &Case) -> Vec<Rule> {
    let upright = matches!(case.variant.kind, VariantKind::Sumo | VariantKind::TrapBar);
    let rule = Rule::new(start::arm_slant(case), SLANT).moved(if upright { -UPRIGHT_DEG } else { 0.0 });
    // A bar that is seen only by the hands does not say whether they are seen rightly.
    let by_hands = case.lift.bar.as_ref().is_some_and(|bar| bar.source == BarSource::Hands);
    vec![if by_hands { rule.weighing(Weight::PossibleAtMost) } else { rule }]
}

#[cfg(test)]
mod tests {
    use super::super::bench::{assert_abstains, assert_clear, assert_fires, verdict};
    use super::super::{Severity, Verdict};
    use super::*;
    use crate::body::Joint;
    use crate::measure::figure::Figure;

    /// A start with the bar moved back under a trunk that stays.
    fn slanted(by: f64) -> Figure {
        Figure::default().with_start(|at| at.bar.0 -= by)
    }

    #[test]
    fn fires_on_arms_that_slant_by_twenty_two_degrees() {
        assert_fires(&REACHING_FORWARD, &slanted(0.146), Severity::Moderate, "arm-slant", 22.0, 0.7);
    }

    #[test]
    fn clears_arms_that_slant_by_ten_degrees_and_shoulders_behind_the_bar() {
        assert_clear(&REACHING_FORWARD, &slanted(0.0));
        assert_clear(&REACHING_FORWARD, &slanted(-0.2));
    }

    #[test]
    fn the_limit_is_lower_for_sumo_and_trap_bar() {
        for (variant, wanted) in [(VariantKind::Conventional, 15.0), (VariantKind::Sumo, 13.0), (VariantKind::TrapBar, 13.0)] {
            let found = verdict(&REACHING_FORWARD, &Figure { variant, ..slanted(0.0) });
            assert!(matches!(found, Verdict::Clear { limit, .. } if (limit - wanted).abs() < 1e-9), "{found:?}");
        }
    }

    #[test]
    fn hands_that_are_seen_far_over_the_bar_are_not_believed() {
        let figure = slanted(0.146);
        let mut lift = figure.lift();
        for joint in [Joint::LeftWrist, Joint::RightWrist] {
            let hand = &mut lift.joints.get_mut(&joint).unwrap().y;
            hand.smooth.iter_mut().flatten().for_each(|y| *y += 0.2);
        }
        let case = Case::new(&lift, &figure.reps, &figure.reps[0], figure.variant());
        assert_eq!(start::arm_slant(&case).unwrap_err().code, "hands-hidden");
    }

    #[test]
    fn abstains_without_a_shoulder_from_the_front_and_where_the_lift_off_is_not_shown() {
        let without = vec![Joint::LeftShoulder, Joint::RightShoulder];
        assert_abstains(&REACHING_FORWARD, &Figure { without, ..slanted(0.146) }, "joint-not-given");
        assert_abstains(&REACHING_FORWARD, &Figure::front(), "wrong-view");
        let mut cut = slanted(0.146);
        cut.reps[0].lift_off = None;
        assert_abstains(&REACHING_FORWARD, &cut, "event-not-shown");
    }
}
