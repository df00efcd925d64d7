//! The tracker on pictures drawn here: a plate with rings moves on a known path before noise, with the poses of a lifter.

use super::RimTracker;
use crate::body::{Joint, Keypoint, Plate, PlateTracker, Pose};
use crate::frame::Frame;
use crate::geom::{Ellipse, ImagePoint};
use crate::units::Seconds;
use proptest::prelude::*;

const WIDTH: usize = 470;
const HEIGHT: usize = 410;
const PX_PER_METRE: f64 = 200.0;
/// Half height of the near plate: 0.225 m, a little nearer than the body.
const RADIUS: f64 = 52.0;
const FRAMES: usize = 70;

/// A small generator of even noise in 0..1, the same on every machine.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f64 / f64::from(1_u32 << 24)
    }
}

/// What is drawn beside the plate.
#[derive(Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a thing drawn or left out")]
struct Scene {
    no_plate: bool,
    limb: bool,
    decoy: bool,
    colour_only: bool,
    aspect: Option<f64>,
    /// How much higher the rim looks below than above, share.
    taller_below: f64,
}

/// Middle of the hands: still, then up, then still.
fn hands(frame: f64) -> ImagePoint {
    let share = ((frame - 15.0) / 35.0).clamp(0.0, 1.0);
    let up = 0.5 - 0.5 * (share * std::f64::consts::PI).cos();
    ImagePoint::new(310.0 + 7.0 * (frame / 9.0).sin() * up, 330.0 - 120.0 * up)
}

fn rim(frame: f64, scene: Scene) -> Ellipse {
    let hand = hands(frame);
    let aspect = scene.aspect.unwrap_or(1.0);
    let sideways = 0.66 * 1.15 * (1.0 - aspect * aspect).sqrt() * PX_PER_METRE;
    let centre = ImagePoint::new(hand.x - sideways + 4.0, hand.y + 14.0);
    let low = (hand.y - 210.0) / 120.0;
    Ellipse { centre, half_width: RADIUS * aspect, half_height: RADIUS * (1.0 + scene.taller_below * low), tilt_deg: 0.0 }
}

/// Share of a pixel that an ellipse covers, edges one pixel soft.
fn cover(rim: &Ellipse, share: f64, x: f64, y: f64) -> f64 {
    let (dx, dy) = (x - rim.centre.x, y - rim.centre.y);
    let reach = (dx / rim.half_width).hypot(dy / rim.half_height);
    // First-order distance to the ellipse in pixels.
    let slope = (dx / rim.half_width.powi(2)).hypot(dy / rim.half_height.powi(2)) / reach.max(1e-9);
    ((share - reach) / slope.max(1e-9) + 0.5).clamp(0.0, 1.0)
}

fn draw(frame: usize, scene: Scene, noise: &mut Noise) -> Frame {
    // Eight moments of a shutter open for half of the frame's time: motion blur about the frame's middle.
    let moments: Vec<Ellipse> = (0..8).map(|k| rim(frame as f64 + (f64::from(k) - 3.5) / 16.0, scene)).collect();
    let decoy = Ellipse::circle(ImagePoint::new(350.0, 325.0), 50.0);
    let hand = hands(frame as f64);
    let mut rgb = Vec::with_capacity(WIDTH * HEIGHT * 3);
    for row in 0..HEIGHT {
        for column in 0..WIDTH {
            let (x, y) = (column as f64, row as f64);
            // A wall, a darker floor, and an upright edge behind it all.
            let wall = if row > 385 { 90.0 } else { 140.0 };
            let mut level = [if column > 420 { wall - 35.0 } else { wall }; 3];
            let mut paint = |with: [f64; 3], share: f64| {
                for (channel, value) in level.iter_mut().zip(with) {
                    *channel += share * (value - *channel);
                }
            };
            if scene.decoy {
                paint([30.0; 3], cover(&decoy, 1.0, x, y));
                paint([200.0; 3], cover(&decoy, 0.7, x, y));
            }
            let near = moments[4];
            if !scene.no_plate && (x - near.centre.x).abs() < 70.0 && (y - near.centre.y).abs() < 75.0 {
                let mean = |share: f64| moments.iter().map(|rim| cover(rim, share, x, y)).sum::<f64>() / 8.0;
                let rubber = if scene.colour_only { [235.0, 110.0, 90.0] } else { [45.0, 45.0, 60.0] };
                paint(rubber, mean(1.0));
                paint([95.0, 95.0, 95.0], mean(0.82));
                paint([50.0, 50.0, 60.0], mean(0.76));
                paint([190.0, 190.0, 190.0], mean(0.3));
            }
            if scene.limb && (x - hand.x - 30.0).abs() < 13.0 && y > hand.y - 60.0 && y < hand.y + 45.0 {
                paint([205.0, 160.0, 130.0], 1.0);
            }
            let grain = 10.0 * (noise.next() + noise.next() - 1.0);
            rgb.extend(level.map(|channel| (channel + grain).clamp(0.0, 255.0) as u8));
        }
    }
    Frame { index: frame, at: Seconds(frame as f64 / 30.0), width: WIDTH, height: HEIGHT, rgb }
}

