//! The library on drawn sets.

use std::path::{Path, PathBuf};

use super::*;
use crate::body::{ModelInfo, Recording, ViewKind};
use crate::faults::Severity;
use crate::job::Cancel;
use crate::lift::VariantKind;
use crate::pipeline;
use crate::recording::{self, canonical};
use crate::review::{self, Remark, Review};
use crate::settings::Settings;
use crate::synthetic::{Errors, Scene, film};

/// What the models would see of a set of three repetitions.
fn seen(errors: Errors, seed: u64) -> Recording {
    let mut recording = canonical(film(&Scene { errors, seed, ..Scene::default() }).0);
    recording.model = ModelInfo { id: "drawn".to_owned(), sha256: "d".repeat(64) };
    recording
}

fn drift() -> Errors {
    Errors { bow_m: 0.09, ..Errors::default() }
}

struct Desk {
    folder: tempfile::TempDir,
    library: Library,
}

fn desk() -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let library = Library::open(&folder.path().join("library").join("library.sqlite")).unwrap();
    Desk { folder, library }
}

impl Desk {
    /// A file that stands for a video.
    fn clip(&self, name: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, name).unwrap();
        path
    }

    fn set(&self, athlete: &str, day: &str, load_kg: Option<f64>, clip: &str) -> NewSet {
        let facts = Facts { load_kg, ..Facts::default() };
        NewSet { athlete: athlete.to_owned(), day: day.parse().unwrap(), facts, clips: vec![self.clip(clip)] }
    }

    /// Adds a set and keeps what was seen of its one clip.
    fn analysed(&mut self, athlete: &str, day: &str, load_kg: f64, clip: &str, seen: &Recording) -> SetId {
        let new = self.set(athlete, day, Some(load_kg), clip);
        let Added::Saved(set) = self.library.add(&new).unwrap() else { panic!("it is new") };
        let waiting = self.library.waiting().unwrap();
        self.library.keep(waiting.last().unwrap().clip, seen, &Settings::default()).unwrap();
        set
    }

    fn rows(&self, filter: &Filter) -> Vec<Row> {
        self.library.sets(filter, Column::Day, true).unwrap()
    }

    fn reopen(&mut self) {
        self.library = Library::open(self.library.path()).unwrap();
    }
}

fn told(items: &[Item]) -> Vec<(SetId, &'static str, bool)> {
    let of = |item: &Item| match &item.what {
        What::Finding { card, is_new, .. } => Some((item.set, card.id, *is_new)),
        _ => None,
    };
    items.iter().filter_map(of).collect()
}

#[test]
fn what_was_saved_is_there_when_the_library_is_opened_again() {
    let mut desk = desk();
    let set = desk.analysed("Athlete 1", "2026-03-14", 140.0, "a.mp4", &seen(drift(), 1));
    desk.library.decide(set, "bar-drift", Ruling::Fault(Severity::Note), "A long limb.").unwrap();
    desk.library.comment(set, None, "Film from hip height.").unwrap();
    let before = desk.library.show(set).unwrap();
    desk.reopen();
    let after = desk.library.show(set).unwrap();
    assert_eq!(before, after);
    assert_eq!((after.reps, after.facts.load_kg, after.comments.len()), (Some(3), Some(140.0), 1));
    let drift = after.findings.iter().find(|found| found.card.id == "bar-drift").unwrap();
    assert_eq!((drift.verdict, drift.decision.as_ref().map(|decision| decision.reason.as_str())), (3, Some("A long limb.")));
    assert_eq!(desk.library.check().unwrap(), Vec::<String>::new());
}

#[test]
fn a_clip_is_added_once_and_its_new_place_is_learnt() {
    let mut desk = desk();
    let new = desk.set("Athlete 1", "2026-03-14", None, "a.mp4");
    let Added::Saved(set) = desk.library.add(&new).unwrap() else { panic!("it is new") };
    assert_eq!(desk.library.add(&new).unwrap(), Added::Known(set));
    let elsewhere = desk.folder.path().join("b.mp4");
    std::fs::rename(&new.clips[0], &elsewhere).unwrap();
    let again = NewSet { athlete: "athlete 1 ".to_owned(), clips: vec![elsewhere.clone()], ..new };
    assert_eq!(desk.library.add(&again).unwrap(), Added::Known(set));
    assert_eq!(desk.library.show(set).unwrap().clips[0].path, std::fs::canonicalize(elsewhere).unwrap());
    assert_eq!(desk.library.athletes().unwrap().len(), 1, "a name is one whichever way it is cased");
}

