//! What a folder of results was made with, and what it holds.

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{BatchError, Engine, Shard};

/// Name and version of the file's shape; `assets/schema/batch-1.schema.json` describes it.
pub(super) const SCHEMA: &str = "plumbline.batch/1";

/// How many of everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Totals {
    /// Clips.
    pub clips: usize,
    /// Of them analysed.
    pub analysed: usize,
    /// Of them refused.
    pub refused: usize,
    /// Repetitions.
    pub repetitions: usize,
}

/// A clip in the manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// Its name.
    pub clip: String,
    /// SHA-256 of the file, where it could be read.
    pub sha256: Option<String>,
    /// SHA-256 of its report, where it was analysed.
    pub report_sha256: Option<String>,
    /// Why it was refused.
    pub refused: Option<String>,
}

/// The manifest of a batch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Name and version of the file's shape.
    pub schema: String,
    /// Name and version of the program.
    pub program: String,
    /// Everything that looked at pictures: one entry, unless machines differ.
    pub engines: Vec<Engine>,
    /// The settings in force, as a settings file.
    pub settings: Value,
    /// How many times slower than life videos play.
    pub slow_motion: f64,
    /// Which share of the batch this is; `null` where it is the whole.
    pub shard: Option<Shard>,
    /// How many of everything.
    pub totals: Totals,
    /// The clips by name.
    pub clips: Vec<Listed>,
}

impl Manifest {
    /// The manifest as its file holds it.
    pub fn to_text(&self) -> String {
        // Only maps with keys that are not strings make this an error: there are none.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Reads a manifest.
    pub fn read(path: &Path) -> Result<Self, BatchError> {
        let wrong = |reason: String| BatchError::NotOurs {
            what: "the manifest of a batch",
            reason,
            advice: "run that batch to its end first, with the program of the same version",
            path: path.to_path_buf(),
        };
        let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
        let manifest: Self = serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        if manifest.schema == SCHEMA { Ok(manifest) } else { Err(wrong(format!("its schema is {:?}", manifest.schema))) }
    }
}
