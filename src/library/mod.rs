//! The coach's library: athletes, their sessions, the sets of a session and the clips of a set, in one `SQLite` file in the user's data folder.
//!
//! Videos stay where they are and are known by their SHA-256. What the models saw of a clip is kept beside the file (`recordings/`), and
//! what was measured and found stands in tables, so that listing, ranking and progress analyse nothing. Every change is one transaction
//! in a write-ahead log that is flushed to the disk before the change is said to be saved.

mod add;
mod athletes;
mod backup;
mod decide;
mod error;
mod found;
mod inbox;
mod keep;
mod list;
mod merge;
mod one_rm;
mod progress;
mod rank;
mod schema;
mod show;
mod taken;
#[cfg(test)]
mod tests;
mod types;
mod whole;

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rusqlite::{Connection, OpenFlags};

pub use add::{Added, NOT_NAMED, NewSet, day_of, gather, load_in_name, view_in_name};
pub use athletes::Athlete;
pub use decide::{Comment, Decision, Ruling};
pub use error::LibraryError;
pub use found::{Moved, clips_in};
pub use inbox::{Item, What};
pub use keep::Waiting;
pub use list::{Column, Filter, Row};
pub use merge::{Apart, Match, Merged, MergedRep, merge};
pub use one_rm::OneRm;
pub use progress::{After, Light, Own, Progress, ProgressSet};
pub use rank::{NEW_FACTOR, Standing, score};
pub use show::{SetShow, ShownClip, ShownFinding};
pub use taken::Taken;
pub use types::{AthleteId, ClipId, ClipState, Facts, SetId};
pub use whole::{Whole, whole};

use crate::folders;

/// Name of the library's folder in the user's data folder, and of the file in it.
const FOLDER: &str = "library";
const FILE: &str = "library.sqlite";
/// Longest wait for another program that writes to the same library.
const PATIENCE: Duration = Duration::from_secs(10);

/// An open library.
#[derive(Debug)]
pub struct Library {
    db: Connection,
    path: PathBuf,
}

impl Library {
    /// Where the user's library is; `None` where the system names no data folder.
    pub fn usual_path() -> Option<PathBuf> {
        folders::data_folder().map(|folder| folder.join(FOLDER).join(FILE))
    }

    /// Opens a library, or makes an empty one where there is none, and brings its tables to this program's version.
    pub fn open(path: &Path) -> Result<Self, LibraryError> {
        let unopened = |source| LibraryError::Unopened { source, path: path.to_owned() };
        let recordings = recordings(path);
        std::fs::create_dir_all(&recordings).map_err(|source| LibraryError::NoFolder { source, path: recordings })?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut db = Connection::open_with_flags(path, flags).map_err(unopened)?;
        db.busy_timeout(PATIENCE).map_err(unopened)?;
        db.pragma_update(None, "journal_mode", "WAL").map_err(unopened)?;
        // Flushed to the disk at every commit: what is said to be saved outlives the power too.
        db.pragma_update(None, "synchronous", "FULL").map_err(unopened)?;
        db.pragma_update(None, "foreign_keys", true).map_err(unopened)?;
        schema::migrate(&mut db, path)?;
        Ok(Self { db, path: path.to_owned() })
    }

    /// The library's file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The folder of what the models saw.
    fn recordings(&self) -> PathBuf {
        recordings(&self.path)
    }
}

/// The folder beside a library's file in which the recordings lie.
fn recordings(path: &Path) -> PathBuf {
    path.parent().unwrap_or(Path::new(".")).join("recordings")
}

/// Now, whole seconds since 1970.
fn now_s() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |passed| passed.as_secs() as i64)
}
