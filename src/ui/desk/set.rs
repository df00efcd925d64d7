//! One set of the library: what was said of it, its clips, what was found.

use eframe::egui::{ComboBox, Grid, Label, RichText, ScrollArea, TextEdit, Ui};
use jiff::civil::Date;

use super::keys::Act;
use super::library::kilograms;
use super::state::{Ask, Change, Desk, Look};
use super::told;
use crate::body::ViewKind;
use crate::faults;
use crate::library::{ClipState, Facts, SetId, SetShow, ShownClip, ShownFinding};
use crate::lift::VariantKind;
use crate::overlay::Sign;
use crate::report::words;
use crate::ui::clip;
use crate::ui::command::Command;
use crate::ui::icon;
use crate::ui::theme::{self, Palette};

/// The kinds of deadlift that may be said.
const VARIANTS: [VariantKind; 5] =
    [VariantKind::Conventional, VariantKind::Sumo, VariantKind::StiffLeg, VariantKind::Block, VariantKind::TrapBar];

/// What is typed.
#[derive(Clone, Debug, Default, PartialEq)]
struct Form {
    athlete: String,
    day: String,
    load: String,
    plate: String,
    rpe: String,
    variant: Option<VariantKind>,
    note: String,
}

/// What the panel remembers.
#[derive(Default)]
pub(super) struct Own {
    /// The set that the form is of, the form as it was filled from it, and as it is typed.
    form: Option<(SetId, Form, Form)>,
    all: bool,
    sure: Option<SetId>,
}

impl Form {
    fn of(set: &SetShow) -> Self {
        let number = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
        Self {
            athlete: set.name.clone(),
            day: set.day.to_string(),
            load: number(set.facts.load_kg),
            plate: number(set.facts.plate_mm),
            rpe: number(set.facts.rpe),
            variant: set.facts.variant,
            note: set.facts.note.clone(),
        }
    }

    /// What is typed as a change; else what is wrong, in words.
    fn read(&self, set: SetId) -> Result<Change, String> {
        let number = |what: &str, text: &str| match text.trim().replace(',', ".") {
            text if text.is_empty() => Ok(None),
            text => text.parse::<f64>().map(Some).map_err(|_| format!("{what} is no number.")),
        };
        let day: Date = self.day.trim().parse().map_err(|_| "The day is written as 2026-03-14.".to_owned())?;
        let facts = Facts {
            load_kg: number("The load", &self.load)?,
            plate_mm: number("The plate's diameter", &self.plate)?,
            rpe: number("The RPE", &self.rpe)?,
            variant: self.variant,
            note: self.note.trim().to_owned(),
        };
        facts.checked().map_err(|error| crate::ui::watch::sentence(&error))?;
        if self.athlete.trim().is_empty() {
            return Err("The athlete has no name.".to_owned());
        }
        Ok(Change { set, athlete: self.athlete.trim().to_owned(), day, facts })
    }
}

/// Shows the set that is looked at.
pub(super) fn show(ui: &mut Ui, desk: &Desk, own: &mut Own, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    let Some(set) = &desk.shown else {
        if desk.chosen.is_none() {
            ui.label(RichText::new("A row of the table shows its set here.").color(palette.weak));
        }
        return;
    };
    let filled = Form::of(set);
    if own.form.as_ref().is_none_or(|(id, from, _)| *id != set.id || *from != filled) {
        own.form = Some((set.id, filled.clone(), filled));
    }
    let title = match kilograms(set.facts.load_kg) {
        load if load.is_empty() => format!("{}, {}", set.name, set.day),
        load => format!("{}, {}, {load}", set.name, set.day),
    };
    ui.label(theme::heading(title));
    let analysed = set.clips.iter().any(|clip| clip.state == ClipState::Analysed);
    let (send, tip) = (Act::Send.words().label, Act::Send.tip());
    if ui.add_enabled(analysed, eframe::egui::Button::new(send)).on_hover_text(tip).clicked() {
        commands.push(Command::Desk(Ask::OfferToSend));
    }
    ScrollArea::vertical().id_salt("set").auto_shrink(false).show(ui, |ui| {
        clips(ui, desk, set, palette, commands);
        ui.add_space(theme::GAP);
        findings(ui, set, own, palette, commands);
        said(ui, set);
        ui.add_space(theme::GAP);
        form(ui, set, own, palette, commands);
        ui.add_space(theme::GAP);
        more(ui, desk, set, own, commands);
    });
}

