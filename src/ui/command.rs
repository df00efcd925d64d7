//! Everything that the user can ask for by a button or a key: its words and its keys stand in one match arm.

use std::path::PathBuf;

use eframe::egui::{Key, KeyboardShortcut, Modifiers, os::OperatingSystem};

use super::advice;
use super::clip::ClipId;
use super::desk::{Ask, Purpose};
use super::export::Product;
use super::preferences::Preferences;
use super::room::Room;
use super::session::Zoom;
use super::span::Span;
use super::told::Pick;
use super::{review, review_words};
use crate::corrections::Correction;
use crate::overlay::Look;

/// What a panel asks for.
#[derive(Clone, Debug)]
pub enum Command {
    /// An action.
    Do(Action),
    /// Analyse these files.
    OpenPaths(Vec<PathBuf>),
    /// Show a clip of the list.
    Show(ClipId),
    /// Take a clip off the list.
    Forget(ClipId),
    /// Go to a room.
    Go(Room),
    /// Something for the desk.
    Desk(Ask),
    /// Something for the room of the advice.
    Advice(advice::Ask),
    /// Choose a folder or a file for the desk.
    DeskPick(Purpose),
    /// Go to a frame.
    Seek(usize),
    /// Go to a time, seconds.
    SeekTime(f64),
    /// Play at a speed, 0.1 to 2.
    Speed(f64),
    /// Look at a finding.
    Pick(Pick),
    /// Draw these parts of the overlay, so.
    Draw(Look),
    /// Draw the ghost of the repetition of this number, or none.
    Ghost(Option<usize>),
    /// Lay the picture.
    Zoom(Zoom),
    /// Show a part of the clip on the timeline.
    Span(Span),
    /// Show a correction without making it; `None` drops it.
    Try(Option<Correction>),
    /// Make a correction.
    Correct(Correction),
    /// Take all corrections of the clip back.
    UndoAll,
    /// Remember these preferences.
    Prefer(Preferences),
    /// Write files into a folder under a name.
    Write {
        /// The folder.
        folder: PathBuf,
        /// What to write.
        products: Vec<Product>,
    },
    /// Stop writing.
    StopWriting,
    /// Something about remarks and comparisons.
    Review(review::Ask),
    /// Put a text on the clipboard.
    Copy(String),
    /// Close the notice.
    CloseNotice,
}

/// Something that the user can ask for without saying more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Choose files to open.
    Open,
    /// Open the bundled clip.
    OpenDemo,
    /// Stop the analysis that runs.
    StopWork,
    /// Back to the empty window.
    CloseClip,
    /// Say what to write.
    Export,
    /// To the set that is looked at.
    GoToSet,
    /// To the coach's desk.
    GoToDesk,
    /// To the advice.
    GoToAdvice,
    /// Show the settings.
    Settings,
    /// Show the keys.
    Keys,
    /// Leave what is open on top.
    Leave,
    /// The video alone.
    FullScreen,
    /// Play or pause.
    Play,
    /// Play backwards.
    Backwards,
    /// Pause.
    Pause,
    /// Play forwards.
    Forwards,
    /// One frame back.
    FrameBack,
    /// One frame on.
    FrameOn,
    /// One second back.
    SecondBack,
    /// One second on.
    SecondOn,
    /// To the first frame.
    Start,
    /// To the last frame.
    End,
    /// Slower.
    Slower,
    /// Faster.
    Faster,
    /// Repeat the current repetition.
    Loop,
    /// To the repetition before.
    RepBack,
    /// To the next repetition.
    RepOn,
    /// To the finding before.
    FindingBack,
    /// To the next finding.
    FindingOn,
    /// Take the last correction back.
    Undo,
    /// Make the correction again.
    Redo,
    /// Enlarge the picture.
    ZoomIn,
    /// Make the picture smaller.
    ZoomOut,
    /// Show the whole picture.
    ZoomFit,
    /// Show less of the clip on the timeline.
    TimeNearer,
    /// Show more of the clip on the timeline.
    TimeFarther,
    /// Show the whole clip on the timeline.
    TimeWhole,
    /// Show the findings.
    ShowFindings,
    /// Show the charts.
    ShowCharts,
    /// Show the table of repetitions.
    ShowReps,
    /// Show the corrections.
    ShowCorrections,
    /// Copy the table of repetitions.
    CopyTable,
    /// Show the notes and drawings.
    ShowNotes,
    /// Show the comparison.
    ShowCompare,
    /// Write a note for this moment.
    AddNote,
    /// Mark this moment.
    MarkFrame,
    /// Record a voice note for this moment, or end it.
    RecordVoice,
    /// Choose and move drawings.
    ToolSelect,
    /// Draw a line.
    ToolLine,
    /// Draw an arrow.
    ToolArrow,
    /// Draw an angle.
    ToolAngle,
    /// Draw by free hand.
    ToolFree,
    /// Write on the video.
    ToolText,
    /// Delete the chosen remark.
    DeleteRemark,
}

