//! The video with what was seen drawn over it: laid with the wheel, corrected by hand.

use eframe::egui::{
    Align2, Color32, CursorIcon, Painter, PointerButton, Pos2, Rect, Response, Role, Sense, Stroke, TextureId, Ui, Vec2,
    WidgetInfo, pos2, vec2,
};

use super::command::{Action, Command};
use super::draw::{self, Place};
use super::grip::{self, Grip};
use super::session::{Session, Tab, Zoom};
use super::theme::Palette;
use crate::overlay::{self, Part};

/// Enlargement a point of the wheel.
const WHEEL: f32 = 0.003;
/// How much of the enlargement lines take on: so they grow a little and never hide what they show.
const PEN_GROWTH: f32 = 0.25;
/// Least width of lines: as on a picture that is shown so many points high.
const LEAST_PEN: f32 = 620.0;
/// Reach of the pointer, points.
const GRASP: f32 = 14.0;

/// A picture of the clip, ready to be drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shown {
    /// Its texture.
    pub(super) texture: TextureId,
    /// The frame it shows.
    pub(super) frame: usize,
}

/// What the stage remembers between frames.
#[derive(Default)]
pub(super) struct Own {
    grip: Option<Grip>,
    /// Whether the next click chooses the lifter.
    pub(super) choosing: bool,
}

/// Shows the video; `hint` is said over it where it cannot be shown.
pub(super) fn show(
    ui: &mut Ui,
    session: &Session,
    picture: Option<Shown>,
    hint: Option<&str>,
    own: &mut Own,
    commands: &mut Vec<Command>,
) {
    let rect = ui.available_rect_before_wrap();
    let response = ui.allocate_rect(rect, Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, "Video"));
    let painter = ui.painter().with_clip_rect(rect);
    painter.rect_filled(rect, 0.0, Palette::of(ui).stage);
    let clip = &session.recording.clip;
    let size_px = ((clip.width_px.max(1)) as f64, (clip.height_px.max(1)) as f64);
    let place = lay(rect, size_px, session.zoom);
    let painter = painter.with_clip_rect(rect.intersect(place.rect));
    match picture {
        Some(shown) => {
            let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
            painter.image(shown.texture, place.rect, whole, Color32::WHITE);
        }
        None => drop(painter.rect_filled(place.rect, 0.0, Color32::from_gray(28))),
    }
    // The overlay belongs to the picture that is seen, not to the one that is still to come.
    let frame = picture.map_or(session.frame(), |shown| shown.frame);
    if let Some(ghost) = session.ghost {
        draw::shapes(&painter, &place, &overlay::ghost(frame, &session.recording, &session.analysis, ghost));
    }
    let mut look = session.look;
    if session.picked.is_some() {
        // What is looked at is drawn alone, below.
        look.parts = look.parts.without(Part::Marks);
    }
    let shapes = overlay::shapes(frame, &session.recording, &session.analysis, look);
    draw::shapes(&painter, &place, &session.units.drawn(shapes));
    evidence(session, frame, &place, &painter);
    labels(ui, session, rect, hint);
    move_picture(ui, session, &response, &place, own, commands);
    if session.tab == Tab::Corrections {
        correct(ui, session, frame, &response, &place, own, commands);
    } else {
        *own = Own::default();
        if response.clicked() {
            commands.push(Command::Do(Action::Play));
        }
    }
}

/// The picture in its panel: as large as it fits, enlarged about its centre.
fn lay(rect: Rect, size_px: (f64, f64), zoom: Zoom) -> Place {
    let (width, height) = (size_px.0 as f32, size_px.1 as f32);
    let fit = (rect.width() / width).min(rect.height() / height).max(1e-3);
    let size = vec2(width, height) * fit * zoom.scale;
    let centre = vec2(zoom.centre.0 - 0.5, zoom.centre.1 - 0.5);
    Place {
        rect: Rect::from_center_size(rect.center() - centre * size, size),
        size_px,
        pen: fit.max(LEAST_PEN / height) * zoom.scale.powf(PEN_GROWTH),
    }
}

/// What was measured for the finding that is looked at, on its frame.
fn evidence(session: &Session, frame: usize, place: &Place, painter: &Painter) {
    let Some(finding) = session.picked.and_then(|pick| pick.find(&session.analysis)) else { return };
    if let Some((at, shapes)) = overlay::evidence(&session.recording, &session.analysis, finding)
        && at == frame
    {
        draw::shapes(painter, place, &session.units.drawn(shapes));
    }
}

fn labels(ui: &Ui, session: &Session, rect: Rect, hint: Option<&str>) {
    let painter = ui.painter().with_clip_rect(rect);
    let all = session.analysis.reps.len();
    let text = match session.rep().and_then(|rep| session.analysis.reps.get(rep)) {
        Some(result) => match result.rep.phase(session.frame()) {
            Some(phase) => format!("Rep {} of {all} · {phase}", result.rep.number),
            None => format!("Rep {} of {all}", result.rep.number),
        },
        None if all == 0 => "No repetition found".to_owned(),
        None => "Between repetitions".to_owned(),
    };
    let at = draw::label(&painter, rect.min + vec2(12.0, 12.0), Align2::LEFT_TOP, &text);
    if session.zoom.scale > 1.01 {
        let text = format!("{:.1} ×", session.zoom.scale);
        draw::label(&painter, at.right_top() + vec2(6.0, 0.0), Align2::LEFT_TOP, &text);
    }
    if let Some(hint) = hint {
        let at = draw::label(&painter, rect.center_bottom() - vec2(0.0, 16.0), Align2::CENTER_BOTTOM, hint);
        let said = ui.interact(at, ui.scope_id().with("hint"), Sense::hover());
        said.widget_info(|| WidgetInfo::labeled(Role::Label, true, hint));
    }
}

