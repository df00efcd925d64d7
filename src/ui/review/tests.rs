//! Remarks and comparisons as the window knows them, without a window.

use std::path::{Path, PathBuf};

use super::*;
use crate::geom::ImagePoint;
use crate::review::Figure;
use crate::settings::Settings;
use crate::ui::command::Command;
use crate::ui::preferences::Preferences;
use crate::ui::state::Report;
use crate::ui::{sample, told};

/// A window with analysed clips, of which the first is shown.
fn opened(names: &[&str]) -> State {
    let mut state = State::new(Preferences::default(), Settings::default(), None);
    state.perform(Command::OpenPaths(names.iter().map(PathBuf::from).collect()), 0.0);
    for index in 0..names.len() {
        let id = state.entries[index].id;
        state.hear(Report::Watched(id, Ok(Box::new(sample::clip()))), 1.0);
    }
    state
}

fn ask(state: &mut State, ask: Ask) -> Vec<Effect> {
    state.perform(Command::Review(ask), 0.0)
}

fn act(state: &mut State, action: Action) -> Vec<Effect> {
    state.perform(Command::Do(action), 0.0)
}

fn board(state: &State) -> &Board {
    &state.session.as_ref().unwrap().board
}

fn note(at_s: f64, text: &str) -> Ask {
    Ask::Add { from_s: at_s, to_s: at_s, what: What::Note { text: text.into() } }
}

/// How many remarks the effects ask to be kept, and where.
fn kept(effects: &[Effect]) -> Option<(usize, &Path)> {
    effects.iter().find_map(|effect| match effect {
        Effect::KeepReview(keep) => Some((keep.review.remarks().len(), keep.path.as_path())),
        _ => None,
    })
}

#[test]
fn a_note_is_kept_with_the_clip_chosen_and_taken_back() {
    let mut state = opened(&["/a.mp4"]);
    act(&mut state, Action::ShowNotes);
    let effects = ask(&mut state, note(1.5, "Wait for the plates."));
    assert_eq!(kept(&effects), Some((1, Path::new("/a.mp4"))));
    assert_eq!(board(&state).chosen().unwrap().title(), "Wait for the plates.");
    assert_eq!(state.can_step(), (true, false));
    let effects = act(&mut state, Action::Undo);
    assert_eq!(kept(&effects), Some((0, Path::new("/a.mp4"))), "that there is none is kept too");
    assert!(board(&state).review.is_empty() && board(&state).selected.is_none());
    let effects = act(&mut state, Action::Redo);
    assert_eq!(kept(&effects), Some((1, Path::new("/a.mp4"))));
    assert!(act(&mut state, Action::Redo).is_empty());
}

#[test]
fn undo_is_of_the_remarks_under_notes_and_of_the_corrections_elsewhere() {
    let mut state = opened(&["/a.mp4"]);
    ask(&mut state, note(1.5, "one"));
    assert_eq!(state.can_step(), (false, false), "no correction was made");
    assert!(act(&mut state, Action::Undo).is_empty());
    act(&mut state, Action::ShowNotes);
    assert_eq!(state.can_step(), (true, false));
    assert!(kept(&act(&mut state, Action::Undo)).is_some());
}

#[test]
fn what_says_nothing_is_not_kept() {
    let mut state = opened(&["/a.mp4"]);
    assert!(ask(&mut state, note(1.5, "  \n ")).is_empty());
    assert!(ask(&mut state, note(f64::NAN, "when?")).is_empty());
    assert!(board(&state).review.is_empty());
}

#[test]
fn a_click_on_a_remark_goes_to_its_moment() {
    let mut state = opened(&["/a.mp4"]);
    let session = state.session.as_ref().unwrap();
    let (frame, at_s) = (90, session.recording.moments[90].at.0);
    ask(&mut state, note(at_s, "here"));
    let id = board(&state).selected.unwrap();
    state.perform(Command::Seek(3), 0.0);
    ask(&mut state, Ask::Select(None));
    act(&mut state, Action::Play);
    ask(&mut state, Ask::GoTo(id));
    let session = state.session.as_ref().unwrap();
    assert_eq!((session.frame(), session.board.selected), (frame, Some(id)));
    assert!(!session.playhead.is_playing());
    ask(&mut state, Ask::GoTo(999));
    assert_eq!(state.session.as_ref().unwrap().frame(), frame, "there is no such remark");
}

