//! Models that are missing, damaged or not what their manifest says: one clear error each.
#![cfg(all(feature = "video", feature = "infer"))]
#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it must be")]

mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use support::{root, stderr, stdout};

/// A user's data folder with one model in it, made from the shipped one.
struct Data {
    folder: tempfile::TempDir,
}

impl Data {
    /// `edit` changes the manifest's text, `damage` the model's bytes; no bytes leave no file.
    fn with(edit: impl Fn(&str) -> String, damage: impl Fn(Vec<u8>) -> Option<Vec<u8>>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = Self { folder };
        std::fs::create_dir_all(data.models()).unwrap();
        let manifest = std::fs::read_to_string(root().join("models/lifter-v1.json")).unwrap();
        let manifest = manifest.replace("\"id\": \"lifter-v1\"", "\"id\": \"mine\"").replace("lifter-v1.onnx", "mine.onnx");
        std::fs::write(data.models().join("mine.json"), edit(&manifest)).unwrap();
        if let Some(bytes) = damage(std::fs::read(root().join("models/lifter-v1.onnx")).unwrap()) {
            std::fs::write(data.models().join("mine.onnx"), bytes).unwrap();
        }
        data
    }

    fn models(&self) -> PathBuf {
        self.folder.path().join("plumbline/models")
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_plumbline"))
            .args(arguments)
            .current_dir(root())
            .env("XDG_DATA_HOME", self.folder.path())
            .output()
            .unwrap()
    }

    /// Analysing with the model and checking it both fail with these words and the path, and leave nothing behind.
    fn assert_refused(&self, words: &[&str], path: &Path) {
        let out = self.folder.path().join("out");
        let (clip, place) = ("assets/demo-side.mp4", out.to_str().unwrap());
        let analyse = self.run(&["analyze", clip, "--model", "mine", "--to", "0.5", "--out", place]);
        let check = self.run(&["models", "check"]);
        for (output, said) in [(&analyse, stderr(&analyse)), (&check, stdout(&check))] {
            assert_eq!(output.status.code(), Some(2), "{said}");
            let line =
                said.lines().find(|line| line.contains("mine")).unwrap_or_else(|| panic!("no word of the model in: {said}"));
            for word in words {
                assert!(line.contains(word), "{word} is missing in: {line}");
            }
            assert!(line.ends_with(path.to_str().unwrap()), "the path is not last in: {line}");
        }
        assert!(!out.exists() || std::fs::read_dir(&out).unwrap().next().is_none(), "something was left behind");
    }
}

const SHA256: &str = "debdc69ae1cf2cbb4f75411944120b34272cd8a3e6dd8163cc4a31b533a3784b";

#[test]
fn a_missing_file_is_named_with_its_hash_and_how_to_restore_it() {
    let data = Data::with(str::to_owned, |_| None);
    data.assert_refused(
        &["mine.onnx could not be read", SHA256, "put it there, or install the model again"],
        &data.models().join("mine.onnx"),
    );
}

#[test]
fn a_truncated_file_is_not_the_one_that_its_manifest_describes() {
    let data = Data::with(str::to_owned, |bytes| Some(bytes[..1_000_000].to_vec()));
    data.assert_refused(
        &["expected SHA-256", SHA256, "of 1000000 bytes", "put the right file there"],
        &data.models().join("mine.onnx"),
    );
}

#[test]
fn a_file_with_one_byte_changed_is_not_the_one_that_its_manifest_describes() {
    let data = Data::with(str::to_owned, |mut bytes| {
        bytes[3_000_000] ^= 1;
        Some(bytes)
    });
    data.assert_refused(&["expected SHA-256", "install the model again"], &data.models().join("mine.onnx"));
}

#[test]
fn a_file_that_is_no_network_at_all_is_refused_by_the_runtime() {
    let hash = "bd108b5c39016c09b9872915cc48ecdd12a48fed1658cbf299823f5591cbb93a";
    let data = Data::with(|text| text.replace(SHA256, hash), |_| Some(b"no network".to_vec()));
    data.assert_refused(&["ONNX Runtime cannot use the model", "expected a sound ONNX file"], &data.models().join("mine.onnx"));
}

#[test]
fn a_model_of_another_shape_says_which_tensor_was_expected_and_found() {
    let other_input = Data::with(|text| text.replace("\"size\": 192", "\"size\": 256"), Some);
    other_input
        .assert_refused(&["expected a tensor image of 1x3x256x256", "found image"], &other_input.models().join("mine.onnx"));
    let fewer_points = Data::with(|text| text.replace("    { \"name\": \"back_1\", \"swap\": \"back_1\" },\n", ""), Some);
    fewer_points.assert_refused(&["expected a tensor heatmaps of 1x27"], &fewer_points.models().join("mine.onnx"));
    let other_name = Data::with(|text| text.replace("\"heatmaps\": \"heatmaps\"", "\"heatmaps\": \"maps\""), Some);
    other_name.assert_refused(&["expected a tensor maps", "found heatmaps"], &other_name.models().join("mine.onnx"));
}

#[test]
fn a_manifest_that_does_not_fit_is_named_once_with_what_was_expected() {
    let data = Data::with(|text| text.replace("\"left_knee\", \"swap\"", "\"left_flipper\", \"swap\""), Some);
    let path = data.models().join("mine.json");
    data.assert_refused(&["there is no point called left_flipper"], &path);
    let said = stdout(&data.run(&["models", "check"]));
    assert_eq!(said.matches("does not fit").count(), 1, "{said}");
}

#[test]
fn sound_models_are_listed_explained_and_checked() {
    let data = Data::with(str::to_owned, Some);
    let check = data.run(&["models", "check"]);
    assert_eq!(check.status.code(), Some(0), "{}", stdout(&check));
    let list = stdout(&data.run(&["models", "list"]));
    for id in ["mine", "lifter-v1", "lifter-v1-int8"] {
        assert!(list.lines().any(|line| line.starts_with(id)), "{list}");
    }
    let info = stdout(&data.run(&["models", "info", "mine"]));
    for part in [SHA256, "192 x 192 pixels", "heatmap", "28 of the body", "nothing that the program uses", "MIT OR Apache-2.0"] {
        assert!(info.contains(part), "{part} is missing in: {info}");
    }
}
