//! The library: the athletes, and the sets of one or of all of them.

use eframe::egui::{Align, Button, ComboBox, Label, Layout, RichText, ScrollArea, TextEdit, Ui, vec2};

use super::Purpose;
use super::state::{Ask, Desk};
use super::table::{self, Cell, Line};
use crate::faults::{self, Severity};
use crate::library::{Column, Filter, Row};
use crate::overlay::Sign;
use crate::report::words;
use crate::ui::command::Command;
use crate::ui::start::primary;
use crate::ui::theme::{self, Palette};

/// Width of the list of athletes, points.
const ATHLETES: f32 = 190.0;

/// The columns of the table of sets, with their headings and by what they sort.
const COLUMNS: [(Option<Column>, &str, table::Column); 8] = [
    (Some(Column::Day), "Day", table::Column { least: 108.0, share: 0.0 }),
    (Some(Column::Athlete), "Athlete", table::Column { least: 84.0, share: 0.6 }),
    (Some(Column::Load), "Load", table::Column { least: 72.0, share: 0.0 }),
    (Some(Column::Rpe), "RPE", table::Column { least: 52.0, share: 0.0 }),
    (Some(Column::Reps), "Reps", table::Column { least: 56.0, share: 0.0 }),
    (None, "Kind", table::Column { least: 106.0, share: 0.0 }),
    (None, "Views", table::Column { least: 88.0, share: 0.2 }),
    (Some(Column::Worst), "Told", table::Column { least: 120.0, share: 1.0 }),
];

/// What the page remembers.
#[derive(Default)]
pub(super) struct Own {
    words: String,
}

/// Shows the page.
pub(super) fn show(ui: &mut Ui, desk: &Desk, own: &mut Own, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    tools(ui, desk, own, commands);
    ui.add_space(theme::TIGHT);
    if desk.open && desk.lists.athletes.is_empty() {
        empty(ui, palette, commands);
        return;
    }
    ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
        ui.allocate_ui_with_layout(vec2(ATHLETES, ui.available_height()), Layout::top_down(Align::LEFT), |ui| {
            athletes(ui, desk, palette, commands);
        });
        ui.separator();
        ui.with_layout(Layout::top_down(Align::LEFT), |ui| sets(ui, desk, palette, commands));
    });
}

/// What to do where nothing is there yet.
fn empty(ui: &mut Ui, palette: Palette, commands: &mut Vec<Command>) {
    theme::column(ui, 520.0, |ui| {
        ui.label(theme::heading("The library is empty"));
        let text = "Drop clips or folders here. A folder with one folder for each athlete names the athletes; a day or a load in a \
                    file's name, as in 2026-03-14 140kg.mp4, is taken over. Videos stay where they are.";
        ui.add(Label::new(RichText::new(text).color(palette.weak)).wrap());
        ui.add_space(theme::GAP);
        if ui.add(primary("Add a folder…", palette)).on_hover_text("Adds the clips of a folder and of those inside it").clicked()
        {
            commands.push(Command::DeskPick(Purpose::Add));
        }
    });
}

/// Filters, and what can be done with the library.
fn tools(ui: &mut Ui, desk: &Desk, own: &mut Own, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        let label = ui.label("Find");
        let field = TextEdit::singleline(&mut own.words).hint_text("name, fault or note").desired_width(150.0);
        if ui.add(field).labelled_by(label.id).changed() {
            commands.push(Command::Desk(Ask::Filter(Filter { words: own.words.clone(), ..desk.filter.clone() })));
        }
        let grade = |least: Option<u8>| match least {
            None => "All sets",
            Some(1) => "Possible or more",
            Some(2) => "Note or more",
            Some(3) => "Moderate or more",
            Some(_) => "Marked",
        };
        ComboBox::from_id_salt("least").selected_text(grade(desk.filter.least)).width(130.0).show_ui(ui, |ui| {
            for least in [None, Some(1), Some(2), Some(3), Some(4)] {
                if ui.selectable_label(desk.filter.least == least, grade(least)).clicked() {
                    commands.push(Command::Desk(Ask::Filter(Filter { least, ..desk.filter.clone() })));
                }
            }
        });
        let named = |id: Option<&'static str>| id.and_then(faults::by_id).map_or("Every fault", |fault| fault.card.name);
        ComboBox::from_id_salt("fault").selected_text(named(desk.filter.fault)).width(150.0).height(420.0).show_ui(ui, |ui| {
            for fault in std::iter::once(None).chain(faults::FAULTS.iter().map(|fault| Some(fault.card.id))) {
                if ui.selectable_label(desk.filter.fault == fault, named(fault)).clicked() {
                    commands.push(Command::Desk(Ask::Filter(Filter { fault, ..desk.filter.clone() })));
                }
            }
        });
        ui.menu_button("More…", |ui| {
            for (purpose, name, tip) in [
                (Purpose::Add, "Add a folder…", "Adds the clips of a folder and of those inside it"),
                (Purpose::Follow, "Follow a folder…", "Adds what comes into a folder, as from a phone's sync"),
                (Purpose::FindMoved, "Find moved videos…", "Looks in a folder for videos that are no longer where they were"),
                (Purpose::Backup, "Back up…", "Copies the library into one file"),
                (
                    Purpose::Restore,
                    "Put a backup back…",
                    "A backup takes the library's place; the library as it is now is kept beside it",
                ),
            ] {
                if ui.button(name).on_hover_text(tip).clicked() {
                    commands.push(Command::DeskPick(purpose));
                    ui.close();
                }
            }
            if ui.button("Check the library").on_hover_text("Says whether it is whole").clicked() {
                commands.push(Command::Desk(Ask::Check));
                ui.close();
            }
            if desk.following.is_some() && ui.button("Follow no folder").on_hover_text("Ends adding what comes in").clicked() {
                commands.push(Command::Desk(Ask::Follow(None)));
                ui.close();
            }
        });
    });
}

