//! The knees move in during the pull.

use super::{Card, Fault, Rule, Weight};
use crate::measure::{Case, frontal};
use crate::threshold::Threshold;
use crate::units::Unit;

const GAP: Threshold = Threshold {
    key: "knees-cave.gap",
    grades: (-10.0, -18.0, Some(-25.0)),
    more_is_worse: false,
    allowed: (-90.0, -2.0),
    unit: Unit::Percent,
    source: "Our default; only a change is judged, never a stance",
};
const TURN: Threshold = Threshold {
    key: "knees-cave.turn-in",
    grades: (8.0, 12.0, Some(16.0)),
    more_is_worse: true,
    allowed: (4.0, 60.0),
    unit: Unit::Degrees,
    source: "Our default, not under 8°: one such angle has an error of 2 to 4° (ijspt.scholasticahq.com 39612). Makes the fault possible at most",
};
const INSIDE: Threshold = Threshold {
    key: "knees-cave.inside",
    grades: (0.0, 8.0, None),
    more_is_worse: true,
    allowed: (-30.0, 60.0),
    unit: Unit::Degrees,
    source: "Our default; a condition of the others: knees that only straighten come in to the line from hip to ankle, not across it. Only its first grade counts",
};

/// Knees caving (A4).
pub static KNEES_CAVE: Fault = Fault {
    card: Card {
        id: "knees-cave",
        name: "Knees move in",
        what: "Off the floor the knees come nearer to each other than at set-up, inside the lines from hips to ankles.",
        why: "Knees that move in take the push from the hips; the same feet push less straight into the floor.",
        views: "Front or back, at least 70° off the side",
        phase: "Lift-off to knee",
        formula: "Distance of the knees over that of the ankles, at its least, against set-up; it counts only where the knees then stand inside \
                  the lines from hips to ankles. The angle by which one knee moves inside its line can only hint.",
        limits: &[GAP, TURN, INSIDE],
        cue: "Spread the floor with your feet.",
        drill: "Clams; pulls with a band above the knees.",
        confounders: "Feet turned out, a sumo stance, arms before the knees, plates; a picture from the front tells a knee's true angle poorly.",
        film_it: "From straight in front at hip height, 3 m away or more, knees and ankles free of plates and hands.",
    },
    check,
    check_set: None,
};

fn check(case: &Case) -> Vec<Rule> {
    let inside = Rule::new(frontal::knees_inside(case), INSIDE);
    vec![
        Rule::new(frontal::knee_gap_change(case), GAP).only_if(inside.clone()),
        Rule::new(frontal::knee_turn_in(case), TURN).weighing(Weight::Hint).only_if(inside),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::Severity;
    use super::super::bench::{assert_abstains, assert_clear, assert_fires};
    use super::*;
    use crate::measure::figure::{Figure, KNEE, LIFT_OFF, QUARTER};

    #[test]
    fn fires_on_knees_that_come_together() {
        // Each knee 5 cm in, of 16; read over a tenth of a second, a short way in is understated.
        let figure = Figure::front().with(QUARTER, |at| at.knees_in = 0.05).with(KNEE, |at| at.knees_in = 0.03);
        assert_fires(&KNEES_CAVE, &figure, Severity::Marked, "knee-gap-change", -29.5, 1.5);
    }

    #[test]
    fn clears_knees_that_stay_and_knees_that_only_come_in_to_the_line() {
        assert_clear(&KNEES_CAVE, &Figure::front());
        let mut wide = Figure::front();
        for posture in &mut wide.postures[..=LIFT_OFF] {
            posture.knees_in = -0.05;
        }
        assert_clear(&KNEES_CAVE, &wide.with(QUARTER, |at| at.knees_in = -0.03).with(KNEE, |at| at.knees_in = -0.01));
    }

    #[test]
    fn abstains_from_the_side() {
        assert_abstains(&KNEES_CAVE, &Figure::default(), "wrong-view");
    }
}
