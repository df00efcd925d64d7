//! The empty window: what to drop, how to film, the demo, the clips opened lately.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use eframe::egui::{
    self, Align, Button, Color32, CornerRadius, Frame, Layout, Margin, RichText, ScrollArea, Stroke, TextEdit, Ui, vec2,
};

use super::clip;
use super::command::{Action, Command};
use super::findings::card;
use super::state::State;
use super::theme::{self, Palette};

/// Width of the page, points.
const WIDTH: f32 = 760.0;

/// What the page remembers.
#[derive(Default)]
pub(super) struct Own {
    path: String,
    there: Option<There>,
}

/// Which of some files are there; `None` while that is looked for: a disk of another machine may take its time.
struct There {
    of: Vec<PathBuf>,
    found: Arc<OnceLock<Vec<bool>>>,
}

impl There {
    fn look(of: &[PathBuf], ctx: &egui::Context) -> Self {
        let (paths, found, ctx) = (of.to_vec(), Arc::new(OnceLock::new()), ctx.clone());
        let answer = found.clone();
        // Where no thread can be had all are offered; one that is gone says so when it is opened.
        let _ = std::thread::Builder::new().name("files".into()).spawn(move || {
            let _ = answer.set(paths.iter().map(|path| path.exists()).collect());
            ctx.request_repaint();
        });
        Self { of: of.to_vec(), found }
    }

    fn has(&self, index: usize) -> bool {
        self.found.get().and_then(|found| found.get(index)).copied().unwrap_or(true)
    }
}

/// Shows the page.
pub(super) fn show(ui: &mut Ui, state: &State, hovering: bool, own: &mut Own, commands: &mut Vec<Command>) {
    ScrollArea::vertical().id_salt("start").auto_shrink(false).show(ui, |ui| {
        theme::column(ui, WIDTH, |ui| page(ui, state, hovering, own, commands));
    });
}

fn page(ui: &mut Ui, state: &State, hovering: bool, own: &mut Own, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    ui.label(RichText::new("Plumbline").font(theme::heavy(theme::TITLE)));
    ui.label(RichText::new("Drag in a filmed set of deadlifts and see every repetition.").color(palette.weak));
    ui.add_space(theme::WIDE);
    drop_zone(ui, hovering, commands);
    ui.add_space(theme::GAP);
    ui.horizontal(|ui| {
        let label = ui.label("Path");
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let pressed = ui.button("Open path").on_hover_text("Analyses the video at this path (Enter)").clicked();
            let field = TextEdit::singleline(&mut own.path).hint_text("or paste the path of a video (Ctrl+V, here or anywhere)");
            let field = ui.add(field.desired_width(f32::INFINITY).margin(Margin::symmetric(8, 6))).labelled_by(label.id);
            let entered = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
            if (entered || pressed) && !own.path.trim().is_empty() {
                commands.push(Command::OpenPaths(vec![typed(&own.path)]));
                own.path.clear();
            }
        });
    });
    ui.add_space(theme::WIDE);
    ui.columns(2, |columns| {
        let [film, recent] = columns else { return };
        how_to_film(film);
        lately(recent, state, own, commands);
    });
}

/// A typed path: without quotes or the form of an address that file managers copy.
fn typed(text: &str) -> PathBuf {
    let text = text.trim().trim_matches(['"', '\'']);
    match text.strip_prefix("file://") {
        // An address without a host; one of this machine reads `file://localhost/`.
        Some(address) => PathBuf::from(unescaped(address.strip_prefix("localhost").unwrap_or(address))),
        None => PathBuf::from(text),
    }
}

/// An address with `%20` and the like as what they stand for; as it is where that is no text.
fn unescaped(address: &str) -> String {
    let mut bytes = Vec::with_capacity(address.len());
    let mut rest = address.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let escaped = after.get(..2).filter(|_| first == b'%').and_then(|digits| std::str::from_utf8(digits).ok());
        if let Some(byte) = escaped.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            bytes.push(byte);
            rest = &after[2..];
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| address.to_owned())
}

/// The paths that a pasted text names, one a line; none where it is something else.
pub(super) fn pasted(text: &str) -> Vec<PathBuf> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && *line != "copy");
    lines.map(typed).filter(|path| path.is_absolute()).collect()
}

