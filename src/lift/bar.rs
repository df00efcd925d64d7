//! The bar's course: from its near plate, or from the hands that hold it.
//!
//! The plate's way is measured with the plate's own scale, which is larger than the body's because the plate is nearer to the camera.
//! Where the bar is against the body cannot be read off the plate: 0.66 m nearer, it is shifted against the body by several
//! centimetres as soon as it is off the picture's centre or the camera not square. The bar's course is therefore shifted as a whole so
//! that, over the frames on which both are seen, it lies at the hands, which are at the lifter's own distance.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::ends::ends;
use super::projection::Projection;
use super::proportions::{ARM, GRIP};
use super::types::{Bar, BarSource, Path, Plane};
use crate::body::{ClipInfo, Facing, Joint, Moment, Plate, Pose, Side};
use crate::geom::ImagePoint;
use crate::signal::{Series, Smoothing, fill, mad_sd, median, quantile, slope};
use crate::track::SURE;

/// Fastest bar that is believed, metres per second: a fall of 0.6 m ends at this speed.
const FASTEST: f64 = 3.5;
/// Share of the frames with hands on which the plate must be seen to stand for the bar (our default).
const PLATE_COVERAGE: f64 = 0.5;
/// Share of the frames with a plate on which hands must be seen for the bar to be laid at them.
const HANDS_COVERAGE: f64 = 0.2;
/// How far a holding hand hangs below its shoulder, as shares of the arm with its grip (a holding arm is straight and nearly upright).
const HANGS: (f64, f64) = (0.55, 1.35);
/// How much a lifter's hands may hang higher or lower than they mostly do, share (our default: arms 30 degrees off the upright hang
/// 13 % less).
const HANGS_ALIKE: f64 = 0.22;
/// Half of the time over which the bar's speed is fitted, seconds (our default).
const SPEED_HALF_WINDOW_S: f64 = 0.075;
/// Smallest noise of the plate and of the hands that is believed, metres.
pub(super) const PLATE_NOISE_FLOOR_M: f64 = 0.002;
const HANDS_NOISE_FLOOR_M: f64 = 0.008;
/// What the plate's and the hands' place is off by, beyond noise, metres (our default).
pub(super) const PLATE_BIAS_M: f64 = 0.004;
const HANDS_BIAS_M: f64 = 0.02;
/// Height in metres within which the lowest places of the plate are one cluster, and the time in it that makes it a rest, seconds.
const REST_BAND_M: f64 = 0.015;
const REST_S: f64 = 0.15;
/// Height over the place where a plate would rest, as told by the hands, from which a bar that never rests is taken to hang, metres.
const HANGING_M: f64 = 0.12;

/// What the bar's course is made from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen<'a> {
    pub(super) t: &'a Arc<[f64]>,
    pub(super) moments: &'a [Moment],
    pub(super) poses: &'a [Option<Pose>],
    pub(super) clip: &'a ClipInfo,
    pub(super) plane: Plane,
    pub(super) facing: Facing,
    pub(super) projection: Projection,
    /// Pixels per plane unit at the near plate.
    pub(super) plate_scale: f64,
    /// Diameter of the near plate in plane units, where known.
    pub(super) plate_diameter: Option<f64>,
    /// Standing height, pixels.
    pub(super) stature_px: f64,
    /// Frames on which the user set the near plate by hand: it is believed there.
    pub(super) by_hand: &'a BTreeSet<usize>,
}

