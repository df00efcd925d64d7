//! One clip of a batch, analysed in a process of its own: what a decoder breaks is broken for this clip alone, and all memory is given
//! back after it. The batch speaks to it through pipes and listens on the other end ([`super::beside`]).

use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use serde::{Deserialize, Serialize};

use super::edges;
use crate::batch::{Key, Record, Store};
use crate::body::Recording;
use crate::cli::{Failure, say};
use crate::job::{Cancel, Event};
use crate::pipeline;
use crate::recording;
use crate::recording::is_recording;
use crate::report;
use crate::settings::Settings;

/// The command's name.
pub(in crate::cli) const ONE: &str = "one-of-batch";
/// How long the process may go on after the batch has gone or asked it to stop.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is to be done: the first line of the process's input. The input's end asks it to stop.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Task {
    /// Where the clip lies.
    pub(super) path: PathBuf,
    /// Its name in the results.
    pub(super) name: String,
    /// The folder of results.
    pub(super) out: PathBuf,
    /// With what the result is made.
    pub(super) key: Key,
    /// The settings, as a settings file.
    pub(super) settings: String,
    /// The pose model, as the user named it.
    pub(super) model: Option<String>,
    /// Whether the recording is kept.
    pub(super) recordings: bool,
}

/// What it says, a line each.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Said {
    /// Frames seen and, where the file says, expected.
    Frames(usize, Option<usize>),
    /// The result is kept; how it came out, in a few words.
    Analysed(String),
    /// There is none, and why.
    Refused(String),
}

/// Takes nothing: the task comes through the pipe.
#[derive(Args, Debug)]
pub(in crate::cli) struct One {}

impl One {
    /// Does the task and says how it came out.
    #[expect(clippy::unused_self, reason = "called as every command is")]
    pub(in crate::cli) fn run(&self) -> Result<u8, Failure> {
        edges::quiet();
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line)?;
        let task: Task = serde_json::from_str(&line).map_err(|_| "this command is only for `plumbline batch`: use that one")?;
        let cancel = Cancel::default();
        stop_with_the_batch(&cancel)?;
        let said = match task.run(&cancel) {
            Ok(words) => Said::Analysed(words),
            Err(error) => Said::Refused(without_path(&error.to_string(), &task.path)),
        };
        tell(&said)?;
        Ok(0)
    }
}

/// Asks for a stop when the input ends, and ends the process where it does not stop soon: the batch was killed, or asks for it.
fn stop_with_the_batch(cancel: &Cancel) -> Result<(), Failure> {
    let cancel = cancel.clone();
    std::thread::Builder::new().name("batch".into()).spawn(move || {
        let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
        cancel.cancel();
        std::thread::sleep(PATIENCE);
        std::process::exit(i32::from(crate::cli::STOPPED));
    })?;
    Ok(())
}

fn tell(said: &Said) -> Result<(), Failure> {
    say(&(serde_json::to_string(said)? + "\n"))
}

/// A message without the place of the file: the clip's name stands beside it, and results never say where clips lie.
fn without_path(message: &str, path: &Path) -> String {
    let place = path.display().to_string();
    let short = message.replace(&format!(": {place}"), "").replace(&format!(" at {place}"), "");
    short.replace(&place, "this file")
}

impl Task {
    fn run(&self, cancel: &Cancel) -> Result<String, Failure> {
        let store = Store::at(&self.out);
        let mut seen = self.obtain(&store, cancel)?;
        let settings = Settings::from_json(&self.settings)?;
        if self.recordings && self.key.engine.is_some() {
            let target = store.recording(&self.name);
            target.parent().map_or(Ok(()), std::fs::create_dir_all)?;
            recording::write(&seen, &target)?;
        }
        seen.clip.path.clone_from(&self.name);
        let analysis = pipeline::analyze(&seen, &settings);
        let report = report::json::render(&analysis, None);
        let record = Record::new(&analysis, self.key.clone(), &report);
        if cancel.is_cancelled() {
            return Err("stopped before the end, as asked".into());
        }
        store.keep(&record, &report)?;
        Ok(record.in_words())
    }

    /// The recording of the clip: the clip itself, or kept earlier and made with all the same but the settings, or made now.
    fn obtain(&self, store: &Store, cancel: &Cancel) -> Result<Recording, Failure> {
        if is_recording(&self.path) {
            return Ok(recording::read(&self.path)?);
        }
        let kept = store.record(&self.name).filter(|record| record.key.sees_the_same(&self.key));
        if let Some(seen) = kept.and_then(|_| recording::read(&store.recording(&self.name)).ok())
            && seen.clip.sha256 == self.key.clip_sha256
        {
            return Ok(seen);
        }
        let total = std::sync::atomic::AtomicUsize::new(0);
        let listen = |event: Event| {
            use std::sync::atomic::Ordering::Relaxed;
            match event {
                Event::Began { total: all, .. } => total.store(all.unwrap_or(0), Relaxed),
                // The batch may have gone: its end is told by the input.
                Event::Progress { done, .. } => drop(tell(&Said::Frames(done, Some(total.load(Relaxed)).filter(|all| *all > 0)))),
                Event::Note(_) | Event::Ended { .. } => {}
            }
        };
        let seen = edges::estimate(&self.path, self.model.as_deref(), self.key.slow_motion, &listen, cancel)?;
        let mut seen = recording::canonical(seen);
        seen.clip.path.clone_from(&self.name);
        if seen.clip.sha256 != self.key.clip_sha256 {
            return Err("the file was changed while it was read; try again when it is whole".into());
        }
        Ok(seen)
    }
}

/// Writes a task to the process that is to do it.
pub(super) fn hand_over(task: &Task, to: &mut dyn Write) -> std::io::Result<()> {
    let line = serde_json::to_string(task).map_err(std::io::Error::other)?;
    to.write_all(line.as_bytes())?;
    to.write_all(b"\n")?;
    to.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_does_not_say_where_the_clip_lies() {
        let path = Path::new("/home/coach/in/a.mp4");
        assert_eq!(without_path("the file is cut off: /home/coach/in/a.mp4", path), "the file is cut off");
        assert_eq!(without_path("there is no recording at /home/coach/in/a.mp4", path), "there is no recording");
        assert_eq!(without_path("/home/coach/in/a.mp4 is empty", path), "this file is empty");
    }
}
