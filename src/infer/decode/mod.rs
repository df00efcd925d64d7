//! What a network's numbers mean: pure functions on array views, one file a kind of output.

pub mod blazepose;
pub mod boxes;
pub mod heat;
pub mod heatmap;
pub mod movenet;
pub mod simcc;
pub mod yolo;

use crate::geom::ImagePoint;

/// A point in the pixels of the crop's picture, before it is taken back to the frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CropPoint {
    /// Where; whole numbers are pixel centres.
    pub at: ImagePoint,
    /// How sure the network is, 0..=1.
    pub confidence: f64,
}

/// How the cells of a map lie on the picture, along either axis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cells {
    /// A cell's middle is the middle of the pixels that it covers: this project's own networks.
    #[default]
    Centres,
    /// A cell's middle is the first of the pixels that it covers: `HRNet` and others trained on cells found by division.
    Corners,
    /// The first and last cell are the first and last pixel: networks trained with "unbiased data processing" (Huang and others, 2020).
    Ends,
}

impl Cells {
    /// The pixel, out of so many, at a place in cells, out of so many.
    pub fn pixel(self, place: f64, cells: usize, pixels: usize) -> f64 {
        let (cells, pixels) = (cells.max(1) as f64, pixels as f64);
        match self {
            Self::Centres => (place + 0.5) * pixels / cells - 0.5,
            Self::Corners => place * pixels / cells,
            Self::Ends => place * (pixels - 1.0) / (cells - 1.0).max(1.0),
        }
    }
}

/// The logistic function: a logit as a probability, 0..=1.
pub fn sigmoid(logit: f32) -> f64 {
    1.0 / (1.0 + f64::from(-logit).exp())
}
