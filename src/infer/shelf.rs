//! Where models are looked for, and the one that is always there.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use super::error::ModelError;
use super::manifest::Manifest;
use super::runtime;

/// Id of the model taken where none is asked for and it is installed.
pub const PREFERRED: &str = "blazepose-full";
/// Id of the model that is part of the program.
pub const EMBEDDED: &str = "lifter-v0";
const EMBEDDED_MANIFEST: &str = include_str!("../../models/lifter-v0.json");
const EMBEDDED_MODEL: &[u8] = include_bytes!("../../models/lifter-v0.onnx");
/// Folder of models in the user's data folder, in the project and beside the program.
const FOLDER: &str = "models";

/// A model that is there, or a manifest that does not fit.
#[derive(Debug)]
pub struct Shelved {
    /// Its id; the manifest's file name without ending where the manifest does not fit.
    pub id: String,
    /// Path of the manifest; `None` for the model that is part of the program.
    pub path: Option<PathBuf>,
    /// The manifest, or what is wrong with it.
    pub manifest: Result<Manifest, ModelError>,
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
        if self.path.is_none() {
            return Ok(Cow::Borrowed(EMBEDDED_MODEL));
        }
        let path = self.file();
        let failed = |error: std::io::Error| ModelError::File {
            what: "the model",
            done: "read",
            reason: error.to_string(),
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

/// All models that are there, in the order in which they are looked for, each id once; the embedded one last where no file has its id.
pub fn shelved() -> Vec<Shelved> {
    let mut found: Vec<Shelved> = folders().iter().flat_map(|folder| in_folder(folder)).collect();
    found.push(embedded());
    let mut ids: Vec<String> = Vec::new();
    found.retain(|model| {
        !ids.contains(&model.id) && {
            ids.push(model.id.clone());
            true
        }
    });
    found
}

/// The model that is part of the program.
pub fn embedded() -> Shelved {
    Shelved { id: EMBEDDED.to_owned(), path: None, manifest: Manifest::parse(EMBEDDED_MANIFEST, Path::new(EMBEDDED)) }
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
    Shelved { id: manifest.as_ref().map_or(stem, |manifest| manifest.id.clone()), path: Some(path.to_path_buf()), manifest }
}

/// The model asked for by id or by the path of its manifest or model file; without a wish [`PREFERRED`] where installed, else [`EMBEDDED`].
pub fn take(wanted: Option<&str>) -> Result<Shelved, ModelError> {
    let mut models = shelved();
    let Some(wanted) = wanted else {
        let sound = |model: &Shelved| model.id == PREFERRED && model.manifest.is_ok() && model.file().is_file();
        let preferred = models.iter().position(sound);
        return Ok(preferred.map_or_else(embedded, |k| models.swap_remove(k)));
    };
    if let Some(k) = models.iter().position(|model| model.id == wanted) {
        return Ok(models.swap_remove(k));
    }
    let path = Path::new(wanted).with_extension("json");
    if path.is_file() {
        return Ok(at(&path));
    }
    let known = models.iter().map(|model| model.id.as_str()).collect::<Vec<_>>().join(", ");
    Err(ModelError::NoSuchModel { wanted: wanted.to_owned(), known, looked: folders() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_model_is_always_there() {
        let models = shelved();
        assert!(models.iter().any(|model| model.id == EMBEDDED && model.manifest.is_ok()));
        assert_eq!(embedded().bytes().unwrap().len(), 5_653_254);
    }

    #[test]
    fn an_unknown_model_is_an_error_that_lists_the_known_ones() {
        let error = take(Some("no-such-model")).unwrap_err().to_string();
        assert!(error.contains(EMBEDDED) && error.contains("models list"), "{error}");
    }

    #[test]
    fn a_folder_gives_its_manifests_by_name_also_those_that_do_not_fit() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("b.json"), EMBEDDED_MANIFEST.replace("\"id\": \"lifter-v0\"", "\"id\": \"mine\""))
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
