//! How the reports say a number, an error, a verdict.

use crate::analysis::Analysis;
use crate::body::{Facing, View, ViewKind};
use crate::faults::{Finding, SetStory, Severity, Trend, Verdict};
use crate::lift::{Lift, Scale, ScaleSource, VariantKind};
use crate::measure::{Baseline, INTERVAL_90, Measurement};
use crate::settings::Settings;
use crate::threshold::Grades;
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

/// Three grades with their unit, for example `3 / 5 / 8 cm`; a dash where there is no third.
pub(super) fn grades((note, moderate, marked): Grades, unit: Option<Unit>) -> String {
    let unit = unit.unwrap_or(Unit::Ratio);
    let plain = |value: f64| limit(value, Unit::Ratio);
    let last =
        marked.map_or_else(|| with_symbol(&plain(moderate), unit.symbol()), |marked| with_symbol(&plain(marked), unit.symbol()));
    match marked {
        Some(_) => format!("{} / {} / {last}", plain(note), plain(moderate)),
        None => format!("{} / {last} / –", plain(note)),
    }
}

/// The text with its first letter large.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// How something goes over the set: the worst repetition where it is in several, and the trend where there is one. Empty where
/// neither is to be told.
pub(super) fn course(story: Option<&SetStory>) -> String {
    let Some(story) = story else { return String::new() };
    let worst = (story.faults > 1).then(|| format!("worst in repetition {}", story.worst));
    let trend = match story.trend {
        Some(Trend::Growing) => Some("the number grows over the set".to_owned()),
        Some(Trend::Shrinking) => Some("the number shrinks over the set".to_owned()),
        Some(Trend::Steady) | None => None,
    };
    let parts: Vec<String> = [worst, trend].into_iter().flatten().collect();
    if parts.is_empty() { String::new() } else { format!("{}.", capital(&parts.join("; "))) }
}

/// How a measurement lies against what is usual for the athlete; empty where that is not known.
pub(super) fn usual(measured: Option<&Measurement>, baseline: &Baseline) -> String {
    let Some((measured, change)) = measured.and_then(|measured| Some((measured, baseline.change(measured)?))) else {
        return String::new();
    };
    let unit = measured.unit;
    let band = with_symbol(
        &format!(
            "{} to {}",
            number(change.usual.median - change.band, unit.decimals()),
            number(change.usual.median + change.band, unit.decimals())
        ),
        unit.symbol(),
    );
    if change.changed { format!("Changed for you: usual is {band}.") } else { format!("As usual for you ({band}).") }
}

/// What was measured for a finding, where something was.
pub(super) fn measurement(finding: &Finding) -> Option<&Measurement> {
    match &finding.verdict {
        Verdict::Clear { measured, .. } | Verdict::Possible { measured, .. } | Verdict::Fault { measured, .. } => Some(measured),
        Verdict::NotAssessed(_) => None,
    }
}

/// What was said of the set and the athlete beside sizes, as name and value; only what was said.
pub(super) fn said(settings: &Settings) -> Vec<(&'static str, String)> {
    let mut all = Vec::new();
    let mut add = |name, text: String| {
        if !text.is_empty() {
            all.push((name, text));
        }
    };
    add("Tags", settings.tags.iter().map(|tag| tag.code()).collect::<Vec<_>>().join(", "));
    add("Style", settings.styles.iter().map(|style| style.code()).collect::<Vec<_>>().join(", "));
    let tempo = settings.tempo.unwrap_or_default();
    let times = [("up", tempo.up_s), ("down", tempo.down_s)];
    add("Tempo", times.iter().filter_map(|(way, time)| Some(format!("{} s {way}", (*time)?))).collect::<Vec<_>>().join(", "));
    add("Own lumbar range", settings.lumbar_range_deg.map_or_else(String::new, |range| format!("{range}°")));
    let measures = settings.baseline.0.len();
    add("Own baseline", if measures == 0 { String::new() } else { count(measures, "measure", "measures") });
    let sets = settings.sets.len();
    add("Earlier sets", if sets == 0 { String::new() } else { sets.to_string() });
    all
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
        Scale::BodyLengths { .. } => "shares of the lifter's height; no size is known".to_owned(),
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
    fn grades_stand_with_one_unit_and_a_dash_for_a_grade_that_is_not() {
        assert_eq!(grades((3.0, 5.0, Some(8.0)), Some(Unit::Centimetres)), "3 / 5 / 8 cm");
        assert_eq!(grades((20.0, 35.0, None), Some(Unit::Degrees)), "20 / 35° / –");
        assert_eq!(grades((1.3, 1.6, Some(2.0)), None), "1.3 / 1.6 / 2");
    }

    #[test]
    fn what_is_usual_stands_beside_a_number_and_says_where_it_is_not() {
        let usual = crate::measure::Usual { median: 1.2, mad: 0.4, reps: 12, unit: Unit::Centimetres };
        let baseline = Baseline([("bar-bow".to_owned(), usual)].into());
        let bow = |value| Measurement { id: "bar-bow", value, sd: 0.2, unit: Unit::Centimetres, at: 0.0, marks: Vec::new() };
        assert_eq!(super::usual(Some(&bow(1.4)), &baseline), "As usual for you (0.4 to 2.0 cm).");
        assert_eq!(super::usual(Some(&bow(3.4)), &baseline), "Changed for you: usual is 0.4 to 2.0 cm.");
        assert_eq!(super::usual(Some(&bow(3.4)), &Baseline::default()), "");
    }

    #[test]
    fn the_course_over_a_set_names_the_worst_and_the_trend() {
        let story = |faults, trend| SetStory { faults, assessed: 5, reps: 5, first: Some(2), worst: 4, trend };
        assert_eq!(course(Some(&story(3, Some(Trend::Growing)))), "Worst in repetition 4; the number grows over the set.");
        assert_eq!(course(Some(&story(1, Some(Trend::Steady)))), "");
        assert_eq!(course(None), "");
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
