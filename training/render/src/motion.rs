//! The set in time: where the bar is and how the lifter moves. Seconds, metres, degrees.

use crate::options::Options;
use crate::posture::{Free, PLATE_RADIUS, Posture, hanging_bar_height, solve};
use crate::vector::{mix, smooth_step, vector};

/// Seconds still in the set-up before the first repetition.
const STILL: f32 = 1.0;
/// Seconds still at the top of a repetition.
const HOLD: f32 = 0.55;
/// Seconds still on the floor after the last repetition.
const TAIL: f32 = 0.6;

/// The faults of one repetition.
#[derive(Clone, Copy, Debug, Default)]
pub struct Faults {
    /// Degrees of lumbar flexion added between floor and knee.
    pub rounding: f32,
    /// Metres that the bar drifts forward.
    pub drift: f32,
    /// How much the hips rise first: 0 not, 1 clearly.
    pub hips_first: f32,
}

/// One repetition with its times in seconds from the start of the clip.
#[derive(Clone, Copy, Debug)]
pub struct Repetition {
    /// The bar leaves the floor.
    pub lift_off: f32,
    /// The bar is highest.
    pub lockout: f32,
    /// The bar begins to go down.
    pub lowering: f32,
    /// The plates touch the floor again.
    pub down: f32,
    /// What is wrong with it.
    pub faults: Faults,
}

/// The whole set.
#[derive(Clone, Debug)]
pub struct Motion {
    /// The repetitions in order.
    pub repetitions: Vec<Repetition>,
    /// Range of the bar from the floor to lockout, metres.
    pub range: f32,
    /// Length of the clip, seconds.
    pub duration: f32,
    /// How much of the faults shows on the way down.
    lowered: f32,
}

/// The lifter at one time.
#[derive(Clone, Debug)]
pub struct Moment {
    /// The posture.
    pub posture: Posture,
    /// Number of the running or last repetition, from zero; none before the first.
    pub repetition: Option<usize>,
}

/// Rows: fraction of the bar's range, shank lean, thigh elevation (degrees), bar forward (metres).
const POSES: [[f32; 4]; 8] = [
    [0.0, 21.0, 21.0, 0.030],
    [0.12, 16.5, 28.5, 0.027],
    [0.30, 9.0, 42.0, 0.023],
    [0.48, 4.0, 56.0, 0.023],
    [0.62, 2.5, 66.0, 0.024],
    [0.78, 2.0, 78.0, 0.030],
    [0.90, 1.6, 86.0, 0.034],
    [1.0, 1.4, 90.5, 0.036],
];

fn pose(height: f32, column: usize) -> f32 {
    let last = POSES.len() - 1;
    let index = (1..last).find(|&i| height <= POSES[i][0]).unwrap_or(last);
    let (a, b) = (POSES[index - 1], POSES[index]);
    let slope = |i: usize| {
        let (low, high) = (i.saturating_sub(1), (i + 1).min(last));
        (POSES[high][column] - POSES[low][column]) / (POSES[high][0] - POSES[low][0])
    };
    let width = b[0] - a[0];
    let t = ((height - a[0]) / width).clamp(0.0, 1.0);
    let (t2, t3) = (t * t, t * t * t);
    (2.0 * t3 - 3.0 * t2 + 1.0) * a[column]
        + (t3 - 2.0 * t2 + t) * width * slope(index - 1)
        + (3.0 * t2 - 2.0 * t3) * b[column]
        + (t3 - t2) * width * slope(index)
}

/// Zero at both ends of the lift, one between `rise` and `fall` (fractions of the bar's range).
fn bump(height: f32, rise: f32, fall: f32) -> f32 {
    smooth_step(0.0, rise, height) * (1.0 - smooth_step(fall, 0.97, height))
}

/// Progress 0..1 of a movement: half minimum jerk, half a cosine, so that the bar leaves the floor briskly.
fn progress(t: f32) -> f32 {
    let t = t.clamp(0.0, 1.0);
    let jerk = t * t * t * (10.0 - 15.0 * t + 6.0 * t * t);
    let cosine = 0.5 - 0.5 * (std::f32::consts::PI * t).cos();
    mix(jerk, cosine, 0.5)
}

