//! Faces made unknowable: where the heads are on every frame, and the mosaic that is laid over them.
//!
//! A veil must not come and go. The lifter's stays from the clip's first frame to its last: across holes it moves in a straight line,
//! at the ends it stays where the head was last known, and it grows while the head is not seen. Other people's stay for a second beyond
//! what was seen of them. People whom the pose model did not follow have none: the recording does not know where they are.

use crate::body::{Joint, Person, Pose, Recording};
use crate::frame::Frame;
use crate::geom::ImagePoint;
use crate::signal::quantile;

/// The points by which a head is known.
const HEAD: [Joint; 5] = [Joint::Nose, Joint::LeftEye, Joint::RightEye, Joint::LeftEar, Joint::RightEar];
/// Points less sure than this are not taken for the head (our default: below the half of "visible", for too large a veil does no harm).
const SURE: f64 = 0.3;
/// Radius of a veil in lengths of the trunk from shoulder to hip: half of a head's height, which is 0.45 of the trunk (0.130 and 0.288 of
/// stature: Drillis and Contini 1966, in Winter 2009), with a margin of one half (our default) for hair and for points that are off.
const RADIUS: f64 = 0.5 * 0.45 * 1.5;
/// Distance of the head's middle from the shoulders, along the trunk, in lengths of the trunk: where only the trunk is seen. Neck and half
/// a head (the same source: 0.182 of stature from shoulder to vertex, less half a head).
const BEYOND_SHOULDER: f64 = (0.182 - 0.065) / 0.288;
/// How much larger a veil is where only the trunk tells of the head (our default: the neck bends).
const BY_TRUNK: f64 = 1.6;
/// Share of the frames' trunks that are shorter than the one that sizes count by: a trunk that leans to the camera is seen short.
const LONG: f64 = 0.9;
/// Radius as a share of the picture's height where no trunk was seen (our default).
const WITHOUT_TRUNK: f64 = 0.08;
/// Time to either side over which the place is smoothed, seconds (our default).
const SMOOTH_S: f64 = 0.1;
/// How much larger a veil grows within a second without the head, and the time after which it grows no more, seconds (our defaults).
const GROWTH: (f64, f64) = (0.5, 1.0);
/// For how long the veil of a person other than the lifter stays beyond what was seen of them, seconds (our default).
const STAYS_S: f64 = 1.0;
/// Blocks of the mosaic from one side of a veil to the other: too few to know a face by (our default).
const BLOCKS: f64 = 5.0;
/// Smallest block, pixels.
const LEAST_BLOCK: usize = 4;

/// Where one head is covered on one frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Head {
    /// Middle of the veil, pixels of the recording's picture.
    pub centre: ImagePoint,
    /// Its radius, pixels of the recording's picture.
    pub radius: f64,
    /// Whether points of the head were seen on this frame; if not, the veil stands where the head is thought to be.
    pub seen: bool,
}

/// The heads of everybody in a recording, frame by frame.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Veil {
    /// The lifter's head on every frame; empty where the lifter or the head was never seen.
    lifter: Vec<Head>,
    /// The heads of the others on every frame.
    others: Vec<Vec<Option<Head>>>,
}

impl Veil {
    /// The veil of a recording; `lifter` is the index of the one among its people who lifts.
    pub fn of(recording: &Recording, lifter: Option<usize>) -> Self {
        let mut veil = Self::default();
        for (number, person) in recording.people.iter().enumerate() {
            let course = course(person, recording);
            if Some(number) == lifter {
                veil.lifter = course.into_iter().map(|(head, _)| head).collect();
            } else {
                veil.others.push(course.into_iter().map(|(head, away_s)| (away_s <= STAYS_S).then_some(head)).collect());
            }
        }
        veil
    }

    /// Whether the lifter's head is covered, which it is on every frame or on none.
    pub fn covers_lifter(&self) -> bool {
        !self.lifter.is_empty()
    }

    /// The lifter's head on a frame.
    pub fn lifter(&self, frame: usize) -> Option<Head> {
        self.lifter.get(frame).copied()
    }

    /// Every head that is covered on a frame.
    pub fn heads(&self, frame: usize) -> impl Iterator<Item = Head> {
        let others = self.others.iter().filter_map(move |heads| heads.get(frame).copied().flatten());
        self.lifter(frame).into_iter().chain(others)
    }

