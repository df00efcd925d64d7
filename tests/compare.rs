//! Two synthetic lifts against each other: frames, pictures and measures.
#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it must be")]

use plumbline::analysis::Analysis;
use plumbline::body::Recording;
use plumbline::compare::{Align, Attempt, By, Laid, of_repetitions, of_sets, partner};
use plumbline::overlay::{Drawing, Shape, Versus, ghost_of};
use plumbline::pipeline::analyze;
use plumbline::settings::Settings;
use plumbline::synthetic::{Scene, film};

fn lift(scene: &Scene) -> (Recording, Analysis) {
    let recording = film(scene).0;
    let analysis = analyze(&recording, &Settings::default());
    assert!(analysis.reps.len() >= 2, "{}", analysis.reps.len());
    (recording, analysis)
}

fn attempt(lift: &(Recording, Analysis), number: usize) -> Attempt<'_> {
    Attempt { recording: &lift.0, analysis: &lift.1, number }
}

/// The same lift seen by a camera of more pixels and a higher rate.
fn near() -> Scene {
    let usual = Scene::default();
    Scene { width_px: usual.width_px * 8 / 5, height_px: usual.height_px * 8 / 5, fps: usual.fps * 2.0, ..usual }
}

#[test]
fn by_lift_off_frames_are_as_long_after_it_in_both_whatever_their_rates() {
    let (one, two) = (lift(&Scene::default()), lift(&near()));
    let (here, there) = (attempt(&one, 1), attempt(&two, 2));
    let off = |attempt: &Attempt| attempt.result().unwrap().rep.lift_off.unwrap();
    let since = |attempt: &Attempt, frame: usize| attempt.analysis.lift.as_ref().unwrap().t[frame] - off(attempt).at;
    let frames = here.result().unwrap().rep.frames.clone();
    let mut compared = 0;
    for frame in frames.step_by(3) {
        let other = partner(&here, frame, &there, Align::LiftOff).unwrap();
        let range = there.result().unwrap().rep.frames.clone();
        if range.contains(&other) && other != range.start && other + 1 != range.end {
            assert!((since(&here, frame) - since(&there, other)).abs() < 0.5 / 30.0, "frame {frame}");
            compared += 1;
        }
    }
    assert!(compared > 10, "{compared}");
}

#[test]
fn by_bar_height_the_bars_are_as_high_in_metres_also_in_another_clip() {
    let (one, two) = (lift(&Scene::default()), lift(&near()));
    let (here, there) = (attempt(&one, 1), attempt(&two, 2));
    let rep = &here.result().unwrap().rep;
    let over = |attempt: &Attempt, frame: usize| {
        let path = &attempt.analysis.lift.as_ref().unwrap().bar.as_ref().unwrap().path.y;
        path.at(frame).unwrap() - path.at(attempt.result().unwrap().rep.lift_off.unwrap().frame).unwrap()
    };
    for frame in (rep.lift_off.unwrap().frame..rep.lockout.unwrap().frame).step_by(4) {
        let other = partner(&here, frame, &there, Align::BarHeight).unwrap();
        assert!((over(&here, frame) - over(&there, other)).abs() < 0.03, "frame {frame}");
    }
}

#[test]
fn where_one_has_no_size_heights_are_not_compared_but_times_are() {
    let one = lift(&Scene::default());
    let mut settings = Settings::default();
    settings.calibration.plate_mm = None;
    let recording = film(&near()).0;
    let analysis = analyze(&recording, &settings);
    let two = (recording, analysis);
    let (here, there) = (attempt(&one, 1), attempt(&two, 1));
    let middle = here.result().unwrap().rep.lift_off.unwrap().frame + 8;
    assert_eq!(partner(&here, middle, &there, Align::BarHeight), None);
    assert!(partner(&here, middle, &there, Align::LiftOff).is_some());
    assert_eq!(partner(&here, middle, &attempt(&two, 9), Align::LiftOff), None, "there is no such repetition");
}

#[test]
fn laid_over_each_other_the_plates_lie_on_each_other_and_are_as_large() {
    let (one, two) = (lift(&Scene::default()), lift(&near()));
    let (here, there) = (attempt(&one, 1), attempt(&two, 1));
    let laid = Laid::of(&here, &there).unwrap();
    assert_eq!(laid.by, By::Plate);
    let plate = |attempt: &Attempt| {
        let frame = attempt.result().unwrap().rep.lift_off.unwrap().frame;
        attempt.recording.moments[frame].near_plate.unwrap().rim
    };
    let (own, other) = (plate(&here), plate(&there));
    assert!(laid.place(other.centre).distance(own.centre) < 2.0);
    assert!((other.half_height * laid.scale / own.half_height - 1.0).abs() < 0.03, "{}", laid.scale);
    assert!(laid.scale < 0.75, "the nearer camera's picture is made smaller: {}", laid.scale);
    let back = Laid::of(&there, &here).unwrap();
    assert!((laid.scale * back.scale - 1.0).abs() < 1e-9);
}

