//! Shapes and pictures of a small made-up lift.

use super::*;
use crate::body::{ClipInfo, Joint, Keypoint, Moment, Person, Plate, View};
use crate::corrections::ByHand;
use crate::faults::{Card, Finding, Severity, Verdict};
use crate::frame::Frame;
use crate::geom::{Ellipse, ImagePoint};
use crate::lift::{Lift, Plane, Scale, Variant, VariantKind};
use crate::measure::{Abstain, Mark, Measurement};
use crate::reps::{Instant, Rep};
use crate::settings::Settings;
use crate::units::{Seconds, Unit};

const WIDTH: usize = 640;
const HEIGHT: usize = 360;
const FRAMES: usize = 60;

static CARD: Card = Card {
    id: "lumbar-rounding",
    name: "Lower back rounds",
    what: "",
    why: "",
    views: "",
    phase: "",
    formula: "",
    limits: &[],
    cue: "",
    drill: "",
    confounders: "",
    film_it: "",
};

/// A lifter who faces right and stands up from frame 10 to frame 40, the bar drifting forward.
fn recording() -> Recording {
    let place = |joint: Joint, up: f64| match joint.on(Side::Left) {
        Joint::LeftShoulder => (330.0 - 30.0 * up, 170.0 - 60.0 * up),
        Joint::LeftHip => (260.0 + 40.0 * up, 200.0 - 10.0 * up),
        Joint::LeftKnee => (320.0, 240.0),
        Joint::LeftHeel => (285.0, 320.0),
        Joint::LeftAnkle => (300.0, 310.0),
        Joint::LeftToe => (345.0, 320.0),
        Joint::LeftElbow => (332.0, 220.0 - 60.0 * up),
        Joint::LeftWrist => (334.0 + 8.0 * up, 270.0 - 80.0 * up),
        Joint::LeftEar => (345.0 - 30.0 * up, 130.0 - 60.0 * up),
        back if Joint::BACK.contains(&back) => {
            let share = (back as usize - Joint::Back1 as usize) as f64 / 4.0;
            (300.0 - 45.0 * share, 150.0 + 45.0 * share - 50.0 * up - 10.0 * (share * std::f64::consts::PI).sin())
        }
        _ => (330.0, 120.0 - 50.0 * up),
    };
    let pose = |frame: usize| {
        let up = ((frame as f64 - 10.0) / 30.0).clamp(0.0, 1.0);
        let mut pose = Pose::default();
        for &joint in Joint::ALL {
            let (x, y) = place(joint, up);
            let far = joint.side() == Some(Side::Right);
            pose.set(joint, Keypoint { at: ImagePoint::new(x + if far { 9.0 } else { 0.0 }, y), confidence: 0.9 });
        }
        pose
    };
    let poses: Vec<Option<Pose>> = (0..FRAMES).map(|frame| Some(pose(frame))).collect();
    let moments = poses.iter().enumerate().map(|(frame, pose)| Moment {
        at: Seconds(frame as f64 / 30.0),
        near_plate: pose.as_ref().and_then(|pose| pose.sure(Joint::LeftWrist, 0.5)).map(|centre| Plate {
            rim: Ellipse::circle(centre, 45.0),
            confidence: 0.9,
            sd_px: 1.0,
        }),
        far_plate: None,
    });
    Recording {
        clip: ClipInfo { width_px: WIDTH, height_px: HEIGHT, frames: FRAMES, ..ClipInfo::default() },
        moments: moments.collect(),
        people: vec![Person { poses }],
        ..Recording::default()
    }
}

fn finding(verdict: Verdict) -> Finding {
    Finding { card: &CARD, rep: Some(1), verdict }
}

fn measured(at: f64, marks: Vec<Mark>) -> Measurement {
    Measurement { id: "flexion", value: 22.4, sd: 3.9, unit: Unit::Degrees, at, marks }
}

