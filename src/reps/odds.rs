//! How likely a pull is one from blocks or one with a trap bar, against one of a straight bar from the floor.
//!
//! Each kind says what a camera would show of it, with what lifters differ by and what the signs are missed by; what is seen makes one kind
//! more likely than another, from how frequent they are beforehand.
//!
//! *From blocks* the plates rest higher than the floor on which the feet stand; before lift-off they stand still there, which a bar that is let
//! down from standing and turned in the air does not.
//!
//! *With a trap bar* the arms hang upright from lift-off to lockout, since no legs are in the way: the bar stays under the shoulders. A
//! straight bar begins behind the shoulders and ends before the thighs, so it goes forward under them by some 20 cm. That is a change, which
//! no error of the view hides; beside it, the trap bar's ends are beside the hips at lockout, not before the thighs, and behind the knees as
//! they pass them.

use super::types::Rep;
use crate::body::{Joint, View};
use crate::geom::PlanePoint;
use crate::lift::{LARGEST_YAW_DEG, Lift, Plane, Scale, units_per_metre};
use crate::signal::median;

/// Probability from which a kind is told rather than asked for, as that from which a fault is told.
pub(super) const TOLD: f64 = 0.8;
/// How frequent pulls from blocks and with trap bars are: one of twenty each; and sumo, among those with a straight bar (our default).
const BLOCK: f64 = 0.05;
const TRAP: f64 = 0.05;
const SUMO: f64 = 0.13;
/// Heights that plates are put at, as likely the one as the other, metres: from, to and by which steps.
const BLOCKS_M: (f64, f64, f64) = (0.075, 0.425, 0.05);
/// How long the bar stands still before it is lifted off, seconds: one that was not seen higher before, and one that was let down, which may
/// turn in the air as slowly as that. And the height within which it does, and over which it was higher, metres.
const STILL_S: f64 = 0.4;
const STILL_LOWERED_S: f64 = 1.0;
const STILL_M: f64 = 0.015;
const HIGHER_M: f64 = 0.1;
/// What the bar's change against the shoulders is missed by, and each joint alone, metres, standard errors.
const CHANGE_M: f64 = 0.025;
const JOINT_M: f64 = 0.02;
/// What the bar is laid wrong by as a whole, metres, standard error: at hands that the plate hides; and obliquely at the nearer, surer hand.
const LAID_M: f64 = 0.03;
const LAID_OBLIQUE_M: f64 = 0.06;
/// What the change and the place at lockout have in common, metres: the bar's place then.
const AT_TOP_M: f64 = 0.025;
/// Standard error of the scale from which a lifter's size is in doubt, and with it every way in metres, share.
const DOUBTED_SD: f64 = 0.15;
/// Share of the clips whose joints say anything, and how far off they may be, metres.
const ASTRAY: f64 = 0.02;
const ASTRAY_M: f64 = 0.3;
/// Frames to either side over which a place is taken.
const AROUND: usize = 3;

/// Where a kind of bar is against the lifter, forward, metres: the mean and what lifters differ by.
#[derive(Clone, Copy, Debug)]
struct Hangs {
    /// Change of the bar's place against the shoulders from lift-off to lockout.
    change: (f64, f64),
    /// Against the hips at lockout.
    hips: (f64, f64),
    /// Against the knees as the bar passes them.
    knees: (f64, f64),
}

// Arms slant by 10 degrees before a conventional pull and 4 before a sumo one or in a trap bar (the sources of `reaching-forward`), over arms
// of 0.67 m; thighs of 57 cm round and half a bar are 10.5 cm. Knees are round, and the model's knee is nearer to the bar than its middle.
const CONVENTIONAL: Hangs = Hangs { change: (0.22, 0.075), hips: (0.105, 0.025), knees: (0.04, 0.035) };
const WIDE: Hangs = Hangs { change: (0.15, 0.065), ..CONVENTIONAL };
const INSIDE: Hangs = Hangs { change: (0.046, 0.055), hips: (0.0, 0.035), knees: (-0.05, 0.045) };

