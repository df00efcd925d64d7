//! Shots: a clip cut together from several scenes shows the lifter in more than one place.

use std::ops::Range;

use super::SURE;
use crate::body::{Joint, Pose};
use crate::geom::ImagePoint;
use crate::signal::median;

/// Way of every corner of the trunk between two frames that is a cut, in torso lengths, and the same per second between them: a body in a
/// lift moves at up to 4 torso lengths a second.
const LEAP: f64 = 0.4;
const LEAP_PER_S: f64 = 6.0;

/// The corners of the trunk, and how many of them must be seen to tell.
const TRUNK: [Joint; 4] = [Joint::LeftShoulder, Joint::RightShoulder, Joint::LeftHip, Joint::RightHip];
const FEWEST: usize = 3;

/// Frames of the longest stretch of the clip without a cut; all frames where there is none.
pub fn longest_shot(t: &[f64], poses: &[Option<Pose>]) -> Range<usize> {
    let Some(torso) = median(poses.iter().flatten().filter_map(|pose| pose.torso_px(SURE))).filter(|&torso| torso > 0.0) else {
        return 0..poses.len();
    };
    let corners = |pose: &Pose| TRUNK.map(|joint| pose.sure(joint, SURE));
    let mut cuts = vec![0];
    let mut last: Option<(f64, [Option<ImagePoint>; 4])> = None;
    for (frame, (pose, &at)) in poses.iter().zip(t).enumerate() {
        let Some(now) = pose.as_ref().map(corners) else { continue };
        if let Some((then, before)) = last {
            let leap = torso * LEAP.max(LEAP_PER_S * (at - then));
            let ways: Vec<f64> = before.iter().zip(&now).filter_map(|(a, b)| Some(a.as_ref()?.distance((*b)?))).collect();
            // A pose that goes astray takes some corners of the trunk along, a cut takes all.
            if ways.len() >= FEWEST && ways.iter().all(|&way| way > leap) {
                cuts.push(frame);
            }
        }
        last = Some((at, now));
    }
    cuts.push(poses.len());
    let length = |shot: &Range<usize>| poses.get(shot.clone()).unwrap_or_default().iter().flatten().count();
    cuts.windows(2).map(|pair| pair[0]..pair[1]).max_by_key(length).unwrap_or(0..poses.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthetic::{Scene, Shake, film};

    #[test]
    fn a_scene_before_the_lift_is_left_out_and_an_uncut_clip_kept_whole() {
        let shake = Shake { lost_share: 0.1, unsure_share: 0.02, ..Shake::default() };
        let (recording, _) = film(&Scene { shake, pull_s: 0.6, lower_s: 0.5, fps: 24.0, ..Scene::default() });
        let t: Vec<f64> = recording.moments.iter().map(|moment| moment.at.0).collect();
        let mut poses = recording.people[0].poses.clone();
        assert_eq!(longest_shot(&t, &poses), 0..poses.len());
        let (other, _) = film(&Scene { distance_m: 2.0, aside_m: 0.4, ..Scene::default() });
        poses[..8].clone_from_slice(&other.people[0].poses[..8]);
        let shot = longest_shot(&t, &poses);
        assert!((8..=9).contains(&shot.start) && shot.end == poses.len(), "{shot:?}");
    }
}
