//! Reads a clip frame by frame: upright, square pixels, RGB, true times.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use opencv::core::{self, Mat};
use opencv::{prelude::*, videoio};

use super::clock::{Clock, count};
use super::picture::{Shaper, Shaping, Turn};
use super::{ReadOptions, VideoError, probe};
use crate::frame::Frame;
use crate::notes::Note;
use crate::units::Seconds;

/// Shortest side that is read, pixels; our own choice: a lifter in less has limbs of a few pixels.
const LEAST_SIDE_PX: usize = 64;
/// Frame rates that a film can have; a cover picture in a sound file says 90000.
const FPS: (f64, f64) = (1.0, 1000.0);
/// Frame counts that are believed; a stream without a length says a huge negative number.
const MOST_FRAMES: f64 = 1.0e7;
/// Pixel shapes that are believed, width over height; films in use lie between 0.5 and 2.2.
const PIXEL_ASPECT: (f64, f64) = (0.25, 4.0);
/// How often a frame is asked for again: OpenCV says "no frame" at a damaged place as it does at the end, and goes on when asked.
const ASK_AGAIN: usize = 8;

/// What is known of a clip before its frames are read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClipFacts {
    /// Width of the frames as delivered: upright, square pixels, not larger than the options allow.
    pub width_px: usize,
    /// Height of the frames as delivered.
    pub height_px: usize,
    /// About how many frames will be delivered, for a progress bar only; `None` where the file does not say.
    pub expected_frames: Option<usize>,
    /// Frames per second of playing time that the file says it has, for display only; `None` where it does not say.
    pub labelled_fps: Option<f64>,
}

/// A clip being read, frame by frame in order.
pub struct VideoReader {
    path: PathBuf,
    options: ReadOptions,
    capture: videoio::VideoCapture,
    shaping: Shaping,
    shaper: Shaper,
    decoded: Mat,
    clock: Clock,
    facts: ClipFacts,
    all_frames: Option<usize>,
    /// The two frames that opening decoded, until they are delivered: playing time, and the picture of the first; that of the
    /// second is still in the decoder.
    ahead: VecDeque<(f64, Option<Vec<u8>>)>,
    /// The picture of the frame whose time was given last, where it is no longer in the decoder.
    picture: Option<Vec<u8>>,
    /// Playing time reached, seconds.
    reached_s: f64,
    delivered: usize,
    damaged: usize,
}

impl VideoReader {
    /// Opens a clip and decodes its first frames, so that whatever is no film is refused here.
    pub fn open(path: &Path, options: &ReadOptions) -> Result<Self, VideoError> {
        options.check(path)?;
        let name = probe::checked(path)?;
        let failed = |error: opencv::Error| VideoError::library(path, &error);
        // Only FFmpeg: with any other choice a bad file falls through to GStreamer, which takes names for pipelines.
        let mut capture = videoio::VideoCapture::from_file(&name, videoio::CAP_FFMPEG).map_err(failed)?;
        if !capture.is_opened().map_err(failed)? {
            return Err(probe::diagnosis(path));
        }
        capture.set(videoio::CAP_PROP_ORIENTATION_AUTO, 0.0).map_err(failed)?;
        let mut clock = Clock::default();
        let mut damaged = 0;
        let mut decoded = Mat::default();
        let first = advance(&mut capture, &mut clock, &mut damaged).map_err(failed)?;
        let Some(first) = first.filter(|_| capture.retrieve(&mut decoded, 0).unwrap_or(false)) else {
            return Err(probe::diagnosis(path));
        };
        let property = |property| capture.get(property).map_err(failed);
        let version = (core::get_version_major(), core::get_version_minor());
        let turn = Turn::from_meta(property(videoio::CAP_PROP_ORIENTATION_META)?, version);
        let (wide, high) = (property(videoio::CAP_PROP_SAR_NUM)?, property(videoio::CAP_PROP_SAR_DEN)?);
        let aspect = Some(wide / high).filter(|aspect| (PIXEL_ASPECT.0..=PIXEL_ASPECT.1).contains(aspect)).unwrap_or(1.0);
        let fps = Some(property(videoio::CAP_PROP_FPS)?).filter(|fps| fps.is_finite() && *fps > 0.0);
        let frames = Some(property(videoio::CAP_PROP_FRAME_COUNT)?).filter(|frames| (1.0..MOST_FRAMES).contains(frames));
        let stored = (decoded.cols() as usize, decoded.rows() as usize);
        let mut shaper = Shaper::default();

        let (width, height) = Shaping::new(stored, aspect, turn, None).size();
        if width.min(height) < LEAST_SIDE_PX {
            return Err(VideoError::TooSmall { width, height, least: LEAST_SIDE_PX, path: path.to_owned() });
        }
        let shaping = Shaping::new(stored, aspect, turn, options.max_side.map(|side| side.max(LEAST_SIDE_PX)));
        let picture = shaper.shape(&decoded, &shaping).map_err(failed)?;
        let Some(second) = advance(&mut capture, &mut clock, &mut damaged).map_err(failed)? else {
            return Err(VideoError::OnePicture { path: path.to_owned() });
        };
        if let Some(fps) = fps.filter(|fps| !(FPS.0..=FPS.1).contains(fps)) {
            return Err(VideoError::FrameRate { fps, least: FPS.0, most: FPS.1, path: path.to_owned() });
        }
        let all_frames = frames.map(|frames| frames as usize);
        let (width_px, height_px) = shaping.size();
        let facts = ClipFacts { width_px, height_px, expected_frames: expected(all_frames, fps, options), labelled_fps: fps };
        Ok(Self {
            path: path.to_owned(),
            options: *options,
            capture,
            shaping,
            shaper,
            decoded,
            clock,
            facts,
            all_frames,
            ahead: VecDeque::from([(first, Some(picture)), (second, None)]),
            picture: None,
            reached_s: 0.0,
            delivered: 0,
            damaged,
        })
    }

