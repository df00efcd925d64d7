//! Voice notes in the window: what is asked for, what is at work, and the thread that records or plays.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use super::clip::ClipId;
use super::state::{Effect, Notice, Report, State};
use super::worker::{Reports, spawn};
use crate::report::words::capital;
use crate::review::{RemarkId, What, voice_file};

/// What is at work with the microphone or the loudspeaker.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Voice {
    /// Nothing.
    #[default]
    Idle,
    /// A note is being recorded.
    Recording {
        /// Its length so far, seconds.
        length_s: f64,
        /// How loud it is now, 0..=1.
        level: f32,
    },
    /// A note is being played.
    Playing(RemarkId),
}

/// What the thread is to do.
#[derive(Clone, Debug)]
pub enum Order {
    /// Record a note for a moment of a clip.
    Record {
        /// The clip.
        id: ClipId,
        /// Its path.
        clip: PathBuf,
        /// The moment, seconds of playing time.
        at_s: f64,
    },
    /// Play a file.
    Play(PathBuf),
    /// Stop what is at work: what was recorded is kept.
    Stop,
}

/// What the thread says.
#[derive(Debug)]
pub enum Said {
    /// How long and how loud the recording is.
    Heard {
        /// Length so far, seconds.
        length_s: f64,
        /// Loudness, 0..=1.
        level: f32,
    },
    /// Recording ended.
    Recorded {
        /// The clip.
        id: ClipId,
        /// The moment, seconds of playing time.
        at_s: f64,
        /// The file's name and its length in seconds, or why there is none.
        outcome: Result<(String, f64), String>,
    },
    /// Playing ended.
    Played(Result<(), String>),
}

impl State {
    /// Records a voice note for the moment of the playhead, or ends the one being recorded.
    pub(super) fn record_voice(&mut self) -> Vec<Effect> {
        let Some(path) = self.shown().and_then(|entry| Some(entry.clip()?.video.clone().unwrap_or(entry.path.clone()))) else {
            return Vec::new();
        };
        let Some(session) = &mut self.session else { return Vec::new() };
        if session.board.voice != Voice::Idle {
            return vec![Effect::Voice(Order::Stop)];
        }
        session.playhead.pause();
        session.tab = super::session::Tab::Notes;
        session.board.voice = Voice::Recording { length_s: 0.0, level: 0.0 };
        let at_s = super::grip::playing(session, session.frame());
        vec![Effect::Voice(Order::Record { id: session.id, clip: path, at_s })]
    }

    /// Plays a voice note, or stops the one being played.
    pub(super) fn play_voice(&mut self, id: RemarkId) -> Vec<Effect> {
        let path = self.shown().and_then(|entry| Some(entry.clip()?.video.clone().unwrap_or(entry.path.clone())));
        let Some((session, path)) = self.session.as_mut().zip(path) else { return Vec::new() };
        if session.board.voice != Voice::Idle {
            return vec![Effect::Voice(Order::Stop)];
        }
        let Some(What::Voice { file, .. }) = session.board.review.get(id).map(|remark| &remark.what) else { return Vec::new() };
        let Some(there) = voice_file(&path, file) else {
            let text = format!("The voice note is not there any more; put it back beside the clip: {file}");
            self.notice = Some(Notice { text, bad: true, files: Vec::new() });
            return Vec::new();
        };
        session.board.voice = Voice::Playing(id);
        vec![Effect::Voice(Order::Play(there))]
    }

    /// Takes what the thread says.
    pub(super) fn hear_voice(&mut self, said: Said) -> Vec<Effect> {
        if let Said::Heard { length_s, level } = said {
            if let Some(session) = &mut self.session
                && matches!(session.board.voice, Voice::Recording { .. })
            {
                session.board.voice = Voice::Recording { length_s, level };
            }
            return Vec::new();
        }
        if let Some(session) = &mut self.session {
            session.board.voice = Voice::Idle;
        }
        match said {
            Said::Recorded { id, at_s, outcome: Ok((file, length_s)) } => {
                self.remark_of(id, |review| Some(review.add(at_s, at_s, What::Voice { file, length_s })))
            }
            Said::Recorded { outcome: Err(text), .. } | Said::Played(Err(text)) => {
                self.notice = Some(Notice { text, bad: true, files: Vec::new() });
                Vec::new()
            }
            Said::Heard { .. } | Said::Played(Ok(())) => Vec::new(),
        }
    }
}

/// The thread that records or plays: one at a time.
pub(super) struct Speech {
    reports: Reports,
    at_work: Option<(Arc<AtomicBool>, JoinHandle<()>)>,
}

impl Speech {
    pub(super) fn new(reports: Reports) -> Self {
        Self { reports, at_work: None }
    }

    pub(super) fn perform(&mut self, order: Order) {
        if let Some((stop, _)) = &self.at_work {
            stop.store(true, Ordering::Relaxed);
        }
        let (reports, stop) = (self.reports.clone(), Arc::new(AtomicBool::new(false)));
        let asked = stop.clone();
        let thread = match order {
            Order::Stop => return,
            Order::Record { id, clip, at_s } => spawn("record", move || {
                let hear = |length_s, level| reports.offer(Report::Voice(Said::Heard { length_s, level }));
                let outcome = device::record(&clip, &asked, &hear).map_err(|text| capital(&text));
                reports.send(Report::Voice(Said::Recorded { id, at_s, outcome }));
            }),
            Order::Play(path) => spawn("play", move || {
                let outcome = device::play(&path, &asked).map_err(|text| capital(&text));
                reports.send(Report::Voice(Said::Played(outcome)));
            }),
        };
        match thread {
            Ok(thread) => self.at_work = Some((stop, thread)),
            Err(reason) => self.reports.offer(Report::Voice(Said::Played(Err(reason)))),
        }
    }

    /// Stops what is at work and gives its thread to be waited for: what was recorded is written.
    pub(super) fn stop(&mut self) -> Option<JoinHandle<()>> {
        let (stop, thread) = self.at_work.take()?;
        stop.store(true, Ordering::Relaxed);
        Some(thread)
    }
}

#[cfg(feature = "voice")]
mod device {
    use std::path::Path;
    use std::sync::atomic::AtomicBool;

    use crate::{review, voice};

    /// Records beside the clip; the file's name and its length in seconds.
    pub(super) fn record(clip: &Path, stop: &AtomicBool, hear: &dyn Fn(f64, f32)) -> Result<(String, f64), String> {
        let path = review::free_voice(clip).map_err(|error| error.to_string())?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        match voice::record(&path, stop, hear) {
            Ok(length_s) => Ok((name, length_s)),
            Err(error) => {
                // The name was only taken.
                let _ = std::fs::remove_file(&path);
                Err(error.to_string())
            }
        }
    }

    pub(super) fn play(path: &Path, stop: &AtomicBool) -> Result<(), String> {
        voice::play(path, stop).map_err(|error| error.to_string())
    }
}

#[cfg(not(feature = "voice"))]
mod device {
    use std::path::Path;
    use std::sync::atomic::AtomicBool;

    const WITHOUT: &str = "this program was built without voice notes; build it with the Cargo feature `voice`";

    pub(super) fn record(_: &Path, _: &AtomicBool, _: &dyn Fn(f64, f32)) -> Result<(String, f64), String> {
        Err(WITHOUT.to_owned())
    }

    pub(super) fn play(_: &Path, _: &AtomicBool) -> Result<(), String> {
        Err(WITHOUT.to_owned())
    }
}
