//! Files that come into a folder: which of them are clips, and when one has stopped growing.
//!
//! A phone or a copy writes a video for seconds or minutes; read before its end it is cut off. A clip has arrived once its size has not
//! changed for a while. Nothing here looks at a disk or a clock: both are told, so that it is tested without waiting.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long a file's size must stay the same before it is taken for whole: longer than the pauses of a copy over a network (our default).
pub const QUIET: Duration = Duration::from_secs(3);

/// Endings of files that are taken for clips.
pub const ENDINGS: [&str; 10] = ["mp4", "mov", "m4v", "mkv", "avi", "webm", "3gp", "mts", "m2ts", "mpg"];

/// Whether a path names a clip by its ending; hidden files, as copies under way often are, do not count.
pub fn is_clip(path: &Path) -> bool {
    let hidden = path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
    !hidden && path.extension().is_some_and(|end| ENDINGS.iter().any(|known| end.eq_ignore_ascii_case(known)))
}

/// A file that was seen and may still grow.
#[derive(Clone, Copy, Debug)]
struct Growing {
    size: u64,
    since: Instant,
}

/// The files that were seen and have not arrived yet.
#[derive(Clone, Debug)]
pub struct Arrivals {
    quiet: Duration,
    growing: BTreeMap<PathBuf, Growing>,
}

impl Arrivals {
    /// Nothing has been seen yet; a file counts as whole once its size was the same for `quiet`.
    pub fn new(quiet: Duration) -> Self {
        Self { quiet, growing: BTreeMap::new() }
    }

    /// Takes in that a file was seen at a size, bytes; `None` where it is gone.
    pub fn hear(&mut self, path: &Path, size: Option<u64>, now: Instant) {
        let Some(size) = size else {
            self.growing.remove(path);
            return;
        };
        match self.growing.get_mut(path) {
            Some(known) if known.size == size => {}
            Some(known) => *known = Growing { size, since: now },
            None => drop(self.growing.insert(path.to_owned(), Growing { size, since: now })),
        }
    }

    /// The files that may still grow, to be looked at again.
    pub fn waiting(&self) -> impl Iterator<Item = &Path> {
        self.growing.keys().map(PathBuf::as_path)
    }

    /// The files that have arrived by now, each once; an empty one never does.
    pub fn settled(&mut self, now: Instant) -> Vec<PathBuf> {
        let quiet = self.quiet;
        let whole = |known: &Growing| known.size > 0 && now.saturating_duration_since(known.since) >= quiet;
        let arrived: Vec<PathBuf> = self.growing.iter().filter(|(_, known)| whole(known)).map(|(path, _)| path.clone()).collect();
        self.growing.retain(|_, known| !whole(known));
        arrived
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_arrives_once_when_it_has_stopped_growing() {
        let (start, path) = (Instant::now(), Path::new("/in/set.mp4"));
        let at = |seconds: u64| start + Duration::from_secs(seconds);
        let mut arrivals = Arrivals::new(Duration::from_secs(3));
        arrivals.hear(path, Some(0), at(0));
        assert!(arrivals.settled(at(9)).is_empty(), "nothing was written yet");
        arrivals.hear(path, Some(10), at(10));
        arrivals.hear(path, Some(20), at(12));
        arrivals.hear(path, Some(20), at(14));
        assert!(arrivals.settled(at(14)).is_empty(), "it grew two seconds ago");
        assert_eq!(arrivals.settled(at(15)), [path]);
        assert!(arrivals.settled(at(20)).is_empty() && arrivals.waiting().next().is_none(), "it is told once");
        // Written to again, it arrives again.
        arrivals.hear(path, Some(30), at(21));
        assert_eq!(arrivals.settled(at(24)), [path]);
    }

    #[test]
    fn a_file_that_is_gone_never_arrives() {
        let now = Instant::now();
        let mut arrivals = Arrivals::new(Duration::ZERO);
        arrivals.hear(Path::new("/in/a.mp4"), Some(5), now);
        arrivals.hear(Path::new("/in/a.mp4"), None, now);
        assert!(arrivals.settled(now).is_empty());
    }

    #[test]
    fn clips_are_told_by_their_ending_and_hidden_files_are_none() {
        for name in ["set.mp4", "SET.MOV", "a b.webm"] {
            assert!(is_clip(Path::new(name)), "{name}");
        }
        for name in [".set.mp4", "set.mp4.part", "set.json", "set", ".mp4", "mp4"] {
            assert!(!is_clip(Path::new(name)), "{name}");
        }
    }
}
