//! How far the resting plates are off the floor on which the lifter stands: nothing, or what stands under them.
//!
//! A plate's own picture does not tell whether it rests on the floor or on a block. Four signs do, each by another way:
//! - *Camera*: the rows of feet and plate under the horizon. The floor under a plate that is nearer to the camera than the feet lies lower in
//!   the picture, the more the higher the camera; how far the camera looks down is all but unknown, and with it this sign from the side.
//! - *Arms*: the bar hangs an arm's length under the shoulders, whose height over the feet is seen.
//! - *Hands*: the bar is where the hands are, where no plate hides them.
//! - *Both plates*: the middle between their lowest points is at the lifter's own distance.
//!
//! They are put together by what each can be off by. All but share the scale of the body against the plate's, and all the height of the
//! soles; neither is averaged out. The size of the plate itself does not matter: all heights are in its measure.

use std::collections::BTreeMap;
use std::ops::Range;

use super::body_size::Floor;
use super::proportions::{ARM, GRIP};
use super::scale::{PLATE_TO_MIDDLE_M, Scales};
use super::types::{Bar, BarSource, Path, Plane, sure_middle};
use crate::body::{Joint, Moment, Plate};
use crate::geom::PlanePoint;
use crate::signal::median;
use crate::track::SURE;

/// Height over its lowest within which the bar rests, and from which it hangs in the hands, metres.
const RESTS_M: f64 = 0.015;
const HELD_M: f64 = 0.05;
/// The same up to which hands are looked at: there a wrong scale does them least.
const LOW_M: f64 = 0.25;
/// How far the camera looks up or down, degrees, standard error: clips are cropped, and phones at chest height look down. On real clips of
/// pulls from the floor the sign is off by 11 cm, root mean square, which 8 degrees make.
const PITCH_SD_DEG: f64 = 8.0;
/// What the soles are missed by as the floor, metres, standard error; and a floor that is guessed from the legs over hidden feet.
const SOLES_M: f64 = 0.02;
const HIDDEN_M: f64 = 0.06;
/// What a plate's edge against a sole, a hand's grip and a shoulder are missed by, metres, standard errors.
const EDGE_M: f64 = 0.015;
const HAND_M: f64 = 0.02;
/// What an arm with its grip is longer or shorter than an average one of the lifter's stature, and what the stature in pixels is off by for it,
/// shares, and what the shoulder is missed by, metres: together 4.5 cm. On 12 real clips of pulls from the floor the sign is off by 4.6 cm,
/// root mean square, floor and scale among it.
const ARM_SD: f64 = 0.04;
const STATURE_SD: f64 = 0.035;
const SHOULDER_M: f64 = 0.02;
/// Yaw from which a hand is seen beside the plate, degrees: nearer to the side it lies behind it, and is guessed (derived: a hand is 0.39 m
/// further in than a plate of 0.225 m radius, which clears it from 30 degrees on; the far hand earlier).
const HANDS_FROM_DEG: f64 = 25.0;
/// Least height under plates that are off the floor, metres (the specification's), and the standard errors by which they are surely over it:
/// those of a 95 % interval.
const LEAST_OFF_M: f64 = 0.04;
const SURELY_SDS: f64 = 1.96;
/// Fewest frames for a sign, and most frames that are looked at for one.
const FEWEST: usize = 5;
const MOST_LOOKS: usize = 240;
/// Least standard error of the body's scale against the plate's, share.
const LEAST_RATIO_SD: f64 = 0.015;

/// What the signs are read off.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen<'a> {
    pub(super) joints: &'a BTreeMap<Joint, Path>,
    /// The plates as seen, level, one entry a frame.
    pub(super) moments: &'a [Moment],
    pub(super) plane: Plane,
    pub(super) yaw_deg: f64,
    pub(super) floor: Floor,
    /// Row of the picture's middle, pixels.
    pub(super) middle_px: f64,
    pub(super) scales: &'a Scales,
    /// Standing height, metres.
    pub(super) stature_m: f64,
}

