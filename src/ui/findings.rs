//! What was found, the worst first, with what to do about it; and what was not assessed, with how to film it.

use eframe::egui::{
    self, Align, Color32, CornerRadius, Frame, Layout, Margin, RichText, Role, ScrollArea, Sense, Stroke, Ui, WidgetInfo, vec2,
};

use super::command::Command;
use super::icon;
use super::long::Long;
use super::notes;
use super::preferences::Units;
use super::review::coach_says;
use super::session::Session;
use super::theme::{self, Palette};
use super::told::{self, Pick, Told};
use crate::analysis::Analysis;
use crate::faults::Card;
use crate::report::{order, words};
use crate::settings::Cues;

/// How the findings are arranged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Order {
    /// One card a fault, its repetitions inside.
    #[default]
    ByFault,
    /// One card a repetition, its findings inside.
    ByRep,
}

/// What the panel remembers.
#[derive(Default)]
pub(super) struct Own {
    order: Order,
    /// The faults whose explanation is open; `None` before anything was opened or closed: then the first is.
    open: Option<Vec<&'static str>>,
    /// The finding that was scrolled to last.
    seen: Option<Pick>,
    long: Long,
}

/// Shows the findings.
pub(super) fn show(ui: &mut Ui, session: &Session, own: &mut Own, commands: &mut Vec<Command>) {
    let analysis = &session.analysis;
    let palette = Palette::of(ui);
    let fresh = session.picked.filter(|_| own.seen != session.picked);
    own.seen = session.picked;
    own.long.of(analysis.reps.iter().flat_map(|result| &result.findings).filter_map(Told::of).count());
    summary(ui, analysis);
    ui.horizontal(|ui| {
        for (order, name, tip) in [
            (Order::ByFault, "By fault", "One card for every fault, its repetitions inside"),
            (Order::ByRep, "By repetition", "One card for every repetition, its findings inside"),
        ] {
            if ui.selectable_label(own.order == order, name).on_hover_text(tip).clicked() {
                own.order = order;
            }
        }
    });
    ui.add_space(theme::TIGHT);
    ScrollArea::vertical().id_salt("findings").auto_shrink(false).show(ui, |ui| {
        match own.order {
            Order::ByFault => by_fault(ui, session, own, fresh, commands),
            Order::ByRep => by_rep(ui, session, &mut own.long, fresh, commands),
        }
        not_assessed(ui, session, palette);
        to_look_at(ui, session, palette);
        notes(ui, session, palette);
        ui.add_space(theme::WIDE);
    });
}

/// One or two lines: how many were found, how much could be looked at.
fn summary(ui: &mut Ui, analysis: &Analysis) {
    let palette = Palette::of(ui);
    let found = order::found(analysis);
    let (measured, all) = order::coverage(analysis);
    let sure = found.iter().filter(|found| Told::of(found.finding).is_some_and(|told| told.severity.is_some())).count();
    let text = match (found.len(), sure) {
        (0, _) if analysis.reps.is_empty() => "Nothing could be judged".to_owned(),
        (0, _) => "No fault was found".to_owned(),
        (all, 0) => format!("{} possible", words::count(all, "fault is", "faults are")),
        (all, sure) if all == sure => words::count(sure, "fault", "faults"),
        (all, sure) => format!("{}, {} possible", words::count(sure, "fault", "faults"), all - sure),
    };
    ui.label(theme::heading(text));
    ui.label(theme::small(format!("{measured} of {all} checks could be assessed in this clip")).color(palette.weak));
}

/// A card on the panel.
pub(super) fn card<R>(ui: &mut Ui, edge: Color32, add: impl FnOnce(&mut Ui) -> R) -> R {
    let palette = Palette::of(ui);
    let inner = Frame::new()
        .fill(palette.raised)
        .stroke(Stroke::new(1.0, palette.line))
        .corner_radius(CornerRadius::same(8))
        .inner_margin(Margin { left: 14, right: 12, top: 10, bottom: 10 })
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            add(ui)
        });
    let rect = inner.response.rect;
    if edge != Color32::TRANSPARENT {
        let strip = egui::Rect::from_min_size(rect.min, vec2(4.0, rect.height()));
        ui.painter().rect_filled(strip, CornerRadius { nw: 8, sw: 8, ne: 0, se: 0 }, edge);
    }
    ui.add_space(theme::GAP - ui.spacing().item_spacing.y);
    inner.inner
}

