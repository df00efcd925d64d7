//! Where each fact of the article has its place in the product: a table that tests hold.
//!
//! `assets/advice/facts.json` names for every fact the words by which it is found in the article, what it says in our words, and the items that
//! carry it, each as `kind:id`. An item exists where [`exists`] says so.

use serde::Deserialize;

use super::around::Variation;
use super::{checks, exercises, film, gate, texts};
use crate::faults;

/// The table.
const DATA: &str = include_str!("../../assets/advice/facts.json");

/// One fact and where it is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// Kebab-case id.
    pub id: String,
    /// A few words by which the fact is found in the article's facts.
    pub found_by: Vec<String>,
    /// What it says, in our words.
    pub says: String,
    /// The items that carry it, as `kind:id`.
    pub carried_by: Vec<String>,
}

/// Every fact; empty where the table is unsound, which a test keeps from happening.
pub fn facts() -> Vec<Fact> {
    serde_json::from_str(DATA).unwrap_or_default()
}

/// Whether there is an item of this name: `gate:QUESTION`, `gate:QUESTION.CHOICE` (that stops), `check:ID`, `check:ID.STEP`, `exercise:ID`,
/// `variation:ID`, `film:RULE`, `fault:ID`, `text:KEY`.
pub fn exists(item: &str) -> bool {
    let Some((kind, id)) = item.split_once(':') else { return false };
    let (head, tail) = id.split_once('.').map_or((id, None), |(head, tail)| (head, Some(tail)));
    match kind {
        "gate" => gate::QUESTIONS
            .iter()
            .any(|question| question.id == head && tail.is_none_or(|choice| question.choice(choice).is_some())),
        "check" => {
            checks::by_id(head).is_some_and(|check| tail.is_none_or(|step| check.steps.iter().any(|known| known.id == step)))
        }
        "exercise" => exercises::by_id(id).is_some(),
        "variation" => Variation::ALL.iter().any(|variation| variation.code() == id),
        "film" => film::GUIDE.contains(&id),
        "fault" => faults::by_id(id).is_some(),
        "text" => texts::known(id).is_some(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_fact_is_carried_by_an_item_that_exists() {
        let all: Vec<Fact> = serde_json::from_str(DATA).unwrap();
        assert!(all.len() > 50, "{}", all.len());
        let ids: BTreeSet<&String> = all.iter().map(|fact| &fact.id).collect();
        assert_eq!(ids.len(), all.len(), "an id stands twice");
        for fact in &all {
            assert!(!fact.says.is_empty() && !fact.found_by.is_empty() && !fact.carried_by.is_empty(), "{}", fact.id);
            for item in &fact.carried_by {
                assert!(exists(item), "{} is carried by {item}, which is not there", fact.id);
            }
        }
    }

    #[test]
    fn what_does_not_exist_is_not_taken_for_an_item() {
        for item in
            ["exercise:sprint", "gate:saddle.perhaps", "check:slump.fly", "fault:none", "plank", "film:drone", "text:no.such"]
        {
            assert!(!exists(item), "{item}");
        }
    }

    /// The article's facts lie beside the repository, not in it: where they are not there, only the table's own side is held.
    #[test]
    fn every_sentence_of_the_article_has_a_fact() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/design/article.md");
        let Ok(article) = std::fs::read_to_string(path) else { return };
        let plain = |text: &str| text.replace(['*', '`'], "").split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let all = facts();
        let whole = plain(&article);
        for fact in &all {
            for words in &fact.found_by {
                assert!(whole.contains(&plain(words)), "{}: {words:?} is not in the article", fact.id);
            }
        }
        // The heading and the two sentences of introduction say no fact.
        let body = article.split_once("**The short answer**").map(|(_, body)| format!("The short answer{body}")).unwrap();
        for sentence in plain(&body).split(['.', ';', '·']).map(str::trim).filter(|sentence| sentence.split(' ').count() > 3) {
            let found = all.iter().any(|fact| {
                fact.found_by.iter().any(|words| {
                    let words = plain(words);
                    sentence.contains(&words) || words.contains(sentence)
                })
            });
            assert!(found, "no fact for: {sentence}");
        }
    }
}
