//! Proportions of the body: lengths as shares of the standing height.

/// Ankle to knee, shares of the stature (Drillis and Contini 1966, as printed in Winter 2009, figure 4.1; so all here).
pub(crate) const SHANK: f64 = 0.246;
/// Knee to hip.
pub(crate) const THIGH: f64 = 0.245;
/// Hip to shoulder.
pub(crate) const TRUNK: f64 = 0.288;
/// Ankle above the floor.
pub(crate) const ANKLE_HEIGHT: f64 = 0.039;
/// Shoulder to wrist.
pub(crate) const ARM: f64 = 0.332;
/// Wrist to the bar in a grip (half of the hand's 0.108).
pub(crate) const GRIP: f64 = 0.05;
/// Ankle to shoulder in standing.
pub(crate) const ANKLE_TO_SHOULDER: f64 = SHANK + THIGH + TRUNK;
/// Stature that stands for an unknown one, metres: limits in metres are turned into body lengths by it (our default).
pub(crate) const ASSUMED_STATURE_M: f64 = 1.75;
