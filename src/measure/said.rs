//! What the lifter or the coach said of the set: no camera sees it.

use std::collections::{BTreeMap, BTreeSet};

use super::usual::{Baseline, EarlierSet};

/// A word that the user put to a set; it says what is meant and is therefore no fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tag {
    /// Light speed work: the bar is meant to be fast.
    Speed,
    /// Slow on purpose: a slow bar is no sign of a heavy load.
    Slow,
    /// Bars are let fall here, as is usual in some gyms.
    Drops,
}

impl Tag {
    /// Every tag.
    pub const ALL: [Self; 3] = [Self::Speed, Self::Slow, Self::Drops];

    /// The word in the settings file.
    pub fn code(self) -> &'static str {
        match self {
            Self::Speed => "speed",
            Self::Slow => "slow",
            Self::Drops => "drops",
        }
    }

    /// The tag of a word in the settings file.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tag| tag.code() == code)
    }
}

/// A way of lifting that the athlete has chosen; what belongs to it is no fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Style {
    /// The upper back is rounded on purpose.
    ThoracicRounding,
}

impl Style {
    /// Every style.
    pub const ALL: [Self; 1] = [Self::ThoracicRounding];

    /// The word in the settings file.
    pub fn code(self) -> &'static str {
        match self {
            Self::ThoracicRounding => "thoracic-rounding",
        }
    }

    /// The style of a word in the settings file.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|style| style.code() == code)
    }
}

/// Times that the lifter aims at, seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tempo {
    /// From lift-off to lockout.
    pub up_s: Option<f64>,
    /// From the start of the descent to the floor.
    pub down_s: Option<f64>,
}

/// What was said of a set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Said {
    /// Load on the bar with the bar itself, kilograms.
    pub load_kg: Option<f64>,
    /// Words put to the set.
    pub tags: BTreeSet<Tag>,
    /// Ways of lifting that the athlete has chosen.
    pub styles: BTreeSet<Style>,
    /// Times that the lifter aims at.
    pub tempo: Option<Tempo>,
    /// Flexion of the lower back from standing to a toe-touch, degrees, where it was measured.
    pub lumbar_range_deg: Option<f64>,
    /// What is usual for the athlete in light sets; empty where not known.
    pub baseline: Baseline,
    /// Earlier sets of the athlete with their loads.
    pub sets: Vec<EarlierSet>,
}

impl Said {
    /// Nothing was said.
    pub const NOTHING: &'static Self = &Self {
        load_kg: None,
        tags: BTreeSet::new(),
        styles: BTreeSet::new(),
        tempo: None,
        lumbar_range_deg: None,
        baseline: Baseline(BTreeMap::new()),
        sets: Vec::new(),
    };
}
