//! The repetition that somebody says there is.

use std::ops::Range;

use super::events::Course;
use super::split::height_and_speed;
use super::strokes::{EDGE_S, Stroke};
use super::types::Rep;
use crate::lift::Lift;
use crate::signal::Turn;

/// The repetition on some frames, whatever it looks like: its events are found as [`super::split`] finds them, from the highest place of
/// the bar and the lowest before and after it. Events that the bar does not show there are `None`. The number is 1.
pub fn between(lift: &Lift, frames: Range<usize>) -> Rep {
    let end = frames.end.min(lift.t.len());
    let frames = frames.start.min(end)..end;
    let mut rep =
        Rep { number: 1, frames: frames.clone(), lift_off: None, knee_pass: None, lockout: None, down: None, descent: None };
    let Some(bar) = &lift.bar else { return rep };
    let (height, speed) = height_and_speed(lift, bar);
    let course = Course::new(lift, bar, &height, &speed);
    let Some(stroke) = stroke(lift, &height, &frames) else { return rep };
    rep.lift_off = course.lift_off(&stroke);
    rep.knee_pass = course.knee_pass(&stroke);
    rep.lockout = course.lockout(&stroke);
    rep.down = course.down(&stroke);
    rep.descent = course.descent(&stroke).filter(|descent| rep.lockout.is_none_or(|lockout| descent.at >= lockout.at));
    rep
}

/// The way up to the highest place on some frames and down to the lowest after it; `None` where the bar does not go up there.
fn stroke(lift: &Lift, height: &[Option<f64>], frames: &Range<usize>) -> Option<Stroke> {
    let seen = |frames: Range<usize>| frames.filter_map(|frame| Some((frame, height.get(frame).copied().flatten()?)));
    let turn = |(frame, value): (usize, f64), high: bool| Turn { frame, value, high };
    let high = seen(frames.clone()).max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?;
    let low = seen(frames.start..high.0).min_by(|a, b| a.1.total_cmp(&b.1))?;
    let next_low = seen(high.0 + 1..frames.end).min_by(|a, b| a.1.total_cmp(&b.1));
    let time = |frame: usize| lift.t.get(frame).copied().unwrap_or(0.0);
    let (first, _) = seen(0..height.len()).next()?;
    let (last, _) = seen(0..height.len()).next_back()?;
    let at_end = |frame: usize| time(last) - time(frame) <= EDGE_S;
    (high.1 > low.1).then(|| Stroke {
        low: turn(low, false),
        high: turn(high, true),
        next_low: next_low.map(|low| turn(low, false)),
        low_at_edge: time(low.0) - time(first) <= EDGE_S,
        high_at_edge: at_end(high.0),
        next_low_at_edge: next_low.is_some_and(|low| at_end(low.0)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lift::{Calibration, calibrate};
    use crate::reps::split;
    use crate::synthetic::{Scene, film};

    #[test]
    fn a_stretch_with_one_repetition_gives_the_events_that_splitting_finds() {
        for scene in [Scene::default(), Scene { plates: false, ..Scene::default() }] {
            let (recording, _) = film(&scene);
            let (lift, _) = calibrate(&recording, 0, &Calibration::default()).unwrap();
            for rep in split(&lift).0 {
                // The rest on the floor tells where the floor is.
                let found = between(&lift, rep.frames.start..rep.frames.end + 10);
                assert_eq!((found.lift_off, found.lockout, found.knee_pass), (rep.lift_off, rep.lockout, rep.knee_pass));
                assert!((found.down.unwrap().at - rep.down.unwrap().at).abs() < 0.05);
            }
        }
    }

    #[test]
    fn a_stretch_without_a_way_up_has_no_events_and_any_range_is_taken() {
        let (recording, truth) = film(&Scene::default());
        let (mut lift, _) = calibrate(&recording, 0, &Calibration::default()).unwrap();
        let top = lift.frame_at(truth.reps[0].lockout.unwrap());
        for frames in [0..0, 9_000..9_999, top..top + 1] {
            assert_eq!(between(&lift, frames).lift_off, None);
        }
        lift.bar = None;
        assert_eq!(between(&lift, 0..100).lockout, None);
    }
}
