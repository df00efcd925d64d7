//! An athlete over the sessions: every measure over time and against load, what is usual in light sets, the form-limit load and the
//! estimated maximum.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rusqlite::params;

use super::one_rm::{self, Speed};
use super::types::day;
use super::{AthleteId, Library, LibraryError, OneRm, SetId};
use crate::lift::VariantKind;
use crate::measure::usual::{self, FormLimit};
use crate::measure::{Abstain, Baseline, EarlierSet, KINDS, Measurement};
use crate::settings::Settings;
use crate::units::Unit;

/// Where an athlete's light load was not said: sets up to this share of the heaviest load are light ones (our default).
const LIGHT_SHARE: f64 = 0.70;
/// Fewest repetitions of light sets that tell what is usual, as for `plumbline baseline`.
const FEWEST_REPS: usize = 3;

/// One analysed set of an athlete.
#[derive(Clone, Debug, PartialEq)]
pub struct ProgressSet {
    /// Which one.
    pub id: SetId,
    /// Day of its session.
    pub day: Date,
    /// Load, kg.
    pub load_kg: Option<f64>,
    /// Rating of perceived exertion.
    pub rpe: Option<f64>,
    /// Of every repetition what was measured.
    pub reps: Vec<Vec<Measurement>>,
    /// The same over the set: of every measure the median and the median error of one repetition. The load is 0 where none was said.
    pub levels: EarlierSet,
}

/// What is light for an athlete.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Light {
    /// Sets up to this load are light, kg.
    pub kg: f64,
    /// Whether that was said rather than taken from the heaviest load.
    pub said: bool,
}

/// What is usual for an athlete.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Own {
    /// What is light; `None` where no load was said.
    pub light: Option<Light>,
    /// What is usual in light sets; empty where there are too few.
    pub baseline: Baseline,
    /// The sets with their loads.
    pub sets: Vec<EarlierSet>,
}

impl Own {
    /// Settings with what is usual: a baseline of their own stays.
    pub fn over(&self, mut settings: Settings) -> Settings {
        if settings.baseline.0.is_empty() {
            settings.baseline.clone_from(&self.baseline);
        }
        settings.sets.extend(self.sets.iter().cloned());
        settings
    }
}

/// An athlete over the sessions, for one kind of deadlift.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    /// The kind of deadlift; `None` where nothing was analysed.
    pub variant: Option<VariantKind>,
    /// Every kind that was analysed, with its sets, the commonest first.
    pub variants: Vec<(VariantKind, usize)>,
    /// The sets by day.
    pub sets: Vec<ProgressSet>,
    /// What is usual.
    pub own: Own,
    /// The lowest load at which form no longer held, or why that cannot be said.
    pub form_limit: Result<Option<FormLimit>, Abstain>,
    /// The estimated maximum as a range, or why there is none.
    pub one_rm: Result<OneRm, Abstain>,
}

/// What is known of a set that is not in the library, for which the one from before is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct After {
    /// Load, kg.
    pub load_kg: Option<f64>,
    /// Kind of deadlift; the commonest of the athlete where it is not known.
    pub variant: Option<VariantKind>,
}

impl Library {
    /// An athlete's progress in one kind of deadlift; in the commonest where none is named.
    pub fn progress(&self, athlete: AthleteId, variant: Option<VariantKind>) -> Result<Progress, LibraryError> {
        let variants = self.variants(athlete)?;
        let variant = variant.or_else(|| variants.first().map(|(kind, _)| *kind));
        let sets = match variant {
            Some(variant) => self.progress_sets(athlete, variant)?,
            None => Vec::new(),
        };
        let own = own(&sets.iter().collect::<Vec<_>>(), self.light(athlete)?);
        let form_limit = form_limit(&own);
        let speeds: Vec<Speed> = sets.iter().filter_map(speed).collect();
        let one_rm = one_rm::estimate(variant.unwrap_or(VariantKind::Unknown), &speeds);
        Ok(Progress { variant, variants, sets, own, form_limit, one_rm })
    }

