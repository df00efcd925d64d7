//! The ends of the bar from the front or from behind.

use super::bar::{PLATE_BIAS_M, PLATE_NOISE_FLOOR_M, Seen, bar_middle, path};
use super::types::{Ends, Plane};
use crate::body::{Facing, Moment, Plate};
use crate::signal::{Smoothing, median};

/// Share of the frames with a plate on which both must be seen for the ends to be told (our default).
const BOTH: f64 = 0.5;

/// Both ends' courses; `None` from the side, and where both plates are not seen together on half of the frames with a plate.
pub(super) fn ends(seen: &Seen) -> Option<Ends> {
    let pairs: Vec<Option<(Plate, Plate)>> = seen.moments.iter().map(by_picture).collect();
    let both = pairs.iter().flatten().count();
    let any = seen.moments.iter().filter(|moment| moment.near_plate.is_some()).count();
    if seen.plane != Plane::Frontal || both == 0 || (both as f64) < BOTH * any as f64 {
        return None;
    }
    let near = median(seen.moments.iter().filter_map(|moment| Some(moment.near_plate?.rim.half_height)))?;
    let unit = seen.projection.units_per_metre;
    let smoothing = Smoothing { cutoff_hz: Smoothing::BAR_HZ, noise_floor: PLATE_NOISE_FLOOR_M * unit };
    let course = |end: fn((Plate, Plate)) -> Plate| {
        let size = median(pairs.iter().flatten().map(|pair| end(*pair).rim.half_height))?;
        let scale = seen.plate_scale * size / near;
        let place = |pair: &Option<(Plate, Plate)>| {
            let centre = end((*pair)?).rim.centre;
            Some((seen.projection.x(centre.x), (seen.projection.origin.y - centre.y) / scale))
        };
        let raw: Vec<Option<(f64, f64)>> = pairs.iter().map(place).collect();
        let confidence = |frame: usize| pairs.get(frame).copied().flatten().map_or(0.0, |pair| end(pair).confidence);
        (scale > 0.0 && scale.is_finite()).then(|| path(seen.t, &raw, smoothing, PLATE_BIAS_M * unit, seen.by_hand, confidence))
    };
    let (first, last) = (course(|pair| pair.0)?, course(|pair| pair.1)?);
    let middles: Vec<Option<(f64, f64)>> = pairs
        .iter()
        .map(|pair| {
            let (a, b) = (*pair)?;
            let at = bar_middle(&a, &b)?;
            Some((seen.projection.x(at.x), seen.projection.y(at.y)))
        })
        .collect();
    let surer = |frame: usize| pairs.get(frame).copied().flatten().map_or(0.0, |(a, b)| a.confidence.min(b.confidence));
    // Plates that look unlike are one farther than the other, or one is badly seen: the picture does not tell which, and the middle may be
    // off by what it is moved for that.
    let moved = |&(a, b): &(Plate, Plate)| {
        let (first, last) = (a.rim.half_height, b.rim.half_height);
        let span = seen.projection.x(b.rim.centre.x) - seen.projection.x(a.rim.centre.x);
        (first + last > 0.0).then(|| (span * (first - last) / (first + last) / 2.0).abs())
    };
    let moved = median(pairs.iter().flatten().filter_map(moved)).unwrap_or(0.0);
    let middle = path(seen.t, &middles, smoothing, (PLATE_BIAS_M * unit).hypot(moved), seen.by_hand, surer);
    // Who faces the camera has the left hand on the picture's right.
    let (left, right) = if seen.facing == Facing::Away { (first, last) } else { (last, first) };
    Some(Ends { left, right, middle })
}

/// Both plates of a frame, the one further left in the picture first.
fn by_picture(moment: &Moment) -> Option<(Plate, Plate)> {
    let (a, b) = (moment.near_plate?, moment.far_plate?);
    Some(if a.rim.centre.x <= b.rim.centre.x { (a, b) } else { (b, a) })
}

#[cfg(test)]
mod tests {
    use crate::lift::{Bar, Calibration, calibrate};
    use crate::synthetic::{Errors, Scene, film};

    fn bar(scene: &Scene) -> Bar {
        calibrate(&film(scene).0, 0, &Calibration::default()).unwrap().0.bar.unwrap()
    }

    #[test]
    fn a_tilted_bar_s_ends_rise_apart_wherever_the_camera_stands() {
        for (yaw_deg, higher) in [(90.0, true), (80.0, true), (100.0, true), (270.0, true)] {
            let errors = Errors { bar_tilt_deg: 3.0, ..Errors::default() };
            let scene = Scene { yaw_deg, far_plate: true, reps: 1, errors, ..Scene::default() };
            let ends = bar(&scene).ends.unwrap();
            let rise = |path: &crate::lift::Path| path.y.at_time(2.5).unwrap() - path.y.at_time(0.5).unwrap();
            let apart = rise(&ends.right) - rise(&ends.left);
            // Three degrees over 1.32 m.
            assert!((apart - 0.069).abs() < 0.015 && higher, "{apart} at {yaw_deg}");
        }
    }

    #[test]
    fn a_level_bar_s_ends_rise_alike_from_aside_and_the_side_view_tells_no_ends() {
        for yaw_deg in [75.0, 90.0, 105.0] {
            let ends = bar(&Scene { yaw_deg, far_plate: true, reps: 1, aside_m: 0.4, ..Scene::default() }).ends.unwrap();
            let rise = |path: &crate::lift::Path| path.y.at_time(2.5).unwrap() - path.y.at_time(0.5).unwrap();
            assert!(
                (rise(&ends.right) - rise(&ends.left)).abs() < 0.02,
                "{} {} at {yaw_deg}",
                rise(&ends.right),
                rise(&ends.left)
            );
        }
        assert_eq!(bar(&Scene { far_plate: true, ..Scene::default() }).ends, None);
        assert_eq!(bar(&Scene { yaw_deg: 90.0, ..Scene::default() }).ends, None);
    }
}
