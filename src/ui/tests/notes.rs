//! Notes, drawings and comparisons by their labels.

use std::path::Path;

use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::Queryable;

use super::{Window, drag, opened, press, until};
use crate::review::{Figure, Review, What};
use crate::ui::clip::Progress;
use crate::ui::command::Command;
use crate::ui::review::{Ask, Together, Tool};
use crate::ui::sample;
use crate::ui::state::Report;
use crate::ui::told;

fn review(window: &Window) -> Review {
    (*window.state().state.session.as_ref().expect("a clip is shown").board.review).clone()
}

fn figures(window: &Window) -> Vec<Figure> {
    let of = |what: &What| if let What::Drawing { figure, .. } = what { Some(figure.clone()) } else { None };
    review(window).remarks().iter().filter_map(|remark| of(&remark.what)).collect()
}

#[test]
fn a_note_is_written_listed_clicked_kept_and_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("set.mp4");
    let mut window = opened(&path);
    let frame = |window: &Window| window.state().state.session.as_ref().unwrap().frame();
    window.state_mut().state.perform(Command::Seek(100), 0.0);
    press(&mut window, Modifiers::NONE, Key::T);
    let field = "Note at 0:03.33";
    window.get_by_role_and_label(Role::MultilineTextInput, field).type_text("Wait for the plates.");
    window.run_steps(2);
    window.get_by_label("Add the note").click();
    window.run_steps(2);
    window.state_mut().state.perform(Command::Seek(3), 0.0);
    window.run_steps(1);
    window.get_by_label("Go to Note: Wait for the plates.").click();
    window.run_steps(2);
    assert_eq!(frame(&window), 100);
    window.state_mut().state.perform(Command::Seek(3), 0.0);
    window.get_by_label("Note at 0:03.33: Wait for the plates.").click();
    window.run_steps(2);
    assert_eq!(frame(&window), 100, "from the timeline too");
    let kept = crate::review::beside(&path);
    until(&mut window, "the file", |_| kept.is_file());
    let clip = window.state().state.clip().unwrap().original.clip.clone();
    assert_eq!(crate::review::read(&kept, &clip).unwrap(), review(&window));
    press(&mut window, Modifiers::COMMAND, Key::Z);
    assert!(window.query_by_label("Nothing is noted yet.").is_some());
}