/// One sign: the height that it says, by how much more for a body that is larger by its whole size, and its own standard error, metres.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Sign {
    height: f64,
    by_scale: f64,
    own: f64,
}

/// Finds how far the resting plates are off the floor, and puts the bar's course as high where they surely are: it was laid as if they rested
/// on it.
pub(super) fn put(bar: &mut Bar, seen: &Seen) {
    bar.off_floor = off_floor(bar, seen);
    if let Some(off) = bar.off_floor.filter(|&off| is_surely_off(off)) {
        bar.rest_height += off.0;
        for height in bar.path.y.raw.iter_mut().chain(&mut bar.path.y.smooth).flatten() {
            *height += off.0;
        }
    }
}

/// Height of the resting plates' lowest points over the floor and its standard error, metres; `None` where no sign is seen, or no plate of
/// known size.
fn off_floor(bar: &Bar, seen: &Seen) -> Option<(f64, f64)> {
    let ratio_sd = seen.scales.ratio_sd.filter(|_| bar.source == BarSource::Plate)?.max(LEAST_RATIO_SD);
    let heights = &bar.path.y.smooth;
    let lowest = heights.iter().flatten().copied().fold(f64::INFINITY, f64::min);
    let frames = |over: Range<f64>| -> Vec<usize> {
        let inside = |frame: &usize| heights[*frame].is_some_and(|height| over.contains(&(height - lowest)));
        thinned(&(0..heights.len()).filter(inside).collect::<Vec<_>>())
    };
    let (resting, low, held) = (frames(0.0..RESTS_M), frames(HELD_M..LOW_M), frames(HELD_M..f64::INFINITY));
    let signs = [camera(bar, seen, &resting), arms(bar, seen, &held), hands(bar, seen, &low), both_plates(seen, &resting)];
    let (height, sd) = combined(&signs.into_iter().flatten().collect::<Vec<_>>(), ratio_sd)?;
    Some((height, sd.hypot(if seen.floor.feet_seen { SOLES_M } else { HIDDEN_M })))
}

/// Whether plates of a height over the floor, with its standard error, surely rest off it; metres.
pub(super) fn is_surely_off(off: (f64, f64)) -> bool {
    least(off) > LEAST_OFF_M
}

/// Whether plates of such a height, with its standard error, may as well rest on the floor; metres.
pub(super) fn may_rest_on_floor(off: (f64, f64)) -> bool {
    least(off) <= 0.0
}

/// The least height that is likely, of one with its standard error, metres.
fn least((height, sd): (f64, f64)) -> f64 {
    height - SURELY_SDS * sd
}

/// So many of the frames as are looked at, evenly.
fn thinned(frames: &[usize]) -> Vec<usize> {
    let step = frames.len().div_ceil(MOST_LOOKS).max(1);
    frames.iter().copied().step_by(step).collect()
}

/// The median over frames, of no less than a few.
fn over(frames: &[usize], of: impl Fn(usize) -> Option<f64>) -> Option<f64> {
    let values: Vec<f64> = frames.iter().filter_map(|&frame| of(frame)).collect();
    if values.len() < FEWEST { None } else { median(values) }
}

fn camera(bar: &Bar, seen: &Seen, resting: &[usize]) -> Option<Sign> {
    let row = over(resting, |frame| Some(seen.moments.get(frame)?.near_plate?.rim.centre.y))?;
    let lens_m = (seen.floor.y_px - seen.middle_px) / seen.scales.body;
    let nearer_m = PLATE_TO_MIDDLE_M * seen.yaw_deg.to_radians().cos().abs();
    Some(Sign {
        height: lens_m - (row - seen.middle_px) / seen.scales.plate - bar.rest_height,
        by_scale: lens_m,
        own: (nearer_m * PITCH_SD_DEG.to_radians().tan()).hypot(EDGE_M),
    })
}

