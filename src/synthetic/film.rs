//! Films a scene: the recording that the models would give, and the truth.

use super::body::{Body, Figure};
use super::camera::{Camera, Point3};
use super::motion::Motion;
use super::random::Random;
use super::scene::Scene;
use crate::body::{ClipInfo, Keypoint, ModelInfo, Moment, Part, Person, Plate, Pose, Recording};
use crate::geom::ImagePoint;
use crate::units::Seconds;

/// From the middle of the bar to the middle of a plate, metres.
const PLATE_Z: f64 = 0.66;
/// Thickness of a plate, metres.
const PLATE_THICK: f64 = 0.06;
/// Confidence of joints on the camera's side and on the other.
const SURE: (f64, f64) = (0.95, 0.75);
/// Confidence of a joint that the model lost, and the spread of its place in pixels.
const UNSURE: (f64, f64) = (0.15, 60.0);

/// The true times of one repetition, seconds from the clip's first frame; `None` where the clip does not show it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Instants {
    /// The bar leaves the floor.
    pub lift_off: Option<f64>,
    /// The bar passes the knee.
    pub knee_pass: Option<f64>,
    /// The bar comes to rest at its highest.
    pub lockout: Option<f64>,
    /// The bar starts down.
    pub descent: Option<f64>,
    /// The bar is back on the floor.
    pub down: Option<f64>,
}

/// What was really filmed.
#[derive(Clone, Debug, PartialEq)]
pub struct Truth {
    /// Times of the repetitions of which the clip shows the way up or part of it.
    pub reps: Vec<Instants>,
    /// Way of the bar from the floor to lockout, metres upward.
    pub range_m: f64,
    /// Mean upward speed from lift-off to lockout, metres per second.
    pub mean_speed: f64,
    /// Picture pixels per metre at the depth of the bar's middle.
    pub px_per_m: f64,
    /// Height of the bar's axis, metres, one entry a frame.
    pub bar_height_m: Vec<f64>,
    /// Bar ahead of the ankle, metres, one entry a frame.
    pub bar_ahead_m: Vec<f64>,
    /// Angle hip-knee-ankle in the sagittal plane, degrees, one entry a frame.
    pub knee_deg: Vec<f64>,
    /// Angle shoulder-hip-knee, degrees, one entry a frame.
    pub hip_deg: Vec<f64>,
    /// Trunk above the horizontal, degrees, one entry a frame.
    pub trunk_deg: Vec<f64>,
    /// Thigh above the horizontal, degrees, one entry a frame.
    pub thigh_deg: Vec<f64>,
    /// Flexion of the lower back against standing, degrees, one entry a frame.
    pub lumbar_deg: Vec<f64>,
}

/// Films the scene; the same scene gives the same recording.
pub fn film(scene: &Scene) -> (Recording, Truth) {
    let (figure, motion, camera) = (Figure::new(scene), Motion::new(scene), Camera::new(scene));
    let mut random = Random::new(scene.seed);
    let shown = (scene.cut_start_s, (motion.end - scene.cut_end_s).max(scene.cut_start_s));
    let frames = ((shown.1 - shown.0) * scene.fps).floor().max(0.0) as usize;
    let mut truth = truth_of(scene, &figure, &motion, &camera, shown);
    let mut moments = Vec::with_capacity(frames);
    let mut poses = Vec::with_capacity(frames);
    for frame in 0..frames {
        let shift = if frame == 0 { 0.0 } else { (random.uniform() - 0.5) * scene.shake.time_share };
        let at = (frame as f64 + shift) / scene.fps;
        let time = at + shown.0;
        let body = figure.at(motion.share(time), motion.since_lift_off(time));
        truth.bar_height_m.push(body.bar.y);
        truth.bar_ahead_m.push(body.bar.x);
        truth.knee_deg.push(body.knee_deg);
        truth.hip_deg.push(body.hip_deg);
        truth.trunk_deg.push(body.trunk_deg);
        truth.thigh_deg.push(body.thigh_deg);
        truth.lumbar_deg.push(body.lumbar_deg);
        let (near, far) = plates(scene, &camera, &body, motion.share(time), &mut random);
        moments.push(Moment { at: Seconds(at), near_plate: near, far_plate: far });
        let pose = pose(scene, &camera, &body, &mut random);
        poses.push((random.uniform() >= scene.shake.lost_share).then_some(pose));
    }
    let duration_s = frames as f64 / scene.fps;
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
    (Recording { clip, model, moments, people: vec![Person { poses }], notes: Vec::new() }, truth)
}

