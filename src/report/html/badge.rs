//! The sign of a verdict, told by colour, shape and word, and the gauge of a number against its limit.

use maud::{Markup, html};

use crate::faults::{Severity, Verdict};
use crate::report::words;

/// Size of a gauge, pixels.
const GAUGE: (f64, f64) = (200.0, 44.0);

/// Space left and right of a gauge's ends for labels, pixels.
const GAUGE_MARGIN: f64 = 22.0;

/// Room beyond the outermost number, as a share of a gauge's range.
const GAUGE_AIR: f64 = 0.12;

/// The style sheet's class of a verdict.
pub(super) fn class(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Fault { severity: Severity::Marked, .. } => "marked",
        Verdict::Fault { severity: Severity::Moderate, .. } => "moderate",
        Verdict::Fault { severity: Severity::Note, .. } => "note",
        Verdict::Possible { .. } => "possible",
        Verdict::Clear { .. } => "clear",
        Verdict::NotAssessed(_) => "open",
    }
}

fn word(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Fault { severity, .. } => words::severity(*severity),
        Verdict::Possible { .. } => "Possible",
        Verdict::Clear { .. } => "Not found",
        Verdict::NotAssessed(_) => "Not assessed",
    }
}

/// The shape: square, triangle, disc for the grades, a ring for possible, a tick for clear, a dash for not assessed.
fn shape(verdict: &Verdict) -> Markup {
    html! {
        @match verdict {
            Verdict::Fault { severity: Severity::Marked, .. } => { rect class="fill" x="1.5" y="1.5" width="11" height="11" {} }
            Verdict::Fault { severity: Severity::Moderate, .. } => { path class="fill" d="M7 1L13.5 12.5H.5Z" {} }
            Verdict::Fault { severity: Severity::Note, .. } => { circle class="fill" cx="7" cy="7" r="5.5" {} }
            Verdict::Possible { .. } => { circle class="ring" cx="7" cy="7" r="4.8" {} }
            Verdict::Clear { .. } => { path class="ring" d="M2 7.5L5.5 11L12 3.5" {} }
            Verdict::NotAssessed(_) => { path class="ring" d="M3 7H11" {} }
        }
    }
}

/// The shape alone, named for readers who cannot see it.
pub(super) fn sign(verdict: &Verdict) -> Markup {
    html! {
        svg class=(format!("sign {}", class(verdict))) viewBox="0 0 14 14" width="12" height="12" role="img" aria-label=(word(verdict)) {
            (shape(verdict))
        }
    }
}

/// The shape and the word.
pub(super) fn badge(verdict: &Verdict) -> Markup {
    html! {
        span class=(format!("badge {}", class(verdict))) {
            svg class="sign" viewBox="0 0 14 14" width="12" height="12" aria-hidden="true" { (shape(verdict)) }
            span { (word(verdict)) }
        }
    }
}

/// The measured value as a dot on its 90 % interval, with the limit as an upright stroke; nothing where nothing was measured.
pub(super) fn gauge(verdict: &Verdict) -> Markup {
    let (measured, limit) = match verdict {
        Verdict::Fault { measured, limit, .. }
        | Verdict::Possible { measured, limit, .. }
        | Verdict::Clear { measured, limit } => (measured, *limit),
        Verdict::NotAssessed(_) => return html! {},
    };
    let half = crate::measure::INTERVAL_90 * measured.sd.abs();
    let (from, to) = (measured.value - half, measured.value + half);
    // Nothing of the quantity is the natural other end of the scale.
    let (low, high) = (from.min(limit).min(0.0), to.max(limit).max(0.0));
    let air = GAUGE_AIR * (high - low);
    let (low, high) = (if low < 0.0 { low - air } else { low }, if high > 0.0 { high + air } else { high });
    if ![measured.value, half, limit, high - low].iter().all(|number| number.is_finite()) || high <= low {
        return html! {};
    }
    let x = |value: f64| format!("{:.1}", GAUGE_MARGIN + (value - low) / (high - low) * (GAUGE.0 - 2.0 * GAUGE_MARGIN));
    let label = format!("{}, limit {}", words::measured(measured), words::limit(limit, measured.unit));
    html! {
        svg class="gauge" viewBox=(format!("0 0 {} {}", GAUGE.0, GAUGE.1)) width=(GAUGE.0) height=(GAUGE.1) role="img" aria-label=(label) {
            line class="base" x1=(x(low)) x2=(x(high)) y1="16" y2="16" {}
            line class="limit" x1=(x(limit)) x2=(x(limit)) y1="6" y2="26" {}
            text class="limit-label" x=(x(limit)) y="39" { "limit " (words::limit(limit, measured.unit)) }
            line class="interval" x1=(x(from)) x2=(x(to)) y1="16" y2="16" {}
            circle class="value" cx=(x(measured.value)) cy="16" r="5" {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Measurement;
    use crate::units::Unit;

    fn clear(value: f64, limit: f64) -> Verdict {
        let measured = Measurement { id: "x", value, sd: 1.0, unit: Unit::Degrees, at: 0.0, marks: Vec::new() };
        Verdict::Clear { measured, limit }
    }

    #[test]
    fn a_gauge_shows_value_interval_and_limit_in_their_order() {
        let svg = gauge(&clear(5.0, 10.0)).into_string();
        assert!(svg.contains("aria-label=\"5 ± 2°, limit 10°\""), "{svg}");
        let place = |class: &str, key: &str| -> f64 {
            let rest = svg.split(&format!("class=\"{class}\"")).nth(1).unwrap();
            rest.split(&format!("{key}=\"")).nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
        };
        assert!(place("interval", "x1") < place("value", "cx") && place("value", "cx") < place("interval", "x2"));
        assert!(place("interval", "x2") < place("limit", "x1"));
    }

    #[test]
    fn numbers_that_cannot_be_drawn_draw_nothing() {
        assert!(gauge(&clear(f64::INFINITY, 10.0)).into_string().is_empty());
        assert!(gauge(&clear(f64::NAN, 10.0)).into_string().is_empty());
        assert!(gauge(&clear(10.0, f64::NAN)).into_string().is_empty());
    }
}