fn arms(bar: &Bar, seen: &Seen, held: &[usize]) -> Option<Sign> {
    let arm = (ARM + GRIP) * seen.stature_m;
    let hangs = |frame: usize| {
        let (shoulder, bar) = (both(seen, Joint::LeftShoulder, frame)?, bar.path.at(frame)?);
        let ahead = if seen.plane == Plane::Sagittal { shoulder.x - bar.x } else { 0.0 };
        let hand = shoulder.y - (arm * arm - ahead * ahead).max(0.0).sqrt();
        Some((hand, hand - bar.y))
    };
    Some(Sign {
        height: over(held, |frame| Some(hangs(frame)?.1))?,
        by_scale: over(held, |frame| Some(hangs(frame)?.0))?,
        own: (arm * ARM_SD.hypot(STATURE_SD)).hypot(SHOULDER_M),
    })
}

fn hands(bar: &Bar, seen: &Seen, low: &[usize]) -> Option<Sign> {
    if seen.yaw_deg < HANDS_FROM_DEG {
        return None;
    }
    let hand = |frame: usize| {
        let knuckles = both(seen, Joint::LeftKnuckle, frame).map(|at| at.y);
        knuckles.or_else(|| Some(both(seen, Joint::LeftWrist, frame)?.y - GRIP * seen.stature_m))
    };
    Some(Sign { height: over(low, |frame| Some(hand(frame)? - bar.path.y.at(frame)?))?, by_scale: over(low, hand)?, own: HAND_M })
}

fn both_plates(seen: &Seen, resting: &[usize]) -> Option<Sign> {
    let lowest = |plate: &Plate| plate.rim.centre.y + plate.rim.half_height;
    let row = |frame: usize| {
        let moment = seen.moments.get(frame)?;
        let (near, far) = (moment.near_plate?, moment.far_plate?);
        // The image of the middle is nearer to the farther, smaller plate.
        let share = near.rim.half_height / (near.rim.half_height + far.rim.half_height);
        (share.is_finite() && share >= 0.5 - seen_alike(seen)).then(|| lowest(&near) + (lowest(&far) - lowest(&near)) * share)
    };
    let height = (seen.floor.y_px - over(resting, row)?) / seen.scales.body;
    Some(Sign { height, by_scale: height, own: EDGE_M })
}

/// By how much of both a far plate may look larger than the near one: from the front they are alike.
fn seen_alike(seen: &Seen) -> f64 {
    if seen.plane == Plane::Frontal { 0.05 } else { 0.0 }
}

/// Middle of a pair of joints that the model is sure of.
fn both(seen: &Seen, joint: Joint, frame: usize) -> Option<PlanePoint> {
    sure_middle(seen.joints, joint, frame, SURE)
}

