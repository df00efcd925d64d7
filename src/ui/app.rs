//! The window itself: hears the workers, shows the panels, does what they push.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use eframe::egui::{
    self, CentralPanel, ColorImage, Context, Frame, Key, Margin, Modifiers, Panel, TextureHandle, TextureOptions,
    ThemePreference, Ui, ViewportCommand,
};

use super::advice;
use super::clip::{Entry, Peek, Progress};
use super::command::{Action, Command};
use super::keep::Keeper;
use super::preferences::{Colours, Preferences};
use super::review::Together;
use super::room::Room;
use super::screen::Screen;
use super::session::{Session, Tab};
use super::state::{Effect, Notice, State};
use super::theme::{self, Palette};
use super::worker::{Wake, Workers};
use super::{
    charts, correct, demo, desk, dialogs, findings, notes, pace, pair, reps, stage, start, timeline, top, transport, versus,
    working,
};
use crate::settings::{Profile, Settings};

/// Width of the side panel, points.
const SIDE: f32 = 430.0;
/// How often the window looks again while something is at work, seconds.
const WORKING_S: f64 = 0.1;

/// What every panel remembers.
#[derive(Default)]
struct Panels {
    start: start::Own,
    stage: stage::Own,
    findings: findings::Own,
    timeline: timeline::Own,
    charts: charts::Own,
    reps: reps::Own,
    correct: correct::Own,
    notes: notes::Own,
    versus: versus::Own,
    dialogs: dialogs::Own,
    desk: desk::Own,
    advice: advice::Own,
}

/// The window.
pub struct App {
    /// What it knows.
    pub(super) state: State,
    workers: Workers,
    panels: Panels,
    screen: Option<Screen>,
    /// The pictures of what is compared with, where it is shown beside.
    second: Option<Screen>,
    /// The last small picture of the clip at work, and its texture.
    peek: Option<(Arc<Peek>, TextureHandle)>,
    wake: Wake,
    start: Instant,
    /// The folder of the preferences, where diaries are kept too; `None` keeps none.
    data: Option<PathBuf>,
    /// Writes the preferences; `None` where none are kept.
    keeper: Option<Keeper>,
    pace: pace::Pace,
    /// Set at the end where a thread could not be waited for.
    unfinished: Arc<AtomicBool>,
}

impl App {
    /// An empty window that opens `paths` at once. `preferences` is where they are kept; `None` keeps none.
    pub fn new(ctx: &Context, paths: Vec<PathBuf>, preferences: Option<PathBuf>) -> Self {
        theme::install(ctx);
        let known = preferences.as_deref().map(Preferences::read).unwrap_or_default();
        let again = ctx.clone();
        let wake: Wake = Arc::new(move || again.request_repaint());
        let mut app = Self {
            state: State::new(known, Settings::default(), demo::path()),
            workers: Workers::new(wake.clone(), library_beside(preferences.as_deref())),
            panels: Panels::default(),
            screen: None,
            second: None,
            peek: None,
            wake,
            start: Instant::now(),
            data: preferences.as_deref().and_then(std::path::Path::parent).map(PathBuf::from),
            keeper: preferences.map(Keeper::new),
            pace: pace::Pace::default(),
            unfinished: Arc::default(),
        };
        app.apply_preferences(ctx);
        // One that is not there now, as on a drive that is not plugged in, is followed again another day.
        if let Some(folder) = app.state.preferences.follow.clone().filter(|folder| folder.is_dir()) {
            app.perform(ctx, Command::Desk(desk::Ask::Follow(Some(folder))));
        }
        if !paths.is_empty() {
            app.perform(ctx, Command::OpenPaths(paths));
        }
        app
    }

    /// Where the window says at its end that a thread could not be waited for.
    pub(super) fn tell_unfinished(&mut self, flag: Arc<AtomicBool>) {
        self.unfinished = flag;
    }

