//! `BlazePose` here against its official Python package on the same squares of the same frames.
//!
//! Runs where `PLUMBLINE_MEDIAPIPE_PYTHON` names a Python with `mediapipe` and OpenCV, `BlazePose` is installed, and clips lie in
//! `PLUMBLINE_CLIPS` or `../shared/data/clips`; else it says why it does not.

use std::path::PathBuf;
use std::process::Command;

use serde::Deserialize;

use super::crop::Crop;
use super::sight::Sight;
use super::{Kind, check, shelf};
use crate::body::Joint;
use crate::frame::Frame;
use crate::geom::ImagePoint;
use crate::units::Seconds;

/// Reads a frame from the middle of each clip, runs the package's own graph, and writes the frame, the square that the graph looked at and
/// the landmarks.
const SCRIPT: &str = r"
import cv2, json, os, sys
from mediapipe.python.solution_base import SolutionBase
out = sys.argv[1]
graph = SolutionBase(
    binary_graph_path='mediapipe/modules/pose_landmark/pose_landmark_cpu.binarypb',
    side_inputs={'model_complexity': 1, 'smooth_landmarks': False, 'enable_segmentation': False,
                 'smooth_segmentation': False, 'use_prev_landmarks': False},
    outputs=['pose_landmarks', 'pose_rect_from_detection'])
seen = []
for k, clip in enumerate(sys.argv[2:]):
    video = cv2.VideoCapture(clip)
    for _ in range(max(1, int(video.get(cv2.CAP_PROP_FRAME_COUNT)) // 2)):
        ok, picture = video.read()
    if not ok:
        continue
    picture = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
    h, w = picture.shape[:2]
    result = graph.process({'image': picture})
    if result.pose_landmarks is None:
        continue
    path = os.path.join(out, '%d.rgb' % k)
    picture.tofile(path)
    rect = lambda r: [r.x_center * w, r.y_center * h, r.width * w, r.rotation]
    seen.append({'clip': os.path.basename(clip), 'path': path, 'width': w, 'height': h,
                 'roi': rect(result.pose_rect_from_detection),
                 'points': [[p.x * w, p.y * h, p.visibility] for p in result.pose_landmarks.landmark]})
json.dump(seen, open(os.path.join(out, 'seen.json'), 'w'))
";

#[derive(Deserialize)]
struct Seen {
    clip: String,
    path: PathBuf,
    width: usize,
    height: usize,
    roi: [f64; 4],
    points: Vec<[f64; 3]>,
}

/// Places of some of the package's points, from its documentation.
const PLACES: [(usize, Joint); 16] = [
    (0, Joint::Nose),
    (7, Joint::LeftEar),
    (11, Joint::LeftShoulder),
    (12, Joint::RightShoulder),
    (13, Joint::LeftElbow),
    (15, Joint::LeftWrist),
    (16, Joint::RightWrist),
    (19, Joint::LeftKnuckle),
    (23, Joint::LeftHip),
    (24, Joint::RightHip),
    (25, Joint::LeftKnee),
    (26, Joint::RightKnee),
    (27, Joint::LeftAnkle),
    (28, Joint::RightAnkle),
    (29, Joint::LeftHeel),
    (32, Joint::RightToe),
];

/// The network's own pixel is the unit: the median point must be nearer to the package's than this.
const MEDIAN_CROP_PX: f64 = 1.0;
/// Nine in ten points must be nearer than this. Why the rest are farther was not looked into.
const MOST_CROP_PX: f64 = 3.0;

fn clips() -> Vec<PathBuf> {
    let folder = std::env::var_os("PLUMBLINE_CLIPS").map_or_else(|| PathBuf::from("../shared/data/clips"), PathBuf::from);
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut clips: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    clips.retain(|path| path.extension().is_some_and(|ending| ending == "mp4"));
    clips.sort();
    clips
}

fn skipped(why: &str) {
    eprintln!("skipped the comparison with MediaPipe: {why}");
}

#[test]
fn landmarks_agree_with_the_python_package_on_the_same_square() {
    let Some(python) = std::env::var_os("PLUMBLINE_MEDIAPIPE_PYTHON") else {
        return skipped("PLUMBLINE_MEDIAPIPE_PYTHON names no Python with mediapipe");
    };
    let model = shelf::take(Some(shelf::PREFERRED));
    let Ok(model) = model else { return skipped("BlazePose is not installed") };
    let clips = clips();
    if clips.is_empty() {
        return skipped("there are no clips in PLUMBLINE_CLIPS or ../shared/data/clips");
    }
    let mut blazepose = match check(model, Some(1), None).map(super::Checked::kind) {
        Ok(Kind::BlazePose(blazepose)) => blazepose,
        Err(error) => return skipped(&error.to_string()),
        Ok(_) => panic!("{} is no BlazePose", shelf::PREFERRED),
    };
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(python).arg("-c").arg(SCRIPT).arg(folder.path()).args(&clips).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let seen: Vec<Seen> = serde_json::from_slice(&std::fs::read(folder.path().join("seen.json")).unwrap()).unwrap();
    assert!(!seen.is_empty());
    let mut gaps = Vec::new();
    for picture in &seen {
        let rgb = std::fs::read(&picture.path).unwrap();
        let frame = Frame { index: 0, at: Seconds(0.0), width: picture.width, height: picture.height, rgb };
        let [x, y, side, turn] = picture.roi;
        let crop = Crop { centre: ImagePoint::new(x, y), side, turn_deg: turn.to_degrees() };
        let pose = blazepose.look(&frame, &crop).unwrap().unwrap();
        let before = gaps.len();
        for (place, joint) in PLACES {
            let [x, y, visibility] = picture.points[place];
            if visibility > 0.5 {
                gaps.push(pose.get(joint).unwrap().at.distance(ImagePoint::new(x, y)) * 256.0 / side);
            }
        }
        let own = &gaps[before..];
        eprintln!(
            "{}: {:.2} px of the crop, mean over {} points",
            picture.clip,
            own.iter().sum::<f64>() / own.len() as f64,
            own.len()
        );
    }
    gaps.sort_by(f64::total_cmp);
    let quantile = |share: f64| gaps[((gaps.len() - 1) as f64 * share) as usize];
    eprintln!("{} pictures: median {:.2}, 90 of 100 {:.2} px of the crop", seen.len(), quantile(0.5), quantile(0.9));
    assert!(quantile(0.5) < MEDIAN_CROP_PX && quantile(0.9) < MOST_CROP_PX);
}
