//! One case as the responder sees it: what was told, what is due, what was done, what can be done now.

use askama::Template;

use super::casework::{Casework, ContactRow, NoteRow, QUICK_ATTEMPTS, QUICK_OUTCOMES, QuestionPart, RISK_ANSWERS, TALK_WAYS};
use super::desk::ClockRow;
use super::links::{LINK_KINDS, Links, SEXES};
use super::{Page, Problems, Typed, arranged::Arranged, identity::IdentityPart, inside::InsidePart, support::Support};

pub(in crate::web) const SEVERITIES: &[&str] = &["emergency", "high", "medium", "low"];
pub(super) const CONTACT_WITH: &[&str] = &["person_at_risk", "reporter", "family", "professional"];
pub(super) const OUTCOMES: &[&str] = &["reached", "no_answer", "not_safe", "wrong_number"];
pub(super) const ALONE: &[&str] = &["alone", "trusted_person", "in_front_of_family"];
pub(super) const SETTLEMENTS: &[&str] = &["contact_stands", "no_contact"];
pub(super) const PAPERS: &[&str] = &crate::web::official::PAPERS;
pub(super) const WAYS: &[&str] = &["in_person", "phone", "video", "text"];
/// Keys of the ready-made texts, which are plain and safe if the wrong person reads them (GLOSSARY section 9).
pub(in crate::web) const READY_TEXTS: &[&str] = &["tpl-hello", "tpl-more", "tpl-slow", "tpl-choice", "tpl-end"];

/// `/desk/cases/{code}`
///
/// Forms, each at `/desk/cases/{code}/…`: `acknowledgement` (`severity`, `severity_reason`, `next_act`, `next_act_by`),
/// `contacts` (`quick`: an attempt by one tap; `with`, `outcome`, `alone`, `how`, `language`, `way`, `wish`, `mediation`, `happened_at`,
/// `contact_note`), `messages` (`fill`: a ready-made text for the box, `message`, `although_locked`), `notes` (`note_text`),
/// `corrections` (`of`, `correction`), `triage` (`version`, `risk-…`, `sign`, `strangled_long_ago`, `triage_reason`), `closure-refusal` (`refusal_reason`), `safety` (`measure`, `decision_no`, `safe_since`), `reviews` (`review_note`), `closure`
/// (`do`: `close` or `ask`, `closure_reason`, `closure_note`), `dispute` (`decision`, `dispute_reason`), `exclusions` (no field),
/// `location` (`place`, `commune`).
#[derive(Template)]
#[template(path = "templates/case.html")]
#[expect(clippy::struct_excessive_bools, reason = "independent facts of a case, each of which shows one line")]
pub struct CaseView<'w> {
    /// The frame.
    pub page: Page<'w>,
    /// Case code.
    pub code: String,
    /// Severity code.
    pub severity: String,
    /// Whether a person confirmed the severity.
    pub severity_confirmed: bool,
    /// Code of the last milestone, or `new`, `attempted`.
    pub state: String,
    /// Accountable office.
    pub office: String,
    /// Where, in words.
    pub commune: String,
    /// Category, in words.
    pub category: String,
    /// Name of the facility it is about.
    pub facility: Option<String>,
    /// Facilities that the reporter may have meant, where none is certain, with their communes.
    pub facilities_meant: Vec<String>,
    /// Codes of the cases of that facility, where this reader may know that there are several; else empty.
    pub cluster: Vec<String>,
    /// When the first report came, in words.
    pub received_at: String,
    /// What was promised as the next act, with its time, in words (`case-next-by`).
    pub next_act: Option<String>,
    /// Whether the alleged perpetrator may be beside the reporter: no call, no announced visit.
    pub silent: bool,
    /// Whether the office above sees every step.
    pub watched: bool,
    /// Whether the place still has to be found.
    pub needs_locating: bool,
    /// Why it may be no report, in words, while it waits in the triage lane.
    pub suspected: Option<String>,
    /// Whether the reporter's code is locked: nobody reads messages there, and what came from there is not sure.
    pub channel_unsafe: bool,
    /// Whether the reporter denies a contact, and the office above has not decided.
    pub disputed: bool,
    /// When the reporter last said that it is more dangerous, in words.
    pub more_danger: Option<String>,
    /// How it was before it was opened again: a sentence each, oldest first.
    pub episodes: Vec<String>,
    /// Whether this is practice.
    pub drill: bool,
    /// Deadlines, the most pressing first.
    pub clocks: Vec<ClockRow>,
    /// Address of the form that opens the sealed report; nothing when it is open or may not be opened.
    pub open_action: Option<String>,
    /// The opened reports.
    pub reports: Vec<ReportPart>,
    /// Files that came with them.
    pub files: Vec<FileRow>,
    /// Who reported: what was asked and decided, and the forms for it.
    pub identity: IdentityPart,
    /// Messages with the reporter, oldest first.
    pub messages: Vec<CaseMessage>,
    /// What the reporter answered to "has anybody contacted you", in words.
    pub contacted: Option<String>,
    /// Contacts, newest first.
    pub contacts: Vec<ContactRow>,
    /// What was written down with a safety, a review or a closing, oldest first.
    pub notes: Vec<NoteRow>,
    /// What was done between taking and closing it, and can be done.
    pub work: Casework,
    /// Milestones reached.
    pub milestones: Vec<MilestoneRow>,
    /// Accountable offices over time.
    pub custody: Vec<CustodyRow>,
    /// Why it came to the first of them, in sentences (`because-…`).
    pub because: Vec<String>,
    /// Escalations so far.
    pub escalations: Vec<EscalationRow>,
    /// Changes of the map that the case followed, in sentences.
    pub followed: Vec<String>,
    /// Communes that may be meant, where the place has to be found out.
    pub places_found: Vec<Choice>,
    /// Who is named, asked and ordered.
    pub arranged: Arranged,
    /// Who read it for a reason, the reader of this page perhaps among them.
    pub inside: InsidePart,
    /// What other offices are asked for, and what is planned.
    pub support: Support,
    /// Cases that belong to it, and persons who were added.
    pub links: Links,
    /// What this person may do now.
    pub acts: Acts,
    /// Reasons for closing.
    pub closure_reasons: Vec<Choice>,
    /// Now, for fields of the past (`words::format::to_input`).
    pub now_input: String,
    /// A sensible time for the next act, in the same form.
    pub next_by_input: String,
    /// Which form came back: `acknowledgement`, `contacts`, `messages`, `safety`, `reviews`, `closure`, `identity`, or empty.
    pub typed_in: String,
    /// What was typed into it.
    pub typed: Typed,
    /// What needs another look; fields as named above.
    pub problems: Problems,
    /// What was just recorded.
    pub notice: Option<String>,
}

