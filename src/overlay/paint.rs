//! Paints shapes onto a frame, with smooth edges.

use tiny_skia::{Color, FillRule, LineCap, LineJoin, Paint, Path, PathBuilder, Pixmap, Rect, Stroke, StrokeDash, Transform};

use super::lettering::Lettering;
use super::shape::{Colour, Shape, Sign};
use crate::frame::Frame;
use crate::geom::{Ellipse, ImagePoint};

/// Width of the dark outline on each side of a line, as a share of the line's width, and the least in pixels.
const OUTLINE: (f32, f32) = (0.45, 1.0);
/// How strongly the outline covers the picture where its line covers it wholly, of 255.
const OUTLINE_STRENGTH: u16 = 170;
/// The dark behind words: black, and how strongly it covers the picture, of 255.
const PANEL_STRENGTH: u8 = 165;
/// Room round words inside their panel, as a share of their height: at the sides, above and below.
const PADDING: (f32, f32) = (0.35, 0.12);
/// Dash and gap of a broken line, in widths of it.
const DASHES: [f32; 2] = [3.0, 2.5];
/// Shapes that reach farther than this from the picture's corner are not drawn, pixels: a model's point there means nothing.
const FARTHEST_PX: f32 = 20_000.0;
/// Points of a rim.
const RIM_STEPS: usize = 72;

/// Paints frame after frame; keeps its buffers and letters between them.
pub struct Painter {
    canvas: Option<Pixmap>,
    lettering: Lettering,
}

impl Default for Painter {
    fn default() -> Self {
        Self { canvas: None, lettering: Lettering::new() }
    }
}

impl Painter {
    /// Paints shapes onto a frame. `scale` is the frame's width over that of the picture in which the shapes were thought; the shapes
    /// are enlarged by it. Shapes or parts of them outside the frame are left out.
    pub fn paint(&mut self, frame: &mut Frame, shapes: &[Shape], scale: f64) {
        let (width, height) = (frame.width, frame.height);
        if frame.rgb.len() != width * height * 3 || !(scale.is_finite() && scale > 0.0) || shapes.is_empty() {
            return;
        }
        let fits = |canvas: &Pixmap| (canvas.width() as usize, canvas.height() as usize) == (width, height);
        let kept = self.canvas.take().filter(fits).or_else(|| Pixmap::new(width as u32, height as u32));
        let Some(mut canvas) = kept else { return };
        for (pixel, &[r, g, b]) in canvas.data_mut().as_chunks_mut::<4>().0.iter_mut().zip(frame.rgb.as_chunks::<3>().0) {
            *pixel = [r, g, b, 255];
        }
        for group in shapes.chunk_by(alike) {
            self.group(&mut canvas, group, scale);
        }
        for (rgb, &[r, g, b, _]) in frame.rgb.as_chunks_mut::<3>().0.iter_mut().zip(canvas.data().as_chunks::<4>().0) {
            *rgb = [r, g, b];
        }
        self.canvas = Some(canvas);
    }

    /// Paints shapes of one kind and look in one go: faster, and faint lines do not add up where they cross.
    fn group(&mut self, canvas: &mut Pixmap, group: &[Shape], scale: f64) {
        match group {
            [Shape::Line { colour, width, dashed, .. }, ..] => {
                let lines =
                    group.iter().filter_map(|shape| if let Shape::Line { points, .. } = shape { Some(points) } else { None });
                if let Some(path) = polylines(lines, scale) {
                    outlined(canvas, &path, *colour, (width * scale) as f32, *dashed);
                }
            }
            [Shape::Dot { colour, hollow, .. }, ..] => {
                let dots = group.iter().filter_map(|shape| {
                    let Shape::Dot { centre, radius, .. } = shape else { return None };
                    Some((on_canvas(*centre, scale), (radius * scale) as f32))
                });
                draw_dots(canvas, &dots.collect::<Vec<_>>(), *colour, *hollow);
            }
            [Shape::Ribbon { pieces, width }] => ribbon(canvas, pieces, (width * scale) as f32, scale),
            [Shape::Rim { ellipse, colour, width }] => {
                if let Some(path) = rim(ellipse, scale) {
                    outlined(canvas, &path, *colour, (width * scale) as f32, false);
                }
            }
            [Shape::Words { at, height, text, colour, sign }] => {
                self.words(canvas, on_canvas(*at, scale), (height * scale) as f32, text, *colour, *sign);
            }
            _ => {}
        }
    }

