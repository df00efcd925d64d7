//! What the window knows and how it changes, without a window.

use std::path::{Path, PathBuf};

use super::*;
use crate::body::Joint;
use crate::corrections::{Correction, Reach};
use crate::faults::FAULTS;
use crate::geom::ImagePoint;
use crate::job::Stage;
use crate::pipeline;
use crate::ui::sample;
use crate::ui::told::{self, Pick};

fn empty() -> State {
    State::new(Preferences::default(), Settings::default(), Some(PathBuf::from("/demo.mp4")))
}

fn paths(names: &[&str]) -> Vec<PathBuf> {
    names.iter().map(PathBuf::from).collect()
}

/// The clips that the effects ask to be watched.
fn watched(effects: &[Effect]) -> Vec<&Path> {
    effects
        .iter()
        .filter_map(|effect| if let Effect::Watch { path, .. } = effect { Some(path.as_path()) } else { None })
        .collect()
}

/// A window with an analysed clip.
fn opened() -> State {
    let mut state = empty();
    state.perform(Command::OpenPaths(paths(&["/a.mp4"])), 0.0);
    let id = state.entries[0].id;
    state.hear(Report::Watched(id, Ok(Box::new(sample::clip()))), 1.0);
    state
}

fn frame(state: &State) -> usize {
    state.session.as_ref().unwrap().frame()
}

fn act(state: &mut State, action: Action) -> Vec<Effect> {
    state.perform(Command::Do(action), 0.0)
}

#[test]
fn ten_files_are_watched_one_after_another_and_a_broken_one_stops_none() {
    let mut state = empty();
    let names: Vec<String> = (0..10).map(|number| format!("/{number}.mp4")).collect();
    let mut effects = state.perform(Command::OpenPaths(names.iter().map(PathBuf::from).collect()), 0.0);
    for (number, name) in names.iter().enumerate() {
        assert_eq!(watched(&effects), [Path::new(name)], "one at a time, in order");
        let id = state.entries[number].id;
        let outcome = if number == 3 { Err("The file is empty.".to_owned()) } else { Ok(Box::new(sample::clip())) };
        effects = state.hear(Report::Watched(id, outcome), 1.0);
    }
    assert!(watched(&effects).is_empty());
    assert_eq!(state.shown, Some(state.entries[0].id), "the first is looked at, the rest goes on behind it");
    assert!(state.session.is_some());
    assert!(matches!(&state.entries[3].progress, Progress::Refused(reason) if reason.contains("empty")));
    assert_eq!(state.entries.iter().filter(|entry| entry.clip().is_some()).count(), 9);
}

#[test]
fn a_clip_is_watched_once_and_a_refused_one_may_be_tried_again() {
    let mut state = opened();
    assert!(watched(&state.perform(Command::OpenPaths(paths(&["/a.mp4"])), 2.0)).is_empty());
    assert_eq!(state.entries.len(), 1);
    state.perform(Command::OpenPaths(paths(&["/b.mp4"])), 2.0);
    assert!(state.session.is_none(), "the new clip is looked at while it is watched");
    let id = state.entries[1].id;
    state.hear(Report::Watched(id, Err("No.".to_owned())), 3.0);
    assert_eq!(watched(&state.perform(Command::OpenPaths(paths(&["/b.mp4"])), 4.0)), [Path::new("/b.mp4")]);
    assert_eq!(state.entries.len(), 2);
}

#[test]
fn the_clip_that_is_looked_at_is_watched_before_those_that_wait() {
    let mut state = empty();
    state.perform(Command::OpenPaths(paths(&["/a.mp4", "/b.mp4", "/c.mp4"])), 0.0);
    let (a, c) = (state.entries[0].id, state.entries[2].id);
    state.perform(Command::Show(c), 0.0);
    let effects = state.hear(Report::Watched(a, Ok(Box::new(sample::clip()))), 1.0);
    assert_eq!(watched(&effects), [Path::new("/c.mp4")]);
    assert!(state.session.is_none(), "what is done behind does not push itself forward");
}

#[test]
fn a_stopped_analysis_leaves_nothing_behind() {
    let mut state = empty();
    state.perform(Command::OpenPaths(paths(&["/a.mp4", "/b.mp4"])), 0.0);
    let id = state.entries[0].id;
    assert!(matches!(act(&mut state, Action::StopWork)[..], [Effect::StopWatching]));
    let effects = state.hear(Report::Watched(id, Err("stopped".to_owned())), 1.0);
    assert_eq!((state.shown, state.entries.len()), (None, 1));
    assert_eq!(watched(&effects), [Path::new("/b.mp4")], "the next one begins");
}

