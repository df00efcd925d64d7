//! The walk in a terminal: questions, timers, counters, ratings; a line of input for each.

use std::io::{BufRead, Write};
use std::time::Duration;

use crate::advice::answers::{Answer, MOST_PAIN, Value};
use crate::advice::checks::{CHECKS, Kind};
use crate::advice::gate::Question;
use crate::advice::standing;
use crate::advice::texts::{filled, text};
use crate::advice::walk::{Move, Place, Walk};
use crate::cli::Failure;

/// Time: what passes, and waiting; for tests another.
pub(super) struct Clock {
    now_s: Box<dyn Fn() -> f64>,
    wait_s: Box<dyn Fn(f64)>,
}

impl Clock {
    /// The machine's own.
    pub(super) fn real() -> Self {
        let start = std::time::Instant::now();
        Self {
            now_s: Box::new(move || start.elapsed().as_secs_f64()),
            wait_s: Box::new(|seconds| std::thread::sleep(Duration::from_secs_f64(seconds))),
        }
    }
}

/// Walks until the plan is asked for, the gate stops or the input ends.
pub(super) fn talk(mut walk: Walk, input: &mut dyn BufRead, out: &mut dyn Write, clock: &Clock) -> Result<Walk, Failure> {
    writeln!(out, "{}\n\n{}\n{}", standing(), text("gate.title"), text("gate.about"))?;
    loop {
        let made = match walk.place() {
            Place::Question(question) => ask(question, &walk, input, out)?,
            Place::Stopped(_) | Place::Plan => return Ok(walk),
            Place::Checks => choose_check(&walk, input, out)?,
            Place::Step(..) => step(&walk, input, out, clock)?,
        };
        let Some(made) = made else { return Ok(walk) };
        let gave = matches!(made, Move::Give(_));
        walk.perform(made);
        if gave {
            walk.perform(Move::Next);
        }
    }
}

/// A line of input in lower case; `None` at its end.
fn line(input: &mut dyn BufRead) -> Result<Option<String>, Failure> {
    let mut text = String::new();
    Ok((input.read_line(&mut text)? > 0).then(|| text.trim().to_lowercase()))
}

/// Lets choose one of several by its number or by the beginning of its words, or go back with `b`; `None` at the input's end.
fn pick(choices: &[(String, Move)], input: &mut dyn BufRead, out: &mut dyn Write) -> Result<Option<Move>, Failure> {
    for (number, (words, _)) in choices.iter().enumerate() {
        writeln!(out, "  {}  {words}", number + 1)?;
    }
    loop {
        write!(out, "> ")?;
        out.flush()?;
        let Some(given) = line(input)? else { return Ok(None) };
        if given == "b" {
            return Ok(Some(Move::Back));
        }
        let by_number = given.parse::<usize>().ok().and_then(|number| choices.get(number.checked_sub(1)?));
        let whole = choices.iter().find(|(words, _)| words.to_lowercase() == given);
        let mut begun = choices.iter().filter(|(words, _)| !given.is_empty() && words.to_lowercase().starts_with(&given));
        match by_number.or(whole).or_else(|| begun.next().filter(|_| begun.next().is_none())) {
            Some((_, made)) => return Ok(Some(made.clone())),
            None => writeln!(out, "a number from 1 to {}, please; b goes back", choices.len())?,
        }
    }
}

fn ask(question: &Question, walk: &Walk, input: &mut dyn BufRead, out: &mut dyn Write) -> Result<Option<Move>, Failure> {
    let (done, all) = walk.gate_progress();
    let place = filled("gate.progress", &[("n", &(done + 1).to_string()), ("of", &all.to_string())]);
    writeln!(out, "\n{place}\n{}", question.ask())?;
    let choices: Vec<(String, Move)> = question
        .choices
        .iter()
        .map(|choice| (question.words(choice), Move::Choose(question.id.to_owned(), choice.id.to_owned())))
        .collect();
    pick(&choices, input, out)
}

