//! One row a repetition: when, how long, how fast, how far; and the units that lengths are drawn in.

use crate::analysis::{Analysis, RepResult};
use crate::faults::Verdict;
use crate::lift::{Lift, Scale};
use crate::measure::Measurement;
use crate::reps::Instant;

/// Ids of the measures in a row, as `measure` names them; the first that a repetition has is taken.
const TIME_UP: &[&str] = &["concentric-time"];
const SPEED: &[&str] = &["mean-velocity"];
const RANGE: &[&str] = &["range-of-motion", "range-of-motion-of-body"];

/// One repetition at a glance; what the clip does not show is `None`.
#[derive(Clone, Copy)]
pub(crate) struct Pull<'a> {
    /// Number of the repetition.
    pub number: usize,
    /// The bar leaves the floor.
    pub lift_off: Option<Instant>,
    /// From lift-off to lockout.
    pub time_up: Option<&'a Measurement>,
    /// Mean upward speed of the bar.
    pub speed: Option<&'a Measurement>,
    /// Rise of the bar.
    pub range: Option<&'a Measurement>,
    /// Faults found.
    pub faults: usize,
    /// Possible faults.
    pub possible: usize,
}

/// The rows of an analysis.
pub(crate) fn pulls(analysis: &Analysis) -> Vec<Pull<'_>> {
    analysis.reps.iter().map(pull).collect()
}

fn pull(result: &RepResult) -> Pull<'_> {
    let measure = |ids: &[&str]| ids.iter().find_map(|id| result.measures.iter().find(|measure| measure.id == *id));
    let count = |wanted: fn(&Verdict) -> bool| result.findings.iter().filter(|finding| wanted(&finding.verdict)).count();
    Pull {
        number: result.rep.number,
        lift_off: result.rep.lift_off,
        time_up: measure(TIME_UP),
        speed: measure(SPEED),
        range: measure(RANGE),
        faults: count(|verdict| matches!(verdict, Verdict::Fault { .. })),
        possible: count(|verdict| matches!(verdict, Verdict::Possible { .. })),
    }
}

/// The units that lengths are drawn in, and how many of them make a plane unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Lengths {
    /// Drawn lengths per plane unit.
    pub per_unit: f64,
    /// Symbol of a length.
    pub unit: &'static str,
    /// Drawn speeds per plane unit per second.
    pub speed_per_unit: f64,
    /// Symbol of a speed.
    pub speed_unit: &'static str,
}

impl Lengths {
    /// Centimetres and metres per second where sizes are known, else percent of the lifter's height.
    pub(crate) fn of(lift: &Lift) -> Self {
        match lift.scale {
            Scale::Metres { .. } => Self { per_unit: 100.0, unit: "cm", speed_per_unit: 1.0, speed_unit: "m/s" },
            Scale::BodyLengths { .. } => {
                Self { per_unit: 100.0, unit: "% of height", speed_per_unit: 100.0, speed_unit: "% of height/s" }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn a_row_has_the_measures_and_the_number_of_faults() {
        let analysis = sample::rich();
        let rows = pulls(&analysis);
        assert_eq!(rows[0].range.map(|range| range.id), Some("range-of-motion"));
        assert_eq!(rows[0].time_up.map(|time| time.id), Some("concentric-time"));
        assert_eq!((rows[0].faults, rows[0].possible, rows[1].possible), (2, 0, 1));
    }

    #[test]
    fn what_was_not_measured_is_left_open() {
        let mut analysis = sample::rich();
        analysis.reps[2].rep.lift_off = None;
        analysis.reps[2].measures.clear();
        let cut = pulls(&analysis)[2];
        assert!(cut.lift_off.is_none() && cut.time_up.is_none() && cut.speed.is_none() && cut.range.is_none());
    }

    #[test]
    fn without_a_size_the_range_is_a_share_of_the_body() {
        let analysis = sample::in_body_lengths();
        let row = pulls(&analysis)[0];
        assert_eq!((row.range.map(|range| range.id), row.speed), (Some("range-of-motion-of-body"), None));
    }
}
