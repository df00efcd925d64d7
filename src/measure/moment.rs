//! Moments of a repetition: short windows of frames about an event, over which a reading is averaged.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;

use super::{Abstain, Measured, Said};
use crate::lift::{Lift, Variant, units_per_metre};
use crate::reps::{Instant, Rep};

/// Length of the set-up window before lift-off, seconds: the lifter is still, under tension. Our default.
const SET_UP_S: f64 = 0.30;
/// Half of the window about an event in motion, seconds: about one cycle of the low-pass. Our default.
const EVENT_HALF_S: f64 = 0.05;
/// Length of the lockout window, seconds: the shortest stand that counts as a lockout.
const LOCKOUT_S: f64 = 0.15;
/// Longest part of the stand at the top that is read, seconds: what a model shakes and wanders by averages out over it. Our default.
const HOLD_S: f64 = 0.5;
/// Posture of the knee pass on the scale on which 0 is set-up and 1 is lockout: the bar is a good third up.
const KNEE_POSTURE: f64 = 0.4;
/// Standard error of a uniform error one frame wide, in frames: one over the root of twelve.
const FRAME_SD: f64 = 0.289;

/// A short window of frames that belongs to an event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    first: usize,
    last: usize,
    /// Duration from the first frame to the last, seconds.
    seconds: f64,
    /// Time of the event, seconds.
    pub event: f64,
    /// Standard error of the event's time, seconds.
    pub event_sd: f64,
    /// Where in the lift: 0 is set-up and lift-off, 1 is lockout.
    pub posture: f64,
}

impl Moment {
    /// The window's frames.
    pub fn frames(&self) -> Range<usize> {
        self.first..self.last + 1
    }

    /// The same window cut before a frame, with one frame left at the least.
    pub(super) fn until(self, frame: usize) -> Self {
        Self { last: self.last.min(frame.saturating_sub(1)).max(self.first), ..self }
    }

    /// The same window begun at a frame that is no later than its last.
    pub(super) fn begun_at(self, first: usize, t: &[f64]) -> Self {
        let first = first.min(self.last);
        let seconds = t.get(self.last).zip(t.get(first)).map_or(self.seconds, |(b, a)| (b - a).max(0.0));
        Self { first, seconds, ..self }
    }

    /// How many independent readings the window holds, at least 1: two for each cycle of the low-pass.
    pub(crate) fn independent(&self, cutoff_hz: f64) -> f64 {
        if cutoff_hz > 0.0 { (2.0 * cutoff_hz * self.seconds).max(1.0) } else { (self.last - self.first + 1) as f64 }
    }
}

/// What was measured of a repetition already: the table and the faults ask for the same numbers. A measure is named by its id, its
/// repetition, the view that it needs, its phase and the moment that it shows.
#[derive(Debug, Default)]
pub(crate) struct Memo(RefCell<BTreeMap<Name, Measured>>);

/// See [`Memo`].
pub(super) type Name = (&'static str, usize, (u8, u64), (usize, usize), u64);

impl Memo {
    pub(super) fn get(&self, name: &Name) -> Option<Measured> {
        self.0.borrow().get(name).cloned()
    }

    pub(super) fn keep(&self, name: Name, measured: &Measured) {
        self.0.borrow_mut().insert(name, measured.clone());
    }
}

/// One repetition of a lift, with all that a measure may look at.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The calibrated motion.
    pub lift: &'a Lift,
    /// All repetitions of the set.
    pub reps: &'a [Rep],
    /// The repetition that is looked at.
    pub rep: &'a Rep,
    /// The kind of deadlift.
    pub variant: Variant,
    /// What was said of the set.
    pub said: &'a Said,
    /// Frames a second.
    pub fps: f64,
    /// What was measured already.
    pub(crate) memo: Option<&'a Memo>,
}

impl<'a> Case<'a> {
    /// A repetition of a lift of which nothing was said.
    pub fn new(lift: &'a Lift, reps: &'a [Rep], rep: &'a Rep, variant: Variant) -> Self {
        Self { lift, reps, rep, variant, said: Said::NOTHING, fps: lift.fps(), memo: None }
    }

    /// The same, where no measure is taken twice.
    #[must_use]
    pub(crate) fn remembering(self, memo: &'a Memo) -> Self {
        Self { memo: Some(memo), ..self }
    }

    /// The same with what was said of the set.
    #[must_use]
    pub fn told(self, said: &'a Said) -> Self {
        Self { said, ..self }
    }

