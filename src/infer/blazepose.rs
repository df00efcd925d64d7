//! Estimator for `BlazePose`: the crop is turned so that the line from hips to head stands upright, and the person's mask gives the back.

use std::collections::VecDeque;
use std::time::Instant;

use ndarray::{Axis, Ix2, Ix4};

use super::back;
use super::crop::Crop;
use super::decode::blazepose;
use super::network::{Network, Spent, tensor};
use super::sight::{Bars, Sight};
use super::single::SinglePose;
use crate::body::{Estimator as _, EstimatorError, Joint, Keypoint, ModelInfo, Pose};
use crate::frame::Frame;
use crate::geom::ImagePoint;

/// Poses of which the network's own wish for the next crop is remembered: several people may be followed in turn.
const REMEMBERED: usize = 16;
/// A pose whose hips moved less than this since it was given is the one that was given, pixels.
const SAME_HIPS_PX: f64 = 0.5;

/// What the network wished for after it gave a pose.
#[derive(Clone, Copy, Debug)]
struct Wish {
    presence: f64,
    hips: ImagePoint,
    crop: Crop,
}

/// `BlazePose` with its person mask.
#[derive(Debug)]
pub struct BlazePose {
    network: Network,
    joints: Vec<Option<Joint>>,
    factor: f64,
    landmarks: String,
    presence: String,
    mask: String,
    heatmaps: String,
    companion: Option<SinglePose>,
    wishes: VecDeque<Wish>,
}

impl BlazePose {
    /// Frame pixels to an input pixel that are sampled without averaging, as its own pipeline does it: averaging moves its points by one
    /// to three pixels of the crop. At 1080p and above some is needed all the same.
    pub(crate) const UNAVERAGED: f64 = 2.0;
    /// How sure the network must be; `MediaPipe`'s own default for presence is 0.5.
    pub(crate) const BARS: Bars = Bars { guess: 0.1, found: 0.5, followed: 0.5, joint: 0.3 };

    /// `tensors` are the names of landmarks, presence, mask and heat maps.
    pub(crate) fn new(network: Network, joints: Vec<Option<Joint>>, factor: f64, tensors: [String; 4]) -> Self {
        let [landmarks, presence, mask, heatmaps] = tensors;
        Self { network, joints, factor, landmarks, presence, mask, heatmaps, companion: None, wishes: VecDeque::new() }
    }

    /// The same with a companion that finds people: this network sees only a person who fills its crop well, and takes other things for
    /// one where there is none.
    pub(crate) fn with_companion(self, companion: SinglePose) -> Self {
        Self { companion: Some(companion), ..self }
    }

    /// Time spent so far.
    pub fn spent(&self) -> Spent {
        self.network.spent
    }
}

impl Sight for BlazePose {
    fn info(&self) -> ModelInfo {
        self.network.info.clone()
    }

