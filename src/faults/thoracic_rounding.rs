//! The upper back rounds under load.

use super::{Card, Fault, Rule};
use crate::measure::{Abstain, Case, Style, back};
use crate::threshold::Threshold;
use crate::units::Unit;

const ADDED: Threshold = Threshold {
    key: "thoracic-rounding.added-flexion",
    grades: (6.0, 12.0, Some(18.0)),
    more_is_worse: true,
    allowed: (2.0, 60.0),
    unit: Unit::Degrees,
    source: "Our default; maximal load raised lower-thoracic flexion in trained women (peerj.com/articles/20279)",
};

/// Thoracic rounding (S9b).
pub static THORACIC_ROUNDING: Fault = Fault {
    card: Card {
        id: "thoracic-rounding",
        name: "Upper back rounds",
        what: "Between floor and knee the upper back bends more than it did at set-up.",
        why: "An upper back that gives way lets the bar drift forward and makes the lockout longer. \
              An upper back that is rounded from the start and holds is a style and draws no finding.",
        views: "Side, up to 30° off it",
        phase: "Set-up, lift-off and knee",
        formula: "Angle between the middle and the upper segment of the back's contour over the last 0.3 s below the knee, or at \
                  lift-off where it is surely greater, less the same over the still set-up.",
        limits: &[ADDED],
        cue: "Squeeze the lats, show the shirt's print to the front.",
        drill: "Paused pulls just off the floor with a load that the upper back holds.",
        confounders: "Shoulder blades that slide forward, hoodies and loose shirts.",
        film_it: "Straight from the side at hip height, 3 m away or more, close-fitting shirt; with a pose model that gives the back's points.",
    },
    check,
    check_set: None,
};

fn check(case: &Case) -> Vec<Rule> {
    if case.said.styles.contains(&Style::ThoracicRounding) {
        let reason = "The upper back is rounded on purpose, as was said of the athlete.";
        return vec![Rule::new(Err(Abstain { code: "meant", reason: reason.into(), film_it: String::new() }), ADDED)];
    }
    vec![Rule::new(back::added_flexion(case, back::Region::Thoracic), ADDED)]
}

#[cfg(test)]
mod tests {
    use super::super::Severity;
    use super::super::bench::{assert_abstains, assert_clear, assert_fires};
    use super::*;
    use crate::body::Joint;
    use crate::measure::figure::{Figure, KNEE, QUARTER};

    fn bent(by: f64) -> Figure {
        let figure = Figure { sd: 0.002, ..Figure::default() };
        figure.with(QUARTER, |at| at.thoracic += by).with(KNEE, |at| at.thoracic += by)
    }

    #[test]
    fn fires_on_fifteen_degrees_more_than_at_set_up() {
        assert_fires(&THORACIC_ROUNDING, &bent(15.0), Severity::Moderate, "added-thoracic-flexion", 15.0, 2.0);
    }

    #[test]
    fn clears_an_upper_back_that_is_round_from_the_start_and_holds() {
        let style = bent(15.0).with_start(|at| at.thoracic += 15.0);
        assert_clear(&THORACIC_ROUNDING, &style);
    }

    #[test]
    fn abstains_without_the_back_s_points() {
        let blind = Figure { without: Joint::BACK.to_vec(), ..bent(15.0) };
        assert_abstains(&THORACIC_ROUNDING, &blind, "joint-not-given");
    }

    #[test]
    fn abstains_where_it_is_the_athletes_style() {
        let said = crate::measure::Said { styles: [Style::ThoracicRounding].into(), ..crate::measure::Said::default() };
        let found = bent(14.0).case(|case| super::super::verdict::of(check(&case.told(&said)), &crate::threshold::Limits::default()));
        assert!(matches!(found, super::super::Verdict::NotAssessed(why) if why.code == "meant"));
    }
}
