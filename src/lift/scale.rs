//! How many pixels a metre is: at the near plate, and at the lifter's middle.
//!
//! The near plate is 0.66 m nearer to the camera than the lifter's middle (a bar is 1.31 m between its collars), so it looks larger:
//! by 28 % at 3 m, by 15 % at 5 m. The bar's path is measured with the plate's own scale, the body with its own.

use super::proportions::ASSUMED_STATURE_M;
use super::types::{Calibration, Scale, ScaleSource};
use crate::body::{ClipInfo, Moment};
use crate::notes::Note;
use crate::signal::median;

/// From the middle of the bar to a plate's middle, metres.
pub(crate) const PLATE_TO_MIDDLE_M: f64 = 0.66;
/// Horizontal field of view of a phone's main camera along the picture's longer side, degrees (about 26 mm in 35 mm terms, less what
/// video crops), and the standard error of the focal length it gives as a share of it: lenses, zoom, cropped clips.
const FIELD_OF_VIEW_DEG: f64 = 65.0;
const FOCAL_SD: f64 = 0.3;
/// Standard error of a followed plate's diameter, share.
const PLATE_SD: f64 = 0.015;
/// Standard error of the diameter of a plate that nobody measured, share: most are 450 mm, some bumpers and all small plates are not.
const ASSUMED_PLATE_SD: f64 = 0.04;
/// Standard error of the stature in pixels, share: keypoints are joints, not the crown and the floor.
const STATURE_SD: f64 = 0.05;
/// Standard error of the ratio of the plate's way to the hands', share (our default).
const HANDS_WAY_SD: f64 = 0.06;
/// Spread of adults' statures about the average one, share (7 cm within a sex, 13 cm between the means).
const STATURES_SD: f64 = 0.06;
/// Statures that are believed, metres.
const STATURES_M: (f64, f64) = (1.4, 2.15);
/// Plate over body scale where nothing tells it (a camera about 4.5 m away), and its standard error, a share: cameras from 2.5 m to 10 m.
const DEFAULT_RATIO: f64 = 1.17;
const DEFAULT_RATIO_SD: f64 = 0.08;
/// Plate over body scales that are believed: cameras from 1.5 m to far away.
const RATIOS: (f64, f64) = (1.0, 1.8);
/// Least standard error of a scale that contradicts the lifter's size, share.
const DOUBTED_SD: f64 = 0.2;
/// Fewest frames with a plate for it to give a scale.
const FEWEST_PLATES: usize = 5;

/// The scales of a clip.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Scales {
    pub(super) scale: Scale,
    /// Pixels per plane unit at the lifter's middle.
    pub(super) body: f64,
    /// Pixels per plane unit at the near plate.
    pub(super) plate: f64,
    /// Standard error of the body's scale against the plate's, share: without that of the plate's own size; `None` where no plate of known
    /// size is seen.
    pub(super) ratio_sd: Option<f64>,
    pub(super) notes: Vec<Note>,
}

/// What the scales are made from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sizes<'a> {
    pub(super) clip: &'a ClipInfo,
    pub(super) moments: &'a [Moment],
    pub(super) calibration: &'a Calibration,
    /// Standing height, pixels.
    pub(super) stature_px: f64,
    /// Plate over body scale as the ways of plate and hands tell it.
    pub(super) ratio_by_hands: Option<f64>,
    /// Cosine of the yaw: the near plate is nearer by 0.66 m times this.
    pub(super) cos_yaw: f64,
}

