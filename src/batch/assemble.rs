//! The records of all clips become tables, a summary and a manifest.

use serde_json::Value;

use super::manifest::{Listed, Manifest, SCHEMA, Totals};
use super::sheets::Sheet;
use super::store::put;
use super::summary::Summary;
use super::{BatchError, Ending, Outcome, Record, Shard, Store, key};
use crate::report::tables;
use crate::settings::Settings;

/// What a batch was made with, as far as it is the same for every clip.
#[derive(Clone, Debug, PartialEq)]
pub struct About {
    /// Name and version of the program.
    pub program: String,
    /// The settings in force, as a settings file.
    pub settings: Value,
    /// How many times slower than life videos play.
    pub slow_motion: f64,
    /// Which share of the batch it is.
    pub shard: Option<Shard>,
}

impl About {
    /// A batch of this program with these settings.
    pub fn new(settings: &Settings, slow_motion: f64, shard: Option<Shard>) -> Self {
        let settings = serde_json::from_str(&settings.to_json()).unwrap_or_default();
        Self { program: key::program(), settings, slow_motion, shard }
    }
}

/// What came of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// How many of everything.
    pub totals: Totals,
    /// The clips that were refused, with the reason.
    pub refused: Vec<(String, String)>,
}

/// Writes the tables `clips`, `repetitions`, `measures` and `findings` as CSV and as Parquet, `summary.html` and at last `manifest.json`.
///
/// The endings are all clips of the batch in the order of their names; an analysed one has its record in the store.
pub fn assemble(store: &Store, endings: &[Ending], about: &About) -> Result<Done, BatchError> {
    let mut clips = Sheet::new(store, &tables::CLIPS)?;
    let mut repetitions = Sheet::new(store, &tables::REPETITIONS)?;
    let mut measures = Sheet::new(store, &tables::MEASURES)?;
    let mut findings = Sheet::new(store, &tables::FINDINGS)?;
    let mut summary = Summary::default();
    let (mut totals, mut refused, mut listed, mut engines) = (Totals::default(), Vec::new(), Vec::new(), Vec::new());
    for ending in endings {
        totals.clips += 1;
        match &ending.outcome {
            Outcome::Refused(reason) => {
                totals.refused += 1;
                let sha256 = ending.sha256.as_deref();
                clips.add([tables::refused(&ending.clip, reason, sha256)])?;
                listed.push(Listed {
                    clip: ending.clip.clone(),
                    sha256: ending.sha256.clone(),
                    report_sha256: None,
                    refused: Some(reason.clone()),
                });
                refused.push((ending.clip.clone(), reason.clone()));
            }
            Outcome::Analysed => {
                let record = Record::read(&store.record_path(&ending.clip))?;
                totals.analysed += 1;
                totals.repetitions += record.rows.repetitions.len();
                summary.add(&record);
                let Record { clip, key, report_sha256, rows, .. } = record;
                let (sha256, report_sha256) = (Some(key.clip_sha256), Some(report_sha256));
                listed.push(Listed { clip, sha256, report_sha256, refused: None });
                engines.extend(key.engine);
                engines.sort();
                engines.dedup();
                clips.add([rows.clip])?;
                repetitions.add(rows.repetitions)?;
                measures.add(rows.measures)?;
                findings.add(rows.findings)?;
            }
        }
    }
    for sheet in [clips, repetitions, measures, findings] {
        sheet.finish()?;
    }
    let About { program, settings, slow_motion, shard } = about.clone();
    let manifest = Manifest { schema: SCHEMA.to_owned(), program, engines, settings, slow_motion, shard, totals, clips: listed };
    put(&store.file("summary.html"), summary.render(&manifest).as_bytes())?;
    // The manifest last: a folder that has one is whole.
    put(&store.file("manifest.json"), manifest.to_text().as_bytes())?;
    Ok(Done { totals, refused })
}
