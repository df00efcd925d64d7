//! Draws the overlay's shapes in the window: as lines, not pixels, so that they are sharp at any enlargement.

use eframe::egui::text::{LayoutJob, TextWrapping};
use eframe::egui::{Align2, Color32, FontId, Painter, Pos2, Rect, Shape as Line, Stroke, pos2, vec2};

use super::{icon, theme};
use crate::geom::{Ellipse, ImagePoint};
use crate::overlay::{Colour, Shape};

/// Width of the dark outline on each side of a line, as a share of the line's width, and the least in points.
const OUTLINE: (f32, f32) = (0.45, 0.9);
/// How strongly the outline covers the picture, of 255.
const OUTLINE_STRENGTH: u8 = 165;
/// Dash and gap of a broken line, in widths of it.
const DASHES: (f32, f32) = (3.0, 2.5);
/// Points of a rim.
const RIM_STEPS: usize = 72;
/// Thinnest line, points.
const THINNEST: f32 = 1.2;
/// Smallest letters on the video, points.
const SMALLEST: f32 = 11.0;

/// How a picture lies on the screen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// The whole picture on the screen, points; it may reach beyond what is seen.
    pub(super) rect: Rect,
    /// Size of the picture in which places are given, pixels.
    pub(super) size_px: (f64, f64),
    /// Points a pixel for the width of lines: grows more slowly than the picture, so that lines stay lines.
    pub(super) pen: f32,
}

impl Place {
    /// A place of the picture on the screen. Pixel centres lie at whole numbers in the picture.
    pub(super) fn screen(&self, point: ImagePoint) -> Pos2 {
        let x = (point.x + 0.5) / self.size_px.0.max(1.0);
        let y = (point.y + 0.5) / self.size_px.1.max(1.0);
        self.rect.min + vec2(x as f32 * self.rect.width(), y as f32 * self.rect.height())
    }

    /// A place on the screen in the picture.
    pub(super) fn picture(&self, at: Pos2) -> ImagePoint {
        let share = (at - self.rect.min) / self.rect.size();
        ImagePoint::new(f64::from(share.x) * self.size_px.0 - 0.5, f64::from(share.y) * self.size_px.1 - 0.5)
    }
}

fn ink(colour: Colour) -> Color32 {
    let [red, green, blue] = colour.rgb;
    Color32::from_rgba_unmultiplied(red, green, blue, colour.strength)
}

fn dark(strength: u8) -> Color32 {
    Color32::from_black_alpha((u16::from(strength) * u16::from(OUTLINE_STRENGTH) / 255) as u8)
}

fn outer(width: f32) -> f32 {
    width + 2.0 * (width * OUTLINE.0).max(OUTLINE.1)
}

/// Draws shapes, those first given underneath.
pub(super) fn shapes(painter: &Painter, place: &Place, shapes: &[Shape]) {
    for shape in shapes {
        match shape {
            Shape::Line { points, colour, width, dashed } => {
                let width = (*width as f32 * place.pen).max(THINNEST);
                polyline(painter, on_screen(place, points), *colour, width, *dashed);
            }
            Shape::Ribbon { pieces, width } => {
                let width = (*width as f32 * place.pen).max(THINNEST);
                let pieces: Vec<_> = pieces.iter().map(|(points, colour)| (on_screen(place, points), *colour)).collect();
                for (points, colour) in &pieces {
                    stroke(painter, points.clone(), dark(colour.strength), outer(width));
                }
                for (points, colour) in pieces {
                    stroke(painter, points, ink(colour), width);
                }
            }
            Shape::Dot { centre, radius, colour, hollow } => {
                let (centre, radius) = (place.screen(*centre), (*radius as f32 * place.pen).max(1.5));
                if !finite(centre) {
                    continue;
                }
                let edge = (radius * OUTLINE.0).max(OUTLINE.1);
                if *hollow {
                    painter.circle_stroke(centre, radius, Stroke::new(outer(edge), dark(colour.strength)));
                    painter.circle_stroke(centre, radius, Stroke::new(edge, ink(*colour)));
                } else {
                    painter.circle_filled(centre, radius + edge, dark(colour.strength));
                    painter.circle_filled(centre, radius, ink(*colour));
                }
            }
            Shape::Rim { ellipse, colour, width } => {
                polyline(painter, rim(place, ellipse), *colour, (*width as f32 * place.pen).max(THINNEST), false);
            }
            Shape::Words { at, height, text, colour, sign } => {
                let sign = sign.map(|(sign, colour)| (sign, ink(colour)));
                words(painter, place.screen(*at), *height as f32 * place.pen, text, ink(*colour), sign);
            }
        }
    }
}

