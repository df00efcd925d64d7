//! What is kept of a clip: with what it was analysed, and its rows of every table.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{BatchError, Key};
use crate::analysis::Analysis;
use crate::faults::{Finding, Severity, Verdict};
use crate::report::table::{Cell, Form, Kind, Row};
use crate::report::{order, tables, words};

/// Name and version of the file's shape.
const SCHEMA: &str = "plumbline.batch-record/1";

/// One thing that a clip's set shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Shown {
    /// Id of the fault.
    pub(super) fault: String,
    /// Its name.
    pub(super) name: String,
    /// `marked`, `moderate`, `note` or `possible`.
    pub(super) grade: String,
    /// One plain sentence.
    pub(super) sentence: String,
    /// Probability of being over the limit.
    pub(super) probability: f64,
}

/// The rows of a clip in every table.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Rows {
    pub(super) clip: Row,
    pub(super) repetitions: Vec<Row>,
    pub(super) measures: Vec<Row>,
    pub(super) findings: Vec<Row>,
}

/// What is kept of a clip.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The clip's name.
    pub clip: String,
    /// With what it was analysed.
    pub key: Key,
    /// SHA-256 of the report.
    pub report_sha256: String,
    /// Faults and possible faults, the worst first.
    pub(super) shown: Vec<Shown>,
    /// Its rows of the tables.
    pub(super) rows: Rows,
}

/// The shape of the file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileData {
    schema: String,
    clip: String,
    key: Key,
    report_sha256: String,
    shown: Vec<Shown>,
    row: Vec<Value>,
    repetitions: Vec<Vec<Value>>,
    measures: Vec<Vec<Value>>,
    findings: Vec<Vec<Value>>,
}

impl Record {
    /// The record of an analysis, whose clip's path is the clip's name, and of its report.
    pub fn new(analysis: &Analysis, key: Key, report: &str) -> Self {
        Self {
            clip: analysis.clip.path.clone(),
            key,
            report_sha256: crate::digest::of_bytes(report.as_bytes()),
            shown: order::found(analysis).iter().map(|found| shown(found.finding)).collect(),
            rows: Rows {
                clip: tables::analysed(analysis),
                repetitions: tables::repetitions(analysis),
                measures: tables::measures(analysis),
                findings: tables::findings(analysis),
            },
        }
    }

    /// How the clip came out, in a few words for a line of progress.
    pub fn in_words(&self) -> String {
        let reps = words::count(self.rows.repetitions.len(), "repetition", "repetitions");
        match self.shown.first() {
            None if self.rows.repetitions.is_empty() => "no repetition found, nothing was judged".to_owned(),
            None => format!("{reps}, no fault found"),
            Some(worst) => format!("{reps}, {} found, the worst: {} ({})", self.shown.len(), worst.name, worst.grade),
        }
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let values = |rows: &[Row]| rows.iter().map(|row| row.iter().map(value).collect()).collect();
        let file = FileData {
            schema: SCHEMA.to_owned(),
            clip: self.clip.clone(),
            key: self.key.clone(),
            report_sha256: self.report_sha256.clone(),
            shown: self.shown.clone(),
            row: self.rows.clip.iter().map(value).collect(),
            repetitions: values(&self.rows.repetitions),
            measures: values(&self.rows.measures),
            findings: values(&self.rows.findings),
        };
        // Only maps with keys that are not strings make this an error: there are none.
        serde_json::to_vec(&file).unwrap_or_default()
    }

    /// Reads a record; the error says what is wrong with it.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let file: FileData = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        if file.schema != SCHEMA {
            return Err(format!("its schema is {:?} instead of {SCHEMA:?}", file.schema));
        }
        let all = |form: &Form, rows: Vec<Vec<Value>>| -> Result<Vec<Row>, String> {
            rows.into_iter().map(|values| row(form, values)).collect()
        };
        Ok(Self {
            clip: file.clip,
            key: file.key,
            report_sha256: file.report_sha256,
            shown: file.shown,
            rows: Rows {
                clip: row(&tables::CLIPS, file.row)?,
                repetitions: all(&tables::REPETITIONS, file.repetitions)?,
                measures: all(&tables::MEASURES, file.measures)?,
                findings: all(&tables::FINDINGS, file.findings)?,
            },
        })
    }

    /// Reads a record out of a file that must be there.
    pub(super) fn read(path: &std::path::Path) -> Result<Self, BatchError> {
        let wrong = |reason: String| BatchError::NotOurs {
            what: "the record of a clip",
            reason,
            advice: "remove it and run the batch again",
            path: path.to_path_buf(),
        };
        let bytes = std::fs::read(path).map_err(|error| wrong(error.to_string()))?;
        Self::parse(&bytes).map_err(wrong)
    }
}

