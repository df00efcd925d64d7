//! The bar on the floor between repetitions: how long it rests, how hard it lands, what it gives back.

use super::bar::{CM, greatest, greatest_held, hand};
use super::moment::{Case, Moment};
use super::pull::QUICK_FPS;
use super::reading::{Reader, Spot};
use super::take::{ANY_YAW_DEG, LEAST_CONFIDENCE, Plan, Views, check_seen, seen_at, take};
use super::{Abstain, Mark, Measured};
use crate::geom::PlanePoint;
use crate::lift::Plane;
use crate::signal::runs;
use crate::units::Unit;

/// The time before the bar is down in which its landing speed is looked for, seconds: longer than the speed's own window, which
/// blunts what ends in a stop.
const LANDING_S: f64 = 0.25;
/// The first part of the way up, metres (faults.md, A8).
const FIRST_M: f64 = 0.10;
/// How near a hand is to the bar that it holds, metres (faults.md, set-up: 12 cm).
const HOLDING_M: f64 = 0.12;
/// The time from lift-off on in which hands are where they hold the bar, seconds.
const IN_PULL_S: f64 = 0.3;
/// Shortest time for which a hand that has not taken the bar yet is seen away from it, seconds: a shorter one is a flicker of the model.
const AWAY_S: f64 = 0.1;
/// What a landing speed is off by beyond the speed's own noise, m/s, standard error: it ends in a stop, where the smoothing blunts it.
/// Measured on synthetic lifts.
const LANDING_SD_M_S: f64 = 0.025;
/// Standard error of the moment at which a hand takes the bar, seconds: a hand that comes at half a metre a second and is seen to 5 cm.
const TAKING_SD_S: f64 = 0.10;

fn plan(id: &'static str, unit: Unit, least_fps: f64, phase: std::ops::Range<usize>, at: f64) -> Plan {
    Plan { id, unit, views: Views::Vertical(ANY_YAW_DEG), phase, least_fps, at, marks: vec![Mark::BarPath] }
}

/// The repetition before, as a case of its own.
fn before<'a>(case: &Case<'a>) -> Result<Case<'a>, Abstain> {
    let last = case.reps.iter().filter(|rep| rep.number < case.rep.number).max_by_key(|rep| rep.number);
    let rep = last.ok_or_else(|| {
        Abstain::new("first-repetition", "Only a repetition that follows another can come off the floor by a bounce.", "")
    })?;
    Ok(Case { rep, ..*case })
}

/// Time on the floor before the repetition: from the landing of the one before to lift-off, seconds; nothing is less than 0.
pub fn floor_time(case: &Case) -> Measured {
    let (down, off) = (before(case)?.down()?, case.lift_off()?);
    let frames = case.lift.frame_at(down.event)..off.frames().end;
    take(case, plan("floor-time", Unit::Seconds, 0.0, frames, off.event), &|reader| {
        Some((reader.time(&off) - reader.time(&down)).max(0.0))
    })
}

/// Landing speed of the repetition before: greatest downward speed of the bar in the quarter of a second before it is down, m/s,
/// downward positive. The smoothing blunts a speed that ends in a stop, so it is understated rather than overstated.
pub fn landing_speed(case: &Case) -> Measured {
    let last = before(case)?;
    let down = last.down()?;
    let fall = |reader: &Reader, at: &Moment| reader.bar_speed(at).map(|speed| -speed);
    let frames = case.lift.frame_at(down.event - LANDING_S)..down.frames().end;
    let worst = greatest(&last, frames.clone(), fall).unwrap_or(down);
    take(&last, plan("landing-speed", Unit::MetresPerSecond, QUICK_FPS, frames, worst.event), &|reader| fall(reader, &worst))
        .map(|speed| speed.wider(LANDING_SD_M_S * case.units_per_metre()))
}

/// The first frame on which the bar is 10 cm above its place at lift-off.
fn ten_up(case: &Case) -> Result<Moment, Abstain> {
    let (off, up) = (case.lift_off()?, case.lockout()?);
    let plain = Reader::new(case, None);
    let height = |at: &Moment| plain.point(Spot::Bar, at).map(|bar| bar.y);
    let wanted = height(&off).ok_or_else(|| Abstain::hole(Spot::Bar))? + FIRST_M * case.units_per_metre();
    let reached =
        case.between(&off, &up).filter_map(|frame| case.frame(frame)).find(|at| height(at).is_some_and(|y| y >= wanted));
    reached.ok_or_else(|| Abstain::no_event("the first 10 cm of the bar's way"))
}

/// Rebound gain: by how much faster the first 10 cm go than in the first repetition, which starts from rest, percent.
pub fn rebound_gain(case: &Case) -> Measured {
    before(case)?;
    let first = case.reps.iter().find(|rep| rep.number == 1).map(|rep| Case { rep, ..*case });
    let first = first.ok_or_else(|| Abstain::no_event("the first repetition"))?;
    let (off, ten) = (case.lift_off()?, ten_up(case)?);
    let (first_off, first_ten) = (first.lift_off()?, ten_up(&first)?);
    let phase = off.frames().start..ten.frames().end;
    take(case, plan("rebound-gain", Unit::Percent, QUICK_FPS, phase, ten.event), &|reader| {
        let seconds = ten.event - reader.time(&off);
        let at_first = first_ten.event - reader.time(&first_off);
        (seconds > 1e-3).then(|| 100.0 * (at_first / seconds - 1.0))
    })
}

