//! YOLO-pose: a row of candidates, each a box, a score and points of x, y and confidence, in pixels of the picture.

use ndarray::{ArrayView1, ArrayView2};

use super::CropPoint;
use crate::geom::ImagePoint;

/// Numbers of a candidate before its points: the box's middle, width, height, and the score.
pub const LEAD: usize = 5;
/// Numbers a point.
pub const POINT: usize = 3;
/// Candidates with less than this score are not people, as the networks' own pipeline has it.
const LEAST_SCORE: f32 = 0.25;
/// Two boxes with more than this share of their union in common show one person, as the networks' own pipeline has it.
const SAME_PERSON: f64 = 0.7;
/// People in a picture at the most.
const MOST: usize = 20;

/// A person in the picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// How sure the network is that this is a person, 0..=1.
    pub score: f64,
    /// Left, upper, right and lower edge of the box in pixels of the picture.
    pub bounds: [f64; 4],
    /// The points in the network's order; one that is not a number is `None`.
    pub points: Vec<Option<CropPoint>>,
}

/// The people among the candidates (axes: number, candidate), each once, the surest first.
///
/// Coordinates have their 0 at the picture's outer edge and are brought to pixel centres at whole numbers.
pub fn decode(candidates: &ArrayView2<f32>) -> Vec<Person> {
    let mut likely: Vec<ArrayView1<f32>> =
        candidates.columns().into_iter().filter(|column| column.len() >= LEAD && column[4] >= LEAST_SCORE).collect();
    likely.sort_by(|a, b| b[4].total_cmp(&a[4]));
    let mut people: Vec<Person> = Vec::new();
    for person in likely.iter().filter_map(read) {
        if people.iter().all(|surer| common(&surer.bounds, &person.bounds) <= SAME_PERSON) {
            people.push(person);
        }
        if people.len() >= MOST {
            break;
        }
    }
    people
}

fn read(numbers: &ArrayView1<f32>) -> Option<Person> {
    let number = |k: usize| f64::from(numbers[k]);
    let (x, y, width, height) = (number(0), number(1), number(2), number(3));
    let bounds = [x - width / 2.0, y - height / 2.0, x + width / 2.0, y + height / 2.0].map(|edge| edge - 0.5);
    let point = |k: usize| {
        let at = ImagePoint::new(number(k) - 0.5, number(k + 1) - 0.5);
        let sound = at.is_finite() && number(k + 2).is_finite();
        sound.then(|| CropPoint { at, confidence: number(k + 2).clamp(0.0, 1.0) })
    };
    let points = (LEAD..numbers.len()).step_by(POINT).filter(|k| k + POINT <= numbers.len()).map(point).collect();
    let sound = bounds.iter().all(|edge| edge.is_finite()) && width > 0.0 && height > 0.0;
    sound.then(|| Person { score: number(4).clamp(0.0, 1.0), bounds, points })
}

/// Share of the union of two boxes that they have in common, 0..=1.
fn common(a: &[f64; 4], b: &[f64; 4]) -> f64 {
    let area = |edges: &[f64; 4]| (edges[2] - edges[0]) * (edges[3] - edges[1]);
    let span = |low: usize, high: usize| (a[high].min(b[high]) - a[low].max(b[low])).max(0.0);
    let both = span(0, 2) * span(1, 3);
    both / (area(a) + area(b) - both).max(f64::MIN_POSITIVE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;
    use proptest::prelude::*;

    /// A candidate of 17 points in a row from the box's corner.
    fn candidate(numbers: &mut Array2<f32>, column: usize, x: f32, score: f32) {
        for (row, value) in [x, 200.0, 100.0, 300.0, score].into_iter().enumerate() {
            numbers[(row, column)] = value;
        }
        for k in 0..17 {
            numbers[(LEAD + 3 * k, column)] = x - 50.0 + k as f32;
            numbers[(LEAD + 3 * k + 1, column)] = 50.0 + 10.0 * k as f32;
            numbers[(LEAD + 3 * k + 2, column)] = 0.05 * k as f32;
        }
    }

    #[test]
    fn people_come_out_once_each_with_their_points_the_surest_first() {
        let mut numbers = Array2::zeros((56, 40));
        candidate(&mut numbers, 7, 300.0, 0.6);
        candidate(&mut numbers, 8, 303.0, 0.5);
        candidate(&mut numbers, 30, 500.0, 0.9);
        candidate(&mut numbers, 31, 100.0, 0.2);
        let people = decode(&numbers.view());
        assert_eq!(people.len(), 2);
        let edges = people[0].bounds.iter().zip([449.5, 49.5, 549.5, 349.5]);
        assert!((people[0].score - 0.9).abs() < 1e-6 && edges.into_iter().all(|(seen, real)| (seen - real).abs() < 1e-9));
        let elbow = people[1].points[8].unwrap();
        assert!(elbow.at == ImagePoint::new(257.5, 129.5) && (elbow.confidence - 0.4).abs() < 1e-6, "{elbow:?}");
        assert_eq!(people[1].points.len(), 17);
    }

    #[test]
    fn what_is_no_number_is_no_point_and_what_has_no_box_is_nobody() {
        let mut numbers = Array2::zeros((56, 2));
        candidate(&mut numbers, 0, 300.0, 0.6);
        numbers[(LEAD, 0)] = f32::NAN;
        candidate(&mut numbers, 1, f32::INFINITY, 0.9);
        let people = decode(&numbers.view());
        assert_eq!((people.len(), people[0].points[0]), (1, None));
        assert!(decode(&Array2::zeros((3, 9)).view()).is_empty() && decode(&Array2::zeros((56, 0)).view()).is_empty());
    }

    proptest! {
        #[test]
        fn any_numbers_give_people_with_finite_points(values in proptest::collection::vec(proptest::num::f32::ANY, 11 * 8)) {
            let people = decode(&Array2::from_shape_vec((11, 8), values).unwrap().view());
            prop_assert!(people.len() <= 8);
            for person in people {
                prop_assert!(person.points.len() == 2 && (0.0..=1.0).contains(&person.score));
                prop_assert!(person.points.iter().flatten().all(|point| point.at.is_finite() && (0.0..=1.0).contains(&point.confidence)));
            }
        }
    }
}
