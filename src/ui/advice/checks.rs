//! The self-assessments: their cards, and one step at a time with its drawing, timer, counter and rating.

use eframe::egui::{Button, Color32, Label, RichText, Sense, Slider, Ui, vec2};

use super::super::command::Command;
use super::super::findings::card;
use super::super::start::primary;
use super::super::theme::{self, Palette};
use super::timer::Timer;
use super::{Ask, paint};
use crate::advice::answers::{Answer, MOST_PAIN, Value, key};
use crate::advice::checks::{CHECKS, Check, Kind, Step};
use crate::advice::signs::{Outcome, together};
use crate::advice::texts::{filled, text};
use crate::advice::walk::{Move, Walk};

/// What a step remembers until it is answered.
#[derive(Default)]
pub(super) struct Own {
    /// For which step.
    step: String,
    /// The slider's place.
    pain: u8,
    timer: Timer,
}

fn act(made: Move) -> Command {
    Command::Advice(Ask::Do(made))
}

/// Shows the cards of all.
pub(super) fn overview(ui: &mut Ui, walk: &Walk, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    ui.label(RichText::new(text("check.title")).font(theme::heavy(theme::TITLE)));
    ui.add(Label::new(RichText::new(text("check.about")).color(palette.weak)).wrap());
    ui.add_space(theme::WIDE);
    let signs = walk.signs();
    for check in CHECKS {
        let Some(sign) = signs.iter().find(|sign| sign.check == check.id) else { continue };
        let edge = match sign.outcome {
            Outcome::Suggested(_) => palette.moderate,
            Outcome::NotSuggested => palette.accent,
            Outcome::Unclear => palette.possible,
            Outcome::NotDone => Color32::TRANSPARENT,
        };
        card(ui, edge, |ui| {
            ui.horizontal_top(|ui| {
                ui.vertical(|ui| {
                    ui.set_width(108.0);
                    let picture = check.steps.iter().rev().find_map(|step| step.poses.last());
                    paint::positions(ui, &[picture.copied().unwrap_or("stand")], 84.0, &check.name());
                });
                ui.vertical(|ui| {
                    ui.set_width(ui.available_width());
                    ui.label(theme::heading(check.name()));
                    ui.add(Label::new(check.about()).wrap());
                    if sign.outcome != Outcome::NotDone {
                        ui.add_space(theme::TIGHT);
                        ui.add(Label::new(theme::strong(sign.sentence())).wrap());
                    }
                    ui.add_space(theme::TIGHT);
                    let words = if sign.outcome == Outcome::NotDone { "Do it" } else { "Do it again" };
                    let button = ui.button(words);
                    button.widget_info(|| {
                        eframe::egui::WidgetInfo::labeled(eframe::egui::Role::Button, true, format!("{words}: {}", check.name()))
                    });
                    if button.clicked() {
                        commands.push(act(Move::Open(check.id.into())));
                    }
                });
            });
        });
    }
    for line in together(&signs) {
        ui.add(Label::new(line).wrap());
    }
    ui.add_space(theme::GAP);
    if ui.add(primary("What next", palette)).clicked() {
        commands.push(Command::Advice(Ask::Turn(super::Page::Plan)));
    }
}

/// Shows a step.
pub(super) fn step(ui: &mut Ui, walk: &Walk, own: &mut Own, commands: &mut Vec<Command>) {
    let Some((check, step, side)) = walk.step() else { return };
    let palette = Palette::of(ui);
    let course = check.course();
    let number = course.iter().position(|(other, on)| other.id == step.id && *on == side).unwrap_or(0);
    let name = format!("{}.{}", check.id, side.map_or(step.id.to_owned(), |side| format!("{}.{side:?}", step.id)));
    if own.step != name {
        own.step.clone_from(&name);
        own.pain = match walk.given() {
            Some(Value::Rating(pain)) => *pain,
            Some(Value::Ratings(all)) => all.last().copied().unwrap_or(0),
            // Each bend starts where the one before was.
            _ => match walk.answers().value(check.id, "before") {
                Some(Value::Rating(pain)) => *pain,
                _ => 0,
            },
        };
    }
    ui.horizontal(|ui| {
        ui.label(RichText::new(check.name()).font(theme::heavy(theme::TITLE)));
        ui.label(theme::small(format!("{} of {}", number + 1, course.len())).color(palette.weak));
    });
    ui.add_space(theme::GAP);
    card(ui, Color32::TRANSPARENT, |ui| {
        paint::positions(ui, step.poses, 210.0, &check.name());
        ui.add_space(theme::GAP);
        ui.add(Label::new(theme::heading(check.what_to_do(step, side))).wrap());
        ui.add_space(theme::GAP);
        let hold = matches!(step.item.map(|item| item.kind), Some(Kind::Hold(_)));
        if let Some(seconds) = step.timer_s.filter(|_| !hold) {
            own.timer.down(ui, &name, seconds);
            ui.add_space(theme::GAP);
        }
        if let Some(item) = &step.item {
            ui.add(Label::new(check.ask(item, side)).wrap());
            ui.add_space(theme::TIGHT);
            answer(ui, walk, check, (step, &key(item, side)), (own, &name), commands);
        }
    });
    ui.horizontal(|ui| {
        if ui.button("Back").clicked() {
            commands.push(act(Move::Back));
        }
        let next = if number + 1 < course.len() { "Next" } else { "Finish" };
        // While repetitions are left the one to press next is another.
        let button = if is_whole(walk, step) { primary(next, palette) } else { Button::new(next) };
        if ui.add_enabled(walk.may_go_on(), button).clicked() {
            commands.push(act(Move::Next));
        }
        if ui.button("All self-assessments").clicked() {
            commands.push(act(Move::Leave));
        }
    });
    ui.add_space(theme::WIDE);
    let stop = Button::new(RichText::new(text("check.stop-here")).color(palette.marked)).stroke((1.0, palette.marked));
    if ui.add(stop).clicked() {
        commands.push(act(Move::StopHere));
    }
}

