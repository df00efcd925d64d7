//! The back's shape from the five contour points: flexion as a change, never against a straight line.
//!
//! A straight-looking back is not at 0 degrees: trained lifters lose about 13 + 20 degrees of lordosis from standing to the start
//! position (Bengtsson et al. 2022). So the added flexion is counted from the lifter's own set-up.

use super::angles::SIDE_YAW_DEG;
use super::grip::Grip;
use super::moment::{Case, Moment};
use super::reading::{Reader, turned};
use super::standing::standing;
use super::take::{Plan, Views, can_show, seen_at, take};
use super::{Abstain, Mark, Measured};
use crate::body::Joint;
use crate::units::Unit;

/// What the chord of a back that holds wanders by beyond the errors of its ends, percent, standard error. Measured on synthetic lifts.
const CHORD_SD_PERCENT: f64 = 1.5;
/// What the bend of the upper back wanders by beyond the errors of its points, degrees, standard error: the greater of two moments is taken,
/// and its segments are short. Measured on synthetic lifts.
const THORACIC_SD_DEG: f64 = 2.5;
/// Standard error of the way from standing to the toe-touch, degrees: two contours, each as good as any here. Our judgement.
const RANGE_SD_DEG: f64 = 4.0;

/// A region of the back as a lower and an upper segment, each from its lower point to its upper one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Region {
    /// From the sacrum's quarter of the contour to its second upper quarter.
    Lumbar,
    /// From the second upper quarter to the neck's quarter.
    Thoracic,
}

impl Region {
    fn segments(self) -> [(Joint, Joint); 2] {
        match self {
            Self::Lumbar => [(Joint::Back5, Joint::Back4), (Joint::Back3, Joint::Back2)],
            Self::Thoracic => [(Joint::Back3, Joint::Back2), (Joint::Back2, Joint::Back1)],
        }
    }

    /// Flexion: elevation of the lower segment less that of the upper one, degrees; positive is rounded.
    fn flexion(self, reader: &Reader, moment: &Moment) -> Option<f64> {
        let [lower, upper] = self.segments();
        Some(turned(reader.elevation(lower.0, lower.1, moment)? - reader.elevation(upper.0, upper.1, moment)?))
    }
}

fn plan(id: &'static str, unit: Unit, case: &Case, from: &Moment, to: &Moment) -> Plan {
    let phase = from.frames().start..case.between(from, to).end;
    Plan { id, unit, views: Views::Sagittal(SIDE_YAW_DEG), phase, least_fps: 0.0, at: to.event, marks: vec![Mark::Back] }
}

/// Flexion added between lift-off and knee over the own set-up, degrees: the greater of lift-off's and the knee's.
pub fn added_flexion(case: &Case, region: Region) -> Measured {
    let (start, off, knee) = (case.set_up()?, case.lift_off()?, case.knee()?);
    let id = if region == Region::Lumbar { "added-lumbar-flexion" } else { "added-thoracic-flexion" };
    let plain = Reader::new(case, None);
    let rounded = |moment: &Moment| region.flexion(&plain, moment).unwrap_or(f64::NEG_INFINITY);
    let worst = if rounded(&off) > rounded(&knee) { off } else { knee };
    let plan = Plan { at: worst.event, ..plan(id, Unit::Degrees, case, &start, &knee) };
    let mut measured =
        take(case, plan, &|reader| Some(turned(region.flexion(reader, &worst)? - region.flexion(reader, &start)?)))?;
    if region == Region::Thoracic {
        measured.sd = measured.sd.hypot(THORACIC_SD_DEG);
    }
    Ok(measured.since(middle(case, &start), SET_UP, region.flexion(&plain, &start), region.flexion(&plain, &worst)))
}

/// What the set-up and the own standing are called.
const SET_UP: &str = "set-up";
const STANDING: &str = "standing";

/// The time in the middle of a moment's frames, seconds: there its posture is seen.
fn middle(case: &Case, moment: &Moment) -> f64 {
    let frames = moment.frames();
    case.lift.t.get(frames.start + frames.len() / 2).copied().unwrap_or(moment.event)
}

/// Flexion of the set-up against the own standing, degrees; of the lower back about 33 is usual (Bengtsson et al. 2022).
pub fn set_up_flexion(case: &Case, region: Region) -> Measured {
    let start = case.set_up()?;
    let id = if region == Region::Lumbar { "set-up-lumbar-flexion" } else { "set-up-thoracic-flexion" };
    against_standing(case, id, region, &start)
}

/// Flexion at a moment against the own standing, degrees.
fn against_standing(case: &Case, id: &'static str, region: Region, moment: &Moment) -> Measured {
    let joints: Vec<Joint> = region.segments().into_iter().flat_map(|(lower, upper)| [lower, upper]).collect();
    let standing = standing(case, &joints)?;
    let plan = Plan { phase: moment.frames(), ..plan(id, Unit::Degrees, case, moment, moment) };
    let measured =
        take(case, plan, &|reader| Some(turned(region.flexion(reader, moment)? - region.flexion(reader, &standing)?)))?;
    seen_at(case, &joints, &standing)?;
    let plain = Reader::new(case, None);
    let flexion = |moment: &Moment| region.flexion(&plain, moment);
    Ok(measured.since(middle(case, &standing), STANDING, flexion(&standing), flexion(moment)))
}

