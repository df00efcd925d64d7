//! Toe-touches before the camera: the lifter's own full flexion of the lower back.
//!
//! It is read by the same two segments of the back's contour as the rounding in a lift, so that `lumbar-rounding` can say how much of the own
//! range a pull uses. The contour shows about two thirds of what the joints do; that is the same on both sides of the share.

use super::{Reading, Seen, seen, visible};
use crate::body::{Joint, Recording};
use crate::measure::Abstain;
use crate::signal::{mad_sd, median, quantile, turns};

/// Least way of the trunk down and up for a bend to count, degrees.
const LEAST_BEND_DEG: f64 = 45.0;
/// Fewest bends from which the range is told; ten are asked for.
const FEWEST: usize = 3;
/// Time to either side of the lowest point that is read, seconds.
const AROUND_S: f64 = 0.1;
/// How near to its most upright the trunk must be to count as standing, degrees.
const STANDS_DEG: f64 = 8.0;
/// Allowed range: what a settings file may hold.
const BELIEVED_DEG: (f64, f64) = (20.0, 120.0);

/// What ten toe-touches tell.
#[derive(Clone, Debug, PartialEq)]
pub struct ToeTouch {
    /// Flexion of the lower back from standing to the toe-touch, by its contour: `lumbar_range_deg` of the settings.
    pub range: Reading,
    /// Flexion of each bend, degrees, in order.
    pub bends_deg: Vec<f64>,
    /// The moment of the deepest bend, seconds.
    pub at_s: f64,
}

/// The own full flexion of the lower back from a recording of toe-touches, filmed from the side.
pub fn toe_touch(recording: &Recording) -> Result<ToeTouch, Abstain> {
    let Seen { lift, flexion_deg, flexion_sd_deg, flexion_noise_deg } = seen(recording)?;
    let ends = [Joint::LeftHip, Joint::LeftShoulder].map(|joint| joint.on(lift.near));
    for joint in ends {
        visible(&lift, joint)?;
    }
    let trunk = |frame: usize| {
        let angle = lift.joint(ends[0])?.at(frame)?.elevation_deg(lift.joint(ends[1])?.at(frame)?)?;
        // Upright is 90, head down under 0: no bend goes round to 180.
        Some(if angle < -90.0 { angle + 360.0 } else { angle })
    };
    let course: Vec<Option<f64>> = (0..lift.t.len()).map(trunk).collect();
    let bottoms: Vec<usize> =
        turns(&course, LEAST_BEND_DEG).into_iter().filter(|turn| !turn.high).map(|turn| turn.frame).collect();
    if bottoms.len() < FEWEST {
        return Err(Abstain {
            code: "too-few-bends",
            reason: format!("{} bends were seen; at least {FEWEST} are needed, and ten are asked for.", bottoms.len()),
            film_it: "Film yourself from the side while you bend to your toes and stand up again, ten times.".into(),
        });
    }
    let upright = quantile(course.iter().flatten().copied(), 0.95).unwrap_or(f64::NAN);
    let standing = median(
        course
            .iter()
            .zip(&flexion_deg)
            .filter(|(trunk, _)| trunk.is_some_and(|trunk| trunk >= upright - STANDS_DEG))
            .filter_map(|(_, flexion)| *flexion),
    );
    let Some(standing) = standing else { return Err(Abstain::no_event("the lifter standing upright")) };
    let near = |frame: usize, other: usize| (lift.t[frame] - lift.t[other]).abs() <= AROUND_S;
    let at = |bottom: usize| {
        let around = (0..lift.t.len()).filter(|&frame| near(frame, bottom)).filter_map(|frame| flexion_deg[frame]);
        median(around).map(|flexion| flexion - standing)
    };
    let bends: Vec<(usize, f64)> = bottoms.iter().filter_map(|&bottom| Some((bottom, at(bottom)?))).collect();
    let bends_deg: Vec<f64> = bends.iter().map(|bend| bend.1).collect();
    let deepest = bends.iter().max_by(|a, b| a.1.total_cmp(&b.1)).map(|bend| lift.t[bend.0]);
    let (Some(deg), Some(at_s)) = (median(bends_deg.iter().copied()), deepest) else {
        return Err(Abstain::no_event("the lower back in the bends"));
    };
    if !(BELIEVED_DEG.0..=BELIEVED_DEG.1).contains(&deg) {
        return Err(Abstain {
            code: "range-not-believed",
            reason: format!("From standing to the toe-touch the lower back would bend by {deg:.0}°, which is not believed."),
            film_it: "Film straight from the side, shirt tucked in, and bend as far as you can without forcing.".into(),
        });
    }
    // The median of several bends; the error of the model's misses does not shrink with them.
    let scatter = 1.253 * mad_sd(bends_deg.iter().copied()).unwrap_or(0.0) / (bends_deg.len() as f64).sqrt();
    let noise = flexion_noise_deg / (bends_deg.len() as f64).sqrt();
    let sd_deg = flexion_sd_deg.hypot(scatter).hypot(noise).max(0.5);
    Ok(ToeTouch { range: Reading { deg, sd_deg }, bends_deg, at_s })
}
