//! Why the library could not do what was asked.

use std::path::PathBuf;

use crate::recording::RecordingError;

/// Why the library could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// The library's folder cannot be made.
    #[error("the library's folder cannot be made ({source}); check that its place may be written to: {}", path.display())]
    NoFolder {
        /// What the system said.
        source: std::io::Error,
        /// The folder.
        path: PathBuf,
    },
    /// The file cannot be opened as a library.
    #[error("the library cannot be opened ({source}); if it is damaged, put a backup in its place: {}", path.display())]
    Unopened {
        /// What `SQLite` said.
        source: rusqlite::Error,
        /// The library's file.
        path: PathBuf,
    },
    /// The file is a database of another program.
    #[error("this is a database, but not a library of this program; name another file: {}", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// The file was written by a newer program.
    #[error("the library has version {found} and this program reads up to version {known}; update the program: {}", path.display())]
    Newer {
        /// The file's version.
        found: i64,
        /// The newest that is known here.
        known: i64,
        /// The library's file.
        path: PathBuf,
    },
    /// Reading or writing failed.
    #[error(
        "the library could not be read or written ({0}); nothing of this step was saved: check that its disk has room, then run `plumbline library check`"
    )]
    Database(#[from] rusqlite::Error),
    /// What was asked for is not in the library.
    #[error("the library has no {what} {name}; `plumbline library list` shows what it has")]
    Absent {
        /// What kind of thing.
        what: &'static str,
        /// Its name or number.
        name: String,
    },
    /// A value outside its range.
    #[error("{what} is {value}, but must be {wanted}")]
    Value {
        /// What it is.
        what: &'static str,
        /// The value given.
        value: String,
        /// What is allowed.
        wanted: &'static str,
    },
    /// A clip cannot be read to be known again.
    #[error("the clip cannot be read ({source}); check that it is there and may be read: {}", path.display())]
    UnreadClip {
        /// What the system said.
        source: std::io::Error,
        /// The clip.
        path: PathBuf,
    },
    /// A path that cannot be kept as text.
    #[error("the path is not valid UTF-8, and cannot be kept; rename the file: {}", path.display())]
    NotUtf8 {
        /// The path.
        path: PathBuf,
    },
    /// What the models saw could not be kept or read back.
    #[error(transparent)]
    Recording(#[from] RecordingError),
    /// A backup cannot be read.
    #[error("the backup cannot be read ({source}); check that it is there and may be read: {}", path.display())]
    UnreadBackup {
        /// What the system said.
        source: std::io::Error,
        /// The backup.
        path: PathBuf,
    },
    /// A backup is damaged.
    #[error("the backup is damaged ({what}) and was not put back; name another one: {}", path.display())]
    Damaged {
        /// What is wrong with it.
        what: String,
        /// The backup.
        path: PathBuf,
    },
    /// The copy could not be written.
    #[error("the backup could not be written ({source}); check that the folder exists and has room: {}", path.display())]
    Backup {
        /// What the system said.
        source: std::io::Error,
        /// Where it was to go.
        path: PathBuf,
    },
}
