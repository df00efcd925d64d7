//! What the desk knows and how it changes, without a window and without a library.

use super::*;
use crate::faults::{BAR_DRIFT, HITCHING};
use crate::library::What;

fn waiting(clip: i64) -> Waiting {
    let path = PathBuf::from(format!("/{clip}.mp4"));
    Waiting { clip: ClipId(clip), set: SetId(clip), path, facts: Facts::default() }
}

fn item(set: i64, card: &'static crate::faults::Card) -> Item {
    let what = What::Finding { card, severity: None, probability: 0.6, is_new: false, measured: String::new(), evidence: None };
    let day = "2026-03-14".parse().unwrap();
    Item { set: SetId(set), athlete: AthleteId(1), name: "Athlete 1".to_owned(), day, load_kg: None, what }
}

fn athlete(id: i64) -> Athlete {
    Athlete { id: AthleteId(id), name: format!("Athlete {id}"), sets: 1, last: None, light_kg: None, open: 0 }
}

fn listed(items: Vec<Item>, clips: &[i64]) -> Answer {
    let waiting = clips.iter().map(|clip| waiting(*clip)).collect();
    Answer::Listed(Box::new(Lists { athletes: vec![athlete(1), athlete(2)], rows: Vec::new(), items, waiting }))
}

/// A desk on the inbox with two findings of one set and one of another.
fn inbox() -> Desk {
    let mut desk = Desk::new();
    desk.hear(listed(vec![item(1, &BAR_DRIFT.card), item(1, &HITCHING.card), item(2, &BAR_DRIFT.card)], &[]));
    desk.perform(Ask::Show(Page::Inbox), &Settings::default());
    desk
}

fn ask(desk: &mut Desk, ask: Ask) -> Vec<Want> {
    desk.perform(ask, &Settings::default())
}

fn shows(wants: &[Want]) -> Option<SetId> {
    wants.iter().find_map(|want| if let Want::Clerk(Job::Show(set)) = want { Some(*set) } else { None })
}

#[test]
fn the_arrows_go_through_the_inbox_and_stay_within_it() {
    let mut desk = inbox();
    assert_eq!((desk.at, desk.chosen), (0, Some(SetId(1))));
    ask(&mut desk, Ask::Step(-1));
    assert_eq!(desk.at, 0);
    ask(&mut desk, Ask::Step(1));
    assert_eq!((desk.at, desk.item().unwrap().fault()), (1, Some("hitching")));
    assert_eq!(shows(&ask(&mut desk, Ask::Step(1))), Some(SetId(2)));
    ask(&mut desk, Ask::Step(1));
    assert_eq!(desk.at, 2);
    ask(&mut desk, Ask::GoTo(99));
    assert_eq!(desk.at, 2);
}

#[test]
fn what_is_looked_at_stays_though_others_come_in_before_it_and_the_next_follows_when_it_is_decided() {
    let mut desk = inbox();
    ask(&mut desk, Ask::Step(1));
    desk.hear(listed(
        vec![item(9, &BAR_DRIFT.card), item(1, &BAR_DRIFT.card), item(1, &HITCHING.card), item(2, &BAR_DRIFT.card)],
        &[],
    ));
    assert_eq!((desk.at, desk.item().unwrap().fault()), (2, Some("hitching")));
    desk.hear(listed(vec![item(9, &BAR_DRIFT.card), item(1, &BAR_DRIFT.card), item(2, &BAR_DRIFT.card)], &[]));
    assert_eq!((desk.at, desk.chosen), (2, Some(SetId(2))), "the next one");
    desk.hear(listed(Vec::new(), &[]));
    assert!(desk.item().is_none() && desk.chosen.is_none());
}

#[test]
fn clips_are_watched_one_after_another_and_a_refused_one_stops_none() {
    let mut desk = Desk::new();
    let wants = desk.hear(listed(Vec::new(), &[5, 6]));
    assert!(wants.iter().any(|want| matches!(want, Want::WatchNext)));
    assert_eq!(desk.take_next(41, 0.0).map(|next| next.clip), Some(ClipId(5)));
    assert!(desk.take_next(42, 0.0).is_none(), "one at a time");
    desk.hear(listed(Vec::new(), &[5, 6]));
    assert_eq!(desk.waiting(), 1, "the one at work does not wait too");
    assert!(desk.watched(7, Err(String::new()), &Settings::default()).is_none(), "none of the desk's");
    let wants = desk.watched(41, Err("No lifter.".to_owned()), &Settings::default()).unwrap();
    assert!(matches!(&wants[..], [Want::Clerk(Job::Refuse(ClipId(5), reason))] if reason == "No lifter."));
    assert_eq!(desk.take_next(42, 0.0).map(|next| next.clip), Some(ClipId(6)));
    let wants = desk.watched(42, Ok(Arc::new(Recording::default())), &Settings::default()).unwrap();
    assert!(matches!(&wants[..], [Want::Clerk(Job::Keep(ClipId(6), ..))]));
}

