//! What the window knows, and how it changes: by commands of the user and by reports of the workers. Nothing here draws or waits.

mod rooms;

use std::path::PathBuf;
use std::sync::Arc;

use super::advice::{Advice, Chore};
use super::clip::{self, Clip, ClipId, Entry, Peek, Progress, Work};
use super::command::{Action, Command};
use super::desk::{self, Desk, Purpose};
use super::export::{Done, Order};
use super::preferences::Preferences;
use super::review::Keep;
use super::room::Room;
use super::sending::Sending;
use super::session::{Session, Tab, Zoom};
use super::{review_words, speech};
use crate::analysis::Analysis;
use crate::body::Recording;
use crate::corrections::Corrections;
use crate::job::Event;
use crate::report;
use crate::settings::Settings;

/// Factor of one step of enlargement.
const ZOOM_STEP: f32 = 1.25;
/// What is said where the desktop has no dialog to choose files with.
const NO_DIALOG: &str = "This desktop opened no dialog to choose files with (it has neither a file chooser portal, \
    xdg-desktop-portal, nor zenity). Drag the video into the window, or copy its path and press Ctrl+V here.";
/// Factor of one step of the timeline.
const TIME_STEP: f64 = 1.6;
/// Speeds of the keys for slower and faster.
const SPEEDS: [f64; 9] = [0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0];

/// What lies on top of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialog {
    /// What to write.
    Export,
    /// What to send back of the desk's set.
    SendBack,
    /// Settings.
    Settings,
    /// The sheet of keys.
    Keys,
}

/// Something said to the user until it is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// One or two sentences.
    pub text: String,
    /// Whether something failed.
    pub bad: bool,
    /// Files that were written.
    pub files: Vec<PathBuf>,
}

/// How far writing is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Writing {
    /// Share of the annotated video that is written.
    pub share: Option<f32>,
    /// Whether a stop was asked for.
    pub stopping: bool,
}

/// What a worker says.
#[derive(Debug)]
pub enum Report {
    /// How far the analysis of a clip is.
    Event(ClipId, Event),
    /// A picture that is being looked at.
    Picture(ClipId, Arc<Peek>),
    /// A clip was analysed, or not.
    Watched(ClipId, Result<Box<Clip>, String>),
    /// The corrections of a clip were worked in.
    Corrected {
        /// The clip.
        id: ClipId,
        /// The corrected recording.
        recording: Arc<Recording>,
        /// Its analysis.
        analysis: Arc<Analysis>,
        /// Why the corrections could not be kept on the disk.
        not_kept: Option<String>,
    },
    /// Something about voice notes.
    Voice(speech::Said),
    /// Something could not be kept on the disk.
    NotKept(String),
    /// Files were chosen; none where the choice was called off.
    Chosen(Vec<PathBuf>),
    /// The desktop has no dialog to choose files with.
    NoDialog,
    /// What the keeper of the library says.
    Desk(desk::state::Answer),
    /// A folder or a file was chosen for the desk.
    DeskPicked(Purpose, PathBuf),
    /// How far writing is, a share.
    Writing(f32),
    /// Writing ended.
    Written(Result<Done, String>),
}

/// What the workers are to do.
#[derive(Debug)]
pub enum Effect {
    /// Watch a clip.
    Watch {
        /// Its name.
        id: ClipId,
        /// Its path.
        path: PathBuf,
        /// Settings of its analysis.
        settings: Settings,
        /// The library's file with what the models saw of it; `None` where there is none.
        seen: Option<PathBuf>,
    },
    /// Stop watching.
    StopWatching,
    /// Work corrections in.
    Correct {
        /// The clip.
        id: ClipId,
        /// What the models saw.
        original: Arc<Recording>,
        /// Settings.
        settings: Settings,
        /// Corrections.
        corrections: Corrections,
        /// The clip's path where the corrections are to be kept; `None` while one is only tried.
        keep: Option<PathBuf>,
    },
    /// Let the user choose files.
    Choose,
    /// A job for the keeper of the library.
    Desk(desk::state::Job),
    /// Something to do with a diary's file.
    Diary(Chore),
    /// Let the user choose a folder or a file for the desk.
    DeskPick(Purpose),
    /// Write files.
    Write(Box<Order>),
    /// Write what goes back to an athlete.
    Send(Box<Sending>),
    /// Stop writing.
    StopWriting,
    /// Keep the remarks of a clip.
    KeepReview(Box<Keep>),
    /// Record or play a voice note.
    Voice(speech::Order),
    /// Write the preferences.
    Remember,
    /// Put a text on the clipboard.
    Copy(String),
    /// The window fills the screen, or not.
    FullScreen(bool),
}

