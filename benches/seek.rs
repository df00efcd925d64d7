//! How soon a frame is seen after it is asked for: `cargo bench --bench seek -- CLIP [SEEKS]`.
//!
//! Two figures for frames spread over the clip, asked for one after the other: until a picture of the very frame is there, and until it is
//! sharp; right after opening, with and without the glimpses that watching it leaves, while the clip is still being gone through, and when
//! that is done. Beside the wall's time stands that of the
//! processor for a seek, which other programs at work do not change much.
#![allow(clippy::print_stdout, missing_docs)]

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use plumbline::pipeline::FrameSource as _;
use plumbline::player::{Glimpses, Pictures};
use plumbline::video::{ClipSource, ReadOptions, quiet_decoder};

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

fn measure(clip: &Path, seeks: usize) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let options = ReadOptions::default();
    let start = Instant::now();
    let mut source = ClipSource::open(clip, &options)?;
    let (mut times, mut glimpses) = (Vec::new(), Glimpses::new(source.expected_frames().unwrap_or(1800)));
    let mut kept = Duration::ZERO;
    while let Some(frame) = source.next_frame()? {
        times.push(frame.at.0);
        let begin = Instant::now();
        glimpses.see(&frame);
        kept += begin.elapsed();
    }
    let times: Arc<[f64]> = times.into();
    println!(
        "{} frames; decoded once in {:.1} s, of which {:.1} s and {} MB for the glimpses",
        times.len(),
        start.elapsed().as_secs_f64(),
        kept.as_secs_f64(),
        glimpses.bytes() >> 20
    );
    let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(|| {});
    let some = (seeks / 4).max(1);
    println!("right after opening a clip that was watched another day:");
    seek(&mut Pictures::open(clip, &options, &times, 1280, None, &wake), times.len(), some);
    let mut pictures = Pictures::open(clip, &options, &times, 1280, Some(Arc::new(glimpses)), &wake);
    println!("right after it was watched:");
    seek(&mut pictures, times.len(), some);
    let start = Instant::now();
    while !pictures.read().1 && start.elapsed() < PATIENCE * 30 {
        std::thread::sleep(Duration::from_millis(5));
    }
    println!("gone through in {:.1} s, resident {} MB", start.elapsed().as_secs_f64(), resident_mb());
    seek(&mut pictures, times.len(), seeks);
    println!("resident {} MB; trouble: {:?}", resident_mb(), pictures.trouble());
    Ok(())
}

/// Asks for frames all over the clip, each when the one before is there, and says how soon they came.
fn seek(pictures: &mut Pictures, frames: usize, seeks: usize) {
    let (mut exact, mut sharp) = (Vec::new(), Vec::new());
    let busy = processor_s();
    for number in 1..=seeks {
        let frame = number * 7_919 % frames.max(1);
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
            std::thread::sleep(Duration::from_millis(1));
        }
        // A hand rests between two seeks.
        std::thread::sleep(Duration::from_millis(120));
    }
    say("  the very frame", &mut exact, seeks);
    say("  sharp", &mut sharp, seeks);
    println!("  {:.0} ms of processor a seek, with all that goes on beside it", (processor_s() - busy) * 1e3 / seeks as f64);
}

/// Processor time of this process, seconds; 0 where the system does not tell.
fn processor_s() -> f64 {
    // User and system time in ticks of 10 ms, behind the name in brackets.
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
    ticks.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
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
