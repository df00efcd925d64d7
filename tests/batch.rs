//! Many clips at a time: the program killed, stopped, in shards, with broken clips among good ones.
//!
//! Most clips are recordings of synthetic lifts, so that a batch takes seconds and needs no system library.
#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it must be")]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use parquet::file::reader::{FileReader, SerializedFileReader};
use plumbline::synthetic::{Errors, Scene, film};
use support::{stderr, stdout};

/// A folder with recordings of so many sets of several athletes, each another set.
fn sets(count: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..count {
        let errors = Errors { bow_m: 0.015 * (number % 6) as f64, ..Errors::default() };
        let (recording, _) = film(&Scene { errors, reps: 2 + number % 3, ..Scene::default() });
        let path = folder.path().join(format!("athlete {}/set {number}.recording.json", number % 4));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        plumbline::recording::write(&recording, &path).unwrap();
    }
    folder
}

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plumbline"));
    command.args(arguments).current_dir(support::root());
    command
}

/// Runs a batch of what is named into a folder.
fn batch(inputs: &Path, out: &Path, more: &[&str]) -> Output {
    program(&["batch", inputs.to_str().unwrap(), "--out", out.to_str().unwrap()]).args(more).output().unwrap()
}

/// Every file of a folder with its bytes.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    fn walk(folder: &Path, at: &Path, into: &mut BTreeMap<PathBuf, Vec<u8>>) {
        for entry in fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(folder, &path, into);
            } else {
                into.insert(path.strip_prefix(folder).unwrap().to_path_buf(), fs::read(&path).unwrap());
            }
        }
    }
    let mut all = BTreeMap::new();
    walk(folder, folder, &mut all);
    all
}

/// Both folders hold the same files with the same bytes.
fn same(one: &Path, other: &Path) {
    let (one, other) = (files(one), files(other));
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    for (path, bytes) in one {
        assert!(other[&path] == bytes, "{} differs", path.display());
    }
}

