//! The order in which a report tells what was found: worst first, and what was not assessed by its reason.

use crate::analysis::{Analysis, RepResult};
use crate::faults::{Card, Finding, SetStory, Severity, Verdict, story};
use crate::measure::{Abstain, Measurement};
use crate::threshold::Grades;
use crate::units::Unit;

/// Ids of the measures that go with what only informs.
const TO_LOOK_AT: [&str; 2] = ["brace-pause", "floor-time"];

/// One thing found, in the set or, where the set as a whole is clear of it, in single repetitions.
pub(crate) struct Found<'a> {
    /// The set's finding, or the worst repetition's.
    pub finding: &'a Finding,
    /// Numbers of the repetitions in which it is a fault or possible.
    pub reps: Vec<usize>,
    /// Whether the set as a whole has it.
    pub in_set: bool,
    /// How it goes over the set, where there are several repetitions and it was assessed in some.
    pub story: Option<SetStory>,
}

/// How bad a verdict is: `None` for what is clear or not assessed, else a rank that sorts upwards.
pub(crate) fn rank(verdict: &Verdict) -> Option<(u8, f64)> {
    match verdict {
        Verdict::Fault { severity: Severity::Marked, probability, .. } => Some((3, *probability)),
        Verdict::Fault { severity: Severity::Moderate, probability, .. } => Some((2, *probability)),
        Verdict::Fault { severity: Severity::Note, probability, .. } => Some((1, *probability)),
        Verdict::Possible { probability, .. } => Some((0, *probability)),
        Verdict::Clear { .. } | Verdict::NotAssessed(_) => None,
    }
}

/// Everything found, the worst first: the set's faults, then what single repetitions show.
pub(crate) fn found(analysis: &Analysis) -> Vec<Found<'_>> {
    let mut all: Vec<(bool, (u8, f64), Found<'_>)> = cards(analysis)
        .into_iter()
        .filter_map(|card| {
            let hits: Vec<&Finding> =
                analysis.reps.iter().flat_map(|rep| &rep.findings).filter(|found| found.card == card).collect();
            let hits: Vec<(&Finding, (u8, f64))> = hits.into_iter().filter_map(|hit| Some((hit, rank(&hit.verdict)?))).collect();
            let reps = hits.iter().filter_map(|(hit, _)| hit.rep).collect();
            let set = analysis.set.iter().find(|finding| finding.card == card);
            if let Some((set, worst)) = set.and_then(|set| Some((set, rank(&set.verdict)?))) {
                return Some((true, worst, Found { finding: set, reps, in_set: true, story: story_of(analysis, card) }));
            }
            let (finding, worst) = hits.into_iter().filter(|(_, rank)| rank.0 > 0).max_by(|a, b| by_rank(a.1, b.1))?;
            Some((false, worst, Found { finding, reps: finding.rep.into_iter().collect(), in_set: false, story: None }))
        })
        .collect();
    all.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| by_rank(b.1, a.1)));
    all.into_iter().map(|(_, _, found)| found).collect()
}

/// The story of a check over a set of several repetitions.
pub(crate) fn story_of(analysis: &Analysis, card: &Card) -> Option<SetStory> {
    let findings = analysis.reps.iter().flat_map(|rep| &rep.findings).filter(|found| found.card == card);
    story(findings).filter(|story| story.reps > 1)
}

fn by_rank(a: (u8, f64), b: (u8, f64)) -> std::cmp::Ordering {
    a.0.cmp(&b.0).then_with(|| a.1.total_cmp(&b.1))
}

/// The cards that the analysis looked for, in its order.
pub(crate) fn cards(analysis: &Analysis) -> Vec<&'static Card> {
    let mut cards: Vec<&'static Card> = Vec::new();
    for finding in analysis.set.iter().chain(analysis.reps.iter().flat_map(|rep| &rep.findings)) {
        if !cards.contains(&finding.card) {
            cards.push(finding.card);
        }
    }
    cards
}

/// What could not be assessed for one kind of reason.
pub(crate) struct Missing<'a> {
    /// The reasons, each once: those of one kind that are met by filming in the same way.
    pub reasons: Vec<&'a str>,
    /// How to film it; empty where filming does not help.
    pub film_it: &'a str,
    /// Names of the checks.
    pub names: Vec<&'static str>,
}

