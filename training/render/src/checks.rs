//! Tests that the lifter is whole and that the true data agree with the picture.

use crate::camera::Camera;
use crate::motion::Motion;
use crate::options::Options;
use crate::posture::{PLATE_RADIUS, SHAFT_RADIUS};
use crate::render::build_scene;
use crate::scene::Layer;
use crate::vector::vector;

fn side() -> Options {
    Options::parse(&["side".to_owned()]).expect("the preset is valid")
}

#[test]
fn hands_stay_on_the_bar_and_plates_touch_the_floor() {
    let motion = Motion::plan(&side());
    let first = motion.at(0.0).posture;
    assert!((first.bar.y - PLATE_RADIUS).abs() < 1e-5);
    let reach = |p: &crate::posture::Posture| (p.sides[1].shoulder - p.bar.with_z(0.275)).length();
    for step in 0..400 {
        let posture = motion.at(motion.duration * step as f32 / 400.0).posture;
        assert!((reach(&posture) - reach(&first)).abs() < 2e-3, "arm length at step {step}");
        assert!(posture.bar.y > PLATE_RADIUS - 1e-4);
    }
}

#[test]
fn the_bar_passes_before_the_legs() {
    let motion = Motion::plan(&side());
    let mut worst = (f32::MAX, 0.0);
    for step in 0..200 {
        let time = motion.duration * step as f32 / 200.0;
        let posture = motion.at(time).posture;
        let scene = build_scene(&posture, 2);
        for z in [0.10, 0.13, 0.16] {
            let point = posture.bar + vector(0.0, 0.0, z);
            for part in scene.parts.iter().filter(|part| part.layer == Layer::RightLeg) {
                let gap = part.shape.distance(point) - SHAFT_RADIUS;
                if gap < worst.0 {
                    worst = (gap, time);
                }
            }
        }
    }
    assert!(worst.0 > -0.015, "the bar is {} m deep in the leg at {} s", -worst.0, worst.1);
}

#[test]
fn the_plate_ellipse_goes_through_the_rim() {
    let options = side();
    let camera = Camera::new(&options);
    let centre = vector(0.1, 0.5, 0.8);
    let [u, v, large, small, angle] = camera.ellipse(centre, PLATE_RADIUS);
    for step in 0..12 {
        let turn = step as f32 * 0.5;
        let [x, y] = camera.project(centre + vector(turn.cos(), turn.sin(), 0.0) * PLATE_RADIUS);
        let (dx, dy) = (f64::from(x) - u, f64::from(y) - v);
        let (sine, cosine) = angle.to_radians().sin_cos();
        let along = (dx * cosine + dy * sine) / large;
        let across = (dy * cosine - dx * sine) / small;
        assert!((along.hypot(across) - 1.0).abs() < 2e-3);
    }
}

#[test]
fn a_mirrored_set_shows_every_posture_on_the_way_down_that_it_shows_on_the_way_up() {
    let words = ["side", "--descent", "mirrored", "--rounding", "0", "--hips-first", "0"].map(str::to_owned);
    let options = Options::parse(&words).expect("the options are valid");
    let motion = Motion::plan(&options);
    let first = motion.repetitions[0];
    for r in &motion.repetitions {
        let later = (r.lift_off - first.lift_off) * options.rate;
        assert!((later - later.round()).abs() < 1e-3 && (r.lockout - r.lift_off - first.lockout + first.lift_off).abs() < 1e-4);
        let steps = (r.down + r.lift_off) * options.rate;
        assert!((steps - steps.round()).abs() < 1e-3, "the way down is not a whole number of pictures from the way up");
        for step in 0..=20 {
            let off = (r.lockout - r.lift_off) * step as f32 / 20.0;
            let (up, down) = (motion.at(r.lift_off + off).posture.bar, motion.at(r.down - off).posture.bar);
            assert!((up - down).length() < 1e-4, "{} on the way up, {} on the way down", up.y, down.y);
        }
    }
}

#[test]
fn one_plate_a_side_ends_where_the_first_of_two_does() {
    let face = |count: usize| crate::barbell::plate_face(count);
    assert!(face(1) < face(2) && face(0) == face(1) && face(9) == face(2));
    let skin = |count: usize| crate::barbell::plate_skin(vector(0.0, 0.5, 0.0), 1.0, crate::barbell::large_plates(count));
    let widest = |count: usize| skin(count).iter().map(|p| p.z).fold(0.0, f32::max);
    assert!((widest(1) - face(1)).abs() < 1e-6 && (widest(2) - face(2)).abs() < 1e-6);
}

#[test]
fn the_last_repetition_rounds() {
    let motion = Motion::plan(&side());
    let flexion = |index: usize| motion.at(motion.knee_pass(index)).posture.free.lumbar;
    assert!(flexion(2) - flexion(0) > 20.0);
    assert!(motion.repetitions.iter().all(|r| (0.4..0.6).contains(&(motion.range / (r.lockout - r.lift_off)))));
}
