//! Differences and how they are said; `tests/compare.rs` puts whole lifts against each other.

use proptest::prelude::*;

use super::*;
use crate::analysis::RepResult;
use crate::measure::Measurement;
use crate::reps::Rep;
use crate::units::Unit;

fn measurement(id: &'static str, value: f64, sd: f64) -> Measurement {
    Measurement { id, value, sd, unit: Unit::Degrees, at: 0.0, marks: Vec::new() }
}

fn result(number: usize, measures: Vec<Measurement>) -> RepResult {
    let rep = Rep { number, frames: 0..10, lift_off: None, knee_pass: None, lockout: None, down: None, descent: None };
    RepResult { rep, measures, findings: Vec::new() }
}

fn one(first: (f64, f64), second: (f64, f64)) -> Difference {
    let trunk = |(value, sd)| result(1, vec![measurement("trunk-at-lift-off", value, sd)]);
    of_repetitions(&trunk(first), &trunk(second)).remove(0)
}

#[test]
fn a_difference_is_said_with_its_error_and_one_smaller_than_its_error_is_none() {
    let more = one((20.0, 1.5), (26.0, 1.5));
    assert_eq!(more.sentence("second repetition"), "second repetition's trunk 6 ± 3° more upright at lift-off");
    assert_eq!(
        one((26.0, 1.5), (20.0, 1.5)).sentence("second repetition"),
        "second repetition's trunk 6 ± 3° less upright at lift-off"
    );
    let none = one((20.0, 3.0), (26.0, 3.0));
    assert!(!none.is_told());
    assert_eq!(none.sentence("second repetition"), "Trunk above horizontal at lift-off: no difference (6 ± 7°)");
    let other = |value| result(1, vec![measurement("shoulder-tilt", value, 1.0)]);
    let differ = of_repetitions(&other(0.0), &other(9.0)).remove(0);
    assert_eq!(differ.sentence("second set"), "Tilt of shoulders against hips: 9 ± 2° higher in the second set");
}

#[test]
fn only_what_both_have_in_one_unit_is_compared_the_surest_first() {
    let first = result(
        1,
        vec![
            measurement("knee-at-lift-off", 90.0, 2.0),
            measurement("hip-at-lift-off", 60.0, 2.0),
            measurement("arm-slant", 3.0, 1.0),
        ],
    );
    let percent = Measurement { unit: Unit::Percent, ..measurement("arm-slant", 3.0, 1.0) };
    let second = result(
        1,
        vec![
            measurement("hip-at-lift-off", 80.0, 2.0),
            measurement("knee-at-lift-off", 91.0, 2.0),
            percent,
            measurement("neck-extension", 1.0, 1.0),
        ],
    );
    let ids: Vec<&str> = of_repetitions(&first, &second).iter().map(|difference| difference.id).collect();
    assert_eq!(ids, ["hip-at-lift-off", "knee-at-lift-off"]);
}

proptest! {
    #[test]
    fn a_difference_turned_round_has_the_other_sign_and_the_same_error(a in -50.0..50.0_f64, b in -50.0..50.0_f64, sa in 0.1..9.0_f64, sb in 0.1..9.0_f64) {
        let (there, back) = (one((a, sa), (b, sb)), one((b, sb), (a, sa)));
        prop_assert!((there.value + back.value).abs() < 1e-9 && (there.sd - back.sd).abs() < 1e-12);
        prop_assert_eq!(there.is_told(), back.is_told());
        prop_assert_eq!(there.sentence("other").contains("no difference"), !there.is_told());
    }

    #[test]
    fn a_repetition_does_not_differ_from_itself(value in -50.0..50.0_f64, sd in 0.01..9.0_f64) {
        prop_assert!(!one((value, sd), (value, sd)).is_told());
    }
}
