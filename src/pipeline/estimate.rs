//! Frames in, recording out: three threads in a row, joined by short queues; or one thread, for many clips at a time.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use super::people::People;
use crate::body::{ClipInfo, Estimator, EstimatorError, ModelInfo, Moment, Person, PlateTracker, Pose, Recording, Upright};
use crate::frame::Frame;
use crate::job::{Cancel, Event, Listener, Stage};
use crate::notes::Note;
use crate::units::Seconds;

/// Frames that may wait between two threads: enough to even out, few enough to bound memory.
const QUEUE: usize = 3;

/// Least time between two progress events.
const PROGRESS_EVERY: Duration = Duration::from_millis(100);

/// Where frames come from.
pub trait FrameSource: Send {
    /// What is known of the clip: path, hash, size; the counts and times are filled in while reading.
    fn clip(&self) -> ClipInfo;

    /// How many frames to expect, where the container says something believable.
    fn expected_frames(&self) -> Option<usize>;

    /// The next frame, `None` at the end.
    fn next_frame(&mut self) -> Result<Option<Frame>, Box<dyn std::error::Error + Send + Sync>>;

    /// What happened while reading.
    fn notes(&self) -> Vec<Note>;

    /// Upright edges on a few of the frames read, by which the camera's roll is told.
    fn uprights(&self) -> Vec<Upright> {
        Vec::new()
    }
}

/// Why there is no recording.
#[derive(Debug, thiserror::Error)]
pub enum EstimateError {
    /// The clip could not be read.
    #[error("{0}")]
    Frames(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The pose model failed.
    #[error(transparent)]
    Model(#[from] EstimatorError),
    /// The clip has no frame.
    #[error("the clip has no picture between the chosen times: give other --from and --to, or none")]
    NoFrames,
    /// The job was cancelled.
    #[error("stopped before the end, as asked; nothing was written")]
    Cancelled,
}

/// Time that each stage was at work; the stages run side by side.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Busy {
    /// Reading and converting frames.
    pub decode: Duration,
    /// Finding and following people.
    pub infer: Duration,
    /// Following the plates.
    pub bar: Duration,
}

/// A recording and what it cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// What the models saw.
    pub recording: Recording,
    /// Time at work by stage.
    pub busy: Busy,
}

/// A frame on its way from the pose model to the plate tracker.
struct Seen {
    frame: Arc<Frame>,
    poses: Vec<Option<Pose>>,
}

/// Watches a clip to its end.
///
/// One thread reads, one runs the pose model, one follows the plates. Memory is bounded by the queues; the recording grows by a few
/// kilobytes a frame. Stops within a few frames of a cancel.
pub fn estimate(
    source: &mut dyn FrameSource,
    model: &mut dyn Estimator,
    plates: Option<&mut dyn PlateTracker>,
    listener: Listener<'_>,
    cancel: &Cancel,
) -> Result<Estimate, EstimateError> {
    let clip = source.clip();
    let total = source.expected_frames();
    let info = model.model();
    listener(Event::Began { stage: Stage::Estimate, total });

    let (to_pose, frames) = sync_channel::<Arc<Frame>>(QUEUE);
    let (to_plates, seen) = sync_channel::<Seen>(QUEUE);
    let (read, people, plates) = std::thread::scope(|scope| {
        let reader =
            std::thread::Builder::new().name("frames".into()).spawn_scoped(scope, move || read_all(source, &to_pose, cancel));
        let poses = std::thread::Builder::new()
            .name("poses".into())
            .spawn_scoped(scope, move || pose_all(model, frames, &to_plates, listener, cancel));
        let bar = look_all(plates, seen);
        (reader.map(join), poses.map(join), bar)
    });
    let spawned = |error: std::io::Error| EstimateError::Frames(Box::new(error));
    let (read, people) = (read.map_err(spawned)?, people.map_err(spawned)?);
    listener(Event::Ended { stage: Stage::Estimate });

    let (decode, reader_notes, uprights) = read.map_err(EstimateError::Frames)?;
    let (times, size, people, infer) = people?;
    if cancel.is_cancelled() {
        return Err(EstimateError::Cancelled);
    }
    let (plates, bar) = plates;
    let clip = measured(clip, &times, size)?;
    let recording = Recording { uprights, ..put_together(clip, info, times, people, plates, reader_notes) };
    Ok(Estimate { recording, busy: Busy { decode, infer, bar } })
}

