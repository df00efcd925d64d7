//! The annotated copy: a second pass over the clip that paints and writes.

use std::path::Path;
use std::time::{Duration, Instant};

use super::pace::{Pace, Step};
use super::{ReadOptions, VideoError, VideoReader, VideoWriter};
use crate::body::Recording;
use crate::frame::{Frame, nearest};
use crate::job::{Cancel, Event, Listener, Stage};
use crate::overlay::{Drawing, Painter};
use crate::units::Seconds;

/// Frame rate of the copy where the recording has too few frames to tell.
const USUAL_FPS: f64 = 30.0;
/// Rates of the copy; our own choice: more than 60 frames a second are not shown by most screens and take long to encode.
const FPS: (f64, f64) = (1.0, 60.0);
/// Pairs of intervals longer than this many times the median pair hold a hole and do not count for the rate.
const HOLE: f64 = 1.2;
/// Two readings of one file give a frame the same time; what is farther apart than this is another frame, seconds.
const SAME_FRAME_S: f64 = 0.002;
/// Time between two reports of progress.
const REPORT_EVERY: Duration = Duration::from_millis(100);

/// Writes a copy of a clip with what was found painted on it: H.264 in MP4, without sound, at an even rate of at most 60 frames a
/// second, in the clip's own playing time (slow motion stays slow).
///
/// `read` must be what the recording was made with; only `max_side` may differ. Where the clip's rate varies, frames are repeated or left out so that each is
/// shown within half a frame of its time. When a stop is asked for, nothing is left behind and the error is [`VideoError::Stopped`].
pub fn annotate(
    source: &Path,
    read: &ReadOptions,
    target: &Path,
    drawing: &Drawing,
    events: Listener,
    cancel: &Cancel,
) -> Result<(), VideoError> {
    let mut reader = VideoReader::open(source, read)?;
    if let (Ok(source), Ok(written)) = (std::fs::canonicalize(source), std::fs::canonicalize(target))
        && source == written
    {
        return Err(VideoError::SameFile { path: target.to_owned() });
    }
    let facts = reader.info();
    let fps = rate(drawing.recording, read.slow_motion);
    let mut writer = VideoWriter::create(target, facts.width_px, facts.height_px, fps)?;
    let total = Some(drawing.recording.moments.len()).filter(|&frames| frames > 0).or(facts.expected_frames);
    events(Event::Began { stage: Stage::Annotate, total });
    let mut pace = Pace::new(fps);
    let mut pen = Pen::new(drawing);
    let mut waiting: Option<Frame> = None;
    let mut told = Instant::now();
    let mut done = 0;
    while let Some(mut frame) = reader.next_frame()? {
        if cancel.is_cancelled() {
            return Err(VideoError::Stopped { path: target.to_owned() });
        }
        if let Step::Take(times) = pace.step(frame.at.0 * read.slow_motion) {
            if let Some(before) = waiting.take().filter(|_| times > 0) {
                writer.write(&before, times)?;
            }
            pen.draw(&mut frame);
            waiting = Some(frame);
        }
        done += 1;
        if told.elapsed() >= REPORT_EVERY {
            told = Instant::now();
            events(Event::Progress { stage: Stage::Annotate, done });
        }
    }
    if let Some(last) = waiting {
        writer.write(&last, 1)?;
    }
    writer.finish()?;
    events(Event::Progress { stage: Stage::Annotate, done });
    events(Event::Ended { stage: Stage::Annotate });
    Ok(())
}

/// Paints on frames of the clip that a recording was made of.
pub(super) struct Pen<'a> {
    drawing: Drawing<'a>,
    painter: Painter,
}

impl<'a> Pen<'a> {
    pub(super) fn new(drawing: &Drawing<'a>) -> Self {
        Self { drawing: *drawing, painter: Painter::default() }
    }

    /// Paints on a frame; on one that the recording does not know only faces are covered, where they were on the nearest frame.
    pub(super) fn draw(&mut self, frame: &mut Frame) {
        let recording = self.drawing.recording;
        let scale = match recording.clip.width_px {
            0 => 1.0,
            width => frame.width as f64 / width as f64,
        };
        if let Some((veil, nearest)) = self.drawing.veil.zip(nearest_frame(recording, frame.at)) {
            veil.cover(frame, nearest, scale);
        }
        let Some(number) = same_frame(recording, frame.at) else { return };
        self.painter.paint(frame, &self.drawing.shapes(number), scale);
    }
}

/// The number of the recording's frame nearest to a time.
pub(super) fn nearest_frame(recording: &Recording, at: Seconds) -> Option<usize> {
    nearest(&recording.moments, at.0, |moment| moment.at.0)
}

/// The number of the recording's frame that has this very time.
pub(super) fn same_frame(recording: &Recording, at: Seconds) -> Option<usize> {
    let number = nearest_frame(recording, at)?;
    let off = (recording.moments.get(number)?.at.0 - at.0).abs();
    (off <= SAME_FRAME_S).then_some(number)
}

/// The clip's own rate in frames per second of playing time: the mean over the pairs of intervals without a hole. Pairs, because on a
/// coarse clock the intervals alternate.
fn rate(recording: &Recording, slow_motion: f64) -> f64 {
    let mut pairs: Vec<f64> = recording.moments.windows(3).map(|three| (three[2].at.0 - three[0].at.0) * slow_motion).collect();
    pairs.retain(|pair| pair.is_finite() && *pair > 0.0);
    pairs.sort_by(f64::total_cmp);
    let Some(&median) = pairs.get(pairs.len() / 2) else { return USUAL_FPS };
    pairs.retain(|pair| *pair <= HOLE * median);
    (2.0 * pairs.len() as f64 / pairs.iter().sum::<f64>()).clamp(FPS.0, FPS.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::Moment;

    fn recording(times: impl IntoIterator<Item = f64>) -> Recording {
        let moments = times.into_iter().map(|at| Moment { at: Seconds(at), ..Moment::default() }).collect();
        Recording { moments, ..Recording::default() }
    }

    #[test]
    fn the_rate_is_that_of_the_camera_and_not_lowered_by_lost_frames() {
        let lossy = recording((0..300).filter(|n| n % 9 != 4).map(|n| (n as f64 * 1000.0 / 30.0).round() / 1000.0));
        assert!((rate(&lossy, 1.0) - 30.0).abs() < 0.2, "{}", rate(&lossy, 1.0));
        assert!((rate(&recording((0..100).map(|n| n as f64 / 240.0)), 8.0) - 30.0).abs() < 1e-6);
        assert!((rate(&recording((0..100).map(|n| n as f64 / 240.0)), 1.0) - 60.0).abs() < 1e-6);
        let coarse = recording((0..400).map(|n| (n as f64 * 2.5).floor() / 600.0));
        assert!((rate(&coarse, 8.0) - 30.0).abs() < 0.1, "{}", rate(&coarse, 8.0));
        assert!((rate(&recording([0.0]), 1.0) - 30.0).abs() < 1e-6);
    }

    #[test]
    fn a_frame_is_known_by_its_time() {
        let known = recording([0.0, 0.1, 0.2]);
        assert_eq!(same_frame(&known, Seconds(0.1004)), Some(1));
        assert_eq!(same_frame(&known, Seconds(0.15)), None);
        assert_eq!(nearest_frame(&known, Seconds(9.0)), Some(2));
        assert_eq!(nearest_frame(&recording([]), Seconds(0.0)), None);
    }
}
