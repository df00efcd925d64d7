//! Geometry of the sagittal plane: x forward, y up, metres.

/// A point of the sagittal plane.
pub(super) type Flat = (f64, f64);

/// The point so far from another in a direction above the forward horizontal.
pub(super) fn along(from: Flat, length: f64, elevation_deg: f64) -> Flat {
    let (sin, cos) = elevation_deg.to_radians().sin_cos();
    (from.0 + length * cos, from.1 + length * sin)
}

/// Angle at a point between the ways to two others, degrees in 0..=180.
pub(super) fn angle_deg(at: Flat, a: Flat, b: Flat) -> f64 {
    let (ax, ay, bx, by) = (a.0 - at.0, a.1 - at.1, b.0 - at.0, b.1 - at.1);
    (ax * by - ay * bx).abs().atan2(ax * bx + ay * by).to_degrees()
}

/// The point at `reach` from `from` and at `other_reach` from `other`, the upper one; where there is none, towards `other` from above.
pub(super) fn meet(from: Flat, reach: f64, other: Flat, other_reach: f64) -> Flat {
    let (dx, dy) = (other.0 - from.0, other.1 - from.1);
    let apart = dx.hypot(dy).max(1e-9);
    let share = (reach * reach - other_reach * other_reach + apart * apart) / (2.0 * apart);
    let off = (reach * reach - share * share).max(0.0).sqrt();
    let (ux, uy) = (dx / apart, dy / apart);
    // Both solutions mirror each other in the line; the shoulder is the one further forward and up.
    let a = (from.0 + share * ux - off * uy, from.1 + share * uy + off * ux);
    let b = (from.0 + share * ux + off * uy, from.1 + share * uy - off * ux);
    if a.1 + a.0 >= b.1 + b.0 { a } else { b }
}

/// What is left in the sagittal plane of a length that also goes `sideways` metres out of it.
pub(super) fn sagittal(length: f64, sideways: f64) -> f64 {
    (length * length - sideways * sideways).max(0.0).sqrt()
}
