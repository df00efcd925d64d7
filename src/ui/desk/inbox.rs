//! The inbox: what came in, ranked, gone through with the arrow keys; accepted, overridden with a reason, commented.

use eframe::egui::{self, Button, Label, RichText, TextEdit, Ui, vec2};

use super::keys::Act;
use super::library::kilograms;
use super::set;
use super::state::{Ask, Desk};
use super::table::{self, Cell, Column, Line};
use crate::faults::Severity;
use crate::library::{Item, Ruling, What};
use crate::overlay::Sign;
use crate::ui::command::Command;
use crate::ui::icon;
use crate::ui::start::primary;
use crate::ui::theme::{self, Palette};

/// The columns of the inbox with their headings.
const COLUMNS: [(&str, Column); 5] = [
    ("What", Column { least: 190.0, share: 1.0 }),
    ("Sure", Column { least: 84.0, share: 0.0 }),
    ("Athlete", Column { least: 90.0, share: 0.6 }),
    ("Day", Column { least: 108.0, share: 0.0 }),
    ("Load", Column { least: 74.0, share: 0.0 }),
];

/// What is being typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Typing {
    /// Why the program is overridden.
    Override,
    /// A comment.
    Comment,
}

/// What the page remembers.
#[derive(Default)]
pub(super) struct Own {
    typing: Option<(Typing, Item)>,
    /// Whether the field still has to get the focus.
    fresh: bool,
    words: String,
    ruling: Option<Ruling>,
    /// The place that was scrolled to last.
    seen: Option<usize>,
}

impl Own {
    /// Begins to type about an item. What is typed stays about it, whatever comes into the list meanwhile.
    pub(super) fn begin(&mut self, typing: Typing, item: &Item) {
        *self = Self { typing: Some((typing, item.clone())), fresh: true, seen: self.seen, ..Self::default() };
    }
}

/// Shows the list.
pub(super) fn show(ui: &mut Ui, desk: &Desk, own: &mut Own, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    let items = &desk.lists.items;
    if items.is_empty() {
        ui.label(theme::heading("Nothing waits for you"));
        ui.label(
            RichText::new("What is added to the library stands here once it is analysed, the gravest first.").color(palette.weak),
        );
        return;
    }
    let columns = COLUMNS.map(|(_, column)| column);
    let names: Vec<(String, String)> = COLUMNS.iter().map(|(name, _)| ((*name).to_owned(), String::new())).collect();
    table::headings(ui, &columns, &names);
    let follow = (own.seen != Some(desk.at)).then_some(desk.at);
    own.seen = Some(desk.at);
    let line = |index: usize| {
        let Some(item) = items.get(index) else { return Line { cells: Vec::new(), chosen: false, name: String::new() } };
        Line { cells: cells(item, palette), chosen: index == desk.at, name: name(item) }
    };
    if let Some(index) = table::show(ui, "inbox", &columns, items.len(), follow, line) {
        commands.push(Command::Desk(Ask::GoTo(index)));
    }
}

/// What an item is about, in words.
fn what(item: &Item) -> String {
    match &item.what {
        What::Finding { card, is_new, .. } => format!("{}{}", card.name, if *is_new { ", new" } else { "" }),
        What::Clear => "Nothing is told".to_owned(),
        What::Refused { .. } => "Could not be analysed".to_owned(),
    }
}

fn cells(item: &Item, palette: Palette) -> Vec<Cell> {
    let (sign, sure) = match &item.what {
        What::Finding { severity, probability, .. } => {
            (Some((Sign::of(*severity), palette.grade(*severity))), sure(*probability))
        }
        _ => (None, String::new()),
    };
    vec![
        Cell { sign, ..Cell::text(what(item)) },
        Cell::text(sure),
        Cell::text(item.name.clone()),
        Cell::text(item.day.to_string()),
        Cell::text(kilograms(item.load_kg)),
    ]
}

/// A probability in words; none is ever told as certain.
fn sure(probability: f64) -> String {
    if probability > 0.99 { "over 99 %".to_owned() } else { format!("{:.0} %", probability * 100.0) }
}

/// An item in words.
fn name(item: &Item) -> String {
    let grade = match &item.what {
        What::Finding { severity, .. } => format!(", {}", severity.map_or("possible", Severity::code)),
        _ => String::new(),
    };
    format!("{}{grade}, {}, {}", what(item), item.name, item.day)
}

