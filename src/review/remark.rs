//! One remark: when it is seen, and what it is.

use crate::faults::Severity;
use crate::geom::{ImagePoint, PlanePoint};

/// Names a remark within a review; never written to a file.
pub type RemarkId = u64;

/// Most letters of a text (our default): a note, not a book.
const MOST_LETTERS: usize = 4_000;
/// Most points of a line by free hand (our default); more is not drawn by a hand.
const MOST_POINTS: usize = 20_000;
/// Longest voice note, seconds (our default).
pub(super) const LONGEST_VOICE_S: f64 = 3_600.0;

/// Something that the coach put to the clip.
#[derive(Clone, Debug, PartialEq)]
pub struct Remark {
    /// Its name in the review.
    pub id: RemarkId,
    /// The moment, or where its time begins: seconds of the file's own playing time.
    pub from_s: f64,
    /// Where its time ends; the same as `from_s` for a moment.
    pub to_s: f64,
    /// What it is.
    pub what: What,
}

/// What a remark is.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A text pinned to a moment.
    Note {
        /// What it says.
        text: String,
    },
    /// A moment that is marked.
    KeyFrame {
        /// Its name; may be empty.
        name: String,
    },
    /// A drawing on the picture, seen from `from_s` to `to_s`.
    Drawing {
        /// Its colour.
        ink: Ink,
        /// What is drawn.
        figure: Figure,
    },
    /// A spoken note.
    Voice {
        /// Name of the WAV file, which lies where the review lies.
        file: String,
        /// Its length, seconds.
        length_s: f64,
    },
    /// What the coach says instead of a finding.
    Override {
        /// Id of the fault.
        fault: String,
        /// A playing time within the repetition, seconds; `None` is the whole set.
        rep_s: Option<f64>,
        /// What the coach says.
        says: Says,
        /// Why.
        reason: String,
    },
}

/// What the coach says of a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Says {
    /// It is no fault.
    Clear,
    /// It is one, this strong.
    Fault(Severity),
}

impl Says {
    /// Everything that can be said, from nothing to the strongest.
    pub const ALL: [Self; 4] =
        [Self::Clear, Self::Fault(Severity::Note), Self::Fault(Severity::Moderate), Self::Fault(Severity::Marked)];

    /// The word in the file: `clear`, `note`, `moderate` or `marked`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::Fault(severity) => severity.code(),
        }
    }

    /// What a word in the file says.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|says| says.code() == code)
    }
}

/// A colour to draw with, out of the overlay's palette.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Ink {
    /// Yellow.
    #[default]
    Yellow,
    /// Orange.
    Orange,
    /// Vermillion.
    Vermillion,
    /// Blue.
    Blue,
    /// Green.
    Green,
    /// White.
    White,
}

impl Ink {
    /// Every colour, in the order in which they are offered.
    pub const ALL: [Self; 6] = [Self::Yellow, Self::Orange, Self::Vermillion, Self::Blue, Self::Green, Self::White];

    /// Its name, which is also the word in the file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Yellow => "yellow",
            Self::Orange => "orange",
            Self::Vermillion => "vermillion",
            Self::Blue => "blue",
            Self::Green => "green",
            Self::White => "white",
        }
    }

    /// The colour of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ink| ink.name() == name)
    }
}

/// A drawing, in pixels of the recording's upright picture.
#[derive(Clone, Debug, PartialEq)]
pub enum Figure {
    /// A straight line.
    Line(ImagePoint, ImagePoint),
    /// A straight line with a head at its second end.
    Arrow(ImagePoint, ImagePoint),
    /// An angle: an end, the corner, the other end.
    Angle(ImagePoint, ImagePoint, ImagePoint),
    /// A line by free hand.
    Free(Vec<ImagePoint>),
    /// A text with its upper left corner.
    Text(ImagePoint, String),
}

