//! Where the hands hold the bar: the bar's place against the body.
//!
//! The plate is 0.66 m nearer to the camera than the lifter's middle, so its centre is shifted against the body by the camera's place
//! and is never compared with it. The hands are at the lifter's own distance. But plates hide hands, and a model then puts them where
//! the arm vanishes behind the rim, with full confidence: on real clips filmed from the side up to 25 cm over the bar that they hold.
//! Hands are therefore believed as far as they are as high as the bar. Where body and view speak against the bar's rest on the floor, on
//! which its height stands, without surely telling what it rests on, as in a Romanian deadlift, whose bar never rests, it is anywhere up
//! to where they put it.
//!
//! A lens that is not at the height of the bar sees the near hand lower (or higher) than the bar's middle and the far one as much higher: up
//! to a tenth of a metre from 3 m. Both soles, which stand on the same floor, show by how much.

use std::ops::Range;

use super::Abstain;
use super::bar::hand;
use super::feet::foot_of;
use super::moment::{Case, Moment};
use super::reading::{Reader, Spot};
use super::take::{LEAST_CONFIDENCE, check_seen};
use crate::body::{Joint, Side};
use crate::geom::PlanePoint;
use crate::lift::{BarSource, VariantKind, WIDTHS_FROM_DEG};
use crate::signal::median;

/// How far off the bar's height a hand may be seen and still hold it, metres: the error of the floor's height and the hand's own.
const HOLDS_M: f64 = 0.08;
/// How far the bar may be off its resting height at lift-off, and a sole off the floor, for their heights to be known, metres.
const AT_REST_M: f64 = 0.05;
/// A wrist over the bar in the hand below it, metres: the grip's 0.05 of a stature of 1.75 m.
const WRIST_OVER_BAR_M: f64 = 0.0875;
/// From the middle to a hand over that to a foot, by which what a lens over the bar lowers the near foot by becomes what it lowers the near
/// hand by: 27 and 15 cm, in a sumo deadlift 24 and 35 (Escamilla et al. 2000).
const HANDS_OVER_FEET: f64 = 1.8;
const HANDS_OVER_FEET_SUMO: f64 = 0.7;
/// Usual height of a lens, metres: hip height, as the cards ask for. At that height nothing is lowered.
const LENS_M: f64 = 1.0;
/// Most frames over a clip at which the height of the sole is looked at: more tell no more.
const MOST_LOOKS: usize = 200;
/// What the place of a plate is off by against the body once it is laid at the hands, metres, standard error, at the least: as much as
/// a model misses the middle of both hands by.
const LAID_SD_M: f64 = 0.012;
/// Time after which a model guesses a hidden hand anew, seconds: one over the cut-off of the joints' low-pass, doubled. Our judgement.
const GUESSES_S: f64 = 0.33;

/// The hands' place at the bar, or, where plates hide them, the bar's course, which was laid at them.
#[derive(Clone, Debug)]
pub(super) struct Grip {
    /// What is read: hands, or the bar.
    pub(super) spots: Vec<Spot>,
    /// Standard error of its forward place beyond that of the spots, plane units.
    pub(super) sd: f64,
}

impl Grip {
    /// The grip in some frames.
    pub(super) fn seen(case: &Case, frames: &Range<usize>) -> Result<Self, Abstain> {
        let near = case.lift.near;
        let [by_near, by_far] = [near, near.other()].map(|side| holds(case, hand(case, side), frames));
        if by_near {
            let sides = [near, near.other()].into_iter().filter(|&side| side == near || by_far);
            return Ok(Self { spots: sides.map(|side| Spot::Joint(hand(case, side))).collect(), sd: 0.0 });
        }
        let Some(bar) = case.lift.bar.as_ref() else { return Err(Abstain::not_given(Spot::Bar)) };
        // A course of the hands carries their error itself.
        if bar.source == BarSource::Hands {
            return Ok(Self { spots: vec![Spot::Bar], sd: 0.0 });
        }
        // Nor does a course whose height is in doubt stand for the hands.
        if bar.perhaps_higher() > 0.0 {
            return Err(Abstain::hands_hidden());
        }
        let laid = LAID_SD_M * case.units_per_metre();
        // A far hand that is seen at the bar vouches for the bar's course, as far as it agrees with it, whatever the near one is guessed at.
        // Where the widths of the grip stay apart, one hand by itself is not where the bar's middle is.
        if by_far && case.lift.view.yaw_deg < WIDTHS_FROM_DEG {
            let apart = apart(case, hand(case, near.other()), frames).ok_or_else(Abstain::hands_hidden)?;
            return Ok(Self { spots: vec![Spot::Bar], sd: laid.max(apart) });
        }
        let Strays { most, mean } = strays(case);
        if Heights::of(case).is_none() || most > HOLDS_M * case.units_per_metre() {
            Err(Abstain::hands_hidden())
        } else {
            Ok(Self { spots: vec![Spot::Bar], sd: mean.max(laid) })
        }
    }

