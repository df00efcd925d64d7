//! The coach's desk: the library of athletes and sets, what came in, and an athlete's progress.
//!
//! [`state`] knows everything and draws nothing; the `clerk` is the thread that keeps the library. A page is a function of what the desk
//! knows and of what it remembers itself; it pushes commands.

mod clerk;
mod follow;
mod inbox;
pub mod keys;
mod library;
mod progress;
mod set;
pub mod state;
mod table;
#[cfg(all(test, feature = "inspection"))]
mod tests;
mod told;

use std::path::PathBuf;

use eframe::egui::{CentralPanel, Frame, Margin, Panel, ProgressBar, RichText, Ui};

pub(super) use clerk::{Clerk, Tell};
pub use state::{Ask, Desk, Page};
pub(super) use told::coach;

use super::command::Command;
use super::state::State;
use super::theme::{self, Palette};
use keys::Act;

/// What a folder or a file is chosen for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To add its clips.
    Add,
    /// To add what comes into it.
    Follow,
    /// To look for moved videos in it.
    FindMoved,
    /// To copy the library to it.
    Backup,
    /// To put it in the library's place.
    Restore,
}

impl Purpose {
    /// What is asked for once it was chosen.
    pub(super) fn ask(self, path: PathBuf) -> Ask {
        match self {
            Self::Add => Ask::Add(vec![path]),
            Self::Follow => Ask::Follow(Some(path)),
            Self::FindMoved => Ask::FindMoved(path),
            Self::Backup => Ask::Backup(path),
            Self::Restore => Ask::Restore(path),
        }
    }

    /// Lets the user choose, in a window of the system; waits for it.
    pub(super) fn choose(self) -> Option<PathBuf> {
        let dialog = rfd::FileDialog::new();
        match self {
            Self::Add => dialog.set_title("Add the clips of a folder").pick_folder(),
            Self::Follow => dialog.set_title("Add what comes into a folder").pick_folder(),
            Self::FindMoved => dialog.set_title("Look for moved videos in a folder").pick_folder(),
            Self::Backup => dialog.set_title("Copy the library").set_file_name("library-backup.sqlite").save_file(),
            Self::Restore => {
                dialog.set_title("Put a backup in the library's place").add_filter("Libraries", &["sqlite"]).pick_file()
            }
        }
    }
}

/// What the pages remember.
#[derive(Default)]
pub(super) struct Own {
    library: library::Own,
    set: set::Own,
    inbox: inbox::Own,
    progress: progress::Own,
}

/// Shows the desk.
pub(super) fn show(ui: &mut Ui, state: &State, own: &mut Own, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    let desk = &state.desk;
    Panel::top("desk pages")
        .exact_size(40.0)
        .frame(Frame::new().fill(palette.panel).inner_margin(Margin::symmetric(14, 0)))
        .show(ui, |ui| {
            ui.horizontal_centered(|ui| {
                pages(ui, desk, commands);
                ui.add_space(theme::WIDE);
                at_work(ui, desk, palette);
            });
        });
    let frame = Frame::new().fill(palette.panel).inner_margin(Margin { left: 14, right: 10, top: 8, bottom: 6 });
    if let Some(reason) = &desk.closed {
        CentralPanel::default().frame(frame).show(ui, |ui| {
            ui.label(theme::heading("The library could not be opened"));
            ui.add(eframe::egui::Label::new(RichText::new(reason).color(palette.weak)).wrap().selectable(true));
        });
        return;
    }
    match desk.page {
        Page::Library => {
            Panel::right("desk set").resizable(true).default_size(400.0).size_range(320.0..=640.0).frame(frame).show(ui, |ui| {
                set::show(ui, desk, &mut own.set, commands);
            });
            CentralPanel::default().frame(frame).show(ui, |ui| library::show(ui, desk, &mut own.library, commands));
        }
        Page::Inbox => {
            Panel::right("desk item").resizable(true).default_size(420.0).size_range(340.0..=680.0).frame(frame).show(ui, |ui| {
                inbox::item(ui, desk, &mut own.inbox, &mut own.set, commands);
            });
            CentralPanel::default().frame(frame).show(ui, |ui| inbox::show(ui, desk, &mut own.inbox, commands));
        }
        Page::Progress => {
            CentralPanel::default().frame(frame).show(ui, |ui| progress::show(ui, desk, &mut own.progress, commands));
        }
    }
    keys::hear(ui, state, &mut own.inbox, commands);
}

/// The pages of the desk.
fn pages(ui: &mut Ui, desk: &Desk, commands: &mut Vec<Command>) {
    ui.spacing_mut().item_spacing.x = theme::TIGHT;
    for page in Page::ALL {
        let act = Act::of(page);
        let label = match (page, desk.lists.items.len()) {
            (Page::Inbox, open) if open > 0 => format!("{} ({open})", act.words().label),
            _ => act.words().label.to_owned(),
        };
        if ui.selectable_label(desk.page == page, theme::strong(label)).on_hover_text(act.tip()).clicked() {
            commands.push(Command::Desk(Ask::Show(page)));
        }
    }
}

/// What is at work behind the desk.
fn at_work(ui: &mut Ui, desk: &Desk, palette: Palette) {
    if let Some((done, all)) = desk.adding {
        let text = if all == 0 { "Looking at the files…".to_owned() } else { format!("Adding {done} of {all}") };
        ui.label(theme::small(text).color(palette.accent));
    }
    let waiting = desk.waiting();
    if let Some(work) = &desk.at_work {
        let name = super::clip::name(&work.waiting.path);
        let more = if waiting > 0 { format!(", {waiting} more") } else { String::new() };
        ui.label(theme::small(format!("Watching {name}{more}")).color(palette.accent));
        let bar = ProgressBar::new(work.work.share().unwrap_or(0.0)).desired_width(120.0).desired_height(6.0);
        ui.add(bar.fill(palette.accent));
    } else if waiting > 0 {
        ui.label(theme::small(format!("{waiting} to be watched")).color(palette.weak));
    }
    if let Some(folder) = &desk.following {
        let name = super::clip::name(folder);
        ui.label(theme::small(format!("Adding what comes into {name}")).color(palette.weak))
            .on_hover_text(folder.display().to_string());
    }
}
