//! What a fault is made of: its card, and a check that gathers measures and the limits they are held against.

use super::Card;
use crate::lift::BarSource;
use crate::measure::{Abstain, Case, Measured, SetCase};
use crate::threshold::Threshold;

/// A fault: what is said of it, and how it is looked for.
#[derive(Debug)]
pub struct Fault {
    /// All that is said of it.
    pub card: Card,
    /// Measures one repetition. Pure. The first rule is the chief one: its reason is given where nothing could be measured.
    /// No rules at all where only the set as a whole is judged.
    pub check: fn(&Case) -> Vec<Rule>,
    /// Measures the set as a whole, where the fault shows only, or also, from one repetition to the next. Pure.
    pub check_set: Option<fn(&SetCase) -> Vec<Rule>>,
}

/// How much a rule may say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// All grades.
    Full,
    /// A note at most.
    NoteAtMost,
    /// It may clear a fault, and make one possible; it never shows one.
    PossibleAtMost,
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
    /// What the grades are multiplied with before they are moved: 1, or the measure that they are counted in.
    pub scale: f64,
    /// How much it may say.
    pub weight: Weight,
    /// Another rule that must be passed too, at its lowest grade, for this one to count.
    pub only_if: Option<Box<Rule>>,
    /// Whether nothing is clear where this rule could not be measured, whatever the others say.
    pub needed: bool,
    /// Why a value within the limit does not clear the fault; `None` where it does.
    pub unclear: Option<Abstain>,
}

impl Rule {
    /// A rule of full weight.
    pub fn new(measured: Measured, limit: Threshold) -> Self {
        Self { measured, limit, moved: 0.0, scale: 1.0, weight: Weight::Full, only_if: None, needed: false, unclear: None }
    }

    /// The same rule with its grades moved.
    #[must_use]
    pub fn moved(self, by: f64) -> Self {
        Self { moved: by, ..self }
    }

    /// The same rule with its grades counted in so many of the measure's unit.
    #[must_use]
    pub fn counted_in(self, unit: f64) -> Self {
        Self { scale: unit, ..self }
    }

    /// The same rule, which counts only where another is passed too: clear where that is clear, possible where that is possible, and
    /// not assessed where that could not be measured, unless it is clear itself.
    #[must_use]
    pub fn only_if(self, other: Self) -> Self {
        Self { only_if: Some(Box::new(other)), ..self }
    }

    /// The same rule as a hint where the hands stand for the bar: wrists turn, and hands are followed less well than a plate.
    #[must_use]
    pub fn by_plate(self, case: &Case) -> Self {
        let hands = case.lift.bar.as_ref().is_some_and(|bar| bar.source == BarSource::Hands);
        if hands { self.weighing(Weight::Hint) } else { self }
    }

    /// The same rule, without which nothing is clear: what the others look at is only a part of the fault.
    #[must_use]
    pub fn needed_to_clear(self) -> Self {
        Self { needed: true, ..self }
    }

    /// The same rule for what can show the fault but not its absence, with the reason that is then given.
    #[must_use]
    pub fn never_clearing(self, why: Abstain) -> Self {
        Self { unclear: Some(why), ..self }
    }

    /// The same rule with another weight.
    #[must_use]
    pub fn weighing(self, weight: Weight) -> Self {
        Self { weight, ..self }
    }
}
