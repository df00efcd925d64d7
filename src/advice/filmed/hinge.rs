//! Where a course bends: a line that is level up to a point and rises beyond it, fitted to several repetitions together.
//!
//! Least squares over all frames (Huber's weights, so that a few wild ones count less): every repetition lies as high as it likes, the bend
//! and the slope beyond it are common. Under it runs a slow wave, a straight and a bowed part, for which its likely size is known: what a model
//! misses turns over with the posture. The error comes from how fast the squares grow away from the best bend, in noise that
//! remembers itself as long as it is seen to, and from leaving out each repetition in turn (jackknife), whichever is larger.

use crate::signal::mad_sd;

/// Step in which the bend is looked for, degrees.
const STEP: f64 = 0.5;
/// How far from either end of the way the bend is looked for, degrees: nearer there is too little line.
const MARGIN: f64 = 3.0;
/// Rounds of fitting and weighing.
const ROUNDS: usize = 3;
/// Residuals in standard deviations from which a frame counts less (Huber 1964: 95 % efficient where the noise is normal).
const HUBER: f64 = 1.345;
/// Correlation of the residuals at which the noise has forgotten itself, and the longest time that is looked at, frames.
const FORGOTTEN: f64 = 0.05;
const LONGEST: usize = 240;

/// Weight that keeps a wave flat, and determinant under which nothing is solved.
const STIFF: f64 = 1e9;
const SINGULAR: f64 = 1e-6;

/// One frame: what moves, and what answers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample {
    /// Number of the repetition, from 0.
    pub(super) rep: usize,
    /// Where on the way, degrees.
    pub(super) x: f64,
    /// The answer, degrees.
    pub(super) y: f64,
}

/// The way on which a bend is looked for, and the wave that may run under it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way {
    /// Both ends, degrees.
    pub(super) ends: (f64, f64),
    /// Standard deviations of the wave's straight and of its bowed part, each half of what it does from end to end, degrees.
    pub(super) wave: (f64, f64),
}

/// The best bend.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Hinge {
    /// Where it is, degrees.
    pub(super) at: f64,
    /// Its standard error, degrees.
    pub(super) at_sd: f64,
    /// How far the answer rises from there to the end of the way, degrees.
    pub(super) rise: f64,
    /// By how much the squares fall with the bend, in units of one independent sample's variance: the square of standard errors.
    pub(super) strength: f64,
    /// Standard error that the rise of a bend in the middle of the way would have, degrees.
    pub(super) middle_rise_sd: f64,
}

/// The bend of the samples' course, samples in the order of time; `None` where there is too little to fit.
pub(super) fn hinge(samples: &[Sample], way: Way) -> Option<Hinge> {
    let reps = samples.iter().map(|sample| sample.rep + 1).max()?;
    let places = places(way)?;
    let mut weights = vec![1.0; samples.len()];
    let mut ridge = (0.0, 0.0);
    let mut found: Option<(Profile, f64)> = None;
    for _ in 0..ROUNDS {
        let profile = Profile::of(samples, &weights, &places, way, ridge)?;
        let off = profile.best()?.residuals(samples, &weights, way);
        let sd = mad_sd(off.iter().copied())?.max(1e-6);
        for (weight, off) in weights.iter_mut().zip(&off) {
            *weight = (HUBER * sd / off.abs().max(1e-12)).min(1.0);
        }
        let one = sd * sd * memory(samples, &off, sd);
        ridge = (one / way.wave.0.powi(2).max(1e-9), one / way.wave.1.powi(2).max(1e-9));
        found = Some((profile, one));
    }
    let (profile, one) = found?;
    let best = *profile.best()?;
    let without: Vec<f64> = (0..reps)
        .filter_map(|left_out| {
            let kept = samples.iter().zip(&weights).filter(|(sample, _)| sample.rep != left_out);
            let (rest, their): (Vec<Sample>, Vec<f64>) = kept.map(|(sample, weight)| (*sample, *weight)).unzip();
            Some(Profile::of(&rest, &their, &places, way, ridge)?.best()?.at)
        })
        .collect();
    let at_sd = profile.spread(best.at, one).max(jackknife(&without)).max(STEP);
    let middle = f64::midpoint(way.ends.0, way.ends.1);
    let in_the_middle = profile.all.iter().min_by(|a, b| (a.at - middle).abs().total_cmp(&(b.at - middle).abs()))?;
    Some(Hinge {
        at: best.at,
        at_sd,
        rise: best.slope * (way.ends.1 - best.at),
        strength: ((profile.without - best.squares) / one).max(0.0),
        middle_rise_sd: (in_the_middle.variance * one).max(0.0).sqrt() * (way.ends.1 - in_the_middle.at),
    })
}

