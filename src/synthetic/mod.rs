//! A stick figure that lifts: known angles, bar path, times and faults, seen through a virtual camera.
//!
//! Tests compare what the program recovers with the [`Truth`]. Nothing here is used on real clips.

mod body;
mod camera;
mod film;
mod motion;
mod random;
mod scene;

pub use film::{Instants, Truth, film};
pub use scene::{Errors, Scene, Shake};
