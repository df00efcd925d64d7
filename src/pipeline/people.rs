//! Who is in the picture: finds people, follows each, finds them again when lost.
//!
//! Which of them lifts is decided later, over the whole clip, in [`crate::track`].

use std::collections::VecDeque;

use crate::body::{Estimator, EstimatorError, Joint, Pose};
use crate::frame::Frame;
use crate::geom::ImagePoint;

/// People followed at a time at the most: the lifter, a spotter or coach, a passer-by.
const MOST: usize = 3;

/// Seconds between two searches of the whole frame while somebody is followed: at first, and at the most once searches found nobody
/// new, each of which doubles the time. A search costs as much as following one person over a dozen frames or more.
const SEARCH_EVERY_S: (f64, f64) = (4.0, 32.0);

/// Seconds between two searches while nobody is seen, or after somebody was lost or followed badly: at once, then less and less often.
const SEARCH_LOST_S: (f64, f64) = (0.1, 0.8);

/// For so many seconds after the person followed longest was lost they are looked for as if nobody was seen; then who else is followed
/// will do.
const MISSED_S: f64 = 3.0;

/// Who has stayed still for this long, seconds, and is not the one who moved most, is looked at on every [`STILL_EVERY`]th frame only; the
/// holes are short enough to be filled.
const STILL_S: f64 = 2.0;

/// Largest way of the middle of the shoulders that is still, in torsos.
const STILL: f64 = 0.3;

/// One frame in so many on which a still person is looked at.
const STILL_EVERY: usize = 4;

/// A person smaller than this share of the largest (by torso) is somebody in the background.
const SMALLEST: f64 = 0.5;

/// Two poses nearer than this share of a torso, as the mean over their sure joints, are one person.
const SAME: f64 = 0.35;

/// A found person this near to where somebody was lost, in torsos, is that one again.
const AGAIN: f64 = 1.5;

/// Shoulders of somebody followed badly and of somebody found, so near to each other, in torsos, are of one person.
const SAME_SHOULDERS: f64 = 0.5;

/// Share of its usual presence under which a person is followed badly: a crop that shrinks round what a plate leaves free of a body shows
/// the network less and less of it. And how fast the usual presence is forgotten: the time in which it halves, seconds.
const BADLY: f64 = 0.7;
const FORGOTTEN_S: f64 = 10.0;

/// How much surer than the pose followed badly one must be to take its place.
const SURER: f64 = 1.15;

/// Least confidence of a joint that is compared.
const SURE: f64 = 0.3;

/// One person's poses so far, one entry a frame.
#[derive(Debug, Default)]
struct Slot {
    poses: Vec<Option<Pose>>,
    /// The last pose seen; stays when the person is lost, to know them again.
    last: Option<Pose>,
    /// Whether the last frame that was looked at had the person.
    held: bool,
    /// Time of the last pose, seconds.
    seen_at: f64,
    /// Where the middle of the shoulders was, with the time, over the last [`STILL_S`].
    shoulders: VecDeque<(f64, ImagePoint)>,
    /// Whether it was still over that time.
    still: bool,
    /// Largest way of it over any [`STILL_S`], in torsos.
    liveliest: f64,
    /// The greatest presence so far, less and less of it as time goes by.
    usual: f64,
}

/// The people followed so far.
#[derive(Debug, Default)]
pub(super) struct People {
    slots: Vec<Slot>,
    frames: usize,
    searched_at: Option<f64>,
    /// Searches in a row that found nobody new.
    in_vain: i32,
    /// Seconds to wait for the next search while nobody, or not the person followed longest, is seen, or that one badly.
    wait_s: f64,
}

