//! A finding on the frame that shows it: exactly what was measured, with its value.

use super::findings::{Told, frame_of};
use super::marks::{Pen, distance, of_mark};
use super::{Scene, Shape, scene};
use crate::analysis::Analysis;
use crate::body::Recording;
use crate::body::{Joint, Keypoint, Pose};
use crate::faults::Finding;
use crate::geom::ImagePoint;
use crate::measure::{Mark, Measurement, Since};
use crate::units::Unit;

/// Height of the letters, thin lines.
const LETTERS: f64 = 12.0;
/// Strength of an earlier posture's lines, of 255, and their width against the later one's.
const EARLIER: (u8, f64) = (120, 0.6);
/// Distance of the line below, and its letters, in heights of the letters.
const LEADING: f64 = 1.7;
const VALUES: f64 = 0.85;
/// Distance of the words from what is measured, thin lines.
const AWAY: f64 = 8.0;

/// The frame that shows a finding best, and what was measured there: the angle, the way or the bow, in the colour of its grade, with the
/// value and its error beside it. Also of what is clear. `None` where nothing was measured or the recording has no such frame.
pub fn evidence(recording: &Recording, analysis: &Analysis, finding: &Finding) -> Option<(usize, Vec<Shape>)> {
    let told = Told::any(finding)?;
    let frame = frame_of(recording, told.measured.at);
    let scene = scene(frame, recording, analysis)?;
    Some((frame, of_finding(&scene, &told)))
}

/// The earlier posture of a difference, where both of its values give the number that is told.
fn since(measured: &Measurement) -> Option<Since> {
    let since = measured.marks.iter().find_map(|mark| if let Mark::Since(since) = mark { Some(*since) } else { None })?;
    let gives = (since.now - since.then - measured.value).abs() <= measured.sd.max(1e-6) * 0.05;
    gives.then_some(since)
}

/// The posture of an earlier moment, moved so that its fixed point (the sacrum, the corner or the lower end of what is marked) lies on
/// that of the later one: how it turned and bent is then seen at once.
fn earlier(scene: &Scene, pose: &Pose, measured: &Measurement, since: Since) -> Option<Pose> {
    let then = scene.poses.get(frame_of(scene.recording, since.at))?.as_ref()?;
    let fixed = measured.marks.iter().find_map(|mark| match *mark {
        Mark::Back => Some(Joint::Back5),
        Mark::Angle(_, corner, _) => Some(corner),
        Mark::Line(from, _) => Some(from),
        _ => None,
    })?;
    let (here, there) = (pose.get(fixed)?.at, then.get(fixed)?.at);
    let mut moved = Pose::default();
    for (joint, seen) in then.iter() {
        let at = ImagePoint::new(seen.at.x + here.x - there.x, seen.at.y + here.y - there.y);
        moved.set(joint, Keypoint { at, ..seen });
    }
    Some(moved)
}

/// What the two values of a difference are, a line each: for example `set-up 25°` and `here 39°`.
fn both(measured: &Measurement, since: Since) -> [String; 2] {
    let unit = measured.unit;
    // A rounded value must not read "-0".
    let plain = |value: f64| unit.format(if value.abs() < 0.5 * 0.1_f64.powi(unit.decimals() as i32) { 0.0 } else { value });
    [format!("{} {}", since.words, plain(since.then)), format!("here {}", plain(since.now))]
}

/// The marks of one finding on a frame, with its value; of a difference the earlier posture faintly underneath, with both values.
fn of_finding(scene: &Scene, told: &Told) -> Vec<Shape> {
    let pen = Pen { colour: told.colour(), width: 2.4 * scene.unit };
    let measured = told.measured;
    let Some(pose) = scene.pose() else { return Vec::new() };
    let since = since(measured);
    let mut shapes: Vec<Shape> = Vec::new();
    if let Some(then) = since.and_then(|since| earlier(scene, pose, measured, since)) {
        let faint = Pen { colour: pen.colour.faint(EARLIER.0), width: EARLIER.1 * pen.width };
        shapes.extend(measured.marks.iter().flat_map(|&mark| of_mark(scene, &then, faint, mark, false)));
    }
    let later = shapes.len();
    shapes.extend(measured.marks.iter().flat_map(|&mark| of_mark(scene, pose, pen, mark, measured.unit == Unit::Degrees)));
    if measured.unit == Unit::Centimetres {
        shapes.extend(distance(pose, pen, &measured.marks));
    }
    if let Some((left, top, right)) = bounds(&shapes[later..]) {
        let height = LETTERS * scene.unit;
        let text = measured.text();
        let values: Vec<String> = since.into_iter().flat_map(|since| both(measured, since)).collect();
        let of_values = values.iter().map(|line| VALUES * line.chars().count() as f64);
        let longest = of_values.fold((text.chars().count() + 2) as f64, f64::max);
        let wide = longest * 0.55 * height;
        let (to_left, to_right) = (left - AWAY * scene.unit - wide, right + AWAY * scene.unit);
        let fits = |x: f64| x >= 0.0 && x + wide <= scene.recording.clip.width_px as f64;
        // In front of the back is the face.
        let behind_is_left = measured.marks.contains(&Mark::Back) && scene.forward().0 > 0.0;
        let (first, second) = if behind_is_left { (to_left, to_right) } else { (to_right, to_left) };
        let x = if fits(first) { first } else { second.max(0.0) };
        let sign = Some((told.sign(), told.colour()));
        let colour = super::Colour::WHITE;
        shapes.push(Shape::Words { at: ImagePoint::new(x, top), height, text, colour, sign });
        let mut top = top + LEADING * height;
        for text in values {
            shapes.push(Shape::Words { at: ImagePoint::new(x, top), height: VALUES * height, text, colour, sign: None });
            top += LEADING * VALUES * height;
        }
    }
    shapes
}

/// Left, top and right of what is drawn.
fn bounds(shapes: &[Shape]) -> Option<(f64, f64, f64)> {
    let places = shapes.iter().flat_map(|shape| match shape {
        Shape::Line { points, .. } => points.clone(),
        Shape::Dot { centre, .. } => vec![*centre],
        _ => Vec::new(),
    });
    places.fold(None, |bounds: Option<(f64, f64, f64)>, at| {
        let (left, top, right) = bounds.unwrap_or((at.x, at.y, at.x));
        Some((left.min(at.x), top.min(at.y), right.max(at.x)))
    })
}
