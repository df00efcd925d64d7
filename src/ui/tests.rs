//! The window by its labels.

mod by_hand;
mod notes;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::egui::{self, Key, Modifiers, Pos2, vec2};
use egui_kittest::{Harness, kittest::Queryable};

use super::app::App;
use super::clip::{Entry, Progress};
use super::command::{Action, Command};
use super::sample;
use super::state::Report;
use super::told;
use crate::corrections::ByHand;

/// Longest wait for a thread.
pub(super) const PATIENCE: Duration = Duration::from_mins(1);

#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

type Window = Harness<'static, App>;

fn window() -> Window {
    let mut window = Harness::builder()
        .with_size([1280.0, 800.0])
        .with_max_steps(40)
        .build_eframe(|creation| App::new(&creation.egui_ctx, Vec::new(), None));
    window.run_steps(2);
    window
}

/// A window with an analysed clip of three repetitions.
fn opened(path: &Path) -> Window {
    let mut window = window();
    let state = &mut window.state_mut().state;
    // Its effects are not carried out: there is no such video.
    drop(state.perform(Command::OpenPaths(vec![path.to_path_buf()]), 0.0));
    let id = state.entries[0].id;
    state.hear(Report::Watched(id, Ok(Box::new(sample::clip()))), 0.0);
    window.run_steps(3);
    window
}

pub(super) fn until(window: &mut Window, what: &str, done: impl Fn(&App) -> bool) {
    until_seen(window, what, |window| done(window.state()));
}

/// The same by what the window shows.
pub(super) fn until_seen(window: &mut Window, what: &str, done: impl Fn(&Window) -> bool) {
    let start = Instant::now();
    while !done(window) {
        assert!(start.elapsed() < PATIENCE, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(5));
        window.step();
    }
    window.run_steps(2);
}

fn press(window: &mut Window, modifiers: Modifiers, key: Key) {
    window.key_press_modifiers(modifiers, key);
    window.run_steps(2);
}

#[test]
fn the_empty_window_says_what_to_do() {
    let window = window();
    for label in ["Drop videos here", "How to film", "Try the demo", "Path", "Open path", "Opened lately"] {
        assert!(window.query_by_label(label).is_some(), "{label}");
    }
}

#[test]
fn a_dropped_file_that_is_no_video_is_refused_plainly() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("no video é.mp4");
    std::fs::write(&path, "text").unwrap();
    let mut window = window();
    window.input_mut().hovered_files.push(egui::HoveredFile { path: Some(path.clone()), ..Default::default() });
    window.step();
    window.step();
    assert!(window.query_by_label("Let go to analyse").is_some());
    window.input_mut().hovered_files.clear();
    window.input_mut().dropped_files.push(Arc::new(Dropped(path)));
    window.step();
    until(&mut window, "the refusal", |app| matches!(app.state.shown(), Some(Entry { progress: Progress::Refused(_), .. })));
    assert!(window.query_by_label("no video é.mp4 could not be analysed").is_some());
    assert!(window.query_by_label_contains("No video was found in the file").is_some());
    window.get_by_label("Take off the list").click();
    window.run_steps(2);
    assert!(window.query_by_label("Drop videos here").is_some());
}

#[test]
fn a_typed_path_that_is_not_there_is_said() {
    let mut window = window();
    window.get_by_role_and_label(egui::accesskit::Role::TextInput, "Path").focus();
    window.run_steps(1);
    window.get_by_role_and_label(egui::accesskit::Role::TextInput, "Path").type_text("/nowhere/set.mp4");
    window.run_steps(1);
    window.get_by_label("Open path").click();
    window.run_steps(1);
    until(&mut window, "the refusal", |app| matches!(app.state.shown(), Some(Entry { progress: Progress::Refused(_), .. })));
    assert!(window.query_by_label_contains("There is no such file").is_some());
}

#[test]
fn a_click_on_a_finding_lands_on_its_frame() {
    let mut window = opened(Path::new("/a.mp4"));
    let analysis = window.state().state.clip().unwrap().analysis.clone();
    let told = told::of_fault(&analysis, "bar-drift");
    assert_eq!(told.len(), 3);
    for told in &told {
        let rep = told.finding.rep.unwrap();
        window.get_by_label(&format!("Bar drifts forward, repetition {rep}: go to the evidence")).click();
        window.run_steps(2);
        let session = window.state().state.session.as_ref().unwrap();
        assert_eq!(session.frame(), analysis.lift.as_ref().unwrap().frame_at(told.measured.at));
    }
}

