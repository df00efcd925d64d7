//! Corrections by hand from the recording to the verdict, on synthetic lifts.

use proptest::prelude::*;

use super::*;
use crate::analysis::Analysis;
use crate::body::{Joint, Person, Recording};
use crate::corrections::tests::any_correction;
use crate::corrections::{Correction, Corrections, History, Reach, RepEvent};
use crate::faults::Verdict;
use crate::geom::ImagePoint;
use crate::recording::canonical;
use crate::report::json;
use crate::settings::Settings;
use crate::synthetic::{Scene, film};

fn filmed(scene: &Scene) -> Recording {
    canonical(film(scene).0)
}

fn corrected(recording: &Recording, list: Vec<Correction>) -> Analysis {
    analyze_corrected(recording, &Settings::default(), &Corrections(list)).analysis
}

/// Bytes that hold everything that is measured and said.
fn bytes(analysis: &Analysis) -> String {
    format!("{}{analysis:?}", json::render(analysis, None))
}

fn codes(analysis: &Analysis) -> Vec<&str> {
    analysis.notes.iter().map(|note| note.code.as_ref()).collect()
}

fn value(analysis: &Analysis, rep: usize, id: &str) -> Option<f64> {
    analysis.reps[rep - 1].measures.iter().find(|measure| measure.id == id).map(|measure| measure.value)
}

/// Every joint of the back pulled away from its line at lift-off of the second repetition.
fn rounded(recording: &Recording, analysis: &Analysis) -> Vec<Correction> {
    let off = analysis.reps[1].rep.lift_off.unwrap().frame;
    let set = |frame: usize, joint: Joint, by: f64| {
        let seen = recording.people[0].poses[frame].as_ref().unwrap().get(joint).unwrap().at;
        let at_s = recording.moments[frame].at.0;
        Correction::KeyPoint { at_s, joint, to: ImagePoint::new(seen.x, seen.y - by), reach: Reach::Seconds(0.2) }
    };
    vec![set(off + 3, Joint::Back4, 14.0), set(off + 9, Joint::Back4, 14.0), set(off + 6, Joint::Back4, 14.0)]
}

#[test]
fn without_corrections_it_is_the_plain_analysis_of_the_very_recording() {
    let recording = filmed(&Scene::default());
    let found = analyze_corrected(&recording, &Settings::default(), &Corrections::default());
    assert_eq!(bytes(&found.analysis), bytes(&analyze(&recording, &Settings::default())));
    assert_eq!(found.recording, recording);
    assert_eq!(found.analysis.by_hand, crate::corrections::ByHand::default());
}

#[test]
fn a_corrector_says_the_same_whatever_it_was_asked_before_and_keeps_what_was_not_edited() {
    let recording = std::sync::Arc::new(filmed(&Scene::default()));
    let plain = analyze(&recording, &Settings::default());
    let list = rounded(&recording, &plain);
    let mut corrector = Corrector::new(recording.clone());
    let (load, other) = (Correction::Load { kg: Some(120.0) }, Settings { load_kg: Some(60.0), ..Settings::default() });
    for (settings, corrections) in [
        (&Settings::default(), Corrections::default()),
        (&Settings::default(), Corrections(list[..1].to_vec())),
        (&Settings::default(), Corrections(list.clone())),
        (&other, Corrections(list.clone())),
        (&other, Corrections(list.iter().cloned().chain([load]).collect())),
        (&Settings::default(), Corrections(list[1..].to_vec())),
    ] {
        let (now, anew) = (corrector.analyze(settings, &corrections), analyze_corrected(&recording, settings, &corrections));
        assert_eq!(now.recording, anew.recording);
        assert_eq!(bytes(&now.analysis), bytes(&anew.analysis));
    }
    assert_eq!(corrector.unedited(), Some((&Settings::default(), &Corrections::default())), "what was not edited is kept");
}

