//! What a coach has drawn on the picture.

use super::marks::arc;
use super::{Colour, LINES_A_HEIGHT, Shape};
use crate::body::Recording;
use crate::geom::ImagePoint;
use crate::review::{Figure, Ink, Review, What};

/// Width of a drawn line, thin lines.
const WIDTH: f64 = 2.2;
/// Length of an arrow's head, thin lines, and at most this share of the arrow.
const HEAD: (f64, f64) = (11.0, 0.45);
/// Half of the opening of an arrow's head, degrees.
const OPENING_DEG: f64 = 27.0;
/// Height of the letters, thin lines.
const LETTERS: f64 = 14.0;
/// Width of a letter as a share of its height, and distance of an angle's degrees from its corner, thin lines.
const DEGREES: (f64, f64) = (0.5, 16.0);

impl Colour {
    /// The colour of an ink.
    pub fn of(ink: Ink) -> Self {
        match ink {
            Ink::Yellow => Self::YELLOW,
            Ink::Orange => Self::ORANGE,
            Ink::Vermillion => Self::VERMILLION,
            Ink::Blue => Self::BLUE,
            Ink::Green => Self::GREEN,
            Ink::White => Self::WHITE,
        }
    }
}

/// The drawings that are seen on a frame, the first made underneath; none where the recording has no such frame.
pub fn drawings(frame: usize, recording: &Recording, review: &Review) -> Vec<Shape> {
    let Some(moment) = recording.moments.get(frame) else { return Vec::new() };
    let at_s = moment.at.0 * recording.clip.part.slow_motion;
    // A time read from a file and one that was computed differ by rounding.
    let seen = |at: f64| (at - at_s).abs() < 1e-6;
    let height = recording.clip.height_px;
    let shown = review.remarks().iter().filter(|remark| remark.is_seen(at_s) || seen(remark.from_s) || seen(remark.to_s));
    shown
        .filter_map(|remark| if let What::Drawing { ink, figure } = &remark.what { Some((*ink, figure)) } else { None })
        .flat_map(|(ink, figure)| figure_shapes(figure, ink, height))
        .collect()
}

/// A drawing as shapes on a picture that is so many pixels high.
pub fn figure_shapes(figure: &Figure, ink: Ink, height_px: usize) -> Vec<Shape> {
    let (unit, colour) = (height_px as f64 / LINES_A_HEIGHT, Colour::of(ink));
    let line = |points: Vec<ImagePoint>| Shape::Line { points, colour, width: WIDTH * unit, dashed: false };
    let words = |at: ImagePoint, text: String| Shape::Words { at, height: LETTERS * unit, text, colour, sign: None };
    match figure {
        Figure::Line(a, b) => vec![line(vec![*a, *b])],
        Figure::Arrow(a, b) => {
            let mut shapes = vec![line(vec![*a, *b])];
            shapes.extend(head(*a, *b, unit).map(|points| line(points.to_vec())));
            shapes
        }
        Figure::Angle(a, corner, b) => {
            let mut shapes = vec![line(vec![*a, *corner, *b])];
            shapes.extend(arc(*a, *corner, *b).map(line));
            if let Some(degrees) = figure.angle_deg() {
                shapes.push(words(beside(*a, *corner, *b, unit), format!("{degrees:.0}°")));
            }
            shapes
        }
        Figure::Free(points) => vec![line(points.clone())],
        Figure::Text(at, text) => vec![words(*at, text.clone())],
    }
}

/// The three points of an arrow's head; `None` where it has no length.
fn head(from: ImagePoint, to: ImagePoint, unit: f64) -> Option<[ImagePoint; 3]> {
    let long = from.distance(to);
    if long < 1e-6 {
        return None;
    }
    let back = (from.y - to.y).atan2(from.x - to.x);
    let length = (HEAD.0 * unit).min(HEAD.1 * long);
    let end = |turn_deg: f64| {
        let (sin, cos) = (back + turn_deg.to_radians()).sin_cos();
        ImagePoint::new(to.x + length * cos, to.y + length * sin)
    };
    Some([end(-OPENING_DEG), to, end(OPENING_DEG)])
}