impl People {
    /// Looks at the next frame; gives the pose of each person followed so far, in a fixed order.
    pub(super) fn look(&mut self, model: &mut dyn Estimator, frame: &Frame) -> Result<Vec<Option<Pose>>, EstimatorError> {
        let liveliest = self.slots.iter().map(|slot| slot.liveliest).fold(0.0, f64::max);
        let rested = self.searched_at.is_none_or(|last| frame.at.0 - last >= SEARCH_LOST_S.1);
        for slot in &mut self.slots {
            if slot.still && slot.held && slot.liveliest < liveliest && !self.frames.is_multiple_of(STILL_EVERY) {
                slot.poses.push(None);
                continue;
            }
            let pose = match (&slot.last, slot.held) {
                (Some(last), true) => model.follow(frame, last)?,
                _ => None,
            };
            if slot.held && pose.is_none() {
                self.wait_s = 0.0;
            }
            slot.held = pose.is_some();
            if let Some(pose) = &pose {
                let badly = slot.badly();
                slot.see(pose, frame.at.0);
                slot.watch(frame.at.0, pose);
                if slot.badly() && !badly && rested {
                    self.wait_s = 0.0;
                }
            }
            slot.poses.push(pose);
        }
        self.part_merged();
        if self.search_due(frame.at.0) {
            self.searched_at = Some(frame.at.0);
            let mut new = false;
            self.wait_s = (2.0 * self.wait_s).clamp(SEARCH_LOST_S.0, SEARCH_LOST_S.1);
            for found in model.find(frame)? {
                new |= self.admit(&found, frame.at.0);
            }
            self.in_vain = if new { 0 } else { self.in_vain.saturating_add(1) };
        }
        self.frames += 1;
        Ok(self.slots.iter().map(|slot| slot.poses.last().cloned().flatten()).collect())
    }

    /// The poses of each person, one entry a frame.
    pub(super) fn finish(self) -> Vec<Vec<Option<Pose>>> {
        self.slots.into_iter().map(|slot| slot.poses).collect()
    }

    /// Whether the whole frame is to be searched at this time.
    fn search_due(&self, at: f64) -> bool {
        let followed = self.slots.iter().any(|slot| slot.held) && !self.just_lost(at);
        let wait = if followed { (SEARCH_EVERY_S.0 * 2_f64.powi(self.in_vain)).min(SEARCH_EVERY_S.1) } else { self.wait_s };
        self.searched_at.is_none_or(|last| at - last >= wait)
    }

    /// Whether the person followed longest was lost a short while ago or is followed badly.
    fn just_lost(&self, at: f64) -> bool {
        let longest = self.slots.iter().max_by_key(|slot| slot.poses.iter().flatten().count());
        longest.is_some_and(|slot| slot.badly() || !slot.held && at - slot.seen_at < MISSED_S)
    }

    /// Lets go of the shorter-followed of two slots that have come to show the same person.
    fn part_merged(&mut self) {
        for later in (1..self.slots.len()).rev() {
            let merged = self.slots[..later].iter().any(|earlier| match (&earlier.last, &self.slots[later].last) {
                (Some(one), Some(other)) => {
                    earlier.held && self.slots[later].held && distance(one, other).is_some_and(|d| d < SAME)
                }
                _ => false,
            });
            if merged && let Some(slot) = self.slots.get_mut(later) {
                slot.held = false;
                if let Some(last) = slot.poses.last_mut() {
                    *last = None;
                }
            }
        }
    }

    /// Puts a found person into a slot: one already followed stays as it is; a lost one is taken up again; else a new slot.
    /// Whether they were put anywhere.
    fn admit(&mut self, found: &Pose, at: f64) -> bool {
        let badly =
            |slot: &&mut Slot| slot.badly() && slot.last.as_ref().is_some_and(|last| shoulders(last, found) < SAME_SHOULDERS);
        if let Some(slot) = self.slots.iter_mut().find(badly) {
            let surer = slot.last.as_ref().is_some_and(|last| found.presence > SURER * last.presence);
            if surer {
                slot.take(found, at);
            }
            return surer;
        }
        if self
            .slots
            .iter()
            .any(|slot| slot.held && slot.last.as_ref().and_then(|last| distance(last, found)).is_some_and(|d| d < SAME))
        {
            return false;
        }
        let size = |pose: &Pose| pose.torso_px(SURE).unwrap_or(0.0);
        let largest =
            self.slots.iter().filter(|slot| slot.held).filter_map(|slot| slot.last.as_ref()).map(size).fold(0.0, f64::max);
        if size(found) < SMALLEST * largest {
            return false;
        }
        let nearest = self
            .slots
            .iter_mut()
            .filter(|slot| !slot.held)
            .filter_map(|slot| {
                let last = slot.last.as_ref()?;
                Some((distance(last, found).unwrap_or(f64::INFINITY).min(shoulders(last, found)), slot))
            })
            .min_by(|one, other| one.0.total_cmp(&other.0));
        if let Some((far, slot)) = nearest
            && (far < AGAIN || slot.poses.iter().flatten().count() < 3)
        {
            slot.take(found, at);
            return true;
        }
        let room = self.slots.len() < MOST;
        if room {
            let mut slot = Slot { poses: vec![None; self.frames + 1], ..Slot::default() };
            slot.take(found, at);
            self.slots.push(slot);
        }
        room
    }
}

