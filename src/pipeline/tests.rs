//! The whole line on a made-up clip: a source of blank frames, a model and a tracker that know the truth.

use std::sync::Mutex;

use super::*;
use crate::body::{ClipInfo, Estimator, EstimatorError, ModelInfo, Plate, PlateTracker, Pose, Recording};
use crate::faults::Verdict;
use crate::frame::Frame;
use crate::job::{Cancel, Event, Stage};
use crate::lift::VariantKind;
use crate::notes::Note;
use crate::settings::Settings;
use crate::synthetic::{Pull, Scene, film};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Blank frames at a recording's times; fails at a frame where it is told to.
struct Blank {
    recording: Recording,
    next: usize,
    fails_at: Option<usize>,
}

impl FrameSource for Blank {
    fn clip(&self) -> ClipInfo {
        ClipInfo { path: "made-up".into(), ..ClipInfo::default() }
    }

    fn expected_frames(&self) -> Option<usize> {
        Some(self.recording.moments.len())
    }

    fn next_frame(&mut self) -> Result<Option<Frame>, Failure> {
        if self.fails_at == Some(self.next) {
            return Err("the film is torn".into());
        }
        let Some(moment) = self.recording.moments.get(self.next) else { return Ok(None) };
        let (width, height) = (self.recording.clip.width_px, self.recording.clip.height_px);
        self.next += 1;
        Ok(Some(Frame { index: self.next - 1, at: moment.at, width, height, rgb: Vec::new() }))
    }

    fn notes(&self) -> Vec<Note> {
        vec![Note::new("read", "Read.", "")]
    }
}

/// A model that knows the poses; it does not see anybody on the frames where it is told not to.
struct Knowing {
    recording: Recording,
    blind: std::ops::Range<usize>,
    searches: usize,
}

impl Knowing {
    fn pose(&self, frame: &Frame) -> Option<Pose> {
        if self.blind.contains(&frame.index) { None } else { self.recording.people[0].poses[frame.index].clone() }
    }
}

impl Estimator for Knowing {
    fn model(&self) -> ModelInfo {
        self.recording.model.clone()
    }

    fn find(&mut self, frame: &Frame) -> Result<Vec<Pose>, EstimatorError> {
        self.searches += 1;
        Ok(self.pose(frame).into_iter().collect())
    }

    fn follow(&mut self, frame: &Frame, _: &Pose) -> Result<Option<Pose>, EstimatorError> {
        Ok(self.pose(frame))
    }
}

/// A tracker that knows the plates.
struct Plates(Recording, usize);

impl PlateTracker for Plates {
    fn look(&mut self, _: &Frame, _: &[Option<&Pose>]) {
        self.1 += 1;
    }

    fn finish(&mut self) -> Vec<(Option<Plate>, Option<Plate>)> {
        self.0.moments.iter().take(self.1).map(|moment| (moment.near_plate, moment.far_plate)).collect()
    }
}

fn run(
    recording: &Recording,
    blind: std::ops::Range<usize>,
    fails_at: Option<usize>,
) -> (Result<Estimate, EstimateError>, Vec<Event>) {
    let run = |in_turn: bool| {
        let events = Mutex::new(Vec::new());
        let mut source = Blank { recording: recording.clone(), next: 0, fails_at };
        let mut model = Knowing { recording: recording.clone(), blind: blind.clone(), searches: 0 };
        let mut plates = Plates(recording.clone(), 0);
        let listen = |event: Event| events.lock().unwrap().push(event);
        let way = if in_turn { estimate_in_turn } else { estimate };
        let done = way(&mut source, &mut model, Some(&mut plates), &listen, &Cancel::default());
        (done, events.into_inner().unwrap())
    };
    let (side_by_side, in_turn) = (run(false), run(true));
    match (&side_by_side.0, &in_turn.0) {
        (Ok(one), Ok(other)) => assert_eq!(one.recording, other.recording, "one thread sees what three see"),
        (one, other) => assert_eq!(one.as_ref().unwrap_err().to_string(), other.as_ref().unwrap_err().to_string()),
    }
    side_by_side
}

#[test]
fn a_clip_goes_through_the_whole_line() {
    let (filmed, truth) = film(&Scene::default());
    let (done, events) = run(&filmed, 0..0, None);
    let recording = done.unwrap().recording;
    assert_eq!(recording.moments, filmed.moments);
    assert_eq!(recording.people[0].poses, filmed.people[0].poses);
    assert_eq!(recording.clip.frames, filmed.moments.len());
    assert!((recording.clip.mean_fps - 30.0).abs() < 0.1, "{}", recording.clip.mean_fps);
    assert_eq!(recording.notes[0].code, "read");
    assert!(matches!(events.first(), Some(Event::Began { stage: Stage::Estimate, total: Some(_) })));
    assert!(matches!(events.last(), Some(Event::Ended { stage: Stage::Estimate })));
    let analysis = analyze(&recording, &Settings::default());
    assert_eq!(analysis.reps.len(), truth.reps.len());
    assert_eq!(analysis, analyze(&recording, &Settings::default()), "the same input gives the same output");
}

