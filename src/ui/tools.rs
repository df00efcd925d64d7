//! Drawing on the video: the tool bar, and what the pointer does with a tool.

use eframe::egui::{
    self, Area, Color32, CursorIcon, Key, Order, Painter, PointerButton, Pos2, Rect, Response, Role, Sense, Stroke, StrokeKind,
    TextEdit, Ui, UiBuilder, Vec2, WidgetInfo, vec2,
};

use super::command::{Action, Command};
use super::draw::{self, Place};
use super::grip::playing;
use super::icon::{self, Icon};
use super::review::{Ask, Tool};
use super::session::Session;
use super::theme::{self, Palette};
use crate::geom::ImagePoint;
use crate::overlay::{self, Colour};
use crate::review::{Figure, Ink, Remark, RemarkId, Review, What};

/// Reach of the pointer, points.
const GRASP: f32 = 12.0;
/// A drawing whose points all lie within this of the first is a slip of the hand, points.
const SLIP: f32 = 5.0;
/// What a line by free hand may be off when it is thinned, points.
const THIN: f32 = 0.6;
/// Where the bar stands, from the upper left of the stage, its width, the side of an ink and its tools' height, points.
const BAR_AT: Vec2 = vec2(12.0, 46.0);
const BAR_WIDTH: f32 = 38.0;
const INK: f32 = 22.0;
const TOOL: f32 = 30.0;

/// What is held by the pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hold {
    /// One of the points of the drawing.
    Point(usize),
    /// The whole drawing.
    Whole,
}

/// What the tools remember between frames.
#[derive(Default)]
pub(super) struct Own {
    /// What is being drawn.
    drawing: Option<Figure>,
    /// The drawing that is being moved, as it is now, by what it is held and where the pointer was.
    moving: Option<(Remark, Hold, ImagePoint)>,
    /// Where a text is being written, and what it says so far.
    typing: Option<(ImagePoint, String)>,
}

impl Own {
    /// Whether the pointer is busy with a drawing, so that dragging does not move the picture.
    pub(super) fn busy(&self, session: &Session) -> bool {
        session.board.tool != Tool::Select || self.drawing.is_some() || self.moving.is_some()
    }

    /// The drawings as they are shown: with the one that is being moved where it is now.
    pub(super) fn shown(&self, review: &Review) -> Option<Review> {
        let (moved, ..) = self.moving.as_ref()?;
        let mut shown = review.clone();
        shown.put(moved.clone());
        Some(shown)
    }
}

/// Shows the tool bar and lets the pointer work.
pub(super) fn show(
    ui: &mut Ui,
    session: &Session,
    frame: usize,
    response: &Response,
    place: &Place,
    own: &mut Own,
    commands: &mut Vec<Command>,
) {
    let painter = ui.painter().with_clip_rect(response.rect.intersect(place.rect));
    if session.board.tool == Tool::Select {
        (own.drawing, own.typing) = (None, None);
        select(ui, session, frame, response, place, own, commands);
    } else {
        own.moving = None;
        ui.set_cursor_icon(if response.hovered() { CursorIcon::Crosshair } else { CursorIcon::Default });
        draw_with(ui, session, frame, response, place, own, commands);
    }
    if let Some(figure) = &own.drawing {
        let height = session.recording.clip.height_px;
        draw::shapes(&painter, place, &overlay::figure_shapes(figure, session.board.ink, height));
    }
    typing(ui, session, frame, place, own, commands);
    bar(ui, session, response.rect, commands);
}

/// The picture of a tool.
fn picture(tool: Tool) -> Icon {
    match tool {
        Tool::Select => Icon::Pointer,
        Tool::Line => Icon::Line,
        Tool::Arrow => Icon::Arrow,
        Tool::Angle => Icon::Angle,
        Tool::Free => Icon::Pen,
        Tool::Text => Icon::Letter,
    }
}

