//! Logging a contact, and deciding whether it is the first contact: the response time (DOMAIN 2C).

use chrono::Duration;
use uuid::Uuid;

use super::{
    CaseError, clock, find,
    milestones::{self, Reached},
    talk::{Talk, TalkWay, mediation_is_refused},
    told,
};
use crate::{
    access::Responder,
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::rows,
    entity::{case_file, contact},
    kernel::{
        Timestamp,
        codes::CaseCode,
        secret::Plaintext,
        terms::{Alone, ContactHow, ContactOutcome, ContactWith, Milestone, Severity},
    },
    vault::{
        case_keys,
        envelope::Part,
        sealing::{At, CaseKey, seal},
    },
};

/// A contact, or the attempt at one.
#[derive(Debug)]
pub struct NewContact {
    /// With whom.
    pub with: ContactWith,
    /// How it ended.
    pub outcome: ContactOutcome,
    /// Who could hear it; needed when somebody was reached.
    pub alone: Option<Alone>,
    /// The way it took place.
    pub how: ContactHow,
    /// When; now, where it is not said.
    pub happened_at: Option<Timestamp>,
    /// What was said and seen.
    pub note: Option<Plaintext>,
    /// How they talked, and what the person wants.
    pub talk: Talk,
    /// Whether somebody mediated in the family.
    pub mediation: bool,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Logged {
    /// The contact.
    pub contact: Uuid,
    /// Whether it is the first contact of the case.
    pub first_contact: bool,
}

/// A clock on a phone may be a little ahead of ours.
const CLOCK_TOLERANCE: Duration = Duration::minutes(5);

/// Logs a contact.
///
/// # Errors
/// `NotFound` out of scope, `Closed`, fields at fault; `/mediation` while the risk is high.
pub async fn log(ctx: &Ctx, by: &Responder, code: &CaseCode, new: NewContact) -> Result<Logged, CaseError> {
    let found = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    check(&new, found.opened_at, ctx.clock.now())?;
    let note = new.note.as_ref().filter(|note| !note.is_blank()).map(|note| told::note("/note", note)).transpose()?;
    let key: CaseKey = case_keys::open(ctx.db.read(), &ctx.vault, found.id, Part::Case, by.office()).await?;
    let id = ctx.ids.row(ctx.clock.now());
    let sealed = |note: &Plaintext| seal(&key, At { table: "contact", column: "note", row: id }, note, ctx.ids.as_ref());
    let note = note.as_ref().map(sealed).transpose()?;
    let talk = new.talk.checked(&ctx.taxonomy)?.seal(&key, id, ctx.ids.as_ref())?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(found.id)).await?;
            let now = ctx.clock.now();
            let case = find::open_in_scope(tx, &by.scope(), found.id).await?;
            if new.mediation && mediation_is_refused(clock::severity_of(&case)) {
                return Err(CaseError::field("/mediation", "mediation-at-high-risk"));
            }
            let happened_at = new.happened_at.unwrap_or(now).min(now);
            let row = contact::Model {
                id,
                case_id: case.id,
                staff_id: by.staff(),
                contact_with: new.with.code().to_owned(),
                outcome: new.outcome.code().to_owned(),
                alone: new.alone.map(|alone| alone.code().to_owned()),
                how: new.how.code().to_owned(),
                happened_at,
                recorded_at: now,
                note,
                talk,
                mediation: new.mediation,
                undone_at: None,
            };
            rows::insert(tx, row).await?;
            ledger.record(now, by.actor(), &Event::ContactLogged { contact: id, with: new.with.code(), outcome: new.outcome.code() });
            let first_contact = case.office_code == by.office().as_str() && is_first_contact(&new, &case);
            if first_contact {
                milestones::enter(ctx, tx, &mut ledger, &case, Reached { milestone: Milestone::FirstContact, happened_at, by, now })
                    .await?;
            }
            if new.with == ContactWith::Reporter && new.outcome == ContactOutcome::Reached {
                clock::stop(tx, case.id, crate::clocks::Event::ReporterAnswered, happened_at).await?;
                clock::refresh(ctx, tx, (&case).into(), now).await?;
            }
            ledger.finish(tx).await?;
            Ok(Logged { contact: id, first_contact })
        })
        .await
}

fn check(new: &NewContact, opened_at: Timestamp, now: Timestamp) -> Result<(), CaseError> {
    if new.outcome == ContactOutcome::Reached && new.alone.is_none() {
        return Err(CaseError::field("/alone", "contact-incomplete"));
    }
    if let Some(happened_at) = new.happened_at {
        if happened_at > now + CLOCK_TOLERANCE {
            return Err(CaseError::field("/happened_at", "time-in-future"));
        }
        if happened_at < opened_at {
            return Err(CaseError::field("/happened_at", "time-before-report"));
        }
    }
    Ok(())
}

/// Whether a contact stops the response clock: the person at risk, reached, out of reach of the alleged perpetrator and in their way of
/// communicating, face to face where it is urgent. Where no person at risk is named, a two-way exchange with the reporter.
#[must_use]
pub fn is_first_contact(contact: &NewContact, case: &case_file::Model) -> bool {
    let understood = contact.talk.way.is_none_or(TalkWay::is_understood) && !contact.mediation;
    let reached = contact.outcome == ContactOutcome::Reached && understood;
    let out_of_reach = matches!(contact.alone, Some(Alone::Alone | Alone::TrustedPerson));
    let urgent = matches!(clock::severity_of(case), Severity::Emergency | Severity::High);
    let somebody_named = !case.person_groups.is_empty();
    match contact.with {
        ContactWith::PersonAtRisk => reached && out_of_reach && (!urgent || contact.how == ContactHow::InPerson),
        ContactWith::Reporter => reached && !somebody_named,
        ContactWith::Family | ContactWith::Professional => false,
    }
}
