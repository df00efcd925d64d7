//! Watches one clip: from the file to its analysis, with small pictures on the way.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::clip::{Clip, Peek};
use super::demo;
use crate::bar::RimTracker;
use crate::body::{ClipInfo, Recording, Upright};
use crate::corrections::{self, History};
use crate::folders;
use crate::frame::Frame;
use crate::infer::{self, shelf};
use crate::job::{Cancel, Event, Listener, Stage};
use crate::notes::Note;
use crate::pipeline::{self, FrameSource};
use crate::player::Glimpses;
use crate::recording;
use crate::report::words;
use crate::review;
use crate::settings::Settings;
use crate::video::{ClipSource, ReadOptions};

/// Least time between two small pictures.
const PEEK_EVERY: Duration = Duration::from_millis(200);
/// Long side of a small picture, pixels.
const PEEK_SIDE: usize = 640;
/// Raised whenever a clip is watched differently, so that recordings kept before are not taken for it.
const WATCHING: u32 = 1;
/// Frames of a clip whose container does not say how many it has (our default: a minute at 30 frames a second).
const FRAMES: usize = 1800;
/// Recordings kept, so that a clip opens at once the next time.
const KEPT: usize = 40;

/// Watches a clip, or reads a recording; corrections that lie beside it are worked in. `seen` is the library's file with what the models
/// saw of it, which stands for watching it. The error says what failed and what to do.
pub(super) fn watch(
    path: &Path,
    settings: &Settings,
    seen: Option<&Path>,
    listener: Listener,
    peek: &(dyn Fn(Peek) + Sync),
    cancel: &Cancel,
) -> Result<Clip, String> {
    if demo::path().as_deref() == Some(path) {
        demo::ensure(path)?;
    }
    let is_recording = recording::is_recording(path);
    let (original, glimpses, video) = if is_recording {
        (recording::read(path).map_err(|error| sentence(&error))?, None, None)
    } else {
        let (original, glimpses) = see(path, seen, listener, peek, cancel)?;
        (original, glimpses, Some(path.to_path_buf()))
    };
    listener(Event::Began { stage: Stage::Analyse, total: None });
    let mut notes = Vec::new();
    let mut history = History::default();
    match corrections::load(path, &original.clip) {
        Ok(Some((known, _))) => history = History::from(known),
        Ok(None) => {}
        Err(error) => notes.push(Note::new("corrections-unread", sentence(&error), "The clip is shown without them.")),
    }
    let mut remarks = review::History::default();
    match review::load(path, &original.clip) {
        Ok(Some((known, _))) => remarks = review::History::from(known),
        Ok(None) => {}
        Err(error) => {
            notes.push(Note::new(
                "remarks-unread",
                sentence(&error),
                "The clip is shown without them; the file is left as it is.",
            ));
        }
    }
    let corrected = pipeline::analyze_corrected(&original, settings, history.corrections());
    let mut analysis = corrected.analysis;
    analysis.notes.extend(notes);
    listener(Event::Ended { stage: Stage::Analyse });
    let original = Arc::new(original);
    // A recording in which nothing was changed is not held twice.
    let recording = if corrected.recording == *original { original.clone() } else { Arc::new(corrected.recording) };
    Ok(Clip { video, original, history, review: remarks, recording, analysis: analysis.into(), glimpses })
}

/// The recording of a video: one kept from an earlier time, else by watching it, with what is kept of its pictures.
fn see(
    path: &Path,
    seen: Option<&Path>,
    listener: Listener,
    peek: &(dyn Fn(Peek) + Sync),
    cancel: &Cancel,
) -> Result<(Recording, Option<Arc<Glimpses>>), String> {
    // The video first: a clip that cannot be read should say so before a model is loaded.
    let source = ClipSource::open(path, &ReadOptions::default()).map_err(|error| sentence(&error))?;
    let kept = kept(&source.clip());
    let sha256 = source.clip().sha256;
    // The library's first: what is told there is shown here.
    let same = |file: &Path| recording::read(file).ok().filter(|known| known.clip.sha256 == sha256);
    if let Some(known) = [seen, kept.as_deref()].into_iter().flatten().find_map(same) {
        return Ok((Recording { clip: ClipInfo { path: path.to_string_lossy().into_owned(), ..known.clip }, ..known }, None));
    }
    let mut model = infer::open(None, None, None).map_err(|error| sentence(&error))?;
    let mut plates = RimTracker::default().with_detector(infer::detector(None).map_err(|error| sentence(&error))?);
    let glimpses = Glimpses::new(source.expected_frames().unwrap_or(FRAMES));
    let mut source = Peeking { source, last: None, peek, glimpses };
    let estimate =
        pipeline::estimate(&mut source, &mut *model, Some(&mut plates), listener, cancel).map_err(|error| sentence(&error))?;
    let seen = recording::canonical(estimate.recording);
    if let Some(file) = kept {
        keep(&seen, &file);
    }
    Ok((seen, Some(Arc::new(source.glimpses))))
}

