//! What the room knows: the walk through the advice, the page that is open, the athlete's diary. Nothing here draws; files are chores.

use std::path::Path;

use crate::advice::diary::{Diary, today};
use crate::advice::plan::Found;
use crate::advice::walk::{Move, Place, Walk};

/// What the room shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Page {
    /// The gate, and behind it the self-assessments.
    #[default]
    Assess,
    /// Stretch, correct, train around it.
    Plan,
    /// How to film, and the last clip.
    Film,
    /// Before and after.
    Change,
}

impl Page {
    /// Every page, in the order of the switch.
    pub const ALL: [Self; 4] = [Self::Assess, Self::Plan, Self::Film, Self::Change];
}

/// What the user asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// A move in the walk.
    Do(Move),
    /// Another page.
    Turn(Page),
    /// It hurts only when the load is heavy, or not.
    OnlyHeavy(bool),
    /// The athlete's name was put in.
    Name(String),
    /// The athlete agrees that this is kept.
    Agree,
    /// Delete what is kept of the athlete.
    Forget,
    /// An exercise was done today.
    Did(&'static str),
}

/// Something to do with the diary's file.
#[derive(Clone, Debug, PartialEq)]
pub enum Chore {
    /// Read an athlete's diary.
    Read(String),
    /// Keep a diary.
    Keep(Box<Diary>),
    /// Delete an athlete's diary.
    Forget(String),
}

impl Chore {
    /// Does it in a data folder: the diary that was read, where there is one.
    pub fn carry_out(&self, data: &Path) -> Result<Option<Diary>, String> {
        match self {
            Self::Read(athlete) => Diary::read(data, athlete),
            Self::Keep(diary) => diary.keep(data).map(|_| None),
            Self::Forget(athlete) => Diary::forget(data, athlete).map(|_| None),
        }
        .map_err(|error| error.to_string())
    }
}

/// What the room knows.
#[derive(Default)]
pub struct Advice {
    /// The walk.
    pub walk: Walk,
    /// The page that is open.
    pub page: Page,
    /// The athlete's name; empty where none was given.
    pub athlete: String,
    /// The athlete's diary, where one is kept.
    pub diary: Option<Diary>,
    /// It hurts only when the load is heavy.
    pub only_heavy: bool,
    /// Whether this walk's end stands in the diary.
    noted: bool,
}

impl Advice {
    /// Does what was asked, with what the shown clip says; what is to be done with files comes back.
    pub fn perform(&mut self, ask: Ask, found: Option<Found>) -> Option<Chore> {
        if let Some(found) = found {
            self.walk.show(Found { only_heavy: self.only_heavy, ..found });
        }
        match ask {
            Ask::Do(made) => {
                let fresh = made == Move::Restart;
                self.walk.perform(made);
                if fresh {
                    (self.noted, self.page) = (false, Page::Assess);
                }
                return self.note();
            }
            Ask::Turn(Page::Plan) => {
                // The plan stays shut while the gate is open or stops.
                if self.walk.plan().is_some() {
                    self.page = Page::Plan;
                    self.walk.perform(Move::ShowPlan);
                    return self.note();
                }
                self.page = Page::Assess;
            }
            Ask::Turn(page) => {
                if page == Page::Assess {
                    self.walk.perform(Move::ShowChecks);
                }
                self.page = page;
            }
            Ask::OnlyHeavy(only) => {
                self.only_heavy = only;
                self.walk.say_only_heavy(only);
            }
            Ask::Name(name) => {
                let name = name.trim().to_owned();
                if name != self.athlete {
                    // Another athlete: nothing of the one before stays.
                    *self = Self {
                        athlete: name.clone(),
                        page: self.page,
                        walk: Walk::new(self.walk.found().clone(), false),
                        ..Self::default()
                    };
                    return (!name.is_empty()).then_some(Chore::Read(name));
                }
            }
            Ask::Agree if !self.athlete.is_empty() => {
                let mut diary = self.diary.take().unwrap_or_else(|| Diary::new(&self.athlete, None));
                diary.agreed = diary.agreed.or(Some(today()));
                self.diary = Some(diary);
                return self.note().or_else(|| self.keep());
            }
            Ask::Agree => {}
            Ask::Forget => {
                self.diary = None;
                return (!self.athlete.is_empty()).then(|| Chore::Forget(self.athlete.clone()));
            }
            Ask::Did(exercise) => {
                if let Some(diary) = &mut self.diary
                    && diary.do_exercise(today(), exercise).is_ok()
                {
                    return self.keep();
                }
            }
        }
        None
    }

    /// Takes the diary that was read. Soreness noted more than a week ago enters the walk, which then starts anew.
    pub fn take(&mut self, diary: Option<Diary>) {
        if let Some(diary) = diary.filter(|diary| diary.athlete == self.athlete) {
            self.walk = Walk::new(self.walk.found().clone(), diary.is_overdue(today()));
            self.diary = Some(diary);
        }
    }

    /// Notes a visit once the gate stopped or the plan was shown.
    fn note(&mut self) -> Option<Chore> {
        let ended = matches!(self.walk.place(), Place::Stopped(_) | Place::Plan);
        let diary = self.diary.as_mut().filter(|diary| ended && !self.noted && diary.agreed.is_some())?;
        diary.visit(today(), self.walk.answers());
        self.noted = true;
        self.keep()
    }

