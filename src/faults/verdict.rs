//! From measures and limits to a verdict.
//!
//! A measured value `x` with standard error `sd` is taken as normal. `P` is the probability that the true value is worse than a
//! grade. With `P` at the lowest grade (note): under 0.5 the fault is clear, from 0.5 possible, from 0.8 a fault. Its severity is
//! the highest grade that is more likely passed than not (`P >= 0.5`). A value whose error is larger than the step from note to
//! moderate tells no grade from the next: it clears nothing and makes nothing possible, but what is a fault for all its error is told as a
//! note; one whose error is larger than two steps is not assessed. A fault with several rules takes the worst: the highest severity, then
//! the highest probability; a rule that could not be measured says nothing where another could, but where it is needed to clear nothing is
//! clear without it. A rule that counts only if another is passed is clear where that one is clear, no surer than that one, and not
//! assessed where that one could not be measured and it is not clear itself.

use super::fault::{Rule, Weight};
use super::{Severity, Verdict};
use crate::measure::{Abstain, Measurement};
use crate::threshold::{Grades, Limits, Threshold};

/// Probability from which a fault is possible.
const POSSIBLE: f64 = 0.5;
/// Probability from which a fault is told.
const CERTAIN: f64 = 0.8;
/// Steps from note to moderate beyond which an error leaves nothing to say, whatever the value: what is measured as roughly is missed in
/// ways that its error does not know. Our judgement.
const MOST_STEPS: f64 = 2.0;

/// Probability that a standard normal variable is below `z`, 0..=1.
///
/// By the rational approximation 26.2.17 of Abramowitz and Stegun (1964); its error is below 7.5e-8.
pub fn normal(z: f64) -> f64 {
    let k = 1.0 / (1.0 + 0.231_641_9 * z.abs());
    let series = k * (0.319_381_530 + k * (-0.356_563_782 + k * (1.781_477_937 + k * (-1.821_255_978 + k * 1.330_274_429))));
    let above = (-0.5 * z * z).exp() / std::f64::consts::TAU.sqrt() * series;
    if z < 0.0 { above } else { 1.0 - above }
}

/// Probability that the true value is worse than a grade, 0..=1.
pub fn probability(measured: &Measurement, grade: f64, more_is_worse: bool) -> f64 {
    let z = (measured.value - grade) / measured.sd;
    normal(if more_is_worse { z } else { -z })
}

/// The verdict of a repetition from a fault's rules.
pub fn of(rules: Vec<Rule>, limits: &Limits) -> Verdict {
    let mut worst: Option<Verdict> = None;
    let (mut reason, mut lacking): (Option<Abstain>, Option<Abstain>) = (None, None);
    for rule in rules {
        let needed = rule.needed;
        let verdict = one(rule, limits);
        if let Err(why) = verdict.as_ref()
            && needed
            && lacking.is_none()
        {
            lacking = Some(why.clone());
        }
        match verdict {
            Ok(verdict) if worst.as_ref().is_none_or(|worst| rank(&verdict) > rank(worst)) => worst = Some(verdict),
            Err(abstain) if reason.is_none() => reason = Some(abstain),
            _ => {}
        }
    }
    if let (Some(Verdict::Clear { .. }), Some(why)) = (&worst, lacking) {
        return Verdict::NotAssessed(why);
    }
    worst.unwrap_or_else(|| {
        Verdict::NotAssessed(reason.unwrap_or_else(|| Abstain {
            code: "no-rule",
            reason: "Nothing is measured for this fault.".into(),
            film_it: String::new(),
        }))
    })
}

fn one(mut rule: Rule, limits: &Limits) -> Result<Verdict, Abstain> {
    let Some(other) = rule.only_if.take() else { return alone(rule, limits) };
    match (one(*other, limits), alone(rule, limits)) {
        // What did not happen needs no measure of how strong it was, and what was not strong none of whether it counts.
        (Ok(clear @ Verdict::Clear { .. }), _) | (_, Ok(clear @ Verdict::Clear { .. })) => Ok(clear),
        (Err(why), _) | (_, Err(why)) => Err(why),
        // As in the set's verdict, the limit is the one that was passed.
        (
            Ok(Verdict::Possible { probability: chance, .. }),
            Ok(Verdict::Fault { measured, limit, probability, .. } | Verdict::Possible { measured, limit, probability }),
        ) => Ok(Verdict::Possible { measured, limit, probability: probability.min(chance) }),
        (_, own) => own,
    }
}

