//! The recording of a clip on disk, versioned: all that the models saw, so that a clip need not be watched twice.
//!
//! The file is compact JSON: joint names once a person, then one short array a frame. Numbers are rounded to what a recording
//! can know; [`canonical`] does the same rounding in memory, so that an analysis of the recording at hand and of the recording
//! read back from its file are the same to the last digit.

mod canonical;
mod file;
mod replace;
mod schema;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::body::Recording;

pub use canonical::canonical;
pub(crate) use replace::{BESIDE, beside, replace, settle};
pub(crate) use schema::{FileFault, check_schema};

/// Name and version of the file's shape, as written in its field `schema`.
pub const SCHEMA: &str = "plumbline.recording/1";

/// The newest version this program reads.
const VERSION: u32 = 1;

/// Whether a path names a recording rather than a video.
pub fn is_recording(path: &Path) -> bool {
    path.extension().is_some_and(|end| end.eq_ignore_ascii_case("json"))
}

/// Why a recording could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum RecordingError {
    /// There is no such file.
    #[error("there is no recording at {}", path.display())]
    NotFound {
        /// The path asked for.
        path: PathBuf,
    },
    /// The file is there but cannot be read.
    #[error("the recording could not be read: {source}: {}", path.display())]
    Unreadable {
        /// What the system said.
        source: std::io::Error,
        /// The path asked for.
        path: PathBuf,
    },
    /// The file could not be written.
    #[error("the recording could not be written: {source}; check that the folder exists and has room: {}", path.display())]
    Unwritable {
        /// What the system said.
        source: std::io::Error,
        /// The path asked for.
        path: PathBuf,
    },
    /// The file holds something else.
    #[error("this is not a recording: {reason}; expected a file that this program wrote: {}", path.display())]
    NotARecording {
        /// What is wrong with it.
        reason: String,
        /// The path asked for.
        path: PathBuf,
    },
    /// The file was written by a newer program.
    #[error("the recording has version {found} and this program reads up to version {VERSION}; update the program: {}", path.display())]
    Newer {
        /// The file's version.
        found: u32,
        /// The path asked for.
        path: PathBuf,
    },
    /// Frames, times, plates and poses are not equally many.
    #[error("the recording has {expected} frame times but {found} {what}; make it anew from the clip: {}", path.display())]
    Lengths {
        /// Frame times.
        expected: usize,
        /// Entries found.
        found: usize,
        /// Of what.
        what: String,
        /// The path asked for.
        path: PathBuf,
    },
    /// A frame is not later than the one before it.
    #[error("the recording's times do not ascend: frame {frame} is not later than the one before it; make it anew from the clip: {}",
        path.display())]
    Times {
        /// Index of the frame.
        frame: usize,
        /// The path asked for.
        path: PathBuf,
    },
    /// A number is not a number, or infinite.
    #[error("the recording has a number that is not finite in {what}; make it anew from the clip: {}", path.display())]
    NotFinite {
        /// Where.
        what: String,
        /// The path asked for.
        path: PathBuf,
    },
}

/// What is wrong with a recording's content, wherever it came from.
#[derive(Debug, PartialEq, Eq)]
enum Fault {
    Content(String),
    Newer(u32),
    Lengths { expected: usize, found: usize, what: String },
    Times(usize),
    NotFinite(String),
}

impl From<FileFault> for Fault {
    fn from(fault: FileFault) -> Self {
        match fault {
            FileFault::Content(reason) => Self::Content(reason),
            FileFault::Newer(found) => Self::Newer(found),
        }
    }
}

impl Fault {
    fn at(self, path: &Path) -> RecordingError {
        let path = path.to_path_buf();
        match self {
            Self::Content(reason) => RecordingError::NotARecording { reason, path },
            Self::Newer(found) => RecordingError::Newer { found, path },
            Self::Lengths { expected, found, what } => RecordingError::Lengths { expected, found, what, path },
            Self::Times(frame) => RecordingError::Times { frame, path },
            Self::NotFinite(what) => RecordingError::NotFinite { what, path },
        }
    }
}

/// Writes a recording: beside the path first, then renamed onto it, so that a file at `path` is always whole.
///
/// The numbers are rounded as [`canonical`] does.
pub fn write(recording: &Recording, path: &Path) -> Result<(), RecordingError> {
    let bytes = file::encode(recording).map_err(|fault| fault.at(path))?;
    replace(path, &bytes).map_err(|source| RecordingError::Unwritable { source, path: path.to_path_buf() })
}

/// Reads a recording and checks it: as many entries as frames, times ascending, every number finite.
pub fn read(path: &Path) -> Result<Recording, RecordingError> {
    let bytes = std::fs::read(path).map_err(|source| match source.kind() {
        ErrorKind::NotFound => RecordingError::NotFound { path: path.to_path_buf() },
        _ => RecordingError::Unreadable { source, path: path.to_path_buf() },
    })?;
    file::decode(&bytes).map_err(|fault| fault.at(path))
}

#[cfg(test)]
mod tests;
