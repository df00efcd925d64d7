//! Heat maps: one map of logits a point.

use ndarray::ArrayView3;

use super::CropPoint;
use crate::geom::ImagePoint;

/// Cells to each side of the maximum that count for the point: a window of 7 x 7.
const REACH: usize = 3;
/// A cell this much below the maximum, in logits, weighs under a millionth of it and is left out.
const NEGLIGIBLE: f32 = 14.0;

/// The point of each map (axes: point, row, column) in pixels of the crop, whose pixels are `stride` to a cell.
///
/// Each map is soft-maxed; the point is the weighted mean over the window of 7 x 7 cells round the maximum, its confidence the window's
/// share of the whole map (not calibrated). Cell centre k is pixel (k + 0.5) * stride - 0.5. A map without a finite maximum is `None`.
pub fn decode(maps: &ArrayView3<f32>, stride: f64) -> Vec<Option<CropPoint>> {
    let (_, height, width) = maps.dim();
    let maps_as_rows = maps.as_standard_layout();
    let cells = maps_as_rows.as_slice().unwrap_or_default();
    cells.chunks_exact((width * height).max(1)).map(|map| point(map, width, stride)).collect()
}

fn point(map: &[f32], width: usize, stride: f64) -> Option<CropPoint> {
    let best = highest(map);
    if !best.is_finite() {
        return None;
    }
    let place = map.iter().position(|&logit| logit >= best)?;
    let height = map.len() / width;
    let (row, column) = (place / width, place % width);
    let whole: f32 = map.iter().filter(|&&logit| logit >= best - NEGLIGIBLE).map(|&logit| (logit - best).exp()).sum();
    let (mut mass, mut sum_x, mut sum_y) = (0.0_f64, 0.0_f64, 0.0_f64);
    for y in row.saturating_sub(REACH)..(row + REACH + 1).min(height) {
        for x in column.saturating_sub(REACH)..(column + REACH + 1).min(width) {
            let logit = map.get(y * width + x).copied().filter(|&logit| logit >= best - NEGLIGIBLE);
            let weight = logit.map_or(0.0, |logit| f64::from((logit - best).exp()));
            mass += weight;
            sum_x += weight * x as f64;
            sum_y += weight * y as f64;
        }
    }
    let pixel = |sum: f64| (sum / mass + 0.5) * stride - 0.5;
    Some(CropPoint { at: ImagePoint::new(pixel(sum_x), pixel(sum_y)), confidence: (mass / f64::from(whole)).clamp(0.0, 1.0) })
}

/// The highest value of a map, in lanes so that the machine may take several at a time.
fn highest(map: &[f32]) -> f32 {
    let mut lanes = [f32::NEG_INFINITY; 8];
    let chunks = map.chunks_exact(8);
    let rest = chunks.remainder();
    for chunk in chunks {
        for (lane, &value) in lanes.iter_mut().zip(chunk) {
            *lane = if value > *lane { value } else { *lane };
        }
    }
    lanes.iter().chain(rest).fold(f32::NEG_INFINITY, |best, &value| if value > best { value } else { best })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array3;
    use proptest::prelude::*;

    /// Logits of a Gaussian of the training's width at a place given in crop pixels.
    fn bump(x: f64, y: f64) -> Array3<f32> {
        let cell = |pixel: f64| (pixel + 0.5) / 4.0 - 0.5;
        Array3::from_shape_fn((1, 48, 48), |(_, row, column)| {
            let (dx, dy) = (column as f64 - cell(x), row as f64 - cell(y));
            (-(dx * dx + dy * dy) / (2.0 * 1.4 * 1.4)) as f32
        })
    }

    #[test]
    fn a_bump_is_found_to_a_quarter_of_a_pixel_and_nearly_all_of_it_is_in_the_window() {
        for (x, y) in [(60.0, 80.0), (61.3, 80.9), (100.25, 33.75)] {
            let seen = decode(&bump(x, y).view(), 4.0)[0].unwrap();
            assert!(seen.at.distance(ImagePoint::new(x, y)) < 0.25, "{seen:?}");
            assert!(seen.confidence > 0.9);
        }
    }

    #[test]
    fn a_flat_map_has_the_confidence_of_its_window_and_two_bumps_share_it() {
        let flat = decode(&Array3::zeros((1, 48, 48)).view(), 4.0)[0].unwrap();
        assert!((flat.confidence - 16.0 / 2304.0).abs() < 1e-6);
        let mut two = Array3::from_elem((1, 48, 48), -20.0);
        two[(0, 10, 10)] = 5.0;
        two[(0, 40, 40)] = 4.0;
        let seen = decode(&two.view(), 4.0)[0].unwrap();
        assert!((seen.confidence - 1.0 / (1.0 + (-1.0_f64).exp())).abs() < 1e-4);
        assert!(seen.at.distance(ImagePoint::new(41.5, 41.5)) < 1e-6);
    }

    #[test]
    fn a_map_of_no_numbers_has_no_point() {
        assert_eq!(decode(&Array3::from_elem((1, 4, 4), f32::NAN).view(), 4.0), vec![None]);
        assert_eq!(decode(&Array3::from_elem((1, 4, 4), f32::INFINITY).view(), 4.0), vec![None]);
        assert!(decode(&Array3::zeros((0, 0, 0)).view(), 4.0).is_empty());
    }

    proptest! {
        #[test]
        fn any_map_gives_a_point_inside_it_or_none(values in proptest::collection::vec(proptest::num::f32::ANY, 100)) {
            let maps = Array3::from_shape_vec((1, 10, 10), values).unwrap();
            if let Some(seen) = decode(&maps.view(), 4.0)[0] {
                prop_assert!(seen.at.x > -1.0 && seen.at.x < 40.0 && seen.at.y > -1.0 && seen.at.y < 40.0);
                prop_assert!((0.0..=1.0).contains(&seen.confidence));
            }
        }
    }
}
