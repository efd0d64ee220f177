//! The forms of a case page: each read into the request of one command, which is then called.

use super::{casework_acts, custody_acts, identity_acts, link_acts, sent::said, views::Typed};
use crate::{
    access::Signed,
    cases::{
        CaseError,
        acknowledge::{self, Acknowledgement},
        close::{self, Closure},
        contact::{self, NewContact},
        end_drill, exclude, find, locate, message, reading, release, review,
        safety::{self, Safety},
        settle,
    },
    ctx::Ctx,
    entity::case_file,
    http::refusal::Refusal,
    kernel::{
        FieldError, Kind, Lang, Timestamp,
        codes::CaseCode,
        secret::Plaintext,
        terms::{Alone, ContactHow, ContactOutcome, ContactWith, Settlement, Severity},
    },
    words::format::{from_input, to_input},
};

/// A form of the case page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Take the case.
    Acknowledgement,
    /// Record a contact.
    Contacts,
    /// Write to the reporter.
    Messages,
    /// Record that the person is safe.
    Safety,
    /// Record a review.
    Reviews,
    /// Close.
    Closure,
    /// Decide about a contact that the reporter denies.
    Dispute,
    /// "I know these people."
    Exclusions,
    /// Open who reported.
    Identity,
    /// Ask to open who reported.
    IdentityRequest,
    /// Open how to reach the reporter, in an emergency.
    EmergencyContact,
    /// Decide about such a request, or look at such an opening.
    Judgement,
    /// Say where it happened.
    Location,
    /// Say that it is a real report.
    Release,
    /// A new code for somebody who lost theirs.
    LostCode,
    /// Write a note.
    Notes,
    /// Correct a note.
    Corrections,
    /// Take back what was entered a moment ago.
    Undo,
    /// Refuse a closing that was asked for.
    Refusal,
    /// Answer the questions of triage.
    Triage,
    /// Name a colleague.
    Assignment,
    /// Offer the case to another office.
    Handover,
    /// Answer an offer.
    Answer,
    /// Keep the case after all.
    Keeping,
    /// Decide as an office above.
    Decision,
    /// Acknowledge an order.
    Orders,
    /// Say why a colleague's case must be read.
    Readings,
    /// Confirm how another case belongs to this one.
    Links,
    /// Add a person at risk.
    Persons,
}

impl Form {
    /// Its name, which is the end of its address.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Acknowledgement => "acknowledgement",
            Self::Contacts => "contacts",
            Self::Messages => "messages",
            Self::Safety => "safety",
            Self::Reviews => "reviews",
            Self::Closure => "closure",
            Self::Dispute => "dispute",
            Self::Exclusions => "exclusions",
            Self::Identity => "identity",
            Self::IdentityRequest => "identity-request",
            Self::EmergencyContact => "emergency-contact",
            Self::Judgement => "judgement",
            Self::Location => "location",
            Self::Release => "release",
            Self::LostCode => "access-code",
            Self::Notes => "notes",
            Self::Corrections => "corrections",
            Self::Undo => "undo",
            Self::Refusal => "closure-refusal",
            Self::Triage => "triage",
            Self::Assignment => "assignment",
            Self::Handover => "handover",
            Self::Answer => "answer",
            Self::Keeping => "keeping",
            Self::Decision => "decision",
            Self::Orders => "orders",
            Self::Readings => "readings",
            Self::Links => "links",
            Self::Persons => "persons",
        }
    }

    /// The part of the page where what it records stands.
    pub(super) const fn anchor(self) -> &'static str {
        match self {
            Self::Acknowledgement | Self::Safety | Self::Closure | Self::Triage => "milestones",
            Self::Contacts => "contacts",
            Self::Messages => "thread",
            Self::Reviews | Self::Dispute | Self::Notes | Self::Corrections | Self::Undo | Self::Refusal => "notes",
            Self::IdentityRequest | Self::Judgement => "identity",
            Self::Exclusions | Self::Identity | Self::EmergencyContact | Self::LostCode | Self::Readings | Self::Links | Self::Persons => {
                "main"
            }
            _ => "custody",
        }
    }

    /// Its field that a JSON pointer of the command means; empty when it is none.
    pub(super) fn field_of(self, pointer: &str) -> &'static str {
        let fields: &[(&str, &'static str)] = match self {
            Self::Acknowledgement => &[("/severity", "severity"), ("/next_act", "next_act"), ("/next_act_by", "next_act_by")],
            Self::Contacts => &[
                ("/with", "with"),
                ("/outcome", "outcome"),
                ("/alone", "alone"),
                ("/how", "how"),
                ("/happened_at", "happened_at"),
                ("/note", "contact_note"),
                ("/language", "language"),
                ("/wish", "wish"),
                ("/mediation", "mediation"),
            ],
            Self::Messages => &[("/text", "message"), ("/although_locked", "although_locked")],
            Self::Dispute => &[("/decision", "decision"), ("/reason", "dispute_reason")],
            Self::Safety => &[("/reason", "measure"), ("/happened_at", "safe_since")],
            Self::Reviews => &[("/finding", "review_note")],
            Self::Closure => &[("/reason", "closure_reason"), ("/note", "closure_note")],
            Self::Identity | Self::IdentityRequest | Self::EmergencyContact | Self::Judgement => identity_acts::fields_of(self),
            Self::Location => &[("/commune", "place")],
            Self::LostCode => &[("/secret_word", "secret_word")],
            Self::Readings => &[("/reason", "reading_reason")],
            Self::Exclusions | Self::Release => &[],
            Self::Notes | Self::Corrections | Self::Undo | Self::Refusal | Self::Triage => casework_acts::fields(self),
            Self::Links | Self::Persons => link_acts::fields_of(self),
            Self::Assignment | Self::Handover | Self::Answer | Self::Keeping | Self::Decision | Self::Orders => {
                custody_acts::fields_of(self)
            }
        };
        fields.iter().find(|(own, _)| *own == pointer).map_or("", |(_, field)| field)
    }
}