/// What the window knows.
pub struct State {
    /// The clips in the order in which they were asked for.
    pub entries: Vec<Entry>,
    /// The clip that is looked at.
    pub shown: Option<ClipId>,
    /// The shown clip, once it is analysed.
    pub session: Option<Session>,
    /// The room that is shown.
    pub room: Room,
    /// The coach's desk.
    pub desk: Desk,
    /// The article's path.
    pub advice: Advice,
    /// What lies on top.
    pub dialog: Option<Dialog>,
    /// What is said.
    pub notice: Option<Notice>,
    /// Files being written.
    pub writing: Option<Writing>,
    /// Whether the video is shown alone.
    pub full_screen: bool,
    /// What is remembered.
    pub preferences: Preferences,
    /// Settings of every analysis: the limits.
    pub settings: Settings,
    /// The bundled clip.
    pub demo: Option<PathBuf>,
    next: ClipId,
}

impl State {
    /// An empty window.
    pub fn new(preferences: Preferences, settings: Settings, demo: Option<PathBuf>) -> Self {
        Self {
            entries: Vec::new(),
            shown: None,
            session: None,
            room: Room::default(),
            desk: Desk::new(),
            advice: Advice::default(),
            dialog: None,
            notice: None,
            writing: None,
            full_screen: false,
            preferences,
            settings,
            demo,
            next: 0,
        }
    }

