//! The real window on a display without a screen: a real drop, the whole analysis, a finding, keys, an export, and what goes wrong.
#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it must be")]

mod desk;
mod display;
mod figures;
mod hand;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use display::{Display, Window};
use eframe::egui::{Key, Modifiers, vec2};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A folder with a copy of the bundled clip under a name that needs care.
fn clip() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("my set é.mp4");
    fs::copy(root().join("assets/demo-side.mp4"), &path).unwrap();
    (folder, path)
}

/// The number of the frame that is shown.
fn frame(window: &mut Window) -> usize {
    let text = window.wait("frame ");
    text.split_whitespace().nth(1).and_then(|number| number.parse().ok()).unwrap_or_else(|| panic!("{text:?}"))
}

#[test]
fn a_set_is_dropped_watched_judged_stepped_through_corrected_and_exported() {
    let display = Display::start();
    let (folder, path) = clip();
    let home = folder.path().join("home");
    let mut window = Window::start(&display, &home, &[]);
    window.wait("Drop videos here");
    hand::drop_files(&display.name, &[&path]);
    window.wait("Watching my set é.mp4");
    window.wait("3 repetitions");

    let finding = window.uppermost("repetition 3: go to the evidence");
    window.click(&finding);
    window.settle();
    let evidence = frame(&mut window);
    assert!(evidence > 200, "the third repetition is at the end of the clip: {evidence}");
    window.key(Modifiers::NONE, Key::ArrowRight);
    window.key(Modifiers::NONE, Key::ArrowRight);
    window.key(Modifiers::NONE, Key::ArrowLeft);
    window.settle();
    assert_eq!(frame(&mut window), evidence + 1);

    window.key(Modifiers::NONE, Key::E);
    window.wait("Nothing is corrected yet");
    window.drag("Plate", vec2(30.0, 0.0));
    window.wait("1 correction");
    window.wait("Plate moved at");
    window.key(Modifiers::COMMAND, Key::Z);
    window.wait("Nothing is corrected yet");

    window.key(Modifiers::COMMAND, Key::E);
    window.wait("Annotated video");
    window.click("Write");
    window.wait("2 files were written");
    let out = folder.path().join("plumbline");
    assert!(fs::metadata(out.join("my set é.annotated.mp4")).unwrap().len() > 100_000);
    assert!(fs::read_to_string(out.join("my set é.html")).unwrap().ends_with("</html>"));

    let pictures = Path::new(env!("CARGO_TARGET_TMPDIR"));
    window.picture(&pictures.join("window.png"));
    assert!(fs::metadata(pictures.join("window.png")).unwrap().len() > 50_000);

    // The file is cut to nothing while it plays, as a pulled stick would do: the window lives on and says so where it matters.
    window.key(Modifiers::NONE, Key::Space);
    fs::File::options().write(true).open(&path).unwrap().set_len(0).unwrap();
    window.key(Modifiers::NONE, Key::End);
    window.key(Modifiers::NONE, Key::Home);
    window.wait("file is empty");
    assert_eq!(window.ended(Duration::from_millis(500)), None);
    window.wait("3 repetitions");
    hand::close(&display.name);
    let status = window.ended(Duration::from_secs(20)).expect("the window closes");
    assert!(status.success(), "{status}");
}

#[test]
fn ten_files_with_broken_ones_among_them_and_a_close_at_work_do_no_harm() {
    let display = Display::start();
    let (folder, good) = clip();
    let mut files = vec![good];
    for number in 0..9 {
        let path = folder.path().join(format!("broken {number}.mp4"));
        let bytes: &[u8] = [b"".as_slice(), b"text", &[0; 4096]][number % 3];
        fs::write(&path, bytes).unwrap();
        files.push(path);
    }
    let mut window = Window::start(&display, &folder.path().join("home"), &[]);
    window.wait("Drop videos here");
    let all: Vec<&Path> = files.iter().rev().map(PathBuf::as_path).collect();
    hand::drop_files(&display.name, &all);
    window.wait("could not be analysed");
    window.wait("Watching my set é.mp4");
    assert!(window.text("Copy the details").is_some(), "the first one's reason stays");
    hand::close(&display.name);
    let status = window.ended(Duration::from_secs(30)).expect("the window closes while it works");
    assert!(status.success(), "{status}");
    assert!(!folder.path().join("home/plumbline/recordings").exists(), "nothing half done is left");
}

