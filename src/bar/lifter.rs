//! One person with the round things near the hands: the hypotheses, and the memory of recent pictures.

use std::collections::VecDeque;

use super::hands::{self, Size};
use super::patch::{Area, Patch};
use super::search::{self, Expected};
use super::track::{Sight, Track};
use crate::body::Pose;
use crate::frame::Frame;
use crate::geom::ImagePoint;

/// Radius of a plate of 450 mm, metres (IWF rules; smaller plates are searched for too).
const RIM_M: f64 = 0.225;
/// The near plate looks so much larger than at the body's distance (1.08 to 1.28; faults.md 2).
const NEARER: f64 = 1.13;
/// Smallest and largest half height searched, as shares of the expected one.
const SIZES: (f64, f64) = (0.6, 1.45);
/// How far the plate's centre may lie beside, above and below the hands, metres at the body's distance.
const REACH_M: (f64, f64, f64) = (0.75, 0.25, 0.35);
/// How far a plate seen as a circle may lie beside the hands, metres.
const CIRCLE_REACH_M: f64 = 0.4;
/// Pixels to a metre that the fine patch has at most.
const FINE_PX_M: f64 = 420.0;
/// Pixels to a metre that the coarse patch has about.
const COARSE_PX_M: f64 = 150.0;
/// Hypotheses followed at once at most.
const MOST_TRACKS: usize = 4;
/// A search is made on every so many frames while nothing is proven.
const SEARCH_EVERY: usize = 3;
/// Time kept in the memory of pictures, seconds.
const MEMORY_S: f64 = 3.0;
/// Pictures kept at most.
const MEMORY_FRAMES: usize = 120;
/// Bytes of pictures kept at most.
const MEMORY_BYTES: usize = 48 << 20;

struct Remembered {
    frame: usize,
    at: f64,
    fine: Patch,
    coarse: Patch,
    hands: Option<ImagePoint>,
}

impl Remembered {
    fn bytes(&self) -> usize {
        self.fine.width * self.fine.height + self.coarse.width * self.coarse.height
    }
}

/// A person and what moves with the hands.
#[derive(Default)]
pub(super) struct Lifter {
    size: Size,
    last_hands: Option<(usize, ImagePoint)>,
    tracks: Vec<Track>,
    /// Proven tracks that were lost.
    pub past: Vec<Track>,
    memory: VecDeque<Remembered>,
    bytes: usize,
}

impl Lifter {
    /// Whether some track has moved with the hands.
    pub(super) fn is_proven(&self) -> bool {
        !self.past.is_empty() || self.tracks.iter().any(Track::is_proven)
    }

    /// Every proven track.
    pub(super) fn finish(mut self) -> Vec<Track> {
        self.past.extend(self.tracks.into_iter().filter(Track::is_proven));
        self.past
    }

    /// Looks at the next frame with the person's pose on it.
    pub(super) fn look(&mut self, number: usize, frame: &Frame, pose: Option<&Pose>) {
        if let Some(pose) = pose {
            self.size.look(pose);
        }
        let Some(scale) = self.size.px_per_metre() else { return };
        let hands = pose.and_then(hands::grip);
        let hands_moved = match (hands, self.last_hands) {
            (Some(now), Some((frame, then))) if frame + 1 == number => Some((now.x - then.x, now.y - then.y)),
            _ => None,
        };
        if let Some(at) = hands {
            self.last_hands = Some((number, at));
        }
        let Some((fine, coarse)) = self.cut(frame, hands, scale) else {
            self.tracks.clear();
            return;
        };
        for track in &mut self.tracks {
            track.look(&fine, &coarse, hands, hands_moved, scale);
        }
        self.retire();
        if let Some(hands) = hands
            && !self.tracks.iter().any(Track::is_proven)
            && (number.is_multiple_of(SEARCH_EVERY))
        {
            self.search(number, &coarse, hands, scale);
        }
        self.remember(Remembered { frame: number, at: frame.at.0, fine, coarse, hands });
        self.reach_back(scale);
    }

