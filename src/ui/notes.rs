//! Notes, key frames, drawings and the coach's word on findings: the panel, and their lane on the timeline.

use eframe::egui::{
    self, Align, Button, Color32, ComboBox, Layout, RichText, Role, ScrollArea, Sense, Shape, Stroke, TextEdit, Ui, WidgetInfo,
    pos2, vec2,
};

use super::command::{Action, Command};
use super::findings::card;
use super::grip::playing;
use super::icon::{self, Icon};
use super::review::{Ask, coach_says};
use super::session::Session;
use super::speech::Voice;
use super::start::primary;
use super::theme::{self, Palette};
use super::timeline::{Axis, row};
use super::told::Pick;
use super::transport::time;
use crate::faults::FAULTS;
use crate::overlay::Colour;
use crate::review::{Remark, RemarkId, Says, What};

/// Height of the lane, points.
pub(super) const LANE: f32 = 19.0;
/// Half width of what can be clicked of a mark, points.
const MARK: f32 = 7.0;
/// For how long drawings can be seen, seconds, and how that is called; the last is the whole clip.
const LASTS: [(f64, &str); 5] =
    [(0.0, "this frame"), (1.0, "1 second"), (2.0, "2 seconds"), (5.0, "5 seconds"), (1e6, "to the end")];

/// What the panel remembers.
#[derive(Default)]
pub(super) struct Own {
    /// The note being written.
    text: String,
    /// How often it had been asked to write when it was last looked.
    asked: usize,
    /// The remark whose text is being changed, and the text so far.
    editing: Option<(RemarkId, String)>,
    /// What the coach is about to say of a finding, and why.
    otherwise: Option<(Pick, Says, String)>,
}

/// What the coach says of a fault, in words: `Coach: no fault. The bar is walked in on purpose.`
pub(super) fn told(remark: &Remark) -> String {
    match &remark.what {
        What::Override { says, reason, .. } => format!("Coach: {}. {reason}", says_words(*says)),
        _ => remark.title(),
    }
}

fn says_words(says: Says) -> &'static str {
    match says {
        Says::Clear => "no fault",
        Says::Fault(severity) => severity.code(),
    }
}

/// Shows the panel.
pub(super) fn show(ui: &mut Ui, session: &Session, own: &mut Own, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    ui.label(theme::heading("Notes"));
    ui.label(theme::small("Kept beside the clip. What the program found stays as it is.").color(palette.weak));
    ScrollArea::vertical().id_salt("notes").auto_shrink(false).show(ui, |ui| {
        ui.add_space(theme::TIGHT);
        card(ui, Color32::TRANSPARENT, |ui| write(ui, session, own, commands));
        // What is worked at comes first: the finding that is looked at, unless a drawing is chosen.
        let drawn = session.board.chosen().is_some_and(|remark| matches!(remark.what, What::Drawing { .. }));
        let finding_first = session.picked.is_some() && !drawn;
        if finding_first {
            card(ui, Color32::TRANSPARENT, |ui| otherwise(ui, session, own, commands));
        }
        card(ui, Color32::TRANSPARENT, |ui| drawing(ui, session, commands));
        if !finding_first {
            card(ui, Color32::TRANSPARENT, |ui| otherwise(ui, session, own, commands));
        }
        list(ui, session, own, commands);
        ui.add_space(theme::WIDE);
    });
}

/// The field for a note, and marking the frame.
fn write(ui: &mut Ui, session: &Session, own: &mut Own, commands: &mut Vec<Command>) {
    let at_s = playing(session, session.frame());
    let label = ui.label(theme::strong(format!("Note at {}", time(session.playhead.at()))));
    let field = TextEdit::multiline(&mut own.text).desired_rows(2).desired_width(f32::INFINITY).hint_text("What you see here");
    let field = ui.add(field).labelled_by(label.id);
    if own.asked != session.board.asked_to_write {
        own.asked = session.board.asked_to_write;
        field.request_focus();
    }
    ui.horizontal(|ui| {
        let ready = !own.text.trim().is_empty();
        let palette = Palette::of(ui);
        let kept = ui.add_enabled(ready, primary("Add the note", palette).min_size([110.0, 28.0].into()));
        let enter = field.has_focus() && ui.input(|input| input.modifiers.command && input.key_pressed(egui::Key::Enter));
        if kept.on_hover_text("Pins it to this moment (Ctrl+Enter)").clicked() || (ready && enter) {
            let what = What::Note { text: std::mem::take(&mut own.text).trim().to_owned() };
            commands.push(Command::Review(Ask::Add { from_s: at_s, to_s: at_s, what }));
        }
        let mark = Button::new(Action::MarkFrame.words().label);
        if ui.add(mark).on_hover_text(Action::MarkFrame.tip()).clicked() {
            commands.push(Command::Do(Action::MarkFrame));
        }
    });
    voice(ui, session, commands);
}

