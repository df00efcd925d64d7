//! `SimCC`: one row of scores a point along each axis of the picture (Li and others, "`SimCC`: a simple coordinate classification
//! perspective for human pose estimation", ECCV 2022), as `RTMPose` gives them.

use ndarray::{ArrayView1, ArrayView2};

use super::CropPoint;
use crate::geom::ImagePoint;
use crate::infer::crop::Size;

/// The point of each row of scores (axes: point, bin) in pixels of a picture of that size.
///
/// Each axis has a whole number of bins to a pixel; bin k lies at pixel k over that number. The confidence is the lesser of both axes'
/// highest scores, brought within 0..=1 (not calibrated). A row without a finite maximum is `None`.
pub fn decode(x: &ArrayView2<f32>, y: &ArrayView2<f32>, size: Size) -> Vec<Option<CropPoint>> {
    x.rows().into_iter().zip(y.rows()).map(|(x, y)| point(&x, &y, size)).collect()
}

fn point(x: &ArrayView1<f32>, y: &ArrayView1<f32>, size: Size) -> Option<CropPoint> {
    let ((column, across), (row, down)) = (highest(x)?, highest(y)?);
    let pixel = |bin: usize, bins: usize, pixels: usize| bin as f64 * pixels as f64 / bins as f64;
    let at = ImagePoint::new(pixel(column, x.len(), size.width), pixel(row, y.len(), size.height));
    Some(CropPoint { at, confidence: f64::from(across.min(down)).clamp(0.0, 1.0) })
}

/// Place and value of the highest score, the first of several; `None` where it is not finite.
fn highest(scores: &ArrayView1<f32>) -> Option<(usize, f32)> {
    let best =
        scores.iter().copied().enumerate().filter(|(_, score)| !score.is_nan()).reduce(|a, b| if b.1 > a.1 { b } else { a });
    best.filter(|(_, score)| score.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;
    use proptest::prelude::*;

    const SIZE: Size = Size { width: 192, height: 256 };

    /// A row of scores round a place in pixels, two bins to a pixel, as the networks are trained to give it.
    fn bell(pixels: usize, at: f64, peak: f32) -> Array2<f32> {
        Array2::from_shape_fn((1, pixels * 2), |(_, bin)| {
            let off = bin as f64 / 2.0 - at;
            peak * (-off * off / 18.0).exp() as f32
        })
    }

    #[test]
    fn a_row_without_numbers_is_no_point() {
        let good = bell(256, 100.0, 0.9);
        for wrong in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            assert_eq!(decode(&Array2::from_elem((1, 384), wrong).view(), &good.view(), SIZE), vec![None]);
        }
        assert_eq!(decode(&Array2::zeros((1, 0)).view(), &good.view(), SIZE), vec![None]);
        assert!(decode(&Array2::zeros((0, 384)).view(), &Array2::zeros((0, 512)).view(), SIZE).is_empty());
    }

    proptest! {
        #[test]
        fn a_point_comes_out_where_it_was_put_to_half_a_bin(x in 0.0_f64..191.5, y in 0.0_f64..255.5, sure in 0.2_f32..1.0) {
            let seen = decode(&bell(192, x, sure).view(), &bell(256, y, 1.0).view(), SIZE)[0].unwrap();
            prop_assert!((seen.at.x - x).abs() <= 0.2501 && (seen.at.y - y).abs() <= 0.2501, "{seen:?}");
            prop_assert!((seen.confidence - f64::from(sure)).abs() < 0.01);
        }

        #[test]
        fn any_scores_give_a_point_in_the_picture_or_none(values in proptest::collection::vec(proptest::num::f32::ANY, 60)) {
            let (x, y) = values.split_at(24);
            let (x, y) = (Array2::from_shape_vec((1, 24), x.to_vec()).unwrap(), Array2::from_shape_vec((1, 36), y.to_vec()).unwrap());
            if let Some(seen) = decode(&x.view(), &y.view(), Size { width: 12, height: 18 })[0] {
                prop_assert!((0.0..12.0).contains(&seen.at.x) && (0.0..18.0).contains(&seen.at.y));
                prop_assert!((0.0..=1.0).contains(&seen.confidence));
            }
        }
    }
}
