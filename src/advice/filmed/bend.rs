//! The flexion of the lower back off the shape of the whole contour, with as little noise as its five points allow.
//!
//! A lower back that bends evenly by `f` over the lower half of the contour turns its points off a straight line by known shares of `f`.
//! The weights below are those shares with every line taken out (neither place nor lean of the trunk counts), scaled to give `f` back: the
//! least squares for points that are equally sure. Against the angle of two of the contour's segments the noise is a third less.
//! It is right in changes; what the contour is like in the lifter's own neutral posture is a constant.

use super::{CONTOUR_OWN, own_sd};
use crate::body::Joint;
use crate::geom::PlanePoint;
use crate::lift::Lift;
use crate::signal::median;

/// The contour from the sacrum to the neck.
const POINTS: [Joint; 5] = [Joint::Back5, Joint::Back4, Joint::Back3, Joint::Back2, Joint::Back1];
/// Where they are on its way, shares.
const PLACES: [f64; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];
/// Share of the contour over which the lower back bends: up to its middle, as for the segments of the rounding.
const LOWER: f64 = 0.5;

/// The bend of the lower back over a clip.
pub(super) struct Bend {
    /// Flexion but for a constant, degrees; one entry a frame.
    pub(super) deg: Vec<Option<f64>>,
    /// What the model misses it by, degrees, standard error.
    pub(super) miss_sd_deg: f64,
}

/// Weights that give the flexion, radians, from the points' ways off the line over the contour's length.
fn weights() -> [f64; 5] {
    // Heading falls evenly over the lower part and stays: a parabola, and a line from there.
    let off = PLACES.map(|at| if at < LOWER { at * at / (2.0 * LOWER) } else { at - LOWER / 2.0 });
    let middle = PLACES.iter().sum::<f64>() / 5.0;
    let mean = off.iter().sum::<f64>() / 5.0;
    let slope = PLACES.iter().zip(off).map(|(at, off)| (at - middle) * off).sum::<f64>()
        / PLACES.iter().map(|at| (at - middle).powi(2)).sum::<f64>();
    let mut left = [0, 1, 2, 3, 4].map(|point| off[point] - mean - slope * (PLACES[point] - middle));
    let squares = left.iter().map(|off| off * off).sum::<f64>();
    for weight in &mut left {
        // A bend forward turns the upper part down: the middle stands out upward, to the left of the way from sacrum to neck.
        *weight /= -squares;
    }
    left
}

/// The bend over a clip; `None` where the contour is nowhere seen whole.
pub(super) fn bend(lift: &Lift) -> Option<Bend> {
    let weights = weights();
    let frames: Vec<Option<(f64, f64)>> = (0..lift.t.len()).map(|frame| off_line(&contour(lift, frame)?, weights)).collect();
    let length = median(frames.iter().flatten().map(|(_, length)| *length)).filter(|length| *length > 1e-6)?;
    let squares =
        POINTS.iter().zip(weights).map(|(&joint, weight)| Some((weight * CONTOUR_OWN * own_sd(lift.joint(joint)?)).powi(2)));
    let miss_sd_deg = (squares.sum::<Option<f64>>()?.sqrt() / length).to_degrees();
    // The length is the clip's: one that flickers from frame to frame would be noise.
    let deg = frames.into_iter().map(|found| found.map(|(off, _)| (off / length).to_degrees())).collect();
    Some(Bend { deg, miss_sd_deg })
}

/// The contour's points at a frame.
fn contour(lift: &Lift, frame: usize) -> Option<[PlanePoint; 5]> {
    let mut points = [PlanePoint::new(0.0, 0.0); 5];
    for (point, joint) in points.iter_mut().zip(POINTS) {
        *point = lift.joint(joint)?.at(frame)?;
    }
    Some(points)
}

/// The weighted way of the points off their own line, to its left, and the contour's length along it.
fn off_line(points: &[PlanePoint; 5], weights: [f64; 5]) -> Option<(f64, f64)> {
    let mean = |pick: &dyn Fn(&PlanePoint) -> f64| points.iter().map(pick).sum::<f64>() / 5.0;
    let middle = PlanePoint::new(mean(&|point| point.x), mean(&|point| point.y));
    let centre = PLACES.iter().sum::<f64>() / 5.0;
    let squares = PLACES.iter().map(|at| (at - centre).powi(2)).sum::<f64>();
    let along = |pick: &dyn Fn(&PlanePoint) -> f64| {
        points.iter().zip(PLACES).map(|(point, at)| pick(point) * (at - centre)).sum::<f64>() / squares
    };
    let (dx, dy) = (along(&|point| point.x - middle.x), along(&|point| point.y - middle.y));
    let length = dx.hypot(dy);
    if length <= 1e-9 {
        return None;
    }
    let left = |point: &PlanePoint| (dx * (point.y - middle.y) - dy * (point.x - middle.x)) / length;
    Some((points.iter().zip(weights).map(|(point, weight)| weight * left(point)).sum(), length))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A contour whose lower half bends evenly, turned by a lean.
    fn bent(deg: f64, lean_deg: f64) -> [PlanePoint; 5] {
        const LINKS: usize = 400;
        let (mut at, mut heading) = ((2.0, 1.0), lean_deg);
        let mut chain = vec![at];
        for _ in 0..LINKS {
            let step = chain.len();
            if step <= LINKS / 2 {
                heading -= deg / (LINKS as f64 / 2.0);
            }
            let (sin, cos) = heading.to_radians().sin_cos();
            at = (at.0 + 0.5 * cos / LINKS as f64, at.1 + 0.5 * sin / LINKS as f64);
            chain.push(at);
        }
        PLACES.map(|share| chain[(share * LINKS as f64).round() as usize]).map(|(x, y)| PlanePoint::new(x, y))
    }

    #[test]
    fn the_bend_of_the_lower_half_is_told_whatever_the_lean() {
        for lean_deg in [0.0, 40.0, -30.0, 90.0] {
            let (straight, _) = off_line(&bent(0.0, lean_deg), weights()).unwrap();
            assert!(straight.abs() < 1e-9);
            for deg in [5.0, 15.0, 25.0, -10.0] {
                let (off, length) = off_line(&bent(deg, lean_deg), weights()).unwrap();
                let found = (off / length).to_degrees();
                assert!((found - deg).abs() < 0.1 * deg.abs(), "{found:.1} for {deg}, lean {lean_deg}");
            }
        }
    }

    #[test]
    fn a_contour_in_one_point_tells_nothing() {
        assert_eq!(off_line(&[PlanePoint::new(1.0, 1.0); 5], weights()), None);
    }
}
