//! Batches of made-up clips: text files that a made-up analyst takes for the number of repetitions.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::analysis::Analysis;
use crate::job::Cancel;
use crate::pipeline;
use crate::report::json;
use crate::settings::Settings;
use crate::synthetic::{Errors, Scene, film};

/// The analysis of a synthetic set, with something found.
pub(super) fn analysis(name: &str) -> Analysis {
    let errors = Errors { bow_m: 0.09, lumbar_added_deg: 14.0, ..Errors::default() };
    let (mut recording, _) = film(&Scene { errors, reps: 2, ..Scene::default() });
    recording.clip.path = name.to_owned();
    pipeline::analyze(&crate::recording::canonical(recording), &Settings::default())
}

pub(super) fn key(clip_sha256: &str) -> Key {
    let settings_sha256 = key::settings_sha256(&Settings::default());
    let clip_sha256 = clip_sha256.to_owned();
    Key { program: key::program(), clip_sha256, settings_sha256, slow_motion: 1.0, engine: None }
}

/// Takes a file that says "bad" for damaged and gives all others the same analysis.
struct MadeUp {
    store: Store,
    analysis: Analysis,
    calls: AtomicUsize,
    /// The call at which it asks for a stop.
    stops_at: Option<usize>,
}

impl MadeUp {
    fn new(store: &Store) -> Self {
        let analysis = analysis("made-up");
        Self { store: store.clone(), analysis, calls: AtomicUsize::new(0), stops_at: None }
    }
}

impl Analyst for MadeUp {
    fn analyse(&self, clip: &Clip, key: &Key, frames: &dyn Fn(usize, Option<usize>), cancel: &Cancel) -> Result<String, Refusal> {
        let call = self.calls.fetch_add(1, Ordering::Relaxed) + 1;
        if self.stops_at == Some(call) {
            cancel.cancel();
            return Err(Refusal("stopped".to_owned()));
        }
        if fs::read(&clip.path).unwrap() == b"bad" {
            return Err(Refusal("the file is cut off".to_owned()));
        }
        frames(1, Some(2));
        let mut analysis = self.analysis.clone();
        analysis.clip.path.clone_from(&clip.name);
        let report = json::render(&analysis, None);
        let record = Record::new(&analysis, key.clone(), &report);
        self.store.keep(&record, &report).unwrap();
        Ok(record.in_words())
    }

    fn engine(&self, _: &Clip) -> Option<Engine> {
        None
    }
}

/// Five clips, one of them bad.
fn clips() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [("a/1.mp4", "one"), ("a/2.mp4", "bad"), ("b/1.mp4", "three"), ("b c/1.mov", "four"), ("z.mp4", "five")] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// A batch of a folder into another; what came of it, how often a clip was analysed, and what was told.
struct Run {
    done: Option<Done>,
    calls: usize,
    told: Vec<Told>,
}

#[derive(Clone, Default)]
struct How {
    jobs: usize,
    shard: Option<Shard>,
    settings: Settings,
    stops_at: Option<usize>,
}

fn run(from: &Path, out: &Path, how: &How) -> Run {
    let store = Store::at(out);
    let _lock = store.lock().unwrap();
    let mut clips = plan(&[from.to_path_buf()], out, &mut &b""[..]).unwrap().clips;
    clips.retain(|clip| how.shard.is_none_or(|shard| shard.holds(&clip.name)));
    let analyst = MadeUp { stops_at: how.stops_at, ..MadeUp::new(&store) };
    let told = Mutex::new(Vec::new());
    let hear = |event| told.lock().unwrap().push(event);
    let terms = Terms { store: &store, settings: &how.settings, slow_motion: 1.0, recordings: false, jobs: how.jobs };
    let endings = work(&clips, &terms, &analyst, &hear, &Cancel::default());
    let done = endings.map(|endings| assemble(&store, &endings, &About::new(&how.settings, 1.0, how.shard)).unwrap());
    Run { done, calls: analyst.calls.into_inner(), told: told.into_inner().unwrap() }
}

/// Every file of a folder with its bytes.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let all = walkdir::WalkDir::new(folder).into_iter().flatten().filter(|entry| entry.file_type().is_file());
    all.map(|entry| (entry.path().strip_prefix(folder).unwrap().display().to_string(), fs::read(entry.path()).unwrap())).collect()
}

#[test]
fn a_bad_clip_is_listed_with_its_reason_and_the_rest_is_done() {
    let (from, out) = (clips(), tempfile::tempdir().unwrap());
    let done = run(from.path(), out.path(), &How { jobs: 3, ..How::default() }).done.unwrap();
    assert_eq!(done.totals, Totals { clips: 5, analysed: 4, refused: 1, repetitions: 8 });
    assert_eq!(done.refused, [("a/2.mp4".to_owned(), "the file is cut off".to_owned())]);
    let files = files(out.path());
    let text = |name: &str| String::from_utf8(files[name].clone()).unwrap();
    assert_eq!(text("clips.csv").lines().count(), 1 + 5);
    assert!(text("clips.csv").contains("a/2.mp4,refused,\"the file is cut off\","), "{}", text("clips.csv"));
    assert_eq!(text("repetitions.csv").lines().count(), 1 + 8);
    assert!(text("repetitions.csv").lines().nth(3).unwrap().starts_with("\"b c/1.mov\",1,"), "{}", text("repetitions.csv"));
    assert!(text("summary.html").contains("the file is cut off") && text("summary.html").contains("clips/b%20c/1.mov.json"));
    assert!(files.contains_key("clips/b c/1.mov.json") && !files.contains_key("clips/a/2.mp4.json"));
    assert!(files.keys().all(|name| !name.contains(".plumbline-")), "{:?}", files.keys());
    for (name, bytes) in &files {
        let place = String::from_utf8_lossy(bytes).contains(&from.path().display().to_string());
        assert!(!place, "{name} says where the clips lie");
    }
}

