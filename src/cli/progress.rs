//! Shows a running analysis on stderr, where it is a terminal.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::job::Event;

/// A progress line: stage, frames, frames a second, time left.
pub(super) struct Progress {
    bar: Mutex<ProgressBar>,
    shown: bool,
}

impl Progress {
    /// A progress line on stderr, or none where it is quiet or no terminal.
    pub(super) fn new(quiet: bool) -> Self {
        Self { bar: Mutex::new(ProgressBar::hidden()), shown: !quiet && std::io::stderr().is_terminal() }
    }

    /// Takes an event.
    pub(super) fn hear(&self, event: &Event) {
        if !self.shown {
            return;
        }
        let mut bar = self.bar.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        match event {
            Event::Began { stage, total } => {
                let (fresh, form) = match total {
                    Some(total) => {
                        (ProgressBar::new(*total as u64), "{msg:28} {bar:30} {pos:>6}/{len} frames  {per_sec:>10}  {eta} left")
                    }
                    None => (ProgressBar::no_length(), "{msg:28} {spinner} {pos:>6} frames  {per_sec:>10}"),
                };
                fresh.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
                if let Ok(style) = ProgressStyle::with_template(form) {
                    fresh.set_style(style);
                }
                fresh.set_message(stage.name());
                fresh.enable_steady_tick(Duration::from_millis(200));
                *bar = fresh;
            }
            Event::Progress { done, .. } => bar.set_position(*done as u64),
            Event::Note(note) => bar.println(format!("note: {} {}", note.text, note.hint)),
            Event::Ended { .. } => bar.finish_and_clear(),
        }
    }
}
