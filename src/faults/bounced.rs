//! The repetition comes off the floor by a bounce.

use super::{Card, Fault, Rule};
use crate::measure::{Case, floor};
use crate::threshold::Threshold;
use crate::units::Unit;

const LANDING: Threshold = Threshold {
    key: "bounced.landing-speed",
    grades: (0.5, 0.8, Some(1.2)),
    more_is_worse: true,
    allowed: (0.1, 4.0),
    unit: Unit::MetresPerSecond,
    source: "Our default; controlled touch-and-go is legitimate (joshstrength.com 2022, deadlift reps)",
};
const FLOOR: Threshold = Threshold {
    key: "bounced.floor-time",
    grades: (0.25, 0.15, None),
    more_is_worse: false,
    allowed: (0.02, 2.0),
    unit: Unit::Seconds,
    source: "Our default; a condition of the landing speed: only its first grade counts",
};

/// Bounced repetitions (A8).
pub static BOUNCED: Fault = Fault {
    card: Card {
        id: "bounced",
        name: "Bounces off the floor",
        what: "The bar is let crash down and taken up again on its rebound.",
        why: "The floor does part of the first centimetres' work, which is the part that the repetition was meant to train.",
        views: "Any, with 50 frames a second or more",
        phase: "Landing of the repetition before to lift-off",
        formula: "Landing speed: the bar's greatest downward speed in the quarter of a second before it is down. It counts only where the \
                  bar is on the floor for less than 0.25 s; slower landings are plain touch-and-go.",
        limits: &[LANDING, FLOOR],
        cue: "Set it down as if the floor were glass, then pull again.",
        drill: "Dead stops: let go of the tension on the floor between repetitions.",
        confounders: "Rubber plates rebound by themselves. A bar seen only by the hands can only hint.",
        film_it: "With 60 frames a second, from any side, the plate in the picture while it is on the floor.",
    },
    check,
    check_set: None,
};

fn check(case: &Case) -> Vec<Rule> {
    let landing = Rule::new(floor::landing_speed(case), LANDING);
    vec![landing.only_if(Rule::new(floor::floor_time(case), FLOOR)).by_plate(case)]
}

#[cfg(test)]
mod tests {
    use super::super::Severity;
    use super::super::bench::{assert_abstains, assert_clear, assert_fires};
    use super::*;
    use crate::measure::figure::Figure;
    use crate::reps::{Instant, Rep};

    /// The figure's repetition as the second: the one before starts down from `height` metres above the floor at 0.3 s and is down at
    /// `down` seconds, with lift-off at 1 s.
    fn second(height: f64, down: f64) -> Figure {
        let mut figure = Figure::default().with(0, |at| at.bar.1 += height).with(1, |at| at.bar.1 = 0.22);
        figure.times[1] = down;
        let event = |at: f64| Some(Instant { at, sd: 0.005, frame: (at * 60.0).round() as usize });
        let before = Rep { number: 1, frames: 0..(down * 60.0) as usize + 1, lift_off: None, knee_pass: None, lockout: None, descent: event(0.0), down: event(down) };
        figure.reps[0].number = 2;
        figure.reps.push(before);
        figure
    }

    #[test]
    fn fires_on_a_bar_that_crashes_down_and_is_taken_up_at_once() {
        assert_fires(&BOUNCED, &second(0.9, 0.9), Severity::Moderate, "landing-speed", 1.0, 0.1);
    }

    #[test]
    fn clears_a_gentle_touch_and_go_and_a_dead_stop_however_hard_it_lands() {
        assert_clear(&BOUNCED, &second(0.3, 0.9));
        assert_clear(&BOUNCED, &second(0.6, 0.5));
        assert_clear(&BOUNCED, &second(0.6, 0.5).at_fps(30.0));
    }

    #[test]
    fn abstains_in_the_first_repetition_and_at_thirty_frames_a_second() {
        assert_abstains(&BOUNCED, &Figure::default(), "first-repetition");
        assert_abstains(&BOUNCED, &second(0.9, 0.9).at_fps(30.0), "fps-too-low");
    }
}
