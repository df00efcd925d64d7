//! An athlete over the sessions: a measure over time and against load, what is usual, the form-limit load, the estimated maximum.

use eframe::egui::{ComboBox, Id, Label, RichText, ScrollArea, Stroke, TextEdit, Ui, Vec2b};
use egui_plot::{GridMark, HLine, HoverPosition, Line, LineStyle, Plot, PlotPoints, Points};
use jiff::ToSpan;
use jiff::civil::{Date, DateDifference, date};

use super::state::{Ask, Desk};
use crate::library::{Athlete, Progress, ProgressSet};
use crate::measure::{Abstain, INTERVAL_90, KINDS, Kind, Level, Usual};
use crate::report::words;
use crate::ui::command::Command;
use crate::ui::theme::{self, Palette};

/// Height of a chart, points.
const HEIGHT: f32 = 230.0;
/// Day 0 of the charts.
const FIRST: Date = date(2000, 1, 1);
/// The measure that is shown at first.
const USUAL: &str = "mean-velocity";

/// What the page remembers.
#[derive(Default)]
pub(super) struct Own {
    kind: Option<&'static str>,
    light: Option<(crate::library::AthleteId, String)>,
}

/// A point of a chart: place, value, half of the 90 % interval, and its name.
type Spot = (f64, f64, f64, String);

/// Shows the page.
pub(super) fn show(ui: &mut Ui, desk: &Desk, own: &mut Own, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    let Some(athlete) = desk.athlete() else {
        ui.label(theme::heading("No athlete yet"));
        ui.label(RichText::new("An athlete's sets are shown over the sessions once there are some.").color(palette.weak));
        return;
    };
    let progress = desk.progress.as_ref().filter(|(of, _)| *of == athlete.id).map(|(_, progress)| progress);
    ui.horizontal(|ui| {
        choose(ui, desk, athlete, progress, own, commands);
    });
    ui.separator();
    let Some(progress) = progress else { return };
    if progress.sets.is_empty() {
        ui.label(RichText::new("No set of this athlete is analysed yet.").color(palette.weak));
        return;
    }
    ScrollArea::vertical().id_salt("progress").auto_shrink(false).show(ui, |ui| {
        told(ui, athlete, progress, own, palette, commands);
        ui.add_space(theme::GAP);
        if let Some(kind) = chosen(progress, own) {
            charts(ui, progress, kind, palette);
        }
    });
}

/// The measures that any set has, in the order of the program.
fn kinds(progress: &Progress) -> Vec<&'static Kind> {
    KINDS.iter().filter(|kind| progress.sets.iter().any(|set| set.levels.measures.contains_key(kind.id))).collect()
}

fn chosen(progress: &Progress, own: &Own) -> Option<&'static Kind> {
    let there = kinds(progress);
    let wanted = own.kind.unwrap_or(USUAL);
    there.iter().find(|kind| kind.id == wanted).or(there.first()).copied()
}

fn choose(ui: &mut Ui, desk: &Desk, athlete: &Athlete, progress: Option<&Progress>, own: &mut Own, commands: &mut Vec<Command>) {
    let label = ui.label("Athlete");
    let combo = ComboBox::from_id_salt("athlete").selected_text(&athlete.name).width(180.0).height(420.0).show_ui(ui, |ui| {
        for other in &desk.lists.athletes {
            if ui.selectable_label(other.id == athlete.id, &other.name).clicked() {
                commands.push(Command::Desk(Ask::Athlete(Some(other.id))));
            }
        }
    });
    combo.response.labelled_by(label.id);
    let Some(progress) = progress else { return };
    if progress.variants.len() > 1 {
        let name = progress.variant.map_or("", words::variant);
        ComboBox::from_id_salt("variant").selected_text(name).show_ui(ui, |ui| {
            for (variant, sets) in &progress.variants {
                let text = format!("{}  {sets}", words::variant(*variant));
                if ui.selectable_label(progress.variant == Some(*variant), text).clicked() {
                    commands.push(Command::Desk(Ask::Variant(*variant)));
                }
            }
        });
    }
    let label = ui.label("Measure");
    let name = chosen(progress, own).map_or("", |kind| kind.name);
    let combo = ComboBox::from_id_salt("measure").selected_text(name).width(280.0).height(480.0).show_ui(ui, |ui| {
        for kind in kinds(progress) {
            ui.selectable_value(&mut own.kind, Some(kind.id), kind.name);
        }
    });
    combo.response.labelled_by(label.id);
}