fn alone(rule: Rule, limits: &Limits) -> Result<Verdict, Abstain> {
    let grades = in_force(&rule, limits);
    let measured = rule.measured?;
    let step = (grades.1 - grades.0).abs();
    let worse = |grade: f64| probability(&measured, grade, rule.limit.more_is_worse);
    let chance = worse(grades.0);
    let rough = measured.sd > step;
    let caps = matches!(rule.weight, Weight::Hint | Weight::PossibleAtMost);
    let says_nothing = rough && (caps || chance < CERTAIN || measured.sd > MOST_STEPS * step);
    if !measured.sd.is_finite() || says_nothing {
        return Err(Abstain::too_uncertain(measured.sd, step, measured.unit));
    }
    if chance < POSSIBLE {
        if let Some(why) = rule.unclear {
            return Err(why);
        }
        return match rule.weight {
            Weight::Hint => Err(Abstain {
                code: "hint-only",
                reason: "Only a rough sign of this could be measured, and it shows nothing.".into(),
                film_it: crate::measure::FILM_SIDE.into(),
            }),
            _ => Ok(Verdict::Clear { measured, limit: grades.0 }),
        };
    }
    if chance < CERTAIN || caps {
        // However sure the rough sign, the fault itself is not surer than possible.
        return Ok(Verdict::Possible { measured, limit: grades.0, probability: chance.min(CERTAIN) });
    }
    let (severity, limit) = if rough || rule.weight == Weight::NoteAtMost || worse(grades.1) < POSSIBLE {
        (Severity::Note, grades.0)
    } else if let Some(marked) = grades.2.filter(|&marked| worse(marked) >= POSSIBLE) {
        (Severity::Marked, marked)
    } else {
        (Severity::Moderate, grades.1)
    };
    Ok(Verdict::Fault { measured, limit, severity, probability: chance })
}

/// The grades in force for a rule, in the measure's unit, moved for the kind of deadlift.
fn in_force(rule: &Rule, limits: &Limits) -> Grades {
    let (note, moderate, marked) = limits.grades(&rule.limit);
    let placed = |grade: f64| grade * rule.scale + rule.moved;
    (placed(note), placed(moderate), marked.map(placed))
}

/// Where a verdict stands among others: not assessed, clear, possible, fault by severity; then by probability.
pub(super) fn rank(verdict: &Verdict) -> (u8, f64) {
    match verdict {
        Verdict::NotAssessed(_) => (0, 0.0),
        // Among clear ones the nearest to its limit, in standard errors, comes first.
        Verdict::Clear { measured, limit } => (1, -((measured.value - limit) / measured.sd).abs()),
        Verdict::Possible { probability, .. } => (2, *probability),
        Verdict::Fault { severity, probability, .. } => (3 + *severity as u8, *probability),
    }
}