#[test]
fn moved_videos_are_found_by_their_bytes_and_not_by_their_names() {
    let mut desk = desk();
    let new = desk.set("Athlete 1", "2026-03-14", None, "one/a.mp4");
    let Added::Saved(set) = desk.library.add(&new).unwrap() else { panic!("it is new") };
    let lost = desk.set("Athlete 1", "2026-03-15", None, "one/lost.mp4");
    desk.library.add(&lost).unwrap();
    std::fs::remove_file(&lost.clips[0]).unwrap();
    let there = desk.folder.path().join("two").join("deep").join("other name.mp4");
    std::fs::create_dir_all(there.parent().unwrap()).unwrap();
    std::fs::rename(&new.clips[0], &there).unwrap();
    // As long, but another: same name, same size.
    std::fs::write(desk.folder.path().join("two").join("a.mp4"), "one/b.mp4").unwrap();
    let moved = desk.library.find_moved(&[desk.folder.path().join("two")], &Cancel::default()).unwrap();
    assert_eq!((moved.found.len(), moved.missing.len()), (1, 1));
    assert_eq!(desk.library.show(set).unwrap().clips[0].path, std::fs::canonicalize(&there).unwrap());
    assert!(moved.missing[0].ends_with("lost.mp4"));
}

#[test]
fn the_inbox_ranks_and_knows_what_is_new_for_the_athlete() {
    let mut desk = desk();
    desk.analysed("Athlete 1", "2026-03-01", 100.0, "clean.mp4", &seen(Errors::default(), 1));
    let first = desk.analysed("Athlete 1", "2026-03-08", 140.0, "drift.mp4", &seen(drift(), 2));
    let again = desk.analysed("Athlete 1", "2026-03-15", 140.0, "drift again.mp4", &seen(drift(), 3));
    let other = desk.analysed("Athlete 2", "2026-03-15", 140.0, "other.mp4", &seen(drift(), 4));
    let items = desk.library.inbox().unwrap();
    let drifts: Vec<_> = told(&items).into_iter().filter(|(_, fault, _)| *fault == "bar-drift").collect();
    // Athlete 2 has no earlier session that could have shown it.
    assert_eq!(drifts[0], (first, "bar-drift", true), "{drifts:?}");
    assert!(drifts.contains(&(again, "bar-drift", false)) && drifts.contains(&(other, "bar-drift", false)), "{drifts:?}");
    assert_eq!(desk.library.athletes().unwrap().iter().map(|athlete| athlete.open).sum::<usize>(), told(&items).len());
    // Where the coach calls the first one clear, the next one is the first.
    desk.library.decide(first, "bar-drift", Ruling::Clear, "The camera rolled.").unwrap();
    let items = desk.library.inbox().unwrap();
    assert!(
        told(&items).contains(&(again, "bar-drift", true))
            && !told(&items).iter().any(|item| item.0 == first && item.1 == "bar-drift")
    );
}

#[test]
fn to_override_needs_a_reason_and_the_coach_s_word_counts_in_the_list() {
    let mut desk = desk();
    let set = desk.analysed("Athlete 1", "2026-03-14", 140.0, "a.mp4", &seen(drift(), 1));
    let worst = |desk: &Desk| desk.rows(&Filter::default())[0].worst;
    let before = worst(&desk);
    assert!(before >= Some(2), "{before:?}");
    for reason in ["", "  "] {
        let error = desk.library.decide(set, "bar-drift", Ruling::Clear, reason).unwrap_err();
        assert!(error.to_string().contains("said when overriding"), "{error}");
    }
    assert!(desk.library.decide(set, "no-such", Ruling::Accepted, "").is_err());
    let faults: Vec<String> = desk.rows(&Filter::default())[0].told.clone();
    for fault in &faults {
        desk.library.decide(set, fault, Ruling::Clear, "It is the camera.").unwrap();
    }
    assert_eq!((worst(&desk), desk.rows(&Filter::default())[0].told.len()), (Some(0), 0));
    assert!(told(&desk.library.inbox().unwrap()).is_empty());
    assert!(desk.library.undecide(set, &faults[0]).unwrap());
    assert_eq!(desk.rows(&Filter::default())[0].told, [faults[0].clone()]);
    assert_eq!(told(&desk.library.inbox().unwrap()).len(), 1);
    // A decision outlives a new analysis.
    desk.library.renew(set, &Settings::default()).unwrap();
    assert_eq!(desk.rows(&Filter::default())[0].told, [faults[0].clone()]);
}

