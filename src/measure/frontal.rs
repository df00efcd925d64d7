//! What only the front or the back view shows of the pull: the bar's tilt, the knees, the hips' shift, the shoulders.

use std::ops::Range;

use super::bar::{CM, greatest};
use super::moment::{Case, Moment};
use super::pull::QUICK_FPS;
use super::reading::{Reader, Spot, turned};
use super::take::{FRONT_YAW_DEG, Plan, Views, seen_at, take};
use super::{Abstain, Mark, Measured};
use crate::body::{Joint, Side};
use crate::geom::PlanePoint;
use crate::units::Unit;

/// From one plate's middle to the other's, metres: twice 0.66 (faults.md, section 2).
const SPAN_M: f64 = 1.32;
/// What the sizes of the two plates in the picture may differ by, share: each is followed to about one percent over a clip.
const SIZES_SD: f64 = 0.015;
/// Rise of an end of the bar at which it has left the floor, metres.
const OFF_FLOOR_M: f64 = 0.02;
/// Part of the hips' way sideways from set-up to lockout, which a camera that stands aside sees, that where they are on it may be off by.
const OF_WAY: f64 = 0.10;
/// What a camera that stands aside and not at the height of the shoulders tilts them by as they rise, degrees, standard error. Derived: 0.4 m
/// times the tangent of 15 degrees over 4 m.
const TILT_SD_DEG: f64 = 1.5;
/// What one knee's turn wanders by beyond the errors of its points, degrees, standard error: short segments, and legs that are not alike.
/// Measured on synthetic lifts.
const TURN_SD_DEG: f64 = 3.5;
/// Half of the time over which the knees are read where they are nearest, seconds: a shorter cave is a flicker of the model. Our default.
const NEAREST_HALF_S: f64 = 0.075;
/// Posture of the time over which the ankles are read, half of which is the pull: what is missed of them counts once, whatever it is.
const STANCE_POSTURE: f64 = 0.5;
/// Least distance between the ankles that counts as a stance, metres.
const LEAST_STANCE_M: f64 = 0.08;

fn plan(id: &'static str, unit: Unit, phase: Range<usize>, at: f64, marks: Vec<Mark>) -> Plan {
    Plan { id, unit, views: Views::Frontal(FRONT_YAW_DEG), phase, least_fps: 0.0, at, marks }
}

/// By how much the right end of the bar is higher over its place at set-up than the left one, plane unit.
fn apart(reader: &Reader, start: &Moment, at: &Moment) -> Option<f64> {
    let rise = |end: Spot| Some(reader.point(end, at)?.y - reader.point(end, start)?.y);
    Some(rise(Spot::BarRight)? - rise(Spot::BarLeft)?)
}

/// Tilt of the bar: the largest angle between lift-off and lockout by which the line between its ends differs from its angle at set-up,
/// degrees without sign. The moment of the largest is held while the error is told; the plates' sizes are added to it.
pub fn tilt(case: &Case) -> Measured {
    let (start, off, up) = (case.set_up()?, case.lift_off()?, case.lockout()?);
    let span = SPAN_M * case.units_per_metre();
    let angle = |reader: &Reader, at: &Moment| Some((apart(reader, &start, at)? / span).atan().to_degrees().abs());
    let frames = case.between(&off, &up);
    let worst = greatest(case, frames.clone(), angle).unwrap_or(off);
    let plan = plan("bar-tilt", Unit::Degrees, frames, worst.event, vec![Mark::BarPath]);
    let mut measured = take(case, plan, &|reader| angle(reader, &worst))?;
    let plain = Reader::new(case, None);
    let rise = plain.point(Spot::BarLeft, &worst).zip(plain.point(Spot::BarLeft, &start)).map_or(0.0, |(now, set)| now.y - set.y);
    measured.sd = measured.sd.hypot((SIZES_SD * rise / span).atan().to_degrees());
    sound(measured)
}

fn sound(measured: super::Measurement) -> Measured {
    if measured.sd.is_finite() { Ok(measured) } else { Err(Abstain::degenerate("The error of this number cannot be told.")) }
}

/// The two frames between which an end of the bar passes 2 cm over its place at set-up.
fn leaves(case: &Case, end: Spot, start: &Moment, frames: Range<usize>) -> Option<(Moment, Moment)> {
    let plain = Reader::new(case, None);
    let level = plain.point(end, start)?.y + OFF_FLOOR_M * case.units_per_metre();
    let over = |frame: usize| case.frame(frame).and_then(|at| plain.point(end, &at)).is_some_and(|at| at.y >= level);
    let first = frames.into_iter().find(|&frame| over(frame))?;
    Some((case.frame(first.checked_sub(1)?)?, case.frame(first)?))
}

