//! The pull is left to the back: the trunk sinks on the way to the knee.

use super::{Card, Fault, Rule};
use crate::lift::VariantKind;
use crate::measure::{Abstain, Case, back, hips};
use crate::threshold::Threshold;
use crate::units::Unit;

const TRUNK: Threshold = Threshold {
    key: "back-dominant.trunk-change",
    grades: (0.0, -5.0, Some(-10.0)),
    more_is_worse: false,
    allowed: (-60.0, 20.0),
    unit: Unit::Degrees,
    source: "Our default; the back should hold while the hips finish (Rippetoe, Starting Strength, 3rd ed.)",
};

const FINISH: Threshold = Threshold {
    key: "back-dominant.back-finish",
    grades: (8.0, 12.0, Some(18.0)),
    more_is_worse: true,
    allowed: (2.0, 60.0),
    unit: Unit::Degrees,
    source: "Our default; the back should hold while the hips finish (Rippetoe, Starting Strength, 3rd ed.)",
};

/// Back-dominant loading pattern (S11).
pub static BACK_DOMINANT: Fault = Fault {
    card: Card {
        id: "back-dominant",
        name: "Good-morning pull",
        what: "At the knee the trunk is no higher, or lower, than at lift-off; or the back still straightens when the hips are done.",
        why: "The legs have then done their part without lifting the trunk, and the rest of the way becomes a good morning. \
              This is a loading pattern: which muscles work cannot be seen in a video.",
        views: "Side, up to 30° off it",
        phase: "Lift-off to lockout",
        formula: "Trunk angle above the horizontal at the knee less the same at lift-off. Back-finish: by how much the contour of the back \
                  straightens after the hips have done 95 % of their opening. The lever from hip to bar at lift-off is measured and \
                  compared with the athlete's own usual only.",
        limits: &[TRUNK, FINISH],
        cue: "Chest to the back wall; push the floor away.",
        drill: "Paused pulls at mid-shin.",
        confounders: "Shoulders that slide forward change the trunk's line; stiff-legged pulls are meant so and are not judged.",
        film_it: "From the side at hip height, 3 m away or more, hips and shoulders free of the plates.",
    },
    check,
    check_set: None,
};

fn check(case: &Case) -> Vec<Rule> {
    let off = |reason| vec![Rule::new(Err(Abstain::variant(reason)), TRUNK)];
    match case.variant.kind {
        VariantKind::StiffLeg => off("A stiff-legged deadlift is meant to be lifted with the hips alone."),
        VariantKind::TrapBar => off("The trunk needs its own norms with a trap bar (Swinton et al. 2011)."),
        _ => {
            let trunk = hips::trunk_change_to_knee(case);
            let finish = Rule::new(back::back_finish(case), FINISH);
            // What the end of the pull shows does not clear its start.
            let finish = if let Err(why) = &trunk { finish.never_clearing(why.clone()) } else { finish };
            vec![Rule::new(trunk, TRUNK), finish]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::bench::{assert_abstains, assert_clear, assert_fires, verdict};
    use super::super::{Severity, Verdict};
    use super::*;
    use crate::measure::figure::{Figure, KNEE, LOCKOUT, Posture, QUARTER};

    #[test]
    fn fires_on_a_trunk_that_is_lower_at_the_knee() {
        let figure = Figure::default().with(QUARTER, |at| at.trunk = 24.0).with(KNEE, |at| at.trunk = 20.0);
        assert_fires(&BACK_DOMINANT, &figure, Severity::Moderate, "trunk-change-to-knee", -9.0, 1.0);
    }

    #[test]
    fn fires_on_a_back_that_straightens_when_the_hips_are_done() {
        // The trunk is up after two thirds of the way from knee to lockout, the back still round.
        let mut figure = Figure { sd: 0.002, ..Figure::default() };
        let top = figure.postures[LOCKOUT];
        figure.postures[QUARTER] = figure.postures[KNEE];
        figure.postures[KNEE] = Posture { lumbar: 34.0, ..top };
        figure.times[KNEE] = 1.8;
        let found = verdict(&BACK_DOMINANT, &figure);
        assert!(matches!(found, Verdict::Fault { ref measured, .. } if measured.id == "back-finish"), "{found:?}");
    }

    #[test]
    fn clears_a_trunk_that_rises() {
        assert_clear(&BACK_DOMINANT, &Figure::default());
    }

    #[test]
    fn abstains_where_the_knee_pass_is_not_shown_and_in_a_stiff_legged_pull() {
        let mut cut = Figure::default();
        cut.reps[0].knee_pass = None;
        assert_abstains(&BACK_DOMINANT, &cut, "event-not-shown");
        for variant in [VariantKind::StiffLeg, VariantKind::TrapBar] {
            assert_abstains(&BACK_DOMINANT, &Figure { variant, ..Figure::default() }, "variant");
        }
    }
}
