//! Whether the library is whole, and a copy of it in one file.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::schema::migrate;
use super::{Library, LibraryError};

impl Library {
    /// What is wrong with the library, one sentence each; nothing where it is whole: the pages and indices of the file, the references
    /// between its tables, and the files with what the models saw.
    pub fn check(&self) -> Result<Vec<String>, LibraryError> {
        let mut wrong = Vec::new();
        let mut query = self.db.prepare("PRAGMA integrity_check")?;
        for line in query.query_map([], |row| row.get::<_, String>(0))? {
            let line = line?;
            if line != "ok" {
                wrong.push(format!("The file is damaged ({line}); put a backup in its place."));
            }
        }
        let mut query = self.db.prepare("PRAGMA foreign_key_check")?;
        for line in query.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(2)?)))? {
            let (table, target) = line?;
            wrong.push(format!("A row of the table {table} names one of {target} that is not there; put a backup in its place."));
        }
        let mut query = self.db.prepare("SELECT path, recording FROM clips WHERE state = 'analysed'")?;
        for line in query.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?)))? {
            let (path, name) = line?;
            if !name.is_some_and(|name| self.recordings().join(name).is_file()) {
                wrong.push(format!("What the models saw of a clip is gone; add the clip again to have it watched anew: {path}"));
            }
        }
        Ok(wrong)
    }

    /// Copies the library into one file, as it is at this moment, though others write to it; what stood at `target` is replaced once the
    /// copy is whole. What the models saw and the videos are not in it: clips of a restored library are watched anew where needed.
    pub fn backup(&self, target: &Path) -> Result<(), LibraryError> {
        let failed = |source| LibraryError::Backup { source, path: target.to_owned() };
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let beside = tempfile::Builder::new().prefix(".plumbline-").tempfile_in(folder).map_err(failed)?;
        {
            let mut copy = Connection::open(beside.path())?;
            let backup = rusqlite::backup::Backup::new(&self.db, &mut copy)?;
            backup.run_to_completion(1024, std::time::Duration::ZERO, None)?;
        }
        {
            // One file: without the log beside it.
            let copy = Connection::open(beside.path())?;
            copy.pragma_update(None, "journal_mode", "DELETE")?;
        }
        beside.as_file().sync_all().map_err(failed)?;
        beside.persist(target).map_err(|error| failed(error.error))?;
        Ok(())
    }

    /// Puts a backup in the place of all that the library has, in one step; the library as it was is first copied into one file beside it,
    /// whose path is returned. A file that is no whole library of this program or an older one is refused, and nothing is changed. Clips whose
    /// recordings are no longer there are watched anew where needed.
    pub fn restore(&mut self, from: &Path) -> Result<PathBuf, LibraryError> {
        let unopened = |source| LibraryError::Unopened { source, path: from.to_owned() };
        // A copy is looked at, so that the backup stays as it is, whatever its version.
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let failed = |source| LibraryError::Backup { source, path: self.path.clone() };
        let looked_at = tempfile::Builder::new().prefix(".plumbline-").tempfile_in(folder).map_err(failed)?;
        std::fs::copy(from, looked_at.path()).map_err(|source| LibraryError::UnreadBackup { source, path: from.to_owned() })?;
        let mut copy = Connection::open(looked_at.path()).map_err(unopened)?;
        // An empty file would become an empty library.
        let tables: i64 = copy.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(unopened)?;
        if tables == 0 {
            return Err(LibraryError::Foreign { path: from.to_owned() });
        }
        migrate(&mut copy, from)?;
        let whole: String = copy.query_row("PRAGMA integrity_check", [], |row| row.get(0)).map_err(unopened)?;
        if whole != "ok" {
            return Err(LibraryError::Damaged { what: whole, path: from.to_owned() });
        }
        let before = free(folder);
        self.backup(&before)?;
        let backup = rusqlite::backup::Backup::new(&copy, &mut self.db)?;
        // All pages at once: it is done wholly or not at all.
        backup.run_to_completion(i32::MAX, std::time::Duration::from_millis(50), None)?;
        drop(backup);
        Ok(before)
    }
}

/// A name for the library as it was before, which no file has yet.
fn free(folder: &Path) -> PathBuf {
    let name = |number: u32| folder.join(format!("library-before-{number}.sqlite"));
    (1..=u32::MAX).map(name).find(|path| !path.exists()).unwrap_or_else(|| name(0))
}
