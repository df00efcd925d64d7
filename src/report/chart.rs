//! A line chart as a small SVG picture, drawn by us: no script, no network, colours from the page's style sheet.

use std::fmt::Write;

use maud::{Markup, html};

/// Space round the plot for axis labels, pixels: left, right, top, bottom.
const MARGIN: [f64; 4] = [52.0, 14.0, 22.0, 40.0];

/// Ticks wanted on an axis; the real number differs by the roundness of the steps.
const TICKS: f64 = 6.0;

/// Least width of a chart with equal axes, as a share of its height.
const NARROWEST: f64 = 0.4;

/// Most points that a line is drawn with; a longer line is thinned.
const MOST_POINTS: usize = 900;

/// Points in the axes' units; `None` is a hole.
pub(super) type Points = Vec<Option<(f64, f64)>>;

/// One line of a chart; a hole breaks it.
pub(super) struct Line {
    /// What it is, for the legend.
    pub label: String,
    /// Style sheet classes: `l1` to `l6`, and `faint` for the way down.
    pub class: String,
    /// Its points in the axes' units.
    pub points: Points,
}

/// A span of the horizontal axis, shaded and named.
pub(super) struct Band {
    /// From and to, in the axis' unit.
    pub span: (f64, f64),
    /// Its name, above the plot.
    pub label: String,
}

/// A moment: a thin vertical line from a point's height to the axis, with a dot.
pub(super) struct Moment {
    /// Place in the axes' units.
    pub at: (f64, f64),
    /// What happens there, shown when pointed at.
    pub label: String,
}

/// A line chart.
pub(super) struct Chart {
    /// What it shows, for readers who cannot see it.
    pub title: String,
    /// Name and unit of the horizontal axis.
    pub x_label: String,
    /// Name and unit of the vertical axis.
    pub y_label: String,
    /// Size of the picture, pixels; with `equal` the width follows from the height.
    pub size: (f64, f64),
    /// Whether a unit is as long on both axes.
    pub equal: bool,
    /// Where to draw a vertical reference line.
    pub vertical: Option<f64>,
    /// Shaded spans.
    pub bands: Vec<Band>,
    /// Moments.
    pub moments: Vec<Moment>,
    /// Lines.
    pub lines: Vec<Line>,
}

/// One axis: its range in units, and where the range lies in the picture, pixels.
#[derive(Clone, Copy)]
struct Axis {
    range: (f64, f64),
    px: (f64, f64),
}

impl Axis {
    fn at(self, value: f64) -> f64 {
        self.px.0 + (value - self.range.0) / (self.range.1 - self.range.0) * (self.px.1 - self.px.0)
    }

    /// Round numbers in the range and the decimals they need.
    fn ticks(self) -> (Vec<f64>, usize) {
        let step = nice((self.range.1 - self.range.0) / TICKS);
        let decimals = (-step.log10().floor()).clamp(0.0, 6.0) as usize;
        let first = (self.range.0 / step).ceil() as i64;
        let last = (self.range.1 / step).floor() as i64;
        ((first..=last).map(|number| number as f64 * step).collect(), decimals)
    }
}

/// The smallest of 1, 2 and 5 times a power of ten that is not less.
fn nice(step: f64) -> f64 {
    let power = 10_f64.powf(step.log10().floor());
    [1.0, 2.0, 5.0].into_iter().map(|factor| factor * power).find(|&nice| nice >= step * (1.0 - 1e-9)).unwrap_or(10.0 * power)
}

/// Smallest range with all finite values and a little air; `None` where there is none.
fn range(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    let (low, high) = values
        .filter(|value| value.is_finite())
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    let span = high - low;
    if !span.is_finite() {
        return None;
    }
    let air = if span > 0.0 { 0.05 * span } else { (0.05 * high.abs()).max(0.5) };
    Some((low - air, high + air))
}

/// The range with its middle kept and at least the given span.
fn widened((low, high): (f64, f64), span: f64) -> (f64, f64) {
    let extra = ((span - (high - low)) / 2.0).max(0.0);
    (low - extra, high + extra)
}

