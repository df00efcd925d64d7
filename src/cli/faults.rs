//! `plumbline faults`: the cards.

use std::path::PathBuf;

use clap::Args;

use super::{Failure, say};
use crate::faults::{self, FAULTS};

/// What `plumbline faults` takes.
#[derive(Args, Debug)]
pub(super) struct Faults {
    /// The fault to explain; without it all are listed
    #[arg(value_name = "ID")]
    id: Option<String>,
    /// Print the list as the Markdown table of the README
    #[arg(long, conflicts_with = "id")]
    markdown: bool,
    /// Print cue and drill of every fault as a settings file, to be edited and given back with --settings
    #[arg(long, conflicts_with_all = ["id", "markdown"])]
    cues: bool,
    /// Settings, of which the coach's cues and drills are taken; the later file wins
    #[arg(long, value_name = "FILE")]
    settings: Vec<PathBuf>,
}

impl Faults {
    /// Prints the list or one card.
    pub(super) fn run(&self) -> Result<u8, Failure> {
        let cues = super::analyze::settings_of(&self.settings, None)?.cues;
        if let Some(id) = &self.id {
            let Some(fault) = FAULTS.iter().find(|fault| fault.card.id == id) else {
                let known: Vec<_> = FAULTS.iter().map(|fault| fault.card.id).collect();
                return Err(format!("there is no fault {id}; there are: {}", known.join(", ")).into());
            };
            say(&faults::page_with(&fault.card, cues.cue(&fault.card), cues.drill(&fault.card)))?;
        } else if self.cues {
            say(&format!("{:#}\n", serde_json::json!({"cues": cues.all()})))?;
        } else if self.markdown {
            say(&faults::table())?;
        } else {
            for fault in FAULTS {
                say(&format!("{:18} {}\n", fault.card.id, fault.card.what))?;
            }
        }
        Ok(0)
    }
}
