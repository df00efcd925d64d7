//! The pictures of a clip as whoever shows them sees it: asking never waits, the newest answer counts.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::Thread;

use super::film::{Open, Press};
use super::glimpses::Glimpses;
use super::line::{Known, Line, Told, Wanted};
use super::scout::Scout;
use super::worker::{KEEPS_UP, Worker};

/// Answers that may wait to be taken.
const QUEUE: usize = 4;

/// How much memory and how large pictures may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Bytes of the small pictures of the whole clip.
    pub bytes: usize,
    /// Frames about the playhead of which a small picture is kept beside those, where the clip is too long for all.
    pub near: usize,
    /// Sharp pictures that are kept as decoded.
    pub sharp: usize,
    /// Longest side of a small picture, pixels; of a long clip they are smaller, so that every frame has one.
    pub small_side: usize,
    /// Longest side of the smallest small picture, pixels; where even those are too many, every second, fourth, ... frame has one.
    pub least_side: usize,
    /// Longest side of a sharp picture, pixels.
    pub sharp_side: usize,
}

impl Default for Budget {
    /// Our default: less than 200 MB in all. A minute and a half of gym film at 30 frames a second has small pictures of full size, ten
    /// minutes have them of half of it.
    fn default() -> Self {
        Self { bytes: 128 << 20, near: 240, sharp: 8, small_side: 800, least_side: 320, sharp_side: 1280 }
    }
}

/// A picture to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The frame that it shows: the one wanted, or one near it until that is there.
    pub frame: usize,
    /// Width, pixels.
    pub width: usize,
    /// Height, pixels.
    pub height: usize,
    /// Rows from the top, four bytes a pixel: red, green, blue, 255.
    pub rgba: Vec<u8>,
    /// Whether it is as sharp as it will get.
    pub sharp: bool,
}

impl Picture {
    /// A picture of RGB bytes; what they lack is black.
    pub(super) fn of_rgb(frame: usize, width: usize, height: usize, rgb: &[u8], sharp: bool) -> Self {
        let mut rgba = Vec::with_capacity(width * height * 4);
        for &[r, g, b] in rgb.as_chunks::<3>().0 {
            rgba.extend_from_slice(&[r, g, b, 255]);
        }
        rgba.resize(width * height * 4, 255);
        Self { frame, width, height, rgba, sharp }
    }
}

/// The pictures of a clip, decoded on threads of their own.
pub struct Pictures {
    wanted: Arc<Wanted>,
    known: Arc<Known>,
    stop: Arc<AtomicBool>,
    told: Receiver<Told>,
    threads: Vec<Thread>,
    waiting: Option<Picture>,
    /// The picture accepted last: its frame and whether it was sharp.
    held: Option<(usize, bool)>,
    troubles: BTreeMap<&'static str, String>,
    read: usize,
    whole: bool,
}

impl Pictures {
    /// Starts the threads. `open` and `press` make a film and a packer for each of them. `times` are the playing times of the frames that
    /// the film will deliver and `glimpses` what was kept of them already; `wake` is called whenever there is something new, and must
    /// return at once.
    pub fn start(
        open: &dyn Fn() -> Open,
        press: &dyn Fn() -> Box<dyn Press>,
        times: &Arc<[f64]>,
        budget: Budget,
        glimpses: Option<Arc<Glimpses>>,
        wake: &Arc<dyn Fn() + Send + Sync>,
    ) -> Self {
        let (wanted, known) = (Arc::new(Wanted::default()), Arc::new(Known::default()));
        let stop = Arc::new(AtomicBool::new(false));
        let (out, told) = sync_channel(QUEUE);
        let line =
            |name| Line::new(name, times.clone(), (wanted.clone(), known.clone()), stop.clone(), out.clone(), wake.clone());
        let (found, finds) = sync_channel(QUEUE);
        let (worker, small) = (Worker::new(open(), press(), line("small"), finds, (budget, glimpses)), line("sharp"));
        let spawn = |name: &str, run: Box<dyn FnOnce() + Send>| std::thread::Builder::new().name(name.into()).spawn(run);
        let mut pictures = Self {
            wanted: wanted.clone(),
            known: known.clone(),
            stop: stop.clone(),
            told,
            threads: Vec::new(),
            waiting: None,
            held: None,
            troubles: BTreeMap::new(),
            read: 0,
            whole: false,
        };
        let scout = |first: Thread| Scout::new(open(), press(), small, (found, first), budget);
        let started = spawn("pictures", Box::new(move || worker.run())).and_then(|first| {
            pictures.threads.push(first.thread().clone());
            let scout = scout(first.thread().clone());
            spawn("sharp pictures", Box::new(move || scout.run())).map(|second| pictures.threads.push(second.thread().clone()))
        });
        if let Err(error) = started {
            pictures.troubles.insert("start", format!("No thread could be started for the pictures: {error}."));
        }
        pictures
    }

    /// Asks for a frame; the latest request counts. `direction` is that in which it plays, negative for backward.
    pub fn want(&self, frame: usize, playing: bool, direction: i8) {
        let (last, _, _) = self.wanted.get();
        let goes_on = playing && direction >= 0 && (last..=last.saturating_add(KEEPS_UP)).contains(&frame);
        if frame != last && !goes_on {
            self.known.forget_sharp();
        }
        self.wanted.set(frame, playing, direction);
        self.threads.iter().for_each(Thread::unpark);
    }

    /// The newest picture that was not yet taken; the one shown stays where there is none.
    pub fn take(&mut self) -> Option<Picture> {
        self.listen();
        self.waiting.take()
    }

    /// Why pictures are missing, in plain words; `None` while all is well, also where the clip came back.
    pub fn trouble(&mut self) -> Option<&str> {
        self.listen();
        self.troubles.values().next().map(String::as_str)
    }

    /// How many frames were gone through to keep their small pictures, and whether that is done.
    pub fn read(&mut self) -> (usize, bool) {
        self.listen();
        (self.read, self.whole)
    }

    fn listen(&mut self) {
        let mut heard = false;
        while let Ok(told) = self.told.try_recv() {
            heard = true;
            match told {
                Told::Picture(picture) => self.judge(picture),
                Told::Trouble(thread, Some(trouble)) => drop(self.troubles.insert(thread, trouble)),
                Told::Trouble(thread, None) => drop(self.troubles.remove(thread)),
                Told::Read(read, whole) => (self.read, self.whole) = (read, whole),
            }
        }
        if heard {
            self.threads.iter().for_each(Thread::unpark);
        }
    }

    /// Accepts a picture that is nearer to what is wanted than the one there is, or as near and no less sharp.
    fn judge(&mut self, picture: Picture) {
        let (wanted, _, _) = self.wanted.get();
        let better = self.held.is_none_or(|(frame, sharp)| {
            let (new, old) = (picture.frame.abs_diff(wanted), frame.abs_diff(wanted));
            new < old || (new == old && (picture.sharp || !sharp))
        });
        if better {
            self.held = Some((picture.frame, picture.sharp));
            self.waiting = Some(picture);
        }
    }
}

impl Drop for Pictures {
    /// Asks the threads to end; they do within a frame, and nobody waits for it.
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        self.threads.iter().for_each(Thread::unpark);
    }
}
