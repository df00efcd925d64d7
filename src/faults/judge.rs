//! Judges a set: every repetition against every fault, and the set as a whole.

use super::{FAULTS, Fault, Finding, set, verdict};
use crate::lift::{Lift, Variant};
use crate::measure::{self, Case, Measurement};
use crate::reps::Rep;
use crate::threshold::Limits;

/// What was measured and found.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// For every repetition its measurements, and its findings in the order of [`FAULTS`].
    pub reps: Vec<(Vec<Measurement>, Vec<Finding>)>,
    /// The set's findings in the order of [`FAULTS`].
    pub set: Vec<Finding>,
}

/// Measures and judges every repetition of a lift, and the set. Pure: the same input gives the same output.
pub fn judge(lift: &Lift, reps: &[Rep], variant: &Variant, limits: &Limits) -> Judgement {
    let judged: Vec<(Vec<Measurement>, Vec<Finding>)> = reps
        .iter()
        .map(|rep| {
            let case = Case::new(lift, reps, rep, *variant);
            let find = |fault: &&'static Fault| Finding {
                card: &fault.card,
                rep: Some(rep.number),
                verdict: verdict::of((fault.check)(&case), limits),
            };
            (measure::of_rep(&case), FAULTS.iter().map(find).collect())
        })
        .collect();
    let of_fault = |index: usize| judged.iter().filter_map(|(_, found)| found.get(index)).collect::<Vec<_>>();
    let set = FAULTS.iter().enumerate().map(|(index, fault)| set::of_set(&fault.card, &of_fault(index))).collect();
    Judgement { reps: judged, set }
}
