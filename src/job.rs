//! A running analysis: what it tells its listeners and how it is stopped.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::notes::Note;

/// The stages of an analysis, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Looking for people on frames spread over the clip.
    Search,
    /// Decoding, following the lifter and the plates frame by frame.
    Estimate,
    /// Measuring and judging.
    Analyse,
    /// Writing the annotated video.
    Annotate,
}

impl Stage {
    /// The stage's name as shown to the user.
    pub fn name(self) -> &'static str {
        match self {
            Self::Search => "finding the lifter",
            Self::Estimate => "following the lift",
            Self::Analyse => "measuring",
            Self::Annotate => "writing the annotated video",
        }
    }
}

/// Everything a running analysis says; the command line and the window only listen.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A stage begins; `total` is the expected number of frames where it is known.
    Began {
        /// The stage.
        stage: Stage,
        /// Expected frames.
        total: Option<usize>,
    },
    /// Frames done in the current stage; sent at most about ten times a second.
    Progress {
        /// The stage.
        stage: Stage,
        /// Frames done.
        done: usize,
    },
    /// Something the user should know; never dropped.
    Note(Note),
    /// A stage ended.
    Ended {
        /// The stage.
        stage: Stage,
    },
}

/// Where events go; a listener must return quickly.
pub type Listener<'a> = &'a (dyn Fn(Event) + Sync);

/// A flag that asks a running job to stop soon.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Asks the job to stop.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether a stop was asked for.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
