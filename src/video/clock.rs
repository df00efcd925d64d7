//! True presentation times out of what the decoder says, with its gaps and faults repaired.

use std::collections::VecDeque;

use crate::notes::Note;

/// Intervals over which the mean interval is taken.
///
/// About a second of film: long enough for time scales that cannot express the frame interval (240 frames a second on a clock of
/// 600 ticks a second alternate between 3.3 and 5.0 ms), short enough to follow a phone that changes its rate.
const RECENT: usize = 30;
/// Longest believed time between two frames, seconds; our own choice: no phone holds a picture longer while it films.
const LONGEST_INTERVAL_S: f64 = 10.0;
/// Interval that is stood in for an unknown one before any was seen, seconds (30 frames a second).
const USUAL_INTERVAL_S: f64 = 1.0 / 30.0;
/// Shortest interval that an unknown one is set to, seconds: that of the highest frame rate read.
const SHORTEST_INTERVAL_S: f64 = 0.001;
/// An interval this many times longer than the recent mean, or that much shorter, is uneven; our own choice, above the 1.2 that
/// coarse clocks make by themselves.
const UNEVEN: f64 = 1.5;
/// Share of uneven intervals above which the frame rate counts as variable; our own choice: a lost frame or two do not.
const UNEVEN_SHARE: f64 = 0.01;
/// Ratio of the slowest to the fastest second above which the frame rate counts as variable; our own choice.
const RATE_SPREAD: f64 = 1.1;

/// Turns the decoder's times into seconds from the clip's first frame, and remembers what was wrong with them.
///
/// OpenCV 4.6 gives no time (0) for the frames it gets after the end of the file was reached; those times are carried on with the
/// mean of the recent intervals. Times that go back come from damaged files; such frames are left out.
#[derive(Debug, Default)]
pub(super) struct Clock {
    first_s: Option<f64>,
    last_s: f64,
    recent: VecDeque<f64>,
    recent_sum: f64,
    intervals: usize,
    uneven: usize,
    fastest_mean: Option<f64>,
    slowest_mean: f64,
    /// Frames whose time was carried on since the last known one.
    carried: usize,
    /// Frames whose time was carried on and after which a known time followed.
    repaired: usize,
    out_of_order: usize,
}

impl Clock {
    /// The true time of the next frame in seconds from the first, or `None` where the frame must be left out.
    ///
    /// `said_s` is the decoder's time in seconds on the stream's own clock; 0 also stands for "none".
    pub(super) fn tick(&mut self, said_s: f64) -> Option<f64> {
        let Some(first) = self.first_s else {
            self.first_s = Some(if said_s.is_finite() { said_s } else { 0.0 });
            return Some(0.0);
        };
        let at = said_s - first;
        let unknown = said_s == 0.0 || !at.is_finite() || at - self.last_s > LONGEST_INTERVAL_S;
        if unknown {
            self.carried += 1;
            self.last_s += self.mean_interval().unwrap_or(USUAL_INTERVAL_S).max(SHORTEST_INTERVAL_S);
        } else if at <= self.last_s {
            self.out_of_order += 1;
            return None;
        } else {
            if self.carried == 0 {
                self.count(at - self.last_s);
            }
            self.repaired += std::mem::take(&mut self.carried);
            self.last_s = at;
        }
        Some(self.last_s)
    }

    /// The time of a frame out of order, seconds from the first; `None` where the decoder gives none.
    pub(super) fn at(&self, said_s: f64) -> Option<f64> {
        let at = said_s - self.first_s?;
        (said_s != 0.0 && at.is_finite() && at >= 0.0).then_some(at)
    }

    fn mean_interval(&self) -> Option<f64> {
        (!self.recent.is_empty()).then(|| self.recent_sum / self.recent.len() as f64)
    }

    fn count(&mut self, interval: f64) {
        if let Some(mean) = self.mean_interval() {
            self.uneven += usize::from(interval > mean * UNEVEN || interval * UNEVEN < mean);
        }
        self.intervals += 1;
        self.recent.push_back(interval);
        self.recent_sum += interval;
        if self.recent.len() > RECENT {
            self.recent_sum -= self.recent.pop_front().unwrap_or_default();
        }
        if let Some(mean) = self.mean_interval().filter(|_| self.recent.len() == RECENT) {
            self.fastest_mean = Some(self.fastest_mean.map_or(mean, |fastest| fastest.min(mean)));
            self.slowest_mean = self.slowest_mean.max(mean);
        }
    }

    fn varies(&self) -> bool {
        self.uneven as f64 > UNEVEN_SHARE * self.intervals as f64
            || self.fastest_mean.is_some_and(|fastest| self.slowest_mean > RATE_SPREAD * fastest)
    }

