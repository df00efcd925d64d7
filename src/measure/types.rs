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