fn on_screen(place: &Place, points: &[ImagePoint]) -> Vec<Pos2> {
    points.iter().map(|&point| place.screen(point)).filter(|point| finite(*point)).collect()
}

/// Whether a point can be drawn: a model's point may be anywhere.
fn finite(point: Pos2) -> bool {
    point.x.abs() < 1.0e5 && point.y.abs() < 1.0e5
}

/// The rim of an ellipse as a closed line.
pub(super) fn rim(place: &Place, ellipse: &Ellipse) -> Vec<Pos2> {
    let step = std::f64::consts::TAU / RIM_STEPS as f64;
    (0..=RIM_STEPS).map(|number| place.screen(ellipse.at(number as f64 * step))).filter(|point| finite(*point)).collect()
}

fn stroke(painter: &Painter, points: Vec<Pos2>, colour: Color32, width: f32) {
    if points.len() > 1 {
        painter.add(Line::line(points, Stroke::new(width, colour)));
    }
}

fn polyline(painter: &Painter, points: Vec<Pos2>, colour: Colour, width: f32, dashed: bool) {
    if points.len() < 2 {
        return;
    }
    if dashed {
        let (dash, gap) = ((DASHES.0 * width).max(6.0), (DASHES.1 * width).max(4.0));
        painter.extend(Line::dashed_line(&points, Stroke::new(outer(width), dark(colour.strength)), dash, gap));
        painter.extend(Line::dashed_line(&points, Stroke::new(width, ink(colour)), dash, gap));
    } else {
        stroke(painter, points.clone(), dark(colour.strength), outer(width));
        stroke(painter, points, ink(colour), width);
    }
}

fn words(painter: &Painter, at: Pos2, height: f32, text: &str, colour: Color32, sign: Option<(crate::overlay::Sign, Color32)>) {
    let size = (height * 0.8).max(SMALLEST);
    if !finite(at) {
        return;
    }
    let lead = if sign.is_some() { size * 1.25 } else { 0.0 };
    // What does not fit beside the picture's edge is cut short with dots; the panel beside the video says all.
    let mut job = LayoutJob::simple_singleline(text.to_owned(), FontId::proportional(size), colour);
    let room = painter.clip_rect().right() - at.x - size * 1.2 - lead;
    job.wrap = TextWrapping { max_rows: 1, break_anywhere: true, ..TextWrapping::wrap_at_width(room.max(size)) };
    let galley = painter.layout_job(job);
    let panel = Rect::from_min_size(at, galley.size() + vec2(size * 0.9 + lead, size * 0.35));
    painter.rect_filled(panel, 4.0, Color32::from_black_alpha(170));
    if let Some((form, colour)) = sign {
        icon::sign(painter, form, pos2(at.x + size * 0.85, panel.center().y), size * 0.42, colour);
    }
    painter.galley(pos2(at.x + size * 0.45 + lead, panel.center().y - galley.size().y / 2.0), galley, colour);
}

/// A label on the video: light on a dark panel, read on any footage.
pub(super) fn label(painter: &Painter, at: Pos2, anchor: Align2, text: &str) -> Rect {
    let galley = painter.layout_no_wrap(text.to_owned(), theme::heavy(theme::SMALL), Color32::from_gray(240));
    let panel = anchor.anchor_size(at, galley.size() + vec2(14.0, 8.0));
    painter.rect_filled(panel, 5.0, Color32::from_black_alpha(175));
    painter.galley(panel.min + vec2(7.0, 4.0), galley, Color32::WHITE);
    panel
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_on_the_screen_leads_back_to_the_picture() {
        let place =
            Place { rect: Rect::from_min_size(pos2(-40.0, 30.0), vec2(960.0, 540.0)), size_px: (1920.0, 1080.0), pen: 0.5 };
        for (x, y) in [(0.0, 0.0), (1919.0, 1079.0), (333.5, 90.25)] {
            let back = place.picture(place.screen(ImagePoint::new(x, y)));
            assert!((back.x - x).abs() < 1e-2 && (back.y - y).abs() < 1e-2, "{back:?}");
        }
    }
}
