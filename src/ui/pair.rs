//! Two repetitions beside each other on the stage: the other's picture is enlarged until the same length is as long in both.

use eframe::egui::{Align2, Color32, Rect, Role, Sense, Ui, Vec2, WidgetInfo, pos2, vec2};

use super::command::{Action, Command};
use super::draw::{self, Place};
use super::review::Against;
use super::session::Session;
use super::stage::{LEAST_PEN, Shown};
use super::theme::Palette;
use crate::analysis::Analysis;
use crate::body::Recording;
use crate::compare::{Attempt, Laid};
use crate::geom::ImagePoint;
use crate::overlay;

/// Room between the two pictures, points.
const BETWEEN: f32 = 4.0;

/// One of the two: what is shown of it.
struct Half<'a> {
    rect: Rect,
    place: Place,
    picture: Option<Shown>,
    recording: &'a Recording,
    analysis: &'a Analysis,
    frame: usize,
}

/// Shows both. `first` and `second` are the pictures there are of them.
pub(super) fn show(
    ui: &mut Ui,
    session: &Session,
    against: &Against,
    first: Option<Shown>,
    second: Option<Shown>,
    hint: Option<&str>,
    commands: &mut Vec<Command>,
) {
    let whole = ui.available_rect_before_wrap();
    let response = ui.allocate_rect(whole, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, "Two videos"));
    ui.painter().rect_filled(whole, 0.0, Palette::of(ui).stage);
    let middle = whole.center().x;
    let left = Rect::from_min_max(whole.min, pos2(middle - BETWEEN / 2.0, whole.bottom()));
    let right = Rect::from_min_max(pos2(middle + BETWEEN / 2.0, whole.top()), whole.max);
    let frame = first.map_or(session.frame(), |shown| shown.frame);
    let there = second.map_or_else(|| against.frame(session, frame), |shown| shown.frame);
    let here = Attempt::on(&session.recording, &session.analysis, frame).or_else(|| of_nearest(session, frame));
    let laid = here.as_ref().and_then(|here| Laid::of(here, &against.attempt()));
    let (one, other) = lay(left, right, size(&session.recording), size(&against.recording), laid.as_ref());
    let halves = [
        Half { rect: left, place: one, picture: first, recording: &session.recording, analysis: &session.analysis, frame },
        Half {
            rect: right,
            place: other,
            picture: second,
            recording: &against.recording,
            analysis: &against.analysis,
            // A lifter who faces the other way is left so: a mirrored picture would show everything else mirrored too.
            frame: there,
        },
    ];
    for (half, name) in halves.iter().zip(names(session, against)) {
        draw_half(ui, session, half, &name);
    }
    // What the coach drew belongs to the shown clip.
    let painter = ui.painter().with_clip_rect(left.intersect(halves[0].place.rect));
    draw::shapes(&painter, &halves[0].place, &overlay::drawings(frame, &session.recording, &session.board.review));
    let note = hint.map(str::to_owned).or_else(|| laid.is_none().then(|| "The sizes of the two cannot be compared".to_owned()));
    if let Some(note) = note {
        draw::label(ui.painter(), whole.center_bottom() - vec2(0.0, 16.0), Align2::CENTER_BOTTOM, &note);
    }
    if response.clicked() {
        commands.push(Command::Do(Action::Play));
    }
}

/// The repetition nearest to a frame between repetitions.
fn of_nearest(session: &Session, frame: usize) -> Option<Attempt<'_>> {
    let far = |frames: &std::ops::Range<usize>| frames.start.abs_diff(frame).min(frames.end.abs_diff(frame));
    let result = session.analysis.reps.iter().min_by_key(|result| far(&result.rep.frames))?;
    Some(Attempt { recording: &session.recording, analysis: &session.analysis, number: result.rep.number })
}

fn size(recording: &Recording) -> (f64, f64) {
    (recording.clip.width_px.max(1) as f64, recording.clip.height_px.max(1) as f64)
}

