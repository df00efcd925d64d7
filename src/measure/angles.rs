//! Angles of the trunk, the limbs and the neck.

use super::moment::{Case, Moment};
use super::reading::{Reader, Spot, turned};
use super::sides::Sides;
use super::take::{Plan, Views, take, take_where};
use super::{Abstain, Mark, Measured};
use crate::body::Joint;
use crate::units::Unit;

/// Largest yaw for an angle in the side view, degrees (faults.md, section 4); beyond it the correction's error grows fast.
pub const SIDE_YAW_DEG: f64 = 30.0;
/// By how much the shoulder, standing in for the base of the neck, makes the neck look extended when the arms hang from a leaning
/// trunk, degrees: the shoulder blade lets the joint sink by about 7 cm of a neck of 22 cm. Derived, checked against clean lifts.
const HANG_DEG: f64 = 18.0;
/// Shortest way from the neck to the ear, pixels: it is 20 cm at the most, and the errors of both points, which the angle carries, are told
/// in pixels too. Our default: half a pixel, the least that is believed, turns it by less than 2 degrees.
const LEAST_HEAD_PX: f64 = 20.0;
/// From which points of the contour the chord to the neck shows how a standing trunk leans, the best first, and by how much it differs from
/// the one from the sacrum, degrees, standard error: half of what holds 90 % of 507 labelled contours of people who stand upright, over 1.645
/// (`training/plumbline_training/chords.py`); the medians are 1.4 and 0.7.
const STANDING_CHORDS: [(Joint, f64); 3] = [(Joint::Back5, 0.0), (Joint::Back4, 4.0), (Joint::Back3, 6.0)];
/// What a knee with the bar on the floor is off by beyond the errors of its points, degrees, standard error: the plate is beside the shank, and
/// what is guessed behind it carries over. Measured on synthetic lifts.
const BY_THE_PLATE_SD_DEG: f64 = 2.5;
/// Standard error of [`HANG_DEG`] from lifter to lifter, degrees; our judgement.
const HANG_SD_DEG: f64 = 10.0;

/// Elevation of the trunk: way from the near hip to the near shoulder above the forward horizontal; 90 is upright, over 90 leans
/// back, degrees.
pub(super) fn trunk(case: &Case, reader: &Reader, moment: &Moment) -> Option<f64> {
    reader.elevation(case.near(Joint::LeftHip), case.near(Joint::LeftShoulder), moment)
}

fn plan(id: &'static str, moment: &Moment, mark: Mark) -> Plan {
    let views = Views::Sagittal(SIDE_YAW_DEG);
    Plan { id, unit: Unit::Degrees, views, phase: moment.frames(), least_fps: 0.0, at: moment.event, marks: vec![mark] }
}

/// Trunk elevation at a moment, degrees above the horizontal.
pub fn trunk_at(case: &Case, id: &'static str, moment: Result<Moment, Abstain>) -> Measured {
    let (moment, ends) = (moment?, (Joint::LeftHip, Joint::LeftShoulder));
    let sides = Sides::with_near(case, &[ends.0, ends.1], &moment);
    let mark = Mark::Line(sides.first(ends.0), sides.first(ends.1));
    take(case, plan(id, &moment, mark), &|reader| sides.elevation(reader, ends, &moment))
}

/// Angle at the hip between shoulder and knee at a moment, degrees; 180 is straight.
pub fn hip_at(case: &Case, id: &'static str, moment: Result<Moment, Abstain>) -> Measured {
    bend_at(case, id, moment, [Joint::LeftShoulder, Joint::LeftHip, Joint::LeftKnee])
}

/// Angle at the knee between hip and ankle at a moment, degrees; 180 is straight.
pub fn knee_at(case: &Case, id: &'static str, moment: Result<Moment, Abstain>) -> Measured {
    let on_floor = moment.as_ref().is_ok_and(|moment| moment.posture <= 0.0);
    let knee = bend_at(case, id, moment, [Joint::LeftHip, Joint::LeftKnee, Joint::LeftAnkle])?;
    Ok(if on_floor { knee.wider(BY_THE_PLATE_SD_DEG) } else { knee })
}

fn bend_at(case: &Case, id: &'static str, moment: Result<Moment, Abstain>, joints: [Joint; 3]) -> Measured {
    let moment = moment?;
    let sides = Sides::with_near(case, &joints, &moment);
    let [a, corner, b] = joints.map(|joint| sides.first(joint));
    take(case, plan(id, &moment, Mark::Angle(a, corner, b)), &|reader| sides.angle(reader, joints, &moment))
}

/// By how much the neck is extended between lift-off and knee against the lifter's own standing, degrees; positive looks up.
///
/// Angle of the way from the neck's base to the ear against the trunk; the gaze itself cannot be seen. Where the model gives the
/// back's contour, the neck's base is its first point and the trunk its chord from sacrum to neck: the shoulder sinks and goes forward
/// when the arms hang and would turn a trunk drawn to it. Where the plate hides the sacrum of the lifter who stands, the chord from the lower
/// or the middle back stands in for the trunk there, with its larger error. Else both are the near shoulder's, less 18 degrees (`HANG_DEG`), whose own
/// error is added.
pub fn neck_extension(case: &Case) -> Measured {
    let (off, knee) = (case.lift_off()?, case.knee()?);
    let ear = case.near(Joint::LeftEar);
    let contour = [Joint::Back1, Joint::Back5].iter().all(|&joint| case.lift.joint(joint).is_some());
    let (bottom, base, bias, bias_sd) = if contour {
        (Joint::Back5, Joint::Back1, 0.0, 0.0)
    } else {
        (case.near(Joint::LeftHip), case.near(Joint::LeftShoulder), HANG_DEG, HANG_SD_DEG)
    };
    // At lockout the plate hides the sacrum: the chord from higher up has much the same direction in a lifter who stands.
    let chords = if contour { &STANDING_CHORDS[..] } else { &[(bottom, 0.0)] };
    let seen = |&(low, sd): &(Joint, f64)| {
        let standing = super::standing::standing(case, &[ear, base, low]).ok()?;
        super::take::seen_at(case, &[ear, base, low], &standing).is_ok().then_some((low, sd, standing))
    };
    let (low, low_sd, standing) = match chords.iter().find_map(seen) {
        Some(found) => found,
        None => (bottom, 0.0, super::standing::standing(case, &[ear, base, bottom])?),
    };
    let phase = case.between(&off, &knee);
    let plan = Plan { phase: phase.clone(), at: knee.event, ..plan("neck-extension", &off, Mark::Angle(bottom, base, ear)) };
    // The phase is read at its two ends: a head that is up all the way is up at both.
    let head = |reader: &Reader, moment: &Moment, bottom: Joint| -> Option<f64> {
        Some(turned(reader.short_elevation(base, ear, moment, LEAST_HEAD_PX)? - reader.elevation(bottom, base, moment)?))
    };
    let elsewhere = if low == bottom { Vec::new() } else { vec![(Spot::Joint(low), standing.frames())] };
    let mut measured = take_where(case, plan, &elsewhere, &|reader| {
        let held = f64::midpoint(head(reader, &off, bottom)?, head(reader, &knee, bottom)?);
        Some(turned(held - head(reader, &standing, low)?) - bias)
    })?;
    super::take::seen_at(case, &[ear, base, low], &standing)?;
    measured.sd = measured.sd.hypot(bias_sd).hypot(low_sd);
    Ok(measured)
}
