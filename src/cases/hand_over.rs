//! Offering a case to another office, and answering the offer.
//!
//! Custody moves only on acceptance: the place of discovery stays responsible until then, and no clock waits for it. Whoever declines
//! names the office that is right, which is asked at once; after the second refusal the office above decides.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    CaseError, argument, assign, clock,
    custody::{self, Move},
    envelopes, find, inside, told,
};
use crate::{
    access::{Responder, staffing},
    audit::{Chain, Event, Ledger},
    clocks::{self, Track},
    ctx::Ctx,
    db::{Tx, rows},
    entity::{case_file, handover},
    kernel::{
        FieldError, Timestamp,
        codes::{CaseCode, OfficeCode},
        secret::Plaintext,
        terms::{CustodyNews, CustodyReason, DecisionGround, HandoverState},
    },
    notification::Target,
    vault::{
        case_keys,
        envelope::Part,
        sealing::{At, CaseKey, open, seal},
    },
};

/// Where, when and how an abandoned child was found: what the law wants recorded by whoever found it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Discovery {
    /// Where.
    pub place: Plaintext,
    /// When.
    pub found_at: Timestamp,
    /// How the child was.
    pub state: Plaintext,
}

/// What is offered to whom.
#[derive(Debug)]
pub struct Offer {
    /// Code of the office.
    pub to: String,
    /// Why, in words.
    pub reason: Plaintext,
    /// How the child was found; needed for an abandoned one.
    pub discovery: Option<Discovery>,
}

/// What the office says to which a case is offered.
#[derive(Debug)]
pub enum Answer {
    /// It is accountable from now on.
    Accept,
    /// Another office is right.
    Decline {
        /// Code of that office.
        right: String,
        /// Why.
        reason: Plaintext,
    },
}

/// Whether whoever hands the case over has to say how the child was found.
#[must_use]
pub fn asks_for_discovery(case: &case_file::Model) -> bool {
    clock::tracks_of(&case.tracks).contains(Track::Abandoned)
}

/// A column of an offer.
pub(super) const fn at(column: &'static str, row: Uuid) -> At {
    At { table: "handover", column, row }
}

/// Offers `case` to another office. The offering office keeps custody, and its clocks go on.
///
/// # Errors
/// `NotFound` out of scope, `NotAccountable`, `Closed`, `AlreadyOffered`; `NeedsParent` when the office above has to decide; fields at
/// fault.
pub async fn offer(ctx: &Ctx, by: &Responder, code: &CaseCode, request: Offer) -> Result<(), CaseError> {
    let found = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    if found.office_code != by.office().as_str() {
        return Err(CaseError::NotAccountable);
    }
    let request = check(&found, request, ctx.clock.now())?;
    let key: CaseKey = case_keys::open(ctx.db.read(), &ctx.vault, found.id, Part::Case, by.office()).await?;
    let id = ctx.ids.row(ctx.clock.now());
    let reason = seal(&key, at("reason", id), &request.reason, ctx.ids.as_ref())?;
    let discovery = request.discovery.as_ref().map(|found| seal(&key, at("discovery", id), &written(found), ctx.ids.as_ref()));
    let discovery = discovery.transpose()?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(found.id)).await?;
            let now = ctx.clock.now();
            let case = find::open_in_scope(tx, &by.scope(), found.id).await?;
            if case.office_code != by.office().as_str() {
                return Err(CaseError::NotAccountable);
            }
            if argument::waits_above(tx, &case).await? {
                return Err(CaseError::NeedsParent);
            }
            if argument::open_offer(tx, case.id).await?.is_some() {
                return Err(CaseError::AlreadyOffered);
            }
            let to = argument::askable(ctx, tx, &case, &request.to, "/to").await?;
            let new = NewOffer { id, offered_by: by.staff(), reason, discovery };
            put(ctx, tx, &mut ledger, &case, by, (&to, new), now).await?;
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}

