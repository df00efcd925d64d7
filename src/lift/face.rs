//! From the outline of the near plate to its outer face.
//!
//! What is followed in the picture is the outline of all that hangs on the near end of the bar. A camera above the plate sees the back of
//! the stack look out over the top of its front, by more the lower the plate hangs: the outline's centre then lies over the face's, it is
//! higher than the face, and on the way up its centre rises less than the bar (by 4 cm of 58 from 3 m at hip height, with two plates 12 cm
//! thick together). A camera below sees the same at the lower edge.
//!
//! The back of the stack is nearer to the bar's vanishing point by a share of the way to it, which is the stack's thickness over its
//! distance. In a picture from the side the vanishing point lies on the horizon's row, so a face of radius `R` at row `c` has an outline whose
//! half height is `R + share / 2 * max(0, |c - horizon| - R)`. The half heights at the rows that the plate passes tell `R` and the share;
//! nothing is taken away where they do not. How the half width changes tells how far the camera looks down, for it only changes with the
//! distance; that places the horizon, which without it would be the picture's middle row.

use std::borrow::Cow;

use super::orientation::USUAL_PLATE_M;
use super::scale::focal_px;
use super::types::{Calibration, Plane};
use crate::body::{ClipInfo, Moment};
use crate::geom::Ellipse;
use crate::signal::{median, quantile};

/// Strips into which the plate's way is cut: each counts once, however long the plate rests there.
const STRIPS: usize = 12;
/// Fewest plates in a strip that counts, and fewest strips (our default).
const FEWEST: usize = 2;
const FEWEST_STRIPS: usize = 5;
/// Least way of the plate up and down that tells, in its half heights (our default).
const LEAST_WAY: f64 = 1.0;
/// Thickest stack that is believed, metres: six competition discs and a collar.
const THICKEST_M: f64 = 0.35;
/// How far phones that are meant to be level look up or down, degrees, standard error (our default).
const PITCH_SD_DEG: f64 = 4.0;
/// What the change of a followed rim's width over its way is off by, share, standard error (our default).
const WIDTH_SD: f64 = 0.01;
/// Least error of a strip's half height, share (our default).
const HEIGHT_SD: f64 = 0.002;
/// Rounds in which the radius and what looks out are found in turn.
const ROUNDS: usize = 6;

/// The moments with the near plate's outer face in the place of its outline, where the view is from the side and the plate's way tells.
pub(super) fn on_face<'a>(moments: &'a [Moment], plane: Plane, clip: &ClipInfo, said: &Calibration) -> Cow<'a, [Moment]> {
    let plate_m = said.plate_mm.map_or(USUAL_PLATE_M, |mm| mm / 1000.0);
    match plane {
        Plane::Sagittal => Face::of(moments, clip, plate_m).map_or(Cow::Borrowed(moments), |face| Cow::Owned(face.put(moments))),
        Plane::Frontal => Cow::Borrowed(moments),
    }
}

/// The outer face behind an outline that changes along its way.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Face {
    /// Row of the horizon, pixels.
    horizon_px: f64,
    /// Half height of the face half-way between its lowest and highest place, pixels.
    radius_px: f64,
    /// Thickness of what hangs on the bar over the distance of its back.
    share: f64,
}

/// One strip of the plate's way: row of the centre, half width, half height.
type Strip = [f64; 3];

impl Face {
    /// The face of the near plate of a clip from the side, of a plate that measures so many metres; `None` where it does not move enough to
    /// tell.
    fn of(moments: &[Moment], clip: &ClipInfo, plate_m: f64) -> Option<Self> {
        let rims: Vec<Strip> = moments.iter().filter_map(|moment| Some(bounds(&moment.near_plate?.rim))).collect();
        let strips = strips(&rims)?;
        let focal = Some(focal_px(clip)).filter(|&focal| focal > 0.0 && plate_m > 0.0 && plate_m.is_finite())?;
        let (top, bottom) = (strips.first()?[0], strips.last()?[0]);
        let middle = f64::midpoint(top, bottom);
        let mean = |value: &dyn Fn(&Strip) -> f64| strips.iter().map(value).sum::<f64>() / strips.len() as f64;
        // Share by which the half width grows from one row to the next below.
        let (row, width) = (mean(&|strip| strip[0]), mean(&|strip| strip[1]));
        let spread = mean(&|strip| (strip[0] - row).powi(2));
        let seen = mean(&|strip| (strip[0] - row) * (strip[1] - width)) / (spread * width);
        let (level, own) = ((PITCH_SD_DEG.to_radians() / focal).powi(2), (WIDTH_SD / (bottom - top)).powi(2));
        let most = 3.0 * level.sqrt();
        let grows = (seen * level / (level + own)).clamp(-most, most);
        let horizon_px = clip.height_px as f64 / 2.0 + focal * focal * grows;
        // A height on an upright plane goes with the square of the distance of its row, a width with the distance.
        let heights: Vec<f64> = strips.iter().map(|strip| strip[2] / (1.0 + 2.0 * grows * (strip[0] - middle))).collect();
        let mut face = Self { horizon_px, radius_px: heights.iter().copied().fold(f64::INFINITY, f64::min), share: 0.0 };
        for _ in 0..ROUNDS {
            let beyond: Vec<f64> = strips.iter().map(|strip| face.beyond(strip[0]) / 2.0).collect();
            let share = slope(&beyond, &heights, HEIGHT_SD * face.radius_px).unwrap_or(0.0);
            let distance_m = (focal * plate_m / 2.0 / face.radius_px).max(0.0);
            face.share = share.clamp(0.0, THICKEST_M / (distance_m + THICKEST_M));
            let over: f64 = heights.iter().zip(&beyond).map(|(height, beyond)| height - face.share * beyond).sum();
            face.radius_px = over / heights.len() as f64;
        }
        (face.radius_px > 0.0 && face.radius_px.is_finite() && face.horizon_px.is_finite()).then_some(face)
    }

