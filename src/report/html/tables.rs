//! The tables of the page: repetitions, checks, settings.

use maud::{Markup, html};

use super::badge;
use crate::analysis::Analysis;
use crate::faults::{Card, Finding, Verdict};
use crate::measure::Measurement;
use crate::report::order::{cards, limits};
use crate::report::pulls::pulls;
use crate::report::words;
use crate::units::Unit;

/// Repetitions up to which the table of checks has room for the error of every number.
const ROOM_FOR_ERRORS: usize = 5;

/// One row a repetition: times, speed, range, and how many faults.
pub(super) fn repetitions(analysis: &Analysis) -> Markup {
    html! {
        @if !analysis.reps.is_empty() {
            section {
                h2 { "Repetitions" }
                div class="scroll" {
                    table class="numbers" {
                        thead {
                            tr {
                                @for heading in ["Repetition", "Lift-off", "Time up", "Mean speed", "Range", "Faults", "Possible"] {
                                    th scope="col" { (heading) }
                                }
                            }
                        }
                        tbody {
                            @for pull in pulls(analysis) {
                                tr {
                                    th scope="row" { (pull.number) }
                                    td { (or_dash(pull.lift_off.map(|event| format!("{} s", words::number(event.at, 2))))) }
                                    @for measure in [pull.time_up, pull.speed, pull.range] {
                                        td { (or_dash(measure.map(|measure| words::measured_in(analysis, pull.number, measure)))) }
                                    }
                                    td { (pull.faults) }
                                    td { (pull.possible) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Every measure, repetition by repetition, in the order in which they were taken.
pub(super) fn measures(analysis: &Analysis) -> Markup {
    let mut rows: Vec<&Measurement> = Vec::new();
    for measure in analysis.reps.iter().flat_map(|rep| &rep.measures) {
        if rows.iter().all(|row| row.id != measure.id) {
            rows.push(measure);
        }
    }
    let errors = analysis.reps.len() <= ROOM_FOR_ERRORS;
    let has_usual = rows.iter().any(|row| usual(row, analysis).is_some());
    html! {
        @if !rows.is_empty() {
            section {
                h2 { "Every number, repetition by repetition" }
                div class="scroll" {
                    table class=(if errors { "small" } else { "small tight" }) {
                        thead {
                            tr {
                                th scope="col" { "Measure" }
                                @if has_usual { th scope="col" { "Usual" } }
                                @for rep in &analysis.reps { th scope="col" { @if errors { "Rep. " } (rep.rep.number) } }
                            }
                        }
                        tbody {
                            @for row in rows {
                                tr {
                                    th scope="row" { (row.name()) }
                                    @if has_usual { td { (or_dash(usual(row, analysis))) } }
                                    @for rep in &analysis.reps {
                                        @let measure = rep.measures.iter().find(|measure| measure.id == row.id);
                                        td class=[changed(measure, analysis)] { (or_dash(measure.map(|measure| words::starred(analysis, rep.rep.number, measure, short(measure, errors))))) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The value with its error, or without it where there is no room.
fn short(measure: &Measurement, errors: bool) -> String {
    if errors {
        words::measured(measure)
    } else {
        words::with_symbol(&words::number(measure.value, measure.unit.decimals()), measure.unit.symbol())
    }
}

/// The band that is usual for the athlete, where a baseline has it.
fn usual(measure: &Measurement, analysis: &Analysis) -> Option<String> {
    let change = analysis.settings.baseline.change(measure)?;
    let of = |value: f64| words::number(value, measure.unit.decimals());
    let (low, high) = (change.usual.median - change.band, change.usual.median + change.band);
    Some(words::with_symbol(&format!("{} to {}", of(low), of(high)), measure.unit.symbol()))
}

/// The style sheet's class of a number that is changed for the athlete.
fn changed(measure: Option<&Measurement>, analysis: &Analysis) -> Option<&'static str> {
    measure.and_then(|measure| analysis.settings.baseline.change(measure)).filter(|change| change.changed).map(|_| "changed")
}

fn or_dash(text: Option<String>) -> Markup {
    html! {
        @if let Some(text) = text { (text) } @else { span class="open" title="not measured" { "–" } }
    }
}

/// Every check that was measured, repetition by repetition.
pub(super) fn checks(analysis: &Analysis) -> Markup {
    let rows: Vec<&'static Card> = cards(analysis).into_iter().filter(|card| was_measured(analysis, card)).collect();
    let errors = analysis.reps.len() <= ROOM_FOR_ERRORS;
    html! {
        @if !rows.is_empty() {
            section class="whole" {
                h2 { "Every check, repetition by repetition" }
                div class="scroll" {
                    table class=(if errors { "checks" } else { "checks tight" }) {
                        thead {
                            tr {
                                th scope="col" { "Check" }
                                @for rep in &analysis.reps { th scope="col" { @if errors { "Rep. " } (rep.rep.number) } }
                                th scope="col" { "Set" }
                            }
                        }
                        tbody {
                            @for card in rows {
                                tr {
                                    th scope="row" { (card.name) }
                                    @for rep in &analysis.reps { td { (cell(&rep.findings, card, errors)) } }
                                    td class="set" { (cell(&analysis.set, card, errors)) }
                                }
                            }
                        }
                    }
                }
                p class="key" {
                    @for (verdict, word) in keys(analysis) { span { (badge::sign(verdict)) " " (word) } }
                }
            }
        }
    }
}

fn was_measured(analysis: &Analysis, card: &Card) -> bool {
    let findings = analysis.set.iter().chain(analysis.reps.iter().flat_map(|rep| &rep.findings));
    findings.filter(|finding| finding.card == card).any(|finding| !matches!(finding.verdict, Verdict::NotAssessed(_)))
}

/// One verdict of each class that the table shows, with its word.
fn keys(analysis: &Analysis) -> Vec<(&Verdict, &'static str)> {
    let order = [
        ("marked", "marked"),
        ("moderate", "moderate"),
        ("note", "note"),
        ("possible", "possible"),
        ("clear", "measured, not found"),
        ("open", "not assessed"),
    ];
    let shown: Vec<&Verdict> = analysis
        .set
        .iter()
        .chain(analysis.reps.iter().flat_map(|rep| &rep.findings))
        .filter(|finding| was_measured(analysis, finding.card))
        .map(|finding| &finding.verdict)
        .collect();
    let first = |class: &str| shown.iter().find(|verdict| badge::class(verdict) == class).copied();
    order.into_iter().filter_map(|(class, word)| Some((first(class)?, word))).collect()
}

fn cell(findings: &[Finding], card: &Card, errors: bool) -> Markup {
    let finding = findings.iter().find(|finding| finding.card == card);
    html! {
        @match finding.map(|finding| &finding.verdict) {
            None => {}
            Some(verdict @ Verdict::NotAssessed(abstain)) => { span title=(abstain.reason) { (badge::sign(verdict)) } }
            Some(verdict @ (Verdict::Clear { measured, .. } | Verdict::Possible { measured, .. } | Verdict::Fault { measured, .. })) => {
                (badge::sign(verdict)) " "
                (short(measured, errors))
            }
        }
    }
}

/// The settings in force, with every limit and its source.
pub(super) fn settings(analysis: &Analysis) -> Markup {
    let settings = &analysis.settings;
    let calibration = &settings.calibration;
    let plate = calibration.plate_mm.map_or("unknown".to_owned(), |plate| {
        format!("{plate} mm, {}", if calibration.plate_stated { "as said" } else { "assumed" })
    });
    let said = |value: Option<String>| value.unwrap_or_else(|| "not said".to_owned());
    let grade = |value: f64, unit: Option<Unit>| words::limit(value, unit.unwrap_or(Unit::Ratio));
    let limits = limits(analysis);
    html! {
        section class="settings" {
            h2 { "Settings in force" }
            dl class="facts" {
                div { dt { "Plate" } dd { (plate) } }
                div { dt { "Lifter's height" } dd { (said(calibration.height_cm.map(|height| format!("{height} cm")))) } }
                div { dt { "Load" } dd { (said(settings.load_kg.map(|load| format!("{load} kg")))) } }
                div { dt { "Profile" } dd { (settings.profile.code()) } }
                @for (name, value) in words::said(settings) { div { dt { (name) } dd { (value) } } }
                div { dt { "Kind of deadlift" } dd { (said(settings.variant.map(|kind| words::variant(kind).to_owned()))) } }
            }
            p class="about" { (settings.profile.about()) }
            @if !limits.is_empty() {
                div class="scroll" {
                    table class="small" {
                        thead {
                            tr {
                                th scope="col" { "Limit" } th scope="col" { "Note" } th scope="col" { "Moderate" }
                                th scope="col" { "Marked" } th scope="col" { "Source" }
                            }
                        }
                        tbody {
                            @for limit in limits {
                                tr {
                                    th scope="row" { (limit.key) }
                                    td { (grade(limit.grades.0, limit.unit)) }
                                    td { (grade(limit.grades.1, limit.unit)) }
                                    td { (or_dash(limit.grades.2.map(|marked| grade(marked, limit.unit)))) }
                                    td class="source" { (limit.source) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