#[test]
fn reports_of_a_clip_that_is_gone_do_no_harm() {
    let mut state = empty();
    for report in [
        Report::Event(9, Event::Began { stage: Stage::Search, total: None }),
        Report::Watched(9, Ok(Box::new(sample::clip()))),
        Report::Watched(9, Err(String::new())),
        Report::Writing(0.5),
    ] {
        state.hear(report, 0.0);
    }
    assert!(state.entries.is_empty() && state.session.is_none() && state.writing.is_none());
    for &action in Action::ALL {
        act(&mut state, action);
    }
}

#[test]
fn clips_are_remembered_once_they_could_be_read_and_the_demo_is_not() {
    let mut state = empty();
    act(&mut state, Action::OpenDemo);
    let id = state.entries[0].id;
    let effects = state.hear(Report::Watched(id, Ok(Box::new(sample::clip()))), 0.0);
    assert!(effects.is_empty() && state.preferences.recent.is_empty());
    state.perform(Command::OpenPaths(paths(&["/a.mp4"])), 0.0);
    let id = state.entries[1].id;
    let effects = state.hear(Report::Watched(id, Ok(Box::new(sample::clip()))), 0.0);
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Remember)));
    assert_eq!(state.preferences.recent, paths(&["/a.mp4"]));
}

#[test]
fn a_pick_lands_on_the_frame_of_its_evidence() {
    let mut state = opened();
    let analysis = state.session.as_ref().unwrap().analysis.clone();
    let told = told::by_time(&analysis);
    assert!(told.len() >= 3, "the sample shows its fault in every repetition");
    for told in told {
        state.perform(Command::Pick(told.pick()), 0.0);
        let session = state.session.as_ref().unwrap();
        let nearest = analysis.lift.as_ref().unwrap().frame_at(told.measured.at);
        assert_eq!(session.frame(), nearest, "{}", told.finding.card.id);
        assert_eq!(session.picked, Some(told.pick()));
        assert!(!session.playhead.is_playing());
    }
}

#[test]
fn next_and_previous_findings_follow_time_and_stop_at_the_ends() {
    let mut state = opened();
    let analysis = state.session.as_ref().unwrap().analysis.clone();
    let all: Vec<Pick> = told::by_time(&analysis).iter().map(told::Told::pick).collect();
    state.perform(Command::Seek(0), 0.0);
    for pick in &all {
        act(&mut state, Action::FindingOn);
        assert_eq!(state.session.as_ref().unwrap().picked, Some(*pick));
    }
    act(&mut state, Action::FindingOn);
    assert_eq!(state.session.as_ref().unwrap().picked, all.last().copied());
    for pick in all.iter().rev().skip(1) {
        act(&mut state, Action::FindingBack);
        assert_eq!(state.session.as_ref().unwrap().picked, Some(*pick));
    }
}

#[test]
fn repetitions_are_reached_by_their_lift_off_and_looped() {
    let mut state = opened();
    let starts: Vec<usize> =
        state.clip().unwrap().analysis.reps.iter().map(|result| result.rep.lift_off.unwrap().frame).collect();
    assert_eq!(frame(&state), starts[0], "a clip opens at its first lift-off");
    act(&mut state, Action::RepOn);
    assert_eq!(frame(&state), starts[1]);
    act(&mut state, Action::FrameOn);
    act(&mut state, Action::RepBack);
    assert_eq!(frame(&state), starts[1], "back to the beginning of this one first");
    act(&mut state, Action::Loop);
    assert!(state.session.as_ref().unwrap().looping);
    act(&mut state, Action::Loop);
    assert!(!state.session.as_ref().unwrap().looping);
}

/// A correction that moves the middle of the back by 90 px on the frame of the worst finding.
fn bent(state: &State) -> Correction {
    let session = state.session.as_ref().unwrap();
    let told = told::of_fault(&session.analysis, "lumbar-rounding");
    let at = told[0].measured.at;
    let frame = session.analysis.lift.as_ref().unwrap().frame_at(at);
    let pose = session.recording.people[0].poses[frame].as_ref().unwrap();
    let to = pose.get(Joint::Back4).unwrap().at;
    let to = ImagePoint::new(to.x + 25.0, to.y + 25.0);
    Correction::KeyPoint { at_s: at, joint: Joint::Back4, to, reach: Reach::default() }
}

