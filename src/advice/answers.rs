//! What somebody answered: to the gate, and in the self-assessments.
//!
//! The file of answers is one JSON object: `gate` from a question's id to a choice's, and `checks` from a self-assessment's id to its items,
//! each an answer (`"yes"`, `"no"`, `"unsure"`), a rating (0 to 10), a list of ratings, or seconds; an item of one side is named
//! `item.left` or `item.right`. `stopped` names the self-assessment in which somebody stopped because it felt wrong. Whatever is not known is
//! refused with the list of what is.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::checks::{CHECKS, Check, Item, Kind};
use super::gate::QUESTIONS;
use crate::body::Side;

/// Yes, no, or not sure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Not sure: never taken for a no.
    Unsure,
}

impl Answer {
    /// All three, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Yes, Self::No, Self::Unsure];

    /// The word in files: `yes`, `no`, `unsure`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unsure => "unsure",
        }
    }

    /// The answer of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.code() == code)
    }
}

/// The largest rating of pain.
pub const MOST_PAIN: u8 = 10;
/// Longest hold that is believed, seconds.
const LONGEST_HOLD_S: f64 = 600.0;

/// What was given for one item of a self-assessment.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// An answer.
    Answer(Answer),
    /// Pain, 0 (none) to 10 (the worst that can be thought of).
    Rating(u8),
    /// Pain after each repetition.
    Ratings(Vec<u8>),
    /// A time held, seconds.
    Seconds(f64),
}

/// Everything answered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answers {
    /// Of the gate: question's id to choice's id.
    pub gate: BTreeMap<String, String>,
    /// Of the self-assessments: check's id to item's key to value.
    pub checks: BTreeMap<String, BTreeMap<String, Value>>,
    /// The self-assessment in which somebody stopped because it became sharp, shot into the leg or felt wrong.
    pub stopped: Option<String>,
}

/// Why answers were refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswersError {
    /// Not JSON, or another kind of it.
    #[error("the answers are not what was expected: {0}")]
    Shape(String),
    /// A name that is not known.
    #[error("unknown {what} {name:?}; allowed are: {allowed}")]
    Unknown {
        /// What kind of name.
        what: &'static str,
        /// The name.
        name: String,
        /// All that is allowed there.
        allowed: String,
    },
    /// A value that cannot be meant.
    #[error("{place} must be {wanted}")]
    Value {
        /// Where.
        place: String,
        /// What it must be.
        wanted: &'static str,
    },
}

/// The key of an item on a side.
pub fn key(item: &Item, side: Option<Side>) -> String {
    match side {
        None => item.id.to_owned(),
        Some(side) => format!("{}.{}", item.id, side_code(side)),
    }
}

/// `left` or `right`.
pub fn side_code(side: Side) -> &'static str {
    match side {
        Side::Left => "left",
        Side::Right => "right",
    }
}

impl Answers {
    /// The answer to an item.
    pub fn answer(&self, check: &str, key: &str) -> Option<Answer> {
        match self.value(check, key)? {
            Value::Answer(answer) => Some(*answer),
            _ => None,
        }
    }

    /// What was given for an item.
    pub fn value(&self, check: &str, key: &str) -> Option<&Value> {
        self.checks.get(check)?.get(key)
    }

    /// Puts what was given for an item.
    pub fn put(&mut self, check: &str, key: impl Into<String>, value: Value) {
        self.checks.entry(check.to_owned()).or_default().insert(key.into(), value);
    }

    /// Answers from the text of their file.
    pub fn from_json(text: &str) -> Result<Self, AnswersError> {
        let json: Json = serde_json::from_str(text).map_err(|error| AnswersError::Shape(error.to_string()))?;
        Self::from_value(&json)
    }

    /// Answers from a JSON value.
    pub fn from_value(json: &Json) -> Result<Self, AnswersError> {
        let fields = json.as_object().ok_or_else(|| AnswersError::Shape("expected one JSON object".into()))?;
        let mut answers = Self::default();
        for (name, value) in fields {
            match name.as_str() {
                "gate" => answers.gate = gate(object("gate", value)?)?,
                "checks" => answers.checks = checks(object("checks", value)?)?,
                "stopped" if value.is_null() => {}
                "stopped" => answers.stopped = Some(stopped(value)?),
                _ => return Err(unknown("key", name, ["gate", "checks", "stopped"].into_iter())),
            }
        }
        Ok(answers)
    }

    /// The answers as the JSON of their file.
    pub fn to_value(&self) -> Json {
        let value = |value: &Value| match value {
            Value::Answer(answer) => Json::from(answer.code()),
            Value::Rating(rating) => Json::from(*rating),
            Value::Ratings(ratings) => Json::from(ratings.clone()),
            Value::Seconds(seconds) => Json::from(*seconds),
        };
        let gate: Map<String, Json> = self.gate.iter().map(|(id, choice)| (id.clone(), choice.as_str().into())).collect();
        let items = |items: &BTreeMap<String, Value>| -> Map<String, Json> {
            items.iter().map(|(key, given)| (key.clone(), value(given))).collect()
        };
        let checks: Map<String, Json> = self.checks.iter().map(|(id, given)| (id.clone(), Json::Object(items(given)))).collect();
        let mut all = Map::from_iter([("gate".to_owned(), Json::Object(gate)), ("checks".to_owned(), Json::Object(checks))]);
        if let Some(check) = &self.stopped {
            all.insert("stopped".into(), check.as_str().into());
        }
        Json::Object(all)
    }
}

fn unknown<'a>(what: &'static str, name: &str, allowed: impl Iterator<Item = &'a str>) -> AnswersError {
    AnswersError::Unknown { what, name: name.to_owned(), allowed: allowed.collect::<Vec<_>>().join(", ") }
}

