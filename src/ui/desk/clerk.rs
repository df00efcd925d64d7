//! The thread that keeps the library: it alone touches the file. It is told what to do by a bounded queue and answers by the window's one
//! channel of reports; the window never waits for it.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;

use super::follow::Follower;
use super::state::{Answer, Ask, Change, Job, Lists};
use crate::job::Cancel;
use crate::library::{Added, Library, LibraryError, gather};
use crate::settings::Settings;
use crate::ui::watch::sentence;

/// Jobs that may wait in the queue; more wait in the window.
const WAITING: usize = 32;

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
    let mut queue: VecDeque<Job> = VecDeque::new();
    loop {
        queue.extend(inbox.try_iter());
        let job = match queue.pop_front() {
            Some(job) => job,
            None if cancel.is_cancelled() => return,
            None => match inbox.recv() {
                Ok(job) => job,
                Err(_) => return,
            },
        };
        // At the end what the user said is still written down; nobody looks at lists any more.
        if cancel.is_cancelled() && matches!(job, Job::List { .. } | Job::Show(_) | Job::Progress(..) | Job::Add(..)) {
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
        Job::Add(paths, athlete) => add(library, &paths, athlete.as_deref(), tell, cancel),
        Job::Keep(clip, seen, base) => {
            library.keep(clip, &seen, &base)?;
            tell(Answer::Saved(None));
        }
        Job::Refuse(clip, reason) => {
            library.refuse(clip, &reason)?;
            tell(Answer::Saved(None));
        }
        Job::Do(ask, base) => tell(Answer::Saved(execute(library, ask, &base, cancel)?)),
        Job::End => {}
    }
    Ok(())
}

fn add(library: &mut Library, paths: &[PathBuf], athlete: Option<&str>, tell: &Tell, cancel: &Cancel) {
    let sets = gather(paths, athlete);
    let all = sets.len();
    let (mut saved, mut known, mut refused) = (0, 0, Vec::new());
    for (done, set) in sets.iter().enumerate() {
        if cancel.is_cancelled() {
            break;
        }
        match library.add(set) {
            Ok(Added::Saved(_)) => saved += 1,
            Ok(Added::Known(_)) => known += 1,
            Err(error) => refused.push(sentence(&error)),
        }
        tell(Answer::Adding(done + 1, all));
    }
    if let Some(first) = refused.first() {
        let more = if refused.len() > 1 { format!(" ({} more)", refused.len() - 1) } else { String::new() };
        tell(Answer::Failed(format!("{first}{more}")));
    }
    let there = if known > 0 { format!(", {known} were there already") } else { String::new() };
    let words = match (all, saved) {
        (0, _) => "No clip was found there.".to_owned(),
        (_, 1) => format!("1 clip was added{there}."),
        _ => format!("{saved} clips were added{there}."),
    };
    tell(Answer::Saved(Some(words)));
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
        Ask::Backup(path) => {
            library.backup(&path)?;
            return Ok(Some(format!("The library was copied to {}", path.display())));
        }
        // The rest concerns the window alone.
        _ => {}
    }
    Ok(None)
}
