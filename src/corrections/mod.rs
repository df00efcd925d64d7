//! What the user corrects of a clip by hand, how it enters the pure half, and its file beside the clip.
//!
//! A correction names moments by the file's own playing time and places by pixels of the recording's picture, never by a number of a
//! frame, a person or a repetition, so that it still fits when the clip is watched anew, trimmed or read as slow motion. The recording
//! stays as the models saw it: [`prepare`] makes a corrected copy, and undoing a correction gives the very same analysis again.
//!
//! **How a correction is carried to the neighbouring frames.** A point or plate set on a frame is a *pin*: there it stands exactly where
//! the user put it. The way from where it was seen to there is added to the neighbours too, fading with a raised cosine over the pin's
//! [`Reach`]; between two pins the nearer counts more, and neither is moved by the other. Frames on which the pin counts at least half
//! are taken as set by hand: they are never outliers.

mod by_hand;
mod carry;
mod correction;
mod file;
mod history;
mod prepare;
mod repetitions;
mod store;

#[cfg(test)]
pub(crate) mod tests;

pub use by_hand::ByHand;
pub use correction::{Correction, Reach, RepEvent};
pub use history::{Corrections, History};
pub use prepare::{Prepared, prepare, settings};
pub use repetitions::{Edited, edit};
pub use store::{CorrectionsError, beside, load, read, store, write};

/// A correction that could not be applied, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Its place in the list of corrections, from 0.
    pub index: usize,
    /// One plain sentence: the reason.
    pub reason: String,
}

impl Refused {
    fn new(index: usize, reason: impl Into<String>) -> Self {
        Self { index, reason: reason.into() }
    }
}
