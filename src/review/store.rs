//! Where the review of a clip is kept: beside it, or in the user's data folder where nothing can be written there.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::file::{self, Fault, VERSION};
use super::{Review, What};
use crate::body::ClipInfo;
use crate::folders::data_folder;
use crate::sidecar::{self, Sheet, Sidecar, Trouble};

/// What is put to a clip's name.
const ENDING: &str = ".review.json";
/// The folder in the user's data folder.
const FOLDER: &str = "reviews";
/// Most voice notes of a clip (our default).
const MOST_VOICES: usize = 999;
/// Largest voice note that is put into a page, bytes (our default): eight minutes at 16,000 samples a second.
const MOST_VOICE: u64 = 16 << 20;

/// Why a review could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum ReviewError {
    /// There is no such file.
    #[error("there are no remarks at {}", path.display())]
    NotFound {
        /// The path asked for.
        path: PathBuf,
    },
    /// The file is there but cannot be read.
    #[error("the remarks could not be read: {source}: {}", path.display())]
    Unreadable {
        /// What the system said.
        source: std::io::Error,
        /// The path asked for.
        path: PathBuf,
    },
    /// Nothing could be written.
    #[error("the remarks could not be kept: {source}; check that the folder may be written to and has room: {}", path.display())]
    Unwritable {
        /// What the system said.
        source: std::io::Error,
        /// Where it was tried last.
        path: PathBuf,
    },
    /// The file holds something else, or a remark that cannot be meant.
    #[error("these are no remarks that this program understands: {reason}; expected a file that it wrote: {}", path.display())]
    NotReview {
        /// What is wrong with it.
        reason: String,
        /// The path asked for.
        path: PathBuf,
    },
    /// The file was written by a newer program.
    #[error("the remarks have version {found} and this program reads up to version {VERSION}; update the program: {}", path.display())]
    Newer {
        /// The file's version.
        found: u32,
        /// The path asked for.
        path: PathBuf,
    },
    /// The remarks were made for another clip.
    #[error("these remarks belong to another clip; expected those that were made for this one: {}", path.display())]
    OtherClip {
        /// The path asked for.
        path: PathBuf,
    },
    /// The clip's pictures were read at another size.
    #[error("these remarks were made on pictures of {made_on} and the clip was read at {read_at}; read it at the same size: {}",
        path.display())]
    OtherSize {
        /// Width and height that they were made on, pixels.
        made_on: String,
        /// Width and height at hand.
        read_at: String,
        /// The path asked for.
        path: PathBuf,
    },
    /// Every name of a voice note is taken.
    #[error("the clip has {MOST_VOICES} voice notes already; delete the files of some: {}", path.display())]
    TooManyVoices {
        /// The folder.
        path: PathBuf,
    },
}

impl Sidecar for Review {
    const ENDING: &'static str = ENDING;
    const FOLDER: &'static str = FOLDER;
    type Error = ReviewError;

    fn is_empty(&self) -> bool {
        self.is_empty()
    }

    fn encode(&self, clip: &ClipInfo) -> Result<Vec<u8>, Fault> {
        file::encode(clip, self)
    }

    fn decode(bytes: &[u8]) -> Result<Sheet<Self>, Fault> {
        file::decode(bytes)
    }

    fn error(trouble: Trouble, path: PathBuf) -> ReviewError {
        match trouble {
            Trouble::NotFound => ReviewError::NotFound { path },
            Trouble::Unreadable(source) => ReviewError::Unreadable { source, path },
            Trouble::Unwritable(source) => ReviewError::Unwritable { source, path },
            Trouble::Content(Fault::Content(reason)) => ReviewError::NotReview { reason, path },
            Trouble::Content(Fault::Newer(found)) => ReviewError::Newer { found, path },
            Trouble::OtherClip => ReviewError::OtherClip { path },
            Trouble::OtherSize { made_on, read_at } => ReviewError::OtherSize { made_on, read_at, path },
        }
    }
}

/// Writes a review: beside the path first, then renamed onto it, so that a file at `path` is always whole.
pub fn write(path: &Path, clip: &ClipInfo, review: &Review) -> Result<(), ReviewError> {
    sidecar::write(path, clip, review)
}

