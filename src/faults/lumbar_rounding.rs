//! The lower back rounds under load.

use super::{Card, Fault, Rule, Weight};
use crate::measure::{Case, Measured, back};
use crate::threshold::{Grades, Threshold};
use crate::units::Unit;

const ADDED: Threshold = Threshold {
    key: "lumbar-rounding.added-flexion",
    grades: (5.0, 10.0, Some(15.0)),
    more_is_worse: true,
    allowed: (2.0, 60.0),
    unit: Unit::Degrees,
    source: "Our default; a change of 9 to 12° or more is what trained eyes see (Abbott et al.)",
};
const SET_UP: Threshold = Threshold {
    key: "lumbar-rounding.set-up",
    grades: (45.0, 60.0, None),
    more_is_worse: true,
    allowed: (20.0, 120.0),
    unit: Unit::Degrees,
    source: "Our default; about 33° less lordosis than standing is usual (Bengtsson et al. 2022). A note at most",
};
const RANGE: Threshold = Threshold {
    key: "lumbar-rounding.own-range",
    grades: (75.0, 85.0, Some(95.0)),
    more_is_worse: true,
    allowed: (30.0, 150.0),
    unit: Unit::Percent,
    source: "Our default; a hinge uses about 70 % of the own flexion (Lehman). Only where the settings give lumbar_range_deg",
};
/// What 10 and 20 degrees of bend at three tenths of the back raise its middle by, percent of the chord: 0.3 / 2 times the bend in radians.
const SAGITTA: Threshold = Threshold {
    key: "lumbar-rounding.added-sagitta",
    grades: (2.6, 5.2, None),
    more_is_worse: true,
    allowed: (0.5, 20.0),
    unit: Unit::Percent,
    source: "Our default: what 10 and 20° of bend in the lower back raise its middle by (derived); trained eyes see 9 to 12° (Abbott et al.). \
             Moderate at most",
};
/// The same of 45 and 60 degrees, against standing.
const BULGE: Threshold = Threshold {
    key: "lumbar-rounding.sagitta",
    grades: (12.0, 16.0, None),
    more_is_worse: true,
    allowed: (4.0, 40.0),
    unit: Unit::Percent,
    source: "Our default: what 45 and 60° of bend in the lower back raise its middle by (derived). A note at most",
};
const CHORD: Threshold = Threshold {
    key: "lumbar-rounding.chord",
    grades: (4.0, 7.0, Some(10.0)),
    more_is_worse: true,
    allowed: (1.0, 40.0),
    unit: Unit::Percent,
    source: "Our default; bending shortens the chord (derived). Makes the fault possible at most",
};

/// Lumbar rounding (S9a, with S9c as the cheap check).
pub static LUMBAR_ROUNDING: Fault = Fault {
    card: Card {
        id: "lumbar-rounding",
        name: "Lower back rounds",
        what: "Between floor and knee the lower back bends more than it did at set-up.",
        why: "A back that gives way under the bar hands the load from the muscles to the end of its range; \
              it also says that this load or this set-up is not held yet.",
        views: "Side, up to 30° off it (best within 20°)",
        phase: "Set-up, lift-off and knee",
        formula: "Angle between the lower and the middle segment of the back's contour over the last 0.3 s below the knee, or at \
                  lift-off where it is surely greater, less the same over the still set-up: only the change counts, for a \
                  straight-looking back is not at 0°. Set-up against standing: a note at most. \
                  Share of the own way from standing to a toe-touch, where the settings give it. Where the segments are too short in the \
                  picture: how far the contour's middle stands out behind its chord, against set-up and (a note at most) standing. \
                  Shortening from shoulder to hip against set-up, which can only hint.",
        limits: &[ADDED, SET_UP, RANGE, SAGITTA, BULGE, CHORD],
        cue: "Big breath, brace, wedge the hips in before the bar moves.",
        drill: "Hip rock-back, bird dog; pull below the load at which the back starts to give.",
        confounders: "Loose shirt, belt, lats, the far arm, the glutes; the pelvis is not seen directly.",
        film_it: "Straight from the side at hip height, 3 m away or more, shirt tucked in or close-fitting, nothing before the back; \
                  with a pose model that gives the back's points.",
    },
    check,
    check_set: None,
};

fn check(case: &Case) -> Vec<Rule> {
    let added = back::added_flexion(case, back::Region::Lumbar);
    let set_up = back::set_up_flexion(case, back::Region::Lumbar);
    // The bulge stands in only where the angles of the segments could not be had, or are too unsure to say anything.
    let told = |found: &Measured, (note, moderate, _): Grades| found.as_ref().is_ok_and(|found| found.sd <= moderate - note);
    let bulge = (!told(&added, ADDED.grades)).then(|| Rule::new(back::added_sagitta(case), SAGITTA).needed_to_clear());
    let standing =
        (!told(&set_up, SET_UP.grades)).then(|| Rule::new(back::sagitta_against_standing(case), BULGE).weighing(Weight::NoteAtMost));
    // What the back does under the bar is the fault: how it was set up clears nothing by itself.
    let added = if bulge.is_some() { Rule::new(added, ADDED) } else { Rule::new(added, ADDED).needed_to_clear() };
    let mut rules = vec![
        added,
        Rule::new(set_up, SET_UP).weighing(Weight::NoteAtMost),
        Rule::new(back::range_used(case), RANGE),
    ];
    rules.extend([bulge, standing].into_iter().flatten());
    rules.push(Rule::new(back::chord_shortening(case), CHORD).weighing(Weight::Hint));
    rules
}

