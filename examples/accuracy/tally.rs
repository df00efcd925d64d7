//! Counts the outcomes of a run.

use std::collections::BTreeMap;

use plumbline::faults::FAULTS;
use plumbline::lift::VariantKind;
use plumbline::measure::{INTERVAL_90, KINDS};
use plumbline::units::Unit;

use super::run::{Outcome, is_clean};
use super::truth::Strength;

/// How far values are off.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Errors(Vec<f64>);

impl Errors {
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// A quantile (0..=1) of the sizes.
    pub(crate) fn quantile(&self, share: f64) -> f64 {
        let mut sizes: Vec<f64> = self.0.iter().map(|off| off.abs()).collect();
        sizes.sort_by(f64::total_cmp);
        let last = sizes.len().saturating_sub(1);
        sizes.get((share * last as f64).round() as usize).copied().unwrap_or(f64::NAN)
    }

    pub(crate) fn rmse(&self) -> f64 {
        (self.0.iter().map(|off| off * off).sum::<f64>() / self.0.len() as f64).sqrt()
    }

    pub(crate) fn bias(&self) -> f64 {
        self.0.iter().sum::<f64>() / self.0.len() as f64
    }

    /// Share of the sizes within a limit.
    pub(crate) fn within(&self, limit: f64) -> f64 {
        self.0.iter().filter(|off| off.abs() <= limit).count() as f64 / self.0.len() as f64
    }
}

/// One kind of measurement.
#[derive(Clone, Debug)]
pub(crate) struct Measured {
    pub(crate) id: &'static str,
    pub(crate) unit: Unit,
    pub(crate) errors: Errors,
    /// How many of the 90 % intervals hold the truth.
    pub(crate) held: usize,
    /// The median of the standard errors that were said.
    pub(crate) said: f64,
}

impl Measured {
    /// Share of the 90 % intervals that hold the truth.
    pub(crate) fn coverage(&self) -> f64 {
        self.held as f64 / self.errors.count() as f64
    }
}

/// Counts by verdict: not assessed, clear, possible, fault.
pub(crate) type Verdicts = [usize; 4];

/// One fault.
#[derive(Clone, Debug)]
pub(crate) struct OfFault {
    pub(crate) id: &'static str,
    /// Where the set has it clearly past moderate, the view shows it and no plate hides it.
    pub(crate) has: Verdicts,
    /// Where the set has it clearly past moderate and the view shows it, but plates hide what it is measured of.
    pub(crate) hidden: Verdicts,
    /// Where the lift is clean, from any view that shows it or not.
    pub(crate) clean: Verdicts,
    /// Where the set truly lacks it, in all lifts.
    pub(crate) lacks: Verdicts,
    /// Where the view cannot show it.
    pub(crate) blind: Verdicts,
}

