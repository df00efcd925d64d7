//! The courses of bar and body that the charts show, made once for an analysis.

use super::preferences::Units;
use crate::analysis::Analysis;
use crate::body::Joint;
use crate::lift::{Lift, Plane};
use crate::measure::LEAST_CONFIDENCE;
use crate::report::pulls::Lengths;

/// Points of a line at the most: more cannot be seen on a chart of a few hundred points' width.
const MOST_POINTS: usize = 240;

/// One quantity over the frames of the clip.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// Name in sentence case.
    pub name: &'static str,
    /// Unit of its values.
    pub unit: &'static str,
    /// How to read it, one sentence.
    pub caption: &'static str,
    /// One entry a frame; `None` where it was not seen.
    pub values: Vec<Option<f64>>,
}

/// A piece of a line without a hole: abscissa and ordinate.
pub type Piece = Vec<[f64; 2]>;

/// All courses of an analysis.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Courses {
    /// Over time.
    pub over_time: Vec<Course>,
    /// The bar's place in the plane on every frame, lengths as drawn.
    pub bar: Vec<Option<[f64; 2]>>,
    /// Unit of the bar's place.
    pub length: &'static str,
}

impl Courses {
    /// The courses of an analysis; empty without a lift.
    pub fn of(analysis: &Analysis) -> Self {
        let Some(lift) = &analysis.lift else { return Self::default() };
        let lengths = Lengths::of(lift);
        let frames = 0..lift.t.len();
        let mut over_time = Vec::new();
        let mut place = Vec::new();
        if let Some(bar) = &lift.bar {
            let height = |frame: usize| Some((bar.path.y.at(frame)? - bar.rest_height) * lengths.per_unit);
            let speed = |frame: usize| Some(bar.speed.at(frame)? * lengths.speed_per_unit);
            over_time.push(Course {
                name: "Bar height",
                unit: lengths.unit,
                caption: "Above the bar's place on the floor",
                values: frames.clone().map(height).collect(),
            });
            over_time.push(Course {
                name: "Bar velocity",
                unit: lengths.speed_unit,
                caption: "Upwards is positive",
                values: frames.clone().map(speed).collect(),
            });
            place = frames.clone().map(|frame| Some([bar.path.x.at(frame)? * lengths.per_unit, height(frame)?])).collect();
        }
        if lift.plane == Plane::Sagittal {
            over_time.extend(angles(lift));
        }
        Self { over_time, bar: place, length: lengths.unit }
    }
}

impl Courses {
    /// The same with lengths in these units.
    pub fn in_units(mut self, units: Units) -> Self {
        for course in &mut self.over_time {
            let (per, unit) = units.length(1.0, course.unit);
            if unit != course.unit {
                course.values.iter_mut().flatten().for_each(|value| *value *= per);
                course.unit = unit;
            }
        }
        let (per, unit) = units.length(1.0, self.length);
        if unit != self.length {
            self.bar.iter_mut().flatten().for_each(|[x, y]| (*x, *y) = (*x * per, *y * per));
            self.length = unit;
        }
        self
    }
}

/// Trunk, hip, knee and back of the side near the camera; a joint that the model is not sure of leaves a gap.
fn angles(lift: &Lift) -> Vec<Course> {
    let near = |joint: Joint, frame: usize| lift.near(joint)?.sure(frame, LEAST_CONFIDENCE);
    let bend =
        |a: Joint, corner: Joint, b: Joint| move |frame: usize| near(corner, frame)?.angle_deg(near(a, frame)?, near(b, frame)?);
    let trunk = |frame: usize| near(Joint::LeftHip, frame)?.elevation_deg(near(Joint::LeftShoulder, frame)?);
    let back = |lower: [Joint; 2], upper: [Joint; 2]| {
        move |frame: usize| {
            let at = |joint: Joint| lift.joint(joint)?.sure(frame, LEAST_CONFIDENCE);
            let elevation = |[from, to]: [Joint; 2]| at(from)?.elevation_deg(at(to)?);
            let turn = (elevation(lower)? - elevation(upper)?).rem_euclid(360.0);
            Some(if turn > 180.0 { turn - 360.0 } else { turn })
        }
    };
    let hip = bend(Joint::LeftShoulder, Joint::LeftHip, Joint::LeftKnee);
    let knee = bend(Joint::LeftHip, Joint::LeftKnee, Joint::LeftAnkle);
    let lower = back([Joint::Back5, Joint::Back4], [Joint::Back3, Joint::Back2]);
    let upper = back([Joint::Back3, Joint::Back2], [Joint::Back2, Joint::Back1]);
    let course = |name, caption, value: &dyn Fn(usize) -> Option<f64>| Course {
        name,
        unit: "°",
        caption,
        values: (0..lift.t.len()).map(value).collect(),
    };
    let all = vec![
        course("Trunk", "Above the horizontal; upright is 90°", &trunk),
        course("Hip", "Between trunk and thigh; straight is 180°", &hip),
        course("Knee", "Between thigh and shin; straight is 180°", &knee),
        course("Lower back", "Bend of the contour; only its change counts, rounder is more", &lower),
        course("Upper back", "Bend of the contour; only its change counts, rounder is more", &upper),
    ];
    all.into_iter().filter(|course| course.values.iter().any(Option::is_some)).collect()
}

/// Lines through some frames' points, parted where there is a hole and thinned to what can be seen.
pub fn pieces(points: impl ExactSizeIterator<Item = Option<[f64; 2]>>) -> Vec<Piece> {
    let step = points.len().div_ceil(MOST_POINTS).max(1);
    let mut pieces: Vec<Piece> = vec![Vec::new()];
    for (number, point) in points.enumerate() {
        match point {
            Some(point) if number % step == 0 => {
                if let Some(piece) = pieces.last_mut() {
                    piece.push(point);
                }
            }
            None if pieces.last().is_some_and(|piece| !piece.is_empty()) => pieces.push(Vec::new()),
            Some(_) | None => {}
        }
    }
    pieces.retain(|piece| piece.len() > 1);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_follow_the_units_and_angles_and_speeds_do_not() {
        let clip = crate::ui::sample::clip();
        let metric = Courses::of(&clip.analysis);
        let inches = metric.clone().in_units(Units::Imperial);
        assert_eq!((metric.length, inches.length), ("cm", "in"));
        for (a, b) in metric.over_time.iter().zip(&inches.over_time) {
            let per = if a.unit == "cm" { 2.54 } else { 1.0 };
            assert_eq!(a.unit == b.unit, a.unit != "cm");
            let pairs = a.values.iter().zip(&b.values).filter_map(|(a, b)| Some(((*a)?, (*b)?)));
            assert!(pairs.fold(0.0, |off: f64, (a, b)| off.max((a - per * b).abs())) < 1e-9, "{}", a.name);
        }
        assert_eq!(metric.clone().in_units(Units::Metric), metric);
    }

    #[test]
    fn holes_part_a_line_and_long_lines_are_thinned() {
        let hole = |number: usize| (number != 3).then_some([number as f64, 0.0]);
        let parts = pieces((0..8).map(hole));
        assert_eq!(parts.iter().map(Vec::len).collect::<Vec<_>>(), [3, 4]);
        let long = pieces((0..10_000).map(|number| Some([number as f64, 0.0])));
        assert!(long.len() == 1 && long[0].len() <= MOST_POINTS && long[0].len() > MOST_POINTS / 2);
        assert!(pieces(std::iter::empty::<Option<[f64; 2]>>().collect::<Vec<_>>().into_iter()).is_empty());
    }
}