/// Delay between the ends: by how much later one end of the bar leaves the floor than the other, seconds without sign.
pub fn lift_off_delay(case: &Case) -> Measured {
    let (start, up) = (case.set_up()?, case.lockout()?);
    let frames = start.frames().start..case.lift.frame_at(up.event) + 1;
    let level = OFF_FLOOR_M * case.units_per_metre();
    let ends = [Spot::BarLeft, Spot::BarRight].map(|end| (end, leaves(case, end, &start, frames.clone())));
    let passes = |reader: &Reader, end: Spot, pair: Option<(Moment, Moment)>| -> Option<f64> {
        let set = reader.point(end, &start)?.y;
        let (before, after) = pair?;
        let (from, to) = (reader.point(end, &before)?.y, reader.point(end, &after)?.y);
        let share = (set + level - from) / (to - from);
        // A nudge may carry the pass beyond the two frames; half a second beyond them it is none.
        let at = before.event + share * (after.event - before.event);
        (at - before.event).abs().lt(&0.5).then_some(at)
    };
    let at = ends[0].1.map_or(start.event, |pair| pair.1.event);
    let plan = Plan {
        least_fps: QUICK_FPS,
        ..plan("lift-off-delay", Unit::Seconds, start.frames().start..case.lift.frame_at(at) + 1, at, vec![Mark::BarPath])
    };
    take(case, plan, &|reader| {
        let [left, right] = ends.map(|(end, pair)| passes(reader, end, pair));
        Some((left? - right?).abs())
    })
}

/// Sideways distance from a joint to its partner; positive while the two stand as the ankles do.
fn gap(reader: &Reader, joint: Joint, at: &Moment) -> Option<f64> {
    let across = |joint: Joint| Some(reader.point(joint.partner(), at)?.x - reader.point(joint, at)?.x);
    let ankles = across(Joint::LeftAnkle)?;
    Some(across(joint)? * ankles.signum())
}

fn least_stance(case: &Case) -> f64 {
    LEAST_STANCE_M * case.units_per_metre()
}

/// The moment between lift-off and knee at which the knees are nearest to each other.
fn knees_nearest(case: &Case) -> Result<(Moment, Range<usize>), Abstain> {
    let (off, knee) = (case.lift_off()?, case.knee()?);
    let frames = case.between(&off, &knee);
    let nearest = greatest(case, frames.clone(), |reader, at| gap(reader, Joint::LeftKnee, at).map(|gap| -gap)).unwrap_or(off);
    Ok((case.spell(nearest.frames().start, NEAREST_HALF_S).unwrap_or(nearest), frames))
}

/// The time over which the ankles are read, as one moment: feet stand still from set-up until the bar is up, and what is missed of them
/// then falls out of every change over them.
fn stance(case: &Case, frames: Range<usize>) -> Result<Moment, Abstain> {
    case.stretch(frames, STANCE_POSTURE).ok_or_else(|| Abstain::no_event("the pull"))
}

/// Change of the knees' distance over the ankles' between lift-off and knee against set-up, percent; negative where the knees move in.
pub fn knee_gap_change(case: &Case) -> Measured {
    let (start, (worst, frames)) = (case.set_up()?, knees_nearest(case)?);
    let (least, phase) = (least_stance(case), start.frames().start..frames.end);
    let feet = stance(case, phase.clone())?;
    let ratio = |reader: &Reader, at: &Moment| {
        let ankles = gap(reader, Joint::LeftAnkle, &feet)?;
        (ankles > least).then_some(gap(reader, Joint::LeftKnee, at)? / ankles)
    };
    let marks = vec![Mark::Line(Joint::LeftKnee, Joint::RightKnee), Mark::Line(Joint::LeftAnkle, Joint::RightAnkle)];
    take(case, plan("knee-gap-change", Unit::Percent, phase, worst.event, marks), &|reader| {
        let set = ratio(reader, &start)?;
        (set > 0.1).then_some(100.0 * (ratio(reader, &worst)? / set - 1.0))
    })
}

/// How far a knee stands inside the line from its hip to its ankle, as the angle there, degrees; outside is negative.
fn inside(reader: &Reader, side: Side, at: &Moment) -> Option<f64> {
    inside_by(reader, side, at, 0.0)
}

