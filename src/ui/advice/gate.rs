//! The gate: one question on a card at a time, and the card that sends to a doctor.

use eframe::egui::{Button, Color32, Label, RichText, Ui, vec2};

use super::super::command::Command;
use super::super::findings::card;
use super::super::theme::{self, Palette};
use super::Ask;
use crate::advice::gate::{Question, Stop};
use crate::advice::texts::{filled, text};
use crate::advice::walk::{Move, Walk};

/// Height of a button that answers, points.
const ANSWER: f32 = 38.0;

/// Shows a question.
pub(super) fn question(ui: &mut Ui, walk: &Walk, question: &'static Question, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    ui.label(RichText::new(text("gate.title")).font(theme::heavy(theme::TITLE)));
    ui.add(Label::new(RichText::new(text("gate.about")).color(palette.weak)).wrap());
    ui.add_space(theme::WIDE);
    let (done, all) = walk.gate_progress();
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 4.0), eframe::egui::Sense::hover());
    ui.painter().rect_filled(rect, 2.0, palette.line);
    let share = done as f32 / all.max(1) as f32;
    let filled_part = eframe::egui::Rect::from_min_size(rect.min, vec2(rect.width() * share, rect.height()));
    ui.painter().rect_filled(filled_part, 2.0, palette.accent);
    ui.add_space(theme::GAP);
    card(ui, Color32::TRANSPARENT, |ui| {
        ui.add_space(theme::GAP);
        let place = filled("gate.progress", &[("n", &(done + 1).to_string()), ("of", &all.to_string())]);
        ui.label(theme::small(place).color(palette.weak));
        ui.add(Label::new(theme::heading(question.ask())).wrap());
        ui.add_space(theme::WIDE);
        for choice in question.choices {
            let words = question.words(choice);
            if ui.add(Button::new(words).min_size(vec2(ui.available_width(), ANSWER))).clicked() {
                commands.push(Command::Advice(Ask::Do(Move::Choose(question.id.into(), choice.id.into()))));
            }
        }
        ui.add_space(theme::GAP);
        if done > 0 && ui.button("Back").clicked() {
            commands.push(Command::Advice(Ask::Do(Move::Back)));
        }
    });
}

/// Shows the card that sends to a doctor.
pub(super) fn stopped(ui: &mut Ui, stop: &Stop, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    card(ui, palette.marked, |ui| {
        ui.add_space(theme::GAP);
        ui.label(RichText::new(text("gate.stop.title")).font(theme::heavy(theme::TITLE)));
        ui.add_space(theme::TIGHT);
        ui.add(Label::new(theme::heading(stop.advice())).wrap());
        ui.add_space(theme::GAP);
        ui.add(Label::new(text("gate.stop.no-plan")).wrap());
        ui.add_space(theme::WIDE);
        ui.label(theme::strong(text("gate.stop.cards")));
        for reason in &stop.reasons {
            ui.horizontal_top(|ui| {
                ui.label(RichText::new("•").color(palette.marked));
                ui.add(Label::new(&reason.why).wrap());
            });
        }
        ui.add_space(theme::WIDE);
        ui.horizontal(|ui| {
            if ui.button("Start again").clicked() {
                commands.push(Command::Advice(Ask::Do(Move::Restart)));
            }
            let slip = stop.reasons.iter().all(|reason| reason.id != "stopped-in-a-check");
            if slip && ui.button("I pressed the wrong answer").clicked() {
                commands.push(Command::Advice(Ask::Do(Move::Back)));
            }
        });
        ui.add_space(theme::GAP);
    });
}
