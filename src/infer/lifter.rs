//! Estimator for networks with one heat map a point, such as the project's own.

use ndarray::{Axis, Ix4};

use super::back;
use super::crop::Crop;
use super::decode::heatmap;
use super::network::{Network, Spent, tensor};
use super::plausible;
use super::sight::{Bars, Sight};
use crate::body::{EstimatorError, Joint, Keypoint, ModelInfo, Pose};
use crate::frame::Frame;
use crate::geom::ImagePoint;

/// How sure the network must be. Its confidences are shares of a soft-maxed map and not calibrated; the bars are stated judgement.
const BARS: Bars = Bars { guess: 0.12, found: 0.35, followed: 0.2, joint: 0.2 };
/// The crop is never smaller than this many torsos times the crop factor, so that a few lost joints do not shrink it.
const MIN_TORSOS: f64 = 2.0;

/// A network with one heat map a point.
#[derive(Debug)]
pub struct Lifter {
    network: Network,
    joints: Vec<Option<Joint>>,
    factor: f64,
    heatmaps: String,
}

impl Lifter {
    pub(crate) fn new(network: Network, joints: Vec<Option<Joint>>, factor: f64, heatmaps: String) -> Self {
        Self { network, joints, factor, heatmaps }
    }

    /// Time spent so far.
    pub fn spent(&self) -> Spent {
        self.network.spent
    }
}

impl Sight for Lifter {
    fn info(&self) -> ModelInfo {
        self.network.info.clone()
    }

    fn look(&mut self, frame: &Frame, crop: &Crop) -> Result<Option<Pose>, EstimatorError> {
        let (size, joints, heatmaps) = (self.network.size(), &self.joints, &self.heatmaps);
        self.network.run(frame, crop, |outputs, _| {
            let maps = tensor(outputs, heatmaps)?.into_dimensionality::<Ix4>().map_err(|error| error.to_string())?;
            let maps = maps.index_axis_move(Axis(0), 0);
            let stride = size as f64 / maps.dim().2.max(1) as f64;
            Ok(pose(&heatmap::decode(&maps, stride), joints, crop, size))
        })
    }

    fn crop_round(&self, pose: &Pose) -> Option<Crop> {
        let (left, top, right, bottom) = plausible::bounds(pose, BARS.joint)?;
        let torso = pose.torso_px(BARS.joint).unwrap_or(0.0);
        let extent = (right - left).max(bottom - top).max(torso * MIN_TORSOS);
        let centre = ImagePoint::new(f64::midpoint(left, right), f64::midpoint(top, bottom));
        Some(Crop::upright(centre, extent * self.factor)).filter(Crop::is_sound)
    }

    fn bars(&self) -> Bars {
        BARS
    }
}

/// The pose in frame pixels; its presence is the mean confidence of the body's joints. `None` without any.
fn pose(points: &[Option<super::decode::CropPoint>], joints: &[Option<Joint>], crop: &Crop, size: usize) -> Option<Pose> {
    let mut pose = Pose::default();
    let (mut sum, mut count) = (0.0, 0.0);
    for (joint, point) in joints.iter().zip(points) {
        let (Some(joint), Some(point)) = (*joint, point) else { continue };
        pose.set(joint, Keypoint { at: crop.to_frame(point.at, size), confidence: point.confidence });
        if !Joint::BACK.contains(&joint) {
            sum += point.confidence;
            count += 1.0;
        }
    }
    back::keep_trusted(&mut pose, BARS.joint);
    (count > 0.0).then(|| {
        pose.presence = sum / count;
        pose
    })
}
