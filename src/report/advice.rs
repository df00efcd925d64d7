//! What the advice says, as JSON for scripts, as text for a terminal, and as a page to print with its drawings.

use std::fmt::Write as _;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde_json::{Value, json};

use super::json::SCHEMA as REPORT;
use super::{EarlierError, earlier};
use crate::advice::answers::side_code;
use crate::advice::around::Session;
use crate::advice::change::Change;
use crate::advice::drawing::svg;
use crate::advice::exercises::{Source, note};
use crate::advice::film::Remark;
use crate::advice::gate::{Gate, Stop, Urgency, gate};
use crate::advice::plan::{Found, Item, Plan};
use crate::advice::signs::{Sign, together};
use crate::advice::standing;
use crate::advice::texts::{filled, text};
use crate::advice::walk::Walk;
use crate::faults::by_id;
use crate::lift::VariantKind;
use crate::measure::{KINDS, usual};
use crate::settings::{Cues, Settings};

/// Name and version of the JSON.
const SCHEMA: &str = "plumbline.advice/1";
const STYLE: &str = include_str!("html/style.css");
const OWN_STYLE: &str = include_str!("advice.css");
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/// What an earlier result says that the plan takes in.
pub fn found(result: &str) -> Result<Found, EarlierError> {
    let set = earlier(result)?;
    let report: Value = serde_json::from_str(result).map_err(|error| EarlierError::Json(error.to_string()))?;
    if report.get("schema").and_then(Value::as_str) != Some(REPORT) {
        return Err(EarlierError::Schema);
    }
    let findings = report.pointer("/set/findings").and_then(Value::as_array).cloned().unwrap_or_default();
    let faults = findings
        .iter()
        .filter(|found| found.get("outcome").and_then(Value::as_str) == Some("fault"))
        .filter_map(|found| Found::known_fault(found.get("fault")?.as_str()?));
    // What is usual and the earlier sets stand in a result as in a settings file.
    let part = |key: &str| report.pointer(&format!("/settings/{key}")).cloned().unwrap_or_default();
    let own = json!({"baseline": part("baseline"), "sets": part("sets")}).to_string();
    let settings = Settings::from_json(&own).unwrap_or_default();
    let mut sets = settings.sets.clone();
    if let Some(load_kg) = set.load_kg {
        sets.push(usual::as_earlier_of(load_kg, &set.reps));
    }
    let limit = usual::form_limit(&sets, &settings.baseline);
    let kind = report.pointer("/variant/kind").and_then(Value::as_str).and_then(VariantKind::from_code);
    Ok(Found {
        faults: faults.collect(),
        form_limit_kg: limit.as_ref().map(|limit| limit.load_kg),
        held_kg: limit.and_then(|limit| limit.held_kg),
        load_kg: set.load_kg,
        variant: kind,
        only_heavy: false,
    })
}

/// The whole advice as one JSON object with a line break at its end.
pub fn json(walk: &Walk, cues: &Cues) -> String {
    let found = gate(walk.answers());
    let (state, open, stop) = match &found {
        Gate::Open(open) => ("open", open.iter().map(|question| question.id).collect(), None),
        Gate::Stop(stop) => ("stopped", Vec::new(), Some(stop)),
        Gate::Passed(_) => ("passed", Vec::new(), None),
    };
    let signs = walk.signs();
    let value = json!({
        "schema": SCHEMA,
        "standing": standing(),
        "gate": {
            "state": state,
            "open": open,
            "reasons": stop.map_or_else(Vec::new, reasons),
            "advice": stop.map(Stop::advice),
        },
        "signs": signs.iter().map(|sign| json!({
            "check": sign.check,
            "pattern": sign.pattern.code(),
            "outcome": sign.outcome.code(),
            "sides": sign.sides.iter().map(|side| side_code(*side)).collect::<Vec<_>>(),
            "text": sign.sentence(),
        })).collect::<Vec<_>>(),
        "together": together(&signs),
        "plan": walk.plan().map(|plan| plan_json(&plan, cues)),
        "answers": walk.answers().to_value(),
    });
    format!("{value:#}\n")
}

