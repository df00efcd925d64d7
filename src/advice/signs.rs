//! What the self-assessments suggest: the result rules of the article, each for yes, no and not sure.
//!
//! Each counts only where it reproduces the person's own pain. They often occur together, so all are read side by side; and they suggest, a
//! practitioner confirms.

use super::answers::{Answer, Answers, Value, side_code};
use super::checks::{BENDS, CHECKS, Pattern, ROCK_BACK_S};
use super::texts::{filled, text};
use crate::body::Side;

/// Least rise of the pain over that before the first bend that counts as worse, points of 0 to 10 (our default: the smallest there is).
const WORSE: u8 = 1;
/// Rise from which it flares. Our default: one more than the 2 points that are the least change that matters in back pain (Childs, Piva and
/// Fritz 2005).
const FLARES: u8 = 3;
/// Signs of the sacroiliac joint from which it is suggested (the article: two or more).
const SACROILIAC_SIGNS: usize = 2;
/// What is asked in its self-assessment.
const SACROILIAC: [&str; 4] = ["finger", "rolling", "sit-to-stand", "walking"];

/// How strong a suggestion is, where the article grades it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Not graded.
    Plain,
    /// A little more pain.
    Mild,
    /// Pain that flares: worth showing a clinician before anything is trained.
    Strong,
}

/// What a self-assessment says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It suggests the pattern.
    Suggested(Strength),
    /// It does not.
    NotSuggested,
    /// It was answered, but nothing follows: not sure, or not finished.
    Unclear,
    /// It was not done, or not to its end.
    NotDone,
}

impl Outcome {
    /// The word in files.
    pub fn code(self) -> &'static str {
        match self {
            Self::Suggested(Strength::Plain) => "suggested",
            Self::Suggested(Strength::Mild) => "suggested-mild",
            Self::Suggested(Strength::Strong) => "suggested-strong",
            Self::NotSuggested => "not-suggested",
            Self::Unclear => "unclear",
            Self::NotDone => "not-done",
        }
    }
}

/// What one self-assessment says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sign {
    /// The self-assessment.
    pub check: &'static str,
    /// The pattern that it is about.
    pub pattern: Pattern,
    /// What it says.
    pub outcome: Outcome,
    /// The sides that it says it of, where sides matter.
    pub sides: Vec<Side>,
}

impl Sign {
    /// Whether the pattern is suggested.
    pub fn is_suggested(&self) -> bool {
        matches!(self.outcome, Outcome::Suggested(_))
    }

    /// What it says in a sentence or two.
    pub fn sentence(&self) -> String {
        let said = text(&format!("check.{}.{}", self.check, self.outcome.code()));
        let side = match self.sides.as_slice() {
            [side] => filled("sign.one-side", &[("side", &text(&format!("side.{}", side_code(*side))))]),
            [_, _] => text("sign.both-sides"),
            _ => String::new(),
        };
        format!("{said} {side}").trim_end().to_owned()
    }
}

/// What all self-assessments say, in their order.
pub fn signs(answers: &Answers) -> Vec<Sign> {
    CHECKS
        .iter()
        .map(|check| {
            let (outcome, sides) = match check.pattern {
                Pattern::Disc => (disc(answers), Vec::new()),
                Pattern::Nerve => each_side(answers, &slump),
                Pattern::Facet => each_side(answers, &quadrant),
                Pattern::Sacroiliac => (sacroiliac(answers), Vec::new()),
                Pattern::HipCapsule => each_side(answers, &rock_back),
            };
            Sign { check: check.id, pattern: check.pattern, outcome, sides }
        })
        .collect()
}

