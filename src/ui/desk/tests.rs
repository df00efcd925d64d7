//! The desk by its labels, with a real library in a folder of its own.
#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it must be")]

use std::path::PathBuf;
use std::time::{Duration, Instant};

use eframe::egui::{self, Key, Modifiers};
use egui_kittest::{Harness, kittest::Queryable};

use crate::library::{Filter, Library, Ruling};
use crate::recording::{canonical, write};
use crate::synthetic::{Errors, Scene, film};
use crate::ui::app::App;
use crate::ui::command::Command;
use crate::ui::desk::{Ask, Page};
use crate::ui::room::Room;
use crate::ui::tests::{PATIENCE, until, until_seen};

type Window = Harness<'static, App>;

/// A window whose library is in a folder.
fn window(folder: &std::path::Path) -> Window {
    let preferences = folder.join("window.json");
    let mut window = Harness::builder()
        .with_size([1280.0, 800.0])
        .with_max_steps(40)
        .build_eframe(move |creation| App::new(&creation.egui_ctx, Vec::new(), Some(preferences)));
    window.run_steps(2);
    window
}

fn library(folder: &std::path::Path) -> Library {
    Library::open(&folder.join("library").join("library.sqlite")).unwrap()
}

/// Waits until the thread that keeps the library has written down what must be in it: the window's lists are ahead of the file.
fn kept<T>(what: &str, read: impl Fn() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = read() {
            return found;
        }
        assert!(start.elapsed() < PATIENCE, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn press(window: &mut Window, modifiers: Modifiers, key: Key) {
    window.key_press_modifiers(modifiers, key);
    window.run_steps(2);
}

/// Two recordings in the folder of an athlete: one clean, one in which the bar drifts.
fn clips(folder: &std::path::Path) -> PathBuf {
    let gym = folder.join("gym").join("Athlete 12");
    std::fs::create_dir_all(&gym).unwrap();
    for (name, errors) in [("2026-03-07 100kg.json", 0.0), ("2026-03-14 140kg.json", 0.09)] {
        let errors = Errors { bow_m: errors, ..Errors::default() };
        write(&canonical(film(&Scene { errors, ..Scene::default() }).0), &gym.join(name)).unwrap();
    }
    gym
}

/// A desk whose two sets are analysed.
fn filled(folder: &std::path::Path) -> Window {
    let gym = clips(folder);
    let mut window = window(folder);
    press(&mut window, Modifiers::NONE, Key::F3);
    until(&mut window, "the library", |app| app.state.desk.open);
    assert!(window.query_by_label("The library is empty").is_some());
    let mut paths: Vec<PathBuf> = std::fs::read_dir(&gym).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let now = window.state_mut().state.perform(Command::Desk(Ask::Add(paths)), 0.0);
    window.state_mut().carry_out(now);
    until(&mut window, "the analyses", |app| {
        app.state.desk.lists.rows.len() == 2 && app.state.desk.lists.rows.iter().all(|row| row.reps == Some(3))
    });
    window
}

#[test]
fn the_rooms_are_switched_by_their_labels_and_keys() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = window(folder.path());
    assert!(window.query_by_label("Drop videos here").is_some());
    window.get_by_label("Desk").click();
    window.run_steps(2);
    assert_eq!(window.state().state.room, Room::Desk);
    assert!(window.query_by_label("Drop videos here").is_none());
    press(&mut window, Modifiers::NONE, Key::F2);
    assert_eq!(window.state().state.room, Room::Set);
    assert!(window.query_by_label("Drop videos here").is_some());
}

#[test]
fn sets_that_are_added_are_analysed_behind_and_listed() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = filled(folder.path());
    let name = "Not named, 2026-03-14, 140 kg, 3 repetitions, told: Bar drifts forward";
    window.get_by_label_contains(name).click();
    window.run_steps(2);
    until(&mut window, "the set", |app| app.state.desk.shown.is_some());
    for label in ["Not named, 2026-03-14, 140 kg", "Athlete", "Load, kg", "RPE", "Take out of the library…"] {
        assert!(window.query_all_by_label(label).next().is_some(), "{label}");
    }
    window.get_by_label("Sort by Load").click();
    until(&mut window, "the order", |app| app.state.desk.lists.rows[0].load_kg == Some(140.0));
    window.get_by_label("Sort by Load ↓").click();
    until(&mut window, "the other order", |app| app.state.desk.lists.rows[0].load_kg == Some(100.0));
    window.get_by_role_and_label(egui::accesskit::Role::TextInput, "Find").focus();
    window.run_steps(1);
    window.get_by_role_and_label(egui::accesskit::Role::TextInput, "Find").type_text("drifts");
    until(&mut window, "the filter", |app| app.state.desk.lists.rows.len() == 1);
}

