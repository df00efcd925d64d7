//! The shape of the file: its own types, so that the domain may change without changing files.

use serde::{Deserialize, Serialize};

use super::{Correction, Corrections, Reach, RepEvent};
use crate::body::{ClipInfo, Joint};
use crate::geom::{Ellipse, ImagePoint};
use crate::lift::VariantKind;
pub(super) use crate::recording::FileFault as Fault;
use crate::recording::check_schema;
use crate::sidecar::{ClipData, Sheet, bytes_of};

/// Name and version of the file's shape, as written in its field `schema`.
pub(super) const SCHEMA: &str = "plumbline.corrections/1";
/// The newest version this program reads.
pub(super) const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileData {
    schema: String,
    clip: ClipData,
    corrections: Vec<CorrectionData>,
}

/// `"frame"`, `"clip"`, or seconds.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum ReachData {
    Seconds(f64),
    Word(String),
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
enum CorrectionData {
    KeyPoint { at_s: f64, joint: String, x_px: f64, y_px: f64, reach: ReachData },
    NotSeen { joint: String, from_s: f64, to_s: f64 },
    Plate { at_s: f64, x_px: f64, y_px: f64, half_width_px: f64, half_height_px: f64, tilt_deg: f64, reach: ReachData },
    NoPlate { from_s: f64, to_s: f64 },
    Floor { y_px: f64 },
    Lifter { at_s: f64, x_px: f64, y_px: f64 },
    Event { rep_s: f64, event: String, at_s: Option<f64> },
    AddRep { from_s: f64, to_s: f64 },
    SplitRep { at_s: f64 },
    JoinReps { first_s: f64, second_s: f64 },
    RemoveRep { rep_s: f64 },
    PlateSize { mm: Option<f64> },
    Height { cm: Option<f64> },
    Load { kg: Option<f64> },
    Variant { variant: Option<String> },
    SlowMotion { factor: f64 },
    Trim { from_s: Option<f64>, to_s: Option<f64> },
}

/// The bytes of a file of corrections.
pub(super) fn encode(clip: &ClipInfo, corrections: &Corrections) -> Result<Vec<u8>, Fault> {
    check(corrections)?;
    let file =
        FileData { schema: SCHEMA.to_owned(), clip: ClipData::of(clip), corrections: corrections.0.iter().map(data).collect() };
    bytes_of(&file)
}

/// The corrections of a file's bytes, checked.
pub(super) fn decode(bytes: &[u8]) -> Result<Sheet<Corrections>, Fault> {
    check_schema(bytes, SCHEMA)?;
    let file: FileData = serde_json::from_slice(bytes).map_err(|error| Fault::Content(error.to_string()))?;
    let corrections = file.corrections.into_iter().map(correction).collect::<Result<_, _>>().map_err(Fault::Content)?;
    let corrections = Corrections(corrections);
    check(&corrections)?;
    Ok(file.clip.with(corrections))
}

/// Refuses corrections whose numbers cannot be meant.
fn check(corrections: &Corrections) -> Result<(), Fault> {
    let faulty = corrections.0.iter().enumerate().find_map(|(index, correction)| Some((index, correction.fault()?)));
    faulty.map_or(Ok(()), |(index, fault)| Err(Fault::Content(format!("correction {} cannot be meant: {fault}", index + 1))))
}

fn reach_data(reach: Reach) -> ReachData {
    match reach {
        Reach::Frame => ReachData::Word("frame".into()),
        Reach::Clip => ReachData::Word("clip".into()),
        Reach::Seconds(seconds) => ReachData::Seconds(seconds),
    }
}

fn reach(data: ReachData) -> Result<Reach, String> {
    match data {
        ReachData::Seconds(seconds) => Ok(Reach::Seconds(seconds)),
        ReachData::Word(word) if word == "frame" => Ok(Reach::Frame),
        ReachData::Word(word) if word == "clip" => Ok(Reach::Clip),
        ReachData::Word(word) => Err(format!("a reach is seconds, \"frame\" or \"clip\", not \"{word}\"")),
    }
}

fn joint(name: &str) -> Result<Joint, String> {
    Joint::from_name(name).ok_or_else(|| format!("\"{name}\" is no joint that is known"))
}

