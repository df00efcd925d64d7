//! Film it right: the guide, and what the product reads off the last clip.
//!
//! What is read comes from the analysis and the recording alone: the view, the distance by the size of things in the picture, the lens's
//! height as far as it is known, what was hidden or cut off, the frame rate. What no camera tells (light, clothes) is only in the guide.

use super::texts::{filled, text};
use crate::analysis::Analysis;
use crate::body::{Joint, Pose, Recording, Side, ViewKind};
use crate::faults::Verdict;
use crate::lift::{HELD_SD_DEG, Lift, PLATE_TO_MIDDLE_M, Plane, Scale, focal_px, units_per_metre};
use crate::measure::{INTERVAL_90, LEAST_CONFIDENCE};
use crate::signal::{median, quantile};
use crate::track::SURE;

/// The guide's rules, in order; their words stand under `film.ID.rule`.
pub static GUIDE: &[&str] = &[
    "technique",
    "views",
    "angles",
    "distance",
    "height",
    "level",
    "whole",
    "light",
    "clothes",
    "plates",
    "frame-rate",
    "loads",
    "tolerates",
    "old-footage",
];

/// One thing read off a clip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Id: one of the guide's rules, or `lifter`, `told`.
    pub id: &'static str,
    /// Whether it is well so.
    pub good: bool,
    /// What was seen, one sentence.
    pub seen: String,
    /// What to change, one sentence; empty where it is well so.
    pub change: String,
}

impl Remark {
    fn good(id: &'static str, seen: String) -> Self {
        Self { id, good: true, seen, change: String::new() }
    }

    fn bad(id: &'static str, seen: String, change: String) -> Self {
        Self { id, good: false, seen, change }
    }
}

/// Yaw up to which the side view shows everything that a side view can, degrees (faults.md, section 5).
const SIDE_DEG: f64 = 20.0;
/// Yaw up to which plates leave the shins free and angles can still be corrected, degrees.
const OBLIQUE_DEG: f64 = 45.0;
/// Yaw from which it counts as from the front or from behind, degrees.
const FRONT_DEG: f64 = 70.0;
/// Turn of the camera about its own axis from which it should be held better, degrees: a plumb line is then 3 cm off over 60 (derived).
const TURNED_DEG: f64 = 3.0;
/// Least distance asked for, metres: nearer, perspective spoils what is compared.
const NEAREST_M: f64 = 3.0;
/// Relative error of a distance by an assumed lens: wide and long lenses, cropped video.
const LENS_SD: f64 = 0.3;
/// Heights of the lens that count as hip height, metres.
const HIP_M: (f64, f64) = (0.6, 1.3);
/// Share of the picture's height that a lifter should fill at the most.
const FILLS: f64 = 0.92;
/// Least height of the lifter in the picture, pixels: a quarter of the back then has the 40 that an angle needs (derived).
const LEAST_PX: f64 = 560.0;
/// How near to the edge of the picture a joint counts as cut off, share of its shorter side.
const EDGE: f64 = 0.015;
/// Share of the frames from which something counts as hidden or cut off.
const TOO_MANY: (f64, f64) = (0.30, 0.05);
/// Frames a second wanted for what happens about lift-off.
const FPS: f64 = 50.0;
/// Time wanted before the first lift-off, seconds.
const BEFORE_S: f64 = 1.5;
/// Most reasons of what could not be told that are repeated.
const MOST_REASONS: usize = 3;

/// What is read off a clip, what to change first.
pub fn read(recording: &Recording, analysis: &Analysis) -> Vec<Remark> {
    let poses = analysis.lifter.and_then(|index| recording.people.get(index)).map(|person| person.poses.as_slice());
    let (Some(poses), Some(lift)) = (poses, &analysis.lift) else {
        return vec![Remark::bad("lifter", text("film.lifter.seen"), text("film.lifter.change"))];
    };
    let mut remarks = vec![view(lift)];
    remarks.extend(whole(recording, poses));
    remarks.extend(distance(recording, lift, poses));
    remarks.extend(height(recording, lift, poses));
    remarks.extend(level(lift));
    remarks.extend(hidden(lift, analysis));
    remarks.push(frame_rate(recording));
    remarks.extend(start(analysis));
    remarks.extend(told(analysis));
    // What to change comes first; the order within stays.
    remarks.sort_by_key(|remark| remark.good);
    remarks
}

