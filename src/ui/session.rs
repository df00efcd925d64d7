//! The clip that is shown: where it plays, what is picked, what is drawn.

use std::ops::Range;
use std::sync::Arc;

use super::clip::{Clip, ClipId};
use super::floor::{self, Floor};
use super::preferences::Units;
use super::review::Board;
use super::span::Span;
use super::told::{self, Pick};
use crate::analysis::Analysis;
use crate::body::Recording;
use crate::corrections::Correction;
use crate::frame;
use crate::library::Taken;
use crate::overlay::{Look, Part};
use crate::player::Playhead;

/// Largest enlargement of the picture.
pub const MOST_ZOOM: f32 = 12.0;
/// Evidence this far from the playhead counts as being there, seconds: half a frame at 30 frames a second.
const HERE_S: f64 = 0.017;

/// What the side panel shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tab {
    /// What was found.
    #[default]
    Findings,
    /// Courses.
    Charts,
    /// The table of repetitions.
    Reps,
    /// Corrections.
    Corrections,
    /// Notes and drawings.
    Notes,
    /// Another repetition or set against this one.
    Compare,
}

/// How the picture lies in its panel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Zoom {
    /// Enlargement against the whole picture, 1 and more.
    pub scale: f32,
    /// The point of the picture in the middle of the panel, shares of its width and height.
    pub centre: (f32, f32),
}

impl Default for Zoom {
    fn default() -> Self {
        Self { scale: 1.0, centre: (0.5, 0.5) }
    }
}

impl Zoom {
    /// Enlarged by a factor about a point of the picture (shares), which stays where it is.
    pub fn about(self, factor: f32, point: (f32, f32)) -> Self {
        let scale = (self.scale * factor).clamp(1.0, MOST_ZOOM);
        let keep = self.scale / scale;
        let towards = |centre: f32, point: f32| point + (centre - point) * keep;
        Self { scale, centre: (towards(self.centre.0, point.0), towards(self.centre.1, point.1)) }.held()
    }

    /// Moved by a way in shares of the picture.
    pub fn moved(self, by: (f32, f32)) -> Self {
        Self { centre: (self.centre.0 + by.0, self.centre.1 + by.1), ..self }.held()
    }

    /// Held so that the picture does not leave its panel.
    fn held(self) -> Self {
        let half = 0.5 / self.scale;
        let hold = |centre: f32| centre.clamp(half, 1.0 - half);
        Self { centre: (hold(self.centre.0), hold(self.centre.1)), ..self }
    }
}

/// The clip that is shown.
pub struct Session {
    /// Which clip.
    pub id: ClipId,
    /// The recording that is drawn.
    pub recording: Arc<Recording>,
    /// The analysis that is shown.
    pub analysis: Arc<Analysis>,
    /// Where it plays.
    pub playhead: Playhead,
    /// Whether the current repetition is repeated.
    pub looping: bool,
    /// The finding that is looked at.
    pub picked: Option<Pick>,
    /// What the side panel shows.
    pub tab: Tab,
    /// What is drawn.
    pub look: Look,
    /// Number of the repetition whose ghost is drawn.
    pub ghost: Option<usize>,
    /// How the picture lies.
    pub zoom: Zoom,
    /// A correction that is being tried, not yet made.
    pub trying: Option<Correction>,
    /// The floor line.
    pub floor: Option<Floor>,
    /// Units of what is said.
    pub units: Units,
    /// The part of the clip on the timeline; `None` for the whole.
    span: Option<Span>,
    /// What the coach works with.
    pub board: Board,
    /// What the library has of it, where it was opened from the desk.
    pub taken: Option<Arc<Taken>>,
}

impl Session {
    /// Shows a clip from its first repetition's beginning.
    pub fn new(id: ClipId, clip: &Clip) -> Self {
        let times: Arc<[f64]> = clip.original.moments.iter().map(|moment| moment.at.0).collect();
        let mut session = Self {
            id,
            recording: clip.recording.clone(),
            analysis: clip.analysis.clone(),
            playhead: Playhead::new(times),
            looping: false,
            picked: None,
            tab: Tab::default(),
            look: usual_look(),
            ghost: None,
            zoom: Zoom::default(),
            trying: None,
            floor: None,
            units: Units::default(),
            span: None,
            board: Board::new(clip.review.review()),
            taken: None,
        };
        session.take_floor(clip);
        if let Some(first) = session.rep_starts().first() {
            session.playhead.seek(*first);
        }
        session
    }

    /// From the clip's first to its last frame.
    pub fn whole(&self) -> Span {
        let times = self.playhead.times();
        let from = times.first().copied().unwrap_or(0.0);
        Span { from, to: times.last().copied().filter(|&to| to > from).unwrap_or(from + 1.0) }
    }

    /// The part of the clip on the timeline.
    pub fn span(&self) -> Span {
        self.span.unwrap_or_else(|| self.whole())
    }

    /// Shows a part of the clip on the timeline.
    pub fn show_span(&mut self, span: Span) {
        self.span = Some(span).filter(|span| span.is_part_of(self.whole()));
    }

    /// Shows more (below 1) or less (above) of the clip about the playhead.
    pub fn zoom_time(&mut self, factor: f64) {
        let at = self.playhead.at();
        self.show_span(self.span().with(at, self.whole()).about(factor, at, self.whole()));
    }

    /// The frame shown.
    pub fn frame(&self) -> usize {
        self.playhead.frame()
    }

    /// Index of the repetition at the playhead.
    pub fn rep(&self) -> Option<usize> {
        let frame = self.frame();
        self.analysis.reps.iter().position(|result| result.rep.frames.contains(&frame))
    }