    fn now_s(&self) -> f64 {
        self.start.elapsed().as_secs_f64()
    }

    fn perform(&mut self, ctx: &Context, command: Command) {
        let preferred = matches!(command, Command::Prefer(_));
        let effects = self.state.perform(command, self.now_s());
        self.work(ctx, effects);
        if preferred {
            self.apply_preferences(ctx);
        }
    }

    fn work(&mut self, ctx: &Context, effects: Vec<Effect>) {
        for effect in effects {
            match self.workers.perform(effect) {
                Some(Effect::Copy(text)) => ctx.copy_text(text),
                Some(Effect::FullScreen(on)) => ctx.send_viewport_cmd(ViewportCommand::Fullscreen(on)),
                Some(Effect::Remember) => self.remember(),
                Some(Effect::Diary(chore)) => self.keep_diary(&chore),
                _ => {}
            }
        }
    }

    /// Carries effects out, for tests.
    #[cfg(all(test, feature = "inspection"))]
    pub(super) fn carry_out(&mut self, effects: Vec<Effect>) {
        self.work(&Context::default(), effects);
    }

    fn remember(&mut self) {
        if let Some(keeper) = &mut self.keeper {
            keeper.keep(self.state.preferences.clone(), &self.wake);
        }
    }

    /// Does what is to be done with a diary's file, beside the preferences; what keeps none keeps no diary.
    fn keep_diary(&mut self, chore: &advice::Chore) {
        let Some(data) = &self.data else { return };
        match chore.carry_out(data) {
            Ok(read) => self.state.advice.take(read),
            Err(text) => self.state.notice = Some(Notice { text, bad: true, files: Vec::new() }),
        }
    }

    /// Colours, size of text and limits as preferred.
    fn apply_preferences(&mut self, ctx: &Context) {
        let preferences = &self.state.preferences;
        ctx.set_theme(match preferences.colours {
            Colours::System => ThemePreference::System,
            Colours::Dark => ThemePreference::Dark,
            Colours::Light => ThemePreference::Light,
        });
        ctx.set_zoom_factor(preferences.text_scale);
        let profile = Profile::from_code(&preferences.profile).unwrap_or_default();
        let settings = match &preferences.limits {
            None => Ok(Settings { profile, ..Settings::default() }),
            Some(path) => std::fs::read_to_string(path)
                .map_err(|error| format!("The limits cannot be read ({error}); the program's own are used: {}", path.display()))
                .and_then(|text| {
                    Settings::from_json(&text)
                        // A file that names no profile of its own is laid over the chosen one.
                        .map(|file| if file.profile == Profile::default() { Settings { profile, ..file } } else { file })
                        .map_err(|error| format!("The limits are not used, for {error}: {}", path.display()))
                }),
        };
        let settings = settings.unwrap_or_else(|text| {
            self.state.notice = Some(Notice { text, bad: true, files: Vec::new() });
            Settings::default()
        });
        if settings != self.state.settings {
            let effects = self.state.resettle(settings);
            self.work(ctx, effects);
        }
    }

    /// Opens the pictures of the shown clip and of what is compared with, and closes those of others.
    fn follow_shown(&mut self) {
        let wanted = self.state.session.as_ref().map(|session| session.id);
        if self.screen.as_ref().map(|screen| screen.clip) != wanted {
            self.screen = wanted.and_then(|id| self.state.entry(id).and_then(|entry| Screen::open(entry, &self.wake)));
        }
        let against = self.state.session.as_ref().and_then(|session| session.board.against.as_ref());
        let wanted = against.filter(|against| against.wish.together == Together::Beside).map(|against| against.wish.clip);
        if self.second.as_ref().map(|screen| screen.clip) != wanted {
            self.second = wanted.and_then(|id| self.state.entry(id).and_then(|entry| Screen::open(entry, &self.wake)));
        }
    }