/// Recording a voice note.
fn voice(ui: &mut Ui, session: &Session, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    ui.horizontal(|ui| {
        let (name, recording) = match session.board.voice {
            Voice::Recording { .. } => ("End the voice note", true),
            _ => (Action::RecordVoice.words().label, false),
        };
        if ui.add(Button::new(name).selected(recording)).on_hover_text(Action::RecordVoice.tip()).clicked() {
            commands.push(Command::Do(Action::RecordVoice));
        }
        if let Voice::Recording { length_s, level } = session.board.voice {
            ui.label(theme::small(format!("{length_s:.1} s")).color(palette.weak));
            // Loudness as an ear has it: a tenth of the pressure is half as loud.
            let loud = (1.0 + level.max(1e-3).log10() / 3.0).clamp(0.0, 1.0);
            ui.add(egui::ProgressBar::new(loud).desired_width(120.0).desired_height(8.0).fill(palette.marked));
        }
    });
}

/// How long a drawing is seen: the chosen one, else the next.
fn drawing(ui: &mut Ui, session: &Session, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    ui.label(theme::strong("Drawing"));
    let chosen = session.board.chosen().filter(|remark| matches!(remark.what, What::Drawing { .. }));
    let text = match chosen {
        Some(_) => "Drag the drawing or its rings. Delete takes it away.",
        None => "Choose a tool beside the video and drag. A click with the pointer chooses a drawing.",
    };
    ui.add(egui::Label::new(theme::small(text).color(palette.weak)).wrap());
    let now_s = chosen.map_or(session.board.lasts_s, |remark| remark.to_s - remark.from_s);
    let name = |lasts_s: f64| LASTS.iter().find(|(known, _)| (known - lasts_s).abs() < 1e-6).map(|(_, name)| *name);
    let shown = name(now_s).map_or_else(|| format!("{now_s:.1} seconds"), str::to_owned);
    ui.horizontal(|ui| {
        ui.label("Seen for");
        let combo = ComboBox::from_id_salt("lasts").selected_text(shown.clone()).show_ui(ui, |ui| {
            for (lasts_s, name) in LASTS {
                if ui.selectable_label((lasts_s - now_s).abs() < 1e-6, name).clicked() {
                    commands.push(Command::Review(match chosen {
                        Some(remark) => Ask::Put(Remark { to_s: remark.from_s + lasts_s, ..remark.clone() }),
                        None => Ask::Lasts(lasts_s),
                    }));
                }
            }
        });
        combo.response.on_hover_text("For how long it is seen from this frame on").widget_info(|| {
            let mut info = WidgetInfo::labeled(Role::ComboBox, true, "Seen for");
            info.current_text_value = Some(shown.clone());
            info
        });
    });
    if let Some(What::Drawing { figure, .. }) = chosen.map(|remark| &remark.what)
        && let Some(degrees) = figure.angle_deg()
    {
        let text =
            format!("{degrees:.0}° as drawn in the picture; the body's own only where the camera looks at right angles on it.");
        ui.add(egui::Label::new(theme::small(text).color(palette.weak)).wrap());
    }
}

/// Says otherwise of the finding that is looked at.
fn otherwise(ui: &mut Ui, session: &Session, own: &mut Own, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    ui.label(theme::strong("Say otherwise"));
    let Some((pick, finding)) = session.picked.and_then(|pick| Some((pick, pick.find(&session.analysis)?))) else {
        let text = "Pick a finding first: on the timeline, or with the down arrow. Your word stands beside the program's.";
        ui.add(egui::Label::new(theme::small(text).color(palette.weak)).wrap());
        return;
    };
    let known = coach_says(session, pick).map(|remark| &remark.what);
    if own.otherwise.as_ref().is_none_or(|(of, ..)| *of != pick) {
        own.otherwise = Some(match known {
            Some(What::Override { says, reason, .. }) => (pick, *says, reason.clone()),
            _ => (pick, Says::Clear, String::new()),
        });
    }
    let Some((_, says, reason)) = &mut own.otherwise else { return };
    let rep = pick.rep.map_or_else(|| "the set".to_owned(), |rep| format!("repetition {rep}"));
    ui.add(egui::Label::new(theme::small(format!("{}, {rep}", finding.card.name)).color(palette.weak)).wrap());
    ui.horizontal_wrapped(|ui| {
        for what in Says::ALL {
            let mut name = says_words(what).to_owned();
            name.get_mut(..1).into_iter().for_each(str::make_ascii_uppercase);
            if ui.selectable_label(*says == what, name).on_hover_text("What you say of it").clicked() {
                *says = what;
            }
        }
    });
    let label = ui.label("Why");
    ui.add(TextEdit::singleline(reason).desired_width(f32::INFINITY).hint_text("The reason is kept and shown"))
        .labelled_by(label.id);
    ui.horizontal(|ui| {
        let ready = !reason.trim().is_empty();
        let keep = Button::new("Keep as mine");
        let keep = ui.add_enabled(ready, keep).on_hover_text("Stands beside the finding as the coach's word");
        if keep.on_disabled_hover_text("Say why first").clicked() {
            commands.push(Command::Review(Ask::Override { pick, says: *says, reason: reason.clone() }));
        }
        if let Some(remark) = coach_says(session, pick)
            && ui.button("Take it back").on_hover_text("The program's finding stands alone again").clicked()
        {
            commands.push(Command::Review(Ask::Remove(remark.id)));
            reason.clear();
        }
    });
}

