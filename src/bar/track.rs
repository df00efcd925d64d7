//! One round thing followed from frame to frame, whether or not it will turn out to be the lifter's plate.

use std::collections::VecDeque;

use super::patch::{Area, Patch};
use super::rim::{self, Fit, Freedom};
use super::rings::Rings;
use super::search::Body;
use super::template::Template;
use super::vouch::Vouching;
use crate::body::BarbellPart;
use crate::geom::{Ellipse, ImagePoint};

/// Support under which a fit is not believed without the template, 0..=1.
const LEAST_SUPPORT: f64 = 0.35;
/// Support over which a fit is believed whatever the template says.
const SURE_SUPPORT: f64 = 0.6;
/// Worth of a fit from which on no other guess is tried.
const SURE_WORTH: f64 = 0.65;
/// Least correlation of the template.
const LEAST_LIKENESS: f64 = 0.6;
/// Correlation over which the template alone keeps a track alive.
const SURE_LIKENESS: f64 = 0.9;
/// Frames without a believed fit after which the track is given up.
const MOST_MISSES: usize = 12;
/// Reach of the rim's edges in the first and in the second fit, as shares of the half height.
const REACH: (f64, f64) = (0.12, 0.06);
/// Frames after which the axes are known.
const SETTLED: usize = 8;
/// A plate is seen at most so much wider than high: lens and pixels (our default).
const WIDEST: f64 = 1.08;
/// From this aspect on a rim has no tilt to speak of.
const ROUND: f64 = 0.93;
/// Frames of rings gathered on every other frame; later ones on every eighth.
const RINGS_OFTEN: usize = 30;
/// A track of so many sights has shown whether it is worth following.
const TRIED: u32 = 10;
/// Least mean quality of a tried track.
const LEAST_TRIED: f64 = 0.1;
/// A track with less than this share of the best proven track's clarity is far behind.
const BEHIND: f64 = 0.6;
/// Quality from which on the axes are measured.
const CLEAR: f64 = 0.6;
/// Reach of the fit that measures the axes, as a share of the half height.
const MEASURE_REACH: f64 = 0.08;
/// Measured axes whose median is the plate's.
const MEASURES: usize = 61;
/// Reach of the fit of a ring farther out, as a share of its half height: for one near the rim, and more for each time it is larger.
const WIDEN_REACH: (f64, f64) = (0.06, 0.05);
/// How much the axes follow one more frame once they are known.
const AXES_GAIN: f64 = 0.05;
/// Lags over which the plate's way is compared with the hands', frames.
const LAGS: [usize; 4] = [6, 12, 24, 48];
/// Least upward or downward way of the hands that tests a track, metres.
const TEST_WAY_M: f64 = 0.10;
/// The plate's way may differ from the hands' by this share of it, perspective allowed for.
const WAY_ERROR: f64 = 0.4;
/// And by the error of hidden hands, metres (our default).
const HAND_ERROR_M: f64 = 0.05;
/// A track that moved less than this share of the hands' way stood still.
const STILL: f64 = 0.3;
/// Tests passed with which a track is proven.
const PROOFS: u32 = 8;
/// A proven track has passed so many times the tests that it failed.
const PROOF_RATIO: u32 = 2;
/// A clear rim that rose or sank by so much, metres at the body's distance, over so many frames is carried.
const CARRIED_M: f64 = 0.2;
/// Least frames of a carried rim.
const CARRIED_FRAMES: u32 = 12;
/// Least mean quality of a carried rim.
const CARRIED_QUALITY: f64 = 0.5;
/// Least mean agreement of a carried rim's place with the hands.
const CARRIED_PLACE: f64 = 0.05;
/// What being carried counts for against moving with the hands.
const CARRIED_MERIT: f64 = 0.8;
/// Least mean quality of a proven track.
const LEAST_QUALITY: f64 = 0.3;
/// A rim found anew near the one followed, or fitted with free axes, takes its place where its quality is higher by this much.
const CORRECTION: f64 = 0.2;
/// Reach of the fit of a rim of the size that a detector says, as a share of the half height.
const BOX_REACH: f64 = 0.08;
/// So many times in a row a rim fitted with free axes must be the better.
const CORRECTION_TIMES: usize = 3;
/// A ring farther out becomes the rim where its quality is at least this share of the rim's as known.
const OUTER_QUALITY: f64 = 0.6;

