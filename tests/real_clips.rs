//! The program on real clips, where a machine has them: others' footage, not part of the project.
#![cfg(all(feature = "video", feature = "infer"))]
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test stops where something is not as it must be, and this one prints its table"
)]

mod support;

use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use serde_json::Value;

/// One lifter who shows a rounded back, and not, before one camera whose plate hides most of the legs.
const ROUNDED: &str = "p02-side-rounded.mp4";
const NOT_ROUNDED: [&str; 2] = ["p02-side-neutral.mp4", "p02-side-extended-looking-up.mp4"];
/// Clips analysed side by side.
const AT_A_TIME: usize = 2;

/// What came out of one clip.
struct Row {
    label: Value,
    result: Result<Value, String>,
}

impl Row {
    fn text(&self, key: &str) -> &str {
        self.label.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    fn found(&self, path: &str) -> &Value {
        self.result.as_ref().ok().and_then(|json| json.pointer(path)).unwrap_or(&Value::Null)
    }

    fn reps(&self) -> Option<u64> {
        self.found("/reps").as_array().map(|reps| reps.len() as u64)
    }

    fn right_reps(&self) -> bool {
        self.reps() == self.label.get("reps").and_then(Value::as_u64)
    }

    fn right_facing(&self) -> bool {
        self.found("/view/facing").as_str() == Some(self.text("facing"))
    }

    /// Faults found in any repetition, each with its severity.
    fn faults(&self) -> Vec<String> {
        let mut faults: Vec<String> = Vec::new();
        for finding in
            self.found("/reps").as_array().into_iter().flatten().flat_map(|rep| rep["findings"].as_array().into_iter().flatten())
        {
            if finding["outcome"] == "fault" {
                let text =
                    format!("{} {}", finding["fault"].as_str().unwrap_or("?"), finding["severity"].as_str().unwrap_or("?"));
                if !faults.contains(&text) {
                    faults.push(text);
                }
            }
        }
        faults
    }

    fn line(&self) -> String {
        format!(
            "{:42} reps {}/{} {:9} faces {:6} ({}) {:12} {}",
            self.text("clip"),
            self.reps().map_or_else(|| "-".to_owned(), |reps| reps.to_string()),
            self.label["reps"],
            self.found("/view/kind").as_str().unwrap_or("-"),
            self.found("/view/facing").as_str().unwrap_or("-"),
            self.text("facing"),
            self.found("/variant/kind").as_str().unwrap_or("-"),
            self.result.as_ref().map_or_else(Clone::clone, |_| self.faults().join(", "))
        )
    }
}

/// Analyses one clip with the project's own model; why not, where the program does not end well.
fn analyse(clip: &std::path::Path) -> Result<Value, String> {
    let output = Command::new(env!("CARGO_BIN_EXE_plumbline"))
        .args(["analyze", "--model", "lifter", "--json", "-", "-q", "--threads", "1"])
        .arg(clip)
        .current_dir(support::root())
        .output()
        .map_err(|error| error.to_string())?;
    if output.status.code() == Some(0) { Ok(support::json(&output)) } else { Err(support::stderr(&output)) }
}

/// All labelled clips, two at a time, in the order of the labels.
fn rows(folder: &std::path::Path) -> Vec<Row> {
    let labels: Value = serde_json::from_slice(&std::fs::read(folder.join("labels.json")).unwrap()).unwrap();
    let clips = labels["clips"].as_array().unwrap();
    let next = AtomicUsize::new(0);
    let (send, results) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            let (send, next) = (send.clone(), &next);
            scope.spawn(move || {
                while let Some(label) = clips.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let clip = folder.join(label["clip"].as_str().unwrap());
                    send.send((label["clip"].to_string(), Row { label: label.clone(), result: analyse(&clip) })).unwrap();
                }
            });
        }
    });
    drop(send);
    let mut rows: Vec<(String, Row)> = results.iter().collect();
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    rows.into_iter().map(|(_, row)| row).collect()
}

#[test]
fn real_clips_are_analysed_with_the_right_repetitions_and_facing_and_clean_ones_draw_no_grave_fault() {
    let Some(folder) = support::real_clips() else { return };
    let rows = rows(&folder);
    for row in &rows {
        println!("{}", row.line());
    }
    let failed: Vec<&str> = rows.iter().filter(|row| row.result.is_err()).map(|row| row.text("clip")).collect();
    assert!(failed.is_empty(), "these ended with an error: {failed:?}");
    let miscounted: Vec<&str> = rows.iter().filter(|row| !row.right_reps()).map(|row| row.text("clip")).collect();
    assert!(miscounted.is_empty(), "repetitions not right on {miscounted:?}");
    let turned: Vec<&str> = rows.iter().filter(|row| !row.right_facing()).map(|row| row.text("clip")).collect();
    assert!(turned.is_empty(), "these face the wrong way: {turned:?}");
    let grave: Vec<String> = rows
        .iter()
        .filter(|row| row.label["clean"] == true)
        .filter(|row| row.faults().iter().any(|fault| fault.ends_with("moderate") || fault.ends_with("marked")))
        .map(Row::line)
        .collect();
    assert!(grave.is_empty(), "clean lifts with a moderate or marked fault: {grave:#?}");
    for (clips, told) in [(&[ROUNDED][..], true), (&NOT_ROUNDED, false)] {
        for row in rows.iter().filter(|row| clips.contains(&row.text("clip"))) {
            let rounded = row.faults().iter().any(|fault| fault.starts_with("lumbar-rounding"));
            assert_eq!(rounded, told, "{}", row.line());
        }
    }
}

#[test]
fn a_copy_of_a_clip_that_is_turned_is_told_to_be_turned_by_as_much() {
    /// By how much the copy is turned clockwise, degrees, and what the two may differ by from that.
    const TURNED: (f64, f64) = (3.0, 0.8);
    let Some(folder) = support::real_clips() else { return };
    let scratch = tempfile::tempdir().unwrap();
    for clip in ["p12-side-good.mp4", "p03-oblique-hips-too-low.mp4", "p21-front-three-reps.mp4"] {
        let whole = folder.join(clip);
        // The corners that turning leaves black are cut off.
        let filter = format!("rotate={}*PI/180,crop=iw*0.88:ih*0.88", TURNED.0);
        let Some(copy) =
            support::ffmpeg(&["-i", whole.to_str().unwrap(), "-vf", &filter, "-an", "-crf", "16"], &scratch.path().join(clip))
        else {
            return;
        };
        let [(straight, sd), (turned, other_sd)] = [&whole, &copy].map(|clip| {
            let found = analyse(clip).unwrap();
            let number = |key: &str| found["view"][key].as_f64().unwrap();
            (number("roll_deg"), number("roll_sd_deg"))
        });
        println!("{clip}: {straight:.2} ± {sd:.2}, turned {turned:.2} ± {other_sd:.2}");
        assert!(sd < 1.0 && other_sd < 1.0, "{clip}: the room tells the roll");
        assert!((straight - turned - TURNED.0).abs() < TURNED.1, "{clip}: {straight} {turned}");
    }
}