#[test]
fn the_inbox_is_gone_through_by_keys_and_what_was_said_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = filled(folder.path());
    press(&mut window, Modifiers::NONE, Key::Num2);
    assert_eq!(window.state().state.desk.page, Page::Inbox);
    let open = window.state().state.desk.lists.items.len();
    assert!(open >= 2, "{:?}", window.state().state.desk.lists.items);
    let first = window.state().state.desk.item().cloned().unwrap();
    press(&mut window, Modifiers::NONE, Key::ArrowDown);
    assert_eq!(window.state().state.desk.at, 1);
    press(&mut window, Modifiers::NONE, Key::ArrowUp);
    // Override with a reason.
    press(&mut window, Modifiers::NONE, Key::O);
    window.get_by_label("No fault").click();
    window.run_steps(2);
    window.get_by_role_and_label(egui::accesskit::Role::MultilineTextInput, "Your reason").type_text("The camera moved.");
    window.run_steps(2);
    window.get_by_label("Keep it").click();
    until(&mut window, "the decision", move |app| app.state.desk.lists.items.len() < open);
    // Comment on the next, then accept it.
    let commented = window.state().state.desk.item().cloned().unwrap();
    press(&mut window, Modifiers::NONE, Key::C);
    window.get_by_role_and_label(egui::accesskit::Role::MultilineTextInput, "Your comment").type_text("Film from hip height.");
    window.run_steps(2);
    press(&mut window, Modifiers::COMMAND, Key::Enter);
    // The item may have been changed by a list that came meanwhile: it is the one looked at that is accepted.
    let accepted = window.state().state.desk.item().cloned().unwrap();
    press(&mut window, Modifiers::NONE, Key::A);
    until(&mut window, "the acceptance", move |app| {
        !app.state.desk.lists.items.iter().any(|item| (item.set, item.fault()) == (accepted.set, accepted.fault()))
    });
    let library = library(folder.path());
    let decided = kept("the decision", || {
        let found = library.show(first.set).unwrap().findings;
        let decided: Vec<_> = found
            .iter()
            .filter_map(|found| Some((Some(found.card.id), found.decision.clone()?)))
            .filter(|(_, decision)| decision.reason == "The camera moved.")
            .collect();
        (!decided.is_empty()).then_some(decided)
    });
    assert!(decided.iter().all(|(fault, decision)| *fault == first.fault() && decision.ruling == Ruling::Clear), "{decided:?}");
    let words = kept("the comment", || Some(library.show(commented.set).unwrap().comments.first()?.words.clone()));
    assert_eq!(words, "Film from hip height.");
}

#[test]
fn what_is_looked_at_from_the_inbox_is_shown_where_it_happens() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = filled(folder.path());
    press(&mut window, Modifiers::NONE, Key::Num2);
    let fault = window.state().state.desk.item().and_then(crate::library::Item::fault).unwrap();
    let at_s = window.state().state.desk.to_look_at().unwrap().fault.unwrap().1;
    press(&mut window, Modifiers::NONE, Key::Enter);
    until(&mut window, "the clip", |app| app.state.room == Room::Set && app.state.session.is_some());
    let session = window.state().state.session.as_ref().unwrap();
    assert_eq!(session.picked.map(|pick| pick.fault), Some(fault));
    let shown_s = session.analysis.lift.as_ref().unwrap().t[session.playhead.frame()];
    assert!((shown_s - at_s).abs() < 0.05, "at {shown_s} s for {at_s} s");
    assert!(window.state().state.desk.look.is_none(), "once");
    assert_eq!(session.analysis.settings.load_kg, Some(140.0), "as it is analysed in the library");
}

fn ask(window: &mut Window, ask: Ask) {
    let now = window.state_mut().state.perform(Command::Desk(ask), 0.0);
    window.state_mut().carry_out(now);
}

/// Chooses the set of a load and waits for it.
fn choose(window: &mut Window, load_kg: f64) -> crate::library::SetId {
    let set = window.state().state.desk.lists.rows.iter().find(|row| row.load_kg == Some(load_kg)).unwrap().id;
    ask(window, Ask::Choose(set));
    until(window, "the set", move |app| app.state.desk.shown.as_ref().is_some_and(|shown| shown.id == set));
    set
}

