//! Typed settings of an analysis.

use crate::lift::{Calibration, VariantKind};
use crate::threshold::Limits;

/// Everything that a user may set; the same settings and recording give the same analysis.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// Sizes.
    pub calibration: Calibration,
    /// Load on the bar with the bar itself, kilograms.
    pub load_kg: Option<f64>,
    /// The kind of deadlift, where the user said it.
    pub variant: Option<VariantKind>,
    /// Overridden limits.
    pub limits: Limits,
}
