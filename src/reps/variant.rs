//! Which kind of deadlift it is.

use super::odds::{Odds, TOLD, about, middle};
use super::types::Rep;
use crate::body::Joint;
use crate::geom::PlanePoint;
use crate::lift::{Lift, Plane, Variant, VariantKind, WIDTHS_FROM_DEG, sure_middle, units_per_metre};
use crate::signal::median;
use crate::track::SURE;

/// Stance over grip width from which it is sumo, and up to which conventional (from Escamilla et al. 2000: 70 over 47 cm against
/// 32 over 55 cm).
const SUMO_FROM: f64 = 1.1;
const CONVENTIONAL_TO: f64 = 0.9;
/// Knee angle at the start of the pull from which the legs are stiff, degrees, and in doubt (our default; conventional starts are
/// bent to 90 to 135 degrees).
const STIFF_FROM_DEG: f64 = 150.0;
const DOUBT_FROM_DEG: f64 = 142.0;
/// Most of the knee's straightening over the pull that stiff legs do, degrees.
const STIFF_CHANGE_DEG: f64 = 22.0;
/// Height under the knees over which a bar does not begin a pull from the floor, metres.
const UNDER_KNEES_M: f64 = 0.06;
/// Thigh above the horizontal up to which the knees are bent whatever the hidden shanks do, degrees (derived: a shank 30 degrees
/// forward of upright makes 150 degrees of knee with a thigh at 60; 10 for the error), and from which on they are straight where only the
/// thigh is seen, as from the front.
const BENT_TO_DEG: f64 = 50.0;
const STRAIGHT_FROM_DEG: f64 = 60.0;
/// Share by which the thighs look shorter at the start than standing, in doubt and surely (derived: thighs 45 degrees out to the sides
/// look 29 % shorter, 15 degrees out 3 %; on real clips of conventional pulls mostly under 10 %).
const KNEES_OUT: (f64, f64) = (0.15, 0.22);
/// Standard errors of the yaw that are taken off what the thighs look shorter by: those of a 90 % interval.
const YAW_SDS: f64 = 1.645;
/// Trunk above the horizontal at the start from which a side view may as well show a sumo pull, degrees.
const UPRIGHT_DEG: f64 = 55.0;

/// The kind of deadlift: by how high the plates rest and where the bar is against the lifter; by stance against grip where the view shows
/// widths; else by the knees' angle at the start and by how far the thighs go out of the picture's plane.
/// Unknown where that does not tell: then the user is asked.
pub fn variant(lift: &Lift, reps: &[Rep]) -> Variant {
    let unknown = Variant { kind: VariantKind::Unknown, confidence: 0.0 };
    let odds = Odds::of(lift, reps);
    for (kind, confidence) in [(VariantKind::Block, odds.block), (VariantKind::TrapBar, odds.trap)] {
        if confidence >= TOLD {
            return Variant { kind, confidence };
        }
    }
    // A straight bar from the floor, where nothing else is likely.
    let from_floor = |kind: VariantKind, confidence: f64| {
        if odds.floor >= TOLD { Variant { kind, confidence: confidence.min(odds.floor) } } else { unknown }
    };
    let starts: Vec<usize> = reps.iter().map(|rep| rep.lift_off.map_or(rep.frames.start, |lift_off| lift_off.frame)).collect();
    let knees = match lift.plane {
        Plane::Sagittal => knees_at_start(lift, reps, &starts),
        Plane::Frontal => knees_from_front(lift, reps, &starts),
    };
    if lift.view.yaw_deg >= WIDTHS_FROM_DEG
        && let Some(ratio) = median(starts.iter().filter_map(|&frame| stance_over_grip(lift, frame)))
    {
        let confidence = ((ratio - 1.0).abs() / 0.3).clamp(0.5, 0.95);
        return match ratio {
            ratio if ratio > SUMO_FROM => Variant { kind: VariantKind::Sumo, confidence },
            ratio if ratio < CONVENTIONAL_TO && knees == Knees::Straight => STIFF_LEGS,
            _ if lift.plane == Plane::Frontal && knees == Knees::InDoubt => unknown,
            ratio if ratio < CONVENTIONAL_TO => from_floor(VariantKind::Conventional, confidence),
            _ => unknown,
        };
    }
    if lift.plane == Plane::Frontal {
        return unknown;
    }
    match knees {
        Knees::Straight => return STIFF_LEGS,
        Knees::InDoubt | Knees::Hidden => return unknown,
        Knees::Bent { .. } => {}
    }
    if let Some(found) = knees_out(lift, reps, &starts) {
        return from_floor(found.kind, found.confidence);
    }
    let trunk = median(starts.iter().filter_map(|&frame| {
        let hip = middle(lift, Joint::LeftHip, frame)?;
        hip.elevation_deg(middle(lift, Joint::LeftShoulder, frame)?)
    }));
    let upright = trunk.is_some_and(|trunk| trunk > UPRIGHT_DEG);
    if upright {
        unknown
    } else {
        from_floor(VariantKind::Conventional, if knees == (Knees::Bent { seen: true }) { 0.7 } else { 0.6 })
    }
}

