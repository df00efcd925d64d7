//! The player's threads on a made-up film whose every picture tells its number.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::*;
use crate::frame::Frame;
use crate::units::Seconds;

/// How a film leaps.
#[derive(Clone, Copy)]
enum Leaps {
    /// To the key frame before, every 30th.
    ToKeys,
    /// The same, and every frame takes 2 ms to decode.
    ToKeysSlowly,
    /// So many frames too far.
    TooFar(usize),
    Never,
}

/// Uneven times of frames, as phones have them.
fn times(frames: usize) -> Arc<[f64]> {
    (0..frames).map(|n| n as f64 / 30.0 + if n % 4 == 1 { 0.011 } else { 0.0 }).collect()
}

struct Made {
    times: Arc<[f64]>,
    next: usize,
    leaps: Leaps,
    gone: Arc<AtomicBool>,
    decoded: Arc<AtomicUsize>,
    pictured: Arc<AtomicUsize>,
}

impl Film for Made {
    fn go_on(&mut self) -> Result<Option<Option<f64>>, String> {
        let Some(&at) = self.times.get(self.next).filter(|_| !self.gone.load(Ordering::Relaxed)) else { return Ok(None) };
        if matches!(self.leaps, Leaps::ToKeysSlowly) {
            std::thread::sleep(Duration::from_millis(2));
        }
        self.decoded.fetch_add(1, Ordering::Relaxed);
        self.next += 1;
        // The last frames have no time, as with the real decoder.
        Ok(Some((self.next + 3 < self.times.len()).then_some(at)))
    }

    fn picture(&mut self) -> Result<Option<Frame>, String> {
        self.pictured.fetch_add(1, Ordering::Relaxed);
        let [_, r, g, b] = (self.next as u32 - 1).to_be_bytes();
        Ok(Some(Frame { index: 0, at: Seconds(0.0), width: 2, height: 1, rgb: vec![r, g, b, 0, 0, 0] }))
    }

    fn leap(&mut self, playing_s: f64) -> Result<bool, String> {
        let frame = self.times.partition_point(|&t| t < playing_s);
        match self.leaps {
            Leaps::Never => return Ok(false),
            Leaps::ToKeys | Leaps::ToKeysSlowly => self.next = frame / 30 * 30,
            Leaps::TooFar(by) => self.next = frame + by,
        }
        Ok(true)
    }
}

struct Plain;

impl Press for Plain {
    fn pack(&mut self, frame: &Frame, _: Side) -> Option<Vec<u8>> {
        Some(frame.rgb.clone())
    }

    fn unpack(&mut self, bytes: &[u8]) -> Option<(usize, usize, Vec<u8>)> {
        Some((2, 1, bytes.to_vec()))
    }
}

struct Stage {
    pictures: Pictures,
    gone: Arc<AtomicBool>,
    decoded: Arc<AtomicUsize>,
    /// Pictures made, of the frames decoded.
    pictured: Arc<AtomicUsize>,
    wakes: Arc<AtomicUsize>,
    /// Lives as long as a thread of the player does.
    alive: std::sync::Weak<()>,
}

/// A player of a film of so many frames, whose recording has so many times.
fn stage(frames: usize, recorded: usize, leaps: Leaps, bytes: usize) -> Stage {
    glimpsed(frames, recorded, leaps, bytes, None)
}

/// The same, of which something was kept before.
fn glimpsed(frames: usize, recorded: usize, leaps: Leaps, bytes: usize, glimpses: Option<Arc<Glimpses>>) -> Stage {
    let gone = Arc::new(AtomicBool::new(false));
    let [decoded, pictured, wakes] = [(); 3].map(|()| Arc::new(AtomicUsize::new(0)));
    let held = Arc::new(());
    let alive = Arc::downgrade(&held);
    let open = {
        let (gone, decoded, pictured) = (gone.clone(), decoded.clone(), pictured.clone());
        move || -> Open {
            let (gone, decoded, pictured, held) = (gone.clone(), decoded.clone(), pictured.clone(), held.clone());
            Box::new(move |_| {
                let _ = &held;
                if gone.load(Ordering::Relaxed) {
                    return Err("there is no film".into());
                }
                let times = times(frames);
                Ok(Box::new(Made {
                    times,
                    next: 0,
                    leaps,
                    gone: gone.clone(),
                    decoded: decoded.clone(),
                    pictured: pictured.clone(),
                }))
            })
        }
    };
    let woken = wakes.clone();
    let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(move || {
        woken.fetch_add(1, Ordering::Relaxed);
    });
    let budget = Budget { bytes, near: 40, sharp: 4, ..Budget::default() };
    let pictures = Pictures::start(&open, &|| Box::new(Plain), &times(recorded), budget, glimpses, &wake);
    Stage { pictures, gone, decoded, pictured, wakes, alive }
}

