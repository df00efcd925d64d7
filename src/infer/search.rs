//! Finds people on a whole frame with a network that sees one person in a crop, and follows one.

use super::crop::Crop;
use super::plausible;
use super::sight::Sight;
use crate::body::{EstimatorError, Pose};
use crate::frame::Frame;
use crate::geom::ImagePoint;

/// Sides of the tiles as shares of the frame's shorter side, each with the share of a tile by which the next is shifted. The second set is
/// looked at only where the first shows nobody; and, round somebody found, for others who stand beside.
const TILES: [(f64, f64); 2] = [(1.0, 0.4), (0.6, 0.45)];
/// Least presence of somebody beside over that of the surest person found: the network half sees people in racks and benches.
const BESIDE: f64 = 0.75;
/// First guesses that are followed up, the surest first.
const MAX_GUESSES: usize = 6;
/// Looks at a guess, each with the crop that the look before asked for.
const LOOKS: usize = 3;
/// The crop has settled when it and the next have this share of the smaller in common.
const SETTLED: f64 = 0.75;
/// Two poses nearer than this share of the extent, mean over the joints, are one person.
const SAME_PERSON: f64 = 0.12;
/// Share of its box by which a shrunken body lies in the surer one, and its least size over the surer one's.
const PART_INSIDE: f64 = 0.7;
const PART_SIZE: f64 = 0.4;

/// The people on a frame, the surest first.
pub(crate) fn find(sight: &mut (impl Sight + ?Sized), frame: &Frame) -> Result<Vec<Pose>, EstimatorError> {
    if let Some(hints) = sight.hints(frame)? {
        return follow_up(sight, frame, hints);
    }
    let (width, height) = (frame.width as f64, frame.height as f64);
    let whole = Crop::upright(ImagePoint::new((width - 1.0) / 2.0, (height - 1.0) / 2.0), width.max(height));
    let mut first = vec![whole];
    for (share, shift) in TILES {
        first.extend(tiles(width, height, share, shift));
        let people = settle(sight, frame, &first)?;
        if !people.is_empty() {
            return beside(sight, frame, &people);
        }
        first.clear();
    }
    Ok(Vec::new())
}

/// The people found, and those who stand beside them: a crop that shows two people leads to one of them only, so smaller tiles with
/// their middle off everybody found are looked at too.
fn beside(sight: &mut (impl Sight + ?Sized), frame: &Frame, found: &[Pose]) -> Result<Vec<Pose>, EstimatorError> {
    let sure = sight.bars().joint;
    let (share, shift) = TILES[1];
    let off = |tile: &Crop| {
        found.iter().filter_map(|pose| plausible::bounds(pose, sure)).all(|(left, top, right, bottom)| {
            let (x, y) = (tile.centre.x, tile.centre.y);
            x < left || x > right || y < top || y > bottom
        })
    };
    let rest: Vec<Crop> = tiles(frame.width as f64, frame.height as f64, share, shift).into_iter().filter(off).collect();
    let surest = found.iter().map(|pose| pose.presence).fold(0.0, f64::max);
    let others = settle(sight, frame, &rest)?.into_iter().filter(|pose| pose.presence >= BESIDE * surest);
    Ok(apart(found.iter().cloned().chain(others).collect(), sure))
}

/// Squares that cover the frame, their side a share of the frame's shorter side.
fn tiles(width: f64, height: f64, share: f64, shift: f64) -> Vec<Crop> {
    let side = width.min(height) * share;
    let middles = |length: f64| {
        let free = (length - side).max(0.0);
        let steps = (free / (side * shift)).ceil();
        (0..=steps as usize).map(move |k| side / 2.0 - 0.5 + if steps > 0.0 { free * k as f64 / steps } else { 0.0 })
    };
    middles(height).flat_map(|y| middles(width).map(move |x| Crop::upright(ImagePoint::new(x, y), side))).collect()
}

/// Looks into the crops and follows the best guesses up.
fn settle(sight: &mut (impl Sight + ?Sized), frame: &Frame, crops: &[Crop]) -> Result<Vec<Pose>, EstimatorError> {
    let bars = sight.bars();
    let mut guesses: Vec<(Pose, Crop)> = Vec::new();
    for crop in crops {
        if let Some(pose) = sight.look(frame, crop)?
            && pose.presence >= bars.guess
            && let Some(next) = sight.crop_round(&pose)
        {
            guesses.push((pose, next));
        }
    }
    guesses.sort_by(|(a, _), (b, _)| b.presence.total_cmp(&a.presence));
    follow_up(sight, frame, guesses.into_iter().map(|(_, crop)| crop).collect())
}