    /// The entry of a clip.
    pub fn entry(&self, id: ClipId) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == id)
    }

    pub(super) fn entry_mut(&mut self, id: ClipId) -> Option<&mut Entry> {
        self.entries.iter_mut().find(|entry| entry.id == id)
    }

    /// The entry that is looked at.
    pub fn shown(&self) -> Option<&Entry> {
        self.entry(self.shown?)
    }

    /// The analysed clip that is looked at.
    pub fn clip(&self) -> Option<&Clip> {
        self.shown()?.clip()
    }

    /// Does what was asked; `now_s` is the window's clock.
    pub fn perform(&mut self, command: Command, now_s: f64) -> Vec<Effect> {
        match command {
            Command::Do(action) => return self.act(action, now_s),
            Command::OpenPaths(paths) => return self.open(paths, now_s),
            Command::Show(id) => self.show(id),
            Command::Go(room) => return self.go(room),
            Command::Desk(ask) => {
                let wants = self.desk.perform(ask, &self.settings);
                return self.want(wants, now_s);
            }
            Command::DeskPick(purpose) => return vec![Effect::DeskPick(purpose)],
            Command::Advice(ask) => return self.advise(ask),
            Command::Forget(id) => return self.forget(id),
            Command::Prefer(preferences) => {
                self.preferences = preferences;
                self.tell_session();
                return vec![Effect::Remember];
            }
            Command::Copy(text) => return vec![Effect::Copy(text)],
            Command::CloseNotice => self.notice = None,
            Command::Write { folder, products } => {
                let order =
                    self.session.as_ref().zip(self.clip()).map(|(session, clip)| Order::of(clip, session, folder, products));
                if let Some(order) = order {
                    let order = Order { cover_faces: self.preferences.cover_faces, ..order };
                    (self.writing, self.dialog) = (Some(Writing::default()), None);
                    return vec![Effect::Write(Box::new(order))];
                }
            }
            Command::StopWriting => {
                if let Some(writing) = &mut self.writing {
                    writing.stopping = true;
                    return vec![Effect::StopWriting];
                }
            }
            Command::Try(correction) => {
                let Some(session) = &mut self.session else { return Vec::new() };
                session.trying = correction;
                return self.correct(false);
            }
            Command::Correct(correction) => {
                if let Some(session) = &mut self.session {
                    session.trying = None;
                }
                return self.edit(|clip| clip.history.push(correction));
            }
            Command::Review(ask) => return self.review(ask),
            Command::UndoAll => return self.edit(|clip| clip.history.undo_all()),
            ref other => self.look(other),
        }
        Vec::new()
    }

    /// What only changes how the shown clip is looked at.
    fn look(&mut self, command: &Command) {
        let Some(session) = &mut self.session else { return };
        match *command {
            Command::Seek(frame) => {
                session.playhead.seek(frame);
                session.keep_loop();
            }
            Command::SeekTime(at) => {
                session.playhead.seek(session.nearest(at));
                session.keep_loop();
            }
            Command::Speed(speed) => session.playhead.set_speed(speed),
            Command::Pick(pick) => session.pick(pick),
            Command::Draw(look) => session.look = look,
            Command::Ghost(rep) => session.ghost = rep,
            Command::Zoom(zoom) => session.zoom = zoom,
            Command::Span(span) => session.show_span(span),
            _ => {}
        }
    }

    fn act(&mut self, action: Action, now_s: f64) -> Vec<Effect> {
        match action {
            Action::Open => return vec![Effect::Choose],
            Action::OpenDemo => return self.open(self.demo.clone().into_iter().collect(), now_s),
            Action::StopWork => return self.stop_work(),
            Action::CloseClip => (self.shown, self.session) = (None, None),
            Action::Export => self.dialog = self.session.is_some().then_some(Dialog::Export),
            Action::GoToSet => return self.go(Room::Set),
            Action::GoToDesk => return self.go(Room::Desk),
            Action::GoToAdvice => return self.go(Room::Advice),
            Action::Settings => self.turn(Dialog::Settings),
            Action::Keys => self.turn(Dialog::Keys),
            Action::Leave => return self.leave(),
            Action::FullScreen => {
                self.full_screen = !self.full_screen && self.session.is_some();
                return vec![Effect::FullScreen(self.full_screen)];
            }
            Action::Undo => return self.step_review(true).unwrap_or_else(|| self.edit(|clip| _ = clip.history.undo())),
            Action::Redo => return self.step_review(false).unwrap_or_else(|| self.edit(|clip| _ = clip.history.redo())),
            Action::CopyTable => {
                return self.session.iter().map(|session| Effect::Copy(report::csv::repetitions(&session.analysis))).collect();
            }
            _ if review_words::words(action).is_some() => return self.review_action(action),
            _ => self.play(action),
        }
        Vec::new()
    }

    /// The actions on the shown clip that need nothing else.
    fn play(&mut self, action: Action) {
        let Some(session) = &mut self.session else { return };
        let playhead = &mut session.playhead;
        match action {
            Action::Play => playhead.toggle(),
            Action::Backwards => playhead.shuttle(-1),
            Action::Pause => playhead.shuttle(0),
            Action::Forwards => playhead.shuttle(1),
            Action::FrameBack => playhead.step(-1),
            Action::FrameOn => playhead.step(1),
            Action::SecondBack => playhead.seek_time(playhead.at() - 1.0),
            Action::SecondOn => playhead.seek_time(playhead.at() + 1.0),
            Action::Start => playhead.seek(0),
            Action::End => playhead.seek(usize::MAX),
            Action::Slower => {
                let speed = SPEEDS.iter().rev().find(|&&speed| speed < playhead.speed() - 1e-9);
                playhead.set_speed(*speed.unwrap_or(&SPEEDS[0]));
            }
            Action::Faster => {
                let speed = SPEEDS.iter().find(|&&speed| speed > playhead.speed() + 1e-9);
                playhead.set_speed(*speed.unwrap_or(&2.0));
            }
            Action::Loop => session.toggle_loop(),
            Action::RepBack => session.to_rep(-1),
            Action::RepOn => session.to_rep(1),
            Action::FindingBack => session.to_finding(-1),
            Action::FindingOn => session.to_finding(1),
            Action::ZoomIn => session.zoom = session.zoom.about(ZOOM_STEP, session.zoom.centre),
            Action::ZoomOut => session.zoom = session.zoom.about(1.0 / ZOOM_STEP, session.zoom.centre),
            Action::ZoomFit => session.zoom = Zoom::default(),
            Action::TimeNearer => session.zoom_time(TIME_STEP),
            Action::TimeFarther => session.zoom_time(1.0 / TIME_STEP),
            Action::TimeWhole => session.show_span(session.whole()),
            Action::ShowFindings => session.tab = Tab::Findings,
            Action::ShowCharts => session.tab = Tab::Charts,
            Action::ShowReps => session.tab = Tab::Reps,
            Action::ShowCorrections => session.tab = Tab::Corrections,
            _ => {}
        }
        if matches!(action, Action::SecondBack | Action::SecondOn | Action::Start | Action::End) {
            session.keep_loop();
        }
    }

    /// Opens a dialog, or closes it where it is open.
    fn turn(&mut self, dialog: Dialog) {
        self.dialog = if self.dialog == Some(dialog) { None } else { Some(dialog) };
    }

    /// Leaves what lies on top.
    fn leave(&mut self) -> Vec<Effect> {
        if self.dialog.take().is_some() || self.notice.take().is_some() {
            return Vec::new();
        }
        if self.full_screen {
            self.full_screen = false;
            return vec![Effect::FullScreen(false)];
        }
        if let Some(session) = &mut self.session {
            if session.board.leave() {
                return Vec::new();
            }
            session.picked = None;
            if session.trying.take().is_some() {
                return self.correct(false);
            }
        }
        Vec::new()
    }

    /// Asks for clips: each once; the first of them is looked at.
    fn open(&mut self, paths: Vec<PathBuf>, now_s: f64) -> Vec<Effect> {
        let mut first = None;
        for path in paths {
            // One that was refused may have been mended.
            self.entries.retain(|entry| entry.path != path || !matches!(entry.progress, Progress::Refused(_)));
            let known = self.entries.iter().find(|entry| entry.path == path).map(|entry| entry.id);
            let id = known.unwrap_or_else(|| {
                self.next += 1;
                self.entries.push(Entry { id: self.next, path, progress: Progress::Waiting, taken: None });
                self.next
            });
            first = first.or(Some(id));
        }
        if let Some(first) = first {
            self.show(first);
        }
        // What the user opens does not wait for what came into the library.
        let room = self.desk.at_work.as_mut().map(|at_work| at_work.work.stopping = true).map(|()| Effect::StopWatching);
        room.into_iter().chain(self.start_next(now_s)).collect()
    }

    /// Begins the next clip that waits, where none is at work.
    fn start_next(&mut self, now_s: f64) -> Vec<Effect> {
        if self.desk.at_work.is_some() || self.entries.iter().any(|entry| matches!(entry.progress, Progress::Working(_))) {
            return Vec::new();
        }
        // What is looked at comes first.
        let shown = self.shown;
        let waits = |entry: &&mut Entry| matches!(entry.progress, Progress::Waiting);
        let next = match shown.filter(|&id| self.entry(id).is_some_and(|entry| matches!(entry.progress, Progress::Waiting))) {
            Some(id) => self.entry_mut(id),
            None => self.entries.iter_mut().find(waits),
        };
        let Some(entry) = next else { return self.start_next_of_desk(now_s) };
        entry.progress = Progress::Working(Box::new(Work { began_s: now_s, ..Work::default() }));
        let (id, path, seen) = (entry.id, entry.path.clone(), entry.taken.as_ref().and_then(|taken| taken.seen.clone()));
        let settings = self.entry(id).map(|entry| entry.settings(&self.settings)).unwrap_or_default();
        vec![Effect::Watch { id, path, settings, seen }]
    }

    fn show(&mut self, id: ClipId) {
        self.shown = Some(id);
        if self.session.as_ref().is_none_or(|session| session.id != id) {
            self.session = self.clip().map(|clip| Session::new(id, clip));
        }
        self.tell_session();
        self.look_where_asked();
    }

    fn stop_work(&mut self) -> Vec<Effect> {
        for entry in &mut self.entries {
            if let Progress::Working(work) = &mut entry.progress {
                work.stopping = true;
                return vec![Effect::StopWatching];
            }
        }
        Vec::new()
    }

    /// Changes the corrections of the shown clip and works them in.
    fn edit(&mut self, change: impl FnOnce(&mut Clip)) -> Vec<Effect> {
        let shown = self.shown;
        let Some(clip) = shown.and_then(|id| self.entry_mut(id)).and_then(Entry::clip_mut) else { return Vec::new() };
        let before = clip.history.corrections().clone();
        change(clip);
        if *clip.history.corrections() == before {
            return Vec::new();
        }
        let clip = self.entries.iter().find(|entry| Some(entry.id) == shown).and_then(Entry::clip);
        if let (Some(session), Some(clip)) = (&mut self.session, clip) {
            session.take_floor(clip);
        }
        self.correct(true)
    }

    /// Asks for the shown clip to be analysed anew with its corrections and the one that is tried.
    fn correct(&self, keep: bool) -> Vec<Effect> {
        let (Some(entry), Some(session)) = (self.shown(), &self.session) else { return Vec::new() };
        let Some(clip) = entry.clip() else { return Vec::new() };
        let corrections = match &session.trying {
            Some(correction) => clip.history.corrections().with(correction.clone()),
            None => clip.history.corrections().clone(),
        };
        vec![Effect::Correct {
            id: entry.id,
            original: clip.original.clone(),
            settings: entry.settings(&self.settings),
            corrections,
            keep: keep.then(|| clip.video.clone().unwrap_or_else(|| entry.path.clone())),
        }]
    }

    /// Analyses the shown clip anew with other settings.
    pub fn resettle(&mut self, settings: Settings) -> Vec<Effect> {
        self.settings = settings;
        self.correct(false)
    }

    /// Takes what a worker says.
    pub fn hear(&mut self, report: Report, now_s: f64) -> Vec<Effect> {
        match report {
            Report::Event(id, event) => {
                if let Some(Progress::Working(work)) = self.entry_mut(id).map(|entry| &mut entry.progress) {
                    work.hear(event, now_s);
                } else if let Some(at_work) = self.desk.at_work.as_mut().filter(|at_work| at_work.id == id) {
                    at_work.work.hear(event, now_s);
                }
            }
            Report::Picture(id, picture) => {
                if let Some(Progress::Working(work)) = self.entry_mut(id).map(|entry| &mut entry.progress) {
                    work.picture = Some(picture);
                }
            }
            Report::Watched(id, outcome) => return self.watched(id, outcome, now_s),
            Report::Corrected { id, recording, analysis, not_kept } => {
                if let Some(clip) = self.entry_mut(id).and_then(Entry::clip_mut) {
                    (clip.recording, clip.analysis) = (recording.clone(), analysis.clone());
                }
                if let Some(session) = self.session.as_mut().filter(|session| session.id == id) {
                    session.renew(recording, analysis);
                }
                if let Some(text) = not_kept {
                    self.notice = Some(Notice { text, bad: true, files: Vec::new() });
                }
            }
            Report::Voice(said) => return self.hear_voice(said),
            Report::NotKept(text) => self.notice = Some(Notice { text, bad: true, files: Vec::new() }),
            Report::Chosen(paths) => return self.open(paths, now_s),
            Report::NoDialog => self.notice = Some(Notice { text: NO_DIALOG.to_owned(), bad: true, files: Vec::new() }),
            Report::Desk(answer) => return self.hear_desk(answer, now_s),
            Report::DeskPicked(purpose, path) => return self.perform(Command::Desk(purpose.ask(path)), now_s),
            Report::Writing(share) => {
                if let Some(writing) = &mut self.writing {
                    writing.share = Some(share);
                }
            }
            Report::Written(outcome) => {
                self.writing = None;
                self.notice = Some(match outcome {
                    Ok(done) => Notice { text: done.text, bad: false, files: done.files },
                    Err(text) => Notice { text, bad: true, files: Vec::new() },
                });
            }
        }
        Vec::new()
    }

    fn watched(&mut self, id: ClipId, outcome: Result<Box<Clip>, String>, now_s: f64) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.desk.at_work.as_ref().is_some_and(|at_work| at_work.id == id) {
            return self.watched_for_desk(id, outcome, now_s);
        }
        let stopped = self.entry(id).is_some_and(|entry| matches!(&entry.progress, Progress::Working(work) if work.stopping));
        if let Some(entry) = self.entry_mut(id) {
            match outcome {
                Ok(clip) => {
                    entry.progress = Progress::Done(clip);
                    let path = entry.path.clone();
                    clip::thin_glimpses(&mut self.entries);
                    if Some(&path) != self.demo.as_ref() {
                        self.preferences.remember(&path);
                        effects.push(Effect::Remember);
                    }
                }
                Err(_) if stopped => {
                    self.entries.retain(|entry| entry.id != id);
                    if self.shown == Some(id) {
                        (self.shown, self.session) = (None, None);
                    }
                }
                Err(reason) => entry.progress = Progress::Refused(reason),
            }
        }
        if self.shown == Some(id) {
            self.show(id);
        }
        effects.extend(self.start_next(now_s));
        effects
    }
}

#[cfg(test)]
mod tests;