/// The number that a picture itself tells.
fn told(picture: &Picture) -> usize {
    u32::from_be_bytes([0, picture.rgba[0], picture.rgba[1], picture.rgba[2]]) as usize
}

fn until<T>(mut ready: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = ready() {
            return found;
        }
        assert!(start.elapsed() < Duration::from_secs(20), "it never came");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Asks for a frame and waits for its sharp picture; every picture on the way must tell its own number.
fn sharp(stage: &mut Stage, frame: usize) -> Vec<usize> {
    // The first frame is wanted from the start: its picture may be there already, and comes once.
    if stage.pictures.take().is_some_and(|picture| picture.frame == frame && picture.sharp) {
        return vec![frame];
    }
    stage.pictures.want(frame, false, 1);
    let mut seen = Vec::new();
    until(|| {
        let picture = stage.pictures.take()?;
        assert_eq!(told(&picture), picture.frame, "the picture is of another frame than it says");
        seen.push(picture.frame);
        (picture.frame == frame && picture.sharp).then_some(())
    });
    seen
}

fn filled(stage: &mut Stage) {
    until(|| stage.pictures.read().1.then_some(()));
}

#[test]
fn every_frame_asked_for_comes_and_is_the_one_it_says_however_the_decoder_leaps() {
    for leaps in [Leaps::ToKeys, Leaps::TooFar(3), Leaps::TooFar(700), Leaps::Never] {
        let mut stage = stage(600, 600, leaps, 1 << 20);
        for frame in [0, 1, 300, 299, 599, 17, 450, 451, 120, 598] {
            sharp(&mut stage, frame);
        }
        assert!(stage.wakes.load(Ordering::Relaxed) > 0 && stage.pictures.trouble().is_none());
    }
}

#[test]
fn the_small_picture_of_the_very_frame_is_there_at_once_when_the_clip_was_gone_through() {
    let mut stage = stage(600, 600, Leaps::ToKeys, 1 << 20);
    filled(&mut stage);
    for frame in [500, 3, 250, 599] {
        assert_eq!(sharp(&mut stage, frame)[0], frame);
    }
}

#[test]
fn going_through_the_clip_waits_for_a_frame_that_is_looked_at() {
    let mut stage = stage(20_000, 20_000, Leaps::ToKeysSlowly, 1 << 20);
    sharp(&mut stage, 0);
    std::thread::sleep(Duration::from_millis(120));
    assert!(stage.pictures.read().0 > 0, "it went on while nothing was sought");
    let before = stage.pictured.load(Ordering::Relaxed);
    sharp(&mut stage, 15_029);
    // Some 29 frames are decoded on the way, of which three have pictures; going on beside it would make as many more.
    let made = stage.pictured.load(Ordering::Relaxed) - before;
    assert!(made <= 12, "{made} pictures were made meanwhile");
}

#[test]
fn what_was_kept_while_the_clip_was_watched_shows_the_very_frame_right_after_opening() {
    let mut film = Made {
        times: times(3_000),
        next: 0,
        leaps: Leaps::Never,
        gone: Arc::default(),
        decoded: Arc::default(),
        pictured: Arc::default(),
    };
    let mut glimpses = Glimpses::new(3_000);
    while film.go_on().unwrap().is_some() {
        let at = Seconds(film.times[film.next - 1]);
        let picture = film.picture().unwrap().unwrap();
        glimpses.add(&Frame { at, ..picture }, |frame, side| Plain.pack(frame, side));
    }
    let mut stage = glimpsed(3_000, 3_000, Leaps::ToKeysSlowly, 1 << 20, Some(Arc::new(glimpses)));
    let mut before = 0;
    for frame in [2_999, 1_500, 77, 2_048] {
        let seen = sharp(&mut stage, frame);
        // What was on its way may still come; then the small picture of the very frame, and the sharp one.
        assert!(seen.iter().all(|&at| at == frame || at == before), "{seen:?}");
        let count = seen.iter().filter(|&&at| at == frame).count();
        assert!((2..=4).contains(&count), "{seen:?}: small, then sharp, and not again and again");
        before = frame;
    }
}

#[test]
fn the_latest_request_counts() {
    let mut stage = stage(600, 600, Leaps::ToKeys, 1 << 20);
    filled(&mut stage);
    for frame in 0..600 {
        stage.pictures.want(frame, false, 1);
    }
    assert_eq!(sharp(&mut stage, 42).last(), Some(&42));
    std::thread::sleep(Duration::from_millis(30));
    assert_eq!(stage.pictures.take(), None, "nothing of the old requests comes after it");
}

#[test]
fn of_a_long_clip_a_near_picture_comes_first_and_then_the_very_one() {
    // Room for 100 of 20,000 pictures.
    let mut stage = stage(20_000, 20_000, Leaps::ToKeys, 600);
    filled(&mut stage);
    let decoded = stage.decoded.load(Ordering::Relaxed);
    for frame in [10_001, 15_777, 2_021] {
        let seen = sharp(&mut stage, frame);
        assert!(seen[0].abs_diff(frame) <= 256, "{seen:?}");
    }
    assert!(stage.decoded.load(Ordering::Relaxed) - decoded < 300, "leaps, not a way through the clip");
}

#[test]
fn of_frames_on_the_way_no_picture_is_made_and_back_and_forth_shows_the_sharp_one_again() {
    let mut stage = stage(3_000, 3_000, Leaps::Never, 1 << 20);
    filled(&mut stage);
    let pictured = stage.pictured.load(Ordering::Relaxed);
    sharp(&mut stage, 2_000);
    assert!(stage.pictured.load(Ordering::Relaxed) - pictured <= 4, "of two thousand frames on the way");
    for frame in [1_999, 2_000, 1_998, 2_000] {
        sharp(&mut stage, frame);
    }
}

#[test]
fn while_it_plays_the_next_picture_is_ready_before_it_is_due() {
    let mut stage = stage(3_000, 3_000, Leaps::ToKeys, 1 << 20);
    filled(&mut stage);
    sharp(&mut stage, 500);
    stage.pictures.want(500, true, 1);
    std::thread::sleep(Duration::from_millis(50));
    let decoded = stage.decoded.load(Ordering::Relaxed);
    stage.pictures.want(501, true, 1);
    let picture = until(|| stage.pictures.take());
    assert!(picture.sharp && picture.frame == 501, "{picture:?}");
    assert!(stage.decoded.load(Ordering::Relaxed) - decoded <= 1, "decoded before it was wanted");
}

#[test]
fn playing_follows_in_order_and_never_goes_back() {
    let mut stage = stage(20_000, 20_000, Leaps::ToKeys, 600);
    filled(&mut stage);
    sharp(&mut stage, 5_000);
    let mut seen = vec![5_000];
    for frame in 5_001..5_100 {
        stage.pictures.want(frame, true, 1);
        std::thread::sleep(Duration::from_millis(5));
        seen.extend(stage.pictures.take().map(|picture| picture.frame));
    }
    assert!(seen.len() > 50, "{} of 100 pictures", seen.len());
    assert!(seen.windows(2).all(|pair| pair[0] <= pair[1]), "{seen:?}");
}

#[test]
fn a_clip_that_vanishes_while_it_plays_is_told_and_goes_on_when_it_is_back() {
    let mut stage = stage(3_000, 3_000, Leaps::ToKeys, 600);
    sharp(&mut stage, 100);
    stage.gone.store(true, Ordering::Relaxed);
    stage.pictures.want(2_500, false, 1);
    let said = until(|| stage.pictures.trouble().map(str::to_owned));
    assert_eq!(said, "there is no film");
    stage.gone.store(false, Ordering::Relaxed);
    sharp(&mut stage, 2_500);
    until(|| stage.pictures.trouble().is_none().then_some(()));
}

#[test]
fn a_clip_that_ends_before_its_recording_says_so_and_what_is_there_is_shown() {
    let mut stage = stage(200, 300, Leaps::ToKeys, 1 << 20);
    filled(&mut stage);
    assert!(stage.pictures.trouble().unwrap().contains("ends 100 frames earlier"));
    sharp(&mut stage, 150);
    stage.pictures.want(280, false, 1);
    let picture = until(|| stage.pictures.take());
    assert!(picture.frame >= 196, "the nearest there is: {}", picture.frame);
}

#[test]
fn a_clip_without_frames_and_one_that_cannot_be_opened_do_no_harm() {
    let mut empty = stage(0, 0, Leaps::Never, 100);
    empty.pictures.want(7, true, -1);
    filled(&mut empty);
    assert_eq!(empty.pictures.take(), None);
}

#[test]
fn the_threads_end_when_nobody_wants_pictures_any_more() {
    let stage = stage(50_000, 50_000, Leaps::ToKeys, 600);
    let alive = stage.alive.clone();
    drop(stage);
    until(|| alive.upgrade().is_none().then_some(()));
}