fn reasons(stop: &Stop) -> Vec<Value> {
    let urgency = |urgency: Urgency| if urgency == Urgency::Now { "now" } else { "soon" };
    stop.reasons.iter().map(|reason| json!({"id": reason.id, "why": reason.why, "urgency": urgency(reason.urgency)})).collect()
}

fn plan_json(plan: &Plan, cues: &Cues) -> Value {
    let items = |items: &[Item]| -> Vec<Value> {
        items
            .iter()
            .map(|item| {
                json!({
                    "id": item.exercise.id,
                    "name": item.exercise.name(),
                    "do": item.exercise.what_to_do(),
                    "for": item.exercise.what_for(),
                    "dose": item.exercise.dose_words(),
                    "dose_from": item.exercise.source.code(),
                    "why": item.why,
                })
            })
            .collect()
    };
    json!({
        "first": plan.first,
        "stretch": items(&plan.stretch),
        "correct": items(&plan.correct),
        "habits": items(&plan.habits),
        "around": plan.around.iter().map(|session| json!({
            "variation": session.variation.code(),
            "name": session.variation.name(),
            "do": session.variation.what_to_do(),
            "why": session.why,
            "up_to_kg": session.up_to_kg,
            "load_from": session.load_from,
            "watch": session.watch,
        })).collect::<Vec<_>>(),
        "faults": plan.faults.iter().filter_map(|id| by_id(id)).map(|fault| json!({
            "fault": fault.card.id,
            "cue": cues.cue(&fault.card),
            "drill": cues.drill(&fault.card),
        })).collect::<Vec<_>>(),
    })
}

/// The advice as plain text: the gate's card where it stops, else what is suggested and the plan.
pub fn text_of(walk: &Walk, cues: &Cues) -> String {
    let mut out = String::new();
    match gate(walk.answers()) {
        Gate::Stop(stop) => stop_text(&stop, &mut out),
        Gate::Open(open) => {
            let _ = writeln!(out, "{}\n", text("plan.not-passed"));
            for question in open {
                let _ = writeln!(out, "  {}: {}", question.id, question.ask());
            }
        }
        Gate::Passed(_) => {
            signs_text(&walk.signs(), &mut out);
            if let Some(plan) = walk.plan() {
                plan_text(&plan, cues, &mut out);
            }
        }
    }
    let _ = writeln!(out, "\n{}", standing());
    out
}

fn stop_text(stop: &Stop, out: &mut String) {
    let _ = writeln!(
        out,
        "{}\n\n{}\n{}\n\n{}",
        text("gate.stop.title"),
        stop.advice(),
        text("gate.stop.no-plan"),
        text("gate.stop.cards")
    );
    for reason in &stop.reasons {
        let _ = writeln!(out, "  - {}", reason.why);
    }
}

fn signs_text(signs: &[Sign], out: &mut String) {
    let _ = writeln!(out, "{}", text("check.title"));
    for sign in signs {
        let name = text(&format!("check.{}.name", sign.check));
        let _ = writeln!(out, "  {name}: {}", sign.sentence());
    }
    for line in together(signs) {
        let _ = writeln!(out, "  {line}");
    }
}

fn plan_text(plan: &Plan, cues: &Cues, out: &mut String) {
    let _ = writeln!(out, "\n{}", text("plan.title"));
    for line in &plan.first {
        let _ = writeln!(out, "  {line}");
    }
    for (title, items) in [("plan.stretch", &plan.stretch), ("plan.correct", &plan.correct), ("plan.habits", &plan.habits)] {
        if items.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\n{}", text(title));
        for Item { exercise, why } in items {
            let dose = exercise.dose_words();
            let dose = if dose.is_empty() { String::new() } else { format!(": {dose}") };
            let _ = writeln!(out, "  {}{dose}\n    {}\n    ({})", exercise.name(), exercise.what_to_do(), why.join("; "));
        }
    }
    if !plan.around.is_empty() {
        let _ = writeln!(out, "\n{}", text("plan.around"));
    }
    for session in &plan.around {
        let _ = writeln!(out, "  {}{}\n    {}", session.variation.name(), load(session), session.variation.what_to_do());
        let _ = writeln!(out, "    ({})\n    {}", session.why.join("; "), watch(session));
    }
    if !plan.faults.is_empty() {
        let _ = writeln!(out, "\n{}", text("plan.cues"));
    }
    for fault in plan.faults.iter().filter_map(|id| by_id(id)) {
        let _ = writeln!(out, "  {}: {} {}", fault.card.name, cues.cue(&fault.card), cues.drill(&fault.card));
    }
}

