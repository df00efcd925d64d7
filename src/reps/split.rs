//! Splits a lift into repetitions.

use super::events::Course;
use super::holding::holds_bar;
use super::strokes::{Stroke, course, strokes};
use super::types::Rep;
use crate::lift::{Bar, BarSource, Lift, units_per_metre};
use crate::notes::Note;
use crate::signal::{median, slope};

/// Shortest way up that is a repetition, metres (our default; stands for 14 % of the stature where lengths are body lengths).
const LEAST_WAY_M: f64 = 0.25;
/// The same for a pull whose plates are surely off the floor: from knee-high blocks the way is short (our default).
const LEAST_OFF_BLOCKS_M: f64 = 0.15;
/// The same where the clip shows only part of the way up.
const LEAST_PART_M: f64 = 0.15;
/// Shortest and longest way up in time, seconds (our default: grinders near 0.1 m/s must not be lost).
const UP_S: (f64, f64) = (0.4, 12.0);
/// Shortest part of a way up that counts, seconds.
const LEAST_PART_S: f64 = 0.2;
/// Shares of the way between which its time is taken, so that slow beginnings and ends do not count.
const TIMED: (f64, f64) = (0.1, 0.9);
/// Share of the others' way up that a way up cut off by the clip's end must have done to count (our default: past the knees).
const BEGUN: f64 = 0.6;
/// Share of the way to the set's highest lockout that a pull must be short of it to have failed (our default).
const FAILED: f64 = 0.12;
/// Way forward or back over way up from which the bar is carried or rolled rather than lifted.
const CARRIED: f64 = 1.0;
/// Half of the time over which the speed of a bridged course is fitted, seconds.
const SPEED_HALF_WINDOW_S: f64 = 0.1;

/// The repetitions in order, with what the user should know. A lift without a bar, or whose bar never goes up, has none.
pub fn split(lift: &Lift) -> (Vec<Rep>, Vec<Note>) {
    let Some(bar) = &lift.bar else {
        return (Vec::new(), vec![none("Neither the bar nor the hands that hold it were seen.")]);
    };
    let (height, speed) = height_and_speed(lift, bar);
    let course = Course::new(lift, bar, &height, &speed);
    let mut lifts: Vec<Stroke> = strokes(lift, &height).into_iter().filter(|stroke| is_repetition(&course, stroke)).collect();
    drop_begun(&course, &mut lifts);
    let mut reps: Vec<Rep> = Vec::with_capacity(lifts.len());
    let mut notes = Vec::new();
    let top = lifts.iter().map(|stroke| stroke.high.value).fold(f64::NEG_INFINITY, f64::max);
    for stroke in &lifts {
        let start = reps.last().map_or(0, |rep| rep.frames.end);
        let down = course.down(stroke);
        let end = down.map(|down| down.frame).or(stroke.next_low.map(|low| low.frame)).unwrap_or(lift.t.len()) + 1;
        let fails = stroke.high.value < top - FAILED * (top - stroke.low.value) && !course.ends_cut(stroke);
        if fails {
            notes.push(Note::new("no-lockout", format!("Repetition {} goes down again before lockout.", reps.len() + 1), ""));
        }
        let lockout = course.lockout(stroke).filter(|_| !fails);
        reps.push(Rep {
            number: reps.len() + 1,
            frames: start..end.clamp(start, lift.t.len()),
            lift_off: course.lift_off(stroke),
            knee_pass: course.knee_pass(stroke),
            lockout,
            down,
            descent: course.descent(stroke).filter(|descent| lockout.is_none_or(|lockout| descent.at >= lockout.at)),
        });
    }
    if reps.is_empty() {
        notes.push(none("The bar was not seen going up far enough for a repetition."));
    }
    if lifts.first().is_some_and(|stroke| course.starts_cut(stroke)) {
        notes.push(Note::new(
            "clip-starts-late",
            "The clip starts in the middle of a repetition, so its start cannot be assessed.",
            "Start filming before you grip the bar.",
        ));
    }
    if lifts.last().is_some_and(|stroke| course.ends_cut(stroke)) {
        notes.push(Note::new(
            "clip-ends-early",
            "The clip ends before lockout, so the last repetition's top cannot be assessed.",
            "Film until the bar is back on the floor.",
        ));
    }
    (reps, notes)
}

