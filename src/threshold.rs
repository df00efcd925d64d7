//! Limits: every number against which something is judged, with its range, unit and source.

use std::collections::BTreeMap;

use crate::units::Unit;

/// The grades `(note, moderate, marked)` in a measure's unit; `marked` is `None` where a fault is capped at moderate.
pub type Grades = (f64, f64, Option<f64>);

/// The three grades at which a fault is noted, moderate or marked, with where they come from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Threshold {
    /// Key in the settings file, `fault-id.measure-id`, for example `lumbar-rounding.added-flexion`.
    pub key: &'static str,
    /// The grades by default.
    pub grades: Grades,
    /// True where more is worse, false where less is worse.
    pub more_is_worse: bool,
    /// Values that a settings file may give, inclusive.
    pub allowed: (f64, f64),
    /// Unit of the grades.
    pub unit: Unit,
    /// Paper, page or "our default".
    pub source: &'static str,
}

/// Limits that a settings file overrides, by [`Threshold::key`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Limits(pub BTreeMap<String, Grades>);

impl Limits {
    /// The grades in force for a threshold.
    pub fn grades(&self, threshold: &Threshold) -> Grades {
        self.0.get(threshold.key).copied().unwrap_or(threshold.grades)
    }
}
