//! How large the lifter is in the picture, and where the floor is.

use super::proportions::{ANKLE_HEIGHT, ANKLE_TO_SHOULDER, SHANK, THIGH, TRUNK};
use crate::body::{Joint, Pose};
use crate::geom::ImagePoint;
use crate::signal::{median, quantile};
use crate::track::SURE;

/// Standing height as a share of that by the segments, from which the lifter is taken to stand upright in the clip (our default).
const STANDS: f64 = 0.93;
/// Fewest frames with feet for the floor to be taken from them, as a share of the frames with a pose.
const FEET_SEEN: f64 = 0.2;

/// Standing height in pixels at the lifter's distance, from the parts seen. `cos_yaw` undoes the foreshortening of horizontal ways in
/// a sagittal view; `None` for it in a frontal one, where only standing upright tells. `None` where the torso is never seen.
pub(super) fn stature_px(poses: &[Option<Pose>], cos_yaw: Option<f64>) -> Option<f64> {
    let seen = || poses.iter().flatten();
    let upright = quantile(
        seen().filter_map(|pose| Some(pose.middle(Joint::LeftAnkle, SURE)?.y - pose.middle(Joint::LeftShoulder, SURE)?.y)),
        0.95,
    )
    .map(|px| px / ANKLE_TO_SHOULDER);
    let Some(cos_yaw) = cos_yaw else { return upright.filter(|&px| px > 0.0) };
    let segment = |from: Joint, to: Joint, share: f64| {
        let lengths = seen().filter_map(|pose| {
            let (a, b): (ImagePoint, ImagePoint) = (pose.middle(from, SURE)?, pose.middle(to, SURE)?);
            Some(((a.x - b.x) / cos_yaw).hypot(a.y - b.y))
        });
        median(lengths).map(|px| (px, share))
    };
    let parts = [
        segment(Joint::LeftShoulder, Joint::LeftHip, TRUNK),
        segment(Joint::LeftHip, Joint::LeftKnee, THIGH),
        segment(Joint::LeftKnee, Joint::LeftAnkle, SHANK),
    ];
    let (px, share) = parts.into_iter().flatten().fold((0.0, 0.0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
    let by_parts = (share > 0.0).then(|| px / share);
    match (upright, by_parts) {
        (Some(upright), Some(by_parts)) if upright >= STANDS * by_parts => Some(f64::midpoint(upright, by_parts)),
        (upright, by_parts) => by_parts.or(upright),
    }
    .filter(|&px| px > 0.0)
}

/// The floor under the lifter's middle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Floor {
    /// Height in the picture, pixels down.
    pub(super) y_px: f64,
    /// Whether the feet were seen, rather than guessed from the ankles or legs.
    pub(super) feet_seen: bool,
}

/// The floor line under the lifter's middle from the lower of heel and toe of both feet, over the whole clip; from the ankles where
/// the feet are hidden, from the hips where those are too.
pub(super) fn floor(poses: &[Option<Pose>], stature_px: f64) -> Option<Floor> {
    let seen = poses.iter().flatten().count();
    let foot = |pose: &Pose, heel: Joint, toe: Joint| match (pose.sure(heel, SURE), pose.sure(toe, SURE)) {
        (Some(a), Some(b)) => Some(a.y.max(b.y)),
        _ => None,
    };
    let feet: Vec<f64> = poses
        .iter()
        .flatten()
        .filter_map(|pose| match (foot(pose, Joint::LeftHeel, Joint::LeftToe), foot(pose, Joint::RightHeel, Joint::RightToe)) {
            (Some(a), Some(b)) => Some(f64::midpoint(a, b)),
            (one, other) => one.or(other),
        })
        .collect();
    if feet.len() as f64 >= FEET_SEEN * seen as f64
        && let Some(y_px) = median(feet)
    {
        return Some(Floor { y_px, feet_seen: true });
    }
    let below = |joint: Joint, share: f64| {
        median(poses.iter().flatten().filter_map(|pose| pose.middle(joint, SURE)).map(|at| at.y)).map(|y| y + share * stature_px)
    };
    let y_px = below(Joint::LeftAnkle, ANKLE_HEIGHT)
        .or_else(|| below(Joint::LeftKnee, ANKLE_HEIGHT + SHANK))
        .or_else(|| below(Joint::LeftHip, ANKLE_HEIGHT + SHANK + THIGH))?;
    Some(Floor { y_px, feet_seen: false })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthetic::{Scene, film};

    #[test]
    fn the_stature_is_recovered_from_the_side_obliquely_and_from_the_front() {
        for (yaw_deg, sagittal) in [(0.0_f64, true), (40.0, true), (90.0, false)] {
            let (recording, truth) = film(&Scene { yaw_deg, ..Scene::default() });
            let cosine = sagittal.then(|| yaw_deg.to_radians().cos());
            let found = stature_px(&recording.people[0].poses, cosine).unwrap() / truth.px_per_m;
            assert!((found / 1.75 - 1.0).abs() < 0.05, "yaw {yaw_deg}: {found}");
        }
    }

    #[test]
    fn without_feet_the_floor_is_guessed_from_the_ankles_and_said_to_be() {
        let (mut recording, truth) = film(&Scene::default());
        let stature = 1.75 * truth.px_per_m;
        let with = floor(&recording.people[0].poses, stature).unwrap();
        for pose in recording.people[0].poses.iter_mut().flatten() {
            for joint in [Joint::LeftHeel, Joint::LeftToe, Joint::RightHeel, Joint::RightToe] {
                pose.clear(joint);
            }
        }
        let without = floor(&recording.people[0].poses, stature).unwrap();
        assert!(with.feet_seen && !without.feet_seen);
        assert!((with.y_px - without.y_px).abs() < 0.03 * truth.px_per_m, "{with:?} {without:?}");
    }
}