    /// Covers the heads of the recording's frame `number` on its picture, which may be smaller than the recording's by `scale`.
    pub fn cover(&self, frame: &mut Frame, number: usize, scale: f64) {
        for head in self.heads(number) {
            let centre = ImagePoint::new(head.centre.x * scale, head.centre.y * scale);
            mosaic(frame, centre, head.radius * scale);
        }
    }
}

/// What tells of a head on one frame.
#[derive(Clone, Copy)]
struct Sight {
    at: ImagePoint,
    /// Radius, lengths of the trunk.
    radius: f64,
    of_head: bool,
}

/// A person's head on every frame, with the time to the nearest frame that tells of it; empty where none does.
fn course(person: &Person, recording: &Recording) -> Vec<(Head, f64)> {
    let t: Vec<f64> = recording.moments.iter().map(|moment| moment.at.0).collect();
    let trunk = quantile(person.poses.iter().flatten().filter_map(|pose| pose.torso_px(SURE)), LONG)
        .filter(|trunk| *trunk > 0.0)
        .unwrap_or(recording.clip.height_px as f64 * WITHOUT_TRUNK / RADIUS);
    let sights: Vec<(usize, Sight)> =
        (0..t.len()).filter_map(|frame| Some((frame, sight(person.poses.get(frame)?.as_ref()?, trunk)?))).collect();
    let Some((first, last)) = sights.first().zip(sights.last()) else { return Vec::new() };
    // The place on every frame: straight between two sights, still before the first and after the last.
    let mut next = 0;
    let places: Vec<(ImagePoint, f64, bool, f64)> = (0..t.len())
        .map(|frame| {
            while next < sights.len() && sights[next].0 < frame {
                next += 1;
            }
            let (after, before) = (sights.get(next).unwrap_or(last), sights.get(next.saturating_sub(1)).unwrap_or(first));
            if after.0 == frame {
                return (after.1.at, after.1.radius, after.1.of_head, 0.0);
            }
            let (gone, to_come) = ((t[frame] - t[before.0]).abs(), (t[after.0] - t[frame]).abs());
            let share = if gone + to_come > 0.0 { gone / (gone + to_come) } else { 0.0 };
            let inside = (before.0..=after.0).contains(&frame) && before.0 != after.0;
            let nearest = if frame < before.0 { before } else { after };
            let at = if inside { before.1.at.towards(after.1.at, share) } else { nearest.1.at };
            (at, before.1.radius.max(after.1.radius), false, gone.min(to_come))
        })
        .collect();
    let window = |frame: usize| {
        let from = t.partition_point(|at| *at < t[frame] - SMOOTH_S);
        let to = t.partition_point(|at| *at <= t[frame] + SMOOTH_S);
        &places[from.min(frame)..to.max(frame + 1)]
    };
    let head = |frame: usize| {
        let (_, _, seen, away_s) = places[frame];
        let near = window(frame);
        let share = 1.0 / near.len() as f64;
        let sum = near.iter().fold((0.0, 0.0), |sum, (at, ..)| (sum.0 + at.x, sum.1 + at.y));
        let centre = ImagePoint::new(sum.0 * share, sum.1 * share);
        // As large as the largest about now, and over every place that was smoothed away.
        let radius = near.iter().map(|(at, radius, ..)| at.distance(centre) + radius * trunk).fold(0.0, f64::max);
        let grown = 1.0 + GROWTH.0 * (away_s / GROWTH.1).min(1.0);
        (Head { centre, radius: radius * grown, seen }, away_s)
    };
    (0..t.len()).map(head).collect()
}

