//! From the recording as the models saw it to the one as the user says it is.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::carry::{BY_HAND, Pins};
use super::{Correction, Corrections, Reach, Refused};
use crate::body::{Joint, Keypoint, Person, Plate, Pose, Recording};
use crate::frame;
use crate::geom::{Ellipse, ImagePoint};
use crate::lift::SetByHand;
use crate::notes::Note;
use crate::recording::canonical;
use crate::settings::Settings;
use crate::signal::median;
use crate::track;
use crate::units::Seconds;

/// Standard error of the centre of a plate that was set by hand, pixels (our default: what a careful hand does on a picture shown at half
/// its size).
const PLATE_SD_PX: f64 = 2.0;
/// How far outside a person's joints a point may lie to be that person, as a share of the joints' box.
const BESIDE: f64 = 0.15;
/// Confidence from which a joint counts for that box, 0..=1.
const SURE: f64 = 0.3;
/// Largest difference to a frame's time, as a share of the median time between frames, for a time to mean that frame.
const SAME_FRAME: f64 = 0.51;

/// A recording with the corrections in it.
#[derive(Clone, Debug)]
pub struct Prepared<'a> {
    /// The corrected recording; the recording itself where nothing changes it.
    pub recording: Cow<'a, Recording>,
    /// What was set by hand, for the calibration.
    pub set: SetByHand,
    /// The lifter's index among the people, with a note where the choice is not sure; `None` where nobody is seen.
    pub lifter: Option<(usize, Option<Note>)>,
    /// The frames that count: all, or those of the trimmed part.
    pub frames: Range<usize>,
    /// Corrections that do not fit this recording; those of repetitions are looked at later.
    pub refused: Vec<Refused>,
}

/// The settings with what the user said of sizes, load and kind of deadlift.
pub fn settings(settings: &Settings, corrections: &Corrections) -> Settings {
    let mut settings = settings.clone();
    for correction in corrections.0.iter().filter(|correction| correction.fault().is_none()) {
        match *correction {
            Correction::PlateSize { mm } => {
                (settings.calibration.plate_mm, settings.calibration.plate_stated) = (mm, true);
            }
            Correction::Height { cm } => settings.calibration.height_cm = cm,
            Correction::Load { kg } => settings.load_kg = kg,
            Correction::Variant { kind } => settings.variant = kind,
            _ => {}
        }
    }
    settings
}

/// The recording with everything that the user set on its pictures and its clock. Pure; without corrections it is the recording itself.
pub fn prepare<'a>(recording: &'a Recording, corrections: &Corrections) -> Prepared<'a> {
    let clock = Clock::new(recording);
    let sorted = sort(&clock, corrections);
    let all = 0..recording.moments.len();
    let mut prepared = Prepared {
        recording: Cow::Borrowed(recording),
        set: SetByHand { floor_px: sorted.floor_px, ..SetByHand::default() },
        lifter: None,
        frames: sorted.trim.clone().unwrap_or(all.clone()),
        refused: sorted.refused,
    };
    if prepared.frames != all {
        blank(prepared.recording.to_mut(), &prepared.frames);
    }
    if !(sorted.plates.is_empty()) {
        set_plates(&mut prepared, &sorted.plates, &clock);
    }
    prepared.lifter = track::lifter(&prepared.recording);
    if let Some((index, frame, point)) = sorted.lifter {
        match person_at(recording, frame, point) {
            Some(person) => prepared.lifter = Some((person, None)),
            None => prepared.refused.push(Refused::new(index, "nobody was seen at this place on this frame")),
        }
    }
    if !sorted.joints.is_empty() {
        match prepared.lifter.as_ref().map(|lifter| lifter.0) {
            Some(lifter) => set_joints(&mut prepared, lifter, &sorted.joints, &clock),
            None => prepared.refused.extend(
                sorted.joint_indices.iter().map(|&index| Refused::new(index, "there is no lifter whose joints could be set")),
            ),
        }
    }
    if let Some(factor) = sorted.slow_motion {
        slow_down(prepared.recording.to_mut(), factor, &clock);
    }
    if let Cow::Owned(changed) = prepared.recording {
        prepared.recording = Cow::Owned(canonical(changed));
    }
    prepared
}

