//! The small pictures that are kept, within a budget, and how large they may be.

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

    /// Every so many-th frame is kept for good.
    pub(super) fn stride(&self) -> usize {
        self.stride
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
    pub(super) fn bytes(&self) -> usize {
        self.bytes + self.near.values().map(Vec::len).sum::<usize>()
    }
}

/// Pictures after which the size is set for the first time, and then again.
const FIRST_LOOK: usize = 12;
const LOOK_EVERY: usize = 240;
/// Share of the budget that is planned with: pictures of a busy part are larger.
const PLANNED: f64 = 0.96;

/// How large the small pictures of a clip may be, so that every frame has one within the budget.
#[derive(Debug)]
pub(super) struct Ration {
    budget: usize,
    left: usize,
    sides: (usize, usize),
    side: usize,
    spent: usize,
    /// Pictures and their bytes since the size was set last, and how many make the next look.
    since: (usize, usize),
    look: usize,
}

impl Ration {
    /// For a clip of so many frames; `sides` are the longest side of the smallest and of the largest picture.
    pub(super) fn new(budget: usize, frames: usize, sides: (usize, usize)) -> Self {
        Self { budget, left: frames, sides, side: sides.1, spent: 0, since: (0, 0), look: FIRST_LOOK }
    }

    /// Longest side of the next picture, pixels.
    pub(super) fn side(&self) -> usize {
        self.side
    }

    /// A picture of so many bytes was made.
    pub(super) fn spend(&mut self, bytes: usize) {
        self.left = self.left.saturating_sub(1);
        self.spent += bytes;
        self.since = (self.since.0 + 1, self.since.1 + bytes);
        if self.since.0 < self.look || self.left == 0 {
            return;
        }
        let each = self.since.1 as f64 / self.since.0 as f64;
        let room = (PLANNED * self.budget as f64 - self.spent as f64).max(0.0) / self.left as f64;
        // Bytes go with the area.
        let side = self.side as f64 * (room / each.max(1.0)).sqrt();
        self.side = (side as usize).clamp(self.sides.0.min(self.sides.1), self.sides.1);
        (self.since, self.look) = ((0, 0), LOOK_EVERY);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_frame_of_a_long_clip_has_a_picture_within_the_budget_and_a_short_clip_has_large_ones() {
        for (frames, budget, least, most) in
            [(300, 20_000_000, 800, 800), (18_000, 128 << 20, 330, 560), (500_000, 128 << 20, 320, 320)]
        {
            let mut ration = Ration::new(budget, frames, (320, 800));
            let mut spent = 0;
            for frame in 0..frames {
                // A little more than with the area, and more in the second half.
                let bytes = (0.03 * (ration.side() as f64).powf(1.95) * if frame > frames / 2 { 1.2 } else { 1.0 }) as usize;
                spent += bytes;
                ration.spend(bytes);
            }
            assert!(spent <= budget || ration.side() == 320, "{frames}: {spent}");
            assert!((least..=most).contains(&ration.side()), "{frames}: {}", ration.side());
        }
    }

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
