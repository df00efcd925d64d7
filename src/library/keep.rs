//! Analyses are kept: what the models saw as a file, what was measured and found in tables.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::add::athlete_of;
use super::athletes::retell;
use super::decide::summarise;
use super::merge::{Merged, merge};
use super::{AthleteId, ClipId, Facts, Library, LibraryError, SetId};
use crate::analysis::Analysis;
use crate::body::Recording;
use crate::corrections;
use crate::faults::{Finding, Severity, Verdict};
use crate::lift::VariantKind;
use crate::measure::Measurement;
use crate::pipeline;
use crate::recording::{self, RecordingError};
use crate::settings::Settings;

/// Letters of a hash in a file's name.
const SHORT: usize = 16;

/// A clip that waits to be analysed.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    /// Which clip.
    pub clip: ClipId,
    /// Its set.
    pub set: SetId,
    /// Where its file was seen last.
    pub path: PathBuf,
    /// What was said of its set.
    pub facts: Facts,
}

impl Library {
    /// The clips that wait to be analysed, the first that came in first.
    pub fn waiting(&self) -> Result<Vec<Waiting>, LibraryError> {
        let mut query = self.db.prepare_cached("SELECT id, set_id, path FROM clips WHERE state = 'waiting' ORDER BY id")?;
        let found = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?)))?;
        found
            .map(|row| {
                let (clip, set, path) = row?;
                let set = SetId(set);
                Ok(Waiting { clip: ClipId(clip), set, path: PathBuf::from(path), facts: facts(&self.db, set)? })
            })
            .collect()
    }

    /// Keeps what the models saw of a clip, analyses its set with it and keeps what comes of it; `base` are the settings in force. When
    /// this returns, all of it is on the disk.
    pub fn keep(&mut self, clip: ClipId, seen: &Recording, base: &Settings) -> Result<SetId, LibraryError> {
        let (set, sha256): (i64, String) = self
            .db
            .query_row("SELECT set_id, sha256 FROM clips WHERE id = ?1", [clip.0], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?
            .ok_or_else(|| LibraryError::Absent { what: "clip", name: clip.0.to_string() })?;
        let short = |hash: &str| hash.chars().take(SHORT).collect::<String>();
        let name = format!("{}-{}.json", short(&sha256), short(&seen.model.sha256));
        let file = self.recordings().join(&name);
        recording::write(seen, &file)?;
        flush_folder(&self.recordings());
        self.renew_with(SetId(set), base, Some((clip, seen, &name)))?;
        Ok(SetId(set))
    }

    /// Writes down why a clip could not be analysed.
    pub fn refuse(&mut self, clip: ClipId, reason: &str) -> Result<(), LibraryError> {
        self.db.execute("UPDATE clips SET state = 'refused', reason = ?2 WHERE id = ?1", params![clip.0, reason])?;
        Ok(())
    }

    /// Lets the clips that could not be analysed wait again, those of one set or all; says how many.
    pub fn retry(&mut self, set: Option<SetId>) -> Result<usize, LibraryError> {
        Ok(self.db.execute(
            "UPDATE clips SET state = 'waiting', reason = NULL WHERE state = 'refused' AND (?1 IS NULL OR set_id = ?1)",
            params![set.map(|set| set.0)],
        )?)
    }

    /// Analyses a set anew from what the models saw, as after a change of what was said of it; no video is looked at.
    pub fn renew(&mut self, set: SetId, base: &Settings) -> Result<(), LibraryError> {
        self.renew_with(set, base, None)
    }

    /// Changes what was said of a set, and analyses it anew with it.
    pub fn set_facts(&mut self, set: SetId, facts: &Facts, base: &Settings) -> Result<(), LibraryError> {
        facts.checked()?;
        let Facts { load_kg, plate_mm, rpe, variant, note } = facts;
        let code = variant.map(VariantKind::code);
        let changed = self.db.execute(
            "UPDATE sets SET load_kg = ?2, plate_mm = ?3, rpe = ?4, variant = ?5, note = ?6 WHERE id = ?1",
            params![set.0, load_kg, plate_mm, rpe, code, note],
        )?;
        if changed == 0 {
            return Err(LibraryError::Absent { what: "set", name: set.0.to_string() });
        }
        self.renew(set, base)
    }

    /// What was said of a set.
    pub fn facts(&self, set: SetId) -> Result<Facts, LibraryError> {
        facts(&self.db, set)
    }

    fn renew_with(&mut self, set: SetId, base: &Settings, fresh: Option<(ClipId, &Recording, &str)>) -> Result<(), LibraryError> {
        let athlete = athlete_of(&self.db, set)?;
        let settings = self.own_settings(set, athlete, base)?;
        // The slow part first: nothing is held while it runs.
        let (mut analysed, mut gone): (Vec<(ClipId, Analysis)>, Vec<ClipId>) = (Vec::new(), Vec::new());
        for (clip, path, kept) in self.kept_clips(set)? {
            match fresh {
                Some((own, seen, _)) if own == clip => analysed.push((clip, analyse(&path, seen, &settings))),
                _ => {
                    let Some(name) = kept else { continue };
                    match recording::read(&self.recordings().join(name)) {
                        Ok(seen) => analysed.push((clip, analyse(&path, &seen, &settings))),
                        // As in a library put back from a backup: the clip is watched anew, and what is known of the set stays till then.
                        Err(RecordingError::NotFound { .. }) => gone.push(clip),
                        Err(error) => return Err(error.into()),
                    }
                }
            }
        }
        if !gone.is_empty() && fresh.is_none() {
            for clip in gone {
                self.db.execute("UPDATE clips SET state = 'waiting' WHERE id = ?1", [clip.0])?;
            }
            return Ok(());
        }
        let views: Vec<&Analysis> = analysed.iter().map(|(_, analysis)| analysis).collect();
        let merged = merge(&views);
        let step = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if let Some((clip, _, name)) = fresh {
            step.execute(
                "UPDATE clips SET state = 'analysed', reason = NULL, recording = ?2 WHERE id = ?1",
                params![clip.0, name],
            )?;
        }
        if let Some(merged) = merged {
            write(&step, set, &analysed, &merged)?;
            summarise(&step, set)?;
            retell(&step, athlete)?;
        }
        Ok(step.commit()?)
    }

    /// The settings in force with what was said of a set and what is usual for its athlete.
    fn own_settings(&self, set: SetId, athlete: AthleteId, base: &Settings) -> Result<Settings, LibraryError> {
        Ok(self.own(athlete, set)?.over(facts(&self.db, set)?.over(base)))
    }

    /// The clips of a set that were analysed or are about to be: which, where, and the name of the file with what the models saw.
    pub(super) fn kept_clips(&self, set: SetId) -> Result<Vec<(ClipId, PathBuf, Option<String>)>, LibraryError> {
        let mut query = self.db.prepare_cached("SELECT id, path, recording FROM clips WHERE set_id = ?1 ORDER BY id")?;
        let read = |row: &rusqlite::Row| {
            Ok((ClipId(row.get(0)?), PathBuf::from(row.get::<_, String>(1)?), row.get::<_, Option<String>>(2)?))
        };
        Ok(query.query_map([set.0], read)?.collect::<Result<_, _>>()?)
    }
}