/// How much of the lifter's own lumbar flexion is used at the roundest of set-up, lift-off and knee, percent of the way from standing
/// to the toe-touch, which the settings give in degrees (`lumbar_range_deg`). The error of that way is taken as 4 degrees.
pub fn range_used(case: &Case) -> Measured {
    let Some(range) = case.said.lumbar_range_deg.filter(|range| *range > 0.0) else {
        return Err(Abstain::new(
            "range-unknown",
            "How far the lifter's lower back bends from standing to a toe-touch is not known.",
            "Film a toe-touch from the side and state its flexion in the settings (lumbar_range_deg).",
        ));
    };
    let (start, off, knee) = (case.set_up()?, case.lift_off()?, case.knee()?);
    let plain = Reader::new(case, None);
    let rounded = |moment: &Moment| Region::Lumbar.flexion(&plain, moment).unwrap_or(f64::NEG_INFINITY);
    let roundest = [off, knee].into_iter().fold(start, |most, next| if rounded(&next) > rounded(&most) { next } else { most });
    let found = against_standing(case, "lumbar-range-used", Region::Lumbar, &roundest)?;
    let value = 100.0 * found.value / range;
    let sd = (100.0 * found.sd / range).hypot(value * RANGE_SD_DEG / range);
    Ok(super::Measurement { value, sd, unit: Unit::Percent, ..found })
}

/// The cheap check with any model: by how much the way from the neck to the hip is shorter at the knee pass than at set-up, percent.
/// Bending the spine shortens it (derived); so do the shoulder blades and a turn of the body, so it can only hint.
///
/// Counted from the set-up and not from standing: standing to set-up alone shortens shoulder to hip by 14 to 18 percent in clean
/// lifts, because the shoulder moves with the shoulder blade.
pub fn chord_shortening(case: &Case) -> Measured {
    let (start, knee) = (case.set_up()?, case.knee()?);
    let contour = [Joint::Back1, Joint::Back5];
    let joints = [case.near(Joint::LeftShoulder), case.near(Joint::LeftHip)];
    let [top, bottom] = if contour.iter().all(|&joint| case.lift.joint(joint).is_some()) { contour } else { joints };
    let plan = Plan { marks: vec![Mark::Line(top, bottom)], ..plan("chord-shortening", Unit::Percent, case, &start, &knee) };
    take(case, plan, &|reader| {
        let (set, now) = (reader.distance(top, bottom, &start)?, reader.distance(top, bottom, &knee)?);
        (set > 1e-6).then(|| 100.0 * (1.0 - now / set))
    })
    .map(|measured| measured.wider(CHORD_SD_PERCENT))
}

/// What the bulge of a back that holds wanders by between set-up and knee, percent of the chord, standard error, beyond the errors of its
/// points: arms and shoulder blades come into the contour. Measured on clean real lifts, both models.
const WANDERS_PERCENT: f64 = 1.5;
/// Points of the contour whose middle one stands out behind the chord of the others.
const CHORD: [Joint; 3] = [Joint::Back1, Joint::Back3, Joint::Back5];

/// How far the contour's middle stands out behind the chord from sacrum to neck, percent of the chord.
fn sagitta(reader: &Reader, moment: &Moment) -> Option<f64> {
    let [neck, middle, sacrum] = CHORD.map(|joint| reader.point(joint, moment));
    let (neck, middle, sacrum) = (neck?, middle?, sacrum?);
    reader.note_segment(Joint::Back5.into(), Joint::Back1.into(), sacrum, neck);
    let (dx, dy) = (neck.x - sacrum.x, neck.y - sacrum.y);
    let out = dx * (middle.y - sacrum.y) - dy * (middle.x - sacrum.x);
    let chord = dx * dx + dy * dy;
    (chord > 1e-9).then(|| 100.0 * out / chord)
}

/// Sagitta of the back's contour at a moment, percent of its chord.
pub fn sagitta_at(case: &Case, id: &'static str, moment: Result<Moment, Abstain>) -> Measured {
    let moment = moment?;
    let plan = Plan { phase: moment.frames(), ..plan(id, Unit::Percent, case, &moment, &moment) };
    take(case, plan, &|reader| sagitta(reader, &moment))
}