/// The same where the knee is seen so much too far to the picture's right, plane unit.
fn inside_by(reader: &Reader, side: Side, at: &Moment, missed: f64) -> Option<f64> {
    let [hip, knee, ankle] = [Joint::LeftHip, Joint::LeftKnee, Joint::LeftAnkle].map(|joint| joint.on(side));
    let [top, seen, low] = [hip, knee, ankle].map(|joint| reader.point(joint, at));
    let (top, seen, low) = (top?, seen?, low?);
    reader.note_segment(Spot::Joint(ankle), Spot::Joint(knee), low, seen);
    reader.note_segment(Spot::Joint(knee), Spot::Joint(hip), seen, top);
    let corner = PlanePoint::new(seen.x - missed, seen.y);
    let bend = turned(low.elevation_deg(corner)? - corner.elevation_deg(top)?);
    let other = reader.point(ankle.partner(), at)?.x - low.x;
    // Towards the picture's right the shank's elevation is under the thigh's where the knee stands further right than the line.
    Some(-bend * other.signum())
}

fn of_legs(case: &Case, id: &'static str, value: &dyn Fn(&Reader, &Moment) -> Option<f64>) -> Measured {
    let (start, (worst, frames)) = (case.set_up()?, knees_nearest(case)?);
    let marks = vec![
        Mark::Angle(Joint::LeftHip, Joint::LeftKnee, Joint::LeftAnkle),
        Mark::Angle(Joint::RightHip, Joint::RightKnee, Joint::RightAnkle),
    ];
    take(case, plan(id, Unit::Degrees, start.frames().start..frames.end, worst.event, marks), &|reader| value(reader, &worst))
}

/// How far to the picture's right a knee is of the line from its hip to its ankle, plane unit.
fn off_line(reader: &Reader, side: Side, at: &Moment) -> Option<f64> {
    let [hip, knee, ankle] = [Joint::LeftHip, Joint::LeftKnee, Joint::LeftAnkle].map(|joint| joint.on(side));
    let (hip, knee, ankle) = (reader.point(hip, at)?, reader.point(knee, at)?, reader.point(ankle, at)?);
    let height = hip.y - ankle.y;
    (height > 1e-6).then(|| knee.x - ankle.towards(hip, (knee.y - ankle.y) / height).x)
}

/// How far the knees stand inside the lines from hip to ankle when they are nearest, mean of both legs, degrees.
///
/// Legs that are locked are in line: by how much a knee seems to be beside its line in the hold at the top is what the model misses, and is
/// taken off, where all of the leg is seen there.
pub fn knees_inside(case: &Case) -> Measured {
    let legs = [Joint::LeftHip, Joint::LeftKnee, Joint::LeftAnkle].into_iter().flat_map(|joint| [joint, joint.partner()]);
    let legs: Vec<Joint> = legs.collect();
    let locked = case.hold().ok().filter(|hold| seen_at(case, &legs, hold).is_ok());
    of_legs(case, "knees-inside", &|reader, at| {
        let of = |side: Side| {
            let missed = locked.map_or(Some(0.0), |hold| off_line(reader, side, &hold))?;
            inside_by(reader, side, at, missed)
        };
        Some(f64::midpoint(of(Side::Left)?, of(Side::Right)?))
    })
}

/// By how much further a knee stands inside the line from hip to ankle than at set-up when both are nearest, the worse leg, degrees
/// (change of the frontal plane projection angle): the change of both together, and what one knee does more than the other.
///
/// To a camera that stands aside knees that straighten seem to turn, one in and one out, in proportion to their bend: what lies on the
/// way from set-up to lockout is therefore no difference of the knees.
pub fn knee_turn_in(case: &Case) -> Measured {
    let (start, up) = (case.set_up()?, case.lockout()?);
    let bent = |at: &Moment| share_of(behind(case, at), behind(case, &start));
    of_legs(case, "knee-turn-in", &|reader, at| {
        let of = |side: Side, at: &Moment| inside(reader, side, at);
        let both = |at: &Moment| Some((of(Side::Left, at)?, of(Side::Right, at)?));
        let (now, set, top) = (both(at)?, both(&start)?, both(&up)?);
        let differ = |legs: (f64, f64)| (legs.0 - legs.1) / 2.0;
        let expected = differ(top) + (differ(set) - differ(top)) * bent(at);
        let together = f64::midpoint(turned(now.0 - set.0), turned(now.1 - set.1));
        Some(together + (differ(now) - expected).abs())
    })
    .map(|turn| turn.wider(TURN_SD_DEG))
}