#[test]
fn a_clip_that_makes_room_waits_again_as_the_next_one() {
    let mut desk = Desk::new();
    desk.hear(listed(Vec::new(), &[5, 6]));
    desk.take_next(41, 0.0);
    desk.at_work.as_mut().unwrap().work.stopping = true;
    assert!(desk.watched(41, Err("stopped".to_owned()), &Settings::default()).unwrap().is_empty());
    assert_eq!(desk.take_next(42, 0.0).map(|next| next.clip), Some(ClipId(5)));
}

#[test]
fn a_clip_is_opened_with_what_the_library_has_of_it_and_only_a_set_that_is_shown_is_sent_back() {
    let mut desk = inbox();
    let look = Look { path: PathBuf::from("/a.mp4"), fault: None };
    let wants = ask(&mut desk, Ask::Look(look));
    assert!(matches!(&wants[..], [Want::Clerk(Job::Take(path))] if path == &PathBuf::from("/a.mp4")));
    let wants = desk.hear(Answer::Taken(PathBuf::from("/a.mp4"), None));
    assert!(matches!(&wants[..], [Want::Open(path, None)] if path == &PathBuf::from("/a.mp4")));
    assert!(ask(&mut desk, Ask::OfferToSend).is_empty(), "nothing is shown yet");
}

#[test]
fn a_column_sorts_and_once_more_the_other_way_round() {
    let mut desk = Desk::new();
    assert!(desk.down && desk.by == Column::Day);
    ask(&mut desk, Ask::Sort(Column::Load));
    assert!(desk.down && desk.by == Column::Load);
    ask(&mut desk, Ask::Sort(Column::Load));
    assert!(!desk.down);
    ask(&mut desk, Ask::Sort(Column::Athlete));
    assert!(!desk.down, "names from their beginning");
}

#[test]
fn answers_about_what_is_no_longer_looked_at_do_no_harm() {
    let mut desk = inbox();
    ask(&mut desk, Ask::Choose(SetId(2)));
    let shown = SetShow {
        id: SetId(1),
        athlete: AthleteId(1),
        name: String::new(),
        day: "2026-03-14".parse().unwrap(),
        facts: Facts::default(),
        reps: None,
        clips: Vec::new(),
        findings: Vec::new(),
        comments: Vec::new(),
    };
    desk.hear(Answer::Shown(Box::new(shown)));
    assert!(desk.shown.is_none());
    desk.filter.athlete = Some(AthleteId(77));
    let wants = desk.hear(listed(Vec::new(), &[]));
    assert!(desk.filter.athlete.is_none() && wants.iter().any(|want| matches!(want, Want::Clerk(Job::List { .. }))));
}

#[test]
fn clips_that_come_in_go_to_the_athlete_that_is_looked_at() {
    let mut desk = inbox();
    let to = |wants: Vec<Want>| match wants.into_iter().next() {
        Some(Want::Clerk(Job::Add(_, athlete))) => athlete,
        other => panic!("{other:?}"),
    };
    assert_eq!(to(ask(&mut desk, Ask::Add(vec!["/a.mp4".into()]))), None);
    ask(&mut desk, Ask::Athlete(Some(AthleteId(2))));
    assert_eq!(to(ask(&mut desk, Ask::Add(vec!["/a.mp4".into()]))).as_deref(), Some("Athlete 2"));
    desk.hear(Answer::Adding(1, 3));
    assert_eq!(desk.adding, Some((1, 3)));
    desk.hear(Answer::Adding(3, 3));
    assert_eq!(desk.adding, None);
}

#[test]
fn a_library_that_cannot_be_opened_says_why_and_progress_needs_an_athlete() {
    let mut desk = Desk::new();
    desk.hear(Answer::Closed("It is damaged.".to_owned()));
    assert_eq!((desk.open, desk.closed.as_deref()), (false, Some("It is damaged.")));
    desk.hear(listed(Vec::new(), &[]));
    assert!(desk.open && desk.closed.is_none());
    let wants = ask(&mut desk, Ask::Show(Page::Progress));
    assert!(wants.iter().any(|want| matches!(want, Want::Clerk(Job::Progress(AthleteId(1), None)))));
}

#[test]
fn what_is_decided_is_gone_at_once_and_the_next_key_means_the_next_item() {
    let mut desk = inbox();
    ask(&mut desk, Ask::Step(1));
    let rule = |set: i64, fault| Ask::Rule { set: SetId(set), fault, ruling: Ruling::Accepted, reason: String::new() };
    let wants = ask(&mut desk, rule(1, "hitching"));
    assert!(matches!(&wants[0], Want::Clerk(Job::Do(Ask::Rule { .. }, _))));
    assert_eq!((desk.at, desk.item().map(|item| item.set)), (1, Some(SetId(2))));
    ask(&mut desk, rule(1, "bar-drift"));
    assert_eq!((desk.at, desk.lists.items.len()), (0, 1), "one before it went: the same is looked at");
    assert_eq!(desk.chosen, Some(SetId(2)));
}
