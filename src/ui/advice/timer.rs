//! A timer that counts down a time or counts up a hold.

use eframe::egui::{Button, Ui};

use super::super::start::primary;
use super::super::theme::{self, Palette};
use super::paint;

/// How often a running timer is drawn again, seconds.
const TICK_S: f64 = 0.1;

/// A timer that was started.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Timer {
    /// For what.
    key: String,
    /// When it was started, seconds of the window's clock; `None` where it stands.
    started: Option<f64>,
}

impl Timer {
    fn running(&self, key: &str) -> Option<f64> {
        self.started.filter(|_| self.key == key)
    }

    /// Shows a timer over a time: a button that starts it, a ring while it runs.
    pub(super) fn down(&mut self, ui: &mut Ui, key: &str, total_s: u32) {
        let now = ui.input(|input| input.time);
        let total = f64::from(total_s);
        let Some(started) = self.running(key) else {
            let minutes = total_s / 60;
            let words = if minutes >= 2 { format!("Start {minutes} minutes") } else { format!("Start {total_s} seconds") };
            if ui.button(words).clicked() {
                *self = Self { key: key.to_owned(), started: Some(now) };
            }
            return;
        };
        let passed = now - started;
        ui.horizontal(|ui| {
            paint::ring(ui, (total - passed).max(0.0).ceil(), (passed / total) as f32, "Timer");
            if passed >= total {
                ui.label(theme::strong("Done"));
            }
            if ui.button(if passed >= total { "Again" } else { "Stop" }).clicked() {
                self.started = None;
            }
        });
        if passed < total {
            ui.ctx().request_repaint_after_secs(TICK_S as f32);
        }
    }

    /// Shows a clock over a hold: started, it counts up to and past `least_s`; the time held when it is stopped.
    pub(super) fn up(&mut self, ui: &mut Ui, key: &str, least_s: f64, given: Option<f64>) -> Option<f64> {
        let palette = Palette::of(ui);
        let now = ui.input(|input| input.time);
        let running = self.running(key);
        let shown = running.map_or(given.unwrap_or(0.0), |started| now - started);
        let mut held = None;
        ui.horizontal(|ui| {
            paint::ring(ui, shown.floor(), (shown / least_s) as f32, "Held");
            if running.is_some() {
                if ui.add(primary("I let go", palette)).clicked() {
                    held = Some(shown.min(600.0));
                    self.started = None;
                }
            } else {
                let words = if given.is_some() { "Hold again" } else { "I hold it now" };
                let button =
                    if given.is_some() { Button::new(words).min_size([130.0, 32.0].into()) } else { primary(words, palette) };
                if ui.add(button).clicked() {
                    *self = Self { key: key.to_owned(), started: Some(now) };
                }
            }
            ui.label(theme::small(format!("{least_s:.0} seconds or more count")).color(palette.weak));
        });
        if running.is_some() {
            ui.ctx().request_repaint_after_secs(TICK_S as f32);
        }
        held
    }
}