/// Reads a review and checks that it was made for this clip, on pictures of this size.
pub fn read(path: &Path, clip: &ClipInfo) -> Result<Review, ReviewError> {
    sidecar::read(path, clip)
}

/// The path of a clip's review beside it: `set.mp4` has `set.mp4.review.json`.
pub fn beside(clip: &Path) -> PathBuf {
    sidecar::ending(clip, ENDING)
}

/// Keeps a clip's review beside it; where nothing can be written there, in the user's data folder. The path is returned.
///
/// An empty review is kept as such, which says that there are no remarks any more; nothing is written where there were none before. A
/// file beside the clip that is not understood as its review is left alone.
pub fn store(path: &Path, clip: &ClipInfo, review: &Review) -> Result<PathBuf, ReviewError> {
    store_in(path, clip, review, data_folder().as_deref())
}

pub(super) fn store_in(path: &Path, clip: &ClipInfo, review: &Review, data: Option<&Path>) -> Result<PathBuf, ReviewError> {
    sidecar::store_in(path, clip, review, data)
}

/// The review kept for a clip and where it is: beside it or in the user's data folder, whichever is newer; `None` where none is kept. A
/// file beside it that belongs to another clip is no error as long as the data folder has one for this clip.
pub fn load(path: &Path, clip: &ClipInfo) -> Result<Option<(Review, PathBuf)>, ReviewError> {
    load_from(path, clip, data_folder().as_deref())
}

pub(super) fn load_from(path: &Path, clip: &ClipInfo, data: Option<&Path>) -> Result<Option<(Review, PathBuf)>, ReviewError> {
    sidecar::load_from(path, clip, data)
}

/// The voice note of a name: beside the clip, else in the user's data folder; `None` where it is at neither place.
pub fn voice_file(clip: &Path, name: &str) -> Option<PathBuf> {
    let places = [Some(clip.with_file_name(name)), data_folder().map(|data| data.join(FOLDER).join(name))];
    places.into_iter().flatten().find(|place| place.is_file())
}

/// The voice notes of a review with the bytes of their files, which lie beside `path` (the clip, or its review) or in the user's data folder;
/// what is not there or too long for a page is left out.
pub fn voices(path: &Path, review: &Review) -> Vec<(String, Vec<u8>)> {
    let files =
        review.remarks().iter().filter_map(|remark| if let What::Voice { file, .. } = &remark.what { Some(file) } else { None });
    files
        .filter_map(|file| {
            let place = voice_file(path, file)?;
            let short = std::fs::metadata(&place).is_ok_and(|facts| facts.len() <= MOST_VOICE);
            Some((file.clone(), std::fs::read(place).ok().filter(|_| short)?))
        })
        .collect()
}

/// A path for a new voice note of a clip: beside it, or in the user's data folder where nothing can be written there. The file is made,
/// empty, so that nobody else takes the name.
pub fn free_voice(clip: &Path) -> Result<PathBuf, ReviewError> {
    let (mut tried, mut failed) = (clip.to_path_buf(), None);
    for folder in [clip.parent().map(Path::to_path_buf), data_folder().map(|data| data.join(FOLDER))].into_iter().flatten() {
        match free_in(&folder, clip) {
            Ok(path) => return Ok(path),
            Err(error) => (tried, failed) = (folder, failed.or(Some(error))),
        }
    }
    match failed {
        Some(source) if source.kind() != ErrorKind::AlreadyExists => Err(ReviewError::Unwritable { source, path: tried }),
        _ => Err(ReviewError::TooManyVoices { path: tried }),
    }
}

pub(super) fn free_in(folder: &Path, clip: &Path) -> std::io::Result<PathBuf> {
    std::fs::create_dir_all(folder)?;
    let name = sidecar::ending(clip, ".voice-");
    let name = name.file_name().unwrap_or_default();
    for number in 1..=MOST_VOICES {
        let mut name = name.to_os_string();
        name.push(format!("{number}.wav"));
        let path = folder.join(name);
        match std::fs::OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(_) => return Ok(path),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(ErrorKind::AlreadyExists.into())
}
