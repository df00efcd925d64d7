//! From where the lift is filmed and which way the lifter faces: fixed once for the clip.

use super::scale::{PLATE_TO_MIDDLE_M, focal_px};
use crate::body::{ClipInfo, Facing, Joint, Moment, Pose, View, ViewKind};
use crate::notes::Note;
use crate::signal::{median, quantile};
use crate::track::SURE;

/// Distance of the shoulder joints over the torso's length, seen from the front (measured on poses of real clips: 0.73 to 0.76).
const SHOULDERS_PER_TORSO: f64 = 0.75;
/// Distance of the hip joints over the torso's length, seen from the front (measured likewise: 0.40).
const HIPS_PER_TORSO: f64 = 0.40;
/// Heel to toe over the torso's length, seen from the side (measured likewise: 0.33 to 0.38).
const FOOT_PER_TORSO: f64 = 0.37;
/// Length of a foot, as a share of its own, from which one that points against the body's facing is not noise (our default).
const KNEELS: f64 = 0.4;
/// Standard error of the yaw from the body's widths, degrees (our default: 0.1 torso lengths of shoulder width near the side view).
const BODY_YAW_SD: f64 = 9.0;
/// Standard error of a plate's width over its height (our default).
const ASPECT_SD: f64 = 0.03;
/// Fewest frames with a plate for its shape to say something.
const FEWEST_PLATES: usize = 5;
/// Difference of the two cues in degrees from which the view is unsure.
const CUES_DIFFER: f64 = 20.0;
/// Yaw up to which a view counts as from the side, and from which as from the front or back, degrees.
const SIDE_UP_TO: f64 = 25.0;
const FRONT_FROM: f64 = 65.0;

/// A length in pixels read off one pose.
type Cue<'a> = &'a dyn Fn(&Pose) -> Option<f64>;

/// Diameter of a plate where none is stated, metres: a competition disc.
pub(super) const USUAL_PLATE_M: f64 = 0.45;

/// Yaw of a plate from which its thickness begins to show, and from which it hides its shape, degrees: a plate 6 cm thick and 45 wide is at
/// least 0.13 as wide as high, a bumper 0.38.
const EDGE_DEG: (f64, f64) = (55.0, 70.0);
/// Part of the difference between plate and lifter that thickness may leave: our default.
const NEARER_SD: f64 = 0.5;

/// What was found out about the view.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Orientation {
    pub(super) view: View,
    /// The lifter's front is turned towards the camera rather than away.
    pub(super) towards_camera: bool,
    pub(super) note: Option<Note>,
}

/// The view, from feet, head, knees and trunk (facing), from the widths of shoulders and hips and from the plate's shape (yaw).
/// `None` where no torso is ever seen.
pub(super) fn orientation(
    poses: &[Option<Pose>],
    moments: &[Moment],
    clip: &ClipInfo,
    plate_m: Option<f64>,
) -> Option<Orientation> {
    let torso = quantile(poses.iter().flatten().filter_map(|pose| pose.torso_px(SURE)), 0.9).filter(|&torso| torso > 0.0)?;
    let middle = |cue: Cue| median(poses.iter().flatten().filter_map(cue)).map(|px| px / torso);
    let width = |joint: Joint| middle(&|pose| Some(pose.sure(joint, SURE)?.x - pose.sure(joint.partner(), SURE)?.x));
    let shoulders = width(Joint::LeftShoulder).map(|share| share / SHOULDERS_PER_TORSO);
    let hips = width(Joint::LeftHip).map(|share| share / HIPS_PER_TORSO);
    let across = match (shoulders, hips) {
        (Some(shoulders), Some(hips)) => f64::midpoint(shoulders, hips),
        (one, other) => one.or(other).unwrap_or(0.0),
    };
    let forward = forward(&middle).signum();
    // Feet that point the other way are those of somebody who kneels, toes under: their length is not that of a foot that stands.
    let feet = middle(&feet)
        .map(|share| share / FOOT_PER_TORSO)
        .filter(|share| share * forward >= -KNEELS)
        .map(|share| share.abs().min(1.0));
    let sine = across.abs().min(1.0);
    // Widths alone cannot tell 70 from 90 degrees; the feet's length can.
    let body_yaw = match feet {
        Some(cosine) => sine.atan2(cosine).to_degrees(),
        None => sine.asin().to_degrees(),
    };
    let (mut yaw_deg, mut yaw_sd_deg, mut note) = (body_yaw, BODY_YAW_SD, None);
    if let Some((plate_yaw, plate_sd)) = plate_yaw(moments, clip, plate_m.unwrap_or(USUAL_PLATE_M)) {
        if (plate_yaw - body_yaw).abs() > CUES_DIFFER {
            yaw_sd_deg = CUES_DIFFER;
            note = Some(Note::new(
                "view-uncertain",
                format!("The plate says that the camera stood {plate_yaw:.0}° off the side view, the body says {body_yaw:.0}°."),
                "Film level, at hip height, square to the bar, with the whole lifter and the near plate in the picture.",
            ));
        } else {
            let (body_weight, plate_weight) = (BODY_YAW_SD.powi(-2), plate_sd.powi(-2));
            yaw_deg = (body_yaw * body_weight + plate_yaw * plate_weight) / (body_weight + plate_weight);
            yaw_sd_deg = (body_weight + plate_weight).sqrt().recip();
        }
    }
    let towards_camera = across >= 0.0;
    let sideways = if forward >= 0.0 { Facing::Right } else { Facing::Left };
    let (kind, facing) = if yaw_deg >= FRONT_FROM {
        if towards_camera { (ViewKind::Front, Facing::Camera) } else { (ViewKind::Back, Facing::Away) }
    } else if yaw_deg > SIDE_UP_TO {
        (ViewKind::Oblique, sideways)
    } else {
        (ViewKind::Side, sideways)
    };
    Some(Orientation { view: View { kind, facing, yaw_deg: yaw_deg.clamp(0.0, 90.0), yaw_sd_deg }, towards_camera, note })
}

