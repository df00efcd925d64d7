//! Which frame of one repetition goes with which frame of another.

use crate::analysis::{Analysis, RepResult};
use crate::body::Recording;
use crate::lift::Scale;
use crate::reps::{Instant, Rep};

/// How the frames of two repetitions are put together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Align {
    /// By the time since lift-off.
    #[default]
    LiftOff,
    /// By the height of the bar over its height at lift-off.
    BarHeight,
}

/// One repetition of an analysed clip.
#[derive(Clone, Copy)]
pub struct Attempt<'a> {
    /// The recording of the clip.
    pub recording: &'a Recording,
    /// Its analysis.
    pub analysis: &'a Analysis,
    /// Number of the repetition, from 1.
    pub number: usize,
}

impl<'a> Attempt<'a> {
    /// The repetition; `None` where the analysis has none of this number.
    pub fn result(&self) -> Option<&'a RepResult> {
        self.analysis.reps.iter().find(|result| result.rep.number == self.number)
    }

    /// The repetition that a frame belongs to; `None` between repetitions.
    pub fn on(recording: &'a Recording, analysis: &'a Analysis, frame: usize) -> Option<Self> {
        let result = analysis.reps.iter().find(|result| result.rep.frames.contains(&frame))?;
        Some(Self { recording, analysis, number: result.rep.number })
    }

    fn time(&self, frame: usize) -> Option<f64> {
        self.analysis.lift.as_ref()?.t.get(frame).copied()
    }

    /// Height of the bar, plane unit.
    fn height(&self, frame: usize) -> Option<f64> {
        self.analysis.lift.as_ref()?.bar.as_ref()?.path.y.at(frame)
    }
}

/// Where a repetition is: before lift-off, on the way up, at the top, on the way down, or done.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Phase {
    Before,
    Up,
    Top,
    Down,
    Done,
}

fn phase(rep: &Rep, frame: usize) -> Option<Phase> {
    let past = |event: Option<Instant>| event.is_some_and(|event| event.frame <= frame);
    rep.lift_off?;
    Some(match () {
        () if past(rep.down) => Phase::Done,
        () if past(rep.descent) => Phase::Down,
        () if past(rep.lockout) => Phase::Top,
        () if past(rep.lift_off) => Phase::Up,
        () => Phase::Before,
    })
}

/// The frame of another repetition, of the same clip or of another, that goes with a frame of this one.
///
/// By lift-off it is the one as long after its lift-off, in real time. By the bar's height it is, on the way up and on the way down, the one on which
/// the bar is as high over its height at lift-off; before lift-off and after the landing the one as long before or after; at the top the one as far
/// through it. `None` where either repetition lacks the events, the bar is not seen, or only one of the two has its lengths in metres.
pub fn partner(here: &Attempt, frame: usize, there: &Attempt, align: Align) -> Option<usize> {
    let (from, to) = (&here.result()?.rep, &there.result()?.rep);
    let lift = there.analysis.lift.as_ref()?;
    let last = to.frames.end.checked_sub(1)?;
    let kept = |at: f64| Some(lift.frame_at(at).clamp(to.frames.start, last));
    if align == Align::LiftOff {
        return kept(to.lift_off?.at + here.time(frame)? - from.lift_off?.at);
    }
    match phase(from, frame)? {
        Phase::Before => kept(to.lift_off?.at + here.time(frame)? - from.lift_off?.at),
        Phase::Done => kept(to.down?.at + here.time(frame)? - from.down?.at),
        Phase::Top => {
            let span = |rep: &Rep| Some((rep.lockout?.at, rep.descent.map_or(rep.lockout?.at, |descent| descent.at)));
            let ((begin, end), (first, last)) = (span(from)?, span(to)?);
            let share = if end > begin { ((here.time(frame)? - begin) / (end - begin)).clamp(0.0, 1.0) } else { 0.0 };
            kept(first + share * (last - first))
        }
        way @ (Phase::Up | Phase::Down) => {
            if !same_unit(here, there) {
                return None;
            }
            let (begin, end) = match way {
                Phase::Up => (to.lift_off?.frame, to.lockout?.frame),
                _ => (to.descent?.frame, to.down.map_or(last, |down| down.frame)),
            };
            let wanted = here.height(frame)? - here.height(from.lift_off?.frame)? + there.height(to.lift_off?.frame)?;
            let away = |frame: usize| Some(((there.height(frame)? - wanted).abs(), frame));
            (begin..=end.max(begin)).filter_map(away).min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, frame)| frame)
        }
    }
}

/// Whether the lengths of both are in the same unit.
fn same_unit(here: &Attempt, there: &Attempt) -> bool {
    let metres = |attempt: &Attempt| attempt.analysis.lift.as_ref().map(|lift| matches!(lift.scale, Scale::Metres { .. }));
    metres(here).is_some() && metres(here) == metres(there)
}