#[test]
fn a_mark_on_the_timeline_leads_to_its_finding() {
    let mut window = opened(Path::new("/a.mp4"));
    let told = window.state().state.clip().unwrap().analysis.clone();
    let told = told::of_fault(&told, "bar-drift")[1];
    window.get_by_label(&format!("Bar drifts forward, repetition 2, {}", told.word())).click();
    window.run_steps(2);
    assert_eq!(window.state().state.session.as_ref().unwrap().picked, Some(told.pick()));
}

#[test]
fn the_keys_step_play_and_show_their_sheet() {
    let mut window = opened(Path::new("/a.mp4"));
    let frame = |window: &Window| window.state().state.session.as_ref().unwrap().frame();
    let start = frame(&window);
    press(&mut window, Modifiers::NONE, Key::ArrowRight);
    press(&mut window, Modifiers::NONE, Key::Period);
    assert_eq!(frame(&window), start + 2);
    press(&mut window, Modifiers::NONE, Key::Comma);
    assert_eq!(frame(&window), start + 1);
    window.key_press(Key::Space);
    window.step();
    assert!(window.state().state.session.as_ref().unwrap().playhead.is_playing());
    window.key_press(Key::K);
    window.step();
    assert!(!window.state().state.session.as_ref().unwrap().playhead.is_playing());
    press(&mut window, Modifiers::SHIFT, Key::Questionmark);
    assert!(window.query_by_label("Plays the clip at its own rate, or pauses it").is_none());
    for &action in Action::ALL {
        assert!(window.query_all_by_label(action.words().label).next().is_some(), "{action:?} is on the sheet");
    }
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert!(window.state().state.dialog.is_none());
}

#[test]
fn every_tab_and_dialog_opens() {
    let mut window = opened(Path::new("/a.mp4"));
    for (key, label) in [
        (Key::Num2, "Repetitions over each other"),
        (Key::Num3, "Copy as CSV"),
        (Key::Num4, "Nothing is corrected yet"),
        (Key::Num1, "By fault"),
    ] {
        press(&mut window, Modifiers::COMMAND, key);
        assert!(window.query_by_label(label).is_some(), "{label}");
    }
    for (key, label) in [(Key::E, "Write"), (Key::Comma, "Size of text")] {
        press(&mut window, Modifiers::COMMAND, key);
        assert!(window.query_all_by_label(label).next().is_some(), "{label}");
        press(&mut window, Modifiers::NONE, Key::Escape);
    }
    press(&mut window, Modifiers::NONE, Key::F);
    assert!(window.query_by_label("By fault").is_none(), "the video alone");
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert!(window.query_by_label("By fault").is_some());
}

/// Drags from one place to another as a hand does.
fn drag(window: &mut Window, from: Pos2, to: Pos2) {
    window.hover_at(from);
    window.step();
    window.drag_at(from);
    window.step();
    for step in 1..=4 {
        window.hover_at(from + (to - from) * (step as f32 / 4.0));
        window.step();
    }
    window.drop_at(to);
    window.step();
}

#[test]
fn a_dragged_point_changes_the_finding_and_undo_restores_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = opened(&folder.path().join("set.mp4"));
    let before = window.state().state.session.as_ref().unwrap().analysis.clone();
    let pick = told::of_fault(&before, "lumbar-rounding")[0].pick();
    window.state_mut().state.perform(Command::Pick(pick), 0.0);
    press(&mut window, Modifiers::NONE, Key::E);
    let from = window.get_by_label("Lower back's contour").rect().center();
    drag(&mut window, from, from + vec2(14.0, 10.0));
    assert_eq!(window.state().state.clip().unwrap().history.corrections().0.len(), 1);
    until(&mut window, "the new analysis", |app| app.state.session.as_ref().unwrap().analysis.by_hand != ByHand::default());
    let after = window.state().state.session.as_ref().unwrap().analysis.clone();
    assert_ne!(pick.find(&after), pick.find(&before), "the finding follows the hand");
    press(&mut window, Modifiers::COMMAND, Key::Z);
    until(&mut window, "the old analysis", |app| app.state.session.as_ref().unwrap().analysis.by_hand == ByHand::default());
    assert_eq!(*window.state().state.session.as_ref().unwrap().analysis, *before);
}

