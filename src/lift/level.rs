//! How far the camera was turned about its own axis: by the upright edges of the room.
//!
//! A camera that is turned by `r` shows every upright edge turned by `-r`, and one that looks up or down lets them lean towards each other
//! the more, the farther they are from the picture's middle: tilt = -(roll + lean * x). Both are fitted, with what is known of phones
//! beforehand, over the edges that agree. Half of what runs near the upright in a gym does not stand upright, so that edges must be many,
//! long and of one mind before they are believed.

use crate::body::{ClipInfo, Moment, Pose, Recording, Upright};
use crate::geom::{Ellipse, ImagePoint};

/// Standard error of the roll of a clip that shows no upright edges, degrees, about 0: phones are held level to about this. A foot is too
/// short a line to tell better (1 cm of error on it is 2 degrees), and the line of both plates or feet in a front view turns by 2 degrees
/// with 10 degrees of yaw.
pub(crate) const HELD_SD_DEG: f64 = 1.5;
/// The same where edges tell better, degrees, and that of the lean at half of the longer side from the middle: a phone that looks up or
/// down by 4 degrees. Wide, so that edges are believed (our default).
const BEFOREHAND_SD_DEG: f64 = 3.0;
/// Largest roll and lean that are looked for, degrees.
const MOST_DEG: f64 = 7.0;
/// Step in which they are looked for, degrees.
const STEP_DEG: f64 = 0.5;
/// Difference from the others up to which an edge agrees with them, degrees.
const AGREES_DEG: f64 = 1.0;
/// Standard deviation of the lean of one that agrees, degrees (our default: what stands in a gym is not built to a level).
const LEAN_SD_DEG: f64 = 0.6;
/// Part of the longer side within which edges are of one thing: they lean together.
const ONE_THING: f64 = 1.0 / 40.0;
/// What the ends of an edge are missed by turns it by so much where it is as long as the picture is high, degrees, standard error; a shorter
/// one by more (a pixel over the 720 that are searched).
const ENDS_DEG: f64 = 0.1;
/// Fewest things that must agree, least of their edges' length a frame, in heights of the picture, and least share of all edges' weight.
const FEWEST: usize = 4;
const LEAST_LENGTH: f64 = 0.8;
const LEAST_SHARE: f64 = 0.55;
/// Standard error that is left with any number of edges, degrees: lenses bend lines, and hands move.
const LEAST_SD_DEG: f64 = 0.3;
/// Edge of the lifter's box within which an edge is the lifter's or the bar's, as a share of the box's height.
const LIFTER_MARGIN: f64 = 0.05;

/// An edge as the fit sees it.
#[derive(Clone, Copy, Debug)]
struct Edge {
    /// Place to the right of the picture's middle, in halves of the longer side.
    x: f64,
    /// Turn clockwise from the picture's upright, degrees.
    tilt: f64,
    /// Length in heights of the picture.
    length: f64,
}

impl Edge {
    /// What an edge counts: posts and doors are long, and what is short leans as it will.
    fn weight(&self) -> f64 {
        self.length * self.length
    }
}

/// Turn of the picture's upright clockwise from the true one, degrees, and its standard error. Pose by pose the lifter stands before edges
/// that are not the room's.
pub(super) fn roll(recording: &Recording, poses: &[Option<Pose>]) -> (f64, f64) {
    measured(&recording.uprights, poses, &recording.moments, &recording.clip).unwrap_or((0.0, HELD_SD_DEG))
}

