//! Which files an analysis is to write.

use std::path::PathBuf;

use super::Failure;
use super::analyze::Analyze;
use crate::recording::is_recording;
use crate::report::Neighbour;

/// The files to write for one clip.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Targets {
    /// Result as JSON; `-` is stdout.
    pub(super) json: Option<PathBuf>,
    /// HTML report.
    pub(super) report: Option<PathBuf>,
    /// Table of repetitions; two more lie beside it.
    pub(super) csv: Option<PathBuf>,
    /// Annotated copy of the video.
    pub(super) annotated: Option<PathBuf>,
    /// What neighbouring programs read.
    pub(super) neighbours: Vec<(Neighbour, PathBuf)>,
    /// Pose recording.
    pub(super) recording: Option<PathBuf>,
    /// Whether the recording, where it is there and of this clip, stands for the models' work.
    pub(super) reuse: bool,
    /// The folder of `--out`, which is named to the user.
    pub(super) folder: Option<PathBuf>,
}

impl Targets {
    /// The targets of the clip with this number; makes the folder of `--out`.
    pub(super) fn of(arguments: &Analyze, number: usize) -> Result<Self, Failure> {
        let mut targets = Self {
            json: arguments.json.clone(),
            report: arguments.report.clone(),
            csv: arguments.csv.clone(),
            annotated: arguments.annotated.clone(),
            neighbours: Vec::new(),
            recording: arguments.recording.clone(),
            reuse: arguments.recording.is_some(),
            folder: arguments.out.clone(),
        };
        if let Some(folder) = &arguments.out {
            std::fs::create_dir_all(folder)
                .map_err(|error| format!("the folder cannot be made ({error}): {}", folder.display()))?;
            let name = name(arguments, number);
            let file = |end: &str| folder.join(format!("{name}{end}"));
            targets.json.get_or_insert_with(|| file(".json"));
            targets.report.get_or_insert_with(|| file(".html"));
            // A recording has no pictures to paint on.
            if arguments.clips.get(number).is_some_and(|clip| !is_recording(clip)) {
                targets.annotated.get_or_insert_with(|| file(".annotated.mp4"));
            }
            targets.recording.get_or_insert_with(|| file(".recording.json"));
            targets.neighbours = arguments.formats.iter().map(|format| (*format, file(format.ending()))).collect();
        }
        Ok(targets)
    }

    /// Whether the JSON goes to stdout, which then holds nothing else.
    pub(super) fn json_on_stdout(&self) -> bool {
        self.json.as_ref().is_some_and(|path| path.as_os_str() == "-")
    }
}

/// The clip's name for files: its stem, with its number where an earlier clip has the same.
fn name(arguments: &Analyze, number: usize) -> String {
    let stem = |index: usize| {
        arguments.clips.get(index).and_then(|path| path.file_name()).map(|name| {
            let name = name.to_string_lossy();
            let short =
                name.strip_suffix(".recording.json").or_else(|| name.rsplit_once('.').map(|(stem, _)| stem)).unwrap_or(&name);
            short.to_owned()
        })
    };
    let own = stem(number).filter(|stem| !stem.is_empty()).unwrap_or_else(|| "clip".to_owned());
    let taken = (0..number).filter(|&earlier| stem(earlier).as_ref() == Some(&own)).count();
    if taken == 0 { own } else { format!("{own}-{}", taken + 1) }
}