    fn keep(&self) -> Option<Chore> {
        self.diary.clone().map(|diary| Chore::Keep(Box::new(diary)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::advice::gate::QUESTIONS;

    fn choose(question: &str, choice: &str) -> Ask {
        Ask::Do(Move::Choose(question.into(), choice.into()))
    }

    fn passed() -> Advice {
        let mut advice = Advice::default();
        for question in QUESTIONS.iter().filter(|question| !question.of_pain) {
            advice.perform(choose(question.id, "no"), None);
        }
        advice
    }

    #[test]
    fn the_plan_opens_behind_the_gate_only() {
        let mut advice = Advice::default();
        advice.perform(Ask::Turn(Page::Plan), None);
        assert_eq!(advice.page, Page::Assess);
        let mut advice = passed();
        advice.perform(Ask::Turn(Page::Plan), None);
        assert_eq!((advice.page, advice.walk.place()), (Page::Plan, Place::Plan));
    }

    #[test]
    fn nothing_is_kept_before_the_athlete_agrees_and_a_visit_is_kept_once() {
        let mut advice = passed();
        assert_eq!(advice.perform(Ask::Agree, None), None, "without a name there is nobody to agree");
        let read = advice.perform(Ask::Name(" Athlete 12 ".into()), None);
        assert_eq!(read, Some(Chore::Read("Athlete 12".into())));
        for question in QUESTIONS.iter().filter(|question| !question.of_pain) {
            assert_eq!(advice.perform(choose(question.id, "no"), None), None);
        }
        assert_eq!(advice.perform(Ask::Turn(Page::Plan), None), None);
        assert_eq!(advice.perform(Ask::Did("plank"), None), None);
        let Some(Chore::Keep(diary)) = advice.perform(Ask::Agree, None) else { panic!("not kept") };
        assert_eq!(diary.visits.len(), 1);
        assert_eq!(advice.perform(Ask::Turn(Page::Plan), None), None);
        assert!(matches!(advice.perform(Ask::Did("plank"), None), Some(Chore::Keep(_))));
        assert_eq!(advice.perform(Ask::Forget, None), Some(Chore::Forget("Athlete 12".into())));
        assert_eq!(advice.perform(Ask::Did("plank"), None), None);
    }

    #[test]
    fn another_name_takes_nothing_over() {
        let mut advice = passed();
        advice.perform(Ask::Name("12".into()), None);
        advice.perform(Ask::Agree, None);
        advice.perform(Ask::Name("13".into()), None);
        assert!(advice.diary.is_none() && advice.walk.answers().gate.is_empty());
        advice.take(Some(Diary::new("12", Some(today()))));
        assert!(advice.diary.is_none(), "a diary that comes late belongs to another");
    }

    #[test]
    fn chores_do_what_they_say() {
        let data = tempfile::tempdir().unwrap();
        let diary = Diary::new("12", Some(today()));
        assert_eq!(Chore::Keep(Box::new(diary.clone())).carry_out(data.path()), Ok(None));
        assert_eq!(Chore::Read("12".into()).carry_out(data.path()), Ok(Some(diary)));
        assert_eq!(Chore::Forget("12".into()).carry_out(data.path()), Ok(None));
        assert_eq!(Chore::Read("12".into()).carry_out(data.path()), Ok(None));
        assert!(Chore::Keep(Box::new(Diary::new("12", None))).carry_out(data.path()).unwrap_err().contains("agreed"));
    }

    fn any_ask() -> impl Strategy<Value = Ask> {
        let choices: Vec<(&str, &str)> =
            QUESTIONS.iter().flat_map(|question| question.choices.iter().map(|choice| (question.id, choice.id))).collect();
        prop_oneof![
            8 => (0..choices.len()).prop_map(move |index| choose(choices[index].0, choices[index].1)),
            2 => (0..4_usize).prop_map(|index| Ask::Turn(Page::ALL[index])),
            1 => Just(Ask::Do(Move::ShowPlan)),
            1 => Just(Ask::Do(Move::Open("slump".into()))),
            1 => Just(Ask::Do(Move::StopHere)),
            1 => Just(Ask::Do(Move::Next)),
            1 => Just(Ask::Do(Move::Back)),
            1 => Just(Ask::Agree),
            1 => Just(Ask::Name("12".into())),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        /// Whatever is clicked: the page of the plan is only open with a plan, and there is none with a flag among the answers.
        #[test]
        fn no_clicking_passes_a_red_flag(well: bool, asks in proptest::collection::vec(any_ask(), 0..50)) {
            let mut advice = if well { passed() } else { Advice::default() };
            for ask in asks {
                advice.perform(ask, None);
                let answers = advice.walk.answers();
                let flagged = answers.stopped.is_some() || answers.gate.iter().any(|(id, choice)| {
                    QUESTIONS.iter().any(|question| question.id == id && question.choice(choice).is_some_and(|choice| choice.stops))
                });
                prop_assert!(!flagged || (advice.walk.plan().is_none() && matches!(advice.walk.place(), Place::Stopped(_))));
            }
        }
    }
}