/// What each of the two is called.
fn names(session: &Session, against: &Against) -> [String; 2] {
    let rep = session.rep().and_then(|rep| session.analysis.reps.get(rep));
    let own = rep.map_or_else(|| "Between repetitions".to_owned(), |result| format!("Repetition {}", result.rep.number));
    let other = if against.wish.clip == session.id {
        format!("Repetition {}", against.wish.rep)
    } else {
        format!("{}, repetition {}", against.name, against.wish.rep)
    };
    [own, other]
}

/// How the two pictures lie: both wholly seen where that is possible, the same length as long in both, and the bar at lift-off at one height.
fn lay(left: Rect, right: Rect, one_px: (f64, f64), other_px: (f64, f64), laid: Option<&Laid>) -> (Place, Place) {
    let fit =
        |rect: Rect, px: (f64, f64)| f64::from(rect.width() / px.0 as f32).min(f64::from(rect.height() / px.1 as f32)).max(1e-3);
    let (own, theirs) = (fit(left, one_px), fit(right, other_px));
    let (own, theirs) = match laid {
        Some(laid) => {
            let own = own.min(theirs / laid.scale.max(1e-6));
            (own, own * laid.scale)
        }
        None => (own, theirs),
    };
    let place = |rect: Rect, px: (f64, f64), scale: f64| {
        let size = vec2((px.0 * scale) as f32, (px.1 * scale) as f32);
        let pen = (scale as f32).max(LEAST_PEN / px.1 as f32);
        Place { rect: Rect::from_center_size(rect.center(), size), size_px: px, pen }
    };
    let (one, mut other) = (place(left, one_px, own), place(right, other_px, theirs));
    if let Some(laid) = laid {
        let bar = |place: &Place, at: ImagePoint| place.screen(at).y;
        let lower = bar(&one, laid.here) - bar(&other, laid.there);
        other.rect = other.rect.translate(vec2(0.0, lower));
    }
    (one, other)
}

fn draw_half(ui: &Ui, session: &Session, half: &Half, name: &str) {
    let painter = ui.painter().with_clip_rect(half.rect.intersect(half.place.rect));
    let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    match half.picture {
        Some(shown) => drop(painter.image(shown.texture, half.place.rect, whole, Color32::WHITE)),
        None => drop(painter.rect_filled(half.place.rect, 0.0, Color32::from_gray(28))),
    }
    draw::shapes(&painter, &half.place, &overlay::shapes(half.frame, half.recording, half.analysis, session.look));
    let phase = half
        .analysis
        .reps
        .iter()
        .find_map(|result| result.rep.phase(half.frame).filter(|_| result.rep.frames.contains(&half.frame)));
    let text = phase.map_or_else(|| name.to_owned(), |phase| format!("{name} · {phase}"));
    let at = draw::label(ui.painter(), half.rect.min + Vec2::splat(12.0), Align2::LEFT_TOP, &text);
    let said = ui.interact(at, ui.scope_id().with(("half", half.rect.left() as i64)), Sense::hover());
    said.widget_info(|| WidgetInfo::labeled(Role::Label, true, &text));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::By;

    #[test]
    fn the_same_length_is_as_long_in_both_and_the_bars_are_at_one_height() {
        let left = Rect::from_min_size(pos2(0.0, 0.0), vec2(400.0, 500.0));
        let right = Rect::from_min_size(pos2(404.0, 0.0), vec2(400.0, 500.0));
        let laid = Laid {
            scale: 0.5,
            by: By::Plate,
            there: ImagePoint::new(900.0, 1_500.0),
            here: ImagePoint::new(300.0, 610.0),
            mirrored: false,
        };
        let (one, other) = lay(left, right, (720.0, 1_280.0), (1_080.0, 1_920.0), Some(&laid));
        let long = |place: &Place, px: f64| place.rect.width() as f64 * px / place.size_px.0;
        assert!((long(&one, 100.0) - long(&other, 200.0)).abs() < 1e-3, "a plate of 100 px here has 200 px there");
        assert!((one.screen(laid.here).y - other.screen(laid.there).y).abs() < 1e-3);
        assert!(one.rect.height() <= 500.5 && one.rect.width() <= 400.5);
    }
}
