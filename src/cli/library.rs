//! `plumbline library`: the coach's library for scripts; the window shows the same one.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::civil::Date;

use super::analyze::between;
use super::progress::Progress;
use super::{COULD_NOT, Failure, say, watch};
use crate::body::ViewKind;
use crate::faults::{self, Severity};
use crate::job::{Cancel, Event};
use crate::library::{
    Added, AthleteId, ClipId, Column, Facts, Filter, Item, Library, NewSet, Row, Ruling, SetId, SetShow, Waiting, What, gather,
};
use crate::lift::VariantKind;
use crate::measure::{INTERVAL_90, KINDS};
use crate::recording;
use crate::report::words;
use crate::settings::Settings;

/// What `plumbline library` takes.
#[derive(Args, Debug)]
pub(super) struct OfLibrary {
    /// The library's file [default: library/library.sqlite in the user's data folder]
    #[arg(long, value_name = "FILE", global = true)]
    library: Option<PathBuf>,
    #[command(subcommand)]
    what: Task,
}

#[derive(Subcommand, Debug)]
enum Task {
    /// Add clips, recordings of clips, or the clips of folders, and analyse them
    Add(Box<Add>),
    /// Analyse what waits for it
    Analyze {
        /// Try again what could not be analysed
        #[arg(long)]
        retry: bool,
    },
    /// List the sets
    List(List),
    /// Show all of a set
    Show {
        /// Its number
        set: i64,
    },
    /// List what waits for the coach, ranked
    Inbox,
    /// Keep the coach's word on a fault of a set
    Decide {
        /// The set's number
        set: i64,
        /// The fault's id
        fault: String,
        /// accepted, clear, note, moderate or marked
        #[arg(value_parser = ruling)]
        ruling: Ruling,
        /// Why; needed unless accepted
        #[arg(long, value_name = "WORDS", default_value = "")]
        reason: String,
    },
    /// Keep a comment on a set, or on a fault of it
    Comment {
        /// The set's number
        set: i64,
        /// The comment
        words: String,
        /// Id of the fault it is about
        #[arg(long, value_name = "ID")]
        fault: Option<String>,
    },
    /// Say from where a clip was filmed; what the program sees stays beside it
    View {
        /// The clip's number, which show tells
        clip: i64,
        /// side, oblique, front or back; seen takes back what was said
        #[arg(value_parser = view)]
        view: Said,
    },
    /// Put the clips of one set to another, as further views of it
    Join {
        /// The set that goes
        from: i64,
        /// The set that stays
        into: i64,
    },
    /// Show an athlete over the sessions
    Progress {
        /// The athlete's name
        athlete: String,
        /// Id of a measure
        #[arg(long, value_name = "ID", default_value = "mean-velocity")]
        measure: String,
        /// Kind of deadlift [default: the commonest]
        #[arg(long, value_name = "V", value_parser = variant)]
        variant: Option<VariantKind>,
        /// Say that sets up to this load in kg are light ones for the athlete
        #[arg(long, value_name = "N", value_parser = between::<1, 600>)]
        light_kg: Option<f64>,
    },
    /// Find videos that were moved, by their hash
    FindMoved {
        /// Folders to look in
        #[arg(value_name = "DIR", required = true)]
        folders: Vec<PathBuf>,
    },
    /// Copy the library into one file
    Backup {
        /// Where to
        #[arg(value_name = "FILE")]
        target: PathBuf,
    },
    /// Put a backup in the library's place; what the library was before is kept beside it
    Restore {
        /// The backup
        #[arg(value_name = "FILE")]
        from: PathBuf,
    },
    /// Say whether the library is whole
    Check,
}