/// Looks into each crop until it settles, the best first, and keeps each plausible person once.
fn follow_up(sight: &mut (impl Sight + ?Sized), frame: &Frame, crops: Vec<Crop>) -> Result<Vec<Pose>, EstimatorError> {
    let bars = sight.bars();
    let mut people: Vec<Pose> = Vec::new();
    let mut looked: Vec<Crop> = Vec::new();
    for crop in crops {
        let known = |crop: &Crop, looked: &[Crop]| looked.iter().any(|other| is_as(crop, other));
        if looked.len() >= MAX_GUESSES || known(&crop, &looked) {
            continue;
        }
        looked.push(crop);
        let Some(pose) = steady(sight, frame, crop)? else { continue };
        if plausible::is_lifter(&pose, frame, bars.joint) && !people.iter().any(|other| is_twin(other, &pose, bars.joint)) {
            people.push(pose);
        }
    }
    Ok(apart(people, bars.joint))
}

/// Each person once, the surest first.
fn apart(mut people: Vec<Pose>, sure: f64) -> Vec<Pose> {
    people.sort_by(|a, b| b.presence.total_cmp(&a.presence));
    let mut apart: Vec<Pose> = Vec::new();
    for pose in people {
        if !apart.iter().any(|other| is_twin(other, &pose, sure) || is_part(&pose, other, sure)) {
            apart.push(pose);
        }
    }
    apart
}

/// Whether two crops show the same and are about as large.
fn is_as(a: &Crop, b: &Crop) -> bool {
    a.overlap(b) >= 0.85 && a.side.min(b.side) >= 0.8 * a.side.max(b.side)
}

/// Looks again and again where the look before pointed; the last pose, where the crop settled and the network is sure.
fn steady(sight: &mut (impl Sight + ?Sized), frame: &Frame, mut crop: Crop) -> Result<Option<Pose>, EstimatorError> {
    let bars = sight.bars();
    for look in 1..=LOOKS {
        let Some(pose) = sight.look(frame, &crop)?.filter(|pose| pose.presence >= bars.guess) else { return Ok(None) };
        let Some(next) = sight.crop_round(&pose) else { return Ok(None) };
        let settled = crop.overlap(&next) >= SETTLED && crop.side.min(next.side) >= SETTLED * crop.side.max(next.side);
        if settled && pose.presence >= bars.found {
            return Ok(Some(pose));
        }
        if look == LOOKS {
            break;
        }
        crop = next;
    }
    Ok(None)
}

/// Whether two poses are one person seen twice.
fn is_twin(a: &Pose, b: &Pose, sure: f64) -> bool {
    let size = plausible::extent(a, sure).unwrap_or(0.0).max(plausible::extent(b, sure).unwrap_or(0.0));
    plausible::apart(a, b, sure).is_some_and(|gap| gap <= SAME_PERSON * size)
}

/// Whether a less sure pose is a shrunken body drawn into a surer one: its box lies in the other's and is nearly as large. A bystander far
/// behind is smaller than that.
fn is_part(pose: &Pose, surer: &Pose, sure: f64) -> bool {
    let (Some(a), Some(b)) = (plausible::bounds(pose, sure), plausible::bounds(surer, sure)) else { return false };
    let common = (a.2.min(b.2) - a.0.max(b.0)).max(0.0) * (a.3.min(b.3) - a.1.max(b.1)).max(0.0);
    let own = (a.2 - a.0) * (a.3 - a.1);
    let sizes = plausible::extent(pose, sure).zip(plausible::extent(surer, sure));
    own > 0.0 && common >= PART_INSIDE * own && sizes.is_some_and(|(small, large)| small >= PART_SIZE * large)
}