/// Where a bend is looked for; `None` where the way is too short for any.
fn places(way: Way) -> Option<Vec<f64>> {
    let (low, high) = (way.ends.0 + MARGIN, way.ends.1 - MARGIN);
    let steps = ((high - low) / STEP).floor();
    (steps >= 4.0 && steps.is_finite()).then(|| (0..=steps as usize).map(|step| low + step as f64 * STEP).collect())
}

/// Standard error by leaving out each repetition in turn; 0 for fewer than three.
fn jackknife(without: &[f64]) -> f64 {
    let n = without.len() as f64;
    if without.len() < 3 {
        return 0.0;
    }
    let mean = without.iter().sum::<f64>() / n;
    ((n - 1.0) / n * without.iter().map(|at| (at - mean).powi(2)).sum::<f64>()).sqrt()
}

/// How many frames say the same: the sum of the correlations of neighbours ever further apart, in the same repetition.
fn memory(samples: &[Sample], off: &[f64], sd: f64) -> f64 {
    let clipped: Vec<f64> = off.iter().map(|off| off.clamp(-3.0 * sd, 3.0 * sd)).collect();
    let all = clipped.iter().map(|off| off * off).sum::<f64>().max(1e-12);
    let mut memory = 1.0;
    for lag in 1..LONGEST.min(samples.len()) {
        let pairs = samples.iter().zip(&clipped).zip(samples.iter().zip(&clipped).skip(lag));
        let alike = pairs.filter(|(a, b)| a.0.rep == b.0.rep).map(|(a, b)| a.1 * b.1).sum::<f64>() / all;
        if alike < FORGOTTEN {
            break;
        }
        memory += 2.0 * alike;
    }
    memory
}

/// The best course that bends at one place.
#[derive(Clone, Copy, Debug)]
struct Bent {
    at: f64,
    /// Weighted squares, the price of the wave among them.
    squares: f64,
    /// Slope beyond the bend; never negative.
    slope: f64,
    wave: [f64; 2],
    /// Variance of the slope over that of one independent sample.
    variance: f64,
}

/// The best courses over all places.
#[derive(Clone, Debug)]
struct Profile {
    all: Vec<Bent>,
    /// Squares without a bend.
    without: f64,
}

impl Profile {
    fn of(samples: &[Sample], weights: &[f64], places: &[f64], way: Way, ridge: (f64, f64)) -> Option<Self> {
        let level = bent(samples, weights, None, way, ridge)?;
        let all = places.iter().filter_map(|&at| {
            let found = bent(samples, weights, Some(at), way, ridge)?;
            // A lower back that falls is none that gives.
            Some(if found.slope > 0.0 {
                found
            } else {
                Bent { at, slope: 0.0, squares: level.squares, wave: level.wave, variance: found.variance }
            })
        });
        Some(Self { all: all.collect(), without: level.squares })
    }

    fn best(&self) -> Option<&Bent> {
        self.all.iter().min_by(|a, b| a.squares.total_cmp(&b.squares))
    }

    /// Root of the mean square distance from `at` of all places, each as likely as its squares say; `one` is one independent sample's
    /// variance.
    fn spread(&self, at: f64, one: f64) -> f64 {
        let least = self.best().map_or(0.0, |best| best.squares);
        let likely = |bent: &Bent| (-0.5 * (bent.squares - least) / one.max(1e-12)).exp();
        let all = self.all.iter().map(likely).sum::<f64>().max(1e-12);
        (self.all.iter().map(|bent| likely(bent) * (bent.at - at).powi(2)).sum::<f64>() / all).sqrt()
    }
}