/// The probabilities of the kinds, together 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Odds {
    /// A straight bar from the floor.
    pub(super) floor: f64,
    /// A straight bar from blocks.
    pub(super) block: f64,
    /// A trap bar.
    pub(super) trap: f64,
}

impl Odds {
    /// By all that the lift shows.
    pub(super) fn of(lift: &Lift, reps: &[Rep]) -> Self {
        let [low, high] = by_height(lift, reps);
        let [straight, inside] = by_places(lift, reps);
        let floor = (1.0 - BLOCK - TRAP) * straight * low;
        let block = BLOCK * straight * high;
        // A trap bar may stand on blocks, too; where the plates are does not speak for it or against it.
        let trap = TRAP * inside * (low * (1.0 - BLOCK) + high * BLOCK);
        let all = floor + block + trap;
        if all > 0.0 && all.is_finite() {
            Self { floor: floor / all, block: block / all, trap: trap / all }
        } else {
            Self { floor: 1.0 - BLOCK - TRAP, block: BLOCK, trap: TRAP }
        }
    }
}

/// How well the plates' height over the floor goes with the floor and with blocks; alike where it is not told or the bar does not rest.
fn by_height(lift: &Lift, reps: &[Rep]) -> [f64; 2] {
    let height = || {
        let bar = lift.bar.as_ref()?;
        let (height, sd) = bar.off_floor?;
        let rested = median(reps.iter().filter_map(|rep| rested_at(lift, rep)))?;
        Some((height + rested - bar.rest_height, sd))
    };
    let Some((height, sd)) = height() else { return [1.0; 2] };
    // A plate does not stand under the floor: a height that says so is an error.
    let height = height.max(0.0);
    let (from, to, by) = BLOCKS_M;
    let heights: Vec<f64> = (0..=((to - from) / by).round() as usize).map(|step| from + by * step as f64).collect();
    let blocks = heights.iter().map(|block| normal(height - block, sd)).sum::<f64>() / heights.len() as f64;
    [normal(height, sd), blocks]
}

/// Height of the bar's axis in which it stands still before it is lifted off; `None` where it does not.
fn rested_at(lift: &Lift, rep: &Rep) -> Option<f64> {
    let off = rep.lift_off?;
    let path = &lift.bar.as_ref()?.path.y;
    let at = path.at(off.frame)?;
    let unit = units_per_metre(lift.scale);
    let still = |&frame: &usize| path.at(frame).is_none_or(|y| (y - at).abs() <= STILL_M * unit);
    let first = (0..off.frame).rev().take_while(still).last()?;
    let lowered = (0..first).any(|frame| path.at(frame).is_some_and(|y| y > at + HIGHER_M * unit));
    let needed = if lowered { STILL_LOWERED_S } else { STILL_S };
    (lift.t.get(off.frame)? - lift.t.get(first)? >= needed).then_some(at)
}

/// How well the bar's places against the lifter go with a straight bar and with a trap bar; alike where the change is not seen.
fn by_places(lift: &Lift, reps: &[Rep]) -> [f64; 2] {
    let sized = !matches!(lift.scale, Scale::Metres { relative_sd, .. } if relative_sd >= DOUBTED_SD);
    if lift.plane != Plane::Sagittal || !sized {
        return [1.0; 2];
    }
    let unit = units_per_metre(lift.scale);
    let ahead = |joint: Joint, moment: &dyn Fn(&Rep) -> Option<usize>| {
        let place = |frame: usize| Some((lift.bar.as_ref()?.path.x.at(frame)? - middle(lift, joint, frame)?.x) / unit);
        median(reps.iter().filter_map(|rep| median(about(moment(rep)?).filter_map(place))))
    };
    let off = |rep: &Rep| Some(rep.lift_off?.frame);
    let lockout = |rep: &Rep| Some(rep.lockout?.frame);
    let knee = |rep: &Rep| Some(rep.knee_pass?.frame);
    let Some(change) = ahead(Joint::LeftShoulder, &lockout).zip(ahead(Joint::LeftShoulder, &off)).map(|(top, start)| top - start)
    else {
        return [1.0; 2];
    };
    let seen = [Some(change), ahead(Joint::LeftHip, &lockout), ahead(Joint::LeftKnee, &knee)];
    let of = |hangs: Hangs| hangs.density(seen, Misses::of(&lift.view));
    [(1.0 - SUMO) * of(CONVENTIONAL) + SUMO * of(WIDE), of(INSIDE)]
}