/// The person of `last` on this frame, by one look where that pose points; `None` where the network is not sure or sees another person.
pub(crate) fn follow(sight: &mut (impl Sight + ?Sized), frame: &Frame, last: &Pose) -> Result<Option<Pose>, EstimatorError> {
    let bars = sight.bars();
    let Some(crop) = sight.crop_round(last) else { return Ok(None) };
    let pose = sight.look(frame, &crop)?;
    Ok(pose.filter(|pose| pose.presence >= bars.followed && plausible::is_same(last, pose, bars.joint)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::{Estimator, Joint, ModelInfo};
    use crate::infer::plausible::tests::{blank, figure};
    use crate::infer::sight::Bars;

    /// Sees the figure nearest to the crop's middle among those in it, surer the better the crop fits.
    struct Fake {
        people: Vec<Pose>,
        looks: usize,
    }

    impl Sight for Fake {
        fn info(&self) -> ModelInfo {
            ModelInfo::default()
        }

        fn look(&mut self, _: &Frame, crop: &Crop) -> Result<Option<Pose>, EstimatorError> {
            self.looks += 1;
            let off = |pose: &Pose| pose.middle(Joint::LeftHip, 0.5).map_or(f64::MAX, |hips| hips.distance(crop.centre));
            let nearest = self.people.iter().filter(|pose| off(pose) < crop.side / 2.0).min_by(|a, b| off(a).total_cmp(&off(b)));
            let fit = |pose: &Pose| (200.0 / crop.side).min(1.0) * (1.0 - off(pose) / crop.side);
            Ok(nearest.map(|pose| {
                let mut seen = pose.clone();
                seen.presence = fit(pose);
                seen
            }))
        }

        fn crop_round(&self, pose: &Pose) -> Option<Crop> {
            Some(Crop::upright(pose.middle(Joint::LeftHip, 0.5)?, 200.0))
        }

        fn bars(&self) -> Bars {
            Bars { guess: 0.2, found: 0.8, followed: 0.5, joint: 0.5 }
        }
    }

    #[test]
    fn people_are_found_once_each_wherever_they_stand() {
        let people = vec![figure(150.0, 240.0), figure(420.0, 250.0)];
        let mut fake = Fake { people: people.clone(), looks: 0 };
        let found = fake.find(&blank(640, 480)).unwrap();
        assert_eq!(found.len(), 2);
        for pose in &people {
            assert!(found.iter().any(|seen| is_twin(seen, pose, 0.5)));
        }
        assert!(fake.looks < 24, "{}", fake.looks);
    }

    #[test]
    fn nobody_is_found_in_an_empty_frame_or_a_frame_without_pixels() {
        let mut fake = Fake { people: Vec::new(), looks: 0 };
        assert!(fake.find(&blank(640, 480)).unwrap().is_empty());
        assert!(fake.find(&blank(0, 0)).unwrap().is_empty());
    }

    #[test]
    fn the_person_is_followed_and_a_bystander_is_not() {
        let mut fake = Fake { people: vec![figure(310.0, 242.0), figure(400.0, 240.0)], looks: 0 };
        let last = figure(300.0, 240.0);
        let seen = fake.follow(&blank(640, 480), &last).unwrap().unwrap();
        assert!(is_twin(&seen, &fake.people[0], 0.5));
        assert_eq!(fake.looks, 1);
        fake.people.remove(0);
        assert_eq!(fake.follow(&blank(640, 480), &last).unwrap(), None);
    }

    #[test]
    fn a_shrunken_body_inside_a_surer_one_is_part_of_it_and_a_neighbour_or_a_far_bystander_is_not() {
        let shrunk = |share: f64| {
            let mut pose = Pose::default();
            for (joint, seen) in figure(0.0, 0.0).iter() {
                let at = ImagePoint::new(300.0 + seen.at.x * share, 200.0 + seen.at.y * share);
                pose.set(joint, crate::body::Keypoint { at, ..seen });
            }
            pose
        };
        assert!(is_part(&shrunk(0.6), &figure(300.0, 200.0), 0.5));
        assert!(!is_part(&shrunk(0.3), &figure(300.0, 200.0), 0.5));
        assert!(!is_part(&figure(330.0, 200.0), &figure(300.0, 200.0), 0.5));
    }

    #[test]
    fn tiles_cover_the_frame_to_its_edges() {
        for (width, height) in [(1280.0, 720.0), (368.0, 656.0), (600.0, 600.0)] {
            let tiles = tiles(width, height, 0.6, 0.45);
            let reach = |get: &dyn Fn(&Crop) -> f64, half: f64| {
                tiles
                    .iter()
                    .map(|tile| get(tile) + half * tile.side / 2.0)
                    .fold(f64::NAN, |best: f64, value| if half < 0.0 { best.min(value) } else { best.max(value) })
            };
            assert!((reach(&|tile| tile.centre.x, -1.0) + 0.5).abs() < 1e-9);
            assert!((reach(&|tile| tile.centre.x, 1.0) - (width - 0.5)).abs() < 1e-9);
            assert!((reach(&|tile| tile.centre.y, 1.0) - (height - 0.5)).abs() < 1e-9);
        }
    }
}
