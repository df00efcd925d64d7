//! The thread that fetches sharp pictures, and small ones where the clip is too long to keep all.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, TrySendError};
use std::thread::Thread;
use std::time::{Duration, Instant};

use super::film::{Film, Open, Press, Side};
use super::line::{Line, Told};
use super::pictures::{Budget, Picture};
use super::worker::{BUSY, Found, IDLE, TRY_AGAIN};
use crate::frame::Frame;

/// How much earlier than the wanted frame a leap aims, seconds; where it lands too late, the next.
const MARGINS_S: [f64; 4] = [0.1, 1.0, 5.0, 20.0];
/// Frames ahead to which decoding on is better than a leap (our default: leaps land on key frames, about a second apart).
const DECODE_ON: usize = 45;
/// Time for which a frame must be wanted before a sharp picture of it is fetched: who drags on is shown the small ones.
const SETTLED: Duration = Duration::from_millis(80);

/// A film and the number of the frame that it gives next.
struct Reel {
    film: Box<dyn Film>,
    next: usize,
    /// The frame that it was set up for, which it goes on to however long that takes.
    target: usize,
}

pub(super) struct Scout {
    open: Open,
    press: Box<dyn Press>,
    line: Line,
    found: SyncSender<Found>,
    worker: Thread,
    side: Side,
    most: usize,
    /// Sharp frames, the latest last.
    sharp: VecDeque<(usize, Arc<Frame>)>,
    reel: Option<Reel>,
    /// A frame that could not be got, until something else is wanted.
    given_up: Option<usize>,
    shown: Option<usize>,
    since: (usize, Instant),
    resting_until: Option<Instant>,
}

impl Scout {
    pub(super) fn new(
        open: Open,
        press: Box<dyn Press>,
        line: Line,
        (found, worker): (SyncSender<Found>, Thread),
        budget: Budget,
    ) -> Self {
        Self {
            open,
            press,
            line,
            found,
            worker,
            side: Side(budget.sharp_side),
            most: budget.sharp.max(1),
            sharp: VecDeque::new(),
            reel: None,
            given_up: None,
            shown: None,
            since: (0, Instant::now()),
            resting_until: None,
        }
    }

    /// Works until it is told to stop or nobody listens.
    pub(super) fn run(mut self) {
        while !self.line.ends() {
            let (wanted, playing, backward) = self.line.wanted();
            if self.since.0 != wanted {
                self.since = (wanted, Instant::now());
                self.given_up = None;
            }
            self.show(wanted);
            let Ok(handed_over) = self.line.hand_over() else { return };
            let rests = self.resting_until.is_some_and(|until| Instant::now() < until);
            let waits = SETTLED.saturating_sub(self.since.1.elapsed());
            let follows = playing && !backward && self.reel.as_ref().is_some_and(|reel| reel.reaches(wanted));
            if rests || self.line.times.is_empty() || self.has(wanted) || self.given_up == Some(wanted) {
                std::thread::park_timeout(if handed_over { IDLE } else { BUSY });
            } else if !follows && !waits.is_zero() {
                std::thread::park_timeout(waits);
            } else if let Err(reason) = self.fetch(wanted) {
                self.reel = None;
                self.resting_until = Some(Instant::now() + TRY_AGAIN);
                self.line.trouble(Some(reason));
            }
        }
    }

    fn has(&self, frame: usize) -> bool {
        self.sharp.iter().any(|(at, _)| *at == frame)
    }

    fn show(&mut self, wanted: usize) {
        if self.shown == Some(wanted) {
            return;
        }
        if let Some((_, frame)) = self.sharp.iter().find(|(at, _)| *at == wanted) {
            self.line.tell(Told::Picture(Picture::of_rgb(wanted, frame.width, frame.height, &frame.rgb, true)));
            self.shown = Some(wanted);
        }
    }

    /// One step on the way to a sharp picture of a frame: a leap, or one frame decoded.
    fn fetch(&mut self, wanted: usize) -> Result<(), String> {
        if !self.reel.as_ref().is_some_and(|reel| reel.reaches(wanted)) {
            return self.leap(wanted);
        }
        let Some(reel) = &mut self.reel else { return Ok(()) };
        let Some((at, frame)) = reel.film.next_frame()? else {
            self.reel = None;
            // The end, or the file is gone: opening it says which.
            (self.open)(self.side)?;
            self.given_up = Some(wanted);
            return Ok(());
        };
        let number = self.line.number(at, reel.next).max(reel.next);
        reel.next = number + 1;
        self.take_in(number, frame, wanted);
        Ok(())
    }

    /// Keeps a frame as it is, and gives a small picture of it to the other thread.
    fn take_in(&mut self, number: usize, frame: Frame, wanted: usize) {
        self.line.trouble(None);
        self.resting_until = None;
        if number > wanted {
            self.given_up = Some(wanted);
        }
        if let Some(packed) = self.press.pack(&frame) {
            match self.found.try_send((number, packed)) {
                // A small picture less is no loss while this one is sharp.
                Ok(()) | Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => self.worker.unpark(),
            }
        }
        self.sharp.retain(|(at, _)| *at != number);
        self.sharp.push_back((number, Arc::new(frame)));
        while self.sharp.len() > self.most {
            self.sharp.pop_front();
        }
    }

    /// Finds a place before the wanted frame from which decoding on leads to it: by a leap that is believed where the decoder's time names
    /// a known frame; else where the film is, if that is before it, or at the first frame.
    fn leap(&mut self, wanted: usize) -> Result<(), String> {
        let at = self.line.times.get(wanted).copied().unwrap_or(0.0);
        let (mut film, mut next) = match self.reel.take() {
            Some(reel) => (reel.film, Some(reel.next)),
            None => ((self.open)(self.side)?, Some(0)),
        };
        for margin in MARGINS_S {
            if at - margin <= 0.0 || !film.leap(at - margin)? {
                break;
            }
            next = None;
            let Some((Some(landed), frame)) = film.next_frame()? else { continue };
            if let Some(number) = self.line.known(landed).filter(|number| *number <= wanted) {
                self.reel = Some(Reel { film, next: number + 1, target: wanted });
                self.take_in(number, frame, wanted);
                return Ok(());
            }
        }
        let (film, next) = match next.filter(|next| *next <= wanted) {
            Some(next) => (film, next),
            None => ((self.open)(self.side)?, 0),
        };
        self.reel = Some(Reel { film, next, target: wanted });
        Ok(())
    }
}

impl Reel {
    /// Whether decoding on is the way to a frame.
    fn reaches(&self, wanted: usize) -> bool {
        (self.next..=self.target.max(self.next + DECODE_ON)).contains(&wanted)
    }
}