/// What `plumbline library add` takes.
#[derive(Args, Debug)]
struct Add {
    /// Clips, recordings written by --recording, or folders; a folder inside a folder that is named names the athlete
    #[arg(value_name = "CLIP|DIR", required = true)]
    paths: Vec<PathBuf>,
    /// Name of the athlete
    #[arg(long, value_name = "NAME")]
    athlete: Option<String>,
    /// Day of the session [default: the one in the clip's name, else that on which the file was written]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    day: Option<Date>,
    /// All clips are of one set, filmed from several sides
    #[arg(long)]
    one_set: bool,
    /// Load on the bar in kg, the bar included [default: the one in the clip's name, as in 140kg]
    #[arg(long, value_name = "N", value_parser = between::<1, 600>)]
    load_kg: Option<f64>,
    /// Diameter of the plate nearest the camera in mm
    #[arg(long, value_name = "N", value_parser = between::<100, 600>)]
    plate_mm: Option<f64>,
    /// Rating of perceived exertion
    #[arg(long, value_name = "N", value_parser = between::<1, 10>)]
    rpe: Option<f64>,
    /// Kind of deadlift: conventional, sumo, stiff-leg, block or trap-bar
    #[arg(long, value_name = "V", value_parser = variant)]
    variant: Option<VariantKind>,
    /// A note
    #[arg(long, value_name = "WORDS", default_value = "")]
    note: String,
    /// Only save them; analyse them later
    #[arg(long)]
    later: bool,
}

/// What `plumbline library list` takes.
#[derive(Args, Debug)]
struct List {
    /// Of this athlete
    #[arg(long, value_name = "NAME")]
    athlete: Option<String>,
    /// With these words in the athlete's name, the note or the name of a fault that is told
    #[arg(long, value_name = "WORDS", default_value = "")]
    find: String,
    /// With this fault told
    #[arg(long, value_name = "ID")]
    fault: Option<String>,
    /// With a fault of at least this grade: possible, note, moderate or marked
    #[arg(long, value_name = "GRADE", value_parser = grade)]
    least: Option<u8>,
    /// Sorted by day, athlete, load, rpe, reps or told
    #[arg(long, value_name = "COLUMN", default_value = "day", value_parser = column)]
    sort: Column,
}

fn variant(text: &str) -> Result<VariantKind, String> {
    VariantKind::from_code(text).ok_or_else(|| "expected conventional, sumo, stiff-leg, block or trap-bar".to_owned())
}

fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "expected a day as 2026-03-14".to_owned())
}

fn ruling(text: &str) -> Result<Ruling, String> {
    Ruling::from_code(text).ok_or_else(|| format!("expected {}", Ruling::ALL.map(Ruling::code).join(", ")))
}

/// What was said of a view.
#[derive(Clone, Copy, Debug)]
struct Said(Option<ViewKind>);

fn view(text: &str) -> Result<Said, String> {
    match (text, ViewKind::from_code(text)) {
        ("seen", _) => Ok(Said(None)),
        (_, Some(view)) => Ok(Said(Some(view))),
        (_, None) => Err("expected side, oblique, front, back or seen".to_owned()),
    }
}

fn grade(text: &str) -> Result<u8, String> {
    let place = ["possible", "note", "moderate", "marked"].iter().position(|grade| *grade == text);
    place.map(|place| place as u8 + 1).ok_or_else(|| "expected possible, note, moderate or marked".to_owned())
}

fn column(text: &str) -> Result<Column, String> {
    let found = Column::ALL.into_iter().find(|column| column.name().eq_ignore_ascii_case(text));
    found.ok_or_else(|| format!("expected {}", Column::ALL.map(|column| column.name().to_lowercase()).join(", ")))
}

