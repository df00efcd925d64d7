//! Where every joint is at one moment: segments of fixed length whose hands hold the bar.

use super::camera::Point3;
use super::flat::{Flat, along, angle_deg, meet, sagittal};
use super::motion::{Phase, smooth};
use super::scene::{Build, Errors, Pull, Scene};
use crate::body::{Joint, Side};

// Lengths as shares of the stature: Drillis and Contini 1966, as printed in Winter 2009, figure 4.1.
pub(super) const ANKLE_HEIGHT: f64 = 0.039;
pub(super) const SHANK: f64 = 0.246;
pub(super) const THIGH: f64 = 0.245;
pub(super) const TRUNK: f64 = 0.288;
pub(super) const UPPER_ARM: f64 = 0.186;
/// Forearm and the hand down to the bar in its grip.
pub(super) const FOREARM_AND_GRIP: f64 = 0.146 + 0.050;
/// Wrist's place along forearm and grip.
pub(super) const WRIST: f64 = 0.146 / FOREARM_AND_GRIP;
pub(super) const EAR: f64 = 0.118;
pub(super) const NOSE: f64 = 0.060;
pub(super) const HEEL: f64 = -0.030;
pub(super) const TOE: f64 = 0.080;

// Half widths of an average body, metres.
pub(super) const HIP_Z: f64 = 0.09;
pub(super) const SHOULDER_Z: f64 = 0.19;
pub(super) const HEAD_Z: f64 = 0.07;

/// Knees at lockout are this much short of straight, degrees.
const LOCKED_KNEES: f64 = 2.0;
/// Contour of the back behind the spine's own line, metres.
pub(super) const BACK_THICK: f64 = 0.09;
/// The lower back's share of the spine between hip and neck.
const LUMBAR: f64 = 0.4;
/// Share of the way up until which the lower back stays as round as at the start.
const ROUND_UNTIL: f64 = 0.3;
/// Links of the spine's chain.
pub(super) const LINKS: usize = 50;
/// Thighs of a good start are looked for between these, degrees above the horizontal.
const THIGHS: (f64, f64) = (-15.0, 85.0);
/// How much deeper a pump lets the hips down, degrees of the thighs.
const PUMP_DEG: f64 = 16.0;
/// Degrees of the knees from the start to lockout, about: turns a bend of the knees into a share of the legs' way.
const KNEES_WAY_DEG: f64 = 75.0;
/// How much longer the knees stay straight on the way down than on the way up.
const HIPS_FIRST_DOWN: f64 = 0.3;
/// Shares of the way up between which a step is made, and the share of the way down from which it is taken back.
const STEPS: (f64, f64) = (0.1, 0.5);
const STEPS_BACK: f64 = 0.15;
/// Bow of the bar round knees that bend first, metres.
const ROUND_THE_KNEES: f64 = 0.10;

/// What a kind of pull looks like.
#[derive(Clone, Copy, Debug)]
struct Style {
    /// Shanks forward of the upright at the start, degrees.
    shank_deg: f64,
    /// Thighs at the start, degrees above the horizontal; `None` where the arms' slant makes them.
    thigh_deg: Option<f64>,
    /// Slant of the arms at the start, shoulders ahead, degrees.
    slant_deg: f64,
    /// Bar ahead of the hips at lockout, metres.
    ahead_at_top: f64,
    /// Half distances of feet, knees at the start, and hands, metres.
    foot_z: f64,
    knee_z: f64,
    hand_z: f64,
    /// Feet turned out, degrees.
    turn_out_deg: f64,
    /// Height of the plates' lowest point at the start, metres.
    under_m: f64,
}

