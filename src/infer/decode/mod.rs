//! What a network's numbers mean: pure functions on array views, one file a kind of output.

pub mod blazepose;
pub mod heatmap;

use crate::geom::ImagePoint;

/// A point in the pixels of the crop's picture, before it is taken back to the frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CropPoint {
    /// Where; whole numbers are pixel centres.
    pub at: ImagePoint,
    /// How sure the network is, 0..=1.
    pub confidence: f64,
}

/// The logistic function: a logit as a probability, 0..=1.
pub fn sigmoid(logit: f32) -> f64 {
    1.0 / (1.0 + f64::from(-logit).exp())
}
