//! What is kept of an athlete: visits and exercises done. Only where they agreed, in one file of the data folder, and gone when they say so.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::answers::Answers;
use super::exercises::by_id;
use super::gate::{Gate, gate};
use super::signs::signs;
use crate::recording::replace;

/// Name and version of the file's shape.
const SCHEMA: &str = "plumbline.diary/1";
/// The folder in the user's data folder.
const FOLDER: &str = "diaries";
/// Days in which soreness settles (the article).
const SETTLES_DAYS: i32 = 7;

/// What is kept of an athlete.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Diary {
    schema: String,
    /// The athlete's name, as it was given.
    pub athlete: String,
    /// When the athlete agreed that this is kept; `None` keeps nothing.
    #[serde(with = "day::maybe")]
    pub agreed: Option<Date>,
    /// Since when something has been sore or has hurt, while it lasts.
    #[serde(with = "day::maybe")]
    pub sore_since: Option<Date>,
    /// Visits, the oldest first.
    pub visits: Vec<Visit>,
    /// Exercises done, the oldest first.
    pub done: Vec<Done>,
}

/// One walk through the advice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Visit {
    /// The day.
    #[serde(with = "day")]
    pub on: Date,
    /// The answers, as their file holds them.
    pub answers: Json,
    /// What the gate said: `passed`, `stopped` or `open`.
    pub gate: String,
    /// What each self-assessment said, as `check: outcome`.
    pub signs: Vec<String>,
}

/// One exercise done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Done {
    /// The day.
    #[serde(with = "day")]
    pub on: Date,
    /// The exercise's id.
    pub exercise: String,
}

/// Why a diary could not be read, kept or deleted.
#[derive(Debug, thiserror::Error)]
pub enum DiaryError {
    /// The athlete did not agree.
    #[error("nothing is kept: the athlete has not agreed to it; ask them, and say so")]
    NotAgreed,
    /// The name is empty.
    #[error("a diary needs the athlete's name; give a name or a number")]
    NoName,
    /// An exercise that is not known.
    #[error("there is no exercise {0:?}; allowed are: {1}")]
    NoExercise(String, String),
    /// There is no data folder.
    #[error("there is no folder for the program's data: set HOME or XDG_DATA_HOME")]
    NoFolder,
    /// The system refused.
    #[error("the diary could not be {what} ({source}); check that the folder may be written to and has room: {}", path.display())]
    System {
        /// What was tried.
        what: &'static str,
        /// What the system said.
        source: std::io::Error,
        /// Where.
        path: PathBuf,
    },
    /// The file holds something else.
    #[error("this is no diary that this program understands ({reason}); expected one that it wrote: {}", path.display())]
    NotDiary {
        /// What is wrong.
        reason: String,
        /// Where.
        path: PathBuf,
    },
}

/// The path of an athlete's diary in a data folder. Whatever is no letter or digit is written as its number, so that no name leads elsewhere.
pub fn path(data: &Path, athlete: &str) -> Result<PathBuf, DiaryError> {
    let name = athlete.trim();
    if name.is_empty() {
        return Err(DiaryError::NoName);
    }
    let safe: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_string() } else { format!("_{:x}_", c as u32) }).collect();
    Ok(data.join(FOLDER).join(format!("{safe}.json")))
}

impl Diary {
    /// An empty diary of an athlete who agreed on a day; `None` is not kept.
    pub fn new(athlete: &str, agreed: Option<Date>) -> Self {
        let athlete = athlete.trim().to_owned();
        Self { schema: SCHEMA.into(), athlete, agreed, sore_since: None, visits: Vec::new(), done: Vec::new() }
    }

    /// The athlete's diary in a data folder; `None` where none is kept.
    pub fn read(data: &Path, athlete: &str) -> Result<Option<Self>, DiaryError> {
        let path = path(data, athlete)?;
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(DiaryError::System { what: "read", source, path }),
        };
        let wrong = |reason: String| DiaryError::NotDiary { reason, path: path.clone() };
        let diary: Self = serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        if diary.schema != SCHEMA {
            return Err(wrong(format!("its schema is {:?}", diary.schema)));
        }
        Ok(Some(diary))
    }

    /// Keeps it, where the athlete agreed.
    pub fn keep(&self, data: &Path) -> Result<PathBuf, DiaryError> {
        if self.agreed.is_none() {
            return Err(DiaryError::NotAgreed);
        }
        let path = path(data, &self.athlete)?;
        let folder = path.parent().unwrap_or(data);
        std::fs::create_dir_all(folder).map_err(|source| DiaryError::System {
            what: "kept",
            source,
            path: folder.to_path_buf(),
        })?;
        let text = serde_json::to_string_pretty(self).unwrap_or_default() + "\n";
        replace(&path, text.as_bytes()).map_err(|source| DiaryError::System { what: "kept", source, path: path.clone() })?;
        Ok(path)
    }

    /// Deletes what is kept of an athlete; whether there was something.
    pub fn forget(data: &Path, athlete: &str) -> Result<bool, DiaryError> {
        let path = path(data, athlete)?;
        match std::fs::remove_file(&path) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
            Err(source) => Err(DiaryError::System { what: "deleted", source, path }),
        }
    }

    /// Notes a visit. Soreness is dated from the first visit that tells of it until one that does not.
    pub fn visit(&mut self, on: Date, answers: &Answers) {
        match answers.gate.get("any").map(String::as_str) {
            Some("no") => self.sore_since = None,
            Some(_) => self.sore_since = self.sore_since.or(Some(on)),
            None => {}
        }
        let found = gate(answers);
        let said = match &found {
            Gate::Passed(_) => "passed",
            Gate::Stop(_) => "stopped",
            Gate::Open(_) => "open",
        };
        let signs = match &found {
            Gate::Passed(_) => signs(answers).iter().map(|sign| format!("{}: {}", sign.check, sign.outcome.code())).collect(),
            Gate::Stop(_) | Gate::Open(_) => Vec::new(),
        };
        self.visits.push(Visit { on, answers: answers.to_value(), gate: said.into(), signs });
    }

    /// Notes an exercise done.
    pub fn do_exercise(&mut self, on: Date, exercise: &str) -> Result<(), DiaryError> {
        if by_id(exercise).is_none() {
            let all: Vec<&str> = super::exercises::EXERCISES.iter().map(|exercise| exercise.id).collect();
            return Err(DiaryError::NoExercise(exercise.to_owned(), all.join(", ")));
        }
        self.done.push(Done { on, exercise: exercise.to_owned() });
        Ok(())
    }

    /// How often an exercise was done in the seven days up to a day.
    pub fn in_week(&self, exercise: &str, up_to: Date) -> usize {
        let within = |on: Date| (0..SETTLES_DAYS).contains(&days(on, up_to));
        self.done.iter().filter(|done| done.exercise == exercise && within(done.on)).count()
    }

    /// Whether soreness was noted more than a week ago and is not known to be gone: it should have settled.
    pub fn is_overdue(&self, today: Date) -> bool {
        self.sore_since.is_some_and(|since| days(since, today) > SETTLES_DAYS)
    }
}

