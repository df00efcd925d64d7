//! New sets come in: clips are known by their hash, so that one that is there already is not added twice.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::athletes::ensure;
use super::found::clips_in;
use super::{AthleteId, ClipId, Facts, Library, LibraryError, SetId, now_s};
use crate::body::ViewKind;
use crate::digest;

/// A set that comes in.
#[derive(Clone, Debug, PartialEq)]
pub struct NewSet {
    /// Name of the athlete; made where the library has none of that name.
    pub athlete: String,
    /// Day of the session.
    pub day: Date,
    /// What was said of it.
    pub facts: Facts,
    /// Its clips: videos, or recordings of videos. From where one was filmed is taken from its name, where it stands there.
    pub clips: Vec<PathBuf>,
}

/// What became of a set that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Added {
    /// Saved as a new set, or as further clips of one that has some of them.
    Saved(SetId),
    /// All of its clips were there already, in this set.
    Known(SetId),
}

impl Library {
    /// Saves a set with its clips, which wait to be analysed. When this returns, it is on the disk. A clip that is known already is not
    /// added again; where its file has moved, the library learns its new place.
    pub fn add(&mut self, set: &NewSet) -> Result<Added, LibraryError> {
        set.facts.checked()?;
        let clips = set.clips.iter().map(|path| Seen::of(path)).collect::<Result<Vec<_>, _>>()?;
        if clips.is_empty() {
            return Err(LibraryError::Value { what: "the set", value: "without a clip".to_owned(), wanted: "one clip or more" });
        }
        let step = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut home = None;
        let mut fresh = Vec::new();
        for clip in &clips {
            match known(&step, clip)? {
                Some(there) => home = home.or(Some(there)),
                None => fresh.push(clip),
            }
        }
        let added = match home {
            Some(there) if fresh.is_empty() => Added::Known(there),
            Some(there) => Added::Saved(there),
            None => Added::Saved(insert(&step, set)?),
        };
        if let Added::Saved(id) = added {
            for clip in fresh {
                let view = view_in_name(Path::new(&clip.path)).map(ViewKind::code);
                step.prepare_cached("INSERT INTO clips (set_id, path, bytes, sha256, said_view) VALUES (?1, ?2, ?3, ?4, ?5)")?
                    .execute(params![id.0, clip.path, clip.bytes, clip.sha256, view])?;
            }
        }
        step.commit()?;
        Ok(added)
    }

    /// Whether a clip of this path and size is in the library: a quick look that reads no file through.
    pub fn has(&self, path: &Path) -> Result<bool, LibraryError> {
        let unread = |source| LibraryError::UnreadClip { source, path: path.to_owned() };
        let whole = std::fs::canonicalize(path).map_err(unread)?;
        let bytes = std::fs::metadata(&whole).map_err(unread)?.len() as i64;
        let Some(text) = whole.to_str() else { return Ok(false) };
        let mut query = self.db.prepare_cached("SELECT 1 FROM clips WHERE path = ?1 AND bytes = ?2")?;
        Ok(query.exists(params![text, bytes])?)
    }

    /// Puts the clips of one set to another, as further views of it; its decisions and comments come along. The set that is joined is gone
    /// then. Both have to be put together anew afterwards: their clips wait for it.
    pub fn join(&mut self, from: SetId, into: SetId) -> Result<(), LibraryError> {
        if from == into {
            return Err(LibraryError::Value { what: "the other set", value: into.0.to_string(), wanted: "another set" });
        }
        let step = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for set in [from, into] {
            athlete_of(&step, set)?;
        }
        for table in ["clips", "decisions", "comments"] {
            step.execute(&format!("UPDATE {table} SET set_id = ?2 WHERE set_id = ?1"), params![from.0, into.0])?;
        }
        let (old, new) = (athlete_of(&step, from)?, athlete_of(&step, into)?);
        step.execute("DELETE FROM sets WHERE id = ?1", [from.0])?;
        sweep(&step)?;
        for athlete in [old, new] {
            super::athletes::retell(&step, athlete)?;
        }
        Ok(step.commit()?)
    }

