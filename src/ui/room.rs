//! The rooms of the window: what it shows as a whole. Each has a panel of its own; the bar at the top leads from one to another.

use eframe::egui::Ui;

use super::command::{Action, Command};
use super::state::State;
use super::theme;

/// A room of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Room {
    /// One set: its video and what was found.
    #[default]
    Set,
    /// The coach's desk: library, inbox, progress.
    Desk,
    /// The article's path: assess, stretch, correct.
    Advice,
}

impl Room {
    /// Every room, in the order of the bar.
    pub const ALL: [Self; 3] = [Self::Set, Self::Desk, Self::Advice];

    /// The action that leads there.
    pub fn action(self) -> Action {
        match self {
            Self::Set => Action::GoToSet,
            Self::Desk => Action::GoToDesk,
            Self::Advice => Action::GoToAdvice,
        }
    }

    /// Whether an action has a meaning in this room; one that has none is not heard there, so that its key is free.
    pub fn hears(self, action: Action) -> bool {
        match self {
            Self::Set => true,
            Self::Desk | Self::Advice => matches!(action.words().group, "Files" | "Window"),
        }
    }

    /// What is said while files are held over the window.
    pub(super) fn drop_hint(self) -> &'static str {
        match self {
            Self::Set | Self::Advice => "Let go to analyse",
            Self::Desk => "Let go to add to the library",
        }
    }
}

/// The switch in the bar at the top.
pub(super) fn switch(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    ui.spacing_mut().item_spacing.x = theme::TIGHT;
    for room in Room::ALL {
        let action = room.action();
        let text = theme::strong(action.words().label);
        if ui.selectable_label(state.room == room, text).on_hover_text(action.tip()).clicked() {
            commands.push(Command::Go(room));
        }
    }
    ui.add_space(theme::GAP);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_room_has_its_action_which_is_heard_in_all_of_them() {
        for room in Room::ALL {
            for other in Room::ALL {
                assert!(other.hears(room.action()), "{room:?} can be reached from {other:?}");
            }
            assert!(room.hears(Action::Keys) && room.hears(Action::Leave));
        }
        assert!(!Room::Desk.hears(Action::Play) && !Room::Desk.hears(Action::FindingOn));
    }
}
