//! Holds what the program makes of a clip against what is true of it.

use plumbline::body::Recording;
use plumbline::geom::Ellipse;
use plumbline::pipeline::analyze;
use plumbline::settings::Settings;
use serde_json::Value;

/// A clip: what the models saw and what is true.
pub(crate) struct Clip {
    pub(crate) recording: Recording,
    pub(crate) truth: Value,
}

/// What the program missed on one clip. Lengths in metres, times in seconds; found less true.
pub(crate) struct Missed {
    /// Id of the pose model.
    pub(crate) model: String,
    /// Repetitions found and true.
    pub(crate) reps: (usize, usize),
    /// The bar's place on each frame from the first lift-off to the last touch-down, where it was found: time, forward, up; off by the
    /// median less than shown, so that only the path's shape counts.
    pub(crate) path: Vec<[f64; 3]>,
    /// Frames from the first lift-off to the last touch-down.
    pub(crate) frames: usize,
    /// Of each repetition: lift-off, lockout (seconds), mean concentric velocity (metres per second), range (metres).
    pub(crate) pulls: Vec<[Option<f64>; 4]>,
    /// Of each frame with a plate: centre, width and height off from the outer face of the near plate, shares of its height.
    pub(crate) face: Vec<[f64; 3]>,
    /// The same from the outline of the outermost plate, where the true data have it, and of all large plates on the near side.
    pub(crate) outermost: Vec<[f64; 3]>,
    pub(crate) outline: Vec<[f64; 3]>,
    /// Frames in all.
    pub(crate) pictures: usize,
    /// Yaw found less the true one's size, and the error that the program says, degrees.
    pub(crate) yaw_deg: Option<(f64, f64)>,
}

impl Missed {
    /// Root mean square distance of the bar's path from the true one, metres.
    pub(crate) fn path_m(&self) -> Option<f64> {
        rms(self.path.iter().map(|place| place[1].hypot(place[2])))
    }

    /// What the followed rim is off by in the median in its centre, and in its width or height, from the outer face, from the outermost
    /// plate's outline or from that of all, whichever it follows; shares of its height.
    pub(crate) fn plate(&self) -> Option<(f64, f64)> {
        let from = |offs: &[[f64; 3]]| {
            let median = |which: usize| quantile(offs.iter().map(|off| off[which]), 0.5);
            Some((median(0)?, median(1)?.max(median(2)?)))
        };
        let things = [&self.face, &self.outermost, &self.outline].into_iter().filter_map(|offs| from(offs));
        things.min_by(|a, b| a.0.max(a.1).total_cmp(&b.0.max(b.1)))
    }
}

/// Root mean square of values.
pub(crate) fn rms(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0_usize), |(sum, count), value| (sum + value * value, count + 1));
    (count > 0).then(|| (sum / count as f64).sqrt())
}

/// A quantile of the sizes of values.
pub(crate) fn quantile(values: impl Iterator<Item = f64>, share: f64) -> Option<f64> {
    let mut sizes: Vec<f64> = values.map(f64::abs).collect();
    sizes.sort_by(f64::total_cmp);
    sizes.get(((sizes.len() as f64 * share) as usize).min(sizes.len().saturating_sub(1))).copied()
}

fn number(value: &Value) -> Result<f64, String> {
    value.as_f64().ok_or_else(|| format!("the true data hold {value} where a number was expected"))
}

fn list<'a>(truth: &'a Value, key: &str) -> Result<&'a Vec<Value>, String> {
    truth[key].as_array().ok_or_else(|| format!("the true data hold no list {key}"))
}

/// Half of an ellipse's extent across and down.
fn extent(half_width: f64, half_height: f64, tilt_deg: f64) -> (f64, f64) {
    let (sin, cos) = tilt_deg.to_radians().sin_cos();
    ((half_width * cos).hypot(half_height * sin), (half_width * sin).hypot(half_height * cos))
}

/// What a rim is off by in its centre, its width and its height from a thing whose middle and half extents are known, shares of its height.
fn off(rim: &Ellipse, middle: (f64, f64), (wide, high): (f64, f64)) -> [f64; 3] {
    let (own_wide, own_high) = extent(rim.half_width, rim.half_height, rim.tilt_deg);
    let centre = (rim.centre.x - middle.0).hypot(rim.centre.y - middle.1);
    [centre / (2.0 * high), (own_wide - wide) / high, (own_high - high) / high]
}

