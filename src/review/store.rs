//! Where the review of a clip is kept: beside it, or in the user's data folder where nothing can be written there.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::Review;
use super::file::{self, Fault, VERSION};
use crate::body::ClipInfo;
use crate::folders::data_folder;
use crate::recording::replace;

/// What is put to a clip's name.
const ENDING: &str = ".review.json";
/// The folder in the user's data folder.
const FOLDER: &str = "reviews";
/// Most voice notes of a clip (our default).
const MOST_VOICES: usize = 999;

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

impl Fault {
    fn at(self, path: &Path) -> ReviewError {
        let path = path.to_path_buf();
        match self {
            Self::Content(reason) => ReviewError::NotReview { reason, path },
            Self::Newer(found) => ReviewError::Newer { found, path },
        }
    }
}

/// Writes a review: beside the path first, then renamed onto it, so that a file at `path` is always whole.
pub fn write(path: &Path, clip: &ClipInfo, review: &Review) -> Result<(), ReviewError> {
    let bytes = file::encode(clip, review).map_err(|fault| fault.at(path))?;
    replace(path, &bytes).map_err(|source| ReviewError::Unwritable { source, path: path.to_path_buf() })
}

/// Reads a review and checks that it was made for this clip, on pictures of this size.
pub fn read(path: &Path, clip: &ClipInfo) -> Result<Review, ReviewError> {
    let bytes = std::fs::read(path).map_err(|source| match source.kind() {
        ErrorKind::NotFound => ReviewError::NotFound { path: path.to_path_buf() },
        _ => ReviewError::Unreadable { source, path: path.to_path_buf() },
    })?;
    let sheet = file::decode(&bytes).map_err(|fault| fault.at(path))?;
    if sheet.sha256 != clip.sha256 {
        return Err(ReviewError::OtherClip { path: path.to_path_buf() });
    }
    if sheet.size_px != (clip.width_px, clip.height_px) {
        let words = |(width, height): (usize, usize)| format!("{width} x {height}");
        let (made_on, read_at) = (words(sheet.size_px), words((clip.width_px, clip.height_px)));
        return Err(ReviewError::OtherSize { made_on, read_at, path: path.to_path_buf() });
    }
    Ok(sheet.review)
}

/// The path of a clip's review beside it: `set.mp4` has `set.mp4.review.json`.
pub fn beside(clip: &Path) -> PathBuf {
    ending(clip, ENDING)
}

fn ending(clip: &Path, end: &str) -> PathBuf {
    let mut name = clip.file_name().unwrap_or_default().to_os_string();
    name.push(end);
    clip.with_file_name(name)
}

/// The path of a clip's review in a data folder, by the clip's hash.
fn in_folder(folder: &Path, clip: &ClipInfo) -> PathBuf {
    folder.join(FOLDER).join(format!("{}.json", clip.sha256))
}

/// Keeps a clip's review beside it; where nothing can be written there, in the user's data folder. The path is returned.
///
/// An empty review is kept as such, which says that there are no remarks any more; nothing is written where there were none before. A
/// file beside the clip that is not understood as its review is left alone.
pub fn store(path: &Path, clip: &ClipInfo, review: &Review) -> Result<PathBuf, ReviewError> {
    store_in(path, clip, review, data_folder().as_deref())
}

pub(super) fn store_in(path: &Path, clip: &ClipInfo, review: &Review, data: Option<&Path>) -> Result<PathBuf, ReviewError> {
    let own = beside(path);
    let fallback = data.map(|folder| in_folder(folder, clip));
    if review.is_empty() && !own.exists() && !fallback.as_deref().is_some_and(Path::exists) {
        return Ok(own);
    }
    let beside = match read(&own, clip) {
        Ok(_) | Err(ReviewError::NotFound { .. }) => write(&own, clip, review),
        Err(error) => Err(error),
    };
    match (beside, fallback) {
        (Ok(()), _) => Ok(own),
        (Err(_), Some(path)) => {
            let folder = path.parent().unwrap_or(Path::new("."));
            std::fs::create_dir_all(folder).map_err(|source| ReviewError::Unwritable { source, path: folder.to_path_buf() })?;
            write(&path, clip, review).map(|()| path)
        }
        (Err(error), None) => Err(error),
    }
}

/// The review kept for a clip and where it is: beside it or in the user's data folder, whichever is newer; `None` where none is kept. A
/// file beside it that belongs to another clip is no error as long as the data folder has one for this clip.
pub fn load(path: &Path, clip: &ClipInfo) -> Result<Option<(Review, PathBuf)>, ReviewError> {
    load_from(path, clip, data_folder().as_deref())
}

pub(super) fn load_from(path: &Path, clip: &ClipInfo, data: Option<&Path>) -> Result<Option<(Review, PathBuf)>, ReviewError> {
    let mut places = vec![beside(path)];
    places.extend(data.map(|folder| in_folder(folder, clip)));
    let mut kept: Vec<(SystemTime, PathBuf)> = places
        .into_iter()
        .filter_map(|place| Some((std::fs::metadata(&place).ok()?.modified().unwrap_or(SystemTime::UNIX_EPOCH), place)))
        .collect();
    kept.sort_by_key(|(when, _)| std::cmp::Reverse(*when));
    let mut failed = None;
    for (_, place) in kept {
        match read(&place, clip) {
            Ok(review) => return Ok(Some((review, place))),
            Err(error) => failed = failed.or(Some(error)),
        }
    }
    failed.map_or(Ok(None), Err)
}

/// The voice note of a name: beside the clip, else in the user's data folder; `None` where it is at neither place.
pub fn voice_file(clip: &Path, name: &str) -> Option<PathBuf> {
    let places = [Some(clip.with_file_name(name)), data_folder().map(|data| data.join(FOLDER).join(name))];
    places.into_iter().flatten().find(|place| place.is_file())
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
    let name = ending(clip, ".voice-");
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
