//! Assess, stretch, correct: the plan that follows from the self-assessments and from the faults found in a video.
//!
//! It is made only for somebody who passed the gate ([`Passed`]).

use std::collections::BTreeSet;

use super::around::{Session, sessions};
use super::checks::Pattern;
use super::exercises::{EXERCISES, Exercise, FOR_FAULTS, Family, reason};
use super::gate::{Feeling, Passed};
use super::signs::{Outcome, Sign, Strength};
use super::texts::{filled, text};
use crate::analysis::Analysis;
use crate::faults::{FAULTS, Verdict};
use crate::lift::VariantKind;
use crate::measure::usual;

/// What the last video showed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// Ids of the faults of the set.
    pub faults: BTreeSet<&'static str>,
    /// The lowest load at which form left the athlete's own band, kilograms.
    pub form_limit_kg: Option<f64>,
    /// The heaviest lighter load at which it held, kilograms.
    pub held_kg: Option<f64>,
    /// Load of the last set, kilograms.
    pub load_kg: Option<f64>,
    /// The kind of deadlift.
    pub variant: Option<VariantKind>,
    /// Whether it hurts only when the load is heavy, as the athlete says.
    pub only_heavy: bool,
}

impl Found {
    /// What an analysis showed. A fault that is only possible is none.
    pub fn of(analysis: &Analysis) -> Self {
        let faults =
            analysis.set.iter().filter(|found| matches!(found.verdict, Verdict::Fault { .. })).map(|found| found.card.id);
        let settings = &analysis.settings;
        let measures: Vec<_> = analysis.reps.iter().map(|rep| rep.measures.clone()).collect();
        let mut sets = settings.sets.clone();
        sets.extend(settings.load_kg.filter(|_| !measures.is_empty()).map(|load| usual::as_earlier(load, &measures)));
        let limit = usual::form_limit(&sets, &settings.baseline);
        Self {
            faults: faults.collect(),
            form_limit_kg: limit.as_ref().map(|limit| limit.load_kg),
            held_kg: limit.and_then(|limit| limit.held_kg),
            load_kg: settings.load_kg,
            variant: Some(analysis.variant.kind).filter(|kind| *kind != VariantKind::Unknown),
            only_heavy: false,
        }
    }

    /// The fault of an id, as a name that the plan knows.
    pub fn known_fault(id: &str) -> Option<&'static str> {
        FAULTS.iter().map(|fault| fault.card.id).find(|known| *known == id)
    }
}

/// An exercise of the plan with why it is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The exercise.
    pub exercise: &'static Exercise,
    /// Why, each a short sentence.
    pub why: Vec<String>,
}

/// The plan.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// What to know first, each a sentence.
    pub first: Vec<String>,
    /// Stretches and gentle movement.
    pub stretch: Vec<Item>,
    /// Corrective exercises.
    pub correct: Vec<Item>,
    /// Habits.
    pub habits: Vec<Item>,
    /// Ways to train around it; none where nothing calls for one, or where it should be seen first.
    pub around: Vec<Session>,
    /// The faults whose cue and drill belong to the next session.
    pub faults: Vec<&'static str>,
}

/// Which exercises go with which pattern (the article).
static FOR_PATTERNS: &[(Pattern, &[&str])] = &[
    (Pattern::Disc, &["mckenzie", "aerobic", "sit-less"]),
    // Nerves: start with keeping the discs healthy.
    (Pattern::Nerve, &["mckenzie", "aerobic", "sit-less"]),
    // Joints that are stuck are loosened, worn ones moved gently.
    (Pattern::Facet, &["brettzel", "walk"]),
    (Pattern::Sacroiliac, &["brettzel", "walk"]),
    (Pattern::HipCapsule, &["rock-back"]),
];

/// The article's four corrective exercises: for everybody who trains on.
const CORRECTIVE: [&str; 4] = ["clam", "side-plank", "bird-dog", "plank"];