/// What the knees say at the start of the pulls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Knees {
    /// The legs are stiff.
    Straight,
    /// Perhaps they are.
    InDoubt,
    /// The knees are bent: by their own angle, or only by the thighs.
    Bent { seen: bool },
    /// Neither knees nor thighs are seen.
    Hidden,
}

/// A stiff-legged pull told by the knees.
const STIFF_LEGS: Variant = Variant { kind: VariantKind::StiffLeg, confidence: 0.7 };

fn knees_at_start(lift: &Lift, reps: &[Rep], starts: &[usize]) -> Knees {
    let seen_from_start = || starts.iter().copied().filter(|&frame| !begins_at_knees(lift, frame));
    let thigh = median(seen_from_start().filter_map(|frame| thigh_deg(lift, frame)));
    let bent = thigh.is_some_and(|thigh| thigh <= BENT_TO_DEG);
    match median(seen_from_start().filter_map(|frame| knee_deg(lift, frame))) {
        Some(start) if start >= DOUBT_FROM_DEG && !bent => {
            let change = median(
                reps.iter().zip(starts).filter_map(|(rep, &from)| Some(knee_deg(lift, top(rep))? - knee_deg(lift, from)?)),
            );
            let stiff = start >= STIFF_FROM_DEG || change.is_some_and(|change| change < STIFF_CHANGE_DEG);
            if stiff { Knees::Straight } else { Knees::InDoubt }
        }
        Some(_) => Knees::Bent { seen: true },
        None if bent => Knees::Bent { seen: false },
        None => Knees::Hidden,
    }
}

/// The same from the front or from behind, where the knees' angle is not seen but how steep the thighs are: by how much the hips are over the
/// knees at the start against standing.
fn knees_from_front(lift: &Lift, reps: &[Rep], starts: &[usize]) -> Knees {
    let over = |frame: usize| {
        let both = |joint: Joint, frame: usize| sure_middle(&lift.joints, joint, frame, SURE);
        let hips_over_knees = |frame: usize| Some(both(Joint::LeftHip, frame)?.y - both(Joint::LeftKnee, frame)?.y);
        median(about(frame).filter_map(hips_over_knees))
    };
    let start = median(starts.iter().filter(|&&frame| !begins_at_knees(lift, frame)).filter_map(|&frame| over(frame)));
    let standing = median(reps.iter().filter_map(|rep| over(rep.lockout?.frame)));
    let steep = |deg: f64| deg.to_radians().sin();
    match start.zip(standing).filter(|(_, standing)| *standing > 0.0).map(|(start, standing)| start / standing) {
        Some(share) if share >= steep(STRAIGHT_FROM_DEG) => Knees::Straight,
        Some(share) if share > steep(BENT_TO_DEG) => Knees::InDoubt,
        Some(_) => Knees::Bent { seen: false },
        None => Knees::Hidden,
    }
}

/// The frame of a repetition's lockout, or its last.
fn top(rep: &Rep) -> usize {
    rep.lockout.map_or(rep.frames.end.saturating_sub(1), |lockout| lockout.frame)
}

