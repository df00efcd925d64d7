//! The neck is extended in the pull.

use super::{Card, Fault, Rule};
use crate::measure::{Case, angles};
use crate::threshold::Threshold;
use crate::units::Unit;

const NECK: Threshold = Threshold {
    key: "looking-up.neck-extension",
    grades: (20.0, 35.0, None),
    more_is_worse: true,
    allowed: (5.0, 90.0),
    unit: Unit::Degrees,
    source: "Our default; a retracted neck went with less lumbar flexion (pubmed 28411737, n = 7). Style: moderate at most",
};

/// Looking up (S2).
pub static LOOKING_UP: Fault = Fault {
    card: Card {
        id: "looking-up",
        name: "Looks up",
        what: "Between floor and knee the neck is extended, as if to look up.",
        why: "The neck leads the back's posture; a neck in line with the trunk makes it easier to hold the back as set. \
              Coaches differ on it, so it is moderate at most.",
        views: "Side, up to 30° off it",
        phase: "Lift-off to knee",
        formula: "Angle of the way from the neck's base to the ear against the trunk, less the lifter's own value when standing at \
                  lockout. The shoulder stands for the neck's base where the model has no better point, with its larger error.",
        limits: &[NECK],
        cue: "Pick a spot 3 m ahead on the floor, chin tucked.",
        drill: "Hinge with a stick that touches head, upper back and sacrum.",
        confounders: "Caps, hair, mirrors, shrugged shoulders. The eyes are not seen: only the head's pitch, not the gaze.",
        film_it: "Straight from the side at hip height, head and feet in the picture from set-up to lockout.",
    },
    check,
    check_set: None,
};

fn check(case: &Case) -> Vec<Rule> {
    vec![Rule::new(angles::neck_extension(case), NECK)]
}

#[cfg(test)]
mod tests {
    use super::super::Severity;
    use super::super::bench::{assert_abstains, assert_clear, assert_fires};
    use super::*;
    use crate::body::Joint;
    use crate::measure::figure::{Figure, KNEE, QUARTER};

    fn up(by: f64) -> Figure {
        Figure::default().with_start(|at| at.neck = by).with(QUARTER, |at| at.neck = by).with(KNEE, |at| at.neck = by)
    }

    #[test]
    fn fires_on_a_head_held_up_and_is_moderate_at_most() {
        // The figure's neck starts at the shoulder, so 18 degrees of hanging shoulder are taken off.
        let figure = Figure { without: Joint::BACK.to_vec(), ..up(90.0) };
        assert_fires(&LOOKING_UP, &figure, Severity::Moderate, "neck-extension", 72.0, 1.5);
    }

    #[test]
    fn shoulders_that_sink_do_not_raise_the_head_where_the_contour_is_seen() {
        let figure = Figure::default();
        let mut lift = figure.lift();
        let value = |lift: &crate::lift::Lift| {
            let case = crate::measure::Case::new(lift, &figure.reps, &figure.reps[0], figure.variant());
            angles::neck_extension(&case).unwrap().value
        };
        let before = value(&lift);
        for frame in 0..95 {
            let shoulder = &mut lift.joints.get_mut(&Joint::RightShoulder).unwrap().y;
            shoulder.smooth[frame] = shoulder.smooth[frame].map(|y| y - 0.07);
        }
        assert!((value(&lift) - before).abs() < 0.1);
    }

    #[test]
    fn a_plate_before_the_sacrum_at_lockout_costs_only_some_error_while_the_middle_of_the_back_is_seen() {
        let figure = Figure { without: Vec::new(), ..up(60.0) };
        let hiding = |hidden: &[Joint]| {
            let mut lift = figure.lift();
            for joint in hidden {
                // Lockout is on frame 132.
                lift.joints.get_mut(joint).unwrap().confidence[125..].fill(0.0);
            }
            angles::neck_extension(&crate::measure::Case::new(&lift, &figure.reps, &figure.reps[0], figure.variant()))
        };
        let (whole, from_middle) = (hiding(&[]).unwrap(), hiding(&[Joint::Back5, Joint::Back4]).unwrap());
        // The figure's upper back leans forward by 2.5 degrees against its whole when it stands.
        assert!((from_middle.value - whole.value).abs() < 3.0 && from_middle.sd > whole.sd.hypot(5.0), "{whole:?} {from_middle:?}");
        let hidden = hiding(&[Joint::Back5, Joint::Back4, Joint::Back3]).unwrap_err();
        assert!(hidden.code == "joint-hidden" && hidden.reason.contains("sacrum"), "{hidden:?}");
    }

    #[test]
    fn clears_a_neck_in_line() {
        assert_clear(&LOOKING_UP, &Figure { without: Joint::BACK.to_vec(), ..up(20.0) });
    }

    #[test]
    fn a_head_may_be_small_in_the_picture_but_not_too_small() {
        // Neck to ear are 22 cm, the shortest of the trunk 50.
        let seen_at = |px_per_unit: f64| Figure { without: Joint::BACK.to_vec(), px_per_unit, ..up(90.0) };
        assert_fires(&LOOKING_UP, &seen_at(110.0), Severity::Moderate, "neck-extension", 72.0, 1.5);
        assert_abstains(&LOOKING_UP, &seen_at(85.0), "segment-too-short");
    }

    #[test]
    fn abstains_without_an_ear_and_without_a_standing_position() {
        let deaf = Figure { without: vec![Joint::LeftEar, Joint::RightEar], ..Figure::default() };
        assert_abstains(&LOOKING_UP, &deaf, "joint-not-given");
        let mut cut = Figure::default();
        cut.reps[0].lockout = None;
        assert_abstains(&LOOKING_UP, &cut, "event-not-shown");
    }
}
