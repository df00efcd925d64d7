//! The shape of the file: its own types, so that the domain may change without changing files.

use serde::{Deserialize, Serialize};

use super::{Figure, Ink, Remark, Review, Says, What};
use crate::body::ClipInfo;
use crate::geom::ImagePoint;
pub(super) use crate::recording::FileFault as Fault;
use crate::recording::check_schema;
use crate::sidecar::{ClipData, Sheet, bytes_of};

/// Name and version of the file's shape, as written in its field `schema`.
pub(super) const SCHEMA: &str = "plumbline.review/1";
/// The newest version this program reads.
pub(super) const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileData {
    schema: String,
    clip: ClipData,
    remarks: Vec<RemarkData>,
}

type PointData = [f64; 2];

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
enum RemarkData {
    Note { at_s: f64, text: String },
    KeyFrame { at_s: f64, name: String },
    Voice { at_s: f64, file: String, length_s: f64 },
    Override { at_s: f64, fault: String, rep_s: Option<f64>, says: String, reason: String },
    Line { from_s: f64, to_s: f64, ink: String, ends_px: [PointData; 2] },
    Arrow { from_s: f64, to_s: f64, ink: String, ends_px: [PointData; 2] },
    Angle { from_s: f64, to_s: f64, ink: String, corner_px: PointData, ends_px: [PointData; 2] },
    FreeHand { from_s: f64, to_s: f64, ink: String, points_px: Vec<PointData> },
    Text { from_s: f64, to_s: f64, ink: String, at_px: PointData, text: String },
}

/// The bytes of a file of remarks.
pub(super) fn encode(clip: &ClipInfo, review: &Review) -> Result<Vec<u8>, Fault> {
    check(review.remarks())?;
    let file =
        FileData { schema: SCHEMA.to_owned(), clip: ClipData::of(clip), remarks: review.remarks().iter().map(data).collect() };
    bytes_of(&file)
}

/// The remarks of a file's bytes, checked.
pub(super) fn decode(bytes: &[u8]) -> Result<Sheet<Review>, Fault> {
    check_schema(bytes, SCHEMA)?;
    let file: FileData = serde_json::from_slice(bytes).map_err(|error| Fault::Content(error.to_string()))?;
    let remarks: Vec<Remark> = file.remarks.into_iter().map(remark).collect::<Result<_, _>>().map_err(Fault::Content)?;
    check(&remarks)?;
    Ok(file.clip.with(Review::of(remarks)))
}

/// Refuses remarks that cannot be meant.
fn check(remarks: &[Remark]) -> Result<(), Fault> {
    let faulty = remarks.iter().enumerate().find_map(|(index, remark)| Some((index, remark.fault()?)));
    faulty.map_or(Ok(()), |(index, fault)| Err(Fault::Content(format!("remark {} cannot be meant: {fault}", index + 1))))
}

fn px(at: ImagePoint) -> PointData {
    [at.x, at.y]
}

fn place([x, y]: PointData) -> ImagePoint {
    ImagePoint::new(x, y)
}

fn data(remark: &Remark) -> RemarkData {
    let (from_s, to_s) = (remark.from_s, remark.to_s);
    match &remark.what {
        What::Note { text } => RemarkData::Note { at_s: from_s, text: text.clone() },
        What::KeyFrame { name } => RemarkData::KeyFrame { at_s: from_s, name: name.clone() },
        What::Voice { file, length_s } => RemarkData::Voice { at_s: from_s, file: file.clone(), length_s: *length_s },
        What::Override { fault, rep_s, says, reason } => RemarkData::Override {
            at_s: from_s,
            fault: fault.clone(),
            rep_s: *rep_s,
            says: says.code().to_owned(),
            reason: reason.clone(),
        },
        What::Drawing { ink, figure } => {
            let ink = ink.name().to_owned();
            match figure {
                Figure::Line(a, b) => RemarkData::Line { from_s, to_s, ink, ends_px: [px(*a), px(*b)] },
                Figure::Arrow(a, b) => RemarkData::Arrow { from_s, to_s, ink, ends_px: [px(*a), px(*b)] },
                Figure::Angle(a, corner, b) => {
                    RemarkData::Angle { from_s, to_s, ink, corner_px: px(*corner), ends_px: [px(*a), px(*b)] }
                }
                Figure::Free(points) => {
                    RemarkData::FreeHand { from_s, to_s, ink, points_px: points.iter().copied().map(px).collect() }
                }
                Figure::Text(at, text) => RemarkData::Text { from_s, to_s, ink, at_px: px(*at), text: text.clone() },
            }
        }
    }
}

fn remark(data: RemarkData) -> Result<Remark, String> {
    let moment = |at_s: f64, what: What| Ok(Remark { id: 0, from_s: at_s, to_s: at_s, what });
    let drawing = |from_s: f64, to_s: f64, ink: &str, figure: Figure| {
        let ink = Ink::from_name(ink).ok_or_else(|| format!("\"{ink}\" is no colour to draw with"))?;
        Ok(Remark { id: 0, from_s, to_s, what: What::Drawing { ink, figure } })
    };
    match data {
        RemarkData::Note { at_s, text } => moment(at_s, What::Note { text }),
        RemarkData::KeyFrame { at_s, name } => moment(at_s, What::KeyFrame { name }),
        RemarkData::Voice { at_s, file, length_s } => moment(at_s, What::Voice { file, length_s }),
        RemarkData::Override { at_s, fault, rep_s, says, reason } => {
            let says = Says::from_code(&says)
                .ok_or_else(|| format!("\"{says}\" is nothing that can be said of a fault: clear, note, moderate or marked"))?;
            moment(at_s, What::Override { fault, rep_s, says, reason })
        }
        RemarkData::Line { from_s, to_s, ink, ends_px: [a, b] } => drawing(from_s, to_s, &ink, Figure::Line(place(a), place(b))),
        RemarkData::Arrow { from_s, to_s, ink, ends_px: [a, b] } => {
            drawing(from_s, to_s, &ink, Figure::Arrow(place(a), place(b)))
        }
        RemarkData::Angle { from_s, to_s, ink, corner_px, ends_px: [a, b] } => {
            drawing(from_s, to_s, &ink, Figure::Angle(place(a), place(corner_px), place(b)))
        }
        RemarkData::FreeHand { from_s, to_s, ink, points_px } => {
            drawing(from_s, to_s, &ink, Figure::Free(points_px.into_iter().map(place).collect()))
        }
        RemarkData::Text { from_s, to_s, ink, at_px, text } => drawing(from_s, to_s, &ink, Figure::Text(place(at_px), text)),
    }
}
