//! The report as tables: one row a clip, a repetition, a measured number, a finding.

use super::order::coverage;
use super::pulls::pulls;
use super::table::{Cell, Column, Form, Kind, Row, Table};
use crate::analysis::{Analysis, RepResult};
use crate::faults::{Finding, Verdict};
use crate::measure::Measurement;
use crate::reps::Instant;

const CLIP: Column = Column::new("clip", Kind::Text, "The clip: its path as it was given, in a batch from the batch's root.");
const REPETITION: Column = Column::new("repetition", Kind::Whole, "Number of the repetition, from 1.");
const UNIT: &str = "Unit of the numbers in this row.";
const SD: &str = "Standard error of the value, in its unit.";

/// Form of [`repetitions`]; events that the clip does not show are empty.
pub static REPETITIONS: Form = Form {
    name: "repetitions",
    columns: &[
        CLIP,
        REPETITION,
        time("lift_off_s", "The bar leaves the floor."),
        time("knee_pass_s", "The bar passes the knee."),
        time("lockout_s", "The lift is finished."),
        time("down_s", "The bar is back on the floor."),
        Column::new("faults", Kind::Whole, "Faults found in the repetition."),
        Column::new("possible", Kind::Whole, "Possible faults in the repetition."),
    ],
};

/// Form of [`measures`].
pub static MEASURES: Form = Form {
    name: "measures",
    columns: &[
        CLIP,
        REPETITION,
        Column::new("measure", Kind::Text, "Id of the measure."),
        Column::new("value", Kind::Real, "The value, in its unit.").or_nothing(),
        Column::new("sd", Kind::Real, SD).or_nothing(),
        Column::new("unit", Kind::Text, UNIT),
        time("at_s", "The moment that shows it best, from the clip's first frame."),
        Column::new("by_hand", Kind::Flag, "Whether it rests on a correction by hand."),
    ],
};

/// Form of [`findings`]; `limit` is the one that was reached, or the first where none was.
pub static FINDINGS: Form = Form {
    name: "findings",
    columns: &[
        CLIP,
        Column::new("repetition", Kind::Whole, "Number of the repetition; nothing for the whole set.").or_nothing(),
        Column::new("fault", Kind::Text, "Id of the fault."),
        Column::new("outcome", Kind::Text, "clear, possible, fault or not-assessed."),
        Column::new("severity", Kind::Text, "note, moderate or marked, for a fault.").or_nothing(),
        Column::new("measured", Kind::Real, "The value, in its unit.").or_nothing(),
        Column::new("sd", Kind::Real, SD).or_nothing(),
        Column::new("limit", Kind::Real, "The limit that it was held against, in its unit.").or_nothing(),
        Column::new("unit", Kind::Text, UNIT).or_nothing(),
        time("at_s", "The moment that shows it best, from the clip's first frame."),
        Column::new("reason", Kind::Text, "Why it was not assessed.").or_nothing(),
        Column::new("by_hand", Kind::Flag, "Whether it rests on a correction by hand."),
    ],
};

/// Form of a batch's list of clips; what a refused clip has not is empty.
pub static CLIPS: Form = Form {
    name: "clips",
    columns: &[
        CLIP,
        Column::new("outcome", Kind::Text, "analysed or refused."),
        Column::new("reason", Kind::Text, "Why it was refused.").or_nothing(),
        Column::new("sha256", Kind::Text, "SHA-256 of the video, where it could be read.").or_nothing(),
        Column::new("model", Kind::Text, "Id of the pose model.").or_nothing(),
        Column::new("frames", Kind::Whole, "Frames seen.").or_nothing(),
        time("duration_s", "Length of the clip."),
        Column::new("mean_fps", Kind::Real, "Frames a second.").in_unit("1/s").or_nothing(),
        Column::new("width_px", Kind::Whole, "Width of the picture.").in_unit("px").or_nothing(),
        Column::new("height_px", Kind::Whole, "Height of the picture.").in_unit("px").or_nothing(),
        Column::new("view", Kind::Text, "From where it was filmed; nothing without a lifter.").or_nothing(),
        Column::new("yaw_deg", Kind::Real, "Angle of the camera off the side.").in_unit("deg").or_nothing(),
        Column::new("variant", Kind::Text, "Kind of deadlift.").or_nothing(),
        Column::new("repetitions", Kind::Whole, "Repetitions found.").or_nothing(),
        Column::new("faults", Kind::Whole, "Faults of the set as a whole.").or_nothing(),
        Column::new("possible", Kind::Whole, "Possible faults of the set as a whole.").or_nothing(),
        Column::new("assessed", Kind::Whole, "Checks that were assessed.").or_nothing(),
        Column::new("checks", Kind::Whole, "Checks that there are.").or_nothing(),
    ],
};

const fn time(name: &'static str, meaning: &'static str) -> Column {
    Column::new(name, Kind::Real, meaning).in_unit("s").or_nothing()
}

fn clip(analysis: &Analysis) -> Cell {
    Cell::text(analysis.clip.path.as_str())
}

