//! Why a clip could not be read or a copy not be written.

use std::path::PathBuf;

/// What failed, what was expected, what to do, and the path last.
#[derive(Debug, thiserror::Error)]
pub enum VideoError {
    /// There is nothing at the path.
    #[error("there is no such file; check the name and the folder: {}", path.display())]
    Missing {
        /// The path as given.
        path: PathBuf,
    },
    /// The path is a folder.
    #[error("this is a folder, but a video file was expected; name one file in it: {}", path.display())]
    Folder {
        /// The path as given.
        path: PathBuf,
    },
    /// The path is a pipe, a socket or a device.
    #[error("this is not a regular file, but a video file was expected; save the video to the disk first: {}", path.display())]
    NotAFile {
        /// The path as given.
        path: PathBuf,
    },
    /// The file has no content.
    #[error("the file is empty (0 bytes), the copy probably failed; copy it again from the phone: {}", path.display())]
    Empty {
        /// The path as given.
        path: PathBuf,
    },
    /// The system does not let us read the file.
    #[error("reading the file is not permitted; change its permissions or copy it to your own folder: {}", path.display())]
    NoPermission {
        /// The path as given.
        path: PathBuf,
    },
    /// The decoder takes only names in UTF-8.
    #[error("the name of the file or of a folder above it is not UTF-8 text; rename it: {}", path.display())]
    NotUtf8 {
        /// The path as given.
        path: PathBuf,
    },
    /// The system could not read the file.
    #[error("the file could not be read ({source}); check the disk and copy the file again: {}", path.display())]
    Unreadable {
        /// What the system said.
        source: std::io::Error,
        /// The path as given.
        path: PathBuf,
    },
    /// The file is an MP4 or MOV without its index.
    #[error(
        "the video's index is missing, so the recording or the copying was cut off before its end; copy the whole file again: {}",
        path.display()
    )]
    CutOff {
        /// The path as given.
        path: PathBuf,
    },
    /// No video stream was found.
    #[error(
        "no video was found in the file: it is not a video, is damaged, holds only sound, or has an unknown codec; if it plays \
         elsewhere, convert it to H.264 in MP4: {}",
        path.display()
    )]
    NoVideo {
        /// The path as given.
        path: PathBuf,
    },
    /// The file shows a single picture.
    #[error(
        "the file holds one picture only (a photo, or sound with a cover picture), but a video of a lift was expected; choose \
         the video: {}",
        path.display()
    )]
    OnePicture {
        /// The path as given.
        path: PathBuf,
    },
    /// The pictures are too small to see a lifter in.
    #[error(
        "the picture is {width} x {height} px, but at least {least} px on each side were expected; use the original video: {}",
        path.display()
    )]
    TooSmall {
        /// Width of the upright picture, pixels.
        width: usize,
        /// Height of the upright picture, pixels.
        height: usize,
        /// The least that is read, pixels.
        least: usize,
        /// The path as given.
        path: PathBuf,
    },
    /// The frame rate cannot be that of a film.
    #[error(
        "the file says {fps} frames per second, but from {least} to {most} were expected; it is damaged or no film, convert it \
         to H.264 in MP4: {}",
        path.display()
    )]
    FrameRate {
        /// What the file says.
        fps: f64,
        /// Lowest rate that is read.
        least: f64,
        /// Highest rate that is read.
        most: f64,
        /// The path as given.
        path: PathBuf,
    },
    /// Nothing of the clip lies between the times asked for.
    #[error(
        "the part asked for ({part}) lies outside the clip, which plays for about {length_s:.1} s; choose times inside it: {}",
        path.display()
    )]
    OutsideClip {
        /// The part in words, in the file's own playing time.
        part: String,
        /// Playing time of the clip, seconds.
        length_s: f64,
        /// The path as given.
        path: PathBuf,
    },
    /// The part asked for is not a part.
    #[error("the part asked for ({part}) is empty; its start must be 0 s or later and before its end: {}", path.display())]
    EmptyPart {
        /// The part in words, in the file's own playing time.
        part: String,
        /// The path as given.
        path: PathBuf,
    },
    /// The slow motion factor is not usable.
    #[error(
        "the slow motion factor is {factor}, but from {least} to {most} was expected (8 means that the file plays 8 times slower \
         than life): {}",
        path.display()
    )]
    SlowMotion {
        /// The factor as given.
        factor: f64,
        /// Least factor.
        least: f64,
        /// Greatest factor.
        most: f64,
        /// The path as given.
        path: PathBuf,
    },
    /// The copy could not be written.
    #[error("the video could not be written: {reason}; choose another folder or free some space: {}", path.display())]
    NotWritten {
        /// What failed.
        reason: String,
        /// The target.
        path: PathBuf,
    },
    /// The file to be written is the one that is read.
    #[error("the annotated copy would replace the clip itself; give it another name: {}", path.display())]
    SameFile {
        /// The target.
        path: PathBuf,
    },
    /// The decoder or encoder failed in a way that it should not.
    #[error("the video library failed ({reason}); convert the clip to H.264 in MP4 and try again: {}", path.display())]
    Library {
        /// What the library said.
        reason: String,
        /// The path as given.
        path: PathBuf,
    },
    /// A stop was asked for.
    #[error("stopped as asked, nothing was written: {}", path.display())]
    Stopped {
        /// The target that was not written.
        path: PathBuf,
    },
}

impl VideoError {
    /// Wraps an error of OpenCV that happened at a path.
    pub(super) fn library(path: &std::path::Path, error: &opencv::Error) -> Self {
        Self::Library { reason: error.message.trim().to_owned(), path: path.to_owned() }
    }
}
