//! The bar under the video: play, step, speed, loop, and what is drawn.

use eframe::egui::{self, Align, ComboBox, Layout, Popup, PopupCloseBehavior, RichText, Ui};

use super::command::{Action, Command};
use super::icon::{self, Icon};
use super::session::Session;
use super::theme::{self, Palette};
use crate::overlay::{Part, PathColour};

/// Speeds offered.
const SPEEDS: [f64; 8] = [0.1, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0];

/// Shows the bar.
pub(super) fn show(ui: &mut Ui, session: &Session, full_screen: bool, commands: &mut Vec<Command>) {
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        let playhead = &session.playhead;
        let mut button = |ui: &mut Ui, icon, action, on| icon::button(ui, icon, action, on, true, commands);
        button(ui, Icon::Back, Action::RepBack, false);
        button(ui, Icon::FrameBack, Action::FrameBack, false);
        let play = if playhead.is_playing() { Icon::Pause } else { Icon::Play };
        button(ui, play, Action::Play, false);
        button(ui, Icon::FrameOn, Action::FrameOn, false);
        button(ui, Icon::On, Action::RepOn, false);
        button(ui, Icon::Loop, Action::Loop, session.looping);
        ui.add_space(theme::GAP);
        speed(ui, playhead.speed(), commands);
        ui.add_space(theme::GAP);
        clock(ui, session);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            icon::button(ui, Icon::FullScreen, Action::FullScreen, full_screen, true, commands);
            ui.add_space(theme::TIGHT);
            overlay_menu(ui, session, commands);
        });
    });
}

fn speed(ui: &mut Ui, now: f64, commands: &mut Vec<Command>) {
    let text = |speed: f64| format!("{speed} ×");
    let combo = ComboBox::from_id_salt("speed").width(74.0).selected_text(text(now)).show_ui(ui, |ui| {
        for speed in SPEEDS {
            if ui.selectable_label((speed - now).abs() < 1e-9, text(speed)).clicked() {
                commands.push(Command::Speed(speed));
            }
        }
    });
    let tip = format!("Speed ({} slower, {} faster)", Action::Slower.key_text(), Action::Faster.key_text());
    combo.response.on_hover_text(tip).widget_info(|| {
        let mut info = egui::WidgetInfo::labeled(egui::Role::ComboBox, true, "Speed");
        info.current_text_value = Some(text(now));
        info
    });
}

/// Time, length and number of the frame.
fn clock(ui: &mut Ui, session: &Session) {
    let palette = Palette::of(ui);
    let end = session.recording.moments.last().map_or(0.0, |moment| moment.at.0);
    ui.spacing_mut().item_spacing.x = theme::TIGHT;
    ui.label(theme::strong(time(session.playhead.at())));
    ui.label(RichText::new(format!("/ {}", time(end))).color(palette.weak));
    ui.add_space(theme::GAP);
    let frames = session.recording.moments.len();
    ui.label(theme::small(format!("frame {} of {frames}", session.frame() + 1)).color(palette.weak));
}

/// Seconds as minutes, seconds and hundredths.
pub(super) fn time(seconds: f64) -> String {
    let hundredths = (seconds.max(0.0) * 100.0).round() as u64;
    format!("{}:{:02}.{:02}", hundredths / 6000, hundredths / 100 % 60, hundredths % 100)
}

/// What a part of the overlay is.
fn about(part: Part) -> &'static str {
    match part {
        Part::Skeleton => "Joints and bones: the near side strong, the far side faint, unsure points hollow",
        Part::Back => "The curve of the back's contour, where the model sees it",
        Part::Plate => "The rim of the near plate",
        Part::BarPath => "The bar's way in this repetition",
        Part::PlumbLine => "The vertical through the middle of the foot",
        Part::Angles => "Trunk, hip and knee with their values",
        Part::Marks => "What was measured for a finding, about its moment",
        Part::Captions => "Repetition, phase and findings in words, as in the annotated video",
    }
}

fn overlay_menu(ui: &mut Ui, session: &Session, commands: &mut Vec<Command>) {
    let button = ui.button("Overlay").on_hover_text("What is drawn over the video");
    Popup::menu(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        ui.set_min_width(210.0);
        let mut look = session.look;
        for part in Part::ALL {
            let mut on = look.parts.has(part);
            if ui.checkbox(&mut on, part.name()).on_hover_text(about(part)).changed() {
                look.parts = look.parts.toggled(part);
            }
        }
        ui.separator();
        ui.label(theme::small("Colour of the bar's path"));
        ui.horizontal(|ui| {
            ui.selectable_value(&mut look.path, PathColour::Deviation, "Deviation")
                .on_hover_text("Pale on the vertical through lift-off, orange in front of it, blue behind it");
            ui.selectable_value(&mut look.path, PathColour::Velocity, "Velocity")
                .on_hover_text("Orange up, blue down, pale at rest");
        });
        if look != session.look {
            commands.push(Command::Draw(look));
        }
        ui.separator();
        ui.label(theme::small("Ghost of another repetition, at the same height of the bar"));
        ui.horizontal_wrapped(|ui| {
            let none = std::iter::once((None, "none".to_owned()));
            let reps = session.analysis.reps.iter().map(|result| (Some(result.rep.number), result.rep.number.to_string()));
            for (ghost, name) in none.chain(reps) {
                let tip = ghost.map_or_else(
                    || "Draws no other repetition".to_owned(),
                    |number| format!("Draws repetition {number} over the others, where its bar is at the same height"),
                );
                if ui.selectable_label(session.ghost == ghost, name).on_hover_text(tip).clicked() {
                    commands.push(Command::Ghost(ghost));
                }
            }
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_with_minutes_and_hundredths() {
        assert_eq!(time(0.0), "0:00.00");
        assert_eq!(time(65.239), "1:05.24");
        assert_eq!(time(59.999), "1:00.00");
    }
}
