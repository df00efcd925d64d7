//! The moments of one repetition, between frames where the speed tells.

use super::knee::Knee;
use super::odds::about;
use super::ramp::beginning;
use super::strokes::Stroke;
use super::types::Instant;
use super::variant::sure;
use crate::body::Joint;
use crate::lift::{Bar, BarSource, Lift, Plane, units_per_metre};
use crate::signal::median;

/// Speed under which the bar rests, metres per second (our default: 1 px per frame at 30 fps and 600 px/m).
const RESTING: f64 = 0.05;
/// The same where the whole pull is slow: a share of its fastest speed, and no less than a followed plate shakes, metres per second.
const RESTING_SHARE: f64 = 0.12;
const LEAST_RESTING: f64 = 0.025;
/// The same for a course of the hands, which wander on the bar.
const HANDS_RESTING: f64 = 0.08;
/// Height above the start within which lift-off is looked for, metres, for plate and hands.
const NEAR_FLOOR_M: f64 = 0.02;
const HANDS_NEAR_FLOOR_M: f64 = 0.05;
/// Elevation of the trunk under which a bar that rests has not come to lockout, degrees: who locks out stands within 20 degrees of upright.
const UPRIGHT_FROM_DEG: f64 = 60.0;
/// Height under the top within which the bar is at lockout, metres, for plate and hands.
const NEAR_TOP_M: f64 = 0.02;
const HANDS_NEAR_TOP_M: f64 = 0.04;
/// How many times as far under the top the bar is at lockout if from there on it only creeps, never faster than rest: a held bar settles,
/// and a camera held by hand sinks.
const CREEP: f64 = 2.0;
/// Shortest rest at the top that is a lockout, seconds; a shorter one is taken with a doubled error.
const REST_S: f64 = 0.10;
/// Share of the way up at which the pull is surely under way.
const UNDER_WAY: f64 = 0.25;
/// Share of the fastest speed up to which the bar gains speed evenly after leaving rest.
const EVEN_GAIN: f64 = 0.4;
/// Longest time by which a moment is carried on to rest, seconds.
const LONGEST_CARRY_S: f64 = 0.4;
/// Speed at which an error in height becomes an error in time, metres per second.
const SPEED_AT_EVENTS: f64 = 0.25;
/// Standard error of the speed at which a moment is found, as a share of the resting speed: with the acceleration there it becomes one
/// in time (fitted on synthetic lifts by `examples/accuracy`, where 90 % intervals of lift-off and lockout hold the truth).
const SPEED_SD: f64 = 0.5;
/// What the low-pass moves the moment by at which a motion leaves rest or comes to it, seconds, standard error: it rounds the corner of the
/// speed within a quarter of a period of its 9 Hz, 28 ms to either side, and anywhere there is as likely: over the root of 3.
const ROUNDED_S: f64 = 0.016;
/// Speed from which a bar meets the floor hard: its straight way is carried on to the floor, metres per second (our default).
const LANDS_HARD: f64 = 0.3;
/// Mean speed of a way up under which its beginning and end are told by places instead of speeds, metres per second (our default).
const SLOW: f64 = 0.15;
/// For how long before and after it rest is looked at, seconds, and which share of the way up is fitted beside it.
const REST_SEEN_S: f64 = 1.5;
const FITTED: f64 = 0.2;
/// Speed that is taken for a bar that stands still at the knee, metres per second.
const LEAST_PASS: f64 = 0.05;
/// How long before the bar's lowest the knee is looked for where the plate hides it later, seconds.
const KNEE_SEEN_S: f64 = 1.0;

/// The course of one bar, by which moments are found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Course<'a> {
    pub(super) lift: &'a Lift,
    pub(super) bar: &'a Bar,
    pub(super) height: &'a [Option<f64>],
    pub(super) speed: &'a [Option<f64>],
    /// Frames a second, and what noise leaves of a height as a standard error: asked for again and again.
    fps: f64,
    height_sd: f64,
}

impl<'a> Course<'a> {
    pub(super) fn new(lift: &'a Lift, bar: &'a Bar, height: &'a [Option<f64>], speed: &'a [Option<f64>]) -> Self {
        Self { lift, bar, height, speed, fps: lift.fps(), height_sd: bar.path.y.smooth_sd() }
    }

