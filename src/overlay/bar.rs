//! The bar: its plate, its path in the current repetition, and the plumb line that the path is held against.

use super::{Colour, PathColour, SURE, Scene, Shape};
use crate::body::Joint;
use crate::geom::ImagePoint;
use crate::lift::{BarSource, Plane, Scale};

/// Deviation at which the path has its full colour, metres; our own choice, about the width of a hand.
const FULL_COLOUR_M: f64 = 0.06;
/// The same where the size is not known, body lengths.
const FULL_COLOUR_BODY: f64 = 0.035;
/// The same where not even that is known, picture heights.
const FULL_COLOUR_HEIGHT: f64 = 0.03;
/// Speed at which the path has its full colour, metres a second; our own choice: fast for a deadlift.
const FULL_COLOUR_M_S: f64 = 0.8;
/// The same where the size is not known, body lengths a second.
const FULL_COLOUR_BODY_S: f64 = 0.45;
/// Steps of colour from the line to the full colour.
const COLOUR_STEPS: i32 = 4;
/// Holes up to this long are bridged, seconds; our own choice.
const BRIDGED_S: f64 = 0.25;
/// Share of a repetition's frames on which the plate must be seen to stand for the bar where the lift does not say.
const PLATE_SHARE: f64 = 0.5;
/// Rims found on a smaller share of their length are drawn faint.
const SURE_RIM: f64 = 0.5;
/// How far the plumb line goes past the ankle and past the shoulder, as a share of the distance between them.
const PLUMB_OVERHANG: f64 = 0.15;

/// The near plate's rim on this frame.
pub(super) fn rim(scene: &Scene) -> Option<Shape> {
    let plate = scene.recording.moments.get(scene.frame)?.near_plate?;
    let strength = if plate.confidence >= SURE_RIM { 255 } else { 110 };
    Some(Shape::Rim { ellipse: plate.rim, colour: Colour::GREEN.faint(strength), width: 1.2 * scene.unit })
}

/// The bar's places from lift-off to this frame, at the latest to where it is down again.
pub(super) struct Course {
    /// Frames and places, those without a place left out.
    pub(super) places: Vec<(usize, ImagePoint)>,
    /// The place at lift-off.
    pub(super) lift_off: ImagePoint,
}

/// The course in the current repetition; `None` before lift-off and where lift-off is not known or not seen.
pub(super) fn course(scene: &Scene) -> Option<Course> {
    let rep = &scene.rep?.rep;
    let from = rep.lift_off?.frame;
    let to = rep.down.map_or(scene.frame, |down| down.frame.min(scene.frame));
    if to < from {
        return None;
    }
    let source = source(scene)?;
    let places: Vec<_> = (from..=to).filter_map(|frame| Some((frame, place(scene, source, frame)?))).collect();
    let &(_, lift_off) = places.first()?;
    Some(Course { places, lift_off })
}

fn source(scene: &Scene) -> Option<BarSource> {
    if let Some(bar) = scene.analysis.lift.as_ref().and_then(|lift| lift.bar.as_ref()) {
        return Some(bar.source);
    }
    let moments = scene.recording.moments.get(scene.rep?.rep.frames.clone())?;
    let plates = moments.iter().filter(|moment| moment.near_plate.is_some()).count();
    Some(if plates as f64 >= PLATE_SHARE * moments.len() as f64 { BarSource::Plate } else { BarSource::Hands })
}

fn place(scene: &Scene, source: BarSource, frame: usize) -> Option<ImagePoint> {
    match source {
        BarSource::Plate => Some(scene.recording.moments.get(frame)?.near_plate?.rim.centre),
        BarSource::Hands => scene.poses.get(frame)?.as_ref()?.middle(Joint::LeftWrist, SURE),
    }
}