/// What was said of a set.
pub(super) fn facts(db: &Connection, set: SetId) -> Result<Facts, LibraryError> {
    let mut query = db.prepare_cached("SELECT load_kg, plate_mm, rpe, variant, note FROM sets WHERE id = ?1")?;
    let read = |row: &rusqlite::Row| {
        let variant: Option<String> = row.get(3)?;
        Ok(Facts {
            load_kg: row.get(0)?,
            plate_mm: row.get(1)?,
            rpe: row.get(2)?,
            variant: variant.as_deref().and_then(VariantKind::from_code),
            note: row.get(4)?,
        })
    };
    query.query_row([set.0], read).optional()?.ok_or_else(|| LibraryError::Absent { what: "set", name: set.0.to_string() })
}

/// The analysis of a clip with the corrections that are kept for it; ones that cannot be read are left out, as in the window.
fn analyse(path: &Path, seen: &Recording, settings: &Settings) -> Analysis {
    let by_hand = corrections::load(path, &seen.clip).ok().flatten().map(|(by_hand, _)| by_hand).unwrap_or_default();
    pipeline::analyze_corrected(seen, settings, &by_hand).analysis
}

/// Flushes a folder's list of names to the disk; where a system cannot, the file in it is flushed all the same.
fn flush_folder(folder: &Path) {
    if let Ok(folder) = std::fs::File::open(folder) {
        let _ = folder.sync_all();
    }
}

