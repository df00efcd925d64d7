//! The bar leaves its straight way or the legs.

use super::{Card, Fault, Rule, Weight};
use crate::lift::VariantKind;
use crate::measure::{Abstain, Case, bar, descent};
use crate::threshold::Threshold;
use crate::units::Unit;

const BOW: Threshold = Threshold {
    key: "bar-drift.bow",
    grades: (3.0, 5.0, Some(8.0)),
    more_is_worse: true,
    allowed: (1.0, 30.0),
    unit: Unit::Centimetres,
    source: "Our default; near-vertical way: powerliftingwatch.com/node/15498, tundraperform.com (bar path)",
};
const DESCENT: Threshold = Threshold {
    key: "bar-drift.descent-bow",
    grades: (3.0, 5.0, Some(8.0)),
    more_is_worse: true,
    allowed: (1.0, 30.0),
    unit: Unit::Centimetres,
    source: "Our default; near-vertical way: powerliftingwatch.com/node/15498, tundraperform.com (bar path)",
};
const THIGH_GAP: Threshold = Threshold {
    key: "bar-drift.thigh-gap",
    grades: (4.0, 7.0, Some(10.0)),
    more_is_worse: true,
    allowed: (1.0, 30.0),
    unit: Unit::Centimetres,
    source: "Our default; \"drag it up the legs\": powerliftingwatch.com/node/15498. Makes the fault possible at most",
};
const GAP: Threshold = Threshold {
    key: "bar-drift.gap",
    grades: (4.0, 7.0, Some(10.0)),
    more_is_worse: true,
    allowed: (1.0, 30.0),
    unit: Unit::Centimetres,
    source: "Our default; \"drag it up the legs\": powerliftingwatch.com/node/15498. Makes the fault possible at most",
};

/// Bar drift (S1b).
pub static BAR_DRIFT: Fault = Fault {
    card: Card {
        id: "bar-drift",
        name: "Bar drifts forward",
        what: "On the way up or down the bar swings away from the legs and from a straight line.",
        why: "The further the bar is from the body, the longer the lever with which the same load pulls on the hips and the back.",
        views: "Side or oblique, up to 45° off the side",
        phase: "Lift-off to lockout, and the descent",
        formula: "Bow: largest forward deviation of the bar from the straight line between lift-off and lockout, and between the start of the \
                  descent and the floor (free of camera roll). Gap: by how much the hand moves away from the line from ankle to knee \
                  below the knee, over its nearest, and from the line from knee to hip above it, over lockout; the joints seen are too \
                  rough for more than a hint. A bar seen only by the hands can only hint too.",
        limits: &[BOW, DESCENT, GAP, THIGH_GAP],
        cue: "Shins to the bar, squeeze the lats, drag it up the legs.",
        drill: "Tempo pulls to the knee.",
        confounders: "An S-shaped way of 2 to 3 cm round the knee is normal; camera roll, wobbling plates, lens distortion. \
                      With a trap bar only the bow counts.",
        film_it: "From the side or up to 45° off it, hip height, 3 m away or more, the plate in the picture for the whole lift.",
    },
    check,
    check_set: None,
};

fn check(case: &Case) -> Vec<Rule> {
    let mut rules =
        vec![Rule::new(bar::bow(case), BOW).by_plate(case), Rule::new(descent::bow(case), DESCENT).by_plate(case)];
    // What the way down shows does not clear the way up.
    if rules[0].measured.is_err() {
        rules[1] = rules[1].clone().never_clearing(Abstain::no_event("the whole way up"));
    }
    if case.variant.kind != VariantKind::TrapBar {
        rules.push(Rule::new(bar::gap(case), GAP).weighing(Weight::Hint));
        rules.push(Rule::new(bar::thigh_gap(case), THIGH_GAP).weighing(Weight::Hint));
    }
    rules
}

#[cfg(test)]
mod tests {
    use super::super::bench::{assert_abstains, assert_clear, assert_fires, verdict};
    use super::super::{Severity, Verdict};
    use super::*;
    use crate::body::Joint;
    use crate::lift::Scale;
    use crate::measure::figure::{DOWN, Figure, KNEE, QUARTER};

    #[test]
    fn fires_on_a_bar_that_swings_six_centimetres_forward() {
        let figure = Figure::default().with(QUARTER, |at| at.bar.0 += 0.06).with(KNEE, |at| at.bar.0 += 0.06);
        let bow_only = Figure { variant: VariantKind::TrapBar, ..figure };
        assert_fires(&BAR_DRIFT, &bow_only, Severity::Moderate, "bar-bow", 6.0, 0.2);
    }