#[test]
fn without_a_file_dialog_it_is_said_how_else_a_video_is_opened() {
    let display = Display::start();
    let (folder, path) = clip();
    // Neither a bus with a portal nor zenity.
    let nothing = folder.path().to_str().expect("a path in UTF-8");
    let alone = [("PATH", nothing), ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")];
    let mut window = Window::start_told(&display, &folder.path().join("home"), &[], &alone, Stdio::inherit());
    window.wait("Drop videos here");
    window.key(Modifiers::COMMAND, Key::O);
    window.wait("Drag the video into the window, or copy its path and press Ctrl+V here");
    window.key(Modifiers::NONE, Key::Escape);
    window.paste(&format!("file://{}", path.display()));
    window.wait("Watching my set é.mp4");
    hand::close(&display.name);
    assert!(window.ended(Duration::from_secs(30)).expect("the window closes").success());
}

#[test]
fn without_a_display_the_command_line_is_named() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_plumbline"))
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("no display") && said.contains("plumbline analyze CLIP"), "{said}");
}

/// Makes the pictures of the README anew: `scripts/screenshots.sh`.
#[test]
#[ignore = "writes assets/screenshots; scripts/screenshots.sh runs it"]
fn pictures_for_the_readme() {
    let display = Display::start();
    let home = tempfile::tempdir().unwrap();
    let mut window = Window::start(&display, home.path(), &[]);
    let folder = root().join("assets/screenshots");
    fs::create_dir_all(&folder).unwrap();
    window.wait("Drop videos here");
    window.picture(&folder.join("start.png"));
    window.click("Try the demo");
    let finding = window.uppermost("repetition 3: go to the evidence");
    window.click(&finding);
    std::thread::sleep(Duration::from_secs(3));
    window.picture(&folder.join("findings.png"));
    window.key(Modifiers::COMMAND, Key::Num2);
    window.picture(&folder.join("charts.png"));
    window.key(Modifiers::COMMAND, Key::Num4);
    window.picture(&folder.join("correct.png"));
    window.key(Modifiers::COMMAND, Key::Num5);
    draw(&mut window);
    window.picture(&folder.join("notes.png"));
    window.key(Modifiers::COMMAND, Key::Num6);
    window.wait("Choose a repetition of this clip");
    window.click("Repetition 1");
    window.wait("differ by more than their error");
    std::thread::sleep(Duration::from_secs(3));
    window.picture(&folder.join("compare.png"));
    drop(window);
    let desk = tempfile::tempdir().unwrap();
    desk::pictures(desk.path(), &root().join("assets/demo-side.mp4"), &folder);
    // It shows a folder of this machine.
    fs::remove_file(folder.join("send-back.png")).unwrap();
}

/// Pictures of the coach's desk, to be looked at: into the folder of test files.
#[test]
#[ignore = "writes pictures of the desk for looking at"]
fn pictures_of_the_desk() {
    let home = tempfile::tempdir().unwrap();
    desk::pictures(home.path(), &root().join("assets/demo-side.mp4"), Path::new(env!("CARGO_TARGET_TMPDIR")));
}

/// Draws an angle and an arrow on the video, writes on it, and writes a note.
fn draw(window: &mut Window) {
    window.wait("Nothing is noted yet.");
    window.click("Angle");
    window.stroke("Video", (0.53, 0.414), (0.419, 0.49));
    window.stroke("Video", (0.504, 0.549), (0.504, 0.549));
    window.click("Arrow");
    window.stroke("Video", (0.66, 0.27), (0.605, 0.37));
    window.key(Modifiers::NONE, Key::M);
    window.click("Choose and move");
    window.wait("Drawing: Angle");
    window.wait("Drawing: Arrow");
}