fn pose(frame: usize) -> Pose {
    let hand = hands(frame as f64);
    let mut pose = Pose::default();
    pose.presence = 1.0;
    let mut put = |joint: Joint, x: f64, y: f64| {
        for joint in [joint, joint.partner()] {
            pose.set(joint, Keypoint { at: ImagePoint::new(x, y), confidence: 0.9 });
        }
    };
    put(Joint::LeftWrist, hand.x, hand.y - 8.0);
    put(Joint::LeftKnuckle, hand.x, hand.y + 4.0);
    put(Joint::LeftShoulder, hand.x - 5.0, hand.y - 120.0);
    put(Joint::LeftHip, hand.x - 95.0, hand.y - 77.0);
    put(Joint::LeftKnee, 290.0, 315.0);
    put(Joint::LeftAnkle, 285.0, 400.0);
    pose
}

fn run(scene: Scene) -> Vec<(Option<Plate>, Option<Plate>)> {
    let mut noise = Noise(7);
    let mut tracker = RimTracker::new();
    for frame in 0..FRAMES {
        tracker.look(&draw(frame, scene, &mut noise), &[Some(&pose(frame))]);
    }
    tracker.finish()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Share of frames with a plate, and the median errors of centre and height in percent of the diameter.
fn errors(scene: Scene, seen: &[(Option<Plate>, Option<Plate>)]) -> (f64, f64, f64) {
    let found: Vec<(Plate, Ellipse)> =
        seen.iter().enumerate().filter_map(|(frame, plates)| Some((plates.0?, rim(frame as f64, scene)))).collect();
    assert!(!found.is_empty(), "no plate at all");
    let centre = median(found.iter().map(|(plate, rim)| plate.rim.centre.distance(rim.centre)).collect());
    let size = median(found.iter().map(|(plate, rim)| (plate.rim.half_height / rim.half_height - 1.0).abs()).collect());
    (found.len() as f64 / FRAMES as f64, 100.0 * centre / (2.0 * RADIUS), 100.0 * size)
}

fn assert_followed(scene: Scene) -> Vec<(Option<Plate>, Option<Plate>)> {
    let seen = run(scene);
    let (share, centre, size) = errors(scene, &seen);
    assert!(share > 0.95, "seen on {share:.2} of the frames");
    assert!(centre < 1.0, "centre off by {centre:.2} % of the diameter");
    assert!(size < 1.5, "size off by {size:.2} %");
    seen
}

#[test]
fn a_plate_that_rises_with_the_hands_is_followed_from_the_first_frame_with_an_honest_error() {
    let scene = Scene::default();
    let off = assert_followed(scene).into_iter().enumerate().filter_map(|(frame, plates)| {
        let plate = plates.0?;
        Some(plate.rim.centre.distance(rim(frame as f64, scene).centre) / plate.sd_px)
    });
    let typical = median(off.collect());
    assert!(typical < 2.5, "the typical error is {typical:.1} of the claimed ones");
}

#[test]
fn an_arm_over_the_rim_does_not_pull_it() {
    assert_followed(Scene { limb: true, ..Scene::default() });
}

#[test]
fn an_oblique_plate_beside_the_hands_keeps_its_aspect() {
    let scene = Scene { aspect: Some(0.75), ..Scene::default() };
    let aspects = assert_followed(scene).iter().filter_map(|plates| plates.0?.rim.aspect()).collect();
    let aspect = median(aspects);
    assert!((aspect - 0.75).abs() < 0.02, "{aspect}");
}

#[test]
fn an_outline_that_is_higher_below_than_above_is_given_so_at_either_end() {
    let scene = Scene { taller_below: 0.06, ..Scene::default() };
    let seen = assert_followed(scene);
    for frames in [0..12, 55..FRAMES] {
        let off = frames.filter_map(|frame| {
            let plate = seen.get(frame)?.0?;
            Some((plate.rim.half_height / rim(frame as f64, scene).half_height - 1.0).abs())
        });
        let off = median(off.collect());
        assert!(off < 0.015, "the height is off by {:.1} %", 100.0 * off);
    }
}

#[test]
fn a_red_plate_as_bright_as_the_wall_is_seen_by_its_colour() {
    assert_followed(Scene { colour_only: true, ..Scene::default() });
}

#[test]
fn a_still_circle_beside_the_hands_is_not_taken() {
    let seen = run(Scene { no_plate: true, decoy: true, ..Scene::default() });
    assert_eq!(seen.len(), FRAMES);
    assert!(seen.iter().all(|plates| plates.0.is_none() && plates.1.is_none()));
}

#[test]
fn the_moving_plate_is_preferred_to_a_still_circle_behind_it() {
    assert_followed(Scene { decoy: true, ..Scene::default() });
}

#[test]
fn without_a_plate_there_is_none() {
    assert!(run(Scene { no_plate: true, limb: true, ..Scene::default() }).iter().all(|plates| plates.0.is_none()));
}

#[test]
fn the_plate_is_followed_where_poses_are_missing() {
    let mut noise = Noise(3);
    let mut tracker = RimTracker::new();
    for frame in 0..FRAMES {
        let pose = pose(frame);
        tracker.look(&draw(frame, Scene::default(), &mut noise), &[Some(&pose).filter(|_| frame % 7 != 3 && frame < 55)]);
    }
    let seen = tracker.finish();
    let late = &seen[55..];
    assert!(late.iter().all(|plates| plates.0.is_some()), "lost with the pose");
}

#[test]
fn the_person_whose_plate_moves_is_found_among_others() {
    let mut noise = Noise(5);
    let mut tracker = RimTracker::new();
    let mut bystander = Pose::default();
    for (joint, seen) in pose(0).iter() {
        bystander.set(joint, Keypoint { at: ImagePoint::new(seen.at.x + 200.0, seen.at.y - 40.0), ..seen });
    }
    for frame in 0..FRAMES {
        tracker.look(&draw(frame, Scene::default(), &mut noise), &[Some(&bystander), None, Some(&pose(frame))]);
    }
    let last = tracker.finish().last().and_then(|plates| plates.0).expect("the plate at the top");
    assert!(last.rim.centre.distance(rim(69.0, Scene::default()).centre) < 2.0);
}

#[test]
fn finishing_leaves_an_empty_tracker() {
    let mut tracker = RimTracker::new();
    assert!(tracker.finish().is_empty());
    tracker.look(&draw(0, Scene::default(), &mut Noise(1)), &[]);
    assert_eq!(tracker.finish(), vec![(None, None)]);
    assert!(tracker.finish().is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn no_frames_and_no_poses_make_it_panic(
        sizes in proptest::collection::vec((0_usize..90, 0_usize..90, any::<u64>(), 0_usize..3), 1..12),
        points in proptest::collection::vec((-1e4_f64..1e4, -1e4_f64..1e4, 0.0_f64..1.0), 18),
        scale in 0.001_f64..2.0,
    ) {
        let mut tracker = RimTracker::new();
        for (index, &(width, height, seed, people)) in sizes.iter().enumerate() {
            let mut noise = Noise(seed);
            let bytes = if people == 2 { width * height * 2 } else { width * height * 3 };
            let rgb = (0..bytes).map(|_| (noise.next() * 255.0) as u8).collect();
            let frame = Frame { index, at: Seconds(index as f64), width, height, rgb };
            let mut pose = Pose::default();
            for (&joint, &(x, y, confidence)) in Joint::ALL.iter().zip(points.iter().cycle().skip(index)) {
                pose.set(joint, Keypoint { at: ImagePoint::new(x * scale, y * scale), confidence });
            }
            tracker.look(&frame, &vec![Some(&pose); people]);
        }
        prop_assert_eq!(tracker.finish().len(), sizes.len());
    }
}
