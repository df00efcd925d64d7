//! Where models are looked for, and the one that is always there.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use super::error::ModelError;
use super::manifest::Manifest;
use super::runtime;

/// Id of the model taken where none is asked for and it is installed.
pub const PREFERRED: &str = "blazepose-full";
/// What the program's own model is called after `--model`, whatever its version and form.
pub const OWN: &str = "lifter";
/// Id of the model that is part of the program, in 32-bit floats: for every processor.
pub const EMBEDDED: &str = "lifter-v1";
/// Id of the same in bytes: for processors that multiply bytes without losing sums (VNNI), where it is more than twice as fast.
pub const QUANTISED: &str = "lifter-v1-int8";

/// Id of the detector of plates that is part of the program, in 32-bit floats.
pub const DETECTOR: &str = "barbell-v0";
/// Id of the same in bytes.
pub const QUANTISED_DETECTOR: &str = "barbell-v0-int8";

/// A model that is part of the program.
struct Part {
    id: &'static str,
    manifest: &'static str,
    model: &'static [u8],
}

/// The models that are part of the program.
const PARTS: [Part; 4] = [
    Part {
        id: EMBEDDED,
        manifest: include_str!("../../models/lifter-v1.json"),
        model: include_bytes!("../../models/lifter-v1.onnx"),
    },
    Part {
        id: QUANTISED,
        manifest: include_str!("../../models/lifter-v1-int8.json"),
        model: include_bytes!("../../models/lifter-v1-int8.onnx"),
    },
    Part {
        id: DETECTOR,
        manifest: include_str!("../../models/barbell-v0.json"),
        model: include_bytes!("../../models/barbell-v0.onnx"),
    },
    Part {
        id: QUANTISED_DETECTOR,
        manifest: include_str!("../../models/barbell-v0-int8.json"),
        model: include_bytes!("../../models/barbell-v0-int8.onnx"),
    },
];

/// Folder of models in the user's data folder, in the project and beside the program.
const FOLDER: &str = "models";

/// A model that is there, or a manifest that does not fit.
#[derive(Debug)]
pub struct Shelved {
    /// Its id; the manifest's file name without ending where the manifest does not fit.
    pub id: String,
    /// Path of the manifest; `None` for a model that is part of the program.
    pub path: Option<PathBuf>,
    /// The manifest, or what is wrong with it.
    pub manifest: Result<Manifest, ModelError>,
    /// The bytes of a model that is part of the program.
    part: Option<&'static [u8]>,
}

impl Shelved {
    /// Path of the model file, for messages where the model is part of the program.
    pub fn file(&self) -> PathBuf {
        let name = self.manifest.as_ref().map_or_else(|_| self.id.clone(), |manifest| manifest.file.clone());
        match self.path.as_deref() {
            Some(path) => path.with_file_name(name),
            None => PathBuf::from(format!("{name} (part of the program)")),
        }
    }

    /// The model's bytes.
    pub(crate) fn bytes(&self) -> Result<Cow<'static, [u8]>, ModelError> {
        if let Some(bytes) = self.part {
            return Ok(Cow::Borrowed(bytes));
        }
        let path = self.file();
        let failed = |error: std::io::Error| ModelError::NoFile {
            file: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            reason: error.to_string(),
            sha256: self.manifest.as_ref().map_or_else(|_| "of the manifest".to_owned(), |manifest| manifest.sha256.clone()),
            path: path.clone(),
        };
        std::fs::read(&path).map(Cow::Owned).map_err(failed)
    }
}

/// The folders in which models are looked for, in order: the user's data folder, the current one, the program's and those above.
pub fn folders() -> Vec<PathBuf> {
    let own = crate::folders::data_folder().map(|folder| folder.join(FOLDER));
    own.into_iter().chain(runtime::roots().into_iter().map(|root| root.join(FOLDER))).collect()
}

/// All models that are there, in the order in which they are looked for, each id once; the program's own last where no file has their id.
pub fn shelved() -> Vec<Shelved> {
    let mut found: Vec<Shelved> = folders().iter().flat_map(|folder| in_folder(folder)).collect();
    found.extend(PARTS.iter().map(part));
    let mut ids: Vec<String> = Vec::new();
    found.retain(|model| {
        !ids.contains(&model.id) && {
            ids.push(model.id.clone());
            true
        }
    });
    found
}

/// The pose model that is part of the program, in the form that is fastest on this processor at the same accuracy.
pub fn embedded() -> Shelved {
    part(&PARTS[usize::from(multiplies_bytes())])
}