    /// Says from where a clip was filmed; `None` takes it back. What the program sees of the view stays beside it and is what is judged by.
    pub fn say_view(&mut self, clip: ClipId, view: Option<ViewKind>) -> Result<(), LibraryError> {
        let changed =
            self.db.execute("UPDATE clips SET said_view = ?2 WHERE id = ?1", params![clip.0, view.map(ViewKind::code)])?;
        if changed == 0 {
            return Err(LibraryError::Absent { what: "clip", name: clip.0.to_string() });
        }
        Ok(())
    }

    /// Takes a set out of the library; its videos stay where they are.
    pub fn remove(&mut self, set: SetId) -> Result<(), LibraryError> {
        let step = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let athlete = athlete_of(&step, set)?;
        step.execute("DELETE FROM sets WHERE id = ?1", [set.0])?;
        sweep(&step)?;
        super::athletes::retell(&step, athlete)?;
        Ok(step.commit()?)
    }

    /// Moves a set to another athlete, whose name is made where the library has none of it, or to another day.
    pub fn place(&mut self, set: SetId, athlete: &str, day: Date) -> Result<(), LibraryError> {
        let step = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let old = athlete_of(&step, set)?;
        let new = ensure(&step, athlete)?;
        let session = session(&step, new, day)?;
        step.execute("UPDATE sets SET session = ?2 WHERE id = ?1", params![set.0, session])?;
        sweep(&step)?;
        for athlete in [old, new] {
            super::athletes::retell(&step, athlete)?;
        }
        Ok(step.commit()?)
    }
}

/// A clip's file as it was seen.
struct Seen {
    path: String,
    bytes: i64,
    sha256: String,
}

impl Seen {
    fn of(path: &Path) -> Result<Self, LibraryError> {
        let unread = |source| LibraryError::UnreadClip { source, path: path.to_owned() };
        let whole = std::fs::canonicalize(path).map_err(unread)?;
        let bytes = std::fs::metadata(&whole).map_err(unread)?.len() as i64;
        let sha256 = digest::of_file(&whole).map_err(unread)?;
        let path = whole.to_str().ok_or_else(|| LibraryError::NotUtf8 { path: whole.clone() })?.to_owned();
        Ok(Self { path, bytes, sha256 })
    }
}