impl Chart {
    /// The picture; `None` where no line has two points to draw between.
    pub(super) fn svg(&self) -> Option<Markup> {
        let points = || self.lines.iter().flat_map(|line| line.points.iter().flatten().copied());
        points().nth(1)?;
        let x_range = range(points().map(|point| point.0).chain(self.vertical))?;
        let y_range = range(points().map(|point| point.1))?;
        let [left, right, top, bottom] = MARGIN;
        let height = self.size.1;
        let mut width = self.size.0;
        let (mut x_range, mut y_range) = (x_range, y_range);
        if self.equal {
            let room = (self.size.0 - left - right, height - top - bottom);
            let px_per_unit = (room.0 / (x_range.1 - x_range.0)).min(room.1 / (y_range.1 - y_range.0));
            let plot = (px_per_unit * (x_range.1 - x_range.0)).max(NARROWEST * room.1).min(room.0);
            x_range = widened(x_range, plot / px_per_unit);
            y_range = widened(y_range, room.1 / px_per_unit);
            width = plot + left + right;
        }
        let x = Axis { range: x_range, px: (left, width - right) };
        let y = Axis { range: y_range, px: (height - bottom, top) };
        Some(self.picture(width, height, x, y))
    }

    fn picture(&self, width: f64, height: f64, x: Axis, y: Axis) -> Markup {
        let (x_ticks, x_decimals) = x.ticks();
        let (y_ticks, y_decimals) = y.ticks();
        let middle_y = f64::midpoint(y.px.0, y.px.1);
        html! {
            svg class="chart" viewBox=(format!("0 0 {width:.0} {height:.0}")) width=(format!("{width:.0}")) role="img" aria-label=(self.title) {
                title { (self.title) }
                @for (number, band) in self.bands.iter().enumerate() {
                    @let (from, to) = (x.at(band.span.0.max(x.range.0)), x.at(band.span.1.min(x.range.1)));
                    rect class=(if number % 2 == 0 { "band" } else { "band other" }) x=(px(from)) y=(px(y.px.1))
                        width=(px((to - from).max(0.0))) height=(px(y.px.0 - y.px.1)) {}
                    text class="band-label" x=(px(f64::midpoint(from, to))) y=(px(y.px.1 - 7.0)) { (band.label) }
                }
                @for tick in &y_ticks {
                    line class="grid" x1=(px(x.px.0)) x2=(px(x.px.1)) y1=(px(y.at(*tick))) y2=(px(y.at(*tick))) {}
                    text class="tick y" x=(px(x.px.0 - 7.0)) y=(px(y.at(*tick) + 4.0)) { (super::words::number(*tick, y_decimals)) }
                }
                @for tick in &x_ticks {
                    line class="grid" x1=(px(x.at(*tick))) x2=(px(x.at(*tick))) y1=(px(y.px.0)) y2=(px(y.px.0 + 4.0)) {}
                    text class="tick x" x=(px(x.at(*tick))) y=(px(y.px.0 + 17.0)) { (super::words::number(*tick, x_decimals)) }
                }
                @if let Some(at) = self.vertical {
                    line class="reference" x1=(px(x.at(at))) x2=(px(x.at(at))) y1=(px(y.px.0)) y2=(px(y.px.1)) {}
                }
                line class="axis" x1=(px(x.px.0)) x2=(px(x.px.1)) y1=(px(y.px.0)) y2=(px(y.px.0)) {}
                @for line in &self.lines {
                    path class=(format!("line {}", line.class)) d=(path(&line.points, x, y)) {}
                }
                @for moment in &self.moments {
                    circle class="moment" cx=(px(x.at(moment.at.0))) cy=(px(y.at(moment.at.1))) r="3.2" { title { (moment.label) } }
                }
                text class="axis-label x" x=(px(f64::midpoint(x.px.0, x.px.1))) y=(px(height - 5.0)) { (self.x_label) }
                text class="axis-label y" transform=(format!("translate(13 {middle_y:.1}) rotate(-90)")) { (self.y_label) }
            }
        }
    }

