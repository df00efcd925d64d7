//! Which of the proven tracks is the near plate and which the far one.

use super::track::Track;
use crate::body::Plate;
use crate::geom::Ellipse;

/// Sights with less support are not given out, 0..=1.
const LEAST_CONFIDENCE: f64 = 0.35;
/// Least merit of the track that is taken for the near plate.
const LEAST_MERIT: f64 = 0.2;
/// Tracks before and after a loss are of one plate where their half heights and aspects differ by less than these shares.
const SAME_PLATE: (f64, f64) = (0.1, 0.15);
/// A ring is another, larger one from this ratio of half heights on.
const OUTER_SIZE: f64 = 1.06;
/// Share of the best track's frames on which another track must have been seen to be compared with it.
const SHARED: f64 = 0.5;
/// Rings of one plate have their centres nearer than this share of the half height.
const OUTER_CENTRE: f64 = 0.25;
/// Least quality of the larger ring as a share of the smaller one's.
const OUTER_QUALITY: f64 = 0.5;
/// Half height of the far plate over that of the near one, from a camera at 2 m to one far away.
const FAR_SIZE: (f64, f64) = (0.5, 0.97);
/// The aspect of the far plate differs from the near one's by less than this.
const FAR_ASPECT: f64 = 0.2;
/// Least quality of the far plate's track.
const FAR_QUALITY: f64 = 0.3;
/// The centre of the far plate must be seen outside the near rim: so many times its size away from its centre.
const FAR_APART: f64 = 1.1;
/// Measures of the axes that are taken together, and how many frames away they may be.
const NEIGHBOURS: usize = 51;
const REACH: usize = 300;
/// Measures are of one row where their centres are no further apart than this share of the half height: the outline's half height then
/// differs by a hundredth of it from 3 m.
const BAND: f64 = 0.25;
/// Fewer measured axes than this have no median.
const FEW: usize = 7;

/// The near and the far plate on each frame, out of the proven tracks.
pub(super) fn choose(mut tracks: Vec<Track>, frames: usize) -> Vec<(Option<Plate>, Option<Plate>)> {
    let mut plates = vec![(None, None); frames];
    tracks.sort_by(|a, b| b.standing().total_cmp(&a.standing()));
    put_outer_first(&mut tracks);
    put_nearer_first(&mut tracks);
    let Some((near, others)) = tracks.split_first().filter(|(near, _)| near.merit() >= LEAST_MERIT) else { return plates };
    give(near, &mut plates, |place| &mut place.0);
    for track in others.iter().filter(|track| is_same_plate(track, near)) {
        give(track, &mut plates, |place| &mut place.0);
    }
    if let Some(far) = others.iter().find(|track| is_far_plate(track, near)) {
        give(far, &mut plates, |place| &mut place.1);
    }
    plates
}

/// Puts a track's sights where nothing was put before.
fn give<T>(track: &Track, places: &mut [T], slot: impl Fn(&mut T) -> &mut Option<Plate>) {
    for ((sight, axes), place) in track.sights.iter().zip(axes_by_row(track)).zip(places.iter_mut().skip(track.first)) {
        let slot = slot(place);
        if let (None, Some(sight)) = (*slot, sight)
            && sight.fit.support >= LEAST_CONFIDENCE
        {
            let rim = Ellipse { centre: sight.fit.rim.centre, ..axes };
            *slot = Some(Plate { rim, confidence: sight.fit.support.min(1.0), sd_px: sight.fit.sd_px });
        }
    }
}

/// The rims of two tracks on the frames that both saw.
fn shared<'a>(a: &'a Track, b: &'a Track) -> impl Iterator<Item = (Ellipse, Ellipse)> + 'a {
    let from = a.first.max(b.first);
    let to = (a.first + a.sights.len()).min(b.first + b.sights.len());
    (from..to).filter_map(move |frame| {
        let one = a.sights.get(frame - a.first)?.as_ref()?;
        let other = b.sights.get(frame - b.first)?.as_ref()?;
        Some((one.fit.rim, other.fit.rim))
    })
}

/// Puts a larger ring round the centre of the best track before it: a plate's hub is often clearer than its rim.
fn put_outer_first(tracks: &mut [Track]) {
    let Some(best) = tracks.first() else { return };
    let outer = tracks.iter().enumerate().skip(1).find(|(_, track)| {
        let larger = track.rim().half_height > OUTER_SIZE * best.rim().half_height;
        let apart: Vec<f64> = shared(best, track).map(|(one, other)| one.centre.distance(other.centre)).collect();
        let mean = apart.iter().sum::<f64>() / apart.len().max(1) as f64;
        let long = apart.len() as f64 >= SHARED * best.sights.len() as f64;
        larger && long && mean < OUTER_CENTRE * track.rim().half_height && track.quality() > OUTER_QUALITY * best.quality()
    });
    if let Some((place, _)) = outer {
        tracks.swap(0, place);
    }
}