/// Least squares of the height and of the body's scale, which is known to `ratio_sd` beforehand. Signs that contradict each other widen the
/// error.
fn combined(signs: &[Sign], ratio_sd: f64) -> Option<(f64, f64)> {
    let sum = |of: &dyn Fn(&Sign) -> f64| signs.iter().map(|sign| of(sign) / (sign.own * sign.own)).sum::<f64>();
    let (n, a, aa) = (sum(&|_| 1.0), sum(&|sign| sign.by_scale), sum(&|sign| sign.by_scale.powi(2)) + ratio_sd.powi(-2));
    let (x, ax) = (sum(&|sign| sign.height), sum(&|sign| sign.by_scale * sign.height));
    let determinant = n * aa - a * a;
    if signs.is_empty() || determinant <= 0.0 || !determinant.is_finite() {
        return None;
    }
    let (height, larger) = ((aa * x - a * ax) / determinant, (n * ax - a * x) / determinant);
    let off = sum(&|sign| (sign.height - height - sign.by_scale * larger).powi(2)) + (larger / ratio_sd).powi(2);
    let widened = (off / (signs.len() as f64 - 1.0).max(1.0)).max(1.0);
    Some((height, (aa / determinant * widened).sqrt()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lift::{Calibration, Lift, calibrate};
    use crate::synthetic::{Pull, Scene, film};

    fn lift(scene: &Scene) -> Lift {
        calibrate(&film(scene).0, 0, &Calibration::default()).unwrap().0
    }

    #[test]
    fn the_height_under_the_plates_is_told_within_its_error_from_every_side_and_from_any_height_of_the_camera() {
        for under_m in [0.0, 0.1, 0.2] {
            let pull = if under_m > 0.0 { Pull::Block(under_m) } else { Pull::Conventional };
            for (yaw_deg, camera_height_m) in [(0.0, 0.4), (0.0, 1.4), (165.0, 0.9), (40.0, 0.9), (90.0, 0.9)] {
                let scene = Scene { pull, yaw_deg, camera_height_m, far_plate: yaw_deg > 60.0, ..Scene::default() };
                let (height, sd) = lift(&scene).bar.unwrap().off_floor.unwrap();
                assert!((height - under_m).abs() < 1.5 * sd, "{height} ± {sd} of {under_m} from {yaw_deg}, {camera_height_m}");
                assert!(sd < if (25.0..155.0).contains(&yaw_deg) { 0.038 } else { 0.065 }, "{sd} from {yaw_deg}");
            }
        }
    }

    #[test]
    fn a_bar_off_blocks_is_put_as_high_as_they_are_and_one_on_the_floor_stays() {
        for (pull, near_m) in [(Pull::Conventional, 0.015), (Pull::Block(0.2), 0.06)] {
            let (recording, truth) = film(&Scene { pull, ..Scene::default() });
            let lift = calibrate(&recording, 0, &Calibration::default()).unwrap().0;
            let bar = lift.bar.as_ref().unwrap();
            for (seen, is) in bar.path.y.smooth.iter().zip(&truth.bar_height_m) {
                assert!((seen.unwrap() - is).abs() < near_m, "{seen:?} {is}");
            }
            assert!((bar.path.y.at(5).unwrap() - bar.rest_height).abs() < 0.01);
            assert_eq!(bar.raised_sd() > 0.0, pull != Pull::Conventional);
        }
    }

    #[test]
    fn a_plate_of_another_size_than_assumed_makes_no_block() {
        let (height, sd) = lift(&Scene { plate_m: 0.40, ..Scene::default() }).bar.unwrap().off_floor.unwrap();
        assert!(height.abs() < 1.5 * sd, "{height} ± {sd}");
    }

    #[test]
    fn without_plates_or_their_size_nothing_is_told() {
        assert_eq!(lift(&Scene { plates: false, ..Scene::default() }).bar.unwrap().off_floor, None);
        let unknown = Calibration { plate_mm: None, ..Calibration::default() };
        let lift = calibrate(&film(&Scene::default()).0, 0, &unknown).unwrap().0;
        assert_eq!(lift.bar.unwrap().off_floor, None);
    }

    #[test]
    fn a_surer_sign_counts_more_and_signs_that_contradict_each_other_widen_the_error() {
        let sign = |height: f64, own: f64| Sign { height, by_scale: 0.0, own };
        let (height, sd) = combined(&[sign(0.1, 0.02), sign(0.2, 0.06)], 0.04).unwrap();
        assert!((height - 0.11).abs() < 1e-9, "{height}");
        let (_, apart) = combined(&[sign(0.1, 0.02), sign(0.4, 0.06)], 0.04).unwrap();
        assert!(apart > 1.5 * sd, "{apart} {sd}");
        assert_eq!(combined(&[], 0.04), None);
        // What a wrong scale does to all of them is not averaged out.
        let shared = Sign { height: 0.1, by_scale: 1.0, own: 0.02 };
        assert!(combined(&[shared; 4], 0.1).unwrap().1 > 0.1);
    }
}
