//! What a detector that knows plates says of a round thing that is followed: whether it is a plate, and whether it is the plate's rim.

use crate::body::{BarbellPart, PartKind};
use crate::geom::Ellipse;

/// A box is of the thing where its centre is nearer to the thing's than this share of the box's half height.
const SAME_CENTRE: f64 = 0.4;
/// And where the box is higher by these factors: a thing inside a plate is its hub or a ring, one a little outside its shadow.
const SAME_SIZE: (f64, f64) = (0.75, 3.5);
/// A rim that differs from the box by less than this share is the rim (the detector's own error of size on held-out pictures is about
/// half of it).
const RIM: f64 = 0.06;
/// Looks before the detector's word counts.
const ENOUGH: usize = 3;
/// Boxes whose sizes are remembered.
const MOST: usize = 15;
/// Weight of a thing that the detector never takes for a plate, against one that it always does.
const UNKNOWN: f64 = 0.6;

/// The detector's word on one thing.
#[derive(Clone, Debug, Default)]
pub(super) struct Vouching {
    looks: usize,
    seen: usize,
    /// Width and height of the boxes over the thing's.
    ratios: Vec<(f64, f64)>,
}

impl Vouching {
    /// Holds the thing against the boxes of one frame; the box that is of it.
    pub(super) fn look(&mut self, rim: &Ellipse, parts: &[BarbellPart]) -> Option<BarbellPart> {
        self.looks += 1;
        let off = |part: &BarbellPart| part.at.distance(rim.centre) / (part.height / 2.0).max(f64::MIN_POSITIVE);
        let ratio = |part: &BarbellPart| part.height / (2.0 * rim.half_height);
        let own = parts
            .iter()
            .filter(|part| part.kind == PartKind::Plate && off(part) < SAME_CENTRE)
            .filter(|part| (SAME_SIZE.0..SAME_SIZE.1).contains(&ratio(part)))
            .min_by(|a, b| off(a).total_cmp(&off(b)))?;
        self.seen += 1;
        if self.ratios.len() >= MOST {
            self.ratios.remove(0);
        }
        self.ratios.push((own.width / (2.0 * rim.half_width), ratio(own)));
        Some(*own)
    }

    /// How much larger the plate's rim is than the thing's, in width and in height, where the detector says so clearly. That it is smaller
    /// is not believed: a painted ring takes the detector in more easily than the ground outside a rim takes the edges in.
    pub(super) fn other_rim(&self) -> Option<(f64, f64)> {
        if self.ratios.len() < ENOUGH {
            return None;
        }
        let median = |value: fn(&(f64, f64)) -> f64| {
            let mut values: Vec<f64> = self.ratios.iter().map(value).collect();
            values.sort_by(f64::total_cmp);
            values[values.len() / 2]
        };
        let (wide, high) = (median(|ratio| ratio.0), median(|ratio| ratio.1));
        (high > 1.0 + RIM).then_some((wide, high))
    }

    /// Whether a rim that much larger agrees with the detector's.
    pub(super) fn agrees(&self, larger: f64) -> bool {
        self.other_rim().is_some_and(|(_, high)| (larger / high - 1.0).abs() <= RIM)
    }

    /// Begins anew with another rim, or leaves the rim alone for a while.
    pub(super) fn forget_sizes(&mut self) {
        self.ratios.clear();
    }

    /// What the thing's merit is multiplied by where things are compared: 1 for one that the detector always takes for a plate and for
    /// one that it has hardly looked at.
    pub(super) fn weight(&self) -> f64 {
        if self.looks < ENOUGH { 1.0 } else { UNKNOWN + (1.0 - UNKNOWN) * self.seen as f64 / self.looks as f64 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::ImagePoint;

    fn part(kind: PartKind, x: f64, height: f64) -> BarbellPart {
        BarbellPart { kind, at: ImagePoint::new(x, 100.0), width: height, height, confidence: 0.9 }
    }

    #[test]
    fn a_rim_is_told_from_a_ring_inside_it_and_from_what_is_no_plate() {
        let ring = Ellipse::circle(ImagePoint::new(100.0, 100.0), 40.0);
        let mut word = Vouching::default();
        for _ in 0..3 {
            assert_eq!(word.other_rim(), None);
            let own = word.look(&ring, &[part(PartKind::Plate, 300.0, 100.0), part(PartKind::Plate, 103.0, 100.0)]).unwrap();
            assert!((own.at.x - 103.0).abs() < 1e-9);
        }
        assert!((word.other_rim().unwrap().1 - 1.25).abs() < 1e-9 && (word.weight() - 1.0).abs() < 1e-9);
        assert!(word.agrees(1.22) && !word.agrees(1.05));
        word.forget_sizes();
        let rim = Ellipse::circle(ImagePoint::new(101.0, 100.0), 49.5);
        for _ in 0..3 {
            assert!(word.look(&rim, &[part(PartKind::Plate, 103.0, 100.0)]).is_some());
        }
        assert_eq!(word.other_rim(), None);
        let outside = Ellipse::circle(ImagePoint::new(101.0, 100.0), 60.0);
        for _ in 0..15 {
            assert!(word.look(&outside, &[part(PartKind::Plate, 103.0, 100.0)]).is_some());
        }
        assert_eq!(word.other_rim(), None, "a smaller rim is not believed");
        let mut other = Vouching::default();
        for _ in 0..5 {
            assert_eq!(other.look(&ring, &[part(PartKind::SleeveEnd, 100.0, 80.0)]), None);
        }
        assert!((other.weight() - UNKNOWN).abs() < 1e-9);
    }
}
