//! The faults: one file each, with its card and its pure check.
//!
//! A fault is a [`Fault`]: a [`Card`] with all that is said of it, and a `check` that gives [`Rule`]s, each a measure with the limit
//! it is held against. [`verdict`] turns rules into a [`Verdict`], [`set`] the verdicts of the repetitions into the set's, and
//! [`judge()`] runs all of [`FAULTS`]. To add a fault, write its file and add one line to the list below.

#[cfg(test)]
mod bench;
mod fault;
mod judge;
pub mod set;
#[cfg(test)]
mod soundness;
mod types;
pub mod verdict;
mod words;

pub use crate::measure::Abstain;
pub use fault::{Fault, Rule, Weight};
pub use judge::{Judgement, judge};
pub use set::{SetStory, Trend, story};
pub use types::{Card, Finding, Severity, Verdict};
pub use words::{grades, page, page_with, table};

macro_rules! faults {
    ($($file:ident $name:ident;)*) => {
        $(mod $file; pub use $file::$name;)*
        /// Every fault, in the order of reports.
        pub static FAULTS: &[&Fault] = &[$(&$name,)*];
    };
}

faults! {
    bar_too_far BAR_TOO_FAR;
    bar_drift BAR_DRIFT;
    looking_up LOOKING_UP;
    reaching_forward REACHING_FORWARD;
    over_deep_hips OVER_DEEP_HIPS;
    too_heavy TOO_HEAVY;
    yanking YANKING;
    uneven_grip UNEVEN_GRIP;
    too_fast TOO_FAST;
    lumbar_rounding LUMBAR_ROUNDING;
    thoracic_rounding THORACIC_ROUNDING;
    breathing BREATHING;
    back_dominant BACK_DOMINANT;
    hips_first HIPS_FIRST;
    soft_lockout SOFT_LOCKOUT;
    lean_back LEAN_BACK;
    knees_cave KNEES_CAVE;
    bent_arms BENT_ARMS;
    bar_tilt BAR_TILT;
    hitching HITCHING;
    bounced BOUNCED;
    dropped DROPPED;
    knees_first_descent KNEES_FIRST_DESCENT;
    heels_lift HEELS_LIFT;
    side_shift SIDE_SHIFT;
    rep_drift REP_DRIFT;
}

/// The fault of an id.
pub fn by_id(id: &str) -> Option<&'static Fault> {
    FAULTS.iter().copied().find(|fault| fault.card.id == id)
}
