//! Every text of the advice, by key: one file, ready to be translated.
//!
//! `assets/advice/texts.json` holds them. A key is a path of ids (`gate.saddle.ask`), so that data and rules name no text of their own; the
//! tests hold that every key asked for is there and that every key there is asked for.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The texts in English.
const DATA: &str = include_str!("../../assets/advice/texts.json");

static TEXTS: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| serde_json::from_str(DATA).unwrap_or_default());

/// The text of a key. A key without one gives itself, which a test keeps from happening.
pub fn text(key: &str) -> String {
    TEXTS.get(key).cloned().unwrap_or_else(|| key.to_owned())
}

/// The text of a key, where there is one.
pub fn known(key: &str) -> Option<&'static str> {
    TEXTS.get(key).map(String::as_str)
}

/// The text of a key with its places filled: `{name}` becomes the value of `name`.
pub fn filled(key: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(text(key), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

/// Every key, in order.
pub fn keys() -> impl Iterator<Item = &'static str> {
    TEXTS.keys().map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_sound_and_no_text_is_empty() {
        let all: BTreeMap<String, String> = serde_json::from_str(DATA).unwrap();
        assert!(all.len() > 100);
        for (key, text) in all {
            assert!(!text.trim().is_empty() && text == text.trim(), "{key}");
        }
    }

    #[test]
    fn places_are_filled_by_name() {
        assert_eq!(filled("no.such {a} key {b}", &[("a", "1"), ("b", "2")]), "no.such 1 key 2");
    }

    #[test]
    fn no_text_says_what_somebody_has() {
        // The advice suggests and refers; it never names what is wrong with a person, nor what will happen to them.
        let all: BTreeMap<String, String> = serde_json::from_str(DATA).unwrap();
        for (key, text) in all {
            let low = text.to_lowercase();
            for word in ["you have a ", "diagnos", "you suffer", "will injure", "herniat", "prevents injury", "cure"] {
                assert!(!low.contains(word) || key == "standing.no-device", "{key} says {word:?}: {text}");
            }
        }
    }
}