/// Sumo seen from the side: thighs that go out to the sides are shorter in the picture at the start than when standing. So are thighs of
/// which the yaw is taken for smaller than it is: as much as its error may do is taken off.
fn knees_out(lift: &Lift, reps: &[Rep], starts: &[usize]) -> Option<Variant> {
    let thigh = |frame: usize| Some(middle(lift, Joint::LeftHip, frame)?.distance(middle(lift, Joint::LeftKnee, frame)?));
    let over =
        |frames: &mut dyn Iterator<Item = usize>| median(frames.filter_map(|frame| median(about(frame).filter_map(thigh))));
    let standing = over(&mut reps.iter().filter(|rep| rep.lockout.is_some()).map(top)).filter(|&length| length > 0.0)?;
    let start = over(&mut starts.iter().copied())?;
    let (yaw, sd) = (lift.view.yaw_deg, YAW_SDS * lift.view.yaw_sd_deg.abs());
    let cos = |deg: f64| deg.clamp(0.0, 80.0).to_radians().cos();
    let by_yaw = 1.0 - cos(yaw + sd) / cos(yaw);
    match 1.0 - start / standing - by_yaw {
        out if out >= KNEES_OUT.1 => Some(Variant { kind: VariantKind::Sumo, confidence: 0.6 }),
        out if out >= KNEES_OUT.0 => Some(Variant { kind: VariantKind::Unknown, confidence: 0.0 }),
        _ => None,
    }
}

/// Angle of the near knee about a frame, degrees; `None` where hip or knee is hidden. Feet stay where they are in a deadlift, so an
/// ankle behind the plate is where either was seen on other frames.
fn knee_deg(lift: &Lift, frame: usize) -> Option<f64> {
    let far = |frame: usize| lift.far(Joint::LeftAnkle)?.sure(frame, SURE);
    let seen = || (0..lift.t.len()).flat_map(|frame| [sure(lift, Joint::LeftAnkle, frame), far(frame)]).flatten();
    let usual = median(seen().map(|at| at.x)).zip(median(seen().map(|at| at.y))).map(|(x, y)| PlanePoint::new(x, y));
    let ankle = |frame: usize| sure(lift, Joint::LeftAnkle, frame).or(usual);
    let knee = |frame: usize| sure(lift, Joint::LeftKnee, frame)?.angle_deg(sure(lift, Joint::LeftHip, frame)?, ankle(frame)?);
    median(about(frame).filter_map(knee))
}

/// Thigh of the near side above the horizontal about a frame, degrees; `None` where hip or knee is hidden.
fn thigh_deg(lift: &Lift, frame: usize) -> Option<f64> {
    let thigh = |frame: usize| {
        let (knee, hip) = (sure(lift, Joint::LeftKnee, frame)?, sure(lift, Joint::LeftHip, frame)?);
        Some((hip.y - knee.y).atan2((hip.x - knee.x).abs()).to_degrees())
    };
    median(about(frame).filter_map(thigh))
}

/// Place of a near joint where the model is sure of it.
pub(super) fn sure(lift: &Lift, joint: Joint, frame: usize) -> Option<PlanePoint> {
    lift.near(joint)?.sure(frame, SURE)
}

/// Whether the bar begins so high that the clip shows no start: only what comes after the knees.
fn begins_at_knees(lift: &Lift, frame: usize) -> bool {
    let bar = lift.bar.as_ref().and_then(|bar| bar.path.y.at(frame));
    let knee = middle(lift, Joint::LeftKnee, frame).map(|knee| knee.y);
    bar.zip(knee).is_some_and(|(bar, knee)| bar > knee - UNDER_KNEES_M * units_per_metre(lift.scale))
}

