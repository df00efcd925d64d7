//! Joints behind the near plate: a pose model guesses them, and says so too seldom.

use std::collections::BTreeMap;

use super::types::{Path, SetByHand};
use crate::body::{Joint, Moment, Pose};

/// Share of the plate's size within which a joint is surely covered: rim and joint are a few percent off (our default).
const SURELY: f64 = 0.93;

/// Takes the confidence from the joints that lie behind the near plate, frame by frame. The plate hangs outside the lifter, nearer to
/// the camera than every joint, so what lies behind it in the picture is not seen. For views that are not frontal.
/// A joint that the user put there by hand is believed.
pub(super) fn distrust_covered(joints: &mut BTreeMap<Joint, Path>, poses: &[Option<Pose>], moments: &[Moment], set: &SetByHand) {
    for (&joint, path) in joints {
        for (frame, ((sure, pose), moment)) in path.confidence.iter_mut().zip(poses).zip(moments).enumerate() {
            let at = pose.as_ref().and_then(|pose| pose.get(joint)).map(|seen| seen.at);
            if set.has_joint(joint, frame) {
                continue;
            }
            if moment.near_plate.zip(at).is_some_and(|(plate, at)| plate.rim.holds(at, SURELY)) {
                *sure = 0.0;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::body::Joint;
    use crate::lift::{Calibration, calibrate};
    use crate::synthetic::{Scene, film};

    #[test]
    fn a_joint_behind_the_plate_is_not_trusted_and_one_beside_it_is() {
        let (mut recording, _) = film(&Scene::default());
        let poses = recording.people[0].poses.clone();
        for (moment, pose) in recording.moments.iter_mut().zip(&poses) {
            if let (Some(plate), Some(pose)) = (moment.near_plate.as_mut(), pose) {
                plate.rim.centre = pose.get(Joint::RightAnkle).unwrap().at;
            }
        }
        let (lift, _) = calibrate(&recording, 0, &Calibration::default()).unwrap();
        let sure = |joint: Joint| lift.joint(joint).unwrap().confidence[10];
        assert!(sure(Joint::RightAnkle) <= 0.0 && sure(Joint::RightShoulder) > 0.5);
    }
}
