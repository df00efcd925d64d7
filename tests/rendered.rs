//! The bundled oblique and front clips against their truth: repetitions, speed and range.
#![cfg(all(feature = "video", feature = "infer"))]
#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it must be")]
#![allow(dead_code, reason = "the comparison shows more than is asserted")]

#[path = "../examples/rendered/compare.rs"]
mod compare;
mod support;

use compare::{Clip, Missed, missed};
use plumbline::recording;
use serde_json::Value;
use support::{json, plumbline, root, stderr};

/// The report of a bundled clip, its truth, and what the bar's course missed of it.
fn seen(name: &str) -> (Value, Value, Missed) {
    let clip = format!("assets/{name}.mp4");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("recording.json");
    let recorded = ["--recording", file.to_str().unwrap()];
    let output = plumbline(&[&["analyze", &clip, "--model", "lifter", "--json", "-", "--quiet"], recorded.as_slice()].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let truth = std::fs::read_to_string(root().join(format!("assets/{name}.truth.json"))).unwrap();
    let truth: Value = serde_json::from_str(&truth).unwrap();
    let missed = missed(&Clip { recording: recording::read(&file).unwrap(), truth: truth.clone() }).unwrap();
    (json(&output), truth, missed)
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("a number was expected: {value}"))
}

/// Every repetition is found at its time to `event_s` seconds, with its speed within `speed_m_s` and its range within the error that is said.
fn assert_true(name: &str, event_s: f64, speed_m_s: f64) -> (Value, Missed) {
    let (report, truth, missed) = seen(name);
    assert!(missed.path.len() * 10 >= missed.frames * 9, "the bar was seen on {} of {} frames", missed.path.len(), missed.frames);
    let (found, real) = (report["reps"].as_array().unwrap(), truth["repetitions"].as_array().unwrap());
    assert_eq!(found.len(), real.len(), "repetitions of {name}");
    for (found, real) in found.iter().zip(real) {
        for event in ["lift_off_s", "lockout_s"] {
            let off = number(&found[event]) - number(&real[event]);
            assert!(off.abs() <= event_s, "{event} of repetition {} of {name} is off by {off:.3} s", real["number"]);
        }
        let measure = |id: &str| found["measures"].as_array().unwrap().iter().find(|one| one["id"] == id).unwrap();
        let speed = (number(&measure("mean-velocity")["value"]), number(&real["mean_concentric_velocity_m_s"]));
        assert!((speed.0 - speed.1).abs() <= speed_m_s, "{name}: {} m/s against {}", speed.0, speed.1);
        let range = measure("range-of-motion");
        let (value, sd, real) = (number(&range["value"]), number(&range["sd"]), 100.0 * number(&real["range_m"]));
        assert!((value - real).abs() <= 2.0 * sd, "{name}: {value} ± {sd} (1 sd) cm against {real}");
    }
    (report, missed)
}

/// A set without a fault draws none of at least moderate severity.
fn assert_clean(report: &Value) {
    for finding in report["reps"].as_array().unwrap().iter().flat_map(|rep| rep["findings"].as_array().unwrap()) {
        assert!(finding["outcome"] != "fault" || finding["severity"] == "note", "{finding}");
    }
}

#[test]
fn the_oblique_clip_is_seen_as_it_is() {
    let (report, missed) = assert_true("demo-oblique", 0.05, 0.02);
    let off = missed.path_m().unwrap();
    assert!(off <= 0.010, "the path is off by {:.2} cm", 100.0 * off);
    assert_eq!(report["view"]["kind"], "oblique");
    assert_eq!(report["view"]["facing"], "left");
    let (yaw, sd) = (number(&report["view"]["yaw_deg"]), number(&report["view"]["yaw_sd_deg"]));
    assert!((yaw - 45.0).abs() <= 2.0 * sd.max(2.5), "{yaw} ± {sd} (1 sd) degrees");
    assert_clean(&report);
}

#[test]
fn the_front_clip_is_seen_as_it_is() {
    let (report, _) = assert_true("demo-front", 0.1, 0.03);
    assert_eq!(report["view"]["kind"], "front");
    assert_eq!(report["view"]["facing"], "camera");
    assert_clean(&report);
}
