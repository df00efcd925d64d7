//! `plumbline doctor`: what is there, what is missing and how to get it.

use super::{COULD_NOT, Failure, say};

/// One thing that was looked at.
struct Check {
    what: &'static str,
    /// What is there, or what is missing and how to get it.
    found: Result<String, String>,
}

/// Looks at everything the program needs; the exit status says whether all is there.
pub(super) fn run() -> Result<u8, Failure> {
    #[cfg(feature = "video")]
    crate::video::quiet_decoder();
    let mut checks = vec![Check { what: "program", found: Ok(format!("plumbline {}", env!("CARGO_PKG_VERSION"))) }];
    checks.extend(edges::video());
    checks.extend(edges::models());
    checks.push(Check { what: "temporary files", found: temporary() });
    let mut missing = 0;
    for Check { what, found } in &checks {
        match found {
            Ok(text) => say(&format!("there    {what:18} {text}\n"))?,
            Err(text) => {
                missing += 1;
                say(&format!("MISSING  {what:18} {text}\n"))?;
            }
        }
    }
    if missing == 0 {
        say("Everything is there. No video leaves this machine.\n")?;
        return Ok(0);
    }
    say(&format!(
        "{missing} missing: each line says how to get it; `make setup` in the project's folder gets all that it can.\n"
    ))?;
    Ok(COULD_NOT)
}

/// Whether temporary files can be made.
fn temporary() -> Result<String, String> {
    let folder = std::env::temp_dir();
    tempfile::tempfile()
        .map(|_| format!("can be written in {}", folder.display()))
        .map_err(|error| format!("cannot be written ({error}); make room or set TMPDIR to another folder: {}", folder.display()))
}

#[cfg(feature = "video")]
mod video_edge {
    use super::Check;
    use crate::frame::Frame;
    use crate::units::Seconds;
    use crate::video::{self, ReadOptions, VideoReader, VideoWriter};

    /// Size of the picture that is written and read back, pixels.
    const SIDE: usize = 128;

    pub(super) fn video() -> Vec<Check> {
        let tried = round_trip();
        vec![Check { what: "OpenCV", found: Ok(video::library_version()) }, Check { what: "H.264 in and out", found: tried }]
    }

    /// Writes a few frames and reads them back.
    fn round_trip() -> Result<String, String> {
        let advice = "install FFmpeg's libraries with H.264 (Debian: libopencv-videoio-dev), or do without the annotated video";
        let failed = |error: String| format!("does not work ({error}); {advice}");
        let folder = tempfile::tempdir().map_err(|error| failed(error.to_string()))?;
        let path = folder.path().join("trial.mp4");
        let wrote = (|| {
            let mut writer = VideoWriter::create(&path, SIDE, SIDE, 30.0)?;
            for index in 0..10 {
                let rgb = vec![(index * 20) as u8; SIDE * SIDE * 3];
                writer.write(&Frame { index, at: Seconds(index as f64 / 30.0), width: SIDE, height: SIDE, rgb }, 1)?;
            }
            writer.finish()?;
            let mut reader = VideoReader::open(&path, &ReadOptions::default())?;
            let mut frames = 0;
            while reader.next_frame()?.is_some() {
                frames += 1;
            }
            Ok::<_, crate::video::VideoError>(frames)
        })();
        match wrote {
            Ok(10) => Ok("10 frames written and read back".to_owned()),
            Ok(frames) => Err(failed(format!("10 frames written, {frames} read back"))),
            Err(error) => Err(failed(error.to_string())),
        }
    }
}

#[cfg(feature = "infer")]
mod infer_edge {
    use super::Check;
    use crate::infer::{self, runtime, shelf};

    pub(super) fn models() -> Vec<Check> {
        let library = runtime::locate(None).map(|path| path.display().to_string()).map_err(|error| error.to_string());
        let mut checks = vec![Check { what: "ONNX Runtime", found: library }];
        let models = infer::list();
        let preferred = models.iter().any(|model| model.id == shelf::PREFERRED);
        for model in models {
            let loads = format!("{} loads", model.id);
            let found = infer::check(model, Some(1), None).map(|_| loads).map_err(|error| error.to_string());
            checks.push(Check { what: "model", found });
        }
        if !preferred {
            let found = Ok("BlazePose is not installed; it sees more: `plumbline models add blazepose`".to_owned());
            checks.push(Check { what: "pose model", found });
        }
        checks
    }
}

mod edges {
    #[cfg(feature = "infer")]
    pub(super) use super::infer_edge::models;
    #[cfg(feature = "video")]
    pub(super) use super::video_edge::video;

    #[cfg(not(feature = "video"))]
    pub(super) fn video() -> Vec<super::Check> {
        vec![super::Check {
            what: "video",
            found: Err("this build reads no videos: build it with the feature `video`".to_owned()),
        }]
    }

    #[cfg(not(feature = "infer"))]
    pub(super) fn models() -> Vec<super::Check> {
        vec![super::Check {
            what: "models",
            found: Err("this build runs no models: build it with the feature `infer`".to_owned()),
        }]
    }
}
