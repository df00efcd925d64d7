//! From where each fault can be seen (the specification's table of views).

use plumbline::synthetic::Scene;

/// How far inside its limit a view must be to count as one that shows a fault, and how far outside as one that cannot, degrees: the
/// program's own error of the yaw decides in between.
pub(crate) const MARGIN_DEG: f64 = 8.0;
/// How far outside its limit a view must be to count as one that cannot show a fault, degrees.
pub(crate) const BEYOND_DEG: f64 = 12.0;

/// From where a fault can be seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum View {
    /// Up to so many degrees off the side.
    Side(f64),
    /// Between so many degrees off the side: nearer to it the plate hides what is needed.
    Between(f64, f64),
    /// From so many degrees off the side.
    Front(f64),
    /// From anywhere.
    Any,
}

/// From where a fault can be seen, by its id.
pub(crate) fn view(id: &str) -> View {
    match id {
        "too-heavy" | "too-fast" | "bounced" | "dropped" | "rep-drift" => View::Any,
        "uneven-grip" | "knees-cave" | "bar-tilt" | "side-shift" => View::Front(70.0),
        "bar-drift" | "yanking" | "bent-arms" => View::Side(45.0),
        // Nearer to the side the plate hides hip and knee when the bar is at the thighs.
        "knees-first-descent" => View::Between(20.0, 37.0),
        "hitching" => View::Between(20.0, 90.0),
        "hips-first" => View::Side(60.0),
        "bar-too-far" | "soft-lockout" | "lean-back" => View::Between(20.0, 30.0),
        "heels-lift" => View::Between(30.0, 45.0),
        _ => View::Side(30.0),
    }
}

/// Whether the fault needs 50 frames a second.
pub(crate) fn needs_quick(id: &str) -> bool {
    matches!(id, "yanking" | "bounced")
}

/// Length of the shortest segment that the fault's measure reads an angle of, as a share of the stature; none where it reads none, or where
/// it is never the first to be too short.
fn shortest(id: &str) -> Option<f64> {
    match id {
        // Neck to ear.
        "looking-up" => Some(0.118),
        // A quarter of the way from hip to neck.
        "thoracic-rounding" => Some(0.25 * 0.288),
        _ => None,
    }
}

/// Whether the picture has what the fault's card asks for beside the view: frames a second, both ends of the bar, pixels.
pub(crate) fn has_what_is_asked(id: &str, scene: &Scene) -> bool {
    /// Shortest segment of an angle, pixels, with what a limb is shortened by where it leans.
    const SEGMENT_PX: f64 = 40.0 / 0.9;
    let longer = scene.width_px.max(scene.height_px) as f64;
    let px_per_m = longer / 2.0 / (scene.field_of_view_deg / 2.0).to_radians().tan() / scene.distance_m;
    let long = shortest(id).is_none_or(|share| share * scene.stature_m * px_per_m >= SEGMENT_PX);
    let ends = !matches!(id, "bar-tilt" | "uneven-grip") || scene.far_plate;
    long && ends && (!needs_quick(id) || scene.fps >= 50.0)
}

/// Whether a lift filmed from a yaw shows a fault: `Some(true)` it does, `Some(false)` it cannot, `None` near the limit.
pub(crate) fn shows(id: &str, yaw_deg: f64, scene: &Scene) -> Option<bool> {
    let by_yaw = match view(id) {
        View::Any => Some(true),
        View::Side(most) if yaw_deg <= most - MARGIN_DEG + 1e-9 => Some(true),
        View::Side(most) => (yaw_deg > most + BEYOND_DEG).then_some(false),
        View::Between(least, most) if (least..=most).contains(&yaw_deg) => Some(true),
        // The side view without the plate in the way would show it, too: only beyond the limit it cannot be seen.
        View::Between(_, most) => (yaw_deg > most + BEYOND_DEG && id != "heels-lift").then_some(false),
        View::Front(least) if yaw_deg >= least + MARGIN_DEG - 1e-9 => Some(true),
        View::Front(least) => (yaw_deg < least - BEYOND_DEG).then_some(false),
    };
    by_yaw.filter(|&seen| !seen || has_what_is_asked(id, scene))
}