/// Every remark, by time.
fn list(ui: &mut Ui, session: &Session, own: &mut Own, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    let remarks = session.board.review.remarks();
    if remarks.is_empty() {
        ui.label(RichText::new("Nothing is noted yet.").color(palette.weak));
        return;
    }
    if own.editing.as_ref().is_some_and(|(id, _)| session.board.selected != Some(*id)) {
        own.editing = None;
    }
    for remark in remarks {
        let chosen = session.board.selected == Some(remark.id);
        card(ui, if chosen { palette.accent } else { Color32::TRANSPARENT }, |ui| entry(ui, session, remark, own, commands));
    }
}

/// What a kind of remark is called.
fn kind(remark: &Remark) -> &'static str {
    match &remark.what {
        What::Note { .. } => "Note",
        What::KeyFrame { .. } => "Key frame",
        What::Drawing { .. } => "Drawing",
        What::Voice { .. } => "Voice note",
        What::Override { .. } => "Coach",
    }
}

/// The real time of a remark, as the timeline has it.
fn at(session: &Session, remark: &Remark) -> f64 {
    remark.from_s / session.recording.clip.part.slow_motion.max(1e-9)
}

/// The fault and the repetition of an override, in words; nothing for other remarks.
fn of_what(session: &Session, remark: &Remark) -> Option<String> {
    let What::Override { fault, rep_s, .. } = &remark.what else { return None };
    let name = FAULTS.iter().find(|known| known.card.id == fault).map_or(fault.as_str(), |known| known.card.name);
    let rep = rep_s.and_then(|rep_s| {
        let reps = session.analysis.reps.iter().map(|result| result.rep.number);
        reps.into_iter().find(|&rep| super::review::span_of(session, rep).is_some_and(|span| span.contains(&rep_s)))
    });
    Some(match (rep_s, rep) {
        (_, Some(rep)) => format!("{name}, repetition {rep}"),
        (Some(_), None) => format!("{name}, a repetition that is no longer there"),
        (None, None) => format!("{name}, the set"),
    })
}

fn entry(ui: &mut Ui, session: &Session, remark: &Remark, own: &mut Own, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    let chosen = session.board.selected == Some(remark.id);
    ui.horizontal(|ui| {
        let go = Button::new(theme::strong(time(at(session, remark))).color(palette.accent)).frame(false);
        let name = format!("Go to {}: {}", kind(remark), remark.title());
        let go = ui.add(go).on_hover_text("Goes to this moment");
        go.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
        if go.clicked() {
            commands.push(Command::Review(Ask::GoTo(remark.id)));
        }
        ui.label(theme::small(of_what(session, remark).unwrap_or_else(|| kind(remark).to_owned())).color(palette.weak));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let name = format!("Delete {}: {}", kind(remark), remark.title());
            if icon::plain(ui, Icon::Bin, &name, false, true).on_hover_text("Deletes it; undo brings it back").clicked() {
                commands.push(Command::Review(Ask::Remove(remark.id)));
            }
            if matches!(remark.what, What::Voice { .. }) {
                let playing = session.board.voice == Voice::Playing(remark.id);
                let name = if playing { "Stop" } else { "Play" };
                let named = format!("{name} the voice note at {}", time(at(session, remark)));
                let button = ui.button(name).on_hover_text(&named);
                button.widget_info(|| WidgetInfo::labeled(Role::Button, true, &named));
                if button.clicked() {
                    commands.push(Command::Review(Ask::Play(remark.id)));
                }
            }
            let text = text_of(remark);
            if let Some(text) = text
                && ui.button("Edit").on_hover_text("Changes the words").clicked()
            {
                commands.push(Command::Review(Ask::Select(Some(remark.id))));
                own.editing = Some((remark.id, text.to_owned()));
            }
        });
    });
    match &mut own.editing {
        Some((id, text)) if *id == remark.id && chosen => {
            let field = ui.add(TextEdit::multiline(text).desired_rows(2).desired_width(f32::INFINITY));
            field.widget_info(|| {
                let mut info = WidgetInfo::text_edit(true, "", text.as_str(), "");
                info.label = Some("Words of the remark".to_owned());
                info
            });
            let changed = with_text(remark, text.trim());
            let ready = changed.fault().is_none();
            if ui.add_enabled(ready, Button::new("Keep the words")).on_hover_text("Keeps what is written").clicked() {
                own.editing = None;
                commands.push(Command::Review(Ask::Put(changed)));
            }
        }
        _ => {
            let text = if matches!(remark.what, What::Override { .. }) { told(remark) } else { remark.title() };
            ui.add(egui::Label::new(text).wrap().selectable(true));
        }
    }
}

