//! The back's shape from the five contour points: flexion as a change, never against a straight line.
//!
//! A straight-looking back is not at 0 degrees: trained lifters lose about 13 + 20 degrees of lordosis from standing to the start
//! position (Bengtsson et al. 2022). So the added flexion is counted from the lifter's own set-up.

use super::angles::SIDE_YAW_DEG;
use super::grip::Grip;
use super::moment::{Case, Moment};
use super::reading::{Reader, turned};
use super::standing::standing;
use super::take::{Plan, SURELY, Views, can_show, seen_at, take};
use super::wander::Wander;
use super::{Abstain, Mark, Measured};
use crate::body::Joint;
use crate::geom::PlanePoint;
use crate::units::Unit;

/// What the chord of a back that holds changes by beyond the errors of its ends, percent, standard error. Measured on synthetic lifts.
const CHORD_SD_PERCENT: f64 = 1.0;
/// Time before the knee pass over which the back is read, seconds: as long as the shortest set-up. Not beyond it: there the hips open, and
/// the buttocks turn the contour's lower end.
const TO_KNEE_S: f64 = 0.3;
/// Longest time before lift-off in which the lifter sets up, seconds, and within what the back's chord keeps still then: its elevation, degrees,
/// and its lower end, metres. Our default: several times what a model shakes and wanders by there.
const STILL_S: f64 = 1.0;
const STILL_DEG: f64 = 3.0;
const STILL_M: f64 = 0.03;
/// Standard error of the way from standing to the toe-touch, degrees: two contours, each as good as any here. Our judgement.
const RANGE_SD_DEG: f64 = 4.0;

/// Shortest segment of the contour for a change within the pull, pixels: it is a quarter of the back, and a network that sees the lifter 170
/// pixels tall places its ends in a larger picture no better than in one in which it is 12 pixels long. Our default; against standing,
/// where ends are guessed beside the plate, it must be as long as any other.
const LEAST_SEGMENT_PX: f64 = 20.0;

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
        let [lower, upper] = self.segments().map(|(from, to)| reader.elevation(from, to, moment));
        Some(turned(lower? - upper?))
    }

    /// The same for a change within the pull, with segments that may be shorter in the picture.
    fn short_flexion(self, reader: &Reader, moment: &Moment) -> Option<f64> {
        let [lower, upper] = self.segments().map(|(from, to)| reader.short_elevation(from, to, moment, LEAST_SEGMENT_PX));
        Some(turned(lower? - upper?))
    }

    /// The ends of both segments, lower before upper.
    fn joints(self) -> [Joint; 4] {
        let [lower, upper] = self.segments();
        [lower.0, lower.1, upper.0, upper.1]
    }
}

/// Flexion between two segments by the places of their ends, degrees.
fn bend(ends: &[PlanePoint]) -> Option<f64> {
    let &[a, b, c, d] = ends else { return None };
    Some(turned(a.elevation_deg(b)? - c.elevation_deg(d)?))
}

/// The set-up as far back as the back's chord keeps as still as in its last part: the longer it is, the less a model's wandering is in it.
fn set_up(case: &Case) -> Result<Moment, Abstain> {
    let start = case.set_up()?;
    let plain = Reader::new(case, None);
    let chord = |moment: &Moment| {
        let (low, high) = (plain.point(Joint::Back5, moment)?, plain.point(Joint::Back1, moment)?);
        Some((low, low.elevation_deg(high)?))
    };
    let Some((low, elevation)) = chord(&start) else { return Ok(start) };
    let apart = STILL_M * case.units_per_metre();
    let still = |frame: &usize| {
        case.frame(*frame)
            .and_then(|moment| chord(&moment))
            .is_some_and(|(at, up)| at.distance(low) <= apart && turned(up - elevation).abs() <= STILL_DEG)
    };
    let earliest = case.lift.frame_at(start.event - STILL_S).max(case.frames().start);
    let first = (earliest..start.frames().start).rev().take_while(still).last().unwrap_or(start.frames().start);
    Ok(start.begun_at(first, &case.lift.t))
}

/// The last of the way up to the knee.
fn to_knee(case: &Case) -> Result<Moment, Abstain> {
    let (off, knee) = (case.lift_off()?, case.knee()?);
    Ok(case.up_to(&knee, (knee.event - TO_KNEE_S).max(off.event)))
}

/// Of lift-off and the way to the knee the moment at which a reading is greater: lift-off only where that is sure, for the greater of two is
/// greater by chance.
fn greater(case: &Case, wander: Wander, (off, knee): (Moment, Moment), reading: &dyn Fn(&Moment) -> Option<f64>) -> Moment {
    let of = |moment: &Moment| reading(moment).unwrap_or(f64::NEG_INFINITY);
    if of(&off) - of(&knee) > SURELY * wander.between(case, &off, &knee) { off } else { knee }
}

fn plan(id: &'static str, unit: Unit, case: &Case, from: &Moment, to: &Moment) -> Plan {
    let phase = from.frames().start..case.between(from, to).end;
    Plan { id, unit, views: Views::Sagittal(SIDE_YAW_DEG), phase, least_fps: 0.0, at: to.event, marks: vec![Mark::Back] }
}

