//! Two self-assessments that a camera can measure: the toe-touch and the rock-back.
//!
//! Both read the same two signals from the side: the flexion of the lower back by its contour, as the measures of a lift read it, and the
//! angle of the hip. What cannot be measured is not assessed, with the reason.

mod bend;
mod hinge;
mod rock_back;
mod toe_touch;

pub use rock_back::{RockBack, rock_back};
pub use toe_touch::{ToeTouch, toe_touch};

use crate::body::{Joint, Recording};
use crate::lift::{Calibration, Lift, Path, Plane, calibrate};
use crate::measure::{Abstain, LEAST_CONFIDENCE, Spot, turned};
use crate::signal::median;
use crate::track::lifter;

/// Largest yaw at which the back's angles are read, degrees (as for a lift).
const MOST_YAW_DEG: f64 = 30.0;
/// Largest share of the frames in which a point may be hidden.
const MOST_HIDDEN: f64 = 0.30;
/// Shortest segment of an angle, pixels.
const LEAST_SEGMENT_PX: f64 = 40.0;
/// Share of the miss of a point of the back's contour that is its own (as for a lift: what is common to the contour turns no segment).
const CONTOUR_OWN: f64 = 0.4;

/// A number with its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// The value, degrees.
    pub deg: f64,
    /// Its standard error, degrees; never 0.
    pub sd_deg: f64,
}

/// The two segments of the contour whose angle is the lower back's, each from its lower point to its upper one.
const SEGMENTS: [(Joint, Joint); 2] = [(Joint::Back5, Joint::Back4), (Joint::Back3, Joint::Back2)];

/// A clip of one person from the side, with the courses of both signals.
struct Seen {
    lift: Lift,
    /// Flexion of the lower back's contour, degrees, one entry a frame.
    flexion_deg: Vec<Option<f64>>,
    /// What the model misses that angle by between two postures, degrees, standard error.
    flexion_sd_deg: f64,
    /// Noise of that angle on one frame, degrees.
    flexion_noise_deg: f64,
}

/// Calibrates the recording and reads the lower back; the reason where it cannot be read.
fn seen(recording: &Recording) -> Result<Seen, Abstain> {
    let nobody = |reason: String| Abstain {
        code: "no-lifter",
        reason,
        film_it: "Film the whole body from the side, in good light, filling most of the picture.".into(),
    };
    let (person, _) = lifter(recording).ok_or_else(|| nobody("No person was found in the clip.".into()))?;
    let (lift, _) = calibrate(recording, person, &Calibration::default()).map_err(|note| nobody(note.text))?;
    if lift.plane != Plane::Sagittal {
        return Err(Abstain::wrong_view(false));
    }
    if lift.view.yaw_deg > MOST_YAW_DEG {
        return Err(Abstain::yaw(lift.view.yaw_deg, MOST_YAW_DEG, false));
    }
    for joint in SEGMENTS.into_iter().flat_map(|(lower, upper)| [lower, upper]) {
        visible(&lift, joint)?;
    }
    let frames = 0..lift.t.len();
    let elevation =
        |(lower, upper): (Joint, Joint), frame: usize| lift.joint(lower)?.at(frame)?.elevation_deg(lift.joint(upper)?.at(frame)?);
    let flexion_deg: Vec<Option<f64>> =
        frames.clone().map(|frame| Some(turned(elevation(SEGMENTS[0], frame)? - elevation(SEGMENTS[1], frame)?))).collect();
    let (mut bias, mut noise) = (0.0_f64, 0.0_f64);
    for (lower, upper) in SEGMENTS {
        let (length, own, random) = segment(&lift, lower, upper).ok_or_else(|| Abstain::not_given(Spot::Joint(lower)))?;
        let px = length * lift.px_per_unit;
        if px < LEAST_SEGMENT_PX {
            return Err(Abstain::too_short((Spot::Joint(lower), Spot::Joint(upper)), px, LEAST_SEGMENT_PX));
        }
        bias = bias.hypot((CONTOUR_OWN * own / length).to_degrees());
        noise = noise.hypot((random / length).to_degrees());
    }
    Ok(Seen { lift, flexion_deg, flexion_sd_deg: bias, flexion_noise_deg: noise })
}

/// A joint must be given, and seen on most frames.
fn visible(lift: &Lift, joint: Joint) -> Result<(), Abstain> {
    let path = lift.joint(joint).ok_or_else(|| Abstain::not_given(Spot::Joint(joint)))?;
    let frames = path.confidence.len().max(1) as f64;
    let lost = path.confidence.iter().filter(|sure| **sure < LEAST_CONFIDENCE).count() as f64 / frames;
    if lost > MOST_HIDDEN { Err(Abstain::hidden("In this clip", Spot::Joint(joint), lost)) } else { Ok(()) }
}

/// Median length of a segment, and what its two ends are missed by together: what stays in a posture, and what is noise; plane units.
///
/// Misses of two postures are half correlated, so their difference is missed by as much as one of them.
fn segment(lift: &Lift, from: Joint, to: Joint) -> Option<(f64, f64, f64)> {
    let (a, b) = (lift.joint(from)?, lift.joint(to)?);
    let length = median((0..lift.t.len()).filter_map(|frame| Some(a.at(frame)?.distance(b.at(frame)?))))?;
    (length > 1e-6).then(|| (length, own_sd(a).hypot(own_sd(b)), random_sd(a).hypot(random_sd(b))))
}

/// What a joint's place shakes by from frame to frame, plane units, standard error.
fn random_sd(path: &Path) -> f64 {
    path.x.smooth_sd_with(&path.y)
}

/// What a joint's place is missed by beyond that, alike from frame to frame, plane units, standard error.
fn own_sd(path: &Path) -> f64 {
    (path.sd.powi(2) - random_sd(path).powi(2)).max(0.0).sqrt()
}

impl Reading {
    /// The value with half of its 90 % interval, for example `52 ± 6°`.
    pub fn words(&self) -> String {
        format!("{:.0} ± {:.0}°", self.deg, crate::measure::INTERVAL_90 * self.sd_deg)
    }
}
