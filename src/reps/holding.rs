//! Whether a way of the hands upward is a lift: told where only the hands stand for the bar.

use std::ops::Range;

use super::strokes::Stroke;
use crate::body::{Joint, Side};
use crate::lift::{ARM, ASSUMED_STATURE_M, GRIP, Lift, Path, units_per_metre};

/// Confidence from which a joint is believed, 0..=1: that a wrist has left the bar, that a knee is seen (that of the measures).
pub(super) const SURE: f64 = 0.5;
/// A holding hand is at least this share of arm and grip below the shoulder.
const HANGS: f64 = 0.5;
/// Time after the top in which hands that leave the bar show that there was none, seconds.
const AFTER_S: f64 = 0.6;
/// Share of that time with a hand away from the bar that tells.
const AWAY: f64 = 0.25;
/// How much the shoulders rise with the hands: arms that hang carry them along, arms that bend do not.
const RISES: (f64, f64) = (0.4, 2.0);
/// Greatest height of the hands over the knees at the start of a lift, metres.
const OVER_KNEES_M: f64 = 0.15;
/// Largest difference in height between two hands on one bar, metres.
const APART_M: f64 = 0.25;

/// Height of the middle of the shoulders on each frame, plane units.
pub(super) fn shoulders(lift: &Lift) -> Vec<Option<f64>> {
    middle(lift, Joint::LeftShoulder)
}

/// Mean height of a pair of joints on each frame; one alone stands for both.
pub(super) fn middle(lift: &Lift, joint: Joint) -> Vec<Option<f64>> {
    let (left, right) = (lift.joint(joint), lift.joint(joint.partner()));
    let at = |path: Option<&Path>, frame: usize| path?.y.at(frame);
    (0..lift.t.len())
        .map(|frame| match (at(left, frame), at(right, frame)) {
            (Some(a), Some(b)) => Some(f64::midpoint(a, b)),
            (one, other) => one.or(other),
        })
        .collect()
}

/// Whether hands that go up as the stroke says hold a bar as far as can be told: the shoulders rise with them, they begin no higher
/// than the knees (unless the clip begins later), and neither leaves the other's height on the way or just after the top.
pub(super) fn holds_bar(lift: &Lift, stroke: &Stroke, starts_cut: bool) -> bool {
    let unit = units_per_metre(lift.scale);
    let (low, high) = (stroke.low.frame, stroke.high.frame);
    let rise = |heights: &[Option<f64>]| Some(heights.get(high).copied().flatten()? - heights.get(low).copied().flatten()?);
    let range = stroke.high.value - stroke.low.value;
    let carried = rise(&shoulders(lift)).is_none_or(|rise| rise >= RISES.0 * range && rise <= RISES.1 * range);
    let knees = middle(lift, Joint::LeftKnee).get(low).copied().flatten();
    let from_below = starts_cut || knees.is_none_or(|knees| stroke.low.value <= knees + OVER_KNEES_M * unit);
    let top_s = lift.t.get(high).copied().unwrap_or(0.0);
    let after = lift.t.partition_point(|&t| t <= top_s + AFTER_S);
    let thrown_off = stroke.next_low.is_none() && away(lift, high..after) >= AWAY;
    carried && from_below && !thrown_off && away(lift, low..high) < 2.0 * AWAY
}

/// Share of the frames on which a hand that is surely seen does not hang, or is far above or below the other.
fn away(lift: &Lift, frames: Range<usize>) -> f64 {
    let unit = units_per_metre(lift.scale);
    let hang = HANGS * (ARM + GRIP) * ASSUMED_STATURE_M * unit;
    let shoulders = shoulders(lift);
    let hand = |side: Side, frame: usize| {
        let wrist = lift.joint(Joint::LeftWrist.on(side))?;
        let sure = wrist.confidence.get(frame).is_some_and(|&confidence| confidence >= SURE);
        if sure { wrist.y.at(frame) } else { None }
    };
    let (mut away, mut all) = (0.0, 0.0);
    for frame in frames {
        let (left, right) = (hand(Side::Left, frame), hand(Side::Right, frame));
        let Some(shoulder) = shoulders.get(frame).copied().flatten() else { continue };
        if left.is_none() && right.is_none() {
            continue;
        }
        all += 1.0;
        let raised = [left, right].into_iter().flatten().any(|hand| shoulder - hand < hang);
        let parted = left.zip(right).is_some_and(|(left, right)| (left - right).abs() > APART_M * unit);
        if raised || parted {
            away += 1.0;
        }
    }
    if all > 0.0 { away / all } else { 0.0 }
}
