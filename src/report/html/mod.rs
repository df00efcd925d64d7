//! The report as one self-contained page: no script, no network, prints on A4.

mod badge;
mod details;
pub(super) mod review;
mod tables;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::curves::{self, Figure};
use super::order::{self, Found};
use super::text::place;
use super::{Comment, Still, words};
use crate::advice::film::Remark;
use crate::analysis::Analysis;
use crate::faults::Verdict;
use crate::review::Review;

/// The style of every page.
pub(crate) const STYLE: &str = include_str!("style.css");

/// What the page may load: its own style and the pictures inside it, nothing else from anywhere.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src data:";

/// What goes with an analysis onto its page.
#[derive(Clone, Copy, Debug, Default)]
pub struct Enclosed<'a> {
    /// What a coach put to the clip.
    pub review: Option<&'a Review>,
    /// What a coach said of the set as a whole.
    pub comments: &'a [Comment],
    /// The coach's voice notes: names and bytes of their WAV files.
    pub voices: &'a [(String, Vec<u8>)],
    /// Pictures, in the order in which they are shown.
    pub stills: &'a [Still],
    /// Whether faces were covered in the pictures.
    pub veiled: bool,
    /// What was read off the clip about how it was filmed; `None` leaves it out.
    pub film: Option<&'a [Remark]>,
}

/// The page. Stills stand in the order given.
pub fn render(analysis: &Analysis, stills: &[Still]) -> String {
    enclosing(analysis, &Enclosed { stills, ..Enclosed::default() })
}

/// The page with what a coach says and with pictures.
pub fn enclosing(analysis: &Analysis, enclosed: &Enclosed) -> String {
    let found = order::found(analysis);
    let title = format!("Deadlift: {}", words::file_name(&analysis.clip.path));
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                (header(analysis))
                main {
                    (review::from_the_coach(analysis, enclosed))
                    (verdict(analysis, &found, enclosed.review))
                    (evidence(enclosed))
                    (details::cards(analysis, &found))
                    (details::missing_list(analysis))
                    (tables::repetitions(analysis))
                    (charts(analysis))
                    (tables::checks(analysis))
                    (details::to_look_at(analysis))
                    (details::notes(analysis))
                    @if let Some(film) = enclosed.film { (details::film(film)) }
                    (tables::measures(analysis))
                    (tables::settings(analysis))
                }
                (details::method(analysis))
            }
        }
    };
    page.into_string()
}

fn header(analysis: &Analysis) -> Markup {
    let clip = &analysis.clip;
    let reps = words::count(analysis.reps.len(), "repetition", "repetitions");
    let load = analysis.settings.load_kg.map_or(String::new(), |load| format!(" at {load} kg"));
    let mut facts = vec![("Lift", kind(analysis))];
    if let Some(lift) = &analysis.lift {
        facts.push(("View", words::view(&lift.view)));
        facts.push(("Sizes", words::scale(lift)));
    }
    facts.push((
        "Clip",
        format!(
            "{} s, {} fps, {} × {} px",
            words::number(clip.duration_s, 1),
            words::number(clip.mean_fps, 0),
            clip.width_px,
            clip.height_px
        ),
    ));
    html! {
        header {
            p class="brand" { "Plumbline" }
            h1 { "Deadlift: " (reps) (load) }
            p class="file" { (words::file_name(&clip.path)) }
            dl class="facts" {
                @for (name, value) in facts { div { dt { (name) } dd { (value) } } }
            }
        }
    }
}

fn kind(analysis: &Analysis) -> String {
    let variant = analysis.variant;
    let kind = words::variant(variant.kind);
    let said = analysis.settings.variant.is_some();
    if said || variant.confidence <= 0.0 {
        kind.to_owned()
    } else {
        format!("{kind}, {} sure", words::percent(variant.confidence))
    }
}

