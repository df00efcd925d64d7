//! The coach's desk in the real window: pictures of its pages, of drawn sets and of the bundled clips.

use std::fs;
use std::path::{Path, PathBuf};

use eframe::egui::{Key, Modifiers};
use plumbline::library::{Added, Facts, Library, NewSet, Ruling};
use plumbline::recording::{canonical, write};
use plumbline::settings::Settings;
use plumbline::synthetic::{Errors, Scene, film};

use crate::display::{Display, Window};

/// Drawn sets of one athlete: day, load, and what is wrong.
fn sets(athlete: usize) -> Vec<(String, f64, Errors)> {
    let bad = [
        Errors::default(),
        Errors { bow_m: 0.09, ..Errors::default() },
        Errors { lumbar_added_deg: 22.0, bow_m: 0.04, ..Errors::default() },
        Errors { hips_first: 1.3, ..Errors::default() },
    ];
    let of = |number: usize| {
        let heavy = number == 3;
        let errors = if heavy { bad[athlete % bad.len()] } else { Errors::default() };
        (format!("2026-0{}-{:02}", 1 + number, 3 + athlete), 90.0 + 20.0 * number as f64 + 5.0 * athlete as f64, errors)
    };
    (0..4).map(of).collect()
}

/// Fills a library: six athletes with four sets each, one set from two sides, and one clip with its video.
pub(crate) fn fill(home: &Path, video: &Path) -> PathBuf {
    let clips = home.join("drawn");
    fs::create_dir_all(&clips).unwrap();
    let mut library = Library::open(&home.join("plumbline/library/library.sqlite")).unwrap();
    let mut add = |name: &str, athlete: &str, day: &str, load_kg: f64, scenes: &[Scene]| {
        let mut files = Vec::new();
        for (number, scene) in scenes.iter().enumerate() {
            let side = if scene.yaw_deg > 45.0 { " front" } else { "" };
            let file = clips.join(format!("{name}{side} {number}.json"));
            write(&canonical(film(scene).0), &file).unwrap();
            files.push(file);
        }
        let rpe = Some(6.0 + (load_kg / 50.0).fract() * 3.0).map(|rpe: f64| rpe.round());
        let facts = Facts { load_kg: Some(load_kg), rpe, ..Facts::default() };
        let set = NewSet { athlete: athlete.to_owned(), day: day.parse().unwrap(), facts, clips: files.clone() };
        let Added::Saved(id) = library.add(&set).unwrap() else { panic!("it is new") };
        for waiting in library.waiting().unwrap() {
            let seen = plumbline::recording::read(&waiting.path).unwrap();
            library.keep(waiting.clip, &seen, &Settings::default()).unwrap();
        }
        id
    };
    for athlete in 0..6 {
        for (number, (day, load, errors)) in sets(athlete).into_iter().enumerate() {
            let seed = (athlete * 10 + number) as u64;
            let pull_s = 0.9 + 0.012 * (load - 90.0);
            let scene = Scene { errors, seed, pull_s, ..Scene::default() };
            add(&format!("{athlete}-{number}"), &format!("Athlete {}", athlete + 1), &day, load, &[scene]);
        }
    }
    let errors = Errors { bow_m: 0.09, ..Errors::default() };
    let side = Scene { errors, seed: 77, ..Scene::default() };
    let front = Scene { yaw_deg: 90.0, cut_start_s: 0.6, ..side.clone() };
    let both = add("both", "Athlete 1", "2026-05-02", 170.0, &[side, front]);
    library.decide(both, "bar-drift", Ruling::Fault(plumbline::faults::Severity::Note), "A loose belt hides the hip.").unwrap();
    library.comment(both, None, "Better set-up than in April.").unwrap();
    let clip = home.join("Athlete 7 2026-05-03 140kg side.mp4");
    fs::copy(video, &clip).unwrap();
    clip
}

/// Pictures of the desk's pages, into a folder.
pub(crate) fn pictures(home: &Path, video: &Path, folder: &Path) {
    let clip = fill(home, video);
    let display = Display::start();
    let mut window = Window::start(&display, home, &[]);
    window.wait("Drop videos here");
    window.key(Modifiers::NONE, Key::F3);
    window.wait("6 athletes");
    crate::hand::drop_files(&display.name, &[&clip]);
    window.wait("Watching Athlete 7");
    window.wait("Not named, 2026-05-03, 140 kg, 3 repetitions");
    window.key(Modifiers::NONE, Key::Escape);
    let set = window.uppermost("Athlete 1, 2026-05-02, 170 kg");
    window.click(&set);
    window.wait("Send back…");
    window.settle();
    window.picture(&folder.join("library.png"));
    window.key(Modifiers::NONE, Key::S);
    window.wait("Nothing is uploaded");
    window.settle();
    window.picture(&folder.join("send-back.png"));
    window.key(Modifiers::NONE, Key::Escape);
    window.key(Modifiers::NONE, Key::Num2);
    window.wait("Accept");
    window.key(Modifiers::NONE, Key::ArrowDown);
    window.key(Modifiers::NONE, Key::O);
    window.wait("Your reason");
    window.settle();
    window.picture(&folder.join("inbox.png"));
    window.key(Modifiers::NONE, Key::Escape);
    window.key(Modifiers::NONE, Key::Num1);
    let set = window.uppermost("Athlete 1, 2026-05-02, 170 kg");
    window.click(&set);
    window.key(Modifiers::NONE, Key::Num3);
    window.wait("Form-limit load");
    window.settle();
    window.picture(&folder.join("progress.png"));
}

#[test]
fn a_set_of_the_library_is_sent_back_with_its_video_and_report() {
    let display = Display::start();
    let home = tempfile::tempdir().unwrap();
    let clip = home.path().join("2026-05-03 140kg side.mp4");
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/demo-side.mp4"), &clip).unwrap();
    let mut window = Window::start(&display, home.path(), &[]);
    window.wait("Drop videos here");
    window.key(Modifiers::NONE, Key::F3);
    window.wait("The library is empty");
    crate::hand::drop_files(&display.name, &[&clip]);
    let set = window.wait("Not named, 2026-05-03, 140 kg, 3 repetitions");
    window.key(Modifiers::NONE, Key::Escape);
    window.click(&set);
    window.wait("Seen from: side");
    window.key(Modifiers::NONE, Key::S);
    window.wait("Nothing is uploaded");
    window.click("Cover faces");
    window.click("Write");
    window.wait("2 files were written");
    let out = home.path().join("plumbline");
    assert!(fs::metadata(out.join("2026-05-03 140kg side.annotated.mp4")).unwrap().len() > 100_000);
    let page = fs::read_to_string(out.join("2026-05-03 140kg side.html")).unwrap();
    assert!(page.contains("at 140 kg") && page.contains("data:image/jpeg;base64,") && page.contains("are covered"));
    let folder = home.path().to_str().unwrap();
    assert!(!page.contains(folder), "where the clip lies is nobody else's business");
}
