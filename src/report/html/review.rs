//! What a coach puts to the page: notes, voice notes and key moments by their time, and what the coach sees otherwise.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{Markup, html};

use super::{Enclosed, badge};
use crate::analysis::Analysis;
use crate::faults::{Finding, Verdict};
use crate::report::order::rank;
use crate::report::words;
use crate::review::{Remark, Review, Says, What};

/// The part of the page that is the coach's; nothing where there is nothing in words.
pub(super) fn from_the_coach(analysis: &Analysis, enclosed: &Enclosed) -> Markup {
    let (remarks, comments) = (enclosed.review.map_or(&[][..], Review::remarks), enclosed.comments);
    let said: Vec<(&Remark, Markup)> =
        remarks.iter().filter_map(|remark| Some((remark, said(&remark.what, enclosed.voices)?))).collect();
    let otherwise: Vec<Markup> = remarks.iter().filter_map(|remark| otherwise(analysis, remark)).collect();
    html! {
        @if !said.is_empty() || !otherwise.is_empty() || !comments.is_empty() {
            section class="coach" {
                h2 { "From your coach" }
                @for comment in comments {
                    p class="said" { @if let Some(about) = comment.about { strong { (about) ": " } } (comment.words) }
                }
                @if !said.is_empty() {
                    ol class="remarks" {
                        @for (remark, text) in said {
                            li { span class="when" { (when(analysis, remark.from_s)) } div { (text) } }
                        }
                    }
                }
                @if !otherwise.is_empty() {
                    h3 { "Seen otherwise by your coach" }
                    div class="scroll" {
                        table class="otherwise" {
                            thead { tr { @for name in ["Check", "Measured by the program", "Your coach", "Why"] { th scope="col" { (name) } } } }
                            tbody { @for row in otherwise { (row) } }
                        }
                    }
                }
            }
        }
    }
}

/// What the coach says of a finding, to stand beside it; nothing where the coach says nothing of it.
pub(super) fn beside(review: Option<&Review>, analysis: &Analysis, finding: &Finding) -> Markup {
    let rep = finding.rep.and_then(|number| playing(analysis, number));
    let said = review
        .filter(|_| finding.rep.is_none() || rep.is_some())
        .and_then(|review| review.said_of(finding.card.id, rep.as_ref()));
    html! {
        @if let Some(What::Override { says, reason, .. }) = said.map(|remark| &remark.what) {
            p class="coachs" { "Your coach: " strong { (words_of(*says)) } ". " (reason) }
        }
    }
}

/// What a remark says in words; `None` where it says nothing in words, or stands in the table.
fn said(what: &What, voices: &[(String, Vec<u8>)]) -> Option<Markup> {
    match what {
        What::Note { text } => Some(html! { @for line in text.lines().filter(|line| !line.trim().is_empty()) { p { (line) } } }),
        What::KeyFrame { name } if !name.is_empty() => Some(html! { p { (name) } }),
        What::Voice { file, length_s } => Some(html! {
            @let length = words::number(*length_s, 0);
            @match voices.iter().find(|(name, _)| name == file) {
                Some((_, wav)) => {
                    p { "Voice note of " (length) " s." }
                    audio controls src=(format!("data:audio/wav;base64,{}", STANDARD.encode(wav))) {}
                }
                None => p { "Voice note of " (length) " s, which is not in this page: your coach has it in the file " span class="hash" { (file) } "." },
            }
        }),
        What::KeyFrame { .. } | What::Drawing { .. } | What::Override { .. } => None,
    }
}

/// The row of an overridden finding; `None` for other remarks.
fn otherwise(analysis: &Analysis, remark: &Remark) -> Option<Markup> {
    let What::Override { fault, rep_s, says, reason } = &remark.what else { return None };
    let result = rep_s.map(|at| analysis.reps.iter().find(|result| Some(result.rep.number) == rep_at(analysis, at)));
    let findings = match result {
        None => Some(&analysis.set),
        Some(result) => result.map(|result| &result.findings),
    };
    let finding = findings.and_then(|findings| findings.iter().find(|finding| finding.card.id == fault));
    Some(html! {
        tr {
            th scope="row" {
                (finding.map_or(fault.as_str(), |finding| finding.card.name))
                span class="where" { (rep_s.map_or("whole set".to_owned(), |at| when(analysis, at))) }
            }
            td { @if let Some(finding) = finding { (measured(finding)) } @else { "nothing is known of it here" } }
            td { strong { (words_of(*says)) } }
            td class="source" { (reason) }
        }
    })
}

/// The program's own verdict with its number.
fn measured(finding: &Finding) -> Markup {
    html! {
        (badge::badge(&finding.verdict))
        @if rank(&finding.verdict).is_some() || matches!(finding.verdict, Verdict::Clear { .. }) {
            @if let Some(number) = words::measurement(finding) { " " (words::measured(number)) }
        }
    }
}

fn words_of(says: Says) -> String {
    match says {
        Says::Clear => "no fault".to_owned(),
        Says::Fault(severity) => format!("a fault, {}", words::severity(severity).to_lowercase()),
    }
}

/// The repetition and the time of a moment, which is given in seconds of playing time.
fn when(analysis: &Analysis, playing_s: f64) -> String {
    let at = format!("{}\u{a0}s", words::number(playing_s / analysis.clip.part.slow_motion, 2));
    rep_at(analysis, playing_s).map_or(at.clone(), |number| format!("Repetition {number}, {at}"))
}

