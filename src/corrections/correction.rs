//! One correction.

use crate::body::Joint;
use crate::geom::{Ellipse, ImagePoint};
use crate::lift::VariantKind;
use crate::reps::{Instant, Rep};
use crate::settings::{HEIGHT_CM, LOAD_KG, PLATE_MM};

/// Factors of slow motion that are believed: those that a clip is read with.
const SLOW_MOTION: (f64, f64) = (0.1, 64.0);
/// Time over which a correction fades by default, seconds to either side (our default: about a cycle of the joints' low-pass, so that the
/// smoothed course follows the hand).
const USUAL_REACH_S: f64 = 0.15;

/// How far a point or plate set on one frame is carried to its neighbours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reach {
    /// This frame only; the smoothed course follows it but in part.
    Frame,
    /// Fading over so much playing time to either side, seconds; more than 0.
    Seconds(f64),
    /// The whole clip: what is off by the same amount everywhere.
    Clip,
}

impl Default for Reach {
    fn default() -> Self {
        Self::Seconds(USUAL_REACH_S)
    }
}

/// An event of a repetition that can be moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RepEvent {
    /// The bar leaves the floor.
    LiftOff,
    /// The bar passes the knee on the way up.
    KneePass,
    /// The bar comes to rest at its highest.
    Lockout,
    /// The bar starts down.
    Descent,
    /// The bar is back on the floor.
    Down,
}

impl RepEvent {
    /// Every event in the order of time.
    pub const ALL: [Self; 5] = [Self::LiftOff, Self::KneePass, Self::Lockout, Self::Descent, Self::Down];

    /// The word used in files: `lift-off`, `knee-pass`, `lockout`, `descent`, `down`.
    pub fn code(self) -> &'static str {
        match self {
            Self::LiftOff => "lift-off",
            Self::KneePass => "knee-pass",
            Self::Lockout => "lockout",
            Self::Descent => "descent",
            Self::Down => "down",
        }
    }

    /// The event of a word in a file.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.code() == code)
    }

    /// The event's words in a sentence, for example "the start of the descent".
    pub fn words(self) -> &'static str {
        match self {
            Self::LiftOff => "lift-off",
            Self::KneePass => "the knee pass",
            Self::Lockout => "lockout",
            Self::Descent => "the start of the descent",
            Self::Down => "the bar's return to the floor",
        }
    }

    /// The event in a repetition.
    pub fn of(self, rep: &Rep) -> Option<Instant> {
        match self {
            Self::LiftOff => rep.lift_off,
            Self::KneePass => rep.knee_pass,
            Self::Lockout => rep.lockout,
            Self::Descent => rep.descent,
            Self::Down => rep.down,
        }
    }

    /// Sets the event in a repetition.
    pub(super) fn set(self, rep: &mut Rep, instant: Option<Instant>) {
        match self {
            Self::LiftOff => rep.lift_off = instant,
            Self::KneePass => rep.knee_pass = instant,
            Self::Lockout => rep.lockout = instant,
            Self::Descent => rep.descent = instant,
            Self::Down => rep.down = instant,
        }
    }
}

/// One thing that the user corrects. Times are the file's own playing time, seconds from its first frame (a frame's time times the slow
/// motion it was read with); places are pixels of the recording's picture. Where two corrections speak of the same thing the later one
/// counts.
#[derive(Clone, Debug, PartialEq)]
pub enum Correction {
    /// The lifter's joint is here.
    KeyPoint {
        /// The frame.
        at_s: f64,
        /// The joint, by the name under which the model sees it.
        joint: Joint,
        /// Where it is.
        to: ImagePoint,
        /// How far it is carried to the neighbouring frames.
        reach: Reach,
    },
    /// The lifter's joint is not seen from one frame to another, both included.
    NotSeen {
        /// The joint.
        joint: Joint,
        /// First frame.
        from_s: f64,
        /// Last frame.
        to_s: f64,
    },
    /// The near plate is here and so large.
    Plate {
        /// The frame.
        at_s: f64,
        /// Its outer rim.
        rim: Ellipse,
        /// How far it is carried to the neighbouring frames.
        reach: Reach,
    },
    /// The near plate is not seen from one frame to another, both included.
    NoPlate {
        /// First frame.
        from_s: f64,
        /// Last frame.
        to_s: f64,
    },
    /// The floor under the lifter's middle is at this row of the picture.
    Floor {
        /// The row, pixels down.
        y_px: f64,
    },
    /// The lifter is the person who is here.
    Lifter {
        /// The frame.
        at_s: f64,
        /// A point on the person.
        point: ImagePoint,
    },
    /// An event of a repetition is at another time, or is not shown.
    Event {
        /// A time within the repetition.
        rep_s: f64,
        /// The event.
        event: RepEvent,
        /// When; `None` where the clip does not show it.
        at_s: Option<f64>,
    },
    /// There is a repetition from here to there; its events are looked for between them.
    AddRep {
        /// Its begin.
        from_s: f64,
        /// Its end.
        to_s: f64,
    },
    /// A repetition is two, parted here.
    SplitRep {
        /// The time that parts them.
        at_s: f64,
    },
    /// Two repetitions that follow each other are one.
    JoinReps {
        /// A time within the first.
        first_s: f64,
        /// A time within the second.
        second_s: f64,
    },
    /// What was taken for a repetition is none.
    RemoveRep {
        /// A time within it.
        rep_s: f64,
    },
    /// The diameter of the plate nearest the camera.
    PlateSize {
        /// Millimetres; `None` where it is not known.
        mm: Option<f64>,
    },
    /// The lifter's standing height.
    Height {
        /// Centimetres; `None` where it is not known.
        cm: Option<f64>,
    },
    /// The load on the bar with the bar itself.
    Load {
        /// Kilograms; `None` where it is not known.
        kg: Option<f64>,
    },
    /// The kind of deadlift.
    Variant {
        /// The kind; `None` where the program is to tell it.
        kind: Option<VariantKind>,
    },
    /// How many times slower than life the file plays.
    SlowMotion {
        /// The factor, 0.1 to 64.
        factor: f64,
    },
    /// Only this part of the clip counts.
    Trim {
        /// Its first frame; `None` is the clip's.
        from_s: Option<f64>,
        /// Its last frame; `None` is the clip's.
        to_s: Option<f64>,
    },
}

