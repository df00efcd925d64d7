//! The folders of all shards become the folder that the whole batch would have given.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{About, BatchError, Done, Ending, Manifest, Outcome, Shard, Store, assemble};
use crate::recording::{beside, settle};

/// One shard: where it lies, and its manifest.
struct Part {
    folder: PathBuf,
    manifest: Manifest,
}

/// Puts the results of the shards together in the store, whose lock the caller holds.
///
/// Refused are shards that are not finished, are missing or there twice, or were made by different programs or with different settings.
pub fn merge(shards: &[PathBuf], store: &Store) -> Result<Done, BatchError> {
    let mut parts = Vec::new();
    for folder in shards {
        if !folder.is_dir() {
            return Err(BatchError::Shards(format!("there is no folder {}", folder.display())));
        }
        if same(folder, store.folder()) {
            return Err(BatchError::Shards(format!(
                "the results are to go where one of them lies; name another --out: {}",
                folder.display()
            )));
        }
        parts.push(Part { folder: folder.clone(), manifest: Manifest::read(&folder.join("manifest.json"))? });
    }
    let about = agreed(&parts)?;
    let mut endings = BTreeMap::new();
    for Part { folder, manifest } in &parts {
        let from = Store::at(folder);
        for listed in &manifest.clips {
            let outcome = if let Some(reason) = &listed.refused {
                Outcome::Refused(reason.clone())
            } else {
                bring(&from, store, &listed.clip)?;
                Outcome::Analysed
            };
            let ending = Ending { clip: listed.clip.clone(), sha256: listed.sha256.clone(), outcome };
            if endings.insert(listed.clip.clone(), ending).is_some() {
                return Err(BatchError::Shards(format!("the clip {} is in two of them", listed.clip)));
            }
        }
    }
    let endings: Vec<Ending> = endings.into_values().collect();
    for ending in endings.iter().filter(|ending| ending.outcome != Outcome::Analysed) {
        store.forget(&ending.clip)?;
    }
    assemble(store, &endings, &about)
}

fn same(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

/// What all shards were made with; they are all there, each once.
fn agreed(parts: &[Part]) -> Result<About, BatchError> {
    let wrong = |text: String| Err(BatchError::Shards(text));
    let Some(first) = parts.first() else { return wrong("none was named".to_owned()) };
    let Manifest { program, settings, slow_motion, .. } = &first.manifest;
    let mut there: BTreeMap<u32, &Path> = BTreeMap::new();
    let mut of = None;
    for Part { folder, manifest } in parts {
        let other = |what: &str| format!("{} and {} were made {what}", first.folder.display(), folder.display());
        if manifest.program != *program {
            return wrong(other("by programs of different versions"));
        }
        if manifest.settings != *settings || (manifest.slow_motion - slow_motion).abs() > 0.0 {
            return wrong(other("with different settings"));
        }
        let Some(Shard { number, of: all }) = manifest.shard else {
            return wrong(format!("this is a whole batch, made without --shard: {}", folder.display()));
        };
        if *of.get_or_insert(all) != all {
            return wrong(other("as shards of different batches"));
        }
        if let Some(twice) = there.insert(number, folder) {
            return wrong(format!("the shard {number}/{all} is there twice: {} and {}", twice.display(), folder.display()));
        }
    }
    let missing: Vec<String> =
        (1..=of.unwrap_or_default()).filter(|number| !there.contains_key(number)).map(|number| number.to_string()).collect();
    if !missing.is_empty() {
        let of = of.unwrap_or_default();
        return wrong(format!(
            "of {of} shards these are missing: {}; run them with --shard I/{of} and name their folders too",
            missing.join(", ")
        ));
    }
    Ok(About { program: program.clone(), settings: settings.clone(), slow_motion: *slow_motion, shard: None })
}

/// Copies the result of a clip; its record last.
fn bring(from: &Store, to: &Store, clip: &str) -> Result<(), BatchError> {
    let copy = |source: &Path, target: &Path| {
        let copied = (|| {
            target.parent().map_or(Ok(()), std::fs::create_dir_all)?;
            let file = beside(target)?;
            std::io::copy(&mut std::fs::File::open(source)?, &mut file.as_file())?;
            settle(file, target)
        })();
        copied.map_err(|error| BatchError::Unreadable { what: "the result of a clip", source: error, path: source.to_path_buf() })
    };
    if from.recording(clip).is_file() {
        copy(&from.recording(clip), &to.recording(clip))?;
    }
    copy(&from.report(clip), &to.report(clip))?;
    copy(&from.record_path(clip), &to.record_path(clip))
}
