//! The gate: soreness or pain, and the red flags. Any of them, and any doubt about one, stops here: see a doctor, and no plan.
//!
//! A plan is only made for [`Passed`], and only [`gate`] can make one: there is no way round it. The flags are those of the article (longer
//! than a week, sharp, shooting, local, at once) and of the list that the NHS gives for back pain, which the article lacks.

use super::answers::Answers;
use super::checks;
use super::texts::{filled, text};

/// How soon a clinician should see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// In the next days.
    Soon,
    /// Now: an emergency department.
    Now,
}

/// One possible answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Id in files.
    pub id: &'static str,
    /// Whether it stops.
    pub stops: bool,
}

/// One question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// Id in files.
    pub id: &'static str,
    /// What can be answered.
    pub choices: &'static [Choice],
    /// How soon it should be seen where it stops.
    pub urgency: Urgency,
    /// Whether it is asked only where something hurts or is sore.
    pub of_pain: bool,
}

const fn choice(id: &'static str, stops: bool) -> Choice {
    Choice { id, stops }
}

const OPENING: &[Choice] = &[choice("yes", false), choice("no", false), choice("unsure", false)];
/// A red flag: yes stops, and so does a doubt.
const FLAG: &[Choice] = &[choice("yes", true), choice("no", false), choice("unsure", true)];
const WHEN: &[Choice] = &[choice("at-once", true), choice("next-days", false), choice("later", false), choice("unsure", true)];
const WHERE: &[Choice] = &[choice("trained", false), choice("wide", false), choice("spot", true), choice("unsure", true)];
const KIND: &[Choice] = &[choice("dull", false), choice("sharp", true), choice("shooting", true), choice("unsure", true)];
const HOW_LONG: &[Choice] = &[choice("week", false), choice("longer", true), choice("unsure", true)];

const fn flag(id: &'static str, urgency: Urgency) -> Question {
    Question { id, choices: FLAG, urgency, of_pain: false }
}

const fn of_pain(id: &'static str, choices: &'static [Choice]) -> Question {
    Question { id, choices, urgency: Urgency::Soon, of_pain: true }
}

/// The questions in the order in which they are asked.
///
/// Sources: the article (`when`, `where`, `kind`, `how-long`); NHS Norfolk and Waveney Community Health, "Got back pain?" (`saddle`,
/// `bladder-bowel`, `sexual`, `both-legs`, `leg-weakness`); NHS, "Back pain" (`chest`, `accident`, `fever`, `weight-loss`, `shape`,
/// `night`); our default: `history`.
pub static QUESTIONS: &[Question] = &[
    Question { id: "any", choices: OPENING, urgency: Urgency::Soon, of_pain: false },
    flag("saddle", Urgency::Now),
    flag("bladder-bowel", Urgency::Now),
    flag("sexual", Urgency::Now),
    flag("both-legs", Urgency::Now),
    flag("leg-weakness", Urgency::Now),
    flag("chest", Urgency::Now),
    flag("accident", Urgency::Now),
    flag("fever", Urgency::Soon),
    flag("weight-loss", Urgency::Soon),
    flag("shape", Urgency::Soon),
    flag("night", Urgency::Soon),
    flag("history", Urgency::Soon),
    of_pain("how-long", HOW_LONG),
    of_pain("kind", KIND),
    of_pain("when", WHEN),
    of_pain("where", WHERE),
];

impl Question {
    /// The choice of an id.
    pub fn choice(&self, id: &str) -> Option<&'static Choice> {
        self.choices.iter().find(|choice| choice.id == id)
    }

    /// The question in words.
    pub fn ask(&self) -> String {
        text(&format!("gate.{}.ask", self.id))
    }

    /// A choice in words.
    pub fn words(&self, choice: &Choice) -> String {
        match choice.id {
            "yes" | "no" | "unsure" => text(&format!("answer.{}", choice.id)),
            other => text(&format!("gate.{}.{other}", self.id)),
        }
    }

    /// Why a choice that stops does.
    fn why(&self, choice: &Choice) -> String {
        match choice.id {
            "yes" => text(&format!("gate.{}.why", self.id)),
            "unsure" => filled("gate.unsure.why", &[("what", &text(&format!("gate.{}.name", self.id)))]),
            other => text(&format!("gate.{}.{other}.why", self.id)),
        }
    }
}

/// What is felt, where the gate was passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feeling {
    /// Nothing.
    Nothing,
    /// Soreness, as after training: it came one or two days later, in the muscles trained, dull, and not for more than a week.
    Soreness,
    /// An ache that is not plainly soreness; none of the flags.
    Ache,
}

/// The proof that every question was answered and none of them stops. Only [`gate`] makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passed {
    feeling: Feeling,
}

impl Passed {
    /// What is felt.
    pub fn feeling(&self) -> Feeling {
        self.feeling
    }
}

/// Why it stops.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The question's id, or `stopped-in-a-check`, or `both-legs` where a self-assessment says so.
    pub id: &'static str,
    /// One sentence.
    pub why: String,
    /// How soon it should be seen.
    pub urgency: Urgency,
}

/// The gate stops: see a doctor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// Every reason, the most urgent first; never empty.
    pub reasons: Vec<Reason>,
}

impl Stop {
    /// How soon it should be seen.
    pub fn urgency(&self) -> Urgency {
        self.reasons.iter().map(|reason| reason.urgency).max().unwrap_or(Urgency::Soon)
    }

    /// What to do, one or two sentences.
    pub fn advice(&self) -> String {
        text(match self.urgency() {
            Urgency::Now => "gate.stop.now",
            Urgency::Soon => "gate.stop.soon",
        })
    }
}

