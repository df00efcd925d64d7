//! `plumbline watch`: every clip that comes into a folder is analysed, once it has stopped growing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant, SystemTime};

use clap::Args;
use notify::{RecursiveMode, Watcher};

use super::batch::{Options, Run};
use super::{Failure, SOME_REFUSED, say};
use crate::arrivals::{Arrivals, QUIET};
use crate::batch::{self, BatchError, Clip, Ending, Outcome};

/// How often a file that may still grow is looked at.
const LOOK: Duration = Duration::from_millis(500);
/// How often the folder is searched where nothing tells of changes, as on network drives (our default).
const SEARCH: Duration = Duration::from_secs(30);
/// How often a stop is looked for.
const STOP: Duration = Duration::from_millis(100);

/// What `plumbline watch` takes.
#[derive(Args, Debug)]
#[command(after_long_help = "Ctrl-C ends it: with 0 where all clips were analysed, with 3 where some were refused. \
    The results are those of `plumbline batch`, and stay where a clip leaves the folder again.")]
pub(super) struct Watch {
    /// The folder that clips come into, with all that lies in it
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    #[command(flatten)]
    options: Options,
}

/// A file's size and last change: the same where it was not written to.
type State = (u64, Option<SystemTime>);

impl Watch {
    /// Watches until Ctrl-C.
    pub(super) fn run(&self) -> Result<u8, Failure> {
        if !self.folder.is_dir() {
            return Err(format!("there is no such folder to watch; make it, or name another: {}", self.folder.display()).into());
        }
        let run = Run::new(&self.options, None)?;
        let (_watcher, changes) = listen(&self.folder);
        let mut arrivals = Arrivals::new(QUIET);
        let mut tried: BTreeMap<PathBuf, State> = BTreeMap::new();
        let mut endings: BTreeMap<String, Ending> = by_name(run.earlier());
        if !self.options.quiet {
            eprintln!("watching {}; Ctrl-C ends it", self.folder.display());
        }
        while !run.cancel.is_cancelled() {
            let there = self.search(run.store.folder())?;
            let now = Instant::now();
            for (path, (_, state)) in &there {
                if tried.get(path) != Some(state) {
                    arrivals.hear(path, Some(state.0), now);
                }
            }
            let gone: Vec<PathBuf> =
                arrivals.waiting().filter(|path| !there.contains_key(*path)).map(Path::to_path_buf).collect();
            for path in gone {
                arrivals.hear(&path, None, now);
            }
            let mut clips = Vec::new();
            for path in arrivals.settled(now) {
                if let Some((clip, state)) = there.get(&path) {
                    clips.push(clip.clone());
                    tried.insert(path, *state);
                }
            }
            if clips.is_empty() {
                let waiting = arrivals.waiting().next().is_some();
                rest(&changes, if waiting { LOOK } else { SEARCH }, &|| run.cancel.is_cancelled());
                continue;
            }
            clips.sort_by(|one, other| one.name.cmp(&other.name));
            let Some(done) = run.work(&clips)? else { break };
            endings.extend(by_name(done));
            let all: Vec<Ending> = endings.values().cloned().collect();
            run.assemble(&all)?;
        }
        let refused = endings.values().filter(|ending| ending.outcome != Outcome::Analysed).count();
        if !self.options.quiet {
            say(&format!("{} clips analysed, {refused} refused\n", endings.len() - refused))?;
        }
        Ok(if refused == 0 { 0 } else { SOME_REFUSED })
    }

    /// The clips that are in the folder now, with their state.
    fn search(&self, out: &Path) -> Result<BTreeMap<PathBuf, (Clip, State)>, Failure> {
        let plan = match batch::plan(std::slice::from_ref(&self.folder), out, &mut std::io::empty()) {
            Ok(plan) => plan,
            // An empty folder fills later, and one that is gone for a moment, as a network drive may be, comes back.
            Err(BatchError::NoClip { .. } | BatchError::Unreadable { .. }) => return Ok(BTreeMap::new()),
            Err(error) => return Err(error.into()),
        };
        let with_state = plan.clips.into_iter().filter_map(|clip| {
            let there = std::fs::metadata(&clip.path).ok()?;
            Some((clip.path.clone(), (clip, (there.len(), there.modified().ok()))))
        });
        Ok(with_state.collect())
    }
}

fn by_name(endings: Vec<Ending>) -> BTreeMap<String, Ending> {
    endings.into_iter().map(|ending| (ending.clip.clone(), ending)).collect()
}

/// Has the system tell of changes in a folder; where it cannot the folder is searched now and then all the same.
fn listen(folder: &Path) -> (Option<notify::RecommendedWatcher>, Receiver<()>) {
    let (to_watch, changes) = sync_channel(1);
    // One waiting word is enough: it says to look. That somebody read something, as looking does, is no change.
    let told = move |event: notify::Result<notify::Event>| {
        if event.is_ok_and(|event| !event.kind.is_access()) {
            let _ = to_watch.try_send(());
        }
    };
    let watcher = notify::recommended_watcher(told).and_then(|mut watcher| {
        watcher.watch(folder, RecursiveMode::Recursive)?;
        Ok(watcher)
    });
    match watcher {
        Ok(watcher) => (Some(watcher), changes),
        Err(error) => {
            eprintln!("the system does not tell of changes here ({error}): the folder is searched every {} s", SEARCH.as_secs());
            (None, changes)
        }
    }
}

/// Waits for a change, but not longer than this, and not once a stop is asked for.
fn rest(changes: &Receiver<()>, longest: Duration, stopped: &dyn Fn() -> bool) {
    let began = Instant::now();
    while began.elapsed() < longest && !stopped() {
        match changes.recv_timeout(STOP.min(longest)) {
            // Changes come in swarms.
            Ok(()) => return std::thread::sleep(STOP),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => std::thread::sleep(STOP),
        }
    }
}