/// What was seen on one frame.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sight {
    /// The rim as seen.
    pub fit: Fit,
    /// The body, where the hands were seen.
    pub body: Option<Body>,
    /// The rim fitted with free axes, where it was clear enough to measure them.
    pub measured: Option<Ellipse>,
}

/// A round thing followed.
#[derive(Clone, Debug)]
pub(super) struct Track {
    /// Frame of the first sight.
    pub first: usize,
    /// One entry a frame from the first.
    pub sights: Vec<Option<Sight>>,
    /// Whether the track was followed back through the memory.
    pub reached_back: bool,
    /// Whether the track has just taken another rim, which was not followed back yet.
    pub corrected: bool,
    /// How many times in a row a rim fitted with free axes was the better.
    better: usize,
    /// What a detector says of it.
    word: Vouching,
    /// Sums over the sights: quality, agreement of place with the hands.
    sums: (f64, f64),
    seen: u32,
    passed: u32,
    failed: u32,
    /// Highest and lowest place of the centre, picture y.
    heights: (f64, f64),
    px_per_metre: f64,
    rings: Rings,
    rim: Ellipse,
    velocity: (f64, f64),
    axes_seen: usize,
    /// Recent rims with measured axes.
    measured: VecDeque<Ellipse>,
    misses: usize,
    template: Option<Template>,
}

impl Track {
    /// Begins a track where a rim was found.
    pub(super) fn begin(frame: usize, fit: Fit, body: Option<Body>, coarse: &Patch) -> Self {
        Self {
            first: frame,
            sights: vec![Some(Sight { fit, body, measured: None })],
            measured: VecDeque::new(),
            reached_back: false,
            corrected: false,
            better: 0,
            word: Vouching::default(),
            sums: (fit.quality, body.map_or(0.5, |body| body.agreement(&fit.rim))),
            seen: 1,
            passed: 0,
            failed: 0,
            heights: (fit.rim.centre.y, fit.rim.centre.y),
            px_per_metre: body.map_or(f64::INFINITY, |body| body.px_per_metre),
            rings: Rings::default(),
            rim: fit.rim,
            velocity: (0.0, 0.0),
            axes_seen: 1,
            misses: 0,
            template: Template::take(coarse, &fit.rim),
        }
    }

    /// A track of this one's axes and look that runs from its first sight back in time.
    pub(super) fn backwards(&self, coarse: &Patch) -> Option<Self> {
        let sight = self.sights.first().copied().flatten()?;
        let rim = Ellipse { centre: sight.fit.rim.centre, ..self.rim };
        let mut back = Self::begin(self.first, Fit { rim, ..sight.fit }, sight.body, coarse);
        back.axes_seen = self.axes_seen;
        Some(back)
    }

    /// A track of this one's axes that runs from its last sight back in time; its first entry is that sight.
    pub(super) fn afresh(&self, frame: usize, coarse: &Patch) -> Option<Self> {
        let sight = self.sights.last().copied().flatten()?;
        let mut back = Self::begin(frame, Fit { rim: self.rim, ..sight.fit }, sight.body, coarse);
        back.axes_seen = SETTLED;
        Some(back)
    }

    /// Puts sights that were followed back from the last one, nearest first, in the place of the track's own; where the old ones were not
    /// seen anew they stay.
    pub(super) fn replace(&mut self, followed: Vec<Option<Sight>>) {
        for (own, new) in self.sights.iter_mut().rev().zip(followed) {
            *own = new.or(*own);
        }
    }

    /// Puts sights of earlier frames, nearest first, before the track's own.
    pub(super) fn prepend(&mut self, earlier: Vec<Option<Sight>>) {
        self.first -= earlier.len().min(self.first);
        let mut sights: Vec<Option<Sight>> = earlier.into_iter().rev().collect();
        sights.append(&mut self.sights);
        self.sights = sights;
    }

    /// The rim as last believed.
    pub(super) fn rim(&self) -> &Ellipse {
        &self.rim
    }

    /// Whether the track moved up or down with the hands.
    pub(super) fn is_proven(&self) -> bool {
        let with_hands = self.passed >= PROOFS && self.passed >= PROOF_RATIO * self.failed && self.quality() >= LEAST_QUALITY;
        with_hands || self.is_carried()
    }

    /// Whether a clear rim beside the hands rose or sank as nothing but a held plate does: the proof where hands are hidden.
    fn is_carried(&self) -> bool {
        let way = (self.heights.1 - self.heights.0) / self.px_per_metre;
        self.seen >= CARRIED_FRAMES && way >= CARRIED_M && self.quality() >= CARRIED_QUALITY && self.place() >= CARRIED_PLACE
    }

