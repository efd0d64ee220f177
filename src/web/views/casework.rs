//! What is done on a case between taking and closing it: contacts, notes, corrections, asking for a closing.

use super::case_file::Choice;

/// Ways in which a person and whoever came understood each other.
pub(super) const TALK_WAYS: &[&str] = &["spoken", "sign", "interpreter", "written", "easy_words", "through_family", "not_understood"];

/// With whom and how an attempt is logged by one tap, and the heading of its buttons.
pub(super) const QUICK_ATTEMPTS: &[(&str, &str)] =
    &[("person_at_risk.phone", "quick-call"), ("person_at_risk.in_person", "quick-visit"), ("reporter.phone", "quick-call-reporter")];

/// How an attempt ends that reached nobody.
pub(super) const QUICK_OUTCOMES: &[&str] = &["no_answer", "not_safe", "wrong_number"];

/// A contact, in codes and words.
#[derive(Clone, Default)]
pub struct ContactRow {
    /// With whom: a code.
    pub with: String,
    /// Outcome: a code.
    pub outcome: String,
    /// How: a code.
    pub how: String,
    /// Who could hear: a code.
    pub alone: Option<String>,
    /// When it happened, in words.
    pub happened_at: String,
    /// When it was recorded, in words, where that was later.
    pub recorded_at: Option<String>,
    /// Who recorded it.
    pub by: String,
    /// Note; its last correction, where there is one.
    pub note: Option<String>,
    /// Language and way of communicating, in words.
    pub talk: Vec<String>,
    /// What the person wants, in their own words.
    pub wish: Option<String>,
    /// Whether somebody mediated in the family.
    pub mediation: bool,
    /// How the note was corrected.
    pub corrected: Option<CorrectedRow>,
    /// That whoever recorded it took it back, a sentence.
    pub undone: Option<String>,
}

/// A note that belongs to an act, or to none.
#[derive(Clone, Default)]
pub struct NoteRow {
    /// The act: a code.
    pub kind: String,
    /// When it was written, in words.
    pub at: String,
    /// Who wrote it.
    pub by: String,
    /// What it says; its last correction, where there is one.
    pub text: String,
    /// How it was corrected.
    pub corrected: Option<CorrectedRow>,
    /// That whoever wrote it took it back, a sentence.
    pub undone: Option<String>,
}

/// That something was corrected.
#[derive(Clone)]
pub struct CorrectedRow {
    /// When and by whom, a sentence.
    pub said: String,
    /// What was written first.
    pub first: Option<String>,
}

/// What the page of a case shows of this work.
#[derive(Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts of a case, each of which shows one line")]
pub struct Casework {
    /// What to keep to before anybody is talked with, in sentences.
    pub cautions: Vec<String>,
    /// Whether mediating in the family is refused, because the risk is high.
    pub mediation_refused: bool,
    /// Languages.
    pub languages: Vec<Choice>,
    /// What this person entered a moment ago and can take back.
    pub undo: Option<Choice>,
    /// Whether this person may write here.
    pub may_write: bool,
    /// Notes that this person may correct.
    pub correctable: Vec<Choice>,
    /// Whether this person may close the case, or asks somebody who may.
    pub may_ask: bool,
    /// Why the office above has to agree to every closing of this case, in words.
    pub above: Vec<String>,
    /// Who was seen or heard, alone or not: a sentence each, newest first.
    pub seen: Vec<String>,
    /// Whether nobody has been reached alone or with somebody they trust.
    pub nobody_reached: bool,
    /// What the person wants, newest first, with the day.
    pub wishes: Vec<(String, String)>,
    /// The closing that was asked for and waits.
    pub request: Option<RequestPart>,
    /// How earlier ones were decided: a sentence each.
    pub decided: Vec<String>,
    /// The questions of triage; nothing for whoever does not answer them.
    pub triage: Option<TriagePart>,
    /// Triages so far, newest first.
    pub triages: Vec<TriageRow>,
}

/// The questions of triage.
#[derive(Clone)]
pub struct TriagePart {
    /// Their version.
    pub version: String,
    /// About harm.
    pub harm: Vec<QuestionPart>,
    /// About protection.
    pub protection: Vec<QuestionPart>,
    /// Signs of danger, and whether there are any now, as far as is known.
    pub signs: Vec<(Choice, bool)>,
    /// Whether somebody said before that strangling was long ago.
    pub strangled_long_ago: bool,
}

/// A question with the answer it had last.
#[derive(Clone)]
pub struct QuestionPart {
    /// Code.
    pub code: String,
    /// In words.
    pub label: String,
    /// The last answer: a code.
    pub answer: String,
}

/// A triage that was made.
#[derive(Clone)]
pub struct TriageRow {
    /// From which severity to which, when, by whom, by which version: a sentence.
    pub said: String,
    /// The answers in words.
    pub answers: Vec<(String, String)>,
    /// Signs of danger, in words.
    pub signs: Vec<String>,
    /// Why.
    pub reason: Option<String>,
}

/// Answers to a question of triage.
pub(super) const RISK_ANSWERS: &[&str] = &["much", "some", "none", "unknown"];

/// A closing that was asked for.
#[derive(Clone)]
pub struct RequestPart {
    /// Code of the reason.
    pub reason_code: String,
    /// Who asks for what, and when: a sentence.
    pub said: String,
    /// The office that decides.
    pub office: String,
    /// Whether this person decides.
    pub decides: bool,
    /// Whether somebody else has to, because this person asked and two are needed.
    pub needs_another: bool,
}

#[cfg(test)]
mod tests {
    use super::{QUICK_ATTEMPTS, QUICK_OUTCOMES, RISK_ANSWERS, TALK_WAYS};
    use crate::{
        cases::talk::TalkWay,
        kernel::terms::{ContactHow, ContactOutcome, ContactWith},
    };

    #[test]
    fn the_choices_are_those_of_the_domain() {
        assert_eq!(crate::clocks::RiskAnswer::ALL.iter().map(|answer| answer.code()).collect::<Vec<_>>(), RISK_ANSWERS);
        assert_eq!(TalkWay::ALL.iter().map(|way| way.code()).collect::<Vec<_>>(), TALK_WAYS);
        for (attempt, _) in QUICK_ATTEMPTS {
            let (with, how) = attempt.split_once('.').unwrap();
            assert!(ContactWith::parse(with).is_some() && ContactHow::parse(how).is_some(), "{attempt}");
        }
        assert!(QUICK_OUTCOMES.iter().all(|outcome| ContactOutcome::parse(outcome).is_some_and(|o| o != ContactOutcome::Reached)));
    }
}
