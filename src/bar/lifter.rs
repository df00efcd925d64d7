//! One person with the round things near the hands: the hypotheses, and the memory of recent pictures.

use std::collections::VecDeque;

use super::hands::{self, Size};
use super::patch::{Area, Patch};
use super::search::{self, Body, Candidate, Expected, RIM_M};
use super::track::{Sight, Track};
use crate::body::{BarbellPart, PartKind, Pose};
use crate::frame::Frame;
use crate::geom::ImagePoint;

/// The near plate looks so much larger than at the body's distance (1.08 to 1.28; faults.md 2).
const NEARER: f64 = 1.2;
/// Smallest and largest half height searched, as shares of the expected one.
const SIZES: (f64, f64) = (0.6, 1.75);
/// How far the plate's centre may lie beside, above and below the hands, metres at the body's distance.
const REACH_M: (f64, f64, f64) = (0.95, 0.2, 0.55);
/// What is cut out round a centre, metres.
const MARGIN_M: f64 = 0.36;
/// Pixels to a metre that the fine patch has at most.
const FINE_PX_M: f64 = 340.0;
/// Pixels to a metre that the coarse patch has about.
const COARSE_PX_M: f64 = 110.0;
/// Two tracks follow the same rim where centres and half heights differ by less than this share of the half height.
const SAME_RIM: f64 = 0.08;
/// A candidate is the rim of a track where they differ by less than this share.
const KNOWN_RIM: f64 = 0.2;
/// Hypotheses followed at once at most.
const MOST_TRACKS: usize = 4;
/// A search is made on every so many frames while nothing is proven.
const SEARCH_EVERY: usize = 6;
/// A search is made on every so many frames while what is proven is of poor merit: there may be a better one.
const SEARCH_AGAIN_EVERY: usize = 11;
/// Merit from which on nothing better is looked for.
const GOOD: f64 = 0.75;
/// A new candidate takes a track's place where it is better by this much.
const BETTER: f64 = 0.08;
/// The detector is asked on every so many frames while nothing is proven and its word is new.
const ASK_EVERY: usize = SEARCH_EVERY;
/// So many answers are asked for so often; later ones on every [`ASK_AGAIN_EVERY`]th frame.
const ASKED_OFTEN: usize = 10;
/// Frames from one question to the next once the detector has said what it can.
const ASK_AGAIN_EVERY: usize = 48;
/// How far from the hands the detector looks, metres at the body's distance.
const ASK_REACH_M: f64 = 1.2;
/// Time kept in the memory of pictures, seconds.
const MEMORY_S: f64 = 3.0;
/// Pictures kept at most.
const MEMORY_FRAMES: usize = 120;
/// Bytes of pictures kept at most.
const MEMORY_BYTES: usize = 96 << 20;

struct Remembered {
    frame: usize,
    at: f64,
    fine: Patch,
    coarse: Patch,
    body: Option<Body>,
}

impl Remembered {
    fn bytes(&self) -> usize {
        self.fine.bytes() + self.coarse.bytes()
    }
}

/// A person and what moves with the hands.
#[derive(Default)]
pub(super) struct Lifter {
    size: Size,
    last_hands: Option<(usize, ImagePoint)>,
    tracks: Vec<Track>,
    /// Proven tracks that were lost.
    past: Vec<Track>,
    memory: VecDeque<Remembered>,
    bytes: usize,
    /// Answers of the detector so far, and of those with a proven track in sight.
    asked: (usize, usize),
}

impl Lifter {
    /// Whether some track has moved with the hands.
    pub(super) fn is_proven(&self) -> bool {
        !self.past.is_empty() || self.tracks.iter().any(Track::is_proven)
    }

    /// Gives up what was followed: another person holds the bar.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    /// Frames from one search to the next.
    fn pause(&self) -> usize {
        let best = self.tracks.iter().filter(|track| track.is_proven()).map(Track::merit).reduce(f64::max);
        match best {
            None => SEARCH_EVERY,
            Some(merit) if merit < GOOD => SEARCH_AGAIN_EVERY,
            Some(_) => usize::MAX,
        }
    }

    /// Where a detector should look on this frame, as a box `(left, top, right, bottom)`; `None` where its word is not needed.
    pub(super) fn asks(&self, number: usize, pose: Option<&Pose>) -> Option<(f64, f64, f64, f64)> {
        let proven = self.tracks.iter().any(Track::is_proven);
        let often = if proven { self.asked.1 < ASKED_OFTEN } else { self.asked.0 < ASKED_OFTEN };
        let every = if often { ASK_EVERY } else { ASK_AGAIN_EVERY };
        if !number.is_multiple_of(every) {
            return None;
        }
        let scale = self.size.px_per_metre()?;
        let hands = pose.and_then(|pose| hands::grip(pose, scale))?;
        let reach = ASK_REACH_M * scale;
        Some((hands.x - reach, hands.y - reach, hands.x + reach, hands.y + reach))
    }

    /// Every proven track.
    pub(super) fn finish(mut self) -> Vec<Track> {
        self.past.extend(self.tracks.into_iter().filter(Track::is_proven));
        self.past
    }

