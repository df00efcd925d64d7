//! The bar starts too far from the feet.

use super::{Card, Fault, Rule};
use crate::lift::{Scale, VariantKind};
use crate::measure::{Abstain, Case, start};
use crate::threshold::Threshold;
use crate::units::Unit;

const AHEAD: Threshold = Threshold {
    key: "bar-too-far.ahead",
    grades: (3.0, 5.0, Some(8.0)),
    more_is_worse: true,
    allowed: (0.5, 30.0),
    unit: Unit::Centimetres,
    source: "Our default; bar over the middle of the foot, about 2.5 cm from the shins (powerliftingwatch.com/node/15498, \
             hygieia.com.sg, bar drifting away)",
};
/// The same limits for a foot of 18.6 cm from heel to toe: what pose models give a lifter of 1.75 m.
const AHEAD_OF_FOOT: Threshold = Threshold {
    key: "bar-too-far.ahead-of-foot",
    grades: (16.0, 27.0, Some(43.0)),
    more_is_worse: true,
    allowed: (3.0, 150.0),
    unit: Unit::Percent,
    source: "Our default: 3, 5 and 8 cm of a foot of 18.6 cm, as pose models place heel and toe on average. Only where no size is known",
};

/// Bar too far away (S1a).
pub static BAR_TOO_FAR: Fault = Fault {
    card: Card {
        id: "bar-too-far",
        name: "Bar starts too far away",
        what: "At set-up the bar is not over the middle of the foot but ahead of it.",
        why: "A bar ahead of the feet has to come back before it goes up, or is held away from the body the whole way.",
        views: "Side, up to 30° off it, feet visible",
        phase: "Set-up",
        formula: "Forward distance of the bar from the middle between heel and toe (sumo: from three tenths of the foot ahead of the \
                  ankle). The bar is where the hands hold it: the plate is nearer to the camera and is never compared with the feet. The \
                  feet are read where in the repetition they are seen. In percent of heel to toe where no size is known.",
        limits: &[AHEAD, AHEAD_OF_FOOT],
        cue: "Shins to the bar, squeeze the lats, drag it up the legs.",
        drill: "Tempo pulls to the knee.",
        confounders: "Plates that hide the feet, turned-out feet, shoes with long toes. With a trap bar the lifter stands inside and \
                      this is not judged.",
        film_it: "From 20 to 30° off the side, hip height, 3 m away or more, so that the plates leave the feet free.",
    },
    check,
    check_set: None,
};

fn check(case: &Case) -> Vec<Rule> {
    let limit = if matches!(case.lift.scale, Scale::Metres { .. }) { AHEAD } else { AHEAD_OF_FOOT };
    if case.variant.kind == VariantKind::TrapBar {
        return vec![Rule::new(Err(Abstain::variant("With a trap bar the lifter stands inside the bar.")), limit)];
    }
    vec![Rule::new(start::bar_ahead_of_foot(case), limit).by_plate(case)]
}

#[cfg(test)]
mod tests {
    use super::super::bench::{assert_abstains, assert_clear, assert_fires};
    use super::super::Severity;
    use super::*;
    use crate::body::Joint;
    use crate::measure::figure::Figure;

    fn ahead(by: f64) -> Figure {
        Figure::default().with_start(|at| at.bar.0 += by)
    }

    #[test]
    fn fires_on_a_bar_six_centimetres_ahead_of_the_middle_of_the_foot() {
        assert_fires(&BAR_TOO_FAR, &ahead(0.04), Severity::Moderate, "bar-ahead-of-foot", 6.0, 0.3);
    }

    #[test]
    fn fires_in_shares_of_the_foot_where_no_size_is_known() {
        let figure = Figure { scale: Scale::BodyLengths { relative_sd: 0.08 }, ..ahead(0.05) };
        assert_fires(&BAR_TOO_FAR, &figure, Severity::Moderate, "bar-ahead-of-foot-of-foot", 32.0, 2.0);
    }

    #[test]
    fn feet_that_plates_hide_at_the_start_are_read_where_they_are_seen() {
        let hidden = |share: f64| {
            let figure = ahead(0.04);
            let mut lift = figure.lift();
            for joint in [Joint::LeftHeel, Joint::RightHeel, Joint::LeftToe, Joint::RightToe] {
                let sure = &mut lift.joints.get_mut(&joint).unwrap().confidence;
                let end = (share * sure.len() as f64) as usize;
                sure[..end].fill(0.0);
            }
            let case = Case::new(&lift, &figure.reps, &figure.reps[0], figure.variant());
            start::bar_ahead_of_foot(&case)
        };
        assert!((hidden(0.3).unwrap().value - 6.0).abs() < 0.3);
        assert_eq!(hidden(1.0).unwrap_err().code, "feet-hidden");
    }

    #[test]
    fn the_middle_of_a_turned_out_foot_is_counted_from_the_ankle() {
        // The ankle stands at 0 and the foot is 22 cm long as seen: its middle counts as 6.6 cm ahead.
        let sumo = Figure { variant: VariantKind::Sumo, ..ahead(0.04) };
        assert_fires(&BAR_TOO_FAR, &sumo, Severity::Moderate, "bar-ahead-of-foot", 7.4, 0.3);
    }

    #[test]
    fn clears_a_bar_over_the_middle_of_the_foot_and_one_behind_it() {
        assert_clear(&BAR_TOO_FAR, &ahead(0.0));
        assert_clear(&BAR_TOO_FAR, &ahead(-0.05));
    }

    #[test]
    fn abstains_without_feet_from_an_oblique_view_with_too_rough_joints_and_with_a_trap_bar() {
        let feet = vec![Joint::LeftHeel, Joint::RightHeel, Joint::LeftToe, Joint::RightToe];
        assert_abstains(&BAR_TOO_FAR, &Figure { without: feet, ..ahead(0.04) }, "feet-hidden");
        assert_abstains(&BAR_TOO_FAR, &Figure { yaw: 40.0, ..ahead(0.04) }, "yaw-too-large");
        assert_abstains(&BAR_TOO_FAR, &Figure { sd: 0.03, ..ahead(0.02) }, "error-too-large");
        assert_abstains(&BAR_TOO_FAR, &Figure { variant: VariantKind::TrapBar, ..ahead(0.04) }, "variant");
    }
}
