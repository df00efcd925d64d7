//! How what is set on some frames is carried to the frames between and beside them.

use std::collections::BTreeMap;

use super::Reach;

/// Weight from which a frame counts as set by hand.
pub(super) const BY_HAND: f64 = 0.5;

/// What the user set on some frames, by frame.
#[derive(Clone, Debug)]
pub(super) struct Pins<T> {
    pins: BTreeMap<usize, (T, Reach)>,
}

impl<T> Default for Pins<T> {
    fn default() -> Self {
        Self { pins: BTreeMap::new() }
    }
}

impl<T: Copy> Pins<T> {
    /// Sets a frame; what was set there before is forgotten.
    pub(super) fn set(&mut self, frame: usize, value: T, reach: Reach) {
        self.pins.insert(frame, (value, reach));
    }

    /// Forgets what was set on some frames.
    pub(super) fn forget(&mut self, frames: &std::ops::Range<usize>) {
        self.pins.retain(|frame, _| !frames.contains(frame));
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, T)> + '_ {
        self.pins.iter().map(|(&frame, &(value, _))| (frame, value))
    }

    /// What was set, with its reach.
    pub(super) fn reaching(&self) -> impl Iterator<Item = (usize, T, Reach)> + '_ {
        self.pins.iter().map(|(&frame, &(value, reach))| (frame, value, reach))
    }

    /// The pins that count on a frame, with their weights in 0..=1: on a pin's own frame it alone, with 1; elsewhere the nearest pin on
    /// either side. `t` are the frames' playing times.
    pub(super) fn on(&self, frame: usize, t: &[f64]) -> Vec<(T, f64)> {
        if let Some(&(value, _)) = self.pins.get(&frame) {
            return vec![(value, 1.0)];
        }
        let time = |frame: usize| t.get(frame).copied().unwrap_or(f64::NAN);
        let (before, after) = (self.pins.range(..frame).next_back(), self.pins.range(frame..).next());
        let gap = match (before, after) {
            (Some((&a, _)), Some((&b, _))) => time(b) - time(a),
            _ => f64::INFINITY,
        };
        let weighed = |pin: Option<(&usize, &(T, Reach))>| {
            let (&at, &(value, reach)) = pin?;
            let weight = fading((time(frame) - time(at)).abs(), reach, gap);
            (weight > 0.0).then_some((value, weight))
        };
        [weighed(before), weighed(after)].into_iter().flatten().collect()
    }
}

/// The weight so many seconds from a pin, whose neighbour on that side is `gap` seconds away: a raised cosine.
fn fading(away_s: f64, reach: Reach, gap_s: f64) -> f64 {
    let span = match reach {
        Reach::Frame => 0.0,
        Reach::Seconds(seconds) => seconds.min(gap_s),
        Reach::Clip => gap_s,
    };
    if span.is_infinite() {
        1.0
    } else if away_s < span {
        0.5 + 0.5 * (std::f64::consts::PI * away_s / span).cos()
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times() -> Vec<f64> {
        (0..100).map(|frame| f64::from(frame) / 30.0).collect()
    }

    #[test]
    fn a_pin_counts_wholly_on_its_frame_and_fades_to_nothing_over_its_reach() {
        let mut pins = Pins::default();
        pins.set(50, 'a', Reach::Seconds(0.2));
        let weight = |frame: usize| pins.on(frame, &times()).first().map_or(0.0, |pin| pin.1);
        assert!((weight(50) - 1.0).abs() < 1e-12 && (weight(53) - 0.5).abs() < 1e-9 && (weight(47) - 0.5).abs() < 1e-9);
        assert!(weight(44).abs() < 1e-12 && weight(56).abs() < 1e-12);
        assert!((50..56).all(|frame| weight(frame) > weight(frame + 1)));
        pins.set(50, 'b', Reach::Frame);
        assert_eq!(pins.on(50, &times()), [('b', 1.0)]);
        assert_eq!(pins.on(51, &times()), []);
    }

    #[test]
    fn between_two_pins_their_weights_sum_to_one_and_neither_moves_the_other() {
        for reach in [Reach::Clip, Reach::Seconds(9.0)] {
            let mut pins = Pins::default();
            pins.set(20, 1.0, reach);
            pins.set(40, 2.0, reach);
            for frame in 20..=40 {
                let sum: f64 = pins.on(frame, &times()).iter().map(|pin| pin.1).sum();
                assert!((sum - 1.0).abs() < 1e-9, "{frame}: {sum}");
            }
            assert_eq!((pins.on(20, &times()), pins.on(40, &times())), (vec![(1.0, 1.0)], vec![(2.0, 1.0)]));
        }
    }

    #[test]
    fn a_pin_for_the_whole_clip_counts_to_its_ends() {
        let mut pins = Pins::default();
        pins.set(20, (), Reach::Clip);
        assert!([0, 19, 99].iter().all(|&frame| pins.on(frame, &times()) == [((), 1.0)]));
    }
}
