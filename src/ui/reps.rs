//! The table of repetitions: sortable, copied as CSV.

use eframe::egui::{Align, Button, Grid, Layout, RichText, ScrollArea, Ui};

use super::command::{Action, Command};
use super::session::Session;
use super::theme::{self, Palette};
use super::told;
use crate::analysis::RepResult;
use crate::measure::{KINDS, Measurement};

/// The measures that have a column: the first of a row that a repetition has is taken. With the short heading.
const COLUMNS: [(&str, &[&str]); 9] = [
    ("Mean speed", &["mean-velocity"]),
    ("Peak speed", &["peak-velocity"]),
    ("Range", &["range-of-motion", "range-of-motion-of-body"]),
    ("Time up", &["concentric-time"]),
    ("To knee", &["time-to-knee"]),
    ("Time down", &["descent-time"]),
    ("Trunk, floor", &["trunk-at-lift-off"]),
    ("Hip, floor", &["hip-at-lift-off"]),
    ("Knee, floor", &["knee-at-lift-off"]),
];

/// Room for the values of the list below the table, points.
const VALUES: f32 = 150.0;

/// What the table is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    Number,
    Findings,
    Column(usize),
}

/// What the panel remembers.
pub(super) struct Own {
    key: Key,
    down: bool,
}

impl Default for Own {
    fn default() -> Self {
        Self { key: Key::Number, down: false }
    }
}

/// Shows the table, and below it all that was measured of the repetition at the playhead.
pub(super) fn show(ui: &mut Ui, session: &Session, own: &mut Own, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    ui.horizontal(|ui| {
        ui.label(theme::heading("Repetitions"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let copy = Button::new(Action::CopyTable.words().label);
            if ui.add(copy).on_hover_text(Action::CopyTable.tip()).clicked() {
                commands.push(Command::Do(Action::CopyTable));
            }
        });
    });
    if session.analysis.reps.is_empty() {
        ui.label(RichText::new("No repetition was found. One can be added by hand under Correct.").color(palette.weak));
        return;
    }
    ui.label(theme::small("± is the 90 % interval. A heading sorts; a row goes to its lift-off.").color(palette.weak));
    ScrollArea::both().id_salt("reps").auto_shrink(false).show(ui, |ui| {
        table(ui, session, own, commands);
        ui.add_space(theme::WIDE);
        if let Some(result) = session.rep().and_then(|rep| session.analysis.reps.get(rep)) {
            measures(ui, session, result, commands);
        }
    });
}

fn measure<'a>(result: &'a RepResult, ids: &[&str]) -> Option<&'a Measurement> {
    ids.iter().find_map(|id| result.measures.iter().find(|measure| measure.id == *id))
}

fn faults(result: &RepResult) -> usize {
    result.findings.iter().filter_map(told::Told::of).filter(|told| told.severity.is_some()).count()
}

/// The order of the rows.
fn sorted(reps: &[RepResult], own: &Own) -> Vec<usize> {
    let value = |index: &usize| -> Option<f64> {
        let result = reps.get(*index)?;
        match own.key {
            Key::Number => Some(result.rep.number as f64),
            Key::Findings => Some(faults(result) as f64),
            Key::Column(column) => measure(result, COLUMNS.get(column)?.1).map(|measure| measure.value),
        }
    };
    let mut rows: Vec<usize> = (0..reps.len()).collect();
    rows.sort_by(|a, b| match (value(a), value(b)) {
        (Some(a), Some(b)) if own.down => b.total_cmp(&a),
        (Some(a), Some(b)) => a.total_cmp(&b),
        // What was not measured stands last, whichever way it is sorted.
        (a, b) => b.is_some().cmp(&a.is_some()),
    });
    rows
}

fn table(ui: &mut Ui, session: &Session, own: &mut Own, commands: &mut Vec<Command>) {
    let reps = &session.analysis.reps;
    let palette = Palette::of(ui);
    Grid::new("table").striped(true).spacing([14.0, 6.0]).show(ui, |ui| {
        heading(ui, own, Key::Number, "Rep", "Number of the repetition");
        heading(ui, own, Key::Findings, "Faults", "Faults found, possible ones left out");
        for (column, (name, ids)) in COLUMNS.iter().enumerate() {
            let kind = KINDS.iter().find(|kind| ids.contains(&kind.id));
            heading(ui, own, Key::Column(column), name, kind.map_or(name, |kind| kind.name));
        }
        ui.end_row();
        for index in sorted(reps, own) {
            let Some(result) = reps.get(index) else { continue };
            let here = session.rep() == Some(index);
            let start = result.rep.lift_off.map_or(result.rep.frames.start, |event| event.frame);
            let number = theme::strong(result.rep.number.to_string()).color(palette.series(index));
            let tip = format!("Goes to lift-off of repetition {}", result.rep.number);
            if ui.selectable_label(here, number).on_hover_text(tip).clicked() {
                commands.push(Command::Seek(start));
            }
            ui.label(faults(result).to_string());
            for (_, ids) in COLUMNS {
                match measure(result, ids) {
                    Some(measure) => ui.label(session.units.said(&measure.text())),
                    None => ui.label(RichText::new("–").color(palette.weak)).on_hover_text("Not measured"),
                };
            }
            ui.end_row();
        }
    });
}

fn heading(ui: &mut Ui, own: &mut Own, key: Key, name: &str, tip: &str) {
    let mark = match (own.key == key, own.down) {
        (true, false) => " ↑",
        (true, true) => " ↓",
        (false, _) => "",
    };
    let text = theme::small(format!("{name}{mark}")).strong();
    if ui.add(Button::new(text).frame(false)).on_hover_text(format!("{tip}; sorts by it")).clicked() {
        own.down = own.key == key && !own.down;
        own.key = key;
    }
}

/// All that was measured of one repetition.
fn measures(ui: &mut Ui, session: &Session, result: &RepResult, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    ui.label(theme::heading(format!("All of repetition {}", result.rep.number)));
    Grid::new("measures").num_columns(2).striped(true).spacing([18.0, 4.0]).show(ui, |ui| {
        for measure in &result.measures {
            // The values stay in sight, however long a name is.
            let name = Button::new(measure.name()).frame(false).truncate();
            let tip = format!("{}: goes to the moment that shows it", measure.name());
            let room = (ui.clip_rect().width() - VALUES).max(120.0);
            let shown = ui.scope(|ui| {
                ui.set_max_width(room);
                ui.add(name).on_hover_text(tip).clicked()
            });
            if shown.inner {
                commands.push(Command::SeekTime(measure.at));
            }
            let by_hand = session.analysis.by_hand.measure(result.rep.number, measure.id);
            ui.horizontal(|ui| {
                ui.label(session.units.said(&measure.text()));
                if by_hand {
                    ui.label(theme::small("by hand").color(palette.weak)).on_hover_text("Rests on a correction");
                }
            });
            ui.end_row();
        }
    });
}