#[test]
fn a_dragged_key_point_changes_the_finding_and_undo_restores_it() {
    let recording = filmed(&Scene::default());
    let plain = analyze(&recording, &Settings::default());
    let finding = |analysis: &Analysis, rep: usize| {
        analysis.reps[rep].findings.iter().find(|finding| finding.card.id == "lumbar-rounding").unwrap().verdict.clone()
    };
    let before = finding(&plain, 1);
    let mut history = History::default();
    for correction in rounded(&recording, &plain) {
        history.push(correction);
    }
    let dragged = analyze_corrected(&recording, &Settings::default(), history.corrections()).analysis;
    let Some((then, now)) = before.measured().zip(finding(&dragged, 1).measured().cloned()) else {
        panic!("not assessed: {before:?} {:?}", finding(&dragged, 1));
    };
    assert!((now.value - then.value).abs() > 3.0, "{} {}", then.value, now.value);
    assert!(dragged.by_hand.finding(Some(2), "lumbar-rounding") && dragged.by_hand.measure(2, "added-lumbar-flexion"));
    assert!(
        !dragged.by_hand.measure(2, "mean-velocity") && !dragged.by_hand.measure(1, "added-lumbar-flexion"),
        "{:?}",
        dragged.by_hand
    );
    assert!(codes(&dragged).contains(&"corrected-by-hand"));
    while history.undo().is_some() {}
    let restored = analyze_corrected(&recording, &Settings::default(), history.corrections()).analysis;
    assert_eq!(bytes(&restored), bytes(&plain));
}

#[test]
fn a_single_frame_s_correction_is_no_outlier() {
    let recording = filmed(&Scene::default());
    let plain = analyze(&recording, &Settings::default());
    let near = Joint::LeftHip.on(plain.lift.as_ref().unwrap().near);
    let frame = 60;
    let seen = recording.people[0].poses[frame].as_ref().unwrap().get(near).unwrap().at;
    let to = ImagePoint::new(seen.x, seen.y - 120.0);
    let at_s = recording.moments[frame].at.0;
    let moved = corrected(&recording, vec![Correction::KeyPoint { at_s, joint: near, to, reach: Reach::Frame }]);
    let height = |analysis: &Analysis| analysis.lift.as_ref().unwrap().joint(near).unwrap().y.at(frame).unwrap();
    let way = 120.0 / plain.lift.as_ref().unwrap().px_per_unit;
    assert!(height(&moved) - height(&plain) > 0.2 * way, "{} of {way}", height(&moved) - height(&plain));
}

#[test]
fn a_moved_edge_counts_with_the_error_of_a_hand_and_only_its_own_repetition_is_marked() {
    let recording = filmed(&Scene::default());
    let plain = analyze(&recording, &Settings::default());
    let rep = plain.reps[1].rep.clone();
    let (off, top) = (rep.lift_off.unwrap().at, rep.lockout.unwrap().at);
    let moved =
        corrected(&recording, vec![Correction::Event { rep_s: off + 0.3, event: RepEvent::LiftOff, at_s: Some(off + 0.2) }]);
    let now = moved.reps[1].rep.lift_off.unwrap();
    assert!((now.at - off - 0.2).abs() < 1e-9 && (now.sd - 1.0 / 30.0).abs() < 1e-3, "{now:?}");
    assert!((value(&moved, 2, "concentric-time").unwrap() - (top - off - 0.2)).abs() < 1e-6);
    assert!(moved.by_hand.event(2, RepEvent::LiftOff) && !moved.by_hand.event(2, RepEvent::Lockout));
    assert!(moved.by_hand.measure(2, "concentric-time") && !moved.by_hand.measure(1, "concentric-time"));
    assert!(moved.by_hand.measures.iter().all(|(rep, _)| *rep == 2), "{:?}", moved.by_hand.measures);
    let hidden = corrected(&recording, vec![Correction::Event { rep_s: off + 0.3, event: RepEvent::LiftOff, at_s: None }]);
    assert_eq!((hidden.reps[1].rep.lift_off, value(&hidden, 2, "concentric-time")), (None, None));
    for wrong in [top + 0.1, 1e4, -5.0] {
        let refused =
            corrected(&recording, vec![Correction::Event { rep_s: off + 0.3, event: RepEvent::LiftOff, at_s: Some(wrong) }]);
        assert_eq!(refused.reps, plain.reps, "lift-off at {wrong}");
        assert_eq!(refused.by_hand.refused.len(), 1);
        assert!(codes(&refused).contains(&"correction-not-applied") && !codes(&refused).contains(&"corrected-by-hand"));
    }
}