    fn unit(&self) -> f64 {
        units_per_metre(self.lift.scale)
    }

    fn limit(&self, plate: f64, hands: f64) -> f64 {
        self.unit() * if self.bar.source == BarSource::Plate { plate } else { hands }
    }

    fn time(&self, frame: usize) -> Option<f64> {
        self.lift.t.get(frame).copied()
    }

    fn height(&self, frame: usize) -> Option<f64> {
        self.height.get(frame).copied().flatten()
    }

    fn speed(&self, frame: usize) -> Option<f64> {
        self.speed.get(frame).copied().flatten()
    }

    /// A moment with its standard error: a frame's rounding, the bar's error in height at the speed of such moments, and `own`
    /// seconds of its own.
    fn instant(&self, at: f64, own: f64) -> Instant {
        let rounding = if self.fps > 0.0 { 1.0 / self.fps / 12_f64.sqrt() } else { 0.0 };
        let noise = self.height_sd / (SPEED_AT_EVENTS * self.unit());
        Instant { at, sd: rounding.hypot(noise).hypot(own).max(1e-3), frame: self.lift.frame_at(at) }
    }

    /// Speed under which the bar rests before and after a stroke whose fastest speed is known, plane unit per second.
    fn resting(&self, fastest: f64) -> f64 {
        let usual = self.limit(RESTING, HANDS_RESTING);
        if self.bar.source == BarSource::Hands {
            usual
        } else {
            (RESTING_SHARE * fastest).clamp(LEAST_RESTING * self.unit(), usual)
        }
    }

    /// Fastest speed between two frames, in the direction of `sign`.
    fn fastest(&self, from: usize, to: usize, sign: f64) -> f64 {
        (from..=to).filter_map(|frame| Some(sign * self.speed(frame)?)).fold(0.0, f64::max)
    }

    /// Time at which `sign * speed` goes through `level` between two neighbouring frames.
    fn crossing(&self, a: usize, b: usize, sign: f64, level: f64) -> Option<f64> {
        let (va, vb) = (sign * self.speed(a)? - level, sign * self.speed(b)? - level);
        let (ta, tb) = (self.time(a)?, self.time(b)?);
        Some(if (vb - va).abs() < 1e-12 { ta } else { ta + (tb - ta) * (-va / (vb - va)).clamp(0.0, 1.0) })
    }

    /// The moment at which a motion leaves rest or comes to it, and its standard error, seconds. `still` and `moving` are neighbouring
    /// frames on either side of the resting speed, `inner` lies further in the motion; the straight course of the speed further in is
    /// carried on to 0.
    fn edge_of_rest(&self, still: usize, moving: usize, sign: f64, inner: usize, fastest: f64) -> Option<(f64, f64)> {
        let resting = self.resting(fastest);
        let edge = self.crossing(still, moving, sign, resting)?;
        let fast = (EVEN_GAIN * fastest).max(2.0 * resting);
        let step: isize = if inner >= moving { 1 } else { -1 };
        let (mut before, mut frame) = (still, moving);
        while frame != inner {
            if sign * self.speed(frame)? >= fast {
                let further = self.crossing(before, frame, sign, fast)?;
                let carry = (edge - further) * resting / (fast - resting);
                let carried = edge + carry.clamp(-LONGEST_CARRY_S, LONGEST_CARRY_S);
                let stop = self.stands_still(still, -step, sign)?;
                let at = if step > 0 { carried.max(stop) } else { carried.min(stop) };
                return Some((at, ROUNDED_S.hypot(SPEED_SD * carry)));
            }
            before = frame;
            frame = frame.checked_add_signed(step)?;
        }
        Some((edge, LONGEST_CARRY_S))
    }

