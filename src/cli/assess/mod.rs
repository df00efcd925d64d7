//! `plumbline assess`: the article's path, from the questions at the start to a plan.

mod clip;
mod talk;

use std::io::{IsTerminal, Write as _};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::json;

use super::{Failure, say};
use crate::advice::answers::Answers;
use crate::advice::change;
use crate::advice::diary::{Diary, today};
use crate::advice::film::{GUIDE, read as read_film};
use crate::advice::filmed::{RockBack, rock_back, toe_touch};
use crate::advice::gate::QUESTIONS;
use crate::advice::plan::Found;
use crate::advice::texts::text;
use crate::advice::walk::Walk;
use crate::advice::{answers, checks, standing};
use crate::folders::data_folder;
use crate::library::{After, Library, ProgressSet};
use crate::report::{self, advice as written, earlier};

/// What `plumbline assess` takes.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command")]
pub(super) struct Assess {
    #[command(subcommand)]
    what: Option<What>,
    /// Answers given already, as JSON; without them they are asked for in the terminal
    #[arg(long, value_name = "FILE.json")]
    answers: Option<PathBuf>,
    /// Print every question with what may be answered, as JSON, and end
    #[arg(long, conflicts_with = "answers")]
    questions: bool,
    /// The result of the last set (`plumbline analyze CLIP --json FILE`): its faults and its load enter the plan
    #[arg(long, value_name = "RESULT.json")]
    result: Option<PathBuf>,
    /// It hurts only when the load is heavy
    #[arg(long)]
    only_heavy: bool,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
    /// Write the result as a page to print, with drawings
    #[arg(long, value_name = "FILE.html")]
    report: Option<PathBuf>,
    /// Settings, of which the coach's cues and drills are taken; the later file wins
    #[arg(long, value_name = "FILE")]
    settings: Vec<PathBuf>,
    /// The athlete whose diary is read, and written where they agreed
    #[arg(long, value_name = "NAME")]
    athlete: Option<String>,
    /// The athlete agrees that answers are kept on this machine
    #[arg(long, requires = "athlete")]
    agree: bool,
}

#[derive(Subcommand, Debug)]
enum What {
    /// Measure the own full flexion of the lower back from filmed toe-touches
    ToeTouch {
        #[command(flatten)]
        clip: clip::Clip,
        /// Write it as a settings file, for `plumbline analyze --settings`
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Measure the flexion of the hip at which the lower back starts to move, from filmed rock-backs
    RockBack {
        #[command(flatten)]
        clip: clip::Clip,
    },
    /// Say how to film, or what to change about the way a clip was filmed
    Film {
        #[command(flatten)]
        clip: clip::MaybeClip,
    },
    /// Compare two results: did a number move, by more than its error?
    Compare {
        /// Result before, and result after; with --athlete the one after alone, or none for the newest set of the library
        #[arg(value_name = "RESULT.json", num_args = 0..=2)]
        results: Vec<PathBuf>,
        /// The athlete of the library whose set from before is found: an earlier day, the same kind of deadlift, the nearest load
        #[arg(long, value_name = "NAME")]
        athlete: Option<String>,
        /// The library's file [default: library/library.sqlite in the user's data folder]
        #[arg(long, value_name = "FILE", requires = "athlete")]
        library: Option<PathBuf>,
        /// Print as JSON
        #[arg(long)]
        json: bool,
    },
    /// Note exercises done, or show what was done this week
    Log {
        /// The athlete
        #[arg(long, value_name = "NAME")]
        athlete: String,
        /// Exercises done today
        #[arg(long, value_name = "EXERCISE")]
        did: Vec<String>,
        /// The athlete agrees that this is kept on this machine
        #[arg(long)]
        agree: bool,
    },
    /// Delete everything kept of an athlete here
    Forget {
        /// The athlete
        #[arg(long, value_name = "NAME")]
        athlete: String,
    },
}

impl Assess {
    /// Walks through the advice, or does one of its parts.
    pub(super) fn run(self) -> Result<u8, Failure> {
        match &self.what {
            None => self.walk(),
            Some(What::ToeTouch { clip, out }) => toe_touches(clip, out.as_deref()),
            Some(What::RockBack { clip }) => rock_backs(clip),
            Some(What::Film { clip }) => film(clip),
            Some(What::Compare { results, athlete, library, json }) => match (athlete, results.as_slice()) {
                (None, [before, after]) => compare(before, after, *json),
                (Some(athlete), [] | [_]) => before_of(athlete, library.as_deref(), results.first().map(PathBuf::as_path), *json),
                (None, _) => {
                    Err("two results are compared, before and after; or name the athlete of the library with --athlete NAME"
                        .into())
                }
                (Some(_), _) => {
                    Err("with --athlete the set from before is the library's: give the result after alone, or none".into())
                }
            },
            Some(What::Log { athlete, did, agree }) => log(athlete, did, *agree),
            Some(What::Forget { athlete }) => forget(athlete),
        }
    }

