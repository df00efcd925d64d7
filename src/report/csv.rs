//! Tables for a spreadsheet: fields are parted by commas, rows by line breaks (RFC 4180).

use std::fmt::Write as _;

use super::table::{Cell, Form, Row, Table};
use super::tables;
use crate::analysis::Analysis;

/// One row a repetition, with a heading.
pub fn repetitions(analysis: &Analysis) -> String {
    render(&tables::table(&tables::REPETITIONS, tables::repetitions(analysis)))
}

/// One row a measured number of a repetition, with a heading.
pub fn measures(analysis: &Analysis) -> String {
    render(&tables::table(&tables::MEASURES, tables::measures(analysis)))
}

/// One row a finding, the set's last with an empty repetition, with a heading.
pub fn findings(analysis: &Analysis) -> String {
    render(&tables::table(&tables::FINDINGS, tables::findings(analysis)))
}

/// A whole table with its heading.
pub fn render(table: &Table) -> String {
    heading(table.form()) + &rows(table.rows())
}

/// The first line: the columns' names.
pub fn heading(form: &Form) -> String {
    let names: Vec<&str> = form.columns.iter().map(|column| column.name).collect();
    names.join(",") + "\r\n"
}

/// The lines of rows.
pub fn rows(rows: &[Row]) -> String {
    let mut text = String::new();
    for row in rows {
        for (at, cell) in row.iter().enumerate() {
            text.push_str(if at > 0 { "," } else { "" });
            field(cell, &mut text);
        }
        text.push_str("\r\n");
    }
    text
}

/// Numbers have four decimals, yes is `yes` and no is nothing. Words known while the program is written need no quotes.
fn field(cell: &Cell, text: &mut String) {
    match cell {
        Cell::Empty | Cell::Flag(false) => {}
        Cell::Flag(true) => text.push_str("yes"),
        // Writing to a text cannot fail.
        Cell::Whole(number) => drop(write!(text, "{number}")),
        Cell::Real(number) => drop(write!(text, "{number:.4}")),
        Cell::Text(words) if is_plain(words) => text.push_str(words),
        Cell::Text(words) => text.push_str(&quoted(words)),
    }
}

/// Whether words may stand without quotes: ids and units.
fn is_plain(words: &str) -> bool {
    !words.is_empty()
        && !words.starts_with(['-', '.'])
        && words.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./%".contains(&byte))
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
        for table in [repetitions(&analysis), measures(&analysis), findings(&analysis)] {
            let commas = |line: &str| line.matches(',').count();
            assert!(table.lines().all(|line| commas(line) == commas(table.lines().next().unwrap())), "{table}");
        }
    }

    #[test]
    fn a_file_name_is_never_a_formula() {
        let shown = |words: &str| rows(&[vec![Cell::text(words)]]);
        assert_eq!(shown("=HYPERLINK(\"x\")"), "\"'=HYPERLINK(\"\"x\"\")\"\r\n");
        assert_eq!(shown("-1.mp4"), "\"'-1.mp4\"\r\n");
        assert_eq!(shown("set 1.mp4"), "\"set 1.mp4\"\r\n");
        assert_eq!(shown("day/set-1.mp4"), "day/set-1.mp4\r\n");
    }
}
