//! Typed settings of an analysis, and their file.
//!
//! A settings file is one JSON object; every key is optional:
//!
//! - `plate_mm`: diameter of the plate nearest the camera, 100 to 600; `null` where it is not known (a 450 mm plate is assumed
//!   where the key is absent);
//! - `height_cm`: the lifter's standing height, 100 to 230;
//! - `load_kg`: load with the bar, 1 to 600;
//! - `variant`: `conventional`, `sumo`, `stiff-leg`, `block` or `trap-bar`;
//! - `profile`: `coach` (where absent), `strict-judge` or `rehabilitation`: a named set of limits (`assets/profiles.json`);
//! - `tags`: a list of words about the set: `speed` (meant to be fast), `slow` (slow on purpose), `drops` (bars are let fall here);
//! - `styles`: a list of what the athlete does on purpose: `thoracic-rounding`;
//! - `tempo`: `{"up_s": 3, "down_s": 3}`, either may be left out: times that the lifter aims at, 0.5 to 30 s;
//! - `lumbar_range_deg`: flexion of the lower back from standing to a toe-touch, 20 to 120;
//! - `baseline`: what is usual for the athlete in light sets, from measures to `{"median", "mad", "reps", "unit"}`, and `sets`: earlier
//!   sets as `{"load_kg", "measures"}` with measures to `{"median", "sd", "unit"}`; `plumbline baseline` writes both;
//! - `cues`: a coach's own words, from a fault's id to `{"cue", "drill"}`; `plumbline faults --cues` writes them all;
//! - `limits`: an object from a limit's key to its grades `[note, moderate, marked]`, for example `{"bar-drift.bow": [3, 5, 8]}`;
//!   a limit that is capped at moderate takes two. `plumbline faults ID` prints the keys.
//!
//! An unknown key is an error that lists what is allowed; a value outside its range is refused with the range.

mod athlete;
mod cues;
mod profile;

use std::collections::BTreeSet;

use serde_json::{Map, Value};

pub use cues::{Cues, Words};
pub use profile::Profile;

use crate::faults::{FAULTS, verdict::grades_are_sound};
use crate::lift::{Calibration, VariantKind};
use crate::measure::{Baseline, EarlierSet, Said, Style, Tag, Tempo};
use crate::threshold::{Grades, Limits, Threshold};

/// Everything that a user may set; the same settings and recording give the same analysis.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// Sizes.
    pub calibration: Calibration,
    /// Load on the bar with the bar itself, kilograms.
    pub load_kg: Option<f64>,
    /// The kind of deadlift, where the user said it.
    pub variant: Option<VariantKind>,
    /// Which named set of limits is the ground.
    pub profile: Profile,
    /// Words put to the set.
    pub tags: BTreeSet<Tag>,
    /// Ways of lifting that the athlete has chosen.
    pub styles: BTreeSet<Style>,
    /// Times that the lifter aims at.
    pub tempo: Option<Tempo>,
    /// Flexion of the lower back from standing to a toe-touch, degrees.
    pub lumbar_range_deg: Option<f64>,
    /// What is usual for the athlete in light sets; empty where not known.
    pub baseline: Baseline,
    /// Earlier sets of the athlete with their loads.
    pub sets: Vec<EarlierSet>,
    /// Limits that the user overrides, over the profile's.
    pub limits: Limits,
    /// What the coach says instead of the cards.
    pub cues: Cues,
}

/// Why settings were refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// Not JSON.
    #[error("the settings are not valid JSON: {0}")]
    Json(String),
    /// JSON, but of another kind than asked for.
    #[error("{key} must be {wanted}")]
    Kind {
        /// The key, or "the settings".
        key: String,
        /// What it must be.
        wanted: String,
    },
    /// A key that is not known.
    #[error("unknown key {key:?} in {place}; allowed are: {allowed}")]
    UnknownKey {
        /// The key.
        key: String,
        /// Where it stands.
        place: &'static str,
        /// All that is allowed there.
        allowed: String,
    },
    /// A value outside its range.
    #[error("{key} is {value}, but must lie from {low} to {high}")]
    Range {
        /// The key.
        key: String,
        /// The value given.
        value: String,
        /// Least allowed value.
        low: String,
        /// Largest allowed value, with its unit.
        high: String,
    },
    /// Grades that do not grow worse.
    #[error("{key} must grow worse from note to marked: each grade {direction} the one before")]
    Order {
        /// The key.
        key: String,
        /// `over` or `under`.
        direction: &'static str,
    },
}

