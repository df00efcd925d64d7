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
use plumbline::body::{ClipInfo, Joint, Keypoint, ModelInfo, Moment, Person, Pose, Recording};
use plumbline::corrections::ByHand;
use plumbline::frame::Frame;
use plumbline::geom::ImagePoint;
use plumbline::job::{Cancel, Event, Stage};
use plumbline::lift::{Variant, VariantKind};
use plumbline::overlay::{Drawing, Look, Parts, Veil};
use plumbline::report::Still;
use plumbline::settings::Settings;
use plumbline::units::Seconds;
use plumbline::video::{ReadOptions, VideoError, VideoReader, annotate, pictured, stills};

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

/// Checks of four pixels, a second long.
const CHECKS: &str =
    "color=black:size=192x128:rate=30:duration=1,geq=lum='if(mod(floor(X/4)+floor(Y/4),2),220,30)':cb=128:cr=128";

/// Where the head of [`walker`] truly is on a frame.
fn head(frame: usize) -> ImagePoint {
    ImagePoint::new(40.0 + 1.5 * frame as f64, 40.0)
}

/// The checks' recording with somebody who walks through and whose head is not seen now and then.
fn walker(path: &Path) -> (Recording, Analysis) {
    let (mut recording, mut analysis) = empty(path, &ReadOptions::default());
    let pose = |frame: usize| {
        let (at, mut pose) = (head(frame), Pose::default());
        let hidden = (8..14).contains(&frame) || frame > 26;
        for (joint, down) in [(Joint::Nose, 0.0), (Joint::LeftShoulder, 18.0), (Joint::LeftHip, 62.0)] {
            let confidence = if hidden { 0.0 } else { 0.9 };
            pose.set(joint, Keypoint { at: ImagePoint::new(at.x, at.y + down), confidence });
        }
        Some(pose)
    };
    recording.people = vec![Person { poses: (0..recording.moments.len()).map(pose).collect() }];
    analysis.lifter = Some(0);
    (recording, analysis)
}

/// The difference between the lightest and the darkest pixel about a place.
fn contrast(frame: &Frame, at: ImagePoint) -> u8 {
    let (x, y) = (at.x as usize, at.y as usize);
    let levels = (y - 6..=y + 6).flat_map(|y| (x - 6..=x + 6).filter_map(move |x| frame.pixel(x, y))).map(|pixel| pixel[1]);
    let (low, high) = levels.fold((255, 0), |(low, high), level| (level.min(low), level.max(high)));
    high - low
}

#[test]
fn a_face_is_covered_on_every_frame_of_the_copy_and_on_every_picture_and_the_rest_is_not() {
    let Some(studio) = Studio::open() else { return };
    let source = studio.film("checks.mp4", CHECKS, &[H264, &["-qp", "6"]].concat());
    let (target, options) = (studio.path("copy.mp4"), ReadOptions::default());
    let (recording, analysis) = walker(&source);
    let veil = Veil::of(&recording, analysis.lifter);
    let look = Look { parts: Parts::of(&[]), ..Look::default() };
    let drawing = Drawing { look, veil: Some(&veil), ..Drawing::new(&recording, &analysis) };
    annotate(&source, &options, &target, &drawing, &|_| (), &Cancel::default()).unwrap();
    let mut reader = VideoReader::open(&target, &options).unwrap();
    let mut number = 0;
    while let Some(frame) = reader.next_frame().unwrap() {
        assert!(contrast(&frame, head(number)) < 90, "frame {number}: {}", contrast(&frame, head(number)));
        assert!(contrast(&frame, ImagePoint::new(180.0, 118.0)) > 150, "frame {number}");
        number += 1;
    }
    assert_eq!(number, 30);

    let wanted = |frame: usize| Still { at_s: frame as f64 / 30.0, caption: "A caption.".to_owned(), ..Still::default() };
    let made = pictured(&source, &options, vec![wanted(3), wanted(11)], &drawing, 90).unwrap();
    let captions: Vec<&str> = made.iter().map(|still| still.caption.as_str()).collect();
    assert_eq!(captions[0], "A caption.");
    assert!(captions[1].contains("The head is not seen on this frame"), "{}", captions[1]);
    assert!(made.iter().all(|still| still.jpeg.starts_with(&[0xFF, 0xD8, 0xFF])));
    let open = Drawing { veil: None, ..drawing };
    let bare = stills(&source, &options, &[Seconds(0.1)], &open).unwrap();
    let covered = stills(&source, &options, &[Seconds(0.1)], &drawing).unwrap();
    assert!(contrast(&bare[0].1, head(3)) > 150 && contrast(&covered[0].1, head(3)) < 90);
}