impl Slot {
    /// Keeps how far the shoulders went of late.
    fn watch(&mut self, at: f64, pose: &Pose) {
        let (Some(shoulders), Some(torso)) = (pose.middle(Joint::LeftShoulder, SURE), pose.torso_px(SURE)) else { return };
        self.shoulders.push_back((at, shoulders));
        let whole = self.shoulders.front().is_some_and(|(first, _)| at - first >= STILL_S);
        let way = self.shoulders.iter().map(|(_, other)| other.distance(shoulders)).fold(0.0, f64::max) / torso.max(1.0);
        self.liveliest = self.liveliest.max(way);
        self.still = whole && way < STILL;
        while self.shoulders.front().is_some_and(|(first, _)| at - first > STILL_S) {
            self.shoulders.pop_front();
        }
    }

    /// Takes a found pose as this frame's.
    fn take(&mut self, found: &Pose, at: f64) {
        if let Some(now) = self.poses.last_mut() {
            *now = Some(found.clone());
        }
        self.see(found, at);
        self.held = true;
    }

    /// Keeps what was seen last.
    fn see(&mut self, pose: &Pose, at: f64) {
        self.usual = (self.usual * 0.5_f64.powf((at - self.seen_at).max(0.0) / FORGOTTEN_S)).max(pose.presence);
        self.last = Some(pose.clone());
        self.seen_at = at;
    }

    /// Whether the person is followed, and the network is far less sure of them than it was.
    fn badly(&self) -> bool {
        self.held && self.last.as_ref().is_some_and(|last| last.presence < BADLY * self.usual)
    }
}

/// Distance of the middles of the shoulders, in torsos of the larger; without end where they are not seen.
fn shoulders(one: &Pose, other: &Pose) -> f64 {
    let middle = |pose: &Pose| pose.middle(Joint::LeftShoulder, SURE);
    let torso = one.torso_px(SURE).into_iter().chain(other.torso_px(SURE)).fold(0.0, f64::max);
    middle(one).zip(middle(other)).filter(|_| torso > 1.0).map_or(f64::INFINITY, |(one, other)| one.distance(other) / torso)
}

