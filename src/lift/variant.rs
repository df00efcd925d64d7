//! The kind of deadlift.

/// The kind of deadlift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VariantKind {
    /// Feet hip-wide, hands outside the knees.
    Conventional,
    /// Wide stance, hands inside the knees.
    Sumo,
    /// Legs nearly straight, hips high from the start.
    StiffLeg,
    /// The bar starts above the floor.
    Block,
    /// The lifter stands inside a hexagonal bar.
    TrapBar,
    /// Not told apart.
    Unknown,
}

impl VariantKind {
    /// The word used in JSON and on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Self::Conventional => "conventional",
            Self::Sumo => "sumo",
            Self::StiffLeg => "stiff-leg",
            Self::Block => "block",
            Self::TrapBar => "trap-bar",
            Self::Unknown => "unknown",
        }
    }

    /// The kind of a word on the command line; `None` for any other word.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Conventional, Self::Sumo, Self::StiffLeg, Self::Block, Self::TrapBar].into_iter().find(|kind| kind.code() == code)
    }
}

/// The kind of deadlift and how sure that is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Variant {
    /// The kind.
    pub kind: VariantKind,
    /// 0..=1; 1 where the user said it.
    pub confidence: f64,
}
