//! Which pictures show what was found.

use super::Still;
use crate::analysis::Analysis;
use crate::faults::{Finding, Verdict};

/// The pictures that a report wants, without the pictures: for each fault its worst repetition, worst fault first, at most `most`.
pub fn evidence(analysis: &Analysis, most: usize) -> Vec<Still> {
    let mut found: Vec<&Finding> =
        analysis.reps.iter().flat_map(|rep| &rep.findings).filter(|finding| rank(finding) > 0.0).collect();
    found.sort_by(|one, other| rank(other).total_cmp(&rank(one)));
    let mut shown = Vec::new();
    let mut stills = Vec::new();
    for finding in found {
        let (Verdict::Fault { measured, .. } | Verdict::Possible { measured, .. }) = &finding.verdict else { continue };
        if stills.len() < most && !shown.contains(&finding.card.id) {
            shown.push(finding.card.id);
            stills.push(Still { at_s: measured.at, rep: finding.rep, caption: finding.sentence(), jpeg: Vec::new() });
        }
    }
    stills
}

/// How much a finding wants to be seen: a fault by its grade and probability, then a possible one; 0 for the rest.
fn rank(finding: &Finding) -> f64 {
    match &finding.verdict {
        Verdict::Fault { severity, probability, .. } => 2.0 + f64::from(*severity as u8) + probability,
        Verdict::Possible { probability, .. } => *probability,
        Verdict::Clear { .. } | Verdict::NotAssessed(_) => 0.0,
    }
}