fn choose_check(walk: &Walk, input: &mut dyn BufRead, out: &mut dyn Write) -> Result<Option<Move>, Failure> {
    writeln!(out, "\n{}\n{}", text("check.title"), text("check.about"))?;
    let signs = walk.signs();
    let mut choices: Vec<(String, Move)> = CHECKS
        .iter()
        .map(|check| {
            let said =
                signs.iter().find(|sign| sign.check == check.id).map(crate::advice::signs::Sign::sentence).unwrap_or_default();
            (format!("{}: {} {said}", check.name(), check.about()), Move::Open(check.id.to_owned()))
        })
        .collect();
    choices.push((text("plan.title"), Move::ShowPlan));
    pick(&choices, input, out)
}

fn step(walk: &Walk, input: &mut dyn BufRead, out: &mut dyn Write, clock: &Clock) -> Result<Option<Move>, Failure> {
    let Some((check, step, side)) = walk.step() else { return Ok(Some(Move::Leave)) };
    writeln!(out, "\n{}", check.what_to_do(step, side))?;
    if let Some(seconds) = step.timer_s.filter(|_| !matches!(step.item.map(|item| item.kind), Some(Kind::Hold(_)))) {
        writeln!(out, "Enter starts {seconds} seconds.")?;
        if line(input)?.is_none() {
            return Ok(None);
        }
        for left in (1..=seconds).rev() {
            write!(out, "\r{left:3} ")?;
            out.flush()?;
            (clock.wait_s)(1.0);
        }
        writeln!(out, "\r  0 ")?;
    }
    let stop = (text("check.stop-here"), Move::StopHere);
    let Some(item) = step.item else { return pick(&[("Go on".to_owned(), Move::Next), stop], input, out) };
    writeln!(out, "{}", check.ask(&item, side))?;
    match item.kind {
        Kind::Ask => {
            let mut choices: Vec<(String, Move)> = Answer::ALL
                .iter()
                .map(|answer| (text(&format!("answer.{}", answer.code())), Move::Give(Value::Answer(*answer))))
                .collect();
            choices.push(stop);
            pick(&choices, input, out)
        }
        Kind::Rate => Ok(match rating("", input, out)? {
            Some(Rated::Pain(pain)) => Some(Move::Give(Value::Rating(pain))),
            Some(Rated::Enough) => Some(Move::Back),
            Some(Rated::Wrong) => Some(Move::StopHere),
            None => None,
        }),
        Kind::RateEach(count) => {
            let mut ratings = Vec::new();
            while ratings.len() < count {
                let at = filled("check.repetition", &[("n", &(ratings.len() + 1).to_string()), ("of", &count.to_string())]);
                match rating(&at, input, out)? {
                    Some(Rated::Pain(pain)) => ratings.push(pain),
                    Some(Rated::Enough) => break,
                    Some(Rated::Wrong) => return Ok(Some(Move::StopHere)),
                    None => return Ok(None),
                }
            }
            Ok(Some(Move::Give(Value::Ratings(ratings))))
        }
        Kind::Hold(least) => {
            writeln!(out, "Enter starts the clock, Enter again stops it; {least:.0} seconds or more count.")?;
            if line(input)?.is_none() {
                return Ok(None);
            }
            let start = (clock.now_s)();
            if line(input)?.is_none() {
                return Ok(None);
            }
            let held = ((clock.now_s)() - start).clamp(0.0, 600.0);
            writeln!(out, "{held:.0} s")?;
            Ok(Some(Move::Give(Value::Seconds((10.0 * held).round() / 10.0))))
        }
    }
}

/// What was said of the pain.
enum Rated {
    Pain(u8),
    /// It is enough, nothing is wrong.
    Enough,
    /// It became sharp, shot into the leg or feels wrong.
    Wrong,
}

