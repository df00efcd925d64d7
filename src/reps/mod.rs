//! Splits a lift into repetitions and their phases.

mod between;
mod events;
mod holding;
mod knee;
mod odds;
mod ramp;
mod split;
mod strokes;
mod types;
mod variant;

pub use between::between;
pub use split::split;
pub use types::{Instant, Rep};
pub use variant::variant;