/// The row of an analysed clip in [`CLIPS`].
pub fn analysed(analysis: &Analysis) -> Row {
    let (assessed, checks) = coverage(analysis);
    let count = |wanted: fn(&Verdict) -> bool| Cell::count(analysis.set.iter().filter(|found| wanted(&found.verdict)).count());
    let view = analysis.lift.as_ref().map(|lift| &lift.view);
    vec![
        clip(analysis),
        Cell::word("analysed"),
        Cell::Empty,
        Cell::text(analysis.clip.sha256.as_str()),
        Cell::text(analysis.model.id.as_str()),
        Cell::count(analysis.clip.frames),
        Cell::real(analysis.clip.duration_s),
        Cell::real(analysis.clip.mean_fps),
        Cell::count(analysis.clip.width_px),
        Cell::count(analysis.clip.height_px),
        Cell::or_empty(view, |view| Cell::word(view.kind.code())),
        Cell::or_empty(view, |view| Cell::real(view.yaw_deg)),
        Cell::word(analysis.variant.kind.code()),
        Cell::count(analysis.reps.len()),
        count(|verdict| matches!(verdict, Verdict::Fault { .. })),
        count(|verdict| matches!(verdict, Verdict::Possible { .. })),
        Cell::count(assessed),
        Cell::count(checks),
    ]
}

/// The row of a clip that could not be analysed in [`CLIPS`]; `sha256` where it could be read.
pub fn refused(path: &str, reason: &str, sha256: Option<&str>) -> Row {
    let mut row = vec![Cell::text(path), Cell::word("refused"), Cell::text(reason), Cell::or_empty(sha256, Cell::text)];
    row.resize(CLIPS.columns.len(), Cell::Empty);
    row
}

/// One row a repetition.
pub fn repetitions(analysis: &Analysis) -> Vec<Row> {
    let at = |event: Option<Instant>| Cell::or_empty(event, |event| Cell::real(event.at));
    let rows = analysis.reps.iter().zip(pulls(analysis)).map(|(RepResult { rep, .. }, pull)| {
        vec![
            clip(analysis),
            Cell::count(rep.number),
            at(rep.lift_off),
            at(rep.knee_pass),
            at(rep.lockout),
            at(rep.down),
            Cell::count(pull.faults),
            Cell::count(pull.possible),
        ]
    });
    rows.collect()
}

/// One row a measured number of a repetition.
pub fn measures(analysis: &Analysis) -> Vec<Row> {
    let rows = analysis.reps.iter().flat_map(|result| {
        result.measures.iter().map(|Measurement { id, value, sd, unit, at, .. }| {
            vec![
                clip(analysis),
                Cell::count(result.rep.number),
                Cell::word(id),
                Cell::real(*value),
                Cell::real(*sd),
                Cell::word(unit.code()),
                Cell::real(*at),
                Cell::Flag(analysis.by_hand.measure(result.rep.number, id)),
            ]
        })
    });
    rows.collect()
}

/// One row a finding, the set's last with an empty repetition.
pub fn findings(analysis: &Analysis) -> Vec<Row> {
    let all = analysis.reps.iter().flat_map(|rep| &rep.findings).chain(&analysis.set);
    all.map(|finding| row(analysis, finding)).collect()
}

fn row(analysis: &Analysis, finding: &Finding) -> Row {
    let numbers = |measured: &Measurement, limit: f64| {
        let Measurement { value, sd, unit, at, .. } = measured;
        [Cell::real(*value), Cell::real(*sd), Cell::real(limit), Cell::word(unit.code()), Cell::real(*at)]
    };
    let (outcome, severity, numbers, reason) = match &finding.verdict {
        Verdict::Clear { measured, limit } => ("clear", Cell::Empty, numbers(measured, *limit), Cell::Empty),
        Verdict::Possible { measured, limit, .. } => ("possible", Cell::Empty, numbers(measured, *limit), Cell::Empty),
        Verdict::Fault { measured, limit, severity, .. } => {
            ("fault", Cell::word(severity.code()), numbers(measured, *limit), Cell::Empty)
        }
        Verdict::NotAssessed(abstain) => {
            ("not-assessed", Cell::Empty, std::array::from_fn(|_| Cell::Empty), Cell::text(abstain.reason.as_str()))
        }
    };
    let [measured, sd, limit, unit, at] = numbers;
    vec![
        clip(analysis),
        Cell::or_empty(finding.rep, Cell::count),
        Cell::word(finding.card.id),
        Cell::word(outcome),
        severity,
        measured,
        sd,
        limit,
        unit,
        at,
        reason,
        Cell::Flag(analysis.by_hand.finding(finding.rep, finding.card.id)),
    ]
}

/// A table of rows of this form. Rows made here always fit; the rest would be left out.
pub fn table(form: &'static Form, rows: Vec<Row>) -> Table {
    let mut table = Table::new(form);
    for row in rows {
        let fits = table.push(row);
        debug_assert_eq!(fits, Ok(()));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn every_row_fits_its_form() {
        for analysis in [sample::rich(), sample::without_lifter(), sample::without_reps(), sample::in_body_lengths()] {
            for (form, rows) in [
                (
                    &CLIPS,
                    vec![analysed(&analysis), refused("a.mp4", "it is empty", None), refused("b.mp4", "cut off", Some("ab"))],
                ),
                (&REPETITIONS, repetitions(&analysis)),
                (&MEASURES, measures(&analysis)),
                (&FINDINGS, findings(&analysis)),
            ] {
                let mut table = Table::new(form);
                for row in rows {
                    assert_eq!(table.push(row), Ok(()));
                }
            }
        }
    }

    #[test]
    fn what_the_clip_does_not_show_is_empty() {
        let mut analysis = sample::rich();
        analysis.reps[0].rep.lift_off = None;
        assert_eq!(repetitions(&analysis)[0][2], Cell::Empty);
        let set = findings(&analysis).pop().unwrap();
        assert_eq!(set[1], Cell::Empty);
    }
}