/// The frames of a recording by the file's playing time.
pub(super) struct Clock {
    t: Vec<f64>,
    step_s: f64,
}

impl Clock {
    pub(super) fn new(recording: &Recording) -> Self {
        let slow = recording.clip.part.slow_motion;
        let t: Vec<f64> = recording.moments.iter().map(|moment| moment.at.0 * slow).collect();
        let step_s = median(t.windows(2).map(|pair| pair[1] - pair[0])).unwrap_or(0.0);
        Self { t, step_s }
    }

    /// The frame of this time, as far as the recording has one there.
    fn frame(&self, at_s: f64) -> Option<usize> {
        let frame = frame::nearest(&self.t, at_s, |t| *t)?;
        ((self.t[frame] - at_s).abs() <= SAME_FRAME * self.step_s + 1e-6).then_some(frame)
    }

    /// The frames from one time to another, both included; empty where the recording has none there.
    fn frames(&self, from_s: f64, to_s: f64) -> Range<usize> {
        let slack = SAME_FRAME * self.step_s;
        let from = self.t.partition_point(|&t| t < from_s - slack);
        from..self.t.partition_point(|&t| t <= to_s + slack).max(from)
    }
}

/// What is set of one thing through the clip: where it is, and where it is not seen.
struct Course<T> {
    pins: Pins<T>,
    unseen: BTreeSet<usize>,
}

impl<T> Default for Course<T> {
    fn default() -> Self {
        Self { pins: Pins::default(), unseen: BTreeSet::new() }
    }
}

impl<T: Copy> Course<T> {
    fn set(&mut self, frame: usize, value: T, reach: Reach) {
        self.unseen.remove(&frame);
        self.pins.set(frame, value, reach);
    }

    fn hide(&mut self, frames: Range<usize>) {
        self.pins.forget(&frames);
        self.unseen.extend(frames);
    }

    fn is_empty(&self) -> bool {
        self.pins.iter().next().is_none() && self.unseen.is_empty()
    }
}

/// The corrections of pictures and clock, by what they speak of.
#[derive(Default)]
struct Sorted {
    joints: BTreeMap<Joint, Course<ImagePoint>>,
    joint_indices: Vec<usize>,
    plates: Course<Ellipse>,
    floor_px: Option<f64>,
    lifter: Option<(usize, usize, ImagePoint)>,
    slow_motion: Option<f64>,
    trim: Option<Range<usize>>,
    refused: Vec<Refused>,
}

fn sort(clock: &Clock, corrections: &Corrections) -> Sorted {
    let mut sorted = Sorted::default();
    for (index, correction) in corrections.0.iter().enumerate() {
        let done = match correction.fault() {
            Some(fault) => Err(fault),
            None => take(&mut sorted, clock, index, correction),
        };
        if let Err(reason) = done {
            sorted.refused.push(Refused::new(index, reason));
        }
    }
    sorted
}

/// Puts one correction where it belongs; the reason where the recording has no place for it.
fn take(sorted: &mut Sorted, clock: &Clock, index: usize, correction: &Correction) -> Result<(), String> {
    let at = |at_s: f64| clock.frame(at_s).ok_or_else(|| format!("the clip as it was read has no frame at {at_s:.3} s"));
    let span = |from_s: f64, to_s: f64| {
        Some(clock.frames(from_s, to_s))
            .filter(|frames| !frames.is_empty())
            .ok_or_else(|| format!("the clip as it was read has no frame from {from_s:.3} to {to_s:.3} s"))
    };
    match *correction {
        Correction::KeyPoint { at_s, joint, to, reach } => {
            sorted.joints.entry(joint).or_default().set(at(at_s)?, to, reach);
            sorted.joint_indices.push(index);
        }
        Correction::NotSeen { joint, from_s, to_s } => {
            sorted.joints.entry(joint).or_default().hide(span(from_s, to_s)?);
            sorted.joint_indices.push(index);
        }
        Correction::Plate { at_s, rim, reach } => sorted.plates.set(at(at_s)?, rim, reach),
        Correction::NoPlate { from_s, to_s } => sorted.plates.hide(span(from_s, to_s)?),
        Correction::Floor { y_px } => sorted.floor_px = Some(y_px),
        Correction::Lifter { at_s, point } => sorted.lifter = Some((index, at(at_s)?, point)),
        Correction::SlowMotion { factor } => sorted.slow_motion = Some(factor),
        Correction::Trim { from_s: None, to_s: None } => sorted.trim = None,
        Correction::Trim { from_s, to_s } => sorted.trim = Some(span(from_s.unwrap_or(0.0), to_s.unwrap_or(f64::MAX))?),
        Correction::Event { .. }
        | Correction::AddRep { .. }
        | Correction::SplitRep { .. }
        | Correction::JoinReps { .. }
        | Correction::RemoveRep { .. }
        | Correction::PlateSize { .. }
        | Correction::Height { .. }
        | Correction::Load { .. }
        | Correction::Variant { .. } => {}
    }
    Ok(())
}

