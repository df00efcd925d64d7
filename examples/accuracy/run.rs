//! Runs one lift through the program and compares what comes out with the truth.

use plumbline::faults::{Finding, Verdict};
use plumbline::lift::VariantKind;
use plumbline::pipeline::analyze;
use plumbline::settings::Settings;
use plumbline::synthetic::film;
use plumbline::units::Unit;

use super::lifts::{Lifted, Story, lift};
use super::truth::{Strength, kind, rank, truth};
use super::views::{is_hidden, shows};

/// An event as found against the truth.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) name: &'static str,
    /// Seconds too late.
    pub(crate) off_s: f64,
    pub(crate) sd_s: f64,
}

/// A measurement against the truth.
#[derive(Clone, Debug)]
pub(crate) struct Number {
    pub(crate) id: &'static str,
    pub(crate) unit: Unit,
    pub(crate) off: f64,
    pub(crate) sd: f64,
    pub(crate) truth: f64,
}

/// A fault of the set against the truth.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) id: &'static str,
    pub(crate) strength: Strength,
    pub(crate) shows: Option<bool>,
    /// Whether plates hide what it is measured of.
    pub(crate) hidden: bool,
    /// 0 not assessed, 1 clear, 2 possible, 3 a fault.
    pub(crate) rank: u8,
    /// The reason where it was not assessed, the measure by which it was found elsewhere.
    pub(crate) by: &'static str,
    /// The same in words or numbers, of the set and of each repetition.
    pub(crate) said: Vec<String>,
}

/// What came of one lift.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    pub(crate) number: usize,
    pub(crate) lifted: Lifted,
    pub(crate) reps: (usize, usize),
    pub(crate) events: Vec<Event>,
    pub(crate) numbers: Vec<Number>,
    pub(crate) faults: Vec<Told>,
    pub(crate) kind: (VariantKind, VariantKind),
    /// Found yaw less the true one, degrees.
    pub(crate) yaw_off: Option<f64>,
    /// Fastest bar speed in the result, m/s.
    pub(crate) fastest: f64,
}

/// Runs the lift of a number.
pub(crate) fn run(seed: u64, number: usize) -> Outcome {
    let lifted = lift(seed, number);
    let (recording, filmed) = film(&lifted.scene);
    let found = analyze(&recording, &Settings::default());
    let truth = truth(&lifted.scene, &filmed, &found);
    let counted = filmed.reps.len() == found.reps.len();
    let (mut events, mut numbers) = (Vec::new(), Vec::new());
    if counted {
        for ((seen, is), values) in found.reps.iter().zip(&filmed.reps).zip(&truth.measures) {
            for (name, seen, is) in [
                ("lift-off", seen.rep.lift_off, is.lift_off),
                ("knee pass", seen.rep.knee_pass, is.knee_pass),
                ("lockout", seen.rep.lockout, is.lockout),
                ("descent", seen.rep.descent, is.descent),
                ("floor", seen.rep.down, is.down),
            ] {
                if let (Some(seen), Some(is)) = (seen, is) {
                    events.push(Event { name, off_s: seen.at - is, sd_s: seen.sd });
                }
            }
            for measure in &seen.measures {
                if let Some(is) = values.get(measure.id) {
                    let off = measure.value - is.value;
                    numbers.push(Number { id: measure.id, unit: measure.unit, off, sd: measure.sd, truth: is.value });
                }
            }
        }
    }
    let of_reps = |id: &str| found.reps.iter().flat_map(|rep| &rep.findings).filter(|of| of.card.id == id).map(said).collect();
    let told = |finding: &Finding| Told {
        said: of_reps(finding.card.id),
        id: finding.card.id,
        strength: truth.faults.get(finding.card.id).copied().unwrap_or(Strength::Undefined),
        shows: shows(finding.card.id, lifted.yaw_deg, &lifted.scene)
            .filter(|&seen| seen || !truth.has_from_anywhere(finding.card.id)),
        hidden: is_hidden(finding.card.id, &lifted.scene, &filmed),
        rank: rank(finding),
        by: match &finding.verdict {
            Verdict::NotAssessed(why) => why.code,
            Verdict::Clear { measured, .. } | Verdict::Possible { measured, .. } | Verdict::Fault { measured, .. } => measured.id,
        },
    };
    let speeds = found.lift.iter().filter_map(|lift| lift.bar.as_ref()).flat_map(|bar| bar.speed.smooth.iter().flatten());
    Outcome {
        number,
        reps: (filmed.reps.len(), found.reps.len()),
        events,
        numbers,
        faults: found.set.iter().map(told).collect(),
        kind: (kind(lifted.scene.pull), found.variant.kind),
        yaw_off: found.lift.as_ref().map(|lift| lift.view.yaw_deg - lifted.yaw_deg),
        fastest: speeds.fold(0.0, |most: f64, speed| most.max(speed.abs())),
        lifted,
    }
}

/// What a verdict rests on, in words or numbers.
fn said(finding: &Finding) -> String {
    match &finding.verdict {
        Verdict::NotAssessed(why) => format!("none: {}", why.reason),
        Verdict::Clear { measured, limit } => {
            format!("clear: {} {:.2} ± {:.2} of {limit}", measured.id, measured.value, measured.sd)
        }
        Verdict::Possible { measured, limit, .. } => {
            format!("possible: {} {:.2} ± {:.2} of {limit}", measured.id, measured.value, measured.sd)
        }
        Verdict::Fault { measured, limit, severity, .. } => {
            format!("{severity:?}: {} {:.2} ± {:.2} of {limit}", measured.id, measured.value, measured.sd)
        }
    }
}

/// Runs `count` lifts on all cores; the outcomes are in the order of their numbers.
pub(crate) fn run_all(seed: u64, count: usize) -> Vec<Outcome> {
    run_these(seed, &(0..count).collect::<Vec<_>>())
}

/// Runs the lifts of some numbers on all cores; the outcomes are in the order of their numbers.
pub(crate) fn run_these(seed: u64, numbers: &[usize]) -> Vec<Outcome> {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(numbers.len().max(1));
    std::thread::scope(|scope| {
        let share = |thread: usize| {
            move || numbers.iter().skip(thread).step_by(threads).map(|&number| run(seed, number)).collect::<Vec<_>>()
        };
        let running: Vec<_> = (0..threads).map(|thread| scope.spawn(share(thread))).collect();
        let mut all: Vec<Outcome> =
            running.into_iter().flat_map(|thread| thread.join().expect("a lift does not panic")).collect();
        all.sort_by_key(|outcome| outcome.number);
        all
    })
}

/// Whether a lift is one on which false alarms are counted: nothing was asked for.
pub(crate) fn is_clean(outcome: &Outcome) -> bool {
    outcome.lifted.story == Story::Clean
}
