//! Stretches of frames in which something holds.

use std::ops::Range;

/// The longest stretches of `true`, in order.
pub fn runs(holds: impl IntoIterator<Item = bool>) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (frame, holds) in holds.into_iter().enumerate() {
        match found.last_mut() {
            Some(run) if holds && run.end == frame => run.end += 1,
            _ if holds => found.push(frame..frame + 1),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_found_at_both_edges() {
        assert_eq!(runs([true, true, false, true, false, false, true]), vec![0..2, 3..4, 6..7]);
        assert!(runs([false, false]).is_empty());
        assert!(runs([]).is_empty());
    }
}
