//! The small pictures that are kept, within a budget.

use std::collections::BTreeMap;

/// Packed pictures by frame: every `stride`-th of the clip, and those about the playhead.
#[derive(Debug)]
pub(super) struct Shelf {
    budget: usize,
    most_near: usize,
    kept: BTreeMap<usize, Vec<u8>>,
    bytes: usize,
    stride: usize,
    /// Pictures about the playhead that the stride leaves out.
    near: BTreeMap<usize, Vec<u8>>,
}

impl Shelf {
    /// An empty shelf for so many bytes, and for so many frames about the playhead beside them.
    pub(super) fn new(budget: usize, most_near: usize) -> Self {
        Self { budget, most_near, kept: BTreeMap::new(), bytes: 0, stride: 1, near: BTreeMap::new() }
    }

    /// Whether a frame has its place among those that are kept for good.
    pub(super) fn keeps(&self, frame: usize) -> bool {
        frame.is_multiple_of(self.stride)
    }

    /// Keeps a picture; where the budget is passed, every second one goes.
    pub(super) fn keep(&mut self, frame: usize, packed: Vec<u8>) {
        if !self.keeps(frame) {
            return;
        }
        self.bytes += packed.len();
        if let Some(before) = self.kept.insert(frame, packed) {
            self.bytes -= before.len();
        }
        while self.bytes > self.budget && self.kept.len() > 1 {
            self.stride *= 2;
            let stride = self.stride;
            self.kept.retain(|frame, _| frame.is_multiple_of(stride));
            self.bytes = self.kept.values().map(Vec::len).sum();
        }
    }

    /// Keeps a picture for a while: those farthest from the playhead go first.
    pub(super) fn keep_near(&mut self, frame: usize, packed: Vec<u8>, playhead: usize) {
        if self.keeps(frame) {
            return self.keep(frame, packed);
        }
        self.near.insert(frame, packed);
        while self.near.len() > self.most_near {
            let (Some((&first, _)), Some((&last, _))) = (self.near.first_key_value(), self.near.last_key_value()) else { return };
            let farthest = if first.abs_diff(playhead) > last.abs_diff(playhead) { first } else { last };
            self.near.remove(&farthest);
        }
    }

    /// The picture of the frame, or of the nearest one that is kept, with its number.
    pub(super) fn nearest(&self, frame: usize) -> Option<(usize, &[u8])> {
        let around = |map: &'_ BTreeMap<usize, Vec<u8>>| {
            let before = map.range(..=frame).next_back().map(|(&at, _)| at);
            let after = map.range(frame..).next().map(|(&at, _)| at);
            [before, after].into_iter().flatten().min_by_key(|at| at.abs_diff(frame))
        };
        let at = [around(&self.kept), around(&self.near)].into_iter().flatten().min_by_key(|at| at.abs_diff(frame))?;
        let bytes = self.kept.get(&at).or_else(|| self.near.get(&at))?;
        Some((at, bytes))
    }

    /// Bytes of all pictures on the shelf.
    #[cfg(test)]
    fn bytes(&self) -> usize {
        self.bytes + self.near.values().map(Vec::len).sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_clip_is_thinned_evenly_and_stays_within_the_budget() {
        let mut shelf = Shelf::new(10_000, 8);
        for frame in 0..5_000 {
            shelf.keep(frame, vec![0; 100]);
            assert!(shelf.bytes() <= 10_000);
        }
        assert!(shelf.kept.len() >= 50, "{} pictures", shelf.kept.len());
        let frames: Vec<usize> = shelf.kept.keys().copied().collect();
        assert!(frames.windows(2).all(|pair| pair[1] - pair[0] == shelf.stride));
        let (nearest, _) = shelf.nearest(3_333).unwrap();
        assert!(nearest.abs_diff(3_333) <= shelf.stride / 2);
    }

    #[test]
    fn about_the_playhead_every_frame_is_kept_and_far_ones_go() {
        let mut shelf = Shelf::new(1_000, 5);
        for frame in 0..200 {
            shelf.keep(frame, vec![0; 100]);
        }
        for frame in 100..130 {
            shelf.keep_near(frame, vec![1; 100], frame);
        }
        assert!((126..130).all(|frame| shelf.nearest(frame).unwrap().0 == frame) && !shelf.near.contains_key(&101));
        assert!(shelf.near.len() <= 5);
        assert_eq!(shelf.nearest(129).unwrap().0, 129);
        assert_eq!(Shelf::new(10, 1).nearest(3), None);
    }
}
