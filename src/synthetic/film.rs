//! Films a scene: the recording that the models would give, and the truth.

use super::body::{Body, Figure};
use super::camera::{Camera, Point3};
use super::motion::{Motion, Phase, Times};
use super::noise::Noise;
use super::room::uprights;
use super::scene::Scene;
use crate::body::{ClipInfo, Joint, ModelInfo, Moment, Part, Person, Plate, Pose, Recording};
use crate::units::Seconds;

/// From the middle of the bar to the middle of a plate, metres.
const PLATE_Z: f64 = 0.66;
/// Thickness of a plate, metres.
const PLATE_THICK: f64 = 0.06;
/// Least way up of a pull that counts, metres: a bar that only moves on the floor is no repetition.
const LEAST_WAY_M: f64 = 0.25;

/// The true times of one repetition, seconds from the clip's first frame; `None` where the clip does not show it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Instants {
    /// The bar leaves the floor.
    pub lift_off: Option<f64>,
    /// The bar passes the knee.
    pub knee_pass: Option<f64>,
    /// The bar comes to rest at its highest; `None` also where the pull fails.
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
    /// Mean upward speed from lift-off to lockout in the first repetition, metres per second.
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
    /// Joints that lie behind the near plate in the picture, with their true names, one entry a frame.
    pub covered: Vec<Vec<Joint>>,
}

/// The true places in space at one moment: x forward, y up from the floor, z to the lifter's right, metres.
#[derive(Clone, Debug, PartialEq)]
pub struct Stance {
    /// Time, seconds from the clip's first frame.
    pub t: f64,
    /// Every joint.
    pub joints: Vec<(Joint, [f64; 3])>,
    /// Middle of the bar.
    pub bar: [f64; 3],
    /// Middle of the right and of the left plate.
    pub plates: [[f64; 3]; 2],
}

/// Who does what when.
struct Stage<'a> {
    scene: &'a Scene,
    motion: Motion,
    range_m: f64,
    /// The lifter, where the set begins and ends with the same errors.
    same: Option<Figure<'a>>,
}

impl<'a> Stage<'a> {
    fn new(scene: &'a Scene) -> Self {
        let first = Figure::new(scene, 0.0);
        let range_m = first.range();
        Self { scene, motion: Motion::new(scene, range_m), range_m, same: scene.last_errors.is_none().then_some(first) }
    }

    fn body(&self, time: f64) -> (Body, Phase) {
        let phase = self.motion.at(time);
        let share = if self.scene.reps > 1 { phase.rep / (self.scene.reps - 1) as f64 } else { 1.0 };
        let body = self.same.as_ref().map_or_else(|| Figure::new(self.scene, share).at(&phase), |same| same.at(&phase));
        (body, phase)
    }

    /// The part of the scene's own time that the clip shows.
    fn shown(&self) -> (f64, f64) {
        (self.scene.cut_start_s, (self.motion.end - self.scene.cut_end_s).max(self.scene.cut_start_s))
    }

    fn frames(&self, fps: f64) -> usize {
        let shown = self.shown();
        ((shown.1 - shown.0) * fps).floor().max(0.0) as usize
    }
}

/// The true places at even times over the clip, `fps` a second.
pub fn stances(scene: &Scene, fps: f64) -> Vec<Stance> {
    let stage = Stage::new(scene);
    let of = |frame: usize| {
        let t = frame as f64 / fps;
        let (body, _) = stage.body(t + stage.shown().0);
        let place = |at: Point3| [at.x, at.y, at.z];
        Stance {
            t,
            joints: body.joints.iter().map(|&(joint, at)| (joint, place(at))).collect(),
            bar: place(body.bar),
            plates: [PLATE_Z, -PLATE_Z].map(|z| place(plate_middle(&body, z))),
        }
    };
    (0..stage.frames(fps)).map(of).collect()
}

