//! Reads a result back: the measures of an earlier set, for the athlete's own baseline.

use serde_json::Value;

use super::json::SCHEMA;
use crate::measure::{KINDS, Level};
use crate::units::Unit;

/// What an earlier result says of a set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Earlier {
    /// Load with the bar, kilograms, where it was said.
    pub load_kg: Option<f64>,
    /// Of every repetition its measures, each with id, value and standard error.
    pub reps: Vec<Vec<(String, Level)>>,
}

/// Why a text is no result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EarlierError {
    /// Not JSON.
    #[error("this is not JSON ({0}); expected a result as `plumbline analyze CLIP --json FILE` writes it")]
    Json(String),
    /// JSON of another kind.
    #[error("this is no result of version {SCHEMA}; expected one as `plumbline analyze CLIP --json FILE` writes it")]
    Schema,
}

/// An earlier set from the text of a result. A measure that this program does not know is left out.
pub fn earlier(text: &str) -> Result<Earlier, EarlierError> {
    let report: Value = serde_json::from_str(text).map_err(|error| EarlierError::Json(error.to_string()))?;
    if report.get("schema").and_then(Value::as_str) != Some(SCHEMA) {
        return Err(EarlierError::Schema);
    }
    let measure = |value: &Value| {
        let id = value.get("id").and_then(Value::as_str).filter(|id| KINDS.iter().any(|kind| kind.id == *id))?;
        let unit = value.get("unit").and_then(Value::as_str).and_then(Unit::from_code)?;
        let number = |key: &str| value.get(key).and_then(Value::as_f64);
        Some((id.to_owned(), Level { median: number("value")?, sd: number("sd")?, unit }))
    };
    let list = |value: &Value, key: &str| value.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    let reps = list(&report, "reps").iter().map(|rep| list(rep, "measures").iter().filter_map(measure).collect()).collect();
    let load_kg = report.pointer("/settings/load_kg").and_then(Value::as_f64);
    Ok(Earlier { load_kg, reps })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{json, sample};

    #[test]
    fn a_result_is_read_back_with_its_load_and_the_measures_that_are_known() {
        let analysis = sample::rich();
        let found = earlier(&json::render(&analysis, None)).unwrap();
        assert_eq!((found.load_kg, found.reps.len()), (Some(180.0), 3));
        let (id, level) = &found.reps[0][0];
        assert_eq!((id.as_str(), level.unit), ("range-of-motion", Unit::Centimetres));
        assert!((level.median - 58.0).abs() < 1e-6 && (level.sd - 2.2).abs() < 1e-6);
        // The sample's "elbow-bend" is a measure of no program.
        assert!(found.reps.iter().flatten().all(|(id, _)| id != "elbow-bend"));
    }

    #[test]
    fn what_is_no_result_is_refused_with_what_was_expected() {
        for text in ["", "{}", "[]", r#"{"schema": "plumbline.recording/1"}"#] {
            assert!(earlier(text).unwrap_err().to_string().contains("--json FILE"), "{text}");
        }
    }
}
