//! The clock: which frame is due.

use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Slowest and fastest speed, in the file's own speed.
pub const SPEEDS: (f64, f64) = (0.1, 2.0);
/// Longest step of the clock between two ticks, seconds: after a stall the film goes on from where it was (our default).
const LONGEST_TICK_S: f64 = 0.25;
/// Duration of the last frame where there is no other to tell, seconds.
const USUAL_STEP_S: f64 = 1.0 / 30.0;
/// What rounding may do to a time, seconds.
const ROUNDING_S: f64 = 1e-6;

/// Where in the clip the player is, and how it moves. Times are the file's own playing time; a frame is shown from its time to that of the
/// next, however unevenly they follow each other.
#[derive(Clone, Debug)]
pub struct Playhead {
    times: Arc<[f64]>,
    position_s: f64,
    /// The speed that was set, [`SPEEDS`].
    speed: f64,
    /// Speed with direction while it plays; 0 while it rests.
    rate: f64,
    range: Option<Range<usize>>,
    last_tick: Option<Instant>,
}

impl Playhead {
    /// A playhead that rests on the first frame. `times` ascend, one a frame.
    pub fn new(times: Arc<[f64]>) -> Self {
        let position_s = times.first().copied().unwrap_or(0.0);
        Self { times, position_s, speed: 1.0, rate: 0.0, range: None, last_tick: None }
    }

    /// Takes longer or other times, as while a clip is still read; the position stays.
    pub fn set_times(&mut self, times: Arc<[f64]>) {
        self.times = times;
        if self.range.as_ref().is_some_and(|range| range.end > self.times.len()) {
            self.range = None;
        }
    }

    /// The times of the frames.
    pub fn times(&self) -> &Arc<[f64]> {
        &self.times
    }

    /// The frame that is due; 0 where there is none.
    pub fn frame(&self) -> usize {
        self.times.partition_point(|&t| t <= self.position_s + ROUNDING_S).saturating_sub(1)
    }

    /// The position, seconds of playing time.
    pub fn at(&self) -> f64 {
        self.position_s
    }

    /// Whether it moves.
    pub fn is_playing(&self) -> bool {
        self.rate != 0.0
    }

    /// The speed that was set.
    pub fn speed(&self) -> f64 {
        self.speed
    }

    /// The speed with its direction, negative backward; 0 while it rests.
    pub fn rate(&self) -> f64 {
        self.rate
    }

    /// Sets the speed, at most that of [`SPEEDS`]; the direction stays.
    pub fn set_speed(&mut self, speed: f64) {
        if speed.is_finite() {
            self.speed = speed.clamp(SPEEDS.0, SPEEDS.1);
            self.rate = self.rate.signum() * if self.is_playing() { self.speed } else { 0.0 };
        }
    }

    /// Plays forward at the speed that was set, from the begin where it rests at the end.
    pub fn play(&mut self) {
        let bounds = self.bounds();
        if self.frame() + 1 >= bounds.end {
            self.seek(bounds.start);
        }
        self.start(self.speed);
    }

    /// Rests.
    pub fn pause(&mut self) {
        (self.rate, self.last_tick) = (0.0, None);
    }

    /// Plays, or rests.
    pub fn toggle(&mut self) {
        if self.is_playing() { self.pause() } else { self.play() }
    }

    /// The keys J (-1), K (0) and L (1): backward, rest, forward; again in the same direction doubles the speed.
    pub fn shuttle(&mut self, direction: i8) {
        match f64::from(direction.signum()) {
            0.0 => self.pause(),
            sign if sign * self.rate > 0.0 => self.rate = (2.0 * self.rate).clamp(-SPEEDS.1, SPEEDS.1),
            sign => self.start(sign * self.speed),
        }
    }

    fn start(&mut self, rate: f64) {
        if !self.times.is_empty() {
            (self.rate, self.last_tick) = (rate, None);
        }
    }

    /// Rests so many frames further on, or back; exactly on a frame's time.
    pub fn step(&mut self, frames: i64) {
        self.pause();
        let frame = self.frame().saturating_add_signed(frames as isize);
        self.seek(frame);
    }

    /// Goes to a frame, at most the last; playing goes on.
    pub fn seek(&mut self, frame: usize) {
        if let Some(&at) = self.times.get(frame.min(self.times.len().saturating_sub(1))) {
            self.position_s = at;
        }
    }

