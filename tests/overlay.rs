//! What is drawn on a synthetic lift: the evidence of findings, another repetition as a ghost, angles, the path by velocity.
#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it must be")]

use plumbline::analysis::{Analysis, RepResult};
use plumbline::body::{Joint, Recording};
use plumbline::geom::ImagePoint;
use plumbline::measure::Mark;
use plumbline::overlay::{Colour, Drawing, Look, Part, PathColour, Shape, evidence, ghost, ghost_frame, shapes};
use plumbline::pipeline::analyze;
use plumbline::settings::Settings;
use plumbline::synthetic::{Errors, Scene, film};

fn lift() -> (Recording, Analysis) {
    let (recording, _) = film(&Scene { reps: 2, ..Scene::default() });
    let analysis = analyze(&recording, &Settings::default());
    assert_eq!(analysis.reps.len(), 2);
    (recording, analysis)
}

fn place(recording: &Recording, joint: Joint, frame: usize) -> ImagePoint {
    recording.people[0].poses[frame].as_ref().unwrap().get(joint).unwrap().at
}

fn words(shapes: &[Shape]) -> Vec<String> {
    shapes.iter().filter_map(|shape| if let Shape::Words { text, .. } = shape { Some(text.clone()) } else { None }).collect()
}

fn lines(shapes: &[Shape]) -> Vec<Vec<ImagePoint>> {
    shapes.iter().filter_map(|shape| if let Shape::Line { points, .. } = shape { Some(points.clone()) } else { None }).collect()
}

#[test]
fn the_evidence_of_a_difference_shows_both_postures_and_both_values() {
    let errors = Errors { lumbar_added_deg: 30.0, ..Errors::default() };
    let (recording, _) = film(&Scene { reps: 2, errors, ..Scene::default() });
    let analysis = analyze(&recording, &Settings::default());
    let of = |result: &RepResult| result.findings.iter().find(|finding| finding.card.id == "lumbar-rounding").cloned();
    let finding = analysis.reps.iter().find_map(of).unwrap();
    let measured = finding.verdict.measured().unwrap();
    assert_eq!(measured.id, "added-lumbar-flexion");
    let since = measured.marks.iter().find_map(|mark| if let Mark::Since(since) = mark { Some(*since) } else { None }).unwrap();
    assert!((since.now - since.then - measured.value).abs() < 1e-6, "{since:?} gives {}", measured.value);
    assert!(since.at < measured.at);
    let (frame, shapes) = evidence(&recording, &analysis, &finding).unwrap();
    assert_eq!(words(&shapes)[1..], [format!("set-up {:.0}°", since.then), format!("here {:.0}°", since.now)]);
    // Both backs begin at the sacrum of this frame; the earlier one lies underneath and is fainter.
    let sacrum = place(&recording, Joint::Back5, frame);
    let backs: Vec<(u8, &Vec<ImagePoint>)> = shapes
        .iter()
        .filter_map(|shape| match shape {
            Shape::Line { points, colour, .. } if points.len() > 4 => Some((colour.strength, points)),
            _ => None,
        })
        .collect();
    let [(faint, then), (strong, now)] = backs[..] else { panic!("{backs:?}") };
    assert!(faint < strong && then != now);
    for back in [then, now] {
        assert!(back.iter().any(|at| at.distance(sacrum) < 1e-6), "{back:?} does not pass {sacrum:?}");
    }
}

#[test]
fn the_evidence_of_every_finding_lies_on_its_frame_and_says_its_value() {
    let (recording, analysis) = lift();
    let mut seen = 0;
    for finding in analysis.reps.iter().flat_map(|result| &result.findings).chain(&analysis.set) {
        let Some(measured) = finding.verdict.measured() else {
            assert_eq!(evidence(&recording, &analysis, finding), None, "what was not measured has no evidence");
            continue;
        };
        let (frame, shapes) = evidence(&recording, &analysis, finding).unwrap();
        let away = |frame: usize| (recording.moments[frame].at.0 - measured.at).abs();
        assert!(away(frame) <= away(frame + 1) && away(frame) <= away(frame.saturating_sub(1)));
        if measured.marks.is_empty() {
            continue;
        }
        let said = words(&shapes);
        assert_eq!(said[0], measured.text(), "{}", finding.card.id);
        let earlier = measured.marks.iter().any(|mark| matches!(mark, Mark::Since(_)));
        assert!(said.len() == 1 || (earlier && said.len() == 3), "{}: {said:?}", finding.card.id);
        for mark in &measured.marks {
            if let Mark::Angle(a, b, c) = *mark {
                let drawn = [a, b, c].map(|joint| place(&recording, joint, frame)).to_vec();
                assert!(lines(&shapes).contains(&drawn), "{} is not drawn through its joints", finding.card.id);
                seen += 1;
            }
            if let Mark::Line(a, b) = *mark {
                let drawn = [a, b].map(|joint| place(&recording, joint, frame)).to_vec();
                assert!(lines(&shapes).contains(&drawn), "{} is not drawn between its joints", finding.card.id);
                seen += 1;
            }
        }
    }
    assert!(seen > 6, "{seen} marks");
}

