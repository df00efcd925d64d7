//! The rings of a plate, gathered over many frames: the outermost one is its rim.
//!
//! A plate shows rings inside its rim, and the rim itself may stand out badly against what is behind it. As the plate moves, what
//! is behind it changes, and only what belongs to the plate keeps its place.

use super::patch::Patch;
use super::rim;
use crate::geom::Ellipse;

/// Rays from the centre.
const RAYS: usize = 48;
/// Smallest and largest ring that is gathered, as shares of the rim as known.
const RANGE: (f64, f64) = (0.7, 2.7);
/// Bins over the range; an edge counts for its own and for both neighbouring bins.
const BINS: usize = 100;
/// Frames after which the rings are judged.
const ENOUGH: usize = 10;
/// Least share of rays with an edge at a ring, 0..=1.
const LEAST_SHARE: f64 = 0.4;
/// A ring must stand out from what is usual on the rays by this share.
const ABOVE_USUAL: f64 = 0.22;
/// Rings this near to the rim as known are the rim.
const SAME: f64 = 0.05;

/// Edges by their distance from the centre.
#[derive(Clone, Debug)]
pub(super) struct Rings {
    hits: [f64; BINS],
    rays: f64,
    frames: usize,
}

impl Default for Rings {
    fn default() -> Self {
        Self { hits: [0.0; BINS], rays: 0.0, frames: 0 }
    }
}

impl Rings {
    /// Frames gathered.
    pub(super) fn frames(&self) -> usize {
        self.frames
    }

    /// Gathers the rings of one more frame.
    pub(super) fn look(&mut self, patch: &Patch, rim: &Ellipse) {
        let width = (RANGE.1 - RANGE.0) / BINS as f64;
        for ray in rim::rays(patch, rim, RAYS, RANGE.0, RANGE.1) {
            let mut seen = [false; BINS];
            for share in ray {
                let bin = ((share - RANGE.0) / width) as usize;
                for near in bin.saturating_sub(1)..=bin + 1 {
                    if let Some(cell) = seen.get_mut(near) {
                        *cell = true;
                    }
                }
            }
            self.rays += 1.0;
            for (hits, seen) in self.hits.iter_mut().zip(seen) {
                *hits += f64::from(u8::from(seen));
            }
        }
        self.frames += 1;
    }

    /// The outermost ring as a share of the rim as known, where it is another ring than the rim and enough was seen.
    pub(super) fn outermost(&self) -> Option<f64> {
        if self.frames < ENOUGH || self.rays < 1.0 {
            return None;
        }
        let shares: Vec<f64> = self.hits.iter().map(|hits| hits / self.rays).collect();
        let mut sorted = shares.clone();
        sorted.sort_by(f64::total_cmp);
        let least = LEAST_SHARE.max(sorted[BINS / 2] + ABOVE_USUAL);
        let width = (RANGE.1 - RANGE.0) / BINS as f64;
        (1..BINS - 1)
            .rev()
            .find(|&k| shares[k] >= least && shares[k] >= shares[k - 1] && shares[k] >= shares[k + 1])
            .map(|k| RANGE.0 + (k as f64 + 0.5) * width)
            .filter(|share| *share > 1.0 + SAME)
    }
}
