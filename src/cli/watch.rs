//! The half that sees pixels, as far as this build has it: with the features `video` and `infer` the real one, else a plain refusal.

#[cfg(all(feature = "video", feature = "infer"))]
pub(super) use with_edges::{annotate, estimate, fits, stills};
#[cfg(not(all(feature = "video", feature = "infer")))]
pub(super) use without_edges::{annotate, estimate, fits, stills};

#[cfg(all(feature = "video", feature = "infer"))]
mod with_edges {
    use std::path::Path;

    use crate::analysis::Analysis;
    use crate::bar::RimTracker;
    use crate::body::Recording;
    use crate::cli::Failure;
    use crate::cli::analyze::Analyze;
    use crate::faults::Verdict;
    use crate::infer;
    use crate::job::{Cancel, Event};
    use crate::pipeline::{self, Estimate};
    use crate::report::{self, Still};
    use crate::units::Seconds;
    use crate::video::{self, ReadOptions, VideoReader};

    /// Evidence pictures in a report at the most.
    const MOST_STILLS: usize = 9;

    /// How the arguments want a clip read.
    fn options(arguments: &Analyze) -> ReadOptions {
        ReadOptions {
            slow_motion: arguments.slow_motion,
            from: arguments.from.map(Seconds),
            to: arguments.to.map(Seconds),
            ..ReadOptions::default()
        }
    }

    /// Runs the models over the video.
    pub(in crate::cli) fn estimate(
        arguments: &Analyze,
        path: &Path,
        listen: &(dyn Fn(Event) + Sync),
        cancel: &Cancel,
    ) -> Result<Estimate, Failure> {
        // The video first: a clip that cannot be read should say so before a model is loaded.
        let mut reader = VideoReader::open(path, &options(arguments))?;
        let mut model = infer::open(arguments.model.as_deref(), arguments.threads.map(usize::from))?;
        let mut plates = RimTracker::default();
        Ok(pipeline::estimate(&mut reader, &mut *model, Some(&mut plates), listen, cancel)?)
    }

    /// Whether a recording is of this clip, this model and this part of the clip.
    pub(in crate::cli) fn fits(arguments: &Analyze, path: &Path, recording: &Recording) -> Result<bool, Failure> {
        let model = infer::chosen(arguments.model.as_deref())?;
        Ok(recording.model == model
            && recording.clip.part == options(arguments).part()
            && recording.clip.sha256 == video::hash(path)?)
    }

    /// The evidence frames of the faults found, painted, as JPEG; none where there is no video.
    pub(in crate::cli) fn stills(
        arguments: &Analyze,
        video: Option<&Path>,
        recording: &Recording,
        analysis: &Analysis,
    ) -> Result<Vec<Still>, Failure> {
        let Some(path) = video else { return Ok(Vec::new()) };
        let wanted = report::wanted_stills(analysis, MOST_STILLS);
        let times: Vec<Seconds> = wanted.iter().map(|still| Seconds(still.at_s)).collect();
        let pictures = video::stills(path, &options(arguments), &times, recording, analysis)?;
        Ok(wanted.into_iter().zip(pictures).map(|(still, jpeg)| Still { jpeg, ..still }).collect())
    }

    /// Writes the annotated copy.
    pub(in crate::cli) fn annotate(
        arguments: &Analyze,
        video: Option<&Path>,
        target: &Path,
        recording: &Recording,
        analysis: &Analysis,
        listen: &(dyn Fn(Event) + Sync),
        cancel: &Cancel,
    ) -> Result<(), Failure> {
        let path = video.ok_or("an annotated video needs the video: name the clip itself, with --recording for the recording")?;
        Ok(video::annotate(path, &options(arguments), target, recording, analysis, listen, cancel)?)
    }
}
