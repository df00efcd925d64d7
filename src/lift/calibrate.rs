//! From the recording to the calibrated motion.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::bar::{Seen, bar, plate_over_body};
use super::body_size::{floor, stature_px};
use super::orientation::orientation;
use super::projection::Projection;
use super::scale::{Sizes, scales, units_per_metre};
use super::types::{BarSource, Calibration, Lift, Plane};
use crate::body::{Facing, Joint, Moment, Pose, Recording, Side, ViewKind};
use crate::geom::ImagePoint;
use crate::notes::Note;
use crate::signal::median;
use crate::track::{SURE, longest_shot, near_side, repaired};

/// Fewest frames with the lifter on them.
const FEWEST_POSES: usize = 6;
/// Difference in mean confidence from which one side is nearer to the camera, 0..=1 (our default; real side views show 0.1 to 0.5).
const NEARER: f64 = 0.05;
/// Camera roll that is taken out, and its standard error, degrees.
///
/// Phones are held level to about this. The picture itself does not tell better: a foot is too short a line (1 cm of error on it is
/// 2 degrees), and the line of both plates or feet in a front view turns by 2 degrees with 10 degrees of yaw.
const ROLL_DEG: (f64, f64) = (0.0, 1.5);

/// The calibrated motion of a person of the recording, with what the user should know; the note alone where there is nothing to
/// calibrate. `person` is an index into `recording.people`.
pub fn calibrate(recording: &Recording, person: usize, calibration: &Calibration) -> Result<(Lift, Vec<Note>), Note> {
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
        notes.push(Note::new(
            "clip-is-cut",
            "The clip shows more than one scene; only the longest was looked at.",
            "Analyse one uncut clip of each set.",
        ));
    }
    for (frame, pose) in poses.iter_mut().enumerate() {
        if !shot.contains(&frame) {
            *pose = None;
        }
    }
    let moments: Vec<Moment> = recording
        .moments
        .iter()
        .enumerate()
        .map(|(frame, moment)| if shot.contains(&frame) { moment.clone() } else { Moment { at: moment.at, ..Moment::default() } })
        .collect();
    let found = orientation(&poses, &moments).ok_or_else(nobody)?;
    let view = found.view;
    notes.extend(found.note);
    let plane = match view.kind {
        ViewKind::Side | ViewKind::Oblique => Plane::Sagittal,
        ViewKind::Front | ViewKind::Back => Plane::Frontal,
    };
    let (sign, cos_yaw) = Projection::horizontal(plane, view.facing, view.yaw_deg);
    let stature_px = stature_px(&poses, (plane == Plane::Sagittal).then_some(cos_yaw)).ok_or_else(nobody)?;
    let sizes = Sizes {
        clip: &recording.clip,
        moments: &moments,
        calibration,
        stature_px,
        ratio_by_hands: plate_over_body(&moments, &poses, stature_px),
        cos_yaw: view.yaw_deg.to_radians().cos(),
    };
    let scales = scales(sizes);
    let floor = floor(&poses, stature_px).ok_or_else(nobody)?;
    if !floor.feet_seen {
        notes.push(Note::new(
            "feet-hidden",
            "The feet are hidden, so the floor was placed from the legs.",
            "Film from a little in front of the side, or with smaller plates nearest the camera.",
        ));
    }
    let projection = Projection {
        px_per_unit: scales.body,
        units_per_metre: units_per_metre(scales.scale),
        sign,
        cos_yaw,
        origin: ImagePoint::new(feet_px(&poses).ok_or_else(nobody)?, floor.y_px),
    };
    let joints: BTreeMap<Joint, _> =
        Joint::ALL.iter().filter_map(|&joint| Some((joint, projection.path(&t, &poses, joint)?))).collect();
    let doubted = scales.notes.iter().any(|note| note.code == "scale-doubtful") && !calibration.plate_stated;
    let plate_diameter = calibration.plate_mm.filter(|_| !doubted).map(|mm| mm / 1000.0 * projection.units_per_metre);
    let bar = bar(&Seen {
        t: &t,
        moments: &moments,
        poses: &poses,
        clip: &recording.clip,
        plane,
        projection,
        plate_scale: scales.plate,
        plate_diameter,
        stature_px,
    });
    notes.extend(scales.notes);
    if bar.as_ref().is_some_and(|bar| bar.source == BarSource::Hands) {
        notes.push(Note::new(
            "bar-by-hands",
            "The plates were not seen well enough, so the hands stand for the bar; its speed and path are less exact.",
            "Film with the whole near plate in the picture, lit against its background.",
        ));
    }
    let near = near_side(&poses, NEARER).unwrap_or(match view.facing {
        Facing::Left => Side::Left,
        Facing::Right | Facing::Camera | Facing::Away => Side::Right,
    });
    let lift = Lift { t, view, plane, near, scale: scales.scale, px_per_unit: scales.body, joints, bar, roll_deg: ROLL_DEG };
    Ok((lift, notes))
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
