//! The bar at the top: which clip, what it is, and what can be done with it.

use eframe::egui::{Align, Button, ComboBox, Layout, RichText, Role, Ui, WidgetInfo};

use super::clip::{Entry, Progress};
use super::command::{Action, Command};
use super::icon::{self, Icon};
use super::preferences::Units;
use super::room::{self, Room};
use super::start::primary;
use super::state::State;
use super::theme::{self, Palette};
use crate::analysis::Analysis;
use crate::body::ViewKind;
use crate::report::words;

/// Shows the bar.
pub(super) fn show(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    ui.horizontal_centered(|ui| {
        let home = Button::new(RichText::new("Plumbline").font(theme::heavy(theme::HEADING)).color(palette.text)).frame(false);
        if ui.add(home).on_hover_text(Action::CloseClip.tip()).clicked() {
            commands.push(Command::Do(Action::CloseClip));
        }
        room::switch(ui, state, commands);
        if state.room != Room::Set {
            corner(ui, state, commands);
            return;
        }
        clips(ui, state, commands);
        if let Some(session) = &state.session {
            ui.label(theme::small(facts(&session.analysis, session.units)).color(palette.weak));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = theme::TIGHT;
            icon::button(ui, Icon::Keys, Action::Keys, false, true, commands);
            icon::button(ui, Icon::Settings, Action::Settings, false, true, commands);
            if state.session.is_some() {
                let export = primary(Action::Export.words().label, palette).min_size([84.0, 28.0].into());
                if ui.add_enabled(state.writing.is_none(), export).on_hover_text(Action::Export.tip()).clicked() {
                    commands.push(Command::Do(Action::Export));
                }
            }
            let open = Button::new(Action::Open.words().label);
            if !state.entries.is_empty() && ui.add(open).on_hover_text(Action::Open.tip()).clicked() {
                commands.push(Command::Do(Action::Open));
            }
            if let Some(clip) = state.clip() {
                ui.add_space(theme::GAP);
                icon::button(ui, Icon::Redo, Action::Redo, false, clip.history.can_redo(), commands);
                icon::button(ui, Icon::Undo, Action::Undo, false, clip.history.can_undo(), commands);
            }
            background(ui, state);
        });
    });
}

/// What stands at the right end of the bar in every room.
fn corner(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = theme::TIGHT;
        icon::button(ui, Icon::Keys, Action::Keys, false, true, commands);
        icon::button(ui, Icon::Settings, Action::Settings, false, true, commands);
        background(ui, state);
    });
}

/// The clips, where there is more than one.
fn clips(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    let shown = state.shown();
    if state.entries.len() < 2 {
        if let Some(entry) = shown {
            ui.label(theme::strong(entry.name())).on_hover_text(entry.path.display().to_string());
        }
        return;
    }
    let text = shown.map_or_else(|| format!("{} clips", state.entries.len()), Entry::name);
    let combo = ComboBox::from_id_salt("clips").selected_text(&text).width(220.0).height(400.0).show_ui(ui, |ui| {
        for entry in &state.entries {
            let how = match &entry.progress {
                Progress::Waiting => "waits".to_owned(),
                Progress::Working(work) => {
                    work.share().map_or_else(|| "at work".to_owned(), |share| format!("{:.0} %", share * 100.0))
                }
                Progress::Done(clip) => words::count(clip.analysis.reps.len(), "repetition", "repetitions"),
                Progress::Refused(_) => "could not be analysed".to_owned(),
            };
            let name = format!("{}   {how}", entry.name());
            if ui.selectable_label(state.shown == Some(entry.id), name).on_hover_text(entry.path.display().to_string()).clicked()
            {
                commands.push(Command::Show(entry.id));
            }
        }
    });
    let name = "The clips of this window";
    combo.response.on_hover_text(name).widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, true, name);
        info.current_text_value = Some(text.clone());
        info
    });
}

/// The clip in a line: repetitions, load, kind, view.
fn facts(analysis: &Analysis, units: Units) -> String {
    let mut facts = vec![words::count(analysis.reps.len(), "repetition", "repetitions")];
    if let Some(load) = analysis.settings.load_kg {
        facts.push(units.load(load).replace(".0 ", " "));
    }
    facts.push(words::variant(analysis.variant.kind).to_owned());
    if let Some(lift) = &analysis.lift {
        facts.push(
            match lift.view.kind {
                ViewKind::Side => "from the side",
                ViewKind::Oblique => "from an angle",
                ViewKind::Front => "from the front",
                ViewKind::Back => "from behind",
            }
            .to_owned(),
        );
    }
    facts.push(format!("{:.0} fps", analysis.clip.mean_fps));
    facts.join(" · ")
}

/// What is at work while another clip is looked at.
fn background(ui: &mut Ui, state: &State) {
    let working = state.entries.iter().find(|entry| matches!(entry.progress, Progress::Working(_)));
    let Some(entry) = working.filter(|entry| Some(entry.id) != state.shown) else { return };
    let Progress::Working(work) = &entry.progress else { return };
    let share = work.share().map_or_else(String::new, |share| format!(" {:.0} %", share * 100.0));
    let waiting = state.entries.iter().filter(|entry| matches!(entry.progress, Progress::Waiting)).count();
    let more = if waiting > 0 { format!(", {waiting} more") } else { String::new() };
    ui.label(theme::small(format!("Watching {}{share}{more}", entry.name())).color(Palette::of(ui).accent));
}
