//! The command line: one file per subcommand; progress on stderr, results on stdout.
#![allow(clippy::print_stdout)]

mod analyze;
mod assess;
mod baseline;
mod batch;
mod clip;
mod completions;
mod doctor;
mod faults;
mod library;
mod man;
mod models;
mod open;
mod outputs;
mod progress;
mod watch;
mod watch_folder;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Any error on its way to the user; its text says what failed, what was expected and what to do.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Exit status: a fault of at least moderate severity was found, with `--check`.
const FOUND: u8 = 1;
/// Exit status: could not do what was asked.
const COULD_NOT: u8 = 2;
/// Exit status of a batch: it was gone through to its end, but some clips were refused.
const SOME_REFUSED: u8 = 3;
/// Exit status: stopped by Ctrl-C, as shells count it (128 and the signal's number).
const STOPPED: u8 = 130;

/// Watches a filmed set of deadlifts and says, repetition by repetition, what happened to the bar and the body.
///
/// Everything runs on this machine: no video leaves it. Without a command the window opens.
#[derive(Parser)]
#[command(name = "plumbline", version, max_term_width = 100, propagate_version = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Open the window, and in it clips or recordings of clips
    Open(open::Open),
    /// Analyse clips, or recordings of clips, and report what was found
    #[command(visible_alias = "analyse")]
    Analyze(Box<analyze::Analyze>),
    /// Analyse all clips of folders and lists, several at a time, into tables and a summary
    Batch(Box<batch::Batch>),
    /// Analyse every clip that comes into a folder
    Watch(Box<watch_folder::Watch>),
    /// Analyse one clip of a batch, which waits at the other end of the pipe
    #[command(hide = true, name = batch::ONE)]
    One(batch::One),
    /// Put together what is usual for an athlete, from the results of light sets
    Baseline(baseline::BaselineOf),
    /// From a sore back to lifting again: assess, stretch, correct, train around it, film it right
    Assess(Box<assess::Assess>),
    /// Keep athletes, sessions and sets in a library: add, list, rank, compare
    Library(library::OfLibrary),
    /// List the faults, or show all about one
    Faults(faults::Faults),
    /// List, explain, add and check pose models
    Models(models::Models),
    /// Say what is there, what is missing and how to get it
    Doctor,
    /// Print what a shell needs to complete commands and options
    Completions(completions::Completions),
    /// Print the manual page, or write all of them
    Man(man::Manual),
}

/// Runs the program with the given arguments (the first is the program's name).
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            let code = if error.use_stderr() { COULD_NOT } else { 0 };
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    // What happens inside is told on stderr to those who ask for it by RUST_LOG.
    if std::env::var_os("RUST_LOG").is_some() {
        let filter = tracing_subscriber::EnvFilter::from_default_env();
        let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
    }
    let done = match arguments.command.unwrap_or(Command::Open(open::Open::default())) {
        Command::Open(command) => command.run(),
        Command::Analyze(command) => command.run(),
        Command::Batch(command) => command.run(),
        Command::Watch(command) => command.run(),
        Command::One(command) => command.run(),
        Command::Baseline(command) => command.run(),
        Command::Assess(command) => command.run(),
        Command::Library(command) => command.run(),
        Command::Faults(command) => command.run(),
        Command::Models(command) => command.run(),
        Command::Doctor => doctor::run(),
        Command::Completions(command) => command.run(),
        Command::Man(command) => command.run(),
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err(error) if is_closed_pipe(&*error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("plumbline: {error}");
            ExitCode::from(COULD_NOT)
        }
    }
}

/// Whether the reader of our output has gone, as `head` does.
fn is_closed_pipe(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if error.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe) {
            return true;
        }
        next = error.source();
    }
    false
}

/// Writes text to stdout; a closed pipe is an error that [`run`] takes for a quiet end.
fn say(text: &str) -> Result<(), Failure> {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_well_formed() {
        use clap::CommandFactory;
        Arguments::command().debug_assert();
    }
}
