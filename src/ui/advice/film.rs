//! Film it right: what the shown clip tells of how it was filmed, and the guide.

use std::sync::Arc;

use eframe::egui::{Color32, Label, RichText, Ui};

use super::super::findings::card;
use super::super::session::Session;
use super::super::theme::{self, Palette};
use crate::advice::film::{GUIDE, Remark, read};
use crate::advice::texts::text;

/// What the page remembers: the remarks on the clip that they were read off.
#[derive(Default)]
pub(super) struct Own {
    of: Option<(usize, Vec<Remark>)>,
}

/// Shows the page.
pub(super) fn show(ui: &mut Ui, session: Option<&Session>, own: &mut Own) {
    let palette = Palette::of(ui);
    ui.label(RichText::new(text("film.title")).font(theme::heavy(theme::TITLE)));
    ui.add_space(theme::GAP);
    if let Some(session) = session {
        let now = Arc::as_ptr(&session.analysis) as usize;
        if own.of.as_ref().is_none_or(|(of, _)| *of != now) {
            own.of = Some((now, read(&session.recording, &session.analysis)));
        }
        let remarks = own.of.as_ref().map_or(&[][..], |(_, remarks)| remarks.as_slice());
        ui.label(theme::heading(text("film.last-clip")));
        ui.add_space(theme::TIGHT);
        if remarks.iter().all(|remark| remark.good) {
            ui.label(theme::strong(text("film.all-good")));
        }
        for remark in remarks {
            card(ui, if remark.good { palette.accent } else { palette.moderate }, |ui| {
                if !remark.change.is_empty() {
                    ui.add(Label::new(theme::strong(&remark.change)).wrap());
                }
                let colour = if remark.good { palette.text } else { palette.weak };
                ui.add(Label::new(RichText::new(&remark.seen).color(colour)).wrap());
            });
        }
        ui.add_space(theme::WIDE);
    }
    ui.label(theme::heading("The guide"));
    ui.add_space(theme::TIGHT);
    card(ui, Color32::TRANSPARENT, |ui| {
        for rule in GUIDE {
            ui.horizontal_top(|ui| {
                ui.label(RichText::new("•").color(palette.accent));
                ui.add(Label::new(text(&format!("film.{rule}.rule"))).wrap());
            });
        }
    });
}
