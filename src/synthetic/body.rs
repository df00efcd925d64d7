//! Where every joint is at a share of the pull: segments of average length whose hands hold the bar.

use super::camera::Point3;
use super::scene::Scene;
use crate::body::{Joint, Side};

// Lengths as shares of the stature: Drillis and Contini 1966, as printed in Winter 2009, figure 4.1.
const ANKLE_HEIGHT: f64 = 0.039;
const SHANK: f64 = 0.246;
const THIGH: f64 = 0.245;
const TRUNK: f64 = 0.288;
const UPPER_ARM: f64 = 0.186;
/// Forearm and the hand down to the bar in its grip.
const FOREARM_AND_GRIP: f64 = 0.146 + 0.050;
/// Wrist's place along forearm and grip.
const WRIST: f64 = 0.146 / FOREARM_AND_GRIP;
const EAR: f64 = 0.118;
const NOSE: f64 = 0.060;
const HEEL: f64 = -0.030;
const TOE: f64 = 0.080;

// Half widths, metres.
const HIP_Z: f64 = 0.09;
const SHOULDER_Z: f64 = 0.19;
const HAND_Z: f64 = 0.27;
const FOOT_Z: f64 = 0.14;
const HEAD_Z: f64 = 0.07;

// The start position, degrees.
const SHANK_TILT_AT_START: f64 = 15.0;
const THIGH_AT_START: f64 = 28.0;
/// Bar ahead of the hip joint at lockout, metres.
const BAR_AHEAD_AT_LOCKOUT: f64 = 0.09;
/// Knees at lockout are this much short of straight, degrees.
const LOCKED_KNEES: f64 = 2.0;
/// Contour of the back behind the spine's own line, metres.
const BACK_THICK: f64 = 0.09;
/// The lower back's share of the spine between hip and neck.
const LUMBAR: f64 = 0.4;
/// Links of the spine's chain.
const LINKS: usize = 50;

/// A body at one moment, with its angles in the sagittal plane.
#[derive(Clone, Debug)]
pub(super) struct Body {
    pub(super) joints: Vec<(Joint, Point3)>,
    pub(super) bar: Point3,
    pub(super) knee_deg: f64,
    pub(super) hip_deg: f64,
    pub(super) trunk_deg: f64,
    pub(super) thigh_deg: f64,
    pub(super) lumbar_deg: f64,
    pub(super) knee_height: f64,
}

/// A body of a given scene.
#[derive(Clone, Debug)]
pub(super) struct Figure<'a> {
    scene: &'a Scene,
    /// Bar at the start and at lockout.
    start: (f64, f64),
    top: (f64, f64),
}

type Flat = (f64, f64);

fn along(from: Flat, length: f64, elevation_deg: f64) -> Flat {
    let (sin, cos) = elevation_deg.to_radians().sin_cos();
    (from.0 + length * cos, from.1 + length * sin)
}

fn angle_deg(at: Flat, a: Flat, b: Flat) -> f64 {
    let (ax, ay, bx, by) = (a.0 - at.0, a.1 - at.1, b.0 - at.0, b.1 - at.1);
    (ax * by - ay * bx).abs().atan2(ax * bx + ay * by).to_degrees()
}

impl<'a> Figure<'a> {
    pub(super) fn new(scene: &'a Scene) -> Self {
        let h = scene.stature_m;
        let middle_of_foot = h * f64::midpoint(HEEL, TOE);
        let mut figure = Self { scene, start: (middle_of_foot + scene.errors.bar_ahead_m, scene.plate_m / 2.0), top: (0.0, 0.0) };
        let (_, hip) = figure.legs(1.0);
        let drop = (figure.arm(0.0).powi(2) - BAR_AHEAD_AT_LOCKOUT.powi(2)).max(0.0).sqrt();
        figure.top = (hip.0 + BAR_AHEAD_AT_LOCKOUT, hip.1 + TRUNK * h - drop);
        figure
    }

    /// Way of the bar from the floor to lockout, metres upward.
    pub(super) fn range(&self) -> f64 {
        self.top.1 - self.start.1
    }

    /// Knee and hip at a share of the way up.
    fn legs(&self, share: f64) -> (Flat, Flat) {
        let errors = &self.scene.errors;
        let h = self.scene.stature_m;
        let legs = share.powf(1.0 / (1.0 + errors.hips_first));
        let bend = f64::midpoint(LOCKED_KNEES, errors.soft_knees_deg);
        let tilt = SHANK_TILT_AT_START + (bend - SHANK_TILT_AT_START) * legs;
        let low = THIGH_AT_START - errors.low_hips_deg;
        let thigh = low + (90.0 - bend - low) * legs;
        let ankle = (0.0, ANKLE_HEIGHT * h + 0.7 * self.heel_rise(share));
        let knee = along(ankle, SHANK * h, 90.0 - tilt);
        (knee, along(knee, THIGH * h, 180.0 - thigh))
    }

