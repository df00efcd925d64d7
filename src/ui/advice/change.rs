//! Before and after: the shown clip against another of this window.

use eframe::egui::{Color32, ComboBox, Grid, Label, RichText, Ui};

use super::super::clip::ClipId;
use super::super::findings::card;
use super::super::state::State;
use super::super::theme::{self, Palette};
use crate::advice::change::{Moved, changes, levels};
use crate::advice::texts::text;

/// What the page remembers.
#[derive(Default)]
pub(super) struct Own {
    before: Option<ClipId>,
}

/// Shows the page.
pub(super) fn show(ui: &mut Ui, state: &State, own: &mut Own) {
    let palette = Palette::of(ui);
    ui.label(RichText::new(text("change.title")).font(theme::heavy(theme::TITLE)));
    ui.add_space(theme::GAP);
    let others: Vec<_> = state.entries.iter().filter(|entry| Some(entry.id) != state.shown && entry.clip().is_some()).collect();
    let (Some(after), false) = (&state.session, others.is_empty()) else {
        let words = "Open the video from before and the one from after: the one that is shown is the one after.";
        ui.add(Label::new(words).wrap());
        return;
    };
    let chosen = others.iter().find(|entry| Some(entry.id) == own.before).or(others.first());
    ui.horizontal(|ui| {
        ui.label("Before");
        let name = chosen.map_or_else(String::new, |entry| entry.name());
        ComboBox::from_id_salt("before").selected_text(name).width(260.0).show_ui(ui, |ui| {
            for entry in &others {
                if ui.selectable_label(Some(entry.id) == own.before, entry.name()).clicked() {
                    own.before = Some(entry.id);
                }
            }
        });
    });
    ui.add_space(theme::GAP);
    let Some(before) = chosen.and_then(|entry| entry.clip()) else { return };
    let mut all = changes(&levels(&before.analysis), &levels(&after.analysis));
    if all.is_empty() {
        ui.label(text("change.none"));
        return;
    }
    // What moved first; within that the order of reports.
    all.sort_by_key(|change| change.moved == Moved::NotShown);
    card(ui, Color32::TRANSPARENT, |ui| {
        Grid::new("changes").num_columns(4).striped(true).spacing([theme::WIDE, 6.0]).show(ui, |ui| {
            for title in ["", "Before", "After", "Change"] {
                ui.label(theme::small(title).color(palette.weak));
            }
            ui.end_row();
            for change in &all {
                let unit = change.unit();
                let said = |level: crate::measure::Level| {
                    let error = crate::measure::INTERVAL_90 * level.sd;
                    format!("{:.*} ± {}", unit.decimals(), level.median, unit.format(error))
                };
                ui.add(Label::new(change.name()).wrap()).on_hover_text(change.sentence());
                ui.label(said(change.before));
                ui.label(said(change.after));
                match change.moved {
                    Moved::NotShown => ui.label(RichText::new("no change shown").color(palette.weak)),
                    Moved::Larger | Moved::Smaller => {
                        let sign = if change.moved == Moved::Larger { "+" } else { "−" };
                        ui.label(theme::strong(format!(
                            "{sign}{} ± {}",
                            unit.format(change.difference.abs()),
                            unit.format(change.error)
                        )))
                    }
                };
                ui.end_row();
            }
        });
    });
}
