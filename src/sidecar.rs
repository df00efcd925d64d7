//! A file that is kept for a clip: beside it, or in the user's data folder where nothing can be written there. What the corrections and the
//! review of a clip have in common.

use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::body::ClipInfo;
use crate::recording::{FileFault, replace};

/// What is kept for a clip.
pub(crate) trait Sidecar: Sized {
    /// What is put to the clip's name.
    const ENDING: &'static str;
    /// The folder in the user's data folder.
    const FOLDER: &'static str;
    /// What the user is told.
    type Error;

    /// Whether it holds nothing.
    fn is_empty(&self) -> bool;
    /// The bytes of its file; a fault where it cannot be meant.
    fn encode(&self, clip: &ClipInfo) -> Result<Vec<u8>, FileFault>;
    /// What the bytes of a file hold, checked.
    fn decode(bytes: &[u8]) -> Result<Sheet<Self>, FileFault>;
    /// A trouble in words.
    fn error(trouble: Trouble, path: PathBuf) -> Self::Error;
}

/// Why a file could not be read or written.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// There is no such file.
    NotFound,
    /// The file is there but cannot be read.
    Unreadable(Error),
    /// Nothing could be written.
    Unwritable(Error),
    /// What is wrong with the content.
    Content(FileFault),
    /// It was made for another clip.
    OtherClip,
    /// It was made on pictures of another size.
    OtherSize {
        /// Width and height that it was made on, pixels.
        made_on: String,
        /// Width and height at hand.
        read_at: String,
    },
}

/// Content with the clip that it belongs to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sheet<T> {
    /// The clip's SHA-256.
    pub(crate) sha256: String,
    /// Width and height of the clip's pictures, pixels.
    pub(crate) size_px: (usize, usize),
    /// The content.
    pub(crate) content: T,
}

/// The clip that a file belongs to, as it stands in the file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClipData {
    sha256: String,
    width_px: usize,
    height_px: usize,
}

impl ClipData {
    /// As it is written for a clip.
    pub(crate) fn of(clip: &ClipInfo) -> Self {
        Self { sha256: clip.sha256.clone(), width_px: clip.width_px, height_px: clip.height_px }
    }

    /// Content of this clip.
    pub(crate) fn with<T>(self, content: T) -> Sheet<T> {
        Sheet { sha256: self.sha256, size_px: (self.width_px, self.height_px), content }
    }
}

/// The bytes of a file: JSON for people to read, with its last line ended.
pub(crate) fn bytes_of(file: &impl Serialize) -> Result<Vec<u8>, FileFault> {
    let mut bytes = serde_json::to_vec_pretty(file).map_err(|error| FileFault::Content(error.to_string()))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// A clip's path with an ending put to its name.
pub(crate) fn ending(clip: &Path, end: &str) -> PathBuf {
    let mut name = clip.file_name().unwrap_or_default().to_os_string();
    name.push(end);
    clip.with_file_name(name)
}

/// The path in a data folder, by the clip's hash; `None` where a clip has none, for all such clips would share one file.
fn in_folder<S: Sidecar>(folder: &Path, clip: &ClipInfo) -> Option<PathBuf> {
    (!clip.sha256.is_empty()).then(|| folder.join(S::FOLDER).join(format!("{}.json", clip.sha256)))
}

/// Writes: beside the path first, then renamed onto it, so that a file at `path` is always whole.
pub(crate) fn write<S: Sidecar>(path: &Path, clip: &ClipInfo, kept: &S) -> Result<(), S::Error> {
    let written =
        kept.encode(clip).map_err(Trouble::Content).and_then(|bytes| replace(path, &bytes).map_err(Trouble::Unwritable));
    written.map_err(|trouble| S::error(trouble, path.to_path_buf()))
}

/// Reads, and checks that it was made for this clip, on pictures of this size.
pub(crate) fn read<S: Sidecar>(path: &Path, clip: &ClipInfo) -> Result<S, S::Error> {
    look(path, clip).map_err(|trouble| S::error(trouble, path.to_path_buf()))
}

fn look<S: Sidecar>(path: &Path, clip: &ClipInfo) -> Result<S, Trouble> {
    let bytes = std::fs::read(path).map_err(|source| match source.kind() {
        ErrorKind::NotFound => Trouble::NotFound,
        _ => Trouble::Unreadable(source),
    })?;
    let sheet = S::decode(&bytes).map_err(Trouble::Content)?;
    if sheet.sha256 != clip.sha256 {
        return Err(Trouble::OtherClip);
    }
    if sheet.size_px != (clip.width_px, clip.height_px) {
        let words = |(width, height): (usize, usize)| format!("{width} x {height}");
        return Err(Trouble::OtherSize { made_on: words(sheet.size_px), read_at: words((clip.width_px, clip.height_px)) });
    }
    Ok(sheet.content)
}

/// Keeps it beside the clip; where nothing can be written there, in the data folder. The path is returned.
///
/// What is empty is kept as such, which says that there is nothing any more; nothing is written where there was none before. A file beside
/// the clip that is not understood is left alone.
pub(crate) fn store_in<S: Sidecar>(path: &Path, clip: &ClipInfo, kept: &S, data: Option<&Path>) -> Result<PathBuf, S::Error> {
    let own = ending(path, S::ENDING);
    let fallback = data.and_then(|folder| in_folder::<S>(folder, clip));
    if kept.is_empty() && !own.exists() && !fallback.as_deref().is_some_and(Path::exists) {
        return Ok(own);
    }
    let beside = match look::<S>(&own, clip) {
        Ok(_) | Err(Trouble::NotFound) => write(&own, clip, kept),
        Err(trouble) => Err(S::error(trouble, own.clone())),
    };
    match (beside, fallback) {
        (Ok(()), _) => Ok(own),
        (Err(_), Some(path)) => {
            let folder = path.parent().unwrap_or(Path::new("."));
            std::fs::create_dir_all(folder).map_err(|source| S::error(Trouble::Unwritable(source), folder.to_path_buf()))?;
            write(&path, clip, kept).map(|()| path)
        }
        (Err(error), None) => Err(error),
    }
}

/// What is kept for a clip and where it is: beside it or in the data folder, whichever is newer; `None` where nothing is kept. A file
/// beside it that belongs to another clip is no error as long as the data folder has one for this clip.
pub(crate) fn load_from<S: Sidecar>(path: &Path, clip: &ClipInfo, data: Option<&Path>) -> Result<Option<(S, PathBuf)>, S::Error> {
    let mut places = vec![ending(path, S::ENDING)];
    places.extend(data.and_then(|folder| in_folder::<S>(folder, clip)));
    let mut found: Vec<(SystemTime, PathBuf)> = places
        .into_iter()
        .filter_map(|place| Some((std::fs::metadata(&place).ok()?.modified().unwrap_or(SystemTime::UNIX_EPOCH), place)))
        .collect();
    found.sort_by_key(|(when, _)| std::cmp::Reverse(*when));
    let mut failed = None;
    for (_, place) in found {
        match read(&place, clip) {
            Ok(kept) => return Ok(Some((kept, place))),
            Err(error) => failed = failed.or(Some(error)),
        }
    }
    failed.map_or(Ok(None), Err)
}
