//! How a finding was measured, drawn about its moment.

use super::findings::{Told, about_now};
use super::skeleton::{back, seen};
use super::{Colour, Scene, Shape, bar};
use crate::body::{Joint, Pose};
use crate::geom::ImagePoint;
use crate::measure::Mark;

/// How long before and after its moment a finding's marks are drawn, seconds; our own choice: long enough to be seen in passing.
const SHOWN_S: f64 = 0.4;
/// Findings whose marks are drawn together.
const MOST: usize = 3;
/// Radius of the arc of an angle, as a share of its shorter side.
const ARC: f64 = 0.35;
/// Length of the line that a slant is held against, as a share of the slant's.
const LEVEL: f64 = 0.6;
/// Points of the arc.
const ARC_STEPS: usize = 16;

/// The colour and width of the lines of a mark.
#[derive(Clone, Copy)]
pub(super) struct Pen {
    pub(super) colour: Colour,
    pub(super) width: f64,
}

impl Pen {
    fn line(self, points: Vec<ImagePoint>) -> Shape {
        Shape::Line { points, colour: self.colour, width: self.width, dashed: false }
    }

    fn thin(self, points: Vec<ImagePoint>, dashed: bool) -> Shape {
        Shape::Line { points, colour: self.colour, width: self.width / 2.0, dashed }
    }
}

/// The marks of the findings about now, the worst on top.
pub(super) fn of_findings(scene: &Scene) -> Vec<Shape> {
    let Some(pose) = scene.pose() else { return Vec::new() };
    let mut told = about_now(scene, SHOWN_S);
    told.truncate(MOST);
    let marks = |told: &Told| {
        let pen = Pen { colour: told.colour(), width: 2.4 * scene.unit };
        told.measured.marks.iter().flat_map(|&mark| of_mark(scene, pose, pen, mark, false)).collect::<Vec<_>>()
    };
    told.iter().rev().flat_map(marks).collect()
}

/// What a mark says is to be drawn. Of a `slant`, a line whose angle was measured, the level or the plumb that it is held against too.
pub(super) fn of_mark(scene: &Scene, pose: &Pose, pen: Pen, mark: Mark, slant: bool) -> Vec<Shape> {
    let place = |joint: Joint| seen(pose, joint).map(|point| point.at);
    let shapes = match mark {
        // Drawn where it can be moved onto the later posture.
        Mark::Since(_) => None,
        Mark::Angle(a, b, c) => (|| {
            let (a, b, c) = (place(a)?, place(b)?, place(c)?);
            Some(vec![pen.line(vec![a, b, c]), pen.thin(arc(a, b, c)?, false)])
        })(),
        Mark::Line(a, b) => (|| {
            let (from, to) = (place(a)?, place(b)?);
            let mut shapes = vec![pen.line(vec![from, to])];
            if slant {
                // Arms hang: theirs is the angle with the plumb line.
                let hangs = matches!(a, Joint::LeftShoulder | Joint::RightShoulder) && to.y > from.y;
                let against = if hangs { plumb } else { level };
                shapes.extend(against(scene, from, to, pen.colour, pen.width / 2.0));
            }
            Some(shapes)
        })(),
        Mark::Back => back(pose, pen.colour, 1.25 * pen.width).map(|shape| vec![shape]),
        Mark::Point(joint) => {
            let dot = |centre| Shape::Dot { centre, radius: 6.0 * scene.unit, colour: pen.colour, hollow: true };
            place(joint).map(|centre| vec![dot(centre)])
        }
        Mark::BarPath => bar::course(scene).and_then(|course| {
            let &(_, now) = course.places.last()?;
            let (up, start) = (scene.up(), course.lift_off);
            let high = (now.x - start.x) * up.0 + (now.y - start.y) * up.1;
            let corner = ImagePoint::new(start.x + up.0 * high, start.y + up.1 * high);
            Some(vec![pen.thin(vec![start, corner], true), pen.line(vec![corner, now])])
        }),
    };
    shapes.unwrap_or_default()
}

