//! With what a result was made: where all of it is the same, the result is.

use serde::{Deserialize, Serialize};

use crate::settings::Settings;

/// What looks at the pictures.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Engine {
    /// Id of the pose model.
    pub model: String,
    /// SHA-256 of the pose model's file.
    pub model_sha256: String,
    /// Id of the detector of plates.
    pub detector: String,
    /// SHA-256 of the detector's file.
    pub detector_sha256: String,
    /// Version of OpenCV, which decodes.
    pub opencv: String,
    /// SHA-256 of ONNX Runtime's library, which runs the models.
    pub onnx_runtime_sha256: String,
}

/// Everything that the result of a clip depends on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// Name and version of this program.
    pub program: String,
    /// SHA-256 of the file, a video or a recording.
    pub clip_sha256: String,
    /// SHA-256 of the settings in force, as [`Settings::to_json`] writes them.
    pub settings_sha256: String,
    /// How many times slower than life a video plays.
    pub slow_motion: f64,
    /// What looks at the pictures; `None` for a recording, whose pictures were seen before.
    pub engine: Option<Engine>,
}

impl Key {
    /// Whether what the models saw is the same, whatever the settings.
    pub fn sees_the_same(&self, other: &Self) -> bool {
        let with_settings = Self { settings_sha256: other.settings_sha256.clone(), ..self.clone() };
        self.engine.is_some() && with_settings == *other
    }
}

/// Name and version of this program, as keys and manifests give it.
pub(super) fn program() -> String {
    format!("plumbline {}", env!("CARGO_PKG_VERSION"))
}

/// SHA-256 of settings.
pub(super) fn settings_sha256(settings: &Settings) -> String {
    crate::digest::of_bytes(settings.to_json().as_bytes())
}
