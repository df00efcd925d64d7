//! Where a person's hands are and how large the person is in the picture: the seed of the search for the plate.

use std::collections::VecDeque;

use crate::body::{Joint, Pose};
use crate::geom::ImagePoint;

/// Joints less sure than this are not used, 0..=1; our default.
const SURE: f64 = 0.3;
/// Share of the way from the wrist to the knuckle at which a gripped bar lies; our default.
const GRIP: f64 = 0.6;
/// Hands on one bar are seen at most so far apart in height, metres; farther apart one of them is mistaken (our default).
const LEVEL_M: f64 = 0.35;
/// Lengths of torso (mid-shoulder to mid-hip), thigh and shank of an adult, metres (Winter 2009, segment lengths as shares of
/// stature 1.75 m). The longest seen against its true length is the one least foreshortened.
const SEGMENTS_M: [(Joint, Joint, f64); 3] = [
    (Joint::LeftShoulder, Joint::LeftHip, 0.50),
    (Joint::LeftHip, Joint::LeftKnee, 0.43),
    (Joint::LeftKnee, Joint::LeftAnkle, 0.43),
];
/// Frames over which the size is the median.
const MEMORY: usize = 91;

/// The middle of the hands' grip, pixels; one hand alone stands for both. `None` where no hand is sure or where the hands are too
/// far apart in height to hold one bar.
pub(super) fn grip(pose: &Pose, px_per_metre: f64) -> Option<ImagePoint> {
    let one = |wrist: Joint, knuckle: Joint| {
        let wrist = pose.sure(wrist, SURE)?;
        Some(pose.sure(knuckle, SURE).map_or(wrist, |knuckle| wrist.towards(knuckle, GRIP)))
    };
    match (one(Joint::LeftWrist, Joint::LeftKnuckle), one(Joint::RightWrist, Joint::RightKnuckle)) {
        (Some(a), Some(b)) => ((a.y - b.y).abs() <= LEVEL_M * px_per_metre).then(|| a.midpoint(b)),
        (a, b) => a.or(b),
    }
}

/// Pixels to a metre at the body's distance, from the least foreshortened segment; `None` where none is sure.
fn px_per_metre(pose: &Pose) -> Option<f64> {
    SEGMENTS_M
        .iter()
        .filter_map(|&(upper, lower, metres)| {
            let length = pose.middle(upper, SURE)?.distance(pose.middle(lower, SURE)?);
            Some(length / metres)
        })
        .reduce(f64::max)
        .filter(|size| size.is_finite() && *size > 0.0)
}

/// A person's size in the picture: the median over the last few seconds.
#[derive(Clone, Debug, Default)]
pub(super) struct Size {
    seen: VecDeque<f64>,
}

impl Size {
    /// Takes one more pose into account.
    pub(super) fn look(&mut self, pose: &Pose) {
        if let Some(size) = px_per_metre(pose) {
            self.seen.push_back(size);
            if self.seen.len() > MEMORY {
                self.seen.pop_front();
            }
        }
    }

    /// Pixels to a metre at the body's distance; `None` before the first pose.
    pub(super) fn px_per_metre(&self) -> Option<f64> {
        let mut sorted: Vec<f64> = self.seen.iter().copied().collect();
        sorted.sort_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::Keypoint;

    #[test]
    fn one_sure_hand_stands_for_both_and_none_for_none() {
        let mut pose = Pose::default();
        assert_eq!(grip(&pose, 100.0), None);
        assert_eq!(Size::default().px_per_metre(), None);
        pose.set(Joint::LeftWrist, Keypoint { at: ImagePoint::new(10.0, 20.0), confidence: 0.9 });
        pose.set(Joint::RightWrist, Keypoint { at: ImagePoint::new(90.0, 20.0), confidence: 0.1 });
        assert_eq!(grip(&pose, 100.0), Some(ImagePoint::new(10.0, 20.0)));
    }

    #[test]
    fn size_comes_from_the_least_foreshortened_segment() {
        let mut pose = Pose::default();
        let joints = [(Joint::LeftShoulder, 100.0), (Joint::LeftHip, 120.0), (Joint::LeftKnee, 206.0)];
        for (joint, y) in joints {
            pose.set(joint, Keypoint { at: ImagePoint::new(50.0, y), confidence: 1.0 });
        }
        let mut size = Size::default();
        size.look(&pose);
        assert!((size.px_per_metre().unwrap() - 200.0).abs() < 1e-9);
    }
}