    /// The names of the lines beside a stroke of each; nothing where there is one line only.
    pub(super) fn legend(&self) -> Markup {
        let named: Vec<&Line> = self.lines.iter().filter(|line| !line.label.is_empty()).collect();
        html! {
            @if named.len() > 1 {
                ul class="legend" {
                    @for line in named {
                        li {
                            svg class="chart" viewBox="0 0 28 8" width="28" height="8" aria-hidden="true" {
                                path class=(format!("line {}", line.class)) d="M1 4H27" {}
                            }
                            (line.label)
                        }
                    }
                }
            }
        }
    }
}

fn px(value: f64) -> String {
    format!("{value:.1}")
}

/// The drawing commands of a line; a point that is missing or not finite breaks it.
fn path(points: &[Option<(f64, f64)>], x: Axis, y: Axis) -> String {
    let thin = points.len().div_ceil(MOST_POINTS).max(1);
    let mut commands = String::new();
    let mut pen_down = false;
    for point in points.iter().step_by(thin) {
        match point.filter(|(x, y)| x.is_finite() && y.is_finite()) {
            Some(point) => {
                let command = if pen_down { 'L' } else { 'M' };
                // Writing into a string does not fail.
                let _ = write!(commands, "{command}{:.1} {:.1}", x.at(point.0), y.at(point.1));
                pen_down = true;
            }
            None => pen_down = false,
        }
    }
    commands
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn chart(points: Points, equal: bool) -> Chart {
        Chart {
            title: "Bar & <path>".to_owned(),
            x_label: "forward, cm".to_owned(),
            y_label: "height, cm".to_owned(),
            size: (400.0, 300.0),
            equal,
            vertical: Some(0.0),
            bands: vec![Band { span: (-1.0, 2.0), label: "1".to_owned() }],
            moments: vec![Moment { at: (0.0, 1.0), label: "Lift-off".to_owned() }],
            lines: vec![Line { label: String::new(), class: "l1".to_owned(), points }],
        }
    }

    #[test]
    fn ticks_are_round_and_inside() {
        let ticks = |low, high| Axis { range: (low, high), px: (0.0, 1.0) }.ticks();
        assert_eq!(ticks(-1.2, 11.8), ([0.0, 5.0, 10.0].to_vec(), 0));
        let (tenths, decimals) = ticks(-0.01, 0.51);
        assert_eq!((tenths.len(), decimals), (6, 1));
        for (step, expected) in [(0.3, 0.5), (1.0, 1.0), (2.1, 5.0), (60.0, 100.0)] {
            assert!((nice(step) - expected).abs() < 1e-9, "{step}");
        }
    }

    #[test]
    fn equal_axes_have_equal_units_whatever_the_shape() {
        for (x, y) in [(60.0, 60.0), (3.0, 60.0), (200.0, 20.0)] {
            let svg = chart(vec![Some((0.0, 0.0)), Some((x, y))], true).svg().unwrap().into_string();
            let path = svg.split("d=\"M").nth(1).unwrap().split('"').next().unwrap();
            let numbers: Vec<f64> = path.split(['L', ' ']).map(|number| number.parse().unwrap()).collect();
            let scale = (numbers[2] - numbers[0]) / x;
            assert!(scale > 0.0 && (scale * y - (numbers[1] - numbers[3])).abs() < 0.02 * scale * y + 0.2, "{path}");
        }
    }

    #[test]
    fn holes_break_the_line_and_too_little_draws_nothing() {
        let svg = chart(vec![Some((0.0, 0.0)), None, Some((1.0, 1.0)), Some((f64::NAN, 1.0)), Some((2.0, 0.0))], false).svg();
        let svg = svg.unwrap().into_string();
        assert_eq!(svg.split("d=\"").nth(1).unwrap().split('"').next().unwrap().matches('M').count(), 3);
        assert!(!svg.contains("NaN") && !svg.contains("<path>"));
        assert!(chart(vec![Some((0.0, 0.0)), None], false).svg().is_none());
        assert!(chart(Vec::new(), true).svg().is_none());
    }

    proptest! {
        #[test]
        fn any_numbers_are_drawn_or_left_out(points in prop::collection::vec(prop::option::of((any::<f64>(), any::<f64>())), 0..20), equal: bool) {
            let _ = chart(points, equal).svg();
        }
    }
}