/// Does what `form` asks. Gives the name of what was recorded (`done-…` in the words).
///
/// # Errors
/// The refusal of the command, or of a field that cannot be read.
pub(super) async fn record(ctx: &Ctx, by: &Signed, code: &CaseCode, form: Form, typed: &Typed) -> Result<&'static str, Refusal> {
    match form {
        Form::Acknowledgement => take(ctx, by, code, typed).await?,
        Form::Contacts => return log_contact(ctx, by, code, typed).await,
        Form::Messages => write(ctx, by, code, typed).await?,
        Form::Safety => confirm_safety(ctx, by, code, typed).await?,
        Form::Reviews => review::review(ctx, &by.responder()?, code, &told(typed, "review_note")).await?,
        Form::Closure => return close(ctx, by, code, typed).await,
        Form::Notes | Form::Corrections | Form::Undo | Form::Refusal | Form::Triage => {
            casework_acts::record(ctx, by, code, form, typed).await?;
        }
        Form::Dispute => {
            let decision = Settlement::parse(typed.get("decision")).ok_or_else(|| fault("/decision", "answer-needed"))?;
            settle::settle(ctx, &by.lead()?, code, decision, &told(typed, "dispute_reason")).await?;
        }
        Form::Exclusions => exclude::step_back(ctx, &by.responder()?, code).await?,
        Form::Location => put(ctx, by, code, typed).await?,
        Form::Release => release::release(ctx, &by.responder()?, code).await?,
        Form::Identity | Form::EmergencyContact | Form::LostCode => {}
        Form::IdentityRequest | Form::Judgement => identity_acts::record(ctx, by, code, form, typed).await?,
        Form::Readings => {
            reading::open(ctx, &by.responder()?, code, &told(typed, "reading_reason")).await?;
        }
        Form::Links | Form::Persons => link_acts::record(ctx, by, code, form, typed).await?,
        Form::Assignment | Form::Handover | Form::Answer | Form::Keeping | Form::Decision | Form::Orders => {
            custody_acts::record(ctx, by, code, form, typed).await?;
        }
    }
    Ok(form.name())
}