fn rating(at: &str, input: &mut dyn BufRead, out: &mut dyn Write) -> Result<Option<Rated>, Failure> {
    writeln!(out, "{at} 0 to {MOST_PAIN} ({}); e for enough; s: {}", text("check.pain-scale"), text("check.stop-here"))?;
    loop {
        write!(out, "> ")?;
        out.flush()?;
        match line(input)?.as_deref() {
            None => return Ok(None),
            Some("e") => return Ok(Some(Rated::Enough)),
            Some("s") => return Ok(Some(Rated::Wrong)),
            Some(given) => match given.parse::<u8>().ok().filter(|pain| *pain <= MOST_PAIN) {
                Some(pain) => return Ok(Some(Rated::Pain(pain))),
                None => writeln!(out, "a whole number from 0 to {MOST_PAIN}, please")?,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::rc::Rc;

    use proptest::prelude::*;

    use super::*;
    use crate::advice::gate::{Gate, QUESTIONS, gate};
    use crate::advice::plan::Found;
    use crate::report::advice::text_of;
    use crate::settings::Cues;

    /// A clock on which every look takes 31 seconds.
    fn clock() -> Clock {
        let now = Rc::new(Cell::new(0.0));
        Clock {
            now_s: Box::new(move || {
                now.set(now.get() + 31.0);
                now.get()
            }),
            wait_s: Box::new(|_| {}),
        }
    }

    fn talked(input: &str) -> (Walk, String) {
        let mut out = Vec::new();
        let walk = talk(Walk::new(Found::default(), false), &mut input.as_bytes(), &mut out, &clock()).unwrap();
        let said = String::from_utf8(out).unwrap() + &text_of(&walk, &Cues::default());
        (walk, said)
    }

    fn no_to_all() -> String {
        "no\n".repeat(QUESTIONS.iter().filter(|question| !question.of_pain).count())
    }

    #[test]
    fn a_lifter_without_flags_goes_through_the_rock_back_to_a_plan() {
        let (walk, said) = talked(&format!("{}rock-back\n1\n\n\nyes\nno\nwhat\n", no_to_all()));
        assert_eq!(walk.place(), Place::Plan);
        assert!(walk.signs().iter().any(|sign| sign.check == "rock-back" && sign.is_suggested()), "{said}");
        assert!(said.contains(&text("exercise.rock-back.do")) && said.contains(&standing()));
    }

    #[test]
    fn bends_are_counted_with_their_pain_and_may_end_early() {
        let (walk, _) = talked(&format!("{}1\nno\n2\n2\n3\n9\ne\nyes\nwhat\n", no_to_all()));
        assert_eq!(walk.answers().value("toe-touches", "bend"), Some(&Value::Ratings(vec![2, 3, 9])));
        let (walk, said) = talked(&format!("{}1\nno\n2\n2\ns\n", no_to_all()));
        assert!(matches!(walk.place(), Place::Stopped(_)) && said.contains(&text("gate.stopped.why")));
    }

    #[test]
    fn a_red_flag_ends_the_talk_with_a_doctor_and_nonsense_is_asked_again() {
        let (walk, said) = talked("perhaps\n9\nno\nyes\n");
        assert!(walk.plan().is_none() && said.contains(&text("gate.stop.now")) && said.contains("a number from 1 to 3"));
        let (walk, said) = talked("");
        assert!(walk.plan().is_none() && said.contains(&text("plan.not-passed")));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(120))]

        /// Whatever is typed: what ends with a plan in its words has passed the gate, and a gate that stops says nothing of a plan.
        #[test]
        fn no_typing_passes_a_red_flag(
            well in 0..14_usize,
            lines in proptest::collection::vec(prop_oneof!["[0-9]{1,2}", "(yes|no|not|b|e|s|)", "[a-z]{0,4}"], 0..60),
        ) {
            let input = "no\n".repeat(well) + &lines.join("\n") + "\n";
            let (walk, said) = talked(&input);
            let passed = matches!(gate(walk.answers()), Gate::Passed(_));
            prop_assert_eq!(walk.plan().is_some(), passed);
            if !passed {
                prop_assert!(!said.contains(&text("exercise.plank.do")) && !said.contains(&text("plan.correct")));
            }
        }
    }
}
