//! The reasons why a number could not be measured: one constructor each, with how to film it.

use super::Abstain;
use super::reading::Spot;
use crate::units::Unit;

/// How to film for a side-view measure.
pub const FILM_SIDE: &str = "Film from the side at hip height, 3 m away or more, with the whole lifter in the picture.";
/// How to film for a front-view measure.
pub const FILM_FRONT: &str = "Film from straight in front or behind at hip height, 3 m away or more.";
const FILM_CLOSER: &str = "Film from nearer or with more pixels, so that the lifter fills most of the picture's height.";
const FILM_HIDDEN: &str =
    "Film so that nothing stands before it: from 30 to 45 degrees where plates hide the legs, in clothes that fit closely.";

impl Abstain {
    pub(crate) fn new(code: &'static str, reason: impl Into<String>, film_it: impl Into<String>) -> Self {
        Self { code, reason: reason.into(), film_it: film_it.into() }
    }

    /// Filmed from a side that cannot show it.
    pub(crate) fn wrong_view(frontal_wanted: bool) -> Self {
        if frontal_wanted {
            Self::new("wrong-view", "This can only be seen from the front or from behind.", FILM_FRONT)
        } else {
            Self::new("wrong-view", "This cannot be seen from the front or from behind.", FILM_SIDE)
        }
    }

    /// Filmed too far from the side (or from the front) for this measure.
    pub(crate) fn yaw(yaw_deg: f64, limit_deg: f64, frontal_wanted: bool) -> Self {
        if frontal_wanted {
            let reason = format!("The camera stands {yaw_deg:.0}° from the side; this needs at least {limit_deg:.0}°.");
            Self::new("yaw-too-small", reason, FILM_FRONT)
        } else {
            let reason = format!("The camera stands {yaw_deg:.0}° off the side; this needs {limit_deg:.0}° or less.");
            Self::new("yaw-too-large", reason, FILM_SIDE)
        }
    }

    /// The pose model does not know the point.
    pub(crate) fn not_given(spot: Spot) -> Self {
        match spot {
            Spot::Bar => Self::new(
                "bar-not-seen",
                "The bar was not seen.",
                "Keep the plate or the hands in the picture for the whole lift.",
            ),
            Spot::BarLeft | Spot::BarRight | Spot::BarMiddle => Self::new(
                "bar-ends-not-seen",
                "Both ends of the bar were not seen.",
                "Film from straight in front or behind, so that both plates are in the picture for the whole lift.",
            ),
            Spot::Joint(_) => Self::new("joint-not-given", format!("The pose model does not give the {}.", spot.words()), ""),
        }
    }

    /// The model is not sure of the point; `when` begins the sentence.
    pub(crate) fn unsure(when: &str, spot: Spot) -> Self {
        Self::new("joint-unsure", format!("{when} the pose model is not sure where the {} is.", spot.words()), FILM_HIDDEN)
    }

    /// The point is hidden for too much of a part of the lift; `when` begins the sentence.
    pub(crate) fn hidden(when: &str, spot: Spot, share: f64) -> Self {
        let reason = format!("{when} the {} is hidden for {:.0} % of the time.", spot.words(), 100.0 * share);
        Self::new("joint-hidden", reason, FILM_HIDDEN)
    }

    /// The lifter is never seen standing without the bar, so that nothing tells how the model sees straight legs.
    pub(crate) fn never_standing() -> Self {
        let film_it = "Stand upright in the picture for a second before or after the set, with the bar on the floor; film from 25 to 40 \
                       degrees off the side, so that the plates leave the hips free.";
        Self::new(
            "standing-not-shown",
            "The clip does not show the lifter standing without the bar, to hold the lockout against.",
            film_it,
        )
    }

    /// The plates hide the hands.
    pub(crate) fn hands_hidden() -> Self {
        let reason = "The plates hide the hands, so that it cannot be told where the bar is against the body.";
        Self::new("hands-hidden", reason, Self::feet_hidden().film_it)
    }

    /// No foot is seen for long enough in the repetition.
    pub(crate) fn feet_hidden() -> Self {
        let film_it = "Film from 25 to 30 degrees off the side, so that the plates leave hands and feet free, with the feet in the picture.";
        Self::new("feet-hidden", "Neither foot is seen well enough in this repetition.", film_it)
    }

    /// The feet are seen in too little of the pull to say that nothing happened to them.
    pub(crate) fn feet_hidden_in_part() -> Self {
        let reason = "The feet are hidden for more than 30 % of the pull; what is seen of them shows nothing.";
        Self::new("feet-hidden", reason, Self::feet_hidden().film_it)
    }

    /// The kind of deadlift is not judged by this.
    pub(crate) fn variant(reason: &'static str) -> Self {
        Self::new("variant", reason, "")
    }

    /// A point is missing just at the moment that counts.
    pub(crate) fn hole(spot: Spot) -> Self {
        Self::new("joint-hidden", format!("The {} is hidden at the moment that counts.", spot.words()), FILM_HIDDEN)
    }

    /// A needed segment is too short in the picture.
    pub(crate) fn too_short((a, b): (Spot, Spot), px: f64, least_px: f64) -> Self {
        let reason = format!("From {} to {} there are only {px:.0} px; an angle needs {least_px:.0}.", a.words(), b.words());
        Self::new("segment-too-short", reason, FILM_CLOSER)
    }

    /// The clip has too few frames a second.
    pub(crate) fn slow_camera(fps: f64, wanted: f64) -> Self {
        let reason = format!("The clip has {fps:.0} frames a second; this needs {wanted:.0}.");
        Self::new("fps-too-low", reason, format!("Film with {:.0} frames a second or more.", wanted.max(60.0)))
    }

    /// Lengths in centimetres are not known.
    pub(crate) fn no_scale() -> Self {
        let film_it = "Say the diameter of the plate or the lifter's height, or keep a plate in the picture.";
        Self::new("scale-unknown", "The size of things in this clip is not known, so centimetres cannot be given.", film_it)
    }

    /// The clip does not show an event that the measure needs.
    pub(crate) fn no_event(event: &str) -> Self {
        let film_it = "Film from two seconds before the bar leaves the floor until it is back down.";
        Self::new("event-not-shown", format!("The clip does not show {event}."), film_it)
    }

    /// The error is larger than the step between two grades.
    pub(crate) fn too_uncertain(sd: f64, step: f64, unit: Unit) -> Self {
        let reason = format!(
            "The error of this clip (standard error {}) is larger than the step between two grades ({}).",
            unit.format(sd),
            unit.format(step)
        );
        Self::new(
            "error-too-large",
            reason,
            "Film with a steady camera at hip height, from 3 m or more, in good light and with more pixels on the lifter.",
        )
    }

    /// The geometry gives no number.
    pub(crate) fn degenerate(reason: &'static str) -> Self {
        Self::new("no-number", reason, "")
    }
}