fn measured(uprights: &[Upright], poses: &[Option<Pose>], moments: &[Moment], clip: &ClipInfo) -> Option<(f64, f64)> {
    let (width, height) = (clip.width_px as f64, clip.height_px as f64);
    let half = width.max(height) / 2.0;
    let free = uprights.iter().filter(|edge| {
        let middle = edge.top.midpoint(edge.bottom);
        let plate = moments.get(edge.frame).and_then(|moment| moment.near_plate);
        !poses.get(edge.frame).is_some_and(|pose| pose.as_ref().is_some_and(|pose| is_before(pose, middle)))
            && !plate.is_some_and(|plate| plate.rim.holds(middle, 1.1))
    });
    let edges: Vec<Edge> = free
        .map(|edge| {
            let (right, down) = (edge.top.x - edge.bottom.x, edge.bottom.y - edge.top.y);
            let x = (edge.top.midpoint(edge.bottom).x - width / 2.0) / half;
            Edge { x, tilt: right.atan2(down).to_degrees(), length: right.hypot(down) / height }
        })
        .filter(|edge| edge.tilt.is_finite() && edge.x.is_finite() && edge.length.is_finite())
        .collect();
    let mut frames: Vec<usize> = uprights.iter().map(|edge| edge.frame).collect();
    frames.dedup();
    let all: f64 = edges.iter().map(Edge::weight).sum();
    let (tilt, lean) = of_one_mind(&edges)?;
    let agreeing: Vec<Edge> = edges.into_iter().filter(|edge| (edge.tilt - tilt - lean * edge.x).abs() < AGREES_DEG).collect();
    let length: f64 = agreeing.iter().map(|edge| edge.length).sum();
    let weight: f64 = agreeing.iter().map(Edge::weight).sum();
    if weight < LEAST_SHARE * all || length < LEAST_LENGTH * frames.len() as f64 {
        return None;
    }
    let things = things(&agreeing, frames.len());
    if things.len() < FEWEST {
        return None;
    }
    let (tilt, sd) = fitted(&things)?;
    // A camera turned clockwise shows the room turned the other way.
    Some((-tilt, sd.hypot(LEAST_SD_DEG)))
}

/// Whether a place lies in the box about the lifter.
fn is_before(pose: &Pose, place: ImagePoint) -> bool {
    let Some((left, top, right, bottom)) = pose.bounds(0.0) else { return false };
    let margin = LIFTER_MARGIN * (bottom - top);
    (left - margin..=right + margin).contains(&place.x) && (top - margin..=bottom + margin).contains(&place.y)
}

/// The tilt in the picture's middle and its change per half side with which most edges agree, by weight; the more upright of two.
fn of_one_mind(edges: &[Edge]) -> Option<(f64, f64)> {
    let all: f64 = edges.iter().map(Edge::weight).sum();
    let steps = (MOST_DEG / STEP_DEG) as i32;
    let places = || (-steps..=steps).map(|step| f64::from(step) * STEP_DEG);
    let agrees = |tilt: f64, lean: f64| -> f64 {
        let each = |edge: &Edge| edge.weight() * (1.0 - ((edge.tilt - tilt - lean * edge.x) / AGREES_DEG).powi(2)).max(0.0);
        let unlikely = (tilt / BEFOREHAND_SD_DEG).powi(2) + (lean / BEFOREHAND_SD_DEG).powi(2);
        edges.iter().map(each).sum::<f64>() - 0.01 * all * unlikely
    };
    let tried = places().flat_map(|tilt| places().map(move |lean| (tilt, lean)));
    let best = tried.map(|(tilt, lean)| (tilt, lean, agrees(tilt, lean))).max_by(|a, b| a.2.total_cmp(&b.2))?;
    (all > 0.0).then_some((best.0, best.1))
}

/// Edges side by side joined into the things that they are edges of, each with its length a frame.
fn things(edges: &[Edge], frames: usize) -> Vec<Edge> {
    let mut sorted = edges.to_vec();
    sorted.sort_by(|a, b| a.x.total_cmp(&b.x));
    let mut things: Vec<Vec<Edge>> = Vec::new();
    for edge in sorted {
        match things.last_mut() {
            Some(thing) if thing.first().is_some_and(|first| edge.x - first.x < 2.0 * ONE_THING) => thing.push(edge),
            _ => things.push(vec![edge]),
        }
    }
    let joined = |thing: &Vec<Edge>| {
        let (length, weight) =
            thing.iter().fold((0.0, 0.0), |(length, weight), edge| (length + edge.length, weight + edge.weight()));
        let mean = |of: fn(&Edge) -> f64| thing.iter().map(|edge| edge.weight() * of(edge)).sum::<f64>() / weight;
        Edge { x: mean(|edge| edge.x), tilt: mean(|edge| edge.tilt), length: length / frames.max(1) as f64 }
    };
    things.iter().map(joined).collect()
}

