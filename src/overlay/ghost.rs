//! Another repetition over this one, where its bar is at the same height.

use super::skeleton::ghostly;
use super::{LINES_A_HEIGHT, Shape};
use crate::analysis::{Analysis, RepResult};
use crate::body::Recording;
use crate::reps::Rep;

/// Where a repetition is: before lift-off, on the way up, at the top, on the way down, or done.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Phase {
    Before,
    Up,
    Top,
    Down,
    Done,
}

/// The frame of another repetition that goes with a frame of the current one: on the way up and on the way down that on which the bar is at
/// the same height over its lift-off; before lift-off and after the landing the one as long before or after; at the top the one as far
/// through it. `None` where either repetition lacks the events, or the bar is not seen.
pub fn ghost_frame(analysis: &Analysis, frame: usize, other: usize) -> Option<usize> {
    let current = analysis.reps.iter().find(|result| result.rep.frames.contains(&frame))?;
    let other = analysis.reps.iter().find(|result| result.rep.number == other)?;
    let lift = analysis.lift.as_ref()?;
    let height = |frame: usize| lift.bar.as_ref()?.path.y.at(frame);
    let time = |frame: usize| lift.t.get(frame).copied();
    let (from, to) = (&current.rep, &other.rep);
    let kept = |at: f64| Some(lift.frame_at(at).clamp(to.frames.start, to.frames.end.checked_sub(1)?));
    match phase(from, frame)? {
        Phase::Before => kept(to.lift_off?.at + time(frame)? - from.lift_off?.at),
        Phase::Done => kept(to.down?.at + time(frame)? - from.down?.at),
        Phase::Top => {
            let span = |rep: &Rep| Some((rep.lockout?.at, rep.descent.map_or(rep.lockout?.at, |descent| descent.at)));
            let ((begin, end), (first, last)) = (span(from)?, span(to)?);
            let share = if end > begin { ((time(frame)? - begin) / (end - begin)).clamp(0.0, 1.0) } else { 0.0 };
            kept(first + share * (last - first))
        }
        way @ (Phase::Up | Phase::Down) => {
            let (begin, end) = match way {
                Phase::Up => (to.lift_off?.frame, to.lockout?.frame),
                _ => (to.descent?.frame, to.down.map_or(to.frames.end.checked_sub(1)?, |down| down.frame)),
            };
            let wanted = height(frame)? - height(from.lift_off?.frame)? + height(to.lift_off?.frame)?;
            let away = |frame: usize| Some(((height(frame)? - wanted).abs(), frame));
            (begin..=end.max(begin)).filter_map(away).min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, frame)| frame)
        }
    }
}

fn phase(rep: &Rep, frame: usize) -> Option<Phase> {
    let past = |event: Option<crate::reps::Instant>| event.is_some_and(|event| event.frame <= frame);
    rep.lift_off?;
    Some(match () {
        () if past(rep.down) => Phase::Done,
        () if past(rep.descent) => Phase::Down,
        () if past(rep.lockout) => Phase::Top,
        () if past(rep.lift_off) => Phase::Up,
        () => Phase::Before,
    })
}

/// Body and bar of another repetition, drawn over this frame where its bar is at the same height, in pixels of the recording's picture as
/// they were there: whoever stood still and did the same twice is covered by the ghost. Empty where it cannot be told; see [`ghost_frame`].
pub fn ghost(frame: usize, recording: &Recording, analysis: &Analysis, other: usize) -> Vec<Shape> {
    let unit = recording.clip.height_px as f64 / LINES_A_HEIGHT;
    let same = |result: &RepResult| result.rep.number == other && result.rep.frames.contains(&frame);
    if analysis.reps.iter().any(same) {
        return Vec::new();
    }
    let Some(there) = ghost_frame(analysis, frame, other) else { return Vec::new() };
    let pose = analysis.lifter.and_then(|lifter| recording.people.get(lifter)?.poses.get(there)?.as_ref());
    let near = analysis.lift.as_ref().map(|lift| lift.near);
    let mut shapes = pose.map(|pose| ghostly(pose, near, unit)).unwrap_or_default();
    if let Some(plate) = recording.moments.get(there).and_then(|moment| moment.near_plate) {
        shapes.push(Shape::Rim { ellipse: plate.rim, colour: super::skeleton::GHOST, width: unit });
    }
    shapes
}
