//! Shows how far a batch is: on a terminal a bar with what is under way, elsewhere a line for each clip.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::batch::Told;

/// Progress of a batch on stderr.
pub(super) struct Lines {
    state: Mutex<State>,
    bar: Option<ProgressBar>,
    quiet: bool,
    all: usize,
}

#[derive(Default)]
struct State {
    done: usize,
    kept: usize,
    /// What is under way, in percent where that is known.
    now: BTreeMap<String, Option<usize>>,
}

impl Lines {
    /// Progress over so many clips.
    pub(super) fn new(all: usize, quiet: bool) -> Self {
        let bar = (!quiet && std::io::stderr().is_terminal()).then(|| {
            let bar = ProgressBar::new(all as u64);
            bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
            if let Ok(style) = ProgressStyle::with_template("{pos}/{len} clips {bar:30} {eta} left  {wide_msg}") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        Self { state: Mutex::default(), bar, quiet, all }
    }

    /// Takes what is told.
    pub(super) fn hear(&self, told: &Told) {
        if self.quiet {
            return;
        }
        let mut state = self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let line = state.take(told, self.all);
        match &self.bar {
            None => {
                if let Some(line) = line {
                    eprintln!("{line}");
                }
            }
            Some(bar) => {
                // Clips that were done before are no measure of how long the rest takes.
                if matches!(told, Told::Kept { .. }) {
                    bar.reset_eta();
                }
                bar.set_position(state.done as u64);
                bar.set_message(state.under_way());
                if let (Some(line), Told::Refused { .. }) = (line, told) {
                    bar.println(line);
                }
            }
        }
    }

    /// Takes the bar away, and says how many were passed over.
    pub(super) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        let kept = self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner).kept;
        if kept > 0 && !self.quiet {
            eprintln!("{kept} of {} clips were done before and are unchanged", self.all);
        }
    }
}

impl State {
    /// Takes what is told; the line for it, where there is one.
    fn take(&mut self, told: &Told, all: usize) -> Option<String> {
        let mut ended = |clip: &String, text: String| {
            self.now.remove(clip);
            self.done += 1;
            Some(format!("[{}/{all}] {clip}: {text}", self.done))
        };
        match told {
            Told::Began { clip } => {
                self.now.insert(clip.clone(), None);
                None
            }
            Told::Frames { clip, done, total } => {
                let percent = total.filter(|total| *total > 0).map(|total| (done * 100 / total).min(100));
                self.now.insert(clip.clone(), percent);
                None
            }
            Told::Kept { .. } => {
                self.done += 1;
                self.kept += 1;
                None
            }
            Told::Analysed { clip, words } => ended(clip, words.clone()),
            Told::Refused { clip, reason } => ended(clip, format!("refused: {reason}")),
        }
    }

    fn under_way(&self) -> String {
        let each = self.now.iter().map(|(clip, percent)| match percent {
            Some(percent) => format!("{clip} {percent} %"),
            None => clip.clone(),
        });
        each.collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_far_the_batch_is_and_how_a_clip_came_out() {
        let mut state = State::default();
        let clip = || "a.mp4".to_owned();
        assert_eq!(state.take(&Told::Kept { clip: "0.mp4".to_owned() }, 3), None);
        assert_eq!(state.take(&Told::Began { clip: clip() }, 3), None);
        assert_eq!(state.under_way(), "a.mp4");
        state.take(&Told::Frames { clip: clip(), done: 30, total: Some(120) }, 3);
        assert_eq!(state.under_way(), "a.mp4 25 %");
        let line = state.take(&Told::Refused { clip: clip(), reason: "it is empty".to_owned() }, 3);
        assert_eq!(line.as_deref(), Some("[2/3] a.mp4: refused: it is empty"));
        assert_eq!(state.under_way(), "");
    }
}
