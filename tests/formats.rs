//! The files for neighbouring programs, written by the program itself and read back. `KEEP=DIR` keeps them there, for
//! `scripts/check-formats.py`, which reads them with the neighbours' own readers.
#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it must be")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use plumbline::report::{parquet, tables};
use plumbline::review::{Review, Says, What};
use plumbline::synthetic::{Errors, Scene, film};
use support::{plumbline, stderr, stdout};

const FORMATS: &str = "trc,mot,kva,chapters,captions,curves";

/// A set with faults, filmed from the side with frames lost.
fn recording(path: &Path) {
    let errors = Errors { bow_m: 0.09, hips_first: 1.2, lumbar_added_deg: 18.0, ..Errors::default() };
    let scene = Scene { errors, reps: 3, fps: 30.0, ..Scene::default() };
    let mut recording = plumbline::recording::canonical(film(&scene).0);
    "set & co.mp4".clone_into(&mut recording.clip.path);
    plumbline::recording::write(&recording, path).unwrap();
}

/// The folder with the files, and what keeps it.
fn written(arguments: &[&str]) -> (PathBuf, tempfile::TempDir, String) {
    let scratch = tempfile::tempdir().unwrap();
    let folder = std::env::var_os("KEEP").map_or_else(|| scratch.path().join("out"), PathBuf::from);
    let set = scratch.path().join("set.recording.json");
    recording(&set);
    let (set, out) = (set.to_str().unwrap(), folder.to_str().unwrap());
    let output = plumbline(&[&["analyze", set, "--out", out, "--formats", FORMATS], arguments].concat());
    assert!(output.status.success(), "{}", stderr(&output));
    (folder, scratch, stdout(&output) + &stderr(&output))
}

#[test]
fn every_format_is_written_beside_the_report_and_tells_of_one_set() {
    let (folder, _scratch, said) = written(&[]);
    let read = |end: &str| fs::read_to_string(folder.join(format!("set{end}"))).unwrap();
    let report: serde_json::Value = serde_json::from_str(&read(".json")).unwrap();
    let reps = report["reps"].as_array().unwrap();
    assert_eq!(reps.len(), 3);

    let markers = read(".trc");
    let lines: Vec<Vec<&str>> = markers.lines().map(|line| line.split('\t').collect()).collect();
    let (rows, count): (usize, usize) = (lines[2][2].parse().unwrap(), lines[2][3].parse().unwrap());
    assert!(lines.len() == 6 + rows && lines[6..].iter().all(|row| row.len() == 2 + 3 * count));
    // The bar, the last marker, stands higher at lockout than at lift-off by the range of motion that the report tells.
    let bar_at = |seconds: f64| -> f64 {
        let row = lines[6..].iter().min_by(|a, b| {
            let off = |row: &[&str]| (row[1].parse::<f64>().unwrap() - seconds).abs();
            off(a).total_cmp(&off(b))
        });
        row.unwrap()[3 * count].parse().unwrap()
    };
    let range = reps[0]["measures"].as_array().unwrap().iter().find(|measure| measure["id"] == "range-of-motion").unwrap();
    let rise = bar_at(reps[0]["lockout_s"].as_f64().unwrap()) - bar_at(reps[0]["lift_off_s"].as_f64().unwrap());
    assert!((100.0 * rise - range["value"].as_f64().unwrap()).abs() < 1.5, "{rise} m, {range}");

    assert!(read(".mot").contains("\nendheader\ntime\ttrunk_elevation\t"));
    assert_eq!(read(".curves.csv").lines().count(), 1 + report["clip"]["frames"].as_u64().unwrap() as usize);
    assert_eq!(read(".chapters.vtt").matches(" --> ").count(), 3);
    assert!(read(".captions.vtt").contains("bar-drift\n"));
    assert!(read(".kva").contains("<OriginalFilename>set &amp; co</OriginalFilename>"));
    assert!(said.contains("Kinovea tracks") && said.contains("set.kva"), "{said}");
}

#[test]
fn tables_of_the_same_set_are_written_as_parquet() {
    let (folder, _scratch, _) = written(&[]);
    let recording = plumbline::recording::read(&folder.join("set.recording.json")).unwrap();
    let analysis = plumbline::pipeline::analyze(&recording, &plumbline::settings::Settings::default());
    let forms = [
        (&tables::REPETITIONS, tables::repetitions(&analysis)),
        (&tables::MEASURES, tables::measures(&analysis)),
        (&tables::FINDINGS, tables::findings(&analysis)),
    ];
    for (form, rows) in forms {
        let bytes = parquet::render(&tables::table(form, rows)).unwrap();
        assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
        fs::write(folder.join(format!("set.{}.parquet", form.name)), bytes).unwrap();
    }
}

#[test]
fn a_format_that_cannot_hold_the_set_is_left_out_and_told() {
    if std::env::var_os("KEEP").is_some() {
        return;
    }
    let (folder, _scratch, said) = written(&["--plate-mm", "unknown"]);
    assert!(!folder.join("set.trc").exists() && folder.join("set.mot").exists());
    assert!(said.contains("markers are in metres") && said.contains("--plate-mm"), "{said}");
    let refused = plumbline(&["analyze", "set.json", "--formats", "trc"]);
    assert!(refused.status.code() == Some(2) && stderr(&refused).contains("--out"), "{}", stderr(&refused));
    let unknown = plumbline(&["analyze", "set.json", "--out", "x", "--formats", "xlsx"]);
    assert!(stderr(&unknown).contains("trc, mot, kva, chapters, captions, curves"), "{}", stderr(&unknown));
}

#[test]
fn a_coachs_remarks_stand_at_the_head_of_the_report_and_only_on_that_of_their_clip() {
    let scratch = tempfile::tempdir().unwrap();
    let at = |name: &str| scratch.path().join(name).to_str().unwrap().to_owned();
    recording(Path::new(&at("set.recording.json")));
    let clip = plumbline::recording::read(Path::new(&at("set.recording.json"))).unwrap().clip;
    let mut review = Review::default();
    review.add(5.4, 5.4, What::Note { text: "Wait for the bar.".to_owned() });
    let reason = "He wears a loose shirt.".to_owned();
    review.add(5.4, 5.4, What::Override { fault: "bar-drift".to_owned(), rep_s: None, says: Says::Clear, reason });
    plumbline::review::write(Path::new(&at("set.review.json")), &clip, &review).unwrap();
    let report = |review: &str| {
        plumbline(&[
            "analyze",
            &at("set.recording.json"),
            "--report",
            &at("set.html"),
            "--review",
            review,
            "--blur-face",
            "--quiet",
        ])
    };
    let made = report(&at("set.review.json"));
    assert!(made.status.success(), "{}", stderr(&made));
    let page = fs::read_to_string(at("set.html")).unwrap();
    assert!(
        page.contains("Wait for the bar.") && page.contains("Your coach: <strong>no fault</strong>. He wears a loose shirt.")
    );
    assert!(page.find("From your coach") < page.find("What was found"));

    let other = plumbline::body::ClipInfo { sha256: "0".repeat(64), ..clip };
    plumbline::review::write(Path::new(&at("other.review.json")), &other, &review).unwrap();
    let refused = report(&at("other.review.json"));
    assert!(refused.status.code() == Some(2) && stderr(&refused).contains("other.review.json"), "{}", stderr(&refused));
}
