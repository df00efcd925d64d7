//! `BlazePose`'s 195 numbers: 39 points of x, y, z in pixels of the crop, visibility and presence as logits
//! (Bazarevsky and others, "BlazePose: on-device real-time body pose tracking", 2020).

use ndarray::{ArrayView1, ArrayView3};

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
pub fn decode(output: &ArrayView1<f32>) -> Option<Points> {
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

/// Cells to each side of a point that refine it: a window of 7 x 7.
const REACH: usize = 3;
/// A window refines a point where its surest cell reaches this probability.
const MIN_PEAK: f64 = 0.5;

/// Moves a point given in pixels of a crop of `size` pixels to the weighted mean of the heat map's cells round it, as `MediaPipe`'s graph
/// does. `maps` are logits (axes: row, column, point). The point stays where its window is unsure or lies outside the map.
pub fn refine(at: ImagePoint, maps: &ArrayView3<f32>, point: usize, size: usize) -> ImagePoint {
    let (height, width, points) = maps.dim();
    let (x, y) = (at.x / size as f64 * width as f64, at.y / size as f64 * height as f64);
    let inside = x >= 0.0 && y >= 0.0 && x < width as f64 && y < height as f64;
    if !inside || point >= points {
        return at;
    }
    let (column, row) = (x as usize, y as usize);
    let (mut peak, mut sum, mut sum_x, mut sum_y) = (0.0_f64, 0.0, 0.0, 0.0);
    for v in row.saturating_sub(REACH)..(row + REACH + 1).min(height) {
        for u in column.saturating_sub(REACH)..(column + REACH + 1).min(width) {
            let weight = sigmoid(maps[(v, u, point)]);
            peak = peak.max(weight);
            sum += weight;
            sum_x += weight * u as f64;
            sum_y += weight * v as f64;
        }
    }
    let to_px = |sum_of: f64, cells: usize| sum_of / sum / cells as f64 * size as f64;
    let refined = ImagePoint::new(to_px(sum_x, width), to_px(sum_y, height));
    if peak >= MIN_PEAK && refined.is_finite() { refined } else { at }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array1, Array3};
    use proptest::prelude::*;

    #[test]
    fn points_logits_and_circle_come_out_of_their_places() {
        let mut output = Array1::<f32>::zeros(195);
        for (place, value) in
            [(55, 100.5), (56, 50.5), (58, 2.0), (59, 3.0), (165, 128.5), (166, 140.5), (170, 128.5), (171, 20.5)]
        {
            output[place] = value;
        }
        let seen = decode(&output.view()).unwrap();
        let shoulder = seen.points[11].unwrap();
        assert_eq!(shoulder.at, ImagePoint::new(100.5, 50.5));
        assert!((shoulder.confidence - 1.0 / (1.0 + (-2.0_f64).exp())).abs() < 1e-9);
        assert_eq!((seen.centre, seen.rim), (ImagePoint::new(128.5, 140.5), ImagePoint::new(128.5, 20.5)));
        output[59] = -3.0;
        assert!(decode(&output.view()).unwrap().points[11].unwrap().confidence < 0.05);
    }

    #[test]
    fn a_point_moves_to_the_sure_cells_round_it_and_stays_where_there_are_none() {
        let mut maps = Array3::from_elem((64, 64, 2), -30.0);
        maps[(20, 31, 1)] = 3.0;
        maps[(20, 32, 1)] = 3.0;
        let at = ImagePoint::new(125.0, 84.0);
        let refined = refine(at, &maps.view(), 1, 256);
        assert!(refined.distance(ImagePoint::new(126.0, 80.0)) < 1e-6, "{refined:?}");
        assert_eq!(refine(at, &maps.view(), 0, 256), at);
        let away = ImagePoint::new(-3.0, 84.0);
        assert_eq!(refine(away, &maps.view(), 1, 256), away);
        assert_eq!(refine(at, &maps.view(), 7, 256), at);
        maps.fill(f32::NAN);
        assert_eq!(refine(at, &maps.view(), 1, 256), at);
    }

    #[test]
    fn another_length_or_a_circle_of_no_numbers_is_none() {
        assert_eq!(decode(&Array1::zeros(117).view()), None);
        let mut output = Array1::<f32>::zeros(195);
        output[0] = f32::NAN;
        assert_eq!(decode(&output.view()).unwrap().points[0], None);
        output[165] = f32::NAN;
        assert_eq!(decode(&output.view()), None);
    }

    proptest! {
        #[test]
        fn any_output_gives_finite_points_or_none(values in proptest::collection::vec(proptest::num::f32::ANY, 195)) {
            if let Some(seen) = decode(&Array1::from_vec(values).view()) {
                prop_assert!(seen.points.iter().flatten().all(|point| point.at.is_finite() && (0.0..=1.0).contains(&point.confidence)));
            }
        }
    }
}
