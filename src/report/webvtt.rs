//! WebVTT for a video player: repetitions as chapters, findings as captions.
//!
//! Times are those of the clip's file as it plays: slow motion is put back. The format is the W3C's WebVTT (Candidate Recommendation
//! of 2019): a cue's text has no line that is empty and no `-->`, and `&`, `<` and `>` are escaped.

use std::fmt::Write as _;

use super::neighbour::{NO_LIFTER, Unfit};
use super::order::rank;
use super::words;
use crate::analysis::{Analysis, RepResult};
use crate::faults::{Finding, Verdict};
use crate::lift::Lift;

/// For how long a caption stands, seconds of playing time: long enough to be read (our default).
const STANDS_S: f64 = 3.0;

/// A cue: its name, its times in seconds of the file's playing time, and what it says.
struct Cue {
    id: String,
    from_s: f64,
    to_s: f64,
    text: String,
}

/// One chapter a repetition, from its set-up to its end, named with what was found in it.
pub(super) fn chapters(analysis: &Analysis) -> Result<String, Unfit> {
    let lift = analysis.lift.as_ref().ok_or(NO_LIFTER)?;
    let mut cues: Vec<Cue> = Vec::new();
    for result in &analysis.reps {
        let frames = &result.rep.frames;
        let (Some(from_s), Some(to_s)) = (lift.t.get(frames.start), last(lift, frames.end)) else { continue };
        let text = format!("Repetition {}: {}", result.rep.number, found(result));
        cues.push(Cue { id: format!("repetition-{}", result.rep.number), from_s: *from_s, to_s, text });
    }
    // A player shows one chapter at a time.
    for index in 1..cues.len() {
        cues[index - 1].to_s = cues[index - 1].to_s.min(cues[index].from_s);
    }
    Ok(render(cues, analysis))
}

/// One caption for each fault and possible fault of a repetition, from the moment at which it was measured.
pub(super) fn captions(analysis: &Analysis) -> Result<String, Unfit> {
    analysis.lift.as_ref().ok_or(NO_LIFTER)?;
    let slow = analysis.clip.part.slow_motion;
    let cues = analysis.reps.iter().flat_map(|result| &result.findings).filter_map(|finding| {
        let at = words::measurement(finding).filter(|_| rank(&finding.verdict).is_some())?.at;
        let (rep, outcome) = (finding.rep?, outcome(finding));
        let text = format!("Repetition {rep}: {}, {outcome}. {}", finding.card.name, words::sentence(finding));
        Some(Cue { id: format!("repetition-{rep}.{}", finding.card.id), from_s: at, to_s: at + STANDS_S / slow, text })
    });
    let mut cues: Vec<Cue> = cues.collect();
    cues.sort_by(|one, other| one.from_s.total_cmp(&other.from_s));
    Ok(render(cues, analysis))
}

/// The time of the last frame before `end`.
fn last(lift: &Lift, end: usize) -> Option<f64> {
    lift.t.get(end.checked_sub(1)?.min(lift.t.len().saturating_sub(1))).copied()
}

/// What was found in a repetition, the worst first; what was measured where nothing was found.
fn found(result: &RepResult) -> String {
    let mut hits: Vec<(&Finding, (u8, f64))> =
        result.findings.iter().filter_map(|finding| Some((finding, rank(&finding.verdict)?))).collect();
    hits.sort_by(|(_, one), (_, other)| other.0.cmp(&one.0).then(other.1.total_cmp(&one.1)));
    if hits.is_empty() {
        let checks = || result.findings.iter().filter(|finding| !finding.card.is_information());
        let measured = checks().filter(|finding| words::measurement(finding).is_some()).count();
        return format!("no fault found, {measured} of {} checks measured", checks().count());
    }
    let name = |finding: &Finding| format!("{} ({})", finding.card.name, outcome(finding));
    hits.into_iter().map(|(finding, _)| name(finding)).collect::<Vec<_>>().join(", ")
}

/// How grave it is, in one word.
fn outcome(finding: &Finding) -> &'static str {
    match &finding.verdict {
        Verdict::Fault { severity, .. } => severity.code(),
        Verdict::Possible { .. } => "possible",
        Verdict::Clear { .. } => "not found",
        Verdict::NotAssessed(_) => "not assessed",
    }
}