/// Allowed plate diameters, millimetres: from change plates to the largest bumpers and tyres.
pub(crate) const PLATE_MM: (f64, f64) = (100.0, 600.0);
/// Allowed standing heights, centimetres.
pub(crate) const HEIGHT_CM: (f64, f64) = (100.0, 230.0);
/// Allowed loads, kilograms; the heaviest deadlift so far is a little over 500.
pub(crate) const LOAD_KG: (f64, f64) = (1.0, 600.0);
/// The keys of a settings file.
const KEYS: [&str; 13] = [
    "plate_mm",
    "height_cm",
    "load_kg",
    "variant",
    "profile",
    "tags",
    "styles",
    "tempo",
    "lumbar_range_deg",
    "baseline",
    "sets",
    "limits",
    "cues",
];
/// Allowed ways of the lower back from standing to a toe-touch, degrees.
const LUMBAR_RANGE_DEG: (f64, f64) = (20.0, 120.0);
/// Allowed tempo targets, seconds.
const TEMPO_S: (f64, f64) = (0.5, 30.0);
/// The kinds of deadlift that may be set.
const VARIANTS: [VariantKind; 5] =
    [VariantKind::Conventional, VariantKind::Sumo, VariantKind::StiffLeg, VariantKind::Block, VariantKind::TrapBar];

impl Settings {
    /// What was said of the set, for the measures.
    pub fn said(&self) -> Said {
        Said {
            load_kg: self.load_kg,
            tags: self.tags.clone(),
            styles: self.styles.clone(),
            tempo: self.tempo,
            lumbar_range_deg: self.lumbar_range_deg,
            baseline: self.baseline.clone(),
            sets: self.sets.clone(),
        }
    }

    /// The baseline as a settings file holds it.
    pub fn baseline_json(&self) -> Value {
        athlete::baseline_to_json(&self.baseline)
    }

    /// The earlier sets as a settings file holds them.
    pub fn sets_json(&self) -> Value {
        athlete::sets_to_json(&self.sets)
    }

    /// The limits in force where they differ from the cards': the profile's, overridden by the user's.
    pub fn limits_in_force(&self) -> Limits {
        let mut limits = self.profile.limits().clone();
        limits.0.extend(self.limits.0.iter().map(|(key, grades)| (key.clone(), *grades)));
        limits
    }

    /// Settings from the text of a settings file.
    pub fn from_json(text: &str) -> Result<Self, SettingsError> {
        Self::from_texts(&[text], None)
    }

    /// Settings from the texts of several settings files, of which the later win, key by key and limit by limit; and with a profile that
    /// wins over theirs. No text gives the defaults.
    pub fn from_texts<T: AsRef<str>>(texts: &[T], profile: Option<Profile>) -> Result<Self, SettingsError> {
        let mut all = Map::new();
        for text in texts {
            let value: Value = serde_json::from_str(text.as_ref()).map_err(|error| SettingsError::Json(error.to_string()))?;
            let Value::Object(fields) = value else { return Err(kind("the settings", "one JSON object")) };
            for (key, value) in fields {
                match (key.as_str(), all.get_mut(&key), value) {
                    ("limits" | "cues", Some(Value::Object(known)), Value::Object(more)) => known.extend(more),
                    (_, _, value) => drop(all.insert(key, value)),
                }
            }
        }
        if let Some(profile) = profile {
            all.insert("profile".into(), profile.code().into());
        }
        Self::from_fields(&all)
    }