/// The bar: tools, and colours below them.
fn bar(ui: &mut Ui, session: &Session, stage: Rect, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    let tools = Tool::ALL.len() as f32 + 1.0;
    let rows = Ink::ALL.len().div_ceil(2) as f32;
    let height = tools * TOOL + rows * INK + 16.0;
    let rect = Rect::from_min_size(stage.min + BAR_AT, vec2(BAR_WIDTH + 8.0, height));
    ui.painter().rect_filled(rect, 8.0, palette.panel);
    ui.painter().rect_stroke(rect, 8.0, Stroke::new(1.0, palette.line), StrokeKind::Inside);
    ui.scope_builder(UiBuilder::new().max_rect(rect.shrink(4.0)).id_salt("tool bar"), |ui| {
        ui.spacing_mut().item_spacing = Vec2::ZERO;
        ui.spacing_mut().interact_size.y = INK;
        ui.vertical_centered(|ui| {
            for (tool, action) in Tool::ALL {
                icon::button(ui, picture(tool), action, session.board.tool == tool, true, commands);
            }
            icon::button(ui, Icon::Bin, Action::DeleteRemark, false, session.board.selected.is_some(), commands);
        });
        ui.add_space(theme::TIGHT);
        for pair in Ink::ALL.chunks(2) {
            ui.horizontal(|ui| {
                for &ink in pair {
                    colour(ui, session, ink, commands);
                }
            });
        }
    });
}

/// A colour: for what is drawn next, and for the chosen drawing.
fn colour(ui: &mut Ui, session: &Session, ink: Ink, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    let on = session.board.ink == ink;
    let (rect, response) = ui.allocate_exact_size(vec2(BAR_WIDTH / 2.0, INK), Sense::click());
    let name = format!("Draw in {}", ink.name());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, on, &name));
    let [red, green, blue] = Colour::of(ink).rgb;
    ui.painter().circle_filled(rect.center(), 6.0, Color32::from_rgb(red, green, blue));
    if on || response.has_focus() || response.hovered() {
        ui.painter().circle_stroke(rect.center(), 8.5, Stroke::new(1.5, if on { palette.accent } else { palette.weak }));
    }
    if response.on_hover_text(format!("{name}; the chosen drawing takes it too")).clicked() {
        commands.push(Command::Review(Ask::Ink(ink)));
        if let Some(remark) = session.board.chosen()
            && let What::Drawing { figure, .. } = &remark.what
        {
            let what = What::Drawing { ink, figure: figure.clone() };
            commands.push(Command::Review(Ask::Put(Remark { what, ..remark.clone() })));
        }
    }
}

/// Draws with a tool: by dragging, an angle's other end and a text by a click.
fn draw_with(
    ui: &Ui,
    session: &Session,
    frame: usize,
    response: &Response,
    place: &Place,
    own: &mut Own,
    commands: &mut Vec<Command>,
) {
    let tool = session.board.tool;
    let pointer = response.interact_pointer_pos().or(response.hover_pos());
    let now = pointer.map(|at| place.picture(at));
    let waits = matches!(own.drawing, Some(Figure::Angle(..)));
    if let (true, Some(now)) = (waits, now) {
        // The corner is set: the other end follows the pointer until a click.
        if let Some(Figure::Angle(_, _, end)) = &mut own.drawing {
            *end = now;
        }
        if response.clicked() || response.drag_stopped() {
            finish(session, frame, place, own, commands);
        }
        return;
    }
    if response.clicked() && tool == Tool::Text && own.typing.is_none() {
        own.typing = now.map(|at| (at, String::new()));
        pause(session, commands);
        return;
    }
    if response.drag_started_by(PointerButton::Primary) && tool != Tool::Text {
        let from = ui.input(|input| input.pointer.press_origin()).map(|at| place.picture(at)).or(now);
        pause(session, commands);
        own.drawing = from.map(|from| match tool {
            Tool::Arrow => Figure::Arrow(from, from),
            Tool::Free => Figure::Free(vec![from]),
            // An angle begins as its first side.
            _ => Figure::Line(from, from),
        });
    }
    let Some(now) = now.filter(|_| response.dragged() || response.drag_stopped()) else { return };
    match &mut own.drawing {
        Some(Figure::Line(_, end) | Figure::Arrow(_, end)) => *end = now,
        Some(Figure::Free(points)) if points.last() != Some(&now) => points.push(now),
        _ => {}
    }
    if response.drag_stopped() {
        match (tool, own.drawing.take()) {
            (Tool::Angle, Some(Figure::Line(a, corner))) if !slip(&Figure::Line(a, corner), place) => {
                own.drawing = Some(Figure::Angle(a, corner, corner));
            }
            (Tool::Angle, _) => {}
            (_, drawing) => {
                own.drawing = drawing;
                finish(session, frame, place, own, commands);
            }
        }
    }
}

