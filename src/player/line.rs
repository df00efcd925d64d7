//! What the player's threads share: what is wanted, when to stop, and the way back to whoever shows the pictures.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError};

use super::pictures::Picture;
use crate::frame;

/// Largest difference of a decoder's time to a frame's for it to be that frame, as a share of the time to its neighbours.
const SAME_FRAME: f64 = 0.45;

/// What the threads say.
#[derive(Debug)]
pub(super) enum Told {
    Picture(Picture),
    /// Why pictures are missing, or that they are there again; of the thread with this name.
    Trouble(&'static str, Option<String>),
    /// Frames gone through, and whether those are all.
    Read(usize, bool),
}

/// What is asked for, in one number so that it is exchanged whole: frame, playing, direction.
#[derive(Debug, Default)]
pub(super) struct Wanted(AtomicU64);

impl Wanted {
    pub(super) fn set(&self, frame: usize, playing: bool, direction: i8) {
        let coded = (frame as u64) << 2 | u64::from(playing) << 1 | u64::from(direction < 0);
        self.0.store(coded, Ordering::Release);
    }

    /// Frame, playing, backward.
    pub(super) fn get(&self) -> (usize, bool, bool) {
        let coded = self.0.load(Ordering::Acquire);
        ((coded >> 2) as usize, coded & 2 != 0, coded & 1 != 0)
    }
}

/// What the threads know of each other, so that neither does what the other has done.
#[derive(Debug)]
pub(super) struct Known {
    /// Frames gone through, of which every `stride`-th has a small picture.
    filled: AtomicUsize,
    stride: AtomicUsize,
    /// The frame whose sharp picture was shown last.
    sharp: AtomicUsize,
    /// Whether a frame that is looked at is being fetched.
    fetched: AtomicBool,
}

impl Default for Known {
    fn default() -> Self {
        Self {
            filled: AtomicUsize::new(0),
            stride: AtomicUsize::new(1),
            sharp: AtomicUsize::new(usize::MAX),
            fetched: AtomicBool::new(false),
        }
    }
}

impl Known {
    /// So many frames were gone through, and every `stride`-th is kept.
    pub(super) fn fill(&self, filled: usize, stride: usize) {
        self.stride.store(stride.max(1), Ordering::Relaxed);
        self.filled.store(filled, Ordering::Release);
    }

    /// Whether a frame has a small picture.
    pub(super) fn has_small(&self, frame: usize) -> bool {
        frame < self.filled.load(Ordering::Acquire) && frame.is_multiple_of(self.stride.load(Ordering::Relaxed))
    }

    /// A sharp picture of a frame was shown.
    pub(super) fn show_sharp(&self, frame: usize) {
        self.sharp.store(frame, Ordering::Release);
    }

    /// Something else is wanted: what is sharp must be shown anew.
    pub(super) fn forget_sharp(&self) {
        self.sharp.store(usize::MAX, Ordering::Release);
    }

    /// Whether a frame that is looked at is being fetched: what is not urgent leaves the processor to it.
    pub(super) fn fetch(&self, fetched: bool) {
        self.fetched.store(fetched, Ordering::Release);
    }

    /// Whether somebody waits for a frame that is being fetched.
    pub(super) fn is_fetched(&self) -> bool {
        self.fetched.load(Ordering::Acquire)
    }

    /// The frame whose sharp picture was shown last; `None` before any was.
    pub(super) fn sharp(&self) -> Option<usize> {
        Some(self.sharp.load(Ordering::Acquire)).filter(|&frame| frame != usize::MAX)
    }
}

/// Nobody listens any more.
pub(super) struct Gone;

/// One thread's end of the line.
pub(super) struct Line {
    pub(super) times: Arc<[f64]>,
    pub(super) wanted: Arc<Wanted>,
    pub(super) known: Arc<Known>,
    stop: Arc<AtomicBool>,
    out: SyncSender<Told>,
    wake: Arc<dyn Fn() + Send + Sync>,
    unsent: VecDeque<Told>,
    name: &'static str,
    trouble: Option<String>,
}

impl Line {
    pub(super) fn new(
        name: &'static str,
        times: Arc<[f64]>,
        (wanted, known): (Arc<Wanted>, Arc<Known>),
        stop: Arc<AtomicBool>,
        out: SyncSender<Told>,
        wake: Arc<dyn Fn() + Send + Sync>,
    ) -> Self {
        Self { times, wanted, known, stop, out, wake, unsent: VecDeque::new(), name, trouble: None }
    }

