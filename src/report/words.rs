//! How the reports say a number, an error, a verdict.

use crate::analysis::Analysis;
use crate::body::{Facing, View, ViewKind};
use crate::faults::{Finding, Severity, Verdict};
use crate::lift::{Lift, Scale, ScaleSource, VariantKind};
use crate::measure::{INTERVAL_90, Measurement};
use crate::units::Unit;

/// What the reports say of the sign ±.
pub(crate) const PLUS_MINUS: &str = "± gives the 90 % interval: nine times in ten the true value lies inside.";

/// A number with fixed decimals, a true minus sign, and never a minus before zero.
pub(crate) fn number(value: f64, decimals: usize) -> String {
    let plain = format!("{value:.decimals$}");
    match plain.strip_prefix('-') {
        Some(digits) if digits.chars().all(|digit| matches!(digit, '0' | '.')) => digits.to_owned(),
        Some(digits) => format!("−{digits}"),
        None => plain,
    }
}

/// Puts a unit's symbol after a number: `14°`, `3.2 cm`, `0.28`.
pub(crate) fn with_symbol(number: &str, symbol: &str) -> String {
    match symbol {
        "" => number.to_owned(),
        "°" => format!("{number}°"),
        _ => format!("{number} {symbol}"),
    }
}

/// A value and the half width of its 90 % interval, for example `14 ± 4°`; one more decimal where the error would read 0.
pub(crate) fn with_error(value: f64, sd: f64, decimals: usize, symbol: &str) -> String {
    let half = INTERVAL_90 * sd.abs();
    let fine = half < 0.5 * 10_f64.powi(-(decimals as i32));
    let decimals = decimals + usize::from(fine);
    with_symbol(&format!("{} ± {}", number(value, decimals), number(half, decimals)), symbol)
}

/// A measurement as [`with_error`] says it.
pub(crate) fn measured(measurement: &Measurement) -> String {
    with_error(measurement.value, measurement.sd, measurement.unit.decimals(), measurement.unit.symbol())
}

/// A repetition's measurement as [`measured`] says it, with a star where it rests on a correction by hand.
pub(super) fn measured_in(analysis: &Analysis, rep: usize, measurement: &Measurement) -> String {
    starred(analysis, rep, measurement, measured(measurement))
}

/// The text, with a star where the measurement rests on a correction by hand.
pub(super) fn starred(analysis: &Analysis, rep: usize, measurement: &Measurement, mut text: String) -> String {
    if analysis.by_hand.measure(rep, measurement.id) {
        text.push('*');
    }
    text
}

/// A limit with its unit; as many decimals as it needs and no more than two.
pub(crate) fn limit(value: f64, unit: Unit) -> String {
    let decimals = (0..2).find(|&decimals| format!("{value:.decimals$}").parse() == Ok(value)).unwrap_or(2);
    with_symbol(&number(value, decimals), unit.symbol())
}

/// What a finding says, as one plain sentence; how to film it next time stands apart.
pub(crate) fn sentence(finding: &Finding) -> String {
    match &finding.verdict {
        Verdict::NotAssessed(abstain) => abstain.reason.clone(),
        _ => finding.sentence(),
    }
}

/// The word for a grade, for a heading.
pub(crate) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "Note",
        Severity::Moderate => "Moderate",
        Severity::Marked => "Marked",
    }
}

/// A share 0..=1 as whole percent.
pub(crate) fn percent(share: f64) -> String {
    format!("{} %", number(share * 100.0, 0))
}

/// `1 repetition`, `3 repetitions`.
pub(crate) fn count(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Numbers as a list of prose: `1`, `1 and 2`, `1, 2 and 3`.
pub(crate) fn list<T: ToString>(items: &[T]) -> String {
    let words: Vec<String> = items.iter().map(ToString::to_string).collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}

/// The view in words: from where, which way, and how far turned.
pub(crate) fn view(view: &View) -> String {
    let kind = match view.kind {
        ViewKind::Side => "side",
        ViewKind::Oblique => "oblique",
        ViewKind::Front => "front",
        ViewKind::Back => "back",
    };
    let facing = match view.facing {
        Facing::Left => "facing left",
        Facing::Right => "facing right",
        Facing::Camera => "facing the camera",
        Facing::Away => "facing away",
    };
    format!("{kind}, {facing}, turned {}", with_error(view.yaw_deg, view.yaw_sd_deg, 0, "°"))
}

/// The scale in words, with its error.
pub(crate) fn scale(lift: &Lift) -> String {
    match lift.scale {
        Scale::Metres { source, relative_sd } => {
            let from = match source {
                ScaleSource::Plate => "centimetres, from the plate",
                ScaleSource::Height => "centimetres, from the lifter's height",
                ScaleSource::None => "centimetres",
            };
            format!("{from}, ± {} %", number(INTERVAL_90 * relative_sd * 100.0, 0))
        }
        Scale::BodyLengths => "shares of the lifter's height; no size is known".to_owned(),
    }
}

/// The kind of deadlift in words.
pub(crate) fn variant(kind: VariantKind) -> &'static str {
    match kind {
        VariantKind::Conventional => "conventional",
        VariantKind::Sumo => "sumo",
        VariantKind::StiffLeg => "stiff-legged",
        VariantKind::Block => "from blocks",
        VariantKind::TrapBar => "trap bar",
        VariantKind::Unknown => "kind not told apart",
    }
}

/// The last part of a path, whichever system wrote it; the whole where there is none.
pub(crate) fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().filter(|name| !name.is_empty()).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_ninety_percent_intervals_and_never_read_zero() {
        assert_eq!(with_error(14.2, 2.5, 0, "°"), "14 ± 4°");
        assert_eq!(with_error(3.24, 0.5, 1, "cm"), "3.2 ± 0.8 cm");
        assert_eq!(with_error(3.0, 0.02, 1, "cm"), "3.00 ± 0.03 cm");
        assert_eq!(with_error(-4.6, 1.0, 0, "%"), "−5 ± 2 %");
        assert_eq!(with_error(-0.2, 1.0, 0, "°"), "0 ± 2°");
    }

    #[test]
    fn limits_show_the_digits_they_have() {
        assert_eq!(limit(10.0, Unit::Degrees), "10°");
        assert_eq!(limit(2.5, Unit::Centimetres), "2.5 cm");
        assert_eq!(limit(0.25, Unit::MetresPerSecond), "0.25 m/s");
        assert_eq!(limit(1.3, Unit::Ratio), "1.3");
        assert_eq!(limit(-18.0, Unit::Percent), "−18 %");
    }

    #[test]
    fn lists_and_names_read_as_prose() {
        assert_eq!(list(&[1, 2, 3]), "1, 2 and 3");
        assert_eq!(list(&[4]), "4");
        assert_eq!(list::<usize>(&[]), "");
        assert_eq!(file_name("C:\\sets\\heavy.mp4"), "heavy.mp4");
        assert_eq!(file_name("/a/b/"), "/a/b/");
    }
}