fn data(correction: &Correction) -> CorrectionData {
    match *correction {
        Correction::KeyPoint { at_s, joint, to, reach } => {
            CorrectionData::KeyPoint { at_s, joint: joint.name().into(), x_px: to.x, y_px: to.y, reach: reach_data(reach) }
        }
        Correction::NotSeen { joint, from_s, to_s } => CorrectionData::NotSeen { joint: joint.name().into(), from_s, to_s },
        Correction::Plate { at_s, rim, reach } => CorrectionData::Plate {
            at_s,
            x_px: rim.centre.x,
            y_px: rim.centre.y,
            half_width_px: rim.half_width,
            half_height_px: rim.half_height,
            tilt_deg: rim.tilt_deg,
            reach: reach_data(reach),
        },
        Correction::NoPlate { from_s, to_s } => CorrectionData::NoPlate { from_s, to_s },
        Correction::Floor { y_px } => CorrectionData::Floor { y_px },
        Correction::Lifter { at_s, point } => CorrectionData::Lifter { at_s, x_px: point.x, y_px: point.y },
        Correction::Event { rep_s, event, at_s } => CorrectionData::Event { rep_s, event: event.code().into(), at_s },
        Correction::AddRep { from_s, to_s } => CorrectionData::AddRep { from_s, to_s },
        Correction::SplitRep { at_s } => CorrectionData::SplitRep { at_s },
        Correction::JoinReps { first_s, second_s } => CorrectionData::JoinReps { first_s, second_s },
        Correction::RemoveRep { rep_s } => CorrectionData::RemoveRep { rep_s },
        Correction::PlateSize { mm } => CorrectionData::PlateSize { mm },
        Correction::Height { cm } => CorrectionData::Height { cm },
        Correction::Load { kg } => CorrectionData::Load { kg },
        Correction::Variant { kind } => CorrectionData::Variant { variant: kind.map(|kind| kind.code().into()) },
        Correction::SlowMotion { factor } => CorrectionData::SlowMotion { factor },
        Correction::Trim { from_s, to_s } => CorrectionData::Trim { from_s, to_s },
    }
}

fn correction(data: CorrectionData) -> Result<Correction, String> {
    Ok(match data {
        CorrectionData::KeyPoint { at_s, joint: name, x_px, y_px, reach: far } => {
            Correction::KeyPoint { at_s, joint: joint(&name)?, to: ImagePoint::new(x_px, y_px), reach: reach(far)? }
        }
        CorrectionData::NotSeen { joint: name, from_s, to_s } => Correction::NotSeen { joint: joint(&name)?, from_s, to_s },
        CorrectionData::Plate { at_s, x_px, y_px, half_width_px, half_height_px, tilt_deg, reach: far } => {
            let centre = ImagePoint::new(x_px, y_px);
            let rim = Ellipse { centre, half_width: half_width_px, half_height: half_height_px, tilt_deg };
            Correction::Plate { at_s, rim, reach: reach(far)? }
        }
        CorrectionData::NoPlate { from_s, to_s } => Correction::NoPlate { from_s, to_s },
        CorrectionData::Floor { y_px } => Correction::Floor { y_px },
        CorrectionData::Lifter { at_s, x_px, y_px } => Correction::Lifter { at_s, point: ImagePoint::new(x_px, y_px) },
        CorrectionData::Event { rep_s, event, at_s } => {
            let event = RepEvent::from_code(&event).ok_or_else(|| format!("\"{event}\" is no event of a repetition"))?;
            Correction::Event { rep_s, event, at_s }
        }
        CorrectionData::AddRep { from_s, to_s } => Correction::AddRep { from_s, to_s },
        CorrectionData::SplitRep { at_s } => Correction::SplitRep { at_s },
        CorrectionData::JoinReps { first_s, second_s } => Correction::JoinReps { first_s, second_s },
        CorrectionData::RemoveRep { rep_s } => Correction::RemoveRep { rep_s },
        CorrectionData::PlateSize { mm } => Correction::PlateSize { mm },
        CorrectionData::Height { cm } => Correction::Height { cm },
        CorrectionData::Load { kg } => Correction::Load { kg },
        CorrectionData::Variant { variant } => {
            let known = |code: String| VariantKind::from_code(&code).ok_or_else(|| format!("\"{code}\" is no kind of deadlift"));
            Correction::Variant { kind: variant.map(known).transpose()? }
        }
        CorrectionData::SlowMotion { factor } => Correction::SlowMotion { factor },
        CorrectionData::Trim { from_s, to_s } => Correction::Trim { from_s, to_s },
    })
}
