//! What the whole-program tests share: the program, a scratch folder, clips made by ffmpeg.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs, unreachable_pub)]
#![allow(dead_code, reason = "each test file uses its own part")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The project's folder.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs the program, from the project's folder.
pub fn plumbline(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_plumbline")).args(arguments).current_dir(root()).output().expect("the program starts")
}

/// What the program wrote to stdout.
pub fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What the program wrote to stderr.
pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The JSON on stdout; what went wrong where there is none.
pub fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("no JSON on stdout ({error}), stderr: {}", stderr(output)))
}

/// Makes a clip with ffmpeg; `None`, with one line that says so, where there is no ffmpeg.
pub fn ffmpeg(arguments: &[&str], target: &Path) -> Option<PathBuf> {
    let made = Command::new("ffmpeg").args(["-hide_banner", "-loglevel", "error", "-y"]).args(arguments).arg(target).output();
    match made {
        Ok(output) if output.status.success() => Some(target.to_owned()),
        Ok(output) => panic!("ffmpeg failed: {}", String::from_utf8_lossy(&output.stderr)),
        Err(error) => {
            println!("skipped: the ffmpeg command is needed to make test clips ({error})");
            None
        }
    }
}

/// The folder of real clips, which only some machines have; one line says so where it is absent.
pub fn real_clips() -> Option<PathBuf> {
    let folder = root().join("../shared/data/clips");
    if folder.join("labels.json").exists() {
        return Some(folder);
    }
    println!("skipped: no real clips at ../shared/data/clips (others' footage, not part of the project)");
    None
}
