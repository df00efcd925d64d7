//! `BlazePose`'s 195 numbers: 39 points of x, y, z in pixels of the crop, visibility and presence as logits
//! (Bazarevsky and others, "BlazePose: on-device real-time body pose tracking", 2020).

use ndarray::ArrayView1;

use super::{CropPoint, sigmoid};
use crate::geom::ImagePoint;

/// Points in the output; the last six serve the next crop.
pub const POINTS: usize = 39;
/// Numbers a point.
const NUMBERS: usize = 5;
/// The point at the middle of the hips: centre of the next crop.
const CENTRE: usize = 33;
/// The point on the circle round the whole body, above the head: size and turn of the next crop.
const RIM: usize = 34;

/// The decoded output.
#[derive(Clone, Debug, PartialEq)]
pub struct Points {
    /// The 39 points; one that is not a number is `None`.
    pub points: Vec<Option<CropPoint>>,
    /// Centre of the circle round the body, in pixels of the crop.
    pub centre: ImagePoint,
    /// The circle's point above the head, in pixels of the crop.
    pub rim: ImagePoint,
}

/// Decodes the output; `None` where it has another length or its circle is not a number.
///
/// Coordinates are taken as pixel centres at whole numbers, as `MediaPipe`'s own sampling on the CPU has them. Confidence is the
/// visibility where the point lies in the crop at all: the lesser of visibility and presence.
pub fn decode(output: ArrayView1<f32>) -> Option<Points> {
    if output.len() != POINTS * NUMBERS {
        return None;
    }
    let value = |point: usize, which: usize| output[point * NUMBERS + which];
    let place = |point: usize| {
        let at = ImagePoint::new(f64::from(value(point, 0)), f64::from(value(point, 1)));
        at.is_finite().then_some(at)
    };
    let confidence = |point: usize| sigmoid(value(point, 3)).min(sigmoid(value(point, 4)));
    let seen = |point: usize| place(point).map(|at| CropPoint { at, confidence: confidence(point) });
    let points = (0..POINTS).map(|point| seen(point).filter(|seen| seen.confidence.is_finite())).collect();
    Some(Points { points, centre: place(CENTRE)?, rim: place(RIM)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array1;
    use proptest::prelude::*;

    #[test]
    fn points_logits_and_circle_come_out_of_their_places() {
        let mut output = Array1::<f32>::zeros(195);
        for (place, value) in
            [(55, 100.5), (56, 50.5), (58, 2.0), (59, 3.0), (165, 128.5), (166, 140.5), (170, 128.5), (171, 20.5)]
        {
            output[place] = value;
        }
        let seen = decode(output.view()).unwrap();
        let shoulder = seen.points[11].unwrap();
        assert_eq!(shoulder.at, ImagePoint::new(100.5, 50.5));
        assert!((shoulder.confidence - 1.0 / (1.0 + (-2.0_f64).exp())).abs() < 1e-9);
        assert_eq!((seen.centre, seen.rim), (ImagePoint::new(128.5, 140.5), ImagePoint::new(128.5, 20.5)));
        output[59] = -3.0;
        assert!(decode(output.view()).unwrap().points[11].unwrap().confidence < 0.05);
    }

    #[test]
    fn another_length_or_a_circle_of_no_numbers_is_none() {
        assert_eq!(decode(Array1::zeros(117).view()), None);
        let mut output = Array1::<f32>::zeros(195);
        output[0] = f32::NAN;
        assert_eq!(decode(output.view()).unwrap().points[0], None);
        output[165] = f32::NAN;
        assert_eq!(decode(output.view()), None);
    }

    proptest! {
        #[test]
        fn any_output_gives_finite_points_or_none(values in proptest::collection::vec(proptest::num::f32::ANY, 195)) {
            if let Some(seen) = decode(Array1::from_vec(values).view()) {
                prop_assert!(seen.points.iter().flatten().all(|point| point.at.is_finite() && (0.0..=1.0).contains(&point.confidence)));
            }
        }
    }
}
