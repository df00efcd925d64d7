//! A stick figure that lifts: known angles, bar path, times and faults, seen through a virtual camera.
//!
//! Tests and the accuracy page compare what the program recovers with the [`Truth`]. Nothing here is used on real clips.

mod body;
mod camera;
mod film;
mod flat;
mod motion;
mod noise;
mod random;
mod room;
mod scene;
mod screen;

pub use film::{Instants, Stance, Truth, film, stances};
pub use random::Random;
pub use scene::{Build, Errors, Pull, Scene, Shake};
pub use screen::{Screen, ScreenTruth, film_screen};