fn analysis(recording: &Recording, findings: Vec<Finding>) -> Analysis {
    let event = |frame: usize| Some(Instant { at: frame as f64 / 30.0, sd: 0.01, frame });
    let rep =
        Rep { number: 1, frames: 5..55, lift_off: event(10), knee_pass: None, lockout: event(40), down: None, descent: None };
    let lift = Lift {
        t: recording.moments.iter().map(|moment| moment.at.0).collect::<Vec<_>>().into(),
        view: View { kind: ViewKind::Side, facing: Facing::Right, yaw_deg: 5.0, yaw_sd_deg: 3.0 },
        plane: Plane::Sagittal,
        near: Side::Left,
        scale: Scale::BodyLengths { relative_sd: 0.08 },
        px_per_unit: 220.0,
        joints: std::collections::BTreeMap::new(),
        bar: None,
        roll_deg: (0.0, 1.0),
    };
    Analysis {
        clip: recording.clip.clone(),
        model: recording.model.clone(),
        lifter: Some(0),
        lift: Some(lift),
        variant: Variant { kind: VariantKind::Conventional, confidence: 0.9 },
        reps: vec![RepResult { rep, measures: Vec::new(), findings }],
        set: Vec::new(),
        notes: Vec::new(),
        settings: Settings::default(),
        by_hand: ByHand::default(),
    }
}

fn moderate(at: f64, marks: Vec<Mark>) -> Finding {
    let measured = measured(at, marks);
    finding(Verdict::Fault { measured, limit: 10.0, severity: Severity::Moderate, probability: 0.9 })
}

fn words(shapes: &[Shape]) -> Vec<&str> {
    fn text(shape: &Shape) -> Option<&str> {
        if let Shape::Words { text, .. } = shape { Some(text) } else { None }
    }
    shapes.iter().filter_map(text).collect()
}

fn of_colour(shapes: &[Shape], wanted: Colour) -> usize {
    let is = |shape: &&Shape| matches!(shape, Shape::Line { colour, .. } | Shape::Dot { colour, .. } if *colour == wanted);
    shapes.iter().filter(is).count()
}

#[test]
fn a_frame_that_the_recording_has_not_shows_nothing() {
    let recording = recording();
    let analysis = analysis(&recording, Vec::new());
    assert_eq!(shapes(FRAMES, &recording, &analysis, Look::default()), Vec::new());
    assert_eq!(shapes(0, &Recording::default(), &analysis, Look::default()), Vec::new());
}

#[test]
fn without_a_lifter_there_is_one_small_caption() {
    let recording = recording();
    let nobody = Analysis { lifter: None, lift: None, reps: Vec::new(), ..analysis(&recording, Vec::new()) };
    assert_eq!(words(&shapes(3, &recording, &nobody, Look::default())), ["No lifter found"]);
    assert_eq!(shapes(3, &recording, &nobody, Look::default()).len(), 1);
    let lost = Analysis { lifter: Some(7), ..nobody };
    assert_eq!(shapes(3, &recording, &lost, Look::default()).len(), 1);
}

#[test]
fn the_near_side_is_strong_and_the_far_side_faint() {
    let recording = recording();
    let analysis = analysis(&recording, Vec::new());
    let body = shapes(20, &recording, &analysis, Look::only(&[Part::Skeleton, Part::Back]));
    let strengths: Vec<bool> = body
        .iter()
        .filter_map(|shape| match shape {
            Shape::Line { colour, .. } if colour.rgb == Colour::WHITE.rgb => Some(colour.strength == 255),
            _ => None,
        })
        .collect();
    assert_eq!(strengths.iter().filter(|&&strong| strong).count(), 10);
    assert_eq!(strengths.iter().filter(|&&strong| !strong).count(), 12);
    assert_eq!(of_colour(&body, Colour::YELLOW), 1);
}

#[test]
fn unsure_points_are_hollow_and_unseen_points_left_out() {
    let mut recording = recording();
    let pose = recording.people[0].poses[20].as_mut().unwrap();
    let mut unsure = pose.get(Joint::LeftKnee).unwrap();
    unsure.confidence = 0.3;
    pose.set(Joint::LeftKnee, unsure);
    unsure.confidence = 0.05;
    pose.set(Joint::LeftWrist, unsure);
    let analysis = analysis(&recording, Vec::new());
    let body = shapes(20, &recording, &analysis, Look::only(&[Part::Skeleton, Part::Back]));
    let hollow = body.iter().filter(|shape| matches!(shape, Shape::Dot { hollow: true, .. })).count();
    let dashed = body.iter().filter(|shape| matches!(shape, Shape::Line { dashed: true, .. })).count();
    let dots = body.iter().filter(|shape| matches!(shape, Shape::Dot { .. })).count();
    assert_eq!((hollow, dashed, dots), (1, 2, 19));
}

