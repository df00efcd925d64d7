//! Files for OpenSim, the program for musculoskeletal models: markers (`.trc`) and motion (`.mot`).
//!
//! Both formats are of even time steps. A clip whose frames are uneven is read between its frames, in a straight line; nothing is read
//! across a hole. Axes are OpenSim's: X where the lifter faces, Y up from the floor, Z to the lifter's right. One camera sees one
//! plane: the coordinate across it is 0 for every point, and says nothing.

mod grid;
mod motion;
mod trc;

pub(super) use motion::{Column, columns, motion};
pub(super) use trc::markers;

use crate::body::{Joint, ViewKind};
use crate::geom::PlanePoint;
use crate::lift::{Lift, Path, Plane};
use crate::measure::LEAST_CONFIDENCE;

/// A joint's place on a frame, where the model is sure enough of it to be measured.
fn seen(path: &Path, frame: usize) -> Option<PlanePoint> {
    path.sure(frame, LEAST_CONFIDENCE).filter(|at| at.is_finite())
}

/// The axes' coordinates of a point of the lift's plane, in the plane's unit.
fn axes(lift: &Lift, at: PlanePoint) -> [f64; 3] {
    match (lift.plane, lift.view.kind) {
        (Plane::Sagittal, _) => [at.x, at.y, 0.0],
        // Seen from behind, the picture's right is the lifter's.
        (Plane::Frontal, ViewKind::Back) => [0.0, at.y, at.x],
        (Plane::Frontal, _) => [0.0, at.y, -at.x],
    }
}

/// A joint's name as the widespread marker sets for pose models have it (HALPE 26), for example `RShoulder`.
fn marker(joint: Joint) -> String {
    let mut name = String::new();
    for word in joint.name().split('_') {
        match word {
            "left" => name.push('L'),
            "right" => name.push('R'),
            "toe" => name.push_str("BigToe"),
            _ => {
                let mut letters = word.chars();
                name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
                name.push_str(letters.as_str());
            }
        }
    }
    name
}

/// The clip's name for a header: its file's name without what would break a line or a column.
fn title(path: &str) -> String {
    super::words::file_name(path).chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn markers_have_the_names_of_the_usual_sets() {
        let names = [Joint::Nose, Joint::LeftShoulder, Joint::RightToe, Joint::RightKnuckle, Joint::Back3].map(marker);
        assert_eq!(names, ["Nose", "LShoulder", "RBigToe", "RIndex", "Back3"]);
    }

    #[test]
    fn across_the_picture_is_the_lifters_right_hand_by_where_the_camera_stands() {
        let mut lift = sample::rich().lift.unwrap();
        let at = PlanePoint::new(0.3, 1.2);
        let axes = |lift: &Lift| axes(lift, at).map(|length| format!("{length:.1}"));
        assert_eq!(axes(&lift), ["0.3", "1.2", "0.0"]);
        (lift.plane, lift.view.kind) = (Plane::Frontal, ViewKind::Front);
        assert_eq!(axes(&lift), ["0.0", "1.2", "-0.3"]);
        lift.view.kind = ViewKind::Back;
        assert_eq!(axes(&lift), ["0.0", "1.2", "0.3"]);
    }
}