    /// Asks for the pictures at the playhead and takes what has come.
    fn follow_playhead(&mut self, ctx: &Context) {
        let Some(session) = &mut self.state.session else { return };
        session.playhead.tick(Instant::now());
        let playhead = &session.playhead;
        let (frame, playing, direction) = (playhead.frame(), playhead.is_playing(), if playhead.rate() < 0.0 { -1 } else { 1 });
        if let Some(screen) = &mut self.screen {
            screen.follow(ctx, frame, playing, direction);
        }
        if let Some((screen, against)) = self.second.as_mut().zip(session.board.against.as_ref()) {
            screen.follow(ctx, against.frame(session, frame), playing, direction);
        }
    }

    fn keys(&mut self, ctx: &Context) {
        if ctx.egui_wants_keyboard_input() {
            return;
        }
        let (mut pressed, room) = (Vec::new(), self.state.room);
        ctx.input_mut(|input| {
            // Those with more modifiers first, so that Shift+N is not taken for N.
            let mut all: Vec<(Action, egui::KeyboardShortcut)> =
                Action::ALL.iter().flat_map(|&action| action.words().keys.iter().map(move |&key| (action, key))).collect();
            all.sort_by_key(|(_, key)| std::cmp::Reverse(weight(key.modifiers)));
            for (action, mut shortcut) in all {
                if !room.hears(action) {
                    continue;
                }
                // On some keyboards these signs need Shift.
                if shortcut.modifiers == Modifiers::NONE && matches!(shortcut.logical_key, Key::Questionmark | Key::Plus) {
                    shortcut.modifiers = if input.modifiers.shift { Modifiers::SHIFT } else { Modifiers::NONE };
                }
                while input.consume_shortcut(&shortcut) {
                    pressed.push(action);
                }
            }
        });
        for action in pressed {
            if self.state.dialog.is_none() || matches!(action, Action::Leave | Action::Keys | Action::Settings) {
                self.perform(ctx, Command::Do(action));
            }
        }
    }

