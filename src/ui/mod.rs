//! The window: it listens and shows, and computes nothing of its own.
//!
//! [`state`] knows everything and draws nothing: commands of the user and reports of the workers go in, effects come out. Every panel is
//! a function of the shown session and of what it remembers itself; it pushes commands. The threads stand in `worker`.

pub mod advice;
mod app;
mod charts;
pub mod clip;
pub mod command;
mod correct;
pub mod courses;
mod demo;
pub mod desk;
mod dialogs;
mod draw;
pub mod export;
mod findings;
pub mod floor;
mod grip;
mod icon;
mod keep;
mod keeper;
mod long;
mod notes;
mod pace;
mod pair;
pub mod preferences;
mod reps;
pub mod review;
mod review_words;
pub mod room;
mod said;
mod screen;
pub mod sending;
pub mod session;
pub mod span;
pub mod speech;
mod stage;
mod start;
pub mod state;
mod theme;
mod timeline;
pub mod told;
mod tools;
mod top;
mod transport;
mod versus;
mod watch;
mod worker;
mod working;

#[cfg(test)]
mod sample;
#[cfg(all(test, feature = "inspection"))]
mod tests;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use eframe::egui::{IconData, ViewportBuilder};

pub use app::App;

use crate::folders;

/// Size of the window when it opens, and the least it can be made, points.
const SIZE: [f32; 2] = [1280.0, 800.0];
const LEAST: [f32; 2] = [860.0, 560.0];

/// Why there is no window.
#[derive(Debug, thiserror::Error)]
pub enum WindowError {
    /// The system has no display.
    #[error(
        "there is no display to open a window on ({0}); start it in a desktop session, or use the command line: plumbline analyze CLIP"
    )]
    NoDisplay(String),
    /// A window could not be opened.
    #[error(
        "the window could not be opened ({0}); on Debian and Ubuntu it needs the packages libgl1, libegl1, libxcursor1, libxi6, \
         libx11-xcb1 and libxkbcommon-x11-0; the command line needs none of them: plumbline analyze CLIP"
    )]
    Failed(String),
}

/// Opens the window and, in it, the clips; returns when it is closed.
pub fn run(paths: Vec<PathBuf>) -> Result<(), WindowError> {
    if std::env::var_os("DISPLAY").is_none_or(|display| display.is_empty())
        && std::env::var_os("WAYLAND_DISPLAY").is_none_or(|display| display.is_empty())
        && cfg!(all(unix, not(target_os = "macos")))
    {
        return Err(WindowError::NoDisplay("neither DISPLAY nor WAYLAND_DISPLAY is set".to_owned()));
    }
    let viewport = ViewportBuilder::default()
        .with_title("Plumbline")
        .with_app_id("plumbline")
        .with_inner_size(SIZE)
        .with_min_inner_size(LEAST)
        .with_drag_and_drop(true)
        .with_icon(IconData { rgba: app_icon(), width: ICON as u32, height: ICON as u32 });
    let options = eframe::NativeOptions {
        viewport,
        renderer: eframe::Renderer::Glow,
        event_loop_builder: Some(Box::new(|builder| {
            // Files can be dropped on X11 only (winit 0.30); under Wayland the window goes through XWayland where there is one.
            #[cfg(all(unix, not(target_os = "macos")))]
            if std::env::var_os("DISPLAY").is_some_and(|display| !display.is_empty()) {
                use winit::platform::x11::EventLoopBuilderExtX11;
                builder.with_x11();
            }
            let _ = builder;
        })),
        ..eframe::NativeOptions::default()
    };
    let preferences = folders::data_folder().map(|folder| folder.join("window.json"));
    let unfinished = Arc::new(AtomicBool::new(false));
    let told = unfinished.clone();
    let opened = eframe::run_native(
        "Plumbline",
        options,
        Box::new(move |creation| {
            let mut app = App::new(&creation.egui_ctx, paths, preferences);
            app.tell_unfinished(told);
            Ok(Box::new(app))
        }),
    );
    if unfinished.load(Ordering::Relaxed) {
        // A thread is still inside a library: that library's end must not be run under it. What was kept is whole.
        signal_hook::low_level::exit(0);
    }
    opened.map_err(|error| match error.to_string() {
        text if text.contains("DISPLAY") || text.contains("X server") => WindowError::NoDisplay(text),
        text => WindowError::Failed(text),
    })
}

/// Side of the window's icon, pixels.
const ICON: usize = 64;

/// The window's icon: a plate on a plumb line.
fn app_icon() -> Vec<u8> {
    let mut rgba = Vec::with_capacity(ICON * ICON * 4);
    for y in 0..ICON {
        for x in 0..ICON {
            let (dx, dy) = (x as f32 - 31.5, y as f32 - 38.0);
            let far = dx.hypot(dy);
            let rim = (16.0..21.0).contains(&far) || far < 4.0;
            let line = dx.abs() < 1.6 && !(4.0..16.0).contains(&far);
            let colour = if rim {
                [76, 201, 160, 255]
            } else if line {
                [228, 232, 236, 255]
            } else {
                [22, 26, 31, 255]
            };
            rgba.extend(colour);
        }
    }
    rgba
}