#[test]
fn the_keys_choose_tools_mark_frames_and_delete() {
    let mut state = opened(&["/a.mp4"]);
    act(&mut state, Action::ToolAngle);
    assert_eq!((board(&state).tool, state.session.as_ref().unwrap().tab), (Tool::Angle, Tab::Notes));
    act(&mut state, Action::Leave);
    assert_eq!(board(&state).tool, Tool::Select, "Escape lays the tool down");
    let effects = act(&mut state, Action::MarkFrame);
    assert!(kept(&effects).is_some());
    let remark = board(&state).chosen().unwrap().clone();
    assert!(matches!(remark.what, What::KeyFrame { .. }));
    let session = state.session.as_ref().unwrap();
    assert!((remark.from_s - session.recording.moments[session.frame()].at.0).abs() < 1e-9);
    assert_eq!(kept(&act(&mut state, Action::DeleteRemark)).unwrap().0, 0);
    assert!(act(&mut state, Action::DeleteRemark).is_empty(), "nothing is chosen");
    act(&mut state, Action::Play);
    act(&mut state, Action::AddNote);
    assert_eq!(board(&state).asked_to_write, 1);
    assert!(!state.session.as_ref().unwrap().playhead.is_playing());
}

#[test]
fn a_drawing_is_moved_and_coloured_in_its_place() {
    let mut state = opened(&["/a.mp4"]);
    let figure = Figure::Line(ImagePoint::new(1.0, 2.0), ImagePoint::new(30.0, 40.0));
    ask(&mut state, Ask::Ink(Ink::Blue));
    let what = What::Drawing { ink: board(&state).ink, figure };
    ask(&mut state, Ask::Add { from_s: 1.0, to_s: 3.0, what });
    let mut remark = board(&state).chosen().unwrap().clone();
    let What::Drawing { figure, .. } = remark.what.clone() else { panic!("{remark:?}") };
    remark.what = What::Drawing { ink: Ink::Green, figure: figure.clone().moved(5.0, 0.0) };
    ask(&mut state, Ask::Put(remark.clone()));
    assert_eq!(board(&state).review.remarks(), [remark]);
    act(&mut state, Action::ShowNotes);
    act(&mut state, Action::Undo);
    assert!(matches!(&board(&state).review.remarks()[0].what, What::Drawing { ink: Ink::Blue, figure: old } if *old == figure));
}

#[test]
fn the_coach_s_word_stands_beside_the_finding_one_for_each() {
    let mut state = opened(&["/a.mp4"]);
    let analysis = state.session.as_ref().unwrap().analysis.clone();
    let picks: Vec<Pick> = told::of_fault(&analysis, "bar-drift").iter().map(told::Told::pick).collect();
    let say = |reason: &str, says| Ask::Override { pick: picks[1], says, reason: reason.into() };
    assert!(ask(&mut state, say("  ", Says::Clear)).is_empty(), "without a reason nothing is kept");
    ask(&mut state, say("He walks it in on purpose.", Says::Clear));
    ask(&mut state, say("Looked again: it is one.", Says::Fault(crate::faults::Severity::Note)));
    let session = state.session.as_ref().unwrap();
    assert_eq!(session.board.review.remarks().len(), 1, "the later word replaces the earlier");
    let remark = coach_says(session, picks[1]).unwrap();
    assert!(matches!(&remark.what, What::Override { says: Says::Fault(_), reason, .. } if reason.contains("again")));
    assert!(coach_says(session, picks[0]).is_none() && coach_says(session, picks[2]).is_none());
    assert_eq!(*session.analysis, *analysis, "what the program found stays");
    let measured = picks[1].find(&analysis).and_then(told::Told::of).unwrap().measured.at;
    assert!((remark.from_s - measured).abs() < 1e-9, "at its evidence");
    let nobody = Pick { fault: "bar-drift", rep: Some(99) };
    assert!(ask(&mut state, Ask::Override { pick: nobody, says: Says::Clear, reason: "?".into() }).is_empty());
}

