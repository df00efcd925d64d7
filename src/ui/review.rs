//! Remarks and comparisons in the window: what can be asked for, and what it changes. Nothing here draws.

use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::sync::Arc;

use super::clip::{ClipId, Entry};
use super::command::Action;
use super::session::{Session, Tab};
use super::speech::Voice;
use super::state::{Effect, State};
use super::told::Pick;
use crate::analysis::Analysis;
use crate::body::{ClipInfo, Recording};
use crate::compare::{Align, Attempt, partner};
use crate::overlay::Versus;
use crate::review::{Ink, Remark, RemarkId, Review, Says, What};

/// For how long a new drawing is seen, seconds (our default).
const LASTS_S: f64 = 2.0;

/// What the pointer does on the video under *Notes*.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tool {
    /// Chooses and moves drawings.
    #[default]
    Select,
    /// Draws a line.
    Line,
    /// Draws an arrow.
    Arrow,
    /// Draws an angle.
    Angle,
    /// Draws by free hand.
    Free,
    /// Writes a text.
    Text,
}

impl Tool {
    /// Every tool, in the order of the tool bar, with its action.
    pub const ALL: [(Self, Action); 6] = [
        (Self::Select, Action::ToolSelect),
        (Self::Line, Action::ToolLine),
        (Self::Arrow, Action::ToolArrow),
        (Self::Angle, Action::ToolAngle),
        (Self::Free, Action::ToolFree),
        (Self::Text, Action::ToolText),
    ];
}

/// What is asked for about remarks and comparisons.
#[derive(Clone, Debug)]
pub enum Ask {
    /// A new remark; times are seconds of playing time.
    Add {
        /// The moment, or where it begins.
        from_s: f64,
        /// Where it ends.
        to_s: f64,
        /// What it is.
        what: What,
    },
    /// A remark in the place of the one of the same name.
    Put(Remark),
    /// One remark less.
    Remove(RemarkId),
    /// Choose a remark and go to its moment.
    GoTo(RemarkId),
    /// Choose a remark, or none.
    Select(Option<RemarkId>),
    /// Say otherwise of a finding.
    Override {
        /// Which finding.
        pick: Pick,
        /// What the coach says.
        says: Says,
        /// Why.
        reason: String,
    },
    /// Play a voice note, or stop it.
    Play(RemarkId),
    /// Draw in this colour.
    Ink(Ink),
    /// New drawings are seen for so long, seconds.
    Lasts(f64),
    /// Compare with this repetition, or with none.
    Compare(Option<Wish>),
}

/// How two repetitions are shown together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Together {
    /// One beside the other.
    #[default]
    Beside,
    /// The other as a ghost over this one.
    Ghost,
}

/// What to compare with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The clip.
    pub clip: ClipId,
    /// Number of the repetition in it.
    pub rep: usize,
    /// How frames go together.
    pub align: Align,
    /// How both are shown.
    pub together: Together,
}

/// What is compared with, ready to be drawn.
#[derive(Clone, Debug)]
pub struct Against {
    /// What was wished.
    pub wish: Wish,
    /// The clip's name.
    pub name: String,
    /// Its recording.
    pub recording: Arc<Recording>,
    /// Its analysis.
    pub analysis: Arc<Analysis>,
}

impl Against {
    /// The repetition.
    pub fn attempt(&self) -> Attempt<'_> {
        Attempt { recording: &self.recording, analysis: &self.analysis, number: self.wish.rep }
    }

    /// The repetition as a ghost.
    pub fn versus(&self) -> Versus<'_> {
        Versus { other: self.attempt(), align: self.wish.align }
    }

    /// The frame of it that goes with a frame of the shown clip: between repetitions, and where frames cannot be put together, its lift-off.
    pub fn frame(&self, session: &Session, frame: usize) -> usize {
        let here = Attempt::on(&session.recording, &session.analysis, frame);
        let going = here.and_then(|here| partner(&here, frame, &self.attempt(), self.wish.align));
        going.or_else(|| self.attempt().result()?.rep.lift_off.map(|event| event.frame)).unwrap_or(0)
    }
}

/// A review to be kept with its clip.
#[derive(Clone, Debug)]
pub struct Keep {
    /// The clip's path.
    pub path: PathBuf,
    /// What the container said of it.
    pub clip: ClipInfo,
    /// The remarks.
    pub review: Arc<Review>,
}