/// Takes away what was seen outside a part of the clip; the frames and their times stay.
fn blank(recording: &mut Recording, kept: &Range<usize>) {
    for (frame, moment) in recording.moments.iter_mut().enumerate() {
        if !kept.contains(&frame) {
            (moment.near_plate, moment.far_plate) = (None, None);
        }
    }
    for (frame, pose) in recording.people.iter_mut().flat_map(|person| person.poses.iter_mut().enumerate()) {
        if !kept.contains(&frame) {
            *pose = None;
        }
    }
}

/// The person at a point of a frame: of those whose box holds it, the one whose middle is nearest.
fn person_at(recording: &Recording, frame: usize, point: ImagePoint) -> Option<usize> {
    let away = |person: &Person| {
        let (left, top, right, bottom) = person.poses.get(frame)?.as_ref()?.bounds(SURE)?;
        let (aside, above) = (BESIDE * (right - left), BESIDE * (bottom - top));
        let holds = (left - aside..=right + aside).contains(&point.x) && (top - above..=bottom + above).contains(&point.y);
        holds.then(|| point.distance(ImagePoint::new(f64::midpoint(left, right), f64::midpoint(top, bottom))))
    };
    let people = recording.people.iter().enumerate().filter_map(|(number, person)| Some((away(person)?, number)));
    people.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, number)| number)
}

/// Sets the near plate where the user put it; where the tracker saw one too, the difference is carried to the neighbours.
fn set_plates(prepared: &mut Prepared, course: &Course<Ellipse>, clock: &Clock) {
    let seen: Vec<Option<Plate>> = prepared.recording.moments.iter().map(|moment| moment.near_plate).collect();
    let mut changes: Pins<Change> = Pins::default();
    for (frame, rim, reach) in course.pins.reaching() {
        // Without a plate seen there, there is no difference to carry.
        let seen = seen.get(frame).copied().flatten();
        let reach = if seen.is_some() { reach } else { Reach::Frame };
        changes.set(frame, seen.map_or_else(Change::default, |plate| Change::of(&plate.rim, &rim)), reach);
    }
    let pinned: BTreeMap<usize, Ellipse> = course.pins.iter().collect();
    let (recording, set) = (prepared.recording.to_mut(), &mut prepared.set.plates);
    for (frame, moment) in recording.moments.iter_mut().enumerate().filter(|(frame, _)| prepared.frames.contains(frame)) {
        if course.unseen.contains(&frame) {
            moment.near_plate = None;
        } else if let Some(&rim) = pinned.get(&frame) {
            moment.near_plate = Some(Plate { rim, confidence: 1.0, sd_px: PLATE_SD_PX });
            set.insert(frame);
        } else if let Some(plate) = &mut moment.near_plate {
            let mut counted = 0.0_f64;
            for (change, weight) in changes.on(frame, &clock.t) {
                change.add(&mut plate.rim, weight);
                counted += weight;
            }
            if counted > 0.0 {
                plate.confidence += (1.0 - plate.confidence) * counted.min(1.0);
                plate.sd_px = plate.sd_px.max(PLATE_SD_PX);
            }
            if counted >= BY_HAND {
                set.insert(frame);
            }
        }
    }
}