/// Sagitta added between lift-off and knee over the own set-up, percent of the chord: the greater of lift-off's and the knee's. For
/// pictures in which the segments of the back are too short for their angles; it does not tell the lower from the upper back.
pub fn added_sagitta(case: &Case) -> Measured {
    let (start, off, knee) = (case.set_up()?, case.lift_off()?, case.knee()?);
    let plain = Reader::new(case, None);
    let out = |moment: &Moment| sagitta(&plain, moment).unwrap_or(f64::NEG_INFINITY);
    let worst = if out(&off) > out(&knee) { off } else { knee };
    let plan = Plan { at: worst.event, ..plan("added-back-sagitta", Unit::Percent, case, &start, &knee) };
    let mut measured = take(case, plan, &|reader| Some(sagitta(reader, &worst)? - sagitta(reader, &start)?))?;
    measured.sd = measured.sd.hypot(WANDERS_PERCENT);
    Ok(measured.since(middle(case, &start), SET_UP, sagitta(&plain, &start), sagitta(&plain, &worst)))
}

/// What the bulge of a standing back is off by beyond the errors of its points, percent of the chord, standard error: at lockout the plate
/// comes before the sacrum, by which it is then guessed in part. Measured on synthetic lifts.
const STANDS_PERCENT: f64 = 1.3;

/// Sagitta at lift-off against the own standing, percent of the chord.
pub fn sagitta_against_standing(case: &Case) -> Measured {
    let off = case.lift_off()?;
    let standing = standing(case, &CHORD)?;
    let plan = Plan { phase: off.frames(), ..plan("back-sagitta-against-standing", Unit::Percent, case, &off, &off) };
    let measured = take(case, plan, &|reader| Some(sagitta(reader, &off)? - sagitta(reader, &standing)?))?.wider(STANDS_PERCENT);
    seen_at(case, &CHORD, &standing)?;
    let plain = Reader::new(case, None);
    Ok(measured.since(middle(case, &standing), STANDING, sagitta(&plain, &standing), sagitta(&plain, &off)))
}

/// Half of the time over which the back is read when the hips are done, seconds, and what its finish is off by beyond the errors of its points,
/// degrees, standard error: the hips say when, and its segments are short. Measured on synthetic lifts.
const FINISH_HALF_S: f64 = 0.075;
const FINISH_SD_DEG: f64 = 2.8;
/// Share of the hip's opening from lift-off to lockout after which the hips are done, 0..=1 (faults.md, S11).
const HIPS_DONE: f64 = 0.95;

/// Back-finish: by how much the whole back still straightens (flexion from its lowest to its highest segment) after the hips have done 95 %
/// of their opening, degrees.
pub fn back_finish(case: &Case) -> Measured {
    let (off, up) = (case.lift_off()?, case.lockout()?);
    let joints = [Joint::LeftShoulder, Joint::LeftHip, Joint::LeftKnee].map(|joint| case.near(joint));
    let hip = |reader: &Reader, moment: &Moment| reader.angle(joints[0], joints[1], joints[2], moment);
    let bend = |reader: &Reader, moment: &Moment| -> Option<f64> {
        let lower = reader.elevation(Joint::Back5, Joint::Back4, moment)?;
        Some(turned(lower - reader.elevation(Joint::Back2, Joint::Back1, moment)?))
    };
    let plain = Reader::new(case, None);
    let phase = case.between(&off, &up);
    let done = hip(&plain, &off).zip(hip(&plain, &up)).and_then(|(low, high)| {
        let wanted = low + HIPS_DONE * (high - low);
        phase
            .clone()
            .filter_map(|frame| case.spell(frame, FINISH_HALF_S))
            .find(|moment| hip(&plain, moment).is_some_and(|hip| hip >= wanted))
    });
    let done = done.unwrap_or(up);
    let held = case.hold()?;
    let late = done.frames().start..up.frames().end;
    let plan = Plan { phase: late, at: done.event, ..plan("back-finish", Unit::Degrees, case, &done, &up) };
    // The hip's joints say when: they must be seen to the end.
    can_show(case, &plan, &|reader| Some(hip(reader, &up)? - hip(reader, &done)?))?;
    take(case, plan, &|reader| Some(turned(bend(reader, &done)? - bend(reader, &held)?)))
        .map(|measured| measured.wider(FINISH_SD_DEG))
}

/// Horizontal lever from the hip to the bar at lift-off, percent of the trunk's length (Escamilla et al. 2001: smaller in skilled lifters).
pub fn hip_lever(case: &Case) -> Measured {
    let off = case.lift_off()?;
    let (hip, shoulder) = (case.near(Joint::LeftHip), case.near(Joint::LeftShoulder));
    let grip = Grip::seen(case, &off.frames())?;
    let plan = Plan {
        phase: off.frames(),
        marks: vec![Mark::Line(hip, shoulder)],
        ..plan("hip-lever-at-lift-off", Unit::Percent, case, &off, &off)
    };
    let mut measured = take(case, plan, &|reader| {
        let trunk = reader.distance(hip, shoulder, &off)?;
        let lever = grip.place(reader, &off)?.x - reader.point(hip, &off)?.x;
        (trunk > 1e-6).then(|| 100.0 * lever / trunk)
    })?;
    let trunk = Reader::new(case, None).distance(hip, shoulder, &off).filter(|trunk| *trunk > 1e-6);
    measured.sd = measured.sd.hypot(trunk.map_or(0.0, |trunk| 100.0 * grip.sd / trunk));
    Ok(measured)
}
