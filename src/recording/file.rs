//! The shape of the file: its own types, so that the domain may change without changing files.

use serde::{Deserialize, Serialize};

use super::{Fault, SCHEMA, canonical, check_schema};
use crate::body::{ClipInfo, Joint, Keypoint, ModelInfo, Moment, Part, Person, Plate, Pose, Recording, Upright};
use crate::geom::{Ellipse, ImagePoint};
use crate::notes::Note;
use crate::units::Seconds;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileData {
    schema: String,
    clip: ClipData,
    model: ModelData,
    times_s: Vec<f64>,
    near_plates: Vec<Option<PlateData>>,
    far_plates: Vec<Option<PlateData>>,
    people: Vec<PersonData>,
    /// Frame, upper end x and y, lower end x and y (pixels).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    uprights: Vec<(usize, f64, f64, f64, f64)>,
    notes: Vec<NoteData>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClipData {
    path: String,
    sha256: String,
    duration_s: f64,
    width_px: usize,
    height_px: usize,
    frames: usize,
    mean_fps: f64,
    slow_motion: f64,
    from_s: Option<f64>,
    to_s: Option<f64>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ModelData {
    id: String,
    sha256: String,
}

/// Centre x, centre y, half width, half height (pixels), tilt (degrees), confidence, standard error (pixels).
type PlateData = (f64, f64, f64, f64, f64, f64, f64);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonData {
    /// The joints that the arrays below give, in their order.
    joints: Vec<String>,
    /// One entry a frame.
    poses: Vec<Option<PoseData>>,
}

/// Presence, and for each joint x, y (pixels) and confidence.
type PoseData = (f64, Vec<Option<(f64, f64, f64)>>);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct NoteData {
    code: String,
    text: String,
    hint: String,
}

/// The bytes of a recording's file.
pub(super) fn encode(recording: &Recording) -> Result<Vec<u8>, Fault> {
    let recording = canonical(recording.clone());
    check(&recording)?;
    serde_json::to_vec(&data(&recording)).map_err(|error| Fault::Content(error.to_string()))
}

/// The recording of a file's bytes, checked.
pub(super) fn decode(bytes: &[u8]) -> Result<Recording, Fault> {
    check_schema(bytes, SCHEMA)?;
    let file: FileData = serde_json::from_slice(bytes).map_err(|error| Fault::Content(error.to_string()))?;
    let recording = canonical(recording(file)?);
    check(&recording)?;
    Ok(recording)
}

/// Holds what every recording promises: one entry a frame, times ascending, numbers finite.
fn check(recording: &Recording) -> Result<(), Fault> {
    let Recording { clip, moments, people, uprights, .. } = recording;
    let finite = |what: &str, numbers: &[f64]| {
        if numbers.iter().all(|number| number.is_finite()) { Ok(()) } else { Err(Fault::NotFinite(what.to_owned())) }
    };
    finite("the clip's duration or frame rate", &[clip.duration_s, clip.mean_fps])?;
    for (frame, moment) in moments.iter().enumerate() {
        finite(&format!("the time of frame {frame}"), &[moment.at.0])?;
        for Plate { rim, confidence, sd_px } in moment.near_plate.iter().chain(&moment.far_plate) {
            let numbers = [rim.centre.x, rim.centre.y, rim.half_width, rim.half_height, rim.tilt_deg, *confidence, *sd_px];
            finite(&format!("a plate of frame {frame}"), &numbers)?;
        }
    }
    for Upright { frame, top, bottom } in uprights {
        finite(&format!("an upright edge of frame {frame}"), &[top.x, top.y, bottom.x, bottom.y])?;
        if *frame >= moments.len() {
            return Err(Fault::Content(format!("it has an upright edge on frame {frame} of {} frames", moments.len())));
        }
    }
    if let Some(early) = moments.windows(2).position(|pair| pair[1].at.0 <= pair[0].at.0) {
        return Err(Fault::Times(early + 1));
    }
    for (number, person) in people.iter().enumerate() {
        if person.poses.len() != moments.len() {
            let what = format!("poses of person {}", number + 1);
            return Err(Fault::Lengths { expected: moments.len(), found: person.poses.len(), what });
        }
        for (frame, pose) in person.poses.iter().enumerate().filter_map(|(frame, pose)| Some((frame, pose.as_ref()?))) {
            finite(&format!("a pose of frame {frame}"), &[pose.presence])?;
        }
    }
    Ok(())
}

fn data(recording: &Recording) -> FileData {
    let Recording { clip, model, moments, people, uprights, notes } = recording;
    FileData {
        schema: SCHEMA.to_owned(),
        clip: ClipData {
            path: clip.path.clone(),
            sha256: clip.sha256.clone(),
            duration_s: clip.duration_s,
            width_px: clip.width_px,
            height_px: clip.height_px,
            frames: clip.frames,
            mean_fps: clip.mean_fps,
            slow_motion: clip.part.slow_motion,
            from_s: clip.part.from_s,
            to_s: clip.part.to_s,
        },
        model: ModelData { id: model.id.clone(), sha256: model.sha256.clone() },
        times_s: moments.iter().map(|moment| moment.at.0).collect(),
        near_plates: moments.iter().map(|moment| moment.near_plate.map(plate_data)).collect(),
        far_plates: moments.iter().map(|moment| moment.far_plate.map(plate_data)).collect(),
        people: people.iter().map(person_data).collect(),
        uprights: uprights.iter().map(|Upright { frame, top, bottom }| (*frame, top.x, top.y, bottom.x, bottom.y)).collect(),
        notes: notes
            .iter()
            .map(|note| NoteData { code: note.code.to_string(), text: note.text.clone(), hint: note.hint.clone() })
            .collect(),
    }
}

fn plate_data(Plate { rim, confidence, sd_px }: Plate) -> PlateData {
    (rim.centre.x, rim.centre.y, rim.half_width, rim.half_height, rim.tilt_deg, confidence, sd_px)
}

fn person_data(person: &Person) -> PersonData {
    let seen = |joint: Joint| person.poses.iter().flatten().any(|pose| pose.get(joint).is_some());
    let joints: Vec<Joint> = Joint::ALL.iter().copied().filter(|&joint| seen(joint)).collect();
    let place = |pose: &Pose, joint| pose.get(joint).map(|seen| (seen.at.x, seen.at.y, seen.confidence));
    let pose = |pose: &Pose| (pose.presence, joints.iter().map(|&joint| place(pose, joint)).collect());
    PersonData {
        joints: joints.iter().map(|joint| joint.name().to_owned()).collect(),
        poses: person.poses.iter().map(|seen| seen.as_ref().map(pose)).collect(),
    }
}

fn recording(file: FileData) -> Result<Recording, Fault> {
    let frames = file.times_s.len();
    for (plates, what) in [(&file.near_plates, "near plates"), (&file.far_plates, "far plates")] {
        if plates.len() != frames {
            return Err(Fault::Lengths { expected: frames, found: plates.len(), what: what.to_owned() });
        }
    }
    let plates = file.near_plates.into_iter().zip(file.far_plates);
    let moments = file.times_s.into_iter().zip(plates).map(|(at, (near, far))| Moment {
        at: Seconds(at),
        near_plate: near.map(plate),
        far_plate: far.map(plate),
    });
    let ClipData { path, sha256, duration_s, width_px, height_px, frames, mean_fps, slow_motion, from_s, to_s } = file.clip;
    let part = Part { slow_motion, from_s, to_s };
    Ok(Recording {
        clip: ClipInfo { path, sha256, duration_s, width_px, height_px, frames, mean_fps, part },
        model: ModelInfo { id: file.model.id, sha256: file.model.sha256 },
        moments: moments.collect(),
        people: file.people.into_iter().map(person).collect::<Result<_, _>>()?,
        uprights: file.uprights.into_iter().map(upright).collect(),
        notes: file.notes.into_iter().map(|note| Note::new(note.code, note.text, note.hint)).collect(),
    })
}

fn plate((x, y, half_width, half_height, tilt_deg, confidence, sd_px): PlateData) -> Plate {
    Plate { rim: Ellipse { centre: ImagePoint::new(x, y), half_width, half_height, tilt_deg }, confidence, sd_px }
}

fn upright((frame, x, y, bottom_x, bottom_y): (usize, f64, f64, f64, f64)) -> Upright {
    Upright { frame, top: ImagePoint::new(x, y), bottom: ImagePoint::new(bottom_x, bottom_y) }
}

fn person(person: PersonData) -> Result<Person, Fault> {
    let mut joints: Vec<Joint> = Vec::new();
    for name in &person.joints {
        let joint = Joint::from_name(name).ok_or_else(|| Fault::Content(format!("\"{name}\" is no joint that is known")))?;
        if joints.contains(&joint) {
            return Err(Fault::Content(format!("the joint \"{name}\" is listed twice")));
        }
        joints.push(joint);
    }
    let poses = person.poses.into_iter().enumerate().map(|(frame, seen)| seen.map(|seen| pose(frame, &joints, seen)).transpose());
    Ok(Person { poses: poses.collect::<Result<_, _>>()? })
}

fn pose(frame: usize, joints: &[Joint], (presence, places): PoseData) -> Result<Pose, Fault> {
    if places.len() != joints.len() {
        let what = format!("joint places on frame {frame} for {} joint names", joints.len());
        return Err(Fault::Content(format!("it has {} {what}", places.len())));
    }
    let mut pose = Pose::default();
    pose.presence = presence;
    for (&joint, place) in joints.iter().zip(places) {
        if let Some((x, y, confidence)) = place {
            pose.set(joint, Keypoint { at: ImagePoint::new(x, y), confidence });
        }
    }
    Ok(pose)
}
