//! The clips of the window: waiting, at work, done or refused.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::analysis::Analysis;
use crate::body::Recording;
use crate::corrections::History;
use crate::job::{Event, Stage};
use crate::library::Taken;
use crate::notes::Note;
use crate::player::Glimpses;
use crate::review;
use crate::settings::Settings;

/// Names a clip of this window.
pub type ClipId = u64;

/// A clip that was asked for, and how far it is.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its name.
    pub id: ClipId,
    /// The path as given.
    pub path: PathBuf,
    /// How far it is.
    pub progress: Progress,
    /// What the library has of it, where it was opened from the desk.
    pub taken: Option<Arc<Taken>>,
}

/// How far a clip is.
#[derive(Clone, Debug)]
pub enum Progress {
    /// Others come before it.
    Waiting,
    /// Being watched.
    Working(Box<Work>),
    /// Analysed.
    Done(Box<Clip>),
    /// Not analysed: the reason, with what to do.
    Refused(String),
}

/// A clip being watched.
#[derive(Clone, Debug, Default)]
pub struct Work {
    /// The stage it is in.
    pub stage: Option<Stage>,
    /// Frames expected in the stage.
    pub total: Option<usize>,
    /// Frames done in the stage.
    pub done: usize,
    /// When the stage began, seconds of the window's clock.
    pub began_s: f64,
    /// What was noted on the way.
    pub notes: Vec<Note>,
    /// The last picture looked at.
    pub picture: Option<Arc<Peek>>,
    /// Whether a stop was asked for.
    pub stopping: bool,
}

/// A small copy of a picture that is being looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peek {
    /// Number of the frame.
    pub frame: usize,
    /// Width, pixels.
    pub width: usize,
    /// Height, pixels.
    pub height: usize,
    /// Rows from the top, four bytes a pixel: red, green, blue, 255.
    pub rgba: Vec<u8>,
}

/// An analysed clip.
#[derive(Clone, Debug)]
pub struct Clip {
    /// The video; `None` where only a recording was opened.
    pub video: Option<PathBuf>,
    /// What the models saw.
    pub original: Arc<Recording>,
    /// What was corrected by hand.
    pub history: History,
    /// What the coach put to it.
    pub review: review::History,
    /// The recording with the corrections.
    pub recording: Arc<Recording>,
    /// The analysis of it.
    pub analysis: Arc<Analysis>,
    /// Small pictures that were kept while it was watched.
    pub glimpses: Option<Arc<Glimpses>>,
}

impl Work {
    /// Takes an event of the job; `now_s` is the window's clock.
    pub fn hear(&mut self, event: Event, now_s: f64) {
        match event {
            Event::Began { stage, total } => {
                (self.stage, self.total, self.done, self.began_s) = (Some(stage), total, 0, now_s);
            }
            Event::Progress { stage, done } if self.stage == Some(stage) => self.done = done,
            Event::Note(note) => self.notes.push(note),
            Event::Progress { .. } | Event::Ended { .. } => {}
        }
    }

    /// Share of the stage that is done, 0..=1, where it is known.
    pub fn share(&self) -> Option<f32> {
        let total = self.total.filter(|&total| total > 0)?;
        Some((self.done as f32 / total as f32).clamp(0.0, 1.0))
    }

    /// Seconds left in the stage at its pace so far; `None` until a pace can be told.
    pub fn left_s(&self, now_s: f64) -> Option<f64> {
        let (total, spent) = (self.total?, now_s - self.began_s);
        let pace = Some(self.done as f64 / spent).filter(|_| self.done >= 10 && spent > 0.5)?;
        Some(total.saturating_sub(self.done) as f64 / pace)
    }
}

impl Entry {
    /// The settings of its analysis, over those in force: with what was said of its set, where it was opened from the desk.
    pub fn settings(&self, base: &Settings) -> Settings {
        self.taken.as_ref().map_or_else(|| base.clone(), |taken| taken.over(base))
    }

    /// The file's name.
    pub fn name(&self) -> String {
        name(&self.path)
    }

    /// The analysed clip.
    pub fn clip(&self) -> Option<&Clip> {
        if let Progress::Done(clip) = &self.progress { Some(clip) } else { None }
    }

    /// The analysed clip, to be changed.
    pub fn clip_mut(&mut self) -> Option<&mut Clip> {
        if let Progress::Done(clip) = &mut self.progress { Some(clip) } else { None }
    }
}

/// Bytes of the glimpses of all clips together (our default).
const GLIMPSED: usize = 96 << 20;

/// Lets glimpses go where those of all clips take too much memory: those of the clips that came first.
pub fn thin_glimpses(entries: &mut [Entry]) {
    let mut left = GLIMPSED;
    for clip in entries.iter_mut().rev().filter_map(Entry::clip_mut) {
        let bytes = clip.glimpses.as_ref().map_or(0, |glimpses| glimpses.bytes());
        match left.checked_sub(bytes) {
            Some(rest) => left = rest,
            None => clip.glimpses = None,
        }
    }
}

/// The file name of a path; the whole path where it has none.
pub fn name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_follows_the_pace_and_is_not_guessed_before_there_is_one() {
        let mut work = Work::default();
        work.hear(Event::Began { stage: Stage::Estimate, total: Some(300) }, 10.0);
        assert_eq!((work.share(), work.left_s(10.1)), (Some(0.0), None));
        work.hear(Event::Progress { stage: Stage::Estimate, done: 100 }, 14.0);
        work.hear(Event::Progress { stage: Stage::Search, done: 3 }, 14.0);
        assert_eq!(work.left_s(15.0), Some(10.0));
        work.hear(Event::Began { stage: Stage::Analyse, total: None }, 30.0);
        assert_eq!((work.share(), work.left_s(40.0)), (None, None));
    }

    #[test]
    fn glimpses_of_the_clips_that_came_first_go_where_all_take_too_much() {
        let glimpsed = |bytes: usize| {
            let mut glimpses = Glimpses::new(1);
            let frame = crate::frame::Frame { index: 0, at: crate::units::Seconds(0.0), width: 0, height: 0, rgb: Vec::new() };
            glimpses.add(&frame, |_, _| Some(vec![0; bytes]));
            let clip = Clip { glimpses: Some(Arc::new(glimpses)), ..super::super::sample::clip() };
            Progress::Done(Box::new(clip))
        };
        let entry = |id, progress| Entry { id, path: PathBuf::new(), progress, taken: None };
        let mut entries = vec![
            entry(0, glimpsed(40 << 20)),
            entry(1, glimpsed(40 << 20)),
            entry(2, Progress::Waiting),
            entry(3, glimpsed(40 << 20)),
        ];
        thin_glimpses(&mut entries);
        let kept: Vec<bool> = entries.iter().filter_map(Entry::clip).map(|clip| clip.glimpses.is_some()).collect();
        assert_eq!(kept, [false, true, true]);
    }
}
