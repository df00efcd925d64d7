//! The plate tracker: one `Lifter` for each person; the plates are chosen at the end.

use super::choose::choose;
use super::lifter::Lifter;
use crate::body::{Detector, Plate, PlateTracker, Pose};
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
///
/// A [`Detector`], where there is one, is asked now and then: it proposes plates, tells plates from other round things, and a plate's rim
/// from the rings inside it. Following and measuring stay with the edges.
#[derive(Default)]
pub struct RimTracker {
    frames: usize,
    lifters: Vec<Lifter>,
    detector: Option<Box<dyn Detector>>,
}

impl RimTracker {
    /// A tracker that has seen nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with a detector.
    #[must_use]
    pub fn with_detector(self, detector: Box<dyn Detector>) -> Self {
        Self { detector: Some(detector), ..self }
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
                let pose = people.get(index).copied().flatten();
                let asked = lifter.asks(number, pose).zip(self.detector.as_mut());
                let parts = asked.and_then(|(within, detector)| match detector.detect(frame, Some(within)) {
                    Ok(parts) => Some(parts),
                    Err(error) => {
                        tracing::warn!(%error, "the plates are followed without the detector");
                        None
                    }
                });
                lifter.look(number, frame, pose, parts.as_deref());
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