/// Puts the nearer plate of the bar before the far one: the far one may be the clearer.
fn put_nearer_first(tracks: &mut [Track]) {
    let Some(best) = tracks.first() else { return };
    let nearer = tracks.iter().position(|track| track.merit() >= LEAST_MERIT && is_far_plate(best, track));
    if let Some(place) = nearer {
        tracks.swap(0, place);
    }
}

fn aspect(rim: &Ellipse) -> f64 {
    rim.half_width / rim.half_height
}

/// Whether a track is of the near plate too, before or after it was lost.
fn is_same_plate(track: &Track, near: &Track) -> bool {
    let (a, b) = (track.rim(), near.rim());
    let height = (a.half_height / b.half_height - 1.0).abs();
    height < SAME_PLATE.0 && (aspect(a) / aspect(b) - 1.0).abs() < SAME_PLATE.1
}

/// Whether a track is of the bar's other plate: as oblique, smaller, and seen beside the near one.
fn is_far_plate(track: &Track, near: &Track) -> bool {
    let (a, b) = (track.rim(), near.rim());
    let size = a.half_height / b.half_height;
    let apart = |near: &Ellipse, far: &Ellipse| {
        let (dx, dy) = ((far.centre.x - near.centre.x) / near.half_width, (far.centre.y - near.centre.y) / near.half_height);
        dx.hypot(dy) > FAR_APART
    };
    let (mut beside, mut both) = (0.0, 0.0);
    for (near, far) in shared(near, track) {
        both += 1.0;
        beside += f64::from(u8::from(apart(&near, &far)));
    }
    (FAR_SIZE.0..FAR_SIZE.1).contains(&size)
        && (aspect(a) - aspect(b)).abs() < FAR_ASPECT
        && track.quality() >= FAR_QUALITY
        && both >= SHARED * track.sights.len() as f64
        && beside >= 0.9 * both
}

/// The axes and tilt of a track on each frame: of what was measured while its centre was near the same row, the nearest in time.
///
/// Not of what was measured just before and after: the outline of a stack of plates is higher where the camera looks at it from above or
/// below than where it looks at it straight, so that the axes change along the plate's way, by a tenth from near by.
fn axes_by_row(track: &Track) -> Vec<Ellipse> {
    let rims: Vec<Option<Ellipse>> = track
        .sights
        .iter()
        .map(|sight| {
            let sight = sight.as_ref()?;
            Some(Ellipse { centre: sight.fit.rim.centre, ..sight.measured? })
        })
        .collect();
    let fits: Vec<Ellipse> = track.sights.iter().flatten().map(|sight| sight.fit.rim).collect();
    let measured: Vec<Ellipse> = rims.iter().flatten().copied().collect();
    // Of the measures nearby, else of all, else of the fits.
    let whole = median(if measured.len() >= FEW { &measured } else { &fits });
    let rows: Vec<Option<f64>> = track.sights.iter().map(|sight| sight.as_ref().map(|sight| sight.fit.rim.centre.y)).collect();
    let medians: Vec<Option<Ellipse>> = (0..rims.len())
        .map(|frame| {
            let near = nearby(&rims, frame, rows[frame]?, BAND * whole.half_height);
            Some(if near.len() >= FEW { median(&near) } else { whole })
        })
        .collect();
    let placed: Vec<Option<Ellipse>> = medians
        .iter()
        .zip(&track.sights)
        .map(|(axes, sight)| Some(Ellipse { centre: sight.as_ref()?.fit.rim.centre, ..(*axes)? }))
        .collect();
    (0..rims.len())
        .map(|frame| {
            let Some(row) = rows[frame] else { return whole };
            let near = nearby(&placed, frame, row, BAND * whole.half_height);
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

/// The rims whose centres lie within a band about a row, those nearest in time to a frame: at most [`NEIGHBOURS`] of [`REACH`] frames
/// before and after it.
fn nearby(rims: &[Option<Ellipse>], frame: usize, row: f64, band: f64) -> Vec<Ellipse> {
    let at = |index: Option<usize>| index.and_then(|index| rims.get(index).copied().flatten());
    let pairs = (0..=REACH).flat_map(|step| {
        let after = (step > 0).then(|| frame.checked_add(step)).flatten();
        [at(frame.checked_sub(step)), at(after)]
    });
    pairs.flatten().filter(|rim| (rim.centre.y - row).abs() <= band).take(NEIGHBOURS).collect()
}

/// The medians of axes and tilt.
fn median(rims: &[Ellipse]) -> Ellipse {
    let of = |value: fn(&Ellipse) -> f64| {
        let mut values: Vec<f64> = rims.iter().map(value).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or_default()
    };
    Ellipse {
        half_width: of(|rim| rim.half_width),
        half_height: of(|rim| rim.half_height),
        tilt_deg: of(|rim| rim.tilt_deg),
        ..Ellipse::default()
    }
}
