//! Which kind of deadlift it is.

use super::types::Rep;
use crate::body::Joint;
use crate::geom::PlanePoint;
use crate::lift::{
    ASSUMED_STATURE_M, BarSource, GRIP, Lift, Path, Plane, Variant, VariantKind, WIDTHS_FROM_DEG, units_per_metre,
};
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
/// forward of upright makes 150 degrees of knee with a thigh at 60; 10 for the error).
const BENT_TO_DEG: f64 = 50.0;
/// Height of the hands over the plates' radius at the start from which they stand on blocks, metres. The specification's 4 cm cannot be
/// told: on real clips of pulls from the floor hands and floor together are off by up to 18 cm. Lower blocks are for the user to say.
const BLOCKS_M: f64 = 0.22;
/// How far the wrists are ahead of the hips at lockout beside the thighs rather than before them, metres: from and to. Real clips of
/// straight bars show 2 to 20 cm, so this only raises a doubt: a trap bar is for the user to say.
const BESIDE_M: (f64, f64) = (-0.06, 0.03);
/// Yaw up to which that is told, degrees.
const TRAP_YAW_DEG: f64 = 30.0;
/// Share by which the thighs look shorter at the start than standing, in doubt and surely (derived: thighs 45 degrees out to the sides
/// look 29 % shorter, 15 degrees out 3 %; on real clips of conventional pulls mostly under 10 %).
const KNEES_OUT: (f64, f64) = (0.15, 0.22);
/// Standard errors of the yaw that are taken off what the thighs look shorter by: those of a 90 % interval.
const YAW_SDS: f64 = 1.645;
/// Frames to either side over which an angle is taken.
const AROUND: usize = 3;
/// Trunk above the horizontal at the start from which a side view may as well show a sumo pull, degrees.
const UPRIGHT_DEG: f64 = 55.0;

/// The kind of deadlift: by stance against grip where the view shows widths; else by the knees' angle at the start, by where the
/// hands are at lockout, by how high the bar stands at the start and by how far the thighs go out of the picture's plane.
/// Unknown where that does not tell: then the user is asked.
pub fn variant(lift: &Lift, reps: &[Rep]) -> Variant {
    let unknown = Variant { kind: VariantKind::Unknown, confidence: 0.0 };
    let starts: Vec<usize> = reps.iter().map(|rep| rep.lift_off.map_or(rep.frames.start, |lift_off| lift_off.frame)).collect();
    let rested = reps.iter().filter_map(|rep| Some(rep.lift_off?.frame));
    let block = on_blocks(lift, &rested.collect::<Vec<_>>());
    if lift.view.yaw_deg >= WIDTHS_FROM_DEG
        && let Some(ratio) = median(starts.iter().filter_map(|&frame| stance_over_grip(lift, frame)))
    {
        let confidence = ((ratio - 1.0).abs() / 0.3).clamp(0.5, 0.95);
        return match ratio {
            ratio if ratio > SUMO_FROM => Variant { kind: VariantKind::Sumo, confidence },
            ratio if ratio < CONVENTIONAL_TO => block.unwrap_or(Variant { kind: VariantKind::Conventional, confidence }),
            _ => unknown,
        };
    }
    if lift.plane == Plane::Frontal {
        return unknown;
    }
    let seen_from_start = starts.iter().copied().filter(|&frame| !begins_at_knees(lift, frame));
    let seen_from_start: Vec<usize> = seen_from_start.collect();
    let thigh = median(seen_from_start.iter().filter_map(|&frame| thigh_deg(lift, frame)));
    let bent = thigh.is_some_and(|thigh| thigh <= BENT_TO_DEG);
    let start = median(seen_from_start.iter().filter_map(|&frame| knee_deg(lift, frame)));
    if let Some(start) = start.filter(|&start| start >= DOUBT_FROM_DEG && !bent) {
        let change =
            median(reps.iter().zip(&starts).filter_map(|(rep, &from)| Some(knee_deg(lift, top(rep))? - knee_deg(lift, from)?)));
        let stiff = start >= STIFF_FROM_DEG || change.is_some_and(|change| change < STIFF_CHANGE_DEG);
        return if stiff { Variant { kind: VariantKind::StiffLeg, confidence: 0.7 } } else { unknown };
    }
    if start.is_none() && !bent {
        // High plates hide the knees of a block pull.
        return block.unwrap_or(unknown);
    }
    if let Some(found) = perhaps_inside_the_bar(lift, reps).or(block).or_else(|| knees_out(lift, reps, &starts)) {
        return found;
    }
    let trunk = median(starts.iter().filter_map(|&frame| {
        let hip = middle(lift, Joint::LeftHip, frame)?;
        hip.elevation_deg(middle(lift, Joint::LeftShoulder, frame)?)
    }));
    let upright = trunk.is_some_and(|trunk| trunk > UPRIGHT_DEG);
    if upright {
        unknown
    } else {
        Variant { kind: VariantKind::Conventional, confidence: if start.is_some() { 0.7 } else { 0.6 } }
    }
}

