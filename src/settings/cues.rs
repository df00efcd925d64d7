//! What a coach says instead of the cards: cue and drill of each fault, in one file.
//!
//! A file of cues is a settings file with the key `cues`: an object from a fault's id to `{"cue", "drill"}`, either of which may be left out.
//! `plumbline faults --cues` writes one with every fault, to be edited.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{SettingsError, kind};
use crate::faults::{Card, FAULTS};

/// Longest cue or drill, characters: a page of a report has room for it.
const LONGEST: usize = 400;

/// What is said of one fault; what is `None` is the card's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// The cue to give.
    pub cue: Option<String>,
    /// The drill to do.
    pub drill: Option<String>,
}

/// A coach's cues and drills, by the fault's id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cues(BTreeMap<&'static str, Words>);

impl Cues {
    /// The cue of a fault: the coach's, else the card's.
    pub fn cue<'a>(&'a self, card: &'a Card) -> &'a str {
        self.0.get(card.id).and_then(|words| words.cue.as_deref()).unwrap_or(card.cue)
    }

    /// The drill of a fault: the coach's, else the card's.
    pub fn drill<'a>(&'a self, card: &'a Card) -> &'a str {
        self.0.get(card.id).and_then(|words| words.drill.as_deref()).unwrap_or(card.drill)
    }

    /// Whether nothing differs from the cards.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The cues of every fault in force, as the value of `cues` in a settings file.
    pub fn all(&self) -> Value {
        let of = |card: &Card| serde_json::json!({"cue": self.cue(card), "drill": self.drill(card)});
        FAULTS.iter().map(|fault| (fault.card.id.to_owned(), of(&fault.card))).collect::<Map<String, Value>>().into()
    }

    /// Only what differs from the cards.
    pub(super) fn to_json(&self) -> Value {
        let of = |words: &Words| {
            let fields = [("cue", &words.cue), ("drill", &words.drill)];
            fields
                .into_iter()
                .filter_map(|(key, text)| Some((key.to_owned(), text.clone()?.into())))
                .collect::<Map<String, Value>>()
        };
        self.0.iter().map(|(id, words)| ((*id).to_owned(), Value::Object(of(words)))).collect::<Map<String, Value>>().into()
    }
}

/// Cues from the value of `cues`.
pub(super) fn read(value: &Value) -> Result<Cues, SettingsError> {
    let fields = value.as_object().ok_or_else(|| kind("cues", "an object from faults to {\"cue\", \"drill\"}"))?;
    let mut cues = Cues::default();
    for (id, value) in fields {
        let Some(card) = FAULTS.iter().map(|fault| &fault.card).find(|card| card.id == id) else {
            let allowed = FAULTS.iter().map(|fault| fault.card.id).collect::<Vec<_>>().join(", ");
            return Err(SettingsError::UnknownKey { key: id.clone(), place: "cues", allowed });
        };
        let mut words = Words::default();
        for (key, value) in value.as_object().ok_or_else(|| kind(id, "an object with cue, drill or both"))? {
            let text = value.as_str().map(str::trim).filter(|text| !text.is_empty() && text.chars().count() <= LONGEST);
            let text = text.ok_or_else(|| kind(&format!("{key} of {id}"), "a text of 1 to 400 characters"))?;
            // What only repeats the card says nothing of its own.
            match key.as_str() {
                "cue" => words.cue = Some(text.to_owned()).filter(|text| text != card.cue),
                "drill" => words.drill = Some(text.to_owned()).filter(|text| text != card.drill),
                _ => return Err(SettingsError::UnknownKey { key: key.clone(), place: "cues", allowed: "cue, drill".into() }),
            }
        }
        if words != Words::default() {
            cues.0.insert(card.id, words);
        }
    }
    Ok(cues)
}

#[cfg(test)]
mod tests {
    use super::super::Settings;
    use super::*;

    fn card(id: &str) -> &'static Card {
        &crate::faults::by_id(id).unwrap().card
    }

    #[test]
    fn a_coach_s_words_stand_in_for_the_card_s_one_by_one() {
        let text = r#"{"cues": {"bent-arms": {"cue": "Long arms"}, "yanking": {"drill": "Slack holds"}}}"#;
        let cues = Settings::from_json(text).unwrap().cues;
        assert_eq!((cues.cue(card("bent-arms")), cues.drill(card("bent-arms"))), ("Long arms", card("bent-arms").drill));
        assert_eq!((cues.cue(card("yanking")), cues.drill(card("yanking"))), (card("yanking").cue, "Slack holds"));
        assert!(Settings::default().cues.is_empty());
    }

    #[test]
    fn of_several_files_the_later_wins_fault_by_fault() {
        let files = [
            r#"{"cues": {"bent-arms": {"cue": "Long arms"}, "yanking": {"cue": "Slowly"}}}"#,
            r#"{"cues": {"bent-arms": {"cue": "Ropes"}}}"#,
        ];
        let cues = Settings::from_texts(&files, None).unwrap().cues;
        assert_eq!((cues.cue(card("bent-arms")), cues.cue(card("yanking"))), ("Ropes", "Slowly"));
    }

    #[test]
    fn unknown_faults_are_refused_with_all_that_there_are() {
        let refused = |text: &str| Settings::from_json(text).unwrap_err().to_string();
        let said = refused(r#"{"cues": {"bend-arms": {"cue": "Long"}}}"#);
        assert!(said.contains("bend-arms") && FAULTS.iter().all(|fault| said.contains(fault.card.id)), "{said}");
        assert!(refused(r#"{"cues": {"yanking": {"hint": "x"}}}"#).contains("cue, drill"));
        assert!(refused(r#"{"cues": {"yanking": {"cue": "  "}}}"#).contains("1 to 400"));
        assert!(refused(r#"{"cues": {"yanking": "slowly"}}"#).contains("cue, drill or both"));
    }

    #[test]
    fn the_file_of_every_fault_changes_nothing_until_it_is_edited() {
        let file = serde_json::json!({"cues": Cues::default().all()}).to_string();
        assert_eq!(Settings::from_json(&file), Ok(Settings::default()));
    }
}
