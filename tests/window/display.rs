//! A display without a screen, and the program's window on it, seen and driven through its accessibility tree.

use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use eframe::egui::{self, Event, Key, Modifiers, PointerButton, Pos2, accesskit, pos2};
use egui_inspection::{Request, Response, protocol};

/// Longest wait for the window to open and to answer.
const OPENS: Duration = Duration::from_secs(40);
/// Longest wait for something to appear: an analysis of the bundled clip on a busy machine of two processors.
const APPEARS: Duration = Duration::from_mins(4);

/// A process that ends with the test.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A display without a screen.
pub(crate) struct Display {
    _server: Ended,
    /// Its name, for example `:1`.
    pub(crate) name: String,
}

impl Display {
    /// Starts one of 1280 x 800.
    pub(crate) fn start() -> Self {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb is there: apt-get install xvfb (`make test` does it)");
        let mut line = String::new();
        let out = server.stdout.take().expect("Xvfb's output is piped");
        BufReader::new(out).read_line(&mut line).expect("Xvfb says its display");
        Self { _server: Ended(server), name: format!(":{}", line.trim()) }
    }
}

/// The running program.
pub(crate) struct Window {
    program: Ended,
    stream: TcpStream,
}

impl Window {
    /// Starts the program with its own empty data folder.
    pub(crate) fn start(display: &Display, home: &Path, arguments: &[&str]) -> Self {
        Self::start_told(display, home, arguments, &[], Stdio::inherit())
    }

