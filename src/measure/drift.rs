//! From repetition to repetition: velocity loss, drift and scatter of the measures of a set.

use super::{Abstain, Mark, Measured, Measurement, SetCase, usual};
use crate::signal::median;
use crate::units::Unit;

/// Fewest repetitions that show a drift, and a scatter about it.
const DRIFT_REPS: usize = 3;
const SCATTER_REPS: usize = 4;
/// How many repetitions the measures' own error counts for beside the scatter seen, so that three that lie in line by chance are not
/// taken for exact. Our judgement.
const OWN_ERROR_WEIGHT: f64 = 2.0;
/// Standard deviation over median absolute deviation of normal numbers.
const NORMAL_MAD: f64 = 1.4826;
/// Standard error of such a deviation as a share of it, for one repetition: 1.17 over the root of their number (Rousseeuw and Croux
/// 1993: the median absolute deviation has an efficiency of 0.37).
const MAD_SD: f64 = 1.17;

/// A measure whose course over the set is looked at, with the ids of its drift and of its scatter.
#[derive(Clone, Copy, Debug)]
pub struct Followed {
    /// Id of the measure.
    pub id: &'static str,
    /// Id of its drift.
    pub drift: &'static str,
    /// Id of its scatter.
    pub scatter: &'static str,
}

const fn followed(id: &'static str, drift: &'static str, scatter: &'static str) -> Followed {
    Followed { id, drift, scatter }
}

/// The measures of form that are followed over a set; few, since the more are looked at, the more drift by chance.
pub static FOLLOWED: [Followed; 6] = [
    followed("trunk-at-lift-off", "drift-of-trunk-at-lift-off", "scatter-of-trunk-at-lift-off"),
    followed("thigh-angle", "drift-of-thigh-angle", "scatter-of-thigh-angle"),
    followed("added-lumbar-flexion", "drift-of-added-lumbar-flexion", "scatter-of-added-lumbar-flexion"),
    followed("bar-bow", "drift-of-bar-bow", "scatter-of-bar-bow"),
    followed("range-of-motion", "drift-of-range-of-motion", "scatter-of-range-of-motion"),
    followed("hip-to-shoulder-rise", "drift-of-hip-to-shoulder-rise", "scatter-of-hip-to-shoulder-rise"),
];

/// A number of the whole set, with the standard error of one measurement in the same unit.
#[derive(Clone, Debug, PartialEq)]
pub struct OverSet {
    /// The number.
    pub measured: Measurement,
    /// Median standard error of the measure in one repetition.
    pub one_sd: f64,
}

fn too_few(wanted: usize) -> Abstain {
    let reason = format!("This needs at least {wanted} repetitions in which the same was measured.");
    Abstain::new("too-few-repetitions", reason, "Film a set of several repetitions without a cut.")
}

/// The straight line through a course: slope per repetition, residuals, and the spread of the repetitions' numbers.
fn line(course: &[(usize, &Measurement)]) -> Option<(f64, Vec<f64>, f64)> {
    let n = course.len() as f64;
    let mean = |value: &dyn Fn(&(usize, &Measurement)) -> f64| course.iter().map(value).sum::<f64>() / n;
    let (middle, level) = (mean(&|at| at.0 as f64), mean(&|at| at.1.value));
    let spread: f64 = course.iter().map(|at| (at.0 as f64 - middle).powi(2)).sum();
    let slope = course.iter().map(|at| (at.0 as f64 - middle) * (at.1.value - level)).sum::<f64>() / spread;
    let residuals = course.iter().map(|at| at.1.value - level - slope * (at.0 as f64 - middle)).collect();
    slope.is_finite().then_some((slope, residuals, spread))
}