/// Whether nothing is left to answer in a step.
fn is_whole(walk: &Walk, step: &Step) -> bool {
    match (step.item.map(|item| item.kind), walk.given()) {
        (Some(Kind::RateEach(count)), Some(Value::Ratings(ratings))) => ratings.len() >= count,
        (Some(_), given) => given.is_some(),
        (None, _) => true,
    }
}

/// What the step's item is answered with.
fn answer(
    ui: &mut Ui,
    walk: &Walk,
    check: &Check,
    (step, key): (&Step, &str),
    (own, name): (&mut Own, &str),
    commands: &mut Vec<Command>,
) {
    let palette = Palette::of(ui);
    let Some(item) = &step.item else { return };
    let given = walk.answers().value(check.id, key);
    match item.kind {
        Kind::Ask => {
            ui.horizontal(|ui| {
                for option in Answer::ALL {
                    let chosen = given == Some(&Value::Answer(option));
                    let words = text(&format!("answer.{}", option.code()));
                    let button = Button::selectable(chosen, words).min_size(vec2(120.0, 38.0)).stroke((1.0, palette.line));
                    if ui.add(button).clicked() {
                        commands.push(act(Move::Give(Value::Answer(option))));
                    }
                }
            });
        }
        Kind::Rate => {
            pain(ui, &mut own.pain);
            if given != Some(&Value::Rating(own.pain)) && ui.button("That is it").clicked() {
                commands.push(act(Move::Give(Value::Rating(own.pain))));
            }
        }
        Kind::RateEach(count) => {
            let so_far = match given {
                Some(Value::Ratings(ratings)) => ratings.clone(),
                _ => Vec::new(),
            };
            dots(ui, &so_far, count);
            pain(ui, &mut own.pain);
            ui.horizontal(|ui| {
                let at = filled("check.repetition", &[("n", &(so_far.len() + 1).to_string()), ("of", &count.to_string())]);
                let button = primary("That was one", palette);
                if so_far.len() < count && ui.add(button).on_hover_text(at).clicked() {
                    let ratings = so_far.iter().copied().chain([own.pain]).collect();
                    commands.push(act(Move::Give(Value::Ratings(ratings))));
                }
                if !so_far.is_empty() && ui.button("Take the last back").clicked() {
                    let ratings = so_far[..so_far.len() - 1].to_vec();
                    commands.push(act(Move::Give(Value::Ratings(ratings))));
                }
            });
        }
        Kind::Hold(least) => {
            let given = match given {
                Some(Value::Seconds(seconds)) => Some(*seconds),
                _ => None,
            };
            if let Some(held) = own.timer.up(ui, name, least, given) {
                commands.push(act(Move::Give(Value::Seconds((10.0 * held).round() / 10.0))));
            }
        }
    }
}

/// The slider of pain.
fn pain(ui: &mut Ui, pain: &mut u8) {
    let palette = Palette::of(ui);
    ui.spacing_mut().slider_width = 300.0;
    ui.add(Slider::new(pain, 0..=MOST_PAIN).text("pain"));
    ui.label(theme::small(text("check.pain-scale")).color(palette.weak));
}

/// One column for every repetition: those done as high as their pain.
fn dots(ui: &mut Ui, done: &[u8], count: usize) {
    let palette = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(300.0, 62.0), Sense::hover());
    let words = format!("{} of {count} repetitions, pain {done:?}", done.len());
    response.widget_info(|| eframe::egui::WidgetInfo::labeled(eframe::egui::Role::Label, true, &words));
    let step = rect.width() / count.max(1) as f32;
    for index in 0..count {
        let x = rect.left() + (index as f32 + 0.5) * step;
        let base = rect.bottom() - 4.0;
        match done.get(index) {
            Some(pain) => {
                let height = 6.0 + 44.0 * f32::from(*pain) / f32::from(MOST_PAIN);
                let bar = eframe::egui::Rect::from_min_max((x - 8.0, base - height).into(), (x + 8.0, base).into());
                ui.painter().rect_filled(bar, 3.0, palette.accent);
            }
            None => drop(ui.painter().circle_stroke((x, base - 5.0).into(), 4.0, (1.5, palette.line))),
        }
    }
}