impl Figure {
    /// Its name in sentence case.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Line(..) => "Line",
            Self::Arrow(..) => "Arrow",
            Self::Angle(..) => "Angle",
            Self::Free(_) => "Free hand",
            Self::Text(..) => "Text",
        }
    }

    /// Its points, which can be taken hold of one by one.
    pub fn points(&self) -> Vec<ImagePoint> {
        match self {
            Self::Line(a, b) | Self::Arrow(a, b) => vec![*a, *b],
            Self::Angle(a, corner, b) => vec![*a, *corner, *b],
            Self::Free(points) => points.clone(),
            Self::Text(at, _) => vec![*at],
        }
    }

    /// The figure with one point elsewhere; unchanged where it has no such point.
    pub fn with_point(mut self, index: usize, to: ImagePoint) -> Self {
        let point = match (&mut self, index) {
            (Self::Line(a, _) | Self::Arrow(a, _) | Self::Angle(a, ..) | Self::Text(a, _), 0)
            | (Self::Line(_, a) | Self::Arrow(_, a) | Self::Angle(_, a, _), 1)
            | (Self::Angle(_, _, a), 2) => Some(a),
            (Self::Free(points), index) => points.get_mut(index),
            _ => None,
        };
        if let Some(point) = point {
            *point = to;
        }
        self
    }

    /// The figure moved by a way in pixels.
    pub fn moved(self, dx: f64, dy: f64) -> Self {
        let to = |at: ImagePoint| ImagePoint::new(at.x + dx, at.y + dy);
        match self {
            Self::Line(a, b) => Self::Line(to(a), to(b)),
            Self::Arrow(a, b) => Self::Arrow(to(a), to(b)),
            Self::Angle(a, corner, b) => Self::Angle(to(a), to(corner), to(b)),
            Self::Free(points) => Self::Free(points.into_iter().map(to).collect()),
            Self::Text(at, text) => Self::Text(to(at), text),
        }
    }

    /// The angle as it is drawn in the picture, degrees in 0..=180; `None` where this is no angle or a side of it has no length. It is the
    /// body's own only where the camera looks at right angles on it.
    pub fn angle_deg(&self) -> Option<f64> {
        let Self::Angle(a, corner, b) = self else { return None };
        let plane = |at: &ImagePoint| PlanePoint::new(at.x, at.y);
        plane(corner).angle_deg(plane(a), plane(b))
    }

    /// How far a place is from the drawing's lines, pixels; of a text from its corner.
    pub fn distance(&self, at: ImagePoint) -> f64 {
        let points = self.points();
        let first = points.first().map_or(f64::INFINITY, |point| point.distance(at));
        points.windows(2).map(|pair| to_segment(at, pair[0], pair[1])).fold(first, f64::min)
    }

    /// The same line by free hand with fewer points: none is farther than `px` from what is left. Other figures stay as they are.
    pub fn thinned(self, px: f64) -> Self {
        match self {
            Self::Free(points) => Self::Free(thin(&points, px)),
            other => other,
        }
    }

    /// Whether it is so short that it can only be a slip: all within `px` of its first point.
    pub fn is_slip(&self, px: f64) -> bool {
        let points = self.points();
        !matches!(self, Self::Text(..))
            && points.first().is_none_or(|first| points.iter().all(|point| point.distance(*first) < px))
    }
}

/// Distance of a place from a way between two others.
fn to_segment(at: ImagePoint, a: ImagePoint, b: ImagePoint) -> f64 {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let long = dx * dx + dy * dy;
    let share = if long > 0.0 { (((at.x - a.x) * dx + (at.y - a.y) * dy) / long).clamp(0.0, 1.0) } else { 0.0 };
    at.distance(a.towards(b, share))
}