fn check(case: &case_file::Model, request: Offer, now: Timestamp) -> Result<Offer, CaseError> {
    let mut faults = Vec::new();
    if request.reason.is_blank() {
        faults.push(FieldError::new("/reason", "reason-needed"));
    }
    let discovery = request.discovery.filter(|_| asks_for_discovery(case));
    if asks_for_discovery(case) {
        let missing = |pointer: &str, blank: bool| blank.then(|| FieldError::new(pointer, "discovery-needed"));
        let (place, state) = discovery.as_ref().map_or((true, true), |found| (found.place.is_blank(), found.state.is_blank()));
        faults.extend(missing("/discovery/place", place));
        faults.extend(missing("/discovery/found_at", discovery.is_none()));
        faults.extend(missing("/discovery/state", state));
        if discovery.as_ref().is_some_and(|found| found.found_at > now) {
            faults.push(FieldError::new("/discovery/found_at", "time-in-future"));
        }
    }
    if !faults.is_empty() {
        return Err(CaseError::Fields(faults));
    }
    let bounded = |found: Discovery| {
        let (place, state) = (told::note("/discovery/place", &found.place)?, told::note("/discovery/state", &found.state)?);
        Ok::<_, CaseError>(Discovery { place, state, ..found })
    };
    let discovery = discovery.map(bounded).transpose()?;
    Ok(Offer { reason: told::note("/reason", &request.reason)?, discovery, ..request })
}

fn written(found: &Discovery) -> Plaintext {
    // Texts and a time always serialise.
    Plaintext::new(serde_json::to_string(found).unwrap_or_default())
}

/// How the child was found, out of what was sealed.
pub(super) fn read_discovery(text: &Plaintext) -> Option<Discovery> {
    serde_json::from_str(text.reveal()).ok()
}

/// An offer, sealed before the unit of work begins.
struct NewOffer {
    id: Uuid,
    offered_by: Uuid,
    reason: Vec<u8>,
    discovery: Option<Vec<u8>>,
}

async fn put(
    ctx: &Ctx,
    tx: &Tx,
    ledger: &mut Ledger<'_>,
    case: &case_file::Model,
    by: &Responder,
    (to, new): (&OfficeCode, NewOffer),
    now: Timestamp,
) -> Result<(), CaseError> {
    let row = handover::Model {
        id: new.id,
        case_id: case.id,
        custody_no: case.custody_no,
        from_office: case.office_code.clone(),
        to_office: to.as_str().to_owned(),
        offered_by: new.offered_by,
        offered_at: now,
        reason: new.reason,
        discovery: new.discovery,
        state: HandoverState::Offered.code().to_owned(),
        ended_at: None,
        ended_by: None,
        right_office: None,
        answer: None,
    };
    rows::insert(tx, row).await?;
    envelopes::due(tx, case.id).await?;
    ledger.record(now, by.actor(), &Event::HandoverOffered { handover: new.id, to: to.as_str() });
    argument::tell(ctx, tx, case, (to, Target::DutyPerson), CustodyNews::Offered, now).await
}

/// Answers an offer.
///
/// # Errors
/// `NotFound` out of scope, `NothingOffered`, `Closed`; fields at fault when declining.
pub async fn answer(ctx: &Ctx, by: &Responder, code: &CaseCode, answer: Answer) -> Result<(), CaseError> {
    let found = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    inside::works(&by.scope(), &found)?;
    match answer {
        Answer::Accept => accept(ctx, by, &found).await,
        Answer::Decline { right, reason } => decline(ctx, by, &found, &right, &reason).await,
    }
}

async fn accept(ctx: &Ctx, by: &Responder, found: &case_file::Model) -> Result<(), CaseError> {
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(found.id)).await?;
            let now = ctx.clock.now();
            let case = find::open_in_scope(tx, &by.scope(), found.id).await?;
            let offer = offered_to(tx, &case, by).await?;
            // Held: whoever accepts must not be gone, and their office not suspended, when the case arrives.
            staffing::hold(tx, by.office().as_str()).await?;
            argument::end_offer(tx, &mut ledger, &offer, HandoverState::Accepted, by.actor(), now).await?;
            let step = Move { to: by.office(), reason: CustodyReason::Accepted, by: by.actor() };
            custody::move_to(ctx, tx, &mut ledger, &case, step, now).await?;
            assign::name(tx, &mut ledger, &case, by, by.staff(), now).await?;
            if let Some(giver) = OfficeCode::parse(&offer.from_office) {
                argument::tell(ctx, tx, &case, (&giver, Target::Lead), CustodyNews::Accepted, now).await?;
            }
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}