/// Where the recording of a clip by the model in use is kept.
fn kept(clip: &ClipInfo) -> Option<PathBuf> {
    let model = shelf::take(None).ok()?.manifest.ok()?;
    let short = |hash: &str| hash.chars().take(16).collect::<String>();
    let version = env!("CARGO_PKG_VERSION");
    let name = format!("{}-{}-{}-{version}-{WATCHING}.json", short(&clip.sha256), model.id, short(&model.sha256));
    Some(folders::data_folder()?.join("recordings").join(name))
}

/// Keeps a recording and lets the oldest go; that it cannot be kept is no harm.
fn keep(recording: &Recording, file: &Path) {
    let Some(folder) = file.parent() else { return };
    if std::fs::create_dir_all(folder).is_err() || recording::write(recording, file).is_err() {
        tracing::debug!(file = %file.display(), "the recording is not kept");
        return;
    }
    let mut known: Vec<(std::time::SystemTime, PathBuf)> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter_map(|path| Some((std::fs::metadata(&path).ok()?.modified().ok()?, path)))
        .collect();
    known.sort();
    let surplus = known.len().saturating_sub(KEPT);
    for (_, old) in known.into_iter().take(surplus) {
        let _ = std::fs::remove_file(old);
    }
}

/// An error as a sentence of its own.
pub(super) fn sentence(error: &dyn std::error::Error) -> String {
    words::capital(&error.to_string())
}

/// A source that shows small copies of its frames.
struct Peeking<'a> {
    source: ClipSource,
    last: Option<Instant>,
    peek: &'a (dyn Fn(Peek) + Sync),
    glimpses: Glimpses,
}

impl FrameSource for Peeking<'_> {
    fn clip(&self) -> ClipInfo {
        self.source.clip()
    }

    fn expected_frames(&self) -> Option<usize> {
        self.source.expected_frames()
    }

    fn next_frame(&mut self) -> Result<Option<Frame>, Box<dyn std::error::Error + Send + Sync>> {
        let frame = self.source.next_frame()?;
        if let Some(frame) = &frame {
            self.glimpses.see(frame);
        }
        if let Some(frame) = &frame
            && self.last.is_none_or(|last| last.elapsed() >= PEEK_EVERY)
        {
            self.last = Some(Instant::now());
            (self.peek)(small(frame));
        }
        Ok(frame)
    }

    fn notes(&self) -> Vec<Note> {
        self.source.notes()
    }

    fn uprights(&self) -> Vec<Upright> {
        self.source.uprights()
    }
}

/// A small copy; what the frame lacks is black.
fn small(frame: &Frame) -> Peek {
    let Frame { width, height, rgb, .. } = frame.thinned(PEEK_SIDE);
    let pixels = rgb.as_chunks::<3>().0.iter().copied().chain(std::iter::repeat([0; 3])).take(width * height);
    Peek { frame: frame.index, width, height, rgba: pixels.flat_map(|[red, green, blue]| [red, green, blue, 255]).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Seconds;

    #[test]
    fn a_small_copy_has_all_of_its_pixels() {
        let frame = |width: usize, height: usize| Frame {
            index: 3,
            at: Seconds(0.1),
            width,
            height,
            rgb: (0..width * height).flat_map(|n| [(n % 251) as u8, 1, 2]).collect(),
        };
        for (width, height) in [(1921, 1080), (640, 361), (1, 1), (720, 1280)] {
            let peek = small(&frame(width, height));
            assert_eq!(peek.rgba.len(), peek.width * peek.height * 4, "{width} x {height}");
            assert!(peek.width.max(peek.height) <= PEEK_SIDE);
            assert_eq!(peek.rgba[1..4], [1, 2, 255]);
        }
    }
}
