//! Turning points: where a course stops rising or falling for good.

/// A turning point of a course.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Turn {
    /// Its frame.
    pub frame: usize,
    /// The value there.
    pub value: f64,
    /// A high, else a low.
    pub high: bool,
}

/// Highs and lows in turn, neighbours differing by at least `swing` (in the course's unit, more than 0); holes are skipped.
/// The first and the last extreme of the course are turning points too, where the course swings at all.
pub fn turns(course: &[Option<f64>], swing: f64) -> Vec<Turn> {
    let mut found: Vec<Turn> = Vec::new();
    let mut low: Option<Turn> = None;
    let mut high: Option<Turn> = None;
    for (frame, value) in course.iter().enumerate().filter_map(|(frame, value)| Some((frame, (*value)?))) {
        if low.is_none_or(|turn| value < turn.value) {
            low = Some(Turn { frame, value, high: false });
        }
        if high.is_none_or(|turn| value > turn.value) {
            high = Some(Turn { frame, value, high: true });
        }
        let rising = found.last().map(|turn| !turn.high);
        if let Some(bottom) = low
            && rising != Some(true)
            && value - bottom.value >= swing
        {
            found.push(bottom);
            high = Some(Turn { frame, value, high: true });
            low = high.map(|turn| Turn { high: false, ..turn });
        } else if let Some(top) = high
            && rising != Some(false)
            && top.value - value >= swing
        {
            found.push(top);
            low = Some(Turn { frame, value, high: false });
            high = low.map(|turn| Turn { high: true, ..turn });
        }
    }
    match found.last().map(|turn| turn.high) {
        Some(true) => found.extend(low),
        Some(false) => found.extend(high),
        None => {}
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_wiggles_do_not_turn_a_course() {
        let course: Vec<Option<f64>> = [0.0, 0.1, 0.05, 1.0, 0.95, 1.1, 0.2, 0.25, 0.0, 0.9].into_iter().map(Some).collect();
        let frames: Vec<(usize, bool)> = turns(&course, 0.3).into_iter().map(|turn| (turn.frame, turn.high)).collect();
        assert_eq!(frames, vec![(0, false), (5, true), (8, false), (9, true)]);
    }

    #[test]
    fn a_flat_course_has_no_turns() {
        assert!(turns(&[Some(1.0), None, Some(1.1)], 0.3).is_empty());
        assert!(turns(&[], 0.3).is_empty());
    }
}
