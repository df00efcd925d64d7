//! The program with a file of corrections, on a recording of a synthetic lift.
#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it must be")]

mod support;

use std::path::Path;

use plumbline::body::{ClipInfo, Recording};
use plumbline::corrections::{Correction, Corrections, RepEvent, write};
use plumbline::recording;
use plumbline::synthetic::{Scene, film};
use support::{json, plumbline, stderr, stdout};

fn kept(folder: &Path) -> (String, Recording) {
    let mut seen = film(&Scene::default()).0;
    seen.clip.sha256 = "5e".repeat(32);
    let path = folder.join("set.recording.json");
    recording::write(&seen, &path).unwrap();
    (path.to_str().unwrap().to_owned(), seen)
}

#[test]
fn corrections_change_the_result_and_the_report_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let (path, seen) = kept(folder.path());
    let plain = json(&plumbline(&["analyze", &path, "--json", "-"]));
    assert!(plain["corrections"].is_null());
    let off = plain["reps"][0]["lift_off_s"].as_f64().unwrap();
    let list = vec![
        Correction::Event { rep_s: off + 0.2, event: RepEvent::LiftOff, at_s: Some(off + 0.1) },
        Correction::RemoveRep { rep_s: 1e6 },
    ];
    let file = folder.path().join("set.corrections.json");
    write(&file, &seen.clip, &Corrections(list)).unwrap();
    let file = file.to_str().unwrap();
    let copy = folder.path().join("copy.json");
    let keep = ["--recording", copy.to_str().unwrap()];
    let corrected = json(&plumbline(&[&["analyze", &path, "--corrections", file, "--json", "-"][..], &keep].concat()));
    assert!((corrected["reps"][0]["lift_off_s"].as_f64().unwrap() - off - 0.1).abs() < 0.002);
    assert_eq!(corrected["corrections"]["applied"], 1);
    assert_eq!(corrected["corrections"]["events"][0]["id"], "lift-off");
    assert!(corrected["corrections"]["refused"][0].as_str().unwrap().contains("no repetition"), "{}", corrected["corrections"]);
    assert_eq!(std::fs::read(&copy).unwrap(), std::fs::read(&path).unwrap(), "the recording stays as the models saw it");
    let table = folder.path().join("t.csv");
    plumbline(&["analyze", &path, "--corrections", file, "--quiet", "--csv", table.to_str().unwrap()]);
    let rows = |ending: &str| std::fs::read_to_string(table.with_extension(ending)).unwrap();
    assert_eq!(rows("csv").lines().count(), 1 + plain["reps"].as_array().unwrap().len());
    assert!(rows("measures.csv").lines().any(|row| row.contains("concentric-time") && row.ends_with(",yes")));
    assert!(rows("findings.csv").lines().count() > 10);
    let text = stdout(&plumbline(&["analyze", &path, "--corrections", file]));
    assert!(text.contains("Corrected by hand: 1 event of a repetition."), "{text}");
    assert!(text.contains("was not applied: there is no repetition"), "{text}");
}

#[test]
fn corrections_of_another_clip_or_of_no_kind_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (path, seen) = kept(folder.path());
    let file = folder.path().join("c.json");
    let refused = |file: &Path| {
        let output = plumbline(&["analyze", &path, "--corrections", file.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(2));
        stderr(&output)
    };
    assert!(refused(&file).contains("there are no corrections at"));
    write(&file, &ClipInfo { sha256: "00".repeat(32), ..seen.clip }, &Corrections::default()).unwrap();
    assert!(refused(&file).contains("belong to another clip"));
    std::fs::write(&file, "{}").unwrap();
    assert!(refused(&file).contains("are no corrections that this program understands"));
}