/// A choice with a label from the taxonomy.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Code to send.
    pub code: String,
    /// Label to show.
    pub label: String,
}

/// What this person may do to the case now.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent permissions, each of which shows one form")]
pub struct Acts {
    /// Acknowledge.
    pub acknowledge: bool,
    /// Record a contact.
    pub contact: bool,
    /// Write to the reporter.
    pub message: bool,
    /// Record safety.
    pub safety: bool,
    /// Record a review.
    pub review: bool,
    /// Say "I know these people".
    pub know: bool,
    /// Decide about a contact that the reporter denies.
    pub settle: bool,
    /// Close.
    pub close: bool,
    /// Say where it happened.
    pub locate: bool,
    /// Say that it is a real report.
    pub release: bool,
    /// Give a new code to somebody who lost theirs.
    pub new_code: bool,
}

impl Acts {
    /// Whether there is nothing to do.
    #[must_use]
    pub const fn none(self) -> bool {
        !(self.acknowledge
            || self.contact
            || self.message
            || self.safety
            || self.review
            || self.know
            || self.settle
            || self.close
            || self.locate
            || self.release
            || self.new_code)
    }
}

/// A file, named and not shown.
#[derive(Debug, Clone, Default)]
pub struct FileRow {
    /// Its id.
    pub id: String,
    /// What it is, in a word.
    pub kind: String,
    /// Size, in words.
    pub size: String,
    /// Its name, as it was sent.
    pub name: Option<String>,
    /// Whether it may tell who reported, and stays closed for this reader.
    pub protected: bool,
}

/// A report, unsealed.
#[derive(Clone, Default)]
pub struct ReportPart {
    /// When it came, in words.
    pub received_at: String,
    /// What was told.
    pub story: Option<String>,
    /// The facility as it was typed.
    pub facility: Option<String>,
    /// "In danger right now", answered.
    pub danger: Option<String>,
    /// Danger signs, in words.
    pub signs: Vec<String>,
    /// About whom, in words.
    pub about: Option<String>,
    /// The place as typed.
    pub place: Option<String>,
    /// The address, if given.
    pub address: Option<String>,
    /// The point, if given.
    pub point: Option<String>,
    /// Who must not know, in words.
    pub must_not_know: Vec<String>,
    /// Persons at risk.
    pub persons: Vec<PersonPart>,
    /// Alleged perpetrators.
    pub perpetrators: Vec<PerpetratorPart>,
    /// How it is safe to reach the reporter, in words. Not part of who they are: it is what keeps them from harm.
    pub contact_how: Option<String>,
    /// When it is safe.
    pub contact_when: Option<String>,
    /// What the reporter needs to be talked with, in words.
    pub needs: Vec<String>,
    /// What else to keep to when reaching the reporter: what it is about, what they said.
    pub wishes: Vec<(String, String)>,
    /// Who reported.
    pub reporter: ReporterPart,
}