    /// When a slow way up leaves rest about the frame `still` (`step` 1) or comes to it (-1), and its standard error, seconds: by the places
    /// on both sides of it. `None` for a pull that is not slow, for hands, and where the places do not tell.
    fn slow_edge(&self, still: usize, stroke: &Stroke, step: isize) -> Option<(f64, f64)> {
        let range = stroke.high.value - stroke.low.value;
        let (slow, near) = (SLOW * self.unit(), self.limit(NEAR_FLOOR_M, HANDS_NEAR_FLOOR_M).min(0.2 * range));
        let seconds = self.time(stroke.high.frame)? - self.time(stroke.low.frame)?;
        if self.bar.source == BarSource::Hands || range > slow * seconds {
            return None;
        }
        let rest = if step > 0 { stroke.low.value } else { stroke.high.value };
        let begin = self.time(still)?;
        // How far a frame lies on the way from rest, plane unit.
        let away = |frame: usize| Some(step as f64 * (self.height(frame)? - rest));
        let walk = |step: isize| std::iter::successors(Some(still), move |frame| frame.checked_add_signed(step));
        let resting = walk(-step).skip(1).take_while(|&frame| {
            self.time(frame).is_some_and(|at| (at - begin).abs() <= REST_SEEN_S)
                && away(frame).is_some_and(|away| away.abs() <= near)
        });
        let rising = walk(step).take_while(|&frame| away(frame).is_some_and(|away| away <= FITTED * range));
        let mut frames: Vec<usize> = resting.collect();
        frames.reverse();
        frames.extend(rising);
        let t: Vec<f64> = frames.iter().filter_map(|&frame| Some(step as f64 * self.time(frame)?)).collect();
        let y: Vec<f64> = frames.iter().filter_map(|&frame| away(frame)).collect();
        let (at, sd) = beginning(&t, &y)?;
        Some((step as f64 * at, sd))
    }

    /// Time of the first frame from `frame` on, in steps of `step`, on which the bar does not move in the direction of `sign`.
    fn stands_still(&self, mut frame: usize, step: isize, sign: f64) -> Option<f64> {
        while self.speed(frame).is_some_and(|speed| sign * speed > 0.0) {
            match frame.checked_add_signed(step).filter(|&next| self.speed(next).is_some()) {
                Some(next) => frame = next,
                None => break,
            }
        }
        self.time(frame)
    }

    /// First frame on which the pull is surely under way.
    fn under_way(&self, stroke: &Stroke) -> Option<usize> {
        let level = stroke.low.value + UNDER_WAY * (stroke.high.value - stroke.low.value);
        (stroke.low.frame..=stroke.high.frame).find(|&frame| self.height(frame).is_some_and(|h| h >= level))
    }

    /// Last frame before the pull on which the bar rests near its low; `None` where the clip begins after it.
    fn last_rest(&self, stroke: &Stroke) -> Option<usize> {
        let range = stroke.high.value - stroke.low.value;
        let level = stroke.low.value + self.limit(NEAR_FLOOR_M, HANDS_NEAR_FLOOR_M).min(0.2 * range);
        let resting = self.resting(self.fastest(stroke.low.frame, stroke.high.frame, 1.0));
        (stroke.low.frame..self.under_way(stroke)?)
            .rev()
            .find(|&frame| self.height(frame).is_some_and(|h| h <= level) && self.speed(frame).is_some_and(|v| v <= resting))
    }

    /// Whether the clip begins in the middle of the way up.
    pub(super) fn starts_cut(&self, stroke: &Stroke) -> bool {
        stroke.low_at_edge && self.last_rest(stroke).is_none()
    }

    /// Whether the clip ends in the middle of the way up: while the bar rises, or rests in the hands of a lifter who is bent over yet.
    pub(super) fn ends_cut(&self, stroke: &Stroke) -> bool {
        let resting = 2.0 * self.limit(RESTING, HANDS_RESTING);
        let rises = stroke.high_at_edge && self.speed(stroke.high.frame).is_none_or(|v| v > resting);
        rises || (stroke.next_low.is_none() && self.is_bent_over(stroke.high.frame))
    }

    /// Whether the lifter, seen from the side, is surely bent over when the bar is highest.
    fn is_bent_over(&self, frame: usize) -> bool {
        let lean =
            |frame: usize| sure(self.lift, Joint::LeftHip, frame)?.elevation_deg(sure(self.lift, Joint::LeftShoulder, frame)?);
        self.lift.plane == Plane::Sagittal && median(about(frame).filter_map(lean)).is_some_and(|lean| lean < UPRIGHT_FROM_DEG)
    }

