//! Keeps the remarks on the disk behind the window's back: the latest of every clip, each written whole.

use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;

use super::review::Keep;
use super::state::Report;
use super::watch::sentence;
use super::worker::{Reports, spawn};
use crate::review;

/// The thread that keeps, once there was something to keep.
pub(super) struct Keeper {
    reports: Reports,
    thread: Option<(SyncSender<Keep>, JoinHandle<()>)>,
    /// What the thread has no room for yet, one a clip.
    pending: Vec<Keep>,
}

impl Keeper {
    pub(super) fn new(reports: Reports) -> Self {
        Self { reports, thread: None, pending: Vec::new() }
    }

    /// Takes a review to be kept; it replaces one of the same clip that still waits.
    pub(super) fn keep(&mut self, keep: Keep) {
        self.pending.retain(|waiting| waiting.path != keep.path);
        self.pending.push(keep);
        self.hand_over();
    }

    /// Gives the thread what waits, as far as it has room.
    pub(super) fn hand_over(&mut self) {
        while !self.pending.is_empty() {
            if self.thread.is_none() {
                let (sender, inbox) = sync_channel(1);
                let reports = self.reports.clone();
                match spawn("keep remarks", move || keep_all(&inbox, &reports)) {
                    Ok(thread) => self.thread = Some((sender, thread)),
                    Err(reason) => {
                        self.pending.clear();
                        self.reports.offer(Report::NotKept(format!("The remarks could not be kept: {reason}")));
                        return;
                    }
                }
            }
            let Some((sender, _)) = &self.thread else { return };
            match sender.try_send(self.pending.remove(0)) {
                Ok(()) => {}
                Err(TrySendError::Full(waiting)) => {
                    self.pending.insert(0, waiting);
                    return;
                }
                Err(TrySendError::Disconnected(waiting)) => {
                    // The thread is gone: the next hand-over starts another one.
                    self.thread = None;
                    self.pending.insert(0, waiting);
                    return;
                }
            }
        }
    }

    /// Whether something waits.
    pub(super) fn has_pending(&self) -> bool {
        !self.pending.is_empty()
    }

    /// Keeps what still waits, and gives the thread to be waited for.
    pub(super) fn stop(&mut self) -> Option<JoinHandle<()>> {
        let (sender, thread) = self.thread.take()?;
        for waiting in self.pending.drain(..) {
            // Sending waits for the one being written; nothing else is sent any more.
            let _ = sender.send(waiting);
        }
        Some(thread)
    }
}

fn keep_all(inbox: &Receiver<Keep>, reports: &Reports) {
    while let Ok(keep) = inbox.recv() {
        if let Err(error) = review::store(&keep.path, &keep.clip, &keep.review) {
            reports.send(Report::NotKept(sentence(&error)));
        }
    }
}
