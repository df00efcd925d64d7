//! How fast a library of 200 athletes and 5,000 analysed sets opens, lists, filters and ranks:
//! `cargo bench --no-default-features --bench library`.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark speaks to the terminal and stops where something is wrong"
)]

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use plumbline::library::{Column, Facts, Filter, Library, NewSet};
use plumbline::recording::canonical;
use plumbline::settings::Settings;
use plumbline::synthetic::{Errors, Scene, film};
use rusqlite::{Connection, params};

/// The size of the library.
const ATHLETES: i64 = 200;
const SETS: i64 = 5_000;
/// What opening and every other step may take, milliseconds.
const OPEN_MS: f64 = 1_000.0;
const STEP_MS: f64 = 100.0;
/// Runs of every step, of which the median counts.
const RUNS: usize = 15;

/// Sets that are drawn and analysed; all others are copies of them whose numbers differ a little.
fn patterns(library: &mut Library, folder: &Path) {
    let errors = [
        Errors::default(),
        Errors { bow_m: 0.09, ..Errors::default() },
        Errors { lumbar_added_deg: 18.0, bow_m: 0.05, ..Errors::default() },
        Errors { hips_first: 1.2, head_up_deg: 40.0, ..Errors::default() },
        Errors { soft_knees_deg: 15.0, arms_bent_deg: 25.0, ..Errors::default() },
    ];
    for (number, errors) in errors.into_iter().enumerate() {
        let clip = folder.join(format!("{number}.mp4"));
        std::fs::write(&clip, number.to_string()).unwrap();
        let set = NewSet {
            athlete: "Pattern".to_owned(),
            day: "2025-01-01".parse().unwrap(),
            facts: Facts::default(),
            clips: vec![clip],
        };
        library.add(&set).unwrap();
        let seen = canonical(film(&Scene { errors, reps: 5, ..Scene::default() }).0);
        let waiting = library.waiting().unwrap();
        library.keep(waiting[0].clip, &seen, &Settings::default()).unwrap();
    }
}

/// Makes the library as large as it is to be.
fn multiply(path: &Path) {
    let mut db = Connection::open(path).unwrap();
    let step = db.transaction().unwrap();
    let kinds: i64 = step.query_row("SELECT count(*) FROM sets", [], |row| row.get(0)).unwrap();
    for athlete in 1..=ATHLETES {
        step.execute("INSERT INTO athletes (id, name) VALUES (?1, ?2)", params![1000 + athlete, format!("Athlete {athlete}")])
            .unwrap();
    }
    for set in 0..SETS {
        let (athlete, number) = (1001 + set % ATHLETES, set / ATHLETES);
        let day = format!("2026-{:02}-{:02}", 1 + number / 28 % 12, 1 + number % 28);
        step.execute("INSERT OR IGNORE INTO sessions (athlete, day) VALUES (?1, ?2)", params![athlete, day]).unwrap();
        let session: i64 = step
            .query_row("SELECT id FROM sessions WHERE athlete = ?1 AND day = ?2", params![athlete, day], |row| row.get(0))
            .unwrap();
        let (id, pattern) = (10_000 + set, 1 + (set * 7 + set / 13) % kinds);
        let load = 60.0 + (set % 37) as f64 * 5.0;
        step.prepare_cached(
            "INSERT INTO sets (id, session, load_kg, rpe, note, added_s, reps, kind, worst, told)
             SELECT ?1, ?2, ?3, 6 + ?1 % 5, '', added_s, reps, kind, worst, told FROM sets WHERE id = ?4",
        )
        .unwrap()
        .execute(params![id, session, load, pattern])
        .unwrap();
        step.prepare_cached(
            "INSERT INTO clips (id, set_id, path, bytes, sha256, state, recording, view) VALUES (?1, ?1, ?2, 1, ?2, 'analysed', 'none', 'side')",
        )
        .unwrap()
        .execute(params![id, format!("/sets/{id}.mp4")])
        .unwrap();
        let share = 1.0 + ((set * 31) % 21 - 10) as f64 / 200.0;
        step.prepare_cached(
            "INSERT INTO measures SELECT ?1, rep, kind, value * ?3, sd, unit, at_s, ?1 FROM measures WHERE set_id = ?2",
        )
        .unwrap()
        .execute(params![id, pattern, share])
        .unwrap();
        step.prepare_cached(
            "INSERT INTO findings SELECT ?1, rep, fault, verdict, severity, min(1, probability * ?3), kind, value * ?3, sd, unit, border,
             at_s, ?1, reason FROM findings WHERE set_id = ?2",
        )
        .unwrap()
        .execute(params![id, pattern, share])
        .unwrap();
    }
    step.execute(
        "INSERT OR REPLACE INTO first_told SELECT e.athlete, f.fault, min(e.day), min(CASE WHEN f.verdict = 3 THEN e.day END)
         FROM sessions e JOIN sets s ON s.session = e.id JOIN findings f ON f.set_id = s.id AND f.rep = 0
         WHERE f.verdict >= 1 GROUP BY e.athlete, f.fault",
        [],
    )
    .unwrap();
    step.commit().unwrap();
}