/// Films the scene; the same scene gives the same recording.
pub fn film(scene: &Scene) -> (Recording, Truth) {
    let (stage, camera) = (Stage::new(scene), Camera::new(scene));
    let shown = stage.shown();
    let frames = stage.frames(scene.fps);
    let mut noise = Noise::new(scene, &camera, shown.1 - shown.0);
    let mut truth = truth_of(&stage, &camera);
    let mut moments = Vec::with_capacity(frames);
    let mut poses = Vec::with_capacity(frames);
    for frame in 0..frames {
        let shift = if frame == 0 { 0.0 } else { noise.time_shift() };
        let at = (frame as f64 + shift) / scene.fps;
        let (body, phase) = stage.body(at + shown.0);
        truth.bar_height_m.push(body.bar.y);
        truth.bar_ahead_m.push(body.bar.x);
        truth.knee_deg.push(body.knee_deg);
        truth.hip_deg.push(body.hip_deg);
        truth.trunk_deg.push(body.trunk_deg);
        truth.thigh_deg.push(body.thigh_deg);
        truth.lumbar_deg.push(body.lumbar_deg);
        noise.step(at);
        let (near, far) = plates(scene, &camera, &body, &mut noise);
        let behind = |at: Point3| scene.plates && near.is_some_and(|plate| plate.rim.holds(camera.see(at), 1.0));
        truth.covered.push(body.joints.iter().filter(|(_, at)| behind(*at)).map(|(joint, _)| *joint).collect());
        // What a model misses goes with the posture: a lifter who stands without the bar is missed as one who stands with it.
        let upright = phase.away.map_or(phase.share, |(_, upright)| upright);
        let pose = pose(scene, &camera, &body.joints, (near, upright), &mut noise);
        let gap = noise.in_gap(at);
        let lost = noise.lost();
        let seen = |plate: Option<Plate>, wanted: bool| plate.filter(|_| wanted && !gap);
        moments.push(Moment {
            at: Seconds(at),
            near_plate: seen(near, scene.plates),
            far_plate: seen(far, scene.plates && scene.far_plate),
        });
        poses.push((!lost && !gap).then_some(pose));
    }
    let clip = ClipInfo {
        path: "synthetic".into(),
        sha256: String::new(),
        duration_s: frames as f64 / scene.fps,
        width_px: scene.width_px,
        height_px: scene.height_px,
        frames,
        mean_fps: scene.fps,
        part: Part::default(),
    };
    let model = ModelInfo { id: "synthetic".into(), sha256: String::new() };
    (
        Recording {
            clip,
            model,
            moments,
            people: vec![Person { poses }],
            uprights: uprights(scene, &camera, frames),
            notes: Vec::new(),
        },
        truth,
    )
}

/// The truth without its courses.
fn truth_of(stage: &Stage, camera: &Camera) -> Truth {
    let shown = stage.shown();
    let inside = |time: f64| (time > shown.0 && time < shown.1).then_some(time - shown.0);
    let counts =
        |rep: &&Times| rep.lockout > shown.0 && rep.lift_off < shown.1 && (rep.high - rep.low) * stage.range_m >= LEAST_WAY_M;
    let reps = stage.motion.reps.iter().filter(counts).map(|rep| {
        const STEPS: usize = 1000;
        let on_the_way = (0..STEPS).map(|step| rep.lift_off + (rep.lockout - rep.lift_off) * step as f64 / STEPS as f64);
        let knee_pass = on_the_way.into_iter().find(|&time| {
            let (body, _) = stage.body(time);
            body.bar.y >= body.knee_height
        });
        Instants {
            lift_off: inside(rep.lift_off),
            knee_pass: knee_pass.and_then(inside),
            lockout: inside(rep.lockout).filter(|_| rep.high >= 1.0),
            descent: inside(rep.descent),
            down: inside(rep.down).filter(|_| rep.down > rep.descent),
        }
    });
    let first = stage.motion.reps.first();
    let mean_speed = first.map_or(0.0, |rep| stage.range_m * (rep.high - rep.low) / (rep.lockout - rep.lift_off));
    Truth {
        reps: reps.collect(),
        range_m: stage.range_m,
        mean_speed,
        px_per_m: camera.px_per_m(),
        bar_height_m: Vec::new(),
        bar_ahead_m: Vec::new(),
        knee_deg: Vec::new(),
        hip_deg: Vec::new(),
        trunk_deg: Vec::new(),
        thigh_deg: Vec::new(),
        lumbar_deg: Vec::new(),
        covered: Vec::new(),
    }
}

/// Middle of the plate at `z`.
fn plate_middle(body: &Body, z: f64) -> Point3 {
    Point3::new(body.bar.x, body.bar.y + body.tilt_deg.to_radians().tan() * z, z)
}

/// The near and the far plate as seen.
fn plates(scene: &Scene, camera: &Camera, body: &Body, noise: &mut Noise) -> (Option<Plate>, Option<Plate>) {
    let mut see = |z: f64, far: usize| {
        let rim = camera.see_disc(plate_middle(body, z), scene.plate_m / 2.0, PLATE_THICK);
        Plate { rim: noise.rim(rim, far), confidence: 0.9, sd_px: scene.shake.plate_px.max(0.1) }
    };
    let right_is_near = scene.yaw_deg.to_radians().cos() >= -1e-9;
    let near = see(if right_is_near { PLATE_Z } else { -PLATE_Z }, 0);
    let far = see(if right_is_near { -PLATE_Z } else { PLATE_Z }, 1);
    (Some(near), Some(far))
}

/// The pose as a model would give it; `cover` is the near plate, `share` how far up the bar is.
pub(super) fn pose(
    scene: &Scene,
    camera: &Camera,
    joints: &[(Joint, Point3)],
    (cover, share): (Option<Plate>, f64),
    noise: &mut Noise,
) -> Pose {
    let mut pose = Pose::default();
    pose.presence = 1.0;
    let swapped = noise.swapped();
    for &(joint, point) in joints {
        let seen = camera.see(point);
        let covered = scene.plates && cover.is_some_and(|plate| plate.rim.holds(seen, 1.0));
        let near = point.z * scene.yaw_deg.to_radians().cos() >= -1e-9;
        let keypoint = noise.keypoint(joint, seen, (near, covered), share);
        if !scene.back_points && Joint::BACK.contains(&joint) {
            continue;
        }
        let name = if scene.mirrored == swapped { joint } else { joint.partner() };
        pose.set(name, keypoint);
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
