//! From a recording and the user's corrections to the analysis, which says what of it rests on them.

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
    let in_force = corrections::settings(settings, corrections);
    let prepared = corrections::prepare(recording, corrections);
    let Found { mut analysis, events, refused } = analyze_prepared(&prepared, &in_force, corrections);
    if !corrections.is_empty() {
        let unedited = corrections.without_edits();
        let mut by_hand = ByHand { refused, ..ByHand::default() };
        by_hand.applied = corrections.0.len() - by_hand.refused.len();
        if unedited != *corrections {
            let prepared = corrections::prepare(recording, &unedited);
            mark(&mut by_hand, &analyze_prepared(&prepared, &in_force, &unedited).analysis, &analysis);
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
