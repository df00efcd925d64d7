//! The lifter's bones, joints and back.

use super::{Colour, SEEN, SURE, Scene, Shape};
use crate::body::{Joint, Keypoint, Pose, Side};
use crate::geom::ImagePoint;

/// Bones of one side, named by their left joints.
const LIMBS: [(Joint, Joint); 10] = [
    (Joint::LeftEar, Joint::LeftShoulder),
    (Joint::LeftShoulder, Joint::LeftElbow),
    (Joint::LeftElbow, Joint::LeftWrist),
    (Joint::LeftWrist, Joint::LeftKnuckle),
    (Joint::LeftShoulder, Joint::LeftHip),
    (Joint::LeftHip, Joint::LeftKnee),
    (Joint::LeftKnee, Joint::LeftAnkle),
    (Joint::LeftAnkle, Joint::LeftHeel),
    (Joint::LeftHeel, Joint::LeftToe),
    (Joint::LeftAnkle, Joint::LeftToe),
];
/// Bones from side to side.
const GIRDLES: [(Joint, Joint); 2] = [(Joint::LeftShoulder, Joint::RightShoulder), (Joint::LeftHip, Joint::RightHip)];
/// How strongly the far side and unsure things cover the picture, of 255.
const FAINT: u8 = 110;
/// Points drawn between two points of the back.
const CURVE_STEPS: usize = 6;

/// The whole body: the far side first and faint, then the near side.
pub(super) fn body(scene: &Scene) -> Vec<Shape> {
    let Some(pose) = scene.pose() else { return Vec::new() };
    let mut shapes = Vec::new();
    let far_first = match scene.near {
        Some(near) => [near.other(), near],
        None => [Side::Left, Side::Right],
    };
    for side in far_first {
        let faint = scene.near.is_some_and(|near| near != side);
        let bones = LIMBS.iter().map(|&(a, b)| (a.on(side), b.on(side)));
        shapes.extend(bones.filter_map(|(a, b)| bone(pose, a, b, faint, scene.unit)));
        if faint || side == Side::Left && scene.near.is_none() {
            shapes.extend(GIRDLES.iter().filter_map(|&(a, b)| bone(pose, a, b, faint, scene.unit)));
        }
        let mut joints: Vec<Joint> = LIMBS.iter().flat_map(|&(a, b)| [a.on(side), b.on(side)]).collect();
        joints.sort_unstable();
        joints.dedup();
        shapes.extend(joints.into_iter().filter_map(|joint| dot(pose, joint, faint, scene.unit)));
    }
    shapes
}

/// The curve of the back.
pub(super) fn back_of(scene: &Scene) -> Option<Shape> {
    back(scene.pose()?, Colour::YELLOW, 2.0 * scene.unit)
}

/// The colour of another repetition, apart from all others: reddish purple of the same palette.
pub(super) const GHOST: Colour = Colour { rgb: [214, 140, 200], strength: 215 };

/// The bones of the near side (of both where there is none) and the back, all of one colour.
pub(super) fn ghostly(pose: &Pose, near: Option<Side>, unit: f64) -> Vec<Shape> {
    let sides = [Side::Left, Side::Right].into_iter().filter(|side| near.is_none_or(|near| near == *side));
    let bones = sides.flat_map(|side| LIMBS.iter().map(move |&(a, b)| (a.on(side), b.on(side))));
    let line = |(a, b): (Joint, Joint)| {
        let points = vec![seen(pose, a)?.at, seen(pose, b)?.at];
        Some(Shape::Line { points, colour: GHOST, width: 1.2 * unit, dashed: false })
    };
    bones.filter_map(line).chain(back(pose, GHOST, 1.4 * unit)).collect()
}

/// A point that the model sees at least a little.
pub(super) fn seen(pose: &Pose, joint: Joint) -> Option<Keypoint> {
    pose.get(joint).filter(|point| point.confidence >= SEEN)
}

fn bone(pose: &Pose, a: Joint, b: Joint, faint: bool, unit: f64) -> Option<Shape> {
    let (a, b) = (seen(pose, a)?, seen(pose, b)?);
    let sure = a.confidence.min(b.confidence) >= SURE;
    let colour = Colour::WHITE.faint(if faint || !sure { FAINT } else { 255 });
    let width = if faint { unit } else { 1.6 * unit };
    Some(Shape::Line { points: vec![a.at, b.at], colour, width, dashed: !sure })
}

fn dot(pose: &Pose, joint: Joint, faint: bool, unit: f64) -> Option<Shape> {
    let point = seen(pose, joint)?;
    let colour = Colour::WHITE.faint(if faint { FAINT } else { 255 });
    let radius = if faint { 1.6 * unit } else { 2.4 * unit };
    Some(Shape::Dot { centre: point.at, radius, colour, hollow: point.confidence < SURE })
}

/// The curve through the seen points of the back; dashed where one of them is unsure. Nothing where fewer than three are seen.
pub(super) fn back(pose: &Pose, colour: Colour, width: f64) -> Option<Shape> {
    let points: Vec<Keypoint> = Joint::BACK.iter().filter_map(|&joint| seen(pose, joint)).collect();
    if points.len() < 3 {
        return None;
    }
    let dashed = points.len() < Joint::BACK.len() || points.iter().any(|point| point.confidence < SURE);
    let points: Vec<ImagePoint> = points.iter().map(|point| point.at).collect();
    Some(Shape::Line { points: curve(&points), colour, width, dashed })
}

/// A smooth curve through points (Catmull and Rom, 1974), its ends carried on straight.
fn curve(points: &[ImagePoint]) -> Vec<ImagePoint> {
    let mut smooth = Vec::with_capacity(points.len() * CURVE_STEPS);
    for (number, pair) in points.windows(2).enumerate() {
        let [from, to] = [pair[0], pair[1]];
        let before = number.checked_sub(1).and_then(|n| points.get(n)).copied().unwrap_or(to.towards(from, 2.0));
        let after = points.get(number + 2).copied().unwrap_or(from.towards(to, 2.0));
        for step in 0..CURVE_STEPS {
            let t = step as f64 / CURVE_STEPS as f64;
            let blend = |a: f64, b: f64, c: f64, d: f64| {
                b + 0.5 * t * (c - a + t * (2.0 * a - 5.0 * b + 4.0 * c - d + t * (3.0 * (b - c) + d - a)))
            };
            smooth.push(ImagePoint::new(blend(before.x, from.x, to.x, after.x), blend(before.y, from.y, to.y, after.y)));
        }
    }
    smooth.extend(points.last());
    smooth
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_passes_through_its_points_and_stays_straight_on_a_line() {
        let points: Vec<ImagePoint> = (0..5).map(|n| ImagePoint::new(n as f64 * 10.0, 3.0)).collect();
        let smooth = curve(&points);
        assert_eq!(smooth.len(), 4 * CURVE_STEPS + 1);
        for (number, point) in points.iter().enumerate() {
            assert!(smooth[number * CURVE_STEPS].distance(*point) < 1e-9);
        }
        assert!(smooth.iter().all(|point| (point.y - 3.0).abs() < 1e-9));
        assert!(smooth.windows(2).all(|pair| pair[0].x < pair[1].x));
    }

    #[test]
    fn a_back_of_two_points_is_not_drawn() {
        let mut pose = Pose::default();
        for (number, joint) in Joint::BACK.into_iter().take(2).enumerate() {
            pose.set(joint, Keypoint { at: ImagePoint::new(number as f64, 0.0), confidence: 0.9 });
        }
        assert_eq!(back(&pose, Colour::YELLOW, 1.0), None);
    }
}
