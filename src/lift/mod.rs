//! The lift (the noun): the calibrated motion of lifter and bar on the plane in which the lift happens.

mod types;
mod variant;

pub use types::{Bar, BarSource, Calibration, Lift, Path, Plane, Scale, ScaleSource};
pub use variant::{Variant, VariantKind};