/// The distance between a line and a point that were marked together: level from the point to the line, or, where the line lies, to the
/// plumb line through its middle. Nothing where there is no such pair.
pub(super) fn distance(pose: &Pose, pen: Pen, marks: &[Mark]) -> Vec<Shape> {
    let place = |joint: Joint| seen(pose, joint).map(|point| point.at);
    let line = marks.iter().find_map(|mark| if let Mark::Line(a, b) = mark { Some((place(*a)?, place(*b)?)) } else { None });
    let point = marks.iter().find_map(|mark| if let Mark::Point(joint) = mark { place(*joint) } else { None });
    let (Some((a, b)), Some(point)) = (line, point) else { return Vec::new() };
    if (a.x - b.x).abs() > (a.y - b.y).abs() {
        let middle = a.midpoint(b);
        let above = ImagePoint::new(middle.x, point.y);
        return vec![pen.thin(vec![middle, above], true), pen.line(vec![above, point])];
    }
    let (high, low) = if a.y < b.y { (a, b) } else { (b, a) };
    let foot = high.towards(low, (point.y - high.y) / (low.y - high.y));
    if !foot.is_finite() {
        return Vec::new();
    }
    // Above or below the line, the line is carried on.
    let end = if point.y < high.y { Some(high) } else { (point.y > low.y).then_some(low) };
    let carried = end.map(|end| pen.thin(vec![end, foot], true));
    carried.into_iter().chain([pen.line(vec![foot, point])]).collect()
}

/// The level line that the slant from one place to another is held against, and the arc between them.
pub(super) fn level(scene: &Scene, from: ImagePoint, to: ImagePoint, colour: Colour, width: f64) -> Vec<Shape> {
    against(scene.forward(), from, to, colour, width)
}

/// The plumb line that the slant from one place to another is held against, and the arc between them.
fn plumb(scene: &Scene, from: ImagePoint, to: ImagePoint, colour: Colour, width: f64) -> Vec<Shape> {
    let up = scene.up();
    against((-up.0, -up.1), from, to, colour, width)
}

fn against(way: (f64, f64), from: ImagePoint, to: ImagePoint, colour: Colour, width: f64) -> Vec<Shape> {
    let length = LEVEL * from.distance(to);
    let end = ImagePoint::new(from.x + way.0 * length, from.y + way.1 * length);
    let mut shapes = vec![Shape::Line { points: vec![from, end], colour, width, dashed: true }];
    shapes.extend(arc(to, from, end).map(|points| Shape::Line { points, colour, width, dashed: false }));
    shapes
}

/// The arc at `b` from the way to `a` to the way to `c`, the short way round; `None` where a side has no length.
pub(super) fn arc(a: ImagePoint, b: ImagePoint, c: ImagePoint) -> Option<Vec<ImagePoint>> {
    let radius = ARC * b.distance(a).min(b.distance(c));
    if radius < 1.0 {
        return None;
    }
    let start = (a.y - b.y).atan2(a.x - b.x);
    let turn = (c.y - b.y).atan2(c.x - b.x) - start;
    let turn = (turn + std::f64::consts::PI).rem_euclid(std::f64::consts::TAU) - std::f64::consts::PI;
    let point = |step: usize| {
        let (sin, cos) = (start + turn * step as f64 / ARC_STEPS as f64).sin_cos();
        ImagePoint::new(b.x + radius * cos, b.y + radius * sin)
    };
    Some((0..=ARC_STEPS).map(point).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arc_goes_the_short_way_from_one_side_to_the_other() {
        let o = ImagePoint::new(0.0, 0.0);
        let arc = arc(ImagePoint::new(-10.0, 1.0), o, ImagePoint::new(-10.0, -1.0)).unwrap();
        assert!(arc.iter().all(|point| point.x < -3.0 && (point.distance(o) - arc[0].distance(o)).abs() < 1e-9), "{arc:?}");
        assert!(arc[0].y > 0.0 && arc[ARC_STEPS].y < 0.0);
        assert_eq!(super::arc(o, o, ImagePoint::new(5.0, 0.0)), None);
    }
}
