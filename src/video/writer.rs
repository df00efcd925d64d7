//! Writes an H.264 film, whole or not at all.

use std::path::{Path, PathBuf};

use opencv::core::{Mat, Rect, Size, Vec3b};
use opencv::{imgproc, prelude::*, videoio};
use tempfile::TempPath;

use super::VideoError;
use crate::frame::Frame;

/// Shortest and longest side that is written, pixels; the longest is what H.264 players take.
const SIDES_PX: (usize, usize) = (16, 4096);
/// Frame rates that are written.
const FPS: (f64, f64) = (1.0, 240.0);

/// Writes frames at an even rate to a file beside the target, which takes the target's name in [`finish`](Self::finish). Dropped
/// before that, it leaves nothing behind.
pub struct VideoWriter {
    encoder: videoio::VideoWriter,
    bgr: Mat,
    beside: TempPath,
    target: PathBuf,
    width: usize,
    height: usize,
    written: usize,
}

impl VideoWriter {
    /// Begins a film of `fps` frames a second (1 to 240); frames are `width` x `height` pixels. H.264 needs even sides, so the last
    /// column or row of an odd one is left out.
    pub fn create(path: &Path, width: usize, height: usize, fps: f64) -> Result<Self, VideoError> {
        let refused = |reason: String| VideoError::NotWritten { reason, path: path.to_owned() };
        let sides = SIDES_PX.0..=SIDES_PX.1;
        if !sides.contains(&width) || !sides.contains(&height) {
            return Err(refused(format!("{width} x {height} px is not a size that H.264 players take")));
        }
        if !(FPS.0..=FPS.1).contains(&fps) {
            return Err(refused(format!("{fps} frames per second is not a rate that players take")));
        }
        if path.is_dir() {
            return Err(refused("there is a folder of that name".to_owned()));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = std::fs::canonicalize(folder).map_err(|error| refused(format!("its folder cannot be used ({error})")))?;
        let mut beside = tempfile::Builder::new();
        beside.prefix(".plumbline-").suffix(".mp4");
        #[cfg(unix)]
        {
            // As any other new file: what the user's mask allows.
            use std::os::unix::fs::PermissionsExt;
            beside.permissions(std::fs::Permissions::from_mode(0o666));
        }
        let beside = beside.tempfile_in(&folder).map_err(|error| refused(format!("its folder is not writable ({error})")))?;
        let beside = beside.into_temp_path();
        let Some(name) = beside.to_str() else {
            return Err(VideoError::NotUtf8 { path: path.to_owned() });
        };
        let failed = |error: opencv::Error| VideoError::library(path, &error);
        let code = videoio::VideoWriter::fourcc('a', 'v', 'c', '1').map_err(failed)?;
        let size = Size::new((width - width % 2) as i32, (height - height % 2) as i32);
        let encoder = videoio::VideoWriter::new_with_backend(name, videoio::CAP_FFMPEG, code, fps, size, true).map_err(failed)?;
        if !encoder.is_opened().map_err(failed)? {
            return Err(refused("no H.264 encoder could be started (the system's FFmpeg needs libx264)".to_owned()));
        }
        Ok(Self { encoder, bgr: Mat::default(), beside, target: path.to_owned(), width, height, written: 0 })
    }

    /// Writes a frame `times` times; its own time is not looked at.
    pub fn write(&mut self, frame: &Frame, times: u64) -> Result<(), VideoError> {
        if frame.width != self.width || frame.height != self.height || frame.rgb.len() != self.width * self.height * 3 {
            let reason =
                format!("a frame of {} x {} px among those of {} x {} px", frame.width, frame.height, self.width, self.height);
            return Err(VideoError::NotWritten { reason, path: self.target.clone() });
        }
        self.encode(frame, times).map_err(|error| VideoError::library(&self.target, &error))?;
        self.written += times as usize;
        Ok(())
    }

    fn encode(&mut self, frame: &Frame, times: u64) -> opencv::Result<()> {
        let rgb = Mat::new_rows_cols_with_bytes::<Vec3b>(self.height as i32, self.width as i32, &frame.rgb)?;
        let (width, height) = (self.width - self.width % 2, self.height - self.height % 2);
        let even = Mat::roi(&rgb, Rect::new(0, 0, width as i32, height as i32))?;
        imgproc::cvt_color_def(&even, &mut self.bgr, imgproc::COLOR_RGB2BGR)?;
        for _ in 0..times {
            self.encoder.write(&self.bgr)?;
        }
        Ok(())
    }

    /// Ends the film, looks whether it is whole (the encoder does not say when the disk is full), and gives it the target's name.
    pub fn finish(mut self) -> Result<(), VideoError> {
        let target = self.target.clone();
        let failed = |error: opencv::Error| VideoError::library(&target, &error);
        let refused = |reason: String| VideoError::NotWritten { reason, path: target.clone() };
        self.encoder.release().map_err(failed)?;
        let name = self.beside.to_str().unwrap_or_default();
        let copy = videoio::VideoCapture::from_file(name, videoio::CAP_FFMPEG).map_err(failed)?;
        let frames = copy.get(videoio::CAP_PROP_FRAME_COUNT).map_err(failed)?;
        if !copy.is_opened().map_err(failed)? || (frames - self.written as f64).abs() > 1.0 {
            return Err(refused(format!("only a part of its {} frames reached the disk", self.written)));
        }
        drop(copy);
        let Self { beside, .. } = self;
        beside.persist(&target).map_err(|error| refused(error.error.to_string()))
    }
}
