//! When a slow motion begins: by a rest, an even gain of speed and an even way laid through its places.
//!
//! Where a grinder's speed is hardly faster than a followed plate shakes, the moment at which it passes some speed is lost in the noise;
//! the way that it has made is not.

use crate::signal::median;

/// Places a second that are fitted: more say nothing new.
const PER_SECOND: f64 = 30.0;
/// Steps in which the beginning and the time of gaining speed are tried, seconds, and the longest of the latter.
const STEP_S: f64 = 0.05;
const GAIN_STEP_S: f64 = 0.15;
const LONGEST_GAIN_S: f64 = 2.4;
/// Least rest before the beginning, seconds: without it the height of rest is not known.
const LEAST_REST_S: f64 = 0.2;
/// Time for which a followed place wanders together, seconds (that of the synthetic lifter): places within it count once.
const TOGETHER_S: f64 = 0.15;
/// Standard error that is left of the beginning of a motion that does not gain its speed evenly, seconds (our default).
const UNEVEN_S: f64 = 0.05;

/// When the motion begins that the places `y` at the times `t` show, and its standard error, seconds; times ascend. `None` where too little
/// rest or motion is shown.
pub(super) fn beginning(t: &[f64], y: &[f64]) -> Option<(f64, f64)> {
    let step = median(t.windows(2).map(|pair| pair[1] - pair[0])).filter(|step| *step > 0.0)?;
    let every = ((1.0 / PER_SECOND / step).round() as usize).max(1);
    let places: Vec<(f64, f64)> = t.iter().copied().zip(y.iter().copied()).step_by(every).collect();
    let (first, last) = (places.first()?.0, places.last()?.0);
    let starts = || (0..).map(|step| first + LEAST_REST_S + f64::from(step) * STEP_S).take_while(|start| *start < last - STEP_S);
    let gains = || (1..).map(|step| f64::from(step) * GAIN_STEP_S).take_while(|gain| *gain <= LONGEST_GAIN_S);
    let left = |start: f64| gains().map(|gain| misfit(&places, start, gain)).fold(f64::INFINITY, f64::min);
    let tried: Vec<(f64, f64)> = starts().map(|start| (start, left(start))).collect();
    let best = (0..tried.len()).min_by(|&a, &b| tried[a].1.total_cmp(&tried[b].1))?;
    let &[(_, before), (start, least), (_, after)] = tried.get(best.checked_sub(1)?..best + 2)? else { return None };
    // The parabola through the best and its neighbours.
    let bend = before - 2.0 * least + after;
    if bend <= 0.0 || places.len() < 8 {
        return None;
    }
    let at = start + 0.5 * STEP_S * (before - after) / bend;
    let variance = least / (places.len() - 4) as f64;
    let together = (TOGETHER_S * PER_SECOND.min(1.0 / step)).max(1.0);
    let sd = (2.0 * variance * together / (bend / STEP_S.powi(2))).sqrt();
    Some((at, sd.hypot(UNEVEN_S)))
}

/// Sum of the squares that a rest until `start` with an even gain of speed for `gain` seconds and an even way after it leaves.
fn misfit(places: &[(f64, f64)], start: f64, gain: f64) -> f64 {
    let way = |t: f64| {
        let since = (t - start).max(0.0);
        if since < gain { since * since / (2.0 * gain) } else { since - gain / 2.0 }
    };
    let n = places.len() as f64;
    let (mut w, mut ww, mut y, mut yy, mut wy) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for &(t, place) in places {
        let way = way(t);
        w += way;
        ww += way * way;
        y += place;
        yy += place * place;
        wy += way * place;
    }
    let (sww, syy, swy) = (ww - w * w / n, yy - y * y / n, wy - w * y / n);
    if sww > 1e-12 && swy > 0.0 { (syy - swy * swy / sww).max(0.0) } else { syy }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(start: f64, gain: f64, speed: f64, wobble: f64) -> (Vec<f64>, Vec<f64>) {
        let t: Vec<f64> = (0..300).map(|frame| f64::from(frame) / 60.0).collect();
        let y = t.iter().map(|&at| {
            let since = (at - start).max(0.0);
            let way = if since < gain { since * since / (2.0 * gain) } else { since - gain / 2.0 };
            0.225 + speed * way + wobble * (at * 41.0).sin()
        });
        let y = y.collect();
        (t, y)
    }

    #[test]
    fn a_slow_motion_begins_when_it_does_also_in_noise() {
        for (start, gain, speed) in [(1.0, 0.8, 0.06), (1.4, 0.3, 0.10), (0.9, 1.5, 0.08)] {
            for wobble in [0.0, 0.002] {
                let (t, y) = places(start, gain, speed, wobble);
                let (at, sd) = beginning(&t, &y).unwrap();
                assert!((at - start).abs() < 0.05 + 2.0 * wobble / speed, "{at} of {start}, wobble {wobble}");
                assert!(sd < 0.4, "{sd}");
            }
        }
    }

    #[test]
    fn what_shows_no_rest_or_no_motion_has_no_beginning() {
        let (t, y) = places(0.0, 0.5, 0.1, 0.0);
        assert!(beginning(&t, &y).is_none(), "{:?}", beginning(&t, &y));
        let (t, y) = places(9.0, 0.5, 0.1, 0.0);
        assert!(beginning(&t, &y).is_none());
        assert!(beginning(&[], &[]).is_none());
    }
}
