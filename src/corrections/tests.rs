//! The file of corrections, where it is kept, and what corrections do to a recording.

use std::path::Path;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::file::{Fault, decode, encode};
use super::store::{load_from, store_in};
use super::*;
use crate::body::{ClipInfo, Joint, Recording};
use crate::geom::{Ellipse, ImagePoint};
use crate::lift::VariantKind;
use crate::synthetic::{Scene, film};

const SCHEMA_FILE: &str = include_str!("../../assets/schema/corrections-1.schema.json");

fn clip() -> ClipInfo {
    ClipInfo { sha256: "ab".repeat(32), width_px: 1080, height_px: 1920, ..ClipInfo::default() }
}

/// Any correction that can be meant, at times of the default scene.
pub(crate) fn any_correction() -> impl Strategy<Value = Correction> {
    let at = || -1.0..20.0_f64;
    let place = || (-100.0..2_000.0_f64, -100.0..2_000.0_f64).prop_map(|(x, y)| ImagePoint::new(x, y));
    let reach = || prop_oneof![Just(Reach::Frame), Just(Reach::Clip), (0.01..2.0_f64).prop_map(Reach::Seconds)];
    let joint = || proptest::sample::select(Joint::ALL);
    let event = proptest::sample::select(RepEvent::ALL.to_vec());
    let ellipse = (place(), 1.0..300.0_f64, 1.0..300.0_f64, -45.0..45.0_f64)
        .prop_map(|(centre, half_width, half_height, tilt_deg)| Ellipse { centre, half_width, half_height, tilt_deg });
    let kinds = [VariantKind::Conventional, VariantKind::Sumo, VariantKind::Block];
    prop_oneof![
        (at(), joint(), place(), reach()).prop_map(|(at_s, joint, to, reach)| Correction::KeyPoint { at_s, joint, to, reach }),
        (joint(), at(), 0.0..3.0_f64).prop_map(|(joint, from_s, s)| Correction::NotSeen { joint, from_s, to_s: from_s + s }),
        (at(), ellipse, reach()).prop_map(|(at_s, rim, reach)| Correction::Plate { at_s, rim, reach }),
        (at(), 0.0..3.0_f64).prop_map(|(from_s, s)| Correction::NoPlate { from_s, to_s: from_s + s }),
        (0.0..2_000.0_f64).prop_map(|y_px| Correction::Floor { y_px }),
        (at(), place()).prop_map(|(at_s, point)| Correction::Lifter { at_s, point }),
        (at(), event, proptest::option::of(at())).prop_map(|(rep_s, event, at_s)| Correction::Event { rep_s, event, at_s }),
        (at(), 0.01..5.0_f64).prop_map(|(from_s, s)| Correction::AddRep { from_s, to_s: from_s + s }),
        at().prop_map(|at_s| Correction::SplitRep { at_s }),
        (at(), 0.0..6.0_f64).prop_map(|(first_s, s)| Correction::JoinReps { first_s, second_s: first_s + s }),
        at().prop_map(|rep_s| Correction::RemoveRep { rep_s }),
        proptest::option::of(100.0..600.0_f64).prop_map(|mm| Correction::PlateSize { mm }),
        proptest::option::of(100.0..230.0_f64).prop_map(|cm| Correction::Height { cm }),
        proptest::option::of(1.0..600.0_f64).prop_map(|kg| Correction::Load { kg }),
        proptest::option::of(proptest::sample::select(kinds.to_vec())).prop_map(|kind| Correction::Variant { kind }),
        (0.1..64.0_f64).prop_map(|factor| Correction::SlowMotion { factor }),
        (proptest::option::of(0.0..5.0_f64), proptest::option::of(6.0..20.0_f64))
            .prop_map(|(from_s, to_s)| Correction::Trim { from_s, to_s }),
    ]
}

