//! Runs pose models through ONNX Runtime: frames to poses.
//!
//! [`open`] takes a model from the [`shelf`], holds it against its [`manifest`] and gives an estimator. A network sees a [`crop`] of the
//! frame; [`decode`] reads its numbers; `search` finds people with it on the whole frame and follows one. Names become joints here: the
//! order in which a network gives its points is known nowhere else.

mod back;
mod barbell;
mod blazepose;
mod checked;
pub mod convert;
pub mod crop;
pub mod decode;
#[cfg(test)]
mod drawn;
mod error;
pub mod install;
pub mod manifest;
mod multi;
mod network;
#[cfg(test)]
mod parity;
mod plausible;
pub mod runtime;
pub mod sampler;
mod search;
pub mod shelf;
mod sight;
mod single;

use std::path::Path;

pub use barbell::Barbell;
pub use blazepose::BlazePose;
pub use checked::{Checked, Kind};
pub use error::ModelError;
pub use manifest::Manifest;
pub use multi::MultiPose;
pub use network::Spent;
pub use single::SinglePose;

use crate::body::{Detector, Estimator};

/// Opens a pose model, checked against its manifest and hash.
///
/// `model` is an id or the path of a manifest; without it `BlazePose` where it is installed, else the one that is part of the program.
/// `threads` are the runtime's for one operator, without it those of the manifest; `runtime_path` is ONNX Runtime's library where the user
/// named it.
pub fn open(model: Option<&str>, threads: Option<usize>, runtime_path: Option<&Path>) -> Result<Box<dyn Estimator>, ModelError> {
    let model = shelf::take(model)?;
    let path = model.file();
    check(model, threads, runtime_path)?.estimator(&path, || check(shelf::embedded(), threads, runtime_path))
}

/// Opens the detector of plates that is part of the program.
pub fn detector(runtime_path: Option<&Path>) -> Result<Box<dyn Detector>, ModelError> {
    let model = shelf::embedded_detector();
    let path = model.file();
    // It runs now and then beside the pose model: one thread, that it may not wait for the other.
    check(model, Some(1), runtime_path)?.detector(&path)
}

/// Holds a model of the shelf against its manifest: hash, tensors, and that the runtime takes it.
pub fn check(model: shelf::Shelved, threads: Option<usize>, runtime_path: Option<&Path>) -> Result<Checked, ModelError> {
    let (path, bytes) = (model.file(), model.bytes());
    let manifest = model.manifest?;
    let threads = threads.or(manifest.threads).unwrap_or_else(usual_threads);
    manifest.check(&bytes?, &path, &runtime::environment(runtime_path)?, threads)
}

/// Most threads for one operator where nobody says: more share too little work each.
const MOST_THREADS: usize = 4;

/// Threads for one operator where nobody says. Decoding and the plates run beside it, but take less than one processor of two: on such a
/// machine two threads are a tenth faster than one for a network of 32-bit floats (103 and 115 frames a second of 720p).
fn usual_threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).clamp(1, MOST_THREADS)
}

/// The models that can be opened, each id once, and the manifests that do not fit.
pub fn list() -> Vec<shelf::Shelved> {
    shelf::shelved()
}
