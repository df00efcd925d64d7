//! The annotated copy and the stills: right times, right pictures, whole or not at all.

#![cfg(feature = "video")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/clips.rs"]
#[expect(dead_code, reason = "shared with the tests of the reader")]
mod clips;

use std::path::Path;
use std::sync::Mutex;

use clips::{H264, Studio};
use plumbline::analysis::Analysis;
use plumbline::body::{ClipInfo, ModelInfo, Moment, Recording};
use plumbline::corrections::ByHand;
use plumbline::job::{Cancel, Event, Stage};
use plumbline::lift::{Variant, VariantKind};
use plumbline::overlay::Drawing;
use plumbline::settings::Settings;
use plumbline::units::Seconds;
use plumbline::video::{ReadOptions, VideoError, VideoReader, annotate, stills};

/// A clip of 30 frames a second that loses frames, each frame of its own grey.
const LOSSY: &str = "color=black:size=192x128:rate=30:duration=1,geq=lum=20+N*7:cb=128:cr=128,\
    select='not(between(n,12,16))*not(eq(mod(n,7),3))'";

/// Times and grey levels (below the captions) of a clip's frames.
fn levels(path: &Path, options: &ReadOptions) -> Vec<(f64, u8)> {
    let mut reader = VideoReader::open(path, options).unwrap();
    let mut levels = Vec::new();
    while let Some(frame) = reader.next_frame().unwrap() {
        levels.push((frame.at.0, frame.pixel(150, 100).unwrap()[1]));
    }
    levels
}

/// A recording of the clip in which nobody was seen, so that only a small caption is drawn.
fn empty(path: &Path, options: &ReadOptions) -> (Recording, Analysis) {
    let moments = levels(path, options).into_iter().map(|(at, _)| Moment { at: Seconds(at), ..Moment::default() });
    let clip = ClipInfo { width_px: 192, height_px: 128, ..ClipInfo::default() };
    let analysis = Analysis {
        clip: clip.clone(),
        model: ModelInfo::default(),
        lifter: None,
        lift: None,
        variant: Variant { kind: VariantKind::Unknown, confidence: 0.0 },
        reps: Vec::new(),
        set: Vec::new(),
        notes: Vec::new(),
        settings: Settings::default(),
        by_hand: ByHand::default(),
    };
    (Recording { clip, moments: moments.collect(), ..Recording::default() }, analysis)
}

fn lossy(studio: &Studio) -> std::path::PathBuf {
    studio.film("lossy.mp4", LOSSY, &[H264, &["-qp", "8", "-vsync", "vfr"]].concat())
}

#[test]
fn the_copy_of_a_variable_clip_shows_every_frame_within_half_a_frame_of_its_time() {
    let Some(studio) = Studio::open() else { return };
    let source = lossy(&studio);
    let target = studio.path("copy.mp4");
    for slow_motion in [1.0, 4.0] {
        let options = ReadOptions { slow_motion, ..ReadOptions::default() };
        let (recording, analysis) = empty(&source, &options);
        let told = Mutex::new(Vec::new());
        let listen = |event: Event| told.lock().unwrap().push(event);
        annotate(&source, &options, &target, &Drawing::new(&recording, &analysis), &listen, &Cancel::default()).unwrap();

        let told = told.into_inner().unwrap();
        assert_eq!(told.first(), Some(&Event::Began { stage: Stage::Annotate, total: Some(recording.moments.len()) }));
        assert_eq!(told.last(), Some(&Event::Ended { stage: Stage::Annotate }));
        let filmed = levels(&source, &ReadOptions::default());
        let copied = levels(&target, &ReadOptions::default());
        let (first, last) = (copied[0].0, copied[copied.len() - 1].0);
        let slot = (last - first) / (copied.len() - 1) as f64;
        assert!((slot - 1.0 / 30.0).abs() < 1e-3, "the copy plays as the clip does, slow motion stays slow: {slot}");
        assert!((last - filmed[filmed.len() - 1].0).abs() <= slot, "{last}");
        for (at, level) in copied {
            let shown = (0..filmed.len()).min_by_key(|&number| filmed[number].1.abs_diff(level)).unwrap();
            let early = filmed[shown].0 - at;
            let late = filmed.get(shown + 1).map_or(f64::NEG_INFINITY, |next| at - next.0);
            assert!(early <= slot / 2.0 + 1e-3 && late <= slot / 2.0 + 1e-3, "at {at}: frame {shown}, {early} {late}");
        }
    }
}

#[test]
fn a_stopped_copy_leaves_nothing_behind() {
    let Some(studio) = Studio::open() else { return };
    let source = lossy(&studio);
    let options = ReadOptions::default();
    let (recording, analysis) = empty(&source, &options);
    let cancel = Cancel::default();
    cancel.cancel();
    let stopped = annotate(&source, &options, &studio.path("copy.mp4"), &Drawing::new(&recording, &analysis), &|_| (), &cancel);
    assert!(matches!(stopped, Err(VideoError::Stopped { .. })), "{stopped:?}");
    assert_eq!(std::fs::read_dir(studio.path("")).unwrap().count(), 1);
}

#[test]
fn the_clip_itself_is_never_replaced() {
    let Some(studio) = Studio::open() else { return };
    let source = lossy(&studio);
    let before = std::fs::read(&source).unwrap();
    let options = ReadOptions::default();
    let (recording, analysis) = empty(&source, &options);
    let same = studio.path("").join(".").join("lossy.mp4");
    let refused = annotate(&source, &options, &same, &Drawing::new(&recording, &analysis), &|_| (), &Cancel::default());
    assert!(matches!(refused, Err(VideoError::SameFile { .. })), "{refused:?}");
    assert_eq!(std::fs::read(&source).unwrap(), before);
}

#[test]
fn stills_are_the_frames_nearest_to_their_moments_painted() {
    let Some(studio) = Studio::open() else { return };
    let source = lossy(&studio);
    let options = ReadOptions::default();
    let (recording, analysis) = empty(&source, &options);
    let filmed = levels(&source, &options);
    let asked = [0.9, 0.05, 0.46, 99.0].map(Seconds);
    let taken = stills(&source, &options, &asked, &Drawing::new(&recording, &analysis)).unwrap();
    assert_eq!(taken.iter().map(|(asked, _)| *asked).collect::<Vec<_>>(), asked);
    for (asked, frame) in &taken {
        let nearest = filmed.iter().min_by(|a, b| (a.0 - asked.0).abs().total_cmp(&(b.0 - asked.0).abs())).unwrap();
        assert_eq!((frame.at.0, frame.pixel(150, 100).unwrap()[1]), *nearest);
    }
    let still = &taken[0].1;
    let caption = (2..8).any(|y| still.pixel(3, y).unwrap()[1] < still.pixel(150, 100).unwrap()[1] / 2);
    assert!(caption, "the caption's dark panel is painted");
    assert!(stills(&source, &options, &[], &Drawing::new(&recording, &analysis)).unwrap().is_empty());
    assert!(stills(&source, &options, &asked, &Drawing::new(&Recording::default(), &analysis)).unwrap().is_empty());
}
