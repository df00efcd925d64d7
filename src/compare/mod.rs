//! Two repetitions or two sets against each other: which frames go together, how the pictures are laid over each other, and how the
//! measures differ.
//!
//! **Frames** go together by time from lift-off, or by the height of the bar ([`partner`]). **Pictures** are laid over each other so that
//! the same length is as long in both and the plates at lift-off lie on each other ([`Laid`]). **Measures** differ where the 90 % interval
//! of the difference does not hold zero; a smaller difference is said to be none ([`Difference`]).

mod align;
mod differences;
mod laid;

#[cfg(test)]
mod tests;

pub use align::{Align, Attempt, partner};
pub use differences::{Difference, Levels, levels, of_levels, of_repetitions, of_set, of_sets};
pub use laid::{By, Laid};