/// Decides all but so many of the newest findings.
fn decide(path: &Path, left: i64) {
    Connection::open(path)
        .unwrap()
        .execute(
            "INSERT INTO decisions (set_id, fault, ruling, made_s) SELECT set_id, fault, 'accepted', 0 FROM findings
             WHERE rep = 0 AND verdict >= 2 ORDER BY set_id LIMIT max(0, (SELECT count(*) FROM findings WHERE rep = 0 AND verdict >= 2) - ?1)",
            [left],
        )
        .unwrap();
}

/// Time that this thread has had of a processor, milliseconds, where the system tells it: on a machine that others keep busy it says more
/// than the clock.
fn processor_ms() -> Option<f64> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(told.split_whitespace().next()?.parse::<f64>().ok()? / 1e6)
}

fn median(what: &str, wanted_ms: f64, mut step: impl FnMut() -> usize) {
    let mut rows = 0;
    let before = processor_ms();
    let mut times: Vec<f64> = (0..RUNS)
        .map(|_| {
            let begin = Instant::now();
            rows = black_box(step());
            begin.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let (median, worst) = (times[RUNS / 2], times[RUNS - 1]);
    let word = if median < wanted_ms { "" } else { "  MISSED" };
    let busy = before
        .zip(processor_ms())
        .map_or_else(String::new, |(from, to)| format!(", {:.1} ms of the processor each", (to - from) / RUNS as f64));
    println!("{what:<44} {median:7.1} ms (slowest {worst:.1}){busy}, {rows} rows; wanted: under {wanted_ms} ms{word}");
}

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("library").join("library.sqlite");
    patterns(&mut Library::open(&path).unwrap(), folder.path());
    multiply(&path);
    let size = std::fs::metadata(&path).unwrap().len() as f64 / 1e6;
    println!("{ATHLETES} athletes, {SETS} analysed sets, {size:.0} MB");
    let all = Filter::default();
    median("open, athletes, sets, inbox (all undecided)", OPEN_MS, || {
        let library = Library::open(&path).unwrap();
        library.athletes().unwrap().len() + library.sets(&all, Column::Day, true).unwrap().len() + library.inbox().unwrap().len()
    });
    let library = Library::open(&path).unwrap();
    median("list all by day", STEP_MS, || library.sets(&all, Column::Day, true).unwrap().len());
    median("list all by what is told", STEP_MS, || library.sets(&all, Column::Worst, true).unwrap().len());
    let words = Filter { words: "athlete drifts".to_owned(), ..Filter::default() };
    median("filter by words", STEP_MS, || library.sets(&words, Column::Day, true).unwrap().len());
    let fault = Filter { fault: Some("bar-drift"), least: Some(3), ..Filter::default() };
    median("filter by fault and grade", STEP_MS, || library.sets(&fault, Column::Load, true).unwrap().len());
    let one = Filter { athlete: Some(library.athlete("Athlete 12").unwrap()), ..Filter::default() };
    median("filter by athlete", STEP_MS, || library.sets(&one, Column::Day, true).unwrap().len());
    median("athletes with what is open", STEP_MS, || library.athletes().unwrap().len());
    median("rank the inbox, all undecided", STEP_MS, || library.inbox().unwrap().len());
    let athlete = library.athlete("Athlete 12").unwrap();
    median("progress of one athlete", STEP_MS, || library.progress(athlete, None).unwrap().sets.len());
    decide(&path, 300);
    median("rank the inbox, 300 undecided", STEP_MS, || library.inbox().unwrap().len());
}
