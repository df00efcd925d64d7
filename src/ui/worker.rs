//! The threads behind the window. Each has a name, is told what to do by a message and answers through one bounded channel; the
//! window never waits for one.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::clip::{ClipId, Peek};
use super::desk::{Clerk, Purpose, Tell};
use super::export::{self, Done};
use super::keeper::Keeper;
use super::sending;
use super::speech::Speech;
use super::state::{Effect, Report};
use super::watch;
use crate::arrivals;
use crate::body::Recording;
use crate::corrections::{self, Corrections};
use crate::job::{Cancel, Event, Listener};
use crate::pipeline::Corrector;
use crate::settings::Settings;

/// Reports that may wait for the window.
const WAITING: usize = 64;
/// Longest wait for a thread at the end of the program.
const PATIENCE: Duration = Duration::from_secs(5);

/// A dialog that is gone within this time was never there (our default; nobody presses a key within it).
const SOONER_THAN_A_HAND: Duration = Duration::from_millis(400);

/// Asks the window to look for reports.
pub(super) type Wake = Arc<dyn Fn() + Send + Sync>;

/// Where the threads report to.
#[derive(Clone)]
pub(super) struct Reports {
    sender: SyncSender<Report>,
    wake: Wake,
}

impl Reports {
    /// Sends what must not be lost; waits while the window has much to read. Nothing happens where the window is gone.
    pub(super) fn send(&self, report: Report) {
        let _ = self.sender.send(report);
        (self.wake)();
    }

    /// Sends what may be lost where the window has much to read.
    pub(super) fn offer(&self, report: Report) {
        if self.sender.try_send(report).is_ok() {
            (self.wake)();
        }
    }
}

/// A correction to be worked in.
struct Correct {
    id: ClipId,
    original: Arc<Recording>,
    settings: Settings,
    corrections: Corrections,
    keep: Option<PathBuf>,
}

/// The threads.
pub(super) struct Workers {
    reports: Reports,
    inbox: Receiver<Report>,
    watching: Option<(Cancel, JoinHandle<()>)>,
    writing: Option<(Cancel, JoinHandle<()>)>,
    corrector: Option<(SyncSender<Correct>, JoinHandle<()>)>,
    /// A correction for which the corrector has no room yet; only the last one counts.
    pending: Option<Correct>,
    keeper: Keeper,
    speech: Speech,
    /// Keeps the library.
    clerk: Clerk,
}

impl Workers {
    /// No thread yet; `library` is where the library is kept, where there is a place for it.
    pub(super) fn new(wake: Wake, library: Option<PathBuf>) -> Self {
        let (sender, inbox) = sync_channel(WAITING);
        let reports = Reports { sender, wake };
        let (keeper, speech) = (Keeper::new(reports.clone()), Speech::new(reports.clone()));
        let desk = reports.clone();
        let tell: Tell = Arc::new(move |answer| desk.send(Report::Desk(answer)));
        let clerk = Clerk::new(library, tell);
        Self { reports, inbox, watching: None, writing: None, corrector: None, pending: None, keeper, speech, clerk }
    }

    /// The next report, where one is there.
    pub(super) fn next(&mut self) -> Option<Report> {
        self.hand_over();
        self.keeper.hand_over();
        self.clerk.hand_over();
        self.inbox.try_recv().ok()
    }

    /// Does what concerns the threads; `None` where the effect is for the window.
    pub(super) fn perform(&mut self, effect: Effect) -> Option<Effect> {
        match effect {
            Effect::Watch { id, path, settings, seen } => self.watch(id, path, settings, seen),
            Effect::StopWatching => drop(self.watching.as_ref().map(|(cancel, _)| cancel.cancel())),
            Effect::Correct { id, original, settings, corrections, keep } => {
                // What was to be kept stays to be kept, though a newer correction takes its place.
                let keep = keep.or_else(|| self.pending.take().and_then(|waiting| waiting.keep));
                self.pending = Some(Correct { id, original, settings, corrections, keep });
                self.hand_over();
            }
            Effect::KeepReview(keep) => self.keeper.keep(*keep),
            Effect::Voice(order) => self.speech.perform(order),
            Effect::Choose => self.choose(),
            Effect::Desk(job) => self.clerk.take(job),
            Effect::DeskPick(purpose) => self.pick(purpose),
            Effect::Write(order) => {
                let frames = order.recording.moments.len();
                self.write(frames, move |listener, cancel| export::write(&order, listener, cancel));
            }
            Effect::Send(sending) => {
                let frames = sending.frames();
                self.write(frames, move |listener, cancel| sending::write(&sending, listener, cancel));
            }
            Effect::StopWriting => drop(self.writing.as_ref().map(|(cancel, _)| cancel.cancel())),
            other => return Some(other),
        }
        None
    }

    fn watch(&mut self, id: ClipId, path: PathBuf, settings: Settings, seen: Option<PathBuf>) {
        let (reports, cancel) = (self.reports.clone(), Cancel::default());
        let asked = cancel.clone();
        let thread = spawn("watch", move || {
            let listen = |event: Event| match event {
                Event::Progress { .. } => reports.offer(Report::Event(id, event)),
                _ => reports.send(Report::Event(id, event)),
            };
            let peek = |picture: Peek| reports.offer(Report::Picture(id, Arc::new(picture)));
            let outcome = watch::watch(&path, &settings, seen.as_deref(), &listen, &peek, &asked).map(Box::new);
            reports.send(Report::Watched(id, outcome));
        });
        match thread {
            Ok(thread) => self.watching = Some((cancel, thread)),
            Err(reason) => self.reports.offer(Report::Watched(id, Err(reason))),
        }
    }