#[test]
fn the_ghost_has_its_bar_as_high_as_this_repetition_s() {
    let (recording, analysis) = lift();
    let height = |frame: usize| analysis.lift.as_ref().unwrap().bar.as_ref().unwrap().path.y.at(frame).unwrap();
    let rep = &analysis.reps[0].rep;
    let (off, top, start, down) = [rep.lift_off, rep.lockout, rep.descent, rep.down].map(|event| event.unwrap().frame).into();
    for frame in (off..top).step_by(5).chain((start..down).step_by(5)) {
        let there = ghost_frame(&recording, &analysis, frame, 2).unwrap();
        assert!(analysis.reps[1].rep.frames.contains(&there));
        assert!((height(there) - height(frame)).abs() < 0.03, "{} {} at frame {frame}", height(there), height(frame));
        let rising = |frame: usize| height(frame + 2) > height(frame - 2);
        assert!(frame + 8 > top && frame < start + 8 || rising(there) == rising(frame), "up with up, down with down");
    }
    let before = ghost_frame(&recording, &analysis, off - 10, 2).unwrap();
    assert!(before.abs_diff(analysis.reps[1].rep.lift_off.unwrap().frame - 10) <= 1);
    let drawn = lines(&ghost(off + 10, &recording, &analysis, 2));
    let there = ghost_frame(&recording, &analysis, off + 10, 2).unwrap();
    let near = analysis.lift.as_ref().unwrap().near;
    let thigh = [Joint::LeftHip, Joint::LeftKnee].map(|joint| place(&recording, joint.on(near), there)).to_vec();
    assert!(drawn.contains(&thigh));
    assert!(ghost(off + 10, &recording, &analysis, 1).is_empty(), "nobody is his own ghost");
    assert!(ghost(off + 10, &recording, &analysis, 9).is_empty() && ghost(1_000_000, &recording, &analysis, 2).is_empty());
    let with = Drawing { ghost: Some(2), ..Drawing::new(&recording, &analysis) };
    assert!(with.shapes(off + 10).len() > Drawing::new(&recording, &analysis).shapes(off + 10).len());
}

#[test]
fn angles_are_written_as_they_are_measured() {
    let (recording, analysis) = lift();
    let frame = analysis.reps[0].rep.lift_off.unwrap().frame;
    let drawn = shapes(frame, &recording, &analysis, Look::only(&[Part::Angles]));
    let said = words(&drawn);
    assert!(said.len() >= 2, "{said:?}");
    for (name, id) in [("trunk", "trunk-at-lift-off"), ("hip", "hip-at-lift-off"), ("knee", "knee-at-lift-off")] {
        let measured = analysis.reps[0].measures.iter().find(|measure| measure.id == id);
        let text = said.iter().find(|text| text.starts_with(name));
        assert_eq!(measured.is_some(), text.is_some(), "{name}: what is hidden is neither measured nor drawn");
        if let Some((measured, text)) = measured.zip(text) {
            let value: f64 = text.trim_start_matches(name).trim_end_matches('°').trim().parse().unwrap();
            assert!((value - measured.value).abs() < 3.0, "{text} {}", measured.value);
        }
    }
    let (front, _) = film(&Scene { yaw_deg: 90.0, ..Scene::default() });
    let from_front = analyze(&front, &Settings::default());
    assert!(shapes(30, &front, &from_front, Look::only(&[Part::Angles])).is_empty(), "no angle of a side view in a front view");
}

#[test]
fn by_velocity_the_path_is_orange_on_the_way_up_and_blue_on_the_way_down() {
    let (recording, analysis) = lift();
    let look = Look { path: PathColour::Velocity, ..Look::only(&[Part::BarPath]) };
    let colours = |frame: usize| {
        let drawn = shapes(frame, &recording, &analysis, look);
        let pieces =
            drawn.into_iter().find_map(|shape| if let Shape::Ribbon { pieces, .. } = shape { Some(pieces) } else { None });
        pieces.unwrap().into_iter().map(|(_, colour)| colour).collect::<Vec<_>>()
    };
    let warm = |colour: &Colour| colour.rgb[0].saturating_sub(colour.rgb[2]) > 20;
    let cold = |colour: &Colour| colour.rgb[2].saturating_sub(colour.rgb[0]) > 20;
    let rep = &analysis.reps[0].rep;
    let up = colours(rep.lockout.unwrap().frame);
    assert!(up.iter().any(warm) && !up.iter().any(cold));
    assert!(colours(rep.down.unwrap().frame).iter().any(cold));
}
