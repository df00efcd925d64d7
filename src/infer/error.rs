//! Why a model, or the runtime that runs it, cannot be used.

use std::path::PathBuf;

/// What failed, what was expected, what to do, and the path last.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// ONNX Runtime's shared library is nowhere.
    #[error(
        "ONNX Runtime was not found; expected its shared library libonnxruntime.so, version 1.24 or later; run the set-up script, or set \
         ORT_DYLIB_PATH to the library; looked at: {}",
        list(looked)
    )]
    RuntimeMissing {
        /// Where it was looked for.
        looked: Vec<PathBuf>,
    },
    /// The library is there and does not work.
    #[error(
        "ONNX Runtime could not be loaded ({reason}); expected version 1.24 or later for this machine; run the set-up script again, or \
         set ORT_DYLIB_PATH to another library: {}", path.display()
    )]
    RuntimeUnusable {
        /// What the loader said.
        reason: String,
        /// The library.
        path: PathBuf,
    },
    /// No model of that name or path.
    #[error(
        "there is no model {wanted}; expected one of {known}, or the path of a manifest such as models/lifter-v1.json; \
         `plumbline models list` shows what is installed; looked in: {}",
        list(looked)
    )]
    NoSuchModel {
        /// What was asked for.
        wanted: String,
        /// The ids that there are.
        known: String,
        /// The folders looked in.
        looked: Vec<PathBuf>,
    },
    /// The file of a model is not where its manifest says.
    #[error(
        "the model file {file} could not be read ({reason}); expected it beside its manifest, with SHA-256 {sha256}; put it there, or \
         install the model again, or leave --model out to use another: {}", path.display()
    )]
    NoFile {
        /// Its name.
        file: String,
        /// What the system said.
        reason: String,
        /// The hash that the manifest says.
        sha256: String,
        /// Where it should be.
        path: PathBuf,
    },
    /// A file could not be read or written.
    #[error("{what} could not be {done} ({reason}); check that the path exists and that you may use it: {}", path.display())]
    File {
        /// What the file is.
        what: &'static str,
        /// `read` or `written`.
        done: &'static str,
        /// What the system said.
        reason: String,
        /// The file.
        path: PathBuf,
    },
    /// A manifest does not say what it must.
    #[error("the model's manifest does not fit: {reason}; correct it, or install the model again: {}", path.display())]
    Manifest {
        /// What is wrong with what was expected.
        reason: String,
        /// The manifest.
        path: PathBuf,
    },
    /// The model file is not the one that the manifest describes.
    #[error(
        "the model file is not the one its manifest describes: expected {expected}, found {found}; put the right file there, or install \
         the model again, or leave --model out to use another: {}", path.display()
    )]
    Mismatch {
        /// What the manifest says.
        expected: String,
        /// What the file has.
        found: String,
        /// The model file.
        path: PathBuf,
    },
    /// ONNX Runtime refuses the model.
    #[error(
        "ONNX Runtime cannot use the model ({reason}); expected a sound ONNX file; put one there, or install the model again, or \
         leave --model out to use another: {}", path.display()
    )]
    Session {
        /// What the runtime said.
        reason: String,
        /// The model file.
        path: PathBuf,
    },
    /// A model could not be fetched or made.
    #[error("{model} could not be installed: {step} failed ({reason}); {advice}; nothing was changed in {}", path.display())]
    Install {
        /// The model.
        model: &'static str,
        /// The step.
        step: &'static str,
        /// What was said.
        reason: String,
        /// What to do.
        advice: &'static str,
        /// The folder it was meant for.
        path: PathBuf,
    },
}

fn list(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_says_what_to_do_and_ends_with_the_path() {
        let missing = ModelError::RuntimeMissing { looked: vec!["/a/b.so".into(), "/c".into()] }.to_string();
        assert!(missing.contains("ORT_DYLIB_PATH") && missing.ends_with("/a/b.so, /c"), "{missing}");
        let unknown =
            ModelError::NoSuchModel { wanted: "x".into(), known: "lifter-v1".into(), looked: vec!["/m".into()] }.to_string();
        assert!(unknown.contains("lifter-v1") && unknown.ends_with("/m"), "{unknown}");
    }
}