/// Writes a set's table in the place of the one before.
fn write(db: &Connection, set: SetId, clips: &[(ClipId, Analysis)], merged: &Merged) -> Result<(), LibraryError> {
    let of = |index: usize| clips.get(index).map_or(0, |(clip, _)| clip.0);
    for table in ["measures", "findings"] {
        db.execute(&format!("DELETE FROM {table} WHERE set_id = ?1"), [set.0])?;
    }
    for ((clip, analysis), place) in clips.iter().zip(&merged.places) {
        let view = analysis.lift.as_ref().map(|lift| lift.view.kind.code());
        let (place, apart) = match place {
            Ok(place) => (Some(place), None),
            Err(apart) => (None, Some(&apart.0)),
        };
        db.prepare_cached("UPDATE clips SET view = ?2, offset_s = ?3, likeness = ?4, apart = ?5 WHERE id = ?1")?
            .execute(params![clip.0, view, place.map(|place| place.offset_s), place.map(|place| place.likeness), apart])?;
    }
    let kind = clips.get(merged.first).map(|(_, analysis)| analysis.variant.kind.code());
    db.prepare_cached("UPDATE sets SET reps = ?2, kind = ?3 WHERE id = ?1")?.execute(params![
        set.0,
        merged.reps.len() as i64,
        kind
    ])?;
    for rep in &merged.reps {
        for (clip, measured) in &rep.measures {
            measure(db, set, rep.number, of(*clip), measured)?;
        }
        for (clip, found) in &rep.findings {
            finding(db, set, rep.number, of(*clip), found)?;
        }
    }
    for (clip, found) in &merged.set {
        finding(db, set, 0, of(*clip), found)?;
    }
    Ok(())
}

fn measure(db: &Connection, set: SetId, rep: usize, clip: i64, of: &Measurement) -> Result<(), LibraryError> {
    if !of.value.is_finite() || !of.sd.is_finite() {
        return Ok(());
    }
    db.prepare_cached(
        "INSERT INTO measures (set_id, rep, kind, value, sd, unit, at_s, clip) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![set.0, rep as i64, of.id, of.value, of.sd, of.unit.code(), of.at, clip])?;
    Ok(())
}

fn finding(db: &Connection, set: SetId, rep: usize, clip: i64, found: &Finding) -> Result<(), LibraryError> {
    let (verdict, severity, probability, border) = match &found.verdict {
        Verdict::NotAssessed(_) => (0, None, None, None),
        Verdict::Clear { limit, .. } => (1, None, None, Some(*limit)),
        Verdict::Possible { limit, probability, .. } => (2, None, Some(*probability), Some(*limit)),
        Verdict::Fault { limit, severity, probability, .. } => (3, Some(rank(*severity)), Some(*probability), Some(*limit)),
    };
    let reason = match &found.verdict {
        Verdict::NotAssessed(why) => {
            let of = params![why.code, why.reason, why.film_it];
            db.prepare_cached("INSERT OR IGNORE INTO reasons (code, reason, film_it) VALUES (?1, ?2, ?3)")?.execute(of)?;
            let mut query = db.prepare_cached("SELECT id FROM reasons WHERE code = ?1 AND reason = ?2 AND film_it = ?3")?;
            Some(query.query_row(of, |row| row.get::<_, i64>(0))?)
        }
        _ => None,
    };
    let measured = found.verdict.measured();
    db.prepare_cached(
        "INSERT INTO findings (set_id, rep, fault, verdict, severity, probability, kind, value, sd, unit, border, at_s, clip, reason)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
    )?
    .execute(params![
        set.0,
        rep as i64,
        found.card.id,
        verdict,
        severity,
        probability,
        measured.map(|of| of.id),
        measured.map(|of| of.value),
        measured.map(|of| of.sd),
        measured.map(|of| of.unit.code()),
        border,
        measured.map(|of| of.at),
        clip,
        reason
    ])?;
    Ok(())
}

/// A grade as the table has it, 1 to 3.
fn rank(severity: Severity) -> i64 {
    1 + severity as i64
}

/// The grade of a number of the table.
pub(super) fn severity(rank: Option<i64>) -> Option<Severity> {
    match rank? {
        1 => Some(Severity::Note),
        2 => Some(Severity::Moderate),
        3 => Some(Severity::Marked),
        _ => None,
    }
}