/// What the signs say together: that they overlap, and what to begin with; nothing where fewer than two are suggested.
pub fn together(signs: &[Sign]) -> Vec<String> {
    let found: Vec<Pattern> = signs.iter().filter(|sign| sign.is_suggested()).map(|sign| sign.pattern).collect();
    let mut said = Vec::new();
    if found.len() > 1 {
        let names: Vec<String> = found.iter().map(|pattern| text(&format!("pattern.{}", pattern.code()))).collect();
        said.push(filled("together.overlap", &[("patterns", &names.join(", "))]));
    }
    if found.contains(&Pattern::Nerve) {
        said.push(text("together.nerve-first-discs"));
    }
    if signs.iter().any(|sign| sign.outcome == Outcome::Suggested(Strength::Strong)) {
        said.push(text("together.strong"));
    }
    if signs.iter().any(|sign| sign.outcome == Outcome::Unclear) {
        said.push(text("together.unclear"));
    }
    if !found.is_empty() {
        said.push(text("together.confirm"));
    }
    said
}

/// Bending about ten times: pain that gets worse suggests a disc; a little is mild, flaring moderate to severe.
fn disc(answers: &Answers) -> Outcome {
    let before = answers.value("toe-touches", "before");
    let after = answers.value("toe-touches", "bend");
    let (Some(&Value::Rating(before)), Some(Value::Ratings(after))) = (before, after) else { return Outcome::NotDone };
    let Some(most) = after.iter().copied().max() else { return Outcome::NotDone };
    let rise = most.saturating_sub(before);
    if rise < WORSE {
        return if after.len() < BENDS { Outcome::Unclear } else { Outcome::NotSuggested };
    }
    match answers.answer("toe-touches", "own") {
        None => Outcome::NotDone,
        Some(Answer::No) => Outcome::NotSuggested,
        Some(Answer::Unsure) => Outcome::Unclear,
        Some(Answer::Yes) => Outcome::Suggested(if rise >= FLARES { Strength::Strong } else { Strength::Mild }),
    }
}

/// The slump brings the own pain, and looking up eases it.
fn slump(answers: &Answers, side: &str) -> Outcome {
    let given = |item: &str| answers.answer("slump", &format!("{item}.{side}"));
    all_of([given("own"), given("eases")])
}

/// Leaning back and turning to the side brings the own pain, or bending forward and turning away eases it: either suggests it.
fn quadrant(answers: &Answers, side: &str) -> Outcome {
    let given = |item: &str| answers.answer("quadrant", &format!("{item}.{side}"));
    any_of([given("extend"), given("flex")])
}

/// A jam at the front of the hip while rocked back for at least 30 seconds.
fn rock_back(answers: &Answers, side: &str) -> Outcome {
    let held = match answers.value("rock-back", "hold") {
        Some(Value::Seconds(seconds)) => *seconds,
        _ => return Outcome::NotDone,
    };
    match answers.answer("rock-back", &format!("jam.{side}")) {
        None => Outcome::NotDone,
        Some(Answer::Yes) => Outcome::Suggested(Strength::Plain),
        Some(Answer::No) if held >= ROCK_BACK_S => Outcome::NotSuggested,
        Some(Answer::No | Answer::Unsure) => Outcome::Unclear,
    }
}

/// Two or more of four.
fn sacroiliac(answers: &Answers) -> Outcome {
    let given: Vec<Option<Answer>> = SACROILIAC.iter().map(|item| answers.answer("sacroiliac", item)).collect();
    let count = |wanted: Option<Answer>| given.iter().filter(|answer| **answer == wanted).count();
    let (yes, unsure, open) = (count(Some(Answer::Yes)), count(Some(Answer::Unsure)), count(None));
    if yes >= SACROILIAC_SIGNS {
        Outcome::Suggested(Strength::Plain)
    } else if yes + unsure + open < SACROILIAC_SIGNS {
        Outcome::NotSuggested
    } else if open > 0 {
        Outcome::NotDone
    } else {
        Outcome::Unclear
    }
}

/// Both must be so.
fn all_of(given: [Option<Answer>; 2]) -> Outcome {
    if given.contains(&Some(Answer::No)) {
        Outcome::NotSuggested
    } else if given.contains(&None) {
        Outcome::NotDone
    } else if given.contains(&Some(Answer::Unsure)) {
        Outcome::Unclear
    } else {
        Outcome::Suggested(Strength::Plain)
    }
}

