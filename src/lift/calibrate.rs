//! From the recording to the calibrated motion.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::bar::{self, bar, plate_over_body};
use super::body_size::{Floor, floor, stature_px};
use super::covered::distrust_covered;
use super::face::on_face;
use super::level::{level, levelled, roll};
use super::middle_plane::to_middle_plane;
use super::off_floor::{self, Seen};
use super::orientation::orientation;
use super::projection::Projection;
use super::scale::{Sizes, scales, units_per_metre};
use super::types::{BarSource, Calibration, Lift, Plane, SetByHand};
use crate::body::{Facing, Joint, Moment, Pose, Recording, Side, ViewKind};
use crate::geom::ImagePoint;
use crate::notes::Note;
use crate::signal::median;
use crate::track::{SURE, longest_shot, near_side, repaired};

/// Fewest frames with the lifter on them.
const FEWEST_POSES: usize = 6;
/// Difference in mean confidence from which one side is nearer to the camera, 0..=1 (our default; real side views show 0.1 to 0.5).
const NEARER: f64 = 0.05;

/// The calibrated motion of a person of the recording, with what the user should know; the note alone where there is nothing to
/// calibrate. `person` is an index into `recording.people`.
pub fn calibrate(recording: &Recording, person: usize, calibration: &Calibration) -> Result<(Lift, Vec<Note>), Note> {
    calibrate_by_hand(recording, person, calibration, &SetByHand::default())
}

/// [`calibrate`] where the user set some things by hand; points set by hand are in the recording already.
pub fn calibrate_by_hand(
    recording: &Recording,
    person: usize,
    calibration: &Calibration,
    set: &SetByHand,
) -> Result<(Lift, Vec<Note>), Note> {
    let nobody = || {
        Note::new(
            "lifter-not-seen",
            "The lifter is seen on too few frames.",
            "Film the whole lifter from head to feet, in good light, for the whole repetition.",
        )
    };
    let person = recording.people.get(person).ok_or_else(nobody)?;
    let mut poses: Vec<Option<Pose>> = repaired(person);
    poses.resize(recording.moments.len(), None);
    if poses.iter().flatten().count() < FEWEST_POSES {
        return Err(nobody());
    }
    let t = times(recording);
    let shot = longest_shot(&t, &poses);
    let mut notes = Vec::new();
    if shot.len() < poses.len() {
        notes.push(clip_is_cut());
    }
    poses[..shot.start].fill(None);
    poses[shot.end..].fill(None);
    let mut moments = moments_of(recording, &shot);
    let floor_px = set.floor_px.map(|row| ImagePoint::new(feet_px(&poses).unwrap_or_default(), row));
    let roll = roll(recording, &poses);
    level(&mut poses, &mut moments, &recording.clip, roll.0);
    let floor_px = floor_px.map(|at| levelled(at, &recording.clip, roll.0).y);
    let found = orientation(&poses, &moments, &recording.clip, calibration.plate_mm.map(|mm| mm / 1000.0)).ok_or_else(nobody)?;
    let view = found.view;
    notes.extend(found.note);
    let plane = match view.kind {
        ViewKind::Side | ViewKind::Oblique => Plane::Sagittal,
        ViewKind::Front | ViewKind::Back => Plane::Frontal,
    };
    let (sign, cos_yaw) = Projection::horizontal(plane, view.facing, view.yaw_deg);
    let stature_px = stature_px(&poses, (plane == Plane::Sagittal).then_some(cos_yaw)).ok_or_else(nobody)?;
    if plane == Plane::Sagittal {
        to_middle_plane(&mut poses, view.yaw_deg, stature_px);
    }
    let on_face = on_face(&moments, plane, &recording.clip, calibration);
    let scales = scales(Sizes {
        clip: &recording.clip,
        moments: &on_face,
        calibration,
        stature_px,
        ratio_by_hands: plate_over_body(&on_face, &poses, stature_px),
        cos_yaw: view.yaw_deg.to_radians().cos(),
    });
    let mut floor = floor(&poses, stature_px).ok_or_else(nobody)?;
    if let Some(y_px) = floor_px {
        floor = Floor { y_px, feet_seen: true };
    }
    if !floor.feet_seen {
        notes.push(feet_hidden());
    }
    let projection = Projection {
        px_per_unit: scales.body,
        units_per_metre: units_per_metre(scales.scale),
        sign,
        cos_yaw,
        origin: ImagePoint::new(feet_px(&poses).ok_or_else(nobody)?, floor.y_px),
    };
    let near = near_side(&poses, NEARER).unwrap_or_else(|| near_by_facing(view.facing));
    let mut joints: BTreeMap<Joint, _> =
        Joint::ALL.iter().filter_map(|&joint| Some((joint, projection.path(&t, &poses, joint, set)?))).collect();
    if plane == Plane::Sagittal {
        distrust_covered(&mut joints, (&poses, near), &moments, set);
    }
    let doubted = scales.notes.iter().any(|note| note.code == "scale-doubtful") && !calibration.plate_stated;
    let plate_diameter = calibration.plate_mm.filter(|_| !doubted).map(|mm| mm / 1000.0 * projection.units_per_metre);
    let mut bar = bar(&bar::Seen {
        t: &t,
        moments: &on_face,
        poses: &poses,
        clip: &recording.clip,
        plane,
        facing: view.facing,
        projection,
        plate_scale: scales.plate,
        plate_diameter,
        stature_px,
        by_hand: &set.plates,
    });
    if let Some(bar) = &mut bar {
        let (middle_px, stature_m) = (recording.clip.height_px as f64 / 2.0, stature_px / scales.body);
        let (joints, moments, yaw_deg, scales) = (&joints, &*on_face, view.yaw_deg, &scales);
        off_floor::put(bar, &Seen { joints, moments, plane, yaw_deg, floor, middle_px, scales, stature_m });
    }
    notes.extend(scales.notes);
    if bar.as_ref().is_some_and(|bar| bar.source == BarSource::Hands) {
        notes.push(Note::new(
            "bar-by-hands",
            "The plates were not seen well enough, so the hands stand for the bar; its speed and path are less exact.",
            "Film with the whole near plate in the picture, lit against its background.",
        ));
    }
    let lift = Lift { t, view, plane, near, scale: scales.scale, px_per_unit: scales.body, joints, bar, roll_deg: roll };
    Ok((lift, notes))
}

