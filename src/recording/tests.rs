use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::body::{ClipInfo, Joint, Keypoint, ModelInfo, Moment, Part, Person, Plate, Pose, Upright};
use crate::geom::{Ellipse, ImagePoint};
use crate::notes::Note;
use crate::units::Seconds;

const SCHEMA_FILE: &str = include_str!("../../assets/schema/recording-1.schema.json");

fn seen(frame: usize) -> Pose {
    let mut pose = Pose::default();
    pose.presence = 0.987_654_321;
    for (number, &joint) in Joint::ALL.iter().enumerate().filter(|(number, _)| number % 3 != frame % 3) {
        let at = ImagePoint::new(640.0 / 7.0 + number as f64 * 11.1, 1080.0 / 13.0 - frame as f64 * 3.3);
        pose.set(joint, Keypoint { at, confidence: 1.0 / (1.0 + number as f64) });
    }
    pose
}

fn recording(frames: usize) -> Recording {
    let rim =
        Ellipse { centre: ImagePoint::new(1.0 / 3.0, 700.0 / 11.0), half_width: 80.123_4, half_height: 91.9, tilt_deg: -3.333_3 };
    let plate = Plate { rim, confidence: 0.777_77, sd_px: 0.654_321 };
    Recording {
        clip: ClipInfo {
            path: "C:\\sets\\\"Zug\" <五>.mp4".to_owned(),
            sha256: "ab".repeat(32),
            duration_s: frames as f64 / 29.97,
            width_px: 1080,
            height_px: 1920,
            frames,
            mean_fps: 29.97,
            part: Part { slow_motion: 2.0, from_s: Some(1.25), to_s: None },
        },
        model: ModelInfo { id: "lifter-1".to_owned(), sha256: "cd".repeat(32) },
        moments: (0..frames)
            .map(|frame| Moment {
                at: Seconds(frame as f64 / 29.97),
                near_plate: (frame % 2 == 0).then_some(plate),
                far_plate: (frame % 3 == 0).then_some(plate),
            })
            .collect(),
        people: vec![
            Person { poses: (0..frames).map(|frame| (frame != 1).then(|| seen(frame))).collect() },
            Person { poses: vec![None; frames] },
        ],
        uprights: (0..frames.min(2))
            .map(|frame| Upright { frame, top: ImagePoint::new(100.0 / 3.0, 7.0), bottom: ImagePoint::new(35.0, 500.0 / 7.0) })
            .collect(),
        notes: vec![Note::new("bad-frame", "Frame 3 could not be decoded.", "")],
    }
}

fn written(recording: &Recording) -> Value {
    serde_json::from_slice(&file::encode(recording).unwrap()).unwrap()
}

fn read_value(value: &Value) -> Result<Recording, Fault> {
    file::decode(&serde_json::to_vec(value).unwrap())
}

#[test]
fn a_recording_read_back_is_the_canonical_one_to_the_last_bit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("set.json");
    for frames in [0, 1, 40] {
        let recording = recording(frames);
        write(&recording, &path).unwrap();
        let again = read(&path).unwrap();
        assert_eq!(again, canonical(recording.clone()));
        assert_eq!(canonical(again.clone()), again);
        assert_eq!(file::encode(&again).unwrap(), file::encode(&recording).unwrap());
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside the file");
}

#[test]
fn rounding_stays_within_half_a_step() {
    let before = recording(5);
    let after = canonical(before.clone());
    assert_ne!(before, after);
    for (old, new) in before.people[0].poses.iter().flatten().zip(after.people[0].poses.iter().flatten()) {
        for ((_, old), (_, new)) in old.iter().zip(new.iter()) {
            assert!((old.at.x - new.at.x).abs() <= 0.005_001 && (old.at.y - new.at.y).abs() <= 0.005_001);
            assert!((old.confidence - new.confidence).abs() <= 0.000_501);
        }
    }
}

#[test]
fn a_minute_of_a_whole_body_stays_small() {
    let bytes = file::encode(&recording(1800)).unwrap();
    assert!(bytes.len() < 2_000_000, "{} bytes", bytes.len());
}

#[test]
fn what_is_written_follows_the_published_schema() {
    let schema: Value = serde_json::from_str(SCHEMA_FILE).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    for frames in [0, 1, 7] {
        let value = written(&recording(frames));
        let errors: Vec<String> =
            validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
    let mut stranger = written(&recording(1));
    stranger["clip"]["owner"] = json!("someone");
    assert!(!validator.is_valid(&stranger));
}

#[test]
fn a_missing_file_and_a_missing_folder_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("no such folder").join("set.json");
    let missing = read(&path).unwrap_err();
    assert!(matches!(missing, RecordingError::NotFound { .. }));
    assert!(missing.to_string().contains("no such folder"));
    assert!(matches!(read(folder.path()).unwrap_err(), RecordingError::Unreadable { .. }));
    assert!(matches!(write(&recording(1), &path).unwrap_err(), RecordingError::Unwritable { .. }));
}