/// The scales, by the first way that is open: both plates (the harmonic mean of their sizes is the size half-way); the near plate with
/// the lifter's height; the near plate with guesses of how much nearer it is; the height alone; none, then lengths are body lengths.
pub(super) fn scales(sizes: Sizes) -> Scales {
    let calibration = sizes.calibration;
    let mut notes = Vec::new();
    let height_m = calibration.height_cm.filter(|height| height.is_finite() && *height > 0.0).map(|height| height / 100.0);
    let by_height = height_m.map(|height| sizes.stature_px / height);
    let plate_m = calibration.plate_mm.filter(|plate| plate.is_finite() && *plate > 0.0).map(|plate| plate / 1000.0);
    let mut close = None;
    if let (Some(plate_m), Some(near_px)) = (plate_m, diameter_px(sizes.moments, false)) {
        let plate = near_px / plate_m;
        let (mut body, mut sd, guessed) = match (diameter_px(sizes.moments, true), by_height) {
            (Some(far_px), _) if far_px < near_px => {
                // From the front both are equally far: what they then differ by is an error of one of them.
                let unlike = (near_px - far_px) / (near_px + far_px) * (1.0 - sizes.cos_yaw.abs());
                (2.0 * plate * far_px / (near_px + far_px), PLATE_SD.hypot(unlike), false)
            }
            (_, Some(body)) if in_range(plate / body, RATIOS) => (body, STATURE_SD, false),
            _ => {
                let (body, sd) = by_guesses(&sizes, plate, near_px, plate_m);
                (body, sd, true)
            }
        };
        let ratio_sd = Some(sd);
        if !calibration.plate_stated {
            sd = sd.hypot(ASSUMED_PLATE_SD);
        }
        let stature_m = sizes.stature_px / body;
        let believed = in_range(stature_m, STATURES_M);
        // No plate is so large that it makes a lifter a dwarf: the camera stands closer to it than is guessed; how close, their height tells
        // or the average one.
        let too_close = guessed && stature_m < STATURES_M.0;
        if too_close {
            body = by_height.unwrap_or(sizes.stature_px / ASSUMED_STATURE_M);
            let whose = if by_height.is_some() { 0.0 } else { STATURES_SD };
            close = Some((plate / body, PLATE_SD.hypot(ASSUMED_PLATE_SD).hypot(whose)));
        }
        if !believed {
            let or_height = if by_height.is_some() { "" } else { ", or the lifter's height" };
            let far = if too_close { " Film from 3 m away or more: from so near the plate looks far too large." } else { "" };
            notes.push(Note::new(
                "scale-doubtful",
                format!("With a plate of {:.0} mm the lifter would be {stature_m:.2} m tall.", plate_m * 1000.0),
                format!("State the diameter of the plate nearest the camera{or_height}.{far}"),
            ));
        }
        if believed || calibration.plate_stated {
            if !calibration.plate_stated {
                notes.push(Note::new(
                    "scale-assumed",
                    format!("Lengths assume that the near plate measures {:.0} mm.", plate_m * 1000.0),
                    "State the diameter of the plate nearest the camera if it is another.",
                ));
            }
            // A doubted scale that the user stated stays, with a wide error.
            if !believed {
                sd = sd.max(DOUBTED_SD);
            }
            return Scales { scale: Scale::Metres { source: ScaleSource::Plate, relative_sd: sd }, body, plate, ratio_sd, notes };
        }
    }
    let by_hands = sizes.ratio_by_hands.map(|ratio| (ratio.clamp(RATIOS.0, RATIOS.1), HANDS_WAY_SD));
    let (ratio, ratio_sd) = close.or(by_hands).unwrap_or((DEFAULT_RATIO, DEFAULT_RATIO_SD));
    if let Some(body) = by_height {
        let scale = Scale::Metres { source: ScaleSource::Height, relative_sd: STATURE_SD };
        return Scales { scale, body, plate: body * ratio, ratio_sd: None, notes };
    }
    notes.push(Note::new(
        "scale-unknown",
        "No plate of known diameter was followed: lengths are given as shares of the lifter's height.",
        "Film with the whole near plate in view, or state the lifter's height.",
    ));
    let scale = Scale::BodyLengths { relative_sd: STATURE_SD.hypot(ratio_sd) };
    Scales { scale, body: sizes.stature_px, plate: sizes.stature_px * ratio, ratio_sd: None, notes }
}

/// Plane units per metre: 1, or body lengths of an average lifter where the size is unknown.
pub(crate) fn units_per_metre(scale: Scale) -> f64 {
    match scale {
        Scale::Metres { .. } => 1.0,
        Scale::BodyLengths { .. } => 1.0 / ASSUMED_STATURE_M,
    }
}

/// Focal length of a phone's usual lens in a clip's pixels; its standard error is about 30 %.
pub(crate) fn focal_px(clip: &ClipInfo) -> f64 {
    clip.width_px.max(clip.height_px) as f64 / 2.0 / (FIELD_OF_VIEW_DEG / 2.0).to_radians().tan()
}

fn in_range(value: f64, range: (f64, f64)) -> bool {
    value >= range.0 && value <= range.1
}

/// Median vertical diameter of the near or the far plate, pixels.
fn diameter_px(moments: &[Moment], far: bool) -> Option<f64> {
    let sizes: Vec<f64> = moments
        .iter()
        .filter_map(|moment| if far { moment.far_plate } else { moment.near_plate })
        .map(|plate| 2.0 * plate.rim.half_height)
        .filter(|&px| px > 0.0)
        .collect();
    if sizes.len() < FEWEST_PLATES { None } else { median(sizes) }
}

