//! Videos that were moved are found again by their size and then by their hash.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::add::move_to;
use super::{ClipId, Library, LibraryError};
use crate::arrivals::is_clip;
use crate::digest;
use crate::job::Cancel;

/// What a search for moved videos found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// Clips that were found, with their new places.
    pub found: Vec<(ClipId, PathBuf)>,
    /// The last known places of those that are still missing.
    pub missing: Vec<PathBuf>,
}

impl Library {
    /// Looks in folders, and in those inside them, for the files of clips that are no longer where they were, and writes their new places
    /// down. A file is hashed only where its size is that of a missing one. `cancel` stops the search; what was found stays.
    pub fn find_moved(&mut self, folders: &[PathBuf], cancel: &Cancel) -> Result<Moved, LibraryError> {
        let mut missing: BTreeMap<i64, Vec<(ClipId, String, PathBuf)>> = BTreeMap::new();
        {
            let mut query = self.db.prepare("SELECT id, bytes, sha256, path FROM clips ORDER BY id")?;
            let rows = query.query_map([], |row| {
                Ok((ClipId(row.get(0)?), row.get::<_, i64>(1)?, row.get(2)?, PathBuf::from(row.get::<_, String>(3)?)))
            })?;
            for row in rows {
                let (clip, bytes, sha256, path) = row?;
                if !path.exists() {
                    missing.entry(bytes).or_default().push((clip, sha256, path));
                }
            }
        }
        let mut moved = Moved::default();
        for path in folders.iter().flat_map(|folder| files(folder)) {
            if missing.is_empty() || cancel.is_cancelled() {
                break;
            }
            let Ok(size) = std::fs::metadata(&path).map(|file| file.len() as i64) else { continue };
            let Some(alike) = missing.get_mut(&size) else { continue };
            // A file that cannot be read is none of ours; the search goes on.
            let (Ok(sha256), Ok(whole)) = (digest::of_file(&path), std::fs::canonicalize(&path)) else { continue };
            let Some(at) = alike.iter().position(|clip| clip.1 == sha256) else { continue };
            let Some(text) = whole.to_str() else { continue };
            let (clip, ..) = alike.remove(at);
            move_to(&self.db, clip, text)?;
            moved.found.push((clip, whole));
            if alike.is_empty() {
                missing.remove(&size);
            }
        }
        moved.missing = missing.into_values().flatten().map(|(_, _, path)| path).collect();
        Ok(moved)
    }
}

/// The clips in a folder and in those inside it, in the order of their names.
pub fn clips_in(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    files(folder).filter(|file| is_clip(file))
}

/// The files in a folder and in those inside it; links are not followed, so that the walk ends.
fn files(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok);
    entries.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path)
}
