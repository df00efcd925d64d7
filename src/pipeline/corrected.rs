//! From a recording and the user's corrections to the analysis, which says what of it rests on them.

use std::sync::Arc;

use crate::analysis::{Analysis, RepResult};
use crate::body::Recording;
use crate::corrections::{self, ByHand, Corrections, RepEvent};
use crate::faults::{Finding, Verdict};
use crate::measure::Measurement;
use crate::reps::Rep;
use crate::settings::Settings;

use super::analyze::{Found, analyze_prepared};

/// Change of a value or of its error, in standard errors, from which it rests on a correction. The smoothing of a joint's course depends a
/// little on all its frames: far from a correction values move by less than this (our default).
const MOVED: f64 = 0.02;

/// What comes of a recording and the corrections of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Corrected {
    /// The recording with the corrections in it, frame by frame as the original; this one is to be drawn.
    pub recording: Recording,
    /// Its analysis.
    pub analysis: Analysis,
}

/// Measures and judges a recording as the user corrected it. Pure: the same input gives the same output, and without corrections the
/// analysis is that of [`super::analyze`].
///
/// A correction that does not fit the recording is left out, and a note says so.
pub fn analyze_corrected(recording: &Recording, settings: &Settings, corrections: &Corrections) -> Corrected {
    corrected(recording, settings, corrections, &mut None)
}

/// The analysis of a recording without what was edited in it, against which the corrected one is held: it stays the same while one
/// correction after another is made.
#[derive(Clone, Debug)]
struct Unedited {
    settings: Settings,
    corrections: Corrections,
    analysis: Analysis,
}

/// Analyses one recording again and again while it is corrected: each time once, as [`analyze_corrected`] says it.
#[derive(Clone, Debug)]
pub struct Corrector {
    recording: Arc<Recording>,
    unedited: Option<Unedited>,
}

impl Corrector {
    /// For the corrections of a recording as the models saw it.
    pub fn new(recording: Arc<Recording>) -> Self {
        Self { recording, unedited: None }
    }

    /// The recording as the models saw it.
    pub fn recording(&self) -> &Arc<Recording> {
        &self.recording
    }

    /// For which settings and remaining corrections the analysis of what was not edited is known.
    #[cfg(test)]
    pub(super) fn unedited(&self) -> Option<(&Settings, &Corrections)> {
        self.unedited.as_ref().map(|known| (&known.settings, &known.corrections))
    }

    /// Measures and judges the recording as the user corrected it: [`analyze_corrected`].
    pub fn analyze(&mut self, settings: &Settings, corrections: &Corrections) -> Corrected {
        corrected(&self.recording, settings, corrections, &mut self.unedited)
    }
}

fn corrected(recording: &Recording, settings: &Settings, corrections: &Corrections, known: &mut Option<Unedited>) -> Corrected {
    let in_force = corrections::settings(settings, corrections);
    let prepared = corrections::prepare(recording, corrections);
    let Found { mut analysis, events, refused } = analyze_prepared(&prepared, &in_force, corrections);
    if !corrections.is_empty() {
        let unedited = corrections.without_edits();
        let mut by_hand = ByHand { refused, ..ByHand::default() };
        by_hand.applied = corrections.0.len() - by_hand.refused.len();
        if unedited != *corrections {
            let same = |known: &Unedited| known.settings == in_force && known.corrections == unedited;
            if !known.as_ref().is_some_and(same) {
                let prepared = corrections::prepare(recording, &unedited);
                let plain = analyze_prepared(&prepared, &in_force, &unedited).analysis;
                *known = Some(Unedited { settings: in_force.clone(), corrections: unedited, analysis: plain });
            }
            if let Some(plain) = known {
                mark(&mut by_hand, &plain.analysis, &analysis);
            }
        }
        by_hand.events.extend(events);
        analysis.notes.extend(corrections.notes(&by_hand.refused));
        analysis.by_hand = by_hand;
    }
    Corrected { recording: prepared.recording.into_owned(), analysis }
}

/// Marks what is another in the corrected analysis than in the plain one.
fn mark(by_hand: &mut ByHand, plain: &Analysis, corrected: &Analysis) {
    for result in &corrected.reps {
        let twin = twin(plain, &result.rep);
        let number = result.rep.number;
        for event in RepEvent::ALL {
            let moved = match (event.of(&result.rep), twin.and_then(|twin| event.of(&twin.rep))) {
                (Some(now), Some(then)) => (now.at - then.at).abs() > MOVED * then.sd,
                (now, then) => now.is_some() != then.is_some(),
            };
            if moved {
                by_hand.events.insert((number, event));
            }
        }
        for measure in &result.measures {
            let then = twin.and_then(|twin| twin.measures.iter().find(|then| then.id == measure.id));
            if then.is_none_or(|then| moved(then, measure)) {
                by_hand.measures.insert((number, measure.id));
            }
        }
        for (index, finding) in result.findings.iter().enumerate() {
            if twin.and_then(|twin| twin.findings.get(index)).is_none_or(|then| differs(then, finding)) {
                by_hand.findings.insert((Some(number), finding.card.id));
            }
        }
    }
    for (index, finding) in corrected.set.iter().enumerate() {
        if plain.set.get(index).is_none_or(|then| differs(then, finding)) {
            by_hand.findings.insert((None, finding.card.id));
        }
    }
}

/// The repetition of the plain analysis that shares most frames with this one.
fn twin<'a>(plain: &'a Analysis, rep: &Rep) -> Option<&'a RepResult> {
    let core = |rep: &Rep| rep.pull().unwrap_or_else(|| rep.frames.clone());
    let own = core(rep);
    let shared = |result: &&RepResult| {
        let other = core(&result.rep);
        own.end.min(other.end).saturating_sub(own.start.max(other.start))
    };
    plain.reps.iter().max_by_key(shared).filter(|result| shared(result) > 0)
}

fn moved(then: &Measurement, now: &Measurement) -> bool {
    let least = MOVED * then.sd;
    (now.value - then.value).abs() > least || (now.sd - then.sd).abs() > least
}

fn differs(then: &Finding, now: &Finding) -> bool {
    let kind = std::mem::discriminant::<Verdict>;
    if kind(&then.verdict) != kind(&now.verdict) {
        return true;
    }
    match (then.verdict.measured(), now.verdict.measured()) {
        (Some(then), Some(now)) => then.id != now.id || moved(then, now),
        _ => false,
    }
}
