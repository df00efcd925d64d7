//! On the way down the knees go first.

use super::{Card, Fault, Rule};
use crate::lift::VariantKind;
use crate::measure::{Abstain, Case, descent};
use crate::threshold::Threshold;
use crate::units::Unit;

const BEND: Threshold = Threshold {
    key: "knees-first-descent.knee-bend",
    grades: (15.0, 25.0, None),
    more_is_worse: true,
    allowed: (5.0, 60.0),
    unit: Unit::Degrees,
    source: "Our default. Style: moderate at most",
};
const BOW: Threshold = Threshold {
    key: "knees-first-descent.bow",
    grades: (4.0, 6.0, Some(9.0)),
    more_is_worse: true,
    allowed: (1.0, 30.0),
    unit: Unit::Centimetres,
    source: "Our default",
};

/// Knees first on the way down (A10).
pub static KNEES_FIRST_DESCENT: Fault = Fault {
    card: Card {
        id: "knees-first-descent",
        name: "Knees go first on the way down",
        what: "On the way down the knees bend before the hips, so that the bar has to be led round them.",
        why: "The bar swings forward, away from the body, on the way down, and the next repetition starts from there.",
        views: "Side or oblique, up to 45° off the side",
        phase: "Start of the descent to the floor",
        formula: "Bend of the knees when the hips have bent by 20°, both from the start of the descent. Bow: largest forward deviation of the \
                  bar from the straight line of its way down; it counts only where the knees bend first.",
        limits: &[BEND, BOW],
        cue: "Hips back first, bar down the thighs; knees when it has passed them.",
        drill: "Romanian deadlifts to the knee, then the rest of the way.",
        confounders: "Bars that are dropped; plates that hide hips and knees. Stiff-legged pulls and trap bars are not judged.",
        film_it: "From 20 to 45° off the side, so that the plates leave hips and knees free, until the bar is back on the floor.",
    },
    check,
    check_set: None,
};

fn check(case: &Case) -> Vec<Rule> {
    let off = |reason| vec![Rule::new(Err(Abstain::variant(reason)), BEND)];
    match case.variant.kind {
        VariantKind::StiffLeg => return off("In a stiff-legged deadlift the knees hardly bend at all."),
        VariantKind::TrapBar => return off("A trap bar does not have to pass the knees."),
        _ => {}
    }
    let bend = || Rule::new(descent::knee_bend(case), BEND);
    vec![bend(), Rule::new(descent::bow(case), BOW).by_plate(case).only_if(bend())]
}

#[cfg(test)]
mod tests {
    use super::super::bench::{assert_abstains, assert_clear, assert_fires, verdict};
    use super::super::{Severity, Verdict};
    use super::*;
    use crate::body::Joint;
    use crate::measure::figure::{DOWN, Figure, KNEE, LOCKOUT, Posture};

    /// A descent whose first half goes by the knees (of `knees` degrees) while the trunk leans by `lean`, with the bar `forward`.
    fn lowered(knees: f64, lean: f64, forward: f64) -> Figure {
        let mut figure = Figure::default();
        let top = figure.postures[LOCKOUT];
        let half = Posture {
            shank: top.shank - knees / 2.0,
            thigh: top.thigh - knees / 2.0,
            trunk: top.trunk - lean,
            bar: (top.bar.0 + forward, 0.60),
            ..top
        };
        // The descent starts at the eighth time; the half-way posture takes the place of the start's own.
        figure.postures[LOCKOUT + 1] = half;
        figure.times[LOCKOUT] = 2.8;
        figure.times[LOCKOUT + 1] = 3.2;
        figure.postures[KNEE] = Figure::default().postures[KNEE];
        figure.postures[DOWN].bar.0 = top.bar.0;
        figure
    }

    #[test]
    fn fires_on_knees_that_bend_before_the_hips() {
        let found = verdict(&KNEES_FIRST_DESCENT, &lowered(50.0, 5.0, 0.0));
        assert!(matches!(found, Verdict::Fault { severity: Severity::Moderate, .. }), "{found:?}");
    }

    #[test]
    fn knees_that_bend_first_are_told_though_the_clip_ends_before_the_bar_is_down() {
        let mut cut = lowered(50.0, 5.0, 0.0);
        cut.reps[0].down = None;
        let found = verdict(&KNEES_FIRST_DESCENT, &cut);
        assert!(matches!(found, Verdict::Fault { severity: Severity::Moderate, .. }), "{found:?}");
    }

    #[test]
    fn a_bar_led_round_the_knees_is_told_by_its_bow() {
        assert_fires(&KNEES_FIRST_DESCENT, &lowered(50.0, 5.0, 0.10), Severity::Marked, "descent-bow", 10.0, 0.5);
    }

    #[test]
    fn clears_hips_that_go_back_first_and_a_bar_that_swings_for_another_reason() {
        assert_clear(&KNEES_FIRST_DESCENT, &lowered(10.0, 40.0, 0.0));
        assert_clear(&KNEES_FIRST_DESCENT, &lowered(10.0, 40.0, 0.08));
    }

    #[test]
    fn abstains_without_a_descent_in_a_stiff_legged_pull_and_where_the_knees_are_not_seen() {
        let mut cut = lowered(50.0, 5.0, 0.08);
        (cut.reps[0].down, cut.reps[0].descent) = (None, None);
        assert_abstains(&KNEES_FIRST_DESCENT, &cut, "event-not-shown");
        let stiff = Figure { variant: VariantKind::StiffLeg, ..lowered(50.0, 5.0, 0.08) };
        assert_abstains(&KNEES_FIRST_DESCENT, &stiff, "variant");
        let without = vec![Joint::LeftKnee, Joint::RightKnee];
        assert_abstains(&KNEES_FIRST_DESCENT, &Figure { without, ..lowered(50.0, 5.0, 0.08) }, "joint-not-given");
    }
}
