//! A stick figure with known angles and times, for the tests of measures and faults.

use std::sync::Arc;

use super::Case;
use crate::body::{Facing, Joint, Side, View, ViewKind};
use crate::geom::PlanePoint;
use crate::lift::{Bar, BarSource, Ends, Lift, Path, Plane, Scale, ScaleSource, Variant, VariantKind};
use crate::reps::{Instant, Rep};
use crate::signal::Series;

/// Posture of the figure; angles in degrees, lengths in metres.
#[derive(Clone, Copy)]
pub(crate) struct Posture {
    /// Shank above the forward horizontal.
    pub(crate) shank: f64,
    /// Hip above knee, from the horizontal.
    pub(crate) thigh: f64,
    /// Chord of the back above the forward horizontal.
    pub(crate) trunk: f64,
    /// Angle between the lower and the upper segment of the lower back.
    pub(crate) lumbar: f64,
    /// Angle between the upper two segments of the back.
    pub(crate) thoracic: f64,
    /// Neck's extension against the trunk.
    pub(crate) neck: f64,
    /// Angle at the elbow.
    pub(crate) elbow: f64,
    /// Place of the bar.
    pub(crate) bar: (f64, f64),
    /// Sideways places of the left and the right hand (front view).
    pub(crate) hands: (f64, f64),
    /// The bar's right end above its left one, degrees (front view).
    pub(crate) tilt: f64,
    /// How far each knee is moved in (front view).
    pub(crate) knees_in: f64,
    /// How far the hips and what is above them are moved to the picture's right (front view).
    pub(crate) sway: f64,
    /// Rise of the heels, and way of the feet forward.
    pub(crate) foot: (f64, f64),
}

/// The times of the postures: clip's start, one before lift-off, lift-off, quarter, knee, lockout, start down, floor, clip's end.
const TIMES: [f64; 9] = [0.0, 0.9, 1.0, 1.3, 1.5, 2.2, 2.8, 3.8, 4.2];
const SET: Posture = Posture {
    shank: 70.0,
    thigh: 35.0,
    trunk: 30.0,
    lumbar: 30.0,
    thoracic: 10.0,
    neck: 5.0,
    elbow: 178.0,
    bar: (0.10, 0.22),
    hands: (-0.3, 0.3),
    tilt: 0.0,
    knees_in: 0.0,
    sway: 0.0,
    foot: (0.0, 0.0),
};
const TOP: Posture = Posture {
    shank: 90.0,
    thigh: 90.0,
    trunk: 90.0,
    lumbar: 0.0,
    thoracic: 10.0,
    neck: 0.0,
    elbow: 178.0,
    bar: (0.10, 0.82),
    hands: (-0.3, 0.3),
    tilt: 0.0,
    knees_in: 0.0,
    sway: 0.0,
    foot: (0.0, 0.0),
};

/// Places of heel and toe; their middle is 2 cm behind the bar.
const HEEL: f64 = -0.03;
const TOE: f64 = 0.19;

/// A repetition's postures and how it was filmed; a clean lift as it comes.
#[derive(Clone)]
pub(crate) struct Figure {
    pub(crate) postures: [Posture; 9],
    pub(crate) fps: f64,
    pub(crate) yaw: f64,
    pub(crate) plane: Plane,
    pub(crate) near: Side,
    pub(crate) sd: f64,
    pub(crate) scale: Scale,
    pub(crate) variant: VariantKind,
    pub(crate) without: Vec<Joint>,
    pub(crate) px_per_unit: f64,
    pub(crate) by_hands: bool,
    pub(crate) reps: Vec<Rep>,
    /// Times of the postures, seconds.
    pub(crate) times: [f64; 9],
}

pub(crate) const DOWN: usize = 7;
pub(crate) const LIFT_OFF: usize = 2;
pub(crate) const QUARTER: usize = 3;
pub(crate) const KNEE: usize = 4;
pub(crate) const LOCKOUT: usize = 5;

impl Default for Figure {
    fn default() -> Self {
        let quarter = Posture { thigh: 50.0, trunk: 36.0, shank: 75.0, bar: (0.10, 0.37), ..SET };
        let knee = Posture { thigh: 60.0, trunk: 45.0, shank: 82.0, bar: (0.10, 0.48), ..SET };
        let instant = |at: f64| Some(Instant { at, sd: 0.005, frame: (at * 60.0).round() as usize });
        let rep = Rep {
            number: 1,
            frames: 0..253,
            lift_off: instant(1.0),
            knee_pass: instant(1.5),
            lockout: instant(2.2),
            descent: instant(2.8),
            down: instant(3.8),
        };
        Self {
            postures: [SET, SET, SET, quarter, knee, TOP, TOP, SET, SET],
            fps: 60.0,
            yaw: 5.0,
            plane: Plane::Sagittal,
            near: Side::Right,
            sd: 0.003,
            scale: Scale::Metres { source: ScaleSource::Plate, relative_sd: 0.03 },
            variant: VariantKind::Conventional,
            without: Vec::new(),
            px_per_unit: 500.0,
            by_hands: false,
            reps: vec![rep],
            times: TIMES,
        }
    }
}