    /// Mean agreement of the place with the hands, 0..=1.
    fn place(&self) -> f64 {
        self.sums.1 / f64::from(self.seen.max(1))
    }

    /// Mean quality of the sights, 0..=1.
    pub(super) fn quality(&self) -> f64 {
        self.sums.0 / f64::from(self.seen.max(1))
    }

    /// Quality and agreement of place with the hands, 0..=1.
    pub(super) fn clarity(&self) -> f64 {
        self.quality() * self.place().max(0.0).powf(0.25)
    }

    /// What tracks are compared by: quality, agreement of place and of motion with the hands; 0..=1.
    pub(super) fn merit(&self) -> f64 {
        let motion = (f64::from(self.passed) + 1.0) / (f64::from(self.passed + self.failed) + 1.0);
        let motion = if self.is_carried() { motion.max(CARRIED_MERIT) } else { motion };
        self.clarity() * motion
    }

    /// What tracks are compared by where a detector has its word: merit, less where it takes the thing for no plate.
    pub(super) fn standing(&self) -> f64 {
        self.merit() * self.word.weight()
    }

    /// Whether the track has shown to be nothing: without quality, or far behind the best proven track.
    pub(super) fn is_idle(&self, best: f64) -> bool {
        let poor = self.quality() < LEAST_TRIED || self.clarity() < BEHIND * best;
        !self.is_proven() && self.seen + self.misses as u32 >= TRIED && poor
    }

    /// Whether the track was lost.
    pub(super) fn is_lost(&self) -> bool {
        self.misses > MOST_MISSES
    }

    /// The part of the picture where the plate can be on the next frame.
    pub(super) fn area(&self, px_per_metre: f64) -> Area {
        let (vx, vy) = self.velocity;
        let margin = 0.12 * px_per_metre;
        let (rx, ry) = (self.rim.half_width * 1.2 + margin + vx.abs(), self.rim.half_height * 1.2 + margin + 1.5 * vy.abs());
        let ImagePoint { x, y } = self.rim.centre;
        Area { left: x - rx, top: y - ry, right: x + rx, bottom: y + ry }
    }

    fn freedom(&self) -> Freedom {
        if self.axes_seen < SETTLED { Freedom { axes: 0.04, tilt_deg: 3.0 } } else { Freedom { axes: 0.008, tilt_deg: 0.5 } }
    }

    /// Two fits from a guess of the centre: the second from where the first came to, with a shorter reach.
    fn fit_from(&self, fine: &Patch, centre: ImagePoint) -> Option<Fit> {
        let start = Ellipse { centre, ..self.rim };
        let reach = |share: f64| (share * self.rim.half_height).max(4.0 * fine.step);
        let first = rim::fit(fine, &start, reach(REACH.0), Freedom { axes: 0.01, tilt_deg: 1.0 })?;
        let again = Ellipse { centre: first.rim.centre, ..self.rim };
        rim::fit(fine, &again, reach(REACH.1), self.freedom())
    }