    fn heel_rise(&self, share: f64) -> f64 {
        self.scene.errors.heel_rise_m * (4.0 * share).min(1.0) * (4.0 * (1.0 - share)).min(1.0)
    }

    /// Length from shoulder to bar in the sagittal plane with the elbow bent by some degrees.
    fn arm(&self, bend_deg: f64) -> f64 {
        let (u, f) = (UPPER_ARM * self.scene.stature_m, FOREARM_AND_GRIP * self.scene.stature_m);
        let whole = u * u + f * f + 2.0 * u * f * bend_deg.to_radians().cos();
        (whole - (HAND_Z - SHOULDER_Z).powi(2)).max(0.0).sqrt()
    }

    /// Places along the spine from the hip to the neck's base, as shares of its length, with their headings in degrees;
    /// the hip is the origin and the first heading is 0.
    fn spine(&self, lumbar_deg: f64, thoracic_deg: f64) -> Vec<(Flat, f64)> {
        let link = TRUNK * self.scene.stature_m / LINKS as f64;
        let (mut at, mut heading) = ((0.0, 0.0), 0.0);
        let mut chain = vec![(at, heading)];
        for index in 0..LINKS {
            let lower = (index as f64) < LUMBAR * LINKS as f64;
            heading -= if lower { lumbar_deg / (LUMBAR * LINKS as f64) } else { thoracic_deg / ((1.0 - LUMBAR) * LINKS as f64) };
            at = along(at, link, heading);
            chain.push((at, heading));
        }
        chain
    }

    /// The body at a share of the way up (0..=1); `since_lift_off` in seconds straightens bent arms.
    pub(super) fn at(&self, share: f64, since_lift_off: f64) -> Body {
        let (scene, errors, h) = (self.scene, &self.scene.errors, self.scene.stature_m);
        let (knee, hip) = self.legs(share);
        let added = (share / 0.35).min(1.0) * ((1.0 - share) / 0.65).min(1.0);
        let lumbar_deg = scene.lumbar_at_start_deg * (1.0 - share) + errors.lumbar_added_deg * added;
        let chain = self.spine(lumbar_deg, errors.thoracic_added_deg * added);
        let end = chain[LINKS].0;
        let (chord, chord_heading) = (end.0.hypot(end.1), end.1.atan2(end.0).to_degrees());

        let bar = (
            self.start.0 + (self.top.0 - self.start.0) * share + errors.bow_m * 4.0 * share * (1.0 - share),
            self.start.1 + (self.top.1 - self.start.1) * share,
        );
        let bend = errors.bent_arms_deg * (0.5 - since_lift_off / 0.12).clamp(0.0, 1.0);
        let shoulder = meet(hip, chord, bar, self.arm(bend));
        let trunk_deg = (shoulder.1 - hip.1).atan2(shoulder.0 - hip.0).to_degrees();
        let turn = trunk_deg - chord_heading;
        let on_spine = |share: f64| {
            let (at, heading) = chain[((share * LINKS as f64).round() as usize).min(LINKS)];
            let (sin, cos) = turn.to_radians().sin_cos();
            ((hip.0 + at.0 * cos - at.1 * sin, hip.1 + at.0 * sin + at.1 * cos), heading + turn)
        };
        let head_heading = on_spine(1.0).1 + errors.head_up_deg;
        let ear = along(shoulder, EAR * h, head_heading);
        let nose = along(ear, NOSE * h, head_heading - 100.0);
        let eye = along(ear, NOSE * h * 0.8, head_heading - 70.0);

        let mut joints = vec![(Joint::Nose, Point3::new(nose.0, nose.1, 0.0))];
        for (joint, share) in Joint::BACK.into_iter().zip([1.0, 0.75, 0.5, 0.25, 0.02]) {
            let (at, heading) = on_spine(share);
            let behind = along(at, BACK_THICK, heading + 90.0);
            joints.push((joint, Point3::new(behind.0, behind.1, 0.0)));
        }
        let ankle = (0.0, ANKLE_HEIGHT * h + 0.7 * self.heel_rise(share));
        // The elbow bends backward out of the line from shoulder to bar.
        let (u, f) = (UPPER_ARM * h, FOREARM_AND_GRIP * h);
        let line = (bar.1 - shoulder.1).atan2(bar.0 - shoulder.0).to_degrees();
        let off = (f * bend.to_radians().sin()).atan2(u + f * bend.to_radians().cos()).to_degrees();
        for (side, sign) in [(Side::Right, 1.0), (Side::Left, -1.0)] {
            let tilt = sign * (HAND_Z * errors.bar_tilt_deg.to_radians().tan()) * share;
            let hand = Point3::new(bar.0, bar.1 + tilt, sign * HAND_Z + errors.grip_offset_m);
            let sagittal_u = u * self.arm(bend) / (self.arm(bend).powi(2) + (HAND_Z - SHOULDER_Z).powi(2)).sqrt();
            let elbow = along(shoulder, sagittal_u, line - off);
            let elbow_z = sign * SHOULDER_Z + (hand.z - sign * SHOULDER_Z) * u / (u + f);
            let toward = |share: f64| {
                Point3::new(
                    elbow.0 + (hand.x - elbow.0) * share,
                    elbow.1 + (hand.y - elbow.1) * share,
                    elbow_z + (hand.z - elbow_z) * share,
                )
            };
            let knee_z = sign * (f64::midpoint(HIP_Z, FOOT_Z) - errors.knees_in_m * 4.0 * share * (1.0 - share));
            let heel_y = self.heel_rise(share);
            for (joint, point) in [
                (Joint::RightEye, Point3::new(eye.0, eye.1, sign * 0.03)),
                (Joint::RightEar, Point3::new(ear.0, ear.1, sign * HEAD_Z)),
                (Joint::RightShoulder, Point3::new(shoulder.0, shoulder.1, sign * SHOULDER_Z)),
                (Joint::RightElbow, Point3::new(elbow.0, elbow.1, elbow_z)),
                (Joint::RightWrist, toward(WRIST)),
                (Joint::RightKnuckle, toward(1.0)),
                (Joint::RightHip, Point3::new(hip.0, hip.1, sign * HIP_Z)),
                (Joint::RightKnee, Point3::new(knee.0, knee.1, knee_z)),
                (Joint::RightAnkle, Point3::new(ankle.0, ankle.1, sign * FOOT_Z)),
                (Joint::RightHeel, Point3::new(HEEL * h, heel_y, sign * FOOT_Z)),
                (Joint::RightToe, Point3::new(TOE * h, 0.0, sign * FOOT_Z)),
            ] {
                joints.push((joint.on(side), point));
            }
        }
        Body {
            joints,
            bar: Point3::new(bar.0, bar.1, 0.0),
            knee_deg: angle_deg(knee, hip, ankle),
            hip_deg: angle_deg(hip, shoulder, knee),
            trunk_deg,
            thigh_deg: (hip.1 - knee.1).atan2(knee.0 - hip.0).to_degrees(),
            lumbar_deg,
            knee_height: knee.1,
        }
    }
}