/// Whether the grades of a threshold grow worse from note to marked and lie in its allowed range.
pub fn grades_are_sound(threshold: &Threshold, (note, moderate, marked): Grades) -> bool {
    let sign = if threshold.more_is_worse { 1.0 } else { -1.0 };
    let steps = [Some(note), Some(moderate), marked];
    let inside = steps.iter().flatten().all(|grade| (threshold.allowed.0..=threshold.allowed.1).contains(grade));
    inside && sign * note < sign * moderate && marked.is_none_or(|marked| sign * moderate < sign * marked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Unit;

    const LIMIT: Threshold = Threshold {
        key: "test.limit",
        grades: (5.0, 10.0, Some(15.0)),
        more_is_worse: true,
        allowed: (0.0, 30.0),
        unit: Unit::Degrees,
        source: "our default",
    };

    fn rule(value: f64, sd: f64) -> Rule {
        let measured = Measurement { id: "test", value, sd, unit: Unit::Degrees, at: 0.0, marks: Vec::new() };
        Rule::new(Ok(measured), LIMIT)
    }

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-9
    }

    fn verdict(value: f64, sd: f64) -> Verdict {
        of(vec![rule(value, sd)], &Limits::default())
    }

    #[test]
    fn the_normal_probability_agrees_with_printed_tables() {
        for (z, p) in [(0.0, 0.5), (1.0, 0.841_344_746), (-1.0, 0.158_655_254), (1.644_853_627, 0.95), (3.0, 0.998_650_102)] {
            assert!((normal(z) - p).abs() < 1e-7, "{z}");
        }
        assert!(normal(-40.0) >= 0.0 && normal(40.0) <= 1.0);
    }

    #[test]
    fn a_value_under_its_limit_is_clear_one_just_over_is_possible_and_one_well_over_is_a_fault() {
        assert!(matches!(verdict(4.9, 2.0), Verdict::Clear { limit, .. } if close(limit, 5.0)));
        assert!(matches!(verdict(6.0, 2.0), Verdict::Possible { probability, .. } if (0.69..0.70).contains(&probability)));
        assert!(matches!(verdict(7.0, 2.0), Verdict::Fault { severity: Severity::Note, limit, .. } if close(limit, 5.0)));
    }

    #[test]
    fn the_severity_is_the_highest_grade_more_likely_passed_than_not() {
        assert!(matches!(verdict(9.9, 2.0), Verdict::Fault { severity: Severity::Note, .. }));
        assert!(matches!(verdict(10.1, 2.0), Verdict::Fault { severity: Severity::Moderate, limit, .. } if close(limit, 10.0)));
        assert!(matches!(verdict(15.1, 2.0), Verdict::Fault { severity: Severity::Marked, .. }));
    }

    #[test]
    fn a_cap_holds_the_severity_down() {
        let capped = Threshold { grades: (5.0, 10.0, None), ..LIMIT };
        let rule = Rule { limit: capped, ..rule(50.0, 2.0) };
        assert!(matches!(of(vec![rule.clone()], &Limits::default()), Verdict::Fault { severity: Severity::Moderate, .. }));
        let note = rule.clone().weighing(Weight::NoteAtMost);
        assert!(matches!(of(vec![note], &Limits::default()), Verdict::Fault { severity: Severity::Note, .. }));
        assert!(matches!(of(vec![rule.weighing(Weight::Hint)], &Limits::default()), Verdict::Possible { .. }));
    }

    #[test]
    fn a_hint_never_clears() {
        let hint = rule(0.0, 2.0).weighing(Weight::Hint);
        assert!(matches!(of(vec![hint], &Limits::default()), Verdict::NotAssessed(why) if why.code == "hint-only"));
    }

    #[test]
    fn what_can_only_show_the_fault_gives_its_reason_where_it_shows_nothing() {
        let why = Abstain { code: "partly-hidden", reason: String::new(), film_it: String::new() };
        let of = |value| of(vec![rule(value, 2.0).never_clearing(why.clone())], &Limits::default());
        assert!(matches!(of(0.0), Verdict::NotAssessed(why) if why.code == "partly-hidden"));
        assert!(matches!(of(12.0), Verdict::Fault { severity: Severity::Moderate, .. }));
    }

    #[test]
    fn an_error_larger_than_the_step_between_grades_tells_only_what_is_surely_a_fault() {
        let unsaid = |found: &Verdict| matches!(found, Verdict::NotAssessed(why) if why.code == "error-too-large");
        assert!(unsaid(&verdict(-20.0, 5.1)) && unsaid(&verdict(4.0, 6.0)) && unsaid(&verdict(9.0, 6.0)));
        assert!(matches!(verdict(11.0, 6.0), Verdict::Fault { severity: Severity::Note, .. }));
        // However far it is over, its grade is not told.
        assert!(matches!(verdict(50.0, 6.0), Verdict::Fault { severity: Severity::Note, limit, .. } if close(limit, 5.0)));
        let capped = rule(50.0, 6.0).weighing(Weight::PossibleAtMost);
        assert!(unsaid(&of(vec![capped], &Limits::default())));
    }

    #[test]
    fn an_error_larger_than_two_steps_says_nothing() {
        assert!(matches!(verdict(500.0, 10.1), Verdict::NotAssessed(why) if why.code == "error-too-large"));
        assert!(matches!(verdict(50.0, f64::NAN), Verdict::NotAssessed(_)));
    }

    #[test]
    fn where_less_is_worse_the_signs_turn() {
        let less = Threshold { grades: (20.0, 10.0, Some(0.0)), more_is_worse: false, ..LIMIT };
        let of = |value| of(vec![Rule { limit: less, ..rule(value, 2.0) }], &Limits::default());
        assert!(matches!(of(25.0), Verdict::Clear { .. }));
        assert!(matches!(of(9.0), Verdict::Fault { severity: Severity::Moderate, .. }));
    }

    #[test]
    fn the_worst_rule_counts_and_the_chief_reason_is_given_where_none_could_be_measured() {
        let none =
            |code| Rule { measured: Err(Abstain { code, reason: String::new(), film_it: String::new() }), ..rule(0.0, 1.0) };
        let both = of(vec![none("a"), rule(2.0, 1.0), rule(12.0, 1.0)], &Limits::default());
        assert!(matches!(both, Verdict::Fault { severity: Severity::Moderate, .. }));
        assert!(matches!(of(vec![none("a"), none("b")], &Limits::default()), Verdict::NotAssessed(why) if why.code == "a"));
        assert!(matches!(of(Vec::new(), &Limits::default()), Verdict::NotAssessed(_)));
    }

    #[test]
    fn nothing_is_clear_without_what_is_needed_to_clear_but_a_fault_stays_one() {
        let unseen =
            Rule { measured: Err(Abstain { code: "a", reason: String::new(), film_it: String::new() }), ..rule(0.0, 1.0) };
        let of = |value, other: Rule| of(vec![rule(value, 1.0), other], &Limits::default());
        assert!(matches!(of(2.0, unseen.clone()), Verdict::Clear { .. }));
        assert!(matches!(of(2.0, unseen.clone().needed_to_clear()), Verdict::NotAssessed(why) if why.code == "a"));
        assert!(matches!(of(12.0, unseen.needed_to_clear()), Verdict::Fault { .. }));
        assert!(matches!(of(2.0, rule(1.0, 1.0).needed_to_clear()), Verdict::Clear { .. }));
    }

    #[test]
    fn a_rule_that_needs_another_is_no_surer_than_that_one() {
        let told = |main: Rule, other: Rule| of(vec![main.only_if(other)], &Limits::default());
        let unseen =
            Rule { measured: Err(Abstain { code: "a", reason: String::new(), film_it: String::new() }), ..rule(0.0, 1.0) };
        assert!(matches!(told(rule(12.0, 1.0), rule(8.0, 1.0)), Verdict::Fault { severity: Severity::Moderate, .. }));
        assert!(matches!(told(rule(12.0, 1.0), rule(5.5, 1.0)), Verdict::Possible { probability, .. } if probability < 0.7));
        assert!(matches!(told(rule(12.0, 1.0), rule(2.0, 1.0)), Verdict::Clear { measured, .. } if close(measured.value, 2.0)));
        assert!(matches!(told(rule(12.0, 1.0), unseen.clone()), Verdict::NotAssessed(_)));
        assert!(matches!(told(rule(2.0, 1.0), unseen.clone()), Verdict::Clear { .. }));
        // What did not happen needs no measure of how strong it was.
        assert!(matches!(told(unseen.clone(), rule(2.0, 1.0)), Verdict::Clear { .. }));
        assert!(matches!(told(unseen, rule(9.0, 1.0)), Verdict::NotAssessed(_)));
    }

    #[test]
    fn a_rule_may_be_possible_at_most_and_its_grades_counted_in_a_unit() {
        let weak = rule(50.0, 1.0).weighing(Weight::PossibleAtMost);
        assert!(matches!(of(vec![weak], &Limits::default()), Verdict::Possible { .. }));
        let weak = rule(1.0, 1.0).weighing(Weight::PossibleAtMost);
        assert!(matches!(of(vec![weak], &Limits::default()), Verdict::Clear { .. }));
        let counted = rule(12.0, 1.0).counted_in(2.0);
        assert!(
            matches!(of(vec![counted], &Limits::default()), Verdict::Fault { severity: Severity::Note, limit, .. } if close(limit, 10.0))
        );
    }

    #[test]
    fn a_settings_limit_and_the_kind_of_deadlift_move_the_grades() {
        let limits = Limits([("test.limit".to_owned(), (20.0, 25.0, Some(30.0)))].into());
        assert!(matches!(of(vec![rule(15.0, 2.0)], &limits), Verdict::Clear { limit, .. } if close(limit, 20.0)));
        assert!(matches!(of(vec![rule(15.0, 2.0).moved(-14.0)], &limits), Verdict::Fault { limit, .. } if close(limit, 11.0)));
    }
}
