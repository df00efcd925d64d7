//! What lies on top of the window: what to write, the settings, the sheet of keys; and what is said when something is done.

use std::path::PathBuf;

use eframe::egui::{self, Align2, Button, Context, Grid, Modal, ProgressBar, RichText, ScrollArea, Slider, TextEdit, Ui, vec2};

use super::command::{Action, Command, key_name};
use super::desk::Ask;
use super::export::Product;
use super::preferences::{Colours, Preferences, TEXT_SCALE, Units};
use super::sending::{OFFERED, Wanted};
use super::start::primary;
use super::state::{Dialog, State};
use super::theme::{self, Palette};
use crate::library::ClipState;
use crate::report::words;
use crate::settings::Profile;

/// Groups of the sheet of keys: two columns.
const GROUPS: [&[&str]; 2] = [&["Play", "Correct", "Review"], &["Find", "Look", "Files", "Window"]];

/// What the dialogs remember.
#[derive(Default)]
pub(super) struct Own {
    folder: Option<String>,
    products: Option<Vec<Product>>,
    limits: Option<String>,
}

/// Shows what lies on top.
pub(super) fn show(ctx: &Context, state: &State, own: &mut Own, commands: &mut Vec<Command>) {
    match state.dialog {
        Some(Dialog::Export) => modal(ctx, "export", "Export", commands, |ui, commands| export(ui, state, own, commands)),
        Some(Dialog::SendBack) => modal(ctx, "send", "Send back", commands, |ui, commands| send(ui, state, own, commands)),
        Some(Dialog::Settings) => modal(ctx, "settings", "Settings", commands, |ui, commands| settings(ui, state, own, commands)),
        Some(Dialog::Keys) => modal(ctx, "keys", "Keys", commands, |ui, _| keys(ui)),
        None => *own = Own::default(),
    }
    notice(ctx, state, commands);
}

fn modal(ctx: &Context, id: &str, title: &str, commands: &mut Vec<Command>, add: impl FnOnce(&mut Ui, &mut Vec<Command>)) {
    let shown = Modal::new(egui::Id::unique(id)).show(ctx, |ui| {
        ui.set_max_width(620.0);
        ui.horizontal(|ui| {
            ui.label(RichText::new(title).font(theme::heavy(theme::HEADING + 2.0)));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if super::icon::plain(ui, super::icon::Icon::Close, &format!("Close {title}"), false, true).clicked() {
                    commands.push(Command::Do(Action::Leave));
                }
            });
        });
        ui.add_space(theme::GAP);
        add(ui, commands);
    });
    if shown.backdrop_response.clicked() {
        commands.push(Command::Do(Action::Leave));
    }
}

fn export(ui: &mut Ui, state: &State, own: &mut Own, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    let Some(clip) = state.clip() else { return };
    ui.set_min_width(520.0);
    let has_video = clip.video.is_some();
    let (neighbours, own_kinds): (Vec<Product>, Vec<Product>) =
        Product::ALL.into_iter().partition(|product| matches!(product, Product::Neighbour(_)));
    let products = own.products(has_video);
    for product in own_kinds {
        tick(ui, product, has_video, products);
    }
    egui::CollapsingHeader::new("For other programs").show(ui, |ui| {
        for product in neighbours {
            tick(ui, product, has_video, products);
        }
    });
    cover(ui, state, has_video, commands);
    ui.add_space(theme::GAP);
    if let Some((folder, products)) = where_to(ui, state, own, clip.video.as_deref(), palette) {
        commands.push(Command::Write { folder, products });
    }
}

/// What goes back to the athlete of the set that the desk looks at.
fn send(ui: &mut Ui, state: &State, own: &mut Own, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    let Some(set) = &state.desk.shown else { return };
    ui.set_min_width(520.0);
    let videos: Vec<&std::path::Path> =
        set.clips.iter().map(|clip| clip.path.as_path()).filter(|path| !crate::recording::is_recording(path)).collect();
    let text = format!(
        "{}, {}: {}, with your words on it. Nothing is uploaded; send the files as you like.",
        set.name,
        set.day,
        words::count(set.clips.len(), "clip", "clips")
    );
    ui.add(egui::Label::new(text).wrap());
    let left_out = set.clips.iter().filter(|clip| clip.state != ClipState::Analysed).count();
    if left_out > 0 {
        let text = format!("{} not analysed and left out.", words::count(left_out, "clip is", "clips are"));
        ui.add(egui::Label::new(theme::small(text).color(palette.weak)).wrap());
    }
    ui.add_space(theme::TIGHT);
    let products = own.products(!videos.is_empty());
    for product in OFFERED {
        tick(ui, product, !videos.is_empty(), products);
    }
    cover(ui, state, !videos.is_empty(), commands);
    ui.add_space(theme::GAP);
    let beside = videos.first().copied().or(set.clips.first().map(|clip| clip.path.as_path()));
    if let Some((folder, products)) = where_to(ui, state, own, beside, palette) {
        let wanted = Wanted { folder, products, cover_faces: state.preferences.cover_faces };
        commands.push(Command::Desk(Ask::SendBack(set.id, Box::new(wanted))));
        commands.push(Command::Do(Action::Leave));
    }
}