#[test]
fn the_other_repetition_follows_the_playhead_linked_by_lift_off() {
    let mut state = opened(&["/a.mp4", "/b.mp4"]);
    let other = state.entries[1].id;
    let wish = Wish { clip: other, rep: 2, align: Align::LiftOff, together: Together::Beside };
    ask(&mut state, Ask::Compare(Some(wish)));
    let session = state.session.as_mut().unwrap();
    let reps = session.analysis.reps.clone();
    let off = |index: usize| reps[index].rep.lift_off.unwrap().frame;
    let against = session.board.against.clone().unwrap();
    assert_eq!(against.name, "b.mp4");
    for later in [0, 5, 12] {
        session.playhead.seek(off(0) + later);
        let there = against.frame(session, session.frame());
        assert!(there.abs_diff(off(1) + later) <= 1, "{there}");
    }
    let between = (0..session.recording.moments.len()).find(|frame| reps.iter().all(|result| !result.rep.frames.contains(frame)));
    if let Some(between) = between {
        assert_eq!(against.frame(session, between), off(1), "between repetitions it waits at its lift-off");
    }
    ask(&mut state, Ask::Compare(Some(Wish { rep: 9, ..wish })));
    assert!(board(&state).against.is_none(), "there is no ninth");
    ask(&mut state, Ask::Compare(Some(wish)));
    ask(&mut state, Ask::Compare(None));
    assert!(board(&state).against.is_none());
}

#[test]
fn remarks_belong_to_their_clip() {
    let mut state = opened(&["/a.mp4", "/b.mp4"]);
    ask(&mut state, note(1.0, "of a"));
    state.perform(Command::Show(state.entries[1].id), 0.0);
    assert!(board(&state).review.is_empty());
    state.perform(Command::Show(state.entries[0].id), 0.0);
    assert_eq!(board(&state).review.remarks().len(), 1);
    for &action in Action::ALL {
        act(&mut state, action);
    }
}

#[test]
fn a_voice_note_is_recorded_for_its_moment_listed_and_said_where_it_is_gone() {
    use crate::ui::speech::{Order, Said, Voice};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mp4");
    let mut state = opened(&[path.to_str().unwrap(), "/b.mp4"]);
    state.perform(Command::Seek(60), 0.0);
    let effects = act(&mut state, Action::RecordVoice);
    let [Effect::Voice(Order::Record { id, at_s, clip })] = &effects[..] else { panic!("{effects:?}") };
    let (id, at_s) = (*id, *at_s);
    assert!((at_s - state.session.as_ref().unwrap().recording.moments[60].at.0).abs() < 1e-9);
    assert_eq!(*clip, path);
    state.hear(Report::Voice(Said::Heard { length_s: 1.5, level: 0.4 }), 0.0);
    assert_eq!(board(&state).voice, Voice::Recording { length_s: 1.5, level: 0.4 });
    assert!(matches!(act(&mut state, Action::RecordVoice)[..], [Effect::Voice(Order::Stop)]), "again ends it");
    // Another clip is looked at before it is written.
    state.perform(Command::Show(state.entries[1].id), 0.0);
    let outcome = Ok(("a.mp4.voice-1.wav".to_owned(), 1.5));
    let effects = state.hear(Report::Voice(Said::Recorded { id, at_s, outcome }), 0.0);
    assert_eq!(kept(&effects), Some((1, path.as_path())));
    assert!(board(&state).review.is_empty(), "it belongs to the other clip");
    state.perform(Command::Show(id), 0.0);
    let remark = board(&state).review.remarks()[0].id;
    assert!(ask(&mut state, Ask::Play(remark)).is_empty());
    assert!(state.notice.as_ref().unwrap().text.contains("a.mp4.voice-1.wav"));
    std::fs::write(folder.path().join("a.mp4.voice-1.wav"), "").unwrap();
    assert!(matches!(&ask(&mut state, Ask::Play(remark))[..], [Effect::Voice(Order::Play(_))]));
    assert_eq!(board(&state).voice, Voice::Playing(remark));
    state.hear(Report::Voice(Said::Played(Err("No loudspeaker.".into()))), 0.0);
    assert_eq!(board(&state).voice, Voice::Idle);
    assert!(state.notice.as_ref().unwrap().bad);
}

#[test]
fn without_a_microphone_it_is_said_and_nothing_is_left() {
    use crate::ui::speech::{Said, Voice};
    let mut state = opened(&["/a.mp4"]);
    act(&mut state, Action::RecordVoice);
    let id = state.entries[0].id;
    let outcome = Err("No microphone could be opened.".to_owned());
    assert!(state.hear(Report::Voice(Said::Recorded { id, at_s: 0.0, outcome }), 0.0).is_empty());
    assert_eq!(board(&state).voice, Voice::Idle);
    assert!(state.notice.as_ref().unwrap().text.contains("microphone") && board(&state).review.is_empty());
}
