//! A batch at a glance: one self-contained page, no script, no network, prints on A4.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::manifest::{Listed, Manifest};
use super::record::{Record, Shown};
use crate::faults::FAULTS;
use crate::report::html::STYLE;
use crate::report::table::Cell;
use crate::report::{tables, words};

/// What the page has beside the style of a report.
const OWN_STYLE: &str = ".clips td, .refused td { white-space: normal; vertical-align: top; overflow-wrap: anywhere; } \
    .clips td:first-child, .refused td:first-child { min-width: 13rem; } .clips .badge { white-space: nowrap; } \
    main a { color: var(--accent); }";
/// What the page may load: its own style, nothing else from anywhere.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";
/// The grades from the worst on, as columns and as an order.
const GRADES: [(&str, &str); 4] = [("marked", "Marked"), ("moderate", "Moderate"), ("note", "Note"), ("possible", "Possible")];

/// One analysed clip.
struct Line {
    clip: String,
    repetitions: usize,
    assessed: (i64, i64),
    shown: Vec<Shown>,
}

impl Line {
    /// Sorts the worst clip first: by how many faults of each grade from the worst on, then by how sure the worst is.
    fn rank(&self) -> ([usize; 4], f64) {
        let count = |grade: &str| self.shown.iter().filter(|shown| shown.grade == grade).count();
        (GRADES.map(|(grade, _)| count(grade)), self.shown.first().map_or(0.0, |worst| worst.probability))
    }
}

/// In how many clips the set as a whole shows a fault, by grade, and in how many it was clear or not assessed.
#[derive(Clone, Copy, Default)]
struct Tally {
    grades: [usize; 4],
    clear: usize,
    open: usize,
}

/// What the page is made of; a few hundred bytes a clip.
#[derive(Default)]
pub(super) struct Summary {
    lines: Vec<Line>,
    faults: BTreeMap<String, Tally>,
}

impl Summary {
    /// Takes in an analysed clip.
    pub(super) fn add(&mut self, record: &Record) {
        let number = |name: &str| {
            let column = tables::CLIPS.columns.iter().position(|column| column.name == name);
            column
                .and_then(|column| record.rows.clip.get(column))
                .map_or(0, |cell| if let Cell::Whole(number) = cell { *number } else { 0 })
        };
        for finding in &record.rows.findings {
            // Columns of `tables::FINDINGS`: the clip, the repetition (nothing for the set), the fault, the outcome, the severity.
            let [_, Cell::Empty, Cell::Text(fault), Cell::Text(outcome), severity, ..] = finding.as_slice() else { continue };
            let tally = self.faults.entry(fault.to_string()).or_default();
            let grade = if let Cell::Text(severity) = severity { severity } else { outcome };
            match GRADES.iter().position(|(code, _)| code == grade) {
                Some(grade) => tally.grades[grade] += 1,
                None if outcome == "clear" => tally.clear += 1,
                None => tally.open += 1,
            }
        }
        self.lines.push(Line {
            clip: record.clip.clone(),
            repetitions: record.rows.repetitions.len(),
            assessed: (number("assessed"), number("checks")),
            shown: record.shown.clone(),
        });
    }

    /// The page.
    pub(super) fn render(mut self, manifest: &Manifest) -> String {
        self.lines.sort_by(|one, other| {
            let ((grades, sure), (others, less_sure)) = (one.rank(), other.rank());
            others.cmp(&grades).then(less_sure.total_cmp(&sure)).then_with(|| one.clip.cmp(&other.clip))
        });
        let (empty, judged): (Vec<&Line>, Vec<&Line>) = self.lines.iter().partition(|line| line.repetitions == 0);
        let refused: Vec<&Listed> = manifest.clips.iter().filter(|clip| clip.refused.is_some()).collect();
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta http-equiv="Content-Security-Policy" content=(POLICY);
                    title { "Batch: " (words::count(manifest.totals.clips, "clip", "clips")) }
                    style { (PreEscaped(STYLE)) (PreEscaped(OWN_STYLE)) }
                }
                body {
                    (header(manifest, &judged))
                    main {
                        (refusals(&refused))
                        (worst_first(&judged))
                        (nothing_judged(&empty))
                        (self.by_fault())
                    }
                    (footer(manifest))
                }
            }
        };
        page.into_string()
    }

    fn by_fault(&self) -> Markup {
        let tallies = FAULTS.iter().filter(|fault| !fault.card.is_information());
        let rows: Vec<_> = tallies.filter_map(|fault| Some((fault.card.name, self.faults.get(fault.card.id)?))).collect();
        if rows.is_empty() {
            return html! {};
        }
        html! {
            section {
                h2 { "How often each fault" }
                p class="about" { "Number of clips by what the set as a whole shows. What was not assessed is no sign of being clear." }
                div class="scroll" {
                    table class="numbers checks" {
                        thead { tr {
                            th { "Fault" }
                            @for (_, word) in GRADES { th { (word) } }
                            th { "Not found" } th { "Not assessed" }
                        } }
                        tbody { @for (name, tally) in rows { tr {
                            th { (name) }
                            @for (count, (class, _)) in tally.grades.iter().zip(GRADES) { td class=(class) { (number(*count)) } }
                            td { (number(tally.clear)) } td { (number(tally.open)) }
                        } } }
                    }
                }
            }
        }
    }
}