/// The number of the repetition that is shown at a playing time, seconds.
pub(in crate::report) fn rep_at(analysis: &Analysis, playing_s: f64) -> Option<usize> {
    let numbers = analysis.reps.iter().map(|result| result.rep.number);
    numbers.into_iter().find(|number| playing(analysis, *number).is_some_and(|times| times.contains(&playing_s)))
}

/// The playing times of a repetition, seconds.
fn playing(analysis: &Analysis, number: usize) -> Option<std::ops::RangeInclusive<f64>> {
    let frames = &analysis.reps.iter().find(|result| result.rep.number == number)?.rep.frames;
    let (t, slow) = (&analysis.lift.as_ref()?.t, analysis.clip.part.slow_motion);
    Some(*t.get(frames.start)? * slow..=*t.get(frames.end.checked_sub(1)?)? * slow)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faults::Severity;
    use crate::report::html::enclosing;
    use crate::report::{Comment, sample};

    fn page(review: &Review) -> String {
        enclosing(&sample::rich(), &Enclosed { review: Some(review), ..Enclosed::default() })
    }

    fn note(at: f64, text: &str) -> (f64, f64, What) {
        (at, at, What::Note { text: text.to_owned() })
    }

    fn review(remarks: impl IntoIterator<Item = (f64, f64, What)>) -> Review {
        let mut review = Review::default();
        for (from, to, what) in remarks {
            review.add(from, to, what);
        }
        review
    }

    #[test]
    fn notes_stand_at_their_time_and_in_their_repetition_and_cannot_be_markup() {
        let page = page(&review([note(5.6, "Push the <b>floor</b> away.\n\nWait for it."), note(0.1, "Good set-up.")]));
        assert!(
            page.contains(
                "Repetition 2, 5.60\u{a0}s</span><div><p>Push the &lt;b&gt;floor&lt;/b&gt; away.</p><p>Wait for it.</p>"
            )
        );
        assert!(page.find("Good set-up.") < page.find("Push the") && page.find("From your coach") < page.find("What was found"));
        assert!(page.contains("<span class=\"when\">0.10\u{a0}s</span>"));
    }

    #[test]
    fn a_finding_seen_otherwise_keeps_the_programs_word_beside_the_coachs() {
        let said = |fault: &str, rep_s, says| What::Override {
            fault: fault.to_owned(),
            rep_s,
            says,
            reason: "A loose shirt.".to_owned(),
        };
        let page = page(&review([
            (5.6, 5.6, said("lumbar-rounding", None, Says::Clear)),
            (6.0, 6.0, said("bar-drift", Some(2.0), Says::Fault(Severity::Marked))),
        ]));
        assert!(page.contains("Seen otherwise by your coach") && page.matches("A loose shirt.").count() == 3);
        assert!(page.contains("Your coach: <strong>no fault</strong>. A loose shirt."));
        assert!(page.contains("<strong>a fault, marked</strong>") && page.contains(">Note<"), "{page}");
    }

    #[test]
    fn what_was_said_of_the_set_stands_first_and_cannot_be_markup() {
        let comments = [
            Comment { about: None, words: "A <good> week.".to_owned() },
            Comment { about: Some("Bar drifts forward"), words: "Film from hip height.".to_owned() },
        ];
        let page = enclosing(&sample::rich(), &Enclosed { comments: &comments, ..Enclosed::default() });
        assert!(page.contains("<p class=\"said\">A &lt;good&gt; week.</p>"));
        assert!(page.contains("<strong>Bar drifts forward: </strong>Film from hip height."));
        assert!(page.find("From your coach") < page.find("What was found"));
    }

    #[test]
    fn a_voice_note_is_in_the_page_or_named_and_a_drawing_alone_is_no_word() {
        let voice = What::Voice { file: "set.voice-1.wav".to_owned(), length_s: 12.4 };
        let spoken = review([(1.0, 1.0, voice)]);
        assert!(page(&spoken).contains("Voice note of 12 s, which is not in this page") && !page(&spoken).contains("<audio"));
        let voices = [("set.voice-1.wav".to_owned(), b"RIFF".to_vec())];
        let enclosed = Enclosed { review: Some(&spoken), voices: &voices, ..Enclosed::default() };
        assert!(enclosing(&sample::rich(), &enclosed).contains("<audio controls src=\"data:audio/wav;base64,UklGRg==\">"));
        let empty = page(&review([(1.0, 1.0, What::KeyFrame { name: String::new() })]));
        assert!(!empty.contains("From your coach"));
    }

    #[test]
    fn a_remark_of_a_fault_or_a_repetition_that_is_not_there_is_shown_as_such() {
        let says =
            What::Override { fault: "lost-check".to_owned(), rep_s: Some(99.0), says: Says::Clear, reason: "Old.".to_owned() };
        let page = page(&review([(1.0, 1.0, says)]));
        assert!(page.contains("lost-check") && page.contains("nothing is known of it here"));
    }

    #[test]
    fn in_slow_motion_times_are_those_of_the_lift() {
        let mut analysis = sample::rich();
        analysis.clip.part.slow_motion = 4.0;
        assert_eq!(when(&analysis, 22.4), "Repetition 2, 5.60\u{a0}s");
    }
}
