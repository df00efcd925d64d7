//! Tests over all faults: complete cards, sound limits, mirrored lifters, and lifts of any shape.

use std::collections::BTreeSet;
use std::sync::Arc;

use proptest::prelude::*;

use super::verdict::grades_are_sound;
use super::{FAULTS, Verdict, by_id, judge, page, table};
use crate::body::{Facing, Joint, Side, View, ViewKind};
use crate::lift::{Bar, BarSource, Ends, Lift, Path, Plane, Scale, ScaleSource, Variant, VariantKind};
use crate::measure::figure::{Figure, KNEE, QUARTER};
use crate::measure::{KINDS, Measurement, Said};
use crate::reps::{Instant, Rep};
use crate::signal::Series;
use crate::threshold::Limits;

#[test]
fn every_card_is_complete_and_its_id_is_its_own() {
    let mut ids = BTreeSet::new();
    for fault in FAULTS {
        let card = &fault.card;
        assert!(ids.insert(card.id), "{} twice", card.id);
        assert!(card.id.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-'), "{}", card.id);
        let words = [
            card.name,
            card.what,
            card.why,
            card.views,
            card.phase,
            card.formula,
            card.cue,
            card.drill,
            card.confounders,
            card.film_it,
        ];
        for text in words {
            assert!(!text.trim().is_empty() && !text.contains("  "), "{}: {text:?}", card.id);
        }
        assert_eq!(by_id(card.id).map(|fault| fault.card.id), Some(card.id));
    }
    assert!(by_id("no-such-fault").is_none());
}

#[test]
fn every_limit_is_sound_and_its_key_is_its_own() {
    let mut keys = BTreeSet::new();
    for fault in FAULTS {
        for limit in fault.card.limits {
            assert!(keys.insert(limit.key), "{} twice", limit.key);
            assert!(limit.key.starts_with(&format!("{}.", fault.card.id)), "{}", limit.key);
            assert!(grades_are_sound(limit, limit.grades), "{}", limit.key);
            assert!(!limit.source.is_empty(), "{}", limit.key);
        }
    }
}

#[test]
fn no_card_predicts_an_injury_or_diagnoses() {
    for fault in FAULTS {
        let all = page(&fault.card).to_lowercase();
        for word in ["injur", "risk", "dangerous", "diagnos", "unsafe", "general knowledge"] {
            assert!(!all.contains(word), "{} says {word}", fault.card.id);
        }
    }
}

#[test]
fn every_fault_appears_in_every_repetition_and_in_the_set_in_the_same_order() {
    let figure = Figure::default();
    let judged = judge(&figure.lift(), &figure.reps, &figure.variant(), &Limits::default(), Said::NOTHING);
    let wanted: Vec<&str> = FAULTS.iter().map(|fault| fault.card.id).collect();
    let ids = |found: &[super::Finding]| found.iter().map(|found| found.card.id).collect::<Vec<_>>();
    assert_eq!(ids(&judged.set), wanted);
    assert_eq!(judged.reps.iter().map(|(_, found)| ids(found)).collect::<Vec<_>>(), vec![wanted]);
}

#[test]
fn a_clean_lift_seen_from_the_side_draws_no_fault() {
    let figure = Figure { sd: 0.002, ..Figure::default() };
    let judged = judge(&figure.lift(), &figure.reps, &figure.variant(), &Limits::default(), Said::NOTHING);
    for finding in &judged.set {
        assert!(!matches!(finding.verdict, Verdict::Fault { .. }), "{finding:?}");
    }
}

/// A lifter who is filmed from the other side: left and right swap, the near side too; the plane stays.
fn mirrored(lift: &Lift) -> Lift {
    let mut other = lift.clone();
    other.near = lift.near.other();
    other.joints = lift.joints.iter().map(|(joint, path)| (joint.partner(), path.clone())).collect();
    other.view.facing = if lift.view.facing == Facing::Left { Facing::Right } else { Facing::Left };
    other
}

#[test]
fn no_measure_and_no_verdict_depends_on_the_side_the_lifter_faces() {
    let bad = Figure::default().with(QUARTER, |at| (at.thigh, at.bar.0) = (60.0, 0.17)).with(KNEE, |at| at.lumbar = 44.0);
    for figure in [Figure::default(), bad, Figure::front().with_start(|at| at.hands = (-0.36, 0.3))] {
        let mut lift = figure.lift();
        // The far side is seen worse, so that a wrong choice of side shows.
        for (joint, path) in &mut lift.joints {
            if joint.side() == Some(Side::Left) && lift.plane == Plane::Sagittal {
                path.x.smooth.iter_mut().flatten().for_each(|x| *x += 0.2);
            }
        }
        let sees = |lift: &Lift| judge(lift, &figure.reps, &figure.variant(), &Limits::default(), Said::NOTHING);
        let (one, other) = (sees(&lift), sees(&mirrored(&lift)));
        for ((measures, found), (mirrored_measures, mirrored_found)) in one.reps.iter().zip(&other.reps) {
            assert_eq!(measures.len(), mirrored_measures.len());
            for (a, b) in measures.iter().zip(mirrored_measures) {
                assert!(a.id == b.id && (a.value - b.value).abs() < 1e-9 && (a.sd - b.sd).abs() < 1e-9, "{a:?} {b:?}");
            }
            for (a, b) in found.iter().zip(mirrored_found) {
                assert_eq!(std::mem::discriminant(&a.verdict), std::mem::discriminant(&b.verdict), "{}", a.card.id);
            }
        }
    }
}

#[test]
fn every_measurement_of_a_lift_has_a_name_and_a_sentence() {
    for figure in
        [Figure::default(), Figure::front(), Figure { scale: Scale::BodyLengths { relative_sd: 0.08 }, ..Figure::default() }]
    {
        for measured in figure.case(crate::measure::of_rep) {
            assert!(KINDS.iter().any(|kind| kind.id == measured.id), "{}", measured.id);
            assert!(measured.phrase().contains(&measured.text()), "{}", measured.phrase());
        }
    }
    let unique: BTreeSet<&str> = KINDS.iter().map(|kind| kind.id).collect();
    assert_eq!(unique.len(), KINDS.len());
    assert!(KINDS.iter().all(|kind| kind.phrase.contains("{}") && !kind.name.is_empty()));
}

#[test]
fn the_sentence_gives_value_error_and_limit() {
    let figure =
        Figure { sd: 0.002, ..Figure::default().with(QUARTER, |at| at.lumbar += 12.0).with(KNEE, |at| at.lumbar += 12.0) };
    let judged = judge(&figure.lift(), &figure.reps, &figure.variant(), &Limits::default(), Said::NOTHING);
    let back = judged.set.iter().find(|found| found.card.id == "lumbar-rounding").unwrap();
    assert_eq!(back.sentence(), "The lower back rounds 11 ± 1° more between floor and knee than at set-up; limit 10°.");
    let grip = judged.set.iter().find(|found| found.card.id == "uneven-grip").unwrap();
    assert!(grip.sentence().ends_with("3 m away or more."), "{}", grip.sentence());
}

#[test]
fn the_table_has_a_row_for_every_fault_and_the_page_every_limit() {
    let table = table();
    assert_eq!(table.lines().count(), FAULTS.len() + 2);
    assert!(table.lines().all(|line| line.matches(" | ").count() == 4 || line.starts_with("|---")), "{table}");
    for fault in FAULTS {
        assert!(table.contains(&format!("`{}`", fault.card.id)));
        assert!(fault.card.limits.iter().all(|limit| page(&fault.card).contains(limit.key)));
    }
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![8 => -2.0..2.0, 1 => Just(0.0), 1 => any::<f64>()]
}

fn series(frames: usize) -> impl Strategy<Value = Series> {
    let values = proptest::collection::vec(proptest::option::weighted(0.85, number()), 0..=frames);
    (values, number(), number()).prop_map(move |(values, cutoff_hz, noise_sd)| {
        let t = (0..frames).map(|frame| frame as f64 / 30.0).collect();
        Series { t, raw: values.clone(), smooth: values, cutoff_hz, noise_sd }
    })
}

fn path(frames: usize) -> impl Strategy<Value = Path> {
    (series(frames), series(frames), proptest::collection::vec(0.4..1.0, 0..=frames), number())
        .prop_map(|(x, y, confidence, sd)| Path { x, y, confidence, sd })
}

fn instant() -> impl Strategy<Value = Option<Instant>> {
    let event =
        (prop_oneof![9 => 0.0..2.0, 1 => number()], number(), 0_usize..80).prop_map(|(at, sd, frame)| Instant { at, sd, frame });
    proptest::option::weighted(0.8, event)
}

fn any_lift(frames: usize) -> impl Strategy<Value = Lift> {
    let joints = proptest::collection::btree_map(proptest::sample::select(Joint::ALL), path(frames), 0..Joint::COUNT);
    let ends = proptest::option::of((path(frames), path(frames), path(frames)).prop_map(|(left, right, middle)| Ends {
        left,
        right,
        middle,
    }));
    let bar = proptest::option::weighted(0.8, (path(frames), series(frames), ends));
    let view = (prop_oneof![0.0..90.0, number()], number());
    (joints, bar, view, any::<bool>(), any::<bool>(), prop_oneof![100.0..900.0, number()], (number(), number()), number())
        .prop_map(move |(joints, bar, (yaw_deg, yaw_sd_deg), frontal, metric, px_per_unit, roll_deg, relative_sd)| Lift {
            t: (0..frames).map(|frame| frame as f64 / 30.0).collect::<Arc<[f64]>>(),
            view: View { kind: ViewKind::Side, facing: Facing::Left, yaw_deg, yaw_sd_deg },
            plane: if frontal { Plane::Frontal } else { Plane::Sagittal },
            near: Side::Left,
            scale: if metric {
                Scale::Metres { source: ScaleSource::Plate, relative_sd }
            } else {
                Scale::BodyLengths { relative_sd }
            },
            px_per_unit,
            joints,
            bar: bar.map(|(path, speed, ends)| Bar {
                source: BarSource::Plate,
                path,
                speed,
                rest_height: 0.2,
                off_floor: None,
                ends,
            }),
            roll_deg,
        })
}

fn any_rep() -> impl Strategy<Value = Rep> {
    (instant(), instant(), instant(), instant(), instant(), 0_usize..50, 0_usize..80).prop_map(
        |(lift_off, knee_pass, lockout, down, descent, from, to)| Rep {
            number: 1,
            frames: from.min(to)..to,
            lift_off,
            knee_pass,
            lockout,
            down,
            descent,
        },
    )
}

fn assert_number(measured: &Measurement) -> Result<(), TestCaseError> {
    prop_assert!(measured.value.is_finite() && measured.at.is_finite(), "{measured:?}");
    prop_assert!(measured.sd.is_finite() && measured.sd > 0.0, "{measured:?}");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_lift_of_any_shape_gives_numbers_with_errors_or_reasons(
        lift in (0_usize..70).prop_flat_map(any_lift),
        reps in proptest::collection::vec(any_rep(), 0..3),
    ) {
        let variant = Variant { kind: VariantKind::Unknown, confidence: 0.5 };
        let judged = judge(&lift, &reps, &variant, &Limits::default(), Said::NOTHING);
        for (measures, findings) in &judged.reps {
            measures.iter().try_for_each(assert_number)?;
            for finding in findings.iter().chain(&judged.set) {
                prop_assert!(!finding.sentence().is_empty());
                match &finding.verdict {
                    Verdict::Clear { measured, .. } => assert_number(measured)?,
                    Verdict::Possible { measured, probability, .. } | Verdict::Fault { measured, probability, .. } => {
                        assert_number(measured)?;
                        prop_assert!((0.0..=1.0).contains(probability));
                    }
                    Verdict::NotAssessed(why) => prop_assert!(!why.code.is_empty() && !why.reason.is_empty()),
                }
            }
        }
    }
}