async fn take(ctx: &Ctx, by: &Signed, code: &CaseCode, typed: &Typed) -> Result<(), Refusal> {
    let by = by.responder()?;
    let severity = Severity::parse(typed.get("severity")).ok_or_else(|| fault("/severity", "severity-needed"))?;
    let next_act_by = typed.get("next_act_by");
    let next_act_by = match from_input(next_act_by) {
        Some(at) => at,
        None if next_act_by.trim().is_empty() => return Err(fault("/next_act_by", "next-act-needed")),
        None => return Err(fault("/next_act_by", "time-malformed")),
    };
    // The command keeps one text. Whoever reads the next act later reads why the severity was lowered beside it.
    let reason = said(typed, "severity_reason").filter(|_| said(typed, "next_act").is_some());
    let reason = reason.map(|reason| format!("{}: {reason}", ctx.words.text(Lang::default(), "ack-reason-kept", &[])));
    let next_act = joined([said(typed, "next_act"), reason]);
    Ok(acknowledge::acknowledge(ctx, &by, code, Acknowledgement { severity, next_act, next_act_by }).await?)
}

async fn log_contact(ctx: &Ctx, by: &Signed, code: &CaseCode, typed: &Typed) -> Result<&'static str, Refusal> {
    let by = by.responder()?;
    if let Some(attempt) = casework_acts::quick(typed) {
        contact::log(ctx, &by, code, attempt).await?;
        return Ok("attempt");
    }
    let case = case(ctx, &by, code).await?;
    let missing = |pointer| move || fault(pointer, "contact-incomplete");
    let new = NewContact {
        with: ContactWith::parse(typed.get("with")).ok_or_else(missing("/with"))?,
        outcome: ContactOutcome::parse(typed.get("outcome")).ok_or_else(missing("/outcome"))?,
        alone: Alone::parse(typed.get("alone")),
        how: ContactHow::parse(typed.get("how")).ok_or_else(missing("/how"))?,
        happened_at: past(typed.get("happened_at"), &case)?,
        note: said(typed, "contact_note").map(Plaintext::new),
        talk: casework_acts::talk(typed),
        mediation: typed.is("mediation", "yes"),
    };
    let logged = contact::log(ctx, &by, code, new).await?;
    Ok(if logged.first_contact { "first_contact" } else { Form::Contacts.name() })
}

async fn write(ctx: &Ctx, by: &Signed, code: &CaseCode, typed: &Typed) -> Result<(), Refusal> {
    message::to_reporter(ctx, &by.responder()?, code, &told(typed, "message"), typed.is("although_locked", "yes")).await?;
    Ok(())
}

async fn confirm_safety(ctx: &Ctx, by: &Signed, code: &CaseCode, typed: &Typed) -> Result<(), Refusal> {
    let by = by.lead()?;
    let case = case(ctx, &by, code).await?;
    let decision = said(typed, "decision_no").filter(|_| said(typed, "measure").is_some());
    let decision = decision.map(|number| format!("{}: {number}", ctx.words.text(Lang::default(), "safety-decision-no", &[])));
    let reason = joined([said(typed, "measure"), decision]);
    Ok(safety::confirm(ctx, &by, code, Safety { reason, happened_at: past(typed.get("safe_since"), &case)? }).await?)
}

async fn close(ctx: &Ctx, by: &Signed, code: &CaseCode, typed: &Typed) -> Result<&'static str, Refusal> {
    let reason = said(typed, "closure_reason").ok_or_else(|| fault("/reason", "reason-needed"))?;
    if reason == end_drill::REASON {
        end_drill::end(ctx, &by.responder()?, code).await?;
        return Ok(Form::Closure.name());
    }
    let closure = Closure { reason, note: said(typed, "closure_note").map(Plaintext::new) };
    if typed.is("do", "ask") {
        return casework_acts::ask(ctx, by, code, closure).await;
    }
    close::close(ctx, &by.lead()?, code, closure).await?;
    Ok(Form::Closure.name())
}

async fn case(ctx: &Ctx, by: &Signed, code: &CaseCode) -> Result<case_file::Model, CaseError> {
    find::in_scope(ctx.db.read(), &by.scope(), code).await
}

/// A place is never guessed: whoever typed one chooses among what was found.
async fn put(ctx: &Ctx, by: &Signed, code: &CaseCode, typed: &Typed) -> Result<(), Refusal> {
    let commune = said(typed, "commune").ok_or_else(|| fault("/commune", "place-choose"))?;
    Ok(locate::locate(ctx, &by.responder()?, code, &commune).await?)
}