impl OfLibrary {
    /// Does it.
    pub(super) fn run(&self) -> Result<u8, Failure> {
        watch::silence();
        let path = self.library.clone().or_else(Library::usual_path).ok_or(
            "the system names no folder for the user's data: set HOME or XDG_DATA_HOME, or name the library with --library FILE",
        )?;
        let mut library = Library::open(&path)?;
        match &self.what {
            Task::Add(add) => return add.run(&mut library),
            Task::Analyze { retry } => {
                if *retry {
                    library.retry(None)?;
                }
                return analyze(&mut library, None);
            }
            Task::List(list) => list.run(&library)?,
            Task::Show { set } => say(&shown(&library.show(SetId(*set))?))?,
            Task::Inbox => {
                let lines: String = library.inbox()?.iter().map(waiting_line).collect();
                say(&lines)?;
            }
            Task::Decide { set, fault, ruling, reason } => {
                library.decide(SetId(*set), fault, *ruling, reason)?;
                say(&format!("saved {}: set {set}, {fault}\n", ruling.code()))?;
            }
            Task::Comment { set, words, fault } => {
                let known =
                    |id: &String| faults::by_id(id).ok_or_else(|| format!("unknown fault {id}; plumbline faults lists them"));
                let fault = fault.as_ref().map(known).transpose()?.map(|fault| fault.card.id);
                library.comment(SetId(*set), fault, words)?;
                say(&format!("saved the comment: set {set}\n"))?;
            }
            Task::View { clip, view } => {
                library.say_view(ClipId(*clip), view.0)?;
                say(&format!("saved {}: clip {clip}\n", view.0.map_or("as seen", ViewKind::code)))?;
            }
            Task::Join { from, into } => {
                library.join(SetId(*from), SetId(*into))?;
                library.renew(SetId(*into), &Settings::default())?;
                say(&shown(&library.show(SetId(*into))?))?;
            }
            Task::Progress { athlete, measure, variant, light_kg } => {
                let id = library.athlete(athlete)?;
                if light_kg.is_some() {
                    library.set_light(id, *light_kg)?;
                }
                say(&progress(&library, id, measure, *variant)?)?;
            }
            Task::FindMoved { folders } => {
                let moved = library.find_moved(folders, &Cancel::default())?;
                for (_, path) in &moved.found {
                    say(&format!("found   {}\n", path.display()))?;
                }
                for path in &moved.missing {
                    say(&format!("missing {}\n", path.display()))?;
                }
                return Ok(if moved.missing.is_empty() { 0 } else { COULD_NOT });
            }
            Task::Backup { target } => {
                library.backup(target)?;
                say(&format!("saved {}\n", target.display()))?;
            }
            Task::Restore { from } => {
                let before = library.restore(from)?;
                say(&format!("restored {}; before: {}\n", from.display(), before.display()))?;
            }
            Task::Check => {
                let wrong = library.check()?;
                if wrong.is_empty() {
                    say(&format!("whole: {}\n", path.display()))?;
                    return Ok(0);
                }
                say(&format!("{}\n", wrong.join("\n")))?;
                return Ok(COULD_NOT);
            }
        }
        Ok(0)
    }
}

impl Add {
    fn run(&self, library: &mut Library) -> Result<u8, Failure> {
        let mut sets = gather(&self.paths, self.athlete.as_deref());
        if self.one_set {
            let clips: Vec<PathBuf> = sets.iter().flat_map(|set| set.clips.clone()).collect();
            sets.truncate(1);
            if let Some(set) = sets.first_mut() {
                set.clips = clips;
            }
        }
        if sets.is_empty() {
            return Err("no clip was found there; expected videos (mp4, mov, mkv, ...) or folders of them".into());
        }
        let mut worst = 0;
        let mut saved = Vec::new();
        for set in &mut sets {
            set.day = self.day.unwrap_or(set.day);
            set.facts = Facts {
                load_kg: self.load_kg.or(set.facts.load_kg),
                plate_mm: self.plate_mm,
                rpe: self.rpe,
                variant: self.variant,
                note: self.note.clone(),
            };
            match add(library, set) {
                Ok(id) => saved.extend(id),
                Err(error) => {
                    eprintln!("plumbline: {error}");
                    worst = COULD_NOT;
                }
            }
        }
        if self.later {
            return Ok(worst);
        }
        Ok(worst.max(analyze(library, Some(&saved))?))
    }
}