#[test]
fn repetitions_are_removed_added_joined_and_split() {
    let recording = filmed(&Scene { reps: 3, ..Scene::default() });
    let plain = analyze(&recording, &Settings::default());
    assert_eq!(plain.reps.len(), 3);
    let inside = |number: usize| plain.reps[number - 1].rep.lift_off.unwrap().at + 0.2;
    let removed = corrected(&recording, vec![Correction::RemoveRep { rep_s: inside(2) }]);
    let numbers: Vec<usize> = removed.reps.iter().map(|result| result.rep.number).collect();
    assert_eq!(numbers, [1, 2]);
    assert_eq!(removed.reps[1].rep.lift_off, plain.reps[2].rep.lift_off);
    assert!(removed.by_hand.measures.iter().all(|(_, id)| *id != "mean-velocity"), "{:?}", removed.by_hand);

    let t = &plain.lift.as_ref().unwrap().t;
    let frames = plain.reps[1].rep.frames.clone();
    let add = Correction::AddRep { from_s: t[frames.start], to_s: t[frames.end - 1] };
    let added = corrected(&recording, vec![Correction::RemoveRep { rep_s: inside(2) }, add.clone()]);
    assert_eq!(added.reps.len(), 3);
    assert_eq!(added.reps[1].rep.lift_off, plain.reps[1].rep.lift_off);
    let twice = corrected(&recording, vec![add]);
    assert!(twice.reps == plain.reps && twice.by_hand.refused[0].reason.contains("overlap"), "{:?}", twice.by_hand.refused);

    let join = Correction::JoinReps { first_s: inside(1), second_s: inside(2) };
    let joined = corrected(&recording, vec![join.clone()]);
    assert_eq!(joined.reps.len(), 2);
    assert_eq!(joined.reps[0].rep.lift_off, plain.reps[0].rep.lift_off);
    assert_eq!(joined.reps[0].rep.lockout, plain.reps[1].rep.lockout);
    let split = corrected(&recording, vec![join, Correction::SplitRep { at_s: t[plain.reps[0].rep.frames.end] }]);
    assert_eq!(split.reps.len(), 3);
    for (now, then) in split.reps.iter().zip(&plain.reps) {
        assert!((now.rep.lift_off.unwrap().at - then.rep.lift_off.unwrap().at).abs() < 0.06);
        assert!((now.rep.lockout.unwrap().at - then.rep.lockout.unwrap().at).abs() < 0.06);
    }
    let apart = corrected(&recording, vec![Correction::JoinReps { first_s: inside(1), second_s: inside(3) }]);
    assert!(apart.reps == plain.reps && apart.by_hand.refused.len() == 1);
}

#[test]
fn a_trimmed_part_gives_its_own_repetitions_with_the_frames_of_the_whole_clip() {
    let recording = filmed(&Scene { reps: 3, ..Scene::default() });
    let plain = analyze(&recording, &Settings::default());
    let middle = &plain.reps[1].rep;
    let t = &plain.lift.as_ref().unwrap().t;
    let (from, to) = (t[middle.frames.start], t[middle.frames.end + 3]);
    let trimmed = corrected(&recording, vec![Correction::Trim { from_s: Some(from), to_s: Some(to) }]);
    assert_eq!(trimmed.reps.len(), 1, "{:?}", trimmed.notes);
    let rep = &trimmed.reps[0].rep;
    assert!((rep.lift_off.unwrap().at - middle.lift_off.unwrap().at).abs() < 0.05);
    assert!(rep.frames.start >= middle.frames.start && rep.frames.end <= middle.frames.end + 4);
    assert!(trimmed.by_hand.measures.is_empty(), "a part marks nothing");
    assert!(codes(&trimmed).contains(&"corrected-by-hand"));
}

