//! The athlete's own in a settings file: the baseline of light sets and earlier sets with their loads.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{LOAD_KG, SettingsError, kind, number};
use crate::measure::{Baseline, EarlierSet, KINDS, Level, Usual};
use crate::units::Unit;

/// Values that a measure may have; far more than any has.
const VALUES: (f64, f64) = (-1e4, 1e4);
/// Deviations and errors, and numbers of repetitions.
const SPREADS: (f64, f64) = (0.0, 1e4);
const REPS: (f64, f64) = (1.0, 1e5);

/// An object whose keys are all among the allowed ones.
fn fields<'a>(value: &'a Value, place: &'static str, allowed: &[&str]) -> Result<&'a Map<String, Value>, SettingsError> {
    let fields = value.as_object().ok_or_else(|| kind(place, "an object"))?;
    match fields.keys().find(|key| !allowed.contains(&key.as_str())) {
        Some(key) => Err(SettingsError::UnknownKey { key: key.clone(), place, allowed: allowed.join(", ") }),
        None => Ok(fields),
    }
}

fn needed<'a>(fields: &'a Map<String, Value>, key: &str, place: &str) -> Result<&'a Value, SettingsError> {
    fields.get(key).ok_or_else(|| kind(place, &format!("an object with {key}")))
}

fn unit(fields: &Map<String, Value>, place: &'static str) -> Result<Unit, SettingsError> {
    let unit = needed(fields, "unit", place)?;
    unit.as_str().and_then(Unit::from_code).ok_or_else(|| kind("unit", "one of: deg, cm, m/s, s, %, ratio"))
}

fn by_measure<T>(
    value: &Value,
    place: &'static str,
    read: impl Fn(&Value) -> Result<T, SettingsError>,
) -> Result<BTreeMap<String, T>, SettingsError> {
    let fields = value.as_object().ok_or_else(|| kind(place, "an object from measures to numbers"))?;
    let one = |(key, value): (&String, &Value)| {
        if KINDS.iter().any(|kind| kind.id == key) {
            return Ok((key.clone(), read(value)?));
        }
        let allowed = KINDS.iter().map(|kind| kind.id).collect::<Vec<_>>().join(", ");
        Err(SettingsError::UnknownKey { key: key.clone(), place, allowed })
    };
    fields.iter().map(one).collect()
}

/// The baseline of a settings file.
pub(super) fn baseline(value: &Value) -> Result<Baseline, SettingsError> {
    const PLACE: &str = "baseline";
    by_measure(value, PLACE, |value| {
        let fields = fields(value, PLACE, &["median", "mad", "reps", "unit"])?;
        Ok(Usual {
            median: number("median", needed(fields, "median", PLACE)?, VALUES, "")?,
            mad: number("mad", needed(fields, "mad", PLACE)?, SPREADS, "")?,
            reps: number("reps", needed(fields, "reps", PLACE)?, REPS, "")? as usize,
            unit: unit(fields, PLACE)?,
        })
    })
    .map(Baseline)
}

/// The earlier sets of a settings file.
pub(super) fn sets(value: &Value) -> Result<Vec<EarlierSet>, SettingsError> {
    const PLACE: &str = "sets";
    let list = value.as_array().ok_or_else(|| kind(PLACE, "a list of sets"))?;
    let one = |value: &Value| {
        let of_set = fields(value, PLACE, &["load_kg", "measures"])?;
        let level = |value: &Value| {
            let fields = fields(value, PLACE, &["median", "sd", "unit"])?;
            Ok(Level {
                median: number("median", needed(fields, "median", PLACE)?, VALUES, "")?,
                sd: number("sd", needed(fields, "sd", PLACE)?, SPREADS, "")?,
                unit: unit(fields, PLACE)?,
            })
        };
        Ok(EarlierSet {
            load_kg: number("load_kg", needed(of_set, "load_kg", PLACE)?, LOAD_KG, "kg")?,
            measures: by_measure(needed(of_set, "measures", PLACE)?, PLACE, level)?,
        })
    };
    list.iter().map(one).collect()
}

/// The baseline as a settings file holds it.
pub(super) fn baseline_to_json(baseline: &Baseline) -> Value {
    let usual = |usual: &Usual| serde_json::json!({"median": usual.median, "mad": usual.mad, "reps": usual.reps, "unit": usual.unit.code()});
    Value::Object(baseline.0.iter().map(|(id, of)| (id.clone(), usual(of))).collect())
}

/// The earlier sets as a settings file holds them.
pub(super) fn sets_to_json(sets: &[EarlierSet]) -> Value {
    let level = |level: &Level| serde_json::json!({"median": level.median, "sd": level.sd, "unit": level.unit.code()});
    let set = |set: &EarlierSet| {
        let measures: Map<String, Value> = set.measures.iter().map(|(id, of)| (id.clone(), level(of))).collect();
        serde_json::json!({"load_kg": set.load_kg, "measures": measures})
    };
    Value::Array(sets.iter().map(set).collect())
}
