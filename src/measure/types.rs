//! A measured number, or why there is none.

use crate::body::Joint;
use crate::units::Unit;

/// What to draw on the frame to show how a number was measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mark {
    /// The angle at the middle joint between the ways to the two others.
    Angle(Joint, Joint, Joint),
    /// The way between two joints.
    Line(Joint, Joint),
    /// The five points of the back.
    Back,
    /// The bar's way so far against the vertical from lift-off.
    BarPath,
    /// A joint by itself.
    Point(Joint),
    /// The other marks at an earlier moment, which the number is the change since.
    Since(Since),
}

/// The earlier of two postures whose difference was measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Since {
    /// Its moment, seconds from the clip's first frame.
    pub at: f64,
    /// What it is called, for example `set-up`.
    pub words: &'static str,
    /// The value then, in the measurement's unit.
    pub then: f64,
    /// The value at the measurement's own moment.
    pub now: f64,
}

/// A number with its error.
#[derive(Clone, Debug, PartialEq)]
pub struct Measurement {
    /// Kebab-case id, for example `added-lumbar-flexion`.
    pub id: &'static str,
    /// The value, in `unit`.
    pub value: f64,
    /// Its standard error, in `unit`; never 0.
    pub sd: f64,
    /// Unit of value and error.
    pub unit: Unit,
    /// The moment that shows it best, seconds from the clip's first frame.
    pub at: f64,
    /// What to draw there.
    pub marks: Vec<Mark>,
}

impl Measurement {
    /// A number without sign, less what its error alone would make of nothing: in what is measured the squares of the true number and of the
    /// error add up (Rice 1945).
    #[must_use]
    pub(super) fn beyond_chance(self) -> Self {
        let value = (self.value.powi(2) - self.sd.powi(2)).max(0.0).sqrt();
        Self { value, ..self }
    }

    /// The same as the change since an earlier moment, so that both postures are drawn; as it is where one of the values is not known.
    #[must_use]
    pub(super) fn since(mut self, at: f64, words: &'static str, then: Option<f64>, now: Option<f64>) -> Self {
        if let (true, Some(then), Some(now)) = (at.is_finite(), then, now) {
            self.marks.push(Mark::Since(Since { at, words, then, now }));
        }
        self
    }
}

/// Why a number could not be measured, and how to film it so that it can.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Abstain {
    /// Kebab-case code, for example `wrong-view`.
    pub code: &'static str,
    /// One plain sentence: the reason.
    pub reason: String,
    /// One plain sentence: how to film it next time; empty where filming does not help.
    pub film_it: String,
}

/// A measurement or the reason why there is none.
pub type Measured = Result<Measurement, Abstain>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_error_alone_would_make_of_nothing_is_taken_off() {
        let of = |value| Measurement { id: "test", value, sd: 3.0, unit: Unit::Centimetres, at: 0.0, marks: Vec::new() };
        for (value, wanted) in [(5.0, 4.0), (2.0, 0.0), (30.0, 29.85)] {
            let found = of(value).beyond_chance();
            assert!((found.value - wanted).abs() < 0.01 && (found.sd - 3.0).abs() < 1e-9, "{found:?}");
        }
    }
}
