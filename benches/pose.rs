//! Times one followed frame of each installed model at one and two threads, step by step.
//!
//! `PLUMBLINE_BENCH_FRAME` names a file of 1280 x 720 x 3 bytes, red first, with a lifter in it; without it a grey ramp is looked at and
//! the contour of the back, which needs a person, takes no time. Times are the least over all rounds: other work on the machine adds.

use std::time::{Duration, Instant};

use plumbline::body::{Estimator, Joint, Keypoint, Pose};
use plumbline::frame::Frame;
use plumbline::geom::ImagePoint;
use plumbline::infer::manifest::Kind;
use plumbline::infer::{Spent, check, shelf};
use plumbline::units::Seconds;

const WIDTH: usize = 1280;
const HEIGHT: usize = 720;
const ROUNDS: usize = 120;

fn frame() -> Frame {
    let named = std::env::var_os("PLUMBLINE_BENCH_FRAME").and_then(|path| std::fs::read(path).ok());
    let ramp = || (0..WIDTH * HEIGHT * 3).map(|k| (k / 3 % WIDTH / 8 + k % 3 * 20) as u8).collect();
    let rgb = named.filter(|rgb| rgb.len() == WIDTH * HEIGHT * 3).unwrap_or_else(ramp);
    Frame { index: 0, at: Seconds(0.0), width: WIDTH, height: HEIGHT, rgb }
}

/// A figure that fills most of the frame's height, for a frame without a lifter.
fn figure() -> Pose {
    let mut pose = Pose::default();
    for (joint, x, y) in [
        (Joint::Nose, 640.0, 60.0),
        (Joint::LeftShoulder, 620.0, 150.0),
        (Joint::RightShoulder, 660.0, 150.0),
        (Joint::LeftHip, 625.0, 360.0),
        (Joint::RightHip, 655.0, 360.0),
        (Joint::LeftAnkle, 625.0, 660.0),
        (Joint::RightAnkle, 655.0, 660.0),
    ] {
        pose.set(joint, Keypoint { at: ImagePoint::new(x, y), confidence: 0.9 });
    }
    pose
}

fn least(rounds: &[Duration]) -> f64 {
    rounds.iter().min().map_or(0.0, |time| time.as_secs_f64() * 1e3)
}

/// Follows the person of the frame again and again; the least time of the whole and of each step, milliseconds.
fn run<E: Estimator>(mut estimator: E, spent: impl Fn(&E) -> Spent) -> Result<[f64; 5], Box<dyn std::error::Error>> {
    let frame = frame();
    let last = estimator.find(&frame)?.into_iter().next().unwrap_or_else(figure);
    let mut steps: [Vec<Duration>; 5] = Default::default();
    for _ in 0..ROUNDS {
        let before = spent(&estimator);
        let began = Instant::now();
        estimator.follow(&frame, &last)?;
        let whole = began.elapsed();
        let after = spent(&estimator);
        let parts = [
            whole,
            after.crop.saturating_sub(before.crop),
            after.network.saturating_sub(before.network),
            after.decode.saturating_sub(before.decode),
            after.back.saturating_sub(before.back),
        ];
        for (step, part) in steps.iter_mut().zip(parts) {
            step.push(part);
        }
    }
    Ok(steps.map(|step| least(&step)))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    eprintln!("model, threads: least ms a frame: whole, crop, network, decode, back");
    for id in [shelf::EMBEDDED, shelf::PREFERRED] {
        let Ok(model) = shelf::take(Some(id)) else {
            eprintln!("{id} is not installed");
            continue;
        };
        for threads in [1, 2] {
            let [whole, crop, network, decode, back] = match check(&model, threads, None)?.kind() {
                Kind::Lifter(lifter) => run(lifter, plumbline::infer::Lifter::spent)?,
                Kind::BlazePose(blazepose) => run(blazepose, plumbline::infer::BlazePose::spent)?,
            };
            eprintln!("{id}, {threads}: {whole:.2}, {crop:.2}, {network:.2}, {decode:.2}, {back:.2}");
        }
    }
    Ok(())
}
