//! The half that sees pixels, as far as this build has it: with the features `video` and `infer` the real one, else a plain refusal.

#[cfg(all(feature = "video", feature = "infer"))]
pub(super) use with_edges::{annotate, estimate, fits, quiet, see, silence, stills};
#[cfg(not(all(feature = "video", feature = "infer")))]
pub(super) use without_edges::{annotate, estimate, fits, quiet, see, silence, stills};

#[cfg(all(feature = "video", feature = "infer"))]
mod with_edges {
    use std::path::Path;

    use crate::bar::RimTracker;
    use crate::body::Recording;
    use crate::cli::Failure;
    use crate::cli::analyze::Analyze;
    use crate::infer;
    use crate::job::{Cancel, Event};
    use crate::overlay::Drawing;
    use crate::pipeline::{self, Estimate};
    use crate::recording::is_recording;
    use crate::report::{self, Still};
    use crate::units::Seconds;
    use crate::video::{self, ClipSource, ReadOptions};

    /// Quality of the report's pictures, of 100: no artefact to be seen, about 150 kB a picture of 720 rows.
    const JPEG_QUALITY: u8 = 85;

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

    /// How the frames of a recording are read again, which corrections may have put on another clock.
    fn as_read(recording: &Recording) -> ReadOptions {
        let part = recording.clip.part;
        let (from, to) = (part.from_s.map(Seconds), part.to_s.map(Seconds));
        ReadOptions { slow_motion: part.slow_motion, from, to, ..ReadOptions::default() }
    }

    /// Keeps the decoder's own remarks off the terminal. To be called before any thread is started.
    pub(in crate::cli) fn silence() {
        video::quiet_decoder();
    }

    /// Keeps the decoder's own remarks off the terminal, where a video is to be read. To be called before any thread is started.
    pub(in crate::cli) fn quiet(arguments: &Analyze) {
        if arguments.clips.iter().any(|clip| !is_recording(clip)) {
            video::quiet_decoder();
        }
    }

    /// Runs the models over the video.
    pub(in crate::cli) fn estimate(
        arguments: &Analyze,
        path: &Path,
        listen: &(dyn Fn(Event) + Sync),
        cancel: &Cancel,
    ) -> Result<Estimate, Failure> {
        run(path, &options(arguments), arguments.model.as_deref(), arguments.threads.map(usize::from), listen, cancel)
    }

    /// Runs the usual models over a whole video.
    pub(in crate::cli) fn see(path: &Path, listen: &(dyn Fn(Event) + Sync), cancel: &Cancel) -> Result<Estimate, Failure> {
        run(path, &ReadOptions::default(), None, None, listen, cancel)
    }

    fn run(
        path: &Path,
        options: &ReadOptions,
        model: Option<&str>,
        threads: Option<usize>,
        listen: &(dyn Fn(Event) + Sync),
        cancel: &Cancel,
    ) -> Result<Estimate, Failure> {
        // The video first: a clip that cannot be read should say so before a model is loaded.
        let mut reader = ClipSource::open(path, options)?;
        let mut model = infer::open(model, threads, None)?;
        let mut plates = RimTracker::default().with_detector(infer::detector(None)?);
        Ok(pipeline::estimate(&mut reader, &mut *model, Some(&mut plates), listen, cancel)?)
    }

    /// Whether a recording is of this clip, this model and this part of the clip.
    pub(in crate::cli) fn fits(arguments: &Analyze, path: &Path, recording: &Recording) -> Result<bool, Failure> {
        let model = infer::shelf::take(arguments.model.as_deref())?.manifest?;
        Ok(recording.model.id == model.id
            && recording.model.sha256 == model.sha256
            && recording.clip.part == options(arguments).clip_part()
            && recording.clip.sha256 == video::hash(path)?)
    }

    /// The frames that a coach marked and the evidence of the faults found, painted, as JPEG; none where there is no video.
    pub(in crate::cli) fn stills(video: Option<&Path>, drawing: &Drawing) -> Result<Vec<Still>, Failure> {
        let Some(path) = video else { return Ok(Vec::new()) };
        let Drawing { recording, analysis, .. } = *drawing;
        let marked = drawing.review.map(|review| report::marked(analysis, review, MOST_STILLS)).unwrap_or_default();
        let wanted = marked.into_iter().chain(report::evidence(analysis, MOST_STILLS));
        Ok(video::pictured(path, &as_read(recording), wanted.collect(), drawing, JPEG_QUALITY)?)
    }

    /// Writes the annotated copy.
    pub(in crate::cli) fn annotate(
        video: Option<&Path>,
        target: &Path,
        drawing: &Drawing,
        listen: &(dyn Fn(Event) + Sync),
        cancel: &Cancel,
    ) -> Result<(), Failure> {
        let path = video.ok_or("an annotated video needs the video: name the clip itself, with --recording for the recording")?;
        Ok(video::annotate(path, &as_read(drawing.recording), target, drawing, listen, cancel)?)
    }
}

#[cfg(not(all(feature = "video", feature = "infer")))]
mod without_edges {
    use std::path::Path;

    use crate::body::Recording;
    use crate::cli::Failure;
    use crate::cli::analyze::Analyze;
    use crate::job::{Cancel, Event};
    use crate::overlay::Drawing;
    use crate::pipeline::Estimate;
    use crate::report::Still;

    /// What a build without the edges says of a video.
    const REFUSAL: &str =
        "this build cannot read videos: build it with the features `video` and `infer`, or give a recording (.json)";

    pub(in crate::cli) fn quiet(_: &Analyze) {}

    pub(in crate::cli) fn silence() {}

    pub(in crate::cli) fn estimate(_: &Analyze, _: &Path, _: &(dyn Fn(Event) + Sync), _: &Cancel) -> Result<Estimate, Failure> {
        Err(REFUSAL.into())
    }

    pub(in crate::cli) fn see(_: &Path, _: &(dyn Fn(Event) + Sync), _: &Cancel) -> Result<Estimate, Failure> {
        Err(REFUSAL.into())
    }

    pub(in crate::cli) fn fits(_: &Analyze, _: &Path, _: &Recording) -> Result<bool, Failure> {
        Err(REFUSAL.into())
    }

    #[expect(clippy::unnecessary_wraps, reason = "as the real one")]
    pub(in crate::cli) fn stills(_: Option<&Path>, _: &Drawing) -> Result<Vec<Still>, Failure> {
        Ok(Vec::new())
    }

    pub(in crate::cli) fn annotate(
        _: Option<&Path>,
        _: &Path,
        _: &Drawing,
        _: &(dyn Fn(Event) + Sync),
        _: &Cancel,
    ) -> Result<(), Failure> {
        Err(REFUSAL.into())
    }
}