    fn words(
        &mut self,
        canvas: &mut Pixmap,
        (left, top): (f32, f32),
        height: f32,
        text: &str,
        colour: Colour,
        sign: Option<(Sign, Colour)>,
    ) {
        if !(left.is_finite() && top.is_finite() && height.is_finite()) {
            return;
        }
        // As far from the right edge as from the left, but no farther than a letter.
        let room = canvas.width() as f32 - left.max(0.0) - left.clamp(0.0, height.max(0.0));
        let length = |lettering: &Lettering, height: f32| {
            lettering.width(text, height) + height * (2.0 * PADDING.0 + if sign.is_some() { 1.0 } else { 0.0 })
        };
        let whole = length(&self.lettering, height);
        // Half pixels, so that letters are kept from frame to frame and still fill the width.
        let fitting = if whole > room { height * room / whole } else { height };
        let height = (fitting * 2.0).floor() / 2.0;
        if height < 1.0 {
            return;
        }
        let (side, above) = (height * PADDING.0, height * PADDING.1);
        if let Some(panel) = Rect::from_xywh(left, top, length(&self.lettering, height), height + 2.0 * above) {
            let dark = Colour { rgb: [0, 0, 0], strength: PANEL_STRENGTH };
            canvas.fill_rect(panel, &paint(dark), Transform::identity(), None);
        }
        let mut start = left + side;
        if let Some((sign, sign_colour)) = sign {
            draw_sign(canvas, sign, sign_colour, start + height * 0.4, top + above + height * 0.5, height * 0.38);
            start += height;
        }
        let (columns, rows) = (canvas.width() as i32, canvas.height() as i32);
        let data = canvas.data_mut();
        self.lettering.set(text, start, top + above, height, |x, y, covered| {
            if (0..columns).contains(&x) && (0..rows).contains(&y) {
                let at = (y * columns + x) as usize * 4;
                if let Some(pixel) = data.get_mut(at..at + 3) {
                    let covered = u32::from(covered) * u32::from(colour.strength) / 255;
                    for (level, ink) in pixel.iter_mut().zip(colour.rgb) {
                        *level = ((u32::from(*level) * (255 - covered) + u32::from(ink) * covered + 127) / 255) as u8;
                    }
                }
            }
        });
    }
}

/// Pixel centres lie at whole numbers in the picture and at halves on the canvas.
fn on_canvas(point: ImagePoint, scale: f64) -> (f32, f32) {
    (((point.x + 0.5) * scale) as f32, ((point.y + 0.5) * scale) as f32)
}

fn paint(colour: Colour) -> Paint<'static> {
    let [r, g, b] = colour.rgb;
    let mut paint = Paint { anti_alias: true, ..Paint::default() };
    paint.set_color(Color::from_rgba8(r, g, b, colour.strength));
    paint
}

fn dark(strength: u8) -> Colour {
    Colour { rgb: [0, 0, 0], strength: (u16::from(strength) * OUTLINE_STRENGTH / 255) as u8 }
}

/// Whether two shapes can be painted in one go.
fn alike(a: &Shape, b: &Shape) -> bool {
    match (a, b) {
        (
            Shape::Line { colour, width, dashed, .. },
            Shape::Line { colour: other_colour, width: other_width, dashed: other_dashed, .. },
        ) => colour == other_colour && width.total_cmp(other_width).is_eq() && dashed == other_dashed,
        (Shape::Dot { colour, hollow, .. }, Shape::Dot { colour: other_colour, hollow: other_hollow, .. }) => {
            colour == other_colour && hollow == other_hollow
        }
        _ => false,
    }
}

fn drawable(x: f32, y: f32) -> bool {
    x.abs() < FARTHEST_PX && y.abs() < FARTHEST_PX
}

fn push_line(path: &mut PathBuilder, points: &[ImagePoint], closed: bool, scale: f64) {
    let points: Vec<(f32, f32)> = points.iter().map(|&point| on_canvas(point, scale)).collect();
    if points.iter().any(|&(x, y)| !drawable(x, y)) {
        return;
    }
    for (number, (x, y)) in points.into_iter().enumerate() {
        if number == 0 { path.move_to(x, y) } else { path.line_to(x, y) }
    }
    if closed {
        path.close();
    }
}

fn polylines<'a>(lines: impl IntoIterator<Item = &'a Vec<ImagePoint>>, scale: f64) -> Option<Path> {
    let mut path = PathBuilder::new();
    for points in lines {
        push_line(&mut path, points, false, scale);
    }
    path.finish()
}

