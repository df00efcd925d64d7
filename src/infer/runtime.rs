//! Finds and starts ONNX Runtime, whose shared library is loaded at run time.
//!
//! The runtime is never left to look for itself: its own search panics where it finds nothing.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ort::environment::Environment;
use ort::logging::LogLevel;
use ort::session::Session;
use ort::session::builder::{GraphOptimizationLevel, SessionBuilder};

use super::error::ModelError;
use crate::folders::{data_folder, named};

/// Environment variable that names the library.
pub const LIBRARY_VARIABLE: &str = "ORT_DYLIB_PATH";
/// How the library's file name begins; the version may follow.
const LIBRARY_NAME: &str = "libonnxruntime.so";
/// Where the set-up script puts it, from the project's folder.
const VENDORED: &str = "vendor/ort/onnxruntime/capi";
/// How many folders above the program are looked at for the project's own.
const FOLDERS_ABOVE: usize = 4;

/// Finds ONNX Runtime's shared library: the path given, the variable `ORT_DYLIB_PATH`, beside the program, the project's `vendor`
/// folder, the user's data folder, in this order. A path that is given and does not exist is an error, not passed over.
pub fn locate(explicit: Option<&Path>) -> Result<PathBuf, ModelError> {
    let said = explicit.map(Path::to_path_buf).or_else(|| named(std::env::var_os(LIBRARY_VARIABLE)));
    if let Some(path) = said {
        return if path.exists() { Ok(path) } else { Err(ModelError::RuntimeMissing { looked: vec![path] }) };
    }
    let folders = folders();
    folders.iter().find_map(|folder| library_in(folder)).ok_or(ModelError::RuntimeMissing { looked: folders })
}

/// The folders that may hold the library, in the order in which they are looked at.
fn folders() -> Vec<PathBuf> {
    let beside = std::env::current_exe().ok().and_then(|program| program.parent().map(Path::to_path_buf));
    let vendored = roots().into_iter().map(|root| root.join(VENDORED));
    beside.into_iter().chain(vendored).chain(data_folder().map(|folder| folder.join("ort"))).collect()
}

/// The library in a folder: without a version, else the first by name.
fn library_in(folder: &Path) -> Option<PathBuf> {
    let plain = folder.join(LIBRARY_NAME);
    if plain.is_file() {
        return Some(plain);
    }
    let mut versions: Vec<PathBuf> = std::fs::read_dir(folder)
        .ok()?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(LIBRARY_NAME)) && path.is_file())
        .collect();
    versions.sort();
    versions.into_iter().next()
}

/// The folders that may be the project's own: the current one, then the program's and those above it.
pub(crate) fn roots() -> Vec<PathBuf> {
    let mut roots: Vec<PathBuf> = std::env::current_dir().ok().into_iter().collect();
    if let Ok(program) = std::env::current_exe() {
        roots.extend(program.ancestors().skip(1).take(FOLDERS_ABOVE).map(Path::to_path_buf));
    }
    let mut seen = Vec::new();
    roots.retain(|root| {
        !seen.contains(root) && {
            seen.push(root.clone());
            true
        }
    });
    roots
}

/// The one environment of the process.
static ENVIRONMENT: Mutex<Option<Environment>> = Mutex::new(None);

/// Loads ONNX Runtime, once for the process: a second call returns what the first has loaded, whatever path it gives.
pub fn environment(explicit: Option<&Path>) -> Result<Environment, ModelError> {
    let mut loaded = ENVIRONMENT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(environment) = loaded.as_ref() {
        return Ok(environment.clone());
    }
    let path = locate(explicit)?;
    let unusable = |reason: String| ModelError::RuntimeUnusable { reason: one_line(&reason), path: path.clone() };
    let builder = ort::init_from(&path).map_err(|error| unusable(error.to_string()))?;
    let environment =
        builder.with_name("plumbline").with_telemetry(false).build().map_err(|error| unusable(error.to_string()))?;
    environment.set_log_level(LogLevel::Error);
    *loaded = Some(environment.clone());
    tracing::debug!(library = %path.display(), "ONNX Runtime loaded");
    Ok(environment)
}

/// Opens a session on a model's bytes with `threads` threads for one operator; idle threads sleep rather than spin, because
/// spinning made two threads slower than one on a busy machine. `path` is for the error.
pub(crate) fn session(environment: &Environment, bytes: &[u8], threads: usize, path: &Path) -> Result<Session, ModelError> {
    let failed = |reason: String| ModelError::Session { reason: one_line(&reason), path: path.to_path_buf() };
    let wrong = |error: ort::Error<SessionBuilder>| failed(error.to_string());
    let mut builder = Session::builder(environment)
        .map_err(|error| failed(error.to_string()))?
        .with_optimization_level(GraphOptimizationLevel::All)
        .map_err(wrong)?
        .with_intra_threads(threads.max(1))
        .map_err(wrong)?
        .with_inter_threads(1)
        .map_err(wrong)?
        .with_intra_op_spinning(false)
        .map_err(wrong)?;
    builder.commit_from_memory(bytes).map_err(|error| failed(error.to_string()))
}

/// The runtime's message on one line, without the blanks at its ends.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_is_given_and_missing_is_an_error_that_names_it() {
        let error = locate(Some(Path::new("/no/such/libonnxruntime.so"))).unwrap_err().to_string();
        assert!(error.ends_with("/no/such/libonnxruntime.so"), "{error}");
    }

    #[test]
    fn the_library_without_a_version_is_taken_before_one_with() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(library_in(folder.path()), None);
        std::fs::write(folder.path().join("libonnxruntime_providers_shared.so"), b"").unwrap();
        assert_eq!(library_in(folder.path()), None);
        let versioned = folder.path().join("libonnxruntime.so.1.24.4");
        std::fs::write(&versioned, b"").unwrap();
        assert_eq!(library_in(folder.path()), Some(versioned));
        let plain = folder.path().join("libonnxruntime.so");
        std::fs::write(&plain, b"").unwrap();
        assert_eq!(library_in(folder.path()), Some(plain));
    }

    #[test]
    fn a_file_that_is_no_library_is_refused_with_its_path() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("libonnxruntime.so");
        std::fs::write(&path, b"not a library").unwrap();
        if let Err(error) = environment(Some(&path)) {
            assert!(error.to_string().ends_with(&path.display().to_string()), "{error}");
        }
    }
}