    /// Looks at the next frame. `hands_moved` is the hands' way since the frame before.
    pub(super) fn look(
        &mut self,
        fine: &Patch,
        coarse: &Patch,
        body: Option<Body>,
        hands_moved: Option<(f64, f64)>,
        px_per_metre: f64,
    ) {
        let ImagePoint { x, y } = self.rim.centre;
        let (vx, vy) = self.velocity;
        let steady = ImagePoint::new(x + vx, y + vy);
        // Between standing still and going on half again as fast.
        let (low, high) = ((1.5 * vy).min(0.0), (1.5 * vy).max(0.0));
        let about = ImagePoint::new(x + vx, y + f64::midpoint(low, high));
        let reach = (0.04 * px_per_metre + 0.5 * vx.abs(), 0.06 * px_per_metre + 0.5 * (high - low));
        let found = self.template.as_ref().and_then(|template| template.find(coarse, about, reach));
        let likeness = found.map_or(0.0, |found| found.1);
        let mut guesses = vec![steady];
        guesses.extend(found.map(|found| found.0));
        if self.misses > 0 {
            guesses.extend(hands_moved.map(|(dx, dy)| ImagePoint::new(x + dx, y + dy)));
        }
        let worth = |fit: &Fit| {
            let off = found.map_or(0.0, |found| found.0.distance(fit.rim.centre) / fit.rim.half_height);
            fit.support - likeness.max(0.0) * (2.0 * off).min(0.3)
        };
        let mut best: Option<Fit> = None;
        for centre in guesses.into_iter().rev() {
            best = self.fit_from(fine, centre).into_iter().chain(best).max_by(|a, b| worth(a).total_cmp(&worth(b)));
            if best.is_some_and(|fit| worth(&fit) > SURE_WORTH) {
                break;
            }
        }
        let believed =
            best.filter(|fit| fit.support >= SURE_SUPPORT || (fit.support >= LEAST_SUPPORT && likeness >= LEAST_LIKENESS));
        if let Some(fit) = believed {
            self.velocity = if self.misses == 0 { (fit.rim.centre.x - x, fit.rim.centre.y - y) } else { (0.0, 0.0) };
            self.misses = 0;
            // A clear rim says more of the axes than one half hidden or in its own shadow.
            let gain = (1.0 / (self.axes_seen as f64 + 1.0)).max(AXES_GAIN * fit.quality * fit.quality * 2.0);
            self.axes_seen += 1;
            let blend = |old: f64, new: f64| old + gain * (new - old);
            self.rim = Ellipse {
                centre: fit.rim.centre,
                half_width: blend(self.rim.half_width, fit.rim.half_width),
                half_height: blend(self.rim.half_height, fit.rim.half_height),
                tilt_deg: blend(self.rim.tilt_deg, fit.rim.tilt_deg),
            };
            if self.rim.half_width > ROUND * self.rim.half_height {
                self.rim.tilt_deg *= 0.9;
            }
            let measured = self.measure(fine, &fit);
            self.rim.half_width = self.rim.half_width.min(WIDEST * self.rim.half_height);
            self.template = Template::take(coarse, &self.rim).or_else(|| self.template.take());
            self.sights.push(Some(Sight { fit, body, measured }));
            let place = body.map_or_else(|| self.sums.1 / f64::from(self.seen), |body| body.agreement(&self.rim));
            self.sums = (self.sums.0 + fit.quality, self.sums.1 + place);
            self.seen += 1;
            let height = fit.rim.centre.y;
            self.heights = (self.heights.0.min(height), self.heights.1.max(height));
            self.test(px_per_metre);
            self.widen(fine, &fit);
        } else {
            self.misses += 1;
            self.sights.push(None);
            if let Some((centre, _)) = found.filter(|found| found.1 >= SURE_LIKENESS) {
                self.rim.centre = centre;
            } else if let Some((dx, dy)) = hands_moved.filter(|_| self.is_proven()) {
                self.rim.centre = ImagePoint::new(x + dx, y + dy);
            }
            self.velocity = (0.0, 0.0);
        }
    }

    /// Measures the axes where the rim is clear, and takes the median of the recent ones for the plate's.
    fn measure(&mut self, fine: &Patch, fit: &Fit) -> Option<Ellipse> {
        let reach = (MEASURE_REACH * fit.rim.half_height).max(4.0 * fine.step);
        let free = rim::fit(fine, &fit.rim, reach, Freedom { axes: 0.05, tilt_deg: 3.0 })?;
        let wide = free.rim.half_width / free.rim.half_height;
        if free.quality < fit.quality.max(CLEAR) || wide > WIDEST {
            return None;
        }
        self.better = if free.quality >= fit.quality + CORRECTION { self.better + 1 } else { 0 };
        if self.better >= CORRECTION_TIMES {
            self.take_rim(free.rim, &fit.rim);
        }
        self.measured.push_back(free.rim);
        if self.measured.len() > MEASURES {
            self.measured.pop_front();
        }
        if self.measured.len() >= SETTLED {
            let median = |value: fn(&Ellipse) -> f64| {
                let mut values: Vec<f64> = self.measured.iter().map(value).collect();
                values.sort_by(f64::total_cmp);
                values[values.len() / 2]
            };
            self.rim.half_width = median(|rim| rim.half_width);
            self.rim.half_height = median(|rim| rim.half_height);
            self.rim.tilt_deg = median(|rim| rim.tilt_deg);
        }
        Some(free.rim)
    }

