//! Follows a folder: clips that come into it and have stopped growing are added to the library.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, SyncSender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use notify::{RecommendedWatcher, RecursiveMode, Watcher};

use super::state::Job;
use crate::arrivals::{Arrivals, QUIET, is_clip};
use crate::job::Cancel;
use crate::library;

/// How often files that may still grow are looked at again.
const AGAIN: Duration = Duration::from_millis(500);

/// Follows one folder until it is dropped.
pub(super) struct Follower {
    folder: PathBuf,
    cancel: Cancel,
    thread: Option<JoinHandle<()>>,
    /// Held so that the system goes on telling.
    watcher: Option<RecommendedWatcher>,
}

impl Follower {
    /// Begins to follow a folder and those inside it; clips that lie there already are added too.
    pub(super) fn new(folder: PathBuf, jobs: SyncSender<Job>) -> Result<Self, String> {
        let failed = |what: &dyn std::fmt::Display| format!("The folder cannot be followed ({what}): {}", folder.display());
        if !folder.is_dir() {
            return Err(failed(&"it is not there, or is no folder"));
        }
        let (sender, events) = channel::<PathBuf>();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            for path in event.into_iter().flat_map(|event| event.paths) {
                let _ = sender.send(path);
            }
        })
        .map_err(|error| failed(&error))?;
        watcher.watch(&folder, RecursiveMode::Recursive).map_err(|error| failed(&error))?;
        let (cancel, root) = (Cancel::default(), folder.clone());
        let asked = cancel.clone();
        let thread = crate::ui::worker::spawn("follow", move || {
            let mut arrivals = Arrivals::new(QUIET);
            let size = |path: &Path| std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file).map(|file| file.len());
            for path in library::clips_in(&root) {
                arrivals.hear(&path, size(&path), Instant::now());
            }
            while !asked.is_cancelled() {
                match events.recv_timeout(AGAIN) {
                    Ok(path) if is_clip(&path) => arrivals.hear(&path, size(&path), Instant::now()),
                    Ok(_) | Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => return,
                }
                let growing: Vec<PathBuf> = arrivals.waiting().map(Path::to_owned).collect();
                for path in growing {
                    arrivals.hear(&path, size(&path), Instant::now());
                }
                for clip in arrivals.settled(Instant::now()) {
                    // The folder inside the followed one names the athlete, as when a folder is added.
                    let inside = clip.strip_prefix(&root).ok().filter(|rest| rest.components().count() > 1);
                    let first = inside.and_then(|rest| rest.components().next());
                    let named = first.map(|first| first.as_os_str().to_string_lossy().into_owned());
                    if jobs.send(Job::Add(vec![clip], named)).is_err() {
                        return;
                    }
                }
            }
        })?;
        Ok(Self { folder, cancel, thread: Some(thread), watcher: Some(watcher) })
    }

    /// The folder.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.cancel.cancel();
        self.watcher = None;
        // It ends by itself: at the latest after its pause, or when the library's thread is gone.
        drop(self.thread.take());
    }
}