    /// What the user should know of the clip's times.
    pub(super) fn notes(&self) -> Vec<Note> {
        let mut notes = Vec::new();
        // At the end of a clip of even rate the times that are carried on are right, and every clip ends so: not worth a word.
        let repaired = self.repaired + if self.varies() { self.carried } else { 0 };
        if repaired > 0 {
            notes.push(Note::new(
                "times-repaired",
                format!(
                    "The times of {} could not be read and were set from the frames before.",
                    count(repaired, "frame", "frames")
                ),
                "Speeds near them are unsure; where they stand at the end, keep a second of film after the last repetition.",
            ));
        }
        if self.out_of_order > 0 {
            notes.push(Note::new(
                "frames-out-of-order",
                format!(
                    "{} whose time lies before that of the frame before left out.",
                    count(self.out_of_order, "frame was", "frames were")
                ),
                "The file is damaged; copy it again from the phone.",
            ));
        }
        if self.varies() {
            notes.push(Note::new(
                "frame-rate-varies",
                "The phone did not film at an even rate; the true time of every frame is used.",
                "More light keeps the frame rate even.",
            ));
        }
        notes
    }
}

/// A number with its noun, for example `1 frame` or `3 frames`.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn codes(clock: &Clock) -> Vec<String> {
        clock.notes().iter().map(|note| note.code.to_string()).collect()
    }

    #[test]
    fn times_start_at_the_first_frame_and_an_even_clip_has_no_notes() {
        let mut clock = Clock::default();
        let times: Vec<f64> = (0..90).filter_map(|n| clock.tick(0.066 + n as f64 / 30.0)).collect();
        assert!(times.iter().enumerate().all(|(n, at)| (at - n as f64 / 30.0).abs() < 1e-9), "{times:?}");
        assert_eq!(codes(&clock), Vec::<String>::new());
    }

    #[test]
    fn missing_times_at_the_end_follow_the_mean_interval_on_a_coarse_clock() {
        let mut clock = Clock::default();
        let said = |n: usize| (n as f64 / 240.0 * 600.0).floor() / 600.0;
        let mut last = 0.0;
        for n in 0..480 {
            last = clock.tick(if n < 464 { said(n) } else { 0.0 }).unwrap();
        }
        assert!((last - 479.0 / 240.0).abs() < 0.004, "{last}");
        assert_eq!(codes(&clock), Vec::<String>::new(), "every clip ends so");
    }

    #[test]
    fn times_missing_in_the_middle_or_at_the_end_of_an_uneven_clip_are_told() {
        let mut middle = Clock::default();
        for n in 0..60 {
            middle.tick(if n == 30 { 0.0 } else { n as f64 / 30.0 });
        }
        assert_eq!(codes(&middle), ["times-repaired"]);
        let mut uneven = Clock::default();
        for n in (0..60).filter(|n| n % 7 != 3) {
            uneven.tick(if n >= 58 { 0.0 } else { n as f64 / 30.0 });
        }
        assert_eq!(codes(&uneven), ["times-repaired", "frame-rate-varies"]);
    }

    #[test]
    fn a_frame_whose_time_goes_back_is_left_out() {
        let mut clock = Clock::default();
        let times: Vec<Option<f64>> = [0.0, 0.1, 0.05, 0.2].into_iter().map(|said| clock.tick(said)).collect();
        assert_eq!(times, [Some(0.0), Some(0.1), None, Some(0.2)]);
        assert_eq!(codes(&clock), ["frames-out-of-order"]);
    }

    #[test]
    fn an_absurd_jump_of_time_is_not_believed() {
        let mut clock = Clock::default();
        for n in 0..10 {
            clock.tick(n as f64 * 0.04);
        }
        assert!((clock.tick(1.0e6).unwrap() - 0.4).abs() < 1e-9);
    }

    #[test]
    fn lost_frames_and_a_changed_rate_are_told() {
        let mut lost = Clock::default();
        for n in (0..120).filter(|n| n % 11 != 3) {
            lost.tick(n as f64 / 30.0);
        }
        assert_eq!(codes(&lost), ["frame-rate-varies"]);
        let mut slower = Clock::default();
        let mut at = 0.0;
        for n in 0..120 {
            slower.tick(at);
            at += if n < 60 { 1.0 / 30.0 } else { 1.0 / 24.0 };
        }
        assert_eq!(codes(&slower), ["frame-rate-varies"]);
    }

    #[test]
    fn one_lost_frame_in_a_long_clip_is_not_worth_a_word() {
        let mut clock = Clock::default();
        for n in (0..300).filter(|&n| n != 100) {
            clock.tick(n as f64 / 30.0);
        }
        assert_eq!(codes(&clock), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn times_ascend_whatever_the_decoder_says(said in proptest::collection::vec(proptest::num::f64::ANY, 0..200)) {
            let mut clock = Clock::default();
            let times: Vec<f64> = said.into_iter().filter_map(|said| clock.tick(said)).collect();
            prop_assert!(times.iter().all(|at| at.is_finite()));
            prop_assert!(times.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }
}
