//! `plumbline faults`: the cards.

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
}

impl Faults {
    /// Prints the list or one card.
    pub(super) fn run(&self) -> Result<u8, Failure> {
        if let Some(id) = &self.id {
            let Some(fault) = FAULTS.iter().find(|fault| fault.card.id == id) else {
                let known: Vec<_> = FAULTS.iter().map(|fault| fault.card.id).collect();
                return Err(format!("there is no fault {id}; there are: {}", known.join(", ")).into());
            };
            say(&faults::page(&fault.card))?;
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
