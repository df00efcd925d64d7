//! The courses of bar and body, all repetitions over each other, linked to the playhead.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};

use eframe::egui::{Color32, Id, Label, Rect, RichText, ScrollArea, Stroke, Ui, Vec2b, vec2};
use egui_plot::{HoverPosition, Line, LineStyle, Plot, PlotPoints, Points, VLine};

use super::command::Command;
use super::courses::{self, Courses, Piece};
use super::preferences::Units;
use super::session::Session;
use super::theme::{self, Palette};
use crate::analysis::{Analysis, RepResult};
use crate::lift::Plane;

/// Height of a chart over time, points.
const HEIGHT: f32 = 132.0;
/// Height of the chart of the path, points.
const PATH_HEIGHT: f32 = 300.0;
/// Room for the numbers beside a chart, points; one for all, so that they stand below each other.
const NUMBERS: f32 = 44.0;

/// What the lines are of: an analysis, in some units.
type Of = (Arc<Analysis>, Units);

/// What the panel remembers.
#[derive(Default)]
pub(super) struct Own {
    /// The lines: one list a course, then one a repetition.
    made: Option<(Of, Made)>,
    /// Lines that are being made, beside the window.
    making: Option<(Of, Receiver<Made>)>,
    /// Over the clip's time rather than all repetitions over each other.
    whole: bool,
}

struct Made {
    courses: Courses,
    /// Course, repetition, pieces over the time from lift-off.
    by_rep: Vec<Vec<Vec<Piece>>>,
    /// Course, pieces over the clip's time.
    over_clip: Vec<Vec<Piece>>,
    /// Repetition, pieces of the path from lift-off on.
    path: Vec<Vec<Piece>>,
}

/// Shows the charts.
pub(super) fn show(ui: &mut Ui, session: &Session, own: &mut Own, commands: &mut Vec<Command>) {
    own.look(ui, session);
    let palette = Palette::of(ui);
    let made = own.made.as_ref().map(|(_, made)| made);
    if made.is_some_and(|made| made.courses.over_time.is_empty()) {
        ui.label(theme::heading("Nothing to draw"));
        ui.label(RichText::new("Neither the bar nor the lifter was followed; the findings say why.").color(palette.weak));
        return;
    }
    let mut whole = own.whole;
    ui.horizontal(|ui| {
        for (value, name, tip) in [
            (false, "Repetitions over each other", "Time from each repetition's lift-off"),
            (true, "Whole clip", "Time from the clip's first frame"),
        ] {
            if ui.selectable_label(whole == value, name).on_hover_text(tip).clicked() {
                whole = value;
            }
        }
    });
    legend(ui, session, commands);
    let Some(made) = made else {
        ui.label(RichText::new("Drawing…").color(palette.weak));
        own.whole = whole;
        return;
    };
    ScrollArea::vertical().id_salt("charts").auto_shrink(false).show(ui, |ui| {
        path(ui, session, made, palette);
        for (index, course) in made.courses.over_time.iter().enumerate() {
            ui.add_space(theme::TIGHT);
            ui.horizontal(|ui| {
                ui.label(theme::strong(course.name));
                let now = course.values.get(session.frame()).copied().flatten();
                let now = now.map_or_else(|| "not seen".to_owned(), |now| number(now, course.unit));
                ui.label(RichText::new(now).color(palette.accent));
                ui.add(Label::new(theme::small(course.caption).color(palette.weak)).truncate());
            });
            // What is not in sight is not drawn: lines of many repetitions cost time.
            let next = ui.available_rect_before_wrap();
            if !ui.is_rect_visible(Rect::from_min_size(next.min, vec2(next.width(), HEIGHT))) {
                ui.add_space(HEIGHT);
                continue;
            }
            if whole {
                over_clip(ui, session, made, index, palette, commands);
            } else {
                over_reps(ui, session, made, index, palette, commands);
            }
        }
        ui.add_space(theme::WIDE);
    });
    own.whole = whole;
}

impl Own {
    /// Sees to it that the lines are of the shown analysis: they are made beside the window, which shows the old ones until then.
    fn look(&mut self, ui: &Ui, session: &Session) {
        let of = |(analysis, units): &Of| Arc::ptr_eq(analysis, &session.analysis) && *units == session.units;
        if let Some((made_of, lines)) = self.making.take() {
            match lines.try_recv() {
                Ok(made) => self.made = Some((made_of, made)),
                Err(std::sync::mpsc::TryRecvError::Empty) => self.making = Some((made_of, lines)),
                // The thread ended without lines, which it never does; they are made anew.
                Err(std::sync::mpsc::TryRecvError::Disconnected) => {}
            }
        }
        let current = self.made.as_ref().map(|(of, _)| of).into_iter().chain(self.making.as_ref().map(|(of, _)| of)).any(of);
        if current || self.making.is_some() {
            return;
        }
        let (analysis, units, ctx) = (session.analysis.clone(), session.units, ui.ctx().clone());
        let (sender, lines) = sync_channel(1);
        let wanted = (analysis.clone(), units);
        let work = move || {
            // Nobody listens where the window is gone.
            let _ = sender.send(make(&analysis, units));
            ctx.request_repaint();
        };
        match std::thread::Builder::new().name("charts".into()).spawn(work) {
            Ok(_) => self.making = Some((wanted, lines)),
            Err(_) => self.made = Some((wanted, make(&session.analysis, units))),
        }
    }
}