fn free_angles(height: f32, faults: Faults, weight: f32) -> Free {
    let flexed = 1.0 - smooth_step(0.15, 0.98, height);
    let early = faults.hips_first * weight * bump(height, 0.16, 0.30);
    let rounding = weight * bump(height, 0.22, 0.46);
    Free {
        shank: pose(height, 1) - 6.0 * early,
        thigh: pose(height, 2) + 13.0 * early,
        lumbar: 17.0 * flexed + faults.rounding * rounding,
        thoracic: 5.0 * flexed + 0.35 * faults.rounding * rounding,
    }
}

fn posture_at(height: f32, range: f32, faults: Faults, weight: f32) -> Posture {
    let forward = pose(height, 3) + weight * faults.drift * bump(height, 0.3, 0.5);
    solve(vector(forward, PLATE_RADIUS + range * height, 0.0), free_angles(height, faults, weight))
}

impl Motion {
    /// Plans the set that the options ask for.
    pub fn plan(options: &Options) -> Self {
        let top = free_angles(1.0, Faults::default(), 0.0);
        let range = hanging_bar_height(top, 1.0, pose(1.0, 3)) - PLATE_RADIUS;
        let mut start = STILL;
        let mut repetitions = Vec::new();
        for index in 0..options.repetitions {
            let last = index + 1 == options.repetitions;
            let faults = if last { options.faults } else { Faults::default() };
            let tired = if options.mirrored { 0.0 } else { 0.04 * index as f32 };
            let speed = options.velocity * (1.0 - tired) * if faults.rounding > 0.0 { 0.88 } else { 1.0 };
            let lockout = start + range / speed;
            let (lowering, down) = if options.mirrored {
                // The pictures of the way down fall on the heights of those of the way up.
                let down = ((lockout + HOLD + lockout) * options.rate).ceil() / options.rate - start;
                (down - (lockout - start), down)
            } else {
                (lockout + HOLD, lockout + HOLD + 1.35 - 0.05 * index as f32)
            };
            repetitions.push(Repetition { lift_off: start, lockout, lowering, down, faults });
            // So do those of the next repetition.
            let next = down + 0.85 - start;
            start += if options.mirrored { (next * options.rate).ceil() / options.rate } else { next };
        }
        let duration = repetitions.last().map_or(STILL, |r| r.down) + TAIL;
        // A way down that is the way up played backwards shows its faults whole.
        Self { repetitions, range, duration, lowered: if options.mirrored { 1.0 } else { 0.25 } }
    }

    /// The bar's height as a fraction of its range, the repetition, and how much its faults show.
    fn height(&self, time: f32) -> (f32, Option<usize>, f32) {
        let Some(index) = self.repetitions.iter().rposition(|r| time >= r.lift_off) else {
            return (0.0, None, 1.0);
        };
        let r = &self.repetitions[index];
        if time < r.lockout {
            (progress((time - r.lift_off) / (r.lockout - r.lift_off)), Some(index), 1.0)
        } else if time < r.lowering {
            (1.0, Some(index), 1.0)
        } else {
            (1.0 - progress((time - r.lowering) / (r.down - r.lowering)), Some(index), self.lowered)
        }
    }

    /// The lifter at `time` seconds.
    pub fn at(&self, time: f32) -> Moment {
        let (height, repetition, weight) = self.height(time);
        let faults = repetition.map_or(Faults::default(), |index| self.repetitions[index].faults);
        Moment { posture: posture_at(height, self.range, faults, weight), repetition }
    }

    /// When the bar passes the near knee's height on the way up, in seconds.
    pub fn knee_pass(&self, index: usize) -> f32 {
        let r = &self.repetitions[index];
        let (mut low, mut high) = (r.lift_off, r.lockout);
        for _ in 0..40 {
            let middle = 0.5 * (low + high);
            let posture = self.at(middle).posture;
            if posture.bar.y < posture.sides[1].knee.y {
                low = middle;
            } else {
                high = middle;
            }
        }
        0.5 * (low + high)
    }
}
