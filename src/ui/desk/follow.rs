//! Follows a folder: clips that come into it and have stopped growing are added to the library.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime};

use notify::{RecommendedWatcher, RecursiveMode, Watcher};

use super::state::Job;
use crate::arrivals::{Arrivals, QUIET};
use crate::job::Cancel;
use crate::library;

/// How often files that may still grow are looked at again.
const AGAIN: Duration = Duration::from_millis(500);
/// How often the folder is searched though the system told of no change (our default).
const SEARCH: Duration = Duration::from_secs(10);

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
        let (sender, changes) = sync_channel::<()>(1);
        // One waiting word is enough: it says to look. That somebody reads a clip, as taking it in does, is no change.
        let told = move |event: notify::Result<notify::Event>| {
            if event.is_ok_and(|event| !event.kind.is_access()) {
                let _ = sender.try_send(());
            }
        };
        let mut watcher = notify::recommended_watcher(told).map_err(|error| failed(&error))?;
        watcher.watch(&folder, RecursiveMode::Recursive).map_err(|error| failed(&error))?;
        let (cancel, root) = (Cancel::default(), folder.clone());
        let asked = cancel.clone();
        let thread = crate::ui::worker::spawn("follow", move || follow(&root, &changes, &jobs, &asked))?;
        Ok(Self { folder, cancel, thread: Some(thread), watcher: Some(watcher) })
    }

    /// The folder.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }
}

/// Size and time of the last change of a file, by which one that was changed is told.
type State = (u64, Option<SystemTime>);

/// Looks for clips where something has changed, and now and then: of a folder that was just made, and on a network drive, the system does
/// not tell of everything.
fn follow(root: &Path, changes: &Receiver<()>, jobs: &SyncSender<Job>, asked: &Cancel) {
    let (mut arrivals, mut told): (Arrivals, BTreeMap<PathBuf, State>) = (Arrivals::new(QUIET), BTreeMap::new());
    let mut searched: Option<Instant> = None;
    while !asked.is_cancelled() {
        let changed = match changes.recv_timeout(AGAIN) {
            // Changes come in swarms.
            Ok(()) => {
                std::thread::sleep(AGAIN);
                true
            }
            Err(RecvTimeoutError::Timeout) => false,
            Err(RecvTimeoutError::Disconnected) => return,
        };
        let waits = arrivals.waiting().next().is_some();
        if !changed && !waits && searched.is_some_and(|at| at.elapsed() < SEARCH) {
            continue;
        }
        let now = Instant::now();
        searched = Some(now);
        let there: BTreeMap<PathBuf, State> =
            library::clips_in(root).filter_map(|path| state(&path).map(|state| (path, state))).collect();
        for (path, state) in there.iter().filter(|(path, state)| told.get(*path) != Some(*state)) {
            arrivals.hear(path, Some(state.0), now);
        }
        let gone: Vec<PathBuf> = arrivals.waiting().filter(|path| !there.contains_key(*path)).map(Path::to_owned).collect();
        for path in gone {
            arrivals.hear(&path, None, now);
        }
        for clip in arrivals.settled(now) {
            told.extend(there.get(&clip).map(|state| (clip.clone(), *state)));
            // The folder inside the followed one names the athlete, as when a folder is added.
            let inside = clip.strip_prefix(root).ok().filter(|rest| rest.components().count() > 1);
            let first = inside.and_then(|rest| rest.components().next());
            let named = first.map(|first| first.as_os_str().to_string_lossy().into_owned());
            if jobs.send(Job::Arrived(clip, named)).is_err() {
                return;
            }
        }
    }
}

fn state(path: &Path) -> Option<State> {
    let file = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?;
    Some((file.len(), file.modified().ok()))
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.cancel.cancel();
        self.watcher = None;
        // It ends by itself: at the latest after its pause, or when the library's thread is gone.
        drop(self.thread.take());
    }
}
