//! Five points on the contour of the back, from the mask of a person seen from the side.
//!
//! From stations on the line from shoulders to hips a ray goes square to it towards the back until it leaves the mask.

use ndarray::ArrayView2;

use super::crop::Crop;
use crate::body::{Joint, Keypoint, Pose};
use crate::geom::ImagePoint;

/// Stations as shares of the way from the middle of the shoulders to the middle of the hips: neck's base to sacrum.
const STATIONS: [f64; 5] = [-0.08, 0.21, 0.5, 0.79, 1.08];
/// Rays a station, and the share of the torso between two of them: their median takes the mask's stair-steps away.
const RAYS: usize = 5;
const RAY_GAP: f64 = 0.02;
/// Step along a ray, mask pixels.
const STEP: f64 = 0.5;
/// The back lies at most this share of the torso behind the line from shoulders to hips.
const MAX_DEPTH: f64 = 0.55;
/// A ray may begin outside the mask for this share of the torso, where a plate hides the hip.
const MAX_HOLE: f64 = 0.2;
/// A gap in the mask narrower than this, in mask pixels, is not its edge.
const MAX_GAP: f64 = 3.0;
/// Logits beyond this are as good as certain; clipping them puts the edge between two pixels half-way.
const CERTAIN: f32 = 4.0;
/// The edge's sharpness is judged over this many mask pixels to either side.
const SHARP_REACH: f64 = 1.5;
/// Width of the shoulders over the torso: seen from the side up to the first, not from the side from the second on.
const SIDE_WIDTH: (f64, f64) = (0.3, 0.6);
/// A torso shorter than this in mask pixels shows no contour.
const MIN_TORSO: f64 = 20.0;
/// A shoulder or hip counts from this confidence.
const SURE: f64 = 0.3;
/// How far, in torso lengths, the cues must agree on the side that the person faces.
const MIN_VOTE: f64 = 0.15;
/// A point that lies further than this share of the torso from the smooth course of the others is no part of the back.
const MAX_OUTLIER: f64 = 0.12;
/// Fewer points than this do not show a back.
const MIN_POINTS: usize = 3;

/// The back's five points in frame pixels, neck's base first. None at all where the person is not seen from the side, where the facing
/// is not clear or fewer than three points are found. `mask` has logits (axes: row, column) over the crop's square.
pub(crate) fn contour(mask: ArrayView2<f32>, pose: &Pose, crop: &Crop) -> [Option<Keypoint>; 5] {
    trace(mask, pose, crop).unwrap_or([None; 5])
}

fn trace(mask: ArrayView2<f32>, pose: &Pose, crop: &Crop) -> Option<[Option<Keypoint>; 5]> {
    let size = mask.dim().1;
    if size < 2 || mask.dim().0 != size {
        return None;
    }
    let inside = |joint: Joint| Some(crop.from_frame(pose.middle(joint, SURE)?, size));
    let (shoulders, hips) = (inside(Joint::LeftShoulder)?, inside(Joint::LeftHip)?);
    let torso = shoulders.distance(hips);
    if !(MIN_TORSO..size as f64).contains(&torso) {
        return None;
    }
    let side = from_the_side(pose)?;
    let towards_back = if faces_right(pose)? { 1.0 } else { -1.0 };
    let (ux, uy) = ((hips.x - shoulders.x) / torso, (hips.y - shoulders.y) / torso);
    let ray = (-uy * towards_back, ux * towards_back);
    let mask = Mask { mask, size };
    let edges = STATIONS.map(|station| {
        let mut seen: Vec<Edge> = (0..RAYS)
            .filter_map(|k| {
                let share = station + (k as f64 - (RAYS - 1) as f64 / 2.0) * RAY_GAP;
                mask.edge(shoulders.towards(hips, share), ray, torso)
            })
            .collect();
        seen.sort_by(|a, b| a.depth.total_cmp(&b.depth));
        (seen.len() > RAYS / 2).then(|| seen[seen.len() / 2])
    });
    let kept = smooth(edges.map(|edge| edge.map(|edge| edge.depth / torso)));
    if kept.iter().filter(|&&kept| kept).count() < MIN_POINTS {
        return None;
    }
    let trust = side * sureness(pose);
    let mut points = [None; 5];
    for (k, point) in points.iter_mut().enumerate() {
        *point = edges[k].filter(|_| kept[k]).map(|edge| {
            let base = shoulders.towards(hips, STATIONS[k]);
            let at = ImagePoint::new(base.x + ray.0 * edge.depth, base.y + ray.1 * edge.depth);
            Keypoint { at: crop.to_frame(at, size), confidence: edge.sharpness * trust }
        });
    }
    Some(points)
}

