//! The advice as a user meets it: its command, and its texts.
#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it must be")]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};

use plumbline::advice::{checks::CHECKS, exercises::EXERCISES, film::GUIDE, gate::QUESTIONS, texts};
use plumbline::recording::{canonical, write};
use plumbline::synthetic::{Errors, Scene, film};
use serde_json::{Value, json};

fn plumbline(home: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_plumbline")).args(arguments).env("XDG_DATA_HOME", home).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Answers of somebody who passes the gate, with one answer changed.
fn answers(change: Option<(&str, &str)>) -> Value {
    let mut gate: serde_json::Map<String, Value> =
        QUESTIONS.iter().filter(|question| !question.of_pain).map(|question| (question.id.to_owned(), json!("no"))).collect();
    if let Some((question, choice)) = change {
        gate.insert(question.to_owned(), json!(choice));
    }
    json!({"gate": gate, "checks": {"rock-back": {"hold": 31, "jam.left": "yes", "jam.right": "no"}}})
}

fn assessed(home: &Path, answers: &Value, more: &[&str]) -> Value {
    let file = home.join("answers.json");
    std::fs::write(&file, answers.to_string()).unwrap();
    let output = plumbline(home, &[&["assess", "--json", "--answers", file.to_str().unwrap()], more].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn answers_in_a_file_give_a_plan_and_every_red_flag_gives_none() {
    let home = tempfile::tempdir().unwrap();
    let fine = assessed(home.path(), &answers(None), &[]);
    assert_eq!(fine["gate"]["state"], "passed");
    assert_eq!(fine["plan"]["stretch"][0]["id"], "rock-back");
    for question in QUESTIONS {
        for choice in question.choices.iter().filter(|choice| choice.stops) {
            let stopped = assessed(home.path(), &answers(Some((question.id, choice.id))), &[]);
            assert_eq!(stopped["gate"]["state"], "stopped", "{} {}", question.id, choice.id);
            assert!(stopped["plan"].is_null() && stopped["signs"].as_array().unwrap().is_empty());
            assert_eq!(stopped["gate"]["reasons"][0]["id"], question.id);
        }
    }
    let open = assessed(home.path(), &json!({"gate": {"any": "no"}}), &[]);
    assert!(open["gate"]["state"] == "open" && open["plan"].is_null());
}

#[test]
fn what_is_wrong_with_answers_is_said_and_elsewhere_than_in_a_terminal_they_are_asked_for() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("answers.json");
    std::fs::write(&file, r#"{"gate": {"sadle": "no"}}"#).unwrap();
    let output = plumbline(home.path(), &["assess", "--answers", file.to_str().unwrap()]);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(2) && error.contains("sadle") && error.contains("saddle"), "{error}");
    let output = Command::new(env!("CARGO_BIN_EXE_plumbline")).arg("assess").stdin(std::process::Stdio::null()).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains("--answers FILE.json"));
    let questions: Value = serde_json::from_str(&said(&plumbline(home.path(), &["assess", "--questions"]))).unwrap();
    assert_eq!(questions["gate"].as_array().unwrap().len(), QUESTIONS.len());
}

#[test]
fn nothing_is_kept_without_agreement_and_all_of_it_is_deleted() {
    let home = tempfile::tempdir().unwrap();
    let files = || std::fs::read_dir(home.path().join("plumbline/diaries")).map_or(0, Iterator::count);
    assessed(home.path(), &answers(None), &["--athlete", "Athlete 12"]);
    let refused = plumbline(home.path(), &["assess", "log", "--athlete", "Athlete 12", "--did", "plank"]);
    assert!(refused.status.code() == Some(2) && files() == 0, "{}", String::from_utf8_lossy(&refused.stderr));
    assessed(home.path(), &answers(None), &["--athlete", "Athlete 12", "--agree"]);
    assert_eq!(files(), 1);
    let log = plumbline(home.path(), &["assess", "log", "--athlete", "Athlete 12", "--did", "plank", "--did", "plank"]);
    assert!(said(&log).contains("2 in the last seven days"), "{}", said(&log));
    assert_eq!(said(&plumbline(home.path(), &["assess", "forget", "--athlete", "Athlete 12"])), "Deleted.\n");
    assert_eq!(files(), 0);
    assert_eq!(said(&plumbline(home.path(), &["assess", "forget", "--athlete", "Athlete 12"])), "Nothing was kept.\n");
}

/// A recording of one drawn repetition in the library, under a name of its own.
fn lifted(home: &Path, file: &str, errors: Errors, seed: u64, more: &[&str]) {
    let path = home.join(file);
    write(&canonical(film(&Scene { errors, seed, ..Scene::default() }).0), &path).unwrap();
    let added = plumbline(home, &[&["library", "add", path.to_str().unwrap(), "--athlete", "Athlete 12"], more].concat());
    assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
}

#[test]
fn before_and_after_are_found_by_the_athlete_of_the_library() {
    let home = tempfile::tempdir().unwrap();
    let compare = |more: &[&str]| plumbline(home.path(), &[&["assess", "compare"], more].concat());
    let none = compare(&["--athlete", "Athlete 12"]);
    assert!(String::from_utf8_lossy(&none.stderr).contains("plumbline library add"), "{none:?}");
    lifted(home.path(), "a.json", Errors { bow_m: 0.09, ..Errors::default() }, 1, &["--day", "2026-03-01"]);
    let alone = compare(&["--athlete", "Athlete 12"]);
    assert!(String::from_utf8_lossy(&alone.stderr).contains("from before"), "{alone:?}");
    lifted(home.path(), "b.json", Errors::default(), 2, &["--day", "2026-03-08"]);
    let found = said(&compare(&["--athlete", "athlete 12"]));
    assert!(found.contains("of 2026-03-01") && found.contains("of 2026-03-08") && found.contains("bow"), "{found}");
    let changes: Value = serde_json::from_str(&said(&compare(&["--athlete", "Athlete 12", "--json"]))).unwrap();
    let bow = changes.as_array().unwrap().iter().find(|change| change["measure"] == "bar-bow").unwrap();
    assert_eq!(bow["moved"], "smaller");
    assert!(
        !compare(&["a.json"]).status.success() && !compare(&["a.json", "b.json", "--athlete", "Athlete 12"]).status.success()
    );
    // A diary carries the name that the library gives its athlete.
    assessed(home.path(), &answers(None), &["--athlete", "athlete 12", "--agree"]);
    let log = plumbline(home.path(), &["assess", "log", "--athlete", "Athlete 12", "--did", "plank"]);
    assert!(said(&log).contains("1 in the last seven days"), "{log:?}");
    assert_eq!(said(&plumbline(home.path(), &["assess", "forget", "--athlete", "ATHLETE 12"])), "Deleted.\n");
}

#[test]
fn the_page_of_the_plan_is_written_and_the_guide_printed() {
    let home = tempfile::tempdir().unwrap();
    let page = home.path().join("plan.html");
    assessed(home.path(), &answers(None), &["--report", page.to_str().unwrap()]);
    assert!(std::fs::read_to_string(&page).unwrap().contains("<svg class=\"position\""));
    let guide = said(&plumbline(home.path(), &["assess", "film"]));
    assert!(GUIDE.iter().all(|rule| guide.contains(&texts::text(&format!("film.{rule}.rule")))), "{guide}");
}

/// Every pattern of a key in the sources: a literal with `{}` or `{name}` for what is put in.
fn patterns() -> BTreeSet<String> {
    fn walk(folder: &Path, into: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, into);
            } else if path.extension().is_some_and(|end| end == "rs") {
                *into += &std::fs::read_to_string(&path).unwrap();
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = String::new();
    for part in ["advice", "cli", "ui", "report"] {
        walk(&root.join(part), &mut sources);
    }
    let literals = sources.split('"').skip(1).step_by(1).filter(|text| text.contains('.') && text.len() < 60);
    let key = |text: &&str| text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.{}".contains(c));
    literals.filter(key).map(str::to_owned).collect()
}

/// Whether a key is made by a pattern.
fn made_by(pattern: &str, key: &str) -> bool {
    let mut rest = key;
    let mut parts = pattern.split('{').map(|part| part.split_once('}').map_or(part, |(_, after)| after));
    let Some(first) = parts.next() else { return false };
    let Some(after) = rest.strip_prefix(first) else { return false };
    rest = after;
    let parts: Vec<&str> = parts.collect();
    for (number, part) in parts.iter().enumerate() {
        if number + 1 == parts.len() {
            return part.is_empty() || rest.ends_with(part);
        }
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.is_empty()
}

#[test]
fn every_text_is_used_and_every_text_asked_for_is_there() {
    let patterns = patterns();
    let families: BTreeSet<&str> = texts::keys().filter_map(|key| key.split('.').next()).collect();
    for key in texts::keys() {
        assert!(patterns.iter().any(|pattern| made_by(pattern, key)), "{key} is used nowhere");
    }
    for pattern in patterns.iter().filter(|pattern| !pattern.contains('{')) {
        let family = pattern.split('.').next().unwrap();
        // File names and numbers are no keys.
        if families.contains(family)
            && pattern.split('.').count() > 1
            && !["json", "rs", "html", "css"].iter().any(|end| pattern.ends_with(end))
        {
            let known = texts::known(pattern).is_some() || texts::keys().any(|key| key.starts_with(&format!("{pattern}.")));
            assert!(known, "{pattern} has no text");
        }
    }
    for check in CHECKS {
        for outcome in ["not-suggested", "unclear", "not-done"] {
            assert!(texts::known(&format!("check.{}.{outcome}", check.id)).is_some(), "{} {outcome}", check.id);
        }
        for (step, side) in check.course() {
            let words = check.what_to_do(step, side) + &step.item.map(|item| check.ask(&item, side)).unwrap_or_default();
            assert!(!words.contains('{') && !words.contains("check."), "{words}");
        }
    }
    for question in QUESTIONS {
        assert!(!question.ask().starts_with("gate."));
        for choice in question.choices {
            assert!(!question.words(choice).contains("gate."), "{}", question.words(choice));
        }
    }
    for exercise in EXERCISES {
        assert!(
            !(exercise.name() + &exercise.what_to_do() + &exercise.what_for() + &exercise.dose_words()).contains("exercise.")
        );
    }
}
