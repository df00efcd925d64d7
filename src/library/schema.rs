//! The tables, and how a library of an older program gets those of this one.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::LibraryError;

/// Marks the file as a library of this program: "PLMB" in ASCII.
const APPLICATION: i64 = 0x504c_4d42;

/// The steps from an empty file to the newest version; a library of version `n` has had the first `n`. A step that was released is never
/// changed: what is to be different comes as a further one.
const STEPS: &[&str] = &[FIRST, SECOND];

/// Findings: `rep` 0 is the set. `verdict` 0 not assessed, 1 clear, 2 possible, 3 fault; `severity` 1 note, 2 moderate, 3 marked.
/// `sets.worst` is 0 clear, 1 possible, then 1 + severity, the coach's word over the program's; none before the set is analysed.
/// `first_told` is the first day on which a fault could be assessed in an athlete, and the first on which it was told.
const FIRST: &str = "
CREATE TABLE athletes (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (length(name) BETWEEN 1 AND 200),
    light_kg REAL CHECK (light_kg BETWEEN 1 AND 600),
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE sessions (
    id INTEGER PRIMARY KEY,
    athlete INTEGER NOT NULL REFERENCES athletes ON DELETE CASCADE,
    day TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    UNIQUE (athlete, day)
) STRICT;
CREATE TABLE sets (
    id INTEGER PRIMARY KEY,
    session INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE,
    load_kg REAL CHECK (load_kg BETWEEN 1 AND 600),
    plate_mm REAL CHECK (plate_mm BETWEEN 100 AND 600),
    rpe REAL CHECK (rpe BETWEEN 1 AND 10),
    variant TEXT,
    note TEXT NOT NULL DEFAULT '',
    added_s INTEGER NOT NULL,
    reps INTEGER,
    kind TEXT,
    worst INTEGER CHECK (worst BETWEEN 0 AND 4),
    told TEXT NOT NULL DEFAULT '',
    seen_s INTEGER
) STRICT;
CREATE INDEX sets_of_session ON sets (session);
CREATE TABLE clips (
    id INTEGER PRIMARY KEY,
    set_id INTEGER NOT NULL REFERENCES sets ON DELETE CASCADE,
    path TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    sha256 TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'analysed', 'refused')),
    reason TEXT,
    recording TEXT,
    view TEXT,
    offset_s REAL,
    likeness REAL,
    apart TEXT
) STRICT;
CREATE INDEX clips_of_set ON clips (set_id);
CREATE INDEX clips_not_analysed ON clips (state) WHERE state <> 'analysed';
CREATE TABLE reasons (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL,
    reason TEXT NOT NULL,
    film_it TEXT NOT NULL,
    UNIQUE (code, reason, film_it)
) STRICT;
CREATE TABLE measures (
    set_id INTEGER NOT NULL REFERENCES sets ON DELETE CASCADE,
    rep INTEGER NOT NULL,
    kind TEXT NOT NULL,
    value REAL NOT NULL,
    sd REAL NOT NULL,
    unit TEXT NOT NULL,
    at_s REAL NOT NULL,
    clip INTEGER NOT NULL,
    PRIMARY KEY (set_id, rep, kind)
) STRICT, WITHOUT ROWID;
CREATE TABLE findings (
    set_id INTEGER NOT NULL REFERENCES sets ON DELETE CASCADE,
    rep INTEGER NOT NULL,
    fault TEXT NOT NULL,
    verdict INTEGER NOT NULL CHECK (verdict BETWEEN 0 AND 3),
    severity INTEGER CHECK (severity BETWEEN 1 AND 3),
    probability REAL,
    kind TEXT,
    value REAL,
    sd REAL,
    unit TEXT,
    border REAL,
    at_s REAL,
    clip INTEGER NOT NULL,
    reason INTEGER REFERENCES reasons,
    PRIMARY KEY (set_id, rep, fault)
) STRICT, WITHOUT ROWID;
CREATE INDEX findings_told ON findings (set_id, fault, verdict, severity, probability, kind, value, sd, unit, at_s, clip)
    WHERE rep = 0 AND verdict >= 2;
