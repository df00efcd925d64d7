//! From a recording to its analysis: pure, the same input gives the same output.

use std::collections::BTreeSet;

use crate::analysis::{Analysis, RepResult};
use crate::body::Recording;
use crate::corrections::{self, ByHand, Corrections, Prepared, Refused, RepEvent};
use crate::faults::{self, Finding};
use crate::lift::{self, Variant, VariantKind};
use crate::measure::{KINDS, Measurement, usual};
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
    analysis.notes.extend(form_limit(settings, &judged.reps));
    analysis.reps =
        reps.into_iter().zip(judged.reps).map(|(rep, (measures, findings))| RepResult { rep, measures, findings }).collect();
    analysis.lift = Some(lift);
    found
}

/// The note on the form-limit load, where the set's load and a baseline of light sets are known.
fn form_limit(settings: &Settings, reps: &[(Vec<Measurement>, Vec<Finding>)]) -> Option<Note> {
    let measures: Vec<Vec<Measurement>> = reps.iter().map(|(measures, _)| measures.clone()).collect();
    let load_kg = settings.load_kg.filter(|_| !settings.baseline.0.is_empty() && !measures.is_empty())?;
    let mut sets = settings.sets.clone();
    sets.push(usual::as_earlier(load_kg, &measures));
    let heaviest = sets.iter().map(|set| set.load_kg).fold(load_kg, f64::max);
    let Some(limit) = usual::form_limit(&sets, &settings.baseline) else {
        let text = format!("In no known set up to {heaviest} kg did two measures of form leave the band of the light sets.");
        return Some(Note::new("form-held", text, ""));
    };
    let name = |id: &&'static str| KINDS.iter().find(|kind| kind.id == *id).map_or(*id, |kind| kind.name).to_lowercase();
    let lost: Vec<String> = limit.lost.iter().map(name).collect();
    let text = format!(
        "Form-limit load {} kg: the lowest known load at which form left the band of the light sets ({}).",
        limit.load_kg,
        lost.join("; ")
    );
    let hint = limit.held_kg.map_or(String::new(), |held| format!("Work at {held} kg, where it held."));
    Some(Note::new("form-limit-load", text, hint))
}

/// The note for a clip in which nobody was seen.
fn no_lifter() -> Note {
    Note::new(
        "no-lifter",
        "No person was found in the clip.",
        "Film the whole body from head to feet, in good light, filling at least a third of the picture's height.",
    )
}