/// Either is enough.
fn any_of(given: [Option<Answer>; 2]) -> Outcome {
    if given.contains(&Some(Answer::Yes)) {
        Outcome::Suggested(Strength::Plain)
    } else if given.contains(&None) {
        Outcome::NotDone
    } else if given.contains(&Some(Answer::Unsure)) {
        Outcome::Unclear
    } else {
        Outcome::NotSuggested
    }
}

/// The outcome over both sides: what one side suggests is suggested; else what is open or unclear on one is so for both.
fn each_side(answers: &Answers, rule: &dyn Fn(&Answers, &str) -> Outcome) -> (Outcome, Vec<Side>) {
    let both = [Side::Left, Side::Right].map(|side| (side, rule(answers, side_code(side))));
    let sides: Vec<Side> =
        both.iter().filter(|(_, outcome)| matches!(outcome, Outcome::Suggested(_))).map(|(side, _)| *side).collect();
    let outcomes = both.map(|(_, outcome)| outcome);
    let outcome = if !sides.is_empty() {
        Outcome::Suggested(Strength::Plain)
    } else if outcomes.contains(&Outcome::NotDone) {
        Outcome::NotDone
    } else if outcomes.contains(&Outcome::Unclear) {
        Outcome::Unclear
    } else {
        Outcome::NotSuggested
    };
    (outcome, sides)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The outcome of a check for the items given as `key value` with answers as words, ratings as `0 1 2` and seconds as `30s`.
    fn of(pattern: Pattern, items: &[(&str, &str)]) -> Sign {
        let check = CHECKS.iter().find(|check| check.pattern == pattern).unwrap();
        let mut answers = Answers::default();
        for (key, value) in items {
            let value = match (*value, Answer::from_code(value)) {
                (_, Some(answer)) => Value::Answer(answer),
                (text, None) if text.ends_with('s') => Value::Seconds(text.trim_end_matches('s').parse().unwrap()),
                (text, None) if *key == "before" => Value::Rating(text.parse().unwrap()),
                (text, None) => Value::Ratings(text.split(' ').map(|one| one.parse().unwrap()).collect()),
            };
            answers.put(check.id, *key, value);
        }
        signs(&answers).into_iter().find(|sign| sign.pattern == pattern).unwrap()
    }

    fn outcome(pattern: Pattern, items: &[(&str, &str)]) -> &'static str {
        of(pattern, items).outcome.code()
    }

    #[test]
    fn discs_are_suggested_by_pain_that_grows_with_the_bends_and_graded_by_how_much() {
        let bent = |before, bend, own| outcome(Pattern::Disc, &[("before", before), ("bend", bend), ("own", own)]);
        assert_eq!(bent("2", "2 2 2 2 3 3 3 3 3 3", "yes"), "suggested-mild");
        assert_eq!(bent("2", "2 2 3 3 4 4 5 5 6 6", "yes"), "suggested-strong");
        assert_eq!(bent("2", "2 2 2 2 2 1 1 1 1 1", "yes"), "not-suggested");
        assert_eq!(bent("2", "3 4 5 6 6 6 6 6 6 6", "no"), "not-suggested");
        assert_eq!(bent("2", "3 4 5 6 6 6 6 6 6 6", "unsure"), "unclear");
        // Stopped early: what had risen counts, what had not is not cleared.
        assert_eq!(bent("2", "3 6", "yes"), "suggested-strong");
        assert_eq!(bent("2", "2 2", "yes"), "unclear");
        assert_eq!(outcome(Pattern::Disc, &[]), "not-done");
    }

    #[test]
    fn a_nerve_is_suggested_where_looking_up_eases_the_own_pain() {
        let slumped = |own, eases| {
            outcome(Pattern::Nerve, &[("own.left", own), ("eases.left", eases), ("own.right", "no"), ("eases.right", "no")])
        };
        assert_eq!(slumped("yes", "yes"), "suggested");
        assert_eq!(slumped("yes", "no"), "not-suggested");
        assert_eq!(slumped("no", "yes"), "not-suggested");
        assert_eq!(slumped("yes", "unsure"), "unclear");
        assert_eq!(slumped("unsure", "yes"), "unclear");
        assert_eq!(outcome(Pattern::Nerve, &[("own.left", "no")]), "not-done");
        assert_eq!(of(Pattern::Nerve, &[("own.right", "yes"), ("eases.right", "yes")]).sides, [Side::Right]);
    }

    #[test]
    fn facets_are_suggested_by_either_half_of_the_quadrant() {
        let turned = |extend, flex| {
            outcome(Pattern::Facet, &[("extend.left", extend), ("flex.left", flex), ("extend.right", "no"), ("flex.right", "no")])
        };
        assert_eq!(turned("yes", "no"), "suggested");
        assert_eq!(turned("no", "yes"), "suggested");
        assert_eq!(turned("yes", "unsure"), "suggested");
        assert_eq!(turned("no", "no"), "not-suggested");
        assert_eq!(turned("unsure", "no"), "unclear");
        assert_eq!(outcome(Pattern::Facet, &[("extend.left", "no")]), "not-done");
    }

    #[test]
    fn two_of_four_suggest_the_sacroiliac_joint() {
        let four = |given: [&str; 4]| outcome(Pattern::Sacroiliac, &SACROILIAC.into_iter().zip(given).collect::<Vec<_>>());
        assert_eq!(four(["yes", "yes", "no", "no"]), "suggested");
        assert_eq!(four(["yes", "yes", "yes", "unsure"]), "suggested");
        assert_eq!(four(["yes", "no", "no", "no"]), "not-suggested");
        assert_eq!(four(["no", "no", "no", "unsure"]), "not-suggested");
        assert_eq!(four(["yes", "unsure", "no", "no"]), "unclear");
        assert_eq!(four(["unsure", "unsure", "no", "no"]), "unclear");
        assert_eq!(outcome(Pattern::Sacroiliac, &[("finger", "yes"), ("rolling", "yes")]), "suggested");
        assert_eq!(outcome(Pattern::Sacroiliac, &[("finger", "no"), ("rolling", "no"), ("walking", "no")]), "not-suggested");
        assert_eq!(outcome(Pattern::Sacroiliac, &[("finger", "yes"), ("rolling", "no"), ("walking", "no")]), "not-done");
    }

    #[test]
    fn a_jam_at_the_front_of_the_hip_suggests_its_capsule_and_a_short_hold_clears_nothing() {
        let held = |hold, jam| outcome(Pattern::HipCapsule, &[("hold", hold), ("jam.left", jam), ("jam.right", "no")]);
        assert_eq!(held("30s", "yes"), "suggested");
        assert_eq!(held("12s", "yes"), "suggested");
        assert_eq!(held("30s", "no"), "not-suggested");
        assert_eq!(held("29s", "no"), "unclear");
        assert_eq!(held("30s", "unsure"), "unclear");
        assert_eq!(outcome(Pattern::HipCapsule, &[("hold", "30s")]), "not-done");
    }

    #[test]
    fn several_are_told_together() {
        let mut answers = Answers::default();
        for (check, key) in [("slump", "own.left"), ("slump", "eases.left"), ("sacroiliac", "finger"), ("sacroiliac", "walking")]
        {
            answers.put(check, key, Value::Answer(Answer::Yes));
        }
        let all = signs(&answers);
        assert_eq!(all.iter().filter(|sign| sign.is_suggested()).count(), 2);
        let said = together(&all);
        assert!(said[0].contains(&text("pattern.nerve")) && said[0].contains(&text("pattern.sacroiliac")), "{said:?}");
        assert!(said.contains(&text("together.nerve-first-discs")) && said.contains(&text("together.confirm")));
        assert!(together(&signs(&Answers::default())).is_empty());
    }
}
