//! A repetition and its events.

use std::ops::Range;

/// A moment of a repetition.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Instant {
    /// Time, seconds from the clip's first frame, between frames where it could be interpolated.
    pub at: f64,
    /// Standard error of the time, seconds.
    pub sd: f64,
    /// The nearest frame.
    pub frame: usize,
}

/// One repetition; an event that the clip does not show is `None`.
#[derive(Clone, Debug, PartialEq)]
pub struct Rep {
    /// Number, from 1.
    pub number: usize,
    /// Frames of the repetition: from the start of its set-up (or the clip's first frame) to its end.
    pub frames: Range<usize>,
    /// The bar leaves the floor.
    pub lift_off: Option<Instant>,
    /// The bar passes the near knee on the way up.
    pub knee_pass: Option<Instant>,
    /// The bar comes to rest at its highest.
    pub lockout: Option<Instant>,
    /// The bar is back on the floor.
    pub down: Option<Instant>,
    /// The bar starts down.
    pub descent: Option<Instant>,
}

impl Rep {
    /// Frames from lift-off to lockout, both included, where both are known.
    pub fn pull(&self) -> Option<Range<usize>> {
        Some(self.lift_off?.frame..self.lockout?.frame + 1)
    }

    /// The name of the phase on a frame; `None` where the events that bound it are not known.
    pub fn phase(&self, frame: usize) -> Option<&'static str> {
        let past = |event: Option<Instant>| event.map(|event| event.frame <= frame);
        match (past(self.lift_off), past(self.lockout), past(self.descent), past(self.down)) {
            (_, _, _, Some(true)) => Some("bar down"),
            (_, _, Some(true), _) => Some("descent"),
            (_, Some(true), Some(false), _) => Some("lockout"),
            (Some(true), Some(false) | None, _, _) => Some("pull"),
            (Some(false), ..) => Some("set-up"),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rep(lift_off: Option<usize>, lockout: Option<usize>, descent: Option<usize>, down: Option<usize>) -> Rep {
        let event = |frame: Option<usize>| frame.map(|frame| Instant { at: frame as f64 / 30.0, sd: 0.01, frame });
        Rep {
            number: 1,
            frames: 0..100,
            lift_off: event(lift_off),
            knee_pass: None,
            lockout: event(lockout),
            down: event(down),
            descent: event(descent),
        }
    }

    #[test]
    fn phases_follow_the_events_and_are_not_guessed() {
        let whole = rep(Some(10), Some(40), Some(50), Some(80));
        let phases: Vec<_> = [0, 10, 40, 49, 50, 79, 80].into_iter().map(|frame| whole.phase(frame)).collect();
        let expected = ["set-up", "pull", "lockout", "lockout", "descent", "descent", "bar down"];
        assert_eq!(phases, expected.map(Some));
        assert_eq!(rep(Some(10), Some(40), None, Some(80)).phase(60), None);
        assert_eq!(rep(None, None, None, None).phase(60), None);
    }
}
