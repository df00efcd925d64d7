//! The hips start too low.

use super::{Card, Fault, Rule};
use crate::lift::VariantKind;
use crate::measure::{Abstain, Case, hips};
use crate::threshold::Threshold;
use crate::units::Unit;

const THIGH: Threshold = Threshold {
    key: "over-deep-hips.thigh",
    grades: (20.0, 10.0, Some(0.0)),
    more_is_worse: false,
    allowed: (-30.0, 60.0),
    unit: Unit::Degrees,
    source: "Our default; hips higher than knees (strengthminded.com). 14° lower for sumo (Escamilla et al. 2000: 11 to 16°)",
};
const RISE: Threshold = Threshold {
    key: "over-deep-hips.rise",
    grades: (4.0, 7.0, Some(10.0)),
    more_is_worse: true,
    allowed: (1.0, 30.0),
    unit: Unit::Centimetres,
    source: "Our default; too-low hips rise by themselves before the bar moves (startingstrength.com)",
};
/// By how much the thigh is more level in a sumo deadlift, degrees: the middle of 11 to 16 (Escamilla et al. 2000).
const SUMO_DEG: f64 = 14.0;

/// Going too far down (S4).
pub static OVER_DEEP_HIPS: Fault = Fault {
    card: Card {
        id: "over-deep-hips",
        name: "Hips too low",
        what: "The set-up is a squat: the hips are nearly level with the knees, or have to rise before the bar can move.",
        why: "From too low the hips rise first anyway, without the bar: tension is lost, and the shins push the bar forward.",
        views: "Side, up to 30° off it, for the thigh; any view for the hips' rise",
        phase: "Set-up and the last second before lift-off",
        formula: "Angle of the thigh above the horizontal at set-up (hip above knee). Hip height at lift-off less its lowest in the \
                  second before, while the bar rests; it is seen from anywhere and can show the fault, but nothing is clear without the thigh. \
                  With a trap bar only the rise counts.",
        limits: &[THIGH, RISE],
        cue: "Shins to the bar, then chest up; the hips stay.",
        drill: "Pulls from blocks or an elevated start.",
        confounders: "A start with a dip and a grip, long thighs, baggy shorts (the hip point drifts).",
        film_it: "Straight from the side at hip height, from two seconds before the bar leaves the floor; from 30 to 45° off it where \
                  the plates hide the knees.",
    },
    check,
    check_set: None,
};

fn check(case: &Case) -> Vec<Rule> {
    let sumo = if case.variant.kind == VariantKind::Sumo { -SUMO_DEG } else { 0.0 };
    let thigh = match case.variant.kind {
        VariantKind::TrapBar => Err(Abstain::variant("A trap bar is lifted with more bent knees; no norm for its thighs is known.")),
        _ => hips::thigh_angle(case),
    };
    let thigh = Rule::new(thigh, THIGH).moved(sumo);
    // Hips that do not rise may be deep all the same: without the thigh nothing is clear.
    let thigh = if case.variant.kind == VariantKind::TrapBar { thigh } else { thigh.needed_to_clear() };
    vec![thigh, Rule::new(hips::rise_before_lift_off(case), RISE)]
}

#[cfg(test)]
mod tests {
    use super::super::Severity;
    use super::super::bench::{assert_abstains, assert_clear, assert_fires};
    use super::*;
    use crate::measure::figure::Figure;

    #[test]
    fn fires_on_level_thighs() {
        let figure = Figure::default().with_start(|at| at.thigh = 6.0);
        assert_fires(&OVER_DEEP_HIPS, &figure, Severity::Moderate, "thigh-angle", 6.0, 0.5);
    }

    #[test]
    fn fires_on_hips_that_rise_before_the_bar_even_from_an_oblique_view() {
        let figure = Figure { yaw: 40.0, ..Figure::default().with(0, |at| at.thigh = 18.0).with(1, |at| at.thigh = 18.0) };
        assert_fires(&OVER_DEEP_HIPS, &figure, Severity::Moderate, "hip-rise-before-lift-off", 9.6, 1.0);
    }

    #[test]
    fn clears_hips_between_knees_and_shoulders_and_a_sumo_start_that_is_lower() {
        assert_clear(&OVER_DEEP_HIPS, &Figure::default());
        let sumo = Figure::default().with_start(|at| at.thigh = 16.0);
        assert_clear(&OVER_DEEP_HIPS, &Figure { variant: VariantKind::Sumo, ..sumo });
    }

    #[test]
    fn from_the_front_hips_that_rise_are_told_and_hips_that_do_not_are_not_cleared() {
        assert_abstains(&OVER_DEEP_HIPS, &Figure::front(), "wrong-view");
        let rising = Figure::front().with(0, |at| at.thigh = 18.0).with(1, |at| at.thigh = 18.0);
        assert_fires(&OVER_DEEP_HIPS, &rising, Severity::Moderate, "hip-rise-before-lift-off", 9.6, 1.0);
        let trap_bar = Figure { variant: VariantKind::TrapBar, ..Figure::front() };
        assert_clear(&OVER_DEEP_HIPS, &trap_bar);
    }

    #[test]
    fn abstains_where_the_lift_off_is_not_shown() {
        let mut cut = Figure::default();
        cut.reps[0].lift_off = None;
        assert_abstains(&OVER_DEEP_HIPS, &cut, "event-not-shown");
    }
}
