//! How a finding was measured, drawn about its moment.

use super::findings::{Told, about_now};
use super::skeleton::{back, seen};
use super::{Scene, Shape, bar};
use crate::body::{Joint, Pose};
use crate::geom::ImagePoint;
use crate::measure::Mark;

/// How long before and after its moment a finding's marks are drawn, seconds; our own choice: long enough to be seen in passing.
const SHOWN_S: f64 = 0.4;
/// Findings whose marks are drawn together.
const MOST: usize = 3;
/// Radius of the arc of an angle, as a share of its shorter side.
const ARC: f64 = 0.35;
/// Points of the arc.
const ARC_STEPS: usize = 16;

/// The marks of the findings about now, the worst on top.
pub(super) fn of_findings(scene: &Scene) -> Vec<Shape> {
    let Some(pose) = scene.pose() else { return Vec::new() };
    let mut told = about_now(scene, SHOWN_S);
    told.truncate(MOST);
    told.iter().rev().flat_map(|told| told.measured.marks.iter().flat_map(|&mark| of_mark(scene, pose, told, mark))).collect()
}

fn of_mark(scene: &Scene, pose: &Pose, told: &Told, mark: Mark) -> Vec<Shape> {
    let (colour, width) = (told.colour(), 2.4 * scene.unit);
    let place = |joint: Joint| seen(pose, joint).map(|point| point.at);
    let line = |points: Vec<ImagePoint>| Shape::Line { points, colour, width, dashed: false };
    let shapes = match mark {
        Mark::Angle(a, b, c) => (|| {
            let (a, b, c) = (place(a)?, place(b)?, place(c)?);
            Some(vec![line(vec![a, b, c]), Shape::Line { points: arc(a, b, c)?, colour, width: width / 2.0, dashed: false }])
        })(),
        Mark::Line(a, b) => (|| Some(vec![line(vec![place(a)?, place(b)?])]))(),
        Mark::Back => back(pose, colour, 3.0 * scene.unit).map(|shape| vec![shape]),
        Mark::Point(joint) => {
            place(joint).map(|centre| vec![Shape::Dot { centre, radius: 6.0 * scene.unit, colour, hollow: true }])
        }
        Mark::BarPath => bar::course(scene).and_then(|course| {
            let &(_, now) = course.places.last()?;
            let (up, start) = (scene.up(), course.lift_off);
            let high = (now.x - start.x) * up.0 + (now.y - start.y) * up.1;
            let corner = ImagePoint::new(start.x + up.0 * high, start.y + up.1 * high);
            let upright = Shape::Line { points: vec![start, corner], colour, width: width / 2.0, dashed: true };
            Some(vec![upright, line(vec![corner, now])])
        }),
    };
    shapes.unwrap_or_default()
}

/// The arc at `b` from the way to `a` to the way to `c`, the short way round; `None` where a side has no length.
fn arc(a: ImagePoint, b: ImagePoint, c: ImagePoint) -> Option<Vec<ImagePoint>> {
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
