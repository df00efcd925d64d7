//! The two filmed self-assessments: toe-touches and the rock-back on hands and knees, with known angles.

use super::body::{
    ANKLE_HEIGHT, BACK_THICK, EAR, FOREARM_AND_GRIP, HEAD_Z, HEEL, HIP_Z, LINKS, NOSE, SHANK, SHOULDER_Z, Spine, THIGH, TOE,
    TRUNK, UPPER_ARM, WRIST, spine,
};
use super::camera::{Camera, Point3};
use super::film::pose;
use super::flat::{Flat, along, angle_deg, meet};
use super::noise::Noise;
use super::scene::Scene;
use crate::body::{ClipInfo, Joint, ModelInfo, Moment, Part, Person, Recording, Side};
use crate::units::Seconds;

/// Flexion of the upper back in a toe-touch, degrees.
const THORACIC_DEG: f64 = 20.0;
/// Turn of the pelvis forward in a toe-touch, degrees.
const PELVIS_DEG: f64 = 70.0;
/// Half distance of the feet and of the knees on the floor, metres.
const FOOT_Z: f64 = 0.10;
/// Thickness of a knee on the floor, metres.
const KNEE_HEIGHT: f64 = 0.05;
/// Still time before the first and after the last repetition, and pause at either end of one, seconds.
const STILL_S: f64 = 1.0;
const PAUSE_S: f64 = 0.3;
/// Way down or up, seconds.
const WAY_S: f64 = 1.2;

/// A self-assessment before the camera.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Screen {
    /// Bends down to the toes and up again.
    ToeTouch {
        /// Repetitions.
        times: usize,
        /// Flexion of the lower back at the bottom against standing, degrees.
        lumbar_deg: f64,
    },
    /// Rocks back on hands and knees and forward again.
    RockBack {
        /// Repetitions.
        times: usize,
        /// Flexion of the hip at which the lower back starts to bend, degrees; beyond the end of the way it never does.
        free_deg: f64,
        /// Degrees that the lower back bends for every degree that the hip goes beyond that.
        gives: f64,
        /// How far the thighs lean back at the end, degrees from upright.
        lean_deg: f64,
    },
}

/// What was really filmed, one entry a frame.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScreenTruth {
    /// Flexion of the back's contour: elevation of its lowest segment less that of its second upper one, degrees.
    pub contour_deg: Vec<f64>,
    /// Flexion of the hip: 180 less the angle shoulder, hip, knee, degrees.
    pub hip_flexion_deg: Vec<f64>,
    /// Flexion of the lower back against its start, degrees.
    pub lumbar_deg: Vec<f64>,
}

/// A body in the sagittal plane.
struct Shape {
    joints: Vec<(Joint, Point3)>,
    contour_deg: f64,
    hip_flexion_deg: f64,
    lumbar_deg: f64,
}

/// Films a self-assessment with the lifter, the camera and the noise of a scene; what the scene says of lifting does not matter.
pub fn film_screen(screen: &Screen, scene: &Scene) -> (Recording, ScreenTruth) {
    let times = match *screen {
        Screen::ToeTouch { times, .. } | Screen::RockBack { times, .. } => times,
    };
    let duration_s = 2.0 * STILL_S + times as f64 * 2.0 * (WAY_S + PAUSE_S);
    let frames = (duration_s * scene.fps).round() as usize;
    let camera = Camera::new(scene);
    let mut noise = Noise::new(scene, &camera, duration_s);
    let (mut truth, mut moments, mut poses) = (ScreenTruth::default(), Vec::new(), Vec::new());
    for frame in 0..frames {
        let shift = if frame == 0 { 0.0 } else { noise.time_shift() };
        let at = (frame as f64 + shift) / scene.fps;
        let share = share_at(at, times);
        let shape = match *screen {
            Screen::ToeTouch { lumbar_deg, .. } => toe_touch(scene, share, lumbar_deg),
            Screen::RockBack { free_deg, gives, lean_deg, .. } => rock_back(scene, share * lean_deg, free_deg, gives),
        };
        truth.contour_deg.push(shape.contour_deg);
        truth.hip_flexion_deg.push(shape.hip_flexion_deg);
        truth.lumbar_deg.push(shape.lumbar_deg);
        noise.step(at);
        let seen = pose(scene, &camera, &shape.joints, (None, share), &mut noise);
        let (gap, lost) = (noise.in_gap(at), noise.lost());
        moments.push(Moment { at: Seconds(at), ..Moment::default() });
        poses.push((!gap && !lost).then_some(seen));
    }
    let clip = ClipInfo {
        path: "synthetic".into(),
        sha256: String::new(),
        duration_s,
        width_px: scene.width_px,
        height_px: scene.height_px,
        frames,
        mean_fps: scene.fps,
        part: Part::default(),
    };
    let model = ModelInfo { id: "synthetic".into(), sha256: String::new() };
    (Recording { clip, model, moments, people: vec![Person { poses }], uprights: Vec::new(), notes: Vec::new() }, truth)
}