/// A rim against the outer face of the near plate.
fn face_off(rim: &Ellipse, face: &Value) -> Result<[f64; 3], String> {
    let half = (number(&face["half_axes"][0])?, number(&face["half_axes"][1])?);
    let middle = (number(&face["centre"][0])?, number(&face["centre"][1])?);
    Ok(off(rim, middle, extent(half.0, half.1, number(&face["angle_deg"])?)))
}

/// A rim against the outline of large plates: their left, upper, right and lower edge.
fn outline_off(rim: &Ellipse, edges: &Value) -> Result<[f64; 3], String> {
    let [left, top, right, bottom] = [number(&edges[0])?, number(&edges[1])?, number(&edges[2])?, number(&edges[3])?];
    let middle = (f64::midpoint(left, right), f64::midpoint(top, bottom));
    Ok(off(rim, middle, ((right - left) / 2.0, (bottom - top) / 2.0)))
}

/// What the program missed.
pub(crate) fn missed(clip: &Clip) -> Result<Missed, String> {
    let analysis = analyze(&clip.recording, &Settings::default());
    let (real, frames) = (list(&clip.truth, "repetitions")?, list(&clip.truth, "frames")?);
    let (Some(first), Some(last)) = (real.first(), real.last()) else { return Err("the true data hold no repetition".into()) };
    let (from, to) = (number(&first["lift_off_s"])?, number(&last["down_s"])?);
    let mut path = Vec::new();
    let mut counted = 0;
    let bar = analysis.lift.as_ref().and_then(|lift| lift.bar.as_ref());
    for (frame, is) in frames.iter().enumerate() {
        let time = number(&is["time_s"])?;
        if (from..=to).contains(&time) {
            counted += 1;
            if let Some(found) = bar.and_then(|bar| bar.path.at(frame)) {
                path.push([time, found.x - number(&is["bar_m"][0])?, found.y - number(&is["bar_m"][1])?]);
            }
        }
    }
    for axis in [1, 2] {
        let mean = path.iter().map(|place| place[axis]).sum::<f64>() / path.len().max(1) as f64;
        for place in &mut path {
            place[axis] -= mean;
        }
    }
    let mut pulls = Vec::new();
    for (found, is) in analysis.reps.iter().zip(real) {
        let measured = |id: &str| found.measures.iter().find(|measure| measure.id == id).map(|measure| measure.value);
        let off = |value: Option<f64>, key: &str| Ok::<_, String>(value.zip(Some(number(&is[key])?)).map(|(own, is)| own - is));
        pulls.push([
            off(found.rep.lift_off.map(|event| event.at), "lift_off_s")?,
            off(found.rep.lockout.map(|event| event.at), "lockout_s")?,
            off(measured("mean-velocity"), "mean_concentric_velocity_m_s")?,
            off(measured("range-of-motion").map(|cm| cm / 100.0), "range_m")?,
        ]);
    }
    let (mut face, mut outermost, mut outline) = (Vec::new(), Vec::new(), Vec::new());
    for (moment, is) in clip.recording.moments.iter().zip(frames) {
        if let Some(near) = &moment.near_plate {
            face.push(face_off(&near.rim, &is["near_plate_px"])?);
            if let Some(edges) = is.get("outermost_plate_px") {
                outermost.push(outline_off(&near.rim, edges)?);
            }
            outline.push(outline_off(&near.rim, &is["near_plates_px"])?);
        }
    }
    let yaw = number(&clip.truth["camera"]["yaw_deg"])?.abs();
    let yaw_deg = analysis.lift.as_ref().map(|lift| (lift.view.yaw_deg - yaw, lift.view.yaw_sd_deg));
    let reps = (analysis.reps.len(), real.len());
    Ok(Missed {
        model: analysis.model.id,
        reps,
        path,
        frames: counted,
        pulls,
        face,
        outermost,
        outline,
        pictures: frames.len(),
        yaw_deg,
    })
}