/// What one pose tells of the head.
fn sight(pose: &Pose, trunk: f64) -> Option<Sight> {
    let points: Vec<ImagePoint> = HEAD.into_iter().filter_map(|joint| pose.sure(joint, SURE)).collect();
    if let Some(share) = (!points.is_empty()).then(|| 1.0 / points.len() as f64) {
        let sum = points.iter().fold((0.0, 0.0), |sum, at| (sum.0 + at.x, sum.1 + at.y));
        let at = ImagePoint::new(sum.0 * share, sum.1 * share);
        // A head that is nearer to the camera than the trunk tells is as large as its points are apart.
        let apart = points.iter().map(|point| point.distance(at)).fold(0.0, f64::max) / trunk;
        return Some(Sight { at, radius: RADIUS.max(2.0 * apart), of_head: true });
    }
    let (shoulder, hip) = (pose.middle(Joint::LeftShoulder, SURE)?, pose.middle(Joint::LeftHip, SURE)?);
    let long = shoulder.distance(hip);
    (long > 0.0).then(|| {
        let beyond = BEYOND_SHOULDER * trunk / long;
        let at = ImagePoint::new(shoulder.x + (shoulder.x - hip.x) * beyond, shoulder.y + (shoulder.y - hip.y) * beyond);
        Sight { at, radius: RADIUS * BY_TRUNK, of_head: false }
    })
}

