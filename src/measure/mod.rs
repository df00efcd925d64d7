//! Numbers with unit, time and uncertainty; one file per family.

mod types;

pub use types::{Abstain, Mark, Measured, Measurement};
