//! Markers: the joints and the bar in the plane of the lift, in metres.

use std::fmt::Write as _;

use super::grid::Grid;
use super::{axes, marker, seen, title};
use crate::analysis::Analysis;
use crate::geom::PlanePoint;
use crate::lift::Lift;
use crate::report::neighbour::{NO_LIFTER, Unfit};

/// Name of the bar's marker: its axis, at the plate or at the hands.
const BAR: &str = "Bar";

/// The places of one marker on the frames.
type Course<'a> = Box<dyn Fn(usize) -> Option<[f64; 3]> + 'a>;

/// A `.trc` file: tab-separated, lengths in metres, an empty field where a point was not seen well enough to be measured.
///
/// Refused where no size is known, for a length in shares of the body is none in metres.
pub(in crate::report) fn markers(analysis: &Analysis) -> Result<String, Unfit> {
    let lift = analysis.lift.as_ref().ok_or(NO_LIFTER)?;
    let metres = lift.metres_per_unit().ok_or(Unfit {
        missing: "markers are in metres, and no size in the picture is known",
        remedy: "say the diameter of the plate (--plate-mm) or the lifter's height (--height-cm)",
    })?;
    let grid = Grid::of(&lift.t)?;
    let markers: Vec<(String, Course)> =
        courses(lift, metres).into_iter().filter(|(_, at)| (0..grid.rows()).any(|row| grid.read(row, at).is_some())).collect();
    if markers.is_empty() {
        return Err(Unfit { missing: "no point was seen well enough to be measured", remedy: "film nearer, or in more light" });
    }
    let (rate, rows, count) = (grid.rate_hz, grid.rows(), markers.len());
    let mut text = format!("PathFileType\t4\t(X/Y/Z)\t{}\n", title(&analysis.clip.path));
    text.push_str("DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\tOrigNumFrames\n");
    // Writing to a text cannot fail.
    let _ = writeln!(text, "{rate:.6}\t{rate:.6}\t{rows}\t{count}\tm\t{rate:.6}\t1\t{rows}");
    text.push_str("Frame#\tTime");
    for (name, _) in &markers {
        let _ = write!(text, "\t{name}\t\t");
    }
    text.push_str("\n\t");
    for number in 1..=count {
        let _ = write!(text, "\tX{number}\tY{number}\tZ{number}");
    }
    text.push_str("\n\n");
    for row in 0..rows {
        let _ = write!(text, "{}\t{:.6}", row + 1, grid.time(row));
        for (_, at) in &markers {
            match grid.read(row, at) {
                Some([x, y, z]) => {
                    let _ = write!(text, "\t{x:.5}\t{y:.5}\t{z:.5}");
                }
                None => text.push_str("\t\t\t"),
            }
        }
        text.push('\n');
    }
    Ok(text)
}

/// Every joint that the model knows, in the order of the body, then the bar.
fn courses(lift: &Lift, metres: f64) -> Vec<(String, Course<'_>)> {
    let place = move |at: PlanePoint| axes(lift, at).map(|length| length * metres);
    let mut all: Vec<(String, Course)> = Vec::new();
    for (joint, path) in &lift.joints {
        all.push((marker(*joint), Box::new(move |frame| seen(path, frame).map(place))));
    }
    if let Some(bar) = &lift.bar {
        all.push((BAR.to_owned(), Box::new(move |frame| bar.path.at(frame).filter(|at| at.is_finite()).map(place))));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::Joint;
    use crate::report::sample;

    /// The fields of a file, line by line.
    fn fields(text: &str) -> Vec<Vec<&str>> {
        text.lines().map(|line| line.split('\t').collect()).collect()
    }

    #[test]
    fn the_file_has_the_head_the_names_and_a_row_a_frame() {
        let text = markers(&sample::rich()).unwrap();
        let lines = fields(&text);
        assert_eq!(lines[2][2..5], ["345", "5", "m"]);
        assert_eq!(lines[2][0], "30.000000");
        let names: Vec<&str> = lines[3][2..].iter().copied().filter(|name| !name.is_empty()).collect();
        assert_eq!(names, ["RShoulder", "RHip", "RKnee", "RAnkle", "Bar"]);
        assert_eq!(lines[4].len(), 2 + 3 * 5);
        assert!(lines[5] == [""] && lines.len() == 6 + 345);
        assert!(lines[6..].iter().all(|row| row.len() == 2 + 3 * 5));
    }

    #[test]
    fn places_are_in_metres_with_the_height_above_the_floor() {
        let analysis = sample::rich();
        let text = markers(&analysis).unwrap();
        let row = &fields(&text)[6 + 60];
        let (frame, knee) = (60, analysis.lift.as_ref().unwrap().joint(Joint::RightKnee).unwrap());
        let at = knee.at(frame).unwrap();
        let read = |field: usize| row[field].parse::<f64>().unwrap();
        assert!((read(1) - 2.0).abs() < 1e-6);
        assert!((read(8) - at.x).abs() < 1e-5 && (read(9) - at.y).abs() < 1e-5 && read(10).abs() < 1e-9);
    }

    #[test]
    fn what_was_not_seen_is_an_empty_field_and_a_point_never_seen_no_marker() {
        let mut analysis = sample::rich();
        let lift = analysis.lift.as_mut().unwrap();
        lift.joints.get_mut(&Joint::RightKnee).unwrap().confidence[50] = 0.0;
        lift.joints.get_mut(&Joint::RightHip).unwrap().confidence.fill(0.0);
        let text = markers(&analysis).unwrap();
        assert!(!text.contains("RHip"));
        let rows = fields(&text);
        assert_eq!(rows[6 + 50][5..8], ["", "", ""]);
        assert!(!rows[6 + 49][5].is_empty());
    }

    #[test]
    fn without_a_size_there_are_no_metres() {
        let why = markers(&sample::in_body_lengths()).unwrap_err().to_string();
        assert!(why.contains("--plate-mm"), "{why}");
    }

    #[test]
    fn a_name_with_a_tab_does_not_break_the_head() {
        let mut analysis = sample::rich();
        analysis.clip.path = "a\tb\nc.mp4".to_owned();
        assert_eq!(fields(&markers(&analysis).unwrap())[0], ["PathFileType", "4", "(X/Y/Z)", "a b c.mp4"]);
    }
}