/// Least squares of tilt and lean, with what is known of phones beforehand; the tilt in the middle and its standard error, degrees.
fn fitted(things: &[Edge]) -> Option<(f64, f64)> {
    let beforehand = BEFOREHAND_SD_DEG.powi(-2);
    let weight = |thing: &Edge| 1.0 / (LEAN_SD_DEG.powi(2) + (ENDS_DEG / thing.length).powi(2));
    let sum = |of: &dyn Fn(&Edge) -> f64| things.iter().map(|thing| weight(thing) * of(thing)).sum::<f64>();
    let (n, x, xx) = (sum(&|_| 1.0) + beforehand, sum(&|thing| thing.x), sum(&|thing| thing.x * thing.x) + beforehand);
    let (y, xy) = (sum(&|thing| thing.tilt), sum(&|thing| thing.x * thing.tilt));
    let determinant = n * xx - x * x;
    (determinant > 0.0).then(|| ((xx * y - x * xy) / determinant, (xx / determinant).sqrt()))
}

/// Turns all that was seen about the picture's middle so that the true upright is the picture's.
pub(super) fn level(poses: &mut [Option<Pose>], moments: &mut [Moment], clip: &ClipInfo, roll_deg: f64) {
    if roll_deg.abs() < f64::EPSILON {
        return;
    }
    for pose in poses.iter_mut().flatten() {
        let seen: Vec<_> = pose.iter().collect();
        for (joint, mut seen) in seen {
            seen.at = levelled(seen.at, clip, roll_deg);
            pose.set(joint, seen);
        }
    }
    for plate in moments.iter_mut().flat_map(|moment| [&mut moment.near_plate, &mut moment.far_plate]).flatten() {
        plate.rim = turned(plate.rim, clip, roll_deg);
    }
}

/// Where a place of the picture lies once the picture is level.
pub(super) fn levelled(at: ImagePoint, clip: &ClipInfo, roll_deg: f64) -> ImagePoint {
    let (sin, cos) = roll_deg.to_radians().sin_cos();
    let (middle_x, middle_y) = (clip.width_px as f64 / 2.0, clip.height_px as f64 / 2.0);
    let (x, y) = (at.x - middle_x, at.y - middle_y);
    ImagePoint::new(middle_x + x * cos - y * sin, middle_y + x * sin + y * cos)
}

