//! Asking another office for a service. The case, its clocks and its custody stay where they are.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{
    ReferralState, at,
    basis::{Basis, guardian_may_harm},
    card::Card,
    tell_asked,
};
use crate::{
    access::{Responder, staffing},
    audit::{Chain, Event, Ledger},
    cases::{CaseError, argument, content::Content, envelopes, find, told},
    ctx::Ctx,
    db::rows,
    entity::{case_file, envelope, office, referral, report},
    kernel::{
        FieldError, Timestamp,
        codes::{CaseCode, CommuneCode, OfficeCode},
        secret::Plaintext,
    },
    localities::party,
    notification::ReferralNews,
    vault::{
        case_keys,
        envelope::{EnvelopeContext, Part, wrap},
        office_keys::public_keys,
        sealing::{CaseKey, seal},
    },
};

/// Most offices that are offered to choose from.
const OFFICES_SHOWN: u64 = 40;

/// What is asked of whom.
#[derive(Debug)]
pub struct NewReferral {
    /// Code of the office.
    pub to: String,
    /// By when.
    pub due_at: Timestamp,
    /// Why it may know.
    pub basis: Basis,
    /// Who said yes and how, or why the ground holds.
    pub basis_words: Option<Plaintext>,
    /// What it needs to know.
    pub card: Card,
}

/// Asks another office. The card is sealed for it under a key that opens nothing else.
///
/// # Errors
/// `NotFound` out of scope, `NotAccountable`, `Closed`; fields at fault: an office that cannot be asked, one that has not answered yet,
/// a guardian's consent where a guardian may be the one who harms.
pub async fn ask(ctx: &Ctx, by: &Responder, code: &CaseCode, new: NewReferral) -> Result<Uuid, CaseError> {
    let found = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    if found.office_code != by.office().as_str() {
        return Err(CaseError::NotAccountable);
    }
    let key: CaseKey = case_keys::open(ctx.db.read(), &ctx.vault, found.id, Part::Case, by.office()).await?;
    let new = checked(ctx, &found, &key, new).await?;
    let id = ctx.ids.row(ctx.clock.now());
    let (own, ids) = (key.referral(id), ctx.ids.as_ref());
    let card = new.card.seal(&own, id, ids)?;
    let basis_words = new.basis_words.as_ref().map(|words| seal(&key, at("basis_words", id), words, ids)).transpose()?;
    let envelope = match OfficeCode::parse(new.to.trim()) {
        Some(to) => match public_keys(ctx.db.read(), &ctx.vault, std::slice::from_ref(&to)).await?.remove(&to) {
            Some(public) => {
                let context =
                    EnvelopeContext { case: found.id, part: Part::Referral(id), recipient: to.as_str(), key_version: public.version };
                Some((public.version, wrap(&own, &public.key, &context, ids)?))
            }
            None => None,
        },
        None => None,
    };
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(found.id)).await?;
            let now = ctx.clock.now();
            let case = find::open_in_scope(tx, &by.scope(), found.id).await?;
            if case.office_code != by.office().as_str() {
                return Err(CaseError::NotAccountable);
            }
            let to = askable(ctx, tx, &case, &new.to).await?;
            if unanswered(tx, case.id, &to).await? {
                return Err(CaseError::field("/to", "referral-waits"));
            }
            let row = referral::Model {
                id,
                case_id: case.id,
                from_office: case.office_code.clone(),
                to_office: to.as_str().to_owned(),
                asked_by: by.staff(),
                asked_at: now,
                due_at: new.due_at,
                basis: new.basis.code().to_owned(),
                basis_words,
                card,
                state: ReferralState::InProgress.code().to_owned(),
                accepted_at: None,
                accepted_by: None,
                accepted_words: None,
                ended_at: None,
                ended_by: None,
                end_words: None,
                card_taken_at: None,
            };
            rows::insert(tx, row.clone()).await?;
            match envelope {
                Some((key_version, sealed_key)) => {
                    let part = Part::Referral(id);
                    let (code, recipient) = (part.code().to_owned(), row.to_office.clone());
                    let sealed =
                        envelope::Model { case_id: case.id, part: code, report_id: part.report(), recipient, key_version, sealed_key };
                    rows::insert(tx, sealed).await?;
                }
                // An office without a key gets it as soon as it has one.
                None => envelopes::due(tx, case.id).await?,
            }
            let asked = Event::ReferralAsked { referral: id, to: to.as_str(), basis: new.basis.code() };
            ledger.record(now, by.actor(), &asked);
            tell_asked(ctx, tx, &case, &row, ReferralNews::Asked).await?;
            ledger.finish(tx).await?;
            Ok(id)
        })
        .await
}

