//! Left and right joints laid into the plane through the middle of the body.

use crate::body::{Joint, Pose, Side};
use crate::geom::ImagePoint;
use crate::signal::median;
use crate::track::SURE;

/// Largest half distance of a pair of joints, shares of the stature: hands in a wide grip.
const WIDEST: f64 = 0.17;
/// Yaw that a pair's distance in the picture may be larger than, degrees: the yaw's own error.
const YAW_ERROR_DEG: f64 = 12.0;
/// Yaw from which the widths of stance and grip are seen: heels and knuckles then stay apart to show them, degrees.
/// Forward ways of feet are not measured at such a yaw.
pub(crate) const WIDTHS_FROM_DEG: f64 = 35.0;
/// The joints that stay apart then.
const WIDTHS: [Joint; 2] = [Joint::LeftHeel, Joint::LeftKnuckle];

/// Seen from the side with some yaw, the near joint of a pair is shifted against the far one by the sine of the yaw times their
/// distance; shoulders more than hips, which leans the trunk by several degrees. Shifts each pair so that over the clip its two joints
/// lie on each other, as far as the yaw can explain the shift. For sagittal planes only.
pub(super) fn to_middle_plane(poses: &mut [Option<Pose>], yaw_deg: f64, stature_px: f64) {
    let most = WIDEST * stature_px * (yaw_deg + YAW_ERROR_DEG).min(90.0).to_radians().sin();
    let stays = |joint: Joint| yaw_deg >= WIDTHS_FROM_DEG && WIDTHS.contains(&joint);
    for &joint in Joint::ALL.iter().filter(|&&joint| joint.side() == Some(Side::Left) && !stays(joint)) {
        let apart = |pose: &Pose| Some(pose.sure(joint, SURE)?.x - pose.sure(joint.partner(), SURE)?.x);
        let Some(half) = median(poses.iter().flatten().filter_map(apart)).map(|apart| (apart / 2.0).clamp(-most, most)) else {
            continue;
        };
        for pose in poses.iter_mut().flatten() {
            for (name, shift) in [(joint, -half), (joint.partner(), half)] {
                if let Some(mut seen) = pose.get(name) {
                    seen.at = ImagePoint::new(seen.at.x + shift, seen.at.y);
                    pose.set(name, seen);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthetic::{Scene, film};

    #[test]
    fn pairs_are_laid_on_each_other_and_no_further_than_the_yaw_explains() {
        let (recording, truth) = film(&Scene { yaw_deg: 30.0, ..Scene::default() });
        let stature = 1.75 * truth.px_per_m;
        let apart = |poses: &[Option<Pose>]| {
            let at = |pose: &Pose, joint| pose.get(joint).unwrap().at.x;
            let way = |pose: &Pose| at(pose, Joint::LeftShoulder) - at(pose, Joint::RightShoulder);
            median(poses.iter().flatten().map(way)).unwrap().abs()
        };
        let mut poses = recording.people[0].poses.clone();
        to_middle_plane(&mut poses, 30.0, stature);
        assert!(apart(&recording.people[0].poses) > 0.15 * truth.px_per_m && apart(&poses) < 2.0);
        let mut front = film(&Scene { yaw_deg: 90.0, ..Scene::default() }).0.people[0].poses.clone();
        to_middle_plane(&mut front, 0.0, stature);
        assert!(apart(&front) > 0.2 * truth.px_per_m, "a yaw of 0 explains little");
    }
}