/// Fewer points of a line (Ramer 1972; Douglas and Peucker 1973): what is dropped lies within `px` of what is left.
fn thin(points: &[ImagePoint], px: f64) -> Vec<ImagePoint> {
    let mut keep = vec![false; points.len()];
    let mut parts = vec![(0, points.len().saturating_sub(1))];
    while let Some((from, to)) = parts.pop() {
        let (Some(&a), Some(&b)) = (points.get(from), points.get(to)) else { continue };
        (keep[from], keep[to]) = (true, true);
        let farthest =
            (from + 1..to).map(|index| (to_segment(points[index], a, b), index)).max_by(|one, other| one.0.total_cmp(&other.0));
        if let Some((far, index)) = farthest
            && far > px
        {
            parts.extend([(from, index), (index, to)]);
        }
    }
    points.iter().zip(keep).filter(|(_, keep)| *keep).map(|(point, _)| *point).collect()
}

impl Remark {
    /// The text that it is listed by: a note's words, a drawing's name, an angle with its degrees.
    pub fn title(&self) -> String {
        match &self.what {
            What::Note { text } => text.clone(),
            What::KeyFrame { name } if name.is_empty() => "Key frame".to_owned(),
            What::KeyFrame { name } => name.clone(),
            What::Drawing { figure: Figure::Text(_, text), .. } => format!("Text: {text}"),
            What::Drawing { figure, .. } => match figure.angle_deg() {
                Some(degrees) => format!("Angle, {degrees:.0}°"),
                None => figure.name().to_owned(),
            },
            What::Voice { length_s, .. } => format!("Voice note, {length_s:.0} s"),
            What::Override { reason, .. } => reason.clone(),
        }
    }

    /// Whether a drawing is to be seen at a playing time, seconds.
    pub fn is_seen(&self, at_s: f64) -> bool {
        matches!(self.what, What::Drawing { .. }) && (self.from_s..=self.to_s).contains(&at_s)
    }

    /// What cannot be meant about it, as the end of a sentence; `None` where all is well.
    pub fn fault(&self) -> Option<String> {
        if !(self.from_s.is_finite() && self.to_s.is_finite()) {
            return Some("its time is no number".into());
        }
        if self.to_s < self.from_s {
            return Some("its end lies before its begin".into());
        }
        let text = |text: &str, may_be_empty: bool| {
            if text.trim().is_empty() && !may_be_empty {
                Some("it says nothing".to_owned())
            } else if text.chars().count() > MOST_LETTERS {
                Some(format!("its text is longer than {MOST_LETTERS} letters"))
            } else {
                None
            }
        };
        match &self.what {
            What::Note { text: words } => text(words, false),
            What::KeyFrame { name } => text(name, true),
            What::Voice { file, length_s } => voice_fault(file, *length_s),
            What::Override { fault, rep_s, reason, .. } => {
                if fault.is_empty() || !fault.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-') {
                    return Some(format!("\"{fault}\" is no id of a fault"));
                }
                if rep_s.is_some_and(|at| !at.is_finite()) {
                    return Some("the time of its repetition is no number".into());
                }
                text(reason, false)
            }
            What::Drawing { figure, .. } => {
                let points = figure.points();
                if points.iter().any(|point| !point.is_finite()) {
                    return Some("a place is no number".into());
                }
                match figure {
                    Figure::Text(_, words) => text(words, false),
                    Figure::Free(points) if points.len() < 2 || points.len() > MOST_POINTS => {
                        Some(format!("a line by free hand has 2 to {MOST_POINTS} points"))
                    }
                    _ => None,
                }
            }
        }
    }
}

fn voice_fault(file: &str, length_s: f64) -> Option<String> {
    // The file lies beside the review: a path could lead anywhere.
    if file.is_empty() || file == "." || file == ".." || file.contains(['/', '\\', '\0']) {
        return Some(format!("\"{file}\" is no name of a file beside it"));
    }
    (!(0.0..=LONGEST_VOICE_S).contains(&length_s)).then(|| format!("its length must lie from 0 to {LONGEST_VOICE_S} s"))
}
