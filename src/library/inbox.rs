//! What came in and waits for the coach, ranked.

use std::path::PathBuf;

use jiff::civil::Date;
use rusqlite::Row;

use super::keep::severity;
use super::rank::{Standing, before};
use super::types::day;
use super::{AthleteId, Library, LibraryError, SetId};
use crate::faults::{self, Card, Severity};
use crate::measure::{INTERVAL_90, KINDS};
use crate::units::Unit;

/// Something that waits for the coach.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The set.
    pub set: SetId,
    /// Its athlete.
    pub athlete: AthleteId,
    /// The athlete's name.
    pub name: String,
    /// Day of the session.
    pub day: Date,
    /// Load, kg.
    pub load_kg: Option<f64>,
    /// What is to be looked at.
    pub what: What,
}

/// What is to be looked at.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A fault that is told of the set.
    Finding {
        /// The fault's card.
        card: &'static Card,
        /// The grade; `None` where it is possible.
        severity: Option<Severity>,
        /// Probability of being over the lowest grade, 0..=1.
        probability: f64,
        /// Whether earlier sessions could show it and none did.
        is_new: bool,
        /// What was measured, with its 90 % interval, in words.
        measured: String,
        /// The clip that shows it best, and the time there, seconds.
        evidence: Option<(PathBuf, f64)>,
    },
    /// The set was analysed and nothing is told of it.
    Clear,
    /// A clip could not be analysed: why, and what to do.
    Refused {
        /// The clip.
        path: PathBuf,
        /// Why, and what to do.
        reason: String,
    },
}

impl Item {
    /// The fault that it is about.
    pub fn fault(&self) -> Option<&'static str> {
        match &self.what {
            What::Finding { card, .. } => Some(card.id),
            _ => None,
        }
    }

    fn standing(&self) -> Option<Standing> {
        match &self.what {
            What::Finding { severity, probability, is_new, .. } => {
                Some(Standing { severity: *severity, probability: *probability, is_new: *is_new, day: self.day, set: self.set })
            }
            _ => None,
        }
    }
}

impl Library {
    /// All that waits for the coach: first the findings, ranked; then what could not be analysed; then sets in which nothing is told.
    pub fn inbox(&self) -> Result<Vec<Item>, LibraryError> {
        let mut query = self.db.prepare_cached(
            "SELECT s.id, e.athlete, a.name, e.day, s.load_kg, t.fault, t.severity, t.probability,
                    n.assessed_day < e.day AND (n.told_day IS NULL OR n.told_day >= e.day),
                    t.kind, t.value, t.sd, t.unit, t.at_s, c.path
             FROM findings t INDEXED BY findings_told
             JOIN sets s ON s.id = t.set_id JOIN sessions e ON e.id = s.session JOIN athletes a ON a.id = e.athlete
             LEFT JOIN first_told n ON n.athlete = e.athlete AND n.fault = t.fault
             LEFT JOIN clips c ON c.id = t.clip
             WHERE t.rep = 0 AND t.verdict >= 2
               AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.set_id = t.set_id AND d.fault = t.fault)",
        )?;
        let found = query.query_map([], finding)?.filter_map(Result::transpose).collect::<Result<Vec<_>, _>>()?;
        let mut ranked: Vec<(Standing, Item)> = found.into_iter().filter_map(|item| Some((item.standing()?, item))).collect();
        ranked.sort_by(|a, b| before(&a.0, &b.0));
        let mut items: Vec<Item> = ranked.into_iter().map(|(_, item)| item).collect();
        let mut query = self.db.prepare_cached(
            "SELECT s.id, e.athlete, a.name, e.day, s.load_kg, c.path, c.reason
             FROM clips c JOIN sets s ON s.id = c.set_id JOIN sessions e ON e.id = s.session JOIN athletes a ON a.id = e.athlete
             WHERE c.state = 'refused' AND s.seen_s IS NULL ORDER BY e.day DESC, c.id DESC",
        )?;
        for item in query.query_map([], |row| {
            let reason = row.get::<_, Option<String>>(6)?.unwrap_or_default();
            of(row, What::Refused { path: PathBuf::from(row.get::<_, String>(5)?), reason })
        })? {
            items.push(item?);
        }
        let mut query = self.db.prepare_cached(
            "SELECT s.id, e.athlete, a.name, e.day, s.load_kg
             FROM sets s JOIN sessions e ON e.id = s.session JOIN athletes a ON a.id = e.athlete
             WHERE s.worst = 0 AND s.seen_s IS NULL AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.set_id = s.id)
             ORDER BY e.day DESC, s.id DESC",
        )?;
        for item in query.query_map([], |row| of(row, What::Clear))? {
            items.push(item?);
        }
        Ok(items)
    }
}

/// The columns that every item begins with.
fn of(row: &Row, what: What) -> rusqlite::Result<Item> {
    Ok(Item {
        set: SetId(row.get(0)?),
        athlete: AthleteId(row.get(1)?),
        name: row.get(2)?,
        day: day(&row.get::<_, String>(3)?)?,
        load_kg: row.get(4)?,
        what,
    })
}

/// A finding; `None` for a fault that this program does not know.
fn finding(row: &Row) -> rusqlite::Result<Option<Item>> {
    let id: String = row.get(5)?;
    let Some(fault) = faults::by_id(&id) else { return Ok(None) };
    let (kind, value, sd): (Option<String>, Option<f64>, Option<f64>) = (row.get(9)?, row.get(10)?, row.get(11)?);
    let unit: Option<String> = row.get(12)?;
    let path: Option<String> = row.get(14)?;
    let at: Option<f64> = row.get(13)?;
    let what = What::Finding {
        card: &fault.card,
        severity: severity(row.get(6)?),
        probability: row.get::<_, Option<f64>>(7)?.unwrap_or(0.0),
        is_new: row.get::<_, Option<bool>>(8)?.unwrap_or(false),
        measured: said(kind.as_deref(), value, sd, unit.as_deref()),
        evidence: path.map(PathBuf::from).zip(at),
    };
    of(row, what).map(Some)
}

/// A number with its 90 % interval and its name, in words; empty where nothing was measured.
pub(super) fn said(kind: Option<&str>, value: Option<f64>, sd: Option<f64>, unit: Option<&str>) -> String {
    let (Some(kind), Some(value), Some(sd), Some(unit)) = (kind, value, sd, unit.and_then(Unit::from_code)) else {
        return String::new();
    };
    let name = KINDS.iter().find(|known| known.id == kind).map_or(kind, |known| known.name);
    format!("{name} {:.*} ± {}", unit.decimals(), value, unit.format(INTERVAL_90 * sd))
}
