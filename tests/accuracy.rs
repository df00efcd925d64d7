//! What the accuracy page claims, on a smaller run; the same result from a mirrored lift and from the same one again.
#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it must be")]
#![allow(dead_code, reason = "the run shows more than is asserted")]

#[path = "../examples/accuracy/lifts.rs"]
mod lifts;
#[path = "../examples/accuracy/page.rs"]
mod page;
#[path = "../examples/accuracy/run.rs"]
mod run;
#[path = "../examples/accuracy/tally.rs"]
mod tally;
#[path = "../examples/accuracy/truth.rs"]
mod truth;
#[path = "../examples/accuracy/views.rs"]
mod views;

use plumbline::analysis::Analysis;
use plumbline::body::{Keypoint, Plate, Pose, Recording};
use plumbline::faults::{Severity, Verdict};
use plumbline::geom::ImagePoint;
use plumbline::pipeline::analyze;
use plumbline::report::json::render;
use plumbline::settings::Settings;
use plumbline::synthetic::film;

const SEED: u64 = 7;
const LIFTS: usize = 240;

#[test]
fn the_main_claims_hold_on_a_smaller_run() {
    let tally = tally::Tally::of(&run::run_all(SEED, LIFTS));
    assert!(tally.right() >= 0.99, "repetitions: {:?}", tally.counted);
    for name in ["lift-off", "lockout"] {
        let (_, sharp, ..) = tally.events.iter().find(|event| event.0 == name).unwrap();
        assert!(sharp.quantile(0.5) <= 0.025 && sharp.within(0.06) >= 0.96, "{name}: {}", sharp.quantile(0.9));
    }
    let speed = tally.measure("mean-velocity").unwrap();
    assert!(speed.errors.rmse() <= 0.03, "{}", speed.errors.rmse());
    assert!(tally.fastest <= 3.5, "{}", tally.fastest);
    let held: usize = tally.measures.iter().map(|of| of.held).sum();
    let all: usize = tally.measures.iter().map(|of| of.errors.count()).sum();
    let coverage = held as f64 / all as f64;
    assert!((0.85..=0.96).contains(&coverage), "90 % intervals hold the truth in {coverage}");
    let sum = |of: &dyn Fn(&tally::OfFault) -> tally::Verdicts, which: &[usize]| -> usize {
        tally.faults.iter().map(|fault| which.iter().map(|&index| of(fault)[index]).sum::<usize>()).sum()
    };
    let (clean, wrong) = (sum(&|fault| fault.clean, &[0, 1, 2, 3]), sum(&|fault| fault.clean, &[3]));
    assert!(wrong as f64 <= 0.03 * clean as f64, "{wrong} false faults of {clean}");
    let (has, told) = (sum(&|fault| fault.has, &[0, 1, 2, 3]), sum(&|fault| fault.has, &[3]));
    assert!(has > 60 && told as f64 >= 0.93 * has as f64, "{told} of {has} told");
    let denied = sum(&|fault| fault.has, &[1]);
    assert!(denied as f64 <= 0.02 * has as f64, "{denied} of {has} said to be clear");
    let (blind, silent) = (sum(&|fault| fault.blind, &[0, 1, 2, 3]), sum(&|fault| fault.blind, &[0]));
    assert!(silent as f64 >= 0.99 * blind as f64, "{silent} of {blind} not assessed from where they cannot be seen");
}

/// A recording as a mirror shows it: a pose model takes the right side for the left.
fn mirrored(recording: &Recording) -> Recording {
    let edge = recording.clip.width_px as f64 - 1.0;
    let flip = |at: ImagePoint| ImagePoint::new(edge - at.x, at.y);
    let pose = |pose: &Pose| {
        let mut other = Pose::default();
        other.presence = pose.presence;
        for (joint, seen) in pose.iter() {
            other.set(joint.partner(), Keypoint { at: flip(seen.at), ..seen });
        }
        other
    };
    let mut other = recording.clone();
    for moment in &mut other.moments {
        for plate in [&mut moment.near_plate, &mut moment.far_plate].into_iter().flatten() {
            let Plate { rim, .. } = plate;
            (rim.centre, rim.tilt_deg) = (flip(rim.centre), -rim.tilt_deg);
        }
    }
    for person in &mut other.people {
        person.poses = person.poses.iter().map(|seen| seen.as_ref().map(pose)).collect();
    }
    for edge in &mut other.uprights {
        (edge.top, edge.bottom) = (flip(edge.top), flip(edge.bottom));
    }
    other
}

/// Of every repetition and of the set: each fault with its grade.
fn verdicts(analysis: &Analysis) -> Vec<(&'static str, Option<Severity>, bool)> {
    let of = |finding: &plumbline::faults::Finding| {
        let severity = if let Verdict::Fault { severity, .. } = finding.verdict { Some(severity) } else { None };
        (finding.card.id, severity, matches!(finding.verdict, Verdict::NotAssessed(_)))
    };
    analysis.reps.iter().flat_map(|rep| &rep.findings).chain(&analysis.set).map(of).collect()
}

#[test]
fn a_mirrored_lift_gives_the_same_verdicts_and_the_same_lift_the_same_bytes() {
    for number in 0..40 {
        let (recording, _) = film(&lifts::lift(SEED, number).scene);
        let settings = Settings::default();
        let (once, again) = (analyze(&recording, &settings), analyze(&recording, &settings));
        assert_eq!(render(&once, None), render(&again, None), "lift {number}");
        let other = analyze(&mirrored(&recording), &settings);
        assert_eq!(verdicts(&once), verdicts(&other), "lift {number} mirrored");
    }
}

/// What of a page does not depend on the lifts: its text without numbers, its claims, its faults.
fn outline(page: &str) -> Vec<String> {
    let mut section = String::new();
    let mut kept = Vec::new();
    for line in page.lines().filter(|line| !line.is_empty()) {
        if line.starts_with("## ") {
            line.clone_into(&mut section);
        }
        let words = |text: &str| text.chars().filter(|c| !c.is_ascii_digit() && *c != '.').collect::<String>();
        match line.strip_prefix("| ") {
            Some(row) if section.ends_with("claims") || section.ends_with("Faults") => {
                kept.push(row.split('|').next().unwrap_or_default().trim().to_owned());
            }
            None => kept.push(words(line)),
            Some(_) => {}
        }
    }
    kept
}

#[test]
fn the_accuracy_page_is_what_the_command_writes() {
    let kept = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/ACCURACY.md")).unwrap();
    let written = page::page(&tally::Tally::of(&run::run_all(SEED, 40)), SEED);
    assert_eq!(outline(&kept), outline(&written), "run the example again: see the page's second line");
}
