//! The report for a terminal.

use super::order::{Found, ToLookAt, coverage, found, information, limits, missing};
use super::pulls::{Pull, pulls};
use super::words;
use crate::analysis::Analysis;
use crate::faults::{Severity, Verdict};
use crate::measure::Measurement;

/// How to write for a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Columns that a line may have; 80 to 100 are used.
    pub width: usize,
    /// Whether grades are coloured with ANSI codes; they are always named too.
    pub colour: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self { width: 90, colour: false }
    }
}

/// Columns used at least: less breaks the table of repetitions.
const NARROWEST: usize = 80;

/// Columns used at most: longer lines are hard to read.
const WIDEST: usize = 100;

/// Columns before the text of a finding, a note or a reason.
const INDENT: usize = 2;

/// ANSI codes: bold, red, yellow, cyan, faint, and back to plain.
const BOLD: &str = "1";
const RED: &str = "31;1";
const YELLOW: &str = "33;1";
const CYAN: &str = "36";
const FAINT: &str = "2";

/// The report as lines of text, with a line break at its end.
pub fn render(analysis: &Analysis, style: Style) -> String {
    let mut page = Page { text: String::new(), width: style.width.clamp(NARROWEST, WIDEST), colour: style.colour };
    heading(&mut page, analysis);
    repetitions(&mut page, analysis);
    findings(&mut page, analysis);
    not_assessed(&mut page, analysis);
    to_look_at(&mut page, analysis);
    notes(&mut page, analysis);
    settings(&mut page, analysis);
    page.gap();
    page.paragraph(0, words::PLUS_MINUS);
    page.text
}

struct Page {
    text: String,
    width: usize,
    colour: bool,
}

impl Page {
    fn paint(&self, code: &str, text: &str) -> String {
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn line(&mut self, text: &str) {
        self.text.push_str(text.trim_end());
        self.text.push('\n');
    }

    fn gap(&mut self) {
        self.text.push('\n');
    }

    fn title(&mut self, title: &str) {
        self.gap();
        let title = self.paint(BOLD, title);
        self.line(&title);
    }

    /// Text broken at blanks, every line indented; a word longer than a line stays whole.
    fn paragraph(&mut self, indent: usize, text: &str) {
        for line in wrapped(text, self.width.saturating_sub(indent)) {
            self.line(&format!("{:indent$}{line}", ""));
        }
    }
}

fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn heading(page: &mut Page, analysis: &Analysis) {
    let clip = &analysis.clip;
    let name = page.paint(BOLD, &printable(&clip.path));
    page.line(&name);
    let reps = words::count(analysis.reps.len(), "repetition", "repetitions");
    let load = analysis.settings.load_kg.map_or(String::new(), |load| format!(", {load} kg"));
    let seconds = words::number(clip.duration_s, 1);
    page.line(&format!("{reps}{load}, {}; {seconds} s at {:.0} fps", words::variant(analysis.variant.kind), clip.mean_fps));
    if let Some(lift) = &analysis.lift {
        page.line(&format!("View: {}", words::view(&lift.view)));
        page.line(&format!("Scale: {}", words::scale(lift)));
    }
    let model = &analysis.model;
    page.line(&format!("Model: {} ({})", printable(&model.id), model.sha256.chars().take(12).collect::<String>()));
}

/// A text from outside without control characters, which could move the terminal's cursor.
fn printable(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }).collect()
}

fn repetitions(page: &mut Page, analysis: &Analysis) {
    if analysis.reps.is_empty() {
        return;
    }
    page.title("Repetitions");
    let mut rows = vec![["", "lift-off", "time up", "mean speed", "range", "faults", "possible"].map(str::to_owned)];
    rows.extend(pulls(analysis).iter().map(|pull| cells(analysis, pull)));
    let widths: [usize; 7] =
        std::array::from_fn(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default());
    for row in &rows {
        let cells: Vec<String> = row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        page.line(&format!("{:INDENT$}{}", "", cells.join("  ")));
    }
}

fn cells(analysis: &Analysis, pull: &Pull<'_>) -> [String; 7] {
    let open = || "–".to_owned();
    let measured =
        |measure: Option<&Measurement>| measure.map_or_else(open, |measure| words::measured_in(analysis, pull.number, measure));
    [
        format!("{}.", pull.number),
        pull.lift_off.map_or_else(open, |event| format!("{} s", words::number(event.at, 2))),
        measured(pull.time_up),
        measured(pull.speed),
        measured(pull.range),
        pull.faults.to_string(),
        pull.possible.to_string(),
    ]
}