impl Style {
    fn of(pull: Pull) -> Self {
        let conventional = Self {
            shank_deg: 13.0,
            thigh_deg: None,
            slant_deg: 10.0,
            ahead_at_top: 0.09,
            foot_z: 0.14,
            knee_z: 0.16,
            hand_z: 0.27,
            turn_out_deg: 14.0,
            under_m: 0.0,
        };
        // Sumo: 70 cm between the feet, 47 between the hands, feet turned out by 42 degrees (Escamilla et al. 2000).
        match pull {
            Pull::Conventional => conventional,
            Pull::Sumo => Self {
                shank_deg: 6.0,
                slant_deg: 4.0,
                foot_z: 0.35,
                knee_z: 0.40,
                hand_z: 0.235,
                turn_out_deg: 42.0,
                ..conventional
            },
            Pull::StiffLeg | Pull::Romanian => Self { shank_deg: 3.0, thigh_deg: Some(78.0), ..conventional },
            Pull::Block(under_m) => Self { shank_deg: 10.0, under_m, ..conventional },
            Pull::TrapBar => Self { shank_deg: 20.0, slant_deg: 1.0, ahead_at_top: 0.0, hand_z: 0.30, ..conventional },
        }
    }
}

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
    /// Bar's right end above its left, degrees.
    pub(super) tilt_deg: f64,
}

/// A lifter of a scene with the errors of one moment.
#[derive(Clone, Debug)]
pub(super) struct Figure<'a> {
    scene: &'a Scene,
    errors: Errors,
    style: Style,
    build: Build,
    /// Thighs at the start, degrees.
    low: f64,
    /// Bar at the start and at lockout.
    start: Flat,
    top: Flat,
}

/// The legs in the sagittal plane.
#[derive(Clone, Copy, Debug)]
struct Legs {
    ankle: Flat,
    knee: Flat,
    hip: Flat,
    /// Half distance of the knees, metres.
    knee_z: f64,
}

/// The spine from hip to neck: places with headings in degrees, the first at the origin heading 0.
pub(super) type Spine = Vec<(Flat, f64)>;

