//! What the desk knows, and how it changes: asks of the user and answers of the clerk go in, jobs for the clerk come out. Nothing here
//! draws, waits or reads a disk.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;

use crate::body::{Recording, ViewKind};
use crate::library::{
    Athlete, AthleteId, ClipId, Column, Facts, Filter, Item, Progress, Row, Ruling, SetId, SetShow, Taken, Waiting, What,
};
use crate::lift::VariantKind;
use crate::settings::Settings;
use crate::ui::clip::{self, Work};
use crate::ui::sending::{Sending, Wanted};

/// A page of the desk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Page {
    /// Athletes and their sets.
    #[default]
    Library,
    /// What came in.
    Inbox,
    /// An athlete over the sessions.
    Progress,
}

impl Page {
    /// Every page, in the order of the bar.
    pub const ALL: [Self; 3] = [Self::Library, Self::Inbox, Self::Progress];
}

/// What the user asks the desk for.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// Show a page.
    Show(Page),
    /// Show the sets that a filter lets pass.
    Filter(Filter),
    /// Sort the sets by a column; once more, the other way round.
    Sort(Column),
    /// Look at an athlete; `None` is all.
    Athlete(Option<AthleteId>),
    /// Look at one kind of deadlift on the progress page.
    Variant(VariantKind),
    /// Look at a set.
    Choose(SetId),
    /// Add files, and the clips of folders.
    Add(Vec<PathBuf>),
    /// Go up or down in the inbox.
    Step(i64),
    /// Go to an item of the inbox.
    GoTo(usize),
    /// The coach's word on a fault of a set.
    Rule {
        /// The set.
        set: SetId,
        /// The fault's id.
        fault: &'static str,
        /// The word.
        ruling: Ruling,
        /// Why.
        reason: String,
    },
    /// Take the coach's last word on a fault back.
    Unrule(SetId, &'static str),
    /// The coach has looked at a set in which nothing is told.
    Seen(SetId),
    /// A comment on a set, or on a fault of it.
    Comment(SetId, Option<&'static str>, String),
    /// What was said of a set, with its athlete and day.
    Change(Box<Change>),
    /// Put a set's clips to another set.
    Join {
        /// The set that goes.
        from: SetId,
        /// The set that stays.
        into: SetId,
    },
    /// Take a set out of the library.
    Remove(SetId),
    /// Try the clips of a set that could not be analysed again.
    Retry(SetId),
    /// What is light for an athlete, kg.
    Light(AthleteId, Option<f64>),
    /// Look for moved videos in a folder.
    FindMoved(PathBuf),
    /// Add what comes into a folder; `None` ends it.
    Follow(Option<PathBuf>),
    /// Copy the library into one file.
    Backup(PathBuf),
    /// Put a backup in the place of the library.
    Restore(PathBuf),
    /// Say whether the library is whole.
    Check,
    /// Say from where a clip was filmed; `None` is as seen.
    SayView(ClipId, Option<ViewKind>),
    /// Open a clip where it shows what is to be looked at.
    Look(Look),
    /// Offer to send the set that is looked at back to its athlete.
    OfferToSend,
    /// Write what goes back to the athlete of a set.
    SendBack(SetId, Box<Wanted>),
}

/// What is to be looked at in a clip.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// The clip.
    pub path: PathBuf,
    /// The fault, and the time of its evidence, seconds; `None` for the clip as a whole.
    pub fault: Option<(&'static str, f64)>,
}

/// A change of what was said of a set.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The set.
    pub set: SetId,
    /// Its athlete's name.
    pub athlete: String,
    /// Day of its session.
    pub day: Date,
    /// The rest.
    pub facts: Facts,
}

/// A job for the clerk.
#[derive(Debug)]
pub enum Job {
    /// List the athletes, the sets that a filter lets pass, the inbox and what waits to be analysed.
    List {
        /// The filter.
        filter: Filter,
        /// The column.
        by: Column,
        /// The last first.
        down: bool,
    },
    /// All of a set.
    Show(SetId),
    /// An athlete over the sessions.
    Progress(AthleteId, Option<VariantKind>),
    /// Add files and the clips of folders; those whose folder names no athlete go to this one.
    Add(Vec<PathBuf>, Option<String>),
    /// Add a clip that came into the followed folder, where the library does not have it; its folder may name the athlete.
    Arrived(PathBuf, Option<String>),
    /// Keep what the models saw of a clip.
    Keep(ClipId, Arc<Recording>, Box<Settings>),
    /// Write down why a clip could not be analysed.
    Refuse(ClipId, String),
    /// What the library has of the clip at a path, for it is to be opened.
    Take(PathBuf),
    /// Nothing more comes.
    End,
    /// What the user asked for and only the library can do.
    Do(Ask, Box<Settings>),
}

