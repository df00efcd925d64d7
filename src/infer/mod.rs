//! Runs pose models through ONNX Runtime: frames to poses.
//!
//! [`open`] takes a model from the [`shelf`], holds it against its [`manifest`] and gives an estimator. A network sees a [`crop`] of the
//! frame; [`decode`] reads its numbers; `search` finds people with it on the whole frame and follows one. Names become joints here: the
//! order in which a network gives its points is known nowhere else.

mod back;
mod blazepose;
pub mod convert;
pub mod crop;
pub mod decode;
mod error;
pub mod install;
mod lifter;
pub mod manifest;
mod network;
#[cfg(test)]
mod parity;
mod plausible;
pub mod runtime;
mod search;
pub mod shelf;
mod sight;

use std::path::Path;

pub use blazepose::BlazePose;
pub use error::ModelError;
pub use lifter::Lifter;
pub use manifest::{Checked, Manifest};
pub use network::Spent;

use crate::body::Estimator;

/// Opens a pose model, checked against its manifest and hash.
///
/// `model` is an id or the path of a manifest; without it `BlazePose` where it is installed, else the embedded `lifter-v0`. `threads` are
/// the runtime's for one operator; `runtime_path` is ONNX Runtime's library where the user named it.
pub fn open(model: Option<&str>, threads: usize, runtime_path: Option<&Path>) -> Result<Box<dyn Estimator>, ModelError> {
    check(&shelf::take(model)?, threads, runtime_path)?.estimator(|| check(&shelf::embedded(), threads, runtime_path))
}

/// Holds a model of the shelf against its manifest: hash, tensors, and that the runtime takes it.
pub fn check(model: &shelf::Shelved, threads: usize, runtime_path: Option<&Path>) -> Result<Checked, ModelError> {
    let path = model.file();
    let manifest = match &model.manifest {
        Ok(manifest) => manifest.clone(),
        Err(error) => {
            let path = model.path.clone().unwrap_or_else(|| path.clone());
            return Err(ModelError::Manifest { reason: error.to_string(), path });
        }
    };
    let bytes = model.bytes()?;
    manifest.check(&bytes, &path, &runtime::environment(runtime_path)?, threads)
}

/// The models that can be opened, each id once, and the manifests that do not fit.
pub fn list() -> Vec<shelf::Shelved> {
    shelf::shelved()
}