    /// The frames from `from` to `to` seconds that the clip has, as a moment of an event.
    fn window(&self, from: f64, to: f64, event: Instant, posture: f64) -> Moment {
        let end = self.lift.t.len().saturating_sub(1);
        let first = self.lift.frame_at(from).min(end);
        let last = self.lift.frame_at(to).clamp(first, end);
        let seconds = self.lift.t.get(last).zip(self.lift.t.get(first)).map_or(0.0, |(b, a)| (b - a).max(0.0));
        let frame_sd = if self.fps > 0.0 { FRAME_SD / self.fps } else { 0.0 };
        let event_sd = if event.sd.is_finite() { event.sd.hypot(frame_sd) } else { frame_sd };
        Moment { first, last, seconds, event: event.at, event_sd, posture }
    }

    fn at_event(&self, event: Option<Instant>, words: &str, posture: f64) -> Result<Moment, Abstain> {
        let event = event.filter(|event| event.at.is_finite()).ok_or_else(|| Abstain::no_event(words))?;
        Ok(self.window(event.at - EVENT_HALF_S, event.at + EVENT_HALF_S, event, posture))
    }

    /// The frames for `half_s` seconds to either side of a moment's event, as a moment of the same event.
    pub(super) fn around_by(&self, at: &Moment, half_s: f64) -> Moment {
        let event = Instant { at: at.event, sd: at.event_sd, frame: at.first };
        self.window(at.event - half_s, at.event + half_s, event, at.posture)
    }

    /// The frames from a time, seconds, up to a moment's event, as a moment of the same event.
    pub(super) fn up_to(&self, at: &Moment, from: f64) -> Moment {
        self.window(from, at.event, Instant { at: at.event, sd: at.event_sd, frame: at.first }, at.posture)
    }

    /// The last 0.3 s before lift-off that belong to the repetition.
    pub fn set_up(&self) -> Result<Moment, Abstain> {
        let off = self.lift_off()?;
        let event = Instant { at: off.event, sd: off.event_sd, frame: off.first };
        let start = self.lift.t.get(self.rep.frames.start).copied().unwrap_or(f64::NEG_INFINITY);
        Ok(self.window((off.event - SET_UP_S).max(start.min(off.event)), off.event, event, 0.0))
    }

    /// The bar leaves the floor.
    pub fn lift_off(&self) -> Result<Moment, Abstain> {
        self.at_event(self.rep.lift_off, "the bar leaving the floor", 0.0)
    }

    /// The bar passes the knee.
    pub fn knee(&self) -> Result<Moment, Abstain> {
        self.at_event(self.rep.knee_pass, "the bar passing the knee", KNEE_POSTURE)
    }

    /// The bar rests at its highest.
    pub fn lockout(&self) -> Result<Moment, Abstain> {
        self.lockout_of(self.rep).ok_or_else(|| Abstain::no_event("the lockout"))
    }

    pub(super) fn lockout_of(&self, rep: &Rep) -> Option<Moment> {
        let event = rep.lockout.filter(|event| event.at.is_finite())?;
        let end = rep.descent.map_or(f64::INFINITY, |down| down.at).max(event.at);
        Some(self.window(event.at, (event.at + LOCKOUT_S).min(end), event, 1.0))
    }

    /// The stand at the top: from lockout until the bar starts down, half a second of it at the most.
    pub fn hold(&self) -> Result<Moment, Abstain> {
        self.hold_of(self.rep).ok_or_else(|| Abstain::no_event("the lockout"))
    }

    pub(super) fn hold_of(&self, rep: &Rep) -> Option<Moment> {
        let lockout = self.lockout_of(rep)?;
        let Some(down) = rep.descent.filter(|down| down.at.is_finite()) else { return Some(lockout) };
        let event = rep.lockout?;
        Some(self.window(event.at, (event.at + HOLD_S).min(down.at.max(event.at)), event, 1.0))
    }

    /// The lifter's own standing: the lockout of this repetition, or of the first that shows one.
    pub fn standing(&self) -> Result<Moment, Abstain> {
        self.lockout().or_else(|none| self.reps.iter().find_map(|rep| self.lockout_of(rep)).ok_or(none))
    }

    /// The bar starts down.
    pub fn descent(&self) -> Result<Moment, Abstain> {
        self.at_event(self.rep.descent, "the bar starting down", 1.0)
    }