/// A person at risk.
#[derive(Clone, Default)]
pub struct PersonPart {
    /// Name.
    pub name: Option<String>,
    /// Age, in words.
    pub age: Option<String>,
    /// Sex, in words.
    pub sex: Option<String>,
    /// What is hard for them, or their disabilities, in words.
    pub hard: Vec<String>,
    /// What else was said of them, in words.
    pub groups: Vec<String>,
}

/// An alleged perpetrator.
#[derive(Clone, Default)]
pub struct PerpetratorPart {
    /// Name.
    pub name: Option<String>,
    /// Relation to the person at risk, in words.
    pub relation: Option<String>,
    /// Where they work.
    pub workplace: Option<String>,
}

/// The identity part.
#[derive(Clone, Default)]
pub enum ReporterPart {
    /// They told nothing about themselves.
    #[default]
    Unnamed,
    /// They did; it is sealed on its own, and not opened.
    Sealed,
    /// What they told.
    Told(ReporterTold),
}

/// What a reporter told about themselves.
#[derive(Clone, Default)]
pub struct ReporterTold {
    /// Name.
    pub name: Option<String>,
    /// Relation to the person at risk, in words.
    pub relation: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Mail address.
    pub email: Option<String>,
}

/// A message as staff see it.
#[derive(Clone)]
pub struct CaseMessage {
    /// Name of the member of staff; nothing when the reporter wrote it.
    pub by: Option<String>,
    /// When, in words.
    pub at: String,
    /// What has to be verified before anybody acts on it: `withdrawal` or `contact`.
    pub to_verify: Option<String>,
    /// What it says.
    pub text: String,
}

/// A milestone reached.
#[derive(Debug, Clone)]
pub struct MilestoneRow {
    /// Code.
    pub code: String,
    /// When it happened, in words.
    pub happened_at: String,
    /// The time that counts instead, in words, when it was recorded too late.
    pub recorded_late: Option<String>,
    /// Who recorded it.
    pub by: Option<String>,
}

/// A time in which one office was accountable.
#[derive(Debug, Clone)]
pub struct CustodyRow {
    /// The office.
    pub office: String,
    /// Why: a code.
    pub reason: String,
    /// From when, in words.
    pub from: String,
    /// Until when, in words; nothing while it lasts.
    pub to: Option<String>,
}

/// A missed deadline told to a rung.
#[derive(Debug, Clone)]
pub struct EscalationRow {
    /// Who was told.
    pub to: String,
    /// About which deadline.
    pub what: String,
    /// When, in words.
    pub at: String,
}

impl CaseView<'_> {
    /// What was typed as `name` into `form`, if that form came back.
    fn kept(&self, form: &str, name: &str) -> &str {
        if self.typed_in == form { self.typed.get(name) } else { "" }
    }

    /// The same, with a proposal for a form that is still fresh.
    fn kept_or<'v>(&'v self, form: &str, name: &str, proposal: &'v str) -> &'v str {
        if self.typed_in == form { self.typed.get(name) } else { proposal }
    }

    /// Whether a box is ticked: as it was sent, else as `known`.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hand over references")]
    fn ticked(&self, form: &str, name: &str, value: &str, known: &bool) -> bool {
        if self.typed_in == form { self.typed.is(name, value) } else { *known }
    }

    /// Whether `answer` is the one to a question of triage: as it was sent, else as it was last.
    fn answered(&self, question: &QuestionPart, answer: &str) -> bool {
        self.kept_or("triage", &format!("risk-{}", question.code), &question.answer) == answer
    }

    /// Whether `form` is unfolded: it came back, or it is what this case waits for.
    fn unfolded(&self, form: &str) -> bool {
        if !self.typed_in.is_empty() {
            return self.typed_in == form;
        }
        match form {
            "location" => self.acts.locate,
            "acknowledgement" => self.acts.acknowledge && !self.acts.locate,
            "contacts" => !self.acts.acknowledge && ["acknowledged", "attempted"].contains(&self.state.as_str()),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ALONE, CONTACT_WITH, OUTCOMES, SEVERITIES, WAYS};
    use crate::kernel::terms::{Alone, ContactHow, ContactOutcome, ContactWith, Severity};

    #[test]
    fn the_choices_are_those_of_the_domain() {
        assert_eq!(Severity::ALL.iter().map(|t| t.code()).collect::<Vec<_>>(), SEVERITIES);
        assert_eq!(ContactWith::ALL.iter().map(|t| t.code()).collect::<Vec<_>>(), CONTACT_WITH);
        assert_eq!(ContactOutcome::ALL.iter().map(|t| t.code()).collect::<Vec<_>>(), OUTCOMES);
        assert_eq!(Alone::ALL.iter().map(|t| t.code()).collect::<Vec<_>>(), ALONE);
        assert_eq!(ContactHow::ALL.iter().map(|t| t.code()).collect::<Vec<_>>(), WAYS);
    }
}