#[test]
fn sets_are_filtered_and_sorted() {
    let mut desk = desk();
    let clean = desk.analysed("Athlete 1", "2026-03-01", 100.0, "a.mp4", &seen(Errors::default(), 1));
    let drifting = desk.analysed("Athlete 12", "2026-03-08", 140.0, "b.mp4", &seen(drift(), 2));
    let Added::Saved(waits) = desk.library.add(&desk.set("Under_100%", "2026-03-09", None, "c.mp4")).unwrap() else { panic!() };
    let ids = |filter: Filter| desk.rows(&filter).iter().map(|row| row.id).collect::<Vec<_>>();
    assert_eq!(ids(Filter::default()), [waits, drifting, clean]);
    let words = |words: &str| ids(Filter { words: words.to_owned(), ..Filter::default() });
    assert_eq!(words("12"), [drifting]);
    assert_eq!(words("athlete drifts"), [drifting], "the name of a fault that is told");
    assert_eq!(words("_100%"), [waits], "signs stand for themselves");
    assert_eq!(words("' OR 1 --"), []);
    assert_eq!(ids(Filter { fault: Some("bar-drift"), ..Filter::default() }), [drifting]);
    assert_eq!(ids(Filter { least: Some(2), ..Filter::default() }), [drifting]);
    let athlete = desk.library.athlete("ATHLETE 1").unwrap();
    assert_eq!(ids(Filter { athlete: Some(athlete), ..Filter::default() }), [clean]);
    let by =
        |column, down| desk.library.sets(&Filter::default(), column, down).unwrap().iter().map(|row| row.id).collect::<Vec<_>>();
    assert_eq!(by(Column::Load, true), [drifting, clean, waits], "what was not said stands last");
    assert_eq!(by(Column::Load, false), [clean, drifting, waits]);
    assert_eq!(by(Column::Athlete, false), [clean, drifting, waits]);
}

#[test]
fn what_was_said_of_a_set_is_changed_and_measured_anew_without_the_video() {
    let mut desk = desk();
    let set = desk.analysed("Athlete 1", "2026-03-14", 140.0, "a.mp4", &seen(drift(), 1));
    std::fs::remove_file(&desk.library.show(set).unwrap().clips[0].path).unwrap();
    let speed = |desk: &Desk| {
        let athlete = desk.library.athlete("Athlete 1").unwrap();
        let progress = desk.library.progress(athlete, None).unwrap();
        progress.sets[0].levels.measures["mean-velocity"].median
    };
    let before = speed(&desk);
    let facts = Facts { plate_mm: Some(225.0), rpe: Some(8.5), load_kg: Some(150.0), ..Facts::default() };
    desk.library.set_facts(set, &facts, &Settings::default()).unwrap();
    assert!((speed(&desk) / before - 0.5).abs() < 0.02, "half the plate, half the speed: {before} {}", speed(&desk));
    assert_eq!(desk.library.facts(set).unwrap(), facts);
    let wrong = Facts { rpe: Some(11.0), ..facts };
    assert!(desk.library.set_facts(set, &wrong, &Settings::default()).unwrap_err().to_string().contains("1 to 10"));
}

