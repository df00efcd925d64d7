//! One row a repetition: when, how long, how fast, how far.

use crate::analysis::Analysis;
use crate::faults::Verdict;
use crate::lift::{Lift, Scale};
use crate::reps::Rep;

/// A number of a row with its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Value {
    /// The value.
    pub value: f64,
    /// Its standard error.
    pub sd: f64,
}

/// One repetition at a glance; what the clip does not show is `None`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pull {
    /// Number of the repetition.
    pub number: usize,
    /// Lift-off, seconds from the clip's first frame.
    pub lift_off: Option<Value>,
    /// From lift-off to lockout, seconds.
    pub time_up: Option<Value>,
    /// Mean upward speed of the bar from lift-off to lockout, in [`Lengths::speed_unit`].
    pub speed: Option<Value>,
    /// Rise of the bar from lift-off to lockout, in [`Lengths::unit`].
    pub range: Option<Value>,
    /// Faults found.
    pub faults: usize,
    /// Possible faults.
    pub possible: usize,
}

/// The units that lengths are shown in, and how many of them make a plane unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Lengths {
    /// Shown lengths per plane unit.
    pub per_unit: f64,
    /// Symbol of a length.
    pub unit: &'static str,
    /// Shown speeds per plane unit per second.
    pub speed_per_unit: f64,
    /// Symbol of a speed.
    pub speed_unit: &'static str,
    /// Decimals of a speed.
    pub speed_decimals: usize,
}

impl Lengths {
    /// Centimetres and metres per second where sizes are known, else percent of the lifter's height.
    pub(super) fn of(lift: &Lift) -> Self {
        match lift.scale {
            Scale::Metres { .. } => {
                Self { per_unit: 100.0, unit: "cm", speed_per_unit: 1.0, speed_unit: "m/s", speed_decimals: 2 }
            }
            Scale::BodyLengths => Self {
                per_unit: 100.0,
                unit: "% of height",
                speed_per_unit: 100.0,
                speed_unit: "% of height/s",
                speed_decimals: 0,
            },
        }
    }
}

/// The rows of an analysis.
pub(super) fn pulls(analysis: &Analysis) -> Vec<Pull> {
    let count = |findings: &[crate::faults::Finding], wanted: fn(&Verdict) -> bool| {
        findings.iter().filter(|finding| wanted(&finding.verdict)).count()
    };
    analysis
        .reps
        .iter()
        .map(|result| {
            let rep = &result.rep;
            let lift_off = rep.lift_off.map(|event| Value { value: event.at, sd: event.sd });
            let time_up = time_up(rep);
            let rise = analysis.lift.as_ref().and_then(|lift| rise(lift, rep));
            let lengths = analysis.lift.as_ref().map(Lengths::of);
            let speed = rise.zip(time_up).zip(lengths).and_then(|((rise, time), lengths)| {
                let value = (time.value > 0.0).then(|| rise.value / time.value)?;
                let relative = (rise.sd / rise.value).hypot(time.sd / time.value);
                Some(scaled(Value { value, sd: value.abs() * relative }, lengths.speed_per_unit))
            });
            Pull {
                number: rep.number,
                lift_off,
                time_up,
                speed,
                range: rise.zip(lengths).map(|(rise, lengths)| scaled(rise, lengths.per_unit)),
                faults: count(&result.findings, |verdict| matches!(verdict, Verdict::Fault { .. })),
                possible: count(&result.findings, |verdict| matches!(verdict, Verdict::Possible { .. })),
            }
        })
        .collect()
}

fn scaled(value: Value, by: f64) -> Value {
    Value { value: value.value * by, sd: value.sd * by }
}

fn time_up(rep: &Rep) -> Option<Value> {
    let (from, to) = (rep.lift_off?, rep.lockout?);
    Some(Value { value: to.at - from.at, sd: from.sd.hypot(to.sd) })
}

/// Rise of the bar over the pull in plane units: the error is that of its two ends and of the scale.
fn rise(lift: &Lift, rep: &Rep) -> Option<Value> {
    let path = &lift.bar.as_ref()?.path;
    let value = path.y.at(rep.lockout?.frame)? - path.y.at(rep.lift_off?.frame)?;
    let scale = match lift.scale {
        Scale::Metres { relative_sd, .. } => relative_sd,
        Scale::BodyLengths => 0.0,
    };
    (value > 0.0).then(|| Value { value, sd: (path.sd * std::f64::consts::SQRT_2).hypot(scale * value) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn a_row_has_the_bars_rise_and_mean_speed_with_errors() {
        let rows = pulls(&sample::rich());
        let first = rows[0];
        let range = first.range.unwrap();
        assert!((range.value - 57.5).abs() < 0.5, "{range:?}");
        assert!(range.sd > 58.0 * 0.03, "the scale's error is in it: {range:?}");
        let speed = first.speed.unwrap();
        assert!((speed.value - 0.58 / first.time_up.unwrap().value).abs() < 0.01 && speed.sd > 0.0);
        assert_eq!((first.faults, first.possible), (2, 0));
    }

    #[test]
    fn what_the_clip_does_not_show_is_left_open() {
        let mut analysis = sample::rich();
        analysis.reps[2].rep.lift_off = None;
        let cut = pulls(&analysis)[2];
        assert_eq!((cut.lift_off, cut.time_up, cut.speed, cut.range), (None, None, None, None));
        analysis.lift = None;
        let bare = pulls(&analysis)[0];
        assert!(bare.time_up.is_some() && bare.range.is_none());
    }
}