fn told(typed: &Typed, name: &str) -> Plaintext {
    Plaintext::new(said(typed, name).unwrap_or_default())
}

fn joined(parts: [Option<String>; 2]) -> Plaintext {
    Plaintext::new(parts.into_iter().flatten().collect::<Vec<_>>().join("\n"))
}

fn fault(pointer: &'static str, message: &'static str) -> Refusal {
    Refusal::at(Kind::Invalid, FieldError::new(pointer, message))
}

/// A time in the past, as typed; nothing when the field is empty. The minute in which the report came is the report's own instant:
/// a field of minutes cannot say "twenty seconds later".
fn past(typed: &str, case: &case_file::Model) -> Result<Option<Timestamp>, Refusal> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let at = from_input(typed).ok_or_else(|| fault("/happened_at", "time-malformed"))?;
    Ok(Some(if to_input(at) == to_input(case.opened_at) { case.opened_at } else { at }))
}

/// Whether the page of the case can come back with what was typed: not for somebody to whom it does not exist.
pub(super) fn comes_back(refusal: &Refusal) -> bool {
    !matches!(refusal.kind, Kind::NotFound | Kind::Unauthenticated)
}

#[cfg(test)]
mod tests {
    use super::Form;
    use crate::words::Words;

    const ALL: [Form; 19] = [
        Form::Acknowledgement,
        Form::Contacts,
        Form::Messages,
        Form::Safety,
        Form::Reviews,
        Form::Closure,
        Form::Dispute,
        Form::Exclusions,
        Form::Identity,
        Form::Location,
        Form::Release,
        Form::LostCode,
        Form::Notes,
        Form::Corrections,
        Form::Undo,
        Form::Refusal,
        Form::Triage,
        Form::IdentityRequest,
        Form::Judgement,
    ];

    #[test]
    fn what_was_recorded_is_said_and_stands_where_the_page_leads() {
        let words = Words::load().unwrap();
        let page = [
            include_str!("templates/case_history.html"),
            include_str!("templates/staff_base.html"),
            include_str!("templates/case_identity.html"),
        ]
        .concat();
        for form in ALL {
            let silent = matches!(form, Form::Exclusions | Form::Identity | Form::LostCode);
            assert!(silent || words.knows(&format!("done-{}", form.name())), "{}", form.name());
            assert!(page.contains(&format!("id=\"{}\"", form.anchor())), "{}", form.anchor());
        }
        assert!(["done-first_contact", "done-attempt", "done-closure-asked"].iter().all(|key| words.knows(key)));
    }

    #[test]
    fn every_fault_of_a_command_is_shown_at_a_field_of_its_form() {
        let forms = [
            include_str!("templates/case_acts.html"),
            include_str!("templates/case_reports.html"),
            include_str!("templates/case_contact.html"),
            include_str!("templates/case_notes.html"),
            include_str!("templates/case_closing.html"),
            include_str!("templates/case_triage.html"),
            include_str!("templates/case_identity.html"),
        ]
        .concat();
        let pointers = [
            (Form::Acknowledgement, ["/severity", "/next_act", "/next_act_by"].as_slice()),
            (Form::Contacts, &["/with", "/outcome", "/alone", "/how", "/happened_at", "/note", "/language", "/wish", "/mediation"]),
            (Form::Notes, &["/text"]),
            (Form::Corrections, &["/of", "/text"]),
            (Form::Refusal, &["/reason"]),
            (Form::Triage, &["/version", "/answers", "/signs", "/reason"]),
            (Form::Messages, &["/text", "/although_locked"]),
            (Form::Dispute, &["/decision", "/reason"]),
            (Form::Safety, &["/reason", "/happened_at"]),
            (Form::Reviews, &["/finding"]),
            (Form::Closure, &["/reason"]),
            (Form::IdentityRequest, &["/reason"]),
            (Form::EmergencyContact, &["/reason", "/password"]),
            (Form::Location, &["/commune"]),
        ];
        for (form, pointers) in pointers {
            for pointer in pointers {
                let field = form.field_of(pointer);
                assert!(!field.is_empty() && forms.contains(&format!("id=\"{field}\"")), "{} {pointer}", form.name());
            }
            assert_eq!(form.field_of(""), "");
        }
    }
}