#[test]
fn the_bar_path_grows_from_lift_off_and_turns_orange_as_the_bar_goes_forward() {
    let recording = recording();
    let analysis = analysis(&recording, Vec::new());
    let pieces = |frame: usize| {
        let bar = shapes(frame, &recording, &analysis, Look::only(&[Part::Plate, Part::BarPath, Part::PlumbLine]));
        bar.into_iter().find_map(|shape| if let Shape::Ribbon { pieces, .. } = shape { Some(pieces) } else { None })
    };
    assert_eq!(pieces(8), None, "before lift-off");
    let points: usize = pieces(30).unwrap().iter().map(|(points, _)| points.len() - 1).sum();
    assert_eq!(points, 20);
    let colours: Vec<Colour> = pieces(40).unwrap().into_iter().map(|(_, colour)| colour).collect();
    assert_eq!(colours[0], Colour::PALE);
    assert_eq!(*colours.last().unwrap(), Colour::ORANGE, "8 px forward with 7.7 px for the full colour");
}

#[test]
fn a_finding_is_told_from_its_moment_on_and_marked_about_it_only() {
    let recording = recording();
    let analysis = analysis(&recording, vec![moderate(30.0 / 30.0, vec![Mark::Back])]);
    let seen = |frame: usize| {
        let shapes = shapes(frame, &recording, &analysis, Look::only(&[Part::Skeleton, Part::Back, Part::Marks, Part::Captions]));
        (words(&shapes).len(), of_colour(&shapes, Colour::ORANGE))
    };
    assert_eq!(seen(17), (1, 0), "long before");
    assert_eq!(seen(19), (1, 1), "marks just before");
    assert_eq!(seen(30), (2, 1), "the moment");
    assert_eq!(seen(50), (2, 0), "still told at the end");
    let shapes = shapes(30, &recording, &analysis, Look::default());
    assert_eq!(words(&shapes), ["Rep 1 of 1 · pull", "Rep 1: Lower back rounds 22 ± 6° (limit 10°), moderate"]);
}

#[test]
fn findings_stay_off_the_head_where_the_floor_has_more_room() {
    let mut recording = recording();
    let analysis = analysis(&recording, vec![moderate(1.0, vec![Mark::Back])]);
    let told_at = |recording: &Recording| {
        let shapes = shapes(30, recording, &analysis, Look::default());
        shapes.iter().find_map(|shape| match shape {
            Shape::Words { at, text, .. } if text.contains("rounds") => Some(at.y),
            _ => None,
        })
    };
    assert!(told_at(&recording).unwrap() < HEIGHT as f64 / 2.0, "there is room above the head");
    recording.clip.height_px += 200;
    for pose in recording.people[0].poses.iter_mut().flatten() {
        for (joint, seen) in pose.clone().iter() {
            pose.set(joint, Keypoint { at: ImagePoint::new(seen.at.x, seen.at.y - 60.0), ..seen });
        }
    }
    assert!(told_at(&recording).unwrap() > HEIGHT as f64, "the head reaches the top, the floor is free");
}

#[test]
fn three_findings_are_told_the_worst_first_and_what_was_not_assessed_never() {
    let recording = recording();
    let not_assessed = Abstain { code: "wrong-view", reason: "Secret.".into(), film_it: String::new() };
    let fault = |severity, probability| {
        finding(Verdict::Fault { measured: measured(0.5, Vec::new()), limit: 10.0, severity, probability })
    };
    let findings = vec![
        finding(Verdict::NotAssessed(not_assessed)),
        finding(Verdict::Clear { measured: measured(0.5, Vec::new()), limit: 10.0 }),
        finding(Verdict::Possible { measured: measured(0.5, Vec::new()), limit: 10.0, probability: 0.6 }),
        fault(Severity::Note, 0.99),
        fault(Severity::Marked, 0.85),
        fault(Severity::Moderate, 0.9),
    ];
    let analysis = analysis(&recording, findings);
    let shapes = shapes(45, &recording, &analysis, Look::default());
    let signs: Vec<Sign> = shapes
        .iter()
        .filter_map(|shape| if let Shape::Words { sign: Some((sign, _)), .. } = shape { Some(*sign) } else { None })
        .collect();
    assert_eq!(signs, [Sign::Diamond, Sign::Triangle, Sign::Disc]);
    assert!(words(&shapes).iter().all(|text| !text.contains("Secret")));
}

