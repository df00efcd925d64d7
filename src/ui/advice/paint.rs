//! Paints the drawings of positions, and the ring of a timer.

use eframe::egui::{
    self, Color32, CornerRadius, Pos2, Rect, Response, Role, Sense, Shape as Paint, Stroke, Ui, WidgetInfo, pos2, vec2,
};

use super::super::theme::{self, Palette};
use crate::advice::drawing::{Ink, SIZE, Shape, drawing};

/// Mixes two colours: 0 is the first, 1 the second.
fn mixed(a: Color32, b: Color32, share: f32) -> Color32 {
    let mix = |a: u8, b: u8| (f32::from(a) + (f32::from(b) - f32::from(a)) * share).round() as u8;
    Color32::from_rgb(mix(a.r(), b.r()), mix(a.g(), b.g()), mix(a.b(), b.b()))
}

/// The colour of an ink on a ground.
fn colour(ink: Ink, ground: Color32, palette: &Palette) -> Color32 {
    match ink {
        Ink::Body => mixed(palette.text, ground, 0.06),
        Ink::Far => mixed(palette.text, ground, 0.55),
        Ink::Gap => ground,
        Ink::Prop => mixed(palette.text, ground, 0.70),
        Ink::Mat => mixed(palette.text, ground, 0.91),
        Ink::Accent => palette.accent,
        Ink::Floor => palette.line,
    }
}

/// Paints the drawing of a position into a rectangle on a ground of one colour.
fn paint(ui: &Ui, id: &str, rect: Rect, ground: Color32) {
    let Some(shapes) = drawing(id) else { return };
    let palette = Palette::of(ui);
    let scale = (rect.width() / SIZE.0 as f32).min(rect.height() / SIZE.1 as f32);
    let corner = rect.center() - vec2(SIZE.0 as f32, SIZE.1 as f32) * scale / 2.0;
    let at = |(x, y): (f64, f64)| -> Pos2 { pos2(corner.x + x as f32 * scale, corner.y + y as f32 * scale) };
    let list = |points: &[(f64, f64)]| points.iter().map(|&point| at(point)).collect::<Vec<_>>();
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    for shape in &shapes {
        let colour = colour(shape.ink(), ground, &palette);
        match shape {
            Shape::Fill(points, _) => drop(painter.add(Paint::convex_polygon(list(points), colour, Stroke::NONE))),
            Shape::Line(points, width, _) => {
                let (points, width) = (list(points), *width as f32 * scale);
                // Round ends, which a line alone does not have.
                for end in [points.first(), points.last()].into_iter().flatten() {
                    painter.circle_filled(*end, width / 2.0, colour);
                }
                painter.add(Paint::line(points, Stroke::new(width, colour)));
            }
            Shape::Disc(centre, radius, _) => drop(painter.circle_filled(at(*centre), *radius as f32 * scale, colour)),
            Shape::Ring(centre, radius, width, _) => {
                painter.circle_stroke(at(*centre), *radius as f32 * scale, Stroke::new(*width as f32 * scale, colour));
            }
        }
    }
}

/// Shows positions side by side on cards of their own, of a height; the name is for those who do not see them.
pub(super) fn positions(ui: &mut Ui, ids: &[&str], height: f32, name: &str) {
    let palette = Palette::of(ui);
    let count = ids.len().max(1) as f32;
    let width = ((ui.available_width() - theme::GAP * (count - 1.0)) / count).min(height * 1.25);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = theme::GAP;
        for id in ids {
            let (rect, response) = ui.allocate_exact_size(vec2(width, height.min(width * 0.8)), Sense::hover());
            response.widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("Drawing: {name}")));
            ui.painter().rect_filled(rect, CornerRadius::same(8), palette.panel);
            paint(ui, id, rect.shrink(4.0), palette.panel);
        }
    });
}

/// A ring that closes with a share (0..=1) of a time, with the seconds inside.
pub(super) fn ring(ui: &mut Ui, seconds: f64, share: f32, name: &str) -> Response {
    let palette = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(84.0, 84.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{name}: {seconds:.0} seconds")));
    let (centre, radius) = (rect.center(), 36.0);
    ui.painter().circle_stroke(centre, radius, Stroke::new(6.0, palette.line));
    let steps = (64.0 * share.clamp(0.0, 1.0)).round() as usize;
    let point = |step: usize| {
        let turn = step as f32 / 64.0 * std::f32::consts::TAU - std::f32::consts::FRAC_PI_2;
        centre + radius * vec2(turn.cos(), turn.sin())
    };
    if steps > 0 {
        ui.painter().add(Paint::line((0..=steps).map(point).collect(), Stroke::new(6.0, palette.accent)));
    }
    ui.painter().text(centre, egui::Align2::CENTER_CENTER, format!("{seconds:.0}"), theme::heavy(theme::TITLE), palette.text);
    response
}