/// Toes ahead of heels, mean of the feet seen, pixels to the right.
fn feet(pose: &Pose) -> Option<f64> {
    let foot = |heel: Joint, toe: Joint| Some(pose.sure(toe, SURE)?.x - pose.sure(heel, SURE)?.x);
    match (foot(Joint::LeftHeel, Joint::LeftToe), foot(Joint::RightHeel, Joint::RightToe)) {
        (Some(a), Some(b)) => Some(f64::midpoint(a, b)),
        (one, other) => one.or(other),
    }
}

/// Which way the body faces: positive to the picture's right. Four cues vote, each limited so that none outvotes two others:
/// toes ahead of heels, nose ahead of ears, knees ahead of hips and ankles, shoulders ahead of hips.
fn forward(middle: &dyn Fn(Cue) -> Option<f64>) -> f64 {
    /// Way in torso lengths that makes a cue certain.
    const CERTAIN: f64 = 0.15;
    let toes = middle(&feet);
    let nose = middle(&|pose| Some(pose.sure(Joint::Nose, SURE)?.x - pose.middle(Joint::LeftEar, SURE)?.x));
    let knees = middle(&|pose| {
        let ends = pose.middle(Joint::LeftHip, SURE)?.midpoint(pose.middle(Joint::LeftAnkle, SURE)?);
        Some(pose.middle(Joint::LeftKnee, SURE)?.x - ends.x)
    });
    let trunk = middle(&|pose| Some(pose.middle(Joint::LeftShoulder, SURE)?.x - pose.middle(Joint::LeftHip, SURE)?.x));
    [toes, nose, knees, trunk].into_iter().flatten().map(|share| (share / CERTAIN).clamp(-1.0, 1.0)).sum()
}