    /// The fine and the coarse picture of the surroundings of the hands and of all tracks.
    fn cut(&self, frame: &Frame, hands: Option<ImagePoint>, scale: f64) -> Option<(Patch, Patch)> {
        let round = |at: ImagePoint| {
            let rim = 1.3 * RIM_M * NEARER * scale;
            let (side, up, down) = (REACH_M.0 * scale + rim, REACH_M.1 * scale + rim, REACH_M.2 * scale + rim);
            Area { left: at.x - side, top: at.y - up, right: at.x + side, bottom: at.y + down }
        };
        let areas = self.tracks.iter().map(|track| track.area(scale));
        let area = hands.map(round).into_iter().chain(areas).reduce(Area::union)?;
        let step = (scale / FINE_PX_M).ceil().max(1.0);
        let fine = Patch::cut(frame, area, step as usize)?;
        let coarse = fine.shrunk((scale / step / COARSE_PX_M).round().max(1.0) as usize)?;
        Some((fine, coarse))
    }

    /// Takes lost tracks away; what was proven is kept.
    fn retire(&mut self) {
        let (lost, alive): (Vec<Track>, Vec<Track>) = self.tracks.drain(..).partition(Track::is_lost);
        self.tracks = alive;
        self.past.extend(lost.into_iter().filter(Track::is_proven));
    }

    fn search(&mut self, number: usize, coarse: &Patch, hands: ImagePoint, scale: f64) {
        let expected = Expected {
            about: hands,
            reach: (REACH_M.0 * scale, REACH_M.1 * scale, REACH_M.2 * scale),
            circle_reach: CIRCLE_REACH_M * scale,
            half_height: RIM_M * NEARER * scale,
            sizes: SIZES,
        };
        for candidate in search::search(coarse, &expected).into_iter().take(MOST_TRACKS) {
            let rim = candidate.fit.rim;
            let known = self.tracks.iter().any(|track| {
                let other = track.rim();
                other.centre.distance(rim.centre) < 0.3 * rim.half_height
                    && (0.8..1.25).contains(&(rim.half_height / other.half_height))
            });
            if known {
                continue;
            }
            if self.tracks.len() >= MOST_TRACKS {
                let Some(worst) = (0..self.tracks.len()).min_by_key(|&k| self.tracks[k].proofs) else { return };
                if self.tracks[worst].proofs >= 0 {
                    continue;
                }
                self.tracks.swap_remove(worst);
            }
            self.tracks.push(Track::begin(number, candidate.fit, Some(hands), coarse));
        }
    }

    fn remember(&mut self, now: Remembered) {
        let at = now.at;
        self.bytes += now.bytes();
        self.memory.push_back(now);
        while let Some(oldest) = self.memory.front() {
            if self.memory.len() <= MEMORY_FRAMES && self.bytes <= MEMORY_BYTES && at - oldest.at <= MEMORY_S {
                break;
            }
            self.bytes -= oldest.bytes();
            self.memory.pop_front();
        }
    }

    /// Follows newly proven tracks back in time through the memory, as far as they go.
    fn reach_back(&mut self, scale: f64) {
        for track in self.tracks.iter_mut().filter(|track| track.is_proven() && !track.reached_back) {
            track.reached_back = true;
            let Some(place) = self.memory.iter().position(|seen| seen.frame == track.first) else { continue };
            let Some(mut back) = track.backwards(&self.memory[place].coarse) else { continue };
            let mut after = self.memory[place].hands;
            let mut last = track.first;
            for seen in self.memory.iter().take(place).rev() {
                if seen.frame + 1 != last {
                    break;
                }
                last = seen.frame;
                let moved = seen.hands.zip(after).map(|(now, then)| (now.x - then.x, now.y - then.y));
                back.look(&seen.fine, &seen.coarse, seen.hands, moved, scale);
                after = seen.hands;
                if back.is_lost() {
                    break;
                }
            }
            let earlier: Vec<Option<Sight>> = back.sights.split_off(1);
            track.prepend(earlier);
        }
    }
}
