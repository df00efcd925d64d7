//! The course of the bar's speed on the way up: how hard it is set going, and where it sticks.

use super::bar::greatest;
use super::moment::{Case, Moment};
use super::reading::{Reader, Spot};
use super::take::{ANY_YAW_DEG, Plan, Views, take};
use super::{Abstain, Mark, Measured};
use crate::units::Unit;

/// The time over which an acceleration is taken, seconds: that over which the bar's speed is fitted, so that both ends are independent.
const OVER_S: f64 = 0.15;
/// Least speed that the bar loses and wins back at a sticking point, m/s, and as a share of the peak before it. Our default: twice the best
/// published error of a speed, and what a smooth pull with one peak does not show.
const LEAST_LOSS_M_S: f64 = 0.05;
const LEAST_LOSS_SHARE: f64 = 0.15;

fn plan(case: &Case, id: &'static str, unit: Unit, from: &Moment, to: &Moment, at: f64) -> Plan {
    let (views, phase) = (Views::Vertical(ANY_YAW_DEG), case.between(from, to));
    Plan { id, unit, views, phase, least_fps: 0.0, at, marks: vec![Mark::BarPath] }
}

/// Peak acceleration: the most that the bar gains in upward speed between lift-off and lockout, as a mean over 0.15 s, m/s². The smoothing
/// blunts a shorter jerk, so it is understated rather than overstated.
pub fn peak_acceleration(case: &Case) -> Measured {
    let (off, up) = (case.lift_off()?, case.lockout()?);
    let half = |frame: usize, by: f64| {
        let at = case.lift.t.get(frame)? + by;
        let inside = case.lift.t.first().is_some_and(|first| at >= *first) && case.lift.t.last().is_some_and(|last| at <= *last);
        case.frame(case.lift.frame_at(at)).filter(|_| inside)
    };
    let gain = |reader: &Reader, at: &Moment| -> Option<f64> {
        let frame = at.frames().start;
        let (from, to) = (half(frame, -OVER_S / 2.0)?, half(frame, OVER_S / 2.0)?);
        let seconds = to.event - from.event;
        (seconds > 1e-3).then_some((sharpened(case, reader, &to)? - sharpened(case, reader, &from)?) / seconds)
    };
    let worst = greatest(case, case.between(&off, &up), gain).unwrap_or(off);
    take(case, plan(case, "peak-acceleration", Unit::MetresPerSecondSquared, &off, &up, worst.event), &|reader| {
        gain(reader, &worst)
    })
    .map(|gain| {
        let by = GAIN_SD * gain.value;
        gain.wider(by)
    })
}

/// The sticking point: the slowest moment between two peaks of the bar's speed, the first of which it does not reach again at once.
#[derive(Clone, Copy, Debug)]
struct Sticking {
    /// The slowest moment.
    at: Moment,
    /// The peak before it.
    peak: Moment,
    /// First and last frame about it that are hardly faster: it may as well be there.
    about: (Moment, Moment),
}

/// What smoothing takes off a speed where it turns, shares: a straight line laid through places over `h` to either side reads the speed in
/// its middle wrong by a tenth of `h` squared times its second derivative (derived), which three readings `h` apart give.
const BLUNT: f64 = 0.1;
/// Standard error of the part of a sticking point's loss, and of a peak acceleration, that is blunted beyond that, shares. Measured on
/// synthetic lifts.
const LOSS_SD: f64 = 0.04;
const GAIN_SD: f64 = 0.08;

/// Half of the time over which speeds about a sticking point are read, as a share of the pull's: the slow part of a grinder lasts, and of
/// many readings the least is too slow and the greatest too fast (our default; a bump as wide as the synthetic lifter's sticking point
/// loses 2 % of its height).
const READ_SHARE: f64 = 1.0 / 30.0;

/// The bar's speed at a moment with what its smoothing took off given back; a speed that was not smoothed is as it is.
fn sharpened(case: &Case, reader: &Reader, at: &Moment) -> Option<f64> {
    let speed = reader.bar_speed(at)?;
    let smoothed = case.lift.bar.as_ref().is_some_and(|bar| bar.speed.cutoff_hz > 0.0);
    let beside = |by: f64| {
        let frames = at.frames();
        let frame = case.lift.frame_at(case.lift.t.get(frames.start.midpoint(frames.end - 1))? + by);
        reader.bar_speed(&case.frame(frame)?)
    };
    let Some((before, after)) = beside(-OVER_S / 2.0).zip(beside(OVER_S / 2.0)).filter(|_| smoothed) else { return Some(speed) };
    Some(speed - BLUNT * (before + after - 2.0 * speed))
}

fn none() -> Abstain {
    Abstain::new("no-sticking-point", "The bar does not slow down and win its speed back on the way up.", "")
}