fn findings(page: &mut Page, analysis: &Analysis) {
    let (measured, all) = coverage(analysis);
    page.title("Findings");
    let found = found(analysis);
    if found.is_empty() {
        let text = if measured == 0 { "Nothing could be assessed." } else { "No fault was found in what was measured." };
        page.paragraph(INDENT, text);
    }
    for found in &found {
        finding(page, found, analysis);
    }
    let clear: Vec<String> = analysis
        .set
        .iter()
        .filter(|finding| matches!(finding.verdict, Verdict::Clear { .. }))
        .filter(|finding| found.iter().all(|found| found.finding.card != finding.card))
        .map(|finding| finding.card.name.to_owned())
        .collect();
    if !clear.is_empty() {
        page.paragraph(INDENT, &format!("Measured and not found: {}.", clear.join("; ")));
    }
    page.paragraph(INDENT, &format!("{measured} of {} measured.", words::count(all, "check", "checks")));
}

fn finding(page: &mut Page, found: &Found<'_>, analysis: &Analysis) {
    let (word, colour) = match &found.finding.verdict {
        Verdict::Fault { severity: Severity::Marked, .. } => ("marked", RED),
        Verdict::Fault { severity: Severity::Moderate, .. } => ("moderate", YELLOW),
        Verdict::Fault { severity: Severity::Note, .. } => ("note", CYAN),
        _ => ("possible", FAINT),
    };
    let hanging = INDENT + 11;
    let place = place(found, analysis);
    let usual = words::usual(words::measurement(found.finding), &analysis.settings.baseline);
    let told = [words::sentence(found.finding), place, words::course(found.story.as_ref()), usual];
    let told: Vec<String> = told.into_iter().filter(|part| !part.is_empty()).collect();
    let text = format!("{}. {}", found.finding.card.name, told.join(" "));
    for (number, line) in wrapped(text.trim_end(), page.width.saturating_sub(hanging)).into_iter().enumerate() {
        let badge = if number == 0 { page.paint(colour, &format!("[{word}]")) } else { String::new() };
        let blank = " ".repeat(if number == 0 { 11_usize.saturating_sub(word.len() + 2) } else { 11 });
        page.line(&format!("{:INDENT$}{badge}{blank}{line}", ""));
    }
    let cue = format!("Cue: {}", analysis.settings.cues.cue(found.finding.card));
    page.paragraph(hanging, &cue);
}

/// In which repetitions it was found, and whether it rests on a correction by hand.
pub(super) fn place(found: &Found<'_>, analysis: &Analysis) -> String {
    let place = repetitions_of(found, analysis.reps.len());
    let id = found.finding.card.id;
    let by_hand = |rep: Option<usize>| analysis.by_hand.finding(rep, id);
    let rests = by_hand(found.finding.rep) || found.reps.iter().any(|&rep| by_hand(Some(rep)));
    if rests { format!("{place} Rests on a correction by hand.*").trim_start().to_owned() } else { place }
}

fn repetitions_of(found: &Found<'_>, reps: usize) -> String {
    match (found.in_set, found.reps.as_slice()) {
        (_, []) => String::new(),
        (true, seen) if seen.len() == reps && reps > 1 => "In every repetition.".to_owned(),
        (_, [one]) if reps == 1 => format!("In repetition {one}."),
        (false, [one]) => format!("In repetition {one} only."),
        (_, [one]) => format!("In repetition {one} of {reps}."),
        (_, seen) => format!("In repetitions {} of {reps}.", words::list(seen)),
    }
}

fn not_assessed(page: &mut Page, analysis: &Analysis) {
    let missing = missing(analysis);
    if missing.is_empty() {
        return;
    }
    page.title("Not assessed");
    for group in missing {
        page.paragraph(INDENT, &format!("{}:", group.names.join("; ")));
        page.paragraph(2 * INDENT, &format!("{} {}", group.reasons.join(" "), group.film_it));
    }
}

/// What is given to look at and never judged.
fn to_look_at(page: &mut Page, analysis: &Analysis) {
    for ToLookAt { finding, rows } in information(analysis) {
        page.title(&format!("{} (never scored)", finding.card.name));
        page.paragraph(INDENT, &words::sentence(finding));
        for (rep, measures) in rows {
            let all: Vec<String> =
                measures.iter().map(|one| format!("{} {}", one.name().to_lowercase(), words::measured(one))).collect();
            page.paragraph(INDENT, &format!("Repetition {rep}: {}.", all.join("; ")));
        }
    }
}

