//! The rooms beside that of one set: how the window goes to them, and the clips that are watched for the coach's desk.

use std::path::PathBuf;
use std::sync::Arc;

use super::{Dialog, Effect, Notice, State, Writing};
use crate::advice::plan::Found;
use crate::library::Taken;
use crate::ui::advice::Ask;
use crate::ui::clip::{Clip, ClipId, Entry, Progress};
use crate::ui::desk::state::{Answer, Want};
use crate::ui::room::Room;
use crate::ui::told::{self, Told};

impl State {
    /// Begins the next clip of the library that waits.
    pub(super) fn start_next_of_desk(&mut self, now_s: f64) -> Vec<Effect> {
        let id = self.next + 1;
        let Some(waiting) = self.desk.take_next(id, now_s) else { return Vec::new() };
        self.next = id;
        let (path, settings) = (waiting.path.clone(), waiting.facts.over(&self.settings));
        vec![Effect::Watch { id, path, settings, seen: None }]
    }

    /// The shown clip is told of in the preferred units, and with what the library has of it.
    pub(super) fn tell_session(&mut self) {
        let taken = self.shown().and_then(|entry| entry.taken.clone());
        if let Some(session) = &mut self.session {
            (session.units, session.taken) = (self.preferences.units, taken);
        }
    }

    /// Takes a clip off the list; one at work is stopped first.
    pub(super) fn forget(&mut self, id: ClipId) -> Vec<Effect> {
        if self.entry(id).is_some_and(|entry| matches!(entry.progress, Progress::Working(_))) {
            self.shown = Some(id);
            return self.stop_work();
        }
        self.entries.retain(|entry| entry.id != id);
        if self.shown == Some(id) {
            (self.shown, self.session) = (None, None);
        }
        Vec::new()
    }

    /// Opens a clip from the desk, with what the library has of it: it is analysed as it is there.
    fn open_taken(&mut self, path: PathBuf, taken: Option<Taken>, now_s: f64) -> Vec<Effect> {
        let taken = taken.map(Arc::new);
        // One that was refused may have been mended.
        self.entries.retain(|entry| entry.path != path || !matches!(entry.progress, Progress::Refused(_)));
        let mut anew = false;
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.path == path) {
            anew = entry.taken != taken && entry.clip().is_some();
            entry.taken = taken;
        } else {
            self.next += 1;
            self.entries.push(Entry { id: self.next, path: path.clone(), progress: Progress::Waiting, taken });
        }
        let mut effects = self.open(vec![path], now_s);
        if anew {
            effects.extend(self.correct(false));
        }
        effects
    }

    /// Goes to a room; what it shows is asked for anew.
    pub(super) fn go(&mut self, room: Room) -> Vec<Effect> {
        self.room = room;
        if room == Room::Desk { self.want(self.desk.refresh(), 0.0) } else { Vec::new() }
    }

    /// Picks what the coach wanted to look at, where the shown clip is that one and tells of it.
    pub(super) fn look_where_asked(&mut self) {
        let wanted = self.desk.look.as_ref().zip(self.shown()).is_some_and(|(look, entry)| look.path == entry.path);
        let (Some(session), true) = (&mut self.session, wanted) else { return };
        let Some((fault, at_s)) = self.desk.look.take().and_then(|look| look.fault) else { return };
        let told = told::of_fault(&session.analysis, fault);
        let away = |told: &Told| (told.measured.at - at_s).abs();
        match told.iter().min_by(|a, b| away(a).total_cmp(&away(b))).map(Told::pick) {
            Some(pick) => session.pick(pick),
            None => session.playhead.seek_time(at_s),
        }
    }

    /// Does what was asked of the advice, with what the shown clip says.
    pub(super) fn advise(&mut self, ask: Ask) -> Vec<Effect> {
        let found = self.session.as_ref().map(|session| Found::of(&session.analysis));
        self.advice.perform(ask, found).map(Effect::Diary).into_iter().collect()
    }

    /// Passes the clerk's answer on to the desk; which folder is followed is remembered.
    pub(super) fn hear_desk(&mut self, answer: Answer, now_s: f64) -> Vec<Effect> {
        let followed = matches!(answer, Answer::Following(_));
        let wants = self.desk.hear(answer);
        let mut effects = self.want(wants, now_s);
        if followed && self.preferences.follow != self.desk.following {
            self.preferences.follow.clone_from(&self.desk.following);
            effects.push(Effect::Remember);
        }
        effects
    }

    /// Passes on what the desk wants.
    pub(super) fn want(&mut self, wants: Vec<Want>, now_s: f64) -> Vec<Effect> {
        let mut effects = Vec::new();
        for want in wants {
            match want {
                Want::Clerk(job) => effects.push(Effect::Desk(job)),
                Want::Open(path, taken) => {
                    self.room = Room::Set;
                    effects.extend(self.open_taken(path, taken.map(|taken| *taken), now_s));
                }
                Want::OfferToSend => self.dialog = Some(Dialog::SendBack),
                Want::Send(sending) if self.writing.is_none() => {
                    self.writing = Some(Writing::default());
                    effects.push(Effect::Send(sending));
                }
                Want::Send(_) => {
                    let text = "Something is being written; send it back once that is done.".to_owned();
                    self.notice = Some(Notice { text, bad: true, files: Vec::new() });
                }
                Want::WatchNext => effects.extend(self.start_next(now_s)),
                Want::Say(text, bad) => self.notice = Some(Notice { text, bad, files: Vec::new() }),
            }
        }
        effects
    }

    /// Hands what came of watching a clip of the library to the desk.
    pub(super) fn watched_for_desk(&mut self, id: ClipId, outcome: Result<Box<Clip>, String>, now_s: f64) -> Vec<Effect> {
        let seen = outcome.map(|clip| clip.original.clone());
        let wants = self.desk.watched(id, seen, &self.settings).unwrap_or_default();
        let effects = self.want(wants, now_s);
        effects.into_iter().chain(self.start_next(now_s)).collect()
    }
}
