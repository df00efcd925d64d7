//! How the actions on remarks and comparisons are called, and their keys.

use eframe::egui::{Key, KeyboardShortcut, Modifiers};

use super::command::{Action, Words};

macro_rules! words {
    ($label:literal, $tip:literal, $($key:expr),*) => {{
        const KEYS: &[KeyboardShortcut] = &[$($key),*];
        Some(Words { group: "Review", label: $label, tip: $tip, keys: KEYS })
    }};
}

const fn key(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::NONE, key)
}

const fn ctrl(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND, key)
}

/// The words of an action; `None` where it concerns neither remarks nor comparisons.
pub(super) fn words(action: Action) -> Option<Words> {
    match action {
        Action::ShowNotes => words!("Notes", "Shows notes and drawings, and lets you make them", key(Key::Num5), ctrl(Key::Num5)),
        Action::ShowCompare => {
            words!("Compare", "Compares with another repetition or set", key(Key::Num6), ctrl(Key::Num6), key(Key::C))
        }
        Action::AddNote => words!("Write a note", "Writes a note for this moment", key(Key::T)),
        Action::MarkFrame => words!("Mark this frame", "Marks this moment as a key frame", key(Key::M)),
        Action::RecordVoice => {
            words!("Record a voice note", "Records a voice note for this moment; again to end it", key(Key::V))
        }
        Action::ToolSelect => words!("Choose and move", "Chooses and moves drawings on the video", key(Key::S)),
        Action::ToolLine => words!("Line", "Draws a line: drag from end to end", key(Key::D)),
        Action::ToolArrow => words!("Arrow", "Draws an arrow: drag to where it points", key(Key::A)),
        Action::ToolAngle => {
            words!("Angle", "Draws an angle with its degrees: drag to the corner, then click the other end", key(Key::G))
        }
        Action::ToolFree => words!("Free hand", "Draws by free hand: drag", key(Key::P)),
        Action::ToolText => words!("Text on the video", "Writes on the video: click, type, Enter", key(Key::W)),
        Action::DeleteRemark => words!("Delete", "Deletes the chosen note or drawing", key(Key::Delete), key(Key::Backspace)),
        _ => None,
    }
}