    /// Goes to a time within the clip; playing goes on.
    pub fn seek_time(&mut self, seconds: f64) {
        if let (Some(&first), Some(&last), true) = (self.times.first(), self.times.last(), seconds.is_finite()) {
            self.position_s = seconds.clamp(first, last);
        }
    }

    /// Plays only some frames, over and over; `None` plays the whole clip once. A range without frames counts as `None`.
    pub fn set_loop(&mut self, range: Option<Range<usize>>) {
        self.range = range.map(|range| range.start..range.end.min(self.times.len())).filter(|range| !range.is_empty());
        if let Some(range) = self.range.clone().filter(|range| !range.contains(&self.frame())) {
            self.seek(range.start);
        }
    }

    /// The frames that are looped.
    pub fn looped(&self) -> Option<Range<usize>> {
        self.range.clone()
    }

    fn bounds(&self) -> Range<usize> {
        self.range.clone().unwrap_or(0..self.times.len())
    }

    /// When a frame gives way to the next.
    fn end_of(&self, frame: usize) -> f64 {
        let at = |frame: usize| self.times.get(frame).copied();
        at(frame + 1).unwrap_or_else(|| {
            let last = at(frame).unwrap_or(self.position_s);
            last + frame.checked_sub(1).and_then(at).map_or(USUAL_STEP_S, |before| last - before)
        })
    }

    /// Moves on with the time; whether another frame is due or the playing ended.
    pub fn tick(&mut self, now: Instant) -> bool {
        if !self.is_playing() || self.times.is_empty() {
            return false;
        }
        let before = self.frame();
        let since = self.last_tick.map_or(0.0, |last| now.saturating_duration_since(last).as_secs_f64());
        self.last_tick = Some(now);
        self.position_s += since.min(LONGEST_TICK_S) * self.rate;
        let bounds = self.bounds();
        let (begin, last) = (self.times.get(bounds.start).copied().unwrap_or(0.0), bounds.end.saturating_sub(1));
        let end = self.end_of(last);
        let out = if self.rate > 0.0 { self.position_s >= end } else { self.position_s < begin };
        if out && self.range.is_some() && end > begin {
            self.position_s = begin + (self.position_s - begin).rem_euclid(end - begin);
        } else if out {
            self.pause();
            self.seek(if self.position_s < begin { bounds.start } else { last });
            return true;
        }
        self.frame() != before
    }

