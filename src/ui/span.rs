//! Which part of the clip's time the timeline shows.

/// Nearest that the timeline goes, seconds.
const NEAREST_S: f64 = 1.0;
/// Share of the part shown at either end that the playhead does not enter while it is followed.
const ASIDE: f64 = 0.12;

/// A part of the clip's time, seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// Its beginning.
    pub from: f64,
    /// Its end, after the beginning.
    pub to: f64,
}

impl Span {
    /// How long it is, seconds.
    pub fn length(self) -> f64 {
        self.to - self.from
    }

    /// Whether it is less than the whole.
    pub fn is_part_of(self, whole: Self) -> bool {
        self.length() < 0.999 * whole.length()
    }

    /// Seen nearer by a factor (farther below 1) about a time, which stays where it is.
    #[must_use]
    pub fn about(self, factor: f64, at: f64, whole: Self) -> Self {
        let longest = whole.length().max(NEAREST_S);
        let length = (self.length() / factor.max(1e-3)).clamp(NEAREST_S.min(longest), longest);
        let at = at.clamp(self.from, self.to);
        let share = if self.length() > 0.0 { (at - self.from) / self.length() } else { 0.5 };
        Self { from: at - share * length, to: at + (1.0 - share) * length }.held(whole)
    }

    /// Moved by a time.
    #[must_use]
    pub fn moved(self, by: f64, whole: Self) -> Self {
        Self { from: self.from + by, to: self.to + by }.held(whole)
    }

    /// Moved as little as needed for a time to be seen, and not at its very edge.
    #[must_use]
    pub fn with(self, at: f64, whole: Self) -> Self {
        let aside = ASIDE * self.length();
        let by = (at - (self.to - aside)).max(0.0) + (at - (self.from + aside)).min(0.0);
        self.moved(by, whole)
    }

    /// Held within the clip, with its length where the clip is as long.
    fn held(self, whole: Self) -> Self {
        let length = self.length().min(whole.length());
        let from = self.from.clamp(whole.from, (whole.to - length).max(whole.from));
        Self { from, to: from + length }
    }
}

/// Times for the marks of a ruler: about so many seconds apart or more, at round numbers.
pub fn marks(span: Span, least_s: f64) -> Vec<f64> {
    const STEPS: [f64; 14] = [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0];
    let step = STEPS.into_iter().find(|step| *step >= least_s).unwrap_or(3600.0);
    let first = (span.from / step).ceil();
    let many = ((span.to / step).floor() - first).max(-1.0) as i64;
    (0..=many).map(|number| (first + number as f64) * step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: Span = Span { from: 0.0, to: 600.0 };

    #[test]
    fn the_time_under_the_pointer_stays_and_the_clip_is_never_left() {
        let near = WHOLE.about(10.0, 120.0, WHOLE);
        assert!((near.length() - 60.0).abs() < 1e-9 && near.is_part_of(WHOLE));
        let share = |span: Span| (120.0 - span.from) / span.length();
        assert!((share(near) - share(WHOLE)).abs() < 1e-9);
        assert_eq!(near.about(0.01, 130.0, WHOLE), WHOLE);
        let nearest = WHOLE.about(1e9, 599.0, WHOLE);
        assert!((nearest.length() - NEAREST_S).abs() < 1e-9 && nearest.to <= 600.0);
        assert!((near.moved(1e4, WHOLE).to - 600.0).abs() < 1e-9);
        let short = Span { from: 0.0, to: 0.4 };
        assert_eq!(short.about(5.0, 0.1, short), short);
    }

    #[test]
    fn the_playhead_is_followed_no_farther_than_needed() {
        let near = Span { from: 100.0, to: 160.0 };
        assert_eq!(near.with(130.0, WHOLE), near);
        let on = near.with(158.0, WHOLE);
        assert!(on.from > near.from && on.to - 158.0 > 5.0);
        assert!(near.with(20.0, WHOLE).from < 20.0);
        assert!(near.with(0.0, WHOLE).from.abs() < 1e-9);
        assert!((near.with(600.0, WHOLE).to - 600.0).abs() < 1e-9);
    }

    #[test]
    fn a_ruler_has_round_marks_that_do_not_crowd() {
        assert_eq!(marks(Span { from: 0.0, to: 12.4 }, 1.5), [0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0]);
        let fine = marks(Span { from: 61.3, to: 62.1 }, 0.15);
        assert!(fine.len() == 4 && (fine[0] - 61.4).abs() < 1e-9, "{fine:?}");
        assert!(marks(Span { from: 0.1, to: 0.3 }, 5.0).is_empty());
        assert_eq!(marks(WHOLE, 70.0).len(), 6);
    }
}