/// The frame of a repetition's lockout, or its last.
fn top(rep: &Rep) -> usize {
    rep.lockout.map_or(rep.frames.end.saturating_sub(1), |lockout| lockout.frame)
}

/// A block pull: the hands stand higher over the feet at the start than the plates' radius. Needs plates of known size.
fn on_blocks(lift: &Lift, starts: &[usize]) -> Option<Variant> {
    let bar = lift.bar.as_ref().filter(|bar| bar.source == BarSource::Plate && lift.metres_per_unit().is_some())?;
    let grip = GRIP * ASSUMED_STATURE_M;
    let hands = |frame: usize| {
        let knuckles = middle(lift, Joint::LeftKnuckle, frame).map(|at| at.y);
        knuckles.or_else(|| middle(lift, Joint::LeftWrist, frame).map(|at| at.y - grip))
    };
    let height = median(starts.iter().filter_map(|&frame| median(about(frame).filter_map(hands))))? - bar.rest_height;
    (height >= BLOCKS_M).then_some(Variant { kind: VariantKind::Block, confidence: 0.7 })
}

/// Perhaps a trap bar: at lockout the hands hang beside the thighs, not before them.
fn perhaps_inside_the_bar(lift: &Lift, reps: &[Rep]) -> Option<Variant> {
    if lift.view.yaw_deg > TRAP_YAW_DEG {
        return None;
    }
    let ahead = |frame: usize| Some(middle(lift, Joint::LeftWrist, frame)?.x - middle(lift, Joint::LeftHip, frame)?.x);
    let locked = reps.iter().filter(|rep| rep.lockout.is_some()).map(top);
    let ahead = median(locked.filter_map(|frame| median(about(frame).filter_map(ahead))))? / units_per_metre(lift.scale);
    (BESIDE_M.0..=BESIDE_M.1).contains(&ahead).then_some(Variant { kind: VariantKind::Unknown, confidence: 0.0 })
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

/// Middle of a pair of joints on a frame; one alone stands for both.
fn middle(lift: &Lift, joint: Joint, frame: usize) -> Option<PlanePoint> {
    let at = |joint: Joint| lift.joint(joint)?.at(frame);
    match (at(joint), at(joint.partner())) {
        (Some(a), Some(b)) => Some(a.midpoint(b)),
        (one, other) => one.or(other),
    }
}

/// Angle of the near knee about a frame, degrees; `None` where hip or knee is hidden. Feet stay where they are in a deadlift, so an
/// ankle behind the plate is where either was seen on other frames.
fn knee_deg(lift: &Lift, frame: usize) -> Option<f64> {
    let far = |frame: usize| place(lift.far(Joint::LeftAnkle)?, frame);
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

fn about(frame: usize) -> std::ops::Range<usize> {
    frame.saturating_sub(AROUND)..frame + AROUND + 1
}

/// Place of a near joint where the model is sure of it.
fn sure(lift: &Lift, joint: Joint, frame: usize) -> Option<PlanePoint> {
    place(lift.near(joint)?, frame)
}

fn place(path: &Path, frame: usize) -> Option<PlanePoint> {
    path.at(frame).filter(|_| path.confidence.get(frame).is_some_and(|confidence| *confidence >= SURE))
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
    use crate::synthetic::{Pull, Scene, film};

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
    fn sumo_and_high_blocks_are_told_from_the_side_and_a_trap_bar_is_asked_for() {
        for (pull, kind) in
            [(Pull::Sumo, VariantKind::Sumo), (Pull::Block(0.28), VariantKind::Block), (Pull::TrapBar, VariantKind::Unknown)]
        {
            for yaw_deg in [0.0, 15.0, 165.0] {
                assert_eq!(found(&Scene { pull, yaw_deg, ..Scene::default() }), kind, "{pull:?} at {yaw_deg}");
            }
        }
    }

    #[test]
    fn high_hips_at_the_start_are_stiff_legs() {
        assert_eq!(found(&Scene { pull: Pull::StiffLeg, ..Scene::default() }), VariantKind::StiffLeg);
    }
}