    /// The same with variables of its own, and with what it writes for those who look going elsewhere.
    pub(crate) fn start_told(display: &Display, home: &Path, arguments: &[&str], told: &[(&str, &str)], log: Stdio) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port").port();
        let address = format!("127.0.0.1:{port}");
        let program = Command::new(env!("CARGO_BIN_EXE_plumbline"))
            .args(arguments)
            .env("DISPLAY", &display.name)
            .env_remove("WAYLAND_DISPLAY")
            .env("XDG_DATA_HOME", home)
            .env("EGUI_INSPECTION", &address)
            .envs(told.iter().copied())
            .stderr(log)
            .spawn()
            .expect("the program starts");
        let program = Ended(program);
        let start = Instant::now();
        let mut stream = loop {
            match TcpStream::connect(&address) {
                Ok(stream) => break stream,
                Err(error) if start.elapsed() > OPENS => panic!("the window did not open: {error}"),
                Err(_) => std::thread::sleep(Duration::from_millis(50)),
            }
        };
        stream.set_read_timeout(Some(OPENS)).expect("a time limit");
        protocol::read_handshake(&mut stream).expect("the window answers");
        Self { program, stream }
    }

    /// The number of its process.
    pub(crate) fn process(&self) -> u32 {
        self.program.0.id()
    }

    fn ask(&mut self, request: &Request) -> Response {
        protocol::write_message(&mut self.stream, request).expect("the window listens");
        protocol::read_message(&mut self.stream).expect("the window answers")
    }

    /// The widgets.
    fn nodes(&mut self) -> Vec<accesskit::Node> {
        match self.ask(&Request::GetTree) {
            Response::Tree { accesskit: Some(tree), .. } => tree.nodes.into_iter().map(|(_, node)| node).collect(),
            other => panic!("no tree: {other:?}"),
        }
    }

    /// All that is written.
    pub(crate) fn texts(&mut self) -> Vec<String> {
        self.nodes().iter().filter_map(|node| node.label().or(node.value()).map(str::to_owned)).collect()
    }

    /// The first text with a part.
    pub(crate) fn text(&mut self, part: &str) -> Option<String> {
        self.texts().into_iter().find(|text| text.contains(part))
    }

    /// Waits until a text with a part is there.
    pub(crate) fn wait(&mut self, part: &str) -> String {
        let start = Instant::now();
        loop {
            if let Some(text) = self.text(part) {
                return text;
            }
            assert!(start.elapsed() < APPEARS, "{part:?} did not appear in {:?}", self.texts());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// The label of the widget that is highest in the window, of those whose label has this part; waits for one.
    pub(crate) fn uppermost(&mut self, part: &str) -> String {
        self.wait(part);
        let nodes = self.nodes();
        let named = nodes.iter().filter(|node| node.bounds().is_some() && node.label().is_some_and(|label| label.contains(part)));
        let top = |node: &&accesskit::Node| node.bounds().map_or(f64::MAX, |bounds| bounds.y0);
        let node = named.min_by(|a, b| top(a).total_cmp(&top(b))).unwrap_or_else(|| panic!("no {part:?} with a place"));
        node.label().unwrap_or_default().to_owned()
    }

    /// The middle of the widget with this label.
    fn place(&mut self, label: &str) -> Pos2 {
        let nodes = self.nodes();
        let node = nodes.iter().find(|node| node.label() == Some(label)).unwrap_or_else(|| panic!("no {label:?}"));
        let bounds = node.bounds().expect("a widget has a place");
        pos2(f64::midpoint(bounds.x0, bounds.x1) as f32, f64::midpoint(bounds.y0, bounds.y1) as f32)
    }

    fn send(&mut self, events: Vec<Event>) {
        match self.ask(&Request::ApplyEvents { events }) {
            Response::Done => {}
            other => panic!("the events were not taken: {other:?}"),
        }
    }

    /// Clicks on the widget with this label.
    pub(crate) fn click(&mut self, label: &str) {
        let at = self.place(label);
        self.press(at, true);
        self.press(at, false);
    }

    fn press(&mut self, pos: Pos2, pressed: bool) {
        let button = Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE };
        self.send(vec![Event::PointerMoved(pos), button]);
    }

    /// Drags the widget with this label by a way in points.
    pub(crate) fn drag(&mut self, label: &str, by: egui::Vec2) {
        let from = self.place(label);
        self.press(from, true);
        for step in 1..=5 {
            self.send(vec![Event::PointerMoved(from + by * (step as f32 / 5.0))]);
        }
        self.press(from + by, false);
        self.send(vec![Event::PointerGone]);
    }

    /// Drags on the widget with this label from one place to another, in shares of its width and height; a click where both are the same.
    pub(crate) fn stroke(&mut self, label: &str, from: (f32, f32), to: (f32, f32)) {
        let bounds = {
            let nodes = self.nodes();
            let node = nodes.iter().find(|node| node.label() == Some(label)).unwrap_or_else(|| panic!("no {label:?}"));
            node.bounds().expect("a widget has a place")
        };
        let at = |(x, y): (f32, f32)| {
            let share = |low: f64, high: f64, share: f32| (low + (high - low) * f64::from(share)) as f32;
            pos2(share(bounds.x0, bounds.x1, x), share(bounds.y0, bounds.y1, y))
        };
        let (from, to) = (at(from), at(to));
        self.press(from, true);
        if from != to {
            for step in 1..=5 {
                self.send(vec![Event::PointerMoved(from + (to - from) * (step as f32 / 5.0))]);
            }
        }
        self.press(to, false);
        self.settle();
    }

    /// Presses a key.
    pub(crate) fn key(&mut self, modifiers: Modifiers, key: Key) {
        for pressed in [true, false] {
            self.send(vec![Event::Key { key, physical_key: None, pressed, repeat: false, modifiers }]);
        }
    }

    /// Pastes a text.
    pub(crate) fn paste(&mut self, text: &str) {
        self.send(vec![Event::Paste(text.to_owned())]);
    }

    /// Lets the window come to rest.
    pub(crate) fn settle(&mut self) {
        self.ask(&Request::Settle { max_steps: 60 });
    }

    /// Writes a picture of the window.
    pub(crate) fn picture(&mut self, path: &Path) {
        self.send(vec![Event::PointerGone]);
        self.settle();
        match self.ask(&Request::GetScreenshot { pixels_per_point: None }) {
            Response::Screenshot(picture) => std::fs::write(path, picture.bytes).expect("the picture is written"),
            other => panic!("no picture: {other:?}"),
        }
    }

    /// How the program ended; `None` where it runs longer than a time.
    pub(crate) fn ended(&mut self, within: Duration) -> Option<ExitStatus> {
        let start = Instant::now();
        while start.elapsed() < within {
            if let Some(status) = self.program.0.try_wait().expect("the program can be asked") {
                return Some(status);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        None
    }
}
