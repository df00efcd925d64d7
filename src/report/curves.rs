//! The charts of an analysis: the bar's path, height and speed, and the angles of the body.

use std::ops::Range;

use super::chart::{Band, Chart, Line, Moment, Points};
use super::pulls::Lengths;
use super::words;
use crate::analysis::{Analysis, RepResult};
use crate::body::Joint;
use crate::lift::{Bar, BarSource, Lift, Path, Plane};
use crate::measure::LEAST_CONFIDENCE;
use crate::reps::{Instant, Rep};

/// Line styles that can be told apart. In a longer set only the first and the last repetition have one of their own.
const STYLES: usize = 6;

/// Size of the charts over time, pixels.
const WIDE: (f64, f64) = (560.0, 172.0);

/// Size of the chart of the path: the width is the most it may take.
const TALL: (f64, f64) = (340.0, 560.0);

/// A chart with what has to be said about it.
pub(super) struct Figure {
    /// Heading.
    pub title: &'static str,
    /// One or two sentences: how to read it, and its error.
    pub caption: String,
    /// The chart.
    pub chart: Chart,
}

/// The bar's path in the plane, all repetitions on their own lift-off; `None` without bar or repetitions.
pub(super) fn bar_path(analysis: &Analysis) -> Option<Figure> {
    let lift = analysis.lift.as_ref()?;
    let bar = lift.bar.as_ref()?;
    let lengths = Lengths::of(lift);
    let mut lines = Vec::new();
    for (index, result) in analysis.reps.iter().enumerate() {
        let rep = &result.rep;
        let Some(start) = rep.lift_off.and_then(|event| bar.path.at(event.frame)) else { continue };
        let course = |frames: Range<usize>| -> Points {
            frames
                .map(|frame| {
                    let at = bar.path.at(frame)?;
                    Some(((at.x - start.x) * lengths.per_unit, (at.y - bar.rest_height) * lengths.per_unit))
                })
                .collect()
        };
        let (style, label) = style(index, &analysis.reps);
        if let Some(down) = rep.lockout.map(|event| event.frame..rep.down.map_or(rep.frames.end, |down| down.frame + 1)) {
            lines.push(Line { label: String::new(), class: format!("{style} faint"), points: course(down) });
        }
        if let Some(up) = rep.pull() {
            lines.push(Line { label, class: style, points: course(up) });
        }
    }
    let (source, forward) = match (bar.source, lift.plane) {
        (BarSource::Plate, Plane::Sagittal) => ("the near plate's centre", "forward of lift-off"),
        (BarSource::Plate, Plane::Frontal) => ("the near plate's centre", "to the right of lift-off"),
        (BarSource::Hands, Plane::Sagittal) => ("the middle of the hands", "forward of lift-off"),
        (BarSource::Hands, Plane::Frontal) => ("the middle of the hands", "to the right of lift-off"),
    };
    let caption = format!(
        "Strong lines go up, faint ones down; the dashed line is the vertical through lift-off. Both axes have one scale. \
         Measured at {source}; a point is good to {}.",
        half_width(bar.path.sd * lengths.per_unit, lengths.unit)
    );
    Some(Figure {
        title: "Bar path",
        caption,
        chart: Chart {
            title: "Path of the bar in the plane of the lift, one line a repetition".to_owned(),
            x_label: format!("{forward}, {}", lengths.unit),
            y_label: format!("above the floor position, {}", lengths.unit),
            size: TALL,
            equal: true,
            vertical: Some(0.0),
            bands: Vec::new(),
            moments: Vec::new(),
            lines,
        },
    })
}

/// The line style of a repetition's path and its name in the legend.
fn style(index: usize, reps: &[RepResult]) -> (String, String) {
    let name = |index: usize| reps.get(index).map_or(index + 1, |result| result.rep.number);
    let own = format!("Repetition {}", name(index));
    let last = reps.len().saturating_sub(1);
    match index {
        _ if reps.len() <= STYLES => (format!("l{}", index + 1), own),
        0 => ("l1".to_owned(), own),
        _ if index == last => ("l2".to_owned(), own),
        1 => ("rest".to_owned(), format!("Repetitions {} to {}", name(1), name(last - 1))),
        _ => ("rest".to_owned(), String::new()),
    }
}