    /// How far the vanishing point lies beyond the edge of a face whose outline's centre is at a row, pixels.
    fn beyond(&self, row: f64) -> f64 {
        ((row - self.horizon_px).abs() - self.radius_px).max(0.0)
    }

    /// The moments with the near plate's face in the place of its outline.
    fn put(&self, moments: &[Moment]) -> Vec<Moment> {
        let mut moments = moments.to_vec();
        for rim in moments.iter_mut().filter_map(|moment| Some(&mut moment.near_plate.as_mut()?.rim)) {
            let row = rim.centre.y;
            rim.centre.y += (row - self.horizon_px).signum() * self.share * self.beyond(row) / 2.0;
            rim.half_height = self.radius_px;
        }
        moments
    }
}

/// Row of the centre, half of the extent across and half of that down.
fn bounds(rim: &Ellipse) -> Strip {
    let (sin, cos) = rim.tilt_deg.to_radians().sin_cos();
    [rim.centre.y, (rim.half_width * cos).hypot(rim.half_height * sin), (rim.half_width * sin).hypot(rim.half_height * cos)]
}

/// The medians of the strips that the plate passed, from the upper ones down; `None` where it moved too little.
fn strips(rims: &[Strip]) -> Option<Vec<Strip>> {
    let rows = || rims.iter().map(|rim| rim[0]);
    let (top, bottom) = (quantile(rows(), 0.01)?, quantile(rows(), 0.99)?);
    let tall = median(rims.iter().map(|rim| rim[2]))?;
    if !(tall > 0.0 && bottom - top >= LEAST_WAY * tall) {
        return None;
    }
    let place = |row: f64| ((row - top) / (bottom - top) * STRIPS as f64).floor().clamp(0.0, (STRIPS - 1) as f64) as usize;
    let strips: Vec<Strip> = (0..STRIPS)
        .filter_map(|strip| {
            let within: Vec<&Strip> = rims.iter().filter(|rim| place(rim[0]) == strip).collect();
            let middle = |which: usize| median(within.iter().map(|rim| rim[which]));
            (within.len() >= FEWEST).then_some([middle(0)?, middle(1)?, middle(2)?])
        })
        .collect();
    (strips.len() >= FEWEST_STRIPS).then_some(strips)
}