    /// How long until another frame is due; `None` while it rests.
    pub fn next_due(&self, now: Instant) -> Option<Duration> {
        if !self.is_playing() {
            return None;
        }
        let frame = self.frame();
        let way = if self.rate > 0.0 {
            self.end_of(frame) - self.position_s
        } else {
            self.position_s - self.times.get(frame).copied().unwrap_or(0.0) + ROUNDING_S
        };
        let since = self.last_tick.map_or(0.0, |last| now.saturating_duration_since(last).as_secs_f64());
        Some(Duration::try_from_secs_f64((way / self.rate.abs() - since).max(0.0)).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Uneven times: 30 frames a second with every third frame late.
    fn uneven() -> Playhead {
        Playhead::new((0..90).map(|n| f64::from(n) / 30.0 + if n % 3 == 2 { 0.02 } else { 0.0 }).collect())
    }

    /// Plays so many seconds in steps of 10 ms and gives the frames that became due.
    fn played(head: &mut Playhead, seconds: f64) -> Vec<usize> {
        let start = Instant::now();
        let mut frames = Vec::new();
        for step in 0..=(seconds * 100.0).round() as u64 {
            if head.tick(start + Duration::from_millis(10 * step)) {
                frames.push(head.frame());
            }
        }
        frames
    }

    #[test]
    fn every_frame_is_due_at_its_own_time_at_any_speed() {
        let mut head = uneven();
        head.play();
        assert_eq!(played(&mut head, 1.0), (1..=30).collect::<Vec<_>>());
        for speed in [0.1, 0.5, 2.0] {
            let mut head = uneven();
            head.set_speed(speed);
            head.play();
            played(&mut head, 1.0);
            assert!((head.at() - speed).abs() < 1e-6, "{}", head.at());
        }
        let mut clamped = uneven();
        clamped.set_speed(50.0);
        assert!((clamped.speed() - 2.0).abs() < 1e-9);
        clamped.set_speed(f64::NAN);
        assert!((clamped.speed() - 2.0).abs() < 1e-9);
    }

    #[test]
    fn stepping_rests_exactly_on_the_next_frame_and_stops_at_the_ends() {
        let mut head = uneven();
        head.play();
        for frame in 1..90 {
            head.step(1);
            assert!(head.frame() == frame && !head.is_playing());
            assert!((head.at() - head.times()[frame]).abs() < 1e-12);
        }
        head.step(1);
        assert_eq!(head.frame(), 89);
        head.step(-200);
        assert_eq!(head.frame(), 0);
        head.seek_time(1.01);
        head.step(-1);
        assert_eq!(head.frame(), 29);
    }

    #[test]
    fn the_clip_ends_on_its_last_frame_and_plays_again_from_the_first() {
        let mut head = uneven();
        head.seek(80);
        head.play();
        let frames = played(&mut head, 2.0);
        assert_eq!(frames.last(), Some(&89));
        assert!(!head.is_playing());
        head.toggle();
        assert!(head.is_playing() && head.frame() == 0);
        head.toggle();
        assert!(!head.is_playing());
    }

    #[test]
    fn j_k_and_l_go_back_rest_and_forward_and_double() {
        let mut head = uneven();
        head.seek(60);
        let mut rates = Vec::new();
        for key in [1, 1, 1, -1, -1, 0, -1] {
            head.shuttle(key);
            rates.push(head.rate());
        }
        assert_eq!(rates, [1.0, 2.0, 2.0, -1.0, -2.0, 0.0, -1.0]);
        let frames = played(&mut head, 1.0);
        assert_eq!(frames, (30..60).rev().collect::<Vec<_>>());
        played(&mut head, 5.0);
        assert!(head.frame() == 0 && !head.is_playing(), "it rests at the begin");
    }

    #[test]
    fn a_loop_starts_over_and_shows_its_last_frame_as_long_as_any() {
        let mut head = uneven();
        head.set_loop(Some(30..40));
        assert_eq!(head.frame(), 30);
        head.play();
        let frames = played(&mut head, 1.0);
        assert!(frames.iter().all(|frame| (30..40).contains(frame)));
        assert_eq!(frames.iter().filter(|&&frame| frame == 30).count(), 3);
        head.shuttle(-1);
        assert!(played(&mut head, 1.0).iter().all(|frame| (30..40).contains(frame)));
        head.set_loop(Some(50..50));
        assert_eq!(head.looped(), None);
    }

    #[test]
    fn the_next_frame_is_due_when_its_time_comes() {
        let mut head = uneven();
        assert_eq!(head.next_due(Instant::now()), None);
        head.set_speed(0.5);
        head.play();
        let now = Instant::now();
        head.tick(now);
        let due = head.next_due(now).unwrap().as_secs_f64();
        assert!((due - 2.0 / 30.0).abs() < 1e-6, "{due}");
        assert!(head.next_due(now + Duration::from_secs(1)).unwrap().is_zero());
        let stalled = now + Duration::from_mins(1);
        head.tick(stalled);
        assert!(head.at() < 0.2, "a stall does not leap: {}", head.at());
    }

    #[test]
    fn a_clip_without_frames_does_nothing() {
        let mut head = Playhead::new(Arc::from([]));
        head.play();
        head.step(5);
        head.seek(3);
        head.set_loop(Some(0..9));
        assert!(!head.tick(Instant::now()) && head.frame() == 0 && !head.is_playing());
    }

    proptest! {
        #[test]
        fn whatever_is_pressed_the_frame_is_one_of_the_clip(
            steps in proptest::collection::vec(0.001..0.2_f64, 1..50), keys in proptest::collection::vec((0_u8..7, -100_i64..100), 0..40)
        ) {
            let mut now = 0.0;
            let times: Arc<[f64]> = steps.iter().map(|step| { now += step; now }).collect();
            let mut head = Playhead::new(times.clone());
            let mut clock = Instant::now();
            for (key, amount) in keys {
                match key {
                    0 => head.toggle(),
                    1 => head.step(amount),
                    2 => head.seek(amount.unsigned_abs() as usize),
                    3 => head.seek_time(amount as f64 / 10.0),
                    4 => head.shuttle(amount.signum() as i8),
                    5 => head.set_loop(Some(amount.unsigned_abs() as usize % 20..amount.unsigned_abs() as usize)),
                    _ => head.set_speed(amount as f64 / 20.0),
                }
                clock += Duration::from_millis(37);
                head.tick(clock);
                prop_assert!(head.frame() < times.len());
                prop_assert!(head.next_due(clock).is_none() || head.is_playing());
            }
        }
    }
}