/// The spine of a length for a flexion of the lower and the upper back, degrees.
pub(super) fn spine(length: f64, lumbar_deg: f64, thoracic_deg: f64) -> Spine {
    let link = length / LINKS as f64;
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

impl<'a> Figure<'a> {
    /// The lifter at a share (0..=1) of the set.
    pub(super) fn new(scene: &'a Scene, share_of_set: f64) -> Self {
        let (h, errors, style) = (scene.stature_m, scene.errors_at(share_of_set), Style::of(scene.pull));
        let build = scene.build;
        let turned = style.turn_out_deg.to_radians().cos();
        let middle_of_foot = h * f64::midpoint(HEEL, TOE) * turned;
        let start = (middle_of_foot + errors.bar_ahead_m, scene.plate_m / 2.0 + style.under_m);
        let mut figure = Self { scene, errors, style, build, low: 0.0, start, top: (0.0, 0.0) };
        figure.low =
            style.thigh_deg.unwrap_or_else(|| figure.thigh_for(style.slant_deg + errors.reach_deg)) - errors.low_hips_deg;
        let hip = figure.legs(1.0, &Phase::default()).hip;
        let (sin, cos) = errors.lean_back_deg.to_radians().sin_cos();
        let trunk = TRUNK * h * build.trunk;
        let shoulder = (hip.0 - trunk * sin, hip.1 + trunk * cos);
        let x = hip.0 + style.ahead_at_top;
        let arm = figure.arm(errors.arms_bent_deg);
        figure.top = (x, shoulder.1 - sagittal(arm, x - shoulder.0));
        figure
    }

    /// Way of the bar from the floor to lockout, metres upward.
    pub(super) fn range(&self) -> f64 {
        self.top.1 - self.start.1
    }

    /// Thighs at the start, degrees, with which the arms slant as asked: hips higher, shoulders further ahead.
    fn thigh_for(&self, slant_deg: f64) -> f64 {
        let end = self.spine(self.scene.lumbar_at_start_deg, 0.0)[LINKS].0;
        let (chord, arm) = (end.0.hypot(end.1), self.arm(self.errors.arms_bent_deg));
        let slant = |thigh: f64| {
            let hip = Figure { low: thigh, ..self.clone() }.legs(0.0, &Phase::default()).hip;
            let shoulder = meet(hip, chord, self.start, arm);
            (shoulder.0 - self.start.0).atan2(shoulder.1 - self.start.1).to_degrees()
        };
        let (mut low, mut high) = THIGHS;
        for _ in 0..30 {
            let middle = f64::midpoint(low, high);
            if slant(middle) < slant_deg { low = middle } else { high = middle }
        }
        f64::midpoint(low, high)
    }

    /// The legs at a share of the way up.
    fn legs(&self, share: f64, phase: &Phase) -> Legs {
        let (errors, h, build) = (&self.errors, self.scene.stature_m, self.build);
        let mut legs = share.powf(1.0 / (1.0 + errors.hips_first));
        if phase.lowering {
            let later = 1.0 + HIPS_FIRST_DOWN * (1.0 - errors.knees_first_down) - 0.45 * errors.knees_first_down;
            legs = 1.0 - (1.0 - share).powf(later);
        }
        legs -= phase.hitch * errors.hitch_knees_deg / KNEES_WAY_DEG;
        // Knees are soft under the bar at the top; a lifter who stands without it stands straight.
        let soft_deg = if phase.away.is_some() { 0.0 } else { errors.soft_knees_deg };
        let bend = f64::midpoint(LOCKED_KNEES, soft_deg.max(LOCKED_KNEES));
        let shank_deg = self.style.shank_deg.min(90.0);
        let tilt = shank_deg + (bend - shank_deg) * legs;
        let low = self.low - PUMP_DEG * phase.pump - errors.deep_before_deg * phase.deep;
        let thigh = low + (90.0 - bend - low) * legs;
        let (foot_z, hip_z) = (self.foot_z(), HIP_Z * build.width);
        let out = self.style.knee_z * build.width;
        let bump = 4.0 * share * (1.0 - share);
        // From knees over the feet to legs in one line.
        let knee_z = out + (f64::midpoint(foot_z, hip_z) - out) * legs.clamp(0.0, 1.0) - errors.knees_in_m * bump;
        // A step is made in the pull and lasts until the bar is nearly down again.
        let stepped = smooth(if phase.lowering { share / STEPS_BACK } else { (share - STEPS.0) / (STEPS.1 - STEPS.0) });
        let ankle = (errors.foot_shift_m * stepped, ANKLE_HEIGHT * h + 0.7 * self.heel_rise(share));
        let knee = along(ankle, sagittal(SHANK * h * build.shank, foot_z - knee_z), 90.0 - tilt);
        let hip = along(knee, sagittal(THIGH * h * build.thigh, knee_z - hip_z), 180.0 - thigh);
        Legs { ankle, knee, hip, knee_z }
    }

    fn foot_z(&self) -> f64 {
        self.style.foot_z * self.build.width
    }

    fn hand_z(&self) -> f64 {
        self.style.hand_z * self.build.width
    }

    fn heel_rise(&self, share: f64) -> f64 {
        self.errors.heel_rise_m * (4.0 * share).min(1.0) * (4.0 * (1.0 - share)).min(1.0)
    }

    /// Lengths of the upper arm and of forearm and grip, metres.
    fn arms(&self) -> (f64, f64) {
        let arm = self.scene.stature_m * self.build.arm;
        (UPPER_ARM * arm, FOREARM_AND_GRIP * arm)
    }

    /// Length from shoulder to bar in the sagittal plane with the elbow bent by some degrees.
    fn arm(&self, bend_deg: f64) -> f64 {
        let (u, f) = self.arms();
        let whole = u * u + f * f + 2.0 * u * f * bend_deg.to_radians().cos();
        sagittal(whole.sqrt(), self.hand_z() - SHOULDER_Z * self.build.width)
    }

    /// The spine for a flexion of the lower and the upper back.
    fn spine(&self, lumbar_deg: f64, thoracic_deg: f64) -> Spine {
        spine(TRUNK * self.scene.stature_m * self.build.trunk, lumbar_deg, thoracic_deg)
    }

    /// The body in a phase.
    pub(super) fn at(&self, phase: &Phase) -> Body {
        let (scene, errors) = (self.scene, &self.errors);
        let share = phase.away.map_or(phase.share, |(_, upright)| upright);
        let mut legs = self.legs(share, phase);
        let added = (share / 0.35).min(1.0) * ((1.0 - share) / 0.65).min(1.0);
        // What the start costs of the lordosis stays until the bar nears the knee.
        let kept = 1.0 - ((share - ROUND_UNTIL) / (1.0 - ROUND_UNTIL)).max(0.0);
        let lumbar_deg = scene.lumbar_at_start_deg * kept + errors.lumbar_added_deg * added;
        let spine = self.spine(lumbar_deg, errors.thoracic_added_deg * added);
        let end = spine[LINKS].0;
        let (chord, chord_heading) = (end.0.hypot(end.1), end.1.atan2(end.0).to_degrees());
        let round = if phase.lowering { errors.knees_first_down * ROUND_THE_KNEES } else { 0.0 };
        let bar = (
            self.start.0
                + (self.top.0 - self.start.0) * phase.share
                + (errors.bow_m + round) * 4.0 * phase.share * (1.0 - phase.share),
            self.start.1 + (self.top.1 - self.start.1) * phase.share,
        );
        let snap = errors.bent_arms_deg * (0.5 - phase.since_lift_off / 0.12).clamp(0.0, 1.0);
        let reach = self.arm(errors.arms_bent_deg + if phase.share < 0.5 { snap } else { 0.0 });
        let (shoulder, hand) = match phase.away {
            None => (meet(legs.hip, chord, bar, reach), bar),
            Some((behind, upright)) => self.off_the_bar(&mut legs, (behind, upright), chord, bar),
        };
        let trunk_deg = (shoulder.1 - legs.hip.1).atan2(shoulder.0 - legs.hip.0).to_degrees();
        let tilt_deg = errors.bar_tilt_deg * phase.share;
        let mut joints = Vec::with_capacity(Joint::COUNT);
        self.head_and_back(&spine, &legs, shoulder, trunk_deg - chord_heading, share, &mut joints);
        for (side, sign) in [(Side::Right, 1.0), (Side::Left, -1.0)] {
            self.arm_of(side, sign, shoulder, hand, (tilt_deg, phase.away.is_some()), &mut joints);
            self.leg_of(side, sign, &legs, share, &mut joints);
        }
        Body {
            joints,
            bar: Point3::new(bar.0, bar.1, 0.0),
            knee_deg: angle_deg(legs.knee, legs.hip, legs.ankle),
            hip_deg: angle_deg(legs.hip, shoulder, legs.knee),
            trunk_deg,
            thigh_deg: (legs.hip.1 - legs.knee.1).atan2(legs.knee.0 - legs.hip.0).to_degrees(),
            lumbar_deg,
            knee_height: legs.knee.1,
            tilt_deg,
        }
    }

    /// Shoulder and hand of a lifter who stands `behind` the bar, more or less upright; the legs are moved there.
    fn off_the_bar(&self, legs: &mut Legs, (behind, upright): (f64, f64), chord: f64, bar: Flat) -> (Flat, Flat) {
        let bent = self.legs(0.0, &Phase::default()).hip;
        let at_bar = meet(bent, chord, self.start, self.arm(0.0));
        let bent_deg = (at_bar.1 - bent.1).atan2(at_bar.0 - bent.0).to_degrees();
        for at in [&mut legs.ankle, &mut legs.knee, &mut legs.hip] {
            at.0 -= behind;
        }
        let shoulder = along(legs.hip, chord, bent_deg + (90.0 - bent_deg) * upright);
        // Arms hang; the last part of bending down takes the hands to the bar.
        let hangs = (shoulder.0 + 0.02, shoulder.1 - 0.97 * self.arm(0.0));
        let grips = (1.0 - upright / 0.35).clamp(0.0, 1.0);
        (shoulder, (hangs.0 + (bar.0 - hangs.0) * grips, hangs.1 + (bar.1 - hangs.1) * grips))
    }

    /// Head, and contour of the back.
    fn head_and_back(
        &self,
        spine: &Spine,
        legs: &Legs,
        shoulder: Flat,
        turn: f64,
        share: f64,
        joints: &mut Vec<(Joint, Point3)>,
    ) {
        let h = self.scene.stature_m;
        let (sin, cos) = turn.to_radians().sin_cos();
        let on_spine = |share: f64| {
            let (at, heading) = spine[((share * LINKS as f64).round() as usize).min(LINKS)];
            ((legs.hip.0 + at.0 * cos - at.1 * sin, legs.hip.1 + at.0 * sin + at.1 * cos), heading + turn)
        };
        // The head follows the trunk, not the end of the spine: a neutral neck looks neutral whatever the lower back does.
        let trunk = (shoulder.1 - legs.hip.1).atan2(shoulder.0 - legs.hip.0).to_degrees();
        let up = self.errors.head_up_deg * (1.0 - ((share - 0.6) / 0.3).clamp(0.0, 1.0));
        let heading = trunk + up;
        let ear = along(shoulder, EAR * h, heading);
        let nose = along(ear, NOSE * h, heading - 100.0);
        let eye = along(ear, NOSE * h * 0.8, heading - 70.0);
        joints.push((Joint::Nose, Point3::new(nose.0, nose.1, 0.0)));
        for (joint, z) in [(Joint::RightEye, 0.03), (Joint::LeftEye, -0.03)] {
            joints.push((joint, Point3::new(eye.0, eye.1, z)));
        }
        for (joint, z) in [(Joint::RightEar, HEAD_Z), (Joint::LeftEar, -HEAD_Z)] {
            joints.push((joint, Point3::new(ear.0, ear.1, z)));
        }
        for (joint, share) in Joint::BACK.into_iter().zip([1.0, 0.75, 0.5, 0.25, 0.02]) {
            let (at, heading) = on_spine(share);
            let behind = along(at, BACK_THICK, heading + 90.0);
            joints.push((joint, Point3::new(behind.0, behind.1, 0.0)));
        }
    }

    /// One arm from the shoulder to the bar in the hand; the elbow bends backward by what the arm is longer than the way.
    fn arm_of(
        &self,
        side: Side,
        sign: f64,
        shoulder: Flat,
        hand: Flat,
        (tilt_deg, free): (f64, bool),
        joints: &mut Vec<(Joint, Point3)>,
    ) {
        let slope = tilt_deg.to_radians().tan();
        let (shoulder_z, hand_z) = (sign * SHOULDER_Z * self.build.width, sign * self.hand_z() + self.errors.grip_offset_m);
        let top = Point3::new(shoulder.0, shoulder.1 + shoulder_z * slope, shoulder_z);
        let hand_z = if free { shoulder_z } else { hand_z };
        let grip = Point3::new(hand.0, hand.1 + sign * self.hand_z() * slope, hand_z);
        let (u, f) = self.arms();
        let way = (grip.x - top.x, grip.y - top.y, grip.z - top.z);
        let length = (way.0 * way.0 + way.1 * way.1 + way.2 * way.2).sqrt().max(1e-9);
        let unit = (way.0 / length, way.1 / length, way.2 / length);
        // A way longer than the arm by the few millimetres of a shifted grip is shared by both segments.
        let (u, f) = if length > u + f { (u * length / (u + f), f * length / (u + f)) } else { (u, f) };
        let foot = (u * u - f * f + length * length) / (2.0 * length);
        let off = (u * u - foot * foot).max(0.0).sqrt();
        // Backward, square to the way.
        let back = (-1.0 + unit.0 * unit.0, unit.0 * unit.1, unit.0 * unit.2);
        let size = (back.0 * back.0 + back.1 * back.1 + back.2 * back.2).sqrt().max(1e-9);
        let elbow = Point3::new(
            top.x + unit.0 * foot + back.0 / size * off,
            top.y + unit.1 * foot + back.1 / size * off,
            top.z + unit.2 * foot + back.2 / size * off,
        );
        let toward = |share: f64| {
            Point3::new(
                elbow.x + (grip.x - elbow.x) * share,
                elbow.y + (grip.y - elbow.y) * share,
                elbow.z + (grip.z - elbow.z) * share,
            )
        };
        joints.push((Joint::RightShoulder.on(side), top));
        joints.push((Joint::RightElbow.on(side), elbow));
        joints.push((Joint::RightWrist.on(side), toward(WRIST)));
        joints.push((Joint::RightKnuckle.on(side), toward(1.0)));
    }

    /// One leg.
    fn leg_of(&self, side: Side, sign: f64, legs: &Legs, share: f64, joints: &mut Vec<(Joint, Point3)>) {
        let h = self.scene.stature_m;
        let (sin, cos) = self.style.turn_out_deg.to_radians().sin_cos();
        let shift = self.errors.hip_shift_m * 4.0 * share * (1.0 - share);
        let foot_z = sign * self.foot_z();
        for (joint, x, y, z) in [
            (Joint::RightHip, legs.hip.0, legs.hip.1, sign * HIP_Z * self.build.width + shift),
            (Joint::RightKnee, legs.knee.0, legs.knee.1, sign * legs.knee_z + 0.5 * shift),
            (Joint::RightAnkle, legs.ankle.0, legs.ankle.1, foot_z),
            (Joint::RightHeel, legs.ankle.0 + HEEL * h * cos, self.heel_rise(share), foot_z + sign * HEEL * h * sin),
            (Joint::RightToe, legs.ankle.0 + TOE * h * cos, 0.0, foot_z + sign * TOE * h * sin),
        ] {
            joints.push((joint.on(side), Point3::new(x, y, z)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthetic::Build;

    const ALL: [Pull; 6] = [Pull::Conventional, Pull::Sumo, Pull::StiffLeg, Pull::Romanian, Pull::Block(0.12), Pull::TrapBar];

    fn at(scene: &Scene, share: f64) -> Body {
        Figure::new(scene, 0.0).at(&Phase { share, since_lift_off: 1.0, ..Phase::default() })
    }

    fn place(body: &Body, joint: Joint) -> Point3 {
        body.joints.iter().find(|(name, _)| *name == joint).unwrap().1
    }

    fn distance(body: &Body, a: Joint, b: Joint) -> f64 {
        let (a, b) = (place(body, a), place(body, b));
        (a.x - b.x).hypot(a.y - b.y).hypot(a.z - b.z)
    }

    #[test]
    fn the_default_lifter_starts_hips_above_knees_and_ends_upright_with_the_hands_on_the_bar() {
        let scene = Scene::default();
        let (start, top) = (at(&scene, 0.0), at(&scene, 1.0));
        assert!(start.thigh_deg > 15.0 && start.thigh_deg < 45.0, "{}", start.thigh_deg);
        assert!(start.trunk_deg > 15.0 && start.trunk_deg < 45.0, "{}", start.trunk_deg);
        assert!((top.trunk_deg - 90.0).abs() < 1.0, "{}", top.trunk_deg);
        assert!(top.knee_deg > 175.0 && top.hip_deg > 175.0);
        let range = Figure::new(&scene, 0.0).range();
        assert!(range > 0.45 && range < 0.65, "{range}");
    }

    #[test]
    fn every_kind_of_pull_ends_upright_and_keeps_the_lengths_of_its_limbs() {
        for pull in ALL {
            for thigh in [0.95, 1.0, 1.05] {
                let scene = Scene { pull, build: Build { thigh, ..Build::default() }, ..Scene::default() };
                let wanted = [
                    (Joint::LeftHip, Joint::LeftKnee, THIGH * 1.75 * thigh),
                    (Joint::LeftKnee, Joint::LeftAnkle, SHANK * 1.75),
                    (Joint::LeftShoulder, Joint::LeftElbow, UPPER_ARM * 1.75),
                    (Joint::LeftElbow, Joint::LeftKnuckle, FOREARM_AND_GRIP * 1.75),
                ];
                for step in 0..=20 {
                    let body = at(&scene, f64::from(step) / 20.0);
                    for (a, b, length) in wanted {
                        let seen = distance(&body, a, b);
                        assert!((seen - length).abs() < 0.01, "{pull:?} {a:?} {seen} {length} at {step}");
                    }
                }
                assert!((at(&scene, 1.0).trunk_deg - 90.0).abs() < 1.0);
            }
        }
    }
}