/// A share of a whole, 0..=1; the whole where there is none.
fn share_of(part: f64, whole: f64) -> f64 {
    if whole > 1e-6 { (part / whole).clamp(0.0, 1.0) } else { 1.0 }
}

/// Sideways place of the middle of the hips over the middle of the ankles, percent of the stance; the ankles are read at their own moment.
fn offset(reader: &Reader, at: &Moment, feet: &Moment, least: f64) -> Option<f64> {
    let middle =
        |joint: Joint, at: &Moment| Some(f64::midpoint(reader.point(joint, at)?.x, reader.point(joint.partner(), at)?.x));
    let stance = gap(reader, Joint::LeftAnkle, feet)?;
    (stance > least).then_some(100.0 * (middle(Joint::LeftHip, at)? - middle(Joint::LeftAnkle, feet)?) / stance)
}

/// How far behind the knees the hips are, as the height that the thighs have lost against lockout tells it, plane unit.
fn behind(case: &Case, at: &Moment) -> f64 {
    let plain = Reader::new(case, None);
    let height = |at: &Moment| {
        let of = |joint: Joint| Some(f64::midpoint(plain.point(joint, at)?.y, plain.point(joint.partner(), at)?.y));
        Some(of(Joint::LeftHip)? - of(Joint::LeftKnee)?)
    };
    let whole = case.lockout().ok().and_then(|up| height(&up)).unwrap_or(0.0);
    height(at).map_or(0.0, |now| (whole * whole - now * now).max(0.0).sqrt())
}

/// The thirds of the time from lift-off to lockout: a shift or a tilt lasts, and the greatest of three means is not greater by chance as
/// the greatest of all frames is.
fn thirds(case: &Case, frames: &Range<usize>) -> Vec<Moment> {
    let at = |third: usize| frames.start + frames.len() * third / 3;
    let third = |third: usize| {
        let frames = at(third)..at(third + 1);
        let posture = case.around(frames.start + frames.len() / 2).map_or(0.0, |middle| middle.posture);
        case.stretch(frames, posture)
    };
    (0..3).filter_map(third).collect()
}

/// The third in which a value is greatest.
fn greatest_third(thirds: Vec<Moment>, off: Moment, value: impl Fn(&Moment) -> Option<f64>) -> Moment {
    let all = thirds.into_iter().filter_map(|third| Some((third, value(&third)?)));
    all.max_by(|a, b| a.1.total_cmp(&b.1)).map_or(off, |(third, _)| third)
}

/// Side shift: how far the hips, over the ankles, are beside their way from set-up to lockout in the third of the pull in which that is
/// most, percent of the stance, without sign.
///
/// Hips that come forward seem to go sideways to a camera that stands aside, in proportion to how far they come: where they are between
/// their places at set-up and at lockout is therefore told by how much of their way forward is done. A part of that way is added to the
/// error.
pub fn hip_shift(case: &Case) -> Measured {
    let (start, off, up, hold) = (case.set_up()?, case.lift_off()?, case.lockout()?, case.hold()?);
    let least = least_stance(case);
    let back = behind(case, &start);
    let phase = start.frames().start..hold.frames().end;
    let feet = stance(case, phase.clone())?;
    let shift = |reader: &Reader, at: &Moment| -> Option<f64> {
        let (set, top) = (offset(reader, &start, &feet, least)?, offset(reader, &hold, &feet, least)?);
        let expected = top + (set - top) * share_of(behind(case, at), back);
        Some((offset(reader, at, &feet, least)? - expected).abs())
    };
    let frames = case.between(&off, &up);
    let plain = Reader::new(case, None);
    let worst = greatest_third(thirds(case, &frames), off, |at| shift(&plain, at));
    let marks = vec![Mark::Line(Joint::LeftHip, Joint::RightHip), Mark::Line(Joint::LeftAnkle, Joint::RightAnkle)];
    let plan = plan("hip-shift", Unit::Percent, phase, case.middle_of(&worst), marks);
    let mut measured = take(case, plan, &|reader| shift(reader, &worst))?.beyond_chance();
    let place = |at: &Moment| offset(&plain, at, &feet, least);
    let way = place(&start).zip(place(&hold)).map_or(0.0, |(set, top)| set - top);
    measured.sd = measured.sd.hypot(OF_WAY * way);
    sound(measured)
}