/// What follows from all sets: what is light, the form-limit load, the estimated maximum.
fn told(ui: &mut Ui, athlete: &Athlete, progress: &Progress, own: &mut Own, palette: Palette, commands: &mut Vec<Command>) {
    let line = |ui: &mut Ui, name: &str, text: String, weak: String| {
        ui.horizontal_wrapped(|ui| {
            ui.label(theme::strong(name));
            ui.label(text);
            if !weak.is_empty() {
                ui.label(theme::small(weak).color(palette.weak));
            }
        });
    };
    let unsaid = |why: &Abstain| (format!("not assessed. {}", why.reason), why.film_it.clone());
    let (text, weak) = match &progress.form_limit {
        Ok(Some(limit)) => {
            let names: Vec<&str> =
                limit.lost.iter().map(|id| KINDS.iter().find(|kind| kind.id == *id).map_or(*id, |kind| kind.name)).collect();
            let held = limit.held_kg.map_or_else(String::new, |kg| format!(" Form held up to {kg:.1} kg."));
            (format!("{:.1} kg.{held}", limit.load_kg), format!("Left the own band there: {}.", names.join(", ")))
        }
        Ok(None) => ("form held at every load known.".to_owned(), String::new()),
        Err(why) => unsaid(why),
    };
    line(ui, "Form-limit load", text, weak);
    let (text, weak) = match &progress.one_rm {
        Ok(found) => (
            format!("{:.0} to {:.0} kg (90 %, from {} loads).", found.low_kg, found.high_kg, found.loads),
            found.caveat.to_owned(),
        ),
        Err(why) => unsaid(why),
    };
    line(ui, "Estimated maximum", text, weak);
    let usual = match (progress.own.light, progress.own.baseline.0.len()) {
        (None, _) => "not known: no load was said for any set.".to_owned(),
        (Some(light), 0) => format!("not known: the sets up to {:.1} kg have fewer than three repetitions.", light.kg),
        (Some(light), count) => {
            let how = if light.said { "" } else { ", 70 % of the heaviest, our default" };
            format!("{} from the sets up to {:.1} kg{how}.", words::count(count, "measure", "measures"), light.kg)
        }
    };
    line(ui, "Usual for this athlete", usual, String::new());
    ui.horizontal(|ui| {
        let known = athlete.light_kg.map_or_else(String::new, |kg| kg.to_string());
        let (_, typed) = match &mut own.light {
            Some(light) if light.0 == athlete.id => light,
            other => other.insert((athlete.id, known.clone())),
        };
        let label = ui.label("Light up to, kg");
        let hint = "70 % of the heaviest";
        ui.add(TextEdit::singleline(typed).hint_text(hint).desired_width(190.0)).labelled_by(label.id);
        if *typed == known {
            return;
        }
        match typed.trim().replace(',', ".") {
            text if text.is_empty() || text.parse::<f64>().is_ok_and(|kg| (1.0..=600.0).contains(&kg)) => {
                if ui.button("Keep").on_hover_text("Keeps it and takes what is usual from those sets").clicked() {
                    commands.push(Command::Desk(Ask::Light(athlete.id, text.parse().ok())));
                }
            }
            _ => drop(ui.label(RichText::new("1 to 600 kg").color(palette.marked))),
        }
    });
}

/// The days from the charts' first.
fn days(day: Date) -> f64 {
    day.since(DateDifference::new(FIRST).largest(jiff::Unit::Day)).map_or(0.0, |span| f64::from(span.get_days()))
}

fn spots(sets: &[ProgressSet], kind: &Kind, unit: crate::units::Unit, place: impl Fn(&ProgressSet) -> Option<f64>) -> Vec<Spot> {
    let of = |set: &ProgressSet| {
        let level: &Level = set.levels.measures.get(kind.id).filter(|level| level.unit == unit)?;
        let load = set.load_kg.map_or_else(String::new, |load| format!(", {load:.1} kg"));
        let error = unit.format(INTERVAL_90 * level.sd);
        let name = format!("{}{load}\n{:.*} ± {error}", set.day, unit.decimals(), level.median);
        Some((place(set)?, level.median, INTERVAL_90 * level.sd, name))
    };
    sets.iter().filter_map(of).collect()
}

