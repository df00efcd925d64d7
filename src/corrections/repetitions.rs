//! Corrections of repetitions: their edges, and which there are.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{Correction, Corrections, Refused, RepEvent};
use crate::lift::Lift;
use crate::reps::{Instant, Rep, between};

/// Standard error of a moment that was set by hand, in frames (our default: who steps through a clip may be off by one frame either way).
const HAND_FRAMES: f64 = 1.0;

/// The repetitions after the corrections.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Edited {
    /// The repetitions in order, numbered anew.
    pub reps: Vec<Rep>,
    /// The events that the user set, by the repetition's number.
    pub by_hand: BTreeSet<(usize, RepEvent)>,
    /// Corrections that do not fit these repetitions.
    pub refused: Vec<Refused>,
}

/// A repetition while it is edited.
#[derive(Clone)]
struct Draft {
    rep: Rep,
    by_hand: BTreeSet<RepEvent>,
}

impl From<Rep> for Draft {
    fn from(rep: Rep) -> Self {
        Self { rep, by_hand: BTreeSet::new() }
    }
}

impl Draft {
    fn events(&self) -> impl Iterator<Item = Instant> + '_ {
        RepEvent::ALL.into_iter().filter_map(|event| event.of(&self.rep))
    }

    /// Time from its first to its last event; of its frames where it has none.
    fn span(&self, t: &[f64]) -> (f64, f64) {
        let time = |frame: usize| t.get(frame.min(t.len().saturating_sub(1))).copied().unwrap_or(0.0);
        let first = self.events().next().map_or(time(self.rep.frames.start), |event| event.at);
        let last = self.events().last().map_or(time(self.rep.frames.end.saturating_sub(1)), |event| event.at);
        (first, last.max(first))
    }
}

/// The repetitions of a lift after the corrections, one by one in their order. `frames` are those that count; `slow_motion` is the factor
/// that the lift's times were read with.
pub fn edit(lift: &Lift, reps: Vec<Rep>, corrections: &Corrections, frames: &Range<usize>, slow_motion: f64) -> Edited {
    let mut desk = Desk { lift, frames, slow_motion, drafts: reps.into_iter().map(Draft::from).collect() };
    let mut refused = Vec::new();
    for (index, correction) in corrections.0.iter().enumerate() {
        let before = desk.drafts.clone();
        let done = match correction {
            _ if correction.fault().is_some() => Ok(()),
            Correction::Event { rep_s, event, at_s } => desk.set_event(*rep_s, *event, *at_s),
            Correction::AddRep { from_s, to_s } => desk.add(*from_s, *to_s),
            Correction::SplitRep { at_s } => desk.split(*at_s),
            Correction::JoinReps { first_s, second_s } => desk.join(*first_s, *second_s),
            Correction::RemoveRep { rep_s } => desk.find(*rep_s).map(|number| drop(desk.drafts.remove(number))),
            _ => Ok(()),
        };
        if let Err(reason) = done.and_then(|()| desk.check()) {
            desk.drafts = before;
            refused.push(Refused::new(index, reason));
        }
    }
    desk.finish(refused)
}

struct Desk<'a> {
    lift: &'a Lift,
    frames: &'a Range<usize>,
    slow_motion: f64,
    drafts: Vec<Draft>,
}

