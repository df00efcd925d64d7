//! Says lengths and loads in the user's units: what the reports say in centimetres and kilograms reads in inches and pounds.
//!
//! Every number of the program is written with its unit behind it (`3.2 ± 1.1 cm`, `3 / 5 / 8 cm`, `142.5 kg`), so a finished sentence can
//! be said anew. Angles, times and speeds stay as they are, and so does the plate's diameter, which is its name. Files stay metric.

use super::preferences::Units;
use crate::overlay::Shape;

/// Centimetres an inch (exact since 1959).
pub(super) const CM_PER_INCH: f64 = 2.54;
/// Kilograms a pound (exact since 1959).
pub(super) const KG_PER_POUND: f64 = 0.453_592_37;
/// The units that are said anew: their sign, the new one, and how many old ones make a new one.
const SAID: [(&str, &str, f64); 2] = [("cm", "in", CM_PER_INCH), ("kg", "lb", KG_PER_POUND)];
/// What may stand between numbers that share one unit.
const BETWEEN: [&str; 4] = [" ± ", " to ", " / ", " and "];

impl Units {
    /// A text in these units.
    pub fn said(self, text: &str) -> String {
        let mut said = text.to_owned();
        for (unit, new, per) in SAID.iter().filter(|_| self == Self::Imperial) {
            said = anew(&said, unit, new, *per);
        }
        said
    }

    /// A length of so many centimetres, or a value in another unit as it is, with the unit's sign.
    pub fn length(self, value: f64, unit: &'static str) -> (f64, &'static str) {
        match (self, unit) {
            (Self::Imperial, "cm") => (value / CM_PER_INCH, "in"),
            _ => (value, unit),
        }
    }

    /// A load of so many kilograms, to a tenth.
    pub fn load(self, kg: f64) -> String {
        if self == Self::Imperial { format!("{:.1} lb", kg / KG_PER_POUND) } else { format!("{kg:.1} kg") }
    }

    /// A lifter's height of so many centimetres.
    pub fn height(self, cm: f64) -> String {
        if self == Self::Imperial { format!("{:.1} in", cm / CM_PER_INCH) } else { format!("{cm:.0} cm") }
    }

    /// Words on the video in these units.
    pub(super) fn drawn(self, mut shapes: Vec<Shape>) -> Vec<Shape> {
        if self == Self::Imperial {
            for shape in &mut shapes {
                if let Shape::Words { text, .. } = shape {
                    *text = self.said(text);
                }
            }
        }
        shapes
    }
}

/// A text with every number before a unit in another one.
fn anew(text: &str, unit: &str, new: &str, per: f64) -> String {
    let mut said = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(unit) {
        let (before, after) = (&rest[..at], &rest[at + unit.len()..]);
        let alone = !after.chars().next().is_some_and(char::is_alphanumeric);
        let numbers = before.strip_suffix(' ').filter(|_| alone).map(numbers).filter(|numbers| !numbers.is_empty());
        if let Some(numbers) = numbers {
            let decimals = decimals(before, &numbers, per);
            let mut done = 0;
            for (from, to) in numbers {
                said.push_str(&before[done..from]);
                let value = value(&before[from..to]).unwrap_or_default() / per;
                let number = format!("{:.decimals$}", value.abs());
                let zero = number.trim_matches(['0', '.']).is_empty();
                said.push_str(if value < 0.0 && !zero { "−" } else { "" });
                said.push_str(&number);
                done = to;
            }
            said.push_str(&before[done..]);
            said.push_str(new);
        } else {
            said.push_str(before);
            said.push_str(unit);
        }
        rest = after;
    }
    said + rest
}

/// Where the numbers stand that end a text and share a unit, in their order.
fn numbers(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut end = text.len();
    loop {
        let digits = text[..end].rfind(|c: char| !c.is_ascii_digit() && c != '.');
        let mut from = digits.map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
        if value(&text[from..end]).is_none() {
            break;
        }
        let sign = text[..from].chars().next_back().filter(|sign| matches!(sign, '-' | '−'));
        // A hyphen between words or numbers is no sign.
        let signed = sign.filter(|sign| text[..from - sign.len_utf8()].chars().next_back().is_none_or(|c| !c.is_alphanumeric()));
        from -= signed.map_or(0, char::len_utf8);
        found.push((from, end));
        let Some(between) = BETWEEN.iter().find(|between| text[..from].ends_with(**between)) else { break };
        end = from - between.len();
    }
    found.reverse();
    found
}

fn value(number: &str) -> Option<f64> {
    number.replace('−', "-").parse().ok().filter(|_| number.chars().any(|c| c.is_ascii_digit()))
}

/// Decimals of numbers that are said together: at least one for lengths, as many as before for loads, and two where the smallest would
/// read as nothing.
fn decimals(text: &str, numbers: &[(usize, usize)], per: f64) -> usize {
    let written = numbers.iter().map(|&(from, to)| text[from..to].split_once('.').map_or(0, |(_, digits)| digits.len())).max();
    let smallest = numbers.iter().filter_map(|&(from, to)| value(&text[from..to])).map(f64::abs).filter(|value| *value > 0.0);
    let least = smallest.fold(f64::INFINITY, f64::min) / per;
    let written = written.unwrap_or(0).max(usize::from(per > 1.0)).min(2);
    if least < 0.5 * 0.1_f64.powi(written as i32) { written + 1 } else { written }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faults::FAULTS;
    use crate::ui::sample;

    fn said(text: &str) -> String {
        Units::Imperial.said(text)
    }

    #[test]
    fn lengths_and_loads_are_said_in_inches_and_pounds_and_the_rest_stays() {
        for (metric, imperial) in [
            ("The bar bows 7.2 ± 1.1 cm forward; limit 5.0 cm.", "The bar bows 2.8 ± 0.4 in forward; limit 2.0 in."),
            ("over 3 / 5 / 8 cm", "over 1.2 / 2.0 / 3.1 in"),
            ("As usual for you (-0.4 to 2.0 cm).", "As usual for you (−0.2 to 0.8 in)."),
            ("3.00 ± 0.03 cm", "1.18 ± 0.01 in"),
            ("0.1 ± 0.1 cm", "0.04 ± 0.04 in"),
            ("Form-limit load 142.5 kg: work at 140 kg.", "Form-limit load 314.2 lb: work at 309 lb."),
            ("0.51 ± 0.03 m/s, 14 ± 4°, 450 mm plates", "0.51 ± 0.03 m/s, 14 ± 4°, 450 mm plates"),
            ("lengths in cm; 5cm", "lengths in cm; 5cm"),
            ("The first 10 cm go 20 % faster", "The first 3.9 in go 20 % faster"),
            ("from ankle-3 cm to −2.5 cm", "from ankle-1.2 in to −1.0 in"),
        ] {
            assert_eq!(said(metric), imperial);
            assert_eq!(Units::Metric.said(metric), metric);
        }
    }

    #[test]
    fn no_finding_and_no_measure_of_a_set_keeps_a_centimetre() {
        let clip = sample::clip();
        let reps = || clip.analysis.reps.iter();
        let sentences = reps().flat_map(|rep| rep.findings.iter().map(crate::faults::Finding::sentence));
        let measures = reps().flat_map(|rep| rep.measures.iter().map(crate::measure::Measurement::text));
        let all: Vec<String> = sentences.chain(measures).chain(FAULTS.iter().map(|fault| fault.card.what.to_owned())).collect();
        assert!(all.iter().filter(|text| text.contains(" cm")).count() > 3, "there is something to be said anew");
        for text in all {
            assert!(!said(&text).contains(" cm"), "{}", said(&text));
        }
    }
}
