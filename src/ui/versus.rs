//! The panel that compares: with what, how both are shown, and how the measures differ.

use eframe::egui::{self, Button, Color32, ComboBox, RichText, ScrollArea, Ui};

use super::command::Command;
use super::findings::card;
use super::review::{Against, Ask, Together, Wish};
use super::session::Session;
use super::state::State;
use super::theme::{self, Palette};
use crate::compare::{Align, Attempt, By, Difference, Laid, of_repetitions, of_sets};
use crate::report::words;

/// What the panel remembers.
#[derive(Default)]
pub(super) struct Own {
    /// Whether whole sets are compared instead of repetitions.
    sets: bool,
}

/// Shows the panel.
pub(super) fn show(ui: &mut Ui, state: &State, session: &Session, own: &mut Own, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    ui.label(theme::heading("Compare"));
    ui.label(theme::small("Both play together; the plates are made equally large.").color(palette.weak));
    ScrollArea::vertical().id_salt("compare").auto_shrink(false).show(ui, |ui| {
        ui.add_space(theme::TIGHT);
        card(ui, Color32::TRANSPARENT, |ui| choose(ui, state, session, commands));
        let Some(against) = &session.board.against else {
            let text = "Choose a repetition of this clip, or of another clip that is open in this window.";
            ui.add(egui::Label::new(RichText::new(text).color(palette.weak)).wrap());
            return;
        };
        card(ui, Color32::TRANSPARENT, |ui| how(ui, session, against, commands));
        differences(ui, session, against, own);
        ui.add_space(theme::WIDE);
    });
}

/// With what: a clip, and a repetition of it.
fn choose(ui: &mut Ui, state: &State, session: &Session, commands: &mut Vec<Command>) {
    let wish = session.board.against.as_ref().map(|against| against.wish);
    let clip = wish.map_or(session.id, |wish| wish.clip);
    let name = |id| {
        if id == session.id { "this clip".to_owned() } else { state.entry(id).map(super::clip::Entry::name).unwrap_or_default() }
    };
    let ask = |clip, rep| {
        let (align, together) = wish.map_or((Align::default(), Together::default()), |wish| (wish.align, wish.together));
        Command::Review(Ask::Compare(Some(Wish { clip, rep, align, together })))
    };
    ui.horizontal(|ui| {
        ui.label("With");
        let combo = ComboBox::from_id_salt("with clip").selected_text(name(clip)).width(220.0).show_ui(ui, |ui| {
            for entry in &state.entries {
                let Some(first) = entry.clip().and_then(|clip| clip.analysis.reps.first()) else { continue };
                if ui.selectable_label(entry.id == clip, name(entry.id)).clicked() {
                    commands.push(ask(entry.id, first.rep.number));
                }
            }
        });
        combo.response.on_hover_text("A clip that is open in this window");
    });
    ui.horizontal_wrapped(|ui| {
        let reps =
            state.entry(clip).and_then(super::clip::Entry::clip).map(|clip| clip.analysis.reps.clone()).unwrap_or_default();
        if reps.is_empty() {
            ui.label("No repetition was found in it.");
        }
        for result in reps {
            let rep = result.rep.number;
            let on = wish.is_some_and(|wish| wish.clip == clip && wish.rep == rep);
            let tip = format!("Compares with repetition {rep}");
            if ui.selectable_label(on, format!("Repetition {rep}")).on_hover_text(tip).clicked() {
                commands.push(ask(clip, rep));
            }
        }
    });
    if wish.is_some() && ui.button("Stop comparing").on_hover_text("Shows this clip alone").clicked() {
        commands.push(Command::Review(Ask::Compare(None)));
    }
}

/// How both are shown, and what cannot be.
fn how(ui: &mut Ui, session: &Session, against: &Against, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    let wish = against.wish;
    let mut next = wish;
    ui.horizontal_wrapped(|ui| {
        ui.selectable_value(&mut next.together, Together::Beside, "Side by side").on_hover_text("One beside the other");
        ui.selectable_value(&mut next.together, Together::Ghost, "As a ghost").on_hover_text("The other's lines over this video");
    });
    ui.horizontal_wrapped(|ui| {
        ui.selectable_value(&mut next.align, Align::LiftOff, "By lift-off").on_hover_text("The same time since lift-off");
        ui.selectable_value(&mut next.align, Align::BarHeight, "By bar height").on_hover_text("The bar as high in both");
    });
    if next != wish {
        commands.push(Command::Review(Ask::Compare(Some(next))));
    }
    let here = Attempt::on(&session.recording, &session.analysis, session.frame());
    let text = match here {
        None => "Between repetitions: the other waits at its lift-off.".to_owned(),
        Some(here) if here.number == wish.rep && wish.clip == session.id => {
            "This is the repetition itself: go to another one.".to_owned()
        }
        Some(here) => match Laid::of(&here, &against.attempt()) {
            Some(Laid { by: By::Plate, .. }) => "Scaled by the plates.".to_owned(),
            Some(Laid { by: By::Lift, .. }) => "Scaled by the lifters' size: a plate is not seen in one of the two.".to_owned(),
            None => "The sizes cannot be compared: the plate's size is known in one only. Say it under Correct.".to_owned(),
        },
    };
    ui.add(egui::Label::new(theme::small(text).color(palette.weak)).wrap());
}

/// The differences with their errors.
fn differences(ui: &mut Ui, session: &Session, against: &Against, own: &mut Own) {
    let palette = Palette::of(ui);
    let other_clip = against.wish.clip != session.id;
    ui.horizontal(|ui| {
        ui.label(theme::heading("Differences"));
        if other_clip {
            for (sets, name, tip) in
                [(false, "Repetitions", "This repetition and the other"), (true, "Sets", "The medians of both sets")]
            {
                let button = Button::selectable(own.sets == sets, name);
                if ui.add(button).on_hover_text(tip).clicked() {
                    own.sets = sets;
                }
            }
        }
    });
    let sets = own.sets && other_clip;
    let here = session.rep().and_then(|rep| session.analysis.reps.get(rep));
    let (all, whose): (Vec<Difference>, String) = if sets {
        (of_sets(&session.analysis, &against.analysis), "the other set".to_owned())
    } else {
        let Some((here, there)) = here.zip(against.attempt().result()) else {
            ui.label(RichText::new("Go to a repetition to compare it.").color(palette.weak));
            return;
        };
        let whose = if other_clip { "the other".to_owned() } else { format!("repetition {}", against.wish.rep) };
        (of_repetitions(here, there), whose)
    };
    let told = all.iter().filter(|difference| difference.is_told()).count();
    let compared = words::count(all.len(), "measure", "measures");
    let text = format!("{told} of {compared} differ by more than their error (90 %). One in ten may do so by chance.");
    ui.add(egui::Label::new(theme::small(text).color(palette.weak)).wrap());
    for difference in &all {
        let sentence = difference.sentence(&whose);
        let mut letters = sentence.chars();
        let sentence: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
        let (here, there) = difference.sides();
        let tip = format!("{}: {here} here, {there} there", difference.name);
        let text = if difference.is_told() { RichText::new(sentence) } else { theme::small(sentence).color(palette.weak) };
        ui.add(egui::Label::new(text).wrap()).on_hover_text(tip);
    }
}