#[test]
fn another_person_can_be_chosen_and_sizes_and_the_floor_be_said() {
    let (mut recording, scene) = (filmed(&Scene::default()), Scene::default());
    let mut other: Person = filmed(&Scene { aside_m: -0.9, ..scene }).people.remove(0);
    other.poses.truncate(recording.moments.len());
    recording.people.push(other);
    let plain = analyze(&recording, &Settings::default());
    let chosen = 1 - plain.lifter.unwrap();
    let point = recording.people[chosen].poses[10].as_ref().unwrap().middle(Joint::LeftHip, 0.3).unwrap();
    let analysis = corrected(&recording, vec![Correction::Lifter { at_s: recording.moments[10].at.0, point }]);
    assert_eq!(analysis.lifter, Some(chosen));
    let sizes = vec![
        Correction::PlateSize { mm: Some(300.0) },
        Correction::Height { cm: Some(180.0) },
        Correction::Load { kg: Some(90.0) },
    ];
    let sized = corrected(&recording, sizes);
    assert_eq!((sized.settings.calibration.plate_mm, sized.settings.load_kg), (Some(300.0), Some(90.0)));
    assert!(sized.settings.calibration.plate_stated);
    let heel = |analysis: &Analysis| analysis.lift.as_ref().unwrap().near(Joint::LeftHeel).unwrap().y.at(10).unwrap();
    let px_per_unit = plain.lift.as_ref().unwrap().px_per_unit;
    let floor_px = recording.people[0].poses[10].as_ref().unwrap().get(Joint::RightHeel).unwrap().at.y;
    let on = |y_px: f64| heel(&corrected(&recording, vec![Correction::Floor { y_px }]));
    let lower = on(floor_px + 0.1 * px_per_unit) - on(floor_px);
    assert!((lower - 0.1).abs() < 1e-6, "a floor 10 cm lower makes everything 10 cm higher: {lower}");
}

#[test]
fn an_added_repetition_without_a_bar_keeps_what_the_user_said() {
    let mut recording = filmed(&Scene::default());
    for moment in &mut recording.moments {
        (moment.near_plate, moment.far_plate) = (None, None);
    }
    for pose in recording.people[0].poses.iter_mut().flatten() {
        for joint in [Joint::LeftWrist, Joint::RightWrist, Joint::LeftKnuckle, Joint::RightKnuckle] {
            pose.clear(joint);
        }
    }
    let added = corrected(
        &recording,
        vec![
            Correction::AddRep { from_s: 1.0, to_s: 3.0 },
            Correction::Event { rep_s: 2.0, event: RepEvent::Lockout, at_s: Some(2.0) },
        ],
    );
    let rep = &added.reps[0].rep;
    let times: Vec<f64> = [rep.lift_off, rep.lockout, rep.down].into_iter().flatten().map(|event| event.at).collect();
    assert_eq!(times, [1.0, 2.0, 3.0]);
    assert!(!codes(&added).contains(&"no-repetition") && added.by_hand.event(1, RepEvent::Lockout));
    let assessed = added.reps[0].findings.iter().filter(|finding| !matches!(finding.verdict, Verdict::NotAssessed(_)));
    assert!(assessed.count() < added.reps[0].findings.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5))]
    #[test]
    fn undoing_any_corrections_gives_the_very_same_bytes_at_every_step(list in proptest::collection::vec(any_correction(), 1..5)) {
        let recording = filmed(&Scene { reps: 2, fps: 24.0, ..Scene::default() });
        let mut history = History::default();
        let said = |history: &History| bytes(&analyze_corrected(&recording, &Settings::default(), history.corrections()).analysis);
        let mut states = vec![said(&history)];
        for correction in list {
            history.push(correction);
            states.push(said(&history));
        }
        let applied_or_refused = analyze_corrected(&recording, &Settings::default(), history.corrections()).analysis.by_hand;
        prop_assert_eq!(applied_or_refused.applied + applied_or_refused.refused.len(), history.corrections().0.len());
        states.pop();
        while let Some(state) = states.pop() {
            history.undo();
            prop_assert_eq!(said(&history), state);
        }
    }
}
