//! The clips of the grid on disk: rendered once, watched by the program.

use std::path::{Path, PathBuf};
use std::process::Command;

use plumbline::recording;

use super::cells::Cell;
use super::compare::Clip;

/// Where the clips are kept, and the program that watches them.
pub(crate) struct Shelf {
    folder: PathBuf,
    program: PathBuf,
    /// Whether a recording that is there is taken as it is.
    keep_recordings: bool,
}

impl Shelf {
    /// The folder `rendered` and the program beside the example's own folder.
    pub(crate) fn open(keep_recordings: bool) -> Result<Self, String> {
        let own = std::env::current_exe().map_err(|error| format!("the example's own place is not known: {error}"))?;
        let profile = own.parent().and_then(Path::parent).ok_or("the example does not lie in cargo's target folder")?;
        let program = profile.join("plumbline").with_extension(std::env::consts::EXE_EXTENSION);
        if !keep_recordings && !program.is_file() {
            let missing = program.display();
            return Err(format!("the program that watches the clips is not built: run cargo build --release first: {missing}"));
        }
        let folder = profile.parent().unwrap_or(profile).join("rendered");
        std::fs::create_dir_all(&folder).map_err(|error| format!("the folder cannot be made: {error}: {}", folder.display()))?;
        Ok(Self { folder, program, keep_recordings })
    }

    /// The clip of a cell, rendered where it is not there yet, and watched.
    pub(crate) fn clip(&self, cell: &Cell) -> Result<Clip, String> {
        let name = cell.name();
        let at = |ending: &str| self.folder.join(format!("{name}.{ending}"));
        let (film, facts, asked) = (at("mp4"), at("truth.json"), at("options"));
        let options = cell.options();
        let listed = options.join(" ");
        // A clip of other options is another clip.
        if std::fs::read_to_string(&asked).ok().as_deref() != Some(listed.as_str()) || !film.is_file() {
            let half = at("half.mp4");
            render(&options, &half, &facts)?;
            std::fs::rename(&half, &film).map_err(|error| format!("the clip cannot be kept: {error}: {}", film.display()))?;
            std::fs::write(&asked, &listed).map_err(|error| format!("cannot be written: {error}: {}", asked.display()))?;
        }
        let seen = at("recording.json");
        if !self.keep_recordings || !seen.is_file() {
            self.watch(&film, &seen)?;
        }
        let text = std::fs::read_to_string(&facts).map_err(|error| format!("cannot be read: {error}: {}", facts.display()))?;
        let truth = serde_json::from_str(&text).map_err(|error| format!("is not JSON: {error}: {}", facts.display()))?;
        Ok(Clip { recording: recording::read(&seen).map_err(|error| error.to_string())?, truth })
    }

    fn watch(&self, film: &Path, seen: &Path) -> Result<(), String> {
        if seen.exists() {
            std::fs::remove_file(seen).map_err(|error| format!("cannot be replaced: {error}: {}", seen.display()))?;
        }
        let mut command = Command::new(&self.program);
        command.arg("analyze").arg(film).args(["--model", "lifter", "--quiet", "--recording"]).arg(seen);
        run(command, "the clip was not watched")
    }
}

/// Renders a clip and what is true of it.
fn render(options: &[String], film: &Path, facts: &Path) -> Result<(), String> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("training/render/Cargo.toml");
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(["run", "--release", "--quiet", "--manifest-path"]).arg(manifest).arg("--").args(options);
    command.arg("--output").arg(film).arg("--truth").arg(facts);
    run(command, "the clip was not rendered")
}

/// Runs a command to its end; what failed where it does not end well.
fn run(mut command: Command, failed: &str) -> Result<(), String> {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{failed}: {status}: {command:?}")),
        Err(error) => Err(format!("{failed}: {error}: {command:?}")),
    }
}
