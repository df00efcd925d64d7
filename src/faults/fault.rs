//! What a fault is made of: its card, and a check that gathers measures and the limits they are held against.

use super::Card;
use crate::measure::{Case, Measured};
use crate::threshold::Threshold;

/// A fault: what is said of it, and how it is looked for.
#[derive(Debug)]
pub struct Fault {
    /// All that is said of it.
    pub card: Card,
    /// Measures one repetition. Pure. The first rule is the chief one: its reason is given where nothing could be measured.
    pub check: fn(&Case) -> Vec<Rule>,
}

/// How much a rule may say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// All grades.
    Full,
    /// A note at most.
    NoteAtMost,
    /// It may make a fault possible; it never shows one, and never clears one.
    Hint,
}

/// One measure with the limit it is held against.
#[derive(Clone, Debug)]
pub struct Rule {
    /// What was measured, or why not.
    pub measured: Measured,
    /// The limit.
    pub limit: Threshold,
    /// By how much the limit's grades are moved for the kind of deadlift, in its unit.
    pub moved: f64,
    /// How much it may say.
    pub weight: Weight,
}

impl Rule {
    /// A rule of full weight.
    pub fn new(measured: Measured, limit: Threshold) -> Self {
        Self { measured, limit, moved: 0.0, weight: Weight::Full }
    }

    /// The same rule with its grades moved.
    #[must_use]
    pub fn moved(self, by: f64) -> Self {
        Self { moved: by, ..self }
    }

    /// The same rule with another weight.
    #[must_use]
    pub fn weighing(self, weight: Weight) -> Self {
        Self { weight, ..self }
    }
}
