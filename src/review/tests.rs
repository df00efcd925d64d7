//! Remarks, their undo and redo, their file, and where it is kept.

use std::path::Path;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::file::{Fault, decode, encode};
use super::store::{free_in, load_from, store_in};
use super::*;
use crate::body::ClipInfo;
use crate::faults::Severity;
use crate::geom::ImagePoint;

const SCHEMA_FILE: &str = include_str!("../../assets/schema/review-1.schema.json");

fn clip() -> ClipInfo {
    ClipInfo { sha256: "ab".repeat(32), width_px: 1080, height_px: 1920, ..ClipInfo::default() }
}

fn at(x: f64, y: f64) -> ImagePoint {
    ImagePoint::new(x, y)
}

fn place() -> impl Strategy<Value = ImagePoint> {
    (-100.0..2_000.0_f64, -100.0..2_000.0_f64).prop_map(|(x, y)| at(x, y))
}

fn any_figure() -> impl Strategy<Value = Figure> {
    prop_oneof![
        (place(), place()).prop_map(|(a, b)| Figure::Line(a, b)),
        (place(), place()).prop_map(|(a, b)| Figure::Arrow(a, b)),
        (place(), place(), place()).prop_map(|(a, corner, b)| Figure::Angle(a, corner, b)),
        proptest::collection::vec(place(), 2..40).prop_map(Figure::Free),
        (place(), "[a-zA-Zäöé0-9 ]{0,12}x").prop_map(|(at, text)| Figure::Text(at, text)),
    ]
}

/// Any remark that can be meant: its times and what it is.
pub(crate) fn any_remark() -> impl Strategy<Value = (f64, f64, What)> {
    let moment = || -1.0..20.0_f64;
    let text = || "[ a-zA-Z\"\\\\é\n]{0,30}x";
    let ink = proptest::sample::select(Ink::ALL.to_vec());
    let says = proptest::sample::select(Says::ALL.to_vec());
    prop_oneof![
        (moment(), text()).prop_map(|(at_s, text)| (at_s, at_s, What::Note { text })),
        (moment(), "[a-z]{0,8}").prop_map(|(at_s, name)| (at_s, at_s, What::KeyFrame { name })),
        (moment(), 0.0..3_600.0_f64).prop_map(|(at_s, length_s)| (
            at_s,
            at_s,
            What::Voice { file: "a é.mp4.voice-1.wav".into(), length_s }
        )),
        (moment(), "[a-z]{1,6}-[a-z]{1,6}", proptest::option::of(moment()), says, text())
            .prop_map(|(at_s, fault, rep_s, says, reason)| (at_s, at_s, What::Override { fault, rep_s, says, reason })),
        (moment(), 0.0..5.0_f64, ink, any_figure()).prop_map(|(from_s, long, ink, figure)| (
            from_s,
            from_s + long,
            What::Drawing { ink, figure }
        )),
    ]
}

fn any_review() -> impl Strategy<Value = Review> {
    proptest::collection::vec(any_remark(), 0..20).prop_map(|remarks| {
        let mut review = Review::default();
        for (from_s, to_s, what) in remarks {
            review.add(from_s, to_s, what);
        }
        review
    })
}

fn one_of_each() -> Review {
    let drawing = |figure| What::Drawing { ink: Ink::Blue, figure };
    let free: Vec<ImagePoint> = (0..9).map(|n| at(f64::from(n) * 10.5, f64::from(n * n))).collect();
    let remark = |from_s: f64, to_s: f64, what| Remark { id: 0, from_s, to_s, what };
    Review::of([
        remark(0.5, 0.5, What::Note { text: "Hips shoot up.\nWait for the plates.".into() }),
        remark(1.0, 1.0, What::KeyFrame { name: String::new() }),
        remark(1.25, 1.25, What::Voice { file: "set é.mp4.voice-1.wav".into(), length_s: 4.5 }),
        remark(
            2.0,
            2.0,
            What::Override {
                fault: "bar-drift".into(),
                rep_s: Some(2.125),
                says: Says::Clear,
                reason: "He walks it in on purpose.".into(),
            },
        ),
        remark(
            2.0,
            2.0,
            What::Override {
                fault: "rep-drift".into(),
                rep_s: None,
                says: Says::Fault(Severity::Moderate),
                reason: "It is the third week.".into(),
            },
        ),
        remark(3.0, 5.0, drawing(Figure::Line(at(10.0, 20.0), at(30.5, 40.0)))),
        remark(3.0, 5.0, drawing(Figure::Arrow(at(10.0, 20.0), at(30.0, 40.25)))),
        remark(3.0, 5.0, drawing(Figure::Angle(at(10.0, 20.0), at(10.0, 40.0), at(30.0, 40.0)))),
        remark(3.0, 5.0, drawing(Figure::Free(free))),
        remark(3.0, 5.0, drawing(Figure::Text(at(100.0, 200.0), "here".into()))),
    ])
}

