//! Training around it: another way to pull for the next session, chosen by what was suggested, by what was found and by the form-limit load.
//!
//! The four ways are the article's: sumo, a shorter range from blocks or pins, the trap bar, tempo and lighter loads.

use super::checks::Pattern;
use super::plan::Found;
use super::texts::{filled, text};
use crate::lift::VariantKind;

/// A way to train on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Variation {
    /// Wide stance: less forward bend of the lower back.
    Sumo,
    /// From blocks or pins: a shorter range.
    Blocks,
    /// Standing inside a hexagonal bar: less demand on the lower back.
    TrapBar,
    /// Slow on purpose, and lighter.
    Tempo,
}

impl Variation {
    /// Every way, in the article's order.
    pub const ALL: [Self; 4] = [Self::Sumo, Self::Blocks, Self::TrapBar, Self::Tempo];

    /// The word in files: `sumo`, `blocks`, `trap-bar`, `tempo`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Sumo => "sumo",
            Self::Blocks => "blocks",
            Self::TrapBar => "trap-bar",
            Self::Tempo => "tempo",
        }
    }

    /// The drawing of it.
    pub fn pose(self) -> &'static str {
        self.code()
    }

    /// Its name.
    pub fn name(self) -> String {
        text(&format!("variation.{}.name", self.code()))
    }

    /// What it changes and how to do it.
    pub fn what_to_do(self) -> String {
        text(&format!("variation.{}.do", self.code()))
    }

    /// The kind of deadlift that it is, where it is another.
    fn kind(self) -> Option<VariantKind> {
        match self {
            Self::Sumo => Some(VariantKind::Sumo),
            Self::Blocks => Some(VariantKind::Block),
            Self::TrapBar => Some(VariantKind::TrapBar),
            Self::Tempo => None,
        }
    }
}

/// Share of the last load for a tempo session where no form-limit load is known (our default).
const TEMPO_SHARE: f64 = 0.7;
/// Smallest step of loads, kilograms: a pair of the smallest usual plates.
const STEP_KG: f64 = 2.5;

/// A next session to try.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// The way to pull.
    pub variation: Variation,
    /// Why this one, one or two sentences.
    pub why: Vec<String>,
    /// Up to which load, kilograms, where one is known.
    pub up_to_kg: Option<f64>,
    /// Where that load is from, one sentence; empty without one.
    pub load_from: String,
    /// The number to look at in the next video: the id of a measure.
    pub watch: &'static str,
}

/// Faults that say the lower back bends under the bar.
const FLEXION: [&str; 2] = ["lumbar-rounding", "over-deep-hips"];
/// Faults that say the bar hangs far from the hips or the back does the hips' work.
const MOMENT: [&str; 4] = ["back-dominant", "bar-too-far", "bar-drift", "reaching-forward"];
/// Faults that say the load is too much or too fast.
const EFFORT: [&str; 3] = ["too-heavy", "too-fast", "yanking"];

