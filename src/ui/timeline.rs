//! The clip along time: repetitions and phases, the bar's velocity, and a lane for every fault. With Ctrl and the wheel or a pinch it is
//! seen nearer; then it follows the playhead.

use std::ops::RangeInclusive;

use eframe::egui::{
    Color32, CursorIcon, FontId, Painter, Pos2, Rangef, Rect, Response, Role, ScrollArea, Sense, Shape, Stroke, Ui, WidgetInfo,
    pos2, vec2,
};

use super::command::Command;
use super::icon;
use super::session::{Session, Tab};
use super::span::{Span, marks};
use super::theme::{self, Palette};
use super::told::{Pick, Told};
use super::transport::time;
use crate::analysis::{Analysis, RepResult};
use crate::corrections::{Correction, RepEvent};
use crate::faults::{Card, Finding, Verdict};

/// Width of the names at the left, points.
const NAMES: f32 = 150.0;
/// Room at the right end, points.
const END: f32 = 14.0;
/// Height of the ruler, of the repetitions' bands, of the velocity strip and of a lane, points.
const RULER: f32 = 23.0;
const BANDS: f32 = 26.0;
const STRIP: f32 = 34.0;
const LANE: f32 = 19.0;
/// Distance of the hatching's lines, points.
const HATCH: f32 = 5.0;
/// Half width of what can be clicked of a mark, points.
const MARK: f32 = 8.0;
/// Half width of what can be dragged of an edge, points.
const EDGE: f32 = 5.0;
/// Least distance of two times on the ruler, points.
const APART: f32 = 74.0;
/// Height of the bar that says which part of the clip is shown, points.
const PART: f32 = 5.0;
/// Names of the phases in the order of the palette.
const PHASES: [&str; 4] = ["set-up", "pull", "lockout", "descent"];

/// The height that everything would take, points.
pub(super) fn height(analysis: &Analysis) -> f32 {
    RULER + BANDS + STRIP + LANE * analysis.set.len() as f32 + 3.0 * theme::GAP
}

/// What the timeline remembers.
#[derive(Default)]
pub(super) struct Own {
    /// Where the playhead was when the timeline was drawn last, seconds.
    playhead: Option<f64>,
}

/// Time against the screen.
#[derive(Clone, Copy)]
struct Axis {
    x: Rangef,
    t: (f64, f64),
}

impl Axis {
    fn x(&self, t: f64) -> f32 {
        let share = (t - self.t.0) / (self.t.1 - self.t.0).max(1e-9);
        self.x.min + share as f32 * self.x.span()
    }

    fn t(&self, x: f32) -> f64 {
        let share = f64::from((x - self.x.min) / self.x.span().max(1.0)).clamp(0.0, 1.0);
        self.t.0 + share * (self.t.1 - self.t.0)
    }

    /// Seconds that so many points take.
    fn step(&self, points: f32) -> f64 {
        (self.t.1 - self.t.0) * f64::from(points / self.x.span().max(1.0))
    }

    /// Whether a place lies on the part of the clip that is shown.
    fn shows(&self, x: f32) -> bool {
        (self.x.min - 0.5..=self.x.max + 0.5).contains(&x)
    }

    /// From one time to another as far as it is shown.
    fn range(&self, from: f64, to: f64) -> Rangef {
        Rangef::new(self.x(from).max(self.x.min), self.x(to).min(self.x.max))
    }
}

