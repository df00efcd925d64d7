//! Measures the program on random synthetic lifts and writes the accuracy page.
//!
//! `cargo run --release --no-default-features --example accuracy` runs the lifts, prints the tables and writes `ACCURACY.md`.
//! `-- LIFTS` runs another number and writes nothing; `-- LIFTS FAULT` also lists what went wrong with a fault (or with `reps` or `kinds`; several
//! are divided by commas), and `-- LIFTS reasons` for every fault why it was not told where it should have been. `-- LIFTS FAULT asked` runs
//! only lifts that were given that fault. `--seed N` draws other lifts: the checks are worked on with seed 20260, the page is of lifts that
//! they were not worked on with.
#![allow(clippy::print_stdout, reason = "an example speaks to the terminal")]

mod lifts;
mod page;
mod run;
mod tally;
mod truth;
mod views;

use std::collections::BTreeMap;
use std::path::Path;

use run::{Outcome, run_all, run_these};
use tally::Tally;

/// Fixes the lifts of the page.
const SEED: u64 = 20_261;
/// Lifts of a whole run: enough for a few dozen with each fault in a view that shows it.
const LIFTS: usize = 8_000;

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let seed = match arguments.iter().position(|argument| argument == "--seed") {
        Some(at) => arguments.drain(at..(at + 2).min(arguments.len())).next_back().and_then(|seed| seed.parse().ok()),
        None => Some(SEED),
    };
    let Some(seed) = seed else {
        println!("--seed: expected a whole number");
        return;
    };
    let asked = arguments.first().and_then(|count| count.parse().ok());
    let given = arguments.get(2).and_then(|_| {
        lifts::FAULTS.iter().position(|id| arguments.get(1).and_then(|about| about.split(',').next()) == Some(*id))
    });
    let outcomes = match given {
        Some(fault) => {
            let numbers: Vec<usize> = (0..asked.unwrap_or(LIFTS)).map(|lift| lifts::EVERY * lift + fault).collect();
            run_these(seed, &numbers)
        }
        None => run_all(seed, asked.unwrap_or(LIFTS)),
    };
    let page = page::page(&Tally::of(&outcomes), seed);
    if let Some(about) = arguments.get(1) {
        for outcome in &outcomes {
            for about in about.split(',') {
                show(outcome, about);
            }
        }
        if about.split(',').any(|about| about == "reasons") {
            reasons(&outcomes);
        }
    }
    println!("{page}");
    if asked.is_none() && seed == SEED {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("ACCURACY.md");
        let beside = path.with_extension("md.new");
        let written = std::fs::write(&beside, &page).and_then(|()| std::fs::rename(&beside, &path));
        match written {
            Ok(()) => println!("written to {}", path.display()),
            Err(error) => println!("could not write {}: {error}", path.display()),
        }
    }
}

/// For every fault, by what it was not told where it should have been, and how often: `0` not assessed, `1` clear, `2` possible.
fn reasons(outcomes: &[Outcome]) {
    let mut counted: BTreeMap<(&str, u8, &str), usize> = BTreeMap::new();
    for told in outcomes.iter().flat_map(|outcome| &outcome.faults) {
        if told.strength == truth::Strength::Clear && told.shows == Some(true) && told.rank < 3 {
            *counted.entry((told.id, told.rank, told.by)).or_default() += 1;
        }
    }
    for ((id, rank, by), count) in counted {
        println!("{id}: {rank} by {by}: {count}");
    }
}

/// One line for a lift with which something went wrong.
fn show(outcome: &Outcome, about: &str) {
    let scene = &outcome.lifted.scene;
    let filmed = format!(
        "yaw {:.0} fps {:.0} reps {} seed {} {:?}",
        outcome.lifted.yaw_deg, scene.fps, scene.reps, outcome.number, outcome.lifted.story
    );
    if about == "reps" {
        if outcome.reps.0 != outcome.reps.1 {
            println!("{filmed}: {} repetitions, {} found", outcome.reps.0, outcome.reps.1);
        }
        for event in outcome.events.iter().filter(|event| event.off_s.abs() > 0.15) {
            println!("{filmed}: {} off by {:.3} s (sd {:.3})", event.name, event.off_s, event.sd_s);
        }
    }
    if about == "kinds" && outcome.kind.0 != outcome.kind.1 {
        println!("{filmed}: {:?}, taken for {}", scene.pull, outcome.kind.1.code());
    }
    for told in outcome.faults.iter().filter(|told| told.id == about) {
        let wrong = match told.strength {
            truth::Strength::Clear => told.shows == Some(true) && told.rank < 3,
            truth::Strength::Absent => told.rank == 3,
            _ => false,
        } || (told.shows == Some(false) && told.rank > 0);
        if wrong {
            println!(
                "{about} {filmed}: truly {:?}{}, told {} by {}",
                told.strength,
                if told.hidden { " hidden" } else { "" },
                told.rank,
                told.by
            );
            for said in &told.said {
                println!("    {said}");
            }
        }
    }
    for number in outcome.numbers.iter().filter(|number| number.id == about) {
        println!("{about} {filmed}: {:.2} off by {:.2} sd {:.2}", number.truth, number.off, number.sd);
    }
}