#[test]
fn an_edge_of_a_repetition_is_dragged_on_the_timeline() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = opened(&folder.path().join("set.mp4"));
    press(&mut window, Modifiers::NONE, Key::E);
    let was = window.state().state.clip().unwrap().analysis.reps[1].rep.lockout.unwrap().at;
    let from = window.get_by_label("Edge: lockout of repetition 2").rect().center();
    drag(&mut window, from, from + vec2(18.0, 0.0));
    until(&mut window, "the new lockout", |app| {
        app.state.session.as_ref().unwrap().analysis.reps[1].rep.lockout.is_some_and(|lockout| lockout.at > was + 0.05)
    });
}

#[test]
fn the_timeline_is_seen_nearer_follows_the_playhead_and_shows_the_whole_again() {
    let mut window = opened(Path::new("/a.mp4"));
    let span = |window: &Window| window.state().state.session.as_ref().unwrap().span();
    let whole = span(&window);
    assert!(window.query_by_label_contains("Part of the clip shown").is_none());
    let at = window.get_by_role_and_label(egui::accesskit::Role::Slider, "Repetitions").rect();
    window.hover_at(at.center());
    window.event(egui::Event::Zoom(2.0));
    window.run_steps(2);
    assert!((span(&window).length() - whole.length() / 2.0).abs() < 0.05 * whole.length(), "{:?} of {whole:?}", span(&window));
    assert!(window.query_by_label_contains("Part of the clip shown").is_some());
    let label = "Edge: lockout of repetition";
    press(&mut window, Modifiers::NONE, Key::E);
    let edges = window.query_all_by_label_contains(label).count();
    for _ in 0..4 {
        press(&mut window, Modifiers::NONE, Key::Z);
    }
    assert!(
        window.query_all_by_label_contains(label).count() < edges,
        "what is beyond the part shown is not there to be dragged"
    );
    press(&mut window, Modifiers::NONE, Key::End);
    let end = span(&window);
    assert!((end.to - whole.to).abs() < 1e-6 && end.from > whole.from, "it follows the playhead: {end:?}");
    press(&mut window, Modifiers::SHIFT, Key::Z);
    assert!(span(&window).length() > end.length());
    press(&mut window, Modifiers::NONE, Key::X);
    assert_eq!(span(&window), whole);
}

#[test]
fn a_pasted_path_is_opened_and_other_texts_are_not() {
    let mut window = window();
    window.event(egui::Event::Paste("Chest up".to_owned()));
    window.run_steps(2);
    assert!(window.state().state.entries.is_empty());
    window.event(egui::Event::Paste("file:///nowhere/my%20set.mp4\n".to_owned()));
    window.run_steps(1);
    assert_eq!(window.state().state.entries[0].path, Path::new("/nowhere/my set.mp4"));
    until(&mut window, "the refusal", |app| matches!(app.state.shown(), Some(Entry { progress: Progress::Refused(_), .. })));
}

#[test]
fn a_desktop_without_a_file_dialog_says_what_to_do_instead() {
    let mut window = window();
    let effects = window.state_mut().state.hear(Report::NoDialog, 0.0);
    window.state_mut().carry_out(effects);
    window.run_steps(2);
    assert!(window.query_by_label_contains("Drag the video into the window, or copy its path and press Ctrl+V").is_some());
    window.get_by_label("Close").click();
    window.run_steps(2);
    assert!(window.state().state.notice.is_none());
}

#[test]
fn the_table_is_copied_as_csv() {
    let mut window = opened(Path::new("/a.mp4"));
    press(&mut window, Modifiers::COMMAND, Key::Num3);
    window.get_by_label("Copy as CSV").click();
    window.step();
    let copied = window.output().platform_output.commands.iter().any(|command| {
        matches!(command, egui::OutputCommand::CopyText(text) if text.starts_with("clip,repetition") && text.lines().count() == 4)
    });
    assert!(copied);
}

#[test]
fn what_is_ticked_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = opened(&folder.path().join("set.mp4"));
    let target = folder.path().join("out");
    let products = vec![super::export::Product::Html, super::export::Product::Json, super::export::Product::Csv];
    let effects = window.state_mut().state.perform(Command::Write { folder: target.clone(), products }, 0.0);
    window.state_mut().carry_out(effects);
    until(&mut window, "the files", |app| app.state.notice.is_some());
    assert!(window.query_by_label_contains("5 files were written").is_some());
    let mut names: Vec<String> =
        std::fs::read_dir(&target).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    assert_eq!(names, ["heavy.findings.csv", "heavy.html", "heavy.json", "heavy.measures.csv", "heavy.repetitions.csv"]);
}
