//! Models that see fewer joints: what they lack is "not assessed", by name and with a reason, and the rest is judged as before.
#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it must be")]

use plumbline::analysis::Analysis;
use plumbline::body::{Joint, Recording};
use plumbline::faults::Verdict;
use plumbline::pipeline::analyze;
use plumbline::settings::Settings;
use plumbline::synthetic::{Scene, film};

const FEET: [Joint; 4] = [Joint::LeftHeel, Joint::RightHeel, Joint::LeftToe, Joint::RightToe];
const KNUCKLES: [Joint; 2] = [Joint::LeftKnuckle, Joint::RightKnuckle];

/// A filmed set whose model knows all joints but these.
fn without(joints: &[Joint]) -> Recording {
    let (mut recording, _) = film(&Scene::default());
    for pose in recording.people.iter_mut().flat_map(|person| person.poses.iter_mut().flatten()) {
        for joint in joints {
            pose.clear(*joint);
        }
    }
    recording
}

fn seen_with(joints: &[Joint]) -> Analysis {
    analyze(&without(joints), &Settings::default())
}

/// Ids of the faults that were judged in some repetition.
fn assessed(analysis: &Analysis) -> Vec<&'static str> {
    let found = analysis.reps.iter().flat_map(|rep| &rep.findings);
    let mut ids: Vec<&str> =
        found.filter(|found| !matches!(found.verdict, Verdict::NotAssessed(_))).map(|found| found.card.id).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// The reason why a fault was not assessed in each repetition.
fn reasons(analysis: &Analysis, id: &str) -> Vec<String> {
    let found = analysis.reps.iter().flat_map(|rep| &rep.findings).filter(|found| found.card.id == id);
    found
        .map(|found| match &found.verdict {
            Verdict::NotAssessed(gap) => gap.reason.clone(),
            other => panic!("{id} was assessed: {other:?}"),
        })
        .collect()
}

#[test]
fn without_a_back_the_rounding_of_the_upper_back_is_not_assessed_and_why_is_said() {
    let (whole, poor) = (seen_with(&[]), seen_with(&Joint::BACK));
    assert_eq!(poor.reps.len(), whole.reps.len());
    let lost: Vec<&str> = assessed(&whole).into_iter().filter(|id| !assessed(&poor).contains(id)).collect();
    assert!(lost.contains(&"thoracic-rounding"), "{lost:?} of {:?}", assessed(&whole));
    for reason in reasons(&poor, "thoracic-rounding") {
        assert!(reason.to_lowercase().contains("back"), "{reason}");
    }
}

#[test]
fn without_a_back_the_lower_back_is_hinted_at_and_never_called_a_fault() {
    let poor = seen_with(&Joint::BACK);
    let lumbar = poor.reps.iter().flat_map(|rep| &rep.findings).filter(|found| found.card.id == "lumbar-rounding");
    assert!(lumbar.clone().count() > 0);
    for found in lumbar {
        assert!(!matches!(found.verdict, Verdict::Fault { .. }), "{:?}", found.verdict);
    }
}

#[test]
fn the_17_points_of_other_models_find_the_same_repetitions_and_every_gap_has_a_reason() {
    let lacking: Vec<Joint> = Joint::BACK.into_iter().chain(FEET).chain(KNUCKLES).collect();
    let (whole, poor) = (seen_with(&[]), seen_with(&lacking));
    assert_eq!(poor.reps.len(), whole.reps.len());
    for (few, all) in poor.reps.iter().zip(&whole.reps) {
        let off = |a: Option<f64>, b: Option<f64>| (a.unwrap() - b.unwrap()).abs();
        assert!(off(few.rep.lift_off.map(|at| at.at), all.rep.lift_off.map(|at| at.at)) < 0.1);
    }
    for found in poor.reps.iter().flat_map(|rep| &rep.findings) {
        if let Verdict::NotAssessed(gap) = &found.verdict {
            assert!(!gap.code.is_empty() && gap.reason.len() > 20, "{}: {gap:?}", found.card.id);
        }
    }
    // What is judged without those joints does not depend on them.
    let (few, all) = (assessed(&poor), assessed(&whole));
    assert!(few.iter().all(|id| all.contains(id)), "{few:?} of {all:?}");
    assert!(few.contains(&"too-fast") && few.contains(&"hips-first"), "{few:?}");
}
