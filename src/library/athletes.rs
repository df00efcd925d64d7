//! The athletes and what is light for them.

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::types::day;
use super::{AthleteId, Library, LibraryError};

/// An athlete with what the library has of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Athlete {
    /// Which one.
    pub id: AthleteId,
    /// The name as it was given.
    pub name: String,
    /// Sets.
    pub sets: usize,
    /// Day of the newest session, where there is one.
    pub last: Option<Date>,
    /// Sets up to this load are light ones, kg; `None` where it was not said.
    pub light_kg: Option<f64>,
    /// Findings that wait for the coach.
    pub open: usize,
}

impl Library {
    /// The athletes by name.
    pub fn athletes(&self) -> Result<Vec<Athlete>, LibraryError> {
        let mut query = self.db.prepare_cached(
            "SELECT a.id, a.name, a.light_kg, count(s.id), max(e.day), coalesce(o.open, 0)
             FROM athletes a LEFT JOIN sessions e ON e.athlete = a.id LEFT JOIN sets s ON s.session = e.id
             LEFT JOIN (SELECT e.athlete AS athlete, count(*) AS open FROM findings f INDEXED BY findings_told
                        JOIN sets s ON s.id = f.set_id JOIN sessions e ON e.id = s.session
                        WHERE f.rep = 0 AND f.verdict >= 2
                          AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.set_id = f.set_id AND d.fault = f.fault)
                        GROUP BY e.athlete) o ON o.athlete = a.id
             GROUP BY a.id ORDER BY a.name COLLATE NOCASE",
        )?;
        let read = |row: &Row| {
            let last: Option<String> = row.get(4)?;
            Ok(Athlete {
                id: AthleteId(row.get(0)?),
                name: row.get(1)?,
                light_kg: row.get(2)?,
                sets: row.get::<_, i64>(3)? as usize,
                last: last.as_deref().map(day).transpose()?,
                open: row.get::<_, i64>(5)? as usize,
            })
        };
        Ok(query.query_map([], read)?.collect::<Result<_, _>>()?)
    }

    /// The athlete of a name, whichever way its letters are cased.
    pub fn athlete(&self, name: &str) -> Result<AthleteId, LibraryError> {
        let found = self.db.query_row("SELECT id FROM athletes WHERE name = ?1", [name.trim()], |row| row.get(0)).optional()?;
        found.map(AthleteId).ok_or_else(|| LibraryError::Absent { what: "athlete", name: name.trim().to_owned() })
    }

    /// Says up to which load an athlete's sets are light, kg; `None` takes it back.
    pub fn set_light(&mut self, athlete: AthleteId, light_kg: Option<f64>) -> Result<(), LibraryError> {
        if let Some(kg) = light_kg.filter(|kg| !(1.0..=600.0).contains(kg)) {
            return Err(LibraryError::Value { what: "the light load", value: kg.to_string(), wanted: "1 to 600 kg" });
        }
        self.db.execute("UPDATE athletes SET light_kg = ?2 WHERE id = ?1", params![athlete.0, light_kg])?;
        Ok(())
    }

    /// Calls an athlete by another name; where another has that name already, both become one.
    pub fn rename(&mut self, athlete: AthleteId, name: &str) -> Result<(), LibraryError> {
        let step = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let name = name_of(name)?;
        let other: Option<i64> =
            step.query_row("SELECT id FROM athletes WHERE name = ?1", [name], |row| row.get(0)).optional()?;
        match other.filter(|other| *other != athlete.0) {
            None => drop(step.execute("UPDATE athletes SET name = ?2 WHERE id = ?1", params![athlete.0, name])?),
            Some(other) => {
                step.execute(
                    "INSERT OR IGNORE INTO sessions (athlete, day) SELECT ?2, day FROM sessions WHERE athlete = ?1",
                    params![athlete.0, other],
                )?;
                step.execute(
                    "UPDATE sets SET session = (SELECT n.id FROM sessions n JOIN sessions o ON o.day = n.day
                                                WHERE o.id = sets.session AND n.athlete = ?2)
                     WHERE session IN (SELECT id FROM sessions WHERE athlete = ?1)",
                    params![athlete.0, other],
                )?;
                step.execute("DELETE FROM athletes WHERE id = ?1", [athlete.0])?;
                retell(&step, AthleteId(other))?;
            }
        }
        Ok(step.commit()?)
    }
}

/// A name that can be kept: without room at its ends, neither empty nor longer than 200 letters.
pub(super) fn name_of(name: &str) -> Result<&str, LibraryError> {
    let name = name.trim();
    match name.chars().count() {
        1..=200 => Ok(name),
        _ => Err(LibraryError::Value { what: "the athlete's name", value: format!("{name:?}"), wanted: "1 to 200 letters long" }),
    }
}

/// The athlete of a name, made where there is none.
pub(super) fn ensure(db: &Connection, name: &str) -> Result<AthleteId, LibraryError> {
    let name = name_of(name)?;
    db.execute("INSERT INTO athletes (name) VALUES (?1) ON CONFLICT (name) DO NOTHING", [name])?;
    Ok(AthleteId(db.query_row("SELECT id FROM athletes WHERE name = ?1", [name], |row| row.get(0))?))
}

/// Works out anew on which day each fault was first assessed in an athlete and first told. A fault that the coach has called clear was
/// not told.
pub(super) fn retell(db: &Connection, athlete: AthleteId) -> Result<(), LibraryError> {
    db.execute("DELETE FROM first_told WHERE athlete = ?1", [athlete.0])?;
    db.prepare_cached(
        "INSERT INTO first_told (athlete, fault, assessed_day, told_day)
         SELECT e.athlete, f.fault, min(e.day), min(CASE WHEN f.verdict = 3 AND coalesce(
             (SELECT d.ruling FROM decisions d WHERE d.set_id = f.set_id AND d.fault = f.fault ORDER BY d.id DESC LIMIT 1), '') <> 'clear'
             THEN e.day END)
         FROM sessions e JOIN sets s ON s.session = e.id JOIN findings f ON f.set_id = s.id AND f.rep = 0
         WHERE e.athlete = ?1 AND f.verdict >= 1 GROUP BY f.fault",
    )?
    .execute([athlete.0])?;
    Ok(())
}
