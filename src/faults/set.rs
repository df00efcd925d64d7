//! From the repetitions' verdicts to the set's.
//!
//! A fault of the set is one found in two repetitions or more, in 30 % of them or more, or marked in any. Anything less that was
//! found or possible is possible for the set.

use std::fmt::Write;

use super::verdict::rank;
use super::{Abstain, Card, Finding, Severity, Verdict};
use crate::measure::Measurement;

/// Repetitions with a fault from which the set has it.
const REPS: usize = 2;
/// Share of the repetitions with a fault from which the set has it.
const SHARE: f64 = 0.30;
/// Least repetitions measured for a trend.
const TREND_REPS: usize = 3;
/// Standard errors by which a slope must differ from none to be called a trend: 95 % of the time it would not by chance.
const TREND_ERRORS: f64 = 1.96;

/// How a measure goes over a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trend {
    /// It grows with the repetitions.
    Growing,
    /// It shrinks with the repetitions.
    Shrinking,
    /// No change beyond its error.
    Steady,
}

/// The story of a fault over a set.
#[derive(Clone, Debug, PartialEq)]
pub struct SetStory {
    /// Repetitions with the fault.
    pub faults: usize,
    /// Repetitions in which it could be assessed.
    pub assessed: usize,
    /// All repetitions.
    pub reps: usize,
    /// The first repetition with the fault.
    pub first: Option<usize>,
    /// The worst repetition, faulty or not.
    pub worst: usize,
    /// The trend of the measure that was used most, where enough repetitions were measured by it.
    pub trend: Option<Trend>,
}

impl SetStory {
    /// The story in one plain sentence.
    pub fn sentence(&self) -> String {
        let mut text = format!("Found in {} of {} repetitions", self.faults, self.reps);
        if self.assessed < self.reps {
            let _ = write!(text, " ({} assessed)", self.assessed);
        }
        if let Some(first) = self.first {
            let _ = write!(text, ", first in repetition {first}");
        }
        let _ = write!(text, "; worst in repetition {}", self.worst);
        match self.trend {
            Some(Trend::Growing) => text += "; growing over the set",
            Some(Trend::Shrinking) => text += "; shrinking over the set",
            Some(Trend::Steady) => text += "; no trend beyond its error",
            None => {}
        }
        text + "."
    }
}

/// What was measured, where something was.
fn measured(verdict: &Verdict) -> Option<&Measurement> {
    match verdict {
        Verdict::Clear { measured, .. } | Verdict::Possible { measured, .. } | Verdict::Fault { measured, .. } => Some(measured),
        Verdict::NotAssessed(_) => None,
    }
}

/// The story of one fault from its findings in the repetitions; `None` where it could not be assessed in any.
pub fn story<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Option<SetStory> {
    let all: Vec<&Finding> = findings.into_iter().collect();
    let assessed: Vec<&Finding> = all.iter().copied().filter(|found| measured(&found.verdict).is_some()).collect();
    let faulty = |found: &&&Finding| matches!(found.verdict, Verdict::Fault { .. });
    Some(SetStory {
        faults: assessed.iter().filter(faulty).count(),
        assessed: assessed.len(),
        reps: all.len(),
        first: assessed.iter().find(faulty).and_then(|found| found.rep),
        worst: worst(&assessed)?.rep?,
        trend: trend(&assessed),
    })
}

/// The finding that stands highest; of equal ones the first.
fn worst<'a>(findings: &[&'a Finding]) -> Option<&'a Finding> {
    findings.iter().copied().reduce(|worst, next| if rank(&next.verdict) > rank(&worst.verdict) { next } else { worst })
}

/// Trend by a straight line through the measure that was used most, each value weighed by its error.
fn trend(findings: &[&Finding]) -> Option<Trend> {
    let points = |id: &str| -> Vec<(f64, f64, f64)> {
        let of = |found: &&Finding| {
            let seen = measured(&found.verdict).filter(|seen| seen.id == id)?;
            Some((found.rep? as f64, seen.value, 1.0 / seen.sd.powi(2)))
        };
        findings.iter().filter_map(of).collect()
    };
    let ids = findings.iter().filter_map(|found| measured(&found.verdict)).map(|seen| seen.id);
    let points = ids.map(points).max_by_key(Vec::len).filter(|points| points.len() >= TREND_REPS)?;
    let sum = |value: &dyn Fn(&(f64, f64, f64)) -> f64| points.iter().map(|point| point.2 * value(point)).sum::<f64>();
    let weight = sum(&|_| 1.0);
    let (middle, level) = (sum(&|point| point.0) / weight, sum(&|point| point.1) / weight);
    let spread = sum(&|point| (point.0 - middle).powi(2));
    let slope = sum(&|point| (point.0 - middle) * (point.1 - level)) / spread;
    let certain = slope * spread.sqrt();
    certain.is_finite().then_some(match certain {
        above if above > TREND_ERRORS => Trend::Growing,
        below if below < -TREND_ERRORS => Trend::Shrinking,
        _ => Trend::Steady,
    })
}

/// The reason that was given for the most repetitions; of equally common ones the last, for a clip often cuts the first.
fn commonest<'a>(findings: &[&'a Finding]) -> Option<&'a Abstain> {
    let reasons = || {
        findings.iter().filter_map(|found| match &found.verdict {
            Verdict::NotAssessed(why) => Some(why),
            _ => None,
        })
    };
    reasons().max_by_key(|why| reasons().filter(|other| other.code == why.code).count())
}

