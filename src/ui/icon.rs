//! Small pictures on buttons, drawn as lines so that they are sharp at any size and match.

use eframe::egui::{Color32, Painter, Pos2, Rect, Response, Role, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, pos2, vec2};

use super::command::{Action, Command};
use super::theme::Palette;

/// Side of an icon's button, points.
const SIDE: f32 = 30.0;

/// A picture on a button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Icon {
    /// Triangle to the right.
    Play,
    /// Two bars.
    Pause,
    /// One frame back.
    FrameBack,
    /// One frame on.
    FrameOn,
    /// To the one before.
    Back,
    /// To the next.
    On,
    /// Round and round.
    Loop,
    /// Four corners.
    FullScreen,
    /// Arrow turning left.
    Undo,
    /// Arrow turning right.
    Redo,
    /// Three sliders.
    Settings,
    /// A question mark.
    Keys,
    /// A cross.
    Close,
    /// The arrow of a pointer.
    Pointer,
    /// A slanted line.
    Line,
    /// An arrow to the upper right.
    Arrow,
    /// Two sides and an arc.
    Angle,
    /// A wavy line.
    Pen,
    /// The letter T.
    Letter,
    /// A bin.
    Bin,
}

/// Draws an icon into a square.
pub(super) fn draw(painter: &Painter, icon: Icon, square: Rect, colour: Color32) {
    let (centre, unit) = (square.center(), square.width() / 16.0);
    let at = |x: f32, y: f32| centre + vec2(x, y) * unit;
    let stroke = Stroke::new(1.5 * unit.max(0.7), colour);
    let line = |points: Vec<Pos2>| painter.add(Shape::line(points, stroke));
    let solid = |points: Vec<Pos2>| painter.add(Shape::convex_polygon(points, colour, Stroke::NONE));
    let bar =
        |x: f32, half: f32| painter.rect_filled(Rect::from_center_size(at(x, 0.0), vec2(2.0, 2.0 * half) * unit), 0.0, colour);
    let arc = |mirror: f32| {
        let point = |degrees: f32| at(mirror * 4.5 * degrees.to_radians().cos(), 1.0 - 4.5 * degrees.to_radians().sin());
        line((0..=12).map(|step| point(-50.0 + 18.0 * step as f32)).collect());
        let tip = point(166.0);
        let head = |x: f32, y: f32| tip + vec2(mirror * x, y) * unit;
        solid(vec![head(-2.8, -1.0), head(2.6, -0.6), head(-0.6, 3.4)]);
    };
    match icon {
        Icon::Play => drop(solid(vec![at(-4.0, -5.5), at(5.5, 0.0), at(-4.0, 5.5)])),
        Icon::Pause => [bar(-2.8, 5.0), bar(2.8, 5.0)].into_iter().for_each(drop),
        Icon::FrameBack => {
            solid(vec![at(2.5, -4.5), at(2.5, 4.5), at(-4.0, 0.0)]);
            bar(4.8, 4.5);
        }
        Icon::FrameOn => {
            solid(vec![at(-2.5, -4.5), at(4.0, 0.0), at(-2.5, 4.5)]);
            bar(-4.8, 4.5);
        }
        Icon::Back => {
            bar(-5.0, 4.5);
            line(vec![at(3.5, -4.5), at(-1.5, 0.0), at(3.5, 4.5)]);
        }
        Icon::On => {
            bar(5.0, 4.5);
            line(vec![at(-3.5, -4.5), at(1.5, 0.0), at(-3.5, 4.5)]);
        }
        Icon::Loop => {
            line(vec![at(-5.5, 1.0), at(-5.5, -3.0), at(4.0, -3.0)]);
            line(vec![at(5.5, -1.0), at(5.5, 3.0), at(-4.0, 3.0)]);
            solid(vec![at(3.2, -5.8), at(6.4, -3.0), at(3.2, -0.2)]);
            solid(vec![at(-3.2, 0.2), at(-6.4, 3.0), at(-3.2, 5.8)]);
        }
        Icon::FullScreen => {
            for (x, y) in [(-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, 1.0)] {
                line(vec![at(5.5 * x, 2.0 * y), at(5.5 * x, 5.5 * y), at(2.0 * x, 5.5 * y)]);
            }
        }
        Icon::Undo => arc(1.0),
        Icon::Redo => arc(-1.0),
        Icon::Settings => {
            for (y, knob) in [(-4.5, 2.0), (0.0, -2.5), (4.5, 1.0)] {
                line(vec![at(-6.0, y), at(6.0, y)]);
                painter.circle_filled(at(knob, y), 2.2 * unit, colour);
            }
        }
        Icon::Keys => {
            line(
                (0..=10)
                    .map(|step| (200.0 - 26.0 * step as f32).to_radians())
                    .map(|a| at(3.2 * a.cos(), -2.6 - 3.2 * a.sin()))
                    .collect(),
            );
            line(vec![at(0.9, 0.2), at(0.0, 1.4), at(0.0, 2.8)]);
            painter.circle_filled(at(0.0, 5.6), 1.1 * unit, colour);
        }
        Icon::Close => {
            line(vec![at(-4.0, -4.0), at(4.0, 4.0)]);
            line(vec![at(4.0, -4.0), at(-4.0, 4.0)]);
        }
        Icon::Pointer => {
            solid(vec![at(-3.5, -6.0), at(4.5, 1.5), at(-3.5, 4.5)]);
            line(vec![at(-0.5, 1.5), at(2.0, 6.0)]);
        }
        Icon::Line => drop(line(vec![at(-5.0, 5.0), at(5.0, -5.0)])),
        Icon::Arrow => {
            line(vec![at(-5.0, 5.0), at(4.0, -4.0)]);
            solid(vec![at(5.5, -5.5), at(4.6, 0.4), at(-0.4, -4.6)]);
        }
        Icon::Angle => {
            line(vec![at(4.0, -5.5), at(-5.0, 5.0), at(6.0, 5.0)]);
            line(
                (0..=6)
                    .map(|step| (8.2 * step as f32).to_radians())
                    .map(|a| at(-5.0 + 6.0 * a.cos(), 5.0 - 6.0 * a.sin()))
                    .collect(),
            );
        }
        Icon::Pen => {
            let wave = |step: i32| at(-6.0 + 0.6 * step as f32, 4.0 * (step as f32 * 0.45).sin());
            line((0..=20).map(wave).collect());
        }
        Icon::Letter => {
            line(vec![at(-4.5, -5.0), at(4.5, -5.0)]);
            line(vec![at(0.0, -5.0), at(0.0, 5.5)]);
        }
        Icon::Bin => {
            line(vec![at(-5.0, -3.5), at(5.0, -3.5)]);
            line(vec![at(-1.8, -3.5), at(-1.8, -5.5), at(1.8, -5.5), at(1.8, -3.5)]);
            line(vec![at(-3.8, -3.5), at(-3.0, 6.0), at(3.0, 6.0), at(3.8, -3.5)]);
        }
    }
}