    /// What is known of the clip.
    pub fn info(&self) -> ClipFacts {
        self.facts
    }

    /// The next frame of the part asked for, `None` at its end.
    ///
    /// `at` is true time in seconds from the file's first frame (which is not delivered where `from` leaves it out); slow motion
    /// is undone.
    pub fn next_frame(&mut self) -> Result<Option<Frame>, VideoError> {
        while let Some(playing_s) = self.next_time_in_part()? {
            if let Some(rgb) = self.take_picture()? {
                let frame = self.frame(self.delivered, playing_s, rgb);
                self.delivered += 1;
                return Ok(Some(frame));
            }
            self.damaged += 1;
        }
        if self.delivered == 0 { Err(self.outside()) } else { Ok(None) }
    }

    /// The error for a part without a frame, once the clip was read through.
    pub(super) fn outside(&self) -> VideoError {
        let part = self.options.part_in_words();
        VideoError::OutsideClip { part, length_s: self.reached_s, path: self.path.clone() }
    }

    /// Goes on to the next frame of the part asked for without making its picture, and gives its playing time; `None` at the part's end.
    pub fn next_time_in_part(&mut self) -> Result<Option<f64>, VideoError> {
        let (from, to) = self.options.part();
        while let Some(playing_s) = self.next_time()? {
            if playing_s > to {
                self.ahead.clear();
                return Ok(None);
            }
            if playing_s >= from {
                return Ok(Some(playing_s));
            }
        }
        Ok(None)
    }

    /// What the user should know of what was read so far.
    pub fn notes(&self) -> Vec<Note> {
        let mut notes = self.clock.notes();
        if self.damaged > 0 {
            notes.push(Note::new(
                "frames-damaged",
                format!("The file is damaged: {} could not be decoded.", count(self.damaged, "frame", "frames")),
                "Copy it again from the phone; what could be decoded was used.",
            ));
        }
        notes
    }

    /// The clip's playing time in seconds by its own count of frames; `None` where the file does not say.
    pub(super) fn expected_length_s(&self) -> Option<f64> {
        Some(self.all_frames? as f64 / self.facts.labelled_fps?)
    }

    /// Moves to about a playing time in seconds and decodes the frame there, whose playing time is returned; `None` where that
    /// failed. Frames cannot be read in order after this.
    pub(super) fn jump(&mut self, playing_s: f64) -> Result<Option<f64>, VideoError> {
        let Some(fps) = self.facts.labelled_fps else { return Ok(None) };
        let path = &self.path;
        let failed = |error: opencv::Error| VideoError::library(path, &error);
        let moved = self.capture.set(videoio::CAP_PROP_POS_FRAMES, (playing_s * fps).floor()).map_err(failed)?;
        if !moved || !self.capture.grab().map_err(failed)? {
            return Ok(None);
        }
        let said = self.capture.get(videoio::CAP_PROP_POS_MSEC).map_err(failed)? / 1000.0;
        self.ahead.clear();
        self.picture = None;
        Ok(self.clock.at(said))
    }