impl Figure {
    /// A clean lift filmed from the front.
    pub(crate) fn front() -> Self {
        Self { plane: Plane::Frontal, yaw: 88.0, ..Self::default() }
    }

    /// Changes one posture.
    pub(crate) fn with(mut self, posture: usize, change: impl Fn(&mut Posture)) -> Self {
        change(&mut self.postures[posture]);
        self
    }

    /// Changes set-up and lift-off.
    pub(crate) fn with_start(mut self, change: impl Fn(&mut Posture)) -> Self {
        self.postures[..=LIFT_OFF].iter_mut().for_each(change);
        self
    }

    /// The same with the bar back on the floor at another time, seconds.
    pub(crate) fn landing_at(mut self, at: f64) -> Self {
        self.times[DOWN] = at;
        if let Some(down) = &mut self.reps[0].down {
            (down.at, down.frame) = (at, (at * self.fps).round() as usize);
        }
        self
    }

    /// The same where the lifter stands upright after the set, with the bar on the floor.
    pub(crate) fn then_standing(self) -> Self {
        let mut figure = self.landing_at(3.1);
        let (top, floor) = (figure.postures[LOCKOUT], figure.postures[DOWN]);
        figure.postures[DOWN + 1] = Posture { bar: floor.bar, ..top };
        figure.times[DOWN + 1] = 3.5;
        figure
    }

    /// The same filmed at another rate.
    pub(crate) fn at_fps(mut self, fps: f64) -> Self {
        self.fps = fps;
        for rep in &mut self.reps {
            rep.frames = 0..(4.2 * fps) as usize + 1;
            for event in
                [&mut rep.lift_off, &mut rep.knee_pass, &mut rep.lockout, &mut rep.descent, &mut rep.down].into_iter().flatten()
            {
                event.frame = (event.at * fps).round() as usize;
            }
        }
        self
    }

    /// The calibrated motion.
    pub(crate) fn lift(&self) -> Lift {
        let t: Arc<[f64]> = (0..=(4.2 * self.fps) as usize).map(|frame| frame as f64 / self.fps).collect();
        let frames: Vec<Vec<(Joint, PlanePoint)>> = t.iter().map(|&at| self.points(at)).collect();
        let series = |values: Vec<f64>| {
            let values: Vec<Option<f64>> = values.into_iter().map(Some).collect();
            Series { t: t.clone(), raw: values.clone(), smooth: values, cutoff_hz: 6.0, noise_sd: self.sd }
        };
        let path = |points: Vec<PlanePoint>| Path {
            x: series(points.iter().map(|at| at.x).collect()),
            y: series(points.iter().map(|at| at.y).collect()),
            confidence: vec![0.9; points.len()],
            sd: self.sd,
        };
        let joints = Joint::ALL.iter().filter(|joint| !self.without.contains(joint)).filter_map(|&joint| {
            let course = frames.iter().map(|points| points.iter().find(|(is, _)| *is == joint).map(|(_, at)| *at));
            Some((joint, path(course.collect::<Option<Vec<_>>>()?)))
        });
        let way: Vec<PlanePoint> = t.iter().map(|&at| self.posture(at).bar).map(|(x, y)| PlanePoint::new(x, y)).collect();
        let speed = (0..way.len()).map(|frame| {
            let (a, b) = (frame.saturating_sub(1), (frame + 1).min(way.len() - 1));
            (way[b].y - way[a].y) / (t[b] - t[a])
        });
        let source = if self.by_hands { BarSource::Hands } else { BarSource::Plate };
        let bar = Bar {
            source,
            speed: series(speed.collect()),
            path: path(way),
            rest_height: 0.22,
            off_floor: None,
            ends: self.ends(&t),
        };
        Lift {
            view: View {
                kind: if self.plane == Plane::Sagittal { ViewKind::Side } else { ViewKind::Front },
                facing: if self.plane == Plane::Sagittal { Facing::Right } else { Facing::Camera },
                yaw_deg: self.yaw,
                yaw_sd_deg: 3.0,
            },
            plane: self.plane,
            near: self.near,
            scale: self.scale,
            px_per_unit: self.px_per_unit,
            joints: joints.collect(),
            bar: Some(bar),
            roll_deg: (0.0, 0.3),
            t,
        }
    }

    /// Runs something on the first repetition.
    pub(crate) fn case<T>(&self, run: impl FnOnce(&Case) -> T) -> T {
        let lift = self.lift();
        run(&Case::new(&lift, &self.reps, &self.reps[0], self.variant()))
    }

    pub(crate) fn variant(&self) -> Variant {
        Variant { kind: self.variant, confidence: 1.0 }
    }