    /// The wanted frame, at most the last; whether it plays; whether backward.
    pub(super) fn wanted(&self) -> (usize, bool, bool) {
        let (frame, playing, backward) = self.wanted.get();
        (frame.min(self.times.len().saturating_sub(1)), playing, backward)
    }

    /// Whether the thread is to end.
    pub(super) fn ends(&self) -> bool {
        self.stop.load(Ordering::Acquire)
    }

    /// Puts something into the way back; only the newest picture is worth waiting for.
    pub(super) fn tell(&mut self, told: Told) {
        if matches!(told, Told::Picture(_)) {
            self.unsent.retain(|told| !matches!(told, Told::Picture(_)));
        }
        self.unsent.push_back(told);
    }

    /// Hands over what was told; whether all of it was.
    pub(super) fn hand_over(&mut self) -> Result<bool, Gone> {
        while let Some(told) = self.unsent.pop_front() {
            match self.out.try_send(told) {
                Ok(()) => (self.wake)(),
                Err(TrySendError::Full(told)) => {
                    self.unsent.push_front(told);
                    return Ok(false);
                }
                Err(TrySendError::Disconnected(_)) => return Err(Gone),
            }
        }
        Ok(true)
    }

    /// Says what is wrong, once; `None` that all is well again.
    pub(super) fn trouble(&mut self, trouble: Option<String>) {
        if self.trouble != trouble {
            self.trouble.clone_from(&trouble);
            self.tell(Told::Trouble(self.name, trouble));
        }
    }

    /// The frame that has this very time.
    pub(super) fn frame_at(&self, at: f64) -> Option<usize> {
        let frame = frame::nearest(&self.times, at, |t| *t)?;
        let away = (self.times[frame] - at).abs();
        let gap = |a: usize, b: usize| Some(self.times.get(b)? - self.times.get(a)?);
        let gaps = [frame.checked_sub(1).and_then(|before| gap(before, frame)), gap(frame, frame + 1)].into_iter().flatten();
        (away <= SAME_FRAME * gaps.fold(f64::INFINITY, f64::min)).then_some(frame)
    }

    /// The number of a frame that follows others: by its time where that tells.
    pub(super) fn number(&self, at: Option<f64>, expected: usize) -> usize {
        at.and_then(|at| self.frame_at(at)).unwrap_or(expected)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_exchanged_whole() {
        let wanted = Wanted::default();
        assert_eq!(wanted.get(), (0, false, false));
        for request in [(17_999, true, -1), (1 << 40, false, 1), (0, true, 0)] {
            wanted.set(request.0, request.1, request.2);
            assert_eq!(wanted.get(), (request.0, request.1, request.2 < 0));
        }
    }

    #[test]
    fn a_small_picture_is_known_where_it_was_kept() {
        let known = Known::default();
        assert!(!known.has_small(0) && known.sharp().is_none());
        known.fill(9, 4);
        assert_eq!([0, 3, 8, 12].map(|frame| known.has_small(frame)), [true, false, true, false]);
        known.show_sharp(0);
        assert_eq!(known.sharp(), Some(0));
        known.forget_sharp();
        assert_eq!(known.sharp(), None);
    }

    #[test]
    fn a_frame_is_known_by_its_own_time_only() {
        let (out, _kept) = std::sync::mpsc::sync_channel(1);
        let times: Arc<[f64]> = [0.0, 0.033, 0.067, 0.2, 0.233].into();
        let line = Line::new("t", times, <_>::default(), Arc::default(), out, Arc::new(|| {}));
        assert_eq!((line.frame_at(0.034), line.frame_at(0.2), line.frame_at(-0.01)), (Some(1), Some(3), Some(0)));
        assert_eq!((line.frame_at(0.05), line.frame_at(0.13), line.frame_at(7.0)), (None, None, None));
        assert_eq!((line.number(None, 9), line.number(Some(0.2), 9)), (9, 3));
    }
}