/// What makes the plate that was seen the one that the user set.
#[derive(Clone, Copy)]
struct Change {
    way: (f64, f64),
    /// Ratios of the half axes.
    size: (f64, f64),
    turn_deg: f64,
}

impl Default for Change {
    fn default() -> Self {
        Self { way: (0.0, 0.0), size: (1.0, 1.0), turn_deg: 0.0 }
    }
}

impl Change {
    fn of(seen: &Ellipse, set: &Ellipse) -> Self {
        let ratio = |seen: f64, set: f64| if seen > 0.0 { set / seen } else { 1.0 };
        Self {
            way: (set.centre.x - seen.centre.x, set.centre.y - seen.centre.y),
            size: (ratio(seen.half_width, set.half_width), ratio(seen.half_height, set.half_height)),
            turn_deg: set.tilt_deg - seen.tilt_deg,
        }
    }

    fn add(&self, rim: &mut Ellipse, weight: f64) {
        rim.centre = ImagePoint::new(rim.centre.x + weight * self.way.0, rim.centre.y + weight * self.way.1);
        rim.half_width *= 1.0 + weight * (self.size.0 - 1.0);
        rim.half_height *= 1.0 + weight * (self.size.1 - 1.0);
        rim.tilt_deg += weight * self.turn_deg;
    }
}

/// Sets the lifter's joints where the user put them; the way from where each was seen is carried to the neighbours.
fn set_joints(prepared: &mut Prepared, lifter: usize, joints: &BTreeMap<Joint, Course<ImagePoint>>, clock: &Clock) {
    let frames = prepared.frames.clone();
    let Some(person) = prepared.recording.to_mut().people.get_mut(lifter) else { return };
    for (&joint, course) in joints.iter().filter(|(_, course)| !course.is_empty()) {
        let seen = |frame: usize| person.poses.get(frame)?.as_ref()?.get(joint);
        let mut ways: Pins<(f64, f64)> = Pins::default();
        for (frame, to, reach) in course.pins.reaching() {
            // Where it was not seen there is no way to carry.
            let seen = seen(frame);
            let reach = if seen.is_some() { reach } else { Reach::Frame };
            ways.set(frame, seen.map_or((0.0, 0.0), |seen| (to.x - seen.at.x, to.y - seen.at.y)), reach);
        }
        let pinned: BTreeMap<usize, ImagePoint> = course.pins.iter().collect();
        let set = prepared.set.joints.entry(joint).or_default();
        for (frame, pose) in person.poses.iter_mut().enumerate().filter(|(frame, _)| frames.contains(frame)) {
            if course.unseen.contains(&frame) {
                if let Some(pose) = pose {
                    pose.clear(joint);
                }
            } else if let Some(&at) = pinned.get(&frame) {
                pose.get_or_insert_with(Pose::default).set(joint, Keypoint { at, confidence: 1.0 });
                set.insert(frame);
            } else if let Some((pose, seen)) = pose.as_mut().and_then(|pose| pose.get(joint).map(|seen| (pose, seen))) {
                let counting = ways.on(frame, &clock.t);
                let counted: f64 = counting.iter().map(|(_, weight)| weight).sum();
                if counted <= 0.0 {
                    continue;
                }
                let (x, y) = counting
                    .iter()
                    .fold((seen.at.x, seen.at.y), |(x, y), (way, weight)| (x + weight * way.0, y + weight * way.1));
                let confidence = seen.confidence + (1.0 - seen.confidence) * counted.min(1.0);
                pose.set(joint, Keypoint { at: ImagePoint::new(x, y), confidence });
                if counted >= BY_HAND {
                    set.insert(frame);
                }
            }
        }
    }
}

/// Reads the clip's clock with another factor of slow motion.
fn slow_down(recording: &mut Recording, factor: f64, clock: &Clock) {
    let ratio = recording.clip.part.slow_motion / factor;
    for (moment, playing_s) in recording.moments.iter_mut().zip(&clock.t) {
        moment.at = Seconds(playing_s / factor);
    }
    recording.clip.part.slow_motion = factor;
    recording.clip.duration_s *= ratio;
    recording.clip.mean_fps /= ratio;
}
