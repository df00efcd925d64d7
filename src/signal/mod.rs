//! Series with holes: outliers, gaps, zero-phase smoothing, derivatives, turning points.

mod butterworth;
mod gaps;
mod outliers;
mod runs;
mod savitzky_golay;
mod series;
mod statistics;
mod turns;

pub use butterworth::{NoiseShare, low_pass, noise_share};
pub use gaps::fill;
pub use outliers::hampel;
pub use runs::runs;
pub use savitzky_golay::slope;
pub use series::{Series, Smoothing};
pub use statistics::{greatest_by_chance, mad_sd, median, quantile};
pub use turns::{Turn, turns};