fn turned(rim: Ellipse, clip: &ClipInfo, roll_deg: f64) -> Ellipse {
    let tilt = rim.tilt_deg + roll_deg;
    let centre = levelled(rim.centre, clip, roll_deg);
    let over = if tilt > 45.0 {
        -90.0
    } else if tilt <= -45.0 {
        90.0
    } else {
        return Ellipse { centre, tilt_deg: tilt, ..rim };
    };
    Ellipse { centre, tilt_deg: tilt + over, half_width: rim.half_height, half_height: rim.half_width }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::Joint;
    use crate::lift::{Calibration, Lift, calibrate};
    use crate::synthetic::{Scene, film};

    /// Roll told of a scene, and its standard error.
    fn told(scene: &Scene) -> (f64, f64) {
        let (recording, _) = film(scene);
        calibrate(&recording, 0, &Calibration::default()).unwrap().0.roll_deg
    }

    #[test]
    fn the_roll_is_told_by_the_posts_of_the_room_from_any_side() {
        for (roll_deg, yaw_deg, mirrored) in
            [(0.0, 0.0, false), (2.5, 0.0, false), (-3.0, 30.0, false), (2.0, 90.0, false), (2.5, 0.0, true)]
        {
            let (found, sd) = told(&Scene { roll_deg, yaw_deg, mirrored, posts: 9, ..Scene::default() });
            let truth = if mirrored { -roll_deg } else { roll_deg };
            assert!((found - truth).abs() < 0.8 && sd < 0.6, "{found} ± {sd} of {truth} from {yaw_deg}");
        }
    }

    #[test]
    fn of_many_rooms_the_error_is_as_large_as_said() {
        let mut square = 0.0;
        let mut count = 0.0;
        for seed in 0..60 {
            let (found, sd) =
                told(&Scene { roll_deg: 1.5, posts: 6 + seed as usize % 6, seed, reps: 1, fps: 30.0, ..Scene::default() });
            if sd < HELD_SD_DEG {
                square += ((found - 1.5) / sd).powi(2);
                count += 1.0;
            }
        }
        assert!(count >= 15.0, "{count} rooms tell");
        assert!((0.1..1.6).contains(&(square / count)), "{}", square / count);
    }

    #[test]
    fn a_room_of_few_posts_or_of_such_as_lean_tells_nothing() {
        assert_eq!(told(&Scene { roll_deg: 2.0, posts: 0, ..Scene::default() }), (0.0, HELD_SD_DEG));
        assert_eq!(told(&Scene { roll_deg: 2.0, posts: 2, ..Scene::default() }), (0.0, HELD_SD_DEG));
        let (mut recording, _) = film(&Scene { posts: 9, ..Scene::default() });
        for (number, edge) in recording.uprights.iter_mut().enumerate() {
            edge.top.x += (number as f64 * 2.399).sin() * 0.15 * (edge.bottom.y - edge.top.y);
        }
        assert_eq!(calibrate(&recording, 0, &Calibration::default()).unwrap().0.roll_deg, (0.0, HELD_SD_DEG));
    }

    #[test]
    fn a_lift_filmed_by_a_turned_camera_is_set_upright() {
        let lift = |roll_deg: f64| {
            let (recording, _) = film(&Scene { roll_deg, posts: 10, ..Scene::default() });
            calibrate(&recording, 0, &Calibration::default()).unwrap().0
        };
        let (straight, turned) = (lift(0.0), lift(4.0));
        let trunk = |lift: &Lift| {
            let at = |joint: Joint| lift.near(joint).unwrap().at(10).unwrap();
            at(Joint::LeftHip).elevation_deg(at(Joint::LeftShoulder)).unwrap()
        };
        assert!((trunk(&straight) - trunk(&turned)).abs() < 1.0, "{} {}", trunk(&straight), trunk(&turned));
        let drift = |lift: &Lift| {
            let bar = lift.bar.as_ref().unwrap();
            let at = |frame: usize| bar.path.at(frame).unwrap();
            let top = (0..lift.t.len()).max_by(|&a, &b| at(a).y.total_cmp(&at(b).y)).unwrap();
            at(top).x - at(5).x
        };
        assert!((drift(&straight) - drift(&turned)).abs() < 0.015, "{} {}", drift(&straight), drift(&turned));
    }

    #[test]
    fn what_is_turned_and_turned_back_is_where_it_was() {
        let clip = ClipInfo { width_px: 1080, height_px: 1920, ..ClipInfo::default() };
        let rim = Ellipse { centre: ImagePoint::new(200.0, 1500.0), half_width: 80.0, half_height: 100.0, tilt_deg: 44.0 };
        let there = turned(rim, &clip, 5.0);
        assert!((there.half_width - 100.0).abs() < 1e-9 && (there.tilt_deg + 41.0).abs() < 1e-9, "{there:?}");
        let back = turned(there, &clip, -5.0);
        assert!(back.centre.distance(rim.centre) < 1e-9 && (back.half_width - 80.0).abs() < 1e-9, "{back:?}");
        for edge in [there, back] {
            assert!(edge.tilt_deg > -45.0 && edge.tilt_deg <= 45.0);
        }
    }
}
