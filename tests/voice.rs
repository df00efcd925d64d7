//! Voice notes through the real sound library: a microphone and a loudspeaker that are files.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test stops where something is not as it must be, and this one says figures"
)]
#![cfg(target_os = "linux")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicBool, Ordering};

use plumbline::voice::{play, record};

/// Names the folder to the process that records.
const FOLDER: &str = "PLUMBLINE_TEST_VOICE";
/// A tone: samples of 16 bits, both channels.
const TONE: [i16; 4] = [4_000, 9_000, -4_000, -9_000];

/// Starts this test again as a process of its own, with the sound library told where its devices are.
fn child(folder: &Path, devices: &str) -> Output {
    let config = folder.join("alsa.conf");
    let usual = "/usr/share/alsa/alsa.conf";
    fs::write(&config, format!("<{usual}>\n{devices}\n")).unwrap();
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "in_a_process_of_its_own", "--ignored", "--nocapture"])
        .env("ALSA_CONFIG_PATH", &config)
        .env(FOLDER, folder)
        .output()
        .unwrap()
}

#[test]
#[ignore = "started by the other tests with devices of their own"]
fn in_a_process_of_its_own() {
    let folder = PathBuf::from(std::env::var_os(FOLDER).expect("the other tests name the folder"));
    let stop = AtomicBool::new(false);
    let note = folder.join("note.wav");
    let enough = |length_s: f64, _| stop.store(length_s >= 0.5, Ordering::Relaxed);
    match record(&note, &stop, &enough) {
        Ok(length_s) => println!("recorded {length_s}"),
        Err(error) => println!("not recorded: {error}"),
    }
    match play(&note, &AtomicBool::new(false)) {
        Ok(()) => println!("played"),
        Err(error) => println!("not played: {error}"),
    }
}

#[test]
fn a_note_is_recorded_from_the_microphone_and_played_to_the_loudspeaker() {
    let folder = tempfile::tempdir().unwrap();
    let (tone, heard) = (folder.path().join("tone.raw"), folder.path().join("heard.raw"));
    let bytes: Vec<u8> = TONE.iter().cycle().take(2_000_000).flat_map(|sample| sample.to_le_bytes()).collect();
    fs::write(&tone, bytes).unwrap();
    let devices = format!(
        "pcm.!default {{ type asym capture.pcm mic playback.pcm out }}\n\
         pcm.mic {{ type file slave.pcm nothing file /dev/null infile \"{}\" format raw }}\n\
         pcm.out {{ type file slave.pcm nothing file \"{}\" format raw }}\n\
         pcm.nothing {{ type null }}\n",
        tone.display(),
        heard.display()
    );
    let output = child(folder.path(), &devices);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("recorded ") && said.contains("played"), "{said} {}", String::from_utf8_lossy(&output.stderr));
    let note = fs::read(folder.path().join("note.wav")).unwrap();
    assert_eq!((&note[..4], &note[8..12]), (&b"RIFF"[..], &b"WAVE"[..]));
    assert!(note.len() > 30_000, "half a second: {} bytes", note.len());
    let loud =
        |bytes: &[u8]| bytes.as_chunks::<2>().0.iter().map(|&pair| i16::from_le_bytes(pair).unsigned_abs()).max().unwrap_or(0);
    assert!(loud(&note[44..]) > 2_000, "the tone is in the note: {}", loud(&note[44..]));
    assert!(fs::metadata(&heard).unwrap().len() > 30_000, "the loudspeaker got it");
}

#[test]
fn without_a_microphone_it_is_said_plainly_and_no_file_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let output = child(folder.path(), "pcm.!default { type hw card 99 }\n");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("not recorded: no microphone could be opened"), "{said}");
    assert!(!folder.path().join("note.wav").exists());
}