/// The part of the clip that is shown: nearer or farther with Ctrl and the wheel or a pinch, moved by the wheel sideways (and over ruler,
/// repetitions and velocity by the wheel alone), and after the playhead where that moved.
fn part(ui: &Ui, session: &Session, own: &mut Own, track: Rect, commands: &mut Vec<Command>) -> Span {
    let (whole, playhead) = (session.whole(), session.playhead.at());
    let mut span = session.span();
    let pointer = ui.input(|input| input.pointer.hover_pos()).filter(|at| track.contains(*at) && ui.rect_contains_pointer(track));
    if let Some(at) = pointer {
        let (zoom, wheel) = ui.input(|input| (input.zoom_delta(), input.smooth_scroll_delta()));
        let t = Axis { x: track.x_range(), t: (span.from, span.to) }.t(at.x);
        if (zoom - 1.0).abs() > 1e-3 {
            span = span.about(f64::from(zoom), t, whole);
        }
        let upper = at.y < track.top() + RULER + BANDS + STRIP;
        let by = wheel.x + if upper { wheel.y } else { 0.0 };
        if by != 0.0 && span.is_part_of(whole) {
            span = span.moved(-f64::from(by / track.width().max(1.0)) * span.length(), whole);
        }
    }
    // A playhead that is dragged stays under the pointer.
    let dragged = pointer.is_some() && ui.input(|input| input.pointer.primary_down());
    if own.playhead.replace(playhead) != Some(playhead) && !dragged {
        span = span.with(playhead, whole);
    }
    if span != session.span() {
        commands.push(Command::Span(span));
    }
    span
}

/// Times along the clip; of a part of it, which part, to be dragged.
fn ruler(ui: &mut Ui, session: &Session, axis: Axis, commands: &mut Vec<Command>) {
    let (track, _) = row(ui, RULER, "Time", false, axis, commands);
    let palette = Palette::of(ui);
    let painter = ui.painter();
    let span = Span { from: axis.t.0, to: axis.t.1 };
    let least_s = span.length() * f64::from(APART / axis.x.span().max(1.0));
    for t in marks(span, least_s) {
        let x = axis.x(t);
        painter.vline(x, track.bottom() - 3.0..=track.bottom(), Stroke::new(1.0, palette.line));
        let fine = span.length() < 10.0 && least_s < 1.0;
        let text = if fine { time(t) } else { time(t).split('.').next().unwrap_or_default().to_owned() };
        let galley = painter.layout_no_wrap(text, FontId::proportional(theme::SMALL - 1.0), palette.weak);
        let left = (x - galley.size().x / 2.0).clamp(axis.x.min, (axis.x.max - galley.size().x).max(axis.x.min));
        painter.galley(pos2(left, track.bottom() - 3.0 - galley.size().y), galley, palette.weak);
    }
    let whole = session.whole();
    if !span.is_part_of(whole) {
        return;
    }
    let all = Axis { x: axis.x, t: (whole.from, whole.to) };
    let lane = Rect::from_x_y_ranges(axis.x, track.top()..=track.top() + PART);
    painter.rect_filled(lane, 2.0, palette.raised);
    let bar = Rect::from_x_y_ranges(all.x(span.from)..=all.x(span.to).max(all.x(span.from) + 12.0), lane.y_range());
    let response = ui.interact(bar.expand2(vec2(0.0, 3.0)), ui.scope_id().with("part"), Sense::drag());
    let name = format!("Part of the clip shown: {} to {}", time(span.from), time(span.to));
    response.widget_info(|| WidgetInfo::labeled(Role::Slider, true, &name));
    let held = response.hovered() || response.dragged();
    painter.rect_filled(bar, 2.0, if held { palette.accent } else { palette.weak });
    if response.dragged() {
        let by = f64::from(response.drag_delta().x / axis.x.span().max(1.0)) * whole.length();
        commands.push(Command::Span(span.moved(by, whole)));
    }
    response.on_hover_text(format!("{name}; drag it. Ctrl and the wheel show more or less"));
}