/// Sends the set that is looked at back, and gives the report.
fn sent_back(window: &mut Window) -> String {
    press(window, Modifiers::NONE, Key::S);
    assert!(window.query_by_label("Send back").is_some());
    window.get_by_label("Write").click();
    window.run_steps(2);
    until(window, "the report", |app| {
        app.state.writing.is_none() && app.state.notice.as_ref().is_some_and(|notice| notice.bad || !notice.files.is_empty())
    });
    let notice = window.state().state.notice.clone().unwrap();
    assert!(!notice.bad, "{}", notice.text);
    let [file] = &notice.files[..] else { panic!("{notice:?}") };
    std::fs::read_to_string(file).unwrap()
}

#[test]
fn a_set_is_sent_back_with_its_load_and_the_coachs_words_which_the_opened_clip_shows_too() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = filled(folder.path());
    let set = choose(&mut window, 140.0);
    ask(&mut window, Ask::Rule { set, fault: "bar-drift", ruling: Ruling::Clear, reason: "The camera moved.".to_owned() });
    ask(&mut window, Ask::Comment(set, None, "A good week.".to_owned()));
    until(&mut window, "the comment", |app| app.state.desk.shown.as_ref().is_some_and(|shown| !shown.comments.is_empty()));
    let page = sent_back(&mut window);
    for words in ["at 140 kg", "A good week.", "Seen otherwise by your coach", "The camera moved."] {
        assert!(page.contains(words), "{words}");
    }
    press(&mut window, Modifiers::NONE, Key::Escape);
    window.get_by_label("Open").click();
    window.run_steps(2);
    until(&mut window, "the clip", |app| app.state.session.is_some());
    assert!(window.query_by_label("Said at the desk").is_some());
    assert!(window.query_by_label("Bar drifts forward: no fault. The camera moved.").is_some());
}

#[test]
fn a_set_filmed_from_two_sides_goes_back_as_one_report() {
    let folder = tempfile::tempdir().unwrap();
    let gym = folder.path().join("gym");
    std::fs::create_dir_all(&gym).unwrap();
    let mut paths = Vec::new();
    for (name, yaw_deg, cut_start_s) in [("140kg side.json", 0.0, 0.0), ("140kg front.json", 90.0, 0.6)] {
        let errors = Errors { bow_m: 0.09, ..Errors::default() };
        let mut seen = canonical(film(&Scene { errors, yaw_deg, cut_start_s, seed: 9, ..Scene::default() }).0);
        seen.clip.sha256 = if yaw_deg > 0.0 { "f" } else { "5" }.repeat(64);
        paths.push(gym.join(name));
        write(&seen, paths.last().unwrap()).unwrap();
    }
    let mut window = window(folder.path());
    press(&mut window, Modifiers::NONE, Key::F3);
    ask(&mut window, Ask::Add(paths));
    until(&mut window, "the analyses", |app| {
        app.state.desk.lists.rows.len() == 2 && app.state.desk.lists.rows.iter().all(|row| row.reps == Some(3))
    });
    let sets: Vec<_> = window.state().state.desk.lists.rows.iter().map(|row| row.id).collect();
    ask(&mut window, Ask::Join { from: sets[0], into: sets[1] });
    until(&mut window, "one set", |app| app.state.desk.lists.rows.len() == 1);
    choose(&mut window, 140.0);
    let page = sent_back(&mut window);
    assert!(page.contains("This set was filmed by 2 cameras") && page.contains("140kg front.json (front"), "{page}");
}

#[test]
fn from_where_a_clip_was_filmed_can_be_said_and_the_library_can_be_checked() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = filled(folder.path());
    let set = choose(&mut window, 100.0);
    window.get_by_label_contains("View: from where the clip was filmed").click();
    window.run_steps(3);
    window.get_by_label("oblique").click();
    window.run_steps(2);
    let views = |app: &App| app.state.desk.lists.rows.iter().map(|row| (row.id, row.views.clone())).collect::<Vec<_>>();
    until(&mut window, "the view", move |app| views(app).contains(&(set, "oblique".to_owned())));
    // What is read anew of a set comes after the lists.
    until_seen(&mut window, "what was said", |window| {
        window.query_by_label_contains("not oblique as said; what is seen is judged").is_some()
    });
    window.get_by_label("More…").click();
    window.run_steps(3);
    window.get_by_label("Check the library").click();
    window.run_steps(2);
    until(&mut window, "the check", |app| app.state.notice.as_ref().is_some_and(|notice| notice.text.contains("whole")));
}

