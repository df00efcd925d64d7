//! How fast the window draws, for those who look: with `RUST_LOG=plumbline::ui=debug` it is written every few seconds, and of every slow
//! frame what it did.
//!
//! Three times of a frame are told: from frame to frame, with its drawing, and that on the processor. On a busy machine the second is longer
//! than the third by the time for which others had the processor; only the third is the window's own.

use std::time::{Duration, Instant};

/// Frames that are summed up together.
const TOGETHER: usize = 150;
/// A frame whose panels take longer is told by itself (our default: half of the 50 ms that the window may be blocked).
const SLOW: Duration = Duration::from_millis(25);
/// What this thread was given: nanoseconds on the processor, nanoseconds waiting for one, and how often.
const GIVEN: &str = "/proc/thread-self/schedstat";

/// Durations of the last frames.
#[derive(Debug, Default)]
pub(super) struct Pace {
    began: Option<Instant>,
    last: Option<Instant>,
    given: Option<Given>,
    /// What this frame did, with when it was done.
    parts: Vec<(&'static str, Duration)>,
    /// Time in the panels, time of the whole frame with its drawing, that on the processor, and time from frame to frame.
    panels: Vec<Duration>,
    whole: Vec<Duration>,
    processor: Vec<Duration>,
    between: Vec<Duration>,
}

/// Time of this thread on the processor, and waiting for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Given {
    had: Duration,
    waited: Duration,
}

impl Given {
    /// Until now; `None` where the system does not tell.
    fn now() -> Option<Self> {
        Self::read(&std::fs::read_to_string(GIVEN).ok()?)
    }

    fn read(text: &str) -> Option<Self> {
        let mut numbers = text.split_whitespace().map_while(|number| number.parse().ok());
        Some(Self { had: Duration::from_nanos(numbers.next()?), waited: Duration::from_nanos(numbers.next()?) })
    }

    fn since(self, before: Self) -> Self {
        Self { had: self.had.saturating_sub(before.had), waited: self.waited.saturating_sub(before.waited) }
    }
}

/// Whether anybody looks.
fn looked_at() -> bool {
    tracing::enabled!(tracing::Level::DEBUG)
}

impl Pace {
    /// A frame begins; `whole_s` is what the one before took with its drawing.
    pub(super) fn begin(&mut self, whole_s: Option<f32>) {
        if !looked_at() {
            return;
        }
        let now = Instant::now();
        self.between.extend(self.last.replace(now).map(|last| now - last));
        self.whole.extend(whole_s.map(Duration::from_secs_f32));
        let given = Given::now();
        let own = given.zip(self.given).map(|(now, before)| now.since(before));
        self.processor.extend(own.map(|own| own.had));
        if let (Some(whole_s), Some(own)) = (whole_s.filter(|whole_s| *whole_s > SLOW.as_secs_f32()), own) {
            let [whole, had, waited] = [Duration::from_secs_f32(whole_s), own.had, own.waited].map(ms);
            let parts = self.told_parts();
            tracing::debug!(whole, processor = had, waited, parts, "a slow frame, ms");
        }
        self.parts.clear();
        (self.began, self.given) = (Some(now), given);
    }

    /// A part of the frame is done.
    pub(super) fn done(&mut self, part: &'static str) {
        self.parts.extend(self.began.filter(|_| looked_at()).map(|began| (part, began.elapsed())));
    }

    /// The panels are done.
    pub(super) fn end(&mut self) {
        self.done("rest");
        self.panels.extend(self.began.filter(|_| looked_at()).map(|began| began.elapsed()));
        if self.panels.len() >= TOGETHER {
            let [panels, whole, processor, between] =
                [&mut self.panels, &mut self.whole, &mut self.processor, &mut self.between].map(told);
            tracing::debug!(panels, whole, processor, between, "frames: median / 95th percentile / longest, ms");
        }
    }

    /// The parts of the last frame, each with what it took.
    fn told_parts(&self) -> String {
        let starts = std::iter::once(Duration::ZERO).chain(self.parts.iter().map(|(_, done)| *done));
        let parts =
            self.parts.iter().zip(starts).map(|((part, done), start)| format!("{part} {}", ms(done.saturating_sub(start))));
        parts.collect::<Vec<_>>().join(", ")
    }
}

/// Milliseconds with one decimal.
fn ms(duration: Duration) -> String {
    format!("{:.1}", duration.as_secs_f64() * 1000.0)
}

/// Median, 95th percentile and longest in milliseconds; forgets the durations.
fn told(durations: &mut Vec<Duration>) -> String {
    durations.sort();
    let at = |share: f64| {
        let index = ((durations.len() as f64 * share) as usize).min(durations.len().saturating_sub(1));
        durations.get(index).copied().unwrap_or_default()
    };
    let text = format!("{} / {} / {}", ms(at(0.5)), ms(at(0.95)), ms(at(1.0)));
    durations.clear();
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_told_and_forgotten() {
        let mut durations: Vec<Duration> = (1..=100).rev().map(Duration::from_millis).collect();
        assert_eq!(told(&mut durations), "51.0 / 96.0 / 100.0");
        assert_eq!(told(&mut durations), "0.0 / 0.0 / 0.0");
    }

    #[test]
    fn what_the_system_gave_is_read_and_a_system_that_does_not_tell_is_no_harm() {
        let [before, now] = ["1000000 500 3", "26000000 9000500 9\n"].map(|text| Given::read(text).unwrap());
        let own = now.since(before);
        assert_eq!((own.had, own.waited), (Duration::from_millis(25), Duration::from_millis(9)));
        assert_eq!(Given::read(""), None);
        assert_eq!(Given::read("7 x"), None);
    }

    #[test]
    fn the_parts_of_a_frame_are_told_by_what_each_took() {
        let parts = vec![("keys", Duration::from_millis(1)), ("panels", Duration::from_millis(21))];
        assert_eq!(Pace { parts, ..Pace::default() }.told_parts(), "keys 1.0, panels 20.0");
    }
}