/// Pixels of the picture a point on the screen.
fn px(place: &Place, points: f32) -> f64 {
    f64::from(points) * place.size_px.0 / f64::from(place.rect.width().max(1.0))
}

fn slip(figure: &Figure, place: &Place) -> bool {
    figure.is_slip(px(place, SLIP))
}

fn pause(session: &Session, commands: &mut Vec<Command>) {
    if session.playhead.is_playing() {
        commands.push(Command::Do(Action::Pause));
    }
}

/// Keeps what was drawn.
fn finish(session: &Session, frame: usize, place: &Place, own: &mut Own, commands: &mut Vec<Command>) {
    let Some(figure) = own.drawing.take().filter(|figure| !slip(figure, place)) else { return };
    add(session, frame, figure.thinned(px(place, THIN)), commands);
}

fn add(session: &Session, frame: usize, figure: Figure, commands: &mut Vec<Command>) {
    let from_s = playing(session, frame);
    let what = What::Drawing { ink: session.board.ink, figure };
    commands.push(Command::Review(Ask::Add { from_s, to_s: from_s + session.board.lasts_s, what }));
}

/// The field in which a text on the video is written.
fn typing(ui: &Ui, session: &Session, frame: usize, place: &Place, own: &mut Own, commands: &mut Vec<Command>) {
    let Some((at, text)) = &mut own.typing else { return };
    let mut done = None;
    Area::new(ui.scope_id().with("typing")).order(Order::Foreground).fixed_pos(place.screen(*at)).show(ui.ctx(), |ui| {
        egui::Frame::popup(ui.style()).show(ui, |ui| {
            let field = ui.add(TextEdit::singleline(text).hint_text("Text, then Enter").desired_width(180.0));
            field.widget_info(|| {
                let mut info = WidgetInfo::text_edit(true, "", text.as_str(), "");
                info.label = Some("Words on the video".to_owned());
                info
            });
            if field.lost_focus() {
                // A click elsewhere keeps what was written too; only Escape drops it.
                done = Some(!ui.input(|input| input.key_pressed(Key::Escape)));
            } else if !field.has_focus() {
                field.request_focus();
            }
        });
    });
    match done {
        Some(true) if !text.trim().is_empty() => {
            let figure = Figure::Text(*at, text.trim().to_owned());
            own.typing = None;
            add(session, frame, figure, commands);
        }
        Some(_) => own.typing = None,
        None => {}
    }
}

/// The drawings that can be taken hold of on a frame.
fn drawings(session: &Session, frame: usize) -> Vec<(&Remark, &Figure)> {
    let at_s = playing(session, frame);
    let seen = session.board.review.remarks().iter().filter(|remark| remark.is_seen(at_s) || (remark.from_s - at_s).abs() < 1e-6);
    seen.filter_map(|remark| if let What::Drawing { figure, .. } = &remark.what { Some((remark, figure)) } else { None })
        .collect()
}

/// What lies under the pointer: the points of the chosen drawing first, then the nearest drawing.
fn under(session: &Session, frame: usize, place: &Place, at: Pos2) -> Option<(RemarkId, Hold)> {
    let all = drawings(session, frame);
    let chosen = all.iter().find(|(remark, _)| session.board.selected == Some(remark.id));
    if let Some((remark, figure)) = chosen
        && !matches!(figure, Figure::Free(_) | Figure::Text(..))
    {
        let near = figure.points().into_iter().enumerate().map(|(index, point)| (place.screen(point).distance(at), index));
        let nearest = near.filter(|(far, _)| *far <= GRASP).min_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((_, index)) = nearest {
            return Some((remark.id, Hold::Point(index)));
        }
    }
    let far = |figure: &Figure| match figure {
        Figure::Text(corner, text) => {
            let letters = text.chars().count() as f32 * 8.0 + 16.0;
            let rect = Rect::from_min_size(place.screen(*corner), vec2(letters, 24.0));
            rect.distance_to_pos(at)
        }
        other => (other.distance(place.picture(at)) / px(place, 1.0)) as f32,
    };
    let near = all.into_iter().map(|(remark, figure)| (far(figure), remark.id)).filter(|(far, _)| *far <= GRASP);
    near.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, id)| (id, Hold::Whole))
}

