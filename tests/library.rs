//! The library from the command line, and what is left of it when the program is killed.
#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it must be")]

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use plumbline::library::{ClipState, Library, SetId};
use plumbline::recording::{canonical, write};
use plumbline::synthetic::{Errors, Scene, film};

/// Recordings in the import that is killed, and how often it is.
const CLIPS: usize = 60;
const KILLS: u64 = 24;

fn plumbline(library: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plumbline"));
    command.args(["library", "--library"]).arg(library).args(arguments);
    command
}

fn run(library: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = plumbline(library, arguments).output().unwrap();
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

/// A short recording of one drawn repetition.
fn recording(path: &Path, errors: Errors) {
    write(&canonical(film(&Scene { errors, reps: 1, fps: 15.0, ..Scene::default() }).0), path).unwrap();
}

/// What the lines that were written whole say was saved and analysed.
fn said(output: &str) -> (BTreeSet<i64>, BTreeSet<i64>) {
    let whole = output.rfind('\n').map_or("", |end| &output[..end]);
    let of = |word: &str| {
        let lines = whole.lines().filter_map(|line| line.strip_prefix(word)?.strip_prefix(" set ")?.split_once(':'));
        lines.map(|(number, _)| number.parse().unwrap()).collect()
    };
    (of("saved"), of("analysed"))
}

#[test]
fn killing_the_program_at_any_moment_loses_nothing_that_was_said_to_be_saved() {
    let folder = tempfile::tempdir().unwrap();
    let (library, clips) = (folder.path().join("l").join("library.sqlite"), folder.path().join("clips"));
    std::fs::create_dir_all(clips.join("Athlete 1")).unwrap();
    recording(&clips.join("seen.json"), Errors::default());
    let text = std::fs::read_to_string(clips.join("seen.json")).unwrap();
    let paths: Vec<PathBuf> = (0..CLIPS).map(|number| clips.join(format!("2026-03-14 {number}.json"))).collect();
    for (number, path) in paths.iter().enumerate() {
        // Each another file: more or less room at its end.
        std::fs::write(path, format!("{text}{}", "\n".repeat(number))).unwrap();
    }
    let names: Vec<&str> = paths.iter().map(|path| path.to_str().unwrap()).collect();
    let arguments = [&["add", "--athlete", "Athlete 1"], &names[..]].concat();
    let (mut saved, mut analysed, mut killed, mut state) = (BTreeSet::new(), BTreeSet::new(), 0, 0x2545_f491_u64);
    for round in 0..KILLS {
        let mut child = plumbline(&library, if round % 2 == 0 { &arguments } else { &["analyze"] })
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Moments after so many things said and a little time more, so that a slow machine is killed in its work too (xorshift: every run
        // takes the same).
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let (mut stdout, mut output) = (BufReader::new(child.stdout.take().unwrap()), String::new());
        let wanted = if round % 2 == 0 { 1 + state % 9 } else { state % 4 };
        let mut heard = 0;
        while heard < wanted {
            let from = output.len();
            if stdout.read_line(&mut output).unwrap() == 0 {
                break;
            }
            heard += u64::from(!output[from..].starts_with("known"));
        }
        std::thread::sleep(Duration::from_millis((state >> 8) % 60));
        child.kill().unwrap();
        stdout.read_to_string(&mut output).unwrap();
        killed += usize::from(child.wait().unwrap().code().is_none());
        let (more_saved, more_analysed) = said(&output);
        saved.extend(more_saved);
        analysed.extend(more_analysed);
        let there = Library::open(&library).unwrap();
        assert_eq!(there.check().unwrap(), Vec::<String>::new(), "round {round}");
        for set in &saved {
            there.show(SetId(*set)).unwrap_or_else(|error| panic!("round {round}: set {set} was said to be saved: {error}"));
        }
        for set in &analysed {
            let shown = there.show(SetId(*set)).unwrap();
            assert_eq!(shown.clips[0].state, ClipState::Analysed, "round {round}: set {set} was said to be analysed");
            assert!(shown.reps == Some(1) && !shown.findings.is_empty(), "round {round}: {shown:?}");
        }
    }
    assert!(killed > KILLS as usize / 2, "only {killed} of {KILLS} runs were still at work");
    assert!(saved.len() > 20 && analysed.len() > 5, "too little was done: {} {}", saved.len(), analysed.len());
    // What is left over is taken up again, and nothing is there twice.
    let (code, ..) = run(&library, &arguments);
    assert_eq!(code, Some(0));
    let (code, ..) = run(&library, &["analyze"]);
    assert_eq!(code, Some(0));
    let there = Library::open(&library).unwrap();
    assert!(there.waiting().unwrap().is_empty() && there.check().unwrap().is_empty());
    let rows = there.sets(&plumbline::library::Filter::default(), plumbline::library::Column::Day, true).unwrap();
    assert_eq!(rows.len(), CLIPS);
    assert!(rows.iter().all(|row| row.reps == Some(1)));
}

#[test]
fn a_library_is_filled_listed_ranked_decided_and_copied_from_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let library = folder.path().join("library.sqlite");
    write(
        &canonical(film(&Scene { errors: Errors { bow_m: 0.09, ..Errors::default() }, ..Scene::default() }).0),
        Path::new(&at("2026-03-14 140kg.json")),
    )
    .unwrap();
    let (code, out, err) = run(&library, &["add", "--athlete", "Athlete 12", "--rpe", "8", &at("2026-03-14 140kg.json")]);
    assert!(
        code == Some(0) && out.starts_with("saved set 1: Athlete 12, 2026-03-14") && out.contains("analysed set 1"),
        "{out}{err}"
    );
    let (_, out, _) = run(&library, &["list"]);
    assert!(out.contains("140 kg") && out.contains("3 reps") && out.contains("bar-drift"), "{out}");
    let (_, out, _) = run(&library, &["inbox"]);
    assert!(out.lines().any(|line| line.contains("bar-drift (m") && line.contains('±')), "{out}");
    let (code, _, err) = run(&library, &["decide", "1", "bar-drift", "clear"]);
    assert!(code == Some(2) && err.contains("said when overriding"), "{err}");
    let (code, ..) = run(&library, &["decide", "1", "bar-drift", "clear", "--reason", "The camera moved."]);
    assert_eq!(code, Some(0));
    let (code, ..) = run(&library, &["comment", "1", "Film from hip height.", "--fault", "bar-drift"]);
    assert_eq!(code, Some(0));
    let (code, ..) = run(&library, &["view", "1", "oblique"]);
    assert_eq!(code, Some(0));
    let (_, out, _) = run(&library, &["show", "1"]);
    for words in ["coach: clear The camera moved.", "comment: Film from hip height.", "said to be oblique"] {
        assert!(out.contains(words), "{words}: {out}");
    }
    let (_, out, _) = run(&library, &["progress", "Athlete 12"]);
    assert!(out.contains("m/s") && out.contains("estimated maximum: not assessed."), "{out}");
    let (code, out, _) = run(&library, &["backup", &at("copy.sqlite")]);
    assert!(code == Some(0) && Library::open(Path::new(&at("copy.sqlite"))).unwrap().show(SetId(1)).is_ok(), "{out}");
    let (_, out, _) = run(&library, &["decide", "1", "bar-drift", "marked", "--reason", "Seen again."]);
    assert!(out.starts_with("saved marked"), "{out}");
    let (code, out, err) = run(&library, &["restore", &at("copy.sqlite")]);
    assert!(code == Some(0) && out.contains("before: ") && Path::new(&at("library-before-1.sqlite")).is_file(), "{out}{err}");
    let (_, out, _) = run(&library, &["show", "1"]);
    assert!(out.contains("coach: clear") && !out.contains("coach: marked"), "{out}");
    let (code, out, _) = run(&library, &["check"]);
    assert!(code == Some(0) && out.starts_with("whole: "), "{out}");
    for (arguments, wanted) in [
        (vec!["show", "99"], "no set 99"),
        (vec!["progress", "Nobody"], "no athlete Nobody"),
        (vec!["add", "/nowhere/a.mp4"], "cannot be read"),
        (vec!["list", "--fault", "no-such"], "plumbline faults"),
        (vec!["comment", "1", "Yes.", "--fault", "no-such"], "plumbline faults"),
        (vec!["view", "1", "above"], "side, oblique, front, back or seen"),
        (vec!["restore", "/nowhere/copy.sqlite"], "cannot be read"),
    ] {
        let (code, _, err) = run(&library, &arguments);
        assert!(code == Some(2) && err.contains(wanted), "{arguments:?}: {err}");
    }
}