/// What the clerk answers.
#[derive(Debug)]
pub enum Answer {
    /// The library could not be opened.
    Closed(String),
    /// The lists.
    Listed(Box<Lists>),
    /// All of a set.
    Shown(Box<SetShow>),
    /// An athlete over the sessions.
    Progress(AthleteId, Box<Progress>),
    /// So many of so many files were taken in.
    Adding(usize, usize),
    /// Something was saved; with what to say of it, where there is something.
    Saved(Option<String>),
    /// Something failed.
    Failed(String),
    /// The folder whose new files are added.
    Following(Option<PathBuf>),
    /// What the library has of the clip at a path that is to be opened.
    Taken(PathBuf, Option<Box<Taken>>),
    /// A set is ready to be sent back.
    ToSend(Box<Sending>),
}

/// What the lists show.
#[derive(Debug, Default)]
pub struct Lists {
    /// The athletes by name.
    pub athletes: Vec<Athlete>,
    /// The sets.
    pub rows: Vec<Row>,
    /// The inbox, ranked.
    pub items: Vec<Item>,
    /// What waits to be analysed.
    pub waiting: Vec<Waiting>,
}

/// What the desk wants to be done.
#[derive(Debug)]
pub enum Want {
    /// A job for the clerk.
    Clerk(Job),
    /// Watch the next clip, where nothing else is at work.
    WatchNext,
    /// Open a clip in the room of one set, with what the library has of it.
    Open(PathBuf, Option<Box<Taken>>),
    /// Ask what to send back.
    OfferToSend,
    /// Write what goes back.
    Send(Box<Sending>),
    /// Something to be said to the user; whether it is bad.
    Say(String, bool),
}

/// A clip of the library that is being watched.
#[derive(Debug)]
pub struct AtWork {
    /// Its name among the clips of the window.
    pub id: clip::ClipId,
    /// The clip.
    pub waiting: Waiting,
    /// How far it is.
    pub work: Work,
}

/// What the desk knows.
#[derive(Debug, Default)]
pub struct Desk {
    /// The page shown.
    pub page: Page,
    /// Whether the lists came at least once.
    pub open: bool,
    /// Why the library cannot be opened.
    pub closed: Option<String>,
    /// The lists.
    pub lists: Lists,
    /// Which sets are listed.
    pub filter: Filter,
    /// By what.
    pub by: Column,
    /// The last first.
    pub down: bool,
    /// The set that is looked at.
    pub chosen: Option<SetId>,
    /// All of it, once it came.
    pub shown: Option<SetShow>,
    /// The place in the inbox.
    pub at: usize,
    /// The athlete's progress, once it came.
    pub progress: Option<(AthleteId, Progress)>,
    /// The kind of deadlift that is looked at.
    pub variant: Option<VariantKind>,
    /// Files taken in, and all.
    pub adding: Option<(usize, usize)>,
    /// The folder whose new files are added.
    pub following: Option<PathBuf>,
    /// The clip that is watched.
    pub at_work: Option<AtWork>,
    /// What is to be looked at once its clip is open.
    pub look: Option<Look>,
    queue: VecDeque<Waiting>,
}

impl Desk {
    /// A desk whose newest sets stand first.
    pub fn new() -> Self {
        Self { down: true, ..Self::default() }
    }

    /// The jobs that bring everything shown up to date.
    pub fn refresh(&self) -> Vec<Want> {
        let mut wants = vec![self.list()];
        wants.extend(self.chosen.map(|set| Want::Clerk(Job::Show(set))));
        wants.extend(self.ask_progress());
        wants
    }

    fn list(&self) -> Want {
        Want::Clerk(Job::List { filter: self.filter.clone(), by: self.by, down: self.down })
    }

    fn ask_progress(&self) -> Option<Want> {
        let athlete = self.filter.athlete.filter(|_| self.page == Page::Progress)?;
        Some(Want::Clerk(Job::Progress(athlete, self.variant)))
    }

    /// The athlete that is looked at.
    pub fn athlete(&self) -> Option<&Athlete> {
        self.lists.athletes.iter().find(|athlete| Some(athlete.id) == self.filter.athlete)
    }