    /// The frame of lift-off of every repetition, or its first frame.
    fn rep_starts(&self) -> Vec<usize> {
        self.analysis.reps.iter().map(|result| result.rep.lift_off.map_or(result.rep.frames.start, |event| event.frame)).collect()
    }

    /// Goes to the lift-off before (`-1`) or after (`1`) the playhead.
    pub fn to_rep(&mut self, way: i64) {
        let (frame, starts) = (self.frame(), self.rep_starts());
        let next = if way > 0 {
            starts.iter().position(|&start| start > frame)
        } else {
            starts.iter().rposition(|&start| start < frame)
        };
        if let Some(&start) = next.and_then(|next| starts.get(next)) {
            self.playhead.pause();
            self.playhead.seek(start);
            self.keep_loop();
        }
    }

    /// Picks a finding and goes to its evidence.
    pub fn pick(&mut self, pick: Pick) {
        let told = pick.find(&self.analysis).and_then(told::Told::of).map(|told| told.measured.at);
        self.picked = Some(pick);
        if let Some(at) = told {
            self.playhead.pause();
            self.playhead.seek(self.nearest(at));
            self.keep_loop();
        }
    }

    /// The frame nearest to a time in seconds.
    pub fn nearest(&self, at: f64) -> usize {
        frame::nearest(self.playhead.times(), at, |time| *time).unwrap_or(0)
    }

    /// Picks the finding before (`-1`) or after (`1`): in time from the playhead, or from the one picked where it is there.
    pub fn to_finding(&mut self, way: i64) {
        let all = told::by_time(&self.analysis);
        let now = self.playhead.at();
        let picked = all.iter().position(|told| Some(told.pick()) == self.picked && (told.measured.at - now).abs() <= HERE_S);
        let next = match (picked, way > 0) {
            (Some(index), true) => Some(index + 1),
            (Some(index), false) => index.checked_sub(1),
            (None, true) => all.iter().position(|told| told.measured.at > now - HERE_S),
            (None, false) => all.iter().rposition(|told| told.measured.at < now + HERE_S),
        };
        if let Some(pick) = next.and_then(|next| all.get(next)).map(told::Told::pick) {
            self.pick(pick);
        }
    }

    /// The frames of the repetition at the playhead, for looping.
    fn loop_range(&self) -> Option<Range<usize>> {
        self.rep().and_then(|rep| self.analysis.reps.get(rep)).map(|result| result.rep.frames.clone())
    }

    /// Turns the loop on or off.
    pub fn toggle_loop(&mut self) {
        self.looping = !self.looping && self.loop_range().is_some();
        self.keep_loop();
    }

    /// Sets the loop to the repetition at the playhead, after the playhead or the analysis moved.
    pub fn keep_loop(&mut self) {
        let range = if self.looping { self.loop_range() } else { None };
        if self.looping && range.is_none() {
            self.looping = false;
        }
        self.playhead.set_loop(range);
    }

    /// Takes over where the floor line was put by hand, else where the feet say that it is.
    pub fn take_floor(&mut self, clip: &Clip) {
        let put = clip.history.corrections().0.iter().rev();
        let put = put.into_iter().find_map(|correction| match correction {
            Correction::Floor { y_px } => Some(Floor { y_px: *y_px, sure: true }),
            _ => None,
        });
        self.floor = put.or_else(|| floor::under_the_feet(&self.recording, &self.analysis));
    }

    /// Takes the result of a correction.
    pub fn renew(&mut self, recording: Arc<Recording>, analysis: Arc<Analysis>) {
        if let Some(against) = self.board.against.as_mut().filter(|against| against.wish.clip == self.id) {
            (against.recording, against.analysis) = (recording.clone(), analysis.clone());
        }
        (self.recording, self.analysis) = (recording, analysis);
        self.keep_time();
        if self.floor.is_none_or(|floor| !floor.sure) {
            self.floor = floor::under_the_feet(&self.recording, &self.analysis);
        }
        let there = |ghost: &usize| self.analysis.reps.iter().any(|result| result.rep.number == *ghost);
        self.ghost = self.ghost.filter(there);
        self.picked = self.picked.filter(|pick| pick.find(&self.analysis).is_some());
        self.keep_loop();
    }
}

impl Session {
    /// Lets the playhead go by the recording's clock, which a slow-motion factor changes; it stays on its frame.
    fn keep_time(&mut self) {
        let same = |(moment, time): (&crate::body::Moment, &f64)| (moment.at.0 - time).abs() < 1e-9;
        let moments = &self.recording.moments;
        if moments.len() == self.playhead.times().len() && moments.iter().zip(self.playhead.times().iter()).all(same) {
            return;
        }
        let frame = self.playhead.frame();
        self.playhead.set_times(moments.iter().map(|moment| moment.at.0).collect());
        self.playhead.seek(frame);
        self.span = None;
    }
}

/// What is drawn at first: all but the words, for the panel beside the video says them.
pub(super) fn usual_look() -> Look {
    let look = Look::default();
    Look { parts: look.parts.without(Part::Captions), ..look }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_point_under_the_pointer_stays_and_the_picture_never_leaves() {
        let zoom = Zoom::default().about(2.0, (0.25, 0.75));
        let seen = |zoom: Zoom, point: f32| (point - zoom.centre.0) * zoom.scale;
        assert!((seen(zoom, 0.25) - seen(Zoom::default(), 0.25)).abs() < 1e-6);
        let far = zoom.moved((9.0, -9.0));
        assert_eq!(far.centre, (0.75, 0.25));
        assert_eq!(far.about(0.01, (0.9, 0.9)), Zoom::default());
        assert!((Zoom::default().about(99.0, (0.5, 0.5)).scale - MOST_ZOOM).abs() < 1e-6);
    }
}