    /// Whether the clip ends in the middle of the way down.
    fn fall_cut(&self, stroke: &Stroke) -> bool {
        let resting = 2.0 * self.limit(RESTING, HANDS_RESTING);
        stroke.next_low_at_edge && stroke.next_low.is_some_and(|low| self.speed(low.frame).is_none_or(|v| v < -resting))
    }

    /// The bar leaves the floor.
    pub(super) fn lift_off(&self, stroke: &Stroke) -> Option<Instant> {
        if self.starts_cut(stroke) {
            return None;
        }
        let under_way = self.under_way(stroke)?;
        let still = self.last_rest(stroke).unwrap_or(stroke.low.frame);
        let fastest = self.fastest(stroke.low.frame, stroke.high.frame, 1.0);
        let (at, own) = self
            .slow_edge(still, stroke, 1)
            .or_else(|| self.edge_of_rest(still, still + 1, 1.0, under_way, fastest))
            .or_else(|| Some((self.time(still)?, LONGEST_CARRY_S)))?;
        Some(self.instant(at, own))
    }

    /// The bar passes the near knee on the way up.
    pub(super) fn knee_pass(&self, stroke: &Stroke) -> Option<Instant> {
        let knee = Knee::of(self.lift, self.fps)?;
        let (first, last) = (stroke.low.frame.saturating_sub(self.frames_in(KNEE_SEEN_S)), self.end(stroke));
        let over = |frame: usize| Some(self.height(frame)? - knee.height(frame, first, last)?.0);
        let pass = (stroke.low.frame + 1..=stroke.high.frame)
            .find(|&frame| matches!((over(frame - 1), over(frame)), (Some(before), Some(now)) if before < 0.0 && now >= 0.0))?;
        let (before, now) = (over(pass - 1)?, over(pass)?);
        let (t0, t1) = (self.time(pass - 1)?, self.time(pass)?);
        // What the knee is missed by becomes time at the speed with which the bar passes it.
        let miss = knee.height(pass, first, last)?.1.hypot(self.bar.path.sd).hypot(self.bar.raised_sd());
        let speed = self.speed(pass).unwrap_or(0.0).max(LEAST_PASS * self.unit());
        Some(self.instant(t0 + (t1 - t0) * (-before / (now - before)).clamp(0.0, 1.0), miss / speed))
    }

    /// How many frames a time lasts.
    fn frames_in(&self, seconds: f64) -> usize {
        (seconds * self.fps).round() as usize
    }

    /// The last frame of the way down: the low after the stroke, or the clip's last frame where the bar stays up.
    fn end(&self, stroke: &Stroke) -> usize {
        stroke.next_low.map_or(self.height.len().saturating_sub(1), |low| low.frame)
    }

    /// The bar comes to rest at its highest.
    pub(super) fn lockout(&self, stroke: &Stroke) -> Option<Instant> {
        if self.ends_cut(stroke) {
            return None;
        }
        let near = self.limit(NEAR_TOP_M, HANDS_NEAR_TOP_M);
        let fastest = self.fastest(stroke.low.frame, stroke.high.frame, 1.0);
        let resting = self.resting(fastest);
        let under_top = |frame: usize, by: f64| self.height(frame).is_some_and(|h| h >= stroke.high.value - by);
        let creeps = |frame: usize| (frame..stroke.high.frame).all(|next| self.speed(next).is_none_or(|v| v <= resting));
        let at_top = |frame: usize| under_top(frame, near) || (under_top(frame, CREEP * near) && creeps(frame));
        let still = |frame: usize| at_top(frame) && self.speed(frame).is_some_and(|v| v.abs() < resting);
        let end = self.end(stroke);
        let first = (stroke.low.frame + 1..=end).find(|&frame| {
            let Some(begin) = self.time(frame) else { return false };
            still(frame)
                && (frame..=end)
                    .take_while(|&next| still(next))
                    .last()
                    .and_then(|last| self.time(last))
                    .is_some_and(|t| t - begin >= REST_S)
        });
        // A bar that turns at once still has a highest moment; so has one whose hold the clip cuts off.
        let frame = first.or_else(|| (stroke.low.frame + 1..=end).find(|&frame| still(frame))).unwrap_or(stroke.high.frame);
        let before = frame.checked_sub(1)?;
        let moving = self.speed(before).is_some_and(|v| v > resting);
        let edge = if moving {
            self.slow_edge(frame, stroke, -1).or_else(|| self.edge_of_rest(frame, before, 1.0, stroke.low.frame, fastest))
        } else {
            None
        };
        let (at, own) = edge.or_else(|| Some((self.time(frame)?, SPEED_AT_EVENTS * LONGEST_CARRY_S)))?;
        // Carrying on must not pass the hold's end.
        let at = self
            .time(stroke.high.frame)
            .filter(|_| first.is_none())
            .map_or(at, |top| at.min(top.max(self.time(frame).unwrap_or(top))));
        Some(self.instant(at, if first.is_none() { 2.0 * own } else { own }))
    }