/// The load of a session in words, after a comma; empty without one.
fn load(session: &Session) -> String {
    let load = session.up_to_kg.map(|load| filled("plan.load", &[("kg", &super::words::number(load, 1).replace(".0", ""))]));
    load.map_or_else(String::new, |load| format!(", {load} ({})", session.load_from))
}

/// Which number to look at next.
fn watch(session: &Session) -> String {
    let name = KINDS.iter().find(|kind| kind.id == session.watch).map_or(session.watch, |kind| kind.name);
    filled("plan.watch", &[("name", &name.to_lowercase())])
}

/// What is read off a clip, as text.
pub fn film_text(remarks: &[Remark]) -> String {
    let mut out = format!("{}\n", text("film.last-clip"));
    for remark in remarks {
        let mark = if remark.good { "ok" } else { "->" };
        let _ = writeln!(out, "  {mark} {} {}", remark.seen, remark.change);
    }
    if remarks.iter().all(|remark| remark.good) {
        let _ = writeln!(out, "  {}", text("film.all-good"));
    }
    out
}

/// What is read off a clip, as JSON.
pub fn film_json(remarks: &[Remark]) -> Value {
    remarks
        .iter()
        .map(|remark| json!({"about": remark.id, "good": remark.good, "seen": remark.seen, "change": remark.change}))
        .collect::<Vec<_>>()
        .into()
}

/// Before and after, as JSON.
pub fn changes_json(changes: &[Change]) -> Value {
    changes
        .iter()
        .map(|change| {
            json!({
                "measure": change.id,
                "unit": change.unit().code(),
                "before": {"value": change.before.median, "sd": change.before.sd},
                "after": {"value": change.after.median, "sd": change.after.sd},
                "difference": change.difference,
                "error": change.error,
                "moved": change.moved.code(),
                "text": change.sentence(),
            })
        })
        .collect::<Vec<_>>()
        .into()
}

/// The advice as a page to print, with the drawings.
pub fn page(walk: &Walk, cues: &Cues) -> String {
    let title = text("plan.title");
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                title { (title) }
                style { (PreEscaped(STYLE)) (PreEscaped(OWN_STYLE)) }
            }
            body {
                header { p class="brand" { "Plumbline" } h1 { (title) } }
                main { (body(walk, cues)) }
                footer { p { (standing()) } }
            }
        }
    };
    page.into_string()
}

fn body(walk: &Walk, cues: &Cues) -> Markup {
    if let Gate::Stop(stop) = gate(walk.answers()) {
        return html! {
            section class="stop" {
                h2 { (text("gate.stop.title")) }
                p class="lead" { (stop.advice()) }
                p { (text("gate.stop.no-plan")) }
                p { (text("gate.stop.cards")) }
                ul { @for reason in &stop.reasons { li { (reason.why) } } }
            }
        };
    }
    let Some(plan) = walk.plan() else { return html! { section { p { (text("plan.not-passed")) } } } };
    let signs = walk.signs();
    html! {
        section {
            h2 { (text("check.title")) }
            ul class="signs" {
                @for sign in &signs {
                    li { strong { (text(&format!("check.{}.name", sign.check))) } " " (sign.sentence()) }
                }
            }
            @for line in together(&signs) { p { (line) } }
            @for line in &plan.first { p { (line) } }
        }
        (exercises(&text("plan.stretch"), &plan.stretch))
        (exercises(&text("plan.correct"), &plan.correct))
        (exercises(&text("plan.habits"), &plan.habits))
        @if !plan.around.is_empty() {
            section {
                h2 { (text("plan.around")) }
                div class="positions" {
                    @for session in &plan.around {
                        article {
                            (PreEscaped(svg(session.variation.pose(), &session.variation.name()).unwrap_or_default()))
                            h3 { (session.variation.name()) (load(session)) }
                            p { (session.variation.what_to_do()) }
                            p class="why" { (session.why.join("; ")) }
                            p class="why" { (watch(session)) }
                        }
                    }
                }
            }
        }
        @if !plan.faults.is_empty() {
            section {
                h2 { (text("plan.cues")) }
                dl {
                    @for fault in plan.faults.iter().filter_map(|id| by_id(id)) {
                        dt { (fault.card.name) }
                        dd { (cues.cue(&fault.card)) " " (cues.drill(&fault.card)) }
                    }
                }
            }
        }
    }
}