fn written(review: &Review) -> Value {
    serde_json::from_slice(&encode(&clip(), review).unwrap()).unwrap()
}

fn read_back(value: &Value) -> Result<Review, Fault> {
    decode(&serde_json::to_vec(value).unwrap()).map(|sheet| sheet.content)
}

#[test]
fn every_kind_is_written_as_the_schema_says_and_read_back_the_same() {
    let validator = jsonschema::draft202012::new(&serde_json::from_str(SCHEMA_FILE).unwrap()).unwrap();
    let all = one_of_each();
    let file = written(&all);
    let errors: Vec<String> = validator.iter_errors(&file).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert_eq!(read_back(&file), Ok(all));
}

#[test]
fn unknown_keys_kinds_versions_and_what_cannot_be_meant_are_refused_with_the_reason() {
    let validator = jsonschema::draft202012::new(&serde_json::from_str(SCHEMA_FILE).unwrap()).unwrap();
    let good = written(&one_of_each());
    for (place, wrong, reason, by_schema) in [
        ("/note", json!("mine"), "unknown field `note`", true),
        ("/remarks/0/colour", json!("red"), "unknown field `colour`", true),
        ("/remarks/0/kind", json!("song"), "unknown variant `song`", true),
        ("/remarks/0/text", json!(" \n "), "remark 1 cannot be meant: it says nothing", false),
        ("/remarks/2/file", json!("../../etc/passwd"), "is no name of a file beside it", true),
        ("/remarks/2/file", json!(".."), "is no name of a file beside it", false),
        ("/remarks/2/length_s", json!(-1.0), "remark 3 cannot be meant: its length must lie from 0", true),
        ("/remarks/3/fault", json!("Bar drift"), "is no id of a fault", true),
        ("/remarks/3/says", json!("awful"), "\"awful\" is nothing that can be said of a fault", true),
        ("/remarks/3/reason", json!(""), "it says nothing", true),
        ("/remarks/5/ink", json!("pink"), "\"pink\" is no colour to draw with", true),
        ("/remarks/5/to_s", json!(1.0), "its end lies before its begin", false),
        ("/remarks/8/points_px", json!([[1.0, 2.0]]), "has 2 to 20000 points", true),
        ("/schema", json!("plumbline.corrections/1"), "instead of \"plumbline.review/1\"", true),
    ] {
        let mut bad = good.clone();
        let (parent, key) = place.rsplit_once('/').unwrap();
        let parent = if parent.is_empty() { &mut bad } else { bad.pointer_mut(parent).unwrap() };
        parent[key] = wrong;
        match read_back(&bad) {
            Err(Fault::Content(said)) => assert!(said.contains(reason), "{place}: {said}"),
            other => panic!("{place}: {other:?}"),
        }
        assert_eq!(validator.is_valid(&bad), !by_schema, "{place} and the schema");
    }
    let newer = json!({"schema": "plumbline.review/2", "other": 1});
    assert_eq!(read_back(&newer), Err(Fault::Newer(2)));
}