/// Height of the bar and its upward speed on each frame.
pub(super) fn height_and_speed(lift: &Lift, bar: &Bar) -> (Vec<Option<f64>>, Vec<Option<f64>>) {
    let height = course(lift, bar);
    let speed = match bar.source {
        BarSource::Plate => bar.speed.smooth.clone(),
        BarSource::Hands => slope(&lift.t, &height, SPEED_HALF_WINDOW_S),
    };
    (height, speed)
}

/// Drops a last way up that has only begun when the clip ends, where earlier ones show how far a whole one goes.
fn drop_begun(course: &Course, lifts: &mut Vec<Stroke>) {
    let way = |stroke: &Stroke| stroke.high.value - stroke.low.value;
    let Some((last, earlier)) = lifts.split_last() else { return };
    if let Some(whole) = median(earlier.iter().map(way))
        && course.ends_cut(last)
        && way(last) < BEGUN * whole
    {
        lifts.pop();
    }
}

/// The note of a lift without repetitions.
fn none(text: &str) -> Note {
    Note::new(
        "no-repetition",
        text,
        "Film from the set-up on the floor until the bar is back on it, with bar and lifter in the picture.",
    )
}

/// Whether a way up is a repetition.
fn is_repetition(course: &Course, stroke: &Stroke) -> bool {
    let unit = units_per_metre(course.lift.scale);
    let starts_cut = course.starts_cut(stroke);
    let cut = starts_cut || course.ends_cut(stroke);
    let way = stroke.high.value - stroke.low.value;
    let least = if cut {
        LEAST_PART_M
    } else if course.bar.raised_sd() > 0.0 {
        LEAST_OFF_BLOCKS_M
    } else {
        LEAST_WAY_M
    };
    if way < unit * least {
        return false;
    }
    let Some(seconds) = timed(course, stroke) else { return false };
    if seconds < if cut { LEAST_PART_S } else { UP_S.0 } || seconds > UP_S.1 {
        return false;
    }
    match course.bar.source {
        BarSource::Plate => !is_carried(course.bar, stroke, way),
        BarSource::Hands => holds_bar(course.lift, stroke, starts_cut),
    }
}

/// Time of the way up without its slow ends, extended to the whole way, seconds.
fn timed(course: &Course, stroke: &Stroke) -> Option<f64> {
    let way = stroke.high.value - stroke.low.value;
    let frames = || stroke.low.frame..=stroke.high.frame;
    let height = |frame: usize| course.height.get(frame).copied().flatten();
    let from = frames().rev().find(|&frame| height(frame).is_some_and(|h| h <= stroke.low.value + TIMED.0 * way))?;
    let to = frames().find(|&frame| height(frame).is_some_and(|h| h >= stroke.low.value + TIMED.1 * way))?;
    Some((course.lift.t.get(to)? - course.lift.t.get(from)?) / (TIMED.1 - TIMED.0))
}

