//! `MoveNet`'s numbers: y, x and a score a point, as shares of the picture.

use ndarray::ArrayView2;

use super::CropPoint;
use crate::geom::ImagePoint;
use crate::infer::crop::Size;

/// The points (axes: point, and y, x, score) in pixels of a picture of that size; 0 and 1 are the picture's outer edges.
///
/// A point that is not a number or lies more than the picture's size outside it is `None`.
pub fn decode(points: &ArrayView2<f32>, size: Size) -> Vec<Option<CropPoint>> {
    let pixel = |share: f32, pixels: usize| f64::from(share) * pixels as f64 - 0.5;
    let near = |share: f32| (-1.0..=2.0).contains(&share);
    let point = |numbers: &[f32]| match *numbers {
        [y, x, score] if near(x) && near(y) && score.is_finite() => Some(CropPoint {
            at: ImagePoint::new(pixel(x, size.width), pixel(y, size.height)),
            confidence: f64::from(score).clamp(0.0, 1.0),
        }),
        _ => None,
    };
    points.rows().into_iter().map(|row| point(&row.iter().copied().collect::<Vec<_>>())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, array};
    use proptest::prelude::*;

    #[test]
    fn points_come_out_where_they_were_put() {
        let points = array![[0.5, 0.25, 0.75], [0.0, 1.0, 0.1], [f32::NAN, 0.5, 0.9], [0.5, 9.0, 0.9], [0.5, 0.5, f32::INFINITY]];
        let seen = decode(&points.view(), 192.into());
        assert_eq!(seen[0], Some(CropPoint { at: ImagePoint::new(47.5, 95.5), confidence: 0.75 }));
        assert_eq!(seen[1].unwrap().at, ImagePoint::new(191.5, -0.5));
        assert_eq!(seen[2..], [None, None, None]);
    }

    proptest! {
        #[test]
        fn any_numbers_give_points_near_the_picture_or_none(values in proptest::collection::vec(proptest::num::f32::ANY, 51)) {
            let points = Array2::from_shape_vec((17, 3), values).unwrap();
            for seen in decode(&points.view(), 192.into()).into_iter().flatten() {
                prop_assert!(seen.at.x.abs() < 400.0 && seen.at.y.abs() < 400.0 && (0.0..=1.0).contains(&seen.confidence));
            }
        }
    }
}
