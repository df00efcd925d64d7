//! The plate tracker: one `Lifter` for each person, the near and the far plate chosen at the end.

use super::lifter::Lifter;
use super::track::Track;
use crate::body::{Plate, PlateTracker, Pose};
use crate::frame::Frame;
use crate::geom::Ellipse;

/// Sights with less support are not given out, 0..=1.
const LEAST_CONFIDENCE: f64 = 0.35;
/// Half the width of the running median and mean of the axes, frames.
const AXES_SPAN: usize = 15;

/// Finds the plates of the bar that the lifter holds by their round rims, and follows them.
///
/// A round thing near the hands is followed as soon as it is seen, and counts as the plate only once it has moved up or down with
/// the hands; then it is also followed back in time. Plates on racks and still round things never count.
#[derive(Default)]
pub struct RimTracker {
    frames: usize,
    lifters: Vec<Lifter>,
}

impl RimTracker {
    /// A tracker that has seen nothing.
    pub fn new() -> Self {
        Self::default()
    }
}

impl PlateTracker for RimTracker {
    fn look(&mut self, frame: &Frame, people: &[Option<&Pose>]) {
        let number = self.frames;
        self.frames += 1;
        if self.lifters.len() < people.len() {
            self.lifters.resize_with(people.len(), Lifter::default);
        }
        for (index, lifter) in self.lifters.iter_mut().enumerate() {
            lifter.look(number, frame, people.get(index).copied().flatten());
        }
    }

    fn finish(&mut self) -> Vec<(Option<Plate>, Option<Plate>)> {
        let mut plates = vec![(None, None); self.frames];
        let mut tracks: Vec<Track> = std::mem::take(&mut self.lifters).into_iter().flat_map(Lifter::finish).collect();
        self.frames = 0;
        tracks.sort_by(|a, b| b.merit().total_cmp(&a.merit()));
        for track in &tracks {
            if std::env::var("BAR_DEBUG").is_ok() {
                eprintln!(
                    "track first {} n {} merit {:.2} q {:.2} rim {:?}",
                    track.first,
                    track.sights.len(),
                    track.merit(),
                    track.quality(),
                    track.rim()
                );
            }
            let rims = smooth_axes(track);
            for (k, (sight, rim)) in track.sights.iter().zip(rims).enumerate() {
                let Some(place) = plates.get_mut(track.first + k) else { continue };
                let Some(sight) = sight.filter(|sight| sight.fit.support >= LEAST_CONFIDENCE) else { continue };
                let rim = Ellipse { centre: sight.fit.rim.centre, ..rim };
                let plate = Plate { rim, confidence: sight.fit.support.min(1.0), sd_px: sight.fit.sd_px };
                let old: &mut Option<Plate> = &mut place.0;
                if old.is_none() {
                    *old = Some(plate);
                }
            }
        }
        plates
    }
}

/// The axes and tilt of a track through time: running median, then running mean; they hardly change in truth.
fn smooth_axes(track: &Track) -> Vec<Ellipse> {
    let rims: Vec<Option<Ellipse>> = track.sights.iter().map(|sight| sight.map(|sight| sight.fit.rim)).collect();
    let around = |k: usize| k.saturating_sub(AXES_SPAN)..(k + AXES_SPAN + 1).min(rims.len());
    let medians: Vec<Ellipse> = (0..rims.len())
        .map(|k| {
            let median = |value: fn(&Ellipse) -> f64| {
                let mut values: Vec<f64> = rims[around(k)].iter().flatten().map(value).collect();
                values.sort_by(f64::total_cmp);
                values.get(values.len() / 2).copied().unwrap_or_default()
            };
            Ellipse {
                half_width: median(|rim| rim.half_width),
                half_height: median(|rim| rim.half_height),
                tilt_deg: median(|rim| rim.tilt_deg),
                ..Ellipse::default()
            }
        })
        .collect();
    (0..rims.len())
        .map(|k| {
            let near = &medians[around(k)];
            let mean = |value: fn(&Ellipse) -> f64| near.iter().map(value).sum::<f64>() / near.len() as f64;
            Ellipse {
                half_width: mean(|rim| rim.half_width),
                half_height: mean(|rim| rim.half_height),
                tilt_deg: mean(|rim| rim.tilt_deg),
                ..Ellipse::default()
            }
        })
        .collect()
}
