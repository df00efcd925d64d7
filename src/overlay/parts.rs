//! The parts of the overlay, each of which can be shown or not.

/// A part of the overlay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// The lifter's joints and bones.
    Skeleton,
    /// The curve of the back.
    Back,
    /// The near plate's rim.
    Plate,
    /// The bar's path in the current repetition.
    BarPath,
    /// The plumb line through mid-foot.
    PlumbLine,
    /// The angles at trunk, hip and knee with their values.
    Angles,
    /// How the findings about now were measured.
    Marks,
    /// Repetition, phase and findings in words.
    Captions,
}

impl Part {
    /// Every part, in the order in which they are listed to the user.
    pub const ALL: [Self; 8] =
        [Self::Skeleton, Self::Back, Self::Plate, Self::BarPath, Self::PlumbLine, Self::Angles, Self::Marks, Self::Captions];

    /// The name shown to the user, for example "Bar path".
    pub fn name(self) -> &'static str {
        match self {
            Self::Skeleton => "Skeleton",
            Self::Back => "Back curve",
            Self::Plate => "Plate",
            Self::BarPath => "Bar path",
            Self::PlumbLine => "Plumb line",
            Self::Angles => "Angles",
            Self::Marks => "How it was measured",
            Self::Captions => "Captions",
        }
    }

    fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// A set of parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Parts(u16);

impl Default for Parts {
    /// Everything but the angles.
    fn default() -> Self {
        Self::of(&Part::ALL).without(Part::Angles)
    }
}

impl Parts {
    /// No part.
    pub const NONE: Self = Self(0);

    /// These parts and no others.
    pub fn of(parts: &[Part]) -> Self {
        parts.iter().fold(Self::NONE, |set, &part| set.with(part))
    }

    /// Whether a part is in the set.
    pub fn has(self, part: Part) -> bool {
        self.0 & part.bit() != 0
    }

    /// The set with a part.
    pub fn with(self, part: Part) -> Self {
        Self(self.0 | part.bit())
    }

    /// The set without a part.
    pub fn without(self, part: Part) -> Self {
        Self(self.0 & !part.bit())
    }

    /// The set with a part in it where it was not, and without it where it was.
    pub fn toggled(self, part: Part) -> Self {
        Self(self.0 ^ part.bit())
    }
}

/// What the colour of the bar's path tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PathColour {
    /// How far it is in front of or behind the vertical through lift-off: orange in front, blue behind.
    #[default]
    Deviation,
    /// How fast it goes: orange up, blue down, pale at rest.
    Velocity,
}

/// What is drawn, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Look {
    /// What is drawn.
    pub parts: Parts,
    /// What the colour of the bar's path tells.
    pub path: PathColour,
}

impl Look {
    /// Only these parts.
    pub fn only(parts: &[Part]) -> Self {
        Self { parts: Parts::of(parts), ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_put_in_taken_out_and_toggled_one_by_one() {
        let all = Parts::of(&Part::ALL);
        for part in Part::ALL {
            assert!(all.has(part) && !all.without(part).has(part) && !Parts::NONE.has(part));
            assert_eq!(all.toggled(part).toggled(part), all);
            assert!(Part::ALL.iter().all(|&other| other == part || all.without(part).has(other)));
        }
        assert!(!Parts::default().has(Part::Angles) && Parts::default().has(Part::Captions));
    }
}