/// Shows the timeline.
pub(super) fn show(ui: &mut Ui, session: &Session, own: &mut Own, commands: &mut Vec<Command>) {
    let whole = ui.available_rect_before_wrap();
    let x = Rangef::new(whole.left() + NAMES, whole.right() - END);
    let span = part(ui, session, own, Rect::from_x_y_ranges(x, whole.y_range()), commands);
    let axis = Axis { x, t: (span.from, span.to) };
    ui.spacing_mut().item_spacing.y = 0.0;
    ruler(ui, session, axis, commands);
    bands(ui, session, axis, commands);
    velocity(ui, session, axis, commands);
    ui.add_space(theme::TIGHT);
    ScrollArea::vertical().id_salt("lanes").auto_shrink(false).show(ui, |ui| {
        for card in cards(&session.analysis) {
            lane(ui, session, card, axis, commands);
        }
        if session.analysis.reps.is_empty() {
            ui.label(theme::small("No repetition was found, so nothing could be judged.").color(Palette::of(ui).weak));
        }
    });
    let x = axis.x(session.playhead.at());
    if !axis.shows(x) {
        return;
    }
    let palette = Palette::of(ui);
    let painter = ui.painter().with_clip_rect(whole);
    painter.vline(x, whole.y_range(), Stroke::new(1.5, palette.accent));
    let top = whole.top();
    let head =
        vec![pos2(x - 5.0, top), pos2(x + 5.0, top), pos2(x + 5.0, top + 5.0), pos2(x, top + 10.0), pos2(x - 5.0, top + 5.0)];
    painter.add(Shape::convex_polygon(head, palette.accent, Stroke::NONE));
}

/// The faults in the order of their lanes: what was found first.
fn cards(analysis: &Analysis) -> Vec<&'static Card> {
    let weight = |card: &Card| {
        let findings = analysis.reps.iter().flat_map(|result| &result.findings).filter(|finding| finding.card.id == card.id);
        findings.map(rank).max().unwrap_or(0)
    };
    let mut cards: Vec<&'static Card> = analysis.set.iter().map(|finding| finding.card).collect();
    cards.sort_by_key(|card| std::cmp::Reverse(weight(card)));
    cards
}

fn rank(finding: &Finding) -> u8 {
    match &finding.verdict {
        Verdict::NotAssessed(_) => 0,
        Verdict::Clear { .. } => 1,
        Verdict::Possible { .. } => 2,
        Verdict::Fault { severity, .. } => 3 + *severity as u8,
    }
}

/// A row across; dragging on it moves the playhead.
fn row(ui: &mut Ui, height: f32, name: &str, strong: bool, axis: Axis, commands: &mut Vec<Command>) -> (Rect, Response) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let palette = Palette::of(ui);
    let painter = ui.painter();
    let names = Rect::from_min_max(rect.min, pos2(axis.x.min - theme::GAP, rect.bottom()));
    let ink = if strong { palette.text } else { palette.weak };
    let galley = painter.layout(name.to_owned(), FontId::proportional(theme::SMALL), ink, f32::INFINITY);
    let at = pos2(names.left(), rect.center().y - galley.size().y / 2.0);
    painter.with_clip_rect(names).galley(at, galley, ink);
    let track = Rect::from_x_y_ranges(axis.x, rect.y_range());
    let response = ui.interact(track.expand2(vec2(6.0, 0.0)), ui.scope_id().with(("row", name)), Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Slider, true, name));
    if let Some(at) = response.interact_pointer_pos().filter(|_| response.clicked() || response.dragged()) {
        commands.push(Command::SeekTime(axis.t(at.x)));
    }
    (track, response)
}