/// The set that has a clip already, whose file the library finds where it was seen last.
fn known(db: &Connection, clip: &Seen) -> Result<Option<SetId>, LibraryError> {
    let found: Option<(i64, i64, String)> = db
        .prepare_cached("SELECT id, set_id, path FROM clips WHERE sha256 = ?1")?
        .query_row([&clip.sha256], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((id, set, path)) = found else { return Ok(None) };
    if path != clip.path && !Path::new(&path).exists() {
        move_to(db, ClipId(id), &clip.path)?;
    }
    Ok(Some(SetId(set)))
}

/// Writes down where a clip's file lies now.
pub(super) fn move_to(db: &Connection, clip: ClipId, path: &str) -> Result<(), LibraryError> {
    db.execute("UPDATE clips SET path = ?2 WHERE id = ?1", params![clip.0, path])?;
    Ok(())
}

fn insert(db: &Connection, set: &NewSet) -> Result<SetId, LibraryError> {
    let athlete = ensure(db, &set.athlete)?;
    let session = session(db, athlete, set.day)?;
    let Facts { load_kg, plate_mm, rpe, variant, note } = &set.facts;
    db.prepare_cached(
        "INSERT INTO sets (session, load_kg, plate_mm, rpe, variant, note, added_s) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![session, load_kg, plate_mm, rpe, variant.map(crate::lift::VariantKind::code), note, now_s()])?;
    Ok(SetId(db.last_insert_rowid()))
}

/// The session of an athlete on a day, made where there is none.
fn session(db: &Connection, athlete: AthleteId, day: Date) -> Result<i64, LibraryError> {
    let day = day.to_string();
    db.execute("INSERT OR IGNORE INTO sessions (athlete, day) VALUES (?1, ?2)", params![athlete.0, day])?;
    Ok(db.query_row("SELECT id FROM sessions WHERE athlete = ?1 AND day = ?2", params![athlete.0, day], |row| row.get(0))?)
}

/// The athlete of a set.
pub(super) fn athlete_of(db: &Connection, set: SetId) -> Result<AthleteId, LibraryError> {
    let found = db
        .prepare_cached("SELECT e.athlete FROM sets s JOIN sessions e ON e.id = s.session WHERE s.id = ?1")?
        .query_row([set.0], |row| row.get(0))
        .optional()?;
    found.map(AthleteId).ok_or_else(|| LibraryError::Absent { what: "set", name: set.0.to_string() })
}

/// Takes out sessions without a set, and athletes without a session of whom nothing else was said.
fn sweep(db: &Connection) -> Result<(), LibraryError> {
    db.execute("DELETE FROM sessions WHERE NOT EXISTS (SELECT 1 FROM sets WHERE sets.session = sessions.id)", [])?;
    db.execute(
        "DELETE FROM athletes WHERE light_kg IS NULL AND note = ''
         AND NOT EXISTS (SELECT 1 FROM sessions WHERE sessions.athlete = athletes.id)",
        [],
    )?;
    Ok(())
}

/// The name of an athlete of whom nothing was said.
pub const NOT_NAMED: &str = "Not named";

/// The sets of files and folders, one for every clip. In a folder that is named, the folder inside it names the athlete; else it is the
/// athlete given, else the folder's own name. The day and the load are read from the clip's name where they stand there.
pub fn gather(paths: &[PathBuf], athlete: Option<&str>) -> Vec<NewSet> {
    let named =
        |path: &Path| path.file_name().map(|name| name.to_string_lossy().trim().to_owned()).filter(|name| !name.is_empty());
    let mut sets = Vec::new();
    for path in paths {
        if !path.is_dir() {
            sets.push(one(path, athlete.unwrap_or(NOT_NAMED)));
            continue;
        }
        // A folder given as `.` has its name too.
        let own = std::fs::canonicalize(path).ok().and_then(|whole| named(&whole));
        for clip in clips_in(path) {
            let inside = clip.strip_prefix(path).ok().filter(|rest| rest.components().count() > 1);
            let folder = inside.and_then(|rest| rest.components().next()).map(|first| first.as_os_str().to_string_lossy());
            let name = folder.as_deref().or(athlete).or(own.as_deref()).unwrap_or(NOT_NAMED);
            sets.push(one(&clip, name));
        }
    }
    sets
}

/// The set of one clip.
fn one(clip: &Path, athlete: &str) -> NewSet {
    let facts = Facts { load_kg: load_in_name(clip), ..Facts::default() };
    NewSet { athlete: athlete.to_owned(), day: day_of(clip), facts, clips: vec![clip.to_owned()] }
}

/// The day of a clip: the one in its name (`2026-11-25` or `20261125`), else that on which its file was last written, else today; days are
/// those of this machine's time zone.
pub fn day_of(path: &Path) -> Date {
    let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let written = std::fs::metadata(path).and_then(|file| file.modified()).unwrap_or_else(|_| SystemTime::now());
    day_in_name(&name).unwrap_or_else(|| {
        let moment = jiff::Timestamp::try_from(written).unwrap_or_else(|_| jiff::Timestamp::now());
        moment.to_zoned_datetime(TimeZone::system()).date()
    })
}

/// A day written in a name; one of before 2000 or after 2099 is none.
fn day_in_name(name: &str) -> Option<Date> {
    let digits: Vec<char> = name.chars().collect();
    (0..digits.len()).find_map(|start| {
        if start > 0 && digits[start - 1].is_ascii_digit() {
            return None;
        }
        let rest: String = digits[start..].iter().take(10).collect();
        let spread = rest.get(..10).filter(|text| text.matches('-').count() == 2 || text.matches('_').count() == 2);
        let packed = rest.get(..8).filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
        let ends = |length: usize| digits.get(start + length).is_none_or(|next| !next.is_ascii_digit());
        let text = match (spread, packed) {
            (Some(text), _) if ends(10) => text.replace('_', "-"),
            (_, Some(text)) if ends(8) => format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]),
            _ => return None,
        };
        text.parse::<Date>().ok().filter(|day| (2000..2100).contains(&day.year()))
    })
}

