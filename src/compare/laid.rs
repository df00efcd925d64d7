//! One picture laid over another, so that the same length is as long in both.

use super::Attempt;
use crate::body::{Facing, Joint};
use crate::geom::ImagePoint;
use crate::lift::{Plane, Scale};

/// Frames before and after lift-off in which a plate is looked for where it is not seen on that frame itself (our default).
const NEAR_LIFT_OFF: usize = 15;
/// Least confidence of a hand that stands for the bar; the half is where the pose models put "visible".
const SURE: f64 = 0.5;

/// What makes both pictures as large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The near plates: as large as each other, or as their stated diameters say.
    Plate,
    /// The scale of the lift: one of the plates is not seen.
    Lift,
}

/// How the picture of another repetition lies over this one's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Laid {
    /// Pixels of this picture a pixel of the other.
    pub scale: f64,
    /// What the scale rests on.
    pub by: By,
    /// The bar at lift-off in the other picture.
    pub there: ImagePoint,
    /// The bar at lift-off in this picture.
    pub here: ImagePoint,
    /// Whether the other lifter faces the other way, so that left and right are changed.
    pub mirrored: bool,
}

impl Laid {
    /// Lays another repetition over this one. `None` where the bar is seen in one of them neither by its plate nor by the hands, or the
    /// sizes of both cannot be compared.
    pub fn of(here: &Attempt, there: &Attempt) -> Option<Self> {
        let (scale, by) = scale(here, there)?;
        let side = |attempt: &Attempt| {
            attempt.analysis.lift.as_ref().filter(|lift| lift.plane == Plane::Sagittal).map(|lift| lift.view.facing)
        };
        let mirrored = match (side(here), side(there)) {
            (Some(here), Some(there)) => (here == Facing::Left) != (there == Facing::Left),
            _ => false,
        };
        Some(Self { scale, by, there: bar_at_lift_off(there)?, here: bar_at_lift_off(here)?, mirrored })
    }

    /// A place of the other picture in this one.
    pub fn place(&self, at: ImagePoint) -> ImagePoint {
        let aside = if self.mirrored { -1.0 } else { 1.0 };
        ImagePoint::new(
            self.here.x + aside * (at.x - self.there.x) * self.scale,
            self.here.y + (at.y - self.there.y) * self.scale,
        )
    }
}

/// Pixels of this picture a pixel of the other, for the same length.
fn scale(here: &Attempt, there: &Attempt) -> Option<(f64, By)> {
    if let (Some(own), Some(other)) = (plate_px(here), plate_px(there)) {
        let mm = |attempt: &Attempt| attempt.analysis.settings.calibration.plate_mm.filter(|mm| *mm > 0.0);
        let sizes = match (mm(here), mm(there)) {
            (Some(own), Some(other)) => other / own,
            // Where one is not known they are taken to be as large as each other.
            _ => 1.0,
        };
        return Some((own / other * sizes, By::Plate));
    }
    let lift = |attempt: &Attempt| {
        attempt.analysis.lift.as_ref().map(|lift| (lift.px_per_unit, matches!(lift.scale, Scale::Metres { .. })))
    };
    let ((own, metres), (other, also)) = (lift(here)?, lift(there)?);
    (metres == also && own > 0.0 && other > 0.0).then(|| (own / other, By::Lift))
}

/// Half the height of the near plate, pixels: its median over the repetition. The height, for seen at an angle only the width shrinks.
fn plate_px(attempt: &Attempt) -> Option<f64> {
    let frames = attempt.result()?.rep.frames.clone();
    let plates = attempt.recording.moments.get(frames)?.iter().filter_map(|moment| moment.near_plate);
    let mut heights: Vec<f64> = plates.map(|plate| plate.rim.half_height).filter(|height| *height > 0.0).collect();
    heights.sort_by(f64::total_cmp);
    heights.get(heights.len() / 2).copied()
}

/// The bar in the picture at lift-off: the near plate's middle, seen there or shortly before; else the middle of the hands.
fn bar_at_lift_off(attempt: &Attempt) -> Option<ImagePoint> {
    let frame = attempt.result()?.rep.lift_off?.frame;
    let plate = |frame: usize| attempt.recording.moments.get(frame)?.near_plate.map(|plate| plate.rim.centre);
    // Before lift-off the bar rests where it is lifted from; what comes after is the worse the later.
    let before = (frame.saturating_sub(NEAR_LIFT_OFF)..=frame).rev().find_map(plate);
    before.or_else(|| {
        let pose = attempt.recording.people.get(attempt.analysis.lifter?)?.poses.get(frame)?.as_ref()?;
        let hands: Vec<ImagePoint> =
            [Joint::LeftWrist, Joint::RightWrist].into_iter().filter_map(|joint| pose.sure(joint, SURE)).collect();
        match hands[..] {
            [one] => Some(one),
            [left, right] => Some(left.midpoint(right)),
            _ => None,
        }
    })
}