/// How much the person is seen from the side, 0 to 1; `None` where not at all.
fn from_the_side(pose: &Pose) -> Option<f64> {
    let torso = pose.torso_px(SURE)?;
    let width = pose.get(Joint::LeftShoulder)?.at.distance(pose.get(Joint::RightShoulder)?.at) / torso.max(f64::MIN_POSITIVE);
    let share = (SIDE_WIDTH.1 - width) / (SIDE_WIDTH.1 - SIDE_WIDTH.0);
    (share > 0.0).then_some(share.min(1.0))
}

/// Whether the person faces the picture's right; `None` where feet, face and knees do not agree clearly.
fn faces_right(pose: &Pose) -> Option<bool> {
    let torso = pose.torso_px(SURE)?;
    let ahead = |front: Joint, rear: Joint| match (pose.get(front), pose.get(rear)) {
        (Some(a), Some(b)) => (a.at.x - b.at.x) * a.confidence.min(b.confidence),
        _ => 0.0,
    };
    let mut vote = ahead(Joint::Nose, Joint::LeftEar) + ahead(Joint::Nose, Joint::RightEar);
    for (toe, heel, knee, hip, ankle) in [
        (Joint::LeftToe, Joint::LeftHeel, Joint::LeftKnee, Joint::LeftHip, Joint::LeftAnkle),
        (Joint::RightToe, Joint::RightHeel, Joint::RightKnee, Joint::RightHip, Joint::RightAnkle),
    ] {
        vote += ahead(toe, heel) + (ahead(knee, hip) + ahead(knee, ankle)) / 2.0;
    }
    let vote = vote / torso;
    (vote.abs() >= MIN_VOTE).then_some(vote > 0.0)
}

/// How sure the shoulders and hips are, by the surer of each pair.
fn sureness(pose: &Pose) -> f64 {
    let of = |joint: Joint| {
        let one = |joint| pose.get(joint).map_or(0.0, |seen| seen.confidence);
        one(joint).max(one(joint.partner()))
    };
    of(Joint::LeftShoulder).min(of(Joint::LeftHip))
}

/// Where a ray leaves the mask.
#[derive(Clone, Copy, Debug)]
struct Edge {
    /// Mask pixels from the ray's start.
    depth: f64,
    /// 1 where the mask ends at once, 0 where it fades.
    sharpness: f64,
}

struct Mask<'a> {
    mask: ArrayView2<'a, f32>,
    size: usize,
}

