//! The self-assessments as cards: what to do step by step, with timers, counters, ratings of pain, and both sides where sides matter.
//!
//! What is said in a step stands in the texts under `check.ID.STEP.do` and, where something is asked, `check.ID.ITEM.ask`.

use super::answers::{Answer, Answers};
use super::texts::{filled, text};
use crate::body::Side;

/// What a self-assessment may suggest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pattern {
    /// Discs: bending again and again is not tolerated.
    Disc,
    /// A nerve is sensitive.
    Nerve,
    /// Facet joints.
    Facet,
    /// Sacroiliac joint.
    Sacroiliac,
    /// Capsule of the hip.
    HipCapsule,
}

impl Pattern {
    /// Every pattern.
    pub const ALL: [Self; 5] = [Self::Disc, Self::Nerve, Self::Facet, Self::Sacroiliac, Self::HipCapsule];

    /// The word in files: `disc`, `nerve`, `facet`, `sacroiliac`, `hip-capsule`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Disc => "disc",
            Self::Nerve => "nerve",
            Self::Facet => "facet",
            Self::Sacroiliac => "sacroiliac",
            Self::HipCapsule => "hip-capsule",
        }
    }
}

/// How an item is answered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// Yes, no, not sure.
    Ask,
    /// Pain now, 0 to 10.
    Rate,
    /// Pain after each of so many repetitions.
    RateEach(usize),
    /// A time held, seconds, with the least that counts.
    Hold(f64),
}

/// Something to be answered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Item {
    /// Id in files, unique in its check.
    pub id: &'static str,
    /// How it is answered.
    pub kind: Kind,
}

/// One step of a card.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Id, unique in its check; an item's step has the item's.
    pub id: &'static str,
    /// Drawings of the position, by id; shown one after another.
    pub poses: &'static [&'static str],
    /// What is to be answered.
    pub item: Option<Item>,
    /// Whether it is done once for each side.
    pub each_side: bool,
    /// A timer to start, seconds.
    pub timer_s: Option<u32>,
}

/// A self-assessment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Check {
    /// Id in files.
    pub id: &'static str,
    /// What it may suggest.
    pub pattern: Pattern,
    /// The steps in order.
    pub steps: &'static [Step],
    /// Whether it can also be filmed and measured.
    pub filmed: bool,
}

