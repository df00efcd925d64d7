//! Whether the library is whole, and a copy of it in one file.

use std::path::Path;

use rusqlite::Connection;

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
}