fn bands(ui: &mut Ui, session: &Session, axis: Axis, commands: &mut Vec<Command>) {
    let (track, response) = row(ui, BANDS, "Repetitions", true, axis, commands);
    let palette = Palette::of(ui);
    let painter = ui.painter();
    let inner = track.shrink2(vec2(0.0, 3.0));
    painter.rect_filled(inner, 4.0, palette.raised);
    for result in &session.analysis.reps {
        let (from, to) = span(session, result);
        let seen = axis.range(from, to);
        if seen.span() <= 0.0 {
            continue;
        }
        for (phase, from, to) in phases(session, result) {
            let x = axis.range(from, to);
            if x.span() > 0.0 {
                painter.rect_filled(Rect::from_x_y_ranges(x, inner.y_range()), 2.0, palette.phases[phase]);
            }
        }
        let ink = if ui.visuals().dark_mode { Color32::WHITE } else { palette.text };
        let number = painter.layout_no_wrap(result.rep.number.to_string(), theme::heavy(theme::SMALL), ink);
        // Of repetitions too narrow for their number only those that are pointed at tell it.
        if number.size().x + 2.0 <= seen.span() {
            painter.galley(pos2(seen.center(), inner.center().y) - number.size() / 2.0, number, ink);
        }
    }
    if session.tab == Tab::Corrections {
        edges(ui, session, axis, inner, commands);
    }
    if session.looping
        && let Some(result) = session.rep().and_then(|rep| session.analysis.reps.get(rep))
    {
        let (from, to) = span(session, result);
        let painter = painter.with_clip_rect(track.expand(3.0));
        let band = Rect::from_x_y_ranges(axis.x(from)..=axis.x(to), inner.y_range());
        painter.rect_stroke(band, 3.0, Stroke::new(2.0, palette.accent), eframe::egui::StrokeKind::Outside);
    }
    if let Some(at) = response.hover_pos() {
        let t = axis.t(at.x);
        let inside = session.analysis.reps.iter().find(|result| {
            let (from, to) = span(session, result);
            (from..=to).contains(&t)
        });
        let text = match inside {
            Some(result) => {
                let phase = phases(session, result).into_iter().find(|(_, from, to)| (*from..=*to).contains(&t));
                let phase = phase.map_or("", |(phase, ..)| PHASES[phase]);
                format!("Repetition {} {phase}, {}", result.rep.number, time(t))
            }
            None => time(t),
        };
        response.on_hover_text_at_pointer(text);
    }
}

/// Handles on the events of the repetitions: what is dragged is tried at once and made on release.
fn edges(ui: &Ui, session: &Session, axis: Axis, inner: Rect, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    let slow = session.recording.clip.part.slow_motion;
    for (index, result) in session.analysis.reps.iter().enumerate() {
        for event in RepEvent::ALL {
            let Some(instant) = event.of(&result.rep) else { continue };
            let x = axis.x(instant.at);
            if !axis.shows(x) {
                continue;
            }
            let spot = Rect::from_x_y_ranges(x - EDGE..=x + EDGE, inner.y_range());
            let response = ui.interact(spot, ui.scope_id().with(("edge", index, event)), Sense::drag());
            let name = format!("Edge: {} of repetition {}", event.words(), result.rep.number);
            response.widget_info(|| WidgetInfo::labeled(Role::Slider, true, &name));
            let held = response.hovered() || response.dragged();
            let stroke = Stroke::new(if held { 3.0 } else { 1.5 }, if held { palette.accent } else { palette.text });
            ui.painter().vline(x, inner.y_range(), stroke);
            if held {
                ui.set_cursor_icon(CursorIcon::ResizeHorizontal);
            }
            if let Some(at) = response.interact_pointer_pos().filter(|_| response.dragged() || response.drag_stopped()) {
                let at_s = Some(axis.t(at.x) * slow);
                // A time that stays in the repetition while its edge is dragged.
                let correction = Correction::Event { rep_s: middle(session, result) * slow, event, at_s };
                let made = response.drag_stopped();
                commands.push(if made { Command::Correct(correction) } else { Command::Try(Some(correction)) });
            }
            response.on_hover_text(format!("{name}: drag it to where it is"));
        }
    }
}

/// The time in the middle of a repetition.
fn middle(session: &Session, result: &RepResult) -> f64 {
    let frames = &result.rep.frames;
    session.recording.moments.get(frames.start + frames.len() / 2).map_or(0.0, |moment| moment.at.0)
}

/// A repetition's first and last time.
fn span(session: &Session, result: &RepResult) -> (f64, f64) {
    let moments = &session.recording.moments;
    let at = |frame: usize| moments.get(frame.min(moments.len().saturating_sub(1))).map_or(0.0, |moment| moment.at.0);
    let end = result.rep.down.map_or_else(|| at(result.rep.frames.end), |event| event.at);
    (at(result.rep.frames.start), end)
}