async fn checked(ctx: &Ctx, case: &case_file::Model, key: &CaseKey, new: NewReferral) -> Result<NewReferral, CaseError> {
    if case.drill {
        return Err(CaseError::field("/to", "referral-drill"));
    }
    let mut faults = Vec::new();
    if new.due_at <= ctx.clock.now() {
        faults.push(FieldError::new("/due_at", "time-in-past"));
    }
    let words = new.basis_words.filter(|words| !words.is_blank());
    if new.basis.is_consent() && words.is_none() {
        faults.push(FieldError::new("/basis_words", "consent-words-needed"));
    }
    if new.basis == Basis::GuardianConsents && a_guardian_may_harm(ctx, key, case.id).await? {
        faults.push(FieldError::new("/basis", "guardian-may-harm"));
    }
    let card = match new.card.checked(&ctx.taxonomy) {
        Ok(card) => card,
        Err(CaseError::Fields(more)) => {
            faults.extend(more);
            return Err(CaseError::Fields(faults));
        }
        Err(error) => return Err(error),
    };
    if !faults.is_empty() {
        return Err(CaseError::Fields(faults));
    }
    let basis_words = words.map(|words| told::note("/basis_words", &words)).transpose()?;
    Ok(NewReferral { basis_words, card, ..new })
}

/// Whether somebody who may be the person's guardian is named as the one who harms, in any report of the case.
pub(super) async fn a_guardian_may_harm(ctx: &Ctx, key: &CaseKey, case: Uuid) -> Result<bool, CaseError> {
    for row in report::Entity::find().filter(report::Column::CaseId.eq(case)).all(ctx.db.read()).await? {
        if guardian_may_harm(Content::open(key, &row)?.perpetrators.iter()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// An office that may be asked: it stands, may know, and somebody there may know and answers.
async fn askable(ctx: &Ctx, db: &impl ConnectionTrait, case: &case_file::Model, code: &str) -> Result<OfficeCode, CaseError> {
    match argument::askable(ctx, db, case, code, "/to").await {
        Err(CaseError::Fields(_)) => Err(CaseError::field("/to", "referral-office")),
        other => other,
    }
}

async fn unanswered(db: &impl ConnectionTrait, case: Uuid, to: &OfficeCode) -> Result<bool, CaseError> {
    let waiting = referral::Entity::find()
        .filter(referral::Column::CaseId.eq(case))
        .filter(referral::Column::ToOffice.eq(to.as_str()))
        .filter(referral::Column::State.eq(ReferralState::InProgress.code()));
    Ok(waiting.one(db).await?.is_some())
}

/// Codes of the offices that may be chosen from: those of the commune (or of the communes that were looked for), then those of its
/// province that work for all of it. Whoever must not know is never among them.
///
/// # Errors
/// The database cannot be read.
pub async fn candidates(ctx: &Ctx, case: &case_file::Model, communes: &[CommuneCode]) -> Result<Vec<String>, CaseError> {
    let db = ctx.db.read();
    let own = case.commune_code.as_deref().and_then(CommuneCode::parse);
    let there: Vec<String> = communes.iter().chain(own.iter().filter(|_| communes.is_empty())).map(ToString::to_string).collect();
    let staffed =
        || office::Entity::find().filter(office::Column::Staffed.eq(true)).order_by_asc(office::Column::Code).limit(OFFICES_SHOWN);
    let mut found = staffed().filter(office::Column::CommuneCode.is_in(there)).all(db).await?;
    if let (Some(province), true) = (&case.province_code, communes.is_empty()) {
        let of_province = staffed().filter(office::Column::ProvinceCode.eq(province)).filter(office::Column::CommuneCode.is_null());
        found.extend(of_province.all(db).await?);
    }
    // The rule of `askable`, asked once for all of them: the page of a case must not pay for each.
    let excluded = party::excluded_from(db, case.id).await?;
    found.retain(|office| {
        let stands = office.merged_into.is_none() && !office.suspended && office.code != case.office_code;
        stands && !party::is_excluded(&excluded, office)
    });
    let codes: Vec<String> = found.into_iter().map(|office| office.code).collect();
    let people = staffing::answering_at(ctx, db, &codes).await?;
    let who = people.iter().filter(|person| !excluded.contains(&party::of_staff(person.id)));
    let answered: BTreeSet<&str> = who.map(|person| person.office_code.as_str()).collect();
    Ok(codes.iter().filter(|code| answered.contains(code.as_str())).cloned().collect())
}
