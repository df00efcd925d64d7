//! Series with holes: outliers, gaps, zero-phase smoothing, derivatives, peaks.

mod series;

pub use series::Series;