    fn walk(&self) -> Result<u8, Failure> {
        if self.questions {
            say(&format!("{:#}\n", questions()))?;
            return Ok(0);
        }
        let cues = super::analyze::settings_of(&self.settings, None)?.cues;
        let mut found = match &self.result {
            Some(path) => written::found(&read(path)?).map_err(|error| format!("{error}: {}", path.display()))?,
            None => Found::default(),
        };
        found.only_heavy = self.only_heavy;
        let mut diary = self.athlete.as_deref().map(|name| open_diary(name, self.agree)).transpose()?;
        let overdue = diary.as_ref().is_some_and(|diary| diary.is_overdue(today()));
        let walk = match &self.answers {
            Some(path) => {
                let mut given = Answers::from_json(&read(path)?).map_err(|error| format!("{error}: {}", path.display()))?;
                // Soreness noted more than a week ago and not gone since is no soreness any more, whatever the file says.
                if overdue && given.gate.get("any").is_some_and(|any| any != "no") {
                    given.gate.insert("how-long".into(), "longer".into());
                }
                Walk::with(given, found)
            }
            None if std::io::stdin().is_terminal() => {
                let mut out = std::io::stderr();
                talk::talk(Walk::new(found, overdue), &mut std::io::stdin().lock(), &mut out, &talk::Clock::real())?
            }
            None => {
                return Err("the questions are asked in a terminal; elsewhere give --answers FILE.json \
                            (plumbline assess --questions prints what can be answered)"
                    .into());
            }
        };
        if let Some(path) = &self.report {
            report::save(path, written::page(&walk, &cues).as_bytes())?;
        }
        if let Some(diary) = diary.as_mut().filter(|diary| diary.agreed.is_some()) {
            diary.visit(today(), walk.answers());
            let path = diary.keep(&data()?)?;
            eprintln!("kept: {}", path.display());
        }
        say(&if self.json { written::json(&walk, &cues) } else { written::text_of(&walk, &cues) })?;
        Ok(0)
    }
}

fn read(path: &Path) -> Result<String, Failure> {
    Ok(std::fs::read_to_string(path).map_err(|error| format!("the file cannot be read ({error}): {}", path.display()))?)
}

fn data() -> Result<PathBuf, Failure> {
    Ok(data_folder().ok_or(crate::advice::diary::DiaryError::NoFolder)?)
}

/// The athlete's diary; a new one is kept only where they agree now. An athlete of the library is called as there, whichever way the letters
/// of the name given are cased.
fn open_diary(athlete: &str, agree: bool) -> Result<Diary, Failure> {
    if let Some(kept) = Diary::read(&data()?, athlete)? {
        return Ok(kept);
    }
    let name = library_name(athlete).unwrap_or_else(|| athlete.to_owned());
    let kept = Diary::read(&data()?, &name)?;
    Ok(kept.unwrap_or_else(|| Diary::new(&name, agree.then(today))))
}

/// What the library calls an athlete; `None` where there is no library, or no such athlete in it.
fn library_name(athlete: &str) -> Option<String> {
    let library = Library::open(&Library::usual_path().filter(|path| path.is_file())?).ok()?;
    let id = library.athlete(athlete).ok()?;
    library.athletes().ok()?.into_iter().find(|known| known.id == id).map(|known| known.name)
}

/// Every question with what may be answered.
fn questions() -> serde_json::Value {
    let gate: Vec<_> = QUESTIONS
        .iter()
        .map(|question| {
            let choices: Vec<_> =
                question.choices.iter().map(|choice| json!({"id": choice.id, "text": question.words(choice)})).collect();
            json!({"id": question.id, "ask": question.ask(), "choices": choices, "only_where_it_hurts": question.of_pain})
        })
        .collect();
    let kind = |kind: checks::Kind| match kind {
        checks::Kind::Ask => "yes, no or unsure".to_owned(),
        checks::Kind::Rate => "0 to 10".to_owned(),
        checks::Kind::RateEach(count) => format!("a list of up to {count} numbers from 0 to 10"),
        checks::Kind::Hold(least) => format!("seconds; {least} or more count"),
    };
    let checks: Vec<_> = checks::CHECKS
        .iter()
        .map(|check| {
            let steps: Vec<_> = check
                .course()
                .into_iter()
                .map(|(step, side)| {
                    json!({
                        "do": check.what_to_do(step, side),
                        "item": step.item.map(|item| answers::key(&item, side)),
                        "ask": step.item.map(|item| check.ask(&item, side)),
                        "answer": step.item.map(|item| kind(item.kind)),
                    })
                })
                .collect();
            json!({"id": check.id, "name": check.name(), "about": check.about(), "steps": steps})
        })
        .collect();
    json!({"standing": standing(), "gate": gate, "checks": checks})
}

fn not_assessed(what: &str, why: &crate::measure::Abstain, as_json: bool) -> Result<u8, Failure> {
    say(&if as_json {
        format!("{:#}\n", json!({"assessed": false, "code": why.code, "reason": why.reason, "film_it": why.film_it}))
    } else {
        format!("{what}: not assessed. {} {}\n", why.reason, why.film_it)
    })?;
    Ok(0)
}

fn toe_touches(clip: &clip::Clip, out: Option<&Path>) -> Result<u8, Failure> {
    let found = match toe_touch(&clip.recording()?) {
        Ok(found) => found,
        Err(why) => return not_assessed("Own flexion of the lower back", &why, clip.json),
    };
    let rounded = (10.0 * found.range.deg).round() / 10.0;
    if let Some(path) = out {
        report::save(path, format!("{:#}\n", json!({"lumbar_range_deg": rounded})).as_bytes())?;
    }
    say(&if clip.json {
        let bends: Vec<f64> = found.bends_deg.iter().map(|bend| (10.0 * bend).round() / 10.0).collect();
        format!(
            "{:#}\n",
            json!({"assessed": true, "lumbar_range_deg": rounded, "sd_deg": (10.0 * found.range.sd_deg).round() / 10.0, "bends_deg": bends, "at_s": found.at_s})
        )
    } else {
        let mut said = format!(
            "The lower back bends by {} from standing to the toe-touch ({} bends).\n",
            found.range.words(),
            found.bends_deg.len()
        );
        match out {
            Some(path) => said.extend(["Use it with: plumbline analyze CLIP --settings ", &path.display().to_string(), "\n"]),
            None => said += "Write it as settings with --out FILE: lumbar rounding is then told in percent of the own range.\n",
        }
        said
    })?;
    Ok(0)
}

fn rock_backs(clip: &clip::Clip) -> Result<u8, Failure> {
    let found = match rock_back(&clip.recording()?) {
        Ok(found) => found,
        Err(why) => return not_assessed("Rock-back", &why, clip.json),
    };
    say(&match (found, clip.json) {
        (RockBack::Moves { from, rise_deg }, true) => format!(
            "{:#}\n",
            json!({"assessed": true, "lower_back_moves": true, "hip_flexion_deg": from.deg, "sd_deg": from.sd_deg, "rise_deg": rise_deg})
        ),
        (RockBack::Holds { to }, true) => {
            format!(
                "{:#}\n",
                json!({"assessed": true, "lower_back_moves": false, "hip_flexion_deg": to.deg, "sd_deg": to.sd_deg})
            )
        }
        (RockBack::Moves { from, rise_deg }, false) => format!(
            "The lower back starts to move at {} of hip flexion, and bends by {rise_deg:.0}° up to the end of the way.\n",
            from.words()
        ),
        (RockBack::Holds { to }, false) => {
            format!("The lower back stays as it is up to {} of hip flexion, the end of the way.\n", to.words())
        }
    })?;
    Ok(0)
}

fn film(clip: &clip::MaybeClip) -> Result<u8, Failure> {
    let rules: Vec<String> = GUIDE.iter().map(|rule| text(&format!("film.{rule}.rule"))).collect();
    let remarks = clip.analysed()?.map(|(recording, analysis)| read_film(&recording, &analysis));
    say(&match (remarks, clip.json) {
        (None, true) => format!("{:#}\n", json!({"guide": rules})),
        (Some(remarks), true) => format!("{:#}\n", json!({"clip": written::film_json(&remarks), "guide": rules})),
        (None, false) => {
            format!("{}\n{}\n", text("film.title"), rules.iter().map(|rule| format!("  - {rule}")).collect::<Vec<_>>().join("\n"))
        }
        (Some(remarks), false) => written::film_text(&remarks),
    })?;
    Ok(0)
}

fn compare(before: &Path, after: &Path, as_json: bool) -> Result<u8, Failure> {
    let levels = |path: &Path| -> Result<change::Levels, Failure> {
        let set = earlier(&read(path)?).map_err(|error| format!("{error}: {}", path.display()))?;
        Ok(change::levels_of(&set.reps))
    };
    say_changes(&levels(before)?, &levels(after)?, "", as_json)
}

/// Compares an athlete's set of the library from before with a result, or with the newest set there.
fn before_of(athlete: &str, library: Option<&Path>, after: Option<&Path>, as_json: bool) -> Result<u8, Failure> {
    let path = library.map(Path::to_owned).or_else(Library::usual_path).ok_or(crate::advice::diary::DiaryError::NoFolder)?;
    if !path.is_file() {
        return Err(format!("there is no library yet; add sets with `plumbline library add`: {}", path.display()).into());
    }
    let library = Library::open(&path)?;
    let id = library.athlete(athlete)?;
    let given = after
        .map(|path| -> Result<_, Failure> {
            let result = read(path)?;
            let wrong = |error| format!("{error}: {}", path.display());
            let (set, found) = (earlier(&result).map_err(wrong)?, written::found(&result).map_err(wrong)?);
            let known = After { load_kg: set.load_kg, variant: found.variant };
            Ok((known, change::levels_of(&set.reps)))
        })
        .transpose()?;
    let Some((before, newest)) = library.before(id, given.as_ref().map(|(known, _)| known))? else {
        return Err(
            format!("the library has no analysed set of {athlete:?} from before to compare with: {}", path.display()).into()
        );
    };
    let levels =
        |set: &ProgressSet| crate::compare::levels(set.reps.iter().flatten().map(|measured| (measured.id, measured.level())));
    let named = |set: &ProgressSet| {
        let load = set.load_kg.map_or_else(String::new, |kg| format!(" at {kg} kg"));
        format!("set {} of {}{load}", set.id.0, set.day)
    };
    let after_name = newest.as_ref().map_or_else(|| "the result given".to_owned(), named);
    let after_levels = newest.as_ref().map(levels).or(given.map(|(_, levels)| levels)).unwrap_or_default();
    say_changes(&levels(&before), &after_levels, &format!("Before: {}. After: {after_name}.\n", named(&before)), as_json)
}

/// Says the changes; `of` in text only.
fn say_changes(before: &change::Levels, after: &change::Levels, of: &str, as_json: bool) -> Result<u8, Failure> {
    let changes = change::changes(before, after);
    say(&if as_json {
        format!("{:#}\n", written::changes_json(&changes))
    } else if changes.is_empty() {
        format!("{of}{}\n", text("change.none"))
    } else {
        let lines: Vec<String> = changes.iter().map(|change| format!("  {}", change.sentence())).collect();
        format!("{of}{}\n{}\n", text("change.title"), lines.join("\n"))
    })?;
    Ok(0)
}

fn log(athlete: &str, did: &[String], agree: bool) -> Result<u8, Failure> {
    let mut diary = open_diary(athlete, agree)?;
    for exercise in did {
        diary.do_exercise(today(), exercise)?;
    }
    if !did.is_empty() {
        diary.keep(&data()?)?;
    }
    let mut out = std::io::stdout().lock();
    for exercise in crate::advice::exercises::EXERCISES {
        let times = diary.in_week(exercise.id, today());
        if times > 0 {
            writeln!(out, "{:18} {times} in the last seven days ({})", exercise.name(), exercise.dose_words())?;
        }
    }
    Ok(0)
}

fn forget(athlete: &str) -> Result<u8, Failure> {
    let as_in_library = library_name(athlete).filter(|name| name != athlete.trim());
    let mut there = Diary::forget(&data()?, athlete)?;
    if let Some(name) = as_in_library {
        there |= Diary::forget(&data()?, &name)?;
    }
    say(if there { "Deleted.\n" } else { "Nothing was kept.\n" })?;
    Ok(0)
}
