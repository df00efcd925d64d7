//! Whether what a network drew is a lifter, and whether it is the one of the frame before.

use crate::body::{Joint, Pose};
use crate::frame::Frame;
use crate::geom::ImagePoint;

/// The joints that say where a body is; one of each pair.
const PAIRS: [Joint; 6] =
    [Joint::LeftShoulder, Joint::LeftElbow, Joint::LeftWrist, Joint::LeftHip, Joint::LeftKnee, Joint::LeftAnkle];
/// Pairs of [`PAIRS`] of which at least one joint must be sure.
const MIN_PAIRS: usize = 4;
/// A smaller person is too small to measure: share of the frame's height. Stated judgement: 12 % of 720 px is 86 px.
const MIN_EXTENT: f64 = 0.12;
/// The torso is at least this share of the person's extent, also bent towards the camera.
const MIN_TORSO: f64 = 0.06;
/// The hips are above the ankles by at least this share of the extent: the lifter stands.
const MIN_HIPS_ABOVE_ANKLES: f64 = 0.08;
/// The shoulders are at most this share of the extent below the hips.
const MAX_SHOULDERS_BELOW_HIPS: f64 = 0.25;
/// Share of the sure joints that lie inside the frame.
const MIN_INSIDE: f64 = 0.6;
/// A torso moves at most this share of the person's extent from one look to the next: 3 m/s at 12 frames a second.
const MAX_SHIFT: f64 = 0.2;
/// The joints move on average at most this share of the extent, left and right taken as they fit best.
const MAX_JOINT_SHIFT: f64 = 0.3;
/// From one look to the next the extent changes at most by this factor.
const MAX_GROWTH: f64 = 1.6;

/// Longer side in pixels of the box round the body's joints at least `sure`; the back's contour is left out.
pub(crate) fn extent(pose: &Pose, sure: f64) -> Option<f64> {
    bounds(pose, sure).map(|(left, top, right, bottom)| (right - left).max(bottom - top))
}

/// Box `(left, top, right, bottom)` in pixels round the body's joints at least `sure`; the back's contour is left out.
pub(crate) fn bounds(pose: &Pose, sure: f64) -> Option<(f64, f64, f64, f64)> {
    let mut body = pose.clone();
    for joint in Joint::BACK {
        body.clear(joint);
    }
    body.bounds(sure)
}

/// Whether the pose is a person who stands or bends over a bar, large enough to measure.
pub(crate) fn is_lifter(pose: &Pose, frame: &Frame, sure: f64) -> bool {
    is_standing(pose, frame, sure).unwrap_or(false)
}

fn is_standing(pose: &Pose, frame: &Frame, sure: f64) -> Option<bool> {
    let size = extent(pose, sure)?;
    let middle = |joint| pose.middle(joint, sure);
    let (shoulders, hips) = (middle(Joint::LeftShoulder)?, middle(Joint::LeftHip)?);
    let feet = middle(Joint::LeftAnkle).or_else(|| middle(Joint::LeftHeel)).or_else(|| middle(Joint::LeftKnee))?;
    let seen = PAIRS.iter().filter(|&&joint| middle(joint).is_some()).count();
    let (mut inside, mut all) = (0.0, 0.0);
    for (_, joint) in pose.iter().filter(|(_, joint)| joint.confidence >= sure) {
        let within =
            joint.at.x >= 0.0 && joint.at.y >= 0.0 && joint.at.x < frame.width as f64 && joint.at.y < frame.height as f64;
        inside += f64::from(u8::from(within));
        all += 1.0;
    }
    Some(
        seen >= MIN_PAIRS
            && size >= MIN_EXTENT * frame.height as f64
            && shoulders.distance(hips) >= MIN_TORSO * size
            && feet.y - hips.y >= MIN_HIPS_ABOVE_ANKLES * size
            && shoulders.y - hips.y <= MAX_SHOULDERS_BELOW_HIPS * size
            && middle(Joint::Nose).is_none_or(|nose| nose.y < feet.y)
            && inside >= MIN_INSIDE * all,
    )
}

