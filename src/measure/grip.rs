//! Where the hands hold the bar: the bar's place against the body.
//!
//! The plate is 0.66 m nearer to the camera than the lifter's middle, so its centre is shifted against the body by the camera's place
//! and is never compared with it. The hands are at the lifter's own distance. But plates hide hands, and a model then puts them where
//! the arm vanishes behind the rim, with full confidence: on real clips filmed from the side up to 25 cm over the bar that they hold.
//! Hands are therefore believed as far as they are as high as the bar.

use std::ops::Range;

use super::Abstain;
use super::bar::hand;
use super::feet::foot_of;
use super::moment::{Case, Moment};
use super::reading::{Reader, Spot};
use super::take::{LEAST_CONFIDENCE, check_seen};
use crate::body::{Joint, Side};
use crate::geom::PlanePoint;
use crate::lift::{BarSource, VariantKind};
use crate::signal::median;

/// How far off the bar's height a hand may be seen and still hold it, metres: the error of the floor's height and the hand's own.
const HOLDS_M: f64 = 0.08;
/// How far the bar may be off its resting height at lift-off, and a sole off the floor, for their heights to be known, metres.
const AT_REST_M: f64 = 0.05;
/// A wrist over the bar in the hand below it, metres: the grip's 0.05 of a stature of 1.75 m.
const WRIST_OVER_BAR_M: f64 = 0.0875;
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
        let holding = |side: Side| holds(case, hand(case, side), frames);
        if holding(near) {
            let sides = [near, near.other()].into_iter().filter(|&side| side == near || holding(side));
            return Ok(Self { spots: sides.map(|side| Spot::Joint(hand(case, side))).collect(), sd: 0.0 });
        }
        let Some(bar) = case.lift.bar.as_ref() else { return Err(Abstain::not_given(Spot::Bar)) };
        // A course of the hands carries their error itself.
        if bar.source == BarSource::Hands {
            return Ok(Self { spots: vec![Spot::Bar], sd: 0.0 });
        }
        let Strays { most, mean } = strays(case);
        if !stands_by_itself(case) || most > HOLDS_M * case.units_per_metre() {
            Err(Abstain::hands_hidden())
        } else {
            Ok(Self { spots: vec![Spot::Bar], sd: mean.max(LAID_SD_M * case.units_per_metre()) })
        }
    }

    /// Its place at a moment.
    pub(super) fn place(&self, reader: &Reader, moment: &Moment) -> Option<PlanePoint> {
        let (mut x, mut y) = (0.0, 0.0);
        for &spot in &self.spots {
            let at = reader.point(spot, moment)?;
            (x, y) = (x + at.x, y + at.y);
        }
        let count = self.spots.len() as f64;
        Some(PlanePoint::new(x / count, y / count))
    }
}

/// Whether a hand or wrist is seen in some frames, at the height of the bar that it holds.
pub(super) fn holds(case: &Case, joint: Joint, frames: &Range<usize>) -> bool {
    check_seen(case, Spot::Joint(joint), frames).is_ok() && agrees(case, joint, frames)
}

/// Whether the model has a hand or wrist, surely seen or guessed, at the height of the bar that it holds in some frames. A bar that is
/// seen only by the hands says nothing against them.
fn agrees(case: &Case, joint: Joint, frames: &Range<usize>) -> bool {
    heights_are_known(case) && is_at_bar(case, joint, frames)
}

/// Whether the heights of bar and hands are known apart, or are the same.
pub(super) fn heights_are_known(case: &Case) -> bool {
    case.lift.bar.as_ref().is_none_or(|bar| bar.source != BarSource::Plate) || stands_by_itself(case)
}

/// Whether a hand or wrist is at the height of the bar in some frames, where those heights are known.
pub(super) fn is_at_bar(case: &Case, joint: Joint, frames: &Range<usize>) -> bool {
    let Some(bar) = case.lift.bar.as_ref().filter(|bar| bar.source == BarSource::Plate) else { return true };
    let unit = case.units_per_metre();
    let over = if matches!(joint, Joint::LeftWrist | Joint::RightWrist) { WRIST_OVER_BAR_M * unit } else { 0.0 };
    let off = |frame: usize| Some((case.lift.joint(joint)?.y.at(frame)? - over - bar.path.y.at(frame)?).abs());
    median(frames.clone().filter_map(off)).is_some_and(|off| off <= HOLDS_M * unit)
}

/// Whether the heights of bar and hands are known apart: the bar's from its rest on the floor, the hands' from feet that are surely seen
/// on it. A floor guessed from hidden feet is as wrong as hidden hands, and may agree with them. Off blocks nothing tells.
fn stands_by_itself(case: &Case) -> bool {
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
    rests && sole(case).is_some_and(|sole| sole.abs() <= AT_REST_M * unit)
}

/// Height of the sole over the floor where a foot is surely seen, plane units: the median over the clip.
fn sole(case: &Case) -> Option<f64> {
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
    heights(case.lift.near).or_else(|| heights(case.lift.near.other()))
}

/// How far the model's hands are from the bar that they hold, over set-up and pull, plane units.
struct Strays {
    /// The greater of the root mean squares forward and up. Forward only their straying is left to be seen, since there the bar was laid
    /// at them; up the whole error shows.
    most: f64,
    /// What their mean place is off by, standard error: the bar cannot be laid at the hands any better. Straying averages out over as
    /// many guesses as there were; how far they are too high or too low on the whole does not, and is taken for what they are off forward.
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
    let guesses = (all.len() as f64 / (case.fps.max(1.0) * GUESSES_S)).max(1.0);
    let (forward, up) = (spread(|off| off.0), spread(|off| off.1));
    let too_high = median(all.iter().map(|off| off.1)).unwrap_or(f64::INFINITY).abs();
    Strays { most: forward.max(up), mean: (forward / guesses.sqrt()).max(too_high) }
}
