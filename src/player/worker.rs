//! The thread that shows small pictures at once, and goes through the clip to make them.

use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use super::film::{Film, Open, Press, Side};
use super::glimpses::Glimpses;
use super::line::{Line, Told};
use super::pictures::{Budget, Picture};
use super::shelf::{Ration, Shelf};
use crate::units::Seconds;

/// Time after which a clip that could not be read is tried again.
pub(super) const TRY_AGAIN: Duration = Duration::from_secs(2);
/// Pause where there is nothing to do, and where an answer could not be handed over.
pub(super) const IDLE: Duration = Duration::from_millis(500);
pub(super) const BUSY: Duration = Duration::from_millis(4);
/// Frames gone through between two reports of it.
const REPORT_EVERY: usize = 15;

/// While it plays, going through the clip rests this many times as long as it works, so that what plays has the processor.
const RESTS: u32 = 3;
/// Frames by which the sharp pictures may be behind while it plays and still stand for the small ones.
pub(super) const KEEPS_UP: usize = 2;

/// A small picture that the other thread came by: the frame's number and the packed picture.
pub(super) type Found = (usize, Vec<u8>);

pub(super) struct Worker {
    open: Open,
    press: Box<dyn Press>,
    line: Line,
    found: Receiver<Found>,
    shelf: Shelf,
    /// What was kept while the clip was watched; until the clip was gone through.
    glimpses: Option<Arc<Glimpses>>,
    ration: Ration,
    side: Side,
    film: Option<Box<dyn Film>>,
    /// The frame that the film gives next.
    next: usize,
    /// Frames gone through so far.
    filled: usize,
    whole: bool,
    shown: Option<usize>,
    /// The frame whose sharp picture was shown when it was looked last.
    sharp: Option<usize>,
    resting_until: Option<Instant>,
}

impl Worker {
    pub(super) fn new(
        open: Open,
        press: Box<dyn Press>,
        line: Line,
        found: Receiver<Found>,
        kept: (Budget, Option<Arc<Glimpses>>),
    ) -> Self {
        let (budget, glimpses) = kept;
        let frames = line.times.len();
        Self {
            open,
            press,
            line,
            found,
            shelf: Shelf::new(budget.bytes, budget.near),
            glimpses,
            ration: Ration::new(budget.bytes, frames, (budget.least_side, budget.small_side)),
            side: Side(budget.small_side),
            film: None,
            next: 0,
            filled: 0,
            whole: false,
            shown: None,
            sharp: None,
            resting_until: None,
        }
    }

    /// Works until it is told to stop or nobody listens.
    pub(super) fn run(mut self) {
        while !self.line.ends() {
            let (playhead, playing, _) = self.line.wanted();
            while let Ok((frame, packed)) = self.found.try_recv() {
                self.shelf.keep_near(frame, packed, playhead);
            }
            self.show();
            let Ok(handed_over) = self.line.hand_over() else { return };
            let began = Instant::now();
            let rest = self.resting_until.map(|until| until.saturating_duration_since(began)).filter(|rest| !rest.is_zero());
            if self.whole || rest.is_some() {
                std::thread::park_timeout(if handed_over { rest.unwrap_or(IDLE).min(IDLE) } else { BUSY });
                continue;
            }
            if self.line.known.is_fetched() {
                std::thread::park_timeout(BUSY);
                continue;
            }
            match self.fill() {
                Ok(()) if playing => self.resting_until = Some(Instant::now() + RESTS * began.elapsed()),
                Ok(()) => {}
                Err(reason) => {
                    self.film = None;
                    self.resting_until = Some(Instant::now() + TRY_AGAIN);
                    self.line.trouble(Some(reason));
                }
            }
        }
    }

    /// Shows the small picture nearest to what is wanted, where another one is shown and no sharp one stands for it.
    fn show(&mut self) {
        let (wanted, playing, backward) = self.line.wanted();
        let late = if playing && !backward { KEEPS_UP } else { 0 };
        let sharp = self.line.known.sharp();
        // Where a sharp picture took the place of the small one, that one is told anew when it is wanted again.
        if std::mem::replace(&mut self.sharp, sharp) != sharp && sharp.is_some() {
            self.shown = None;
        }
        if sharp.is_some_and(|sharp| (sharp..=sharp.saturating_add(late)).contains(&wanted)) {
            return;
        }
        let Some((at, packed)) = nearest(wanted, &self.shelf, self.glimpses.as_deref(), &self.line) else { return };
        if self.shown != Some(at)
            && let Some((width, height, rgb)) = self.press.unpack(packed)
        {
            self.shown = Some(at);
            self.line.tell(Told::Picture(Picture::of_rgb(at, width, height, &rgb, false)));
        }
    }

    /// Goes on through the clip by one frame.
    fn fill(&mut self) -> Result<(), String> {
        let film = match &mut self.film {
            Some(film) => film,
            none => {
                self.next = 0;
                none.insert((self.open)(self.side)?)
            }
        };
        let Some((at, frame)) = film.next_frame()? else { return self.end() };
        self.line.trouble(None);
        let number = self.line.number(at, self.next).max(self.next);
        self.next = number + 1;
        // A film that was opened anew comes by frames that are there already.
        if number >= self.filled {
            self.filled = number + 1;
            if self.shelf.keeps(number)
                && let Some(packed) = self.press.pack(&frame, Side(self.ration.side()))
            {
                self.ration.spend(packed.len());
                self.shelf.keep(number, packed);
            }
            self.line.known.fill(self.filled, self.shelf.stride());
            if self.filled.is_multiple_of(REPORT_EVERY) {
                self.line.tell(Told::Read(self.filled, false));
            }
        }
        Ok(())
    }

    /// The film is at its end: where it should be, or before, as when the file was taken away.
    fn end(&mut self) -> Result<(), String> {
        self.film = None;
        if self.next < self.line.times.len() {
            // Where the file is gone, opening it says so, and it is tried again.
            (self.open)(self.side)?;
            let missing = self.line.times.len() - self.next;
            self.line.trouble(Some(format!(
                "The clip ends {missing} frames earlier than when it was analysed: the file was changed or is damaged."
            )));
        }
        self.whole = true;
        if self.shelf.stride() == 1 {
            self.glimpses = None;
        }
        self.line.tell(Told::Read(self.filled, true));
        Ok(())
    }
}

/// The small picture nearest to a frame: of those on the shelf, or of the glimpses where one is nearer.
fn nearest<'a>(wanted: usize, shelf: &'a Shelf, glimpses: Option<&'a Glimpses>, line: &Line) -> Option<(usize, &'a [u8])> {
    let kept = shelf.nearest(wanted);
    if kept.is_some_and(|(at, _)| at == wanted) {
        return kept;
    }
    let glimpse = glimpses.zip(line.times.get(wanted)).and_then(|(glimpses, &at)| {
        let (at, packed) = glimpses.nearest(Seconds(at))?;
        Some((line.frame_at(at.0)?, packed))
    });
    [kept, glimpse].into_iter().flatten().min_by_key(|(at, _)| at.abs_diff(wanted))
}
