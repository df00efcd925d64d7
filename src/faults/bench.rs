//! The bench on which the faults' tests put a figure.

use super::{Fault, Severity, Verdict, verdict};
use crate::measure::figure::Figure;
use crate::threshold::Limits;

/// The verdict on the figure's first repetition.
pub(super) fn verdict(fault: &Fault, figure: &Figure) -> Verdict {
    figure.case(|case| verdict::of((fault.check)(case), &Limits::default()))
}

/// Asserts a fault of a severity by a measure near a value.
#[track_caller]
pub(super) fn assert_fires(fault: &Fault, figure: &Figure, wanted: Severity, id: &str, value: f64, within: f64) {
    match verdict(fault, figure) {
        Verdict::Fault { measured, severity, .. } => {
            assert_eq!((severity, measured.id), (wanted, id), "{measured:?}");
            assert!((measured.value - value).abs() <= within, "{measured:?}");
        }
        other => panic!("expected a fault, got {other:?}"),
    }
}

/// Asserts that the figure is clear.
#[track_caller]
pub(super) fn assert_clear(fault: &Fault, figure: &Figure) {
    let verdict = verdict(fault, figure);
    assert!(matches!(verdict, Verdict::Clear { .. }), "{verdict:?}");
}

/// Asserts that the figure is not assessed for a reason.
#[track_caller]
pub(super) fn assert_abstains(fault: &Fault, figure: &Figure, code: &str) {
    match verdict(fault, figure) {
        Verdict::NotAssessed(why) => assert_eq!(why.code, code, "{why:?}"),
        other => panic!("expected no assessment, got {other:?}"),
    }
}
