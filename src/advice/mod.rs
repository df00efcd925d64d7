//! The article's path from a sore back to lifting again: assess, stretch, correct; as data with rules, pure.
//!
//! It guides self-assessment and never tells what somebody has: it says what is suggested and what is worth showing a clinician. The order
//! is fixed: the [`mod@gate`] comes first, and only who passes it gets to the [`checks`] and to a [`mod@plan`]. [`walk`] is that way as one state
//! machine, for the terminal and for the window. Every text stands in one file ([`texts`]), and [`facts`] lists where each fact of the article is.

pub mod answers;
pub mod around;
pub mod change;
pub mod checks;
pub mod diary;
pub mod drawing;
pub mod exercises;
pub mod facts;
pub mod film;
pub mod filmed;
pub mod gate;
pub mod plan;
pub mod signs;
pub mod texts;
pub mod walk;

/// What stands under everything: this is no medical device.
pub fn standing() -> String {
    texts::text("standing.no-device")
}
