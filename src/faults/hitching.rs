//! The bar is ratcheted up the thighs.

use super::{Card, Fault, Rule, Weight};
use crate::measure::{Case, hitch};
use crate::threshold::Threshold;
use crate::units::Unit;

const BEND: Threshold = Threshold {
    key: "hitching.knee-bend",
    grades: (4.0, 8.0, None),
    more_is_worse: true,
    allowed: (1.0, 60.0),
    unit: Unit::Degrees,
    source: "Our default: one stop with 4° is a note, two are moderate; rule: no support on the thighs (powerliftingsg.com, deadlift)",
};
const FALL: Threshold = Threshold {
    key: "hitching.fall",
    grades: (1.0, 1.5, Some(2.0)),
    more_is_worse: true,
    allowed: (0.5, 20.0),
    unit: Unit::Centimetres,
    source: "Our default; rule: no downward movement before lockout (powerliftingsg.com, deadlift)",
};

/// Hitching (A7).
pub static HITCHING: Fault = Fault {
    card: Card {
        id: "hitching",
        name: "Hitches on the thighs",
        what: "Above the knee the bar stops or falls, and the knees bend again to get under it.",
        why: "In competition the bar may not move down before lockout nor be supported on the thighs; in training it says that the \
              load is more than the hips can finish.",
        views: "Any in which the plate leaves knees or hips free: from about 20° off the side",
        phase: "Knee to lockout",
        formula: "While the bar does not rise for 0.15 s, or falls by 1 cm: by how much the knees bend again, summed over such stops. \
                  With bent knees: the bar's greatest fall. Where the view does not show the knee's angle, it is told by the hips' height. \
                  Where neither is seen it is possible at most.",
        limits: &[BEND, FALL],
        cue: "Squeeze the glutes and push the hips to the bar; the knees stay back.",
        drill: "Pulls with a pause above the knee.",
        confounders: "A grinder who stands still without bending the knees does not hitch; a camera held by hand sinks and rises; the bar \
                      may settle as the shoulders come back at the top.",
        film_it: "From 25 to 45° off the side or from the front, hip height, plate, hips and knees in the picture for the whole pull; a camera that \
                  stands still.",
    },
    check,
    check_set: None,
};

fn check(case: &Case) -> Vec<Rule> {
    let fall = Rule::new(hitch::fall_above_knee(case), FALL);
    match hitch::stops_above_knee(case) {
        Ok(true) => {
            let bend = Rule::new(hitch::knee_bend_at_stops(case), BEND);
            // A bar that stops while nobody sees the knees is not clear, and hitched at most possibly.
            let fall = if bend.measured.is_ok() { fall.only_if(bend.clone()).by_plate(case) } else { fall.weighing(Weight::Hint) };
            vec![fall, bend.by_plate(case)]
        }
        _ => vec![fall.by_plate(case)],
    }
}

#[cfg(test)]
mod tests {
    use super::super::bench::{assert_abstains, assert_clear, assert_fires, verdict};
    use super::super::{Severity, Verdict};
    use super::*;
    use crate::measure::figure::{Figure, KNEE};

    /// The bar stops at mid-thigh at 1.8 s and goes on at 2.1 s, by `fall` metres lower, with the thighs turned back by `bend` degrees.
    fn hitch(fall: f64, bend: f64) -> Figure {
        let mut figure = Figure::default();
        let top = figure.postures[5];
        let middle = crate::measure::figure::Posture { thigh: 80.0, trunk: 70.0, shank: 88.0, bar: (0.10, 0.66), ..top };
        figure.postures[5] = middle;
        figure.postures[6] = crate::measure::figure::Posture { thigh: 80.0 - bend, bar: (0.10, 0.66 - fall), ..middle };
        (figure.postures[7], figure.postures[8]) = (top, top);
        figure.times = [0.0, 0.9, 1.0, 1.3, 1.5, 1.8, 2.1, 2.6, 4.2];
        let rep = &mut figure.reps[0];
        rep.lockout = rep.lockout.map(|up| crate::reps::Instant { at: 2.6, frame: 156, ..up });
        (rep.descent, rep.down) = (None, None);
        figure
    }

    #[test]
    fn fires_on_a_bar_that_falls_while_the_knees_bend() {
        assert_fires(&HITCHING, &hitch(0.03, 15.0), Severity::Marked, "fall-above-knee", 3.0, 0.2);
    }

    #[test]
    fn fires_on_a_bar_that_stands_while_the_knees_bend() {
        // Read over a tenth of a second, a short bend is understated.
        assert_fires(&HITCHING, &hitch(0.0, 15.0), Severity::Moderate, "knee-bend-at-stops", 12.0, 1.0);
    }

    #[test]
    fn clears_a_steady_pull_and_a_grinder_that_stalls_or_sinks_with_still_knees() {
        assert_clear(&HITCHING, &Figure::default());
        assert_clear(&HITCHING, &hitch(0.0, 0.0));
        assert_clear(&HITCHING, &hitch(0.03, 0.0));
    }

    #[test]
    fn from_the_front_the_hips_tell_the_knees_bend_and_without_them_it_is_possible_at_most() {
        assert_clear(&HITCHING, &Figure::front());
        let front = Figure { plane: crate::lift::Plane::Frontal, yaw: 88.0, ..hitch(0.03, 15.0) };
        assert!(matches!(verdict(&HITCHING, &front), Verdict::Fault { .. }), "{:?}", verdict(&HITCHING, &front));
        let steady = Figure { plane: crate::lift::Plane::Frontal, yaw: 88.0, ..hitch(0.03, 0.0) };
        assert_clear(&HITCHING, &steady);
        let hidden = |fall| {
            let unseen = vec![crate::body::Joint::LeftHip, crate::body::Joint::RightHip];
            Figure { without: unseen, plane: crate::lift::Plane::Frontal, yaw: 88.0, ..hitch(fall, 15.0) }
        };
        assert!(matches!(verdict(&HITCHING, &hidden(0.03)), Verdict::Possible { .. }));
        assert_abstains(&HITCHING, &hidden(0.0), "hint-only");
    }

    #[test]
    fn abstains_where_the_lockout_is_not_shown() {
        let mut cut = Figure::default().with(KNEE, |at| at.bar.1 = 0.48);
        cut.reps[0].lockout = None;
        assert_abstains(&HITCHING, &cut, "event-not-shown");
    }
}