fn object<'a>(place: &str, value: &'a Json) -> Result<&'a Map<String, Json>, AnswersError> {
    value.as_object().ok_or_else(|| AnswersError::Value { place: place.to_owned(), wanted: "an object" })
}

fn gate(fields: &Map<String, Json>) -> Result<BTreeMap<String, String>, AnswersError> {
    let mut given = BTreeMap::new();
    for (id, value) in fields {
        let question = QUESTIONS
            .iter()
            .find(|question| question.id == id)
            .ok_or_else(|| unknown("question of the gate", id, QUESTIONS.iter().map(|question| question.id)))?;
        let choice = value.as_str().ok_or_else(|| AnswersError::Value { place: id.clone(), wanted: "a word" })?;
        if question.choice(choice).is_none() {
            return Err(unknown("answer", choice, question.choices.iter().map(|choice| choice.id)));
        }
        given.insert(id.clone(), choice.to_owned());
    }
    Ok(given)
}

fn find_check(id: &str) -> Result<&'static Check, AnswersError> {
    let all = || CHECKS.iter().map(|check| check.id);
    CHECKS.iter().find(|check| check.id == id).ok_or_else(|| unknown("self-assessment", id, all()))
}

fn stopped(value: &Json) -> Result<String, AnswersError> {
    let id = value.as_str().ok_or_else(|| AnswersError::Value { place: "stopped".into(), wanted: "a word" })?;
    Ok(find_check(id)?.id.to_owned())
}

fn checks(fields: &Map<String, Json>) -> Result<BTreeMap<String, BTreeMap<String, Value>>, AnswersError> {
    let mut given = BTreeMap::new();
    for (id, value) in fields {
        let check = find_check(id)?;
        let known: Vec<(String, &Item)> = check.items().map(|(item, side)| (key(item, side), item)).collect();
        let mut items = BTreeMap::new();
        for (name, value) in object(id, value)? {
            let Some((_, item)) = known.iter().find(|(key, _)| key == name) else {
                return Err(unknown("item", name, known.iter().map(|(key, _)| key.as_str())));
            };
            items.insert(name.clone(), read(&format!("{id}.{name}"), item, value)?);
        }
        given.insert(id.clone(), items);
    }
    Ok(given)
}

fn read(place: &str, item: &Item, value: &Json) -> Result<Value, AnswersError> {
    let wrong = |wanted: &'static str| AnswersError::Value { place: place.to_owned(), wanted };
    let rating = |value: &Json| value.as_u64().filter(|rating| *rating <= u64::from(MOST_PAIN)).map(|rating| rating as u8);
    match item.kind {
        Kind::Ask => {
            let answer = value.as_str().and_then(Answer::from_code).ok_or_else(|| wrong("yes, no or unsure"))?;
            Ok(Value::Answer(answer))
        }
        Kind::Rate => rating(value).map(Value::Rating).ok_or_else(|| wrong("a whole number from 0 to 10")),
        Kind::RateEach(count) => {
            let wanted = "a list of whole numbers from 0 to 10, one a repetition, no more than are asked for";
            let list = value.as_array().filter(|list| list.len() <= count).ok_or_else(|| wrong(wanted))?;
            let ratings: Option<Vec<u8>> = list.iter().map(rating).collect();
            ratings.map(Value::Ratings).ok_or_else(|| wrong(wanted))
        }
        Kind::Hold(_) => {
            let seconds = value.as_f64().filter(|seconds| (0.0..=LONGEST_HOLD_S).contains(seconds));
            seconds.map(Value::Seconds).ok_or_else(|| wrong("seconds from 0 to 600"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_the_same_after_their_file() {
        let text = r#"{"gate": {"any": "yes", "when": "next-days"},
            "checks": {"toe-touches": {"before": 2, "bend": [2, 2, 3], "own": "unsure"}, "rock-back": {"hold": 31.5, "jam.left": "yes"}},
            "stopped": "slump"}"#;
        let answers = Answers::from_json(text).unwrap();
        assert_eq!(answers.value("toe-touches", "bend"), Some(&Value::Ratings(vec![2, 2, 3])));
        assert_eq!(answers.answer("rock-back", "jam.left"), Some(Answer::Yes));
        assert_eq!(Answers::from_value(&answers.to_value()), Ok(answers));
        assert_eq!(Answers::from_json("{}"), Ok(Answers::default()));
    }

    #[test]
    fn what_is_not_known_is_refused_with_what_is() {
        let refused = |text: &str| Answers::from_json(text).unwrap_err().to_string();
        assert!(refused(r#"{"gates": {}}"#).contains("gate, checks, stopped"));
        assert!(refused(r#"{"gate": {"sadle": "no"}}"#).contains("saddle"));
        assert!(refused(r#"{"gate": {"saddle": "maybe"}}"#).contains("yes, no, unsure"));
        assert!(refused(r#"{"checks": {"slumps": {}}}"#).contains("slump"));
        assert!(refused(r#"{"checks": {"slump": {"eases": "yes"}}}"#).contains("eases.left"));
        assert!(refused(r#"{"checks": {"toe-touches": {"before": 11}}}"#).contains("0 to 10"));
        assert!(refused(r#"{"checks": {"toe-touches": {"bend": [1,1,1,1,1,1,1,1,1,1,1]}}}"#).contains("no more"));
        assert!(refused(r#"{"checks": {"rock-back": {"hold": -1}}}"#).contains("600"));
        assert!(refused(r#"{"stopped": "lifting"}"#).contains("toe-touches"));
        assert!(refused("[]").contains("one JSON object"));
    }
}
