//! Profiles: named sets of limits, kept as data with the reason of every change.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::{SettingsError, grades, kind, thresholds};
use crate::threshold::{Grades, Limits};

/// The data: profiles by name, each with what it is for and the limits it changes.
const DATA: &str = include_str!("../../assets/profiles.json");

/// For whom the limits are meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// The limits as they stand on the cards.
    #[default]
    Coach,
    /// What the rules of competition forbid is told early, matters of style late.
    StrictJudge,
    /// Changes of the back, effort and hard landings are told earlier.
    Rehabilitation,
}

/// A profile's limits with the reason of each.
#[derive(Clone, Debug, Default, PartialEq)]
struct Content {
    about: String,
    limits: Limits,
    reasons: Vec<(String, String)>,
}

static CONTENTS: LazyLock<Vec<(Profile, Content)>> = LazyLock::new(|| {
    let data: Map<String, Value> = serde_json::from_str(DATA).unwrap_or_default();
    // A test holds that the data is whole and sound; were it not, a profile would be the coach's.
    Profile::ALL.map(|profile| (profile, data.get(profile.code()).map(read).and_then(Result::ok).unwrap_or_default())).to_vec()
});

impl Profile {
    /// Every profile.
    pub const ALL: [Self; 3] = [Self::Coach, Self::StrictJudge, Self::Rehabilitation];

    /// The name in the settings file: `coach`, `strict-judge` or `rehabilitation`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Coach => "coach",
            Self::StrictJudge => "strict-judge",
            Self::Rehabilitation => "rehabilitation",
        }
    }

    /// The profile of a name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.code() == code)
    }

    /// What it is for, in a sentence or two.
    pub fn about(self) -> &'static str {
        self.content().map_or("", |content| &content.about)
    }

    /// The limits that it changes.
    pub fn limits(self) -> &'static Limits {
        static NONE: LazyLock<Limits> = LazyLock::new(Limits::default);
        self.content().map_or(&NONE, |content| &content.limits)
    }

    /// Why it changes a limit; `None` where it does not.
    pub fn reason(self, key: &str) -> Option<&'static str> {
        let content = self.content()?;
        content.reasons.iter().find(|(of, _)| of == key).map(|(_, reason)| reason.as_str())
    }

    fn content(self) -> Option<&'static Content> {
        CONTENTS.iter().find(|(profile, _)| *profile == self).map(|(_, content)| content)
    }
}

fn read(value: &Value) -> Result<Content, SettingsError> {
    let about = value.get("about").and_then(Value::as_str).ok_or_else(|| kind("about", "a text"))?;
    let fields = value.get("limits").and_then(Value::as_object).ok_or_else(|| kind("limits", "an object"))?;
    let mut content = Content { about: about.to_owned(), ..Content::default() };
    for (key, change) in fields {
        let limit = thresholds().find(|limit| limit.key == key).ok_or_else(|| kind(key, "the key of a limit"))?;
        let reason = change.get("reason").and_then(Value::as_str).ok_or_else(|| kind(key, "a reason"))?;
        let list: Vec<Value> = change
            .get("grades")
            .and_then(Value::as_array)
            .map(|list| list.iter().filter(|grade| !grade.is_null()).cloned().collect())
            .ok_or_else(|| kind(key, "grades"))?;
        let grades: Grades = grades(limit, &Value::Array(list))?;
        content.limits.0.insert(key.clone(), grades);
        content.reasons.push((key.clone(), reason.to_owned()));
    }
    Ok(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_profile_of_the_data_is_known_whole_and_sound() {
        let data: Map<String, Value> = serde_json::from_str(DATA).unwrap();
        assert_eq!(data.len(), Profile::ALL.len());
        for (name, value) in &data {
            let profile = Profile::from_code(name).unwrap();
            let content = read(value).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(!content.about.is_empty() && content.reasons.iter().all(|(_, reason)| reason.len() > 10), "{name}");
            assert_eq!(&content.limits, profile.limits());
            for key in content.limits.0.keys() {
                let default = thresholds().find(|limit| limit.key == key).unwrap();
                assert_ne!(content.limits.grades(default), default.grades, "{key} of {name} changes nothing");
                assert!(profile.reason(key).is_some());
            }
        }
    }

    #[test]
    fn the_coach_changes_nothing() {
        assert_eq!(Profile::default(), Profile::Coach);
        assert!(Profile::Coach.limits().0.is_empty() && !Profile::Coach.about().is_empty());
    }
}
