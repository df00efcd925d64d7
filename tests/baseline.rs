//! The program on results of its own: a baseline out of light sets, and what it changes.
#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it must be")]

use std::path::Path;
use std::process::{Command, Output};

use plumbline::synthetic::{Errors, Scene, film};

fn plumbline(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_plumbline")).args(arguments).output().unwrap()
}

fn recording(path: &Path, errors: Errors) {
    let scene = Scene { errors, reps: 4, fps: 30.0, ..Scene::default() };
    plumbline::recording::write(&plumbline::recording::canonical(film(&scene).0), path).unwrap();
}

#[test]
fn light_sets_become_a_baseline_and_a_heavy_set_that_leaves_it_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    recording(Path::new(&at("light.json")), Errors::default());
    let bad = Errors { bow_m: 0.09, hips_first: 1.2, lumbar_added_deg: 18.0, ..Errors::default() };
    recording(Path::new(&at("heavy.json")), bad);
    let light = plumbline(&["analyze", &at("light.json"), "--load-kg", "60", "--json", &at("light-result.json"), "--quiet"]);
    assert!(light.status.success(), "{light:?}");
    let made = plumbline(&["baseline", &at("light-result.json"), "--light-kg", "80", "--out", &at("own.json")]);
    assert!(made.status.success(), "{made:?}");
    let heavy = plumbline(&[
        "analyze",
        &at("heavy.json"),
        "--load-kg",
        "140",
        "--settings",
        &at("own.json"),
        "--profile",
        "rehabilitation",
    ]);
    let text = String::from_utf8(heavy.stdout).unwrap();
    let told = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("Form-limit load 140 kg"), "{text}");
    assert!(told.contains("Work at 60 kg, where it held."), "{text}");
    assert!(told.contains("Changed for you: usual is"), "{text}");
    assert!(told.contains("Settings in force: profile rehabilitation"), "{text}");
}

#[test]
fn what_is_no_result_has_no_load_or_is_too_little_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    recording(Path::new(&at("set.json")), Errors::default());
    let said = |output: Output| (output.status.code(), String::from_utf8(output.stderr).unwrap());
    let (code, text) = said(plumbline(&["baseline", &at("set.json"), "--out", &at("own.json")]));
    assert!(code == Some(2) && text.contains("--json FILE"), "{text}");
    assert!(plumbline(&["analyze", &at("set.json"), "--json", &at("result.json"), "--quiet"]).status.success());
    let (code, text) = said(plumbline(&["baseline", &at("result.json"), "--light-kg", "80", "--out", &at("own.json")]));
    assert!(code == Some(2) && text.contains("--load-kg"), "{text}");
    let (code, text) = said(plumbline(&["analyze", &at("set.json"), "--profile", "judge"]));
    assert!(code == Some(2) && text.contains("coach, strict-judge, rehabilitation"), "{text}");
}
