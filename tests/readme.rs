//! The documents say what the program says.
#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it must be")]

use std::fs;
use std::path::Path;

/// Where the table of faults stands in the README.
const MARKS: (&str, &str) = ("test keeps it so -->\n", "<!-- /faults -->");

#[test]
fn the_table_of_faults_is_the_programs_own() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = fs::read_to_string(&path).unwrap();
    let start = text.find(MARKS.0).expect("README.md has the mark before the table") + MARKS.0.len();
    let end = text.find(MARKS.1).expect("README.md has the mark after the table");
    let table = plumbline::faults::table();
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, format!("{}{table}{}", &text[..start], &text[end..])).unwrap();
        return;
    }
    assert!(text[start..end] == table, "the table of faults in README.md is not the program's: run with UPDATE=1 and read it");
}

#[test]
fn every_fault_of_the_program_has_its_page() {
    for fault in plumbline::faults::FAULTS {
        let page = plumbline::faults::page(&fault.card);
        for part in [fault.card.id, fault.card.cue, fault.card.drill, fault.card.film_it] {
            assert!(
                page.contains(part) || page.replace('\n', " ").split_whitespace().collect::<Vec<_>>().join(" ").contains(part),
                "{part}"
            );
        }
    }
}