fn by_fault(ui: &mut Ui, session: &Session, own: &mut Own, fresh: Option<Pick>, commands: &mut Vec<Command>) {
    let found = order::found(&session.analysis);
    let first = found.first().map(|found| found.finding.card.id);
    for found in &found {
        let fault = found.finding.card;
        let told = told::of_fault(&session.analysis, fault.id);
        let Some(worst) = told::worst(&told).or_else(|| Told::of(found.finding)) else { continue };
        let severity = Told::of(found.finding).map_or(worst.severity, |told| told.severity);
        let colour = Palette::of(ui).grade(severity);
        card(ui, colour, |ui| {
            let open = own.open.as_ref().map_or(first == Some(fault.id), |open| open.contains(&fault.id));
            let scope = match found.reps.len() {
                0 => String::new(),
                _ if found.reps.len() == session.analysis.reps.len() && found.reps.len() > 1 => "every repetition".to_owned(),
                1 => format!("repetition {}", found.reps[0]),
                _ => format!("repetitions {}", words::list(&found.reps)),
            };
            if heading(ui, &worst, fault.name, &scope) {
                let mut now = own.open.clone().unwrap_or_else(|| first.into_iter().collect());
                if open {
                    now.retain(|id| *id != fault.id);
                } else {
                    now.push(fault.id);
                }
                own.open = Some(now);
            }
            for told in &told {
                line(ui, session, told, &mut own.long, fresh, commands);
            }
            if open {
                explain(ui, &session.analysis.settings.cues, fault, session.units);
            }
        });
    }
}

/// The heading of a card: sign, name, where; says whether it was clicked.
fn heading(ui: &mut Ui, worst: &Told, name: &str, scope: &str) -> bool {
    let palette = Palette::of(ui);
    let response = ui
        .horizontal(|ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(16.0, 20.0), Sense::hover());
            icon::sign(ui.painter(), worst.sign(), rect.center(), 6.5, palette.grade(worst.severity));
            ui.label(theme::strong(name).size(theme::BODY + 1.0));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.add(egui::Label::new(theme::small(worst.word()).color(palette.grade(worst.severity))));
            });
        })
        .response;
    if !scope.is_empty() {
        ui.label(theme::small(format!("In {scope}")).color(palette.weak));
    }
    let response = ui.interact(response.rect, ui.scope_id().with(("why", name)), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Why: {name}")));
    response.on_hover_text("Shows why it matters and what to do").clicked()
}

/// One repetition's finding: click goes to its evidence. One picked elsewhere just now (`fresh`) is brought into sight.
fn line(ui: &mut Ui, session: &Session, told: &Told, long: &mut Long, fresh: Option<Pick>, commands: &mut Vec<Command>) {
    let free = ui.available_width();
    if fresh != Some(told.pick()) && long.leaves_out(ui, told.pick()) {
        return;
    }
    let palette = Palette::of(ui);
    let picked = session.picked == Some(told.pick());
    let rep = told.finding.rep.unwrap_or(0);
    let by_hand = session.analysis.by_hand.finding(told.finding.rep, told.finding.card.id);
    let inner = Frame::new()
        .fill(if picked { palette.accent.gamma_multiply(0.16) } else { Color32::TRANSPARENT })
        .corner_radius(CornerRadius::same(6))
        .inner_margin(Margin::symmetric(8, 5))
        .show(ui, |ui| {
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = theme::GAP;
                ui.label(theme::strong(format!("{rep}")).color(palette.grade(told.severity)));
                ui.vertical(|ui| {
                    ui.set_width(ui.available_width());
                    ui.add(egui::Label::new(session.units.said(&told.finding.sentence())).wrap());
                    if let Some(coach) = coach_says(session, told.pick()) {
                        ui.add(egui::Label::new(theme::small(notes::told(coach)).color(palette.accent)).wrap());
                    }
                    if by_hand {
                        ui.label(theme::small("Rests on a correction by hand").color(palette.weak));
                    }
                });
            });
        });
    long.laid_out(told.pick(), free, inner.response.rect.height());
    let id = ui.scope_id().with(("finding", told.pick()));
    let response = ui.interact(inner.response.rect, id, Sense::click());
    let name = format!("{}, repetition {rep}: go to the evidence", told.finding.card.name);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, picked, &name));
    if fresh == Some(told.pick()) {
        response.scroll_to_me(Some(Align::Center));
    }
    if response.hovered() || response.has_focus() {
        let stroke = Stroke::new(1.0, if response.has_focus() { palette.accent } else { palette.weak.gamma_multiply(0.6) });
        ui.painter().rect_stroke(response.rect, 6.0, stroke, egui::StrokeKind::Inside);
        ui.set_cursor_icon(egui::CursorIcon::PointingHand);
    }
    if response.on_hover_text("Goes to the frame that shows it and draws what was measured").clicked() {
        commands.push(Command::Pick(told.pick()));
    }
}