/// Watches a clip to its end on the calling thread alone, one frame after the other: for many clips at a time, one a processor.
///
/// The recording is the one that [`estimate`] gives; no more than one frame is held.
pub fn estimate_in_turn(
    source: &mut dyn FrameSource,
    model: &mut dyn Estimator,
    mut plates: Option<&mut dyn PlateTracker>,
    listener: Listener<'_>,
    cancel: &Cancel,
) -> Result<Estimate, EstimateError> {
    let clip = source.clip();
    let info = model.model();
    listener(Event::Began { stage: Stage::Estimate, total: source.expected_frames() });
    let mut busy = Busy::default();
    let mut people = People::default();
    let (mut times, mut size, mut told) = (Vec::new(), (0, 0), Instant::now());
    loop {
        let start = Instant::now();
        let frame = source.next_frame().map_err(EstimateError::Frames)?;
        busy.decode += start.elapsed();
        if cancel.is_cancelled() {
            return Err(EstimateError::Cancelled);
        }
        let Some(frame) = frame else { break };
        let start = Instant::now();
        let poses = people.look(model, &frame)?;
        busy.infer += start.elapsed();
        times.push(frame.at);
        size = (frame.width, frame.height);
        if let Some(tracker) = plates.as_deref_mut() {
            let start = Instant::now();
            let poses: Vec<Option<&Pose>> = poses.iter().map(Option::as_ref).collect();
            tracker.look(&frame, &poses);
            busy.bar += start.elapsed();
        }
        if told.elapsed() >= PROGRESS_EVERY {
            told = Instant::now();
            listener(Event::Progress { stage: Stage::Estimate, done: times.len() });
        }
    }
    let start = Instant::now();
    let plates = plates.map(PlateTracker::finish).unwrap_or_default();
    busy.bar += start.elapsed();
    listener(Event::Ended { stage: Stage::Estimate });
    let clip = measured(clip, &times, size)?;
    let recording =
        Recording { uprights: source.uprights(), ..put_together(clip, info, times, people.finish(), plates, source.notes()) };
    Ok(Estimate { recording, busy })
}

/// The clip with what reading it has shown: size, count, length, rate.
fn measured(clip: ClipInfo, times: &[Seconds], size: (usize, usize)) -> Result<ClipInfo, EstimateError> {
    let (Some(&first), Some(&last)) = (times.first(), times.last()) else {
        return Err(EstimateError::NoFrames);
    };
    let mean_step = if times.len() > 1 { (last.0 - first.0) / (times.len() - 1) as f64 } else { 0.0 };
    Ok(ClipInfo {
        width_px: size.0,
        height_px: size.1,
        frames: times.len(),
        duration_s: last.0 - first.0 + mean_step,
        mean_fps: if mean_step > 0.0 { 1.0 / mean_step } else { 0.0 },
        ..clip
    })
}

/// The recording of what was seen.
fn put_together(
    clip: ClipInfo,
    model: ModelInfo,
    times: Vec<Seconds>,
    people: Vec<Vec<Option<Pose>>>,
    plates: Plates,
    notes: Vec<Note>,
) -> Recording {
    let mut plates = plates.into_iter();
    let moments = times
        .into_iter()
        .map(|at| {
            let (near_plate, far_plate) = plates.next().unwrap_or_default();
            Moment { at, near_plate, far_plate }
        })
        .collect();
    let people = people.into_iter().map(|poses| Person { poses }).collect();
    Recording { clip, model, moments, people, uprights: Vec::new(), notes }
}

/// Waits for a thread; a panic in it goes on in the caller.
fn join<T>(handle: std::thread::ScopedJoinHandle<'_, T>) -> T {
    handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

type Read = Result<(Duration, Vec<Note>, Vec<Upright>), Box<dyn std::error::Error + Send + Sync>>;

/// Reads until the end, a cancel, or until nobody listens any more.
fn read_all(source: &mut dyn FrameSource, out: &SyncSender<Arc<Frame>>, cancel: &Cancel) -> Read {
    let mut busy = Duration::ZERO;
    loop {
        let start = Instant::now();
        let frame = source.next_frame()?;
        busy += start.elapsed();
        match frame {
            Some(frame) if !cancel.is_cancelled() => {
                if out.send(Arc::new(frame)).is_err() {
                    break;
                }
            }
            _ => break,
        }
    }
    Ok((busy, source.notes(), source.uprights()))
}

type Posed = Result<(Vec<Seconds>, (usize, usize), Vec<Vec<Option<Pose>>>, Duration), EstimateError>;

/// Finds and follows the people on every frame.
fn pose_all(
    model: &mut dyn Estimator,
    frames: Receiver<Arc<Frame>>,
    out: &SyncSender<Seen>,
    listener: Listener<'_>,
    cancel: &Cancel,
) -> Posed {
    let mut people = People::default();
    let (mut times, mut size, mut busy, mut told) = (Vec::new(), (0, 0), Duration::ZERO, Instant::now());
    for frame in frames {
        if cancel.is_cancelled() {
            break;
        }
        let start = Instant::now();
        let poses = people.look(model, &frame)?;
        busy += start.elapsed();
        times.push(frame.at);
        size = (frame.width, frame.height);
        if told.elapsed() >= PROGRESS_EVERY {
            told = Instant::now();
            listener(Event::Progress { stage: Stage::Estimate, done: times.len() });
        }
        // The plates' thread may have nothing to do; the poses are kept here all the same.
        let _ = out.send(Seen { frame, poses });
    }
    Ok((times, size, people.finish(), busy))
}

type Plates = Vec<(Option<crate::body::Plate>, Option<crate::body::Plate>)>;

/// Follows the plates on every frame, or only empties the queue where there is no tracker.
fn look_all(mut plates: Option<&mut dyn PlateTracker>, seen: Receiver<Seen>) -> (Plates, Duration) {
    let mut busy = Duration::ZERO;
    for Seen { frame, poses } in seen {
        if let Some(tracker) = plates.as_deref_mut() {
            let start = Instant::now();
            let poses: Vec<Option<&Pose>> = poses.iter().map(Option::as_ref).collect();
            tracker.look(&frame, &poses);
            busy += start.elapsed();
        }
    }
    let start = Instant::now();
    let plates = plates.map(PlateTracker::finish).unwrap_or_default();
    (plates, busy + start.elapsed())
}