fn drop_zone(ui: &mut Ui, hovering: bool, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    let edge = if hovering { Stroke::new(2.0, palette.accent) } else { Stroke::new(1.5, palette.line) };
    let fill = if hovering { palette.accent.gamma_multiply(0.12) } else { palette.raised };
    Frame::new().fill(fill).stroke(edge).corner_radius(CornerRadius::same(12)).inner_margin(Margin::symmetric(24, 26)).show(
        ui,
        |ui| {
            ui.set_width(ui.available_width());
            ui.with_layout(Layout::top_down(Align::Center), |ui| {
                ui.label(theme::heading(if hovering { "Let go to analyse" } else { "Drop videos here" }));
                ui.label(
                    RichText::new("Any phone file will do, several at once too. Nothing leaves this machine.")
                        .color(palette.weak),
                );
                ui.add_space(theme::GAP);
                ui.allocate_ui_with_layout(vec2(270.0, 34.0), Layout::left_to_right(Align::Center), |ui| {
                    if ui.add(primary("Open…", palette)).on_hover_text(Action::Open.tip()).clicked() {
                        commands.push(Command::Do(Action::Open));
                    }
                    let demo = Button::new(Action::OpenDemo.words().label).min_size(vec2(130.0, 32.0));
                    if ui.add(demo).on_hover_text(Action::OpenDemo.tip()).clicked() {
                        commands.push(Command::Do(Action::OpenDemo));
                    }
                });
            });
        },
    );
}

/// The button to press next.
pub(super) fn primary(text: &str, palette: Palette) -> Button<'_> {
    Button::new(RichText::new(text).color(palette.on_accent).font(theme::heavy(theme::BODY)))
        .fill(palette.accent)
        .stroke(Stroke::NONE)
        .min_size(vec2(130.0, 32.0))
}

fn how_to_film(ui: &mut Ui) {
    let palette = Palette::of(ui);
    ui.label(theme::heading("How to film"));
    ui.with_layout(Layout::top_down(Align::LEFT), |ui| film_card(ui, palette));
}

fn film_card(ui: &mut Ui, palette: Palette) {
    card(ui, Color32::TRANSPARENT, |ui| {
        for (what, why) in [
            ("From the side", "at a right angle to the way you face; it shows the back, the hips and the bar"),
            ("Phone at hip height", "3 m away or more, upright and still, on a tripod or a bench"),
            ("Whole body, whole set", "head to feet and the near plate in the picture all the time"),
            ("60 frames a second", "see more than 30; slow motion is understood"),
            ("30 to 45° off the side", "where plates hide the shins; from the front for grip and tilt"),
        ] {
            ui.label(theme::strong(what));
            ui.add(egui::Label::new(theme::small(why).color(palette.weak)).wrap());
            ui.add_space(2.0);
        }
    });
}

fn lately(ui: &mut Ui, state: &State, own: &mut Own, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    let known = own.there.take().filter(|there| there.of == state.preferences.recent);
    let files = own.there.insert(known.unwrap_or_else(|| There::look(&state.preferences.recent, ui.ctx())));
    ui.label(theme::heading("Opened lately"));
    card(ui, Color32::TRANSPARENT, |ui| {
        if state.preferences.recent.is_empty() {
            ui.add(egui::Label::new(RichText::new("Clips that you open will stand here.").color(palette.weak)).wrap());
        }
        for (index, path) in state.preferences.recent.iter().enumerate() {
            let there = files.has(index);
            let folder = path.parent().map(|folder| folder.display().to_string()).unwrap_or_default();
            let tip = if there { path.display().to_string() } else { format!("No longer there: {}", path.display()) };
            let button = Button::new(clip::name(path)).frame(false).truncate();
            if ui.add_enabled(there, button).on_hover_text(&tip).on_disabled_hover_text(&tip).clicked() {
                commands.push(Command::OpenPaths(vec![path.clone()]));
            }
            ui.add(egui::Label::new(theme::small(folder).color(palette.weak)).truncate());
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pasted_path_is_taken_as_it_is_meant() {
        for text in ["/a b/c.mp4", " \"/a b/c.mp4\" ", "'/a b/c.mp4'", "file:///a b/c.mp4"] {
            assert_eq!(typed(text), PathBuf::from("/a b/c.mp4"), "{text}");
        }
        assert_eq!(typed("file:///a%20b/%C3%A9.mp4"), PathBuf::from("/a b/é.mp4"));
        assert_eq!(typed("file://localhost/100%.mp4"), PathBuf::from("/100%.mp4"));
        assert_eq!(typed("/100%25.mp4"), PathBuf::from("/100%25.mp4"), "a path is no address");
    }

    #[test]
    fn what_is_pasted_is_taken_where_it_names_files() {
        let list = "copy\nfile:///a%20b.mp4\r\n/c.mov\n";
        assert_eq!(pasted(list), [PathBuf::from("/a b.mp4"), PathBuf::from("/c.mov")]);
        assert!(pasted("Chest up, push the floor away").is_empty());
        assert!(pasted("").is_empty());
    }
}
