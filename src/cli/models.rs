//! `plumbline models`: which pose models there are, and how to get another.

use clap::{Args, Subcommand};

use super::{Failure, say};

/// What `plumbline models` takes.
#[derive(Args, Debug)]
pub(super) struct Models {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// List the models that are there
    List,
    /// Explain one model: where it is from, its licence, what it sees
    Info {
        /// Id of the model
        id: String,
    },
    /// Fetch a model: blazepose
    Add {
        /// Id of the model
        id: String,
    },
    /// Load every model and check its file and its shape
    Check,
}
