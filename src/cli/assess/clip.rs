//! The clip of a filmed self-assessment: a recording as it is, a video watched first.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser};

use super::super::analyze::Analyze;
use super::super::progress::Progress;
use super::super::{Failure, watch};
use crate::analysis::Analysis;
use crate::body::Recording;
use crate::job::Cancel;
use crate::pipeline;
use crate::recording;
use crate::recording::is_recording;
use crate::settings::Settings;

/// A clip that must be there.
#[derive(Args, Debug)]
pub(super) struct Clip {
    /// Video, or pose recording written by `plumbline analyze --recording`
    #[arg(value_name = "CLIP")]
    path: PathBuf,
    /// Pose model
    #[arg(long, value_name = "ID")]
    model: Option<String>,
    /// Print as JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// A clip that may be there.
#[derive(Args, Debug)]
pub(super) struct MaybeClip {
    /// Video, or pose recording written by `plumbline analyze --recording`; without it the guide is printed
    #[arg(value_name = "CLIP")]
    path: Option<PathBuf>,
    /// Pose model
    #[arg(long, value_name = "ID")]
    model: Option<String>,
    /// Print as JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// `plumbline analyze` with nothing but a clip, whose reading of videos is used.
#[derive(Parser)]
struct One {
    #[command(flatten)]
    analyze: Analyze,
}

impl Clip {
    /// What the models saw.
    pub(super) fn recording(&self) -> Result<Recording, Failure> {
        recorded(&self.path, self.model.as_deref())
    }
}

impl MaybeClip {
    /// What the models saw and what was made of it.
    pub(super) fn analysed(&self) -> Result<Option<(Recording, Analysis)>, Failure> {
        let Some(path) = &self.path else { return Ok(None) };
        let recording = recorded(path, self.model.as_deref())?;
        let analysis = pipeline::analyze(&recording, &Settings::default());
        Ok(Some((recording, analysis)))
    }
}

fn recorded(path: &PathBuf, model: Option<&str>) -> Result<Recording, Failure> {
    if is_recording(path) {
        return Ok(recording::read(path)?);
    }
    let mut arguments: Vec<OsString> = vec!["assess".into()];
    if let Some(model) = model {
        arguments.extend(["--model".into(), model.into()]);
    }
    arguments.extend(["--".into(), path.into()]);
    let one = One::try_parse_from(arguments)?;
    watch::quiet(&one.analyze);
    let cancel = Cancel::default();
    let asked = cancel.clone();
    // Where no handler can be set Ctrl-C ends the program at once; nothing is written here.
    let _ = ctrlc::set_handler(move || asked.cancel());
    let progress = Progress::new(false);
    Ok(recording::canonical(watch::estimate(&one.analyze, path, &|event| progress.hear(&event), &cancel)?.recording))
}