/// Dates as `2026-03-01` in the file.
mod day {
    use jiff::civil::Date;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde asks for it")]
    pub(super) fn serialize<S: Serializer>(date: &Date, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(date)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }

    /// The same where there may be none.
    pub(super) mod maybe {
        use jiff::civil::Date;
        use serde::{Deserialize, Deserializer, Serializer, de::Error};

        #[expect(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "as serde asks for it")]
        pub(in super::super) fn serialize<S: Serializer>(date: &Option<Date>, to: S) -> Result<S::Ok, S::Error> {
            match date {
                Some(date) => to.collect_str(date),
                None => to.serialize_none(),
            }
        }

        pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Date>, D::Error> {
            Option::<String>::deserialize(from)?.map(|text| text.parse().map_err(D::Error::custom)).transpose()
        }
    }
}

/// Days from one date to another.
fn days(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}

/// Today's date where the program runs.
pub fn today() -> Date {
    jiff::ZonedDateTime::now().date()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn sore(any: &str) -> Answers {
        let mut answers = Answers::default();
        answers.gate.insert("any".into(), any.into());
        answers
    }

    #[test]
    fn nothing_is_kept_without_agreement_and_what_is_kept_is_gone_when_asked() {
        let data = tempfile::tempdir().unwrap();
        let mut diary = Diary::new("Athlete 12", None);
        assert!(matches!(diary.keep(data.path()), Err(DiaryError::NotAgreed)));
        assert_eq!(std::fs::read_dir(data.path()).unwrap().count(), 0);
        diary.agreed = Some(date(2026, 3, 1));
        diary.do_exercise(date(2026, 3, 1), "plank").unwrap();
        diary.visit(date(2026, 3, 1), &sore("yes"));
        diary.keep(data.path()).unwrap();
        assert_eq!(Diary::read(data.path(), " Athlete 12 ").unwrap(), Some(diary));
        assert!(Diary::forget(data.path(), "Athlete 12").unwrap());
        assert!(!Diary::forget(data.path(), "Athlete 12").unwrap());
        assert_eq!(Diary::read(data.path(), "Athlete 12").unwrap(), None);
    }

    #[test]
    fn soreness_is_dated_from_its_first_visit_and_overdue_after_a_week() {
        let mut diary = Diary::new("12", Some(date(2026, 3, 1)));
        diary.visit(date(2026, 3, 1), &sore("yes"));
        diary.visit(date(2026, 3, 6), &sore("unsure"));
        assert!(!diary.is_overdue(date(2026, 3, 8)) && diary.is_overdue(date(2026, 3, 9)));
        diary.visit(date(2026, 3, 9), &sore("no"));
        assert!(!diary.is_overdue(date(2026, 4, 9)));
        assert_eq!(diary.visits.len(), 3);
    }

    #[test]
    fn the_log_counts_a_week() {
        let mut diary = Diary::new("12", Some(date(2026, 3, 1)));
        for day in [1, 2, 2, 9] {
            diary.do_exercise(date(2026, 3, day), "walk").unwrap();
        }
        assert_eq!(diary.in_week("walk", date(2026, 3, 2)), 3);
        assert_eq!(diary.in_week("walk", date(2026, 3, 9)), 1);
        assert!(diary.do_exercise(date(2026, 3, 9), "sprint").unwrap_err().to_string().contains("side-plank"));
    }

    #[test]
    fn no_name_leads_out_of_the_folder_and_a_strange_file_is_refused() {
        let data = tempfile::tempdir().unwrap();
        for name in ["../../etc/passwd", "a/b", "..", "C:\\x"] {
            let path = path(data.path(), name).unwrap();
            assert_eq!(path.parent(), Some(data.path().join(FOLDER).as_path()), "{name}");
        }
        assert!(matches!(path(data.path(), "  "), Err(DiaryError::NoName)));
        std::fs::create_dir_all(data.path().join(FOLDER)).unwrap();
        std::fs::write(path(data.path(), "x").unwrap(), "{}").unwrap();
        assert!(matches!(Diary::read(data.path(), "x"), Err(DiaryError::NotDiary { .. })));
    }
}
