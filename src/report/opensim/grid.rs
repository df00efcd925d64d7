//! Even time steps over the uneven frames of a clip.

use crate::report::neighbour::Unfit;
use crate::signal::{Smoothing, median};

/// Steps longer than this many times the median one hold a lost frame and do not count for the rate (our default).
const LOST: f64 = 1.5;
/// Rows at the most; our own choice: four hours at 60 frames a second.
const MOST_ROWS: f64 = 864_000.0;
/// A moment this near to a frame is the frame, seconds: half of the last digit that the files hold.
const SAME_S: f64 = 5e-7;

/// Rows of even time steps, each laid between two frames.
pub(super) struct Grid {
    /// Rows a second.
    pub rate_hz: f64,
    /// Time of the first row, seconds: that of the first frame.
    start_s: f64,
    /// For each row the frame before it, and the share of the way to the next; `None` in a hole of the clip.
    places: Vec<Option<(usize, f64)>>,
}

impl Grid {
    /// The rows from the first frame to the last, at the camera's own rate.
    pub(super) fn of(t: &[f64]) -> Result<Self, Unfit> {
        const SHORT: Unfit = Unfit { missing: "the clip has fewer than two frames", remedy: "analyse more of it" };
        let (&[start_s, ..], &[.., end_s]) = (t, t) else { return Err(SHORT) };
        let steps = || t.windows(2).map(|pair| pair[1] - pair[0]);
        let usual = median(steps()).filter(|step| *step > 0.0 && step.is_finite()).ok_or(SHORT)?;
        let whole: Vec<f64> = steps().filter(|step| *step <= LOST * usual).collect();
        let rate_hz = whole.len() as f64 / whole.iter().sum::<f64>();
        let rows = ((end_s - start_s) * rate_hz + 1e-3).floor() + 1.0;
        if !(2.0..=MOST_ROWS).contains(&rows) {
            return Err(Unfit {
                missing: "the clip's times make too many rows",
                remedy: "analyse a part of it, with --from and --to",
            });
        }
        let mut before = 0;
        let places = (0..rows as usize).map(|row| {
            let at = start_s + row as f64 / rate_hz;
            while before + 1 < t.len() && t[before + 1] <= at + SAME_S {
                before += 1;
            }
            let past = at - t[before];
            let Some(next) = t.get(before + 1).filter(|_| past > SAME_S) else { return Some((before, 0.0)) };
            let step = next - t[before];
            (step <= Smoothing::LONGEST_FILL_S).then(|| (before, past / step))
        });
        Ok(Self { rate_hz, start_s, places: places.collect() })
    }

    /// How many rows there are.
    pub(super) fn rows(&self) -> usize {
        self.places.len()
    }

    /// A row's time, seconds from the clip's first frame.
    pub(super) fn time(&self, row: usize) -> f64 {
        self.start_s + row as f64 / self.rate_hz
    }

    /// A quantity at a row's time, out of its values on the frames; `None` where one that is needed is missing.
    pub(super) fn read<const N: usize>(&self, row: usize, of: &impl Fn(usize) -> Option<[f64; N]>) -> Option<[f64; N]> {
        let (frame, share) = (*self.places.get(row)?)?;
        let here = of(frame)?;
        if share <= 0.0 {
            return Some(here);
        }
        let next = of(frame + 1)?;
        Some(std::array::from_fn(|axis| here[axis] + (next[axis] - here[axis]) * share))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn even_frames_are_kept_as_they_are() {
        let t: Vec<f64> = (0..90).map(|frame| frame as f64 / 29.97).collect();
        let grid = Grid::of(&t).unwrap();
        assert!((grid.rate_hz - 29.97).abs() < 1e-9);
        assert_eq!(grid.rows(), 90);
        let read: Vec<f64> = (0..90).map(|row| grid.read(row, &|frame| Some([frame as f64])).unwrap()[0]).collect();
        assert!(read.iter().enumerate().all(|(row, value)| (value - row as f64).abs() < 1e-4), "{read:?}");
    }

    #[test]
    fn uneven_frames_are_read_at_their_true_times() {
        // A phone's clock in whole milliseconds, with two frames lost.
        let t: Vec<f64> = (0..300).filter(|n| n % 150 != 70).map(|n| (f64::from(n) * 1000.0 / 30.0).floor() / 1000.0).collect();
        let grid = Grid::of(&t).unwrap();
        assert!((grid.rate_hz - 30.0).abs() < 0.01, "{}", grid.rate_hz);
        for row in 0..grid.rows() {
            // A quantity that is its own time must come back as the row's time.
            let value = grid.read(row, &|frame| Some([t[frame]])).unwrap()[0];
            assert!((value - grid.time(row)).abs() < 2e-6, "row {row}: {value} at {}", grid.time(row));
        }
    }

    #[test]
    fn nothing_is_read_across_a_hole_or_from_a_missing_frame() {
        let t = [0.0, 0.1, 0.2, 0.7, 0.8];
        let grid = Grid::of(&t).unwrap();
        let values: Vec<bool> = (0..grid.rows()).map(|row| grid.read(row, &|frame| Some([t[frame]])).is_some()).collect();
        assert_eq!(values, [true, true, true, false, false, false, false, true, true]);
        let half = Grid::of(&[0.0, 0.1, 0.2, 0.301, 0.4]).unwrap();
        assert_eq!(half.read(3, &|frame| (frame != 2).then_some([1.0])), None);
    }

    #[test]
    fn times_that_tell_nothing_are_refused() {
        assert!(Grid::of(&[]).is_err() && Grid::of(&[1.0]).is_err() && Grid::of(&[1.0, 1.0, 1.0]).is_err());
        assert!(Grid::of(&[0.0, 0.001, 0.002, 1e9]).is_err());
    }
}
