//! From picture to plane.

use std::sync::Arc;

use super::types::{Path, Plane, SetByHand};
use crate::body::{Facing, Joint, Keypoint, Pose};
use crate::geom::ImagePoint;
use crate::signal::{Series, Smoothing};

/// Yaw beyond which horizontal ways are not stretched further, degrees: their error would be larger than they are.
pub(crate) const LARGEST_YAW_DEG: f64 = 60.0;
/// Confidence under which a joint counts as not seen, 0..=1 (our default; measures ask for more).
const SEEN: f64 = 0.15;
/// What pose models miss a joint by, beyond noise, metres (2 cm and more against markers in published comparisons; half of it stays
/// the same through a clip and cancels in changes; our default).
const JOINT_BIAS_M: f64 = 0.015;
/// Smallest noise of a joint that is believed, metres.
const NOISE_FLOOR_M: f64 = 0.006;

/// How points of the picture become points of the plane of the lift.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Projection {
    /// Pixels per plane unit at the lifter's middle.
    pub(super) px_per_unit: f64,
    /// Plane units per metre.
    pub(super) units_per_metre: f64,
    /// 1 where x grows to the picture's right, -1 where to its left.
    pub(super) sign: f64,
    /// What horizontal ways are shortened by, 1 in a frontal plane.
    pub(super) cos_yaw: f64,
    /// The plane's origin in the picture: x of the middle of the feet, y of the floor, pixels.
    pub(super) origin: ImagePoint,
}

impl Projection {
    /// Direction and foreshortening of a plane.
    pub(super) fn horizontal(plane: Plane, facing: Facing, yaw_deg: f64) -> (f64, f64) {
        match plane {
            Plane::Frontal => (1.0, 1.0),
            Plane::Sagittal => {
                let sign = if facing == Facing::Left { -1.0 } else { 1.0 };
                (sign, yaw_deg.min(LARGEST_YAW_DEG).to_radians().cos())
            }
        }
    }

    /// Forward coordinate of a picture column, plane units.
    pub(super) fn x(&self, px: f64) -> f64 {
        self.sign * (px - self.origin.x) / (self.px_per_unit * self.cos_yaw)
    }

    /// Height of a picture row, plane units.
    pub(super) fn y(&self, px: f64) -> f64 {
        (self.origin.y - px) / self.px_per_unit
    }

    /// The course of a joint; `None` where the model never gave it.
    pub(super) fn path(&self, t: &Arc<[f64]>, poses: &[Option<Pose>], joint: Joint, set: &SetByHand) -> Option<Path> {
        let seen: Vec<Option<Keypoint>> = poses.iter().map(|pose| pose.as_ref()?.get(joint)).collect();
        if seen.iter().all(Option::is_none) {
            return None;
        }
        let sure = |keypoint: &Option<Keypoint>| keypoint.filter(|keypoint| keypoint.confidence >= SEEN);
        let smoothing = Smoothing { cutoff_hz: Smoothing::POSITION_HZ, noise_floor: NOISE_FLOOR_M * self.units_per_metre };
        let smoothed =
            |course: Vec<Option<f64>>| Series::smoothed_with(t, course, smoothing, &|frame| set.has_joint(joint, frame));
        let x = smoothed(seen.iter().map(|keypoint| Some(self.x(sure(keypoint)?.at.x))).collect());
        let y = smoothed(seen.iter().map(|keypoint| Some(self.y(sure(keypoint)?.at.y))).collect());
        let confidence =
            seen.iter().map(|keypoint| keypoint.map_or(0.0, |keypoint| keypoint.confidence.clamp(0.0, 1.0))).collect();
        let sd = x.smooth_sd_with(&y).hypot(JOINT_BIAS_M * self.units_per_metre);
        Some(Path { x, y, confidence, sd })
    }
}