/// The phases of a repetition with their times, as far as both of their ends are known.
fn phases(session: &Session, result: &RepResult) -> Vec<(usize, f64, f64)> {
    let (start, rep) = (span(session, result).0, &result.rep);
    let events = [rep.lift_off, rep.lockout, rep.descent, rep.down].map(|event| event.map(|event| event.at));
    between(start, events)
}

/// The phases between the times of a repetition's events: set-up, pull, lockout, descent.
fn between(start: f64, [lift_off, lockout, descent, down]: [Option<f64>; 4]) -> Vec<(usize, f64, f64)> {
    let ends = [(Some(start), lift_off), (lift_off, lockout), (lockout, descent), (descent, down)];
    let known = ends.into_iter().enumerate().filter_map(|(phase, (from, to))| Some((phase, from?, to?)));
    known.filter(|(_, from, to)| to > from).collect()
}

/// The bar's upward speed: a column of points from its lowest to its highest in that time.
fn velocity(ui: &mut Ui, session: &Session, axis: Axis, commands: &mut Vec<Command>) {
    let (track, response) = row(ui, STRIP, "Bar velocity", false, axis, commands);
    let palette = Palette::of(ui);
    let Some((lift, bar)) = session.analysis.lift.as_ref().and_then(|lift| Some((lift, lift.bar.as_ref()?))) else { return };
    let speeds = || bar.speed.smooth.iter().flatten().copied();
    let top = speeds().fold(0.1_f64, |top, speed| top.max(speed.abs()));
    let y = |speed: f64| track.center().y - (speed / top) as f32 * (track.height() / 2.0 - 3.0);
    let painter = ui.painter().with_clip_rect(track);
    painter.hline(track.x_range(), track.center().y, Stroke::new(1.0, palette.line));
    let mut columns: Vec<(f32, RangeInclusive<f32>)> = Vec::new();
    let mut run: Vec<Pos2> = Vec::new();
    let flush = |columns: &mut Vec<(f32, RangeInclusive<f32>)>, run: &mut Vec<Pos2>| {
        for (x, range) in columns.drain(..) {
            run.push(pos2(x, *range.start()));
            run.push(pos2(x, *range.end()));
        }
        if run.len() > 1 {
            painter.add(Shape::line(std::mem::take(run), Stroke::new(1.3, palette.note)));
        }
        run.clear();
    };
    let first = lift.t.partition_point(|&t| t < axis.t.0).saturating_sub(1);
    let speeds = lift.t.iter().zip(&bar.speed.smooth).skip(first).take_while(|(t, _)| **t <= axis.t.1 + axis.step(1.0));
    for (&t, speed) in speeds {
        let Some(speed) = speed else {
            flush(&mut columns, &mut run);
            continue;
        };
        let (x, y) = (axis.x(t).round(), y(*speed));
        match columns.last_mut() {
            Some((last, range)) if (*last - x).abs() < 0.5 => *range = range.start().min(y)..=range.end().max(y),
            _ => columns.push((x, y..=y)),
        }
    }
    flush(&mut columns, &mut run);
    if let Some(at) = response.hover_pos() {
        let t = axis.t(at.x);
        let unit = if lift.metres_per_unit().is_some() { "m/s" } else { "body lengths/s" };
        let text = match bar.speed.at(lift.frame_at(t)) {
            Some(speed) => format!("{speed:.2} {unit} upwards, {}", time(t)),
            None => format!("The bar was not seen, {}", time(t)),
        };
        response.on_hover_text_at_pointer(text);
    }
}

