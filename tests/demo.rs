//! The bundled clip against its truth: the whole program, from the file to the findings.
#![cfg(all(feature = "video", feature = "infer"))]
#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it must be")]
#![allow(dead_code, reason = "the comparison shows more than is asserted")]

#[path = "../examples/rendered/compare.rs"]
mod compare;
mod support;

use std::fs;
use std::sync::OnceLock;

use serde_json::Value;
use support::{json, plumbline, root, stderr, stdout};

const CLIP: &str = "assets/demo-side.mp4";

/// Everything that one analysis of the bundled clip leaves, made once for all tests.
struct Done {
    folder: tempfile::TempDir,
    said: String,
    report: Value,
}

fn done() -> &'static Done {
    static DONE: OnceLock<Done> = OnceLock::new();
    DONE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let output = plumbline(&["analyze", CLIP, "--model", "lifter", "--out", folder.path().to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let text = fs::read_to_string(folder.path().join("demo-side.json")).unwrap();
        Done { said: stdout(&output), report: serde_json::from_str(&text).unwrap(), folder }
    })
}

fn truth() -> Value {
    serde_json::from_str(&fs::read_to_string(root().join("assets/demo-side.truth.json")).unwrap()).unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("a number was expected: {value}"))
}

fn measure<'a>(rep: &'a Value, id: &str) -> &'a Value {
    rep["measures"]
        .as_array()
        .unwrap()
        .iter()
        .find(|measure| measure["id"] == id)
        .unwrap_or_else(|| panic!("{id} was not measured"))
}

#[test]
fn repetitions_come_at_their_true_times() {
    let (report, truth) = (&done().report, truth());
    let (found, real) = (report["reps"].as_array().unwrap(), truth["repetitions"].as_array().unwrap());
    assert_eq!(found.len(), real.len());
    for (found, real) in found.iter().zip(real) {
        // The truth's lift-off is the first instant of motion; the rule's is the moment the bar moves at all in the picture.
        for (event, within) in [("lift_off_s", 0.1), ("knee_pass_s", 0.15), ("lockout_s", 0.1)] {
            let error = number(&found[event]) - number(&real[event]);
            assert!(error.abs() <= within, "{event} of repetition {} is off by {error:.3} s", real["number"]);
        }
    }
}

#[test]
fn speed_and_range_hold_the_truth_within_their_error() {
    let (report, truth) = (&done().report, truth());
    for (found, real) in report["reps"].as_array().unwrap().iter().zip(truth["repetitions"].as_array().unwrap()) {
        for (id, factor, real) in
            [("mean-velocity", 1.0, &real["mean_concentric_velocity_m_s"]), ("range-of-motion", 100.0, &real["range_m"])]
        {
            let (measured, real) = (measure(found, id), number(real) * factor);
            let (value, sd) = (number(&measured["value"]), number(&measured["sd"]));
            assert!((value - real).abs() <= 2.0 * sd, "{id}: {value} ± {sd} (1 sd) against {real}");
            assert!((value - real).abs() <= 0.1 * real, "{id}: {value} against {real}");
        }
    }
}

#[test]
fn the_bar_s_path_is_the_true_one_to_a_centimetre_and_its_mean_speed_to_3_cm_a_second() {
    let recording = plumbline::recording::read(&done().folder.path().join("demo-side.recording.json")).unwrap();
    let missed = compare::missed(&compare::Clip { recording, truth: truth() }).unwrap();
    assert!(missed.path.len() * 10 >= missed.frames * 9, "the bar was seen on {} of {} frames", missed.path.len(), missed.frames);
    let off = missed.path_m().unwrap();
    assert!(off <= 0.010, "the path is off by {:.2} cm", 100.0 * off);
    for [_, _, speed, range] in missed.pulls {
        let (speed, range) = (speed.unwrap(), range.unwrap());
        assert!(speed.abs() <= 0.03, "the mean speed is off by {speed:.3} m/s");
        assert!(range.abs() <= 0.02, "the range is off by {:.1} cm", 100.0 * range);
    }
}

#[test]
fn the_plate_is_the_true_one_to_two_percent_of_its_diameter() {
    let truth = truth();
    let text = fs::read_to_string(done().folder.path().join("demo-side.recording.json")).unwrap();
    let recording: Value = serde_json::from_str(&text).unwrap();
    let plates = recording["near_plates"].as_array().unwrap();
    let frames = truth["frames"].as_array().unwrap();
    let (mut off, mut wider, mut higher) = (Vec::new(), Vec::new(), Vec::new());
    for (seen, real) in plates.iter().zip(frames).filter(|(seen, _)| !seen.is_null()) {
        // What can be seen is the outline of both large plates, one behind the other.
        let [left, top, right, bottom] = [0, 1, 2, 3].map(|k| number(&real["near_plates_px"][k]));
        let (x, y) = (f64::midpoint(left, right), f64::midpoint(top, bottom));
        off.push((number(&seen[0]) - x).hypot(number(&seen[1]) - y) / (bottom - top));
        wider.push((2.0 * number(&seen[2]) / (right - left) - 1.0).abs());
        higher.push((2.0 * number(&seen[3]) / (bottom - top) - 1.0).abs());
    }
    assert!(off.len() * 10 >= frames.len() * 9, "the plate was seen on {} of {} frames", off.len(), frames.len());
    for (what, mut errors) in [("centre", off), ("width", wider), ("height", higher)] {
        errors.sort_by(f64::total_cmp);
        let (median, most) = (errors[errors.len() / 2], errors[errors.len() * 95 / 100]);
        assert!(median < 0.02 && most < 0.03, "{what}: off by {median:.4} of the diameter, 95 % of frames within {most:.4}");
    }
}

