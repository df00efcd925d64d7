//! The table of sets: filtered and sorted by the database.

use std::collections::HashMap;

use jiff::civil::Date;
use rusqlite::{Row as DbRow, ToSql};

use super::types::day;
use super::{AthleteId, Library, LibraryError, SetId};
use crate::lift::VariantKind;

/// What is asked of a set to be listed; what is `None` is not asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Of this athlete.
    pub athlete: Option<AthleteId>,
    /// With this in the athlete's name, in the note or in the name of a fault that is told.
    pub words: String,
    /// With this fault told.
    pub fault: Option<&'static str>,
    /// With a fault of at least this much: 1 possible, 2 note, 3 moderate, 4 marked.
    pub least: Option<u8>,
}

/// What the sets are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Column {
    /// Day, then number.
    #[default]
    Day,
    /// Athlete's name.
    Athlete,
    /// Load.
    Load,
    /// RPE.
    Rpe,
    /// Repetitions.
    Reps,
    /// The worst that is told.
    Worst,
}

impl Column {
    /// Every column.
    pub const ALL: [Self; 6] = [Self::Day, Self::Athlete, Self::Load, Self::Rpe, Self::Reps, Self::Worst];

    /// Its heading.
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "Day",
            Self::Athlete => "Athlete",
            Self::Load => "Load",
            Self::Rpe => "RPE",
            Self::Reps => "Reps",
            Self::Worst => "Told",
        }
    }

    fn sql(self) -> &'static str {
        match self {
            Self::Day => "e.day",
            Self::Athlete => "a.name COLLATE NOCASE",
            Self::Load => "s.load_kg",
            Self::Rpe => "s.rpe",
            Self::Reps => "s.reps",
            Self::Worst => "s.worst",
        }
    }
}

/// A set as the table shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Which one.
    pub id: SetId,
    /// Its athlete.
    pub athlete: AthleteId,
    /// The athlete's name.
    pub name: String,
    /// Day of its session.
    pub day: Date,
    /// Load with the bar, kg.
    pub load_kg: Option<f64>,
    /// Rating of perceived exertion.
    pub rpe: Option<f64>,
    /// The kind of deadlift, as said, else as seen.
    pub variant: Option<VariantKind>,
    /// Repetitions; `None` until it is analysed.
    pub reps: Option<usize>,
    /// Views of its clips, as said, else as seen.
    pub views: String,
    /// Clips, and those of them that wait or could not be analysed.
    pub clips: (usize, usize, usize),
    /// The worst that is told: 0 nothing, 1 possible, 2 note, 3 moderate, 4 marked; `None` until it is analysed.
    pub worst: Option<u8>,
    /// Ids of the faults that are told, the worst first.
    pub told: Vec<String>,
    /// The note.
    pub note: String,
}

impl Library {
    /// The sets that a filter lets pass, by a column, the last first where `down`; what has no value in it stands last.
    pub fn sets(&self, filter: &Filter, by: Column, down: bool) -> Result<Vec<Row>, LibraryError> {
        let mut wanted: Vec<String> = Vec::new();
        let mut given: Vec<Box<dyn ToSql>> = Vec::new();
        if let Some(athlete) = filter.athlete {
            wanted.push("e.athlete = ?".to_owned());
            given.push(Box::new(athlete.0));
        }
        for word in filter.words.split_whitespace() {
            let like = format!("%{}%", word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
            let ids: Vec<&str> = crate::faults::FAULTS
                .iter()
                .filter(|fault| fault.card.name.to_lowercase().contains(&word.to_lowercase()))
                .map(|fault| fault.card.id)
                .collect();
            let named: Vec<String> = ids.iter().map(|id| format!(" OR ' ' || s.told || ' ' LIKE '% {id} %'")).collect();
            let named = named.concat();
            wanted.push(format!("(a.name LIKE ? ESCAPE '\\' OR s.note LIKE ? ESCAPE '\\'{named})"));
            given.push(Box::new(like.clone()));
            given.push(Box::new(like));
        }
        if let Some(fault) = filter.fault {
            wanted.push("' ' || s.told || ' ' LIKE ?".to_owned());
            given.push(Box::new(format!("% {fault} %")));
        }
        if let Some(least) = filter.least {
            wanted.push("s.worst >= ?".to_owned());
            given.push(Box::new(i64::from(least)));
        }
        let condition = if wanted.is_empty() { "1".to_owned() } else { wanted.join(" AND ") };
        let way = if down { "DESC" } else { "ASC" };
        let column = by.sql();
        let sql = format!(
            "SELECT s.id, e.athlete, a.name, e.day, s.load_kg, s.rpe, coalesce(s.variant, s.kind), s.reps, s.worst, s.told, s.note
             FROM sets s JOIN sessions e ON e.id = s.session JOIN athletes a ON a.id = e.athlete
             WHERE {condition} ORDER BY {column} IS NULL, {column} {way}, e.day DESC, s.id DESC"
        );
        let mut query = self.db.prepare_cached(&sql)?;
        let rows = query.query_map(rusqlite::params_from_iter(given.iter()), read)?;
        let mut rows = rows.collect::<Result<Vec<_>, _>>()?;
        self.count_clips(&mut rows)?;
        Ok(rows)
    }

    /// Writes to the rows how many clips they have and what these show: one walk over the clips is quicker than a search for every row.
    fn count_clips(&self, rows: &mut [Row]) -> Result<(), LibraryError> {
        let places: HashMap<i64, usize> = rows.iter().enumerate().map(|(place, row)| (row.id.0, place)).collect();
        let mut query = self.db.prepare_cached("SELECT set_id, state, coalesce(said_view, view) FROM clips ORDER BY id")?;
        let mut clips = query.query([])?;
        while let Some(clip) = clips.next()? {
            let Some(row) = places.get(&clip.get(0)?).and_then(|place| rows.get_mut(*place)) else { continue };
            row.clips.0 += 1;
            match clip.get_ref(1)?.as_str() {
                Ok("waiting") => row.clips.1 += 1,
                Ok("refused") => row.clips.2 += 1,
                _ => {}
            }
            if let Ok(Some(view)) = clip.get_ref(2)?.as_str_or_null() {
                row.views += if row.views.is_empty() { "" } else { ", " };
                row.views += view;
            }
        }
        Ok(())
    }
}

fn read(row: &DbRow) -> rusqlite::Result<Row> {
    let variant: Option<String> = row.get(6)?;
    let told: String = row.get(9)?;
    Ok(Row {
        id: SetId(row.get(0)?),
        athlete: AthleteId(row.get(1)?),
        name: row.get(2)?,
        day: day(&row.get::<_, String>(3)?)?,
        load_kg: row.get(4)?,
        rpe: row.get(5)?,
        variant: variant.as_deref().and_then(VariantKind::from_code),
        reps: row.get::<_, Option<i64>>(7)?.map(|reps| reps as usize),
        worst: row.get::<_, Option<i64>>(8)?.map(|worst| worst as u8),
        told: told.split_whitespace().map(str::to_owned).collect(),
        note: row.get(10)?,
        clips: (0, 0, 0),
        views: String::new(),
    })
}
