//! Holds the table of ARCHITECTURE.md: imports point one way, files stay small, the pure half names no outside edge.
#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it must be")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The modules from the top to the ground; a module may import those of later rows only (and its own parts).
const LAYERS: &[&[&str]] = &[
    &["cli"],
    &["ui"],
    &["player", "voice"],
    &["infer", "video", "bar"],
    &["batch"],
    &["library"],
    &["pipeline"],
    &["report"],
    &["overlay"],
    &["advice"],
    &["compare"],
    &["analysis"],
    &["corrections", "review"],
    &["sidecar"],
    &["recording"],
    &["settings"],
    &["faults"],
    &["measure"],
    &["reps"],
    &["lift"],
    &["track"],
    &["synthetic"],
    &["body"],
    &["signal"],
    &["geom"],
    &["job", "frame", "threshold"],
    &["arrivals", "digest", "folders", "notes", "units"],
];

/// Outside crates and the only modules that may name them.
const OUTSIDE: &[(&str, &[&str])] = &[
    ("opencv", &["video"]),
    ("ort", &["infer"]),
    ("ndarray", &["infer"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("parquet", &["report"]),
    ("indicatif", &["cli"]),
    ("walkdir", &["batch", "library"]),
    ("notify", &["cli", "ui"]),
    ("rusqlite", &["library"]),
    ("eframe", &["ui"]),
    ("egui", &["ui"]),
    ("egui_plot", &["ui"]),
    ("rfd", &["ui"]),
    ("winit", &["ui"]),
    ("signal_hook", &["ui"]),
    ("cpal", &["voice"]),
    ("hound", &["voice"]),
];

/// Lines a source file may have at the most.
const HARD_CAP: usize = 600;

fn sources() -> Vec<(String, PathBuf, String)> {
    fn walk(folder: &Path, into: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, into);
            } else if path.extension().is_some_and(|end| end == "rs") {
                into.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&root, &mut files);
    files
        .into_iter()
        .map(|path| {
            let inside = path.strip_prefix(&root).unwrap();
            let first = inside.components().next().unwrap().as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned();
            let text = fs::read_to_string(&path).unwrap();
            (first, path, text)
        })
        .collect()
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|row| row.contains(&module))
}

/// The modules a text names as `crate::module`, also inside `crate::{a, b}`.
fn named(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
        for (at, _) in line.match_indices("crate::") {
            let rest = &line[at + "crate::".len()..];
            let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
            if let Some(group) = rest.strip_prefix('{') {
                found.extend(group.split(',').map(|part| word(part.trim())));
            } else {
                found.push(word(rest));
            }
        }
    }
    found
}

#[test]
fn imports_point_down_only() {
    let mut wrong = Vec::new();
    for (module, path, text) in sources() {
        if module == "lib" || module == "main" {
            continue;
        }
        let Some(own) = layer(&module) else {
            panic!("{module} is not in the table of layers: {}", path.display());
        };
        for other in named(&text) {
            if other != module && layer(&other).is_some_and(|below| below <= own) {
                wrong.push(format!("{} imports {other}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "imports that point up or sideways:\n{}", wrong.join("\n"));
}

#[test]
fn outside_crates_stay_at_the_edges() {
    let mut wrong = Vec::new();
    for (module, path, text) in sources() {
        for (outside, allowed) in OUTSIDE {
            let used = text.lines().filter(|line| !line.trim_start().starts_with("//")).any(|line| {
                line.match_indices(&format!("{outside}::"))
                    .any(|(at, _)| !line[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':'))
            });
            if used && !allowed.contains(&module.as_str()) {
                wrong.push(format!("{} uses {outside}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "outside crates in the wrong module:\n{}", wrong.join("\n"));
}

#[test]
fn files_stay_small() {
    let lengths: BTreeMap<PathBuf, usize> = sources().into_iter().map(|(_, path, text)| (path, text.lines().count())).collect();
    let long: Vec<_> = lengths.iter().filter(|(_, lines)| **lines > HARD_CAP).collect();
    assert!(long.is_empty(), "over {HARD_CAP} lines: {long:?}");
}

#[test]
fn the_table_in_the_document_names_every_module() {
    let document = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md")).unwrap();
    for module in LAYERS.iter().copied().flatten() {
        assert!(
            document.contains(&format!("`{module}")) || document.contains(&format!(" {module}.rs")),
            "ARCHITECTURE.md does not name {module}"
        );
    }
}
