//! The lifter's measures and the planar inverse kinematics that put the hands on the bar.
//!
//! Segment lengths are fractions of stature after Drillis and Contini as printed by Winter.

use crate::vector::{Vector, front_of, leaning, vector};

/// Radius of the large plates, in metres; also the height of the bar when they stand on the floor.
pub const PLATE_RADIUS: f32 = 0.225;
/// Radius of the bar's shaft, in metres.
pub const SHAFT_RADIUS: f32 = 0.014;

const STATURE: f32 = 1.76;
const SOLE: f32 = 0.02;
const SHANK: f32 = 0.246 * STATURE;
const THIGH: f32 = 0.245 * STATURE;
const UPPER_ARM: f32 = 0.186 * STATURE;
const FOREARM: f32 = 0.146 * STATURE;
/// Wrist to the middle of the closed fist.
const FIST: f32 = 0.085;
const HIP_HALF: f32 = 0.09;
const KNEE_HALF: f32 = 0.135;
const ANKLE_HALF: f32 = 0.13;
const SHOULDER_HALF: f32 = 0.185;
const HAND_HALF: f32 = 0.275;
const ANKLE: Vector = vector(-0.085, 0.039 * STATURE + SOLE, 0.0);
/// Number of trunk points: perineum, hip, sacrum, three lumbar, four thoracic, neck's base.
pub const SPINE_POINTS: usize = 10;

/// What the lifter does with the joints that the bar leaves free. Degrees.
#[derive(Clone, Copy, Debug, Default)]
pub struct Free {
    /// Forward lean of the shank from the vertical.
    pub shank: f32,
    /// Elevation of the thigh above the horizontal; 90 is upright.
    pub thigh: f32,
    /// Flexion of the lumbar spine (sacrum to twelfth thoracic vertebra) from relaxed standing.
    pub lumbar: f32,
    /// Flexion of the thoracic spine from relaxed standing.
    pub thoracic: f32,
}

/// The joints of one side, in world metres.
#[derive(Clone, Copy, Debug, Default)]
pub struct Side {
    /// Glenohumeral centre.
    pub shoulder: Vector,
    /// Elbow centre.
    pub elbow: Vector,
    /// Wrist centre.
    pub wrist: Vector,
    /// Knuckle of the index finger.
    pub knuckle: Vector,
    /// Hip centre.
    pub hip: Vector,
    /// Knee centre.
    pub knee: Vector,
    /// Ankle centre.
    pub ankle: Vector,
    /// Back of the heel of the shoe.
    pub heel: Vector,
    /// Tip of the shoe.
    pub toe: Vector,
}

/// A whole posture, in world metres and degrees.
#[derive(Clone, Debug)]
pub struct Posture {
    /// Left side, then right side.
    pub sides: [Side; 2],
    /// Spine points in the sagittal plane with their forward lean in degrees, from below.
    pub spine: [(Vector, f32); SPINE_POINTS],
    /// Middle of the head, between the ears.
    pub head: Vector,
    /// Downward pitch of the head, degrees.
    pub head_pitch: f32,
    /// Centre of the bar.
    pub bar: Vector,
    /// The free joint angles that gave this posture.
    pub free: Free,
    /// Elevation of the line hip to shoulder above the horizontal, degrees.
    pub trunk_angle: f32,
    /// Angle shoulder, hip, knee, degrees; 180 is straight.
    pub hip_angle: f32,
    /// Angle hip, knee, ankle, degrees; 180 is straight.
    pub knee_angle: f32,
    /// Forward lean of the pelvis from upright, degrees.
    pub pelvis_lean: f32,
}

/// Spine points for a pelvis that leans `lean` degrees, with the hip joint at the origin.
fn spine(lean: f32, free: Free) -> [(Vector, f32); SPINE_POINTS] {
    let mut points = [(Vector::ZERO, lean); SPINE_POINTS];
    points[0].0 = leaning(lean) * -0.085;
    points[2].0 = leaning(lean) * 0.095 - front_of(lean) * 0.022;
    let lumbar = [(9.0, 0.30), (-2.0, 0.68), (-9.0, 1.0)];
    let thoracic = [(-9.0, 0.15), (-2.0, 0.4), (9.0, 0.7), (20.0, 1.0)];
    for (index, (rest, share)) in lumbar.into_iter().enumerate() {
        let angle = lean + rest + share * free.lumbar;
        points[3 + index] = (points[2 + index].0 + leaning(angle) * 0.064, angle);
    }
    for (index, (rest, share)) in thoracic.into_iter().enumerate() {
        let angle = lean + rest + free.lumbar + share * free.thoracic;
        points[6 + index] = (points[5 + index].0 + leaning(angle) * 0.082, angle);
    }
    points
}

