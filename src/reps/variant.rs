//! Which kind of deadlift it is.

use super::types::Rep;
use crate::body::Joint;
use crate::geom::PlanePoint;
use crate::lift::{Lift, Variant, VariantKind};
use crate::signal::median;

/// Yaw from which stance and grip can be compared, degrees.
const WIDTHS_FROM_DEG: f64 = 35.0;
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
/// Trunk above the horizontal at the start from which a side view may as well show a sumo pull, degrees.
const UPRIGHT_DEG: f64 = 55.0;

/// The kind of deadlift: by stance against grip where the view shows widths, by the knees' angle at the start where it shows the
/// side. Block pulls and trap bars are not told apart: the user says them.
pub fn variant(lift: &Lift, reps: &[Rep]) -> Variant {
    let unknown = Variant { kind: VariantKind::Unknown, confidence: 0.0 };
    let starts: Vec<usize> = reps.iter().map(|rep| rep.lift_off.map_or(rep.frames.start, |lift_off| lift_off.frame)).collect();
    if lift.view.yaw_deg >= WIDTHS_FROM_DEG
        && let Some(ratio) = median(starts.iter().filter_map(|&frame| stance_over_grip(lift, frame)))
    {
        let confidence = ((ratio - 1.0).abs() / 0.3).clamp(0.5, 0.95);
        return match ratio {
            ratio if ratio > SUMO_FROM => Variant { kind: VariantKind::Sumo, confidence },
            ratio if ratio < CONVENTIONAL_TO => Variant { kind: VariantKind::Conventional, confidence },
            _ => unknown,
        };
    }
    if lift.plane == crate::lift::Plane::Frontal {
        return unknown;
    }
    let Some(start) = median(starts.iter().filter_map(|&frame| knee_deg(lift, frame))) else { return unknown };
    let change = median(reps.iter().zip(&starts).filter_map(|(rep, &from)| {
        let top = rep.lockout.map_or(rep.frames.end.saturating_sub(1), |lockout| lockout.frame);
        Some(knee_deg(lift, top)? - knee_deg(lift, from)?)
    }));
    if start >= DOUBT_FROM_DEG {
        let stiff = start >= STIFF_FROM_DEG || change.is_some_and(|change| change < STIFF_CHANGE_DEG);
        return if stiff { Variant { kind: VariantKind::StiffLeg, confidence: 0.7 } } else { unknown };
    }
    let trunk = median(starts.iter().filter_map(|&frame| {
        let hip = middle(lift, Joint::LeftHip, frame)?;
        hip.elevation_deg(middle(lift, Joint::LeftShoulder, frame)?)
    }));
    let upright = trunk.is_some_and(|trunk| trunk > UPRIGHT_DEG);
    if upright { unknown } else { Variant { kind: VariantKind::Conventional, confidence: 0.7 } }
}

/// Middle of a pair of joints on a frame; one alone stands for both.
fn middle(lift: &Lift, joint: Joint, frame: usize) -> Option<PlanePoint> {
    let at = |joint: Joint| lift.joint(joint)?.at(frame);
    match (at(joint), at(joint.partner())) {
        (Some(a), Some(b)) => Some(a.midpoint(b)),
        (one, other) => one.or(other),
    }
}

/// Angle of the near knee on a frame, degrees.
fn knee_deg(lift: &Lift, frame: usize) -> Option<f64> {
    let at = |joint: Joint| lift.near(joint)?.at(frame);
    at(Joint::LeftKnee)?.angle_deg(at(Joint::LeftHip)?, at(Joint::LeftAnkle)?)
}

/// Distance of the ankles over that of the wrists along the bar.
fn stance_over_grip(lift: &Lift, frame: usize) -> Option<f64> {
    let width = |joint: Joint| Some((lift.joint(joint)?.at(frame)?.x - lift.joint(joint.partner())?.at(frame)?.x).abs());
    let grip = width(Joint::LeftWrist)?;
    (grip > 1e-6).then_some(width(Joint::LeftAnkle)? / grip)
}