/// Waits until something is so.
fn until(what: &str, mut so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !so() {
        assert!(began.elapsed() < Duration::from_mins(2), "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// How many clips are done in a folder of results.
fn done(out: &Path) -> usize {
    let Ok(folders) = fs::read_dir(out.join("done")) else { return 0 };
    folders.flatten().filter_map(|entry| fs::read_dir(entry.path()).ok()).map(|files| files.flatten().count()).sum()
}

/// A batch under way with so many clips done, one at a time.
fn under_way(from: &Path, out: &Path, so_many: usize) -> Child {
    let arguments = ["batch", from.to_str().unwrap(), "--out", out.to_str().unwrap(), "--jobs", "1"];
    let child = program(&arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    until("the first clips", || done(out) >= so_many);
    child
}

#[cfg(unix)]
fn interrupt(child: &Child) {
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
}

#[test]
fn a_folder_becomes_reports_tables_a_summary_and_a_manifest_and_a_broken_clip_is_listed() {
    let from = sets(5);
    fs::write(from.path().join("athlete 1/broken.recording.json"), "{\"schema\": \"plumb").unwrap();
    // The results lie among the clips and are never taken for clips.
    let out = from.path().join("results");
    let output = batch(from.path(), &out, &["--jobs", "2", "--load-kg", "140"]);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    let broken = "athlete 1/broken.recording.json";
    let listed =
        stderr(&output).lines().any(|line| line.starts_with(&format!("plumbline: refused: {broken}: this is not a recording")));
    assert!(listed, "{}", stderr(&output));
    assert!(stderr(&output).contains("[6/6] "), "a line a clip where stderr is no terminal: {}", stderr(&output));
    assert!(stdout(&output).contains("5 of 6 clips analysed, 1 refused"), "{}", stdout(&output));
    let report: serde_json::Value =
        serde_json::from_slice(&fs::read(out.join("clips/athlete 0/set 0.recording.json.json")).unwrap()).unwrap();
    assert_eq!(report["clip"]["path"], "athlete 0/set 0.recording.json");
    assert_eq!(report["settings"]["load_kg"], 140.0);
    assert_eq!(report["reps"].as_array().unwrap().len(), 2);
    let manifest: serde_json::Value = serde_json::from_slice(&fs::read(out.join("manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["totals"], serde_json::json!({"clips": 6, "analysed": 5, "refused": 1, "repetitions": 14}));
    let rows = |name: &str| fs::read_to_string(out.join(name)).unwrap().lines().count() - 1;
    assert_eq!((rows("clips.csv"), rows("repetitions.csv")), (6, 14));
    assert!(rows("findings.csv") > 14 * 20 && rows("measures.csv") > 14 * 20);
    for name in ["clips", "repetitions", "measures", "findings"] {
        let file = fs::File::open(out.join(format!("{name}.parquet"))).unwrap();
        let read = SerializedFileReader::new(file).unwrap().metadata().file_metadata().num_rows();
        assert_eq!(read as usize, rows(&format!("{name}.csv")), "{name}");
    }
    let page = fs::read_to_string(out.join("summary.html")).unwrap();
    assert!(page.contains(broken) && page.contains("worst first"));
    for (path, bytes) in files(&out) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!text.contains(from.path().to_str().unwrap()), "{} says where the clips lie", path.display());
    }
    let again = batch(from.path(), &out, &["--load-kg", "140", "--quiet"]);
    assert_eq!((again.status.code(), stdout(&again).as_str()), (Some(3), ""));
    let whole = batch(&from.path().join("athlete 0"), &from.path().join("more"), &[]);
    assert_eq!(whole.status.code(), Some(0), "{}", stderr(&whole));
}

#[cfg(unix)]
#[test]
fn killed_in_the_middle_and_started_again_it_ends_with_the_same_bytes() {
    let (from, out) = (sets(12), tempfile::tempdir().unwrap());
    let (whole, killed) = (out.path().join("whole"), out.path().join("killed"));
    assert!(batch(from.path(), &whole, &["--jobs", "3"]).status.success());
    for so_many in [1, 4] {
        let mut child = under_way(from.path(), &killed, so_many);
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(!killed.join("manifest.json").exists() && done(&killed) < 12, "it was killed in the middle");
        for (path, bytes) in files(&killed) {
            let name = path.file_name().unwrap().to_str().unwrap();
            let json = path.extension().is_some_and(|end| end == "json") && !name.starts_with(".plumbline-");
            assert!(!json || serde_json::from_slice::<serde_json::Value>(&bytes).is_ok(), "{} is half written", path.display());
        }
    }
    let kept = done(&killed);
    let last = batch(from.path(), &killed, &["--jobs", "2"]);
    assert!(last.status.success(), "{}", stderr(&last));
    let said = stderr(&last)
        .lines()
        .find_map(|line| line.split(" of 12 clips were done before").next().and_then(|n| n.parse::<usize>().ok()));
    assert!(said.is_some_and(|said| said >= kept && kept >= 4), "{kept}: {}", stderr(&last));
    same(&killed, &whole);
}

#[cfg(unix)]
#[test]
fn stopped_by_ctrl_c_it_says_so_and_goes_on_later() {
    let (from, out) = (sets(10), tempfile::tempdir().unwrap());
    let (whole, stopped) = (out.path().join("whole"), out.path().join("stopped"));
    assert!(batch(from.path(), &whole, &[]).status.success());
    let child = under_way(from.path(), &stopped, 2);
    interrupt(&child);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{}", stderr(&output));
    assert!(stderr(&output).contains("the same command goes on"), "{}", stderr(&output));
    assert!(!stopped.join("manifest.json").exists());
    assert!(files(&stopped).keys().all(|path| !path.display().to_string().contains(".plumbline-")));
    assert!(batch(from.path(), &stopped, &[]).status.success());
    same(&stopped, &whole);
}

#[test]
fn shards_put_together_are_the_whole_batch_byte_for_byte() {
    let (from, out) = (sets(9), tempfile::tempdir().unwrap());
    fs::write(from.path().join("broken.recording.json"), "x").unwrap();
    let at = |name: &str| out.path().join(name);
    assert_eq!(batch(from.path(), &at("whole"), &[]).status.code(), Some(3));
    let mut merge = program(&["batch", "merge", "--out", at("merged").to_str().unwrap()]);
    for number in ["3", "1", "2"] {
        // Whatever the current folder and however the clips are named.
        let shard = batch(from.path(), &at(number), &["--jobs", "1", "--shard", &format!("{number}/3")]);
        assert!([Some(0), Some(3)].contains(&shard.status.code()), "{}", stderr(&shard));
        merge.arg(at(number));
    }
    let merged = merge.output().unwrap();
    assert_eq!(merged.status.code(), Some(3), "{}", stderr(&merged));
    same(&at("merged"), &at("whole"));
    let part = program(&["batch", "merge", at("1").to_str().unwrap(), "--out", at("part").to_str().unwrap()]).output().unwrap();
    assert_eq!(part.status.code(), Some(2));
    assert!(stderr(&part).contains("missing: 2, 3"), "{}", stderr(&part));
}

#[test]
fn what_cannot_be_done_is_told_before_anything_is_begun() {
    let from = sets(1);
    let at = |name: &str| from.path().join(name).to_str().unwrap().to_owned();
    fs::create_dir_all(at("empty")).unwrap();
    for (arguments, expected) in [
        (vec!["batch", &at("nowhere"), "--out", &at("out")], "check that it exists"),
        (vec!["batch", &at("empty"), "--out", &at("out")], "no clip here"),
        (vec!["batch", &at(""), "--out", &at("")], "results"),
        (vec!["batch", &at("")], "--out"),
        (vec!["batch", "--out", &at("out")], "DIR|FILE|LIST"),
        (vec!["batch", &at(""), "--out", &at("out"), "--shard", "0/3"], "2/8"),
        (vec!["batch", &at("none.txt"), "--out", &at("out")], "list of clips"),
        (vec!["batch", "merge", &at("empty"), "--out", &at("out")], "manifest"),
        (vec!["watch", &at("nowhere"), "--out", &at("out")], "no such folder"),
        (vec!["one-of-batch"], "plumbline batch"),
    ] {
        let output = program(&arguments).stdin(Stdio::null()).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", stderr(&output));
        assert!(stderr(&output).contains(expected), "{arguments:?}: {}", stderr(&output));
    }
}

#[test]
fn a_list_of_paths_comes_from_a_file_or_through_a_pipe_and_may_name_what_is_not_there() {
    let (from, out) = (sets(3), tempfile::tempdir().unwrap());
    let clip = from.path().join("athlete 0/set 0.recording.json").display().to_string();
    let text = format!("# today\n{clip}\n{}\n", from.path().join("athlete 1/gone.mp4").display());
    fs::write(out.path().join("list.txt"), &text).unwrap();
    let (one, other) = (out.path().join("one"), out.path().join("other"));
    let output = batch(&out.path().join("list.txt"), &one, &[]);
    assert_eq!(output.status.code(), Some(3));
    assert!(stderr(&output).contains("refused: athlete 1/gone.mp4: there is no such file"), "{}", stderr(&output));
    let mut piped =
        program(&["batch", "-", "--out", other.to_str().unwrap()]).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    piped.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    assert_eq!(piped.wait().unwrap().code(), Some(3));
    same(&one, &other);
}

#[cfg(unix)]
#[test]
fn a_watched_folder_analyses_what_comes_once_it_has_stopped_growing() {
    let (from, phone) = (sets(2), tempfile::tempdir().unwrap());
    let out = phone.path().join("results");
    let bytes = fs::read(from.path().join("athlete 0/set 0.recording.json")).unwrap();
    let arguments = ["watch", phone.path().to_str().unwrap(), "--out", out.to_str().unwrap()];
    let watch = program(&arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    until("the results' folder", || out.join("done").is_dir());
    let mut coming = fs::File::create(phone.path().join("a.recording.json")).unwrap();
    for part in bytes.chunks(bytes.len() / 6) {
        coming.write_all(part).unwrap();
        std::thread::sleep(Duration::from_millis(700));
    }
    drop(coming);
    until("the first clip", || out.join("manifest.json").is_file());
    let clips = || {
        let manifest: serde_json::Value = serde_json::from_slice(&fs::read(out.join("manifest.json")).unwrap()).unwrap();
        manifest["totals"].clone()
    };
    assert_eq!(clips(), serde_json::json!({"clips": 1, "analysed": 1, "refused": 0, "repetitions": 2}), "never read half");
    fs::copy(from.path().join("athlete 1/set 1.recording.json"), phone.path().join("b.recording.json")).unwrap();
    until("the second clip", || clips()["analysed"] == 2);
    interrupt(&watch);
    let output = watch.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("2 clips analysed, 0 refused"), "{}", stdout(&output));
    // A batch of the same folder finds all of it done.
    let batch = batch(phone.path(), &out, &[]);
    assert!(stderr(&batch).contains("2 of 2 clips were done before"), "{}", stderr(&batch));
}

#[cfg(all(feature = "video", feature = "infer"))]
#[test]
fn videos_are_watched_and_a_kept_recording_serves_other_settings() {
    let (from, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fs::copy(support::root().join("assets/demo-side.mp4"), from.path().join("demo.mp4")).unwrap();
    fs::write(from.path().join("text.mp4"), "this is not a video\n").unwrap();
    let run = |more: &[&str]| batch(from.path(), out.path(), &[&["--model", "lifter", "--keep-recordings"], more].concat());
    let output = run(&["--jobs", "2"]);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    let refused = stderr(&output).lines().find(|line| line.contains("refused: text.mp4: ")).unwrap().to_owned();
    assert!(refused.to_lowercase().contains("no video") && !refused.contains(from.path().to_str().unwrap()), "{refused}");
    let report =
        || -> serde_json::Value { serde_json::from_slice(&fs::read(out.path().join("clips/demo.mp4.json")).unwrap()).unwrap() };
    assert_eq!((report()["reps"].as_array().unwrap().len(), &report()["timing"]), (3, &serde_json::Value::Null));
    let manifest: serde_json::Value = serde_json::from_slice(&fs::read(out.path().join("manifest.json")).unwrap()).unwrap();
    assert!(manifest["engines"][0]["model"].as_str().unwrap().starts_with("lifter"));
    // With other settings the models do not look again: a mark in what they saw comes through.
    let kept = out.path().join("recordings/demo.mp4.recording.json");
    let text = fs::read_to_string(&kept).unwrap();
    let marked = text.replacen("\"notes\":[", "\"notes\":[{\"code\":\"mark\",\"text\":\"Marked.\",\"hint\":\"\"},", 1);
    fs::write(&kept, marked.replace("},]", "}]")).unwrap();
    assert_eq!(run(&["--load-kg", "100"]).status.code(), Some(3));
    assert!(report()["notes"].as_array().unwrap().iter().any(|note| note["code"] == "mark"), "{}", report()["notes"]);
    // Another program or model does look again: the key says so, here by another decoder's factor.
    assert_eq!(run(&["--slow-motion", "2"]).status.code(), Some(3));
    assert!(report()["notes"].as_array().unwrap().iter().all(|note| note["code"] != "mark"));
}