/// How far into the movement, 0 at its start and 1 at its end: there and back with a rest at either end.
fn share_at(at: f64, times: usize) -> f64 {
    let one = 2.0 * (WAY_S + PAUSE_S);
    let inside = at - STILL_S;
    if inside <= 0.0 || inside >= one * times as f64 {
        return 0.0;
    }
    let smooth = |share: f64| 0.5 - 0.5 * (std::f64::consts::PI * share.clamp(0.0, 1.0)).cos();
    let now = inside % one;
    if now < WAY_S + PAUSE_S { smooth(now / WAY_S) } else { 1.0 - smooth((now - WAY_S - PAUSE_S) / WAY_S) }
}

fn toe_touch(scene: &Scene, share: f64, lumbar_deg: f64) -> Shape {
    let h = scene.stature_m;
    let ankle = (0.0, ANKLE_HEIGHT * h);
    let knee = along(ankle, SHANK * h * scene.build.shank, 90.0 + 3.0 * share);
    let hip = along(knee, THIGH * h * scene.build.thigh, 90.0 + 8.0 * share);
    let lumbar = lumbar_deg * share;
    let chain = spine(TRUNK * h * scene.build.trunk, lumbar, THORACIC_DEG * share);
    let turn = 90.0 - PELVIS_DEG * share;
    let shoulder = turned(chain[LINKS].0, hip, turn);
    // The arms hang.
    let arms = (UPPER_ARM * h * scene.build.arm, FOREARM_AND_GRIP * h * scene.build.arm);
    let elbow = along(shoulder, arms.0, -88.0);
    let hand = along(elbow, arms.1, -86.0);
    let feet = [along(ankle, HEEL * h, 0.0), along(ankle, TOE * h, 0.0)].map(|(x, _)| (x, 0.0));
    shape(scene, &chain, turn, lumbar, (hip, knee, ankle, feet), (elbow, hand))
}

fn rock_back(scene: &Scene, lean_deg: f64, free_deg: f64, gives: f64) -> Shape {
    let h = scene.stature_m;
    let knee = (0.0, KNEE_HEIGHT);
    let hip = along(knee, THIGH * h * scene.build.thigh, 90.0 + lean_deg);
    let ankle = along(knee, SHANK * h * scene.build.shank, 178.0);
    let arm = (UPPER_ARM + FOREARM_AND_GRIP * WRIST) * h * scene.build.arm;
    let trunk = TRUNK * h * scene.build.trunk;
    // The hands stay where they are, a hand's breadth ahead of where the shoulders begin.
    let hand = (1.3 * trunk, 0.03);
    let placed = |lumbar: f64| {
        let chain = spine(trunk, lumbar, 0.0);
        let end = chain[LINKS].0;
        let shoulder = meet(hip, end.0.hypot(end.1), hand, arm);
        let turn = (shoulder.1 - hip.1).atan2(shoulder.0 - hip.0).to_degrees() - end.1.atan2(end.0).to_degrees();
        (chain, turn, 180.0 - angle_deg(hip, shoulder, knee))
    };
    // How far the lower back bends hangs on the hip's angle, which hangs a little on it.
    let (mut lumbar, mut found) = (0.0, placed(0.0));
    for _ in 0..30 {
        lumbar = 0.5 * lumbar + 0.5 * gives * (found.2 - free_deg).max(0.0);
        found = placed(lumbar);
    }
    let (chain, turn, _) = found;
    let shoulder = turned(chain[LINKS].0, hip, turn);
    let elbow = (f64::midpoint(shoulder.0, hand.0), f64::midpoint(shoulder.1, hand.1));
    let feet = [along(ankle, 0.02 * h, 120.0), along(ankle, TOE * h, 185.0)];
    shape(scene, &chain, turn, lumbar, (hip, knee, ankle, feet), (elbow, hand))
}