    fn from_fields(fields: &Map<String, Value>) -> Result<Self, SettingsError> {
        let mut settings = Self::default();
        // The profile first: what the limits override depends on it.
        if let Some(profile) = fields.get("profile") {
            settings.profile = word("profile", profile, &Profile::ALL, Profile::code)?;
        }
        for (key, value) in fields {
            match key.as_str() {
                "plate_mm" => {
                    settings.calibration.plate_mm = optional(key, value, PLATE_MM, "mm")?;
                    settings.calibration.plate_stated = settings.calibration.plate_mm.is_some();
                }
                "height_cm" => settings.calibration.height_cm = optional(key, value, HEIGHT_CM, "cm")?,
                "load_kg" => settings.load_kg = optional(key, value, LOAD_KG, "kg")?,
                "variant" => settings.variant = variant(value)?,
                "profile" => {}
                "tags" => settings.tags = words("tags", value, &Tag::ALL, Tag::code)?,
                "styles" => settings.styles = words("styles", value, &Style::ALL, Style::code)?,
                "tempo" => settings.tempo = tempo(value)?,
                "lumbar_range_deg" => settings.lumbar_range_deg = optional(key, value, LUMBAR_RANGE_DEG, "°")?,
                "baseline" => settings.baseline = athlete::baseline(value)?,
                "sets" => settings.sets = athlete::sets(value)?,
                "limits" => settings.limits = limits(value, settings.profile)?,
                "cues" => settings.cues = cues::read(value)?,
                _ => return Err(SettingsError::UnknownKey { key: key.clone(), place: "the settings", allowed: KEYS.join(", ") }),
            }
        }
        Ok(settings)
    }

    /// The settings in force as the text of a settings file, with every limit; read again, it gives the same analysis.
    ///
    /// An assumed plate size is left out, for written down it would count as said by the user.
    pub fn to_json(&self) -> String {
        let mut fields = Map::new();
        match (self.calibration.plate_mm, self.calibration.plate_stated) {
            (Some(plate), true) => drop(fields.insert("plate_mm".into(), plate.into())),
            (None, _) => drop(fields.insert("plate_mm".into(), Value::Null)),
            (Some(_), false) => {}
        }
        let numbers =
            [("height_cm", self.calibration.height_cm), ("load_kg", self.load_kg), ("lumbar_range_deg", self.lumbar_range_deg)];
        for (key, value) in numbers {
            if let Some(value) = value {
                fields.insert(key.into(), value.into());
            }
        }
        if let Some(kind) = self.variant.filter(|kind| *kind != VariantKind::Unknown) {
            fields.insert("variant".into(), kind.code().into());
        }
        fields.insert("profile".into(), self.profile.code().into());
        let list = |words: Vec<&'static str>| Value::from(words);
        if !self.tags.is_empty() {
            fields.insert("tags".into(), list(self.tags.iter().map(|tag| tag.code()).collect()));
        }
        if !self.styles.is_empty() {
            fields.insert("styles".into(), list(self.styles.iter().map(|style| style.code()).collect()));
        }
        if let Some(tempo) = self.tempo {
            let times = [("up_s", tempo.up_s), ("down_s", tempo.down_s)];
            let times: Map<String, Value> =
                times.into_iter().filter_map(|(key, time)| Some((key.into(), time?.into()))).collect();
            fields.insert("tempo".into(), times.into());
        }
        if !self.baseline.0.is_empty() {
            fields.insert("baseline".into(), athlete::baseline_to_json(&self.baseline));
        }
        if !self.sets.is_empty() {
            fields.insert("sets".into(), athlete::sets_to_json(&self.sets));
        }
        if !self.cues.is_empty() {
            fields.insert("cues".into(), self.cues.to_json());
        }
        let in_force = self.limits_in_force();
        let grades = |limit: &Threshold| {
            let (note, moderate, marked) = in_force.grades(limit);
            Value::from([Some(note), Some(moderate), marked].into_iter().flatten().collect::<Vec<f64>>())
        };
        let limits: Map<String, Value> = thresholds().map(|limit| (limit.key.to_owned(), grades(limit))).collect();
        fields.insert("limits".into(), limits.into());
        format!("{:#}", Value::Object(fields))
    }
}

/// Every limit of every fault.
pub fn thresholds() -> impl Iterator<Item = &'static Threshold> {
    FAULTS.iter().flat_map(|fault| fault.card.limits)
}

fn kind(key: &str, wanted: &str) -> SettingsError {
    SettingsError::Kind { key: key.to_owned(), wanted: wanted.to_owned() }
}

fn optional(key: &str, value: &Value, range: (f64, f64), unit: &str) -> Result<Option<f64>, SettingsError> {
    if value.is_null() { Ok(None) } else { number(key, value, range, unit).map(Some) }
}