/// Where an angle's degrees stand: outside the corner, away from both sides.
fn beside(a: ImagePoint, corner: ImagePoint, b: ImagePoint, unit: f64) -> ImagePoint {
    let way = |to: ImagePoint| {
        let long = corner.distance(to).max(1e-9);
        ((to.x - corner.x) / long, (to.y - corner.y) / long)
    };
    let (one, other) = (way(a), way(b));
    let (x, y) = (-(one.0 + other.0), -(one.1 + other.1));
    let long = x.hypot(y);
    // Where both sides lie on one line there is no outside: above.
    let (x, y) = if long > 0.05 { (x / long, y / long) } else { (0.0, -1.0) };
    let (far, letters) = (DEGREES.1 * unit, LETTERS * unit);
    ImagePoint::new(corner.x + x * far - 2.0 * DEGREES.0 * letters, corner.y + y * far - 0.6 * letters)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::{ClipInfo, Moment, Part};
    use crate::units::Seconds;

    fn at(x: f64, y: f64) -> ImagePoint {
        ImagePoint::new(x, y)
    }

    fn recording(slow_motion: f64) -> Recording {
        let moments = (0..30).map(|n| Moment { at: Seconds(f64::from(n) / 30.0), ..Moment::default() }).collect();
        let part = Part { slow_motion, ..Part::default() };
        Recording { clip: ClipInfo { height_px: 720, part, ..ClipInfo::default() }, moments, ..Recording::default() }
    }

    #[test]
    fn a_drawing_is_seen_in_its_time_also_in_slow_motion() {
        let mut review = Review::default();
        let figure = Figure::Line(at(10.0, 10.0), at(50.0, 60.0));
        review.add(0.4, 0.8, What::Drawing { ink: Ink::Blue, figure });
        review.add(0.4, 0.4, What::Note { text: "not drawn".into() });
        let seen =
            |recording: &Recording| (0..40).filter(|&frame| !drawings(frame, recording, &review).is_empty()).collect::<Vec<_>>();
        assert_eq!(seen(&recording(1.0)), (12..=24).collect::<Vec<_>>());
        assert_eq!(seen(&recording(4.0)), (3..=6).collect::<Vec<_>>(), "times are those of the file");
    }

    #[test]
    fn a_drawing_of_one_frame_is_seen_on_that_frame_whatever_the_rounding() {
        let mut review = Review::default();
        let at_s = recording(1.0).moments[7].at.0 + 1e-9;
        review.add(at_s, at_s, What::Drawing { ink: Ink::Blue, figure: Figure::Line(at(1.0, 1.0), at(5.0, 6.0)) });
        let seen: Vec<usize> = (0..30).filter(|&frame| !drawings(frame, &recording(1.0), &review).is_empty()).collect();
        assert_eq!(seen, [7]);
    }

    #[test]
    fn an_angle_says_its_degrees_and_an_arrow_has_its_head_at_its_end() {
        let angle = figure_shapes(&Figure::Angle(at(0.0, 100.0), at(0.0, 0.0), at(100.0, 0.0)), Ink::Green, 720);
        let said: Vec<&str> = angle
            .iter()
            .filter_map(|shape| if let Shape::Words { text, .. } = shape { Some(text.as_str()) } else { None })
            .collect();
        assert_eq!(said, ["90°"]);
        let flat = figure_shapes(&Figure::Angle(at(5.0, 5.0), at(5.0, 5.0), at(9.0, 5.0)), Ink::Green, 720);
        assert!(flat.iter().all(|shape| matches!(shape, Shape::Line { .. })), "without a side there is no angle");
        let arrow = figure_shapes(&Figure::Arrow(at(0.0, 0.0), at(100.0, 0.0)), Ink::Green, 720);
        let [_, Shape::Line { points, .. }] = &arrow[..] else { panic!("{arrow:?}") };
        assert_eq!(points[1], at(100.0, 0.0));
        assert!(points[0].x < 90.0 && points[2].x < 90.0 && (points[0].y + points[2].y).abs() < 1e-9);
        assert_eq!(figure_shapes(&Figure::Arrow(at(3.0, 3.0), at(3.0, 3.0)), Ink::Green, 720).len(), 1);
    }
}
