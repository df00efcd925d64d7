//! The folder of results: where everything lies, and that only one batch works in it.

use std::fs::{self, File, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use walkdir::WalkDir;

use super::{BatchError, Ending, Key, Outcome, Record, key};
use crate::recording::{BESIDE, replace};
use crate::settings::Settings;

/// Folder of the clips' reports.
const CLIPS: &str = "clips";
/// Folder of the records.
const DONE: &str = "done";
/// Folder of the recordings, where they are kept.
const RECORDINGS: &str = "recordings";
/// File in the folder of the records that is locked while a batch works.
const LOCK: &str = "lock";
/// How long a folder that another batch holds is waited for: one that ended a moment ago, or a child that it was just starting, gives it up
/// within that.
const GIVEN_UP: Duration = Duration::from_secs(1);

/// A folder of results.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Store {
    folder: PathBuf,
}

/// That this batch alone works in a folder of results, until it is dropped or the program ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Store {
    /// The folder of results at a path.
    pub fn at(folder: &Path) -> Self {
        Self { folder: folder.to_path_buf() }
    }

    /// Whether a folder is one of results.
    pub fn is_at(folder: &Path) -> bool {
        folder.join(DONE).join(LOCK).is_file()
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Makes the folder where it is missing, takes it for this batch, and removes what a batch that was killed left half written.
    pub fn lock(&self) -> Result<Lock, BatchError> {
        let path = self.folder.join(DONE).join(LOCK);
        let failed = |source| BatchError::Unwritable { source, path: self.folder.clone() };
        fs::create_dir_all(self.folder.join(DONE)).map_err(failed)?;
        fs::create_dir_all(self.folder.join(CLIPS)).map_err(failed)?;
        let file = File::options().create(true).append(true).open(&path).map_err(failed)?;
        let asked = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if asked.elapsed() < GIVEN_UP => std::thread::sleep(GIVEN_UP / 20),
                Err(TryLockError::WouldBlock) => return Err(BatchError::Busy { path: self.folder.clone() }),
                // A file system without locks: the user is trusted to start one batch at a time.
                Err(TryLockError::Error(error)) => {
                    tracing::debug!(%error, "the folder of results cannot be locked");
                    break;
                }
            }
        }
        let left = WalkDir::new(&self.folder).into_iter().flatten();
        for entry in left.filter(|entry| entry.file_type().is_file() && entry.file_name().to_string_lossy().starts_with(BESIDE)) {
            let _ = fs::remove_file(entry.path());
        }
        Ok(Lock { _file: file })
    }

    /// A file of the results as a whole.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// A clip's report.
    pub fn report(&self, clip: &str) -> PathBuf {
        self.under(CLIPS, clip, ".json")
    }

    /// A clip's recording, where recordings are kept.
    pub fn recording(&self, clip: &str) -> PathBuf {
        self.under(RECORDINGS, clip, ".recording.json")
    }

    pub(super) fn record_path(&self, clip: &str) -> PathBuf {
        self.under(DONE, clip, ".json")
    }

    fn under(&self, folder: &str, clip: &str, end: &str) -> PathBuf {
        self.folder.join(folder).join(format!("{clip}{end}"))
    }

    /// The record of a clip; `None` where there is none that this program can read.
    pub fn record(&self, clip: &str) -> Option<Record> {
        Record::parse(&fs::read(self.record_path(clip)).ok()?).ok().filter(|record| record.clip == clip)
    }

    /// Whether a clip was analysed with all that `key` says, its report is as it was written, and its recording is there if `recording`.
    pub fn is_done(&self, clip: &str, key: &Key, recording: bool) -> bool {
        let Some(record) = self.record(clip) else { return false };
        let whole = || crate::digest::of_file(&self.report(clip)).is_ok_and(|sha256| sha256 == record.report_sha256);
        record.key == *key && whole() && (!recording || key.engine.is_none() || self.recording(clip).is_file())
    }

    /// Keeps the result of a clip: the report, then its record, each whole or not at all.
    pub fn keep(&self, record: &Record, report: &str) -> Result<(), BatchError> {
        put(&self.report(&record.clip), report.as_bytes())?;
        put(&self.record_path(&record.clip), &record.to_bytes())
    }

    /// Removes the result of a clip that can no longer be analysed.
    pub fn forget(&self, clip: &str) -> Result<(), BatchError> {
        for path in [self.record_path(clip), self.report(clip), self.recording(clip)] {
            match fs::remove_file(&path) {
                Err(error) if ![ErrorKind::NotFound, ErrorKind::NotADirectory].contains(&error.kind()) => {
                    return Err(BatchError::unwritable(&path)(error));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The clips that have a record made by this program with these settings, by name; whether they are still there is not asked.
    pub fn earlier(&self, settings: &Settings, slow_motion: f64) -> Vec<Ending> {
        let folder = self.folder.join(DONE);
        let (program, settings) = (key::program(), key::settings_sha256(settings));
        let files = WalkDir::new(&folder).into_iter().flatten().filter(|entry| entry.file_type().is_file());
        let records = files.filter_map(|entry| {
            let inside = entry.path().strip_prefix(&folder).ok()?;
            let parts: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy()).collect();
            self.record(parts.join("/").strip_suffix(".json")?)
        });
        let same =
            |key: &Key| key.program == program && key.settings_sha256 == settings && (key.slow_motion - slow_motion).abs() <= 0.0;
        let endings = records.filter(|record| same(&record.key));
        let mut endings: Vec<Ending> = endings
            .map(|record| Ending { clip: record.clip, sha256: Some(record.key.clip_sha256), outcome: Outcome::Analysed })
            .collect();
        endings.sort_by(|one, other| one.clip.cmp(&other.clip));
        endings
    }
}

/// Writes a file of the results, and makes the folders that it lies in.
pub(super) fn put(path: &Path, bytes: &[u8]) -> Result<(), BatchError> {
    let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| replace(path, bytes));
    written.map_err(BatchError::unwritable(path))
}