fn half_width(sd: f64, unit: &str) -> String {
    format!("± {}", words::with_symbol(&words::number(crate::measure::INTERVAL_90 * sd, 1), unit))
}

/// Charts over the clip's time: height and speed of the bar, angles of the body.
pub(super) fn over_time(analysis: &Analysis) -> Vec<Figure> {
    let Some(lift) = &analysis.lift else { return Vec::new() };
    let bar = lift.bar.as_ref();
    [bar.map(|bar| bar_height(analysis, lift, bar)), bar.map(|bar| bar_speed(analysis, lift, bar)), angles(analysis, lift)]
        .into_iter()
        .flatten()
        .collect()
}

fn bar_height(analysis: &Analysis, lift: &Lift, bar: &Bar) -> Figure {
    let lengths = Lengths::of(lift);
    let height = |frame: usize| Some((bar.path.y.at(frame)? - bar.rest_height) * lengths.per_unit);
    let caption = format!(
        "Dots: lift-off, knee, lockout, start of the way down, floor. A point is good to {}.",
        half_width(bar.path.sd * lengths.per_unit, lengths.unit)
    );
    let chart = timed(analysis, lift, format!("bar height, {}", lengths.unit), vec![(String::new(), course(lift, &height))]);
    let moments = analysis.reps.iter().flat_map(|result| moments(&result.rep, &height)).collect();
    let title = "Height of the bar over time with the events of every repetition".to_owned();
    Figure { title: "Bar height", caption, chart: Chart { title, moments, ..chart } }
}

fn bar_speed(analysis: &Analysis, lift: &Lift, bar: &Bar) -> Figure {
    let lengths = Lengths::of(lift);
    let speed = |frame: usize| Some(bar.speed.at(frame)? * lengths.speed_per_unit);
    let chart = timed(analysis, lift, format!("bar speed, {}", lengths.speed_unit), vec![(String::new(), course(lift, &speed))]);
    let moments = analysis.reps.iter().flat_map(|result| moments(&result.rep, &speed)).collect();
    let title = "Vertical speed of the bar over time".to_owned();
    let caption = "Upward is positive.".to_owned();
    Figure { title: "Bar speed", caption, chart: Chart { title, moments, ..chart } }
}

/// Trunk, hip and knee of the side near the camera; side and oblique views only, for others do not show them.
fn angles(analysis: &Analysis, lift: &Lift) -> Option<Figure> {
    if lift.plane != Plane::Sagittal {
        return None;
    }
    let path = |joint: Joint| lift.near(joint);
    let (shoulder, hip) = (path(Joint::LeftShoulder)?, path(Joint::LeftHip)?);
    let (knee, ankle) = (path(Joint::LeftKnee)?, path(Joint::LeftAnkle)?);
    // Where the model is not sure, the curve has a gap: a guess is not drawn as if measured.
    let at = |path: &Path, frame: usize| path.sure(frame, LEAST_CONFIDENCE);
    let trunk = |frame| at(hip, frame)?.elevation_deg(at(shoulder, frame)?);
    let hip_angle = |frame| at(hip, frame)?.angle_deg(at(shoulder, frame)?, at(knee, frame)?);
    let knee_angle = |frame| at(knee, frame)?.angle_deg(at(hip, frame)?, at(ankle, frame)?);
    let lines = vec![
        ("Trunk above the horizontal".to_owned(), course(lift, &trunk)),
        ("Hip".to_owned(), course(lift, &hip_angle)),
        ("Knee".to_owned(), course(lift, &knee_angle)),
    ];
    let chart = timed(analysis, lift, "angle, °".to_owned(), lines);
    let title = "Angles of trunk, hip and knee over time".to_owned();
    let caption =
        "A straight hip and a straight knee are at 180°, an upright trunk at 90°. Gaps: a joint is hidden or unsure.".to_owned();
    Some(Figure { title: "Trunk, hip and knee", caption, chart: Chart { title, ..chart } })
}