/// Saves a set and says so once it is on the disk; the set where it is a new one.
fn add(library: &mut Library, set: &NewSet) -> Result<Option<SetId>, Failure> {
    let clips = set.clips.iter().map(|clip| clip.display().to_string()).collect::<Vec<_>>().join(", ");
    let (word, id, new) = match library.add(set)? {
        Added::Saved(id) => ("saved", id, Some(id)),
        Added::Known(id) => ("known", id, None),
    };
    say(&format!("{word} set {}: {}, {}: {clips}\n", id.0, set.athlete, set.day))?;
    Ok(new)
}

/// Analyses what waits, of these sets or of all.
fn analyze(library: &mut Library, sets: Option<&[SetId]>) -> Result<u8, Failure> {
    let cancel = Cancel::default();
    let asked = cancel.clone();
    // Ctrl-C stops the clip at work; without a handler the program simply ends.
    let _ = ctrlc::set_handler(move || asked.cancel());
    let mut worst = 0;
    for waiting in library.waiting()? {
        if sets.is_some_and(|sets| !sets.contains(&waiting.set)) || cancel.is_cancelled() {
            continue;
        }
        if let Err(error) = analyze_one(library, &waiting, &cancel) {
            if cancel.is_cancelled() {
                return Ok(COULD_NOT);
            }
            library.refuse(waiting.clip, &error.to_string())?;
            eprintln!("plumbline: {error}");
            worst = COULD_NOT;
        }
    }
    Ok(worst)
}

fn analyze_one(library: &mut Library, waiting: &Waiting, cancel: &Cancel) -> Result<(), Failure> {
    let seen = if crate::recording::is_recording(&waiting.path) {
        recording::read(&waiting.path)?
    } else {
        let progress = Progress::new(false);
        let listen = |event: Event| progress.hear(&event);
        recording::canonical(watch::see(&waiting.path, &listen, cancel)?.recording)
    };
    let set = library.keep(waiting.clip, &seen, &Settings::default())?;
    say(&format!("analysed set {}: {}\n", set.0, waiting.path.display()))
}

impl List {
    fn run(&self, library: &Library) -> Result<(), Failure> {
        let fault = match &self.fault {
            Some(id) => {
                Some(faults::by_id(id).ok_or_else(|| format!("unknown fault {id}; plumbline faults lists them"))?.card.id)
            }
            None => None,
        };
        let athlete: Option<AthleteId> = self.athlete.as_deref().map(|name| library.athlete(name)).transpose()?;
        let filter = Filter { athlete, words: self.find.clone(), fault, least: self.least };
        let lines: String = library.sets(&filter, self.sort, self.sort != Column::Athlete)?.iter().map(line).collect();
        say(&lines)
    }
}

/// A load in words; a dash where none was said.
fn kilograms(load_kg: Option<f64>) -> String {
    load_kg.map_or_else(|| "-".to_owned(), |load| format!("{load} kg"))
}

fn line(row: &Row) -> String {
    let told = match (row.worst, row.clips.2) {
        (None, 0) => "waits".to_owned(),
        (None, _) => "could not be analysed".to_owned(),
        (Some(0), _) => "nothing told".to_owned(),
        (Some(worst), _) => {
            let grade = ["", "possible", "note", "moderate", "marked"].get(usize::from(worst)).copied().unwrap_or("");
            format!("{grade}: {}", row.told.join(", "))
        }
    };
    let reps = row.reps.map_or_else(|| "-".to_owned(), |reps| reps.to_string());
    format!("{:>6}  {}  {:<20}  {:>9}  {reps:>3} reps  {told}\n", row.id.0, row.day, row.name, kilograms(row.load_kg))
}