fn charts(ui: &mut Ui, progress: &Progress, kind: &'static Kind, palette: Palette) {
    let Some(unit) = progress.sets.iter().find_map(|set| set.levels.measures.get(kind.id)).map(|level| level.unit) else {
        return;
    };
    let usual = progress.own.baseline.0.get(kind.id).filter(|usual| usual.unit == unit).copied();
    let symbol = unit.symbol();
    let heading = if symbol.is_empty() { kind.name.to_owned() } else { format!("{}, {symbol}", kind.name) };
    ui.label(theme::heading(heading));
    let text = "One point a set: the median of its repetitions with the 90 % interval of one. The band is what is usual in light sets: two \
                median absolute deviations to either side.";
    ui.add(Label::new(theme::small(text).color(palette.weak)).wrap());
    ui.label(theme::strong("Over the sessions"));
    chart(ui, "over the sessions", &spots(&progress.sets, kind, unit, |set| Some(days(set.day))), usual, true, palette);
    ui.label(theme::strong("Against load, kg"));
    let spots = spots(&progress.sets, kind, unit, |set| set.load_kg);
    if spots.is_empty() {
        ui.label(RichText::new("No load was said for any set.").color(palette.weak));
    } else {
        chart(ui, "against load", &spots, usual, false, palette);
    }
}

fn chart(ui: &mut Ui, id: &str, spots: &[Spot], usual: Option<Usual>, is_day: bool, palette: Palette) {
    let names: Vec<(f64, f64, String)> = spots.iter().map(|(x, y, _, name)| (*x, *y, name.clone())).collect();
    let plot = Plot::new(Id::unique(id.to_owned()))
        .height(HEIGHT)
        .show_background(false)
        .allow_scroll(false)
        .allow_zoom(Vec2b::new(false, false))
        .allow_drag(Vec2b::new(false, false))
        .allow_boxed_zoom(false)
        .grid_color(palette.line)
        .x_axis_formatter(move |mark: GridMark, _: &std::ops::RangeInclusive<f64>| {
            if !is_day {
                return format!("{:.0}", mark.value);
            }
            let day = FIRST.checked_add((mark.value.round() as i64).clamp(-9999, 99999).days());
            day.map_or_else(|_| String::new(), |day| day.to_string())
        })
        .label_formatter(move |at| match at {
            HoverPosition::NearDataPoint { position, .. } => names
                .iter()
                .find(|(x, y, _)| (x - position.x).abs() < 1e-6 && (y - position.y).abs() < 1e-9)
                .map(|(_, _, name)| name.clone()),
            HoverPosition::Elsewhere { .. } => None,
        });
    plot.show(ui, |plot| {
        if let Some(usual) = usual {
            let band = 2.0 * usual.mad;
            for edge in [usual.median - band, usual.median + band] {
                plot.hline(HLine::new("Usual", edge).color(palette.accent.gamma_multiply(0.7)).style(LineStyle::dashed_dense()));
            }
            plot.hline(HLine::new("Usual", usual.median).color(palette.accent.gamma_multiply(0.5)));
        }
        for (x, y, error, _) in spots {
            let points = PlotPoints::from(vec![[*x, y - error], [*x, y + error]]);
            plot.line(Line::new("error", points).stroke(Stroke::new(1.2, palette.weak)).allow_hover(false));
        }
        let points: Vec<[f64; 2]> = spots.iter().map(|(x, y, ..)| [*x, *y]).collect();
        plot.points(Points::new("Sets", points).radius(4.0).color(palette.series(0)));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_over_months_and_years() {
        assert!((days(date(2000, 1, 1)) - 0.0).abs() < 1e-9);
        assert!((days(date(2001, 1, 1)) - 366.0).abs() < 1e-9);
        assert!((days(date(2026, 3, 14)) - days(date(2026, 2, 14)) - 28.0).abs() < 1e-9);
    }
}