/// How an action is called.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// Heading on the sheet of keys under which it stands.
    pub group: &'static str,
    /// Label of its button, sentence case.
    pub label: &'static str,
    /// What it does, one sentence without its full stop.
    pub tip: &'static str,
    /// Its keys; the first is the one shown.
    pub keys: &'static [KeyboardShortcut],
}

const fn key(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::NONE, key)
}

const fn ctrl(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND, key)
}

const fn shift(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::SHIFT, key)
}

macro_rules! words {
    ($group:literal, $label:literal, $tip:literal, $($key:expr),*) => {{
        const KEYS: &[KeyboardShortcut] = &[$($key),*];
        Words { group: $group, label: $label, tip: $tip, keys: KEYS }
    }};
}

impl Action {
    /// Every action, in the order of the sheet of keys.
    pub const ALL: &'static [Self] = &[
        Self::Play,
        Self::FrameBack,
        Self::FrameOn,
        Self::SecondBack,
        Self::SecondOn,
        Self::Backwards,
        Self::Pause,
        Self::Forwards,
        Self::Slower,
        Self::Faster,
        Self::Loop,
        Self::Start,
        Self::End,
        Self::FindingBack,
        Self::FindingOn,
        Self::RepBack,
        Self::RepOn,
        Self::ShowFindings,
        Self::ShowCharts,
        Self::ShowReps,
        Self::ShowCorrections,
        Self::ZoomIn,
        Self::ZoomOut,
        Self::ZoomFit,
        Self::TimeNearer,
        Self::TimeFarther,
        Self::TimeWhole,
        Self::FullScreen,
        Self::Undo,
        Self::Redo,
        Self::Open,
        Self::OpenDemo,
        Self::Export,
        Self::CopyTable,
        Self::StopWork,
        Self::CloseClip,
        Self::GoToSet,
        Self::GoToDesk,
        Self::GoToAdvice,
        Self::Settings,
        Self::Keys,
        Self::Leave,
        Self::ShowNotes,
        Self::ShowCompare,
        Self::AddNote,
        Self::MarkFrame,
        Self::RecordVoice,
        Self::ToolSelect,
        Self::ToolLine,
        Self::ToolArrow,
        Self::ToolAngle,
        Self::ToolFree,
        Self::ToolText,
        Self::DeleteRemark,
    ];

    /// How the action is called, and its keys.
    pub fn words(self) -> Words {
        match self {
            Self::Play => words!("Play", "Play or pause", "Plays the clip at its own rate, or pauses it", key(Key::Space)),
            Self::FrameBack => {
                words!("Play", "Frame back", "Goes back by exactly one frame", key(Key::ArrowLeft), key(Key::Comma))
            }
            Self::FrameOn => words!("Play", "Frame on", "Goes on by exactly one frame", key(Key::ArrowRight), key(Key::Period)),
            Self::SecondBack => words!("Play", "Second back", "Goes back by a second", shift(Key::ArrowLeft)),
            Self::SecondOn => words!("Play", "Second on", "Goes on by a second", shift(Key::ArrowRight)),
            Self::Backwards => words!("Play", "Play backwards", "Plays backwards; again for faster", key(Key::J)),
            Self::Pause => words!("Play", "Pause", "Pauses the clip", key(Key::K)),
            Self::Forwards => words!("Play", "Play forwards", "Plays forwards; again for faster", key(Key::L)),
            Self::Slower => words!("Play", "Slower", "Plays more slowly, down to a tenth", key(Key::OpenBracket)),
            Self::Faster => words!("Play", "Faster", "Plays faster, up to twice the clip's rate", key(Key::CloseBracket)),
            Self::Loop => words!("Play", "Loop the repetition", "Plays the current repetition again and again", key(Key::R)),
            Self::Start => words!("Play", "First frame", "Goes to the first frame", key(Key::Home)),
            Self::End => words!("Play", "Last frame", "Goes to the last frame", key(Key::End)),
            Self::FindingBack => {
                words!("Find", "Finding before", "Goes to the finding before", key(Key::ArrowUp), shift(Key::N))
            }
            Self::FindingOn => words!("Find", "Next finding", "Goes to the next finding", key(Key::ArrowDown), key(Key::N)),
            Self::RepBack => {
                words!("Find", "Repetition before", "Goes to the lift-off of the repetition before", key(Key::PageUp))
            }
            Self::RepOn => words!("Find", "Next repetition", "Goes to the lift-off of the next repetition", key(Key::PageDown)),
            Self::ShowFindings => {
                words!("Look", "Findings", "Shows what was found, the worst first", key(Key::Num1), ctrl(Key::Num1))
            }
            Self::ShowCharts => words!("Look", "Charts", "Shows the courses of bar and body", key(Key::Num2), ctrl(Key::Num2)),
            Self::ShowReps => words!("Look", "Repetitions", "Shows the table of repetitions", key(Key::Num3), ctrl(Key::Num3)),
            Self::ShowCorrections => {
                words!(
                    "Look",
                    "Correct",
                    "Lets you correct points, repetitions and sizes",
                    key(Key::Num4),
                    ctrl(Key::Num4),
                    key(Key::E)
                )
            }
            Self::ZoomIn => {
                words!("Look", "Enlarge", "Enlarges the picture; the wheel does it too", key(Key::Plus), key(Key::Equals))
            }
            Self::ZoomOut => words!("Look", "Make smaller", "Makes the picture smaller", key(Key::Minus)),
            Self::ZoomFit => words!("Look", "Whole picture", "Shows the whole picture", key(Key::Num0)),
            Self::TimeNearer => {
                words!(
                    "Look",
                    "Timeline nearer",
                    "Shows less of the clip on the timeline; Ctrl and the wheel do it too",
                    key(Key::Z)
                )
            }
            Self::TimeFarther => words!("Look", "Timeline farther", "Shows more of the clip on the timeline", shift(Key::Z)),
            Self::TimeWhole => words!("Look", "Timeline whole", "Shows the whole clip on the timeline", key(Key::X)),
            Self::FullScreen => {
                words!("Look", "Full screen", "Shows the video alone, or the panels again", key(Key::F), key(Key::F11))
            }
            Self::Undo => words!("Correct", "Undo", "Takes the last correction back; under Notes the last remark", ctrl(Key::Z)),
            Self::Redo => {
                words!(
                    "Correct",
                    "Redo",
                    "Makes the correction again",
                    KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Z),
                    ctrl(Key::Y)
                )
            }
            Self::Open => words!("Files", "Open…", "Chooses videos of sets to analyse", ctrl(Key::O)),
            Self::OpenDemo => words!("Files", "Try the demo", "Opens the bundled clip of a drawn lifter", ctrl(Key::D)),
            Self::Export => words!("Files", "Export…", "Writes the annotated video, pictures, reports and tables", ctrl(Key::E)),
            Self::CopyTable => {
                words!("Files", "Copy as CSV", "Copies the table of repetitions, for a spreadsheet", ctrl(Key::T))
            }
            Self::StopWork => words!("Files", "Stop", "Stops the analysis that runs", ctrl(Key::Period)),
            Self::CloseClip => words!("Files", "Close the clip", "Goes back to the empty window", ctrl(Key::W)),
            Self::GoToSet => words!("Window", "Set", "Shows one set: its video and what was found", key(Key::F2)),
            Self::GoToDesk => words!("Window", "Desk", "Shows the coach's desk: the library of athletes and sets", key(Key::F3)),
            Self::GoToAdvice => {
                words!("Window", "Assess", "From a sore back to lifting again: assess, stretch, correct", key(Key::F4))
            }
            Self::Settings => words!("Window", "Settings", "Limits, units, colours and the size of text", ctrl(Key::Comma)),
            Self::Keys => words!("Window", "Keys", "Shows every key on one sheet", key(Key::Questionmark), key(Key::F1)),
            Self::Leave => words!("Window", "Leave", "Closes what lies on top, or leaves full screen", key(Key::Escape)),
            other => review_words::words(other).unwrap_or(Words { group: "Review", label: "", tip: "", keys: &[] }),
        }
    }

    /// The first key as text for a tooltip, for example `Ctrl+Z`; empty where there is none.
    pub fn key_text(self) -> String {
        self.words().keys.first().map_or_else(String::new, |shortcut| key_name(*shortcut))
    }

    /// The tooltip: what it does, and its key.
    pub fn tip(self) -> String {
        format!("{} ({})", self.words().tip, self.key_text())
    }
}