#[cfg(test)]
mod tests {
    use super::super::bench::{assert_abstains, assert_clear, assert_fires, verdict};
    use super::super::{Severity, Verdict};
    use super::*;
    use crate::body::Joint;
    use crate::measure::figure::{Figure, KNEE, QUARTER};

    #[test]
    fn fires_on_twelve_degrees_more_than_at_set_up() {
        let figure = Figure::default().with(QUARTER, |at| at.lumbar += 12.0).with(KNEE, |at| at.lumbar += 12.0);
        let figure = Figure { sd: 0.002, ..figure };
        assert_fires(&LUMBAR_ROUNDING, &figure, Severity::Moderate, "added-lumbar-flexion", 12.0, 1.0);
    }

    #[test]
    fn clears_a_back_that_is_round_but_holds() {
        let figure = Figure { sd: 0.002, ..Figure::default() };
        assert_clear(&LUMBAR_ROUNDING, &figure);
        assert_clear(&LUMBAR_ROUNDING, &figure.with_start(|at| at.lumbar = 38.0).with(QUARTER, |at| at.lumbar = 38.0));
    }

    #[test]
    fn abstains_without_the_back_from_the_front_and_with_too_much_error() {
        let blind = Figure { without: Joint::BACK.to_vec(), ..Figure::default() };
        assert_abstains(&LUMBAR_ROUNDING, &blind, "joint-not-given");
        assert_abstains(&LUMBAR_ROUNDING, &Figure { yaw: 35.0, ..Figure::default() }, "yaw-too-large");
        assert_abstains(&LUMBAR_ROUNDING, &Figure { sd: 0.03, ..Figure::default() }, "error-too-large");
        assert_abstains(&LUMBAR_ROUNDING, &Figure { px_per_unit: 70.0, ..Figure::default() }, "segment-too-short");
    }

    #[test]
    fn a_set_up_that_is_not_round_clears_no_change_that_cannot_be_told() {
        let unsure = Figure { sd: 0.026, ..Figure::default() };
        let told = |measured: Measured, (note, moderate, _): Grades| measured.is_ok_and(|found| found.sd <= moderate - note);
        unsure.case(|case| {
            assert!(told(back::set_up_flexion(case, back::Region::Lumbar), SET_UP.grades));
            assert!(!told(back::added_flexion(case, back::Region::Lumbar), ADDED.grades));
            assert!(!told(back::added_sagitta(case), SAGITTA.grades));
        });
        assert_abstains(&LUMBAR_ROUNDING, &unsure, "error-too-large");
    }

    #[test]
    fn the_own_range_counts_where_the_settings_give_it() {
        // The figure stands at 0 and sets up at 42 degrees.
        let used = |range: Option<f64>| {
            let figure = Figure { sd: 0.002, ..Figure::default().with_start(|at| at.lumbar = 42.0) };
            let lift = figure.lift();
            let said = crate::measure::Said { lumbar_range_deg: range, ..crate::measure::Said::default() };
            let case = Case::new(&lift, &figure.reps, &figure.reps[0], figure.variant()).told(&said);
            super::super::verdict::of(check(&case), &crate::threshold::Limits::default())
        };
        assert!(matches!(used(None), Verdict::Clear { .. }));
        assert!(matches!(used(Some(75.0)), Verdict::Clear { .. }));
        let most = used(Some(45.0));
        assert!(matches!(most, Verdict::Fault { ref measured, .. } if measured.id == "lumbar-range-used"), "{most:?}");
    }

    #[test]
    fn a_back_too_small_in_the_picture_for_its_angles_is_told_by_its_bulge() {
        let small = |by: f64| {
            let figure = Figure::default().with(QUARTER, |at| at.lumbar += by).with(KNEE, |at| at.lumbar += by);
            Figure { sd: 0.0005, px_per_unit: 150.0, ..figure }
        };
        let found = verdict(&LUMBAR_ROUNDING, &small(40.0));
        assert!(matches!(found, Verdict::Fault { ref measured, .. } if measured.id == "added-back-sagitta"), "{found:?}");
        assert!(matches!(verdict(&LUMBAR_ROUNDING, &small(0.0)), Verdict::Clear { .. }));
    }

    #[test]
    fn a_shorter_chord_alone_is_only_possible() {
        let lift = |case: &crate::measure::Case| {
            let mut lift = case.lift.clone();
            for joint in Joint::BACK {
                lift.joints.remove(&joint);
            }
            let (hip, shoulder) = (lift.joints[&Joint::RightHip].clone(), lift.joints.get_mut(&Joint::RightShoulder).unwrap());
            for frame in 85..95 {
                for (end, from) in [(&mut shoulder.x, &hip.x), (&mut shoulder.y, &hip.y)] {
                    let base = from.smooth[frame].unwrap();
                    end.smooth[frame] = end.smooth[frame].map(|at| base + 0.85 * (at - base));
                }
            }
            let case = crate::measure::Case { lift: &lift, ..*case };
            super::super::verdict::of(check(&case), &crate::threshold::Limits::default())
        };
        let found = Figure::default().case(lift);
        assert!(matches!(found, Verdict::Possible { ref measured, .. } if measured.id == "chord-shortening"), "{found:?}");
        assert!(!matches!(verdict(&LUMBAR_ROUNDING, &Figure::default()), Verdict::Fault { .. }));
    }
}