/// Yaw of the lifter from the plate's shape and its standard error, degrees: the cosine of the plate's own yaw is width over height.
///
/// The near plate hangs 0.66 m nearer to the camera and is seen more from the front than the lifter, by 4 degrees at 25 and 4 m, as the
/// triangle of camera, plate and lifter's middle says. Its thickness widens its outline, which tells less yaw by about as much: on the
/// rendered clip from 45 degrees the plate reads 47, and 37 with the triangle alone taken out. Neither is taken out; the triangle's
/// difference, with the camera's distance from the plate's size and a phone's usual lens, goes into the error.
fn plate_yaw(moments: &[Moment], clip: &ClipInfo, plate_m: f64) -> Option<(f64, f64)> {
    let shapes: Vec<f64> = moments.iter().filter_map(|moment| moment.near_plate?.rim.aspect()).collect();
    if shapes.len() < FEWEST_PLATES {
        return None;
    }
    let cosine = median(shapes)?.clamp(0.0, 1.0);
    let seen = cosine.acos();
    let high_px = median(moments.iter().filter_map(|moment| Some(2.0 * moment.near_plate?.rim.half_height)))?;
    let near_m = (focal_px(clip) * plate_m / high_px.max(1e-9)).max(PLATE_TO_MIDDLE_M);
    let middle_m = (near_m * near_m + PLATE_TO_MIDDLE_M.powi(2) + 2.0 * near_m * PLATE_TO_MIDDLE_M * cosine).sqrt();
    // A plate seen from its edge is as wide as it is thick, which tells nothing of the triangle.
    let (from, to) = EDGE_DEG;
    let round = ((to - seen.to_degrees()) / (to - from)).clamp(0.0, 1.0);
    let nearer = round * (PLATE_TO_MIDDLE_M * seen.sin() / middle_m).clamp(-1.0, 1.0).asin();
    // Near the side view the cosine is flat: an error of 0.03 is then worth 14 degrees.
    let sd = (ASPECT_SD / seen.sin().max(1e-9)).min((2.0 * ASPECT_SD).sqrt()).hypot(NEARER_SD * nearer);
    Some((seen.to_degrees(), sd.to_degrees()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthetic::{Scene, Screen, film, film_screen};

    fn seen(scene: &Scene) -> Orientation {
        let (recording, _) = film(scene);
        orientation(&recording.people[0].poses, &recording.moments, &recording.clip, None).unwrap()
    }

    #[test]
    fn view_facing_and_yaw_are_recovered_from_every_side_with_and_without_plates() {
        for plates in [true, false] {
            for (yaw_deg, kind, facing) in [
                (0.0, ViewKind::Side, Facing::Right),
                (15.0, ViewKind::Side, Facing::Right),
                (45.0, ViewKind::Oblique, Facing::Right),
                (85.0, ViewKind::Front, Facing::Camera),
                (135.0, ViewKind::Oblique, Facing::Left),
                (180.0, ViewKind::Side, Facing::Left),
                (270.0, ViewKind::Back, Facing::Away),
            ] {
                let found = seen(&Scene { yaw_deg, plates, ..Scene::default() });
                assert_eq!((found.view.kind, found.view.facing), (kind, facing), "yaw {yaw_deg} {found:?}");
                let folded = (90.0 - (yaw_deg % 180.0 - 90.0_f64).abs()).abs();
                assert!((found.view.yaw_deg - folded).abs() < 12.0, "yaw {yaw_deg} {found:?}");
            }
        }
    }

    #[test]
    fn the_feet_of_somebody_who_kneels_add_no_yaw() {
        for (yaw_deg, folded) in [(10.0, 10.0), (345.0, 15.0), (195.0, 15.0)] {
            let scene = Scene { yaw_deg, distance_m: 3.5, ..Scene::default() };
            let screen = Screen::RockBack { times: 3, free_deg: 110.0, gives: 0.7, lean_deg: 48.0 };
            let (recording, _) = film_screen(&screen, &scene);
            let found = orientation(&recording.people[0].poses, &recording.moments, &recording.clip, None).unwrap();
            assert!((found.view.yaw_deg - folded).abs() < 4.0, "yaw {yaw_deg} {:?}", found.view);
        }
    }

    #[test]
    fn a_mirrored_picture_turns_the_facing_and_nothing_else() {
        let plain = seen(&Scene { yaw_deg: 30.0, ..Scene::default() }).view;
        let mirrored = seen(&Scene { yaw_deg: 30.0, mirrored: true, ..Scene::default() }).view;
        assert_eq!((plain.facing, mirrored.facing), (Facing::Right, Facing::Left));
        assert!((plain.yaw_deg - mirrored.yaw_deg).abs() < 2.0);
    }

    #[test]
    fn a_plate_that_contradicts_the_body_draws_a_note() {
        let (mut recording, _) = film(&Scene::default());
        for plate in recording.moments.iter_mut().filter_map(|moment| moment.near_plate.as_mut()) {
            plate.rim.half_width *= 0.5;
        }
        let found = orientation(&recording.people[0].poses, &recording.moments, &recording.clip, None).unwrap();
        assert_eq!(found.note.unwrap().code, "view-uncertain");
        assert_eq!(orientation(&[None, None], &[], &ClipInfo::default(), None), None);
    }
}
