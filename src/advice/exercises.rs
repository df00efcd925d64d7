//! Stretches, corrective exercises and habits, each with its dose.
//!
//! Their words stand in the texts under `exercise.ID.name`, `.do` and `.note`.

use super::texts::{filled, known, text};
use crate::faults::by_id as fault;

/// What kind of work it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// Stretches and gentle movement.
    Stretch,
    /// Corrective strengthening.
    Correct,
    /// A habit through the day.
    Habit,
}

impl Family {
    /// The word in files: `stretch`, `correct`, `habit`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Stretch => "stretch",
            Self::Correct => "correct",
            Self::Habit => "habit",
        }
    }
}

/// From where a dose is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The article.
    Article,
    /// Our default, where the article names the exercise and no dose.
    OurDefault,
}

impl Source {
    /// The word in files: `article`, `our-default`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::OurDefault => "our-default",
        }
    }
}

/// How much, as ranges from and to; what does not apply is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dose {
    /// Sets.
    pub sets: Option<u8>,
    /// Repetitions a set.
    pub reps: Option<u8>,
    /// Hold of one repetition, seconds.
    pub hold_s: Option<(u16, u16)>,
    /// Minutes at a time.
    pub minutes: Option<(u16, u16)>,
    /// Times a day.
    pub per_day: Option<(u8, u8)>,
    /// Times a week.
    pub per_week: Option<(u8, u8)>,
    /// Whether it is done on each side.
    pub each_side: bool,
}

const NONE: Dose = Dose { sets: None, reps: None, hold_s: None, minutes: None, per_day: None, per_week: None, each_side: false };

/// An exercise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exercise {
    /// Id in files and in the log.
    pub id: &'static str,
    /// What kind of work it is.
    pub family: Family,
    /// Drawings of its positions, in order.
    pub poses: &'static [&'static str],
    /// How much.
    pub dose: Dose,
    /// From where the dose is.
    pub source: Source,
}

/// Every exercise.
pub static EXERCISES: &[Exercise] = &[
    Exercise {
        id: "rock-back",
        family: Family::Stretch,
        poses: &["hands-and-knees", "rock-back"],
        dose: Dose { sets: Some(3), hold_s: Some((30, 60)), per_day: Some((1, 1)), ..NONE },
        source: Source::OurDefault,
    },
    Exercise {
        id: "mckenzie",
        family: Family::Stretch,
        poses: &["prone", "press-up"],
        dose: Dose { reps: Some(10), hold_s: Some((1, 2)), per_day: Some((3, 4)), ..NONE },
        source: Source::Article,
    },
    Exercise {
        id: "brettzel",
        family: Family::Stretch,
        poses: &["brettzel"],
        dose: Dose { sets: Some(2), hold_s: Some((20, 30)), per_day: Some((1, 1)), each_side: true, ..NONE },
        source: Source::OurDefault,
    },
    Exercise {
        id: "aerobic",
        family: Family::Stretch,
        poses: &["walk"],
        dose: Dose { minutes: Some((20, 20)), per_week: Some((4, 5)), ..NONE },
        source: Source::Article,
    },
    Exercise {
        id: "walk",
        family: Family::Stretch,
        poses: &["walk"],
        dose: Dose { minutes: Some((20, 30)), per_week: Some((4, 5)), ..NONE },
        source: Source::Article,
    },
    Exercise {
        id: "clam",
        family: Family::Correct,
        poses: &["clam-closed", "clam"],
        dose: Dose { sets: Some(2), reps: Some(12), per_week: Some((3, 4)), each_side: true, ..NONE },
        source: Source::OurDefault,
    },
    Exercise {
        id: "side-plank",
        family: Family::Correct,
        poses: &["side-plank"],
        dose: Dose { sets: Some(3), hold_s: Some((15, 30)), per_week: Some((3, 4)), each_side: true, ..NONE },
        source: Source::OurDefault,
    },
    Exercise {
        id: "bird-dog",
        family: Family::Correct,
        poses: &["hands-and-knees", "bird-dog"],
        dose: Dose { sets: Some(3), reps: Some(6), hold_s: Some((5, 8)), per_week: Some((3, 4)), each_side: true, ..NONE },
        source: Source::OurDefault,
    },
    Exercise {
        id: "plank",
        family: Family::Correct,
        poses: &["plank"],
        dose: Dose { sets: Some(3), hold_s: Some((20, 40)), per_week: Some((3, 4)), ..NONE },
        source: Source::OurDefault,
    },
    Exercise { id: "sit-less", family: Family::Habit, poses: &["sit", "rise", "stand"], dose: NONE, source: Source::Article },
    Exercise { id: "recover", family: Family::Habit, poses: &["walk"], dose: NONE, source: Source::Article },
    Exercise { id: "breathe", family: Family::Habit, poses: &["stand"], dose: NONE, source: Source::Article },
];