/// The words of a remark that can be changed.
fn text_of(remark: &Remark) -> Option<&str> {
    match &remark.what {
        What::Note { text: words }
        | What::KeyFrame { name: words }
        | What::Override { reason: words, .. }
        | What::Drawing { figure: crate::review::Figure::Text(_, words), .. } => Some(words),
        _ => None,
    }
}

/// The remark with other words.
fn with_text(remark: &Remark, text: &str) -> Remark {
    let mut changed = remark.clone();
    match &mut changed.what {
        What::Note { text: words }
        | What::KeyFrame { name: words }
        | What::Override { reason: words, .. }
        | What::Drawing { figure: crate::review::Figure::Text(_, words), .. } => text.clone_into(words),
        _ => {}
    }
    changed
}

/// The lane of remarks on the timeline; nothing where there are none.
pub(super) fn lane(ui: &mut Ui, session: &Session, axis: Axis, commands: &mut Vec<Command>) {
    if session.board.review.is_empty() {
        return;
    }
    let (track, _) = row(ui, LANE, "Notes", true, axis, commands);
    let palette = Palette::of(ui);
    let slow = session.recording.clip.part.slow_motion.max(1e-9);
    for remark in session.board.review.remarks() {
        let (from, to) = (axis.x(remark.from_s / slow), axis.x(remark.to_s / slow).min(track.right()));
        let shown = track.x_range().contains(from) || (from < track.left() && to > track.left());
        if !shown {
            continue;
        }
        let from = from.max(track.left());
        let centre = pos2(from, track.center().y);
        let spot = egui::Rect::from_center_size(centre, vec2(2.0 * MARK, LANE));
        let response = ui.interact(spot, ui.scope_id().with(("remark", remark.id)), Sense::click());
        let name = format!("{} at {}: {}", kind(remark), time(remark.from_s / slow), remark.title());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
        let chosen = session.board.selected == Some(remark.id);
        let painter = ui.painter();
        if chosen || response.hovered() {
            painter.circle_stroke(centre, 8.5, Stroke::new(1.5, palette.accent));
        }
        let ink = palette.accent;
        match &remark.what {
            What::Note { .. } => drop(painter.rect_filled(egui::Rect::from_center_size(centre, vec2(8.0, 8.0)), 2.0, ink)),
            What::KeyFrame { .. } => {
                painter.vline(from, track.y_range().shrink(3.0), Stroke::new(1.5, ink));
                let flag =
                    vec![pos2(from, track.top() + 3.0), pos2(from + 7.0, track.top() + 6.0), pos2(from, track.top() + 9.0)];
                painter.add(Shape::convex_polygon(flag, ink, Stroke::NONE));
            }
            What::Drawing { ink, .. } => {
                let [red, green, blue] = Colour::of(*ink).rgb;
                let colour = Color32::from_rgb(red, green, blue);
                painter.hline(from..=to.max(from + 3.0), centre.y, Stroke::new(3.0, colour));
                painter.circle_filled(centre, 3.5, colour);
            }
            What::Voice { .. } => {
                painter.circle_stroke(centre, 4.0, Stroke::new(2.0, ink));
            }
            What::Override { .. } => {
                let corner = |x: f32, y: f32| pos2(centre.x + x, centre.y + y);
                let corners = vec![corner(0.0, -5.0), corner(5.0, 0.0), corner(0.0, 5.0), corner(-5.0, 0.0)];
                painter.add(Shape::closed_line(corners, Stroke::new(1.8, ink)));
            }
        }
        if response.on_hover_text(name).clicked() {
            commands.push(Command::Review(Ask::GoTo(remark.id)));
        }
    }
}