#[test]
fn the_results_are_the_same_bytes_for_any_number_of_jobs() {
    let (from, one, many) = (clips(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    run(from.path(), one.path(), &How { jobs: 1, ..How::default() });
    run(from.path(), many.path(), &How { jobs: 8, ..How::default() });
    assert_eq!(files(one.path()), files(many.path()));
}

#[test]
fn what_is_done_and_unchanged_is_passed_over() {
    let (from, out) = (clips(), tempfile::tempdir().unwrap());
    let again = |how: &How| run(from.path(), out.path(), how);
    let how = How { jobs: 2, ..How::default() };
    assert_eq!(again(&how).calls, 5);
    let first = files(out.path());
    let second = again(&how);
    assert_eq!(second.calls, 1, "only the refused one is tried again");
    assert_eq!(second.told.iter().filter(|told| matches!(told, Told::Kept { .. })).count(), 4);
    assert_eq!(files(out.path()), first);
    fs::write(from.path().join("z.mp4"), "other").unwrap();
    assert_eq!(again(&how).calls, 2, "another clip at the same place");
    fs::write(out.path().join("clips/z.mp4.json"), "{}").unwrap();
    assert_eq!(again(&how).calls, 2, "a report that was changed is made anew");
    let heavy = Settings { load_kg: Some(180.0), ..Settings::default() };
    assert_eq!(again(&How { settings: heavy, ..how.clone() }).calls, 5, "other settings");
    fs::write(from.path().join("z.mp4"), "bad").unwrap();
    again(&how);
    assert!(!out.path().join("clips/z.mp4.json").exists(), "a report of what the clip was before");
}

#[test]
fn a_batch_that_was_stopped_goes_on_and_ends_with_the_same_bytes() {
    let (from, whole, stopped) = (clips(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let how = How { jobs: 1, ..How::default() };
    run(from.path(), whole.path(), &how);
    let first = run(from.path(), stopped.path(), &How { stops_at: Some(4), ..how.clone() });
    assert!(first.done.is_none() && !stopped.path().join("manifest.json").exists());
    fs::write(stopped.path().join("clips/.plumbline-x1y2"), "half").unwrap();
    let second = run(from.path(), stopped.path(), &how);
    assert_eq!(second.calls, 3, "two of five were done");
    assert_eq!(files(stopped.path()), files(whole.path()));
}

#[test]
fn shards_put_together_are_the_whole_batch() {
    let (from, whole, parts) = (clips(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    run(from.path(), whole.path(), &How { jobs: 2, ..How::default() });
    let mut calls = 0;
    let mut folders = Vec::new();
    for number in 1..=3 {
        let folder = parts.path().join(number.to_string());
        calls += run(from.path(), &folder, &How { jobs: 1, shard: Some(Shard { number, of: 3 }), ..How::default() }).calls;
        folders.insert(0, folder);
    }
    assert_eq!(calls, 5);
    let put = |folders: &[std::path::PathBuf], out: &str| {
        let store = Store::at(&parts.path().join(out));
        let _lock = store.lock().unwrap();
        merge(folders, &store).map_err(|error| error.to_string())
    };
    assert_eq!(put(&folders, "all").unwrap().totals.clips, 5);
    assert_eq!(files(&parts.path().join("all")), files(whole.path()));
    let told = |folders: &[std::path::PathBuf]| put(folders, "not").unwrap_err();
    assert!(told(&folders[1..]).contains("missing: 3"), "{}", told(&folders[1..]));
    assert!(told(&[&folders[..], &folders[..1]].concat()).contains("twice"));
    assert!(told(&[whole.path().to_path_buf()]).contains("without --shard"));
    assert!(told(&[parts.path().join("none")]).contains("no folder"));
    assert!(put(&folders, "1").unwrap_err().contains("another --out"));
    let other = How { jobs: 1, shard: Some(Shard { number: 1, of: 3 }), ..How::default() };
    let heavy = Settings { load_kg: Some(180.0), ..Settings::default() };
    run(from.path(), &folders[2], &How { settings: heavy, ..other });
    assert!(told(&folders).contains("different settings"));
    fs::remove_file(folders[0].join("manifest.json")).unwrap();
    assert!(told(&folders).contains("to its end"));
}

#[test]
fn two_batches_never_work_in_the_same_folder() {
    let out = tempfile::tempdir().unwrap();
    let store = Store::at(out.path());
    let lock = store.lock().unwrap();
    assert!(store.lock().unwrap_err().to_string().contains("another batch"));
    drop(lock);
    assert!(store.lock().is_ok());
}

#[test]
fn the_manifest_follows_its_schema() {
    let (from, out) = (clips(), tempfile::tempdir().unwrap());
    run(from.path(), out.path(), &How { jobs: 1, shard: Some(Shard { number: 1, of: 1 }), ..How::default() });
    let schema = include_str!("../../assets/schema/batch-1.schema.json");
    let validator = jsonschema::draft202012::new(&serde_json::from_str(schema).unwrap()).unwrap();
    let mut manifest = serde_json::to_value(Manifest::read(&out.path().join("manifest.json")).unwrap()).unwrap();
    let engine = Engine {
        model: "lifter-v1".into(),
        model_sha256: "0".repeat(64),
        detector: "barbell-v0".into(),
        detector_sha256: "1".repeat(64),
        opencv: "4.6.0".into(),
        onnx_runtime_sha256: "2".repeat(64),
    };
    manifest["engines"] = serde_json::to_value([engine]).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&manifest).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    manifest["clips"][0]["owner"] = "someone".into();
    assert!(!validator.is_valid(&manifest));
}
