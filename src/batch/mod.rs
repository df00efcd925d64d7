//! Many clips at a time: what is to be done, what is done, and what is made of all of it.
//!
//! A folder of results holds, for a clip `day/set.mp4`, its report `clips/day/set.mp4.json` and the record `done/day/set.mp4.json`: with
//! what it was made ([`Key`]) and its rows of every table ([`Record`]). The record is written last, so that what has one is whole. The
//! tables, the summary and the manifest are made out of the records alone, in the order of the clips' names: it makes no difference which
//! run, which job or which machine made a record. No file says a time of day, or where the clips or the results lie.
//!
//! [`plan`] finds the clips, [`work`] goes through them, [`assemble`] makes the tables, [`merge`] puts the folders of shards together. How
//! one clip is analysed is the caller's ([`Analyst`]).

mod assemble;
mod key;
mod manifest;
mod merge;
mod plan;
mod record;
mod shard;
mod sheets;
mod store;
mod summary;
#[cfg(test)]
mod tests;
mod work;

use std::io;
use std::path::{Path, PathBuf};

pub use assemble::{About, Done, assemble};
pub use key::{Engine, Key};
pub use manifest::{Listed, Manifest, Totals};
pub use merge::merge;
pub use plan::{Clip, Plan, plan};
pub use record::Record;
pub use shard::Shard;
pub use store::{Lock, Store};
pub use work::{Analyst, Ending, Outcome, Refusal, Terms, Told, work};

/// Why a batch could not be done, or not begun.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// A folder or list that was asked for is not there or cannot be read.
    #[error("{what} cannot be read ({source}); check that it exists and may be read: {}", path.display())]
    Unreadable {
        /// What it was to be.
        what: &'static str,
        /// What the system said.
        source: io::Error,
        /// The path asked for.
        path: PathBuf,
    },
    /// There is no clip in what was asked for.
    #[error("there is no clip here: expected videos (mp4, mov, m4v, mkv, avi, webm, 3gp and others) or recordings (.recording.json); \
             hidden files, annotated copies and folders of results are passed over: {}", path.display())]
    NoClip {
        /// The path asked for.
        path: PathBuf,
    },
    /// The results would go into the folder of the clips itself.
    #[error("the results cannot go into the folder of the clips itself; name a folder of their own, for example {}", path.join("results").display())]
    SameFolder {
        /// The folder.
        path: PathBuf,
    },
    /// Another batch is at work in the folder of results.
    #[error("another batch is at work in this folder; wait for it, or name another --out: {}", path.display())]
    Busy {
        /// The folder of results.
        path: PathBuf,
    },
    /// A file of the results could not be written.
    #[error("the results could not be written ({source}); check that the folder may be written to and has room: {}", path.display())]
    Unwritable {
        /// What the system said.
        source: io::Error,
        /// Where it was to go.
        path: PathBuf,
    },
    /// A file of the results is not what this program wrote.
    #[error("{what} is not as this program writes it ({reason}); {advice}: {}", path.display())]
    NotOurs {
        /// Which file.
        what: &'static str,
        /// What is wrong.
        reason: String,
        /// What to do.
        advice: &'static str,
        /// The file.
        path: PathBuf,
    },
    /// Folders that are no shards of one batch.
    #[error("these are not the shards of one batch: {0}")]
    Shards(String),
}

impl BatchError {
    /// A file that cannot be written.
    fn unwritable(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Unwritable { source, path: path.to_path_buf() }
    }
}
