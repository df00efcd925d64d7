//! Motion: the angles of the body, and where the bar is.

use std::fmt::Write as _;

use super::grid::Grid;
use super::{axes, seen, title};
use crate::analysis::Analysis;
use crate::body::{Joint, Side};
use crate::geom::PlanePoint;
use crate::lift::{Lift, Plane};
use crate::report::neighbour::{NO_LIFTER, Unfit};

/// What the columns mean, for who reads the file.
const MEANING: &str = "\
trunk_elevation: from hip to shoulder above the horizontal, 90 is upright.
hip_flexion, knee_flexion, elbow_flexion: 180 less the angle at the joint as seen in the plane of the lift; 0 is straight.
The hip is between trunk and thigh, not between pelvis and thigh. No muscle model stands behind any of these.
bar_tx, bar_ty, bar_tz: the bar's axis forward, up from the floor and to the lifter's right; what lies across the picture is left out.
A column with _seen: 1 where the quantity of that name was measured; 0 where it was not, and its value only bridges the hole.
A quantity that was measured on less than half of the rows is left out.
";

/// Least share of the rows on which a quantity must have been measured to be written (our default).
const MOSTLY: f64 = 0.5;

/// A column: its name, and its values on the frames.
pub(in crate::report) type Column<'a> = (String, Box<dyn Fn(usize) -> Option<[f64; 1]> + 'a>);

/// A `.mot` file: tab-separated, angles in degrees, lengths in metres.
///
/// OpenSim's older reader, which its window uses, stops without a word at the first value that is missing. So a hole is bridged by a
/// straight line, and a column beside it says on which rows. Angles are of side and oblique views only, for others do not show them; the
/// bar only where a size is known.
pub(in crate::report) fn motion(analysis: &Analysis) -> Result<String, Unfit> {
    let lift = analysis.lift.as_ref().ok_or(NO_LIFTER)?;
    let grid = Grid::of(&lift.t)?;
    let mut written: Vec<(String, Vec<f64>)> = Vec::new();
    for (name, at) in columns(lift) {
        let measured: Vec<Option<f64>> = (0..grid.rows()).map(|row| grid.read(row, &at).map(|[value]| value)).collect();
        let seen: Vec<f64> = measured.iter().map(|value| f64::from(u8::from(value.is_some()))).collect();
        let count: f64 = seen.iter().sum();
        if let Some(whole) = bridged(&measured).filter(|_| count >= MOSTLY * grid.rows() as f64) {
            let has_holes = count < grid.rows() as f64;
            written.push((name.clone(), whole));
            written.extend(has_holes.then(|| (format!("{name}_seen"), seen)));
        }
    }
    if written.is_empty() {
        return Err(Unfit {
            missing: "neither an angle nor the bar in metres was measured through most of the clip",
            remedy: "film from the side, and say the plate's diameter (--plate-mm) or the lifter's height (--height-cm)",
        });
    }
    let mut text = format!("{}\nversion=1\n", title(&analysis.clip.path));
    // Writing to a text cannot fail.
    let _ = writeln!(text, "nRows={}\nnColumns={}\ninDegrees=yes\n", grid.rows(), 1 + written.len());
    let _ = write!(text, "Units: seconds, metres, degrees.\n{MEANING}\nendheader\ntime");
    for (name, _) in &written {
        let _ = write!(text, "\t{name}");
    }
    text.push('\n');
    for row in 0..grid.rows() {
        let _ = write!(text, "{:.6}", grid.time(row));
        for (_, values) in &written {
            let _ = write!(text, "\t{:.5}", values[row]);
        }
        text.push('\n');
    }
    Ok(text)
}

/// The values with holes bridged by straight lines and the ends held; `None` where there is no value at all.
fn bridged(measured: &[Option<f64>]) -> Option<Vec<f64>> {
    let known: Vec<(usize, f64)> = measured.iter().enumerate().filter_map(|(row, value)| Some((row, (*value)?))).collect();
    let (first, last) = (known.first()?, known.last()?);
    let mut whole = vec![first.1; measured.len()];
    for pair in known.windows(2) {
        let ((from, low), (to, high)) = (pair[0], pair[1]);
        for (step, value) in whole[from..to].iter_mut().enumerate() {
            *value = low + (high - low) * step as f64 / (to - from) as f64;
        }
    }
    whole[last.0..].fill(last.1);
    Some(whole)
}

