//! `plumbline baseline`: earlier results in, the athlete's own usual out.

use std::path::PathBuf;

use clap::Args;

use super::{Failure, say};
use crate::measure::{EarlierSet, Level, usual};
use crate::report::{self, Earlier, earlier};
use crate::settings::Settings;
use crate::signal::median;

/// Fewest repetitions of light sets that tell what is usual.
const FEWEST_REPS: usize = 3;

/// What `plumbline baseline` takes.
#[derive(Args, Debug)]
pub(super) struct BaselineOf {
    /// Results of the athlete's sets, as `plumbline analyze CLIP --json FILE` writes them
    #[arg(value_name = "RESULT.json", required = true)]
    results: Vec<PathBuf>,
    /// Sets up to this load in kg are light ones [default: all]
    #[arg(long, value_name = "N", value_parser = super::analyze::between::<1, 600>)]
    light_kg: Option<f64>,
    /// Where to write it: a settings file, to be given with --settings
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

impl BaselineOf {
    /// Writes the baseline and the sets with their loads.
    pub(super) fn run(&self) -> Result<u8, Failure> {
        let mut sets: Vec<Earlier> = Vec::new();
        for path in &self.results {
            let text = std::fs::read_to_string(path)
                .map_err(|error| format!("the result cannot be read ({error}): {}", path.display()))?;
            let set = earlier(&text).map_err(|error| format!("{error}: {}", path.display()))?;
            if self.light_kg.is_some() && set.load_kg.is_none() {
                return Err(format!(
                    "no load was said for this set, so it is neither light nor heavy; analyse it again with --load-kg: {}",
                    path.display()
                )
                .into());
            }
            sets.push(set);
        }
        let light = |set: &&Earlier| self.light_kg.is_none_or(|most| set.load_kg.is_some_and(|load| load <= most));
        let reps: Vec<_> = sets
            .iter()
            .filter(light)
            .flat_map(|set| &set.reps)
            .map(|rep| rep.iter().map(|(id, level)| (id.clone(), level.median, level.unit)).collect::<Vec<_>>())
            .collect();
        if reps.len() < FEWEST_REPS {
            return Err(format!(
                "the light sets have {} repetitions, but {FEWEST_REPS} or more are needed to tell what is usual: give more results",
                reps.len()
            )
            .into());
        }
        let settings = Settings {
            baseline: usual::baseline(&reps),
            sets: sets.iter().filter_map(with_load).collect(),
            ..Settings::default()
        };
        let file = serde_json::json!({"baseline": settings.baseline_json(), "sets": settings.sets_json()});
        report::save(&self.out, format!("{file:#}\n").as_bytes())?;
        let (measures, with_loads) = (settings.baseline.0.len(), settings.sets.len());
        say(&format!(
            "{measures} measures from {} repetitions of light sets, {with_loads} sets with their loads: {}\nUse it with: plumbline analyze CLIP --settings {}\n",
            reps.len(),
            self.out.display(),
            self.out.display()
        ))?;
        Ok(0)
    }
}

/// A set with its load as an earlier one; `None` without a load.
fn with_load(set: &Earlier) -> Option<EarlierSet> {
    let load_kg = set.load_kg?;
    let ids: std::collections::BTreeSet<&String> = set.reps.iter().flatten().map(|(id, _)| id).collect();
    let level = |id: &String| {
        let all: Vec<Level> = set.reps.iter().flatten().filter(|(of, _)| of == id).map(|(_, level)| *level).collect();
        let unit = all.first()?.unit;
        let same = || all.iter().filter(|level| level.unit == unit);
        Some((id.clone(), Level { median: median(same().map(|of| of.median))?, sd: median(same().map(|of| of.sd))?, unit }))
    };
    Some(EarlierSet { load_kg, measures: ids.into_iter().filter_map(level).collect() })
}
