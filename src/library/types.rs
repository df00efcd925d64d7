//! What the library's parts have in common: names of things, and what is said of a set.

use jiff::civil::Date;

use super::LibraryError;
use crate::lift::VariantKind;
use crate::settings::Settings;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {
        $($(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);)*
    };
}

ids! {
    /// Names an athlete in the library.
    AthleteId;
    /// Names a set in the library.
    SetId;
    /// Names a clip in the library.
    ClipId;
}

/// What was said of a set; what was not said is `None`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// Load with the bar, 1 to 600 kg.
    pub load_kg: Option<f64>,
    /// Diameter of the plate nearest the camera, 100 to 600 mm.
    pub plate_mm: Option<f64>,
    /// Rating of perceived exertion, 1 to 10 (Zourdos et al. 2016: 10 is no repetition left, 9 one).
    pub rpe: Option<f64>,
    /// The kind of deadlift.
    pub variant: Option<VariantKind>,
    /// A note.
    pub note: String,
}

impl Facts {
    /// Refuses numbers outside their ranges.
    pub fn checked(&self) -> Result<(), LibraryError> {
        let within = |what, value: Option<f64>, low: f64, high: f64, wanted| match value {
            // Not a number lies in no range.
            Some(value) if !(low..=high).contains(&value) => Err(LibraryError::Value { what, value: value.to_string(), wanted }),
            _ => Ok(()),
        };
        within("the load", self.load_kg, 1.0, 600.0, "1 to 600 kg")?;
        within("the plate's diameter", self.plate_mm, 100.0, 600.0, "100 to 600 mm")?;
        within("the RPE", self.rpe, 1.0, 10.0, "1 to 10")
    }

    /// The settings of an analysis of such a set, over the settings in force.
    pub fn over(&self, base: &Settings) -> Settings {
        let mut settings = base.clone();
        if let Some(mm) = self.plate_mm {
            (settings.calibration.plate_mm, settings.calibration.plate_stated) = (Some(mm), true);
        }
        settings.load_kg = self.load_kg.or(settings.load_kg);
        settings.variant = self.variant.or(settings.variant);
        settings
    }
}

/// How far a clip is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClipState {
    /// Not analysed yet.
    Waiting,
    /// Analysed.
    Analysed,
    /// Could not be analysed: why, and what to do.
    Refused(String),
}

impl ClipState {
    /// The state as the table has it.
    pub(super) fn read(state: &str, reason: Option<String>) -> Self {
        match state {
            "waiting" => Self::Waiting,
            "analysed" => Self::Analysed,
            _ => Self::Refused(reason.unwrap_or_default()),
        }
    }
}

/// A day as the table has it.
pub(super) fn day(text: &str) -> rusqlite::Result<Date> {
    text.parse()
        .map_err(|error: jiff::Error| rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error)))
}
