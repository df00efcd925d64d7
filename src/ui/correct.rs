//! Corrections by hand: points and plate on the video, events on the timeline, sizes and the rest here.

use eframe::egui::{self, Button, Color32, ComboBox, DragValue, RichText, ScrollArea, Ui};

use super::clip::Clip;
use super::command::{Action, Command};
use super::findings::card;
use super::grip::playing;
use super::preferences::Units;
use super::said::{CM_PER_INCH, KG_PER_POUND};
use super::session::Session;
use super::theme::{self, Palette};
use super::transport::time;
use crate::corrections::{Correction, RepEvent};
use crate::lift::VariantKind;
use crate::report::words::{self, capital};
use crate::settings::{HEIGHT_CM, LOAD_KG, PLATE_MM};

/// The kinds of deadlift that may be set.
const KINDS: [VariantKind; 5] =
    [VariantKind::Conventional, VariantKind::Sumo, VariantKind::StiffLeg, VariantKind::Block, VariantKind::TrapBar];

/// What the panel remembers.
#[derive(Default)]
pub(super) struct Own {
    /// Playing time at which a repetition to be added begins, seconds.
    begin_s: Option<f64>,
    /// Numbers being typed, by the field.
    typing: [Option<f64>; 4],
}

/// Shows the corrections. `choosing` is whether the next click on the video says who lifts.
pub(super) fn show(
    ui: &mut Ui,
    session: &Session,
    clip: &Clip,
    units: Units,
    own: &mut Own,
    choosing: &mut bool,
    commands: &mut Vec<Command>,
) {
    let palette = Palette::of(ui);
    ui.label(theme::heading("Correct"));
    ui.label(theme::small("Everything is measured anew at once, and kept beside the clip.").color(palette.weak));
    ScrollArea::vertical().id_salt("corrections").auto_shrink(false).show(ui, |ui| {
        ui.add_space(theme::TIGHT);
        history(ui, session, clip, commands);
        card(ui, Color32::TRANSPARENT, |ui| on_the_video(ui, session, choosing));
        card(ui, Color32::TRANSPARENT, |ui| repetition(ui, session, own, commands));
        card(ui, Color32::TRANSPARENT, |ui| sizes(ui, session, units, own, commands));
        card(ui, Color32::TRANSPARENT, |ui| clip_part(ui, session, clip, own, commands));
        ui.add_space(theme::WIDE);
    });
}

fn history(ui: &mut Ui, session: &Session, clip: &Clip, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    let made = &clip.history.corrections().0;
    card(ui, if made.is_empty() { Color32::TRANSPARENT } else { palette.accent }, |ui| {
        ui.label(theme::strong(match made.len() {
            0 => "Nothing is corrected yet".to_owned(),
            count => words::count(count, "correction", "corrections"),
        }));
        for (index, correction) in made.iter().enumerate().rev().take(6) {
            let refused = session.analysis.by_hand.refused.iter().find(|refused| refused.index == index);
            ui.label(theme::small(told(correction, session.units)).color(if refused.is_some() {
                palette.marked
            } else {
                palette.text
            }));
            if let Some(refused) = refused {
                ui.add(egui::Label::new(theme::small(format!("Not worked in: {}", refused.reason)).color(palette.marked)).wrap());
            }
        }
        ui.horizontal(|ui| {
            for (action, enabled) in [(Action::Undo, clip.history.can_undo()), (Action::Redo, clip.history.can_redo())] {
                let button = Button::new(action.words().label);
                if ui.add_enabled(enabled, button).on_hover_text(action.tip()).clicked() {
                    commands.push(Command::Do(action));
                }
            }
            let all = Button::new("Undo all");
            if ui.add_enabled(clip.history.can_undo(), all).on_hover_text("As the models saw it").clicked() {
                commands.push(Command::UndoAll);
            }
        });
    });
}

