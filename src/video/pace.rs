//! Lays frames with their own times on the even grid that a written film needs.

/// Longest stretch that one frame is repeated over, seconds; our own choice: nothing that was filmed stands still for longer.
const LONGEST_HOLD_S: f64 = 10.0;

/// Decides, for each frame in turn, how often the frame before it is shown.
///
/// Each frame begins in the slot nearest to its time, so that its picture appears within half a slot of it. Where two fall into one
/// slot, the one nearer to the slot's time is shown.
#[derive(Debug)]
pub(super) struct Pace {
    fps: f64,
    start_s: Option<f64>,
    /// Slot of the frame that waits, and its distance from the slot's time in slots.
    waiting: Option<(u64, f64)>,
}

/// What to do when a frame arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Leave this frame out: the waiting one fits its slot better.
    Skip,
    /// Write the waiting frame this often (0: it is left out), then let this one wait.
    Take(u64),
}

impl Pace {
    /// A grid of `fps` slots a second that begins with the first frame.
    pub(super) fn new(fps: f64) -> Self {
        Self { fps, start_s: None, waiting: None }
    }

    /// The next frame has the time `at_s` in seconds; times ascend.
    pub(super) fn step(&mut self, at_s: f64) -> Step {
        let start = *self.start_s.get_or_insert(at_s);
        let exact = (at_s - start).max(0.0) * self.fps;
        let (mut slot, off) = (exact.round() as u64, (exact - exact.round()).abs());
        let Some((before, before_off)) = self.waiting else {
            self.waiting = Some((slot, off));
            return Step::Take(0);
        };
        let most = (LONGEST_HOLD_S * self.fps).ceil() as u64;
        if slot > before + most {
            // The film goes on after a hold that is long enough; the grid is moved so that later times follow this one.
            slot = before + most;
            self.start_s = Some(at_s - slot as f64 / self.fps);
        }
        if slot <= before && off >= before_off {
            return Step::Skip;
        }
        let times = slot.saturating_sub(before);
        self.waiting = Some((slot.max(before), off));
        Step::Take(times)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The frame number shown in each slot.
    fn shown(fps: f64, times: &[f64]) -> Vec<usize> {
        let mut pace = Pace::new(fps);
        let (mut slots, mut waiting) = (Vec::new(), None);
        for (number, &at) in times.iter().enumerate() {
            if let Step::Take(often) = pace.step(at) {
                slots.extend(std::iter::repeat_n(waiting.unwrap_or(0), often as usize));
                waiting = Some(number);
            }
        }
        slots.extend(waiting);
        slots
    }

    #[test]
    fn an_even_clip_is_copied_frame_by_frame() {
        let times: Vec<f64> = (0..50).map(|n| n as f64 / 29.97 + 0.4).collect();
        assert_eq!(shown(29.97, &times), (0..50).collect::<Vec<_>>());
    }

    #[test]
    fn a_hole_is_filled_with_the_frame_before_it_and_a_crowd_is_thinned() {
        assert_eq!(shown(10.0, &[0.0, 0.1, 0.4, 0.5]), [0, 1, 1, 1, 2, 3]);
        assert_eq!(shown(10.0, &[0.0, 0.08, 0.11, 0.2]), [0, 2, 3]);
    }

    #[test]
    fn an_absurd_hole_is_not_written_out() {
        assert_eq!(shown(10.0, &[0.0, 1.0e9, 1.0e9 + 0.1]).len(), 102);
    }

    proptest! {
        #[test]
        fn every_picture_is_within_half_a_slot_of_its_time(steps in proptest::collection::vec(0.001_f64..0.4, 2..80), fps in 10.0_f64..120.0) {
            let times: Vec<f64> = steps.iter().scan(0.0, |at, step| { *at += step; Some(*at) }).collect();
            let slots = shown(fps, &times);
            let mut last = usize::MAX;
            for (slot, &number) in slots.iter().enumerate() {
                if number != last {
                    let off = slot as f64 / fps - (times[number] - times[0]);
                    prop_assert!(off.abs() <= 0.5 / fps + 1e-9, "slot {slot} shows frame {number}, {off} s off");
                }
                last = number;
            }
        }
    }
}
