//! Left and right, kept the same through the clip.

use super::SURE;
use crate::body::{Joint, Person, Pose, Side};
use crate::geom::ImagePoint;
use crate::signal::median;

/// Joints whose sides are exchanged together: a model confuses whole legs or whole arms, seldom single joints.
const LIMBS: [&[Joint]; 3] = [
    &[Joint::LeftShoulder, Joint::LeftElbow, Joint::LeftWrist, Joint::LeftKnuckle],
    &[Joint::LeftHip, Joint::LeftKnee, Joint::LeftAnkle, Joint::LeftHeel, Joint::LeftToe],
    &[Joint::LeftEye, Joint::LeftEar],
];
/// Price of an exchange on one frame, in torso lengths of way saved: the model is right unless continuity says otherwise (our default).
const EXCHANGE: f64 = 0.02;
/// Price of beginning or ending an exchange, in torso lengths (our default).
const CHANGE: f64 = 0.15;

/// The person's poses with left and right exchanged back where continuity says that the model exchanged them.
///
/// For arms, legs and face by themselves the cheapest course of "as seen" and "exchanged" through the whole clip is found
/// (Viterbi 1967); a step costs the way that the joints go in it.
pub fn repaired(person: &Person) -> Vec<Option<Pose>> {
    let mut poses = person.poses.clone();
    let Some(torso) = median(poses.iter().flatten().filter_map(|pose| pose.torso_px(SURE))).filter(|&torso| torso > 0.0) else {
        return poses;
    };
    for limb in LIMBS {
        for (pose, exchanged) in poses.iter_mut().zip(exchanges(&person.poses, limb, torso)) {
            if let (Some(pose), true) = (pose, exchanged) {
                exchange(pose, limb);
            }
        }
    }
    poses
}

/// Exchanges left and right of one limb.
fn exchange(pose: &mut Pose, limb: &[Joint]) {
    for &joint in limb {
        let (left, right) = (pose.get(joint), pose.get(joint.partner()));
        for (name, seen) in [(joint, right), (joint.partner(), left)] {
            match seen {
                Some(seen) => pose.set(name, seen),
                None => pose.clear(name),
            }
        }
    }
}

/// Places of one limb's pairs on one frame: left and right, each where seen.
type Pairs = Vec<(Option<ImagePoint>, Option<ImagePoint>)>;

/// On which frames the limb's sides are exchanged.
fn exchanges(poses: &[Option<Pose>], limb: &[Joint], torso: f64) -> Vec<bool> {
    let pairs =
        |pose: &Pose| -> Pairs { limb.iter().map(|&joint| (pose.sure(joint, SURE), pose.sure(joint.partner(), SURE))).collect() };
    // For each frame with a pose: the cheaper predecessor of "as seen" and of "exchanged".
    let mut steps: Vec<(usize, [bool; 2])> = Vec::new();
    let (mut cost, mut last): ([f64; 2], Option<Pairs>) = ([0.0, EXCHANGE], None);
    for (frame, pose) in poses.iter().enumerate() {
        let Some(now) = pose.as_ref().map(pairs) else { continue };
        let mut from = [false, true];
        if let Some(last) = &last {
            let (same, crossed) = (way(last, &now, false) / torso, way(last, &now, true) / torso + CHANGE);
            // Going over from one state to the other means that the joints cross in the picture as labelled.
            let ahead = [cost[0] + same, cost[1] + crossed];
            let behind = [cost[1] + same, cost[0] + crossed];
            from = [ahead[1] < ahead[0], behind[0] <= behind[1]];
            cost = [ahead[0].min(ahead[1]), behind[0].min(behind[1]) + EXCHANGE];
        }
        steps.push((frame, from));
        last = Some(now);
    }
    let mut exchanged = vec![false; poses.len()];
    let mut state = cost[1] < cost[0];
    for &(frame, from) in steps.iter().rev() {
        if let Some(slot) = exchanged.get_mut(frame) {
            *slot = state;
        }
        state = from[usize::from(state)];
    }
    exchanged
}

/// Mean way of a limb's joints between two frames in pixels, where the second is `crossed` with its sides exchanged.
fn way(last: &Pairs, now: &Pairs, crossed: bool) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for (&(left, right), &(new_left, new_right)) in last.iter().zip(now) {
        let (to_left, to_right) = if crossed { (new_right, new_left) } else { (new_left, new_right) };
        // Only pairs seen whole can tell: a joint that appears or vanishes has no way.
        if let (Some(left), Some(right), Some(to_left), Some(to_right)) = (left, right, to_left, to_right) {
            sum += left.distance(to_left) + right.distance(to_right);
            count += 1.0;
        }
    }
    if count > 0.0 { sum / count } else { 0.0 }
}

/// The side nearer to the camera: the one whose joints the model is surer of over the whole clip. `None` where they differ by less
/// than `least` (0..=1) in mean confidence.
pub fn near_side(poses: &[Option<Pose>], least: f64) -> Option<Side> {
    let (mut left, mut right, mut count) = (0.0, 0.0, 0.0);
    for pose in poses.iter().flatten() {
        for &joint in LIMBS.iter().copied().flatten() {
            if let (Some(l), Some(r)) = (pose.get(joint), pose.get(joint.partner())) {
                left += l.confidence;
                right += r.confidence;
                count += 1.0;
            }
        }
    }
    if count == 0.0 || (left - right).abs() < least * count {
        return None;
    }
    Some(if left > right { Side::Left } else { Side::Right })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthetic::{Scene, Shake, film};

    #[test]
    fn exchanged_frames_are_exchanged_back() {
        for yaw_deg in [30.0, 90.0] {
            let clean = Scene { yaw_deg, ..Scene::default() };
            let (mut recording, _) = film(&clean);
            let truth = recording.people[0].clone();
            for frame in (20..32).chain(60..61).chain(100..140) {
                let pose = recording.people[0].poses[frame].as_mut().unwrap();
                for limb in LIMBS {
                    exchange(pose, limb);
                }
            }
            let repaired = repaired(&recording.people[0]);
            let wrong = repaired.iter().zip(&truth.poses).filter(|(a, b)| {
                let knee = |pose: &Option<Pose>| pose.as_ref().and_then(|pose| pose.get(Joint::LeftKnee)).map(|seen| seen.at.x);
                knee(a) != knee(b)
            });
            assert_eq!(wrong.count(), 0, "yaw {yaw_deg}");
        }
    }

    #[test]
    fn clean_clips_are_left_alone() {
        let scene = Scene { shake: Shake { unsure_share: 0.03, lost_share: 0.05, ..Shake::default() }, ..Scene::default() };
        let (recording, _) = film(&scene);
        assert_eq!(repaired(&recording.people[0]), recording.people[0].poses);
    }

    #[test]
    fn the_surer_side_is_the_near_one() {
        let (recording, _) = film(&Scene::default());
        assert_eq!(near_side(&recording.people[0].poses, 0.05), Some(Side::Right));
        let (mirrored, _) = film(&Scene { mirrored: true, ..Scene::default() });
        assert_eq!(near_side(&mirrored.people[0].poses, 0.05), Some(Side::Left));
        assert_eq!(near_side(&[], 0.05), None);
    }
}