/// Brace pause: from the hand taking the bar to lift-off, seconds. Not measured where the hand never leaves the bar in what the clip
/// shows before the repetition, nor where it is hidden for long meanwhile: a guessed hand leaves the bar and comes back.
///
/// A hand has taken the bar once it is where it holds it in the pull: seen at an angle the plate is laid before the hands by the view's
/// yaw, and what that is wrong by stays the same.
pub fn brace_pause(case: &Case) -> Measured {
    let off = case.lift_off()?;
    let hand = hand(case, case.lift.near);
    let plain = Reader::new(case, None);
    let near = HOLDING_M * case.units_per_metre();
    let from_bar = |at: &Moment| -> Option<PlanePoint> {
        let (hand, bar) = (plain.point(hand, at)?, plain.point(Spot::Bar, at)?);
        // From the front a hand lies anywhere along the bar.
        Some(PlanePoint::new(if case.lift.plane == Plane::Sagittal { hand.x - bar.x } else { 0.0 }, hand.y - bar.y))
    };
    let held = from_bar(&case.about_lift_off(0.0, IN_PULL_S)?).ok_or_else(|| Abstain::hole(Spot::Joint(hand)))?;
    let apart = |frame: &usize| Some(from_bar(&case.frame(*frame)?)?.distance(held));
    let begin = case.frames().start;
    let sure = |frame: &usize| {
        case.lift.joint(hand).and_then(|path| path.confidence.get(*frame)).is_some_and(|sure| *sure >= LEAST_CONFIDENCE)
    };
    let is_away = |frame: &usize| apart(frame).is_some_and(|apart| apart > near);
    let long = ((AWAY_S * case.fps).round() as usize).max(1);
    // The last stretch of some length in which it is away: its last frame.
    let frames = begin..off.frames().start;
    let away = runs(frames.clone().map(|frame| is_away(&frame) && sure(&frame)))
        .into_iter()
        .rfind(|run| run.len() >= long)
        .map(|run| frames.start + run.end - 1);
    let taken = away.and_then(|frame| case.frame(frame)).ok_or_else(|| Abstain::no_event("the hands taking the bar"))?;
    let phase = taken.frames().start..off.frames().end;
    let mut measured = take(case, plan("brace-pause", Unit::Seconds, 0.0, phase.clone(), off.event), &|reader| {
        Some((reader.time(&off) - taken.event).max(0.0))
    })?;
    check_seen(case, Spot::Joint(hand), &phase)?;
    measured.sd = measured.sd.hypot(TAKING_SD_S);
    Ok(measured)
}

/// Hands off: by how much the hand is further above the bar on the way down than at lockout, cm; a hand that holds on stays at 0.
///
/// The bar's way is measured at the plate's distance from the camera and the hand's at the lifter's: what the two scales may differ by
/// over the way down is added to the error.
pub fn hands_off(case: &Case) -> Measured {
    /// What the scales at the plate and at the hand may differ by, share (the standard error of their ratio in `lift::scale`).
    const SCALES_SD: f64 = 0.06;
    /// What the highest of many readings of a hand over the bar is off by beyond the errors of its points, cm, standard error. Measured on
    /// synthetic lifts.
    const WANDERS_CM: f64 = 0.8;
    let (up, top, down) = (case.lockout()?, case.descent()?, case.down()?);
    let hand = hand(case, case.lift.near);
    let above = |reader: &Reader, at: &Moment| Some(reader.point(hand, at)?.y - reader.point(Spot::Bar, at)?.y);
    let frames = case.between(&top, &down);
    // Only where the hand is seen: one guess would be the greatest of all.
    let seen = |at: &Moment| seen_at(case, &[hand], at).is_ok();
    let off = greatest_held(case, frames.clone(), |reader, at| above(reader, at).filter(|_| seen(at))).unwrap_or(top);
    let plan = Plan { marks: vec![Mark::Point(hand)], ..plan("hands-off", Unit::Centimetres, 0.0, frames, off.event) };
    let mut measured = take(case, plan, &|reader| Some(CM * (above(reader, &off)? - above(reader, &up)?)))?;
    seen_at(case, &[hand], &up)?;
    let plain = Reader::new(case, None);
    let way = plain.point(Spot::Bar, &up).zip(plain.point(Spot::Bar, &off)).map_or(0.0, |(high, low)| high.y - low.y);
    measured.sd = measured.sd.hypot(SCALES_SD * CM * way).hypot(WANDERS_CM);
    if measured.sd.is_finite() { Ok(measured) } else { Err(Abstain::degenerate("The error of this number cannot be told.")) }
}
