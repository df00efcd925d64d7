//! The room of the article's path: assess, stretch, correct; film it right; before and after.

mod change;
mod checks;
mod film;
mod gate;
mod paint;
mod plan;
pub mod state;
mod timer;

use eframe::egui::{Label, Margin, RichText, ScrollArea, TextEdit, Ui};

use super::command::Command;
use super::state::State;
use super::theme::{self, Palette};
pub use state::{Advice, Ask, Chore, Page};

use crate::advice::standing;
use crate::advice::texts::text;
use crate::advice::walk::Place;

/// Width of the page, points.
const WIDTH: f32 = 780.0;

/// What the room remembers.
#[derive(Default)]
pub(super) struct Own {
    checks: checks::Own,
    plan: plan::Own,
    film: film::Own,
    change: change::Own,
    name: String,
}

/// Shows the room.
pub(super) fn show(ui: &mut Ui, state: &State, own: &mut Own, commands: &mut Vec<Command>) {
    ScrollArea::vertical().id_salt("advice").auto_shrink(false).show(ui, |ui| {
        theme::column(ui, WIDTH, |ui| {
            let palette = Palette::of(ui);
            pages(ui, &state.advice, commands);
            ui.add_space(theme::WIDE);
            page(ui, state, own, commands);
            ui.add_space(theme::WIDE);
            ui.separator();
            ui.add(Label::new(theme::small(standing()).color(palette.weak)).wrap());
            kept(ui, &state.advice, own, commands);
            ui.add_space(theme::WIDE);
        });
    });
}

/// The switch of the pages. The plan's is shut while there is none.
fn pages(ui: &mut Ui, advice: &Advice, commands: &mut Vec<Command>) {
    let plan = advice.walk.plan().is_some();
    ui.horizontal(|ui| {
        for page in Page::ALL {
            let words = match page {
                Page::Assess => text("check.title"),
                Page::Plan => "Stretch and correct".to_owned(),
                Page::Film => text("film.title"),
                Page::Change => text("change.title"),
            };
            let open = page != Page::Plan || plan;
            let button = eframe::egui::Button::selectable(advice.page == page, theme::strong(words));
            let response = ui.add_enabled(open, button);
            if !open {
                response.on_disabled_hover_text(text("plan.not-passed"));
            } else if response.clicked() {
                commands.push(Command::Advice(Ask::Turn(page)));
            }
        }
    });
}

fn page(ui: &mut Ui, state: &State, own: &mut Own, commands: &mut Vec<Command>) {
    let walk = &state.advice.walk;
    match state.advice.page {
        Page::Film => film::show(ui, state.session.as_ref(), &mut own.film),
        Page::Change => change::show(ui, state, &mut own.change),
        Page::Plan if walk.plan().is_some() => plan::show(ui, &state.advice, &state.settings.cues, &mut own.plan, commands),
        Page::Assess | Page::Plan => match walk.place() {
            Place::Question(question) => gate::question(ui, walk, question, commands),
            Place::Stopped(stop) => gate::stopped(ui, &stop, commands),
            Place::Checks | Place::Plan => checks::overview(ui, walk, commands),
            Place::Step(..) => checks::step(ui, walk, &mut own.checks, commands),
        },
    }
}

/// What is kept of the athlete: nothing until they agree, and gone when they say so.
fn kept(ui: &mut Ui, advice: &Advice, own: &mut Own, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    ui.add_space(theme::GAP);
    ui.horizontal(|ui| {
        let label = ui.label("Athlete");
        let field = TextEdit::singleline(&mut own.name).hint_text("name or number").desired_width(180.0).margin(Margin::symmetric(8, 5));
        let field = ui.add(field).labelled_by(label.id);
        if field.lost_focus() && own.name.trim() != advice.athlete {
            commands.push(Command::Advice(Ask::Name(own.name.clone())));
        }
        if advice.athlete.is_empty() {
            ui.label(RichText::new("Nothing is kept.").color(palette.weak));
            return;
        }
        match advice.diary.as_ref().and_then(|diary| diary.agreed) {
            None => {
                ui.label(RichText::new("Nothing is kept.").color(palette.weak));
                let tip = "Answers and exercises done are kept on this machine, in a file of this program, until they are deleted here.";
                if ui.button("The athlete agrees to keep this").on_hover_text(tip).clicked() {
                    commands.push(Command::Advice(Ask::Agree));
                }
            }
            Some(on) => {
                ui.label(RichText::new(format!("Kept on this machine since {on}.")).color(palette.weak));
                if ui.button("Delete all of it").clicked() {
                    commands.push(Command::Advice(Ask::Forget));
                }
            }
        }
    });
}
