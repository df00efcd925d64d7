//! The faults: one file each, with its card and its pure check.

mod types;

pub use types::{Card, Finding, Severity, Verdict};