impl Mask<'_> {
    /// The clipped logit at a place, bilinear; `None` outside.
    fn at(&self, x: f64, y: f64) -> Option<f64> {
        let last = (self.size - 1) as f64;
        if !(x >= 0.0 && y >= 0.0 && x < last && y < last) {
            return None;
        }
        let (column, row) = (x as usize, y as usize);
        let (right, below) = (x - column as f64, y - row as f64);
        let cell = |dy: usize, dx: usize| {
            let logit = self.mask[(row + dy, column + dx)];
            f64::from(if logit.is_nan() { 0.0 } else { logit.clamp(-CERTAIN, CERTAIN) })
        };
        let above = cell(0, 0) * (1.0 - right) + cell(0, 1) * right;
        let under = cell(1, 0) * (1.0 - right) + cell(1, 1) * right;
        Some(above * (1.0 - below) + under * below)
    }

    /// Where the ray from a place leaves the mask for good; `None` where it does not within the back's depth.
    fn edge(&self, from: ImagePoint, ray: (f64, f64), torso: f64) -> Option<Edge> {
        let along = |depth: f64| self.at(from.x + ray.0 * depth, from.y + ray.1 * depth);
        let steps = (torso * MAX_DEPTH / STEP) as usize;
        let gap = (MAX_GAP / STEP) as usize;
        let (mut left, mut outside, mut entered) = (None, 0, false);
        let mut last = along(0.0)?;
        if last > 0.0 {
            entered = true;
        }
        for k in 1..=steps + gap {
            let depth = k as f64 * STEP;
            let now = along(depth)?;
            if now > 0.0 {
                if !entered && depth > torso * MAX_HOLE {
                    return None;
                }
                (left, outside, entered) = (None, 0, true);
            } else if entered {
                if outside == 0 {
                    left = Some(depth - STEP + STEP * last / (last - now).max(f64::MIN_POSITIVE));
                }
                outside += 1;
                if outside >= gap {
                    break;
                }
            }
            last = now;
        }
        let depth = left.filter(|_| outside >= gap)?;
        let fall = along((depth - SHARP_REACH).max(0.0))? - along(depth + SHARP_REACH)?;
        let sharpness = (fall / f64::from(2.0 * CERTAIN)).clamp(0.0, 1.0);
        (depth <= torso * MAX_DEPTH).then_some(Edge { depth, sharpness })
    }
}

/// Which depths, in torso lengths, lie on one smooth course: the worst that is off the parabola through the others goes, one at a time.
fn smooth(depths: [Option<f64>; 5]) -> [bool; 5] {
    let mut kept = depths.map(|depth| depth.is_some());
    while kept.iter().filter(|&&kept| kept).count() > MIN_POINTS {
        let off = |k: usize| {
            let others: Vec<(f64, f64)> =
                (0..5).filter(|&i| i != k && kept[i]).filter_map(|i| Some((STATIONS[i], depths[i]?))).collect();
            Some((parabola(&others, STATIONS[k])? - depths[k]?).abs())
        };
        let worst = (0..5).filter(|&k| kept[k]).filter_map(|k| Some((k, off(k)?))).max_by(|a, b| a.1.total_cmp(&b.1));
        match worst {
            Some((k, off)) if off > MAX_OUTLIER => kept[k] = false,
            _ => break,
        }
    }
    kept
}

/// Value at `x` of the parabola that fits the points best; `None` where they do not fix one.
fn parabola(points: &[(f64, f64)], x: f64) -> Option<f64> {
    let mut rows = [[0.0; 4]; 3];
    for &(at, value) in points {
        let powers = [1.0, at, at * at];
        for (row, power) in rows.iter_mut().zip(powers) {
            for (cell, factor) in row.iter_mut().zip([powers[0], powers[1], powers[2], value]) {
                *cell += power * factor;
            }
        }
    }
    for k in 0..3 {
        let best = (k..3).max_by(|&a, &b| rows[a][k].abs().total_cmp(&rows[b][k].abs()))?;
        rows.swap(k, best);
        if rows[k][k].abs() < 1e-9 {
            return None;
        }
        let lead = rows[k];
        for (_, row) in rows.iter_mut().enumerate().filter(|(i, _)| *i != k) {
            let factor = row[k] / lead[k];
            for (cell, value) in row.iter_mut().zip(lead) {
                *cell -= factor * value;
            }
        }
    }
    let factor = |k: usize| rows[k][3] / rows[k][k];
    Some(factor(0) + factor(1) * x + factor(2) * x * x)
}