/// Where somebody stands before the gate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Questions are still open.
    Open(Vec<&'static Question>),
    /// It stops.
    Stop(Stop),
    /// Passed.
    Passed(Passed),
}

impl Gate {
    /// The proof, where it was passed.
    pub fn passed(&self) -> Option<&Passed> {
        match self {
            Self::Passed(passed) => Some(passed),
            Self::Open(_) | Self::Stop(_) => None,
        }
    }
}

/// Whether a question is to be asked, after what was answered.
fn asked(question: &Question, answers: &Answers) -> bool {
    !question.of_pain || answers.gate.get("any").is_some_and(|any| any != "no")
}

/// The gate for these answers. A flag stops at once, whatever else is open; and so does one that was answered although it need not have been.
pub fn gate(answers: &Answers) -> Gate {
    let mut reasons: Vec<Reason> = QUESTIONS
        .iter()
        .filter_map(|question| {
            let choice = question.choice(answers.gate.get(question.id)?)?;
            choice.stops.then(|| Reason { id: question.id, why: question.why(choice), urgency: question.urgency })
        })
        .collect();
    if answers.stopped.is_some() {
        reasons.push(Reason { id: "stopped-in-a-check", why: text("gate.stopped.why"), urgency: Urgency::Soon });
    }
    if checks::both_legs(answers) && !reasons.iter().any(|reason| reason.id == "both-legs") {
        reasons.push(Reason { id: "both-legs", why: text("gate.both-legs.why"), urgency: Urgency::Now });
    }
    if !reasons.is_empty() {
        reasons.sort_by_key(|reason| std::cmp::Reverse(reason.urgency));
        return Gate::Stop(Stop { reasons });
    }
    // A choice that is not known counts as none.
    let answered = |question: &Question| answers.gate.get(question.id).is_some_and(|id| question.choice(id).is_some());
    let open: Vec<&'static Question> =
        QUESTIONS.iter().filter(|question| asked(question, answers) && !answered(question)).collect();
    if open.is_empty() { Gate::Passed(Passed { feeling: feeling(answers) }) } else { Gate::Open(open) }
}

fn feeling(answers: &Answers) -> Feeling {
    let is = |id: &str, choice: &str| answers.gate.get(id).is_some_and(|given| given == choice);
    if is("any", "no") {
        Feeling::Nothing
    } else if is("when", "next-days") && is("where", "trained") && is("kind", "dull") && is("how-long", "week") {
        Feeling::Soreness
    } else {
        Feeling::Ache
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(pairs: &[(&str, &str)]) -> Answers {
        let mut answers = Answers::default();
        for question in QUESTIONS {
            answers.gate.insert(question.id.into(), "no".into());
        }
        for id in ["how-long", "kind", "when", "where"] {
            answers.gate.remove(id);
        }
        for (id, choice) in pairs {
            answers.gate.insert((*id).into(), (*choice).into());
        }
        answers
    }

    const SORE: [(&str, &str); 5] =
        [("any", "yes"), ("how-long", "week"), ("kind", "dull"), ("when", "next-days"), ("where", "trained")];

    #[test]
    fn every_flag_stops_by_yes_and_by_unsure_and_passes_by_no() {
        assert!(gate(&with(&[])).passed().is_some());
        for question in QUESTIONS {
            for choice in question.choices {
                let mut answers = with(&SORE);
                answers.gate.insert(question.id.into(), choice.id.into());
                let found = gate(&answers);
                assert_eq!(matches!(found, Gate::Stop(_)), choice.stops, "{} {}", question.id, choice.id);
                if let Gate::Stop(stop) = found {
                    assert!(stop.reasons.iter().any(|reason| reason.id == question.id && !reason.why.is_empty()));
                }
            }
        }
    }

    #[test]
    fn soreness_and_an_ache_are_told_apart() {
        let feeling = |answers: &Answers| gate(answers).passed().map(Passed::feeling);
        assert_eq!(feeling(&with(&[])), Some(Feeling::Nothing));
        assert_eq!(feeling(&with(&SORE)), Some(Feeling::Soreness));
        for other in [("when", "later"), ("where", "wide")] {
            let mut answers = with(&SORE);
            answers.gate.insert(other.0.into(), other.1.into());
            assert_eq!(feeling(&answers), Some(Feeling::Ache), "{other:?}");
        }
    }

    #[test]
    fn what_is_not_answered_keeps_it_open_and_a_doubt_about_pain_asks_on() {
        let mut answers = with(&SORE);
        answers.gate.remove("saddle");
        assert!(matches!(gate(&answers), Gate::Open(open) if open.len() == 1 && open[0].id == "saddle"));
        assert!(matches!(gate(&with(&[("any", "unsure")])), Gate::Open(open) if open.len() == 4));
        assert!(matches!(gate(&Answers::default()), Gate::Open(_)));
        let unknown = with(&[("fever", "perhaps")]);
        assert!(matches!(gate(&unknown), Gate::Open(open) if open[0].id == "fever"));
    }

    #[test]
    fn an_emergency_comes_first_and_says_now() {
        let Gate::Stop(stop) = gate(&with(&[("fever", "yes"), ("saddle", "unsure")])) else { panic!("passed") };
        assert_eq!((stop.reasons[0].id, stop.urgency()), ("saddle", Urgency::Now));
        assert_ne!(stop.advice(), gate_stop(&with(&[("fever", "yes")])).advice());
    }

    fn gate_stop(answers: &Answers) -> Stop {
        match gate(answers) {
            Gate::Stop(stop) => stop,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn stopping_in_a_self_assessment_stops_here_too() {
        let mut answers = with(&[]);
        answers.stopped = Some("slump".into());
        assert_eq!(gate_stop(&answers).reasons[0].id, "stopped-in-a-check");
    }
}
