//! When a stretch of the clip is, in words: a reason says in which part of the lift something is not seen.

use std::ops::Range;

use super::moment::Case;
use crate::reps::{Instant, Rep};

/// How far an end of a stretch may be from the event that it is named by, seconds.
const NEAR_S: f64 = 0.35;
/// Least length of a stretch up to lift-off for it to be a set-up, seconds.
const SET_UP_FROM_S: f64 = 0.15;

/// The event of a repetition, what a moment at it is called, and what an end of a stretch at it is called.
type Event = (fn(&Rep) -> Option<Instant>, &'static str, &'static str);

const EVENTS: [Event; 5] = [
    (|rep| rep.lift_off, "At lift-off", "lift-off"),
    (|rep| rep.knee_pass, "As the bar passes the knees", "the knees"),
    (|rep| rep.lockout, "At lockout", "lockout"),
    (|rep| rep.descent, "As the bar starts down", "the start of the way down"),
    (|rep| rep.down, "As the bar touches down", "touch-down"),
];

/// The part of the lift that some frames are, as a sentence begins: by the events at its ends, or by its times.
pub(super) fn when(case: &Case, frames: &Range<usize>) -> String {
    let time = |frame: usize| case.lift.t.get(frame).copied();
    let Some((from, to)) = time(frames.start).zip(time(frames.end.saturating_sub(1).max(frames.start))) else {
        return "There".into();
    };
    match (nearest(case, from), nearest(case, to)) {
        (Some((at, begins)), Some((_, ends))) if begins == ends => {
            let set_up = begins == 0 && to <= at + NEAR_S / 2.0 && at - from >= SET_UP_FROM_S;
            if set_up { "At set-up".into() } else { EVENTS[begins].1.into() }
        }
        (Some((_, begins)), Some((_, ends))) => format!("Between {} and {}", EVENTS[begins].2, EVENTS[ends].2),
        _ => format!("From {from:.1} to {to:.1} s"),
    }
}

/// The event nearest to a time, by its time and its place among [`EVENTS`]; `None` where none is near.
fn nearest(case: &Case, seconds: f64) -> Option<(f64, usize)> {
    let all = case.reps.iter().flat_map(|rep| EVENTS.iter().enumerate().filter_map(|(at, of)| Some((of.0(rep)?.at, at))));
    let off = |at: f64| (at - seconds).abs();
    all.filter(|(at, _)| off(*at) <= NEAR_S).min_by(|a, b| off(a.0).total_cmp(&off(b.0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Moment;
    use crate::measure::figure::Figure;

    fn said(of: impl Fn(&Case) -> Range<usize>) -> String {
        let figure = Figure::default();
        let lift = figure.lift();
        let case = Case::new(&lift, &figure.reps, &figure.reps[0], figure.variant());
        when(&case, &of(&case))
    }

    #[test]
    fn moments_and_stretches_are_named_by_the_events_at_their_ends() {
        let moment = |of: fn(&Case) -> Moment| said(move |case| of(case).frames());
        assert_eq!(moment(|case| case.set_up().unwrap()), "At set-up");
        assert_eq!(moment(|case| case.lift_off().unwrap()), "At lift-off");
        assert_eq!(moment(|case| case.knee().unwrap()), "As the bar passes the knees");
        assert_eq!(moment(|case| case.lockout().unwrap()), "At lockout");
        assert_eq!(said(|case| case.rep.pull().unwrap()), "Between lift-off and lockout");
        assert_eq!(said(|case| case.between(&case.lift_off().unwrap(), &case.knee().unwrap())), "Between lift-off and the knees");
    }

    #[test]
    fn what_is_far_from_any_event_is_named_by_its_times() {
        assert_eq!(said(|_| 0..4), "From 0.0 to 0.1 s");
        assert_eq!(said(|_| 900_000..900_001), "There");
    }
}