impl Own {
    /// What is ticked.
    fn products(&mut self, has_video: bool) -> &mut Vec<Product> {
        let usual = if has_video { vec![Product::Video, Product::Html] } else { vec![Product::Html] };
        self.products.get_or_insert(usual)
    }
}

/// The box of one product.
fn tick(ui: &mut Ui, product: Product, has_video: bool, products: &mut Vec<Product>) {
    let (name, what) = product.words();
    let possible = has_video || !product.needs_video();
    let mut on = possible && products.contains(&product);
    let tip = if possible { what } else { "Needs the video; only a recording was opened" };
    let check = ui.add_enabled(possible, egui::Checkbox::new(&mut on, name)).on_hover_text(tip).on_disabled_hover_text(tip);
    if check.changed() {
        if on { products.push(product) } else { products.retain(|other| *other != product) }
    }
    let weak = Palette::of(ui).weak;
    ui.indent(name, |ui| ui.label(theme::small(what).color(weak)));
}

/// Whether faces are covered.
fn cover(ui: &mut Ui, state: &State, has_video: bool, commands: &mut Vec<Command>) {
    let mut cover_faces = state.preferences.cover_faces;
    let what = "A mosaic over the faces of the people whom the program followed, in report, picture and video; it does not know of others";
    if ui.add_enabled(has_video, egui::Checkbox::new(&mut cover_faces, "Cover faces")).on_hover_text(what).changed() {
        commands.push(Command::Prefer(Preferences { cover_faces, ..state.preferences.clone() }));
    }
}

/// The folder, and the button that writes into it; what to write where it was pressed. At first it is a folder beside the clip.
fn where_to(
    ui: &mut Ui,
    state: &State,
    own: &mut Own,
    clip: Option<&std::path::Path>,
    palette: Palette,
) -> Option<(PathBuf, Vec<Product>)> {
    let beside = clip.and_then(std::path::Path::parent).map(|folder| folder.join("plumbline"));
    let products = own.products.clone().unwrap_or_default();
    let folder = own.folder.get_or_insert_with(|| beside.unwrap_or_else(|| PathBuf::from("plumbline")).display().to_string());
    let label = ui.label("Folder");
    let field = ui.add(TextEdit::singleline(folder).desired_width(f32::INFINITY)).labelled_by(label.id);
    field.on_hover_text("Where the files are written to");
    ui.label(theme::small("It is made where it is not there; files of the same name are replaced.").color(palette.weak));
    ui.add_space(theme::GAP);
    let ready = !products.is_empty() && !folder.trim().is_empty() && state.writing.is_none();
    let write = ui.horizontal(|ui| ui.add_enabled(ready, primary("Write", palette))).inner;
    let pressed = write.on_hover_text("Writes what is ticked into the folder").clicked();
    pressed.then(|| (PathBuf::from(folder.trim()), products))
}

fn settings(ui: &mut Ui, state: &State, own: &mut Own, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    let mut now: Preferences = state.preferences.clone();
    ui.set_min_width(460.0);
    Grid::new("settings").num_columns(2).spacing([24.0, 12.0]).show(ui, |ui| {
        ui.label("Colours");
        ui.horizontal(|ui| {
            for (value, name, tip) in [
                (Colours::System, "As the system", "Dark or light, as the desktop is"),
                (Colours::Dark, "Dark", "Light on dark: for a dim room"),
                (Colours::Light, "Light", "Dark on light: for a bright room"),
            ] {
                ui.selectable_value(&mut now.colours, value, name).on_hover_text(tip);
            }
        });
        ui.end_row();
        ui.label("Size of text");
        ui.horizontal(|ui| {
            let slider = Slider::new(&mut now.text_scale, TEXT_SCALE.0..=TEXT_SCALE.1).step_by(0.1).show_value(false);
            let response = ui.add(slider);
            response.widget_info(|| egui::WidgetInfo::slider(true, f64::from(now.text_scale), "Size of text"));
            ui.label(format!("{:.0} %", now.text_scale * 100.0));
        });
        ui.end_row();
        ui.label("Units");
        ui.horizontal(|ui| {
            for (units, name, what) in [
                (Units::Metric, "kg, cm", "Loads in kilograms, lengths in centimetres"),
                (Units::Imperial, "lb, in", "Loads in pounds, lengths in inches"),
            ] {
                let tip = format!("{what}, everywhere in the window. Speeds stay in m/s, plates in mm, and files metric");
                ui.selectable_value(&mut now.units, units, name).on_hover_text(tip);
            }
        });
        ui.end_row();
        ui.label("Profile");
        ui.vertical(|ui| {
            let chosen = Profile::from_code(&now.profile).unwrap_or_default();
            ui.horizontal(|ui| {
                for profile in Profile::ALL {
                    let name = profile.code().replace('-', " ");
                    if ui.selectable_label(chosen == profile, name).on_hover_text(profile.about()).clicked() {
                        profile.code().clone_into(&mut now.profile);
                    }
                }
            });
            ui.add(egui::Label::new(theme::small(chosen.about()).color(palette.weak)).wrap());
        });
        ui.end_row();
        let label = ui.label("Limits");
        ui.vertical(|ui| {
            let kept = now.limits.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
            let text = own.limits.get_or_insert(kept);
            let field =
                TextEdit::singleline(text).hint_text("the profile's; or the path of a settings file").desired_width(300.0);
            ui.add(field).labelled_by(label.id).on_hover_text("Limits of your own, laid over the profile's");
            if ui.button("Use these limits").on_hover_text("Reads the file and judges the shown clip anew").clicked() {
                let path = text.trim();
                now.limits = (!path.is_empty()).then(|| PathBuf::from(path));
            }
            ui.label(theme::small("`plumbline faults` prints every limit with its source.").color(palette.weak));
        });
        ui.end_row();
    });
    if now != state.preferences {
        commands.push(Command::Prefer(now));
    }
}