fn shown(finding: &Finding) -> Shown {
    let (grade, probability) = match &finding.verdict {
        Verdict::Fault { severity: Severity::Marked, probability, .. } => ("marked", *probability),
        Verdict::Fault { severity: Severity::Moderate, probability, .. } => ("moderate", *probability),
        Verdict::Fault { severity: Severity::Note, probability, .. } => ("note", *probability),
        Verdict::Possible { probability, .. } => ("possible", *probability),
        Verdict::Clear { .. } | Verdict::NotAssessed(_) => ("clear", 0.0),
    };
    // To four decimals, which reading gives back exactly.
    let probability = if let Cell::Real(probability) = Cell::real(probability) { probability } else { 0.0 };
    Shown {
        fault: finding.card.id.to_owned(),
        name: finding.card.name.to_owned(),
        grade: grade.to_owned(),
        sentence: words::sentence(finding),
        probability,
    }
}

fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(words) => Value::String(words.to_string()),
        Cell::Whole(number) => Value::from(*number),
        Cell::Real(number) => Value::from(*number),
        Cell::Flag(is) => Value::Bool(*is),
    }
}

fn row(form: &Form, values: Vec<Value>) -> Result<Row, String> {
    let expected = form.columns.len();
    if values.len() != expected {
        return Err(format!("a row of {} has {} cells instead of {expected}", form.name, values.len()));
    }
    let cell = |(value, column): (Value, &crate::report::table::Column)| {
        let cell = match (column.kind, &value) {
            (_, Value::Null) => Some(Cell::Empty),
            (Kind::Text, Value::String(words)) => Some(Cell::text(words.as_str())),
            (Kind::Whole, number) => number.as_i64().map(Cell::Whole),
            // To its decimals again: reading a number from a text may miss the nearest by a hair.
            (Kind::Real, number) => number.as_f64().map(Cell::real),
            (Kind::Flag, Value::Bool(is)) => Some(Cell::Flag(*is)),
            _ => None,
        };
        cell.ok_or_else(|| format!("a row of {} has {value} in the column {}", form.name, column.name))
    };
    values.into_iter().zip(form.columns).map(cell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::tests::{analysis, key};

    #[test]
    fn a_record_is_read_as_it_was_written_to_the_last_bit() {
        let analysis = analysis("day/set.mp4");
        let record = Record::new(&analysis, key("ab"), "{}\n");
        assert!(record.rows.measures.len() > 20, "{}", record.rows.measures.len());
        let read = Record::parse(&record.to_bytes()).unwrap();
        assert_eq!(read, record);
        assert_eq!(read.to_bytes(), record.to_bytes());
        assert!(record.in_words().starts_with("2 repetitions, "), "{}", record.in_words());
        let empty = Analysis { reps: Vec::new(), set: Vec::new(), ..analysis };
        assert!(Record::new(&empty, key("ab"), "").in_words().contains("nothing was judged"));
    }

    #[test]
    fn what_is_no_record_is_refused_with_what_is_wrong() {
        let record = Record::new(&analysis("a"), key("ab"), "");
        let text = String::from_utf8(record.to_bytes()).unwrap();
        for (from, to, said) in [
            ("batch-record/1", "batch-record/2", "schema"),
            ("\"repetitions\":[[", "\"repetitions\":[[7,", "cells"),
            ("\"repetitions\":[[\"a\",1", "\"repetitions\":[[\"a\",\"one\"", "column repetition"),
            ("\"clip\"", "\"clap\"", "clap"),
        ] {
            let changed = text.replacen(from, to, 1);
            assert_ne!(changed, text, "{from}");
            assert!(Record::parse(changed.as_bytes()).unwrap_err().contains(said), "{said}");
        }
        assert!(Record::parse(&record.to_bytes()[..100]).is_err());
    }
}