/// The places of everything but words.
fn places(shapes: &[Shape]) -> Vec<ImagePoint> {
    let of = |shape: &Shape| match shape {
        Shape::Line { points, .. } => points.clone(),
        Shape::Ribbon { pieces, .. } => pieces.iter().flat_map(|(points, _)| points.clone()).collect(),
        Shape::Dot { centre, .. } => vec![*centre],
        Shape::Rim { ellipse, .. } => vec![ellipse.centre],
        Shape::Words { .. } => Vec::new(),
    };
    shapes.iter().flat_map(of).collect()
}

#[test]
fn the_overlay_of_a_mirrored_lift_is_the_mirrored_overlay() {
    let recording = recording();
    let marks = vec![Mark::Back, Mark::BarPath, Mark::Angle(Joint::LeftShoulder, Joint::LeftHip, Joint::LeftKnee)];
    let analysis = analysis(&recording, vec![moderate(1.0, marks)]);
    let flip = |at: ImagePoint| ImagePoint::new(WIDTH as f64 - 1.0 - at.x, at.y);
    let mut mirrored = recording.clone();
    for moment in &mut mirrored.moments {
        if let Some(plate) = &mut moment.near_plate {
            plate.rim.centre = flip(plate.rim.centre);
        }
    }
    for pose in mirrored.people[0].poses.iter_mut().flatten() {
        for &joint in Joint::ALL {
            let mut point = pose.get(joint).unwrap();
            point.at = flip(point.at);
            pose.set(joint, point);
        }
    }
    let mut other = analysis.clone();
    other.lift.as_mut().unwrap().view.facing = Facing::Left;
    for frame in [8, 25, 30, 45] {
        let (straight, turned) =
            (shapes(frame, &recording, &analysis, Look::default()), shapes(frame, &mirrored, &other, Look::default()));
        let (places, turned_places) = (places(&straight), places(&turned));
        assert_eq!(places.len(), turned_places.len());
        for (place, turned) in places.iter().zip(&turned_places) {
            assert!(flip(*place).distance(*turned) < 1e-6, "frame {frame}: {place:?} {turned:?}");
        }
        let colours = |shapes: &[Shape]| -> Vec<Colour> {
            let pieces = |shape: &Shape| if let Shape::Ribbon { pieces, .. } = shape { pieces.clone() } else { Vec::new() };
            shapes.iter().flat_map(pieces).map(|(_, colour)| colour).collect()
        };
        assert_eq!(colours(&straight), colours(&turned), "forward stays forward");
    }
}

#[test]
fn a_tilted_camera_tilts_the_plumb_line() {
    let recording = recording();
    let mut analysis = analysis(&recording, Vec::new());
    let line = |analysis: &Analysis| {
        let shapes = shapes(20, &recording, analysis, Look::only(&[Part::Plate, Part::BarPath, Part::PlumbLine]));
        if let Some(Shape::Line { points, .. }) = shapes.first() { (points[0], points[1]) } else { panic!("no plumb line") }
    };
    let (low, high) = line(&analysis);
    assert!((low.x - 315.0).abs() < 1e-9 && (high.x - 315.0).abs() < 1e-9, "through the middle of the foot");
    analysis.lift.as_mut().unwrap().roll_deg.0 = 10.0;
    let (low, high) = line(&analysis);
    let lean = ((high.x - low.x) / (low.y - high.y)).atan().to_degrees();
    assert!((lean + 10.0).abs() < 1e-6, "a camera turned clockwise sees the world turned the other way: {lean}");
}

fn painted(level: u8, shapes: &[Shape], scale: f64) -> Frame {
    let (width, height) = ((WIDTH as f64 * scale) as usize, (HEIGHT as f64 * scale) as usize);
    let mut frame = Frame { index: 0, at: Seconds(0.0), width, height, rgb: vec![level; width * height * 3] };
    Painter::default().paint(&mut frame, shapes, scale);
    frame
}

