//! From a recording to its analysis: pure, the same input gives the same output.

use crate::analysis::{Analysis, RepResult};
use crate::body::Recording;
use crate::faults;
use crate::lift::{self, Variant, VariantKind};
use crate::notes::Note;
use crate::reps;
use crate::settings::Settings;
use crate::track;

/// Measures and judges a recording.
///
/// Never fails: where there is no lifter, no repetition or no usable view the analysis is emptier, and its notes say why and what to do.
pub fn analyze(recording: &Recording, settings: &Settings) -> Analysis {
    let mut analysis = Analysis {
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
    };
    let Some((lifter, note)) = track::lifter(recording) else {
        analysis.notes.push(no_lifter());
        return analysis;
    };
    analysis.lifter = Some(lifter);
    analysis.notes.extend(note);
    let lift = match lift::calibrate(recording, lifter, &settings.calibration) {
        Ok((lift, notes)) => {
            analysis.notes.extend(notes);
            lift
        }
        Err(note) => {
            analysis.notes.push(note);
            return analysis;
        }
    };
    let (reps, notes) = reps::split(&lift);
    analysis.notes.extend(notes);
    if settings.variant.is_none() {
        analysis.variant = reps::variant(&lift, &reps);
    }
    let judged = faults::judge(&lift, &reps, &analysis.variant, &settings.limits, &settings.said());
    analysis.set = judged.set;
    analysis.reps =
        reps.into_iter().zip(judged.reps).map(|(rep, (measures, findings))| RepResult { rep, measures, findings }).collect();
    analysis.lift = Some(lift);
    analysis
}

/// The note for a clip in which nobody was seen.
fn no_lifter() -> Note {
    Note::new(
        "no-lifter",
        "No person was found in the clip.",
        "Film the whole body from head to feet, in good light, filling at least a third of the picture's height.",
    )
}