/// Makes a disc of a picture into a few blocks, each of one colour; the parts outside the picture are left out.
fn mosaic(frame: &mut Frame, centre: ImagePoint, radius: f64) {
    let (width, height) = (frame.width, frame.height);
    if !(centre.is_finite() && radius.is_finite() && radius > 0.0) || frame.rgb.len() < width * height * 3 {
        return;
    }
    let side = (((2.0 * radius + 2.0) / BLOCKS).ceil() as usize).max(LEAST_BLOCK);
    let span = |middle: f64, most: usize| {
        let from = (middle - radius).floor().clamp(0.0, most as f64) as usize;
        from..((middle + radius).ceil() + 1.0).clamp(0.0, most as f64) as usize
    };
    let (columns, rows) = (span(centre.x, width), span(centre.y, height));
    for top in rows.clone().step_by(side) {
        for left in columns.clone().step_by(side) {
            let block = || {
                let (across, down) = (left..(left + side).min(columns.end), top..(top + side).min(rows.end));
                down.flat_map(move |y| across.clone().map(move |x| (x, y)))
            };
            let mut sum = [0_usize; 3];
            for (x, y) in block() {
                for (sum, byte) in sum.iter_mut().zip(&frame.rgb[(y * width + x) * 3..]) {
                    *sum += usize::from(*byte);
                }
            }
            let count = block().count().max(1);
            let mean = sum.map(|sum| (sum / count) as u8);
            for (x, y) in block().filter(|(x, y)| ImagePoint::new(*x as f64, *y as f64).distance(centre) <= radius) {
                frame.rgb[(y * width + x) * 3..][..3].copy_from_slice(&mean);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::{ClipInfo, Keypoint, Moment};
    use crate::synthetic::{Scene, film};
    use crate::units::Seconds;

    /// Somebody with shoulders over hips and a nose that goes from left to right; `nose` says how sure it is on a frame.
    fn walker(frames: usize, nose: impl Fn(usize) -> f64) -> Recording {
        let pose = |frame: usize| {
            let x = 100.0 + frame as f64;
            let mut pose = Pose::default();
            let mut put = |joint, x, y, confidence| pose.set(joint, Keypoint { at: ImagePoint::new(x, y), confidence });
            put(Joint::Nose, x, 100.0, nose(frame));
            put(Joint::LeftShoulder, x, 140.0, 0.9);
            put(Joint::LeftHip, x, 240.0, 0.9);
            Some(pose)
        };
        let moments = (0..frames).map(|frame| Moment { at: Seconds(frame as f64 / 30.0), ..Moment::default() }).collect();
        let people = vec![Person { poses: (0..frames).map(pose).collect() }];
        let clip = ClipInfo { width_px: 640, height_px: 480, ..ClipInfo::default() };
        Recording { clip, moments, people, ..Recording::default() }
    }

    fn veil(recording: &Recording) -> Veil {
        Veil::of(recording, Some(0))
    }

    #[test]
    fn the_head_is_covered_on_every_frame_of_a_lift() {
        let recording = film(&Scene { reps: 2, ..Scene::default() }).0;
        let veil = veil(&recording);
        let lifter = &recording.people[0];
        for (frame, pose) in lifter.poses.iter().enumerate() {
            let head = veil.lifter(frame).unwrap();
            let Some(pose) = pose else { continue };
            for joint in HEAD {
                if let Some(at) = pose.sure(joint, 0.5) {
                    assert!(at.distance(head.centre) < 0.95 * head.radius, "{joint:?} on frame {frame}");
                }
            }
        }
    }

    #[test]
    fn it_never_goes_away_and_does_not_jump() {
        let full = veil(&walker(120, |_| 0.9));
        let holes = veil(&walker(120, |frame| if frame < 20 || (40..70).contains(&frame) || frame % 7 == 0 { 0.0 } else { 0.9 }));
        for frame in 0..120 {
            let (one, other) = (full.lifter(frame).unwrap(), holes.lifter(frame).unwrap());
            assert!(
                one.seen && one.centre.distance(other.centre) + 0.8 * one.radius <= other.radius,
                "frame {frame}: {one:?}, {other:?}"
            );
            if let Some(before) = frame.checked_sub(1).and_then(|frame| holes.lifter(frame)) {
                assert!(before.centre.distance(other.centre) < 0.3 * other.radius, "frame {frame}");
            }
        }
        assert!(!holes.lifter(50).unwrap().seen && holes.lifter(80).unwrap().seen);
    }

    #[test]
    fn a_person_who_goes_is_covered_a_little_longer_and_the_lifter_for_good() {
        let mut recording = walker(150, |_| 0.9);
        for pose in &mut recording.people[0].poses[60..] {
            *pose = None;
        }
        let lifter = veil(&recording);
        assert!(lifter.lifter(149).is_some_and(|head| !head.seen && head.radius > 1.3 * lifter.lifter(30).unwrap().radius));
        recording.people.insert(0, Person { poses: vec![None; 150] });
        let other = veil(&recording);
        assert!(!other.covers_lifter());
        assert_eq!([30, 70, 88, 95, 149].map(|frame| other.heads(frame).count()), [1, 1, 1, 0, 0]);
    }

    /// A picture of fine stripes, in which nothing of one colour is larger than a pixel.
    fn stripes(width: usize, height: usize) -> Frame {
        let rgb = (0..width * height)
            .flat_map(|n| if (n % width + n / width).is_multiple_of(2) { [250, 40, 90] } else { [10, 200, 30] });
        Frame { index: 0, at: Seconds(0.0), width, height, rgb: rgb.collect() }
    }

    #[test]
    fn inside_is_nothing_left_of_the_picture_and_outside_all_of_it() {
        let (before, mut after) = (stripes(320, 240), stripes(320, 240));
        let (centre, radius) = (ImagePoint::new(150.0, 100.0), 50.0);
        mosaic(&mut after, centre, radius);
        let mut colours = std::collections::BTreeSet::new();
        for y in 0..240 {
            for x in 0..320 {
                let inside = ImagePoint::new(x as f64, y as f64).distance(centre) <= radius;
                assert_eq!(inside, before.pixel(x, y) != after.pixel(x, y), "{x}, {y}");
                colours.extend(after.pixel(x, y).filter(|_| inside));
            }
        }
        // Blocks over stripes are all alike: none of the stripes is left.
        assert!(colours.iter().all(|colour| colour[0].abs_diff(130) < 6 && colour[1].abs_diff(120) < 6), "{colours:?}");
    }

    #[test]
    fn a_veil_over_the_edge_of_the_picture_or_of_no_size_harms_nothing() {
        for (x, y, radius) in
            [(-20.0, 5.0, 40.0), (319.0, 239.0, 60.0), (-500.0, 900.0, 30.0), (50.0, 50.0, f64::NAN), (50.0, 50.0, 1e9)]
        {
            mosaic(&mut stripes(320, 240), ImagePoint::new(x, y), radius);
        }
        mosaic(&mut Frame { rgb: Vec::new(), ..stripes(320, 240) }, ImagePoint::new(50.0, 50.0), 30.0);
    }

    #[test]
    fn on_a_smaller_picture_the_veil_is_smaller() {
        let recording = walker(10, |_| 0.9);
        let (before, mut after) = (stripes(320, 240), stripes(320, 240));
        let veil = veil(&recording);
        veil.cover(&mut after, 5, 0.5);
        assert!(before.pixel(52, 50) != after.pixel(52, 50) && before.pixel(105, 100) == after.pixel(105, 100));
    }
}