/// The sticking region is looked for as powerlifting research does: from the first peak of the velocity to the minimum after it (van den
/// Tillaar and Ettema 2010, on the bench press), where the speed is won back.
fn sticking(case: &Case) -> Result<Sticking, Abstain> {
    let (off, up) = (case.lift_off()?, case.lockout()?);
    let plain = Reader::new(case, None);
    let course: Vec<(Moment, f64)> = case
        .between(&off, &up)
        .filter_map(|frame| case.frame(frame))
        .map(|at| case.around_by(&at, READ_SHARE * (up.event - off.event)))
        .filter_map(|at| Some((at, plain.bar_speed(&at)?)))
        .collect();
    let faster = |a: (usize, f64), b: (usize, f64)| if b.1 > a.1 { b } else { a };
    let peak_of = |range: std::ops::Range<usize>| range.filter_map(|index| Some((index, course.get(index)?.1))).reduce(faster);
    // For every frame the smaller of what is lost since the fastest before it and won back by the fastest after it.
    let dip = |index: usize| -> Option<(usize, usize, f64, f64)> {
        let (before, after) = (peak_of(0..index)?, peak_of(index + 1..course.len())?);
        let speed = course.get(index)?.1;
        Some((index, before.0, before.1, (before.1 - speed).min(after.1 - speed)))
    };
    let deepest = (0..course.len()).filter_map(dip).max_by(|a, b| a.3.total_cmp(&b.3)).ok_or_else(none)?;
    let (index, peak, fastest, loss) = deepest;
    if loss < LEAST_LOSS_M_S * case.units_per_metre() || loss < LEAST_LOSS_SHARE * fastest {
        return Err(none());
    }
    let level = course.get(index).map_or(0.0, |at| at.1) + 0.1 * loss;
    let slow = |at: &&(Moment, f64)| at.1 <= level;
    let first = course[..=index].iter().rev().take_while(slow).last();
    let last = course[index..].iter().take_while(slow).last();
    let (at, peak) = (course[index].0, course[peak].0);
    Ok(Sticking { at, peak, about: (first.map_or(at, |at| at.0), last.map_or(at, |at| at.0)) })
}

/// Where the bar sticks: its height at the slowest moment between two peaks of its speed, percent of its way from lift-off to lockout.
pub fn sticking_height(case: &Case) -> Measured {
    let (off, up, found) = (case.lift_off()?, case.lockout()?, sticking(case)?);
    let share = |reader: &Reader, at: &Moment| -> Option<f64> {
        let [low, high, here] = [&off, &up, at].map(|at| reader.point(Spot::Bar, at).map(|bar| bar.y));
        let way = high? - low?;
        (way > 1e-6).then_some(100.0 * (here? - low?) / way)
    };
    let mut measured =
        take(case, plan(case, "sticking-height", Unit::Percent, &off, &up, found.at.event), &|reader| share(reader, &found.at))?;
    // A slow bar is slow for a while: the whole of it as a uniform error.
    let plain = Reader::new(case, None);
    let spread = share(&plain, &found.about.1).zip(share(&plain, &found.about.0)).map_or(0.0, |(to, from)| to - from);
    measured.sd = measured.sd.hypot(spread / 12.0_f64.sqrt());
    Ok(measured)
}

/// How much of its first peak's speed the bar loses at the sticking point, percent.
pub fn sticking_loss(case: &Case) -> Measured {
    let (off, up, found) = (case.lift_off()?, case.lockout()?, sticking(case)?);
    take(case, plan(case, "sticking-loss", Unit::Percent, &off, &up, found.at.event), &|reader| {
        let (peak, slow) = (sharpened(case, reader, &found.peak)?, sharpened(case, reader, &found.at)?);
        (peak > 1e-3).then_some(100.0 * (1.0 - slow / peak))
    })
    .map(|loss| {
        let by = LOSS_SD * loss.value;
        loss.wider(by)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::figure::{Figure, KNEE, QUARTER};

    #[test]
    fn an_even_pull_does_not_stick_and_gains_its_speed_once() {
        let figure = Figure::default();
        assert_eq!(figure.case(sticking_height).unwrap_err().code, "no-sticking-point");
        let gain = figure.case(peak_acceleration).unwrap();
        assert!(gain.value > 1.0 && gain.value < 6.0 && gain.sd > 0.0, "{gain:?}");
    }

    #[test]
    fn a_bar_that_slows_down_and_goes_on_sticks_where_it_is_slowest() {
        // 15 cm in the first 0.3 s, 2 cm in the next 0.2 s, then 43 cm to lockout.
        let figure = Figure::default().with(QUARTER, |at| at.bar.1 = 0.37).with(KNEE, |at| at.bar.1 = 0.39);
        let (height, loss) = (figure.case(sticking_height).unwrap(), figure.case(sticking_loss).unwrap());
        assert!((height.value - 26.0).abs() < 3.0, "{height:?}");
        assert!((loss.value - 80.0).abs() < 6.0, "{loss:?}");
    }

    #[test]
    fn without_a_lockout_nothing_is_said() {
        let mut cut = Figure::default();
        cut.reps[0].lockout = None;
        assert_eq!(cut.case(sticking_height).unwrap_err().code, "event-not-shown");
        assert_eq!(cut.case(peak_acceleration).unwrap_err().code, "event-not-shown");
    }
}