fn exercises(title: &str, items: &[Item]) -> Markup {
    html! {
        @if !items.is_empty() {
            section {
                h2 { (title) }
                div class="positions" {
                    @for Item { exercise, why } in items {
                        article {
                            div class="frames" {
                                @for pose in exercise.poses {
                                    (PreEscaped(svg(pose, &exercise.name()).unwrap_or_default()))
                                }
                            }
                            h3 { (exercise.name()) }
                            @if !exercise.dose_words().is_empty() {
                                p class="dose" {
                                    (exercise.dose_words())
                                    @if exercise.source == Source::OurDefault { span class="why" { " " (text("dose.our-default")) } }
                                }
                            }
                            p { (exercise.what_to_do()) }
                            @if let Some(note) = note(exercise) { p { strong { (note) } } }
                            p class="why" { (exercise.what_for()) " " (why.join("; ")) }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::advice::answers::Answers;
    use crate::report::{json as report_json, sample};

    fn answers(flag: &str) -> Answers {
        let mut answers = Answers::default();
        for question in crate::advice::gate::QUESTIONS.iter().filter(|question| !question.of_pain) {
            answers.gate.insert(question.id.into(), "no".into());
        }
        if !flag.is_empty() {
            answers.gate.insert(flag.into(), "yes".into());
        }
        answers
    }

    fn walk(flag: &str) -> Walk {
        Walk::with(answers(flag), found(&report_json::render(&sample::rich(), None)).unwrap())
    }

    #[test]
    fn a_result_brings_its_faults_its_load_and_its_kind() {
        let analysis = sample::rich();
        let found = found(&report_json::render(&analysis, None)).unwrap();
        assert_eq!(found, Found::of(&analysis));
        assert!(found.faults.contains("lumbar-rounding") && found.load_kg == Some(180.0));
        assert!(super::found("{}").is_err());
    }

    #[test]
    fn with_a_red_flag_no_writing_has_an_exercise_or_a_session() {
        let (fine, flagged) = (walk(""), walk("saddle"));
        let names: Vec<String> =
            crate::advice::exercises::EXERCISES.iter().map(crate::advice::exercises::Exercise::name).collect();
        for (write, name) in [(json as fn(&Walk, &Cues) -> String, "json"), (text_of, "text"), (page, "page")] {
            let (good, stopped) = (write(&fine, &Cues::default()), write(&flagged, &Cues::default()));
            assert!(names.iter().any(|exercise| good.contains(exercise)), "{name}");
            assert!(!names.iter().any(|exercise| stopped.contains(exercise)), "{name}: {stopped}");
            assert!(stopped.contains(&text("gate.saddle.why")) && stopped.contains(&standing()), "{name}");
            assert!(good.contains(&standing()), "{name}");
        }
    }

    #[test]
    fn the_json_follows_the_published_schema() {
        let schema = include_str!("../../assets/schema/advice-1.schema.json");
        let validator = jsonschema::draft202012::new(&serde_json::from_str(schema).unwrap()).unwrap();
        for walk in [walk(""), walk("saddle"), walk("fever"), Walk::default()] {
            let value: Value = serde_json::from_str(&json(&walk, &Cues::default())).unwrap();
            let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{errors:?}");
        }
    }

    #[test]
    fn the_coach_s_words_stand_in_the_plan() {
        let cues = Settings::from_json(r#"{"cues": {"lumbar-rounding": {"cue": "Hold the wall"}}}"#).unwrap().cues;
        for written in [json(&walk(""), &cues), text_of(&walk(""), &cues), page(&walk(""), &cues)] {
            assert!(written.contains("Hold the wall"));
        }
    }

    #[test]
    fn the_page_needs_nothing_but_itself() {
        let page = page(&walk(""), &Cues::default());
        for outside in ["http://", "https://", "<script", "<link", "@import", "url(", "NaN"] {
            assert!(!page.contains(outside), "{outside}");
        }
        assert!(page.contains("<svg class=\"position\""));
    }
}