/// Every column that the view and the size of things allow.
pub(in crate::report) fn columns(lift: &Lift) -> Vec<Column<'_>> {
    let mut all: Vec<Column> = Vec::new();
    if lift.plane == Plane::Sagittal {
        let at = move |joint: Joint, side: Side, frame: usize| seen(lift.joint(joint.on(side))?, frame);
        let trunk = move |frame| {
            at(Joint::LeftHip, lift.near, frame)?.elevation_deg(at(Joint::LeftShoulder, lift.near, frame)?).map(|deg| [deg])
        };
        all.push(("trunk_elevation".to_owned(), Box::new(trunk)));
        for (name, [above, vertex, below]) in [
            ("hip_flexion", [Joint::LeftShoulder, Joint::LeftHip, Joint::LeftKnee]),
            ("knee_flexion", [Joint::LeftHip, Joint::LeftKnee, Joint::LeftAnkle]),
            ("elbow_flexion", [Joint::LeftShoulder, Joint::LeftElbow, Joint::LeftWrist]),
        ] {
            for (letter, side) in [("r", Side::Right), ("l", Side::Left)] {
                let flexion = move |frame| {
                    let angle = at(vertex, side, frame)?.angle_deg(at(above, side, frame)?, at(below, side, frame)?)?;
                    Some([180.0 - angle])
                };
                all.push((format!("{name}_{letter}"), Box::new(flexion)));
            }
        }
    }
    if let (Some(bar), Some(metres)) = (&lift.bar, lift.metres_per_unit()) {
        let inside = if lift.plane == Plane::Sagittal { [0, 1] } else { [2, 1] };
        for axis in inside {
            let place = move |at: PlanePoint| [axes(lift, at)[axis] * metres];
            let at = move |frame| bar.path.at(frame).filter(|at| at.is_finite()).map(place);
            all.push((format!("bar_t{}", ["x", "y", "z"][axis]), Box::new(at)));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    /// The columns' names, and the numbers of a row.
    fn row(text: &str, number: usize) -> (Vec<&str>, Vec<f64>) {
        let body: Vec<&str> = text.split("endheader\n").nth(1).unwrap().lines().collect();
        (body[0].split('\t').collect(), body[1 + number].split('\t').map(|field| field.parse().unwrap()).collect())
    }

    #[test]
    fn a_standing_lifter_is_straight_and_a_bent_one_is_not() {
        let text = motion(&sample::rich()).unwrap();
        assert!(text.contains("\nnRows=345\nnColumns=6\ninDegrees=yes\n"), "{text}");
        let (names, start) = row(&text, 0);
        assert_eq!(names, ["time", "trunk_elevation", "hip_flexion_r", "knee_flexion_r", "bar_tx", "bar_ty"]);
        let lockout = sample::rich().reps[0].rep.lockout.unwrap().frame;
        let (_, top) = row(&text, lockout);
        assert!(top[1] > 85.0 && top[2] < 10.0 && top[3] < 10.0, "{top:?}");
        assert!(start[1] < 40.0 && start[2] > 60.0, "{start:?}");
        assert!((top[5] - start[5] - 0.58).abs() < 0.02, "{top:?}");
    }

    #[test]
    fn a_hole_is_bridged_and_marked_and_what_is_mostly_hidden_is_left_out() {
        let mut analysis = sample::rich();
        let joints = &mut analysis.lift.as_mut().unwrap().joints;
        joints.get_mut(&Joint::RightHip).unwrap().confidence[10..20].fill(0.0);
        joints.get_mut(&Joint::RightAnkle).unwrap().confidence[..200].fill(0.0);
        let text = motion(&analysis).unwrap();
        let (names, values) = row(&text, 15);
        assert_eq!(
            names,
            ["time", "trunk_elevation", "trunk_elevation_seen", "hip_flexion_r", "hip_flexion_r_seen", "bar_tx", "bar_ty"]
        );
        assert!(values[2].abs() < 1e-9 && values[4].abs() < 1e-9, "{values:?}");
        let (before, after) = (row(&text, 9).1, row(&text, 20).1);
        let middle = before[1] + (after[1] - before[1]) * 6.0 / 11.0;
        assert!((values[1] - middle).abs() < 1e-4 && (before[2] - 1.0).abs() < 1e-9, "{values:?}");
    }

    #[test]
    fn ends_are_held_and_nothing_is_made_of_nothing() {
        assert_eq!(bridged(&[None, Some(1.0), None, Some(3.0), None]), Some(vec![1.0, 1.0, 2.0, 3.0, 3.0]));
        assert_eq!(bridged(&[None, None]), None);
    }

    #[test]
    fn without_a_size_angles_are_left_and_from_the_front_only_the_bar() {
        let text = motion(&sample::in_body_lengths()).unwrap();
        assert!(!text.contains("\tbar_t") && text.contains("knee_flexion_r"));
        let mut front = sample::rich();
        front.lift.as_mut().unwrap().plane = Plane::Frontal;
        assert_eq!(row(&motion(&front).unwrap(), 0).0, ["time", "bar_tz", "bar_ty"]);
        front.lift.as_mut().unwrap().scale = crate::lift::Scale::BodyLengths { relative_sd: 0.08 };
        assert!(motion(&front).unwrap_err().to_string().contains("from the side"));
    }
}