/// Twist: the change against set-up of the angle between the lines of the shoulders and of the hips in the picture, in the third of the pull
/// in which it is greatest, degrees without sign; free of the camera's roll.
pub fn shoulder_tilt(case: &Case) -> Measured {
    let (start, off, up) = (case.set_up()?, case.lift_off()?, case.lockout()?);
    let between = |reader: &Reader, at: &Moment| {
        let line = |joint: Joint| reader.elevation(joint, joint.partner(), at);
        Some(turned(line(Joint::LeftShoulder)? - line(Joint::LeftHip)?))
    };
    let change = |reader: &Reader, at: &Moment| Some(turned(between(reader, at)? - between(reader, &start)?).abs());
    let frames = case.between(&off, &up);
    let plain = Reader::new(case, None);
    let worst = greatest_third(thirds(case, &frames), off, |at| change(&plain, at));
    let marks = vec![Mark::Line(Joint::LeftShoulder, Joint::RightShoulder), Mark::Line(Joint::LeftHip, Joint::RightHip)];
    let plan = plan("shoulder-tilt", Unit::Degrees, start.frames().start..frames.end, case.middle_of(&worst), marks);
    let mut measured = take(case, plan, &|reader| change(reader, &worst))?;
    measured.sd = measured.sd.hypot(TILT_SD_DEG);
    sound(measured.beyond_chance())
}

/// Difference of the hands' distances to the bar's own middle at set-up, cm: the middle between the plates as the camera sees it.
pub fn grip_to_bar(case: &Case) -> Measured {
    let start = case.set_up()?;
    let hands = [Side::Left, Side::Right].map(|side| super::bar::hand(case, side));
    let plan = plan("grip-to-bar-middle", Unit::Centimetres, start.frames(), start.event, hands.map(Mark::Point).to_vec());
    take(case, plan, &|reader| {
        let middle = reader.point(Spot::BarMiddle, &start)?.x;
        let out = |hand: Joint| Some((reader.point(hand, &start)?.x - middle).abs());
        Some(CM * (out(hands[0])? - out(hands[1])?).abs())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lift::Lift;
    use crate::measure::figure::{Figure, KNEE, QUARTER};

    fn of(figure: &Figure, change: impl Fn(&mut Lift), measure: fn(&Case) -> Measured) -> super::super::Measurement {
        let mut lift = figure.lift();
        change(&mut lift);
        measure(&Case::new(&lift, &figure.reps, &figure.reps[0], figure.variant())).unwrap()
    }

    #[test]
    fn what_is_missed_of_ankles_that_stand_still_blurs_no_change_over_them() {
        let blurred = |lift: &mut Lift| {
            for joint in [Joint::LeftAnkle, Joint::RightAnkle] {
                lift.joints.get_mut(&joint).unwrap().sd = 0.02;
            }
        };
        for measure in [knee_gap_change as fn(&Case) -> Measured, hip_shift] {
            let (sharp, blunt) = (of(&Figure::front(), |_| {}, measure), of(&Figure::front(), blurred, measure));
            assert!(blunt.sd < 1.1 * sharp.sd, "{sharp:?} {blunt:?}");
        }
    }

    #[test]
    fn knees_that_are_missed_inside_of_legs_that_are_locked_are_not_inside() {
        let missed = |lift: &mut Lift| {
            for (joint, by) in [(Joint::LeftKnee, 0.02), (Joint::RightKnee, -0.02)] {
                lift.joints.get_mut(&joint).unwrap().x.smooth.iter_mut().flatten().for_each(|x| *x += by);
            }
        };
        let caving = Figure::front().with(QUARTER, |at| at.knees_in = 0.05).with(KNEE, |at| at.knees_in = 0.05);
        for figure in [Figure::front(), caving] {
            let (right, wrong) = (of(&figure, |_| {}, knees_inside), of(&figure, missed, knees_inside));
            assert!((right.value - wrong.value).abs() < 0.3, "{right:?} {wrong:?}");
        }
    }

    #[test]
    fn knees_are_told_without_a_lockout_as_they_are_seen() {
        let mut figure = Figure::front().with(QUARTER, |at| at.knees_in = 0.05).with(KNEE, |at| at.knees_in = 0.05);
        let with = of(&figure, |_| {}, knees_inside);
        figure.reps[0].lockout = None;
        let without = of(&figure, |_| {}, knees_inside);
        assert!((with.value - without.value).abs() < 0.3 && without.value > 5.0, "{with:?} {without:?}");
    }
}
