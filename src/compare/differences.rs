//! How the measures of two repetitions, or of two sets, differ.

use std::collections::BTreeMap;

use crate::analysis::{Analysis, RepResult};
use crate::measure::{INTERVAL_90, KINDS, Level, Measurement, usual};
use crate::signal::mad_sd;
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

/// What a set, or a repetition, has of every measure, by their ids.
pub type Levels = BTreeMap<String, Level>;

/// A measure of a second repetition or set less that of a first.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Id of the measure.
    pub id: &'static str,
    /// Name of the measure for a table, sentence case.
    pub name: &'static str,
    /// The first's value, with its error.
    pub first: Level,
    /// The second's value, with its error.
    pub second: Level,
    /// The second less the first, in the measure's unit.
    pub value: f64,
    /// Standard error of the difference, in the measure's unit: as if both errors had nothing in common. What a model misses in both alike makes it
    /// smaller in truth, never larger, so that a difference is rather missed than made up.
    pub sd: f64,
}

impl Difference {
    /// The difference of a measure; `None` where units differ or there is no number.
    fn of(id: &'static str, name: &'static str, first: Level, second: Level) -> Option<Self> {
        let (value, sd) = (second.median - first.median, first.sd.hypot(second.sd));
        let fits = first.unit == second.unit && value.is_finite() && sd.is_finite() && sd > 0.0;
        fits.then_some(Self { id, name, first, second, value, sd })
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
        text(Level { median: self.value.abs(), sd: self.sd, unit: self.unit() })
    }

    /// First and second, each with half of its 90 % interval.
    pub fn sides(&self) -> (String, String) {
        (text(self.first), text(self.second))
    }

    /// One sentence without its full stop, for example `second repetition's trunk 6 ± 4° more upright at lift-off`; or, where it is not
    /// larger than its error, that there is no difference. `whose` is the second, for example
    /// `repetition 2` or `the other set`.
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
            None => format!("{}: {} {} in {whose}", self.name, self.amount(), if up { "higher" } else { "lower" }),
        }
    }
}

/// A value with half of its 90 % interval and its unit.
fn text(of: Level) -> String {
    Measurement { id: "", value: of.median, sd: of.sd, unit: of.unit, at: 0.0, marks: Vec::new() }.text()
}

/// How the measures of a second repetition differ from those of a first, the surest difference first; only what both have.
pub fn of_repetitions(first: &RepResult, second: &RepResult) -> Vec<Difference> {
    let levels = |result: &RepResult| levels(result.measures.iter().map(|measured| (measured.id, measured.level())));
    of_levels(&levels(first), &levels(second))
}

/// How the usual values of a second set differ from those of a first, the surest difference first.
pub fn of_sets(first: &Analysis, second: &Analysis) -> Vec<Difference> {
    of_levels(&of_set(first), &of_set(second))
}

/// The levels of a set.
pub fn of_set(analysis: &Analysis) -> Levels {
    let measures = analysis.reps.iter().flat_map(|result| &result.measures);
    levels(measures.map(|measured| (measured.id, measured.level())))
}

/// The levels over repetitions, each measure of each repetition with its id.
///
/// A level is the median over the repetitions that have the measure, so that one that went wrong moves nothing. Its error holds one
/// repetition's own error whole, for a model misses much the same in every repetition and more of them do not lessen that, and the scatter
/// between the repetitions as it moves a median.
pub fn levels<'a>(all: impl IntoIterator<Item = (&'a str, Level)>) -> Levels {
    let level = |(id, all): (&str, Vec<Level>)| {
        let typical = usual::typical(&all)?;
        let spread = mad_sd(all.iter().map(|level| level.median))?;
        let scatter = usual::MEDIAN_SD * spread / (all.len() as f64).sqrt();
        Some((id.to_owned(), Level { sd: typical.sd.hypot(scatter), ..typical }))
    };
    usual::by_id(all).into_iter().filter_map(level).collect()
}

/// How second levels differ from first ones, the surest difference first; only what both have in one unit.
pub fn of_levels(first: &Levels, second: &Levels) -> Vec<Difference> {
    let pair = |kind: &crate::measure::Kind| Difference::of(kind.id, kind.name, *first.get(kind.id)?, *second.get(kind.id)?);
    let mut all: Vec<Difference> = KINDS.iter().filter_map(pair).collect();
    all.sort_by(|a, b| b.is_told().cmp(&a.is_told()).then(b.strength().total_cmp(&a.strength())));
    all
}
