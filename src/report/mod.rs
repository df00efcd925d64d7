//! One exporter per file: the result of an analysis as JSON, as text for a terminal, as a page, as tables, and as what neighbouring
//! programs read.
//!
//! Exporters arrange and word what the analysis holds; they judge nothing. Each has data-transfer types of its own, so that the
//! domain may change without changing files.

pub mod advice;
mod chart;
pub mod csv;
mod curves;
mod earlier;
mod evidence;
pub mod html;
pub mod json;
mod kinovea;
mod neighbour;
mod opensim;
pub(crate) mod order;
pub mod parquet;
pub(crate) mod pulls;
#[cfg(test)]
mod sample;
mod series;
pub mod table;
pub mod tables;
pub mod text;
mod webvtt;
pub(crate) mod words;

pub use earlier::{Earlier, EarlierError, earlier};
pub use evidence::{evidence, marked};
pub use neighbour::{Neighbour, Unfit};

use std::path::{Path, PathBuf};

/// A picture that shows a finding, taken from the clip and drawn on by the overlay.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Still {
    /// When, seconds from the clip's first frame.
    pub at_s: f64,
    /// The repetition's number, `None` outside any.
    pub rep: Option<usize>,
    /// One sentence: what is to be seen.
    pub caption: String,
    /// The picture, a JPEG file's bytes.
    pub jpeg: Vec<u8>,
    /// Whether a coach marked the moment.
    pub by_coach: bool,
}

/// A comment of a coach on a set, or on a fault of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Name of the fault it is about; `None` for the set.
    pub about: Option<&'static str>,
    /// The words.
    pub words: String,
}

/// How long each stage took, seconds of the user's time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Timing {
    /// Decoding the clip.
    pub decode_s: f64,
    /// Running the pose model and following the plates; they work beside the decoder.
    pub infer_s: f64,
    /// Measuring and judging.
    pub analyse_s: f64,
    /// All, from start to report.
    pub total_s: f64,
}

/// Why a report could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the report could not be written: {source}; check that the folder exists, may be written to and has room: {}", path.display())]
pub struct SaveError {
    /// What the system said.
    source: std::io::Error,
    /// Where it was to go.
    path: PathBuf,
}

/// Writes a report: beside the path first, then renamed onto it, so that a file at `path` is always whole.
pub fn save(path: &Path, bytes: &[u8]) -> Result<(), SaveError> {
    crate::recording::replace(path, bytes).map_err(|source| SaveError { source, path: path.to_path_buf() })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_report_that_cannot_be_written_says_why_and_where() {
        let folder = tempfile::tempdir().unwrap();
        save(&folder.path().join("set.json"), b"{}").unwrap();
        let error = save(&folder.path().join("absent").join("set.json"), b"{}").unwrap_err().to_string();
        assert!(error.contains("check that the folder exists") && error.contains("absent"), "{error}");
    }

    #[test]
    fn what_rests_on_a_correction_by_hand_is_starred_in_every_report() {
        let mut analysis = sample::rich();
        assert!(!text::render(&analysis, text::Style::default()).contains('*'));
        let id = analysis.reps[1].measures.iter().map(|measure| measure.id).find(|id| *id == "mean-velocity").unwrap();
        analysis.by_hand.measures.insert((2, id));
        analysis.by_hand.findings.insert((None, "lumbar-rounding"));
        analysis.by_hand.applied = 1;
        let said = text::render(&analysis, text::Style { width: 300, ..text::Style::default() });
        assert!(said.contains("m/s*") && said.contains("Rests on a correction by hand.*"), "{said}");
        let page = html::render(&analysis, &[]);
        assert!(page.matches("m/s*").count() == 2 && page.contains("Rests on a correction by hand.*"));
        let report: serde_json::Value = serde_json::from_str(&json::render(&analysis, None)).unwrap();
        assert_eq!(report["corrections"]["measures"], serde_json::json!([{"rep": 2, "id": "mean-velocity"}]));
        assert_eq!(report["corrections"]["findings"], serde_json::json!([{"rep": null, "id": "lumbar-rounding"}]));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn whatever_the_numbers_every_report_is_written(numbers in any::<[f64; 4]>()) {
            let analysis = sample::wild(numbers);
            let json = json::render(&analysis, None);
            prop_assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok());
            prop_assert!(html::render(&analysis, &[]).ends_with("</html>"));
            prop_assert!(text::render(&analysis, text::Style::default()).ends_with('\n'));
            prop_assert!(csv::findings(&analysis).len() > csv::repetitions(&analysis).len());
        }
    }
}