/// The body's scale from the plate's where neither a second plate nor the height is there, and its relative standard error: the mean
/// of three guesses, each weighted by what it can be off by.
///
/// The camera's distance, from the plate's apparent size and a phone's usual lens (off where the clip is cropped or zoomed); the ways
/// of plate and hands up and down, which are the same way seen at both depths (off where the hands are seen badly); and an average
/// stature (off by the lifter's own).
fn by_guesses(sizes: &Sizes, plate: f64, near_px: f64, plate_m: f64) -> (f64, f64) {
    let near_m = (focal_px(sizes.clip) * plate_m / near_px).max(1e-3);
    let nearer_m = PLATE_TO_MIDDLE_M * sizes.cos_yaw;
    // d(ratio) / ratio = share of the distance that is the offset, times the error of the focal length.
    let mut guesses = vec![((near_m + nearer_m) / near_m, (nearer_m / (near_m + nearer_m) * FOCAL_SD).max(PLATE_SD))];
    guesses.extend(sizes.ratio_by_hands.map(|ratio| (ratio, HANDS_WAY_SD)));
    guesses.push((plate * ASSUMED_STATURE_M / sizes.stature_px.max(1e-9), STATURES_SD.hypot(STATURE_SD)));
    let (mut sum, mut weights) = (0.0, 0.0);
    for &(ratio, sd) in guesses.iter().filter(|guess| in_range(guess.0, RATIOS)) {
        sum += ratio.ln() / (sd * sd);
        weights += 1.0 / (sd * sd);
    }
    if weights == 0.0 {
        return (plate / DEFAULT_RATIO, DOUBTED_SD);
    }
    let mean = sum / weights;
    // Guesses that contradict each other widen the error.
    let spread = guesses
        .iter()
        .filter(|guess| in_range(guess.0, RATIOS))
        .map(|(ratio, sd)| ((ratio.ln() - mean) / sd).powi(2))
        .sum::<f64>();
    (plate / mean.exp(), (spread.max(1.0) / weights).sqrt().hypot(PLATE_SD))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthetic::{Scene, Truth, film};

    fn found(scene: &Scene, calibration: Calibration) -> (Scales, Truth) {
        let (recording, truth) = film(scene);
        let scales = scales(Sizes {
            clip: &recording.clip,
            moments: &recording.moments,
            calibration: &calibration,
            stature_px: scene.stature_m * truth.px_per_m,
            ratio_by_hands: None,
            cos_yaw: scene.yaw_deg.to_radians().cos(),
        });
        (scales, truth)
    }

    #[test]
    fn both_plates_give_the_scale_of_the_middle_and_one_with_a_guessed_distance_nearly() {
        for (far_plate, tolerance) in [(true, 0.01), (false, 0.05)] {
            for distance_m in [3.0, 5.0] {
                let scene = Scene { distance_m, far_plate, ..Scene::default() };
                let (scales, truth) = found(&scene, Calibration::default());
                assert!((scales.body / truth.px_per_m - 1.0).abs() < tolerance, "{distance_m} {far_plate} {scales:?}");
                assert!((scales.plate / truth.px_per_m / (distance_m / (distance_m - 0.66)) - 1.0).abs() < 0.01);
                assert_eq!(scales.notes[0].code, "scale-assumed");
            }
        }
    }

    #[test]
    fn a_small_plate_taken_for_a_large_one_is_doubted_but_a_stated_one_stays() {
        let scene = Scene { plate_m: 0.30, far_plate: true, ..Scene::default() };
        let (scales, _) = found(&scene, Calibration::default());
        assert!(matches!(scales.scale, Scale::BodyLengths { .. }));
        assert_eq!(scales.notes[0].code, "scale-doubtful");
        let stated = Calibration { plate_stated: true, ..Calibration::default() };
        let (scales, _) = found(&scene, stated);
        assert!(matches!(scales.scale, Scale::Metres { source: ScaleSource::Plate, .. }));
        assert_eq!(scales.notes[0].code, "scale-doubtful");
    }

    #[test]
    fn a_plate_before_which_the_lifter_seems_a_dwarf_is_close_to_the_camera_and_its_ways_are_shortened_as_much() {
        let (scales, truth) = found(&Scene { distance_m: 1.25, ..Scene::default() }, Calibration::default());
        assert!(matches!(scales.scale, Scale::BodyLengths { relative_sd } if (0.07..0.12).contains(&relative_sd)), "{scales:?}");
        let wanted = 1.25 / (1.25 - 0.66);
        assert!((scales.plate / scales.body / wanted - 1.0).abs() < 0.06, "{scales:?} {wanted} {truth:?}");
        assert!(scales.notes[0].code == "scale-doubtful" && scales.notes[0].hint.contains("3 m"), "{:?}", scales.notes);
    }

    #[test]
    fn the_height_alone_gives_metres_and_nothing_gives_body_lengths() {
        let scene = Scene { plates: false, ..Scene::default() };
        let (scales, truth) = found(&scene, Calibration { height_cm: Some(175.0), ..Calibration::default() });
        assert!((scales.body / truth.px_per_m - 1.0).abs() < 0.001);
        let (scales, _) = found(&scene, Calibration::default());
        assert!(matches!(scales.scale, Scale::BodyLengths { .. }));
        assert!((units_per_metre(scales.scale) - 1.0 / 1.75).abs() < 1e-12);
    }
}
