//! Drawings of the positions: one jointed figure with smooth limbs, so that all look alike, as plain shapes.
//!
//! A position is data (`assets/advice/poses.json`): directions of the limbs in degrees, or places that hands reach for, props and marks. The
//! shapes are filled convex polygons, lines, discs and rings in inks; the window paints them, and [`svg`] writes them for a page.

mod figure;
mod pose;
mod svg;

pub use svg::svg;

use pose::Pose;

/// Width and height of every drawing, in shares of the standing height.
pub const SIZE: (f64, f64) = (1.5, 1.2);
/// Space under the floor's line.
const UNDER: f64 = 0.09;

/// With what a shape is drawn; the front end gives each a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ink {
    /// The body and its near limbs.
    Body,
    /// Limbs on the far side.
    Far,
    /// The ground's own colour, between a limb and what lies behind it.
    Gap,
    /// Things: chair, bar, plates, blocks.
    Prop,
    /// A mat or a bed.
    Mat,
    /// What to look at: where it is felt, which way to move.
    Accent,
    /// The line of the floor.
    Floor,
}

impl Ink {
    /// Every ink.
    pub const ALL: [Self; 7] = [Self::Body, Self::Far, Self::Gap, Self::Prop, Self::Mat, Self::Accent, Self::Floor];

    /// The name of its class in a picture.
    pub fn code(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Far => "far",
            Self::Gap => "gap",
            Self::Prop => "prop",
            Self::Mat => "mat",
            Self::Accent => "accent",
            Self::Floor => "floor",
        }
    }
}

/// A point of a drawing: x to the right, y down, shares of the standing height.
pub type Point = (f64, f64);

/// One shape of a drawing.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A filled convex polygon.
    Fill(Vec<Point>, Ink),
    /// A line of a width, with round ends.
    Line(Vec<Point>, f64, Ink),
    /// A filled circle.
    Disc(Point, f64, Ink),
    /// A circle's line: centre, radius, width.
    Ring(Point, f64, f64, Ink),
}

impl Shape {
    /// Its ink.
    pub fn ink(&self) -> Ink {
        match self {
            Self::Fill(_, ink) | Self::Line(_, _, ink) | Self::Disc(_, _, ink) | Self::Ring(_, _, _, ink) => *ink,
        }
    }

    /// The smallest upright box round it: left, top, right, bottom.
    fn bounds(&self) -> [f64; 4] {
        let around = |points: &[Point], by: f64| {
            points.iter().fold([f64::MAX, f64::MAX, f64::MIN, f64::MIN], |[left, top, right, bottom], &(x, y)| {
                [left.min(x - by), top.min(y - by), right.max(x + by), bottom.max(y + by)]
            })
        };
        match self {
            Self::Fill(points, _) => around(points, 0.0),
            Self::Line(points, width, _) => around(points, width / 2.0),
            Self::Disc(centre, radius, _) => around(&[*centre], *radius),
            Self::Ring(centre, radius, width, _) => around(&[*centre], radius + width / 2.0),
        }
    }

    fn moved(&self, to: &impl Fn(Point) -> Point) -> Self {
        match self {
            Self::Fill(points, ink) => Self::Fill(points.iter().map(|&at| to(at)).collect(), *ink),
            Self::Line(points, width, ink) => Self::Line(points.iter().map(|&at| to(at)).collect(), *width, *ink),
            Self::Disc(centre, radius, ink) => Self::Disc(to(*centre), *radius, *ink),
            Self::Ring(centre, radius, width, ink) => Self::Ring(to(*centre), *radius, *width, *ink),
        }
    }
}

/// The shapes of a position, from the back to the front, within [`SIZE`]; `None` for an id that is not known.
pub fn drawing(id: &str) -> Option<Vec<Shape>> {
    pose::POSES.get(id).map(drawn)
}

/// The ids of all positions.
pub fn ids() -> impl Iterator<Item = &'static str> {
    pose::POSES.keys().map(String::as_str)
}

fn drawn(pose: &Pose) -> Vec<Shape> {
    let figure::Drawn { shapes, floor } = figure::draw(pose);
    let bounds = shapes.iter().map(Shape::bounds).fold([f64::MAX, f64::MAX, f64::MIN, f64::MIN], |all, one| {
        [all[0].min(one[0]), all[1].min(one[1]), all[2].max(one[2]), all[3].max(one[3])]
    });
    let middle = f64::midpoint(bounds[0], bounds[2]);
    // On the floor's line, or, where it is seen from above, in the middle.
    let base = if pose.ground { SIZE.1 - UNDER + floor } else { SIZE.1 / 2.0 + f64::midpoint(bounds[1], bounds[3]) };
    let to = |(x, y): Point| (SIZE.0 / 2.0 + x - middle, base - y);
    let mut placed = Vec::with_capacity(shapes.len() + 1);
    if pose.ground {
        let y = SIZE.1 - UNDER;
        placed.push(Shape::Line(vec![(0.05, y), (SIZE.0 - 0.05, y)], 0.008, Ink::Floor));
    }
    placed.extend(shapes.iter().map(|shape| shape.moved(&to)));
    placed
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::advice::around::Variation;
    use crate::advice::{checks, exercises};

    #[test]
    fn every_position_is_drawn_whole_within_its_frame() {
        for id in ids() {
            for shape in drawing(id).unwrap() {
                let [left, top, right, bottom] = shape.bounds();
                assert!(left >= 0.0 && top >= 0.0 && right <= SIZE.0 && bottom <= SIZE.1, "{id}: {shape:?}");
            }
        }
        assert_eq!(drawing("headstand"), None);
    }

    #[test]
    fn filled_shapes_are_convex_so_that_any_painter_can_fill_them() {
        for id in ids() {
            for shape in drawing(id).unwrap() {
                let Shape::Fill(points, _) = shape else { continue };
                let turn = |a: Point, b: Point, c: Point| (b.0 - a.0) * (c.1 - b.1) - (b.1 - a.1) * (c.0 - b.0);
                let n = points.len();
                let turns: Vec<f64> = (0..n).map(|i| turn(points[i], points[(i + 1) % n], points[(i + 2) % n])).collect();
                assert!(turns.iter().all(|turn| *turn <= 1e-9) || turns.iter().all(|turn| *turn >= -1e-9), "{id}: {points:?}");
            }
        }
    }

    #[test]
    fn every_step_exercise_and_variation_has_its_drawing_and_no_drawing_is_left_over() {
        let mut used: BTreeSet<&str> =
            checks::CHECKS.iter().flat_map(|check| check.steps).flat_map(|step| step.poses).copied().collect();
        used.extend(exercises::EXERCISES.iter().flat_map(|exercise| exercise.poses).copied());
        used.extend(Variation::ALL.map(Variation::pose));
        assert_eq!(used, ids().collect());
    }
}
