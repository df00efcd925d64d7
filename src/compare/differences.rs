//! How the measures of two repetitions, or of two sets, differ.

use crate::analysis::{Analysis, RepResult};
use crate::measure::{INTERVAL_90, Measurement};
use crate::units::Unit;

/// How a difference of a measure is said: of what, which way, when.
struct Wording {
    id: &'static str,
    what: &'static str,
    more: &'static str,
    less: &'static str,
    when: &'static str,
}

const fn said(id: &'static str, what: &'static str, more: &'static str, less: &'static str, when: &'static str) -> Wording {
    Wording { id, what, more, less, when }
}

/// The measures whose difference has words of its own; all others are higher or lower.
const WORDINGS: &[Wording] = &[
    said("trunk-at-lift-off", "trunk", "more upright", "less upright", "at lift-off"),
    said("trunk-at-lockout", "trunk", "more upright", "less upright", "at lockout"),
    said("hip-at-lift-off", "hip angle", "more open", "more closed", "at lift-off"),
    said("knee-at-lift-off", "knee angle", "more open", "more closed", "at lift-off"),
    said("hip-at-lockout", "hip", "straighter", "more bent", "at lockout"),
    said("knee-at-lockout", "knee", "straighter", "more bent", "at lockout"),
    said("locked-hip", "hip", "straighter", "more bent", "at lockout, against standing"),
    said("locked-knee", "knee", "straighter", "more bent", "at lockout, against standing"),
    said("thigh-angle", "thighs", "steeper", "flatter", "at set-up"),
    said("arm-slant", "arms", "more slanted", "less slanted", "at set-up"),
    said("least-elbow", "elbow", "straighter", "more bent", "in the pull"),
    said("neck-extension", "neck", "more extended", "less extended", ""),
    said("added-lumbar-flexion", "lower back", "rounder", "less round", "between floor and knee"),
    said("added-thoracic-flexion", "upper back", "rounder", "less round", "between floor and knee"),
    said("trunk-lean", "trunk", "further back", "less far back", "at lockout"),
    said("mean-velocity", "bar", "faster", "slower", "on average"),
    said("peak-velocity", "bar", "faster", "slower", "at its fastest"),
    said("first-peak-velocity", "bar", "faster", "slower", "up to the knee"),
    said("descent-velocity", "bar", "faster", "slower", "on the way down"),
    said("range-of-motion", "bar", "higher", "lower", "at lockout over lift-off"),
    said("bar-bow", "bar", "further forward", "less far forward", "on the way up"),
    said("descent-bow", "bar", "further forward", "less far forward", "on the way down"),
    said("bar-ahead-of-foot", "bar", "further ahead of the foot", "nearer to the foot", "at set-up"),
    said("concentric-time", "pull", "longer", "shorter", ""),
    said("time-to-knee", "way to the knee", "longer", "shorter", ""),
    said("descent-time", "descent", "longer", "shorter", ""),
];

/// A measure of a second repetition or set less that of a first.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Id of the measure.
    pub id: &'static str,
    /// Name of the measure for a table, sentence case.
    pub name: &'static str,
    /// The first's value, with its error.
    pub first: Measurement,
    /// The second's value, with its error.
    pub second: Measurement,
    /// The second less the first, in the measure's unit.
    pub value: f64,
    /// Standard error of the difference, in the measure's unit: as if both errors had nothing in common. What a model misses in both alike makes it
    /// smaller in truth, never larger, so that a difference is rather missed than made up.
    pub sd: f64,
}

impl Difference {
    fn of(first: &Measurement, second: &Measurement) -> Option<Self> {
        let (value, sd) = (second.value - first.value, first.sd.hypot(second.sd));
        let fits = first.id == second.id && first.unit == second.unit && value.is_finite() && sd.is_finite() && sd > 0.0;
        fits.then(|| Self { id: first.id, name: first.name(), first: first.clone(), second: second.clone(), value, sd })
    }