#[test]
fn a_person_lost_for_a_while_is_the_same_person_again() {
    let (filmed, _) = film(&Scene::default());
    let (done, _) = run(&filmed, 40..60, None);
    let recording = done.unwrap().recording;
    assert_eq!(recording.people.len(), 1, "no second person comes of a gap");
    let poses = &recording.people[0].poses;
    assert!(poses[40..60].iter().all(Option::is_none));
    let again = poses[60..].iter().position(Option::is_some).expect("found again");
    assert!(again <= 15, "found again only after {again} frames");
}

#[test]
fn a_person_lost_for_a_frame_is_searched_for_at_once() {
    let (filmed, _) = film(&Scene::default());
    let (done, _) = run(&filmed, 1..3, None);
    let poses = &done.unwrap().recording.people[0].poses;
    let lost: Vec<usize> = (0..poses.len()).filter(|&frame| poses[frame].is_none()).collect();
    assert!(lost.len() <= 5 && lost.iter().all(|frame| *frame < 8), "{lost:?}");
}

#[test]
fn a_clip_without_anybody_is_read_to_its_end_and_says_so() {
    let (filmed, _) = film(&Scene::default());
    let (done, _) = run(&filmed, 0..filmed.moments.len(), None);
    let recording = done.unwrap().recording;
    assert_eq!(recording.clip.frames, filmed.moments.len());
    let analysis = analyze(&recording, &Settings::default());
    assert!(analysis.reps.is_empty() && analysis.lift.is_none());
    assert!(analysis.notes.iter().any(|note| note.code == "no-lifter" && !note.hint.is_empty()));
}

#[test]
fn what_the_reader_says_reaches_the_user() {
    let (filmed, _) = film(&Scene::default());
    let (done, _) = run(&filmed, 0..0, Some(20));
    assert_eq!(done.unwrap_err().to_string(), "the film is torn");
}

#[test]
fn a_clip_without_a_frame_is_an_error_that_says_what_to_do() {
    let error =
        run(&Recording { people: vec![crate::body::Person::default()], ..Recording::default() }, 0..0, None).0.unwrap_err();
    assert!(error.to_string().contains("--from"), "{error}");
}

#[test]
fn a_cancelled_job_stops_and_gives_nothing() {
    let (filmed, _) = film(&Scene::default());
    let cancel = Cancel::default();
    cancel.cancel();
    let mut source = Blank { recording: filmed.clone(), next: 0, fails_at: None };
    let mut model = Knowing { recording: filmed, blind: 0..0, searches: 0 };
    let done = estimate(&mut source, &mut model, None, &|_| (), &cancel);
    assert!(matches!(done, Err(EstimateError::Cancelled)));
    assert!(source.next <= 2, "it read on: {}", source.next);
}

#[test]
fn a_trap_bar_and_blocks_that_are_told_are_judged_by_their_own_limits() {
    let of = |scene: &Scene| {
        let (recording, truth) = film(scene);
        (analyze(&recording, &Settings::default()), truth)
    };
    let (inside, _) = of(&Scene { pull: Pull::TrapBar, ..Scene::default() });
    assert_eq!(inside.variant.kind, VariantKind::TrapBar);
    assert!((0.8..1.0).contains(&inside.variant.confidence), "{}", inside.variant.confidence);
    for id in ["bar-too-far", "back-dominant", "knees-first-descent"] {
        let finding = inside.reps[0].findings.iter().find(|finding| finding.card.id == id).unwrap();
        assert!(matches!(&finding.verdict, Verdict::NotAssessed(why) if why.code == "variant"), "{id}: {:?}", finding.verdict);
    }
    // From blocks the bar is known to be higher, so that it passes the knee when it does.
    let (raised, truth) = of(&Scene { pull: Pull::Block(0.2), yaw_deg: 40.0, ..Scene::default() });
    assert_eq!(raised.variant.kind, VariantKind::Block);
    for (seen, is) in raised.reps.iter().zip(&truth.reps) {
        let (seen, is) = (seen.rep.knee_pass.unwrap(), is.knee_pass.unwrap());
        assert!((seen.at - is).abs() < 0.1, "{} {is}", seen.at);
    }
}
