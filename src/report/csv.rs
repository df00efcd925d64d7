//! The report as tables for a spreadsheet: one row a repetition, a measured number, a finding.

use crate::analysis::{Analysis, RepResult};
use crate::faults::{Finding, Verdict};
use crate::measure::Measurement;
use crate::report::pulls::pulls;
use crate::reps::Instant;

/// Columns of [`repetitions`]; events that the clip does not show are empty.
const REPETITIONS: &str = "clip,repetition,lift_off_s,knee_pass_s,lockout_s,down_s,faults,possible";

/// Columns of [`measures`]; `sd` is the standard error, `by_hand` says yes where a value rests on a correction by hand.
const MEASURES: &str = "clip,repetition,measure,value,sd,unit,at_s,by_hand";

/// Columns of [`findings`].
const FINDINGS: &str = "clip,repetition,fault,outcome,severity,measured,sd,limit,unit,at_s,reason,by_hand";

/// One row a repetition, with a heading; fields are parted by commas, rows by line breaks (RFC 4180).
pub fn repetitions(analysis: &Analysis) -> String {
    let at = |event: Option<Instant>| event.map_or_else(String::new, |event| number(event.at));
    let rows = analysis.reps.iter().zip(pulls(analysis)).map(|(RepResult { rep, .. }, pull)| {
        [
            quoted(&analysis.clip.path),
            rep.number.to_string(),
            at(rep.lift_off),
            at(rep.knee_pass),
            at(rep.lockout),
            at(rep.down),
            pull.faults.to_string(),
            pull.possible.to_string(),
        ]
        .join(",")
    });
    table(REPETITIONS, rows)
}

/// One row a measured number of a repetition, with a heading.
pub fn measures(analysis: &Analysis) -> String {
    let rows = analysis.reps.iter().flat_map(|result| {
        result.measures.iter().map(|Measurement { id, value, sd, unit, at, .. }| {
            let rep = result.rep.number.to_string();
            let by_hand = yes(analysis.by_hand.measure(result.rep.number, id));
            [
                quoted(&analysis.clip.path),
                rep,
                (*id).to_owned(),
                number(*value),
                number(*sd),
                unit.code().to_owned(),
                number(*at),
                by_hand,
            ]
            .join(",")
        })
    });
    table(MEASURES, rows)
}

/// One row a finding, the set's last with an empty repetition, with a heading.
pub fn findings(analysis: &Analysis) -> String {
    let all = analysis.reps.iter().flat_map(|rep| &rep.findings).chain(&analysis.set);
    table(FINDINGS, all.map(|finding| row(analysis, finding)))
}

/// `yes`, or nothing.
fn yes(is: bool) -> String {
    if is { "yes".to_owned() } else { String::new() }
}

fn row(analysis: &Analysis, finding: &Finding) -> String {
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
        quoted(&analysis.clip.path),
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
        yes(analysis.by_hand.finding(finding.rep, finding.card.id)),
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
        assert_eq!(measures(&analysis).lines().count(), 1 + 3 * (4 + 6));
        assert_eq!(findings(&sample::without_lifter()).lines().count(), 1 + 9);
        let first = findings(&analysis).lines().nth(1).unwrap().to_owned();
        let name = "\"sets/\"\"Zug\"\" & <b>五×180 kg</b>.mp4\"";
        assert_eq!(first, format!("{name},1,lumbar-rounding,fault,moderate,12.4000,2.4000,10.0000,deg,2.0310,,"));
        let mut corrected = analysis;
        corrected.by_hand.findings.insert((Some(1), "lumbar-rounding"));
        assert!(findings(&corrected).lines().nth(1).unwrap().ends_with("2.0310,,yes"));
    }

    #[test]
    fn every_row_has_the_headings_columns() {
        let mut analysis = sample::rich();
        analysis.clip.path = "set.mp4".to_owned();
        analysis.reps[0].rep.lift_off = None;
        for (table, heading) in
            [(repetitions(&analysis), REPETITIONS), (measures(&analysis), MEASURES), (findings(&analysis), FINDINGS)]
        {
            for line in table.lines() {
                assert_eq!(line.matches(',').count(), heading.matches(',').count(), "{line}");
            }
        }
    }

    #[test]
    fn a_file_name_is_never_a_formula() {
        assert_eq!(quoted("=HYPERLINK(\"x\")"), "\"'=HYPERLINK(\"\"x\"\")\"");
        assert_eq!(quoted("set 1.mp4"), "\"set 1.mp4\"");
    }
}
