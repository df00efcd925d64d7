//! What is said on a frame in words: the repetition, its phase, and the findings so far.

use super::findings::{Told, so_far};
use super::{Colour, Scene, Shape};
use crate::geom::ImagePoint;

/// Findings told together, worst first.
const MOST: usize = 3;
/// Height of the heading's letters, thin lines.
const HEADING: f64 = 13.0;
/// Height of a finding's letters, thin lines.
const FINDING: f64 = 11.0;
/// Distance from the picture's edge, thin lines.
const MARGIN: f64 = 6.0;
/// Poses over the clip that are asked for the room above and below the lifter.
const ASKED: usize = 60;
/// Least confidence of a joint that takes up room.
const SURE: f64 = 0.5;
/// Height of a line with its panel and the gap below, as a multiple of its letters.
const LEADING: f64 = 1.6;

/// The caption of a clip without a lifter.
pub(super) fn without_lifter(unit: f64) -> Vec<Shape> {
    vec![words(MARGIN * unit, FINDING, unit, "No lifter found".to_owned(), None)]
}

/// The heading, and the worst findings so far: below it, or at the picture's bottom where the lifter leaves more room there.
pub(super) fn of_frame(scene: &Scene) -> Vec<Shape> {
    let unit = scene.unit;
    let mut top = MARGIN * unit;
    let mut shapes = Vec::new();
    if let Some(heading) = heading(scene) {
        shapes.push(words(top, HEADING, unit, heading, None));
        top += HEADING * LEADING * unit;
    }
    let line = FINDING * LEADING * unit;
    let (above, below) = room(scene);
    let block = MOST as f64 * line;
    if above < top + block && below > above {
        top = scene.recording.clip.height_px as f64 - MARGIN * unit - block;
    }
    for told in so_far(scene).into_iter().take(MOST) {
        shapes.push(words(top, FINDING, unit, sentence(&told), Some(&told)));
        top += line;
    }
    shapes
}

/// Pixels of the picture's height that the lifter and the near plate leave free above and below, over the whole clip.
fn room(scene: &Scene) -> (f64, f64) {
    let height = scene.recording.clip.height_px as f64;
    let step = (scene.poses.len() / ASKED).max(1);
    let bodies = scene.poses.iter().step_by(step).flatten().filter_map(|pose| pose.bounds(SURE));
    let plates = scene.recording.moments.iter().step_by(step).filter_map(|moment| moment.near_plate);
    let (mut top, mut bottom) = (height, 0.0_f64);
    for (_, high, _, low) in bodies {
        (top, bottom) = (top.min(high), bottom.max(low));
    }
    for plate in plates {
        bottom = bottom.max(plate.rim.centre.y + plate.rim.half_height);
    }
    (top.max(0.0), (height - bottom).max(0.0))
}

fn words(top: f64, height: f64, unit: f64, text: String, told: Option<&Told>) -> Shape {
    Shape::Words {
        at: ImagePoint::new(MARGIN * unit, top),
        height: height * unit,
        text,
        colour: Colour::WHITE,
        sign: told.map(|told| (told.sign(), told.colour())),
    }
}

fn heading(scene: &Scene) -> Option<String> {
    let all = scene.analysis.reps.len();
    if let Some(result) = scene.rep {
        let number = result.rep.number;
        return Some(match result.rep.phase(scene.frame) {
            Some(phase) => format!("Rep {number} of {all} · {phase}"),
            None => format!("Rep {number} of {all}"),
        });
    }
    let done = scene.analysis.reps.iter().filter(|result| result.rep.frames.end <= scene.frame).count();
    (done > 0).then(|| format!("{done} of {all} reps done"))
}

/// For example `Rep 3: Lower back rounds 22 ± 6° (limit 10°), moderate`.
fn sentence(told: &Told) -> String {
    let Told { finding, measured, limit, .. } = told;
    let rep = finding.rep.map(|rep| format!("Rep {rep}: ")).unwrap_or_default();
    format!("{rep}{} {} (limit {}), {}", finding.card.name, measured.text(), measured.unit.format(*limit), told.word())
}
