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
/// Frames before the wanted one that are kept with it, for steps back.
const BEFORE: usize = 2;
/// Frames ahead to which decoding on is better than a leap (our default: leaps land on key frames, about a second apart).
const DECODE_ON: usize = 45;
/// Time for which a frame must be wanted before a sharp picture of it is fetched, where another one was wanted just before: who drags on
/// is shown the small ones.
const SETTLED: Duration = Duration::from_millis(80);

/// A film and the number of the frame that it gives next.
struct Reel {
    film: Box<dyn Film>,
    next: usize,
    /// The frame that it was set up for, which it goes on to however long that takes.
    target: usize,
}

/// Longest time for which going through the clip waits for a frame that is looked at: where it takes longer, as in a film that cannot leap,
/// both go on.
const URGENT: Duration = Duration::from_millis(600);

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
    /// Frames of which the other thread may want a small picture.
    unpacked: VecDeque<(usize, Arc<Frame>)>,
    small: Side,
    /// A frame that could not be got, until something else is wanted.
    given_up: Option<usize>,
    /// What was wanted last, since when, and from when on it is fetched.
    since: Option<(usize, Instant)>,
    due: Instant,
    /// Frames before the wanted one that are kept too: more where it is stepped backwards.
    before: usize,
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
            unpacked: VecDeque::new(),
            small: Side(budget.small_side),
            given_up: None,
            since: None,
            due: Instant::now(),
            before: BEFORE,
            resting_until: None,
        }
    }

    /// Works until it is told to stop or nobody listens.
    pub(super) fn run(mut self) {
        while !self.line.ends() {
            let (wanted, playing, backward) = self.line.wanted();
            self.note(wanted);
            self.show(wanted);
            let Ok(handed_over) = self.line.hand_over() else { return };
            let now = Instant::now();
            // While it plays, the next picture is there before it is due.
            let ahead = playing && !backward && self.has(wanted) && wanted + 1 < self.line.times.len();
            let target = if ahead { wanted + 1 } else { wanted };
            let rests = self.resting_until.is_some_and(|until| now < until);
            let near = self.reel.as_ref().is_some_and(|reel| reel.reaches(target) && target <= reel.next + 1);
            let follows = playing && !backward && self.reel.as_ref().is_some_and(|reel| reel.reaches(target));
            let urgent = !rests && !playing && (self.due..self.due + URGENT).contains(&now);
            let missing = !self.has(wanted) && self.given_up != Some(wanted) && !self.line.known.has_small(wanted);
            self.line.known.fetch(urgent && missing);
            if rests || self.line.times.is_empty() || self.has(target) || self.given_up == Some(target) {
                if !self.pack() {
                    std::thread::park_timeout(if handed_over { IDLE } else { BUSY });
                }
            } else if !follows && !near && now < self.due {
                std::thread::park_timeout(self.due - now);
            } else if let Err(reason) = self.fetch(target) {
                self.reel = None;
                self.resting_until = Some(Instant::now() + TRY_AGAIN);
                self.line.trouble(Some(reason));
            }
        }
    }

    /// Notes what is wanted: at once where it was quiet before, else once it stands.
    fn note(&mut self, wanted: usize) {
        let now = Instant::now();
        match self.since {
            Some((frame, _)) if frame == wanted => return,
            Some((frame, since)) => {
                self.due = if now - since < SETTLED { now + SETTLED } else { now };
                let back = frame.saturating_sub(wanted);
                self.before = if (1..=self.most).contains(&back) { self.most - 1 } else { BEFORE.min(self.most - 1) };
            }
            None => self.due = now,
        }
        self.since = Some((wanted, now));
        if self.given_up != Some(wanted) {
            self.given_up = None;
        }
    }

    fn has(&self, frame: usize) -> bool {
        self.sharp.iter().any(|(at, _)| *at == frame)
    }

    fn show(&mut self, wanted: usize) {
        if self.line.known.sharp() == Some(wanted) {
            return;
        }
        if let Some((_, frame)) = self.sharp.iter().find(|(at, _)| *at == wanted) {
            self.line.tell(Told::Picture(Picture::of_rgb(wanted, frame.width, frame.height, &frame.rgb, true)));
            self.line.known.show_sharp(wanted);
        }
    }

    /// Makes one small picture that the other thread lacks; `false` where there is none to be made.
    fn pack(&mut self) -> bool {
        while let Some((number, frame)) = self.unpacked.pop_front() {
            if self.line.known.has_small(number) {
                continue;
            }
            if let Some(packed) = self.press.pack(&frame, self.small) {
                match self.found.try_send((number, packed)) {
                    // A small picture less is no loss while this one is sharp.
                    Ok(()) | Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => self.worker.unpark(),
                }
            }
            return true;
        }
        false
    }

    /// One step on the way to a sharp picture of a frame: a leap, or one frame decoded.
    fn fetch(&mut self, wanted: usize) -> Result<(), String> {
        if !self.reel.as_ref().is_some_and(|reel| reel.reaches(wanted)) {
            return self.leap(wanted);
        }
        let Some(reel) = &mut self.reel else { return Ok(()) };
        let Some(at) = reel.film.go_on()? else {
            self.reel = None;
            // The end, or the file is gone: opening it says which.
            (self.open)(self.side)?;
            self.given_up = Some(wanted);
            return Ok(());
        };
        let number = self.line.number(at, reel.next).max(reel.next);
        reel.next = number + 1;
        self.take_in(number, wanted)
    }

    /// Keeps the frame that the film is at, where it is the wanted one or close before it; of the others no picture is made.
    fn take_in(&mut self, number: usize, wanted: usize) -> Result<(), String> {
        self.line.trouble(None);
        self.resting_until = None;
        if number + self.before < wanted {
            return Ok(());
        }
        if number > wanted {
            self.given_up = Some(wanted);
        }
        let Some(reel) = &mut self.reel else { return Ok(()) };
        let Some(frame) = reel.film.picture()? else {
            self.given_up = (number == wanted).then_some(wanted).or(self.given_up);
            return Ok(());
        };
        let frame = Arc::new(frame);
        self.sharp.retain(|(at, _)| *at != number);
        self.sharp.push_back((number, frame.clone()));
        self.unpacked.push_back((number, frame));
        for kept in [&mut self.sharp, &mut self.unpacked] {
            while kept.len() > self.most {
                kept.pop_front();
            }
        }
        Ok(())
    }

    /// Finds a place before the wanted frame from which decoding on leads to it: by a leap that is believed where the decoder's time names
    /// a known frame; else where the film is, if that is before it, or at the first frame.
    fn leap(&mut self, wanted: usize) -> Result<(), String> {
        let at = self.line.times.get(wanted).copied().unwrap_or(0.0);
        let (mut film, mut next) = match self.reel.take() {
            Some(reel) => (reel.film, Some(reel.next)),
            None => ((self.open)(self.side)?, Some(0)),
        };
        let first = self.line.times.get(wanted.saturating_sub(self.before)).map_or(0.0, |first| at - first);
        for margin in MARGINS_S {
            let margin = margin.max(first);
            if at - margin <= 0.0 || !film.leap(at - margin)? {
                break;
            }
            next = None;
            let Some(Some(landed)) = film.go_on()? else { continue };
            if let Some(number) = self.line.frame_at(landed).filter(|number| *number <= wanted) {
                self.reel = Some(Reel { film, next: number + 1, target: wanted });
                return self.take_in(number, wanted);
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