/// The bar's course; `None` where neither a plate nor hanging hands are seen.
pub(super) fn bar(seen: &Seen) -> Option<Bar> {
    let hands = hanging_hands(seen.poses, seen.stature_px);
    let by_hands: Vec<Option<(f64, f64)>> =
        hands.iter().map(|at| at.map(|at| (seen.projection.x(at.x), seen.projection.y(at.y)))).collect();
    let with_hands = hands.iter().flatten().count();
    let both = hands.iter().zip(seen.moments).filter(|(hands, moment)| hands.is_some() && moment.near_plate.is_some()).count();
    let plates = seen.moments.iter().filter(|moment| moment.near_plate.is_some()).count();
    let covered = both as f64 >= PLATE_COVERAGE * with_hands as f64 && plates as f64 >= PLATE_COVERAGE * with_hands.max(1) as f64;
    if plates > 0 && covered { Some(from_plate(seen, &by_hands)) } else { (with_hands > 0).then(|| from_hands(seen, &by_hands)) }
}

/// Where the bar lies in the hands on each frame: of hands that hang as an average arm would, and then about as far as this
/// lifter's mostly do.
fn hanging_hands(poses: &[Option<Pose>], stature_px: f64) -> Vec<Option<ImagePoint>> {
    let average = (ARM + GRIP) * stature_px;
    let anyhow = (HANGS.0 * average, HANGS.1 * average);
    let drops = poses
        .iter()
        .flatten()
        .filter_map(|pose| Some(holding_hands(pose, anyhow, stature_px)?.y - pose.middle(Joint::LeftShoulder, SURE)?.y));
    let Some(own) = median(drops) else { return vec![None; poses.len()] };
    let reach = (own * (1.0 - HANGS_ALIKE), own * (1.0 + HANGS_ALIKE));
    poses.iter().map(|pose| holding_hands(pose.as_ref()?, reach, stature_px)).collect()
}

/// Where the bar lies in the hands that hang within `reach` pixels below the shoulders, weighted by the model's confidence; `None`
/// where none does.
fn holding_hands(pose: &Pose, reach: (f64, f64), stature_px: f64) -> Option<ImagePoint> {
    let (mut x, mut y, mut weights) = (0.0, 0.0, 0.0);
    for side in [Side::Left, Side::Right] {
        if let Some((at, confidence)) = holding_hand(pose, side, reach, stature_px) {
            let weight = confidence * confidence;
            (x, y, weights) = (x + at.x * weight, y + at.y * weight, weights + weight);
        }
    }
    (weights > 0.0).then(|| ImagePoint::new(x / weights, y / weights))
}

/// Where the bar lies in one hand, and the model's confidence; `None` for a hand that does not hang.
fn holding_hand(pose: &Pose, side: Side, reach: (f64, f64), stature_px: f64) -> Option<(ImagePoint, f64)> {
    let wrist = pose.get(Joint::LeftWrist.on(side)).filter(|seen| seen.confidence >= SURE)?;
    let shoulder = pose.middle(Joint::LeftShoulder, SURE)?;
    let grip = pose.sure(Joint::LeftKnuckle.on(side), SURE).filter(|at| at.distance(wrist.at) < 2.0 * GRIP * stature_px);
    let at = grip.unwrap_or(ImagePoint::new(wrist.at.x, wrist.at.y + GRIP * stature_px));
    let drop = at.y - shoulder.y;
    (drop >= reach.0 && drop <= reach.1).then_some((at, wrist.confidence))
}

/// Plate over body scale by the ways that plate and hands go up and down together; `None` where they do not go far.
pub(super) fn plate_over_body(moments: &[Moment], poses: &[Option<Pose>], stature_px: f64) -> Option<f64> {
    /// Shortest way of the hands that tells, shares of the stature.
    const LEAST_WAY: f64 = 0.12;
    let pairs: Vec<(f64, f64)> = moments
        .iter()
        .zip(hanging_hands(poses, stature_px))
        .filter_map(|(moment, hands)| Some((moment.near_plate?.rim.centre.y, hands?.y)))
        .collect();
    let spread =
        |pick: fn(&(f64, f64)) -> f64| Some(quantile(pairs.iter().map(pick), 0.9)? - quantile(pairs.iter().map(pick), 0.1)?);
    let (plate, hands) = (spread(|pair| pair.0)?, spread(|pair| pair.1)?);
    (hands > LEAST_WAY * stature_px).then(|| plate / hands)
}

