//! When the bar is where, and what the lifter does meanwhile.

use super::scene::{Pull, Scene};

/// Shares of the pull's time in which the bar gains and loses its speed.
const GAIN: f64 = 0.2;
const LOSE: f64 = 0.3;
/// Share of the pull's time that counts as its first part.
const FIRST_PART: f64 = 0.4;
/// Steps of the table of a stroke.
const STEPS: usize = 500;
/// Share of the way up at which the bar sinks in a hitch, and how long it takes, seconds.
const HITCH_AT: f64 = 0.72;
const HITCH_S: f64 = 0.45;
/// Share of the pull's time at which the sticking point lies, and its width (just above the knee).
const STICKS: (f64, f64) = (0.55, 0.13);
/// Time of one pump of the hips, seconds.
const PUMP_S: f64 = 0.9;
/// Share of the walking time that is spent on bending down to the bar or standing up from it.
const BENDING: f64 = 0.45;
/// How far off the lifter begins to walk, metres.
const WALK_M: f64 = 1.0;
/// Time before lift-off at which hips that were too deep begin and end to rise, seconds.
const RISING_S: (f64, f64) = (0.55, 0.05);
/// Share of the way at which a Romanian pull turns.
const ROMANIAN_LOW: f64 = 0.25;

/// The times of one repetition in the scene's own clock, seconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Times {
    pub(super) lift_off: f64,
    pub(super) lockout: f64,
    pub(super) descent: f64,
    pub(super) down: f64,
    /// Share of the way up at which it begins and ends.
    pub(super) low: f64,
    pub(super) high: f64,
}

/// What the lifter does at one moment.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Phase {
    /// Share of the way up, 0 on the floor and 1 at lockout.
    pub(super) share: f64,
    /// The bar is on its way down.
    pub(super) lowering: bool,
    /// The repetition as a number from 0; between repetitions it grows evenly from one to the next.
    pub(super) rep: f64,
    /// Seconds to the nearest lift-off; negative before it.
    pub(super) since_lift_off: f64,
    /// How far a hitch bends the knees, 0..=1.
    pub(super) hitch: f64,
    /// How deep the hips are pumped, 0..=1, and how deep they are before they rise, 0..=1.
    pub(super) pump: f64,
    pub(super) deep: f64,
    /// The lifter is away from the bar: how far behind it in metres, and how upright, 0..=1.
    pub(super) away: Option<(f64, f64)>,
}

/// The course of the bar over the whole set.
#[derive(Clone, Debug)]
pub(super) struct Motion {
    pub(super) reps: Vec<Times>,
    pub(super) end: f64,
    up: Vec<f64>,
    down: Vec<f64>,
    /// How far the bar sinks in a hitch, as a share of the whole way; 0 is no hitch. One entry a repetition.
    hitches: Vec<f64>,
    pumps: usize,
    first: f64,
    walk: (f64, f64),
}

/// Share of the way done at even steps of a stroke's time, from 0 to 1.
fn stroke(faster_first: f64, sticking: f64, lose: f64) -> Vec<f64> {
    let speed = |time: f64| {
        let first = 1.0 + faster_first * ((FIRST_PART - time) / 0.1).clamp(0.0, 1.0);
        let stuck = 1.0 - sticking * (-((time - STICKS.0) / STICKS.1).powi(2)).exp();
        (time / GAIN).min((1.0 - time) / lose).min(1.0) * first * stuck
    };
    let mut way = 0.0;
    let mut table: Vec<f64> = vec![0.0];
    for step in 0..STEPS {
        way += speed((step as f64 + 0.5) / STEPS as f64);
        table.push(way);
    }
    table.iter().map(|done| done / way).collect()
}

/// The value of a table at a share 0..=1 of its length.
fn look_up(table: &[f64], share: f64) -> f64 {
    let place = share.clamp(0.0, 1.0) * (table.len() - 1) as f64;
    let (below, above) = (place.floor() as usize, place.ceil() as usize);
    table[below] + (table[above] - table[below]) * place.fract()
}

/// A smooth step from 0 to 1.
pub(super) fn smooth(share: f64) -> f64 {
    let share = share.clamp(0.0, 1.0);
    share * share * (3.0 - 2.0 * share)
}

impl Motion {
    /// The course of a scene whose bar rises by `range` metres.
    pub(super) fn new(scene: &Scene, range: f64) -> Self {
        let first = scene.walk_in_s + scene.before_s + scene.pumps as f64 * PUMP_S;
        let hanging = scene.pull == Pull::Romanian;
        let mut now = first;
        let (mut reps, mut hitches) = (Vec::new(), Vec::new());
        for rep in 0..scene.reps {
            let share = if scene.reps > 1 { rep as f64 / (scene.reps - 1) as f64 } else { 1.0 };
            let errors = scene.errors_at(share);
            let pull_s = scene.last_pull_s.map_or(scene.pull_s, |last| scene.pull_s + (last - scene.pull_s) * share);
            let high = if rep + 1 == scene.reps { scene.fails_at.unwrap_or(1.0) } else { 1.0 };
            let hitch = if errors.hitch_m > 0.0 && high >= 1.0 { errors.hitch_m / range } else { 0.0 };
            let low = if hanging { ROMANIAN_LOW } else { 0.0 };
            if hanging {
                now += scene.lower_s + scene.rest_s;
            }
            let up_s = pull_s * (high - low).max(0.3) + if hitch > 0.0 { HITCH_S } else { 0.0 };
            let (lift_off, lockout) = (now, now + up_s);
            let descent = lockout + if high < 1.0 { 0.0 } else { scene.hold_s };
            let down = descent + if hanging { 0.0 } else { scene.lower_s };
            reps.push(Times { lift_off, lockout, descent, down, low, high });
            hitches.push(hitch);
            now = down + if hanging { 0.0 } else { scene.rest_s };
        }
        let end = reps.last().map_or(now, |rep| rep.down) + scene.after_s + scene.walk_out_s;
        let lose = (LOSE * (1.0 - scene.impact)).max(0.02);
        Self {
            reps,
            end,
            up: stroke(scene.errors.fast_first_pull, scene.sticking, LOSE),
            down: stroke(0.0, 0.0, lose),
            hitches,
            pumps: scene.pumps,
            first,
            walk: (scene.walk_in_s, scene.walk_out_s),
        }
    }

