//! What can be taken hold of on the video to correct it.

use eframe::egui::{Color32, Painter, Pos2, Rect, Stroke, StrokeKind};

use super::draw::Place;
use super::floor::{FEET, Floor};
use super::session::Session;
use crate::body::{Joint, Pose};
use crate::corrections::{Correction, Reach};
use crate::geom::{Ellipse, ImagePoint};
use crate::measure::Spot;
use crate::report::words::capital;

/// Points less sure than this are not offered: the model says that it does not see them.
const SEEN: f64 = 0.1;
/// How far beside the feet the floor line's grip stands, picture heights.
const FLOOR_ASIDE: f64 = 0.06;
/// Smallest half height of a plate, pixels.
const LEAST_PLATE_PX: f64 = 4.0;

/// Something that can be taken hold of.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Grip {
    /// A point of the body.
    Joint(Joint),
    /// The plate, by its middle.
    Plate(Ellipse),
    /// The plate, by its rim.
    Rim(Ellipse),
    /// The floor line.
    Floor,
}

impl Grip {
    /// Its name.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Joint(joint) => capital(&Spot::Joint(*joint).words()),
            Self::Plate(_) => "Plate".to_owned(),
            Self::Rim(_) => "Plate's rim".to_owned(),
            Self::Floor => "Floor line".to_owned(),
        }
    }

    /// Whether two are the same, wherever they lie.
    pub(super) fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Joint(a), Self::Joint(b)) => a == b,
            (Self::Plate(_), Self::Plate(_)) | (Self::Rim(_), Self::Rim(_)) | (Self::Floor, Self::Floor) => true,
            _ => false,
        }
    }

    /// The correction of moving it to a place.
    pub(super) fn moved(&self, session: &Session, frame: usize, to: ImagePoint) -> Correction {
        let at_s = playing(session, frame);
        match self {
            Self::Joint(joint) => Correction::KeyPoint { at_s, joint: *joint, to, reach: Reach::default() },
            Self::Plate(rim) => Correction::Plate { at_s, rim: Ellipse { centre: to, ..*rim }, reach: Reach::default() },
            Self::Floor => Correction::Floor { y_px: to.y },
            Self::Rim(rim) => {
                let factor = (to.distance(rim.centre).max(LEAST_PLATE_PX)) / rim.half_height.max(LEAST_PLATE_PX);
                let rim = Ellipse { half_width: rim.half_width * factor, half_height: rim.half_height * factor, ..*rim };
                Correction::Plate { at_s, rim, reach: Reach::default() }
            }
        }
    }
}

/// The file's own playing time of a frame.
pub(super) fn playing(session: &Session, frame: usize) -> f64 {
    let at = session.recording.moments.get(frame).map_or(0.0, |moment| moment.at.0);
    at * session.recording.clip.part.slow_motion
}

/// What can be taken hold of on a frame, with its place in the picture.
pub(super) fn of_frame(session: &Session, frame: usize) -> Vec<(Grip, ImagePoint)> {
    let recording = &session.recording;
    let pose = session.analysis.lifter.and_then(|lifter| recording.people.get(lifter)?.poses.get(frame)?.as_ref());
    let mut grips: Vec<(Grip, ImagePoint)> = pose
        .into_iter()
        .flat_map(Pose::iter)
        .filter(|(_, seen)| seen.confidence >= SEEN)
        .map(|(joint, seen)| (Grip::Joint(joint), seen.at))
        .collect();
    if let Some(plate) = recording.moments.get(frame).and_then(|moment| moment.near_plate) {
        grips.push((Grip::Plate(plate.rim), plate.rim.centre));
        grips.push((Grip::Rim(plate.rim), plate.rim.at(-std::f64::consts::FRAC_PI_2)));
    }
    if let Some(floor) = floor(session, frame) {
        grips.push((Grip::Floor, floor));
    }
    grips
}

/// Where the floor line can be taken hold of: beside the feet and the near plate.
fn floor(session: &Session, frame: usize) -> Option<ImagePoint> {
    let pose = session.recording.people.get(session.analysis.lifter?)?.poses.get(frame)?.as_ref()?;
    let feet = FEET.into_iter().filter_map(|joint| pose.sure(joint, SEEN)).map(|foot| foot.x);
    let plate = session.recording.moments.get(frame)?.near_plate.map(|plate| plate.rim.centre.x - plate.rim.half_width);
    let left = feet.chain(plate).min_by(f64::total_cmp)?;
    let aside = session.recording.clip.height_px as f64 * FLOOR_ASIDE;
    Some(ImagePoint::new((left - aside).max(0.0), floor_row(session)?.y_px))
}

/// The floor line: where it is dragged to, as it was corrected last, or under the feet.
pub(super) fn floor_row(session: &Session) -> Option<Floor> {
    match &session.trying {
        Some(Correction::Floor { y_px }) => Some(Floor { y_px: *y_px, sure: true }),
        _ => session.floor,
    }
}

/// The nearest within reach of the pointer.
pub(super) fn nearest(grips: &[(Grip, ImagePoint)], place: &Place, at: Pos2, reach: f32) -> Option<Grip> {
    let near = grips.iter().map(|(grip, point)| (place.screen(*point).distance(at), grip)).filter(|(far, _)| *far <= reach);
    near.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, grip)| grip.clone())
}

/// Draws a box round everybody on a frame.
pub(super) fn people(painter: &Painter, session: &Session, frame: usize, place: &Place, colour: Color32) {
    for person in &session.recording.people {
        let Some((left, top, right, bottom)) = person.poses.get(frame).and_then(|pose| pose.as_ref()?.bounds(SEEN)) else {
            continue;
        };
        let corners = [ImagePoint::new(left, top), ImagePoint::new(right, bottom)].map(|corner| place.screen(corner));
        let frame = Rect::from_two_pos(corners[0], corners[1]).expand(8.0);
        painter.rect_stroke(frame, 6.0, Stroke::new(4.0, Color32::from_black_alpha(140)), StrokeKind::Outside);
        painter.rect_stroke(frame, 6.0, Stroke::new(2.0, colour), StrokeKind::Outside);
    }
}

/// The correction that says who lifts.
pub(super) fn lifter(session: &Session, frame: usize, point: ImagePoint) -> Correction {
    Correction::Lifter { at_s: playing(session, frame), point }
}