#[test]
fn other_files_are_not_recordings() {
    for text in
        ["", "{}", "[1, 2]", "\u{0}\u{1}", "{\"schema\": \"plumbline.report/1\"}", "{\"schema\": \"plumbline.recording/1\"}"]
    {
        assert!(matches!(file::decode(text.as_bytes()).unwrap_err(), Fault::Content(_)), "{text}");
    }
    let mut tail = written(&recording(2));
    tail["people"][0]["joints"][0] = json!("tail");
    assert!(matches!(read_value(&tail).unwrap_err(), Fault::Content(reason) if reason.contains("tail")));
    let mut twice = written(&recording(2));
    twice["people"][0]["joints"][0] = twice["people"][0]["joints"][1].clone();
    assert!(matches!(read_value(&twice).unwrap_err(), Fault::Content(reason) if reason.contains("twice")));
}

#[test]
fn a_newer_file_is_told_with_both_versions() {
    let mut newer = written(&recording(1));
    newer["schema"] = json!("plumbline.recording/7");
    let fault = read_value(&newer).unwrap_err();
    assert_eq!(fault, Fault::Newer(7));
    let text = fault.at(Path::new("set.json")).to_string();
    assert!(text.contains("version 7") && text.contains("version 1") && text.ends_with("set.json"), "{text}");
}

#[test]
fn lengths_must_agree() {
    for (list, what) in [("near_plates", "near plates"), ("far_plates", "far plates")] {
        let mut short = written(&recording(3));
        short[list].as_array_mut().unwrap().pop();
        assert_eq!(read_value(&short).unwrap_err(), Fault::Lengths { expected: 3, found: 2, what: what.to_owned() });
    }
    let mut person = written(&recording(3));
    person["people"][1]["poses"].as_array_mut().unwrap().push(Value::Null);
    assert!(matches!(read_value(&person).unwrap_err(), Fault::Lengths { expected: 3, found: 4, .. }));
    let mut joint = written(&recording(3));
    joint["people"][0]["joints"].as_array_mut().unwrap().pop();
    assert!(matches!(read_value(&joint).unwrap_err(), Fault::Content(_)));
}

#[test]
fn times_must_ascend() {
    let mut value = written(&recording(4));
    value["times_s"][2] = value["times_s"][1].clone();
    assert_eq!(read_value(&value).unwrap_err(), Fault::Times(2));
    let mut own = recording(4);
    own.moments[3].at = Seconds(0.0);
    assert_eq!(file::encode(&own).unwrap_err(), Fault::Times(3));
}

#[test]
fn numbers_that_are_not_finite_are_refused() {
    let mut time = recording(3);
    time.moments[1].at = Seconds(f64::NAN);
    assert!(matches!(file::encode(&time).unwrap_err(), Fault::NotFinite(what) if what.contains("frame 1")));
    let mut rim = recording(3);
    rim.moments[0].near_plate.as_mut().unwrap().rim.tilt_deg = f64::INFINITY;
    assert!(matches!(file::encode(&rim).unwrap_err(), Fault::NotFinite(what) if what.contains("plate")));
    let mut presence = recording(3);
    presence.people[0].poses[0].as_mut().unwrap().presence = f64::NEG_INFINITY;
    assert!(matches!(file::encode(&presence).unwrap_err(), Fault::NotFinite(what) if what.contains("pose")));
    let huge = String::from_utf8(file::encode(&recording(1)).unwrap()).unwrap().replace("29.97", "1e999");
    assert!(matches!(file::decode(huge.as_bytes()).unwrap_err(), Fault::Content(_)));
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = file::decode(&bytes);
    }

    #[test]
    fn a_damaged_file_is_read_or_refused(place in 0_usize..4000, byte in any::<u8>(), cut in 0_usize..4000) {
        let mut bytes = file::encode(&recording(3)).unwrap();
        let length = bytes.len();
        bytes[place % length] = byte;
        let _ = file::decode(&bytes);
        bytes.truncate(cut % length);
        let _ = file::decode(&bytes);
    }

    #[test]
    fn any_numbers_come_back_as_canonical(x in any::<f64>(), y in any::<f64>(), confidence in any::<f64>(), tilt in any::<f64>()) {
        let mut wild = recording(1);
        let mut pose = Pose::default();
        pose.set(Joint::Nose, Keypoint { at: ImagePoint::new(x, y), confidence });
        wild.people[0].poses[0] = Some(pose);
        wild.moments[0].near_plate.as_mut().unwrap().rim.tilt_deg = tilt;
        if let Ok(bytes) = file::encode(&wild) {
            prop_assert_eq!(file::decode(&bytes).unwrap(), canonical(wild));
        } else {
            prop_assert!(!tilt.is_finite());
        }
    }
}