/// The detector of plates that is part of the program, in the form that is fastest on this processor.
pub fn embedded_detector() -> Shelved {
    part(&PARTS[2 + usize::from(multiplies_bytes())])
}

fn part(part: &Part) -> Shelved {
    let manifest = Manifest::parse(part.manifest, Path::new(part.id));
    Shelved { id: part.id.to_owned(), path: None, manifest, part: Some(part.model) }
}

/// Whether the processor adds up products of bytes in 32 bits (VNNI). Others add pairs of them in 16 bits, which overflows with networks
/// whose weights use all of a byte: they give other points, and not faster.
fn multiplies_bytes() -> bool {
    #[cfg(target_arch = "x86_64")]
    let there = std::arch::is_x86_feature_detected!("avx512vnni") || std::arch::is_x86_feature_detected!("avxvnni");
    #[cfg(not(target_arch = "x86_64"))]
    let there = false;
    there
}

fn in_folder(folder: &Path) -> Vec<Shelved> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    paths.sort();
    paths.iter().map(|path| at(path)).collect()
}

/// The model of a manifest file.
fn at(path: &Path) -> Shelved {
    let read = std::fs::read_to_string(path).map_err(|error| ModelError::File {
        what: "the manifest",
        done: "read",
        reason: error.to_string(),
        path: path.to_path_buf(),
    });
    let manifest = read.and_then(|text| Manifest::parse(&text, path));
    let stem = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    Shelved {
        id: manifest.as_ref().map_or(stem, |manifest| manifest.id.clone()),
        path: Some(path.to_path_buf()),
        manifest,
        part: None,
    }
}

/// The model asked for by id or by the path of its manifest or model file; [`OWN`] is [`embedded`], and so is no wish where
/// [`PREFERRED`] is not installed.
pub fn take(wanted: Option<&str>) -> Result<Shelved, ModelError> {
    let mut models = shelved();
    let Some(wanted) = wanted else {
        let sound = |model: &Shelved| model.id == PREFERRED && model.manifest.is_ok() && model.file().is_file();
        let preferred = models.iter().position(sound);
        return Ok(preferred.map_or_else(embedded, |k| models.swap_remove(k)));
    };
    if wanted == OWN {
        return Ok(embedded());
    }
    if let Some(k) = models.iter().position(|model| model.id == wanted) {
        return Ok(models.swap_remove(k));
    }
    let path = Path::new(wanted).with_extension("json");
    if path.is_file() {
        return Ok(at(&path));
    }
    let known = std::iter::once(OWN).chain(models.iter().map(|model| model.id.as_str())).collect::<Vec<_>>().join(", ");
    Err(ModelError::NoSuchModel { wanted: wanted.to_owned(), known, looked: folders() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest;

    #[test]
    fn the_embedded_model_is_always_there() {
        let models = shelved();
        for part in &PARTS {
            let model = models.iter().find(|model| model.id == part.id).unwrap();
            let manifest = model.manifest.as_ref().unwrap();
            assert_eq!((manifest.id.as_str(), manifest.sha256.as_str()), (part.id, digest::of_bytes(part.model).as_str()));
        }
        assert!([EMBEDDED, QUANTISED].contains(&embedded().id.as_str()));
        assert!([DETECTOR, QUANTISED_DETECTOR].contains(&embedded_detector().id.as_str()));
        assert_eq!(take(Some(OWN)).unwrap().id, embedded().id);
    }

    #[test]
    fn an_unknown_model_is_an_error_that_lists_the_known_ones() {
        let error = take(Some("no-such-model")).unwrap_err().to_string();
        assert!(error.contains(EMBEDDED) && error.contains("models list"), "{error}");
    }

    #[test]
    fn a_folder_gives_its_manifests_by_name_also_those_that_do_not_fit() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("b.json"), PARTS[0].manifest.replace("\"id\": \"lifter-v1\"", "\"id\": \"mine\""))
            .unwrap();
        std::fs::write(folder.path().join("a.json"), "{").unwrap();
        std::fs::write(folder.path().join("c.txt"), "no").unwrap();
        let found = in_folder(folder.path());
        assert_eq!(found.iter().map(|model| model.id.as_str()).collect::<Vec<_>>(), ["a", "mine"]);
        assert!(found[0].manifest.is_err() && found[1].bytes().is_err());
        let by_path = take(Some(&folder.path().join("b.onnx").display().to_string())).unwrap();
        assert_eq!(by_path.id, "mine");
    }
}
