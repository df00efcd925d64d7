//! The bundled clip, which is part of the program and opened like any other.

use std::path::{Path, PathBuf};

use crate::folders;

/// The clip: a drawn lifter with known truth (`training/` says how it is made).
const CLIP: &[u8] = include_bytes!("../../assets/demo-side.mp4");
/// Its name.
const NAME: &str = "Demo set.mp4";

/// Where the clip is put to be opened.
pub(super) fn path() -> Option<PathBuf> {
    Some(folders::data_folder()?.join("demo").join(NAME))
}

/// Puts the clip at its place, where it is not there whole.
pub(super) fn ensure(path: &Path) -> Result<(), String> {
    if std::fs::metadata(path).is_ok_and(|there| there.len() == CLIP.len() as u64) {
        return Ok(());
    }
    let failed = |error: std::io::Error| {
        format!("The demo cannot be unpacked ({error}); make room or allow writing to {}", path.display())
    };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    crate::recording::replace(path, CLIP).map_err(failed)
}
