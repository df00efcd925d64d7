//! When the bar is where.

use super::scene::Scene;

/// Shares of the pull's time in which the bar gains and loses its speed.
const GAIN: f64 = 0.2;
const LOSE: f64 = 0.3;
/// Share of the pull's time that counts as its first part.
const FIRST_PART: f64 = 0.4;
/// Steps of the table of a stroke.
const STEPS: usize = 500;

/// The times of one repetition in the scene's own clock, seconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Times {
    pub(super) lift_off: f64,
    pub(super) lockout: f64,
    pub(super) descent: f64,
    pub(super) down: f64,
}

/// The course of the bar over the whole set.
#[derive(Clone, Debug)]
pub(super) struct Motion {
    pub(super) reps: Vec<Times>,
    pub(super) end: f64,
    up: Vec<f64>,
    down: Vec<f64>,
}

/// Share of the way done at even steps of a stroke's time, from 0 to 1.
fn stroke(faster_first: f64) -> Vec<f64> {
    let speed = |time: f64| {
        let first = 1.0 + faster_first * ((FIRST_PART - time) / 0.1).clamp(0.0, 1.0);
        (time / GAIN).min((1.0 - time) / LOSE).min(1.0) * first
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

impl Motion {
    pub(super) fn new(scene: &Scene) -> Self {
        let mut now = scene.before_s;
        let mut reps = Vec::new();
        for _ in 0..scene.reps {
            let (lift_off, lockout) = (now, now + scene.pull_s);
            let (descent, down) = (lockout + scene.hold_s, lockout + scene.hold_s + scene.lower_s);
            reps.push(Times { lift_off, lockout, descent, down });
            now = down + scene.rest_s;
        }
        let end = reps.last().map_or(now, |rep| rep.down) + scene.after_s;
        Self { reps, end, up: stroke(scene.errors.fast_first_pull), down: stroke(0.0) }
    }

    /// Share of the way up at a time, 0 on the floor and 1 at lockout; and whether the bar is on its way up or at the top.
    pub(super) fn share(&self, time: f64) -> f64 {
        for rep in &self.reps {
            if time < rep.lift_off {
                return 0.0;
            }
            if time < rep.lockout {
                return look_up(&self.up, (time - rep.lift_off) / (rep.lockout - rep.lift_off));
            }
            if time < rep.descent {
                return 1.0;
            }
            if time < rep.down {
                return 1.0 - look_up(&self.down, (time - rep.descent) / (rep.down - rep.descent));
            }
        }
        0.0
    }

    /// Seconds to the nearest lift-off; negative before it.
    pub(super) fn since_lift_off(&self, time: f64) -> f64 {
        self.reps.iter().map(|rep| time - rep.lift_off).min_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap_or(f64::INFINITY)
    }
}