fn course(lift: &Lift, of: &impl Fn(usize) -> Option<f64>) -> Points {
    lift.t.iter().enumerate().map(|(frame, &t)| Some((t, of(frame)?))).collect()
}

/// A chart over time with a band for every repetition, from lift-off to the floor.
fn timed(analysis: &Analysis, lift: &Lift, y_label: String, lines: Vec<(String, Points)>) -> Chart {
    let end = lift.t.last().copied().unwrap_or_default();
    let bands = analysis.reps.iter().filter_map(|result| {
        let last = lift.t.get(result.rep.frames.end).copied().unwrap_or(end);
        let to = result.rep.down.map_or(last, |event| event.at);
        Some(Band { span: (result.rep.lift_off?.at, to), label: result.rep.number.to_string() })
    });
    Chart {
        title: String::new(),
        x_label: "time, s".to_owned(),
        y_label,
        size: WIDE,
        equal: false,
        vertical: None,
        bands: bands.collect(),
        moments: Vec::new(),
        lines: lines
            .into_iter()
            .enumerate()
            .map(|(index, (label, points))| Line { label, class: format!("l{}", index % STYLES + 1), points })
            .collect(),
    }
}

fn moments(rep: &Rep, of: &impl Fn(usize) -> Option<f64>) -> Vec<Moment> {
    let named: [(&str, Option<Instant>); 5] = [
        ("lift-off", rep.lift_off),
        ("bar at the knee", rep.knee_pass),
        ("lockout", rep.lockout),
        ("start of the way down", rep.descent),
        ("floor", rep.down),
    ];
    named
        .into_iter()
        .filter_map(|(name, event)| {
            let event = event?;
            let label = format!("Repetition {}: {name}, {} s", rep.number, words::number(event.at, 2));
            Some(Moment { at: (event.at, of(event.frame)?), label })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn the_path_has_each_repetition_up_and_down_from_its_own_lift_off() {
        let figure = bar_path(&sample::rich()).unwrap();
        let named: Vec<&str> = figure.chart.lines.iter().map(|line| line.label.as_str()).collect();
        assert_eq!(named, ["", "Repetition 1", "", "Repetition 2", "", "Repetition 3"]);
        let first = figure.chart.lines[1].points[0].unwrap();
        assert!(first.0.abs() < 1e-9 && first.1 < 3.0, "{first:?}");
        assert!(figure.caption.contains("± 0.8 cm"), "{}", figure.caption);
    }

    #[test]
    fn in_a_long_set_the_first_and_the_last_path_stand_out() {
        let figure = bar_path(&sample::long(14)).unwrap();
        let named: Vec<(&str, &str)> = figure.chart.lines.iter().map(|line| (line.label.as_str(), line.class.as_str())).collect();
        let told: Vec<_> = named.into_iter().filter(|(label, _)| !label.is_empty()).collect();
        assert_eq!(told, [("Repetition 1", "l1"), ("Repetitions 2 to 13", "rest"), ("Repetition 14", "l2")]);
    }

    #[test]
    fn angles_end_straight_and_are_left_out_of_a_front_view() {
        let mut analysis = sample::rich();
        let figures = over_time(&analysis);
        assert_eq!(figures.len(), 3);
        let knee = &figures[2].chart.lines[2];
        let top = knee.points.iter().flatten().map(|point| point.1).fold(0.0, f64::max);
        assert!(top > 170.0, "{top}");
        analysis.lift.as_mut().unwrap().plane = Plane::Frontal;
        assert_eq!(over_time(&analysis).len(), 2);
    }

    #[test]
    fn without_a_lift_there_is_no_chart() {
        assert!(bar_path(&sample::without_lifter()).is_none());
        assert!(over_time(&sample::without_lifter()).is_empty());
    }
}