/// A key as text.
pub fn key_name(shortcut: KeyboardShortcut) -> String {
    let names = if OperatingSystem::default().is_mac() {
        eframe::egui::ModifierNames::SYMBOLS
    } else {
        eframe::egui::ModifierNames::NAMES
    };
    let modifiers = names.format(&shortcut.modifiers, OperatingSystem::default().is_mac());
    let key = match shortcut.logical_key {
        Key::ArrowLeft => "←",
        Key::ArrowRight => "→",
        Key::ArrowUp => "↑",
        Key::ArrowDown => "↓",
        Key::Questionmark => "?",
        Key::Comma => ",",
        Key::Period => ".",
        Key::Plus => "+",
        Key::Minus => "−",
        Key::Equals => "=",
        Key::OpenBracket => "[",
        Key::CloseBracket => "]",
        other => other.name(),
    };
    if modifiers.is_empty() { key.to_owned() } else { format!("{modifiers}+{key}") }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_action_has_words_and_a_key_of_its_own() {
        let mut keys = HashSet::new();
        for &action in Action::ALL {
            let words = action.words();
            assert!(!words.keys.is_empty(), "{action:?} can be reached by a key");
            assert!(!words.tip.ends_with('.') && words.label.starts_with(char::is_uppercase), "{action:?}");
            for shortcut in words.keys {
                assert!(keys.insert(*shortcut), "{action:?} shares {}", key_name(*shortcut));
            }
        }
    }

    #[test]
    fn the_list_holds_every_action_once() {
        let different: HashSet<_> = Action::ALL.iter().collect();
        assert_eq!(different.len(), Action::ALL.len());
        assert_eq!(Action::ALL.len(), Action::DeleteRemark as usize + 1, "the last of the enum");
    }
}
