//! The load is near or at the most that the lifter can move today.

use super::{Card, Fault, Rule, Weight};
use crate::lift::{BarSource, VariantKind};
use crate::measure::{Abstain, Case, SetCase, Tag, bar, drift};
use crate::threshold::Threshold;
use crate::units::Unit;

const VELOCITY: Threshold = Threshold {
    key: "too-heavy.mean-velocity",
    grades: (0.25, 0.20, Some(0.15)),
    more_is_worse: false,
    allowed: (0.03, 1.0),
    unit: Unit::MetresPerSecond,
    source: "0.14 +- 0.05 m/s at the maximum of powerlifters (Helms et al. 2016); grades are our default",
};
const LOSS: Threshold = Threshold {
    key: "too-heavy.velocity-loss",
    grades: (20.0, 30.0, Some(40.0)),
    more_is_worse: true,
    allowed: (5.0, 90.0),
    unit: Unit::Percent,
    source: "Our default; from 20 % on a set goes towards its limit",
};

const FORM: Threshold = Threshold {
    key: "too-heavy.form-lost",
    grades: (1.5, 3.5, None),
    more_is_worse: true,
    allowed: (0.5, 9.0),
    unit: Unit::Ratio,
    source: "Two measures or more outside the athlete's own band; load raises lumbar and thoracic flexion (PMC12583097, peerj 20279). Our default",
};

/// Lifting too heavy (S5).
pub static TOO_HEAVY: Fault = Fault {
    card: Card {
        id: "too-heavy",
        name: "Near-maximal effort",
        what: "The bar is as slow as in a lift near the maximum, or slows down much over the set.",
        why: "Speed tells effort: near the maximum form is hard to hold, and little is left for another repetition. Marked means a maximal \
              effort, nothing worse.",
        views: "Any",
        phase: "Lift-off to lockout; whole set",
        formula: "Mean velocity from lift-off to lockout. Velocity loss: by how much the last repetition is slower than the fastest. \
                  With a load and a baseline of light sets: how many measures of form lie outside the own band, as the sum of their \
                  probabilities.",
        limits: &[VELOCITY, LOSS, FORM],
        cue: "Drop to the last load that was clean.",
        drill: "Tempo sets at the lighter load.",
        confounders: "A bar that is slow on purpose: say so with the tag `slow` or a tempo target. In a sumo deadlift and from blocks the \
                      way is shorter and the published speeds fit less well; a trap bar is faster at the same effort. A bar seen only by \
                      the hands can only hint.",
        film_it: "From any side with the plate in the picture for the whole lift; say the plate's diameter.",
    },
    check,
    check_set: Some(check_set),
};

/// Why a slow bar says nothing, where it does.
fn meant(variant: VariantKind, said: &crate::measure::Said) -> Option<Abstain> {
    let tempo = said.tempo.is_some_and(|tempo| tempo.up_s.is_some());
    let (code, reason) = if said.tags.contains(&Tag::Slow) || tempo {
        ("meant", "The set is slow on purpose, as was said of it.")
    } else if variant == VariantKind::StiffLeg {
        ("variant", "A stiff-legged deadlift is lifted slower on purpose; the published speeds are not of it.")
    } else {
        return None;
    };
    Some(Abstain { code, reason: reason.into(), film_it: String::new() })
}

fn check(case: &Case) -> Vec<Rule> {
    if let Some(why) = meant(case.variant.kind, case.said) {
        return vec![Rule::new(Err(why), VELOCITY)];
    }
    vec![Rule::new(bar::mean_velocity(case), VELOCITY).by_plate(case)]
}

fn check_set(set: &SetCase) -> Vec<Rule> {
    if let Some(why) = meant(set.variant.kind, set.said) {
        return vec![Rule::new(Err(why), LOSS)];
    }
    let loss = Rule::new(drift::velocity_loss(set), LOSS);
    let hands = set.lift.bar.as_ref().is_some_and(|bar| bar.source == BarSource::Hands);
    let loss = if hands { loss.weighing(Weight::Hint) } else { loss };
    match drift::form_lost(set) {
        Some(lost) => vec![loss, Rule::new(Ok(lost), FORM)],
        None => vec![loss],
    }
}

#[cfg(test)]
mod tests {
    use super::super::bench::{assert_abstains, assert_clear, assert_fires};
    use super::super::{Severity, Verdict, judge};
    use super::*;
    use crate::measure::figure::{Figure, KNEE, QUARTER};
    use crate::measure::{Measurement, Said};
    use crate::reps::{Instant, Rep};
    use crate::threshold::Limits;

    /// A pull of so many metres in 1.2 s.
    fn slow(way: f64) -> Figure {
        let low = |share: f64| move |at: &mut crate::measure::figure::Posture| at.bar.1 = 0.22 + share * way;
        Figure::default().with(QUARTER, low(0.25)).with(KNEE, low(0.45)).with(5, low(1.0)).with(6, low(1.0))
    }

    #[test]
    fn fires_on_a_pull_as_slow_as_a_maximum() {
        assert_fires(&TOO_HEAVY, &slow(0.21), Severity::Moderate, "mean-velocity", 0.175, 0.01);
        assert_fires(&TOO_HEAVY, &slow(0.15), Severity::Marked, "mean-velocity", 0.125, 0.01);
    }

    #[test]
    fn clears_a_brisk_pull() {
        assert_clear(&TOO_HEAVY, &Figure::default());
    }

    #[test]
    fn abstains_where_it_is_slow_on_purpose_and_without_a_size() {
        let figure = slow(0.15);
        let lift = figure.lift();
        let tagged = Said { tags: [Tag::Slow].into(), ..Said::default() };
        let judged = judge(&lift, &figure.reps, &figure.variant(), &Limits::default(), &tagged);
        let found = judged.set.iter().find(|found| found.card.id == "too-heavy").unwrap();
        assert!(matches!(&found.verdict, Verdict::NotAssessed(why) if why.code == "meant"), "{found:?}");
        assert_abstains(&TOO_HEAVY, &Figure { variant: VariantKind::StiffLeg, ..slow(0.15) }, "variant");
        assert_abstains(&TOO_HEAVY, &Figure { scale: crate::lift::Scale::BodyLengths { relative_sd: 0.08 }, ..slow(0.15) }, "scale-unknown");
    }

    #[test]
    fn fires_on_a_set_that_loses_a_third_of_its_speed() {
        let figure = Figure::default();
        let later = |at: Option<Instant>| at.map(|at| Instant { at: at.at + 4.2, frame: at.frame + 252, ..at });
        let first = figure.reps[0].clone();
        let second = Rep { number: 2, lift_off: later(first.lift_off), lockout: later(first.lockout), ..first.clone() };
        let speed = |value: f64| vec![Measurement { id: "mean-velocity", value, sd: 0.02, unit: Unit::MetresPerSecond, at: 1.0, marks: Vec::new() }];
        let (lift, reps, measures) = (figure.lift(), [first, second], [speed(0.5), speed(0.33)]);
        let set = SetCase { lift: &lift, reps: &reps, measures: &measures, variant: figure.variant(), said: Said::NOTHING };
        let found = super::super::verdict::of(check_set(&set), &Limits::default());
        assert!(matches!(found, Verdict::Fault { severity: Severity::Moderate, ref measured, .. } if measured.id == "velocity-loss"), "{found:?}");
    }
}