#[test]
fn the_folder_that_is_followed_is_followed_again_after_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = folder.path().join("from athletes");
    std::fs::create_dir(&inbox).unwrap();
    let mut first = window(folder.path());
    let now = first.state_mut().state.perform(Command::Desk(Ask::Follow(Some(inbox.clone()))), 0.0);
    first.state_mut().carry_out(now);
    until(&mut first, "the folder", |app| app.state.desk.following.is_some());
    let preferences = folder.path().join("window.json");
    kept("the preference", || std::fs::read_to_string(&preferences).ok().filter(|text| text.contains("from athletes")));
    drop(first);
    let mut second = window(folder.path());
    until(&mut second, "the folder again", |app| app.state.desk.following.as_deref() == Some(&*inbox));
    drop(second);
    std::fs::remove_dir(&inbox).unwrap();
    let third = window(folder.path());
    assert_eq!(third.state().state.preferences.follow, Some(inbox), "it may come back");
}

#[test]
fn what_comes_into_the_followed_folder_is_added_and_its_folder_names_the_athlete() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = folder.path().join("from athletes");
    std::fs::create_dir_all(&inbox).unwrap();
    let mut window = window(folder.path());
    press(&mut window, Modifiers::NONE, Key::F3);
    ask(&mut window, Ask::Follow(Some(inbox.clone())));
    until(&mut window, "the folder", |app| app.state.desk.following.is_some());
    std::fs::create_dir_all(inbox.join("Athlete 3")).unwrap();
    std::fs::write(inbox.join("Athlete 3").join("2026-03-14 100kg side.mp4"), "no video").unwrap();
    until(&mut window, "the clip", |app| !app.state.desk.lists.rows.is_empty());
    let row = window.state().state.desk.lists.rows[0].clone();
    assert_eq!((row.name.as_str(), row.load_kg, row.views.as_str()), ("Athlete 3", Some(100.0), "side"));
    until(&mut window, "its refusal", |app| app.state.desk.lists.rows[0].clips == (1, 0, 1));
    // Taking it in and watching it has read it: that is no new arrival.
    window.state_mut().state.notice = None;
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(6) {
        std::thread::sleep(Duration::from_millis(50));
        window.step();
    }
    assert!(window.state().state.notice.is_none(), "{:?}", window.state().state.notice);
}

#[test]
fn what_is_typed_of_a_set_is_kept_and_progress_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = filled(folder.path());
    window.get_by_label_contains("Not named, 2026-03-14").click();
    window.run_steps(2);
    until(&mut window, "the set", |app| app.state.desk.shown.is_some());
    window.get_by_role_and_label(egui::accesskit::Role::TextInput, "RPE").focus();
    window.run_steps(1);
    window.get_by_role_and_label(egui::accesskit::Role::TextInput, "RPE").type_text("8.5");
    window.run_steps(2);
    window.get_by_label("Keep").click();
    until(&mut window, "the change", |app| app.state.desk.lists.rows.iter().any(|row| row.rpe == Some(8.5)));
    press(&mut window, Modifiers::NONE, Key::Num3);
    until(&mut window, "the progress", |app| app.state.desk.progress.is_some());
    for label in ["Form-limit load", "Estimated maximum", "Over the sessions", "Against load, kg"] {
        assert!(window.query_by_label(label).is_some(), "{label}");
    }
    assert_eq!(library(folder.path()).sets(&Filter::default(), crate::library::Column::Day, true).unwrap()[0].rpe, Some(8.5));
}

#[test]
fn a_library_that_cannot_be_opened_is_said_plainly_and_the_rest_of_the_window_works() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("library")).unwrap();
    std::fs::write(
        folder.path().join("library").join("library.sqlite"),
        "no database, but long enough to be taken for one ".repeat(20),
    )
    .unwrap();
    let mut window = window(folder.path());
    press(&mut window, Modifiers::NONE, Key::F3);
    until(&mut window, "the refusal", |app| app.state.desk.closed.is_some());
    assert!(window.query_by_label("The library could not be opened").is_some());
    press(&mut window, Modifiers::NONE, Key::F2);
    assert!(window.query_by_label("Drop videos here").is_some());
}
