//! The back's shape from the five contour points: flexion as a change, never against a straight line.
//!
//! A straight-looking back is not at 0 degrees: trained lifters lose about 13 + 20 degrees of lordosis from standing to the start
//! position (Bengtsson et al. 2022). So the added flexion is counted from the lifter's own set-up.

use super::angles::SIDE_YAW_DEG;
use super::moment::{Case, Moment};
use super::reading::{Reader, turned};
use super::take::{Plan, Views, seen_at, take};
use super::{Abstain, Mark, Measured};
use crate::body::Joint;
use crate::units::Unit;

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
    take(case, plan, &|reader| Some(turned(region.flexion(reader, &worst)? - region.flexion(reader, &start)?)))
}

/// Lumbar flexion of the set-up against the own standing, degrees; about 33 is usual (Bengtsson et al. 2022).
pub fn set_up_flexion(case: &Case) -> Measured {
    let (start, standing) = (case.set_up()?, case.standing()?);
    let plan = Plan { phase: start.frames(), ..plan("set-up-lumbar-flexion", Unit::Degrees, case, &start, &start) };
    let region = Region::Lumbar;
    let measured =
        take(case, plan, &|reader| Some(turned(region.flexion(reader, &start)? - region.flexion(reader, &standing)?)))?;
    seen_at(case, &[Joint::Back2, Joint::Back3, Joint::Back4, Joint::Back5], &standing)?;
    Ok(measured)
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
}

/// Sagitta of the back's contour at a moment: how far its middle stands out behind the chord from sacrum to neck, percent of the
/// chord.
pub fn sagitta_at(case: &Case, id: &'static str, moment: Result<Moment, Abstain>) -> Measured {
    let moment = moment?;
    let plan = plan(id, Unit::Percent, case, &moment, &moment);
    let plan = Plan { phase: moment.frames(), ..plan };
    take(case, plan, &|reader| {
        let [neck, middle, sacrum] = [Joint::Back1, Joint::Back3, Joint::Back5].map(|joint| reader.point(joint, &moment));
        let (neck, middle, sacrum) = (neck?, middle?, sacrum?);
        let (dx, dy) = (neck.x - sacrum.x, neck.y - sacrum.y);
        let out = dx * (middle.y - sacrum.y) - dy * (middle.x - sacrum.x);
        let chord = dx * dx + dy * dy;
        (chord > 1e-9).then(|| 100.0 * out / chord)
    })
}