fn number(key: &str, value: &Value, (low, high): (f64, f64), unit: &str) -> Result<f64, SettingsError> {
    let number = value.as_f64().ok_or_else(|| kind(key, "a number"))?;
    if (low..=high).contains(&number) {
        return Ok(number);
    }
    let high = format!("{high} {unit}").trim_end().to_owned();
    Err(SettingsError::Range { key: key.to_owned(), value: number.to_string(), low: low.to_string(), high })
}

fn variant(value: &Value) -> Result<Option<VariantKind>, SettingsError> {
    if value.is_null() {
        return Ok(None);
    }
    let wanted = VARIANTS.map(VariantKind::code).join(", ");
    let found = value.as_str().and_then(VariantKind::from_code).ok_or_else(|| kind("variant", &format!("one of: {wanted}")))?;
    Ok(Some(found))
}

/// One word of a list of known ones.
fn word<T: Copy>(key: &str, value: &Value, all: &[T], code: fn(T) -> &'static str) -> Result<T, SettingsError> {
    let known = || all.iter().map(|&one| code(one)).collect::<Vec<_>>().join(", ");
    let found = value.as_str().and_then(|word| all.iter().copied().find(|&one| code(one) == word));
    found.ok_or_else(|| kind(key, &format!("one of: {}", known())))
}

fn words<T: Copy + Ord>(key: &str, value: &Value, all: &[T], code: fn(T) -> &'static str) -> Result<BTreeSet<T>, SettingsError> {
    let list = value.as_array().ok_or_else(|| kind(key, "a list of words"))?;
    list.iter().map(|value| word(key, value, all, code)).collect()
}

fn tempo(value: &Value) -> Result<Option<Tempo>, SettingsError> {
    if value.is_null() {
        return Ok(None);
    }
    let fields = value.as_object().ok_or_else(|| kind("tempo", "an object with up_s, down_s or both"))?;
    let mut tempo = Tempo::default();
    for (key, value) in fields {
        match key.as_str() {
            "up_s" => tempo.up_s = optional(key, value, TEMPO_S, "s")?,
            "down_s" => tempo.down_s = optional(key, value, TEMPO_S, "s")?,
            _ => return Err(SettingsError::UnknownKey { key: key.clone(), place: "tempo", allowed: "up_s, down_s".into() }),
        }
    }
    Ok((tempo != Tempo::default()).then_some(tempo))
}

fn limits(value: &Value, profile: Profile) -> Result<Limits, SettingsError> {
    let fields = value.as_object().ok_or_else(|| kind("limits", "an object from keys to grades"))?;
    let mut limits = Limits::default();
    for (key, value) in fields {
        let Some(limit) = thresholds().find(|limit| limit.key == key) else {
            let allowed = thresholds().map(|limit| limit.key).collect::<Vec<_>>().join(", ");
            return Err(SettingsError::UnknownKey { key: key.clone(), place: "limits", allowed });
        };
        let given = grades(limit, value)?;
        // What only repeats the profile is no override, so that the text of settings in force is read as the same settings.
        if given != profile.limits().grades(limit) {
            limits.0.insert(key.clone(), given);
        }
    }
    Ok(limits)
}

