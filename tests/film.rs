//! How a clip was filmed is read off synthetic clips whose camera is known.
#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it must be")]

use plumbline::advice::film::{Remark, distance_m, read};
use plumbline::body::{Joint, Recording};
use plumbline::pipeline::analyze;
use plumbline::settings::Settings;
use plumbline::synthetic::{Scene, film};

fn remarks(scene: &Scene) -> Vec<Remark> {
    let (recording, _) = film(scene);
    read(&recording, &analyze(&recording, &Settings::default()))
}

fn of<'a>(remarks: &'a [Remark], id: &str) -> Vec<&'a Remark> {
    remarks.iter().filter(|remark| remark.id == id).collect()
}

#[test]
fn the_distance_is_read_off_the_size_of_things_and_back_means_back() {
    for (distance_m, good) in [(2.0, false), (4.0, true)] {
        let found = remarks(&Scene { distance_m, ..Scene::default() });
        let distance = of(&found, "distance");
        assert_eq!(distance[0].good, good, "{distance:?}");
        assert_eq!(distance[0].change.contains("back"), !good, "{distance:?}");
    }
    for true_m in [3.0, 4.0, 6.0] {
        let (recording, _) = film(&Scene { distance_m: true_m, ..Scene::default() });
        let analysis = analyze(&recording, &Settings::default());
        let found = distance_m(&recording, analysis.lift.as_ref().unwrap()).unwrap();
        assert!((found / true_m - 1.0).abs() < 0.1, "{found} for {true_m}");
    }
}

#[test]
fn the_height_of_the_lens_is_told_by_the_floor_if_level_and_by_both_plates_whatever_the_tilt() {
    for far_plate in [false, true] {
        for (camera_height_m, change) in [(0.2, "Raise"), (0.9, ""), (1.9, "Lower")] {
            let found = remarks(&Scene { camera_height_m, far_plate, ..Scene::default() });
            let height = of(&found, "height");
            assert!(height[0].change.starts_with(change) && height[0].good == change.is_empty(), "{far_plate} {height:?}");
            assert_eq!(height[0].seen.contains("held level"), !far_plate, "{height:?}");
        }
    }
}

#[test]
fn a_cut_off_head_an_oblique_view_and_few_frames_are_named_and_what_to_change_comes_first() {
    let (mut recording, _) = film(&Scene { yaw_deg: 40.0, ..Scene::default() });
    for pose in recording.people[0].poses.iter_mut().flatten() {
        let mut nose = pose.get(Joint::Nose).unwrap();
        nose.at.y = 3.0;
        pose.set(Joint::Nose, nose);
    }
    let found = read(&recording, &analyze(&recording, &Settings::default()));
    assert!(of(&found, "whole")[0].seen.contains("head"), "{found:?}");
    assert!(!of(&found, "views")[0].good && !of(&found, "frame-rate")[0].good);
    assert!(found.iter().skip_while(|remark| !remark.good).all(|remark| remark.good));
    let fast = remarks(&Scene { fps: 60.0, ..Scene::default() });
    assert!(of(&fast, "frame-rate")[0].good && of(&fast, "views")[0].good);
}

#[test]
fn shins_behind_plates_are_told_as_hidden() {
    let found = remarks(&Scene::default());
    let hidden = of(&found, "plates");
    assert!(hidden.iter().any(|remark| !remark.good && remark.seen.contains("shins")), "{hidden:?}");
}

#[test]
fn a_clip_that_starts_late_and_one_with_nobody_in_it_say_so() {
    let late = remarks(&Scene { cut_start_s: 0.9, ..Scene::default() });
    assert!(of(&late, "whole").iter().any(|remark| remark.change.contains("before")), "{late:?}");
    let nobody = Recording::default();
    let found = read(&nobody, &analyze(&nobody, &Settings::default()));
    assert_eq!((found.len(), found[0].id), (1, "lifter"));
}
