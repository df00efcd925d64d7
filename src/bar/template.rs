//! The look of the plate on the frame before, found again by normalised cross-correlation (Lewis 1995): the cue that carries
//! where rings and background make the edges ambiguous.

use super::patch::Patch;
use crate::geom::{Ellipse, ImagePoint};

/// Rings of sample points in the template, from the middle to a little outside the rim.
const RINGS: usize = 11;
/// Outermost ring as a share of the rim.
const OUTER: f64 = 1.08;
/// Least standard deviation of the levels under the template, grey levels: flatter is not a picture.
const FLAT: f32 = 1.5;

/// Levels of the plate at points fixed to the plate's centre.
#[derive(Clone, Debug)]
pub(super) struct Template {
    /// Offset from the centre in samples, and the level less the mean.
    points: Vec<(i64, i64, f32)>,
    norm: f32,
}

impl Template {
    /// Takes the look of the plate from a patch; `None` where it is flat or mostly outside.
    pub(super) fn take(patch: &Patch, rim: &Ellipse) -> Option<Self> {
        let (column, row) = patch.nearest(rim.centre);
        let mut points = Vec::new();
        for ring in 0..RINGS {
            let share = OUTER * (ring as f64 + 0.5) / (RINGS as f64 - 0.5);
            let round = 6 * ring + 4;
            for k in 0..round {
                let at = rim.at(std::f64::consts::TAU * k as f64 / round as f64);
                let dx = ((at.x - rim.centre.x) * share / patch.step).round() as i64;
                let dy = ((at.y - rim.centre.y) * share / patch.step).round() as i64;
                if let Some(level) = level(patch, column + dx, row + dy) {
                    points.push((dx, dy, f32::from(level)));
                }
            }
        }
        if points.len() < 60 {
            return None;
        }
        let count = points.len() as f32;
        let mean = points.iter().map(|point| point.2).sum::<f32>() / count;
        for point in &mut points {
            point.2 -= mean;
        }
        let norm = points.iter().map(|point| point.2 * point.2).sum::<f32>().sqrt();
        (norm > FLAT * count.sqrt()).then_some(Self { points, norm })
    }

    /// Correlation with the patch where the plate's centre is at a sample, -1..=1; `None` where too little lies inside.
    fn score(&self, patch: &Patch, column: i64, row: i64) -> Option<f32> {
        let (mut sum, mut squares, mut product, mut own, mut count) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for &(dx, dy, level_less_mean) in &self.points {
            if let Some(level) = level(patch, column + dx, row + dy) {
                let level = f32::from(level);
                sum += level;
                squares += level * level;
                product += level * level_less_mean;
                own += level_less_mean;
                count += 1.0;
            }
        }
        if count < 0.6 * self.points.len() as f32 {
            return None;
        }
        let scatter = (squares - sum * sum / count).max(0.0).sqrt();
        (scatter > FLAT * count.sqrt()).then(|| (product - own * sum / count) / (scatter * self.norm))
    }

    /// The best place of the plate's centre within `(x, y)` pixels of a point, with its correlation.
    pub(super) fn find(&self, patch: &Patch, about: ImagePoint, reach: (f64, f64)) -> Option<(ImagePoint, f64)> {
        let (column, row) = patch.nearest(about);
        let (rx, ry) = ((reach.0 / patch.step).ceil() as i64, (reach.1 / patch.step).ceil() as i64);
        let mut best: Option<(i64, i64, f32)> = None;
        let mut tried = |dx: i64, dy: i64| {
            if let Some(score) = self.score(patch, column + dx, row + dy)
                && best.is_none_or(|best| score > best.2)
            {
                best = Some((dx, dy, score));
            }
        };
        for dy in (-ry..=ry).step_by(2) {
            for dx in (-rx..=rx).step_by(2) {
                tried(dx, dy);
            }
        }
        let (cx, cy, _) = best?;
        for dy in -1..=1 {
            for dx in -1..=1 {
                if let Some(score) = self.score(patch, column + cx + dx, row + cy + dy)
                    && best.is_none_or(|best| score > best.2)
                {
                    best = Some((cx + dx, cy + dy, score));
                }
            }
        }
        let (dx, dy, score) = best?;
        // Moved by whole samples from the point that was asked for, so that its fraction is kept.
        Some((ImagePoint::new(about.x + dx as f64 * patch.step, about.y + dy as f64 * patch.step), f64::from(score)))
    }
}

fn level(patch: &Patch, column: i64, row: i64) -> Option<u8> {
    patch.level(usize::try_from(column).ok()?, usize::try_from(row).ok()?)
}
