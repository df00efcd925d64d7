//! Corrections by their labels: people, the floor, repetitions, slow motion, the part of the clip.
#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it must be")]

use std::path::Path;

use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers, Rect, vec2};
use egui_kittest::kittest::Queryable;

use super::*;
use crate::body::{Joint, Keypoint, Person};
use crate::corrections::Correction;
use crate::geom::ImagePoint;
use crate::reps::Rep;
use crate::ui::clip::Clip;
use crate::ui::session::Session;

fn session(window: &Window) -> &Session {
    window.state().state.session.as_ref().unwrap()
}

fn made(window: &Window) -> Vec<Correction> {
    window.state().state.clip().unwrap().history.corrections().0.clone()
}

fn reps(window: &Window) -> Vec<Rep> {
    session(window).analysis.reps.iter().map(|result| result.rep.clone()).collect()
}

fn correcting(path: &Path) -> Window {
    let mut window = opened(path);
    press(&mut window, Modifiers::NONE, Key::E);
    window
}

fn click(window: &mut Window, label: &str) {
    // What lies below the panel's edge is brought into sight first, as a hand would do.
    window.get_by_label(label).scroll_to_me();
    window.run_steps(6);
    window.get_by_label(label).click();
    window.run_steps(2);
}

fn seek(window: &mut Window, frame: usize) {
    drop(window.state_mut().state.perform(Command::Seek(frame), 0.0));
    window.run_steps(2);
}

/// The set with somebody half as large standing beside the lifter, further left.
fn with_a_bystander() -> Clip {
    let clip = sample::clip();
    let mut recording = (*clip.original).clone();
    let (_, top, right, bottom) = recording.people[0].poses[0].as_ref().unwrap().bounds(0.3).unwrap();
    let width = recording.clip.width_px as f64;
    let poses = recording.people[0].poses.iter().map(|pose| {
        let pose = pose.as_ref()?;
        let mut other = crate::body::Pose::default();
        other.presence = pose.presence;
        for (joint, seen) in pose.iter() {
            let at = ImagePoint::new(
                40.0 + 0.4 * (seen.at.x - right) + 0.2 * width,
                bottom + 0.4 * (seen.at.y - bottom) - 0.1 * (bottom - top),
            );
            other.set(joint, Keypoint { at, ..seen });
        }
        Some(other)
    });
    let other = Person { poses: poses.collect() };
    recording.people.push(other);
    let analysis = crate::pipeline::analyze(&recording, &crate::settings::Settings::default());
    let recording = Arc::new(recording);
    Clip { original: recording.clone(), recording, analysis: analysis.into(), ..clip }
}

#[test]
fn another_person_is_chosen_by_a_click_on_the_video() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = window();
    let state = &mut window.state_mut().state;
    drop(state.perform(Command::OpenPaths(vec![folder.path().join("set.mp4")]), 0.0));
    let id = state.entries[0].id;
    state.hear(Report::Watched(id, Ok(Box::new(with_a_bystander()))), 0.0);
    window.run_steps(3);
    press(&mut window, Modifiers::NONE, Key::E);
    assert_eq!(session(&window).analysis.lifter, Some(0), "the one who holds the bar lifts");
    click(&mut window, "Choose another person");
    assert!(window.query_by_label("Click on the lifter…").is_some());
    let video = window.get_by_label("Video").rect();
    let clip = &session(&window).recording.clip;
    let size = vec2(clip.width_px as f32, clip.height_px as f32);
    let fit = (video.width() / size.x).min(video.height() / size.y);
    let picture = Rect::from_center_size(video.center(), size * fit);
    let hip = session(&window).recording.people[1].poses[session(&window).frame()].as_ref().unwrap();
    let hip = hip.get(Joint::LeftHip).unwrap().at;
    let at = picture.min + vec2(hip.x as f32, hip.y as f32) * fit;
    assert!(picture.contains(at), "{at:?} is on the video");
    window.hover_at(at);
    window.step();
    window.drag_at(at);
    window.step();
    window.drop_at(at);
    window.run_steps(2);
    assert!(matches!(made(&window)[..], [Correction::Lifter { .. }]), "{:?}", made(&window));
    until(&mut window, "the other's analysis", |app| app.state.session.as_ref().unwrap().analysis.lifter == Some(1));
    assert!(window.query_by_label("Another person lifts").is_some());
    press(&mut window, Modifiers::COMMAND, Key::Z);
    until(&mut window, "the first one's", |app| app.state.session.as_ref().unwrap().analysis.lifter == Some(0));
}

#[test]
fn the_floor_line_is_dragged_on_the_video() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = correcting(&folder.path().join("set.mp4"));
    let was = session(&window).floor.unwrap();
    let from = window.get_by_label("Floor line").rect().center();
    drag(&mut window, from, from + vec2(0.0, 16.0));
    let [Correction::Floor { y_px }] = made(&window)[..] else { panic!("{:?}", made(&window)) };
    assert!(y_px > was.y_px + 10.0, "{y_px} after {was:?}");
    until(&mut window, "the new analysis", |app| app.state.session.as_ref().unwrap().analysis.by_hand != ByHand::default());
    assert!(window.query_by_label("Floor line moved").is_some());
    let floor = session(&window).floor.unwrap();
    assert!(floor.sure && (floor.y_px - y_px).abs() < 1e-9, "what a hand put is sure");
    press(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(session(&window).floor, Some(was));
}