    /// Compares the way of the plate with that of the hands over a few lags.
    fn test(&mut self, px_per_metre: f64) {
        let Some((now, body)) = self.sights.last().copied().flatten().and_then(|s| Some((s, s.body?))) else { return };
        for lag in LAGS {
            let Some(index) = self.sights.len().checked_sub(lag + 1) else { continue };
            let Some((then, before)) = self.sights[index].and_then(|s| Some((s, s.body?))) else { continue };
            let (hx, hy) = (body.hands.x - before.hands.x, body.hands.y - before.hands.y);
            if hy.abs() < TEST_WAY_M * px_per_metre {
                continue;
            }
            let (px, py) = (now.fit.rim.centre.x - then.fit.rim.centre.x, now.fit.rim.centre.y - then.fit.rim.centre.y);
            let expected = hy * body.nearer(&self.rim);
            let off = ((px - hx).abs() - HAND_ERROR_M * px_per_metre, (py - expected).abs() - HAND_ERROR_M * px_per_metre);
            if off.0 < WAY_ERROR * hy.abs() && off.1 < WAY_ERROR * expected.abs() {
                self.passed += 1;
            } else if px.hypot(py) > STILL * hy.abs() {
                // A still plate under moving hands says nothing: the lifter may not hold it yet.
                self.failed += 1;
            }
            return;
        }
    }

    /// Takes the outermost ring for the rim, once it is seen to be one.
    fn widen(&mut self, fine: &Patch, now: &Fit) {
        let every = if self.rings.frames() < RINGS_OFTEN { 2 } else { 8 };
        if !self.seen.is_multiple_of(every) {
            return;
        }
        self.rings.look(fine, &self.rim);
        let Some(share) = self.rings.outermost() else { return };
        self.rings = Rings::default();
        let wide = Ellipse { half_width: self.rim.half_width * share, half_height: self.rim.half_height * share, ..self.rim };
        // The hub stands out towards the camera: the farther out the ring, the less its centre is the hub's.
        let off = WIDEN_REACH.0 + WIDEN_REACH.1 * (share - 1.0);
        let reach = (off * wide.half_height).max(4.0 * fine.step);
        let Some(fit) = rim::fit(fine, &wide, reach, Freedom { axes: 0.04, tilt_deg: 2.0 }) else { return };
        if fit.quality < OUTER_QUALITY * now.quality || fit.rim.half_height < 1.02 * self.rim.half_height {
            return;
        }
        self.take_rim(fit.rim, &now.rim);
    }

    /// Takes another rim of the same plate, seen on the frame looked at last, where it fits so much better that the one followed must be a
    /// mixture of rings; whether it did.
    pub(super) fn correct(&mut self, fit: &Fit) -> bool {
        let Some(now) = self.sights.last().copied().flatten() else { return false };
        if fit.quality < self.quality().max(now.fit.quality) + CORRECTION {
            return false;
        }
        self.take_rim(fit.rim, &now.fit.rim);
        true
    }

    /// Hears what a detector saw on the frame looked at last. Where it says again and again that the plate is larger than the rim followed,
    /// the edges are asked for a rim of that size.
    pub(super) fn hear(&mut self, fine: &Patch, parts: &[BarbellPart]) {
        let Some(now) = self.sights.last().copied().flatten() else { return };
        let Some(own) = self.word.look(&self.rim, parts) else { return };
        let Some((wide, high)) = self.word.other_rim() else { return };
        let start = Ellipse {
            centre: own.at,
            half_width: self.rim.half_width * wide,
            half_height: self.rim.half_height * high,
            tilt_deg: self.rim.tilt_deg,
        };
        let reach = (BOX_REACH * start.half_height).max(4.0 * fine.step);
        let fit = rim::fit(fine, &start, reach, Freedom { axes: 0.04, tilt_deg: 2.0 });
        let larger = |fit: &Fit| fit.rim.half_height / self.rim.half_height;
        let borne_out = |fit: &Fit| fit.support >= LEAST_SUPPORT && fit.quality >= OUTER_QUALITY * now.fit.quality;
        if let Some(fit) = fit.filter(|fit| borne_out(fit) && self.word.agrees(larger(fit))) {
            self.take_rim(fit.rim, &now.fit.rim);
        }
        self.word.forget_sizes();
    }

    /// Takes another rim of the plate for its own, also on the frames before: their centres move as this frame's does.
    fn take_rim(&mut self, rim: Ellipse, before: &Ellipse) {
        let (dx, dy) = (rim.centre.x - before.centre.x, rim.centre.y - before.centre.y);
        for sight in self.sights.iter_mut().flatten() {
            let ImagePoint { x, y } = sight.fit.rim.centre;
            sight.fit.rim = Ellipse { centre: ImagePoint::new(x + dx, y + dy), ..rim };
            sight.measured = None;
        }
        self.rim = rim;
        self.rings = Rings::default();
        self.measured.clear();
        (self.axes_seen, self.better, self.corrected) = (1, 0, true);
    }
}
