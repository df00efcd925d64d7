//! The rock-back before the camera: the flexion of the hip at which the lower back starts to move.
//!
//! The flexion of the lower back over the flexion of the hip is a bent line: level while the hip alone moves, rising once the lower back has to
//! help. The bend is fitted to all repetitions of the clip together (`hinge`), on the reading of the lower back that its whole
//! contour gives (`bend`). Its error is that of the fit, of the hip's joints and of the view together.

use super::bend::bend;
use super::hinge::{Hinge, Sample, Way, hinge};
use super::{Reading, Seen, own_sd, seen, visible};
use crate::body::{Joint, Recording};
use crate::geom::PlanePoint;
use crate::lift::Lift;
use crate::measure::{Abstain, INTERVAL_90};
use crate::signal::{median, quantile, turns};

/// Largest yaw at which the hip's angle is told to a few degrees: beyond it perspective spoils it. Our default, checked on synthetic clips.
const MOST_YAW_DEG: f64 = 18.0;
/// Least way of the hip for a rock-back, degrees.
const LEAST_WAY_DEG: f64 = 20.0;
/// Fewest repetitions from which it is told; ten are asked for.
const FEWEST: usize = 3;
/// Steepest trunk on hands and knees, degrees from the horizontal: steeper it kneels or stands up.
const STEEPEST_DEG: f64 = 50.0;
/// Least rise of the lower back over the way that counts as moving, degrees. Our default.
const LEAST_RISE_DEG: f64 = 5.0;
/// Rise that trained eyes see, degrees (Abbott et al.): a back is only said to hold where such a rise, from the middle of the way on, would be
/// told nine times in ten, which takes so many of its standard errors (2 to be told, and 1.28).
const SEEN_RISE_DEG: f64 = 9.0;
const TOLD_FROM: f64 = 3.28;
/// Fall of the squares, in standard errors squared, from which there is a bend, and under which there is none: three, for the bend was looked for
/// everywhere, and two. On synthetic clips of backs that hold, 33 with all misses, the highest was 5.5.
const BENDS: (f64, f64) = (9.0, 4.0);
/// Largest standard error with which the figure is given, degrees: beyond it the interval is wider than 16, and could not tell a hip
/// that gives at 95 from one that gives at 110. Our default.
const MOST_SD_DEG: f64 = 5.0;
/// What a miss of the model does to the lower back's reading from one end of the way to the other: half of its straight part and its bow,
/// shares of the miss. Half of a miss turns over with the posture (as for a lift); the rest stays in the picture while the trunk turns by about
/// half a radian either way. Derived.
const WAVE: (f64, f64) = (0.6, 0.2);
/// How near to the bend frames tell where the joints are, degrees of the hip.
const NEAR_DEG: f64 = 5.0;

/// What a rock-back tells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RockBack {
    /// The lower back starts to move at this flexion of the hip.
    Moves {
        /// Flexion of the hip, 0 being a straight hip.
        from: Reading,
        /// By how much the lower back bends up to the end of the way, degrees.
        rise_deg: f64,
    },
    /// The lower back stays as it is up to this flexion of the hip, the end of the way.
    Holds {
        /// Flexion of the hip at the end of the way.
        to: Reading,
    },
}