/// The note on a clip of several scenes.
fn clip_is_cut() -> Note {
    Note::new(
        "clip-is-cut",
        "The clip shows more than one scene; only the longest was looked at.",
        "Analyse one uncut clip of each set.",
    )
}

/// The note on a floor that the feet do not tell.
fn feet_hidden() -> Note {
    Note::new(
        "feet-hidden",
        "The feet are hidden, so the floor was placed from the legs.",
        "Film from a little in front of the side, or with smaller plates nearest the camera.",
    )
}

/// The side nearer to the camera of a lifter who faces somewhere, where the poses do not tell.
fn near_by_facing(facing: Facing) -> Side {
    match facing {
        Facing::Left => Side::Left,
        Facing::Right | Facing::Camera | Facing::Away => Side::Right,
    }
}

/// The recording's moments, without plates outside a shot.
fn moments_of(recording: &Recording, shot: &std::ops::Range<usize>) -> Vec<Moment> {
    let kept = |frame: usize, moment: &Moment| {
        if shot.contains(&frame) { moment.clone() } else { Moment { at: moment.at, ..Moment::default() } }
    };
    recording.moments.iter().enumerate().map(|(frame, moment)| kept(frame, moment)).collect()
}

/// Times of the frames; a time that runs backward is set to the one before.
fn times(recording: &Recording) -> Arc<[f64]> {
    let mut latest = f64::NEG_INFINITY;
    let times = recording.moments.iter().map(|moment| {
        if moment.at.0.is_finite() {
            latest = latest.max(moment.at.0);
        }
        if latest.is_finite() { latest } else { 0.0 }
    });
    times.collect()
}

