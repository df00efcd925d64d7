//! Where the corrections of a clip are kept: beside it, or in the user's data folder where nothing can be written there.

use std::path::{Path, PathBuf};

use super::Corrections;
use super::file::{self, Fault, VERSION};
use crate::body::ClipInfo;
use crate::folders::data_folder;
use crate::sidecar::{self, Sheet, Sidecar, Trouble};

/// What is put to a clip's name.
const ENDING: &str = ".corrections.json";
/// The folder in the user's data folder.
const FOLDER: &str = "corrections";

/// Why corrections could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum CorrectionsError {
    /// There is no such file.
    #[error("there are no corrections at {}", path.display())]
    NotFound {
        /// The path asked for.
        path: PathBuf,
    },
    /// The file is there but cannot be read.
    #[error("the corrections could not be read: {source}: {}", path.display())]
    Unreadable {
        /// What the system said.
        source: std::io::Error,
        /// The path asked for.
        path: PathBuf,
    },
    /// Nothing could be written.
    #[error("the corrections could not be kept: {source}; check that the folder may be written to and has room: {}", path.display())]
    Unwritable {
        /// What the system said.
        source: std::io::Error,
        /// Where it was tried last.
        path: PathBuf,
    },
    /// The file holds something else, or a correction that cannot be meant.
    #[error("these are no corrections that this program understands: {reason}; expected a file that it wrote: {}", path.display())]
    NotCorrections {
        /// What is wrong with it.
        reason: String,
        /// The path asked for.
        path: PathBuf,
    },
    /// The file was written by a newer program.
    #[error("the corrections have version {found} and this program reads up to version {VERSION}; update the program: {}", path.display())]
    Newer {
        /// The file's version.
        found: u32,
        /// The path asked for.
        path: PathBuf,
    },
    /// The corrections were made for another clip.
    #[error("these corrections belong to another clip; give those that were made for this one: {}", path.display())]
    OtherClip {
        /// The path asked for.
        path: PathBuf,
    },
    /// The clip's pictures were read at another size.
    #[error("these corrections were made on pictures of {made_on} and the clip was read at {read_at}; read it at the same size: {}",
        path.display())]
    OtherSize {
        /// Width and height that they were made on, pixels.
        made_on: String,
        /// Width and height at hand.
        read_at: String,
        /// The path asked for.
        path: PathBuf,
    },
}

impl Sidecar for Corrections {
    const ENDING: &'static str = ENDING;
    const FOLDER: &'static str = FOLDER;
    type Error = CorrectionsError;

    fn is_empty(&self) -> bool {
        self.is_empty()
    }

    fn encode(&self, clip: &ClipInfo) -> Result<Vec<u8>, Fault> {
        file::encode(clip, self)
    }

    fn decode(bytes: &[u8]) -> Result<Sheet<Self>, Fault> {
        file::decode(bytes)
    }

    fn error(trouble: Trouble, path: PathBuf) -> CorrectionsError {
        match trouble {
            Trouble::NotFound => CorrectionsError::NotFound { path },
            Trouble::Unreadable(source) => CorrectionsError::Unreadable { source, path },
            Trouble::Unwritable(source) => CorrectionsError::Unwritable { source, path },
            Trouble::Content(Fault::Content(reason)) => CorrectionsError::NotCorrections { reason, path },
            Trouble::Content(Fault::Newer(found)) => CorrectionsError::Newer { found, path },
            Trouble::OtherClip => CorrectionsError::OtherClip { path },
            Trouble::OtherSize { made_on, read_at } => CorrectionsError::OtherSize { made_on, read_at, path },
        }
    }
}

/// Writes corrections: beside the path first, then renamed onto it, so that a file at `path` is always whole.
pub fn write(path: &Path, clip: &ClipInfo, corrections: &Corrections) -> Result<(), CorrectionsError> {
    sidecar::write(path, clip, corrections)
}

/// Reads corrections and checks that they were made for this clip, on pictures of this size.
pub fn read(path: &Path, clip: &ClipInfo) -> Result<Corrections, CorrectionsError> {
    sidecar::read(path, clip)
}

/// The path of a clip's corrections beside it: `set.mp4` has `set.mp4.corrections.json`.
pub fn beside(clip: &Path) -> PathBuf {
    sidecar::ending(clip, ENDING)
}

/// Keeps a clip's corrections beside it; where nothing can be written there, in the user's data folder. The path is returned.
///
/// No corrections are kept as an empty list, which says that there are none any more; nothing is written where there were none before.
pub fn store(path: &Path, clip: &ClipInfo, corrections: &Corrections) -> Result<PathBuf, CorrectionsError> {
    store_in(path, clip, corrections, data_folder().as_deref())
}

pub(super) fn store_in(
    path: &Path,
    clip: &ClipInfo,
    corrections: &Corrections,
    data: Option<&Path>,
) -> Result<PathBuf, CorrectionsError> {
    sidecar::store_in(path, clip, corrections, data)
}

/// The corrections kept for a clip and where they are: beside it or in the user's data folder, whichever is newer; `None` where none
/// are kept. A file beside it that belongs to another clip is no error as long as the data folder has one for this clip.
pub fn load(path: &Path, clip: &ClipInfo) -> Result<Option<(Corrections, PathBuf)>, CorrectionsError> {
    load_from(path, clip, data_folder().as_deref())
}

pub(super) fn load_from(
    path: &Path,
    clip: &ClipInfo,
    data: Option<&Path>,
) -> Result<Option<(Corrections, PathBuf)>, CorrectionsError> {
    sidecar::load_from(path, clip, data)
}