/// The settings in force, with every limit.
fn settings(page: &mut Page, analysis: &Analysis) {
    let settings = &analysis.settings;
    page.title(&format!("Settings in force: profile {}", settings.profile.code()));
    page.paragraph(INDENT, settings.profile.about());
    for (name, value) in words::said(settings) {
        page.paragraph(INDENT, &format!("{name}: {value}."));
    }
    let mut lines: Vec<(&str, Vec<String>)> = Vec::new();
    let limits = limits(analysis);
    for limit in &limits {
        let (fault, measure) = limit.key.split_once('.').unwrap_or((limit.key, ""));
        let words = format!("{measure} {}", words::grades(limit.grades, limit.unit));
        match lines.last_mut().filter(|(last, _)| *last == fault) {
            Some((_, all)) => all.push(words),
            None => lines.push((fault, vec![words])),
        }
    }
    if !lines.is_empty() {
        page.paragraph(INDENT, "Limits, note / moderate / marked:");
    }
    let widest = lines.iter().map(|(fault, _)| fault.len()).max().unwrap_or_default();
    for (fault, all) in lines {
        let hanging = INDENT + widest + 2;
        for (number, line) in wrapped(&all.join("; "), page.width.saturating_sub(hanging)).into_iter().enumerate() {
            let name = if number == 0 { fault } else { "" };
            page.line(&format!("{:INDENT$}{name:<widest$}  {line}", ""));
        }
    }
}

fn notes(page: &mut Page, analysis: &Analysis) {
    if analysis.notes.is_empty() {
        return;
    }
    page.title("Notes");
    for note in &analysis.notes {
        page.paragraph(INDENT, &printable(&format!("{} {}", note.text, note.hint)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn the_report_is_the_golden_one() {
        sample::golden("report.txt", &render(&sample::rich(), Style::default()));
        sample::golden("report-without-lifter.txt", &render(&sample::without_lifter(), Style::default()));
        sample::golden("report-body-lengths.txt", &render(&sample::in_body_lengths(), Style::default()));
    }

    #[test]
    fn what_only_informs_is_no_check_and_stands_by_itself_and_a_change_beside_its_finding() {
        let text = render(&sample::informed(), Style::default());
        assert!(text.contains("6 of 9 checks measured."), "{text}");
        let look = text.split("Breath and brace (never scored)").nth(1).unwrap();
        assert!(look.contains("Did you brace?") && look.contains("Repetition 1: brace pause 1.20 ± 0.16 s."), "{look}");
        assert_eq!(text.matches("Breath and brace").count(), 1);
        assert!(text.replace("\n             ", " ").contains("Changed for you: usual is"), "{text}");
    }

    #[test]
    fn lines_keep_to_the_width() {
        for width in [60, 80, 100] {
            for analysis in [sample::rich(), sample::without_reps(), sample::in_body_lengths()] {
                let text = render(&analysis, Style { width, colour: false });
                for line in text.lines() {
                    assert!(line.chars().count() <= width.max(NARROWEST), "{width}: {line}");
                }
            }
        }
    }

    #[test]
    fn colour_is_only_added() {
        let plain = render(&sample::rich(), Style::default());
        let coloured = render(&sample::rich(), Style { colour: true, ..Style::default() });
        assert!(!plain.contains('\u{1b}') && coloured.contains("\u{1b}[31;1m[marked]"));
        let mut stripped = coloured;
        for code in [BOLD, RED, YELLOW, CYAN, FAINT, "0"] {
            stripped = stripped.replace(&format!("\u{1b}[{code}m"), "");
        }
        assert_eq!(stripped, plain);
    }

    #[test]
    fn nothing_seen_is_never_called_good() {
        for analysis in [sample::without_lifter(), sample::without_reps()] {
            let text = render(&analysis, Style::default());
            assert!(text.contains("Nothing could be assessed.") && text.contains("0 of 9 checks measured."), "{text}");
            assert!(!text.contains("No fault was found"));
        }
    }

    #[test]
    fn a_reason_is_told_once_however_many_repetitions() {
        let text = render(&sample::rich(), Style::default());
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(text.matches("The side view cannot show it.").count(), 1);
        assert_eq!(text.matches("60 frames a second or more").count(), 1);
    }

    #[test]
    fn a_path_cannot_move_the_cursor() {
        let mut analysis = sample::rich();
        analysis.clip.path = "a\u{1b}[2Jb.mp4".to_owned();
        assert!(!render(&analysis, Style::default()).contains('\u{1b}'));
    }
}
