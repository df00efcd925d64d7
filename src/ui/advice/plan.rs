//! Stretch, correct, train around it: the exercises with their timers, the next session, the cues.

use eframe::egui::{Color32, Label, RichText, Ui};

use super::super::command::Command;
use super::super::findings::card;
use super::super::theme::{self, Palette};
use super::timer::Timer;
use super::{Advice, Ask, paint};
use crate::advice::diary::today;
use crate::advice::exercises::{Source, note};
use crate::advice::plan::{Item, Plan};
use crate::advice::texts::{filled, text};
use crate::faults::by_id;
use crate::measure::KINDS;
use crate::settings::Cues;

/// Shortest hold that is worth a timer, seconds.
const SHORTEST_S: u32 = 10;

/// What the page remembers.
#[derive(Default)]
pub(super) struct Own {
    timer: Timer,
}

/// Shows the plan.
pub(super) fn show(ui: &mut Ui, advice: &Advice, cues: &Cues, own: &mut Own, commands: &mut Vec<Command>) {
    // No plan, no page: it is made only for somebody who passed the gate.
    let Some(plan) = advice.walk.plan() else {
        ui.add(Label::new(text("plan.not-passed")).wrap());
        return;
    };
    ui.label(RichText::new(text("plan.title")).font(theme::heavy(theme::TITLE)));
    for line in &plan.first {
        ui.add(Label::new(line).wrap());
    }
    let mut only = advice.only_heavy;
    if ui.checkbox(&mut only, text("plan.only-heavy")).changed() {
        commands.push(Command::Advice(Ask::OnlyHeavy(only)));
    }
    for (title, items) in [("plan.stretch", &plan.stretch), ("plan.correct", &plan.correct), ("plan.habits", &plan.habits)] {
        if !items.is_empty() {
            heading(ui, &text(title));
            for item in items {
                exercise(ui, advice, item, own, commands);
            }
        }
    }
    around(ui, &plan);
    at_the_bar(ui, &plan, cues);
    heading(ui, &text("wedge.title"));
    ui.add(Label::new(text("wedge.about")).wrap());
}

fn heading(ui: &mut Ui, words: &str) {
    ui.add_space(theme::WIDE);
    ui.label(theme::heading(words));
}

fn exercise(ui: &mut Ui, advice: &Advice, Item { exercise, why }: &Item, own: &mut Own, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    card(ui, Color32::TRANSPARENT, |ui| {
        ui.horizontal_top(|ui| {
            ui.vertical(|ui| {
                let width = if exercise.poses.len() > 1 { 310.0 } else { 155.0 };
                ui.set_width(width);
                paint::positions(ui, &exercise.poses[..exercise.poses.len().min(2)], 120.0, &exercise.name());
            });
            ui.vertical(|ui| {
                ui.set_width(ui.available_width());
                ui.label(theme::heading(exercise.name()));
                let dose = exercise.dose_words();
                if !dose.is_empty() {
                    let own_default = exercise.source == Source::OurDefault;
                    let label = ui.label(theme::strong(dose).color(palette.accent));
                    if own_default {
                        label.on_hover_text(text("dose.our-default"));
                    }
                }
                ui.add(Label::new(exercise.what_to_do()).wrap());
                if let Some(note) = note(exercise) {
                    ui.add(Label::new(theme::strong(note)).wrap());
                }
                ui.add(
                    Label::new(theme::small(format!("{} ({})", exercise.what_for(), why.join("; "))).color(palette.weak)).wrap(),
                );
                ui.horizontal(|ui| {
                    if let Some(seconds) = exercise.timer_s().filter(|seconds| *seconds >= SHORTEST_S) {
                        own.timer.down(ui, exercise.id, seconds);
                    }
                    if let Some(diary) = advice.diary.as_ref().filter(|diary| diary.agreed.is_some()) {
                        if ui.button("Done today").clicked() {
                            commands.push(Command::Advice(Ask::Did(exercise.id)));
                        }
                        let times = diary.in_week(exercise.id, today());
                        if times > 0 {
                            ui.label(theme::small(format!("{times} in the last seven days")).color(palette.weak));
                        }
                    }
                });
            });
        });
    });
}

fn around(ui: &mut Ui, plan: &Plan) {
    if plan.around.is_empty() {
        return;
    }
    let palette = Palette::of(ui);
    heading(ui, &text("plan.around"));
    for session in &plan.around {
        card(ui, Color32::TRANSPARENT, |ui| {
            ui.horizontal_top(|ui| {
                ui.vertical(|ui| {
                    ui.set_width(155.0);
                    paint::positions(ui, &[session.variation.pose()], 120.0, &session.variation.name());
                });
                ui.vertical(|ui| {
                    ui.set_width(ui.available_width());
                    ui.label(theme::heading(session.variation.name()));
                    if let Some(kg) = session.up_to_kg {
                        let load = filled("plan.load", &[("kg", &format!("{kg:.1}").replace(".0", ""))]);
                        ui.label(theme::strong(load).color(palette.accent));
                        ui.add(Label::new(theme::small(&session.load_from).color(palette.weak)).wrap());
                    }
                    ui.add(Label::new(session.variation.what_to_do()).wrap());
                    let name = KINDS.iter().find(|kind| kind.id == session.watch).map_or(session.watch, |kind| kind.name);
                    let watch = filled("plan.watch", &[("name", &name.to_lowercase())]);
                    ui.add(Label::new(theme::small(format!("{}. {watch}", session.why.join("; "))).color(palette.weak)).wrap());
                });
            });
        });
    }
}

fn at_the_bar(ui: &mut Ui, plan: &Plan, cues: &Cues) {
    if plan.faults.is_empty() {
        return;
    }
    heading(ui, &text("plan.cues"));
    for fault in plan.faults.iter().filter_map(|id| by_id(id)) {
        card(ui, Color32::TRANSPARENT, |ui| {
            ui.label(theme::strong(fault.card.name));
            ui.add(Label::new(cues.cue(&fault.card)).wrap());
            ui.add(Label::new(theme::small(cues.drill(&fault.card)).color(Palette::of(ui).weak)).wrap());
        });
    }
}
