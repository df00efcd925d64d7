//! The lockout, held against the lifter's own standing.
//!
//! It is read over the stand at the top. All segments are nearly upright there: a yaw that is missed only stretches how far they lean, by
//! 9 % where it is 45 degrees and missed by 5 (derived: the tangent of the one times the other). So the lockout is told obliquely too.

use super::angles::SIDE_YAW_DEG;
use super::bar::CM;
use super::feet::{feet_at, foot_of, mean_of_feet};
use super::moment::{Case, Moment};
use super::reading::{Reader, turned};
use super::sides::Sides;
use super::standing::{Upright, upright, without_bar};
use super::take::{Plan, Views, can_show, take, take_where};
use super::{Abstain, Mark, Measured};
use crate::body::Joint;
use crate::units::Unit;

/// What the shoulder's place over the hip differs by between standing with and without a loaded bar, metres, standard error: the shoulder
/// blades are drawn down and forward, and a model sees both a little differently. Measured on synthetic lifts.
const SHOULDER_SD_M: f64 = 0.015;
/// Largest yaw at which the lockout is told, degrees (faults.md, "what each single view can tell": A2 is estimated at 45 degrees).
const LOCKOUT_YAW_DEG: f64 = 45.0;
/// What laying the near shoulder and the near hip into the middle of the body leaves of their difference, as a lean seen from the front,
/// degrees, standard error: a fifth of the 10 cm by which shoulders are wider, over a trunk of 50 cm. Our judgement.
const OBLIQUE_SD_DEG: f64 = 2.3;
/// An angle of a straight joint, degrees.
const STRAIGHT_DEG: f64 = 180.0;
/// By how much standing lifters differ from straight knees and hips, degrees, standard error; our judgement.
const STANDS_SD_DEG: f64 = 2.0;
/// By how much the way from hip to shoulder of a standing lifter differs from upright, degrees, standard error; our judgement.
const LEANS_SD_DEG: f64 = 2.5;

/// The trunk's ends.
const TRUNK: (Joint, Joint) = (Joint::LeftHip, Joint::LeftShoulder);

fn plan(id: &'static str, unit: Unit, top: &Moment, mark: Mark) -> Plan {
    let views = Views::Sagittal(LOCKOUT_YAW_DEG);
    Plan { id, unit, views, phase: top.frames(), least_fps: 0.0, at: top.event, marks: vec![mark] }
}

/// A measure of the lockout, and what it was held against.
#[derive(Clone, Debug)]
pub struct Locked {
    /// The measure.
    pub measured: Measured,
    /// Whether it was held against standing without the bar; if not, against the set's best lockout, which may be soft itself: it can
    /// then be shown that this one is, not that it is not.
    pub against_standing: bool,
}

impl Locked {
    fn new(found: Result<(Measured, bool), Abstain>) -> Self {
        match found {
            Ok((measured, against_standing)) => Self { measured, against_standing },
            Err(why) => Self { measured: Err(why), against_standing: false },
        }
    }
}

/// A straight joint's angle, less what the joint lacks to the same in standing, degrees; over 180 where it is straighter. `forward` is 1 for a
/// joint that bends its upper part forward, and -1 for one that bends it back.
fn extension(case: &Case, id: &'static str, joints: [Joint; 3], forward: f64) -> Result<(Measured, bool), Abstain> {
    let top = case.hold()?;
    let mark = |sides: &Sides| {
        let [a, corner, b] = joints.map(|joint| sides.first(joint));
        Mark::Angle(a, corner, b)
    };
    let straight =
        |sides: &Sides, reader: &Reader, at: &Moment| Some(STRAIGHT_DEG - forward * sides.turn_forward(reader, joints, at)?);
    let at_top = Sides::seen(case, &joints, &[top]).unwrap_or_else(|| Sides::near(case));
    let plan = plan(id, Unit::Degrees, &top, mark(&at_top));
    // What cannot be seen at lockout is told before what it would be held against.
    can_show(case, &plan, &|reader| straight(&at_top, reader, &top))?;
    let Upright { moment, sides, free, by_chance } = upright(case, &joints, straight)?;
    let plan = Plan { marks: vec![mark(&sides)], ..plan };
    let mut measured = take(case, plan, &|reader| {
        Some(STRAIGHT_DEG - turned(straight(&sides, reader, &moment)? - straight(&sides, reader, &top)?))
    })?;
    measured.value += by_chance * measured.sd / std::f64::consts::SQRT_2;
    measured.sd = measured.sd.hypot(STANDS_SD_DEG);
    Ok((Ok(measured), free))
}

