//! Which findings are told on a frame, worst first.

use super::{Colour, Scene, Sign};
use crate::body::Recording;
use crate::faults::{Finding, Severity, Verdict};
use crate::frame::nearest;
use crate::measure::Measurement;

/// A finding that is told: a fault or a possible one. What is clear or not assessed is not told.
#[derive(Clone, Copy)]
pub(super) struct Told<'a> {
    pub(super) finding: &'a Finding,
    pub(super) measured: &'a Measurement,
    pub(super) limit: f64,
    /// `None` for a possible finding.
    pub(super) severity: Option<Severity>,
    probability: f64,
}

impl<'a> Told<'a> {
    fn new(finding: &'a Finding) -> Option<Self> {
        match &finding.verdict {
            Verdict::Possible { measured, limit, probability } => {
                Some(Self { finding, measured, limit: *limit, severity: None, probability: *probability })
            }
            Verdict::Fault { measured, limit, severity, probability } => {
                Some(Self { finding, measured, limit: *limit, severity: Some(*severity), probability: *probability })
            }
            Verdict::Clear { .. } | Verdict::NotAssessed(_) => None,
        }
    }

    /// Any finding that was measured, also what is clear.
    pub(super) fn any(finding: &'a Finding) -> Option<Self> {
        let clear = |(measured, limit)| Self { finding, measured, limit, severity: None, probability: 0.0 };
        match &finding.verdict {
            Verdict::Clear { measured, limit } => Some(clear((measured, *limit))),
            _ => Self::new(finding),
        }
    }

    pub(super) fn sign(&self) -> Sign {
        Sign::of(self.severity)
    }

    pub(super) fn colour(&self) -> Colour {
        match self.severity {
            None => Colour::WHITE,
            Some(Severity::Note) => Colour::BLUE,
            Some(Severity::Moderate) => Colour::ORANGE,
            Some(Severity::Marked) => Colour::VERMILLION,
        }
    }

    /// The grade in a word.
    pub(super) fn word(&self) -> &'static str {
        self.severity.map_or("possible", Severity::code)
    }
}

/// The findings of the current repetition whose moment has come, the worst first.
pub(super) fn so_far<'a>(scene: &Scene<'a>) -> Vec<Told<'a>> {
    let Some(result) = scene.rep else { return Vec::new() };
    let told = result.findings.iter().filter_map(Told::new);
    sorted(told.filter(|told| frame_of(scene.recording, told.measured.at) <= scene.frame).collect())
}

/// The findings of any repetition whose moment is at most `within_s` away, the worst first.
pub(super) fn about_now<'a>(scene: &Scene<'a>, within_s: f64) -> Vec<Told<'a>> {
    let told = scene.analysis.reps.iter().flat_map(|result| &result.findings).filter_map(Told::new);
    sorted(told.filter(|told| (told.measured.at - scene.at).abs() <= within_s).collect())
}

fn sorted(mut told: Vec<Told>) -> Vec<Told> {
    told.sort_by(|a, b| b.severity.cmp(&a.severity).then(b.probability.total_cmp(&a.probability)));
    told
}

/// The frame nearest to a time in seconds.
pub(super) fn frame_of(recording: &Recording, at: f64) -> usize {
    nearest(&recording.moments, at, |moment| moment.at.0).unwrap_or(0)
}
