//! The thread that writes the preferences: a disk may take its time, and the window does not wait for it.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;

use super::preferences::Preferences;

/// Writes what is to be remembered; of several that wait only the last is written.
pub(super) struct Keeper {
    path: PathBuf,
    thread: Option<(SyncSender<Preferences>, JoinHandle<()>)>,
    /// What there was no room for yet.
    waiting: Option<Preferences>,
    troubles: Receiver<String>,
    tell: SyncSender<String>,
}

impl Keeper {
    /// A keeper of the file at this path.
    pub(super) fn new(path: PathBuf) -> Self {
        let (tell, troubles) = sync_channel(4);
        Self { path, thread: None, waiting: None, troubles, tell }
    }

    /// Keeps these preferences, soon; `wake` is called where that fails.
    pub(super) fn keep(&mut self, preferences: Preferences, wake: &super::worker::Wake) {
        self.waiting = Some(preferences);
        if self.thread.is_none() {
            let (sender, inbox) = sync_channel::<Preferences>(1);
            let (path, tell, wake) = (self.path.clone(), self.tell.clone(), wake.clone());
            let work = move || {
                while let Ok(preferences) = inbox.recv() {
                    if let Err(error) = preferences.write(&path) {
                        let text =
                            format!("The settings could not be kept ({error}); make room or allow writing to {}", path.display());
                        // One such note is enough.
                        let _ = tell.try_send(text);
                        wake();
                    }
                }
            };
            self.thread = std::thread::Builder::new().name("keep".into()).spawn(work).ok().map(|thread| (sender, thread));
        }
        self.hand_over();
    }

    /// Hands over what waits; the trouble there was, where there was one.
    pub(super) fn look(&mut self) -> Option<String> {
        self.hand_over();
        self.troubles.try_recv().ok()
    }

    /// Whether something waits to be handed over.
    pub(super) fn waits(&self) -> bool {
        self.waiting.is_some()
    }

    fn hand_over(&mut self) {
        if let Some((sender, _)) = &self.thread
            && let Some(waiting) = self.waiting.take()
            && let Err(TrySendError::Full(waiting)) = sender.try_send(waiting)
        {
            self.waiting = Some(waiting);
        }
    }

    /// Writes what waits, at the end of the program.
    pub(super) fn finish(&mut self) {
        if let Some((sender, thread)) = self.thread.take() {
            drop(sender);
            let _ = thread.join();
        }
        if let Some(waiting) = self.waiting.take() {
            let _ = waiting.write(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use super::*;

    #[test]
    fn the_last_preferences_are_written_and_a_folder_that_is_none_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("window.json");
        let mut keeper = Keeper::new(path.clone());
        let wake: super::super::worker::Wake = Arc::new(|| {});
        for number in 0..20 {
            let mut preferences = Preferences::default();
            preferences.remember(Path::new(&format!("/{number}.mp4")));
            keeper.keep(preferences, &wake);
        }
        keeper.finish();
        assert_eq!(Preferences::read(&path).recent, [PathBuf::from("/19.mp4")]);
        assert_eq!(keeper.look(), None);

        let mut keeper = Keeper::new(path.join("under a file").join("window.json"));
        keeper.keep(Preferences::default(), &wake);
        keeper.finish();
        assert!(keeper.look().is_some_and(|text| text.contains("could not be kept")));
    }
}