    /// The bar's ends, in the front view; the bar's own middle stays at 0 wherever the hands are.
    fn ends(&self, t: &Arc<[f64]>) -> Option<Ends> {
        let course = |side: f64| {
            let series = |value: &dyn Fn(Posture) -> f64| {
                let values: Vec<Option<f64>> = t.iter().map(|&at| Some(value(self.posture(at)))).collect();
                Series { t: t.clone(), raw: values.clone(), smooth: values, cutoff_hz: 6.0, noise_sd: self.sd }
            };
            let y = series(&|at: Posture| at.bar.1 + side * 0.66 * at.tilt.to_radians().tan());
            Path { x: series(&|_| side * 0.66), y, confidence: vec![0.9; t.len()], sd: self.sd }
        };
        (self.plane == Plane::Frontal).then(|| Ends { left: course(-1.0), right: course(1.0), middle: course(0.0) })
    }

    fn posture(&self, at: f64) -> Posture {
        let times = &self.times;
        let after = times.partition_point(|&time| time <= at).clamp(1, times.len() - 1);
        let share = ((at - times[after - 1]) / (times[after] - times[after - 1])).min(1.0);
        let (a, b) = (self.postures[after - 1], self.postures[after]);
        let mix = |a: f64, b: f64| a + (b - a) * share;
        Posture {
            shank: mix(a.shank, b.shank),
            thigh: mix(a.thigh, b.thigh),
            trunk: mix(a.trunk, b.trunk),
            lumbar: mix(a.lumbar, b.lumbar),
            thoracic: mix(a.thoracic, b.thoracic),
            neck: mix(a.neck, b.neck),
            elbow: mix(a.elbow, b.elbow),
            bar: (mix(a.bar.0, b.bar.0), mix(a.bar.1, b.bar.1)),
            hands: (mix(a.hands.0, b.hands.0), mix(a.hands.1, b.hands.1)),
            tilt: mix(a.tilt, b.tilt),
            knees_in: mix(a.knees_in, b.knees_in),
            sway: mix(a.sway, b.sway),
            foot: (mix(a.foot.0, b.foot.0), mix(a.foot.1, b.foot.1)),
        }
    }

    fn points(&self, at: f64) -> Vec<(Joint, PlanePoint)> {
        let posture = self.posture(at);
        let go = |from: PlanePoint, length: f64, elevation: f64| {
            let (sin, cos) = elevation.to_radians().sin_cos();
            PlanePoint::new(from.x + length * cos, from.y + length * sin)
        };
        let ankle = PlanePoint::new(0.0, 0.08);
        let knee = go(ankle, 0.42, posture.shank);
        let hip = go(knee, 0.43, 180.0 - posture.thigh);
        let shoulder = go(hip, 0.50, posture.trunk);
        let (ear, nose) =
            (go(shoulder, 0.22, posture.trunk + posture.neck), go(shoulder, 0.24, posture.trunk + posture.neck - 30.0));
        let wrist = PlanePoint::new(posture.bar.0, posture.bar.1 + 0.08);
        let (middle, arm) = (shoulder.midpoint(wrist), shoulder.distance(wrist));
        let bend = arm / 2.0 / (posture.elbow.to_radians() / 2.0).tan();
        let elbow = go(middle, bend, shoulder.elevation_deg(wrist).unwrap_or(0.0) - 90.0);
        let mut points = vec![(Joint::Nose, nose)];
        let sides = [(Side::Left, -0.16, posture.hands.0), (Side::Right, 0.16, posture.hands.1)];
        for (side, out, hand) in sides {
            let place = |at: PlanePoint, x: f64| if self.plane == Plane::Sagittal { at } else { PlanePoint::new(x, at.y) };
            let all = [
                (Joint::LeftAnkle, place(ankle, out)),
                (Joint::LeftKnee, place(knee, out - posture.knees_in * out.signum())),
                (Joint::LeftHip, place(hip, out + posture.sway)),
                (Joint::LeftShoulder, place(shoulder, out * 1.2 + posture.sway)),
                (Joint::LeftElbow, place(elbow, out * 1.5)),
                (Joint::LeftWrist, place(wrist, hand)),
                (Joint::LeftEar, place(ear, out / 2.0)),
                (Joint::LeftHeel, place(PlanePoint::new(HEEL + posture.foot.1, posture.foot.0), out + posture.foot.1)),
                (Joint::LeftToe, place(PlanePoint::new(TOE + posture.foot.1, 0.0), out + posture.foot.1)),
            ];
            points.extend(all.map(|(joint, at)| (joint.on(side), at)));
        }
        if self.plane == Plane::Sagittal {
            // Four segments from the sacrum up, half of the bend at each end of the third, about the trunk's elevation.
            let mut bends = [0.5, 0.0, -0.5, -0.5].map(|part| posture.trunk + part * posture.lumbar);
            bends[3] -= posture.thoracic;
            let mut at = PlanePoint::new(hip.x - 0.08, hip.y + 0.02);
            points.push((Joint::Back5, at));
            for (joint, elevation) in [Joint::Back4, Joint::Back3, Joint::Back2, Joint::Back1].into_iter().zip(bends) {
                at = go(at, 0.12, elevation);
                points.push((joint, at));
            }
        }
        points
    }
}
