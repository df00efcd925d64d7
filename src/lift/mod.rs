//! The lift (the noun): the calibrated motion of lifter and bar on the plane in which the lift happens.

mod bar;
mod body_size;
mod calibrate;
mod covered;
mod ends;
mod face;
mod level;
mod middle_plane;
mod off_floor;
mod orientation;
mod projection;
mod proportions;
mod scale;
mod types;
mod variant;

pub use calibrate::{calibrate, calibrate_by_hand};
pub(crate) use level::HELD_SD_DEG;
pub(crate) use middle_plane::WIDTHS_FROM_DEG;
pub(crate) use projection::LARGEST_YAW_DEG;
pub(crate) use proportions::{ARM, ASSUMED_STATURE_M, GRIP};
pub(crate) use scale::{PLATE_TO_MIDDLE_M, focal_px, units_per_metre};
pub(crate) use types::sure_middle;
pub use types::{Bar, BarSource, Calibration, Ends, Lift, Path, Plane, Scale, ScaleSource, SetByHand};
pub use variant::{Variant, VariantKind};
