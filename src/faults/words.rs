//! What is said of a fault: the sentence of a finding, the page of a card, the table of all.

use std::fmt::Write;

use super::{Card, FAULTS, Finding, Verdict};
use crate::threshold::Threshold;
use crate::units::Unit;

impl Finding {
    /// The finding as one plain sentence; values carry ± half of their 90 % interval.
    ///
    /// "Lower back rounds" reads, for example: "The lower back rounds 14 ± 4° more between floor and knee than at set-up; limit 10°."
    pub fn sentence(&self) -> String {
        match &self.verdict {
            Verdict::Possible { measured, limit, probability } => {
                let chance = 100.0 * probability;
                format!(
                    "Possibly: {}; limit {}, passed with a probability of {chance:.0} %.",
                    lower(&measured.phrase()),
                    measured.unit.format(*limit)
                )
            }
            Verdict::Clear { measured, limit } | Verdict::Fault { measured, limit, .. } => {
                format!("{}; limit {}.", measured.phrase(), measured.unit.format(*limit))
            }
            Verdict::NotAssessed(why) if why.film_it.is_empty() => why.reason.clone(),
            Verdict::NotAssessed(why) => format!("{} {}", why.reason, why.film_it),
        }
    }
}

fn lower(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// The grades of a limit in words, for example `over 5 / 10 / 15°` or `under 20 / 10 / 0°`.
pub fn grades(limit: &Threshold) -> String {
    let (note, moderate, marked) = limit.grades;
    let last = marked.unwrap_or(moderate);
    let mut text = if limit.more_is_worse { "over ".to_owned() } else { "under ".to_owned() };
    let plain = |value: f64| format!("{value:.*}", if limit.unit == Unit::Ratio { 1 } else { places(value) });
    let _ = write!(text, "{} / ", plain(note));
    if marked.is_some() {
        let _ = write!(text, "{} / ", plain(moderate));
    }
    text += &plain(last);
    match limit.unit {
        Unit::Ratio => {}
        Unit::Degrees => text += "°",
        other => {
            let _ = write!(text, " {}", other.symbol());
        }
    }
    if marked.is_none() {
        text += " / –";
    }
    text
}

/// Decimals that a limit is written with: those that it has, at most two.
fn places(value: f64) -> usize {
    if (value - value.round()).abs() < 1e-9 { 0 } else { 2 }
}

/// What stands for the limits of a card that only informs.
const NONE: &str = "none: information only, never scored";

/// All faults as a Markdown table: id, name, views, what is measured, limits.
pub fn table() -> String {
    let mut text =
        String::from("| Id | Fault | Views | What is measured | Limits: note / moderate / marked |\n|---|---|---|---|---|\n");
    for fault in FAULTS {
        let card = &fault.card;
        let limits: Vec<String> = card.limits.iter().map(|limit| format!("`{}` {}", limit.key, grades(limit))).collect();
        let limits = if card.is_information() { NONE.to_owned() } else { limits.join("<br>") };
        let _ = writeln!(text, "| `{}` | {} | {} | {} | {limits} |", card.id, card.name, card.views, card.formula);
    }
    text
}

/// Everything that a card says, as plain text.
pub fn page(card: &Card) -> String {
    page_with(card, card.cue, card.drill)
}

/// The same with a coach's own cue and drill.
pub fn page_with(card: &Card, cue: &str, drill: &str) -> String {
    let mut text = format!("{} ({})\n\n{}\n{}\n\n", card.name, card.id, card.what, card.why);
    for (title, words) in [("Seen from", card.views), ("Phase", card.phase), ("Measured", card.formula)] {
        let _ = writeln!(text, "{title}: {words}");
    }
    if card.is_information() {
        let _ = writeln!(text, "Limits: {NONE}");
    } else {
        text += "Limits (note / moderate / marked):\n";
    }
    for limit in card.limits {
        let _ = writeln!(text, "  {}: {}\n    Source: {}", limit.key, grades(limit), limit.source);
    }
    for (title, words) in [("Cue", cue), ("Drill", drill), ("Can mislead", card.confounders), ("How to film it", card.film_it)] {
        let _ = writeln!(text, "{title}: {words}");
    }
    text
}