/// A correction in a few words.
fn told(correction: &Correction, units: Units) -> String {
    let joint = |joint| super::grip::Grip::Joint(joint).name();
    match correction {
        Correction::KeyPoint { at_s, joint: which, .. } => format!("{} moved at {}", joint(*which), time(*at_s)),
        Correction::NotSeen { joint: which, from_s, .. } => format!("{} not seen from {}", joint(*which), time(*from_s)),
        Correction::Plate { at_s, .. } => format!("Plate moved at {}", time(*at_s)),
        Correction::NoPlate { from_s, .. } => format!("Plate not seen from {}", time(*from_s)),
        Correction::Floor { .. } => "Floor line moved".to_owned(),
        Correction::Lifter { .. } => "Another person lifts".to_owned(),
        Correction::Event { event, at_s: Some(at_s), .. } => format!("{} set to {}", capital(event.words()), time(*at_s)),
        Correction::Event { event, at_s: None, .. } => format!("{} is not shown", capital(event.words())),
        Correction::AddRep { from_s, .. } => format!("Repetition added at {}", time(*from_s)),
        Correction::SplitRep { at_s } => format!("Repetition split at {}", time(*at_s)),
        Correction::JoinReps { first_s, .. } => format!("Repetitions joined at {}", time(*first_s)),
        Correction::RemoveRep { rep_s } => format!("Repetition removed at {}", time(*rep_s)),
        Correction::PlateSize { mm: Some(mm) } => format!("Plate {mm:.0} mm"),
        Correction::PlateSize { mm: None } => "Plate of unknown size".to_owned(),
        Correction::Height { cm } => {
            cm.map_or_else(|| "Height not known".to_owned(), |cm| format!("Lifter {} tall", units.height(cm)))
        }
        Correction::Load { kg } => kg.map_or_else(|| "Load not known".to_owned(), |kg| format!("Load {}", units.load(kg))),
        Correction::Variant { kind } => {
            kind.map_or_else(|| "Kind told from the video".to_owned(), |kind| capital(words::variant(kind)))
        }
        Correction::SlowMotion { factor } => format!("Slow motion {factor} times"),
        Correction::Trim { .. } => "Part of the clip chosen".to_owned(),
    }
}

fn on_the_video(ui: &mut Ui, session: &Session, choosing: &mut bool) {
    let palette = Palette::of(ui);
    ui.label(theme::strong("On the video"));
    let text = "Drag a point of the body, the middle of the plate, its rim or the floor line. Neighbouring frames follow.";
    ui.add(egui::Label::new(RichText::new(text).color(palette.weak)).wrap());
    if session.floor.is_some_and(|floor| !floor.sure) {
        let text = "The plate hides the feet, so the floor line is a guess: put it where the lifter's soles are. That is higher in the \
            picture than the near plate's edge, for that plate is nearer to the camera.";
        ui.add(egui::Label::new(theme::small(text).color(palette.weak)).wrap());
    }
    let people = session.recording.people.len();
    let name = if *choosing { "Click on the lifter…" } else { "Choose another person" };
    let button = Button::new(name).selected(*choosing);
    let tip = "The next click on the video says who lifts";
    if ui.add_enabled(people > 1, button).on_hover_text(tip).on_disabled_hover_text("Only one person was seen").clicked() {
        *choosing = !*choosing;
    }
}

