//! The corrections of a clip in their order, and the way back and forth through them.

use super::Correction;

/// The corrections of a clip in the order in which they were made. The same list gives the same analysis.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Corrections(pub Vec<Correction>);

impl Corrections {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those that say how large things are, who lifts and which part counts, without those that say where something is or when.
    pub fn without_edits(&self) -> Self {
        Self(self.0.iter().filter(|correction| !correction.changes_what_was_seen()).cloned().collect())
    }

    /// Whether a repetition is added, taken away or changed.
    pub fn edit_repetitions(&self) -> bool {
        let edits = |correction: &Correction| {
            matches!(
                correction,
                Correction::Event { .. }
                    | Correction::AddRep { .. }
                    | Correction::SplitRep { .. }
                    | Correction::JoinReps { .. }
                    | Correction::RemoveRep { .. }
            )
        };
        self.0.iter().any(edits)
    }

    /// The same with one more: for a preview while something is dragged.
    pub fn with(&self, correction: Correction) -> Self {
        let mut more = self.clone();
        more.0.push(correction);
        more
    }
}

/// Corrections with undo and redo. A new correction after an undo forgets what was undone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    done: Corrections,
    /// What was undone, the next to be done again last.
    undone: Vec<Correction>,
}

impl From<Corrections> for History {
    fn from(done: Corrections) -> Self {
        Self { done, undone: Vec::new() }
    }
}

impl History {
    /// The corrections in force.
    pub fn corrections(&self) -> &Corrections {
        &self.done
    }

    /// Makes a correction.
    pub fn push(&mut self, correction: Correction) {
        self.done.0.push(correction);
        self.undone.clear();
    }

    /// Takes the latest correction back; it is returned, `None` where there is none.
    pub fn undo(&mut self) -> Option<&Correction> {
        self.undone.push(self.done.0.pop()?);
        self.undone.last()
    }

    /// Makes the correction that was taken back last again; it is returned, `None` where there is none.
    pub fn redo(&mut self) -> Option<&Correction> {
        self.done.0.push(self.undone.pop()?);
        self.done.0.last()
    }

    /// Takes every correction back; redo brings them again one by one.
    pub fn undo_all(&mut self) {
        while self.undo().is_some() {}
    }

    /// Whether there is a correction to take back.
    pub fn can_undo(&self) -> bool {
        !self.done.is_empty()
    }

    /// Whether there is a correction to make again.
    pub fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }
}
