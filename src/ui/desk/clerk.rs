//! The thread that keeps the library: it alone touches the file. It is told what to do by a bounded queue and answers by the window's one
//! channel of reports; the window never waits for it.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::follow::Follower;
use super::state::{Answer, Ask, Change, Job, Lists};
use crate::job::Cancel;
use crate::library::{Added, Library, LibraryError, NewSet, gather};
use crate::report::words;
use crate::settings::Settings;
use crate::ui::sending::Sending;
use crate::ui::watch::sentence;

/// Jobs that may wait in the queue; more wait in the window.
const WAITING: usize = 32;
/// How often the lists are shown anew while many clips are taken in (our default).
const LISTED_EVERY: Duration = Duration::from_secs(2);

/// Tells the window something.
pub(in crate::ui) type Tell = std::sync::Arc<dyn Fn(Answer) + Send + Sync>;

/// The thread, once it was needed.
pub(in crate::ui) struct Clerk {
    path: Option<PathBuf>,
    tell: Tell,
    thread: Option<(SyncSender<Job>, JoinHandle<()>)>,
    /// Jobs for which the queue has no room yet.
    pending: VecDeque<Job>,
    cancel: Cancel,
}

impl Clerk {
    /// A clerk for the library at a path; `None` where there is no place for one.
    pub(in crate::ui) fn new(path: Option<PathBuf>, tell: Tell) -> Self {
        Self { path, tell, thread: None, pending: VecDeque::new(), cancel: Cancel::default() }
    }

    /// Takes a job.
    pub(in crate::ui) fn take(&mut self, job: Job) {
        self.pending.push_back(job);
        self.hand_over();
    }

    /// Gives the thread what it has room for.
    pub(in crate::ui) fn hand_over(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        if self.thread.is_none() {
            let Some(path) = self.path.clone() else {
                self.pending.clear();
                (self.tell)(Answer::Closed(
                    "The system names no folder for the user's data; set HOME or XDG_DATA_HOME.".to_owned(),
                ));
                return;
            };
            let (sender, inbox) = sync_channel(WAITING);
            let (tell, cancel, again) = (self.tell.clone(), self.cancel.clone(), sender.clone());
            match crate::ui::worker::spawn("library", move || work(&path, &inbox, &again, &tell, &cancel)) {
                Ok(thread) => self.thread = Some((sender, thread)),
                Err(reason) => {
                    self.pending.clear();
                    (self.tell)(Answer::Closed(reason));
                    return;
                }
            }
        }
        let Some((sender, _)) = &self.thread else { return };
        while let Some(job) = self.pending.pop_front() {
            match sender.try_send(job) {
                Ok(()) => {}
                Err(TrySendError::Full(job)) => {
                    self.pending.push_front(job);
                    break;
                }
                // It could not open the library and has said so.
                Err(TrySendError::Disconnected(_)) => {
                    self.pending.clear();
                    self.thread = None;
                    break;
                }
            }
        }
    }

    /// Whether jobs wait for room.
    pub(in crate::ui) fn has_pending(&self) -> bool {
        !self.pending.is_empty()
    }

    /// Ends the thread after the job it is at; what was said to be saved is.
    pub(in crate::ui) fn end(&mut self) -> Option<JoinHandle<()>> {
        self.cancel.cancel();
        let (sender, thread) = self.thread.take()?;
        for job in self.pending.drain(..).filter(|job| matches!(job, Job::Do(..) | Job::Keep(..))) {
            let _ = sender.try_send(job);
        }
        // It holds a sender of its own for the folder that is followed: the word ends it.
        let _ = sender.try_send(Job::End);
        drop(sender);
        Some(thread)
    }
}