const fn step(id: &'static str, poses: &'static [&'static str], kind: Option<Kind>) -> Step {
    let item = match kind {
        Some(kind) => Some(Item { id, kind }),
        None => None,
    };
    Step { id, poses, item, each_side: false, timer_s: None }
}

const fn side(step: Step) -> Step {
    Step { each_side: true, ..step }
}

const fn timed(step: Step, seconds: u32) -> Step {
    Step { timer_s: Some(seconds), ..step }
}

const ASK: Option<Kind> = Some(Kind::Ask);

/// How often somebody bends in the toe-touch self-assessment (the article: about ten times).
pub const BENDS: usize = 10;
/// Least time of the rock-back's hold, seconds (the article).
pub const ROCK_BACK_S: f64 = 30.0;

/// The self-assessments in the order in which they are offered.
pub static CHECKS: &[Check] = &[
    Check {
        id: "toe-touches",
        pattern: Pattern::Disc,
        filmed: true,
        steps: &[
            step("sitting", &["sit"], ASK),
            step("before", &["stand"], Some(Kind::Rate)),
            step("bend", &["stand", "toe-touch"], Some(Kind::RateEach(BENDS))),
            step("own", &["toe-touch"], ASK),
        ],
    },
    Check {
        id: "slump",
        pattern: Pattern::Nerve,
        filmed: false,
        steps: &[
            step("leg-pain", &["stand"], ASK),
            side(step("slump", &["slump"], None)),
            side(timed(step("own", &["slump-leg"], ASK), 5)),
            side(step("eases", &["slump-look-up"], ASK)),
        ],
    },
    Check {
        id: "quadrant",
        pattern: Pattern::Facet,
        filmed: false,
        steps: &[
            side(timed(step("extend", &["quadrant-extend"], ASK), 3)),
            side(timed(step("flex", &["quadrant-flex"], ASK), 3)),
        ],
    },
    Check {
        id: "sacroiliac",
        pattern: Pattern::Sacroiliac,
        filmed: false,
        steps: &[
            step("finger", &["finger"], ASK),
            step("rolling", &["rolling"], ASK),
            step("sit-to-stand", &["sit", "rise", "stand"], ASK),
            step("walking", &["walk"], ASK),
        ],
    },
    Check {
        id: "rock-back",
        pattern: Pattern::HipCapsule,
        filmed: true,
        steps: &[
            step("start", &["hands-and-knees"], None),
            timed(step("hold", &["hands-and-knees", "rock-back"], Some(Kind::Hold(ROCK_BACK_S))), 30),
            side(step("jam", &["rock-back"], ASK)),
        ],
    },
];

impl Check {
    /// The steps in the order in which they are done: those of each side, first all on the left, then all on the right.
    pub fn course(&self) -> Vec<(&'static Step, Option<Side>)> {
        let mut course = Vec::new();
        let mut rest = self.steps;
        while let Some(first) = rest.first() {
            let count = rest.iter().take_while(|step| step.each_side == first.each_side).count();
            let (group, after) = rest.split_at(count);
            if first.each_side {
                course.extend(
                    [Side::Left, Side::Right].into_iter().flat_map(|side| group.iter().map(move |step| (step, Some(side)))),
                );
            } else {
                course.extend(group.iter().map(|step| (step, None)));
            }
            rest = after;
        }
        course
    }

    /// What is to be answered, with the side.
    pub fn items(&self) -> impl Iterator<Item = (&'static Item, Option<Side>)> + use<> {
        self.course().into_iter().filter_map(|(step, side)| Some((step.item.as_ref()?, side)))
    }

    /// Its name.
    pub fn name(&self) -> String {
        text(&format!("check.{}.name", self.id))
    }

    /// What it is for, a sentence or two.
    pub fn about(&self) -> String {
        text(&format!("check.{}.about", self.id))
    }

    /// What to do in a step.
    pub fn what_to_do(&self, step: &Step, on: Option<Side>) -> String {
        sided(&format!("check.{}.{}.do", self.id, step.id), on)
    }

    /// What is asked for an item.
    pub fn ask(&self, item: &Item, on: Option<Side>) -> String {
        sided(&format!("check.{}.{}.ask", self.id, item.id), on)
    }
}

/// A text with `{side}` and `{other}` as words.
fn sided(key: &str, on: Option<Side>) -> String {
    let Some(side) = on else { return text(key) };
    let word = |side: Side| text(if side == Side::Left { "side.left" } else { "side.right" });
    filled(key, &[("side", &word(side)), ("other", &word(side.other()))])
}

/// The check of an id.
pub fn by_id(id: &str) -> Option<&'static Check> {
    CHECKS.iter().find(|check| check.id == id)
}

/// Whether the slump brought the own pain in both legs: that is a red flag.
pub(super) fn both_legs(answers: &Answers) -> bool {
    ["own.left", "own.right"].iter().all(|key| answers.answer("slump", key) == Some(Answer::Yes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sides_are_gone_through_one_after_the_other() {
        let slump = by_id("slump").unwrap();
        let order: Vec<String> = slump.course().iter().map(|(step, side)| format!("{}{:?}", step.id, side)).collect();
        assert_eq!(order[0], "leg-painNone");
        assert_eq!(order[1..4].iter().filter(|name| name.contains("Left")).count(), 3);
        assert_eq!(order.len(), 7);
        let keys: Vec<String> = slump.items().map(|(item, side)| super::super::answers::key(item, side)).collect();
        assert_eq!(keys, ["leg-pain", "own.left", "eases.left", "own.right", "eases.right"]);
    }

    #[test]
    fn sides_are_put_into_the_words() {
        let quadrant = by_id("quadrant").unwrap();
        let (step, _) = quadrant.course()[0];
        let [left, right] = [Side::Left, Side::Right].map(|side| quadrant.what_to_do(step, Some(side)));
        assert!(left != right && left.contains("left") && !left.contains('{'), "{left}");
    }

    #[test]
    fn ids_are_unique_and_every_pattern_has_a_self_assessment() {
        for pattern in Pattern::ALL {
            assert_eq!(CHECKS.iter().filter(|check| check.pattern == pattern).count(), 1, "{pattern:?}");
        }
        for check in CHECKS {
            let ids: std::collections::BTreeSet<&str> = check.steps.iter().map(|step| step.id).collect();
            assert_eq!(ids.len(), check.steps.len(), "{}", check.id);
        }
    }
}