/// A button with an icon for an action; `on` where what it stands for is in force. Pressed, it pushes the action.
pub(super) fn button(ui: &mut Ui, icon: Icon, action: Action, on: bool, enabled: bool, commands: &mut Vec<Command>) -> Response {
    let response = plain(ui, icon, action.words().label, on, enabled).on_hover_text(action.tip());
    if response.clicked() {
        commands.push(Command::Do(action));
    }
    response
}

/// A button with an icon and a name.
pub(super) fn plain(ui: &mut Ui, icon: Icon, name: &str, on: bool, enabled: bool) -> Response {
    let sense = if enabled { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(SIDE), sense);
    let palette = Palette::of(ui);
    response.widget_info(|| WidgetInfo::selected(Role::Button, enabled, on, name));
    if ui.is_rect_visible(rect) {
        let fill = match (enabled && (response.hovered() || response.has_focus()), on) {
            (_, true) => palette.accent.gamma_multiply(0.22),
            (true, false) => palette.lifted,
            (false, false) => Color32::TRANSPARENT,
        };
        ui.painter().rect_filled(rect, 6.0, fill);
        if response.has_focus() {
            ui.painter().rect_stroke(rect, 6.0, Stroke::new(1.5, palette.accent), eframe::egui::StrokeKind::Inside);
        }
        let ink = match (enabled, on) {
            (false, _) => palette.weak.gamma_multiply(0.5),
            (true, true) => palette.accent,
            (true, false) => palette.text,
        };
        draw(ui.painter(), icon, Rect::from_center_size(rect.center(), Vec2::splat(16.0)), ink);
    }
    response
}

/// The sign of a grade, as on the video: ring, disc, triangle, diamond.
pub(super) fn sign(painter: &Painter, sign: crate::overlay::Sign, centre: Pos2, radius: f32, colour: Color32) {
    use crate::overlay::Sign;
    let at = |x: f32, y: f32| pos2(centre.x + x * radius, centre.y + y * radius);
    match sign {
        Sign::Ring => drop(painter.circle_stroke(centre, radius * 0.8, Stroke::new(radius * 0.36, colour))),
        Sign::Disc => drop(painter.circle_filled(centre, radius * 0.9, colour)),
        Sign::Triangle => {
            painter.add(Shape::convex_polygon(vec![at(0.0, -1.0), at(1.05, 0.85), at(-1.05, 0.85)], colour, Stroke::NONE));
        }
        Sign::Diamond => {
            let corners = vec![at(0.0, -1.2), at(1.2, 0.0), at(0.0, 1.2), at(-1.2, 0.0)];
            painter.add(Shape::convex_polygon(corners, colour, Stroke::NONE));
        }
    }
}
