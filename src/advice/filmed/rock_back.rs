//! The rock-back before the camera: the flexion of the hip at which the lower back starts to move.
//!
//! The flexion of the lower back over the flexion of the hip is a bent line: level while the hip alone moves, rising once the lower back has to
//! help. The bend is found by least squares over all frames.

use super::{Reading, Seen, seen, segment, visible};
use crate::body::{Joint, Recording, Side};
use crate::measure::Abstain;
use crate::signal::quantile;

/// Largest yaw at which the hip's angle is told to a few degrees: beyond it the view's own error spoils it (synthetic clips at 20 degrees:
/// up to 14 off).
const MOST_YAW_DEG: f64 = 18.0;
/// Least way of the hip for a rock-back, degrees.
const LEAST_WAY_DEG: f64 = 20.0;
/// Step in which the bend of the line is looked for, degrees.
const STEP_DEG: f64 = 0.25;
/// How far from either end of the way the bend is looked for, degrees: nearer there is too little line.
const MARGIN_DEG: f64 = 3.0;
/// Least rise of the lower back over the way that counts as moving, degrees; what trained eyes see is 9 and more (Abbott et al.). Our default.
const LEAST_RISE_DEG: f64 = 5.0;
/// Frames that say the same because they are smoothed, seconds.
const MEMORY_S: f64 = 0.15;

/// What a rock-back tells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RockBack {
    /// The lower back starts to move at this flexion of the hip.
    Moves {
        /// Flexion of the hip, 0 being a straight hip.
        from: Reading,
        /// By how much the lower back bends up to the end of the way, degrees.
        rise_deg: f64,
    },
    /// The lower back stays as it is up to this flexion of the hip, the end of the way.
    Holds {
        /// Flexion of the hip at the end of the way.
        to: Reading,
    },
}

/// The flexion of the hip at which the lower back starts to move, from a recording of rock-backs on hands and knees, filmed from the side.
pub fn rock_back(recording: &Recording) -> Result<RockBack, Abstain> {
    let Seen { lift, flexion_deg, flexion_noise_deg, .. } = seen(recording)?;
    if lift.view.yaw_deg > MOST_YAW_DEG {
        return Err(Abstain::yaw(lift.view.yaw_deg, MOST_YAW_DEG, false));
    }
    let side: Side = lift.near;
    let [shoulder, hip, knee] = [Joint::LeftShoulder, Joint::LeftHip, Joint::LeftKnee].map(|joint| joint.on(side));
    for joint in [shoulder, hip, knee] {
        visible(&lift, joint)?;
    }
    let place = |joint: Joint, frame: usize| lift.joint(joint)?.at(frame);
    let points: Vec<(f64, f64)> = (0..lift.t.len())
        .filter_map(|frame| {
            let angle = place(hip, frame)?.angle_deg(place(shoulder, frame)?, place(knee, frame)?)?;
            Some((180.0 - angle, flexion_deg[frame]?))
        })
        .collect();
    let share = |share: f64| quantile(points.iter().map(|point| point.0), share);
    let (Some(low), Some(high)) = (share(0.02), share(0.98)) else { return Err(Abstain::no_event("the rock-back")) };
    if high - low < LEAST_WAY_DEG {
        return Err(Abstain {
            code: "too-little-way",
            reason: format!(
                "The hip moves by {:.0}° only; a rock-back moves it by {LEAST_WAY_DEG:.0}° or more.",
                (high - low).max(0.0)
            ),
            film_it:
                "Film from the side on hands and knees while you rock back towards your heels and forward again, five times."
                    .into(),
        });
    }
    // What the model misses the hip's angle by.
    let sd = |from: Joint, to: Joint| segment(&lift, from, to).map(|(length, own, _)| (own / length).to_degrees());
    let (Some(trunk), Some(thigh)) = (sd(hip, shoulder), sd(hip, knee)) else { return Err(Abstain::no_event("the rock-back")) };
    let hip_sd = trunk.hypot(thigh) / std::f64::consts::SQRT_2;

    let fits = |from: f64| fit(&points, from);
    let mut best: Option<(f64, Fit)> = None;
    let mut all: Vec<(f64, f64)> = Vec::new();
    let mut from = low + MARGIN_DEG;
    while from <= high - MARGIN_DEG {
        if let Some(found) = fits(from) {
            all.push((from, found.squares));
            if best.is_none_or(|(_, best)| found.squares < best.squares) {
                best = Some((from, found));
            }
        }
        from += STEP_DEG;
    }
    let Some((from, found)) = best else { return Err(Abstain::no_event("the rock-back")) };
    let rise_deg = found.slope * (high - from);
    let scatter = (found.squares / points.len() as f64).sqrt().max(0.5);
    let free = (points.len() as f64 / (MEMORY_S * lift.fps()).max(1.0)).max(3.0);
    let rise_sd = (scatter * 2.0 / free.sqrt()).hypot(flexion_noise_deg / free.sqrt());
    if rise_deg < LEAST_RISE_DEG.max(2.0 * rise_sd) {
        return Ok(RockBack::Holds { to: Reading { deg: high, sd_deg: hip_sd.max(0.5) } });
    }
    // Every bend whose squares are not worse than the best by more than one independent sample: its one-sigma range.
    let within = found.squares * (1.0 + 1.0 / free);
    let near: Vec<f64> = all.iter().filter(|(_, squares)| *squares <= within).map(|(at, _)| *at).collect();
    let width = near.iter().copied().fold(f64::MIN, f64::max) - near.iter().copied().fold(f64::MAX, f64::min);
    let sd_deg = (width / 2.0).max(STEP_DEG).hypot(hip_sd);
    Ok(RockBack::Moves { from: Reading { deg: from, sd_deg }, rise_deg })
}

/// A line that is level up to a flexion of the hip and rises beyond it.
#[derive(Clone, Copy, Debug)]
struct Fit {
    slope: f64,
    squares: f64,
}

/// The best such line that bends at `from`: least squares; `None` where nothing lies beyond it. A falling line counts as level.
fn fit(points: &[(f64, f64)], from: f64) -> Option<Fit> {
    let n = points.len() as f64;
    let beyond = |hip: f64| (hip - from).max(0.0);
    let mean = |pick: &dyn Fn(&(f64, f64)) -> f64| points.iter().map(pick).sum::<f64>() / n;
    let (x, y) = (mean(&|point| beyond(point.0)), mean(&|point| point.1));
    let spread = points.iter().map(|point| (beyond(point.0) - x).powi(2)).sum::<f64>();
    if n < 3.0 || spread <= 1e-9 {
        return None;
    }
    let slope = (points.iter().map(|point| (beyond(point.0) - x) * (point.1 - y)).sum::<f64>() / spread).max(0.0);
    let squares = points.iter().map(|point| (point.1 - y - slope * (beyond(point.0) - x)).powi(2)).sum();
    Some(Fit { slope, squares })
}
