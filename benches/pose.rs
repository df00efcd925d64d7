//! Times one frame of each network at one and two threads, step by step: floats against bytes, ours against `MediaPipe`'s.
//!
//! `PLUMBLINE_BENCH_FRAME` names a file of 1280 x 720 x 3 bytes, red first, with a lifter in it; without it a grey ramp is looked at and
//! the contour of the back, which needs a person, takes no time. Times are the least over all rounds: other work on the machine adds.
//! Where `PLUMBLINE_MEDIAPIPE_PYTHON` names a Python with `mediapipe` and `PLUMBLINE_BENCH_CLIP` a clip, `MediaPipe`'s own pose (full) is
//! timed on the clip's frames, the decoding left out, and each pose network is held against it.

use std::process::Command;
use std::time::{Duration, Instant};

use plumbline::body::{Detector as _, Estimator, Joint, Keypoint, Pose};
use plumbline::frame::Frame;
use plumbline::geom::ImagePoint;
use plumbline::infer::{Barbell, BlazePose, Kind, MultiPose, SinglePose, Spent, check, shelf};
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

/// The times of one look after another: the least of the whole and of each step, milliseconds.
fn rounds<T>(
    looker: &mut T,
    spent: impl Fn(&T) -> Spent,
    mut look: impl FnMut(&mut T) -> Result<(), Box<dyn std::error::Error>>,
) -> Result<[f64; 5], Box<dyn std::error::Error>> {
    let mut steps: [Vec<Duration>; 5] = Default::default();
    for _ in 0..ROUNDS {
        let before = spent(looker);
        let began = Instant::now();
        look(looker)?;
        let whole = began.elapsed();
        let after = spent(looker);
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

/// Follows the person of the frame again and again.
fn follow<E: Estimator>(mut estimator: E, spent: impl Fn(&E) -> Spent) -> Result<[f64; 5], Box<dyn std::error::Error>> {
    let frame = frame();
    let last = estimator.find(&frame)?.into_iter().next().unwrap_or_else(figure);
    rounds(&mut estimator, spent, |estimator| Ok(estimator.follow(&frame, &last).map(drop)?))
}

/// Looks for plates again and again.
fn detect(mut barbell: Barbell) -> Result<[f64; 5], Box<dyn std::error::Error>> {
    let frame = frame();
    rounds(&mut barbell, Barbell::spent, |barbell| Ok(barbell.detect(&frame, None).map(drop)?))
}

/// The median of `MediaPipe`'s times on the frames of a clip.
const MEDIAPIPE: &str = "
import cv2, mediapipe, statistics, sys, time
clip, pose, times = cv2.VideoCapture(sys.argv[1]), mediapipe.solutions.pose.Pose(model_complexity=1), []
while len(times) < 200:
    there, picture = clip.read()
    if not there:
        break
    picture = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
    began = time.perf_counter()
    pose.process(picture)
    times.append(time.perf_counter() - began)
print(1000 * statistics.median(times))
";

/// Milliseconds a frame of `MediaPipe`'s own pose, where it is named.
fn mediapipe() -> Option<f64> {
    let (python, clip) = (std::env::var_os("PLUMBLINE_MEDIAPIPE_PYTHON")?, std::env::var_os("PLUMBLINE_BENCH_CLIP")?);
    let output = Command::new(python).arg("-c").arg(MEDIAPIPE).arg(clip).output().ok()?;
    String::from_utf8_lossy(&output.stdout).trim().parse().ok()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let base = mediapipe();
    if let Some(base) = base {
        eprintln!("MediaPipe's pose (full): median {base:.2} ms a frame, as many threads as it takes");
    }
    eprintln!("model, threads: least ms a frame: whole, crop, network, decode, back");
    for id in [shelf::EMBEDDED, shelf::QUANTISED, shelf::DETECTOR, shelf::QUANTISED_DETECTOR, shelf::PREFERRED] {
        for threads in [1, 2] {
            let Ok(model) = shelf::take(Some(id)) else {
                eprintln!("{id} is not installed");
                break;
            };
            let [whole, crop, network, decode, back] = match check(model, Some(threads), None)?.kind() {
                Kind::Single(single) => follow(single, SinglePose::spent)?,
                Kind::Multi(multi) => follow(multi, MultiPose::spent)?,
                Kind::BlazePose(blazepose) => follow(blazepose, BlazePose::spent)?,
                Kind::Barbell(barbell) => detect(barbell)?,
            };
            let against = base.map_or_else(String::new, |base| format!(": {:.1} % of MediaPipe's", 100.0 * whole / base));
            eprintln!("{id}, {threads}: {whole:.2}, {crop:.2}, {network:.2}, {decode:.2}, {back:.2}{against}");
        }
    }
    Ok(())
}
