//! Which of several people lifts: the one who holds the bar.

use super::SURE;
use crate::body::{Joint, Person, Pose, Recording};
use crate::geom::ImagePoint;
use crate::notes::Note;
use crate::signal::{median, quantile};

/// Fewest frames on which somebody must be seen to be the lifter.
const FEWEST_FRAMES: usize = 3;
/// Share of the best person's score from which a second one makes the choice unsure (our default).
const CLOSE: f64 = 0.75;
/// Way of the hands up and down that makes a lift certain, in torso lengths (a pull is about 1.1: Winter 2009 segments).
const FULL_WAY: f64 = 0.8;
/// Distance of the hands from the near plate's centre that counts as holding it, in plate diameters
/// (the plate is beside the hands; at a yaw of 60 degrees it is shifted by 0.9 of a diameter).
const HOLDING: f64 = 1.2;

/// Index of the lifter among the recording's people, with a note where the choice is not sure; `None` where nobody is seen.
///
/// The score is the product of: the share of frames on which the person is seen; size against the largest; how far the hands,
/// hanging below the shoulders, go up and down; and, where a plate is followed, the share of its frames on which the hands are at it
/// (counted double while it moves).
pub fn lifter(recording: &Recording) -> Option<(usize, Option<Note>)> {
    let sizes: Vec<Option<f64>> = recording.people.iter().map(size).collect();
    let largest = sizes.iter().flatten().copied().fold(0.0, f64::max);
    let mut scores: Vec<(usize, f64)> = Vec::new();
    for (index, (person, size)) in recording.people.iter().zip(&sizes).enumerate() {
        let Some(size) = size.filter(|&size| size > 0.0) else { continue };
        let seen = person.poses.iter().flatten().count();
        let share = seen as f64 / person.poses.len().max(1) as f64;
        scores
            .push((index, share * (0.5 + 0.5 * size / largest) * (0.1 + way(person, size)) * (0.1 + holding(recording, person))));
    }
    scores.sort_by(|a, b| b.1.total_cmp(&a.1));
    let &(best, score) = scores.first()?;
    let close = scores.get(1).is_some_and(|second| second.1 >= CLOSE * score && together(recording, best, second.0));
    let note = close.then(|| {
        Note::new(
            "lifter-unsure",
            "Two people move alike; the one whose hands are nearest to the bar was taken for the lifter.",
            "Film so that nobody else stands in the picture, or closer to the lifter.",
        )
    });
    Some((best, note))
}

/// Whether two people are seen on the same frames, at least half of those of the one seen less: else they may be one person, lost and
/// found again.
fn together(recording: &Recording, one: usize, other: usize) -> bool {
    let (Some(one), Some(other)) = (recording.people.get(one), recording.people.get(other)) else { return false };
    let count = |person: &Person| person.poses.iter().flatten().count();
    let both = one.poses.iter().zip(&other.poses).filter(|(a, b)| a.is_some() && b.is_some()).count();
    2 * both >= count(one).min(count(other))
}

/// Median torso length in pixels; `None` for people seen on too few frames.
fn size(person: &Person) -> Option<f64> {
    let torsos: Vec<f64> = person.poses.iter().flatten().filter_map(|pose| pose.torso_px(SURE)).collect();
    if torsos.len() < FEWEST_FRAMES { None } else { median(torsos) }
}

/// Middle of the hands, where it hangs below the shoulders.
fn hands(pose: &Pose) -> Option<ImagePoint> {
    let (hands, shoulders) = (pose.middle(Joint::LeftWrist, SURE)?, pose.middle(Joint::LeftShoulder, SURE)?);
    (hands.y > shoulders.y).then_some(hands)
}

/// How far the hanging hands go up and down, 0..=1.
fn way(person: &Person, torso_px: f64) -> f64 {
    let heights: Vec<f64> = person.poses.iter().flatten().filter_map(|pose| hands(pose).map(|at| at.y)).collect();
    let (Some(top), Some(bottom)) = (quantile(heights.iter().copied(), 0.05), quantile(heights.iter().copied(), 0.95)) else {
        return 0.0;
    };
    ((bottom - top) / (FULL_WAY * torso_px)).clamp(0.0, 1.0)
}

/// Share of the plate's frames on which the hands are at it, 0..=1; 1 where no plate is followed.
fn holding(recording: &Recording, person: &Person) -> f64 {
    let (mut held, mut all, mut last) = (0.0, 0.0, None::<f64>);
    for (moment, pose) in recording.moments.iter().zip(&person.poses) {
        let Some(plate) = moment.near_plate else { continue };
        let diameter = 2.0 * plate.rim.half_height;
        let moving = last.is_some_and(|y| (plate.rim.centre.y - y).abs() > 0.01 * diameter);
        last = Some(plate.rim.centre.y);
        let weight = if moving { 2.0 } else { 1.0 };
        all += weight;
        let near = pose.as_ref().and_then(hands).is_some_and(|at| {
            let aside = plate.rim.centre.x - at.x;
            aside.hypot(plate.rim.centre.y - at.y) < HOLDING * diameter
        });
        held += if near { weight } else { 0.0 };
    }
    if all > 0.0 { held / all } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::Keypoint;
    use crate::synthetic::{Scene, film};

    /// Somebody who stands still, larger than the lifter.
    fn bystander(frames: usize) -> Person {
        let mut pose = Pose::default();
        for (joint, x, y) in [
            (Joint::LeftShoulder, 200.0, 300.0),
            (Joint::RightShoulder, 300.0, 300.0),
            (Joint::LeftHip, 210.0, 700.0),
            (Joint::RightHip, 290.0, 700.0),
            (Joint::LeftWrist, 190.0, 720.0),
            (Joint::RightWrist, 310.0, 720.0),
        ] {
            pose.set(joint, Keypoint { at: ImagePoint::new(x, y), confidence: 0.99 });
        }
        Person { poses: vec![Some(pose); frames] }
    }

    #[test]
    fn the_one_who_moves_the_bar_is_the_lifter_with_and_without_plates() {
        for plates in [true, false] {
            let (mut recording, _) = film(&Scene { plates, ..Scene::default() });
            let frames = recording.moments.len();
            recording.people.insert(0, bystander(frames));
            assert_eq!(lifter(&recording), Some((1, None)));
        }
    }

    #[test]
    fn two_who_move_alike_draw_a_note_and_nobody_is_no_lifter() {
        let (mut recording, _) = film(&Scene::default());
        recording.people.push(recording.people[0].clone());
        assert_eq!(lifter(&recording).unwrap().1.unwrap().code, "lifter-unsure");
        let frames = recording.moments.len();
        recording.people[0].poses[frames / 2..].fill(None);
        recording.people[1].poses[..frames / 2].fill(None);
        assert_eq!(lifter(&recording).unwrap().1, None, "one person, lost and found again");
        recording.people = vec![Person { poses: vec![None; recording.moments.len()] }];
        assert_eq!(lifter(&recording), None);
        assert_eq!(lifter(&Recording::default()), None);
    }
}