/// The flexion of the hip at which the lower back starts to move, from a recording of rock-backs on hands and knees, filmed from the side.
pub fn rock_back(recording: &Recording) -> Result<RockBack, Abstain> {
    let Seen { lift, .. } = seen(recording)?;
    if lift.view.yaw_deg > MOST_YAW_DEG {
        return Err(Abstain::yaw(lift.view.yaw_deg, MOST_YAW_DEG, false));
    }
    let corners = [Joint::LeftShoulder, Joint::LeftHip, Joint::LeftKnee].map(|joint| joint.on(lift.near));
    for joint in corners.into_iter().chain([Joint::Back1]) {
        visible(&lift, joint)?;
    }
    let nothing = || Abstain::no_event("the rock-back");
    let course: Vec<Option<f64>> = (0..lift.t.len()).map(|frame| flexion(&lift, corners, frame)).collect();
    let share = |share: f64| quantile(course.iter().flatten().copied(), share);
    let ends = share(0.02).zip(share(0.98)).ok_or_else(nothing)?;
    let reps = repetitions(&course);
    let way_deg = ends.1 - ends.0;
    if way_deg < LEAST_WAY_DEG {
        let reason =
            format!("The hip moves by {:.0}° only; a rock-back moves it by {LEAST_WAY_DEG:.0}° or more.", way_deg.max(0.0));
        return Err(Abstain { code: "too-little-way", reason, film_it: HOW.into() });
    }
    if reps.len() < FEWEST {
        let reason = format!("{} rock-backs were seen; at least {FEWEST} are needed, and ten are asked for.", reps.len());
        return Err(Abstain { code: "too-few-rock-backs", reason, film_it: HOW.into() });
    }
    let back = bend(&lift).ok_or_else(nothing)?;
    let samples: Vec<Sample> = reps
        .iter()
        .enumerate()
        .flat_map(|(rep, frames)| frames.clone().map(move |frame| (rep, frame)))
        .filter_map(|(rep, frame)| Some(Sample { rep, x: course[frame]?, y: back.deg[frame]? }))
        .collect();
    let wave = (WAVE.0 * back.miss_sd_deg, WAVE.1 * back.miss_sd_deg);
    let found = hinge(&samples, Way { ends, wave }).ok_or_else(nothing)?;
    let reading = |deg: f64, sd_deg: f64| {
        let hip_sd = hip_sd_deg(&lift, corners, &course, deg).ok_or_else(nothing)?;
        Ok(Reading { deg, sd_deg: sd_deg.hypot(hip_sd).max(0.5) })
    };
    judged(&found, ends.1, &reading)
}

/// How it is filmed.
const HOW: &str = "Film from the side on hands and knees while you rock back towards your heels and forward again, ten times.";

/// How a clip gives a narrower error.
const NARROWER: &str = "Rock back ten times or more, slowly, further towards your heels, straight from the side at hip height, shirt tucked in, and \
                        fill the picture: the longer the back in it, the smaller the error.";

/// What the fit says, where it says it surely enough; `high` is the end of the way, `reading` a flexion of the hip with all errors.
fn judged(found: &Hinge, high: f64, reading: &dyn Fn(f64, f64) -> Result<Reading, Abstain>) -> Result<RockBack, Abstain> {
    let unsure = |reason: String| Abstain { code: "error-too-large", reason, film_it: NARROWER.into() };
    let bends = found.strength >= BENDS.0;
    if bends && found.rise >= LEAST_RISE_DEG {
        let from = reading(found.at, found.at_sd)?;
        if from.sd_deg > MOST_SD_DEG {
            return Err(unsure(format!(
                "The lower back moves, but from where is only told to ± {:.0}°, and more than ± {:.0}° would tell little.",
                INTERVAL_90 * from.sd_deg,
                INTERVAL_90 * MOST_SD_DEG
            )));
        }
        return Ok(RockBack::Moves { from, rise_deg: found.rise });
    }
    if !bends && (found.strength >= BENDS.1 || TOLD_FROM * found.middle_rise_sd > SEEN_RISE_DEG) {
        return Err(unsure("Whether the lower back moves at all does not stand out of the noise of its points.".into()));
    }
    Ok(RockBack::Holds { to: reading(high, 0.0)? })
}

/// Flexion of the hip at a frame, degrees, 0 being a straight hip; `None` also where the trunk is too steep for hands and knees.
fn flexion(lift: &Lift, [shoulder, hip, knee]: [Joint; 3], frame: usize) -> Option<f64> {
    let at = |joint: Joint| lift.joint(joint)?.at(frame);
    let (shoulder, hip, knee) = (at(shoulder)?, at(hip)?, at(knee)?);
    let lean = hip.elevation_deg(shoulder)?;
    (lean.abs() <= STEEPEST_DEG).then_some(180.0 - hip.angle_deg(shoulder, knee)?)
}

/// The frames of every repetition: from a low of the hip's flexion over a high to the next low.
fn repetitions(course: &[Option<f64>]) -> Vec<std::ops::Range<usize>> {
    let turns = turns(course, LEAST_WAY_DEG);
    let lows: Vec<usize> = turns.iter().filter(|turn| !turn.high).map(|turn| turn.frame).collect();
    let whole = lows.windows(2).filter(|pair| turns.iter().any(|turn| turn.high && (pair[0]..pair[1]).contains(&turn.frame)));
    whole.map(|pair| pair[0]..pair[1]).collect()
}

