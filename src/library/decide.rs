//! What the coach says of a finding: accepted, overridden with a reason, commented.

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::add::athlete_of;
use super::athletes::retell;
use super::{Library, LibraryError, SetId, now_s};
use crate::faults::{self, Severity};

/// The coach's word on a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// It is as the program says.
    Accepted,
    /// There is no fault.
    Clear,
    /// It is a fault of this grade.
    Fault(Severity),
}

impl Ruling {
    /// Every ruling.
    pub const ALL: [Self; 5] = [
        Self::Accepted,
        Self::Clear,
        Self::Fault(Severity::Note),
        Self::Fault(Severity::Moderate),
        Self::Fault(Severity::Marked),
    ];

    /// The word in the table and on the command line: `accepted`, `clear`, `note`, `moderate`, `marked`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Clear => "clear",
            Self::Fault(severity) => severity.code(),
        }
    }

    /// The ruling of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ruling| ruling.code() == code)
    }
}

/// A word of the coach that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The word.
    pub ruling: Ruling,
    /// Why, where the program was overridden.
    pub reason: String,
    /// When, seconds since 1970.
    pub made_s: i64,
}

/// A comment that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// The fault it is about; `None` for the set.
    pub fault: Option<String>,
    /// The words.
    pub words: String,
    /// When, seconds since 1970.
    pub made_s: i64,
}

impl Library {
    /// Keeps the coach's word on a fault of a set. All of them are kept; the last one is in force. To override needs a reason.
    pub fn decide(&mut self, set: SetId, fault: &str, ruling: Ruling, reason: &str) -> Result<(), LibraryError> {
        let reason = reason.trim();
        if ruling != Ruling::Accepted && reason.is_empty() {
            return Err(LibraryError::Value { what: "the reason", value: "empty".to_owned(), wanted: "said when overriding" });
        }
        if faults::by_id(fault).is_none() {
            return Err(LibraryError::Absent { what: "fault", name: fault.to_owned() });
        }
        let step = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let athlete = athlete_of(&step, set)?;
        step.execute(
            "INSERT INTO decisions (set_id, fault, ruling, reason, made_s) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![set.0, fault, ruling.code(), reason, now_s()],
        )?;
        summarise(&step, set)?;
        retell(&step, athlete)?;
        Ok(step.commit()?)
    }

    /// Takes the last word on a fault of a set back; says whether there was one.
    pub fn undecide(&mut self, set: SetId, fault: &str) -> Result<bool, LibraryError> {
        let step = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let athlete = athlete_of(&step, set)?;
        let gone = step.execute(
            "DELETE FROM decisions WHERE id = (SELECT max(id) FROM decisions WHERE set_id = ?1 AND fault = ?2)",
            params![set.0, fault],
        )?;
        summarise(&step, set)?;
        retell(&step, athlete)?;
        step.commit()?;
        Ok(gone > 0)
    }

    /// Says that the coach has looked at a set in which nothing is told, or that could not be analysed.
    pub fn seen(&mut self, set: SetId) -> Result<(), LibraryError> {
        self.db.execute("UPDATE sets SET seen_s = ?2 WHERE id = ?1", params![set.0, now_s()])?;
        Ok(())
    }

    /// Keeps a comment on a set, or on a fault of it.
    pub fn comment(&mut self, set: SetId, fault: Option<&str>, words: &str) -> Result<(), LibraryError> {
        let words = words.trim();
        if words.is_empty() {
            return Err(LibraryError::Value { what: "the comment", value: "empty".to_owned(), wanted: "a word or more" });
        }
        athlete_of(&self.db, set)?;
        self.db.execute(
            "INSERT INTO comments (set_id, fault, words, made_s) VALUES (?1, ?2, ?3, ?4)",
            params![set.0, fault, words, now_s()],
        )?;
        Ok(())
    }
}

/// The last word on a fault of a set.
pub(super) fn ruling(db: &Connection, set: SetId, fault: &str) -> Result<Option<Decision>, LibraryError> {
    let found: Option<(String, String, i64)> = db
        .prepare_cached("SELECT ruling, reason, made_s FROM decisions WHERE set_id = ?1 AND fault = ?2 ORDER BY id DESC LIMIT 1")?
        .query_row(params![set.0, fault], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    Ok(found.and_then(|(code, reason, made_s)| Some(Decision { ruling: Ruling::from_code(&code)?, reason, made_s })))
}

/// Writes to a set what the list shows of it: the worst grade, and the faults from the worst on; the coach's word counts over the program's.
pub(super) fn summarise(db: &Connection, set: SetId) -> Result<(), LibraryError> {
    let told: Vec<(String, i64, Option<i64>, f64)> = db
        .prepare_cached(
            "SELECT fault, verdict, severity, coalesce(probability, 0) FROM findings
             WHERE set_id = ?1 AND rep = 0 AND (verdict >= 2 OR fault IN (SELECT fault FROM decisions WHERE set_id = ?1))",
        )?
        .query_map([set.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
        .collect::<Result<_, _>>()?;
    let mut grades = Vec::new();
    for (fault, verdict, severity, probability) in told {
        let own = match verdict {
            3 => 1 + severity.unwrap_or(1),
            2 => 1,
            _ => 0,
        };
        let grade = match ruling(db, set, &fault)?.map(|decision| decision.ruling) {
            Some(Ruling::Clear) => 0,
            Some(Ruling::Fault(severity)) => 2 + severity as i64,
            Some(Ruling::Accepted) | None => own,
        };
        if grade > 0 {
            grades.push((grade, probability, fault));
        }
    }
    grades.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2)));
    let worst = grades.first().map_or(0, |first| first.0);
    let told = grades.into_iter().map(|(_, _, fault)| fault).collect::<Vec<_>>().join(" ");
    db.prepare_cached("UPDATE sets SET worst = CASE WHEN reps IS NULL THEN NULL ELSE ?2 END, told = ?3 WHERE id = ?1")?
        .execute(params![set.0, worst, told])?;
    Ok(())
}