async fn decline(ctx: &Ctx, by: &Responder, found: &case_file::Model, right: &str, reason: &Plaintext) -> Result<(), CaseError> {
    if reason.is_blank() {
        return Err(CaseError::field("/reason", "reason-needed"));
    }
    let reason = told::note("/reason", reason)?;
    let known = offered_to(ctx.db.read(), found, by).await?;
    let key: CaseKey = case_keys::open(ctx.db.read(), &ctx.vault, found.id, Part::Case, by.office()).await?;
    let said = seal(&key, at("answer", known.id), &reason, ctx.ids.as_ref())?;
    let next = passed_on(ctx, &key, &known, &reason)?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(found.id)).await?;
            let now = ctx.clock.now();
            let case = find::open_in_scope(tx, &by.scope(), found.id).await?;
            let offer = offered_to(tx, &case, by).await?;
            if offer.id != known.id {
                return Err(CaseError::Changed);
            }
            let right = right_office(ctx, tx, &case, by, right).await?;
            handover::Entity::update_many()
                .col_expr(handover::Column::RightOffice, Expr::value(right.as_str()))
                .col_expr(handover::Column::Answer, Expr::value(said))
                // In one statement with the state: the schema knows no refusal without an office.
                .col_expr(handover::Column::State, Expr::value(HandoverState::Declined.code()))
                .col_expr(handover::Column::EndedAt, Expr::value(now))
                .filter(handover::Column::Id.eq(offer.id))
                .exec(tx)
                .await?;
            argument::end_offer(tx, &mut ledger, &offer, HandoverState::Declined, by.actor(), now).await?;
            clock::start(ctx, tx, (&case).into(), clocks::Event::Refused, now).await?;
            clock::refresh(ctx, tx, (&case).into(), now).await?;
            if let Some(giver) = OfficeCode::parse(&case.office_code) {
                argument::tell(ctx, tx, &case, (&giver, Target::DutyPerson), CustodyNews::Declined, now).await?;
            }
            if argument::refusals(tx, &case).await? >= argument::REFUSALS {
                let above = argument::common_parent(tx, case.id, &case.office_code, by.office().as_str()).await?;
                argument::ask_above(ctx, tx, &mut ledger, &case, (DecisionGround::RefusedTwice, above), now).await?;
            } else if right.as_str() != case.office_code {
                put(ctx, tx, &mut ledger, &case, by, (&right, next), now).await?;
            }
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}

/// The office that whoever declines says is right: the one that offered, or one that may be asked; never their own.
async fn right_office(ctx: &Ctx, tx: &Tx, case: &case_file::Model, by: &Responder, right: &str) -> Result<OfficeCode, CaseError> {
    let refused = || CaseError::field("/right_office", "office-not-asked");
    if right.trim().is_empty() {
        return Err(CaseError::field("/right_office", "right-office-needed"));
    }
    if right.trim() == by.office().as_str() {
        return Err(refused());
    }
    if right.trim() == case.office_code {
        return OfficeCode::parse(&case.office_code).ok_or_else(refused);
    }
    argument::askable(ctx, tx, case, right, "/right_office").await
}

/// The next offer of the same giver: for the reason why this one was declined, with what was recorded about the child.
fn passed_on(ctx: &Ctx, key: &CaseKey, offer: &handover::Model, reason: &Plaintext) -> Result<NewOffer, CaseError> {
    let id = ctx.ids.row(ctx.clock.now());
    let discovery = match &offer.discovery {
        Some(sealed) => Some(seal(key, at("discovery", id), &open(key, at("discovery", offer.id), sealed)?, ctx.ids.as_ref())?),
        None => None,
    };
    let reason = seal(key, at("reason", id), reason, ctx.ids.as_ref())?;
    Ok(NewOffer { id, offered_by: offer.offered_by, reason, discovery })
}

async fn offered_to(db: &impl sea_orm::ConnectionTrait, case: &case_file::Model, by: &Responder) -> Result<handover::Model, CaseError> {
    let offer = argument::open_offer(db, case.id).await?;
    offer.filter(|offer| offer.to_office == by.office().as_str()).ok_or(CaseError::NothingOffered)
}

/// Keeps the case: takes an open offer back, and settles whose it is after a refusal.
///
/// # Errors
/// `NotFound` out of scope, `NotAccountable`, `Closed`, `NothingOffered`; `NeedsParent` when the office above has to decide.
pub async fn keep(ctx: &Ctx, by: &Responder, code: &CaseCode) -> Result<(), CaseError> {
    let found = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(found.id)).await?;
            let now = ctx.clock.now();
            let case = find::open_in_scope(tx, &by.scope(), found.id).await?;
            if case.office_code != by.office().as_str() {
                return Err(CaseError::NotAccountable);
            }
            let offer = argument::open_offer(tx, case.id).await?;
            if offer.is_none() && !argument::is_argued(tx, case.id).await? {
                return Err(CaseError::NothingOffered);
            }
            if argument::waits_above(tx, &case).await? {
                return Err(CaseError::NeedsParent);
            }
            if let Some(offer) = offer {
                argument::end_offer(tx, &mut ledger, &offer, HandoverState::Withdrawn, by.actor(), now).await?;
            }
            argument::settled(ctx, tx, &case, now).await?;
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}
