//! Small pictures made while a clip was watched, so that it can be gone through the moment it is opened.

use super::film::Side;
use super::shelf::{Ration, Shelf};
use crate::frame::{Frame, nearest};
use crate::units::Seconds;

/// Bytes of the glimpses of a clip (our default: two minutes of gym film at 30 frames a second have them of full size, and of ten minutes
/// every frame has one).
const BUDGET: usize = 48 << 20;
/// Longest sides of the smallest and of the largest glimpse, pixels.
const SIDES: (usize, usize) = (128, 320);

/// A small picture of every frame of a clip, packed; of a very long clip of every second, fourth, ... frame.
#[derive(Debug)]
pub struct Glimpses {
    shelf: Shelf,
    ration: Ration,
    times_s: Vec<f64>,
}

impl Glimpses {
    /// None yet, for a clip of about so many frames.
    pub fn new(frames: usize) -> Self {
        Self { shelf: Shelf::new(BUDGET, 0), ration: Ration::new(BUDGET, frames, SIDES), times_s: Vec::new() }
    }

    /// Takes the next frame of the clip; `pack` makes a picture small in memory, no side longer than it is told.
    pub fn add(&mut self, frame: &Frame, pack: impl FnOnce(&Frame, Side) -> Option<Vec<u8>>) {
        let number = self.times_s.len();
        self.times_s.push(frame.at.0);
        if self.shelf.keeps(number)
            && let Some(packed) = pack(frame, Side(self.ration.side()))
        {
            self.ration.spend(packed.len());
            self.shelf.keep(number, packed);
        }
    }

    /// The glimpse nearest to a time: its own time, and the packed picture.
    pub(super) fn nearest(&self, at: Seconds) -> Option<(Seconds, &[u8])> {
        let (frame, packed) = self.shelf.nearest(nearest(&self.times_s, at.0, |time| *time)?)?;
        Some((Seconds(*self.times_s.get(frame)?), packed))
    }

    /// Memory that they take, bytes.
    pub fn bytes(&self) -> usize {
        self.shelf.bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(at: f64) -> Frame {
        Frame { index: 0, at: Seconds(at), width: 2, height: 1, rgb: vec![0; 6] }
    }

    #[test]
    fn the_glimpse_of_the_very_time_is_found_and_a_long_clip_is_thinned_within_the_budget() {
        let mut glimpses = Glimpses::new(40_000);
        for number in 0_u32..40_000 {
            glimpses.add(&frame(f64::from(number) / 30.0), |_, Side(side)| {
                let mut packed = number.to_be_bytes().to_vec();
                packed.resize(side * side / 16, 0);
                Some(packed)
            });
        }
        assert!(glimpses.bytes() <= BUDGET, "{}", glimpses.bytes());
        for number in [0_u32, 17, 20_000, 39_999] {
            let (at, packed) = glimpses.nearest(Seconds(f64::from(number) / 30.0 + 0.004)).unwrap();
            let told = packed.first_chunk().map(|bytes| u32::from_be_bytes(*bytes)).unwrap();
            assert!((at.0 - f64::from(told) / 30.0).abs() < 1e-9, "the picture is of another time than it says");
            assert!(told.abs_diff(number) <= 2, "{told} for {number}");
        }
    }

    #[test]
    fn no_glimpse_is_none_and_a_frame_that_cannot_be_packed_is_left_out() {
        let mut glimpses = Glimpses::new(2);
        assert!(glimpses.nearest(Seconds(0.0)).is_none());
        glimpses.add(&frame(0.0), |_, _| None);
        glimpses.add(&frame(1.0), |_, _| Some(vec![7]));
        assert_eq!(glimpses.nearest(Seconds(0.0)).map(|(at, packed)| (at.0, packed.to_vec())), Some((1.0, vec![7])));
    }
}