    /// Leaps to about a playing time in seconds; from then on [`Self::next_time_after_leap`] goes on. `false` where the file does not
    /// say its rate, and nothing moved. The decoder often lands elsewhere: the next frame's time tells where.
    pub fn leap(&mut self, playing_s: f64) -> Result<bool, VideoError> {
        let Some(fps) = self.facts.labelled_fps else { return Ok(false) };
        let number = (playing_s * fps).floor().max(0.0);
        let moved = self.capture.set(videoio::CAP_PROP_POS_FRAMES, number);
        let moved = moved.map_err(|error| VideoError::library(&self.path, &error))?;
        self.ahead.clear();
        self.picture = None;
        Ok(moved)
    }

    /// Goes on to the next frame after a leap without making its picture, and gives its playing time, where the decoder has one; `None` at
    /// the end of the file or of the part asked for.
    pub fn next_time_after_leap(&mut self) -> Result<Option<Option<f64>>, VideoError> {
        let path = &self.path;
        let failed = |error: opencv::Error| VideoError::library(path, &error);
        for _ in 0..=ASK_AGAIN {
            if !self.capture.grab().map_err(failed)? {
                continue;
            }
            let said_s = self.capture.get(videoio::CAP_PROP_POS_MSEC).map_err(failed)? / 1000.0;
            let at = self.clock.at(said_s);
            return Ok(if at.is_some_and(|at| at > self.options.part().1) { None } else { Some(at) });
        }
        Ok(None)
    }

    /// The picture of the frame gone on to last, in a frame whose number and time say nothing; `None` where it is damaged.
    pub fn picture(&mut self) -> Result<Option<Frame>, VideoError> {
        Ok(self.take_picture()?.map(|rgb| self.frame(0, 0.0, rgb)))
    }

    /// The playing time of the next frame, which is then the one that [`Self::take_picture`] gives.
    fn next_time(&mut self) -> Result<Option<f64>, VideoError> {
        let at = match self.ahead.pop_front() {
            Some((at, picture)) => {
                self.picture = picture;
                Some(at)
            }
            None => advance(&mut self.capture, &mut self.clock, &mut self.damaged)
                .map_err(|error| VideoError::library(&self.path, &error))?,
        };
        self.reached_s = at.unwrap_or(self.reached_s);
        Ok(at)
    }

    /// The picture of the frame whose time was given last; `None` where it could not be decoded.
    pub(super) fn take_picture(&mut self) -> Result<Option<Vec<u8>>, VideoError> {
        if let Some(rgb) = self.picture.take() {
            return Ok(Some(rgb));
        }
        let failed = |error: opencv::Error| VideoError::library(&self.path, &error);
        if !self.capture.retrieve(&mut self.decoded, 0).map_err(failed)? {
            return Ok(None);
        }
        self.shaper.shape(&self.decoded, &self.shaping).map(Some).map_err(failed)
    }

    /// A frame out of a picture and its playing time.
    pub(super) fn frame(&self, index: usize, playing_s: f64, rgb: Vec<u8>) -> Frame {
        let at = Seconds(playing_s / self.options.slow_motion);
        Frame { index, at, width: self.facts.width_px, height: self.facts.height_px, rgb }
    }
}

/// Decodes the next frame that has a place in time and gives its playing time; `None` at the end of the file.
fn advance(capture: &mut videoio::VideoCapture, clock: &mut Clock, damaged: &mut usize) -> opencv::Result<Option<f64>> {
    loop {
        let mut asked = 0;
        while !capture.grab()? {
            asked += 1;
            if asked > ASK_AGAIN {
                return Ok(None);
            }
        }
        *damaged += asked;
        let said_s = capture.get(videoio::CAP_PROP_POS_MSEC)? / 1000.0;
        if let Some(at) = clock.tick(said_s) {
            return Ok(Some(at));
        }
    }
}

/// About how many of a clip's frames the part asked for has.
fn expected(frames: Option<usize>, fps: Option<f64>, options: &ReadOptions) -> Option<usize> {
    let frames = frames?;
    let (from, to) = options.part();
    let before = |seconds: f64| fps.map_or(frames, |fps| ((seconds * fps) as usize).min(frames));
    let skipped = if from > 0.0 { before(from) } else { 0 };
    Some(before(to).saturating_sub(skipped))
}