fn polygon(points: &[ImagePoint], scale: f64) -> Option<Path> {
    let mut path = PathBuilder::new();
    push_line(&mut path, points, true, scale);
    path.finish()
}

fn rim(ellipse: &Ellipse, scale: f64) -> Option<Path> {
    let step = std::f64::consts::TAU / RIM_STEPS as f64;
    let points: Vec<ImagePoint> = (0..RIM_STEPS).map(|number| ellipse.at(number as f64 * step)).collect();
    polygon(&points, scale)
}

/// One outline round all pieces, then the pieces, those of one colour in one go.
fn ribbon(canvas: &mut Pixmap, pieces: &[(Vec<ImagePoint>, Colour)], width: f32, scale: f64) {
    let mut colours: Vec<Colour> = Vec::new();
    for (_, colour) in pieces {
        if !colours.contains(colour) {
            colours.push(*colour);
        }
    }
    let strength = colours.iter().map(|colour| colour.strength).max().unwrap_or(0);
    if let Some(path) = polylines(pieces.iter().map(|(points, _)| points), scale) {
        stroked(canvas, &path, dark(strength), outer(width), None);
    }
    for wanted in colours {
        let own = pieces.iter().filter(|(_, colour)| *colour == wanted).map(|(points, _)| points);
        if let Some(path) = polylines(own, scale) {
            stroked(canvas, &path, wanted, width, None);
        }
    }
}

/// The width of a line with its outline.
fn outer(width: f32) -> f32 {
    width + 2.0 * (width * OUTLINE.0).max(OUTLINE.1)
}

fn outlined(canvas: &mut Pixmap, path: &Path, colour: Colour, width: f32, dashed: bool) {
    let dash = dashed.then(|| StrokeDash::new(DASHES.map(|dash| dash * width).to_vec(), 0.0)).flatten();
    stroked(canvas, path, dark(colour.strength), outer(width), dash.clone());
    stroked(canvas, path, colour, width, dash);
}

fn stroked(canvas: &mut Pixmap, path: &Path, colour: Colour, width: f32, dash: Option<StrokeDash>) {
    let stroke = Stroke { width, line_cap: LineCap::Round, line_join: LineJoin::Round, dash, ..Stroke::default() };
    canvas.stroke_path(path, &paint(colour), &stroke, Transform::identity(), None);
}

/// Dots at places with radii, all of one look.
fn draw_dots(canvas: &mut Pixmap, dots: &[((f32, f32), f32)], colour: Colour, hollow: bool) {
    let edge = |radius: f32| (radius * OUTLINE.0).max(OUTLINE.1);
    let circles = |grown: bool| {
        let mut path = PathBuilder::new();
        for &((x, y), radius) in dots {
            let radius = radius + if grown { edge(radius) } else { 0.0 };
            if drawable(x, y) && radius > 0.0 && radius < FARTHEST_PX {
                path.push_circle(x, y, radius);
            }
        }
        path.finish()
    };
    if hollow {
        let width = dots.iter().map(|&(_, radius)| edge(radius)).fold(OUTLINE.1, f32::max);
        if let Some(rings) = circles(false) {
            outlined(canvas, &rings, colour, width.min(FARTHEST_PX), false);
        }
        return;
    }
    for (grown, colour) in [(true, dark(colour.strength)), (false, colour)] {
        if let Some(discs) = circles(grown) {
            canvas.fill_path(&discs, &paint(colour), FillRule::Winding, Transform::identity(), None);
        }
    }
}

fn draw_sign(canvas: &mut Pixmap, sign: Sign, colour: Colour, x: f32, y: f32, radius: f32) {
    let corners: &[(f32, f32)] = match sign {
        Sign::Ring | Sign::Disc => {
            return draw_dots(canvas, &[((x, y), radius * 0.8)], colour, sign == Sign::Ring);
        }
        Sign::Triangle => &[(0.0, -1.0), (1.0, 0.85), (-1.0, 0.85)],
        Sign::Diamond => &[(0.0, -1.15), (1.15, 0.0), (0.0, 1.15), (-1.15, 0.0)],
    };
    let points: Vec<ImagePoint> = corners
        .iter()
        .map(|(dx, dy)| ImagePoint::new(f64::from(x + dx * radius) - 0.5, f64::from(y + dy * radius) - 0.5))
        .collect();
    if let Some(path) = polygon(&points, 1.0) {
        canvas.fill_path(&path, &paint(colour), FillRule::Winding, Transform::identity(), None);
    }
}
