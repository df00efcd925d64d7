//! Whatever is given, the program says what is wrong and what to do, leaves no half-written file and never panics.
#![cfg(all(feature = "video", feature = "infer"))]
#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it must be")]

mod support;

use std::fs;
use std::path::Path;
use std::process::Output;

use support::{ffmpeg, json, plumbline, stderr};

/// Runs an analysis that writes everything into `folder/out`.
fn analyze(clip: &Path, folder: &Path) -> Output {
    plumbline(&["analyze", clip.to_str().unwrap(), "--out", folder.join("out").to_str().unwrap(), "--model", "lifter"])
}

/// The program ended with 2, said something helpful, and left nothing behind.
fn refused(clip: &Path, folder: &Path, expected: &str) {
    let output = analyze(clip, folder);
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{}: {said}", clip.display());
    assert!(!said.contains("panicked"), "{said}");
    assert!(said.to_lowercase().contains(expected), "{}: expected a word of {expected:?} in: {said}", clip.display());
    assert!(said.lines().count() <= 4, "a short message was expected: {said}");
    let left: Vec<_> = fs::read_dir(folder.join("out")).map(|entries| entries.flatten().collect()).unwrap_or_default();
    assert!(left.is_empty(), "files were left behind: {left:?}");
}

#[test]
fn what_is_no_video_is_refused_with_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    };
    refused(&put("zero.mp4", b""), folder.path(), "empty");
    refused(&put("text.mp4", b"this is not a video\n"), folder.path(), "no video");
    let noise: Vec<u8> = (0..200_000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    refused(&put("noise.mp4", &noise), folder.path(), "no video");
    refused(folder.path(), folder.path(), "folder");
    refused(&folder.path().join("missing.mp4"), folder.path(), "no such file");
}

#[test]
fn clips_that_show_nothing_of_use_are_refused_with_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let Some(sound) = ffmpeg(&["-f", "lavfi", "-i", "sine=duration=2", "-c:a", "aac"], &at("sound.mp4")) else { return };
    refused(&sound, folder.path(), "no video");
    let one = ["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=30", "-frames:v", "1", "-pix_fmt", "yuv420p"];
    refused(&ffmpeg(&one, &at("one.mp4")).unwrap(), folder.path(), "one picture");
    let tiny = ["-f", "lavfi", "-i", "testsrc2=size=8x8:rate=30:duration=1", "-pix_fmt", "yuv420p"];
    refused(&ffmpeg(&tiny, &at("tiny.mp4")).unwrap(), folder.path(), "at least 64 px");
    let whole = ["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=30:duration=2", "-pix_fmt", "yuv420p"];
    let whole = fs::read(ffmpeg(&whole, &at("whole.mp4")).unwrap()).unwrap();
    fs::write(at("cut.mp4"), &whole[..whole.len() * 6 / 10]).unwrap();
    refused(&at("cut.mp4"), folder.path(), "cut off");
}

#[test]
fn a_codec_that_nobody_knows_is_refused_with_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("codec.mp4");
    let made = ["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=30:duration=1", "-pix_fmt", "yuv420p"];
    let Some(path) = ffmpeg(&made, &path) else { return };
    let mut bytes = fs::read(&path).unwrap();
    for at in 0..bytes.len() - 4 {
        if [&b"avc1"[..], &b"avcC"[..]].contains(&&bytes[at..at + 4]) {
            bytes[at..at + 4].copy_from_slice(b"zz9q");
        }
    }
    fs::write(&path, bytes).unwrap();
    refused(&path, folder.path(), "codec");
}

#[test]
fn of_two_people_the_one_who_lifts_is_analysed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("two.mp4");
    let demo = support::root().join("assets/demo-side.mp4");
    // On the left somebody who stands at the bar and does nothing, on the right the lifter.
    let filter =
        "[0:v]scale=-2:640,split[a][b];[a]trim=end_frame=1,loop=-1:1:0,setpts=N/30/TB[still];[still][b]hstack=shortest=1";
    let Some(path) = ffmpeg(&["-i", demo.to_str().unwrap(), "-filter_complex", filter, "-pix_fmt", "yuv420p"], &path) else {
        return;
    };
    let output = plumbline(&["analyze", path.to_str().unwrap(), "--json", "-", "--model", "lifter"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(json(&output)["reps"].as_array().unwrap().len(), 3, "the standing one was taken for the lifter");
}

#[test]
fn a_clip_without_a_person_gives_an_empty_report_that_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let clip = folder.path().join("nobody.mp4");
    let made = ["-f", "lavfi", "-i", "color=gray:size=320x180:rate=30:duration=1", "-pix_fmt", "yuv420p"];
    let Some(clip) = ffmpeg(&made, &clip) else { return };
    let output = plumbline(&["analyze", clip.to_str().unwrap(), "--json", "-", "--model", "lifter"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let report = json(&output);
    assert_eq!(report["reps"].as_array().unwrap().len(), 0);
    let note = report["notes"]
        .as_array()
        .unwrap()
        .iter()
        .find(|note| note["code"] == "no-lifter")
        .expect("a note says that nobody was seen");
    assert!(!note["hint"].as_str().unwrap().is_empty());
}

#[test]
fn a_wrong_argument_says_what_is_allowed() {
    for (arguments, expected) in [
        (&["analyze", "x.mp4", "--plate-mm", "1"][..], "100 to 600"),
        (&["analyze", "x.mp4", "--variant", "squat"], "conventional"),
        (&["analyze", "a.mp4", "b.mp4", "--json", "-"], "--out"),
        (&["analyze", "a.mp4", "--from", "3", "--to", "2"], "--from"),
        (&["faults", "nothing"], "lumbar-rounding"),
    ] {
        let output = plumbline(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&output).contains(expected), "{arguments:?}: {}", stderr(&output));
    }
}

#[test]
fn settings_with_an_unknown_key_are_refused_with_the_list_of_what_is_allowed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("settings.json");
    fs::write(&file, r#"{"plate": 450}"#).unwrap();
    let output = plumbline(&["analyze", "x.mp4", "--settings", file.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("plate_mm"), "{}", stderr(&output));
}