    /// The bar is back on the floor.
    pub fn down(&self) -> Result<Moment, Abstain> {
        self.at_event(self.rep.down, "the bar coming back to the floor", 0.0)
    }

    /// A stretch of so many seconds from and to, counted from lift-off.
    pub fn about_lift_off(&self, from_s: f64, to_s: f64) -> Result<Moment, Abstain> {
        let off = self.lift_off()?;
        let event = Instant { at: off.event, sd: off.event_sd, frame: off.first };
        Ok(self.window(off.event + from_s, off.event + to_s, event, 0.0))
    }

    /// One frame; its posture follows the bar's height between lift-off and lockout, or the time where there is no bar.
    pub fn frame(&self, frame: usize) -> Option<Moment> {
        let at = self.lift.t.get(frame).copied()?;
        Some(self.window(at, at, Instant { at, sd: 0.0, frame }, self.posture(frame)))
    }

    /// A short window about a frame in motion.
    pub fn around(&self, frame: usize) -> Option<Moment> {
        let at = self.lift.t.get(frame).copied()?;
        let event = Instant { at, sd: 0.0, frame };
        Some(self.window(at - EVENT_HALF_S, at + EVENT_HALF_S, event, self.posture(frame)))
    }

    /// A window of so many seconds to either side of a frame in motion.
    pub(super) fn spell(&self, frame: usize, half_s: f64) -> Option<Moment> {
        let at = self.lift.t.get(frame).copied()?;
        Some(self.window(at - half_s, at + half_s, Instant { at, sd: 0.0, frame }, self.posture(frame)))
    }

    /// A stretch of frames as one moment whose time does not matter, for what stands still in it; `None` where it is empty.
    pub(super) fn stretch(&self, frames: Range<usize>, posture: f64) -> Option<Moment> {
        let last = frames.end.checked_sub(1).filter(|last| *last >= frames.start)?;
        let (from, to) = (*self.lift.t.get(frames.start)?, *self.lift.t.get(last)?);
        let event = f64::midpoint(from, to);
        Some(Moment { first: frames.start, last, seconds: to - from, event, event_sd: 0.0, posture })
    }

    /// Time of the middle frame of a moment, seconds: what shows a stretch best.
    pub(super) fn middle_of(&self, moment: &Moment) -> f64 {
        self.lift.t.get(usize::midpoint(moment.first, moment.last)).copied().unwrap_or(moment.event)
    }

    fn posture(&self, frame: usize) -> f64 {
        let (Some(off), Some(up)) = (self.rep.lift_off, self.rep.lockout) else { return 0.0 };
        if frame <= off.frame {
            return 0.0;
        }
        let height = |frame: usize| self.lift.bar.as_ref().and_then(|bar| bar.path.y.at(frame));
        let share = match (height(off.frame), height(up.frame), height(frame)) {
            (Some(low), Some(high), Some(here)) if high - low > 1e-6 => (here - low) / (high - low),
            _ => (frame as f64 - off.frame as f64) / (up.frame.max(off.frame + 1) - off.frame) as f64,
        };
        if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 }
    }

    /// The frames from one event to another, both included; empty where they do not follow each other.
    pub fn between(&self, from: &Moment, to: &Moment) -> Range<usize> {
        let (a, b) = (self.lift.frame_at(from.event), self.lift.frame_at(to.event));
        a..(b + 1).min(self.lift.t.len()).max(a)
    }

    /// The repetition's own frames as far as the clip has them.
    pub fn frames(&self) -> Range<usize> {
        let end = self.rep.frames.end.min(self.lift.t.len());
        self.rep.frames.start.min(end)..end
    }

    /// Plane units in a metre; in body lengths a lifter of 1.75 m is taken, for guards that need no exact size.
    pub fn units_per_metre(&self) -> f64 {
        units_per_metre(self.lift.scale)
    }

    /// When the bar came down from the repetition before, seconds.
    pub fn last_down(&self) -> Option<f64> {
        let off = self.rep.lift_off?.at;
        let downs = self.reps.iter().filter(|rep| rep.number < self.rep.number).filter_map(|rep| Some(rep.down?.at));
        downs.filter(|down| *down <= off).max_by(f64::total_cmp)
    }

    /// The near-side twin of a joint.
    pub fn near(&self, joint: crate::body::Joint) -> crate::body::Joint {
        joint.on(self.lift.near)
    }
}