    /// Its place at a moment.
    pub(super) fn place(&self, reader: &Reader, moment: &Moment) -> Option<PlanePoint> {
        reader.middle(self.spots.iter().copied(), moment)
    }
}

/// How far forward or back a hand is of the bar in some frames, plane units.
fn apart(case: &Case, hand: Joint, frames: &Range<usize>) -> Option<f64> {
    let (hand, bar) = (case.lift.joint(hand)?, case.lift.bar.as_ref()?);
    median(frames.clone().filter_map(|frame| Some(hand.x.at(frame)? - bar.path.x.at(frame)?))).map(f64::abs)
}

/// Whether a hand or wrist is seen in some frames, at the height of the bar that it holds. A bar that is seen only by the hands says nothing
/// against them.
pub(super) fn holds(case: &Case, joint: Joint, frames: &Range<usize>) -> bool {
    check_seen(case, Spot::Joint(joint), frames).is_ok()
        && Heights::of(case).is_some_and(|known| known.at_bar(case, joint, frames))
}

/// The heights of bar and hands, which are known apart.
#[derive(Clone, Copy, Debug)]
pub(super) struct Heights {
    /// By how much the near sole is seen under the middle of both, plane units; 0 where not both are seen.
    near_under: f64,
}

impl Heights {
    /// `None` where they are not known apart.
    pub(super) fn of(case: &Case) -> Option<Self> {
        let by_hands = case.lift.bar.as_ref().is_none_or(|bar| bar.source != BarSource::Plate);
        let soles = soles(case);
        let near_under = soles[0].zip(soles[1]).map_or(0.0, |(near, far)| (far - near) / 2.0);
        (by_hands || stands_by_itself(case, soles)).then_some(Self { near_under })
    }

    /// Whether a hand or wrist is at the height of the bar in some frames, or off it by no more than the soles are seen apart.
    pub(super) fn at_bar(self, case: &Case, joint: Joint, frames: &Range<usize>) -> bool {
        let Some(bar) = case.lift.bar.as_ref().filter(|bar| bar.source == BarSource::Plate) else { return true };
        let unit = case.units_per_metre();
        let over = if matches!(joint, Joint::LeftWrist | Joint::RightWrist) { WRIST_OVER_BAR_M * unit } else { 0.0 };
        let of_feet = if case.variant.kind == VariantKind::Sumo { HANDS_OVER_FEET_SUMO } else { HANDS_OVER_FEET };
        let sign = if joint.side() == Some(case.lift.near) { -1.0 } else { 1.0 };
        let raised = sign * of_feet * self.near_under;
        let higher = bar.perhaps_higher();
        let off = |frame: usize| {
            let bar = bar.path.y.at(frame)?;
            let off = case.lift.joint(joint)?.y.at(frame)? - over - bar;
            // As far as the bar is under the lens, it is seen as the floor is.
            let seen_off = raised * (1.0 - bar / (LENS_M * unit)).max(0.0);
            // At its height or where the lens sees it: anywhere between.
            Some((off - off.clamp(seen_off.min(0.0), seen_off.max(0.0) + higher)).abs())
        };
        median(frames.clone().filter_map(off)).is_some_and(|off| off <= HOLDS_M * unit)
    }
}

/// Whether the heights of bar and hands are known apart: the bar's from its rest on the floor, the hands' from feet that are surely seen
/// on it. A floor guessed from hidden feet is as wrong as hidden hands, and may agree with them. Off blocks nothing tells.
fn stands_by_itself(case: &Case, soles: [Option<f64>; 2]) -> bool {
    let Some(bar) = case.lift.bar.as_ref() else { return false };
    if case.variant.kind == VariantKind::Block {
        return true;
    }
    let unit = case.units_per_metre();
    let rests = case
        .rep
        .lift_off
        .and_then(|off| bar.path.y.at(off.frame))
        .is_none_or(|low| (low - bar.rest_height).abs() <= AT_REST_M * unit);
    // The floor is that under the middle of both feet.
    let sole = soles[0].zip(soles[1]).map(|(near, far)| f64::midpoint(near, far)).or(soles[0]).or(soles[1]);
    rests && sole.is_some_and(|sole| sole.abs() <= AT_REST_M * unit)
}