fn grades(limit: &Threshold, value: &Value) -> Result<Grades, SettingsError> {
    let wanted = if limit.grades.2.is_some() { "three grades [note, moderate, marked]" } else { "two grades [note, moderate]" };
    let list = value.as_array().ok_or_else(|| kind(limit.key, wanted))?;
    let list: Vec<f64> =
        list.iter().map(|value| number(limit.key, value, limit.allowed, limit.unit.symbol())).collect::<Result<_, _>>()?;
    let grades = match (list.as_slice(), limit.grades.2) {
        (&[note, moderate, marked], Some(_)) => (note, moderate, Some(marked)),
        (&[note, moderate], None) => (note, moderate, None),
        _ => return Err(kind(limit.key, wanted)),
    };
    let direction = if limit.more_is_worse { "over" } else { "under" };
    if grades_are_sound(limit, grades) { Ok(grades) } else { Err(SettingsError::Order { key: limit.key.to_owned(), direction }) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::measure::{Level, Usual};
    use crate::units::Unit;

    use super::*;

    fn refused(text: &str) -> String {
        Settings::from_json(text).unwrap_err().to_string()
    }

    #[test]
    fn an_empty_object_is_the_default_and_every_key_is_read() {
        assert_eq!(Settings::from_json("{}"), Ok(Settings::default()));
        let text =
            r#"{"plate_mm": 400, "height_cm": 181.5, "load_kg": 120, "variant": "sumo", "limits": {"bar-drift.bow": [2, 4, 6]}}"#;
        let settings = Settings::from_json(text).unwrap();
        assert_eq!(settings.calibration, Calibration { plate_mm: Some(400.0), plate_stated: true, height_cm: Some(181.5) });
        assert_eq!((settings.load_kg, settings.variant), (Some(120.0), Some(VariantKind::Sumo)));
        assert_eq!(settings.limits.0.get("bar-drift.bow"), Some(&(2.0, 4.0, Some(6.0))));
        assert_eq!(Settings::from_json(r#"{"plate_mm": null}"#).unwrap().calibration.plate_mm, None);
    }

    #[test]
    fn a_profile_is_the_ground_that_limits_override_in_whatever_order_they_stand() {
        let loss = thresholds().find(|limit| limit.key == "too-heavy.velocity-loss").unwrap();
        let of = |text: &str| Settings::from_json(text).unwrap().limits_in_force().grades(loss);
        assert_eq!(of("{}"), (20.0, 30.0, Some(40.0)));
        assert_eq!(of(r#"{"profile": "rehabilitation"}"#), (10.0, 20.0, Some(30.0)));
        let both = r#"{"limits": {"too-heavy.velocity-loss": [20, 30, 40]}, "profile": "rehabilitation"}"#;
        assert_eq!(of(both), (20.0, 30.0, Some(40.0)));
        assert_eq!(refused(r#"{"profile": "judge"}"#), "profile must be one of: coach, strict-judge, rehabilitation");
    }

    #[test]
    fn of_several_files_the_later_win_limit_by_limit_and_a_named_profile_over_all() {
        let files = [
            r#"{"plate_mm": 400, "profile": "strict-judge", "limits": {"bar-drift.bow": [2, 3, 4], "bar-drift.gap": [3, 6, 9]}}"#,
            r#"{"plate_mm": 450, "limits": {"bar-drift.bow": [1, 2, 3]}}"#,
        ];
        let settings = Settings::from_texts(&files, Some(Profile::Rehabilitation)).unwrap();
        assert_eq!((settings.calibration.plate_mm, settings.profile), (Some(450.0), Profile::Rehabilitation));
        assert_eq!(settings.limits.0.get("bar-drift.bow"), Some(&(1.0, 2.0, Some(3.0))));
        assert_eq!(settings.limits.0.get("bar-drift.gap"), Some(&(3.0, 6.0, Some(9.0))));
        assert_eq!(Settings::from_texts::<&str>(&[], None), Ok(Settings::default()));
    }

    #[test]
    fn what_was_said_of_the_set_is_read_and_what_is_not_known_refused_with_what_is() {
        let said = Settings::from_json(r#"{"load_kg": 80, "tags": ["speed"], "tempo": {"down_s": 3}}"#).unwrap().said();
        assert!(said.tags.contains(&Tag::Speed) && said.tempo.unwrap().down_s == Some(3.0) && said.load_kg == Some(80.0));
        assert_eq!(refused(r#"{"tags": ["heavy"]}"#), "tags must be one of: speed, slow, drops");
        assert_eq!(refused(r#"{"styles": ["thoracic"]}"#), "styles must be one of: thoracic-rounding");
        assert_eq!(refused(r#"{"tempo": {"pause_s": 1}}"#), r#"unknown key "pause_s" in tempo; allowed are: up_s, down_s"#);
        assert_eq!(refused(r#"{"tempo": {"up_s": 0.1}}"#), "up_s is 0.1, but must lie from 0.5 to 30 s");
        assert!(refused(r#"{"baseline": {"bar-bows": {}}}"#).contains("allowed are: range-of-motion, "));
        assert!(
            refused(r#"{"baseline": {"bar-bow": {"median": 1, "mad": 1, "reps": 3, "unit": "inch"}}}"#).contains("deg, cm, m/s")
        );
        assert!(refused(r#"{"sets": [{"load_kg": 9000, "measures": {}}]}"#).contains("from 1 to 600 kg"));
        assert!(refused(r#"{"sets": [{"measures": {}}]}"#).contains("load_kg"));
    }

    #[test]
    fn an_unknown_key_lists_what_is_allowed() {
        assert_eq!(
            refused(r#"{"plate": 450}"#),
            r#"unknown key "plate" in the settings; allowed are: plate_mm, height_cm, load_kg, variant, profile, tags, styles, tempo, lumbar_range_deg, baseline, sets, limits, cues"#
        );
        assert!(refused(r#"{"limits": {"bar-drift": [1, 2, 3]}}"#).contains("allowed are: bar-too-far.ahead, "));
    }

    #[test]
    fn a_value_outside_its_range_is_refused_with_the_range() {
        assert_eq!(refused(r#"{"plate_mm": 4500}"#), "plate_mm is 4500, but must lie from 100 to 600 mm");
        assert_eq!(refused(r#"{"limits": {"bar-drift.bow": [3, 5, 80]}}"#), "bar-drift.bow is 80, but must lie from 1 to 30 cm");
        assert_eq!(refused(r#"{"height_cm": "tall"}"#), "height_cm must be a number");
        assert!(refused(r#"{"variant": "squat"}"#).contains("conventional, sumo, stiff-leg"));
    }

    #[test]
    fn grades_must_grow_worse_and_be_as_many_as_the_limit_has() {
        assert!(refused(r#"{"limits": {"bar-drift.bow": [5, 5, 8]}}"#).contains("each grade over the one before"));
        assert!(refused(r#"{"limits": {"over-deep-hips.thigh": [0, 10, 20]}}"#).contains("each grade under the one before"));
        assert!(refused(r#"{"limits": {"bar-drift.bow": [3, 5]}}"#).contains("three grades"));
        assert!(refused(r#"{"limits": {"looking-up.neck-extension": [20, 35, 50]}}"#).contains("two grades"));
    }

    #[test]
    fn what_is_not_an_object_is_refused() {
        for text in ["", "[]", "3", "{", r#"{"limits": []}"#, r#"{"limits": {"bar-drift.bow": 3}}"#] {
            assert!(Settings::from_json(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_settings_in_force_name_every_limit_and_read_back_the_same() {
        let set = Settings {
            calibration: Calibration { plate_mm: None, plate_stated: false, height_cm: Some(170.0) },
            load_kg: Some(100.5),
            variant: Some(VariantKind::StiffLeg),
            profile: Profile::Rehabilitation,
            tags: [Tag::Slow].into(),
            styles: [Style::ThoracicRounding].into(),
            lumbar_range_deg: Some(55.5),
            tempo: Some(Tempo { up_s: None, down_s: Some(3.0) }),
            baseline: Baseline(
                [("bar-bow".to_owned(), Usual { median: 1.25, mad: 0.5, reps: 8, unit: Unit::Centimetres })].into(),
            ),
            sets: vec![EarlierSet {
                load_kg: 90.0,
                measures: [("thigh-angle".to_owned(), Level { median: 30.5, sd: 2.0, unit: Unit::Degrees })].into(),
            }],
            limits: Limits(
                // The first is the coach's own, which the profile changes.
                [("too-heavy.velocity-loss", (20.0, 30.0, Some(40.0))), ("bar-drift.bow", (2.0, 3.0, Some(4.0)))]
                    .map(|(key, grades)| (key.to_owned(), grades))
                    .into(),
            ),
            cues: Settings::from_json(r#"{"cues": {"yanking": {"cue": "Slowly"}}}"#).unwrap_or_default().cues,
        };
        for settings in [Settings::default(), set] {
            let text = settings.to_json();
            assert!(thresholds().all(|limit| text.contains(limit.key)));
            assert_eq!(Settings::from_json(&text), Ok(settings));
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,80}", key in "[a-z_.-]{0,20}", value in any::<f64>()) {
            let _ = Settings::from_json(&text);
            let _ = Settings::from_json(&format!("{{\"{key}\": {value}, \"limits\": {{\"{key}\": [{value}]}}}}"));
        }
    }
}
