//! A table of many rows of which only those in sight are drawn.

use eframe::egui::text::{LayoutJob, TextWrapping};
use eframe::egui::{Align2, Color32, FontId, Pos2, Rect, Role, ScrollArea, Sense, Stroke, TextStyle, Ui, WidgetInfo, pos2, vec2};

use crate::ui::icon;
use crate::ui::theme::{self, Palette};

/// Height of a row, points.
const ROW: f32 = 26.0;
/// Room at both sides of a cell, points.
const CELL: f32 = 8.0;

/// A column: its least width, points, and what share of the room left it takes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    /// Least width, points.
    pub(super) least: f32,
    /// Share of the room that is left.
    pub(super) share: f32,
}

/// What a cell shows.
#[derive(Clone, Debug, Default)]
pub(super) struct Cell {
    /// The words.
    pub(super) text: String,
    /// A colour of its own.
    pub(super) ink: Option<Color32>,
    /// The sign of a grade before the words, in its colour.
    pub(super) sign: Option<(crate::overlay::Sign, Color32)>,
}

impl Cell {
    /// Words.
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

/// The left edges of columns in a width, and the right edge of the last.
pub(super) fn edges(columns: &[Column], width: f32) -> Vec<f32> {
    let least: f32 = columns.iter().map(|column| column.least).sum();
    let shares: f32 = columns.iter().map(|column| column.share).sum();
    let left = (width - least).max(0.0);
    let mut at = 0.0;
    let mut edges = vec![0.0];
    for column in columns {
        at += column.least + if shares > 0.0 { left * column.share / shares } else { 0.0 };
        edges.push(at);
    }
    edges
}

/// A row: its cells, whether it is the one chosen, and its name for those who do not see it.
pub(super) struct Line {
    /// The cells.
    pub(super) cells: Vec<Cell>,
    /// Whether it is chosen.
    pub(super) chosen: bool,
    /// All of it in words.
    pub(super) name: String,
}

/// Shows the rows; says which was pressed. `follow` is a row that is to be in sight.
pub(super) fn show(
    ui: &mut Ui,
    id: &str,
    columns: &[Column],
    rows: usize,
    follow: Option<usize>,
    line: impl Fn(usize) -> Line,
) -> Option<usize> {
    let palette = Palette::of(ui);
    let mut pressed = None;
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut area = ScrollArea::vertical().id_salt(id).auto_shrink(false);
    if let Some(row) = follow {
        let height = ui.available_height();
        area = area.vertical_scroll_offset((row as f32 * ROW - height / 2.0).max(0.0));
    }
    area.show_rows(ui, ROW, rows, |ui, range| {
        let width = ui.available_width();
        let edges = edges(columns, width);
        for index in range {
            let Line { cells, chosen, name } = line(index);
            let (rect, response) = ui.allocate_exact_size(vec2(width, ROW), Sense::click());
            response.widget_info(|| WidgetInfo::selected(Role::Row, true, chosen, &name));
            let fill = match (chosen, response.hovered() || response.has_focus(), index % 2) {
                (true, ..) => palette.accent.gamma_multiply(0.22),
                (false, true, _) => palette.lifted,
                (false, false, 1) => palette.raised.gamma_multiply(0.6),
                _ => Color32::TRANSPARENT,
            };
            ui.painter().rect_filled(rect, 4.0, fill);
            if response.has_focus() {
                ui.painter().rect_stroke(rect, 4.0, Stroke::new(1.5, palette.accent), eframe::egui::StrokeKind::Inside);
            }
            for (cell, edge) in cells.iter().zip(edges.windows(2)) {
                let [from, to] = edge else { continue };
                let room = Rect::from_min_max(pos2(rect.left() + from, rect.top()), pos2(rect.left() + to, rect.bottom()));
                draw(ui, room.shrink2(vec2(CELL, 0.0)), cell, palette);
            }
            if response.clicked() {
                pressed = Some(index);
            }
        }
    });
    pressed
}

fn draw(ui: &Ui, room: Rect, cell: &Cell, palette: Palette) {
    let painter = ui.painter().with_clip_rect(room.intersect(ui.clip_rect()));
    let mut at: Pos2 = room.left_center();
    if let Some((sign, colour)) = cell.sign {
        icon::sign(&painter, sign, at + vec2(6.0, 0.0), 5.0, colour);
        at.x += 18.0;
    }
    let font: FontId = TextStyle::Body.resolve(ui.style());
    // What does not fit is cut short with dots; the panel beside the table says all.
    let mut job = LayoutJob::simple_singleline(cell.text.clone(), font, cell.ink.unwrap_or(palette.text));
    job.wrap = TextWrapping { max_rows: 1, break_anywhere: true, ..TextWrapping::wrap_at_width((room.right() - at.x).max(1.0)) };
    let galley = painter.layout_job(job);
    painter.galley(at - vec2(0.0, galley.size().y / 2.0), galley, palette.text);
}

/// The headings of a table; says which was pressed.
pub(super) fn headings(ui: &mut Ui, columns: &[Column], names: &[(String, String)]) -> Option<usize> {
    let palette = Palette::of(ui);
    let width = ui.available_width();
    let edges = edges(columns, width);
    let (rect, _) = ui.allocate_exact_size(vec2(width, ROW), Sense::hover());
    let mut pressed = None;
    for (index, ((name, tip), edge)) in names.iter().zip(edges.windows(2)).enumerate() {
        let [from, to] = edge else { continue };
        let room = Rect::from_min_max(pos2(rect.left() + from, rect.top()), pos2(rect.left() + to, rect.bottom()));
        if tip.is_empty() {
            ui.painter().text(
                room.left_center() + vec2(CELL, 0.0),
                Align2::LEFT_CENTER,
                name,
                FontId::proportional(theme::SMALL),
                palette.weak,
            );
            continue;
        }
        let response = ui.interact(room, ui.scope_id().with(("heading", index)), Sense::click()).on_hover_text(tip);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Sort by {name}")));
        let ink = if response.hovered() || response.has_focus() { palette.text } else { palette.weak };
        ui.painter().text(room.left_center() + vec2(CELL, 0.0), Align2::LEFT_CENTER, name, theme::heavy(theme::SMALL), ink);
        if response.clicked() {
            pressed = Some(index);
        }
    }
    pressed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_fill_the_width_and_never_shrink_below_their_least() {
        let columns =
            [Column { least: 50.0, share: 0.0 }, Column { least: 100.0, share: 1.0 }, Column { least: 50.0, share: 1.0 }];
        assert_eq!(edges(&columns, 400.0), [0.0, 50.0, 250.0, 400.0]);
        assert_eq!(edges(&columns, 120.0), [0.0, 50.0, 150.0, 200.0]);
        assert_eq!(edges(&[], 120.0), [0.0]);
    }
}