fn athletes(ui: &mut Ui, desk: &Desk, palette: Palette, commands: &mut Vec<Command>) {
    ui.label(theme::small(words::count(desk.lists.athletes.len(), "athlete", "athletes")).color(palette.weak));
    ScrollArea::vertical().id_salt("athletes").auto_shrink(false).show(ui, |ui| {
        let mut row = |id, name: &str, facts: String, tip: String| {
            let chosen = desk.filter.athlete == id;
            let text = RichText::new(name).font(if chosen {
                theme::heavy(theme::BODY)
            } else {
                eframe::egui::FontId::proportional(theme::BODY)
            });
            let button = Button::new((text, eframe::egui::Atom::grow(), theme::small(facts).color(palette.weak)))
                .selected(chosen)
                .frame_when_inactive(false)
                .truncate();
            if ui.add_sized(vec2(ui.available_width(), 26.0), button).on_hover_text(tip).clicked() {
                commands.push(Command::Desk(Ask::Athlete(id)));
            }
        };
        let all: usize = desk.lists.athletes.iter().map(|athlete| athlete.sets).sum();
        row(None, "All", all.to_string(), "Shows the sets of all athletes".to_owned());
        for athlete in &desk.lists.athletes {
            let last = athlete.last.map_or_else(String::new, |day| format!(", the last on {day}"));
            let tip = format!("{}{last}; {} wait for you", words::count(athlete.sets, "set", "sets"), athlete.open);
            row(Some(athlete.id), &athlete.name, athlete.sets.to_string(), tip);
        }
    });
}

fn sets(ui: &mut Ui, desk: &Desk, palette: Palette, commands: &mut Vec<Command>) {
    let columns = COLUMNS.map(|(_, _, column)| column);
    let names: Vec<(String, String)> = COLUMNS
        .iter()
        .map(|(by, name, _)| {
            let mark = match (*by == Some(desk.by), desk.down) {
                (true, false) => " ↑",
                (true, true) => " ↓",
                (false, _) => "",
            };
            (format!("{name}{mark}"), by.map_or_else(String::new, |_| format!("Sorts by {}", name.to_lowercase())))
        })
        .collect();
    if let Some(by) = table::headings(ui, &columns, &names).and_then(|index| COLUMNS.get(index)?.0) {
        commands.push(Command::Desk(Ask::Sort(by)));
    }
    let rows = &desk.lists.rows;
    if desk.open && rows.is_empty() {
        ui.label(RichText::new("No set is like this. Clear the filters to see all.").color(palette.weak));
        return;
    }
    let line = |index: usize| {
        let Some(row) = rows.get(index) else { return Line { cells: Vec::new(), chosen: false, name: String::new() } };
        Line { cells: cells(row, palette), chosen: desk.chosen == Some(row.id), name: name(row) }
    };
    if let Some(row) = table::show(ui, "sets", &columns, rows.len(), None, line).and_then(|index| rows.get(index)) {
        commands.push(Command::Desk(Ask::Choose(row.id)));
    }
}

/// The grade of a number of the list, from 1 on; `None` is possible.
fn grade(worst: u8) -> Option<Severity> {
    match worst {
        0 | 1 => None,
        2 => Some(Severity::Note),
        3 => Some(Severity::Moderate),
        _ => Some(Severity::Marked),
    }
}

/// The faults that are told of a set, the worst first, or how far it is.
fn told(row: &Row) -> String {
    match (row.clips, row.worst) {
        ((_, _, refused), None) if refused > 0 => "could not be analysed".to_owned(),
        (_, None) => "waits to be watched".to_owned(),
        (_, Some(0)) if row.reps == Some(0) => "no repetition was found".to_owned(),
        (_, Some(0)) => "nothing".to_owned(),
        (_, Some(_)) => {
            let names = row.told.iter().map(|id| faults::by_id(id).map_or(id.as_str(), |fault| fault.card.name));
            names.collect::<Vec<_>>().join(", ")
        }
    }
}

/// A load in words: kilograms without a needless nought.
pub(super) fn kilograms(load_kg: Option<f64>) -> String {
    load_kg.map_or_else(String::new, |load| format!("{load:.1} kg").replace(".0 ", " "))
}

fn cells(row: &Row, palette: Palette) -> Vec<Cell> {
    let told_cell = match row.worst.filter(|worst| *worst > 0).map(grade) {
        Some(severity) => Cell { sign: Some((Sign::of(severity), palette.grade(severity))), ..Cell::text(told(row)) },
        None => Cell { ink: Some(palette.weak), ..Cell::text(told(row)) },
    };
    vec![
        Cell::text(row.day.to_string()),
        Cell::text(row.name.clone()),
        Cell::text(kilograms(row.load_kg)),
        Cell::text(row.rpe.map_or_else(String::new, |rpe| rpe.to_string())),
        Cell::text(row.reps.map_or_else(String::new, |reps| reps.to_string())),
        Cell::text(row.variant.map_or("", words::variant)),
        Cell::text(row.views.clone()),
        told_cell,
    ]
}

/// A row in words.
fn name(row: &Row) -> String {
    let mut parts = vec![row.name.clone(), row.day.to_string()];
    parts.extend(row.load_kg.map(|load| kilograms(Some(load))));
    parts.extend(row.reps.map(|reps| words::count(reps, "repetition", "repetitions")));
    parts.push(format!("told: {}", told(row)));
    parts.join(", ")
}