    /// The newest set of an athlete and the one from before to hold it against: of an earlier day, in the same kind of deadlift, with the load
    /// nearest to it (of several the newest). Without `after` the newest set of the commonest kind is the one after; `None` where there is
    /// none from before.
    pub fn before(
        &self,
        athlete: AthleteId,
        after: Option<&After>,
    ) -> Result<Option<(ProgressSet, Option<ProgressSet>)>, LibraryError> {
        let mut sets = self.progress(athlete, after.and_then(|after| after.variant))?.sets;
        let newest = if after.is_none() { sets.pop() } else { None };
        let load_kg = after.map_or_else(|| newest.as_ref().and_then(|set| set.load_kg), |after| after.load_kg);
        let day = newest.as_ref().map(|set| set.day);
        // Where a load was not said, sets with none come first.
        let apart = |set: &ProgressSet| match (set.load_kg, load_kg) {
            (Some(one), Some(other)) => (one - other).abs(),
            (None, None) => 0.0,
            _ => f64::INFINITY,
        };
        let earlier = sets.into_iter().filter(|set| day.is_none_or(|day| set.day < day));
        let nearest = earlier.min_by(|a, b| apart(a).total_cmp(&apart(b)).then(b.day.cmp(&a.day)).then(b.id.0.cmp(&a.id.0)));
        Ok(nearest.map(|before| (before, newest)))
    }

    /// What is usual for an athlete in the kind of deadlift of a set, that set left out.
    pub(super) fn own(&self, athlete: AthleteId, set: SetId) -> Result<Own, LibraryError> {
        let said: Option<String> =
            self.db.query_row("SELECT coalesce(variant, kind) FROM sets WHERE id = ?1", [set.0], |row| row.get(0))?;
        let said = said.as_deref().and_then(VariantKind::from_code);
        let Some(variant) = said.or(self.variants(athlete)?.first().map(|(kind, _)| *kind)) else { return Ok(Own::default()) };
        let sets = self.progress_sets(athlete, variant)?;
        // What came after a set is not yet usual when it is lifted.
        let own_day = sets.iter().find(|other| other.id == set).map(|own| own.day);
        let before = |other: &&ProgressSet| other.id != set && own_day.is_none_or(|day| other.day <= day);
        Ok(own(&sets.iter().filter(before).collect::<Vec<_>>(), self.light(athlete)?))
    }

    fn light(&self, athlete: AthleteId) -> Result<Option<f64>, LibraryError> {
        Ok(self.db.query_row("SELECT light_kg FROM athletes WHERE id = ?1", [athlete.0], |row| row.get(0))?)
    }

    fn variants(&self, athlete: AthleteId) -> Result<Vec<(VariantKind, usize)>, LibraryError> {
        let mut query = self.db.prepare_cached(
            "SELECT coalesce(s.variant, s.kind) AS of, count(*) AS sets FROM sets s JOIN sessions e ON e.id = s.session
             WHERE e.athlete = ?1 AND s.reps > 0 GROUP BY of ORDER BY sets DESC, of",
        )?;
        let rows = query.query_map([athlete.0], |row| Ok((row.get::<_, Option<String>>(0)?, row.get::<_, i64>(1)? as usize)))?;
        let known = |row: rusqlite::Result<(Option<String>, usize)>| {
            row.map(|(code, sets)| Some((VariantKind::from_code(&code?)?, sets))).transpose()
        };
        Ok(rows.filter_map(known).collect::<Result<_, _>>()?)
    }