fn lane(ui: &mut Ui, session: &Session, card: &'static Card, axis: Axis, commands: &mut Vec<Command>) {
    let told = session.analysis.reps.iter().flat_map(|result| &result.findings).filter(|finding| finding.card.id == card.id);
    let any = told.clone().any(|finding| rank(finding) > 1);
    let (track, response) = row(ui, LANE, card.name, any, axis, commands);
    let palette = Palette::of(ui);
    let painter = ui.painter().with_clip_rect(track.expand2(vec2(MARK, 0.0)));
    painter.hline(track.x_range(), track.bottom(), Stroke::new(1.0, palette.line.gamma_multiply(0.6)));
    for (result, finding) in session.analysis.reps.iter().zip(told) {
        let (from, to) = span(session, result);
        let band = Rect::from_x_y_ranges(axis.range(from, to), track.y_range().shrink(3.0));
        if band.width() <= 0.0 {
            continue;
        }
        match Told::of(finding) {
            Some(told) => {
                let colour = palette.grade(told.severity);
                painter.rect_filled(band, 3.0, colour.gamma_multiply(0.16));
                let x = axis.x(told.measured.at);
                if axis.shows(x) {
                    mark(ui, session, &told, pos2(x, track.center().y), commands);
                }
            }
            None if matches!(finding.verdict, Verdict::NotAssessed(_)) => {
                // Lines of lanes out of sight, and those that crowd, cost time for nothing.
                if ui.is_rect_visible(band) {
                    hatch(&painter, band, palette.weak.gamma_multiply(0.45));
                }
            }
            None => drop(painter.hline(band.x_range(), band.center().y, Stroke::new(2.0, palette.accent.gamma_multiply(0.45)))),
        }
    }
    if let Some(at) = response.hover_pos() {
        let t = axis.t(at.x);
        let over = session.analysis.reps.iter().find(|result| {
            let (from, to) = span(session, result);
            (from..=to).contains(&t)
        });
        let finding = over.and_then(|result| result.findings.iter().find(|finding| finding.card.id == card.id));
        let text = match finding.map(|finding| (&finding.verdict, finding)) {
            Some((Verdict::NotAssessed(_), finding)) => format!("{}: not assessed. {}", card.name, finding.sentence()),
            Some((Verdict::Clear { .. }, finding)) => format!("{}: clear. {}", card.name, finding.sentence()),
            Some((_, finding)) => format!("{}. {}", card.name, finding.sentence()),
            None => format!("{}. {}", card.name, card.what),
        };
        response.on_hover_text_at_pointer(session.units.said(&text));
    }
}

fn mark(ui: &Ui, session: &Session, told: &Told, centre: Pos2, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    let pick: Pick = told.pick();
    let spot = Rect::from_center_size(centre, vec2(2.0 * MARK, LANE));
    let response = ui.interact(spot, ui.scope_id().with(("mark", pick)), Sense::click());
    let rep = told.finding.rep.unwrap_or(0);
    let name = format!("{}, repetition {rep}, {}", told.finding.card.name, told.word());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    let picked = session.picked == Some(pick);
    let radius = if picked || response.hovered() { 6.5 } else { 5.0 };
    if picked {
        ui.painter().circle_stroke(centre, 9.0, Stroke::new(1.5, palette.accent));
    }
    icon::sign(ui.painter(), told.sign(), centre, radius, palette.grade(told.severity));
    if response.on_hover_text(session.units.said(&format!("{name}. {}", told.finding.sentence()))).clicked() {
        commands.push(Command::Pick(pick));
    }
}

/// Slanted lines: not assessed.
fn hatch(painter: &Painter, band: Rect, colour: Color32) {
    let painter = painter.with_clip_rect(band.intersect(painter.clip_rect()));
    let mut x = band.left() - band.height();
    while x < band.right() {
        painter.line_segment([pos2(x, band.bottom()), pos2(x + band.height(), band.top())], Stroke::new(1.0, colour));
        x += HATCH;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phase_whose_end_is_not_known_is_not_drawn() {
        let whole = between(0.0, [Some(1.0), Some(2.0), Some(3.0), Some(4.0)]);
        assert_eq!(whole, [(0, 0.0, 1.0), (1, 1.0, 2.0), (2, 2.0, 3.0), (3, 3.0, 4.0)]);
        assert_eq!(between(0.0, [Some(1.0), Some(2.0), None, Some(4.0)]), [(0, 0.0, 1.0), (1, 1.0, 2.0)]);
        assert_eq!(between(0.0, [None, Some(2.0), Some(3.0), None]), [(2, 2.0, 3.0)]);
    }
}
