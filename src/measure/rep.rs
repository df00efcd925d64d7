//! What is measured of every repetition, for the table and for the machine-readable report.

use super::moment::Case;
use super::{
    Measured, Measurement, angles, arms, back, bar, descent, feet, floor, frontal, hands, hips, hitch, lockout, pull, start,
};

/// Everything that is measured of a repetition, in the order of a report; with the reason where it could not be.
pub fn all_of_rep(case: &Case) -> Vec<Measured> {
    vec![
        bar::range_of_motion(case),
        bar::mean_velocity(case),
        bar::peak_velocity(case),
        bar::first_peak_velocity(case),
        bar::first_peak_ratio(case),
        bar::concentric_time(case),
        bar::time_to_knee(case),
        bar::descent_time(case),
        bar::descent_velocity(case),
        floor::hands_off(case),
        floor::floor_time(case),
        floor::landing_speed(case),
        floor::rebound_gain(case),
        floor::brace_pause(case),
        hitch::fall_above_knee(case),
        hitch::knee_bend_at_stops(case),
        angles::trunk_at(case, "trunk-at-lift-off", case.lift_off()),
        angles::hip_at(case, "hip-at-lift-off", case.lift_off()),
        angles::knee_at(case, "knee-at-lift-off", case.lift_off()),
        angles::trunk_at(case, "trunk-at-lockout", case.lockout()),
        angles::hip_at(case, "hip-at-lockout", case.lockout()),
        angles::knee_at(case, "knee-at-lockout", case.lockout()),
        lockout::knee(case).measured,
        lockout::hip(case).measured,
        lockout::shoulder_ahead(case).measured,
        lockout::lean(case),
        lockout::pelvis_ahead(case),
        arms::least_elbow(case),
        angles::neck_extension(case),
        back::added_flexion(case, back::Region::Lumbar),
        back::added_flexion(case, back::Region::Thoracic),
        back::set_up_flexion(case),
        back::chord_shortening(case),
        back::sagitta_at(case, "back-sagitta-at-lift-off", case.lift_off()),
        bar::bow(case),
        bar::shift(case),
        bar::gap(case),
        bar::thigh_gap(case),
        descent::bow(case),
        descent::knee_bend(case),
        start::bar_ahead_of_foot(case),
        start::arm_slant(case),
        start::upper_arm_slant(case),
        start::shoulder_ahead_of_bar(case),
        hips::thigh_angle(case),
        hips::rise_before_lift_off(case),
        hips::rise_ratio(case),
        hips::trunk_change(case),
        hips::trunk_change_to_knee(case),
        frontal::grip_to_bar(case),
        hands::to_middle(case),
        hands::to_shins(case),
        frontal::tilt(case),
        frontal::lift_off_delay(case),
        frontal::knee_gap_change(case),
        frontal::knees_inside(case),
        frontal::knee_turn_in(case),
        frontal::hip_shift(case),
        frontal::shoulder_tilt(case),
        pull::tension_time(case),
        pull::elbow_snap(case),
        pull::shoulder_speed(case),
        feet::heel_rise(case),
        feet::foot_shift(case),
    ]
}

/// What could be measured of a repetition, in the order of a report.
pub fn of_rep(case: &Case) -> Vec<Measurement> {
    all_of_rep(case).into_iter().flatten().collect()
}