/// Whether the bar goes further sideways than up.
fn is_carried(bar: &Bar, stroke: &Stroke, way: f64) -> bool {
    let places = (stroke.low.frame..=stroke.high.frame).filter_map(|frame| bar.path.x.at(frame));
    let (least, most) = places.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), x| (least.min(x), most.max(x)));
    most - least > CARRIED * way
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::body::Moment;
    use crate::lift::{Calibration, calibrate};
    use crate::synthetic::{Errors, Scene, Shake, Truth, film};

    fn found(scene: &Scene) -> (Vec<Rep>, Lift, Truth) {
        let (recording, truth) = film(scene);
        let (lift, _) = calibrate(&recording, 0, &Calibration::default()).unwrap();
        (split(&lift).0, lift, truth)
    }

    /// Lift-off and lockout within the tolerance, seconds, wherever the truth shows them.
    fn assert_times(scene: &Scene, tolerance: f64) {
        let (reps, _, truth) = found(scene);
        assert_eq!(reps.len(), truth.reps.len(), "{scene:?}");
        for (rep, truth) in reps.iter().zip(&truth.reps) {
            for (name, seen, truth) in [("lift-off", rep.lift_off, truth.lift_off), ("lockout", rep.lockout, truth.lockout)] {
                if let Some(truth) = truth {
                    let off = seen.unwrap().at - truth;
                    assert!(off.abs() <= tolerance, "{name} off by {off:.3} s at {truth:.2} s in {scene:?}");
                }
            }
        }
    }

    #[test]
    fn lift_off_and_lockout_are_found_within_60_ms_from_every_view_at_24_to_60_fps() {
        for yaw_deg in [0.0, 20.0, 45.0, 90.0, 180.0] {
            for fps in [24.0, 30.0, 60.0] {
                assert_times(&Scene { yaw_deg, fps, ..Scene::default() }, 0.06);
            }
        }
    }

    #[test]
    fn variable_frame_rate_lost_frames_and_unsure_joints_cost_little() {
        let shake = Shake { time_share: 0.6, lost_share: 0.1, unsure_share: 0.05, swapped_share: 0.05, ..Shake::default() };
        for seed in 1..5 {
            assert_times(&Scene { shake, seed, ..Scene::default() }, 0.06);
        }
    }

    #[test]
    fn a_held_bar_that_creeps_up_is_at_lockout_from_the_hold_s_begin() {
        let (mut recording, truth) = film(&Scene { reps: 1, hold_s: 2.0, ..Scene::default() });
        let lockout = truth.reps[0].lockout.unwrap();
        for moment in &mut recording.moments {
            let share = ((moment.at.0 - lockout - 0.2) / 1.5).clamp(0.0, 1.0);
            if let Some(plate) = moment.near_plate.as_mut() {
                plate.rim.centre.y -= 0.03 * truth.px_per_m * share;
            }
        }
        let (lift, _) = calibrate(&recording, 0, &Calibration::default()).unwrap();
        let found = split(&lift).0[0].lockout.unwrap().at;
        assert!((found - lockout).abs() < 0.1, "{found} {lockout}");
    }

    #[test]
    fn slow_fast_and_touch_and_go_repetitions_are_counted() {
        assert_times(&Scene { pull_s: 5.0, reps: 1, ..Scene::default() }, 0.1);
        assert_times(&Scene { pull_s: 0.6, ..Scene::default() }, 0.06);
        let (reps, _, _) = found(&Scene { rest_s: 0.0, reps: 5, hold_s: 0.1, ..Scene::default() });
        assert_eq!(reps.len(), 5);
    }

    #[test]
    fn without_plates_the_hands_count_the_repetitions() {
        for yaw_deg in [0.0, 45.0, 90.0] {
            assert_times(&Scene { plates: false, yaw_deg, ..Scene::default() }, 0.12);
        }
    }

    #[test]
    fn every_moment_of_a_repetition_is_near_the_truth() {
        let (reps, _, truth) = found(&Scene::default());
        for (rep, truth) in reps.iter().zip(&truth.reps) {
            assert!((rep.knee_pass.unwrap().at - truth.knee_pass.unwrap()).abs() < 0.06, "{rep:?} {truth:?}");
            assert!((rep.descent.unwrap().at - truth.descent.unwrap()).abs() < 0.06, "{rep:?} {truth:?}");
            assert!((rep.down.unwrap().at - truth.down.unwrap()).abs() < 0.15, "{rep:?} {truth:?}");
            assert!(rep.frames.start <= rep.lift_off.unwrap().frame && rep.frames.end > rep.down.unwrap().frame);
        }
    }

    #[test]
    fn range_and_mean_speed_are_recovered() {
        for yaw_deg in [0.0, 30.0] {
            let (reps, lift, truth) = found(&Scene { yaw_deg, ..Scene::default() });
            let bar = lift.bar.as_ref().unwrap();
            for rep in &reps {
                let (from, to) = (rep.lift_off.unwrap(), rep.lockout.unwrap());
                let range = bar.path.y.at_time(to.at).unwrap() - bar.path.y.at_time(from.at).unwrap();
                assert!((range / truth.range_m - 1.0).abs() < 0.03, "{range} {}", truth.range_m);
                let speed = range / (to.at - from.at);
                assert!((speed - truth.mean_speed).abs() < 0.03, "{speed} {}", truth.mean_speed);
            }
        }
    }

    #[test]
    fn a_clip_that_starts_or_ends_in_mid_repetition_says_so() {
        let scene = Scene { cut_start_s: 1.35, ..Scene::default() };
        let (reps, _, truth) = found(&scene);
        assert_eq!((reps.len(), truth.reps[0].lift_off), (3, None));
        assert_eq!(reps[0].lift_off, None);
        assert!(reps[0].lockout.is_some());
        let (reps, _, _) = found(&Scene { reps: 1, cut_end_s: 0.8 + 1.2 + 0.7 + 0.3, ..Scene::default() });
        assert_eq!(reps.len(), 1);
        assert_eq!((reps[0].lockout, reps[0].down), (None, None));
        let (reps, _, _) = found(&Scene { cut_end_s: 0.8 + 1.2 + 0.7, reps: 1, ..Scene::default() });
        assert_eq!(reps.len(), 1, "only the way up");
        assert_eq!(reps[0].descent, None);
    }

    #[test]
    fn a_bar_at_rest_in_the_hands_of_who_is_bent_over_has_not_come_to_lockout_where_the_clip_ends() {
        let (mut recording, truth) = film(&Scene { reps: 1, ..Scene::default() });
        // The pull stops at two thirds of the way, for good.
        let from = truth.reps[0].lift_off.unwrap() + 0.8;
        let at = recording.moments.iter().position(|moment| moment.at.0 >= from).unwrap();
        let rests = at + 20;
        recording.moments.truncate(rests);
        recording.people[0].poses.truncate(rests);
        for frame in at..rests {
            recording.moments[frame] = Moment { at: recording.moments[frame].at, ..recording.moments[at] };
            recording.people[0].poses[frame] = recording.people[0].poses[at].clone();
        }
        let lift = calibrate(&recording, 0, &Calibration::default()).unwrap().0;
        let (reps, notes) = split(&lift);
        assert_eq!((reps.len(), reps[0].lockout), (1, None), "{reps:?}");
        assert!(notes.iter().any(|note| note.code == "clip-ends-early"), "{notes:?}");
    }

    #[test]
    fn standing_up_without_a_bar_that_moves_is_no_repetition() {
        let (mut recording, _) = film(&Scene::default());
        let rest = recording.moments[0].near_plate;
        for moment in &mut recording.moments {
            moment.near_plate = rest;
        }
        let (lift, _) = calibrate(&recording, 0, &Calibration::default()).unwrap();
        let (reps, notes) = split(&lift);
        assert!(reps.is_empty(), "{reps:?}");
        assert_eq!(notes[0].code, "no-repetition");
    }

    #[test]
    fn a_mirrored_clip_has_the_same_moments() {
        let scene = Scene { errors: Errors { hips_first: 0.6, ..Errors::default() }, yaw_deg: 15.0, ..Scene::default() };
        let (plain, _, _) = found(&scene);
        let (mirrored, _, _) = found(&Scene { mirrored: true, ..scene });
        assert_eq!(plain.len(), mirrored.len());
        for (a, b) in plain.iter().zip(&mirrored) {
            assert!((a.lift_off.unwrap().at - b.lift_off.unwrap().at).abs() < 0.01);
            assert!((a.lockout.unwrap().at - b.lockout.unwrap().at).abs() < 0.02);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]
        #[test]
        fn any_scene_is_split_without_a_panic_and_in_order(
            yaw_deg in 0.0..360.0_f64, fps in 5.0..75.0_f64, lost_share in 0.0..1.0_f64, unsure_share in 0.0..1.0_f64,
            cut_start_s in 0.0..6.0_f64, cut_end_s in 0.0..6.0_f64, joints_px in 0.0..40.0_f64, plates: bool, seed: u64,
        ) {
            let shake = Shake { lost_share, unsure_share, joints_px, time_share: 1.0, ..Shake::default() };
            let (recording, _) = film(&Scene { cut_start_s, cut_end_s, yaw_deg, fps, plates, shake, seed, ..Scene::default() });
            if let Ok((lift, _)) = calibrate(&recording, 0, &Calibration::default()) {
                let (reps, _) = split(&lift);
                crate::reps::variant(&lift, &reps);
                for rep in &reps {
                    prop_assert!(rep.frames.end <= lift.t.len());
                    if let (Some(from), Some(to)) = (rep.lift_off, rep.lockout) {
                        prop_assert!(from.at <= to.at, "{rep:?}");
                    }
                }
            }
        }
    }
}
