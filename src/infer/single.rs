//! Estimator for networks that see one person in an upright crop and give their points: the project's own, and others by manifest.

use ndarray::{ArrayViewD, Axis, Dimension, Ix2, Ix3, Ix4};
use ort::session::SessionOutputs;

use super::back;
use super::crop::{Crop, Size};
use super::decode::{Cells, CropPoint, heat, heatmap, movenet, simcc};
use super::network::{Network, Spent, tensor};
use super::plausible;
use super::sight::{Bars, Sight};
use crate::body::{Estimator as _, EstimatorError, Joint, Keypoint, ModelInfo, Pose};
use crate::frame::Frame;

/// The crop is never smaller than this many torsos times the crop factor, so that a few lost joints do not shrink it.
const MIN_TORSOS: f64 = 2.0;

/// How a network's tensors become points; each names its tensors.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Reading {
    /// One map of logits a point.
    Logits(String),
    /// One map of values 0 to 1 a point.
    Heat(String, Cells),
    /// A row of scores a point along x and along y.
    SimCc(String, String),
    /// Shares of the picture with a score.
    MoveNet(String),
}

impl Reading {
    /// The points in pixels of a picture of that size; the error is a reason in words.
    fn points(&self, outputs: &SessionOutputs<'_>, size: Size) -> Result<Vec<Option<CropPoint>>, String> {
        match self {
            Self::Logits(maps) => {
                let maps = shaped::<Ix4>(tensor(outputs, maps)?)?.index_axis_move(Axis(0), 0);
                let stride = size.longer() as f64 / maps.dim().1.max(maps.dim().2).max(1) as f64;
                Ok(heatmap::decode(&maps, stride))
            }
            Self::Heat(maps, cells) => {
                let maps = shaped::<Ix4>(tensor(outputs, maps)?)?;
                Ok(heat::decode(&maps.index_axis(Axis(0), 0), *cells, size))
            }
            Self::SimCc(x, y) => {
                let (x, y) = (shaped::<Ix3>(tensor(outputs, x)?)?, shaped::<Ix3>(tensor(outputs, y)?)?);
                Ok(simcc::decode(&x.index_axis(Axis(0), 0), &y.index_axis(Axis(0), 0), size))
            }
            Self::MoveNet(points) => {
                let points = shaped::<Ix4>(tensor(outputs, points)?)?.index_axis_move(Axis(0), 0);
                Ok(movenet::decode(&shaped::<Ix2>(points.index_axis_move(Axis(0), 0).into_dyn())?, size))
            }
        }
    }
}

/// A tensor with its number of axes known.
pub(crate) fn shaped<D: Dimension>(tensor: ArrayViewD<'_, f32>) -> Result<ndarray::ArrayView<'_, f32, D>, String> {
    tensor.into_dimensionality::<D>().map_err(|error| error.to_string())
}

/// A network that sees one person in a crop.
#[derive(Debug)]
pub struct SinglePose {
    network: Network,
    joints: Vec<Option<Joint>>,
    factor: f64,
    reading: Reading,
    bars: Bars,
    companion: Option<Box<Self>>,
}

impl SinglePose {
    pub(crate) fn new(network: Network, joints: Vec<Option<Joint>>, factor: f64, reading: Reading, bars: Bars) -> Self {
        Self { network, joints, factor, reading, bars, companion: None }
    }

    /// The same with a companion that finds people, for a network that sees only a person who fills its crop well.
    pub(crate) fn with_companion(self, companion: Self) -> Self {
        Self { companion: Some(Box::new(companion)), ..self }
    }

    /// Time spent so far.
    pub fn spent(&self) -> Spent {
        self.network.spent
    }
}

impl Sight for SinglePose {
    fn info(&self) -> ModelInfo {
        self.network.info.clone()
    }

    fn look(&mut self, frame: &Frame, crop: &Crop) -> Result<Option<Pose>, EstimatorError> {
        let (size, joints, reading, sure) = (self.network.size(), &self.joints, &self.reading, self.bars.joint);
        self.network.run(frame, crop, |outputs, _| Ok(pose(&reading.points(outputs, size)?, joints, crop, size, sure)))
    }

    fn crop_round(&self, pose: &Pose) -> Option<Crop> {
        crop_round(pose, self.bars.joint, self.network.size(), self.factor)
    }

    fn bars(&self) -> Bars {
        self.bars
    }

    fn hints(&mut self, frame: &Frame) -> Result<Option<Vec<Crop>>, EstimatorError> {
        let (size, factor) = (self.network.size(), self.factor);
        let Some(companion) = self.companion.as_mut() else { return Ok(None) };
        let (people, sure) = (companion.find(frame)?, companion.bars().joint);
        Ok(Some(people.iter().filter_map(|pose| crop_round(pose, sure, size, factor)).collect()))
    }
}

/// The upright crop round the joints of a pose that are at least `sure`.
pub(crate) fn crop_round(pose: &Pose, sure: f64, size: Size, factor: f64) -> Option<Crop> {
    let (left, top, right, bottom) = plausible::bounds(pose, sure)?;
    let torso = pose.torso_px(sure).unwrap_or(0.0);
    let crop = Crop::round(left, top, right, bottom, size, factor);
    let side = crop.side.max(torso * MIN_TORSOS * factor);
    Some(Crop { side, ..crop }).filter(Crop::is_sound)
}

/// The pose in frame pixels; its presence is the mean confidence of the body's joints. `None` without any.
pub(crate) fn pose(points: &[Option<CropPoint>], joints: &[Option<Joint>], crop: &Crop, size: Size, sure: f64) -> Option<Pose> {
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
    back::keep_trusted(&mut pose, sure);
    (count > 0.0).then(|| {
        pose.presence = sum / count;
        pose
    })
}
