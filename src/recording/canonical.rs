//! Rounding to the precision of the file.

use crate::body::{ClipInfo, Keypoint, Moment, Person, Plate, Pose, Recording, Upright};
use crate::geom::{Ellipse, ImagePoint};
use crate::units::Seconds;

/// Steps in a pixel or a degree: a hundredth is far finer than any model sees.
const PER_PX: f64 = 100.0;

/// Steps in a confidence and in a standard error.
const PER_CONFIDENCE: f64 = 1e3;

/// Steps in a second: containers count in 1/90 000 s at the finest that phones write.
const PER_SECOND: f64 = 1e6;

/// From this many steps on a number is left as it is: near 2 to the 52nd, where it has no fraction left, dividing by the steps and
/// multiplying again may miss by one (2 to the 48th).
const WHOLE: f64 = 281_474_976_710_656.0;

/// The recording as its file holds it: places to 0.01 px, confidences and errors to 0.001, times to a millionth of a second.
///
/// The pipeline analyses this and nothing finer, so that a result never depends on whether the recording came from a file.
pub fn canonical(recording: Recording) -> Recording {
    let Recording { clip, model, moments, people, uprights, notes } = recording;
    Recording {
        clip: clip_of(clip),
        model,
        moments: moments.iter().map(moment).collect(),
        people: people.into_iter().map(|person| Person { poses: person.poses.into_iter().map(pose).collect() }).collect(),
        uprights: uprights.into_iter().map(|edge| Upright { top: point(edge.top), bottom: point(edge.bottom), ..edge }).collect(),
        notes,
    }
}

fn rounded(value: f64, steps: f64) -> f64 {
    let scaled = value * steps;
    // Adding zero turns a negative zero into the plain one.
    if scaled.abs() < WHOLE { scaled.round() / steps + 0.0 } else { value }
}

fn clip_of(clip: ClipInfo) -> ClipInfo {
    ClipInfo { duration_s: rounded(clip.duration_s, PER_SECOND), mean_fps: rounded(clip.mean_fps, PER_SECOND), ..clip }
}

fn moment(moment: &Moment) -> Moment {
    Moment {
        at: Seconds(rounded(moment.at.0, PER_SECOND)),
        near_plate: moment.near_plate.map(plate),
        far_plate: moment.far_plate.map(plate),
    }
}

fn point(at: ImagePoint) -> ImagePoint {
    ImagePoint::new(rounded(at.x, PER_PX), rounded(at.y, PER_PX))
}

fn plate(plate: Plate) -> Plate {
    Plate {
        rim: Ellipse {
            centre: point(plate.rim.centre),
            half_width: rounded(plate.rim.half_width, PER_PX),
            half_height: rounded(plate.rim.half_height, PER_PX),
            tilt_deg: rounded(plate.rim.tilt_deg, PER_PX),
        },
        confidence: rounded(plate.confidence, PER_CONFIDENCE),
        sd_px: rounded(plate.sd_px, PER_CONFIDENCE),
    }
}

fn pose(pose: Option<Pose>) -> Option<Pose> {
    let mut pose = pose?;
    pose.presence = rounded(pose.presence, PER_CONFIDENCE);
    let seen: Vec<_> = pose.iter().collect();
    for (joint, keypoint) in seen {
        pose.set(joint, Keypoint { at: point(keypoint.at), confidence: rounded(keypoint.confidence, PER_CONFIDENCE) });
    }
    Some(pose)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_to_their_step_and_only_once() {
        let same = |value: f64, steps: f64, expected: f64| assert_eq!(rounded(value, steps).to_bits(), expected.to_bits());
        same(12.345_6, PER_PX, 12.35);
        same(-0.001, PER_PX, 0.0);
        same(1.0 / 3.0, PER_SECOND, 0.333_333);
        same(f64::MAX, PER_SECOND, f64::MAX);
        for value in [0.1, 7.005, 1_234.567_89, 4.4e13, 44_520_532_452_089.266, -9.999] {
            let once = rounded(value, PER_PX);
            same(once, PER_PX, once);
        }
    }
}