    fn drops(&mut self, ctx: &Context) {
        let paths: Vec<PathBuf> =
            ctx.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_path_buf()).collect());
        if !paths.is_empty() {
            let dropped = match self.state.room {
                Room::Set | Room::Advice => Command::OpenPaths(paths),
                Room::Desk => Command::Desk(desk::Ask::Add(paths)),
            };
            self.perform(ctx, dropped);
        }
        // What is pasted into no field is a video's path, or a list of them as file managers copy it.
        if ctx.egui_wants_keyboard_input() || self.state.dialog.is_some() {
            return;
        }
        let pasted = ctx.input(|input| {
            let pasted =
                |event: &egui::Event| if let egui::Event::Paste(text) = event { Some(start::pasted(text)) } else { None };
            input.events.iter().filter_map(pasted).flatten().collect::<Vec<_>>()
        });
        if !pasted.is_empty() {
            self.perform(ctx, Command::OpenPaths(pasted));
        }
    }

    fn panels(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let hovering = ui.ctx().input(|input| !input.raw.hovered_files.is_empty());
        let palette = Palette::of(ui);
        let bar = |margin: Margin| Frame::new().fill(palette.panel).inner_margin(margin);
        if !self.state.full_screen {
            let frame = bar(Margin::symmetric(14, 0));
            Panel::top("top").exact_size(46.0).frame(frame).show(ui, |ui| top::show(ui, &self.state, commands));
        }
        if self.state.room == Room::Desk {
            desk::show(ui, &self.state, &mut self.panels.desk, commands);
        } else if self.state.room == Room::Advice {
            let frame = Frame::new().fill(palette.panel);
            CentralPanel::default().frame(frame).show(ui, |ui| advice::show(ui, &self.state, &mut self.panels.advice, commands));
        } else if let Some(session) = &self.state.session {
            let frame = bar(Margin::symmetric(12, 0));
            self.pace.done("top");
            if !self.state.full_screen {
                let most = timeline::height(&session.analysis);
                Panel::bottom("timeline")
                    .resizable(true)
                    .default_size(most.min(219.0))
                    .size_range(100.0..=most.max(101.0))
                    .frame(bar(Margin { left: 14, right: 4, top: 4, bottom: 4 }))
                    .show(ui, |ui| timeline::show(ui, session, &mut self.panels.timeline, commands));
            }
            self.pace.done("timeline");
            if !self.state.full_screen {
                Panel::right("side")
                    .resizable(true)
                    .default_size(SIDE)
                    .size_range(320.0..=720.0)
                    .frame(bar(Margin { left: 14, right: 10, top: 10, bottom: 4 }))
                    .show(ui, |ui| side(ui, &self.state, session, &mut self.panels, commands));
            }
            self.pace.done("side");
            Panel::bottom("transport").exact_size(44.0).frame(frame).show(ui, |ui| {
                transport::show(ui, session, self.state.full_screen, commands);
            });
            let picture = self.screen.as_ref().and_then(Screen::shown);
            let trouble = self.screen.as_ref().and_then(|screen| screen.trouble.clone());
            let hint = match (&self.screen, &trouble) {
                (_, Some(trouble)) => Some(trouble.as_str()),
                (None, None) => Some("Only the recording was opened: there is no picture"),
                (Some(_), None) => None,
            };
            let against = session.board.against.as_ref().filter(|against| against.wish.together == Together::Beside);
            // Corrections and drawings are made on the one picture.
            let against = against.filter(|_| !matches!(session.tab, Tab::Corrections | Tab::Notes));
            let other = self.second.as_ref().and_then(Screen::shown);
            CentralPanel::default().frame(Frame::new()).show(ui, |ui| match against {
                Some(against) => pair::show(ui, session, against, picture, other, hint, commands),
                None => stage::show(ui, session, picture, hint, &mut self.panels.stage, commands),
            });
            self.pace.done("video");
        } else {
            let frame = Frame::new().fill(palette.panel);
            let now_s = self.now_s();
            CentralPanel::default().frame(frame).show(ui, |ui| match self.state.shown() {
                Some(entry) => {
                    let picture = peek(ui.ctx(), entry, &mut self.peek);
                    working::show(ui, entry, picture, now_s, commands);
                }
                None => start::show(ui, &self.state, hovering, &mut self.panels.start, commands),
            });
        }
        if hovering && (self.state.shown.is_some() || self.state.room != Room::Set) {
            drop_hint(ui.ctx(), self.state.room.drop_hint());
        }
    }
}

/// Where the library is kept: beside the preferences, so that what keeps none keeps no library.
fn library_beside(preferences: Option<&std::path::Path>) -> Option<PathBuf> {
    preferences.and_then(std::path::Path::parent).map(|folder| folder.join("library").join("library.sqlite"))
}

fn weight(modifiers: Modifiers) -> u8 {
    u8::from(modifiers.shift) + u8::from(modifiers.command) + u8::from(modifiers.alt)
}

/// The side panel: tabs, and what is chosen.
fn side(ui: &mut Ui, state: &State, session: &Session, panels: &mut Panels, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = theme::TIGHT;
        for (tab, action) in [
            (Tab::Findings, Action::ShowFindings),
            (Tab::Charts, Action::ShowCharts),
            (Tab::Reps, Action::ShowReps),
            (Tab::Corrections, Action::ShowCorrections),
            (Tab::Notes, Action::ShowNotes),
            (Tab::Compare, Action::ShowCompare),
        ] {
            let label = theme::strong(action.words().label);
            if ui.selectable_label(session.tab == tab, label).on_hover_text(action.tip()).clicked() {
                commands.push(Command::Do(action));
            }
        }
    });
    ui.separator();
    if let Some(taken) = session.taken.as_deref().filter(|_| matches!(session.tab, Tab::Findings | Tab::Notes)) {
        desk::coach(ui, taken);
    }
    match session.tab {
        Tab::Findings => findings::show(ui, session, &mut panels.findings, commands),
        Tab::Charts => charts::show(ui, session, &mut panels.charts, commands),
        Tab::Reps => reps::show(ui, session, &mut panels.reps, commands),
        Tab::Notes => notes::show(ui, session, &mut panels.notes, commands),
        Tab::Compare => versus::show(ui, state, session, &mut panels.versus, commands),
        Tab::Corrections => {
            if let Some(clip) = state.clip() {
                let units = state.preferences.units;
                correct::show(ui, session, clip, units, &mut panels.correct, &mut panels.stage.choosing, commands);
            }
        }
    }
}