/// A count; nothing where it is none, so that the eye finds the rest.
fn number(count: usize) -> String {
    if count == 0 { "·".to_owned() } else { count.to_string() }
}

fn header(manifest: &Manifest, judged: &[&Line]) -> Markup {
    let with = |grade: &str| judged.iter().filter(|line| line.shown.first().is_some_and(|worst| worst.grade == grade)).count();
    let totals = &manifest.totals;
    let mut facts = vec![("Analysed", totals.analysed), ("Refused", totals.refused), ("Repetitions", totals.repetitions)];
    facts.extend([
        ("Worst is marked", with("marked")),
        ("Worst is moderate", with("moderate")),
        ("Worst is a note", with("note")),
    ]);
    let rest = judged.iter().filter(|line| line.shown.is_empty()).count();
    let without = totals.analysed - judged.len();
    facts.extend([("Possible at most", with("possible")), ("No fault found", rest), ("Without a repetition", without)]);
    html! {
        header {
            p class="brand" { "Plumbline" }
            h1 { "Batch: " (words::count(totals.clips, "clip", "clips")) }
            @if let Some(shard) = manifest.shard { p class="file" { "Shard " (shard.number) " of " (shard.of) ": only its share of the clips" } }
            dl class="facts" { @for (name, count) in facts { div { dt { (name) } dd { (count) } } } }
        }
    }
}

/// The way from the page to a clip's report: every letter that means something in an address is written as its number.
fn address(clip: &str) -> String {
    let mut address = "clips/".to_owned();
    for byte in clip.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            address.push(char::from(byte));
        } else {
            // Writing to a text cannot fail.
            let _ = write!(address, "%{byte:02X}");
        }
    }
    address + ".json"
}

fn worst_first(lines: &[&Line]) -> Markup {
    html! {
        @if !lines.is_empty() {
            section {
                h2 { "The clips, worst first" }
                div class="scroll" {
                    table class="small clips" {
                        thead { tr { th { "Clip" } th { "Repetitions" } th { "Checks assessed" } th { "Worst" } th { "What was found" } } }
                        tbody { @for line in lines { (row(line)) } }
                    }
                }
            }
        }
    }
}

fn row(line: &Line) -> Markup {
    let (assessed, checks) = line.assessed;
    let word = |grade: &str| GRADES.iter().find(|(code, _)| *code == grade).map_or("Not found", |(_, word)| word);
    html! {
        tr {
            td { a href=(address(&line.clip)) { (line.clip) } }
            td { (line.repetitions) }
            td { (assessed) " of " (checks) }
            @match line.shown.split_first() {
                None => { td { span class="badge clear" { "No fault found" } } td {} }
                Some((worst, rest)) => {
                    td { span class=(format!("badge {}", worst.grade)) { (word(&worst.grade)) } }
                    td {
                        (worst.name) ". " (worst.sentence)
                        @if !rest.is_empty() {
                            " Also: " (rest.iter().map(|shown| format!("{} ({})", shown.name, shown.grade)).collect::<Vec<_>>().join(", ")) "."
                        }
                    }
                }
            }
        }
    }
}

fn nothing_judged(lines: &[&Line]) -> Markup {
    html! {
        @if !lines.is_empty() {
            section {
                h2 { "Without a repetition" }
                p class="about" { "Nothing was judged in these: their reports say why and how to film it." }
                ul class="notes" { @for line in lines { li { a href=(address(&line.clip)) { (line.clip) } } } }
            }
        }
    }
}

fn refusals(clips: &[&Listed]) -> Markup {
    html! {
        @if !clips.is_empty() {
            section {
                h2 { "Refused" }
                div class="scroll" {
                    table class="small refused" {
                        thead { tr { th { "Clip" } th { "Reason" } } }
                        tbody { @for clip in clips { tr { td { (clip.clip) } td { (clip.refused.as_deref().unwrap_or_default()) } } } }
                    }
                }
            }
        }
    }
}

fn footer(manifest: &Manifest) -> Markup {
    html! {
        footer {
            p { (manifest.program) ". The settings in force are in manifest.json, every number and its error in the tables beside this page." }
            @for engine in &manifest.engines {
                p {
                    "Pose model " (engine.model) ", detector " (engine.detector) ", OpenCV " (engine.opencv) "."
                }
            }
            p { "Technique and change under load only: no medical device, and no prediction of injury." }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_to_the_file_whatever_its_name() {
        assert_eq!(address("a b/50%?.mp4"), "clips/a%20b/50%25%3F.mp4.json");
        assert_eq!(address("五.mp4"), "clips/%E4%BA%94.mp4.json");
    }
}