    /// Unit of value and error.
    pub fn unit(&self) -> Unit {
        self.first.unit
    }

    /// Half of the 90 % interval, in the measure's unit.
    pub fn half_interval(&self) -> f64 {
        INTERVAL_90 * self.sd
    }

    /// Whether there is a difference to tell: the 90 % interval does not hold zero.
    pub fn is_told(&self) -> bool {
        self.value.abs() > self.half_interval()
    }

    /// How far it is over its error: the difference in standard errors, without its sign.
    fn strength(&self) -> f64 {
        self.value.abs() / self.sd
    }

    /// The difference with its error, without its sign: `6 ± 4°`. The interval is never rounded to nothing.
    fn amount(&self) -> String {
        Measurement { value: self.value.abs(), sd: self.sd, ..self.first.clone() }.text()
    }

    /// One sentence without its full stop, for example `second repetition's trunk 6 ± 4° more upright at lift-off`; or, where it is not
    /// larger than its error, that there is no difference. `whose` is the second, for example `second repetition`.
    pub fn sentence(&self, whose: &str) -> String {
        let wording = WORDINGS.iter().find(|wording| wording.id == self.id);
        if !self.is_told() {
            return format!("{}: no difference ({})", self.name, self.amount());
        }
        let up = self.value > 0.0;
        match wording {
            Some(Wording { what, more, less, when, .. }) => {
                let way = if up { more } else { less };
                let text = format!("{whose}'s {what} {} {way} {when}", self.amount());
                text.trim_end().to_owned()
            }
            None => format!("{}: {} {} in the {whose}", self.name, self.amount(), if up { "higher" } else { "lower" }),
        }
    }
}

/// How the measures of a second repetition differ from those of a first, the surest difference first; only what both have.
pub fn of_repetitions(first: &RepResult, second: &RepResult) -> Vec<Difference> {
    between(&first.measures, &second.measures)
}

/// How the usual values of a second set differ from those of a first, the surest difference first.
///
/// A set's value is the mean over the repetitions that have it. Its error holds one repetition's own error whole, for a model misses much
/// the same in every repetition and the mean does not lessen that, and the scatter between the repetitions over the root of their number.
pub fn of_sets(first: &Analysis, second: &Analysis) -> Vec<Difference> {
    between(&means(&first.reps), &means(&second.reps))
}

fn between(first: &[Measurement], second: &[Measurement]) -> Vec<Difference> {
    let pair = |one: &Measurement| Difference::of(one, second.iter().find(|other| other.id == one.id)?);
    let mut all: Vec<Difference> = first.iter().filter_map(pair).collect();
    all.sort_by(|a, b| b.is_told().cmp(&a.is_told()).then(b.strength().total_cmp(&a.strength())));
    all
}

/// The mean of every measure over the repetitions.
fn means(reps: &[RepResult]) -> Vec<Measurement> {
    let mut ids: Vec<&'static str> = Vec::new();
    for measure in reps.iter().flat_map(|result| &result.measures) {
        if !ids.contains(&measure.id) {
            ids.push(measure.id);
        }
    }
    let mean = |id: &'static str| {
        let all: Vec<&Measurement> =
            reps.iter().filter_map(|result| result.measures.iter().find(|measure| measure.id == id)).collect();
        let (first, count) = (*all.first()?, all.len() as f64);
        let value = all.iter().map(|measure| measure.value).sum::<f64>() / count;
        let own = all.iter().map(|measure| measure.sd.powi(2)).sum::<f64>() / count;
        let scatter = match all.len() {
            1 => 0.0,
            _ => all.iter().map(|measure| (measure.value - value).powi(2)).sum::<f64>() / (count - 1.0) / count,
        };
        Some(Measurement { value, sd: (own + scatter).sqrt(), ..first.clone() })
    };
    ids.into_iter().filter_map(mean).collect()
}
