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
}
