//! Reads points of a lift at moments, each reading open to a nudge by which errors are propagated.

use std::cell::RefCell;

use super::moment::{Case, Moment};
use crate::body::Joint;
use crate::geom::PlanePoint;
use crate::lift::{Ends, Lift, Path, Plane};

/// A point of the lifter or the bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spot {
    /// A point of the body.
    Joint(Joint),
    /// The bar's axis.
    Bar,
    /// The bar's end at the lifter's left hand, seen from the front or from behind.
    BarLeft,
    /// The bar's end at the lifter's right hand.
    BarRight,
    /// The middle between the bar's ends, wherever the hands are.
    BarMiddle,
}

impl Spot {
    /// The name in a sentence, for example `left knee`.
    pub fn words(self) -> String {
        match self {
            Self::Bar => "bar".into(),
            Self::BarLeft => "left end of the bar".into(),
            Self::BarRight => "right end of the bar".into(),
            Self::BarMiddle => "middle of the bar".into(),
            Self::Joint(joint) => match joint {
                Joint::Back1 => "back's contour at the neck".into(),
                Joint::Back2 => "upper back's contour".into(),
                Joint::Back3 => "middle back's contour".into(),
                Joint::Back4 => "lower back's contour".into(),
                Joint::Back5 => "back's contour at the sacrum".into(),
                Joint::LeftKnuckle => "left hand".into(),
                Joint::RightKnuckle => "right hand".into(),
                other => other.name().replace('_', " "),
            },
        }
    }

    /// Whether the spot is one of the five points of the back's contour.
    pub(crate) fn on_contour(self) -> bool {
        matches!(self, Self::Joint(joint) if Joint::BACK.contains(&joint))
    }

    /// The spot's course in the lift.
    pub fn path(self, lift: &Lift) -> Option<&Path> {
        match self {
            Self::Joint(joint) => lift.joint(joint),
            Self::Bar => lift.bar.as_ref().map(|bar| &bar.path),
            Self::BarLeft => ends(lift).map(|ends| &ends.left),
            Self::BarRight => ends(lift).map(|ends| &ends.right),
            Self::BarMiddle => ends(lift).map(|ends| &ends.middle),
        }
    }
}

fn ends(lift: &Lift) -> Option<&Ends> {
    lift.bar.as_ref()?.ends.as_ref()
}

impl From<Joint> for Spot {
    fn from(joint: Joint) -> Self {
        Self::Joint(joint)
    }
}

/// Angle by which the model's miss of a joint turns into an independent one from set-up (0) to lockout (1), degrees: the misses
/// of two postures `p` and `q` are correlated by `cos(TURN (p - q))`, so 0.5 between set-up and lockout. Our judgement: a model
/// misses a joint much the same way in much the same posture.
const MISS_TURN_DEG: f64 = 60.0;
/// Share of the miss of a point of the back's contour that is its own; the rest is common to the whole contour (clothes, the edge
/// of the body) and turns no segment. Our judgement, until it is measured on labelled contours.
const CONTOUR_OWN: f64 = 0.4;
/// Smallest standard error of a coordinate that is believed, pixels: no network places a joint better than that.
const LEAST_SD_PX: f64 = 0.5;
/// Smallest standard error of a bar speed, m/s (or body lengths a second): the best published phone figure is 0.01 to 0.04
/// (Renner et al. 2024).
const LEAST_SPEED_SD: f64 = 0.01;

/// Which coordinate a nudge moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Axis {
    X,
    Y,
}

/// One source of error, to be moved by so many of its standard errors.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Source {
    /// The model's miss of a spot: mode 0 is strongest at set-up, mode 1 at lockout.
    Miss(Spot, Axis, u8),
    /// What all points of the back's contour miss together, with the same modes.
    Contour(Axis, u8),
    /// Noise of a spot at one moment.
    Noise(Spot, Axis, Moment),
    /// Noise of the bar's speed at one moment.
    Speed(Moment),
    /// The time of an event: all moments about it move together.
    Time(f64),
    /// The camera's yaw.
    Yaw,
    /// The camera's roll.
    Roll,
    /// The scale.
    Scale,
}