/// What the coach works with.
#[derive(Clone, Debug)]
pub struct Board {
    /// The remarks.
    pub review: Arc<Review>,
    /// What the pointer does.
    pub tool: Tool,
    /// The colour of new drawings.
    pub ink: Ink,
    /// For how long new drawings are seen, seconds.
    pub lasts_s: f64,
    /// The chosen remark.
    pub selected: Option<RemarkId>,
    /// What is compared with.
    pub against: Option<Against>,
    /// What is at work with the microphone or the loudspeaker.
    pub voice: Voice,
    /// How often it was asked to write a note: the panel gives its field the keyboard when this grows.
    pub asked_to_write: usize,
}

impl Board {
    /// The board of a clip with these remarks.
    pub fn new(review: &Review) -> Self {
        Self {
            review: Arc::new(review.clone()),
            tool: Tool::default(),
            ink: Ink::default(),
            lasts_s: LASTS_S,
            selected: None,
            against: None,
            voice: Voice::Idle,
            asked_to_write: 0,
        }
    }

    /// Lays the tool down or lets the chosen remark go; says whether there was one.
    pub fn leave(&mut self) -> bool {
        let held = self.tool != Tool::Select || self.selected.is_some();
        (self.tool, self.selected) = (Tool::Select, None);
        held
    }

    /// The chosen remark.
    pub fn chosen(&self) -> Option<&Remark> {
        self.review.get(self.selected?)
    }
}

/// The playing times of a repetition's first and last frame; `None` where there is no such repetition.
pub fn span_of(session: &Session, rep: usize) -> Option<RangeInclusive<f64>> {
    let frames = session.analysis.reps.iter().find(|result| result.rep.number == rep)?.rep.frames.clone();
    let at = |frame: usize| super::grip::playing(session, frame);
    Some(at(frames.start)..=at(frames.end.saturating_sub(1).max(frames.start)))
}

/// What the coach says of a finding.
pub fn coach_says(session: &Session, pick: Pick) -> Option<&Remark> {
    let span = match pick.rep {
        Some(rep) => Some(span_of(session, rep)?),
        None => None,
    };
    session.board.review.said_of(pick.fault, span.as_ref())
}

impl State {
    /// Does what was asked about remarks and comparisons.
    pub(super) fn review(&mut self, ask: Ask) -> Vec<Effect> {
        match ask {
            Ask::Add { from_s, to_s, what } => {
                if (Remark { id: 0, from_s, to_s, what: what.clone() }).fault().is_some() {
                    return Vec::new();
                }
                return self.remark(|review| Some(review.add(from_s, to_s, what)));
            }
            Ask::Put(remark) => {
                if remark.fault().is_some() {
                    return Vec::new();
                }
                return self.remark(|review| {
                    let id = remark.id;
                    review.put(remark);
                    Some(id)
                });
            }
            Ask::Remove(id) => {
                return self.remark(|review| {
                    review.remove(id);
                    None
                });
            }
            Ask::Override { pick, says, reason } => return self.say_otherwise(pick, says, reason.trim()),
            Ask::Play(id) => return self.play_voice(id),
            Ask::Compare(wish) => {
                let against = wish.and_then(|wish| self.against(wish));
                if let Some(session) = &mut self.session {
                    session.board.against = against;
                }
            }
            other => {
                if let Some(session) = &mut self.session {
                    look(session, &other);
                }
            }
        }
        Vec::new()
    }

    /// What is compared with; `None` where there is no such repetition.
    fn against(&self, wish: Wish) -> Option<Against> {
        let entry = self.entry(wish.clip)?;
        let clip = entry.clip()?;
        let there = clip.analysis.reps.iter().any(|result| result.rep.number == wish.rep);
        let (recording, analysis) = (clip.recording.clone(), clip.analysis.clone());
        there.then(|| Against { wish, name: entry.name(), recording, analysis })
    }

    /// Keeps an override in the place of an earlier one of the same finding.
    fn say_otherwise(&mut self, pick: Pick, says: Says, reason: &str) -> Vec<Effect> {
        let Some(session) = &self.session else { return Vec::new() };
        let slow = session.recording.clip.part.slow_motion;
        let measured = pick.find(&session.analysis).and_then(super::told::Told::of).map(|told| told.measured.at * slow);
        let span = pick.rep.and_then(|rep| span_of(session, rep));
        let rep_s = span.as_ref().map(|span| f64::midpoint(*span.start(), *span.end()));
        if reason.is_empty() || (pick.rep.is_some() && span.is_none()) {
            return Vec::new();
        }
        let at_s = measured.or(rep_s).unwrap_or(0.0);
        let before = coach_says(session, pick).map(|remark| remark.id);
        let what = What::Override { fault: pick.fault.to_owned(), rep_s, says, reason: reason.to_owned() };
        self.remark(|review| {
            if let Some(before) = before {
                review.remove(before);
            }
            Some(review.add(at_s, at_s, what))
        })
    }