/// The sessions to try, the one that most speaks for first; empty where nothing calls for another way to pull.
pub(super) fn sessions(patterns: &[Pattern], found: &Found) -> Vec<Session> {
    let has = |pattern: Pattern| patterns.contains(&pattern);
    let faulty = |ids: &[&'static str]| ids.iter().copied().find(|id| found.faults.contains(*id));
    let mut votes: Vec<(Variation, String)> = Vec::new();
    let mut vote =
        |variations: &[Variation], why: String| votes.extend(variations.iter().map(|&variation| (variation, why.clone())));
    if has(Pattern::Disc) || has(Pattern::Nerve) {
        vote(&[Variation::Sumo, Variation::Blocks], text("around.flexion-pattern"));
    }
    if let Some(id) = faulty(&FLEXION) {
        vote(&[Variation::Sumo, Variation::Blocks], super::exercises::reason(id));
    }
    if has(Pattern::HipCapsule) {
        vote(&[Variation::Blocks], text("around.hip-pattern"));
    }
    if let Some(id) = faulty(&MOMENT) {
        vote(&[Variation::TrapBar], super::exercises::reason(id));
    }
    if has(Pattern::Facet) || has(Pattern::Sacroiliac) {
        vote(&[Variation::TrapBar], text("around.joint-pattern"));
    }
    if let Some(id) = faulty(&EFFORT) {
        vote(&[Variation::Tempo], super::exercises::reason(id));
    }
    if found.form_limit_kg.is_some() {
        vote(&[Variation::Tempo], text("around.form-limit"));
    }
    if found.only_heavy {
        vote(&[Variation::Tempo], text("around.only-heavy"));
    }
    // What somebody does already is no change.
    votes.retain(|(variation, _)| found.variant.is_none() || variation.kind() != found.variant);
    let mut sessions: Vec<Session> = Vec::new();
    for (variation, why) in votes {
        match sessions.iter_mut().find(|session| session.variation == variation) {
            Some(session) => session.why.push(why),
            None => sessions.push(session(variation, why, found)),
        }
    }
    // The most reasons first; of equal ones the first named.
    sessions.sort_by_key(|session| std::cmp::Reverse(session.why.len()));
    sessions
}

fn session(variation: Variation, why: String, found: &Found) -> Session {
    let down = |kg: f64| ((kg / STEP_KG).floor() * STEP_KG).max(STEP_KG);
    let (up_to_kg, load_from) = match (found.held_kg, found.form_limit_kg, found.load_kg) {
        (Some(held), _, _) => (Some(held), filled("around.load-held", &[("kg", &kg(held))])),
        (None, Some(limit), _) => (Some(down(TEMPO_SHARE * limit)), filled("around.load-below", &[("kg", &kg(limit))])),
        (None, None, Some(load)) => (Some(down(TEMPO_SHARE * load)), filled("around.load-share", &[("kg", &kg(load))])),
        (None, None, None) => (None, String::new()),
    };
    let watch = match variation {
        Variation::Sumo | Variation::Blocks => "added-lumbar-flexion",
        Variation::TrapBar => "trunk-change-to-knee",
        Variation::Tempo => "first-peak-ratio",
    };
    Session { variation, why: vec![why], up_to_kg, load_from, watch }
}

/// A load in words, for example `102.5`.
pub(super) fn kg(load: f64) -> String {
    let rounded = (10.0 * load).round() / 10.0;
    if (rounded - rounded.round()).abs() < 1e-9 { format!("{rounded:.0}") } else { format!("{rounded:.1}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::KINDS;

    fn chosen(patterns: &[Pattern], found: &Found) -> Vec<Variation> {
        sessions(patterns, found).iter().map(|session| session.variation).collect()
    }

    fn faults(ids: &[&'static str]) -> Found {
        Found { faults: ids.iter().copied().collect(), ..Found::default() }
    }

    #[test]
    fn a_flexion_pattern_leads_to_sumo_or_blocks_and_a_moment_pattern_to_the_trap_bar() {
        assert_eq!(chosen(&[Pattern::Disc], &Found::default()), [Variation::Sumo, Variation::Blocks]);
        assert_eq!(chosen(&[], &faults(&["lumbar-rounding"])), [Variation::Sumo, Variation::Blocks]);
        assert_eq!(chosen(&[], &faults(&["back-dominant"])), [Variation::TrapBar]);
        assert_eq!(chosen(&[Pattern::HipCapsule], &Found::default()), [Variation::Blocks]);
        assert_eq!(chosen(&[], &faults(&["too-heavy"])), [Variation::Tempo]);
        assert!(chosen(&[], &faults(&["looking-up"])).is_empty());
    }

    #[test]
    fn what_more_speaks_for_comes_first_and_what_is_done_already_is_left_out() {
        let both = chosen(&[Pattern::Disc, Pattern::HipCapsule], &Found::default());
        assert_eq!(both, [Variation::Blocks, Variation::Sumo]);
        let sumo = Found { variant: Some(VariantKind::Sumo), ..Found::default() };
        assert_eq!(chosen(&[Pattern::Disc], &sumo), [Variation::Blocks]);
    }

    #[test]
    fn the_load_stays_where_form_held_or_under_what_is_known() {
        let load = |found: Found| sessions(&[Pattern::Disc], &found)[0].up_to_kg;
        assert_eq!(
            load(Found { form_limit_kg: Some(160.0), held_kg: Some(140.0), load_kg: Some(180.0), ..Found::default() }),
            Some(140.0)
        );
        assert_eq!(load(Found { form_limit_kg: Some(160.0), load_kg: Some(180.0), ..Found::default() }), Some(110.0));
        assert_eq!(load(Found { load_kg: Some(100.0), ..Found::default() }), Some(70.0));
        assert_eq!(load(Found::default()), None);
    }

    #[test]
    fn the_number_to_watch_is_one_that_is_measured() {
        for variation in Variation::ALL {
            let watched = session(variation, String::new(), &Found::default()).watch;
            assert!(KINDS.iter().any(|kind| kind.id == watched), "{watched}");
        }
    }
}
