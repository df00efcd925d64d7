//! Strokes: the ways up of the bar, before they are known to be repetitions.

use super::holding::shoulders;
use crate::lift::{Bar, BarSource, Lift, units_per_metre};
use crate::signal::{Turn, median, turns};

/// Smallest way up or down that turns the bar's course, metres: less is wobble or a hitch within a repetition (our default).
const SWING_M: f64 = 0.10;
/// A dip whose bottom is above this share of the way up, and before a clearly higher top, belongs to one pull.
const DIP_ABOVE: f64 = 0.4;
/// How much higher the later top must be for a dip to belong to one pull, metres.
const HIGHER_M: f64 = 0.05;
/// Time from the first or last sight of the bar that counts as the clip's edge, seconds.
pub(super) const EDGE_S: f64 = 0.12;

/// One way of the bar up, with the way down that follows it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stroke {
    /// Where it begins.
    pub(super) low: Turn,
    /// Where it ends.
    pub(super) high: Turn,
    /// The low after it, where the bar comes down again in the clip.
    pub(super) next_low: Option<Turn>,
    /// The low lies at the first sight of the bar.
    pub(super) low_at_edge: bool,
    /// The high lies at the last sight of the bar.
    pub(super) high_at_edge: bool,
    /// The next low lies at the last sight of the bar.
    pub(super) next_low_at_edge: bool,
}

/// The bar's height, with the holes of a hands-only course bridged by the shoulders: the arms hang.
pub(super) fn course(lift: &Lift, bar: &Bar) -> Vec<Option<f64>> {
    let heights = &bar.path.y.smooth;
    if bar.source == BarSource::Plate {
        return heights.clone();
    }
    let shoulders = shoulders(lift);
    let drop = median(shoulders.iter().zip(heights).filter_map(|(shoulder, height)| Some((*shoulder)? - (*height)?)));
    let hung = |frame: usize| Some(shoulders.get(frame).copied().flatten()? - drop?);
    heights.iter().enumerate().map(|(frame, height)| height.or_else(|| hung(frame))).collect()
}

/// The strokes of a course in order.
pub(super) fn strokes(lift: &Lift, course: &[Option<f64>]) -> Vec<Stroke> {
    let unit = units_per_metre(lift.scale);
    let mut turns = turns(course, SWING_M * unit);
    merge_dips(&mut turns, HIGHER_M * unit);
    let seen = || course.iter().enumerate().filter(|(_, height)| height.is_some()).map(|(frame, _)| frame);
    let (Some(first), Some(last)) = (seen().next(), seen().next_back()) else { return Vec::new() };
    let time = |frame: usize| lift.t.get(frame).copied().unwrap_or(0.0);
    let near_end = |turn: Turn| time(last) - time(turn.frame) <= EDGE_S;
    let mut found = Vec::new();
    for (index, pair) in turns.windows(2).enumerate() {
        let &[low, high] = pair else { continue };
        if low.high {
            continue;
        }
        let next_low = turns.get(index + 2).copied();
        found.push(Stroke {
            low,
            high,
            next_low,
            low_at_edge: time(low.frame) - time(first) <= EDGE_S,
            high_at_edge: near_end(high),
            next_low_at_edge: next_low.is_some_and(near_end),
        });
    }
    found
}

/// Joins ways up that are parted by a dip high above the floor.
fn merge_dips(turns: &mut Vec<Turn>, higher: f64) {
    let mut index = 0;
    while let Some(&[low, high, dip, top]) = turns.get(index..index + 4).and_then(|four| four.first_chunk::<4>()) {
        let is_dip = !low.high && top.value > high.value + higher && dip.value > low.value + DIP_ABOVE * (top.value - low.value);
        if is_dip {
            turns.drain(index + 1..index + 3);
        } else {
            index += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(frame: usize, value: f64, high: bool) -> Turn {
        Turn { frame, value, high }
    }

    #[test]
    fn a_dip_on_the_thighs_belongs_to_one_pull_and_a_touch_on_the_floor_does_not() {
        let mut hitch = vec![turn(0, 0.2, false), turn(10, 0.6, true), turn(12, 0.48, false), turn(20, 0.8, true)];
        merge_dips(&mut hitch, 0.05);
        assert_eq!(hitch.len(), 2);
        let mut touch = vec![turn(0, 0.2, false), turn(10, 0.8, true), turn(20, 0.21, false), turn(30, 0.8, true)];
        merge_dips(&mut touch, 0.05);
        assert_eq!(touch.len(), 4);
    }
}
