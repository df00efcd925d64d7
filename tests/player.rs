//! The player on odd clips: every picture asked for is the frame's own, however the decoder leaps; a file that goes is told.

#![cfg(feature = "video")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/clips.rs"]
#[allow(dead_code, reason = "each test file uses its own part")]
mod clips;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clips::{H264, Studio, difference};
use plumbline::player::{Picture, Pictures};
use plumbline::video::{ReadOptions, VideoReader};

/// Every frame as the reader gives it in order: its time and its picture.
fn in_order(path: &Path) -> (Arc<[f64]>, Vec<Vec<u8>>) {
    let mut reader = VideoReader::open(path, &ReadOptions::default()).unwrap();
    let (mut times, mut pictures) = (Vec::new(), Vec::new());
    while let Some(frame) = reader.next_frame().unwrap() {
        times.push(frame.at.0);
        pictures.push(frame.rgb);
    }
    (times.into(), pictures)
}

fn open(path: &Path, times: &Arc<[f64]>) -> Pictures {
    let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(|| {});
    Pictures::open(path, &ReadOptions::default(), times, 1280, None, &wake)
}

/// The sharp picture of a frame.
fn sharp(pictures: &mut Pictures, frame: usize) -> Picture {
    pictures.want(frame, false, 1);
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(30) {
        if let Some(picture) = pictures.take().filter(|picture| picture.sharp && picture.frame == frame) {
            return picture;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    panic!("frame {frame} never came: {:?}", pictures.trouble());
}

/// Asks for frames all over a clip and holds each against the one that came in order.
fn check(path: &Path) {
    let (times, truth) = in_order(path);
    let mut pictures = open(path, &times);
    for number in 0..12 {
        let frame = number * 37 % times.len();
        let picture = sharp(&mut pictures, frame);
        let rgb: Vec<u8> = picture.rgba.as_chunks::<4>().0.iter().flat_map(|&[r, g, b, _]| [r, g, b]).collect();
        let own = difference(&rgb, &truth[frame]);
        let next = truth.get(frame + 1).map_or(f64::INFINITY, |next| difference(&rgb, next));
        assert!(own < 1.0 && own < next, "{}: frame {frame} is off by {own}, the next by {next}", path.display());
    }
}

#[test]
fn frames_are_the_own_ones_at_even_and_uneven_rates_and_with_far_key_frames() {
    let Some(studio) = Studio::open() else { return };
    let even = "testsrc2=size=192x128:rate=30:duration=5";
    check(&studio.film("keys.mp4", even, &[H264, &["-g", "30"]].concat()));
    check(&studio.film("one-key.mp4", even, &[H264, &["-g", "1000"]].concat()));
    let jitter = "testsrc2=size=192x128:rate=30:duration=5,settb=1/90000,\
        setpts='PTS+floor(1200*sin(N*1.7))+if(gt(N,75),1500*(N-75),0)'";
    let timed = ["-video_track_timescale", "90000", "-enc_time_base", "1/90000", "-vsync", "passthrough", "-g", "30"];
    check(&studio.film("jitter.mp4", jitter, &[H264, &timed[..]].concat()));
    check(&studio.film("stream.ts", even, &[H264, &["-g", "30"]].concat()));
    check(&studio.film("every.avi", even, &["-c:v", "mjpeg", "-q:v", "3"]));
}

#[test]
fn rotated_and_slow_clips_are_played_too() {
    let Some(studio) = Studio::open() else { return };
    let plain = studio.film("plain.mp4", "testsrc2=size=192x128:rate=60:duration=2", &[H264, &["-g", "30"]].concat());
    check(&studio.copy("turned.mov", &plain, &["-c", "copy", "-metadata:s:v:0", "rotate=90"]));
    // Slow motion stretches the recording's clock, not the file's, which is the player's.
    let (times, _) = in_order(&plain);
    let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(|| {});
    let slow = ReadOptions { slow_motion: 8.0, ..ReadOptions::default() };
    let mut pictures = Pictures::open(&plain, &slow, &times, 1280, None, &wake);
    assert_eq!(sharp(&mut pictures, 77).frame, 77);
}

#[test]
fn a_file_that_is_taken_away_is_told_and_the_pictures_there_are_stay() {
    let Some(studio) = Studio::open() else { return };
    let path = studio.film("set.mp4", "testsrc2=size=192x128:rate=30:duration=5", &[H264, &["-g", "30"]].concat());
    let (times, _) = in_order(&path);
    let bytes = std::fs::read(&path).unwrap();
    let mut pictures = open(&path, &times);
    sharp(&mut pictures, 20);
    // What a pulled-out card looks like: the file is there no more, and what was open has no more bytes.
    std::fs::write(&path, b"").unwrap();
    std::fs::remove_file(&path).unwrap();
    drop(pictures);
    let mut pictures = open(&path, &times);
    pictures.want(140, false, 1);
    let start = Instant::now();
    let trouble = loop {
        if let Some(trouble) = pictures.trouble() {
            break trouble.to_owned();
        }
        assert!(start.elapsed() < Duration::from_secs(30), "nothing was said");
        std::thread::sleep(Duration::from_millis(5));
    };
    assert!(trouble.contains("set.mp4"), "{trouble}");
    std::fs::write(&path, &bytes).unwrap();
    assert_eq!(sharp(&mut pictures, 140).frame, 140);
    let start = Instant::now();
    while pictures.trouble().is_some() {
        assert!(start.elapsed() < Duration::from_secs(30), "{:?}", pictures.trouble());
        std::thread::sleep(Duration::from_millis(5));
    }
}
