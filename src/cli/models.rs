//! `plumbline models`: which pose models there are, and how to get another.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Failure;
#[cfg(feature = "infer")]
use super::say;

/// What `plumbline models` takes.
#[derive(Args, Debug)]
pub(super) struct Models {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// List the models that are there
    List,
    /// Explain one model: where it is from, its licence, what it sees
    Info {
        /// Id of the model
        id: String,
    },
    /// Fetch a model: blazepose (Google's BlazePose full, Apache-2.0, out of its official Python package)
    Add {
        /// Id of the model
        id: String,
        /// Folder to put it into [default: the user's data folder]
        #[arg(long, value_name = "DIR")]
        into: Option<PathBuf>,
        /// The package's wheel, or the network out of it, where it is at hand already
        #[arg(long, value_name = "FILE")]
        from: Option<PathBuf>,
    },
    /// Load every model and check its file and its shape
    Check,
}

impl Models {
    /// Does what was asked; without an action it lists.
    pub(super) fn run(&self) -> Result<u8, Failure> {
        edges::run(self.action.as_ref().unwrap_or(&Action::List))
    }
}

#[cfg(feature = "infer")]
mod edges {
    use std::collections::BTreeSet;
    use std::fmt::Write as _;
    use std::path::Path;

    use super::{Action, Failure, say};
    use crate::body::Joint;
    use crate::cli::COULD_NOT;
    use crate::infer::manifest::{CropRule, Task};
    use crate::infer::{self, install, shelf};

    /// Column at which a value stands.
    const COLUMN: usize = 11;

    pub(super) fn run(action: &Action) -> Result<u8, Failure> {
        match action {
            Action::List => list(),
            Action::Info { id } => info(id),
            Action::Add { id, into, from } => add(id, into.as_deref(), from.as_deref()),
            Action::Check => check(),
        }
    }

    fn list() -> Result<u8, Failure> {
        let models = infer::list();
        let chosen = [shelf::take(None).map(|model| model.id).unwrap_or_default(), shelf::embedded_detector().id];
        let mut text = String::new();
        for model in &models {
            let mark = if chosen.contains(&model.id) { "used unless another is named" } else { "" };
            let licence = model
                .manifest
                .as_ref()
                .map_or_else(|error| format!("cannot be used: {error}"), |manifest| manifest.licence.clone());
            let task = model.manifest.as_ref().map_or("", |manifest| match manifest.task {
                Task::Pose => "pose",
                Task::Barbell => "barbell",
            });
            writeln!(text, "{:18} {task:8} {licence:24} {mark}", model.id)?;
        }
        if !models.iter().any(|model| model.id == shelf::PREFERRED) {
            writeln!(text, "\nNot installed: {} (Apache-2.0); `plumbline models add blazepose` fetches it.", shelf::PREFERRED)?;
        }
        say(&text)?;
        Ok(0)
    }

    fn info(id: &str) -> Result<u8, Failure> {
        let model = shelf::take(Some(id))?;
        let file = model.file();
        let manifest = model.manifest?;
        let seen: BTreeSet<Joint> =
            manifest.keypoints.iter().flatten().filter_map(|point| Joint::from_name(&point.name)).collect();
        let lacks: Vec<&str> = Joint::ALL.iter().filter(|joint| !seen.contains(joint)).map(|joint| joint.name()).collect();
        let mut text = String::new();
        let input = &manifest.input;
        let mut lines = vec![
            ("model", manifest.id.clone()),
            ("file", file.display().to_string()),
            ("sha256", manifest.sha256.clone()),
            ("origin", manifest.origin.clone()),
            ("licence", manifest.licence.clone()),
            ("input", format!("a picture of {} pixels{}", input.size, input.crop.map_or_else(String::new, around))),
            ("decoder", manifest.output.decoder().to_owned()),
        ];
        match manifest.task {
            Task::Barbell => lines.push(("sees", manifest.classes.join(", "))),
            Task::Pose => {
                let finds = if manifest.finds_people() { "by itself" } else { "with the built-in model's help" };
                let nothing = || "nothing that the program uses".to_owned();
                lines.push(("finds", format!("people {finds}")));
                lines.push(("points", format!("{} of the body", seen.len())));
                lines.push(("not seen", if lacks.is_empty() { nothing() } else { lacks.join(", ") }));
                lines.extend(cost(&seen).map(|cost| ("so", cost.to_owned())));
                lines.extend(manifest.calibration().map(|_| ("sureness", "calibrated; see its manifest".to_owned())));
            }
        }
        for (what, value) in lines {
            writeln!(text, "{what:COLUMN$}{value}")?;
        }
        say(&text)?;
        Ok(0)
    }

    /// How much of the frame a model sees round the person.
    fn around(crop: CropRule) -> String {
        format!(", {:.2} times the person", crop.factor)
    }

    /// What a model without some points costs; held by `tests/fewer_joints.rs`.
    fn cost(seen: &BTreeSet<Joint>) -> impl Iterator<Item = &'static str> {
        let lacks = |joints: &[Joint]| joints.iter().all(|joint| !seen.contains(joint));
        [
            (&Joint::BACK[..], "rounding of the back is not assessed, or hinted at only: no contour of the back"),
            (
                &[Joint::LeftHeel, Joint::RightHeel, Joint::LeftToe, Joint::RightToe][..],
                "what the feet do is not assessed: no feet",
            ),
            (&[Joint::LeftKnuckle, Joint::RightKnuckle][..], "the grip is taken for where the wrists are: no knuckles"),
        ]
        .into_iter()
        .filter(move |(joints, _)| lacks(joints))
        .map(|(_, cost)| cost)
    }

    fn add(id: &str, into: Option<&Path>, from: Option<&Path>) -> Result<u8, Failure> {
        if !["blazepose", shelf::PREFERRED].contains(&id) {
            return Err(format!(
                "there is no way to fetch {id}; expected blazepose (a model of your own is added by its manifest, see README.md)"
            )
            .into());
        }
        let manifest = install::blazepose(from, into)?;
        say(&format!("{} is installed: {}\n", shelf::PREFERRED, manifest.display()))?;
        Ok(0)
    }

    fn check() -> Result<u8, Failure> {
        let mut code = 0;
        for model in infer::list() {
            let id = model.id.clone();
            let outcome = match infer::check(model, Some(1), None) {
                Ok(_) => "fits its manifest and loads".to_owned(),
                Err(error) => {
                    code = COULD_NOT;
                    error.to_string()
                }
            };
            say(&format!("{id:16} {outcome}\n"))?;
        }
        Ok(code)
    }
}

#[cfg(not(feature = "infer"))]
mod edges {
    use super::{Action, Failure};

    pub(super) fn run(_: &Action) -> Result<u8, Failure> {
        Err("this build runs no models: build it with the feature `infer`".into())
    }
}