/// A point of the spine's own frame at a hip, turned.
fn turned(at: Flat, hip: Flat, turn_deg: f64) -> Flat {
    let (sin, cos) = turn_deg.to_radians().sin_cos();
    (hip.0 + at.0 * cos - at.1 * sin, hip.1 + at.0 * sin + at.1 * cos)
}

/// All joints of a body whose limbs are alike on both sides, and its angles.
fn shape(
    scene: &Scene,
    chain: &Spine,
    turn: f64,
    lumbar_deg: f64,
    (hip, knee, ankle, feet): (Flat, Flat, Flat, [Flat; 2]),
    (elbow, hand): (Flat, Flat),
) -> Shape {
    let (h, width) = (scene.stature_m, scene.build.width);
    let shoulder = turned(chain[LINKS].0, hip, turn);
    let heading = chain[LINKS].1 + turn;
    let mut joints = Vec::with_capacity(Joint::COUNT);
    let mut put = |joint: Joint, at: Flat, z: f64| joints.push((joint, Point3::new(at.0, at.1, z)));
    let ear = along(shoulder, EAR * h, heading);
    put(Joint::Nose, along(ear, NOSE * h, heading - 100.0), 0.0);
    let wrist = (elbow.0 + (hand.0 - elbow.0) * WRIST, elbow.1 + (hand.1 - elbow.1) * WRIST);
    for (side, sign) in [(Side::Right, 1.0), (Side::Left, -1.0)] {
        put(Joint::RightEye.on(side), along(ear, NOSE * h * 0.8, heading - 70.0), sign * 0.03);
        put(Joint::RightEar.on(side), ear, sign * HEAD_Z);
        for (joint, at) in [
            (Joint::RightShoulder, shoulder),
            (Joint::RightElbow, elbow),
            (Joint::RightWrist, wrist),
            (Joint::RightKnuckle, hand),
        ] {
            put(joint.on(side), at, sign * SHOULDER_Z * width);
        }
        put(Joint::RightHip.on(side), hip, sign * HIP_Z * width);
        for (joint, at) in
            [(Joint::RightKnee, knee), (Joint::RightAnkle, ankle), (Joint::RightHeel, feet[0]), (Joint::RightToe, feet[1])]
        {
            put(joint.on(side), at, sign * FOOT_Z * width);
        }
    }
    let mut contour = Vec::new();
    for (joint, share) in Joint::BACK.into_iter().zip([1.0, 0.75, 0.5, 0.25, 0.02]) {
        let (at, heading) = chain[((share * LINKS as f64).round() as usize).min(LINKS)];
        let behind = along(turned(at, hip, turn), BACK_THICK, heading + turn + 90.0);
        contour.push(behind);
        put(joint, behind, 0.0);
    }
    let elevation = |from: Flat, to: Flat| (to.1 - from.1).atan2(to.0 - from.0).to_degrees();
    let bend = elevation(contour[4], contour[3]) - elevation(contour[2], contour[1]);
    Shape {
        joints,
        contour_deg: (bend + 540.0).rem_euclid(360.0) - 180.0,
        hip_flexion_deg: 180.0 - angle_deg(hip, shoulder, knee),
        lumbar_deg,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(values: &[f64]) -> (f64, f64) {
        values.iter().fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(*value), high.max(*value)))
    }

    #[test]
    fn a_toe_touch_bends_the_contour_and_comes_back() {
        let (recording, truth) = film_screen(&Screen::ToeTouch { times: 10, lumbar_deg: 55.0 }, &Scene::default());
        assert_eq!(recording.moments.len(), truth.contour_deg.len());
        let (low, high) = spread(&truth.contour_deg);
        assert!(low.abs() < 1.0 && high > 35.0 && high < 60.0, "{low} {high}");
        assert!(truth.contour_deg[truth.contour_deg.len() - 1].abs() < 1.0);
    }

    #[test]
    fn a_rock_back_bends_the_hips_and_the_lower_back_bends_from_where_it_is_said_to() {
        let screen = Screen::RockBack { times: 5, free_deg: 110.0, gives: 0.6, lean_deg: 45.0 };
        let (_, truth) = film_screen(&screen, &Scene::default());
        let (start, end) = spread(&truth.hip_flexion_deg);
        assert!((70.0..90.0).contains(&start) && end > 125.0, "{start} {end}");
        for (hip, lumbar) in truth.hip_flexion_deg.iter().zip(&truth.lumbar_deg) {
            assert!((*lumbar - 0.6 * (hip - 110.0).max(0.0)).abs() < 0.5, "{hip} {lumbar}");
        }
    }
}
