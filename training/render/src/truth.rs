//! The true data beside a clip. See `README.md` for the format.

use serde_json::{Value, json};

use crate::barbell::{large_plates, plate_face, plate_skin};
use crate::camera::Camera;
use crate::figure::back_contour;
use crate::head::{EAR, EYE, NOSE, frame};
use crate::motion::{Moment, Motion};
use crate::options::Options;
use crate::posture::{PLATE_RADIUS, Posture};
use crate::vector::{Vector, vector};

/// Names of the key points, in the order in which they are written.
const NAMES: [&str; 28] = [
    "nose",
    "left_eye",
    "right_eye",
    "left_ear",
    "right_ear",
    "left_shoulder",
    "right_shoulder",
    "left_elbow",
    "right_elbow",
    "left_wrist",
    "right_wrist",
    "left_index",
    "right_index",
    "left_hip",
    "right_hip",
    "left_knee",
    "right_knee",
    "left_ankle",
    "right_ankle",
    "left_heel",
    "right_heel",
    "left_toe",
    "right_toe",
    "back_neck",
    "back_upper",
    "back_middle",
    "back_lower",
    "back_sacrum",
];

fn round(value: f32, digits: i32) -> f64 {
    let scale = 10_f64.powi(digits);
    (f64::from(value) * scale).round() / scale
}

fn key_points(posture: &Posture) -> Vec<Vector> {
    let head = frame(posture);
    let [left, right] = &posture.sides;
    let mut points = vec![head.world(NOSE[0], NOSE[1], NOSE[2])];
    for place in [EYE, EAR] {
        points.push(head.world(place[0], place[1], -place[2]));
        points.push(head.world(place[0], place[1], place[2]));
    }
    for pair in [
        [left.shoulder, right.shoulder],
        [left.elbow, right.elbow],
        [left.wrist, right.wrist],
        [left.knuckle, right.knuckle],
        [left.hip, right.hip],
        [left.knee, right.knee],
        [left.ankle, right.ankle],
        [left.heel, right.heel],
        [left.toe, right.toe],
    ] {
        points.extend(pair);
    }
    points.extend(back_contour(posture));
    points
}

/// Left, upper, right and lower edge in the picture of large plates on the near side, pixels.
fn outline(camera: &Camera, bar: Vector, near: f32, plates: &[[f32; 2]]) -> [f64; 4] {
    let mut edges = [f32::MAX, f32::MAX, f32::MIN, f32::MIN];
    for [x, y] in plate_skin(bar, near, plates).into_iter().map(|point| camera.project(point)) {
        edges = [edges[0].min(x), edges[1].min(y), edges[2].max(x), edges[3].max(y)];
    }
    edges.map(|edge| round(edge, 2))
}

fn frame_value(camera: &Camera, index: usize, time: f32, moment: &Moment, near: f32, plates: usize) -> Value {
    let posture = &moment.posture;
    let points: Vec<Value> =
        key_points(posture).into_iter().map(|point| camera.project(point).map(|v| round(v, 2))).map(|p| json!(p)).collect();
    let ellipse = camera.ellipse(posture.bar + vector(0.0, 0.0, near * plate_face(plates)), PLATE_RADIUS);
    let [u, v, large, small, angle] = ellipse.map(|value| (value * 100.0).round() / 100.0);
    let stack = large_plates(plates);
    let outermost = &stack[stack.len() - 1..];
    json!({
        "index": index,
        "time_s": round(time, 5),
        "repetition": moment.repetition.map(|r| r + 1),
        "bar_m": [round(posture.bar.x, 5), round(posture.bar.y, 5)],
        "near_plate_px": { "centre": [u, v], "half_axes": [large, small], "angle_deg": angle },
        "near_plates_px": outline(camera, posture.bar, near, stack),
        "outermost_plate_px": outline(camera, posture.bar, near, outermost),
        "lumbar_flexion_deg": round(posture.free.lumbar, 3),
        "thoracic_flexion_deg": round(posture.free.thoracic, 3),
        "pelvis_lean_deg": round(posture.pelvis_lean, 3),
        "trunk_angle_deg": round(posture.trunk_angle, 3),
        "hip_angle_deg": round(posture.hip_angle, 3),
        "knee_angle_deg": round(posture.knee_angle, 3),
        "key_points_px": points,
    })
}

fn repetition_value(motion: &Motion, index: usize) -> Value {
    let r = &motion.repetitions[index];
    let set_up = motion.at(r.lift_off).posture.free.lumbar;
    let steps = 400;
    let peak = (0..=steps)
        .map(|step| r.lift_off + (r.lockout - r.lift_off) * step as f32 / steps as f32)
        .map(|time| motion.at(time).posture.free.lumbar)
        .fold(f32::MIN, f32::max);
    json!({
        "number": index + 1,
        "lift_off_s": round(r.lift_off, 4),
        "knee_pass_s": round(motion.knee_pass(index), 4),
        "lockout_s": round(r.lockout, 4),
        "lowering_s": round(r.lowering, 4),
        "down_s": round(r.down, 4),
        "range_m": round(motion.range, 4),
        "mean_concentric_velocity_m_s": round(motion.range / (r.lockout - r.lift_off), 4),
        "added_lumbar_flexion_deg": round((peak - set_up).max(0.0), 2),
        "hips_first": round(r.faults.hips_first, 2),
        "bar_drift_m": round(r.faults.drift, 3),
    })
}

/// All true data of a clip.
pub fn truth(options: &Options, camera: &Camera, motion: &Motion, moments: &[(f32, Moment)]) -> Value {
    let near = if options.facing_right { 1.0 } else { -1.0 };
    let frames: Vec<Value> = moments
        .iter()
        .enumerate()
        .map(|(index, (time, moment))| frame_value(camera, index, *time, moment, near, options.plates))
        .collect();
    json!({
        "format": "plumbline-render-truth-1",
        "camera": {
            "yaw_deg": round(options.yaw, 3),
            "distance_m": round(options.distance, 3),
            "height_m": round(options.height, 3),
            "pitch_deg": round(options.pitch, 3),
            "roll_deg": round(options.roll, 3),
            "vertical_field_of_view_deg": round(options.field_of_view, 3),
            "focal_px": round(camera.focal, 3),
            "facing": if options.facing_right { "right" } else { "left" },
        },
        "picture": { "width": options.width, "height": options.rows, "frames_per_second": round(options.rate, 3) },
        "plate_diameter_m": round(2.0 * PLATE_RADIUS, 4),
        "near_plate_face_m": round(near * plate_face(options.plates), 4),
        "seed": options.seed,
        "key_point_names": NAMES,
        "repetitions": (0..motion.repetitions.len()).map(|index| repetition_value(motion, index)).collect::<Vec<_>>(),
        "frames": frames,
    })
}