/// The set's finding for a fault from its findings in the repetitions.
pub fn of_set(card: &'static Card, findings: &[&Finding]) -> Finding {
    let faults = findings.iter().filter(|found| matches!(found.verdict, Verdict::Fault { .. })).count();
    let marked = findings.iter().any(|found| matches!(found.verdict, Verdict::Fault { severity: Severity::Marked, .. }));
    let enough = faults >= REPS || marked || (faults > 0 && faults as f64 >= SHARE * findings.len() as f64);
    let verdict = match worst(findings).map(|found| found.verdict.clone()) {
        Some(Verdict::NotAssessed(_)) if let Some(why) = commonest(findings) => Verdict::NotAssessed(why.clone()),
        // One faulty repetition among many is possible for the set; the limit is the one that it passed.
        Some(Verdict::Fault { measured, limit, probability, .. }) if !enough => {
            Verdict::Possible { measured, limit, probability }
        }
        Some(verdict) => verdict,
        None => Verdict::NotAssessed(Abstain {
            code: "no-repetition",
            reason: "No repetition was found.".into(),
            film_it: "Film the whole set, from two seconds before the first pull, with the bar in the picture.".into(),
        }),
    };
    Finding { card, rep: None, verdict }
}

#[cfg(test)]
mod tests {
    use super::super::BAR_DRIFT;
    use super::*;
    use crate::units::Unit;

    fn finding(rep: usize, value: f64, severity: Option<Severity>) -> Finding {
        let measured = Measurement { id: "bar-bow", value, sd: 0.5, unit: Unit::Centimetres, at: 0.0, marks: Vec::new() };
        let verdict = match severity {
            Some(severity) => Verdict::Fault { measured, limit: 3.0, severity, probability: 0.9 },
            None => Verdict::Clear { measured, limit: 3.0 },
        };
        Finding { card: &BAR_DRIFT.card, rep: Some(rep), verdict }
    }

    fn unseen(rep: usize) -> Finding {
        let why = Abstain { code: "joint-hidden", reason: String::new(), film_it: String::new() };
        Finding { card: &BAR_DRIFT.card, rep: Some(rep), verdict: Verdict::NotAssessed(why) }
    }

    fn set(findings: &[Finding]) -> Verdict {
        of_set(&BAR_DRIFT.card, &findings.iter().collect::<Vec<_>>()).verdict
    }

    #[test]
    fn two_faulty_repetitions_or_a_third_of_them_or_a_marked_one_make_the_set_faulty() {
        let mut reps: Vec<Finding> = (1..=8).map(|rep| finding(rep, 1.0, None)).collect();
        assert!(matches!(set(&reps), Verdict::Clear { .. }));
        reps[3] = finding(4, 4.0, Some(Severity::Note));
        assert!(matches!(set(&reps), Verdict::Possible { .. }));
        reps[5] = finding(6, 5.5, Some(Severity::Moderate));
        assert!(matches!(set(&reps), Verdict::Fault { severity: Severity::Moderate, .. }));
        assert!(matches!(set(&reps[3..6]), Verdict::Fault { .. }));
        assert!(matches!(set(&reps[3..5]), Verdict::Fault { severity: Severity::Note, .. }));
        reps[3] = finding(4, 1.0, None);
        reps[5] = finding(6, 9.0, Some(Severity::Marked));
        assert!(matches!(set(&reps), Verdict::Fault { severity: Severity::Marked, .. }));
    }

    #[test]
    fn what_was_not_seen_is_not_clear() {
        assert!(matches!(set(&[unseen(1), unseen(2)]), Verdict::NotAssessed(why) if why.code == "joint-hidden"));
        assert!(matches!(set(&[]), Verdict::NotAssessed(why) if why.code == "no-repetition"));
    }

    #[test]
    fn the_commonest_reason_is_the_set_s() {
        let of = |codes: [&'static str; 3]| {
            let findings = codes.map(|code| {
                let why = Abstain { code, reason: String::new(), film_it: String::new() };
                Finding { card: &BAR_DRIFT.card, rep: Some(1), verdict: Verdict::NotAssessed(why) }
            });
            match set(&findings) {
                Verdict::NotAssessed(why) => why.code,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(of(["event-not-shown", "fps-too-low", "fps-too-low"]), "fps-too-low");
        assert_eq!(of(["fps-too-low", "fps-too-low", "event-not-shown"]), "fps-too-low");
        assert_eq!(of(["first-repetition", "fps-too-low", "touch-and-go"]), "touch-and-go");
    }

    #[test]
    fn the_story_names_the_first_the_worst_and_the_trend() {
        let reps: Vec<Finding> =
            (1..=5).map(|rep| finding(rep, rep as f64, (rep > 3).then_some(Severity::Note))).chain([unseen(6)]).collect();
        let told = story(&reps).unwrap();
        assert_eq!((told.faults, told.assessed, told.reps, told.first), (2, 5, 6, Some(4)));
        assert_eq!(told.trend, Some(Trend::Growing));
        assert_eq!(
            told.sentence(),
            "Found in 2 of 6 repetitions (5 assessed), first in repetition 4; worst in repetition 4; growing over the set."
        );
        let steady: Vec<Finding> = (1..=5).map(|rep| finding(rep, 1.0, None)).collect();
        assert_eq!(story(&steady).unwrap().trend, Some(Trend::Steady));
        assert_eq!(story(&[unseen(1)]), None);
    }
}
