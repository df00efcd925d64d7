//! The hips shoot up before the shoulders.

use super::{Card, Fault, Rule};
use crate::lift::VariantKind;
use crate::measure::{Abstain, Case, hips};
use crate::threshold::Threshold;
use crate::units::Unit;

const RATIO: Threshold = Threshold {
    key: "hips-first.rise-ratio",
    grades: (1.3, 1.6, Some(2.0)),
    more_is_worse: true,
    allowed: (1.0, 10.0),
    unit: Unit::Ratio,
    source: "Our default; hips and shoulders rise at the same rate (saptstrength.com 2016)",
};
const TRUNK: Threshold = Threshold {
    key: "hips-first.trunk-change",
    grades: (-5.0, -8.0, Some(-12.0)),
    more_is_worse: false,
    allowed: (-60.0, 0.0),
    unit: Unit::Degrees,
    source: "Our default; the back turns more level first (startingstrength.com, hips rising early)",
};

/// Hips shoot up first (A1).
pub static HIPS_FIRST: Fault = Fault {
    card: Card {
        id: "hips-first",
        name: "Hips rise first",
        what: "Off the floor the hips rise faster than the shoulders, so that the trunk turns more level.",
        why: "The knees are straightened without the bar, and the rest of the way is left to the hips and the back.",
        views: "Any up to 60° off the side for the ratio; side, up to 30°, for the trunk",
        phase: "Lift-off to the first quarter of the bar's way",
        formula: "Rise of the hip over rise of the shoulder while the bar does the first quarter of its way; change of the trunk's \
                  angle above the horizontal over the same.",
        limits: &[RATIO, TRUNK],
        cue: "Chest to the back wall; push the floor away.",
        drill: "Paused pulls at mid-shin.",
        confounders: "Stiff-legged pulls are meant so and are not judged. The ratio needs a shoulder rise of 3 cm.",
        film_it: "From the side at hip height, 3 m away or more, hips and shoulders free of the plates.",
    },
    check,
    check_set: None,
};

fn check(case: &Case) -> Vec<Rule> {
    if case.variant.kind == VariantKind::StiffLeg {
        let reason = "In a stiff-legged deadlift the hips are meant to be high from the start.";
        return vec![Rule::new(Err(Abstain::variant(reason)), RATIO)];
    }
    let trunk = match case.variant.kind {
        VariantKind::TrapBar => Err(Abstain::variant("The trunk needs its own norms with a trap bar (Swinton et al. 2011).")),
        _ => hips::trunk_change(case),
    };
    vec![Rule::new(hips::rise_ratio(case), RATIO), Rule::new(trunk, TRUNK)]
}

#[cfg(test)]
mod tests {
    use super::super::Severity;
    use super::super::bench::{assert_abstains, assert_clear, assert_fires};
    use super::*;
    use crate::measure::figure::{Figure, QUARTER};

    #[test]
    fn fires_on_a_trunk_that_sinks_while_the_hips_rise() {
        let figure = Figure::default().with(QUARTER, |at| (at.thigh, at.trunk) = (60.0, 14.0));
        assert_fires(&HIPS_FIRST, &figure, Severity::Marked, "hip-to-shoulder-rise", 2.2, 0.01);
        let trunk = figure.case(hips::trunk_change).expect("the trunk is seen");
        assert!((trunk.value + 11.0).abs() < 1.0, "{trunk:?}");
    }

    #[test]
    fn fires_on_the_ratio_from_an_oblique_view() {
        let figure = Figure { yaw: 50.0, ..Figure::default().with(QUARTER, |at| (at.thigh, at.trunk) = (62.0, 19.0)) };
        assert_fires(&HIPS_FIRST, &figure, Severity::Moderate, "hip-to-shoulder-rise", 1.75, 0.25);
    }

    #[test]
    fn clears_hips_and_shoulders_that_rise_together() {
        assert_clear(&HIPS_FIRST, &Figure::default());
    }

    #[test]
    fn abstains_in_a_stiff_legged_pull_and_where_the_lockout_is_cut() {
        assert_abstains(&HIPS_FIRST, &Figure { variant: VariantKind::StiffLeg, ..Figure::default() }, "variant");
        let mut cut = Figure::default();
        cut.reps[0].lockout = None;
        assert_abstains(&HIPS_FIRST, &cut, "event-not-shown");
    }
}