#[test]
fn a_repetition_is_removed_and_added_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = correcting(&folder.path().join("set.mp4"));
    let second = reps(&window)[1].clone();
    seek(&mut window, second.lockout.unwrap().frame);
    click(&mut window, "Remove");
    until(&mut window, "the set without it", |app| app.state.session.as_ref().unwrap().analysis.reps.len() == 2);
    seek(&mut window, second.frames.start + 1);
    click(&mut window, "Add one from here");
    click(&mut window, "Never mind");
    click(&mut window, "Add one from here");
    seek(&mut window, second.frames.end - 1);
    click(&mut window, "It ends here");
    until(&mut window, "the set with it", |app| app.state.session.as_ref().unwrap().analysis.reps.len() == 3);
    assert!(matches!(made(&window)[..], [Correction::RemoveRep { .. }, Correction::AddRep { .. }]));
    let again = reps(&window)[1].lift_off.unwrap();
    assert!((again.at - second.lift_off.unwrap().at).abs() < 0.1, "its lift-off is found again: {again:?}");
}

#[test]
fn repetitions_are_joined_and_split() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = correcting(&folder.path().join("set.mp4"));
    let first = reps(&window)[0].clone();
    seek(&mut window, first.lockout.unwrap().frame);
    click(&mut window, "Join with the next");
    until(&mut window, "two repetitions", |app| app.state.session.as_ref().unwrap().analysis.reps.len() == 2);
    seek(&mut window, first.frames.end);
    click(&mut window, "Split here");
    until(&mut window, "three repetitions", |app| app.state.session.as_ref().unwrap().analysis.reps.len() == 3);
    assert!(matches!(made(&window)[..], [Correction::JoinReps { .. }, Correction::SplitRep { .. }]));
    click(&mut window, "Undo all");
    until(&mut window, "the set as it was seen", |app| app.state.session.as_ref().unwrap().analysis.by_hand == ByHand::default());
    assert_eq!(reps(&window)[0], first);
}

#[test]
fn a_slow_motion_factor_stretches_speeds() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = correcting(&folder.path().join("set.mp4"));
    let speed = |app: &App| {
        let result = &app.state.session.as_ref().unwrap().analysis.reps[0];
        result.measures.iter().find(|measure| measure.id == "mean-velocity").map(|measure| measure.value)
    };
    let was = speed(window.state()).unwrap();
    window.get_by_role_and_label(Role::SpinButton, "Slow motion").set_value_accesskit(1.5);
    window.run_steps(3);
    assert!(
        matches!(made(&window)[..], [Correction::SlowMotion { factor }] if (factor - 1.5).abs() < 1e-9),
        "{:?}",
        made(&window)
    );
    until(&mut window, "a higher speed", |app| speed(app).is_some_and(|now| now > 1.25 * was));
    assert!(window.query_by_label("Slow motion 1.5 times").is_some());
    let session = session(&window);
    let end = session.recording.moments.last().unwrap().at.0;
    assert!((session.whole().to - end).abs() < 1e-9, "playhead and timeline go by the same clock");
}

#[test]
fn a_part_of_the_clip_is_chosen_and_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = correcting(&folder.path().join("set.mp4"));
    let second = reps(&window)[1].clone();
    seek(&mut window, second.frames.start);
    click(&mut window, "Begin here");
    until(&mut window, "the later repetitions", |app| app.state.session.as_ref().unwrap().analysis.reps.len() == 2);
    assert!(window.query_by_label_contains("to the end").is_some());
    seek(&mut window, second.frames.end);
    click(&mut window, "End here");
    let both = made(&window);
    assert!(matches!(both.last(), Some(Correction::Trim { from_s: Some(_), to_s: Some(_) })), "the beginning stays: {both:?}");
    until(&mut window, "the one repetition", |app| app.state.session.as_ref().unwrap().analysis.reps.len() == 1);
    click(&mut window, "Whole clip");
    until(&mut window, "all of them", |app| app.state.session.as_ref().unwrap().analysis.reps.len() == 3);
    assert!(window.query_by_label_contains("to the end").is_none());
}

#[test]
fn sizes_have_names_and_follow_the_units() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = correcting(&folder.path().join("set.mp4"));
    let mut preferences = window.state().state.preferences.clone();
    preferences.units = crate::ui::preferences::Units::Imperial;
    drop(window.state_mut().state.perform(Command::Prefer(preferences), 0.0));
    click(&mut window, "Load with the bar");
    until(&mut window, "a load", |app| app.state.session.as_ref().unwrap().analysis.settings.load_kg == Some(100.0));
    window.get_by_role_and_label(Role::SpinButton, "Load with the bar").set_value_accesskit(225.0);
    window.run_steps(2);
    until(&mut window, "the load in kilograms", |app| {
        app.state.session.as_ref().unwrap().analysis.settings.load_kg.is_some_and(|kg| (kg - 102.06).abs() < 0.01)
    });
    assert!(window.query_by_label("Load 225.0 lb").is_some());
    assert!(window.query_by_label_contains("225 lb").is_some(), "in the bar at the top");
    press(&mut window, Modifiers::COMMAND, Key::Num1);
    let centimetres = window.query_all_by_label_contains(" cm").count();
    assert_eq!(centimetres, 0);
    assert!(
        window.query_all_by_label_contains(" in;").next().is_some()
            || window.query_all_by_label_contains(" in forward").next().is_some()
    );
}
