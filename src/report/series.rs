//! The curves of a set as a table, a row a frame at its true time: angles, the bar, repetition and phase; for a spreadsheet.

use std::fmt::Write as _;

use super::neighbour::{NO_LIFTER, Unfit};
use super::opensim;
use crate::analysis::Analysis;

/// Fields parted by commas, rows by line breaks (RFC 4180); a field is empty where something was not seen well enough to be measured.
///
/// Angles and the bar's place are those of the `.mot` file, without its even steps and without its bridges over holes.
pub(super) fn render(analysis: &Analysis) -> Result<String, Unfit> {
    let lift = analysis.lift.as_ref().ok_or(NO_LIFTER)?;
    let mut columns: Vec<opensim::Column> = opensim::columns(lift)
        .into_iter()
        .map(|(name, at)| (format!("{name}_{}", if name.starts_with("bar_") { "m" } else { "deg" }), at))
        .collect();
    if let (Some(bar), Some(metres)) = (&lift.bar, lift.metres_per_unit()) {
        let speed = move |frame| bar.speed.at(frame).filter(|speed| speed.is_finite()).map(|speed| [speed * metres]);
        columns.push(("bar_speed_m_per_s".to_owned(), Box::new(speed)));
    }
    columns.retain(|(_, at)| (0..lift.t.len()).any(|frame| at(frame).is_some()));
    let mut text = "time_s,repetition,phase".to_owned();
    for (name, _) in &columns {
        // Writing to a text cannot fail.
        let _ = write!(text, ",{name}");
    }
    text.push_str("\r\n");
    for (frame, time) in lift.t.iter().enumerate() {
        let rep = analysis.reps.iter().map(|result| &result.rep).find(|rep| rep.frames.contains(&frame));
        let number = rep.map(|rep| rep.number.to_string()).unwrap_or_default();
        let phase = rep.and_then(|rep| rep.phase(frame)).unwrap_or_default();
        let _ = write!(text, "{time:.4},{number},{phase}");
        for (_, at) in &columns {
            text.push(',');
            if let Some([value]) = at(frame) {
                let _ = write!(text, "{value:.4}");
            }
        }
        text.push_str("\r\n");
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::Joint;
    use crate::report::sample;

    #[test]
    fn there_is_a_row_a_frame_with_its_phase_and_an_empty_field_where_nothing_was_seen() {
        let mut analysis = sample::rich();
        analysis.lift.as_mut().unwrap().joints.get_mut(&Joint::RightKnee).unwrap().confidence[60] = 0.0;
        let text = render(&analysis).unwrap();
        let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
        let names = ["time_s", "repetition", "phase", "trunk_elevation_deg", "hip_flexion_r_deg", "knee_flexion_r_deg"];
        assert_eq!(rows[0], [&names[..], &["bar_tx_m", "bar_ty_m", "bar_speed_m_per_s"]].concat());
        assert!(rows.len() == 1 + 345 && rows.iter().all(|row| row.len() == rows[0].len()));
        assert_eq!(rows[1 + 60][..3], ["2.0000", "1", "pull"]);
        assert_eq!((rows[1 + 60][4], rows[1 + 60][5]), ("", ""));
        assert!(!rows[1 + 61][5].is_empty() && rows[1][2].is_empty() && rows[1][1].is_empty());
    }

    #[test]
    fn without_a_size_there_are_angles_only() {
        let text = render(&sample::in_body_lengths()).unwrap();
        assert!(text.starts_with("time_s,repetition,phase,trunk_elevation_deg,hip_flexion_r_deg,knee_flexion_r_deg\r\n"));
    }
}