/// The point at `reach` from `from` and at `other_reach` from `other`, the upper one; where there is none, towards `other` from above.
fn meet(from: Flat, reach: f64, other: Flat, other_reach: f64) -> Flat {
    let (dx, dy) = (other.0 - from.0, other.1 - from.1);
    let apart = dx.hypot(dy).max(1e-9);
    let share = (reach * reach - other_reach * other_reach + apart * apart) / (2.0 * apart);
    let off = (reach * reach - share * share).max(0.0).sqrt();
    let (ux, uy) = (dx / apart, dy / apart);
    // Both solutions mirror each other in the line; the shoulder is the one further forward and up.
    let a = (from.0 + share * ux - off * uy, from.1 + share * uy + off * ux);
    let b = (from.0 + share * ux + off * uy, from.1 + share * uy - off * ux);
    if a.1 + a.0 >= b.1 + b.0 { a } else { b }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_lifter_starts_hips_above_knees_and_ends_upright_with_the_hands_on_the_bar() {
        let scene = Scene::default();
        let figure = Figure::new(&scene);
        let start = figure.at(0.0, 0.0);
        let top = figure.at(1.0, 1.0);
        assert!(start.thigh_deg > 15.0 && start.thigh_deg < 45.0, "{start:?}");
        assert!(start.trunk_deg > 15.0 && start.trunk_deg < 45.0, "{}", start.trunk_deg);
        assert!((top.trunk_deg - 90.0).abs() < 1.0, "{}", top.trunk_deg);
        assert!(top.knee_deg > 175.0 && top.hip_deg > 175.0);
        assert!(figure.range() > 0.45 && figure.range() < 0.65, "{}", figure.range());
        for step in 0..=20 {
            let body = figure.at(f64::from(step) / 20.0, 0.0);
            let find = |joint| body.joints.iter().find(|(name, _)| *name == joint).unwrap().1;
            let (shoulder, hand) = (find(Joint::LeftShoulder), find(Joint::LeftKnuckle));
            let arm = (shoulder.x - hand.x).hypot(shoulder.y - hand.y).hypot(shoulder.z - hand.z);
            assert!((arm - (UPPER_ARM + FOREARM_AND_GRIP) * 1.75).abs() < 0.01, "{step} {arm}");
        }
    }
}