/// Shows the item that is looked at, and what can be said of it.
pub(super) fn item(ui: &mut Ui, desk: &Desk, own: &mut Own, of_set: &mut set::Own, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    let Some(item) = desk.item() else {
        typing(ui, None, own, palette, commands);
        return;
    };
    match &item.what {
        What::Finding { card, severity, probability, is_new, measured, .. } => {
            ui.horizontal(|ui| {
                let (rect, _) = ui.allocate_exact_size(vec2(18.0, 18.0), egui::Sense::hover());
                icon::sign(ui.painter(), Sign::of(*severity), rect.center(), 7.0, palette.grade(*severity));
                ui.label(theme::heading(card.name));
            });
            let grade = severity.map_or("possible", Severity::code);
            let new = if *is_new { "; new for this athlete: earlier sessions could show it and did not" } else { "" };
            ui.add(Label::new(format!("{grade}, {} sure{new}", sure(*probability))).wrap());
            ui.add(Label::new(RichText::new(measured).color(palette.weak)).wrap());
            ui.add(Label::new(theme::small(card.what).color(palette.weak)).wrap());
        }
        What::Clear => {
            ui.label(theme::heading("Nothing is told"));
            ui.label(RichText::new("No fault was found, and none is possible, in what could be assessed.").color(palette.weak));
        }
        What::Refused { reason, .. } => {
            ui.label(theme::heading("Could not be analysed"));
            ui.add(Label::new(RichText::new(reason).color(palette.weak)).wrap());
        }
    }
    ui.add_space(theme::TIGHT);
    buttons(ui, desk, item, own, palette, commands);
    typing(ui, Some(item), own, palette, commands);
    ui.separator();
    set::show(ui, desk, of_set, commands);
}

fn buttons(ui: &mut Ui, desk: &Desk, item: &Item, own: &mut Own, palette: Palette, commands: &mut Vec<Command>) {
    ui.horizontal_wrapped(|ui| {
        let accept = primary(Act::Accept.words().label, palette).min_size(vec2(84.0, 28.0));
        if ui.add(accept).on_hover_text(Act::Accept.tip()).clicked() {
            commands.push(Command::Desk(match item.fault() {
                Some(fault) => Ask::Rule { set: item.set, fault, ruling: Ruling::Accepted, reason: String::new() },
                None => Ask::Seen(item.set),
            }));
        }
        if item.fault().is_some() && ui.button(Act::Override.words().label).on_hover_text(Act::Override.tip()).clicked() {
            own.begin(Typing::Override, item);
        }
        if ui.button(Act::Comment.words().label).on_hover_text(Act::Comment.tip()).clicked() {
            own.begin(Typing::Comment, item);
        }
        if let Some(look) = desk.to_look_at().filter(|look| look.path.exists())
            && ui.button(Act::Open.words().label).on_hover_text(Act::Open.tip()).clicked()
        {
            commands.push(Command::Desk(Ask::Look(look)));
        }
    });
}

/// The field for a reason or a comment, about the item that it was begun on.
fn typing(ui: &mut Ui, here: Option<&Item>, own: &mut Own, palette: Palette, commands: &mut Vec<Command>) {
    let Some((typing, item)) = own.typing.clone() else { return };
    if ui.input(|input| input.key_pressed(egui::Key::Escape)) {
        own.typing = None;
        return;
    }
    ui.add_space(theme::TIGHT);
    if here.is_none_or(|here| (here.set, here.fault()) != (item.set, item.fault())) {
        ui.add(Label::new(theme::small(format!("About: {}", name(&item))).color(palette.accent)).wrap());
    }
    if typing == Typing::Override {
        ui.horizontal(|ui| {
            for ruling in Ruling::ALL.into_iter().filter(|ruling| *ruling != Ruling::Accepted) {
                let name = match ruling {
                    Ruling::Clear => "No fault",
                    other => other.code(),
                };
                if ui.selectable_label(own.ruling == Some(ruling), name).on_hover_text("What it is, in your view").clicked() {
                    (own.ruling, own.fresh) = (Some(ruling), true);
                }
            }
        });
    }
    let label = ui.label(if typing == Typing::Override { "Your reason" } else { "Your comment" });
    let field = ui.add(TextEdit::multiline(&mut own.words).desired_rows(2).desired_width(f32::INFINITY)).labelled_by(label.id);
    if std::mem::take(&mut own.fresh) {
        field.request_focus();
    }
    let words = own.words.trim();
    let ruling = own.ruling.filter(|_| typing == Typing::Override);
    let ready = !words.is_empty() && (typing == Typing::Comment || ruling.is_some());
    ui.horizontal(|ui| {
        let ctrl_enter = ui.input(|input| input.modifiers.command && input.key_pressed(egui::Key::Enter));
        let kept = ui.add_enabled(ready, Button::new("Keep it")).on_hover_text("Keeps what you say (Ctrl+Enter)").clicked();
        if ready && (kept || ctrl_enter) {
            commands.push(Command::Desk(match (item.fault(), ruling) {
                (Some(fault), Some(ruling)) => Ask::Rule { set: item.set, fault, ruling, reason: words.to_owned() },
                (fault, _) => Ask::Comment(item.set, fault, words.to_owned()),
            }));
            own.typing = None;
        }
        if ui.button("Drop it").on_hover_text("Closes the field (Esc)").clicked() {
            own.typing = None;
        }
        if !ready {
            let missing = if words.is_empty() { "words are missing" } else { "say what it is" };
            ui.label(theme::small(missing).color(palette.weak));
        }
    });
}