fn shoulder_of(points: &[(Vector, f32); SPINE_POINTS], free: Free, lean: f32) -> Vector {
    let top = lean + free.lumbar + free.thoracic + 6.0;
    points[SPINE_POINTS - 1].0 - leaning(top) * 0.088 + front_of(top) * 0.050
}

fn sagittal_length(length: f32, half_a: f32, half_b: f32) -> f32 {
    (length * length - (half_a - half_b).powi(2)).sqrt()
}

fn arm_length() -> f32 {
    sagittal_length(UPPER_ARM + FOREARM + FIST, SHOULDER_HALF, HAND_HALF)
}

fn angle_between(a: Vector, b: Vector) -> f32 {
    (a.dot(b) / (a.length() * b.length())).clamp(-1.0, 1.0).acos().to_degrees()
}

fn legs(free: Free) -> (Vector, Vector) {
    let knee = ANKLE + leaning(free.shank) * sagittal_length(SHANK, KNEE_HALF, ANKLE_HALF);
    let thigh = sagittal_length(THIGH, KNEE_HALF, HIP_HALF);
    let elevation = free.thigh.to_radians();
    (knee, knee + vector(-elevation.cos(), elevation.sin(), 0.0) * thigh)
}

/// The height of the bar, in metres, when the lifter stands with `free` and an upright pelvis, arms hanging to
/// a bar at `bar_forward`.
pub fn hanging_bar_height(free: Free, pelvis_lean: f32, bar_forward: f32) -> f32 {
    let (_, hip) = legs(free);
    let shoulder = hip + shoulder_of(&spine(pelvis_lean, free), free, pelvis_lean);
    shoulder.y - (arm_length().powi(2) - (shoulder.x - bar_forward).powi(2)).sqrt()
}

/// Solves the posture with the hands on a bar at `bar`, both arms straight and both feet flat.
pub fn solve(bar: Vector, free: Free) -> Posture {
    let (knee, hip) = legs(free);
    // The shoulder lies on a circle round the hip and on one round the bar: take the upper crossing.
    let rest = shoulder_of(&spine(0.0, free), free, 0.0);
    let trunk = rest.length();
    let base = bar - hip;
    let distance = base.length();
    let cosine = (distance * distance + trunk * trunk - arm_length().powi(2)) / (2.0 * distance * trunk);
    let elevation = base.y.atan2(base.x) + cosine.clamp(-1.0, 1.0).acos();
    let pelvis_lean = rest.y.atan2(rest.x).to_degrees() - elevation.to_degrees();
    let shoulder = hip + vector(elevation.cos(), elevation.sin(), 0.0) * trunk;

    let mut points = spine(pelvis_lean, free);
    for point in &mut points {
        point.0 += hip;
    }
    let trunk_lean = 90.0 - elevation.to_degrees();
    let head_pitch = 0.40 * trunk_lean + 1.0;
    let top = points[SPINE_POINTS - 1];
    let neck_lean = 0.55 * (top.1 + 2.0) + 0.45 * (head_pitch + 16.0);
    let head = top.0 + leaning(neck_lean) * 0.075 + leaning(head_pitch) * 0.075 + front_of(head_pitch) * 0.03;

    let reach = UPPER_ARM + FOREARM + FIST;
    let side = |sign: f32| {
        let ball = shoulder.with_z(sign * SHOULDER_HALF);
        let grip = bar.with_z(sign * HAND_HALF);
        let wrist = ball.mix(grip, (UPPER_ARM + FOREARM) / reach) - vector(0.006, 0.0, 0.0);
        let turned = 9.0_f32.to_radians();
        let forward = vector(turned.cos(), 0.0, sign * turned.sin());
        let ankle = ANKLE.with_z(sign * ANKLE_HALF);
        let floor = vector(ankle.x, 0.0, ankle.z);
        Side {
            shoulder: ball,
            elbow: ball.mix(grip, UPPER_ARM / reach) - vector(0.008, 0.0, 0.0),
            wrist,
            knuckle: grip + vector(0.022, 0.022, -sign * 0.03),
            hip: hip.with_z(sign * HIP_HALF),
            knee: knee.with_z(sign * KNEE_HALF),
            ankle,
            heel: floor - forward * 0.062 + vector(0.0, 0.03, 0.0),
            toe: floor + forward * 0.218 + vector(0.0, 0.025, 0.0),
        }
    };
    Posture {
        sides: [side(-1.0), side(1.0)],
        spine: points,
        head,
        head_pitch,
        bar,
        free,
        trunk_angle: elevation.to_degrees(),
        hip_angle: angle_between(shoulder - hip, knee - hip),
        knee_angle: angle_between(hip - knee, ANKLE - knee),
        pelvis_lean,
    }
}