#[test]
fn several_clips_of_one_set_become_one_table() {
    let mut desk = desk();
    let side = desk.analysed("Athlete 1", "2026-03-14", 140.0, "side.mp4", &seen(drift(), 1));
    let mut front = canonical(film(&Scene { errors: drift(), yaw_deg: 90.0, seed: 9, cut_start_s: 0.6, ..Scene::default() }).0);
    front.model.sha256 = "d".repeat(64);
    let other = desk.analysed("Athlete 1", "2026-03-14", 140.0, "front.mp4", &front);
    let seen_by = |set: &SetShow, fault: &str| set.findings.iter().find(|found| found.card.id == fault).map(|found| found.clip);
    desk.library.join(other, side).unwrap();
    desk.library.renew(side, &Settings::default()).unwrap();
    let joined = desk.library.show(side).unwrap();
    assert_eq!((joined.clips.len(), joined.reps), (2, Some(3)));
    assert!((joined.clips[1].offset_s.unwrap() - 0.6).abs() < 0.08, "{:?}", joined.clips);
    assert_eq!(seen_by(&joined, "bar-drift"), Some(joined.clips[0].id));
    assert_eq!(seen_by(&joined, "knees-cave"), Some(joined.clips[1].id));
    assert_eq!(desk.rows(&Filter::default()).len(), 1);
    assert!(desk.library.join(side, side).is_err() && desk.library.join(other, side).is_err());
}

