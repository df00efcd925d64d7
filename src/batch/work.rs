//! Going through the clips, several at a time.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Clip, Engine, Key, Store, key};
use crate::job::Cancel;
use crate::settings::Settings;

/// Why a clip could not be analysed, in one plain sentence or two; without the path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(pub String);

/// What happens while a batch goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// A clip is being analysed.
    Began {
        /// Its name.
        clip: String,
    },
    /// Frames seen of a clip.
    Frames {
        /// Its name.
        clip: String,
        /// Frames done.
        done: usize,
        /// Frames expected, where the file says.
        total: Option<usize>,
    },
    /// A clip was done before, with all the same.
    Kept {
        /// Its name.
        clip: String,
    },
    /// A clip was analysed.
    Analysed {
        /// Its name.
        clip: String,
        /// How it came out, in a few words.
        words: String,
    },
    /// A clip was refused.
    Refused {
        /// Its name.
        clip: String,
        /// Why.
        reason: String,
    },
}

/// How a clip came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It has a report and a record.
    Analysed,
    /// It could not be analysed, and why.
    Refused(String),
}

/// The end of the work on a clip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// The clip's name.
    pub clip: String,
    /// SHA-256 of its file, where it could be read.
    pub sha256: Option<String>,
    /// How it came out.
    pub outcome: Outcome,
}

/// Somebody who analyses one clip and keeps the result in the store; how it came out in a few words.
///
/// Called from several threads at a time. A cancelled analysis gives any refusal.
pub trait Analyst: Sync {
    /// Analyses a clip; frames seen, and expected where the file says, go to `frames`.
    fn analyse(&self, clip: &Clip, key: &Key, frames: &dyn Fn(usize, Option<usize>), cancel: &Cancel) -> Result<String, Refusal>;

    /// What looks at the pictures of a clip; `None` where its pictures were seen before.
    fn engine(&self, clip: &Clip) -> Option<Engine>;
}

/// How the clips of a batch are gone through.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// Where the results are kept.
    pub store: &'a Store,
    /// The settings in force.
    pub settings: &'a Settings,
    /// How many times slower than life videos play.
    pub slow_motion: f64,
    /// Whether the recordings of videos are kept too.
    pub recordings: bool,
    /// Clips at a time.
    pub jobs: usize,
}

/// Goes through the clips and returns their endings in the clips' order; `None` where it was cancelled before the end.
///
/// A clip whose result is there and was made with all the same is passed over. One that was refused is tried again.
pub fn work(
    clips: &[Clip],
    terms: &Terms<'_>,
    analyst: &dyn Analyst,
    hear: &(dyn Fn(Told) + Sync),
    cancel: &Cancel,
) -> Option<Vec<Ending>> {
    let settings = key::settings_sha256(terms.settings);
    let next = AtomicUsize::new(0);
    let endings = Mutex::new(vec![None; clips.len()]);
    let job = || {
        while !cancel.is_cancelled() {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(clip) = clips.get(number) else { break };
            let ending = one(clip, terms, &settings, analyst, hear, cancel);
            let mut endings = endings.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            if let Some(place) = endings.get_mut(number) {
                *place = ending;
            }
        }
    };
    std::thread::scope(|scope| {
        for number in 1..terms.jobs.clamp(1, clips.len().max(1)) {
            // Where no further thread is to be had those that are there do the work.
            let _ = std::thread::Builder::new().name(format!("job {number}")).spawn_scoped(scope, job);
        }
        job();
    });
    endings.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner).into_iter().collect()
}

/// One clip; `None` where it was cancelled.
fn one(
    clip: &Clip,
    terms: &Terms<'_>,
    settings_sha256: &str,
    analyst: &dyn Analyst,
    hear: &(dyn Fn(Told) + Sync),
    cancel: &Cancel,
) -> Option<Ending> {
    let name = || clip.name.clone();
    let refused = |reason: String, sha256: Option<String>| {
        // What is left of an earlier state of the clip is no result of this one.
        let reason = match terms.store.forget(&clip.name) {
            Ok(()) => reason,
            Err(error) => format!("{reason}; and {error}"),
        };
        hear(Told::Refused { clip: name(), reason: reason.clone() });
        Some(Ending { clip: name(), sha256, outcome: Outcome::Refused(reason) })
    };
    let clip_sha256 = match crate::digest::of_file(&clip.path) {
        Ok(sha256) => sha256,
        Err(error) if clip.path.exists() => return refused(format!("it cannot be read ({error}); check its permissions"), None),
        Err(_) => return refused("there is no such file".to_owned(), None),
    };
    let key = Key {
        program: key::program(),
        clip_sha256: clip_sha256.clone(),
        settings_sha256: settings_sha256.to_owned(),
        slow_motion: terms.slow_motion,
        engine: analyst.engine(clip),
    };
    let sha256 = Some(clip_sha256);
    if terms.store.is_done(&clip.name, &key, terms.recordings) {
        hear(Told::Kept { clip: name() });
        return Some(Ending { clip: name(), sha256, outcome: Outcome::Analysed });
    }
    hear(Told::Began { clip: name() });
    let frames = |done, total| hear(Told::Frames { clip: name(), done, total });
    let done = analyst.analyse(clip, &key, &frames, cancel);
    if cancel.is_cancelled() {
        return None;
    }
    match done {
        Ok(_) if !terms.store.is_done(&clip.name, &key, terms.recordings) => {
            refused("its result was lost while it was written; try again".to_owned(), sha256)
        }
        Ok(words) => {
            hear(Told::Analysed { clip: name(), words });
            Some(Ending { clip: name(), sha256, outcome: Outcome::Analysed })
        }
        Err(Refusal(reason)) => refused(reason, sha256),
    }
}