/// The three columns of the fit at a place on the way: the wave's straight part, its bowed one, and what lies beyond the bend.
fn columns(x: f64, at: Option<f64>, way: Way) -> [f64; 3] {
    let (middle, half) = (f64::midpoint(way.ends.0, way.ends.1), (way.ends.1 - way.ends.0) / 2.0);
    let u = (x - middle) / half;
    [u, 1.5 * u * u - 0.5, at.map_or(0.0, |at| (x - at).max(0.0))]
}

/// Weighted means of the columns and of the answer in every repetition: what its own height takes out.
fn means(samples: &[Sample], weights: &[f64], at: Option<f64>, way: Way) -> Vec<([f64; 3], f64)> {
    let reps = samples.iter().map(|sample| sample.rep + 1).max().unwrap_or(0);
    let mut sums = vec![([0.0; 3], 0.0, 0.0); reps];
    for (sample, &weight) in samples.iter().zip(weights) {
        let columns = columns(sample.x, at, way);
        let (of, y, all) = &mut sums[sample.rep];
        for (sum, column) in of.iter_mut().zip(columns) {
            *sum += weight * column;
        }
        *y += weight * sample.y;
        *all += weight;
    }
    sums.into_iter().map(|(of, y, all)| (of.map(|sum| sum / all.max(1e-12)), y / all.max(1e-12))).collect()
}

/// Least squares with a bend at a place, or with none.
fn bent(samples: &[Sample], weights: &[f64], at: Option<f64>, way: Way, ridge: (f64, f64)) -> Option<Bent> {
    let means = means(samples, weights, at, way);
    let (mut normal, mut right, mut total) = ([[0.0; 3]; 3], [0.0; 3], 0.0);
    for (sample, &weight) in samples.iter().zip(weights) {
        let (of, y) = &means[sample.rep];
        let columns = columns(sample.x, at, way);
        let centred = [columns[0] - of[0], columns[1] - of[1], columns[2] - of[2]];
        let answer = sample.y - y;
        for (row, a) in centred.iter().enumerate() {
            right[row] += weight * a * answer;
            for (column, b) in centred.iter().enumerate() {
                normal[row][column] += weight * a * b;
            }
        }
        total += weight * answer * answer;
    }
    // A wave of no known size is none in the first round.
    let none = ridge.0 <= 0.0;
    normal[0][0] += if none { STIFF } else { ridge.0 };
    normal[1][1] += if none { STIFF } else { ridge.1 };
    let inverse = if at.is_some() {
        inverse(normal)?
    } else {
        let two = normal[0][0] * normal[1][1] - normal[0][1] * normal[1][0];
        if two.abs() <= SINGULAR {
            return None;
        }
        [[normal[1][1] / two, -normal[0][1] / two, 0.0], [-normal[1][0] / two, normal[0][0] / two, 0.0], [0.0; 3]]
    };
    let solved = inverse.map(|row| row.iter().zip(right).map(|(a, b)| a * b).sum::<f64>());
    let explained: f64 = solved.iter().zip(right).map(|(a, b)| a * b).sum();
    Some(Bent {
        at: at.unwrap_or(way.ends.1),
        squares: total - explained,
        slope: solved[2],
        wave: [solved[0], solved[1]],
        variance: inverse[2][2],
    })
}

impl Bent {
    /// What is left of every sample.
    fn residuals(&self, samples: &[Sample], weights: &[f64], way: Way) -> Vec<f64> {
        let means = means(samples, weights, Some(self.at), way);
        let said = [self.wave[0], self.wave[1], self.slope];
        let left = |sample: &Sample| {
            let (of, y) = &means[sample.rep];
            let columns = columns(sample.x, Some(self.at), way);
            sample.y - y - (0..3).map(|column| said[column] * (columns[column] - of[column])).sum::<f64>()
        };
        samples.iter().map(left).collect()
    }
}