fn one_of_each() -> Corrections {
    let rim = Ellipse { centre: ImagePoint::new(300.25, 700.5), half_width: 80.0, half_height: 90.0, tilt_deg: -3.0 };
    let to = ImagePoint::new(123.456_789, 765.4);
    Corrections(vec![
        Correction::KeyPoint { at_s: 1.25, joint: Joint::LeftKnee, to, reach: Reach::default() },
        Correction::KeyPoint { at_s: 1.25, joint: Joint::Back3, to, reach: Reach::Frame },
        Correction::NotSeen { joint: Joint::RightToe, from_s: 0.0, to_s: 2.5 },
        Correction::Plate { at_s: 0.0, rim, reach: Reach::Clip },
        Correction::NoPlate { from_s: 3.0, to_s: 3.0 },
        Correction::Floor { y_px: 1_800.0 },
        Correction::Lifter { at_s: 0.5, point: to },
        Correction::Event { rep_s: 2.0, event: RepEvent::Lockout, at_s: Some(3.25) },
        Correction::Event { rep_s: 2.0, event: RepEvent::KneePass, at_s: None },
        Correction::AddRep { from_s: 9.0, to_s: 12.0 },
        Correction::SplitRep { at_s: 4.0 },
        Correction::JoinReps { first_s: 2.0, second_s: 5.0 },
        Correction::RemoveRep { rep_s: 2.0 },
        Correction::PlateSize { mm: Some(400.0) },
        Correction::PlateSize { mm: None },
        Correction::Height { cm: Some(181.5) },
        Correction::Load { kg: Some(140.0) },
        Correction::Variant { kind: Some(VariantKind::StiffLeg) },
        Correction::Variant { kind: None },
        Correction::SlowMotion { factor: 8.0 },
        Correction::Trim { from_s: Some(0.5), to_s: None },
    ])
}

fn written(corrections: &Corrections) -> Value {
    serde_json::from_slice(&encode(&clip(), corrections).unwrap()).unwrap()
}

fn read_back(value: &Value) -> Result<Corrections, Fault> {
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
fn unknown_keys_kinds_versions_and_numbers_that_cannot_be_meant_are_refused_with_the_reason() {
    let validator = jsonschema::draft202012::new(&serde_json::from_str(SCHEMA_FILE).unwrap()).unwrap();
    let good = written(&one_of_each());
    for (place, wrong, reason) in [
        ("/note", json!("mine"), "unknown field `note`"),
        ("/clip/owner", json!("someone"), "unknown field `owner`"),
        ("/corrections/0/colour", json!("red"), "unknown field `colour`"),
        ("/corrections/0/kind", json!("elbow"), "unknown variant `elbow`"),
        ("/corrections/0/joint", json!("tail"), "\"tail\" is no joint"),
        ("/corrections/0/reach", json!("far"), "not \"far\""),
        ("/corrections/0/reach", json!(-1.0), "correction 1 cannot be meant: its reach"),
        ("/corrections/2/to_s", json!(-1.0), "correction 3 cannot be meant: its end lies before its begin"),
        ("/corrections/7/event", json!("rest"), "\"rest\" is no event"),
        ("/corrections/13/mm", json!(4_000.0), "must lie from 100 to 600 mm"),
        ("/corrections/17/variant", json!("squat"), "\"squat\" is no kind of deadlift"),
        ("/corrections/19/factor", json!(0.0), "must lie from 0.1 to 64"),
        ("/schema", json!("plumbline.recording/1"), "instead of \"plumbline.corrections/1\""),
    ] {
        let mut bad = good.clone();
        let (parent, key) = place.rsplit_once('/').unwrap();
        bad.pointer_mut(parent).unwrap().as_object_mut().unwrap().insert(key.to_owned(), wrong);
        let Err(Fault::Content(said)) = read_back(&bad) else { panic!("{place} was read") };
        assert!(said.contains(reason), "{place}: {said}");
        let schema_may_pass = ["joint", "to_s"].contains(&key);
        assert!(schema_may_pass || !validator.is_valid(&bad), "{place} passes the schema");
    }
    let mut newer = good;
    newer["schema"] = json!("plumbline.corrections/2");
    assert_eq!(read_back(&newer), Err(Fault::Newer(2)));
}

#[test]
fn corrections_lie_beside_the_clip_and_are_refused_for_another() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("set 1.mp4");
    assert_eq!(load_from(&path, &clip(), None).unwrap(), None);
    let kept = store_in(&path, &clip(), &one_of_each(), None).unwrap();
    assert_eq!(kept, folder.path().join("set 1.mp4.corrections.json"));
    assert_eq!(load_from(&path, &clip(), None).unwrap(), Some((one_of_each(), kept.clone())));
    let other = ClipInfo { sha256: "cd".repeat(32), ..clip() };
    assert!(matches!(load_from(&path, &other, None), Err(CorrectionsError::OtherClip { .. })));
    let smaller = ClipInfo { width_px: 540, height_px: 960, ..clip() };
    let error = load_from(&path, &smaller, None).unwrap_err().to_string();
    assert!(error.contains("1080 x 1920") && error.contains("540 x 960"), "{error}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside");
}