/// What the signs are missed by in a view.
#[derive(Clone, Copy, Debug)]
struct Misses {
    /// The bar laid wrong as a whole, metres.
    laid: f64,
    /// What ways forward are stretched by beside 1, and what that may be wrong by, share.
    stretched: f64,
    by_yaw: f64,
}

impl Misses {
    fn of(view: &View) -> Self {
        let yaw = view.yaw_deg.min(LARGEST_YAW_DEG).to_radians();
        Self {
            laid: LAID_M.hypot(LAID_OBLIQUE_M * yaw.sin()),
            stretched: 1.0 / yaw.cos(),
            by_yaw: yaw.tan() * view.yaw_sd_deg.to_radians(),
        }
    }
}

impl Hangs {
    /// Density of what is seen: change, hips, knees.
    fn density(self, seen: [Option<f64>; 3], misses: Misses) -> f64 {
        let (kind, laid) = ([self.change, self.hips, self.knees], misses.laid);
        let joint = (JOINT_M * misses.stretched).hypot(laid);
        let own = [(CHANGE_M * misses.stretched).hypot(self.change.0 * misses.by_yaw), joint, joint];
        let shared = |a: usize, b: usize| match (a.min(b), a.max(b)) {
            (0, 1) => AT_TOP_M * AT_TOP_M,
            (1, 2) => laid * laid,
            (a, b) if a == b => kind[a].1.powi(2) + own[a].powi(2),
            _ => 0.0,
        };
        let given: Vec<(usize, f64)> = seen.into_iter().enumerate().filter_map(|(index, seen)| Some((index, seen?))).collect();
        // Cholesky's lower triangle, row by row, and the deviations in its terms.
        let mut rows: Vec<Vec<f64>> = Vec::new();
        let mut deviations: Vec<f64> = Vec::new();
        let mut density = 1.0;
        for (row, &(index, value)) in given.iter().enumerate() {
            let mut line: Vec<f64> = Vec::new();
            for (column, &(other, _)) in given[..row].iter().enumerate() {
                let done: f64 = line.iter().zip(&rows[column]).map(|(a, b)| a * b).sum();
                line.push((shared(index, other) - done) / rows[column][column]);
            }
            let left = shared(index, index) - line.iter().map(|a| a * a).sum::<f64>();
            let explained: f64 = line.iter().zip(&deviations).map(|(a, b)| a * b).sum();
            let sd = left.max(1e-9).sqrt();
            let off = value - kind[index].0 - explained;
            density *= normal(off, sd);
            deviations.push(off / sd);
            line.push(sd);
            rows.push(line);
        }
        let anything: f64 = given.iter().map(|&(_, value)| normal(value, ASTRAY_M)).product();
        (1.0 - ASTRAY) * density + ASTRAY * anything
    }
}

/// Density of a normal variable.
fn normal(off: f64, sd: f64) -> f64 {
    (-0.5 * (off / sd).powi(2)).exp() / (sd * std::f64::consts::TAU.sqrt())
}

/// Middle of a pair of joints on a frame; one alone stands for both.
pub(super) fn middle(lift: &Lift, joint: Joint, frame: usize) -> Option<PlanePoint> {
    let at = |joint: Joint| lift.joint(joint)?.at(frame);
    PlanePoint::middle(at(joint), at(joint.partner()))
}

/// The frames about one over which a place or an angle is taken.
pub(super) fn about(frame: usize) -> std::ops::Range<usize> {
    frame.saturating_sub(AROUND)..frame + AROUND + 1
}
