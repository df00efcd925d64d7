//! Joints behind the near plate: a pose model guesses them, and says so too seldom.
//!
//! A foot is guessed together with its shank: with the plate before the shank BlazePose puts heel and toe of real clips up to half a
//! shank too high, beside the plate and with full confidence.

use std::collections::BTreeMap;

use super::types::{Path, SetByHand};
use crate::body::{Joint, Moment, Pose, Side};

/// Share of the plate's size within which a joint is surely covered: rim and joint are a few percent off (our default).
const SURELY: f64 = 0.93;
/// The same for hands of the far side, plate sizes: a hand behind the plate is guessed where its arm vanishes behind the rim, with full
/// confidence (on real clips within a twentieth of a plate's size outside it), and the near arm leads the eye no less (our default).
const SURELY_FAR_HAND: f64 = 1.2;
/// Places looked at from the knee to the ankle.
const ALONG_SHANK: usize = 6;

/// Takes the confidence from the joints that lie behind the near plate, frame by frame. The plate hangs outside the lifter, nearer to
/// the camera than every joint, so what lies behind it in the picture is not seen. For views that are not frontal.
///
/// Ankle, heel and toe of a leg lose it too where any part of the shank lies behind the plate.
/// A joint that the user put there by hand is believed.
pub(super) fn distrust_covered(
    joints: &mut BTreeMap<Joint, Path>,
    (poses, near): (&[Option<Pose>], Side),
    moments: &[Moment],
    set: &SetByHand,
) {
    for (&joint, path) in joints.iter_mut() {
        let hand = [Joint::LeftWrist, Joint::LeftKnuckle].iter().any(|hand| hand.on(near.other()) == joint);
        let surely = if hand { SURELY_FAR_HAND } else { SURELY };
        for (frame, ((sure, pose), moment)) in path.confidence.iter_mut().zip(poses).zip(moments).enumerate() {
            let at = pose.as_ref().and_then(|pose| pose.get(joint)).map(|seen| seen.at);
            if set.has_joint(joint, frame) {
                continue;
            }
            if moment.near_plate.zip(at).is_some_and(|(plate, at)| plate.rim.holds(at, surely)) {
                *sure = 0.0;
            }
        }
    }
    for side in [Side::Left, Side::Right] {
        let [knee, ankle, heel, toe] =
            [Joint::LeftKnee, Joint::LeftAnkle, Joint::LeftHeel, Joint::LeftToe].map(|joint| joint.on(side));
        for (frame, (pose, moment)) in poses.iter().zip(moments).enumerate() {
            let place = |joint: Joint| Some(pose.as_ref()?.get(joint)?.at);
            let shank = place(knee).zip(place(ankle));
            let covered = moment.near_plate.zip(shank).is_some_and(|(plate, (knee, ankle))| {
                (0..=ALONG_SHANK).any(|step| plate.rim.holds(knee.towards(ankle, step as f64 / ALONG_SHANK as f64), SURELY))
            });
            for joint in [ankle, heel, toe].iter().filter(|&&joint| covered && !set.has_joint(joint, frame)) {
                if let Some(sure) = joints.get_mut(joint).and_then(|path| path.confidence.get_mut(frame)) {
                    *sure = 0.0;
                }
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

    #[test]
    fn a_foot_is_not_trusted_while_the_plate_hides_its_shank() {
        let (mut recording, _) = film(&Scene::default());
        let poses = recording.people[0].poses.clone();
        for (moment, pose) in recording.moments.iter_mut().zip(&poses) {
            if let (Some(plate), Some(pose)) = (moment.near_plate.as_mut(), pose) {
                let at = |joint: Joint| pose.get(joint).unwrap().at;
                plate.rim.centre = at(Joint::RightKnee).midpoint(at(Joint::RightAnkle));
                (plate.rim.half_width, plate.rim.half_height) = (20.0, 20.0);
            }
        }
        let (lift, _) = calibrate(&recording, 0, &Calibration::default()).unwrap();
        let sure = |joint: Joint| lift.joint(joint).unwrap().confidence[10];
        assert!(sure(Joint::RightToe) <= 0.0 && sure(Joint::RightHeel) <= 0.0 && sure(Joint::RightKnee) > 0.5);
    }
}
