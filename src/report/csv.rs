//! The report as two tables for a spreadsheet: one row a repetition, one row a finding.

use crate::analysis::Analysis;
use crate::faults::{Finding, Verdict};
use crate::measure::Measurement;
use crate::report::pulls::{Lengths, Value, pulls};

/// Columns of [`repetitions`]; errors are standard errors, speeds are in `m/s` and ranges in `cm`, or in percent of the lifter's
/// height (and per second) where `unit` says so.
const REPETITIONS: &str = "clip,repetition,lift_off_s,time_up_s,time_up_sd,mean_speed,mean_speed_sd,speed_unit,range,range_sd,range_unit,faults,possible";

/// Columns of [`findings`].
const FINDINGS: &str = "clip,repetition,fault,outcome,severity,measured,sd,limit,unit,at_s,reason";

/// One row a repetition, with a heading; fields are parted by commas, rows by line breaks (RFC 4180).
pub fn repetitions(analysis: &Analysis) -> String {
    let lengths = analysis.lift.as_ref().map(Lengths::of);
    let rows = pulls(analysis).into_iter().map(|pull| {
        let value = |value: Option<Value>| value.map_or_else(String::new, |value| number(value.value));
        let sd = |value: Option<Value>| value.map_or_else(String::new, |value| number(value.sd));
        [
            quoted(&analysis.clip.path),
            pull.number.to_string(),
            value(pull.lift_off),
            value(pull.time_up),
            sd(pull.time_up),
            value(pull.speed),
            sd(pull.speed),
            lengths.map_or_else(String::new, |lengths| lengths.speed_unit.to_owned()),
            value(pull.range),
            sd(pull.range),
            lengths.map_or_else(String::new, |lengths| lengths.unit.to_owned()),
            pull.faults.to_string(),
            pull.possible.to_string(),
        ]
        .join(",")
    });
    table(REPETITIONS, rows)
}

/// One row a finding, the set's last with an empty repetition, with a heading.
pub fn findings(analysis: &Analysis) -> String {
    let all = analysis.reps.iter().flat_map(|rep| &rep.findings).chain(&analysis.set);
    table(FINDINGS, all.map(|finding| row(&analysis.clip.path, finding)))
}

fn row(clip: &str, finding: &Finding) -> String {
    let none = String::new;
    let numbers = |measured: &Measurement, limit: f64| {
        [number(measured.value), number(measured.sd), number(limit), measured.unit.code().to_owned(), number(measured.at)]
    };
    let (outcome, severity, numbers, reason) = match &finding.verdict {
        Verdict::Clear { measured, limit } => ("clear", "", numbers(measured, *limit), none()),
        Verdict::Possible { measured, limit, .. } => ("possible", "", numbers(measured, *limit), none()),
        Verdict::Fault { measured, limit, severity, .. } => ("fault", severity.code(), numbers(measured, *limit), none()),
        Verdict::NotAssessed(abstain) => ("not-assessed", "", std::array::from_fn(|_| none()), quoted(&abstain.reason)),
    };
    let rep = finding.rep.map_or_else(none, |rep| rep.to_string());
    let [measured, sd, limit, unit, at] = numbers;
    [
        quoted(clip),
        rep,
        finding.card.id.to_owned(),
        outcome.to_owned(),
        severity.to_owned(),
        measured,
        sd,
        limit,
        unit,
        at,
        reason,
    ]
    .join(",")
}

fn table(heading: &str, rows: impl Iterator<Item = String>) -> String {
    let mut text = format!("{heading}\r\n");
    for row in rows {
        text.push_str(&row);
        text.push_str("\r\n");
    }
    text
}

fn number(value: f64) -> String {
    format!("{value:.4}")
}

/// A field in quotes. A text that a spreadsheet would take for a formula gets an apostrophe before it.
fn quoted(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn there_is_a_row_for_each_repetition_and_each_finding() {
        let analysis = sample::rich();
        assert_eq!(repetitions(&analysis).lines().count(), 1 + 3);
        assert_eq!(findings(&analysis).lines().count(), 1 + 4 * 9);
        assert_eq!(findings(&sample::without_lifter()).lines().count(), 1 + 9);
        let first = findings(&analysis).lines().nth(1).unwrap().to_owned();
        let name = "\"sets/\"\"Zug\"\" & <b>五×180 kg</b>.mp4\"";
        assert_eq!(first, format!("{name},1,lumbar-rounding,fault,moderate,12.4000,2.4000,10.0000,deg,2.0310,"));
    }

    #[test]
    fn every_row_has_the_headings_columns() {
        let mut analysis = sample::rich();
        analysis.clip.path = "set.mp4".to_owned();
        analysis.reps[0].rep.lift_off = None;
        let table = repetitions(&analysis);
        for line in table.lines() {
            assert_eq!(line.matches(',').count(), REPETITIONS.matches(',').count(), "{line}");
        }
    }

    #[test]
    fn a_file_name_is_never_a_formula() {
        assert_eq!(quoted("=HYPERLINK(\"x\")"), "\"'=HYPERLINK(\"\"x\"\")\"");
        assert_eq!(quoted("set 1.mp4"), "\"set 1.mp4\"");
    }
}