/// Mean distance in pixels between the joints that are at least `sure` in both, with left and right swapped where that fits better;
/// `None` where fewer than four are.
pub(crate) fn apart(a: &Pose, b: &Pose, sure: f64) -> Option<f64> {
    let mean = |swapped: bool| {
        let gaps: Vec<f64> = a
            .iter()
            .filter(|(joint, seen)| seen.confidence >= sure && !Joint::BACK.contains(joint))
            .filter_map(|(joint, seen)| {
                let other = b.sure(if swapped { joint.partner() } else { joint }, sure)?;
                Some(seen.at.distance(other))
            })
            .collect();
        (gaps.len() >= 4).then(|| gaps.iter().sum::<f64>() / gaps.len() as f64)
    };
    match (mean(false), mean(true)) {
        (Some(straight), Some(swapped)) => Some(straight.min(swapped)),
        (one, other) => one.or(other),
    }
}

/// Whether `now` can be the person of `last` a moment later; a bystander to whom the crop has slid is not.
pub(crate) fn is_same(last: &Pose, now: &Pose, sure: f64) -> bool {
    let torso = |pose: &Pose| -> Option<ImagePoint> {
        let hips = pose.middle(Joint::LeftHip, sure)?;
        Some(pose.middle(Joint::LeftShoulder, sure).map_or(hips, |shoulders| shoulders.midpoint(hips)))
    };
    let (Some(before), Some(after)) = (extent(last, sure), extent(now, sure)) else {
        return false;
    };
    let moved = torso(last).zip(torso(now)).is_none_or(|(a, b)| a.distance(b) <= MAX_SHIFT * before);
    let joints = apart(last, now, sure).is_some_and(|gap| gap <= MAX_JOINT_SHIFT * before);
    moved && joints && after <= before * MAX_GROWTH && before <= after * MAX_GROWTH
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::body::Keypoint;
    use crate::units::Seconds;

    /// A standing figure 160 px high whose hips are at a place.
    pub(crate) fn figure(x: f64, y: f64) -> Pose {
        let mut pose = Pose::default();
        pose.presence = 0.9;
        let places = [
            (Joint::Nose, 6.0, -78.0),
            (Joint::LeftShoulder, -8.0, -50.0),
            (Joint::RightShoulder, 8.0, -50.0),
            (Joint::LeftElbow, -10.0, -25.0),
            (Joint::RightElbow, 10.0, -25.0),
            (Joint::LeftWrist, -10.0, 0.0),
            (Joint::RightWrist, 10.0, 0.0),
            (Joint::LeftHip, -5.0, 0.0),
            (Joint::RightHip, 5.0, 0.0),
            (Joint::LeftKnee, -5.0, 40.0),
            (Joint::RightKnee, 5.0, 40.0),
            (Joint::LeftAnkle, -5.0, 78.0),
            (Joint::RightAnkle, 5.0, 78.0),
        ];
        for (joint, dx, dy) in places {
            pose.set(joint, Keypoint { at: ImagePoint::new(x + dx, y + dy), confidence: 0.9 });
        }
        pose
    }

    pub(crate) fn blank(width: usize, height: usize) -> Frame {
        Frame { index: 0, at: Seconds(0.0), width, height, rgb: vec![0; width * height * 3] }
    }

    #[test]
    fn a_standing_person_is_a_lifter_and_one_who_lies_or_is_tiny_or_outside_is_not() {
        let frame = blank(640, 480);
        assert!(is_lifter(&figure(300.0, 200.0), &frame, 0.5));
        assert!(!is_lifter(&figure(300.0, 200.0), &blank(3000, 2000), 0.5));
        assert!(!is_lifter(&figure(-40.0, 200.0), &frame, 0.5));
        let mut lying = Pose::default();
        for (joint, seen) in figure(300.0, 200.0).iter() {
            lying.set(joint, Keypoint { at: ImagePoint::new(seen.at.y, 300.0), ..seen });
        }
        assert!(!is_lifter(&lying, &frame, 0.5));
        assert!(!is_lifter(&Pose::default(), &frame, 0.5));
    }

    #[test]
    fn the_same_person_may_move_a_little_and_swap_sides_but_not_become_a_neighbour() {
        let last = figure(300.0, 200.0);
        assert!(is_same(&last, &figure(310.0, 215.0), 0.5));
        let mut swapped = Pose::default();
        for (joint, seen) in figure(305.0, 200.0).iter() {
            swapped.set(joint.partner(), seen);
        }
        assert!(is_same(&last, &swapped, 0.5));
        assert!(!is_same(&last, &figure(360.0, 200.0), 0.5));
        assert!(!is_same(&last, &Pose::default(), 0.5));
    }
}