#[test]
fn what_is_drawn_is_kept_beside_the_clip_burnt_into_pictures_and_there_again_the_next_time() {
    let display = Display::start();
    let (folder, path) = clip();
    let home = folder.path().join("home");
    let mut window = Window::start(&display, &home, &["open", path.to_str().unwrap()]);
    window.wait("3 repetitions");
    window.key(Modifiers::COMMAND, Key::Num5);
    draw(&mut window);
    let kept = folder.path().join("my set é.mp4.review.json");
    for _ in 0..200 {
        if fs::read_to_string(&kept).is_ok_and(|text| text.contains("key-frame") && text.contains("arrow")) {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(fs::read_to_string(&kept).unwrap().contains("\"angle\""));
    window.key(Modifiers::COMMAND, Key::E);
    window.wait("Annotated video");
    window.click("Annotated video");
    window.click("Report");
    window.click("This frame as a picture");
    window.click("Write");
    window.wait("1 file was written");
    let out = folder.path().join("plumbline");
    let still =
        fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().path()).find(|path| path.to_string_lossy().contains(".frame-"));
    fs::copy(still.unwrap(), Path::new(env!("CARGO_TARGET_TMPDIR")).join("drawn.jpg")).unwrap();
    hand::close(&display.name);
    assert!(window.ended(Duration::from_secs(20)).expect("the window closes").success());

    let mut again = Window::start(&display, &home, &["open", path.to_str().unwrap()]);
    again.wait("3 repetitions");
    again.key(Modifiers::COMMAND, Key::Num5);
    again.wait("Drawing: Angle");
    again.key(Modifiers::COMMAND, Key::Num6);
    again.wait("Choose a repetition of this clip");
    again.click("Repetition 3");
    again.wait("differ by more than their error");
    std::thread::sleep(Duration::from_secs(2));
    again.picture(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("beside.png"));
    again.click("As a ghost");
    // At lift-off both stand alike: the ghost is seen on the way up.
    for _ in 0..16 {
        again.key(Modifiers::NONE, Key::ArrowRight);
    }
    again.settle();
    again.picture(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("ghost.png"));
    hand::close(&display.name);
}

/// Pictures of the cards in both themes, to be looked at: into the folder of test files.
#[test]
#[ignore = "writes pictures of the advice for looking at"]
fn pictures_of_the_advice() {
    for theme in ["dark", "light"] {
        let display = Display::start();
        let home = tempfile::tempdir().unwrap();
        fs::create_dir_all(home.path().join("plumbline")).unwrap();
        fs::write(home.path().join("plumbline/window.json"), format!("{{\"colours\": \"{theme}\"}}")).unwrap();
        let mut window = Window::start(&display, home.path(), &[]);
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let mut number = 0;
        let mut picture = |window: &mut Window, name: &str| {
            number += 1;
            window.settle();
            window.picture(&folder.join(format!("advice-{theme}-{number:02}-{name}.png")));
        };
        window.wait("Drop videos here");
        window.key(Modifiers::NONE, Key::F4);
        window.wait("Question 1 of");
        picture(&mut window, "question");
        window.click("No");
        window.click("Yes");
        window.wait("See a doctor first");
        picture(&mut window, "stop");
        window.click("I pressed the wrong answer");
        while window.text("Question ").is_some() {
            window.click("No");
        }
        picture(&mut window, "checks");
        window.click("Do it: Toe-touches");
        window.click("No");
        window.click("Next");
        window.click("That is it");
        window.click("Next");
        for _ in 0..3 {
            window.click("That was one");
        }
        picture(&mut window, "bends");
        window.click("All self-assessments");
        window.click("Do it: Rock-back");
        window.click("Next");
        window.click("I hold it now");
        std::thread::sleep(Duration::from_secs(4));
        picture(&mut window, "hold");
        window.click("I let go");
        window.click("Next");
        window.click("Yes");
        picture(&mut window, "jam");
        window.click("All self-assessments");
        window.click("Do it: Slump");
        window.click("Yes");
        window.click("Next");
        window.click("Next");
        picture(&mut window, "slump");
        window.click("Yes");
        window.click("Next");
        window.click("Yes");
        picture(&mut window, "look-up");
        window.click("All self-assessments");
        picture(&mut window, "signs");
        window.click("Stretch and correct");
        picture(&mut window, "plan");
        window.click("Film it right");
        picture(&mut window, "film");
        window.click("Before and after");
        picture(&mut window, "change");
    }
}