    /// Changes the remarks of the shown clip; the one that is given back is chosen.
    fn remark(&mut self, change: impl FnOnce(&mut Review) -> Option<RemarkId>) -> Vec<Effect> {
        self.shown.map(|id| self.remark_of(id, change)).unwrap_or_default()
    }

    /// Changes the remarks of a clip; the one that is given back is chosen where the clip is shown.
    pub(super) fn remark_of(&mut self, id: ClipId, change: impl FnOnce(&mut Review) -> Option<RemarkId>) -> Vec<Effect> {
        let Some(clip) = self.entry_mut(id).and_then(Entry::clip_mut) else { return Vec::new() };
        let (different, chosen) = clip.review.change(change);
        if let Some(session) = self.session.as_mut().filter(|session| session.id == id) {
            session.board.selected = chosen;
        }
        if different { self.renew_review(id) } else { Vec::new() }
    }

    /// Takes the last change of the remarks back or makes it again, where these are what is worked at; `None` where corrections are.
    pub(super) fn step_review(&mut self, back: bool) -> Option<Vec<Effect>> {
        self.reviews().then(|| {
            let clip = self.shown.and_then(|id| self.entry_mut(id)).and_then(Entry::clip_mut);
            let stepped = clip.is_some_and(|clip| if back { clip.review.undo() } else { clip.review.redo() });
            let shown = self.shown.filter(|_| stepped);
            shown.map(|id| self.renew_review(id)).unwrap_or_default()
        })
    }

    /// Whether undo and redo are of the remarks.
    fn reviews(&self) -> bool {
        self.session.as_ref().is_some_and(|session| matches!(session.tab, Tab::Notes | Tab::Compare))
    }

    /// Whether there is something to take back and something to make again.
    pub(super) fn can_step(&self) -> (bool, bool) {
        match self.clip() {
            Some(clip) if self.reviews() => (clip.review.can_undo(), clip.review.can_redo()),
            Some(clip) => (clip.history.can_undo(), clip.history.can_redo()),
            None => (false, false),
        }
    }

    /// Shows a clip's remarks as they are now, and has them kept.
    fn renew_review(&mut self, id: ClipId) -> Vec<Effect> {
        let Some((path, clip)) = self.entry(id).and_then(|entry| Some((entry.path.clone(), entry.clip()?))) else {
            return Vec::new();
        };
        let review = Arc::new(clip.review.review().clone());
        let keep = Keep { path: clip.video.clone().unwrap_or(path), clip: clip.original.clip.clone(), review: review.clone() };
        if let Some(session) = self.session.as_mut().filter(|session| session.id == id) {
            session.board.selected = session.board.selected.filter(|id| review.get(*id).is_some());
            session.board.review = review;
        }
        vec![Effect::KeepReview(Box::new(keep))]
    }

    /// The actions that concern remarks and comparisons.
    pub(super) fn review_action(&mut self, action: Action) -> Vec<Effect> {
        let Some(session) = &mut self.session else { return Vec::new() };
        if let Some((tool, _)) = Tool::ALL.into_iter().find(|(_, own)| *own == action) {
            (session.tab, session.board.tool) = (Tab::Notes, tool);
            return Vec::new();
        }
        match action {
            Action::ShowNotes => session.tab = Tab::Notes,
            Action::ShowCompare => session.tab = Tab::Compare,
            Action::AddNote => {
                session.playhead.pause();
                session.tab = Tab::Notes;
                session.board.asked_to_write += 1;
            }
            Action::MarkFrame => {
                let at_s = super::grip::playing(session, session.frame());
                return self.review(Ask::Add { from_s: at_s, to_s: at_s, what: What::KeyFrame { name: String::new() } });
            }
            Action::RecordVoice => return self.record_voice(),
            Action::DeleteRemark => {
                if let Some(id) = session.board.selected {
                    return self.review(Ask::Remove(id));
                }
            }
            _ => {}
        }
        Vec::new()
    }
}

/// What only changes how the remarks are looked at.
fn look(session: &mut Session, ask: &Ask) {
    match *ask {
        Ask::Select(id) => session.board.selected = id,
        Ask::Ink(ink) => session.board.ink = ink,
        Ask::Lasts(lasts_s) if lasts_s.is_finite() => session.board.lasts_s = lasts_s.max(0.0),
        Ask::GoTo(id) => {
            let slow = session.recording.clip.part.slow_motion.max(1e-9);
            let at = session.board.review.get(id).map(|remark| remark.from_s / slow);
            session.board.selected = Some(id).filter(|_| at.is_some());
            if let Some(at) = at {
                session.playhead.pause();
                session.playhead.seek(session.nearest(at));
                session.keep_loop();
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests;
