//! Heat maps of values 0 to 1 that were trained against Gaussians, one a point: `HRNet`, Lite-`HRNet`, `ViTPose` and their like.

use ndarray::{ArrayView2, ArrayView3};

use super::{Cells, CropPoint};
use crate::geom::ImagePoint;
use crate::infer::crop::Size;

/// The point of each map (axes: point, row, column) in pixels of a picture of that size.
///
/// The point is the highest cell, moved along each axis to the top of the parabola through the logarithms of it and its neighbours, which
/// is exact for a Gaussian (the idea of Zhang and others, "Distribution-aware coordinate representation", CVPR 2020, one axis at a time).
/// Its confidence is the cell's value brought within 0..=1 (not calibrated). A map without a finite maximum is `None`.
pub fn decode(maps: &ArrayView3<f32>, cells: Cells, size: Size) -> Vec<Option<CropPoint>> {
    maps.outer_iter().map(|map| point(&map, cells, size)).collect()
}

fn point(map: &ArrayView2<f32>, cells: Cells, size: Size) -> Option<CropPoint> {
    let (rows, columns) = map.dim();
    let best = map.indexed_iter().filter(|(_, value)| !value.is_nan()).reduce(|a, b| if b.1 > a.1 { b } else { a });
    let ((row, column), &peak) = best.filter(|(_, value)| value.is_finite())?;
    let value = |row: Option<usize>, column: Option<usize>| map.get((row?, column?)).copied();
    let across = top(value(Some(row), column.checked_sub(1)), peak, value(Some(row), Some(column + 1)));
    let down = top(value(row.checked_sub(1), Some(column)), peak, value(Some(row + 1), Some(column)));
    let at = ImagePoint::new(
        cells.pixel(column as f64 + across, columns, size.width),
        cells.pixel(row as f64 + down, rows, size.height),
    );
    Some(CropPoint { at, confidence: f64::from(peak).clamp(0.0, 1.0) })
}

/// How far the top of the parabola through the logarithms of three neighbours lies from the middle one, at most half a cell to either
/// side; 0 where a neighbour is missing or not above 0.
fn top(before: Option<f32>, here: f32, after: Option<f32>) -> f64 {
    let log = |value: f32| (value > 0.0 && value.is_finite()).then(|| f64::from(value).ln());
    let (Some(before), Some(here), Some(after)) = (before.and_then(log), log(here), after.and_then(log)) else { return 0.0 };
    let bend = before - 2.0 * here + after;
    if bend < 0.0 { (0.5 * (before - after) / bend).clamp(-0.5, 0.5) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array3;
    use proptest::prelude::*;

    const SIZE: Size = Size { width: 192, height: 256 };

    /// A map of a Gaussian of two cells' spread round a place in cells.
    fn bump(x: f64, y: f64, peak: f64) -> Array3<f32> {
        Array3::from_shape_fn((1, 64, 48), |(_, row, column)| {
            let (dx, dy) = (column as f64 - x, row as f64 - y);
            (peak * (-(dx * dx + dy * dy) / 8.0).exp()) as f32
        })
    }

    #[test]
    fn a_map_without_numbers_is_no_point_and_a_flat_one_is_an_unsure_one() {
        for wrong in [f32::NAN, f32::INFINITY] {
            assert_eq!(decode(&Array3::from_elem((1, 4, 4), wrong).view(), Cells::Corners, SIZE), vec![None]);
        }
        assert_eq!(decode(&Array3::zeros((1, 4, 4)).view(), Cells::Corners, SIZE)[0].unwrap().confidence.to_bits(), 0);
        assert!(decode(&Array3::zeros((0, 4, 4)).view(), Cells::Corners, SIZE).is_empty());
    }

    proptest! {
        #[test]
        fn a_point_comes_out_where_it_was_put(x in 1.0_f64..46.0, y in 1.0_f64..62.0, sure in 0.1_f64..1.0) {
            for (cells, at) in [
                (Cells::Centres, ImagePoint::new(4.0 * x + 1.5, 4.0 * y + 1.5)),
                (Cells::Corners, ImagePoint::new(4.0 * x, 4.0 * y)),
                (Cells::Ends, ImagePoint::new(x * 191.0 / 47.0, y * 255.0 / 63.0)),
            ] {
                let seen = decode(&bump(x, y, sure).view(), cells, SIZE)[0].unwrap();
                prop_assert!(seen.at.distance(at) < 0.01, "{cells:?} {seen:?} {at:?}");
                prop_assert!((seen.confidence / sure - 1.0).abs() < 0.07);
            }
        }

        #[test]
        fn any_map_gives_a_point_near_the_picture_or_none(values in proptest::collection::vec(proptest::num::f32::ANY, 100)) {
            let maps = Array3::from_shape_vec((1, 10, 10), values).unwrap();
            if let Some(seen) = decode(&maps.view(), Cells::Centres, 40.into())[0] {
                prop_assert!((-2.0..42.0).contains(&seen.at.x) && (-2.0..42.0).contains(&seen.at.y));
                prop_assert!((0.0..=1.0).contains(&seen.confidence));
            }
        }
    }
}