/// The plan for somebody who passed the gate, from what the self-assessments say and what the last video showed.
pub fn plan(passed: &Passed, signs: &[Sign], found: &Found) -> Plan {
    let patterns: Vec<Pattern> = signs.iter().filter(|sign| sign.is_suggested()).map(|sign| sign.pattern).collect();
    let strong = signs.iter().any(|sign| sign.outcome == Outcome::Suggested(Strength::Strong));
    let mut wanted: Vec<(&'static str, String)> = Vec::new();
    for pattern in &patterns {
        let why = filled("plan.because-of-pattern", &[("pattern", &text(&format!("pattern.{}", pattern.code())))]);
        let of = FOR_PATTERNS.iter().filter(|(of, _)| of == pattern).flat_map(|(_, ids)| ids.iter());
        wanted.extend(of.map(|id| (*id, why.clone())));
    }
    for (fault, ids) in FOR_FAULTS.iter().filter(|(fault, _)| found.faults.contains(fault)) {
        wanted.extend(ids.iter().map(|id| (*id, reason(fault))));
    }
    match passed.feeling() {
        Feeling::Soreness => wanted.push(("recover", text("plan.because-of-soreness"))),
        Feeling::Nothing | Feeling::Ache => {}
    }
    wanted.extend(CORRECTIVE.map(|id| (id, text("plan.corrective"))));
    wanted.push(("breathe", text("plan.breathe")));
    let items = |family: Family| -> Vec<Item> {
        let mut items: Vec<Item> = EXERCISES
            .iter()
            .filter(|exercise| exercise.family == family)
            .filter_map(|exercise| {
                let mut why: Vec<String> =
                    wanted.iter().filter(|(id, _)| *id == exercise.id).map(|(_, why)| why.clone()).collect();
                why.dedup();
                // What everybody is told is not said beside what speaks for this one.
                if why.len() > 1 {
                    why.retain(|why| *why != text("plan.corrective"));
                }
                (!why.is_empty()).then_some(Item { exercise, why })
            })
            .collect();
        items.sort_by_key(|item| std::cmp::Reverse(item.why.len()));
        items
    };
    let mut first = Vec::new();
    match passed.feeling() {
        Feeling::Nothing => {}
        Feeling::Soreness => first.push(text("plan.soreness")),
        Feeling::Ache => first.push(text("plan.ache")),
    }
    if strong {
        first.push(text("together.strong"));
    }
    if patterns.is_empty() && found.faults.is_empty() {
        first.push(text("plan.nothing-found"));
    }
    first.push(text("plan.neither-push-nor-stop"));
    Plan {
        first,
        stretch: items(Family::Stretch),
        correct: items(Family::Correct),
        habits: items(Family::Habit),
        // Where it flares it is shown to a clinician before another way of lifting is tried.
        around: if strong { Vec::new() } else { sessions(&patterns, found) },
        faults: FAULTS.iter().map(|fault| fault.card.id).filter(|id| found.faults.contains(id)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::advice::answers::{Answer, Answers, Value};
    use crate::advice::gate::gate;
    use crate::advice::signs::signs;

    fn passed(feeling: &[(&str, &str)]) -> Passed {
        let mut answers = Answers::default();
        for question in crate::advice::gate::QUESTIONS.iter().filter(|question| !question.of_pain) {
            answers.gate.insert(question.id.into(), "no".into());
        }
        answers.gate.extend(feeling.iter().map(|(id, choice)| ((*id).to_owned(), (*choice).to_owned())));
        *gate(&answers).passed().unwrap()
    }

    const SORE: [(&str, &str); 5] =
        [("any", "yes"), ("how-long", "week"), ("kind", "dull"), ("when", "next-days"), ("where", "trained")];

    fn ids(items: &[Item]) -> Vec<&'static str> {
        items.iter().map(|item| item.exercise.id).collect()
    }

    fn disc(ratings: &[u8]) -> Vec<Sign> {
        let mut answers = Answers::default();
        answers.put("toe-touches", "before", Value::Rating(2));
        answers.put("toe-touches", "bend", Value::Ratings(ratings.to_vec()));
        answers.put("toe-touches", "own", Value::Answer(Answer::Yes));
        signs(&answers)
    }

    #[test]
    fn discs_get_the_article_s_three_and_another_way_to_pull() {
        let plan = plan(&passed(&[]), &disc(&[3; 10]), &Found::default());
        assert_eq!(ids(&plan.stretch), ["mckenzie", "aerobic"]);
        assert_eq!(ids(&plan.habits), ["sit-less", "breathe"]);
        assert_eq!(ids(&plan.correct), CORRECTIVE);
        assert!(!plan.around.is_empty());
    }

    #[test]
    fn where_it_flares_a_clinician_comes_before_another_way_to_pull() {
        let plan = plan(&passed(&[]), &disc(&[2, 4, 6]), &Found::default());
        assert!(plan.around.is_empty() && plan.first.contains(&text("together.strong")));
        assert!(ids(&plan.stretch).contains(&"mckenzie"));
    }

    #[test]
    fn faults_bring_their_exercises_with_their_reason() {
        let found = Found { faults: BTreeSet::from(["lumbar-rounding", "knees-cave"]), ..Found::default() };
        let plan = plan(&passed(&[]), &[], &found);
        assert_eq!(ids(&plan.stretch), ["rock-back"]);
        let clam = plan.correct.iter().find(|item| item.exercise.id == "clam").unwrap();
        assert_eq!(clam.why, [reason("knees-cave")]);
        assert_eq!(plan.faults, ["lumbar-rounding", "knees-cave"]);
    }

    #[test]
    fn soreness_is_told_to_recover_and_nothing_found_says_so() {
        let sore = plan(&passed(&SORE), &[], &Found::default());
        assert!(ids(&sore.habits).contains(&"recover") && sore.first.contains(&text("plan.soreness")));
        assert!(sore.first.contains(&text("plan.nothing-found")) && sore.around.is_empty());
        assert!(!ids(&plan(&passed(&[]), &[], &Found::default()).habits).contains(&"recover"));
    }
}
