//! The reader as the pipeline's source of frames.

use std::path::Path;

use super::uprights::Uprights;
use super::{ReadOptions, VideoError, VideoReader};
use crate::body::{ClipInfo, Part, Upright};
use crate::digest;
use crate::frame::Frame;
use crate::notes::Note;
use crate::pipeline::FrameSource;

/// SHA-256 of a file, lower-case hexadecimal.
pub fn hash(path: &Path) -> Result<String, VideoError> {
    digest::of_file(path).map_err(|source| VideoError::Unreadable { source, path: path.to_owned() })
}

impl ReadOptions {
    /// The part of the clip that these options read.
    pub fn clip_part(&self) -> Part {
        Part { slow_motion: self.slow_motion, from_s: self.from.map(|from| from.0), to_s: self.to.map(|to| to.0) }
    }
}

/// A reader with the identity of its clip.
pub struct ClipSource {
    reader: VideoReader,
    clip: ClipInfo,
    uprights: Uprights,
}

impl ClipSource {
    /// Opens a clip and computes its hash.
    pub fn open(path: &Path, options: &ReadOptions) -> Result<Self, VideoError> {
        let reader = VideoReader::open(path, options)?;
        let facts = reader.info();
        let clip = ClipInfo {
            path: path.to_string_lossy().into_owned(),
            sha256: hash(path)?,
            width_px: facts.width_px,
            height_px: facts.height_px,
            part: options.clip_part(),
            ..ClipInfo::default()
        };
        Ok(Self { reader, clip, uprights: Uprights::default() })
    }
}

impl FrameSource for ClipSource {
    fn clip(&self) -> ClipInfo {
        self.clip.clone()
    }

    fn expected_frames(&self) -> Option<usize> {
        self.reader.info().expected_frames
    }

    fn next_frame(&mut self) -> Result<Option<Frame>, Box<dyn std::error::Error + Send + Sync>> {
        let frame = self.reader.next_frame()?;
        if let Some(frame) = &frame {
            self.uprights.look(frame);
        }
        Ok(frame)
    }

    fn notes(&self) -> Vec<Note> {
        self.reader.notes()
    }

    fn uprights(&self) -> Vec<Upright> {
        self.uprights.found()
    }
}

/// Version of the OpenCV library in use.
pub fn library_version() -> String {
    opencv::core::get_version_string().unwrap_or_else(|error| format!("of unknown version ({error})"))
}