#[test]
fn every_check_has_an_outcome_and_a_reason_where_it_was_not_assessed() {
    for rep in done().report["reps"].as_array().unwrap() {
        let findings = rep["findings"].as_array().unwrap();
        assert_eq!(findings.len(), plumbline::faults::FAULTS.len());
        for finding in findings {
            match finding["outcome"].as_str().unwrap() {
                "not-assessed" => assert!(!finding["reason"].as_str().unwrap().is_empty(), "{finding}"),
                "fault" => assert!(finding["severity"].is_string() && number(&finding["sd"]) > 0.0, "{finding}"),
                _ => assert!(finding["severity"].is_null() && number(&finding["sd"]) > 0.0, "{finding}"),
            }
        }
    }
}

#[test]
fn the_output_follows_the_published_schema() {
    let schema: Value =
        serde_json::from_str(&fs::read_to_string(root().join("assets/schema/report-1.schema.json")).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<_> = validator.iter_errors(&done().report).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn the_recording_gives_the_same_result_without_the_video() {
    let file = done().folder.path().join("demo-side.recording.json");
    let output = plumbline(&["analyze", file.to_str().unwrap(), "--json", "-"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let mut again = json(&output);
    let mut first = done().report.clone();
    (again["timing"], first["timing"]) = (Value::Null, Value::Null);
    assert_eq!(again, first);
}

#[test]
fn the_recording_is_used_instead_of_watching_the_clip_again() {
    let file = done().folder.path().join("demo-side.recording.json");
    let output = plumbline(&["analyze", CLIP, "--model", "lifter", "--recording", file.to_str().unwrap(), "--json", "-"]);
    let report = json(&output);
    assert!(number(&report["timing"]["infer_s"]) < 1e-9, "the models ran again");
    assert_eq!(report["reps"], done().report["reps"]);
}

#[test]
fn the_report_is_one_file_that_asks_the_network_for_nothing() {
    let html = fs::read_to_string(done().folder.path().join("demo-side.html")).unwrap();
    assert!(html.contains("data:image/jpeg;base64,"), "no evidence picture");
    for asked in ["src=\"http", "href=\"http", "url(http", "@import"] {
        assert!(!html.contains(asked), "{asked}");
    }
}

#[test]
fn the_annotated_copy_is_a_whole_video_as_long_as_the_clip() {
    use plumbline::video::{ReadOptions, VideoReader};
    let frames = |path: &std::path::Path| {
        let mut reader = VideoReader::open(path, &ReadOptions::default()).unwrap();
        let mut frames = 0;
        while reader.next_frame().unwrap().is_some() {
            frames += 1;
        }
        frames
    };
    let (copy, clip) = (frames(&done().folder.path().join("demo-side.annotated.mp4")), frames(&root().join(CLIP)));
    assert_eq!(copy, clip);
}

#[test]
fn the_text_names_what_was_found_and_where_the_files_lie() {
    let said = &done().said;
    for part in ["3 repetitions", "Not assessed", "demo-side.annotated.mp4", "demo-side.html", "90 % interval"] {
        assert!(said.contains(part), "{part} is missing in:\n{said}");
    }
}

#[test]
fn check_tells_by_the_exit_status_whether_there_is_a_fault() {
    let file = done().folder.path().join("demo-side.recording.json");
    let serious = done().report["reps"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|rep| rep["findings"].as_array().unwrap())
        .any(|finding| finding["outcome"] == "fault" && finding["severity"] != "note");
    let output = plumbline(&["analyze", file.to_str().unwrap(), "--check", "--quiet"]);
    assert_eq!(output.status.code(), Some(i32::from(serious)), "{}", stderr(&output));
    assert!(stdout(&output).is_empty(), "--quiet is quiet");
}

#[test]
fn an_unknown_plate_leaves_centimetres_not_assessed() {
    let file = done().folder.path().join("demo-side.recording.json");
    let report = json(&plumbline(&["analyze", file.to_str().unwrap(), "--plate-mm", "unknown", "--json", "-"]));
    assert_eq!(report["scale"]["kind"], "body");
    for finding in report["reps"].as_array().unwrap().iter().flat_map(|rep| rep["findings"].as_array().unwrap()) {
        assert!(finding["unit"] != "cm" || finding["outcome"] == "not-assessed", "{finding}");
    }
}