    /// Where the item that is looked at can be seen; `None` where no clip shows it.
    pub fn to_look_at(&self) -> Option<Look> {
        let item = self.item()?;
        Some(match &item.what {
            What::Finding { card, evidence, .. } => {
                evidence.as_ref().map(|(path, at)| Look { path: path.clone(), fault: Some((card.id, *at)) })?
            }
            What::Refused { path, .. } => Look { path: path.clone(), fault: None },
            What::Clear => {
                let clip = self.shown.as_ref().filter(|set| set.id == item.set)?.clips.first()?;
                Look { path: clip.path.clone(), fault: None }
            }
        })
    }

    /// The item of the inbox that is looked at.
    pub fn item(&self) -> Option<&Item> {
        self.lists.items.get(self.at)
    }

    /// Clips that wait to be watched.
    pub fn waiting(&self) -> usize {
        self.queue.len()
    }

    /// Does what was asked; `base` are the settings in force.
    pub fn perform(&mut self, ask: Ask, base: &Settings) -> Vec<Want> {
        match ask {
            Ask::Show(page) => {
                self.page = page;
                match page {
                    Page::Library => Vec::new(),
                    Page::Inbox => self.choose_item(),
                    Page::Progress => {
                        if self.filter.athlete.is_none() {
                            self.filter.athlete = self.lists.athletes.first().map(|athlete| athlete.id);
                        }
                        std::iter::once(self.list()).chain(self.ask_progress()).collect()
                    }
                }
            }
            Ask::Filter(filter) => {
                self.filter = filter;
                vec![self.list()]
            }
            Ask::Sort(by) => {
                // What is most is asked for first; a name or a day is read from its beginning.
                self.down = if self.by == by { !self.down } else { by != Column::Athlete };
                self.by = by;
                vec![self.list()]
            }
            Ask::Athlete(athlete) => {
                (self.filter.athlete, self.variant) = (athlete, None);
                std::iter::once(self.list()).chain(self.ask_progress()).collect()
            }
            Ask::Variant(variant) => {
                self.variant = Some(variant);
                self.ask_progress().into_iter().collect()
            }
            Ask::Choose(set) => self.choose(Some(set)),
            Ask::Step(way) => {
                let last = self.lists.items.len().saturating_sub(1) as i64;
                self.at = (self.at as i64 + way).clamp(0, last) as usize;
                self.choose_item()
            }
            Ask::GoTo(at) => {
                self.at = at.min(self.lists.items.len().saturating_sub(1));
                self.choose_item()
            }
            Ask::Add(paths) => {
                let athlete = self.athlete().map(|athlete| athlete.name.clone());
                self.adding = Some((0, 0));
                vec![Want::Clerk(Job::Add(paths, athlete))]
            }
            Ask::Rule { set, fault, .. } => {
                // It is gone from the list at once: the next key means the next item.
                self.drop_items(|item| item.set == set && item.fault() == Some(fault));
                std::iter::once(Want::Clerk(Job::Do(ask, Box::new(base.clone())))).chain(self.go_on()).collect()
            }
            Ask::Seen(set) => {
                self.drop_items(|item| item.set == set && item.fault().is_none());
                std::iter::once(Want::Clerk(Job::Do(ask, Box::new(base.clone())))).chain(self.go_on()).collect()
            }
            Ask::Remove(set) => {
                if self.chosen == Some(set) {
                    (self.chosen, self.shown) = (None, None);
                }
                vec![Want::Clerk(Job::Do(Ask::Remove(set), Box::new(base.clone())))]
            }
            Ask::Join { from, into } => {
                (self.chosen, self.shown) = (Some(into), None);
                vec![Want::Clerk(Job::Do(Ask::Join { from, into }, Box::new(base.clone())))]
            }
            Ask::Look(look) => {
                let path = look.path.clone();
                self.look = Some(look);
                vec![Want::Clerk(Job::Take(path))]
            }
            Ask::OfferToSend => self.shown.iter().map(|_| Want::OfferToSend).collect(),
            other => vec![Want::Clerk(Job::Do(other, Box::new(base.clone())))],
        }
    }

    /// Takes items out of the inbox as it is shown; one that could not be decided comes back with the next list.
    fn drop_items(&mut self, gone: impl Fn(&Item) -> bool) {
        let before = self.lists.items.iter().take(self.at).filter(|item| gone(item)).count();
        self.lists.items.retain(|item| !gone(item));
        self.at = (self.at - before).min(self.lists.items.len().saturating_sub(1));
    }