/// Inverse of a symmetric 3 by 3 matrix; `None` where there is none.
fn inverse(m: [[f64; 3]; 3]) -> Option<[[f64; 3]; 3]> {
    let minor = |row: usize, column: usize| {
        let (a, b) = ((row + 1) % 3, (row + 2) % 3);
        let (c, d) = ((column + 1) % 3, (column + 2) % 3);
        m[a][c] * m[b][d] - m[a][d] * m[b][c]
    };
    let determinant = m[0][0] * minor(0, 0) + m[0][1] * minor(0, 1) + m[0][2] * minor(0, 2);
    if !determinant.is_finite() || determinant.abs() <= SINGULAR {
        return None;
    }
    Some([0, 1, 2].map(|row| [0, 1, 2].map(|column| minor(column, row) / determinant)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthetic::Random;

    const WAY: Way = Way { ends: (78.0, 134.0), wave: (3.4, 1.1) };

    /// Five repetitions of a hinge in noise that remembers itself over ten frames; each lies elsewhere.
    fn course(seed: u64, at: f64, slope: f64, noise: f64, shift: impl Fn(usize) -> f64) -> Vec<Sample> {
        let (mut random, mut now) = (Random::new(seed), 0.0);
        let mut samples = Vec::new();
        for rep in 0..5 {
            for frame in 0..120 {
                let share = 0.5 - 0.5 * (std::f64::consts::TAU * f64::from(frame) / 120.0).cos();
                let x = WAY.ends.0 + share * (WAY.ends.1 - WAY.ends.0);
                now = 0.9 * now + (1.0_f64 - 0.81).sqrt() * random.normal();
                let y = 3.0 * rep as f64 + slope * (x - at - shift(rep)).max(0.0) + noise * now;
                samples.push(Sample { rep, x, y });
            }
        }
        samples
    }

    #[test]
    fn the_bend_is_found_with_an_error_that_holds_the_truth_and_is_not_boundless() {
        // No wave runs under these, for which the error makes room: it holds the truth more often than nine times in ten.
        let (mut inside, mut squares) = (0, (0.0, 0.0));
        for seed in 0..100 {
            let at = 95.0 + 0.22 * seed as f64;
            let found = hinge(&course(seed, at, 0.6, 2.0, |_| 0.0), WAY).unwrap();
            inside += usize::from((found.at - at).abs() <= 1.645 * found.at_sd);
            squares = (squares.0 + (found.at - at).powi(2), squares.1 + found.at_sd.powi(2));
            assert!(found.strength > 9.0, "{found:?}");
        }
        let (missed, said) = ((squares.0 / 100.0).sqrt(), (squares.1 / 100.0).sqrt());
        assert!(inside >= 85 && missed < 2.0 && said < 4.0, "{inside} inside, off by {missed:.2}, said {said:.2}");
    }

    #[test]
    fn repetitions_that_disagree_widen_the_error() {
        let alike = hinge(&course(3, 108.0, 0.6, 0.5, |_| 0.0), WAY).unwrap();
        let apart = hinge(&course(3, 108.0, 0.6, 0.5, |rep| 6.0 * (rep as f64 - 2.0)), WAY).unwrap();
        assert!(apart.at_sd > 2.0 * alike.at_sd, "{alike:?} {apart:?}");
    }

    #[test]
    fn a_slow_wave_is_no_bend_and_a_few_wild_frames_move_nothing() {
        let mut waved = course(5, 300.0, 0.6, 1.0, |_| 0.0);
        for sample in &mut waved {
            sample.y += 0.08 * (sample.x - 106.0);
        }
        assert!(hinge(&waved, WAY).unwrap().strength < 9.0);
        let plain = course(8, 108.0, 0.6, 1.0, |_| 0.0);
        let mut wild = plain.clone();
        for sample in wild.iter_mut().step_by(37) {
            sample.y += 60.0;
        }
        let (plain, wild) = (hinge(&plain, WAY).unwrap(), hinge(&wild, WAY).unwrap());
        assert!((plain.at - wild.at).abs() < 1.5, "{plain:?} {wild:?}");
    }

    #[test]
    fn too_little_to_fit_is_nothing() {
        assert_eq!(hinge(&[], WAY), None);
        let short = Way { ends: (90.0, 95.0), ..WAY };
        assert_eq!(hinge(&course(1, 92.0, 0.6, 1.0, |_| 0.0), short), None);
        let still: Vec<Sample> = (0..50).map(|_| Sample { rep: 0, x: 90.0, y: 1.0 }).collect();
        assert_eq!(hinge(&still, WAY), None);
    }
}