/// Distance of the heels over that of the hands along the bar; by ankles and wrists where a model gives no heels or knuckles and the
/// view is from the front (obliquely those are laid on each other).
fn stance_over_grip(lift: &Lift, frame: usize) -> Option<f64> {
    let apart = |joint: Joint| Some((lift.joint(joint)?.at(frame)?.x - lift.joint(joint.partner())?.at(frame)?.x).abs());
    let width =
        |joint: Joint, other: Joint| apart(joint).or_else(|| if lift.plane == Plane::Frontal { apart(other) } else { None });
    let grip = width(Joint::LeftKnuckle, Joint::LeftWrist)?;
    (grip > 1e-6).then_some(width(Joint::LeftHeel, Joint::LeftAnkle)? / grip)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lift::{Calibration, calibrate};
    use crate::synthetic::{Errors, Pull, Scene, film};

    fn found(scene: &Scene) -> VariantKind {
        let (recording, _) = film(scene);
        let lift = calibrate(&recording, 0, &Calibration::default()).unwrap().0;
        variant(&lift, &crate::reps::split(&lift).0).kind
    }

    #[test]
    fn the_default_lifter_pulls_conventionally_from_the_side_and_from_the_front() {
        for yaw_deg in [0.0, 45.0, 90.0] {
            assert_eq!(found(&Scene { yaw_deg, ..Scene::default() }), VariantKind::Conventional, "{yaw_deg}");
        }
    }

    /// What a lift with hidden joints is taken for; hidden ones are drawn folded up, as a model guesses them behind a plate.
    fn found_with_hidden(scene: &Scene, hidden: impl Fn(Joint, usize) -> bool) -> VariantKind {
        let (recording, _) = film(scene);
        let mut lift = calibrate(&recording, 0, &Calibration::default()).unwrap().0;
        for (&joint, path) in &mut lift.joints {
            for frame in (0..path.confidence.len()).filter(|&frame| hidden(joint, frame)) {
                path.confidence[frame] = 0.0;
                path.x.smooth[frame] = path.x.smooth[frame].map(|x| x - 0.5);
            }
        }
        let reps = crate::reps::split(&lift).0;
        variant(&lift, &reps).kind
    }

    #[test]
    fn a_guessed_ankle_or_knee_makes_no_stiff_legs() {
        let ankle = |joint: Joint| matches!(joint, Joint::LeftAnkle | Joint::RightAnkle);
        let knee = |joint: Joint| matches!(joint, Joint::LeftKnee | Joint::RightKnee);
        let scene = Scene::default();
        let (low, high) = (|frame: usize| frame < 40, |frame: usize| frame < 100_000);
        assert_eq!(found_with_hidden(&scene, |joint, frame| ankle(joint) && low(frame)), VariantKind::Conventional);
        assert_eq!(found_with_hidden(&scene, |joint, frame| ankle(joint) && high(frame)), VariantKind::Conventional);
        assert_eq!(found_with_hidden(&scene, |joint, frame| knee(joint) && high(frame)), VariantKind::Unknown);
    }

    #[test]
    fn sumo_blocks_and_trap_bars_are_told_from_the_side() {
        for (pull, kind) in [
            (Pull::Sumo, VariantKind::Sumo),
            (Pull::Block(0.17), VariantKind::Block),
            (Pull::Block(0.28), VariantKind::Block),
            (Pull::TrapBar, VariantKind::TrapBar),
        ] {
            for yaw_deg in [0.0, 15.0, 165.0] {
                assert_eq!(found(&Scene { pull, yaw_deg, ..Scene::default() }), kind, "{pull:?} at {yaw_deg}");
            }
        }
    }

    #[test]
    fn low_blocks_are_told_where_the_hands_are_seen_and_asked_for_from_the_side() {
        let low = |under_m: f64, yaw_deg: f64| {
            let scene = Scene { pull: Pull::Block(under_m), yaw_deg, far_plate: yaw_deg > 60.0, ..Scene::default() };
            found(&scene)
        };
        for yaw_deg in [40.0, 90.0, 320.0] {
            assert_eq!(low(0.13, yaw_deg), VariantKind::Block, "{yaw_deg}");
        }
        assert_eq!(low(0.12, 0.0), VariantKind::Unknown);
    }

    #[test]
    fn a_bar_that_turns_in_the_air_makes_no_blocks() {
        for yaw_deg in [0.0, 20.0, 40.0, 90.0] {
            let kind = found(&Scene { pull: Pull::Romanian, yaw_deg, far_plate: true, ..Scene::default() });
            assert_ne!(kind, VariantKind::Block, "{yaw_deg}");
        }
    }

    #[test]
    fn hips_too_deep_and_shoulders_behind_the_bar_make_no_trap_bar() {
        for low_hips_deg in [10.0, 20.0, 30.0, 40.0] {
            let errors = Errors { low_hips_deg, ..Errors::default() };
            for yaw_deg in [0.0, 20.0] {
                let kind = found(&Scene { errors, yaw_deg, ..Scene::default() });
                assert!(matches!(kind, VariantKind::Conventional | VariantKind::Unknown), "{kind:?} {low_hips_deg} at {yaw_deg}");
            }
        }
    }

    #[test]
    fn high_hips_at_the_start_are_stiff_legs_from_every_side() {
        for yaw_deg in [0.0, 40.0, 90.0, 270.0] {
            let scene = Scene { pull: Pull::StiffLeg, yaw_deg, far_plate: yaw_deg > 60.0, ..Scene::default() };
            assert_eq!(found(&scene), VariantKind::StiffLeg, "{yaw_deg}");
        }
    }
}