#[test]
fn lines_and_words_stand_out_on_bright_and_on_dark_footage() {
    let recording = recording();
    let analysis = analysis(&recording, vec![moderate(1.0, vec![Mark::Back])]);
    let shapes = shapes(30, &recording, &analysis, Look::default());
    for level in [0, 128, 255] {
        let frame = painted(level, &shapes, 2.0);
        let extremes = |x: std::ops::Range<usize>, y: std::ops::Range<usize>| {
            let pixels = y.flat_map(|y| x.clone().map(move |x| (x, y)));
            let levels: Vec<u8> = pixels.filter_map(|(x, y)| frame.pixel(x, y)).map(|pixel| pixel[1]).collect();
            (levels.iter().copied().min().unwrap(), levels.iter().copied().max().unwrap())
        };
        let (dark, light) = extremes(14..300, 12..40);
        assert!(light - dark > 100, "the heading on {level}: {dark} to {light}");
        // The near shin, from the knee at (320, 240) to the ankle at (300, 310).
        let (dark, light) = extremes(600..640, 540..560);
        assert!(light > 230 && dark < 100, "the shin on {level}: {dark} to {light}");
    }
}

#[test]
fn long_captions_are_made_to_fit_a_narrow_picture() {
    let shape = |width: f64| Shape::Words {
        at: ImagePoint::new(4.0, 4.0),
        height: 20.0,
        text: "Rep 3: Lower back rounds 22 ± 6° (limit 10°), moderate".repeat((width / 300.0) as usize),
        colour: Colour::WHITE,
        sign: None,
    };
    let frame = painted(255, &[shape(1500.0)], 1.0);
    let right_edge = (0..HEIGHT).filter_map(|y| frame.pixel(WIDTH - 3, y)).all(|pixel| pixel == [255, 255, 255]);
    assert!(right_edge, "nothing reaches the margin");
    assert!((0..40).any(|y| frame.pixel(WIDTH / 2, y).is_some_and(|pixel| pixel[0] < 120)), "the panel is there");
}

#[test]
fn words_in_the_right_half_of_the_picture_are_as_large_as_in_the_left() {
    let shape = |x: f64| Shape::Words {
        at: ImagePoint::new(x, 100.0),
        height: 14.0,
        text: "knee 95°".into(),
        colour: Colour::WHITE,
        sign: None,
    };
    let dark = |x: f64| {
        let frame = painted(255, &[shape(x)], 1.0);
        (0..WIDTH).filter(|&column| (100..115).any(|y| frame.pixel(column, y).is_some_and(|pixel| pixel[0] < 120))).count()
    };
    assert!(dark(100.0) > 40 && dark(100.0).abs_diff(dark(500.0)) <= 1, "{} {}", dark(100.0), dark(500.0));
}

#[test]
fn absurd_places_and_sizes_do_no_harm() {
    let far = ImagePoint::new(1.0e30, f64::NAN);
    let near = ImagePoint::new(5.0, 5.0);
    let absurd = vec![
        Shape::Line { points: vec![near, far], colour: Colour::WHITE, width: 2.0, dashed: true },
        Shape::Line { points: vec![near], colour: Colour::WHITE, width: f64::NAN, dashed: false },
        Shape::Line { points: Vec::new(), colour: Colour::WHITE, width: 2.0, dashed: false },
        Shape::Dot { centre: far, radius: 1.0, colour: Colour::WHITE, hollow: true },
        Shape::Dot { centre: near, radius: f64::INFINITY, colour: Colour::WHITE, hollow: false },
        Shape::Rim { ellipse: Ellipse::circle(near, -3.0), colour: Colour::WHITE, width: -1.0 },
        Shape::Words { at: far, height: 1.0e9, text: "a".into(), colour: Colour::WHITE, sign: None },
        Shape::Words { at: near, height: 0.0, text: String::new(), colour: Colour::WHITE, sign: None },
    ];
    painted(90, &absurd, 1.0);
    let mut short = Frame { index: 0, at: Seconds(0.0), width: 10, height: 10, rgb: vec![0; 5] };
    Painter::default().paint(&mut short, &absurd, 1.0);
    assert_eq!(short.rgb, [0; 5]);
}