    fn progress_sets(&self, athlete: AthleteId, variant: VariantKind) -> Result<Vec<ProgressSet>, LibraryError> {
        let mut query = self.db.prepare_cached(
            "SELECT s.id, e.day, s.load_kg, s.rpe, m.rep, m.kind, m.value, m.sd, m.unit, m.at_s
             FROM sessions e JOIN sets s ON s.session = e.id JOIN measures m ON m.set_id = s.id
             WHERE e.athlete = ?1 AND coalesce(s.variant, s.kind) = ?2 ORDER BY e.day, s.id, m.rep, m.kind",
        )?;
        let mut rows = query.query(params![athlete.0, variant.code()])?;
        let mut sets: Vec<(ProgressSet, BTreeMap<i64, Vec<Measurement>>)> = Vec::new();
        while let Some(row) = rows.next()? {
            let id = SetId(row.get(0)?);
            if sets.last().is_none_or(|(set, _)| set.id != id) {
                let day = day(&row.get::<_, String>(1)?)?;
                let (load_kg, rpe) = (row.get(2)?, row.get(3)?);
                let set = ProgressSet { id, day, load_kg, rpe, reps: Vec::new(), levels: EarlierSet::default() };
                sets.push((set, BTreeMap::new()));
            }
            let (kind, unit): (String, String) = (row.get(5)?, row.get(8)?);
            // A measure that this program does not know is left out.
            let (Some(kind), Some(unit)) = (KINDS.iter().find(|known| known.id == kind), Unit::from_code(&unit)) else {
                continue;
            };
            let measured =
                Measurement { id: kind.id, value: row.get(6)?, sd: row.get(7)?, unit, at: row.get(9)?, marks: Vec::new() };
            if let Some((_, reps)) = sets.last_mut() {
                reps.entry(row.get(4)?).or_default().push(measured);
            }
        }
        let finish = |(mut set, reps): (ProgressSet, BTreeMap<i64, Vec<Measurement>>)| {
            set.reps = reps.into_values().collect();
            set.levels = usual::as_earlier(set.load_kg.unwrap_or(0.0), &set.reps);
            set
        };
        Ok(sets.into_iter().map(finish).collect())
    }
}

/// What is usual in the light ones of an athlete's sets.
fn own(sets: &[&ProgressSet], said: Option<f64>) -> Own {
    let heaviest = sets.iter().filter_map(|set| set.load_kg).max_by(f64::total_cmp);
    let light = match (said, heaviest) {
        (Some(kg), _) => Some(Light { kg, said: true }),
        (None, Some(heaviest)) => Some(Light { kg: LIGHT_SHARE * heaviest, said: false }),
        (None, None) => None,
    };
    let is_light = |set: &&&ProgressSet| light.zip(set.load_kg).is_some_and(|(light, load)| load <= light.kg);
    let reps: Vec<Vec<(String, f64, Unit)>> = sets
        .iter()
        .filter(is_light)
        .flat_map(|set| &set.reps)
        .map(|rep| rep.iter().map(|of| (of.id.to_owned(), of.value, of.unit)).collect())
        .collect();
    let baseline = if reps.len() < FEWEST_REPS { Baseline::default() } else { usual::baseline(&reps) };
    Own { light, baseline, sets: sets.iter().filter(|set| set.load_kg.is_some()).map(|set| set.levels.clone()).collect() }
}

/// The form-limit load, as in the reports; `Ok(None)` where form held at all loads.
fn form_limit(own: &Own) -> Result<Option<FormLimit>, Abstain> {
    let none = |code, reason: &str| {
        Err(Abstain {
            code,
            reason: reason.to_owned(),
            film_it: "Film light sets too, and say the load of every set.".to_owned(),
        })
    };
    if own.sets.is_empty() {
        return none("no-load", "No load was said for any set.");
    }
    if own.baseline.0.is_empty() {
        return none("no-baseline", "The light sets have fewer than three repetitions, so that what is usual is not known.");
    }
    // A light set is what is usual: only heavier ones can leave it.
    let light_kg = own.light.map_or(0.0, |light| light.kg);
    let (light, heavier): (Vec<EarlierSet>, Vec<EarlierSet>) = own.sets.iter().cloned().partition(|set| set.load_kg <= light_kg);
    let held_kg = light.iter().map(|set| set.load_kg).max_by(f64::total_cmp);
    let limit = usual::form_limit(&heavier, &own.baseline);
    Ok(limit.map(|limit| FormLimit { held_kg: limit.held_kg.or(held_kg), ..limit }))
}

/// A set's load and its fastest repetition.
fn speed(set: &ProgressSet) -> Option<Speed> {
    let load_kg = set.load_kg?;
    let speeds = set.reps.iter().flatten().filter(|of| of.id == "mean-velocity" && of.unit == Unit::MetresPerSecond);
    let fastest = speeds.max_by(|a, b| a.value.total_cmp(&b.value))?;
    Some(Speed { day: set.day, load_kg, fastest: fastest.value, sd: fastest.sd })
}
