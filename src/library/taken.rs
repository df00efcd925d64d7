//! A clip of the library as it is opened or sent back: with what was said of its set, what is usual for its athlete, and the coach's word.

use std::path::{Path, PathBuf};

use rusqlite::{OptionalExtension, params};

use super::add::athlete_of;
use super::keep::facts;
use super::{ClipId, Comment, Facts, Library, LibraryError, Own, Ruling, SetId};
use crate::faults;
use crate::report::Comment as Said;
use crate::review::{Remark, Review, Says, What};
use crate::settings::Settings;

/// A clip with all that counts for what is told of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Taken {
    /// Which clip.
    pub clip: ClipId,
    /// Its set.
    pub set: SetId,
    /// Where its file was seen last.
    pub path: PathBuf,
    /// The file with what the models saw of it; `None` where it was not watched, or where the file is gone.
    pub seen: Option<PathBuf>,
    /// What was said of the set.
    pub facts: Facts,
    /// What is usual for the athlete.
    pub own: Own,
    /// The coach's last word on each fault of the set that has one: the fault's id, the word and the reason.
    pub rulings: Vec<(String, Ruling, String)>,
    /// The coach's comments on the set, the first one first.
    pub comments: Vec<Comment>,
}

impl Taken {
    /// The settings of its analysis, over those in force.
    pub fn over(&self, base: &Settings) -> Settings {
        self.own.over(self.facts.over(base))
    }

    /// The clip's own remarks with what the coach said of the set's faults at the desk. What is said of a fault of the whole set beside the
    /// clip stays in force there.
    pub fn review(&self, own: &Review) -> Review {
        let mut review = own.clone();
        for (fault, ruling, reason) in &self.rulings {
            let says = match ruling {
                Ruling::Accepted => continue,
                Ruling::Clear => Says::Clear,
                Ruling::Fault(severity) => Says::Fault(*severity),
            };
            if own.said_of(fault, None).is_none() {
                review.add(0.0, 0.0, What::Override { fault: fault.clone(), rep_s: None, says, reason: reason.clone() });
            }
        }
        review
    }

    /// What the coach says of a fault of the whole set; `None` where it was accepted, or where nothing was said.
    pub fn says(&self, fault: &str) -> Option<Remark> {
        let review = self.review(&Review::default());
        review.said_of(fault, None).cloned()
    }

    /// The comments as a report shows them.
    pub fn said(&self) -> Vec<Said> {
        let about = |comment: &Comment| comment.fault.as_deref().and_then(faults::by_id).map(|fault| fault.card.name);
        self.comments.iter().map(|comment| Said { about: about(comment), words: comment.words.clone() }).collect()
    }
}

impl Library {
    /// The clips of a set, each with all that counts for it.
    pub fn take_set(&self, set: SetId) -> Result<Vec<Taken>, LibraryError> {
        let own = self.own(athlete_of(&self.db, set)?, set)?;
        let (facts, rulings, comments) = (facts(&self.db, set)?, self.rulings(set)?, self.comments(set)?);
        let taken = |(clip, path, name): (ClipId, PathBuf, Option<String>)| Taken {
            clip,
            set,
            path,
            seen: name.map(|name| self.recordings().join(name)).filter(|file| file.is_file()),
            facts: facts.clone(),
            own: own.clone(),
            rulings: rulings.clone(),
            comments: comments.clone(),
        };
        Ok(self.kept_clips(set)?.into_iter().map(taken).collect())
    }

    /// The clip whose file was seen last at a path, with all that counts for it; `None` where the library has none.
    pub fn take(&self, path: &Path) -> Result<Option<Taken>, LibraryError> {
        let Some(text) = path.to_str() else { return Ok(None) };
        let found: Option<i64> =
            self.db.query_row("SELECT set_id FROM clips WHERE path = ?1", [text], |row| row.get(0)).optional()?;
        let Some(set) = found else { return Ok(None) };
        Ok(self.take_set(SetId(set))?.into_iter().find(|taken| taken.path == path))
    }

    /// The last word on each fault of a set.
    fn rulings(&self, set: SetId) -> Result<Vec<(String, Ruling, String)>, LibraryError> {
        let mut query = self.db.prepare_cached(
            "SELECT fault, ruling, reason FROM decisions d WHERE set_id = ?1
             AND id = (SELECT max(id) FROM decisions WHERE set_id = d.set_id AND fault = d.fault) ORDER BY id",
        )?;
        let rows = query.query_map(params![set.0], |row| Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?)))?;
        let known = |row: rusqlite::Result<(String, String, String)>| {
            row.map(|(fault, code, reason)| Some((fault, Ruling::from_code(&code)?, reason))).transpose()
        };
        Ok(rows.filter_map(known).collect::<Result<_, _>>()?)
    }
}
