//! The types of the calibrated motion.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::off_floor::{is_surely_off, may_rest_on_floor};
use crate::body::{Joint, Side, View};
use crate::frame;
use crate::geom::PlanePoint;
use crate::signal::Series;

/// What the user said of sizes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Calibration {
    /// Diameter of the plate nearest the camera, millimetres; `None` where unknown.
    pub plate_mm: Option<f64>,
    /// Whether `plate_mm` was said by the user rather than assumed.
    pub plate_stated: bool,
    /// The lifter's standing height, centimetres.
    pub height_cm: Option<f64>,
}

impl Default for Calibration {
    fn default() -> Self {
        Self { plate_mm: Some(450.0), plate_stated: false, height_cm: None }
    }
}

/// What the user set by hand on the picture; it is believed as it stands: no outlier, no guess behind a plate.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SetByHand {
    /// Row of the floor under the lifter's middle, pixels.
    pub floor_px: Option<f64>,
    /// Frames on which a joint stands where the user put it.
    pub joints: BTreeMap<Joint, BTreeSet<usize>>,
    /// Frames on which the near plate stands where the user put it.
    pub plates: BTreeSet<usize>,
}

impl SetByHand {
    /// Whether the user put this joint on this frame.
    pub fn has_joint(&self, joint: Joint, frame: usize) -> bool {
        self.joints.get(&joint).is_some_and(|frames| frames.contains(&frame))
    }
}

/// From where the size of things in the picture is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScaleSource {
    /// A plate of known diameter.
    Plate,
    /// The lifter's height as given by the user.
    Height,
    /// Nothing: lengths are in body lengths.
    None,
}

/// The length unit of the plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scale {
    /// Plane coordinates are metres.
    Metres {
        /// From what.
        source: ScaleSource,
        /// Standard error of the scale as a share of it, for example 0.04.
        relative_sd: f64,
    },
    /// Plane coordinates are body lengths: 1 is the lifter's standing height as estimated from the segments seen.
    BodyLengths {
        /// Standard error of the bar's ways in them, as a share: of the height as seen, and of how much nearer to the camera the bar is.
        relative_sd: f64,
    },
}

impl Scale {
    /// Standard error of a length as a share of it.
    pub fn relative_sd(self) -> f64 {
        match self {
            Self::Metres { relative_sd, .. } | Self::BodyLengths { relative_sd } => relative_sd,
        }
    }
}

/// The plane in which the lift is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plane {
    /// Side and oblique views: x is forward, where the lifter faces.
    Sagittal,
    /// Front and back views: x is to the picture's right.
    Frontal,
}

/// The course of one point in the plane.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Path {
    /// Forward or to the picture's right, plane unit.
    pub x: Series,
    /// Up from the floor, plane unit.
    pub y: Series,
    /// The model's confidence per frame, 0 where the joint was not given or lies behind the near plate, where its place is a guess.
    pub confidence: Vec<f64>,
    /// Standard error of one smoothed coordinate, plane unit: noise and what the model is known to miss by.
    pub sd: f64,
}

impl Path {
    /// The smooth place at a frame.
    pub fn at(&self, frame: usize) -> Option<PlanePoint> {
        Some(PlanePoint::new(self.x.at(frame)?, self.y.at(frame)?))
    }

    /// The same where the model is at least `confidence` sure of it.
    pub fn sure(&self, frame: usize, confidence: f64) -> Option<PlanePoint> {
        self.at(frame).filter(|_| self.confidence.get(frame).is_some_and(|sure| *sure >= confidence))
    }
}

/// Middle of a pair of joints on a frame, as far as the model is at least `confidence` sure of them; one alone stands for both.
pub(crate) fn sure_middle(joints: &BTreeMap<Joint, Path>, joint: Joint, frame: usize, confidence: f64) -> Option<PlanePoint> {
    let at = |joint: Joint| joints.get(&joint)?.sure(frame, confidence);
    PlanePoint::middle(at(joint), at(joint.partner()))
}

/// What stands for the bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BarSource {
    /// The near plate's centre.
    Plate,
    /// The middle of the hands.
    Hands,
}