fn clips(ui: &mut Ui, desk: &Desk, set: &SetShow, palette: Palette, commands: &mut Vec<Command>) {
    for clip in &set.clips {
        let name = clip::name(&clip.path);
        ui.horizontal(|ui| {
            let there = clip.path.exists();
            let tip = if there {
                "Opens the clip with its video"
            } else {
                "The video is no longer there: More…, Find moved videos, under Library"
            };
            if ui.add_enabled(there, eframe::egui::Button::new("Open")).on_hover_text(tip).on_disabled_hover_text(tip).clicked() {
                commands.push(Command::Desk(Ask::Look(Look { path: clip.path.clone(), fault: None })));
            }
            view(ui, clip, commands);
            ui.add(Label::new(name).truncate()).on_hover_text(clip.path.display().to_string());
        });
        let at_work = desk.at_work.as_ref().is_some_and(|work| work.waiting.clip == clip.id);
        let how = match &clip.state {
            ClipState::Waiting if at_work => "Is being watched".to_owned(),
            ClipState::Waiting => "Waits to be watched".to_owned(),
            ClipState::Refused(reason) => reason.clone(),
            ClipState::Analysed => match (&clip.apart, clip.view.as_deref()) {
                (Some(apart), _) => apart.clone(),
                (None, Some(view)) => match clip.said_view.filter(|said| said.code() != view) {
                    Some(said) => format!("Seen from: {view}, not {} as said; what is seen is judged", said.code()),
                    None => format!("Seen from: {view}"),
                },
                (None, None) => "No lifter was seen".to_owned(),
            },
        };
        ui.add(Label::new(theme::small(how).color(palette.weak)).wrap());
        if matches!(clip.state, ClipState::Refused(_))
            && ui.button("Try again").on_hover_text("Watches the clip once more").clicked()
        {
            commands.push(Command::Desk(Ask::Retry(set.id)));
        }
    }
}

/// From where a clip was filmed, as the coach says.
fn view(ui: &mut Ui, clip: &ShownClip, commands: &mut Vec<Command>) {
    let name = |view: Option<ViewKind>| view.map_or("as seen", ViewKind::code);
    let combo = ComboBox::from_id_salt(("view", clip.id)).selected_text(name(clip.said_view)).width(84.0).show_ui(ui, |ui| {
        for view in std::iter::once(None).chain(ViewKind::ALL.map(Some)) {
            if ui.selectable_label(clip.said_view == view, name(view)).clicked() {
                commands.push(Command::Desk(Ask::SayView(clip.id, view)));
            }
        }
    });
    combo.response.on_hover_text("View: from where the clip was filmed, in your words; what the program sees is what is judged");
}

fn findings(ui: &mut Ui, set: &SetShow, own: &mut Own, palette: Palette, commands: &mut Vec<Command>) {
    let Some(reps) = set.reps else { return };
    ui.label(theme::strong(words::count(reps, "repetition", "repetitions")));
    let told = |found: &&ShownFinding| found.verdict >= 2 || found.decision.is_some();
    for found in set.findings.iter().filter(told) {
        finding(ui, set, found, palette, commands);
    }
    let rest: Vec<&ShownFinding> = set.findings.iter().filter(|found| !told(found)).collect();
    let (clear, unseen): (Vec<&ShownFinding>, Vec<&ShownFinding>) = rest.iter().partition(|found| found.verdict == 1);
    let text = format!("{} clear, {} not assessed", clear.len(), unseen.len());
    ui.checkbox(&mut own.all, text).on_hover_text("Shows what was clear, and why the rest could not be assessed");
    if own.all {
        for found in clear.into_iter().chain(unseen) {
            finding(ui, set, found, palette, commands);
        }
    }
}

/// One finding: its sign, its name, what was measured, from which clip, and the coach's word.
fn finding(ui: &mut Ui, set: &SetShow, found: &ShownFinding, palette: Palette, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        if found.verdict >= 2 {
            let (rect, _) = ui.allocate_exact_size(eframe::egui::Vec2::splat(14.0), eframe::egui::Sense::hover());
            icon::sign(ui.painter(), Sign::of(found.severity), rect.center(), 5.0, palette.grade(found.severity));
        }
        ui.label(theme::strong(found.card.name));
        let how = match found.verdict {
            0 => "not assessed",
            1 => "clear",
            2 => "possible",
            _ => found.severity.map_or("fault", crate::faults::Severity::code),
        };
        ui.label(theme::small(how).color(palette.weak));
    });
    let from = set.clips.iter().find(|clip| clip.id == found.clip).filter(|_| set.clips.len() > 1);
    let from = from.map_or_else(String::new, |clip| format!(" (from {})", clip::name(&clip.path)));
    ui.add(Label::new(theme::small(format!("{}{from}", found.words)).color(palette.weak)).wrap());
    let Some(decision) = &found.decision else { return };
    ui.horizontal_wrapped(|ui| {
        let words = told::ruled(decision.ruling, &decision.reason);
        ui.add(Label::new(theme::small(format!("Coach: {words}"))).wrap());
        if ui.small_button("Take back").on_hover_text("Takes your last word on it back").clicked() {
            commands.push(Command::Desk(Ask::Unrule(set.id, found.card.id)));
        }
    });
}

