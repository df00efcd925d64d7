//! Where the corrections of a clip are kept: beside it, or in the user's data folder where nothing can be written there.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::Corrections;
use super::file::{self, Fault, VERSION};
use crate::body::ClipInfo;
use crate::folders::data_folder;
use crate::recording::replace;

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

impl Fault {
    fn at(self, path: &Path) -> CorrectionsError {
        let path = path.to_path_buf();
        match self {
            Self::Content(reason) => CorrectionsError::NotCorrections { reason, path },
            Self::Newer(found) => CorrectionsError::Newer { found, path },
        }
    }
}

/// Writes corrections: beside the path first, then renamed onto it, so that a file at `path` is always whole.
pub fn write(path: &Path, clip: &ClipInfo, corrections: &Corrections) -> Result<(), CorrectionsError> {
    let bytes = file::encode(clip, corrections).map_err(|fault| fault.at(path))?;
    replace(path, &bytes).map_err(|source| CorrectionsError::Unwritable { source, path: path.to_path_buf() })
}

/// Reads corrections and checks that they were made for this clip, on pictures of this size.
pub fn read(path: &Path, clip: &ClipInfo) -> Result<Corrections, CorrectionsError> {
    let bytes = std::fs::read(path).map_err(|source| match source.kind() {
        ErrorKind::NotFound => CorrectionsError::NotFound { path: path.to_path_buf() },
        _ => CorrectionsError::Unreadable { source, path: path.to_path_buf() },
    })?;
    let sheet = file::decode(&bytes).map_err(|fault| fault.at(path))?;
    if sheet.sha256 != clip.sha256 {
        return Err(CorrectionsError::OtherClip { path: path.to_path_buf() });
    }
    if sheet.size_px != (clip.width_px, clip.height_px) {
        let words = |(width, height): (usize, usize)| format!("{width} x {height}");
        let (made_on, read_at) = (words(sheet.size_px), words((clip.width_px, clip.height_px)));
        return Err(CorrectionsError::OtherSize { made_on, read_at, path: path.to_path_buf() });
    }
    Ok(sheet.corrections)
}

/// The path of a clip's corrections beside it: `set.mp4` has `set.mp4.corrections.json`.
pub fn beside(clip: &Path) -> PathBuf {
    let mut name = clip.file_name().unwrap_or_default().to_os_string();
    name.push(ENDING);
    clip.with_file_name(name)
}

/// The path of a clip's corrections in a data folder, by the clip's hash.
fn in_folder(folder: &Path, clip: &ClipInfo) -> PathBuf {
    folder.join(FOLDER).join(format!("{}.json", clip.sha256))
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
    let own = beside(path);
    let fallback = data.map(|folder| in_folder(folder, clip));
    if corrections.is_empty() && !own.exists() && !fallback.as_deref().is_some_and(Path::exists) {
        return Ok(own);
    }
    // What lies beside the clip and is not understood as its corrections is left alone.
    let beside = match read(&own, clip) {
        Ok(_) | Err(CorrectionsError::NotFound { .. }) => write(&own, clip, corrections),
        Err(error) => Err(error),
    };
    match (beside, fallback) {
        (Ok(()), _) => Ok(own),
        (Err(_), Some(path)) => {
            let folder = path.parent().unwrap_or(Path::new("."));
            std::fs::create_dir_all(folder)
                .map_err(|source| CorrectionsError::Unwritable { source, path: folder.to_path_buf() })?;
            write(&path, clip, corrections).map(|()| path)
        }
        (Err(error), None) => Err(error),
    }
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
            Ok(corrections) => return Ok(Some((corrections, place))),
            Err(error) => failed = failed.or(Some(error)),
        }
    }
    failed.map_or(Ok(None), Err)
}
