//! The floor line under the lifter, and whether it is sure.

use crate::analysis::Analysis;
use crate::body::{Joint, Pose, Recording};
use crate::measure::LEAST_CONFIDENCE;

/// Points less sure than this are not looked at: the model says that it does not see them.
const SEEN: f64 = 0.1;
/// Share of the frames on which a foot must be seen for the floor to be sure.
const OFTEN: f64 = 0.5;
/// Heel, toe and ankle of both feet.
pub(super) const FEET: [Joint; 6] =
    [Joint::LeftHeel, Joint::RightHeel, Joint::LeftToe, Joint::RightToe, Joint::LeftAnkle, Joint::RightAnkle];

/// The floor under the lifter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Floor {
    /// Its row, pixels down.
    pub y_px: f64,
    /// Whether it was put by hand, or the feet are seen. Where a plate hides them the model guesses them, mostly too high.
    pub sure: bool,
}

/// The floor under the lowest point of the feet, the median over the clip; `None` where no foot is seen.
///
/// It lies higher in the picture than where the near plate stands: the plate is nearer to the camera.
pub fn under_the_feet(recording: &Recording, analysis: &Analysis) -> Option<Floor> {
    let poses = &recording.people.get(analysis.lifter?)?.poses;
    let lowest = |pose: &Pose| {
        FEET.iter().filter_map(|&joint| pose.sure(joint, SEEN)).map(|at| at.y).filter(|y| y.is_finite()).max_by(f64::total_cmp)
    };
    let mut rows: Vec<f64> = poses.iter().flatten().filter_map(lowest).collect();
    rows.sort_by(f64::total_cmp);
    let y_px = rows.get(rows.len() / 2).copied()?;
    Some(Floor { y_px, sure: analysis.lift.as_ref().is_some_and(feet_seen) })
}

/// Whether heel and toe of a foot are seen on most frames; a point that a plate covers is not.
fn feet_seen(lift: &crate::lift::Lift) -> bool {
    let often = |joint: Joint| {
        let Some(path) = lift.joint(joint) else { return false };
        let sure = path.confidence.iter().filter(|sure| **sure >= LEAST_CONFIDENCE).count();
        sure as f64 >= OFTEN * lift.t.len().max(1) as f64
    };
    [[Joint::LeftHeel, Joint::LeftToe], [Joint::RightHeel, Joint::RightToe]]
        .iter()
        .any(|foot| foot.iter().all(|&joint| often(joint)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::sample;

    #[test]
    fn the_floor_is_under_the_feet_and_unsure_where_they_are_not_seen() {
        let clip = sample::clip();
        let floor = under_the_feet(&clip.recording, &clip.analysis).unwrap();
        let pose = clip.recording.people[0].poses[40].as_ref().unwrap();
        let toe = pose.get(Joint::LeftToe).unwrap().at.y.max(pose.get(Joint::RightToe).unwrap().at.y);
        assert!((floor.y_px - toe).abs() < 0.02 * clip.recording.clip.height_px as f64, "{floor:?} {toe}");
        let seen = |confidence: f64| {
            let mut analysis = (*clip.analysis).clone();
            let lift = analysis.lift.as_mut().unwrap();
            for joint in FEET {
                if let Some(path) = lift.joints.get_mut(&joint) {
                    path.confidence.fill(confidence);
                }
            }
            under_the_feet(&clip.recording, &analysis).unwrap().sure
        };
        assert!(seen(0.9) && !seen(0.2), "a foot behind a plate has no confidence");
    }
}