CREATE TABLE first_told (
    athlete INTEGER NOT NULL REFERENCES athletes ON DELETE CASCADE,
    fault TEXT NOT NULL,
    assessed_day TEXT NOT NULL,
    told_day TEXT,
    PRIMARY KEY (athlete, fault)
) STRICT, WITHOUT ROWID;
CREATE TABLE decisions (
    id INTEGER PRIMARY KEY,
    set_id INTEGER NOT NULL REFERENCES sets ON DELETE CASCADE,
    fault TEXT NOT NULL,
    ruling TEXT NOT NULL CHECK (ruling IN ('accepted', 'clear', 'note', 'moderate', 'marked')),
    reason TEXT NOT NULL DEFAULT '',
    made_s INTEGER NOT NULL,
    CHECK (ruling = 'accepted' OR length(reason) > 0)
) STRICT;
CREATE INDEX decisions_of_set ON decisions (set_id, fault);
CREATE TABLE comments (
    id INTEGER PRIMARY KEY,
    set_id INTEGER NOT NULL REFERENCES sets ON DELETE CASCADE,
    fault TEXT,
    words TEXT NOT NULL CHECK (length(words) > 0),
    made_s INTEGER NOT NULL
) STRICT;
CREATE INDEX comments_of_set ON comments (set_id);
";

/// From where a clip was filmed, as it was said; what the program sees of it stays in `view`. Clips are looked up by their paths.
const SECOND: &str = "
ALTER TABLE clips ADD COLUMN said_view TEXT CHECK (said_view IN ('side', 'oblique', 'front', 'back'));
CREATE INDEX clips_by_path ON clips (path);
";

/// Brings a database to the newest version, each step in a transaction of its own.
pub(super) fn migrate(db: &mut Connection, path: &Path) -> Result<(), LibraryError> {
    let unopened = |source| LibraryError::Unopened { source, path: path.to_owned() };
    let known = STEPS.len() as i64;
    let found = |db: &Connection, pragma: &str| db.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
    if found(db, "user_version").map_err(unopened)? == known && found(db, "application_id").map_err(unopened)? == APPLICATION {
        return Ok(());
    }
    loop {
        // Held by one program at a time: two that start together do not both migrate.
        let step = db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(unopened)?;
        let (version, application) =
            (found(&step, "user_version").map_err(unopened)?, found(&step, "application_id").map_err(unopened)?);
        let tables: i64 = step.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(unopened)?;
        if application != APPLICATION && tables > 0 {
            return Err(LibraryError::Foreign { path: path.to_owned() });
        }
        if version > known || version < 0 {
            return Err(LibraryError::Newer { found: version, known, path: path.to_owned() });
        }
        let Some(sql) = STEPS.get(version as usize) else { return Ok(()) };
        step.execute_batch(sql).map_err(unopened)?;
        step.pragma_update(None, "application_id", APPLICATION).map_err(unopened)?;
        step.pragma_update(None, "user_version", version + 1).map_err(unopened)?;
        step.commit().map_err(unopened)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_of_every_older_version_becomes_one_of_this_and_keeps_what_it_has() {
        for version in 1..STEPS.len() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("library.sqlite");
            let mut db = Connection::open(&path).unwrap();
            for sql in &STEPS[..version] {
                db.execute_batch(sql).unwrap();
            }
            db.pragma_update(None, "application_id", APPLICATION).unwrap();
            db.pragma_update(None, "user_version", version as i64).unwrap();
            db.execute_batch(
                "INSERT INTO athletes (name) VALUES ('Athlete 12');
                 INSERT INTO sessions (athlete, day) VALUES (1, '2026-03-14');
                 INSERT INTO sets (session, load_kg, added_s) VALUES (1, 140, 0);
                 INSERT INTO clips (set_id, path, bytes, sha256) VALUES (1, '/a.mp4', 1, 'aa');",
            )
            .unwrap();
            migrate(&mut db, &path).unwrap();
            let found: (String, f64, i64) = db
                .query_row(
                    "SELECT a.name, s.load_kg, c.said_view IS NULL FROM clips c JOIN sets s ON s.id = c.set_id
                     JOIN sessions e ON e.id = s.session JOIN athletes a ON a.id = e.athlete",
                    [],
                    |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
                )
                .unwrap();
            assert_eq!(found, ("Athlete 12".to_owned(), 140.0, 1), "from version {version}");
            let reached: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
            assert_eq!(reached, STEPS.len() as i64);
        }
    }
}