fn repetition(ui: &mut Ui, session: &Session, own: &mut Own, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    let now_s = playing(session, session.frame());
    let reps = &session.analysis.reps;
    let slow = session.recording.clip.part.slow_motion;
    let mut correct = |correction| commands.push(Command::Correct(correction));
    match session.rep().and_then(|index| Some((index, reps.get(index)?))) {
        Some((index, result)) => {
            ui.label(theme::strong(format!("Repetition {}", result.rep.number)));
            ui.label(theme::small("Drag its edges on the timeline, or set them to this frame").color(palette.weak));
            ui.horizontal_wrapped(|ui| {
                for event in RepEvent::ALL {
                    let known = event.of(&result.rep).map_or("not seen".to_owned(), |instant| time(instant.at));
                    let tip = format!("Sets {} to this frame; now {known}", event.words());
                    if ui.button(short(event)).on_hover_text(tip).clicked() {
                        correct(Correction::Event { rep_s: now_s, event, at_s: Some(now_s) });
                    }
                }
            });
            ui.horizontal_wrapped(|ui| {
                if ui.button("Split here").on_hover_text("Makes two repetitions of it, parted at this frame").clicked() {
                    correct(Correction::SplitRep { at_s: now_s });
                }
                let next = reps.get(index + 1).map(|next| playing(session, next.rep.frames.start + next.rep.frames.len() / 2));
                let join = Button::new("Join with the next");
                let join = ui.add_enabled(next.is_some(), join).on_hover_text("Makes one repetition of this and the next");
                if let Some(second_s) = next.filter(|_| join.clicked()) {
                    correct(Correction::JoinReps { first_s: now_s, second_s });
                }
                if ui.button("Remove").on_hover_text("This is no repetition").clicked() {
                    correct(Correction::RemoveRep { rep_s: now_s });
                }
            });
        }
        None => {
            ui.label(theme::strong("Between repetitions"));
        }
    }
    ui.horizontal_wrapped(|ui| match own.begin_s {
        Some(from_s) => {
            let end =
                ui.add_enabled(from_s < now_s, Button::new("It ends here")).on_hover_text("Adds a repetition up to this frame");
            if end.on_disabled_hover_text("Go to the frame on which it ends").clicked() {
                own.begin_s = None;
                correct(Correction::AddRep { from_s, to_s: now_s });
            }
            ui.label(theme::small(format!("begins at {}", time(from_s / slow))).color(palette.weak));
            if ui.button("Never mind").on_hover_text("Adds nothing").clicked() {
                own.begin_s = None;
            }
        }
        None => {
            if ui.button("Add one from here").on_hover_text("A repetition begins at this frame; go to its end next").clicked() {
                own.begin_s = Some(now_s);
            }
        }
    });
}

fn short(event: RepEvent) -> &'static str {
    match event {
        RepEvent::LiftOff => "Lift-off",
        RepEvent::KneePass => "Knee",
        RepEvent::Lockout => "Lockout",
        RepEvent::Descent => "Descent",
        RepEvent::Down => "Floor",
    }
}

/// A number that may be unknown: typed or dragged, told once it stands.
struct Size {
    name: &'static str,
    unit: &'static str,
    /// What is shown per what is kept.
    per: f64,
    range: (f64, f64),
    usual: f64,
    slot: usize,
}

fn sizes(ui: &mut Ui, session: &Session, units: Units, own: &mut Own, commands: &mut Vec<Command>) {
    let settings = &session.analysis.settings;
    let imperial = units == Units::Imperial;
    ui.label(theme::strong("Sizes and load"));
    let plate = Size { name: "Plate", unit: " mm", per: 1.0, range: PLATE_MM, usual: 450.0, slot: 0 };
    let (unit, per) = if imperial { (" in", 1.0 / CM_PER_INCH) } else { (" cm", 1.0) };
    let height = Size { name: "Lifter's height", unit, per, range: HEIGHT_CM, usual: 175.0, slot: 1 };
    let (unit, per) = if imperial { (" lb", 1.0 / KG_PER_POUND) } else { (" kg", 1.0) };
    let load = Size { name: "Load with the bar", unit, per, range: LOAD_KG, usual: 100.0, slot: 2 };
    let assumed = !settings.calibration.plate_stated && settings.calibration.plate_mm.is_some();
    if let Ok(mm) = size(ui, &plate, settings.calibration.plate_mm, assumed, own) {
        commands.push(Command::Correct(Correction::PlateSize { mm }));
    }
    if let Ok(cm) = size(ui, &height, settings.calibration.height_cm, false, own) {
        commands.push(Command::Correct(Correction::Height { cm }));
    }
    if let Ok(kg) = size(ui, &load, settings.load_kg, false, own) {
        commands.push(Command::Correct(Correction::Load { kg }));
    }
    ui.horizontal(|ui| {
        let label = ui.label("Kind");
        let told = session.analysis.variant.kind;
        let text =
            if settings.variant.is_some() { words::variant(told).to_owned() } else { format!("{} (told)", words::variant(told)) };
        let combo = ComboBox::from_id_salt("kind").selected_text(text).show_ui(ui, |ui| {
            if ui.selectable_label(settings.variant.is_none(), "told from the video").clicked() {
                commands.push(Command::Correct(Correction::Variant { kind: None }));
            }
            for kind in KINDS {
                if ui.selectable_label(settings.variant == Some(kind), words::variant(kind)).clicked() {
                    commands.push(Command::Correct(Correction::Variant { kind: Some(kind) }));
                }
            }
        });
        combo.response.labelled_by(label.id).on_hover_text("Kind of deadlift: some limits depend on it");
    });
}