/// What the hip's flexion is missed by where it is about `deg`: by the model's misses of its three joints, and by the view's yaw, which says how
/// much what lies along the floor is stretched; standard error, degrees.
fn hip_sd_deg(lift: &Lift, corners: [Joint; 3], course: &[Option<f64>], deg: f64) -> Option<f64> {
    let near: Vec<usize> =
        (0..course.len()).filter(|&frame| course[frame].is_some_and(|at| (at - deg).abs() <= NEAR_DEG)).collect();
    let place = |joint: Joint| {
        let of =
            |pick: &dyn Fn(PlanePoint) -> f64| median(near.iter().filter_map(|&frame| Some(pick(lift.joint(joint)?.at(frame)?))));
        Some(PlanePoint::new(of(&|at| at.x)?, of(&|at| at.y)?))
    };
    let places = [place(corners[0])?, place(corners[1])?, place(corners[2])?];
    let angle = |[shoulder, hip, knee]: [PlanePoint; 3]| hip.angle_deg(shoulder, knee);
    let here = angle(places)?;
    let mut squares = 0.0;
    for (corner, joint) in corners.into_iter().enumerate() {
        let own = own_sd(lift.joint(joint)?);
        // Along the floor both sides are laid on each other: there it is the mean of two misses.
        let both = lift.joint(joint.partner()).is_some();
        let along = if both { own * std::f64::consts::FRAC_1_SQRT_2 } else { own };
        for (dx, dy) in [(along, 0.0), (0.0, own)] {
            let mut moved = places;
            moved[corner] = PlanePoint::new(places[corner].x + dx, places[corner].y + dy);
            squares += (angle(moved)? - here).powi(2);
        }
    }
    let cosine = |yaw_deg: f64| yaw_deg.max(0.0).to_radians().cos();
    let (yaw, sd) = (lift.view.yaw_deg, lift.view.yaw_sd_deg);
    let stretched =
        |other: f64| Some((angle(places.map(|at| PlanePoint::new(at.x * cosine(yaw) / cosine(other), at.y)))? - here).abs());
    Some(squares.sqrt().hypot(stretched(yaw + sd)?.max(stretched(yaw - sd)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(found: Hinge) -> Result<RockBack, &'static str> {
        judged(&found, 134.0, &|deg, sd_deg| Ok(Reading { deg, sd_deg: sd_deg.hypot(3.0) })).map_err(|why| why.code)
    }

    const CLEAR: Hinge = Hinge { at: 105.0, at_sd: 1.5, rise: 14.0, strength: 60.0, middle_rise_sd: 2.0 };

    #[test]
    fn a_clear_bend_moves_a_weak_one_holds_and_what_lies_between_is_not_assessed() {
        assert!(matches!(say(CLEAR), Ok(RockBack::Moves { from, .. }) if (from.deg - 105.0).abs() < 1e-9));
        assert!(matches!(say(Hinge { rise: 2.0, ..CLEAR }), Ok(RockBack::Holds { to }) if (to.deg - 134.0).abs() < 1e-9));
        assert!(matches!(say(Hinge { strength: 1.0, ..CLEAR }), Ok(RockBack::Holds { .. })));
        assert_eq!(say(Hinge { strength: 6.0, ..CLEAR }), Err("error-too-large"));
    }

    #[test]
    fn an_error_that_is_too_wide_is_not_assessed() {
        assert_eq!(say(Hinge { at_sd: 6.0, ..CLEAR }), Err("error-too-large"));
        assert_eq!(say(Hinge { strength: 1.0, middle_rise_sd: 3.0, ..CLEAR }), Err("error-too-large"));
    }

    #[test]
    fn repetitions_lie_between_lows() {
        let course: Vec<Option<f64>> =
            (0..300).map(|frame| Some(100.0 - 25.0 * (f64::from(frame) * std::f64::consts::TAU / 100.0).cos())).collect();
        assert_eq!(repetitions(&course).len(), 3);
        assert_eq!(repetitions(&course[..90]).len(), 1);
        assert!(repetitions(&[]).is_empty());
    }
}
