//! The findings that are told, in the orders in which the window needs them.

use crate::analysis::Analysis;
use crate::faults::{Finding, Severity, Verdict};
use crate::measure::Measurement;
use crate::overlay::Sign;

/// A fault or a possible one, of a repetition or of the set.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// The finding.
    pub finding: &'a Finding,
    /// What was measured.
    pub measured: &'a Measurement,
    /// The limit that it was held against, in the measurement's unit.
    pub limit: f64,
    /// The grade; `None` for a possible finding.
    pub severity: Option<Severity>,
    /// Probability of being over the lowest grade, 0..=1.
    pub probability: f64,
}

impl<'a> Told<'a> {
    /// What a finding tells; `None` for what is clear or not assessed.
    pub fn of(finding: &'a Finding) -> Option<Self> {
        let (measured, limit, severity, probability) = match &finding.verdict {
            Verdict::Possible { measured, limit, probability } => (measured, limit, None, probability),
            Verdict::Fault { measured, limit, severity, probability } => (measured, limit, Some(*severity), probability),
            Verdict::Clear { .. } | Verdict::NotAssessed(_) => return None,
        };
        Some(Self { finding, measured, limit: *limit, severity, probability: *probability })
    }

    /// Its form beside its colour.
    pub fn sign(&self) -> Sign {
        Sign::of(self.severity)
    }

    /// The grade in a word.
    pub fn word(&self) -> &'static str {
        self.severity.map_or("possible", Severity::code)
    }

    /// Which finding it is.
    pub fn pick(&self) -> Pick {
        Pick { fault: self.finding.card.id, rep: self.finding.rep }
    }
}

/// Names a finding, so that it is found again in the analysis after a correction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Pick {
    /// Id of the fault.
    pub fault: &'static str,
    /// The repetition's number; `None` for the set.
    pub rep: Option<usize>,
}

impl Pick {
    /// The finding in an analysis.
    pub fn find(self, analysis: &Analysis) -> Option<&Finding> {
        let is = |finding: &&Finding| finding.card.id == self.fault && finding.rep == self.rep;
        match self.rep {
            None => analysis.set.iter().find(is),
            Some(_) => analysis.reps.iter().flat_map(|result| &result.findings).find(is),
        }
    }
}

/// What the repetitions tell, by the time of its evidence.
pub fn by_time(analysis: &Analysis) -> Vec<Told<'_>> {
    let mut told: Vec<Told> = analysis.reps.iter().flat_map(|result| &result.findings).filter_map(Told::of).collect();
    told.sort_by(|a, b| a.measured.at.total_cmp(&b.measured.at).then(b.severity.cmp(&a.severity)));
    told
}

/// What one fault tells over the repetitions, in their order.
pub fn of_fault<'a>(analysis: &'a Analysis, fault: &str) -> Vec<Told<'a>> {
    let of = analysis.reps.iter().flat_map(|result| &result.findings).filter(|finding| finding.card.id == fault);
    of.filter_map(Told::of).collect()
}

/// The worst of some.
pub fn worst<'a>(told: &[Told<'a>]) -> Option<Told<'a>> {
    let higher = |a: &Told, b: &Told| a.severity.cmp(&b.severity).then(a.probability.total_cmp(&b.probability));
    told.iter().copied().reduce(|worst, next| if higher(&next, &worst).is_gt() { next } else { worst })
}
