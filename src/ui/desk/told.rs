//! What the coach said of a set at the desk, where one of its clips is shown.

use eframe::egui::{Color32, Label, Ui};

use crate::faults;
use crate::library::{Ruling, Taken};
use crate::ui::findings::card;
use crate::ui::theme;

/// A ruling with its reason, in words.
pub(super) fn ruled(ruling: Ruling, reason: &str) -> String {
    match ruling {
        Ruling::Accepted => "accepted".to_owned(),
        Ruling::Clear => format!("no fault. {reason}"),
        Ruling::Fault(severity) => format!("{}. {reason}", severity.code()),
    }
}

/// Shows what was said at the desk; nothing where nothing was.
pub(in crate::ui) fn coach(ui: &mut Ui, taken: &Taken) {
    let name = |id: &str| faults::by_id(id).map_or_else(|| id.to_owned(), |fault| fault.card.name.to_owned());
    let rulings = taken.rulings.iter().map(|(fault, ruling, reason)| format!("{}: {}", name(fault), ruled(*ruling, reason)));
    let comments = taken.comments.iter().map(|comment| match &comment.fault {
        Some(fault) => format!("{}: {}", name(fault), comment.words),
        None => comment.words.clone(),
    });
    let lines: Vec<String> = rulings.chain(comments).collect();
    if lines.is_empty() {
        return;
    }
    card(ui, Color32::TRANSPARENT, |ui| {
        ui.label(theme::strong("Said at the desk"));
        for line in lines {
            ui.add(Label::new(theme::small(line)).wrap());
        }
    });
}
