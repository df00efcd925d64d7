//! Measures the program on rendered clips whose bar path, times and plates are known, and writes `ACCURACY-RENDERED.md`.
//!
//! `cargo build --release && cargo run --release --no-default-features --example rendered` renders the grid of `cells.rs` with
//! `training/render` into `target/rendered` (clips that are there are kept; the first time takes half an hour on two processors), has the
//! `plumbline` that lies beside the example watch each clip with the models that are part of it, prints the tables and writes the page.
//!
//! `-- NAME...` looks at cells whose names contain one of the words and writes nothing; `-- --recordings` takes the recordings that are
//! there in the place of watching again, for work on all that comes after; `-- --frames` also prints how the bar's path is off on each frame.
#![allow(clippy::print_stdout, reason = "an example speaks to the terminal")]

mod cells;
mod clips;
mod compare;
mod page;

use std::path::Path;
use std::process::ExitCode;

use cells::{Cell, GRID};
use clips::Shelf;
use compare::Missed;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let asked = |word: &str| arguments.iter().any(|argument| argument == word);
    let names: Vec<&String> = arguments.iter().filter(|argument| !argument.starts_with("--")).collect();
    let wanted = |name: &str| names.is_empty() || names.iter().any(|word| name.contains(word.as_str()));
    let shelf = match Shelf::open(asked("--recordings")) {
        Ok(shelf) => shelf,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let mut outcomes: Vec<(Cell, Missed)> = Vec::new();
    for cell in GRID.iter().filter(|cell| wanted(&cell.name())) {
        eprintln!("{}", cell.name());
        match shelf.clip(cell).and_then(|clip| compare::missed(&clip)) {
            Ok(missed) => outcomes.push((*cell, missed)),
            Err(error) => {
                eprintln!("{}: {error}", cell.name());
                return ExitCode::FAILURE;
            }
        }
    }
    if asked("--frames") {
        for (cell, missed) in &outcomes {
            page::frames(cell, missed);
        }
    }
    let page = page::page(&outcomes);
    println!("{page}");
    if names.is_empty() && !asked("--recordings") {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("ACCURACY-RENDERED.md");
        let beside = path.with_extension("md.new");
        match std::fs::write(&beside, &page).and_then(|()| std::fs::rename(&beside, &path)) {
            Ok(()) => println!("written to {}", path.display()),
            Err(error) => {
                eprintln!("the page could not be written: {error}: {}", path.display());
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}