/// Enlarges with the wheel or a pinch about the pointer, moves by dragging.
fn move_picture(ui: &Ui, session: &Session, response: &Response, place: &Place, own: &Own, commands: &mut Vec<Command>) {
    let share = |at: Pos2| {
        let share = (at - place.rect.min) / place.rect.size();
        (share.x, share.y)
    };
    if let Some(at) = response.hover_pos() {
        let (wheel, pinch) = ui.input(|input| (input.smooth_scroll_delta().y, input.zoom_delta()));
        let factor = (wheel * WHEEL).exp() * pinch;
        if (factor - 1.0).abs() > 1e-3 {
            commands.push(Command::Zoom(session.zoom.about(factor, share(at))));
        }
    }
    let by_hand = response.dragged_by(PointerButton::Primary) && own.grip.is_none() && session.zoom.scale > 1.0;
    if by_hand || response.dragged_by(PointerButton::Middle) {
        let by = response.drag_delta() / place.rect.size();
        if by != Vec2::ZERO {
            commands.push(Command::Zoom(session.zoom.moved((-by.x, -by.y))));
        }
    }
    if response.double_clicked() && session.tab != Tab::Corrections {
        commands.push(Command::Zoom(Zoom::default()));
    }
}

/// The floor line across the picture; where it is not sure it is faint and says why.
fn floor(painter: &Painter, session: &Session, at: Pos2, place: &Place, colour: Color32) {
    let sure = grip::floor_row(session).is_some_and(|floor| floor.sure);
    let (strength, gap) = if sure { (1.0, 5.0) } else { (0.7, 10.0) };
    let ends = [pos2(place.rect.left(), at.y), pos2(place.rect.right(), at.y)];
    // Dark below bright, so that it is seen on any footage.
    for (width, colour) in [(3.0, Color32::from_black_alpha(120)), (1.3, colour.gamma_multiply(strength))] {
        painter.extend(eframe::egui::Shape::dashed_line(&ends, Stroke::new(width, colour), 6.0, gap));
    }
    if !sure {
        let text = "Floor, unsure: feet hidden";
        let left = place.rect.left().max(painter.clip_rect().left()) + 8.0;
        draw::label(painter, pos2(left, at.y + 6.0), Align2::LEFT_TOP, text);
    }
}

/// Grips on points, plate and floor; what is dragged is tried at once and made on release.
fn correct(
    ui: &Ui,
    session: &Session,
    frame: usize,
    response: &Response,
    place: &Place,
    own: &mut Own,
    commands: &mut Vec<Command>,
) {
    let palette = Palette::of(ui);
    let painter = ui.painter().with_clip_rect(response.rect.intersect(place.rect));
    if own.choosing {
        grip::people(&painter, session, frame, place, palette.accent);
        if let Some(at) = response.interact_pointer_pos().filter(|_| response.clicked()) {
            own.choosing = false;
            commands.push(Command::Correct(grip::lifter(session, frame, place.picture(at))));
        }
        return;
    }
    let grips = grip::of_frame(session, frame);
    let pointer = response.hover_pos().or(response.interact_pointer_pos());
    let near = pointer.and_then(|at| grip::nearest(&grips, place, at, GRASP));
    if response.drag_started_by(PointerButton::Primary) {
        let press = ui.input(|input| input.pointer.press_origin()).or(pointer);
        own.grip = press.and_then(|at| grip::nearest(&grips, place, at, GRASP));
    }
    for (grip, at) in &grips {
        let at = place.screen(*at);
        if *grip == Grip::Floor {
            floor(&painter, session, at, place, palette.accent);
        }
        let held = own.grip.as_ref().or(near.as_ref()).is_some_and(|other| other.same(grip));
        let (radius, colour) = if held { (7.0, palette.accent) } else { (4.5, Color32::from_white_alpha(200)) };
        painter.circle_stroke(at, radius, Stroke::new(3.0, Color32::from_black_alpha(140)));
        painter.circle_stroke(at, radius, Stroke::new(1.5, colour));
        let spot = Rect::from_center_size(at, Vec2::splat(GRASP));
        let named = ui.interact(spot, response.id.with(grip.name()), Sense::hover());
        named.widget_info(|| WidgetInfo::labeled(Role::Unknown, true, grip.name()));
        if held {
            draw::label(&painter, at + vec2(12.0, -12.0), Align2::LEFT_BOTTOM, &grip.name());
        }
    }
    if near.is_some() || own.grip.is_some() {
        ui.set_cursor_icon(if own.grip.is_some() { CursorIcon::Grabbing } else { CursorIcon::Grab });
    }
    let Some(held) = &own.grip else { return };
    let Some(at) = response.interact_pointer_pos().or(pointer) else { return };
    let correction = held.moved(session, frame, place.picture(at));
    if response.drag_stopped() {
        own.grip = None;
        commands.push(Command::Correct(correction));
    } else if response.dragged() && response.drag_delta() != Vec2::ZERO {
        commands.push(Command::Try(Some(correction)));
    }
}
