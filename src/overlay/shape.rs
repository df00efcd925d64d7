//! The few kinds of shape that an overlay consists of.

use crate::faults::Severity;
use crate::geom::{Ellipse, ImagePoint};

/// A colour, and how strongly it covers the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    /// Red, green and blue, 0..=255 each.
    pub rgb: [u8; 3],
    /// 0 covers nothing, 255 all.
    pub strength: u8,
}

/// The palette: after Okabe and Ito (2008), "Color universal design", made to be told apart by colour-blind people.
impl Colour {
    /// The near side of the body, the plumb line, words.
    pub const WHITE: Self = Self::solid([245, 245, 245]);
    /// The bar on its line.
    pub const PALE: Self = Self::solid([225, 225, 225]);
    /// The back.
    pub const YELLOW: Self = Self::solid([240, 228, 66]);
    /// The plate's rim.
    pub const GREEN: Self = Self::solid([60, 205, 155]);
    /// The bar in front of its line; a moderate finding.
    pub const ORANGE: Self = Self::solid([240, 165, 20]);
    /// The bar behind its line; a finding worth a note.
    pub const BLUE: Self = Self::solid([86, 180, 233]);
    /// A marked finding.
    pub const VERMILLION: Self = Self::solid([235, 95, 20]);

    /// A colour that covers what is beneath it.
    pub const fn solid(rgb: [u8; 3]) -> Self {
        Self { rgb, strength: 255 }
    }

    /// The same colour, covering only a share of 0..=255.
    pub(super) const fn faint(self, strength: u8) -> Self {
        Self { strength, ..self }
    }

    /// The colour a share (0..=1) of the way to another.
    pub(super) fn towards(self, other: Self, share: f64) -> Self {
        let mix = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * share.clamp(0.0, 1.0)).round() as u8;
        let ([r, g, b], [or, og, ob]) = (self.rgb, other.rgb);
        Self { rgb: [mix(r, or), mix(g, og), mix(b, ob)], strength: mix(self.strength, other.strength) }
    }
}

/// How grave a finding is, as a form, so that colour is never needed to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// A ring: possible, not sure.
    Ring,
    /// A disc: a note.
    Disc,
    /// A triangle: moderate.
    Triangle,
    /// A diamond: marked.
    Diamond,
}

impl Sign {
    /// The sign of a grade; `None` is a possible finding.
    pub fn of(severity: Option<Severity>) -> Self {
        match severity {
            None => Self::Ring,
            Some(Severity::Note) => Self::Disc,
            Some(Severity::Moderate) => Self::Triangle,
            Some(Severity::Marked) => Self::Diamond,
        }
    }
}

/// Something to draw; lengths in pixels. Light lines get a dark outline, words a dark panel, so that both can be read on any footage.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A line through at least two points.
    Line {
        /// Its points in order.
        points: Vec<ImagePoint>,
        /// Its colour.
        colour: Colour,
        /// Its width without the outline.
        width: f64,
        /// Whether it is broken into dashes.
        dashed: bool,
    },
    /// A line whose colour changes on its way, in one outline.
    Ribbon {
        /// Its pieces in order, each with its colour; a piece has at least two points.
        pieces: Vec<(Vec<ImagePoint>, Colour)>,
        /// Its width without the outline.
        width: f64,
    },
    /// A joint or a place.
    Dot {
        /// Its centre.
        centre: ImagePoint,
        /// Its radius without the outline.
        radius: f64,
        /// Its colour.
        colour: Colour,
        /// Whether it is a ring only.
        hollow: bool,
    },
    /// The rim of a plate.
    Rim {
        /// The ellipse as which it is seen.
        ellipse: Ellipse,
        /// Its colour.
        colour: Colour,
        /// Its width without the outline.
        width: f64,
    },
    /// Words on a dark panel; the painter makes them smaller where they would not fit the picture's width.
    Words {
        /// Upper left corner of the panel.
        at: ImagePoint,
        /// Height of the letters' line.
        height: f64,
        /// What they say.
        text: String,
        /// Their colour.
        colour: Colour,
        /// A sign in front of them, in its colour.
        sign: Option<(Sign, Colour)>,
    },
}