/// Shows a size; `Ok` is what it is to be from now on, `Err` that it stays.
fn size(ui: &mut Ui, size: &Size, value: Option<f64>, assumed: bool, own: &mut Own) -> Result<Option<f64>, ()> {
    let palette = Palette::of(ui);
    let mut changed = Err(());
    ui.horizontal(|ui| {
        let mut known = value.is_some();
        let tip = "Whether it is known; without it lengths are shares of the body or are not told";
        let name = ui.checkbox(&mut known, size.name).on_hover_text(tip);
        if name.changed() {
            changed = Ok(known.then_some(size.usual));
        }
        let Some(value) = value else { return };
        let slot = &mut own.typing[size.slot];
        let mut shown = slot.unwrap_or(value * size.per);
        let field = DragValue::new(&mut shown).range(size.range.0 * size.per..=size.range.1 * size.per).suffix(size.unit);
        let response = ui.add(field.max_decimals(1).update_while_editing(false)).labelled_by(name.id);
        let response = response.on_hover_text(format!("{}: drag, or click and type", size.name));
        if response.changed() {
            *slot = Some(shown);
        }
        if (response.drag_stopped() || response.lost_focus() || (response.changed() && !response.dragged()))
            && let Some(shown) = slot.take()
        {
            changed = if (shown / size.per - value).abs() > 1e-9 { Ok(Some(shown / size.per)) } else { changed };
        }
        if assumed {
            ui.label(theme::small("assumed").color(palette.weak)).on_hover_text("Say it, if you know it: it scales every length");
        }
    });
    changed
}

fn clip_part(ui: &mut Ui, session: &Session, clip: &Clip, own: &mut Own, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    ui.label(theme::strong("Clip"));
    ui.horizontal(|ui| {
        let label = ui.label("Slow motion");
        let value = session.recording.clip.part.slow_motion;
        let slot = &mut own.typing[3];
        let mut shown = slot.unwrap_or(value);
        let field = DragValue::new(&mut shown).range(0.1..=64.0).speed(0.05).max_decimals(2).suffix(" ×");
        let tip = "How many times slower than life the file plays: 8 for 240 frames a second played at 30";
        let response = ui.add(field.update_while_editing(false)).labelled_by(label.id).on_hover_text(tip);
        if response.changed() {
            *slot = Some(shown);
        }
        if (response.drag_stopped() || response.lost_focus() || (response.changed() && !response.dragged()))
            && let Some(factor) = slot.take()
            && (factor - value).abs() > 1e-9
        {
            commands.push(Command::Correct(Correction::SlowMotion { factor }));
        }
    });
    let (from_s, to_s) = part_in_force(session, clip);
    let now_s = playing(session, session.frame());
    ui.horizontal_wrapped(|ui| {
        if ui.button("Begin here").on_hover_text("What comes before this frame does not count").clicked() {
            commands.push(Command::Correct(Correction::Trim { from_s: Some(now_s), to_s }));
        }
        if ui.button("End here").on_hover_text("What comes after this frame does not count").clicked() {
            commands.push(Command::Correct(Correction::Trim { from_s, to_s: Some(now_s) }));
        }
        if ui.button("Whole clip").on_hover_text("Everything counts").clicked() {
            commands.push(Command::Correct(Correction::Trim { from_s: None, to_s: None }));
        }
    });
    if from_s.is_some() || to_s.is_some() {
        let from = from_s.map_or("the start".to_owned(), time);
        let to = to_s.map_or("the end".to_owned(), time);
        ui.label(theme::small(format!("From {from} to {to}")).color(palette.weak));
    }
}

/// From where to where the clip counts, playing times in seconds: as it was corrected last, else as it was read.
fn part_in_force(session: &Session, clip: &Clip) -> (Option<f64>, Option<f64>) {
    let chosen = clip.history.corrections().0.iter().rev().find_map(|correction| match correction {
        Correction::Trim { from_s, to_s } => Some((*from_s, *to_s)),
        _ => None,
    });
    let part = session.recording.clip.part;
    chosen.unwrap_or((part.from_s, part.to_s))
}