impl Exercise {
    /// Its name.
    pub fn name(&self) -> String {
        text(&format!("exercise.{}.name", self.id))
    }

    /// How it is done.
    pub fn what_to_do(&self) -> String {
        text(&format!("exercise.{}.do", self.id))
    }

    /// What it is for.
    pub fn what_for(&self) -> String {
        text(&format!("exercise.{}.for", self.id))
    }

    /// The dose in words; empty for a habit.
    pub fn dose_words(&self) -> String {
        let range = |(low, high): (u16, u16)| if low == high { low.to_string() } else { format!("{low}–{high}") };
        let narrow = |(low, high): (u8, u8)| range((u16::from(low), u16::from(high)));
        let Dose { sets, reps, hold_s, minutes, per_day, per_week, each_side } = self.dose;
        let mut parts = Vec::new();
        match (sets, reps) {
            (Some(sets), Some(reps)) => {
                parts.push(filled("dose.sets-reps", &[("sets", &sets.to_string()), ("reps", &reps.to_string())]));
            }
            (Some(sets), None) => parts.push(filled("dose.sets", &[("sets", &sets.to_string())])),
            (None, Some(reps)) => parts.push(filled("dose.reps", &[("reps", &reps.to_string())])),
            (None, None) => {}
        }
        let mut add = |key: &str, value: Option<String>| parts.extend(value.map(|value| filled(key, &[("n", &value)])));
        add("dose.hold", hold_s.map(range));
        add("dose.minutes", minutes.map(range));
        if each_side {
            parts.push(text("dose.each-side"));
        }
        let mut add = |key: &str, value: Option<String>| parts.extend(value.map(|value| filled(key, &[("n", &value)])));
        add(if per_day == Some((1, 1)) { "dose.once-a-day" } else { "dose.per-day" }, per_day.map(narrow));
        add("dose.per-week", per_week.map(narrow));
        parts.join(", ")
    }

    /// The time that the timer runs, seconds: one hold, or the minutes at a time.
    pub fn timer_s(&self) -> Option<u32> {
        let hold = self.dose.hold_s.map(|(_, high)| u32::from(high));
        hold.or(self.dose.minutes.map(|(low, _)| 60 * u32::from(low)))
    }
}

/// The exercise of an id.
pub fn by_id(id: &str) -> Option<&'static Exercise> {
    EXERCISES.iter().find(|exercise| exercise.id == id)
}

/// Which exercises go with a fault found (faults.md, section 6; the article names the four corrective ones). What is not listed is worked at
/// by its cue and drill alone.
pub static FOR_FAULTS: &[(&str, &[&str])] = &[
    ("lumbar-rounding", &["rock-back", "bird-dog", "plank"]),
    ("thoracic-rounding", &["brettzel", "plank"]),
    ("over-deep-hips", &["rock-back"]),
    ("back-dominant", &["bird-dog", "plank"]),
    ("hips-first", &["bird-dog"]),
    ("knees-cave", &["clam"]),
    ("bar-tilt", &["side-plank"]),
    ("side-shift", &["side-plank", "clam"]),
    ("lean-back", &["plank"]),
    ("soft-lockout", &["plank"]),
    ("breathing", &["breathe"]),
];

/// Why an exercise goes with a fault: the fault's name in a sentence.
pub(super) fn reason(fault_id: &str) -> String {
    let name = fault(fault_id).map_or(fault_id, |fault| fault.card.name);
    filled("plan.because-of-fault", &[("fault", &lowercase_first(name))])
}

fn lowercase_first(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// Whether an exercise has a remark of its own under its dose.
pub fn note(exercise: &Exercise) -> Option<&'static str> {
    known(&format!("exercise.{}.note", exercise.id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_article_s_doses_are_said_as_it_gives_them() {
        let words = |id: &str| by_id(id).unwrap().dose_words();
        assert_eq!(words("aerobic"), "20 min, 4–5 times a week");
        assert_eq!(words("walk"), "20–30 min, 4–5 times a week");
        let mckenzie = words("mckenzie");
        assert!(mckenzie.contains("hold 1–2 s") && mckenzie.contains("3–4 times a day"), "{mckenzie}");
        assert!(words("brettzel").contains("each side"));
        assert_eq!(words("sit-less"), "");
    }

    #[test]
    fn every_exercise_for_a_fault_is_there_and_so_is_the_fault() {
        for (id, exercises) in FOR_FAULTS {
            assert!(fault(id).is_some(), "{id}");
            for exercise in *exercises {
                assert!(by_id(exercise).is_some(), "{exercise}");
            }
        }
    }

    #[test]
    fn a_timer_runs_for_a_hold_or_for_the_minutes() {
        assert_eq!(by_id("plank").unwrap().timer_s(), Some(40));
        assert_eq!(by_id("aerobic").unwrap().timer_s(), Some(1200));
        assert_eq!(by_id("clam").unwrap().timer_s(), None);
    }
}
