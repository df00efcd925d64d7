//! The card of a fault, and what a check finds.

use crate::measure::{Abstain, Measurement};
use crate::threshold::Threshold;

/// All that is said of a fault, shown in the findings, the help, the reports and the README.
#[derive(Clone, Copy, Debug)]
pub struct Card {
    /// Kebab-case id used in results, settings and files.
    pub id: &'static str,
    /// Short name in sentence case, for example "Lower back rounds".
    pub name: &'static str,
    /// What it is, one sentence.
    pub what: &'static str,
    /// Why it matters, one or two sentences; never a prediction of injury.
    pub why: &'static str,
    /// The views that can show it, in words.
    pub views: &'static str,
    /// The phase it is looked for in, in words.
    pub phase: &'static str,
    /// How it is measured, in words.
    pub formula: &'static str,
    /// Its limits; none where it informs only and is never judged.
    pub limits: &'static [Threshold],
    /// The cue to give.
    pub cue: &'static str,
    /// The drill to do.
    pub drill: &'static str,
    /// What can mislead it, in words.
    pub confounders: &'static str,
    /// How to film it so that it can be assessed.
    pub film_it: &'static str,
}

impl Card {
    /// Whether the card informs only: without a limit nothing of it is ever judged.
    pub fn is_information(&self) -> bool {
        self.limits.is_empty()
    }
}

/// How strong a fault is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Worth changing.
    Moderate,
    /// Change before adding weight.
    Marked,
}

impl Severity {
    /// The word used in JSON: `note`, `moderate`, `marked`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Moderate => "moderate",
            Self::Marked => "marked",
        }
    }
}

/// What a check says.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// Measured, and the probability of being over the limit is under one half.
    Clear {
        /// What was measured.
        measured: Measurement,
        /// The limit of the lowest grade, in the measurement's unit.
        limit: f64,
    },
    /// Measured, and the probability of being over the limit is from 0.5 to 0.8.
    Possible {
        /// What was measured.
        measured: Measurement,
        /// The limit of the lowest grade.
        limit: f64,
        /// Probability of being over it, 0..=1.
        probability: f64,
    },
    /// Measured, and the probability of being over the limit is at least 0.8.
    Fault {
        /// What was measured.
        measured: Measurement,
        /// The limit of the grade reached.
        limit: f64,
        /// The grade reached.
        severity: Severity,
        /// Probability of being over the lowest grade, 0..=1.
        probability: f64,
    },
    /// Not assessed, with the reason and how to film it.
    NotAssessed(Abstain),
}

impl Verdict {
    /// What was measured; `None` where it was not assessed.
    pub fn measured(&self) -> Option<&Measurement> {
        match self {
            Self::Clear { measured, .. } | Self::Possible { measured, .. } | Self::Fault { measured, .. } => Some(measured),
            Self::NotAssessed(_) => None,
        }
    }
}

/// What was found for one fault, in one repetition or in the whole set.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The fault's card.
    pub card: &'static Card,
    /// The repetition's number, `None` for the whole set.
    pub rep: Option<usize>,
    /// What was found.
    pub verdict: Verdict,
}

impl PartialEq for Card {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}