/// Flexion added between lift-off and knee over the own set-up, degrees: that of the last way to the knee, or lift-off's where that is surely
/// greater.
pub fn added_flexion(case: &Case, region: Region) -> Measured {
    let (start, off, knee) = (set_up(case)?, case.lift_off()?, to_knee(case)?);
    let id = if region == Region::Lumbar { "added-lumbar-flexion" } else { "added-thoracic-flexion" };
    let plain = Reader::new(case, None);
    let wander = Wander::of(case, &region.joints(), &bend);
    let worst = greater(case, wander, (off, knee), &|moment| region.short_flexion(&plain, moment));
    let plan = Plan { at: worst.event, ..plan(id, Unit::Degrees, case, &start, &knee) };
    let measured =
        take(case, plan, &|reader| Some(turned(region.short_flexion(reader, &worst)? - region.short_flexion(reader, &start)?)))?
            .wider(wander.between(case, &start, &worst));
    Ok(measured.since(middle(case, &start), SET_UP, region.short_flexion(&plain, &start), region.short_flexion(&plain, &worst)))
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
    let start = set_up(case)?;
    let id = if region == Region::Lumbar { "set-up-lumbar-flexion" } else { "set-up-thoracic-flexion" };
    against_standing(case, id, region, &start)
}

/// Flexion at a moment against the own standing, degrees.
fn against_standing(case: &Case, id: &'static str, region: Region, moment: &Moment) -> Measured {
    let joints = region.joints();
    let standing = standing(case, &joints)?;
    let plan = Plan { phase: moment.frames(), ..plan(id, Unit::Degrees, case, moment, moment) };
    let measured =
        take(case, plan, &|reader| Some(turned(region.flexion(reader, moment)? - region.flexion(reader, &standing)?)))?
            .wider(Wander::of(case, &joints, &bend).between(case, &standing, moment));
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
    let (start, off, knee) = (set_up(case)?, case.lift_off()?, to_knee(case)?);
    let plain = Reader::new(case, None);
    let rounded = |moment: &Moment| Region::Lumbar.flexion(&plain, moment).unwrap_or(f64::NEG_INFINITY);
    let roundest = [off, knee].into_iter().fold(start, |most, next| if rounded(&next) > rounded(&most) { next } else { most });
    let found = against_standing(case, "lumbar-range-used", Region::Lumbar, &roundest)?;
    let value = 100.0 * found.value / range;
    let sd = (100.0 * found.sd / range).hypot(value * RANGE_SD_DEG / range);
    Ok(super::Measurement { value, sd, unit: Unit::Percent, ..found })
}

/// The cheap check with any model: by how much the way from the neck to the hip is shorter before the knee pass than at set-up, percent.
/// Bending the spine shortens it (derived); so do the shoulder blades and a turn of the body, so it can only hint.
///
/// Counted from the set-up and not from standing: standing to set-up alone shortens shoulder to hip by 14 to 18 percent in clean
/// lifts, because the shoulder moves with the shoulder blade.
pub fn chord_shortening(case: &Case) -> Measured {
    let (start, knee) = (set_up(case)?, to_knee(case)?);
    let contour = [Joint::Back1, Joint::Back5];
    let joints = [case.near(Joint::LeftShoulder), case.near(Joint::LeftHip)];
    let [top, bottom] = if contour.iter().all(|&joint| case.lift.joint(joint).is_some()) { contour } else { joints };
    let plan = Plan { marks: vec![Mark::Line(top, bottom)], ..plan("chord-shortening", Unit::Percent, case, &start, &knee) };
    let measured = take(case, plan, &|reader| {
        let (set, now) = (reader.distance(top, bottom, &start)?, reader.distance(top, bottom, &knee)?);
        (set > 1e-6).then(|| 100.0 * (1.0 - now / set))
    })?;
    let set = Reader::new(case, None).distance(top, bottom, &start).filter(|set| *set > 1e-6);
    let share = |ends: &[PlanePoint]| Some(100.0 * ends.first()?.distance(*ends.last()?) / set?);
    Ok(measured.wider(Wander::of(case, &[top, bottom], &share).between(case, &start, &knee)).wider(CHORD_SD_PERCENT))
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
    bulge(&[neck, middle, sacrum])
}

/// The same by the places of neck, middle and sacrum.
fn bulge(contour: &[PlanePoint]) -> Option<f64> {
    let &[neck, middle, sacrum] = contour else { return None };
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

/// Sagitta added between lift-off and knee over the own set-up, percent of the chord, at the same moments as the flexion. For
/// pictures in which the segments of the back are too short for their angles; it does not tell the lower from the upper back.
pub fn added_sagitta(case: &Case) -> Measured {
    let (start, off, knee) = (set_up(case)?, case.lift_off()?, to_knee(case)?);
    let plain = Reader::new(case, None);
    let wander = Wander::of(case, &CHORD, &bulge);
    let worst = greater(case, wander, (off, knee), &|moment| sagitta(&plain, moment));
    let plan = Plan { at: worst.event, ..plan("added-back-sagitta", Unit::Percent, case, &start, &knee) };
    let measured = take(case, plan, &|reader| Some(sagitta(reader, &worst)? - sagitta(reader, &start)?))?
        .wider(wander.between(case, &start, &worst))
        .wider(WANDERS_PERCENT);
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
    let measured = take(case, plan, &|reader| Some(sagitta(reader, &off)? - sagitta(reader, &standing)?))?
        .wider(Wander::of(case, &CHORD, &bulge).between(case, &standing, &off))
        .wider(STANDS_PERCENT);
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
    let whole = |reader: &Reader, moment: &Moment| -> Option<f64> {
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
    take(case, plan, &|reader| Some(turned(whole(reader, &done)? - whole(reader, &held)?)))
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
