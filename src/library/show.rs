//! All that the library has of one set.

use std::path::PathBuf;

use rusqlite::{OptionalExtension, Row as DbRow};

use super::decide::ruling;
use super::inbox::said;
use super::keep::{facts, severity};
use super::types::day;
use super::{AthleteId, ClipId, ClipState, Comment, Decision, Facts, Library, LibraryError, SetId};
use crate::body::ViewKind;
use crate::faults::{self, Card, Severity};

/// A set with its clips, its findings and what the coach said of it.
#[derive(Clone, Debug, PartialEq)]
pub struct SetShow {
    /// Which one.
    pub id: SetId,
    /// Its athlete.
    pub athlete: AthleteId,
    /// The athlete's name.
    pub name: String,
    /// Day of the session.
    pub day: jiff::civil::Date,
    /// What was said of it.
    pub facts: Facts,
    /// Repetitions; `None` until it is analysed.
    pub reps: Option<usize>,
    /// Its clips.
    pub clips: Vec<ShownClip>,
    /// The set's findings in the order of the faults.
    pub findings: Vec<ShownFinding>,
    /// Comments, the first one first.
    pub comments: Vec<Comment>,
}

/// A clip of a set.
#[derive(Clone, Debug, PartialEq)]
pub struct ShownClip {
    /// Which one.
    pub id: ClipId,
    /// Where its file was seen last.
    pub path: PathBuf,
    /// How far it is.
    pub state: ClipState,
    /// The view, as seen.
    pub view: Option<String>,
    /// The view, as said.
    pub said_view: Option<ViewKind>,
    /// What is added to its times to have those of the set's first clip, seconds.
    pub offset_s: Option<f64>,
    /// Why it was not laid over the others.
    pub apart: Option<String>,
}

/// What was found for one fault in a set.
#[derive(Clone, Debug, PartialEq)]
pub struct ShownFinding {
    /// The fault's card.
    pub card: &'static Card,
    /// 0 not assessed, 1 clear, 2 possible, 3 fault.
    pub verdict: u8,
    /// The grade of a fault.
    pub severity: Option<Severity>,
    /// What was measured with its 90 % interval, or why it was not assessed and how to film it, in words.
    pub words: String,
    /// The clip that it comes from.
    pub clip: ClipId,
    /// The coach's word, where there is one.
    pub decision: Option<Decision>,
}

impl Library {
    /// All of a set.
    pub fn show(&self, set: SetId) -> Result<SetShow, LibraryError> {
        let head = self
            .db
            .query_row(
                "SELECT e.athlete, a.name, e.day, s.reps FROM sets s JOIN sessions e ON e.id = s.session
                 JOIN athletes a ON a.id = e.athlete WHERE s.id = ?1",
                [set.0],
                |row| {
                    let reps: Option<i64> = row.get(3)?;
                    Ok((AthleteId(row.get(0)?), row.get(1)?, day(&row.get::<_, String>(2)?)?, reps.map(|reps| reps as usize)))
                },
            )
            .optional()?;
        let (athlete, name, day, reps) = head.ok_or_else(|| LibraryError::Absent { what: "set", name: set.0.to_string() })?;
        let mut query = self.db.prepare_cached(
            "SELECT id, path, state, reason, view, offset_s, apart, said_view FROM clips WHERE set_id = ?1 ORDER BY id",
        )?;
        let clips = query.query_map([set.0], clip)?.collect::<Result<_, _>>()?;
        let comments = self.comments(set)?;
        let findings = self.findings(set)?;
        Ok(SetShow { id: set, athlete, name, day, facts: facts(&self.db, set)?, reps, clips, findings, comments })
    }

    /// The comments on a set, the first one first.
    pub(super) fn comments(&self, set: SetId) -> Result<Vec<Comment>, LibraryError> {
        let mut query = self.db.prepare_cached("SELECT fault, words, made_s FROM comments WHERE set_id = ?1 ORDER BY id")?;
        let comment = |row: &DbRow| Ok(Comment { fault: row.get(0)?, words: row.get(1)?, made_s: row.get(2)? });
        Ok(query.query_map([set.0], comment)?.collect::<Result<_, _>>()?)
    }

    fn findings(&self, set: SetId) -> Result<Vec<ShownFinding>, LibraryError> {
        let mut query = self.db.prepare_cached(
            "SELECT f.fault, f.verdict, f.severity, f.kind, f.value, f.sd, f.unit, f.clip, r.reason, r.film_it
             FROM findings f LEFT JOIN reasons r ON r.id = f.reason WHERE f.set_id = ?1 AND f.rep = 0",
        )?;
        let rows = query.query_map([set.0], |row| {
            let fault: String = row.get(0)?;
            let Some(fault) = faults::by_id(&fault) else { return Ok(None) };
            let (kind, unit): (Option<String>, Option<String>) = (row.get(3)?, row.get(6)?);
            let (reason, film_it): (Option<String>, Option<String>) = (row.get(8)?, row.get(9)?);
            let words = match reason {
                Some(reason) => format!("{reason} {}", film_it.unwrap_or_default()).trim_end().to_owned(),
                None => said(kind.as_deref(), row.get(4)?, row.get(5)?, unit.as_deref()),
            };
            Ok(Some(ShownFinding {
                card: &fault.card,
                verdict: row.get::<_, i64>(1)? as u8,
                severity: severity(row.get(2)?),
                words,
                clip: ClipId(row.get(7)?),
                decision: None,
            }))
        })?;
        let mut findings = rows.filter_map(Result::transpose).collect::<Result<Vec<_>, _>>()?;
        let place = |card: &Card| faults::FAULTS.iter().position(|fault| fault.card.id == card.id);
        findings.sort_by_key(|found| place(found.card));
        for found in &mut findings {
            found.decision = ruling(&self.db, set, found.card.id)?;
        }
        Ok(findings)
    }
}

fn clip(row: &DbRow) -> rusqlite::Result<ShownClip> {
    Ok(ShownClip {
        id: ClipId(row.get(0)?),
        path: PathBuf::from(row.get::<_, String>(1)?),
        state: ClipState::read(&row.get::<_, String>(2)?, row.get(3)?),
        view: row.get(4)?,
        offset_s: row.get(5)?,
        apart: row.get(6)?,
        said_view: row.get::<_, Option<String>>(7)?.as_deref().and_then(ViewKind::from_code),
    })
}