    fn choose(&mut self, set: Option<SetId>) -> Vec<Want> {
        if self.chosen != set {
            (self.chosen, self.shown) = (set, None);
        }
        set.map(|set| Want::Clerk(Job::Show(set))).into_iter().collect()
    }

    /// After a word on an item the next one is looked at, in the inbox; elsewhere the set that is looked at stays.
    fn go_on(&mut self) -> Vec<Want> {
        if self.page == Page::Inbox { self.choose_item() } else { Vec::new() }
    }

    fn choose_item(&mut self) -> Vec<Want> {
        let set = self.item().map(|item| item.set);
        self.choose(set)
    }

    /// Takes what the clerk answers.
    pub fn hear(&mut self, answer: Answer) -> Vec<Want> {
        match answer {
            Answer::Closed(reason) => {
                (self.closed, self.open, self.adding) = (Some(reason), false, None);
            }
            Answer::Listed(lists) => return self.listed(*lists),
            Answer::Shown(shown) => {
                if self.chosen == Some(shown.id) {
                    self.shown = Some(*shown);
                }
            }
            Answer::Progress(athlete, progress) => {
                if self.filter.athlete == Some(athlete) {
                    self.progress = Some((athlete, *progress));
                }
            }
            Answer::Adding(done, all) => {
                self.adding = (done < all).then_some((done, all));
            }
            Answer::Saved(words) => {
                let said = words.map(|words| Want::Say(words, false));
                return self.refresh().into_iter().chain(said).collect();
            }
            Answer::Failed(words) => {
                self.adding = None;
                return vec![self.list(), Want::Say(words, true)];
            }
            Answer::Following(folder) => self.following = folder,
            Answer::Taken(path, taken) => return vec![Want::Open(path, taken)],
            Answer::ToSend(sending) => return vec![Want::Send(sending)],
        }
        Vec::new()
    }

    fn listed(&mut self, lists: Lists) -> Vec<Want> {
        // The item looked at stays the one looked at, though others came in before it; where it is gone, the next one takes its place.
        // Who has not looked yet begins with the gravest.
        let looked_at = self.page == Page::Inbox || self.at > 0;
        let here = self.item().filter(|_| looked_at).map(|item| (item.set, item.fault()));
        (self.open, self.closed) = (true, None);
        let busy = self.at_work.as_ref().map(|work| work.waiting.clip);
        self.queue = lists.waiting.iter().filter(|waiting| Some(waiting.clip) != busy).cloned().collect();
        self.lists = lists;
        let same = self.lists.items.iter().position(|item| Some((item.set, item.fault())) == here);
        self.at = same.unwrap_or(self.at).min(self.lists.items.len().saturating_sub(1));
        let mut wants = if self.page == Page::Inbox { self.choose_item() } else { Vec::new() };
        if self.filter.athlete.is_some() && self.athlete().is_none() {
            // The athlete is gone: renamed into another, or without a set.
            self.filter.athlete = None;
            wants.push(self.list());
        }
        wants.push(Want::WatchNext);
        wants
    }

    /// The next clip to be watched under a name of the window; `None` where none waits or one is at work.
    pub fn take_next(&mut self, id: clip::ClipId, now_s: f64) -> Option<&Waiting> {
        if self.at_work.is_some() {
            return None;
        }
        let waiting = self.queue.pop_front()?;
        let work = Work { began_s: now_s, ..Work::default() };
        Some(&self.at_work.insert(AtWork { id, waiting, work }).waiting)
    }

    /// Takes what came of watching a clip; `None` where it was none of the desk's.
    pub fn watched(&mut self, id: clip::ClipId, outcome: Result<Arc<Recording>, String>, base: &Settings) -> Option<Vec<Want>> {
        let done = self.at_work.take_if(|work| work.id == id)?;
        let job = match outcome {
            Ok(recording) => Job::Keep(done.waiting.clip, recording, Box::new(base.clone())),
            // It was asked to make room: it waits again, as the next one.
            Err(_) if done.work.stopping => {
                self.queue.push_front(done.waiting);
                return Some(Vec::new());
            }
            Err(reason) => Job::Refuse(done.waiting.clip, reason),
        };
        Some(vec![Want::Clerk(job)])
    }
}

#[cfg(test)]
mod tests;
