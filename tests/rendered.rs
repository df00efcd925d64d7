//! The bundled oblique and front clips against their truth: repetitions, speed and range.
#![cfg(all(feature = "video", feature = "infer"))]
#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it must be")]

mod support;

use serde_json::Value;
use support::{json, plumbline, root, stderr};

/// The report of a bundled clip, and its truth.
fn seen(name: &str) -> (Value, Value) {
    let clip = format!("assets/{name}.mp4");
    let output = plumbline(&["analyze", &clip, "--model", "lifter", "--json", "-", "--quiet"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let truth = std::fs::read_to_string(root().join(format!("assets/{name}.truth.json"))).unwrap();
    (json(&output), serde_json::from_str(&truth).unwrap())
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("a number was expected: {value}"))
}

/// Every repetition is found at its time, with its speed within 0.03 m/s and its range within the error that is said.
fn assert_true(name: &str) -> Value {
    let (report, truth) = seen(name);
    let (found, real) = (report["reps"].as_array().unwrap(), truth["repetitions"].as_array().unwrap());
    assert_eq!(found.len(), real.len(), "repetitions of {name}");
    for (found, real) in found.iter().zip(real) {
        for event in ["lift_off_s", "lockout_s"] {
            let off = number(&found[event]) - number(&real[event]);
            assert!(off.abs() <= 0.1, "{event} of repetition {} of {name} is off by {off:.3} s", real["number"]);
        }
        let measure = |id: &str| found["measures"].as_array().unwrap().iter().find(|one| one["id"] == id).unwrap();
        let speed = (number(&measure("mean-velocity")["value"]), number(&real["mean_concentric_velocity_m_s"]));
        assert!((speed.0 - speed.1).abs() <= 0.03, "{name}: {} m/s against {}", speed.0, speed.1);
        let range = measure("range-of-motion");
        let (value, sd, real) = (number(&range["value"]), number(&range["sd"]), 100.0 * number(&real["range_m"]));
        assert!((value - real).abs() <= 2.0 * sd, "{name}: {value} ± {sd} (1 sd) cm against {real}");
    }
    report
}

/// A set without a fault draws none of at least moderate severity.
fn assert_clean(report: &Value) {
    for finding in report["reps"].as_array().unwrap().iter().flat_map(|rep| rep["findings"].as_array().unwrap()) {
        assert!(finding["outcome"] != "fault" || finding["severity"] == "note", "{finding}");
    }
}

#[test]
fn the_oblique_clip_is_seen_as_it_is() {
    let report = assert_true("demo-oblique");
    assert_eq!(report["view"]["kind"], "oblique");
    assert_eq!(report["view"]["facing"], "left");
    let (yaw, sd) = (number(&report["view"]["yaw_deg"]), number(&report["view"]["yaw_sd_deg"]));
    assert!((yaw - 45.0).abs() <= 2.0 * sd.max(2.5), "{yaw} ± {sd} (1 sd) degrees");
    assert_clean(&report);
}

#[test]
fn the_front_clip_is_seen_as_it_is() {
    let report = assert_true("demo-front");
    assert_eq!(report["view"]["kind"], "front");
    assert_eq!(report["view"]["facing"], "camera");
    assert_clean(&report);
}