#[test]
fn where_nothing_can_be_written_beside_the_clip_the_data_folder_keeps_them() {
    let (folder, data) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let path = folder.path().join("gone").join("set.mp4");
    let kept = store_in(&path, &clip(), &one_of_each(), Some(data.path())).unwrap();
    assert!(kept.starts_with(data.path()));
    assert_eq!(load_from(&path, &clip(), Some(data.path())).unwrap(), Some((one_of_each(), kept)));
    assert!(matches!(store_in(&path, &clip(), &one_of_each(), None), Err(CorrectionsError::Unwritable { .. })));
    // Clips whose hash is not known would share one file.
    let unknown = ClipInfo { sha256: String::new(), ..clip() };
    let kept = store_in(&path, &unknown, &one_of_each(), Some(data.path()));
    assert!(matches!(kept, Err(CorrectionsError::Unwritable { .. })), "{kept:?}");
    assert_eq!(load_from(&path, &unknown, Some(data.path())).unwrap(), None);
}

#[test]
fn what_is_not_understood_beside_the_clip_is_left_alone() {
    let (folder, data) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let path = folder.path().join("set.mp4");
    for foreign in ["my notes", r#"{"schema": "plumbline.corrections/7"}"#] {
        std::fs::write(beside(&path), foreign).unwrap();
        let kept = store_in(&path, &clip(), &one_of_each(), Some(data.path())).unwrap();
        assert!(kept.starts_with(data.path()));
        assert_eq!(std::fs::read_to_string(beside(&path)).unwrap(), foreign);
        assert_eq!(load_from(&path, &clip(), Some(data.path())).unwrap().unwrap().0, one_of_each());
    }
}

#[test]
fn taking_everything_back_is_kept_too_and_no_corrections_leave_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("set.mp4");
    let none = Corrections::default();
    store_in(&path, &clip(), &none, None).unwrap();
    assert!(!beside(&path).exists());
    store_in(&path, &clip(), &one_of_each(), None).unwrap();
    store_in(&path, &clip(), &none, None).unwrap();
    assert_eq!(load_from(&path, &clip(), None).unwrap().unwrap().0, none);
    assert!(matches!(read(Path::new("/nowhere/at.all"), &clip()), Err(CorrectionsError::NotFound { .. })));
}

fn place(recording: &Recording, joint: Joint, frame: usize) -> Option<ImagePoint> {
    recording.people[0].poses[frame].as_ref()?.get(joint).map(|seen| seen.at)
}

#[test]
fn a_key_point_stands_where_it_was_put_and_moves_its_neighbours_less_and_less() {
    let (recording, _) = film(&Scene::default());
    let recording = crate::recording::canonical(recording);
    let knee = Joint::RightKnee;
    let at_s = recording.moments[60].at.0;
    let to = place(&recording, knee, 60).unwrap();
    let to = ImagePoint::new(to.x + 40.0, to.y - 10.0);
    let one = Corrections(vec![Correction::KeyPoint { at_s, joint: knee, to, reach: Reach::default() }]);
    let prepared = prepare(&recording, &one);
    let moved = |frame: usize| place(&prepared.recording, knee, frame).unwrap().distance(place(&recording, knee, frame).unwrap());
    assert!(place(&prepared.recording, knee, 60).unwrap().distance(to) < 0.01);
    assert!(moved(61) > moved(62) && moved(62) > moved(64) && moved(65) < 0.01 && moved(50) < 1e-9);
    assert!(prepared.set.has_joint(knee, 62) && !prepared.set.has_joint(knee, 64));
    assert_eq!(place(&prepared.recording, Joint::LeftKnee, 60), place(&recording, Joint::LeftKnee, 60));
    let taken_back = Corrections(vec![one.0[0].clone(), Correction::NotSeen { joint: knee, from_s: at_s, to_s: at_s }]);
    assert_eq!(place(&prepare(&recording, &taken_back).recording, knee, 60), None, "the later correction counts");
    let put_again = taken_back.with(one.0[0].clone());
    assert!(place(&prepare(&recording, &put_again).recording, knee, 60).is_some());
}