/// Heights of the near and the far sole over the floor where the foot is surely seen, plane units: the median over the clip.
fn soles(case: &Case) -> [Option<f64>; 2] {
    let heights = |side: Side| {
        let feet = foot_of(side).map(|joint| case.lift.joint(joint));
        let step = case.lift.t.len().div_ceil(MOST_LOOKS).max(1);
        median((0..case.lift.t.len()).step_by(step).filter_map(|frame| {
            let [heel, toe] = feet.map(|path| {
                let path = path.filter(|path| path.confidence.get(frame).is_some_and(|sure| *sure >= LEAST_CONFIDENCE))?;
                path.y.at(frame)
            });
            Some(heel?.min(toe?))
        }))
    };
    [case.lift.near, case.lift.near.other()].map(heights)
}

/// How far the model's hands are from the bar that they hold, over set-up and pull, plane units.
struct Strays {
    /// The greater of the root mean squares forward and up. Forward only their straying is left to be seen, since there the bar was laid
    /// at them; up the whole error shows.
    most: f64,
    /// What their mean place is off by, standard error: the bar cannot be laid at the hands any better. Straying averages out over as
    /// many guesses as there were in the set; how far they are too high or too low on the whole does not, and is taken for what they are off forward.
    mean: f64,
}

fn strays(case: &Case) -> Strays {
    let Some(bar) = case.lift.bar.as_ref() else { return Strays { most: 0.0, mean: 0.0 } };
    let over = |joint: Joint| if matches!(joint, Joint::LeftWrist | Joint::RightWrist) { WRIST_OVER_BAR_M } else { 0.0 };
    let hands = [case.lift.near, case.lift.near.other()].map(|side| hand(case, side));
    let off = |frame: usize| -> Option<(f64, f64)> {
        let place = |joint: Joint| {
            let at = case.lift.joint(joint)?.at(frame)?;
            Some(PlanePoint::new(at.x, at.y - over(joint) * case.units_per_metre()))
        };
        let places: Vec<PlanePoint> = hands.into_iter().filter_map(place).collect();
        let (count, bar) = (places.len() as f64, bar.path.at(frame)?);
        let sum = places.iter().fold((0.0, 0.0), |sum, at| (sum.0 + at.x, sum.1 + at.y));
        (count > 0.0).then(|| (sum.0 / count - bar.x, sum.1 / count - bar.y))
    };
    let start = case.set_up().map_or(case.frames().start, |start| start.frames().start);
    let all: Vec<(f64, f64)> = (start..case.rep.pull().map_or(case.frames().end, |pull| pull.end)).filter_map(off).collect();
    let spread = |pick: fn(&(f64, f64)) -> f64| {
        let squares = all.iter().map(pick).map(|off| off * off).sum::<f64>();
        if all.is_empty() { f64::INFINITY } else { (squares / all.len() as f64).sqrt() }
    };
    // The bar was laid at the hands once, over all repetitions.
    let reps = case.reps.iter().filter(|rep| rep.pull().is_some()).count().max(1);
    let guesses = ((all.len() * reps) as f64 / (case.fps.max(1.0) * GUESSES_S)).max(1.0);
    let (forward, up) = (spread(|off| off.0), spread(|off| off.1));
    let too_high = median(all.iter().map(|off| off.1)).unwrap_or(f64::INFINITY).abs();
    Strays { most: forward.max(up), mean: (forward / guesses.sqrt()).max(too_high) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lift::Lift;
    use crate::measure::figure::Figure;

    /// The grip at set-up of a figure whose near side is the right one, with some joints raised.
    fn grip(raised: &[(Joint, f64)], hidden: &[Joint]) -> Result<Grip, Abstain> {
        grip_off(None, raised, hidden)
    }

    /// The same with plates so high off the floor by other signs.
    fn grip_off(off_floor: Option<(f64, f64)>, raised: &[(Joint, f64)], hidden: &[Joint]) -> Result<Grip, Abstain> {
        let figure = Figure::default();
        let mut lift: Lift = figure.lift();
        lift.bar.as_mut().unwrap().off_floor = off_floor;
        for &(joint, by) in raised {
            lift.joints.get_mut(&joint).unwrap().y.smooth.iter_mut().flatten().for_each(|y| *y += by);
        }
        for joint in hidden {
            lift.joints.get_mut(joint).unwrap().confidence.fill(0.0);
        }
        let case = Case::new(&lift, &figure.reps, &figure.reps[0], figure.variant());
        Grip::seen(&case, &case.set_up().unwrap().frames())
    }

    const NEAR: Spot = Spot::Joint(Joint::RightWrist);
    const FAR: Spot = Spot::Joint(Joint::LeftWrist);
    const SOLES: [(Joint, f64); 4] =
        [(Joint::RightHeel, -0.06), (Joint::RightToe, -0.06), (Joint::LeftHeel, 0.06), (Joint::LeftToe, 0.06)];

    #[test]
    fn hands_that_are_seen_at_the_bar_say_where_it_is() {
        let of = |hidden: &[Joint]| grip(&[], hidden).map(|grip| (grip.spots, grip.sd > 0.0)).unwrap();
        assert_eq!(of(&[]), (vec![NEAR, FAR], false));
        assert_eq!(of(&[Joint::LeftWrist]), (vec![NEAR], false));
    }

    #[test]
    fn a_far_hand_that_is_seen_vouches_for_the_bar_whatever_the_near_one_is_guessed_at() {
        // The near hand is guessed 7 cm over the bar.
        let guessed = [(Joint::RightWrist, 0.07)];
        let vouched = grip(&guessed, &[Joint::RightWrist]).unwrap();
        let alone = grip(&guessed, &[Joint::RightWrist, Joint::LeftWrist]).unwrap();
        assert_eq!((&vouched.spots, &alone.spots), (&vec![Spot::Bar], &vec![Spot::Bar]));
        assert!((vouched.sd - LAID_SD_M).abs() < 1e-9 && alone.sd > 0.02, "{vouched:?} {alone:?}");
    }

    #[test]
    fn hands_are_apart_in_height_as_soles_are_and_the_floor_is_between_these() {
        let hands = |by: f64| [(Joint::RightWrist, -by), (Joint::LeftWrist, by)];
        let of = |raised: Vec<(Joint, f64)>| grip(&raised, &[]).map(|grip| grip.spots);
        // A lens over the bar sees near hand and foot lower and far ones higher.
        assert_eq!(of([&SOLES[..], &hands(0.11)].concat()), Ok(vec![NEAR, FAR]));
        // Soles at one height do not explain it, nor do such that are apart the other way.
        assert_eq!(of(hands(0.11).to_vec()).map(|spots| spots.contains(&NEAR)), Ok(false));
        assert_eq!(of([&SOLES[..], &hands(-0.11)].concat()).map(|spots| spots.contains(&NEAR)), Ok(false));
    }

    #[test]
    fn hands_over_a_bar_that_seems_not_to_rest_on_the_floor_are_believed_as_high_as_it_may_be() {
        let at = |off_floor, by: f64| {
            let hands = [(Joint::RightWrist, by), (Joint::LeftWrist, by)];
            grip_off(Some(off_floor), &hands, &[]).is_ok_and(|grip| grip.spots == vec![NEAR, FAR])
        };
        assert!(at((0.13, 0.05), 0.12) && at((0.13, 0.05), 0.0));
        let hidden = grip_off(Some((0.13, 0.05)), &[(Joint::LeftWrist, 0.12)], &[Joint::RightWrist]);
        assert_eq!(hidden.unwrap_err().code, "hands-hidden", "a course too low does not stand for them");
        assert!(!at((0.13, 0.05), 0.25), "higher than that they are not");
        assert!(!at((0.13, 0.08), 0.12), "the floor is not ruled out");
        assert!(!at((-0.13, 0.05), -0.12), "no bar is under the floor");
    }

    #[test]
    fn a_floor_that_is_guessed_too_high_leaves_the_hands_unknown() {
        let sunk = SOLES.map(|(joint, _)| (joint, -0.08));
        assert_eq!(grip(&sunk, &[]).unwrap_err().code, "hands-hidden");
    }
}