/// The course of the middle of the hands.
fn from_hands(seen: &Seen, by_hands: &[Option<(f64, f64)>]) -> Bar {
    let unit = seen.projection.units_per_metre;
    let raw = without_leaps(seen.t, by_hands.to_vec(), FASTEST * unit, HANDS_NOISE_FLOOR_M * unit, &BTreeSet::new());
    let smoothing = Smoothing { cutoff_hz: Smoothing::POSITION_HZ, noise_floor: HANDS_NOISE_FLOOR_M * unit };
    let path = path(seen.t, &raw, smoothing, HANDS_BIAS_M * unit, &BTreeSet::new(), |_| 1.0);
    let rest_height = quantile(path.y.smooth.iter().flatten().copied(), 0.03).unwrap_or(0.0);
    finish(seen, BarSource::Hands, path, rest_height)
}

/// The course of the plate's centre, laid at the hands.
fn from_plate(seen: &Seen, by_hands: &[Option<(f64, f64)>]) -> Bar {
    let unit = seen.projection.units_per_metre;
    let raw: Vec<Option<(f64, f64)>> = seen.moments.iter().map(|moment| plate_place(seen, moment)).collect();
    let raw = without_leaps(seen.t, raw, FASTEST * unit, PLATE_NOISE_FLOOR_M * unit, seen.by_hand);
    let radius = seen.plate_diameter.unwrap_or_else(|| diameter_in_units(seen)) / 2.0;
    // Heights so far count from the floor's row in the body's scale, as if the plate stood there: put the resting plate on the floor.
    let lowest = quantile(raw.iter().flatten().map(|place| place.1), 0.02).unwrap_or(0.0);
    let mut lift = radius - lowest;
    let over = |lift: f64| {
        median(raw.iter().zip(by_hands).filter_map(|(plate, hands)| Some((*hands)?.1 - ((*plate)?.1 + lift)))).unwrap_or(0.0)
    };
    if !rests(seen.t, &raw, lowest, unit) && over(lift) > HANGING_M * unit {
        lift += over(lift);
    }
    let pairs = raw.iter().zip(by_hands).filter(|(plate, hands)| plate.is_some() && hands.is_some()).count();
    let plates = raw.iter().flatten().count();
    let aside = if pairs as f64 >= HANDS_COVERAGE * plates as f64 {
        median(raw.iter().zip(by_hands).filter_map(|(plate, hands)| Some((*hands)?.0 - (*plate)?.0))).unwrap_or(0.0)
    } else {
        0.0
    };
    let laid: Vec<Option<(f64, f64)>> = raw.iter().map(|place| place.map(|(x, y)| (x + aside, y + lift))).collect();
    let bridged = bridged_by_hands(seen.t, &laid, by_hands);
    let smoothing = Smoothing { cutoff_hz: Smoothing::BAR_HZ, noise_floor: PLATE_NOISE_FLOOR_M * unit };
    let path = path(seen.t, &bridged, smoothing, PLATE_BIAS_M * unit, seen.by_hand, |frame| {
        seen.moments.get(frame).and_then(|moment| moment.near_plate).map_or(0.0, |plate| plate.confidence)
    });
    Bar { ends: ends(seen), ..finish(seen, BarSource::Plate, path, radius) }
}

/// Puts the speed to a course.
fn finish(seen: &Seen, source: BarSource, path: Path, rest_height: f64) -> Bar {
    let unit = seen.projection.units_per_metre;
    let smooth: Vec<Option<f64>> = slope(seen.t, &path.y.smooth, SPEED_HALF_WINDOW_S)
        .into_iter()
        .map(|speed| speed.filter(|speed| speed.abs() <= FASTEST * unit))
        .collect();
    let residuals = slope(seen.t, &fill(seen.t, &path.y.raw, Smoothing::LONGEST_FILL_S), SPEED_HALF_WINDOW_S);
    let differences = residuals.iter().zip(&smooth).filter_map(|(raw, smooth)| Some((*raw)? - (*smooth)?));
    let noise_sd = mad_sd(differences).unwrap_or(0.0);
    let speed = Series { t: seen.t.clone(), raw: residuals, smooth, cutoff_hz: path.y.cutoff_hz, noise_sd };
    Bar { source, path, speed, rest_height, off_floor: None, ends: None }
}