    #[test]
    fn fires_on_a_bar_that_swings_forward_on_the_way_down() {
        let mut figure = Figure { variant: VariantKind::TrapBar, ..Figure::default() };
        figure.postures[DOWN].bar = (0.16, 0.52);
        (figure.times[DOWN], figure.times[DOWN + 1]) = (3.3, 3.8);
        assert_fires(&BAR_DRIFT, &figure, Severity::Moderate, "descent-bow", 6.0, 0.3);
    }

    #[test]
    fn a_bar_that_leaves_the_thighs_is_possible() {
        let figure = Figure::default().with(KNEE, |at| (at.shank, at.thigh) = (100.0, 30.0));
        let gap = figure.case(bar::thigh_gap).unwrap();
        assert!((gap.value - 13.5).abs() < 0.5, "{gap:?}");
        let found = verdict(&BAR_DRIFT, &figure);
        assert!(matches!(found, Verdict::Possible { .. }), "{found:?}");
    }

    #[test]
    fn a_hip_that_the_plate_hides_at_lockout_gives_no_gap_at_the_thighs() {
        let figure = Figure::default().with(KNEE, |at| (at.shank, at.thigh) = (100.0, 30.0));
        let mut lift = figure.lift();
        // Lockout is on frame 132; before it the hip is seen.
        lift.joints.get_mut(&Joint::RightHip).unwrap().confidence[130..150].fill(0.0);
        let case = Case::new(&lift, &figure.reps, &figure.reps[0], figure.variant());
        assert_eq!(bar::thigh_gap(&case).unwrap_err().code, "joint-hidden");
    }

    #[test]
    fn a_hip_that_the_plate_hides_for_a_part_of_the_way_gives_no_gap_at_the_thighs() {
        let figure = Figure::default().with(KNEE, |at| (at.shank, at.thigh) = (100.0, 30.0));
        let of = |hidden: std::ops::Range<usize>| {
            let mut lift = figure.lift();
            lift.joints.get_mut(&Joint::RightHip).unwrap().confidence[hidden].fill(0.0);
            bar::thigh_gap(&Case::new(&lift, &figure.reps, &figure.reps[0], figure.variant())).map(|_| ()).map_err(|why| why.code)
        };
        // From the knee on frame 90 to lockout on frame 132; what is smoothed with a guess counts as one.
        assert_eq!((of(0..80), of(103..115)), (Ok(()), Err("joint-hidden")));
    }

    #[test]
    fn a_bar_that_leaves_the_shins_is_possible() {
        let figure = Figure::default().with(KNEE, |at| at.shank = 100.0);
        let found = verdict(&BAR_DRIFT, &figure);
        assert!(matches!(found, Verdict::Possible { ref measured, .. } if measured.id == "bar-gap"), "{found:?}");
    }

    #[test]
    fn clears_a_straight_way_and_one_that_swings_back() {
        let clean = Figure { variant: VariantKind::TrapBar, ..Figure::default() };
        assert_clear(&BAR_DRIFT, &clean);
        assert_clear(&BAR_DRIFT, &clean.with(KNEE, |at| at.bar.0 -= 0.06));
    }

    #[test]
    fn a_bar_seen_only_by_the_hands_is_drift_at_most_possibly() {
        let figure = Figure::default().with(QUARTER, |at| at.bar.0 += 0.06).with(KNEE, |at| at.bar.0 += 0.06);
        let figure = Figure { by_hands: true, variant: VariantKind::TrapBar, ..figure };
        assert!(matches!(verdict(&BAR_DRIFT, &figure), Verdict::Possible { .. }));
        let straight = Figure { by_hands: true, variant: VariantKind::TrapBar, ..Figure::default() };
        assert_abstains(&BAR_DRIFT, &straight, "hint-only");
    }

    #[test]
    fn abstains_from_the_front_and_without_a_size() {
        assert_abstains(&BAR_DRIFT, &Figure::front(), "wrong-view");
        assert_abstains(&BAR_DRIFT, &Figure { scale: Scale::BodyLengths { relative_sd: 0.08 }, ..Figure::default() }, "scale-unknown");
        assert_abstains(&BAR_DRIFT, &Figure { yaw: 50.0, ..Figure::default() }, "yaw-too-large");
    }
}