#[test]
fn lines_angles_free_hand_and_texts_are_drawn_chosen_moved_and_deleted() {
    let mut window = opened(Path::new("/a.mp4"));
    press(&mut window, Modifiers::NONE, Key::Num5);
    let stage = window.get_by_label("Video").rect();
    let at = |x: f32, y: f32| stage.min + vec2(stage.width() * x, stage.height() * y);
    window.get_by_label("Line").click();
    window.run_steps(2);
    drag(&mut window, at(0.4, 0.4), at(0.6, 0.6));
    window.run_steps(2);
    assert!(matches!(figures(&window)[..], [Figure::Line(..)]), "{:?}", figures(&window));
    press(&mut window, Modifiers::NONE, Key::P);
    drag(&mut window, at(0.35, 0.7), at(0.65, 0.7));
    assert_eq!(figures(&window).len(), 2);
    press(&mut window, Modifiers::NONE, Key::G);
    drag(&mut window, at(0.5, 0.2), at(0.5, 0.5));
    window.hover_at(at(0.7, 0.5));
    window.step();
    window.drag_at(at(0.7, 0.5));
    window.step();
    window.drop_at(at(0.7, 0.5));
    window.run_steps(2);
    let angle = figures(&window).into_iter().find_map(|figure| figure.angle_deg());
    assert!((angle.expect("an angle was drawn") - 90.0).abs() < 2.0, "{angle:?}");
    assert!(window.query_by_label("Drawing: Angle, 90°").is_none(), "named only for the pointer that chooses");
    press(&mut window, Modifiers::NONE, Key::W);
    window.hover_at(at(0.4, 0.3));
    window.step();
    window.drag_at(at(0.4, 0.3));
    window.step();
    window.drop_at(at(0.4, 0.3));
    window.run_steps(3);
    window.get_by_label("Words on the video").type_text("hips");
    window.run_steps(1);
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert!(figures(&window).iter().any(|figure| matches!(figure, Figure::Text(_, text) if text == "hips")));
    press(&mut window, Modifiers::NONE, Key::S);
    assert!(window.query_by_label("Drawing: Angle, 90°").is_some());
    let line = |window: &Window| figures(window).into_iter().find(|figure| matches!(figure, Figure::Line(..))).unwrap();
    let before = line(&window);
    drag(&mut window, at(0.45, 0.45), at(0.45, 0.5));
    window.run_steps(2);
    let [was, is] = [before.points(), line(&window).points()];
    assert!(is[0].y > was[0].y + 5.0 && is[1].y > was[1].y + 5.0, "the whole line: {was:?} {is:?}");
    let end = at(0.6, 0.65);
    drag(&mut window, end, end + vec2(30.0, 0.0));
    window.run_steps(2);
    let [was, is] = [is, line(&window).points()];
    assert!(is[1].x > was[1].x + 5.0 && (is[0].x - was[0].x).abs() < 1e-6, "one end of it: {was:?} {is:?}");
    let count = figures(&window).len();
    press(&mut window, Modifiers::NONE, Key::Delete);
    assert_eq!(figures(&window).len(), count - 1);
    press(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(figures(&window).len(), count);
}

#[test]
fn a_slip_of_the_hand_draws_nothing_and_every_tool_has_a_name() {
    let mut window = opened(Path::new("/a.mp4"));
    press(&mut window, Modifiers::NONE, Key::A);
    let middle = window.get_by_label("Video").rect().center();
    drag(&mut window, middle, middle + vec2(2.0, 1.0));
    assert!(figures(&window).is_empty());
    for (_, action) in Tool::ALL {
        assert!(window.query_by_label(action.words().label).is_some(), "{action:?}");
    }
    for ink in crate::review::Ink::ALL {
        assert!(window.query_by_label(&format!("Draw in {}", ink.name())).is_some(), "{ink:?}");
    }
}

#[test]
fn the_coach_says_otherwise_and_both_are_shown() {
    let mut window = opened(Path::new("/a.mp4"));
    let analysis = window.state().state.clip().unwrap().analysis.clone();
    let pick = told::of_fault(&analysis, "bar-drift")[1].pick();
    window.state_mut().state.perform(Command::Pick(pick), 0.0);
    press(&mut window, Modifiers::NONE, Key::Num5);
    window.get_by_role_and_label(Role::TextInput, "Why").focus();
    window.run_steps(1);
    window.get_by_role_and_label(Role::TextInput, "Why").type_text("On purpose");
    window.run_steps(2);
    window.get_by_label("Keep as mine").click();
    window.run_steps(2);
    assert!(window.query_all_by_label("Coach: no fault. On purpose").next().is_some());
    press(&mut window, Modifiers::COMMAND, Key::Num1);
    assert!(window.query_by_label("Coach: no fault. On purpose").is_some(), "beside the finding");
    assert!(window.query_by_label("Bar drifts forward, repetition 2: go to the evidence").is_some(), "which stays");
}

#[test]
fn two_sets_are_compared_side_by_side_and_as_a_ghost() {
    let mut window = opened(Path::new("/a.mp4"));
    let state = &mut window.state_mut().state;
    drop(state.perform(Command::OpenPaths(vec!["/b.mp4".into()]), 0.0));
    let (first, second) = (state.entries[0].id, state.entries[1].id);
    state.hear(Report::Watched(second, Ok(Box::new(sample::clip()))), 0.0);
    assert!(matches!(state.entries[1].progress, Progress::Done(_)));
    state.perform(Command::Show(first), 0.0);
    window.run_steps(2);
    press(&mut window, Modifiers::NONE, Key::C);
    window.get_by_label("Repetition 2").click();
    window.run_steps(2);
    assert!(window.query_by_label("Two videos").is_some() && window.query_by_label("Video").is_none());
    assert!(window.query_by_label_contains("Repetition 1 · ").is_some());
    assert!(window.query_by_label_contains("differ by more than their error").is_some());
    let wish = window.state().state.session.as_ref().unwrap().board.against.as_ref().unwrap().wish;
    let other = crate::ui::review::Wish { clip: second, ..wish };
    window.state_mut().state.perform(Command::Review(Ask::Compare(Some(other))), 0.0);
    window.run_steps(2);
    window.get_by_label("Sets").click();
    window.run_steps(2);
    let analysis = window.state().state.clip().unwrap().analysis.clone();
    let all = crate::compare::of_sets(&analysis, &analysis).len();
    let text = format!("0 of {all} measures differ");
    assert!(window.query_by_label_contains(&text).is_some(), "the same set twice does not differ");
    window.get_by_label("As a ghost").click();
    window.run_steps(2);
    assert_eq!(window.state().state.session.as_ref().unwrap().board.against.as_ref().unwrap().wish.together, Together::Ghost);
    assert!(window.query_by_label("Video").is_some());
    window.get_by_label("Stop comparing").click();
    window.run_steps(2);
    assert!(window.state().state.session.as_ref().unwrap().board.against.is_none());
}