/// Smooths a course of places.
pub(super) fn path(
    t: &Arc<[f64]>,
    raw: &[Option<(f64, f64)>],
    smoothing: Smoothing,
    bias: f64,
    by_hand: &BTreeSet<usize>,
    confidence: impl Fn(usize) -> f64,
) -> Path {
    let smoothed = |course| Series::smoothed_with(t, course, smoothing, &|frame| by_hand.contains(&frame));
    let x = smoothed(raw.iter().map(|place| place.map(|place| place.0)).collect());
    let y = smoothed(raw.iter().map(|place| place.map(|place| place.1)).collect());
    let sd = x.smooth_sd_with(&y).hypot(bias);
    let confidence = raw.iter().enumerate().map(|(frame, place)| if place.is_some() { confidence(frame) } else { 0.0 }).collect();
    Path { x, y, confidence, sd }
}

/// The plate's place on one frame in its own scale: x from the picture's centre carried over to the body's origin, y from the floor's
/// row. In a frontal view the middle of the bar from both plates where both are seen: the image of the middle is nearer to the
/// farther, smaller one.
fn plate_place(seen: &Seen, moment: &Moment) -> Option<(f64, f64)> {
    let near = moment.near_plate?;
    let projection = &seen.projection;
    let (centre, scale) = match (seen.plane, moment.far_plate) {
        (Plane::Frontal, Some(far)) => (bar_middle(&near, &far)?, projection.px_per_unit),
        _ => (near.rim.centre, seen.plate_scale),
    };
    let axis = seen.clip.width_px as f64 / 2.0;
    let x = projection.sign * ((centre.x - axis) / scale - (projection.origin.x - axis) / projection.px_per_unit)
        / projection.cos_yaw;
    Some((x, (projection.origin.y - centre.y) / scale))
}

/// The image of the middle of the bar between its plates: each plate counts with one over its apparent height.
pub(super) fn bar_middle(near: &Plate, far: &Plate) -> Option<ImagePoint> {
    let (a, b) = (near.rim.half_height, far.rim.half_height);
    if a <= 0.0 || b <= 0.0 {
        return None;
    }
    Some(near.rim.centre.towards(far.rim.centre, (1.0 / b) / (1.0 / a + 1.0 / b)))
}

/// Median apparent diameter of the near plate in plane units.
fn diameter_in_units(seen: &Seen) -> f64 {
    let sizes = seen.moments.iter().filter_map(|moment| moment.near_plate).map(|plate| 2.0 * plate.rim.half_height);
    median(sizes).unwrap_or(0.0) / seen.plate_scale
}

/// Whether the lowest places of the plate are a rest rather than a turning point.
fn rests(t: &[f64], raw: &[Option<(f64, f64)>], lowest: f64, unit: f64) -> bool {
    crate::signal::runs(raw.iter().map(|place| place.is_some_and(|place| place.1 <= lowest + REST_BAND_M * unit)))
        .iter()
        .any(|run| matches!((t.get(run.start), t.get(run.end - 1)), (Some(from), Some(to)) if to - from >= REST_S))
}

