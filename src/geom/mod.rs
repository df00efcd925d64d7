//! Plane geometry. Degenerate input is `None`; angles are radians only inside this module, degrees outside.

mod ellipse;
mod point;

pub use ellipse::Ellipse;
pub use point::{ImagePoint, PlanePoint};