/// A value with its unit.
fn number(value: f64, unit: &str) -> String {
    match unit {
        "°" => format!("{value:.0}°"),
        "m/s" => format!("{value:.2} m/s"),
        _ => format!("{value:.1} {unit}"),
    }
}

/// The repetitions with the colours of their lines; a click goes there.
fn legend(ui: &mut Ui, session: &Session, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    ui.horizontal_wrapped(|ui| {
        for (index, result) in session.analysis.reps.iter().enumerate() {
            let here = session.rep() == Some(index);
            let text = theme::strong(format!("Rep {}", result.rep.number)).color(palette.series(index));
            let start = result.rep.lift_off.map_or(result.rep.frames.start, |event| event.frame);
            if ui.selectable_label(here, text).on_hover_text("Goes to its lift-off").clicked() {
                commands.push(Command::Seek(start));
            }
        }
    });
}

fn lift_off(result: &RepResult, t: &[f64]) -> Option<f64> {
    result.rep.lift_off.map(|event| event.at).or_else(|| t.get(result.rep.frames.start).copied())
}

fn make(analysis: &Analysis, units: Units) -> Made {
    let courses = Courses::of(analysis).in_units(units);
    let t: &[f64] = analysis.lift.as_ref().map_or(&[], |lift| &lift.t);
    let by_rep = courses.over_time.iter().map(|course| {
        let rep = |result: &RepResult| {
            let Some(start) = lift_off(result, t) else { return Vec::new() };
            let frames = result.rep.frames.start.min(t.len())..result.rep.frames.end.min(t.len());
            courses::pieces(frames.map(|frame| Some([t[frame] - start, course.values[frame]?])))
        };
        analysis.reps.iter().map(rep).collect()
    });
    let clip = |values: &[Option<f64>]| -> Vec<Piece> {
        courses::pieces(t.iter().zip(values).map(|(&t, value)| Some([t, (*value)?])).collect::<Vec<_>>().into_iter())
    };
    let path = analysis.reps.iter().map(|result| {
        let Some(off) = result.rep.lift_off else { return Vec::new() };
        let Some([x, _]) = courses.bar.get(off.frame).copied().flatten() else { return Vec::new() };
        let end = result.rep.lockout.map_or(result.rep.frames.end, |event| event.frame + 1).min(courses.bar.len());
        courses::pieces((off.frame.min(end)..end).map(|frame| courses.bar[frame].map(|at| [at[0] - x, at[1]])))
    });
    let (by_rep, path) = (by_rep.collect(), path.collect());
    let over_clip = courses.over_time.iter().map(|course| clip(&course.values)).collect();
    Made { courses, by_rep, over_clip, path }
}

fn plot<'a>(name: &str, unit: &'static str, palette: Palette) -> Plot<'a> {
    Plot::new(name.to_owned())
        .height(HEIGHT)
        .show_background(false)
        .allow_scroll(false)
        .allow_zoom(Vec2b::new(false, false))
        .allow_drag(Vec2b::new(false, false))
        .allow_boxed_zoom(false)
        .y_axis_min_width(NUMBERS)
        .grid_color(palette.line)
        .y_axis_formatter(move |mark, _| number_short(mark.value, unit))
        .x_axis_formatter(|mark, _| format!("{:.1} s", mark.value))
        .label_formatter(move |at| match at {
            HoverPosition::NearDataPoint { plot_name, position, .. } => {
                Some(format!("{plot_name}\n{:.2} s: {}", position.x, number(position.y, unit)))
            }
            HoverPosition::Elsewhere { .. } => None,
        })
}

fn number_short(value: f64, unit: &str) -> String {
    let decimals = usize::from(value.fract().abs() > 1e-6 && unit != "°");
    format!("{value:.decimals$}{}", if unit == "°" { "°" } else { "" })
}

