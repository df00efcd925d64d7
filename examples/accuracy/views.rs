//! From where each fault can be seen (the specification's table of views).

use plumbline::body::Joint;
use plumbline::synthetic::{Instants, Scene, Truth};

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
        "knees-first-descent" | "soft-lockout" | "lean-back" => View::Between(20.0, 45.0),
        "hitching" => View::Between(20.0, 90.0),
        "hips-first" => View::Side(60.0),
        "heels-lift" => View::Between(25.0, 45.0),
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

/// The greatest yaw that is surely inside a limit, degrees; the view from the front is no limit.
pub(crate) fn inside(most_deg: f64) -> f64 {
    if most_deg >= 90.0 { most_deg } else { most_deg - MARGIN_DEG }
}

/// Whether a lift filmed from a yaw shows a fault: `Some(true)` it does, `Some(false)` it cannot, `None` near the limit.
pub(crate) fn shows(id: &str, yaw_deg: f64, scene: &Scene) -> Option<bool> {
    let by_yaw = match view(id) {
        View::Any => Some(true),
        View::Side(most) if yaw_deg <= inside(most) + 1e-9 => Some(true),
        View::Side(most) => (yaw_deg > most + BEYOND_DEG).then_some(false),
        View::Between(least, most) if (least..=inside(most) + 1e-9).contains(&yaw_deg) => Some(true),
        // The side view without the plate in the way would show it, too: only beyond the limit it cannot be seen.
        View::Between(_, most) => (yaw_deg > most + BEYOND_DEG && id != "heels-lift").then_some(false),
        View::Front(least) if yaw_deg >= least + MARGIN_DEG - 1e-9 => Some(true),
        View::Front(least) => (yaw_deg < least - BEYOND_DEG).then_some(false),
    };
    by_yaw.filter(|&seen| !seen || has_what_is_asked(id, scene))
}

/// The measure of a fault that is seen from anywhere, where its other measures are not: a lift that truly has it by this is not one that the
/// view cannot show.
pub(crate) fn seen_from_anywhere(id: &str) -> Option<&'static str> {
    (id == "over-deep-hips").then_some("hip-rise-before-lift-off")
}

/// A part of a repetition.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Part {
    /// The last 0.3 s before lift-off.
    SetUp,
    /// From lift-off to lockout.
    Pull,
    /// The half second after lockout, as far as the bar stays up.
    Hold,
    /// From the start of the descent until the bar has done a third of it in time.
    StartDown,
}

/// Joints that must be seen together, and whether they are the far side's.
type Seen = (&'static [Joint], bool);

/// What of the lifter the measures of a fault are made of, by its id: the part of the repetition, and sets of joints (named as of the near
/// side, `true` for the far side's) of which one must be free of the near plate. As the cards say, for each fault that names plates as what
/// hides it.
pub(crate) fn made_of(id: &str) -> Option<(Part, &'static [Seen])> {
    const HAND: &[Joint] = &[Joint::RightKnuckle];
    const TOP: &[Joint] = &[Joint::RightShoulder, Joint::RightHip];
    const BODY: &[Joint] = &[Joint::RightShoulder, Joint::RightHip, Joint::RightKnee];
    const LEG: &[Joint] = &[Joint::RightShoulder, Joint::RightHip, Joint::RightKnee, Joint::RightAnkle];
    match id {
        "bar-too-far" | "reaching-forward" => Some((Part::SetUp, &[(HAND, false), (HAND, true)])),
        "bent-arms" => Some((Part::Pull, &[(HAND, false)])),
        "soft-lockout" => Some((Part::Hold, &[(BODY, false)])),
        "lean-back" => Some((Part::Hold, &[(TOP, false)])),
        "knees-first-descent" => Some((Part::StartDown, &[(LEG, false)])),
        _ => None,
    }
}

/// Whether a fault's measures also need a foot that is seen: the middle of the feet, or the floor by which hands are known to be at the bar.
fn needs_foot(id: &str) -> bool {
    matches!(id, "bar-too-far" | "reaching-forward" | "bent-arms")
}

/// Shortest time for which a foot must be seen in one go, seconds, as the measures have it.
const FOOT_S: f64 = 0.15;

/// Whether a foot is free of the near plate for long enough between two times; a foot is guessed together with its shank.
fn foot_is_seen(scene: &Scene, filmed: &Truth, (from, to): (f64, f64)) -> bool {
    let long = (FOOT_S * scene.fps).round() as usize + 1;
    let frames = (from * scene.fps).round().max(0.0) as usize..(to * scene.fps).round() as usize + 1;
    let leg = [Joint::RightKnee, Joint::RightAnkle, Joint::RightHeel, Joint::RightToe];
    [leg, leg.map(Joint::partner)].iter().any(|leg| {
        let mut run = 0;
        filmed.covered.iter().take(frames.end).skip(frames.start).any(|covered| {
            run = if leg.iter().any(|joint| covered.contains(joint)) { 0 } else { run + 1 };
            run >= long
        })
    })
}

/// Share of a part of a repetition for which a joint may be hidden, as the measures have it.
const MOST_HIDDEN: f64 = 0.3;

/// Whether plates hide what a fault's measures are made of, in more than half of the repetitions.
pub(crate) fn is_hidden(id: &str, scene: &Scene, filmed: &Truth) -> bool {
    let Some((part, sets)) = made_of(id) else { return false };
    let right_is_near = scene.yaw_deg.to_radians().cos() >= 0.0;
    let hidden_in = |rep: &Instants| -> bool {
        let Some((from, to)) = times(part, rep) else { return true };
        let frames = (from * scene.fps).round().max(0.0) as usize..(to * scene.fps).round() as usize + 1;
        let all: Vec<_> = filmed.covered.iter().take(frames.end).skip(frames.start).collect();
        let behind =
            |joint: Joint| all.iter().filter(|covered| covered.contains(&joint)).count() as f64 > MOST_HIDDEN * all.len() as f64;
        let free = |&(joints, far): &Seen| {
            joints.iter().all(|&joint| !behind(if far == right_is_near { joint.partner() } else { joint }))
        };
        let stands = rep.lift_off.zip(rep.down.or(rep.descent).or(rep.lockout));
        let footless =
            needs_foot(id) && !stands.is_some_and(|(off, end)| foot_is_seen(scene, filmed, ((off - 0.3).max(0.0), end)));
        footless || all.is_empty() || !sets.iter().any(free)
    };
    let hidden = filmed.reps.iter().filter(|rep| hidden_in(rep)).count();
    2 * hidden > filmed.reps.len()
}

/// From when to when a part of a repetition lasts, seconds.
fn times(part: Part, rep: &Instants) -> Option<(f64, f64)> {
    match part {
        Part::SetUp => rep.lift_off.map(|off| ((off - 0.3).max(0.0), off)),
        Part::Pull => rep.lift_off.zip(rep.lockout),
        Part::Hold => rep.lockout.map(|up| (up, rep.descent.map_or(up + 0.5, |down| down.min(up + 0.5)))),
        Part::StartDown => rep.descent.zip(rep.down).map(|(top, down)| (top, top + (down - top) / 3.0)),
    }
}