/// Knee at lockout: 180 less what it lacks to the knee in standing, degrees.
pub fn knee(case: &Case) -> Locked {
    Locked::new(extension(case, "locked-knee", [Joint::LeftHip, Joint::LeftKnee, Joint::LeftAnkle], -1.0))
}

/// Hip at lockout: 180 less what it lacks to the hip in standing, degrees; over 180 where the lifter leans back.
pub fn hip(case: &Case) -> Locked {
    Locked::new(extension(case, "locked-hip", [Joint::LeftShoulder, Joint::LeftHip, Joint::LeftKnee], 1.0))
}

/// By how much further the shoulder is ahead of the hip at lockout than in standing, cm.
pub fn shoulder_ahead(case: &Case) -> Locked {
    let of = || -> Result<(Measured, bool), Abstain> {
        let top = case.hold()?;
        let (hip, shoulder) = TRUNK;
        let ahead = |sides: &Sides, reader: &Reader, at: &Moment| {
            Some(sides.point(reader, shoulder, at)?.x - sides.point(reader, hip, at)?.x)
        };
        let at_top = Sides::seen(case, &[hip, shoulder], &[top]).unwrap_or_else(|| Sides::near(case));
        let mark = |sides: &Sides| Mark::Line(sides.first(hip), sides.first(shoulder));
        let plan = plan("shoulder-ahead-at-lockout", Unit::Centimetres, &top, mark(&at_top));
        can_show(case, &plan, &|reader| ahead(&at_top, reader, &top))?;
        let Upright { moment, sides, free, by_chance } =
            upright(case, &[hip, shoulder], |sides, reader, at| ahead(sides, reader, at).map(|ahead| -ahead))?;
        let plan = Plan { marks: vec![mark(&sides)], ..plan };
        let mut measured =
            take(case, plan, &|reader| Some(CM * (ahead(&sides, reader, &top)? - ahead(&sides, reader, &moment)?)))?;
        measured.value -= by_chance * measured.sd / std::f64::consts::SQRT_2;
        measured.sd = measured.sd.hypot(CM * SHOULDER_SD_M);
        Ok((Ok(measured), free))
    };
    Locked::new(of())
}

/// Lean of the trunk at lockout behind the lifter's own standing, degrees; behind the vertical, with its larger error, where the clip
/// does not show the lifter standing without the bar. Forward is negative.
pub fn lean(case: &Case) -> Measured {
    let top = case.hold()?;
    let (hip, shoulder) = TRUNK;
    let plan = |sides: &Sides| plan("trunk-lean", Unit::Degrees, &top, Mark::Line(sides.first(hip), sides.first(shoulder)));
    // One side alone is not in the middle of the body.
    let oblique = |sides: &Sides| {
        if sides.are_both() { 0.0 } else { OBLIQUE_SD_DEG * case.lift.view.yaw_deg.to_radians().sin() }
    };
    if let Some(standing) = without_bar(case)
        && let Some(sides) = Sides::seen(case, &[hip, shoulder], &[top, standing])
    {
        let lean = take(case, plan(&sides), &|reader| {
            Some(turned(sides.elevation(reader, TRUNK, &top)? - sides.elevation(reader, TRUNK, &standing)?))
        })?;
        return Ok(lean.wider(oblique(&sides)));
    }
    let sides = Sides::seen(case, &[hip, shoulder], &[top]).unwrap_or_else(|| Sides::near(case));
    let lean = take(case, plan(&sides), &|reader| Some(turned(sides.elevation(reader, TRUNK, &top)? - 90.0)))?;
    Ok(lean.wider(LEANS_SD_DEG.hypot(oblique(&sides))))
}

/// How far the near hip is ahead of the middle of the feet at lockout, cm; behind it is negative.
///
/// The feet are read at the lockout itself: a lifter who has made a step does not lean back by it.
pub fn pelvis_ahead(case: &Case) -> Measured {
    let top = case.hold()?;
    let feet = feet_at(case, &top)?;
    let [heel, _] = foot_of(feet.first().map_or(case.lift.near, |foot| foot.side));
    let hip = case.near(Joint::LeftHip);
    let elsewhere: Vec<_> = feet.iter().flat_map(|foot| foot.spots(&[])).collect();
    // Feet are not told obliquely, for they are turned out.
    let plan =
        Plan { views: Views::Sagittal(SIDE_YAW_DEG), ..plan("pelvis-ahead", Unit::Centimetres, &top, Mark::Line(heel, hip)) };
    take_where(case, plan, &elsewhere, &|reader| {
        Some(CM * (reader.point(hip, &top)?.x - mean_of_feet(&feet, |foot| foot.forward(reader, 0.5))?))
    })
}
