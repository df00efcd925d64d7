//! The parts of the page in prose: the cards of what was found, what was not assessed, notes, and the method.

use maud::{Markup, html};

use super::badge;
use crate::advice::film::Remark;
use crate::advice::texts::text;
use crate::analysis::Analysis;
use crate::report::order::{Found, ToLookAt, information, missing};
use crate::report::words;

/// Why it matters, what to say and what to do, for everything found.
pub(super) fn cards(analysis: &Analysis, found: &[Found<'_>]) -> Markup {
    let cues = &analysis.settings.cues;
    html! {
        @if !found.is_empty() {
            section {
                h2 { "What to do about it" }
                div class="cards" {
                    @for found in found {
                        @let card = found.finding.card;
                        article class=(badge::class(&found.finding.verdict)) {
                            h3 { (card.name) }
                            p { (card.what) }
                            dl {
                                dt { "Why" } dd { (card.why) }
                                dt { "Cue" } dd class="cue" { (cues.cue(card)) }
                                dt { "Drill" } dd { (cues.drill(card)) }
                                dt { "Measured as" } dd { (card.formula) }
                                dt { "Can mislead" } dd { (card.confounders) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What could not be measured, by reason, with how to film it.
pub(super) fn missing_list(analysis: &Analysis) -> Markup {
    let missing = missing(analysis);
    html! {
        @if !missing.is_empty() {
            section {
                h2 { "Not assessed" }
                dl class="missing" {
                    @for group in missing {
                        dt { (group.names.join(" · ")) }
                        dd {
                            p { (group.reasons.join(" ")) }
                            @if !group.film_it.is_empty() { p class="film" { (group.film_it) } }
                        }
                    }
                }
            }
        }
    }
}

/// What is given to look at and never judged.
pub(super) fn to_look_at(analysis: &Analysis) -> Markup {
    html! {
        @for ToLookAt { finding, rows } in information(analysis) {
            section {
                h2 { (finding.card.name) ", never scored" }
                p { (words::sentence(finding)) }
                @if !rows.is_empty() {
                    ul class="notes look" {
                        @for (rep, measures) in rows {
                            li {
                                "Repetition " (rep) ": "
                                @for (index, one) in measures.iter().enumerate() {
                                    @if index > 0 { "; " }
                                    (one.name().to_lowercase()) " " (words::measured(one))
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What the user should know.
pub(super) fn notes(analysis: &Analysis) -> Markup {
    html! {
        @if !analysis.notes.is_empty() {
            section {
                h2 { "Notes" }
                ul class="notes" {
                    @for note in &analysis.notes {
                        li { (note.text) @if !note.hint.is_empty() { " " span class="hint" { (note.hint) } } }
                    }
                }
            }
        }
    }
}

/// How the clip was filmed: what to change, then what is well so. What kept checks from being told is not said again.
pub(super) fn film(remarks: &[Remark]) -> Markup {
    let (good, change): (Vec<&Remark>, Vec<&Remark>) =
        remarks.iter().filter(|remark| remark.id != "told").partition(|remark| remark.good);
    html! {
        section {
            h2 { "How it was filmed" }
            @if change.is_empty() { p { (text("film.all-good")) } }
            ul class="notes" {
                @for remark in change { li { strong { (remark.change) } " " span class="hint" { (remark.seen) } } }
                @for remark in good { li class="hint" { (remark.seen) } }
            }
        }
    }
}

/// How the numbers came about, and what they are not.
pub(super) fn method(analysis: &Analysis) -> Markup {
    let model = &analysis.model;
    html! {
        footer {
            p {
                (words::PLUS_MINUS) " A fault is called where the probability of being over the limit is at least 80 %, possible from 50 %. "
                "Not assessed means not measured; it never means fine."
            }
            p {
                "No medical device. This report describes technique as one camera saw it; it does not diagnose and never predicts injury."
            }
            p class="versions" {
                "Plumbline " (env!("CARGO_PKG_VERSION")) ". Model " (model.id) ", SHA-256 " span class="hash" { (model.sha256) }
                ". Clip SHA-256 " span class="hash" { (analysis.clip.sha256) } "."
            }
        }
    }
}