fn view(lift: &Lift) -> Remark {
    let (yaw, sd) = (lift.view.yaw_deg, lift.view.yaw_sd_deg);
    let values = [
        ("yaw", format!("{yaw:.0}")),
        ("error", format!("{:.0}", INTERVAL_90 * sd)),
        ("turn", format!("{:.0}", 5.0 * (yaw / 5.0).round())),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let say = |key: &str| filled(&format!("film.views.{key}"), &values);
    match lift.view.kind {
        ViewKind::Front | ViewKind::Back if yaw >= FRONT_DEG => Remark::good("views", say("front")),
        _ if yaw <= SIDE_DEG => Remark::good("views", say("side")),
        _ if yaw <= OBLIQUE_DEG => Remark::bad("views", say("oblique"), say("oblique-change")),
        _ => Remark::bad("views", say("between"), say("between-change")),
    }
}

/// How level the camera was, where the room told it.
fn level(lift: &Lift) -> Option<Remark> {
    let (roll, sd) = lift.roll_deg;
    let way = if roll < 0.0 { "left" } else { "right" };
    let way = text(&format!("film.level.{way}"));
    let (turned, error) = (format!("{:.1}", roll.abs()), format!("{:.1}", INTERVAL_90 * sd));
    let say = |key: &str| filled(key, &[("roll", &turned), ("error", &error), ("way", &way)]);
    (sd < HELD_SD_DEG).then(|| {
        let seen = say("film.level.seen");
        if roll.abs() > TURNED_DEG { Remark::bad("level", seen, text("film.level.change")) } else { Remark::good("level", seen) }
    })
}

/// Joints at the ends of the body, with the word for where they are.
const ENDS: [(&str, &[Joint]); 3] = [
    ("head", &[Joint::Nose, Joint::LeftEar, Joint::RightEar]),
    ("hands", &[Joint::LeftWrist, Joint::RightWrist]),
    ("feet", &[Joint::LeftToe, Joint::RightToe, Joint::LeftHeel, Joint::RightHeel, Joint::LeftAnkle, Joint::RightAnkle]),
];

/// Share of the picture's height between the highest and the lowest joint, at its greatest.
fn fills(recording: &Recording, poses: &[Option<Pose>]) -> Option<f64> {
    let heights = poses.iter().flatten().filter_map(|pose| pose.bounds(SURE)).map(|(_, top, _, bottom)| bottom - top);
    let tallest = quantile(heights, 0.98)?;
    (recording.clip.height_px > 0).then(|| tallest / recording.clip.height_px as f64)
}

/// What is cut off by the edge of the picture.
fn whole(recording: &Recording, poses: &[Option<Pose>]) -> Option<Remark> {
    let (width, height) = (recording.clip.width_px as f64, recording.clip.height_px as f64);
    let edge = EDGE * width.min(height);
    let seen = poses.iter().flatten().count();
    if seen == 0 || edge <= 0.0 {
        return None;
    }
    let outside = |pose: &Pose, joints: &[Joint]| {
        joints
            .iter()
            .filter_map(|&joint| pose.get(joint))
            .any(|at| at.at.x < edge || at.at.y < edge || at.at.x > width - edge || at.at.y > height - edge)
    };
    let cut: Vec<String> = ENDS
        .iter()
        .filter(|(_, joints)| {
            let frames = poses.iter().flatten().filter(|pose| outside(pose, joints)).count();
            frames as f64 > TOO_MANY.1 * seen as f64
        })
        .map(|(word, _)| text(&format!("film.part.{word}")))
        .collect();
    Some(if cut.is_empty() {
        Remark::good("whole", text("film.whole.seen"))
    } else {
        Remark::bad("whole", filled("film.whole.cut", &[("parts", &cut.join(", "))]), text("film.whole.change"))
    })
}

/// Pixels in a metre at the lifter; of a lifter of average height where the size is not known.
fn px_per_metre(lift: &Lift) -> f64 {
    lift.px_per_unit * units_per_metre(lift.scale)
}

/// Distance of the lens to the lifter, metres, where the size of things is known well enough.
pub fn distance_m(recording: &Recording, lift: &Lift) -> Option<f64> {
    let distance = focal_px(&recording.clip) / px_per_metre(lift);
    (distance.is_finite() && distance > 0.0).then_some(distance)
}

/// How far away, and how much of the picture the lifter fills.
fn distance(recording: &Recording, lift: &Lift, poses: &[Option<Pose>]) -> Option<Remark> {
    let metres = distance_m(recording, lift)?;
    let fills = fills(recording, poses)?;
    let percent = format!("{:.0}", 100.0 * fills);
    let (far, error) = (format!("{metres:.1}"), format!("{:.1}", 1.645 * LENS_SD * metres));
    let values = [("metres", far.as_str()), ("error", error.as_str()), ("share", percent.as_str())];
    let seen = filled("film.distance.seen", &values);
    // Half metres: no lens is known better.
    let half = |metres: f64| format!("{:.1}", ((2.0 * metres).round() / 2.0).max(0.5)).replace(".0", "");
    let tall_px = fills * recording.clip.height_px as f64;
    Some(if fills > FILLS {
        let back = metres * (fills / FILLS - 1.0).max(0.15);
        Remark::bad("distance", seen, filled("film.distance.back-room", &[("by", &half(back))]))
    } else if metres < NEAREST_M - 0.25 {
        Remark::bad("distance", seen, filled("film.distance.back", &[("by", &half(NEAREST_M - metres))]))
    } else if tall_px < LEAST_PX {
        let nearer = (metres - NEAREST_M).min(metres * (1.0 - tall_px / LEAST_PX));
        if nearer < 0.5 {
            Remark::bad("distance", seen, text("film.distance.zoom"))
        } else {
            Remark::bad("distance", seen, filled("film.distance.nearer", &[("by", &half(nearer))]))
        }
    } else {
        Remark::good("distance", seen)
    })
}

/// Height of the lens: by both plates, which lie at one height at two distances, whatever the phone's tilt; else by the floor, if held level.
fn height(recording: &Recording, lift: &Lift, poses: &[Option<Pose>]) -> Option<Remark> {
    let metres = distance_m(recording, lift)?;
    let (lens, sure) = match by_plates(recording, lift, metres) {
        Some(lens) => (lens, true),
        None => (by_floor(recording, poses, lift)?, false),
    };
    let values = [("metres", format!("{:.1}", lens.max(0.0)))];
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let seen = filled(if sure { "film.height.seen" } else { "film.height.if-level" }, &values);
    Some(if lens < HIP_M.0 {
        Remark::bad("height", seen, text("film.height.raise"))
    } else if lens > HIP_M.1 {
        Remark::bad("height", seen, text("film.height.lower"))
    } else {
        Remark::good("height", seen)
    })
}

/// Fewest frames with both plates.
const FEWEST_PAIRS: usize = 10;

fn by_plates(recording: &Recording, lift: &Lift, metres: f64) -> Option<f64> {
    let bar = lift.bar.as_ref().filter(|_| lift.plane == Plane::Sagittal && matches!(lift.scale, Scale::Metres { .. }))?;
    let aside = PLATE_TO_MIDDLE_M * lift.view.yaw_deg.to_radians().cos();
    let (near, far) = (metres - aside, metres + aside);
    if near <= 0.3 || aside < 0.2 {
        return None;
    }
    let focal = focal_px(&recording.clip);
    let lenses: Vec<f64> = recording
        .moments
        .iter()
        .enumerate()
        .filter_map(|(frame, moment)| {
            let (a, b) = (moment.near_plate?.rim.centre.y, moment.far_plate?.rim.centre.y);
            // A row is focal times height over distance: the far plate lies nearer to the horizon.
            Some(bar.path.y.at(frame)? + (a - b) / (focal * (1.0 / near - 1.0 / far)))
        })
        .collect();
    if lenses.len() < FEWEST_PAIRS { None } else { median(lenses).filter(|lens| (-0.5..4.0).contains(lens)) }
}

fn by_floor(recording: &Recording, poses: &[Option<Pose>], lift: &Lift) -> Option<f64> {
    let rows = poses.iter().flatten().filter_map(|pose| {
        let (heel, toe) = (pose.middle(Joint::LeftHeel, SURE)?, pose.middle(Joint::LeftToe, SURE)?);
        Some(heel.y.max(toe.y))
    });
    let floor = median(rows)?;
    Some((floor - recording.clip.height_px as f64 / 2.0) / px_per_metre(lift)).filter(|lens| (-0.5..4.0).contains(lens))
}

/// Parts that must be seen from the side, with their joints on the near side.
const PARTS: [(&str, &[Joint]); 6] = [
    ("shins", &[Joint::LeftKnee, Joint::LeftAnkle]),
    ("feet", &[Joint::LeftHeel, Joint::LeftToe]),
    ("hips", &[Joint::LeftHip]),
    ("hands", &[Joint::LeftWrist]),
    ("shoulders", &[Joint::LeftShoulder]),
    ("back", &Joint::BACK),
];

/// What was hidden for too much of the repetitions.
fn hidden(lift: &Lift, analysis: &Analysis) -> Vec<Remark> {
    let frames: Vec<usize> = analysis.reps.iter().flat_map(|rep| rep.rep.frames.clone()).collect();
    let frames: Vec<usize> = if frames.is_empty() { (0..lift.t.len()).collect() } else { frames };
    let sides: &[Side] = if lift.plane == Plane::Frontal { &[Side::Left, Side::Right] } else { &[lift.near] };
    let share = |joint: Joint| {
        let path = lift.joint(joint)?;
        let lost = frames.iter().filter(|&&frame| path.confidence.get(frame).is_none_or(|sure| *sure < LEAST_CONFIDENCE)).count();
        Some(lost as f64 / frames.len().max(1) as f64)
    };
    let worst = |joints: &[Joint]| {
        let all = joints.iter().flat_map(|joint| sides.iter().map(move |&side| joint.on(side)));
        all.filter_map(share).max_by(f64::total_cmp)
    };
    let mut remarks: Vec<(f64, Remark)> = PARTS
        .iter()
        .filter(|(part, _)| *part != "back" || lift.plane == Plane::Sagittal)
        .filter_map(|(part, joints)| {
            let share = worst(joints).filter(|share| *share > TOO_MANY.0)?;
            let values = [("part", text(&format!("film.part.{part}"))), ("share", format!("{:.0}", 100.0 * share))];
            let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let change = text(if matches!(*part, "back" | "shoulders") { "film.hidden.clothes" } else { "film.hidden.plates" });
            let id = if matches!(*part, "back" | "shoulders") { "clothes" } else { "plates" };
            Some((share, Remark::bad(id, filled("film.hidden.seen", &values), change)))
        })
        .collect();
    if remarks.is_empty() {
        return vec![Remark::good("plates", text("film.hidden.nothing"))];
    }
    remarks.sort_by(|a, b| b.0.total_cmp(&a.0));
    remarks.into_iter().map(|(_, remark)| remark).collect()
}

fn frame_rate(recording: &Recording) -> Remark {
    let fps = recording.clip.mean_fps;
    let seen = filled("film.frame-rate.seen", &[("fps", &format!("{fps:.0}"))]);
    // A phone's 50 is never quite 50.
    if fps >= 0.98 * FPS {
        Remark::good("frame-rate", seen)
    } else {
        Remark::bad("frame-rate", seen, text("film.frame-rate.change"))
    }
}

/// Whether the clip starts early enough.
fn start(analysis: &Analysis) -> Option<Remark> {
    let off = analysis.reps.first()?.rep.lift_off.map_or(0.0, |off| off.at);
    let seen = filled("film.start.seen", &[("seconds", &format!("{off:.1}"))]);
    (off < BEFORE_S).then(|| Remark::bad("whole", seen, text("film.start.change")))
}

/// How to film what could not be told, by the reason that kept the most from being told.
fn told(analysis: &Analysis) -> Vec<Remark> {
    let mut reasons: Vec<(&str, Vec<&'static str>)> = Vec::new();
    for found in &analysis.set {
        let Verdict::NotAssessed(why) = &found.verdict else { continue };
        if why.film_it.is_empty() {
            continue;
        }
        match reasons.iter_mut().find(|(film_it, _)| *film_it == why.film_it) {
            Some((_, names)) => names.push(found.card.name),
            None => reasons.push((&why.film_it, vec![found.card.name])),
        }
    }
    reasons.sort_by_key(|(_, names)| std::cmp::Reverse(names.len()));
    let remark = |(film_it, names): (&str, Vec<&str>)| {
        Remark::bad("told", filled("film.told.seen", &[("names", &names.join(" · "))]), film_it.to_owned())
    };
    reasons.into_iter().take(MOST_REASONS).map(remark).collect()
}
