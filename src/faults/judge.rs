//! Judges a set: every repetition against every fault, and the set as a whole.

use super::{Abstain, Card, FAULTS, Fault, Finding, Verdict, set, verdict};
use crate::lift::{Lift, Variant};
use crate::measure::{self, Case, Measurement, Memo, Said, SetCase};
use crate::reps::Rep;
use crate::threshold::Limits;

/// What was measured and found.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// For every repetition its measurements, and its findings in the order of [`FAULTS`].
    pub reps: Vec<(Vec<Measurement>, Vec<Finding>)>,
    /// The set's findings in the order of [`FAULTS`].
    pub set: Vec<Finding>,
}

/// Measures and judges every repetition of a lift, and the set. Pure: the same input gives the same output.
pub fn judge(lift: &Lift, reps: &[Rep], variant: &Variant, limits: &Limits, said: &Said) -> Judgement {
    let memo = Memo::default();
    let cases: Vec<Case> = reps.iter().map(|rep| Case::new(lift, reps, rep, *variant).told(said).remembering(&memo)).collect();
    let measures: Vec<Vec<Measurement>> = cases.iter().map(measure::of_rep).collect();
    let findings: Vec<Vec<Finding>> =
        cases.iter().map(|case| FAULTS.iter().map(|fault| of_rep(fault, case, limits)).collect()).collect();
    let whole = SetCase { lift, reps, measures: &measures, variant: *variant, said };
    let of_fault = |index: usize| findings.iter().filter_map(|found| found.get(index)).collect::<Vec<_>>();
    let set = FAULTS.iter().enumerate().map(|(index, fault)| of_set(fault, &of_fault(index), &whole, limits)).collect();
    Judgement { reps: measures.into_iter().zip(findings).collect(), set }
}

fn of_rep(fault: &'static Fault, case: &Case, limits: &Limits) -> Finding {
    let card = &fault.card;
    let verdict = match (fault.check)(case) {
        _ if card.is_information() => Verdict::NotAssessed(information(card)),
        rules if rules.is_empty() && fault.check_set.is_some() => Verdict::NotAssessed(Abstain {
            code: "set-only",
            reason: "This is judged over the whole set.".into(),
            film_it: String::new(),
        }),
        rules => verdict::of(rules, limits),
    };
    Finding { card, rep: Some(case.rep.number), verdict }
}

/// The set's finding: that of its repetitions, or of the set as a whole where that is worse.
fn of_set(fault: &'static Fault, findings: &[&Finding], whole: &SetCase, limits: &Limits) -> Finding {
    let card = &fault.card;
    if card.is_information() {
        return Finding { card, rep: None, verdict: Verdict::NotAssessed(information(card)) };
    }
    let by_reps = set::of_set(card, findings);
    let Some(check) = fault.check_set.filter(|_| !findings.is_empty()) else { return by_reps };
    let verdict = verdict::of(check(whole), limits);
    let set_only = matches!(&by_reps.verdict, Verdict::NotAssessed(why) if why.code == "set-only");
    if set_only || verdict::rank(&verdict) > verdict::rank(&by_reps.verdict) { Finding { verdict, ..by_reps } } else { by_reps }
}

/// Why nothing of a card that only informs is ever judged.
fn information(card: &Card) -> Abstain {
    Abstain { code: "information-only", reason: format!("{} {}", card.formula, card.cue), film_it: String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::figure::Figure;

    #[test]
    fn what_is_remembered_is_what_would_be_measured_again() {
        for figure in [Figure::default(), Figure::front(), Figure::default().then_standing(), Figure::default().at_fps(30.0)] {
            figure.case(|case| {
                let memo = Memo::default();
                let remembering = case.remembering(&memo);
                let (plain, first) = (measure::all_of_rep(case), measure::all_of_rep(&remembering));
                assert_eq!(plain, first);
                assert_eq!(plain, measure::all_of_rep(&remembering));
                for fault in FAULTS {
                    let of = |case: &Case| verdict::of((fault.check)(case), &Limits::default());
                    assert_eq!(of(case), of(&remembering), "{}", fault.card.id);
                }
            });
        }
    }
}