fn waiting_line(item: &Item) -> String {
    let what = match &item.what {
        What::Finding { card, severity, probability, is_new, measured, .. } => {
            let grade = severity.map_or("possible", Severity::code);
            let new = if *is_new { ", new" } else { "" };
            format!("{} ({grade}, {:.0} %{new}): {measured}", card.id, probability * 100.0)
        }
        What::Clear => "nothing told".to_owned(),
        What::Refused { path, reason } => format!("could not be analysed: {reason}: {}", path.display()),
    };
    format!("{:>6}  {}  {:<20}  {:>9}  {what}\n", item.set.0, item.day, item.name, kilograms(item.load_kg))
}

fn shown(set: &SetShow) -> String {
    use std::fmt::Write;
    let mut text = format!("set {}: {}, {}, {}\n", set.id.0, set.name, set.day, kilograms(set.facts.load_kg));
    // Writing to a text cannot fail.
    let mut line = |words: String| _ = writeln!(text, "{words}");
    for clip in &set.clips {
        let place = match (&clip.apart, clip.offset_s) {
            (Some(apart), _) => apart.clone(),
            (None, Some(offset)) => {
                let said = clip.said_view.map_or_else(String::new, |said| format!(", said to be {}", said.code()));
                format!("{}{said}, {offset:+.2} s", clip.view.as_deref().unwrap_or("-"))
            }
            (None, None) => format!("{:?}", clip.state).to_lowercase(),
        };
        line(format!("  clip {}: {} ({place})", clip.id.0, clip.path.display()));
    }
    if let Some(reps) = set.reps {
        line(format!("  {}", words::count(reps, "repetition", "repetitions")));
    }
    for found in &set.findings {
        let word = match found.verdict {
            0 => "not assessed",
            1 => "clear",
            2 => "possible",
            _ => found.severity.map_or("fault", Severity::code),
        };
        line(format!("  {:<20}  {word:<12}  {} (clip {})", found.card.id, found.words, found.clip.0));
        if let Some(decision) = &found.decision {
            line(format!("    coach: {} {}", decision.ruling.code(), decision.reason));
        }
    }
    for comment in &set.comments {
        line(format!("  comment: {}", comment.words));
    }
    text
}

fn progress(library: &Library, athlete: AthleteId, measure: &str, variant: Option<VariantKind>) -> Result<String, Failure> {
    use std::fmt::Write;
    let kind = KINDS.iter().find(|kind| kind.id == measure).ok_or_else(|| {
        format!("unknown measure {measure}; the JSON of an analysis names them, for example mean-velocity or bar-bow")
    })?;
    let progress = library.progress(athlete, variant)?;
    let mut text = String::new();
    for set in &progress.sets {
        let level = set.levels.measures.get(kind.id);
        let value = level.map_or_else(
            || "not measured".to_owned(),
            |level| format!("{:.*} ± {}", level.unit.decimals(), level.median, level.unit.format(INTERVAL_90 * level.sd)),
        );
        writeln!(text, "{}  {:>9}  {} {value}", set.day, kilograms(set.load_kg), kind.name)?;
    }
    match &progress.form_limit {
        Ok(Some(limit)) => {
            let held = limit.held_kg.map_or_else(String::new, |kg| format!("; it held at {kg} kg"));
            writeln!(text, "form-limit load: {} kg, where {} left the own band{held}", limit.load_kg, limit.lost.join(", "))?;
        }
        Ok(None) => writeln!(text, "form-limit load: form held at every load known")?,
        Err(why) => writeln!(text, "form-limit load: not assessed. {} {}", why.reason, why.film_it)?,
    }
    match &progress.one_rm {
        Ok(found) => writeln!(text, "estimated maximum: {:.0} to {:.0} kg. {}", found.low_kg, found.high_kg, found.caveat)?,
        Err(why) => writeln!(text, "estimated maximum: not assessed. {} {}", why.reason, why.film_it)?,
    }
    Ok(text)
}