/// Shortest segment of an angle, pixels (faults.md, section 3).
const LEAST_SEGMENT_PX: f64 = 40.0;

/// A segment of an angle in the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Segment {
    /// Its ends.
    pub(crate) ends: (Spot, Spot),
    /// Its length and the least that it needs, pixels.
    pub(crate) px: f64,
    pub(crate) least_px: f64,
}

/// What a formula has asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked {
    pub(crate) points: Vec<(Spot, Moment)>,
    pub(crate) speeds: Vec<Moment>,
    pub(crate) times: Vec<Moment>,
    /// The segment of an angle that is the shortest against what it needs.
    pub(crate) shortest: Option<Segment>,
    /// The first point that was not there.
    pub(crate) missing: Option<Spot>,
}

/// Reads a lift, with one source of error moved.
pub struct Reader<'a> {
    lift: &'a Lift,
    fps: f64,
    nudge: Option<(Source, f64)>,
    pub(crate) asked: RefCell<Asked>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(case: &Case<'a>, nudge: Option<(Source, f64)>) -> Self {
        Self { lift: case.lift, fps: case.fps, nudge, asked: RefCell::default() }
    }

    fn amount(&self, wanted: Source) -> f64 {
        self.nudge.filter(|(source, _)| *source == wanted).map_or(0.0, |(_, amount)| amount)
    }

    /// Time by which a moment is shifted, seconds.
    fn shift(&self, moment: &Moment) -> f64 {
        self.amount(Source::Time(moment.event)) * moment.event_sd
    }

    /// The time of a moment's event, seconds.
    pub fn time(&self, moment: &Moment) -> f64 {
        self.asked.borrow_mut().times.push(*moment);
        moment.event + self.shift(moment)
    }

    /// The spot's mean place over a moment, plane unit.
    pub fn point(&self, spot: impl Into<Spot>, moment: &Moment) -> Option<PlanePoint> {
        let spot = spot.into();
        let found = self.place(spot, moment);
        let mut asked = self.asked.borrow_mut();
        match found {
            Some(_) => asked.points.push((spot, *moment)),
            None => asked.missing = asked.missing.or(Some(spot)),
        }
        found
    }

    /// The middle of some spots' mean places over a moment, plane unit; `None` for none.
    pub(super) fn middle(&self, spots: impl IntoIterator<Item = Spot>, moment: &Moment) -> Option<PlanePoint> {
        let (mut x, mut y, mut count) = (0.0, 0.0, 0.0);
        for spot in spots {
            let at = self.point(spot, moment)?;
            (x, y, count) = (x + at.x, y + at.y, count + 1.0);
        }
        (count > 0.0).then(|| PlanePoint::new(x / count, y / count))
    }

    fn place(&self, spot: Spot, moment: &Moment) -> Option<PlanePoint> {
        let path = spot.path(self.lift)?;
        let shift = self.shift(moment);
        // Where a joint is seen on some of the frames, those on which it is behind the plate are not read: there it is guessed.
        let guessed = |frame: usize| path.confidence.get(frame).is_some_and(|sure| *sure <= 0.0);
        let hidden = if matches!(spot, Spot::Joint(_)) { moment.frames().filter(|&frame| guessed(frame)).count() } else { 0 };
        let in_part = 0 < hidden && hidden < moment.frames().len();
        let mean_of = |values: &[Option<f64>]| {
            if in_part {
                mean(&self.lift.t, values, moment.frames().filter(|&frame| !guessed(frame)), shift)
            } else {
                mean(&self.lift.t, values, moment.frames(), shift)
            }
        };
        let x = mean_of(&path.x.smooth)? + self.miss(spot, Axis::X, path, moment);
        let y = mean_of(&path.y.smooth)? + self.miss(spot, Axis::Y, path, moment);
        let size = 1.0 + self.amount(Source::Scale) * relative_scale_sd(self.lift);
        let (x, y) = (x * size * self.stretch(), y * size);
        let rolled = self.amount(Source::Roll) * self.lift.roll_deg.1.abs();
        if rolled == 0.0 {
            return Some(PlanePoint::new(x, y)).filter(|place| place.is_finite());
        }
        let (sin, cos) = rolled.to_radians().sin_cos();
        let place = PlanePoint::new(x * cos - y * sin, x * sin + y * cos);
        place.is_finite().then_some(place)
    }

    fn miss(&self, spot: Spot, axis: Axis, path: &Path, moment: &Moment) -> f64 {
        let moves = match self.nudge {
            Some((Source::Miss(of, along, _) | Source::Noise(of, along, _), _)) => of == spot && along == axis,
            Some((Source::Contour(along, _), _)) => spot.on_contour() && along == axis,
            _ => false,
        };
        if !moves {
            return 0.0;
        }
        let (noise, miss) = errors(self.lift, self.fps, path, axis);
        let turn = (MISS_TURN_DEG * moment.posture).to_radians();
        let (own, common) = if spot.on_contour() { (CONTOUR_OWN, (1.0 - CONTOUR_OWN * CONTOUR_OWN).sqrt()) } else { (1.0, 0.0) };
        let mode =
            |mode: u8| own * self.amount(Source::Miss(spot, axis, mode)) + common * self.amount(Source::Contour(axis, mode));
        mode(0) * miss * turn.cos()
            + mode(1) * miss * turn.sin()
            + self.amount(Source::Noise(spot, axis, *moment)) * noise / moment.independent(path.x.cutoff_hz).sqrt()
    }

    /// By how much x would have been stretched had the yaw been nudged; 1 without a nudge.
    fn stretch(&self) -> f64 {
        let by = self.amount(Source::Yaw) * self.lift.view.yaw_sd_deg.abs();
        if by == 0.0 {
            return 1.0;
        }
        let seen = |yaw: f64| match self.lift.plane {
            Plane::Sagittal => yaw.clamp(0.0, 85.0).to_radians().cos(),
            Plane::Frontal => yaw.clamp(5.0, 90.0).to_radians().sin(),
        };
        // Beyond a pure side view the angle opens again on the other side.
        seen(self.lift.view.yaw_deg) / seen((self.lift.view.yaw_deg + by).abs())
    }

    /// The bar's upward speed at a moment, plane unit per second.
    pub fn bar_speed(&self, moment: &Moment) -> Option<f64> {
        let found = self.lift.bar.as_ref().and_then(|bar| {
            let shift = self.shift(moment);
            let speed = mean(&self.lift.t, &bar.speed.smooth, moment.frames(), shift)?;
            let noise = quiet(bar.speed.noise_sd, bar.speed.cutoff_hz, self.fps).max(LEAST_SPEED_SD);
            let size = 1.0 + self.amount(Source::Scale) * relative_scale_sd(self.lift);
            Some((speed + self.amount(Source::Speed(*moment)) * noise) * size).filter(|speed| speed.is_finite())
        });
        let mut asked = self.asked.borrow_mut();
        match found {
            Some(_) => asked.speeds.push(*moment),
            None => asked.missing = asked.missing.or(Some(Spot::Bar)),
        }
        found
    }

    /// Notes how long the segment of an angle is in the picture; the lift's x is undone to what was seen.
    pub(super) fn note_segment(&self, a: Spot, b: Spot, from: PlanePoint, to: PlanePoint) {
        self.note_short(a, b, (from, to), LEAST_SEGMENT_PX);
    }

    /// The same with another least length, pixels.
    fn note_short(&self, a: Spot, b: Spot, (from, to): (PlanePoint, PlanePoint), least_px: f64) {
        let seen = match self.lift.plane {
            Plane::Sagittal => self.lift.view.yaw_deg.to_radians().cos(),
            Plane::Frontal => self.lift.view.yaw_deg.to_radians().sin(),
        };
        let px = ((to.x - from.x) * seen).hypot(to.y - from.y) * self.lift.px_per_unit;
        let mut asked = self.asked.borrow_mut();
        if asked.shortest.is_none_or(|other| px / least_px < other.px / other.least_px) {
            asked.shortest = Some(Segment { ends: (a, b), px, least_px });
        }
    }

    /// Elevation of the way from `a` to `b` above the forward horizontal, degrees in (-180, 180]; 90 is up, over 90 leans back.
    pub fn elevation(&self, a: impl Into<Spot>, b: impl Into<Spot>, moment: &Moment) -> Option<f64> {
        let (a, b) = (a.into(), b.into());
        let (from, to) = (self.point(a, moment)?, self.point(b, moment)?);
        self.note_segment(a, b, from, to);
        from.elevation_deg(to)
    }

    /// The same of a segment that is short by nature, with the least length that it needs, pixels; its error tells the rest.
    pub fn short_elevation(&self, a: Joint, b: Joint, moment: &Moment, least_px: f64) -> Option<f64> {
        let (from, to) = (self.point(a, moment)?, self.point(b, moment)?);
        self.note_short(a.into(), b.into(), (from, to), least_px);
        from.elevation_deg(to)
    }

    /// Angle at `at` between the ways to `a` and `b`, degrees in 0..=180.
    pub fn angle(&self, a: impl Into<Spot>, at: impl Into<Spot>, b: impl Into<Spot>, moment: &Moment) -> Option<f64> {
        let (a, at, b) = (a.into(), at.into(), b.into());
        let (from, corner, to) = (self.point(a, moment)?, self.point(at, moment)?, self.point(b, moment)?);
        self.note_segment(at, a, corner, from);
        self.note_segment(at, b, corner, to);
        corner.angle_deg(from, to)
    }

    /// Distance of two spots, plane unit.
    pub fn distance(&self, a: impl Into<Spot>, b: impl Into<Spot>, moment: &Moment) -> Option<f64> {
        Some(self.point(a, moment)?.distance(self.point(b, moment)?))
    }
}

