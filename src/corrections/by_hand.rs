//! What of a result rests on corrections by hand.

use std::collections::BTreeSet;

use super::{Correction, Corrections, Refused, RepEvent};
use crate::notes::Note;

/// What of an analysis rests on corrections by hand. Empty where there was none.
///
/// A value rests on a correction where it is another one, or has another error, than without the corrections of pictures and repetitions,
/// or did not exist without them. Sizes, the kind of deadlift, slow motion, trim and the choice of the lifter change every value and mark
/// none: the settings and the notes say them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ByHand {
    /// Measured values, by the repetition's number and the measure's id.
    pub measures: BTreeSet<(usize, &'static str)>,
    /// Verdicts, by the repetition's number (`None` is the whole set) and the fault's id.
    pub findings: BTreeSet<(Option<usize>, &'static str)>,
    /// Events, by the repetition's number.
    pub events: BTreeSet<(usize, RepEvent)>,
    /// Corrections that did not fit the clip, and why.
    pub refused: Vec<Refused>,
    /// How many corrections were applied.
    pub applied: usize,
}

impl ByHand {
    /// Whether a measured value of a repetition rests on a correction.
    pub fn measure(&self, rep: usize, id: &str) -> bool {
        self.measures.iter().any(|&(number, measure)| number == rep && measure == id)
    }

    /// Whether a verdict rests on a correction; `None` is the whole set.
    pub fn finding(&self, rep: Option<usize>, fault: &str) -> bool {
        self.findings.iter().any(|&(number, id)| number == rep && id == fault)
    }

    /// Whether an event of a repetition rests on a correction.
    pub fn event(&self, rep: usize, event: RepEvent) -> bool {
        self.events.contains(&(rep, event))
    }
}

impl Corrections {
    /// What was corrected, in words, for example "2 key points, the floor line"; empty where nothing was.
    pub fn words(&self) -> String {
        let mut counts: Vec<(Kind, usize)> = Vec::new();
        for kind in self.0.iter().map(Kind::of) {
            match counts.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, count)) => *count += 1,
                None => counts.push((kind, 1)),
            }
        }
        let said = counts.into_iter().map(|(kind, count)| kind.words(count));
        said.collect::<Vec<_>>().join(", ")
    }

    /// The notes of an analysis that these corrections went into.
    pub fn notes(&self, refused: &[Refused]) -> Vec<Note> {
        let kept = self.0.iter().enumerate().filter(|(index, _)| refused.iter().all(|refused| refused.index != *index));
        let applied = Self(kept.map(|(_, correction)| correction.clone()).collect());
        let mut notes = Vec::new();
        if !applied.is_empty() {
            notes.push(Note::new(
                "corrected-by-hand",
                format!("Corrected by hand: {}.", applied.words()),
                "Values that rest on a correction are marked with a star (*).",
            ));
        }
        notes.extend(refused.iter().filter_map(|refused| {
            let what = Kind::of(self.0.get(refused.index)?).words(1);
            Some(Note::new(
                "correction-not-applied",
                format!("A correction by hand ({what}) was not applied: {}.", refused.reason),
                "Take it back, or make it anew.",
            ))
        }));
        notes
    }
}

/// What a correction speaks of, in words.
#[derive(Clone, Copy, PartialEq)]
struct Kind(&'static str, &'static str);

impl Kind {
    fn of(correction: &Correction) -> Self {
        match correction {
            Correction::KeyPoint { .. } => Self("key point", "key points"),
            Correction::NotSeen { .. } => Self("joint marked as not seen", "joints marked as not seen"),
            Correction::Plate { .. } => Self("place of the plate", "places of the plate"),
            Correction::NoPlate { .. } => Self("stretch without the plate", "stretches without the plate"),
            Correction::Floor { .. } => Self("the floor line", ""),
            Correction::Lifter { .. } => Self("the choice of the lifter", ""),
            Correction::Event { .. } => Self("event of a repetition", "events of repetitions"),
            Correction::AddRep { .. } => Self("repetition added", "repetitions added"),
            Correction::SplitRep { .. } => Self("repetition split", "repetitions split"),
            Correction::JoinReps { .. } => Self("pair of repetitions joined", "pairs of repetitions joined"),
            Correction::RemoveRep { .. } => Self("repetition removed", "repetitions removed"),
            Correction::PlateSize { .. } => Self("the plate's size", ""),
            Correction::Height { .. } => Self("the lifter's height", ""),
            Correction::Load { .. } => Self("the load", ""),
            Correction::Variant { .. } => Self("the kind of deadlift", ""),
            Correction::SlowMotion { .. } => Self("the slow motion", ""),
            Correction::Trim { .. } => Self("the part of the clip", ""),
        }
    }

    /// One or many; what there is only one of is not counted.
    fn words(self, count: usize) -> String {
        match (count, self.1) {
            (_, "") => self.0.to_owned(),
            (1, _) => format!("1 {}", self.0),
            (_, many) => format!("{count} {many}"),
        }
    }
}
