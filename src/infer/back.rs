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
const MAX_DEPTH: f64 = 0.75;
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
/// A point that misses the parabola through the back by more than this share of the torso is no part of it. Stated judgement, after a
/// look at about 1,560 frames of 15 test clips in which all five points had passed a looser check: there the worst of the five missed it
/// by 0.015 (median) and 0.036 (95 of 100). Frames that failed that check are not in these figures.
const MAX_MISS_MASK: f64 = 0.06;
/// The same for points that a network places by itself, which are less exact: 0.032 (median).
const MAX_MISS_POINTS: f64 = 0.1;
/// Fewer points than this do not show a back: three always lie on a parabola.
const MIN_POINTS: usize = 4;

/// The back's five points in frame pixels, neck's base first. None at all where the person is not seen from the side, where the facing
/// is not clear or fewer than four points are found. `mask` has logits (axes: row, column) over the crop's square.
pub(crate) fn contour(mask: &ArrayView2<f32>, pose: &Pose, crop: &Crop) -> [Option<Keypoint>; 5] {
    trace(mask, pose, crop).unwrap_or([None; 5])
}

fn trace(mask: &ArrayView2<f32>, pose: &Pose, crop: &Crop) -> Option<[Option<Keypoint>; 5]> {
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
    let side = from_the_side(pose, SURE)?;
    let towards_back = if faces_right(pose)? { 1.0 } else { -1.0 };
    let (ux, uy) = ((hips.x - shoulders.x) / torso, (hips.y - shoulders.y) / torso);
    let ray = (-uy * towards_back, ux * towards_back);
    let mask = Mask { mask: mask.view(), size };
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
    let offsets: [Option<Offset>; 5] = std::array::from_fn(|k| Some((STATIONS[k], edges[k]?.depth / torso)));
    let kept = smooth(offsets, MAX_MISS_MASK);
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

/// Keeps those of the back points that a network placed by itself which can be trusted: a network trained on side views draws a back from
/// the front as well. Their confidence falls as the person turns from the side; those off a smooth course go, and all go where fewer than
/// four are left.
pub(crate) fn keep_trusted(pose: &mut Pose, sure: f64) {
    let offset = |joint: Joint| -> Option<Offset> {
        let (shoulders, hips) = (pose.middle(Joint::LeftShoulder, sure)?, pose.middle(Joint::LeftHip, sure)?);
        let torso = shoulders.distance(hips);
        let (ux, uy) = ((hips.x - shoulders.x) / torso, (hips.y - shoulders.y) / torso);
        let at = pose.get(joint)?.at;
        let (dx, dy) = ((at.x - shoulders.x) / torso, (at.y - shoulders.y) / torso);
        let offset = (dx * ux + dy * uy, dy * ux - dx * uy);
        (offset.0.is_finite() && offset.1.is_finite()).then_some(offset)
    };
    let kept = smooth(Joint::BACK.map(offset), MAX_MISS_POINTS);
    let enough = kept.iter().filter(|&&kept| kept).count() >= MIN_POINTS;
    let side = from_the_side(pose, sure).filter(|_| enough);
    for (joint, kept) in Joint::BACK.into_iter().zip(kept) {
        match (pose.get(joint), side) {
            (Some(seen), Some(share)) if kept => pose.set(joint, Keypoint { confidence: seen.confidence * share, ..seen }),
            _ => pose.clear(joint),
        }
    }
}

/// How much the person is seen from the side, 0 to 1; `None` where not at all.
fn from_the_side(pose: &Pose, sure: f64) -> Option<f64> {
    let torso = pose.torso_px(sure)?;
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
        vote += ahead(toe, heel) + f64::midpoint(ahead(knee, hip), ahead(knee, ankle));
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

/// A point of the back against the line from shoulders to hips, in torso lengths: how far along, how far behind.
type Offset = (f64, f64);

/// Which points lie on one smooth course. While the parabola that fits them misses one by more than `limit`, the point goes without which
/// the rest fits best.
fn smooth(points: [Option<Offset>; 5], limit: f64) -> [bool; 5] {
    let mut kept = points.map(|point| point.is_some());
    while kept.iter().filter(|&&kept| kept).count() >= MIN_POINTS {
        let miss = |without: Option<usize>| {
            let rest: Vec<Offset> = (0..5).filter(|&k| kept[k] && Some(k) != without).filter_map(|k| points[k]).collect();
            let off = |&(along, behind): &Offset| parabola(&rest, along).map_or(f64::MAX, |fit| (fit - behind).abs());
            rest.iter().map(off).fold(0.0, f64::max)
        };
        if miss(None) <= limit {
            break;
        }
        let best = (0..5).filter(|&k| kept[k]).min_by(|&a, &b| miss(Some(a)).total_cmp(&miss(Some(b))));
        match best {
            Some(k) => kept[k] = false,
            None => break,
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

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;
    use proptest::prelude::*;

    const SIZE: usize = 256;

    fn crop() -> Crop {
        Crop { centre: ImagePoint::new(400.0, 300.0), side: 512.0, turn_deg: 0.0 }
    }

    /// A lifter seen from the side, given in pixels of the mask: hips at (110, 140), shoulders 80 px off at an angle from the upright.
    fn lifter(lean_deg: f64, right: bool, crop: &Crop) -> Pose {
        let mut pose = Pose::default();
        let (sin, cos) = lean_deg.to_radians().sin_cos();
        let mirror = |x: f64| if right { x } else { SIZE as f64 - 1.0 - x };
        let mut put = |joint: Joint, x: f64, y: f64| {
            pose.set(joint, Keypoint { at: crop.to_frame(ImagePoint::new(mirror(x), y), SIZE), confidence: 0.9 });
        };
        for (joint, x, y) in [
            (Joint::LeftHip, 110.0, 140.0),
            (Joint::LeftShoulder, 110.0 + 80.0 * sin, 140.0 - 80.0 * cos),
            (Joint::LeftEar, 110.0 + 105.0 * sin, 140.0 - 105.0 * cos),
            (Joint::Nose, 122.0 + 105.0 * sin, 140.0 - 105.0 * cos),
            (Joint::LeftKnee, 118.0, 180.0),
            (Joint::LeftAnkle, 110.0, 220.0),
            (Joint::LeftHeel, 105.0, 226.0),
            (Joint::LeftToe, 130.0, 226.0),
        ] {
            put(joint, x, y);
            put(joint.partner(), x, y);
        }
        pose
    }

    /// A torso whose back lies `depth` pixels (a function of the station) behind the line from shoulders to hips, its front 15 before.
    fn torso(lean_deg: f64, right: bool, depth: impl Fn(f64) -> f64, also: impl Fn(f64, f64) -> bool) -> Array2<f32> {
        let (sin, cos) = lean_deg.to_radians().sin_cos();
        Array2::from_shape_fn((SIZE, SIZE), |(row, column)| {
            let (x, y) = (if right { column as f64 } else { (SIZE - 1 - column) as f64 }, row as f64);
            let (dx, dy) = (x - 110.0, y - 140.0);
            let along = 1.0 - (dx * sin - dy * cos) / 80.0;
            let behind = -(dx * cos + dy * sin);
            let body = (-0.4..1.4).contains(&along) && behind > -15.0 && behind < depth(along);
            if body || also(x, y) { 120.0 } else { -600.0 }
        })
    }

    /// Depths in mask pixels of the points found, measured square to the line from shoulders to hips.
    fn depths(points: [Option<Keypoint>; 5], lean_deg: f64, right: bool, crop: &Crop) -> Vec<Option<f64>> {
        let (sin, cos) = lean_deg.to_radians().sin_cos();
        let behind = |seen: Keypoint| {
            let at = crop.from_frame(seen.at, SIZE);
            let x = if right { at.x } else { SIZE as f64 - 1.0 - at.x };
            -((x - 110.0) * cos + (at.y - 140.0) * sin)
        };
        points.map(|point| point.map(behind)).to_vec()
    }

    #[test]
    fn a_straight_back_is_found_within_half_a_mask_pixel_upright_bent_and_facing_either_way() {
        for lean in [0.0, 25.0, 60.0, 90.0, 100.0] {
            for right in [true, false] {
                let points = contour(&torso(lean, right, |_| 22.0, |_, _| false).view(), &lifter(lean, right, &crop()), &crop());
                for depth in depths(points, lean, right, &crop()) {
                    assert!((depth.unwrap() - 22.0).abs() < 0.8, "{lean} {right} {points:?}");
                }
                assert!(points.iter().flatten().all(|seen| seen.confidence > 0.8));
            }
        }
    }

    #[test]
    fn a_rounded_back_keeps_its_five_points_also_in_a_turned_crop() {
        let round = |station: f64| 18.0 + 14.0 * (1.0 - (2.0 * station - 1.0).powi(2)).max(0.0);
        let turned = Crop { turn_deg: 70.0, ..crop() };
        for crop in [crop(), turned] {
            let mut pose = lifter(0.0, true, &crop);
            // The way to the feet and face is told in the frame: turn the body so that it leans as far as the crop.
            let right = crop.turn_deg == 0.0 || faces_right(&pose).unwrap();
            pose.presence = 1.0;
            let points = contour(&torso(0.0, true, round, |_, _| false).view(), &pose, &crop);
            assert!(right);
            for (depth, station) in depths(points, 0.0, true, &crop).into_iter().zip(STATIONS) {
                assert!((depth.unwrap() - round(station)).abs() < 1.0, "{points:?}");
            }
        }
    }

    #[test]
    fn an_arm_or_a_plate_in_front_does_not_move_the_back() {
        let plate = |x: f64, y: f64| (x - 150.0).hypot(y - 150.0) < 38.0;
        let clean = contour(&torso(30.0, true, |_| 22.0, |_, _| false).view(), &lifter(30.0, true, &crop()), &crop());
        let busy = contour(&torso(30.0, true, |_| 22.0, plate).view(), &lifter(30.0, true, &crop()), &crop());
        assert_eq!(clean, busy);
    }

    #[test]
    fn a_sleeve_that_sticks_out_behind_takes_its_point_away_and_not_the_others() {
        let sleeve = |x: f64, y: f64| x < 110.0 && (y - 123.2).abs() < 6.0 && x > 68.0;
        let points = contour(&torso(0.0, true, |_| 18.0, sleeve).view(), &lifter(0.0, true, &crop()), &crop());
        assert_eq!(points.map(|point| point.is_some()), [true, true, true, false, true]);
    }

    #[test]
    fn a_plate_that_hides_the_hip_in_the_mask_leaves_the_back_where_it_is() {
        let mut mask = torso(0.0, true, |_| 25.0, |_, _| false);
        for ((row, column), logit) in mask.indexed_iter_mut() {
            if (row as f64 - 140.0).hypot(column as f64 - 118.0) < 16.0 {
                *logit = -300.0;
            }
        }
        let points = contour(&mask.view(), &lifter(0.0, true, &crop()), &crop());
        for depth in depths(points, 0.0, true, &crop()) {
            assert!((depth.unwrap() - 25.0).abs() < 0.8, "{points:?}");
        }
    }

    #[test]
    fn no_back_from_the_front_without_a_mask_or_where_the_mask_has_no_edge() {
        let pose = lifter(0.0, true, &crop());
        let full = Array2::from_elem((SIZE, SIZE), 50.0);
        assert_eq!(contour(&full.view(), &pose, &crop()), [None; 5]);
        assert_eq!(contour(&Array2::from_elem((SIZE, SIZE), -50.0).view(), &pose, &crop()), [None; 5]);
        assert_eq!(contour(&Array2::from_elem((1, 1), 50.0).view(), &pose, &crop()), [None; 5]);
        let mut front = pose.clone();
        let shoulder = front.get(Joint::LeftShoulder).unwrap();
        front.set(Joint::LeftShoulder, Keypoint { at: ImagePoint::new(shoulder.at.x + 140.0, shoulder.at.y), ..shoulder });
        assert_eq!(contour(&torso(0.0, true, |_| 22.0, |_, _| false).view(), &front, &crop()), [None; 5]);
    }

    #[test]
    fn a_networks_back_points_lose_trust_as_the_person_turns_and_one_that_jumps_goes() {
        let mut pose = lifter(0.0, true, &crop());
        for (joint, station) in Joint::BACK.into_iter().zip(STATIONS) {
            let at = crop().to_frame(ImagePoint::new(85.0, 60.0 + 80.0 * station), SIZE);
            pose.set(joint, Keypoint { at, confidence: 0.8 });
        }
        let side = pose.clone();
        keep_trusted(&mut pose, SURE);
        assert_eq!(pose, side);
        let third = pose.get(Joint::Back3).unwrap();
        pose.set(Joint::Back3, Keypoint { at: ImagePoint::new(third.at.x - 60.0, third.at.y), ..third });
        keep_trusted(&mut pose, SURE);
        assert_eq!(pose.get(Joint::Back3), None);
        assert_eq!(pose.get(Joint::Back4), side.get(Joint::Back4));
        let shoulder = pose.get(Joint::LeftShoulder).unwrap();
        let turn = |pose: &mut Pose, width: f64| {
            for (joint, way) in [(Joint::LeftShoulder, 0.5), (Joint::RightShoulder, -0.5)] {
                pose.set(joint, Keypoint { at: ImagePoint::new(shoulder.at.x + width * way, shoulder.at.y), ..shoulder });
            }
        };
        turn(&mut pose, 80.0);
        keep_trusted(&mut pose, SURE);
        assert!(pose.get(Joint::Back4).unwrap().confidence < 0.5);
        turn(&mut pose, 140.0);
        keep_trusted(&mut pose, SURE);
        assert!(Joint::BACK.iter().all(|&joint| pose.get(joint).is_none()));
    }

    proptest! {
        #[test]
        fn any_mask_gives_points_within_reach_or_none(
            seeds in proptest::collection::vec(-50.0_f32..50.0, 64), lean in -180.0..180.0, right: bool,
        ) {
            let mask = Array2::from_shape_fn((SIZE, SIZE), |(row, column)| {
                let seed = seeds[row / 32 * 8 + column / 32];
                if row % 97 == 0 { f32::NAN } else { seed }
            });
            let points = contour(&mask.view(), &lifter(lean, right, &crop()), &crop());
            for depth in depths(points, lean, right, &crop()).into_iter().flatten() {
                prop_assert!((0.0..=80.0 * MAX_DEPTH + 0.1).contains(&depth));
            }
        }
    }
}
