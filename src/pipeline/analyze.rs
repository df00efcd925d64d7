//! From a recording to its analysis: pure, the same input gives the same output.

use std::collections::BTreeSet;

use crate::analysis::{Analysis, RepResult};
use crate::body::Recording;
use crate::corrections::{self, ByHand, Corrections, Prepared, Refused, RepEvent};
use crate::faults;
use crate::lift::{self, Variant, VariantKind};
use crate::notes::Note;
use crate::reps;
use crate::settings::Settings;

/// Measures and judges a recording.
///
/// Never fails: where there is no lifter, no repetition or no usable view the analysis is emptier, and its notes say why and what to do.
pub fn analyze(recording: &Recording, settings: &Settings) -> Analysis {
    let none = Corrections::default();
    analyze_prepared(&corrections::prepare(recording, &none), settings, &none).analysis
}

/// An analysis, with what became of the corrections.
pub(super) struct Found {
    pub(super) analysis: Analysis,
    /// Events that the user set, by the repetition's number.
    pub(super) events: BTreeSet<(usize, RepEvent)>,
    pub(super) refused: Vec<Refused>,
}

/// Measures and judges a recording in which the corrections of pictures and clock are already; those of repetitions enter here.
pub(super) fn analyze_prepared(prepared: &Prepared, settings: &Settings, corrections: &Corrections) -> Found {
    let recording = &*prepared.recording;
    let analysis = Analysis {
        clip: recording.clip.clone(),
        model: recording.model.clone(),
        lifter: None,
        lift: None,
        variant: Variant {
            kind: settings.variant.unwrap_or(VariantKind::Unknown),
            confidence: f64::from(u8::from(settings.variant.is_some())),
        },
        reps: Vec::new(),
        set: Vec::new(),
        notes: recording.notes.clone(),
        settings: settings.clone(),
        by_hand: ByHand::default(),
    };
    let mut found = Found { analysis, events: BTreeSet::new(), refused: prepared.refused.clone() };
    let analysis = &mut found.analysis;
    let Some((lifter, note)) = prepared.lifter.clone() else {
        analysis.notes.push(no_lifter());
        return found;
    };
    analysis.lifter = Some(lifter);
    analysis.notes.extend(note);
    let lift = match lift::calibrate_by_hand(recording, lifter, &settings.calibration, &prepared.set) {
        Ok((lift, notes)) => {
            analysis.notes.extend(notes);
            lift
        }
        Err(note) => {
            analysis.notes.push(note);
            return found;
        }
    };
    let (mut reps, notes) = reps::split(&lift);
    analysis.notes.extend(notes);
    if corrections.edit_repetitions() || prepared.frames != (0..recording.moments.len()) {
        let edited = corrections::edit(&lift, reps, corrections, &prepared.frames, recording.clip.part.slow_motion);
        reps = edited.reps;
        found.events = edited.by_hand;
        found.refused.extend(edited.refused);
        if !reps.is_empty() {
            analysis.notes.retain(|note| note.code != "no-repetition");
        }
    }
    if settings.variant.is_none() {
        analysis.variant = reps::variant(&lift, &reps);
    }
    let judged = faults::judge(&lift, &reps, &analysis.variant, &settings.limits_in_force(), &settings.said());
    analysis.set = judged.set;
    analysis.reps =
        reps.into_iter().zip(judged.reps).map(|(rep, (measures, findings))| RepResult { rep, measures, findings }).collect();
    analysis.lift = Some(lift);
    found
}

/// The note for a clip in which nobody was seen.
fn no_lifter() -> Note {
    Note::new(
        "no-lifter",
        "No person was found in the clip.",
        "Film the whole body from head to feet, in good light, filling at least a third of the picture's height.",
    )
}
