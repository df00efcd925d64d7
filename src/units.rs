//! Units: the only ones in which the program speaks to people.

/// A point in time or a duration in seconds of the clip's own clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Seconds(pub f64);

/// The unit of a measured value, of a limit, or of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Degrees of arc.
    Degrees,
    /// Centimetres in the plane of the lift.
    Centimetres,
    /// Metres per second.
    MetresPerSecond,
    /// Metres per second squared.
    MetresPerSecondSquared,
    /// Seconds.
    Seconds,
    /// Percent of what the measure's name says.
    Percent,
    /// A ratio without unit.
    Ratio,
}

impl Unit {
    /// The short written form: `°`, `cm`, `m/s`, `s`, `%`, or nothing for a ratio.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Degrees => "°",
            Self::Centimetres => "cm",
            Self::MetresPerSecond => "m/s",
            Self::MetresPerSecondSquared => "m/s²",
            Self::Seconds => "s",
            Self::Percent => "%",
            Self::Ratio => "",
        }
    }

    /// The name used in JSON: `deg`, `cm`, `m/s`, `m/s2`, `s`, `%`, `ratio`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Degrees => "deg",
            Self::Centimetres => "cm",
            Self::MetresPerSecond => "m/s",
            Self::MetresPerSecondSquared => "m/s2",
            Self::Seconds => "s",
            Self::Percent => "%",
            Self::Ratio => "ratio",
        }
    }

    /// The unit of a name in JSON.
    pub fn from_code(code: &str) -> Option<Self> {
        let all = [
            Self::Degrees,
            Self::Centimetres,
            Self::MetresPerSecond,
            Self::MetresPerSecondSquared,
            Self::Seconds,
            Self::Percent,
            Self::Ratio,
        ];
        all.into_iter().find(|unit| unit.code() == code)
    }

    /// Decimals that are honest for a phone video: the last one is still noise.
    pub fn decimals(self) -> usize {
        match self {
            Self::Degrees | Self::Percent => 0,
            Self::Centimetres | Self::MetresPerSecondSquared => 1,
            Self::MetresPerSecond | Self::Seconds | Self::Ratio => 2,
        }
    }

    /// A value written with its unit and honest decimals, for example `14°` or `3.2 cm`.
    pub fn format(self, value: f64) -> String {
        let number = format!("{value:.*}", self.decimals());
        match self {
            Self::Degrees => format!("{number}°"),
            Self::Ratio => number,
            _ => format!("{number} {}", self.symbol()),
        }
    }
}