impl Desk<'_> {
    /// Seconds of the lift's clock from playing time.
    fn real(&self, playing_s: f64) -> f64 {
        playing_s / self.slow_motion
    }

    fn instant(&self, playing_s: f64) -> Instant {
        let at = self.real(playing_s);
        let fps = self.lift.fps();
        let sd = if fps > 0.0 { HAND_FRAMES / fps } else { 1e-3 };
        Instant { at, sd, frame: self.lift.frame_at(at).min(self.lift.t.len().saturating_sub(1)) }
    }

    /// The repetition that a time lies in: between its events, else on its frames.
    fn find(&self, playing_s: f64) -> Result<usize, String> {
        let at = self.real(playing_s);
        let frame = self.lift.frame_at(at);
        let within = |draft: &Draft| {
            let (first, last) = draft.span(&self.lift.t);
            (first..=last).contains(&at)
        };
        let by_events = self.drafts.iter().position(within);
        by_events
            .or_else(|| self.drafts.iter().position(|draft| draft.rep.frames.contains(&frame)))
            .ok_or_else(|| format!("there is no repetition at {playing_s:.3} s"))
    }

    fn set_event(&mut self, rep_s: f64, event: RepEvent, at_s: Option<f64>) -> Result<(), String> {
        let number = self.find(rep_s)?;
        let instant = at_s.map(|at_s| self.instant(at_s));
        let (first, last) = (self.lift.t.first().copied().unwrap_or(0.0), self.lift.t.last().copied().unwrap_or(0.0));
        if instant.is_some_and(|instant| !(first..=last).contains(&instant.at)) {
            return Err(format!("{} cannot lie outside the clip", event.words()));
        }
        let Some(draft) = self.drafts.get_mut(number) else { return Ok(()) };
        event.set(&mut draft.rep, instant);
        draft.by_hand.insert(event);
        let end = draft.rep.down.map_or(draft.rep.frames.end, |down| down.frame + 1);
        draft.rep.frames.end = end.max(draft.events().last().map_or(0, |last| last.frame + 1)).min(self.lift.t.len());
        Ok(())
    }

    fn add(&mut self, from_s: f64, to_s: f64) -> Result<(), String> {
        let (from, to) = (self.instant(from_s), self.instant(to_s));
        if from.frame >= to.frame {
            return Err("the clip as it was read has no stretch of frames there".into());
        }
        let mut draft = Draft::from(between(self.lift, from.frame..to.frame + 1));
        // Where the bar does not show them, its begin and its end are what the user said.
        if draft.rep.lift_off.is_none() && draft.rep.lockout.is_none() {
            (draft.rep.lift_off, draft.rep.down) = (Some(from), Some(to));
            draft.by_hand.extend([RepEvent::LiftOff, RepEvent::Down]);
        }
        self.drafts.push(draft);
        let t = &self.lift.t;
        self.drafts.sort_by(|a, b| a.span(t).0.total_cmp(&b.span(t).0));
        Ok(())
    }

    fn split(&mut self, at_s: f64) -> Result<(), String> {
        let (number, at) = (self.find(at_s)?, self.instant(at_s));
        let Some(whole) = self.drafts.get(number).map(|draft| draft.rep.frames.clone()) else { return Ok(()) };
        let halves = [whole.start..at.frame + 1, at.frame..whole.end].map(|frames| between(self.lift, frames));
        if halves.iter().any(|half| half.lift_off.is_none() && half.lockout.is_none()) {
            return Err(format!("the bar does not go up on both sides of {at_s:.3} s"));
        }
        self.drafts.splice(number..=number, halves.map(Draft::from));
        Ok(())
    }

    fn join(&mut self, first_s: f64, second_s: f64) -> Result<(), String> {
        let (first, second) = (self.find(first_s)?, self.find(second_s)?);
        if second != first + 1 {
            return Err("the two repetitions do not follow each other".into());
        }
        let later = self.drafts.remove(second);
        let Some(joined) = self.drafts.get_mut(first) else { return Ok(()) };
        for event in RepEvent::ALL {
            let from_first = matches!(event, RepEvent::LiftOff | RepEvent::KneePass) && event.of(&joined.rep).is_some();
            if !from_first {
                event.set(&mut joined.rep, event.of(&later.rep));
                joined.by_hand.remove(&event);
                joined.by_hand.extend(later.by_hand.get(&event));
            }
        }
        joined.rep.frames.end = later.rep.frames.end;
        Ok(())
    }

    /// Holds that events follow each other and repetitions do not overlap.
    fn check(&self) -> Result<(), String> {
        for draft in &self.drafts {
            for pair in
                RepEvent::ALL.into_iter().filter_map(|event| Some((event, event.of(&draft.rep)?))).collect::<Vec<_>>().windows(2)
            {
                let [(before, earlier), (after, later)] = [pair[0], pair[1]];
                if earlier.at > later.at || (before == RepEvent::LiftOff && earlier.at >= later.at) {
                    return Err(format!("{} cannot lie after {}", before.words(), after.words()));
                }
            }
        }
        let spans: Vec<(f64, f64)> = self.drafts.iter().map(|draft| draft.span(&self.lift.t)).collect();
        if spans.windows(2).any(|pair| pair[0].1 > pair[1].0) {
            return Err("it would overlap another repetition".into());
        }
        Ok(())
    }

    /// Numbers the repetitions and gives each the frames from the end of the one before.
    fn finish(self, refused: Vec<Refused>) -> Edited {
        let mut edited = Edited { refused, ..Edited::default() };
        let begins: Vec<usize> =
            self.drafts.iter().map(|draft| draft.events().next().map_or(draft.rep.frames.start, |first| first.frame)).collect();
        let mut start = self.frames.start;
        for (index, draft) in self.drafts.into_iter().enumerate() {
            let Draft { mut rep, by_hand } = draft;
            let most = begins.get(index + 1).copied().unwrap_or(self.frames.end).max(start);
            let last =
                RepEvent::ALL.into_iter().filter_map(|event| event.of(&rep)).map(|event| event.frame + 1).max().unwrap_or(0);
            rep.frames = start..rep.frames.end.clamp(start, most).max(last).min(self.lift.t.len()).max(start);
            rep.number = index + 1;
            start = rep.frames.end;
            edited.by_hand.extend(by_hand.into_iter().map(|event| (index + 1, event)));
            edited.reps.push(rep);
        }
        edited
    }
}