/// The texture of the last small picture of a clip at work.
fn peek<'a>(ctx: &Context, entry: &Entry, kept: &'a mut Option<(Arc<Peek>, TextureHandle)>) -> Option<&'a TextureHandle> {
    let Progress::Working(work) = &entry.progress else { return None };
    let picture = work.picture.as_ref()?;
    if kept.as_ref().is_none_or(|(known, _)| !Arc::ptr_eq(known, picture)) {
        let image = ColorImage::from_rgba_premultiplied([picture.width, picture.height], &picture.rgba);
        *kept = Some((picture.clone(), ctx.load_texture("peek", image, TextureOptions::LINEAR)));
    }
    kept.as_ref().map(|(_, texture)| texture)
}

/// Says over everything that files can be let go of.
fn drop_hint(ctx: &Context, text: &str) {
    let painter = ctx.layer_painter(egui::LayerId::new(egui::Order::Foreground, egui::Id::unique("drop")));
    let rect = ctx.content_rect();
    painter.rect_filled(rect, 0.0, egui::Color32::from_black_alpha(150));
    let font = theme::heavy(theme::TITLE);
    painter.text(rect.center(), egui::Align2::CENTER_CENTER, text, font, egui::Color32::WHITE);
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &Context, _: &mut eframe::Frame) {
        while let Some(report) = self.workers.next() {
            let effects = self.state.hear(report, self.now_s());
            self.work(ctx, effects);
        }
        if let Some(text) = self.keeper.as_mut().and_then(Keeper::look) {
            self.state.notice = Some(Notice { text, bad: true, files: Vec::new() });
        }
        let keeps = self.keeper.as_ref().is_some_and(Keeper::waits);
        if self.workers.has_pending() || self.state.writing.is_some() || keeps {
            ctx.request_repaint_after(Duration::from_millis(30));
        }
    }

    fn ui(&mut self, ui: &mut Ui, frame: &mut eframe::Frame) {
        self.pace.begin(frame.info().cpu_usage);
        let ctx = ui.ctx().clone();
        self.drops(&ctx);
        self.keys(&ctx);
        self.pace.done("keys");
        self.follow_shown();
        self.follow_playhead(&ctx);
        self.pace.done("picture");
        let mut commands = Vec::new();
        self.panels(ui, &mut commands);
        dialogs::show(&ctx, &self.state, &mut self.panels.dialogs, &mut commands);
        self.pace.done("dialogs");
        for command in commands {
            self.perform(&ctx, command);
        }
        self.pace.done("commands");
        if let Some(due) = self.state.session.as_ref().and_then(|session| session.playhead.next_due(Instant::now())) {
            ctx.request_repaint_after(due);
        }
        if self.state.desk.at_work.is_some()
            || self.state.entries.iter().any(|entry| matches!(entry.progress, Progress::Working(_)))
        {
            ctx.request_repaint_after(Duration::from_secs_f64(WORKING_S));
        }
        self.pace.end();
    }

    fn on_exit(&mut self, _: Option<&eframe::glow::Context>) {
        (self.screen, self.second) = (None, None);
        if let Some(keeper) = &mut self.keeper {
            keeper.finish();
        }
        let ended = self.workers.stop();
        self.unfinished.store(!ended, Ordering::Relaxed);
    }
}