/// What is counted of a run.
pub(crate) struct Tally {
    pub(crate) lifts: usize,
    pub(crate) reps: usize,
    /// Lifts whose repetitions were counted right, by story: (right, all).
    pub(crate) counted: BTreeMap<String, (usize, usize)>,
    /// Errors of events at 60 frames a second or more with a plate, and of all, by name, seconds.
    pub(crate) events: Vec<(&'static str, Errors, Errors, f64)>,
    pub(crate) measures: Vec<Measured>,
    /// Angles at a yaw of at most 20 degrees.
    pub(crate) angles: Vec<(&'static str, Errors)>,
    pub(crate) yaw: Errors,
    pub(crate) faults: Vec<OfFault>,
    /// True kind to found kind.
    pub(crate) kinds: BTreeMap<(String, String), usize>,
    pub(crate) fastest: f64,
}

const EVENTS: [&str; 5] = ["lift-off", "knee pass", "lockout", "descent", "floor"];

impl Tally {
    pub(crate) fn of(outcomes: &[Outcome]) -> Self {
        let mut counted: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        let mut kinds = BTreeMap::new();
        for outcome in outcomes {
            let story = match outcome.lifted.story {
                super::lifts::Story::Clean => "clean".to_owned(),
                super::lifts::Story::Fault(_) => "with a fault".to_owned(),
                super::lifts::Story::Kind => "another kind of pull".to_owned(),
                super::lifts::Story::Odd(what) => what.to_owned(),
            };
            let entry = counted.entry(story).or_default();
            entry.0 += usize::from(outcome.reps.0 == outcome.reps.1);
            entry.1 += 1;
            let name = |kind: VariantKind| kind.code().to_owned();
            *kinds.entry((name(outcome.kind.0), name(outcome.kind.1))).or_default() += 1;
        }
        Self {
            lifts: outcomes.len(),
            reps: outcomes.iter().map(|outcome| outcome.reps.0).sum(),
            counted,
            events: EVENTS.iter().map(|&name| events(outcomes, name)).collect(),
            measures: KINDS.iter().filter_map(|kind| measured(outcomes, kind.id)).collect(),
            angles: KINDS.iter().filter_map(|kind| angle(outcomes, kind.id)).collect(),
            yaw: Errors(outcomes.iter().filter_map(|outcome| outcome.yaw_off).collect()),
            faults: FAULTS.iter().map(|fault| of_fault(outcomes, fault.card.id)).collect(),
            kinds,
            fastest: outcomes.iter().map(|outcome| outcome.fastest).fold(0.0, f64::max),
        }
    }

    /// Share of the lifts whose repetitions were counted right.
    pub(crate) fn right(&self) -> f64 {
        let (right, all) = self.counted.values().fold((0, 0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
        right as f64 / all as f64
    }

    /// The row of a measurement.
    pub(crate) fn measure(&self, id: &str) -> Option<&Measured> {
        self.measures.iter().find(|measured| measured.id == id)
    }
}

fn events(outcomes: &[Outcome], name: &'static str) -> (&'static str, Errors, Errors, f64) {
    let of = |wanted: &dyn Fn(&Outcome) -> bool| {
        let found = outcomes.iter().filter(|outcome| wanted(outcome)).flat_map(|outcome| &outcome.events);
        found.filter(|event| event.name == name).collect::<Vec<_>>()
    };
    let all = of(&|_| true);
    let held = all.iter().filter(|event| event.off_s.abs() <= INTERVAL_90 * event.sd_s).count() as f64 / all.len() as f64;
    let errors = |events: Vec<&super::run::Event>| Errors(events.iter().map(|event| event.off_s).collect());
    let sharp = errors(of(&|outcome| outcome.lifted.scene.fps >= 59.0 && outcome.lifted.scene.plates));
    (name, sharp, errors(all), held)
}

fn measured(outcomes: &[Outcome], id: &'static str) -> Option<Measured> {
    let numbers: Vec<_> = outcomes.iter().flat_map(|outcome| &outcome.numbers).filter(|number| number.id == id).collect();
    let mut said: Vec<f64> = numbers.iter().map(|number| number.sd).collect();
    said.sort_by(f64::total_cmp);
    Some(Measured {
        id,
        unit: numbers.first()?.unit,
        errors: Errors(numbers.iter().map(|number| number.off).collect()),
        held: numbers.iter().filter(|number| number.off.abs() <= INTERVAL_90 * number.sd).count(),
        said: said.get(said.len() / 2).copied()?,
    })
}

fn angle(outcomes: &[Outcome], id: &'static str) -> Option<(&'static str, Errors)> {
    let near = outcomes.iter().filter(|outcome| outcome.lifted.yaw_deg <= 20.0);
    let numbers: Vec<_> = near.flat_map(|outcome| &outcome.numbers).filter(|number| number.id == id).collect();
    (numbers.first()?.unit == Unit::Degrees).then(|| (id, Errors(numbers.iter().map(|number| number.off).collect())))
}

fn of_fault(outcomes: &[Outcome], id: &'static str) -> OfFault {
    let count = |wanted: &dyn Fn(&Outcome, &super::run::Told) -> bool| {
        let mut verdicts = Verdicts::default();
        for outcome in outcomes {
            for told in outcome.faults.iter().filter(|told| told.id == id && wanted(outcome, told)) {
                verdicts[usize::from(told.rank)] += 1;
            }
        }
        verdicts
    };
    OfFault {
        id,
        has: count(&|_, told| told.strength == Strength::Clear && told.shows == Some(true) && !told.hidden),
        hidden: count(&|_, told| told.strength == Strength::Clear && told.shows == Some(true) && told.hidden),
        clean: count(&|outcome, told| is_clean(outcome) && told.strength <= Strength::Absent),
        lacks: count(&|_, told| told.strength == Strength::Absent),
        blind: count(&|_, told| told.shows == Some(false)),
    }
}