fn render(cues: Vec<Cue>, analysis: &Analysis) -> String {
    let slow = analysis.clip.part.slow_motion;
    let mut text = format!("WEBVTT - {}\n", escaped(words::file_name(&analysis.clip.path)));
    for Cue { id, from_s, to_s, text: said } in cues {
        let (from, to) = (from_s * slow, to_s * slow);
        // A cue that takes no time, or that stands at no time of the clip, is none.
        if from.is_finite() && to.is_finite() && milliseconds(to) > milliseconds(from) {
            // Writing to a text cannot fail.
            let _ = write!(text, "\n{id}\n{} --> {}\n{}\n", stamp(from), stamp(to), escaped(&said));
        }
    }
    text
}

fn milliseconds(seconds: f64) -> u64 {
    (seconds.max(0.0) * 1000.0).round() as u64
}

/// A time as the format has it, `HH:MM:SS.mmm`.
fn stamp(seconds: f64) -> String {
    let all = milliseconds(seconds);
    format!("{:02}:{:02}:{:02}.{:03}", all / 3_600_000, all / 60_000 % 60, all / 1000 % 60, all % 1000)
}

/// One line that the format takes for plain text.
fn escaped(text: &str) -> String {
    let one_line: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    one_line.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    /// Name, start, end and text of every cue, read as the format says: blocks parted by an empty line.
    fn cues(text: &str) -> Vec<(String, f64, f64, String)> {
        let seconds = |stamp: &str| stamp.split(':').fold(0.0, |sum, part| sum * 60.0 + part.parse::<f64>().unwrap());
        let mut blocks = text.split("\n\n");
        assert!(blocks.next().unwrap().starts_with("WEBVTT"));
        blocks
            .map(|block| {
                let lines: Vec<&str> = block.lines().collect();
                let (from, to) = lines[1].split_once(" --> ").unwrap();
                (lines[0].to_owned(), seconds(from), seconds(to), lines[2..].join("\n"))
            })
            .collect()
    }

    #[test]
    fn every_repetition_is_a_chapter_that_says_what_was_found() {
        let analysis = sample::rich();
        let told = cues(&chapters(&analysis).unwrap());
        assert_eq!(told.iter().map(|cue| cue.0.as_str()).collect::<Vec<_>>(), ["repetition-1", "repetition-2", "repetition-3"]);
        assert_eq!(told[0].3, "Repetition 1: Lower back rounds (moderate), Bar drifts away (note)");
        assert!(told.windows(2).all(|pair| pair[0].2 <= pair[1].1 + 1e-9), "chapters do not overlap: {told:?}");
        let lift_off = analysis.reps[1].rep.lift_off.unwrap().at;
        assert!(told[1].1 < lift_off && lift_off < told[1].2);
    }

    #[test]
    fn a_finding_is_said_when_it_is_seen() {
        let told = cues(&captions(&sample::rich()).unwrap());
        assert_eq!(told[0].0, "repetition-1.lumbar-rounding");
        assert!((told[0].1 - 2.031).abs() < 1e-9 && (told[0].2 - 5.031).abs() < 1e-9);
        assert!(
            told[0].3.starts_with("Repetition 1: Lower back rounds, moderate. ") && told[0].3.contains("12 ±"),
            "{}",
            told[0].3
        );
        assert!(told.iter().any(|cue| cue.3.contains(", possible. ")));
    }

    #[test]
    fn slow_motion_plays_at_the_times_of_the_file() {
        let mut analysis = sample::rich();
        analysis.clip.part.slow_motion = 4.0;
        let told = cues(&captions(&analysis).unwrap());
        assert!((told[0].1 - 4.0 * 2.031).abs() < 1e-9 && (told[0].2 - told[0].1 - STANDS_S).abs() < 1e-9);
    }

    #[test]
    fn a_repetition_without_a_fault_says_how_much_was_looked_at() {
        let mut analysis = sample::rich();
        analysis.reps[0].findings.retain(|finding| rank(&finding.verdict).is_none());
        let told = cues(&chapters(&analysis).unwrap());
        assert!(told[0].3.contains("no fault found, 4 of 7 checks measured"), "{}", told[0].3);
    }

    #[test]
    fn what_comes_from_outside_cannot_end_a_cue() {
        let mut analysis = sample::rich();
        analysis.clip.path = "a-->b\n\n<c>&.mp4".to_owned();
        assert_eq!(chapters(&analysis).unwrap().lines().next().unwrap(), "WEBVTT - a--&gt;b  &lt;c&gt;&amp;.mp4");
    }
}
