//! Numbers with unit, time and uncertainty; one file per family.
//!
//! Every measure is a function of a [`Case`] (one repetition of a calibrated lift) to a [`Measured`]: the number with its standard
//! error, or the reason why the clip does not give it. [`take`](mod@take) says how errors are propagated.

mod abstain;
pub mod angles;
pub mod arms;
pub mod back;
pub mod bar;
pub mod descent;
pub mod drift;
pub mod feet;
#[cfg(test)]
pub(crate) mod figure;
pub mod floor;
pub mod frontal;
mod grip;
pub mod hands;
pub mod heels;
pub mod hips;
pub mod hitch;
mod kinds;
pub mod lockout;
mod moment;
pub mod pull;
mod reading;
mod rep;
mod said;
mod set;
mod sides;
pub mod speed;
mod standing;
pub mod start;
pub mod take;
mod types;
pub mod usual;
mod wander;
mod when;

pub use abstain::{FILM_FRONT, FILM_SIDE};
pub use kinds::{INTERVAL_90, KINDS, Kind};
pub(crate) use moment::Memo;
pub use moment::{Case, Moment};
pub(crate) use reading::turned;
pub use reading::{Reader, Spot};
pub use rep::{all_of_rep, of_rep};
pub use said::{Said, Style, Tag, Tempo};
pub use set::SetCase;
pub use take::LEAST_CONFIDENCE;
pub use types::{Abstain, Mark, Measured, Measurement, Since};
pub use usual::{Baseline, Change, EarlierSet, Level, Usual};