    /// What happens at a time.
    pub(super) fn at(&self, time: f64) -> Phase {
        let since_lift_off =
            self.reps.iter().map(|rep| time - rep.lift_off).min_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap_or(f64::INFINITY);
        let before = self.first - time;
        let pumping = before > 0.0 && before < self.pumps as f64 * PUMP_S;
        let pump = if pumping { (std::f64::consts::PI * before / PUMP_S).sin().powi(2) } else { 0.0 };
        let deep = smooth((-since_lift_off - RISING_S.1) / (RISING_S.0 - RISING_S.1));
        let on_floor = Phase {
            since_lift_off,
            pump,
            deep: if since_lift_off < 0.0 { deep } else { 0.0 },
            away: self.away(time),
            ..Phase::default()
        };
        let mut last: Option<(f64, f64)> = None;
        for (index, rep) in self.reps.iter().enumerate() {
            let here = Phase { rep: index as f64, since_lift_off, ..Phase::default() };
            if time < rep.lift_off {
                // On the floor, or, where the pull hangs, on the way down to its low.
                let begin = last.map(|last| last.0);
                let share = begin.map_or(1.0, |begin| smooth((time - begin) / (rep.lift_off - begin)));
                let rep_number = if index > 0 { index as f64 - 1.0 + share } else { 0.0 };
                if rep.low > 0.0 {
                    let begin = begin.unwrap_or(self.first);
                    let done = look_up(&self.down, (time - begin) / (rep.lift_off - begin).max(1e-6));
                    let share = if time < begin { 1.0 } else { 1.0 - (1.0 - rep.low) * done };
                    return Phase { share, lowering: time > begin, ..here };
                }
                return Phase { rep: rep_number, ..on_floor };
            }
            if time < rep.lockout {
                let (done, hitch) = self.rising(index, time);
                return Phase { share: rep.low + (rep.high - rep.low) * done, hitch, ..here };
            }
            if time < rep.descent {
                return Phase { share: rep.high, ..here };
            }
            if time < rep.down {
                let done = look_up(&self.down, (time - rep.descent) / (rep.down - rep.descent));
                return Phase { share: rep.high * (1.0 - done), lowering: true, ..here };
            }
            last = Some((rep.down, rep.high));
        }
        let hangs = self.reps.first().is_some_and(|rep| rep.low > 0.0);
        Phase { share: if hangs { 1.0 } else { 0.0 }, rep: self.reps.len().saturating_sub(1) as f64, ..on_floor }
    }

    /// Share of the way up that is done at a time within it, and how far a hitch bends the knees.
    fn rising(&self, index: usize, time: f64) -> (f64, f64) {
        let rep = self.reps[index];
        let sinks = self.hitches[index];
        if sinks <= 0.0 {
            return (look_up(&self.up, (time - rep.lift_off) / (rep.lockout - rep.lift_off)), 0.0);
        }
        // Up to the hitch, the hitch, and on from there: each from rest to rest.
        let moving = rep.lockout - rep.lift_off - HITCH_S;
        let (begin, end) = (rep.lift_off + HITCH_AT * moving, rep.lift_off + HITCH_AT * moving + HITCH_S);
        if time < begin {
            (HITCH_AT * look_up(&self.up, (time - rep.lift_off) / (begin - rep.lift_off)), 0.0)
        } else if time < end {
            let bump = (std::f64::consts::PI * (time - begin) / HITCH_S).sin().powi(2);
            (HITCH_AT - sinks * bump, bump)
        } else {
            (HITCH_AT + (1.0 - HITCH_AT) * look_up(&self.down, (time - end) / (rep.lockout - end)), 0.0)
        }
    }

    /// Where the lifter is while not at the bar.
    fn away(&self, time: f64) -> Option<(f64, f64)> {
        let of = |share: f64| {
            let walking = ((share - BENDING) / (1.0 - BENDING)).clamp(0.0, 1.0);
            (WALK_M * walking, smooth(share / BENDING))
        };
        let (walk_in, walk_out) = self.walk;
        if time < walk_in {
            return Some(of(1.0 - time / walk_in));
        }
        let leaves = self.end - walk_out;
        (walk_out > 0.0 && time > leaves).then(|| of((time - leaves) / walk_out))
    }
}
