//! What a desktop does with a window: drops files on it and closes it, by the protocols of X11.

use std::path::Path;
use std::time::{Duration, Instant};

use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConnectionExt as _, CreateWindowAux, EventMask, PropMode, SELECTION_NOTIFY_EVENT,
    SelectionNotifyEvent, SelectionRequestEvent, WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;
use x11rb::{COPY_DEPTH_FROM_PARENT, CURRENT_TIME};

/// Title of the window.
const TITLE: &[u8] = b"Plumbline";
/// Version of the protocol of drops.
const XDND: u32 = 5;
/// Where the files are let go of: 300 points from the left and from the top.
const PLACE: u32 = 0x012c_012c;
/// Longest wait for the window to take a drop.
const TAKES: Duration = Duration::from_secs(20);

struct Hand {
    connection: RustConnection,
    window: u32,
    root: u32,
}

impl Hand {
    /// Finds the program's window.
    fn new(display: &str) -> Self {
        let (connection, screen) = x11rb::connect(Some(display)).expect("the display answers");
        let root = connection.setup().roots[screen].root;
        let mut hand = Self { connection, window: 0, root };
        let name = hand.atom("_NET_WM_NAME");
        let children = hand.connection.query_tree(root).unwrap().reply().unwrap().children;
        let title = |window: u32| {
            hand.connection.get_property(false, window, name, AtomEnum::ANY, 0, 1024).unwrap().reply().unwrap().value
        };
        hand.window = children.into_iter().find(|&window| title(window) == TITLE).expect("the window is on the display");
        hand
    }

    fn atom(&self, name: &str) -> u32 {
        self.connection.intern_atom(false, name.as_bytes()).unwrap().reply().unwrap().atom
    }

    fn message(&self, kind: &str, data: [u32; 5]) {
        let message = ClientMessageEvent::new(32, self.window, self.atom(kind), data);
        self.connection.send_event(false, self.window, EventMask::NO_EVENT, message).unwrap();
        self.connection.flush().unwrap();
    }

    /// Gives the list of files to the window that asks for it.
    fn give(&self, request: &SelectionRequestEvent, list: &str) {
        let SelectionRequestEvent { time, requestor, selection, target, property, .. } = *request;
        self.connection.change_property8(PropMode::REPLACE, requestor, property, target, list.as_bytes()).unwrap();
        let answer = SelectionNotifyEvent {
            response_type: SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time,
            requestor,
            selection,
            target,
            property,
        };
        self.connection.send_event(false, requestor, EventMask::NO_EVENT, answer).unwrap();
        self.connection.flush().unwrap();
    }
}

/// A digit of base 16.
fn hex(digit: u8) -> char {
    char::from_digit(u32::from(digit), 16).unwrap_or('0').to_ascii_uppercase()
}

/// The address of a file, with everything but plain letters escaped.
fn address(file: &Path) -> String {
    let mut text = "file://".to_owned();
    for byte in file.to_str().expect("a path in UTF-8").bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.extend(['%', hex(byte >> 4), hex(byte & 15)]);
        }
    }
    text + "\r\n"
}

/// Drags files over the window and lets them go there.
pub(crate) fn drop_files(display: &str, files: &[&Path]) {
    let hand = Hand::new(display);
    let list: String = files.iter().map(|file| address(file)).collect();
    let connection = &hand.connection;
    let source = connection.generate_id().unwrap();
    let plain = CreateWindowAux::new();
    connection
        .create_window(COPY_DEPTH_FROM_PARENT, source, hand.root, 0, 0, 1, 1, 0, WindowClass::INPUT_OUTPUT, 0, &plain)
        .unwrap();
    connection.set_selection_owner(source, hand.atom("XdndSelection"), CURRENT_TIME).unwrap();
    let (status, finished) = (hand.atom("XdndStatus"), hand.atom("XdndFinished"));
    hand.message("XdndEnter", [source, XDND << 24, hand.atom("text/uri-list"), 0, 0]);
    hand.message("XdndPosition", [source, 0, PLACE, CURRENT_TIME, hand.atom("XdndActionCopy")]);
    let start = Instant::now();
    loop {
        assert!(start.elapsed() < TAKES, "the window did not take the drop");
        match connection.poll_for_event().unwrap() {
            Some(Event::SelectionRequest(request)) => hand.give(&request, &list),
            Some(Event::ClientMessage(answer)) if answer.type_ == status => {
                if answer.data.as_data32()[1] & 1 == 1 {
                    hand.message("XdndDrop", [source, 0, CURRENT_TIME, 0, 0]);
                }
            }
            Some(Event::ClientMessage(answer)) if answer.type_ == finished => return,
            Some(_) => {}
            None => std::thread::sleep(Duration::from_millis(10)),
        }
    }
}

/// Asks the window to close, as its cross does.
pub(crate) fn close(display: &str) {
    let hand = Hand::new(display);
    hand.message("WM_PROTOCOLS", [hand.atom("WM_DELETE_WINDOW"), CURRENT_TIME, 0, 0, 0]);
    // An answer says that the display has passed the message on: one that goes away at once may not be heard.
    hand.connection.get_input_focus().unwrap().reply().unwrap();
}
