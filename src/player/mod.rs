//! Plays a clip: which frame is due, and its picture.
//!
//! [`Playhead`] is a clock over the true times of the frames and knows no pictures. [`Pictures`] owns threads that decode: whoever shows
//! them says which frame is wanted, never waits, and takes the newest picture there is; the last good one stays until then.
//!
//! Decoders leap badly: with a variable frame rate a frame asked for by number is often another. So the clip is decoded once in order and
//! a small picture of every frame is kept, within a budget of bytes; of a long clip every second, fourth, ... frame is. What is not kept,
//! and the sharp picture of a frame that is looked at, is fetched by a leap to before it, which is believed only where the decoder's time
//! names a known frame, and by decoding on from there.

#[cfg(feature = "video")]
mod clip;
mod film;
mod glimpses;
mod line;
mod pictures;
mod playhead;
mod scout;
mod shelf;
mod worker;

#[cfg(test)]
mod tests;

pub use film::{Film, Open, Press, Side};
pub use glimpses::Glimpses;
pub use pictures::{Budget, Picture, Pictures};
pub use playhead::{Playhead, SPEEDS};