fn verdict(analysis: &Analysis, found: &[Found<'_>], review: Option<&Review>) -> Markup {
    let (measured, all) = order::coverage(analysis);
    html! {
        section class="verdict" {
            h2 { "What was found" }
            p class="lead" { (lead(found, measured, all)) }
            @if !found.is_empty() {
                ol class="found" {
                    @for found in found {
                        li class=(badge::class(&found.finding.verdict)) {
                            (badge::badge(&found.finding.verdict))
                            div class="what" {
                                h3 { (found.finding.card.name) }
                                p { (firm(&words::sentence(found.finding))) " " (place(found, analysis)) (after(found, analysis)) (best_seen(found)) }
                                p class="cue" { (analysis.settings.cues.cue(found.finding.card)) }
                                (review::beside(review, analysis, found.finding))
                            }
                            (badge::gauge(&found.finding.verdict))
                        }
                    }
                }
            }
        }
    }
}

fn lead(found: &[Found<'_>], measured: usize, all: usize) -> String {
    let faults = found.iter().filter(|found| matches!(found.finding.verdict, Verdict::Fault { .. })).count();
    let possible = found.len() - faults;
    let what = match (measured, faults, possible) {
        (0, 0, 0) => "Nothing could be assessed".to_owned(),
        (_, 0, 0) => "No fault was found in what was measured".to_owned(),
        (_, faults, 0) => words::count(faults, "fault", "faults"),
        (_, 0, possible) => words::count(possible, "possible fault", "possible faults"),
        (_, faults, possible) => format!("{} and {possible} possible", words::count(faults, "fault", "faults")),
    };
    format!("{what}; {measured} of {} measured.", words::count(all, "check", "checks"))
}

/// The text with numbers that do not part from their errors and units at the end of a line.
fn firm(text: &str) -> String {
    [" ±", "± ", " cm", " m/s", " %"]
        .into_iter()
        .fold(text.to_owned(), |text, loose| text.replace(loose, &loose.replace(' ', "\u{a0}")))
}

/// How it goes over the set and how it lies against what is usual for the athlete, each after a blank.
fn after(found: &Found<'_>, analysis: &Analysis) -> String {
    let usual = words::usual(words::measurement(found.finding), &analysis.settings.baseline);
    let parts = [words::course(found.story.as_ref()), usual];
    parts.iter().filter(|part| !part.is_empty()).fold(String::new(), |text, part| text + " " + &firm(part))
}

fn best_seen(found: &Found<'_>) -> String {
    match &found.finding.verdict {
        Verdict::Fault { measured, .. } | Verdict::Possible { measured, .. } | Verdict::Clear { measured, .. } => {
            format!(" Best seen at {}\u{a0}s.", words::number(measured.at, 2))
        }
        Verdict::NotAssessed(_) => String::new(),
    }
}

fn evidence(enclosed: &Enclosed) -> Markup {
    html! {
        @if !enclosed.stills.is_empty() {
            section class="evidence" {
                h2 { "What it looked like" }
                @if enclosed.veiled {
                    p class="about" { "Faces of the people whom the program followed are covered; it does not know of others in the background." }
                }
                div class="stills" {
                    @for still in enclosed.stills {
                        figure class=[still.by_coach.then_some("by-coach")] {
                            img alt=(still.caption) src=(format!("data:image/jpeg;base64,{}", STANDARD.encode(&still.jpeg)));
                            figcaption {
                                strong {
                                    @if still.by_coach { "Your coach, " }
                                    @if let Some(rep) = still.rep { (if still.by_coach { "repetition " } else { "Repetition " }) (rep) ", " }
                                    (words::number(still.at_s, 2)) " s"
                                }
                                " " (still.caption)
                            }
                        }
                    }
                }
            }
        }
    }
}

fn charts(analysis: &Analysis) -> Markup {
    let path = curves::bar_path(analysis).and_then(|figure| drawn(&figure));
    let rest: Vec<Markup> = curves::over_time(analysis).iter().filter_map(drawn).collect();
    html! {
        @if path.is_some() || !rest.is_empty() {
            section class="charts" {
                h2 { "The bar and the body" }
                div class="grid-of-charts" {
                    @if let Some(path) = path { (path) }
                    @if !rest.is_empty() {
                        div { @for figure in rest { (figure) } }
                    }
                }
            }
        }
    }
}

fn drawn(figure: &Figure) -> Option<Markup> {
    let svg = figure.chart.svg()?;
    Some(html! {
        figure class=(if figure.chart.equal { "plot upright" } else { "plot" }) {
            figcaption {
                h3 { (figure.title) }
                p { (figure.caption) }
                (figure.chart.legend())
            }
            (svg)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::advice::texts::text;
    use crate::report::sample;

    fn stills() -> Vec<Still> {
        let caption = "Lower back <b>19°</b> & \"more\" bent than in the set-up".to_owned();
        vec![Still { at_s: 9.4, rep: Some(3), caption, jpeg: vec![0xff, 0xd8, 0xff, 0xe0], ..Still::default() }]
    }

    #[test]
    fn the_report_is_the_golden_one() {
        let unversioned = |page: String| page.replace(concat!("Plumbline ", env!("CARGO_PKG_VERSION")), "Plumbline VERSION");
        sample::golden("report.html", &unversioned(render(&sample::rich(), &stills())));
        sample::golden("report-without-lifter.html", &unversioned(render(&sample::without_lifter(), &[])));
    }

    #[test]
    fn what_comes_from_outside_is_escaped() {
        let mut analysis = sample::rich();
        analysis.clip.path = "clips of mine/<script>alert('x')<script>\"&.mp4".to_owned();
        analysis.notes[0].text = "</style><img src=x onerror=alert(1)>".to_owned();
        analysis.model.id = "<i>model</i>".to_owned();
        let page = render(&analysis, &stills());
        for wild in ["<script", "onerror=alert(1)>", "<img src=x", "<i>model", "<b>19"] {
            assert!(!page.contains(wild), "{wild}");
        }
        assert!(page.contains("&lt;script&gt;alert('x')&lt;script&gt;&quot;&amp;.mp4"));
        assert!(!page.contains("clips of mine"), "where the clip lies is nobody else's business");
        assert!(page.contains("&lt;b&gt;19°&lt;/b&gt; &amp; &quot;more&quot;"));
    }

    #[test]
    fn the_page_needs_nothing_but_itself() {
        let page = render(&sample::rich(), &stills());
        assert!(page.contains("data:image/jpeg;base64,/9j/4A=="));
        for outside in ["http://", "https://", "<script", "<link", "@import", "url("] {
            assert!(!page.contains(outside), "{outside}");
        }
        assert!(!page.contains("NaN") && !page.contains("inf"));
    }

    #[test]
    fn every_grade_is_named_in_words_beside_its_colour() {
        let page = render(&sample::rich(), &[]);
        for word in [">Marked<", ">Moderate<", ">Note<", ">Possible<"] {
            assert!(page.contains(word), "{word}");
        }
    }

    #[test]
    fn a_long_set_has_every_repetition_in_its_tables() {
        let page = render(&sample::long(14), &[]);
        assert_eq!(page.matches("<th scope=\"row\">14</th>").count(), 1);
        assert_eq!(page.matches("<th scope=\"col\">14</th>").count(), 2);
    }

    #[test]
    fn nothing_seen_is_never_called_good() {
        for analysis in [sample::without_lifter(), sample::without_reps()] {
            let page = render(&analysis, &[]);
            assert!(page.contains("Nothing could be assessed; 0 of 9 checks measured."));
            assert!(!page.contains("No fault was found"));
        }
    }

    #[test]
    fn how_the_clip_was_filmed_is_said_with_what_to_change_first() {
        let remark =
            |good: bool, seen: &str, change: &str| Remark { id: "distance", good, seen: seen.into(), change: change.into() };
        let film =
            [remark(false, "The lens was 2.0 m away.", "Move the phone 1 m back."), remark(true, "Seen <from> the side.", "")];
        let page = |film: Option<&[Remark]>| enclosing(&sample::rich(), &Enclosed { film, ..Enclosed::default() });
        let said = page(Some(&film[..]));
        assert!(
            said.contains("How it was filmed") && said.contains("Move the phone 1 m back.") && said.contains("Seen &lt;from&gt;")
        );
        assert!(!said.contains(&text("film.all-good")) && page(Some(&film[1..])).contains(&text("film.all-good")));
        assert!(!page(None).contains("How it was filmed"));
        // What kept checks from being told stands with these checks already.
        let told = [Remark { id: "told", ..film[0].clone() }];
        assert!(!page(Some(&told[..])).contains("Move the phone"));
    }

    #[test]
    fn how_to_film_it_stands_once_for_each_reason() {
        let page = render(&sample::rich(), &[]);
        assert_eq!(page.matches("Film with 60 frames a second or more.").count(), 1);
    }
}
