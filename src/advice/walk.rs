//! The way through the advice, card by card: one state machine for the terminal and for the window.
//!
//! It starts at the gate; nothing behind it is reached, and no plan is made, while the gate is open or stops.

use super::answers::{Answers, Value, key};
use super::checks::{CHECKS, Check, Kind, Step, by_id};
use super::gate::{Gate, Question, Stop, gate};
use super::plan::{Found, Plan, plan};
use super::signs::{Sign, signs};
use crate::body::Side;

/// Where somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Before this question of the gate.
    Question(&'static Question),
    /// The gate stopped: see a doctor.
    Stopped(Stop),
    /// Choosing a self-assessment.
    Checks,
    /// At a step of one: its number in the course.
    Step(&'static str, usize),
    /// At the plan.
    Plan,
}

/// What somebody does.
#[derive(Clone, Debug, PartialEq)]
pub enum Move {
    /// Answers a question of the gate: question's id, choice's id.
    Choose(String, String),
    /// Opens a self-assessment.
    Open(String),
    /// Answers the item of the step.
    Give(Value),
    /// Goes on to the next step.
    Next,
    /// Goes back by one.
    Back,
    /// Leaves the self-assessment.
    Leave,
    /// Stops in a self-assessment, for it became sharp, shot into the leg or felt wrong.
    StopHere,
    /// Asks for the plan.
    ShowPlan,
    /// Goes back to the self-assessments from the plan.
    ShowChecks,
    /// Starts anew with nothing answered.
    Restart,
}

/// A walk through the advice.
#[derive(Clone, Debug, Default)]
pub struct Walk {
    answers: Answers,
    found: Found,
    /// A step of a self-assessment, or the plan; counts only behind the gate.
    at: Behind,
    /// Questions of the gate answered in this walk, the last at the end.
    asked: Vec<&'static str>,
    /// Whether soreness was noted more than a week ago and is not known to be gone.
    overdue: bool,
}

/// Where somebody is behind the gate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Behind {
    #[default]
    Checks,
    Step(&'static str, usize),
    Plan,
}

impl Walk {
    /// A walk from the start, with what the last video showed; `overdue` where soreness was noted more than a week ago.
    pub fn new(found: Found, overdue: bool) -> Self {
        Self { found, overdue, ..Self::default() }
    }

    /// A walk with answers given already; it goes on where they end.
    pub fn with(answers: Answers, found: Found) -> Self {
        Self { answers, found, ..Self::default() }
    }

    /// Everything answered so far.
    pub fn answers(&self) -> &Answers {
        &self.answers
    }

    /// What the last video showed.
    pub fn found(&self) -> &Found {
        &self.found
    }

    /// Takes in what another video showed.
    pub fn show(&mut self, found: Found) {
        self.found = found;
    }

    /// Whether it hurts only when the load is heavy.
    pub fn say_only_heavy(&mut self, only: bool) {
        self.found.only_heavy = only;
    }

    /// Where somebody is.
    pub fn place(&self) -> Place {
        match gate(&self.answers) {
            Gate::Stop(stop) => Place::Stopped(stop),
            Gate::Open(open) => open.first().map_or(Place::Checks, |question| Place::Question(question)),
            Gate::Passed(_) => match &self.at {
                Behind::Checks => Place::Checks,
                Behind::Step(check, index) => Place::Step(check, *index),
                Behind::Plan => Place::Plan,
            },
        }
    }

    /// How many questions of the gate are answered and how many there are to answer, as far as is known.
    pub fn gate_progress(&self) -> (usize, usize) {
        match gate(&self.answers) {
            Gate::Open(open) => (self.answers.gate.len(), self.answers.gate.len() + open.len()),
            Gate::Stop(_) | Gate::Passed(_) => (self.answers.gate.len(), self.answers.gate.len()),
        }
    }

    /// The self-assessment and the step that somebody is at.
    pub fn step(&self) -> Option<(&'static Check, &'static Step, Option<Side>)> {
        let Place::Step(id, index) = self.place() else { return None };
        let check = by_id(id)?;
        let (step, side) = *check.course().get(index)?;
        Some((check, step, side))
    }

    /// What was given for the item of the step.
    pub fn given(&self) -> Option<&Value> {
        let (check, step, side) = self.step()?;
        self.answers.value(check.id, &key(step.item.as_ref()?, side))
    }

    /// Whether the step may be left forwards: what it asks is answered.
    pub fn may_go_on(&self) -> bool {
        self.step().is_some_and(|(_, step, _)| step.item.is_none() || self.given().is_some())
    }

    /// What the self-assessments say; none before the gate.
    pub fn signs(&self) -> Vec<Sign> {
        if gate(&self.answers).passed().is_some() { signs(&self.answers) } else { Vec::new() }
    }

    /// The plan; none while the gate is open or stops.
    pub fn plan(&self) -> Option<Plan> {
        gate(&self.answers).passed().map(|passed| plan(passed, &signs(&self.answers), &self.found))
    }

    /// Does what somebody does. What makes no sense where they are changes nothing.
    pub fn perform(&mut self, made: Move) {
        match made {
            Move::Restart => *self = Self { found: std::mem::take(&mut self.found), overdue: self.overdue, ..Self::default() },
            Move::Choose(question, choice) => self.choose(&question, &choice),
            Move::Back => self.back(),
            // Behind the gate only.
            _ if gate(&self.answers).passed().is_none() => {}
            Move::Open(id) => {
                if let Some(check) = by_id(&id) {
                    self.at = Behind::Step(check.id, 0);
                }
            }
            Move::Give(value) => self.give(value),
            Move::Next if self.may_go_on() => self.next(),
            Move::Next => {}
            Move::Leave | Move::ShowChecks => self.at = Behind::Checks,
            Move::StopHere => {
                if let Some((check, _, _)) = self.step() {
                    self.answers.stopped = Some(check.id.to_owned());
                }
            }
            Move::ShowPlan => self.at = Behind::Plan,
        }
    }

    fn choose(&mut self, id: &str, choice: &str) {
        let Place::Question(now) = self.place() else { return };
        if now.id != id || now.choice(choice).is_none() {
            return;
        }
        self.answers.gate.insert(now.id.into(), choice.into());
        self.asked.push(now.id);
        // Soreness noted more than a week ago and not gone since: the answer is known.
        if now.id == "any" && choice != "no" && self.overdue {
            self.answers.gate.insert("how-long".into(), "longer".into());
            self.asked.push("how-long");
        }
    }

    fn back(&mut self) {
        match self.place() {
            Place::Step(id, index) => self.at = index.checked_sub(1).map_or(Behind::Checks, |before| Behind::Step(id, before)),
            Place::Plan => self.at = Behind::Checks,
            // A slip of the finger may be put right; having stopped in a self-assessment may not.
            Place::Question(_) | Place::Stopped(_) | Place::Checks => {
                if let Some(last) = self.asked.pop() {
                    self.answers.gate.remove(last);
                    if last == "how-long" && self.overdue {
                        self.answers.gate.remove("any");
                        self.asked.retain(|id| *id != "any");
                    }
                }
            }
        }
    }

    fn give(&mut self, value: Value) {
        let Some((check, step, side)) = self.step() else { return };
        let Some(item) = &step.item else { return };
        let fits = match (item.kind, &value) {
            (Kind::Ask, Value::Answer(_)) => true,
            (Kind::Rate, Value::Rating(rating)) => *rating <= super::answers::MOST_PAIN,
            (Kind::RateEach(count), Value::Ratings(ratings)) => {
                ratings.len() <= count && ratings.iter().all(|rating| *rating <= super::answers::MOST_PAIN)
            }
            (Kind::Hold(_), Value::Seconds(seconds)) => seconds.is_finite() && *seconds >= 0.0,
            _ => false,
        };
        if fits {
            self.answers.put(check.id, key(item, side), value);
        }
    }

    fn next(&mut self) {
        let Place::Step(id, index) = self.place() else { return };
        let Some(check) = CHECKS.iter().find(|check| check.id == id) else { return };
        self.at = if index + 1 < check.course().len() { Behind::Step(id, index + 1) } else { Behind::Checks };
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::advice::answers::Answer;
    use crate::advice::gate::QUESTIONS;

    fn passed() -> Walk {
        let mut walk = Walk::default();
        while let Place::Question(question) = walk.place() {
            walk.perform(Move::Choose(question.id.into(), "no".into()));
        }
        walk
    }

    #[test]
    fn somebody_without_flags_comes_to_the_self_assessments_and_to_a_plan() {
        let mut walk = passed();
        assert_eq!(walk.place(), Place::Checks);
        walk.perform(Move::Open("sacroiliac".into()));
        for answer in [Answer::Yes, Answer::Yes, Answer::No, Answer::Unsure] {
            assert!(!walk.may_go_on());
            walk.perform(Move::Next);
            walk.perform(Move::Give(Value::Answer(answer)));
            walk.perform(Move::Next);
        }
        assert_eq!(walk.place(), Place::Checks);
        assert!(walk.signs().iter().any(Sign::is_suggested));
        walk.perform(Move::ShowPlan);
        assert_eq!(walk.place(), Place::Plan);
        assert!(walk.plan().unwrap().stretch.iter().any(|item| item.exercise.id == "brettzel"));
        walk.perform(Move::Back);
        assert_eq!(walk.place(), Place::Checks);
    }

    #[test]
    fn a_slip_can_be_put_right_and_a_stop_in_a_self_assessment_cannot() {
        let mut walk = Walk::default();
        walk.perform(Move::Choose("any".into(), "no".into()));
        walk.perform(Move::Choose("saddle".into(), "yes".into()));
        assert!(matches!(walk.place(), Place::Stopped(_)));
        walk.perform(Move::Back);
        assert!(matches!(walk.place(), Place::Question(question) if question.id == "saddle"));
        let mut walk = passed();
        walk.perform(Move::Open("slump".into()));
        walk.perform(Move::StopHere);
        for _ in 0..40 {
            walk.perform(Move::Back);
            assert!(matches!(walk.place(), Place::Stopped(_)) && walk.plan().is_none());
        }
        walk.perform(Move::Restart);
        assert!(matches!(walk.place(), Place::Question(_)));
    }

    #[test]
    fn soreness_of_more_than_a_week_stops_by_itself() {
        let mut walk = Walk::new(Found::default(), true);
        walk.perform(Move::Choose("any".into(), "yes".into()));
        assert!(matches!(walk.place(), Place::Stopped(stop) if stop.reasons[0].id == "how-long"));
        walk.perform(Move::Back);
        assert!(matches!(walk.place(), Place::Question(question) if question.id == "any"));
        walk.perform(Move::Choose("any".into(), "no".into()));
        assert!(!matches!(walk.place(), Place::Stopped(_)));
    }

    /// The flags by another way than the gate's: which answers are without doubt harmless.
    fn harmless(question: &str, choice: &str) -> bool {
        match question {
            "any" => true,
            "how-long" => choice == "week",
            "kind" => choice == "dull",
            "when" => matches!(choice, "next-days" | "later"),
            "where" => matches!(choice, "trained" | "wide"),
            _ => choice == "no",
        }
    }

    fn any_choice() -> impl Strategy<Value = (String, String)> {
        (0..QUESTIONS.len(), 0..5_usize, any::<bool>()).prop_map(|(question, choice, safe)| {
            let question = &QUESTIONS[question];
            let wanted = question.choices.iter().filter(|choice| !safe || harmless(question.id, choice.id));
            let all: Vec<&str> = wanted.map(|choice| choice.id).chain(["nonsense"]).collect();
            (question.id.to_owned(), all[choice % all.len()].to_owned())
        })
    }

    fn any_value() -> impl Strategy<Value = Value> {
        prop_oneof![
            (0..3_usize).prop_map(|index| Value::Answer(Answer::ALL[index])),
            (0..12_u8).prop_map(Value::Rating),
            proptest::collection::vec(0..12_u8, 0..12).prop_map(Value::Ratings),
            (-5.0..700.0_f64).prop_map(Value::Seconds),
        ]
    }

    fn any_move() -> impl Strategy<Value = Move> {
        prop_oneof![
            6 => any_choice().prop_map(|(question, choice)| Move::Choose(question, choice)),
            2 => (0..CHECKS.len()).prop_map(|index| Move::Open(CHECKS[index].id.into())),
            4 => any_value().prop_map(Move::Give),
            4 => Just(Move::Next),
            1 => Just(Move::Back),
            1 => Just(Move::Leave),
            1 => Just(Move::StopHere),
            1 => Just(Move::ShowPlan),
            1 => Just(Move::ShowChecks),
        ]
    }

    /// Whether a red flag is among the answers, as the test sees it.
    fn flagged(answers: &Answers) -> bool {
        let known =
            |question: &str, choice: &str| QUESTIONS.iter().any(|known| known.id == question && known.choice(choice).is_some());
        answers.stopped.is_some()
            || answers.gate.iter().any(|(question, choice)| known(question, choice) && !harmless(question, choice))
            || ["own.left", "own.right"].iter().all(|key| answers.answer("slump", key) == Some(Answer::Yes))
    }

    /// Whether every question is answered that is to be.
    fn complete(answers: &Answers) -> bool {
        let pain = answers.gate.get("any").is_some_and(|any| any != "no");
        QUESTIONS.iter().filter(|question| pain || !question.of_pain).all(|question| answers.gate.contains_key(question.id))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        /// Whatever is done, in whatever order: no plan and nothing behind the gate with a red flag or with a question open.
        #[test]
        fn no_path_through_the_cards_passes_a_red_flag(answer_well: bool, moves in proptest::collection::vec(any_move(), 0..60)) {
            let mut walk = if answer_well { passed() } else { Walk::default() };
            for made in moves {
                walk.perform(made);
                if flagged(walk.answers()) || !complete(walk.answers()) {
                    prop_assert!(walk.plan().is_none());
                    prop_assert!(walk.signs().is_empty());
                    prop_assert!(matches!(walk.place(), Place::Question(_) | Place::Stopped(_)));
                }
                if flagged(walk.answers()) {
                    prop_assert!(matches!(walk.place(), Place::Stopped(stop) if !stop.reasons.is_empty()));
                }
            }
        }

        /// The same for answers out of a file, whatever stands in it.
        #[test]
        fn no_file_of_answers_passes_a_red_flag(
            given in proptest::collection::btree_map("[a-z-]{2,8}", "[a-z-]{2,8}", 0..3),
            choices in proptest::collection::vec(any_choice(), 0..40),
            values in proptest::collection::vec((0..CHECKS.len(), 0..8_usize, any_value()), 0..20),
            stopped in proptest::option::weighted(0.2, 0..CHECKS.len()),
        ) {
            let mut answers = Answers { gate: given, ..Answers::default() };
            answers.gate.extend(choices);
            for (check, item, value) in values {
                let items: Vec<String> = CHECKS[check].items().map(|(item, side)| key(item, side)).collect();
                answers.put(CHECKS[check].id, items[item % items.len()].clone(), value);
            }
            answers.stopped = stopped.map(|index| CHECKS[index].id.to_owned());
            let walk = Walk::with(answers.clone(), Found::default());
            if flagged(&answers) {
                prop_assert!(walk.plan().is_none() && matches!(walk.place(), Place::Stopped(_)));
            }
            prop_assert_eq!(walk.plan().is_some(), !flagged(&answers) && complete_and_known(&answers));
        }
    }

    fn complete_and_known(answers: &Answers) -> bool {
        let pain = answers.gate.get("any").is_some_and(|any| any != "no");
        QUESTIONS
            .iter()
            .filter(|question| pain || !question.of_pain)
            .all(|question| answers.gate.get(question.id).is_some_and(|choice| question.choice(choice).is_some()))
    }
}
