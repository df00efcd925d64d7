//! The plate tracker: one `Lifter` for each person; the plates are chosen at the end.

use super::choose::choose;
use super::lifter::Lifter;
use crate::body::{Plate, PlateTracker, Pose};
use crate::frame::Frame;

/// People looked after at most, the first of those given: each costs as much as the first.
const MOST_PEOPLE: usize = 3;

/// Finds the plates of the bar that the lifter holds by their round rims, and follows them.
///
/// Near the hands of each person round things are looked for and followed at once. One counts as the plate only once it has moved
/// up or down with the hands; then it is also followed back in time through the last three seconds. Plates on racks and other still
/// round things never count. From then on only that person's surroundings are looked at; of several proven things the clearest whose
/// place, size and motion agree best with the hands is the near plate. Rims seen from nearly edge-on (front and back views) are not
/// looked for.
#[derive(Default)]
pub struct RimTracker {
    frames: usize,
    lifters: Vec<Lifter>,
}

impl RimTracker {
    /// A tracker that has seen nothing.
    pub fn new() -> Self {
        Self::default()
    }
}

impl PlateTracker for RimTracker {
    fn look(&mut self, frame: &Frame, people: &[Option<&Pose>]) {
        let number = self.frames;
        self.frames += 1;
        let wanted = people.len().min(MOST_PEOPLE).max(self.lifters.len());
        self.lifters.resize_with(wanted, Lifter::default);
        let proven = self.lifters.iter().any(Lifter::is_proven);
        for (index, lifter) in self.lifters.iter_mut().enumerate() {
            if !proven || lifter.is_proven() {
                lifter.look(number, frame, people.get(index).copied().flatten());
            } else {
                lifter.forget();
            }
        }
    }

    fn finish(&mut self) -> Vec<(Option<Plate>, Option<Plate>)> {
        let frames = std::mem::take(&mut self.frames);
        choose(std::mem::take(&mut self.lifters).into_iter().flat_map(Lifter::finish).collect(), frames)
    }
}
