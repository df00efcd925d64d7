//! How fast the window draws, for those who look: with `RUST_LOG=plumbline::ui=debug` it is written every few seconds.

use std::time::{Duration, Instant};

/// Frames that are summed up together.
const TOGETHER: usize = 150;

/// Durations of the last frames.
#[derive(Debug, Default)]
pub(super) struct Pace {
    began: Option<Instant>,
    last: Option<Instant>,
    /// Time in the panels, time of the whole frame with its drawing, and time from frame to frame.
    panels: Vec<Duration>,
    whole: Vec<Duration>,
    between: Vec<Duration>,
}

impl Pace {
    /// A frame begins; `whole_s` is what the one before took with its drawing.
    pub(super) fn begin(&mut self, whole_s: Option<f32>) {
        let now = Instant::now();
        self.between.extend(self.last.replace(now).map(|last| now - last));
        self.whole.extend(whole_s.map(Duration::from_secs_f32));
        self.began = Some(now);
    }

    /// The panels are done.
    pub(super) fn end(&mut self) {
        self.panels.extend(self.began.map(|began| began.elapsed()));
        if self.panels.len() >= TOGETHER {
            let [panels, whole, between] = [&mut self.panels, &mut self.whole, &mut self.between].map(told);
            tracing::debug!(panels, whole, between, "frames: median / 95th percentile / longest, ms");
        }
    }
}

/// Median, 95th percentile and longest in milliseconds; forgets the durations.
fn told(durations: &mut Vec<Duration>) -> String {
    durations.sort();
    let at = |share: f64| {
        let index = ((durations.len() as f64 * share) as usize).min(durations.len().saturating_sub(1));
        durations.get(index).map_or(0.0, |duration| duration.as_secs_f64() * 1000.0)
    };
    let text = format!("{:.1} / {:.1} / {:.1}", at(0.5), at(0.95), at(1.0));
    durations.clear();
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_told_and_forgotten() {
        let mut durations: Vec<Duration> = (1..=100).rev().map(Duration::from_millis).collect();
        assert_eq!(told(&mut durations), "51.0 / 96.0 / 100.0");
        assert_eq!(told(&mut durations), "0.0 / 0.0 / 0.0");
    }
}
