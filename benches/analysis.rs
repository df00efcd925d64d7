//! How long recording to analysis takes for a clip of 60 s at 60 frames a second: `cargo bench --no-default-features --bench analysis`.
#![allow(clippy::print_stdout, reason = "a benchmark speaks to the terminal")]

use std::hint::black_box;
use std::time::Instant;

use plumbline::pipeline::analyze;
use plumbline::settings::Settings;
use plumbline::synthetic::{Scene, Shake, film};

/// What the analysis may take, milliseconds.
const WANTED_MS: f64 = 50.0;
/// Runs, of which the median counts.
const RUNS: usize = 21;

fn main() {
    let shake = Shake { joints_px: 2.0, wander_px: 2.0, miss_m: 0.012, unsure_share: 0.01, ..Shake::default() };
    let scene = Scene { reps: 8, rest_s: 4.0, hold_s: 1.0, pull_s: 1.5, before_s: 2.0, fps: 60.0, shake, ..Scene::default() };
    let (recording, _) = film(&scene);
    let settings = Settings::default();
    let mut times: Vec<f64> = (0..RUNS)
        .map(|_| {
            let begin = Instant::now();
            black_box(analyze(black_box(&recording), &settings));
            begin.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let (median, seconds) = (times[RUNS / 2], recording.moments.len() as f64 / scene.fps);
    let for_a_minute = median * 60.0 / seconds;
    println!(
        "{seconds:.0} s at {:.0} frames a second, {} repetitions: {median:.1} ms (least {:.1})",
        scene.fps, scene.reps, times[0]
    );
    println!("for 60 s: {for_a_minute:.1} ms; wanted: under {WANTED_MS} ms");
}