/// The load in a clip's name, kg: the number before `kg`, as in `squad 142.5kg.mp4`; `None` where there is none from 1 to 600.
pub fn load_in_name(path: &Path) -> Option<f64> {
    let name = path.file_stem()?.to_string_lossy().to_lowercase();
    name.match_indices("kg").find_map(|(at, _)| {
        let after = name[at + 2..].chars().next();
        if after.is_some_and(char::is_alphanumeric) {
            return None;
        }
        let before = name[..at].trim_end_matches([' ', '_', '-']);
        let start = before
            .rfind(|letter: char| !(letter.is_ascii_digit() || matches!(letter, '.' | ',')))
            .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
        before[start..].replace(',', ".").parse::<f64>().ok().filter(|kg| (1.0..=600.0).contains(kg))
    })
}

/// From where a clip was filmed by a word of its name: `side`, `front`, `rear` or `behind`, `oblique` or `45deg`; `None` where there is
/// none, or where there are two.
pub fn view_in_name(path: &Path) -> Option<ViewKind> {
    let name = path.file_stem()?.to_string_lossy().to_lowercase();
    let view = |word: &str| match word {
        "side" => Some(ViewKind::Side),
        "front" => Some(ViewKind::Front),
        // "Back" alone may be what is trained.
        "rear" | "behind" => Some(ViewKind::Back),
        "oblique" | "45deg" | "45°" => Some(ViewKind::Oblique),
        _ => None,
    };
    let mut found = name.split([' ', '_', '-', '.', '(', ')']).filter_map(view);
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_in_the_name_is_read_and_other_numbers_are_not() {
        let day = |name: &str| day_in_name(name).map(|day| day.to_string());
        assert_eq!(day("IMG_20260314_101112").as_deref(), Some("2026-03-14"));
        assert_eq!(day("2026-03-14 deadlift").as_deref(), Some("2026-03-14"));
        assert_eq!(day("set 2026_03_14").as_deref(), Some("2026-03-14"));
        for name in ["12345678901", "20261399", "IMG_0001", "19991231", "é2026", ""] {
            assert_eq!(day(name), None, "{name}");
        }
    }

    #[test]
    fn a_view_in_the_name_is_read_and_two_are_none() {
        let view = |name: &str| view_in_name(Path::new(name)).map(ViewKind::code);
        assert_eq!(view("2026-03-14 140kg front.mp4"), Some("front"));
        assert_eq!(view("SIDE_2.mov"), Some("side"));
        assert_eq!(view("set 1 (45deg).mp4"), Some("oblique"));
        for name in ["145kg.mp4", "outside.mp4", "front-side.mp4", "back day.mp4", "set 45.mov", ".mp4"] {
            assert_eq!(view(name), None, "{name}");
        }
    }

    #[test]
    fn a_load_in_the_name_is_read_and_other_numbers_are_not() {
        let load = |name: &str| load_in_name(Path::new(name));
        assert_eq!(load("set 2 140kg.mp4"), Some(140.0));
        assert_eq!(load("142,5 KG.mov"), Some(142.5));
        assert_eq!(load("a_62.5_kg_b.mp4"), Some(62.5));
        for name in ["140.mp4", "900kg.mp4", "kg.mp4", "140kgs.mp4", "é kg.mp4"] {
            assert_eq!(load(name), None, "{name}");
        }
    }
}