#[test]
fn a_set_moves_to_another_athlete_and_one_that_is_taken_out_leaves_nothing() {
    let mut desk = desk();
    let set = desk.analysed("Not named", "2026-03-14", 140.0, "a.mp4", &seen(drift(), 1));
    desk.library.place(set, "Athlete 7", "2026-03-13".parse().unwrap()).unwrap();
    let names: Vec<String> = desk.library.athletes().unwrap().into_iter().map(|athlete| athlete.name).collect();
    assert_eq!(names, ["Athlete 7"], "who has no set is gone");
    let athlete = desk.library.athlete("Athlete 7").unwrap();
    desk.library.set_light(athlete, Some(80.0)).unwrap();
    desk.library.rename(athlete, "Athlete 8").unwrap();
    desk.library.remove(set).unwrap();
    assert!(desk.rows(&Filter::default()).is_empty() && desk.library.inbox().unwrap().is_empty());
    assert_eq!(desk.library.athlete("Athlete 8").unwrap(), athlete, "something was said of them");
    let left: i64 = desk.library.db.query_row("SELECT count(*) FROM findings", [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0);
}

#[test]
fn two_athletes_of_one_name_become_one() {
    let mut desk = desk();
    let one = desk.analysed("Athlete 1", "2026-03-14", 140.0, "a.mp4", &seen(drift(), 1));
    let two = desk.analysed("Athlet 1", "2026-03-14", 140.0, "b.mp4", &seen(drift(), 2));
    let wrong = desk.library.athlete("Athlet 1").unwrap();
    desk.library.rename(wrong, "Athlete 1").unwrap();
    let right = desk.library.athlete("Athlete 1").unwrap();
    let mut ids: Vec<SetId> = desk.rows(&Filter { athlete: Some(right), ..Filter::default() }).iter().map(|row| row.id).collect();
    ids.sort();
    assert_eq!(ids, [one, two]);
    assert!(desk.library.athlete("Athlet 1").is_err() && desk.library.check().unwrap().is_empty());
}

#[test]
fn progress_tells_the_form_limit_and_what_it_cannot_tell() {
    let mut desk = desk();
    let bad = Errors { bow_m: 0.10, hips_first: 1.2, lumbar_added_deg: 20.0, ..Errors::default() };
    desk.analysed("Athlete 1", "2026-03-01", 80.0, "a.mp4", &seen(Errors::default(), 1));
    desk.analysed("Athlete 1", "2026-03-08", 100.0, "b.mp4", &seen(Errors::default(), 2));
    desk.analysed("Athlete 1", "2026-03-15", 160.0, "c.mp4", &seen(bad, 3));
    let athlete = desk.library.athlete("Athlete 1").unwrap();
    let progress = desk.library.progress(athlete, None).unwrap();
    assert_eq!(progress.variant, Some(VariantKind::Conventional));
    assert_eq!(progress.sets.iter().map(|set| set.load_kg).collect::<Vec<_>>(), [Some(80.0), Some(100.0), Some(160.0)]);
    assert!(progress.own.light.is_some_and(|light| !light.said && (light.kg - 112.0).abs() < 1e-9));
    let limit = progress.form_limit.unwrap().unwrap();
    assert!((limit.load_kg - 160.0).abs() < 1e-9 && limit.held_kg == Some(100.0), "{limit:?}");
    // Drawn pulls of one speed at all loads: no line falls through them.
    assert_eq!(progress.one_rm.unwrap_err().code, "no-slope");
    desk.library.set_light(athlete, Some(60.0)).unwrap();
    let progress = desk.library.progress(athlete, None).unwrap();
    assert_eq!(progress.form_limit.unwrap_err().code, "no-baseline");
    assert!(desk.library.set_light(athlete, Some(f64::NAN)).is_err());
}

#[test]
fn the_set_from_before_is_of_an_earlier_day_with_the_nearest_load() {
    let mut desk = desk();
    desk.analysed("Athlete 1", "2026-03-01", 80.0, "a.mp4", &seen(Errors::default(), 1));
    desk.analysed("Athlete 1", "2026-03-08", 100.0, "b.mp4", &seen(Errors::default(), 2));
    desk.analysed("Athlete 1", "2026-03-15", 104.0, "c.mp4", &seen(Errors::default(), 3));
    desk.analysed("Athlete 1", "2026-03-15", 105.0, "d.mp4", &seen(Errors::default(), 4));
    let athlete = desk.library.athlete("athlete 1").unwrap();
    let loads = |after: Option<After>| {
        let found = desk.library.before(athlete, after.as_ref()).unwrap();
        found.map(|(before, newest)| (before.load_kg, newest.and_then(|set| set.load_kg)))
    };
    assert_eq!(loads(None), Some((Some(100.0), Some(105.0))), "not the one of the same day");
    assert_eq!(loads(Some(After { load_kg: Some(84.0), variant: None })), Some((Some(80.0), None)));
    assert_eq!(loads(Some(After { load_kg: Some(84.0), variant: Some(VariantKind::Sumo) })), None, "another kind of deadlift");
    desk.analysed("Athlete 2", "2026-03-15", 100.0, "e.mp4", &seen(Errors::default(), 5));
    let alone = desk.library.athlete("Athlete 2").unwrap();
    assert!(desk.library.before(alone, None).unwrap().is_none(), "nothing is from before");
}

#[test]
fn a_backup_is_one_file_that_opens_and_watches_anew_what_it_lacks() {
    let mut desk = desk();
    let set = desk.analysed("Athlete 1", "2026-03-14", 140.0, "a.mp4", &seen(drift(), 1));
    let target = desk.folder.path().join("elsewhere").join("copy.sqlite");
    assert!(desk.library.backup(&target).unwrap_err().to_string().contains("check that the folder exists"));
    std::fs::create_dir_all(target.parent().unwrap()).unwrap();
    desk.library.backup(&target).unwrap();
    assert_eq!(std::fs::read_dir(target.parent().unwrap()).unwrap().count(), 1, "one file");
    let mut copy = Library::open(&target).unwrap();
    assert_eq!(copy.show(set).unwrap(), desk.library.show(set).unwrap());
    assert!(copy.check().unwrap()[0].contains("is gone"));
    copy.renew(set, &Settings::default()).unwrap();
    assert_eq!(copy.waiting().unwrap().len(), 1, "the clip is watched anew");
    assert_eq!(copy.show(set).unwrap().findings, desk.library.show(set).unwrap().findings, "and till then all stays");
}

#[test]
fn a_backup_is_put_back_and_what_was_there_before_is_kept() {
    let mut desk = desk();
    let set = desk.analysed("Athlete 1", "2026-03-14", 140.0, "a.mp4", &seen(drift(), 1));
    let folder = desk.folder.path().to_owned();
    let at = |name: &str| folder.join(name);
    let (backup, text, empty, half) = (at("backup.sqlite"), at("text.sqlite"), at("empty.sqlite"), at("half.sqlite"));
    desk.library.backup(&backup).unwrap();
    let later = desk.analysed("Athlete 2", "2026-03-15", 100.0, "b.mp4", &seen(Errors::default(), 2));
    std::fs::write(&text, "no database at all, but long enough to have a header of a hundred bytes".repeat(4)).unwrap();
    std::fs::write(&empty, "").unwrap();
    let bytes = std::fs::read(&backup).unwrap();
    std::fs::write(&half, &bytes[..bytes.len() / 2]).unwrap();
    for (path, wanted) in
        [(&text, "cannot be opened"), (&empty, "not a library"), (&half, "backup"), (&at("nowhere"), "cannot be read")]
    {
        let said = desk.library.restore(path).unwrap_err().to_string();
        assert!(said.contains(wanted), "{said}");
        assert_eq!(desk.rows(&Filter::default()).len(), 2, "nothing was changed: {}", path.display());
    }
    let before = desk.library.restore(&backup).unwrap();
    let ids = |library: &Library| {
        library.sets(&Filter::default(), Column::Day, true).unwrap().iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!((ids(&desk.library), ids(&Library::open(&before).unwrap())), (vec![set], vec![later, set]));
    assert!(desk.library.check().unwrap().is_empty());
    let reopened = Library::open(&desk.folder.path().join("library").join("library.sqlite")).unwrap();
    assert_eq!(ids(&reopened), [set], "another connection sees it too");
}

#[test]
fn another_s_file_a_newer_one_and_no_database_are_refused_plainly() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let said = |path: &Path| Library::open(path).unwrap_err().to_string();
    std::fs::write(at("text"), "no database at all, but long enough to have a header of a hundred bytes".repeat(4)).unwrap();
    assert!(said(&at("text")).contains("cannot be opened"));
    rusqlite::Connection::open(at("other")).unwrap().execute_batch("CREATE TABLE theirs (id)").unwrap();
    assert!(said(&at("other")).contains("not a library of this program"));
    drop(Library::open(&at("newer")).unwrap());
    rusqlite::Connection::open(at("newer")).unwrap().pragma_update(None, "user_version", 99).unwrap();
    assert!(said(&at("newer")).contains("update the program"));
}

#[test]
fn a_clip_that_could_not_be_analysed_says_why_and_may_be_tried_again() {
    let mut desk = desk();
    desk.library.add(&desk.set("Athlete 1", "2026-03-14", None, "a.mp4")).unwrap();
    let waiting = desk.library.waiting().unwrap();
    desk.library.refuse(waiting[0].clip, "No lifter was seen.").unwrap();
    assert!(desk.library.waiting().unwrap().is_empty());
    let items = desk.library.inbox().unwrap();
    assert!(matches!(&items[..], [Item { what: What::Refused { reason, .. }, .. }] if reason == "No lifter was seen."));
    desk.library.seen(waiting[0].set).unwrap();
    assert!(desk.library.inbox().unwrap().is_empty());
    assert_eq!(desk.library.retry(None).unwrap(), 1);
    assert_eq!(desk.library.waiting().unwrap().len(), 1);
}

#[test]
fn folders_name_athletes_and_names_tell_day_and_load() {
    let desk = desk();
    for name in ["gym/Athlete 1/2026-03-14 140kg.mp4", "gym/Athlete 2/deep/20260315.mov", "gym/loose.mp4", "gym/notes.txt"] {
        desk.clip(name);
    }
    let gym = desk.folder.path().join("gym");
    let sets = gather(std::slice::from_ref(&gym), None);
    let named: Vec<(&str, Option<f64>)> = sets.iter().map(|set| (set.athlete.as_str(), set.facts.load_kg)).collect();
    assert_eq!(named, [("Athlete 1", Some(140.0)), ("Athlete 2", None), ("gym", None)]);
    assert_eq!((sets[0].day.to_string().as_str(), sets[1].day.to_string().as_str()), ("2026-03-14", "2026-03-15"));
    let given = gather(&[gym.join("loose.mp4"), gym], Some("Athlete 9"));
    assert_eq!(
        given.iter().map(|set| set.athlete.as_str()).collect::<Vec<_>>(),
        ["Athlete 9", "Athlete 1", "Athlete 2", "Athlete 9"]
    );
    assert_eq!(gather(&[desk.folder.path().join("gym").join("loose.mp4")], None)[0].athlete, NOT_NAMED);
}

#[test]
fn from_where_a_clip_was_filmed_is_said_beside_what_is_seen() {
    let mut desk = desk();
    let set = desk.analysed("Athlete 1", "2026-03-14", 140.0, "140kg front.mp4", &seen(drift(), 1));
    let shown = |desk: &Desk| desk.library.show(set).unwrap().clips[0].clone();
    assert_eq!((shown(&desk).said_view, shown(&desk).view.as_deref()), (Some(ViewKind::Front), Some("side")), "from its name");
    assert_eq!(desk.rows(&Filter::default())[0].views, "front");
    let clip = shown(&desk).id;
    desk.library.say_view(clip, None).unwrap();
    assert_eq!((shown(&desk).said_view, desk.rows(&Filter::default())[0].views.as_str()), (None, "side"));
    desk.library.say_view(clip, Some(ViewKind::Oblique)).unwrap();
    assert_eq!(shown(&desk).said_view, Some(ViewKind::Oblique));
    assert!(desk.library.say_view(ClipId(99), None).is_err());
}

#[test]
fn a_clip_is_taken_out_with_what_was_said_what_is_usual_and_the_coachs_word() {
    let mut desk = desk();
    for (day, load, name, seed) in [("2026-03-01", 80.0, "a.mp4", 1), ("2026-03-02", 90.0, "b.mp4", 2)] {
        desk.analysed("Athlete 1", day, load, name, &seen(Errors::default(), seed));
    }
    let set = desk.analysed("Athlete 1", "2026-03-14", 140.0, "c.mp4", &seen(drift(), 3));
    let athlete = desk.library.athlete("Athlete 1").unwrap();
    desk.library.set_light(athlete, Some(100.0)).unwrap();
    let facts = Facts { plate_mm: Some(420.0), load_kg: Some(150.0), ..Facts::default() };
    desk.library.set_facts(set, &facts, &Settings::default()).unwrap();
    desk.library.decide(set, "bar-drift", Ruling::Fault(Severity::Note), "A loose belt.").unwrap();
    desk.library.decide(set, "hitching", Ruling::Accepted, "").unwrap();
    desk.library.comment(set, Some("bar-drift"), "Film from hip height.").unwrap();
    desk.library.comment(set, None, "A good week.").unwrap();
    let path = desk.library.show(set).unwrap().clips[0].path.clone();
    let taken = desk.library.take(&path).unwrap().unwrap();
    assert_eq!((taken.set, taken.path.as_path()), (set, path.as_path()));
    let settings = taken.over(&Settings::default());
    assert_eq!((settings.load_kg, settings.calibration.plate_mm), (Some(150.0), Some(420.0)));
    assert!(!settings.baseline.0.is_empty() && settings.sets.len() == 2, "what is usual comes along");
    let seen = recording::read(taken.seen.as_deref().unwrap()).unwrap();
    let speed = |settings: &Settings| {
        let analysis = pipeline::analyze(&seen, settings);
        analysis.reps[0].measures.iter().find(|of| of.id == "mean-velocity").unwrap().value
    };
    assert!((speed(&settings) / speed(&Settings::default()) - 420.0 / 450.0).abs() < 0.01, "measured as in the library");
    let said: Vec<(Option<&str>, String)> = taken.said().into_iter().map(|said| (said.about, said.words)).collect();
    assert_eq!(said, [(Some("Bar drifts forward"), "Film from hip height.".to_owned()), (None, "A good week.".to_owned())]);
    let review = taken.review(&Review::default());
    assert!(matches!(review.remarks(), [Remark { what: review::What::Override { fault, reason, .. }, .. }]
        if fault == "bar-drift" && reason == "A loose belt."));
    assert!(taken.says("bar-drift").is_some() && taken.says("hitching").is_none() && taken.says("bent-arms").is_none());
    // What is said beside the clip of the whole set's fault stays.
    let mut own = Review::default();
    own.add(
        1.0,
        1.0,
        review::What::Override {
            fault: "bar-drift".to_owned(),
            rep_s: None,
            says: review::Says::Clear,
            reason: "No.".to_owned(),
        },
    );
    assert_eq!(taken.review(&own), own);
    assert!(desk.library.take(Path::new("/nowhere.mp4")).unwrap().is_none());
    assert!(desk.library.has(&path).unwrap());
    std::fs::write(&path, "another clip of that name").unwrap();
    assert!(!desk.library.has(&path).unwrap() && desk.library.has(Path::new("/nowhere.mp4")).is_err());
    assert_eq!(desk.library.take_set(set).unwrap(), [taken]);
}