fn work(path: &Path, inbox: &Receiver<Job>, again: &SyncSender<Job>, tell: &Tell, cancel: &Cancel) {
    let mut library = match Library::open(path) {
        Ok(library) => library,
        Err(error) => return tell(Answer::Closed(sentence(&error))),
    };
    let mut follower: Option<Follower> = None;
    let (mut queue, mut adding): (VecDeque<Job>, Adding) = (VecDeque::new(), Adding::default());
    loop {
        queue.extend(inbox.try_iter());
        let job = match queue.pop_front() {
            Some(job) => job,
            None if cancel.is_cancelled() => return,
            None if !adding.sets.is_empty() => {
                adding.next(&mut library, tell);
                continue;
            }
            None => match inbox.recv() {
                Ok(job) => job,
                Err(_) => return,
            },
        };
        // At the end what the user said is still written down; nobody looks at lists any more.
        if cancel.is_cancelled()
            && matches!(job, Job::List { .. } | Job::Show(_) | Job::Progress(..) | Job::Take(_) | Job::Add(..) | Job::Arrived(..))
        {
            continue;
        }
        // Of several wishes to see the same only the last counts.
        let kind = std::mem::discriminant(&job);
        if matches!(job, Job::List { .. } | Job::Show(_) | Job::Progress(..))
            && queue.iter().any(|later| std::mem::discriminant(later) == kind)
        {
            continue;
        }
        let done = match job {
            Job::End => return,
            Job::Do(Ask::Follow(folder), _) => {
                drop(follower.take());
                match folder.map(|folder| Follower::new(folder, again.clone())).transpose() {
                    Ok(new) => follower = new,
                    Err(reason) => tell(Answer::Failed(reason)),
                }
                tell(Answer::Following(follower.as_ref().map(|follower| follower.folder().to_owned())));
                Ok(())
            }
            Job::Add(paths, athlete) => {
                adding.more(&paths, athlete.as_deref(), tell);
                Ok(())
            }
            Job::Arrived(clip, athlete) => arrived(&mut library, clip, athlete.as_deref(), tell),
            job => perform(&mut library, job, tell, cancel),
        };
        if let Err(error) = done {
            tell(Answer::Failed(sentence(&error)));
        }
    }
}

fn perform(library: &mut Library, job: Job, tell: &Tell, cancel: &Cancel) -> Result<(), LibraryError> {
    match job {
        Job::List { filter, by, down } => {
            let lists = Lists {
                athletes: library.athletes()?,
                rows: library.sets(&filter, by, down)?,
                items: library.inbox()?,
                waiting: library.waiting()?,
            };
            tell(Answer::Listed(Box::new(lists)));
        }
        Job::Show(set) => match library.show(set) {
            Ok(shown) => tell(Answer::Shown(Box::new(shown))),
            // It was taken out meanwhile.
            Err(LibraryError::Absent { .. }) => {}
            Err(error) => return Err(error),
        },
        Job::Progress(athlete, variant) => {
            tell(Answer::Progress(athlete, Box::new(library.progress(athlete, variant)?)));
        }
        Job::Take(path) => {
            let taken = library.take(&path)?.map(Box::new);
            tell(Answer::Taken(path, taken));
        }
        Job::Keep(clip, seen, base) => {
            library.keep(clip, &seen, &base)?;
            tell(Answer::Saved(None));
        }
        Job::Refuse(clip, reason) => {
            library.refuse(clip, &reason)?;
            tell(Answer::Saved(None));
        }
        Job::Do(Ask::SendBack(set, wanted), base) => match Sending::of(&library.take_set(set)?, &base, &wanted) {
            Ok(sending) => tell(Answer::ToSend(Box::new(sending))),
            Err(reason) => tell(Answer::Failed(reason)),
        },
        Job::Do(Ask::Check, _) => match library.check()? {
            wrong if wrong.is_empty() => tell(Answer::Saved(Some("The library is whole.".to_owned()))),
            wrong => tell(Answer::Failed(wrong.join("\n"))),
        },
        Job::Do(ask, base) => tell(Answer::Saved(execute(library, ask, &base, cancel)?)),
        Job::Add(..) | Job::Arrived(..) | Job::End => {}
    }
    Ok(())
}

/// Takes in a clip of the followed folder. Of one that is there already nothing is said: all of the folder is looked through at every start.
fn arrived(library: &mut Library, clip: PathBuf, athlete: Option<&str>, tell: &Tell) -> Result<(), LibraryError> {
    if library.has(&clip)? {
        return Ok(());
    }
    for set in gather(&[clip], athlete) {
        if let Added::Saved(_) = library.add(&set)? {
            tell(Answer::Saved(Some("1 clip came in and was added.".to_owned())));
        }
    }
    Ok(())
}

/// Sets that are being taken in, one after another: what else the user asks for is done between two of them.
#[derive(Default)]
struct Adding {
    sets: VecDeque<NewSet>,
    all: usize,
    saved: usize,
    known: usize,
    refused: Vec<String>,
    shown: Option<Instant>,
}

impl Adding {
    /// Takes more in: the clips of files and folders.
    fn more(&mut self, paths: &[PathBuf], athlete: Option<&str>, tell: &Tell) {
        let sets = gather(paths, athlete);
        self.all += sets.len();
        self.sets.extend(sets);
        if self.all == 0 {
            tell(Answer::Adding(0, 0));
            tell(Answer::Saved(Some("No clip was found there.".to_owned())));
        }
    }

