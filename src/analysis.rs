//! The immutable result of an analysis.

use crate::body::{ClipInfo, ModelInfo};
use crate::corrections::ByHand;
use crate::faults::Finding;
use crate::lift::{Lift, Variant};
use crate::measure::Measurement;
use crate::notes::Note;
use crate::reps::Rep;
use crate::settings::Settings;

/// One repetition with all that was measured and found.
#[derive(Clone, Debug, PartialEq)]
pub struct RepResult {
    /// The repetition.
    pub rep: Rep,
    /// What was measured.
    pub measures: Vec<Measurement>,
    /// What was found, one entry for each fault, in the order of `faults::FAULTS`.
    pub findings: Vec<Finding>,
}

/// The immutable result: shared as `Arc<Analysis>`.
#[derive(Clone, Debug, PartialEq)]
pub struct Analysis {
    /// The clip.
    pub clip: ClipInfo,
    /// The pose model.
    pub model: ModelInfo,
    /// Index of the lifter among the recording's people, where there is one.
    pub lifter: Option<usize>,
    /// The calibrated motion, where a lifter was seen.
    pub lift: Option<Lift>,
    /// The kind of deadlift.
    pub variant: Variant,
    /// The repetitions in order.
    pub reps: Vec<RepResult>,
    /// The set's verdict for each fault.
    pub set: Vec<Finding>,
    /// What the user should know.
    pub notes: Vec<Note>,
    /// The settings it was made with.
    pub settings: Settings,
    /// What of it rests on corrections by hand.
    pub by_hand: ByHand,
}