#[test]
fn plates_of_stated_sizes_are_as_large_as_those_say() {
    let (one, mut two) = (lift(&Scene::default()), lift(&Scene::default()));
    let same = Laid::of(&attempt(&one, 1), &attempt(&two, 1)).unwrap();
    assert!((same.scale - 1.0).abs() < 0.02, "{}", same.scale);
    two.1.settings.calibration.plate_mm = Some(225.0);
    let small = Laid::of(&attempt(&one, 1), &attempt(&two, 1)).unwrap();
    assert!((small.scale / same.scale - 0.5).abs() < 1e-9, "as many pixels for half the length");
}

#[test]
fn a_lifter_who_faces_the_other_way_is_mirrored() {
    let (one, two) = (lift(&Scene::default()), lift(&Scene { mirrored: true, ..Scene::default() }));
    let laid = Laid::of(&attempt(&one, 1), &attempt(&two, 1)).unwrap();
    assert!(laid.mirrored && !Laid::of(&attempt(&one, 1), &attempt(&one, 2)).unwrap().mirrored);
    let plate = laid.there;
    let ahead = laid.place(plumbline::geom::ImagePoint::new(plate.x - 30.0, plate.y));
    assert!(ahead.x > laid.here.x, "what is in front of the bar stays in front of it");
}

/// The places of all lines.
fn places(shapes: &[Shape]) -> Vec<plumbline::geom::ImagePoint> {
    shapes.iter().flat_map(|shape| if let Shape::Line { points, .. } = shape { points.clone() } else { Vec::new() }).collect()
}

#[test]
fn the_ghost_of_the_same_lift_from_nearer_covers_the_lifter() {
    let (one, two) = (lift(&Scene::default()), lift(&near()));
    let here = attempt(&one, 1);
    let frame = here.result().unwrap().rep.lift_off.unwrap().frame + 10;
    let versus = Versus { other: attempt(&two, 1), align: Align::LiftOff };
    let ghost = ghost_of(frame, &one.0, &one.1, &versus);
    let lifter = one.0.people[one.1.lifter.unwrap()].poses[frame].as_ref().unwrap();
    let near = |at: plumbline::geom::ImagePoint| lifter.iter().any(|(_, seen)| seen.at.distance(at) < 14.0);
    let joints = places(&ghost);
    assert!(joints.len() > 10, "{}", joints.len());
    let on_it = joints.iter().filter(|at| near(**at)).count();
    assert!(on_it * 10 >= joints.len() * 6, "{on_it} of {} points lie on a joint", joints.len());
    let drawing = Drawing { versus: Some(versus), ..Drawing::new(&one.0, &one.1) };
    assert!(drawing.shapes(frame).len() >= ghost.len());
    assert!(ghost_of(1_000_000, &one.0, &one.1, &versus).is_empty());
}

#[test]
fn the_same_set_does_not_differ_from_itself_and_another_trunk_is_told() {
    let one = lift(&Scene::default());
    assert!(of_sets(&one.1, &one.1).iter().all(|difference| !difference.is_told()));
    let same = of_repetitions(&one.1.reps[0], &one.1.reps[0]);
    assert!(same.len() > 8 && same.iter().all(|difference| difference.sentence("second repetition").contains("no difference")));
    let mut other = one.1.clone();
    for result in &mut other.reps {
        for measure in result.measures.iter_mut().filter(|measure| measure.id == "trunk-at-lift-off") {
            measure.value += 6.0 * measure.sd;
        }
    }
    let told: Vec<_> = of_sets(&one.1, &other).into_iter().filter(plumbline::compare::Difference::is_told).collect();
    assert_eq!(told.len(), 1);
    assert!(told[0].sentence("second set").ends_with("more upright at lift-off"), "{}", told[0].sentence("second set"));
}

#[test]
fn a_set_s_error_is_no_smaller_than_a_repetition_s_and_grows_with_the_scatter() {
    let one = lift(&Scene::default());
    let with = |values: [f64; 2]| {
        let mut set = one.1.clone();
        set.reps.truncate(2);
        for (result, value) in set.reps.iter_mut().zip(values) {
            result.measures.retain(|measure| measure.id == "concentric-time");
            let measure = result.measures.first_mut().unwrap();
            (measure.value, measure.sd) = (value, 0.2);
        }
        set
    };
    let (even, uneven) = (with([1.0, 1.0]), with([0.2, 1.8]));
    let against = |set: &Analysis| of_sets(set, &even).remove(0).first;
    assert!((against(&even).sd - 0.2).abs() < 1e-9, "two repetitions do not lessen what is missed in each");
    assert!((against(&uneven).median - 1.0).abs() < 1e-9 && against(&uneven).sd > 0.7);
}