/// Why it matters, the cue, the drill.
fn explain(ui: &mut Ui, cues: &Cues, card: &Card, units: Units) {
    let palette = Palette::of(ui);
    ui.add_space(theme::TIGHT);
    ui.separator();
    for (name, text) in
        [("Why", card.why), ("Cue", cues.cue(card)), ("Drill", cues.drill(card)), ("May mislead", card.confounders)]
    {
        if text.is_empty() {
            continue;
        }
        ui.horizontal_top(|ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(72.0, 17.0), Sense::hover());
            let font = egui::FontId::proportional(theme::SMALL);
            ui.painter().text(rect.left_center(), egui::Align2::LEFT_CENTER, name, font, palette.weak);
            ui.add(egui::Label::new(units.said(text)).wrap());
        });
    }
}

fn by_rep(ui: &mut Ui, session: &Session, long: &mut Long, fresh: Option<Pick>, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    for result in &session.analysis.reps {
        let mut told: Vec<Told> = result.findings.iter().filter_map(Told::of).collect();
        told.sort_by(|a, b| b.severity.cmp(&a.severity).then(b.probability.total_cmp(&a.probability)));
        let edge = told::worst(&told).map_or(palette.accent, |worst| palette.grade(worst.severity));
        card(ui, edge, |ui| {
            ui.label(theme::strong(format!("Repetition {}", result.rep.number)).size(theme::BODY + 1.0));
            if told.is_empty() {
                ui.label(RichText::new("Nothing was found here.").color(palette.weak));
            }
            for told in &told {
                ui.horizontal(|ui| {
                    let (rect, _) = ui.allocate_exact_size(vec2(14.0, 18.0), Sense::hover());
                    icon::sign(ui.painter(), told.sign(), rect.center(), 5.5, palette.grade(told.severity));
                    ui.label(theme::small(format!("{}, {}", told.finding.card.name, told.word())));
                });
                line(ui, session, told, long, fresh, commands);
            }
        });
    }
}

/// What was not assessed, grouped by its reason.
fn not_assessed(ui: &mut Ui, session: &Session, palette: Palette) {
    let missing = order::missing(&session.analysis);
    if missing.is_empty() {
        return;
    }
    ui.add_space(theme::GAP);
    ui.label(theme::heading("Not assessed"));
    for group in missing {
        card(ui, Color32::TRANSPARENT, |ui| {
            ui.label(theme::strong(group.names.join(" · ")));
            ui.add(egui::Label::new(session.units.said(&group.reasons.join(" "))).wrap());
            if !group.film_it.is_empty() {
                ui.add(egui::Label::new(RichText::new(session.units.said(group.film_it)).color(palette.accent)).wrap());
            }
        });
    }
}

/// What is given to look at and never judged.
fn to_look_at(ui: &mut Ui, session: &Session, palette: Palette) {
    for order::ToLookAt { finding, rows } in order::information(&session.analysis) {
        card(ui, Color32::TRANSPARENT, |ui| {
            ui.label(theme::strong(format!("{}, never scored", finding.card.name)));
            ui.add(egui::Label::new(words::sentence(finding)).wrap());
            for (rep, measures) in rows {
                let all: Vec<String> =
                    measures.iter().map(|one| format!("{} {}", one.name().to_lowercase(), words::measured(one))).collect();
                let text = format!("Repetition {rep}: {}", all.join("; "));
                ui.label(theme::small(session.units.said(&text)).color(palette.weak));
            }
        });
    }
}

fn notes(ui: &mut Ui, session: &Session, palette: Palette) {
    let (notes, units) = (&session.analysis.notes, session.units);
    if notes.is_empty() {
        return;
    }
    ui.add_space(theme::GAP);
    ui.label(theme::heading("About this clip"));
    for note in notes {
        card(ui, Color32::TRANSPARENT, |ui| {
            ui.add(egui::Label::new(units.said(&note.text)).wrap());
            if !note.hint.is_empty() {
                ui.add(egui::Label::new(RichText::new(units.said(&note.hint)).color(palette.weak)).wrap());
            }
        });
    }
}