    fn look(&mut self, frame: &Frame, crop: &Crop) -> Result<Option<Pose>, EstimatorError> {
        let (size, joints) = (self.network.size().longer(), &self.joints);
        let crop = &crop.by_corners(size);
        let (landmarks, presence, mask, heatmaps) = (&self.landmarks, &self.presence, &self.mask, &self.heatmaps);
        let seen = self.network.run(frame, crop, |outputs, spent| {
            let numbers = tensor(outputs, landmarks)?.into_dimensionality::<Ix2>().map_err(|error| error.to_string())?;
            let presence = tensor(outputs, presence)?.iter().next().copied().ok_or("the network gave no presence")?;
            let Some(points) = blazepose::decode(&numbers.index_axis(Axis(0), 0)) else { return Ok(None) };
            let mut pose = Pose::default();
            pose.presence = f64::from(presence).clamp(0.0, 1.0);
            let maps = tensor(outputs, heatmaps)?.into_dimensionality::<Ix4>().map_err(|error| error.to_string())?;
            let maps = maps.index_axis(Axis(0), 0);
            for (k, (joint, point)) in joints.iter().zip(&points.points).enumerate() {
                if let (Some(joint), Some(point)) = (joint, point) {
                    let at = crop.to_frame(blazepose::refine(point.at, &maps, k, size), size);
                    pose.set(*joint, Keypoint { at, confidence: point.confidence });
                }
            }
            if pose.presence >= Self::BARS.followed {
                let began = Instant::now();
                let mask = tensor(outputs, mask)?.into_dimensionality::<Ix4>().map_err(|error| error.to_string())?;
                let mask = mask.index_axis(Axis(0), 0).index_axis_move(Axis(2), 0);
                for (joint, point) in Joint::BACK.into_iter().zip(back::contour(&mask, &pose, crop)) {
                    if let Some(point) = point {
                        pose.set(joint, point);
                    }
                }
                spent.back += began.elapsed();
            }
            Ok(Some((pose, crop.to_frame(points.centre, size), crop.to_frame(points.rim, size))))
        })?;
        let Some((pose, centre, rim)) = seen else { return Ok(None) };
        if let (Some(hips), Some(crop)) = (pose.middle(Joint::LeftHip, 0.0), circled(centre, rim, self.factor)) {
            self.wishes.truncate(REMEMBERED - 1);
            self.wishes.push_front(Wish { presence: pose.presence, hips, crop });
        }
        Ok(Some(pose))
    }

    fn crop_round(&self, pose: &Pose) -> Option<Crop> {
        let hips = pose.middle(Joint::LeftHip, 0.0)?;
        let own = |wish: &&Wish| wish.presence.to_bits() == pose.presence.to_bits() && wish.hips.distance(hips) < SAME_HIPS_PX;
        if let Some(wish) = self.wishes.iter().find(own) {
            return Some(wish.crop);
        }
        round_body(pose, Self::BARS.joint, self.factor)
    }

    fn bars(&self) -> Bars {
        Self::BARS
    }

    fn hints(&mut self, frame: &Frame) -> Result<Option<Vec<Crop>>, EstimatorError> {
        let Some(companion) = self.companion.as_mut() else { return Ok(None) };
        let (people, sure) = (companion.find(frame)?, companion.bars().joint);
        Ok(Some(people.iter().filter_map(|pose| round_body(pose, sure, self.factor)).collect()))
    }
}

/// The crop for a pose of which the network's own wish is not known: a circle round the hips that holds the joints at least `sure`.
fn round_body(pose: &Pose, sure: f64, factor: f64) -> Option<Crop> {
    let (hips, shoulders) = (pose.middle(Joint::LeftHip, 0.0)?, pose.middle(Joint::LeftShoulder, 0.0)?);
    let reach = pose.iter().filter(|(_, seen)| seen.confidence >= sure).map(|(_, seen)| seen.at.distance(hips));
    let radius = reach.fold(0.0, f64::max);
    let length = shoulders.distance(hips);
    (length > 0.0).then(|| hips.towards(shoulders, radius / length)).and_then(|rim| circled(hips, rim, factor))
}

/// The crop round a circle given by its centre and the point of it above the head.
fn circled(centre: ImagePoint, rim: ImagePoint, factor: f64) -> Option<Crop> {
    let turn_deg = (rim.x - centre.x).atan2(centre.y - rim.y).to_degrees();
    Some(Crop { centre, side: 2.0 * centre.distance(rim) * factor, turn_deg }).filter(Crop::is_sound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crop_stands_on_the_hips_with_the_head_up() {
        let crop = circled(ImagePoint::new(100.0, 200.0), ImagePoint::new(180.0, 200.0), 1.25).unwrap();
        assert!((crop.turn_deg - 90.0).abs() < 1e-9 && (crop.side - 200.0).abs() < 1e-9);
        let head = crop.from_frame(ImagePoint::new(180.0, 200.0), 256);
        assert!((head.x - 127.5).abs() < 1e-6 && (head.y - (127.5 - 102.4)).abs() < 1e-6, "{head:?}");
        assert_eq!(circled(ImagePoint::new(1.0, 1.0), ImagePoint::new(1.0, 1.0), 1.25), None);
    }
}