/// The truth without its courses.
fn truth_of(scene: &Scene, figure: &Figure, motion: &Motion, camera: &Camera, shown: (f64, f64)) -> Truth {
    let inside = |time: f64| (time > shown.0 && time < shown.1).then_some(time - shown.0);
    let reps = motion.reps.iter().filter(|rep| rep.lockout > shown.0 && rep.lift_off < shown.1).map(|rep| {
        const STEPS: usize = 1000;
        let on_the_way = (0..STEPS).map(|step| rep.lift_off + (rep.lockout - rep.lift_off) * step as f64 / STEPS as f64);
        let knee_pass = on_the_way.into_iter().find(|&time| {
            let body = figure.at(motion.share(time), motion.since_lift_off(time));
            body.bar.y >= body.knee_height
        });
        Instants {
            lift_off: inside(rep.lift_off),
            knee_pass: knee_pass.and_then(inside),
            lockout: inside(rep.lockout),
            descent: inside(rep.descent),
            down: inside(rep.down),
        }
    });
    Truth {
        reps: reps.collect(),
        range_m: figure.range(),
        mean_speed: figure.range() / scene.pull_s,
        px_per_m: camera.px_per_m(),
        bar_height_m: Vec::new(),
        bar_ahead_m: Vec::new(),
        knee_deg: Vec::new(),
        hip_deg: Vec::new(),
        trunk_deg: Vec::new(),
        thigh_deg: Vec::new(),
        lumbar_deg: Vec::new(),
    }
}

/// The near and the far plate as followed.
fn plates(scene: &Scene, camera: &Camera, body: &Body, share: f64, random: &mut Random) -> (Option<Plate>, Option<Plate>) {
    let tilt = scene.errors.bar_tilt_deg.to_radians().tan() * PLATE_Z * share;
    let mut see = |z: f64| {
        let centre = Point3::new(body.bar.x, body.bar.y + tilt * z.signum(), z);
        let mut rim = camera.see_disc(centre, scene.plate_m / 2.0, PLATE_THICK);
        rim.centre.x += random.normal() * scene.shake.plate_px;
        rim.centre.y += random.normal() * scene.shake.plate_px;
        Plate { rim, confidence: 0.9, sd_px: scene.shake.plate_px.max(0.1) }
    };
    let (right, left) = (see(PLATE_Z), see(-PLATE_Z));
    let (near, far) = if scene.yaw_deg <= 90.0 { (right, left) } else { (left, right) };
    (scene.plates.then_some(near), (scene.plates && scene.far_plate).then_some(far))
}

/// The pose as a model would give it.
fn pose(scene: &Scene, camera: &Camera, body: &Body, random: &mut Random) -> Pose {
    let mut pose = Pose::default();
    pose.presence = 1.0;
    let swapped = random.uniform() < scene.shake.swapped_share;
    for &(joint, point) in &body.joints {
        if !scene.back_points && crate::body::Joint::BACK.contains(&joint) {
            continue;
        }
        let seen = camera.see(point);
        let unsure = random.uniform() < scene.shake.unsure_share;
        let spread = if unsure { UNSURE.1 } else { scene.shake.joints_px };
        let at = ImagePoint::new(seen.x + random.normal() * spread, seen.y + random.normal() * spread);
        let near = point.z * scene.yaw_deg.to_radians().cos() >= -1e-9;
        let confidence = if unsure {
            UNSURE.0
        } else if near {
            SURE.0
        } else {
            SURE.1
        };
        let name = if scene.mirrored == swapped { joint } else { joint.partner() };
        pose.set(name, Keypoint { at, confidence });
    }
    pose
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::Joint;

    #[test]
    fn a_scene_gives_the_same_recording_twice_and_one_entry_a_frame() {
        let (recording, truth) = film(&Scene::default());
        assert_eq!(film(&Scene::default()).0, recording);
        assert_eq!(recording.moments.len(), recording.people[0].poses.len());
        assert_eq!(truth.knee_deg.len(), recording.moments.len());
        assert_eq!(truth.reps.len(), 3);
    }

    #[test]
    fn a_mirrored_scene_shows_the_other_side_facing_the_other_way() {
        let shake = super::super::Shake { joints_px: 0.0, plate_px: 0.0, ..super::super::Shake::default() };
        let still = Scene { shake, ..Scene::default() };
        let (plain, _) = film(&still);
        let (mirrored, _) = film(&Scene { mirrored: true, ..still });
        let toe = |recording: &Recording, joint| recording.people[0].poses[0].as_ref().unwrap().get(joint).unwrap().at.x;
        let width = plain.clip.width_px as f64 - 1.0;
        assert!((toe(&plain, Joint::RightToe) - (width - toe(&mirrored, Joint::LeftToe))).abs() < 1e-9);
    }
}