/// The comments on the set and on its faults.
fn said(ui: &mut Ui, set: &SetShow) {
    for comment in &set.comments {
        let fault = comment.fault.as_deref().and_then(faults::by_id).map_or("", |fault| fault.card.name);
        let about = if fault.is_empty() { String::new() } else { format!(" on {}", fault.to_lowercase()) };
        ui.add(Label::new(theme::small(format!("Coach{about}: {}", comment.words))).wrap());
    }
}

fn form(ui: &mut Ui, set: &SetShow, own: &mut Own, palette: Palette, commands: &mut Vec<Command>) {
    let Some((_, filled, typed)) = &mut own.form else { return };
    Grid::new("facts").num_columns(2).spacing([12.0, 6.0]).show(ui, |ui| {
        let field = |ui: &mut Ui, name: &str, hint: &str, text: &mut String| {
            let label = ui.label(name);
            ui.add(TextEdit::singleline(text).hint_text(hint).desired_width(220.0)).labelled_by(label.id);
            ui.end_row();
        };
        field(ui, "Athlete", "", &mut typed.athlete);
        field(ui, "Day", "2026-03-14", &mut typed.day);
        field(ui, "Load, kg", "with the bar", &mut typed.load);
        field(ui, "Plate, mm", "450 is assumed", &mut typed.plate);
        field(ui, "RPE", "1 to 10", &mut typed.rpe);
        field(ui, "Note", "", &mut typed.note);
        ui.label("Kind");
        let name = |kind: Option<VariantKind>| kind.map_or("as seen", words::variant);
        ComboBox::from_id_salt("kind").selected_text(name(typed.variant)).width(150.0).show_ui(ui, |ui| {
            for kind in std::iter::once(None).chain(VARIANTS.map(Some)) {
                ui.selectable_value(&mut typed.variant, kind, name(kind));
            }
        });
        ui.end_row();
    });
    if typed == filled {
        return;
    }
    match typed.read(set.id) {
        Ok(change) => {
            if ui.button("Keep").on_hover_text("Keeps it, and measures the set anew with it").clicked() {
                commands.push(Command::Desk(Ask::Change(Box::new(change))));
            }
        }
        Err(wrong) => drop(ui.add(Label::new(RichText::new(wrong).color(palette.marked)).wrap())),
    }
}

/// Joining and removing.
fn more(ui: &mut Ui, desk: &Desk, set: &SetShow, own: &mut Own, commands: &mut Vec<Command>) {
    let others: Vec<_> =
        desk.lists.rows.iter().filter(|row| row.id != set.id && row.athlete == set.athlete && row.day == set.day).collect();
    if !others.is_empty() {
        ui.menu_button("Join with another set…", |ui| {
            for row in others {
                let load = kilograms(row.load_kg);
                let name = format!("{}  {load}  {}", row.day, words::count(row.clips.0, "clip", "clips"));
                if ui.button(name).on_hover_text("Its clips become further views of this set").clicked() {
                    commands.push(Command::Desk(Ask::Join { from: row.id, into: set.id }));
                    ui.close();
                }
            }
        })
        .response
        .on_hover_text("Several clips of one set belong together: side, front, 45 degrees");
    }
    if own.sure == Some(set.id) {
        ui.horizontal(|ui| {
            if ui.button("Take it out").on_hover_text("Its findings, decisions and comments go; the video stays").clicked() {
                commands.push(Command::Desk(Ask::Remove(set.id)));
                own.sure = None;
            }
            if ui.button("Leave it").clicked() {
                own.sure = None;
            }
        });
    } else if ui.button("Take out of the library…").on_hover_text("The video stays where it is").clicked() {
        own.sure = Some(set.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_read_and_what_is_wrong_is_said() {
        let form = Form { athlete: " Athlete 12 ".into(), day: "2026-03-14".into(), load: "142,5".into(), ..Form::default() };
        let change = form.read(SetId(3)).unwrap();
        assert_eq!((change.athlete.as_str(), change.facts.load_kg, change.facts.rpe), ("Athlete 12", Some(142.5), None));
        let wrong = |form: Form| form.read(SetId(3)).unwrap_err();
        assert!(wrong(Form { load: "heavy".into(), ..form.clone() }).contains("no number"));
        assert!(wrong(Form { load: "9000".into(), ..form.clone() }).contains("1 to 600 kg"));
        assert!(wrong(Form { day: "14.3.".into(), ..form.clone() }).contains("2026-03-14"));
        assert!(wrong(Form { athlete: " ".into(), ..form }).contains("no name"));
    }
}