#[test]
fn a_plate_resized_for_the_whole_clip_is_so_on_every_frame() {
    let (recording, _) = film(&Scene::default());
    let rim = recording.moments[30].near_plate.unwrap().rim;
    let larger = Ellipse { half_width: 1.2 * rim.half_width, half_height: 1.2 * rim.half_height, ..rim };
    let corrections = Corrections(vec![Correction::Plate { at_s: recording.moments[30].at.0, rim: larger, reach: Reach::Clip }]);
    let prepared = prepare(&recording, &corrections);
    for (before, after) in recording.moments.iter().zip(&prepared.recording.moments) {
        let (before, after) = (before.near_plate.unwrap().rim, after.near_plate.unwrap().rim);
        assert!((after.half_height / before.half_height - 1.2).abs() < 0.001 && after.centre.distance(before.centre) < 0.02);
    }
    assert_eq!(prepared.set.plates.len(), recording.moments.len());
}

#[test]
fn slow_motion_stretches_the_clock_and_corrections_stay_on_their_frames() {
    let (recording, _) = film(&Scene::default());
    let recording = crate::recording::canonical(recording);
    let at_s = recording.moments[60].at.0;
    let to = ImagePoint::new(10.0, 20.0);
    let point = Correction::KeyPoint { at_s, joint: Joint::Nose, to, reach: Reach::Frame };
    let slow = Corrections(vec![Correction::SlowMotion { factor: 4.0 }, point]);
    let prepared = prepare(&recording, &slow);
    assert!((prepared.recording.moments[60].at.0 - at_s / 4.0).abs() < 1e-6);
    assert!((prepared.recording.clip.mean_fps / recording.clip.mean_fps - 4.0).abs() < 1e-6);
    assert_eq!(place(&prepared.recording, Joint::Nose, 60), Some(to));
    let again = prepare(&prepared.recording, &Corrections(vec![Correction::SlowMotion { factor: 1.0 }]));
    assert!((again.recording.moments[60].at.0 - at_s).abs() < 1e-5);
}

#[test]
fn what_does_not_fit_the_clip_is_refused_with_the_reason() {
    let (recording, _) = film(&Scene::default());
    let nowhere = ImagePoint::new(-5_000.0, -5_000.0);
    let odd = Corrections(vec![
        Correction::KeyPoint { at_s: 1e6, joint: Joint::Nose, to: nowhere, reach: Reach::Frame },
        Correction::NoPlate { from_s: 1e6, to_s: 2e6 },
        Correction::Lifter { at_s: 1.0, point: nowhere },
        Correction::SlowMotion { factor: f64::NAN },
        Correction::Floor { y_px: f64::INFINITY },
    ]);
    let refused = prepare(&recording, &odd).refused;
    let mut indices: Vec<usize> = refused.iter().map(|refused| refused.index).collect();
    indices.sort_unstable();
    assert_eq!(indices, [0, 1, 2, 3, 4], "{refused:?}");
    assert!(refused.iter().all(|refused| !refused.reason.is_empty()));
}

proptest! {
    #[test]
    fn any_corrections_are_written_and_read_back_the_same(list in proptest::collection::vec(any_correction(), 0..12)) {
        let corrections = Corrections(list);
        prop_assert_eq!(read_back(&written(&corrections)), Ok(corrections));
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "\\PC{0,120}") {
        let _ = decode(&bytes);
        let _ = decode(format!("{{\"schema\": \"plumbline.corrections/1\", \"corrections\": [{text}]}}").as_bytes());
    }

    #[test]
    fn history_goes_back_and_forth_over_the_same_lists(list in proptest::collection::vec(any_correction(), 1..10), back in 0_usize..12) {
        let mut history = History::default();
        let mut states = vec![history.corrections().clone()];
        for correction in list {
            history.push(correction);
            states.push(history.corrections().clone());
        }
        let mut at = states.len() - 1;
        for _ in 0..back {
            prop_assert_eq!(history.undo().is_some(), at > 0);
            at = at.saturating_sub(1);
            prop_assert_eq!(history.corrections(), &states[at]);
        }
        while history.redo().is_some() {
            at += 1;
            prop_assert_eq!(history.corrections(), &states[at]);
        }
        prop_assert!(at + 1 == states.len() && !history.can_redo());
        history.undo_all();
        prop_assert!(history.corrections().is_empty() && !history.can_undo() && history.can_redo());
    }
}