/// Does what the corrector would do.
fn work_in(state: &mut State, effects: Vec<Effect>) {
    for effect in effects {
        if let Effect::Correct { id, original, settings, corrections, .. } = effect {
            let corrected = pipeline::analyze_corrected(&original, &settings, &corrections);
            let (recording, analysis) = (corrected.recording.into(), corrected.analysis.into());
            state.hear(Report::Corrected { id, recording, analysis, not_kept: None }, 0.0);
        }
    }
}

#[test]
fn a_correction_changes_the_finding_and_undo_restores_it() {
    let mut state = opened();
    let before = state.session.as_ref().unwrap().analysis.clone();
    let value = |state: &State| told::of_fault(&state.session.as_ref().unwrap().analysis, "lumbar-rounding")[0].measured.value;
    let was = value(&state);
    let correction = bent(&state);
    let effects = state.perform(Command::Correct(correction.clone()), 0.0);
    assert!(
        matches!(&effects[..], [Effect::Correct { keep: Some(path), .. }] if path == Path::new("/a.mp4")),
        "kept with the clip"
    );
    work_in(&mut state, effects);
    let finding = state.session.as_ref().unwrap().analysis.reps[0].findings.clone();
    assert_ne!(finding, before.reps[0].findings);
    let effects = act(&mut state, Action::Undo);
    work_in(&mut state, effects);
    assert_eq!(*state.session.as_ref().unwrap().analysis, *before, "the very same analysis");
    assert!((value(&state) - was).abs() < f64::EPSILON);
    let effects = act(&mut state, Action::Redo);
    work_in(&mut state, effects);
    assert_eq!(state.session.as_ref().unwrap().analysis.reps[0].findings, finding);
    assert!(act(&mut state, Action::Redo).is_empty(), "nothing is left to be made again");
}

#[test]
fn what_is_only_tried_is_not_kept_and_escape_drops_it() {
    let mut state = opened();
    let before = state.session.as_ref().unwrap().analysis.clone();
    let correction = bent(&state);
    let effects = state.perform(Command::Try(Some(correction)), 0.0);
    assert!(matches!(&effects[..], [Effect::Correct { keep: None, corrections, .. }] if corrections.0.len() == 1));
    work_in(&mut state, effects);
    assert!(state.clip().unwrap().history.corrections().is_empty());
    let effects = act(&mut state, Action::Leave);
    work_in(&mut state, effects);
    assert_eq!(*state.session.as_ref().unwrap().analysis, *before);
}

#[test]
fn escape_leaves_one_thing_after_another() {
    let mut state = opened();
    act(&mut state, Action::FullScreen);
    state.notice = Some(Notice { text: String::new(), bad: false, files: Vec::new() });
    act(&mut state, Action::Keys);
    act(&mut state, Action::Leave);
    assert!(state.dialog.is_none() && state.notice.is_some());
    act(&mut state, Action::Leave);
    assert!(state.notice.is_none() && state.full_screen);
    assert!(matches!(act(&mut state, Action::Leave)[..], [Effect::FullScreen(false)]));
}

#[test]
fn writing_is_ordered_told_and_ended() {
    let mut state = opened();
    act(&mut state, Action::Export);
    assert_eq!(state.dialog, Some(Dialog::Export));
    let products = vec![crate::ui::export::Product::Json];
    let effects = state.perform(Command::Write { folder: PathBuf::from("/out"), products }, 0.0);
    assert!(matches!(&effects[..], [Effect::Write(order)] if order.stem == "heavy"));
    assert!(state.dialog.is_none() && state.writing.is_some());
    assert!(matches!(state.perform(Command::StopWriting, 0.0)[..], [Effect::StopWriting]));
    state.hear(Report::Written(Err("Stopped.".to_owned())), 0.0);
    assert!(state.writing.is_none() && state.notice.as_ref().is_some_and(|notice| notice.bad));
}

#[test]
fn every_fault_has_a_lane_or_a_reason() {
    let state = opened();
    let analysis = &state.session.as_ref().unwrap().analysis;
    assert_eq!(analysis.set.len(), FAULTS.len());
}