proptest! {
    #[test]
    fn any_review_comes_back_from_its_file_the_same(review in any_review()) {
        let bytes = encode(&clip(), &review).unwrap();
        let sheet = decode(&bytes).unwrap();
        // The names are given anew in the order of the file; everything else is the same.
        prop_assert_eq!(&sheet.content, &Review::of(review.remarks().to_vec()));
        prop_assert_eq!(sheet.size_px, (1080, 1920));
        let plain = |review: &Review| review.remarks().iter().map(|one| (one.from_s, one.to_s, one.what.clone())).collect::<Vec<_>>();
        prop_assert_eq!(plain(&sheet.content), plain(&review));
        prop_assert_eq!(encode(&clip(), &sheet.content).unwrap(), bytes);
    }

    #[test]
    fn cut_or_damaged_files_are_errors_and_never_a_panic(review in any_review(), cut in 0.0..1.0_f64, byte in any::<u8>()) {
        let mut bytes = encode(&clip(), &review).unwrap();
        let place = ((bytes.len() - 1) as f64 * cut) as usize;
        let _ = decode(&bytes[..place]);
        bytes[place] = byte;
        let _ = decode(&bytes);
    }

    #[test]
    fn undo_and_redo_go_through_the_same_states(steps in proptest::collection::vec((any_remark(), 0..3_u8), 1..30)) {
        let mut history = History::default();
        let mut states = vec![history.review().clone()];
        for ((from_s, to_s, what), kind) in steps {
            let (different, ()) = history.change(|review| {
                let first = review.remarks().first().map(|remark| remark.id);
                match (kind, first) {
                    (1, Some(id)) => review.remove(id),
                    (2, Some(id)) => review.put(Remark { id, from_s, to_s, what }),
                    _ => drop(review.add(from_s, to_s, what)),
                }
            });
            if different {
                states.push(history.review().clone());
            }
        }
        for state in states.iter().rev().skip(1) {
            prop_assert!(history.undo());
            prop_assert_eq!(history.review(), state);
        }
        prop_assert!(!history.undo() && !history.can_undo());
        for state in states.iter().skip(1) {
            prop_assert!(history.redo());
            prop_assert_eq!(history.review(), state);
        }
        prop_assert!(!history.redo());
    }

    #[test]
    fn a_thinned_line_stays_within_its_tolerance_and_keeps_its_ends(points in proptest::collection::vec(place(), 2..60), px in 0.5..40.0_f64) {
        let Figure::Free(thin) = Figure::Free(points.clone()).thinned(px) else { unreachable!("it stays a line by free hand") };
        prop_assert!(thin.len() >= 2 && thin.len() <= points.len());
        prop_assert_eq!((thin.first(), thin.last()), (points.first(), points.last()));
        let line = Figure::Free(thin);
        prop_assert!(points.iter().all(|point| line.distance(*point) <= px + 1e-9));
    }

    #[test]
    fn a_drawing_that_is_moved_keeps_its_angle_and_comes_back(figure in any_figure(), dx in -50.0..50.0_f64, dy in -50.0..50.0_f64) {
        let moved = figure.clone().moved(dx, dy);
        match (figure.angle_deg(), moved.angle_deg()) {
            (Some(was), Some(is)) => prop_assert!((was - is).abs() < 1e-6),
            (was, is) => prop_assert_eq!(was, is),
        }
        for (was, is) in figure.points().iter().zip(moved.moved(-dx, -dy).points()) {
            prop_assert!(was.distance(is) < 1e-9);
        }
    }
}

#[test]
fn a_change_after_an_undo_forgets_what_was_undone_and_no_change_is_no_step() {
    let note = |text: &str| What::Note { text: text.into() };
    let mut history = History::default();
    history.change(|review| review.add(1.0, 1.0, note("one")));
    history.change(|review| review.add(2.0, 2.0, note("two")));
    assert!(history.undo() && history.can_redo());
    history.change(|review| review.add(3.0, 3.0, note("three")));
    assert!(!history.can_redo());
    assert!(!history.change(|review| review.remove(99)).0);
    assert!(history.undo() && history.undo() && !history.undo());
    assert!(history.review().is_empty());
}

#[test]
fn remarks_stand_in_the_order_of_time_and_a_drawing_is_seen_in_its_time_only() {
    let mut review = Review::default();
    let late = review.add(5.0, 7.0, What::Drawing { ink: Ink::default(), figure: Figure::Line(at(0.0, 0.0), at(9.0, 9.0)) });
    let early = review.add(1.0, 1.0, What::KeyFrame { name: "lift-off".into() });
    let order: Vec<RemarkId> = review.remarks().iter().map(|remark| remark.id).collect();
    assert_eq!(order, [early, late]);
    let seen = |at_s: f64| review.remarks().iter().filter(|remark| remark.is_seen(at_s)).count();
    assert_eq!([4.99, 5.0, 6.0, 7.0, 7.01, 1.0].map(seen), [0, 1, 1, 1, 0, 0]);
}

