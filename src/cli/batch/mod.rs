//! `plumbline batch`: many clips in, tables and a summary out.

mod beside;
mod edges;
mod lines;
mod one;
mod options;
mod run;

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Failure, SOME_REFUSED, say};
use crate::batch::{self, Done, Shard, Store};

pub(super) use one::{ONE, One};
pub(super) use options::Options;
pub(super) use run::Run;

/// What `plumbline batch` takes.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
#[command(
    after_long_help = "Exit status: 0 all analysed, 3 done but some clips were refused, 2 could not, 130 stopped by Ctrl-C. \
    What is done is kept: the same command goes on where it was stopped."
)]
pub(super) struct Batch {
    #[command(subcommand)]
    then: Option<Then>,

    /// Folders, which are searched with all that lies in them; videos or recordings; lists of paths (.txt), or - for stdin
    #[arg(value_name = "DIR|FILE|LIST", required = true)]
    inputs: Vec<PathBuf>,
    /// Do only this share of the clips, for example 2/8: the second of eight
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard>,
    #[command(flatten)]
    options: Options,
}

#[derive(Subcommand, Debug)]
enum Then {
    /// Put the results of all shards together: the same as of one batch without shards
    Merge(Merge),
}

/// What `plumbline batch merge` takes.
#[derive(Args, Debug)]
struct Merge {
    /// The shards' folders of results
    #[arg(value_name = "SHARD_DIR", required = true)]
    shards: Vec<PathBuf>,
    /// Folder for the results
    #[arg(long, value_name = "DIR", required = true)]
    out: PathBuf,
}

impl Batch {
    /// Goes through the clips, or puts shards together.
    pub(super) fn run(&self) -> Result<u8, Failure> {
        if let Some(Then::Merge(merge)) = &self.then {
            let store = Store::at(&merge.out);
            let _lock = store.lock()?;
            let done = batch::merge(&merge.shards, &store)?;
            return finished(&done, &store, false);
        }
        let run = Run::new(&self.options, self.shard)?;
        let mut stdin = std::io::stdin().lock();
        let plan = batch::plan(&self.inputs, run.store.folder(), &mut stdin)?;
        drop(stdin);
        run.all(plan)
    }
}

/// Says what came of a batch.
fn finished(done: &Done, store: &Store, quiet: bool) -> Result<u8, Failure> {
    for (clip, reason) in &done.refused {
        eprintln!("plumbline: refused: {clip}: {reason}");
    }
    if !quiet {
        let totals = done.totals;
        say(&format!(
            "{} of {} clips analysed, {} refused, {} repetitions\nsummary          {}\n",
            totals.analysed,
            totals.clips,
            totals.refused,
            totals.repetitions,
            store.file("summary.html").display()
        ))?;
    }
    Ok(if done.refused.is_empty() { 0 } else { SOME_REFUSED })
}