/// Drift of a measure over the set: the change from the first measured repetition to the last along the straight line through all of
/// them, without its sign, in the measure's unit.
pub fn drift(set: &SetCase, followed: &Followed) -> Result<OverSet, Abstain> {
    let course = set.course(followed.id);
    let (Some(first), Some(last)) = (course.first(), course.last()) else { return Err(too_few(DRIFT_REPS)) };
    if course.len() < DRIFT_REPS {
        return Err(too_few(DRIFT_REPS));
    }
    let one_sd = median(course.iter().map(|at| at.1.sd)).ok_or_else(|| too_few(DRIFT_REPS))?;
    let none = || Abstain::degenerate("The repetitions give no straight line.");
    let (slope, residuals, spread) = line(&course).ok_or_else(none)?;
    let squares: f64 = residuals.iter().map(|residual| residual * residual).sum();
    let scatter = ((OWN_ERROR_WEIGHT * one_sd * one_sd + squares) / (OWN_ERROR_WEIGHT + residuals.len() as f64 - 2.0)).sqrt();
    let way = (last.0 - first.0) as f64;
    let measured =
        Measurement { id: followed.drift, value: (slope * way).abs(), sd: scatter * way / spread.sqrt(), ..last.1.clone() };
    sound(measured, one_sd)
}

/// Scatter of a measure over the set: the median absolute deviation from the straight line through all repetitions, times 1.48 to
/// compare with a standard deviation, in the measure's unit.
pub fn scatter(set: &SetCase, followed: &Followed) -> Result<OverSet, Abstain> {
    let course = set.course(followed.id);
    if course.len() < SCATTER_REPS {
        return Err(too_few(SCATTER_REPS));
    }
    let one_sd = median(course.iter().map(|at| at.1.sd)).ok_or_else(|| too_few(SCATTER_REPS))?;
    let none = || Abstain::degenerate("The repetitions give no straight line.");
    let (_, residuals, _) = line(&course).ok_or_else(none)?;
    let value = NORMAL_MAD * median(residuals.iter().map(|residual| residual.abs())).ok_or_else(none)?;
    let furthest = residuals.iter().zip(&course).max_by(|a, b| a.0.abs().total_cmp(&b.0.abs())).map(|(_, at)| at.1);
    // A scatter far over the error is surely over it: its own error is told no larger than that of one three times as large.
    let sd = MAD_SD * value.clamp(one_sd, 3.0 * one_sd) / (course.len() as f64).sqrt();
    sound(Measurement { id: followed.scatter, value, sd, ..furthest.ok_or_else(none)?.clone() }, one_sd)
}

fn sound(measured: Measurement, one_sd: f64) -> Result<OverSet, Abstain> {
    let all = [measured.value, measured.sd, one_sd];
    if all.iter().all(|number| number.is_finite()) && measured.sd > 0.0 && one_sd > 0.0 {
        Ok(OverSet { measured, one_sd })
    } else {
        Err(Abstain::degenerate("The error of this number cannot be told."))
    }
}

/// Velocity loss: by how much the last repetition's mean velocity is under the fastest one's, percent of the fastest.
///
/// Both carry the same error of the scale, which a ratio does not have.
pub fn velocity_loss(set: &SetCase) -> Measured {
    let course = set.course("mean-velocity");
    let shown = set.reps.last().map(|rep| rep.number);
    let Some((number, last)) = course.last().filter(|last| Some(last.0) == shown) else {
        return Err(Abstain::no_event("the whole last pull"));
    };
    let best = course.iter().max_by(|a, b| a.1.value.total_cmp(&b.1.value)).map_or(*last, |best| best.1);
    if course.len() < 2 || course.iter().all(|at| at.0 == *number) {
        return Err(too_few(2));
    }
    if best.value.is_nan() || best.value <= 1e-3 {
        return Err(Abstain::degenerate("The bar is not seen to rise."));
    }
    let scale = set.lift.scale.relative_sd();
    let own = |measured: &Measurement| (measured.sd.powi(2) - (scale * measured.value).powi(2)).max(0.01_f64.powi(2)).sqrt();
    let share = last.value / best.value;
    let sd = 100.0 * (own(last) / best.value).hypot(share * own(best) / best.value);
    if !sd.is_finite() || !share.is_finite() {
        return Err(Abstain::degenerate("The error of this number cannot be told."));
    }
    let (id, unit) = ("velocity-loss", Unit::Percent);
    Ok(Measurement { id, value: 100.0 * (1.0 - share), sd: sd.max(0.5), unit, at: last.at, marks: vec![Mark::BarPath] })
}

