//! Figures of the window on a display without a screen, to be looked at: `scripts/figures.sh` runs them. They ask for no figure, for they
//! hold on a quiet machine only.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "what it prints is what it is for")]

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use eframe::egui::{Key, Modifiers};
use plumbline::body::{ClipInfo, Recording};
use plumbline::recording;
use plumbline::units::Seconds;

use super::display::{Display, Window};
use super::root;

/// How often the bundled clip of 12.4 s is repeated: about 2 and about 10 minutes.
const REPEATS: [usize; 2] = [10, 48];
/// Time for which it plays.
const PLAYS: Duration = Duration::from_secs(30);
/// Longest wait for the small pictures of all frames, and how little the memory grows within a look when they are there, megabytes.
const GOES_THROUGH: Duration = Duration::from_mins(10);
const RESTS_MB: f64 = 1.0;

/// A film that is the bundled clip again and again, made without coding it anew.
fn repeated(folder: &Path, times: usize) -> PathBuf {
    let path = folder.join(format!("set of {times}.mp4"));
    let made = std::process::Command::new("ffmpeg")
        .args(["-v", "error", "-y", "-stream_loop", &(times - 1).to_string(), "-i"])
        .arg(root().join("assets/demo-side.mp4"))
        .args(["-c", "copy"])
        .arg(&path)
        .status()
        .expect("ffmpeg is there: apt-get install ffmpeg");
    assert!(made.success());
    path
}

/// The recording of that film, from the one of the bundled clip: nobody waits for ten minutes to be watched.
fn repeated_recording(one: &Recording, path: &Path, times: usize) -> Recording {
    let step = one.clip.duration_s;
    let again = |list: usize, of: usize| (0..list * of).map(move |n| (n / of, n % of));
    let moments = again(times, one.moments.len()).map(|(round, frame)| {
        let moment = one.moments[frame].clone();
        plumbline::body::Moment { at: Seconds(moment.at.0 + round as f64 * step), ..moment }
    });
    let person = |person: &plumbline::body::Person| plumbline::body::Person {
        poses: again(times, person.poses.len()).map(|(_, frame)| person.poses[frame].clone()).collect(),
    };
    let sha256 = plumbline::digest::of_file(path).unwrap();
    Recording {
        clip: ClipInfo {
            path: path.to_string_lossy().into_owned(),
            sha256,
            duration_s: step * times as f64,
            frames: one.clip.frames * times,
            ..one.clip.clone()
        },
        model: one.model.clone(),
        moments: moments.collect(),
        people: one.people.iter().map(person).collect(),
        uprights: one.uprights.clone(),
        notes: one.notes.clone(),
    }
}

/// The recording that the window keeps of a clip, and its file's name.
fn kept(home: &Path) -> (Recording, String) {
    let folder = home.join("plumbline/recordings");
    let file = fs::read_dir(&folder).unwrap().next().expect("a recording is kept").unwrap();
    (recording::read(&file.path()).unwrap(), file.file_name().to_string_lossy().into_owned())
}

/// Resident memory of the window now and at its highest, megabytes.
fn memory_mb(window: &Window) -> (f64, f64) {
    let status = fs::read_to_string(format!("/proc/{}/status", window.process())).unwrap_or_default();
    let of = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or("0");
        line.split_whitespace().next().and_then(|kb| kb.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
    };
    (of("VmRSS:"), of("VmHWM:"))
}

fn say(what: &str, window: &Window) {
    let (now, most) = memory_mb(window);
    println!("  {what:<44} {now:4.0} MB now, {most:4.0} MB at most");
}

/// Plays, seeks, waits until every frame has its small picture, and prints what that took.
fn one(display: &Display, home: &Path, path: &Path, reps: usize) {
    let log = home.join("frames.log");
    let start = Instant::now();
    let arguments = ["open", path.to_str().expect("a path in UTF-8")];
    let told = [("RUST_LOG", "plumbline::ui=debug")];
    let mut window = Window::start_told(display, home, &arguments, &told, File::create(&log).unwrap().into());
    window.wait(&format!("{reps} repetitions"));
    println!("{reps} repetitions, {} MB of film", fs::metadata(path).unwrap().len() >> 20);
    println!("  opened after {:.1} s", start.elapsed().as_secs_f64());
    say("opened", &window);
    window.key(Modifiers::NONE, Key::Space);
    std::thread::sleep(PLAYS);
    window.key(Modifiers::NONE, Key::K);
    say("after 30 s of play", &window);
    let start = Instant::now();
    let mut before = 0.0;
    while start.elapsed() < GOES_THROUGH {
        let (now, _) = memory_mb(&window);
        if now - before < RESTS_MB && before > 0.0 {
            break;
        }
        before = now;
        std::thread::sleep(Duration::from_secs(5));
    }
    say("every frame has its small picture", &window);
    for _ in 0..6 {
        for key in [Key::End, Key::PageUp, Key::Home, Key::PageDown, Key::ArrowRight, Key::ArrowLeft] {
            window.key(Modifiers::NONE, key);
            std::thread::sleep(Duration::from_millis(250));
        }
    }
    say("after 36 seeks and steps", &window);
    for tab in [Key::Num2, Key::Num3, Key::Num4, Key::Num1] {
        window.key(Modifiers::COMMAND, tab);
        std::thread::sleep(Duration::from_secs(1));
    }
    say("after every tab was looked at", &window);
    drop(window);
    for line in fs::read_to_string(&log).unwrap().lines().filter(|line| line.contains("frame")) {
        println!("  {}", line.split("DEBUG").last().unwrap_or(line).trim());
    }
}

/// How much memory clips of 2 and 10 minutes take, and how the window draws meanwhile: `scripts/figures.sh`.
#[test]
#[ignore = "takes minutes and prints figures; scripts/figures.sh runs it"]
fn figures_of_clips_of_two_and_ten_minutes() {
    let display = Display::start();
    let (folder, clip) = super::clip();
    let home = folder.path().join("home");
    let mut window = Window::start(&display, &home, &["open", clip.to_str().expect("a path in UTF-8")]);
    window.wait("3 repetitions");
    drop(window);
    let (short, name) = kept(&home);
    for times in REPEATS {
        let path = repeated(folder.path(), times);
        let long = repeated_recording(&short, &path, times);
        let kept = format!("{}{}", &long.clip.sha256[..16], &name[16..]);
        recording::write(&long, &home.join("plumbline/recordings").join(kept)).unwrap();
        one(&display, &home, &path, 3 * times);
    }
}