impl Correction {
    /// Whether it says where something is in the picture or in time, rather than how large things are, who lifts, or which part counts:
    /// only then are the values that change by it marked as resting on a correction.
    pub(super) fn changes_what_was_seen(&self) -> bool {
        match self {
            Self::KeyPoint { .. }
            | Self::NotSeen { .. }
            | Self::Plate { .. }
            | Self::NoPlate { .. }
            | Self::Floor { .. }
            | Self::Event { .. }
            | Self::AddRep { .. }
            | Self::SplitRep { .. }
            | Self::JoinReps { .. }
            | Self::RemoveRep { .. } => true,
            Self::Lifter { .. }
            | Self::PlateSize { .. }
            | Self::Height { .. }
            | Self::Load { .. }
            | Self::Variant { .. }
            | Self::SlowMotion { .. }
            | Self::Trim { .. } => false,
        }
    }

    /// What is wrong with its numbers, as the rest of a sentence; `None` where they can be meant.
    pub fn fault(&self) -> Option<String> {
        let span =
            |from: f64, to: f64| finite(&[from, to]).or_else(|| (from > to).then(|| "its end lies before its begin".into()));
        match *self {
            Self::KeyPoint { at_s, to, reach, .. } => finite(&[at_s, to.x, to.y]).or_else(|| reach_fault(reach)),
            Self::NotSeen { from_s, to_s, .. } | Self::NoPlate { from_s, to_s } => span(from_s, to_s),
            Self::Plate { at_s, rim, reach } => {
                finite(&[at_s, rim.centre.x, rim.centre.y, rim.half_width, rim.half_height, rim.tilt_deg])
                    .or_else(|| reach_fault(reach))
                    .or_else(|| (rim.half_width.min(rim.half_height) <= 0.0).then(|| "a plate must have a size".into()))
            }
            Self::Floor { y_px } => finite(&[y_px]),
            Self::Lifter { at_s, point } => finite(&[at_s, point.x, point.y]),
            Self::Event { rep_s, at_s, .. } => finite(&[rep_s, at_s.unwrap_or(0.0)]),
            Self::AddRep { from_s, to_s } => {
                span(from_s, to_s).or_else(|| (from_s >= to_s).then(|| "a repetition must have a length".into()))
            }
            Self::SplitRep { at_s } => finite(&[at_s]),
            Self::JoinReps { first_s, second_s } => span(first_s, second_s),
            Self::RemoveRep { rep_s } => finite(&[rep_s]),
            Self::PlateSize { mm } => mm.and_then(|mm| within(mm, PLATE_MM, "mm")),
            Self::Height { cm } => cm.and_then(|cm| within(cm, HEIGHT_CM, "cm")),
            Self::Load { kg } => kg.and_then(|kg| within(kg, LOAD_KG, "kg")),
            Self::Variant { kind } => {
                (kind == Some(VariantKind::Unknown)).then(|| "\"unknown\" is no kind of deadlift that can be set".into())
            }
            Self::SlowMotion { factor } => within(factor, SLOW_MOTION, "times"),
            Self::Trim { from_s, to_s } => {
                let (from, to) = (from_s.unwrap_or(0.0), to_s.unwrap_or(f64::MAX));
                finite(&[from, to]).or_else(|| (from >= to).then(|| "the trimmed part must have a length".into()))
            }
        }
    }
}

fn finite(numbers: &[f64]) -> Option<String> {
    (!numbers.iter().all(|number| number.is_finite())).then(|| "it has a number that is not finite".into())
}

fn within(value: f64, (low, high): (f64, f64), unit: &str) -> Option<String> {
    (!(low..=high).contains(&value)).then(|| format!("{value} must lie from {low} to {high} {unit}"))
}

fn reach_fault(reach: Reach) -> Option<String> {
    match reach {
        Reach::Seconds(seconds) if !(seconds.is_finite() && seconds > 0.0) => Some("its reach must be longer than 0 s".into()),
        _ => None,
    }
}
