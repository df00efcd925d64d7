//! How soon a frame is seen after it is asked for: `cargo bench --bench seek -- CLIP [SEEKS]`.
//!
//! Two figures for frames spread over the clip, asked for one after the other: until a picture of the very frame is there, and until it is
//! sharp; once the clip was gone through, and before where the clip is long.
#![allow(clippy::print_stdout, missing_docs)]

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use plumbline::player::Pictures;
use plumbline::video::{ReadOptions, VideoReader, quiet_decoder};

/// Longest wait for one picture.
const PATIENCE: Duration = Duration::from_secs(20);

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let Some(clip) = arguments.first() else {
        println!("name a clip: cargo bench --bench seek -- CLIP [SEEKS]");
        return;
    };
    let seeks: usize = arguments.get(1).and_then(|seeks| seeks.parse().ok()).unwrap_or(60);
    quiet_decoder();
    if let Err(reason) = measure(Path::new(clip), seeks) {
        println!("{reason}");
    }
}

fn measure(clip: &Path, seeks: usize) -> Result<(), Box<dyn std::error::Error>> {
    let options = ReadOptions::default();
    let start = Instant::now();
    let mut reader = VideoReader::open(clip, &ReadOptions { max_side: Some(64), ..options })?;
    let mut times = Vec::new();
    while let Some(frame) = reader.next_frame()? {
        times.push(frame.at.0);
    }
    let times: Arc<[f64]> = times.into();
    println!("{} frames; decoded once in {:.1} s", times.len(), start.elapsed().as_secs_f64());
    let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(|| {});
    let mut pictures = Pictures::open(clip, &options, &times, 1280, &wake);
    let start = Instant::now();
    while !pictures.read().1 && start.elapsed() < PATIENCE * 30 {
        std::thread::sleep(Duration::from_millis(5));
    }
    println!("gone through in {:.1} s, resident {} MB", start.elapsed().as_secs_f64(), resident_mb());
    let (mut exact, mut sharp) = (Vec::new(), Vec::new());
    for number in 0..seeks {
        let frame = number * 7_919 % times.len().max(1);
        pictures.want(frame, false, 1);
        let asked = Instant::now();
        let mut seen = false;
        while asked.elapsed() < PATIENCE {
            if let Some(picture) = pictures.take().filter(|picture| picture.frame == frame) {
                if !std::mem::replace(&mut seen, true) {
                    exact.push(asked.elapsed().as_secs_f64() * 1e3);
                }
                if picture.sharp {
                    sharp.push(asked.elapsed().as_secs_f64() * 1e3);
                    break;
                }
            }
            std::thread::sleep(Duration::from_micros(500));
        }
    }
    say("the very frame", &mut exact, seeks);
    say("sharp", &mut sharp, seeks);
    println!("resident {} MB; trouble: {:?}", resident_mb(), pictures.trouble());
    Ok(())
}

fn say(what: &str, times_ms: &mut [f64], of: usize) {
    times_ms.sort_by(f64::total_cmp);
    let at = |share: f64| times_ms.get((share * times_ms.len().saturating_sub(1) as f64) as usize).copied().unwrap_or(f64::NAN);
    println!(
        "{what}: {} of {of}; median {:.0} ms, 95 % within {:.0} ms, all within {:.0} ms",
        times_ms.len(),
        at(0.5),
        at(0.95),
        at(1.0)
    );
}

/// Resident memory of this process, megabytes; 0 where the system does not tell.
fn resident_mb() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("0");
    line.split_whitespace().next().and_then(|kb| kb.parse::<usize>().ok()).unwrap_or(0) / 1024
}