/// The path, in pieces of one colour each. By deviation: pale on the vertical through lift-off, orange in front of it, blue behind it. By
/// velocity: pale at rest, orange on the way up, blue on the way down.
pub(super) fn path(scene: &Scene, colour: PathColour) -> Vec<Shape> {
    let Some(course) = course(scene) else { return Vec::new() };
    let (full, forward) = (full_colour_px(scene), scene.forward());
    let share = |frame: usize, at: ImagePoint| match colour {
        PathColour::Deviation => ((at.x - course.lift_off.x) * forward.0 + (at.y - course.lift_off.y) * forward.1) / full,
        PathColour::Velocity => speed(scene, frame).unwrap_or(0.0),
    };
    let grade = |frame: usize, at: ImagePoint| {
        ((share(frame, at) * f64::from(COLOUR_STEPS)).round() as i32).clamp(-COLOUR_STEPS, COLOUR_STEPS)
    };
    let mut pieces: Vec<(i32, Vec<ImagePoint>)> = Vec::new();
    for pair in course.places.windows(2) {
        let [(before, from), (frame, to)] = [pair[0], pair[1]];
        let time = |frame: usize| scene.recording.moments.get(frame).map_or(0.0, |moment| moment.at.0);
        if time(frame) - time(before) > BRIDGED_S {
            continue;
        }
        let grade = grade(frame, to);
        match pieces.last_mut() {
            Some((last, points)) if *last == grade && points.last() == Some(&from) => points.push(to),
            _ => pieces.push((grade, vec![from, to])),
        }
    }
    let colour = |grade: i32| {
        let end = if grade > 0 { Colour::ORANGE } else { Colour::BLUE };
        Colour::PALE.towards(end, f64::from(grade.abs()) / f64::from(COLOUR_STEPS))
    };
    let pieces: Vec<_> = pieces.into_iter().map(|(grade, points)| (points, colour(grade))).collect();
    let mut shapes = Vec::new();
    if !pieces.is_empty() {
        shapes.push(Shape::Ribbon { pieces, width: 1.8 * scene.unit });
    }
    if let Some(&(_, centre)) = course.places.last().filter(|(frame, _)| *frame == scene.frame) {
        shapes.push(Shape::Dot { centre, radius: 2.4 * scene.unit, colour: colour(grade(scene.frame, centre)), hollow: false });
    }
    shapes
}

/// The bar's upward speed on a frame, as a share of that with the full colour.
fn speed(scene: &Scene, frame: usize) -> Option<f64> {
    let lift = scene.analysis.lift.as_ref()?;
    let full = if matches!(lift.scale, Scale::Metres { .. }) { FULL_COLOUR_M_S } else { FULL_COLOUR_BODY_S };
    Some(lift.bar.as_ref()?.speed.at(frame)? / full)
}

fn full_colour_px(scene: &Scene) -> f64 {
    let of_lift = scene.analysis.lift.as_ref().and_then(|lift| {
        let length = if matches!(lift.scale, Scale::Metres { .. }) { FULL_COLOUR_M } else { FULL_COLOUR_BODY };
        Some(length * lift.px_per_unit).filter(|px| px.is_finite() && *px >= 1.0)
    });
    of_lift.unwrap_or((FULL_COLOUR_HEIGHT * scene.recording.clip.height_px as f64).max(1.0))
}

/// A thin upright line through the middle of the near foot, through a whole repetition in side views.
pub(super) fn plumb_line(scene: &Scene) -> Option<Shape> {
    let lift = scene.analysis.lift.as_ref().filter(|lift| lift.plane == Plane::Sagittal)?;
    let near = scene.near?;
    let poses = scene.poses.get(scene.rep?.rep.frames.clone())?;
    let feet = poses.iter().flatten().filter_map(|pose| {
        let heel = pose.sure(Joint::LeftHeel.on(near), SURE)?;
        Some(heel.midpoint(pose.sure(Joint::LeftToe.on(near), SURE)?))
    });
    let foot = median(feet.collect())?;
    // As high as the shoulders ever come, so that the line stands still through the repetition.
    let shoulders = poses.iter().flatten().filter_map(|pose| pose.sure(Joint::LeftShoulder.on(lift.near), SURE));
    let up = scene.up();
    let height = shoulders.map(|at| (at.x - foot.x) * up.0 + (at.y - foot.y) * up.1).fold(0.0, f64::max);
    let along = |share: f64| ImagePoint::new(foot.x + up.0 * height * share, foot.y + up.1 * height * share);
    let points = vec![along(-PLUMB_OVERHANG / 3.0), along(1.0 + PLUMB_OVERHANG)];
    (height > 0.0).then(|| Shape::Line { points, colour: Colour::WHITE.faint(170), width: 0.7 * scene.unit, dashed: true })
}

/// The point whose coordinates are the medians of the points' coordinates.
fn median(points: Vec<ImagePoint>) -> Option<ImagePoint> {
    let middle = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied()
    };
    let (x, y) = points.into_iter().map(|point| (point.x, point.y)).unzip();
    Some(ImagePoint::new(middle(x)?, middle(y)?))
}