/// Takes away places that the bar could only have reached faster than anything falls. A leap that lasts is followed in the end:
/// the longer ago the last believed place, the further the bar may be from it. What the user set by hand is believed anyhow.
fn without_leaps(
    t: &[f64],
    raw: Vec<Option<(f64, f64)>>,
    fastest: f64,
    noise: f64,
    by_hand: &BTreeSet<usize>,
) -> Vec<Option<(f64, f64)>> {
    let mut last: Option<(f64, (f64, f64))> = None;
    raw.into_iter()
        .zip(t)
        .enumerate()
        .map(|(frame, (place, &at))| {
            let place = place?;
            let leap = |(then, from): (f64, (f64, f64))| {
                (place.0 - from.0).hypot(place.1 - from.1) > fastest * (at - then) + 4.0 * noise
            };
            let believed = by_hand.contains(&frame) || !last.is_some_and(leap);
            if believed {
                last = Some((at, place));
            }
            believed.then_some(place)
        })
        .collect()
}

/// Fills holes of the plate that have the plate on both sides with the hands, shifted to meet the plate at both ends.
fn bridged_by_hands(t: &[f64], plate: &[Option<(f64, f64)>], hands: &[Option<(f64, f64)>]) -> Vec<Option<(f64, f64)>> {
    let component = |pick: fn((f64, f64)) -> f64| {
        let offsets: Vec<Option<f64>> =
            plate.iter().zip(hands).map(|(plate, hands)| Some(pick((*plate)?) - pick((*hands)?))).collect();
        fill(t, &offsets, f64::INFINITY)
    };
    let (x, y) = (component(|place| place.0), component(|place| place.1));
    let bridge = |frame: usize| {
        let hands = hands.get(frame).copied().flatten()?;
        Some((hands.0 + x.get(frame).copied().flatten()?, hands.1 + y.get(frame).copied().flatten()?))
    };
    plate.iter().enumerate().map(|(frame, place)| place.or_else(|| bridge(frame))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leap_is_taken_away_and_a_lasting_one_followed_in_the_end() {
        let t: Vec<f64> = (0..60).map(|i| i as f64 / 30.0).collect();
        let raw: Vec<Option<(f64, f64)>> = (0..60).map(|i| Some((0.0, if i == 10 || i >= 30 { 0.8 } else { 0.2 }))).collect();
        let kept = without_leaps(&t, raw, 3.5, 0.002, &BTreeSet::new());
        assert_eq!(kept[10], None);
        assert_eq!(kept[31], None);
        assert!(kept[40].is_some());
    }

    #[test]
    fn a_hole_of_the_plate_is_bridged_by_the_hands_without_a_step() {
        let t: Vec<f64> = (0..30).map(|i| i as f64 / 30.0).collect();
        let hands: Vec<Option<(f64, f64)>> = (0..30).map(|i| Some((0.0, i as f64 * 0.01))).collect();
        let mut plate: Vec<Option<(f64, f64)>> = (0..30).map(|i| Some((0.05, 0.1 + i as f64 * 0.01))).collect();
        plate[10..20].fill(None);
        plate[28..].fill(None);
        let bridged = bridged_by_hands(&t, &plate, &hands);
        for (frame, place) in bridged.iter().enumerate().take(28) {
            let (x, y) = place.unwrap();
            assert!((x - 0.05).abs() < 1e-9 && (y - 0.1 - frame as f64 * 0.01).abs() < 1e-9, "{frame}");
        }
        assert_eq!(bridged[29], None);
    }

    #[test]
    fn the_middle_of_the_bar_is_seen_nearer_to_its_farther_end() {
        // A bar from x = -1 m at 2 m to x = 1 m at 4 m, focal length 1000 px: its middle is at 0 m, 3 m.
        let plate = |x: f64, depth: f64| Plate {
            rim: crate::geom::Ellipse::circle(ImagePoint::new(1000.0 * x / depth, 0.0), 225.0 / depth),
            confidence: 1.0,
            sd_px: 0.5,
        };
        let middle = bar_middle(&plate(-1.0, 2.0), &plate(1.0, 4.0)).unwrap();
        assert!(middle.x.abs() < 1e-9, "{middle:?}");
    }
}