/// Chooses, moves and lets go.
fn select(
    ui: &Ui,
    session: &Session,
    frame: usize,
    response: &Response,
    place: &Place,
    own: &mut Own,
    commands: &mut Vec<Command>,
) {
    let painter = ui.painter().with_clip_rect(response.rect.intersect(place.rect));
    named(ui, session, frame, response, place);
    let pointer = response.interact_pointer_pos().or(response.hover_pos());
    let near = response.hover_pos().and_then(|at| under(session, frame, place, at));
    if response.drag_started_by(PointerButton::Primary) {
        let press = ui.input(|input| input.pointer.press_origin()).or(pointer);
        own.moving = press.and_then(|at| {
            let (id, hold) = under(session, frame, place, at)?;
            Some((session.board.review.get(id)?.clone(), hold, place.picture(at)))
        });
        if let Some((remark, ..)) = &own.moving {
            pause(session, commands);
            commands.push(Command::Review(Ask::Select(Some(remark.id))));
        }
    }
    if let (Some((remark, hold, last)), Some(at)) = (&mut own.moving, pointer) {
        let now = place.picture(at);
        if let What::Drawing { ink, figure } = &remark.what {
            let figure = match hold {
                Hold::Point(index) => figure.clone().with_point(*index, now),
                Hold::Whole => figure.clone().moved(now.x - last.x, now.y - last.y),
            };
            remark.what = What::Drawing { ink: *ink, figure };
        }
        *last = now;
    }
    if response.drag_stopped()
        && let Some((remark, ..)) = own.moving.take()
    {
        commands.push(Command::Review(Ask::Put(remark)));
    }
    if response.clicked() {
        match near {
            Some((id, _)) => commands.push(Command::Review(Ask::Select(Some(id)))),
            None if session.board.selected.is_some() => commands.push(Command::Review(Ask::Select(None))),
            None => commands.push(Command::Do(Action::Play)),
        }
    }
    if own.moving.is_some() || near.is_some() {
        ui.set_cursor_icon(if own.moving.is_some() { CursorIcon::Grabbing } else { CursorIcon::Grab });
    }
    let moved = own.moving.as_ref().map(|(remark, ..)| remark);
    if let Some(remark) = moved.or_else(|| session.board.chosen())
        && let What::Drawing { figure, .. } = &remark.what
        && drawings(session, frame).iter().any(|(seen, _)| seen.id == remark.id)
    {
        handles(&painter, figure, place, Palette::of(ui).accent);
    }
}

/// Rings on what can be dragged of the chosen drawing.
fn handles(painter: &Painter, figure: &Figure, place: &Place, colour: Color32) {
    let points = match figure {
        Figure::Free(points) => [points.first(), points.last()].into_iter().flatten().copied().collect(),
        other => other.points(),
    };
    for point in points {
        let at = place.screen(point);
        painter.circle_stroke(at, 6.0, Stroke::new(3.5, Color32::from_black_alpha(150)));
        painter.circle_stroke(at, 6.0, Stroke::new(1.8, colour));
    }
}

/// Gives every drawing its name, for those who do not see the picture.
fn named(ui: &Ui, session: &Session, frame: usize, response: &Response, place: &Place) {
    for (remark, figure) in drawings(session, frame) {
        let places: Vec<Pos2> = figure.points().into_iter().map(|point| place.screen(point)).collect();
        let bounds = places.iter().fold(Rect::NOTHING, |bounds, at| bounds.union(Rect::from_min_max(*at, *at)));
        let name = format!("Drawing: {}", remark.title());
        let spot = if bounds.is_positive() { bounds } else { bounds.expand(1.0) };
        let named = ui.interact(spot, response.id.with(("drawing", remark.id)), Sense::hover());
        named.widget_info(|| WidgetInfo::labeled(Role::Unknown, true, &name));
    }
}
