//! Breath and brace: told to the lifter, never judged.

use super::{Card, Fault};

/// Breathing (S10): information only. Without a limit nothing of it is ever judged.
pub static BREATHING: Fault = Fault {
    card: Card {
        id: "breathing",
        name: "Breath and brace",
        what: "How you breathe and brace before each pull. No camera sees it, so it is never scored; brace pause and time on the floor \
               are given for you to look at.",
        why: "A breath held against a tight trunk stiffens the back for the pull; breathing evenly between repetitions lets you set up \
              anew.",
        views: "Any, for the brace pause and the time on the floor",
        phase: "Set-up and between repetitions",
        formula: "Breathing cannot be seen in a video of the body and is never scored.",
        limits: &[],
        cue: "Ask yourself before every pull: did I breathe in deep, down to the belt? Is the trunk tight all round? Did I breathe out \
              only at the top or on the floor?",
        drill: "Three slow breaths before the first pull; one full breath before each that follows.",
        confounders: "Many lifters hold their breath for the whole repetition on purpose.",
        film_it: "Filming does not help; the times are seen from any side if the clip starts before the hands take the bar.",
    },
    check: |_| Vec::new(),
    check_set: None,
};

#[cfg(test)]
mod tests {
    use super::super::{Verdict, judge};
    use crate::measure::figure::Figure;
    use crate::measure::{Said, of_rep};
    use crate::threshold::Limits;

    #[test]
    fn never_fires_and_never_clears_whatever_the_lift() {
        for figure in [Figure::default(), Figure::front(), Figure::default().landing_at(3.1)] {
            let judged = judge(&figure.lift(), &figure.reps, &figure.variant(), &Limits::default(), Said::NOTHING);
            let all = judged.reps.iter().flat_map(|(_, found)| found).chain(&judged.set);
            for found in all.filter(|found| found.card.id == "breathing") {
                assert!(matches!(&found.verdict, Verdict::NotAssessed(why) if why.code == "information-only"), "{found:?}");
                assert!(found.sentence().contains("Ask yourself"));
            }
        }
    }

    #[test]
    fn the_brace_pause_is_measured_from_the_hand_taking_the_bar() {
        // The bar lies 40 cm away from the hands at first; they take it half a second before lift-off.
        let mut figure = Figure::default();
        figure.times[1] = 0.5;
        let mut lift = figure.lift();
        for path in [crate::body::Joint::RightWrist].map(|joint| lift.joints.get_mut(&joint).cloned()).into_iter().flatten() {
            let mut away = path;
            for (frame, y) in away.y.smooth.iter_mut().enumerate() {
                if frame < 30 {
                    *y = y.map(|y| y + 0.4);
                }
            }
            lift.joints.insert(crate::body::Joint::RightWrist, away);
        }
        let case = crate::measure::Case::new(&lift, &figure.reps, &figure.reps[0], figure.variant());
        let measures = of_rep(&case);
        let pause = measures.iter().find(|measured| measured.id == "brace-pause").unwrap();
        assert!((pause.value - 0.5).abs() < 0.05 && pause.sd >= 0.1, "{pause:?}");
    }

    #[test]
    fn a_guessed_hand_that_seems_to_leave_the_bar_is_no_pause() {
        let figure = Figure::default();
        let mut lift = figure.lift();
        let hand = lift.joints.get_mut(&crate::body::Joint::RightWrist).unwrap();
        for frame in 20..40 {
            hand.y.smooth[frame] = hand.y.smooth[frame].map(|y| y + 0.4);
            hand.confidence[frame] = 0.0;
        }
        let case = crate::measure::Case::new(&lift, &figure.reps, &figure.reps[0], figure.variant());
        assert!(of_rep(&case).iter().all(|measured| measured.id != "brace-pause"));
    }

    #[test]
    fn hands_that_are_seen_beside_the_bar_all_along_have_not_just_taken_it() {
        let figure = Figure::default();
        let mut lift = figure.lift();
        // Filmed at an angle, with the yaw told wrong, the plate is laid 20 cm before the hands that hold it.
        let bar = lift.bar.as_mut().unwrap();
        for x in bar.path.x.smooth.iter_mut().flatten() {
            *x += 0.2;
        }
        let case = crate::measure::Case::new(&lift, &figure.reps, &figure.reps[0], figure.variant());
        assert!(of_rep(&case).iter().all(|measured| measured.id != "brace-pause"));
    }

    #[test]
    fn abstains_from_a_pause_where_the_hands_never_leave_the_bar() {
        let measures = Figure::default().case(of_rep);
        assert!(measures.iter().all(|measured| measured.id != "brace-pause"));
    }
}
