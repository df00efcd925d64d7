//! What looks at the pictures of a batch, as far as this build has it.

#[cfg(all(feature = "video", feature = "infer"))]
pub(super) use with_edges::{engine, estimate, quiet};
#[cfg(not(all(feature = "video", feature = "infer")))]
pub(super) use without_edges::{engine, estimate, quiet};

#[cfg(all(feature = "video", feature = "infer"))]
mod with_edges {
    use std::path::Path;

    use crate::bar::RimTracker;
    use crate::batch::Engine;
    use crate::body::Recording;
    use crate::cli::Failure;
    use crate::infer::{self, runtime, shelf};
    use crate::job::{Cancel, Listener};
    use crate::pipeline;
    use crate::video::{self, ClipSource, ReadOptions};

    /// Keeps the decoder's own remarks off the terminal. To be called before any thread is started.
    pub(in super::super) fn quiet() {
        video::quiet_decoder();
    }

    /// What would look at a video here, after a trial that it can be opened.
    pub(in super::super) fn engine(model: Option<&str>) -> Result<Engine, Failure> {
        let (pose, plates) = (shelf::take(model)?.manifest?, shelf::embedded_detector().manifest?);
        drop(infer::open(model, Some(1), None)?);
        drop(infer::detector(None)?);
        let library = runtime::locate(None)?;
        let onnx_runtime_sha256 = crate::digest::of_file(&library)
            .map_err(|error| format!("ONNX Runtime's library cannot be read ({error}): {}", library.display()))?;
        Ok(Engine {
            model: pose.id,
            model_sha256: pose.sha256,
            detector: plates.id,
            detector_sha256: plates.sha256,
            opencv: video::library_version(),
            onnx_runtime_sha256,
        })
    }

    /// Runs the models over the video, on one processor.
    pub(in super::super) fn estimate(
        path: &Path,
        model: Option<&str>,
        slow_motion: f64,
        listen: Listener<'_>,
        cancel: &Cancel,
    ) -> Result<Recording, Failure> {
        video::one_thread();
        let mut reader = ClipSource::open(path, &ReadOptions { slow_motion, ..ReadOptions::default() })?;
        let mut model = infer::open(model, Some(1), None)?;
        let mut plates = RimTracker::default().with_detector(infer::detector(None)?);
        Ok(pipeline::estimate_in_turn(&mut reader, &mut *model, Some(&mut plates), listen, cancel)?.recording)
    }
}

#[cfg(not(all(feature = "video", feature = "infer")))]
mod without_edges {
    use std::path::Path;

    use crate::batch::Engine;
    use crate::body::Recording;
    use crate::cli::Failure;
    use crate::job::{Cancel, Listener};

    /// What a build without the edges says of a video.
    const REFUSAL: &str =
        "this build cannot read videos: build it with the features `video` and `infer`, or give a recording (.json)";

    pub(in super::super) fn quiet() {}

    pub(in super::super) fn engine(_: Option<&str>) -> Result<Engine, Failure> {
        Err(REFUSAL.into())
    }

    pub(in super::super) fn estimate(
        _: &Path,
        _: Option<&str>,
        _: f64,
        _: Listener<'_>,
        _: &Cancel,
    ) -> Result<Recording, Failure> {
        Err(REFUSAL.into())
    }
}