/// Column of the middle of the feet over the clip, pixels; of the ankles or hips where they are not seen.
fn feet_px(poses: &[Option<Pose>]) -> Option<f64> {
    let middle = |pick: &dyn Fn(&Pose) -> Option<f64>| median(poses.iter().flatten().filter_map(pick));
    middle(&|pose| {
        let (heel, toe) = (pose.middle(Joint::LeftHeel, SURE)?, pose.middle(Joint::LeftToe, SURE)?);
        Some(heel.midpoint(toe).x)
    })
    .or_else(|| middle(&|pose| Some(pose.middle(Joint::LeftAnkle, SURE)?.x)))
    .or_else(|| middle(&|pose| Some(pose.middle(Joint::LeftHip, SURE)?.x)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::body::{Keypoint, Moment, Person, Plate};
    use crate::geom::{Ellipse, PlanePoint};
    use crate::lift::Scale;
    use crate::synthetic::{Errors, Scene, Shake, Truth, film};
    use crate::units::Seconds;

    fn found(scene: &Scene) -> (Lift, Vec<Note>, Truth) {
        let (recording, truth) = film(scene);
        let (lift, notes) = calibrate(&recording, 0, &Calibration::default()).unwrap();
        (lift, notes, truth)
    }

    fn middle(lift: &Lift, joint: Joint, frame: usize) -> PlanePoint {
        let at = |joint: Joint| lift.joint(joint).unwrap().at(frame).unwrap();
        at(joint).midpoint(at(joint.partner()))
    }

    #[test]
    fn joint_angles_are_within_5_degrees_from_the_side_and_little_more_up_to_a_yaw_of_20() {
        // What is ahead of the feet is nearer to a camera that stands before the lifter, and looks larger: that is not taken out.
        for (yaw_deg, within) in [(0.0, 5.0), (20.0, 5.6), (165.0, 5.6)] {
            let (lift, _, truth) = found(&Scene { yaw_deg, ..Scene::default() });
            for frame in 5..lift.t.len() - 5 {
                let near = |joint: Joint| lift.near(joint).unwrap().at(frame).unwrap();
                let (shoulder, hip) = (near(Joint::LeftShoulder), near(Joint::LeftHip));
                let (knee, ankle) = (near(Joint::LeftKnee), near(Joint::LeftAnkle));
                for (name, seen, truth) in [
                    ("knee", knee.angle_deg(hip, ankle).unwrap(), truth.knee_deg[frame]),
                    ("hip", hip.angle_deg(shoulder, knee).unwrap(), truth.hip_deg[frame]),
                    ("trunk", hip.elevation_deg(shoulder).unwrap(), truth.trunk_deg[frame]),
                ] {
                    assert!((seen - truth).abs() < within, "{name} {seen:.1} {truth:.1} at frame {frame}, yaw {yaw_deg}");
                }
            }
        }
    }

    #[test]
    fn scale_and_bar_height_are_recovered_near_and_far() {
        for (distance_m, tolerance) in [(2.5, 0.06), (4.0, 0.05), (8.0, 0.05)] {
            let (lift, notes, truth) = found(&Scene { distance_m, ..Scene::default() });
            assert!(
                (lift.px_per_unit / truth.px_per_m - 1.0).abs() < tolerance,
                "{distance_m}: {}",
                lift.px_per_unit / truth.px_per_m
            );
            assert!(notes.iter().any(|note| note.code == "scale-assumed"), "{notes:?}");
            let bar = lift.bar.unwrap();
            assert!((bar.rest_height - 0.225).abs() < 1e-9);
            for (frame, truth) in truth.bar_height_m.iter().enumerate() {
                assert!((bar.path.y.at(frame).unwrap() - truth).abs() < 0.015, "frame {frame} at {distance_m} m");
            }
        }
    }

    #[test]
    fn the_bar_lies_at_the_hands_however_far_the_camera_stands_aside() {
        for (aside_m, yaw_deg) in [(0.0, 0.0), (0.6, 0.0), (-0.6, 0.0), (0.0, 20.0)] {
            let (lift, _, truth) = found(&Scene { aside_m, yaw_deg, distance_m: 3.0, ..Scene::default() });
            let bar = lift.bar.as_ref().unwrap();
            for frame in 5..lift.t.len() - 5 {
                let ankle = middle(&lift, Joint::LeftAnkle, frame);
                let ahead = bar.path.x.at(frame).unwrap() - ankle.x;
                assert!(
                    (ahead - truth.bar_ahead_m[frame]).abs() < 0.04,
                    "{ahead} {} aside {aside_m} yaw {yaw_deg}",
                    truth.bar_ahead_m[frame]
                );
            }
        }
    }

    #[test]
    fn a_bow_of_the_bar_keeps_its_size() {
        let errors = Errors { bow_m: 0.08, ..Errors::default() };
        let (lift, _, truth) = found(&Scene { errors, reps: 1, ..Scene::default() });
        let bar = lift.bar.as_ref().unwrap();
        let spread =
            |values: Vec<f64>| values.iter().copied().fold(f64::MIN, f64::max) - values.iter().copied().fold(f64::MAX, f64::min);
        let seen = spread(bar.path.x.smooth.iter().flatten().copied().collect());
        assert!((seen - spread(truth.bar_ahead_m)).abs() < 0.015, "{seen}");
    }

    #[test]
    fn a_mirrored_clip_gives_the_same_lift_with_sides_exchanged() {
        let shake = Shake { joints_px: 0.0, plate_px: 0.0, ..Shake::default() };
        let scene = Scene { yaw_deg: 15.0, shake, aside_m: 0.3, ..Scene::default() };
        let (plain, _, _) = found(&scene);
        let (mirrored, _, _) = found(&Scene { mirrored: true, ..scene });
        assert_eq!(plain.near.other(), mirrored.near);
        for frame in (0..plain.t.len()).step_by(10) {
            for joint in [Joint::LeftKnee, Joint::LeftWrist, Joint::LeftShoulder] {
                let (a, b) = (plain.near(joint).unwrap().at(frame).unwrap(), mirrored.near(joint).unwrap().at(frame).unwrap());
                assert!(a.distance(b) < 0.005, "{joint:?} {a:?} {b:?}");
            }
            let bar = |lift: &Lift| lift.bar.as_ref().unwrap().path.at(frame).unwrap();
            assert!(bar(&plain).distance(bar(&mirrored)) < 0.005);
        }
    }

    #[test]
    fn without_plates_the_hands_stand_for_the_bar_and_lengths_are_body_lengths() {
        let (lift, notes, truth) = found(&Scene { plates: false, ..Scene::default() });
        assert!(matches!(lift.scale, Scale::BodyLengths { .. }));
        assert!((lift.px_per_unit / (1.75 * truth.px_per_m) - 1.0).abs() < 0.05);
        assert_eq!(lift.bar.unwrap().source, BarSource::Hands);
        let codes: Vec<&str> = notes.iter().map(|note| note.code.as_ref()).collect();
        assert_eq!(codes, vec!["scale-unknown", "bar-by-hands"]);
    }

    #[test]
    fn nothing_to_see_is_a_note_with_a_hint() {
        for frames in [0, 1, 100] {
            let recording = Recording {
                moments: (0..frames).map(|frame| Moment { at: Seconds(f64::from(frame) / 30.0), ..Moment::default() }).collect(),
                people: vec![Person { poses: vec![None; frames as usize] }],
                ..Recording::default()
            };
            assert!(!calibrate(&recording, 0, &Calibration::default()).unwrap_err().hint.is_empty());
        }
        assert!(calibrate(&Recording::default(), 3, &Calibration::default()).is_err());
    }

    fn any_pose() -> impl Strategy<Value = Option<Pose>> {
        let joint = proptest::option::weighted(0.8, (-3000.0..3000.0_f64, -3000.0..3000.0_f64, 0.0..1.0_f64));
        proptest::option::weighted(
            0.9,
            proptest::collection::vec(joint, Joint::COUNT).prop_map(|joints| {
                let mut pose = Pose::default();
                for (&name, seen) in Joint::ALL.iter().zip(joints) {
                    if let Some((x, y, confidence)) = seen {
                        pose.set(name, Keypoint { at: ImagePoint::new(x, y), confidence });
                    }
                }
                pose
            }),
        )
    }

    fn any_plate() -> impl Strategy<Value = Option<Plate>> {
        proptest::option::of((-3000.0..3000.0_f64, -3000.0..3000.0_f64, 0.0..500.0_f64, 0.0..500.0_f64).prop_map(
            |(x, y, a, b)| Plate {
                rim: Ellipse { centre: ImagePoint::new(x, y), half_width: a, half_height: b, tilt_deg: 0.0 },
                confidence: 0.5,
                sd_px: 1.0,
            },
        ))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn any_recording_is_calibrated_or_refused_without_a_panic_or_a_number_that_is_none(
            frames in proptest::collection::vec((-0.05..0.2_f64, any_pose(), any_plate(), any_plate()), 0..40),
            plate_mm in proptest::option::of(-10.0..1000.0_f64),
            height_cm in proptest::option::of(-10.0..300.0_f64),
            plate_stated: bool,
        ) {
            let (mut now, mut recording, mut person) = (0.0, Recording::default(), Person::default());
            for (step, pose, near_plate, far_plate) in frames {
                now += step;
                recording.moments.push(Moment { at: Seconds(now), near_plate, far_plate });
                person.poses.push(pose);
            }
            recording.people.push(person);
            crate::track::lifter(&recording);
            if let Ok((lift, _)) = calibrate(&recording, 0, &Calibration { plate_mm, plate_stated, height_cm }) {
                prop_assert!(lift.px_per_unit.is_finite() && lift.px_per_unit > 0.0);
                prop_assert!(lift.t.windows(2).all(|pair| pair[0] <= pair[1]));
                let paths = lift.joints.values().chain(lift.bar.as_ref().map(|bar| &bar.path));
                for path in paths {
                    prop_assert_eq!(path.confidence.len(), lift.t.len());
                    prop_assert!(path.x.smooth.iter().chain(&path.y.smooth).flatten().all(|value| value.is_finite()));
                    prop_assert!(path.sd.is_finite() && path.sd > 0.0);
                }
            }
        }
    }
}
