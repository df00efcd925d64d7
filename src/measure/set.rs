//! A whole set, with what was measured of each repetition.

use super::{Measurement, Said};
use crate::lift::{Lift, Variant};
use crate::reps::Rep;

/// A whole set of repetitions, with all that a measure of the set may look at.
#[derive(Clone, Copy, Debug)]
pub struct SetCase<'a> {
    /// The calibrated motion.
    pub lift: &'a Lift,
    /// The repetitions in order.
    pub reps: &'a [Rep],
    /// What was measured of each repetition, in the same order.
    pub measures: &'a [Vec<Measurement>],
    /// The kind of deadlift.
    pub variant: Variant,
    /// What was said of the set.
    pub said: &'a Said,
}

impl<'a> SetCase<'a> {
    /// A measure of every repetition that has it, with the repetition's number.
    pub fn course(&self, id: &str) -> Vec<(usize, &'a Measurement)> {
        let of = |(rep, measures): (&Rep, &'a Vec<Measurement>)| {
            Some((rep.number, measures.iter().find(|measured| measured.id == id)?))
        };
        self.reps.iter().zip(self.measures).filter_map(of).collect()
    }
}