/// How many measures of form have left the athlete's band of light sets: the sum of their probabilities, with the error of such a count.
/// `None` without a load, without a baseline, or where nothing of it was measured.
pub fn form_lost(set: &SetCase) -> Option<Measurement> {
    let load_kg = set.said.load_kg?;
    let lost = usual::lost(&usual::as_earlier(load_kg, set.measures), &set.said.baseline);
    let worst = lost.iter().max_by(|a, b| a.1.total_cmp(&b.1)).map(|(id, _)| *id)?;
    let (_, shown) = set.course(worst).last().copied()?;
    let value: f64 = lost.iter().map(|(_, chance)| chance).sum();
    let sd = lost.iter().map(|(_, chance)| chance * (1.0 - chance)).sum::<f64>().sqrt().max(0.01);
    (value.is_finite() && sd.is_finite()).then(|| Measurement { id: "form-lost", value, sd, unit: Unit::Ratio, ..shown.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lift::{Variant, VariantKind};
    use crate::measure::Said;
    use crate::measure::figure::Figure;
    use crate::reps::Rep;

    fn measured(id: &'static str, value: f64, sd: f64, unit: Unit) -> Measurement {
        Measurement { id, value, sd, unit, at: 1.0, marks: Vec::new() }
    }

    fn with<T>(id: &'static str, values: &[f64], sd: f64, run: impl FnOnce(&SetCase) -> T) -> T {
        let figure = Figure::default();
        let reps: Vec<Rep> = (1..=values.len()).map(|number| Rep { number, ..figure.reps[0].clone() }).collect();
        let measures: Vec<Vec<Measurement>> = values.iter().map(|&value| vec![measured(id, value, sd, Unit::Degrees)]).collect();
        let variant = Variant { kind: VariantKind::Conventional, confidence: 1.0 };
        run(&SetCase { lift: &figure.lift(), reps: &reps, measures: &measures, variant, said: Said::NOTHING })
    }

    #[test]
    fn a_drift_is_the_change_along_the_line_and_noise_widens_its_error() {
        let even = with("thigh-angle", &[30.0, 28.0, 26.0, 24.0, 22.0], 2.0, |set| drift(set, &FOLLOWED[1])).unwrap();
        assert!((even.measured.value - 8.0).abs() < 1e-9 && (even.one_sd - 2.0).abs() < 1e-9, "{even:?}");
        let rough = with("thigh-angle", &[30.0, 33.0, 21.0, 29.0, 22.0], 2.0, |set| drift(set, &FOLLOWED[1])).unwrap();
        assert!(rough.measured.sd > 2.0 * even.measured.sd, "{rough:?} {even:?}");
        assert_eq!(
            with("thigh-angle", &[30.0, 20.0], 2.0, |set| drift(set, &FOLLOWED[1])).unwrap_err().code,
            "too-few-repetitions"
        );
    }

    #[test]
    fn a_scatter_is_told_about_the_line_and_not_about_the_mean() {
        let even = with("thigh-angle", &[30.0, 28.0, 26.0, 24.0, 22.0], 2.0, |set| scatter(set, &FOLLOWED[1])).unwrap();
        assert!(even.measured.value < 1e-9, "{even:?}");
        let rough = with("thigh-angle", &[30.0, 20.0, 30.0, 20.0, 30.0, 20.0], 2.0, |set| scatter(set, &FOLLOWED[1])).unwrap();
        assert!((5.0..9.0).contains(&rough.measured.value), "{rough:?}");
    }

    #[test]
    fn a_velocity_loss_is_counted_from_the_fastest_to_the_last() {
        let loss = with("mean-velocity", &[0.5, 0.6, 0.5, 0.45], 0.02, velocity_loss).unwrap();
        assert!((loss.value - 25.0).abs() < 1e-9 && (2.0..5.0).contains(&loss.sd), "{loss:?}");
        assert_eq!(with("mean-velocity", &[0.5], 0.02, velocity_loss).unwrap_err().code, "too-few-repetitions");
        assert_eq!(with("thigh-angle", &[30.0, 30.0], 0.02, velocity_loss).unwrap_err().code, "event-not-shown");
    }
}
