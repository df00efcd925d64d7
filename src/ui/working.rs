//! A clip that is not analysed yet: how far it is, or why it could not be.

use eframe::egui::{self, Align, Button, Color32, Layout, ProgressBar, RichText, TextureHandle, Ui, vec2};

use super::clip::{Entry, Progress, Work};
use super::command::{Action, Command};
use super::findings::card;
use super::theme::{self, Palette};
use crate::job::Stage;

/// Width of the column, points.
const WIDTH: f32 = 620.0;
/// The stages shown, in their order.
const STAGES: [Stage; 3] = [Stage::Search, Stage::Estimate, Stage::Analyse];

/// Shows how far a clip is.
pub(super) fn show(ui: &mut Ui, entry: &Entry, picture: Option<&TextureHandle>, now_s: f64, commands: &mut Vec<Command>) {
    theme::column(ui, WIDTH, |ui| match &entry.progress {
        Progress::Working(work) => working(ui, entry, work, picture, now_s, commands),
        Progress::Refused(reason) => refused(ui, entry, reason, commands),
        Progress::Waiting | Progress::Done(_) => waiting(ui, entry, commands),
    });
}

fn working(ui: &mut Ui, entry: &Entry, work: &Work, picture: Option<&TextureHandle>, now_s: f64, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    ui.label(theme::heading(format!("Watching {}", entry.name())));
    ui.add_space(theme::GAP);
    let height = (ui.available_height() - 170.0).clamp(120.0, 420.0);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), egui::Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, "The picture looked at now"));
    ui.painter().rect_filled(rect, 8.0, palette.stage);
    if let Some(texture) = picture {
        let size = texture.size_vec2();
        let size = size * (rect.width() / size.x).min(rect.height() / size.y);
        let whole = egui::Rect::from_min_max(egui::Pos2::ZERO, egui::pos2(1.0, 1.0));
        ui.painter().image(texture.id(), egui::Rect::from_center_size(rect.center(), size), whole, Color32::WHITE);
    } else {
        let font = egui::FontId::proportional(theme::BODY);
        ui.painter().text(rect.center(), egui::Align2::CENTER_CENTER, "Opening the video…", font, palette.weak);
    }
    ui.add_space(theme::GAP);
    stages(ui, work);
    let share = work.share();
    let bar = ProgressBar::new(share.unwrap_or(0.0)).desired_height(8.0).fill(palette.accent).corner_radius(4.0);
    ui.add(if share.is_none() { bar.animate(true) } else { bar });
    ui.horizontal(|ui| {
        let frames = match work.total {
            Some(total) => format!("{} of about {total} frames", work.done.min(total)),
            None if work.done > 0 => format!("{} frames", work.done),
            None => String::new(),
        };
        let left = work.left_s(now_s).map_or_else(String::new, left);
        let text = if work.stopping { "Stopping…".to_owned() } else { [frames, left].join("   ") };
        ui.label(theme::small(text.trim().to_owned()).color(palette.weak));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let stop = Button::new(Action::StopWork.words().label);
            if ui.add_enabled(!work.stopping, stop).on_hover_text(Action::StopWork.tip()).clicked() {
                commands.push(Command::Do(Action::StopWork));
            }
        });
    });
    for note in &work.notes {
        card(ui, Color32::TRANSPARENT, |ui| ui.add(egui::Label::new(format!("{} {}", note.text, note.hint)).wrap()));
    }
}

fn stages(ui: &mut Ui, work: &Work) {
    let palette = Palette::of(ui);
    let at = work.stage.and_then(|stage| STAGES.iter().position(|other| *other == stage));
    ui.horizontal(|ui| {
        for (index, stage) in STAGES.into_iter().enumerate() {
            if index > 0 {
                ui.label(theme::small("›").color(palette.weak));
            }
            let name = stage.name();
            let text = match at {
                Some(at) if at == index => theme::strong(name).size(theme::SMALL).color(palette.accent),
                Some(at) if index < at => theme::small(name).color(palette.text),
                _ => theme::small(name).color(palette.weak),
            };
            ui.label(text);
        }
    });
}

/// The time left in words.
fn left(seconds: f64) -> String {
    match seconds {
        seconds if seconds < 5.0 => "a few seconds left".to_owned(),
        seconds if seconds < 60.0 => format!("about {:.0} s left", (seconds / 5.0).ceil() * 5.0),
        seconds => format!("about {:.0} min left", (seconds / 60.0).ceil()),
    }
}

fn refused(ui: &mut Ui, entry: &Entry, reason: &str, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    ui.label(theme::heading(format!("{} could not be analysed", entry.name())));
    ui.add_space(theme::GAP);
    card(ui, palette.marked, |ui| {
        ui.add(egui::Label::new(reason).wrap().selectable(true));
        ui.add_space(theme::GAP);
        ui.horizontal(|ui| {
            if ui.button("Try again").on_hover_text("Reads the file anew").clicked() {
                commands.push(Command::OpenPaths(vec![entry.path.clone()]));
            }
            if ui.button("Copy the details").on_hover_text("Puts the reason and the path on the clipboard").clicked() {
                let version = env!("CARGO_PKG_VERSION");
                commands.push(Command::Copy(format!("plumbline {version}\n{}\n{reason}", entry.path.display())));
            }
            if ui.button("Take off the list").on_hover_text("Forgets this clip; the file stays").clicked() {
                commands.push(Command::Forget(entry.id));
            }
        });
    });
    ui.label(RichText::new("Other clips go on; drop another video at any time.").color(palette.weak));
}

fn waiting(ui: &mut Ui, entry: &Entry, commands: &mut Vec<Command>) {
    ui.label(theme::heading(format!("{} waits", entry.name())));
    ui.label("It is analysed as soon as the clip before it is done.");
    if ui.button("Take off the list").on_hover_text("Forgets this clip; the file stays").clicked() {
        commands.push(Command::Forget(entry.id));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_is_rough_and_never_less_than_it_is() {
        assert_eq!(left(2.0), "a few seconds left");
        assert_eq!(left(11.0), "about 15 s left");
        assert_eq!(left(61.0), "about 2 min left");
    }
}
