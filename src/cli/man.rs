//! `plumbline man`: the manual pages, made from the same words as `--help`.

use std::path::PathBuf;

use clap::{Args, Command, CommandFactory};
use clap_mangen::Man;

use super::{Arguments, Failure, say};
use crate::report;

/// What `plumbline man` takes.
#[derive(Args, Debug)]
pub(super) struct Manual {
    /// Write one page a command into this folder, for example ~/.local/share/man/man1 [default: the first page on stdout]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// A page: the name of its file, and what it says in roff.
struct Page {
    file: String,
    roff: Vec<u8>,
}

impl Manual {
    /// Prints the first page, or writes them all.
    pub(super) fn run(&self) -> Result<u8, Failure> {
        let pages = pages()?;
        let Some(folder) = &self.out else {
            for page in pages.iter().take(1) {
                say(&String::from_utf8_lossy(&page.roff))?;
            }
            return Ok(0);
        };
        std::fs::create_dir_all(folder).map_err(|error| format!("the folder cannot be made ({error}): {}", folder.display()))?;
        for page in pages {
            report::save(&folder.join(&page.file), &page.roff)?;
        }
        Ok(0)
    }
}

/// A command and all beneath it.
fn gather(command: &Command, into: &mut Vec<Command>) {
    into.push(command.clone());
    for command in command.get_subcommands().filter(|command| !command.is_hide_set()) {
        gather(command, into);
    }
}

/// The page of the program, then one for each command.
fn pages() -> Result<Vec<Page>, Failure> {
    let mut program = Arguments::command().disable_help_subcommand(true);
    program.build();
    let mut commands = Vec::new();
    gather(&program, &mut commands);
    let page = |command| -> Result<Page, Failure> {
        let man = Man::new(command).manual("Plumbline").source(concat!("plumbline ", env!("CARGO_PKG_VERSION")));
        let mut roff = Vec::new();
        man.render(&mut roff)?;
        Ok(Page { file: man.get_filename(), roff })
    };
    commands.into_iter().map(page).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_page_for_the_program_and_for_each_command() {
        let pages = pages().unwrap();
        let names: Vec<&str> = pages.iter().map(|page| page.file.as_str()).collect();
        assert_eq!(names[0], "plumbline.1");
        for page in ["plumbline-analyze.1", "plumbline-man.1", "plumbline-library-add.1"] {
            assert!(names.contains(&page), "{names:?}");
        }
        let analyze = pages.iter().find(|page| page.file == "plumbline-analyze.1").unwrap();
        let text = String::from_utf8_lossy(&analyze.roff);
        assert!(text.contains(".TH plumbline-analyze 1") && text.contains("plate\\-mm"), "{text}");
    }

    #[test]
    fn the_pages_are_written_where_they_are_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("man1");
        Manual { out: Some(out.clone()) }.run().unwrap();
        assert_eq!(std::fs::read_dir(&out).unwrap().count(), pages().unwrap().len());
        assert!(std::fs::read_to_string(out.join("plumbline.1")).unwrap().contains(".SH NAME"));
    }
}
