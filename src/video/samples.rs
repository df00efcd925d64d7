//! Frames spread over a clip, found fast and without exact times.

use std::path::Path;

use super::{ReadOptions, VideoError, VideoReader};
use crate::frame::Frame;

/// Frames up to which reading through is as fast as jumping, for each frame wanted.
///
/// A jump decodes from the key frame before; phones place one every 30 frames or so, and OpenCV starts 16 frames early.
const FRAMES_A_JUMP: usize = 40;
/// First step where the clip does not say how long it is, seconds.
const BLIND_STEP_S: f64 = 0.5;

/// `n` frames (fewer where the clip has fewer) spread over the part of a clip that `options` names, in their order.
///
/// Meant for a first look: it jumps in long clips, so times may be off by some frames. Where jumping fails it reads through.
pub fn samples(path: &Path, options: &ReadOptions, n: usize) -> Result<Vec<Frame>, VideoError> {
    let mut reader = VideoReader::open(path, options)?;
    if n == 0 {
        return Ok(Vec::new());
    }
    let (from, to) = options.part();
    let end = reader.expected_length_s().map(|length| to.min(length)).filter(|&end| end > from);
    let long = reader.info().expected_frames.is_some_and(|frames| frames > n * FRAMES_A_JUMP);
    if let Some(end) = end.filter(|_| long) {
        let jumped = jumping(&mut reader, from, (end - from) / n as f64, n)?;
        if jumped.len() == n {
            return Ok(jumped);
        }
        reader = VideoReader::open(path, options)?;
    }
    let few = reader.info().expected_frames.is_some_and(|frames| frames <= n);
    reading(&mut reader, if few { Some(0.0) } else { end.map(|end| (end - from) / n as f64) }, n)
}

/// One frame from the middle of each of `n` steps; fewer where a jump failed.
fn jumping(reader: &mut VideoReader, from: f64, step: f64, n: usize) -> Result<Vec<Frame>, VideoError> {
    let mut frames: Vec<Frame> = Vec::with_capacity(n);
    let mut last = f64::NEG_INFINITY;
    for number in 0..n {
        let Some(at) = reader.jump(from + (number as f64 + 0.5) * step)? else { break };
        if at <= last {
            break;
        }
        let Some(rgb) = reader.take_picture()? else { break };
        frames.push(reader.frame(frames.len(), at, rgb));
        last = at;
    }
    Ok(frames)
}

/// Reads through and keeps the frame in the middle of each step. Where the clip turns out longer than thought, every second frame is
/// dropped and the step doubled, so that never more than `2 n` are held.
fn reading(reader: &mut VideoReader, step: Option<f64>, n: usize) -> Result<Vec<Frame>, VideoError> {
    let mut kept: Vec<Frame> = Vec::new();
    let mut due = None;
    let (mut step, lead) = (step.unwrap_or(BLIND_STEP_S), step.unwrap_or(0.0) / 2.0);
    while let Some(at) = reader.next_time_in_part()? {
        let reached = at >= *due.get_or_insert(at + lead);
        if !reached {
            continue;
        }
        let Some(rgb) = reader.take_picture()? else { continue };
        kept.push(reader.frame(0, at, rgb));
        due = due.map(|due: f64| (due + step).max(at));
        if kept.len() >= 2 * n.max(2) {
            thin(&mut kept, n.max(2));
            step *= 2.0;
        }
    }
    thin(&mut kept, n);
    for (index, frame) in kept.iter_mut().enumerate() {
        frame.index = index;
    }
    if kept.is_empty() { Err(reader.outside()) } else { Ok(kept) }
}

/// Leaves at most `n` of the frames, evenly spread.
fn thin<T>(frames: &mut Vec<T>, n: usize) {
    let (all, mut number) = (frames.len(), 0);
    frames.retain(|_| {
        number += 1;
        all <= n || number * n / all != (number - 1) * n / all
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thinning_leaves_the_number_asked_for_evenly_spread() {
        let mut frames: Vec<usize> = (0..24).collect();
        thin(&mut frames, 6);
        assert_eq!(frames, [3, 7, 11, 15, 19, 23]);
        let mut few = vec![1, 2, 3];
        thin(&mut few, 6);
        assert_eq!(few, [1, 2, 3]);
    }
}