/// An angle brought into (-180, 180].
pub(crate) fn turned(angle_deg: f64) -> f64 {
    let turned = angle_deg.rem_euclid(360.0);
    if turned > 180.0 { turned - 360.0 } else { turned }
}

/// Relative standard error of the scale; 0 in body lengths, where lengths are only compared with each other.
fn relative_scale_sd(lift: &Lift) -> f64 {
    Some(lift.scale.relative_sd().abs()).filter(|sd| sd.is_finite()).unwrap_or(0.0)
}

/// What a low-pass leaves of white noise: the share of the band that passes.
fn quiet(noise_sd: f64, cutoff_hz: f64, fps: f64) -> f64 {
    let noise = if noise_sd.is_finite() { noise_sd.abs() } else { 0.0 };
    if cutoff_hz > 0.0 && fps > 0.0 { noise * (2.0 * cutoff_hz / fps).min(1.0).sqrt() } else { noise }
}

/// Standard errors of one smoothed coordinate: (noise that changes from moment to moment, miss that stays), plane unit.
/// Together they give the path's own standard error.
pub(crate) fn errors(lift: &Lift, fps: f64, path: &Path, axis: Axis) -> (f64, f64) {
    let series = if axis == Axis::X { &path.x } else { &path.y };
    let least = if lift.px_per_unit > 0.0 { LEAST_SD_PX / lift.px_per_unit } else { 0.0 };
    let all = if path.sd.is_finite() { path.sd.abs().max(least) } else { least };
    let noise = quiet(series.noise_sd, series.cutoff_hz, fps).min(all);
    (noise, (all * all - noise * noise).max(0.0).sqrt())
}

/// Mean of a series over some frames, shifted by some seconds (by the course's own slope); `None` where nothing
/// is there.
fn mean(t: &[f64], values: &[Option<f64>], frames: impl Iterator<Item = usize>, shift: f64) -> Option<f64> {
    let at = |frame: usize| values.get(frame).copied().flatten();
    let slope = |frame: usize| {
        let (before, after) = (frame.saturating_sub(1), frame + 1);
        let (a, b) = (at(before).map_or(frame, |_| before), at(after).map_or(frame, |_| after));
        let run = t.get(b)? - t.get(a)?;
        (run > 0.0).then_some((at(b)? - at(a)?) / run)
    };
    let (mut sum, mut count) = (0.0, 0.0);
    for frame in frames {
        if let Some(value) = at(frame) {
            sum += value + if shift == 0.0 { 0.0 } else { shift * slope(frame).unwrap_or(0.0) };
            count += 1.0;
        }
    }
    (count > 0.0).then(|| sum / count).filter(|mean: &f64| mean.is_finite())
}
