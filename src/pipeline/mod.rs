//! The two halves of the program: [`estimate`] sees pixels, is slow and can fail; [`analyze`] is pure and instant.
//!
//! Video and models are known here only as traits ([`FrameSource`], [`crate::body::Estimator`], [`crate::body::PlateTracker`]), so
//! the whole line is tested without a codec or a network.

mod analyze;
mod corrected;
mod estimate;
mod people;

#[cfg(test)]
mod corrected_tests;
#[cfg(test)]
mod tests;

pub use analyze::analyze;
pub use corrected::{Corrected, Corrector, analyze_corrected};
pub use estimate::{Busy, Estimate, EstimateError, FrameSource, estimate, estimate_in_turn};