fn keys(ui: &mut Ui) {
    let palette = Palette::of(ui);
    ScrollArea::vertical().min_scrolled_height(520.0).max_height(520.0).show(ui, |ui| {
        ui.horizontal_top(|ui| {
            for (number, groups) in GROUPS.iter().enumerate() {
                ui.vertical(|ui| {
                    for group in *groups {
                        ui.label(theme::strong(*group).color(palette.accent));
                        Grid::new(("keys", number, group)).num_columns(2).spacing([14.0, 4.0]).show(ui, |ui| {
                            for action in Action::ALL.iter().filter(|action| action.words().group == *group) {
                                let words = action.words();
                                let keys: Vec<String> = words.keys.iter().map(|key| key_name(*key)).collect();
                                ui.label(theme::strong(keys.join("  ")));
                                ui.label(words.label).on_hover_text(words.tip);
                                ui.end_row();
                            }
                        });
                        ui.add_space(theme::GAP);
                    }
                });
                ui.add_space(theme::WIDE);
            }
        });
        super::desk::keys::sheet(ui);
        ui.add_space(theme::GAP);
        let text = "On the video: wheel enlarges, dragging moves the picture, a double click shows all of it. On the timeline: Ctrl and the \
            wheel show more or less of the clip, the wheel alone moves along it. Ctrl+V opens a copied path.";
        ui.add(egui::Label::new(theme::small(text).color(palette.weak)).wrap());
    });
}

/// What is being written, and what was said last.
fn notice(ctx: &Context, state: &State, commands: &mut Vec<Command>) {
    if state.notice.is_none() && state.writing.is_none() {
        return;
    }
    let area = egui::Area::new(egui::Id::unique("notice"))
        .anchor(Align2::RIGHT_BOTTOM, vec2(-16.0, -16.0))
        .order(egui::Order::Foreground);
    area.show(ctx, |ui| {
        let palette = Palette::of(ui);
        egui::Frame::popup(ui.style()).inner_margin(14.0).show(ui, |ui| {
            ui.set_width(360.0);
            if let Some(writing) = state.writing {
                ui.label(theme::strong(if writing.stopping { "Stopping…" } else { "Writing…" }));
                let bar = ProgressBar::new(writing.share.unwrap_or(0.0)).desired_height(8.0).fill(palette.accent);
                ui.add(if writing.share.is_none() { bar.animate(true) } else { bar });
                let stop = Button::new("Stop writing");
                if ui.add_enabled(!writing.stopping, stop).on_hover_text("Leaves no half file behind").clicked() {
                    commands.push(Command::StopWriting);
                }
            }
            if let Some(notice) = &state.notice {
                let ink = if notice.bad { palette.marked } else { palette.text };
                ui.add(egui::Label::new(RichText::new(&notice.text).color(ink)).wrap().selectable(true));
                for file in &notice.files {
                    ui.label(theme::small(super::clip::name(file)).color(palette.weak));
                }
                ui.horizontal(|ui| {
                    if ui.button("Close").on_hover_text("Closes this note (Esc)").clicked() {
                        commands.push(Command::CloseNotice);
                    }
                    let what = if notice.bad { "Copy the details" } else { "Copy the paths" };
                    if ui.button(what).on_hover_text("Puts it on the clipboard").clicked() {
                        let files: Vec<String> = notice.files.iter().map(|file| file.display().to_string()).collect();
                        commands.push(Command::Copy(if notice.bad { notice.text.clone() } else { files.join("\n") }));
                    }
                });
            }
        });
    });
}