    /// Writes files of a clip or of several, whose frames are so many.
    fn write(&mut self, frames: usize, files: impl FnOnce(Listener, &Cancel) -> Result<Done, String> + Send + 'static) {
        let (reports, cancel) = (self.reports.clone(), Cancel::default());
        let asked = cancel.clone();
        let thread = spawn("write", move || {
            let total = frames.max(1) as f32;
            let listen = |event: Event| {
                if let Event::Progress { done, .. } = event {
                    reports.offer(Report::Writing((done as f32 / total).min(1.0)));
                }
            };
            let outcome = files(&listen, &asked);
            reports.send(Report::Written(outcome));
        });
        match thread {
            Ok(thread) => self.writing = Some((cancel, thread)),
            Err(reason) => self.reports.offer(Report::Written(Err(reason))),
        }
    }

    fn choose(&self) {
        let reports = self.reports.clone();
        // Where no thread can be had the choice is as if called off; dropping a file still works.
        let _ = spawn("choose", move || {
            let asked = Instant::now();
            let chosen = rfd::FileDialog::new()
                .set_title("Open videos of deadlifts")
                .add_filter("Videos and recordings", &[&arrivals::ENDINGS[..], &["json"]].concat())
                .add_filter("Everything", &["*"])
                .pick_files();
            // Under X11 and Wayland nothing stands for neither portal nor zenity, an empty choice for one that was called off; elsewhere, and
            // where zenity has no display, a dialog that could not be opened answers sooner than a hand can.
            let none = chosen.is_none() && cfg!(all(unix, not(target_os = "macos")));
            let paths = chosen.unwrap_or_default();
            let missing = none || (paths.is_empty() && asked.elapsed() < SOONER_THAN_A_HAND);
            reports.send(if missing { Report::NoDialog } else { Report::Chosen(paths) });
        });
    }

    /// Lets the user choose a folder or a file for the desk.
    fn pick(&self, purpose: Purpose) {
        let reports = self.reports.clone();
        let _ = spawn("choose", move || {
            if let Some(path) = purpose.choose() {
                reports.send(Report::DeskPicked(purpose, path));
            }
        });
    }

    /// Gives the corrector the waiting correction, where it has room.
    fn hand_over(&mut self) {
        let Some(waiting) = self.pending.take() else { return };
        if self.corrector.is_none() {
            let (sender, inbox) = sync_channel::<Correct>(1);
            let reports = self.reports.clone();
            self.corrector = spawn("correct", move || correct_all(&inbox, &reports)).ok().map(|thread| (sender, thread));
        }
        if let Some((sender, _)) = &self.corrector
            && let Err(refused) = sender.try_send(waiting)
        {
            self.pending = match refused {
                std::sync::mpsc::TrySendError::Full(waiting) => Some(waiting),
                std::sync::mpsc::TrySendError::Disconnected(_) => None,
            };
        }
    }

    /// Whether something is at work that a report will come of.
    pub(super) fn has_pending(&self) -> bool {
        self.pending.is_some() || self.keeper.has_pending() || self.clerk.has_pending()
    }

    /// Asks everything to stop and waits a little for it, so that no file is left half written; says whether all has ended.
    pub(super) fn stop(&mut self) -> bool {
        let mut threads = Vec::new();
        if let Some(waiting) = self.pending.take()
            && let Some(clip) = &waiting.keep
        {
            let _ = corrections::store(clip, &waiting.original.clip, &waiting.corrections);
        }
        threads.extend(self.keeper.stop());
        threads.extend(self.speech.stop());
        for (cancel, thread) in self.watching.take().into_iter().chain(self.writing.take()) {
            cancel.cancel();
            threads.push(thread);
        }
        if let Some((sender, thread)) = self.corrector.take() {
            drop(sender);
            threads.push(thread);
        }
        threads.extend(self.clerk.end());
        let start = Instant::now();
        // A thread that wants to report must not wait for a window that no longer reads.
        while threads.iter().any(|thread| !thread.is_finished()) && start.elapsed() < PATIENCE {
            if let Err(RecvTimeoutError::Disconnected) = self.inbox.recv_timeout(Duration::from_millis(10)) {
                break;
            }
        }
        threads.iter().all(JoinHandle::is_finished)
    }
}

/// Works corrections in as they come; of several that wait only the last is of interest.
fn correct_all(inbox: &Receiver<Correct>, reports: &Reports) {
    let mut corrector: Option<Corrector> = None;
    while let Ok(Correct { id, original, settings, corrections, keep }) = inbox.recv() {
        if corrector.as_ref().is_none_or(|known| !Arc::ptr_eq(known.recording(), &original)) {
            corrector = Some(Corrector::new(original.clone()));
        }
        let Some(corrector) = &mut corrector else { continue };
        let corrected = corrector.analyze(&settings, &corrections);
        let not_kept = keep.and_then(|clip| store(&clip, &original, &corrections));
        // A recording in which nothing was changed is not held twice.
        let recording = if corrected.recording == *original { original } else { Arc::new(corrected.recording) };
        let analysis = Arc::new(corrected.analysis);
        reports.send(Report::Corrected { id, recording, analysis, not_kept });
    }
}

fn store(clip: &Path, original: &Recording, corrections: &Corrections) -> Option<String> {
    corrections::store(clip, &original.clip, corrections).err().map(|error| error.to_string())
}

pub(super) fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, String> {
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(work)
        .map_err(|error| format!("The system gives no thread ({error}); close other programs and try again."))
}