#[test]
fn an_override_is_found_by_its_fault_and_its_repetition() {
    let review = one_of_each();
    assert!(review.said_of("bar-drift", Some(&(1.5..=4.0))).is_some());
    assert!(review.said_of("bar-drift", Some(&(4.5..=7.0))).is_none());
    assert!(review.said_of("bar-drift", None).is_none(), "of one repetition, not of the set");
    assert!(review.said_of("rep-drift", None).is_some());
    assert!(review.said_of("yanking", Some(&(1.5..=4.0))).is_none());
}

#[test]
fn the_angle_of_a_drawing_is_the_one_between_its_sides() {
    let angle = Figure::Angle(at(0.0, 10.0), at(0.0, 0.0), at(10.0, 0.0));
    assert!((angle.angle_deg().unwrap() - 90.0).abs() < 1e-9);
    assert!((angle.clone().with_point(2, at(10.0, 10.0)).angle_deg().unwrap() - 45.0).abs() < 1e-9);
    assert_eq!(angle.with_point(2, at(0.0, 0.0)).angle_deg(), None);
    assert_eq!(Figure::Line(at(0.0, 0.0), at(1.0, 1.0)).angle_deg(), None);
}

#[test]
fn a_review_is_kept_beside_the_clip_and_found_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("set é.mp4");
    let kept = store_in(&path, &clip(), &one_of_each(), None).unwrap();
    assert_eq!(kept, folder.path().join("set é.mp4.review.json"));
    assert_eq!(load_from(&path, &clip(), None).unwrap(), Some((one_of_each(), kept.clone())));
    store_in(&path, &clip(), &Review::default(), None).unwrap();
    assert_eq!(load_from(&path, &clip(), None).unwrap(), Some((Review::default(), kept)), "an empty one says that none is left");
    let other = ClipInfo { sha256: "cd".repeat(32), ..clip() };
    assert!(matches!(load_from(&path, &other, None), Err(ReviewError::OtherClip { .. })));
    let small = ClipInfo { width_px: 540, height_px: 960, ..clip() };
    let said = load_from(&path, &small, None).unwrap_err().to_string();
    assert!(said.contains("1080 x 1920") && said.contains("540 x 960"), "{said}");
}

#[test]
fn nothing_is_written_where_there_is_nothing_to_keep() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("set.mp4");
    store_in(&path, &clip(), &Review::default(), Some(&folder.path().join("data"))).unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    assert_eq!(load_from(&path, &clip(), None).unwrap(), None);
}

#[test]
fn a_file_that_is_not_understood_is_left_alone_and_the_data_folder_takes_the_remarks() {
    let folder = tempfile::tempdir().unwrap();
    let (path, data) = (folder.path().join("set.mp4"), folder.path().join("data"));
    for strange in ["{ not json", "{\"schema\": \"plumbline.review/9\"}"] {
        std::fs::write(beside(&path), strange).unwrap();
        assert!(load_from(&path, &clip(), None).is_err());
        assert!(store_in(&path, &clip(), &one_of_each(), None).is_err(), "there is no other place");
        let kept = store_in(&path, &clip(), &one_of_each(), Some(&data)).unwrap();
        assert!(kept.starts_with(&data));
        assert_eq!(std::fs::read_to_string(beside(&path)).unwrap(), strange);
        assert_eq!(load_from(&path, &clip(), Some(&data)).unwrap().unwrap().0, one_of_each());
    }
}

#[test]
fn voice_notes_get_names_that_are_free() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("set.mp4");
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    assert_eq!(name(&free_in(folder.path(), &path).unwrap()), "set.mp4.voice-1.wav");
    assert_eq!(name(&free_in(folder.path(), &path).unwrap()), "set.mp4.voice-2.wav");
    assert_eq!(voice_file(&path, "set.mp4.voice-2.wav"), Some(folder.path().join("set.mp4.voice-2.wav")));
    assert_eq!(voice_file(&path, "set.mp4.voice-3.wav"), None);
}

#[test]
fn voice_notes_are_read_from_beside_the_clip_and_what_is_gone_is_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let clip = folder.path().join("set.mp4");
    std::fs::write(folder.path().join("set.voice-1.wav"), b"RIFF").unwrap();
    let mut review = Review::default();
    for file in ["set.voice-1.wav", "set.voice-gone-2.wav"] {
        review.add(1.0, 1.0, What::Voice { file: file.to_owned(), length_s: 2.0 });
    }
    review.add(2.0, 2.0, What::Note { text: "Wait.".to_owned() });
    assert_eq!(super::voices(&clip, &review), [("set.voice-1.wav".to_owned(), b"RIFF".to_vec())]);
}