/// Mean distance of the joints sure in both poses, in torsos of the larger; `None` where they share too little.
fn distance(one: &Pose, other: &Pose) -> Option<f64> {
    let torso = one.torso_px(SURE)?.max(other.torso_px(SURE)?);
    let far: Vec<f64> = one
        .iter()
        .filter(|(_, seen)| seen.confidence >= SURE)
        .filter_map(|(joint, seen)| other.sure(joint, SURE).map(|at| at.distance(seen.at)))
        .collect();
    (far.len() >= 4 && torso > 1.0).then(|| far.iter().sum::<f64>() / far.len() as f64 / torso)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::{Joint, Keypoint, ModelInfo};
    use crate::geom::ImagePoint;
    use crate::units::Seconds;

    /// Sees one person at a place, and counts the searches.
    #[derive(Default)]
    struct Fake {
        seen: Option<f64>,
        /// Presence of somebody found, and of somebody followed, whose feet are seen this far off, pixels.
        found: f64,
        followed: (f64, f64),
        searches: Vec<f64>,
    }

    fn person(x: f64, presence: f64) -> Pose {
        let mut pose = Pose::default();
        pose.presence = presence;
        for (joint, dy) in
            [(Joint::LeftShoulder, 0.0), (Joint::LeftHip, 100.0), (Joint::LeftKnee, 180.0), (Joint::LeftAnkle, 260.0)]
        {
            pose.set(joint, Keypoint { at: ImagePoint::new(x, 100.0 + dy), confidence: 0.9 });
        }
        pose
    }

    impl Estimator for Fake {
        fn model(&self) -> ModelInfo {
            ModelInfo::default()
        }

        fn find(&mut self, frame: &Frame) -> Result<Vec<Pose>, EstimatorError> {
            self.searches.push(frame.at.0);
            Ok(self.seen.map(|x| person(x, self.found)).into_iter().collect())
        }

        fn follow(&mut self, _: &Frame, _: &Pose) -> Result<Option<Pose>, EstimatorError> {
            let (presence, off) = self.followed;
            Ok(self.seen.filter(|_| presence >= 0.0).map(|x| {
                let mut pose = person(x, presence);
                for joint in [Joint::LeftKnee, Joint::LeftAnkle] {
                    let at = pose.get(joint).unwrap().at;
                    pose.set(joint, Keypoint { at: ImagePoint::new(at.x + off, at.y), confidence: 0.9 });
                }
                pose
            }))
        }
    }

    /// Looks at tenths of a second from one to another, the last left out.
    fn watch(people: &mut People, fake: &mut Fake, from: usize, to: usize) {
        for k in from..to {
            let frame = Frame { index: k, at: Seconds(k as f64 / 10.0), width: 0, height: 0, rgb: Vec::new() };
            people.look(fake, &frame).unwrap();
        }
    }

    #[test]
    fn searches_that_find_nobody_new_are_made_less_and_less_often_until_the_person_is_lost() {
        let (mut people, mut fake) = (People::default(), Fake { seen: Some(300.0), ..Fake::default() });
        watch(&mut people, &mut fake, 0, 1300);
        assert_eq!(fake.searches, [0.0, 4.0, 12.0, 28.0, 60.0, 92.0, 124.0]);
        fake.seen = None;
        watch(&mut people, &mut fake, 1300, 1310);
        assert!(fake.searches.len() >= 9, "{:?}", fake.searches);
        fake.seen = Some(310.0);
        watch(&mut people, &mut fake, 1310, 1400);
        let again: Vec<f64> = fake.searches.iter().copied().filter(|at| *at >= 131.0).collect();
        assert!(again.len() == 2 || again.len() == 3, "{again:?}");
        assert_eq!(people.finish().len(), 1);
    }

    #[test]
    fn a_person_followed_badly_is_looked_for_and_taken_where_the_network_is_surer() {
        let fake = |found: f64| Fake { seen: Some(300.0), found, followed: (0.6, 0.0), ..Fake::default() };
        let after = |found: f64| {
            let (mut people, mut fake) = (People::default(), fake(found));
            watch(&mut people, &mut fake, 0, 20);
            assert_eq!(fake.searches, [0.0]);
            fake.followed = (0.3, 400.0);
            watch(&mut people, &mut fake, 20, 60);
            let all = people.finish();
            assert_eq!(all.len(), 1, "not somebody new");
            (fake.searches, all[0].iter().flatten().filter(|pose| pose.presence > 0.5).count())
        };
        let (searches, sure) = after(0.6);
        assert!((searches[1] - 2.0).abs() < 1e-9 && searches.len() < 12, "at once, then less and less often: {searches:?}");
        assert_eq!(sure, 20 + searches.len() - 1, "each search sets it right");
        let (_, sure) = after(0.32);
        assert!(sure < 20 + 1, "one that is hardly surer is not taken");
    }

    #[test]
    fn a_lost_person_is_known_again_by_the_shoulders_whatever_was_drawn_for_the_legs() {
        let (mut people, mut fake) =
            (People::default(), Fake { seen: Some(300.0), found: 0.6, followed: (0.5, 900.0), ..Fake::default() });
        watch(&mut people, &mut fake, 0, 10);
        fake.followed.0 = -1.0;
        watch(&mut people, &mut fake, 10, 12);
        let all = people.finish();
        assert!(all.len() == 1 && all[0].iter().all(Option::is_some), "{}", all.len());
    }
}
