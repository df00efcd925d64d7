//! The lifter leans back at the top.

use super::{Card, Fault, Rule};
use crate::measure::{Case, lockout};
use crate::threshold::Threshold;
use crate::units::Unit;

const LEAN: Threshold = Threshold {
    key: "lean-back.trunk",
    grades: (6.0, 10.0, Some(15.0)),
    more_is_worse: true,
    allowed: (2.0, 45.0),
    unit: Unit::Degrees,
    source: "Our default; extension at lockout is what an extension-sensitive back notices (the article's quadrant test)",
};
const PELVIS: Threshold = Threshold {
    key: "lean-back.pelvis",
    grades: (6.0, 9.0, Some(12.0)),
    more_is_worse: true,
    allowed: (2.0, 40.0),
    unit: Unit::Centimetres,
    source: "Our default",
};

/// Lean back (A3).
pub static LEAN_BACK: Fault = Fault {
    card: Card {
        id: "lean-back",
        name: "Leans back at lockout",
        what: "At the top the trunk leans back past the lifter's own standing, or the pelvis is pushed ahead of the feet.",
        why: "Leaning back moves the end of the lift from the hips into the lower back; standing tall is all that the lift asks for.",
        views: "Side or oblique, up to 45° off the side (best 25 to 40°: from the pure side the plate hides the hip at lockout); the pelvis \
                up to 30°",
        phase: "Lockout",
        formula: "Angle of the way from hip to shoulder behind the lifter's own standing without the bar, which takes out the camera's roll; \
                  behind the vertical, with its larger error, where the clip does not show that. Obliquely of both \
                  sides, or of the one that is seen. Forward distance of the hip from the middle of the foot where it stands at lockout.",
        limits: &[LEAN, PELVIS],
        cue: "Squeeze the glutes, ribs down.",
        drill: "Block pulls; glute bridge with the ribs held down.",
        confounders: "Camera roll where the clip does not show the lifter standing; big backs and chests.",
        film_it: "From 25 to 40° off the side at hip height, 3 m away or more, camera level; stand upright without the bar for a second \
                  before or after the set.",
    },
    check,
    check_set: None,
};

fn check(case: &Case) -> Vec<Rule> {
    // A pelvis over the feet says nothing of the trunk.
    vec![Rule::new(lockout::lean(case), LEAN).needed_to_clear(), Rule::new(lockout::pelvis_ahead(case), PELVIS)]
}

#[cfg(test)]
mod tests {
    use super::super::Severity;
    use super::super::bench::{assert_abstains, assert_clear, assert_fires};
    use super::*;
    use crate::body::Joint;
    use crate::measure::figure::{Figure, LOCKOUT};

    fn leaning(by: f64) -> Figure {
        Figure::default().with(LOCKOUT, |at| at.trunk += by).with(LOCKOUT + 1, |at| at.trunk += by)
    }

    #[test]
    fn fires_on_a_trunk_twelve_degrees_past_the_vertical() {
        assert_fires(&LEAN_BACK, &leaning(12.0), Severity::Moderate, "trunk-lean", 12.0, 0.5);
    }

    #[test]
    fn the_trunk_is_told_obliquely_and_the_pelvis_is_not() {
        let oblique = Figure { yaw: 40.0, ..leaning(14.0) };
        assert_fires(&LEAN_BACK, &oblique, Severity::Moderate, "trunk-lean", 14.0, 0.5);
        assert_eq!(oblique.case(lockout::pelvis_ahead).unwrap_err().code, "yaw-too-large");
    }

    #[test]
    fn a_camera_s_roll_that_standing_shows_too_is_no_lean() {
        let figure = leaning(8.0).then_standing();
        assert_clear(&LEAN_BACK, &figure);
    }

    #[test]
    fn the_pelvis_is_held_against_the_feet_where_they_stand_at_lockout() {
        let mut stepped = leaning(0.0);
        for posture in &mut stepped.postures[LOCKOUT..] {
            posture.foot.1 = 0.12;
        }
        let ahead = |figure: &Figure| figure.case(lockout::pelvis_ahead).unwrap().value;
        assert!((ahead(&leaning(0.0)) - ahead(&stepped) - 12.0).abs() < 0.5, "{} {}", ahead(&leaning(0.0)), ahead(&stepped));
    }

    #[test]
    fn clears_a_lifter_who_stands_tall() {
        assert_clear(&LEAN_BACK, &leaning(0.0));
    }

    #[test]
    fn abstains_without_a_shoulder_from_an_oblique_view_and_without_a_lockout() {
        let without = vec![Joint::LeftShoulder, Joint::RightShoulder, Joint::LeftHip, Joint::RightHip];
        assert_abstains(&LEAN_BACK, &Figure { without, ..leaning(12.0) }, "joint-not-given");
        assert_abstains(&LEAN_BACK, &Figure { yaw: 55.0, ..leaning(12.0) }, "yaw-too-large");
        let mut cut = leaning(12.0);
        cut.reps[0].lockout = None;
        assert_abstains(&LEAN_BACK, &cut, "event-not-shown");
    }
}
