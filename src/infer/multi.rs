//! Estimator for networks that see several people in one picture, such as YOLO-pose.

use ndarray::{Axis, Ix3};

use super::crop::{Crop, Size};
use super::decode::yolo;
use super::network::{Network, Spent, tensor};
use super::plausible;
use super::sight::Bars;
use super::single::{crop_round, pose, shaped};
use crate::body::{Estimator, EstimatorError, Joint, ModelInfo, Pose};
use crate::frame::Frame;

/// A network that sees several people in one picture.
#[derive(Debug)]
pub struct MultiPose {
    network: Network,
    joints: Vec<Option<Joint>>,
    factor: f64,
    people: String,
    bars: Bars,
}

impl MultiPose {
    pub(crate) fn new(network: Network, joints: Vec<Option<Joint>>, factor: f64, people: String, bars: Bars) -> Self {
        Self { network, joints, factor, people, bars }
    }

    /// Time spent so far.
    pub fn spent(&self) -> Spent {
        self.network.spent
    }

    /// Everybody in a crop, in frame pixels; their presence is the person's score.
    fn look(&mut self, frame: &Frame, crop: &Crop) -> Result<Vec<Pose>, EstimatorError> {
        let (size, joints, people, sure) = (self.network.size(), &self.joints, &self.people, self.bars.joint);
        self.network.run(frame, crop, |outputs, _| {
            let candidates = shaped::<Ix3>(tensor(outputs, people)?)?.index_axis_move(Axis(0), 0);
            let seen = yolo::decode(&candidates).into_iter().filter_map(|person| {
                let mut pose = pose(&person.points, joints, crop, size, sure)?;
                pose.presence = person.score;
                Some(pose)
            });
            Ok(seen.collect())
        })
    }
}

/// The smallest crop of a picture of that size that holds the whole frame.
fn whole(frame: &Frame, size: Size) -> Crop {
    let (right, bottom) = (frame.width as f64 - 0.5, frame.height as f64 - 0.5);
    Crop::round(-0.5, -0.5, right, bottom, size, 1.0)
}

impl Estimator for MultiPose {
    fn model(&self) -> ModelInfo {
        self.network.info.clone()
    }

    fn find(&mut self, frame: &Frame) -> Result<Vec<Pose>, EstimatorError> {
        let crop = whole(frame, self.network.size());
        if !crop.is_sound() {
            return Ok(Vec::new());
        }
        let bars = self.bars;
        let mut people = self.look(frame, &crop)?;
        people.retain(|pose| pose.presence >= bars.found && plausible::is_lifter(pose, frame, bars.joint));
        Ok(people)
    }

    fn follow(&mut self, frame: &Frame, last: &Pose) -> Result<Option<Pose>, EstimatorError> {
        let bars = self.bars;
        let Some(crop) = crop_round(last, bars.joint, self.network.size(), self.factor) else { return Ok(None) };
        let off = |pose: &Pose| plausible::apart(last, pose, bars.joint).unwrap_or(f64::INFINITY);
        let seen = self.look(frame, &crop)?.into_iter();
        let same = seen.filter(|pose| pose.presence >= bars.followed && plausible::is_same(last, pose, bars.joint));
        Ok(same.min_by(|a, b| off(a).total_cmp(&off(b))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::ImagePoint;
    use crate::infer::plausible::tests::blank;

    #[test]
    fn the_whole_frame_lies_in_the_picture_with_its_corners() {
        let size = Size::from(640);
        let crop = whole(&blank(1280, 720), size);
        let corner = crop.from_frame(ImagePoint::new(0.0, 0.0), size);
        assert!((corner.x + 0.25).abs() < 1e-9 && (corner.y - 139.75).abs() < 1e-9, "{corner:?}");
        assert!(!whole(&blank(0, 0), size).is_sound());
    }
}