/// What the set's verdicts leave out, grouped by the kind of reason and what to do about it; what costs the most checks first.
/// Cards that only inform are left out: nothing is missing from them.
pub(crate) fn missing(analysis: &Analysis) -> Vec<Missing<'_>> {
    let mut groups: Vec<(&str, Missing<'_>)> = Vec::new();
    for finding in analysis.set.iter().filter(|finding| !finding.card.is_information()) {
        if let Verdict::NotAssessed(Abstain { code, reason, film_it }) = &finding.verdict {
            let same = groups.iter_mut().find(|(of, group)| of == code && group.film_it == film_it);
            match same {
                Some((_, group)) => {
                    group.names.push(finding.card.name);
                    if !group.reasons.contains(&reason.as_str()) {
                        group.reasons.push(reason);
                    }
                }
                None => groups.push((code, Missing { reasons: vec![reason], film_it, names: vec![finding.card.name] })),
            }
        }
    }
    groups.sort_by_key(|(_, group)| std::cmp::Reverse(group.names.len()));
    groups.into_iter().map(|(_, group)| group).collect()
}

/// A card that only informs, with the measures that go with it.
pub(crate) struct ToLookAt<'a> {
    /// What is said.
    pub finding: &'a Finding,
    /// The measures, by the repetitions that have some.
    pub rows: Vec<(usize, Vec<&'a Measurement>)>,
}

/// The cards that only inform.
pub(crate) fn information(analysis: &Analysis) -> Vec<ToLookAt<'_>> {
    let measures = |result: &'_ RepResult| TO_LOOK_AT.iter().any(|id| result.measures.iter().any(|of| of.id == *id));
    let mut all = Vec::new();
    for finding in analysis.set.iter().filter(|finding| finding.card.is_information()) {
        let mut rows = Vec::new();
        for result in analysis.reps.iter().filter(|result| measures(result)) {
            let of = result.measures.iter().filter(|measured| TO_LOOK_AT.contains(&measured.id)).collect();
            rows.push((result.rep.number, of));
        }
        all.push(ToLookAt { finding, rows });
    }
    all
}

/// How many checks the set was measured for, and of how many; what only informs is no check.
pub(crate) fn coverage(analysis: &Analysis) -> (usize, usize) {
    let checks = || analysis.set.iter().filter(|finding| !finding.card.is_information());
    (checks().filter(|finding| !matches!(finding.verdict, Verdict::NotAssessed(_))).count(), checks().count())
}

/// A limit in force.
pub(crate) struct Limit<'a> {
    /// Key in the settings file.
    pub key: &'a str,
    /// Note, moderate, marked.
    pub grades: Grades,
    /// Unit of the grades; `None` for a setting that belongs to no check of this analysis.
    pub unit: Option<Unit>,
    /// Where the limit comes from: a source, or the user's settings.
    pub source: &'a str,
}

/// The limits that the findings were judged by, in the order of the checks.
pub(crate) fn limits(analysis: &Analysis) -> Vec<Limit<'_>> {
    let (set, profile) = (&analysis.settings.limits, analysis.settings.profile);
    let in_force = analysis.settings.limits_in_force();
    let mut limits: Vec<Limit<'_>> = Vec::new();
    for threshold in cards(analysis).into_iter().flat_map(|card| card.limits) {
        let source = if set.0.contains_key(threshold.key) {
            "set by the user"
        } else {
            profile.reason(threshold.key).unwrap_or(threshold.source)
        };
        if limits.iter().all(|known| known.key != threshold.key) {
            let grades = in_force.grades(threshold);
            limits.push(Limit { key: threshold.key, grades, unit: Some(threshold.unit), source });
        }
    }
    for (key, &grades) in &set.0 {
        if limits.iter().all(|known| known.key != key) {
            limits.push(Limit { key, grades, unit: None, source: "set by the user" });
        }
    }
    limits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn the_worst_is_told_first_and_single_repetitions_last() {
        let analysis = sample::rich();
        let found = found(&analysis);
        let told: Vec<(&str, Vec<usize>, bool)> =
            found.iter().map(|found| (found.finding.card.id, found.reps.clone(), found.in_set)).collect();
        assert_eq!(
            told,
            [
                ("lumbar-rounding", vec![1, 2, 3], true),
                ("hips-first", vec![2, 3], true),
                ("bar-drift", vec![1, 3], true),
                ("over-deep-hips", vec![2], true),
                ("bent-arms", vec![3], false),
            ]
        );
    }

    #[test]
    fn reasons_are_told_once_each() {
        let analysis = sample::rich();
        let missing = missing(&analysis);
        assert_eq!(missing[0].names, ["Grip is uneven", "Knees move in"]);
        assert_eq!((missing.len(), missing[0].reasons.len()), (2, 1));
        assert_eq!(coverage(&analysis), (6, 9));
    }

    #[test]
    fn limits_in_force_say_who_set_them() {
        let analysis = sample::rich();
        let limits = limits(&analysis);
        let drift = limits.iter().find(|limit| limit.key == "bar-drift.bow").unwrap();
        assert_eq!((drift.grades, drift.source), ((2.0, 4.0, Some(8.0)), "set by the user"));
        assert!(limits.iter().any(|limit| limit.source != "set by the user"));
    }
}
