//! The keys of the desk: what they do, in the words of the sheet of keys.

use eframe::egui::{Grid, Key, KeyboardShortcut, Modifiers, Ui};

use super::inbox;
use super::state::{Ask, Page};
use crate::library::Ruling;
use crate::ui::command::{Command, key_name};
use crate::ui::state::State;
use crate::ui::theme::{self, Palette};

/// Something that the desk does at a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// To the library.
    Library,
    /// To the inbox.
    Inbox,
    /// To the progress.
    Progress,
    /// To the item before.
    Up,
    /// To the next item.
    Down,
    /// Accept.
    Accept,
    /// Override.
    Override,
    /// Comment.
    Comment,
    /// Open the clip.
    Open,
    /// Send the set back to its athlete.
    Send,
}

/// How an act is called.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// Label, sentence case.
    pub label: &'static str,
    /// What it does, one sentence without its full stop.
    pub tip: &'static str,
    /// Its key.
    pub key: Key,
}

impl Act {
    /// Every act, in the order of the sheet of keys.
    pub const ALL: &'static [Self] = &[
        Self::Library,
        Self::Inbox,
        Self::Progress,
        Self::Up,
        Self::Down,
        Self::Accept,
        Self::Override,
        Self::Comment,
        Self::Open,
        Self::Send,
    ];

    /// The act that leads to a page.
    pub fn of(page: Page) -> Self {
        match page {
            Page::Library => Self::Library,
            Page::Inbox => Self::Inbox,
            Page::Progress => Self::Progress,
        }
    }

    /// How the act is called, and its key.
    pub fn words(self) -> Words {
        let words = |label, tip, key| Words { label, tip, key };
        match self {
            Self::Library => words("Library", "Shows athletes and their sets", Key::Num1),
            Self::Inbox => words("Inbox", "Shows what came in and waits for you, ranked", Key::Num2),
            Self::Progress => words("Progress", "Shows an athlete over the sessions", Key::Num3),
            Self::Up => words("Item before", "Goes to the item before", Key::ArrowUp),
            Self::Down => words("Next item", "Goes to the next item", Key::ArrowDown),
            Self::Accept => words("Accept", "Says that it is as found, and goes on to the next", Key::A),
            Self::Override => words("Override", "Says otherwise, with your reason; both are kept", Key::O),
            Self::Comment => words("Comment", "Keeps a comment on it", Key::C),
            Self::Open => words("Look at it", "Opens the clip where it shows this", Key::Enter),
            Self::Send => {
                words("Send back…", "Writes the report and the annotated video of this set, to be sent to the athlete", Key::S)
            }
        }
    }

    /// Its key as text.
    pub fn key_text(self) -> String {
        key_name(KeyboardShortcut::new(Modifiers::NONE, self.words().key))
    }

    /// The tooltip: what it does, and its key.
    pub fn tip(self) -> String {
        format!("{} ({})", self.words().tip, self.key_text())
    }

    /// Does it at the desk as it stands.
    pub(super) fn act(self, state: &State, own: &mut inbox::Own, commands: &mut Vec<Command>) {
        let desk = &state.desk;
        let item = desk.item().filter(|_| desk.page == Page::Inbox);
        match self {
            Self::Library => commands.push(Command::Desk(Ask::Show(Page::Library))),
            Self::Inbox => commands.push(Command::Desk(Ask::Show(Page::Inbox))),
            Self::Progress => commands.push(Command::Desk(Ask::Show(Page::Progress))),
            Self::Up => commands.push(Command::Desk(Ask::Step(-1))),
            Self::Down => commands.push(Command::Desk(Ask::Step(1))),
            Self::Accept => commands.extend(item.map(|item| {
                Command::Desk(match item.fault() {
                    Some(fault) => Ask::Rule { set: item.set, fault, ruling: Ruling::Accepted, reason: String::new() },
                    None => Ask::Seen(item.set),
                })
            })),
            Self::Override => {
                if let Some(item) = item.filter(|item| item.fault().is_some()) {
                    own.begin(inbox::Typing::Override, item);
                }
            }
            Self::Comment => {
                if let Some(item) = item {
                    own.begin(inbox::Typing::Comment, item);
                }
            }
            Self::Open => {
                let look = item.and_then(|_| desk.to_look_at());
                commands.extend(look.map(|look| Command::Desk(Ask::Look(look))));
            }
            Self::Send => {
                if desk.page != Page::Progress {
                    commands.push(Command::Desk(Ask::OfferToSend));
                }
            }
        }
    }
}

/// Hears the keys while nothing is typed and nothing lies on top.
pub(super) fn hear(ui: &Ui, state: &State, own: &mut inbox::Own, commands: &mut Vec<Command>) {
    if ui.ctx().egui_wants_keyboard_input() || state.dialog.is_some() {
        return;
    }
    for &act in Act::ALL {
        // A button that has the focus is pressed by Enter.
        if act == Act::Open && ui.memory(|memory| memory.focused().is_some()) {
            continue;
        }
        let arrows = matches!(act, Act::Up | Act::Down) && state.desk.page != Page::Inbox;
        if !arrows && ui.input_mut(|input| input.consume_key(Modifiers::NONE, act.words().key)) {
            act.act(state, own, commands);
        }
    }
}

/// The keys of the desk on the sheet of keys.
pub(in crate::ui) fn sheet(ui: &mut Ui) {
    ui.label(theme::strong("Desk").color(Palette::of(ui).accent));
    Grid::new("keys of the desk").num_columns(2).spacing([14.0, 4.0]).show(ui, |ui| {
        for act in Act::ALL {
            ui.label(theme::strong(act.key_text()));
            ui.label(act.words().label).on_hover_text(act.words().tip);
            ui.end_row();
        }
    });
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::ui::command::Action;
    use crate::ui::room::Room;

    #[test]
    fn every_act_has_words_and_a_key_that_no_action_of_the_room_has() {
        let heard = Action::ALL.iter().filter(|action| Room::Desk.hears(**action));
        let mut keys: HashSet<KeyboardShortcut> = heard.flat_map(|action| action.words().keys).copied().collect();
        for &act in Act::ALL {
            let words = act.words();
            assert!(keys.insert(KeyboardShortcut::new(Modifiers::NONE, words.key)), "{act:?} shares its key");
            assert!(!words.tip.ends_with('.') && words.label.starts_with(char::is_uppercase), "{act:?}");
        }
    }
}