/// Slope of a straight line through points, drawn to 0 by as much as it is unsure; `None` where all lie at one place.
fn slope(x: &[f64], y: &[f64], least_sd: f64) -> Option<f64> {
    let n = x.len() as f64;
    let (mx, my) = (x.iter().sum::<f64>() / n, y.iter().sum::<f64>() / n);
    let spread: f64 = x.iter().map(|x| (x - mx).powi(2)).sum();
    if spread <= 1e-9 {
        return None;
    }
    let slope = x.iter().zip(y).map(|(x, y)| (x - mx) * (y - my)).sum::<f64>() / spread;
    let off: f64 = x.iter().zip(y).map(|(x, y)| (y - my - slope * (x - mx)).powi(2)).sum();
    let variance = (off / (n - 2.0).max(1.0)).max(least_sd * least_sd) / spread;
    Some(slope * slope * slope / (slope * slope + variance))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::Plate;
    use crate::geom::ImagePoint;
    use crate::units::Seconds;

    /// A camera square to the bar: distance of the near face and height over the floor in metres, degrees that it looks down.
    #[derive(Clone, Copy, Debug)]
    struct View {
        away_m: f64,
        height_m: f64,
        pitch_deg: f64,
    }

    const CLIP: (usize, usize) = (1920, 1080);
    const RANGE_M: f64 = 0.58;

    impl View {
        /// Row of a point at a height, so far behind the near face; and pixels per metre across there.
        fn see(self, up_m: f64, behind_m: f64) -> (f64, f64) {
            let focal = focal_px(&clip());
            let (sin, cos) = self.pitch_deg.to_radians().sin_cos();
            let (down, away) = (self.height_m - up_m, self.away_m + behind_m);
            let deep = away * cos + down * sin;
            (CLIP.1 as f64 / 2.0 + focal * (down * cos - away * sin) / deep, focal / deep)
        }

        /// The outline of a stack whose middle is at a height.
        fn outline(self, up_m: f64, thick_m: f64) -> Ellipse {
            let edge = |behind: f64, side: f64| self.see(up_m + side * 0.225, behind).0;
            let (top, bottom) = (edge(0.0, 1.0).min(edge(thick_m, 1.0)), edge(0.0, -1.0).max(edge(thick_m, -1.0)));
            let centre = ImagePoint::new(960.0, f64::midpoint(top, bottom));
            let half_width = 0.225 * self.see(up_m, 0.0).1;
            Ellipse { centre, half_width, half_height: (bottom - top) / 2.0, tilt_deg: 0.0 }
        }
    }

    fn clip() -> ClipInfo {
        ClipInfo { width_px: CLIP.0, height_px: CLIP.1, ..ClipInfo::default() }
    }

    /// Height of the bar over its rest: long rests below and above, and the way between.
    fn heights() -> Vec<f64> {
        let way = (0..=40).map(|step| RANGE_M * (0.5 - 0.5 * (std::f64::consts::PI * f64::from(step) / 40.0).cos()));
        std::iter::repeat_n(0.0, 60).chain(way).chain(std::iter::repeat_n(RANGE_M, 20)).collect()
    }

    fn moments(view: View, thick_m: f64) -> Vec<Moment> {
        let seen = |(frame, up): (usize, f64)| {
            let rim = view.outline(0.225 + up, thick_m);
            Moment {
                at: Seconds(frame as f64 / 30.0),
                near_plate: Some(Plate { rim, confidence: 0.9, sd_px: 0.2 }),
                far_plate: None,
            }
        };
        heights().into_iter().enumerate().map(seen).collect()
    }

    /// The range of the bar measured with the plate's own size, metres.
    fn range(moments: &[Moment]) -> f64 {
        let rims: Vec<Ellipse> = moments.iter().map(|moment| moment.near_plate.unwrap().rim).collect();
        let tall = median(rims.iter().map(|rim| 2.0 * rim.half_height)).unwrap();
        (rims[0].centre.y - rims[rims.len() - 1].centre.y) / tall * 0.45
    }

    #[test]
    fn the_back_of_a_stack_no_longer_shortens_the_bar_s_way() {
        for (away_m, height_m, pitch_deg) in
            [(2.2, 1.05, 3.0), (3.7, 0.9, 0.0), (5.2, 1.3, 4.0), (2.2, 0.6, -4.0), (2.2, 0.3, -5.0)]
        {
            for thick_m in [0.06, 0.12, 0.2] {
                let view = View { away_m, height_m, pitch_deg };
                let seen = moments(view, thick_m);
                let put = Face::of(&seen, &clip(), 0.45).unwrap().put(&seen);
                let (before, after) = (100.0 * (range(&seen) - RANGE_M), 100.0 * (range(&put) - RANGE_M));
                let most = (0.5 * before.abs()).max(1.0);
                assert!(after.abs() < most, "{after:.1} cm, {before:.1} before: {view:?}, {thick_m} m thick");
            }
        }
        let near = View { away_m: 2.2, height_m: 1.05, pitch_deg: 3.0 };
        assert!(range(&moments(near, 0.12)) < RANGE_M - 0.035, "nothing to put right");
    }

    #[test]
    fn a_disc_without_thickness_stays_where_it_is() {
        let seen = moments(View { away_m: 3.4, height_m: 1.0, pitch_deg: 0.0 }, 0.0);
        let put = Face::of(&seen, &clip(), 0.45).unwrap().put(&seen);
        for (before, after) in seen.iter().zip(&put) {
            let (before, after) = (before.near_plate.unwrap().rim, after.near_plate.unwrap().rim);
            assert!(
                (before.centre.y - after.centre.y).abs() < 0.05 && (before.half_height / after.half_height - 1.0).abs() < 0.001
            );
        }
    }

    #[test]
    fn a_plate_that_hardly_moves_or_is_hardly_seen_tells_nothing() {
        let seen = moments(View { away_m: 3.4, height_m: 1.0, pitch_deg: 0.0 }, 0.1);
        assert_eq!(Face::of(&seen[..70], &clip(), 0.45), None);
        assert_eq!(Face::of(&seen[58..62], &clip(), 0.45), None);
        assert_eq!(Face::of(&[], &clip(), 0.45), None);
        let flat: Vec<Moment> = seen
            .iter()
            .cloned()
            .map(|mut moment| {
                moment.near_plate.as_mut().unwrap().rim.half_height = 0.0;
                moment
            })
            .collect();
        assert_eq!(Face::of(&flat, &clip(), 0.45), None);
    }
}
