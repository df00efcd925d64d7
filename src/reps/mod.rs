//! Splits a lift into repetitions and their phases.

mod types;

pub use types::{Instant, Rep};