    /// Takes the next set in; at the end what came of all is told.
    fn next(&mut self, library: &mut Library, tell: &Tell) {
        let Some(set) = self.sets.pop_front() else { return };
        match library.add(&set) {
            Ok(Added::Saved(_)) => self.saved += 1,
            Ok(Added::Known(_)) => self.known += 1,
            Err(error) => self.refused.push(sentence(&error)),
        }
        tell(Answer::Adding(self.all - self.sets.len(), self.all));
        if !self.sets.is_empty() {
            // What is in already is listed and watched meanwhile.
            if self.shown.get_or_insert_with(Instant::now).elapsed() > LISTED_EVERY {
                self.shown = None;
                tell(Answer::Saved(None));
            }
            return;
        }
        let Self { saved, known, refused, .. } = std::mem::take(self);
        if let Some(first) = refused.first() {
            let more = if refused.len() > 1 { format!(" ({} more)", refused.len() - 1) } else { String::new() };
            tell(Answer::Failed(format!("{first}{more}")));
        }
        let there = if known > 0 { format!(", {known} were there already") } else { String::new() };
        let added = words::count(saved, "clip was added", "clips were added");
        tell(Answer::Saved(Some(format!("{added}{there}."))));
    }
}

/// Does what only the library can do; with what to say of it, where there is something.
fn execute(library: &mut Library, ask: Ask, base: &Settings, cancel: &Cancel) -> Result<Option<String>, LibraryError> {
    match ask {
        Ask::Rule { set, fault, ruling, reason } => library.decide(set, fault, ruling, &reason)?,
        Ask::Unrule(set, fault) => drop(library.undecide(set, fault)?),
        Ask::Seen(set) => library.seen(set)?,
        Ask::Comment(set, fault, words) => library.comment(set, fault, &words)?,
        Ask::Change(change) => {
            let Change { set, athlete, day, facts } = *change;
            library.place(set, &athlete, day)?;
            library.set_facts(set, &facts, base)?;
        }
        Ask::Join { from, into } => {
            library.join(from, into)?;
            library.renew(into, base)?;
            let apart = library.show(into)?.clips.into_iter().find_map(|clip| clip.apart);
            return Ok(apart.or_else(|| Some("The clips are one set now.".to_owned())));
        }
        Ask::Remove(set) => library.remove(set)?,
        Ask::Retry(set) => drop(library.retry(Some(set))?),
        Ask::Light(athlete, kg) => library.set_light(athlete, kg)?,
        Ask::FindMoved(folder) => {
            let moved = library.find_moved(&[folder], cancel)?;
            let (found, missing) = (moved.found.len(), moved.missing.len());
            return Ok(Some(match (found, missing) {
                (0, 0) => "No video is missing.".to_owned(),
                (found, missing) => format!("{found} of {} missing videos were found.", found + missing),
            }));
        }
        Ask::SayView(clip, view) => library.say_view(clip, view)?,
        Ask::Restore(path) => {
            let before = library.restore(&path)?;
            return Ok(Some(format!("The backup is the library now. What it was before is kept in {}", before.display())));
        }
        Ask::Backup(path) => {
            library.backup(&path)?;
            return Ok(Some(format!("The library was copied to {}", path.display())));
        }
        // The rest concerns the window alone.
        _ => {}
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::library::{Column, Filter};

    #[test]
    fn what_is_asked_for_while_many_clips_are_taken_in_is_done_between_them() {
        let folder = tempfile::tempdir().unwrap();
        let clips: Vec<PathBuf> = (0..20).map(|number| folder.path().join(format!("{number}.mp4"))).collect();
        for (number, clip) in clips.iter().enumerate() {
            std::fs::write(clip, number.to_string()).unwrap();
        }
        let heard: Arc<Mutex<Vec<String>>> = Arc::default();
        let hears = heard.clone();
        let tell: Tell = Arc::new(move |answer| {
            let word = match answer {
                Answer::Listed(_) => "listed".to_owned(),
                Answer::Adding(done, all) => format!("{done} of {all}"),
                Answer::Saved(Some(words)) => words,
                other => format!("{other:?}"),
            };
            hears.lock().unwrap().push(word);
        });
        let mut clerk = Clerk::new(Some(folder.path().join("library.sqlite")), tell);
        clerk.take(Job::Add(clips, None));
        clerk.take(Job::List { filter: Filter::default(), by: Column::Day, down: true });
        let start = Instant::now();
        while !heard.lock().unwrap().iter().any(|word| word == "20 clips were added.") {
            assert!(start.elapsed() < Duration::from_mins(1), "{:?}", heard.lock().unwrap());
            std::thread::sleep(Duration::from_millis(5));
        }
        let words = heard.lock().unwrap().clone();
        let place = |word: &str| words.iter().position(|other| other == word).unwrap();
        assert!(place("listed") < place("20 of 20"), "{words:?}");
        clerk.end().unwrap().join().unwrap();
    }
}
