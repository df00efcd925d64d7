//! The same person across frames, and which person lifts.

mod lifter;
mod shots;
mod sides;

pub use lifter::lifter;
pub use shots::longest_shot;
pub use sides::{near_side, repaired};

/// Confidence from which a joint is used to tell people and sides apart, 0..=1 (our default; measures set their own).
pub const SURE: f64 = 0.3;