/// One course, every repetition from its own lift-off; the one at the playhead strong.
fn over_reps(ui: &mut Ui, session: &Session, made: &Made, index: usize, palette: Palette, commands: &mut Vec<Command>) {
    let (course, lines) = (&made.courses.over_time[index], &made.by_rep[index]);
    let here = session.rep();
    let t: &[f64] = session.analysis.lift.as_ref().map_or(&[], |lift| &lift.t);
    let start = here.and_then(|rep| lift_off(session.analysis.reps.get(rep)?, t));
    let response = plot(course.name, course.unit, palette).show(ui, |plot| {
        for (rep, pieces) in lines.iter().enumerate() {
            line(plot, rep, pieces, here, session, palette);
        }
        plot.vline(VLine::new("Lift-off", 0.0).color(palette.weak.gamma_multiply(0.6)).style(LineStyle::dashed_dense()));
        if let Some(start) = start {
            plot.vline(VLine::new("Playhead", session.playhead.at() - start).stroke(Stroke::new(1.5, palette.accent)));
        }
        plot.pointer_coordinate()
    });
    if let (Some(start), Some(at), true) = (start, response.inner, pressed(&response.response)) {
        commands.push(Command::SeekTime(start + at.x));
    }
}

fn pressed(response: &eframe::egui::Response) -> bool {
    response.clicked() || response.dragged()
}

/// One course over the clip's time.
fn over_clip(ui: &mut Ui, session: &Session, made: &Made, index: usize, palette: Palette, commands: &mut Vec<Command>) {
    let course = &made.courses.over_time[index];
    let response = plot(course.name, course.unit, palette).show(ui, |plot| {
        for piece in &made.over_clip[index] {
            plot.line(Line::new(course.name, PlotPoints::from(piece.clone())).color(palette.note).width(1.5));
        }
        for result in &session.analysis.reps {
            if let Some(event) = result.rep.lift_off {
                let name = format!("Lift-off {}", result.rep.number);
                plot.vline(VLine::new(name, event.at).color(palette.weak.gamma_multiply(0.6)).style(LineStyle::dashed_dense()));
            }
        }
        plot.vline(VLine::new("Playhead", session.playhead.at()).stroke(Stroke::new(1.5, palette.accent)));
        plot.pointer_coordinate()
    });
    if let (Some(at), true) = (response.inner, pressed(&response.response)) {
        commands.push(Command::SeekTime(at.x));
    }
}

fn line(
    plot: &mut egui_plot::PlotUi<'_>,
    rep: usize,
    pieces: &[Piece],
    here: Option<usize>,
    session: &Session,
    palette: Palette,
) {
    let strong = here == Some(rep);
    let colour: Color32 = palette.series(rep);
    let colour = if strong || here.is_none() { colour } else { colour.gamma_multiply(0.55) };
    let name = session.analysis.reps.get(rep).map_or(rep + 1, |result| result.rep.number);
    for piece in pieces {
        let points = PlotPoints::from(piece.clone());
        plot.line(Line::new(format!("Rep {name}"), points).color(colour).width(if strong { 2.4 } else { 1.3 }));
    }
}

/// The bar's path in the plane of the lift: both axes to one scale, every repetition from its own lift-off.
fn path(ui: &mut Ui, session: &Session, made: &Made, palette: Palette) {
    if made.path.iter().all(Vec::is_empty) {
        return;
    }
    let sagittal = session.analysis.lift.as_ref().is_some_and(|lift| lift.plane == Plane::Sagittal);
    let side = if sagittal { "forward is to the right" } else { "as seen in the picture" };
    ui.horizontal(|ui| {
        ui.label(theme::strong("Bar path"));
        let text = theme::small(format!("up to lockout, {side}, {}", made.courses.length)).color(palette.weak);
        ui.add(Label::new(text).truncate());
    });
    let unit = made.courses.length;
    let here = session.rep();
    let off = here.and_then(|rep| session.analysis.reps.get(rep)?.rep.lift_off);
    let origin = off.and_then(|off| made.courses.bar.get(off.frame).copied().flatten());
    let now = made.courses.bar.get(session.frame()).copied().flatten().zip(origin).map(|(now, from)| [now[0] - from[0], now[1]]);
    Plot::new(Id::unique("bar path"))
        .height(PATH_HEIGHT)
        .data_aspect(1.0)
        .show_background(false)
        .allow_scroll(false)
        .allow_zoom(Vec2b::new(false, false))
        .allow_drag(Vec2b::new(false, false))
        .allow_boxed_zoom(false)
        .y_axis_min_width(NUMBERS)
        .grid_color(palette.line)
        .label_formatter(move |at| match at {
            HoverPosition::NearDataPoint { plot_name, position, .. } => {
                Some(format!("{plot_name}\n{:.1} forward, {:.1} up ({unit})", position.x, position.y))
            }
            HoverPosition::Elsewhere { .. } => None,
        })
        .show(ui, |plot| {
            plot.vline(VLine::new("Vertical", 0.0).color(palette.weak.gamma_multiply(0.7)).style(LineStyle::dashed_dense()));
            for (rep, pieces) in made.path.iter().enumerate() {
                line(plot, rep, pieces, here, session, palette);
            }
            if let Some(now) = now {
                plot.points(Points::new("Now", vec![now]).radius(5.0).color(palette.accent));
            }
        });
}