    /// Looks at the next frame with the person's pose on it, and with what a detector saw where it was asked.
    pub(super) fn look(&mut self, number: usize, frame: &Frame, pose: Option<&Pose>, parts: Option<&[BarbellPart]>) {
        if let Some(pose) = pose {
            self.size.look(pose);
        }
        let Some(scale) = self.size.px_per_metre() else { return };
        let hands = pose.and_then(|pose| hands::grip(pose, scale));
        let hands_moved = match (hands, self.last_hands) {
            (Some(now), Some((frame, then))) if frame + 1 == number => Some((now.x - then.x, now.y - then.y)),
            _ => None,
        };
        if let Some(at) = hands {
            self.last_hands = Some((number, at));
        }
        let axis = ImagePoint::new(frame.width as f64 / 2.0, frame.height as f64 / 2.0);
        let body = hands.map(|hands| Body { hands, px_per_metre: scale, axis });
        let pause = self.pause();
        let to_search = body.filter(|_| number.is_multiple_of(pause) || (parts.is_some() && pause == SEARCH_EVERY));
        // With a good plate in sight only its surroundings are looked at.
        let about = if pause == SEARCH_EVERY { hands } else { to_search.map(|body| body.hands) };
        let Some((fine, coarse)) = self.cut(frame, about, scale) else {
            self.tracks.clear();
            return;
        };
        for track in &mut self.tracks {
            track.look(&fine, &coarse, body, hands_moved, scale);
        }
        if let Some(parts) = parts {
            self.asked.0 += 1;
            self.asked.1 += usize::from(self.is_proven());
            for track in &mut self.tracks {
                track.hear(&fine, parts);
            }
        }
        self.retire();
        self.unite();
        if let Some(body) = to_search {
            self.search(number, &coarse, body, parts.unwrap_or_default());
        }
        self.remember(Remembered { frame: number, at: frame.at.0, fine, coarse, body });
        self.reach_back(scale);
        self.follow_corrected(scale);
    }

    /// The fine and the coarse picture of the surroundings of the hands and of all tracks.
    fn cut(&self, frame: &Frame, hands: Option<ImagePoint>, scale: f64) -> Option<(Patch, Patch)> {
        let round = |at: ImagePoint| {
            let rim = MARGIN_M * scale;
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

    /// Takes the poorer of any two tracks away that have come to follow the same rim.
    fn unite(&mut self) {
        let mut k = 0;
        while k < self.tracks.len() {
            let one = &self.tracks[k];
            let doubled = self.tracks.iter().enumerate().any(|(other_k, other)| {
                let better = (other.merit(), other.sights.len(), other_k) > (one.merit(), one.sights.len(), k);
                better && search::alike(one.rim(), other.rim(), SAME_RIM)
            });
            if doubled {
                self.tracks.swap_remove(k);
            } else {
                k += 1;
            }
        }
    }

    /// Takes lost and idle tracks away; what was proven is kept.
    fn retire(&mut self) {
        let best = self.tracks.iter().filter(|track| track.is_proven()).map(Track::clarity).fold(0.0, f64::max);
        self.tracks.retain(|track| !track.is_idle(best));
        let (lost, alive): (Vec<Track>, Vec<Track>) = self.tracks.drain(..).partition(Track::is_lost);
        self.tracks = alive;
        self.past.extend(lost.into_iter().filter(Track::is_proven));
    }

    fn search(&mut self, number: usize, coarse: &Patch, body: Body, parts: &[BarbellPart]) {
        let scale = body.px_per_metre;
        let expected =
            Expected { body, reach: (REACH_M.1 * scale, REACH_M.2 * scale), half_height: RIM_M * NEARER * scale, sizes: SIZES };
        let boxes = parts.iter().filter(|part| part.kind == PartKind::Plate);
        let proposed: Vec<Candidate> = boxes.filter_map(|part| search::in_box(coarse, &expected, part)).collect();
        for candidate in proposed.into_iter().chain(search::search(coarse, &expected).into_iter().take(MOST_TRACKS)) {
            let rim = candidate.fit.rim;
            if let Some(track) = self.tracks.iter_mut().find(|track| search::alike(track.rim(), &rim, KNOWN_RIM)) {
                track.correct(&candidate.fit);
                continue;
            }
            if self.tracks.len() >= MOST_TRACKS {
                let worst = (0..self.tracks.len()).min_by(|&a, &b| self.tracks[a].merit().total_cmp(&self.tracks[b].merit()));
                let Some(worst) = worst.filter(|&k| self.tracks[k].merit() + BETTER < candidate.worth) else { return };
                let gone = self.tracks.swap_remove(worst);
                self.past.extend(Some(gone).filter(Track::is_proven));
            }
            self.tracks.push(Track::begin(number, candidate.fit, Some(body), coarse));
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
            let Some(back) = track.backwards(&self.memory[place].coarse) else { continue };
            track.prepend(followed_back(back, &self.memory, place, usize::MAX, scale).split_off(1));
        }
    }

    /// Follows proven tracks that have taken another rim back in time with it: where the old one lay between two rings its centres are
    /// off by more than a shift.
    fn follow_corrected(&mut self, scale: f64) {
        for track in self.tracks.iter_mut().filter(|track| track.is_proven() && track.corrected) {
            track.corrected = false;
            let Some(place) = self.memory.len().checked_sub(1) else { continue };
            let Some(back) = track.afresh(self.memory[place].frame, &self.memory[place].coarse) else { continue };
            track.replace(followed_back(back, &self.memory, place, track.sights.len(), scale));
        }
    }
}

/// The sights of a track that begins at a place in the memory and is followed back through what was remembered before, nearest first, its
/// own among them; at the most so many.
fn followed_back(mut back: Track, memory: &VecDeque<Remembered>, place: usize, most: usize, scale: f64) -> Vec<Option<Sight>> {
    let mut after = memory[place].body;
    let mut last = memory[place].frame;
    for seen in memory.iter().take(place).rev() {
        if seen.frame + 1 != last || back.sights.len() >= most || back.is_lost() {
            break;
        }
        last = seen.frame;
        let moved = seen.body.zip(after).map(|(now, then)| (now.hands.x - then.hands.x, now.hands.y - then.hands.y));
        back.look(&seen.fine, &seen.coarse, seen.body, moved, scale);
        after = seen.body;
    }
    back.sights
}
