//! The lifter's own standing, against which a lockout is held.
//!
//! Pose models read straight knees as bent by a few degrees, cameras roll, and trunks differ: so a lockout is compared with the lifter's
//! own standing. The lockout itself is none: a lifter who locks out softly all the time would then be straight by definition. Standing
//! is told where the lifter stands upright with the bar on the floor; else the set's best lockout is the next best thing, which shows
//! what is softer than it but cannot show that anything is straight.

use super::Abstain;
use super::moment::{Case, Moment};
use super::reading::Reader;
use super::sides::Sides;
use super::take::{LEAST_CONFIDENCE, seen_at};
use crate::body::Joint;
use crate::lift::BarSource;
use crate::signal::{greatest_by_chance, runs};

/// Least height of the shoulder as a share of its greatest in the set's lockouts for the lifter to stand. Our default: a knee bent by
/// 20 degrees lowers the shoulder by 1 %, a trunk leaned by 20 by 2 %.
const UPRIGHT: f64 = 0.97;
/// How far the bar may be over its rest while the lifter stands without it, metres.
const ON_FLOOR_M: f64 = 0.10;
/// Time before lift-off that belongs to the pull, seconds.
const SET_UP_S: f64 = 0.5;
/// Least time of standing, and the time of it that is read, seconds.
const STANDS_S: f64 = 0.3;
const READ_S: f64 = 0.5;

/// A moment to hold a lockout against.
#[derive(Clone, Debug)]
pub(super) struct Upright {
    pub(super) moment: Moment,
    /// Of which sides both are seen.
    pub(super) sides: Sides,
    /// Whether the lifter stands without the bar; else it is the set's best lockout.
    pub(super) free: bool,
    /// By how many standard errors of one reading it looks straighter than it is by chance: the best of many does.
    pub(super) by_chance: f64,
}

/// The tallest half second in which the lifter stands with the bar on the floor, outside the repetitions; `None` where the clip does not
/// show it, or where no plate tells that the bar is on the floor.
pub(super) fn without_bar(case: &Case) -> Option<Moment> {
    let lift = case.lift;
    let bar = lift.bar.as_ref().filter(|bar| bar.source == BarSource::Plate)?;
    let shoulder = lift.near(Joint::LeftShoulder)?;
    let plain = Reader::new(case, None);
    let tallest = case
        .reps
        .iter()
        .filter_map(|rep| plain.point(case.near(Joint::LeftShoulder), &case.lockout_of(rep)?))
        .map(|shoulder| shoulder.y)
        .max_by(f64::total_cmp)?;
    let lifting = |at: f64| {
        case.reps.iter().any(|rep| {
            let from = rep.lift_off.map_or(f64::NEG_INFINITY, |off| off.at - SET_UP_S);
            let last = lift.t.get(rep.frames.end.saturating_sub(1)).copied().unwrap_or(f64::INFINITY);
            (from..=rep.down.map_or(last, |down| down.at)).contains(&at)
        })
    };
    let floor = bar.rest_height + ON_FLOOR_M * case.units_per_metre();
    let stands = |frame: usize| {
        let sure = shoulder.confidence.get(frame).is_some_and(|sure| *sure >= LEAST_CONFIDENCE);
        sure && shoulder.y.at(frame).is_some_and(|y| y >= UPRIGHT * tallest)
            && bar.path.y.at(frame).is_some_and(|y| y <= floor)
            && !lifting(lift.t[frame])
    };
    let long = ((READ_S * case.fps).round() as usize).max(1);
    let least = (STANDS_S * case.fps).round() as usize;
    let moments = runs((0..lift.t.len()).map(stands)).into_iter().filter(|run| run.len() >= least.max(1)).flat_map(|run| {
        (run.start..=run.end.saturating_sub(long).max(run.start)).map(move |from| from..(from + long).min(run.end))
    });
    let tall = |moment: &Moment| plain.point(case.near(Joint::LeftShoulder), moment).map_or(f64::NEG_INFINITY, |at| at.y);
    moments.filter_map(|frames| case.stretch(frames, 1.0)).max_by(|a, b| tall(a).total_cmp(&tall(b)))
}

/// What a lockout is held against: standing without the bar, else of the set's other lockouts the one with the greatest `straight`,
/// where that is greater than this one's. The joints, named as of the left side, must be seen there and at this lockout.
pub(super) fn upright(
    case: &Case,
    joints: &[Joint],
    straight: impl Fn(&Sides, &Reader, &Moment) -> Option<f64>,
) -> Result<Upright, Abstain> {
    let own = case.hold()?;
    if let Some(moment) = without_bar(case)
        && let Some(sides) = Sides::seen(case, joints, &[own, moment])
    {
        return Ok(Upright { moment, sides, free: true, by_chance: 0.0 });
    }
    let plain = Reader::new(case, None);
    let others = case.reps.iter().filter(|rep| rep.number != case.rep.number).filter_map(|rep| {
        let moment = case.hold_of(rep)?;
        let sides = Sides::seen(case, joints, &[own, moment])?;
        let better = straight(&sides, &plain, &moment)? - straight(&sides, &plain, &own)?;
        Some((moment, sides, better))
    });
    let others: Vec<_> = others.collect();
    let by_chance = greatest_by_chance(others.len() as f64 + 1.0);
    let best = others.into_iter().filter(|(.., better)| *better > 0.0).max_by(|a, b| a.2.total_cmp(&b.2));
    best.map(|(moment, sides, _)| Upright { moment, sides, free: false, by_chance }).ok_or_else(Abstain::never_standing)
}

/// A moment at which the lifter stands upright and the joints are seen: this lockout, another of the set, or standing without the bar.
pub(super) fn standing(case: &Case, joints: &[Joint]) -> Result<Moment, Abstain> {
    let own = case.standing();
    let others = case.reps.iter().filter_map(|rep| case.lockout_of(rep));
    let all = own.iter().copied().chain(others).chain(without_bar(case));
    all.into_iter().find(|moment| seen_at(case, joints, moment).is_ok()).map_or(own, Ok)
}