/// The bar's motion.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// What stands for the bar.
    pub source: BarSource,
    /// Course of the bar's axis in the plane.
    pub path: Path,
    /// Upward speed of the bar, plane unit per second, one entry a frame.
    pub speed: Series,
    /// Height of the bar's axis when the plates rest, on the floor or on what they surely stand on, plane unit.
    pub rest_height: f64,
    /// Height of the resting plates' lowest points over the floor on which the lifter stands, and its standard error, metres, which are
    /// the plane unit then: 0 on the floor, more on blocks. `None` where nothing tells it, or the plate's size is not known.
    pub off_floor: Option<(f64, f64)>,
    /// Both ends by themselves, where both plates are seen from the front or from behind.
    pub ends: Option<Ends>,
}

impl Bar {
    /// By how much the bar's whole course may be too high or too low, plane unit, standard error: that of the height under the plates where
    /// they surely rest off the floor; 0 where they are taken to rest on it.
    pub(crate) fn raised_sd(&self) -> f64 {
        self.off_floor.filter(|&off| is_surely_off(off)).map_or(0.0, |(_, sd)| sd)
    }

    /// How much higher the bar may be than its course says, plane unit: where the floor under the plates is ruled out and nothing else is
    /// sure, so that the course was not raised; else 0.
    pub(crate) fn perhaps_higher(&self) -> f64 {
        self.off_floor.filter(|&off| !is_surely_off(off) && !may_rest_on_floor(off)).map_or(0.0, |(height, _)| height)
    }
}

/// The ends of a bar that is seen from the front or from behind: the plates' middles.
///
/// Heights are measured with each plate's own scale, so that a plate nearer to the camera does not rise more than the other; their zero
/// is arbitrary, only changes count. Sideways places are on the lifter's scale and, unlike the bar's own course, not laid at the hands.
#[derive(Clone, Debug, PartialEq)]
pub struct Ends {
    /// The end at the lifter's left hand.
    pub left: Path,
    /// The end at the lifter's right hand.
    pub right: Path,
    /// The middle between the ends as the camera sees it: nearer to the farther, smaller plate.
    pub middle: Path,
}

/// The calibrated motion of lifter and bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Lift {
    /// Times of the frames, seconds, ascending.
    pub t: Arc<[f64]>,
    /// From where it was filmed.
    pub view: View,
    /// The plane that the coordinates are in.
    pub plane: Plane,
    /// The body side nearer to the camera: fixed once a set.
    pub near: Side,
    /// Length unit of the plane.
    pub scale: Scale,
    /// Pixels per plane unit, upright, at the lifter's distance.
    pub px_per_unit: f64,
    /// The joints that the model knows.
    pub joints: BTreeMap<Joint, Path>,
    /// The bar, where it or the hands were seen.
    pub bar: Option<Bar>,
    /// Camera roll that was taken out, degrees clockwise, and its standard error.
    pub roll_deg: (f64, f64),
}

impl Lift {
    /// The course of a joint.
    pub fn joint(&self, joint: Joint) -> Option<&Path> {
        self.joints.get(&joint)
    }

    /// The course of the near-side twin of a joint.
    pub fn near(&self, joint: Joint) -> Option<&Path> {
        self.joint(joint.on(self.near))
    }

    /// The course of the far-side twin of a joint.
    pub fn far(&self, joint: Joint) -> Option<&Path> {
        self.joint(joint.on(self.near.other()))
    }

    /// Metres per plane unit, `None` where the size is not known.
    pub fn metres_per_unit(&self) -> Option<f64> {
        match self.scale {
            Scale::Metres { .. } => Some(1.0),
            Scale::BodyLengths { .. } => None,
        }
    }

    /// The frame whose time is nearest.
    pub fn frame_at(&self, seconds: f64) -> usize {
        frame::nearest(&self.t, seconds, |t| *t).unwrap_or(0)
    }

    /// Median time between frames as frames per second; 0 for fewer than two frames.
    pub fn fps(&self) -> f64 {
        let mut steps: Vec<f64> = self.t.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let middle = steps.len() / 2;
        let median = (middle < steps.len()).then(|| *steps.select_nth_unstable_by(middle, f64::total_cmp).1);
        median.filter(|&step| step > 0.0).map_or(0.0, |step| 1.0 / step)
    }
}