    /// The bar starts down.
    pub(super) fn descent(&self, stroke: &Stroke) -> Option<Instant> {
        let low = stroke.next_low?;
        let fall = stroke.high.value - low.value;
        let fastest = self.fastest(stroke.high.frame, low.frame, -1.0);
        let resting = self.resting(fastest);
        let near = self.limit(NEAR_TOP_M, HANDS_NEAR_TOP_M).min(0.2 * fall);
        let under_way = (stroke.high.frame..=low.frame)
            .find(|&frame| self.height(frame).is_some_and(|h| h <= stroke.high.value - UNDER_WAY * fall))?;
        let still = (stroke.high.frame..under_way)
            .rev()
            .find(|&frame| {
                self.height(frame).is_some_and(|h| h >= stroke.high.value - near)
                    && self.speed(frame).is_none_or(|v| v >= -resting)
            })
            .unwrap_or(stroke.high.frame);
        let (at, own) = self
            .edge_of_rest(still, still + 1, -1.0, under_way, fastest)
            .or_else(|| Some((self.time(still)?, LONGEST_CARRY_S)))?;
        Some(self.instant(at, own))
    }

    /// The bar is back on the floor, or at the low from which it rises again: where its straight way meets the floor if it lands hard,
    /// where it comes to rest if it is set down.
    pub(super) fn down(&self, stroke: &Stroke) -> Option<Instant> {
        let low = stroke.next_low.filter(|_| !self.fall_cut(stroke))?;
        let near = self.limit(NEAR_FLOOR_M, HANDS_NEAR_FLOOR_M);
        let reached = (stroke.high.frame..=low.frame).find(|&frame| self.height(frame).is_some_and(|h| h <= low.value + near))?;
        let (before, now) = (self.height(reached.checked_sub(1)?)?, self.height(reached)?);
        let (t0, t1) = (self.time(reached - 1)?, self.time(reached)?);
        let share = if before > now { ((before - low.value - near) / (before - now)).clamp(0.0, 1.0) } else { 1.0 };
        let close = t0 + (t1 - t0) * share;
        let speed = if t1 > t0 { (before - now) / (t1 - t0) } else { 0.0 };
        if speed >= LANDS_HARD * self.unit() {
            let at = close + near / speed;
            return Some(self.instant(at, 0.5 * near / speed));
        }
        let fastest = self.fastest(stroke.high.frame, low.frame, -1.0);
        let resting = self.resting(fastest);
        let still = (reached..=low.frame).find(|&frame| self.speed(frame).is_some_and(|v| v > -resting)).unwrap_or(low.frame);
        let edge = still.checked_sub(1).and_then(|moving| self.edge_of_rest(still, moving, -1.0, stroke.high.frame, fastest));
        let (at, own) = edge.or_else(|| Some((self.time(still)?, SPEED_AT_EVENTS * LONGEST_CARRY_S)))?;
        Some(self.instant(at.clamp(close, self.time(low.frame)?.max(close)), own))
    }
}
